/* SPDX-License-Identifier: Apache-2.0 */
/* Stores whose schema somebody has made to mislead: what cannot be trusted is refused in words, what is only odd works, and whatever is committed
 * is what the rows are. */
#include <check.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "store/store-private.h"
#include "store-place.h"

/* It is written once, and its bytes are copied for every test. */
static char *make_store (void)
{
  static char *bytes;
  static gsize size;
  char *path = io_path ("schema.db");
  g_unlink (path);
  if (bytes)
  {
    ck_assert (g_file_set_contents (path, bytes, (gssize)size, NULL));
    return path;
  }
  g_autoptr (DjRegister) reg = io_read ("cases/sanlitun");
  io_write (reg, path);
  ck_assert (g_file_get_contents (path, &bytes, &size, NULL));
  return path;
}

static void assert_words (const GError *error, DjError code)
{
  ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)code), "%s", error ? error->message : "no error");
  ck_assert (*error->message && g_utf8_validate (error->message, -1, NULL));
}

static DjRegister *open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "?");
  return reg;
}

static void assert_sound (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gboolean sound = dj_register_verify_log (reg, NULL, &error);
  ck_assert_msg (sound, "%s", error ? error->message : "?");
}

static void assert_same (DjRegister *a, DjRegister *b)
{
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  io_remove (first);
  io_remove (second);
  io_write (a, first);
  io_write (b, second);
  io_assert_same (first, second, "schema");
}

/* A row comes, changes, goes, and comes back; the file is what the register is. */
static void use (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = open_store (path);
  gint64 number = dj_register_get_number (reg);
  g_autoptr (DjChange) add = dj_register_begin (reg, "add");
  ck_assert (dj_change_add (add, DJ_TABLE_UNIT, NULL, "code", "new-1", "name", "甲", "kind", "organ", NULL));
  ck_assert_msg (dj_change_commit (add, &error), "%s", error ? error->message : "?");
  g_autoptr (DjChange) amend = dj_register_begin (reg, "amend");
  ck_assert (dj_change_amend (amend, DJ_TABLE_UNIT, "new-1", NULL, "name", "乙", "headcount", "7", NULL));
  ck_assert_msg (dj_change_commit (amend, &error), "%s", error ? error->message : "?");
  for (gint64 i = number + 2; i > number; i--)
    ck_assert_msg (dj_register_undo (reg, i, NULL, &error), "%s", error ? error->message : "?");
  ck_assert_msg (dj_register_undo (reg, number + 4, NULL, &error), "%s", error ? error->message : "?");
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (reg, again);
  assert_sound (again);
}

/* ---- Refused ------------------------------------------------------------------------------------------------------------- */

#define OTHER(columns) "DROP VIEW v_unit; DROP TABLE unit; CREATE TABLE unit (" columns

#define COLUMNS                                                                                                        \
  "name TEXT, kind TEXT, area TEXT, host TEXT, industry TEXT, credit_code TEXT, headcount BIGINT, since TEXT, until "  \
  "TEXT"

/* The first is an empty table as it should be, which only leaves others without what they refer to. */
static const char *const refused[] = {
  OTHER ("id INTEGER PRIMARY KEY, code TEXT, " COLUMNS ")"),
  "PRAGMA user_version = 2147483647",
  "PRAGMA user_version = -2147483648",
  "PRAGMA application_id = -1",
  OTHER ("id INTEGER PRIMARY KEY, code TEXT, " COLUMNS ") WITHOUT ROWID"),
  OTHER ("id INTEGER PRIMARY KEY, code TEXT UNIQUE ON CONFLICT REPLACE, " COLUMNS ")"),
  OTHER ("id BIGINT, code TEXT PRIMARY KEY ON CONFLICT REPLACE, " COLUMNS ")"),
  OTHER ("id TEXT, code TEXT, " COLUMNS ")"),
  OTHER ("id INTEGER PRIMARY KEY, code TEXT GENERATED ALWAYS AS ('x'), " COLUMNS ")"),
  "DROP VIEW v_unit; DROP TABLE unit; CREATE VIRTUAL TABLE unit USING fts5 (id, code, name)",
  "DROP VIEW v_unit; DROP TABLE unit; CREATE VIEW unit AS SELECT * FROM organization",
  "DROP TABLE change; CREATE VIEW change AS SELECT 1 AS number",
  "DROP TABLE change; CREATE TABLE change (number)",
  "INSERT INTO unit (id, code, name, kind) VALUES (9223372036854775807, 'x', 'x', 'organ')",
  "INSERT INTO unit (id, code, name, kind) VALUES (9007199254740992, 'x', 'x', 'organ')",
  "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'unit'",
  "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE unit (' WHERE name = 'unit'",
  "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = NULL WHERE name = 'unit'",
  "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'unit'",
  ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = "
   "'organization') WHERE name = 'unit'"),
};

