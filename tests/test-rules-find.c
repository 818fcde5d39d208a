/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: their sentences, counts, silences and differences; what a register does not keep; and that they do not depend on how many
 * threads have found them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule-register.h"
#include "view-register.h"

#include "rule/check-private.h"

#define SIZE (&(RuledText){ .table = "organization", .when = "{ \"kind\": \"branch\" }", .then = SIZE_BOUND })
#define SIZE_BOUND "{ \"formal\": { \"least\": 2 } }"

START_TEST (test_list)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autoptr (DjFindings) findings = ruled_check (view, SIZE);
  ck_assert_int_eq (dj_findings_get_n (findings), 5); /* two of the rule, three cells */
  ck_assert_int_eq (dj_findings_count (findings, DJ_SEVERITY_MUST), 2);
  ck_assert_int_eq (dj_findings_count (findings, DJ_SEVERITY_SHOULD), 3);
  sample_expect (
      dj_findings_list (findings, "r", DJ_NONE, 0, -1, NULL),
      "rule,severity,table,subject,name,organization,found,bound,instrument,article,message_zh,message_en,silenced,"
      "row\n"
      "r,must,organization,b2,第二党支部,b2,0,2,条例 · Rules,第一条 · art 1,为 0，应为 2,\"0, not 2\",,4\n"
      "r,must,organization,b3,园区功能支部,b3,1,2,条例 · Rules,第一条 · art 1,为 1，应为 2,\"1, not 2\",,5\n");
}
END_TEST

static void expect_part (DjFindings *findings, const char *rule, DjOrganizationId root, gint64 from, gint64 most,
                         const char *expected)
{
  g_autoptr (DjFrame) list = dj_findings_list (findings, rule, root, from, most, NULL);
  g_autofree char *subjects = ruled_dup_column (list, "subject");
  ck_assert_str_eq (subjects, expected);
}

START_TEST (test_parts_of_a_list)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autoptr (DjFindings) findings = ruled_check (view, SIZE);
  DjOrganizationId g1 = dj_view_organization (view, "g1");
  expect_part (findings, NULL, DJ_NONE, 0, -1, "b2 b3 a5 a5 a5");
  expect_part (findings, NULL, DJ_NONE, 1, 2, "b3 a5");
  expect_part (findings, NULL, DJ_NONE, 5, -1, "");
  expect_part (findings, NULL, g1, 0, -1, "b2");
  expect_part (findings, NULL, g1, 1, -1, "");
  expect_part (findings, NULL, 99, 0, -1, "");
  expect_part (findings, "none", DJ_NONE, 0, -1, "");
  expect_part (findings, "rule-column", DJ_NONE, 0, -1, "a5 a5 a5");
}
END_TEST

START_TEST (test_by_organization)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autoptr (DjFindings) findings = ruled_check (view, SIZE);
  sample_expect (dj_findings_by_organization (findings, dj_view_organization (view, "w1"), DJ_ORGANIZATION_NONE, NULL),
                 "organization,name,must,should,may,findings,silenced\n"
                 "g1,党总支,1,0,0,1,0\n"
                 "b3,园区功能支部,1,0,0,1,0\n");
  sample_expect (dj_findings_by_organization (findings, DJ_NONE, DJ_ORGANIZATION_COMMITTEE, NULL),
                 "organization,name,must,should,may,findings,silenced\n"
                 "w1,街道党工委,2,0,0,2,0\n"
                 ",,0,3,0,3,0\n"); /* three cells of an activity of nobody */
}
END_TEST

