/* SPDX-License-Identifier: Apache-2.0 */
/* The register and the change: rows, invariants, operations of the field. Figures are worked out by hand. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "naive.h"
#include "register/register-private.h"

/* ---- Helpers --------------------------------------------------------------------------------------------------- */

#define ADD(change, table, ...)                                                                                        \
  do                                                                                                                   \
  {                                                                                                                    \
    GError *failure = NULL;                                                                                            \
    if (!dj_change_add (change, table, &failure, __VA_ARGS__, NULL))                                                   \
      ck_abort_msg ("%s", failure->message);                                                                           \
  } while (0)

static void add_organization (DjChange *change, const char *code, const char *superior, const char *since)
{
  ADD (change, DJ_TABLE_ORGANIZATION, "code", code, "name", code, "kind", "branch", "since", since);
  if (superior)
    ADD (change, DJ_TABLE_SUBORDINATION, "organization", code, "superior", superior, "since", since);
}

static void add_member (DjChange *change, const char *code, const char *organization, const char *admitted)
{
  ADD (change, DJ_TABLE_PERSON, "code", code, "name", "甲", "admitted", admitted);
  ADD (change, DJ_TABLE_MEMBERSHIP, "person", code, "organization", organization, "kind", "affiliation", "since",
       admitted);
}

/* A committee `c` with branches `b1` and `b2`, two members in the first. */
static void fill_small (DjChange *change)
{
  add_organization (change, "c", NULL, "2000-01-01");
  add_organization (change, "b1", "c", "2001-01-01");
  add_organization (change, "b2", "c", "2002-01-01");
  add_member (change, "p1", "b1", "2010-01-01");
  add_member (change, "p2", "b1", "2011-01-01");
}

static DjRegister *make_small (void)
{
  GError *error = NULL;
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "small");
  fill_small (change);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  return reg;
}

static guint count_code (const DjIssues *issues, DjIssueCode code)
{
  guint n = 0;
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    n += dj_issues_get (issues, i)->code == code;
  return n;
}

/* The check finds exactly one issue, and it is this one. */
static void expect_only (DjChange *change, DjIssueCode code)
{
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  if (dj_issues_get_n (issues) != 1)
    for (guint i = 0; i < dj_issues_get_n (issues); i++)
      g_printerr ("%s: %s\n", dj_issues_get (issues, i)->rule, dj_issues_get (issues, i)->message_en);
  ck_assert_uint_eq (dj_issues_get_n (issues), 1);
  ck_assert_int_eq (dj_issues_get (issues, 0)->code, code);
}

static void expect_none (DjChange *change)
{
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    g_printerr ("%s: %s\n", dj_issues_get (issues, i)->rule, dj_issues_get (issues, i)->message_en);
  ck_assert_uint_eq (dj_issues_get_n (issues), 0);
}

static char *cell (DjRegister *reg, DjTable table, gint32 row, int column)
{
  char buffer[32];
  const DjState *state = dj_register_get_state (reg);
  return g_strdup (dj_table_get_cell (state->tables[table], state->texts, column, row, buffer));
}

static void expect_cell (DjRegister *reg, DjTable table, gint32 row, int column, const char *expected)
{
  g_autofree char *found = cell (reg, table, row, column);
  ck_assert_pstr_eq (found, expected);
}

/* ---- Texts ----------------------------------------------------------------------------------------------------- */

START_TEST (test_texts)
{
  DjTexts *texts = dj_texts_new ();
  for (int i = 0; i < 200000; i++)
  {
    g_autofree char *text = g_strdup_printf ("文%d", i);
    ck_assert_int_eq (dj_texts_intern (texts, text, strlen (text)), i);
  }
  ck_assert_int_eq (dj_texts_get_n (texts), 200000);
  ck_assert_int_eq (dj_texts_find (texts, "文77777", -1), 77777);
  ck_assert_int_eq (dj_texts_find (texts, "文200000", -1), DJ_TEXT_NONE);
  ck_assert_int_eq (dj_texts_intern (texts, "文12与", strlen ("文12")), 12);
  ck_assert_str_eq (dj_texts_get (texts, 131071), "文131071");
  ck_assert_ptr_null (dj_texts_get (texts, DJ_TEXT_NONE));
  dj_texts_unref (texts);
}
END_TEST

