/* SPDX-License-Identifier: Apache-2.0 */
/* Needs and resources, guides and enterprises: small cases by hand, random choices against every way there is, and a large market.
 *
 * DJ_TEST_SEED is the seed of the first random case, DJ_TEST_ROUNDS how many there are of each sort. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "naive.h"
#include "register/register-private.h"

#define SEED 20240826
#define ROUNDS 500

/* ---- Registers and frames ------------------------------------------------------------------------------------------------------ */

#define ON dj_date (2024, 8, 26)

static const char *const AREAS[] = { "code,name,kind,parent", "d1,甲区,county,",        "d2,乙区,county,",
                                     "s1,一街道,township,d1", "c1,一社区,community,s1", "c2,二社区,community,s1",
                                     "b1,一号楼,building,c1", "b2,二号楼,building,c1",  NULL };
static const char *const UNITS[]
    = { "code,name,kind,area", "u1,甲,organ,b1", "u2,乙,organ,c2", "u3,丙,organ,d2", "u4,丁,organ,", NULL };
static const char *const CHECKLISTS[]
    = { "code,name,kind,owner", "n,需求,need,u4", "p,问题,problem,u2", "r,资源,resource,u4", "o,空间,space,u1", NULL };

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

static DjChange *begin (DjRegister *reg)
{
  DjChange *change = dj_register_begin (reg, "needs and resources");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, UNITS);
  add_rows (change, DJ_TABLE_CHECKLIST, CHECKLISTS);
  dj_table_further_column (dj_change_edit (change, DJ_TABLE_ITEM), "prefers", TRUE);
  return change;
}

static DjRegister *make_register (const char *const *items, const char *const *matches)
{
  DjRegister *reg = dj_register_new ();
  GError *error = NULL;
  g_autoptr (DjChange) change = begin (reg);
  add_rows (change, DJ_TABLE_ITEM, items);
  if (matches)
    add_rows (change, DJ_TABLE_MATCH, matches);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
  return reg;
}

static DjView *make_view (const char *const *items, const char *const *matches)
{
  g_autoptr (DjRegister) reg = make_register (items, matches);
  return dj_register_seal (reg, ON, NULL);
}

static char *csv_of (DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  return text;
}

static void expect (DjFrame *frame, const char *expected)
{
  ck_assert_ptr_nonnull (frame);
  char *text = csv_of (frame);
  ck_assert_str_eq (text, expected);
  free (text);
  dj_frame_unref (frame);
}

#define MATCHES "need,need_title,resource,resource_title,category,measure,quantity,nearness\n"
#define UNMET "need,title,category,measure,quantity,served,missing,reason\n"
#define GUIDES "need,need_title,raised_by,resource,resource_title,need_choice,resource_choice,nearness\n"
#define ITEMS "code,checklist,title,category,quantity,measure,opened,due,area,raised_by,state,prefers"

static DjFrame *match (DjView *view) { return dj_view_match (view, NULL, NULL); }
static DjFrame *unmatched (DjView *view) { return dj_view_unmatched (view, NULL, NULL); }
static DjFrame *guides (DjView *view) { return dj_view_match_guides (view, "g", NULL); }

/* ---- By hand -------------------------------------------------------------------------------------------------------------------- */

/* n1 would rather have r1 next door, but then n2, which waits for no other, would have nothing. */
START_TEST (test_quantity_first)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,2,hour,,,b1,,,",
                                       "n2,n,乙,a,2,hour,,2024-01-31,b2,,,",
                                       "r1,r,一,a,2,hour,,2024-01-31,b1,,,",
                                       "r2,r,二,a,3,hour,2024-02-01,,d2,,,",
                                       NULL };
  g_autoptr (DjView) view = make_view (items, NULL);
  expect (match (view), MATCHES "n1,甲,r2,二,a,hour,2,beyond\nn2,乙,r1,一,a,hour,2,community\n");
  expect (unmatched (view), UNMET);
}
END_TEST

