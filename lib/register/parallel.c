/* SPDX-License-Identifier: Apache-2.0 */
/* Work in parts, by as many threads as there are processors. Which thread does which part is chance, so parts must not depend on one
 * another, and what they leave must not depend on who did them. */
#include "register/register-private.h"

/* One piece of work. The caller and the workers take its parts by turns; the last to let go frees it. */
typedef struct
{
  gint references;
  gint next; /* the next part to be taken */
  gint left; /* parts not yet done */
  gint n_parts;
  DjPartFunc work;
  gpointer data;
  GMutex lock;
  GCond done;
} Job;

static gint n_threads = 0; /* 0: as many as there are processors */
static gint cuts_small = FALSE;

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

static void job_unref (Job *job)
{
  if (!g_atomic_int_dec_and_test (&job->references))
    return;
  g_mutex_clear (&job->lock);
  g_cond_clear (&job->done);
  g_free (job);
}

/* Atomic operations, not only the lock, say that a part's results are there: a reader of this code need not know how GLib locks. */
static void take_parts (Job *job)
{
  for (gint part = g_atomic_int_add (&job->next, 1); part < job->n_parts; part = g_atomic_int_add (&job->next, 1))
  {
    job->work (part, job->data);
    if (!g_atomic_int_dec_and_test (&job->left))
      continue;
    g_mutex_lock (&job->lock);
    g_cond_signal (&job->done);
    g_mutex_unlock (&job->lock);
  }
}

static void help (gpointer data, gpointer user_data)
{
  Job *job = data;
  (void)user_data;
  if (g_atomic_int_get (&job->references) > 0) /* what the caller wrote before counting us is there */
    take_parts (job);
  job_unref (job);
}

/* Kept until the process ends: threads that wait for work cost nothing, making them for each question would. */
static GThreadPool *get_pool (void)
{
  static gsize pool = 0;
  if (g_once_init_enter (&pool))
  {
    GThreadPool *made = g_thread_pool_new (help, NULL, -1, FALSE, NULL);
    g_once_init_leave (&pool, (gsize)made);
  }
  return (GThreadPool *)pool; /* NOLINT(performance-no-int-to-ptr): it was one */
}

static void call_helpers (Job *job)
{
  gint wanted = MIN ((gint)dj_get_n_threads (), job->n_parts) - 1;
  for (gint i = 0; i < wanted; i++)
  {
    g_atomic_int_inc (&job->references);
    g_thread_pool_push (get_pool (), job,
                        NULL); /* even where no thread can be made for it, the work is done by the caller */
  }
}

void dj_in_parts (gint n_parts, DjPartFunc work, gpointer data)
{
  if (n_parts <= 1 || dj_get_n_threads () <= 1)
  {
    for (gint part = 0; part < n_parts; part++)
      work (part, data);
    return;
  }
  Job *job = g_new0 (Job, 1);
  *job = (Job){ .references = 1, .left = n_parts, .n_parts = n_parts, .work = work, .data = data };
  g_mutex_init (&job->lock);
  g_cond_init (&job->done);
  call_helpers (job);
  take_parts (job);
  g_mutex_lock (&job->lock);
  while (g_atomic_int_get (&job->left) > 0)
    g_cond_wait (&job->done, &job->lock);
  g_mutex_unlock (&job->lock);
  job_unref (job);
}

void dj_cut_small (gboolean small) { g_atomic_int_set (&cuts_small, small); }

gint dj_count_parts (gint64 n, gint64 least)
{
  gint64 parts = n / (g_atomic_int_get (&cuts_small) ? 1 : MAX (least, 1));
  return (gint)CLAMP (parts, 1, (gint64)dj_get_n_threads () * 8);
}

DjRange dj_get_part (gint64 n, gint part, gint n_parts)
{
  gint64 each = n / n_parts, more = n % n_parts;
  return (DjRange){ part * each + MIN (part, more), (part + 1) * each + MIN (part + 1, more) };
}
