/* SPDX-License-Identifier: Apache-2.0 */
/* Duties and needs in time: cadence, steps of a need, flow and escalation, small enough that every figure is worked out by hand. */
#include "duty-register.h"

#include <stdio.h>
#include <stdlib.h>

#define ON "2024-08-26"

/* ---- Cadence by hand ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *recurrence, *opened, *since, *on;
  const char *days;     /* of activities, blanks between */
  const char *expected; /* expected, held, late, missed, last, next */
} CadenceCase;

static const CadenceCase cadence_cases[] = {
  /* Weeks go on over the end of the year, from Monday to Sunday. */
  { "weekly", "2024-12-30", NULL, "2025-01-12", "2025-01-01 2025-01-12", "2,2,0,0,2025-01-12,2025-01-12" },
  { "weekly", "2024-12-31", NULL, "2025-01-04", "", "0,0,0,0,,2025-01-05" },
  { "weekly", "2024-12-31", NULL, "2025-01-05", "", "1,0,0,1,,2025-01-05" },
  { "weekly", "2024-12-16", NULL, "2025-01-06", "2024-12-29 2024-12-30", "3,2,0,1,2024-12-30,2025-01-12" },
  /* Months of 28 to 31 days: on the last day they are due, and count. */
  { "monthly", "2023-02-28", NULL, "2023-02-28", "2023-02-28", "1,1,0,0,2023-02-28,2023-02-28" },
  { "monthly", "2024-02-01", NULL, "2024-02-28", "2024-02-28", "0,0,0,0,2024-02-28,2024-02-29" },
  { "monthly", "2024-02-01", NULL, "2024-02-29", "2024-02-28", "1,1,0,0,2024-02-28,2024-02-29" },
  { "monthly", "2023-01-15", NULL, "2023-04-30", "2023-01-01 2023-02-28 2023-03-31 2023-04-01",
    "4,4,0,0,2023-04-01,2023-04-30" },
  { "quarterly", "2023-12-31", NULL, "2024-06-30", "2024-01-01 2024-06-30", "3,2,0,1,2024-06-30,2024-06-30" },
  { "half_yearly", "2023-07-01", NULL, "2024-06-30", "2023-12-31", "2,1,0,1,2023-12-31,2024-06-30" },
  { "yearly", "2020-05-05", "2020-01-01", "2024-12-30", "2021-01-01 2023-12-31", "4,2,0,2,2023-12-31,2024-12-31" },
  { "yearly", "2020-05-05", "2020-01-01", "2024-12-31", "", "5,0,0,5,,2024-12-31" },
  /* The second of a period makes up for an earlier one, never for a later one; each only once. */
  { "monthly", "2024-01-01", NULL, "2024-04-15", "2024-03-02 2024-03-20", "3,1,1,1,2024-03-20,2024-04-30" },
  { "monthly", "2024-01-01", NULL, "2024-04-15", "2024-04-01 2024-04-02 2024-04-03", "3,0,2,1,2024-04-03,2024-04-30" },
  { "monthly", "2024-01-01", NULL, "2024-04-15", "2024-01-01 2024-01-02 2024-01-03", "3,1,0,2,2024-01-03,2024-04-30" },
  { "monthly", "2024-01-01", NULL, "2024-04-15", "2024-02-01 2024-02-02 2024-02-02 2024-04-01 2024-04-01",
    "3,1,2,0,2024-04-01,2024-04-30" },
  /* What is due on the day of `since` counts; what was due before is neither expected nor made up for. */
  { "monthly", "2023-01-01", "2024-01-31", "2024-02-29", "2024-01-02 2023-12-31", "2,1,0,1,2024-01-02,2024-02-29" },
  { "monthly", "2023-01-01", "2024-02-01", "2024-02-29", "2024-02-02 2024-02-03", "1,1,0,0,2024-02-03,2024-02-29" },
  { "monthly", "2023-01-01", "2024-03-01", "2024-02-28", "2024-02-02 2024-02-03", "0,0,0,0,2024-02-03,2024-02-29" },
  { "monthly", "2023-01-01", "9999-12-31", "2024-02-29", "2024-02-02 2024-02-03", "0,0,0,0,2024-02-03,2024-02-29" },
  /* Without a beginning it is a year, leap years and all. */
  { "quarterly", "2020-01-01", NULL, "2024-08-26", "2023-09-30", "4,1,0,3,2023-09-30,2024-09-30" },
  { "yearly", NULL, NULL, "2024-12-30", "", "1,0,0,1,,2024-12-31" },
  { "yearly", NULL, NULL, "2024-12-31", "", "1,0,0,1,,2024-12-31" },
  { "monthly", NULL, NULL, "2024-02-28", "", "12,0,0,12,,2024-02-29" },
  { "monthly", NULL, NULL, "2024-02-29", "", "12,0,0,12,,2024-02-29" },
  { "monthly", NULL, NULL, "2025-02-28", "", "12,0,0,12,,2025-02-28" },
  /* What is still to come has not been held. */
  { "monthly", "2024-01-01", NULL, "2024-01-31", "2024-02-01", "1,0,0,1,,2024-01-31" },
  { "once", "2024-01-01", NULL, "2024-04-15", "2024-03-02 2024-03-20", "0,0,0,0,2024-03-20," },
  { "as_needed", "2024-01-01", NULL, "2024-04-15", "2024-03-02", "0,0,0,0,2024-03-02," },
};