START_TEST (test_areas)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,1,,,,b1,u3,,", /* its own area */
                                       "n2,p,乙,b,1,,,,,u3,,",   /* that of who raised it */
                                       "n3,p,丙,c,1,,,,,u4,,",   /* that of the owner: c2 */
                                       "n4,n,丁,d,1,,,,,,,",     /* none */
                                       "r1,r,一,a,1,,,,b2,,,",
                                       "r2,r,二,b,1,,,,d1,,,",
                                       "r3,o,三,c,1,,,,,,,",
                                       "r4,r,四,d,1,,,,,,,",
                                       NULL };
  g_autoptr (DjView) view = make_view (items, NULL);
  expect (match (view), MATCHES "n1,甲,r1,一,a,,1,community\nn2,乙,r2,二,b,,1,beyond\n"
                                "n3,丙,r3,三,c,,1,subdistrict\nn4,丁,r4,四,d,,1,beyond\n");
  DjMatchOptions near = { NULL, DJ_NEARNESS_COMMUNITY }, only = { "c", DJ_NEARNESS_NONE }, other = { "x", 0 };
  expect (dj_view_match (view, &near, NULL), MATCHES "n1,甲,r1,一,a,,1,community\n");
  expect (dj_view_match (view, &only, NULL), MATCHES "n3,丙,r3,三,c,,1,subdistrict\n");
  expect (dj_view_match (view, &other, NULL), MATCHES);
  expect (dj_view_unmatched (view, &other, NULL), UNMET);
}
END_TEST

START_TEST (test_quantities)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,0.3,hour,,,b1,,,",
                                       "n2,n,乙,b,,,,,b1,,,",      /* one */
                                       "n3,n,丙,b,,hour,,,b1,,,",  /* nobody knows how many */
                                       "n4,n,丁,b,0,,,,b1,,,",     /* none */
                                       "n5,n,戊,c,5,hour,,,b1,,,", /* both measures */
                                       "n6,n,己,,1,,,,b1,,,",
                                       "n7,n,庚,\"\",1,,,,b1,,,",
                                       "r1,r,一,a,0.1,hour,,,b1,,,",
                                       "r2,r,二,a,0.2,,,,b1,,,",
                                       "r3,r,三,b,,hour,,,b1,,,",
                                       "r4,r,四,b,2.0004,,,,b1,,,",
                                       "r5,r,五,c,2,seat,,,b1,,,",
                                       "r6,r,六,c,2,hour,,,b1,,,",
                                       "r7,r,七,c,2,,,,b1,,,",
                                       NULL };
  g_autoptr (DjView) view = make_view (items, NULL);
  expect (match (view), MATCHES "n1,甲,r1,一,a,hour,0.1,building\nn1,甲,r2,二,a,hour,0.2,building\n"
                                "n2,乙,r4,四,b,,1,building\n"
                                "n5,戊,r6,六,c,hour,2,building\nn5,戊,r7,七,c,hour,2,building\n");
  expect (unmatched (view), UNMET "n3,丙,b,hour,,,,no_quantity\nn5,戊,c,hour,5,4,1,exhausted\n"
                                  "n6,己,,,1,0,1,no_resource\nn7,庚,\"\"\"\"\"\",,1,0,1,no_resource\n");
}
END_TEST

