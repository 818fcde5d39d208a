/* SPDX-License-Identifier: Apache-2.0 */
/* Items, findings and who answers: one small district, and what each test adds to it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#define ON "2024-08-26"
#define MOST_BLOCKS 12

/* ---- The district ------------------------------------------------------------------------------------------------------ */

/*
 * Areas: d ⊃ s1 ⊃ c1 ⊃ g; s1 ⊃ c2; s1 ⊃ bd ⊃ b1, b2; s1 ⊃ z, of which c2 is a part; d ⊃ s2 ⊃ c3.
 * Led: d by dw, s1 by sw1, c1 by c1o, bd by bdo, z by zo.
 */
static const char *const DISTRICT[] = {
  "area:code,name,kind,parent\nd,甲区,county,\ns1,一街道,township,d\ns2,二街道,township,d\nc1,一社区,community,s1\n"
  "c2,二社区,community,s1\nc3,三社区,community,s2\nbd,东商圈,business_district,s1\nb1,一号楼,building,bd\n"
  "b2,二号楼,building,bd\ng,一网格,grid,c1\nz,西片区,zone,s1",
  "area_part:zone,area,until\nz,c2,\nz,c3,2020-01-01",
  "unit:code,name,kind,area,host,until\nnet,甲网络公司,non_public_enterprise,b1,,\nshop,乙商店,non_public_enterprise,g,"
  ",\n"
  "sub,丙分公司,non_public_enterprise,c2,net,\nsubsub,丁门店,non_public_enterprise,c3,sub,\n"
  "lone,戊工作室,non_public_enterprise,,,\nbig,己集团,non_public_enterprise,b2,,\n"
  "gone,庚企业,non_public_enterprise,c1,,2020-01-01",
  "organization:code,name,kind,form,base_unit,base_area,since,until\ndw,甲区委,local_committee,,,d,,\n"
  "sw1,一街道工委,working_committee,,,s1,,\nc1o,一社区党委,committee,,,c1,,\nbdo,东商圈党委,committee,,,bd,,\n"
  "zo,西片区党委,committee,,,z,,\nnetb,甲网络支部,branch,,net,,,\nbigb,己集团党委,committee,,big,,,\n"
  "jb,联合支部,branch,,,,,\nim,互联网企业党工委,working_committee,,,,,\n"
  "ia,互联网协会党委,committee,,,,,\nold,旧党委,committee,,,c1,2000-01-01,2021-06-30",
};

static void add_row (DjChange *change, DjTable table, char **names, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, ",", -1);
  const char *values[16] = { NULL };
  GError *error = NULL;
  for (gsize column = 0; names[column]; column++)
    values[column] = cells[column] && *cells[column] ? cells[column] : NULL;
  if (dj_change_add_row (change, table, (const char *const *)names, values, g_strv_length (names), &error) < 0)
    ck_abort_msg ("%s: %s", line, error->message);
}

/* table:names, then rows, a line each. */
static void add_block (DjChange *change, const char *block)
{
  const char *colon = strchr (block, ':');
  g_autofree char *table = g_strndup (block, (gsize)(colon - block));
  g_auto (GStrv) lines = g_strsplit (colon + 1, "\n", -1);
  g_auto (GStrv) names = g_strsplit (lines[0], ",", -1);
  int number = dj_schema_find_table (table);
  for (gsize i = 1; lines[i]; i++)
    add_row (change, (DjTable)number, names, lines[i]);
}

static void commit (DjChange *change)
{
  GError *error = NULL;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s", error->message);
}

static DjRegister *make_register (const char *const *more)
{
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "a district");
  for (gsize i = 0; i < G_N_ELEMENTS (DISTRICT); i++)
    add_block (change, DISTRICT[i]);
  for (gsize i = 0; more && more[i]; i++)
    add_block (change, more[i]);
  commit (change);
  return reg;
}

static DjView *seal (DjRegister *reg, const char *day)
{
  DjView *view = dj_register_seal (reg, dj_date_parse (day, -1), NULL);
  ck_assert_ptr_nonnull (view);
  return view;
}

static DjView *make_view (const char *const *more)
{
  g_autoptr (DjRegister) reg = make_register (more);
  return seal (reg, ON);
}

