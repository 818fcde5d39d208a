/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up divisions of the nation's fan-outs, where the real ones are not at hand. */
#include <string.h>

#include "generate/generate-private.h"

/* The first number of each sort of township and community, and of a hundred how many are of it. */
static const struct
{
  guint first;
  guint percent;
} TOWNSHIPS[] = { { 1, 22 }, { 100, 52 }, { 200, 26 } }, COMMUNITIES[] = { { 1, 20 }, { 200, 80 } };

typedef struct
{
  DjDivisions *divisions;
  DjDice dice;
  GString *texts;     /* code, NUL, name, NUL of each */
  GArray *beginnings; /* gsize: where each begins */
} Making;

/* Numbers of the @n divisions within one, in order; provinces begin with 11, as they do. */
static guint get_number (DjLevel level, guint i, guint n)
{
  if (level == DJ_LEVEL_PROVINCE)
    return 11 + i;
  if (level < DJ_LEVEL_TOWNSHIP)
    return 1 + i;
  gboolean township = level == DJ_LEVEL_TOWNSHIP;
  guint n_first = (n * (township ? TOWNSHIPS[0].percent : COMMUNITIES[0].percent) + 50) / 100;
  if (i < n_first)
    return 1 + i;
  if (!township)
    return COMMUNITIES[1].first + i - n_first;
  guint n_second = (n * TOWNSHIPS[1].percent + 50) / 100;
  return i < n_first + n_second ? TOWNSHIPS[1].first + i - n_first : TOWNSHIPS[2].first + i - n_first - n_second;
}

static void add_one (Making *making, DjLevel level, const char *above, guint number)
{
  gsize begin = making->texts->len;
  int digits = (int)(dj_level_digits (level) - strlen (above));
  g_array_append_val (making->beginnings, begin);
  g_string_append_printf (making->texts, "%s%0*u", above, digits, number);
  DjAreaClass class = dj_division_get_class (level, making->texts->str + begin);
  g_string_append_c (making->texts, '\0');
  dj_name_place (making->texts, level, class, dj_dice_throw (&making->dice));
  g_string_append_c (making->texts, '\0');
}

/* Texts have moved while they were added to; now they stay. */
static void end_level (Making *making, DjLevel level)
{
  GBytes *bytes = g_string_free_to_bytes (g_steal_pointer (&making->texts));
  const char *texts = g_bytes_get_data (bytes, NULL);
  g_ptr_array_add (making->divisions->buffers, bytes);
  for (guint i = 0; i < making->beginnings->len; i++)
  {
    const char *code = texts + g_array_index (making->beginnings, gsize, i);
    dj_divisions_add (making->divisions, level, code, code + strlen (code) + 1);
  }
}

/* So many in all, evenly over those of the level above. */
static void make_level (Making *making, DjLevel level, guint64 total)
{
  const GArray *above = making->divisions->levels[level - 1];
  guint n_above = level == DJ_LEVEL_PROVINCE ? 1 : above->len;
  making->texts = g_string_new (NULL);
  g_array_set_size (making->beginnings, 0);
  for (guint i = 0; i < n_above; i++)
  {
    guint n = (guint)(total * (i + 1) / n_above - total * i / n_above);
    const char *code = level == DJ_LEVEL_PROVINCE ? "" : g_array_index (above, DjDivision, i).code;
    for (guint k = 0; k < n; k++)
      add_one (making, level, code, get_number (level, k, n));
  }
  end_level (making, level);
}

DjDivisions *dj_divisions_make_up (const DjFigures *figures, guint64 seed)
{
  const guint64 totals[DJ_N_LEVELS]
      = { 1, figures->provinces, figures->prefectures, figures->counties, figures->townships, figures->communities };
  Making making = { dj_divisions_new (), dj_dice (seed, 2), NULL, g_array_new (FALSE, FALSE, sizeof (gsize)) };
  for (int level = DJ_LEVEL_PROVINCE; level < DJ_N_LEVELS; level++)
    make_level (&making, (DjLevel)level, totals[level]);
  g_array_unref (making.beginnings);
  return making.divisions;
}
