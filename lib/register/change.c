/* SPDX-License-Identifier: Apache-2.0 */
/* The change: rows added, amended, revised and ended on a copy of the state, then committed or dropped. */
#include "register/register-private.h"

#include "boxed-private.h"
#include "register/pairing.h"

#include <stdarg.h>
#include <string.h>
#include "schema/schema-private.h"

struct _DjChange
{
  gatomicrefcount references;
  DjRegister *reg;
  DjState *base;  /* what the register was when the change was begun */
  DjState *draft; /* what it would be */
  DjReplaced replaced[DJ_N_TABLES];
  gboolean stale; /* the draft's index does not know all its rows */
  char *title;
  char *author;     /* nullable */
  DjIssues *issues; /* of the files that were imported last */
};

DJ_DEFINE_BOXED_TYPE (DjChange, dj_change)

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static void start_from_register (DjChange *change)
{
  dj_state_unref (change->base);
  dj_state_unref (change->draft);
  change->base = dj_state_ref (dj_register_get_state (change->reg));
  change->draft = dj_state_copy (change->base);
  memset (change->replaced, 0, sizeof change->replaced);
  change->stale = TRUE;
}

DjChange *dj_register_begin (DjRegister *reg, const char *title)
{
  g_return_val_if_fail (reg != NULL, NULL);
  DjChange *change = g_new0 (DjChange, 1);
  g_atomic_ref_count_init (&change->references);
  change->reg = dj_register_ref (reg);
  change->title = g_strdup (title ? title : "");
  change->issues = dj_issues_new ();
  start_from_register (change);
  return change;
}

DjChange *dj_change_ref (DjChange *change)
{
  g_return_val_if_fail (change != NULL, NULL);
  g_atomic_ref_count_inc (&change->references);
  return change;
}

void dj_change_unref (DjChange *change)
{
  if (!change || !g_atomic_ref_count_dec (&change->references))
    return;
  dj_state_unref (change->draft);
  dj_state_unref (change->base);
  dj_register_unref (change->reg);
  dj_issues_unref (change->issues);
  g_free (change->title);
  g_free (change->author);
  g_free (change);
}

const DjIssues *dj_change_get_issues (DjChange *change)
{
  g_return_val_if_fail (change != NULL, NULL);
  return change->issues;
}

void dj_change_keep_issues (DjChange *change, DjIssues *issues)
{
  dj_issues_ref (issues);
  dj_issues_unref (change->issues);
  change->issues = issues;
}

const char *dj_change_get_title (DjChange *change)
{
  g_return_val_if_fail (change != NULL, NULL);
  return change->title;
}

void dj_change_set_author (DjChange *change, const char *author)
{
  g_return_if_fail (change != NULL);
  g_free (change->author);
  change->author = g_strdup (author);
}

const DjState *dj_change_get_draft (DjChange *change)
{
  if (change->stale)
    dj_state_index (change->draft);
  change->stale = FALSE;
  return change->draft;
}

DjTableData *dj_change_edit (DjChange *change, DjTable table)
{
  change->stale = TRUE;
  return dj_state_edit_table (change->draft, table);
}

void dj_change_put_table (DjChange *change, DjTableData *table)
{
  change->stale = TRUE;
  dj_table_unref (change->draft->tables[table->id]);
  change->draft->tables[table->id] = table;
}

DjReplaced *dj_change_get_replaced (DjChange *change, DjTable table) { return &change->replaced[table]; }

/* ---- Cells ----------------------------------------------------------------------------------------------------- */

static void set_cell_error (GError **error, DjTable table, gint32 row, int code, const DjColumnInfo *info,
                            const char *subject, const char *value)
{
  if (code == DJ_CELL_FULL)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT,
                         DJ_SAY ("登记册中的文本已满", "The register holds as many texts as it can"));
    return;
  }
  g_autoptr (DjIssues) issues = dj_issues_new ();
  DjPlace place = { .table = (int)table, .row = row };
  g_autofree char *extra = dj_column_describe (info);
  dj_issues_add (issues, (DjIssueCode)code, &place, subject, info ? info->name : NULL, value, extra);
  dj_issues_finish (issues);
  g_propagate_error (error, dj_error_new_data (issues));
}

static int find_column (const DjTableData *table, const char *name, GError **error)
{
  int column = dj_table_find_column (table->id, name);
  if (column < 0)
    column = dj_table_further_column ((DjTableData *)table, name, FALSE);
  if (column < 0)
    g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("表 %s 没有列 %s", "Table %s has no column %s"),
                 table->info->name, name);
  return column;
}

