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

/* One after the other without a gap, each ended by NUL, from the first byte to the last. */
gboolean dj_snapshot_check_bytes (const DjPackedTexts *texts, GError **error)
{
  guint64 at = 0;
  gsize length;
  for (gint32 id = 0; id < texts->n; id++)
  {
    guint64 block = texts->blocks[id / DJ_TEXTS_BLOCK];
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
static gboolean check_buckets (const DjTexts *texts, GError **error)
{
  const DjPackedTexts *packed = dj_texts_get_packed (texts);
  g_autofree DjTextBucket *buckets = DJ_TRY_NEW (DjTextBucket, packed->n_buckets, error);
  if (!buckets)
    return FALSE;
  memset (buckets, 0, packed->n_buckets * sizeof (DjTextBucket));
  if (dj_texts_fill_distinct (texts, packed->n, buckets, packed->n_buckets) != DJ_TEXT_NONE)
    return dj_snapshot_fail (error, "texts.bytes", "有重复的文本", "has a text twice");
  return memcmp (buckets, packed->buckets, packed->n_buckets * sizeof (DjTextBucket)) == 0
         || dj_snapshot_fail (error, "texts.buckets", "与文本不符", "does not fit the texts");
}

gboolean dj_snapshot_check_texts (const DjTexts *texts, GError **error)
{
  return dj_snapshot_check_bytes (dj_texts_get_packed (texts), error) && check_buckets (texts, error);
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

/* Whether every cell is what a reader would have let in. */
static gboolean has_sound_cells (const DjTableData *table, int column, gint32 n_texts)
{
  const DjColumn *cells = g_ptr_array_index (table->columns, (guint)column);
  const Calendar calendar = { dj_date (1000, 1, 1), dj_date (9999, 12, 31) };
  gint32 row = 0, n = table->n_rows;
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_INT:
    while (row < n && is_whole (cells->info, cells->whole[row]))
      row++;
    break;
  case DJ_TYPE_REAL:
    while (row < n && is_real (cells->info, cells->real[row]))
      row++;
    break;
  case DJ_TYPE_DATE:
    while (row < n && is_day (&calendar, cells->date[row]))
      row++;
    break;
  case DJ_TYPE_CODE:
    while (row < n && cells->code[row] <= cells->info->codes->n_codes)
      row++;
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    while (row < n && cells->text[row] >= DJ_TEXT_NONE && cells->text[row] < n_texts)
      row++;
    break;
  }
  return row == n;
}

static gboolean has_all_required (const DjTableData *table, const DjTexts *texts, int column)
{
  gint32 row = 0;
  if (column < table->info->n_columns && table->info->columns[column].flags & DJ_COLUMN_REQUIRED)
    while (row < table->n_rows && !dj_cell_is_blank (table, texts, column, row))
      row++;
  else
    row = table->n_rows;
  return row == table->n_rows;
}

static gboolean fail_column (const DjTableData *table, int column, const char *zh, const char *en, GError **error)
{
  g_autofree char *name = g_strconcat (table->info->name, ".", dj_table_get_name (table, column), NULL);
  return dj_snapshot_fail (error, name, zh, en);
}

/* One that readers would not take for a declared column. */
static gboolean is_further_name (const DjTableData *table, const char *name)
{
  return g_utf8_validate (name, -1, NULL) && dj_table_find_column (table->id, name) < 0;
}

static gboolean check_column (const DjTableData *table, const DjTexts *texts, int column, gint32 n_texts,
                              GError **error)
{
  const DjColumn *cells = g_ptr_array_index (table->columns, (guint)column);
  if (column >= table->info->n_columns && !is_further_name (table, dj_table_get_name (table, column)))
    return fail_column (table, column, "不能作为另加列的列名", "has a name that a further column cannot have", error);
  if (cells->data && !has_sound_cells (table, column, n_texts))
    return fail_column (table, column, "有不合规定的值", "has a value that it cannot have", error);
  if (!has_all_required (table, texts, column))
    return fail_column (table, column, "缺少必填的值", "lacks a required value", error);
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

gboolean dj_snapshot_check_table (const DjTableData *table, const DjTexts *texts, gint32 n_texts, GError **error)
{
  for (int column = 0; column < (int)table->columns->len; column++)
    if (!check_column (table, texts, column, n_texts, error))
      return FALSE;
  g_autofree char *name = g_strconcat (table->info->name, ".order", NULL);
  return is_order (table) || dj_snapshot_fail (error, name, "不是列的次序", "is no order of columns");
}
