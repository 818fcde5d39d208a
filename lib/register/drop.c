/* SPDX-License-Identifier: Apache-2.0 */
/* Lenient reading: which rows go, so that the rest is a sound register. */
#include "register/register-private.h"

#include <string.h>
#include "schema/schema-private.h"

/* ---- Marks: a byte for each row of each table ------------------------------------------------------------------- */

static void new_marks (const DjState *state, guint8 *marks[DJ_N_TABLES])
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    marks[t] = g_malloc0 ((gsize)state->tables[t]->n_rows + 1);
}

static void free_marks (guint8 *marks[DJ_N_TABLES])
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_free (marks[t]);
}

static gboolean has_marks (const DjState *state, guint8 *const marks[DJ_N_TABLES])
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (memchr (marks[t], 1, (gsize)state->tables[t]->n_rows))
      return TRUE;
  return FALSE;
}

/* ---- What depends on marked rows -------------------------------------------------------------------------------- */

typedef struct
{
  gint32 table;
  gint32 row;
} Referrer;

/* All cells that refer, by the code they refer to; those of a code are referrers[start[code]] … referrers[start[code + 1] - 1]. */
typedef struct
{
  gsize *start;
  Referrer *referrers;
} Referrers;

static const gint32 *references_in (const DjState *state, int t, int column)
{
  const DjTableData *table = state->tables[t];
  return table->info->columns[column].type == DJ_TYPE_REFERENCE ? dj_table_texts (table, column) : NULL;
}

/* First pass of a counting sort counts in start[code + 2]; the second moves start[code + 1] from where a code begins to where it ends. */
static void visit_references (const DjState *state, Referrers *all, gboolean fill)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (int column = 0; column < state->tables[t]->info->n_columns; column++)
    {
      const gint32 *codes = references_in (state, t, column);
      for (gint32 row = 0; codes && row < state->tables[t]->n_rows; row++)
        if (codes[row] >= 0 && fill)
          all->referrers[all->start[codes[row] + 1]++] = (Referrer){ t, row };
        else if (codes[row] >= 0)
          all->start[codes[row] + 2]++;
    }
}

static Referrers find_referrers (const DjState *state)
{
  gsize n = (gsize)state->n_indexed + 2;
  Referrers all = { g_new0 (gsize, n), NULL };
  visit_references (state, &all, FALSE);
  for (gsize i = 1; i < n; i++)
    all.start[i] += all.start[i - 1];
  all.referrers = g_new (Referrer, all.start[n - 1] + 1);
  visit_references (state, &all, TRUE);
  return all;
}

/* Whether every row of the code is marked. */
static gboolean is_gone (const DjState *state, guint8 *const marks[DJ_N_TABLES], gint32 code)
{
  DjTable t;
  gint32 row = dj_state_find_code (state, code, &t);
  if (row < 0)
    return FALSE;
  while (row >= 0 && marks[t][row])
    row = dj_state_get_next_row (state, t, row);
  return row < 0;
}

static void push_code_of (const DjState *state, guint8 *const marks[DJ_N_TABLES], int t, gint32 row, GArray *gone)
{
  const DjTableData *table = state->tables[t];
  gint32 code = table->info->key < 0 ? DJ_TEXT_NONE : dj_table_get_text (table, table->info->key, row);
  if (code != DJ_TEXT_NONE && is_gone (state, marks, code))
    g_array_append_val (gone, code);
}

/* Marks whatever refers to a code that goes, and so on: one visit a reference, however long the chain. */
static void spread_marks (const DjState *state, guint8 *marks[DJ_N_TABLES])
{
  Referrers all = find_referrers (state);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (gint32 row = 0; row < state->tables[t]->n_rows; row++)
      if (marks[t][row])
        push_code_of (state, marks, t, row, gone);
  while (gone->len > 0)
  {
    gint32 code = g_array_index (gone, gint32, gone->len - 1);
    g_array_set_size (gone, gone->len - 1);
    for (gsize i = all.start[code]; i < all.start[code + 1]; i++)
    {
      Referrer referrer = all.referrers[i];
      if (marks[referrer.table][referrer.row])
        continue;
      marks[referrer.table][referrer.row] = 1;
      push_code_of (state, marks, referrer.table, referrer.row, gone);
    }
  }
  g_free (all.start);
  g_free (all.referrers);
}

/* ---- Dropping --------------------------------------------------------------------------------------------------- */

/* A row made of a short column is not told beside the row that it stood in. */
static void report_dropped (const DjState *state, DjIssues *issues, const GPtrArray *sources,
                            guint8 *const marks[DJ_N_TABLES], int t, gint32 row)
{
  const DjTableData *table = state->tables[t];
  const DjOrigin origin = dj_table_get_origin (table, row);
  const DjSource *source = g_ptr_array_index (sources, (guint)origin.source);
  gint32 subject = dj_table_get_text (table, MAX (table->info->key, 0), row);
  if (source->alias && is_gone (state, marks, subject))
    return;
  DjPlace place = { t, origin.ordinal, 0, source->file, origin.line };
  dj_issues_add (issues, DJ_ISSUE_DROPPED, &place, dj_texts_get (state->texts, subject), table->info->name, NULL, NULL);
}

static void drop_marked (DjState *state, DjIssues *issues, const GPtrArray *sources, guint8 *const marks[DJ_N_TABLES])
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (gint32 row = 0; row < state->tables[t]->n_rows; row++)
      if (marks[t][row])
        report_dropped (state, issues, sources, marks, t, row);
  for (int t = 0; t < DJ_N_TABLES; t++)
    dj_table_drop_rows (state->tables[t], marks[t]);
}

void dj_drop_until_sound (DjState *state, DjIssues *issues, const GPtrArray *sources, guint8 *const bad[],
                          const gint32 n_bad[])
{
  guint8 *marks[DJ_N_TABLES];
  new_marks (state, marks);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (bad[t])
      memcpy (marks[t], bad[t], (gsize)MIN (n_bad[t], state->tables[t]->n_rows));
  dj_state_index (state);
  do
  {
    spread_marks (state, marks);
    drop_marked (state, issues, sources, marks);
    free_marks (marks);
    new_marks (state, marks);
    dj_state_index (state);
    DjCheck check = { .state = state, .issues = issues, .sources = sources, .only_must = TRUE };
    memcpy (check.bad, marks, sizeof marks);
    dj_check_run (&check);
  } while (has_marks (state, marks));
  free_marks (marks);
}
