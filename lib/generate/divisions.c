/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the statistical divisions, and drawing whole counties of them. */
#include <gio/gio.h>
#include <string.h>

#include "generate/generate-private.h"

static const char *const FILES[DJ_N_LEVELS]
    = { NULL, "provinces.csv.gz", "cities.csv.gz", "areas.csv.gz", "streets.csv.gz", "villages.csv.gz" };
static const gsize DIGITS[DJ_N_LEVELS] = { 0, 2, 4, 6, 9, 12 };

/* The real files have 38 MB at most; what unpacks to more than this is something else. */
#define MAX_BYTES (256 << 20)

gsize dj_level_digits (DjLevel level) { return DIGITS[level]; }

DjDivisions *dj_divisions_new (void)
{
  DjDivisions *divisions = g_new0 (DjDivisions, 1);
  for (int level = 0; level < DJ_N_LEVELS; level++)
    divisions->levels[level] = g_array_new (FALSE, FALSE, sizeof (DjDivision));
  divisions->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  return divisions;
}

void dj_divisions_free (DjDivisions *divisions)
{
  for (int level = 0; level < DJ_N_LEVELS; level++)
    g_array_unref (divisions->levels[level]);
  g_ptr_array_unref (divisions->buffers);
  g_free (divisions);
}

void dj_divisions_add (DjDivisions *divisions, DjLevel level, const char *code, const char *name)
{
  DjDivision division = { code, name };
  g_array_append_val (divisions->levels[level], division);
}

DjAreaClass dj_division_get_class (DjLevel level, const char *code)
{
  static const DjAreaClass townships[]
      = { DJ_AREA_CLASS_SUBDISTRICT, DJ_AREA_CLASS_TOWN, DJ_AREA_CLASS_TOWNSHIP, DJ_AREA_CLASS_TOWNSHIP };
  static const DjAreaClass communities[]
      = { DJ_AREA_CLASS_COMMUNITY, DJ_AREA_CLASS_COMMUNITY, DJ_AREA_CLASS_VILLAGE, DJ_AREA_CLASS_VILLAGE };
  if (level < DJ_LEVEL_TOWNSHIP)
    return DJ_AREA_CLASS_NONE;
  int hundreds = code[DIGITS[level] - 3] - '0';
  if (hundreds > 3)
    return DJ_AREA_CLASS_QUASI;
  return level == DJ_LEVEL_TOWNSHIP ? townships[hundreds] : communities[hundreds];
}

/* ---- Files -------------------------------------------------------------------------------------------------------- */

static void set_file_error (GError **error, const char *path, const char *reason)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", shown, reason);
}

/* The bytes of a gzip file, and a NUL behind them. */
static GBytes *unpack (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) packed = g_file_read (file, NULL, &reason);
  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) stream
      = packed ? g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (gunzip)) : NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gssize n = stream ? 1 : -1;
  while (n > 0 && bytes->len < MAX_BYTES)
  {
    guint8 block[65536];
    n = g_input_stream_read (stream, block, sizeof block, NULL, &reason);
    if (n > 0)
      g_byte_array_append (bytes, block, (guint)n);
  }
  if (n != 0)
  {
    set_file_error (error, path, reason ? reason->message : DJ_SAY ("文件过大", "too large"));
    return NULL;
  }
  g_byte_array_append (bytes, (const guint8 *)"", 1);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean is_code (const char *text, gsize digits)
{
  return strlen (text) == digits && strspn (text, "0123456789") == digits;
}

/* A line `code,"name",…`, cut in place. */
static gboolean cut_line (char *line, DjDivision *division)
{
  char *comma = strchr (line, ',');
  if (!comma)
    return FALSE;
  *comma = '\0';
  char *name = comma + 1;
  gboolean quoted = *name == '"';
  name += quoted;
  name[strcspn (name, quoted ? "\"" : ",\r")] = '\0';
  *division = (DjDivision){ line, name };
  return *name && g_utf8_validate (name, -1, NULL);
}