/* Text that is no UTF-8 would be written to files that then read as something else. */
static int set_cell (DjTableData *table, DjTexts *texts, int column, gint32 row, const char *value)
{
  dj_table_clear_cell (table, column, row);
  if (!value)
    return DJ_CELL_SET;
  if (!g_utf8_validate (value, -1, NULL))
    return DJ_ISSUE_ENCODING;
  return dj_table_set_cell (table, texts, column, row, value, strlen (value));
}

static gboolean set_values (DjTableData *table, DjTexts *texts, gint32 row, const char *const *names,
                            const char *const *values, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
  {
    int column = find_column (table, names[i], error);
    if (column < 0)
      return FALSE;
    int code = set_cell (table, texts, column, row, values[i]);
    if (code == DJ_CELL_SET)
      continue;
    const DjColumnInfo *info = column < table->info->n_columns ? &table->info->columns[column] : NULL;
    const char *subject = dj_texts_get (texts, dj_table_get_text (table, MAX (table->info->key, 0), row));
    set_cell_error (error, table->id, row, code, info, subject, values[i]);
    return FALSE;
  }
  return TRUE;
}

/* The values as they would stand in a row, in a table of that one row; NULL where a value does not fit its column. */
static DjTableData *make_pattern (DjChange *change, DjTable id, const char *const *names, const char *const *values,
                                  gsize n, GError **error)
{
  DjTableData *pattern = dj_table_new (id);
  const DjTableData *table = change->draft->tables[id];
  for (guint i = (guint)table->info->n_columns; i < table->columns->len; i++)
    dj_table_further_column (pattern, dj_table_get_name (table, (int)i), TRUE);
  dj_table_append_row (pattern);
  if (set_values (pattern, change->draft->texts, 0, names, values, n, error))
    return pattern;
  dj_table_unref (pattern);
  return NULL;
}

static gboolean is_named (DjTable id, int column, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (dj_table_find_column (id, names[i]) == column)
      return TRUE;
  return FALSE;
}

/* Tries the values in a table of one row, so that what is wrong leaves the change without a trace. A new row must have all that is
 * required; of a row that exists nothing required may be taken away. */
static gboolean try_values (DjChange *change, DjTable id, gboolean is_new, const char *const *names,
                            const char *const *values, gsize n, GError **error)
{
  DjTableData *pattern = make_pattern (change, id, names, values, n, error);
  gboolean complete = pattern != NULL;
  for (int column = 0; complete && column < pattern->info->n_columns; column++)
  {
    const DjColumnInfo *info = &pattern->info->columns[column];
    if (!(info->flags & DJ_COLUMN_REQUIRED) || !dj_cell_is_blank (pattern, change->draft->texts, column, 0)
        || !(is_new || is_named (id, column, names, n)))
      continue;
    const char *subject
        = dj_texts_get (change->draft->texts, dj_table_get_text (pattern, MAX (pattern->info->key, 0), 0));
    set_cell_error (error, id, -1, DJ_ISSUE_REQUIRED, info, subject, NULL);
    complete = FALSE;
  }
  dj_table_unref (pattern);
  return complete;
}

static gboolean has_room_for_one (const DjTableData *table, GError **error)
{
  if (table->n_rows < G_MAXINT32)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT, DJ_SAY ("表 %s 已满", "Table %s is full"), table->info->name);
  return FALSE;
}

gboolean dj_is_day (DjDate on, GError **error)
{
  if (on >= dj_date (1000, 1, 1) && on <= dj_date (9999, 12, 31))
    return TRUE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                       DJ_SAY ("日期须在 1000-01-01 至 9999-12-31 之间", "Not a day from 1000-01-01 to 9999-12-31"));
  return FALSE;
}

/* ---- Edits ----------------------------------------------------------------------------------------------------- */

gint32 dj_change_add_row (DjChange *change, DjTable id, const char *const *names, const char *const *values, gsize n,
                          GError **error)
{
  g_return_val_if_fail (change != NULL && id < DJ_N_TABLES, -1);
  if (!has_room_for_one (change->draft->tables[id], error) || !try_values (change, id, TRUE, names, values, n, error))
    return -1;
  DjTableData *table = dj_change_edit (change, id);
  gint32 row = dj_table_append_row (table);
  set_values (table, change->draft->texts, row, names, values, n, NULL);
  return row;
}

/* Names and values from a list of arguments that ends with NULL. The texts are the caller's. */
typedef struct
{
  GPtrArray *names;
  GPtrArray *values;
} Pairs;

static Pairs collect_pairs (const char *name, va_list arguments)
{
  Pairs pairs = { g_ptr_array_new (), g_ptr_array_new () };
  while (name)
  {
    g_ptr_array_add (pairs.names, (gpointer)name);
    g_ptr_array_add (pairs.values, (gpointer)va_arg (arguments, const char *));
    name = va_arg (arguments, const char *);
  }
  return pairs;
}

