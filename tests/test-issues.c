/* SPDX-License-Identifier: Apache-2.0 */
/* Issues and the errors that carry them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/frame.h>

#include "schema/schema-private.h"

static DjIssues *new_issue (DjIssueCode code, const char *subject, const char *a, const char *b, const char *c)
{
  DjIssues *issues = dj_issues_new ();
  dj_issues_add (issues, code, NULL, subject, a, b, c);
  dj_issues_finish (issues);
  return issues;
}

/* ---- Sentences -------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *rule;
  DjSeverity severity;
} rules[DJ_N_ISSUE_CODES] = {
  [DJ_ISSUE_ENCODING] = { "encoding", DJ_SEVERITY_MUST },
  [DJ_ISSUE_SYNTAX] = { "syntax", DJ_SEVERITY_MUST },
  [DJ_ISSUE_CUT] = { "file-cut", DJ_SEVERITY_MUST },
  [DJ_ISSUE_TABLE_UNKNOWN] = { "table-unknown", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_TABLE_TWICE] = { "table-twice", DJ_SEVERITY_MUST },
  [DJ_ISSUE_COLUMN_TWICE] = { "column-twice", DJ_SEVERITY_MUST },
  [DJ_ISSUE_COLUMN_MISSING] = { "column-missing", DJ_SEVERITY_MUST },
  [DJ_ISSUE_FIELDS] = { "field-count", DJ_SEVERITY_MUST },
  [DJ_ISSUE_REQUIRED] = { "value-missing", DJ_SEVERITY_MUST },
  [DJ_ISSUE_DATE] = { "date", DJ_SEVERITY_MUST },
  [DJ_ISSUE_NUMBER] = { "number", DJ_SEVERITY_MUST },
  [DJ_ISSUE_RANGE] = { "range", DJ_SEVERITY_MUST },
  [DJ_ISSUE_CODE] = { "code-unknown", DJ_SEVERITY_MUST },
  [DJ_ISSUE_TYPE] = { "value-type", DJ_SEVERITY_MUST },
  [DJ_ISSUE_DUPLICATE] = { "code-unique", DJ_SEVERITY_MUST },
  [DJ_ISSUE_REFERENCE] = { "reference", DJ_SEVERITY_MUST },
  [DJ_ISSUE_REFERENCE_TIME] = { "reference-time", DJ_SEVERITY_MUST },
  [DJ_ISSUE_PERIOD] = { "period", DJ_SEVERITY_MUST },
  [DJ_ISSUE_SUPERIOR] = { "superior-one", DJ_SEVERITY_MUST },
  [DJ_ISSUE_CYCLE] = { "tree-acyclic", DJ_SEVERITY_MUST },
  [DJ_ISSUE_AFFILIATION_TWO] = { "affiliation-one", DJ_SEVERITY_MUST },
  [DJ_ISSUE_AFFILIATION_NONE] = { "affiliation-one", DJ_SEVERITY_MUST },
  [DJ_ISSUE_AFFILIATION_OUTSIDE] = { "affiliation-outside", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DROPPED] = { "row-dropped", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_NO_ACCOUNTABLE] = { "duty-accountable", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_TWO_ACCOUNTABLE] = { "duty-accountable", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_NO_SUPPORT] = { "duty-support", DJ_SEVERITY_MAY },
  [DJ_ISSUE_DUTY_BODY_GONE] = { "duty-body", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_BODY_OUTSIDE] = { "duty-area", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_OVERDUE] = { "duty-due", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_NO_RESULT] = { "duty-result", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_DUTY_NOT_INHERITED] = { "duty-inherited", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_NEED_STATE] = { "need-state", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_TOO_MANY] = { "too-many", DJ_SEVERITY_MUST },
  [DJ_ISSUE_RULE_FILE] = { "rule-file", DJ_SEVERITY_MUST },
  [DJ_ISSUE_RULE_COLUMN] = { "rule-column", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_RULE_FINDING] = { "rule", DJ_SEVERITY_SHOULD },
  [DJ_ISSUE_CONFLICT] = { "conflict", DJ_SEVERITY_MUST },
};

START_TEST (test_catalogue)
{
  g_autoptr (DjIssues) issues = new_issue ((DjIssueCode)_i, "x", NULL, NULL, NULL);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert_int_eq ((int)issue->code, _i);
  ck_assert_str_eq (issue->rule, rules[_i].rule);
  ck_assert_int_eq (issue->severity, rules[_i].severity);
  ck_assert_str_eq (issue->subject, "x");
  ck_assert_int_eq (issue->table, -1);
  ck_assert_int_eq (issue->row, -1);
  ck_assert_int_eq (issue->line, 0);
  ck_assert_ptr_null (issue->file);
  if (strcmp (issue->rule, "affiliation-one") == 0)
    ck_assert_str_eq (issue->citation, "党章第八条 · Party Constitution art 8");
  if (strcmp (issue->rule, "superior-one") == 0 || strcmp (issue->rule, "tree-acyclic") == 0)
    ck_assert_str_eq (issue->citation, "党章第十条、第十三条 · Party Constitution arts 10, 13");
}
END_TEST

static void assert_sentence (const char *sentence)
{
  ck_assert_msg (g_utf8_validate (sentence, -1, NULL) && *sentence, "%s", sentence);
  ck_assert_msg (strpbrk (sentence, "{}[]") == NULL, "%s", sentence);
  ck_assert_msg (strstr (sentence, "''") == NULL && strstr (sentence, "“”") == NULL && strstr (sentence, "()") == NULL
                     && strstr (sentence, "（）") == NULL && strstr (sentence, "  ") == NULL,
                 "%s", sentence);
  ck_assert_msg (!g_ascii_isspace (sentence[0]) && !g_ascii_isspace (sentence[strlen (sentence) - 1]), "%s", sentence);
  ck_assert_msg (!g_str_has_prefix (sentence, ":") && !g_str_has_prefix (sentence, "：")
                     && !g_str_has_prefix (sentence, "，") && !g_str_has_prefix (sentence, ","),
                 "%s", sentence);
}

/* Whichever values are given, the sentences are whole. */
START_TEST (test_templates)
{
  for (int given = 0; given < 16; given++)
  {
    g_autoptr (DjIssues) issues
        = new_issue ((DjIssueCode)_i,
                     given & 1   ? "P1"
                     : given & 2 ? NULL
                                 : "",
                     given & 2 ? "alpha" : NULL, given & 4 ? "beta" : "", given & 8 ? "gamma" : NULL);
    const DjIssue *issue = dj_issues_get (issues, 0);
    assert_sentence (issue->message_zh);
    assert_sentence (issue->message_en);
    for (const char *p = issue->message_en; *p; p++)
      ck_assert_msg ((guchar)*p < 0x80, "%s", issue->message_en);
    if (_i != DJ_ISSUE_TOO_MANY && given & 1)
      ck_assert (strstr (issue->message_zh, "P1") && strstr (issue->message_en, "P1"));
  }
}
END_TEST

