/* SPDX-License-Identifier: Apache-2.0 */
/* The data sets under cases/ against the sources they come from, read here by other means than the library's own. */
#include <cJSON.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

/* ---- Helpers --------------------------------------------------------------------------------------------------- */

static DjRegister *read_case (const char *path)
{
  GError *error = NULL;
  DjRegister *reg = dj_register_read (path, NULL, &error);
  if (!reg)
    ck_abort_msg ("%s: %s", path, error->message);
  ck_assert_uint_eq (dj_issues_get_n (dj_register_get_issues (reg)), 0);
  return reg;
}

static cJSON *read_json (const char *path)
{
  g_autofree char *text = NULL;
  ck_assert_msg (g_file_get_contents (path, &text, NULL, NULL), "%s", path);
  cJSON *json = cJSON_Parse (text);
  ck_assert_ptr_nonnull (json);
  return json;
}

static gint64 sum_column (const DjFrame *frame, const char *name)
{
  gint64 sum = 0;
  int column = dj_frame_find_column (frame, name);
  ck_assert_int_ge (column, 0);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    sum += dj_frame_get_int (frame, row, column);
  return sum;
}

/* ---- Revisions of GB/T 2260 ------------------------------------------------------------------------------------- */

/* The view of the first day of the revision's month has the file's codes with the file's names, and no others. */
static void compare_revision (DjRegister *reg, const char *revision)
{
  g_autofree char *path = g_strdup_printf ("data/gb2260/%s.json", revision);
  cJSON *expected = read_json (path);
  int month = (int)strtol (revision, NULL, 10);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (month / 100, month % 100, 1), NULL);
  gint32 n = 0;
  for (const cJSON *entry = expected->child; entry; entry = entry->next, n++)
  {
    DjArea area;
    ck_assert_msg (dj_view_get_area (view, dj_view_area (view, entry->string), &area), "%s: %s is not there", revision,
                   entry->string);
    ck_assert_str_eq (area.name, entry->valuestring);
  }
  ck_assert_int_eq (dj_view_get_n_areas (view), n);
  ck_assert_int_gt (n, 3500);
  cJSON_Delete (expected);
}

START_TEST (test_revisions)
{
  g_autoptr (DjRegister) reg = read_case ("cases/revisions");
  cJSON *revisions = read_json ("data/gb2260/revisions.json");
  ck_assert_int_eq (cJSON_GetArraySize (revisions), 19);
  for (const cJSON *revision = revisions->child; revision; revision = revision->next)
    compare_revision (reg, revision->valuestring);
  cJSON_Delete (revisions);
}
END_TEST

/* Some of what happened between the revisions, from the list of changes to the divisions published by the Ministry of Civil Affairs. */
START_TEST (test_known_changes)
{
  g_autoptr (DjRegister) reg = read_case ("cases/revisions");
  g_autoptr (DjView) before = dj_register_seal (reg, dj_date (2009, 12, 1), NULL);
  g_autoptr (DjView) after = dj_register_seal (reg, dj_date (2010, 10, 1), NULL);
  ck_assert_int_ge (dj_view_area (before, "110103"), 0); /* 崇文区 became part of 东城区 in 2010 */
  ck_assert_int_eq (dj_view_area (after, "110103"), DJ_NONE);
  ck_assert_int_ge (dj_view_area (after, "110101"), 0);
}
END_TEST

/* ---- Beijing ---------------------------------------------------------------------------------------------------- */

static DjFrame *count_level (DjView *view, DjAreaKind level)
{
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  options.level = level;
  DjFrame *frame = dj_view_count (view, DJ_NONE, &options, NULL);
  ck_assert_ptr_nonnull (frame);
  return frame;
}

static int count_class (const DjFrame *frame, DjAreaClass area_class)
{
  int n = 0, column = dj_frame_find_column (frame, "class");
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    n += dj_frame_get_code (frame, row, column) == (int)area_class;
  return n;
}

