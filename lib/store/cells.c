/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as texts, many of a column at once, and the sum of a table over them. */
#include <string.h>

#include "store/store-private.h"

/* ---- Cells ---------------------------------------------------------------------------------------------------------------- */

DjCells *dj_cells_new (void) { return g_new (DjCells, 1); }

static DjSlice slice_of (const char *text) { return (DjSlice){ text, text ? strlen (text) : 0 }; }

static void fill_codes (DjCells *cells, const DjTableData *table, int column, gint32 first, gint32 n)
{
  const guint8 *codes = dj_table_codes (table, column);
  const DjCodeList *list = table->info->columns[column].codes;
  DjSlice names[G_MAXUINT8 + 1] = { { NULL, 0 } };
  for (int code = 1; code <= list->n_codes; code++)
    names[code] = slice_of (dj_code_list_get_name (list, code));
  for (gint32 i = 0; i < n; i++)
    cells->slices[i] = names[codes[first + i]];
}

static void fill_days (DjCells *cells, const DjTableData *table, int column, gint32 first, gint32 n)
{
  const DjDate *days = dj_table_dates (table, column);
  for (gint32 i = 0; i < n; i++)
  {
    gboolean missing = days[first + i] == DJ_DATE_NONE;
    const char *text = missing ? NULL : dj_date_format (days[first + i], cells->buffers[i]);
    cells->slices[i] = (DjSlice){ text, missing ? 0 : DJ_DATE_TEXT_SIZE - 1 };
  }
}

void dj_cells_fill (DjCells *cells, const DjTableData *table, const DjTexts *texts, int column, gint32 first, gint32 n)
{
  DjType type = dj_table_get_type (table, column);
  if (type == DJ_TYPE_CODE)
    fill_codes (cells, table, column, first, n);
  else if (type == DJ_TYPE_DATE)
    fill_days (cells, table, column, first, n);
  else
    for (gint32 i = 0; i < n; i++)
      cells->slices[i] = slice_of (dj_table_get_cell (table, texts, column, first + i, cells->buffers[i]));
}

void dj_cells_fill_ids (DjCells *cells, const gint64 *ids, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
    cells->slices[i] = slice_of (dj_int_format (ids[i], cells->buffers[i]));
}

/* ---- Sums ------------------------------------------------------------------------------------------------------------------- */

#define SUM_BYTES (1 << 16)

static DjColumnSum *column_sum_new (const char *name)
{
  DjColumnSum *sum = g_new0 (DjColumnSum, 1);
  sum->name = name;
  sum->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  sum->text = g_string_sized_new (SUM_BYTES + 4096);
  return sum;
}

static void column_sum_free (gpointer data)
{
  DjColumnSum *sum = data;
  g_checksum_free (sum->checksum);
  g_string_free (sum->text, TRUE);
  g_free (sum);
}

/* Its length, a colon and its text, which nothing else can be taken for; or a dash where it is missing. */
static void append_cell (GString *text, DjSlice cell)
{
  char number[DJ_NUMBER_TEXT_SIZE];
  if (!cell.text)
  {
    g_string_append_c (text, '-');
    return;
  }
  g_string_append (text, dj_int_format ((gint64)cell.length, number));
  g_string_append_c (text, ':');
  g_string_append_len (text, cell.text, (gssize)cell.length);
}

static void flush (DjColumnSum *sum)
{
  g_checksum_update (sum->checksum, (const guchar *)sum->text->str, (gssize)sum->text->len);
  g_string_truncate (sum->text, 0);
}

void dj_column_sum_add (DjColumnSum *sum, const DjCells *cells, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
  {
    append_cell (sum->text, cells->slices[i]);
    sum->has_cells |= cells->slices[i].text != NULL;
    if (sum->text->len >= SUM_BYTES)
      flush (sum);
  }
}

/* Those of ids, which have no name, come first; others in order of names, so that it does not matter in which order files have them. */
static gint compare_sums (gconstpointer first, gconstpointer second)
{
  const DjColumnSum *a = *(DjColumnSum *const *)first, *b = *(DjColumnSum *const *)second;
  return g_strcmp0 (a->name, b->name);
}

char *dj_column_sums_finish (GPtrArray *sums)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_ptr_array_sort (sums, compare_sums);
  for (guint i = 0; i < sums->len; i++)
  {
    DjColumnSum *sum = g_ptr_array_index (sums, i);
    if (!sum->has_cells)
      continue;
    flush (sum);
    append_cell (text, slice_of (sum->name));
    append_cell (text, slice_of (g_checksum_get_string (sum->checksum)));
  }
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
}

/* ---- The sum of a table -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const DjTableData *table;
  const DjTexts *texts;
  GPtrArray *sums;
  GArray *columns; /* int; DJ_CELLS_IDS for ids */
} Summing;

static void sum_column (gint part, gpointer data)
{
  const Summing *summing = data;
  const DjTableData *table = summing->table;
  int column = g_array_index (summing->columns, int, part);
  DjCells *cells = dj_cells_new ();
  for (gint32 first = 0, n; first < table->n_rows; first += n)
  {
    n = MIN (DJ_CELLS_ROWS, table->n_rows - first);
    if (column == DJ_CELLS_IDS)
      dj_cells_fill_ids (cells, table->ids + first, n);
    else
      dj_cells_fill (cells, table, summing->texts, column, first, n);
    dj_column_sum_add (g_ptr_array_index (summing->sums, (guint)part), cells, n);
  }
  g_free (cells);
}

GPtrArray *dj_column_sums_new (const DjTableData *table, const GArray *columns)
{
  GPtrArray *sums = g_ptr_array_new_with_free_func (column_sum_free);
  for (guint i = 0; i < columns->len; i++)
  {
    int column = g_array_index (columns, int, i);
    g_ptr_array_add (sums, column_sum_new (column == DJ_CELLS_IDS ? NULL : dj_table_get_name (table, column)));
  }
  return sums;
}

GArray *dj_cells_list_columns (const DjTableData *table)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (int));
  const int ids = DJ_CELLS_IDS;
  g_array_append_val (columns, ids);
  for (int i = 0; i < (int)table->columns->len; i++)
    if (dj_table_get_column (table, i)->data)
      g_array_append_val (columns, i);
  return columns;
}

char *dj_table_sum (const DjTableData *table, const DjTexts *texts)
{
  g_autoptr (GArray) columns = dj_cells_list_columns (table);
  g_autoptr (GPtrArray) sums = dj_column_sums_new (table, columns);
  Summing summing = { table, texts, sums, columns };
  dj_in_parts (table->ids ? (gint)columns->len : 0, sum_column, &summing);
  return dj_column_sums_finish (sums);
}