/* A finding has the words and the weight of its rule. */
START_TEST (test_finding)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  DjVerdict verdict = { "br-max50", DJ_SEVERITY_MAY, "art 4", "有党员 51 人", "51 members", "51", "50" };
  dj_issues_add_finding (issues, NULL, "b1", &verdict);
  dj_issues_finish (issues);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert_str_eq (issue->rule, "br-max50");
  ck_assert_str_eq (issue->subject, "b1");
  ck_assert_str_eq (issue->citation, "art 4");
  ck_assert_str_eq (issue->message_zh, "有党员 51 人");
  ck_assert_str_eq (issue->message_en, "51 members");
  ck_assert_int_eq (dj_issues_count (issues, DJ_SEVERITY_MAY), 1);
  ck_assert_int_eq (dj_issues_worst (issues), DJ_SEVERITY_MAY);
}
END_TEST

START_TEST (test_sentence)
{
  g_autoptr (DjIssues) issues
      = new_issue (DJ_ISSUE_AFFILIATION_TWO, "张某", "甲支部", "乙支部", "2023-03-01 – 2023-03-31");
  ck_assert_str_eq (dj_issues_get (issues, 0)->message_zh,
                    "张某 同时隶属两个党组织：“甲支部”、“乙支部”（2023-03-01 – 2023-03-31）");
  ck_assert_str_eq (dj_issues_get (issues, 0)->message_en,
                    "张某: Affiliated to two organizations at once: '甲支部' and '乙支部' (2023-03-01 – 2023-03-31)");
}
END_TEST