START_TEST (test_beijing)
{
  g_autoptr (DjRegister) reg = read_case ("cases/beijing");
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  g_autoptr (DjFrame) districts = count_level (view, DJ_AREA_COUNTY);
  g_autoptr (DjFrame) townships = count_level (view, DJ_AREA_TOWNSHIP);
  g_autoptr (DjFrame) communities = count_level (view, DJ_AREA_COMMUNITY);
  ck_assert_int_eq (dj_frame_get_n_rows (districts), 16);
  ck_assert_int_eq (dj_frame_get_n_rows (townships), 349);
  ck_assert_int_eq (count_class (townships, DJ_AREA_CLASS_SUBDISTRICT), 221);
  ck_assert_int_eq (count_class (townships, DJ_AREA_CLASS_TOWN), 107);
  ck_assert_int_eq (count_class (townships, DJ_AREA_CLASS_TOWNSHIP), 15);
  ck_assert_int_eq (count_class (townships, DJ_AREA_CLASS_QUASI), 6);
  ck_assert_int_eq (dj_frame_get_n_rows (communities), 7535);
  ck_assert_int_eq (count_class (communities, DJ_AREA_CLASS_COMMUNITY), 3701);
  ck_assert_int_eq (count_class (communities, DJ_AREA_CLASS_VILLAGE), 3774);
  ck_assert_int_eq (count_class (communities, DJ_AREA_CLASS_QUASI), 60);
  ck_assert_int_eq (sum_column (districts, "members"), dj_view_get_n_members (view));
  ck_assert_int_gt (dj_view_get_n_members (view), 18000);
}
END_TEST

/* ---- Sanlitun --------------------------------------------------------------------------------------------------- */

static int count_kind_below (DjView *view, DjOrganizationId id, DjOrganizationKind kind)
{
  int n = 0;
  for (DjOrganizationId below = id + 1; below < dj_view_get_end (view, id); below++)
  {
    DjOrganization organization;
    dj_view_get_organization (view, below, &organization);
    n += organization.kind == kind;
  }
  return n;
}

static void check_business_district (DjView *view, DjOrganizationId id, const DjFrame *tree, gint64 row)
{
  ck_assert_int_eq (dj_frame_get_int (tree, row, dj_frame_find_column (tree, "full_time")), 2);
  ck_assert_int_eq (dj_frame_get_int (tree, row, dj_frame_find_column (tree, "enterprise")), 3);
  ck_assert_int_eq (count_kind_below (view, id, DJ_ORGANIZATION_OFFICE), 1);
  ck_assert_int_eq (count_kind_below (view, id, DJ_ORGANIZATION_DEPARTMENT), 5);
}

START_TEST (test_sanlitun)
{
  g_autoptr (DjRegister) reg = read_case ("cases/sanlitun");
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  g_autoptr (DjFrame) tree = dj_view_tree (view, DJ_NONE, -1);
  int committees = 0, buildings = 0;
  ck_assert_int_eq (dj_frame_get_n_rows (tree), dj_view_get_n_organizations (view));
  for (DjOrganizationId id = 0; id < dj_view_get_n_organizations (view); id++)
  {
    DjOrganization organization;
    dj_view_get_organization (view, id, &organization);
    buildings += organization.form == DJ_FORM_BUILDING;
    if (organization.form != DJ_FORM_BUSINESS_DISTRICT || organization.kind != DJ_ORGANIZATION_COMMITTEE)
      continue;
    committees++;
    check_business_district (view, id, tree, id);
  }
  ck_assert_int_eq (committees, 3);
  ck_assert_int_eq (buildings, 19);
  g_autoptr (DjFrame) units = dj_register_get_table (reg, DJ_TABLE_UNIT);
  ck_assert_int_ge (dj_frame_get_n_rows (units), 4800);
  g_autoptr (DjFrame) areas = count_level (view, DJ_AREA_BUILDING);
  ck_assert_int_eq (dj_frame_get_n_rows (areas), 19);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("cases");
  TCase *cases = tcase_create ("cases");
  tcase_set_timeout (cases, 120);
  tcase_add_test (cases, test_revisions);
  tcase_add_test (cases, test_known_changes);
  tcase_add_test (cases, test_beijing);
  tcase_add_test (cases, test_sanlitun);
  suite_add_tcase (suite, cases);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
