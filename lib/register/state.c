/* SPDX-License-Identifier: Apache-2.0 */
/* All tables at one moment, shared until edited, and the index from codes to rows. */
#include "register/register-private.h"

#include <stdlib.h>
#include <string.h>

DjState *dj_state_new_take (DjTexts *texts)
{
  DjState *state = g_new0 (DjState, 1);
  g_atomic_ref_count_init (&state->references);
  state->texts = texts;
  for (int t = 0; t < DJ_N_TABLES; t++)
    state->tables[t] = dj_table_new ((DjTable)t);
  return state;
}

DjState *dj_state_new (void) { return dj_state_new_take (dj_texts_new ()); }

DjState *dj_state_ref (DjState *state)
{
  g_atomic_ref_count_inc (&state->references);
  return state;
}

static void forget (gpointer array) { (void)array; }

static void clear_index (DjState *state)
{
  GDestroyNotify free_array = state->mapping ? forget : g_free;
  g_clear_pointer (&state->code_table, free_array);
  g_clear_pointer (&state->code_row, free_array);
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_clear_pointer (&state->next_row[t], free_array);
  g_clear_pointer (&state->mapping, g_bytes_unref);
  state->n_indexed = 0;
}

void dj_state_unref (DjState *state)
{
  if (!state || !g_atomic_ref_count_dec (&state->references))
    return;
  clear_index (state);
  for (int t = 0; t < DJ_N_TABLES; t++)
    dj_table_unref (state->tables[t]);
  dj_texts_unref (state->texts);
  g_free (state);
}

DjState *dj_state_copy (DjState *state)
{
  DjState *copy = g_new0 (DjState, 1);
  g_atomic_ref_count_init (&copy->references);
  copy->texts = dj_texts_ref (state->texts);
  for (int t = 0; t < DJ_N_TABLES; t++)
    copy->tables[t] = dj_table_ref (state->tables[t]);
  return copy;
}

DjTableData *dj_state_edit_table (DjState *state, DjTable id)
{
  DjTableData *table = state->tables[id];
  if (table->mapping || !g_atomic_ref_count_compare (&table->references, 1))
  {
    state->tables[id] = dj_table_copy (table);
    dj_table_unref (table);
  }
  return state->tables[id];
}

/* ---- Index of codes -------------------------------------------------------------------------------------------- */

typedef struct
{
  DjDate since;
  gint32 row;
} DatedRow;

static int compare_dated_rows (const void *a, const void *b)
{
  const DatedRow *first = a, *second = b;
  if (first->since != second->since)
    return first->since < second->since ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

static void allocate_next (DjState *state, int t)
{
  gint32 n = state->tables[t]->n_rows;
  state->next_row[t] = g_new (gint32, n);
  memset (state->next_row[t], 0xff, (gsize)n * sizeof (gint32));
}

/* Chains the rows of one table by code, in row order; @last is the end of each chain. */
static gboolean chain_rows (DjState *state, int t, gint32 *last)
{
  const DjTableData *table = state->tables[t];
  const gint32 *codes = dj_table_texts (table, table->info->key);
  gboolean chained = FALSE;
  for (gint32 row = 0; codes && row < table->n_rows; row++)
  {
    gint32 code = codes[row];
    if (code == DJ_TEXT_NONE)
      continue;
    if (state->code_table[code] < 0)
    {
      state->code_table[code] = (gint8)t;
      state->code_row[code] = row;
    }
    else if (state->code_table[code] == t)
    {
      if (!state->next_row[t])
        allocate_next (state, t);
      state->next_row[t][last[code]] = row;
      chained = TRUE;
    }
    last[code] = row;
  }
  return chained;
}

/* Puts the rows of one code in order of time; returns the first. */
static gint32 sort_chain (const DjTableData *table, gint32 *next, gint32 first, GArray *rows)
{
  g_array_set_size (rows, 0);
  for (gint32 row = first; row >= 0; row = next[row])
  {
    DjDate until;
    DatedRow dated = { DJ_DATE_NONE, row };
    dj_table_get_period (table, row, &dated.since, &until);
    g_array_append_val (rows, dated);
  }
  qsort (rows->data, rows->len, sizeof (DatedRow), compare_dated_rows);
  const DatedRow *sorted = (const DatedRow *)(gpointer)rows->data;
  for (guint i = 0; i < rows->len; i++)
    next[sorted[i].row] = i + 1 < rows->len ? sorted[i + 1].row : -1;
  return sorted[0].row;
}

static void sort_chains (DjState *state, int t)
{
  const DjTableData *table = state->tables[t];
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (DatedRow));
  for (gint32 code = 0; code < state->n_indexed; code++)
    if (state->code_table[code] == t && state->next_row[t][state->code_row[code]] >= 0)
      state->code_row[code] = sort_chain (table, state->next_row[t], state->code_row[code], rows);
}

void dj_state_index (DjState *state)
{
  clear_index (state);
  gint32 n = state->n_indexed = dj_texts_get_n (state->texts);
  state->code_table = g_new (gint8, n);
  state->code_row = g_new (gint32, n);
  dj_memory_advise (state->code_table, (gsize)n);
  dj_memory_advise (state->code_row, (gsize)n * sizeof (gint32));
  if (n > 0)
  {
    memset (state->code_table, 0xff, (gsize)n);
    memset (state->code_row, 0xff, (gsize)n * sizeof (gint32));
  }
  g_autofree gint32 *last = g_new (gint32, n);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (state->tables[t]->info->key >= 0 && chain_rows (state, t, last))
      sort_chains (state, t);
}

void dj_state_find_codes (const DjState *state, const gint32 *texts, gint32 n, gint32 *rows, DjTable *tables)
{
  for (gint32 i = 0; i < n; i++)
    if (texts[i] >= 0 && texts[i] < state->n_indexed)
    {
      __builtin_prefetch (&state->code_table[texts[i]]);
      __builtin_prefetch (&state->code_row[texts[i]]);
    }
  for (gint32 i = 0; i < n; i++)
    rows[i] = dj_state_find_code (state, texts[i], &tables[i]);
}

DjDate dj_state_get_beginning (const DjState *state, DjTable table, gint32 first_row)
{
  DjDate since = DJ_DATE_NONE, until = DJ_DATE_NONE;
  for (gint32 row = first_row; row >= 0 && since >= until; row = dj_state_get_next_row (state, table, row))
    dj_table_get_period (state->tables[table], row, &since, &until);
  return since;
}

gint32 dj_state_find_row_on (const DjState *state, DjTable table, gint32 first_row, DjDate on)
{
  for (gint32 row = first_row; row >= 0; row = dj_state_get_next_row (state, table, row))
  {
    DjDate since, until;
    dj_table_get_period (state->tables[table], row, &since, &until);
    if (since <= on && on < until)
      return row;
  }
  return -1;
}