/* ---- Comparing ----------------------------------------------------------------------------------------------------------- */

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

/* The ways from the unit to the bodies that answer, a line each after its step. */
static void answers (DjView *view, const char *matter, const char *unit, const char *order, const char *expected)
{
  GError *error = NULL;
  g_autoptr (DjFrame) frame = dj_view_who_answers (view, matter, unit, order, &error);
  ck_assert_msg (frame != NULL, "%s", error ? error->message : "");
  g_autoptr (GString) lines = g_string_new (NULL);
  int step = dj_frame_find_column (frame, "step"), via = dj_frame_find_column (frame, "via");
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    g_string_append_printf (lines, "%s%s: %s", row ? "\n" : "", dj_frame_get_text (frame, row, step),
                            dj_frame_get_text (frame, row, via));
  ck_assert_str_eq (lines->str, expected);
}

static void expect_findings (DjView *view, const char *expected)
{
  g_autoptr (DjIssues) issues = dj_view_check_duties (view);
  g_autoptr (GString) lines = g_string_new (NULL);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_string_append_printf (lines, "%s%s %s[%d] %s", i ? "\n" : "", issue->rule,
                            dj_schema_get_table ((DjTable)issue->table)->name, issue->row, issue->message_en);
  }
  ck_assert_str_eq (lines->str, expected);
}

/* What is found when @more is added to checklists of every kind that matters. */
static void finds (const char *const *more, const char *expected)
{
  const char *blocks[MOST_BLOCKS]
      = { "checklist:code,name,kind,owner,until\nt,任务,task,sw1,\nn,需求,need,sw1,\nr,责任,responsibility,sw1,\n"
          "v,资源,resource,sw1,\nx,旧任务,task,sw1,2020-01-01" };
  for (gsize i = 0; more[i]; i++)
    blocks[i + 1] = more[i];
  g_autoptr (DjView) view = make_view (blocks);
  expect_findings (view, expected);
}

#define FINDS(expected, ...) finds ((const char *const[]){ __VA_ARGS__, NULL }, expected)
#define VIEW(...) make_view ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- Items ----------------------------------------------------------------------------------------------------------------- */

#define LISTS                                                                                                                 \
  "checklist:code,name,kind,owner,until\nl1,责任清单,responsibility,sw1,\nl2,资源,resource,c1o,\nl3,旧,task,sw1,2024-" \
  "08-26"
#define ITEMS                                                                                                          \
  "item:code,checklist,title,category,state,quantity,measure,opened,due,closed,area,raised_by,route,recurrence,"       \
  "rating\n"                                                                                                           \
  "i1,l1,消防,safety,open,,,2024-01-01,2024-08-01,,,net,,monthly,\n"                                                 \
  "i2,l2,会议室,venue,,2.5,间,,,,b1,,,,\n"                                                                         \
  "i3,l1,将来,safety,,,,2024-08-27,,,,,,,\n"                                                                         \
  "i4,l1,已办,safety,closed,,,2024-01-01,2024-02-01,2024-03-01,c2,,direct,,90\n"                                     \
  "i5,l3,旧单,safety,,,,,,,,,,,\n"                                                                                   \
  "i6,l1,今日,,open,,,2024-08-26,2024-08-26,2024-08-27,,,,,"
#define ASSIGNMENTS                                                                                                    \
  "assignment:item,body,role,since,until\ni1,c1o,support,,\ni1,sw1,accountable,,\ni1,dw,accountable,,\n"               \
  "i1,sw1,informed,,\ni4,net,accountable,,\ni1,bdo,support,,2024-08-26\ni2,old,accountable,,\ni3,sw1,accountable,,"

