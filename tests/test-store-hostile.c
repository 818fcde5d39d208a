/* SPDX-License-Identifier: Apache-2.0 */
/* Stores that were cut, damaged, exchanged or altered by somebody: told in words, never a crash, never rows lost without a word. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "store-place.h"

static char *make_store (const char *from)
{
  char *path = place_new ("hostile.db");
  g_autoptr (DjRegister) reg = io_read (from);
  io_write (reg, path);
  return path;
}

static void put_bytes (const char *path, const char *bytes, gsize length)
{
  g_unlink (path); /* what is there is not cut off else */
  ck_assert (g_file_set_contents_full (path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void assert_words (const GError *error)
{
  ck_assert_ptr_nonnull (error);
  ck_assert (error->domain == DJ_ERROR && *error->message && g_utf8_validate (error->message, -1, NULL));
}

/* ---- Not what it should be --------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *sql;
  DjError code;
  DjIssueCode issue; /* of DJ_ERROR_DATA */
} Alteration;

/* Of both products. */
static const Alteration alterations[] = {
  { "DROP VIEW v_unit; ALTER TABLE unit DROP COLUMN headcount", DJ_ERROR_FORMAT, 0 },
  { "DROP VIEW v_unit; ALTER TABLE unit RENAME COLUMN headcount TO superior", DJ_ERROR_FORMAT, 0 },
  { "DROP VIEW v_organization; ALTER TABLE organization ADD COLUMN superior TEXT", DJ_ERROR_FORMAT, 0 },
  { "DROP VIEW v_unit; DROP TABLE unit", DJ_ERROR_FORMAT, 0 },
  { "DROP TABLE column_label", DJ_ERROR_FORMAT, 0 },
  { "DROP TABLE change", DJ_ERROR_FORMAT, 0 },
  { "DROP VIEW v_unit; DROP TABLE unit; CREATE VIEW unit AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 "
    "FROM c) SELECT id "
    "FROM c",
    DJ_ERROR_FORMAT, 0 },
  { "DROP VIEW v_unit; CREATE TABLE other AS SELECT * FROM unit; DROP TABLE unit; ALTER TABLE other RENAME TO unit; "
    "UPDATE unit SET id = 7",
    DJ_ERROR_FORMAT, 0 },
  { "UPDATE unit SET headcount = -1 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_RANGE },
  { "UPDATE unit SET name = NULL WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_REQUIRED },
  { "UPDATE unit SET kind = 'none such' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_CODE },
  { "UPDATE unit SET since = '2023-02-30' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_DATE },
  { "UPDATE unit SET code = (SELECT code FROM unit WHERE id = 4) WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_DUPLICATE },
  { "INSERT INTO unit (id) VALUES (9000)", DJ_ERROR_DATA, DJ_ISSUE_REQUIRED },
  { "INSERT INTO unit (id, code, name, kind) VALUES (-1, 'x', 'x', 'organ')", DJ_ERROR_FORMAT, 0 },
  { "INSERT INTO subordination (id, organization, superior) VALUES (9000, 'o110105', 'o110105004')", DJ_ERROR_DATA,
    DJ_ISSUE_SUPERIOR },
  { "UPDATE change SET number = 9223372036854775807", DJ_ERROR_FORMAT, 0 },
  { "UPDATE change SET number = -3", DJ_ERROR_FORMAT, 0 },
  { "UPDATE change SET number = 0", DJ_ERROR_FORMAT, 0 },
};

/* What only a server holds: columns have types there, so that these are altered first. */
#define RETYPE(type) "DROP VIEW v_unit; ALTER TABLE unit ALTER COLUMN headcount TYPE " type "; "
static const Alteration alterations_of_server[] = {
  { RETYPE ("TEXT") "UPDATE unit SET headcount = 'many' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { RETYPE ("DOUBLE PRECISION") "UPDATE unit SET headcount = 1.5 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { RETYPE ("REAL") "UPDATE unit SET headcount = 1.5 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { RETYPE ("DOUBLE PRECISION") "UPDATE unit SET headcount = 'Infinity' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { RETYPE ("DOUBLE PRECISION") "UPDATE unit SET headcount = 'NaN' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { RETYPE ("NUMERIC") "UPDATE unit SET headcount = 5 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_TYPE },
  { RETYPE ("BYTEA USING NULL") "UPDATE unit SET headcount = '\\x00ff' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_TYPE },
  { RETYPE ("SMALLINT") "UPDATE unit SET headcount = -1 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_RANGE },
  { "DROP VIEW v_unit; ALTER TABLE unit ALTER COLUMN since TYPE DATE USING '2023-01-01'", DJ_ERROR_DATA,
    DJ_ISSUE_TYPE },
  { "DROP VIEW v_unit; ALTER TABLE unit ALTER COLUMN id TYPE TEXT", DJ_ERROR_FORMAT, 0 },
  { "ALTER TABLE unit DROP CONSTRAINT unit_pkey; UPDATE unit SET id = 7", DJ_ERROR_FORMAT, 0 },
  { "DROP TABLE meta", DJ_ERROR_FORMAT, 0 },
  { "DROP TABLE meta; CREATE TABLE meta (a TEXT)", DJ_ERROR_FORMAT, 0 },
  { "ALTER TABLE meta RENAME TO other; CREATE VIEW meta AS WITH RECURSIVE c (key, value) AS (SELECT 'x', 'x' UNION ALL "
    "SELECT 'x', 'x' "
    "FROM c) SELECT * FROM c",
    DJ_ERROR_FORMAT, 0 },
  { "DELETE FROM meta", DJ_ERROR_FORMAT, 0 },
  { "UPDATE meta SET value = '-5'", DJ_ERROR_FORMAT, 0 },
  { "UPDATE meta SET value = '99'", DJ_ERROR_FORMAT, 0 },
  { "UPDATE meta SET value = '99999999999999999999'", DJ_ERROR_FORMAT, 0 },
  { "UPDATE meta SET value = NULL", DJ_ERROR_FORMAT, 0 },
};

/* What only a file holds: values of any type in columns of any other, and texts that are none. */
static const Alteration alterations_of_file[] = {
  { "DROP VIEW v_unit; CREATE TABLE other AS SELECT * FROM unit; DROP TABLE unit; ALTER TABLE other RENAME TO unit; "
    "UPDATE unit SET id = NULL",
    DJ_ERROR_FORMAT, 0 },
  { "PRAGMA application_id = 1", DJ_ERROR_FORMAT, 0 },
  { "PRAGMA user_version = -5", DJ_ERROR_FORMAT, 0 },
  { "PRAGMA user_version = 99", DJ_ERROR_FORMAT, 0 },
  { "UPDATE unit SET headcount = 'many' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { "UPDATE unit SET headcount = 1.5 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { "UPDATE unit SET headcount = 9e999 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_NUMBER },
  { "UPDATE unit SET headcount = x'00ff' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_TYPE },
  { "UPDATE unit SET name = CAST (x'ff' AS TEXT) WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_ENCODING },
  { "UPDATE unit SET name = 'a' || char (0) || 'b' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_ENCODING },
  { "UPDATE unit SET name = CAST (x'e4bd' AS TEXT), kind = 'organ' WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_ENCODING },
  { "UPDATE unit SET since = 20000000000 WHERE id = 3", DJ_ERROR_DATA, DJ_ISSUE_DATE },
  { "INSERT INTO unit DEFAULT VALUES", DJ_ERROR_DATA, DJ_ISSUE_REQUIRED },
};

static gboolean has_issue (const GError *error, DjIssueCode code)
{
  const DjIssues *issues = dj_error_get_issues (error);
  for (guint i = 0; issues && i < dj_issues_get_n (issues); i++)
    if (dj_issues_get (issues, i)->code == code)
      return TRUE;
  return FALSE;
}

static void assert_refused (const Alteration *altered)
{
  g_autofree char *path = make_store ("cases/sanlitun");
  place_run (path, altered->sql);
  g_autoptr (GError) error = NULL;
  ck_assert_msg (dj_register_open (path, NULL, &error) == NULL, "%s", altered->sql);
  assert_words (error);
  ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)altered->code), "%s: %s", altered->sql, error->message);
  ck_assert_msg (altered->code != DJ_ERROR_DATA || has_issue (error, altered->issue), "%s: %s", altered->sql,
                 error->message);
}

START_TEST (test_altered) { assert_refused (&alterations[_i]); }
END_TEST

START_TEST (test_altered_file) { assert_refused (&alterations_of_file[_i]); }
END_TEST

START_TEST (test_altered_server) { assert_refused (&alterations_of_server[_i]); }
END_TEST

/* An issue says where: the file, and the id of the row as its line. */
START_TEST (test_place)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("cases/sanlitun");
  place_run (path, "DELETE FROM attendance; UPDATE unit SET since = 'some day' WHERE id = 3");
  ck_assert_ptr_null (dj_register_open (path, NULL, &error));
  const DjIssue *issue = dj_issues_get (dj_error_get_issues (error), 0);
  ck_assert_msg (place_is_server () ? g_str_has_prefix (issue->file, "postgresql://") : strcmp (issue->file, path) == 0,
                 "%s", issue->file);
  ck_assert_int_eq (issue->line, 3);
  ck_assert_int_eq (issue->row, 2);
  ck_assert_int_eq (issue->table, DJ_TABLE_UNIT);
}
END_TEST

/* What a lenient reader leaves out is told, stays in the file, and nothing can be committed on top of it. */
START_TEST (test_lenient)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("cases/transition");
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.lenient = TRUE;
  place_run (path,
             "INSERT INTO unit (id, code, name, kind) VALUES (500, 'x', 'x', 'none such'), (501, 'y', 'y', 'organ')");
  g_autoptr (DjRegister) whole = io_read ("cases/transition");
  g_autoptr (DjRegister) reg = dj_register_open (path, &options, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "?");
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), dj_register_get_n_rows (whole, DJ_TABLE_UNIT) + 1);
  ck_assert_uint_gt (dj_issues_get_n (dj_register_get_issues (reg)), 0);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "z", "name", "z", "kind", "organ", NULL));
  ck_assert (!dj_change_commit (change, &error));
  assert_words (error);
}
END_TEST

/* A column that somebody added is a further one, and is kept; so is what stands in a column that no file had. */
START_TEST (test_added)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("cases/transition");
  place_run (path, "ALTER TABLE unit ADD COLUMN \"note here\" TEXT; UPDATE unit SET \"note here\" = 'x' WHERE id = 1;"
                   "UPDATE organization SET term_ends = '2030-01-01' WHERE id = 1");
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "?");
  g_autoptr (DjFrame) units = dj_register_get_table (reg, DJ_TABLE_UNIT);
  ck_assert_str_eq (dj_frame_get_text (units, 0, dj_frame_find_column (units, "note here")), "x");
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (
      dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "z", "name", "z", "kind", "organ", "note here", "y", NULL));
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  g_autoptr (DjRegister) again = io_read (path);
  g_autofree char *folder = io_path ("added");
  io_write (again, folder);
  g_autofree char *organizations = io_get (folder, "organization.csv");
  g_autofree char *unit = io_get (folder, "unit.csv");
  ck_assert (strstr (organizations, "2030-01-01") && strstr (unit, "note here"));
}
END_TEST

/* ---- Triggers --------------------------------------------------------------------------------------------------------------- */

static const char *const triggers[] = {
  "CREATE TRIGGER no BEFORE INSERT ON unit BEGIN SELECT RAISE (ABORT, 'no'); END",
  "CREATE TRIGGER no BEFORE INSERT ON unit BEGIN SELECT RAISE (ROLLBACK, 'no'); END",
  "CREATE TRIGGER no BEFORE INSERT ON unit BEGIN SELECT RAISE (FAIL, 'no'); END",
  "CREATE TRIGGER no BEFORE INSERT ON unit BEGIN SELECT RAISE (IGNORE); END", /* says nothing, and writes nothing */
  "CREATE TRIGGER no BEFORE INSERT ON change BEGIN SELECT RAISE (ABORT, 'no'); END",
  "CREATE TRIGGER no BEFORE INSERT ON change BEGIN SELECT RAISE (IGNORE); END",
  "CREATE TRIGGER no BEFORE UPDATE ON table_label BEGIN SELECT RAISE (IGNORE); END",
};

/* The same of a server. */
#define TRIGGER(body, rest)                                                                                            \
  "CREATE FUNCTION no () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " body                                           \
  "; RETURN NULL; END $$; CREATE TRIGGER no " rest
static const char *const server_triggers[] = {
  TRIGGER ("RAISE EXCEPTION 'no'", "BEFORE INSERT ON unit FOR EACH ROW EXECUTE FUNCTION no ()"),
  TRIGGER ("RAISE EXCEPTION 'no'", "AFTER INSERT ON unit FOR EACH STATEMENT EXECUTE FUNCTION no ()"),
  TRIGGER ("NULL", "BEFORE INSERT ON unit FOR EACH ROW EXECUTE FUNCTION no ()"), /* says nothing, and writes nothing */
  TRIGGER ("RAISE EXCEPTION 'no'", "BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION no ()"),
  TRIGGER ("NULL", "BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION no ()"),
  TRIGGER ("NULL", "BEFORE UPDATE ON table_label FOR EACH ROW EXECUTE FUNCTION no ()"),
  ("CREATE FUNCTION no () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
   "CREATE CONSTRAINT TRIGGER no AFTER INSERT ON unit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no "
   "()"),
};
G_STATIC_ASSERT (G_N_ELEMENTS (server_triggers) == G_N_ELEMENTS (triggers));

START_TEST (test_trigger)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("cases/transition");
  g_autoptr (DjRegister) files = io_read ("cases/transition");
  place_run (path, place_is_server () ? server_triggers[_i] : triggers[_i]);
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "z", "name", "z", "kind", "organ", NULL));
  ck_assert_msg (!dj_change_commit (change, &error), "%s", triggers[_i]);
  assert_words (error);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), dj_register_get_n_rows (files, DJ_TABLE_UNIT));
  place_run (path, place_is_server () ? "DROP FUNCTION no CASCADE" : "DROP TRIGGER no");
  g_clear_error (&error);
  ck_assert_msg (dj_change_commit (change, &error), "%s",
                 error ? error->message : "?"); /* nothing of the first try is left */
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
}
END_TEST

