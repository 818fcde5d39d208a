/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files that include one another, and those that come with the library. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#include "rule-texts.h"
#include "rule/rule-private.h"

/* ---- Files -------------------------------------------------------------------------------------------------------------- */

static char *folder;

static void write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  ck_assert_int_eq (g_mkdir_with_parents (parent, 0700), 0);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static void remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  if (dir)
    g_dir_close (dir);
  g_remove (path);
}

static void make_folder (void)
{
  folder = g_dir_make_tmp ("dangjian-rules-XXXXXX", NULL);
  ck_assert_ptr_nonnull (folder);
  g_setenv ("DANGJIAN_DATA", folder, TRUE);
}

static void remove_folder (void)
{
  g_unsetenv ("DANGJIAN_DATA");
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
}

static DjRules *read_path (const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return dj_rules_read ((const char *const[]){ path, NULL }, error);
}

static char *rule_with_id (const char *id)
{
  g_autofree char *members = g_strdup_printf ("\"id\": \"%s\"", id);
  return rule_text_with (members);
}

START_TEST (test_includes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = rule_with_id ("a"), *b = rule_with_id ("b");
  write_file ("rules/base.json", "{ \"includes\": [\"part/a\"] }");
  write_file ("rules/part/a.json", a);
  write_file ("own/b.json", b);
  write_file ("own/user.json", "{ \"includes\": [\"base\", \"b.json\", \"../own/b.json\", \"part/a\"] }");
  g_autoptr (DjRules) rules = read_path ("own/user.json", &error);
  ck_assert_msg (rules != NULL, "%s", error ? error->message : "");
  ck_assert_int_eq (dj_rules_get_n (rules), 2);
  ck_assert_int_eq (dj_rules_find (rules, "a"), 0);
  ck_assert_int_eq (dj_rules_find (rules, "b"), 1);
  ck_assert_int_eq (dj_rules_find (rules, "c"), -1);
  ck_assert (g_str_has_suffix (dj_rules_get (rules, 0)->file, "rules/part/a.json"));

  g_autoptr (DjRules) named = dj_rules_read ((const char *const[]){ "part/a", "base", NULL }, &error);
  ck_assert_int_eq (dj_rules_get_n (named), 1);
  g_autoptr (DjRules) none = dj_rules_read ((const char *const[]){ NULL }, &error);
  ck_assert_int_eq (dj_rules_get_n (none), 0);
}
END_TEST

START_TEST (test_circle)
{
  g_autoptr (GError) error = NULL;
  write_file ("rules/a.json", "{ \"includes\": [\"b\"] }");
  write_file ("rules/b.json", "{\n \"includes\": [\"c\"] }");
  write_file ("rules/c.json", "{\n\n  \"includes\": [\"a\"] }");
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "a", NULL }, &error));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_uint_eq (dj_issues_get_n (issues), 1);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert (g_str_has_suffix (issue->file, "c.json"));
  ck_assert (issue->line == 3 && issue->column == 16);
}
END_TEST

START_TEST (test_not_found)
{
  static const char *const sets[] = { "none", "../rules/a", "/etc/passwd", "a/../a", "a//a", "", "a/", "none.json" };
  write_file ("rules/a.json", "{}");
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
  {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (dj_rules_read ((const char *const[]){ sets[i], NULL }, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE), "%s", sets[i]);
  }
}
END_TEST

/* Files that include one another in a long row, and defects of two files: all are told, in order of files. */
START_TEST (test_many_files)
{
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < 20; i++)
  {
    g_autofree char *name = g_strdup_printf ("rules/f%d.json", i);
    g_autofree char *text = g_strdup_printf ("{ \"includes\": [\"f%d\"] }", i + 1);
    write_file (name, text);
  }
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "f0", NULL }, &error));
  ck_assert_ptr_nonnull (strstr (dj_issues_get (dj_error_get_issues (error), 0)->message_en, "nested too deeply"));
  g_clear_error (&error);
  write_file ("rules/a.json", "{ \"set\": 1, \"includes\": [\"b\", \"b\"] }");
  write_file ("rules/b.json", "{ \"sets\": 1 }");
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "a", NULL }, &error));
  ck_assert_uint_eq (dj_issues_get_n (dj_error_get_issues (error)), 2);
  ck_assert (g_str_has_suffix (dj_issues_get (dj_error_get_issues (error), 0)->file, "a.json"));
}
END_TEST

#define DECLARED "{ \"parameters\": { \"p\": { \"value\": 90, \"zh\": \"数\", \"en\": \"n\" } } }"

