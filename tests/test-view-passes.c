/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passes that go through many at once, over a generated register that is large enough for them, as each of them is meant to be and cut as
 * small as can be, by one thread and by three; every answer is worked out a second time, one organization, member or seat after the other,
 * from answers about one.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>
#include "register/register-private.h"

static DjRegister *reg;
static DjView *view;

static void set_up (void)
{
  GError *error = NULL;
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = 0.0005;
  options.seed = 7;
  reg = dj_register_generate (&options, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "");
  view = dj_register_seal (reg, dj_date (2024, 12, 31), &error);
  ck_assert_msg (view != NULL, "%s", error ? error->message : "");
}

static void tear_down (void)
{
  dj_view_unref (view);
  dj_register_unref (reg);
  dj_cut_small (FALSE);
  dj_set_n_threads (0);
}

/* Does it in each way in which passes can be cut and shared out; anew, where what a view keeps is to be made again. */
static void in_all_ways (void (*compare) (void))
{
  for (guint way = 0; way < 4; way++)
  {
    dj_cut_small (way % 2 == 1);
    dj_set_n_threads (way / 2 ? 3 : 1);
    dj_view_unref (view);
    view = dj_register_seal (reg, dj_date (2024, 12, 31), NULL);
    compare ();
  }
}

/* ---- Sizes -------------------------------------------------------------------------------------------------------- */

static void compare_sizes_of (DjOrganizationKind kind, DjMemberStatus status, gint64 least, gint64 most)
{
  gint32 n = dj_view_get_n_organizations (view);
  g_autofree gint32 *found = g_new (gint32, (gsize)n + 1);
  gsize listed = dj_view_list_wrong_size (view, kind, status, least, most, found, (gsize)n), count = 0;
  for (gint32 id = 0; id < n; id++)
  {
    DjOrganization record;
    gint64 members = dj_view_count_members (view, id, status);
    dj_view_get_organization (view, id, &record);
    if (record.kind != kind || (members >= least && (most < 0 || members <= most)))
      continue;
    if (count >= listed || found[count] != id)
      ck_abort_msg ("kind %d status %d from %d to %d: organization %d of %d members is not listed", (int)kind,
                    (int)status, (int)least, (int)most, id, (int)members);
    count++;
  }
  ck_assert_uint_eq (listed, count);
  ck_assert_uint_eq (dj_view_list_wrong_size (view, kind, status, least, most, found, count / 2), count);
}

static void compare_sizes (void)
{
  static const gint64 bounds[][2] = { { 3, -1 },          { 0, 50 },          { 3, 50 }, { 0, -1 },         { 60, 20 },
                                      { G_MAXINT64, -1 }, { -5, G_MAXINT64 }, { 0, 0 },  { G_MININT64, 10 } };
  for (int kind = 0; kind <= DJ_ORGANIZATION_DEPARTMENT; kind++)
    for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++)
      compare_sizes_of ((DjOrganizationKind)kind, (DjMemberStatus)(i % 3), bounds[i][0], bounds[i][1]);
}

START_TEST (test_sizes) { in_all_ways (compare_sizes); }
END_TEST

/* ---- Cross-tables -------------------------------------------------------------------------------------------------- */

/* The area of a level that one is or is within, or DJ_NONE. */
static DjAreaId find_level (DjAreaId area, DjAreaKind level)
{
  DjArea record;
  while (area != DJ_NONE && dj_view_get_area (view, area, &record) && record.kind != level)
    area = dj_view_get_area_parent (view, area);
  return area;
}

/* How many members have each combination of area, sex, education and status: a text of them, and their number. */
static GHashTable *count_one_by_one (DjAreaKind level)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gint32 person = 0; person < dj_register_get_n_rows (reg, DJ_TABLE_PERSON); person++)
  {
    DjOrganizationId affiliation = dj_view_get_affiliation (view, person);
    DjAreaId area = affiliation == DJ_NONE ? DJ_NONE : dj_view_get_base_area (view, affiliation);
    DjArea at;
    DjPerson record;
    if (area != DJ_NONE && level != DJ_AREA_NONE)
      area = find_level (area, level);
    if (affiliation == DJ_NONE || (level != DJ_AREA_NONE && !dj_view_get_area (view, area, &at)))
      continue;
    dj_view_get_person (view, person, &record);
    char *key = g_strdup_printf ("%s %d %d %d", level == DJ_AREA_NONE ? "all" : at.code, (int)record.sex,
                                 (int)record.education, (int)dj_view_get_status (view, person));
    g_hash_table_replace (counts, key, GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (counts, key)) + 1));
  }
  return counts;
}

static void compare_cross_of (DjAreaKind level)
{
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  options.level = level;
  options.by = DJ_BY_SEX | DJ_BY_EDUCATION | DJ_BY_STATUS;
  g_autoptr (GHashTable) counts = count_one_by_one (level);
  g_autoptr (DjFrame) frame = dj_view_count (view, DJ_NONE, &options, NULL);
  int first = dj_frame_find_column (frame, "sex");
  ck_assert_int_eq (dj_frame_get_n_rows (frame), (gint64)g_hash_table_size (counts));
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    g_autofree char *key
        = g_strdup_printf ("%s %d %d %d", level == DJ_AREA_NONE ? "all" : dj_frame_get_text (frame, row, 0),
                           dj_frame_get_code (frame, row, first), dj_frame_get_code (frame, row, first + 1),
                           dj_frame_get_code (frame, row, first + 2));
    gint64 members = dj_frame_get_int (frame, row, first + 3);
    if (members != GPOINTER_TO_INT (g_hash_table_lookup (counts, key)))
      ck_abort_msg ("%s: %d members", key, (int)members);
  }
}

