/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of a view: tables of counts, the tree, guidance. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view-register.h"
#include "view/view-private.h"

/* ---- Tables of counts -------------------------------------------------------------------------------------------- */

START_TEST (test_count_all)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
  sample_expect_count (view, NULL, (DjCountOptions)DJ_COUNT_OPTIONS_INIT,
                       "organization,name,kind,organizations,members,formal,probationary\n,,,8,6,4,1\n");
  /* p9 is under both roots and counts once. */
  sample_expect_count (view, NULL, (DjCountOptions){ .distinct = TRUE },
                       "organization,name,kind,organizations,members,formal,probationary,people\n,,,8,6,4,1,7\n");
  sample_expect_count (view, "sltw", (DjCountOptions){ .distinct = TRUE },
                       "organization,name,kind,organizations,members,formal,probationary,people\n"
                       "sltw,三里屯街道工委,working_committee,3,3,1,1,6\n");
}
END_TEST

START_TEST (test_count_by_kind)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
  sample_expect_count (view, NULL, (DjCountOptions){ .kind = DJ_ORGANIZATION_LOCAL_COMMITTEE, .distinct = TRUE },
                       "organization,name,kind,organizations,members,formal,probationary,people\n"
                       "city,市委,local_committee,7,5,3,1,7\n"
                       "cyc,朝阳区委,local_committee,4,3,1,1,6\n"
                       "dcc,东城区委,local_committee,2,1,1,0,2\n");
  sample_expect_count (view, "cyc", (DjCountOptions){ .kind = DJ_ORGANIZATION_BRANCH },
                       "organization,name,kind,organizations,members,formal,probationary\n"
                       "b1,第一支部,branch,1,2,1,1\n"
                       "b2,第二支部,branch,1,1,0,0\n");
  sample_expect_count (view, "dcc", (DjCountOptions){ .every = TRUE },
                       "organization,name,kind,organizations,members,formal,probationary\n"
                       "dcc,东城区委,local_committee,2,1,1,0\n"
                       "b3,第三支部,branch,1,1,1,0\n");
}
END_TEST

/* The members of the counties are those of bj without p5, who is based in bj itself. */
START_TEST (test_count_by_level)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
#define HEADER "area,name,kind,class,organizations,members,formal,probationary,people\n"
  sample_expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_PROVINCE, .distinct = TRUE },
                       HEADER "bj,北京市,province,,7,5,3,1,7\n");
  sample_expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COUNTY, .distinct = TRUE },
                       HEADER "cy,朝阳区,county,,4,3,1,1,6\n"
                              "dc,东城区,county,,2,1,1,0,2\n");
  sample_expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COMMUNITY, .distinct = TRUE },
                       HEADER "c1,一社区,community,community,1,2,1,1,4\n"
                              "c2,二社区,community,community,0,0,0,0,0\n");
  /* Within cy: c1 and c2, though nothing is based in c2. */
  sample_expect_count (view, "cyc", (DjCountOptions){ .level = DJ_AREA_COMMUNITY, .distinct = TRUE },
                       HEADER "c1,一社区,community,community,1,2,1,1,4\n"
                              "c2,二社区,community,community,0,0,0,0,0\n");
  /* cy does not lie within slt, but what is under sltw is based there; cyc itself does not count. */
  sample_expect_count (view, "sltw", (DjCountOptions){ .level = DJ_AREA_COUNTY, .distinct = TRUE },
                       HEADER "cy,朝阳区,county,,3,3,1,1,6\n");
  sample_expect_count (view, "iso", (DjCountOptions){ .level = DJ_AREA_COUNTY, .distinct = TRUE }, HEADER);
  /* Of those under dcc, p9 and p4 are people of b3; b1 does not count. */
  sample_expect_count (view, "dcc", (DjCountOptions){ .level = DJ_AREA_PROVINCE, .distinct = TRUE },
                       HEADER "bj,北京市,province,,2,1,1,0,2\n");
#undef HEADER
}
END_TEST

