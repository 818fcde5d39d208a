/* SPDX-License-Identifier: Apache-2.0 */
/* The view: a register of ten organizations whose every figure is worked out by hand. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/view-private.h"

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

static void add_rows (DjChange *change, DjTable table, const char *const *rows)
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

static void commit (DjChange *change)
{
  GError *error = NULL;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
}

static DjRegister *make_register (void)
{
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "ten organizations");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, UNITS);
  add_rows (change, DJ_TABLE_ORGANIZATION, ORGANIZATIONS);
  add_rows (change, DJ_TABLE_SUBORDINATION, SUBORDINATIONS);
  add_rows (change, DJ_TABLE_PERSON, PERSONS);
  add_rows (change, DJ_TABLE_MEMBERSHIP, MEMBERSHIPS);
  add_rows (change, DJ_TABLE_POST, POSTS);
  add_rows (change, DJ_TABLE_ALLIANCE, ALLIANCES);
  add_rows (change, DJ_TABLE_GUIDANCE, GUIDANCES);
  commit (change);
  return reg;
}

static DjView *seal (DjRegister *reg, const char *day)
{
  GError *error = NULL;
  DjView *view = dj_register_seal (reg, dj_date_parse (day, -1), &error);
  if (!view)
    ck_abort_msg ("%s", error->message);
  return view;
}

static DjView *make_view (const char *day)
{
  g_autoptr (DjRegister) reg = make_register ();
  return seal (reg, day);
}

/* ---- Expectations ------------------------------------------------------------------------------------------------ */

static void expect_frame (DjFrame *frame, const char *expected)
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

static void expect_count (DjView *view, const char *root, DjCountOptions options, const char *expected)
{
  GError *error = NULL;
  DjOrganizationId id = root ? dj_view_organization (view, root) : DJ_NONE;
  DjFrame *frame = dj_view_count (view, id, &options, &error);
  if (!frame)
    ck_abort_msg ("%s", error->message);
  expect_frame (frame, expected);
}

static void expect_ids (const gint32 *found, gsize n_found, const gint32 *expected, gsize n_expected)
{
  ck_assert_uint_eq (n_found, n_expected);
  for (gsize i = 0; i < n_found; i++)
    ck_assert_int_eq (found[i], expected[i]);
}

#define EXPECT_IDS(found, n, ...)                                                                                      \
  expect_ids (found, n, (const gint32[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const gint32[]){ __VA_ARGS__ })))

/* ---- Organizations ----------------------------------------------------------------------------------------------- */

START_TEST (test_preorder)
{
  static const char *const codes[] = { "city", "cyc", "sltw", "b1", "b2", "dcc", "b3", "iso" };
  static const gint32 superiors[] = { -1, 0, 1, 2, 2, 0, 5, -1 };
  static const gint32 ends[] = { 7, 5, 5, 4, 5, 7, 7, 8 };
  static const gint32 depths[] = { 0, 1, 2, 3, 3, 1, 2, 0 };
  g_autoptr (DjView) view = make_view ("2024-06-01");
  ck_assert_int_eq (dj_view_get_n_organizations (view), 8);
  ck_assert_int_eq (dj_view_get_date (view), dj_date (2024, 6, 1));
  for (gint32 id = 0; id < 8; id++)
  {
    ck_assert_int_eq (dj_view_organization (view, codes[id]), id);
    ck_assert_int_eq (dj_view_get_superior (view, id), superiors[id]);
    ck_assert_int_eq (dj_view_get_end (view, id), ends[id]);
    ck_assert_int_eq (dj_view_get_depth (view, id), depths[id]);
  }
  ck_assert_int_eq (dj_view_organization (view, "old"), DJ_NONE);
  ck_assert_int_eq (dj_view_organization (view, "nowhere"), DJ_NONE);
  ck_assert_int_eq (dj_view_organization (view, "p1"), DJ_NONE);
  ck_assert_int_eq (dj_view_organization (view, NULL), DJ_NONE);
}
END_TEST

START_TEST (test_an_earlier_day)
{
  static const char *const codes[] = { "city", "cyc", "sltw", "b1", "old", "dcc", "b3", "b2", "iso", "gone" };
  g_autoptr (DjView) view = make_view ("2019-06-01");
  ck_assert_int_eq (dj_view_get_n_organizations (view), 10);
  for (gint32 id = 0; id < 10; id++)
    ck_assert_int_eq (dj_view_organization (view, codes[id]), id);
  ck_assert_int_eq (dj_view_get_superior (view, 7), 5);
}
END_TEST

/* The day `until` is outside, the day before inside; b2 changes its superior on 2022-01-01. */
START_TEST (test_half_open_periods)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) last_day = seal (reg, "2019-12-31");
  g_autoptr (DjView) day_after = seal (reg, "2020-01-01");
  g_autoptr (DjView) before = seal (reg, "2021-12-31");
  g_autoptr (DjView) after = seal (reg, "2022-01-01");
  ck_assert_int_eq (dj_view_get_n_organizations (last_day), 10);
  ck_assert_int_eq (dj_view_get_n_organizations (day_after), 8);
  ck_assert_int_eq (dj_view_get_superior (before, dj_view_organization (before, "b2")),
                    dj_view_organization (before, "dcc"));
  ck_assert_int_eq (dj_view_get_superior (after, dj_view_organization (after, "b2")),
                    dj_view_organization (after, "sltw"));
}
END_TEST

