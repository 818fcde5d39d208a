/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage: units in every manner, closed ones, blind spots at every distance, and proposals, small enough to be worked out by hand. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#define ON "2024-08-26"

/* ---- The register ---------------------------------------------------------------------------------------------------- */

/* d1 ⊃ s1 ⊃ c1 ⊃ b1, b2 and c2 ⊃ k1 ⊃ b3; s1 ⊃ c3; d1 ⊃ s2 ⊃ c4; d2 ⊃ c5, where there is no organization. Degrees: c1, c2, c4. */
static const char *const AREAS[] = { "code,name,kind,parent,lon,lat,since,until",
                                     "d1,甲区,county,,,,,",
                                     "s1,一街道,township,d1,,,,",
                                     "c1,一社区,community,s1,116.40,39.90,,",
                                     "b1,一号楼,building,c1,,,,",
                                     "b2,二号楼,building,c1,,,,",
                                     "c2,二社区,community,s1,116.41,39.90,,",
                                     "k1,园区,park,c2,,,,",
                                     "b3,三号楼,building,k1,,,,",
                                     "c3,三社区,community,s1,116.405,39.91,,",
                                     "s2,二街道,township,d1,,,,",
                                     "c4,四社区,community,s2,116.50,39.90,,",
                                     "d2,乙区,county,,,,,",
                                     "c5,五社区,community,d2,,,,",
                                     "old,旧社区,community,s1,,,,2020-01-01",
                                     NULL };

static const char *const UNITS[] = { "code,name,kind,area,industry,headcount,since,until",
                                     "own,单建企业,non_public_enterprise,b1,trade,120,,",
                                     "joint,联建企业,non_public_enterprise,b1,finance,,,",
                                     "area,区域企业,platform_enterprise,b1,trade,,,",
                                     "industry,律所,law_firm,b1,business_services,,,",
                                     "fallback,兜底企业,non_public_enterprise,c2,,,,",
                                     "guide,联系企业,social_organization,c2,,,,",
                                     "many,多重企业,non_public_enterprise,c2,trade,,,",
                                     "plain,未注明企业,property_company,s1,,,,",
                                     "based,有支部企业,non_public_enterprise,c4,,,,",
                                     "both,两处登记企业,non_public_enterprise,,,,,",
                                     "blind-b,同楼空白,non_public_enterprise,b1,finance,3,,",
                                     "blind-k,园区空白,self_employed,b3,,,,",
                                     "blind-c,同社区空白,school,b2,trade,,,",
                                     "blind-s,同街道空白,market,c3,,,,",
                                     "blind-d,同区空白,market,s2,,,,",
                                     "blind-x,无处可依,market,c5,,,,",
                                     "blind-0,无区域,market,,,,,",
                                     "closed,已注销企业,non_public_enterprise,b1,trade,,,2024-08-26",
                                     "pair,同日终止企业,market,b1,,,,2022-01-01",
                                     "coming,未开业企业,non_public_enterprise,b1,trade,,2024-08-27,",
                                     NULL };

static const char *const ORGANIZATIONS[] = { "code,name,kind,base_area,base_unit,since,until",
                                             "dw,区委,local_committee,d1,,,",
                                             "w1,一街道工委,working_committee,s1,,,",
                                             "p1,一社区党委,committee,c1,,,",
                                             "p2,二社区党委,committee,c2,,,",
                                             "z1,单建支部,branch,b1,,,",
                                             "z2,金融支部,branch,b1,,,",
                                             "park,园区支部,branch,k1,,,",
                                             "law,律师党委,committee,d1,,,",
                                             "z4,有支部企业支部,branch,c4,based,2019-05-01,",
                                             "z5,两处登记企业支部,branch,d1,both,2018-01-01,",
                                             "gone,已撤销支部,branch,c1,,,2023-07-01",
                                             "gone-2,同日撤销支部,branch,c1,,,2022-01-01",
                                             "gone-1,先撤销支部,branch,c1,,,2021-01-01",
                                             NULL };

