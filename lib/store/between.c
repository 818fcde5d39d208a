/* SPDX-License-Identifier: Apache-2.0 */
/* Which edits make one state of another: rows are told by their ids, new ones get theirs. */
#include <string.h>

#include "store/store-private.h"

/* ---- Ids -------------------------------------------------------------------------------------------------------------- */

void dj_new_ids_clear (DjNewIds *ids)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_clear_pointer (&ids->ids[t], g_free);
}

void dj_new_ids_assign (DjNewIds *ids, const DjState *base, const DjState *draft)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableData *table = draft->tables[t];
    if (table == base->tables[t])
      continue;
    ids->ids[t] = g_new (gint64, (gsize)table->n_rows + 1);
    dj_match_rows (base->tables[t], table, ids->ids[t]);
    for (gint32 row = 0; row < table->n_rows; row++)
      if (ids->ids[t][row] == 0)
        ids->ids[t][row] = ids->next[t]++;
  }
}

/* ---- Tables ----------------------------------------------------------------------------------------------------------- */

/* Two tables of a kind, and where the columns of the one are in the other. */
typedef struct
{
  const DjTableData *base;
  const DjTableData *draft;
  const DjTexts *texts;
  const gint64 *ids;
  int *of_base; /* for each column of the draft, the base's; -1 for none */
  DjEdits *edits;
} Pair;

/* Tells all cells of a row that comes or goes. */
static void tell_whole_row (const Pair *pair, const DjTableData *table, gint32 row, gint64 id, gboolean is)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  DjRowEdit *edit = dj_row_edit_new (table->id, id, !is, is);
  for (int column = 0; column < (int)table->columns->len; column++)
  {
    const char *cell = dj_table_get_cell (table, pair->texts, column, row, buffer);
    if (cell)
      dj_row_edit_add_cell (edit, dj_table_get_name (table, column), is ? NULL : cell, is ? cell : NULL);
  }
  dj_edits_add (pair->edits, edit);
}

static gboolean is_same (const Pair *pair, int column, gint32 before, gint32 after)
{
  int of_base = pair->of_base[column];
  return of_base >= 0 ? dj_table_is_same_cell (pair->base, of_base, before, pair->draft, column, after)
                      : dj_table_is_missing (pair->draft, column, after);
}

static void tell_changed_row (const Pair *pair, gint32 before, gint32 after)
{
  char first[DJ_NUMBER_TEXT_SIZE], second[DJ_NUMBER_TEXT_SIZE];
  DjRowEdit *edit = NULL;
  for (int column = 0; column < (int)pair->draft->columns->len; column++)
  {
    if (is_same (pair, column, before, after))
      continue;
    if (!edit)
      edit = dj_row_edit_new (pair->draft->id, pair->ids[after], TRUE, TRUE);
    int of_base = pair->of_base[column];
    dj_row_edit_add_cell (edit, dj_table_get_name (pair->draft, column),
                          of_base >= 0 ? dj_table_get_cell (pair->base, pair->texts, of_base, before, first) : NULL,
                          dj_table_get_cell (pair->draft, pair->texts, column, after, second));
  }
  if (edit)
    dj_edits_add (pair->edits, edit);
}

/* Rows that are looked at together. */
#define STRETCH 512

/* How many rows from here on are certainly the same, which nearly all of a large table are: they are compared as bytes. */
static gint32 count_same (const Pair *pair, gint32 before, gint32 row)
{
  gint32 n = MIN (STRETCH, MIN (pair->base->n_rows - before, pair->draft->n_rows - row));
  if (n <= 0 || !pair->base->ids || memcmp (pair->base->ids + before, pair->ids + row, (gsize)n * sizeof (gint64)) != 0)
    return 0;
  for (int column = 0; column < (int)pair->draft->columns->len; column++)
    if (pair->of_base[column] < 0
        || !dj_table_are_same_cells (pair->base, pair->of_base[column], before, pair->draft, column, row, n))
      return 0;
  return n;
}

