/* SPDX-License-Identifier: Apache-2.0 */
/* Stores that several connections read side by side: what they read is what was written, as of one moment, whatever gaps there are between
 * ids and however many threads there are; and what is wrong is told as one connection tells it. */
#include <check.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "register/register-private.h"

#define N_PERSONS 4000

/* ---- Files ---------------------------------------------------------------------------------------------------------------- */

static void run (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  ck_assert_int_eq (sqlite3_open (path, &db), SQLITE_OK);
  sqlite3_busy_timeout (db, 60000);
  ck_assert_msg (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg (db));
  sqlite3_close (db);
}

static char *get_code (int i) { return g_strdup_printf ("m%d", i); }
static char *get_name (int i) { return g_strdup_printf (i % 7 ? "员%d" : "member %d", i); }

/* Persons only, whose names, in Chinese or not, anybody can work out. */
static char *make_store (void)
{
  g_autoptr (GString) persons = g_string_new ("code,name\n");
  for (int i = 0; i < N_PERSONS; i++)
  {
    g_autofree char *code = get_code (i), *name = get_name (i);
    g_string_append_printf (persons, "%s,%s\n", code, name);
  }
  io_put ("lanes", "person.csv", persons->str, (gssize)persons->len);
  g_autofree char *folder = io_path ("lanes");
  g_autoptr (DjRegister) reg = io_read (folder);
  char *path = io_path ("lanes.db");
  io_write (reg, path);
  return path;
}

/* Everything is cut small, so that a small file has many lanes and many turns. */
static DjRegister *open_by (const char *path, guint n_threads, GError **error)
{
  dj_set_n_threads (n_threads);
  dj_cut_small (TRUE);
  DjRegister *reg = dj_register_open (path, NULL, error);
  dj_cut_small (FALSE);
  dj_set_n_threads (0);
  return reg;
}

/* ---- What is read ----------------------------------------------------------------------------------------------------------- */

static void assert_persons (const char *path, guint n_threads)
{
  GError *error = NULL;
  g_autoptr (DjRegister) reg = open_by (path, n_threads, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "");
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_PERSON);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), N_PERSONS);
  int code_column = dj_frame_find_column (frame, "code"), name_column = dj_frame_find_column (frame, "name");
  for (int i = 0; i < N_PERSONS; i++)
  {
    g_autofree char *code = get_code (i), *name = get_name (i);
    ck_assert_str_eq (dj_frame_get_text (frame, i, code_column), code);
    ck_assert_str_eq (dj_frame_get_text (frame, i, name_column), name);
  }
}

/* Ids that follow each other, that leave gaps, and that leave so many that there are no lanes. */
static const char *const ids[] = {
  "id", "id * 2 + 100", "id * 3", "id + 9000 * (id > 2000)", "id * 11", "id * id", "id + 1000000000000000 * (id > 3500)"
};

START_TEST (test_ids)
{
  g_autofree char *path = make_store ();
  g_autofree char *sql = g_strdup_printf ("UPDATE person SET id = -(%s); UPDATE person SET id = -id", ids[_i]);
  run (path, sql);
  for (guint n_threads = 1; n_threads <= 4; n_threads++)
    assert_persons (path, n_threads);
}
END_TEST

/* ---- What is wrong ------------------------------------------------------------------------------------------------------------- */

/* Where a row has what no line of a file could have, or nothing that it must have. */
static const char *const damages[] = { "UPDATE person SET name = x'00ff' WHERE id IN (5, 2500, 3999)",
                                       "UPDATE person SET code = NULL WHERE id % 1999 = 0",
                                       ("UPDATE person SET name = '' WHERE id % 500 = 0; "
                                        "UPDATE person SET born = 'x' WHERE id = 3998"),
                                       "UPDATE person SET code = 'm1' WHERE id IN (1700, 3900)" };

static char *tell_issues (const char *path, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (DjRegister) reg = open_by (path, n_threads, &error);
  ck_assert_ptr_null (reg);
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  const DjIssues *issues = dj_error_get_issues (error);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_string_append_printf (told, "%d:%d:%d %s\n", issue->row, issue->line, issue->column, issue->message_en);
  }
  return g_string_free (g_steal_pointer (&told), FALSE);
}

START_TEST (test_damages)
{
  g_autofree char *path = make_store ();
  run (path, damages[_i]);
  g_autofree char *expected = tell_issues (path, 1);
  ck_assert_str_ne (expected, "");
  for (guint n_threads = 2; n_threads <= 4; n_threads++)
  {
    g_autofree char *told = tell_issues (path, n_threads);
    ck_assert_str_eq (told, expected);
  }
}
END_TEST

/* ---- One moment --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  gint stop;
  gint n;
} Writer;

/* One name for the first and the last person, another one each time. */
static gpointer keep_writing (gpointer data)
{
  Writer *writer = data;
  sqlite3 *db = NULL;
  gboolean good = sqlite3_open (writer->path, &db) == SQLITE_OK;
  sqlite3_busy_timeout (db, 60000);
  sqlite3_exec (db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
  while (good && !g_atomic_int_get (&writer->stop))
  {
    g_autofree char *sql = g_strdup_printf ("UPDATE person SET name = 'n%d' WHERE id IN (1, %d)",
                                            g_atomic_int_add (&writer->n, 1), N_PERSONS);
    good = sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (g_atomic_int_get (&writer->n) % 3 == 0)
      g_usleep (300);
  }
  sqlite3_close (db);
  return GINT_TO_POINTER (good);
}

START_TEST (test_moment)
{
  g_autofree char *path = make_store ();
  Writer writer = { .path = path };
  run (path, "UPDATE person SET name = 'n' WHERE id IN (1, 4000)");
  GThread *thread = g_thread_new ("writer", keep_writing, &writer);
  for (int i = 0; i < 100; i++)
  {
    GError *error = NULL;
    g_autoptr (DjRegister) reg = open_by (path, 4, &error);
    ck_assert_msg (reg != NULL, "%s", error ? error->message : "");
    g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_PERSON);
    int column = dj_frame_find_column (frame, "name");
    ck_assert_str_eq (dj_frame_get_text (frame, 0, column), dj_frame_get_text (frame, N_PERSONS - 1, column));
  }
  g_atomic_int_set (&writer.stop, TRUE);
  ck_assert (GPOINTER_TO_INT (g_thread_join (thread)));
  ck_assert_int_gt (writer.n, 100);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-lanes");
  TCase *tcase = tcase_create ("store-lanes");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, test_ids, 0, G_N_ELEMENTS (ids));
  tcase_add_loop_test (tcase, test_damages, 0, G_N_ELEMENTS (damages));
  tcase_add_test (tcase, test_moment);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
