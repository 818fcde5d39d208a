/* SPDX-License-Identifier: Apache-2.0 */
/* What can be undone: that on which nothing since depends. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "store/store-private.h"

static char *path;
static DjRegister *reg;

static void begin (void)
{
  io_begin ();
  path = io_path ("undo.db");
  g_autoptr (DjRegister) from = io_read ("cases/transition");
  io_write (from, path);
  reg = dj_register_open (path, NULL, NULL);
}

static void end (void)
{
  dj_register_unref (reg);
  g_free (path);
  io_end ();
}

static gint64 commit (DjChange *change)
{
  g_autoptr (GError) error = NULL;
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  return dj_register_get_number (reg);
}

static gint64 add_organization (const char *code, const char *superior)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "found");
  ck_assert (dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", code, "name", "新", "kind",
                            superior ? "branch" : "committee", "since", "2020-01-01", NULL));
  if (superior)
    ck_assert (dj_change_add (change, DJ_TABLE_SUBORDINATION, NULL, "organization", code, "superior", superior, "since",
                              "2020-01-01", NULL));
  return commit (change);
}

static gint64 amend (const char *code, const char *column, const char *value)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "amend");
  ck_assert (dj_change_amend (change, DJ_TABLE_ORGANIZATION, code, NULL, column, value, NULL));
  return commit (change);
}

static void undo (gint64 number)
{
  g_autoptr (GError) error = NULL;
  gint64 before = dj_register_get_number (reg);
  ck_assert_msg (dj_register_undo (reg, number, "undoer", &error), "%s", error ? error->message : "?");
  ck_assert_int_eq (dj_register_get_number (reg), before + 1);
}

/* Nothing has happened, and the issues name the row. */
static void refuse (gint64 number, DjError code, const char *subject)
{
  g_autoptr (GError) error = NULL;
  gint64 before = dj_register_get_number (reg);
  gboolean named = FALSE;
  ck_assert (!dj_register_undo (reg, number, NULL, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)code), "%s", error->message);
  const DjIssues *issues = dj_error_get_issues (error);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    named = named || g_strcmp0 (dj_issues_get (issues, i)->subject, subject) == 0;
  ck_assert_msg (named, "%s is not named: %s", subject, error->message);
  ck_assert_int_eq (dj_register_get_number (reg), before);
  ck_assert (dj_register_verify_log (reg, NULL, NULL));
}

/* The register is as it was on that commit, and so is the file. */
static void assert_as_on (gint64 number)
{
  g_autoptr (DjRegister) then = dj_register_at_commit (reg, number, NULL);
  g_autoptr (DjRegister) again = dj_register_open (path, NULL, NULL);
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  g_autofree char *third = io_path ("third");
  io_remove (first);
  io_remove (second);
  io_remove (third);
  io_write (then, first);
  io_write (reg, second);
  io_write (again, third);
  io_assert_same (first, second, "then");
  io_assert_same (second, third, "file");
  ck_assert (dj_register_verify_log (again, NULL, NULL));
}

/* Undoing, doing again, and so on, whichever of them is taken. */
START_TEST (test_undone_again)
{
  gint64 found = add_organization ("new", NULL);
  undo (found);
  assert_as_on (found - 1);
  refuse (found, DJ_ERROR_STALE, "new"); /* it is undone already */
  undo (found + 1);
  assert_as_on (found);
  refuse (found + 1, DJ_ERROR_STALE, "new");
  undo (found); /* what came between has left the row as it was */
  assert_as_on (found - 1);
  undo (found + 3);
  assert_as_on (found);
  undo (found + 2); /* the second undoing was undone, so that the first doing again is the last that counts */
  assert_as_on (found - 1);
}
END_TEST

/* The same row is one thing: who changed another column of it may have done so because of the first. */
START_TEST (test_other_column)
{
  gint64 found = add_organization ("new", NULL);
  gint64 first = amend ("new", "name", "改名");
  gint64 second = amend ("new", "short_name", "简称");
  refuse (first, DJ_ERROR_STALE, "new");
  refuse (found, DJ_ERROR_STALE, "new");
  undo (second);
  undo (first);
  undo (found);
  assert_as_on (found - 1);
}
END_TEST