START_TEST (test_relations)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  gint32 ids[8];
  gsize starts[4];
  ck_assert_int_eq (dj_view_get_common_superior (view, 3, 4), 2);
  ck_assert_int_eq (dj_view_get_common_superior (view, 6, 3), 0);
  ck_assert_int_eq (dj_view_get_common_superior (view, 2, 3), 2);
  ck_assert_int_eq (dj_view_get_common_superior (view, 5, 5), 5);
  ck_assert_int_eq (dj_view_get_common_superior (view, 3, 7), DJ_NONE);
  ck_assert (dj_view_is_under (view, 3, 1));
  ck_assert (dj_view_is_under (view, 3, 3));
  ck_assert (!dj_view_is_under (view, 1, 3));
  ck_assert (!dj_view_is_under (view, 5, 1));
  EXPECT_IDS (ids, dj_view_list_ancestors (view, 3, ids, 8), 2, 1, 0);
  EXPECT_IDS (ids, dj_view_list_subordinates (view, 0, ids, 8), 1, 5);
  ck_assert_uint_eq (dj_view_list_ancestors (view, 7, ids, 8), 0);
  ck_assert_uint_eq (dj_view_list_ancestors (view, 3, NULL, 0), 3);
  ck_assert_uint_eq (dj_view_list_subordinates_many (view, (const gint32[]){ 2, 7, 5 }, 3, starts, ids, 8), 3);
  EXPECT_IDS (ids, 3, 3, 4, 6);
  ck_assert_uint_eq (starts[1], 2);
  ck_assert_uint_eq (starts[2], 2);
  ck_assert_uint_eq (starts[3], 3);
  /* An array that takes fewer is not written beyond its end. */
  ids[1] = 99;
  ck_assert_uint_eq (dj_view_list_ancestors (view, 3, ids, 1), 3);
  ck_assert_int_eq (ids[0], 2);
  ck_assert_int_eq (ids[1], 99);
}
END_TEST

START_TEST (test_organization_record)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  DjOrganization organization;
  ck_assert (dj_view_get_organization (view, 3, &organization));
  ck_assert_str_eq (organization.code, "b1");
  ck_assert_str_eq (organization.name, "第一支部");
  ck_assert_ptr_null (organization.short_name);
  ck_assert_int_eq (organization.kind, DJ_ORGANIZATION_BRANCH);
  ck_assert_str_eq (organization.base_area, "c1");
  ck_assert_int_eq (organization.term_years, 3);
  ck_assert_int_eq (organization.term_ends, DJ_DATE_NONE);
  ck_assert_int_eq (organization.since, dj_date (2001, 1, 1));
  ck_assert_int_eq (organization.until, DJ_DATE_NONE);
  ck_assert (!dj_view_get_organization (view, DJ_NONE, &organization));
  ck_assert_ptr_null (organization.code);
  ck_assert (organization.term_years == DJ_INT_NONE);
  ck_assert_int_eq (organization.since, DJ_DATE_NONE);
}
END_TEST

/* ---- Areas ------------------------------------------------------------------------------------------------------- */

/* Preorder: 0 cn, 1 bj, 2 cy, 3 slt, 4 c1, 5 c2, 6 dc, 7 cbd. */
START_TEST (test_areas)
{
  static const char *const codes[] = { "cn", "bj", "cy", "slt", "c1", "c2", "dc", "cbd" };
  static const gint32 parents[] = { -1, 0, 1, 2, 3, 3, 1, -1 };
  static const gint32 bases[] = { 1, 2, 3, 4, 3, 6, 6, -1 };     /* of organizations 0 to 7 */
  static const gint32 leading[] = { -1, 0, 1, 2, 3, -1, 5, -1 }; /* b2 is based in slt too, but lower */
  g_autoptr (DjView) view = make_view ("2024-06-01");
  DjArea area;
  ck_assert_int_eq (dj_view_get_n_areas (view), 8);
  for (gint32 id = 0; id < 8; id++)
  {
    ck_assert_int_eq (dj_view_area (view, codes[id]), id);
    ck_assert_int_eq (dj_view_get_area_parent (view, id), parents[id]);
    ck_assert_int_eq (dj_view_get_base_area (view, id), bases[id]);
    ck_assert_int_eq (dj_view_get_leading (view, id), leading[id]);
  }
  ck_assert_int_eq (dj_view_get_area_end (view, 2), 6);
  ck_assert_int_eq (dj_view_area (view, "city"), DJ_NONE);
  ck_assert_int_eq (dj_view_organization (view, "slt"), 2);
  ck_assert_int_eq (dj_view_organization (view, "c2"), DJ_NONE);
  ck_assert (dj_view_get_area (view, 1, &area));
  ck_assert_str_eq (area.name, "北京市");
  ck_assert_str_eq (area.parent, "cn");
  ck_assert (fabs (area.lon - 116.4) < 1e-9 && isnan (area.lat));
  ck_assert_int_eq (area.kind, DJ_AREA_PROVINCE);
  ck_assert (!dj_view_get_area (view, 8, &area));
  ck_assert (isnan (area.lon));
}
END_TEST