/* Texts of one to eleven bytes of two, at random, one by one and many at once, against a hash table of strings: short and long ones, of which
 * one begins as the other does. */
START_TEST (test_texts_of_every_length)
{
  NaiveChance chance = { 20241231 };
  DjTexts *texts = dj_texts_new ();
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int round = 0; round < 400; round++)
  {
    char bytes[DJ_TEXTS_MANY][12];
    DjSlice slices[DJ_TEXTS_MANY];
    gint32 ids[DJ_TEXTS_MANY];
    for (int i = 0; i < DJ_TEXTS_MANY; i++)
    {
      int length = 1 + naive_number (&chance, 11);
      for (int at = 0; at < length; at++)
        bytes[i][at] = naive_percent (&chance, 50) ? 'a' : '\xff';
      bytes[i][length] = '\0';
      slices[i] = (DjSlice){ bytes[i], (gsize)length };
    }
    dj_texts_find_many (texts, slices, DJ_TEXTS_MANY, ids);
    for (int i = 0; i < DJ_TEXTS_MANY; i++)
    {
      gint32 expected = GPOINTER_TO_INT (g_hash_table_lookup (known, bytes[i])) - 1;
      ck_assert_int_eq (ids[i], expected);
      ck_assert_int_eq (dj_texts_find (texts, bytes[i], -1), expected);
    }
    if (round % 2)
      dj_texts_intern_many (texts, slices, DJ_TEXTS_MANY, ids);
    for (int i = 0; i < DJ_TEXTS_MANY; i++)
    {
      gint32 id = round % 2 ? ids[i] : dj_texts_intern (texts, bytes[i], slices[i].length);
      gint32 before = GPOINTER_TO_INT (g_hash_table_lookup (known, bytes[i])) - 1;
      ck_assert_int_eq (id, before >= 0 ? before : (gint32)g_hash_table_size (known));
      ck_assert_str_eq (dj_texts_get (texts, id), bytes[i]);
      if (before < 0)
        g_hash_table_insert (known, g_strdup (bytes[i]), GINT_TO_POINTER (id + 1));
    }
  }
  ck_assert_int_eq (dj_texts_get_n (texts), (gint32)g_hash_table_size (known));
  dj_texts_unref (texts);
}
END_TEST

/* ---- Rows ------------------------------------------------------------------------------------------------------ */

START_TEST (test_missing_is_not_empty)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ADD (change, DJ_TABLE_ORGANIZATION, "code", "a", "name", "甲", "kind", "党支部", "short_name", "");
  ADD (change, DJ_TABLE_ORGANIZATION, "code", "b", "name", "乙", "kind", "631");
  ck_assert (dj_change_commit (change, NULL));
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 0, DJ_COLUMN_ORGANIZATION_SHORT_NAME, "");
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 1, DJ_COLUMN_ORGANIZATION_SHORT_NAME, NULL);
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 0, DJ_COLUMN_ORGANIZATION_KIND, "branch");
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 1, DJ_COLUMN_ORGANIZATION_KIND, "branch");
}
END_TEST

START_TEST (test_bad_values_leave_the_change_alone)
{
  static const struct
  {
    const char *column, *value;
    DjIssueCode code;
  } cases[] = {
    { "since", "2023-02-30", DJ_ISSUE_DATE },  { "kind", "blob", DJ_ISSUE_CODE },
    { "term_years", "many", DJ_ISSUE_NUMBER }, { "term_years", "-1", DJ_ISSUE_RANGE },
    { "name", NULL, DJ_ISSUE_REQUIRED },
  };
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_autoptr (GError) error = NULL;
    const char *names[] = { "code", "name", "kind", cases[i].column };
    const char *values[] = { "x", "x", "branch", cases[i].value };
    ck_assert_int_eq (dj_change_add_row (change, DJ_TABLE_ORGANIZATION, names, values, 4, &error), -1);
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
    ck_assert_int_eq (dj_issues_get (dj_error_get_issues (error), 0)->code, cases[i].code);
    g_clear_error (&error);
    ck_assert (!dj_change_amend (change, DJ_TABLE_ORGANIZATION, "b1", &error, "short_name", "改", cases[i].column,
                                 cases[i].value, NULL));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  }
  ck_assert (dj_change_commit (change, NULL));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 3);
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 1, DJ_COLUMN_ORGANIZATION_SHORT_NAME, NULL);
}
END_TEST