static void clear_pairs (Pairs *pairs)
{
  g_ptr_array_unref (pairs->names);
  g_ptr_array_unref (pairs->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pairs, clear_pairs)

static const char *const *names_of (const Pairs *pairs) { return (const char *const *)pairs->names->pdata; }
static const char *const *values_of (const Pairs *pairs) { return (const char *const *)pairs->values->pdata; }

gboolean dj_change_add (DjChange *change, DjTable table, GError **error, const char *name, ...)
{
  va_list arguments;
  va_start (arguments, name);
  g_auto (Pairs) pairs = collect_pairs (name, arguments);
  va_end (arguments);
  return dj_change_add_row (change, table, names_of (&pairs), values_of (&pairs), pairs.names->len, error) >= 0;
}

gboolean dj_change_amend_row (DjChange *change, DjTable id, gint32 row, const char *const *names,
                              const char *const *values, gsize n, GError **error)
{
  g_return_val_if_fail (change != NULL && id < DJ_N_TABLES, FALSE);
  if (!dj_change_has_row (change, id, row, error))
    return FALSE;
  return try_values (change, id, FALSE, names, values, n, error)
         && set_values (dj_change_edit (change, id), change->draft->texts, row, names, values, n, error);
}

gboolean dj_change_amend (DjChange *change, DjTable table, const char *code, GError **error, const char *name, ...)
{
  g_return_val_if_fail (change != NULL && table < DJ_N_TABLES, FALSE);
  gint32 row = dj_change_last_row (change, table, code, error);
  if (row < 0)
    return FALSE;
  va_list arguments;
  va_start (arguments, name);
  g_auto (Pairs) pairs = collect_pairs (name, arguments);
  va_end (arguments);
  return dj_change_amend_row (change, table, row, names_of (&pairs), values_of (&pairs), pairs.names->len, error);
}

/* The day is an argument of its own, and another code would be another thing. */
static gboolean may_be_revised (DjTable id, const Pairs *pairs, GError **error)
{
  const DjTableInfo *info = dj_schema_get_table (id);
  for (guint i = 0; i < pairs->names->len; i++)
  {
    const char *name = g_ptr_array_index (pairs->names, i);
    int column = dj_table_find_column (id, name);
    if (column < 0 || (column != info->key && column != info->since && column != info->until))
      continue;
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("修订不能改变 %s", "A revision does not change %s"), name);
    return FALSE;
  }
  return TRUE;
}

static gboolean revise_row (DjChange *change, DjTable id, gint32 row, DjDate on, const Pairs *pairs, GError **error)
{
  if (!may_be_revised (id, pairs, error) || !has_room_for_one (change->draft->tables[id], error)
      || !try_values (change, id, FALSE, names_of (pairs), values_of (pairs), pairs->names->len, error))
    return FALSE;
  DjTableData *table = dj_change_edit (change, id);
  gint32 copy = dj_table_append_row (table);
  dj_table_copy_row (table, row, copy);
  set_values (table, change->draft->texts, copy, names_of (pairs), values_of (pairs), pairs->names->len, NULL);
  dj_table_set_date (table, table->info->since, copy, on);
  dj_table_set_date (table, table->info->until, row, on);
  return TRUE;
}

gboolean dj_change_revise (DjChange *change, DjTable table, const char *code, DjDate on, GError **error,
                           const char *name, ...)
{
  g_return_val_if_fail (change != NULL && table < DJ_N_TABLES, FALSE);
  g_return_val_if_fail (dj_schema_get_table (table)->until >= 0, FALSE);
  gint32 row = dj_is_day (on, error) ? dj_change_row_on (change, table, code, on, error) : -1;
  if (row < 0)
    return FALSE;
  va_list arguments;
  va_start (arguments, name);
  g_auto (Pairs) pairs = collect_pairs (name, arguments);
  va_end (arguments);
  return revise_row (change, table, row, on, &pairs, error);
}

/* ---- Finding --------------------------------------------------------------------------------------------------- */

static gboolean row_matches (const DjTableData *table, gint32 row, const DjTableData *pattern, const DjTexts *texts,
                             const int *columns, gsize n)
{
  for (gsize i = 0; i < n; i++)
  {
    char first[32], second[32];
    if (g_strcmp0 (dj_table_get_cell (table, texts, columns[i], row, first),
                   dj_table_get_cell (pattern, texts, columns[i], 0, second))
        != 0)
      return FALSE;
  }
  return TRUE;
}

