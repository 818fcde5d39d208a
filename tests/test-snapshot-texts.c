/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a snapshot: those that a row has, and no others; from one pool that several registers add to. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "helper-io.h"
#include "snapshot/snapshot-private.h"

static DjDate day (void) { return dj_date (2024, 8, 26); }

static DjView *seal (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  DjView *view = dj_register_seal (reg, day (), &error);
  ck_assert_msg (view != NULL, "%s", error ? error->message : "?");
  return view;
}

/* ---- What nobody is to read any more ----------------------------------------------------------------------------------- */

static gboolean has_bytes (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;
  ck_assert (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize at = 0; at + strlen (text) <= n; at++)
    if (memcmp (bytes + at, text, strlen (text)) == 0)
      return TRUE;
  return FALSE;
}

static void same_files (const char *first, const char *second)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gsize n_a = 0, n_b = 0;
  ck_assert (g_file_get_contents (first, &a, &n_a, NULL) && g_file_get_contents (second, &b, &n_b, NULL));
  ck_assert (n_a == n_b && memcmp (a, b, n_a) == 0);
}

static void same_rows (DjRegister *reg, DjRegister *wanted)
{
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  io_write (reg, first);
  io_write (wanted, second);
  io_assert_same (first, second, "rows");
  io_remove (first);
  io_remove (second);
}

/* The file has the first text and not the second, and everything else as the register has it. */
static void check_file (DjRegister *reg, const char *kept, const char *gone)
{
  g_autofree char *path = io_path ("a.djv");
  g_autofree char *again = io_path ("b.djv");
  g_autoptr (DjView) sealed = seal (reg);
  io_save (sealed, path);
  ck_assert_msg (has_bytes (path, kept), "%s is not there", kept);
  ck_assert_msg (!has_bytes (path, gone), "%s is there", gone);
  g_autoptr (DjView) view = io_open (path);
  g_autofree char *answers = answers_of (view);
  g_autofree char *wanted = answers_of (sealed);
  ck_assert_str_eq (answers, wanted);
  g_autoptr (DjRegister) back = dj_view_get_register (view);
  same_rows (back, reg);
  io_save (view, again);
  same_files (path, again);
}

/* A lenient reader leaves out rows: their values are read before that is known. */
START_TEST (test_left_out)
{
  static const char units[]
      = "code,name,kind,host,备注\nu1,first kept,organ,,\nu2,secret name,organ,nobody,secret note\n"
        "u3,last kept,organ,u1,note\n";
  g_autofree char *folder = io_path ("register");
  g_autoptr (GError) error = NULL;
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  options.lenient = TRUE;
  io_put ("register", "unit.csv", units, -1);
  g_autoptr (DjRegister) reg = dj_register_read (folder, &options, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "?");
  ck_assert_int_gt (dj_issues_get_n (dj_register_get_issues (reg)), 0);
  check_file (reg, "last kept", "secret");
}
END_TEST

static DjChange *begin_with (DjRegister *reg, const char *code, const char *name, const char *host)
{
  g_autoptr (GError) error = NULL;
  DjChange *change = dj_register_begin (reg, "test");
  ck_assert_msg (
      dj_change_add (change, DJ_TABLE_UNIT, &error, "code", code, "name", name, "kind", "organ", "host", host, NULL),
      "%s", error ? error->message : "?");
  return change;
}

/* Changes that were not committed, one of them because it could not be. */
START_TEST (test_dropped_changes)
{
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  DjChange *dropped = begin_with (reg, "secret-1", "secret", NULL);
  dj_change_unref (dropped);
  DjChange *unsound = begin_with (reg, "secret-2", "secret", "secret-nobody");
  ck_assert (!dj_change_commit (unsound, NULL));
  dj_change_unref (unsound);
  g_autoptr (DjChange) kept = begin_with (reg, "kept-1", "a name that is kept", NULL);
  ck_assert (dj_change_commit (kept, NULL));
  check_file (reg, "a name that is kept", "secret");
}
END_TEST

static void rename_unit (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjChange) change = dj_register_begin (reg, "rename");
  ck_assert (dj_change_amend (change, DJ_TABLE_UNIT, "kept-1", &error, "name", "another name", NULL));
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
}

/* What was amended, also in a register that was opened from a file in which it still is. */
START_TEST (test_amended_rows)
{
  g_autofree char *path = io_path ("with.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjChange) change = begin_with (reg, "kept-1", "secret name", NULL);
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) with = seal (reg);
  io_save (with, path);
  ck_assert (has_bytes (path, "secret name"));
  rename_unit (reg);
  check_file (reg, "another name", "secret");
  g_autoptr (DjView) view = io_open (path);
  g_autoptr (DjRegister) opened = dj_view_get_register (view);
  rename_unit (opened);
  check_file (opened, "another name", "secret");
}
END_TEST

/* ---- Two registers of one history ---------------------------------------------------------------------------------------- */

typedef struct
{
  DjView *view;
  const char *name;
  gboolean sound;
} Work;

/* Commits, seals, saves and validates, again and again. */
static gpointer commit_and_save (gpointer data)
{
  Work *work = data;
  g_autofree char *path = io_path (work->name);
  g_autoptr (DjRegister) reg = dj_view_get_register (work->view);
  work->sound = TRUE;
  for (int round = 0; round < 12 && work->sound; round++)
  {
    g_autoptr (DjChange) change = dj_register_begin (reg, work->name);
    for (int i = 0; i < 40; i++)
    {
      g_autofree char *code = g_strdup_printf ("%s-%d-%d", work->name, round, i);
      work->sound = dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", code, "kind", "organ", NULL)
                    && work->sound;
    }
    work->sound = work->sound && dj_change_commit (change, NULL);
    g_autoptr (DjView) sealed = dj_register_seal (reg, day (), NULL);
    work->sound = work->sound && sealed && dj_view_save (sealed, path, NULL, NULL);
    g_autoptr (DjView) opened = work->sound ? dj_view_open (path, NULL) : NULL;
    work->sound = opened && dj_view_validate (opened, NULL, NULL);
  }
  return NULL;
}

/* They share the pool of texts and nothing else; neither's texts are in the file of the other. */
START_TEST (test_shared_pool)
{
  g_autofree char *shared = io_path ("shared.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjView) sealed = seal (reg);
  io_save (sealed, shared);
  g_autoptr (DjView) view = io_open (shared);
  Work work[] = { { view, "first.djv", FALSE }, { view, "second.djv", FALSE } };
  GThread *threads[G_N_ELEMENTS (work)];
  for (gsize i = 0; i < G_N_ELEMENTS (work); i++)
    threads[i] = g_thread_new (work[i].name, commit_and_save, &work[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (work); i++)
    g_thread_join (threads[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (work); i++)
  {
    g_autofree char *path = io_path (work[i].name);
    ck_assert_msg (work[i].sound, "%s", work[i].name);
    ck_assert (has_bytes (path, work[i].name) && !has_bytes (path, work[1 - i].name));
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("snapshot-texts");
  TCase *tcase = tcase_create ("snapshot-texts");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_left_out);
  tcase_add_test (tcase, test_dropped_changes);
  tcase_add_test (tcase, test_amended_rows);
  tcase_add_test (tcase, test_shared_pool);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
