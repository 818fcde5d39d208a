/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a rule file. What is refused says where; what is read can be listed and chosen from, and asked of a small register. */
#include <stdint.h>
#include <string.h>

#include <dangjian/dangjian.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Files that the input may include are those of no folder at all. */
static void keep_to_itself (void)
{
  static gsize done = 0;
  if (g_once_init_enter (&done))
  {
    g_setenv ("DANGJIAN_DATA", "/nonexistent", TRUE);
    g_once_init_leave (&done, 1);
  }
}

static void check_issues (const GError *error)
{
  g_assert_true (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  const DjIssues *issues = dj_error_get_issues (error);
  g_assert_cmpuint (dj_issues_get_n (issues), >, 0);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_assert_true (issue->code == DJ_ISSUE_TOO_MANY || (issue->line > 0 && issue->column > 0));
    g_assert_true (g_utf8_validate (issue->message_zh, -1, NULL) && g_utf8_validate (issue->message_en, -1, NULL));
  }
}

/* Each rule alone is what it was among all. */
static void check_selection (DjRules *rules, const DjFrame *list)
{
  int column = dj_frame_find_column (list, "rule");
  for (gint64 row = 0; row < MIN (dj_frame_get_n_rows (list), 20); row++)
  {
    const char *ids[] = { dj_frame_get_text (list, row, column), NULL };
    g_autoptr (DjRules) one = dj_rules_select (rules, ids, NULL);
    g_assert_cmpint (dj_rules_find (rules, ids[0]), ==, row);
    g_assert_cmpint (dj_rules_get_n (one), ==, 1);
  }
}

/* ---- A register to ask ------------------------------------------------------------------------------------------------ */

static void add_bodies (DjChange *change)
{
  dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "a1", "name", "区", "kind", "county", NULL);
  dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "a2", "name", "街道", "kind", "township", "parent", "a1", NULL);
  dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u1", "name", "甲会", "kind", "organ", "area", "a2", "headcount",
                 "7", "credit_code", "911100007109250324", NULL);
  dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "o1", "name", "党委", "kind", "committee", "base_area",
                 "a1", "since", "2010-01-31", NULL);
  for (int i = 2; i < 6; i++)
  {
    char code[] = { 'o', (char)('0' + i), '\0' };
    dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", code, "name", "支部", "kind", "branch", "base_unit",
                   "u1", "since", "2018-07-12", NULL);
    dj_change_add (change, DJ_TABLE_SUBORDINATION, NULL, "organization", code, "superior", "o1", "since", "2018-07-12",
                   NULL);
    dj_change_add (change, DJ_TABLE_COVERAGE, NULL, "unit", "u1", "organization", code, NULL);
  }
}

static void add_people (DjChange *change)
{
  for (int i = 1; i < 10; i++)
  {
    char person[] = { 'p', (char)('0' + i), '\0' }, branch[] = { 'o', (char)('2' + i % 4), '\0' };
    char full[] = { '2', '0', '2', (char)('0' + i % 5), '-', '0', '6', '-', '3', '0', '\0' };
    dj_change_add (change, DJ_TABLE_PERSON, NULL, "code", person, "name", "合成", "admitted", "2019-06-30", "full",
                   i % 3 ? full : "", "employer", "u1", NULL);
    dj_change_add (change, DJ_TABLE_MEMBERSHIP, NULL, "person", person, "organization", branch, "kind", "affiliation",
                   "since", "2019-06-30", NULL);
    dj_change_add (change, DJ_TABLE_POST, NULL, "person", person, "body", branch, "role",
                   i % 2 ? "secretary" : "member", NULL);
  }
}

static void add_activities (DjChange *change)
{
  for (int i = 1; i < 7; i++)
  {
    char code[] = { 'v', (char)('0' + i), '\0' }, number[] = { (char)('0' + i), '\0' };
    dj_change_add (change, DJ_TABLE_ACTIVITY, NULL, "code", code, "kind", "members_meeting", "host",
                   i % 2 ? "o2" : "u1", "date", i % 3 ? "2024-02-29" : "2025-01-01", "due", "6", "present", number,
                   "secret", i % 2 ? "是" : "x", "result", i % 2 ? "passed" : "通过", "about", i % 2 ? "p1" : "u9",
                   NULL);
  }
}

static DjView *make_view (void)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "fuzz");
  add_bodies (change);
  add_people (change);
  add_activities (change);
  g_assert_true (dj_change_commit (change, NULL));
  return dj_register_seal (reg, dj_date (2024, 12, 31), NULL);
}

static DjView *get_view (void)
{
  static DjView *view = NULL; /* kept until the program ends */
  if (!view)
    view = make_view ();
  return view;
}

/* What is counted is what is listed, and rules that are alone find what they find among all. */
static void check_findings (DjRules *rules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFindings) findings = dj_view_check (get_view (), rules, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (DjFrame) list = dj_findings_list (findings, NULL, DJ_NONE, 0, -1, &error);
  if (!list) /* what messages fill in may be too much */
  {
    g_assert_true (g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
    return;
  }
  g_autoptr (DjFrame) by_rule = dj_findings_by_rule (findings);
  g_autoptr (DjFrame) difference = dj_findings_diff (findings, findings, &error);
  g_assert_true (difference || g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
  g_autoptr (DjIssues) issues = dj_findings_to_issues (findings, NULL, NULL);
  gint64 n = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (by_rule); row++)
    n += dj_frame_get_int (by_rule, row, dj_frame_find_column (by_rule, "findings"));
  g_assert_cmpint (n, ==, dj_findings_get_n (findings));
  g_assert_cmpint (dj_frame_get_n_rows (list), >=, n);
  g_assert_cmpint (dj_issues_get_n (issues), >=, n);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  keep_to_itself ();
  g_autoptr (DjRules) rules = dj_rules_read_text ((const char *)data, (gssize)size, "/nonexistent/fuzz.json", &error);
  g_assert_true ((rules == NULL) == (error != NULL));
  if (!rules)
  {
    check_issues (error);
    return 0;
  }
  g_autoptr (DjFrame) list = dj_rules_list (rules);
  g_assert_cmpint (dj_frame_get_n_rows (list), ==, dj_rules_get_n (rules));
  check_selection (rules, list);
  check_findings (rules);
  dj_frame_unref (dj_rules_list_parameters (rules));
  dj_frame_unref (dj_rules_list_columns (rules));
  return 0;
}