/* Of two organizations of one depth based in an area the first leads; a higher one that comes later leads before both. */
START_TEST (test_leading_of_equals)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "equals");
  static const char *const organizations[]
      = { "code,name,kind,base_area", "second,机关工委,working_committee,cy", "top,省委,committee,slt", NULL };
  static const char *const subordinations[] = { "organization,superior", "second,city", NULL };
  add_rows (change, DJ_TABLE_ORGANIZATION, organizations);
  add_rows (change, DJ_TABLE_SUBORDINATION, subordinations);
  commit (change);
  g_autoptr (DjView) view = seal (reg, "2024-06-01");
  ck_assert_int_eq (dj_view_organization (view, "cy"), dj_view_organization (view, "cyc"));
  ck_assert_int_eq (dj_view_organization (view, "slt"), dj_view_organization (view, "top"));
}
END_TEST

/* ---- People ------------------------------------------------------------------------------------------------------ */

/* Rows of person: p1 0, p2 1, …, p10 9. */
START_TEST (test_members)
{
  static const gint32 affiliations[] = { 3, 3, 4, 6, 0, -1, -1, -1, 7, -1 };
  static const DjMemberStatus statuses[]
      = { DJ_STATUS_FORMAL, DJ_STATUS_PROBATIONARY, DJ_STATUS_NONE, DJ_STATUS_FORMAL, DJ_STATUS_FORMAL,
          DJ_STATUS_NONE,   DJ_STATUS_NONE,         DJ_STATUS_NONE, DJ_STATUS_FORMAL, DJ_STATUS_NONE };
  g_autoptr (DjView) view = make_view ("2024-06-01");
  gsize n;
  ck_assert_int_eq (dj_view_get_n_members (view), 6);
  for (gint32 id = 0; id < 10; id++)
  {
    ck_assert_int_eq (dj_view_get_affiliation (view, id), affiliations[id]);
    ck_assert_int_eq (dj_view_get_status (view, id), statuses[id]);
  }
  ck_assert_int_eq (dj_view_person (view, "p10"), 9);
  ck_assert_int_eq (dj_view_person (view, "b1"), DJ_NONE);
  const DjPersonId *members = dj_view_get_members (view, 3, &n);
  EXPECT_IDS (members, n, 0, 1);
  members = dj_view_get_subtree_members (view, 0, &n);
  EXPECT_IDS (members, n, 4, 0, 1, 2, 3);
  dj_view_get_members (view, 1, &n);
  ck_assert_uint_eq (n, 0);
  gsize starts[2], lengths[2];
  members = dj_view_get_members_many (view, (const gint32[]){ 7, 2 }, 2, TRUE, starts, lengths);
  EXPECT_IDS (members + starts[0], lengths[0], 8);
  EXPECT_IDS (members + starts[1], lengths[1], 0, 1, 2);
}
END_TEST

START_TEST (test_member_counts)
{
  static const gint64 members[] = { 5, 3, 3, 2, 1, 1, 1, 1 };
  static const gint64 formal[] = { 3, 1, 1, 1, 0, 1, 1, 1 };
  static const gint64 probationary[] = { 1, 1, 1, 1, 0, 0, 0, 0 };
  /* b1: p1 p2 p4 p9. sltw: those, p3 and p6. city: those and p5; p9 is below it twice, in b1 and b3. */
  static const gint64 people[] = { 7, 6, 6, 4, 2, 2, 2, 1 };
  g_autoptr (DjView) view = make_view ("2024-06-01");
  for (gint32 id = 0; id < 8; id++)
  {
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_ANY), members[id]);
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_FORMAL), formal[id]);
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_PROBATIONARY), probationary[id]);
    ck_assert_int_eq (dj_view_count_people (view, id), people[id]);
  }
}
END_TEST

START_TEST (test_days_of_a_member)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) eve = seal (reg, "2015-06-30");
  g_autoptr (DjView) admitted = seal (reg, "2015-07-01");
  g_autoptr (DjView) last = seal (reg, "2016-06-30");
  g_autoptr (DjView) full = seal (reg, "2016-07-01");
  g_autoptr (DjView) leaving = seal (reg, "2021-02-28");
  g_autoptr (DjView) left = seal (reg, "2021-03-01");
  ck_assert_int_eq (dj_view_get_affiliation (eve, 0), DJ_NONE);
  ck_assert_int_eq (dj_view_get_status (admitted, 0), DJ_STATUS_PROBATIONARY);
  ck_assert_int_eq (dj_view_get_status (last, 0), DJ_STATUS_PROBATIONARY);
  ck_assert_int_eq (dj_view_get_status (full, 0), DJ_STATUS_FORMAL);
  /* p7 takes part in iso; that counts until the day of leaving. */
  ck_assert_int_eq (dj_view_count_people (leaving, dj_view_organization (leaving, "iso")), 2);
  ck_assert_int_eq (dj_view_count_people (left, dj_view_organization (left, "iso")), 1);
  ck_assert_int_ne (dj_view_get_affiliation (leaving, 6), DJ_NONE);
  ck_assert_int_eq (dj_view_get_affiliation (left, 6), DJ_NONE);
}
END_TEST

START_TEST (test_person_record)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  DjPerson person;
  ck_assert (dj_view_get_person (view, 1, &person));
  ck_assert_str_eq (person.code, "p2");
  ck_assert_int_eq (person.sex, DJ_SEX_FEMALE);
  ck_assert_int_eq (person.born, dj_date (1996, 2, 29));
  ck_assert_int_eq (person.admitted, dj_date (2023, 12, 1));
  ck_assert_int_eq (person.full, DJ_DATE_NONE);
  ck_assert_int_eq (person.member_class, DJ_MEMBER_CLASS_MOBILE);
  ck_assert (!dj_view_get_person (view, 10, &person));
  ck_assert_ptr_null (person.code);
  ck_assert_int_eq (person.born, DJ_DATE_NONE);
}
END_TEST