START_TEST (test_too_much)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,2251799813685.248,,,,b1,,,",
                                       "r1,r,一,a,1e12,,,,b1,,,",
                                       "r2,r,二,a,1251799813685.247,,,,b1,,,",
                                       "n2,n,乙,b,1e300,,,,b1,,,",
                                       "n3,n,丙,b,1e300,,,,b1,,cancelled,",
                                       NULL };
  GError *error = NULL;
  g_autoptr (DjView) view = make_view (items, NULL);
  DjMatchOptions a = { "a", DJ_NEARNESS_NONE };
  expect (dj_view_match (view, &a, NULL), MATCHES "n1,甲,r1,一,a,,1000000000000,building\n"
                                                  "n1,甲,r2,二,a,,1251799813685.247,building\n");
  expect (dj_view_unmatched (view, &a, NULL), UNMET "n1,甲,a,,2251799813685.248,2251799813685.247,0.001,exhausted\n");
  ck_assert_ptr_null (dj_view_match (view, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
  g_clear_error (&error);
  ck_assert_ptr_null (dj_view_unmatched (view, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
  g_clear_error (&error);
  ck_assert_ptr_null (dj_view_match_guides (view, "b", &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
  g_clear_error (&error);
}
END_TEST

/* Rows that hold on the day have taken something; done items take nothing, but what they were given stays given. */
START_TEST (test_matched_already)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,5,hour,,,b1,,,",
                                       "n2,n,乙,a,5,hour,,,b1,,closed,",
                                       "n3,n,丙,a,5,hour,,,b1,,cancelled,",
                                       "n4,n,丁,b,3,,,,b1,,,",
                                       "n5,n,戊,c,3,,,,b1,,,",
                                       "n6,n,己,d,1,,,,b1,,,",
                                       "r1,r,一,a,10,hour,,,b1,,,",
                                       "r2,r,二,b,2,,,,b1,,,",
                                       "r3,r,三,c,1,,,,b1,,,",
                                       "r4,r,四,d,3,,,,b1,,closed,",
                                       NULL };
  static const char *const matches[] = { "need,resource,project,quantity,since,until",
                                         "n1,r1,,1.5,2024-08-26,",
                                         "n1,r1,,1,,2024-08-26",
                                         "n1,r1,,1,2024-08-27,",
                                         "n2,r1,,4,,",
                                         "n4,r2,,,,",
                                         "n5,r3,,9,,",
                                         NULL };
  g_autoptr (DjView) view = make_view (items, matches);
  expect (match (view), MATCHES "n1,甲,r1,一,a,hour,3.5,building\n");
  expect (unmatched (view), UNMET "n4,丁,b,,3,2,1,exhausted\nn6,己,d,,1,0,1,no_resource\n");
}
END_TEST

START_TEST (test_reasons)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,1,hour,,,b1,,,",
                                       "n2,n,乙,b,1,hour,,2024-01-31,b1,,,",
                                       "n3,n,丙,c,3,hour,,,b1,,,",
                                       "n4,n,丁,c,1,hour,2024-01-01,,d2,,,",
                                       "n5,n,戊,d,,hour,,,b1,,,",
                                       "r1,r,一,a,1,seat,,,b1,,,",
                                       "r2,r,二,b,1,hour,2024-02-01,,b1,,,",
                                       "r3,r,三,c,1,hour,,,b2,,,",
                                       "r4,r,四,c,1,hour,,2023-12-31,d2,,,",
                                       NULL };
  DjMatchOptions near = { NULL, DJ_NEARNESS_DISTRICT };
  g_autoptr (DjView) view = make_view (items, NULL);
  expect (dj_view_unmatched (view, &near, NULL), UNMET "n1,甲,a,hour,1,0,1,no_resource\nn2,乙,b,hour,1,0,1,period\n"
                                                       "n3,丙,c,hour,3,1,2,exhausted\nn4,丁,c,hour,1,0,1,too_far\n"
                                                       "n5,戊,d,hour,,,,no_quantity\n");
}
END_TEST

/* Each need is next to one resource and, in its period, far from the next one: one need more moves all of them on. */
START_TEST (test_long_chain)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = begin (reg);
  char area[8], need[8], resource[8], days[4][DJ_DATE_TEXT_SIZE];
  for (int i = 0; i < 100; i++)
  {
    DjDate day = dj_date (2020, 1, 11) + 10 * i;
    g_snprintf (area, sizeof area, "z%d", i);
    g_snprintf (need, sizeof need, "n%d", i);
    g_snprintf (resource, sizeof resource, "r%d", i);
    ck_assert (dj_change_add (change, DJ_TABLE_AREA, NULL, "code", area, "name", "x", "kind", "building", NULL));
    ck_assert (dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", resource, "checklist", "r", "title", "x", "category",
                              "a", "area", area, "opened", dj_date_format (day - 5, days[0]), "due",
                              dj_date_format (day + 4, days[1]), NULL));
    ck_assert (dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", need, "checklist", "n", "title", "x", "category",
                              "a", "area", area, "opened", dj_date_format (i < 99 ? day : day - 995, days[2]), "due",
                              dj_date_format (i < 99 ? day + 10 : day - 991, days[3]), NULL));
  }
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) view = dj_register_seal (reg, ON, NULL);
  g_autoptr (DjFrame) frame = match (view);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 100);
  for (int i = 0; i < 100; i++)
  {
    g_snprintf (resource, sizeof resource, "r%d", (i + 1) % 100);
    ck_assert_str_eq (dj_frame_get_text (frame, i, dj_frame_find_column (frame, "resource")), resource);
  }
}
END_TEST