/* What is refused leaves nothing behind: no table that was not there, no column, no row. */
START_TEST (test_refused_edits_leave_no_trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ck_assert (!dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u", "name", "x", "kind", "blob", NULL));
  ck_assert (!dj_change_add (change, DJ_TABLE_UNIT, &error, "code", "u", "name", "\xc3\xc3", "kind", "organ", NULL));
  ck_assert_int_eq (dj_issues_get (dj_error_get_issues (error), 0)->code, DJ_ISSUE_ENCODING);
  ck_assert (dj_change_commit (change, NULL));
  const DjTableData *units = dj_register_get_state (reg)->tables[DJ_TABLE_UNIT];
  ck_assert (!units->present);
  ck_assert_uint_eq (units->order->len, 0);
  ck_assert_int_eq (units->n_rows, 0);
}
END_TEST

START_TEST (test_days_out_of_the_calendar)
{
  static const DjDate days[] = { 5000000, -2000000, DJ_DATE_NONE, G_MAXINT32, G_MININT32 + 1 };
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
  {
    g_autoptr (GError) error = NULL;
    ck_assert (!dj_change_end_row (change, DJ_TABLE_SUBORDINATION, 0, days[i], &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    ck_assert (!dj_change_end (change, DJ_TABLE_ORGANIZATION, "b1", days[i], NULL));
    ck_assert (!dj_change_revise (change, DJ_TABLE_ORGANIZATION, "b1", days[i], NULL, "name", "x", NULL));
    ck_assert (!dj_change_move_organization (change, "b1", "b2", days[i], NULL));
    ck_assert (!dj_change_transfer_member (change, "p1", "b2", days[i], NULL));
    ck_assert (!dj_change_move_members (change, "b1", "b2", days[i], NULL));
  }
  expect_none (change);
}
END_TEST

START_TEST (test_revision_keeps_code_and_period)
{
  static const char *const columns[] = { "code", "since", "until" };
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
  {
    g_autoptr (GError) error = NULL;
    ck_assert (!dj_change_revise (change, DJ_TABLE_ORGANIZATION, "b1", dj_date (2015, 6, 1), &error, columns[i],
                                  "2030-01-01", NULL));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  }
  ck_assert (dj_change_commit (change, NULL));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 3);
}
END_TEST

START_TEST (test_unknown_names)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ck_assert (!dj_change_add (change, DJ_TABLE_UNIT, &error, "code", "u", "colour", "red", NULL));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
  g_clear_error (&error);
  ck_assert (!dj_change_amend (change, DJ_TABLE_ORGANIZATION, "nobody", &error, "name", "x", NULL));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
  g_clear_error (&error);
  ck_assert (!dj_change_end (change, DJ_TABLE_ORGANIZATION, "b1", dj_date (2000, 1, 1), &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
}
END_TEST

START_TEST (test_find)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  const char *names[] = { "kind", "organization" }, *values[] = { "affiliation", "b1" };
  ck_assert_int_eq (dj_change_find (change, DJ_TABLE_MEMBERSHIP, names, values, 2, -1, NULL), 0);
  ck_assert_int_eq (dj_change_find (change, DJ_TABLE_MEMBERSHIP, names, values, 2, 0, NULL), 1);
  ck_assert_int_eq (dj_change_find (change, DJ_TABLE_MEMBERSHIP, names, values, 2, 1, NULL), -1);
}
END_TEST

/* ---- Invariants: each broken alone ------------------------------------------------------------------------------ */

START_TEST (test_invariants)
{
  static const struct
  {
    DjTable table;
    const char *cells[10];
    DjIssueCode code;
  } cases[] = {
    { DJ_TABLE_ORGANIZATION,
      { "code", "b1", "name", "x", "kind", "branch", "since", "2020-01-01" },
      DJ_ISSUE_DUPLICATE },
    { DJ_TABLE_UNIT, { "code", "b1", "name", "x", "kind", "school" }, DJ_ISSUE_DUPLICATE },
    { DJ_TABLE_SUBORDINATION, { "organization", "c", "superior", "c", "since", "2005-01-01" }, DJ_ISSUE_CYCLE },
    { DJ_TABLE_SUBORDINATION,
      { "organization", "c", "superior", "b1", "since", "2015-01-01", "until", "2016-01-01" },
      DJ_ISSUE_CYCLE },
    { DJ_TABLE_SUBORDINATION,
      { "organization", "b1", "superior", "b2", "since", "2009-01-01", "until", "2009-01-02" },
      DJ_ISSUE_SUPERIOR },
    { DJ_TABLE_SUBORDINATION,
      { "organization", "c", "superior", "nobody", "since", "2005-01-01" },
      DJ_ISSUE_REFERENCE },
    { DJ_TABLE_SUBORDINATION, { "organization", "c", "superior", "p1", "since", "2005-01-01" }, DJ_ISSUE_REFERENCE },
    { DJ_TABLE_SUBORDINATION,
      { "organization", "c", "superior", "b2", "since", "2000-06-01", "until", "2000-07-01" },
      DJ_ISSUE_REFERENCE_TIME },
    { DJ_TABLE_MEMBERSHIP,
      { "person", "p1", "organization", "b2", "kind", "affiliation", "since", "2020-01-01", "until", "2020-01-02" },
      DJ_ISSUE_AFFILIATION_TWO },
    { DJ_TABLE_PERSON, { "code", "p9", "name", "x", "admitted", "2020-01-01" }, DJ_ISSUE_AFFILIATION_NONE },
    { DJ_TABLE_PERSON, { "code", "p9", "name", "x", "admitted", "2020-01-01", "left", "2019-12-31" }, DJ_ISSUE_PERIOD },
    { DJ_TABLE_MEMBERSHIP,
      { "person", "p1", "organization", "b2", "kind", "volunteer", "since", "2020-01-02", "until", "2020-01-01" },
      DJ_ISSUE_PERIOD },
    { DJ_TABLE_AREA, { "code", "a", "name", "x", "kind", "grid", "parent", "a" }, DJ_ISSUE_CYCLE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_autoptr (DjRegister) reg = make_small ();
    g_autoptr (DjChange) change = dj_register_begin (reg, "t");
    const char *names[5], *values[5];
    gsize n = 0;
    for (; n < 5 && cases[i].cells[2 * n]; n++)
    {
      names[n] = cases[i].cells[2 * n];
      values[n] = cases[i].cells[2 * n + 1];
    }
    ck_assert_int_ge (dj_change_add_row (change, cases[i].table, names, values, n, NULL), 0);
    g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
    ck_assert_msg (dj_issues_get_n (issues) == 1 && count_code (issues, cases[i].code) == 1,
                   "case %zu: %u issues, first %s", i, dj_issues_get_n (issues),
                   dj_issues_get_n (issues) ? dj_issues_get (issues, 0)->message_en : "-");
    g_autoptr (GError) error = NULL;
    ck_assert (!dj_change_commit (change, &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
    ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 3);
    ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_PERSON), 2);
    ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_SUBORDINATION), 2);
  }
}
END_TEST