static DjView *make_cadence_view (const CadenceCase *test)
{
  g_autofree char *item = g_strdup_printf ("i,task,会议,%s,%s", test->recurrence, test->opened ? test->opened : "");
  const char *items[] = { "code,checklist,title,recurrence,opened", item, NULL };
  g_auto (GStrv) days = g_strsplit (test->days, " ", -1);
  g_autoptr (GPtrArray) activities = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (activities, g_strdup ("code,kind,host,date,item"));
  g_ptr_array_add (activities, g_strdup ("undated,visit,oc,,i"));
  for (int i = 0; days[i]; i++)
    g_ptr_array_add (activities, g_strdup_printf ("h%d,visit,oc,%s,i", i, days[i]));
  g_ptr_array_add (activities, NULL);
  return duty_view_new (items, NULL, (const char *const *)activities->pdata, test->on);
}

START_TEST (test_cadence)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cadence_cases); i++)
  {
    const CadenceCase *test = &cadence_cases[i];
    g_autoptr (DjView) view = make_cadence_view (test);
    g_autofree char *expected = g_strdup_printf (CADENCE_HEADER "i,会议,os,%s,%s\n", test->recurrence, test->expected);
    g_snprintf (naive_where, sizeof naive_where, "case %d", (int)i);
    duty_expect (dj_view_cadence (view, duty_day (test->since)), expected);
  }
}
END_TEST

