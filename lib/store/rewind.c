/* SPDX-License-Identifier: Apache-2.0 */
/* The log read backwards: what a register was, whether the rows are what the log says, and commits undone. */
#include <string.h>

#include "store/store-private.h"

/* ---- Taking back ------------------------------------------------------------------------------------------------------------ */

static void clear_table (DjState *state, int t)
{
  DjTableData *empty = dj_table_new ((DjTable)t);
  dj_table_unref (state->tables[t]);
  state->tables[t] = empty;
}

static gboolean is_load_sound (const DjState *state, int t, const DjLoad *load)
{
  const DjTableData *table = state->tables[t];
  if (table->n_rows != load->n || dj_table_get_id (table, table->n_rows - 1) != load->last)
    return FALSE;
  g_autofree char *sum = dj_table_sum (table, state->texts);
  return g_strcmp0 (sum, load->sum) == 0;
}

static gboolean take_back_loads (DjState *state, const DjEdits *edits, gboolean verify, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!edits->loads[t].loaded)
      continue;
    if (verify && !is_load_sound (state, t, &edits->loads[t]))
    {
      g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                   DJ_SAY ("表 %s 的行与日志不符", "Rows of table %s are not what the log says"),
                   dj_schema_get_table ((DjTable)t)->name);
      return FALSE;
    }
    clear_table (state, t);
  }
  return TRUE;
}