/* Periods that touch but do not overlap are no defect: until is exclusive. */
START_TEST (test_adjacent_periods)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ck_assert (dj_change_end (change, DJ_TABLE_ORGANIZATION, "b2", dj_date (2015, 1, 1), NULL));
  ADD (change, DJ_TABLE_ORGANIZATION, "code", "b2", "name", "again", "kind", "branch", "since", "2015-01-01");
  ADD (change, DJ_TABLE_SUBORDINATION, "organization", "c", "superior", "b2", "since", "2015-01-01");
  ADD (change, DJ_TABLE_SUBORDINATION, "organization", "b1", "superior", "b2", "since", "1990-01-01", "until",
       "1990-01-01");
  expect_none (change);
}
END_TEST

/* b1 under c until 2015, c under b1 from that day: never a cycle. A day earlier it is one, on one day. */
START_TEST (test_cycle_of_one_day)
{
  for (int overlap = 0; overlap < 2; overlap++)
  {
    g_autoptr (DjRegister) reg = make_small ();
    g_autoptr (DjChange) change = dj_register_begin (reg, "t");
    ck_assert (dj_change_end_row (change, DJ_TABLE_SUBORDINATION, 0, dj_date (2015, 1, 1), NULL));
    ADD (change, DJ_TABLE_SUBORDINATION, "organization", "c", "superior", "b1", "since",
         overlap ? "2014-12-31" : "2015-01-01");
    if (overlap)
      expect_only (change, DJ_ISSUE_CYCLE);
    else
      expect_none (change);
  }
}
END_TEST

