/* SPDX-License-Identifier: Apache-2.0 */
/* What stands under the name of a store: things that are no files, files exchanged while they are open, journals of others, rows that somebody has
 * written past the log. */
#include <check.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper-io.h"
#include "store/store-private.h"
#include "store-place.h"

/* ---- Helpers ------------------------------------------------------------------------------------------------------------ */

static char *make_store (const char *name)
{
  char *path = io_path (name);
  g_autoptr (DjRegister) reg = io_read ("cases/transition");
  g_unlink (path);
  io_write (reg, path);
  return path;
}

static DjRegister *open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (reg != NULL, "%s: %s", path, error ? error->message : "?");
  return reg;
}

static gboolean add_unit (DjRegister *reg, const char *code, GError **error)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "add");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", "单位", "kind", "organ", NULL));
  return dj_change_commit (change, error);
}

static void assert_sound (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gboolean sound = dj_register_verify_log (reg, NULL, &error);
  ck_assert_msg (sound, "%s", error ? error->message : "?");
}

static void assert_words (const GError *error, DjError code)
{
  ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)code), "%s", error ? error->message : "no error");
  ck_assert (*error->message && g_utf8_validate (error->message, -1, NULL));
}

/* The file with its journal taken in, as somebody who copies it sees it. */
static void copy_file (const char *from, const char *to)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;
  place_run (from, "PRAGMA wal_checkpoint (TRUNCATE)");
  ck_assert (g_file_get_contents (from, &bytes, &length, NULL));
  g_unlink (to);
  ck_assert (g_file_set_contents_full (to, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static gint32 count_units (const char *path)
{
  g_autoptr (DjRegister) reg = io_read (path);
  return dj_register_get_n_rows (reg, DJ_TABLE_UNIT);
}

/* ---- No file at all ------------------------------------------------------------------------------------------------------ */

static void refuse (const char *path, gboolean create)
{
  g_autoptr (GError) error = NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  for (int read_only = 0; read_only < 2; read_only++)
  {
    options.create = create && !read_only;
    options.read_only = read_only;
    ck_assert_msg (dj_register_open (path, &options, &error) == NULL, "%s", path);
    ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE)
                       || g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT),
                   "%s: %s", path, error->message);
    g_clear_error (&error);
  }
}

START_TEST (test_no_file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pipe_path = io_path ("pipe.db");
  g_autofree char *folder = io_path ("folder.db");
  g_autofree char *dangling = io_path ("dangling.db");
  g_autofree char *below = io_path ("none/such.db");
  g_autofree char *empty = io_path ("empty.db");
  g_autofree char *sparse = io_path ("sparse.db");
  ck_assert (mkfifo (pipe_path, 0600) == 0 && g_mkdir (folder, 0700) == 0 && symlink ("/none/such", dangling) == 0);
  int descriptor = open (sparse, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  ck_assert_int_eq (ftruncate (descriptor, (off_t)4 << 30), 0);
  close (descriptor);
  ck_assert (g_file_set_contents (empty, "", 0, NULL));
  refuse (pipe_path, TRUE); /* to open it would wait for ever */
  refuse (folder, TRUE);
  refuse (dangling, TRUE);
  refuse (below, TRUE);
  refuse ("", TRUE);
  refuse ("/dev/null", TRUE);
  refuse ("/dev/zero", TRUE);
  refuse (sparse, TRUE);
  refuse (empty, FALSE);
  ck_assert (!dj_register_read (pipe_path, NULL, &error));
  assert_words (error, DJ_ERROR_FILE);
}
END_TEST

/* Names that SQLite would take for a database in memory, which is gone with all its commits. */
START_TEST (test_names)
{
  static const char *const names[]
      = { ":memory:", "file:a.db?mode=memory", "file::memory:?cache=shared", "a?b#c %41.db" };
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  g_autofree char *here = g_get_current_dir ();
  options.create = TRUE;
  ck_assert_int_eq (g_chdir (io_root), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (DjRegister) reg = dj_register_open (names[i], &options, &error);
    ck_assert_msg (reg && add_unit (reg, "u", &error), "%s: %s", names[i], error ? error->message : "?");
    ck_assert_msg (g_file_test (names[i], G_FILE_TEST_IS_REGULAR), "%s", names[i]);
    g_autoptr (DjRegister) again = dj_register_open (names[i], NULL, &error);
    ck_assert_int_eq (dj_register_get_n_rows (again, DJ_TABLE_UNIT), 1);
  }
  ck_assert_int_eq (g_chdir (here), 0);
}
END_TEST

/* A link is the file that it leads to, journals and all; where the program goes meanwhile does not matter. */
START_TEST (test_link)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("real.db");
  g_autofree char *link_path = io_path ("link.db");
  g_autofree char *here = g_get_current_dir ();
  ck_assert_int_eq (symlink ("real.db", link_path), 0);
  ck_assert_int_eq (g_chdir (io_root), 0);
  g_autoptr (DjRegister) a = open_store ("link.db");
  ck_assert_int_eq (g_chdir (here), 0);
  g_autoptr (DjRegister) b = open_store (path);
  ck_assert (add_unit (a, "u-1", &error) && add_unit (b, "u-2", &error) && add_unit (a, "u-3", &error));
  ck_assert_int_eq (dj_register_get_number (a), 4);
  assert_sound (b);
}
END_TEST