/* Which items are asked about, and whose they are. */
START_TEST (test_cadence_items)
{
  static const char *const items[] = { "code,checklist,title,state,recurrence,opened,closed",
                                       "i1,task,例会,open,monthly,2024-06-01,",
                                       "i2,orphan,无主,,monthly,2024-06-01,2024-09-01",
                                       "i3,task,学习,,quarterly,2024-06-01,",
                                       "x1,task,办结,closed,monthly,2024-06-01,",
                                       "x2,task,办结,,monthly,2024-06-01,2024-08-26",
                                       "x3,task,无周期,,,2024-06-01,",
                                       "x4,need,需求,,monthly,2024-06-01,",
                                       "x5,offer,资源,,monthly,2024-06-01,",
                                       "x6,ledger,台账,,monthly,2024-06-01,",
                                       "x7,task,未到,,monthly,2024-08-27,",
                                       "i4,task,巡查,,weekly,2024-08-19,",
                                       NULL };
  static const char *const assignments[] = { "item,body,role,until",
                                             "i1,u1,support,",
                                             "i1,a1,accountable,",
                                             "i1,oc,accountable,",
                                             "i3,oc,accountable,2024-08-26",
                                             "i4,a1,accountable,",
                                             NULL };
  static const char *const activities[]
      = { "code,kind,host,date,item",  "h1,visit,oc,2024-08-20,i4", "h2,visit,oc,2024-07-20,i1",
          "h3,visit,oc,2024-07-21,i1", "h4,visit,oc,2024-07-21,x1", NULL };
  g_autoptr (DjView) view = duty_view_new (items, assignments, activities, ON);
  duty_expect (dj_view_cadence (view, DJ_DATE_NONE),
               CADENCE_HEADER "i1,例会,a1,monthly,2,1,1,0,2024-07-21,2024-08-31\n"
                              "i2,无主,,monthly,2,0,0,2,,2024-08-31\n"
                              "i3,学习,os,quarterly,1,0,0,1,,2024-09-30\n"
                              "i4,巡查,a1,weekly,1,1,0,0,2024-08-20,2024-09-01\n");
  duty_expect (dj_view_cadence_of_bodies (view, DJ_DATE_NONE), BODIES_HEADER "a1,席位牵头,2,3,2,1,0\n"
                                                                             ",,1,2,0,0,2\n"
                                                                             "os,街道党工委,1,1,0,0,1\n");
}
END_TEST

/* Thousands of years of weeks are counted as fast as one; the ends of the calendar are no trap. */
START_TEST (test_cadence_long)
{
  static const char *const items[] = { "code,checklist,title,recurrence,opened", "i1,task,周会,weekly,",
                                       "i2,task,月会,monthly,1000-01-01", "i3,task,年会,yearly,1000-12-31", NULL };
  static const char *const activities[]
      = { "code,kind,host,date,item",  "h1,visit,oc,1000-01-01,i1", "h2,visit,oc,9999-12-31,i1",
          "h3,visit,oc,9999-12-31,i1", "h4,visit,oc,9999-12-01,i2", NULL };
  static const DjDate long_ago[] = { G_MININT32 + 1, -400000, -354285 };
  g_autoptr (DjView) view = duty_view_new (items, NULL, activities, "9999-12-31");
  int weeks = (dj_date (9999, 12, 26) - dj_date (1000, 1, 5)) / 7 + 1;
  g_autofree char *expected
      = g_strdup_printf (CADENCE_HEADER "i1,周会,os,weekly,%d,1,1,%d,9999-12-31,\n"
                                        "i2,月会,os,monthly,108000,1,0,107999,9999-12-01,9999-12-31\n"
                                        "i3,年会,os,yearly,9000,0,0,9000,,9999-12-31\n",
                         weeks, weeks - 2);
  for (gsize i = 0; i < G_N_ELEMENTS (long_ago); i++)
    duty_expect (dj_view_cadence (view, long_ago[i]), expected);
  duty_expect (dj_view_cadence (view, G_MAXINT32), CADENCE_HEADER "i1,周会,os,weekly,0,0,0,0,9999-12-31,\n"
                                                                  "i2,月会,os,monthly,0,0,0,0,9999-12-01,9999-12-31\n"
                                                                  "i3,年会,os,yearly,0,0,0,0,,9999-12-31\n");
  g_autoptr (DjView) first = duty_view_new (items, NULL, activities, "1000-01-01");
  duty_expect (dj_view_cadence (first, DJ_DATE_NONE), CADENCE_HEADER "i1,周会,os,weekly,0,0,0,0,1000-01-01,1000-01-05\n"
                                                                     "i2,月会,os,monthly,0,0,0,0,,1000-01-31\n");
}
END_TEST

/* ---- Steps of a need -------------------------------------------------------------------------------------------------------- */