/* What belongs to no organization is in no subtree, and still counted. */
START_TEST (test_by_no_organization)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  RuledText text = { .table = "area", .then = "{ \"name\": { \"given\": false } }" };
  g_autoptr (DjFindings) findings = ruled_check (view, &text);
  gint64 n = dj_findings_count (findings, DJ_SEVERITY_MUST), unread = dj_findings_count (findings, DJ_SEVERITY_SHOULD);
  ck_assert_int_gt (n, 0);
  g_autoptr (DjFrame) frame = dj_findings_by_organization (findings, DJ_NONE, DJ_ORGANIZATION_NONE, NULL);
  gint64 last = dj_frame_get_n_rows (frame) - 1, sum = 0;
  ck_assert (dj_frame_is_missing (frame, last, 0) && dj_frame_is_missing (frame, last, 1));
  for (gint64 row = 0; row <= last; row++)
    sum += dj_frame_get_int (frame, row, dj_frame_find_column (frame, "findings"));
  ck_assert_int_eq (sum, n + unread);
  ck_assert_int_gt (dj_frame_get_int (frame, last, 2), 0);
  g_autoptr (DjFrame) within
      = dj_findings_by_organization (findings, dj_view_organization (view, "w1"), DJ_ORGANIZATION_NONE, NULL);
  for (gint64 row = 0; row < dj_frame_get_n_rows (within); row++)
    ck_assert (!dj_frame_is_missing (within, row, 0));
}
END_TEST

/* A silence of a subtree, one of everywhere, one that is over, one of another rule. */
static void expect_silenced (const char *silences, gint64 findings, gint64 silenced)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  RuledText text = *SIZE;
  text.silences = silences;
  g_autoptr (DjFindings) found = ruled_check (view, &text);
  g_autoptr (DjFrame) by_rule = dj_findings_by_rule (found);
  ck_assert_int_eq (dj_frame_get_int (by_rule, 0, dj_frame_find_column (by_rule, "findings")), findings);
  ck_assert_int_eq (dj_frame_get_int (by_rule, 0, dj_frame_find_column (by_rule, "silenced")), silenced);
  ck_assert_int_eq (dj_findings_count (found, DJ_SEVERITY_MUST), findings);
}

START_TEST (test_silences)
{
  expect_silenced ("", 2, 0);
  expect_silenced ("{ \"rule\": \"r\", \"under\": \"g1\", \"reason\": \"x\" }", 1, 1);
  expect_silenced ("{ \"rule\": \"*\", \"reason\": \"x\", \"until\": \"2024-09-01\" }", 0, 2);
  expect_silenced ("{ \"rule\": \"*\", \"reason\": \"x\", \"until\": \"2024-08-31\" }", 2, 0);
  expect_silenced ("{ \"rule\": \"r\", \"under\": \"gone\", \"reason\": \"x\" }", 2, 0);
}
END_TEST

/* ---- What is not kept ---------------------------------------------------------------------------------------------------------- */

static void expect_reason (const RuledText *text, gint64 subjects, const char *reason)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autoptr (DjFindings) found = ruled_check (view, text);
  g_autoptr (DjFrame) by_rule = dj_findings_by_rule (found);
  const char *told = dj_frame_get_text (by_rule, 0, dj_frame_find_column (by_rule, "not_judged"));
  ck_assert_int_eq (dj_frame_get_int (by_rule, 0, dj_frame_find_column (by_rule, "subjects")), subjects);
  ck_assert_int_eq (dj_findings_count (found, DJ_SEVERITY_MUST), 0);
  ck_assert (reason ? told && strstr (told, reason) : !told);
}

START_TEST (test_not_judged)
{
  RuledText text = { .table = "organization", .then = "{ \"absent\": { \"given\": true } }" };
  expect_reason (&text, 0, "absent");
  text.then = "[ { \"absent\": { \"given\": true } }, { \"depth\": { \"least\": 0 } } ]";
  expect_reason (&text, 0, "absent");
  text.measures = "\"m\": { \"count\": \"transfer\", \"by\": \"to\" }";
  text.then = "{ \"m\": { \"over\": 7 } }";
  expect_reason (&text, 0, "transfer");
  text.measures = "\"m\": { \"count\": \"post\", \"by\": \"body\", \"where\": { \"body/organization.absent\": 1 } }";
  text.measures = "\"m\": { \"add\": [\"absent\", 1] }";
  expect_reason (&text, 0, "absent");
  text.then = "{ \"term_years\": { \"most\": 5 } }"; /* unknown of some rows only */
  expect_reason (&text, 6, NULL);
  text.then = "{ \"short_name\": \"x\" }"; /* a declared column without a value is unknown, and asked */
  expect_reason (&text, 6, NULL);
}
END_TEST

