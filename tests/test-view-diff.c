/* SPDX-License-Identifier: Apache-2.0 */
/* Differences of views: against a second implementation that pairs rows by looking at all of them. */
#include <check.h>
#include <dangjian/dangjian.h>
#include <stdlib.h>
#include <string.h>

#include "naive.h"

/* ---- The naive way ------------------------------------------------------------------------------------------------- */

/* A cell as it stands in a file, to be freed; NULL where missing. */
static char *cell (const DjFrame *frame, gint64 row, int column)
{
  char day[DJ_DATE_TEXT_SIZE];
  if (column < 0 || dj_frame_is_missing (frame, row, column))
    return NULL;
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
    return g_strdup_printf ("%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column));
  case DJ_TYPE_REAL:
    return g_strdup_printf ("%g", dj_frame_get_real (frame, row, column));
  case DJ_TYPE_DATE:
    return g_strdup (dj_date_format (dj_frame_get_date (frame, row, column), day));
  case DJ_TYPE_TEXT:
  case DJ_TYPE_CODE:
  case DJ_TYPE_REFERENCE:
  default:
    return g_strdup (dj_frame_get_text (frame, row, column));
  }
}

static char *label (const DjFrame *frame, DjTable table, gint64 row)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  for (int column = 0; column < info->n_columns; column++)
    if (info->key >= 0 ? column == info->key : info->columns[column].flags & DJ_COLUMN_REQUIRED)
      g_ptr_array_add (parts, cell (frame, row, column));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" > ", (char **)parts->pdata);
}

static char *line (DjTable table, const char *subject, const char *difference, const char *column, const char *before,
                   const char *now)
{
  return g_strdup_printf ("%s|%s|%s|%s|%s|%s", dj_schema_get_table (table)->name, subject, difference,
                          column ? column : "-", before ? before : "-", now ? now : "-");
}

static void compare_rows (GPtrArray *lines, DjTable table, const char *subject, const DjFrame *now, gint64 row,
                          const DjFrame *before, gint64 other)
{
  for (int column = 0; column < dj_frame_get_n_columns (now); column++)
  {
    const char *name = dj_frame_get_column (now, column)->name;
    g_autofree char *is = cell (now, row, column);
    g_autofree char *was = cell (before, other, dj_frame_find_column (before, name));
    if (g_strcmp0 (is, was) != 0)
      g_ptr_array_add (lines, line (table, subject, "changed", name, was, is));
  }
  for (int column = 0; column < dj_frame_get_n_columns (before); column++)
  {
    const char *name = dj_frame_get_column (before, column)->name;
    g_autofree char *was = cell (before, other, column);
    if (was && dj_frame_find_column (now, name) < 0)
      g_ptr_array_add (lines, line (table, subject, "changed", name, was, NULL));
  }
}

static void compare_tables (GPtrArray *lines, DjTable table, const DjFrame *now, const DjFrame *before)
{
  gint64 n = dj_frame_get_n_rows (before);
  g_autofree guint8 *paired = g_malloc0 ((gsize)n + 1);
  for (gint64 row = 0; row < dj_frame_get_n_rows (now); row++)
  {
    g_autofree char *subject = label (now, table, row);
    gint64 other;
    for (other = 0; other < n; other++)
    {
      g_autofree char *known = label (before, table, other);
      if (!paired[other] && strcmp (known, subject) == 0)
        break;
    }
    if (other == n)
    {
      g_ptr_array_add (lines, line (table, subject, "added", NULL, NULL, NULL));
      continue;
    }
    paired[other] = 1;
    compare_rows (lines, table, subject, now, row, before, other);
  }
  for (gint64 row = 0; row < n; row++)
    if (!paired[row])
    {
      g_autofree char *subject = label (before, table, row);
      g_ptr_array_add (lines, line (table, subject, "removed", NULL, NULL, NULL));
    }
}

/* ---- Comparing ------------------------------------------------------------------------------------------------------ */