START_TEST (test_nothing)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = dj_register_seal (reg, ON, NULL);
  expect (match (view), MATCHES);
  expect (unmatched (view), UNMET);
  expect (guides (view), GUIDES);
}
END_TEST

static gpointer ask (gpointer view)
{
  g_autoptr (DjFrame) frame = dj_view_match (view, NULL, NULL);
  return GINT_TO_POINTER ((int)dj_frame_get_n_rows (frame));
}

START_TEST (test_threads)
{
  static const char *const items[]
      = { ITEMS, "n1,n,甲,a,3,,,,b1,,,", "r1,r,一,a,2,,,,b1,,,", "r2,r,二,a,2,,,,b1,,,", NULL };
  g_autoptr (DjView) view = make_view (items, NULL);
  GThread *threads[4];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask, view);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (threads[i])), 2);
}
END_TEST

/* ---- Writing rows ----------------------------------------------------------------------------------------------------------------- */

START_TEST (test_add_matches)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,a,0.3,,,,b1,,,",
                                       "n2,n,乙,g,1,,,,b1,,,",
                                       "n3,n,丙,g,1,,,,b1,,,",
                                       "r1,r,一,a,0.1,,,,b1,,,",
                                       "r2,r,二,g,1,,,,b1,,,",
                                       NULL };
  g_autoptr (DjRegister) reg = make_register (items, NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, ON, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "match");
  g_autoptr (DjFrame) two_way = guides (view), a = dj_view_match (view, &(DjMatchOptions){ "a", 0 }, NULL);
  ck_assert (dj_change_add_matches (change, a, ON, NULL));
  ck_assert (dj_change_add_matches (change, two_way, ON, NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) after = dj_register_seal (reg, ON, NULL);
  expect (dj_view_get_table (after, DJ_TABLE_MATCH), "need,resource,project,quantity,since,until\n"
                                                     "n1,r1,,0.1,2024-08-26,\nn2,r2,,,2024-08-26,\n");
  expect (match (after), MATCHES);
  expect (unmatched (after), UNMET "n1,甲,a,,0.3,0.1,0.2,exhausted\nn3,丙,g,,1,0,1,exhausted\n");
  expect (guides (after), GUIDES "n3,丙,,,,,,\n");
}
END_TEST

