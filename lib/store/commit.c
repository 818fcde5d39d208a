/* SPDX-License-Identifier: Apache-2.0 */
/* A commit: one transaction that takes in what others have committed, and writes rows and a record, or nothing. */
#include <string.h>

#include "store/store-private.h"

/* ---- Ids of new rows ------------------------------------------------------------------------------------------------------ */

/* There must be as many left as a table can hold. */
static gboolean have_room (const DjDatabase *db, const DjNewIds *ids, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (ids->next[t] > DJ_LAST_ID - G_MAXINT32)
    {
      g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT,
                   DJ_SAY ("%s：表 %s 的行号已用尽", "%s: table %s has no more numbers for rows"), db->name,
                   dj_schema_get_table ((DjTable)t)->name);
      return FALSE;
    }
  return TRUE;
}

gboolean dj_store_read_next_ids (DjDatabase *db, const DjState *base, DjNewIds *ids, GError **error)
{
  gboolean row = TRUE;
  g_autoptr (DjStatement) select
      = dj_database_prepare (db, "SELECT \"table\", \"next_id\" FROM \"table_label\"", error);
  if (!select)
    return FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    gint32 n = base->tables[t]->n_rows;
    ids->next[t] = n > 0 ? dj_table_get_id (base->tables[t], n - 1) + 1 : 1;
  }
  while (row)
  {
    if (!dj_statement_step (select, &row, error))
      return FALSE;
    g_autofree char *name = row ? dj_statement_dup_text (select, 0) : NULL;
    int table = name ? dj_schema_find_table (name) : -1;
    if (table >= 0)
      ids->next[table] = MAX (ids->next[table], dj_statement_get_int (select, 1));
  }
  return have_room (db, ids, error);
}

static gboolean write_next_ids (DjDatabase *db, const DjNewIds *ids, GError **error)
{
  g_autoptr (DjStatement) set
      = dj_database_prepare (db, "UPDATE \"table_label\" SET \"next_id\" = $1 WHERE \"table\" = $2", error);
  for (int t = 0; set && t < DJ_N_TABLES; t++)
  {
    if (!ids->ids[t])
      continue;
    dj_statement_bind_int (set, 0, ids->next[t]);
    dj_statement_bind_text (set, 1, dj_schema_get_table ((DjTable)t)->name);
    if (!dj_statement_do (set, 1, error))
      return FALSE;
  }
  return set != NULL;
}

/* New rows get their ids for good; where rows that were there stand behind them, the table is put in order. */
static void adopt_ids (DjState *state, DjNewIds *ids)
{
  gboolean moved = FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!ids->ids[t])
      continue;
    DjTableData *table = dj_state_edit_table (state, (DjTable)t);
    dj_table_open_ids (table);
    for (gint32 row = 0; row < table->n_rows; row++)
    {
      table->ids[row] = ids->ids[t][row];
      moved = moved || (row > 0 && table->ids[row - 1] > table->ids[row]);
    }
    dj_table_sort_by_id (table);
  }
  if (moved)
    dj_state_index (state);
}

/* ---- Writing ---------------------------------------------------------------------------------------------------------------- */

static char *now (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_now_utc ();
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/* Whether there are no rows that no commit has brought. */
static gboolean is_free (DjDatabase *db, DjTable table, GError **error)
{
  gint64 n = 0;
  const char *name = dj_schema_get_table (table)->name;
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM \"%s\" LIMIT 1) AS found", name);
  if (!dj_database_ask (db, sql, &n, error))
    return FALSE;
  if (n > 0)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("%s：表 %s 中有未经提交写入的行，未写入任何内容",
                         "%s: table %s has rows that no commit has written; nothing was written"),
                 db->name, name);
  return n == 0;
}

static gboolean write_tables (DjDatabase *db, DjEdits *edits, const DjState *state, const DjNewIds *ids, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (ids->ids[t] && !dj_store_write_layout (db, state->tables[t], error))
      return FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (edits->loads[t].loaded && !is_free (db, (DjTable)t, error))
      return FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (edits->loads[t].loaded
        && !dj_store_write_table (db, state->tables[t], state->texts, ids->ids[t], &edits->loads[t], error))
      return FALSE;
  return dj_store_write_rows (db, edits, error) && write_next_ids (db, ids, error);
}

gboolean dj_store_write_commit (DjDatabase *db, DjEdits *edits, const DjState *state, const DjNewIds *ids,
                                DjRecord *record, GError **error)
{
  if (!dj_edits_fit (edits, DJ_RECORD_BYTES, error) || !write_tables (db, edits, state, ids, error))
    return FALSE;
  record->time = now ();
  record->n_edits = dj_edits_count (edits);
  record->edits = dj_edits_to_json (edits);
  record->hash = dj_record_hash (record);
  return dj_log_append (db, record, error) && db->product->notify (db, record->number, error);
}