static guint check_diff (DjView *view, DjView *before)
{
  g_autoptr (DjFrame) frame = dj_view_diff (view, before);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  for (DjTable table = 0; table < DJ_N_TABLES; table++)
  {
    g_autoptr (DjFrame) now = dj_view_get_table (view, table);
    g_autoptr (DjFrame) then = dj_view_get_table (before, table);
    compare_tables (lines, table, now, then);
  }
  ck_assert_int_eq (dj_frame_get_n_rows (frame), lines->len);
  for (guint row = 0; row < lines->len; row++)
  {
    g_autofree char *found
        = line ((DjTable)dj_schema_find_table (dj_frame_get_text (frame, row, 0)), dj_frame_get_text (frame, row, 1),
                dj_frame_get_text (frame, row, 2), dj_frame_get_text (frame, row, 3), dj_frame_get_text (frame, row, 4),
                dj_frame_get_text (frame, row, 5));
    ck_assert_str_eq (found, g_ptr_array_index (lines, row));
  }
  return lines->len;
}

START_TEST (days_of_random_registers)
{
  NaiveTicks ticks;
  const NaiveSize size = { 12, 20, 6 };
  g_autoptr (NaiveRegister) rows = naive_generate ((guint64)_i + 77, &size, &ticks);
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "random");
  naive_add_to_change (rows, change);
  ck_assert (dj_change_commit (change, NULL));
  for (int a = 0; a < ticks.n; a++)
    for (int b = 0; b < ticks.n; b++)
    {
      g_autoptr (DjView) view = dj_register_seal (reg, ticks.days[a], NULL);
      g_autoptr (DjView) before = dj_register_seal (reg, ticks.days[b], NULL);
      guint n = check_diff (view, before);
      ck_assert (a != b || n == 0);
    }
}
END_TEST

START_TEST (days_of_a_case)
{
  g_autoptr (DjRegister) reg = dj_register_read ("cases/transition", NULL, NULL);
  g_autoptr (DjView) before = dj_register_seal (reg, dj_date (2023, 3, 31), NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2023, 4, 30), NULL);
  check_diff (view, before);
  check_diff (before, view);
}
END_TEST

/* Two registers with texts numbered apart, one with a further column and rows that share their required values. */
START_TEST (two_registers)
{
  static const char *const one
      = "{\"unit\":[{\"code\":\"u\",\"name\":\"甲\",\"kind\":\"school\",\"headcount\":5,\"备注\":\"a\"}],"
        "\"organization\":[{\"code\":\"a\",\"name\":\"A\",\"kind\":\"branch\"}],"
        "\"guidance\":[{\"organization\":\"a\",\"guide\":\"u\",\"kind\":\"line\"},"
        "{\"organization\":\"a\",\"guide\":\"u\",\"kind\":\"area\"}]}";
  static const char *const other = "{\"organization\":[{\"code\":\"b\",\"name\":\"B\",\"kind\":\"branch\"},"
                                   "{\"code\":\"a\",\"name\":\"A\",\"kind\":\"branch\"}],"
                                   "\"unit\":[{\"code\":\"u\",\"name\":\"乙\",\"kind\":\"school\"}],"
                                   "\"guidance\":[{\"organization\":\"a\",\"guide\":\"u\",\"kind\":\"line\"},"
                                   "{\"organization\":\"a\",\"guide\":\"u\",\"kind\":\"attached\"},"
                                   "{\"organization\":\"a\",\"guide\":\"u\"}]}";
  g_autoptr (DjRegister) first = dj_register_read_json (one, -1, NULL, NULL, NULL);
  g_autoptr (DjRegister) second = dj_register_read_json (other, -1, NULL, NULL, NULL);
  ck_assert (first && second);
  g_autoptr (DjView) before = dj_register_seal (first, dj_date (2024, 1, 1), NULL);
  g_autoptr (DjView) view = dj_register_seal (second, dj_date (2024, 1, 1), NULL);
  /* Name, headcount and further column of the unit; the second guidance is of another kind, the third is new; organization b is. */
  ck_assert_uint_eq (check_diff (view, before), 6);
  ck_assert_uint_eq (check_diff (before, view), 6);
}
END_TEST