START_TEST (test_items)
{
  g_autoptr (DjView) view = VIEW (LISTS, ITEMS, ASSIGNMENTS);
  expect (dj_view_items (view),
          "item,title,checklist,list,owner,category,state,quantity,measure,area,raised_by,route,recurrence,accountable,"
          "bodies,opened,due,closed,overdue,rating\n"
          "i1,消防,l1,responsibility,sw1,safety,open,,,s1,net,,monthly,sw1,3,2024-01-01,2024-08-01,,25,\n"
          "i2,会议室,l2,resource,c1o,venue,,2.5,间,b1,,,,,0,,,,,\n"
          "i4,已办,l1,responsibility,sw1,safety,closed,,,c2,,direct,,net,1,2024-01-01,2024-02-01,2024-03-01,,90\n"
          "i6,今日,l1,responsibility,sw1,,open,,,s1,,,,,0,2024-08-26,2024-08-26,2024-08-27,,\n");
}
END_TEST

START_TEST (test_duties_of)
{
  g_autoptr (DjView) view = VIEW (LISTS, ITEMS, ASSIGNMENTS);
  const char *const some[] = { "net", "nobody", NULL, "sw1", "net" };
#define HEADER "body,name,role,item,title,checklist,category,state,due,overdue\n"
#define NET "net,甲网络公司,accountable,i4,已办,l1,safety,closed,2024-02-01,\n"
#define SW1                                                                                                            \
  "sw1,一街道工委,accountable,i1,消防,l1,safety,open,2024-08-01,25\n"                                           \
  "sw1,一街道工委,informed,i1,消防,l1,safety,open,2024-08-01,25\n"
  expect (dj_view_duties_of (view, "sw1"), HEADER SW1);
  expect (dj_view_duties_of (view, "nobody"), HEADER);
  expect (dj_view_duties_of_many (view, some, G_N_ELEMENTS (some)), HEADER NET SW1 NET);
  expect (dj_view_duties_of_many (view, NULL, 0), HEADER);
  expect (dj_view_duties_of (view, NULL), HEADER "c1o,一社区党委,support,i1,消防,l1,safety,open,2024-08-01,25\n"
                                                 "sw1,一街道工委,accountable,i1,消防,l1,safety,open,2024-08-01,25\n"
                                                 "dw,甲区委,accountable,i1,消防,l1,safety,open,2024-08-01,25\n"
                                                 "sw1,一街道工委,informed,i1,消防,l1,safety,open,2024-08-01,25\n" NET);
}
END_TEST

/* ---- Findings ---------------------------------------------------------------------------------------------------------------- */

#define ITEM "item:code,checklist,title,state,opened,due,closed,area,route,rating\n"
#define BOTH "assignment:item,body,role\ni,sw1,accountable\ni,c1o,support"

START_TEST (test_nobody_accountable)
{
  FINDS ("duty-accountable item[0] i: Nobody is accountable (support)", ITEM "i,r,甲,open,,,,,,",
         "assignment:item,body,role\ni,c1o,support");
  FINDS ("duty-accountable item[0] i: Nobody is accountable", ITEM "i,t,甲,,,,,,,");
  FINDS ("duty-accountable item[0] i: Nobody is accountable", ITEM "i,n,甲,taken,,,,,direct,");
  FINDS ("", ITEM "i,n,甲,routed,,,,,direct,");
  FINDS ("", ITEM "i,v,资源,open,,,,,,");
  FINDS ("", ITEM "i,x,甲,open,,,,,,");
  FINDS ("", ITEM "i,r,甲,cancelled,,,,,,");
  FINDS ("", ITEM "i,r,甲,open,,,,,,", BOTH);
}
END_TEST

START_TEST (test_two_accountable)
{
  FINDS ("duty-accountable item[0] i: Two or more bodies are accountable at once (2): sw1, dw",
         ITEM "i,r,甲,open,,,,,,",
         "assignment:item,body,role\ni,sw1,accountable\ni,dw,accountable\ni,c1o,support\ni,sw1,accountable");
  FINDS ("duty-accountable item[0] i: Two or more bodies are accountable at once (2): sw1, dw",
         ITEM "i,n,甲,raised,,,,,,", "assignment:item,body,role\ni,sw1,accountable\ni,dw,accountable");
  FINDS ("", ITEM "i,r,甲,open,,,,,,",
         "assignment:item,body,role,until\ni,sw1,accountable,\ni,dw,accountable,2024-08-26\ni,c1o,support,");
}
END_TEST