/* ---- Ids that are none ------------------------------------------------------------------------------------------- */

START_TEST (test_strange_ids)
{
  static const gint32 strange[] = { DJ_NONE, 8, 1000, G_MININT32, G_MAXINT32 };
  g_autoptr (DjView) view = make_view ("2024-06-01");
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
  {
    gint32 id = strange[i];
    gsize n = 9;
    ck_assert_int_eq (dj_view_get_superior (view, id), DJ_NONE);
    ck_assert_int_eq (dj_view_get_depth (view, id), -1);
    ck_assert_int_eq (dj_view_get_end (view, id), DJ_NONE);
    ck_assert (!dj_view_is_under (view, id, id) && !dj_view_is_under (view, 3, id) && !dj_view_is_under (view, id, 0));
    ck_assert_int_eq (dj_view_get_common_superior (view, id, 3), DJ_NONE);
    ck_assert_int_eq (dj_view_get_common_superior (view, 3, id), DJ_NONE);
    ck_assert_uint_eq (dj_view_list_ancestors (view, id, NULL, 0), 0);
    ck_assert_uint_eq (dj_view_list_subordinates (view, id, NULL, 0), 0);
    ck_assert_int_eq (dj_view_get_area_parent (view, id), DJ_NONE);
    ck_assert_int_eq (dj_view_get_area_end (view, id), DJ_NONE);
    ck_assert_int_eq (dj_view_get_base_area (view, id), DJ_NONE);
    ck_assert_int_eq (dj_view_get_leading (view, id), DJ_NONE);
    ck_assert_int_eq (dj_view_get_affiliation (view, i == 1 ? DJ_NONE : id), DJ_NONE);
    ck_assert_int_eq (dj_view_get_status (view, i == 1 ? DJ_NONE : id), DJ_STATUS_NONE);
    dj_view_get_subtree_members (view, id, &n);
    ck_assert_uint_eq (n, 0);
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_ANY), 0);
    ck_assert_int_eq (dj_view_count_people (view, id), 0);
    expect_frame (dj_view_guides (view, id), "organization,guide,table,name,kind,since\n");
    expect_frame (dj_view_guidance_chain (view, id, DJ_GUIDANCE_LINE), "step,organization,name,by\n");
    if (id == DJ_NONE)
      continue;
    expect_frame (dj_view_tree (view, id, -1),
                  "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n");
    expect_frame (dj_view_count (view, id, NULL, NULL),
                  "organization,name,kind,organizations,members,formal,probationary\n");
  }
}
END_TEST

START_TEST (test_empty_register)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = seal (reg, "2024-06-01");
  g_autoptr (DjView) restated = dj_view_restate (view, view, NULL);
  ck_assert_int_eq (dj_view_get_n_organizations (view), 0);
  ck_assert_int_eq (dj_view_get_n_areas (view), 0);
  ck_assert_int_eq (dj_view_get_n_members (restated), 0);
  ck_assert_int_eq (dj_view_count_people (view, 0), 0);
  expect_frame (dj_view_tree (view, DJ_NONE, -1),
                "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n");
  expect_count (view, NULL, (DjCountOptions){ .distinct = TRUE },
                "organization,name,kind,organizations,members,formal,probationary,people\n,,,0,0,0,0,0\n");
  expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COUNTY, .by = DJ_BY_AGE }, "area,name,age,members\n");
  expect_frame (dj_view_double_guidance (view), "organization,name,kind,guides,guide\n");
}
END_TEST

START_TEST (test_days_that_are_none)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  static const DjDate days[] = { DJ_DATE_NONE, G_MAXINT32, G_MININT32 + 1 };
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
  {
    GError *error = NULL;
    ck_assert_ptr_null (dj_register_seal (reg, days[i], &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    g_error_free (error);
  }
}
END_TEST

/* ---- Tables of counts -------------------------------------------------------------------------------------------- */

START_TEST (test_count_all)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  expect_count (view, NULL, (DjCountOptions)DJ_COUNT_OPTIONS_INIT,
                "organization,name,kind,organizations,members,formal,probationary\n,,,8,6,4,1\n");
  /* p9 is under both roots and counts once. */
  expect_count (view, NULL, (DjCountOptions){ .distinct = TRUE },
                "organization,name,kind,organizations,members,formal,probationary,people\n,,,8,6,4,1,7\n");
  expect_count (view, "sltw", (DjCountOptions){ .distinct = TRUE },
                "organization,name,kind,organizations,members,formal,probationary,people\n"
                "sltw,三里屯街道工委,working_committee,3,3,1,1,6\n");
}
END_TEST

START_TEST (test_count_by_kind)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  expect_count (view, NULL, (DjCountOptions){ .kind = DJ_ORGANIZATION_LOCAL_COMMITTEE, .distinct = TRUE },
                "organization,name,kind,organizations,members,formal,probationary,people\n"
                "city,市委,local_committee,7,5,3,1,7\n"
                "cyc,朝阳区委,local_committee,4,3,1,1,6\n"
                "dcc,东城区委,local_committee,2,1,1,0,2\n");
  expect_count (view, "cyc", (DjCountOptions){ .kind = DJ_ORGANIZATION_BRANCH },
                "organization,name,kind,organizations,members,formal,probationary\n"
                "b1,第一支部,branch,1,2,1,1\n"
                "b2,第二支部,branch,1,1,0,0\n");
  expect_count (view, "dcc", (DjCountOptions){ .every = TRUE },
                "organization,name,kind,organizations,members,formal,probationary\n"
                "dcc,东城区委,local_committee,2,1,1,0\n"
                "b3,第三支部,branch,1,1,1,0\n");
}
END_TEST