START_TEST (test_hostile_values)
{
  /* One pass: what a value says is not filled in again, nor taken as a mark. */
  g_autoptr (DjIssues) braces = new_issue (DJ_ISSUE_CODE, "{a}", "{b}", "{c}[x]{subject}", "{a}{a}");
  ck_assert_str_eq (dj_issues_get (braces, 0)->message_en,
                    "{a}: The value of '{b}' is not in the code list {a}{a}: {c}[x]{subject}");

  g_autoptr (DjIssues) controls = new_issue (DJ_ISSUE_DATE, "a\x1b[31m", "\r\n\t", "\x7f\xe2\x80\xae", NULL);
  ck_assert_str_eq (dj_issues_get (controls, 0)->subject, "a\\u001B[31m");
  ck_assert_str_eq (dj_issues_get (controls, 0)->message_en,
                    "a\\u001B[31m: The value of '\\r\\n\\t' is not a day of the calendar: \\u007F\\u202E");

  g_autoptr (DjIssues) invalid = new_issue (DJ_ISSUE_DATE, "\xff\xe5\x85", NULL, "\xc0\x80", NULL);
  ck_assert_str_eq (dj_issues_get (invalid, 0)->subject, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  ck_assert (g_utf8_validate (dj_issues_get (invalid, 0)->message_zh, -1, NULL));
}
END_TEST

START_TEST (test_long_values)
{
  static const char *const pieces[] = { "党", "a", "\xff", "\x01", "😀" };
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
  {
    GString *text = g_string_new (NULL);
    while (text->len < 100000)
      g_string_append (text, pieces[i]);
    g_autoptr (DjIssues) issues = dj_issues_new ();
    DjPlace place = { DJ_TABLE_PERSON, 3, 5, text->str, 4 };
    dj_issues_add (issues, DJ_ISSUE_CODE, &place, text->str, text->str, text->str, text->str);
    const DjIssue *issue = dj_issues_get (issues, 0);
    ck_assert_uint_lt (strlen (issue->message_zh), 1000);
    ck_assert_uint_lt (strlen (issue->subject), 210);
    ck_assert_uint_gt (strlen (issue->subject), 190);
    ck_assert (g_str_has_suffix (issue->subject, "…") && g_utf8_validate (issue->message_en, -1, NULL));
    ck_assert_uint_lt (strlen (issue->file), 1010);
    g_string_free (text, TRUE);
  }
}
END_TEST

/* ---- List ------------------------------------------------------------------------------------------------------- */

/* In the order wanted; the subject of the last two tells them apart. */
static const struct
{
  const char *file;
  gint32 line, column;
  int table;
  gint32 row;
  const char *subject;
} ordered[] = {
  { NULL, 0, 0, -1, -1, "0" },  { NULL, 0, 0, 3, 7, "1" },     { "a.csv", 1, 9, 0, 0, "2" },
  { "a.csv", 2, 1, 0, 0, "3" }, { "a.csv", 2, 3, 0, 0, "4" },  { "a.csv", 2, 3, 1, 0, "5" },
  { "a.csv", 2, 3, 1, 1, "6" }, { "a.csv", 10, 1, 0, 0, "7" }, { "b.csv", 1, 1, 0, 0, "8" },
  { "b.csv", 1, 1, 0, 0, "9" },
};

START_TEST (test_order)
{
  /* Every rotation, both ways round except for the equal pair, which must stay as added. */
  int n = (int)G_N_ELEMENTS (ordered);
  for (int start = 0; start < n - 1; start++)
  {
    g_autoptr (DjIssues) issues = dj_issues_new ();
    for (int i = 0; i < n; i++)
    {
      int at = i < n - 2 ? (n - 3 - i + start) % (n - 2) : i;
      DjPlace place = { ordered[at].table, ordered[at].row, ordered[at].column, ordered[at].file, ordered[at].line };
      dj_issues_add (issues, DJ_ISSUE_DATE, &place, ordered[at].subject, NULL, NULL, NULL);
    }
    dj_issues_finish (issues);
    for (int i = 0; i < n; i++)
    {
      const DjIssue *issue = dj_issues_get (issues, (guint)i);
      ck_assert_str_eq (issue->subject, ordered[i].subject);
      ck_assert_int_eq (issue->table, ordered[i].table);
      ck_assert_pstr_eq (issue->file, ordered[i].file);
    }
  }
}
END_TEST

START_TEST (test_set_place)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  DjPlace place = { DJ_TABLE_PERSON, 0, 0, "person.csv", 0 };
  dj_issues_add (issues, DJ_ISSUE_DATE, &place, "first", NULL, NULL, NULL);
  dj_issues_add (issues, DJ_ISSUE_DATE, &place, "second", NULL, NULL, NULL);
  dj_issues_set_place (issues, 0, 20, 4);
  dj_issues_set_place (issues, 1, 10, 2);
  dj_issues_set_place (issues, 2, 1, 1); /* one that was not kept */
  dj_issues_finish (issues);
  ck_assert_str_eq (dj_issues_get (issues, 0)->subject, "second");
  ck_assert_int_eq (dj_issues_get (issues, 0)->line, 10);
  ck_assert_int_eq (dj_issues_get (issues, 1)->column, 4);
}
END_TEST

