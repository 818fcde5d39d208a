/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a snapshot is what it should be. First its bytes are as they were written; then the register in it is one; then what was made
 * of the register is made again and compared, which says more than any list of conditions could, and follows whatever sealing comes to
 * make. */
#include "snapshot/snapshot-private.h"

#include <string.h>

gboolean dj_snapshot_is_stopped (GCancellable *cancellable, GError **error)
{
  if (!cancellable || !g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return TRUE;
}

/* ---- Checksums ------------------------------------------------------------------------------------------------------- */

#define STEP ((gsize)4 << 20)

typedef struct
{
  GVariant *columns;
  GBytes *mapping;
  GCancellable *cancellable;
  gint damaged; /* the first that is, or their number */
} Digests;

static gboolean is_intact (const Digests *digests, const DjSavedColumn *column)
{
  guint8 digest[DJ_SNAPSHOT_DIGEST];
  gsize length = sizeof digest;
  g_autoptr (GChecksum) checksum = dj_snapshot_begin_digest (column->name, column->type);
  for (gsize at = 0; at < column->size && !g_cancellable_is_cancelled (digests->cancellable); at += STEP)
    g_checksum_update (checksum, column->data + at, (gssize)MIN (STEP, column->size - at));
  g_checksum_get_digest (checksum, digest, &length);
  return memcmp (digest, column->digest, sizeof digest) == 0;
}

/* Whichever thread is first, the column that is told is the first in the file. */
static void note_damage (Digests *digests, gint index)
{
  gint known = g_atomic_int_get (&digests->damaged);
  while (index < known && !g_atomic_int_compare_and_exchange (&digests->damaged, known, index))
    known = g_atomic_int_get (&digests->damaged);
}

static void compare_digest (gint index, gpointer data)
{
  Digests *digests = data;
  DjSavedColumn column;
  if (!dj_snapshot_read_column (digests->columns, (gsize)index, digests->mapping, &column)
      || !is_intact (digests, &column))
    note_damage (digests, index);
}

static gboolean check_digests (GBytes *mapping, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  gint n = (gint)g_variant_n_children (columns);
  Digests digests = { columns, mapping, cancellable, n };
  DjSavedColumn column = { .name = NULL };
  dj_in_parts (n, compare_digest, &digests);
  if (dj_snapshot_is_stopped (cancellable, error))
    return FALSE;
  if (digests.damaged == n)
    return TRUE;
  dj_snapshot_read_column (columns, (gsize)digests.damaged, mapping, &column);
  return dj_snapshot_fail (error, column.name, "已损坏（校验和不符）", "is damaged (its checksum does not fit)");
}

/* ---- The register ---------------------------------------------------------------------------------------------------- */

/* The index, which is @made again; a pool that has grown since has a longer one, in which nothing more is. */
static gboolean check_index (const DjState *state, const DjState *made, GError **error)
{
  gsize n = (gsize)state->n_indexed;
  if (n > 0 && memcmp (state->code_table, made->code_table, n) != 0)
    return dj_snapshot_fail (error, "codes.table", "与表中的代码不符", "does not fit the codes");
  if (n > 0 && memcmp (state->code_row, made->code_row, n * sizeof (gint32)) != 0)
    return dj_snapshot_fail (error, "codes.row", "与表中的代码不符", "does not fit the codes");
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    gsize size = (gsize)state->tables[t]->n_rows * sizeof (gint32);
    gboolean chained = size > 0 && made->next_row[t] != NULL;
    if (chained == (state->next_row[t] != NULL)
        && (!chained || memcmp (state->next_row[t], made->next_row[t], size) == 0))
      continue;
    g_autofree char *name = g_strconcat (dj_schema_get_table ((DjTable)t)->name, ".next", NULL);
    return dj_snapshot_fail (error, name, "与表中的代码不符", "does not fit the codes");
  }
  return TRUE;
}

static gboolean check_invariants (const DjState *state, GCancellable *cancellable, GError **error)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  DjCheck check = { .state = state, .issues = issues, .only_must = TRUE, .cancellable = cancellable };
  if (!dj_check_run (&check))
    return !dj_snapshot_is_stopped (cancellable, error);
  dj_issues_finish (issues);
  if (dj_issues_get_n (issues) == 0)
    return TRUE;
  const DjIssue *issue = dj_issues_get (issues, 0);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("快照文件的表 %s：%s", "Table %s of the snapshot: %s"),
               dj_schema_get_table ((DjTable)issue->table)->name, DJ_SAY (issue->message_zh, issue->message_en));
  return FALSE;
}

/* ---- The day --------------------------------------------------------------------------------------------------------- */

/* Whether two views have the same arrays in one column. */
static gboolean is_same (const DjSavedArray *saved, const DjSavedArray *made)
{
  gsize size = dj_saved_array_get_size (saved);
  return saved->n == made->n
         && (size == 0 || memcmp (dj_saved_array_get (saved), dj_saved_array_get (made), size) == 0);
}

static void list_view (DjSnapshot *snapshot, DjView *view, DjTableShape *shapes)
{
  dj_snapshot_init (snapshot);
  snapshot->view = view;
  snapshot->state = view->tree->state;
  snapshot->shapes = shapes;
  dj_snapshot_list_rest (snapshot);
}

static gboolean compare_views (DjView *view, DjView *made, GError **error)
{
  DjTableShape shapes[DJ_N_TABLES] = { { 0 } };
  DjSnapshot saved, again;
  gboolean same = TRUE;
  list_view (&saved, view, shapes);
  list_view (&again, made, shapes);
  for (guint i = 0; same && i < saved.arrays->len; i++)
  {
    const DjSavedArray *array = &g_array_index (saved.arrays, DjSavedArray, i);
    same = !(array->of_tree || array->of_view) || is_same (array, &g_array_index (again.arrays, DjSavedArray, i))
           || dj_snapshot_fail (error, array->name, "与登记册不符", "does not fit the register");
  }
  dj_snapshot_clear (&saved);
  dj_snapshot_clear (&again);
  return same;
}

/* Seals with the index made again, so that nothing that is compared has been of any use. */
static gboolean check_day (DjView *view, DjState *state, GError **error)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  dj_issues_finish (issues);
  DjRegister *reg = dj_register_new_take (dj_state_ref (state), dj_issues_ref (issues));
  DjView *made = dj_register_seal (reg, view->tree->on, error);
  gboolean same = made && compare_views (view, made, error);
  dj_view_unref (made);
  dj_register_unref (reg);
  return same;
}

static gboolean fail_restated (GError **error)
{
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                       DJ_SAY ("按另一日重述的视图不能校验；请校验它由之而来的两个视图",
                               "A restated view cannot be validated; validate the two that it was made of"));
  return FALSE;
}

/* Whatever comes of a file has its pool of texts from it: the view that was opened, and others that were sealed from its register, before
 * and after changes. */
gboolean dj_view_validate (DjView *view, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (view != NULL, FALSE);
  DjState *state = view->tree->state;
  GBytes *mapping = dj_texts_get_mapping (state->texts);
  if (!mapping)
    return TRUE;
  if (view->placed)
    return fail_restated (error);
  if (!check_digests (mapping, cancellable, error) || !dj_snapshot_check_texts (state->texts, cancellable, error)
      || !dj_snapshot_check_tables (state, cancellable, error))
    return FALSE;
  DjState *made = dj_state_copy (state);
  dj_state_index (made);
  gboolean sound = check_index (state, made, error) && check_invariants (made, cancellable, error)
                   && check_day (view, made, error);
  dj_state_unref (made);
  return sound;
}
