/* SPDX-License-Identifier: Apache-2.0 */
/* Columns and tables: a struct of arrays that grow together. */
#include "register/register-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "schema/schema-private.h"

/* ---- Columns --------------------------------------------------------------------------------------------------- */

static DjType column_type (const DjColumn *column) { return column->info ? column->info->type : DJ_TYPE_TEXT; }

static gsize cell_size (DjType type)
{
  switch (type)
  {
  case DJ_TYPE_INT:
  case DJ_TYPE_REAL:
    return 8;
  case DJ_TYPE_CODE:
    return 1;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_DATE:
  case DJ_TYPE_REFERENCE:
  default:
    return 4;
  }
}

static void clear_cells (DjColumn *column, gint32 from, gint32 to)
{
  switch (column_type (column))
  {
  case DJ_TYPE_INT:
    for (gint32 row = from; row < to; row++)
      column->whole[row] = DJ_INT_NONE;
    break;
  case DJ_TYPE_REAL:
    for (gint32 row = from; row < to; row++)
      column->real[row] = NAN;
    break;
  case DJ_TYPE_DATE:
    for (gint32 row = from; row < to; row++)
      column->date[row] = DJ_DATE_NONE;
    break;
  case DJ_TYPE_CODE:
    memset (column->code + from, 0, (gsize)(to - from));
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    memset (column->text + from, 0xff, (gsize)(to - from) * sizeof (gint32)); /* DJ_TEXT_NONE */
    break;
  }
}

static DjColumn *column_new (const DjColumnInfo *info, const char *name)
{
  DjColumn *column = g_new0 (DjColumn, 1);
  column->info = info;
  column->name = g_strdup (name);
  return column;
}

static void column_free (gpointer data)
{
  DjColumn *column = data;
  g_free (column->name);
  g_free (column->data);
  g_free (column);
}

static void column_resize (DjColumn *column, gint32 capacity)
{
  gsize size = cell_size (column_type (column));
  column->data = g_realloc_n (column->data, (gsize)capacity, size);
  dj_memory_advise (column->data, (gsize)capacity * size);
}

void dj_table_open_column (DjTableData *table, int number)
{
  DjColumn *column = dj_table_get_column (table, number);
  if (column->data)
    return;
  column_resize (column, MAX (table->capacity, 1));
  clear_cells (column, 0, table->n_rows);
  dj_table_put_in_order (table, number);
}

