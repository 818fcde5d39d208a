/* SPDX-License-Identifier: Apache-2.0 */
/* Events between two views: against a second implementation that holds every row against every row, and cases by hand. */
#include <check.h>
#include <dangjian/dangjian.h>
#include <stdlib.h>
#include <string.h>

#include "naive-events.h"

/* ---- Against the naive way ------------------------------------------------------------------------------------------ */

/* Tells the first line that is another, as all of them may be very many. */
static void same_lines (GPtrArray *library, GPtrArray *should)
{
  for (guint i = 0; i < MIN (library->len, should->len); i++)
    if (strcmp (library->pdata[i], should->pdata[i]) != 0)
      ck_abort_msg ("%s: event %u of %u is\n%s\nshould be\n%s", naive_where, i, library->len, (char *)library->pdata[i],
                    (char *)should->pdata[i]);
  ck_assert_uint_eq (library->len, should->len);
}

/* How many events there are, after comparing them line by line. */
static guint check_days (DjRegister *now, DjDate now_on, DjRegister *before, DjDate before_on)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjView) view = dj_register_seal (now, now_on, &error);
  g_autoptr (DjView) other = dj_register_seal (before, before_on, &error);
  g_autoptr (DjFrame) frame = dj_view_events (view, other, &error);
  ck_assert (frame != NULL);
  g_autoptr (NaiveDay) naive_now = naive_day_new (now, now_on);
  g_autoptr (NaiveDay) naive_before = naive_day_new (before, before_on);
  g_autoptr (GPtrArray) library = naive_lines_of_frame (frame);
  g_autoptr (GPtrArray) naive = naive_events (naive_now, naive_before);
  same_lines (library, naive);
  return library->len - 1;
}

static DjRegister *make_random (guint64 seed, NaiveTicks *ticks)
{
  const NaiveSize size = { 9, 9, 6 };
  g_autoptr (NaiveRegister) rows = naive_generate (seed, &size, ticks);
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "random");
  naive_add_to_change (rows, change);
  ck_assert (dj_change_commit (change, NULL));
  return reg;
}

/* ---- Random edits: what breaks an invariant is refused, and is no edit ------------------------------------------------ */

static gint32 pick_row (NaiveChance *chance, DjRegister *reg, DjTable *table)
{
  do
    *table = (DjTable)naive_number (chance, DJ_N_TABLES);
  while (dj_register_get_n_rows (reg, *table) == 0);
  return naive_number (chance, dj_register_get_n_rows (reg, *table));
}

/* The value that another row has in a column. */
static char *pick_value (NaiveChance *chance, DjRegister *reg, DjTable table, const char *name)
{
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, table);
  int column = dj_frame_find_column (frame, name);
  gint64 row = naive_number (chance, (int)dj_frame_get_n_rows (frame));
  char day[DJ_DATE_TEXT_SIZE];
  if (dj_frame_get_n_rows (frame) == 0 || naive_percent (chance, 15) || dj_frame_is_missing (frame, row, column))
    return NULL;
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
    return g_strdup_printf ("%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column) / 2);
  case DJ_TYPE_REAL:
    return g_strdup_printf ("%g", dj_frame_get_real (frame, row, column) / 2);
  case DJ_TYPE_DATE:
    return g_strdup (dj_date_format (dj_frame_get_date (frame, row, column), day));
  default:
    return g_strdup (dj_frame_get_text (frame, row, column));
  }
}

static void amend (NaiveChance *chance, DjRegister *reg, DjChange *change)
{
  DjTable table;
  gint32 row = pick_row (chance, reg, &table);
  const DjTableInfo *info = dj_schema_get_table (table);
  const char *name = info->columns[naive_number (chance, info->n_columns)].name;
  g_autofree char *value = pick_value (chance, reg, table, name);
  dj_change_amend_row (change, table, row, &name, (const char *const *)&value, 1, NULL);
}

/* A row with the values of another but for a beginning of its own. */
static void add (NaiveChance *chance, DjRegister *reg, DjChange *change, DjDate day)
{
  DjTable table;
  pick_row (chance, reg, &table);
  const DjTableInfo *info = dj_schema_get_table (table);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  const char *names[NAIVE_CELLS];
  char text[DJ_DATE_TEXT_SIZE];
  for (int c = 0; c < info->n_columns; c++)
  {
    names[c] = info->columns[c].name;
    g_ptr_array_add (values, c == info->key     ? g_strdup_printf ("new%d", naive_number (chance, 5))
                             : c == info->since ? g_strdup (dj_date_format (day, text))
                             : c == info->until ? NULL
                                                : pick_value (chance, reg, table, names[c]));
  }
  dj_change_add_row (change, table, names, (const char *const *)values->pdata, values->len, NULL);
}

