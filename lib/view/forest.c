/* SPDX-License-Identifier: Apache-2.0 */
/* Numbering of the rows that hold on a day, depth first, so that every subtree is one range of numbers. */
#include "view/view-private.h"

#include <string.h>

DjHolding dj_holding (const DjTableData *table, DjDate on)
{
  const DjTableInfo *info = table->info;
  return (DjHolding){ .since = info->since < 0 ? NULL : dj_table_dates (table, info->since),
                      .until = info->until < 0 ? NULL : dj_table_dates (table, info->until),
                      .on = on };
}

gboolean dj_forest_mark (DjForest *forest, const DjState *state, DjTable table, DjDate on, GError **error)
{
  DjHolding holding = dj_holding (state->tables[table], on);
  forest->table = table;
  forest->n_rows = state->tables[table]->n_rows;
  forest->id_of_row = DJ_TRY_NEW (gint32, forest->n_rows, error);
  if (!forest->id_of_row)
    return FALSE;
  for (gint32 row = 0; row < forest->n_rows; row++)
  {
    gint32 holds = dj_holds (&holding, row);
    forest->id_of_row[row] = holds - 1;
    forest->n += holds;
  }
  return TRUE;
}

/* ---- Numbering --------------------------------------------------------------------------------------------------- */

/* The rows that hold, grouped by superior; group 0 is the roots, group r + 1 those under row r. */
typedef struct
{
  gint32 *end; /* where each group ends in `child`; it begins where the one before ends */
  gint32 *child;
} Children;

static void free_children (Children *children)
{
  g_free (children->end);
  g_free (children->child);
}

/* Counting sort: rows are taken in their order, so siblings keep it. */
static void fill_children (Children *children, const DjForest *forest, const gint32 *superior_rows)
{
  gsize n_groups = (gsize)forest->n_rows + 1;
  memset (children->end, 0, n_groups * sizeof (gint32));
  for (gint32 row = 0; row < forest->n_rows; row++)
    if (forest->id_of_row[row] >= 0)
      children->end[superior_rows[row] + 1]++;
  dj_sum_up (children->end, forest->n_rows);
  for (gint32 row = 0; row < forest->n_rows; row++)
    if (forest->id_of_row[row] >= 0)
      children->child[children->end[superior_rows[row] + 1]++] = row;
}

static gint32 push_group (const Children *children, gint32 group, gint32 *stack, gint32 top)
{
  gint32 begin = group > 0 ? children->end[group - 1] : 0;
  for (gint32 i = children->end[group] - 1; i >= begin; i--)
    stack[top++] = children->child[i];
  return top;
}

/* A row on a cycle is reached from no root and gets no number; a sound register has none. */
static void walk (DjForest *forest, const Children *children, const gint32 *superior_rows, gint32 *stack)
{
  memset (forest->id_of_row, 0xff, (gsize)forest->n_rows * sizeof (gint32));
  gint32 id = 0;
  for (gint32 top = push_group (children, 0, stack, 0); top > 0; id++)
  {
    gint32 row = stack[--top];
    gint32 superior = superior_rows[row] < 0 ? -1 : forest->id_of_row[superior_rows[row]];
    forest->id_of_row[row] = id;
    forest->row[id] = row;
    forest->superior[id] = superior;
    forest->depth[id] = superior < 0 ? 0 : forest->depth[superior] + 1;
    forest->end[id] = id + 1;
    top = push_group (children, row + 1, stack, top);
  }
  forest->n = id;
}

/* From the last to the first, everything under an organization is done before itself. */
static void find_ends (DjForest *forest)
{
  for (gint32 id = forest->n - 1; id > 0; id--)
  {
    gint32 superior = forest->superior[id];
    if (superior >= 0)
      forest->end[superior] = MAX (forest->end[superior], forest->end[id]);
  }
}

static gboolean allocate (DjForest *forest, GError **error)
{
  return (forest->row = DJ_TRY_NEW (gint32, forest->n, error)) != NULL
         && (forest->superior = DJ_TRY_NEW (gint32, forest->n, error)) != NULL
         && (forest->end = DJ_TRY_NEW (gint32, forest->n, error)) != NULL
         && (forest->depth = DJ_TRY_NEW (gint32, forest->n, error)) != NULL
         && (forest->kind = DJ_TRY_NEW (guint8, forest->n, error)) != NULL;
}

gboolean dj_forest_number (DjForest *forest, const gint32 *superior_rows, const guint8 *kinds, GError **error)
{
  Children children = { NULL, NULL };
  g_autofree gint32 *stack = NULL;
  gboolean ok = allocate (forest, error)
                && (children.end = DJ_TRY_NEW (gint32, (gsize)forest->n_rows + 1, error)) != NULL
                && (children.child = DJ_TRY_NEW (gint32, forest->n, error)) != NULL
                && (stack = DJ_TRY_NEW (gint32, forest->n, error)) != NULL;
  if (ok)
  {
    fill_children (&children, forest, superior_rows);
    walk (forest, &children, superior_rows, stack);
    find_ends (forest);
    for (gint32 id = 0; id < forest->n; id++)
      forest->kind[id] = kinds ? kinds[forest->row[id]] : 0;
  }
  free_children (&children);
  return ok;
}

void dj_forest_clear (DjForest *forest)
{
  g_free (forest->id_of_row);
  g_free (forest->row);
  g_free (forest->superior);
  g_free (forest->end);
  g_free (forest->depth);
  g_free (forest->kind);
}

/* ---- Sums and look-ups ------------------------------------------------------------------------------------------- */

void dj_forest_roll_up (const DjForest *forest, gint64 *values)
{
  for (gint32 id = forest->n - 1; id > 0; id--)
    if (forest->superior[id] >= 0)
      values[forest->superior[id]] += values[id];
}

/* What is looked up, shared out between threads where it is much. */
typedef struct
{
  const gint32 *values;
  gint32 n_values;
  const gint32 *ids;
  gsize n;
  gint n_parts;
  gint32 *out;
} LookingUp;

static void look_up_part (gint part, gpointer data)
{
  const LookingUp *up = data;
  DjRange range = dj_get_part ((gint64)up->n, part, up->n_parts);
  for (gint64 i = range.begin; i < range.end; i++)
    up->out[i] = dj_is_within (up->ids[i], up->n_values) ? up->values[up->ids[i]] : -1;
}

void dj_look_up_many (const gint32 *values, gint32 n_values, const gint32 *ids, gsize n, gint32 *out)
{
  LookingUp up = { values, n_values, ids, n, dj_count_parts ((gint64)n, 1 << 16), out };
  dj_in_parts (up.n_parts, look_up_part, &up);
}

/* All that are not yet done climb a step, then all of them the next: no climb waits for the memory of another. */
void dj_forest_meet_many (const DjForest *forest, gint32 *lower, const gint32 *higher, gint32 n)
{
  const gint32 *superior = forest->superior, *end = forest->end;
  gint32 climbing[DJ_PAIRS_AT_ONCE] = { 0 }, n_climbing = 0;
  for (gint32 i = 0; i < n; i++)
  {
    climbing[n_climbing] = i;
    n_climbing += lower[i] >= 0 && end[lower[i]] <= higher[i];
  }
  while (n_climbing > 0)
  {
    gint32 n_left = 0;
    for (gint32 k = 0; k < n_climbing; k++)
    {
      gint32 i = climbing[k], above = superior[lower[i]];
      lower[i] = above;
      climbing[n_left] = i;
      n_left += (above >= 0) & (end[MAX (above, 0)] <= higher[i]);
    }
    n_climbing = n_left;
  }
}