/* ---- What others have committed ------------------------------------------------------------------------------------------------ */

static void set_stale (GError **error, DjIssues *issues)
{
  dj_issues_finish (issues);
  g_propagate_error (error, dj_error_new_issues (DJ_ERROR_STALE, issues));
}

static gboolean is_sound (const DjState *state, GCancellable *cancellable, GError **error)
{
  g_autoptr (DjIssues) issues = dj_state_check (state, cancellable);
  if (!issues)
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  else if (dj_issues_worst (issues) >= DJ_SEVERITY_MUST)
    g_propagate_error (error, dj_error_new_data (issues));
  else
    return TRUE;
  return FALSE;
}

static DjState *load_state (DjStore *store, GCancellable *cancellable, GError **error)
{
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.cancellable = cancellable;
  g_autoptr (DjRegister) reg = dj_store_load (store->db, &options, error);
  return reg ? dj_state_ref (dj_register_get_state (reg)) : NULL;
}

/* The columns of tables that others have edited stand as the store has them. */
static gboolean order_tables (DjStore *store, const DjState *before, DjState *state, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_auto (DjLayout) layout = { 0 };
    if (state->tables[t] == before->tables[t])
      continue;
    if (!dj_store_read_layout (store->db, (DjTable)t, &layout, error))
      return FALSE;
    dj_layout_order_table (&layout, state->tables[t]);
  }
  return TRUE;
}

DjState *dj_store_follow (DjStore *store, const DjState *state, GPtrArray *segments, GCancellable *cancellable,
                          GError **error)
{
  DjEdits *first = segments->len > 0 ? g_ptr_array_index (segments, 0) : NULL;
  if (segments->len > 1 || (first && dj_edits_has_load (first)))
    return load_state (store, cancellable, error);
  DjState *next = dj_state_copy ((DjState *)state);
  if ((!first || dj_edits_apply (first, next, error)) && order_tables (store, state, next, error))
    return next;
  dj_state_unref (next);
  return NULL;
}

/* Rows of tables that others have loaded are no rows of ours: those had none. */
static gboolean has_conflicts (const DjStore *store, const GPtrArray *segments, const DjEdits *ours,
                               const DjState *base, GError **error)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  for (guint i = 0; i < segments->len; i++)
    dj_edits_find_conflicts (g_ptr_array_index (segments, i), ours, base, store->db->name, issues);
  if (dj_issues_get_n (issues) == 0)
    return FALSE;
  set_stale (error, issues);
  return TRUE;
}

/* The commit's edits made on what others have left; indexed and checked. */
static DjState *rebase (DjStore *store, const DjCommit *commit, const DjEdits *ours, gint64 last, GError **error)
{
  g_autoptr (GPtrArray) segments = dj_store_collect (store, store->number + 1, last, error);
  if (!segments || has_conflicts (store, segments, ours, commit->base, error))
    return NULL;
  DjState *state = dj_store_follow (store, commit->base, segments, commit->cancellable, error);
  if (!state)
    return NULL;
  if (dj_edits_apply (ours, state, error))
  {
    dj_state_index (state);
    if (is_sound (state, commit->cancellable, error))
      return state;
  }
  dj_state_unref (state);
  return NULL;
}

/* ---- The transaction ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  DjNewIds ids;
  DjRecord record;
  gboolean rebased;
  DjTrouble trouble; /* what it failed of */
} Transaction;

/* The log may only have grown. */
static gboolean read_head (DjStore *store, Transaction *transaction, GError **error)
{
  DjRecord *record = &transaction->record;
  if (!dj_log_read_head (store->db, &record->number, &record->previous, error))
    return FALSE;
  if (record->number < store->number
      || (record->number == store->number && strcmp (record->previous, store->head) != 0))
  {
    dj_store_exchanged (error, store->db);
    return FALSE;
  }
  transaction->rebased = record->number > store->number;
  record->number++;
  return TRUE;
}

static DjState *write_within (DjStore *store, const DjCommit *commit, Transaction *transaction, GError **error)
{
  if (!read_head (store, transaction, error)
      || !dj_store_read_next_ids (store->db, commit->base, &transaction->ids, error))
    return NULL;
  dj_new_ids_assign (&transaction->ids, commit->base, commit->draft);
  DjEdits *edits = dj_edits_between (commit->base, commit->draft, &transaction->ids, !transaction->rebased);
  DjState *state = transaction->rebased ? rebase (store, commit, edits, transaction->record.number - 1, error)
                                        : dj_state_ref (commit->draft);
  if (state && !dj_store_write_commit (store->db, edits, state, &transaction->ids, &transaction->record, error))
    g_clear_pointer (&state, dj_state_unref);
  dj_edits_free (edits);
  return state;
}