static DjItemState state_of (const char *name)
{
  return (DjItemState)dj_code_list_find (dj_schema_find_code_list ("item_state"), name, -1);
}

static const char *const allowed_steps[]
    = { " raised",      "raised routed",    "routed taken",     "taken resolved", "resolved rated",
        "rated closed", "resolved closed",  "routed raised",    "taken routed",   "resolved taken",
        "rated taken",  "raised cancelled", "routed cancelled", "taken cancelled" };

START_TEST (test_steps)
{
  gboolean allowed[DJ_ITEM_CANCELLED + 1][DJ_ITEM_CANCELLED + 1] = { { FALSE } };
  for (gsize i = 0; i < G_N_ELEMENTS (allowed_steps); i++)
  {
    g_auto (GStrv) pair = g_strsplit (allowed_steps[i], " ", 2);
    allowed[*pair[0] ? state_of (pair[0]) : DJ_ITEM_NONE][state_of (pair[1])] = TRUE;
  }
  for (int from = -1; from <= DJ_ITEM_CANCELLED + 1; from++)
    for (int to = -1; to <= DJ_ITEM_CANCELLED + 1; to++)
    {
      gboolean known = from >= 0 && to >= 0 && from <= DJ_ITEM_CANCELLED && to <= DJ_ITEM_CANCELLED;
      ck_assert_msg (dj_need_may_become ((DjItemState)from, (DjItemState)to) == (known && allowed[from][to]),
                     "from %d to %d", from, to);
    }
  ck_assert (!dj_need_may_become (DJ_ITEM_RAISED, (DjItemState)G_MAXINT));
}
END_TEST

static const char *const NEEDS[] = { "code,checklist,title,state,opened,closed,route,rating",
                                     "n1,need,停车,,2024-01-01,,whistle,",
                                     "n2,need,照明,raised,2024-01-01,,,",
                                     "n3,trouble,噪声,rated,2024-01-01,2024-02-01,direct,40",
                                     "n4,need,食堂,closed,2024-01-01,2024-02-01,direct,90",
                                     "n5,need,培训,taken,2024-01-01,,bundled,",
                                     NULL };

static char *items_of (DjRegister *reg) { return duty_csv (dj_register_get_table (reg, DJ_TABLE_ITEM)); }

static void advance (DjChange *change, const char *item, DjItemState to, const char *on)
{
  GError *error = NULL;
  if (!dj_change_advance_need (change, item, to, duty_day (on), &error))
    ck_abort_msg ("%s to %d: %s", item, (int)to, error->message);
}

START_TEST (test_advance)
{
  g_autoptr (DjRegister) reg = duty_register_new (NEEDS, NULL, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "dealing with needs");
  advance (change, "n1", DJ_ITEM_RAISED, "2024-01-01");
  advance (change, "n1", DJ_ITEM_ROUTED, "2024-01-02");
  advance (change, "n1", DJ_ITEM_TAKEN, "2024-01-03");
  advance (change, "n1", DJ_ITEM_RESOLVED, "2024-01-04");
  advance (change, "n1", DJ_ITEM_TAKEN, "2024-01-05");
  advance (change, "n1", DJ_ITEM_RESOLVED, "2024-01-06");
  ck_assert (dj_change_amend (change, DJ_TABLE_ITEM, "n1", NULL, "rating", "95", NULL));
  advance (change, "n1", DJ_ITEM_RATED, "2024-01-07");
  advance (change, "n1", DJ_ITEM_CLOSED, "2024-01-08");
  advance (change, "n2", DJ_ITEM_CANCELLED, "2024-01-09");
  advance (change, "n3", DJ_ITEM_TAKEN, "2024-03-01");
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  ck_assert_uint_eq (dj_issues_get_n (issues), 0);
  duty_commit (change);
  g_autofree char *items = items_of (reg);
  ck_assert_str_eq (
      items,
      "code,checklist,title,category,state,quantity,measure,opened,due,closed,area,raised_by,route,recurrence,rating\n"
      "n1,need,停车,,closed,,,2024-01-01,,2024-01-06,,,whistle,,95\n"
      "n2,need,照明,,cancelled,,,2024-01-01,,2024-01-09,,,,,\n"
      "n3,trouble,噪声,,taken,,,2024-01-01,,,,,direct,,\n"
      "n4,need,食堂,,closed,,,2024-01-01,,2024-02-01,,,direct,,90\n"
      "n5,need,培训,,taken,,,2024-01-01,,,,,bundled,,\n");
}
END_TEST