/* ---- Exchanged while it is open -------------------------------------------------------------------------------------------- */

static void assert_refused (DjRegister *reg, DjError code)
{
  g_autoptr (GError) error = NULL;
  gint64 number = dj_register_get_number (reg);
  gint32 n = dj_register_get_n_rows (reg, DJ_TABLE_UNIT);
  ck_assert (!add_unit (reg, "lost", &error));
  assert_words (error, code);
  g_clear_error (&error);
  ck_assert (!dj_register_undo (reg, number, NULL, &error));
  assert_words (error, code);
  g_clear_error (&error);
  ck_assert (!dj_register_refresh (reg, NULL, &error));
  assert_words (error, code);
  ck_assert_int_eq (dj_register_get_number (reg), number);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), n);
}

START_TEST (test_removed)
{
  g_autofree char *path = make_store ("removed.db");
  g_autofree char *away = io_path ("away.db");
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL));
  if (_i == 0)
    ck_assert_int_eq (g_unlink (path), 0);
  else
    ck_assert_int_eq (g_rename (path, away), 0);
  assert_refused (reg, DJ_ERROR_FILE);
}
END_TEST

/* Another store is put in its place, as somebody does who restores a copy. */
START_TEST (test_replaced)
{
  g_autofree char *path = make_store ("replaced.db");
  g_autofree char *backup = io_path ("backup.db");
  copy_file (path, backup);
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL));
  ck_assert_int_eq (g_rename (backup, path), 0);
  assert_refused (reg, DJ_ERROR_FILE);
}
END_TEST

/* A copy of the store is a file of its own; and so is its history from there on. */
START_TEST (test_other_history)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("history.db");
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL) && add_unit (reg, "u-2", NULL));
  /* somebody takes back the last commit in the file, as a copy from before it had been restored, and makes one or two others */
  place_run (path, "DELETE FROM change WHERE number = 3; DELETE FROM unit WHERE code = 'u-2'");
  assert_refused (reg, DJ_ERROR_FORMAT);
  for (int i = 0; i < 2; i++)
  {
    g_autoptr (DjRegister) other = open_store (path);
    g_autofree char *code = g_strdup_printf ("other-%d", i);
    ck_assert (add_unit (other, code, NULL));
    assert_refused (reg, DJ_ERROR_FORMAT);
    ck_assert (!dj_register_verify_log (reg, NULL, &error));
    assert_words (error, DJ_ERROR_FORMAT);
    g_clear_error (&error);
    ck_assert_ptr_null (dj_register_at_commit (reg, 1, &error));
    assert_words (error, DJ_ERROR_FORMAT);
    g_clear_error (&error);
    assert_sound (other); /* which is sound in itself */
  }
}
END_TEST

/* The journal is half of the store: without it others see another store, and what is written to the old one is lost. */
START_TEST (test_journal_removed)
{
  g_autofree char *path = make_store ("journal.db");
  g_autofree char *journal = g_strconcat (path, _i ? "-shm" : "-wal", NULL);
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL));
  ck_assert_int_eq (g_unlink (journal), 0);
  assert_refused (reg, DJ_ERROR_FILE);
}
END_TEST

/* Newest commits that were taken away with their rows leave a log that is sound; who has noted the last hash sees it. */
START_TEST (test_noted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("noted.db");
  g_autofree char *old = io_path ("old.db");
  copy_file (path, old);
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL));
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  int column = dj_frame_find_column (log, "hash");
  const char *first = dj_frame_get_text (log, 0, column), *last = dj_frame_get_text (log, 1, column);
  ck_assert (dj_register_verify_commit (reg, 1, first, NULL) && dj_register_verify_commit (reg, 2, last, NULL));
  ck_assert (!dj_register_verify_commit (reg, 2, first, &error));
  assert_words (error, DJ_ERROR_FORMAT);
  g_clear_error (&error);
  g_autoptr (DjRegister) restored = open_store (old);
  assert_sound (restored);
  ck_assert (dj_register_verify_commit (restored, 1, first, NULL));
  ck_assert (!dj_register_verify_commit (restored, 2, last, &error));
  assert_words (error, DJ_ERROR_FORMAT);
}
END_TEST