START_TEST (test_counts)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  ck_assert_int_eq (dj_issues_worst (issues), DJ_SEVERITY_NONE);
  ck_assert_uint_eq (dj_issues_get_n (issues), 0);
  dj_issues_add (issues, DJ_ISSUE_DROPPED, NULL, NULL, NULL, NULL, NULL);
  ck_assert_int_eq (dj_issues_worst (issues), DJ_SEVERITY_SHOULD);
  dj_issues_add (issues, DJ_ISSUE_DATE, NULL, NULL, NULL, NULL, NULL);
  dj_issues_add (issues, DJ_ISSUE_DATE, NULL, NULL, NULL, NULL, NULL);
  ck_assert_int_eq (dj_issues_worst (issues), DJ_SEVERITY_MUST);
  ck_assert_uint_eq (dj_issues_count (issues, DJ_SEVERITY_MUST), 2);
  ck_assert_uint_eq (dj_issues_count (issues, DJ_SEVERITY_SHOULD), 1);
  ck_assert_uint_eq (dj_issues_count (issues, DJ_SEVERITY_MAY), 0);
  ck_assert_str_eq (dj_severity_get_name (DJ_SEVERITY_SHOULD), "should");
  ck_assert_str_eq (dj_severity_get_name (DJ_SEVERITY_NONE), "none");
}
END_TEST

START_TEST (test_cap)
{
  g_autoptr (DjIssues) issues = dj_issues_new ();
  DjPlace place = { DJ_TABLE_PERSON, 0, 0, "person.csv", 0 };
  for (int i = 0; i < DJ_ISSUES_KEPT + 7; i++)
  {
    place.line = DJ_ISSUES_KEPT + 8 - i;
    dj_issues_add (issues, DJ_ISSUE_DROPPED, &place, "same", NULL, NULL, NULL);
  }
  ck_assert_uint_eq (dj_issues_get_n (issues), DJ_ISSUES_KEPT);
  dj_issues_finish (issues);
  dj_issues_finish (issues); /* once is enough, twice does no harm */
  ck_assert_uint_eq (dj_issues_get_n (issues), DJ_ISSUES_KEPT + 1);
  ck_assert_int_eq (dj_issues_get (issues, 0)->line, 9);
  const DjIssue *last = dj_issues_get (issues, DJ_ISSUES_KEPT);
  ck_assert_int_eq (last->code, DJ_ISSUE_TOO_MANY);
  ck_assert_str_eq (last->message_en, "There are too many issues; some are not listed: 7");
  ck_assert_str_eq (last->message_zh, "问题过多，有一部分未列出：7 处");
  ck_assert_int_eq (dj_issues_worst (issues), DJ_SEVERITY_MUST);
  /* What is the same is kept once. */
  ck_assert_ptr_eq (dj_issues_get (issues, 0)->message_zh, dj_issues_get (issues, 99)->message_zh);
  ck_assert_ptr_eq (dj_issues_get (issues, 0)->file, dj_issues_get (issues, 99)->file);
}
END_TEST