static const char *const COVERAGES[] = { "unit,organization,manner,since,until",
                                         "own,z1,own,2020-01-01,",
                                         "joint,z2,joint,2021-01-01,",
                                         "area,p1,area,,",
                                         "industry,law,industry,,",
                                         "fallback,p2,fallback,,",
                                         "guide,p2,guide,,",
                                         "many,p2,guide,2018-01-01,",
                                         "many,p2,area,2019-01-01,",
                                         "many,z2,joint,2020-01-01,",
                                         "many,z1,joint,2021-01-01,",
                                         "many,z1,own,2015-01-01,2024-08-26",
                                         "many,law,industry,2024-08-27,",
                                         "plain,w1,,,",
                                         "both,z5,own,2018-03-01,",
                                         "closed,p1,area,,",
                                         "blind-c,gone,own,,",
                                         "pair,gone-2,joint,,",
                                         "pair,gone-1,joint,,",
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

static DjView *commit_and_seal (DjRegister *reg, DjChange *change, const char *day)
{
  GError *error = NULL;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  return dj_register_seal (reg, dj_date_parse (day, -1), NULL);
}

static DjView *make_view (const char *day)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "units in every manner");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, UNITS);
  add_rows (change, DJ_TABLE_ORGANIZATION, ORGANIZATIONS);
  add_rows (change, DJ_TABLE_COVERAGE, COVERAGES);
  return commit_and_seal (reg, change, day);
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

/* ---- Rates --------------------------------------------------------------------------------------------------------------- */

#define RATES                                                                                                          \
  "by,name,units,own,joint,area,industry,fallback,guide,none,organized,reached,own_rate,reached_rate,non_public,"      \
  "coverage_rate,single_rate\n"

/* Of the 17 units of the day 8 are non-public or platform enterprises: 3 with their own, 2 in joint ones. */
START_TEST (test_rates)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_ALL, DJ_AREA_NONE),
          RATES ",,17,3,2,2,1,1,1,7,8,10,0.17647058823529413,0.5882352941176471,8,0.625,0.375\n");
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_COMMUNITY),
          RATES "c1,一社区,6,1,1,1,1,0,0,2,4,4,0.16666666666666666,0.6666666666666666,4,0.5,0.25\n"
                "c2,二社区,4,0,1,0,0,1,1,1,1,3,0,0.75,2,0.5,0\n"
                "c3,三社区,1,0,0,0,0,0,0,1,0,0,0,0,0,,\n"
                "c4,四社区,1,1,0,0,0,0,0,0,1,1,1,1,1,1,1\n"
                "c5,五社区,1,0,0,0,0,0,0,1,0,0,0,0,0,,\n"
                ",,4,1,0,1,0,0,0,2,2,2,0.25,0.5,1,1,1\n");
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_PARK),
          RATES "k1,园区,1,0,0,0,0,0,0,1,0,0,0,0,0,,\n"
                ",,16,3,2,2,1,1,1,6,8,10,0.1875,0.625,8,0.625,0.375\n");
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_INDUSTRY, DJ_AREA_NONE),
          RATES "trade,批发和零售业,4,1,1,1,0,0,0,1,3,3,0.25,0.75,3,0.6666666666666666,0.3333333333333333\n"
                "finance,金融业,2,0,1,0,0,0,0,1,1,1,0,0.5,2,0.5,0\n"
                "business_services,租赁和商务服务业,1,0,0,0,1,0,0,0,1,1,0,1,0,,\n"
                ",,10,2,0,1,0,1,1,5,3,5,0.2,0.5,3,0.6666666666666666,0.6666666666666666\n");
}
END_TEST

START_TEST (test_rates_by_kind)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_KIND, DJ_AREA_NONE),
          RATES "non_public_enterprise,非公有制企业,7,3,2,0,0,1,0,1,5,6,0.42857142857142855,0.8571428571428571,7,"
                "0.7142857142857143,0.42857142857142855\n"
                "platform_enterprise,平台企业,1,0,0,1,0,0,0,0,1,1,0,1,1,0,0\n"
                "social_organization,社会组织,1,0,0,0,0,0,1,0,0,1,0,1,0,,\n"
                "property_company,物业服务企业,1,0,0,1,0,0,0,0,1,1,0,1,0,,\n"
                "self_employed,个体工商户,1,0,0,0,0,0,0,1,0,0,0,0,0,,\n"
                "school,学校,1,0,0,0,0,0,0,1,0,0,0,0,0,,\n"
                "market,专业市场,4,0,0,0,0,0,0,4,0,0,0,0,0,,\n"
                "law_firm,律师事务所,1,0,0,0,1,0,0,0,1,1,0,1,0,,\n");
}
END_TEST

