/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of people of whom hardly any has one: kept for those only, as there may be a hundred million others. */
#include "rule/gather-private.h"

#include <stdlib.h>
#include <string.h>

/* ---- Making ------------------------------------------------------------------------------------------------------------------ */

static int compare_targets (const void *a, const void *b)
{
  const DjPair *first = a, *second = b;
  return (first->target > second->target) - (first->target < second->target);
}

static gboolean are_in_order (const DjPair *pairs, gsize n)
{
  gsize i = 1;
  while (i < n && pairs[i - 1].target <= pairs[i].target)
    i++;
  return i >= n;
}

/* As many as there are rows that count. In a register written person by person they are in order. */
static void sort_targets (DjPair *pairs, gsize n)
{
  if (!are_in_order (pairs, n))
    qsort (pairs, n, sizeof (DjPair), compare_targets);
}

/* How many targets there are; the greatest count of one becomes @most. */
static gint32 count_targets (const DjPair *pairs, gsize n, gint32 *most)
{
  gint32 n_targets = 0, count = 0;
  for (gsize i = 0; i < n; i++)
  {
    gboolean same = i > 0 && pairs[i - 1].target == pairs[i].target;
    n_targets += !same;
    count = same ? count + 1 : 1;
    *most = MAX (*most, count);
  }
  return n_targets;
}

static gboolean fill_few (DjGathered *gathered, const DjPair *pairs, gsize n, GError **error)
{
  gint32 at = -1;
  gathered->few_rows = DJ_TRY_NEW (gint32, gathered->n_few, error);
  gathered->few_values = gathered->few_rows ? DJ_TRY_NEW0 (guint8, gathered->n_few, error) : NULL;
  for (gsize i = 0; gathered->few_values && i < n; i++)
  {
    at += i == 0 || pairs[i - 1].target != pairs[i].target;
    gathered->few_rows[at] = pairs[i].target;
    gathered->few_values[at]++;
  }
  return gathered->few_values != NULL;
}

/* Where they are not few, or there are too many of one. */
static gboolean fill_all (DjPlan *plan, DjGathering *gather, const DjPair *pairs, gsize n, GError **error)
{
  gint64 bytes = gather->n_targets * (gint64)sizeof (gint32);
  gather->words = dj_plan_take_room (plan, bytes, error) ? DJ_TRY_NEW0 (gint32, gather->n_targets, error) : NULL;
  for (gsize i = 0; gather->words && i < n; i++)
    gather->words[pairs[i].target]++;
  return gather->words != NULL;
}

gboolean dj_gather_count_few (const DjGatherPass *pass, DjGathering *gather, DjGathered *gathered, GError **error)
{
  gsize n = 0;
  gint32 most = 0;
  g_autofree DjPair *pairs = dj_gather_join_pairs (gather, pass->n_parts, &n, error);
  if (!pairs)
    return FALSE;
  sort_targets (pairs, n);
  gint32 n_few = count_targets (pairs, n, &most);
  if (most > DJ_COUNT_MOST || n_few > gather->n_targets / dj_cut (16))
    return fill_all (pass->plan, gather, pairs, n, error);
  gathered->n_few = n_few;
  return fill_few (gathered, pairs, n, error);
}

/* ---- Looking up -------------------------------------------------------------------------------------------------------------- */

/* The first place whose row is not less. */
static gint32 find_place (const DjGathered *gathered, gint32 row)
{
  gint32 begin = 0, end = gathered->n_few;
  while (begin < end)
  {
    gint32 middle = begin + (end - begin) / 2;
    if (gathered->few_rows[middle] < row)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

static guint8 find_value (const DjGathered *gathered, gint32 row)
{
  gint32 place = find_place (gathered, row);
  return place < gathered->n_few && gathered->few_rows[place] == row ? gathered->few_values[place] : 0;
}

gint32 dj_gathered_find_few (const DjGathered *gathered, gint32 begin, gint32 n, const gint32 **few,
                             const guint8 **values)
{
  gint32 first = find_place (gathered, begin), end = first;
  while (end < gathered->n_few && gathered->few_rows[end] < begin + n)
    end++;
  *few = gathered->few_rows + first;
  *values = gathered->few_values + first;
  return end - first;
}

void dj_gathered_take_few (const DjGathered *gathered, const DjRows *rows, guint8 *out)
{
  if (rows->begin < 0)
  {
    for (gint32 i = 0; i < rows->n; i++)
      out[i] = rows->rows[i] < 0 ? G_MAXUINT8 : find_value (gathered, rows->rows[i]);
    return;
  }
  const gint32 *few;
  const guint8 *values;
  gint32 n = dj_gathered_find_few (gathered, rows->begin, rows->n, &few, &values);
  memset (out, 0, (gsize)rows->n);
  for (gint32 i = 0; i < n; i++)
    out[few[i] - rows->begin] = values[i];
}
