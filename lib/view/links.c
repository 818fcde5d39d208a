/* SPDX-License-Identifier: Apache-2.0 */
/* Things grouped by number. */
#include "view/view-private.h"

#include <stdlib.h>
#include <string.h>

void dj_links_fill (DjLinks *links, gint32 n_groups, const gint32 *group, const gint32 *value, gint32 n)
{
  links->n = n_groups;
  links->start = g_new0 (gint32, (gsize)n_groups + 1);
  links->to = g_new0 (gint32, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
    links->start[group[i]]++;
  dj_sum_up (links->start, n_groups);
  /* Filling moves each beginning to where the group ends, which is where the next one begins. */
  for (gint32 i = 0; i < n; i++)
    links->to[links->start[group[i]]++] = value[i];
  memmove (links->start + 1, links->start, (gsize)n_groups * sizeof (gint32));
  links->start[0] = 0;
}

void dj_links_clear (DjLinks *links)
{
  g_free (links->start);
  g_free (links->to);
}

gint32 *dj_new_sums (gint32 n, GError **error)
{
  gint32 *sums = DJ_TRY_NEW (gint32, (gsize)n + 1, error);
  if (sums)
    memset (sums, 0, ((gsize)n + 1) * sizeof (gint32));
  return sums;
}

void dj_sum_up (gint32 *values, gint32 n)
{
  gint32 sum = 0;
  for (gint32 id = 0; id <= n; id++)
  {
    gint32 value = values[id];
    values[id] = sum;
    sum += value;
  }
}

/* ---- Buckets ------------------------------------------------------------------------------------------------------ */

/* Few enough that each bucket has a cache line to be written to; more only where there would be too many groups in one. */
#define USUAL_BUCKETS 2048

gboolean dj_buckets_open (DjBuckets *buckets, gint32 n_groups, gint64 n_things, GError **error)
{
  *buckets = (DjBuckets){ .n_groups = n_groups, .n_parts = dj_count_parts (n_things, 1 << 16) };
  while (n_groups >> buckets->shift >= dj_cut (USUAL_BUCKETS) && buckets->shift < DJ_BUCKET_BITS)
    buckets->shift++;
  buckets->n = (gint32)(((gint64)n_groups + (1 << buckets->shift) - 1) >> buckets->shift);
  gsize n_places = (gsize)buckets->n * (gsize)buckets->n_parts;
  if (!(buckets->places = DJ_TRY_NEW (gint32, n_places, error))
      || !(buckets->begins = DJ_TRY_NEW (gint32, (gsize)buckets->n + 1, error)))
    return FALSE;
  memset (buckets->places, 0, MAX (n_places, 1) * sizeof (gint32));
  return TRUE;
}

void dj_buckets_close (DjBuckets *buckets)
{
  g_free (buckets->places);
  g_free (buckets->begins);
}

/* Buckets one after the other, and in each the parts in turn. */
gint32 dj_buckets_find_places (DjBuckets *buckets)
{
  gint32 begin = 0;
  for (gint32 bucket = 0; bucket < buckets->n; bucket++)
  {
    buckets->begins[bucket] = begin;
    for (gint part = 0; part < buckets->n_parts; part++)
    {
      gint32 *place = &dj_buckets_get_places (buckets, part)[bucket];
      gint32 n = *place;
      *place = begin;
      begin += n;
    }
  }
  buckets->begins[buckets->n] = begin;
  return begin;
}

DjRange dj_buckets_get_groups (const DjBuckets *buckets, gint32 bucket)
{
  gint64 first = (gint64)bucket << buckets->shift;
  return (DjRange){ first, MIN (first + (1 << buckets->shift), buckets->n_groups) };
}

void dj_buckets_begin_groups (const DjBuckets *buckets, gint32 bucket, gint32 *start)
{
  DjRange groups = dj_buckets_get_groups (buckets, bucket);
  gint32 begin = buckets->begins[bucket];
  for (gint64 group = groups.begin; group < groups.end; group++)
  {
    gint32 n = start[group];
    start[group] = begin;
    begin += n;
  }
}

/* Each beginning has moved to where its things end, which is where the next ones begin. */
void dj_buckets_end_groups (const DjBuckets *buckets, gint32 bucket, gint32 *start)
{
  DjRange groups = dj_buckets_get_groups (buckets, bucket);
  memmove (start + groups.begin + 1, start + groups.begin, (gsize)(groups.end - groups.begin - 1) * sizeof (gint32));
  start[groups.begin] = buckets->begins[bucket];
}

/* ---- Lists of ids -------------------------------------------------------------------------------------------------- */

#define SORTED_IN_PLACE 24

static int compare_ids (const void *a, const void *b)
{
  gint32 first = *(const gint32 *)a, second = *(const gint32 *)b;
  return (first > second) - (first < second);
}

/* Nearly all lists are of a few, which a call for each comparison would cost more than to sort. */
void dj_sort_ids (gint32 *ids, gsize n)
{
  if (n > SORTED_IN_PLACE)
  {
    qsort (ids, n, sizeof *ids, compare_ids);
    return;
  }
  for (gsize i = 1; i < n; i++)
  {
    gint32 id = ids[i];
    gsize at = i;
    for (; at > 0 && ids[at - 1] > id; at--)
      ids[at] = ids[at - 1];
    ids[at] = id;
  }
}