static void end_or_revise (NaiveChance *chance, DjRegister *reg, DjChange *change, DjDate day, gboolean end)
{
  DjTable table;
  gint32 row = pick_row (chance, reg, &table);
  const DjTableInfo *info = dj_schema_get_table (table);
  if (info->until < 0)
    return;
  if (info->key < 0)
  {
    dj_change_end_row (change, table, row, day, NULL);
    return;
  }
  g_autofree char *code = pick_value (chance, reg, table, "code");
  const char *column = table == DJ_TABLE_FACILITY || naive_percent (chance, 60) ? "name" : "kind";
  g_autofree char *value = pick_value (chance, reg, table, column);
  if (end)
    dj_change_end (change, table, code, day, NULL);
  else
    dj_change_revise (change, table, code, day, NULL, column, value, NULL);
}

static void move (NaiveChance *chance, DjRegister *reg, DjChange *change, DjDate day)
{
  g_autofree char *organization = pick_value (chance, reg, DJ_TABLE_ORGANIZATION, "code");
  g_autofree char *other = pick_value (chance, reg, DJ_TABLE_ORGANIZATION, "code");
  g_autofree char *person = pick_value (chance, reg, DJ_TABLE_PERSON, "code");
  if (naive_percent (chance, 50))
    dj_change_move_organization (change, organization, other, day, NULL);
  else if (organization)
    dj_change_transfer_member (change, person, organization, day, NULL);
}

static int edit (NaiveChance *chance, DjRegister *reg, const NaiveTicks *ticks, int n)
{
  int done = 0;
  for (int i = 0; i < n; i++)
  {
    g_autoptr (DjChange) change = dj_register_begin (reg, "edit");
    DjDate day = ticks->days[naive_number (chance, ticks->n)];
    int what = naive_number (chance, 5);
    if (what == 0)
      amend (chance, reg, change);
    else if (what == 1)
      add (chance, reg, change, day);
    else if (what == 2)
      move (chance, reg, change, day);
    else
      end_or_revise (chance, reg, change, day, what == 3);
    done += dj_change_commit (change, NULL);
  }
  return done;
}

/* ---- Properties ------------------------------------------------------------------------------------------------------- */

START_TEST (days_of_random_registers)
{
  NaiveTicks ticks;
  NaiveChance chance = { (guint64)_i };
  guint n = 0;
  g_snprintf (naive_where, sizeof naive_where, "register %d", _i);
  g_autoptr (DjRegister) reg = make_random ((guint64)_i + 1000, &ticks);
  edit (&chance, reg, &ticks, 40);
  for (int a = 0; a < ticks.n; a++)
    for (int b = 0; b < ticks.n; b++)
    {
      guint found = check_days (reg, ticks.days[a], reg, ticks.days[b]);
      ck_assert (a != b || found == 0);
      n += found;
    }
  ck_assert_int_gt (n, 50);
}
END_TEST

/* Registers of one history, which share tables and texts, and such as number them apart. */
START_TEST (two_random_registers)
{
  NaiveTicks ticks, other_ticks;
  NaiveChance chance = { (guint64)_i + 77 };
  g_snprintf (naive_where, sizeof naive_where, "registers %d", _i);
  g_autoptr (DjRegister) reg = make_random ((guint64)_i + 2000, &ticks);
  g_autoptr (DjRegister) copy = dj_register_copy (reg);
  g_autoptr (DjRegister) apart = make_random ((guint64)_i + 2000, &ticks);
  g_autoptr (DjRegister) stranger = make_random ((guint64)_i + 3000, &other_ticks);
  ck_assert_int_gt (edit (&chance, copy, &ticks, 40), 3);
  ck_assert_int_gt (edit (&chance, apart, &ticks, 40), 3);
  guint n = 0;
  for (int i = 0; i < 4; i++)
  {
    DjDate on = ticks.days[naive_number (&chance, ticks.n)], then = ticks.days[naive_number (&chance, ticks.n)];
    n += check_days (copy, on, reg, on) + check_days (copy, on, reg, then) + check_days (reg, on, copy, then);
    n += check_days (apart, on, reg, on) + check_days (apart, on, copy, then) + check_days (copy, on, apart, then);
    n += check_days (stranger, on, reg, then) + check_days (reg, on, stranger, then);
  }
  ck_assert_int_gt (n, 50);
}
END_TEST