/* ---- One by one ----------------------------------------------------------------------------------------------------------- */

#define OF "unit,name,organization,organization_name,manner,best,since,until\n"

START_TEST (test_coverage_of)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_coverage_of (view, "many"), OF "many,多重企业,p2,二社区党委,guide,no,2018-01-01,\n"
                                                 "many,多重企业,p2,二社区党委,area,no,2019-01-01,\n"
                                                 "many,多重企业,z2,金融支部,joint,yes,2020-01-01,\n"
                                                 "many,多重企业,z1,单建支部,joint,no,2021-01-01,\n");
  expect (dj_view_coverage_of (view, "plain"), OF "plain,未注明企业,w1,一街道工委,area,yes,,\n");
  expect (dj_view_coverage_of (view, "based"), OF "based,有支部企业,z4,有支部企业支部,own,yes,2019-05-01,\n");
  expect (dj_view_coverage_of (view, "both"), OF "both,两处登记企业,z5,两处登记企业支部,own,yes,2018-03-01,\n");
  expect (dj_view_coverage_of (view, "blind-c"), OF);
  expect (dj_view_coverage_of (view, "closed"), OF);
  expect (dj_view_coverage_of (view, "nobody"), OF);
  expect (dj_view_coverage_of (view, "d1"), OF);
  g_autoptr (DjFrame) all = dj_view_coverage_of (view, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (all), 13);
}
END_TEST

/* The row that ended on the day itself counts the day before; then it is the best. */
START_TEST (test_an_earlier_day)
{
  g_autoptr (DjView) view = make_view ("2024-08-25");
  expect (dj_view_coverage_of (view, "closed"), OF "closed,已注销企业,p1,一社区党委,area,yes,,\n");
  g_autoptr (DjFrame) frame = dj_view_coverage_of (view, "many");
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 5);
  ck_assert_int_eq (dj_frame_get_code (frame, 4, dj_frame_find_column (frame, "best")), DJ_FLAG_YES);
  g_autoptr (DjView) long_ago = make_view ("2017-12-31");
  expect (dj_view_coverage_of (long_ago, "based"), OF);
  expect (dj_view_coverage_of (long_ago, "both"), OF);
}
END_TEST

START_TEST (test_on_paper)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_covered_on_paper (view), "unit,name,organization,manner,ended,on\n"
                                           "closed,已注销企业,p1,area,unit,2024-08-26\n"
                                           "blind-c,同社区空白,gone,own,organization,2023-07-01\n"
                                           "pair,同日终止企业,gone-2,joint,unit,2022-01-01\n"
                                           "pair,同日终止企业,gone-1,joint,organization,2021-01-01\n");
  g_autoptr (DjView) before = make_view ("2020-12-31");
  expect (dj_view_covered_on_paper (before), "unit,name,organization,manner,ended,on\n");
}
END_TEST

/* ---- Blind spots ------------------------------------------------------------------------------------------------------------- */

/* Why each: blind-b has z1 and z2 in its building, z2 with its industry. blind-k is in the park of its branch. Around blind-c, in c1, are
 * p1, z1 and z2, all at one point; p1 and z1 have its industry, and p1 is the first. To blind-s p1 is as near as p2, and bodies that
 * stand nowhere are farther. blind-d has z4 in its township. In the districts of blind-x and blind-0 there is nobody. */
