/* SPDX-License-Identifier: Apache-2.0 */
/* What is different between two views: rows that came, went, or have other values. */
#include "register/pairing.h"
#include "view/view-private.h"

#include <string.h>

/* One table of the two days. */
typedef struct
{
  const DjState *state;
  const DjTableData *table;
  GArray *rows;      /* gint32: those that hold on the day */
  GPtrArray *labels; /* what each is known by */
} Side;

typedef struct
{
  DjFrame *frame;
  DjTable table;
  Side now;
  Side before;
} Diff;

/* ---- Rows and what they are known by ------------------------------------------------------------------------------ */

static void side_init (Side *side, const DjTree *tree, DjTable table)
{
  DjHolding holding = dj_holding (tree->state->tables[table], tree->on);
  side->state = tree->state;
  side->table = tree->state->tables[table];
  side->rows = g_array_new (FALSE, FALSE, sizeof (gint32));
  side->labels = g_ptr_array_new_with_free_func (g_free);
  for (gint32 row = 0; row < side->table->n_rows; row++)
    if (dj_holds (&holding, row))
    {
      g_array_append_val (side->rows, row);
      g_ptr_array_add (side->labels, dj_table_label_row (side->table, side->state->texts, row));
    }
}

static void side_clear (Side *side)
{
  g_array_unref (side->rows);
  g_ptr_array_unref (side->labels);
}

/* ---- Answers ------------------------------------------------------------------------------------------------------ */

static void append (Diff *diff, const char *subject, DjDifference difference, const char *column, const char *before,
                    const char *now)
{
  dj_difference_append (diff->frame, diff->table, subject, difference, column, before, now);
}

static int find_column (const DjTableData *table, const DjTableData *like, int column)
{
  return column < like->info->n_columns
             ? column
             : dj_table_further_column ((DjTableData *)table, dj_table_get_name (like, column), FALSE);
}

static const char *get_cell (const Side *side, int column, gint32 row, char buffer[DJ_NUMBER_TEXT_SIZE])
{
  return column < 0 ? NULL : dj_table_get_cell (side->table, side->state->texts, column, row, buffer);
}

/* Columns of the later table, then what only the earlier one has. */
static void compare_rows (Diff *diff, gint32 now, gint32 before, const char *subject)
{
  char first[DJ_NUMBER_TEXT_SIZE], second[DJ_NUMBER_TEXT_SIZE];
  int n_now = (int)diff->now.table->columns->len;
  for (int column = 0; column < n_now; column++)
  {
    const char *is = get_cell (&diff->now, column, now, first);
    int other = find_column (diff->before.table, diff->now.table, column);
    const char *was = get_cell (&diff->before, other, before, second);
    if (g_strcmp0 (is, was) != 0)
      append (diff, subject, DJ_DIFFERENCE_CHANGED, dj_table_get_name (diff->now.table, column), was, is);
  }
  for (int column = diff->before.table->info->n_columns; column < (int)diff->before.table->columns->len; column++)
  {
    const char *was = get_cell (&diff->before, column, before, second);
    if (was && find_column (diff->now.table, diff->before.table, column) < 0)
      append (diff, subject, DJ_DIFFERENCE_CHANGED, dj_table_get_name (diff->before.table, column), was, NULL);
  }
}

/* Rows of one label are paired in order: each label leads to the first row that is not paired yet, and that to the next. */
static GHashTable *chain_labels (const Side *side, GArray *next)
{
  GHashTable *first = g_hash_table_new (g_str_hash, g_str_equal);
  g_array_set_size (next, side->rows->len);
  for (guint i = side->rows->len; i-- > 0;)
  {
    gpointer label = g_ptr_array_index (side->labels, i);
    g_array_index (next, guint, i) = GPOINTER_TO_UINT (g_hash_table_lookup (first, label));
    g_hash_table_insert (first, label, GUINT_TO_POINTER (i + 1));
  }
  return first;
}

static void compare_tables (Diff *diff)
{
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) first = chain_labels (&diff->before, next);
  g_autofree guint8 *paired = g_malloc0 ((gsize)diff->before.rows->len + 1);
  for (guint i = 0; i < diff->now.rows->len; i++)
  {
    char *label = g_ptr_array_index (diff->now.labels, i);
    guint other = GPOINTER_TO_UINT (g_hash_table_lookup (first, label));
    if (other == 0)
    {
      append (diff, label, DJ_DIFFERENCE_ADDED, NULL, NULL, NULL);
      continue;
    }
    paired[other - 1] = 1;
    g_hash_table_insert (first, g_ptr_array_index (diff->before.labels, other - 1),
                         GUINT_TO_POINTER (g_array_index (next, guint, other - 1)));
    compare_rows (diff, g_array_index (diff->now.rows, gint32, i), g_array_index (diff->before.rows, gint32, other - 1),
                  label);
  }
  for (guint i = 0; i < diff->before.rows->len; i++)
    if (!paired[i])
      append (diff, g_ptr_array_index (diff->before.labels, i), DJ_DIFFERENCE_REMOVED, NULL, NULL, NULL);
}

DjFrame *dj_view_diff (DjView *view, DjView *before)
{
  g_return_val_if_fail (view != NULL && before != NULL, NULL);
  Diff diff = { .frame = dj_difference_new () };
  const DjTree *now = view->tree, *then = before->tree;
  for (DjTable table = 0; table < DJ_N_TABLES; table++)
  {
    if (now->state->tables[table] == then->state->tables[table] && now->on == then->on)
      continue; /* one and the same */
    diff.table = table;
    side_init (&diff.now, now, table);
    side_init (&diff.before, then, table);
    compare_tables (&diff);
    side_clear (&diff.now);
    side_clear (&diff.before);
  }
  return dj_frame_finish (diff.frame);
}

DjRegister *dj_view_get_register (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  DjIssues *issues = dj_issues_new ();
  dj_issues_finish (issues);
  return dj_register_new_take (dj_state_ref (view->tree->state), issues);
}