START_TEST (test_advance_refused)
{
  static const struct
  {
    const char *item;
    DjItemState to;
    DjDate on;
    DjError code;
  } cases[] = {
    { "n1", DJ_ITEM_TAKEN, 19800, DJ_ERROR_FORMAT },      { "n1", DJ_ITEM_NONE, 19800, DJ_ERROR_FORMAT },
    { "n2", DJ_ITEM_ROUTED, 19800, DJ_ERROR_FORMAT },     { "n2", DJ_ITEM_RAISED, 19800, DJ_ERROR_FORMAT },
    { "n4", DJ_ITEM_TAKEN, 19800, DJ_ERROR_FORMAT },      { "n5", (DjItemState)99, 19800, DJ_ERROR_FORMAT },
    { "n5", DJ_ITEM_OPEN, 19800, DJ_ERROR_FORMAT },       { "n9", DJ_ITEM_RAISED, 19800, DJ_ERROR_NOT_FOUND },
    { "os", DJ_ITEM_RAISED, 19800, DJ_ERROR_NOT_FOUND },  { NULL, DJ_ITEM_RAISED, 19800, DJ_ERROR_NOT_FOUND },
    { "", DJ_ITEM_RAISED, 19800, DJ_ERROR_NOT_FOUND },    { "n5", DJ_ITEM_RESOLVED, DJ_DATE_NONE, DJ_ERROR_FORMAT },
    { "n5", DJ_ITEM_RESOLVED, 9999999, DJ_ERROR_FORMAT },
  };
  g_autoptr (DjRegister) reg = duty_register_new (NEEDS, NULL, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "refused");
  g_autofree char *before = items_of (reg);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    GError *error = NULL;
    ck_assert (!dj_change_advance_need (change, cases[i].item, cases[i].to, cases[i].on, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)cases[i].code), "%d: %s", (int)i, error->message);
    g_clear_error (&error);
    ck_assert (!dj_change_advance_need (change, cases[i].item, cases[i].to, cases[i].on, NULL));
  }
  duty_commit (change);
  g_autofree char *after = items_of (reg);
  ck_assert_str_eq (after, before);
  advance (change, "n5", DJ_ITEM_RESOLVED, "2023-12-31"); /* before it was opened: for the check to find */
  ck_assert (!dj_change_commit (change, NULL));
}
END_TEST

/* ---- Flow by hand ---------------------------------------------------------------------------------------------------------- */

/* f3 is where its owner is; f8 is still open on the day; f9 has no state yet. */
static const char *const FLOWING[] = { "code,checklist,title,category,state,opened,due,closed,area,route,rating",
                                       "f1,need,t,safety,raised,2024-08-01,2024-08-20,,c1,,",
                                       "f2,need,t,safety,routed,2024-08-01,2024-08-26,,c2,whistle,",
                                       "f3,trouble,t,parking,taken,2024-07-01,2024-08-25,,,direct,",
                                       "f4,need,t,parking,resolved,2024-01-01,2024-01-10,2024-01-11,d1,whistle,60",
                                       "f5,need,t,,rated,2024-01-01,2024-01-21,2024-01-21,s1,bundled,90",
                                       "f6,need,t,safety,cancelled,2024-01-01,2024-01-02,2024-02-01,c1,,",
                                       "f7,need,t,safety,closed,,2024-01-01,,c1,whistle,",
                                       "f8,need,t,safety,resolved,2024-08-01,2024-08-01,2024-09-01,c1,whistle,10",
                                       "f9,need,t,safety,,2024-08-26,,,c1,,",
                                       "x1,gone,t,safety,raised,,,,c1,,",
                                       "x2,task,t,safety,raised,,,,c1,,",
                                       "x3,need,t,safety,raised,2024-08-27,,,c1,,",
                                       NULL };