static gboolean may_commit (const DjStore *store, GError **error)
{
  if (!store->partial)
    return dj_store_is_ours (store, error);
  g_set_error (error, DJ_ERROR, DJ_ERROR_DATA,
               DJ_SAY ("%s：打开时略过了有问题的行，不能提交",
                       "%s: rows were left out when it was opened, so that nothing can be committed"),
               store->db->name);
  return FALSE;
}

/* ---- Commits of servers, which can be lost on the way ------------------------------------------------------------------------------ */

/* How often a transaction is tried that others were in the way of, and a server asked that has gone away; and for how long each time. */
#define N_TRIES 20
#define NAP (G_USEC_PER_SEC / 2)

/* What the log has as the commit of this number; "" for none, NULL where it cannot be asked. Whoever has the lock knows that what was under
 * way on the lost connection has come to its end. */
static char *read_hash (DjStore *store, gint64 number)
{
  gboolean row = FALSE;
  char *hash = NULL;
  if (!store->db->product->begin (store->db, TRUE, NULL))
    return NULL;
  DjStatement *select = dj_database_prepare (store->db, "SELECT \"hash\" FROM \"change\" WHERE \"number\" = $1", NULL);
  if (select)
  {
    dj_statement_bind_int (select, 0, number);
    if (dj_statement_step (select, &row, NULL))
      hash = row ? dj_statement_dup_text (select, 0) : g_strdup ("");
    dj_statement_free (select);
  }
  store->db->product->rollback (store->db);
  return hash;
}

/* The server may have committed, and the connection be lost before it could say so. Then it is asked anew, until it is there again or whoever waits
 * for it has enough. */
static gboolean has_committed (DjStore *store, const DjCommit *commit, const DjRecord *record, GError **error)
{
  g_autofree char *hash = read_hash (store, record->number);
  for (int i = 1; !hash && i < N_TRIES && store->db->product->get_trouble (store->db) == DJ_TROUBLE_LOST; i++)
  {
    if (g_cancellable_is_cancelled (commit->cancellable))
      break;
    g_usleep (NAP);
    hash = read_hash (store, record->number);
  }
  if (!hash)
    g_prefix_error (
        error, "%s",
        DJ_SAY ("无法得知提交是否完成，请重新打开后查看日志：",
                "it is not known whether this was committed; look at the log when it can be opened again: "));
  return g_strcmp0 (hash, record->hash) == 0;
}

static gboolean end_commit (DjStore *store, const DjCommit *commit, Transaction *transaction, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (store->db->product->commit (store->db, &failure))
    return TRUE;
  transaction->trouble = store->db->product->get_trouble (store->db);
  if (transaction->trouble == DJ_TROUBLE_LOST && has_committed (store, commit, &transaction->record, &failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static DjState *try_commit (DjStore *store, const DjCommit *commit, DjTrouble *trouble, GError **error)
{
  const DjProduct *product = store->db->product;
  Transaction transaction = { 0 };
  transaction.record.author = commit->author ? g_utf8_make_valid (commit->author, -1) : NULL;
  transaction.record.reason = g_utf8_make_valid (commit->reason, -1);
  product->set_cancellable (store->db, commit->cancellable);
  DjState *state = product->begin (store->db, TRUE, error) ? write_within (store, commit, &transaction, error) : NULL;
  product->set_cancellable (store->db, NULL);
  transaction.trouble = product->get_trouble (store->db);
  if (state && !end_commit (store, commit, &transaction, error))
    g_clear_pointer (&state, dj_state_unref);
  *trouble = transaction.trouble;
  if (!state)
    product->rollback (store->db);
  else
  {
    if (!transaction.rebased)
      adopt_ids (state, &transaction.ids);
    dj_store_set_head (store, transaction.record.number, transaction.record.hash);
  }
  dj_new_ids_clear (&transaction.ids);
  dj_record_clear (&transaction.record);
  return state;
}

DjState *dj_store_commit (DjStoreHook *hook, const DjCommit *commit, GError **error)
{
  DjStore *store = (DjStore *)hook;
  g_autoptr (GError) failure = NULL;
  DjState *state = NULL;
  DjTrouble trouble = DJ_TROUBLE_AGAIN;
  if (!may_commit (store, error))
    return NULL;
  for (int i = 0; !state && i < N_TRIES && trouble == DJ_TROUBLE_AGAIN; i++)
  {
    g_clear_error (&failure);
    state = try_commit (store, commit, &trouble, &failure);
  }
  if (!state)
    g_propagate_error (error, g_steal_pointer (&failure));
  return state;
}