START_TEST (test_add_refused)
{
  static const char *const items[] = { ITEMS, "n1,n,甲,a,1,,,,b1,,,", "r1,r,一,a,1,,,,b1,,,", NULL };
  GError *error = NULL;
  g_autoptr (DjRegister) reg = make_register (items, NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, ON, NULL);
  g_autoptr (DjFrame) rows = match (view), other = unmatched (view);
  g_autoptr (DjChange) change = dj_register_begin (reg, "match");
  ck_assert (!dj_change_add_matches (change, other, ON, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_clear_error (&error);
  ck_assert (!dj_change_add_matches (change, rows, DJ_DATE_NONE, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_clear_error (&error);

  /* A frame with a row that cannot be written: none of it is. */
  ck_assert (dj_change_add_matches (change, rows, ON, NULL));
  ck_assert (dj_change_commit (change, NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_MATCH, NULL, "need", "n1", "resource", "r1", NULL));
  ck_assert (dj_change_commit (change, NULL));
  DjTableData *table = dj_change_edit (change, DJ_TABLE_MATCH);
  dj_table_set_text (table, DJ_COLUMN_MATCH_NEED, 1, DJ_TEXT_NONE);
  g_autoptr (DjFrame) broken = dj_state_get_frame (dj_change_get_draft (change), DJ_TABLE_MATCH, NULL, 2);
  g_autoptr (DjChange) again = dj_register_begin (reg, "match");
  ck_assert (!dj_change_add_matches (again, broken, ON, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  g_clear_error (&error);
  ck_assert (dj_change_commit (again, NULL));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_MATCH), 2);
}
END_TEST

/* Less than nothing is needed by nobody: on import and by a change. */
START_TEST (test_negative)
{
  GError *error = NULL;
  io_put ("less", "unit.csv", "code,name,kind\nu1,甲,organ\n", -1);
  io_put ("less", "checklist.csv", "code,name,kind,owner\nn,需求,need,u1\n", -1);
  io_put ("less", "item.csv", "code,checklist,title,quantity\nn1,n,甲,1\nn2,n,乙,-2\n", -1);
  g_autofree char *path = io_path ("less");
  ck_assert_ptr_null (dj_register_read (path, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_uint_eq (dj_issues_get_n (issues), 1);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert_int_eq ((int)issue->code, (int)DJ_ISSUE_RANGE);
  ck_assert_int_eq (issue->line, 3);
  ck_assert_int_eq (issue->column, 4);
  ck_assert (g_str_has_suffix (issue->file, "item.csv"));
  g_clear_error (&error);

  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = begin (reg);
  ck_assert (!dj_change_add (change, DJ_TABLE_ITEM, &error, "code", "n1", "checklist", "n", "title", "甲", "quantity",
                             "-2", NULL));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  ck_assert_int_eq ((int)dj_issues_get (dj_error_get_issues (error), 0)->code, (int)DJ_ISSUE_RANGE);
  g_clear_error (&error);
}
END_TEST

/* ---- Guides by hand ------------------------------------------------------------------------------------------------------------- */

/* n1 and n2 both want r1, which takes the nearer; n3 lists nobody; n4 lists somebody who is not there, and stays alone. */
START_TEST (test_guides)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,g,,,,,c2,u2,,r1 r2",
                                       "n2,n,乙,g,,,,,b1,u1,,r1",
                                       "n3,n,丙,g,7,hour,,,b1,,,",
                                       "n4,n,丁,g,,,,,b1,,,r9",
                                       "n5,n,戊,g,,,,,b1,,closed,r1",
                                       "n6,n,己,h,,,,,b1,,,r1",
                                       "r1,r,一,g,,,,,b2,,,",
                                       "r2,r,二,g,2.9,家,,,c2,,,n3 n1 n4",
                                       NULL };
  g_autoptr (DjView) view = make_view (items, NULL);
  expect (guides (view), GUIDES "n1,甲,u2,r2,二,2,2,community\nn2,乙,u1,r1,一,1,,community\n"
                                "n3,丙,,r2,二,,1,subdistrict\nn4,丁,,,,,,\n");
  expect (dj_view_match_guides (view, "h", NULL), GUIDES "n6,己,,,,,,\n");
  expect (dj_view_match_guides (view, "nobody", NULL), GUIDES);
}
END_TEST

/* Unknown codes, itself, one of its own side, the same twice, all sorts of blanks: passed over, and no list only where it is blank. */
START_TEST (test_malformed_lists)
{
  static const char *const items[] = { ITEMS,
                                       "n1,n,甲,g,,,,,b1,,,  ? n1 r2\t\tr2 n2　r1 d1 r2 ",
                                       "n2,n,乙,g,,,,,b1,,, \t　",
                                       "n3,n,丙,g,,,,,b1,,,n3 n3",
                                       "r1,r,一,g,0,,,,b1,,,n1 n2",
                                       "r2,r,二,g,1,,,,b2,,,n1 n1 r2",
                                       "r3,r,三,g,0.9,,,,b1,,,",
                                       "r4,r,四,g,1e9,,,,d2,,,",
                                       NULL };
  g_autoptr (DjView) view = make_view (items, NULL);
  expect (guides (view), GUIDES "n1,甲,,r2,二,3,1,community\nn2,乙,,r4,四,,,beyond\nn3,丙,,,,,,\n");
}
END_TEST

START_TEST (test_guides_taken)
{
  static const char *const items[] = {
    ITEMS, "n1,n,甲,g,,,,,b1,,,r1", "n2,n,乙,g,,,,,b1,,,r1", "n3,n,丙,g,,,,,b1,,,", "r1,r,一,g,2,,,,b1,,,", NULL
  };
  static const char *const matches[]
      = { "need,resource,project,quantity,since,until", "n1,r1,,,,", "n3,r1,,,,2024-08-26", NULL };
  g_autoptr (DjView) view = make_view (items, matches);
  expect (guides (view), GUIDES "n2,乙,,r1,一,1,,building\nn3,丙,,,,,,\n");
}
END_TEST

/* ---- Random guides ---------------------------------------------------------------------------------------------------------------- */

static int number_of (const DjFrame *frame, gint64 row, const char *column)
{
  return (int)strtol (dj_frame_get_text (frame, row, dj_frame_find_column (frame, column)) + 1, NULL, 10);
}

#define ENTERPRISES 5
#define STATIONS 3

typedef struct
{
  int n_enterprises, n_guides;
  int capacity[STATIONS];
  int of_enterprise[ENTERPRISES][STATIONS]; /* how much it likes the other: less is better, 0 not at all */
  int of_guide[STATIONS][ENTERPRISES];
} Fair;

/* Writes a list of some of the others, and what it means; without a list all are liked by distance, then order. */
static char *make_list (NaiveChance *chance, const char *prefix, int n, const int *distances, int *liking)
{
  GString *list = g_string_new (NULL);
  gboolean has = naive_percent (chance, 60);
  for (int i = 0; i < n; i++)
    liking[i] = has ? 0 : 1 + distances[i] * 10 + i;
  for (int place = 1; has && place <= n + 1; place++)
  {
    int other = naive_number (chance, n);
    if (naive_percent (chance, 60) && liking[other] == 0)
      liking[other] = place;
    else
      other = 90;
    g_string_append_printf (list, "%s%s%d", list->len ? " " : "", prefix, other);
  }
  return g_string_free (list, FALSE);
}

static DjView *make_fair (guint64 seed, Fair *fair)
{
  static const char *const codes[] = { "b1", "b2", "c2", "d1", "d2" };
  static const int distance[5][5]
      = { { 0, 1, 2, 3, 4 }, { 1, 0, 2, 3, 4 }, { 2, 2, 1, 3, 4 }, { 3, 3, 3, 3, 4 }, { 4, 4, 4, 4, 3 } };
  NaiveChance chance = { seed };
  const char *rows[ENTERPRISES + STATIONS + 2] = { ITEMS };
  int areas[ENTERPRISES + STATIONS], n = 0, from[ENTERPRISES + STATIONS][ENTERPRISES];
  fair->n_enterprises = 1 + naive_number (&chance, ENTERPRISES);
  fair->n_guides = 1 + naive_number (&chance, STATIONS);
  for (int i = 0; i < ENTERPRISES + STATIONS; i++)
    areas[i] = naive_number (&chance, 5);
  for (int e = 0; e < ENTERPRISES; e++)
    for (int g = 0; g < STATIONS; g++)
      from[e][g] = distance[areas[e]][areas[ENTERPRISES + g]];
  for (int g = 0; g < STATIONS; g++)
    for (int e = 0; e < ENTERPRISES; e++)
      from[ENTERPRISES + g][e] = from[e][g];
  for (int e = 0; e < fair->n_enterprises; e++)
  {
    g_autofree char *list = make_list (&chance, "r", fair->n_guides, from[e], fair->of_enterprise[e]);
    rows[++n] = g_strdup_printf ("n%d,n,x,g,,,,,%s,,,%s", e, codes[areas[e]], list);
  }
  for (int g = 0; g < fair->n_guides; g++)
  {
    g_autofree char *list = make_list (&chance, "n", fair->n_enterprises, from[ENTERPRISES + g], fair->of_guide[g]);
    fair->capacity[g] = naive_number (&chance, 3);
    rows[++n] = g_strdup_printf ("r%d,r,x,g,%d,,,,%s,,,%s", g, fair->capacity[g], codes[areas[ENTERPRISES + g]], list);
  }
  DjView *view = make_view (rows, NULL);
  for (int i = 1; i <= n; i++)
    g_free ((char *)rows[i]);
  return view;
}

/* Whether the guide would have the enterprise, for an empty place or instead of a worse one. */
static gboolean would_take (const Fair *fair, const int *guide_of, int guide, int enterprise)
{
  int n = 0;
  if (fair->of_guide[guide][enterprise] == 0)
    return FALSE;
  for (int e = 0; e < fair->n_enterprises; e++)
  {
    n += guide_of[e] == guide;
    if (guide_of[e] == guide && fair->of_guide[guide][e] > fair->of_guide[guide][enterprise])
      return TRUE;
  }
  return n < fair->capacity[guide];
}

static gboolean is_possible (const Fair *fair, const int *guide_of)
{
  int n[STATIONS] = { 0 };
  for (int e = 0; e < fair->n_enterprises; e++)
    if (guide_of[e] >= 0
        && (++n[guide_of[e]] > fair->capacity[guide_of[e]] || fair->of_enterprise[e][guide_of[e]] == 0
            || fair->of_guide[guide_of[e]][e] == 0))
      return FALSE;
  return TRUE;
}

static gboolean is_stable (const Fair *fair, const int *guide_of)
{
  for (int e = 0; e < fair->n_enterprises; e++)
    for (int g = 0; g < fair->n_guides; g++)
    {
      int liking = fair->of_enterprise[e][g], now = guide_of[e] < 0 ? G_MAXINT : fair->of_enterprise[e][guide_of[e]];
      if (liking > 0 && liking < now && would_take (fair, guide_of, g, e))
        return FALSE;
    }
  return TRUE;
}

/* Every assignment there is; of the stable ones none has anything better for any enterprise. */
static void expect_best (const Fair *fair, const int *guide_of)
{
  int all = 1;
  for (int e = 0; e < fair->n_enterprises; e++)
    all *= fair->n_guides + 1;
  for (int i = 0; i < all; i++)
  {
    int other[ENTERPRISES] = { 0 }, rest = i;
    for (int e = 0; e < fair->n_enterprises; e++, rest /= fair->n_guides + 1)
      other[e] = rest % (fair->n_guides + 1) - 1;
    if (!is_possible (fair, other) || !is_stable (fair, other))
      continue;
    for (int e = 0; e < fair->n_enterprises; e++)
      ck_assert_msg (
          other[e] < 0 || (guide_of[e] >= 0 && fair->of_enterprise[e][guide_of[e]] <= fair->of_enterprise[e][other[e]]),
          "%s: n%d could have r%d", naive_where, e, other[e]);
  }
}

static void compare_fair (guint64 seed)
{
  Fair fair;
  int guide_of[ENTERPRISES] = { 0 };
  g_snprintf (naive_where, sizeof naive_where, "seed %" G_GUINT64_FORMAT, seed);
  g_autoptr (DjView) view = make_fair (seed, &fair);
  g_autoptr (DjFrame) frame = guides (view), again = guides (view);
  char *first = csv_of (frame), *second = csv_of (again);
  int resource = dj_frame_find_column (frame, "resource");
  ck_assert_str_eq (first, second);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), fair.n_enterprises);
  for (int e = 0; e < fair.n_enterprises; e++)
    guide_of[e] = dj_frame_is_missing (frame, e, resource) ? -1 : number_of (frame, e, "resource");
  ck_assert_msg (is_possible (&fair, guide_of), "%s:\n%s", naive_where, first);
  ck_assert_msg (is_stable (&fair, guide_of), "%s:\n%s", naive_where, first);
  expect_best (&fair, guide_of);
  free (first);
  free (second);
}

START_TEST (test_random_guides)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds; i++)
    compare_fair (seed + i);
}
END_TEST