static void compare_cross (void)
{
  compare_cross_of (DJ_AREA_NONE);
  compare_cross_of (DJ_AREA_PROVINCE);
  compare_cross_of (DJ_AREA_COUNTY);
  compare_cross_of (DJ_AREA_COMMUNITY);
}

START_TEST (test_cross) { in_all_ways (compare_cross); }
END_TEST

/* ---- Areas of a level ----------------------------------------------------------------------------------------------- */

/* Alliances by how many areas of the level they have bodies in, from the frame of seats. */
static gint64 count_crossing_one_by_one (DjAreaKind level)
{
  g_autoptr (DjFrame) seats = dj_view_alliance_seats (view, NULL);
  int alliance = dj_frame_find_column (seats, "alliance"), area = dj_frame_find_column (seats, "area");
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) crossing = g_hash_table_new (g_str_hash, g_str_equal);
  for (gint64 row = 0; row < dj_frame_get_n_rows (seats); row++)
  {
    gpointer code = (gpointer)dj_frame_get_text (seats, row, alliance);
    DjAreaId of = find_level (dj_view_area (view, dj_frame_get_text (seats, row, area)), level);
    gpointer met = g_hash_table_lookup (first, code);
    if (of == DJ_NONE)
      continue;
    if (!met)
      g_hash_table_insert (first, code, GINT_TO_POINTER (of + 1));
    else if (GPOINTER_TO_INT (met) != of + 1)
      g_hash_table_add (crossing, code);
  }
  return (gint64)g_hash_table_size (crossing);
}

static void compare_crossing (void)
{
  static const DjAreaKind levels[] = { DJ_AREA_PROVINCE, DJ_AREA_COUNTY, DJ_AREA_TOWNSHIP, DJ_AREA_COMMUNITY };
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
  {
    g_autoptr (DjFrame) frame = dj_view_alliances_crossing (view, levels[i]);
    ck_assert_int_eq (dj_frame_get_n_rows (frame), count_crossing_one_by_one (levels[i]));
  }
}

START_TEST (test_crossing) { in_all_ways (compare_crossing); }
END_TEST

/* ---- Components ----------------------------------------------------------------------------------------------------- */

/* Spreads the lowest number over seats until nothing changes; tells how many alliances keep their own. */
static gint64 count_components_one_by_one (const DjFrame *seats, GHashTable *mark)
{
  int alliance = dj_frame_find_column (seats, "alliance"), body = dj_frame_find_column (seats, "body");
  for (gint64 row = 0; row < dj_frame_get_n_rows (seats); row++)
  {
    g_hash_table_insert (mark, (gpointer)dj_frame_get_text (seats, row, alliance), GINT_TO_POINTER ((gint)row + 1));
    g_hash_table_insert (mark, (gpointer)dj_frame_get_text (seats, row, body), GINT_TO_POINTER ((gint)row + 1));
  }
  for (gboolean changed = TRUE; changed;)
  {
    changed = FALSE;
    for (gint64 row = 0; row < dj_frame_get_n_rows (seats); row++)
    {
      gpointer ends[]
          = { (gpointer)dj_frame_get_text (seats, row, alliance), (gpointer)dj_frame_get_text (seats, row, body) };
      gint a = GPOINTER_TO_INT (g_hash_table_lookup (mark, ends[0])),
           b = GPOINTER_TO_INT (g_hash_table_lookup (mark, ends[1]));
      changed |= a != b;
      g_hash_table_insert (mark, ends[0], GINT_TO_POINTER (MIN (a, b)));
      g_hash_table_insert (mark, ends[1], GINT_TO_POINTER (MIN (a, b)));
    }
  }
  g_autoptr (GHashTable) marks = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, mark);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_add (marks, value);
  return (gint64)g_hash_table_size (marks);
}

static void compare_components (void)
{
  g_autoptr (DjFrame) seats = dj_view_alliance_seats (view, NULL);
  g_autoptr (DjFrame) components = dj_view_alliance_components (view);
  g_autoptr (GHashTable) mark = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 n = count_components_one_by_one (seats, mark), n_nodes = 0, before = G_MAXINT64;
  ck_assert_int_gt (n, 1);
  ck_assert_int_eq (dj_frame_get_n_rows (components), n);
  for (gint64 row = 0; row < n; row++)
  {
    gpointer own = g_hash_table_lookup (mark, dj_frame_get_text (components, row, 3));
    gint64 nodes = dj_frame_get_int (components, row, 1) + dj_frame_get_int (components, row, 2), expected = 0;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init (&iter, mark);
    while (g_hash_table_iter_next (&iter, NULL, &value))
      expected += value == own;
    ck_assert_int_eq (nodes, expected);
    ck_assert_int_le (nodes, before);
    before = nodes;
    n_nodes += nodes;
  }
  ck_assert_int_eq (n_nodes, (gint64)g_hash_table_size (mark));
}

START_TEST (test_components) { in_all_ways (compare_components); }
END_TEST

int main (void)
{
  Suite *suite = suite_create ("view-passes");
  TCase *tcase = tcase_create ("view-passes");
  tcase_set_timeout (tcase, 0);
  tcase_add_unchecked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, test_sizes);
  tcase_add_test (tcase, test_cross);
  tcase_add_test (tcase, test_crossing);
  tcase_add_test (tcase, test_components);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