START_TEST (test_nobody_in_support)
{
  FINDS ("duty-support item[0] i: Only an accountable body 'sw1', nobody in support", ITEM "i,r,甲,open,,,,,,",
         "assignment:item,body,role\ni,sw1,accountable");
  FINDS ("", ITEM "i,n,甲,raised,,,,,,", "assignment:item,body,role\ni,sw1,accountable");
}
END_TEST

START_TEST (test_body_ended)
{
  FINDS ("duty-body assignment[2] i: The body assigned 'old' does not exist any more (2021-06-30)",
         ITEM "i,r,甲,open,,,,,,", "assignment:item,body,role\ni,sw1,accountable\ni,c1o,support\ni,old,support");
  FINDS ("", ITEM "i,r,甲,closed,,,,,,", "assignment:item,body,role\ni,old,support");
  FINDS ("", ITEM "i,r,甲,open,,,,,,",
         "assignment:item,body,role,until\ni,sw1,accountable,\ni,c1o,support,\ni,old,support,2021-06-30");
  FINDS ("", "organization:code,name,kind,since\nlater,将来支部,branch,2025-01-01", ITEM "i,r,甲,open,,,,,,",
         "assignment:item,body,role\ni,sw1,accountable\ni,c1o,support\ni,later,support");
}
END_TEST

START_TEST (test_body_outside)
{
  FINDS ("duty-area assignment[1] i: The body assigned 'c1o' is based outside of the item's area 'c2'",
         ITEM "i,r,甲,open,,,,c2,,", BOTH);
  FINDS ("duty-area assignment[0] i: The body assigned 'subsub' is based outside of the item's area 's1'",
         ITEM "i,r,甲,open,,,,,,", "assignment:item,body,role\ni,subsub,accountable\ni,bdo,support\ni,subsub,informed");
  FINDS ("", ITEM "i,r,甲,open,,,,bd,,", "assignment:item,body,role\ni,net,accountable\ni,dw,support");
  FINDS ("", ITEM "i,r,甲,open,,,,z,,", "assignment:item,body,role\ni,sub,accountable\ni,im,support");
  FINDS ("duty-area assignment[0] i: The body assigned 'subsub' is based outside of the item's area 'z'",
         ITEM "i,r,甲,open,,,,z,,", "assignment:item,body,role\ni,subsub,accountable\ni,sub,support");
}
END_TEST

START_TEST (test_overdue)
{
  FINDS ("duty-due item[0] i: Overdue, due 2024-08-25 (days: 1)", ITEM "i,r,甲,open,,2024-08-25,,,,", BOTH);
  FINDS ("duty-due item[0] i: Overdue, due 2024-08-01 (days: 25)", ITEM "i,n,甲,routed,,2024-08-01,,,direct,", BOTH);
  FINDS ("", ITEM "i,r,甲,open,,2024-08-26,,,,\nj,r,乙,closed,,2024-08-01,,,,\nk,v,丙,open,,2024-08-01,,,,",
         BOTH "\nj,sw1,accountable");
}
END_TEST

#define CLOSED ITEM "i,t,甲,closed,,,2024-05-01,,,\nm,n,乙,closed,,,2024-05-01,,direct,"

START_TEST (test_no_result)
{
  FINDS ("duty-result item[0] i: Closed without a result (甲)\nduty-result item[1] m: Closed without a result (乙)",
         CLOSED);
  FINDS ("", CLOSED, "match:need,resource\nm,i", "activity:code,kind,host,date,item\na,visit,sw1,2024-04-01,i");
  FINDS ("duty-result item[0] i: Closed without a result (甲)\nduty-result item[1] m: Closed without a result (乙)",
         CLOSED, "match:need,since\nm,2024-08-27", "activity:code,kind,host,date,item\na,visit,sw1,2024-08-27,i");
  FINDS ("", ITEM "i,t,甲,closed,,,2024-05-01,,,80\nj,t,乙,resolved,,,2024-05-01,,,\nk,t,丙,cancelled,,,2024-05-01,,,\n"
                  "l,r,丁,closed,,,2024-05-01,,,");
  FINDS ("duty-result item[0] i: Closed without a result (甲)", ITEM "i,t,甲,open,,,2024-05-01,,,");
}
END_TEST

