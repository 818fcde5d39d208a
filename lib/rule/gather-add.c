/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up what rows count for others. Adding, the least and the greatest come to the same in any order, so threads share one array. */
#include "rule/gather-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

/* Rows that follow one another and count for the same, which they often do: to add takes longer than all else. */
typedef struct
{
  gint32 target;
  gint64 sum;
} Run;

static void add_to_byte (const DjGathering *gather, const Run *run)
{
  guint8 *place = &gather->bytes[run->target];
  gint64 sum = run->sum;
  if (gather->alone)
    *place = (guint8)(sum += *place);
  else
    sum += __atomic_fetch_add (place, (guint8)run->sum, __ATOMIC_RELAXED);
  if (sum > DJ_COUNT_MOST)
    g_atomic_int_set (gather->overflowed, TRUE);
}

static void add_run (const DjGathering *gather, const Run *run)
{
  if (run->target < 0)
    return;
  if (gather->bytes)
    add_to_byte (gather, run);
  else if (gather->sums && gather->alone)
    gather->sums[run->target] += run->sum;
  else if (gather->alone)
    gather->words[run->target] += (gint32)run->sum;
  else if (gather->sums)
    __atomic_fetch_add (&gather->sums[run->target], run->sum, __ATOMIC_RELAXED);
  else
    __atomic_fetch_add (&gather->words[run->target], (gint32)run->sum, __ATOMIC_RELAXED);
}

static void add_value (const DjGathering *gather, Run *run, gint32 target, gint32 value)
{
  if (run->target != target)
  {
    add_run (gather, run);
    *run = (Run){ target, 0 };
  }
  run->sum += value;
}

/* Missing is less than any value. */
static void keep_better (const DjGathering *gather, gint32 target, gint32 value)
{
  gint32 *place = &gather->words[target], kept = __atomic_load_n (place, __ATOMIC_RELAXED);
  gboolean most = gather->node->gather == DJ_GATHER_MOST;
  while ((most ? value > kept : value < kept || kept == MISSING)
         && !__atomic_compare_exchange_n (place, &kept, value, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    continue;
}

/* Adding atomically waits for the place to be there, one after the other; so all are sent for before. */
static void send_for (const DjGathering *gather, const gint32 *targets, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
  {
    gint32 target = MAX (targets[i], 0);
    if (gather->bytes)
      __builtin_prefetch (&gather->bytes[target], 1);
    else if (gather->sums)
      __builtin_prefetch (&gather->sums[target], 1);
    else
      __builtin_prefetch (&gather->words[target], 1);
  }
}

/* Where nobody else adds for the same. */
static void add_alone (const DjGathering *gather, const gint32 *targets, const gint32 *values, const guint8 *truths,
                       gint32 n)
{
  gint64 *sums = gather->sums;
  gint32 *words = gather->words;
  for (gint32 i = 0; i < n; i++)
  {
    gint32 target = targets[i], value = values ? values[i] : 1;
    gint32 counts = -((truths[i] != DJ_TRUTH_FALSE) & (value != MISSING));
    if (target < 0)
      continue;
    if (sums)
      sums[target] += value & counts;
    else
      words[target] += value & counts;
  }
}

void dj_gather_take (const DjGathering *gather, gint part, const gint32 *targets, const gint32 *values,
                     const guint8 *truths, gint32 n)
{
  Run run = { -1, 0 };
  gboolean adds = gather->node->gather == DJ_GATHER_COUNT || gather->node->gather == DJ_GATHER_SUM;
  if (adds && gather->alone && !gather->pairs && !gather->bytes)
  {
    add_alone (gather, targets, values, truths, n);
    return;
  }
  if (!gather->pairs)
    send_for (gather, targets, n);
  for (gint32 i = 0; i < n; i++)
  {
    if (truths[i] == DJ_TRUTH_FALSE || targets[i] < 0 || (values && values[i] == MISSING))
      continue;
    DjPair pair = { targets[i], values ? values[i] : 0 };
    if (gather->pairs)
      g_array_append_val (gather->pairs[part], pair);
    else if (gather->node->gather == DJ_GATHER_COUNT)
      add_value (gather, &run, pair.target, 1);
    else if (gather->node->gather == DJ_GATHER_SUM)
      add_value (gather, &run, pair.target, pair.value);
    else
      keep_better (gather, pair.target, pair.value);
  }
  add_run (gather, &run);
}

void dj_gather_add (const DjGathering *gather, gint32 target, gint32 n) { add_run (gather, &(Run){ target, n }); }

DjPair *dj_gather_join_pairs (DjGathering *gather, gint n_parts, gsize *n, GError **error)
{
  gsize at = 0;
  *n = 0;
  for (gint part = 0; part < n_parts; part++)
    *n += gather->pairs[part]->len;
  DjPair *pairs = DJ_TRY_NEW (DjPair, *n, error);
  for (gint part = 0; part < n_parts; part++)
  {
    GArray *of = gather->pairs[part];
    if (pairs && of->len > 0)
      memcpy (pairs + at, of->data, of->len * sizeof (DjPair));
    at += of->len;
    g_array_unref (of);
    gather->pairs[part] = g_array_new (FALSE, FALSE, sizeof (DjPair));
  }
  return pairs;
}