/* ---- Journals ------------------------------------------------------------------------------------------------------------------ */

/* SQLite's own copies have another journal, with which readers would wait for writers. */
START_TEST (test_copy)
{
  g_autofree char *path = make_store ("whole.db");
  g_autofree char *copy = io_path ("copy.db");
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", copy);
  place_run (path, sql);
  g_autofree char *before = place_ask (copy, "PRAGMA journal_mode");
  ck_assert_str_eq (before, "delete");
  g_autoptr (DjRegister) reg = open_store (copy);
  g_autofree char *after = place_ask (copy, "PRAGMA journal_mode");
  ck_assert_str_eq (after, "wal");
  ck_assert (add_unit (reg, "u-1", NULL));
  assert_sound (reg);
}
END_TEST

/* The journal of another store beside it: what comes of it is no store, or one that is told to be altered, or the right one. */
START_TEST (test_foreign_journal)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;
  g_autofree char *path = make_store ("a.db");
  g_autofree char *other = make_store ("b.db");
  g_autofree char *journal = g_strconcat (path, _i ? "-journal" : "-wal", NULL);
  g_autofree char *theirs = g_strconcat (other, "-wal", NULL);
  gint32 n = count_units (path);
  g_autoptr (DjRegister) b = open_store (other);
  ck_assert (add_unit (b, "u-b", NULL));
  ck_assert (g_file_get_contents (theirs, &bytes, &length, NULL) && length > 4096);
  ck_assert (g_file_set_contents_full (journal, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) a = dj_register_open (path, NULL, &error);
  if (!a)
    ck_assert (error->domain == DJ_ERROR);
  else if (dj_register_get_n_rows (a, DJ_TABLE_UNIT) != n) /* these two stores were the same but for the commit */
    ck_assert (dj_register_get_number (a) == 2 || !dj_register_verify_log (a, NULL, NULL));
  else
    assert_sound (a);
}
END_TEST

/* A program that was killed with the other kind of journal left it hot: it is played back by whoever opens next. */
START_TEST (test_hot_journal)
{
  sqlite3 *db = NULL;
  gsize length = 0, journal_length = 0;
  g_autofree char *bytes = NULL, *journal_bytes = NULL;
  g_autofree char *path = make_store ("hot.db");
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autofree char *copy = io_path ("killed.db");
  g_autofree char *copy_journal = io_path ("killed.db-journal");
  gint32 n = count_units (path);
  ck_assert_int_eq (sqlite3_open (path, &db), SQLITE_OK);
  ck_assert_int_eq (
      sqlite3_exec (
          db,
          "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; WITH RECURSIVE n (i) AS "
          "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO unit (code, name, "
          "kind) SELECT 'half-' || i, 'x', 'organ' FROM n",
          NULL, NULL, NULL),
      SQLITE_OK);
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL)
             && g_file_get_contents (journal, &journal_bytes, &journal_length, NULL) && journal_length > 512);
  sqlite3_close (db);
  ck_assert (g_file_set_contents_full (copy, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  ck_assert (g_file_set_contents_full (copy_journal, journal_bytes, (gssize)journal_length, G_FILE_SET_CONTENTS_NONE,
                                       0600, NULL));
  g_autoptr (DjRegister) reg = open_store (copy);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), n);
  assert_sound (reg);
}
END_TEST

/* ---- Rows written past the log ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *sql; /* what somebody does by hand, while the register is open */
  const char *code;
  const char *column; /* what a commit changes then; NULL for dropping the row */
  const char *word;   /* in the sentence that it gets; NULL where the commit does not touch it */
} Hand;

static const Hand hands[] = {
  { "UPDATE unit SET name = '手改' WHERE code = 'u-1'", "u-1", "name", "手改" },
  { "UPDATE unit SET name = '手改' WHERE code = 'u-1'", "u-1", "headcount", NULL },
  { "UPDATE unit SET name = '手改' WHERE code = 'u-1'", "u-1", NULL, "手改" },
  { "UPDATE unit SET name = '手改' WHERE code = 'u-1'", "u-2", "name", NULL },
  { "UPDATE unit SET headcount = 4711 WHERE code = 'u-1'", "u-1", "headcount", "4711" },
  { "UPDATE unit SET headcount = 4711 WHERE code = 'u-1'", "u-1", NULL,
    "no commit has written" }, /* a cell that the register does not have */
  { "DELETE FROM unit WHERE code = 'u-1'", "u-1", "name", "gone" },
  { "DELETE FROM unit WHERE code = 'u-1'", "u-1", NULL, "gone" },
  { "DELETE FROM unit WHERE code = 'u-1'", "u-2", "name", NULL },
};

