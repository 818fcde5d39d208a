/* SPDX-License-Identifier: Apache-2.0 */
/* Facilities and distances: a few by hand, random ones by plain loops.
 *
 * DJ_TEST_SEED is the seed of the first register, DJ_TEST_ROUNDS how many there are. */
#include "naive-coverage.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 300
#define RADIUS 6371008.8

/* ---- Distances ------------------------------------------------------------------------------------------------------------ */

static gboolean near (double a, double b, double part) { return fabs (a - b) <= fabs (b) * part; }

START_TEST (test_known_distances)
{
  static const struct
  {
    double lon1, lat1, lon2, lat2, kilometres;
  } cities[] = {
    { 116.4074, 39.9042, 121.4737, 31.2304, 1068 }, /* Beijing – Shanghai */
    { -0.1278, 51.5074, -74.0060, 40.7128, 5570 },  /* London – New York */
    { -0.1278, 51.5074, 2.3522, 48.8566, 344 },     /* London – Paris */
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cities); i++)
  {
    double metres = dj_great_circle (cities[i].lon1, cities[i].lat1, cities[i].lon2, cities[i].lat2);
    ck_assert_msg (near (metres, cities[i].kilometres * 1000, 0.005), "%d: %g", (int)i, metres);
  }
  const double quarter = G_PI / 2 * RADIUS;
  ck_assert (near (dj_great_circle (0, 0, 0, 90), quarter, 1e-12));
  ck_assert (near (dj_great_circle (0, 0, 90, 0), quarter, 1e-12));
  ck_assert (near (dj_great_circle (17, -90, 101, 90), 2 * quarter, 1e-12));
  ck_assert (near (dj_great_circle (-90, 30, 90, -30), 2 * quarter, 1e-9));
  ck_assert (near (dj_great_circle (179.5, 0, -179.5, 0), quarter / 90, 1e-9));
  ck_assert (dj_great_circle (116.4, 39.9, 116.4, 39.9) < 1e-6);
}
END_TEST

START_TEST (test_no_distance)
{
  const double nothing[] = { (double)NAN, (double)INFINITY, -(double)INFINITY };
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
  {
    ck_assert (isnan (dj_great_circle (nothing[i], 0, 0, 0)));
    ck_assert (isnan (dj_great_circle (0, nothing[i], 0, 0)));
    ck_assert (isnan (dj_great_circle (0, 0, nothing[i], 0)));
    ck_assert (isnan (dj_great_circle (0, 0, 0, nothing[i])));
  }
}
END_TEST

