/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that two have edited. */
#include <string.h>

#include "store/store-private.h"

#define REMOVED "removed / 已删除"

/* The code of a row, or what stands in its first column; from the state, or from the edit where it brings the row. */
static const char *get_subject (const DjRowEdit *edit, const DjState *state)
{
  const DjTableData *table = state->tables[edit->table];
  int key = MAX (table->info->key, 0);
  gint32 row = dj_table_find_id (table, edit->id);
  if (row >= 0)
    return dj_texts_get (state->texts, dj_table_get_text (table, key, row));
  const DjCellEdit *cell = dj_row_edit_find_cell (edit, table->info->columns[key].name);
  return cell ? (cell->before ? cell->before : cell->after) : NULL;
}

static void report (const DjRowEdit *theirs, const DjRowEdit *ours, const DjState *state, const char *file,
                    DjIssues *issues)
{
  gint32 row = dj_table_find_id (state->tables[ours->table], ours->id);
  DjPlace place = { (int)ours->table, row, 0, file, (gint32)MIN (ours->id, G_MAXINT32) };
  const char *subject = get_subject (ours, state);
  guint n_told = 0;
  for (guint i = 0; theirs->is && ours->is && i < ours->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (ours->cells, i);
    const DjCellEdit *other = dj_row_edit_find_cell (theirs, cell->column);
    if (!other)
      continue;
    dj_issues_add (issues, DJ_ISSUE_CONFLICT, &place, subject, cell->column, other->after, cell->after);
    n_told++;
  }
  if (n_told == 0)
    dj_issues_add (issues, DJ_ISSUE_CONFLICT, &place, subject, NULL, theirs->is ? NULL : REMOVED,
                   ours->is ? NULL : REMOVED);
}

/* What was done and undone leaves the row as it was. */
static gboolean changes_nothing (const DjRowEdit *edit)
{
  gboolean same = edit->was == edit->is;
  for (guint i = 0; same && i < edit->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
    same = g_strcmp0 (cell->before, cell->after) == 0;
  }
  return same;
}

void dj_edits_find_conflicts (const DjEdits *theirs, const DjEdits *ours, const DjState *state, const char *file,
                              DjIssues *issues)
{
  g_autoptr (GPtrArray) list = dj_edits_list (ours);
  for (guint i = 0; i < list->len; i++)
  {
    const DjRowEdit *edit = g_ptr_array_index (list, i);
    const DjRowEdit *other = dj_edits_find (theirs, edit->table, edit->id);
    if (other && !changes_nothing (other))
      report (other, edit, state, file, issues);
  }
}
