/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances: coordination committees on three levels, a matrix of special committees, an alliance across a border and a federation of
 * buildings, small enough that every figure is worked out by hand. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#define ON "2024-08-26"

/* ---- The register ---------------------------------------------------------------------------------------------------- */

/*
 * Areas: p1 ⊃ d1 ⊃ s1 ⊃ c1, c2; d1 ⊃ s2; p2 ⊃ d2 ⊃ v2. North and south of the border: v1 in s2, v2 in d2.
 *
 *   cc-d (district)       dw sw1 u1        ⊃ cc-s (subdistrict)  sw1 c1o c2o u1   ⊃ cc-c (community)  c1o b1
 *   sc-law, sc-health     sw1 sw2 each, lawyers in the first (line)
 *   border                v1o v2o          (2016)
 *   fed                   bc1 bc2: alliances with seats; bc1: c2o e1 e2; bc2: e3
 *   old                   dw v2o           until 2020
 *   lone                  without seats
 */
static const char *const AREAS[]
    = { "code,name,kind,parent,lon,lat", "p1,东省,province,,,",          "p2,西省,province,,,",
        "d1,甲区,county,p1,121.5,31.2",  "d2,乙县,county,p2,120.9,30.8", "s1,一街道,township,d1,,",
        "s2,二镇,township,d1,121.1,31",  "c1,一社区,community,s1,,",     "c2,二社区,community,s1,,",
        "v1,北村,community,s2,,",        "v2,南村,community,d2,,",       NULL };

static const char *const UNITS[] = { "code,name,kind,area",
                                     "u1,\"医院\" & <\\n>,public_institution,c1",
                                     "e1,甲企业,non_public_enterprise,c2",
                                     "e2,乙企业,non_public_enterprise,c2",
                                     "e3,丙企业,non_public_enterprise,",
                                     NULL };

static const char *const ORGANIZATIONS[] = { "code,name,kind,form,base_area",
                                             "dw,区委,local_committee,,d1",
                                             "sw1,一街道工委,working_committee,,s1",
                                             "sw2,二镇党委,committee,,s2",
                                             "c1o,一社区党委,committee,,c1",
                                             "c2o,二社区党委,committee,,c2",
                                             "b1,网格支部,branch,grid,c1",
                                             "v1o,北村党总支,general_branch,,v1",
                                             "v2o,南村党总支,general_branch,,v2",
                                             "lawyers,律师行业党委,committee,industry,d1",
                                             "alone,独立支部,branch,,d1",
                                             NULL };

static const char *const COVERAGES[] = { "unit,organization,manner", "e1,lawyers,industry", "e2,c2o,area", NULL };

static const char *const GUIDANCES[] = { "organization,guide,kind", "sw2,lawyers,line", NULL };

static const char *const ALLIANCES[] = { "code,name,kind,parent,lead,area,since,until",
                                         "cc-c,社区协调委,coordination_committee,cc-s,,c1,,",
                                         "cc-s,街道协调委,coordination_committee,cc-d,,s1,,",
                                         "cc-d,区协调委,coordination_committee,,dw,d1,,",
                                         "sc-law,法治专委会,special_committee,,,d1,,",
                                         "sc-health,健康专委会,special_committee,,,d1,,",
                                         "border,毗邻党建,cross_boundary,,,,2016-01-01,",
                                         "fed,楼委会联合会,federation,,,s1,,",
                                         "bc1,一号楼楼委会,building_council,fed,,c2,,",
                                         "bc2,二号楼楼委会,building_council,fed,,,,",
                                         "old,旧联盟,alliance,,,,,2020-01-01",
                                         "lone,空联盟,alliance,,,,,",
                                         NULL };