#define BRANCHES(day, form)                                                                                            \
  "organization:code,name,kind,form,since\nx1,一,branch,,2001-01-01\nx2,二,branch,,2002-01-01\nx3,三,branch," form     \
  "," day,                                                                                                             \
      "subordination:organization,superior\nx1,sw1\nx2,sw1\nx3,sw1"
#define PLANS "checklist:code,name,kind,owner,until\np1,方案,plan,x1,\np2,方案,plan,x2,\nq,方案,plan,x3,2024-08-26"

START_TEST (test_not_inherited)
{
  FINDS ("duty-inherited organization[13] x3: Has not taken over a checklist that all of its kind have: plan (such as "
         "'p2')",
         BRANCHES ("2003-01-01", ""), PLANS);
  FINDS ("", BRANCHES ("2001-06-01", ""), PLANS);
  FINDS ("", BRANCHES ("2002-01-01", ""), PLANS);
  FINDS ("", BRANCHES ("2003-01-01", "grid"), PLANS);
  FINDS ("", BRANCHES ("2003-01-01", ""), PLANS, "checklist:code,name,kind,owner\np3,方案,plan,x3");
  FINDS ("", BRANCHES ("2003-01-01", ""), "checklist:code,name,kind,owner\np1,方案,plan,x1");
}
END_TEST

START_TEST (test_need_states)
{
  FINDS ("need-state item[0] i: What is given does not fit the state 'resolved': closed\n"
         "need-state item[1] j: What is given does not fit the state 'rated': rating\n"
         "need-state item[2] k: What is given does not fit the state 'routed': rating\n"
         "need-state item[3] l: What is given does not fit the state 'closed': route",
         ITEM "i,n,甲,resolved,,,,,direct,\nj,n,乙,rated,,,2024-05-01,,direct,\nk,n,丙,routed,,,,,direct,50\n"
              "l,n,丁,closed,,,2024-05-01,,,50");
  FINDS ("need-state item[0] i: What is given does not fit the state: rating", ITEM "i,n,甲,,,,,,,50");
  FINDS ("", ITEM "i,n,甲,raised,,,,,,\nj,n,乙,rated,,,2024-05-01,,bundled,70\nk,n,丙,cancelled,,,,,,50\n"
                  "l,n,丁,closed,,,2024-05-01,,whistle,50\nm,r,戊,closed,,,,,,50");
}
END_TEST

/* ---- Steps, each alone ----------------------------------------------------------------------------------------------------------- */

#define DUTIES "checklist:code,name,kind,owner\nr,责任,responsibility,dw\nn,需求,need,dw"
#define SAFETY "item:code,checklist,title,category,state,area,raised_by\n"

START_TEST (test_assignment_by_area)
{
  g_autoptr (DjView) view
      = VIEW (DUTIES,
              SAFETY "a1,r,区,safety,open,d,\na2,r,街道,safety,open,s1,sw1\na3,r,楼,safety,open,b1,\n"
                     "a4,r,楼,order,open,b1,\na5,n,楼,safety,raised,b1,\na6,r,楼,safety,closed,b1,\n"
                     "a7,r,楼,safety,open,b1,big\na8,r,区,safety,open,d,gone\na9,r,楼,,open,b1,",
              "assignment:item,body,role\na1,dw,accountable\na2,sw1,accountable\na2,bdo,support\n"
              "a3,netb,accountable\na4,im,accountable\na5,im,accountable\na6,im,accountable\n"
              "a7,im,accountable\na8,im,accountable\na9,im,accountable");
  answers (view, "safety", "net", "assignment", "assignment: net > b1 > bd > s1 > a2 > sw1");
  answers (view, "safety", "big", "assignment", "assignment: big > a7 > im");
  answers (view, "safety", "subsub", "assignment", "assignment: subsub > c3 > s2 > d > a1 > dw");
  answers (view, "safety", "lone", "assignment", "");
  answers (view, "nothing", "net", "assignment", "");
  answers (view, NULL, "net", "assignment", "");
  answers (view, "order", "net", "assignment", "assignment: net > b1 > a4 > im");
  g_autoptr (DjFrame) frame = dj_view_who_answers (view, "safety", "net", "assignment", NULL);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "reason_zh")),
                    "由一街道工委牵头负责其所在街道（乡镇）“一街道”的事项“街道”");
  ck_assert_str_eq (dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "reason_en")),
                    "is accountable for '街道' of the subdistrict or township '一街道' around it");
}
END_TEST

