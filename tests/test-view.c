/* SPDX-License-Identifier: Apache-2.0 */
/* The view: organizations, areas, people, and views restated over other days' trees. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view-register.h"
#include "view/view-private.h"

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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjView) view = sample_view ("2019-06-01");
  ck_assert_int_eq (dj_view_get_n_organizations (view), 10);
  for (gint32 id = 0; id < 10; id++)
    ck_assert_int_eq (dj_view_organization (view, codes[id]), id);
  ck_assert_int_eq (dj_view_get_superior (view, 7), 5);
}
END_TEST

/* The day `until` is outside, the day before inside; b2 changes its superior on 2022-01-01. */
START_TEST (test_half_open_periods)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) last_day = sample_seal (reg, "2019-12-31");
  g_autoptr (DjView) day_after = sample_seal (reg, "2020-01-01");
  g_autoptr (DjView) before = sample_seal (reg, "2021-12-31");
  g_autoptr (DjView) after = sample_seal (reg, "2022-01-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "equals");
  static const char *const organizations[]
      = { "code,name,kind,base_area", "second,机关工委,working_committee,cy", "top,省委,committee,slt", NULL };
  static const char *const subordinations[] = { "organization,superior", "second,city", NULL };
  sample_add_rows (change, DJ_TABLE_ORGANIZATION, organizations);
  sample_add_rows (change, DJ_TABLE_SUBORDINATION, subordinations);
  sample_commit (change);
  g_autoptr (DjView) view = sample_seal (reg, "2024-06-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) eve = sample_seal (reg, "2015-06-30");
  g_autoptr (DjView) admitted = sample_seal (reg, "2015-07-01");
  g_autoptr (DjView) last = sample_seal (reg, "2016-06-30");
  g_autoptr (DjView) full = sample_seal (reg, "2016-07-01");
  g_autoptr (DjView) leaving = sample_seal (reg, "2021-02-28");
  g_autoptr (DjView) left = sample_seal (reg, "2021-03-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
  g_autoptr (DjView) view = sample_view ("2024-06-01");
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
    sample_expect (dj_view_guides (view, id), "organization,guide,table,name,kind,since\n");
    sample_expect (dj_view_guidance_chain (view, id, DJ_GUIDANCE_LINE), "step,organization,name,by\n");
    if (id == DJ_NONE)
      continue;
    sample_expect (dj_view_tree (view, id, -1),
                   "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n");
    sample_expect (dj_view_count (view, id, NULL, NULL),
                   "organization,name,kind,organizations,members,formal,probationary\n");
  }
}
END_TEST

START_TEST (test_empty_register)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = sample_seal (reg, "2024-06-01");
  g_autoptr (DjView) restated = dj_view_restate (view, view, NULL);
  ck_assert_int_eq (dj_view_get_n_organizations (view), 0);
  ck_assert_int_eq (dj_view_get_n_areas (view), 0);
  ck_assert_int_eq (dj_view_get_n_members (restated), 0);
  ck_assert_int_eq (dj_view_count_people (view, 0), 0);
  sample_expect (dj_view_tree (view, DJ_NONE, -1),
                 "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n");
  sample_expect_count (view, NULL, (DjCountOptions){ .distinct = TRUE },
                       "organization,name,kind,organizations,members,formal,probationary,people\n,,,0,0,0,0,0\n");
  sample_expect_count (view, NULL, (DjCountOptions){ .level = DJ_AREA_COUNTY, .by = DJ_BY_AGE },
                       "area,name,age,members\n");
  sample_expect (dj_view_double_guidance (view), "organization,name,kind,guides,guide\n");
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

/* ---- As was and as is -------------------------------------------------------------------------------------------- */

/* 2019 over the tree of 2024: `old` is gone, its p7 counts in sltw; b2 with p3 stands under sltw; p10's `gone` had no superior. */
START_TEST (test_restate)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) past = sample_seal (reg, "2019-06-01");
  g_autoptr (DjView) today = sample_seal (reg, "2024-06-01");
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
  sample_expect (dj_view_tree (view, 2, 0),
                 "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n"
                 "sltw,三里屯街道工委,working_committee,0,cyc,3,3,2,1,0\n");
  /* Ages are those of 2019: p1 29, p3 26, p7 69. */
  sample_expect_count (view, "sltw", (DjCountOptions){ .by = DJ_BY_AGE },
                       "organization,name,age,members\n"
                       "sltw,三里屯街道工委,30_and_under,2\nsltw,三里屯街道工委,61_and_over,1\n");
}
END_TEST

