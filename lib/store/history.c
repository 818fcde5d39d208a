/* SPDX-License-Identifier: Apache-2.0 */
/* The log as frames, and the tree of a day for queries. */
#include <string.h>

#include "frame/frame-private.h"
#include "store/store-private.h"

/* ---- The log -------------------------------------------------------------------------------------------------------------------- */

static DjFrame *new_log (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_number (frame, "number", "序号", "number");
  dj_frame_add_text (frame, "time", "时间", "time");
  dj_frame_add_text (frame, "author", "提交人", "author");
  dj_frame_add_text (frame, "reason", "事由", "reason");
  dj_frame_add_number (frame, "edits", "变动行数", "rows edited");
  dj_frame_add_text (frame, "hash", "校验值", "hash");
  return frame;
}

static void append_record (DjFrame *frame, DjStatement *select)
{
  dj_frame_append_int (frame, 0, dj_statement_get_int (select, 0));
  dj_frame_append_int (frame, 4, dj_statement_get_int (select, 4));
  for (int column = 1; column < 6; column++)
  {
    g_autofree char *text = column == 4 ? NULL : dj_statement_dup_text (select, column);
    if (column != 4)
      dj_frame_append_text (frame, column, text);
  }
}

DjFrame *dj_register_log (DjRegister *reg, GError **error)
{
  g_return_val_if_fail (reg != NULL, NULL);
  DjStore *store = dj_register_get_store (reg, error);
  g_autoptr (DjStatement) select
      = store ? dj_database_prepare (
            store->db,
            "SELECT \"number\", \"time\", \"author\", \"reason\", \"n_edits\", \"hash\" FROM \"change\" "
            "ORDER BY \"number\"",
            error)
              : NULL;
  if (!select)
    return NULL;
  g_autoptr (DjFrame) frame = new_log ();
  gboolean row = TRUE;
  while (row)
  {
    if (!dj_statement_step (select, &row, error))
      return NULL;
    if (row)
      append_record (frame, select);
  }
  return dj_frame_finish (g_steal_pointer (&frame));
}

/* ---- One commit ---------------------------------------------------------------------------------------------------------------- */

static DjFrame *new_change (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "table", "表", "table");
  dj_frame_add_number (frame, "id", "行号", "id of the row");
  dj_frame_add_text (frame, "edit", "变动", "edit");
  dj_frame_add_text (frame, "code", "代码", "code");
  dj_frame_add_text (frame, "column", "列", "column");
  dj_frame_add_text (frame, "before", "原值", "before");
  dj_frame_add_text (frame, "after", "新值", "after");
  return frame;
}

static void append_edit (DjFrame *frame, const char *table, gint64 id, const char *edit, const char *code,
                         const DjCellEdit *cell)
{
  dj_frame_append_text (frame, 0, table);
  dj_frame_append_int (frame, 1, id);
  dj_frame_append_text (frame, 2, edit);
  dj_frame_append_text (frame, 3, code);
  dj_frame_append_text (frame, 4, cell->column);
  dj_frame_append_text (frame, 5, cell->before);
  dj_frame_append_text (frame, 6, cell->after);
}

/* The code of a row: as the edit tells it, or as it is now. Of what has no code, what stands in its first column. */
static const char *find_code (const DjRowEdit *edit, const DjState *state)
{
  const DjTableData *table = state->tables[edit->table];
  int key = MAX (table->info->key, 0);
  const DjCellEdit *cell = dj_row_edit_find_cell (edit, table->info->columns[key].name);
  if (cell)
    return cell->after ? cell->after : cell->before;
  gint32 row = dj_table_find_id (table, edit->id);
  return row < 0 ? NULL : dj_texts_get (state->texts, dj_table_get_text (table, key, row));
}

static void append_row_edit (DjFrame *frame, const DjRowEdit *edit, const DjState *state)
{
  const char *op = !edit->was ? "add" : edit->is ? "set" : "drop";
  const char *table = dj_schema_get_table (edit->table)->name;
  static const DjCellEdit none = { NULL, NULL, NULL };
  for (guint i = 0; i < edit->cells->len; i++)
    append_edit (frame, table, edit->id, op, find_code (edit, state), g_ptr_array_index (edit->cells, i));
  if (edit->cells->len == 0)
    append_edit (frame, table, edit->id, op, NULL, &none);
}

static void append_load (DjFrame *frame, int t, const DjLoad *load)
{
  char number[DJ_NUMBER_TEXT_SIZE];
  const DjCellEdit cell = { NULL, NULL, (char *)dj_int_format (load->n, number) };
  append_edit (frame, dj_schema_get_table ((DjTable)t)->name, DJ_INT_NONE, "load", NULL, &cell);
}

DjFrame *dj_register_get_change (DjRegister *reg, gint64 number, GError **error)
{
  g_return_val_if_fail (reg != NULL, NULL);
  DjStore *store = dj_register_get_store (reg, error);
  if (!store)
    return NULL;
  if (number < 1 || number > store->number)
  {
    g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND,
                 DJ_SAY ("没有第 %" G_GINT64_FORMAT " 次提交", "There is no commit %" G_GINT64_FORMAT), number);
    return NULL;
  }
  g_autoptr (GPtrArray) segments = dj_store_collect (store, number, number, error);
  if (!segments)
    return NULL;
  const DjEdits *edits = g_ptr_array_index (segments, 0);
  g_autoptr (GPtrArray) list = dj_edits_list (edits);
  DjFrame *frame = new_change ();
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (edits->loads[t].loaded)
      append_load (frame, t, &edits->loads[t]);
  for (guint i = 0; i < list->len; i++)
    append_row_edit (frame, g_ptr_array_index (list, i), dj_register_get_state (reg));
  return dj_frame_finish (frame);
}

/* ---- Positions ------------------------------------------------------------------------------------------------------------------ */

static gboolean write_positions (DjDatabase *db, DjView *view, GError **error)
{
  char day[DJ_DATE_TEXT_SIZE];
  dj_date_format (dj_view_get_date (view), day);
  g_autoptr (DjStatement) clear = dj_database_prepare (db, "DELETE FROM \"position\" WHERE \"on\" = $1", error);
  g_autoptr (DjStatement) add = dj_database_prepare (
      db,
      "INSERT INTO \"position\" (\"on\", \"organization\", \"pre\", \"end\", \"depth\") VALUES ($1, $2, $3, $4, $5)",
      error);
  if (!clear || !add)
    return FALSE;
  dj_statement_bind_text (clear, 0, day);
  dj_statement_bind_text (add, 0, day);
  if (!dj_statement_do (clear, -1, error))
    return FALSE;
  for (DjOrganizationId id = 0; id < dj_view_get_n_organizations (view); id++)
  {
    DjOrganization organization;
    dj_view_get_organization (view, id, &organization);
    dj_statement_bind_text (add, 1, organization.code);
    dj_statement_bind_int (add, 2, id);
    dj_statement_bind_int (add, 3, dj_view_get_end (view, id));
    dj_statement_bind_int (add, 4, dj_view_get_depth (view, id));
    if (!dj_statement_do (add, 1, error))
      return FALSE;
  }
  return TRUE;
}

gboolean dj_register_write_positions (DjRegister *reg, DjView *view, GError **error)
{
  g_return_val_if_fail (reg != NULL && view != NULL, FALSE);
  DjStore *store = dj_register_get_store (reg, error);
  if (!store || !store->db->product->begin (store->db, TRUE, error))
    return FALSE;
  if (write_positions (store->db, view, error) && store->db->product->commit (store->db, error))
    return TRUE;
  store->db->product->rollback (store->db);
  return FALSE;
}