/* ---- Operations ------------------------------------------------------------------------------------------------ */

START_TEST (test_end_takes_followers_and_leaves_members_to_move)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ADD (change, DJ_TABLE_POST, "person", "p1", "body", "b1", "role", "secretary");
  DjDate on = dj_date (2024, 9, 1);
  ck_assert (dj_change_end (change, DJ_TABLE_ORGANIZATION, "b1", on, NULL));
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  ck_assert_uint_eq (count_code (issues, DJ_ISSUE_AFFILIATION_NONE), 2);
  ck_assert_uint_eq (dj_issues_get_n (issues), 2);
  g_autoptr (DjChange) second = dj_register_begin (reg, "t");
  ADD (second, DJ_TABLE_POST, "person", "p1", "body", "b1", "role", "secretary");
  ck_assert (dj_change_move_members (second, "b1", "b2", on, NULL));
  ck_assert (dj_change_end (second, DJ_TABLE_ORGANIZATION, "b1", on, NULL));
  ck_assert (dj_change_commit (second, NULL));
  expect_cell (reg, DJ_TABLE_SUBORDINATION, 0, DJ_COLUMN_SUBORDINATION_UNTIL, "2024-09-01");
  expect_cell (reg, DJ_TABLE_POST, 0, DJ_COLUMN_POST_UNTIL, "2024-09-01");
  expect_cell (reg, DJ_TABLE_MEMBERSHIP, 0, DJ_COLUMN_MEMBERSHIP_UNTIL, "2024-09-01");
  expect_cell (reg, DJ_TABLE_MEMBERSHIP, 2, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, "b2");
  expect_cell (reg, DJ_TABLE_MEMBERSHIP, 2, DJ_COLUMN_MEMBERSHIP_SINCE, "2024-09-01");
}
END_TEST

START_TEST (test_move_organization)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  g_autoptr (GError) error = NULL;
  ck_assert (dj_change_move_organization (change, "b2", "b1", dj_date (2020, 1, 1), NULL));
  ck_assert (!dj_change_move_organization (change, "b2", "nobody", dj_date (2020, 1, 1), &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
  expect_none (change);
  ck_assert (dj_change_move_organization (change, "c", "b2", dj_date (2021, 1, 1), NULL));
  expect_only (change, DJ_ISSUE_CYCLE);
  ck_assert (dj_change_move_organization (change, "b1", NULL, dj_date (2021, 1, 1), NULL));
  expect_none (change);
  ck_assert (dj_change_commit (change, NULL));
  expect_cell (reg, DJ_TABLE_SUBORDINATION, 1, DJ_COLUMN_SUBORDINATION_UNTIL, "2020-01-01");
  expect_cell (reg, DJ_TABLE_SUBORDINATION, 2, DJ_COLUMN_SUBORDINATION_SUPERIOR, "b1");
}
END_TEST

START_TEST (test_transfer_member)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ADD (change, DJ_TABLE_MEMBERSHIP, "person", "p1", "organization", "b2", "kind", "volunteer", "since", "2019-01-01");
  ck_assert (dj_change_transfer_member (change, "p1", "b2", dj_date (2020, 5, 1), NULL));
  expect_none (change);
  ck_assert (dj_change_commit (change, NULL));
  expect_cell (reg, DJ_TABLE_MEMBERSHIP, 0, DJ_COLUMN_MEMBERSHIP_UNTIL, "2020-05-01");
  expect_cell (reg, DJ_TABLE_MEMBERSHIP, 2, DJ_COLUMN_MEMBERSHIP_UNTIL, NULL);
  expect_cell (reg, DJ_TABLE_MEMBERSHIP, 3, DJ_COLUMN_MEMBERSHIP_KIND, "affiliation");
}
END_TEST