START_TEST (test_in_force)
{
  static const char *const days[] = { "2018-10-27", "2018-10-28", "2024-12-31", "2025-01-01" };
  static const gint64 expected[] = { 0, 2, 2, 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
  {
    g_autoptr (DjView) view = ruled_view (days[i]);
    g_autofree char *file = ruled_dup_file (&(RuledText){
        .table = "organization", .when = "{ \"kind\": \"branch\" }", .then = "{ \"depth\": { \"most\": 2 } }" });
    g_autoptr (GString) dated = g_string_new (file);
    g_string_replace (dated, "\"id\": \"r\",", "\"id\": \"r\", \"from\": \"2018-10-28\", \"until\": \"2025-01-01\",",
                      1);
    g_autoptr (DjRules) rules = dj_rules_read_text (dated->str, -1, "t.json", NULL);
    g_autoptr (DjFindings) findings = dj_view_check (view, rules, NULL, NULL);
    ck_assert_int_eq (dj_findings_count (findings, DJ_SEVERITY_MUST), expected[i]);
  }
}
END_TEST

/* ---- Two days -------------------------------------------------------------------------------------------------------------------- */

/* On 2023-12-31 p3 was not there yet: b2 had one member; the day before 2024-08-31 nothing else changes. */
START_TEST (test_diff)
{
  g_autoptr (DjView) today = ruled_view (RULED_ON), then = ruled_view ("2023-12-31");
  RuledText text
      = { .table = "organization", .when = "{ \"kind\": \"branch\" }", .then = "{ \"members\": { \"over\": 2 } }" };
  g_autoptr (DjFindings) now = ruled_check (today, &text), before = ruled_check (then, &text);
  g_autoptr (DjFrame) diff = dj_findings_diff (now, before, NULL);
  ck_assert_int_ge (dj_frame_get_n_rows (diff), 3);
  g_autofree char *subjects = ruled_dup_column (diff, "subject"), *found = ruled_dup_column (diff, "found"),
                  *past = ruled_dup_column (diff, "before"), *changes = ruled_dup_column (diff, "change");
  ck_assert (g_str_has_prefix (subjects, "b1 b2 b3"));
  ck_assert (g_str_has_prefix (found, "2 2 2"));
  ck_assert (g_str_has_prefix (past, "2 1 2"));
  ck_assert (g_str_has_prefix (changes, "standing standing standing"));
}
END_TEST

START_TEST (test_diff_of_rules)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  RuledText text = *SIZE, more = *SIZE;
  more.then = "{ \"formal\": { \"most\": 0 } }";
  g_autoptr (DjFindings) now = ruled_check (view, &text), before = ruled_check (view, &more);
  g_autoptr (DjFrame) diff = dj_findings_diff (now, before, NULL);
  g_autofree char *subjects = ruled_dup_column (diff, "subject"), *changes = ruled_dup_column (diff, "change");
  ck_assert_str_eq (subjects, "b2 b3 a5 a5 a5 b1");
  ck_assert_str_eq (changes, "new standing standing standing standing mended");
}
END_TEST

START_TEST (test_issues)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autoptr (DjFindings) findings = ruled_check (view, SIZE);
  g_autoptr (DjIssues) issues = dj_findings_to_issues (findings, NULL, NULL);
  ck_assert_uint_eq (dj_issues_get_n (issues), 5);
  ck_assert_uint_eq (dj_issues_count (issues, DJ_SEVERITY_MUST), 2);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert_str_eq (issue->rule, "r");
  ck_assert_str_eq (issue->subject, "b2");
  ck_assert_str_eq (issue->message_zh, "第二党支部：为 0，应为 2");
  ck_assert_str_eq (issue->message_en, "第二党支部: 0, not 2");
  g_autoptr (DjIssues) both = dj_findings_to_issues (findings, issues, NULL);
  ck_assert_uint_eq (dj_issues_get_n (both), 10);
}
END_TEST