START_TEST (test_refused)
{
  g_autofree char *path = make_store ();
  place_run (path, refused[_i]);
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (!reg, "%s", refused[_i]);
  gboolean rows = _i == 0 || _i == G_N_ELEMENTS (refused) - 1; /* it is rows that are wrong, not the tables */
  assert_words (error, rows ? DJ_ERROR_DATA : DJ_ERROR_FORMAT);
}
END_TEST

/* ---- Only odd -------------------------------------------------------------------------------------------------------------- */

static const char *const odd[] = {
  "PRAGMA journal_mode = DELETE; PRAGMA page_size = 65536; VACUUM",
  "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM",
  "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = FULL; VACUUM",
  "ALTER TABLE unit ADD COLUMN plain", /* of no type: whatever is put in stays what it is */
  "ALTER TABLE unit ADD COLUMN \"q\"\"; DROP TABLE unit; --\" TEXT",
  "ALTER TABLE unit ADD COLUMN \"%s%n$1?\" TEXT",
  "ALTER TABLE unit ADD COLUMN counted AS (length (name))",
  "ALTER TABLE unit ADD COLUMN made TEXT DEFAULT 'made'; UPDATE unit SET made = NULL",
  "INSERT INTO column_label (\"table\", \"column\", name, place) VALUES ('unit', 'x\"; DROP TABLE unit; --', 'y', 99)",
  "INSERT INTO column_label (\"table\", \"column\", name, place) VALUES ('nothing', NULL, NULL, -1)",
  "CREATE TABLE sheets (a); CREATE VIEW none AS SELECT * FROM nowhere; CREATE INDEX i_name ON unit (name)",
  "CREATE UNIQUE INDEX i_once ON unit (id, code)",
  "CREATE TRIGGER still AFTER UPDATE ON unit BEGIN SELECT 1; END",
  "UPDATE table_label SET next_id = -5",
  "DELETE FROM code_label; DELETE FROM meta",
};

START_TEST (test_odd)
{
  g_autofree char *path = make_store ();
  place_run (path, odd[_i]);
  use (path);
}
END_TEST

/* Labels that call one declared column by the name of another do not turn them round. */
START_TEST (test_labels)
{
  g_autofree char *path = make_store ();
  g_autoptr (DjRegister) files = io_read ("cases/sanlitun");
  place_run (path,
             "UPDATE column_label SET name = CASE name WHEN 'name' THEN 'credit_code' WHEN 'credit_code' THEN 'name' "
             "ELSE name END WHERE \"table\" = 'unit'");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjFrame) first = dj_register_get_table (files, DJ_TABLE_UNIT);
  g_autoptr (DjFrame) second = dj_register_get_table (reg, DJ_TABLE_UNIT);
  int column = dj_frame_find_column (first, "name");
  for (gint64 row = 0; row < dj_frame_get_n_rows (first); row++)
    ck_assert_str_eq (dj_frame_get_text (first, row, column), dj_frame_get_text (second, row, column));
  assert_sound (reg);
}
END_TEST

/* As many columns as a table can have, put into its layout as ALTER TABLE does, but all at once; a row that goes is compared in all of them. */
START_TEST (test_wide)
{
  g_autofree char *path = make_store ();
  g_autoptr (GString) sql
      = g_string_new ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = rtrim (sql, ')') || '");
  for (int i = 0; i < 1985; i++)
    g_string_append_printf (sql, ", c%d TEXT", i);
  g_string_append (sql, ")' WHERE name = 'unit'");
  place_run (path, sql->str);
  use (path);
}
END_TEST

/* ---- Triggers that write -------------------------------------------------------------------------------------------------------- */