/* By the angle between two vectors, which is another formula. */
static double angle_distance (double lon1, double lat1, double lon2, double lat2)
{
  const double r = G_PI / 180;
  double a[] = { cos (lat1 * r) * cos (lon1 * r), cos (lat1 * r) * sin (lon1 * r), sin (lat1 * r) };
  double b[] = { cos (lat2 * r) * cos (lon2 * r), cos (lat2 * r) * sin (lon2 * r), sin (lat2 * r) };
  double cross[] = { a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0] };
  double sine = sqrt (cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]);
  return RADIUS * atan2 (sine, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

START_TEST (test_random_distances)
{
  NaiveChance chance = { SEED };
  for (int i = 0; i < 10000; i++)
  {
    double p[4];
    for (int k = 0; k < 4; k++)
      p[k] = k % 2 ? naive_number (&chance, 180001) / 1000.0 - 90 : naive_number (&chance, 360001) / 1000.0 - 180;
    double metres = dj_great_circle (p[0], p[1], p[2], p[3]);
    ck_assert_msg (fabs (metres - angle_distance (p[0], p[1], p[2], p[3])) < 1, "%g,%g to %g,%g: %.17g", p[0], p[1],
                   p[2], p[3], metres);
  }
}
END_TEST

/* ---- By hand ---------------------------------------------------------------------------------------------------------------- */

/* d1 ⊃ s1 ⊃ c1 ⊃ b1; s1 ⊃ c2, c3. Degrees: d1, s1, c2. */
static const char *const AREAS[]
    = { "code,name,kind,parent,lon,lat", "d1,区,county,,116.5,39.9", "s1,街道,township,d1,116.4,39.9",
        "c1,一社区,community,s1,,",      "b1,楼,building,c1,,",      "c2,二社区,community,s1,116.41,39.9",
        "c3,三社区,community,s1,,",      "z1,片区,zone,d1,,",        NULL };

static const char *const UNITS[] = { "code,name,kind,area", "u1,甲,market,b1", "u2,乙,market,c1", "u3,丙,market,c2",
                                     "u4,丁,market,s1",     "u5,戊,market,d1", "u6,己,market,",   NULL };

static const char *const FACILITIES[] = { "code,name,level,organization,area,lon,lat,services,since,until",
                                          "f1,街道中心,subdistrict,o1,s1,,,党课 政务,,",
                                          "f2,一社区站,station,o1,c1,,,政务；就业,,",
                                          "f3,一社区点,point,,c1,116.42,39.9,就业、政,,",
                                          "f4,楼站,station,,b1,,,,,",
                                          "f5,片区站,station,,z1,,,党课,,",
                                          "f6,无处,rest_station,,,,,党课,,",
                                          "f7,未开,station,,c3,,,,2025-01-01,",
                                          NULL };

static void add_rows (DjChange *change, DjTable table, const char *const *rows)
{
  g_auto (GStrv) names = g_strsplit (rows[0], ",", -1);
  for (gsize i = 1; rows[i]; i++)
  {
    g_auto (GStrv) cells = g_strsplit (rows[i], ",", -1);
    const char *values[16] = { NULL };
    GError *error = NULL;
    for (gsize column = 0; names[column]; column++)
      values[column] = *cells[column] ? cells[column] : NULL;
    if (dj_change_add_row (change, table, (const char *const *)names, values, g_strv_length (names), &error) < 0)
      ck_abort_msg ("%s: %s", rows[i], error->message);
  }
}

/* Lives in b1, in c2, nowhere that is known: then where the organization is, which is s1. */
static void add_members (DjChange *change)
{
  static const char *const homes[] = { "b1", "c2", NULL };
  for (int i = 0; i < 3; i++)
  {
    char code[8];
    g_snprintf (code, sizeof code, "p%d", i);
    ck_assert (dj_change_add (change, DJ_TABLE_PERSON, NULL, "code", code, "name", code, "residence", homes[i], NULL));
    ck_assert (dj_change_add (change, DJ_TABLE_MEMBERSHIP, NULL, "person", code, "organization", "o1", "kind",
                              "affiliation", NULL));
  }
}

static DjView *make_view (void)
{
  GError *error = NULL;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "seven facilities");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, UNITS);
  add_rows (change, DJ_TABLE_ORGANIZATION,
            (const char *[]){ "code,name,kind,base_area", "o1,工委,committee,s1", NULL });
  add_rows (change, DJ_TABLE_FACILITY, FACILITIES);
  add_members (change);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  return dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
}

static void expect (DjFrame *frame, const char *expected)
{
  GString *text = g_string_new (expected);
  g_snprintf (naive_where, sizeof naive_where, "by hand");
  cover_same (frame, text, "frame");
}

#define FACILITY "facility,name,level,organization,area,lon,lat,services,units,people\n"