START_TEST (test_restate_again)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) past = sample_seal (reg, "2019-06-01");
  g_autoptr (DjView) middle = sample_seal (reg, "2021-06-01");
  g_autoptr (DjView) today = sample_seal (reg, "2024-06-01");
  g_autoptr (DjView) first = dj_view_restate (past, middle, NULL);
  g_autoptr (DjView) view = dj_view_restate (first, today, NULL);
  ck_assert_int_eq (dj_view_get_n_unplaced (view), 1);
  ck_assert_int_eq (dj_view_get_n_members (view), 6);
  ck_assert_int_eq (dj_view_count_members (first, dj_view_organization (first, "sltw"), DJ_STATUS_ANY), 2);
  ck_assert_int_eq (dj_view_count_members (view, dj_view_organization (view, "sltw"), DJ_STATUS_ANY), 3);
  sample_expect (dj_view_tree (view, 2, 0),
                 "organization,name,kind,depth,superior,members,people,posts,full_time,enterprise\n"
                 "sltw,三里屯街道工委,working_committee,0,cyc,3,3,2,1,0\n");
}
END_TEST

/* Rows may move between two versions of the register, and a newer one may know more texts: codes tell what is the same. */
START_TEST (test_restate_over_a_changed_register)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) past = sample_seal (reg, "2024-06-01");
  g_autoptr (DjChange) change = dj_register_begin (reg, "a new district");
  ck_assert (dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "new", "name", "新区工委", "kind",
                            "working_committee", "since", "2024-07-01", NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_SUBORDINATION, NULL, "organization", "new", "superior", "city", "since",
                            "2024-07-01", NULL));
  ck_assert (dj_change_move_organization (change, "sltw", "new", dj_date (2024, 7, 1), NULL));
  sample_commit (change);
  g_autoptr (DjView) today = sample_seal (reg, "2024-08-01");
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
  g_autoptr (DjView) one = sample_view ("2024-06-01");
  g_autoptr (DjView) other = sample_view ("2024-06-01");
  GError *error = NULL;
  ck_assert_ptr_null (dj_view_restate (one, other, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_error_free (error);
}
END_TEST

/* What is committed later, and the end of the register itself, do not touch a view. */
START_TEST (test_view_outlives_register)
{
  g_autoptr (DjRegister) reg = sample_register ();
  g_autoptr (DjView) view = sample_seal (reg, "2024-06-01");
  g_autoptr (DjChange) change = dj_register_begin (reg, "transfer");
  ck_assert (dj_change_transfer_member (change, "p1", "b2", dj_date (2024, 5, 1), NULL));
  sample_commit (change);
  g_autoptr (DjView) newer = sample_seal (reg, "2024-06-01");
  g_clear_pointer (&change, dj_change_unref);
  g_clear_pointer (&reg, dj_register_unref);
  ck_assert_int_eq (dj_view_get_affiliation (view, 0), 3);
  ck_assert_int_eq (dj_view_get_affiliation (newer, 0), 4);
  ck_assert_int_eq (dj_view_count_people (newer, 4), 3);
  sample_expect_count (newer, "b1", (DjCountOptions){ .by = DJ_BY_SEX },
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
  sample_commit (change);
  g_autoptr (DjView) view = sample_seal (reg, "2024-06-01");
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
  add_tests (suite, "restated",
             (const TTest *const[]){ test_restate, test_restate_again, test_restate_over_a_changed_register,
                                     test_restate_of_two_registers, NULL });
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