/* ---- A large market: told, not judged ------------------------------------------------------------------------------------------- */

#define LARGE 5000

static void add_large_party (DjChange *change, NaiveChance *chance, const char *side, int number)
{
  static const char *const names[]
      = { "code", "checklist", "title", "category", "quantity", "measure", "opened", "due", "area", NULL };
  static const char *const measures[] = { NULL, "hour", "seat" };
  char code[16], quantity[8], area[8], opened[DJ_DATE_TEXT_SIZE], due[DJ_DATE_TEXT_SIZE];
  DjDate day = ON - naive_number (chance, 400);
  g_snprintf (code, sizeof code, "%s%d", side, number);
  g_snprintf (quantity, sizeof quantity, "%d", 1 + naive_number (chance, 9));
  g_snprintf (area, sizeof area, "x%d", naive_number (chance, 1000));
  const char *values[] = { code,
                           side,
                           "x",
                           "large",
                           quantity,
                           measures[naive_number (chance, 3)],
                           dj_date_format (day, opened),
                           naive_percent (chance, 50) ? dj_date_format (day + naive_number (chance, 500), due) : NULL,
                           area };
  ck_assert_int_ge (dj_change_add_row (change, DJ_TABLE_ITEM, names, values, 9, NULL), 0);
}

/* Ten districts, each of ten subdistricts, each of ten communities. */
static void add_large_areas (DjChange *change)
{
  static const char *const names[] = { "code", "name", "kind", "parent", NULL };
  static const char *const kinds[] = { "county", "township", "community" };
  for (int level = 0, n = 10; level < 3; level++, n *= 10)
    for (int i = 0; i < n; i++)
    {
      char code[16], parent[16];
      g_snprintf (code, sizeof code, "%c%d", "zyx"[level], i);
      g_snprintf (parent, sizeof parent, "%c%d", "zzy"[level], i / 10);
      const char *values[] = { code, code, kinds[level], level > 0 ? parent : NULL };
      ck_assert_int_ge (dj_change_add_row (change, DJ_TABLE_AREA, names, values, 4, NULL), 0);
    }
}