/* u1 is the building's, u2 is shared by the two of c1; u3 and u4 are the subdistrict's; nothing is of z1. */
START_TEST (test_facilities)
{
  g_autoptr (DjView) view = make_view ();
  expect (dj_view_facilities (view, NULL), FACILITY "f1,街道中心,subdistrict,o1,s1,116.4,39.9,党课 政务,2,2\n"
                                                    "f2,一社区站,station,o1,c1,116.4,39.9,政务；就业,0.5,0\n"
                                                    "f3,一社区点,point,,c1,116.42,39.9,就业、政,0.5,0\n"
                                                    "f4,楼站,station,,b1,116.4,39.9,,1,1\n"
                                                    "f5,片区站,station,,z1,,,党课,0,0\n"
                                                    "f6,无处,rest_station,,,,,党课,0,0\n");
  expect (dj_view_facilities (view, "就业"), FACILITY "f2,一社区站,station,o1,c1,116.4,39.9,政务；就业,1,0.5\n"
                                                      "f3,一社区点,point,,c1,116.42,39.9,就业、政,1,0.5\n");
  expect (dj_view_facilities (view, "政"), FACILITY "f3,一社区点,point,,c1,116.42,39.9,就业、政,2,1\n");
  expect (dj_view_facilities (view, ""), FACILITY);
  expect (dj_view_facilities (view, "政务 党课"), FACILITY);
}
END_TEST

START_TEST (test_far_by_hand)
{
  g_autoptr (DjView) view = make_view ();
  g_autoptr (DjFrame) far = dj_view_far_communities (view, 10, NULL, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (far), 2);
  ck_assert_str_eq (dj_frame_get_text (far, 0, 0), "c2");
  ck_assert_str_eq (dj_frame_get_text (far, 0, 2), "f1");
  ck_assert (fabs (dj_frame_get_real (far, 0, 4) - 853.05) < 0.01);
  ck_assert_str_eq (dj_frame_get_text (far, 1, 0), "c3");
  expect (dj_view_far_communities (view, 1000, NULL, NULL), "area,name,facility,facility_name,metres\nc3,三社区,,,\n");
  expect (dj_view_far_communities (view, 1e300, "没有", NULL), "area,name,facility,facility_name,metres\n"
                                                               "c1,一社区,,,\nc2,二社区,,,\nc3,三社区,,,\n");
}
END_TEST

START_TEST (test_arguments)
{
  const double wrong[][2] = { { (double)NAN, 0 },       { 0, (double)NAN }, { (double)INFINITY, 0 },
                              { 0, -(double)INFINITY }, { 180.5, 0 },       { 0, 91 } };
  const double radii[] = { -1, (double)NAN, (double)INFINITY, -(double)INFINITY };
  g_autoptr (DjView) view = make_view ();
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
  {
    GError *error = NULL;
    ck_assert (dj_view_nearest_facilities (view, wrong[i][0], wrong[i][1], 3, NULL, &error) == NULL);
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    g_clear_error (&error);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (radii); i++)
  {
    GError *error = NULL;
    ck_assert (dj_view_far_communities (view, radii[i], NULL, &error) == NULL);
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    g_clear_error (&error);
  }
  const int most[] = { G_MAXINT, 4, 2, 0, -1, G_MININT }, found[] = { 4, 4, 2, 0, 0, 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (most); i++)
  {
    g_autoptr (DjFrame) frame = dj_view_nearest_facilities (view, 180, -90, most[i], NULL, NULL);
    ck_assert_int_eq (dj_frame_get_n_rows (frame), found[i]);
  }
}
END_TEST

START_TEST (test_nothing)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  expect (dj_view_facilities (view, NULL), FACILITY);
  expect (dj_view_nearest_facilities (view, 0, 0, 5, NULL, NULL), "facility,name,level,area,services,metres\n");
  expect (dj_view_far_communities (view, 0, NULL, NULL), "area,name,facility,facility_name,metres\n");
}
END_TEST

/* ---- Degrees that are none ------------------------------------------------------------------------------------------------------ */