START_TEST (days_of_a_case)
{
  g_autoptr (DjRegister) reg = dj_register_read ("cases/lines", NULL, NULL);
  g_snprintf (naive_where, sizeof naive_where, "a case");
  check_days (reg, dj_date (2024, 8, 26), reg, dj_date (2020, 1, 1));
  check_days (reg, dj_date (2020, 1, 1), reg, dj_date (2024, 8, 26));
}
END_TEST

/* ---- By hand ------------------------------------------------------------------------------------------------------------ */

static DjRegister *read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_read_json (text, -1, NULL, NULL, &error);
  if (!reg)
    ck_abort_msg ("%s", error->message);
  return reg;
}

static void check_lines (DjView *view, DjView *before, const char *const *lines, gsize n)
{
  g_autoptr (DjFrame) frame = dj_view_events (view, before, NULL);
  g_autoptr (GPtrArray) library = naive_lines_of_frame (frame);
  g_autoptr (GPtrArray) should = naive_lines_new ();
  g_ptr_array_add (should, g_strdup (library->pdata[0]));
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (should, g_strdup (lines[i]));
  same_lines (library, should);
}

static const char *const story
    = "{\"organization\":["
      "{\"code\":\"c\",\"name\":\"C\",\"kind\":\"committee\"},"
      "{\"code\":\"d\",\"name\":\"D\",\"kind\":\"committee\"},"
      "{\"code\":\"b1\",\"name\":\"old\",\"kind\":\"branch\",\"until\":\"2020-05-01\"},"
      "{\"code\":\"b1\",\"name\":\"new\",\"kind\":\"branch\",\"since\":\"2020-05-01\",\"until\":\"2022-01-01\"},"
      "{\"code\":\"b1\",\"name\":\"new\",\"kind\":\"general_branch\",\"since\":\"2022-01-01\"},"
      "{\"code\":\"b2\",\"name\":\"B2\",\"kind\":\"branch\",\"since\":\"2021-07-01\"},"
      "{\"code\":\"b3\",\"name\":\"B3\",\"kind\":\"branch\",\"until\":\"2021-07-01\"}],"
      "\"subordination\":["
      "{\"organization\":\"b1\",\"superior\":\"c\",\"until\":\"2021-03-01\"},"
      "{\"organization\":\"b1\",\"superior\":\"d\",\"since\":\"2021-03-01\"},"
      "{\"organization\":\"b2\",\"superior\":\"c\"},"
      "{\"organization\":\"b3\",\"superior\":\"c\",\"until\":\"2021-07-01\"},"
      "{\"organization\":\"d\",\"superior\":\"c\",\"since\":\"2022-02-02\"}],"
      "\"person\":["
      "{\"code\":\"p1\",\"name\":\"甲\",\"admitted\":\"2010-01-01\"},"
      "{\"code\":\"p2\",\"name\":\"乙\",\"admitted\":\"2021-09-01\"},"
      "{\"code\":\"p3\",\"name\":\"丙\",\"admitted\":\"2010-01-01\",\"left\":\"2021-12-31\",\"left_how\":\"deceased\"}]"
      ","
      "\"membership\":["
      "{\"person\":\"p1\",\"organization\":\"b3\",\"kind\":\"affiliation\",\"until\":\"2021-07-01\"},"
      "{\"person\":\"p1\",\"organization\":\"b2\",\"kind\":\"affiliation\",\"since\":\"2021-07-01\"},"
      "{\"person\":\"p2\",\"organization\":\"b1\",\"kind\":\"affiliation\",\"since\":\"2021-09-01\"},"
      "{\"person\":\"p3\",\"organization\":\"b1\",\"kind\":\"affiliation\",\"until\":\"2021-12-31\"},"
      "{\"person\":\"p1\",\"organization\":\"c\",\"kind\":\"report_in\",\"since\":\"2022-01-15\"},"
      "{\"person\":\"p3\",\"organization\":\"c\",\"kind\":\"report_in\"}],"
      "\"alliance\":[{\"code\":\"a\",\"name\":\"A\",\"kind\":\"pairing\",\"since\":\"2021-01-01\"}],"
      "\"seat\":[{\"alliance\":\"a\",\"body\":\"b1\",\"role\":\"lead\",\"since\":\"2021-01-01\"}]}";