/* Returns where in the base the next row is looked for first. */
static gint32 compare_row (const Pair *pair, gint32 next, gint32 row, guint8 *kept)
{
  gint64 id = pair->ids[row];
  gboolean follows = next < pair->base->n_rows && dj_table_get_id (pair->base, next) == id;
  gint32 before = follows ? next : dj_table_find_id (pair->base, id);
  if (before < 0)
  {
    tell_whole_row (pair, pair->draft, row, id, TRUE);
    return next;
  }
  kept[before] = 1;
  tell_changed_row (pair, before, row);
  return before + 1;
}

/* Rows of the base mostly stand in the draft in the same order; any other order is looked up. */
static void compare_tables (const Pair *pair)
{
  g_autofree guint8 *kept = g_malloc0 ((gsize)pair->base->n_rows + 1);
  for (gint32 row = 0, next = 0, n = 0; row < pair->draft->n_rows; row += n)
  {
    n = count_same (pair, next, row);
    memset (kept + next, 1, (gsize)n);
    next += n;
    for (gint32 end = n > 0 ? 0 : MIN (STRETCH, pair->draft->n_rows - row); n < end; n++)
      next = compare_row (pair, next, row + n, kept);
  }
  for (gint32 row = 0; row < pair->base->n_rows; row++)
    if (!kept[row])
      tell_whole_row (pair, pair->base, row, dj_table_get_id (pair->base, row), FALSE);
}

static int *match_columns (const DjTableData *base, const DjTableData *draft)
{
  int *of_base = g_new (int, draft->columns->len);
  for (int column = 0; column < (int)draft->columns->len; column++)
    of_base[column] = dj_table_find_like (base, draft, column);
  return of_base;
}

/* A further column that the draft's table has no more is one of which every cell went. */
static void tell_lost_columns (const Pair *pair)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  for (int column = pair->base->info->n_columns; column < (int)pair->base->columns->len; column++)
  {
    const char *name = dj_table_get_name (pair->base, column);
    if (dj_table_further_column ((DjTableData *)pair->draft, name, FALSE) >= 0)
      continue;
    for (gint32 row = 0; row < pair->draft->n_rows; row++)
    {
      gint64 id = pair->ids[row];
      gint32 before = dj_table_find_id (pair->base, id);
      const char *cell = before >= 0 ? dj_table_get_cell (pair->base, pair->texts, column, before, buffer) : NULL;
      if (!cell)
        continue;
      DjRowEdit *edit = dj_edits_find (pair->edits, pair->base->id, id);
      if (!edit)
        dj_edits_add (pair->edits, edit = dj_row_edit_new (pair->base->id, id, TRUE, TRUE));
      dj_row_edit_add_cell (edit, name, cell, NULL);
    }
  }
}

static gboolean rises (const gint64 *ids, gint32 n)
{
  for (gint32 row = 1; row < n; row++)
    if (ids[row - 1] >= ids[row])
      return FALSE;
  return TRUE;
}

static gboolean is_load (const DjTableData *base, const DjTableData *draft, const gint64 *ids)
{
  return base->n_rows == 0 && draft->n_rows > DJ_LOAD_ROWS && rises (ids, draft->n_rows);
}

DjEdits *dj_edits_between (const DjState *base, const DjState *draft, const DjNewIds *ids, gboolean loads)
{
  DjEdits *edits = dj_edits_new ();
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (draft->tables[t] == base->tables[t])
      continue;
    Pair pair = { base->tables[t], draft->tables[t], draft->texts, ids->ids[t], NULL, edits };
    if (loads && is_load (pair.base, pair.draft, pair.ids))
    {
      edits->loads[t] = (DjLoad){ TRUE, pair.draft->n_rows, pair.ids[pair.draft->n_rows - 1], NULL };
      continue;
    }
    pair.of_base = match_columns (pair.base, pair.draft);
    compare_tables (&pair);
    tell_lost_columns (&pair);
    g_free (pair.of_base);
  }
  return edits;
}
