/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a rule file. What is refused says where; what is read can be listed and chosen from, and takes no long time. */
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
  dj_frame_unref (dj_rules_list_parameters (rules));
  dj_frame_unref (dj_rules_list_columns (rules));
  return 0;
}
