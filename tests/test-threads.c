/* SPDX-License-Identifier: Apache-2.0 */
/* One view read by many threads without a lock, while the register it was made of goes on changing. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>
#include "register/register-private.h"

/* ---- ThreadSanitizer and GLib ------------------------------------------------------------------------------------ */

/*
 * GLib is not built with ThreadSanitizer, which therefore does not see that a lock that is given up and taken again puts things in order.
 * These stand before GLib's own, do the same by them, and say so.
 */
#ifdef __SANITIZE_THREAD__
#include <dlfcn.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

static void call_next (const char *name, GRWLock *lock)
{
  gpointer found = dlsym (RTLD_NEXT, name);
  void (*next) (GRWLock *) = NULL;
  memcpy (&next, &found, sizeof found);
  next (lock);
}

void g_rw_lock_writer_lock (GRWLock *lock)
{
  call_next ("g_rw_lock_writer_lock", lock);
  __tsan_acquire (lock);
}

void g_rw_lock_writer_unlock (GRWLock *lock)
{
  __tsan_release (lock);
  call_next ("g_rw_lock_writer_unlock", lock);
}

void g_rw_lock_reader_lock (GRWLock *lock)
{
  call_next ("g_rw_lock_reader_lock", lock);
  __tsan_acquire (lock);
}

void g_rw_lock_reader_unlock (GRWLock *lock)
{
  __tsan_release (lock);
  call_next ("g_rw_lock_reader_unlock", lock);
}
#endif

/* ---- The register ------------------------------------------------------------------------------------------------ */

#define N_THREADS 8
#define N_ROUNDS 60
#define N_COMMITS 25
#define N_BRANCHES 40
#define N_PERSONS 400

/*
 * A committee `c`, based in the county `a`, with 40 branches. Person i is affiliated to branch i mod 40 and takes part in branch
 * 7 i mod 40; every second one is formal, every fourth one a woman. So each branch has 10 members, 5 formal or none: i and i mod 40
 * are even or odd together.
 */
static void add_row (DjChange *change, DjTable table, const char *const *names, const char *const *values, gsize n)
{
  GError *error = NULL;
  if (dj_change_add_row (change, table, names, values, n, &error) < 0)
    ck_abort_msg ("%s", error->message);
}

#define ADD(change, table, names, ...)                                                                                 \
  add_row (change, table, names, (const char *const[]){ __VA_ARGS__ }, G_N_ELEMENTS (names))

static const char *const AREA[] = { "code", "name", "kind" };
static const char *const ORGANIZATION[] = { "code", "name", "kind", "base_area" };
static const char *const SUBORDINATION[] = { "organization", "superior" };
static const char *const GUIDANCE[] = { "organization", "guide", "kind" };
static const char *const PERSON[] = { "code", "name", "sex", "born", "admitted", "full" };
static const char *const MEMBERSHIP[] = { "person", "organization", "kind", "since" };

static void add_member (DjChange *change, int i, const char *branch)
{
  g_autofree char *code = g_strdup_printf ("p%d", i);
  ADD (change, DJ_TABLE_PERSON, PERSON, code, "党员", i % 4 ? "male" : "female", "1980-01-01", "2000-01-01",
       i % 2 ? NULL : "2001-01-01");
  ADD (change, DJ_TABLE_MEMBERSHIP, MEMBERSHIP, code, branch, "affiliation", "2000-01-01");
}

static void add_branch (DjChange *change, const char *code)
{
  ADD (change, DJ_TABLE_ORGANIZATION, ORGANIZATION, code, "支部", "branch", NULL);
  ADD (change, DJ_TABLE_SUBORDINATION, SUBORDINATION, code, "c");
  ADD (change, DJ_TABLE_GUIDANCE, GUIDANCE, code, "c", "area");
}

static void commit (DjChange *change)
{
  GError *error = NULL;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
}

