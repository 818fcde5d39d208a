/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of files put into a change, each in the place of the one that is about the same thing. */
#include "register/pairing.h"

/* One table of it. */
typedef struct
{
  DjPairing pairing;
  guint8 *columns; /* for each column of the files' table, whether they say anything of it */
} Merging;

/* A table that is replaced has all that it will have in its file; without that, what a header does not name is left alone. */
static guint8 *list_columns (const DjTableData *table, gboolean whole)
{
  guint8 *columns = g_new0 (guint8, table->columns->len + 1);
  for (guint i = 0; i < table->columns->len; i++)
    columns[i] = whole;
  for (guint i = 0; i < table->order->len; i++)
    columns[g_array_index (table->order, gint32, i)] = 1;
  return columns;
}

/* Of tables without codes a row that does not say since when is about whatever there is. */
static gboolean pair_rows (Merging *merging, DjTextMap *map, const DjTableData *table, const DjTableData *files,
                           gboolean whole, GError **error)
{
  int since = files->info->since;
  gboolean says_since = since < 0 || merging->columns[since];
  merging->pairing = (DjPairing){ .before = table,
                                  .now = files,
                                  .map = map,
                                  .n_before = table->n_rows,
                                  .n_now = files->n_rows,
                                  .columns = whole ? NULL : merging->columns };
  return dj_pairing_init (&merging->pairing, error) && dj_pairing_join (&merging->pairing, DJ_PAIR_BY_CELLS, error)
         && (!says_since || dj_pairing_join (&merging->pairing, DJ_PAIR_BY_BEGINNING, error))
         && ((says_since && files->info->key < 0) || dj_pairing_join (&merging->pairing, DJ_PAIR_BY_IDENTITY, error));
}

/* Whether a row without a partner goes: of a table that is given by a short column alone only what that column stands for. */
static gboolean goes (const DjMerge *merge, const DjTableData *table, gint32 row)
{
  if (!merge->replace)
    return FALSE;
  return merge->given[table->id] || dj_table_is_single (table, row);
}

static gboolean is_as_it_was (const DjMerge *merge, const Merging *merging)
{
  const DjPairing *pairing = &merging->pairing;
  for (gint32 i = 0; i < pairing->n_now; i++)
    if (pairing->other[i] < 0 || !dj_pairing_is_equal (pairing, pairing->other[i], i))
      return FALSE;
  for (gint32 i = 0; i < pairing->n_before; i++)
    if (!pairing->paired[i] && goes (merge, pairing->before, i))
      return FALSE;
  return TRUE;
}

static void copy_cell (DjTableData *table, int column, gint32 row, const DjTableData *from, int of_from,
                       gint32 from_row)
{
  if (dj_table_is_missing (from, of_from, from_row))
  {
    dj_table_clear_cell (table, column, row);
    return;
  }
  dj_table_open_column (table, column);
  DjColumn *to = dj_table_get_column (table, column);
  switch (dj_table_get_type (from, of_from))
  {
  case DJ_TYPE_INT:
    to->whole[row] = dj_table_get_int (from, of_from, from_row);
    break;
  case DJ_TYPE_REAL:
    to->real[row] = dj_table_get_real (from, of_from, from_row);
    break;
  case DJ_TYPE_DATE:
    to->date[row] = dj_table_get_date (from, of_from, from_row);
    break;
  case DJ_TYPE_CODE:
    to->code[row] = (guint8)dj_table_get_code (from, of_from, from_row);
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    to->text[row] = dj_table_get_text (from, of_from, from_row);
  }
}

static int *match_columns (DjTableData *table, const DjTableData *files)
{
  int *of_table = g_new (int, files->columns->len);
  for (int column = 0; column < (int)files->columns->len; column++)
    of_table[column] = dj_table_make_like (table, files, column);
  return of_table;
}

static void put_rows (const Merging *merging, DjTableData *table)
{
  const DjPairing *pairing = &merging->pairing;
  const DjTableData *files = pairing->now;
  g_autofree int *of_table = match_columns (table, files);
  for (gint32 i = 0; i < files->n_rows; i++)
  {
    gint32 row = pairing->other[i] >= 0 ? pairing->other[i] : dj_table_append_row (table);
    for (int column = 0; column < (int)files->columns->len; column++)
      if (merging->columns[column])
        copy_cell (table, of_table[column], row, files, column, i);
    for (guint k = 0; k < pairing->lost->len; k++)
      dj_table_clear_cell (table, g_array_index (pairing->lost, int, k), row);
  }
}

static void drop_rows (const DjMerge *merge, const Merging *merging, DjTableData *table)
{
  const DjPairing *pairing = &merging->pairing;
  g_autofree guint8 *drop = g_malloc0 ((gsize)table->n_rows + 1);
  for (gint32 row = 0; row < pairing->n_before; row++)
    drop[row] = !pairing->paired[row] && goes (merge, table, row);
  dj_table_drop_rows (table, drop);
}

static gboolean pair_table (const DjMerge *merge, DjTextMap *map, const DjState *draft, int t, Merging *merging,
                            GError **error)
{
  const DjTableData *files = merge->state->tables[t];
  if (!merge->given[t] && !merge->given_short[t])
    return TRUE;
  gboolean whole = merge->replace && merge->given[t];
  merging->columns = list_columns (files, whole);
  return pair_rows (merging, map, draft->tables[t], files, whole, error);
}

static void merge_table (const DjMerge *merge, DjChange *change, int t, const Merging *merging)
{
  if (!merging->columns || is_as_it_was (merge, merging))
    return;
  DjTableData *table = dj_change_edit (change, (DjTable)t);
  put_rows (merging, table);
  drop_rows (merge, merging, table);
}

gboolean dj_change_merge (DjChange *change, const DjMerge *merge, GError **error)
{
  Merging tables[DJ_N_TABLES] = { 0 };
  const DjState *draft = dj_change_get_draft (change);
  g_autoptr (DjTextMap) map = dj_text_map_new (draft->texts, merge->state->texts, error);
  gboolean done = map != NULL;
  for (int t = 0; t < DJ_N_TABLES && done; t++)
    done = pair_table (merge, map, draft, t, &tables[t], error);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (done)
      merge_table (merge, change, t, &tables[t]);
    dj_pairing_clear (&tables[t].pairing);
    g_free (tables[t].columns);
  }
  return done;
}