static const char *const triggers[] = {
  "CREATE TRIGGER t AFTER INSERT ON unit BEGIN UPDATE unit SET name = 'stolen' WHERE id = 1; END",
  "CREATE TRIGGER t AFTER INSERT ON unit BEGIN DELETE FROM membership WHERE id = 1; END",
  "CREATE TRIGGER t AFTER INSERT ON unit BEGIN UPDATE unit SET name = 'stolen' WHERE id = new.id; END",
  "CREATE TRIGGER t BEFORE INSERT ON unit BEGIN INSERT INTO unit (code, name, kind) VALUES ('t', 't', 'organ'); SELECT "
  "RAISE (IGNORE); END",
  "CREATE TRIGGER t AFTER INSERT ON change BEGIN DELETE FROM change WHERE number = 1; END",
  "CREATE TRIGGER t AFTER UPDATE ON table_label BEGIN UPDATE unit SET name = 'stolen'; END",
  "UPDATE column_label SET place = NULL WHERE \"table\" = 'unit' AND name = 'host'; CREATE TRIGGER t AFTER UPDATE ON "
  "column_label BEGIN UPDATE unit SET name = 'stolen'; END",
};

START_TEST (test_triggers)
{
  g_autoptr (GError) error = NULL;
  gboolean column = strstr (triggers[_i], "column_label") != NULL; /* written where a column has its first cell */
  g_autofree char *path = make_store ();
  place_run (path, triggers[_i]);
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "z", "name", "z", "kind", "organ",
                            column ? "host" : NULL, "e0001", NULL));
  ck_assert_msg (!dj_change_commit (change, &error), "%s", triggers[_i]);
  assert_words (error, DJ_ERROR_FORMAT);
  assert_sound (reg);
  place_run (path, "DROP TRIGGER t");
  g_clear_error (&error);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  assert_sound (reg);
}
END_TEST

/* ---- Limits ---------------------------------------------------------------------------------------------------------------------- */

/* Numbers of rows end somewhere, and nothing is written beyond. */
START_TEST (test_numbers)
{
  static const char *const next[] = { "9223372036854775807", "9007199254740991", "9007199254740000" };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ();
  g_autofree char *sql = g_strdup_printf ("UPDATE table_label SET next_id = %s WHERE \"table\" = 'unit'", next[_i]);
  place_run (path, sql);
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "z", "name", "z", "kind", "organ", NULL));
  ck_assert (!dj_change_commit (change, &error));
  assert_words (error, DJ_ERROR_LIMIT);
  assert_sound (reg);
}
END_TEST

/* The greatest numbers that there can be are read back as they are. */
START_TEST (test_great_numbers)
{
  g_autofree char *path = make_store ();
  place_run (path, "UPDATE table_label SET next_id = 9007199254740991 - 2147483650 WHERE \"table\" = 'unit'");
  use (path);
}
END_TEST

static int make_small (sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
  (void)message, (void)api;
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 200000);
  return SQLITE_OK;
}

/* What the database cannot hold is no empty cell and no empty record: of a text, and of a record of many. */
START_TEST (test_too_long)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ();
  g_autofree char *text = g_strnfill (_i ? 150000 : 250000, 'x');
  ck_assert_int_eq (sqlite3_auto_extension ((void (*) (void))make_small), SQLITE_OK);
  g_autoptr (DjRegister) reg = open_store (path);
  sqlite3_cancel_auto_extension ((void (*) (void))make_small);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  for (int i = 0; i <= _i; i++)
  {
    g_autofree char *code = g_strdup_printf ("z%d", i);
    ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", text, "kind", "organ", NULL));
  }
  ck_assert (!dj_change_commit (change, &error));
  assert_words (error, DJ_ERROR_LIMIT);
  g_autoptr (DjRegister) again = open_store (path);
  ck_assert_int_eq (dj_register_get_number (again), 1);
  assert_same (reg, again);
  assert_sound (again);
}
END_TEST