/* The members of the counties are those of bj without p5, who is based in bj itself. */
START_TEST (test_count_by_level)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
#define HEADER "area,name,kind,class,organizations,members,formal,probationary,people\n"
  expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_PROVINCE, .distinct = TRUE },
                HEADER "bj,北京市,province,,7,5,3,1,7\n");
  expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COUNTY, .distinct = TRUE },
                HEADER "cy,朝阳区,county,,4,3,1,1,6\n"
                       "dc,东城区,county,,2,1,1,0,2\n");
  expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COMMUNITY, .distinct = TRUE },
                HEADER "c1,一社区,community,community,1,2,1,1,4\n"
                       "c2,二社区,community,community,0,0,0,0,0\n");
  /* Within cy: c1 and c2, though nothing is based in c2. */
  expect_count (view, "cyc", (DjCountOptions){ .level = DJ_AREA_COMMUNITY, .distinct = TRUE },
                HEADER "c1,一社区,community,community,1,2,1,1,4\n"
                       "c2,二社区,community,community,0,0,0,0,0\n");
  /* cy does not lie within slt, but what is under sltw is based there; cyc itself does not count. */
  expect_count (view, "sltw", (DjCountOptions){ .level = DJ_AREA_COUNTY, .distinct = TRUE },
                HEADER "cy,朝阳区,county,,3,3,1,1,6\n");
  expect_count (view, "iso", (DjCountOptions){ .level = DJ_AREA_COUNTY, .distinct = TRUE }, HEADER);
  /* Of those under dcc, p9 and p4 are people of b3; b1 does not count. */
  expect_count (view, "dcc", (DjCountOptions){ .level = DJ_AREA_PROVINCE, .distinct = TRUE },
                HEADER "bj,北京市,province,,2,1,1,0,2\n");
#undef HEADER
}
END_TEST

START_TEST (test_count_by_sex)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  expect_count (view, NULL, (DjCountOptions){ .by = DJ_BY_SEX | DJ_BY_STATUS },
                "organization,name,sex,status,members\n"
                ",,male,formal,2\n"
                ",,male,,1\n"
                ",,female,formal,1\n"
                ",,female,probationary,1\n"
                ",,,formal,1\n");
  /* Rows within rows: what is under an organization counts in it too. */
  expect_count (view, NULL, (DjCountOptions){ .every = TRUE, .by = DJ_BY_SEX },
                "organization,name,sex,members\n"
                "city,市委,male,2\ncity,市委,female,2\ncity,市委,,1\n"
                "cyc,朝阳区委,male,2\ncyc,朝阳区委,female,1\n"
                "sltw,三里屯街道工委,male,2\nsltw,三里屯街道工委,female,1\n"
                "b1,第一支部,male,1\nb1,第一支部,female,1\n"
                "b2,第二支部,male,1\n"
                "dcc,东城区委,female,1\n"
                "b3,第三支部,female,1\n"
                "iso,行业党委,male,1\n");
  expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COUNTY, .by = DJ_BY_SEX },
                "area,name,sex,members\ncy,朝阳区,male,2\ncy,朝阳区,female,1\ndc,东城区,female,1\n");
  expect_count (view, "sltw", (DjCountOptions){ .level = DJ_AREA_COUNTY, .by = DJ_BY_SEX },
                "area,name,sex,members\ncy,朝阳区,male,2\ncy,朝阳区,female,1\n");
}
END_TEST

START_TEST (test_count_by_everything)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
  expect_count (view, "city",
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
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) view = seal (reg, "2024-06-01");
  expect_count (view, NULL, (DjCountOptions){ .by = DJ_BY_AGE },
                "organization,name,age,members\n,,30_and_under,2\n,,31_35,2\n,,56_60,1\n,,61_and_over,1\n");
  /* p2, born on 29 February 1996, is 31 from 1 March 2027. Alone in her age: p1 is 36, p4 33. */
  g_autoptr (DjView) eve = seal (reg, "2027-02-28");
  g_autoptr (DjView) day = seal (reg, "2027-03-01");
  expect_count (eve, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                "organization,name,age,members\nb1,第一支部,30_and_under,1\nb1,第一支部,36_40,1\n");
  expect_count (day, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                "organization,name,age,members\nb1,第一支部,31_35,1\nb1,第一支部,36_40,1\n");
  /* 2032 has the day: 36 from 29 February. */
  g_autoptr (DjView) leap_eve = seal (reg, "2032-02-28");
  g_autoptr (DjView) leap_day = seal (reg, "2032-02-29");
  expect_count (leap_eve, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                "organization,name,age,members\nb1,第一支部,31_35,1\nb1,第一支部,41_45,1\n");
  expect_count (leap_day, "b1", (DjCountOptions){ .by = DJ_BY_AGE },
                "organization,name,age,members\nb1,第一支部,36_40,1\nb1,第一支部,41_45,1\n");
  /* p10's day of birth is not known. */
  g_autoptr (DjView) past = seal (reg, "2019-06-01");
  expect_count (past, "gone", (DjCountOptions){ .by = DJ_BY_AGE }, "organization,name,age,members\ngone,撤销党委,,1\n");
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
  add_rows (change, DJ_TABLE_ORGANIZATION, organizations);
  add_rows (change, DJ_TABLE_PERSON, persons);
  add_rows (change, DJ_TABLE_MEMBERSHIP, memberships);
  commit (change);
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
    g_autoptr (DjView) view = seal (reg, cases[i].day);
    g_autofree char *expected = g_strconcat ("organization,name,age,members\n", cases[i].rows, NULL);
    expect_count (view, "o", (DjCountOptions){ .by = DJ_BY_AGE }, expected);
  }
}
END_TEST

