/* SPDX-License-Identifier: Apache-2.0 */
#include "view-register.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- The register ------------------------------------------------------------------------------------------------ */

/*
 * Areas: cn ⊃ bj ⊃ cy, dc; cy ⊃ slt ⊃ c1, c2. `cbd` stands alone.
 *
 * Organizations on 2024-06-01, numbered in preorder, with their base and members. A base in brackets is inherited.
 *
 *   0 city bj         p5
 *   1   cyc cy
 *   2     sltw slt
 *   3       b1 c1     p1 p2        takes part: p4 p9
 *   4       b2 [slt]  p3           takes part: p6; p6 in sltw too
 *   5   dcc dc
 *   6     b3 [dc]     p4           takes part: p9
 *   7 iso             p9
 *
 * On 2019-06-01 `old` (based in c2, member p7) stands under sltw, b2 under dcc, and `gone` (member p10) is a root:
 * 0 city, 1 cyc, 2 sltw, 3 b1, 4 old, 5 dcc, 6 b3, 7 b2, 8 iso, 9 gone.
 */
static const char *const AREAS[] = { "code,name,kind,class,parent,lon",
                                     "cn,中国,nation,,,",
                                     "cbd,商圈,business_district,,,",
                                     "bj,北京市,province,,cn,116.4",
                                     "cy,朝阳区,county,,bj,",
                                     "dc,东城区,county,,bj,",
                                     "slt,三里屯街道,township,subdistrict,cy,",
                                     "c1,一社区,community,community,slt,",
                                     "c2,二社区,community,community,slt,",
                                     NULL };

static const char *const UNITS[] = { "code,name,kind", "u1,区委社会工作部,organ", NULL };

static const char *const ORGANIZATIONS[] = { "code,name,kind,base_area,term_years,since,until",
                                             "city,市委,local_committee,bj,5,,",
                                             "cyc,朝阳区委,local_committee,cy,5,,",
                                             "dcc,东城区委,local_committee,dc,5,,",
                                             "b3,第三支部,branch,,,,",
                                             "sltw,三里屯街道工委,working_committee,slt,,2001-01-01,",
                                             "b1,第一支部,branch,c1,3,2001-01-01,",
                                             "b2,第二支部,branch,,3,,",
                                             "old,旧支部,branch,c2,,2001-01-01,2020-01-01",
                                             "iso,行业党委,committee,,,,",
                                             "gone,撤销党委,committee,,,2000-01-01,2020-01-01",
                                             NULL };

static const char *const SUBORDINATIONS[] = { "organization,superior,since,until",
                                              "cyc,city,,",
                                              "dcc,city,,",
                                              "b3,dcc,,",
                                              "sltw,cyc,2001-01-01,",
                                              "b1,sltw,2001-01-01,",
                                              "b2,dcc,,2022-01-01",
                                              "b2,sltw,2022-01-01,",
                                              "old,sltw,2001-01-01,2020-01-01",
                                              NULL };

/* p3 has no day of admission, p6 is no member, p7 and p10 have left, p8 is admitted later. */
static const char *const PERSONS[] = { "code,name,sex,born,education,class,admitted,full,left",
                                       "p1,甲,male,1990-05-10,bachelor,regular,2015-07-01,2016-07-01,",
                                       "p2,乙,female,1996-02-29,bachelor,mobile,2023-12-01,,",
                                       "p3,丙,male,1993-06-01,postgraduate,regular,,,",
                                       "p4,丁,female,1993-06-02,,regular,2000-01-01,2001-01-01,",
                                       "p5,戊,,1963-06-02,primary,retired,1990-01-01,1991-01-01,",
                                       "p6,己,male,2000-01-01,,,,,",
                                       "p7,庚,male,1950-01-01,,,1980-01-01,1981-01-01,2021-03-01",
                                       "p8,辛,male,2000-01-01,,,2025-01-01,,",
                                       "p9,壬,male,1963-06-01,bachelor,,2000-01-01,2001-01-01,",
                                       "p10,癸,female,,,,2005-01-01,2006-01-01,2020-01-01",
                                       NULL };

/* Not in the order of persons. */
static const char *const MEMBERSHIPS[] = { "person,organization,kind,since,until",
                                           "p9,b3,report_in,2010-01-01,",
                                           "p1,b1,affiliation,2015-07-01,",
                                           "p2,b1,affiliation,2023-12-01,",
                                           "p3,b2,affiliation,,",
                                           "p4,b3,affiliation,2000-01-01,",
                                           "p5,city,affiliation,1990-01-01,",
                                           "p7,old,affiliation,2001-01-01,2020-01-01",
                                           "p7,iso,affiliation,1980-01-01,2001-01-01",
                                           "p7,b1,affiliation,2020-01-01,2021-03-01",
                                           "p8,b2,affiliation,2025-01-01,",
                                           "p9,iso,affiliation,2000-01-01,",
                                           "p10,gone,affiliation,2005-01-01,2020-01-01",
                                           "p4,b1,report_in,2021-01-01,",
                                           "p6,b2,volunteer,2022-01-01,",
                                           "p6,sltw,functional,2022-01-01,",
                                           "p7,iso,attachment,2010-01-01,",
                                           "p9,b1,report_in,2023-01-01,",
                                           "p5,b1,temporary,2020-01-01,2020-06-01",
                                           NULL };

