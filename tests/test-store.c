/* SPDX-License-Identifier: Apache-2.0 */
/* Stores: the same register as from files, commits that others see, conflicts, history, undoing, and older files. Of both products. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "store-place.h"
#include "store/store-private.h"

/* ---- Helpers ---------------------------------------------------------------------------------------------------------- */

static DjRegister *open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (reg != NULL, "%s: %s", path, error ? error->message : "?");
  return reg;
}

static char *make_store (const char *name, const char *from)
{
  char *path = place_new (name);
  g_autoptr (DjRegister) reg = io_read (from);
  io_write (reg, path);
  return path;
}

static void commit (DjChange *change)
{
  g_autoptr (GError) error = NULL;
  gboolean done = dj_change_commit (change, &error);
  ck_assert_msg (done, "%s", error ? error->message : "?");
}

static void add_unit (DjRegister *reg, const char *code, const char *name)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, name);
  dj_change_set_author (change, "tester");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", name, "kind", "organ", NULL));
  commit (change);
}

static DjChange *amend_unit (DjRegister *reg, const char *code, const char *name)
{
  DjChange *change = dj_register_begin (reg, "amend");
  ck_assert (dj_change_amend (change, DJ_TABLE_UNIT, code, NULL, "name", name, NULL));
  return change;
}

/* The register in CSV, to compare with. */
static char *write_csv (DjRegister *reg, const char *name)
{
  char *folder = io_path (name);
  io_remove (folder);
  io_write (reg, folder);
  return folder;
}

static void assert_same (DjRegister *a, DjRegister *b, const char *name)
{
  g_autofree char *first = write_csv (a, "same-a");
  g_autofree char *second = write_csv (b, "same-b");
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autofree char *file = g_strconcat (dj_schema_get_table ((DjTable)t)->name, ".csv", NULL);
    g_autofree char *one = io_get (first, file);
    g_autofree char *other = io_get (second, file);
    gsize at = 0;
    while (one && other && one[at] && one[at] == other[at])
      at++;
    ck_assert_msg (g_strcmp0 (one, other) == 0, "%s: %s is not the same at %" G_GSIZE_FORMAT "\n%.200s\n---\n%.200s",
                   name, file, at, one ? one + at : "-", other ? other + at : "-");
  }
}

static void assert_sound (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gboolean sound = dj_register_verify_log (reg, NULL, &error);
  ck_assert_msg (sound, "%s", error ? error->message : "?");
}

/* ---- The same register -------------------------------------------------------------------------------------------------- */

static const char *const samples[] = { "cases/beijing", "cases/borders",    "cases/demands",      "cases/lines",
                                       "cases/qingyun", "cases/revisions",  "cases/sanlitun",     "cases/shanghai",
                                       "cases/shibei",  "cases/transition", "tests/data/snapshot" };

START_TEST (test_round)
{
  g_autofree char *path = make_store ("round.db", samples[_i]);
  g_autoptr (DjRegister) files = io_read (samples[_i]);
  g_autoptr (DjRegister) read = io_read (path);
  g_autoptr (DjRegister) opened = open_store (path);
  assert_same (files, read, samples[_i]);
  assert_same (files, opened, samples[_i]);
  ck_assert (dj_register_is_stored (opened) && !dj_register_is_stored (read));
  ck_assert_int_eq (dj_register_get_number (opened), 1);
  assert_sound (opened);
}
END_TEST