static void drop_unit (DjChange *change, const char *code)
{
  gint32 row = dj_change_first_row (change, DJ_TABLE_UNIT, code, NULL);
  DjTableData *table = dj_change_edit (change, DJ_TABLE_UNIT);
  g_autofree guint8 *drop = g_malloc0 ((gsize)table->n_rows);
  drop[row] = 1;
  dj_table_drop_rows (table, drop);
}

START_TEST (test_by_hand)
{
  const Hand *hand = &hands[_i];
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("hand.db");
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL) && add_unit (reg, "u-2", NULL));
  place_run (path, hand->sql);
  const char *find
      = "SELECT group_concat (id || code || name || coalesce (headcount, '-')) FROM unit WHERE code = 'u-1'";
  g_autofree char *written = place_ask (path, find);
  g_autoptr (DjChange) change = dj_register_begin (reg, "over it");
  if (hand->column)
    ck_assert (dj_change_amend (change, DJ_TABLE_UNIT, hand->code, NULL, hand->column, "12", NULL));
  else
    drop_unit (change, hand->code);
  gboolean done = dj_change_commit (change, &error);
  ck_assert_msg (done == (hand->word == NULL), "%s: %s", hand->sql, error ? error->message : "was written over");
  if (hand->word)
  {
    assert_words (error, DJ_ERROR_FORMAT);
    ck_assert_msg (strstr (error->message, hand->word) && strstr (error->message, "unit"), "%s", error->message);
    g_autofree char *now = place_ask (path, find);
    ck_assert_str_eq (now ? now : "", written ? written : "");
    ck_assert_int_eq (dj_register_get_number (reg), 3);
  }
  else if (written && strcmp (hand->column, "headcount") != 0)
  {
    g_autofree char *now = place_ask (path, find);
    ck_assert_str_eq (now, written);
  }
  ck_assert (!dj_register_verify_log (reg, NULL, NULL)); /* and it is said so */
}
END_TEST

/* Rows that somebody has added: a new one does not take their number, nor does a load come to lie among them. */
START_TEST (test_added_by_hand)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("added.db");
  g_autoptr (DjRegister) reg = open_store (path);
  ck_assert (add_unit (reg, "u-1", NULL));
  place_run (path, "INSERT INTO unit (code, name, kind) VALUES ('hand', '手', 'organ')");
  ck_assert (!add_unit (reg, "u-2", &error));
  assert_words (error, DJ_ERROR_FORMAT);
  ck_assert_msg (strstr (error->message, "no commit has added"), "%s", error->message);
  g_clear_error (&error);
  g_autoptr (DjRegister) again = open_store (path); /* who has read the row goes on behind it */
  ck_assert (add_unit (again, "u-2", NULL));
  ck_assert_int_eq (dj_register_get_n_rows (again, DJ_TABLE_UNIT), dj_register_get_n_rows (reg, DJ_TABLE_UNIT) + 2);
}
END_TEST

START_TEST (test_load_by_hand)
{
  g_autoptr (GError) error = NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  g_autofree char *path = io_path ("load.db");
  options.create = TRUE;
  g_autoptr (DjRegister) reg = dj_register_open (path, &options, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "load");
  for (int i = 0; i <= DJ_LOAD_ROWS; i++)
  {
    g_autofree char *code = g_strdup_printf ("f-%d", i);
    ck_assert (dj_change_add (change, DJ_TABLE_FACILITY, NULL, "code", code, "name", "站", NULL));
  }
  place_run (path, "INSERT INTO facility (id, code, name) VALUES (900000, 'hand-f', '手')");
  ck_assert (!dj_change_commit (change, &error));
  assert_words (error, DJ_ERROR_FORMAT);
  g_autofree char *n = place_ask (path, "SELECT count(*) FROM facility");
  ck_assert_str_eq (n, "1");
  place_run (path, "DELETE FROM facility");
  g_clear_error (&error);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  assert_sound (reg);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-files");
  TCase *tcase = tcase_create ("store-files");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_no_file);
  tcase_add_test (tcase, test_names);
  tcase_add_test (tcase, test_link);
  tcase_add_loop_test (tcase, test_removed, 0, 2);
  tcase_add_test (tcase, test_replaced);
  tcase_add_test (tcase, test_other_history);
  tcase_add_loop_test (tcase, test_journal_removed, 0, 2);
  tcase_add_test (tcase, test_noted);
  tcase_add_test (tcase, test_copy);
  tcase_add_loop_test (tcase, test_foreign_journal, 0, 2);
  tcase_add_test (tcase, test_hot_journal);
  tcase_add_loop_test (tcase, test_by_hand, 0, G_N_ELEMENTS (hands));
  tcase_add_test (tcase, test_added_by_hand);
  tcase_add_test (tcase, test_load_by_hand);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
