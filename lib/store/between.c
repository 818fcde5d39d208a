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

/* Rows of the base mostly stand in the draft in the same order; any other order is looked up. */
static void compare_tables (const Pair *pair)
{
  gint32 next = 0;
  g_autofree guint8 *kept = g_malloc0 ((gsize)pair->base->n_rows + 1);
  for (gint32 row = 0; row < pair->draft->n_rows; row++)
  {
    gint64 id = pair->ids[row];
    gboolean follows = next < pair->base->n_rows && dj_table_get_id (pair->base, next) == id;
    gint32 before = follows ? next : dj_table_find_id (pair->base, id);
    if (before < 0)
    {
      tell_whole_row (pair, pair->draft, row, pair->ids[row], TRUE);
      continue;
    }
    kept[before] = 1;
    next = before + 1;
    tell_changed_row (pair, before, row);
  }
  for (gint32 row = 0; row < pair->base->n_rows; row++)
    if (!kept[row])
      tell_whole_row (pair, pair->base, row, dj_table_get_id (pair->base, row), FALSE);
}

static int *match_columns (const DjTableData *base, const DjTableData *draft)
{
  int *of_base = g_new (int, draft->columns->len);
  for (int column = 0; column < (int)draft->columns->len; column++)
    of_base[column] = column < draft->info->n_columns
                          ? column
                          : dj_table_further_column ((DjTableData *)base, dj_table_get_name (draft, column), FALSE);
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

/* ---- The sum of a table --------------------------------------------------------------------------------------------------- */

#define SUM_BYTES (1 << 16)

/* Columns in order of their names, so that it does not matter in which order files have them. */
static gint compare_columns (gconstpointer first, gconstpointer second, gpointer data)
{
  return strcmp (dj_table_get_name (data, *(const int *)first), dj_table_get_name (data, *(const int *)second));
}

static GArray *sort_columns (const DjTableData *table)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (int));
  for (int i = 0; i < (int)table->columns->len; i++)
    if (dj_table_get_column (table, i)->data)
      g_array_append_val (columns, i);
  g_array_sort_with_data (columns, compare_columns, (gpointer)table);
  return columns;
}

/* What stands before the cells of each: its name and how long that is, since further columns are called anything. */
static GPtrArray *name_columns (const DjTableData *table, const GArray *columns)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < columns->len; i++)
  {
    const char *name = dj_table_get_name (table, g_array_index (columns, int, i));
    g_ptr_array_add (names, g_strdup_printf ("%" G_GSIZE_FORMAT " %s ", strlen (name), name));
  }
  return names;
}

/* Each cell that is there as its column, its length and its text, which nothing else can be taken for. */
static void append_cells (GString *text, const DjTableData *table, const DjTexts *texts, const GArray *columns,
                          const GPtrArray *names, gint32 row)
{
  char buffer[DJ_NUMBER_TEXT_SIZE], number[DJ_NUMBER_TEXT_SIZE];
  for (guint i = 0; i < columns->len; i++)
  {
    int column = g_array_index (columns, int, i);
    const char *cell = dj_table_get_cell (table, texts, column, row, buffer);
    if (!cell)
      continue;
    g_string_append (text, g_ptr_array_index (names, i));
    g_string_append (text, dj_int_format ((gint64)strlen (cell), number));
    g_string_append_c (text, ' ');
    g_string_append (text, cell);
    g_string_append_c (text, '\n');
  }
}

char *dj_table_sum (const DjTableData *table, const DjTexts *texts, const gint64 *ids)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GString) text = g_string_sized_new (SUM_BYTES + 4096);
  g_autoptr (GArray) columns = sort_columns (table);
  g_autoptr (GPtrArray) names = name_columns (table, columns);
  char number[DJ_NUMBER_TEXT_SIZE];
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    g_string_append (text, dj_int_format (ids ? ids[row] : dj_table_get_id (table, row), number));
    g_string_append_c (text, '\n');
    append_cells (text, table, texts, columns, names, row);
    if (text->len < SUM_BYTES)
      continue;
    g_checksum_update (sum, (const guchar *)text->str, (gssize)text->len);
    g_string_truncate (text, 0);
  }
  g_checksum_update (sum, (const guchar *)text->str, (gssize)text->len);
  return g_strdup (g_checksum_get_string (sum));
}
