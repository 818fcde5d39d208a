/* SPDX-License-Identifier: Apache-2.0 */
/* Included before every source of the library in builds with ThreadSanitizer, and only there.
 *
 * GLib counts references in functions of its own library, which is not built with the sanitizer; that the last one to let go
 * comes after all the others is then invisible, and every free looks like a race. These are the same operations, compiled here.
 *
 * Its locks are invisible for the same reason: the sanitizer is told that who has got one comes after all who have given it up. */
#pragma once

#include <glib.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

static inline void tsan_reader_lock (GRWLock *lock)
{
  g_rw_lock_reader_lock (lock);
  __tsan_acquire (lock);
}

static inline void tsan_reader_unlock (GRWLock *lock)
{
  __tsan_release (lock);
  g_rw_lock_reader_unlock (lock);
}

static inline void tsan_writer_lock (GRWLock *lock)
{
  g_rw_lock_writer_lock (lock);
  __tsan_acquire (lock);
}

static inline void tsan_writer_unlock (GRWLock *lock)
{
  __tsan_release (lock);
  g_rw_lock_writer_unlock (lock);
}

static inline void tsan_lock (GMutex *mutex)
{
  g_mutex_lock (mutex);
  __tsan_acquire (mutex);
}

static inline void tsan_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  g_mutex_unlock (mutex);
}

static inline void tsan_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  g_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

static inline gboolean tsan_wait_until (GCond *cond, GMutex *mutex, gint64 end)
{
  __tsan_release (mutex);
  gboolean came = g_cond_wait_until (cond, mutex, end);
  __tsan_acquire (mutex);
  return came;
}

#define g_mutex_lock tsan_lock
#define g_mutex_unlock tsan_unlock
#define g_cond_wait tsan_wait
#define g_cond_wait_until tsan_wait_until
#define g_rw_lock_reader_lock tsan_reader_lock
#define g_rw_lock_reader_unlock tsan_reader_unlock
#define g_rw_lock_writer_lock tsan_writer_lock
#define g_rw_lock_writer_unlock tsan_writer_unlock

#undef g_atomic_ref_count_inc
#undef g_atomic_ref_count_dec
#define g_atomic_ref_count_inc(count) g_atomic_int_inc (count)
#define g_atomic_ref_count_dec(count) g_atomic_int_dec_and_test (count)