/* ---- Sharing ---------------------------------------------------------------------------------------------------- */

static gpointer ref_and_unref (gpointer data)
{
  for (int i = 0; i < 20000; i++)
  {
    DjIssues *mine = dj_issues_ref (data);
    if (dj_issues_get_n (mine) != 1)
      abort ();
    dj_issues_unref (mine);
  }
  return NULL;
}

START_TEST (test_threads)
{
  g_autoptr (DjIssues) issues = new_issue (DJ_ISSUE_DATE, "x", NULL, NULL, NULL);
  GThread *threads[4];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", ref_and_unref, issues);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_str_eq (dj_issues_get (issues, 0)->subject, "x");
}
END_TEST

START_TEST (test_boxed)
{
  DjIssues *issues = new_issue (DJ_ISSUE_DATE, "x", NULL, NULL, NULL);
  ck_assert_str_eq (g_type_name (DJ_TYPE_ISSUES), "DjIssues");
  DjIssues *copy = g_boxed_copy (DJ_TYPE_ISSUES, issues);
  dj_issues_unref (issues);
  ck_assert_str_eq (dj_issues_get (copy, 0)->subject, "x");
  g_boxed_free (DJ_TYPE_ISSUES, copy);
}
END_TEST

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

static void fail_with (GError **error)
{
  DjIssues *issues = dj_issues_new ();
  DjPlace place = { DJ_TABLE_PERSON, 1, 5, "台账/党员.csv", 118 };
  dj_issues_add (issues, DJ_ISSUE_DROPPED, NULL, "P0", "person", NULL, NULL);
  dj_issues_add (issues, DJ_ISSUE_DATE, &place, "P1", "born", "2023-02-30", NULL);
  dj_issues_finish (issues);
  g_propagate_error (error, dj_error_new_data (issues));
  dj_issues_unref (issues);
}

START_TEST (test_error_carries_issues)
{
  g_setenv ("LANGUAGE", "en", TRUE);
  g_autoptr (GError) error = NULL;
  fail_with (&error);
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  ck_assert_str_eq (error->message,
                    "台账/党员.csv:118:5: P1: The value of 'born' is not a day of the calendar: 2023-02-30 (2 issues)");

  GError *copy = g_error_copy (error);
  g_clear_error (&error);
  g_prefix_error (&copy, "reading: ");
  GError *moved = NULL;
  g_propagate_error (&moved, copy);
  const DjIssues *issues = dj_error_get_issues (moved);
  ck_assert_ptr_nonnull (issues);
  ck_assert_uint_eq (dj_issues_get_n (issues), 2);
  ck_assert_str_eq (dj_issues_get (issues, 1)->subject, "P1");
  ck_assert (g_str_has_prefix (moved->message, "reading: "));
  g_error_free (moved);
  fail_with (NULL); /* nobody listens */
  g_unsetenv ("LANGUAGE");
}
END_TEST

START_TEST (test_error_in_chinese)
{
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  g_autoptr (GError) error = NULL;
  fail_with (&error);
  ck_assert_str_eq (error->message, "台账/党员.csv:118:5: P1：“出生日期”的值不是有效日期：2023-02-30（共 2 处问题）");
  g_unsetenv ("LANGUAGE");
}
END_TEST