/* Rows that came later refer to what it brought: they are named. */
START_TEST (test_referred)
{
  gint64 top = add_organization ("top", NULL);
  gint64 below = add_organization ("below", "top");
  g_autoptr (DjChange) change = dj_register_begin (reg, "post");
  ck_assert (dj_change_add (change, DJ_TABLE_PERSON, NULL, "code", "someone", "name", "人", NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_POST, NULL, "person", "someone", "body", "below", "role", "secretary",
                            "since", "2020-02-01", NULL));
  gint64 post = commit (change);
  refuse (top, DJ_ERROR_DATA, "below");
  refuse (below, DJ_ERROR_DATA, "someone");
  undo (post);
  undo (below);
  undo (top);
  assert_as_on (top - 1);
}
END_TEST

/* What it ended has been built upon: it cannot begin again beside it. */
START_TEST (test_code_taken)
{
  gint64 found = add_organization ("one", NULL);
  undo (found);
  add_organization ("one", NULL); /* another of the same code, which is another row */
  refuse (found + 1, DJ_ERROR_DATA, "one");
}
END_TEST

static gint64 load_facilities (void)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "load");
  DjTableData *table = dj_table_new (DJ_TABLE_FACILITY);
  dj_change_put_table (change, table);
  for (int i = 0; i <= DJ_LOAD_ROWS; i++)
  {
    g_autofree char *code = g_strdup_printf ("f-%d", i);
    ck_assert (dj_change_add (change, DJ_TABLE_FACILITY, NULL, "code", code, "name", "站", NULL));
  }
  return commit (change);
}

static gint64 clear_facilities (void)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "clear");
  dj_change_put_table (change, dj_table_new (DJ_TABLE_FACILITY));
  return commit (change);
}

/* A load, undone and done again; and where one of its rows was edited, or only others. */
START_TEST (test_load)
{
  gint64 cleared = clear_facilities ();
  gint64 load = load_facilities ();
  g_autoptr (DjFrame) edits = dj_register_get_change (reg, load, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (edits), 1);
  ck_assert_str_eq (dj_frame_get_text (edits, 0, dj_frame_find_column (edits, "edit")), "load");
  add_organization ("beside", NULL);
  undo (load);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_FACILITY), 0);
  undo (load + 2);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_FACILITY), DJ_LOAD_ROWS + 1);
  assert_as_on (load + 1);
  refuse (load, DJ_ERROR_STALE, "facility");
  g_autoptr (DjChange) change = dj_register_begin (reg, "amend");
  ck_assert (dj_change_amend (change, DJ_TABLE_FACILITY, "f-7", NULL, "name", "改", NULL));
  gint64 amended = commit (change);
  refuse (load + 3, DJ_ERROR_STALE, "facility");
  refuse (cleared, DJ_ERROR_STALE, "facility");
  undo (amended);
  assert_as_on (load + 1);
}
END_TEST

/* What others have committed meanwhile is taken in first. */
START_TEST (test_others)
{
  gint64 found = add_organization ("new", NULL);
  g_autoptr (DjRegister) other = dj_register_open (path, NULL, NULL);
  g_autoptr (DjChange) change = dj_register_begin (other, "theirs");
  ck_assert (dj_change_amend (change, DJ_TABLE_ORGANIZATION, "new", NULL, "name", "改名", NULL)
             && dj_change_commit (change, NULL));
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_register_undo (reg, found, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE));
  ck_assert_int_eq (dj_register_get_number (reg), found + 1);
  g_clear_error (&error);
  ck_assert (dj_register_undo (other, found + 1, NULL, &error) && dj_register_undo (other, found, NULL, &error));
  ck_assert (!dj_register_undo (reg, found, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE));
  undo (found + 3); /* theirs, by number */
  assert_as_on (found);
  g_clear_error (&error);
  ck_assert (!dj_register_undo (reg, found + 99, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
  g_clear_error (&error);
  ck_assert (!dj_register_undo (reg, 0, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-undo");
  TCase *tcase = tcase_create ("store-undo");
  tcase_add_checked_fixture (tcase, begin, end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_undone_again);
  tcase_add_test (tcase, test_other_column);
  tcase_add_test (tcase, test_referred);
  tcase_add_test (tcase, test_code_taken);
  tcase_add_test (tcase, test_load);
  tcase_add_test (tcase, test_others);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
