/* SPDX-License-Identifier: Apache-2.0 */
/* Every rule has samples in tests/rules/ID: small registers that pass, and such that fail. A failing one yields exactly one finding, of that
 * rule; a passing one none, and something of which the rule is asked. So it is with the rule alone and, but for what also.txt names, with all
 * national and practice rules together. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#define SAMPLES "tests/rules"
#define USUAL_DAY "2024-12-31"

/* ---- Rule files ------------------------------------------------------------------------------------------------------------ */

static int compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Paths of what is in a folder, in order. */
static GPtrArray *list_folder (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  if (dir)
    g_dir_close (dir);
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

static void add_files (GPtrArray *sets, const char *folder)
{
  g_autoptr (GPtrArray) paths = list_folder (folder);
  for (guint i = 0; i < paths->len; i++)
    if (g_str_has_suffix (paths->pdata[i], ".json"))
      g_ptr_array_add (sets, g_strdup (paths->pdata[i]));
}

/* The national and the practice rules, and those of one file of a place. */
static DjRules *read_rules (const char *local)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  add_files (sets, "data/rules/national");
  add_files (sets, "data/rules/practice");
  if (local)
    g_ptr_array_add (sets, g_strdup (local));
  g_ptr_array_add (sets, NULL);
  DjRules *rules = dj_rules_read ((const char *const *)sets->pdata, &error);
  if (!rules)
  {
    dj_complain (error);
    ck_abort ();
  }
  return rules;
}

/* All that rules are looked for in: first the national and practice ones, then those with each place's. */
static GPtrArray *read_all_rules (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)dj_rules_unref);
  g_autoptr (GPtrArray) locals = list_folder ("data/rules/local");
  g_ptr_array_add (all, read_rules (NULL));
  for (guint i = 0; i < locals->len; i++)
    if (g_str_has_suffix (locals->pdata[i], ".json"))
      g_ptr_array_add (all, read_rules (locals->pdata[i]));
  return all;
}

/* ---- One rule ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjRules *together;
  DjRules *alone;
  const char *id;
  char *invariant;
  char *restated; /* the rule that reports for it, where all are there */
  gboolean uncovered;
  DjDate on;
  GString *wrong; /* lines */
} Sampling;

static const char *get_cell (DjFrame *list, gint64 row, const char *column)
{
  return dj_frame_get_text (list, row, dj_frame_find_column (list, column));
}

/* The last of a chain of rules that restate one another. */
static char *find_restated (DjFrame *list, DjRules *rules, int rule)
{
  const char *restates = get_cell (list, rule, "restates");
  for (int step = 0; restates && step < dj_rules_get_n (rules); step++)
  {
    rule = dj_rules_find (rules, restates);
    restates = rule < 0 ? NULL : get_cell (list, rule, "restates");
  }
  return g_strdup (rule < 0 ? NULL : get_cell (list, rule, "rule"));
}

/* @usual: where the folder has no day of its own. */
static DjDate read_day (const char *folder, DjDate usual)
{
  g_autofree char *path = g_build_filename (folder, "on.txt", NULL);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text ? dj_date_parse (g_strstrip (text), -1) : usual;
}

static void complain (const Sampling *sampling, const char *folder, const char *what, const char *more)
{
  g_string_append_printf (sampling->wrong, "%s (%s): %s%s\n", folder, sampling->id, what, more);
}

/* The rules of all findings, in their order. */
static char *dup_found (DjFindings *findings)
{
  g_autoptr (DjFrame) list = dj_findings_list (findings, NULL, DJ_NONE, 0, -1, NULL);
  GString *out = g_string_new (NULL);
  for (gint64 row = 0; row < dj_frame_get_n_rows (list); row++)
    g_string_append_printf (out, "%s%s", row > 0 ? " " : "", get_cell (list, row, "rule"));
  return g_string_free (out, FALSE);
}

static gint64 count_subjects (DjFindings *findings)
{
  g_autoptr (DjFrame) list = dj_findings_by_rule (findings);
  return dj_frame_get_int (list, 0, dj_frame_find_column (list, "subjects"));
}

static void check_alone (const Sampling *sampling, DjView *view, const char *folder, gboolean fails)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFindings) findings = dj_view_check (view, sampling->alone, NULL, &error);
  ck_assert_msg (findings != NULL, "%s: %s", folder, error ? error->message : "");
  g_autofree char *found = dup_found (findings);
  if (strcmp (found, fails ? sampling->id : "") != 0)
    complain (sampling, folder, "alone found: ", found);
  else if (!fails && count_subjects (findings) == 0)
    complain (sampling, folder, "is asked of nothing", "");
}

/* Takes away the findings that also.txt expects, each rule's all. */
static char *dup_without (const char *found, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "also.txt", NULL);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  g_auto (GStrv) also = g_strsplit_set (text ? text : "", " \r\n\t", -1);
  g_auto (GStrv) rules = g_strsplit (found, " ", -1);
  GString *out = g_string_new (NULL);
  for (gsize i = 0; rules[i]; i++)
    if (!g_strv_contains ((const char *const *)also, rules[i]) || !*rules[i])
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", rules[i]);
  return g_string_free (out, FALSE);
}

static void check_together (const Sampling *sampling, DjView *view, const char *folder, gboolean fails)
{
  g_autoptr (DjFindings) findings = dj_view_check (view, sampling->together, NULL, NULL);
  ck_assert_ptr_nonnull (findings);
  g_autofree char *all = dup_found (findings), *found = dup_without (all, folder);
  if (strcmp (found, fails ? sampling->restated : "") != 0)
    complain (sampling, folder, "together found: ", all);
}