static const char *const SEATS[] = { "alliance,body,role,since,until",
                                     "cc-d,dw,lead,,",
                                     "cc-d,sw1,member,,",
                                     "cc-d,u1,member,,",
                                     "cc-s,sw1,lead,,",
                                     "cc-s,c1o,member,,",
                                     "cc-s,c2o,member,,",
                                     "cc-s,u1,member,,",
                                     "cc-s,u1,observer,2024-01-01,",
                                     "cc-s,sw2,observer,,2024-08-26",
                                     "cc-c,c1o,lead,,",
                                     "cc-c,b1,member,,",
                                     "sc-law,sw1,member,,",
                                     "sc-law,sw2,member,,",
                                     "sc-law,lawyers,lead,,",
                                     "sc-health,sw1,member,,",
                                     "sc-health,sw2,member,,",
                                     "border,v1o,lead,2016-01-01,",
                                     "border,v2o,member,2016-01-01,",
                                     "fed,bc1,member,,",
                                     "fed,bc2,member,,",
                                     "bc1,c2o,lead,,",
                                     "bc1,e1,member,,",
                                     "bc1,e2,member,,",
                                     "bc2,e3,member,,",
                                     "old,dw,lead,,2020-01-01",
                                     "old,v2o,member,,2020-01-01",
                                     NULL };

static const char *const CHECKLISTS[]
    = { "code,name,kind,owner", "m,机制,mechanism,cc-d", "p,项目,project,border", NULL };

static const char *const ITEMS[] = { "code,checklist,title,state,recurrence,opened,closed",
                                     "m1,m,联席会议,open,quarterly,2020-01-01,",
                                     "m2,m,紧急会商,open,as_needed,,",
                                     "p1i,p,道路,resolved,,2022-01-01,2023-01-01",
                                     "p2i,p,环境,taken,,2024-01-01,",
                                     "p3i,p,独办,closed,,2024-01-01,2024-02-01",
                                     NULL };

static const char *const ASSIGNMENTS[] = { "item,body,role",
                                           "p1i,v1o,accountable",
                                           "p1i,v2o,support",
                                           "p2i,v1o,support",
                                           "p2i,v2o,accountable",
                                           "p3i,v1o,accountable",
                                           NULL };

/* Of the four quarters that ended in the year before the day three had their meeting; two in one quarter are one. */
static const char *const ACTIVITIES[] = { "code,kind,host,date,item",
                                          "h1,joint_meeting,cc-d,2023-09-30,m1",
                                          "h2,joint_meeting,cc-d,2024-01-15,m1",
                                          "h3,joint_meeting,cc-d,2024-03-31,m1",
                                          "h4,joint_meeting,cc-d,2024-04-01,m1",
                                          "h5,joint_meeting,cc-d,2024-07-02,m1",
                                          "h6,joint_meeting,cc-s,2023-11-01,m1",
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

static DjRegister *make_register (void)
{
  GError *error = NULL;
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "eleven alliances");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, UNITS);
  add_rows (change, DJ_TABLE_ORGANIZATION, ORGANIZATIONS);
  add_rows (change, DJ_TABLE_COVERAGE, COVERAGES);
  add_rows (change, DJ_TABLE_GUIDANCE, GUIDANCES);
  add_rows (change, DJ_TABLE_ALLIANCE, ALLIANCES);
  add_rows (change, DJ_TABLE_SEAT, SEATS);
  add_rows (change, DJ_TABLE_CHECKLIST, CHECKLISTS);
  add_rows (change, DJ_TABLE_ITEM, ITEMS);
  add_rows (change, DJ_TABLE_ASSIGNMENT, ASSIGNMENTS);
  add_rows (change, DJ_TABLE_ACTIVITY, ACTIVITIES);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  return reg;
}

static DjView *make_view (const char *day)
{
  g_autoptr (DjRegister) reg = make_register ();
  return dj_register_seal (reg, dj_date_parse (day, -1), NULL);
}

static void expect (DjFrame *frame, const char *expected)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  ck_assert_str_eq (text, expected);
  free (text);
  dj_frame_unref (frame);
}

/* ---- Structure ------------------------------------------------------------------------------------------------------- */