START_TEST (test_count_many)
{
  static const gint32 roots[] = { 2, DJ_NONE, 2, 77, 5 };
  g_autoptr (DjView) view = make_view ("2024-06-01");
  expect_frame (dj_view_count_many (view, roots, 5, NULL, NULL),
                "root,organization,name,kind,organizations,members,formal,probationary\n"
                "sltw,sltw,三里屯街道工委,working_committee,3,3,1,1\n"
                ",,,,8,6,4,1\n"
                "sltw,sltw,三里屯街道工委,working_committee,3,3,1,1\n"
                "dcc,dcc,东城区委,local_committee,2,1,1,0\n");
  expect_frame (dj_view_count_many (view, roots, 5, &(DjCountOptions){ .level = DJ_AREA_COUNTY }, NULL),
                "root,area,name,kind,class,organizations,members,formal,probationary\n"
                "sltw,cy,朝阳区,county,,3,3,1,1\n"
                ",cy,朝阳区,county,,4,3,1,1\n"
                ",dc,东城区,county,,2,1,1,0\n"
                "sltw,cy,朝阳区,county,,3,3,1,1\n"
                "dcc,dc,东城区,county,,2,1,1,0\n");
  expect_frame (dj_view_count_many (view, roots, 1, &(DjCountOptions){ .by = DJ_BY_STATUS }, NULL),
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
  g_autoptr (DjView) view = make_view ("2024-06-01");
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
  g_autoptr (DjView) view = make_view ("2024-06-01");
#define HEADER "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n"
  expect_frame (dj_view_tree (view, 2, -1), HEADER "sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n"
                                                   "b1,第一支部,branch,1,sltw,2,4,0,0,0\n"
                                                   "b2,第二支部,branch,1,sltw,1,2,0,0,0\n");
  expect_frame (dj_view_tree (view, 2, 0), HEADER "sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n");
  expect_frame (dj_view_tree (view, DJ_NONE, 1), HEADER "city,市委,local_committee,0,,5,7,0,0,0\n"
                                                        "cyc,朝阳区委,local_committee,1,city,3,6,0,0,0\n"
                                                        "dcc,东城区委,local_committee,1,city,1,2,0,0,0\n"
                                                        "iso,行业党委,committee,0,,1,1,0,0,0\n");
  static const gint32 roots[] = { 2, DJ_NONE, 77, 2 };
  expect_frame (dj_view_tree_many (view, roots, 4, 0),
                "root," HEADER "sltw,sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n"
                ",city,市委,local_committee,0,,5,7,0,0,0\n"
                ",iso,行业党委,committee,0,,1,1,0,0,0\n"
                "sltw,sltw,三里屯街道工委,working_committee,0,cyc,3,6,3,2,2\n");
  expect_frame (dj_view_tree_many (view, NULL, 0, -1), "root," HEADER);
#undef HEADER
}
END_TEST

START_TEST (test_guides)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
#define HEADER "organization,guide,table,name,kind,since\n"
  expect_frame (dj_view_guides (view, 3), HEADER "b1,iso,organization,行业党委,line,2021-01-01\n"
                                                 "b1,u1,unit,区委社会工作部,line,2020-01-01\n"
                                                 "b1,cyc,organization,朝阳区委,area,\n"
                                                 "b1,a1,alliance,商圈联盟,attached,2022-01-01\n"
                                                 "b1,u1,unit,区委社会工作部,line,2023-01-01\n");
  expect_frame (dj_view_guides_many (view, (const gint32[]){ 7, DJ_NONE, 2, 0 }, 4),
                HEADER "iso,b2,organization,第二支部,line,\n"
                       "sltw,iso,organization,行业党委,line,2001-01-01\n");
#undef HEADER
}
END_TEST

START_TEST (test_guidance_chains)
{
  g_autoptr (DjView) view = make_view ("2024-06-01");
#define HEADER "step,organization,name,by\n"
  /* The earliest of two guides by line; a unit has nobody above it here. */
  expect_frame (dj_view_guidance_chain (view, 3, DJ_GUIDANCE_LINE),
                HEADER "0,b1,第一支部,\n1,u1,区委社会工作部,line\n");
  expect_frame (dj_view_guidance_chain (view, 3, DJ_GUIDANCE_AREA),
                HEADER "0,b1,第一支部,\n1,cyc,朝阳区委,area\n2,city,市委,\n");
  /* sltw is guided by iso, iso by b2, with which the chain began. */
  expect_frame (dj_view_guidance_chain (view, 4, DJ_GUIDANCE_LINE),
                HEADER "0,b2,第二支部,\n1,sltw,三里屯街道工委,\n2,iso,行业党委,line\n");
  /* Both since 2010: the first row counts. */
  expect_frame (dj_view_guidance_chain_many (view, (const gint32[]){ 6, 99, 0 }, 3, DJ_GUIDANCE_AREA),
                HEADER "0,b3,第三支部,\n1,a1,商圈联盟,area\n0,city,市委,\n");
#undef HEADER
}
END_TEST