/* ---- Damage ------------------------------------------------------------------------------------------------------------------- */

/* Opens whatever it is; where that goes well, everything is asked, and what comes out is whole or the log says that it is not. */
static void use (const char *path, DjRegister *whole)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  if (!reg)
  {
    assert_words (error);
    return;
  }
  gboolean sound = dj_register_verify_log (reg, NULL, &error);
  ck_assert (sound || (error && error->domain == DJ_ERROR));
  for (int t = 0; sound && t < DJ_N_TABLES; t++)
    ck_assert_int_eq (dj_register_get_n_rows (reg, (DjTable)t), dj_register_get_n_rows (whole, (DjTable)t));
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  g_autoptr (DjRegister) before = dj_register_at_commit (reg, 0, NULL);
  ck_assert (!sound || (log && before));
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "new-z", "name", "z", "kind", "organ", NULL));
  g_clear_error (&error);
  ck_assert (dj_change_commit (change, &error) || error->domain == DJ_ERROR);
  dj_register_undo (reg, 1, NULL, NULL);
}

static void use_bytes (const char *path, const char *bytes, gsize length, DjRegister *whole)
{
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  g_autofree char *memory = g_strconcat (path, "-shm", NULL);
  g_unlink (journal);
  g_unlink (memory);
  put_bytes (path, bytes, length);
  use (path, whole);
}

