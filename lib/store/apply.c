/* SPDX-License-Identifier: Apache-2.0 */
/* Edits made on the tables of a state. */
#include <string.h>

#include "store/store-private.h"

typedef struct
{
  DjState *state;
  DjTableData *table;
  guint8 *drop; /* a byte for each row that was there before; NULL where none goes */
} Target;

static gboolean refuse (const DjTableData *table, gint64 id, GError **error)
{
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("表 %s 行号 %" G_GINT64_FORMAT " 与日志不符",
                       "table %s, row %" G_GINT64_FORMAT ": not what the log says"),
               table->info->name, id);
  return FALSE;
}

static gboolean is_before (const Target *target, gint32 row, const DjRowEdit *edit)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  for (guint i = 0; i < edit->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
    int column = dj_table_name_column (target->table, cell->column);
    if (g_strcmp0 (cell->before, dj_table_get_cell (target->table, target->state->texts, column, row, buffer)) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Of a row that goes all that it has is told. */
static gboolean is_all_told (const Target *target, gint32 row, const DjRowEdit *edit)
{
  guint n = 0, told = 0;
  for (int column = 0; column < (int)target->table->columns->len; column++)
    n += !dj_table_is_missing (target->table, column, row);
  for (guint i = 0; i < edit->cells->len; i++)
    told += ((const DjCellEdit *)g_ptr_array_index (edit->cells, i))->before != NULL;
  return n == told;
}

static gboolean set_cells (const Target *target, gint32 row, const DjRowEdit *edit)
{
  for (guint i = 0; i < edit->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
    int column = dj_table_name_column (target->table, cell->column);
    dj_table_clear_cell (target->table, column, row);
    if (cell->after
        && dj_table_set_cell (target->table, target->state->texts, column, row, cell->after, strlen (cell->after))
               != DJ_CELL_SET)
      return FALSE;
  }
  return TRUE;
}

static gboolean add_row (Target *target, const DjRowEdit *edit)
{
  gint32 row = dj_table_append_row (target->table);
  if (row < 0)
    return FALSE;
  dj_table_open_ids (target->table);
  target->table->ids[row] = edit->id;
  return set_cells (target, row, edit);
}

static gboolean apply_row (Target *target, const DjRowEdit *edit, gint32 row)
{
  if (edit->was != (row >= 0))
    return FALSE;
  if (!edit->was)
    return add_row (target, edit);
  if (!is_before (target, row, edit))
    return FALSE;
  if (edit->is)
    return set_cells (target, row, edit);
  if (!is_all_told (target, row, edit))
    return FALSE;
  target->drop[row] = 1;
  return TRUE;
}

/* Rows are found before any is appended: those that are there are in order. */
static gboolean apply_table (Target *target, GPtrArray *list, guint begin, guint end, GError **error)
{
  g_autofree gint32 *rows = g_new (gint32, end - begin);
  dj_table_sort_by_id (target->table);
  gint32 n_before = target->table->n_rows;
  g_autofree guint8 *drop = g_malloc0 ((gsize)n_before + (end - begin) + 1);
  target->drop = drop;
  for (guint i = begin; i < end; i++)
    rows[i - begin] = dj_table_find_id (target->table, ((const DjRowEdit *)g_ptr_array_index (list, i))->id);
  for (guint i = begin; i < end; i++)
  {
    const DjRowEdit *edit = g_ptr_array_index (list, i);
    if (!apply_row (target, edit, rows[i - begin]))
      return refuse (target->table, edit->id, error);
  }
  if (memchr (drop, 1, (gsize)n_before))
    dj_table_drop_rows (target->table, drop);
  dj_table_sort_by_id (target->table);
  return TRUE;
}

gboolean dj_edits_apply (const DjEdits *edits, DjState *state, GError **error)
{
  g_autoptr (GPtrArray) list = dj_edits_list (edits);
  for (guint begin = 0, end = 0; begin < list->len; begin = end)
  {
    DjTable table = ((const DjRowEdit *)g_ptr_array_index (list, begin))->table;
    while (end < list->len && ((const DjRowEdit *)g_ptr_array_index (list, end))->table == table)
      end++;
    Target target = { state, dj_state_edit_table (state, table), NULL };
    if (!apply_table (&target, list, begin, end, error))
      return FALSE;
  }
  return TRUE;
}
