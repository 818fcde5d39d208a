/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work in parts, by as many threads as there are processors. Which thread does which part is chance, so parts must not depend on one
 * another, and what they leave must not depend on who did them.
 *
 * Helpers are bounded together, not for each caller, and the caller does whatever they leave: so however many callers there are, and whether or
 * not a thread can be made, all work is done and nobody waits for somebody who does not work. GThreadPool promises neither.
 */
#include "register/register-private.h"

#include <unistd.h>

/* Helpers that have had nothing to do for so long go home. */
#define PATIENCE (10 * G_TIME_SPAN_SECOND)

/* One piece of work. The caller and the helpers take its parts by turns; the last to let go frees it. */
typedef struct Job
{
  gint references;
  gint next; /* the next part to be taken */
  gint left; /* parts not yet done */
  gint n_parts;
  DjPartFunc work;
  gpointer data;
  GCond done;
  struct Job *after; /* in the list of open jobs */
} Job;

static GMutex lock; /* of all that follows */
static GCond work_came;
static Job *open_jobs; /* those that helpers may take parts of */
static guint n_helpers;
static guint n_waiting; /* of them */

static gint process; /* whose helpers they are: a forked child has none of them */

static gint n_threads = 0; /* 0: as many as there are processors */
static gint cuts_small = FALSE;

/* ---- How many ---------------------------------------------------------------------------------------------------- */

void dj_set_n_threads (guint n) { g_atomic_int_set (&n_threads, (gint)MIN (n, G_MAXINT)); }

/* Asking the system costs more than a small question does. */
static guint get_n_processors (void)
{
  static gsize n = 0;
  if (g_once_init_enter (&n))
    g_once_init_leave (&n, MAX (g_get_num_processors (), 1));
  return (guint)n;
}

guint dj_get_n_threads (void)
{
  gint n = g_atomic_int_get (&n_threads);
  return n > 0 ? (guint)n : get_n_processors ();
}

void dj_cut_small (gboolean small) { g_atomic_int_set (&cuts_small, small); }

gint32 dj_cut (gint32 usual) { return g_atomic_int_get (&cuts_small) ? MIN (usual, 3) : usual; }

gint dj_count_parts (gint64 n, gint64 least)
{
  gint64 parts = n / MAX (g_atomic_int_get (&cuts_small) ? 1 : least, 1);
  return parts <= 1 ? 1 : (gint)MIN (parts, (gint64)dj_get_n_threads () * 8);
}

DjRange dj_get_part (gint64 n, gint part, gint n_parts)
{
  gint64 each = n / n_parts, more = n % n_parts;
  return (DjRange){ part * each + MIN (part, more), (part + 1) * each + MIN (part + 1, more) };
}

/* ---- Jobs -------------------------------------------------------------------------------------------------------- */

static void job_unref (Job *job)
{
  if (!g_atomic_int_dec_and_test (&job->references))
    return;
  g_cond_clear (&job->done);
  g_free (job);
}

static void take_parts (Job *job)
{
  for (gint part = g_atomic_int_add (&job->next, 1); part < job->n_parts; part = g_atomic_int_add (&job->next, 1))
  {
    job->work (part, job->data);
    if (!g_atomic_int_dec_and_test (&job->left))
      continue;
    g_mutex_lock (&lock);
    g_cond_signal (&job->done);
    g_mutex_unlock (&lock);
  }
}

/* Needs the lock. */
static void close_job (const Job *job)
{
  Job **place = &open_jobs;
  while (*place && *place != job)
    place = &(*place)->after;
  if (*place)
    *place = job->after;
}

/* Needs the lock. The oldest job of which a part is still to be taken, with a reference. */
static Job *find_open_job (void)
{
  for (Job *job = open_jobs; job; job = job->after)
    if (g_atomic_int_get (&job->next) < job->n_parts)
    {
      g_atomic_int_inc (&job->references);
      return job;
    }
  return NULL;
}

/* ---- Helpers ----------------------------------------------------------------------------------------------------- */

/* Needs the lock. FALSE when nothing came for long. */
static gboolean wait_for_work (void)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;
  n_waiting++;
  gboolean came = g_cond_wait_until (&work_came, &lock, until);
  n_waiting--;
  return came;
}

static gpointer help (gpointer data)
{
  (void)data;
  gboolean came = TRUE;
  g_mutex_lock (&lock);
  for (Job *job = find_open_job (); job || came; job = find_open_job ())
  {
    if (!job)
    {
      came = wait_for_work ();
      continue;
    }
    g_mutex_unlock (&lock);
    take_parts (job);
    job_unref (job);
    g_mutex_lock (&lock);
  }
  n_helpers--;
  g_mutex_unlock (&lock);
  return NULL;
}

/* Needs the lock. Where a thread cannot be made, the caller works alone. */
static void call_helpers (gint n_parts)
{
  guint bound = MIN (dj_get_n_threads (), (guint)n_parts) - 1;
  for (guint missing = bound > n_waiting ? bound - n_waiting : 0; missing > 0; missing--)
  {
    GThread *thread = n_helpers < dj_get_n_threads () - 1 ? g_thread_try_new ("dangjian", help, NULL, NULL) : NULL;
    if (!thread)
      break;
    n_helpers++;
    g_thread_unref (thread);
  }
  g_cond_broadcast (&work_came);
}

/* Whether the helpers are ours, or there are none yet. A child of fork() has its parent's numbers, and perhaps its locked lock, but not its
 * threads; it works alone. */
static gboolean has_helpers (void)
{
  gint own = (gint)getpid ();
  return g_atomic_int_compare_and_exchange (&process, 0, own) || g_atomic_int_get (&process) == own;
}

/* ---- Doing it ---------------------------------------------------------------------------------------------------- */

static void open_job (Job *job)
{
  g_mutex_lock (&lock);
  Job **place = &open_jobs;
  while (*place)
    place = &(*place)->after;
  *place = job;
  call_helpers (job->n_parts);
  g_mutex_unlock (&lock);
}

static void finish_job (Job *job)
{
  g_mutex_lock (&lock);
  close_job (job);
  while (g_atomic_int_get (&job->left) > 0)
    g_cond_wait (&job->done, &lock);
  g_mutex_unlock (&lock);
  job_unref (job);
}

void dj_in_parts (gint n_parts, DjPartFunc work, gpointer data)
{
  if (n_parts <= 1 || dj_get_n_threads () <= 1 || !has_helpers ())
  {
    for (gint part = 0; part < n_parts; part++)
      work (part, data);
    return;
  }
  Job *job = g_new0 (Job, 1);
  *job = (Job){ .references = 1, .left = n_parts, .n_parts = n_parts, .work = work, .data = data };
  g_cond_init (&job->done);
  open_job (job);
  take_parts (job);
  finish_job (job);
}