/* b1 by line: iso and u1, who stands there twice. b3 by area: a1 and cyc. iso has one guide; b3's third has no kind. */
START_TEST (test_double_guidance)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) view = seal (reg, "2024-06-01");
  expect_frame (dj_view_double_guidance (view), "organization,name,kind,guides,guide\n"
                                                "b1,第一支部,line,2,iso\n"
                                                "b1,第一支部,line,2,u1\n"
                                                "b3,第三支部,area,2,a1\n"
                                                "b3,第三支部,area,2,cyc\n");
  g_autoptr (DjView) past = seal (reg, "2020-06-01");
  expect_frame (dj_view_double_guidance (past), "organization,name,kind,guides,guide\n"
                                                "b3,第三支部,area,2,a1\n"
                                                "b3,第三支部,area,2,cyc\n");
}
END_TEST

/* ---- As was and as is -------------------------------------------------------------------------------------------- */

/* 2019 over the tree of 2024: `old` is gone, its p7 counts in sltw; b2 with p3 stands under sltw; p10's `gone` had no superior. */
START_TEST (test_restate)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) past = seal (reg, "2019-06-01");
  g_autoptr (DjView) today = seal (reg, "2024-06-01");
  g_autoptr (DjView) view = dj_view_restate (past, today, NULL);
  static const gint64 members[] = { 5, 3, 3, 1, 1, 1, 1, 1 };
  static const gint64 people[] = { 6, 3, 3, 1, 1, 2, 2, 2 }; /* p9 takes part in b3, p7 in iso */
  ck_assert_int_eq (dj_view_get_n_members (past), 7);
  ck_assert_int_eq (dj_view_count_members (past, dj_view_organization (past, "dcc"), DJ_STATUS_ANY), 2);
  ck_assert_int_eq (dj_view_get_n_organizations (view), 8);
  ck_assert_int_eq (dj_view_get_date (view), dj_date (2019, 6, 1));
  ck_assert_int_eq (dj_view_get_n_members (view), 6);
  ck_assert_int_eq (dj_view_get_n_unplaced (view), 1);
  ck_assert_int_eq (dj_view_get_n_unplaced (past), 0);
  for (gint32 id = 0; id < 8; id++)
  {
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_ANY), members[id]);
    ck_assert_int_eq (dj_view_count_people (view, id), people[id]);
  }
  ck_assert_int_eq (dj_view_get_affiliation (view, 6), dj_view_organization (view, "sltw"));
  ck_assert_int_eq (dj_view_get_affiliation (view, 9), DJ_NONE);
  /* The post p7 held in `old` counts in sltw, beside the one p1 held there. */
  expect_frame (dj_view_tree (view, 2, 0),
                "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n"
                "sltw,三里屯街道工委,working_committee,0,cyc,3,3,2,1,0\n");
  /* Ages are those of 2019: p1 29, p3 26, p7 69. */
  expect_count (view, "sltw", (DjCountOptions){ .by = DJ_BY_AGE },
                "organization,name,age,members\n"
                "sltw,三里屯街道工委,30_and_under,2\nsltw,三里屯街道工委,61_and_over,1\n");
}
END_TEST

START_TEST (test_restate_again)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) past = seal (reg, "2019-06-01");
  g_autoptr (DjView) middle = seal (reg, "2021-06-01");
  g_autoptr (DjView) today = seal (reg, "2024-06-01");
  g_autoptr (DjView) first = dj_view_restate (past, middle, NULL);
  g_autoptr (DjView) view = dj_view_restate (first, today, NULL);
  ck_assert_int_eq (dj_view_get_n_unplaced (view), 1);
  ck_assert_int_eq (dj_view_get_n_members (view), 6);
  ck_assert_int_eq (dj_view_count_members (first, dj_view_organization (first, "sltw"), DJ_STATUS_ANY), 2);
  ck_assert_int_eq (dj_view_count_members (view, dj_view_organization (view, "sltw"), DJ_STATUS_ANY), 3);
  expect_frame (dj_view_tree (view, 2, 0),
                "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n"
                "sltw,三里屯街道工委,working_committee,0,cyc,3,3,2,1,0\n");
}
END_TEST

/* Rows may move between two versions of the register, and a newer one may know more texts: codes tell what is the same. */
START_TEST (test_restate_over_a_changed_register)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) past = seal (reg, "2024-06-01");
  g_autoptr (DjChange) change = dj_register_begin (reg, "a new district");
  ck_assert (dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "new", "name", "新区工委", "kind",
                            "working_committee", "since", "2024-07-01", NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_SUBORDINATION, NULL, "organization", "new", "superior", "city", "since",
                            "2024-07-01", NULL));
  ck_assert (dj_change_move_organization (change, "sltw", "new", dj_date (2024, 7, 1), NULL));
  commit (change);
  g_autoptr (DjView) today = seal (reg, "2024-08-01");
  g_autoptr (DjView) view = dj_view_restate (past, today, NULL);
  ck_assert_int_eq (dj_view_organization (past, "new"), DJ_NONE);
  ck_assert_int_eq (dj_view_count_members (view, dj_view_organization (view, "new"), DJ_STATUS_ANY), 3);
  ck_assert_int_eq (dj_view_count_members (view, dj_view_organization (view, "cyc"), DJ_STATUS_ANY), 0);
  ck_assert_int_eq (dj_view_count_people (view, dj_view_organization (view, "new")), 6);
  /* And back: nothing of the new tree is known there, but all of its members were somewhere under it. */
  g_autoptr (DjView) back = dj_view_restate (today, past, NULL);
  ck_assert_int_eq (dj_view_count_members (back, dj_view_organization (back, "cyc"), DJ_STATUS_ANY), 3);
}
END_TEST