START_TEST (test_no_such_latitude)
{
  GError *error = NULL;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "beyond the pole");
  ck_assert (!dj_change_add (change, DJ_TABLE_FACILITY, &error, "code", "f", "name", "f", "lat", "91", NULL));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  ck_assert_int_eq (dj_issues_get (dj_error_get_issues (error), 0)->code, DJ_ISSUE_RANGE);
  g_clear_error (&error);

  g_autofree char *folder = g_dir_make_tmp ("place-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "facility.csv", NULL);
  ck_assert (
      g_file_set_contents (path, "code,name,lon,lat\nf1,one,116,40\nf2,two,116,91\nf3,three,nan,-90.5\n", -1, NULL));
  ck_assert (dj_register_read (folder, NULL, &error) == NULL);
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  const DjIssues *issues = dj_error_get_issues (error);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert_int_eq (issue->code, DJ_ISSUE_RANGE);
  ck_assert (g_str_has_suffix (issue->file, "facility.csv"));
  ck_assert_int_eq (issue->line, 3);
  ck_assert_int_eq (issue->column, 4);
  ck_assert_uint_eq (dj_issues_get_n (issues), 3);
  g_clear_error (&error);
  g_unlink (path);
  g_rmdir (folder);
}
END_TEST

/* ---- Random registers ------------------------------------------------------------------------------------------------------------- */

static gboolean counts (const CoverWorld *w, int facility, int service)
{
  const CoverFacility *f = &w->facilities[facility];
  return cover_holds (w, f->since, f->until) && (service < 0 || (f->services & (1u << service)));
}

static void stand (const CoverWorld *w, int facility, double *lon, double *lat)
{
  const CoverFacility *f = &w->facilities[facility];
  *lon = f->lon;
  *lat = f->lat;
  if (isnan (f->lon) || isnan (f->lat))
    cover_spot (w, f->area, lon, lat);
}

static int count_in (const CoverWorld *w, int area, int service)
{
  int n = 0;
  for (int i = 0; i < w->n_facilities; i++)
    n += counts (w, i, service) && w->facilities[i].area == area;
  return n;
}

/* The part of what is in an area that a facility carries. */
static double part_of (const CoverWorld *w, int facility, int area, int service)
{
  while (area >= 0 && !count_in (w, area, service))
    area = w->parent[area];
  return area >= 0 && area == w->facilities[facility].area ? 1.0 / count_in (w, area, service) : 0;
}

static int find_base (const CoverWorld *w, int organization)
{
  while (organization >= 0 && w->organizations[organization].area < 0)
    organization = w->organizations[organization].superior;
  return organization < 0 ? -1 : w->organizations[organization].area;
}

static const char *service_name (int service) { return service < 0 ? NULL : cover_service (service); }

static void compare_loads (const CoverWorld *w, int service)
{
  g_autoptr (DjFrame) frame = dj_view_facilities (w->view, service_name (service));
  gint64 row = 0;
  for (int i = 0; i < w->n_facilities; i++)
  {
    double units = 0, people = 0;
    if (!counts (w, i, service))
      continue;
    for (int k = 0; k < w->n_units; k++)
      units += cover_unit_is_there (w, k) ? part_of (w, i, w->units[k].area, service) : 0;
    for (int k = 0; k < w->n_persons; k++)
    {
      int home = w->persons[k].residence;
      people += part_of (w, i, home < 0 ? find_base (w, w->persons[k].affiliation) : home, service);
    }
    naive_same_text (dj_frame_get_text (frame, row, 0), cover_code ('f', i), "facility", i);
    double library_units = dj_frame_get_real (frame, row, dj_frame_find_column (frame, "units"));
    double library_people = dj_frame_get_real (frame, row, dj_frame_find_column (frame, "people"));
    ck_assert_msg (fabs (library_units - units) < 1e-9 && fabs (library_people - people) < 1e-9,
                   "%s: f%d: %g, %g, not %g, %g", naive_where, i, library_units, library_people, units, people);
    row++;
  }
  ck_assert_int_eq (dj_frame_get_n_rows (frame), row);
}

