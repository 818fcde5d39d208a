/* SPDX-License-Identifier: Apache-2.0 */
/* Files put into a register, and what is different between two: against pairs found by holding every row against every row. */
#include <check.h>
#include <dangjian/dangjian.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "naive.h"

/* ---- Rows as lines ------------------------------------------------------------------------------------------------ */

/* Every row of a table as its cells by name, in order of the names, so that it does not matter how columns stand. */
static gint compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *line_of_row (const DjFrame *frame, gint64 row)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  char day[DJ_DATE_TEXT_SIZE];
  for (int c = 0; c < dj_frame_get_n_columns (frame); c++)
  {
    const DjFrameColumn *column = dj_frame_get_column (frame, c);
    if (dj_frame_is_missing (frame, row, c))
      continue;
    if (column->type == DJ_TYPE_INT)
      g_ptr_array_add (cells, g_strdup_printf ("%s=%" G_GINT64_FORMAT, column->name, dj_frame_get_int (frame, row, c)));
    else if (column->type == DJ_TYPE_REAL)
      g_ptr_array_add (cells, g_strdup_printf ("%s=%.17g", column->name, dj_frame_get_real (frame, row, c)));
    else if (column->type == DJ_TYPE_DATE)
      g_ptr_array_add (
          cells, g_strdup_printf ("%s=%s", column->name, dj_date_format (dj_frame_get_date (frame, row, c), day)));
    else
      g_ptr_array_add (cells, g_strdup_printf ("%s=%s", column->name, dj_frame_get_text (frame, row, c)));
  }
  g_ptr_array_sort (cells, compare_texts);
  g_ptr_array_add (cells, NULL);
  return g_strjoinv ("|", (char **)cells->pdata);
}

static GPtrArray *lines_of_table (DjRegister *reg, DjTable table)
{
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, table);
  GPtrArray *lines = naive_lines_new ();
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    g_ptr_array_add (lines, line_of_row (frame, row));
  return lines;
}

static void same_rows (DjRegister *a, DjRegister *b, gboolean ordered)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (GPtrArray) first = lines_of_table (a, (DjTable)t);
    g_autoptr (GPtrArray) second = lines_of_table (b, (DjTable)t);
    naive_same_lines (first, second, ordered, dj_schema_get_table ((DjTable)t)->name);
  }
}

static gint64 count_rows (DjFrame *frame)
{
  gint64 n = dj_frame_get_n_rows (frame);
  dj_frame_unref (frame);
  return n;
}

static DjRegister *read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_read_json (text, -1, NULL, NULL, &error);
  if (!reg)
    ck_abort_msg ("%s", error->message);
  return reg;
}

/* ---- Random registers ----------------------------------------------------------------------------------------------- */

static DjRegister *make_random (guint64 seed)
{
  NaiveTicks ticks;
  const NaiveSize size = { 12, 20, 6 };
  g_autoptr (NaiveRegister) rows = naive_generate (seed, &size, &ticks);
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "random");
  naive_add_to_change (rows, change);
  ck_assert (dj_change_commit (change, NULL));
  return reg;
}

/* Tables without a row are not written: here they are, so that nothing is left of what was there. */
static void write_empty_tables (DjRegister *reg, const char *path)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    g_autofree char *name = g_strdup_printf ("%s.csv", info->name);
    g_autoptr (GString) header = g_string_new (NULL);
    for (int c = 0; c < info->n_columns; c++)
      g_string_append_printf (header, "%s%s", c ? "," : "", info->columns[c].name);
    g_string_append_c (header, '\n');
    if (dj_register_get_n_rows (reg, (DjTable)t) == 0)
      io_put (path, name, header->str, -1);
  }
}