static DjRegister *make_register (void)
{
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "a committee");
  ADD (change, DJ_TABLE_AREA, AREA, "a", "区", "county");
  ADD (change, DJ_TABLE_ORGANIZATION, ORGANIZATION, "c", "党委", "committee", "a");
  for (int i = 0; i < N_BRANCHES; i++)
  {
    g_autofree char *code = g_strdup_printf ("b%d", i);
    add_branch (change, code);
  }
  for (int i = 0; i < N_PERSONS; i++)
  {
    g_autofree char *branch = g_strdup_printf ("b%d", i % N_BRANCHES);
    g_autofree char *other = g_strdup_printf ("b%d", i * 7 % N_BRANCHES);
    g_autofree char *code = g_strdup_printf ("p%d", i);
    add_member (change, i, branch);
    ADD (change, DJ_TABLE_MEMBERSHIP, MEMBERSHIP, code, other, "report_in", "2000-01-01");
  }
  commit (change);
  return reg;
}

/* ---- Readers ----------------------------------------------------------------------------------------------------- */

/* What a reader finds wrong is counted and judged by the main thread: Check's own state is for one thread. */
typedef struct
{
  DjView *view;
  DjView *restated;
  int offset; /* readers begin at different questions, so that all that is made once is asked for from several sides */
  int n_wrong;
} Reader;

static void expect (Reader *reader, gint64 found, gint64 expected) { reader->n_wrong += found != expected; }

static void ask_about_tree (Reader *reader)
{
  gint32 ids[4];
  DjView *view = reader->view;
  DjOrganizationId branch = dj_view_organization (view, "b7");
  expect (reader, branch, 8);
  expect (reader, dj_view_get_superior (view, branch), 0);
  expect (reader, dj_view_get_common_superior (view, branch, 20), 0);
  expect (reader, (gint64)dj_view_list_ancestors (view, branch, ids, 4), 1);
  expect (reader, dj_view_organization (view, "new0"), DJ_NONE);
  expect (reader, dj_view_get_leading (view, dj_view_area (view, "a")), 0);
}

static void ask_about_people (Reader *reader)
{
  DjPerson person;
  gsize n;
  const DjPersonId *members = dj_view_get_members (reader->view, 8, &n);
  expect (reader, (gint64)n, N_PERSONS / N_BRANCHES);
  for (gsize i = 0; i < n; i++)
  {
    g_autofree char *code = g_strdup_printf ("p%d", (int)(7 + i * N_BRANCHES));
    expect (reader, dj_view_get_person (reader->view, members[i], &person), TRUE);
    expect (reader, strcmp (person.code, code), 0);
    expect (reader, dj_view_person (reader->view, code), members[i]);
  }
  expect (reader, dj_view_count_members (reader->view, 0, DJ_STATUS_FORMAL), N_PERSONS / 2);
}

/* 7 is prime to 40, so 10 take part in each branch; i = 7 i mod 40 where i mod 20 = 0, and those are its own: branches 0 and 20. */
static void ask_for_distinct_people (Reader *reader)
{
  for (DjView *view = reader->view;; view = reader->restated)
  {
    expect (reader, dj_view_count_people (view, 0), N_PERSONS);
    for (gint32 i = 0; i < N_BRANCHES; i++)
      expect (reader, dj_view_count_people (view, i + 1), i % 20 == 0 ? 10 : 20);
    if (view == reader->restated)
      return;
  }
}

static void ask_for_breakdown (Reader *reader)
{
  DjCountOptions options = { .level = DJ_AREA_COUNTY, .by = DJ_BY_SEX | DJ_BY_STATUS | DJ_BY_AGE };
  g_autoptr (DjFrame) frame = dj_view_count (reader->view, DJ_NONE, &options, NULL);
  /* Men on probation, men who are full members, women, all of whom are. */
  expect (reader, dj_frame_get_n_rows (frame), 3);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    gboolean on_probation
        = dj_frame_get_code (frame, row, dj_frame_find_column (frame, "status")) == (int)DJ_STATUS_PROBATIONARY;
    expect (reader, dj_frame_get_int (frame, row, dj_frame_find_column (frame, "members")),
            on_probation ? N_PERSONS / 2 : N_PERSONS / 4);
  }
}