START_TEST (test_cut)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;
  g_autofree char *path = make_store ("tests/data/snapshot");
  g_autoptr (DjRegister) whole = io_read ("tests/data/snapshot");
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize cut = 0; cut < length; cut += cut < 200 ? 37 : length / 23)
    use_bytes (path, bytes, cut, whole);
}
END_TEST

START_TEST (test_flipped)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);
  g_autofree char *path = make_store ("tests/data/snapshot");
  g_autoptr (DjRegister) whole = io_read ("tests/data/snapshot");
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
  for (int round = 0; round < 300; round++)
  {
    g_autofree char *damaged = g_memdup2 (bytes, length);
    for (int n = g_rand_int_range (chance, 1, 9); n > 0; n--)
      damaged[g_rand_int_range (chance, 0, (gint32)length)] ^= (char)(1 << g_rand_int_range (chance, 0, 8));
    if (round % 3 == 0) /* a page in the place of another */
      memcpy (damaged + (gsize)g_rand_int_range (chance, 0, (gint32)(length / 4096)) * 4096,
              bytes + (gsize)g_rand_int_range (chance, 0, (gint32)(length / 4096)) * 4096, 4096);
    use_bytes (path, damaged, length, whole);
  }
}
END_TEST

START_TEST (test_foreign)
{
  static const char *const texts[] = { "", "code,name\n", "SQLite format 3", "{\"unit\": []}" };
  g_autofree char *path = io_path ("foreign.db");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
  {
    g_autoptr (GError) error = NULL;
    put_bytes (path, texts[i], strlen (texts[i]));
    ck_assert_ptr_null (dj_register_open (path, NULL, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), "%s", error->message);
  }
  g_unlink (path);
  place_run (path, "CREATE TABLE songs (title TEXT)");
  g_autoptr (GError) error = NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.create = TRUE;
  ck_assert_ptr_null (dj_register_open (path, &options, &error)); /* somebody's, and stays it */
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_autofree char *folder = io_path ("folder.db");
  g_clear_error (&error);
  ck_assert_int_eq (g_mkdir (folder, 0700), 0);
  ck_assert (!dj_register_open (folder, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
}
END_TEST

/* Somebody's tables stay it; what an extension has made is in nobody's way. */
START_TEST (test_foreign_schema)
{
  static const char *const relations[] = { "CREATE TABLE songs (title TEXT)", "CREATE VIEW songs AS SELECT 1 AS title",
                                           "CREATE SEQUENCE songs", "CREATE TABLE meta (key TEXT, value TEXT)" };
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.create = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (relations); i++)
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = place_new ("foreign");
    g_autoptr (DjRegister) files = io_read ("cases/transition");
    place_run (path, relations[i]);
    ck_assert_ptr_null (dj_register_open (path, &options, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), "%s", error->message);
    g_clear_error (&error);
    ck_assert (!dj_register_write (files, path, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
    g_autofree char *left
        = place_ask (path, "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema ()::regnamespace");
    ck_assert_str_eq (left, "1");
  }
}
END_TEST

/* Records that say what cannot be, with hashes that fit. */
START_TEST (test_records)
{
  static const char *const edits[] = {
    "",
    "x",
    "{}",
    "[1]",
    "[{}]",
    "[{\"table\":\"unit\"}]",
    "[{\"table\":\"none\",\"id\":1,\"op\":\"set\"}]",
    "[{\"table\":\"unit\",\"id\":0,\"op\":\"drop\",\"before\":{}}]",
    "[{\"table\":\"unit\",\"id\":1,\"op\":\"drop\",\"before\":{}}]",
    "[{\"table\":\"unit\",\"id\":1e300,\"op\":\"add\",\"after\":{\"code\":\"x\"}}]",
    "[{\"table\":\"unit\",\"id\":1,\"op\":\"set\",\"before\":{\"code\":1},\"after\":{\"code\":\"x\"}}]",
    "[{\"table\":\"unit\",\"id\":1,\"op\":\"set\",\"before\":{\"headcount\":null},\"after\":{\"headcount\":\"x\"}}]",
    "[{\"table\":\"unit\",\"id\":1,\"op\":\"fly\",\"before\":{},\"after\":{}}]",
    "[{\"table\":\"unit\",\"op\":\"load\",\"rows\":5,\"last\":-1}]",
    ("[{\"table\":\"unit\",\"op\":\"load\",\"rows\":5,\"last\":9,\"sum\":\"\"},{\"table\":\"unit\",\"op\":\"load\","
     "\"rows\":5,\"last\":9,\"sum\":\"\"}]"),
  };
  g_autofree char *path = make_store ("cases/transition");
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, NULL);
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  const char *previous = dj_frame_get_text (log, 0, dj_frame_find_column (log, "hash"));
  g_autofree char *text = g_strdup_printf ("[\"%s\",2,\"t\",null,\"r\",%s]", previous, edits[_i]);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO change VALUES (2, 't', NULL, 'r', 1, '%s', '%s', '%s')",
                                          edits[_i], hash, previous);
  place_run (path, sql);
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_register_refresh (reg, NULL, &error));
  assert_words (error);
  ck_assert_int_eq (dj_register_get_number (reg), 1);
  g_clear_error (&error);
  ck_assert (!dj_register_verify_log (reg, NULL, &error));
  assert_words (error);
  g_clear_error (&error);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "z", "name", "z", "kind", "organ", NULL));
  ck_assert (!dj_change_commit (change, &error));
  assert_words (error);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-hostile");
  TCase *tcase = tcase_create ("store-hostile");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, test_altered, 0, G_N_ELEMENTS (alterations));
  tcase_add_test (tcase, test_place);
  tcase_add_test (tcase, test_lenient);
  tcase_add_test (tcase, test_added);
  tcase_add_loop_test (tcase, test_trigger, 0, G_N_ELEMENTS (triggers));
  if (place_is_server ())
  {
    tcase_add_loop_test (tcase, test_altered_server, 0, G_N_ELEMENTS (alterations_of_server));
    tcase_add_test (tcase, test_foreign_schema);
  }
  else
  {
    tcase_add_loop_test (tcase, test_altered_file, 0, G_N_ELEMENTS (alterations_of_file));
    tcase_add_test (tcase, test_cut);
    tcase_add_test (tcase, test_flipped);
    tcase_add_test (tcase, test_foreign);
  }
  tcase_add_loop_test (tcase, test_records, 0, 15);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