/* With replacing, a register becomes any other; what it has itself changes nothing; without, it gets what it has not. */
START_TEST (a_register_becomes_another)
{
  g_snprintf (naive_where, sizeof naive_where, "registers %d", _i);
  g_autofree char *path = io_path ("other");
  g_autoptr (DjRegister) reg = make_random ((guint64)_i + 500);
  g_autoptr (DjRegister) other = make_random ((guint64)_i + 600);
  g_autoptr (GError) error = NULL;
  ck_assert (dj_register_write (other, path, &error));
  write_empty_tables (other, "other");
  ck_assert_int_gt (count_rows (dj_register_diff (other, reg, NULL)), 20);
  g_autoptr (DjChange) change = dj_register_begin (reg, "import");
  if (!dj_change_import (change, path, NULL, TRUE, &error))
    ck_abort_msg ("%s", error->message);
  ck_assert_int_gt (count_rows (dj_change_diff (change, NULL)), 20);
  ck_assert_int_eq (count_rows (dj_register_diff (reg, other, NULL)) > 0, TRUE);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  same_rows (reg, other, FALSE);
  ck_assert_int_eq (count_rows (dj_register_diff (reg, other, NULL)), 0);
  for (int replace = 0; replace < 2; replace++)
  {
    g_autoptr (DjChange) again = dj_register_begin (reg, "again");
    ck_assert (dj_change_import (again, path, NULL, replace, NULL));
    ck_assert_int_eq (count_rows (dj_change_diff (again, NULL)), 0);
  }
}
END_TEST

/* Each row that is equal in both is no difference, however often it is there; what is left can be counted. */
START_TEST (differences_are_counted)
{
  g_autoptr (DjRegister) reg = make_random ((guint64)_i + 700);
  g_autoptr (DjRegister) other = make_random ((guint64)_i + 701);
  g_autoptr (DjFrame) frame = dj_register_diff (reg, other, NULL);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (GPtrArray) is = lines_of_table (reg, (DjTable)t);
    g_autoptr (GPtrArray) was = lines_of_table (other, (DjTable)t);
    gint64 n = (gint64)is->len - (gint64)was->len, balance = 0;
    for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
      if (strcmp (dj_frame_get_text (frame, row, 0), dj_schema_get_table ((DjTable)t)->name) == 0)
        balance += dj_frame_get_code (frame, row, 2) == DJ_DIFFERENCE_ADDED     ? 1
                   : dj_frame_get_code (frame, row, 2) == DJ_DIFFERENCE_REMOVED ? -1
                                                                                : 0;
    ck_assert_int_eq (balance, n);
  }
}
END_TEST

/* ---- By hand ------------------------------------------------------------------------------------------------------------ */

static const char *const stock
    = "{\"organization\":["
      "{\"code\":\"c\",\"name\":\"C\",\"kind\":\"committee\",\"备注\":\"x\"},"
      "{\"code\":\"b\",\"name\":\"old\",\"kind\":\"branch\",\"until\":\"2020-01-01\"},"
      "{\"code\":\"b\",\"name\":\"B\",\"kind\":\"branch\",\"since\":\"2020-01-01\"}],"
      "\"subordination\":[{\"organization\":\"b\",\"superior\":\"c\"}],"
      "\"person\":[{\"code\":\"p\",\"name\":\"甲\",\"admitted\":\"2015-01-01\"}],"
      "\"membership\":["
      "{\"person\":\"p\",\"organization\":\"b\",\"kind\":\"affiliation\",\"since\":\"2015-01-01\"},"
      "{\"person\":\"p\",\"organization\":\"c\",\"kind\":\"report_in\",\"since\":\"2021-01-01\"}]}";