/* p1 holds two posts in sltw, one of them no more. */
static const char *const POSTS[] = { "person,body,role,basis,full_time,since,until",
                                     "p1,sltw,secretary,appointed,yes,2020-01-01,",
                                     "p4,sltw,deputy_secretary,enterprise,,2020-01-01,",
                                     "p9,sltw,deputy_secretary,enterprise,yes,2020-01-01,",
                                     "p1,sltw,deputy_secretary,elected,yes,2010-01-01,2020-01-01",
                                     "p7,old,secretary,elected,,2010-01-01,2020-01-01",
                                     "p1,u1,secretary,elected,,2010-01-01,",
                                     NULL };

static const char *const ALLIANCES[] = { "code,name,kind", "a1,商圈联盟,joint_meeting", NULL };

/* b1 has two guides by line; b2 has one by line, twice; sltw, iso and b2 guide one another in a circle. */
static const char *const GUIDANCES[] = { "organization,guide,kind,since,until",
                                         "b1,iso,line,2021-01-01,",
                                         "b1,u1,line,2020-01-01,",
                                         "b1,cyc,area,,",
                                         "b1,a1,attached,2022-01-01,",
                                         "b1,u1,line,2023-01-01,",
                                         "sltw,iso,line,2001-01-01,",
                                         "iso,b2,line,,",
                                         "b3,u1,line,2010-01-01,2020-01-01",
                                         "b3,a1,area,2010-01-01,",
                                         "b3,cyc,area,2010-01-01,",
                                         "b3,iso,,2010-01-01,",
                                         NULL };

void sample_add_rows (DjChange *change, DjTable table, const char *const *rows)
{
  g_auto (GStrv) names = g_strsplit (rows[0], ",", -1);
  for (gsize i = 1; rows[i]; i++)
  {
    g_auto (GStrv) cells = g_strsplit (rows[i], ",", -1);
    const char *values[16] = { NULL };
    gsize n = g_strv_length (names);
    GError *error = NULL;
    ck_assert_uint_eq (g_strv_length (cells), n);
    for (gsize column = 0; column < n; column++)
      values[column] = *cells[column] ? cells[column] : NULL;
    if (dj_change_add_row (change, table, (const char *const *)names, values, n, &error) < 0)
      ck_abort_msg ("%s: %s", rows[i], error->message);
  }
}

void sample_commit (DjChange *change)
{
  GError *error = NULL;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
}

DjRegister *sample_register (void)
{
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "ten organizations");
  sample_add_rows (change, DJ_TABLE_AREA, AREAS);
  sample_add_rows (change, DJ_TABLE_UNIT, UNITS);
  sample_add_rows (change, DJ_TABLE_ORGANIZATION, ORGANIZATIONS);
  sample_add_rows (change, DJ_TABLE_SUBORDINATION, SUBORDINATIONS);
  sample_add_rows (change, DJ_TABLE_PERSON, PERSONS);
  sample_add_rows (change, DJ_TABLE_MEMBERSHIP, MEMBERSHIPS);
  sample_add_rows (change, DJ_TABLE_POST, POSTS);
  sample_add_rows (change, DJ_TABLE_ALLIANCE, ALLIANCES);
  sample_add_rows (change, DJ_TABLE_GUIDANCE, GUIDANCES);
  sample_commit (change);
  return reg;
}

DjView *sample_seal (DjRegister *reg, const char *day)
{
  GError *error = NULL;
  DjView *view = dj_register_seal (reg, dj_date_parse (day, -1), &error);
  if (!view)
    ck_abort_msg ("%s", error->message);
  return view;
}

DjView *sample_view (const char *day)
{
  g_autoptr (DjRegister) reg = sample_register ();
  return sample_seal (reg, day);
}

/* ---- Expectations ------------------------------------------------------------------------------------------------ */

void sample_expect (DjFrame *frame, const char *expected)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert_ptr_nonnull (frame);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  ck_assert_str_eq (text, expected);
  free (text);
  dj_frame_unref (frame);
}

void sample_expect_count (DjView *view, const char *root, DjCountOptions options, const char *expected)
{
  GError *error = NULL;
  DjOrganizationId id = root ? dj_view_organization (view, root) : DJ_NONE;
  DjFrame *frame = dj_view_count (view, id, &options, &error);
  if (!frame)
    ck_abort_msg ("%s", error->message);
  sample_expect (frame, expected);
}