/* Whether the division above is there. Codes rise, so @at only goes on. */
static gboolean is_within (const DjDivisions *divisions, DjLevel level, const char *code, guint *at)
{
  const GArray *above = divisions->levels[level - 1];
  if (level == DJ_LEVEL_PROVINCE)
    return TRUE;
  while (*at < above->len && strncmp (g_array_index (above, DjDivision, *at).code, code, DIGITS[level - 1]) < 0)
    (*at)++;
  return *at < above->len && strncmp (g_array_index (above, DjDivision, *at).code, code, DIGITS[level - 1]) == 0;
}

static gboolean take_line (DjDivisions *divisions, DjLevel level, char *line, guint *at)
{
  GArray *list = divisions->levels[level];
  DjDivision division;
  if (!cut_line (line, &division) || !is_code (division.code, DIGITS[level])
      || (list->len > 0 && strcmp (g_array_index (list, DjDivision, list->len - 1).code, division.code) >= 0)
      || !is_within (divisions, level, division.code, at))
    return FALSE;
  dj_divisions_add (divisions, level, division.code, division.name);
  return TRUE;
}

static gboolean read_level (DjDivisions *divisions, DjLevel level, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, FILES[level], NULL);
  g_autoptr (GBytes) bytes = unpack (path, error);
  if (!bytes)
    return FALSE;
  gsize size;
  /* Ours alone: it was made by unpack(). */
  char *line = g_bytes_unref_to_data (g_steal_pointer (&bytes), &size);
  g_ptr_array_add (divisions->buffers, g_bytes_new_take (line, size));
  char *end = line + size - 1;
  gboolean sound = strlen (line) == size - 1;
  guint at = 0;
  for (int number = 0; sound && line < end; number++)
  {
    char *line_end = memchr (line, '\n', (gsize)(end - line));
    line_end = line_end ? line_end : end;
    *line_end = '\0';
    sound = number == 0 || take_line (divisions, level, line, &at);
    line = line_end + 1;
  }
  if (sound && divisions->levels[level]->len > 0)
    return TRUE;
  set_file_error (error, path, DJ_SAY ("不是按代码排序的区划表", "not a list of divisions in order of their codes"));
  return FALSE;
}

DjDivisions *dj_divisions_read (const char *folder, GError **error)
{
  g_autoptr (DjDivisions) divisions = dj_divisions_new ();
  for (int level = DJ_LEVEL_PROVINCE; level < DJ_N_LEVELS; level++)
    if (!read_level (divisions, (DjLevel)level, folder, error))
      return NULL;
  return g_steal_pointer (&divisions);
}

/* ---- Drawing counties --------------------------------------------------------------------------------------------- */

/* A county while it is asked whether it fits. */
typedef struct
{
  const char *code;
  guint64 towns; /* townships that are led by a committee */
  guint64 communities;
  gboolean drawn;
} County;

typedef struct
{
  GArray *counties;
  guint32 *order;
  guint64 towns_left;
  guint64 communities_left;
} Draw;

/* Adds up what lies in each county; both lists rise. */
static void count_within (const DjDivisions *all, DjLevel level, GArray *counties)
{
  const GArray *list = all->levels[level];
  guint county = 0;
  for (guint i = 0; i < list->len; i++)
  {
    const char *code = g_array_index (list, DjDivision, i).code;
    while (strncmp (g_array_index (counties, County, county).code, code, DIGITS[DJ_LEVEL_COUNTY]) < 0)
      county++;
    County *found = &g_array_index (counties, County, county);
    if (level == DJ_LEVEL_COMMUNITY)
      found->communities++;
    else
      found->towns += dj_division_get_class (level, code) != DJ_AREA_CLASS_SUBDISTRICT;
  }
}

