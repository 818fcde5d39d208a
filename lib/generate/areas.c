/* SPDX-License-Identifier: Apache-2.0 */
/* The table of areas, level by level, and how they lie within one another. */
#include <string.h>

#include "generate/generate-private.h"

static const DjAreaKind KINDS[DJ_N_LEVELS]
    = { DJ_AREA_NATION, DJ_AREA_PROVINCE, DJ_AREA_PREFECTURE, DJ_AREA_COUNTY, DJ_AREA_TOWNSHIP, DJ_AREA_COMMUNITY };

static DjDivisions *get_divisions (const DjMaking *making, GError **error)
{
  const DjGenerateOptions *options = making->options;
  if (!options->divisions)
    return dj_divisions_make_up (&making->figures, options->seed);
  DjDivisions *all = dj_divisions_read (options->divisions, error);
  if (!all || options->scale >= 1)
    return all;
  DjDivisions *drawn = dj_divisions_draw (all, &making->figures, options->seed);
  dj_divisions_free (all);
  return drawn;
}

static gint32 count_levels (DjMaking *making, DjDivisions *divisions)
{
  dj_divisions_add (divisions, DJ_LEVEL_NATION, "CN", "中华人民共和国");
  gint32 n = 0;
  for (int level = 0; level < DJ_N_LEVELS; level++)
  {
    making->first_area[level] = n;
    n += (gint32)divisions->levels[level]->len;
  }
  making->first_area[DJ_N_LEVELS] = n;
  return n;
}

/* Both levels are in order of codes, so that what lies within one follows what lies within the one before. */
static void link_level (DjMaking *making, const DjDivisions *divisions, DjLevel level)
{
  const GArray *above = divisions->levels[level - 1];
  const GArray *list = divisions->levels[level];
  gsize digits = dj_level_digits ((DjLevel)(level - 1));
  gint32 row = making->first_area[level];
  gint32 row_above = making->first_area[level - 1];
  guint i = 0;
  for (guint k = 0; k < above->len; k++, row_above++)
  {
    making->area_within[row_above] = row;
    for (;
         i < list->len
         && strncmp (g_array_index (list, DjDivision, i).code, g_array_index (above, DjDivision, k).code, digits) == 0;
         i++)
      making->area_above[row++] = row_above;
  }
}

static void fill_level (DjMaking *making, DjTableData *table, const DjDivisions *divisions, DjLevel level)
{
  gint32 *codes = dj_making_open_texts (table, DJ_COLUMN_AREA_CODE);
  gint32 *names = dj_making_open_texts (table, DJ_COLUMN_AREA_NAME);
  guint8 *kinds = dj_making_open_codes (table, DJ_COLUMN_AREA_KIND);
  guint8 *classes = dj_making_open_codes (table, DJ_COLUMN_AREA_CLASS);
  gint32 *parents = dj_making_open_texts (table, DJ_COLUMN_AREA_PARENT);
  gint32 row = making->first_area[level];
  for (guint i = 0; i < divisions->levels[level]->len; i++, row++)
  {
    const DjDivision *division = &g_array_index (divisions->levels[level], DjDivision, i);
    codes[row] = dj_making_intern (making, division->code);
    names[row] = dj_making_intern (making, division->name);
    kinds[row] = (guint8)KINDS[level];
    classes[row] = making->area_class[row] = (guint8)dj_division_get_class (level, division->code);
    if (making->area_above[row] >= 0)
      parents[row] = codes[making->area_above[row]];
  }
}

gboolean dj_make_areas (DjMaking *making, GError **error)
{
  g_autoptr (DjDivisions) divisions = get_divisions (making, error);
  if (!divisions)
    return FALSE;
  gint32 n = count_levels (making, divisions);
  DjTableData *table = dj_making_open_table (making, DJ_TABLE_AREA, (guint64)n);
  making->area_above = g_new (gint32, n);
  making->area_within = g_new (gint32, n + 1);
  making->area_class = g_new (guint8, n);
  making->area_above[0] = -1;
  for (int level = DJ_LEVEL_PROVINCE; level < DJ_N_LEVELS; level++)
    link_level (making, divisions, (DjLevel)level);
  for (gint32 row = making->first_area[DJ_LEVEL_COMMUNITY]; row <= n; row++)
    making->area_within[row] = n;
  for (int level = 0; level < DJ_N_LEVELS; level++)
    fill_level (making, table, divisions, (DjLevel)level);
  return TRUE;
}