/* What became of it all from 2019 to 2023, with what day it was on. Of what followed one another the value counts, not the row. */
START_TEST (a_story)
{
  static const char *const lines[] = {
    "renamed|organization|b1|new|d|D|general_branch|name|old|new|2020-05-01",
    "retyped|organization|b1|new|d|D|general_branch|kind|branch|general_branch|2022-01-01",
    "founded|organization|b2|B2|c|C|branch|-|-|-|2021-07-01",
    "dissolved|organization|b3|B3|c|C|branch|-|-|-|2021-07-01",
    "moved|subordination|b1|new|d|D|-|superior|c|d|2021-03-01",
    "moved|subordination|d|D|c|C|-|superior|-|c|2022-02-02",
    "transferred|membership|p1|甲|b2|B2|affiliation|organization|b3|b2|2021-07-01",
    "joined|membership|p2|乙|b1|new|affiliation|-|-|-|2021-09-01",
    "participation_begun|membership|p1|甲|c|C|report_in|-|-|-|2022-01-15",
    "left|membership|p3|丙|b1|old|affiliation|-|-|-|2021-12-31",
    "participation_ended|membership|p3|丙|c|C|report_in|-|-|-|2021-12-31",
    "founded|alliance|a|A|-|-|pairing|-|-|-|2021-01-01",
    "seat_taken|seat|b1|new|a|A|lead|-|-|-|2021-01-01",
  };
  g_autoptr (DjRegister) reg = read_text (story);
  g_autoptr (DjView) before = dj_register_seal (reg, dj_date (2019, 1, 1), NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2023, 1, 1), NULL);
  check_lines (view, before, lines, G_N_ELEMENTS (lines));
}
END_TEST

/* A day is known where a commit says since when; what was put right has none. */
START_TEST (before_and_after_a_commit)
{
  static const char *const lines[] = {
    "changed|organization|b2|B2|c|newer|branch|since|2021-07-01|2021-06-30|-",
    "renamed|organization|c|newer|-|-|committee|name|C|newer|2023-02-01",
    "dissolved|alliance|a|A|-|-|pairing|-|-|-|2022-12-01",
    "seat_given_up|seat|b1|new|a|A|lead|-|-|-|2022-12-01",
  };
  g_autoptr (DjRegister) reg = read_text (story);
  g_autoptr (DjView) before = dj_register_seal (reg, dj_date (2023, 5, 1), NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "later");
  ck_assert (dj_change_revise (change, DJ_TABLE_ORGANIZATION, "c", dj_date (2023, 2, 1), NULL, "name", "newer", NULL));
  ck_assert (dj_change_amend (change, DJ_TABLE_ORGANIZATION, "b2", NULL, "since", "2021-06-30", NULL));
  ck_assert (dj_change_end (change, DJ_TABLE_ALLIANCE, "a", dj_date (2022, 12, 1), NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2023, 5, 1), NULL);
  check_lines (view, before, lines, G_N_ELEMENTS (lines));
}
END_TEST

/* Columns that only one of the registers has; rows that share all that they are about; texts that only one has. */
START_TEST (further_columns)
{
  static const char *const one = "{\"unit\":[{\"code\":\"u\",\"name\":\"甲\",\"kind\":\"school\",\"备注\":\"a\"}],"
                                 "\"alliance\":[{\"code\":\"a\",\"name\":\"A\",\"kind\":\"pairing\"}],"
                                 "\"seat\":[{\"alliance\":\"a\",\"body\":\"u\",\"role\":\"lead\"},"
                                 "{\"alliance\":\"a\",\"body\":\"u\",\"role\":\"member\"}]}";
  static const char *const two = "{\"unit\":[{\"code\":\"u\",\"name\":\"甲\",\"kind\":\"school\",\"电话\":\"b\"}],"
                                 "\"alliance\":[{\"code\":\"a\",\"name\":\"A\",\"kind\":\"pairing\"}],"
                                 "\"seat\":[{\"alliance\":\"a\",\"body\":\"u\",\"role\":\"observer\"},"
                                 "{\"alliance\":\"a\",\"body\":\"u\",\"role\":\"lead\"}]}";
  static const char *const lines[] = {
    "changed|unit|u|甲|-|-|school|电话|-|b|-",
    "changed|unit|u|甲|-|-|school|备注|a|-|-",
    "changed|seat|u|甲|a|A|observer|role|member|observer|-",
  };
  g_autoptr (DjRegister) first = read_text (one);
  g_autoptr (DjRegister) second = read_text (two);
  g_autoptr (DjView) before = dj_register_seal (first, dj_date (2023, 1, 1), NULL);
  g_autoptr (DjView) view = dj_register_seal (second, dj_date (2023, 1, 1), NULL);
  check_lines (view, before, lines, G_N_ELEMENTS (lines));
  check_lines (view, view, NULL, 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("events");
  TCase *tcase = tcase_create ("events");
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, days_of_random_registers, 0, 5);
  tcase_add_loop_test (tcase, two_random_registers, 0, 6);
  tcase_add_test (tcase, days_of_a_case);
  tcase_add_test (tcase, a_story);
  tcase_add_test (tcase, before_and_after_a_commit);
  tcase_add_test (tcase, further_columns);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