static void begin_draw (Draw *draw, const DjDivisions *all, const DjFigures *figures, guint64 seed)
{
  const GArray *list = all->levels[DJ_LEVEL_COUNTY];
  DjDice dice = dj_dice (seed, 1);
  draw->counties = g_array_sized_new (FALSE, TRUE, sizeof (County), list->len);
  draw->order = g_new (guint32, list->len);
  for (guint i = 0; i < list->len; i++)
  {
    County county = { .code = g_array_index (list, DjDivision, i).code };
    g_array_append_val (draw->counties, county);
    guint32 place = dj_dice_below (&dice, i + 1);
    draw->order[i] = draw->order[place];
    draw->order[place] = i;
  }
  count_within (all, DJ_LEVEL_TOWNSHIP, draw->counties);
  count_within (all, DJ_LEVEL_COMMUNITY, draw->counties);
  draw->communities_left = figures->communities;
  draw->towns_left = figures->committees / 2;
}

static void draw_county (Draw *draw, County *county)
{
  county->drawn = TRUE;
  draw->communities_left -= MIN (county->communities, draw->communities_left);
  draw->towns_left -= MIN (county->towns, draw->towns_left);
}

/* The next in the draw's order that has communities, at most so many, and is not of that province; else the smallest of those. */
static County *find_county (Draw *draw, guint64 at_most, const char *but_province)
{
  County *smallest = NULL;
  for (guint i = 0; i < draw->counties->len; i++)
  {
    County *county = &g_array_index (draw->counties, County, draw->order[i]);
    if (county->drawn || county->communities == 0
        || (but_province && strncmp (county->code, but_province, DIGITS[DJ_LEVEL_PROVINCE]) == 0))
      continue;
    if (county->communities <= at_most && county->towns <= draw->towns_left / 2)
      return county;
    if (!smallest || county->communities < smallest->communities)
      smallest = county;
  }
  return smallest;
}

/* Two provinces first, where there are two; then whoever fits. */
static void draw_counties (Draw *draw)
{
  guint64 half = draw->communities_left / 2;
  County *first = find_county (draw, half, NULL);
  if (!first)
    return;
  draw_county (draw, first);
  County *second = find_county (draw, half, first->code);
  if (!second)
    second = find_county (draw, half, NULL);
  if (second)
    draw_county (draw, second);
  for (guint i = 0; i < draw->counties->len; i++)
  {
    County *county = &g_array_index (draw->counties, County, draw->order[i]);
    if (!county->drawn && county->communities > 0 && county->communities <= draw->communities_left
        && county->towns <= draw->towns_left)
      draw_county (draw, county);
  }
}

/* Keeps of a level what has the beginning of a drawn county's code, or is the beginning of it. */
static void keep_level (DjDivisions *kept, const DjDivisions *all, DjLevel level, const GArray *counties)
{
  const GArray *list = all->levels[level];
  gsize digits = MIN (DIGITS[level], DIGITS[DJ_LEVEL_COUNTY]);
  guint county = 0;
  for (guint i = 0; i < list->len; i++)
  {
    const DjDivision *division = &g_array_index (list, DjDivision, i);
    while (county < counties->len
           && (!g_array_index (counties, County, county).drawn
               || strncmp (g_array_index (counties, County, county).code, division->code, digits) < 0))
      county++;
    if (county < counties->len && strncmp (g_array_index (counties, County, county).code, division->code, digits) == 0)
      dj_divisions_add (kept, level, division->code, division->name);
  }
}

DjDivisions *dj_divisions_draw (const DjDivisions *all, const DjFigures *figures, guint64 seed)
{
  Draw draw;
  begin_draw (&draw, all, figures, seed);
  draw_counties (&draw);
  DjDivisions *kept = dj_divisions_new ();
  for (int level = DJ_LEVEL_PROVINCE; level < DJ_N_LEVELS; level++)
    keep_level (kept, all, (DjLevel)level, draw.counties);
  for (guint i = 0; i < all->buffers->len; i++)
    g_ptr_array_add (kept->buffers, g_bytes_ref (g_ptr_array_index (all->buffers, i)));
  g_array_unref (draw.counties);
  g_free (draw.order);
  return kept;
}