START_TEST (test_count_by_sex)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
  sample_expect_count (view, NULL, (DjCountOptions){ .by = DJ_BY_SEX | DJ_BY_STATUS },
                       "organization,name,sex,status,members\n"
                       ",,male,formal,2\n"
                       ",,male,,1\n"
                       ",,female,formal,1\n"
                       ",,female,probationary,1\n"
                       ",,,formal,1\n");
  /* Rows within rows: what is under an organization counts in it too. */
  sample_expect_count (view, NULL, (DjCountOptions){ .every = TRUE, .by = DJ_BY_SEX },
                       "organization,name,sex,members\n"
                       "city,市委,male,2\ncity,市委,female,2\ncity,市委,,1\n"
                       "cyc,朝阳区委,male,2\ncyc,朝阳区委,female,1\n"
                       "sltw,三里屯街道工委,male,2\nsltw,三里屯街道工委,female,1\n"
                       "b1,第一支部,male,1\nb1,第一支部,female,1\n"
                       "b2,第二支部,male,1\n"
                       "dcc,东城区委,female,1\n"
                       "b3,第三支部,female,1\n"
                       "iso,行业党委,male,1\n");
  sample_expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COUNTY, .by = DJ_BY_SEX },
                       "area,name,sex,members\ncy,朝阳区,male,2\ncy,朝阳区,female,1\ndc,东城区,female,1\n");
  sample_expect_count (view, "sltw", (DjCountOptions){ .level = DJ_AREA_COUNTY, .by = DJ_BY_SEX },
                       "area,name,sex,members\ncy,朝阳区,male,2\ncy,朝阳区,female,1\n");
}
END_TEST

START_TEST (test_count_by_everything)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
  sample_expect_count (view, "city",
                       (DjCountOptions){ .by = DJ_BY_SEX | DJ_BY_AGE | DJ_BY_EDUCATION | DJ_BY_STATUS | DJ_BY_CLASS },
                       "organization,name,sex,age,education,status,class,members\n"
                       "city,市委,male,31_35,postgraduate,,regular,1\n"
                       "city,市委,male,31_35,bachelor,formal,regular,1\n"
                       "city,市委,female,30_and_under,bachelor,probationary,mobile,1\n"
                       "city,市委,female,30_and_under,,formal,regular,1\n"
                       "city,市委,,56_60,primary,formal,retired,1\n");
}
END_TEST