/* On the day before anything changes for the members, and by county, in which nobody takes part elsewhere. */
static void ask_for_another_day (Reader *reader)
{
  DjCountOptions options = { .by = DJ_BY_SEX };
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = dj_view_count_as_of (reader->view, DJ_NONE, dj_date (2024, 5, 31), &options, &error);
  g_autoptr (DjFrame) outside = dj_view_count_outside (reader->view, DJ_AREA_COUNTY, NULL);
  expect (reader, error == NULL, TRUE);
  gint64 members = 0;
  for (gint64 row = 0; frame && row < dj_frame_get_n_rows (frame); row++)
    members += dj_frame_get_int (frame, row, dj_frame_find_column (frame, "members"));
  expect (reader, members, N_PERSONS);
  expect (reader, dj_frame_get_n_rows (outside), 1);
  for (gint64 row = 0; row < dj_frame_get_n_rows (outside); row++)
    expect (reader, dj_frame_get_int (outside, row, dj_frame_find_column (outside, "outside")), 0);
}

static void ask_for_tables (Reader *reader)
{
  g_autoptr (DjView) view = dj_view_ref (reader->view);
  g_autoptr (DjFrame) tree = dj_view_tree (view, DJ_NONE, -1);
  g_autoptr (DjFrame) guides = dj_view_guides (reader->restated, 3);
  g_autoptr (DjFrame) chain = dj_view_guidance_chain (view, 3, DJ_GUIDANCE_AREA);
  expect (reader, dj_frame_get_n_rows (tree), N_BRANCHES + 1);
  expect (reader, dj_frame_get_int (tree, 0, dj_frame_find_column (tree, "people")), N_PERSONS);
  expect (reader, dj_frame_get_n_rows (guides), 1);
  expect (reader, dj_frame_get_n_rows (chain), 2);
}

static gpointer read_view (gpointer data)
{
  static void (*const questions[]) (Reader *) = { ask_about_tree,    ask_about_people,    ask_for_distinct_people,
                                                  ask_for_breakdown, ask_for_another_day, ask_for_tables };
  Reader *reader = data;
  for (int i = 0; i < N_ROUNDS; i++)
    questions[(i + reader->offset) % (int)G_N_ELEMENTS (questions)](reader);
  dj_view_unref (reader->view);
  dj_view_unref (reader->restated);
  return NULL;
}

/* ---- The writer -------------------------------------------------------------------------------------------------- */

/* Each commit adds a branch with a member, and takes one away from those the readers look at; each is sealed. */
static void change_register (DjRegister *reg)
{
  for (int i = 0; i < N_COMMITS; i++)
  {
    g_autoptr (DjChange) change = dj_register_begin (reg, "more");
    g_autofree char *code = g_strdup_printf ("new%d", i);
    g_autofree char *moved = g_strdup_printf ("p%d", i);
    add_branch (change, code);
    add_member (change, N_PERSONS + i, code);
    ck_assert (dj_change_transfer_member (change, moved, code, dj_date (2024, 1, 1), NULL));
    commit (change);
    g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 6, 1), NULL);
    ck_assert_int_eq (dj_view_get_n_organizations (view), N_BRANCHES + 2 + i);
    ck_assert_int_eq (dj_view_get_n_members (view), N_PERSONS + 1 + i);
    ck_assert_int_eq (dj_view_count_members (view, dj_view_organization (view, code), DJ_STATUS_ANY), 2);
  }
}

START_TEST (test_readers_beside_a_writer)
{
  /* Every pass is shared out between threads of the library as well. */
  dj_cut_small (TRUE);
  dj_set_n_threads (3);
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 6, 1), NULL);
  g_autoptr (DjView) other_day = dj_register_seal (reg, dj_date (2024, 7, 1), NULL);
  g_autoptr (DjView) restated = dj_view_restate (other_day, view, NULL);
  GThread *threads[N_THREADS];
  Reader readers[N_THREADS];
  for (int i = 0; i < N_THREADS; i++)
  {
    readers[i] = (Reader){ dj_view_ref (view), dj_view_ref (restated), i, 0 };
    threads[i] = g_thread_new ("reader", read_view, &readers[i]);
  }
  /* The readers may be the last to hold them. */
  g_clear_pointer (&view, dj_view_unref);
  g_clear_pointer (&other_day, dj_view_unref);
  g_clear_pointer (&restated, dj_view_unref);
  change_register (reg);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  for (int i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (readers[i].n_wrong, 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("threads");
  TCase *views = tcase_create ("views");
  tcase_set_timeout (views, 300);
  tcase_add_test (views, test_readers_beside_a_writer);
  suite_add_tcase (suite, views);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