static void assert_parameter (const char *set, int value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ set, NULL }, &error);
  ck_assert_msg (rules != NULL, "%s", error ? error->message : "");
  ck_assert_uint_eq (rules->parameters->len, 1);
  ck_assert_int_eq (g_array_index (rules->parameters, DjParameter, 0).value, value);
}

START_TEST (test_override)
{
  g_autoptr (GError) error = NULL;
  write_file ("rules/a.json", DECLARED);
  write_file ("rules/again.json", DECLARED);
  write_file ("rules/b.json", "{ \"includes\": [\"a\"], \"parameters\": { \"p\": 30 } }");
  write_file ("rules/c.json", "{ \"includes\": [\"b\", \"again\"], \"parameters\": { \"p\": 20 } }");
  write_file ("rules/d.json", "{ \"includes\": [\"a\"], \"parameters\": { \"p\": 40 } }");
  write_file ("rules/e.json", "{ \"includes\": [\"b\",\n \"d\"] }");
  write_file ("rules/f.json", "{ \"includes\": [\"a\"], \"parameters\": { \"p\": \"2020-01-01\" } }");
  assert_parameter ("a", 90);
  assert_parameter ("b", 30);
  assert_parameter ("c", 20);
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "e", NULL }, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "not included gives the parameter"));
  g_clear_error (&error);
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "f", NULL }, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "another type"));
}
END_TEST

#define MEASURE_FILE(measure)                                                                                          \
  "{ \"columns\": { \"unit\": { \"c\": { \"type\": \"int\", \"zh\": \"列\", \"en\": \"c\" } } }," INSTRUMENTS          \
  ", \"measures\": { \"unit\": { \"m\": " measure " } } }"

/* Two files may declare the same, if they say the same. */
START_TEST (test_declared_twice)
{
  g_autoptr (GError) error = NULL;
  write_file ("rules/a.json", MEASURE_FILE ("{ \"count\": \"unit\", \"by\": \"host\" }"));
  write_file ("rules/b.json", MEASURE_FILE ("{ \"by\": \"host\", \"count\": \"unit\" }"));
  write_file ("rules/c.json", MEASURE_FILE ("{\n \"year\": \"since\" }"));
  write_file ("rules/d.json",
              "{ \"columns\": { \"unit\": { \"c\": { \"type\": \"date\", \"zh\": \"列\", \"en\": \"c\" } } } }");
  write_file ("rules/e.json", "{ \"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\" } } }");
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ "a", "b", NULL }, &error);
  ck_assert_msg (rules != NULL, "%s", error ? error->message : "");
  ck_assert_uint_eq (rules->columns->len, 1);
  for (const char *other = "cde"; *other; other++)
  {
    const char name[] = { *other, '\0' };
    ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "a", name, NULL }, &error));
    ck_assert_uint_eq (dj_issues_get_n (dj_error_get_issues (error)), 1);
    ck_assert_ptr_nonnull (strstr (error->message, "declared otherwise"));
    g_clear_error (&error);
  }
}
END_TEST

/* ---- The sets that come with the library ------------------------------------------------------------------------------------ */

static void read_all_below (const char *path, const char *set, int *n)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *child = g_build_filename (path, name, NULL);
    g_autofree char *inner = *set ? g_strconcat (set, "/", name, NULL) : g_strdup (name);
    read_all_below (child, inner, n);
    if (!g_str_has_suffix (inner, ".json"))
      continue;
    inner[strlen (inner) - strlen (".json")] = '\0';
    g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ inner, NULL }, &error);
    ck_assert_msg (rules != NULL, "%s: %s", inner, error ? error->message : "");
    *n += 1;
  }
}

/* Each is found beside the program, whatever the environment says, and reads without a defect. */
START_TEST (test_installed)
{
  int n = 0;
  g_unsetenv ("DANGJIAN_DATA");
  read_all_below ("data/rules", "", &n);
  ck_assert_int_ge (n, 1);
}
END_TEST

static Suite *make_suite (void)
{
  Suite *suite = suite_create ("rules-files");
  TCase *tcase = tcase_create ("rules-files");
  tcase_add_checked_fixture (tcase, make_folder, remove_folder);
  tcase_add_test (tcase, test_includes);
  tcase_add_test (tcase, test_circle);
  tcase_add_test (tcase, test_not_found);
  tcase_add_test (tcase, test_many_files);
  tcase_add_test (tcase, test_override);
  tcase_add_test (tcase, test_declared_twice);
  tcase_add_test (tcase, test_installed);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  SRunner *runner = srunner_create (make_suite ());
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
