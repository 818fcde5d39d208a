/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and cells of a snapshot: what every other part of the library takes for granted of them. */
#include "snapshot/snapshot-private.h"

#include <math.h>
#include <string.h>

/* ---- Texts ----------------------------------------------------------------------------------------------------------- */

static gboolean is_text (const char *text, gsize left, gsize *length)
{
  const char *end = memchr (text, '\0', left);
  *length = end ? (gsize)(end - text) : left;
  return end && g_utf8_validate_len (text, *length, NULL);
}

/* Texts or rows between two looks at the cancellable. */
#define STEP (1 << 20)

static gboolean is_stopped_at (gint32 number, GCancellable *cancellable, GError **error)
{
  return number % STEP == 0 && dj_snapshot_is_stopped (cancellable, error);
}

/* One after the other without a gap, each ended by NUL, from the first byte to the last. */
gboolean dj_snapshot_check_bytes (const DjPackedTexts *texts, GCancellable *cancellable, GError **error)
{
  guint64 at = 0;
  gsize length;
  for (gint32 id = 0; id < texts->n; id++)
  {
    guint64 block = texts->blocks[id / DJ_TEXTS_BLOCK];
    if (is_stopped_at (id, cancellable, error))
      return FALSE;
    if (id % DJ_TEXTS_BLOCK == 0 && block != at)
      return dj_snapshot_fail (error, "texts.blocks", "与文本不符", "does not fit the texts");
    if (block + texts->starts[id] != at)
      return dj_snapshot_fail (error, "texts.starts", "与文本不符", "does not fit the texts");
    if (at >= texts->n_bytes || !is_text (texts->bytes + at, texts->n_bytes - at, &length))
      return dj_snapshot_fail (error, "texts.bytes", "不是 UTF-8 文本", "is not texts in UTF-8");
    at += length + 1;
  }
  return at == texts->n_bytes || dj_snapshot_fail (error, "texts.bytes", "有多余的字节", "has bytes of no text");
}

/* The table of the same texts is the same; so each text is found by itself, and what is not there meets a free place. */
static gboolean check_buckets (const DjTexts *texts, GCancellable *cancellable, GError **error)
{
  const DjPackedTexts *packed = dj_texts_get_packed (texts);
  g_autofree DjTextBucket *buckets = DJ_TRY_NEW (DjTextBucket, packed->n_buckets, error);
  if (!buckets)
    return FALSE;
  memset (buckets, 0, packed->n_buckets * sizeof (DjTextBucket));
  DjTextTable table = { buckets, packed->n_buckets, packed->seed };
  for (DjTextRange range = { 0, 0 }; range.begin < packed->n; range.begin = range.end)
  {
    range.end = range.begin + MIN (STEP, packed->n - range.begin);
    if (dj_snapshot_is_stopped (cancellable, error))
      return FALSE;
    gint32 found = dj_texts_fill_distinct (texts, range, &table);
    if (found == DJ_TEXT_CROWDED)
      return dj_snapshot_fail (error, "texts.buckets", "过于拥挤", "is too crowded");
    if (found != DJ_TEXT_NONE)
      return dj_snapshot_fail (error, "texts.bytes", "有重复的文本", "has a text twice");
  }
  return memcmp (buckets, packed->buckets, packed->n_buckets * sizeof (DjTextBucket)) == 0
         || dj_snapshot_fail (error, "texts.buckets", "与文本不符", "does not fit the texts");
}

gboolean dj_snapshot_check_texts (const DjTexts *texts, GCancellable *cancellable, GError **error)
{
  return dj_snapshot_check_bytes (dj_texts_get_packed (texts), cancellable, error)
         && check_buckets (texts, cancellable, error);
}

/* ---- Cells ----------------------------------------------------------------------------------------------------------- */

/* The days of the calendar. */
typedef struct
{
  DjDate first;
  DjDate last;
} Calendar;

static gboolean is_day (const Calendar *calendar, DjDate day)
{
  return day == DJ_DATE_NONE || (day >= calendar->first && day <= calendar->last);
}

static gboolean is_within_bounds (const DjColumnInfo *info, double value)
{
  return info->minimum >= info->maximum || (value >= info->minimum && value <= info->maximum);
}

static gboolean is_whole (const DjColumnInfo *info, gint64 value)
{
  return value == DJ_INT_NONE || is_within_bounds (info, (double)value);
}

static gboolean is_real (const DjColumnInfo *info, double value)
{
  return isnan (value) || (isfinite (value) && is_within_bounds (info, value));
}

/* What is known of the texts while cells are checked: readers trim codes and references. */
#define BITS 64

typedef struct
{
  const DjState *state;
  GCancellable *cancellable;
  guint64 *untrimmed; /* a bit for each text that is blank or has a blank at an end */
} Cells;

static gboolean mark_untrimmed (Cells *cells, GError **error)
{
  const DjState *state = cells->state;
  gsize n_words = (gsize)state->n_indexed / BITS + 1;
  cells->untrimmed = DJ_TRY_NEW (guint64, n_words, error);
  if (!cells->untrimmed)
    return FALSE;
  memset (cells->untrimmed, 0, n_words * sizeof (guint64));
  for (gint32 id = 0; id < state->n_indexed; id++)
  {
    const char *text = dj_texts_get (state->texts, id);
    gsize length = strlen (text);
    if (is_stopped_at (id, cells->cancellable, error))
      return FALSE;
    if (length == 0 || dj_text_has_blank_ends (text, length))
      cells->untrimmed[id / BITS] |= G_GUINT64_CONSTANT (1) << id % BITS;
  }
  return TRUE;
}