static DjColumn *get_writable (DjTableData *table, int number)
{
  dj_table_open_column (table, number);
  return dj_table_get_column (table, number);
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

DjTableData *dj_table_new (DjTable id)
{
  DjTableData *table = g_new0 (DjTableData, 1);
  g_atomic_ref_count_init (&table->references);
  table->id = id;
  table->info = dj_schema_get_table (id);
  table->columns = g_ptr_array_new_with_free_func (column_free);
  table->order = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (int i = 0; i < table->info->n_columns; i++)
    g_ptr_array_add (table->columns, column_new (&table->info->columns[i], NULL));
  return table;
}

DjTableData *dj_table_ref (DjTableData *table)
{
  g_atomic_ref_count_inc (&table->references);
  return table;
}

void dj_table_unref (DjTableData *table)
{
  if (!table || !g_atomic_ref_count_dec (&table->references))
    return;
  for (guint i = 0; table->mapping && i < table->columns->len; i++)
    dj_table_get_column (table, (int)i)->data = NULL;
  g_clear_pointer (&table->mapping, g_bytes_unref);
  g_ptr_array_unref (table->columns);
  g_array_unref (table->order);
  g_free (table->ids);
  g_clear_pointer (&table->origins, g_array_unref);
  g_free (table);
}

DjTableData *dj_table_copy (const DjTableData *table)
{
  DjTableData *copy = dj_table_new (table->id);
  copy->n_rows = copy->capacity = table->n_rows;
  copy->present = table->present;
  g_array_append_vals (copy->order, table->order->data, table->order->len);
  if (table->ids)
  {
    dj_table_open_ids (copy);
    memcpy (copy->ids, table->ids, (gsize)table->n_rows * sizeof (gint64));
  }
  for (guint i = 0; i < table->columns->len; i++)
  {
    const DjColumn *from = g_ptr_array_index (table->columns, i);
    if (!from->info)
      g_ptr_array_add (copy->columns, column_new (NULL, from->name));
    DjColumn *to = g_ptr_array_index (copy->columns, i);
    if (!from->data)
      continue;
    column_resize (to, MAX (copy->capacity, 1));
    memcpy (to->data, from->data, (gsize)table->n_rows * cell_size (column_type (from)));
  }
  return copy;
}

void dj_table_reserve (DjTableData *table, gint32 capacity)
{
  if (capacity <= table->capacity)
    return;
  for (guint i = 0; i < table->columns->len; i++)
  {
    DjColumn *column = g_ptr_array_index (table->columns, i);
    if (column->data)
      column_resize (column, capacity);
  }
  if (table->ids)
    table->ids = g_renew (gint64, table->ids, capacity);
  table->capacity = capacity;
}

static void reserve_rows (DjTableData *table, gint32 n)
{
  gint32 doubled = table->capacity < G_MAXINT32 / 2 ? MAX (table->capacity * 2, 64) : G_MAXINT32;
  if (n > table->capacity - table->n_rows)
    dj_table_reserve (table, MAX (doubled, table->n_rows + n));
}

gint32 dj_table_append_raw_rows (DjTableData *table, gint32 n)
{
  if (n > G_MAXINT32 - table->n_rows)
    return -1;
  reserve_rows (table, n);
  gint32 first = table->n_rows;
  table->n_rows += n;
  table->present = table->present || n > 0;
  return first;
}

void dj_table_clear_rows (DjTableData *table, gint32 from, gint32 to)
{
  for (guint i = 0; i < table->columns->len; i++)
  {
    DjColumn *column = g_ptr_array_index (table->columns, i);
    if (column->data)
      clear_cells (column, from, to);
  }
  if (table->ids && to > from)
    memset (table->ids + from, 0, (gsize)(to - from) * sizeof (gint64));
}

gint32 dj_table_append_rows (DjTableData *table, gint32 n)
{
  gint32 first = dj_table_append_raw_rows (table, n);
  if (first >= 0)
    dj_table_clear_rows (table, first, table->n_rows);
  return first;
}

gint32 dj_table_append_row (DjTableData *table) { return dj_table_append_rows (table, 1); }

static void move_cell (DjColumn *column, gint32 from, gint32 to)
{
  gsize size = cell_size (column_type (column));
  memmove ((char *)column->data + (gsize)to * size, (char *)column->data + (gsize)from * size, size);
}

void dj_table_copy_row (DjTableData *table, gint32 from, gint32 to)
{
  for (guint i = 0; i < table->columns->len; i++)
  {
    DjColumn *column = g_ptr_array_index (table->columns, i);
    if (column->data)
      move_cell (column, from, to);
  }
}

void dj_table_drop_rows (DjTableData *table, const guint8 *drop)
{
  dj_table_drop_origins (table, drop);
  gint32 kept = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
    if (!drop[row])
    {
      if (kept != row)
        dj_table_copy_row (table, row, kept);
      if (table->ids)
        table->ids[kept] = table->ids[row];
      kept++;
    }
  table->n_rows = kept;
}

void dj_table_append_table (DjTableData *table, const DjTableData *from)
{
  gint32 first = table->n_rows;
  dj_table_append_rows (table, from->n_rows);
  if (from->ids)
  {
    dj_table_open_ids (table);
    memcpy (table->ids + first, from->ids, (gsize)from->n_rows * sizeof (gint64));
  }
  for (guint i = 0; i < from->columns->len; i++)
  {
    const DjColumn *source = g_ptr_array_index (from->columns, i);
    if (!source->data || from->n_rows == 0)
      continue;
    DjColumn *target = get_writable (table, dj_table_make_like (table, from, (int)i));
    gsize size = cell_size (column_type (source));
    memcpy ((char *)target->data + (gsize)first * size, source->data, (gsize)from->n_rows * size);
  }
}

/* ---- Ids of rows ------------------------------------------------------------------------------------------------- */

void dj_table_open_ids (DjTableData *table)
{
  if (table->ids)
    return;
  table->ids = g_new (gint64, MAX (table->capacity, 1));
  if (table->n_rows > 0)
    memset (table->ids, 0, (gsize)table->n_rows * sizeof (gint64));
}

typedef struct
{
  gint64 id;
  gint32 row;
} NumberedRow;

static int compare_numbered (const void *a, const void *b)
{
  const NumberedRow *first = a, *second = b;
  if (first->id != second->id)
    return first->id < second->id ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

static NumberedRow number_row (const DjTableData *table, gint32 row)
{
  return (NumberedRow){ table->ids[row] ? table->ids[row] : G_MAXINT64, row };
}

static gboolean is_in_order (const DjTableData *table)
{
  for (gint32 row = 1; row < table->n_rows; row++)
    if (number_row (table, row - 1).id > number_row (table, row).id)
      return FALSE;
  return TRUE;
}

/* Rows in their new order; NULL where they are in it. */
static NumberedRow *order_by_id (const DjTableData *table)
{
  if (is_in_order (table))
    return NULL;
  NumberedRow *rows = g_new (NumberedRow, (gsize)table->n_rows);
  for (gint32 row = 0; row < table->n_rows; row++)
    rows[row] = number_row (table, row);
  qsort (rows, (gsize)table->n_rows, sizeof *rows, compare_numbered);
  return rows;
}

static void gather_column (DjColumn *column, const NumberedRow *rows, gint32 n, gint32 capacity)
{
  gsize size = cell_size (column_type (column));
  char *cells = g_malloc_n ((gsize)capacity, size);
  for (gint32 row = 0; row < n; row++)
    memcpy (cells + (gsize)row * size, (char *)column->data + (gsize)rows[row].row * size, size);
  g_free (column->data);
  column->data = cells;
}

void dj_table_sort_by_id (DjTableData *table)
{
  g_autofree NumberedRow *rows = table->ids ? order_by_id (table) : NULL;
  if (!rows)
    return;
  for (guint i = 0; i < table->columns->len; i++)
  {
    DjColumn *column = g_ptr_array_index (table->columns, i);
    if (column->data)
      gather_column (column, rows, table->n_rows, table->capacity);
  }
  for (gint32 row = 0; row < table->n_rows; row++)
    table->ids[row] = rows[row].id == G_MAXINT64 ? 0 : rows[row].id;
}

gint32 dj_table_find_id (const DjTableData *table, gint64 id)
{
  gint32 begin = 0, end = table->ids ? table->n_rows : 0;
  while (begin < end)
  {
    gint32 middle = begin + (end - begin) / 2;
    if (table->ids[middle] < id)
      begin = middle + 1;
    else
      end = middle;
  }
  return table->ids && begin < table->n_rows && table->ids[begin] == id ? begin : -1;
}

static const char *get_cell (const DjColumn *column, gint32 row)
{
  return (const char *)column->data + (gsize)row * cell_size (column_type (column));
}

gboolean dj_table_is_same_cell (const DjTableData *a, int column_a, gint32 row_a, const DjTableData *b, int column_b,
                                gint32 row_b)
{
  return dj_table_are_same_cells (a, column_a, row_a, b, column_b, row_b, 1)
         || (dj_table_is_missing (a, column_a, row_a) && dj_table_is_missing (b, column_b, row_b));
}

gboolean dj_table_are_same_cells (const DjTableData *a, int column_a, gint32 row_a, const DjTableData *b, int column_b,
                                  gint32 row_b, gint32 n)
{
  const DjColumn *first = dj_table_get_column (a, column_a), *second = dj_table_get_column (b, column_b);
  if (!first->data || !second->data)
    return !first->data && !second->data;
  gsize size = cell_size (column_type (first));
  return memcmp (get_cell (first, row_a), get_cell (second, row_b), (gsize)n * size) == 0;
}

/* ---- Further columns --------------------------------------------------------------------------------------------- */

int dj_table_add_further_column (DjTableData *table, const char *name)
{
  g_ptr_array_add (table->columns, column_new (NULL, name));
  return (int)table->columns->len - 1;
}

int dj_table_further_column (DjTableData *table, const char *name, gboolean make)
{
  for (guint i = (guint)table->info->n_columns; i < table->columns->len; i++)
    if (strcmp (dj_table_get_name (table, (int)i), name) == 0)
      return (int)i;
  return make ? dj_table_add_further_column (table, name) : -1;
}

int dj_table_name_column (DjTableData *table, const char *name)
{
  for (int i = 0; i < table->info->n_columns; i++)
    if (strcmp (table->info->columns[i].name, name) == 0)
      return i;
  return dj_table_further_column (table, name, TRUE);
}

int dj_table_find_like (const DjTableData *table, const DjTableData *from, int column)
{
  return column < table->info->n_columns
             ? column
             : dj_table_further_column ((DjTableData *)table, dj_table_get_name (from, column), FALSE);
}

int dj_table_make_like (DjTableData *table, const DjTableData *from, int column)
{
  return column < table->info->n_columns ? column
                                         : dj_table_further_column (table, dj_table_get_name (from, column), TRUE);
}

void dj_table_put_in_order (DjTableData *table, int column)
{
  for (guint i = 0; i < table->order->len; i++)
    if (g_array_index (table->order, gint32, i) == column)
      return;
  gint32 number = column;
  g_array_append_val (table->order, number);
}

gpointer *dj_table_get_cells (DjTableData *table, int column) { return &dj_table_get_column (table, column)->data; }

DjType dj_table_get_type (const DjTableData *table, int column)
{
  return column_type (dj_table_get_column (table, column));
}

const char *dj_table_get_name (const DjTableData *table, int column)
{
  const DjColumn *found = dj_table_get_column (table, column);
  return found->info ? found->info->name : found->name;
}

/* ---- Cells ----------------------------------------------------------------------------------------------------- */

const gint32 *dj_table_texts (const DjTableData *table, int column)
{
  return dj_table_get_column (table, column)->text;
}

const DjDate *dj_table_dates (const DjTableData *table, int column)
{
  return dj_table_get_column (table, column)->date;
}

const guint8 *dj_table_codes (const DjTableData *table, int column)
{
  return dj_table_get_column (table, column)->code;
}

gint64 dj_table_get_int (const DjTableData *table, int column, gint32 row)
{
  const DjColumn *found = dj_table_get_column (table, column);
  return found->data ? found->whole[row] : DJ_INT_NONE;
}

double dj_table_get_real (const DjTableData *table, int column, gint32 row)
{
  const DjColumn *found = dj_table_get_column (table, column);
  return found->data ? found->real[row] : (double)NAN;
}

void dj_table_set_text (DjTableData *table, int column, gint32 row, gint32 text)
{
  get_writable (table, column)->text[row] = text;
}

void dj_table_set_date (DjTableData *table, int column, gint32 row, DjDate date)
{
  get_writable (table, column)->date[row] = date;
}

void dj_table_set_code (DjTableData *table, int column, gint32 row, int code)
{
  get_writable (table, column)->code[row] = (guint8)code;
}

void dj_table_clear_cell (DjTableData *table, int column, gint32 row)
{
  DjColumn *found = dj_table_get_column (table, column);
  if (found->data)
    clear_cells (found, row, row + 1);
}

gboolean dj_table_is_missing (const DjTableData *table, int column, gint32 row)
{
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_INT:
    return dj_table_get_int (table, column, row) == DJ_INT_NONE;
  case DJ_TYPE_REAL:
    return isnan (dj_table_get_real (table, column, row));
  case DJ_TYPE_DATE:
    return dj_table_get_date (table, column, row) == DJ_DATE_NONE;
  case DJ_TYPE_CODE:
    return dj_table_get_code (table, column, row) == 0;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return dj_table_get_text (table, column, row) == DJ_TEXT_NONE;
  }
}

const char *dj_table_get_cell (const DjTableData *table, const DjTexts *texts, int column, gint32 row, char buffer[32])
{
  if (dj_table_is_missing (table, column, row))
    return NULL;
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_INT:
    return dj_int_format (dj_table_get_int (table, column, row), buffer);
  case DJ_TYPE_REAL:
    return dj_real_format (dj_table_get_real (table, column, row), buffer);
  case DJ_TYPE_DATE:
    return dj_date_format (dj_table_get_date (table, column, row), buffer);
  case DJ_TYPE_CODE:
    return dj_code_list_get_name (table->info->columns[column].codes, dj_table_get_code (table, column, row));
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return dj_texts_get (texts, dj_table_get_text (table, column, row));
  }
}