START_TEST (test_error_without_issues)
{
  g_autoptr (GError) plain = g_error_new (DJ_ERROR, DJ_ERROR_FILE, "gone");
  ck_assert_ptr_null (dj_error_get_issues (plain));
  g_autoptr (GError) copy = g_error_copy (plain);
  ck_assert_ptr_null (dj_error_get_issues (copy));
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");
  ck_assert_ptr_null (dj_error_get_issues (foreign));
  g_autoptr (DjIssues) none = dj_issues_new ();
  g_autoptr (GError) empty = dj_error_new_data (none);
  ck_assert_ptr_eq (dj_error_get_issues (empty), none);
  ck_assert (*empty->message);
}
END_TEST

/* ---- Kept as JSON ----------------------------------------------------------------------------------------------- */

static char *write_json (const DjFrame *frame)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream (&text, &size);
  ck_assert (out && dj_frame_write_json (frame, out, NULL));
  fclose (out);
  return text;
}

static DjIssues *many_issues (void)
{
  DjIssues *issues = dj_issues_new ();
  for (int code = 0; code < DJ_N_ISSUE_CODES; code++)
  {
    DjPlace place = { code % 3 ? DJ_TABLE_PERSON : -1, code % 4 ? code : -1, code % 5,
                      code % 2 ? "台账/\"党员\".csv" : NULL, code % 7 };
    dj_issues_add (issues, (DjIssueCode)code, &place, code % 6 ? "P\n1" : NULL, "a", code % 2 ? "b" : NULL, NULL);
  }
  dj_issues_finish (issues);
  return issues;
}

START_TEST (test_kept_as_json)
{
  g_autoptr (DjIssues) issues = many_issues ();
  g_autoptr (DjIssues) none = dj_issues_new ();
  const DjIssues *kept[] = { issues, none };
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
  {
    g_autoptr (DjFrame) frame = dj_issues_to_frame (kept[i]);
    char *text = write_json (frame);
    g_autoptr (DjFrame) back = dj_issues_read_json (text, -1, NULL);
    g_autofree char *cut = g_strndup (text, strlen (text) / 2);
    ck_assert_ptr_nonnull (back);
    ck_assert_ptr_null (dj_issues_read_json (cut, -1, NULL));
    char *again = write_json (back);
    ck_assert_str_eq (again, text);
    free (again);
    free (text);
  }
}
END_TEST

START_TEST (test_other_json)
{
  static const char *const others[] = { "",
                                        "{}",
                                        "7",
                                        "[7]",
                                        "[[]]",
                                        "[{\"row\":\"x\"}]",
                                        "[{\"line\":1.5}]",
                                        "[{\"row\":1e300}]",
                                        "[{\"rule\":7}]",
                                        "[{\"severity\":\"x\"}]",
                                        "[{\"rule\":\"\xff\"}]" };
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
  {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (dj_issues_read_json (others[i], (gssize)strlen (others[i]), &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("issues");
  TCase *tcase = tcase_create ("issues");
  tcase_set_timeout (tcase, 120);
  suite_add_tcase (suite, tcase);
  tcase_add_loop_test (tcase, test_catalogue, 0, DJ_N_ISSUE_CODES);
  tcase_add_loop_test (tcase, test_templates, 0, DJ_N_ISSUE_CODES);
  tcase_add_test (tcase, test_finding);
  tcase_add_test (tcase, test_sentence);
  tcase_add_test (tcase, test_hostile_values);
  tcase_add_test (tcase, test_long_values);
  tcase_add_test (tcase, test_order);
  tcase_add_test (tcase, test_set_place);
  tcase_add_test (tcase, test_counts);
  tcase_add_test (tcase, test_cap);
  tcase_add_test (tcase, test_threads);
  tcase_add_test (tcase, test_boxed);
  tcase_add_test (tcase, test_error_carries_issues);
  tcase_add_test (tcase, test_error_in_chinese);
  tcase_add_test (tcase, test_error_without_issues);
  tcase_add_test (tcase, test_kept_as_json);
  tcase_add_test (tcase, test_other_json);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