START_TEST (test_alliances)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_alliances (view),
          "alliance,name,kind,parent,depth,lead,seats,bodies,line,area,lowest,level,component\n"
          "cc-d,区协调委,coordination_committee,,0,dw,3,3,0,3,d1,county,0\n"
          "cc-s,街道协调委,coordination_committee,cc-d,1,sw1,5,4,0,5,s1,township,0\n"
          "cc-c,社区协调委,coordination_committee,cc-s,2,c1o,2,2,0,2,c1,community,0\n"
          "sc-law,法治专委会,special_committee,,0,lawyers,3,3,2,1,d1,county,0\n"
          "sc-health,健康专委会,special_committee,,0,,2,2,1,1,d1,county,0\n"
          "border,毗邻党建,cross_boundary,,0,v1o,2,2,0,2,,,1\n"
          "fed,楼委会联合会,federation,,0,,2,2,0,0,c2,community,0\n"
          "bc1,一号楼楼委会,building_council,fed,1,c2o,3,3,1,2,c2,community,0\n"
          "bc2,二号楼楼委会,building_council,fed,1,,1,1,0,1,,,0\n"
          "lone,空联盟,alliance,,0,,0,0,0,0,,,2\n");
  expect (dj_view_alliance_components (view), "component,alliances,bodies,first\n"
                                              "0,8,11,cc-d\n"
                                              "1,1,2,border\n"
                                              "2,1,0,lone\n");
}
END_TEST

START_TEST (test_seats)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_alliance_seats (view, "cc-s"),
          "alliance,body,table,name,role,origin,area,since,until\n"
          "cc-s,sw1,organization,一街道工委,lead,area,s1,,\n"
          "cc-s,c1o,organization,一社区党委,member,area,c1,,\n"
          "cc-s,c2o,organization,二社区党委,member,area,c2,,\n"
          "cc-s,u1,unit,\"\"\"医院\"\" & <\\n>\",member,area,c1,,\n"
          "cc-s,u1,unit,\"\"\"医院\"\" & <\\n>\",observer,area,c1,2024-01-01,\n");
  expect (dj_view_alliances_of (view, "u1"), "body,alliance,name,kind,role,since,until\n"
                                             "u1,cc-d,区协调委,coordination_committee,member,,\n"
                                             "u1,cc-s,街道协调委,coordination_committee,member,,\n"
                                             "u1,cc-s,街道协调委,coordination_committee,observer,2024-01-01,\n");
  expect (dj_view_alliances_of (view, "bc1"), "body,alliance,name,kind,role,since,until\n"
                                              "bc1,fed,楼委会联合会,federation,member,,\n");
  expect (dj_view_shared_seats (view), "alliance,other,shared\n"
                                       "cc-d,cc-s,2\ncc-d,sc-law,1\ncc-d,sc-health,1\n"
                                       "cc-s,cc-c,1\ncc-s,sc-law,1\ncc-s,sc-health,1\ncc-s,bc1,1\n"
                                       "sc-law,sc-health,2\n");
  expect (dj_view_isolated (view), "organization,name,kind,area\nalone,独立支部,branch,d1\n");
}
END_TEST

START_TEST (test_an_earlier_day)
{
  g_autoptr (DjView) view = make_view ("2015-12-31");
  expect (dj_view_alliance_seats (view, "border"), "alliance,body,table,name,role,origin,area,since,until\n");
  expect (dj_view_alliances_crossing (view, DJ_AREA_PROVINCE), "alliance,name,kind,areas,lowest,level\n"
                                                               "old,旧联盟,alliance,2,,\n");
  expect (dj_view_alliance_seats (view, "old"), "alliance,body,table,name,role,origin,area,since,until\n"
                                                "old,dw,organization,区委,lead,area,d1,,2020-01-01\n"
                                                "old,v2o,organization,南村党总支,member,area,v2,,2020-01-01\n");
  ck_assert_int_eq (dj_view_alliance_distance (view, "sw2", "c1o"), 1);
}
END_TEST