/* Texts that databases and files like least: empty ones, quotes, line feeds, names of columns that differ in case only or are SQL. */
START_TEST (test_odd_texts)
{
  io_put ("odd", "unit.csv",
          "Name,code,name,kind,headcount,\"id\",\"a\"\"b; DROP TABLE unit\",备注\n"
          ",u1,\"\",organ,12,\"\",\"x\ny\",\n"
          "\"N, 1\",u2,'名',organ,,9,,\"\"\n"
          ",u3,\" blank \",organ,0,,,🙂\n",
          -1);
  io_put ("odd", "facility.csv", "code,name,lon,lat\nf1,站,116.45678901234567,-0.1\nf2,站,1e-7,90\n", -1);
  io_put ("odd", "seat.csv", "body,alliance,role,Extra\n", -1);
  g_autofree char *folder = io_path ("odd");
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) files = dj_register_read (folder, NULL, &error);
  if (!files) /* an empty name is none: leave that row out */
  {
    io_put ("odd", "unit.csv",
            "Name,code,name,kind,headcount,\"id\",\"a\"\"b; DROP TABLE unit\",备注\n"
            ",u1,\"'\",organ,12,\"\",\"x\ny\",\n"
            "\"N, 1\",u2,'名',organ,,9,,\"\"\n"
            ",u3,\" blank \",organ,0,,,🙂\n",
            -1);
    files = io_read (folder);
  }
  g_autofree char *path = make_store ("odd.db", folder);
  g_autoptr (DjRegister) opened = open_store (path);
  assert_same (files, opened, "odd");
  add_unit (opened, "u4", "四");
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (opened, again, "odd, changed");
  assert_sound (again);
}
END_TEST

