/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole numbers that add up. Tables are fitted to their margins by scaling rows and columns in turn, in whole numbers of small parts, so that
 * no machine rounds otherwise than another; what rounding leaves over is then moved between columns.
 */
#include "generate/generate-private.h"

#include <string.h>

#define N_ROUNDS 100
/* Cells are scaled up to about so much: the product of two fits in 64 bits. */
#define WHOLE ((guint64)1 << 31)
#define MAX_PARTS 80

static guint64 add_up (const guint64 *values, int n)
{
  guint64 sum = 0;
  for (int i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

void dj_share_out (const guint64 *weights, int n, guint64 total, guint64 *parts)
{
  guint64 rest[MAX_PARTS] = { 0 };
  guint64 sum = add_up (weights, n);
  guint64 given = 0;
  g_return_if_fail (n > 0 && n <= MAX_PARTS && sum > 0);
  for (int i = 0; i < n; i++)
  {
    guint64 product = weights[i] * total;
    parts[i] = product / sum;
    rest[i] = product % sum;
    given += parts[i];
  }
  for (; given < total; given++)
  {
    int most = 0;
    for (int i = 1; i < n; i++)
      if (rest[i] > rest[most])
        most = i;
    parts[most]++;
    rest[most] = 0;
  }
}

/* ---- Tables ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint64 *cells;
  int n_rows;
  int n_columns;
} Table;

static void scale_line (guint64 *cells, int n, int step, guint64 target)
{
  guint64 sum = 0;
  for (int i = 0; i < n; i++)
    sum += cells[i * step];
  for (int i = 0; sum > 0 && i < n; i++)
    cells[i * step] = target > 0 && cells[i * step] > 0 ? MAX (cells[i * step] * target / sum, 1) : 0;
}

static void scale_all (Table *table, const guint64 *row_sums, const guint64 *column_sums, guint64 unit)
{
  for (int round = 0; round < N_ROUNDS; round++)
  {
    for (int row = 0; row < table->n_rows; row++)
      scale_line (table->cells + row * table->n_columns, table->n_columns, 1, row_sums[row] * unit);
    for (int column = 0; column < table->n_columns; column++)
      scale_line (table->cells + column, table->n_rows, table->n_columns, column_sums[column] * unit);
  }
}

static gboolean round_rows (Table *table, const guint64 *row_sums)
{
  guint64 parts[MAX_PARTS];
  for (int row = 0; row < table->n_rows; row++)
  {
    guint64 *cells = table->cells + row * table->n_columns;
    if (add_up (cells, table->n_columns) == 0 && row_sums[row] > 0)
      return FALSE;
    if (row_sums[row] == 0)
      memset (cells, 0, (gsize)table->n_columns * sizeof *cells);
    else
    {
      dj_share_out (cells, table->n_columns, row_sums[row], parts);
      memcpy (cells, parts, (gsize)table->n_columns * sizeof *cells);
    }
  }
  return TRUE;
}

/* A row in which one can be moved from one column to another, or -1. */
static int find_row (const Table *table, const guint8 *possible, int from, int to)
{
  for (int row = 0; row < table->n_rows; row++)
    if (table->cells[row * table->n_columns + from] > 0 && possible[row * table->n_columns + to])
      return row;
  return -1;
}

/* Moves one from column @from to @to, by way of others where no row has both: a breadth-first search over columns. */
static gboolean move_one (Table *table, const guint8 *possible, int from, int to)
{
  int come_from[MAX_PARTS], queue[MAX_PARTS];
  int n_queue = 0;
  memset (come_from, 0xff, sizeof come_from);
  come_from[from] = from;
  queue[n_queue++] = from;
  for (int i = 0; i < n_queue && come_from[to] < 0; i++)
    for (int column = 0; column < table->n_columns; column++)
      if (come_from[column] < 0 && find_row (table, possible, queue[i], column) >= 0)
      {
        come_from[column] = queue[i];
        queue[n_queue++] = column;
      }
  if (come_from[to] < 0)
    return FALSE;
  /* From the end to the beginning, so that no step takes away what another was found by. */
  for (int column = to; column != from; column = come_from[column])
  {
    int row = find_row (table, possible, come_from[column], column);
    table->cells[row * table->n_columns + come_from[column]]--;
    table->cells[row * table->n_columns + column]++;
  }
  return TRUE;
}

static gboolean even_out (Table *table, const guint8 *possible, const guint64 *column_sums)
{
  gint64 over[MAX_PARTS] = { 0 };
  for (int column = 0; column < table->n_columns; column++)
  {
    over[column] = -(gint64)column_sums[column];
    for (int row = 0; row < table->n_rows; row++)
      over[column] += (gint64)table->cells[row * table->n_columns + column];
  }
  for (int from = 0, to = 0; from < table->n_columns;)
  {
    if (over[from] <= 0)
      from++;
    else if (over[to] >= 0)
      to = (to + 1) % table->n_columns;
    else if (!move_one (table, possible, from, to))
      return FALSE;
    else
    {
      over[from]--;
      over[to]++;
    }
  }
  return TRUE;
}

gboolean dj_fit_margins (guint64 *cells, int n_rows, int n_columns, const guint64 *row_sums, const guint64 *column_sums)
{
  Table table = { cells, n_rows, n_columns };
  guint64 total = add_up (row_sums, n_rows);
  g_return_val_if_fail (n_rows <= MAX_PARTS && n_columns <= MAX_PARTS && total < WHOLE, FALSE);
  g_return_val_if_fail (total == add_up (column_sums, n_columns), FALSE);
  g_autofree guint8 *possible = g_new (guint8, (gsize)n_rows * (gsize)n_columns);
  for (int i = 0; i < n_rows * n_columns; i++)
    possible[i] = cells[i] > 0;
  scale_all (&table, row_sums, column_sums, MAX (WHOLE / MAX (total, 1), 1));
  return round_rows (&table, row_sums) && even_out (&table, possible, column_sums);
}