/* On 2024-06-01: p1 34, p2 28, p3 31 that day, p4 30 until the next, p5 60 until the next, p9 61 that day. */
START_TEST (test_age_bands)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) view = sample_seal (reg, "2024-06-01");
  sample_expect_count (view, NULL, (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\n,,30_and_under,2\n,,31_35,2\n,,56_60,1\n,,61_and_over,1\n");
  /* p2, born on 29 February 1996, is 31 from 1 March 2027. Alone in her age: p1 is 36, p4 33. */
  g_autoptr (DjView) eve = sample_seal (reg, "2027-02-28");
  g_autoptr (DjView) day = sample_seal (reg, "2027-03-01");
  sample_expect_count (eve, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\nb1,第一支部,30_and_under,1\nb1,第一支部,36_40,1\n");
  sample_expect_count (day, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\nb1,第一支部,31_35,1\nb1,第一支部,36_40,1\n");
  /* 2032 has the day: 36 from 29 February. */
  g_autoptr (DjView) leap_eve = sample_seal (reg, "2032-02-28");
  g_autoptr (DjView) leap_day = sample_seal (reg, "2032-02-29");
  sample_expect_count (leap_eve, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\nb1,第一支部,31_35,1\nb1,第一支部,41_45,1\n");
  sample_expect_count (leap_day, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\nb1,第一支部,36_40,1\nb1,第一支部,41_45,1\n");
  /* p10's day of birth is not known. */
  g_autoptr (DjView) past = sample_seal (reg, "2019-06-01");
  sample_expect_count (past, "gone", (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\ngone,撤销党委,,1\n");
}
END_TEST

/* On 29 February 2032: q1, born on 28 February 2001, is 31; q2, born on 1 March 2001, is 30 until the next day. On 28 February 2031
 * q3, born on 29 February 2000, is 30. */
START_TEST (test_ages_around_leap_days)
{
  static const char *const organizations[] = { "code,name,kind", "o,支部,branch", NULL };
  static const char *const persons[] = { "code,name,born,admitted", "q1,甲,2001-02-28,2020-01-01",
                                         "q2,乙,2001-03-01,2020-01-01", "q3,丙,2000-02-29,2020-01-01", NULL };
  static const char *const memberships[]
      = { "person,organization,kind", "q1,o,affiliation", "q2,o,affiliation", "q3,o,affiliation", NULL };
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "three");
  sample_add_rows (change, DJ_TABLE_ORGANIZATION, organizations);
  sample_add_rows (change, DJ_TABLE_PERSON, persons);
  sample_add_rows (change, DJ_TABLE_MEMBERSHIP, memberships);
  sample_commit (change);
  static const struct
  {
    const char *day;
    const char *rows;
  } cases[] = {
    { "2031-02-28", "o,支部,30_and_under,3\n" },
    { "2031-03-01", "o,支部,30_and_under,2\no,支部,31_35,1\n" },
    { "2032-02-28", "o,支部,30_and_under,1\no,支部,31_35,2\n" },
    { "2032-02-29", "o,支部,30_and_under,1\no,支部,31_35,2\n" },
    { "2032-03-01", "o,支部,31_35,3\n" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_autoptr (DjView) view = sample_seal (reg, cases[i].day);
    g_autofree char *expected = g_strconcat ("organization,name,age,members\n", cases[i].rows, NULL);
    sample_expect_count (view, "o", (DjCountOptions){ .by = DJ_BY_AGE }, expected);
  }
}
END_TEST

START_TEST (test_count_many)
{
  static const gint32 roots[] = { 2, DJ_NONE, 2, 77, 5 };
  g_autoptr (DjView) view = sample_view ("2024-06-01");
  sample_expect (dj_view_count_many (view, roots, 5, NULL, NULL),
                 "root,organization,name,kind,organizations,members,formal,probationary\n"
                 "sltw,sltw,三里屯街道工委,working_committee,3,3,1,1\n"
                 ",,,,8,6,4,1\n"
                 "sltw,sltw,三里屯街道工委,working_committee,3,3,1,1\n"
                 "dcc,dcc,东城区委,local_committee,2,1,1,0\n");
  sample_expect (dj_view_count_many (view, roots, 5, &(DjCountOptions){ .level = DJ_AREA_COUNTY }, NULL),
                 "root,area,name,kind,class,organizations,members,formal,probationary\n"
                 "sltw,cy,朝阳区,county,,3,3,1,1\n"
                 ",cy,朝阳区,county,,4,3,1,1\n"
                 ",dc,东城区,county,,2,1,1,0\n"
                 "sltw,cy,朝阳区,county,,3,3,1,1\n"
                 "dcc,dc,东城区,county,,2,1,1,0\n");
  sample_expect (dj_view_count_many (view, roots, 1, &(DjCountOptions){ .by = DJ_BY_STATUS }, NULL),
                 "root,organization,name,status,members\n"
                 "sltw,sltw,三里屯街道工委,formal,1\n"
                 "sltw,sltw,三里屯街道工委,probationary,1\n"
                 "sltw,sltw,三里屯街道工委,,1\n");
}
END_TEST

START_TEST (test_options_that_exclude_each_other)
{
  static const DjCountOptions options[] = {
    { .level = DJ_AREA_COUNTY, .every = TRUE },
    { .level = DJ_AREA_COUNTY, .kind = DJ_ORGANIZATION_BRANCH },
    { .kind = DJ_ORGANIZATION_BRANCH, .every = 2 },
    { .by = DJ_BY_SEX, .distinct = TRUE },
    { .by = (DjCountBy)(1 << 5) },
    { .level = (DjAreaKind)1000 },
    { .kind = (DjOrganizationKind)1000 },
    { .kind = (DjOrganizationKind)-1 },
  };
  g_autoptr (DjView) view = sample_view ("2024-06-01");
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
  {
    GError *error = NULL;
    ck_assert_ptr_null (dj_view_count (view, DJ_NONE, &options[i], &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    g_error_free (error);
  }
}
END_TEST

/* ---- Tree and guidance ------------------------------------------------------------------------------------------- */

START_TEST (test_tree)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
#define HEADER "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n"
  sample_expect (dj_view_tree (view, 2, -1), HEADER "sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n"
                                                    "b1,第一支部,branch,1,sltw,2,4,0,0,0\n"
                                                    "b2,第二支部,branch,1,sltw,1,2,0,0,0\n");
  sample_expect (dj_view_tree (view, 2, 0), HEADER "sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n");
  sample_expect (dj_view_tree (view, DJ_NONE, 1), HEADER "city,市委,local_committee,0,,5,7,0,0,0\n"
                                                         "cyc,朝阳区委,local_committee,1,city,3,6,0,0,0\n"
                                                         "dcc,东城区委,local_committee,1,city,1,2,0,0,0\n"
                                                         "iso,行业党委,committee,0,,1,1,0,0,0\n");
  static const gint32 roots[] = { 2, DJ_NONE, 77, 2 };
  sample_expect (dj_view_tree_many (view, roots, 4, 0),
                 "root," HEADER "sltw,sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n"
                 ",city,市委,local_committee,0,,5,7,0,0,0\n"
                 ",iso,行业党委,committee,0,,1,1,0,0,0\n"
                 "sltw,sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n");
  sample_expect (dj_view_tree_many (view, NULL, 0, -1), "root," HEADER);
#undef HEADER
}
END_TEST

START_TEST (test_guides)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
#define HEADER "organization,guide,table,name,kind,since\n"
  sample_expect (dj_view_guides (view, 3), HEADER "b1,iso,organization,行业党委,line,2021-01-01\n"
                                                  "b1,u1,unit,区委社会工作部,line,2020-01-01\n"
                                                  "b1,cyc,organization,朝阳区委,area,\n"
                                                  "b1,a1,alliance,商圈联盟,attached,2022-01-01\n"
                                                  "b1,u1,unit,区委社会工作部,line,2023-01-01\n");
  sample_expect (dj_view_guides_many (view, (const gint32[]){ 7, DJ_NONE, 2, 0 }, 4),
                 HEADER "iso,b2,organization,第二支部,line,\n"
                        "sltw,iso,organization,行业党委,line,2001-01-01\n");
#undef HEADER
}
END_TEST

START_TEST (test_guidance_chains)
{
  g_autoptr (DjView) view = sample_view ("2024-06-01");
#define HEADER "step,organization,name,by\n"
  /* The earliest of two guides by line; a unit has nobody above it here. */
  sample_expect (dj_view_guidance_chain (view, 3, DJ_GUIDANCE_LINE),
                 HEADER "0,b1,第一支部,\n1,u1,区委社会工作部,line\n");
  sample_expect (dj_view_guidance_chain (view, 3, DJ_GUIDANCE_AREA),
                 HEADER "0,b1,第一支部,\n1,cyc,朝阳区委,area\n2,city,市委,\n");
  /* sltw is guided by iso, iso by b2, with which the chain began. */
  sample_expect (dj_view_guidance_chain (view, 4, DJ_GUIDANCE_LINE),
                 HEADER "0,b2,第二支部,\n1,sltw,三里屯街道工委,\n2,iso,行业党委,line\n");
  /* Both since 2010: the first row counts. */
  sample_expect (dj_view_guidance_chain_many (view, (const gint32[]){ 6, 99, 0 }, 3, DJ_GUIDANCE_AREA),
                 HEADER "0,b3,第三支部,\n1,a1,商圈联盟,area\n0,city,市委,\n");
#undef HEADER
}
END_TEST

/* b1 by line: iso and u1, who stands there twice. b3 by area: a1 and cyc. iso has one guide; b3's third has no kind. */
START_TEST (test_double_guidance)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) view = sample_seal (reg, "2024-06-01");
  sample_expect (dj_view_double_guidance (view), "organization,name,kind,guides,guide\n"
                                                 "b1,第一支部,line,2,iso\n"
                                                 "b1,第一支部,line,2,u1\n"
                                                 "b3,第三支部,area,2,a1\n"
                                                 "b3,第三支部,area,2,cyc\n");
  g_autoptr (DjView) past = sample_seal (reg, "2020-06-01");
  sample_expect (dj_view_double_guidance (past), "organization,name,kind,guides,guide\n"
                                                 "b3,第三支部,area,2,a1\n"
                                                 "b3,第三支部,area,2,cyc\n");
}
END_TEST

static void add_tests (Suite *suite, const char *name, const TTest *const *tests)
{
  TCase *tcase = tcase_create (name);
  tcase_set_timeout (tcase, 120);
  for (gsize i = 0; tests[i]; i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
}

int main (void)
{
  Suite *suite = suite_create ("view-frames");
  add_tests (suite, "counts",
             (const TTest *const[]){ test_count_all, test_count_by_kind, test_count_by_level, test_count_by_sex,
                                     test_count_by_everything, test_age_bands, test_ages_around_leap_days,
                                     test_count_many, test_options_that_exclude_each_other, NULL });
  add_tests (suite, "tree",
             (const TTest *const[]){ test_tree, test_guides, test_guidance_chains, test_double_guidance, NULL });
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