static gboolean is_code_text (const Cells *cells, gint32 text)
{
  if (text == DJ_TEXT_NONE)
    return TRUE;
  return dj_is_within (text, cells->state->n_indexed) && !(cells->untrimmed[text / BITS] >> text % BITS & 1);
}

static gboolean is_any_text (const Cells *cells, gint32 text)
{
  return text == DJ_TEXT_NONE || dj_is_within (text, cells->state->n_indexed);
}

static gboolean is_plain (const DjColumnInfo *info)
{
  return !info || (info->type == DJ_TYPE_TEXT && !(info->flags & DJ_COLUMN_KEY));
}

/* Whether every cell is what a reader would have let in, up to the first that is not. */
static gint32 find_unsound_cell (const Cells *cells, const DjTableData *table, int number, gint32 row, gint32 n)
{
  const DjColumn *column = g_ptr_array_index (table->columns, (guint)number);
  const Calendar calendar = { dj_date (1000, 1, 1), dj_date (9999, 12, 31) };
  gboolean plain = is_plain (column->info);
  switch (dj_table_get_type (table, number))
  {
  case DJ_TYPE_INT:
    while (row < n && is_whole (column->info, column->whole[row]))
      row++;
    break;
  case DJ_TYPE_REAL:
    while (row < n && is_real (column->info, column->real[row]))
      row++;
    break;
  case DJ_TYPE_DATE:
    while (row < n && is_day (&calendar, column->date[row]))
      row++;
    break;
  case DJ_TYPE_CODE:
    while (row < n && column->code[row] <= column->info->codes->n_codes)
      row++;
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    while (row < n && (plain ? is_any_text : is_code_text) (cells, column->text[row]))
      row++;
    break;
  }
  return row;
}

static gint32 find_blank_cell (const Cells *cells, const DjTableData *table, int column, gint32 row, gint32 n)
{
  while (row < n && !dj_cell_is_blank (table, cells->state->texts, column, row))
    row++;
  return row;
}

static gboolean fail_column (const DjTableData *table, int column, const char *zh, const char *en, GError **error)
{
  g_autofree char *name = g_strconcat (table->info->name, ".", dj_table_get_name (table, column), NULL);
  return dj_snapshot_fail (error, name, zh, en);
}

/* One that readers would not take for a declared column or a short one, nor trim. */
static gboolean is_further_name (const DjTableData *table, const char *name)
{
  const DjShorthand *shorthand = table->info->shorthand;
  if (!*name || !g_utf8_validate (name, -1, NULL) || dj_table_find_column (table->id, name) >= 0)
    return FALSE;
  if (g_ascii_isspace (*name) || g_ascii_isspace (name[strlen (name) - 1]))
    return FALSE;
  return !shorthand || (strcmp (name, shorthand->column.name) != 0 && strcmp (name, shorthand->column.label_zh) != 0);
}

static gboolean check_rows (const Cells *cells, const DjTableData *table, int number, DjRange rows, GError **error)
{
  const DjColumn *column = g_ptr_array_index (table->columns, (guint)number);
  gint32 begin = (gint32)rows.begin, end = (gint32)rows.end;
  if (column->data && find_unsound_cell (cells, table, number, begin, end) < end)
    return fail_column (table, number, "有不合规定的值", "has a value that it cannot have", error);
  if (column->info && column->info->flags & DJ_COLUMN_REQUIRED
      && find_blank_cell (cells, table, number, begin, end) < end)
    return fail_column (table, number, "缺少必填的值", "lacks a required value", error);
  return TRUE;
}

static gboolean check_column (const Cells *cells, const DjTableData *table, int number, GError **error)
{
  if (number >= table->info->n_columns && !is_further_name (table, dj_table_get_name (table, number)))
    return fail_column (table, number, "不能作为另加列的列名", "has a name that a further column cannot have", error);
  for (gint32 row = 0; row < table->n_rows; row += MIN (STEP, table->n_rows - row))
  {
    DjRange rows = { row, row + MIN (STEP, table->n_rows - row) };
    if (dj_snapshot_is_stopped (cells->cancellable, error) || !check_rows (cells, table, number, rows, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean is_order (const DjTableData *table)
{
  g_autofree guint8 *seen = g_new0 (guint8, table->columns->len + 1);
  for (guint i = 0; i < table->order->len; i++)
  {
    gint32 column = g_array_index (table->order, gint32, i);
    if (!dj_is_within (column, (gint32)table->columns->len) || seen[column]++)
      return FALSE;
  }
  return TRUE;
}

static gboolean check_table (const Cells *cells, const DjTableData *table, GError **error)
{
  for (int column = 0; column < (int)table->columns->len; column++)
    if (!check_column (cells, table, column, error))
      return FALSE;
  g_autofree char *name = g_strconcat (table->info->name, ".order", NULL);
  return is_order (table) || dj_snapshot_fail (error, name, "不是列的次序", "is no order of columns");
}

gboolean dj_snapshot_check_tables (const DjState *state, GCancellable *cancellable, GError **error)
{
  Cells cells = { .state = state, .cancellable = cancellable };
  gboolean sound = mark_untrimmed (&cells, error);
  for (int t = 0; sound && t < DJ_N_TABLES; t++)
    sound = check_table (&cells, state->tables[t], error);
  g_free (cells.untrimmed);
  return sound;
}