/* Edits that no record holds are refused before anything is written. */
START_TEST (test_record)
{
  g_autoptr (GError) error = NULL;
  DjEdits *edits = dj_edits_new ();
  for (int i = 1; i <= 3; i++)
  {
    DjRowEdit *edit = dj_row_edit_new (DJ_TABLE_UNIT, i, i != 1, i != 2);
    dj_row_edit_add_cell (edit, "name", i != 1 ? "一二三" : NULL, i != 2 ? "four" : NULL);
    dj_edits_add (edits, edit);
  }
  g_autofree char *json = dj_edits_to_json (edits);
  gsize most = strlen (json);
  ck_assert (dj_edits_fit (edits, most, &error));      /* never too early, */
  ck_assert (!dj_edits_fit (edits, most / 2, &error)); /* and not much too late */
  assert_words (error, DJ_ERROR_LIMIT);
  dj_edits_free (edits);
}
END_TEST

static char *get_sum (const char *first, const char *text, const char *second, const char *other)
{
  DjTexts *texts = dj_texts_new ();
  DjTableData *table = dj_table_new (DJ_TABLE_UNIT);
  dj_table_append_row (table);
  table->ids = g_new0 (gint64, 1);
  table->ids[0] = 1;
  dj_table_set_cell (table, texts, dj_table_further_column (table, first, TRUE), 0, text, strlen (text));
  if (second)
    dj_table_set_cell (table, texts, dj_table_further_column (table, second, TRUE), 0, other, strlen (other));
  char *sum = dj_table_sum (table, texts);
  dj_table_unref (table);
  dj_texts_unref (texts);
  return sum;
}

/* A column that is called like the cells of others is not taken for them, and the order of columns does not matter. */
START_TEST (test_sum)
{
  g_autofree char *two = get_sum ("a", "x", "b", "y");
  g_autofree char *turned = get_sum ("b", "y", "a", "x");
  g_autofree char *one = get_sum ("a 1 x\nb", "y", NULL, NULL);
  g_autofree char *longer = get_sum ("a 1 x\n1 b", "y", NULL, NULL);
  ck_assert_str_eq (two, turned);
  ck_assert_str_ne (two, one);
  ck_assert_str_ne (two, longer);
}
END_TEST

/* ---- Authors and reasons ------------------------------------------------------------------------------------------------------------ */

/* Whatever they are, they come back as they were, and the hash holds. */
START_TEST (test_words)
{
  static const char *const words[]
      = { "", "\x01\x02\x1b[31m\x7f", "\"],[\"", "\\u0000\\ud800", "𠀀🙂", "a\r\n\tb", "\xe2\x80\xae", "NULL" };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ();
  g_autoptr (DjRegister) reg = open_store (path);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
  {
    g_autoptr (DjChange) change = dj_register_begin (reg, words[i]);
    dj_change_set_author (change, words[(i + 1) % G_N_ELEMENTS (words)]);
    ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  }
  g_autoptr (DjChange) broken = dj_register_begin (reg, "\xed\xa0\x80 \xff");
  dj_change_set_author (broken, "\xc3");
  ck_assert (dj_change_commit (broken, NULL));
  g_autoptr (DjRegister) again = open_store (path);
  assert_sound (again);
  g_autoptr (DjFrame) log = dj_register_log (again, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
  {
    ck_assert_str_eq (dj_frame_get_text (log, (gint64)i + 1, dj_frame_find_column (log, "reason")), words[i]);
    ck_assert_str_eq (dj_frame_get_text (log, (gint64)i + 1, dj_frame_find_column (log, "author")),
                      words[(i + 1) % G_N_ELEMENTS (words)]);
  }
  ck_assert_str_eq (dj_frame_get_text (log, (gint64)G_N_ELEMENTS (words) + 1, dj_frame_find_column (log, "author")),
                    "\xef\xbf\xbd");
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-schema");
  TCase *tcase = tcase_create ("store-schema");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, test_refused, 0, G_N_ELEMENTS (refused));
  tcase_add_loop_test (tcase, test_odd, 0, G_N_ELEMENTS (odd));
  tcase_add_test (tcase, test_labels);
  tcase_add_test (tcase, test_wide);
  tcase_add_loop_test (tcase, test_triggers, 0, G_N_ELEMENTS (triggers));
  tcase_add_loop_test (tcase, test_numbers, 0, 3);
  tcase_add_test (tcase, test_great_numbers);
  tcase_add_loop_test (tcase, test_too_long, 0, 2);
  tcase_add_test (tcase, test_record);
  tcase_add_test (tcase, test_sum);
  tcase_add_test (tcase, test_words);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