/* The nearest that was not taken yet; -1. */
static int take_nearest (const CoverWorld *w, double lon, double lat, int service, gboolean *taken, double *metres)
{
  int nearest = -1;
  for (int i = 0; i < w->n_facilities; i++)
  {
    double to_lon, to_lat;
    stand (w, i, &to_lon, &to_lat);
    double distance = dj_great_circle (lon, lat, to_lon, to_lat);
    if (taken[i] || !counts (w, i, service) || isnan (distance) || (nearest >= 0 && distance >= *metres))
      continue;
    nearest = i;
    *metres = distance;
  }
  if (nearest >= 0)
    taken[nearest] = TRUE;
  return nearest;
}

static void compare_nearest (CoverWorld *w, int service)
{
  double lon = 116 + naive_number (&w->chance, 50) * 0.001, lat = 40 + naive_number (&w->chance, 50) * 0.001, metres;
  int k = naive_number (&w->chance, 10);
  gboolean taken[COVER_MOST] = { FALSE };
  g_autoptr (DjFrame) frame = dj_view_nearest_facilities (w->view, lon, lat, k, service_name (service), NULL);
  gint64 row = 0;
  for (int i; row < k && (i = take_nearest (w, lon, lat, service, taken, &metres)) >= 0; row++)
  {
    naive_same_text (dj_frame_get_text (frame, row, 0), cover_code ('f', i), "nearest", (int)row);
    ck_assert (dj_frame_get_real (frame, row, dj_frame_find_column (frame, "metres")) == metres);
  }
  ck_assert_int_eq (dj_frame_get_n_rows (frame), row);
}

static int compare_far (CoverWorld *w, int service)
{
  double radius = naive_number (&w->chance, 3000), metres;
  GString *text = g_string_new ("area,name,facility,facility_name,metres\n");
  int n = 0;
  for (DjAreaId id = 0; id < dj_view_get_n_areas (w->view); id++)
  {
    DjArea area;
    gboolean taken[COVER_MOST] = { FALSE }, within = FALSE;
    dj_view_get_area (w->view, id, &area);
    for (int i = 0; i < w->n_facilities; i++)
      within
          = within || (counts (w, i, service) && cover_is_within (w, w->facilities[i].area, cover_number (area.code)));
    gboolean known = !isnan (area.lon) && !isnan (area.lat);
    int nearest = known ? take_nearest (w, area.lon, area.lat, service, taken, &metres) : -1;
    if (area.kind != DJ_AREA_COMMUNITY || (known ? nearest >= 0 && metres <= radius : within))
      continue;
    const char *code = nearest < 0 ? "" : cover_code ('f', nearest);
    g_string_append_printf (text, "%s,%s,%s,%s,", area.code, area.name, code, code);
    cover_append_real (text, nearest < 0 ? (double)NAN : metres);
    g_string_append_c (text, '\n');
    n++;
  }
  cover_same (dj_view_far_communities (w->view, radius, service_name (service), NULL), text, "far communities");
  return n;
}

START_TEST (test_random_registers)
{
  static const CoverSize size = { 14, 14, 6, 0, 14, 12 };
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  static CoverWorld w;
  int far = 0;
  for (guint64 round = 0; round < rounds; round++)
  {
    cover_world (&w, &size, seed + round);
    for (int service = -1; service < 4; service++)
    {
      compare_loads (&w, service);
      compare_nearest (&w, service);
      far += compare_far (&w, service);
    }
    cover_free (&w);
  }
  ck_assert_msg (rounds < ROUNDS || far > 300, "too little to compare: %d", far);
}
END_TEST

int main (void)
{
  const TTest *const tests[]
      = { test_known_distances, test_no_distance, test_random_distances, test_facilities,      test_far_by_hand,
          test_arguments,       test_nothing,     test_no_such_latitude, test_random_registers };
  Suite *suite = suite_create ("place");
  TCase *tcase = tcase_create ("place");
  tcase_set_timeout (tcase, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