/* One table for the register's own issues and all findings, in the order of the list. */
START_TEST (test_frame)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  RuledText text = *SIZE;
  text.silences = "{ \"rule\": \"r\", \"under\": \"g1\", \"reason\": \"x\" }";
  g_autoptr (DjFindings) findings = ruled_check (view, &text);
  sample_expect (dj_findings_to_frame (findings, NULL, "r", DJ_NONE, TRUE, NULL),
                 "severity,rule,table,row,file,line,column,subject,message_zh,message_en,citation,found,bound,"
                 "organization,silenced\n"
                 "must,r,organization,4,,,,b2,第二党支部：为 0，应为 2,\"第二党支部: 0, not 2\","
                 "\"条例 · Rules, 第一条 · art 1\",0,2,b2,x\n"
                 "must,r,organization,5,,,,b3,园区功能支部：为 1，应为 2,\"园区功能支部: 1, not 2\","
                 "\"条例 · Rules, 第一条 · art 1\",1,2,b3,\n");
  g_autoptr (DjFrame) within
      = dj_findings_to_frame (findings, NULL, NULL, dj_view_organization (view, "g1"), FALSE, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (within), 0);
  g_autoptr (DjIssues) issues = dj_findings_to_issues (findings, NULL, NULL);
  g_autoptr (DjFrame) of_issues = dj_issues_to_frame (issues);
  g_autoptr (DjFrame) both = dj_findings_to_frame (findings, issues, NULL, DJ_NONE, FALSE, NULL);
  gint64 n = dj_frame_get_n_rows (of_issues);
  ck_assert_int_eq (dj_frame_get_n_rows (both), 2 * n);
  for (gint64 row = 0; row < n; row++) /* as issues they say the same */
    for (int column = 0; column < dj_frame_get_n_columns (of_issues); column++)
      for (int half = 0; half < 2; half++)
        if (dj_frame_get_column (of_issues, column)->type == DJ_TYPE_TEXT)
          ck_assert_pstr_eq (dj_frame_get_text (both, row + half * n, column),
                             dj_frame_get_text (of_issues, row, column));
}
END_TEST

/* Each measure asks the one before in two ways, so that the last asks in 2^17, which is more than one thread has room for. A message that
 * shows it fails, and leaves the findings as they are. */
static char *dup_branching (void)
{
  GString *measures = g_string_new ("\"m0\": { \"add\": [\"depth\", 1] }");
  for (int i = 1; i <= 17; i++)
    g_string_append_printf (measures, ", \"m%d\": { \"either\": [\"superior.m%d\", \"self.m%d\"] }", i, i - 1, i - 1);
  return g_string_free (measures, FALSE);
}

START_TEST (test_no_room)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autofree char *measures = dup_branching ();
  RuledText text = *SIZE;
  text.measures = measures;
  g_autofree char *file = ruled_dup_file (&text);
  g_autoptr (GString) shown = g_string_new (file);
  ck_assert_uint_eq (g_string_replace (shown, "\"en\": \"{found}", "\"en\": \"{m17}{found}", 1), 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRules) rules = dj_rules_read_text (shown->str, -1, "t.json", &error);
  g_assert_no_error (error);
  g_autoptr (DjFindings) findings = dj_view_check (view, rules, NULL, &error);
  g_assert_no_error (error);
  ck_assert_int_eq (dj_findings_count (findings, DJ_SEVERITY_MUST), 2);
  for (int again = 0; again < 2; again++)
  {
    g_autoptr (GError) of_list = NULL, of_frame = NULL, of_issues = NULL;
    ck_assert_ptr_null (dj_findings_list (findings, NULL, DJ_NONE, 0, -1, &of_list));
    ck_assert_ptr_null (dj_findings_to_frame (findings, NULL, NULL, DJ_NONE, FALSE, &of_frame));
    ck_assert_ptr_null (dj_findings_to_issues (findings, NULL, &of_issues));
    ck_assert (g_error_matches (of_list, DJ_ERROR, DJ_ERROR_LIMIT));
    ck_assert (g_error_matches (of_frame, DJ_ERROR, DJ_ERROR_LIMIT));
    ck_assert (g_error_matches (of_issues, DJ_ERROR, DJ_ERROR_LIMIT));
    g_autoptr (DjFrame) cells = dj_findings_list (findings, "rule-column", DJ_NONE, 0, -1, NULL);
    ck_assert_int_eq (dj_frame_get_n_rows (cells), 3); /* others can still be listed */
    g_autoptr (DjFrame) diff = dj_findings_diff (findings, findings, NULL);
    ck_assert_int_eq (dj_frame_get_n_rows (diff), 5); /* it has no messages */
  }
}
END_TEST

