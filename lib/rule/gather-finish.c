/* SPDX-License-Identifier: Apache-2.0 */
/* Makes values of what was counted: what is counted once, what is under an organization, and where it lies afterwards. */
#include "rule/gather-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

/* ---- What is counted once ------------------------------------------------------------------------------------------------------ */

static int compare_pairs (const void *a, const void *b)
{
  const DjPair *first = a, *second = b;
  if (first->value != second->value)
    return first->value < second->value ? -1 : 1;
  return (first->target > second->target) - (first->target < second->target);
}

/* The pairs of all parts, in order of values, then of targets; each once. */
static DjPair *sort_pairs (DjGathering *gather, gint n_parts, gsize *n, GError **error)
{
  gsize n_pairs;
  DjPair *pairs = dj_gather_join_pairs (gather, n_parts, &n_pairs, error);
  if (!pairs)
    return NULL;
  qsort (pairs, n_pairs, sizeof (DjPair), compare_pairs);
  *n = 0;
  for (gsize i = 0; i < n_pairs; i++)
    if (*n == 0 || compare_pairs (&pairs[i], &pairs[*n - 1]) != 0)
      pairs[(*n)++] = pairs[i];
  return pairs;
}

/* Values grouped by what they count for: those of target t end at ends[t], and begin where those of the one before end. */
typedef struct
{
  const DjGathering *gather;
  gint n_parts;
  gint32 *ends;
  gint32 *values;
} Grouping;

static void count_groups (gint part, gpointer data)
{
  const Grouping *grouping = data;
  DjRange targets = dj_get_part (grouping->gather->n_targets, part, grouping->n_parts);
  for (gint64 target = targets.begin; target < targets.end; target++)
  {
    gint32 begin = target > 0 ? grouping->ends[target - 1] : 0, n = grouping->ends[target] - begin, count = n > 0;
    gint32 *values = grouping->values + begin;
    dj_sort_ids (values, (gsize)n);
    for (gint32 i = 1; i < n; i++)
      count += values[i] != values[i - 1];
    grouping->gather->words[target] += count; /* to members, who are none of them */
  }
}

/* Counting sort by target. */
static gsize count_ends (const DjGathering *gather, gint n_parts, gint32 *ends)
{
  gsize n = 0;
  for (gint part = 0; part < n_parts; part++)
    for (guint i = 0; i < gather->pairs[part]->len; i++, n++)
      ends[g_array_index (gather->pairs[part], DjPair, i).target]++;
  dj_sum_up (ends, gather->n_targets);
  return n;
}

static gboolean count_once (DjGathering *gather, gint n_parts, GError **error)
{
  g_autofree gint32 *ends = dj_new_sums (gather->n_targets, error);
  gsize n = ends ? count_ends (gather, n_parts, ends) : 0;
  g_autofree gint32 *values = ends ? DJ_TRY_NEW (gint32, n, error) : NULL;
  for (gint part = 0; values && part < n_parts; part++)
  {
    for (guint i = 0; i < gather->pairs[part]->len; i++)
    {
      const DjPair *pair = &g_array_index (gather->pairs[part], DjPair, i);
      values[ends[pair->target]++] = pair->value;
    }
    g_array_set_size (gather->pairs[part], 0);
  }
  Grouping grouping = { gather, dj_count_parts (gather->n_targets, 1 << 16), ends, values };
  if (values)
    dj_in_parts (grouping.n_parts, count_groups, &grouping);
  return values != NULL;
}

/* Of a whole subtree: each organization of a value adds 1, and the lowest above each two that follow one another takes 1 away, as for
 * distinct people. Here it is left to be summed up. */
static gboolean count_once_in_subtrees (const DjPlan *plan, DjGathering *gather, gint n_parts, GError **error)
{
  const DjForest *forest = &plan->view->tree->organizations;
  gsize n = 0;
  g_autofree DjPair *pairs = sort_pairs (gather, n_parts, &n, error);
  for (gsize i = 0; pairs && i < n; i++)
  {
    gather->words[pairs[i].target]++;
    gboolean same = i > 0 && pairs[i - 1].value == pairs[i].value;
    gint32 meet = same ? dj_forest_meet (forest, pairs[i - 1].target, pairs[i].target) : -1;
    if (meet >= 0)
      gather->words[meet]--;
  }
  return pairs != NULL;
}

/* ---- Afterwards ---------------------------------------------------------------------------------------------------------------- */