/* Taking c2o away leaves the federation and its buildings on their own. */
START_TEST (test_bridges)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_alliance_bridges (view), "node,table,name,parts,holding\n"
                                           "sw1,organization,一街道工委,2,2\n"
                                           "c1o,organization,一社区党委,2,2\n"
                                           "c2o,organization,二社区党委,2,2\n"
                                           "cc-c,alliance,社区协调委,2,1\n"
                                           "cc-s,alliance,街道协调委,3,3\n"
                                           "cc-d,alliance,区协调委,2,1\n"
                                           "sc-law,alliance,法治专委会,2,1\n"
                                           "border,alliance,毗邻党建,2,0\n"
                                           "fed,alliance,楼委会联合会,2,2\n"
                                           "bc1,alliance,一号楼楼委会,4,2\n"
                                           "bc2,alliance,二号楼楼委会,2,1\n");
}
END_TEST

START_TEST (test_areas)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_alliances_crossing (view, DJ_AREA_PROVINCE), "alliance,name,kind,areas,lowest,level\n"
                                                               "border,毗邻党建,cross_boundary,2,,\n");
  expect (dj_view_alliances_crossing (view, DJ_AREA_TOWNSHIP), "alliance,name,kind,areas,lowest,level\n"
                                                               "sc-law,法治专委会,special_committee,2,d1,county\n"
                                                               "sc-health,健康专委会,special_committee,2,d1,county\n");
  expect (dj_view_alliance_matrix (view, DJ_AREA_TOWNSHIP), "area,other,alliances\ns1,s2,2\n");
  expect (dj_view_alliance_matrix (view, DJ_AREA_COUNTY), "area,other,alliances\nd1,d2,1\n");
}
END_TEST

START_TEST (test_ways)
{
  g_autoptr (DjView) view = make_view (ON);
  static const struct
  {
    const char *from, *to;
    int distance;
  } ways[] = {
    { "dw", "dw", 0 },          { "dw", "sw1", 1 },      { "dw", "b1", 3 },     { "dw", "e1", 3 },
    { "e1", "e3", 3 },          { "dw", "cc-d", 1 },     { "cc-s", "cc-d", 2 }, { "dw", "v1o", -1 },
    { "fed", "bc1", 2 },        { "alone", "alone", 0 }, { "alone", "dw", -1 }, { "nobody", "dw", -1 },
    { "nobody", "nobody", -1 }, { "sw1", "old", -1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
  {
    ck_assert_int_eq (dj_view_alliance_distance (view, ways[i].from, ways[i].to), ways[i].distance);
    ck_assert_int_eq (dj_view_alliance_distance (view, ways[i].to, ways[i].from), ways[i].distance);
  }
  expect (dj_view_alliance_path (view, "dw", "e3"), "step,body,name,alliance\n"
                                                    "0,dw,区委,\n"
                                                    "1,sw1,一街道工委,cc-d\n"
                                                    "2,c2o,二社区党委,cc-s\n"
                                                    "3,fed,楼委会联合会,bc1\n"
                                                    "4,bc2,二号楼楼委会,fed\n"
                                                    "5,e3,丙企业,bc2\n");
  expect (dj_view_alliance_path (view, "alone", "alone"), "step,body,name,alliance\n0,alone,独立支部,\n");
  expect (dj_view_alliance_path (view, "dw", "v1o"), "step,body,name,alliance\n");
}
END_TEST

START_TEST (test_ties)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_ties (view),
          "alliance,name,mechanisms,expected,held,cadence,projects,results,yield,tightness\n"
          "cc-d,区协调委,2,4,3,0.75,0,0,,2\ncc-s,街道协调委,0,0,0,,0,0,,0\ncc-c,社区协调委,0,0,0,,0,0,,0\n"
          "sc-law,法治专委会,0,0,0,,0,0,,0\nsc-health,健康专委会,0,0,0,,0,0,,0\nborder,毗邻党建,0,0,0,,2,1,0.5,1\n"
          "fed,楼委会联合会,0,0,0,,0,0,,0\nbc1,一号楼楼委会,0,0,0,,0,0,,0\nbc2,二号楼楼委会,0,0,0,,0,0,,0\n"
          "lone,空联盟,0,0,0,,0,0,,0\n");
}
END_TEST