gint32 dj_change_find (DjChange *change, DjTable id, const char *const *names, const char *const *values, gsize n,
                       gint32 after, GError **error)
{
  g_return_val_if_fail (change != NULL && id < DJ_N_TABLES && after >= -1, -1);
  DjTableData *pattern = make_pattern (change, id, names, values, n, error);
  if (!pattern)
    return -1;
  const DjTableData *table = change->draft->tables[id];
  g_autofree int *columns = g_new (int, n);
  for (gsize i = 0; i < n; i++)
    columns[i] = find_column (pattern, names[i], NULL);
  gint32 row = after < G_MAXINT32 ? after + 1 : after;
  while (row < table->n_rows && !row_matches (table, row, pattern, change->draft->texts, columns, n))
    row++;
  dj_table_unref (pattern);
  if (row < table->n_rows)
    return row;
  g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("表 %s 没有这样的行", "Table %s has no such row"),
               table->info->name);
  return -1;
}

gboolean dj_change_has_row (DjChange *change, DjTable table, gint32 row, GError **error)
{
  if (row >= 0 && row < change->draft->tables[table]->n_rows)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("表 %s 没有第 %d 行", "Table %s has no row %d"),
               dj_schema_get_table (table)->name, row);
  return FALSE;
}

gint32 dj_change_first_row (DjChange *change, DjTable table, const char *code, GError **error)
{
  const DjState *draft = dj_change_get_draft (change);
  DjTable found;
  gint32 row = dj_state_find_code (draft, dj_texts_find (draft->texts, code ? code : "", -1), &found);
  if (row >= 0 && found == table)
    return row;
  g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("表 %s 没有代码“%s”", "Table %s has no code '%s'"),
               dj_schema_get_table (table)->name, code ? code : "");
  return -1;
}

gint32 dj_change_last_row (DjChange *change, DjTable table, const char *code, GError **error)
{
  gint32 row = dj_change_first_row (change, table, code, error);
  for (gint32 next = row; next >= 0; next = dj_state_get_next_row (change->draft, table, next))
    row = next;
  return row;
}

gint32 dj_change_row_on (DjChange *change, DjTable table, const char *code, DjDate on, GError **error)
{
  gint32 first = dj_change_first_row (change, table, code, error);
  if (first < 0)
    return -1;
  gint32 row = dj_state_find_row_on (change->draft, table, first, on);
  char day[DJ_DATE_TEXT_SIZE];
  if (row < 0)
    g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("%s 在 %s 不存在", "%s does not exist on %s"), code,
                 dj_date_format (on, day));
  return row;
}

/* ---- Check and commit ------------------------------------------------------------------------------------------ */

DjIssues *dj_state_check (const DjState *state, GCancellable *cancellable)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  DjCheck check = { .state = state, .issues = issues, .cancellable = cancellable };
  if (!dj_check_run (&check))
    return NULL;
  dj_issues_finish (issues);
  return g_steal_pointer (&issues);
}

DjIssues *dj_change_check (DjChange *change, GCancellable *cancellable)
{
  g_return_val_if_fail (change != NULL, NULL);
  return dj_state_check (dj_change_get_draft (change), cancellable);
}

DjFrame *dj_change_diff (DjChange *change, GError **error)
{
  g_return_val_if_fail (change != NULL, NULL);
  return dj_state_diff (change->draft, change->base, error);
}

/* The state that the register becomes, once its store has it for good. */
static DjState *keep (DjChange *change, GCancellable *cancellable, GError **error)
{
  DjStoreHook *hook = dj_register_get_hook (change->reg);
  DjCommit commit = { change->base, change->draft, change->author, change->title, cancellable };
  return hook ? hook->commit (hook, &commit, error) : dj_state_ref (change->draft);
}

gboolean dj_change_commit (DjChange *change, GError **error)
{
  return dj_change_commit_cancellable (change, NULL, error);
}

gboolean dj_change_commit_cancellable (DjChange *change, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (change != NULL, FALSE);
  if (dj_register_get_state (change->reg) != change->base)
  {
    g_set_error_literal (
        error, DJ_ERROR, DJ_ERROR_STALE,
        DJ_SAY ("登记册在此次变更开始后已被修改", "The register has changed since this change was begun"));
    return FALSE;
  }
  g_autoptr (DjIssues) issues = dj_change_check (change, cancellable);
  if (!issues)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
    return FALSE;
  }
  if (dj_issues_worst (issues) >= DJ_SEVERITY_MUST)
  {
    g_propagate_error (error, dj_error_new_data (issues));
    return FALSE;
  }
  DjState *state = keep (change, cancellable, error);
  if (!state)
    return FALSE;
  dj_register_take_state (change->reg, state);
  start_from_register (change);
  return TRUE;
}