START_TEST (test_blind_spots)
{
  g_autoptr (DjView) view = make_view (ON);
  expect (dj_view_blind_spots (view), "unit,name,kind,area,industry,headcount,nearest,nearest_name,nearness\n"
                                      "blind-b,同楼空白,non_public_enterprise,b1,finance,3,z2,金融支部,building\n"
                                      "blind-k,园区空白,self_employed,b3,,,park,园区支部,building\n"
                                      "blind-c,同社区空白,school,b2,trade,,p1,一社区党委,community\n"
                                      "blind-s,同街道空白,market,c3,,,p1,一社区党委,subdistrict\n"
                                      "blind-d,同区空白,market,s2,,,z4,有支部企业支部,subdistrict\n"
                                      "blind-x,无处可依,market,c5,,,,,\n"
                                      "blind-0,无区域,market,,,,,,\n");
}
END_TEST

/* Before z4 there was nobody in s2; of the district all are equally far from what stands nowhere, and its committee is the first. */
START_TEST (test_blind_in_the_district)
{
  g_autoptr (DjView) view = make_view ("2018-12-31");
  g_autoptr (DjFrame) frame = dj_view_blind_spots (view);
  int unit = dj_frame_find_column (frame, "unit"), nearness = dj_frame_find_column (frame, "nearness");
  gint64 row = 0;
  while (strcmp (dj_frame_get_text (frame, row, unit), "blind-d") != 0)
    row++;
  ck_assert_str_eq (dj_frame_get_text (frame, row, nearness), "district");
  ck_assert_str_eq (dj_frame_get_text (frame, row, dj_frame_find_column (frame, "nearest")), "dw");
}
END_TEST

/* ---- Proposals ------------------------------------------------------------------------------------------------------------------ */

static const char *const FACTORIES[] = { "code,name,kind,area,industry",
                                         "f1,大厂,non_public_enterprise,b1,manufacturing",
                                         "f2,二人厂,non_public_enterprise,b1,trade",
                                         "f3,一人厂,non_public_enterprise,b2,trade",
                                         "f4,无人厂,non_public_enterprise,c1,",
                                         "f5,二社区厂,non_public_enterprise,c2,finance",
                                         "f6,三社区厂,non_public_enterprise,c3,finance",
                                         "f7,二街道厂,non_public_enterprise,c4,finance",
                                         "f10,二社区杂厂,market,c2,",
                                         "f8,已有支部,non_public_enterprise,b1,",
                                         "f9,已联建,non_public_enterprise,b1,",
                                         NULL };

static const char *const BRANCHES[] = { "code,name,kind,base_unit", "x,在册支部,branch,", "y,厂支部,branch,f8", NULL };

static const char *const JOINED[] = { "unit,organization,manner", "f9,x,joint", "f2,x,area", NULL };

/* Formal members where they work: f1 3, f2 2, f3 1, f5 2, f6 1, f8 and f9 3 each; f7 has one on probation. */
static void add_members (DjChange *change)
{
  static const char *const work[]
      = { "f1", "f1", "f1", "f2", "f2", "f3", "f5", "f5", "f6", "f7", "f8", "f8", "f8", "f9", "f9", "f9", NULL };
  for (int i = 0; work[i]; i++)
  {
    char code[8];
    g_snprintf (code, sizeof code, "p%d", i);
    gboolean probation = strcmp (work[i], "f7") == 0;
    ck_assert (dj_change_add (change, DJ_TABLE_PERSON, NULL, "code", code, "name", code, "employer", work[i],
                              "admitted", probation ? "2024-05-01" : "2010-05-01", "full",
                              probation ? NULL : "2011-05-01", NULL));
    ck_assert (dj_change_add (change, DJ_TABLE_MEMBERSHIP, NULL, "person", code, "organization", "x", "kind",
                              "affiliation", "since", probation ? "2024-05-01" : "2010-05-01", NULL));
  }
  /* Who has left works there no more as a member. */
  ck_assert (dj_change_add (change, DJ_TABLE_PERSON, NULL, "code", "left", "name", "left", "employer", "f7", "admitted",
                            "2010-05-01", "full", "2011-05-01", "left", "2020-01-01", NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_MEMBERSHIP, NULL, "person", "left", "organization", "x", "kind",
                            "affiliation", "since", "2010-05-01", "until", "2020-01-01", NULL));
}