static const char *const FLOWING_ASSIGNMENTS[]
    = { "item,body,role,until", "f1,oc,accountable,",           "f1,os,accountable,",
        "f2,u1,accountable,",   "f3,oc,accountable,2024-01-01", "f3,os,support,",
        "f4,oc,accountable,",   "f5,oc,accountable,",           NULL };

START_TEST (test_flow)
{
  g_autoptr (DjView) view = duty_view_new (FLOWING, FLOWING_ASSIGNMENTS, NULL, ON);
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_ALL, DJ_AREA_NONE), FLOW_HEADER ",,9,1,1,1,3,1,3,1,0.375,15,75,2\n");
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_CATEGORY, DJ_AREA_NONE),
               FLOW_HEADER "safety,safety,6,1,1,0,1,1,2,0,0.2,,,0\n"
                           "parking,parking,2,0,0,1,1,0,1,1,0.5,10,60,1\n"
                           ",,1,0,0,0,1,0,0,0,1,20,90,1\n");
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_ROUTE, DJ_AREA_NONE),
               FLOW_HEADER ",,3,1,0,0,0,1,1,0,0,,,0\n"
                           "whistle,吹哨报到,4,0,1,0,2,0,1,1,0.5,10,60,1\n"
                           "direct,直达主管部门,1,0,0,1,0,0,1,0,0,,,0\n"
                           "bundled,打包上门,1,0,0,0,1,0,0,0,1,20,90,1\n");
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_BODY, DJ_AREA_NONE),
               FLOW_HEADER "oc,社区党委,3,1,0,0,2,0,1,1,0.6666666666666666,15,75,2\n"
                           "u1,甲企业,1,0,1,0,0,0,0,0,0,,,0\n"
                           ",,5,0,0,1,1,1,2,0,0.25,,,0\n");
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_AREA, DJ_AREA_COMMUNITY),
               FLOW_HEADER "c1,一社区,6,1,0,1,1,1,3,0,0.2,,,0\n"
                           "c2,二社区,1,0,1,0,0,0,0,0,0,,,0\n"
                           ",,2,0,0,0,2,0,0,1,1,15,75,2\n");
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_AREA, DJ_AREA_COUNTY),
               FLOW_HEADER "d1,甲区,9,1,1,1,3,1,3,1,0.375,15,75,2\n");
  duty_expect (dj_view_flow (view, DJ_FLOW_BY_AREA, DJ_AREA_NATION), FLOW_HEADER ",,9,1,1,1,3,1,3,1,0.375,15,75,2\n");
}
END_TEST

/* ---- Escalations ------------------------------------------------------------------------------------------------------------- */

static const char *const LATE[] = { "code,checklist,title,state,opened,due,closed",
                                    "e0,task,当日,,,2024-08-26,",
                                    "e1,need,一日,,,2024-08-25,",
                                    "e7,task,七日,,,2024-08-19,",
                                    "e8,trouble,八日,,,2024-08-18,",
                                    "e31,task,久,,,2024-07-26,",
                                    "x1,task,办结,closed,,2024-08-19,",
                                    "x2,offer,资源,,,2024-08-19,",
                                    "x3,ledger,台账,,,2024-08-19,",
                                    NULL };

static const char *const LATE_ASSIGNMENTS[]
    = { "item,body,role",    "e0,oe,accountable",  "e1,oe,accountable", "e7,oe,accountable",
        "e8,oe,accountable", "e31,oe,accountable", "x1,oe,accountable", NULL };