/* Of a rule that was chosen nothing else is found. */
START_TEST (test_chosen)
{
  static const char *const ids[] = { "r", NULL };
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autoptr (DjRules) rules = ruled_rules (SIZE), chosen = dj_rules_select (rules, ids, NULL);
  g_autoptr (DjFindings) findings = dj_view_check (view, chosen, NULL, NULL);
  ck_assert_int_eq (dj_findings_get_n (findings), 2);
  g_autoptr (DjFrame) by_rule = dj_findings_by_rule (findings);
  ck_assert_int_eq (dj_frame_get_n_rows (by_rule), 1);
}
END_TEST

/* ---- Larger registers --------------------------------------------------------------------------------------------------------------- */

static DjView *generate_view (void)
{
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = DJ_GENERATE_SCALE_MIN;
  g_autoptr (DjRegister) reg = dj_register_generate (&options, NULL);
  return dj_register_seal (reg, dj_date (2024, 12, 31), NULL);
}

static const RuledText rich = {
  .table = "organization",
  .measures
  = "\"posts\": { \"count\": \"post\", \"by\": \"body\", \"distinct\": \"person\" },"
    "\"young\": { \"count\": \"person\", \"by\": \"affiliation\", \"where\": { \"age\": { \"under\": 35 } } },"
    "\"all\": { \"count\": \"membership\", \"by\": \"organization\", \"distinct\": \"person\", \"subtree\": true },"
    "\"last\": { \"most\": \"membership\", \"of\": \"since\", \"by\": \"organization\", \"past\": true },"
    "\"share\": { \"ratio\": [\"young\", \"members\"] }",
  .more = "\"person\": { \"age\": { \"years\": [\"born\"] } }",
  .when = "[ { \"kind\": \"branch\", \"superior.kind\": { \"not\": [\"general_branch\"] } }, { \"depth\": { \"most\": "
          "3 } } ]",
  .then = "[ { \"share\": { \"least\": \"1/4\" }, \"all\": { \"most\": 40 } }, { \"last\": { \"least\": \"2024-06-01\" "
          "}, \"posts\": { \"over\": 1 } } ]",
};

static char *dup_csv (DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  return text;
}

static char *dup_findings (DjView *view, DjRules *rules, guint n_threads, gboolean small)
{
  dj_set_n_threads (n_threads);
  dj_cut_small (small);
  g_autoptr (DjFindings) findings = dj_view_check (view, rules, NULL, NULL);
  dj_cut_small (FALSE);
  dj_set_n_threads (0);
  ck_assert_ptr_nonnull (findings);
  ck_assert_int_gt (dj_findings_get_n (findings), 10);
  g_autoptr (DjFrame) list = dj_findings_list (findings, NULL, DJ_NONE, 0, -1, NULL);
  return dup_csv (list);
}

START_TEST (test_threads)
{
  g_autoptr (DjView) view = generate_view ();
  g_autoptr (DjRules) rules = ruled_rules (&rich);
  char *alone = dup_findings (view, rules, 1, FALSE);
  char *together = dup_findings (view, rules, 3, TRUE);
  char *small = dup_findings (view, rules, 1, TRUE);
  ck_assert_str_eq (alone, together);
  ck_assert_str_eq (alone, small);
  free (alone);
  free (together);
  free (small);
}
END_TEST

/* Branches of a wrong size, as the view itself lists them. */
START_TEST (test_against_the_view)
{
  g_autoptr (DjView) view = generate_view ();
  RuledText text = *SIZE;
  text.then = "{ \"formal\": { \"least\": 10, \"most\": 30 } }";
  g_autoptr (DjFindings) findings = ruled_check (view, &text);
  gsize n = dj_view_list_wrong_size (view, DJ_ORGANIZATION_BRANCH, DJ_STATUS_FORMAL, 10, 30, NULL, 0);
  ck_assert_uint_gt (n, 0);
  ck_assert_int_eq (dj_findings_get_n (findings), (gint64)n);
}
END_TEST