/* More rows than are logged one by one, over several blocks, some that cannot be plain lines among them. */
START_TEST (test_load)
{
  g_autoptr (GString) text = g_string_new ("code,name,kind,headcount,note\n");
  for (int i = 0; i < 3 * DJ_LOAD_ROWS; i++)
    g_string_append_printf (text, "u%d,单位%d,organ,%d,%s\n", i, i, i % 97, i % 1000 == 7 ? "\"\"" : i % 3 ? "" : "x");
  io_put ("load", "unit.csv", text->str, (gssize)text->len);
  g_autofree char *folder = io_path ("load");
  g_autofree char *path = make_store ("load.db", folder);
  g_autoptr (DjRegister) files = io_read (folder);
  g_autoptr (DjRegister) opened = open_store (path);
  assert_same (files, opened, "load");
  g_autofree char *edits = place_ask (path, "SELECT edits FROM change");
  ck_assert_msg (strstr (edits, "\"op\":\"load\"") && strlen (edits) < 1000, "%.200s", edits);
  add_unit (opened, "new", "新");
  assert_sound (opened);
  g_autoptr (DjRegister) before = dj_register_at_commit (opened, 1, NULL);
  assert_same (files, before, "load, before");
  g_autoptr (DjRegister) empty = dj_register_at_commit (opened, 0, NULL);
  ck_assert_int_eq (dj_register_get_n_rows (empty, DJ_TABLE_UNIT), 0);
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_register_undo (opened, 1, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE));
  place_run (path, "UPDATE unit SET headcount = 5 WHERE id = 100");
  g_clear_error (&error);
  ck_assert (!dj_register_verify_log (opened, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
}
END_TEST

/* A plain person with sqlite3 sees names and places. */
START_TEST (test_queries)
{
  g_autofree char *path = make_store ("query.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  const DjTableInfo *info = dj_schema_get_table (DJ_TABLE_ORGANIZATION);
  g_autofree char *shown = g_strdup_printf ("SELECT t.\"%s\" FROM v_organization AS t WHERE t.\"%s\" = 'o110105'",
                                            info->columns[DJ_COLUMN_ORGANIZATION_KIND].label_zh,
                                            info->columns[DJ_COLUMN_ORGANIZATION_CODE].label_zh);
  g_autofree char *label = place_ask (path, shown);
  ck_assert_str_eq (label, "地方党委");
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  ck_assert (dj_register_write_positions (reg, view, NULL) && dj_register_write_positions (reg, view, NULL));
  DjOrganizationId top = dj_view_organization (view, "o110105004");
  g_autofree char *sql = g_strdup ("SELECT count(*) FROM position AS a JOIN position AS b ON b.\"on\" = a.\"on\" AND "
                                   "b.pre >= a.pre AND b.pre < a.\"end\" WHERE a.organization = 'o110105004'");
  g_autofree char *under = place_ask (path, sql);
  ck_assert_int_eq ((int)g_ascii_strtoll (under, NULL, 10), dj_view_get_end (view, top) - top);
  ck_assert_int_gt ((int)g_ascii_strtoll (under, NULL, 10), 10);
  g_autofree char *index = place_ask (
      path, place_is_server ()
                ? "SELECT 1 FROM pg_indexes WHERE schemaname = current_schema () AND indexname = 'i_membership_person'"
                : "SELECT name FROM sqlite_master WHERE name = 'i_membership_person'");
  ck_assert_ptr_nonnull (index);
}
END_TEST

/* ---- Commits ------------------------------------------------------------------------------------------------------------ */

START_TEST (test_commit)
{
  g_autofree char *path = make_store ("commit.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  add_unit (reg, "u-one", "一");
  g_autoptr (DjChange) move = dj_register_begin (reg, "revise");
  ck_assert (
      dj_change_revise (move, DJ_TABLE_ORGANIZATION, "o110105004", dj_date (2024, 1, 1), NULL, "name", "新名", NULL));
  commit (move);
  ck_assert_int_eq (dj_register_get_number (reg), 3);
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (reg, again, "commit");
  ck_assert_int_eq (dj_register_get_number (again), 3);
  assert_sound (reg);
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (log), 3);
  ck_assert_str_eq (dj_frame_get_text (log, 1, dj_frame_find_column (log, "author")), "tester");
  ck_assert_str_eq (dj_frame_get_text (log, 1, dj_frame_find_column (log, "reason")), "一");
  ck_assert_int_eq (dj_frame_get_int (log, 2, dj_frame_find_column (log, "edits")), 2);
}
END_TEST

/* What breaks an invariant is nowhere. */
START_TEST (test_refused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("refused.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjChange) change = dj_register_begin (reg, "twice");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "o110105004", "name", "x", "kind", "organ", NULL));
  ck_assert (!dj_change_commit (change, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  g_autoptr (DjRegister) again = open_store (path);
  g_autoptr (DjRegister) files = io_read ("cases/sanlitun");
  assert_same (files, again, "refused");
  ck_assert_int_eq (dj_register_get_number (again), 1);
}
END_TEST

/* An import that replaces a table brings its rows anew, in whatever order: those that were there stay what they are, and only what is different is
 * told. */
START_TEST (test_replace)
{
  g_autofree char *path = make_store ("replace.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjRegister) before = dj_register_copy (reg);
  const DjTableData *units = dj_register_get_state (reg)->tables[DJ_TABLE_UNIT];
  const char *removed = dj_texts_get (dj_register_get_state (reg)->texts, dj_table_get_text (units, 0, 5));
  g_autoptr (DjChange) change = dj_register_begin (reg, "replace");
  dj_change_put_table (change, dj_table_new (DJ_TABLE_UNIT));
  for (gint32 row = units->n_rows - 1; row >= 0; row--)
  {
    if (row == 5)
      continue;
    char buffers[16][DJ_NUMBER_TEXT_SIZE];
    const char *names[16], *values[16];
    gsize n = 0;
    for (int column = 0; column < units->info->n_columns; column++)
    {
      names[n] = units->info->columns[column].name;
      values[n] = dj_table_get_cell (units, dj_register_get_state (reg)->texts, column, row, buffers[column]);
      if (row == 7 && column == dj_table_find_column (DJ_TABLE_UNIT, "name"))
        values[n] = "改名";
      n += values[n] != NULL;
    }
    ck_assert_int_ge (dj_change_add_row (change, DJ_TABLE_UNIT, names, values, n, NULL), 0);
  }
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", removed, "name", "另一", "kind", "organ", "since",
                            "1999-01-01", NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u-new", "name", "新", "kind", "organ", NULL));
  commit (change);
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  ck_assert_int_eq (dj_frame_get_int (log, 1, dj_frame_find_column (log, "edits")), 4);
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (reg, again, "replace");
  assert_sound (reg);
  ck_assert (dj_register_undo (reg, 2, NULL, NULL));
  g_autoptr (DjFrame) first = dj_register_get_table (before, DJ_TABLE_UNIT);
  g_autoptr (DjFrame) second = dj_register_get_table (reg, DJ_TABLE_UNIT);
  ck_assert_int_eq (dj_frame_get_n_rows (first), dj_frame_get_n_rows (second));
  for (gint64 row = 0; row < dj_frame_get_n_rows (first); row++) /* in the order in which they were, too */
    for (int column = 0; column < 2; column++)
      ck_assert_str_eq (dj_frame_get_text (first, row, column), dj_frame_get_text (second, row, column));
}
END_TEST

/* A copy is a register of its own. */
START_TEST (test_copy)
{
  g_autofree char *path = make_store ("copy.db", "cases/transition");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjRegister) copy = dj_register_copy (reg);
  add_unit (copy, "u-copy", "x");
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (reg, again, "copy");
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_register_refresh (copy, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
}
END_TEST

/* ---- Two programs --------------------------------------------------------------------------------------------------------- */

START_TEST (test_refresh)
{
  guint n = 9;
  g_autofree char *path = make_store ("refresh.db", "cases/sanlitun");
  g_autoptr (DjRegister) a = open_store (path);
  g_autoptr (DjRegister) b = open_store (path);
  add_unit (a, "u-1", "一");
  add_unit (a, "u-2", "二");
  g_autoptr (DjChange) change = amend_unit (a, "u-1", "壹");
  commit (change);
  ck_assert (dj_register_refresh (b, &n, NULL));
  ck_assert_uint_eq (n, 3);
  assert_same (a, b, "refresh");
  ck_assert (dj_register_refresh (b, &n, NULL));
  ck_assert_uint_eq (n, 0);
}
END_TEST

START_TEST (test_rebase)
{
  g_autofree char *path = make_store ("rebase.db", "cases/sanlitun");
  g_autoptr (DjRegister) a = open_store (path);
  g_autoptr (DjRegister) b = open_store (path);
  add_unit (a, "u-1", "一");
  g_autoptr (DjChange) further = dj_register_begin (a, "further");
  commit (further);
  add_unit (b, "u-2", "二"); /* begun on what a had before */
  add_unit (a, "u-3", "三");
  ck_assert (dj_register_refresh (b, NULL, NULL));
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (a, b, "rebase");
  assert_same (a, again, "rebase, opened");
  ck_assert_int_eq (dj_register_get_number (a), 5);
  assert_sound (a);
}
END_TEST

/* Both edit one row: the second is told which, and with what. */
START_TEST (test_conflict)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("conflict.db", "cases/sanlitun");
  g_autoptr (DjRegister) a = open_store (path);
  add_unit (a, "u-1", "一");
  g_autoptr (DjRegister) b = open_store (path);
  g_autoptr (DjChange) first = amend_unit (a, "u-1", "甲");
  g_autoptr (DjChange) second = amend_unit (b, "u-1", "乙");
  commit (first);
  ck_assert (!dj_change_commit (second, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert (issues && dj_issues_get_n (issues) == 1);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert_int_eq ((int)issue->code, DJ_ISSUE_CONFLICT);
  ck_assert_int_eq (issue->table, DJ_TABLE_UNIT);
  ck_assert_str_eq (issue->subject, "u-1");
  ck_assert (strstr (issue->message_zh, "甲") && strstr (issue->message_zh, "乙")
             && strstr (issue->message_zh, "名称"));
  ck_assert (dj_register_refresh (b, NULL, NULL));
  assert_same (a, b, "conflict");
  assert_sound (b);
}
END_TEST

/* Each alone is sound, and both together are not. */
START_TEST (test_broken_together)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("together.db", "cases/sanlitun");
  g_autoptr (DjRegister) a = open_store (path);
  g_autoptr (DjRegister) b = open_store (path);
  add_unit (a, "u-same", "一");
  g_autoptr (DjChange) change = dj_register_begin (b, "same code");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u-same", "name", "二", "kind", "organ", NULL));
  ck_assert (!dj_change_commit (change, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  ck_assert_int_eq (dj_register_get_number (b), 1);
  ck_assert (dj_register_refresh (b, NULL, NULL));
  assert_same (a, b, "together");
}
END_TEST

/* ---- History ---------------------------------------------------------------------------------------------------------------- */

START_TEST (test_history)
{
  g_autofree char *path = make_store ("history.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify)dj_register_unref);
  g_ptr_array_add (copies, dj_register_copy (reg));
  for (int i = 0; i < 6; i++)
  {
    g_autofree char *code = g_strdup_printf ("u-%d", i / 2);
    g_autoptr (DjChange) change = i % 2 ? amend_unit (reg, code, "改") : NULL;
    if (change)
      commit (change);
    else
      add_unit (reg, code, "新");
    g_ptr_array_add (copies, dj_register_copy (reg));
  }
  for (guint i = 0; i < copies->len; i++)
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (DjRegister) then = dj_register_at_commit (reg, (gint64)i + 1, &error);
    ck_assert_msg (then != NULL, "%s", error ? error->message : "?");
    assert_same (g_ptr_array_index (copies, i), then, "history");
  }
  g_autoptr (DjFrame) edits = dj_register_get_change (reg, 3, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (edits), 1);
  const char *const expected[] = { "unit", NULL, "set", "u-0", "name", "新", "改" };
  for (int column = 0; column < 7; column++)
    if (column != 1)
      ck_assert_str_eq (dj_frame_get_text (edits, 0, column), expected[column]);
  ck_assert_ptr_null (dj_register_at_commit (reg, 8, NULL));
  ck_assert_ptr_null (dj_register_get_change (reg, 0, NULL));
}
END_TEST

START_TEST (test_undo)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("undo.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjRegister) before = dj_register_copy (reg);
  add_unit (reg, "u-1", "一");
  g_autoptr (DjChange) move = dj_register_begin (reg, "move");
  ck_assert (
      dj_change_revise (move, DJ_TABLE_ORGANIZATION, "o110105004", dj_date (2024, 1, 1), NULL, "name", "新名", NULL));
  commit (move);
  ck_assert (dj_register_undo (reg, 2, "undoer", &error));
  ck_assert (!dj_register_undo (reg, 2, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE));
  g_clear_error (&error);
  ck_assert (dj_register_undo (reg, 3, NULL, &error));
  assert_same (before, reg, "undo");
  ck_assert (dj_register_undo (reg, 4, NULL, &error)); /* undoes the undoing */
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), dj_register_get_n_rows (before, DJ_TABLE_UNIT) + 1);
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (reg, again, "undo, opened");
  assert_sound (again);
}
END_TEST

/* Whatever somebody alters in the file shows. */
START_TEST (test_verify)
{
  static const char *const alterations[] = {
    "UPDATE unit SET name = '改' WHERE id = 1",
    "DELETE FROM unit WHERE code = 'u-1'",
    "INSERT INTO unit (id, code, name, kind) VALUES (100000, 'x', 'x', 'organ')",
    "UPDATE change SET reason = '改' WHERE number = 2",
    "UPDATE change SET author = NULL WHERE number = 2",
    "UPDATE change SET time = '2000-01-01T00:00:00Z' WHERE number = 1",
    "UPDATE change SET edits = replace (edits, 'u-1', 'u-9') WHERE number = 2",
    "DELETE FROM change WHERE number = 2",
    "DELETE FROM change WHERE number = 3",
    "DELETE FROM change",
  };
  g_autofree char *path = make_store ("verify.db", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  add_unit (reg, "u-1", "一");
  add_unit (reg, "u-2", "二");
  assert_sound (reg);
  g_autoptr (GError) error = NULL;
  place_run (path, alterations[_i]);
  ck_assert (!dj_register_verify_log (reg, NULL, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), "%s", error->message);
}
END_TEST

/* ---- Files ------------------------------------------------------------------------------------------------------------------- */

START_TEST (test_create)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = place_new ("created.db");
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  ck_assert_ptr_null (dj_register_open (path, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE) && !g_file_test (path, G_FILE_TEST_EXISTS));
  options.create = TRUE;
  g_autoptr (DjRegister) reg = dj_register_open (path, &options, NULL);
  add_unit (reg, "u-1", "一");
  g_autoptr (DjRegister) again = dj_register_open (path, &options, NULL);
  assert_same (reg, again, "created");
  assert_sound (again);
  g_clear_error (&error);
  ck_assert (!dj_register_write (reg, path, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
}
END_TEST

START_TEST (test_read_only)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("only.db", "cases/transition");
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.read_only = options.verify = TRUE;
  g_autoptr (DjRegister) reg = dj_register_open (path, &options, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u", "name", "x", "kind", "organ", NULL));
  ck_assert (!dj_change_commit (change, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE), "%s", error->message);
  g_autoptr (DjRegister) again = open_store (path);
  assert_same (reg, again, "only");
}
END_TEST

/* A store of a version 0, which never was: a column and the labels are not there yet. */
START_TEST (test_migrate)
{
  g_autofree char *path = make_store ("old.db", "cases/transition");
  g_autoptr (DjRegister) files = io_read ("cases/transition");
  place_run (path,
             "DROP VIEW v_unit; ALTER TABLE unit DROP COLUMN credit_code; DELETE FROM code_label; DROP TABLE position");
  place_set_version (path, 0);
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (dj_register_read (path, NULL, &error)); /* which writes nothing */
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT) && !place_has_copy (path, 0));
  g_autoptr (DjRegister) opened = open_store (path);
  assert_same (files, opened, "migrated");
  ck_assert (place_has_copy (path, 0));
  g_autofree char *version = place_ask_copy_version (path, 0);
  g_autofree char *labels = place_ask (path, "SELECT count(*) FROM code_label");
  ck_assert_str_eq (version, "0");
  ck_assert_int_gt ((int)g_ascii_strtoll (labels, NULL, 10), 100);
  g_autoptr (DjRegister) again = io_read (path); /* of the present version now */
  assert_same (files, again, "migrated, read");
  add_unit (opened, "u", "x");
  assert_sound (opened);
}
END_TEST

START_TEST (test_newer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("newer.db", "cases/transition");
  place_set_version (path, 2);
  ck_assert_ptr_null (dj_register_open (path, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  ck_assert_msg (strstr (error->message, "newer"), "%s", error->message);
}
END_TEST

static gboolean stop (gint64 done, gint64 total, gpointer data)
{
  ck_assert_int_le (done, total);
  return ++*(int *)data < 2;
}

START_TEST (test_cancel)
{
  int calls = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("cancel.db", "cases/sanlitun");
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.progress = stop;
  options.progress_data = &calls;
  ck_assert_ptr_null (dj_register_open (path, &options, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  ck_assert_int_eq (calls, 2);
}
END_TEST

/* ---- Waiting ----------------------------------------------------------------------------------------------------------------- */

static gboolean look (DjRegister *reg, int milliseconds)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  gboolean waited = dj_register_wait (reg, milliseconds, NULL, &changed, &error);
  ck_assert_msg (waited, "%s", error ? error->message : "?");
  return changed;
}

START_TEST (test_look)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  g_autofree char *path = make_store ("look.db", "cases/transition");
  g_autoptr (DjRegister) a = open_store (path);
  g_autoptr (DjRegister) b = open_store (path);
  ck_assert (!look (a, 0) && !look (a, 150));
  add_unit (a, "u-1", "一"); /* one's own is no news */
  ck_assert (!look (a, 0) && !look (a, 150) && look (b, 0) && look (b, -1));
  ck_assert (dj_register_refresh (b, NULL, NULL) && !look (b, 150));
  g_autoptr (DjRegister) files = io_read ("cases/transition");
  ck_assert (!dj_register_wait (files, 0, NULL, &changed, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
}
END_TEST

static gpointer commit_later (gpointer path)
{
  g_usleep (G_USEC_PER_SEC / 5);
  g_autoptr (DjRegister) reg = open_store (path);
  add_unit (reg, "u-later", "后");
  return NULL;
}

/* Waits for ever, which it does not where it is told. */
START_TEST (test_wait)
{
  g_autofree char *path = make_store ("wait.db", "cases/transition");
  g_autoptr (DjRegister) reg = open_store (path);
  GThread *other = g_thread_new ("other", commit_later, path);
  ck_assert (look (reg, -1));
  g_thread_join (other);
  ck_assert (dj_register_refresh (reg, NULL, NULL));
  ck_assert_int_eq (dj_register_get_number (reg), 2);
}
END_TEST

static gpointer cancel_later (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC / 5);
  g_cancellable_cancel (cancellable);
  return NULL;
}

START_TEST (test_wait_cancelled)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = TRUE;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = make_store ("wait.db", "cases/transition");
  g_autoptr (DjRegister) reg = open_store (path);
  GThread *other = g_thread_new ("other", cancel_later, cancellable);
  ck_assert (!dj_register_wait (reg, -1, cancellable, &changed, &error) && !changed);
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  g_thread_join (other);
}
END_TEST

/* As an event loop does it. */
START_TEST (test_notify_fd)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("notify.db", "cases/transition");
  g_autoptr (DjRegister) reg = open_store (path);
  int fd = dj_register_get_notify_fd (reg, &error);
  ck_assert (!error && (fd >= 0) == place_is_server ());
  if (fd < 0)
    return;
  GPollFD polled = { fd, G_IO_IN, 0 };
  ck_assert (!look (reg, 0) && g_poll (&polled, 1, 0) == 0);
  GThread *other = g_thread_new ("other", commit_later, path);
  ck_assert_int_eq (g_poll (&polled, 1, -1), 1);
  g_thread_join (other);
  ck_assert (look (reg, 0) && g_poll (&polled, 1, 0) == 0);
  add_unit (reg, "u-own", "自");
  ck_assert (!look (reg, 0));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store");
  TCase *same = tcase_create ("same"), *commits = tcase_create ("commits"), *files = tcase_create ("files"),
        *waiting = tcase_create ("waiting");
  TCase *const all[] = { same, commits, files, waiting };
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
  {
    tcase_add_checked_fixture (all[i], io_begin, io_end);
    tcase_set_timeout (all[i], 0);
    suite_add_tcase (suite, all[i]);
  }
  dj_set_n_threads (2);
  tcase_add_loop_test (same, test_round, 0, G_N_ELEMENTS (samples));
  tcase_add_test (same, test_odd_texts);
  tcase_add_test (same, test_load);
  tcase_add_test (same, test_queries);
  tcase_add_test (commits, test_commit);
  tcase_add_test (commits, test_refused);
  tcase_add_test (commits, test_replace);
  tcase_add_test (commits, test_copy);
  tcase_add_test (commits, test_refresh);
  tcase_add_test (commits, test_rebase);
  tcase_add_test (commits, test_conflict);
  tcase_add_test (commits, test_broken_together);
  tcase_add_test (commits, test_history);
  tcase_add_test (commits, test_undo);
  tcase_add_loop_test (commits, test_verify, 0, 10);
  tcase_add_test (files, test_create);
  tcase_add_test (files, test_read_only);
  tcase_add_test (files, test_migrate);
  tcase_add_test (files, test_newer);
  tcase_add_test (files, test_cancel);
  tcase_add_test (waiting, test_look);
  tcase_add_test (waiting, test_wait);
  tcase_add_test (waiting, test_wait_cancelled);
  tcase_add_test (waiting, test_notify_fd);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? 0 : 1;
}