static DjRegister *make_factories (void)
{
  GError *error = NULL;
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "factories");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, FACTORIES);
  add_rows (change, DJ_TABLE_ORGANIZATION, BRANCHES);
  add_rows (change, DJ_TABLE_COVERAGE, JOINED);
  add_members (change);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  return reg;
}

#define PROPOSAL "branch,manner,unit,name,area,industry,formal,members,units\n"

START_TEST (test_proposals)
{
  g_autoptr (DjRegister) reg = make_factories ();
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date_parse (ON, -1), NULL);
  expect (dj_view_propose_branches (view, NULL, NULL), PROPOSAL "1,own,f1,大厂,b1,manufacturing,3,3,1\n"
                                                                "2,joint,f2,二人厂,b1,trade,2,3,3\n"
                                                                "2,joint,f3,一人厂,b2,trade,1,3,3\n"
                                                                "2,joint,f4,无人厂,c1,,0,3,3\n"
                                                                "3,joint,f5,二社区厂,c2,finance,2,3,2\n"
                                                                "3,joint,f6,三社区厂,c3,finance,1,3,2\n"
                                                                ",,f7,二街道厂,c4,finance,0,,\n"
                                                                ",,f10,二社区杂厂,c2,,0,,\n");
  DjProposalOptions options = DJ_PROPOSAL_OPTIONS_INIT;
  options.like_trade = FALSE;
  options.most_units = 2;
  expect (dj_view_propose_branches (view, &options, NULL), PROPOSAL "1,own,f1,大厂,b1,manufacturing,3,3,1\n"
                                                                    "2,joint,f2,二人厂,b1,trade,2,3,2\n"
                                                                    "2,joint,f3,一人厂,b2,trade,1,3,2\n"
                                                                    ",,f4,无人厂,c1,,0,,\n"
                                                                    ",,f5,二社区厂,c2,finance,2,,\n"
                                                                    ",,f6,三社区厂,c3,finance,1,,\n"
                                                                    ",,f7,二街道厂,c4,finance,0,,\n"
                                                                    ",,f10,二社区杂厂,c2,,0,,\n");
  options = (DjProposalOptions){ 3, 9, DJ_NEARNESS_DISTRICT, FALSE };
  g_autoptr (DjFrame) wide = dj_view_propose_branches (view, &options, NULL);
  ck_assert (!dj_frame_is_missing (wide, dj_frame_get_n_rows (wide) - 1, 0));
}
END_TEST

/* In 2015 who has left since was still a formal member, at f7; who is on probation now was not there yet. */
START_TEST (test_restated)
{
  g_autoptr (DjRegister) reg = make_factories ();
  g_autoptr (DjView) past = dj_register_seal (reg, dj_date (2015, 1, 1), NULL);
  g_autoptr (DjView) today = dj_register_seal (reg, dj_date_parse (ON, -1), NULL);
  g_autoptr (DjView) restated = dj_view_restate (past, today, NULL);
  DjProposalOptions alone = { 1, 1, DJ_NEARNESS_COMMUNITY, FALSE };
  g_autoptr (DjFrame) frame = dj_view_propose_branches (restated, &alone, NULL);
  gint64 row = 0;
  while (strcmp (dj_frame_get_text (frame, row, dj_frame_find_column (frame, "unit")), "f7") != 0)
    row++;
  ck_assert_str_eq (dj_frame_get_text (frame, row, dj_frame_find_column (frame, "manner")), "own");
  ck_assert_int_eq (dj_frame_get_int (frame, row, dj_frame_find_column (frame, "formal")), 1);
}
END_TEST