START_TEST (test_nothing)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  expect (dj_view_alliance_components (view), "component,alliances,bodies,first\n");
  expect (dj_view_alliance_bridges (view), "node,table,name,parts,holding\n");
  expect (dj_view_alliances_of (view, NULL), "body,alliance,name,kind,role,since,until\n");
  ck_assert_int_eq (dj_view_alliance_distance (view, NULL, "x"), -1);
}
END_TEST

static gpointer ask (gpointer view) { return GINT_TO_POINTER (dj_view_alliance_distance (view, "dw", "e3")); }

START_TEST (test_threads)
{
  g_autoptr (DjView) view = make_view (ON);
  GThread *threads[4];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask, view);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (threads[i])), 5);
}
END_TEST

/* ---- Exchange -------------------------------------------------------------------------------------------------------- */

typedef gboolean (*Write) (DjView *view, FILE *out, GError **error);

static gboolean write_dot (DjView *view, FILE *out, GError **error)
{
  return dj_view_write_dot (view, out, DJ_LANGUAGE_ZH, error);
}

static char *text_of (DjView *view, Write write)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (write (view, out, NULL));
  fclose (out);
  return text;
}

static void expect_in (const char *text, const char *part)
{
  if (!strstr (text, part))
    ck_abort_msg ("no '%s' in:\n%s", part, text);
}

START_TEST (test_files)
{
  g_autoptr (DjView) view = make_view (ON);
  char *dot = text_of (view, write_dot), *map = text_of (view, dj_view_write_geojson);
  expect_in (dot, "[shape=ellipse, label=\"\\\"医院\\\" &amp; <\\\\n>\", tooltip=\"u1\"];\n");
  expect_in (dot, "[shape=box, label=\"区协调委\", tooltip=\"cc-d\"];\n");
  expect_in (dot, "[label=\"牵头单位\"];\n");
  expect_in (map, "{\"type\":\"Feature\",\"properties\":{\"code\":\"u1\",\"name\":\"\\\"医院\\\" & <\\\\n>\",\"table\":"
                  "\"unit\",\"area\":\"c1\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[121.5,31.2]}}");
  expect_in (map, "\"code\":\"border\",\"name\":\"毗邻党建\",\"table\":\"alliance\",\"kind\":\"cross_boundary\"},"
                  "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[121.1,31],[120.9,30.8]]}}");
  expect_in (map, "\"type\":\"MultiPoint\"");
  free (dot);
  free (map);
  FILE *full = fopen ("/dev/full", "w");
  GError *error = NULL;
  ck_assert (!dj_view_write_hif (view, full, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_clear_error (&error);
  fclose (full);
}
END_TEST

START_TEST (test_hif_round)
{
  GError *error = NULL;
  g_autoptr (DjView) view = make_view (ON);
  char *text = text_of (view, dj_view_write_hif);
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "from HIF");
  ck_assert (dj_change_import_hif (change, text, -1, NULL, TRUE, &error));
  ck_assert (dj_change_commit (change, &error));
  g_autoptr (DjView) other = dj_register_seal (reg, dj_date_parse (ON, -1), NULL);
  char *again = text_of (other, dj_view_write_hif);
  ck_assert_str_eq (text, again);
  free (text);
  free (again);
}
END_TEST

/* Every defect at its place, all at once, and nothing added. */
START_TEST (test_hif_defects)
{
  static const char text[]
      = "{\"network-type\":\"directed\",\n"                                              /* 1 */
        "\"edges\":[{\"edge\":\"x\"},\n"                                                 /* 2 */
        " {\"edge\":\"x\"},\n"                                                           /* 3 */
        " {\"edge\":\"cc-d\",\"attrs\":{\"since\":\"2023-02-30\",\"kind\":\"club\"}},\n" /* 4 */
        " {\"edge\":1.5}, 7],\n"                                                         /* 5 */
        "\"nodes\":[{\"node\":\"nobody\"}],\n"                                           /* 6 */
        "\"incidences\":[{\"edge\":\"x\",\"node\":\"dw\",\"attrs\":{\"role\":1}},\n"     /* 7 */
        " {\"edge\":\"x\"}, {\"edge\":\"y\",\"node\":\"d1\"},\n"                         /* 8 */
        " {\"edge\":\"x\",\"node\":\"sw1\",\"attrs\":{\"since\":\"2024-01-01\",\"until\":\"2023-01-01\"}}]}\n";
  static const struct
  {
    DjIssueCode code;
    int line, column;
  } expected[] = {
    { DJ_ISSUE_CODE, 1, 2 },     { DJ_ISSUE_DUPLICATE, 3, 10 }, { DJ_ISSUE_DUPLICATE, 4, 10 },
    { DJ_ISSUE_DATE, 4, 34 },    { DJ_ISSUE_CODE, 4, 54 },      { DJ_ISSUE_TYPE, 5, 10 },
    { DJ_ISSUE_TYPE, 5, 16 },    { DJ_ISSUE_REFERENCE, 6, 18 }, { DJ_ISSUE_TYPE, 7, 55 },
    { DJ_ISSUE_REQUIRED, 8, 2 }, { DJ_ISSUE_REFERENCE, 8, 35 }, { DJ_ISSUE_PERIOD, 9, 35 },
  };
  GError *error = NULL;
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "from HIF");
  gint32 n = dj_register_get_n_rows (reg, DJ_TABLE_SEAT);
  ck_assert (!dj_change_import_hif (change, text, -1, "h.json", FALSE, &error));
  const DjIssues *issues = dj_error_get_issues (error);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    ck_assert_msg (i < G_N_ELEMENTS (expected) && (int)issue->code == (int)expected[i].code
                       && issue->line == expected[i].line && issue->column == expected[i].column,
                   "%u: %s:%d:%d %s", i, issue->file, issue->line, issue->column, issue->message_en);
  }
  ck_assert_uint_eq (dj_issues_get_n (issues), G_N_ELEMENTS (expected));
  g_clear_error (&error);
  ck_assert (dj_change_commit (change, NULL));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_SEAT), n);
}
END_TEST