START_TEST (test_escalations)
{
  g_autoptr (DjView) view = duty_view_new (LATE, LATE_ASSIGNMENTS, NULL, ON);
  static const char every_day[] = ESCALATIONS_HEADER "e1,一日,oe,2024-08-25,1,1,oc,社区党委\n"
                                                     "e7,七日,oe,2024-08-19,7,3,od,区委\n"
                                                     "e8,八日,oe,2024-08-18,8,3,od,区委\n"
                                                     "e31,久,oe,2024-07-26,31,3,od,区委\n";
  duty_expect (dj_view_escalations (view, 1), every_day);
  duty_expect (dj_view_escalations (view, 0), every_day);
  duty_expect (dj_view_escalations (view, G_MININT), every_day);
  duty_expect (dj_view_escalations (view, 7), ESCALATIONS_HEADER "e1,一日,oe,2024-08-25,1,1,oc,社区党委\n"
                                                                 "e7,七日,oe,2024-08-19,7,1,oc,社区党委\n"
                                                                 "e8,八日,oe,2024-08-18,8,2,os,街道党工委\n"
                                                                 "e31,久,oe,2024-07-26,31,3,od,区委\n");
  static const char patient[] = ESCALATIONS_HEADER "e1,一日,oe,2024-08-25,1,1,oc,社区党委\n"
                                                   "e7,七日,oe,2024-08-19,7,1,oc,社区党委\n"
                                                   "e8,八日,oe,2024-08-18,8,1,oc,社区党委\n"
                                                   "e31,久,oe,2024-07-26,31,2,os,街道党工委\n";
  duty_expect (dj_view_escalations (view, 30), patient);
  g_autoptr (DjView) later = duty_view_new (LATE, LATE_ASSIGNMENTS, NULL, "9999-12-31");
  g_autoptr (DjFrame) frame = dj_view_escalations (later, G_MAXINT);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, 6), "oc");
}
END_TEST

static const struct
{
  const char *body;     /* accountable; empty for nobody */
  const char *list;     /* on which the item stands */
  const char *expected; /* steps, to, its name */
} beginnings[] = {
  { "od", "task", "0,od,区委" },     { "os", "task", "1,od,区委" },        { "ox", "task", "0,ox,行业党委" },
  { "u1", "task", "1,oc,社区党委" }, { "u2", "task", "0,ox,行业党委" },    { "u3", "task", "1,od,区委" },
  { "u4", "task", "0,u4,丁企业" },   { "a1", "task", "1,os,街道党工委" },  { "a2", "task", "1,oc,社区党委" },
  { "a3", "task", "1,oc,社区党委" }, { "a4", "task", "0,a4,互相牵头" },    { "a5", "task", "0,a5,互相牵头" },
  { "a6", "task", "0,a6,无人牵头" }, { "a7", "task", "1,oc,社区党委" },    { "a3", "need", "1,oc,社区党委" },
  { "", "task", "1,od,区委" },       { "", "trouble", "1,os,街道党工委" }, { "", "orphan", "0,," },
};

/* From whom it goes up: organizations, units, alliances, and where nobody is accountable. */
START_TEST (test_escalations_begin)
{
  g_autoptr (DjRegister) reg = duty_register_new (NULL, NULL, NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "late");
  g_autoptr (GString) expected = g_string_new (ESCALATIONS_HEADER);
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
  {
    char code[16];
    g_snprintf (code, sizeof code, "i%d", (int)i);
    ck_assert (dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", code, "checklist", beginnings[i].list, "title", "t",
                              "due", "2024-08-25", NULL));
    if (*beginnings[i].body)
      ck_assert (dj_change_add (change, DJ_TABLE_ASSIGNMENT, NULL, "item", code, "body", beginnings[i].body, "role",
                                "accountable", NULL));
    g_string_append_printf (expected, "%s,t,%s,2024-08-25,1,%s\n", code, beginnings[i].body, beginnings[i].expected);
  }
  duty_commit (change);
  g_autoptr (DjView) view = duty_seal (reg, ON);
  duty_expect (dj_view_escalations (view, 7), expected->str);
}
END_TEST

