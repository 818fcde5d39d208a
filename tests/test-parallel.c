/* SPDX-License-Identifier: Apache-2.0 */
/* Work in parts: each part once, whoever does it, from many callers, from within a part, and in a forked child. */
#include <check.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dangjian/dangjian.h>
#include "register/register-private.h"

#define N_PARTS 200
#define N_CALLERS 12

/* How often each part was done. */
typedef struct
{
  gint done[N_PARTS];
} Tally;

static void count (gint part, gpointer data) { g_atomic_int_inc (&((Tally *)data)->done[part]); }

static int count_wrong (const Tally *tally, int expected)
{
  int wrong = 0;
  for (int part = 0; part < N_PARTS; part++)
    wrong += tally->done[part] != expected;
  return wrong;
}

START_TEST (test_each_once)
{
  for (guint n = 0; n < 6; n++)
  {
    Tally tally = { { 0 } };
    dj_set_n_threads (n);
    dj_in_parts (N_PARTS, count, &tally);
    ck_assert_int_eq (count_wrong (&tally, 1), 0);
    dj_in_parts (0, count, &tally);
    dj_in_parts (1, count, &tally);
    ck_assert_int_eq (tally.done[0], 2);
  }
}
END_TEST

/* What was written before is seen by who helps, and what they write by the caller: not through atomic operations. */
typedef struct
{
  gint64 in[N_PARTS];
  gint64 out[N_PARTS];
} Squares;

static void square (gint part, gpointer data)
{
  Squares *squares = data;
  squares->out[part] = squares->in[part] * squares->in[part];
}

static void square_in_turn (gint part, gpointer data)
{
  Squares squares;
  (void)part;
  for (int i = 0; i < N_PARTS; i++)
    squares.in[i] = i;
  dj_in_parts (N_PARTS, square, &squares);
  for (int i = 0; i < N_PARTS; i++)
    g_atomic_int_add ((gint *)data, squares.out[i] != (gint64)i * i);
}

START_TEST (test_within_a_part)
{
  gint n_wrong = 0;
  dj_set_n_threads (4);
  dj_in_parts (16, square_in_turn, &n_wrong);
  ck_assert_int_eq (n_wrong, 0);
}
END_TEST

static gpointer call (gpointer data)
{
  for (int i = 0; i < 50; i++)
    square_in_turn (0, data);
  return NULL;
}

START_TEST (test_many_callers)
{
  GThread *threads[N_CALLERS];
  gint n_wrong = 0;
  dj_set_n_threads (3);
  for (int i = 0; i < N_CALLERS; i++)
    threads[i] = g_thread_new ("caller", call, &n_wrong);
  for (int i = 0; i < N_CALLERS; i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (n_wrong, 0);
}
END_TEST

/* A server that forks after it has asked something: its children have no helpers, and must not wait for them. */
START_TEST (test_forked)
{
  gint n_wrong = 0;
  int status = -1;
  dj_set_n_threads (4);
  square_in_turn (0, &n_wrong);
  pid_t child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0)
  {
    alarm (20);
    square_in_turn (0, &n_wrong);
    _exit (n_wrong == 0 ? 0 : 1);
  }
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert (WIFEXITED (status));
  ck_assert_int_eq (WEXITSTATUS (status), 0);
}
END_TEST

START_TEST (test_shares)
{
  for (gint64 n = 0; n < 40; n++)
    for (gint n_parts = 1; n_parts < 9; n_parts++)
    {
      gint64 reached = 0;
      for (gint part = 0; part < n_parts; part++)
      {
        DjRange range = dj_get_part (n, part, n_parts);
        ck_assert_int_eq (range.begin, reached);
        ck_assert_int_le (range.end - range.begin, n / n_parts + 1);
        reached = range.end;
      }
      ck_assert_int_eq (reached, n);
    }
  ck_assert_int_eq (dj_count_parts (1000, 1000), 1);
  ck_assert_int_ge (dj_count_parts (G_MAXINT64, 1), 1);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("parallel");
  TCase *tcase = tcase_create ("parallel");
  tcase_set_timeout (tcase, 300);
  tcase_add_test (tcase, test_each_once);
  tcase_add_test (tcase, test_within_a_part);
  tcase_add_test (tcase, test_many_callers);
  tcase_add_test (tcase, test_forked);
  tcase_add_test (tcase, test_shares);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