START_TEST (test_assignment_by_who_raised_it)
{
  g_autoptr (DjView) view
      = VIEW (DUTIES,
              SAFETY "a1,r,区,safety,open,d,\na2,r,总部,safety,open,,net\na3,r,自己,safety,open,c3,sub\n"
                     "a4,r,自己,safety,open,c3,sub\na5,r,没人,safety,open,c3,subsub",
              "assignment:item,body,role\na1,dw,accountable\na2,im,accountable\na3,ia,accountable\n"
              "a3,bdo,accountable\na4,sw1,accountable\na4,ia,accountable\na5,subsub,accountable");
  answers (view, "safety", "sub", NULL,
           "assignment: sub > a3 > ia\nassignment: sub > a3 > bdo\nassignment: sub > a4 > sw1");
  answers (
      view, "safety", "subsub", NULL,
      "assignment: subsub > sub > a3 > ia\nassignment: subsub > sub > a3 > bdo\nassignment: subsub > sub > a4 > sw1");
  answers (view, "safety", "net", "assignment", "assignment: net > a2 > im");
  g_autoptr (DjFrame) frame = dj_view_who_answers (view, "safety", "subsub", NULL, NULL);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "reason_zh")),
                    "由互联网协会党委牵头负责其主管单位“丙分公司”提出的事项“自己”");
}
END_TEST

#define COVERED(rows) "coverage:unit,organization,manner,until\n" rows
#define GUIDED(rows) "guidance:organization,guide,kind,until\n" rows

START_TEST (test_line)
{
  g_autoptr (DjView) view
      = VIEW (COVERED ("shop,ia,industry,\nshop,im,area,\nsub,jb,joint,\nsub,im,industry,2024-08-26\n"
                       "subsub,jb,area,\nnet,old,industry,"),
              GUIDED ("netb,im,line,\nnetb,old,line,\nnetb,big,attached,\nnetb,sw1,area,\njb,ia,line,\n"
                      "jb,zo,,\nnetb,im,attached,"));
  answers (view, NULL, "shop", "line", "line: shop > ia");
  answers (view, NULL, "net", "line", "line: net > netb > im\nline: net > netb > big");
  answers (view, NULL, "sub", "line", "line: sub > jb > ia");
  answers (view, NULL, "subsub", "line", "");
  g_autoptr (DjFrame) frame = dj_view_who_answers (view, NULL, "net", "line", NULL);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "reason_zh")),
                    "由互联网企业党工委按条线指导其党组织“甲网络支部”");
  ck_assert_str_eq (dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "reason_en")),
                    "guides by line its organization '甲网络支部'");
  ck_assert_str_eq (dj_frame_get_text (frame, 1, dj_frame_find_column (frame, "table")), "unit");
}
END_TEST

START_TEST (test_area)
{
  g_autoptr (DjView) view = VIEW (COVERED ("shop,ia,area,\nshop,im,,\nsub,jb,own,\nsub,jb,area,"),
                                  GUIDED ("netb,im,line,\nnetb,sw1,area,\njb,ia,line,"));
  answers (view, NULL, "shop", "area", "area: shop > ia\narea: shop > im");
  answers (view, NULL, "net", "area", "area: net > netb > sw1");
  answers (view, NULL, "big", "area", "area: big > b2 > bd > bdo");
  answers (view, NULL, "sub", "area", "area: sub > c2 > z > zo");
  answers (view, NULL, "subsub", "area", "");
  answers (view, NULL, "lone", "area", "");
  g_autoptr (DjFrame) frame = dj_view_who_answers (view, NULL, "sub", "area", NULL);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "reason_en")),
                    "leads in the zone '西片区', of which its area '二社区' is a part");
}
END_TEST