/* Which rule of issues a register breaks that cannot be read. */
static void check_refused (const Sampling *sampling, const GError *error, const char *folder)
{
  const DjIssues *issues = dj_error_get_issues (error);
  guint n = issues ? dj_issues_get_n (issues) : 0, n_own = 0;
  for (guint i = 0; i < n; i++)
    n_own += strcmp (dj_issues_get (issues, i)->rule, sampling->invariant ? sampling->invariant : "") == 0;
  if (n == 0 || n_own != n)
    complain (sampling, folder, "cannot be read: ", error->message);
}

static void check_folder (const Sampling *sampling, const char *folder, gboolean fails)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (folder, NULL, &error);
  if (!reg)
  {
    check_refused (sampling, error, folder);
    return;
  }
  g_autoptr (DjView) view = dj_register_seal (reg, read_day (folder, sampling->on), NULL);
  if (sampling->invariant)
  {
    if (fails)
      complain (sampling, folder, "can be read, and breaks nothing", "");
    return;
  }
  check_alone (sampling, view, folder, fails);
  check_together (sampling, view, folder, fails);
}

static void check_folders (const Sampling *sampling, const char *folder)
{
  g_autoptr (GPtrArray) paths = list_folder (folder);
  int n_passing = 0, n_failing = 0;
  for (guint i = 0; i < paths->len; i++)
  {
    g_autofree char *name = g_path_get_basename (paths->pdata[i]);
    gboolean fails = g_str_has_prefix (name, "fail");
    if (!g_file_test (paths->pdata[i], G_FILE_TEST_IS_DIR) || (!fails && !g_str_has_prefix (name, "pass")))
      continue;
    check_folder (sampling, paths->pdata[i], fails);
    n_failing += fails;
    n_passing += !fails;
  }
  if (n_passing == 0 || n_failing == 0)
    complain (sampling, folder, "lacks a folder that passes, or one that fails", "");
}

static gboolean open_sampling (Sampling *sampling, GPtrArray *all)
{
  int rule = -1;
  for (guint i = 0; i < all->len && rule < 0; i++)
  {
    sampling->together = all->pdata[i];
    rule = dj_rules_find (sampling->together, sampling->id);
  }
  if (rule < 0)
    return FALSE;
  g_autoptr (DjFrame) list = dj_rules_list (sampling->together);
  sampling->invariant = g_strdup (get_cell (list, rule, "invariant"));
  sampling->uncovered = get_cell (list, rule, "uncovered_en") != NULL;
  sampling->restated = find_restated (list, sampling->together, rule);
  sampling->alone = dj_rules_select (sampling->together, (const char *const[]){ sampling->id, NULL }, NULL);
  ck_assert_ptr_nonnull (sampling->alone);
  return TRUE;
}

static void check_rule (const char *folder, GPtrArray *all, GString *wrong)
{
  g_autofree char *id = g_path_get_basename (folder);
  Sampling sampling = { .id = id, .on = read_day (folder, dj_date_parse (USUAL_DAY, -1)), .wrong = wrong };
  if (!open_sampling (&sampling, all))
  {
    complain (&sampling, folder, "there is no such rule", "");
    return;
  }
  if (sampling.uncovered)
    complain (&sampling, folder, "is uncovered, and has samples", "");
  else
    check_folders (&sampling, folder);
  dj_rules_unref (sampling.alone);
  g_free (sampling.invariant);
  g_free (sampling.restated);
}

/* ---- All of them --------------------------------------------------------------------------------------------------------------- */

/* @before: rules that are looked at already. What is not asked of rows needs samples, too. */
static void check_all_have_samples (DjRules *rules, DjRules *before, GString *wrong)
{
  g_autoptr (DjFrame) list = dj_rules_list (rules);
  for (int rule = 0; rule < dj_rules_get_n (rules); rule++)
  {
    if (before && dj_rules_find (before, get_cell (list, rule, "rule")) >= 0)
      continue;
    g_autofree char *folder = g_build_filename (SAMPLES, get_cell (list, rule, "rule"), NULL);
    if (!get_cell (list, rule, "uncovered_en") && !g_file_test (folder, G_FILE_TEST_IS_DIR))
      g_string_append_printf (wrong, "%s: there is no such folder\n", folder);
  }
}

START_TEST (test_samples)
{
  g_autoptr (GPtrArray) folders = list_folder (SAMPLES), all = read_all_rules ();
  g_autoptr (GString) wrong = g_string_new (NULL);
  int n = 0;
  for (guint i = 0; i < folders->len; i++)
    if (g_file_test (folders->pdata[i], G_FILE_TEST_IS_DIR))
    {
      check_rule (folders->pdata[i], all, wrong);
      n++;
    }
  for (guint i = 0; i < all->len; i++)
    check_all_have_samples (all->pdata[i], i > 0 ? all->pdata[0] : NULL, wrong);
  ck_assert_int_gt (n, 0);
  if (wrong->len > 0)
    fputs (wrong->str, stderr);
  ck_assert_uint_eq (wrong->len, 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("rules");
  TCase *samples = tcase_create ("samples");
  tcase_add_test (samples, test_samples);
  tcase_set_timeout (samples, 1800);
  suite_add_tcase (suite, samples);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