/* The organizations under one follow it, so that their sum is the difference of two that run through all. There is a place for one more. */
static gint64 *run_through (const DjForest *forest, DjGathering *gather, GError **error)
{
  gint64 *sums = gather->sums ? g_steal_pointer (&gather->sums) : DJ_TRY_NEW (gint64, (gsize)forest->n + 1, error);
  gint64 sum = 0;
  for (gint32 id = 0; sums && id < forest->n; id++)
  {
    gint64 own = gather->words ? gather->words[id] : sums[id];
    sums[id] = sum;
    sum += own;
  }
  if (sums)
    sums[forest->n] = sum;
  return sums;
}

/* Sums by id become values by row; those that nobody asks for are left out. */
static gboolean sum_subtrees (const DjPlan *plan, DjGathering *gather, GError **error)
{
  const DjForest *forest = &plan->view->tree->organizations;
  g_autofree gint64 *sums = run_through (forest, gather, error);
  gint32 n_rows = plan->sides[gather->node->table].data->n_rows;
  gint32 *words = sums ? DJ_TRY_NEW0 (gint32, n_rows, error) : NULL;
  for (gint32 id = 0; words && id < forest->n && !gather->wanted; id++)
    words[forest->row[id]] = dj_value_clamp (sums[forest->end[id]] - sums[id]);
  for (gint32 row = 0; words && row < n_rows && gather->wanted; row++)
  {
    gint32 id = gather->wanted[row] ? forest->id_of_row[row] : -1;
    if (id >= 0)
      words[row] = dj_value_clamp (sums[forest->end[id]] - sums[id]);
  }
  g_free (gather->words);
  gather->words = words;
  gather->n_targets = n_rows;
  return words != NULL;
}

static gboolean fits_bytes (const gint32 *words, gint32 n)
{
  gboolean fits = TRUE;
  for (gint32 i = 0; i < n; i++)
    fits &= (words[i] == MISSING) | (((guint32)words[i]) < G_MAXUINT8);
  return fits;
}

/* Most counts are small, and there may be a hundred million of them. */
static gboolean pack (DjGathered *gathered, DjGathering *gather, GError **error)
{
  gint32 n = gather->n_targets;
  if (gather->bytes)
  {
    gathered->bytes = g_steal_pointer (&gather->bytes);
    return TRUE;
  }
  if ((gather->wanted && !gather->marks.marked) || !fits_bytes (gather->words, n)) /* few are ever looked at */
  {
    gathered->words = g_steal_pointer (&gather->words);
    return TRUE;
  }
  if (!(gathered->bytes = DJ_TRY_NEW (guint8, n, error)))
    return FALSE;
  for (gint32 i = 0; i < n; i++)
    gathered->bytes[i] = gather->words[i] == MISSING ? G_MAXUINT8 : (guint8)gather->words[i];
  return TRUE;
}

static gboolean take_sums (DjGathering *gather, GError **error)
{
  if (!(gather->words = DJ_TRY_NEW (gint32, gather->n_targets, error)))
    return FALSE;
  for (gint32 i = 0; i < gather->n_targets; i++)
    gather->words[i] = dj_value_clamp (gather->sums[i]);
  return TRUE;
}

/* From the rows that are marked to all; nobody asks for the others. */
static gboolean spread (DjGathered *gathered, const DjMarks *marks, gint32 n_rows, GError **error)
{
  g_autofree guint8 *bytes = g_steal_pointer (&gathered->bytes);
  g_autofree gint32 *words = g_steal_pointer (&gathered->words);
  if (bytes)
    gathered->bytes = DJ_TRY_NEW0 (guint8, n_rows, error);
  else
    gathered->words = DJ_TRY_NEW0 (gint32, n_rows, error);
  for (gint32 i = 0; gathered->bytes && i < marks->n_rows; i++)
    gathered->bytes[marks->rows[i]] = bytes[i];
  for (gint32 i = 0; gathered->words && i < marks->n_rows; i++)
    gathered->words[marks->rows[i]] = words[i];
  return gathered->bytes || gathered->words;
}

gboolean dj_gather_finish (const DjGatherPass *pass, DjGathering *gather, GError **error)
{
  DjPlan *plan = pass->plan;
  DjGathered *gathered = &plan->gathered[gather->number];
  if (gather->keeps_few && !dj_gather_count_few (pass, gather, gathered, error))
    return FALSE;
  if (gathered->few_rows)
    return TRUE;
  if (gather->pairs && !gather->keeps_few
      && !(gather->node->subtree ? count_once_in_subtrees (plan, gather, pass->n_parts, error)
                                 : count_once (gather, pass->n_parts, error)))
    return FALSE;
  if (gather->node->subtree && !sum_subtrees (plan, gather, error))
    return FALSE;
  if ((gather->sums && !take_sums (gather, error)) || !pack (gathered, gather, error))
    return FALSE;
  return !gather->marks.marked
         || spread (gathered, &gather->marks, plan->sides[gather->node->table].data->n_rows, error);
}