START_TEST (test_cancelled)
{
  g_autoptr (DjView) view = generate_view ();
  g_autoptr (DjRules) rules = ruled_rules (&rich);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  ck_assert_ptr_null (dj_view_check (view, rules, cancellable, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
}
END_TEST

/* So many sums of people, each over a condition of its own, and a rule that needs one of them only. */
#define N_SUMS 9000
#define SUMS_OF_A_RULE 250

static void append_sums_rule (GString *out, int number, int begin, int n)
{
  g_string_append_printf (out,
                          "%s{ \"id\": \"r%d\", \"subject\": \"person\", \"severity\": \"may\", \"instrument\": \"i\","
                          " \"confirmed\": \"F\", \"title\": { \"zh\": \"题\", \"en\": \"title\" },"
                          " \"message\": { \"zh\": \"话\", \"en\": \"words\" }, \"then\": [",
                          number > 0 ? "," : "", number);
  for (int i = begin; i < begin + n; i++)
    g_string_append_printf (out, "%s{\"m%d\":{\"least\":0}}", i > begin ? "," : "", i);
  g_string_append (out, "] }");
}

static DjRules *read_sums (void)
{
  g_autoptr (GString) out
      = g_string_new ("{ \"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\" } },"
                      " \"measures\": { \"membership\": { \"d\": { \"add\": [\"organization.depth\", 0] } },"
                      " \"person\": {");
  for (int i = 0; i < N_SUMS; i++)
    g_string_append_printf (out,
                            "%s\"m%d\":{\"sum\":\"membership\",\"by\":\"person\",\"of\":1,"
                            "\"where\":{\"d\":{\"most\":%d}}}",
                            i > 0 ? "," : "", i, i + 1);
  g_string_append (out, " } }, \"rules\": [");
  append_sums_rule (out, 0, 0, 1);
  for (int i = 0; i < N_SUMS; i += SUMS_OF_A_RULE)
    append_sums_rule (out, i / SUMS_OF_A_RULE + 1, i, SUMS_OF_A_RULE);
  g_string_append (out, " ] }");
  g_autoptr (GError) error = NULL;
  DjRules *rules = dj_rules_read_text (out->str, -1, "sums.json", &error);
  g_assert_no_error (error);
  return rules;
}

/* What is counted of other rows has a bound, which is found to be passed before anything is made; rules that do not need it are asked. */
START_TEST (test_room_for_gathers)
{
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = 1.0 / 320;
  g_autoptr (DjRegister) reg = dj_register_generate (&options, NULL);
  gint64 n = dj_register_get_n_rows (reg, DJ_TABLE_PERSON);
  ck_assert_int_gt (n * 13 * N_SUMS, (gint64)32 << 30); /* 13 bytes a sum and row, 32 GiB */
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 12, 31), NULL);
  g_autoptr (DjRules) rules = read_sums ();
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (dj_view_check (view, rules, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
  ck_assert_ptr_nonnull (strstr (error->message, "32 GiB"));
  static const char *const ids[] = { "r0", NULL };
  g_autoptr (DjRules) one = dj_rules_select (rules, ids, NULL);
  g_autoptr (DjFindings) findings = dj_view_check (view, one, NULL, NULL);
  ck_assert_ptr_nonnull (findings);
  ck_assert_int_eq (dj_findings_get_n (findings), 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("rules-find");
  TCase *lists = tcase_create ("lists"), *large = tcase_create ("large");
  tcase_add_test (lists, test_list);
  tcase_add_test (lists, test_parts_of_a_list);
  tcase_add_test (lists, test_by_organization);
  tcase_add_test (lists, test_by_no_organization);
  tcase_add_test (lists, test_silences);
  tcase_add_test (lists, test_not_judged);
  tcase_add_test (lists, test_in_force);
  tcase_add_test (lists, test_diff);
  tcase_add_test (lists, test_diff_of_rules);
  tcase_add_test (lists, test_issues);
  tcase_add_test (lists, test_frame);
  tcase_add_test (lists, test_chosen);
  tcase_add_test (lists, test_no_room);
  tcase_add_test (large, test_threads);
  tcase_add_test (large, test_against_the_view);
  tcase_add_test (large, test_cancelled);
  tcase_add_test (large, test_room_for_gathers);
  tcase_set_timeout (large, 600);
  suite_add_tcase (suite, lists);
  suite_add_tcase (suite, large);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