START_TEST (the_register_behind_a_view)
{
  g_autoptr (DjRegister) reg = dj_register_read ("cases/sanlitun", NULL, NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "later");
  gint32 n = dj_register_get_n_rows (reg, DJ_TABLE_AREA);
  ck_assert (dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "new", "name", "新区域", "kind", "grid", NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjRegister) behind = dj_view_get_register (view);
  ck_assert_int_eq (dj_register_get_n_rows (behind, DJ_TABLE_AREA), n);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_AREA), n + 1);
  g_autoptr (DjView) again = dj_register_seal (behind, dj_date (2024, 8, 26), NULL);
  ck_assert_uint_eq (check_diff (again, view), 0);
  g_autoptr (DjView) today = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  ck_assert_uint_eq (check_diff (today, view), 1);
}
END_TEST

START_TEST (a_copy_goes_its_own_way)
{
  g_autoptr (DjRegister) reg = dj_register_read ("cases/sanlitun", NULL, NULL);
  g_autoptr (DjRegister) copy = dj_register_copy (reg);
  g_autoptr (DjView) before = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  g_autoptr (DjChange) change = dj_register_begin (copy, "apart");
  ck_assert (dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "new", "name", "新区域", "kind", "grid", NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  g_autoptr (DjView) other = dj_register_seal (copy, dj_date (2024, 8, 26), NULL);
  ck_assert_uint_eq (check_diff (view, before), 0);
  ck_assert_uint_eq (check_diff (other, before), 1);
}
END_TEST

/* Codes of every table are found where they stand, on days when they hold and when not; nothing else is. */
START_TEST (codes_are_found_in_their_tables)
{
  NaiveTicks ticks;
  const NaiveSize size = { 12, 20, 6 };
  g_autoptr (NaiveRegister) rows = naive_generate ((guint64)_i + 177, &size, &ticks);
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "random");
  naive_add_to_change (rows, change);
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) view = dj_register_seal (reg, ticks.days[_i % ticks.n], NULL);
  gint64 n = 0;
  for (DjTable table = 0; table < DJ_N_TABLES; table++)
  {
    g_autoptr (DjFrame) all = dj_register_get_table (reg, table);
    gboolean has_codes = dj_frame_find_column (all, "code") == 0;
    for (gint64 row = 0; has_codes && row < dj_frame_get_n_rows (all); row++, n++)
      ck_assert_int_eq (dj_view_find_code (view, dj_frame_get_text (all, row, 0)), (int)table);
  }
  ck_assert_int_gt (n, 30);
  ck_assert_int_eq (dj_view_find_code (view, ""), -1);
  ck_assert_int_eq (dj_view_find_code (view, "no such code"), -1);
  /* A text that is known, and no code. */
  ck_assert_int_eq (dj_view_find_code (view, "name"), -1);
}
END_TEST

START_TEST (a_commit_can_be_stopped)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "stopped");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ck_assert (dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "a", "name", "A", "kind", "grid", NULL));
  g_cancellable_cancel (cancellable);
  ck_assert (!dj_change_commit_cancellable (change, cancellable, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_AREA), 0);
  g_clear_error (&error);
  ck_assert (dj_change_commit_cancellable (change, NULL, &error));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("view-diff");
  TCase *tcase = tcase_create ("view-diff");
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, days_of_random_registers, 0, 8);
  tcase_add_test (tcase, days_of_a_case);
  tcase_add_test (tcase, two_registers);
  tcase_add_test (tcase, the_register_behind_a_view);
  tcase_add_test (tcase, a_copy_goes_its_own_way);
  tcase_add_loop_test (tcase, codes_are_found_in_their_tables, 0, 8);
  tcase_add_test (tcase, a_commit_can_be_stopped);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