static char *write_text (const char *text)
{
  char *path = io_path ("import.json");
  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* What the register is after importing a text. */
static void check_import (const char *text, gboolean replace, const char *should)
{
  g_autofree char *path = write_text (text);
  g_autoptr (DjRegister) reg = read_text (stock);
  g_autoptr (DjRegister) expected = read_text (should);
  g_autoptr (DjChange) change = dj_register_begin (reg, "import");
  g_autoptr (GError) error = NULL;
  if (!dj_change_import (change, path, NULL, replace, &error) || !dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  same_rows (reg, expected, TRUE);
}

/* Columns that are not named stay; the row that begins on the same day is meant; new rows come behind. */
START_TEST (some_columns_of_some_rows)
{
  check_import ("{\"organization\":["
                "{\"code\":\"n\",\"name\":\"N\",\"kind\":\"branch\",\"superior\":\"c\",\"since\":\"2022-01-01\"},"
                "{\"code\":\"b\",\"name\":\"newer\",\"kind\":\"general_branch\",\"since\":\"2020-01-01\"},"
                "{\"code\":\"c\",\"name\":\"CC\",\"kind\":\"committee\",\"since\":null}]}",
                FALSE,
                "{\"organization\":["
                "{\"code\":\"c\",\"name\":\"CC\",\"kind\":\"committee\",\"备注\":\"x\"},"
                "{\"code\":\"b\",\"name\":\"old\",\"kind\":\"branch\",\"until\":\"2020-01-01\"},"
                "{\"code\":\"b\",\"name\":\"newer\",\"kind\":\"general_branch\",\"since\":\"2020-01-01\"},"
                "{\"code\":\"n\",\"name\":\"N\",\"kind\":\"branch\",\"since\":\"2022-01-01\"}],"
                "\"subordination\":[{\"organization\":\"b\",\"superior\":\"c\"},"
                "{\"organization\":\"n\",\"superior\":\"c\",\"since\":\"2022-01-01\"}],"
                "\"person\":[{\"code\":\"p\",\"name\":\"甲\",\"admitted\":\"2015-01-01\"}],"
                "\"membership\":["
                "{\"person\":\"p\",\"organization\":\"b\",\"kind\":\"affiliation\",\"since\":\"2015-01-01\"},"
                "{\"person\":\"p\",\"organization\":\"c\",\"kind\":\"report_in\",\"since\":\"2021-01-01\"}]}");
}
END_TEST

/* A short column takes away rows of its kind alone; of tables that are not there nothing goes. */
START_TEST (what_replacing_takes_away)
{
  check_import ("{\"person\":["
                "{\"code\":\"q\",\"name\":\"乙\",\"admitted\":\"2016-01-01\",\"affiliation\":\"c\"},"
                "{\"code\":\"p\",\"name\":\"甲\",\"admitted\":\"2015-01-01\",\"affiliation\":\"c\"}]}",
                TRUE,
                "{\"organization\":["
                "{\"code\":\"c\",\"name\":\"C\",\"kind\":\"committee\",\"备注\":\"x\"},"
                "{\"code\":\"b\",\"name\":\"old\",\"kind\":\"branch\",\"until\":\"2020-01-01\"},"
                "{\"code\":\"b\",\"name\":\"B\",\"kind\":\"branch\",\"since\":\"2020-01-01\"}],"
                "\"subordination\":[{\"organization\":\"b\",\"superior\":\"c\"}],"
                "\"person\":[{\"code\":\"p\",\"name\":\"甲\",\"admitted\":\"2015-01-01\"},"
                "{\"code\":\"q\",\"name\":\"乙\",\"admitted\":\"2016-01-01\"}],"
                "\"membership\":["
                "{\"person\":\"p\",\"organization\":\"c\",\"kind\":\"affiliation\",\"since\":\"2015-01-01\"},"
                "{\"person\":\"p\",\"organization\":\"c\",\"kind\":\"report_in\",\"since\":\"2021-01-01\"},"
                "{\"person\":\"q\",\"organization\":\"c\",\"kind\":\"affiliation\",\"since\":\"2016-01-01\"}]}");
  check_import ("{\"membership\":["
                "{\"person\":\"p\",\"organization\":\"b\",\"kind\":\"affiliation\",\"since\":\"2015-01-01\"}]}",
                TRUE,
                "{\"organization\":["
                "{\"code\":\"c\",\"name\":\"C\",\"kind\":\"committee\",\"备注\":\"x\"},"
                "{\"code\":\"b\",\"name\":\"old\",\"kind\":\"branch\",\"until\":\"2020-01-01\"},"
                "{\"code\":\"b\",\"name\":\"B\",\"kind\":\"branch\",\"since\":\"2020-01-01\"}],"
                "\"subordination\":[{\"organization\":\"b\",\"superior\":\"c\"}],"
                "\"person\":[{\"code\":\"p\",\"name\":\"甲\",\"admitted\":\"2015-01-01\"}],"
                "\"membership\":["
                "{\"person\":\"p\",\"organization\":\"b\",\"kind\":\"affiliation\",\"since\":\"2015-01-01\"}]}");
}
END_TEST

/* A defect of a file, and one that only shows beside what the register has: nothing is changed by either. */
START_TEST (defects)
{
  g_autofree char *bad = write_text ("{\"organization\":[{\"code\":\"n\",\"name\":\"N\",\"kind\":\"no such\"}]}");
  g_autoptr (DjRegister) reg = read_text (stock);
  g_autoptr (DjChange) change = dj_register_begin (reg, "import");
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_change_import (change, bad, NULL, FALSE, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  const DjIssue *issue = dj_issues_get (dj_error_get_issues (error), 0);
  ck_assert_str_eq (issue->file, bad);
  ck_assert_int_eq (issue->line, 1);
  ck_assert_int_eq (count_rows (dj_change_diff (change, NULL)), 0);
  g_clear_error (&error);
  g_autofree char *second = write_text (
      "{\"membership\":[{\"person\":\"p\",\"organization\":\"c\",\"kind\":\"affiliation\",\"since\":\"2022-01-01\"}]}");
  ck_assert (dj_change_import (change, second, NULL, FALSE, &error));
  ck_assert (!dj_change_commit (change, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  g_clear_error (&error);
  ck_assert (!dj_change_import (change, "no such folder", NULL, FALSE, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_uint_eq (dj_issues_get_n (dj_change_get_issues (change)), 0);
  g_autofree char *third = write_text ("{\"organisation\":[]}");
  ck_assert (dj_change_import (change, third, NULL, FALSE, NULL));
  ck_assert_uint_eq (dj_issues_get_n (dj_change_get_issues (change)), 1);
  ck_assert_int_eq (dj_issues_get (dj_change_get_issues (change), 0)->code, DJ_ISSUE_TABLE_UNKNOWN);
}
END_TEST

/* In a store, rows keep their ids: a cell that was edited in the files is one edit of the log. */
START_TEST (a_cell_is_one_edit)
{
  g_autofree char *store = io_path ("x.db");
  g_autofree char *files = io_path ("files");
  g_autofree char *csv = g_build_filename (files, "organization.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (DjRegister) cases = dj_register_read ("cases/lines", NULL, NULL);
  ck_assert (dj_register_write (cases, store, NULL) && dj_register_write (cases, files, NULL));
  ck_assert (g_file_get_contents (csv, &text, NULL, NULL));
  g_autoptr (GString) edited = g_string_new (text);
  const char *name = strchr (strchr (text, '\n'), ',') + 1;
  g_string_insert (edited, name - text, "新");
  ck_assert (g_file_set_contents (csv, edited->str, -1, NULL));
  g_autoptr (DjRegister) reg = dj_register_open (store, NULL, NULL);
  gint64 number = dj_register_get_number (reg);
  g_autoptr (DjChange) change = dj_register_begin (reg, "import");
  ck_assert (dj_change_import (change, files, NULL, TRUE, NULL) && dj_change_commit (change, NULL));
  g_autoptr (DjFrame) edits = dj_register_get_change (reg, number + 1, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (edits), 1);
  ck_assert_str_eq (dj_frame_get_text (edits, 0, 4), "name");
  ck_assert (dj_register_verify_log (reg, NULL, NULL));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("import");
  TCase *tcase = tcase_create ("import");
  tcase_set_timeout (tcase, 0);
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_add_loop_test (tcase, a_register_becomes_another, 0, 20);
  tcase_add_loop_test (tcase, differences_are_counted, 0, 20);
  tcase_add_test (tcase, some_columns_of_some_rows);
  tcase_add_test (tcase, what_replacing_takes_away);
  tcase_add_test (tcase, defects);
  tcase_add_test (tcase, a_cell_is_one_edit);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