/* ---- All of them ------------------------------------------------------------------------------------------------------------- */

START_TEST (test_nothing)
{
  g_autoptr (DjRegister) empty = dj_register_new ();
  g_autoptr (DjView) none = duty_seal (empty, ON);
  g_autoptr (DjView) without = duty_view_new (NULL, NULL, NULL, ON);
  DjView *const views[] = { none, without };
  for (int i = 0; i < 2; i++)
  {
    duty_expect (dj_view_cadence (views[i], DJ_DATE_NONE), CADENCE_HEADER);
    duty_expect (dj_view_cadence_of_bodies (views[i], DJ_DATE_NONE), BODIES_HEADER);
    duty_expect (dj_view_escalations (views[i], 7), ESCALATIONS_HEADER);
    duty_expect (dj_view_flow (views[i], DJ_FLOW_BY_ALL, DJ_AREA_NONE), FLOW_HEADER ",,0,0,0,0,0,0,0,0,,,,0\n");
    for (int by = DJ_FLOW_BY_CATEGORY; by <= DJ_FLOW_BY_AREA; by++)
      duty_expect (dj_view_flow (views[i], (DjFlowBy)by, DJ_AREA_COUNTY), FLOW_HEADER);
  }
}
END_TEST

/* The day is that of the tree. */
START_TEST (test_restated)
{
  static const char *const items[]
      = { "code,checklist,title,state,recurrence,opened,due", "i1,task,例会,open,monthly,2024-06-01,2024-08-01",
          "i2,need,停车,raised,,2024-08-01,2024-08-20", NULL };
  g_autoptr (DjRegister) reg = duty_register_new (items, NULL, NULL);
  g_autoptr (DjView) past = duty_seal (reg, "2024-06-15"), today = duty_seal (reg, ON);
  g_autoptr (DjView) restated = dj_view_restate (past, today, NULL);
  g_autofree char *cadence = duty_csv (dj_view_cadence (today, DJ_DATE_NONE));
  g_autofree char *bodies = duty_csv (dj_view_cadence_of_bodies (today, DJ_DATE_NONE));
  g_autofree char *flow = duty_csv (dj_view_flow (today, DJ_FLOW_BY_ALL, DJ_AREA_NONE));
  g_autofree char *escalations = duty_csv (dj_view_escalations (today, 7));
  duty_expect (dj_view_cadence (restated, DJ_DATE_NONE), cadence);
  duty_expect (dj_view_cadence_of_bodies (restated, DJ_DATE_NONE), bodies);
  duty_expect (dj_view_flow (restated, DJ_FLOW_BY_ALL, DJ_AREA_NONE), flow);
  duty_expect (dj_view_escalations (restated, 7), escalations);
  duty_expect (dj_view_cadence (past, DJ_DATE_NONE), CADENCE_HEADER "i1,例会,os,monthly,0,0,0,0,,2024-06-30\n");
  duty_expect (dj_view_flow (past, DJ_FLOW_BY_ALL, DJ_AREA_NONE), FLOW_HEADER ",,0,0,0,0,0,0,0,0,,,,0\n");
  duty_expect (dj_view_escalations (past, 7), ESCALATIONS_HEADER);
}
END_TEST

int main (void)
{
  const TTest *const tests[]
      = { test_cadence, test_cadence_items, test_cadence_long,      test_steps,   test_advance, test_advance_refused,
          test_flow,    test_escalations,   test_escalations_begin, test_nothing, test_restated };
  Suite *suite = suite_create ("duty-flow");
  TCase *tcase = tcase_create ("duty-flow");
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