START_TEST (test_lead)
{
  g_autoptr (DjView) view
      = VIEW ("alliance:code,name,kind,lead,until\nk1,甲联盟,alliance,big,\nk2,乙联盟,alliance,,\n"
              "k3,丙联盟,alliance,bdo,\nk4,丁联盟,alliance,gone,\nk5,旧联盟,alliance,big,2020-01-01",
              "seat:alliance,body,role,until\nk1,shop,member,\nk1,netb,member,\nk2,sub,member,\n"
              "k2,bigb,lead,\nk2,big,lead,\nk3,subsub,member,\nk4,lone,member,\nk4,big,lead,\nk5,lone,member,\n"
              "k1,big,lead,\nk2,big,member,");
  answers (view, NULL, "shop", "lead", "lead: shop > k1 > big");
  answers (view, NULL, "net", "lead", "lead: net > netb > k1 > big");
  answers (view, NULL, "sub", "lead", "lead: sub > k2 > bigb");
  answers (view, NULL, "subsub", "lead", "");
  answers (view, NULL, "lone", "lead", "lead: lone > k4 > big");
  answers (view, NULL, "big", "lead", "");
}
END_TEST

START_TEST (test_community_and_subdistrict)
{
  g_autoptr (DjView) view = VIEW (COVERED ("sub,ia,fallback,"));
  answers (view, NULL, "shop", "community", "community: shop > g > c1 > c1o");
  answers (view, NULL, "sub", "community", "");
  answers (view, NULL, "net", "community", "");
  answers (view, NULL, "sub", "subdistrict", "subdistrict: sub > ia");
  answers (view, NULL, "net", "subdistrict", "subdistrict: net > b1 > bd > s1 > sw1");
  answers (view, NULL, "subsub", "subdistrict", "");
}
END_TEST

/* ---- Orders ------------------------------------------------------------------------------------------------------------------------- */

START_TEST (test_orders)
{
  g_autoptr (DjView) view = VIEW (COVERED ("shop,ia,industry,\nshop,ia,area,"));
  answers (view, NULL, "shop", NULL, "line: shop > ia");
  answers (view, NULL, "shop", "community,line", "community: shop > g > c1 > c1o");
  answers (view, NULL, "shop", "lead, line", "line: shop > ia");
  answers (view, NULL, "shop", "area+community+line,subdistrict", "area: shop > ia\ncommunity: shop > g > c1 > c1o");
  answers (view, NULL, "shop", "subdistrict + line", "subdistrict: shop > g > c1 > s1 > sw1\nline: shop > ia");
  answers (view, NULL, "shop", "社区,街道兜底", "community: shop > g > c1 > c1o");
  answers (view, NULL, "lone", NULL, "");
  answers (view, NULL, "gone", NULL, "");
  answers (view, NULL, "nobody", NULL, "");
  answers (view, NULL, NULL, NULL, "");
  answers (view, NULL, "sw1", NULL, "");
}
END_TEST