START_TEST (test_revise)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  ck_assert (dj_change_revise (change, DJ_TABLE_ORGANIZATION, "b1", dj_date (2015, 6, 1), NULL, "name", "新名", NULL));
  ck_assert (dj_change_commit (change, NULL));
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 1, DJ_COLUMN_ORGANIZATION_NAME, "b1");
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 1, DJ_COLUMN_ORGANIZATION_UNTIL, "2015-06-01");
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 3, DJ_COLUMN_ORGANIZATION_NAME, "新名");
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 3, DJ_COLUMN_ORGANIZATION_SINCE, "2015-06-01");
  expect_cell (reg, DJ_TABLE_ORGANIZATION, 3, DJ_COLUMN_ORGANIZATION_UNTIL, NULL);
}
END_TEST

START_TEST (test_stale_and_dropped)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (GError) error = NULL;
  DjChange *dropped = dj_register_begin (reg, "dropped");
  add_organization (dropped, "b8", "c", "2010-01-01");
  dj_change_unref (dropped);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 3);
  g_autoptr (DjChange) first = dj_register_begin (reg, "first");
  g_autoptr (DjChange) second = dj_register_begin (reg, "second");
  add_organization (first, "b3", "c", "2010-01-01");
  add_organization (second, "b4", "c", "2010-01-01");
  ck_assert (dj_change_commit (first, NULL));
  ck_assert (!dj_change_commit (second, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE));
  add_organization (first, "b5", "b3", "2010-01-01");
  ck_assert (dj_change_commit (first, NULL));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 5);
}
END_TEST

START_TEST (test_cancelled_check)
{
  g_autoptr (DjRegister) reg = make_small ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  ck_assert_ptr_null (dj_change_check (change, cancellable));
}
END_TEST

/* A long chain, its rows in the worst order, and all of it a cycle on one day: found once, without climbing it again for each row. */
START_TEST (test_long_cycle)
{
  const int n = 3000;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "t");
  for (int i = 0; i < n; i++)
  {
    g_autofree char *code = g_strdup_printf ("o%d", i);
    g_autofree char *superior = g_strdup_printf ("o%d", (i + 1) % n);
    add_organization (change, code, NULL, "2000-01-01");
    ADD (change, DJ_TABLE_SUBORDINATION, "organization", code, "superior", superior, "since", "2000-01-01", "until",
         i == n / 2 ? "2000-01-02" : NULL);
  }
  expect_only (change, DJ_ISSUE_CYCLE);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("register");
  TCase *rows = tcase_create ("rows");
  tcase_add_test (rows, test_texts);
  tcase_add_test (rows, test_texts_of_every_length);
  tcase_add_test (rows, test_missing_is_not_empty);
  tcase_add_test (rows, test_bad_values_leave_the_change_alone);
  tcase_add_test (rows, test_refused_edits_leave_no_trace);
  tcase_add_test (rows, test_days_out_of_the_calendar);
  tcase_add_test (rows, test_revision_keeps_code_and_period);
  tcase_add_test (rows, test_unknown_names);
  tcase_add_test (rows, test_find);
  suite_add_tcase (suite, rows);
  TCase *invariants = tcase_create ("invariants");
  tcase_add_test (invariants, test_invariants);
  tcase_add_test (invariants, test_adjacent_periods);
  tcase_add_test (invariants, test_cycle_of_one_day);
  tcase_add_test (invariants, test_long_cycle);
  suite_add_tcase (suite, invariants);
  TCase *operations = tcase_create ("operations");
  tcase_add_test (operations, test_end_takes_followers_and_leaves_members_to_move);
  tcase_add_test (operations, test_move_organization);
  tcase_add_test (operations, test_transfer_member);
  tcase_add_test (operations, test_revise);
  tcase_add_test (operations, test_stale_and_dropped);
  tcase_add_test (operations, test_cancelled_check);
  suite_add_tcase (suite, operations);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