gboolean dj_store_rewind (DjState *state, GPtrArray *segments, gboolean verify, GError **error)
{
  for (guint i = segments->len; i-- > 0;)
  {
    DjEdits *edits = g_ptr_array_index (segments, i);
    dj_edits_invert (edits);
    if (!dj_edits_apply (edits, state, error) || !take_back_loads (state, edits, verify, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean has_number (const DjStore *store, gint64 number, gint64 least, GError **error)
{
  if (number >= least && number <= store->number)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND,
               DJ_SAY ("没有第 %" G_GINT64_FORMAT " 次提交", "There is no commit %" G_GINT64_FORMAT), number);
  return FALSE;
}

DjRegister *dj_register_at_commit (DjRegister *reg, gint64 number, GError **error)
{
  g_return_val_if_fail (reg != NULL, NULL);
  DjStore *store = dj_register_get_store (reg, error);
  if (!store || !has_number (store, number, 0, error))
    return NULL;
  g_autoptr (GPtrArray) segments = dj_store_collect (store, number + 1, store->number, error);
  if (!segments)
    return NULL;
  DjState *state = dj_state_copy (dj_register_get_state (reg));
  if (!dj_store_rewind (state, segments, FALSE, error))
  {
    dj_state_unref (state);
    return NULL;
  }
  dj_state_index (state);
  g_autoptr (DjIssues) issues = dj_state_check (state, NULL);
  if (dj_issues_worst (issues) < DJ_SEVERITY_MUST)
    return dj_register_new_take (state, g_steal_pointer (&issues));
  g_propagate_error (error, dj_error_new_data (issues));
  dj_state_unref (state);
  return NULL;
}

/* ---- Verifying ---------------------------------------------------------------------------------------------------------------- */

static gboolean is_empty (const DjDatabase *db, const DjState *state, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (state->tables[t]->n_rows > 0)
    {
      g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                   DJ_SAY ("%s：表 %s 有日志中没有的行", "%s: table %s has rows that the log does not tell of"),
                   db->name, state->tables[t]->info->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean verify_within (DjStore *store, const DjOpenOptions *options, GError **error)
{
  gint64 number = 0;
  g_autofree char *hash = NULL;
  if (!dj_log_read_head (store->db, &number, &hash, error))
    return FALSE;
  if (number < store->number)
  {
    dj_store_exchanged (error, store->db);
    return FALSE;
  }
  g_autoptr (GPtrArray) segments = dj_store_collect (store, 1, number, error);
  g_autoptr (DjRegister) reg = segments ? dj_store_load (store->db, options, error) : NULL;
  if (!reg)
    return FALSE;
  DjState *state = dj_state_copy (dj_register_get_state (reg));
  gboolean sound = dj_store_rewind (state, segments, TRUE, error) && is_empty (store->db, state, error);
  dj_state_unref (state);
  return sound;
}

gboolean dj_register_verify_log (DjRegister *reg, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (reg != NULL, FALSE);
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  DjStore *store = dj_register_get_store (reg, error);
  options.cancellable = cancellable;
  if (!store || !store->db->product->begin (store->db, FALSE, error))
    return FALSE;
  store->db->product->set_cancellable (store->db, cancellable);
  gboolean sound = verify_within (store, &options, error);
  store->db->product->set_cancellable (store->db, NULL);
  store->db->product->rollback (store->db);
  return sound;
}

static gboolean is_hash (const DjRecord *record, gpointer data, GError **error)
{
  if (strcmp (record->hash, data) == 0)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("日志中第 %" G_GINT64_FORMAT " 次提交不是所记的那一次",
                       "Commit %" G_GINT64_FORMAT " of the log is not the one that was noted"),
               record->number);
  return FALSE;
}

gboolean dj_register_verify_commit (DjRegister *reg, gint64 number, const char *hash, GError **error)
{
  g_return_val_if_fail (reg != NULL && number >= 1 && hash != NULL, FALSE);
  DjStore *store = dj_register_get_store (reg, error);
  return store && dj_log_each (store->db, number, number, is_hash, (gpointer)hash, error);
}

/* ---- Undoing -------------------------------------------------------------------------------------------------------------------- */

static gboolean edits_table (const DjEdits *edits, int t)
{
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, edits->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if ((int)((const DjRowEdit *)key)->table == t)
      return TRUE;
  return edits->loads[t].loaded;
}

/* A table that came in bulk, and that others have edited since, or the other way round. */
static void find_load_conflicts (const DjEdits *later, const DjEdits *edits, const char *file, DjIssues *issues)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    DjPlace place = { t, -1, 0, file, 0 };
    if ((edits->loads[t].loaded && edits_table (later, t)) || (later->loads[t].loaded && edits_table (edits, t)))
      dj_issues_add (issues, DJ_ISSUE_CONFLICT, &place, dj_schema_get_table ((DjTable)t)->name, NULL, NULL, NULL);
  }
}

static gboolean depends_nothing (DjStore *store, const DjState *state, gint64 number, const DjEdits *edits,
                                 GError **error)
{
  g_autoptr (GPtrArray) later = dj_store_collect (store, number + 1, store->number, error);
  g_autoptr (DjIssues) issues = dj_issues_new ();
  if (!later)
    return FALSE;
  for (guint i = 0; i < later->len; i++)
  {
    dj_edits_find_conflicts (g_ptr_array_index (later, i), edits, state, store->db->name, issues);
    find_load_conflicts (g_ptr_array_index (later, i), edits, store->db->name, issues);
  }
  dj_issues_finish (issues);
  if (dj_issues_get_n (issues) == 0)
    return TRUE;
  g_propagate_error (error, dj_error_new_issues (DJ_ERROR_STALE, issues));
  return FALSE;
}

/* What the register would be without the commit; to be given up. */
static gboolean take_back (DjRegister *reg, gint64 number, DjState **state, GError **error)
{
  DjStore *store = dj_register_get_store (reg, error);
  if (!store || !dj_register_refresh (reg, NULL, error) || !has_number (store, number, 1, error))
    return FALSE;
  g_autoptr (GPtrArray) segments = dj_store_collect (store, number, number, error);
  if (!segments
      || !depends_nothing (store, dj_register_get_state (reg), number, g_ptr_array_index (segments, 0), error))
    return FALSE;
  *state = dj_state_copy (dj_register_get_state (reg));
  return dj_store_rewind (*state, segments, FALSE, error);
}

static char *make_title (gint64 number, const char *reason)
{
  return g_strdup_printf ("undo %" G_GINT64_FORMAT " / 撤销第 %" G_GINT64_FORMAT " 次提交%s%s", number, number,
                          reason ? ": " : "", reason ? reason : "");
}

DjChange *dj_register_begin_undo (DjRegister *reg, gint64 number, const char *reason, GError **error)
{
  g_return_val_if_fail (reg != NULL, NULL);
  DjState *state = NULL;
  g_autoptr (DjChange) change = NULL;
  if (take_back (reg, number, &state, error))
  {
    g_autofree char *title = make_title (number, reason);
    change = dj_register_begin (reg, title);
    for (int t = 0; t < DJ_N_TABLES; t++)
      if (state->tables[t] != dj_register_get_state (reg)->tables[t])
        dj_change_put_table (change, dj_table_ref (state->tables[t]));
  }
  if (state)
    dj_state_unref (state);
  return g_steal_pointer (&change);
}

gboolean dj_register_undo (DjRegister *reg, gint64 number, const char *author, GError **error)
{
  g_return_val_if_fail (reg != NULL, FALSE);
  g_autoptr (DjChange) change = dj_register_begin_undo (reg, number, NULL, error);
  if (!change)
    return FALSE;
  dj_change_set_author (change, author);
  return dj_change_commit (change, error);
}