START_TEST (test_hif_malformed)
{
  static const struct
  {
    const char *text;
    DjIssueCode code;
    int line, column;
  } cases[] = {
    { "{\"incidences\":[\n {\"edge\":\"x\" \"node\":\"y\"}]}", DJ_ISSUE_SYNTAX, 2, 14 },
    { "{\"incidences\":[{\"edge\":\"x", DJ_ISSUE_CUT, 1, 24 },
    { "[]", DJ_ISSUE_TYPE, 1, 1 },
    { "{}", DJ_ISSUE_COLUMN_MISSING, 1, 1 },
    { "{\"incidences\":3}", DJ_ISSUE_TYPE, 1, 2 },
    { "{\"incidences\":[],\"incidences\":[]}", DJ_ISSUE_TABLE_TWICE, 1, 18 },
    { "{\"incidences\":[{\"edge\":\"x\",\"node\":\"y\",\"edge\":\"z\"}]}", DJ_ISSUE_COLUMN_TWICE, 1, 46 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    GError *error = NULL;
    g_autoptr (DjRegister) reg = dj_register_new ();
    g_autoptr (DjChange) change = dj_register_begin (reg, "from HIF");
    ck_assert (!dj_change_import_hif (change, cases[i].text, -1, "h.json", TRUE, &error));
    const DjIssue *issue = dj_issues_get (dj_error_get_issues (error), 0);
    ck_assert_msg (issue->code == cases[i].code && issue->line == cases[i].line && issue->column == cases[i].column,
                   "%d: %d:%d %s", (int)i, issue->line, issue->column, issue->message_en);
    g_clear_error (&error);
  }
}
END_TEST

int main (void)
{
  const TTest *const tests[] = { test_alliances, test_seats,       test_an_earlier_day, test_bridges, test_areas,
                                 test_ways,      test_ties,        test_nothing,        test_threads, test_files,
                                 test_hif_round, test_hif_defects, test_hif_malformed };
  Suite *suite = suite_create ("alliance");
  TCase *tcase = tcase_create ("alliance");
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