START_TEST (test_malformed_orders)
{
  static const char *const orders[] = { "",      " ",     ",",          "line,", ",line",          "line,,area",
                                        "line+", "+line", "line+,area", "lines", "line,area,line", "line area" };
  g_autoptr (DjView) view = make_view (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    for (int call = 0; call < 3; call++)
    {
      g_autoptr (GError) error = NULL;
      DjFrame *frame = call == 0   ? dj_view_who_answers (view, NULL, "nobody", orders[i], &error)
                       : call == 1 ? dj_view_overlaps (view, NULL, orders[i], &error)
                                   : dj_view_gaps (view, NULL, orders[i], &error);
      ck_assert_msg (frame == NULL, "'%s' passes", orders[i]);
      ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    }
}
END_TEST

/* ---- Three who answer, and one after it was agreed ------------------------------------------------------------------------------------- */

START_TEST (test_an_internet_firm)
{
  g_autoptr (DjRegister) reg = make_register (
      (const char *const[]){ COVERED ("net,bdo,area,"), GUIDED ("netb,im,line,\nnetb,ia,line,"), NULL });
  g_autoptr (DjView) before = seal (reg, ON);
  answers (before, "safety", "net", NULL, "line: net > netb > im\nline: net > netb > ia\narea: net > bdo");
  g_autoptr (DjChange) change = dj_register_begin (reg, "a responsibility list");
  add_block (change, "checklist:code,name,kind,owner\nr,责任清单,responsibility,dw");
  add_block (change, SAFETY "duty,r,网络安全,safety,open,,net");
  add_block (change, "assignment:item,body,role\nduty,im,accountable\nduty,ia,support\nduty,bdo,support");
  commit (change);
  g_autoptr (DjView) after = seal (reg, ON);
  answers (after, "safety", "net", NULL, "assignment: net > duty > im");
  answers (after, "other", "net", NULL, "line: net > netb > im\nline: net > netb > ia\narea: net > bdo");
  answers (before, "safety", "net", NULL, "line: net > netb > im\nline: net > netb > ia\narea: net > bdo");
}
END_TEST

START_TEST (test_overlaps_and_gaps)
{
  g_autoptr (DjView) view = VIEW (COVERED ("shop,ia,industry,\nshop,c1o,area,\nsub,ia,area,"));
  expect (
      dj_view_overlaps (view, "safety", "line+area", NULL),
      "unit,matter,body,table,name,step,via,reason_zh,reason_en,bodies\n"
      "shop,safety,ia,organization,互联网协会党委,line,shop > ia,由互联网协会党委按行业覆盖该单位,covers it by its "
      "industry,2\n"
      "shop,safety,c1o,organization,一社区党委,area,shop > c1o,由一社区党委按区域覆盖该单位,covers it by its area,2\n");
  expect (dj_view_gaps (view, "safety", "line+area", NULL), "unit,name,kind,area,matter\n"
                                                            "subsub,丁门店,non_public_enterprise,c3,safety\n"
                                                            "lone,戊工作室,non_public_enterprise,,safety\n");
  const char *const units[] = { "lone", "shop", NULL, "sub", "shop" };
  g_autoptr (DjFrame) frame = dj_view_who_answers_many (view, NULL, units, G_N_ELEMENTS (units), "line+area", NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 5);
  ck_assert (dj_frame_is_missing (frame, 0, dj_frame_find_column (frame, "matter")));
}
END_TEST

/* ---- Other days -------------------------------------------------------------------------------------------------------------------------- */

START_TEST (test_restated)
{
  g_autoptr (DjRegister) reg
      = make_register ((const char *const[]){ COVERED ("shop,old,area,\nshop,ia,industry,2020-01-01"), NULL });
  g_autoptr (DjView) past = seal (reg, "2019-06-01"), today = seal (reg, ON);
  g_autoptr (GError) error = NULL;
  g_autoptr (DjView) restated = dj_view_restate (past, today, &error);
  ck_assert_ptr_nonnull (restated);
  answers (past, NULL, "shop", NULL, "line: shop > ia\narea: shop > old");
  answers (past, NULL, "gone", "subdistrict", "subdistrict: gone > c1 > s1 > sw1");
  answers (today, NULL, "shop", NULL, "community: shop > g > c1 > c1o");
  answers (restated, NULL, "shop", NULL, "community: shop > g > c1 > c1o");
  answers (restated, NULL, "gone", NULL, "");
}
END_TEST

START_TEST (test_nothing)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjView) view = seal (reg, ON);
  g_autoptr (DjFrame) items = dj_view_items (view), duties = dj_view_duties_of (view, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (items) + dj_frame_get_n_rows (duties), 0);
  expect (dj_view_gaps (view, NULL, NULL, NULL), "unit,name,kind,area,matter\n");
  expect_findings (view, "");
  answers (view, "safety", "net", NULL, "");
}
END_TEST

int main (void)
{
  const TTest *const tests[] = {
    test_items,
    test_duties_of,
    test_nobody_accountable,
    test_two_accountable,
    test_nobody_in_support,
    test_body_ended,
    test_body_outside,
    test_overdue,
    test_no_result,
    test_not_inherited,
    test_need_states,
    test_assignment_by_area,
    test_assignment_by_who_raised_it,
    test_line,
    test_area,
    test_lead,
    test_community_and_subdistrict,
    test_orders,
    test_malformed_orders,
    test_an_internet_firm,
    test_overlaps_and_gaps,
    test_restated,
    test_nothing,
  };
  Suite *suite = suite_create ("duty");
  TCase *tcase = tcase_create ("duty");
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
