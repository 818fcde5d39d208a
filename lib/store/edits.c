/* SPDX-License-Identifier: Apache-2.0 */
/* What a commit makes of rows: put together, turned round, and made on the tables of a state. */
#include <stdlib.h>
#include <string.h>

#include "store/store-private.h"

/* ---- One row ---------------------------------------------------------------------------------------------------------- */

static void cell_edit_free (gpointer data)
{
  DjCellEdit *cell = data;
  g_free (cell->column);
  g_free (cell->before);
  g_free (cell->after);
  g_free (cell);
}

static void row_edit_free (gpointer data)
{
  DjRowEdit *edit = data;
  g_ptr_array_unref (edit->cells);
  g_free (edit);
}

DjRowEdit *dj_row_edit_new (DjTable table, gint64 id, gboolean was, gboolean is)
{
  DjRowEdit *edit = g_new0 (DjRowEdit, 1);
  *edit = (DjRowEdit){ table, id, was, is, g_ptr_array_new_with_free_func (cell_edit_free) };
  return edit;
}

void dj_row_edit_add_cell (DjRowEdit *edit, const char *column, const char *before, const char *after)
{
  DjCellEdit *cell = g_new0 (DjCellEdit, 1);
  *cell = (DjCellEdit){ g_strdup (column), g_strdup (before), g_strdup (after) };
  g_ptr_array_add (edit->cells, cell);
}

static DjCellEdit *find_cell (const DjRowEdit *edit, const char *column)
{
  for (guint i = 0; i < edit->cells->len; i++)
  {
    DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
    if (strcmp (cell->column, column) == 0)
      return cell;
  }
  return NULL;
}

const DjCellEdit *dj_row_edit_find_cell (const DjRowEdit *edit, const char *column) { return find_cell (edit, column); }

/* Puts what became of a row later behind what became of it first. */
static gboolean join_rows (DjRowEdit *first, const DjRowEdit *later)
{
  if (first->is != later->was)
    return FALSE;
  for (guint i = 0; i < later->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (later->cells, i);
    DjCellEdit *known = find_cell (first, cell->column);
    if (!known)
      dj_row_edit_add_cell (first, cell->column, cell->before, cell->after);
    else if (g_strcmp0 (known->after, cell->before) != 0)
      return FALSE;
    else
    {
      g_free (known->after);
      known->after = g_strdup (cell->after);
    }
  }
  first->is = later->is;
  return TRUE;
}

/* ---- All rows ----------------------------------------------------------------------------------------------------------- */

static guint hash_row (gconstpointer data)
{
  const DjRowEdit *edit = data;
  guint64 mixed = ((guint64)edit->id * 32 + (guint64)edit->table) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return (guint)(mixed >> 32);
}

static gboolean is_same_row (gconstpointer first, gconstpointer second)
{
  const DjRowEdit *a = first, *b = second;
  return a->table == b->table && a->id == b->id;
}

DjEdits *dj_edits_new (void)
{
  DjEdits *edits = g_new0 (DjEdits, 1);
  edits->rows = g_hash_table_new_full (hash_row, is_same_row, row_edit_free, NULL);
  return edits;
}

void dj_edits_free (DjEdits *edits)
{
  if (!edits)
    return;
  g_hash_table_unref (edits->rows);
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_free (edits->loads[t].sum);
  g_free (edits);
}

DjRowEdit *dj_edits_find (const DjEdits *edits, DjTable table, gint64 id)
{
  const DjRowEdit key = { .table = table, .id = id };
  return g_hash_table_lookup (edits->rows, &key);
}

gboolean dj_edits_has_load (const DjEdits *edits)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (edits->loads[t].loaded)
      return TRUE;
  return FALSE;
}

gint64 dj_edits_count (const DjEdits *edits)
{
  gint64 n = g_hash_table_size (edits->rows);
  for (int t = 0; t < DJ_N_TABLES; t++)
    n += edits->loads[t].n;
  return n;
}

static gint compare_rows (gconstpointer first, gconstpointer second)
{
  const DjRowEdit *a = *(const DjRowEdit *const *)first, *b = *(const DjRowEdit *const *)second;
  if (a->table != b->table)
    return a->table < b->table ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

GPtrArray *dj_edits_list (const DjEdits *edits)
{
  GPtrArray *list = g_ptr_array_sized_new (g_hash_table_size (edits->rows));
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, edits->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (list, key);
  g_ptr_array_sort (list, compare_rows);
  return list;
}

gboolean dj_edits_add (DjEdits *edits, DjRowEdit *edit)
{
  DjRowEdit *known = dj_edits_find (edits, edit->table, edit->id);
  if (!known)
    return g_hash_table_add (edits->rows, edit);
  gboolean joined = join_rows (known, edit);
  row_edit_free (edit);
  if (joined && !known->was && !known->is)
    g_hash_table_remove (edits->rows, known);
  return joined;
}

gboolean dj_edits_follow (DjEdits *edits, DjEdits *later)
{
  g_autoptr (GPtrArray) list = dj_edits_list (later);
  gboolean joined = TRUE;
  for (guint i = 0; i < list->len; i++)
  {
    DjRowEdit *edit = g_ptr_array_index (list, i);
    g_hash_table_steal (later->rows, edit);
    joined = joined ? dj_edits_add (edits, edit) : (row_edit_free (edit), FALSE);
  }
  dj_edits_free (later);
  return joined;
}

void dj_edits_invert (DjEdits *edits)
{
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, edits->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
  {
    DjRowEdit *edit = key;
    gboolean was = edit->was;
    edit->was = edit->is;
    edit->is = was;
    for (guint i = 0; i < edit->cells->len; i++)
    {
      DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
      char *before = cell->before;
      cell->before = cell->after;
      cell->after = before;
    }
  }
}
