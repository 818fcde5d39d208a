/* SPDX-License-Identifier: Apache-2.0 */
/* Where rows came from, while they are loaded. Most stand line after line in one file, so that a few runs tell it of millions. */
#include "register/register-private.h"

/* Rows from @row on, up to where the next run begins: each counts one ordinal more than the one before, and @step lines. */
typedef struct
{
  gint32 row;
  gint32 step;
  DjOrigin first;
} Run;

static gint64 line_in_run (const Run *run, gint32 row)
{
  return run->first.line + (gint64)(row - run->row) * run->step;
}

static gboolean is_in_run (const Run *run, gint32 row, const DjOrigin *origin)
{
  return run->first.source == origin->source && run->first.ordinal + (gint64)(row - run->row) == origin->ordinal
         && line_in_run (run, row) == origin->line;
}

/* The second row of a run says how many lines one row takes. */
static void learn_step (Run *run, gint32 row, const DjOrigin *origin)
{
  gint64 step = (gint64)origin->line - run->first.line;
  if (row == run->row + 1 && step == (gint32)step)
    run->step = (gint32)step;
}

static Run *get_last (GArray *runs) { return runs->len > 0 ? &g_array_index (runs, Run, runs->len - 1) : NULL; }

void dj_table_set_origin (DjTableData *table, gint32 row, const DjOrigin *origin)
{
  if (!table->origins)
    table->origins = g_array_new (FALSE, FALSE, sizeof (Run));
  Run *last = get_last (table->origins);
  for (; last && last->row >= row; last = get_last (table->origins))
    g_array_set_size (table->origins, table->origins->len - 1);
  if (last)
    learn_step (last, row, origin);
  if (last && is_in_run (last, row, origin))
    return;
  Run run = { row, 1, *origin };
  g_array_append_val (table->origins, run);
}

void dj_table_set_origins (DjTableData *table, gint32 row, gint32 n, const DjOrigin *first)
{
  if (n > 0)
    dj_table_set_origin (table, row, first);
  if (n > 1 && get_last (table->origins)->step != 1)
  {
    Run run = { row, 1, *first };
    g_array_append_val (table->origins, run);
  }
}

/* The run of the row, by halving: the last that does not begin after it. */
static const Run *find_run (const DjTableData *table, gint32 row)
{
  const Run *runs = (const Run *)(gpointer)table->origins->data;
  guint begin = 0, end = table->origins->len;
  while (end - begin > 1)
  {
    guint middle = begin + (end - begin) / 2;
    if (runs[middle].row <= row)
      begin = middle;
    else
      end = middle;
  }
  return &runs[begin];
}

DjOrigin dj_table_get_origin (const DjTableData *table, gint32 row)
{
  const Run *run = find_run (table, row);
  return (DjOrigin){ run->first.source, (gint32)line_in_run (run, row), run->first.ordinal + (row - run->row) };
}

void dj_table_drop_origins (DjTableData *table, const guint8 *drop)
{
  if (!table->origins)
    return;
  GArray *before = g_steal_pointer (&table->origins);
  const DjTableData old = { .origins = before };
  gint32 kept = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
    if (!drop[row])
    {
      DjOrigin origin = dj_table_get_origin (&old, row);
      dj_table_set_origin (table, kept++, &origin);
    }
  g_array_unref (before);
}
