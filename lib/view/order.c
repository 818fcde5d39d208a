/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Participations in the order of those who take part: by their organization, as members are, and within it by person; those of others than
 * members last. Most people take part near where they are affiliated, so what a pass over them looks up of organizations stays in the
 * cache; in the order of persons each look-up would miss it.
 */
#include "view/view-private.h"

/* A participation on its way. */
typedef struct
{
  DjPart part;
  gint32 local; /* number of the affiliation in its bucket */
} Moving;

typedef struct
{
  DjView *view;
  DjBuckets buckets;
  Moving *moving; /* in order of buckets */
} Ordering;

static gint32 get_group (const DjView *view, gint32 person)
{
  return view->affiliation[person] < 0 ? view->tree->organizations.n : view->affiliation[person];
}

static void count_part (gint part, gpointer data)
{
  const Ordering *ordering = data;
  const DjView *view = ordering->view;
  gint32 *places = dj_buckets_get_places (&ordering->buckets, part);
  DjRange range = dj_get_part (view->n_parts, part, ordering->buckets.n_parts);
  for (gint64 i = range.begin; i < range.end; i++)
    places[get_group (view, view->parts[i].person) >> ordering->buckets.shift]++;
}

static void partition (gint part, gpointer data)
{
  const Ordering *ordering = data;
  const DjView *view = ordering->view;
  gint32 *places = dj_buckets_get_places (&ordering->buckets, part);
  gint32 mask = (1 << ordering->buckets.shift) - 1;
  DjRange range = dj_get_part (view->n_parts, part, ordering->buckets.n_parts);
  for (gint64 i = range.begin; i < range.end; i++)
  {
    gint32 group = get_group (view, view->parts[i].person);
    ordering->moving[places[group >> ordering->buckets.shift]++] = (Moving){ view->parts[i], group & mask };
  }
}

static void scatter (gint bucket, gpointer data)
{
  const Ordering *ordering = data;
  const DjBuckets *buckets = &ordering->buckets;
  gint32 *start = ordering->view->part_start + dj_buckets_get_groups (buckets, bucket).begin;
  for (gint32 i = buckets->begins[bucket]; i < buckets->begins[bucket + 1]; i++)
    start[ordering->moving[i].local]++;
  dj_buckets_begin_groups (buckets, bucket, ordering->view->part_start);
  for (gint32 i = buckets->begins[bucket]; i < buckets->begins[bucket + 1]; i++)
    ordering->view->parts[start[ordering->moving[i].local]++] = ordering->moving[i].part;
  dj_buckets_end_groups (buckets, bucket, ordering->view->part_start);
}

/* Stable: participations come in the order of persons, and those of one person stay together. */
gboolean dj_view_order_parts (DjView *view, GError **error)
{
  Ordering ordering = { .view = view };
  gint32 n_groups = view->tree->organizations.n + 1;
  g_autofree Moving *moving = ordering.moving = DJ_TRY_NEW (Moving, view->n_parts, error);
  gboolean ok = moving && (view->part_start = dj_new_sums (n_groups, error)) != NULL
                && dj_buckets_open (&ordering.buckets, n_groups, view->n_parts, error);
  if (ok)
  {
    dj_in_parts (ordering.buckets.n_parts, count_part, &ordering);
    dj_buckets_find_places (&ordering.buckets);
    dj_in_parts (ordering.buckets.n_parts, partition, &ordering);
    dj_in_parts (ordering.buckets.n, scatter, &ordering);
    view->part_start[n_groups] = view->n_parts;
  }
  dj_buckets_close (&ordering.buckets);
  return ok;
}

/* ---- Going through them ------------------------------------------------------------------------------------------ */

gint32 dj_view_get_parts_end (const DjView *view, gint32 begin, gint32 most)
{
  gint32 end = begin + 1;
  while (end < most && view->parts[end].person == view->parts[begin].person)
    end++;
  return end;
}

/* The first group that begins at @at or behind it. */
static gint32 find_group (const DjView *view, gint64 at)
{
  gint32 low = 0, high = view->tree->organizations.n + 1;
  while (low < high)
  {
    gint32 middle = low + (high - low) / 2;
    if (view->part_start[middle] < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

DjRange dj_view_get_groups (const DjView *view, gint part, gint n_parts)
{
  DjRange range = dj_get_part (view->n_parts, part, n_parts);
  gint32 last = view->tree->organizations.n + 1;
  return (DjRange){ part == 0 ? 0 : find_group (view, range.begin),
                    part + 1 == n_parts ? last : find_group (view, range.end) };
}
