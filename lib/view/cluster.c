/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members clustered by organization, with their profiles: two passes of counting sort. One pass would write to as many places in turn as
 * there are organizations, and miss the cache each time. The first pass goes to buckets of neighbouring organizations, the second stays
 * within a bucket. Both keep the order of rows, so that it does not matter how many threads there are.
 */
#include "view/view-private.h"

/* A member while being sorted: place of the organization in its bucket in 15 bits, profile in 16, person in 31. */
static inline guint64 pack (gint32 local, guint profile, gint32 person)
{
  return (guint64)local << 47 | (guint64)profile << 31 | (guint64)person;
}

static inline gint32 get_local (guint64 packed) { return (gint32)(packed >> 47); }

static inline guint get_profile (guint64 packed) { return (guint)(packed >> 31 & 0xffff); }

static inline gint32 get_person (guint64 packed) { return (gint32)(packed & G_MAXINT32); }

G_STATIC_ASSERT (DJ_BUCKET_BITS + 47 <= 64);

typedef struct
{
  DjView *view;
  DjProfiler profiler;
  DjBuckets buckets;
  guint64 *packed;   /* members in order of buckets */
  guint n_profiles;  /* that could be */
  guint8 *occurs;    /* n_parts × n_profiles */
  guint16 *number;   /* of each profile, among those that occur */
  guint8 *status_of; /* of each profile */
} Clustering;

/* ---- First pass -------------------------------------------------------------------------------------------------- */

static void count_part (gint part, gpointer data)
{
  const Clustering *clustering = data;
  const gint32 *affiliation = clustering->view->affiliation;
  gint32 *counts = dj_buckets_get_places (&clustering->buckets, part);
  DjRange persons = dj_get_part (clustering->view->n_persons, part, clustering->buckets.n_parts);
  for (gint32 person = (gint32)persons.begin; person < persons.end; person++)
    if (affiliation[person] >= 0)
      counts[affiliation[person] >> clustering->buckets.shift]++;
}

static void partition (gint part, gpointer data)
{
  const Clustering *clustering = data;
  const gint32 *affiliation = clustering->view->affiliation;
  const DjBuckets *buckets = &clustering->buckets;
  gint32 *places = dj_buckets_get_places (buckets, part);
  guint8 *occurs = clustering->occurs + (gsize)part * clustering->n_profiles;
  gint32 mask = (1 << buckets->shift) - 1;
  DjRange persons = dj_get_part (clustering->view->n_persons, part, buckets->n_parts);
  for (gint32 person = (gint32)persons.begin; person < persons.end; person++)
  {
    gint32 id = affiliation[person];
    if (id < 0)
      continue;
    guint profile = dj_profiler_get (&clustering->profiler, person);
    occurs[profile] = 1;
    clustering->packed[places[id >> buckets->shift]++] = pack (id & mask, profile, person);
  }
}

/* ---- Second pass ------------------------------------------------------------------------------------------------- */

static void number_profiles (Clustering *clustering)
{
  DjView *view = clustering->view;
  guint values[DJ_N_BREAKDOWNS];
  for (gint part = 1; part < clustering->buckets.n_parts; part++)
    for (guint profile = 0; profile < clustering->n_profiles; profile++)
      clustering->occurs[profile] |= clustering->occurs[(gsize)part * clustering->n_profiles + profile];
  view->n_profiles = dj_profiles_number (clustering->occurs, clustering->number, view->profile_of);
  for (gint32 i = 0; i < view->n_profiles; i++)
  {
    dj_profile_split (view->profile_of[i], values);
    clustering->status_of[view->profile_of[i]] = (guint8)values[DJ_BREAKDOWN_STATUS];
  }
}

/* Leaves in formal[] and probationary[] how many each organization has itself. */
static void scatter (gint bucket, gpointer data)
{
  const Clustering *clustering = data;
  const DjBuckets *buckets = &clustering->buckets;
  DjView *view = clustering->view;
  gint32 first = (gint32)dj_buckets_get_groups (buckets, bucket).begin;
  gint32 begin = buckets->begins[bucket], end = buckets->begins[bucket + 1];
  for (gint32 i = begin; i < end; i++)
    view->start[first + get_local (clustering->packed[i])]++;
  dj_buckets_begin_groups (buckets, bucket, view->start);
  for (gint32 i = begin; i < end; i++)
  {
    guint64 packed = clustering->packed[i];
    gint32 id = first + get_local (packed), place = view->start[id]++;
    guint8 status = clustering->status_of[get_profile (packed)];
    view->member[place] = get_person (packed);
    view->profiles[place] = clustering->number[get_profile (packed)];
    view->formal[id] += status == DJ_STATUS_FORMAL;
    view->probationary[id] += status == DJ_STATUS_PROBATIONARY;
  }
  dj_buckets_end_groups (buckets, bucket, view->start);
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static gboolean open_clustering (Clustering *clustering, GError **error)
{
  DjView *view = clustering->view;
  gint32 n = view->tree->organizations.n;
  if (!(view->start = dj_new_sums (n, error)) || !(view->formal = dj_new_sums (n, error))
      || !(view->probationary = dj_new_sums (n, error))
      || !dj_buckets_open (&clustering->buckets, n, view->n_persons, error))
    return FALSE;
  clustering->profiler = dj_profiler (view);
  clustering->n_profiles = dj_profile_get_n ();
  clustering->occurs = g_new0 (guint8, (gsize)clustering->buckets.n_parts * clustering->n_profiles);
  clustering->number = g_new0 (guint16, clustering->n_profiles);
  clustering->status_of = g_new0 (guint8, clustering->n_profiles);
  view->profile_of = g_new0 (guint16, clustering->n_profiles);
  return TRUE;
}

static void close_clustering (Clustering *clustering)
{
  dj_buckets_close (&clustering->buckets);
  g_free (clustering->packed);
  g_free (clustering->occurs);
  g_free (clustering->number);
  g_free (clustering->status_of);
}

static gboolean run_clustering (Clustering *clustering, GError **error)
{
  DjView *view = clustering->view;
  gint32 n = view->tree->organizations.n;
  dj_in_parts (clustering->buckets.n_parts, count_part, clustering);
  view->n_members = dj_buckets_find_places (&clustering->buckets);
  if (!(clustering->packed = DJ_TRY_NEW (guint64, view->n_members, error)))
    return FALSE;
  dj_in_parts (clustering->buckets.n_parts, partition, clustering);
  number_profiles (clustering);
  if (!(view->member = DJ_TRY_NEW (gint32, view->n_members, error))
      || !(view->profiles = DJ_TRY_NEW (guint16, view->n_members, error)))
    return FALSE;
  dj_in_parts (clustering->buckets.n, scatter, clustering);
  view->start[n] = view->n_members;
  dj_sum_up (view->formal, n);
  dj_sum_up (view->probationary, n);
  view->profile_of = g_realloc_n (view->profile_of, (gsize)MAX (view->n_profiles, 1), sizeof (guint16));
  return TRUE;
}

gboolean dj_view_cluster (DjView *view, GError **error)
{
  Clustering clustering = { .view = view };
  gboolean ok = open_clustering (&clustering, error) && run_clustering (&clustering, error);
  close_clustering (&clustering);
  return ok;
}