START_TEST (test_large)
{
  NaiveChance chance = { SEED };
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = begin (reg);
  int n = (int)naive_setting ("DJ_TEST_LARGE", LARGE);
  add_large_areas (change);
  for (int i = 0; i < n; i++)
    add_large_party (change, &chance, "n", i);
  for (int i = 0; i < n; i++)
    add_large_party (change, &chance, "r", i);
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) view = dj_register_seal (reg, ON, NULL);
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (DjFrame) frame = match (view);
  printf ("%d needs and as many resources: %d rows in %.2f s\n", n, (int)dj_frame_get_n_rows (frame),
          (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  begun = g_get_monotonic_time ();
  g_autoptr (DjFrame) two_way = dj_view_match_guides (view, "large", NULL);
  printf ("… by two-way choice: %d rows in %.2f s\n", (int)dj_frame_get_n_rows (two_way),
          (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  ck_assert_int_gt (dj_frame_get_n_rows (frame), 0);
  ck_assert_int_eq (dj_frame_get_n_rows (two_way), n);
}
END_TEST

int main (void)
{
  const TTest *const tests[]
      = { test_quantity_first, test_areas,      test_quantities, test_too_much,        test_matched_already,
          test_reasons,        test_long_chain, test_nothing,    test_threads,         test_add_matches,
          test_add_refused,    test_negative,   test_guides,     test_malformed_lists, test_guides_taken,
          test_random_guides,  test_large };
  Suite *suite = suite_create ("match");
  TCase *tcase = tcase_create ("match");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 600);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