START_TEST (test_restate_of_two_registers)
{
  g_autoptr (DjView) one = make_view ("2024-06-01");
  g_autoptr (DjView) other = make_view ("2024-06-01");
  GError *error = NULL;
  ck_assert_ptr_null (dj_view_restate (one, other, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_error_free (error);
}
END_TEST

/* What is committed later, and the end of the register itself, do not touch a view. */
START_TEST (test_view_outlives_register)
{
  g_autoptr (DjRegister) reg = make_register ();
  g_autoptr (DjView) view = seal (reg, "2024-06-01");
  g_autoptr (DjChange) change = dj_register_begin (reg, "transfer");
  ck_assert (dj_change_transfer_member (change, "p1", "b2", dj_date (2024, 5, 1), NULL));
  commit (change);
  g_autoptr (DjView) newer = seal (reg, "2024-06-01");
  g_clear_pointer (&change, dj_change_unref);
  g_clear_pointer (&reg, dj_register_unref);
  ck_assert_int_eq (dj_view_get_affiliation (view, 0), 3);
  ck_assert_int_eq (dj_view_get_affiliation (newer, 0), 4);
  ck_assert_int_eq (dj_view_count_people (newer, 4), 3);
  expect_count (newer, "b1", (DjCountOptions){ .by = DJ_BY_SEX },
                "organization,name,sex,members\nb1,第一支部,female,1\n");
}
END_TEST

/* ---- Many -------------------------------------------------------------------------------------------------------- */

#define N_BRANCHES 5000
#define N_PEOPLE 20000

/* More organizations than the first pass of clustering has buckets: person i is affiliated to branch 7919 i mod 5000. */
START_TEST (test_clustering)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "many");
  static const char *const organization[] = { "code", "name", "kind" };
  static const char *const person[] = { "code", "name", "admitted", "full" };
  static const char *const membership[] = { "person", "organization", "kind" };
  for (int i = 0; i < N_BRANCHES; i++)
  {
    g_autofree char *code = g_strdup_printf ("o%d", i);
    dj_change_add_row (change, DJ_TABLE_ORGANIZATION, organization, (const char *[]){ code, code, "branch" }, 3, NULL);
  }
  for (int i = 0; i < N_PEOPLE; i++)
  {
    g_autofree char *code = g_strdup_printf ("q%d", i);
    g_autofree char *branch = g_strdup_printf ("o%d", 7919 * i % N_BRANCHES);
    const char *full = i % 3 == 0 ? "2001-01-01" : NULL;
    dj_change_add_row (change, DJ_TABLE_PERSON, person, (const char *[]){ code, code, "2000-01-01", full }, 4, NULL);
    dj_change_add_row (change, DJ_TABLE_MEMBERSHIP, membership, (const char *[]){ code, branch, "affiliation" }, 3,
                       NULL);
  }
  commit (change);
  g_autoptr (DjView) view = seal (reg, "2024-06-01");
  ck_assert_int_eq (dj_view_get_n_members (view), N_PEOPLE);
  for (gint32 id = 0; id < N_BRANCHES; id++)
  {
    gsize n;
    gint64 formal = 0;
    const DjPersonId *members = dj_view_get_members (view, id, &n);
    ck_assert_uint_eq (n, N_PEOPLE / N_BRANCHES);
    for (gsize i = 0; i < n; i++)
    {
      ck_assert_int_eq (7919 * members[i] % N_BRANCHES, id);
      ck_assert (i == 0 || members[i - 1] < members[i]);
      formal += members[i] % 3 == 0;
    }
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_FORMAL), formal);
    ck_assert_int_eq (dj_view_count_members (view, id, DJ_STATUS_PROBATIONARY), (gint64)n - formal);
  }
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
  Suite *suite = suite_create ("view");
  add_tests (suite, "organizations",
             (const TTest *const[]){ test_preorder, test_an_earlier_day, test_half_open_periods, test_relations,
                                     test_organization_record, test_areas, test_leading_of_equals, test_strange_ids,
                                     test_empty_register, test_days_that_are_none, NULL });
  add_tests (suite, "people",
             (const TTest *const[]){ test_members, test_member_counts, test_days_of_a_member, test_person_record,
                                     test_clustering, test_view_outlives_register, NULL });
  add_tests (suite, "counts",
             (const TTest *const[]){ test_count_all, test_count_by_kind, test_count_by_level, test_count_by_sex,
                                     test_count_by_everything, test_age_bands, test_ages_around_leap_days,
                                     test_count_many, test_options_that_exclude_each_other, NULL });
  add_tests (suite, "tree",
             (const TTest *const[]){ test_tree, test_guides, test_guidance_chains, test_double_guidance, NULL });
  add_tests (suite, "restated",
             (const TTest *const[]){ test_restate, test_restate_again, test_restate_over_a_changed_register,
                                     test_restate_of_two_registers, NULL });
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