START_TEST (test_proposal_options)
{
  static const DjProposalOptions wrong[] = { { 0, 5, DJ_NEARNESS_COMMUNITY, TRUE },
                                             { -1, 5, DJ_NEARNESS_COMMUNITY, TRUE },
                                             { 3, 0, DJ_NEARNESS_COMMUNITY, TRUE },
                                             { 3, 5, (DjNearness)(DJ_NEARNESS_BEYOND + 1), TRUE },
                                             { G_MININT, G_MAXINT, DJ_NEARNESS_NONE, FALSE } };
  g_autoptr (DjRegister) reg = make_factories ();
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date_parse (ON, -1), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
  {
    GError *error = NULL;
    ck_assert (dj_view_propose_branches (view, &wrong[i], &error) == NULL);
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    g_clear_error (&error);
  }
  DjProposalOptions great = { G_MAXINT, G_MAXINT, DJ_NEARNESS_BEYOND, TRUE };
  g_autoptr (DjFrame) none = dj_view_propose_branches (view, &great, NULL);
  ck_assert (dj_frame_is_missing (none, 0, 0));
  DjProposalOptions unsaid = DJ_PROPOSAL_OPTIONS_INIT;
  unsaid.within = DJ_NEARNESS_NONE;
  g_autoptr (DjFrame) frame = dj_view_propose_branches (view, &unsaid, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 8);
  ck_assert_int_eq (dj_frame_get_int (frame, 4, 0), 3);
}
END_TEST

/* ---- Many at once ---------------------------------------------------------------------------------------------------------------- */

static gpointer ask (gpointer data)
{
  DjFrame *frames[] = { dj_view_coverage (data, DJ_COVERAGE_BY_AREA, DJ_AREA_COMMUNITY), dj_view_blind_spots (data),
                        dj_view_coverage_of (data, NULL), dj_view_propose_branches (data, NULL, NULL),
                        dj_view_facilities (data, NULL) };
  gint64 rows = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
  {
    rows += dj_frame_get_n_rows (frames[i]);
    dj_frame_unref (frames[i]);
  }
  return GSIZE_TO_POINTER ((gsize)rows);
}

/* All ask first. */
START_TEST (test_threads)
{
  for (int round = 0; round < 20; round++)
  {
    g_autoptr (DjView) view = make_view (ON);
    GThread *threads[4];
    for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("ask", ask, view);
    gpointer rows = ask (view);
    for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
      ck_assert_ptr_eq (g_thread_join (threads[i]), rows);
  }
}
END_TEST

START_TEST (test_nothing)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_ALL, DJ_AREA_NONE), RATES ",,0,0,0,0,0,0,0,0,0,0,,,0,,\n");
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_COUNTY), RATES);
  expect (dj_view_coverage (view, DJ_COVERAGE_BY_KIND, DJ_AREA_NONE), RATES);
  expect (dj_view_coverage_of (view, NULL), OF);
  expect (dj_view_propose_branches (view, NULL, NULL), PROPOSAL);
  g_autoptr (DjFrame) blind = dj_view_blind_spots (view);
  ck_assert_int_eq (dj_frame_get_n_rows (blind), 0);
}
END_TEST

/* ---- A case ------------------------------------------------------------------------------------------------------------------------- */

START_TEST (test_sanlitun)
{
  static const struct
  {
    const char *column;
    gint64 value;
  } figures[] = { { "own", 6 },        { "joint", 114 }, { "area", 4099 }, { "industry", 0 },
                  { "fallback", 243 }, { "guide", 239 }, { "none", 111 },  { "units", 4812 } };
  g_autoptr (DjRegister) reg = dj_register_read ("cases/sanlitun", NULL, NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  g_autoptr (DjFrame) all = dj_view_coverage (view, DJ_COVERAGE_BY_ALL, DJ_AREA_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    ck_assert_int_eq (dj_frame_get_int (all, 0, dj_frame_find_column (all, figures[i].column)), figures[i].value);
  g_autoptr (DjFrame) blind = dj_view_blind_spots (view);
  ck_assert_int_eq (dj_frame_get_n_rows (blind), 111);
  for (gint64 row = 0; row < 111; row++)
    ck_assert_str_eq (dj_frame_get_text (blind, row, dj_frame_find_column (blind, "nearness")), "building");
}
END_TEST

int main (void)
{
  const TTest *const tests[]
      = { test_rates,       test_rates_by_kind, test_coverage_of,      test_an_earlier_day, test_on_paper,
          test_blind_spots, test_proposals,     test_proposal_options, test_nothing,        test_blind_in_the_district,
          test_threads,     test_restated,      test_sanlitun };
  Suite *suite = suite_create ("coverage");
  TCase *tcase = tcase_create ("coverage");
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
