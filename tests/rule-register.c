/* SPDX-License-Identifier: Apache-2.0 */
#include "rule-register.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- The register --------------------------------------------------------------------------------------------------------- */

/*
 * Areas: d1 ⊃ s1 ⊃ c1 ⊃ k1. On 2024-08-31, by row, with base area and members:
 *
 *   dw d1                      a root
 *     w1 s1                    post: p1
 *       g1 [s1]
 *         b1 c1    p1 p2       posts: p1 p2 p1
 *         b2 [s1]  p3 p4       both on probation
 *       b3 k1      p5 p6       p5 of unknown status, p6 formal; p1 takes part
 *   gone                       until 2020
 */
static const char *const AREAS[] = { "code,name,kind,parent",  "d1,甲区,county,", "s1,一街道,township,d1",
                                     "c1,一社区,community,s1", "k1,园区,park,c1", NULL };

static const char *const UNITS[]
    = { "code,name,kind,area,credit_code", "u1,企业甲,non_public_enterprise,c1,91350100M000100Y43",
        "u2,企业乙,non_public_enterprise,c1,91350100M000100Y44", "u3,学校,school,c1,", NULL };

static const char *const ORGANIZATIONS[]
    = { "code,name,kind,base_area,base_unit,approved_by,term_years,term_ends,until",
        "dw,区委,local_committee,d1,,,5,,",
        "w1,街道党工委,committee,s1,,dw,,2024-09-30,",
        "g1,党总支,general_branch,,,w1,,,",
        "b1,第一党支部,branch,c1,u1,gone,3,2024-08-31,",
        "b2,第二党支部,branch,,,,3,2024-09-01,",
        "b3,园区功能支部,branch,k1,,,,,",
        "gone,撤销党委,committee,,,,,,2020-01-01",
        NULL };

static const char *const SUBORDINATIONS[]
    = { "organization,superior", "w1,dw", "g1,w1", "b1,g1", "b2,g1", "b3,w1", NULL };

static const char *const PERSONS[] = { "code,name,applied,activist,admitted,full,left,left_how",
                                       "p1,合成甲,,,2001-07-01,2002-07-01,,",
                                       "p2,合成乙,,,2010-03-31,2011-03-31,,",
                                       "p3,合成丙,,,2024-02-29,,,",
                                       "p4,合成丁,,,2023-09-15,2024-09-15,,",
                                       "p5,合成戊,,,,,,",
                                       "p6,合成己,,,1990-01-01,1991-01-01,2024-12-31,withdrawn",
                                       "p7,合成庚,2024-01-31,2024-09-01,,,,",
                                       NULL };

static const char *const MEMBERSHIPS[]
    = { "person,organization,kind,since,until",    "p1,b1,affiliation,2001-07-01,", "p2,b1,affiliation,2010-03-31,",
        "p3,b2,affiliation,2024-02-29,",           "p4,b2,affiliation,2023-09-15,", "p5,b3,affiliation,,",
        "p6,b3,affiliation,1990-01-01,2024-12-31", "p1,b3,functional,2020-01-01,",  NULL };

/* Of b2 one post ended on the day, one ended before, one begins the day after. */
static const char *const POSTS[] = { "person,body,role,full_time,since,until",
                                     "p1,b1,secretary,yes,2020-01-01,",
                                     "p2,b1,deputy_secretary,,2020-01-01,",
                                     "p1,b1,member_organization,,2021-01-01,",
                                     "p3,b2,secretary,,2018-01-01,2024-08-31",
                                     "p6,b2,secretary,,2010-01-01,2018-01-01",
                                     "p2,b2,secretary,,2024-09-01,",
                                     "p1,w1,secretary,no,,",
                                     NULL };

/* Further columns: due, present, from_day, to_day (planned), coming, matter, closed_flag. */
static const char *const ACTIVITIES[]
    = { "code,kind,host,date,headcount,due,present,from_day,to_day,coming,matter,by_vote",
        "a1,members_meeting,b1,2024-08-31,10,20,16,2024-01-31,2024-02-29,2024-08-31,admission,yes",
        "a2,members_meeting,b1,2024-07-31,5,3,2,2024-02-29,2025-02-28,2024-09-01,转正,是",
        "a3,members_meeting,b2,2024-09-01,9,9,9,,,,,",
        "a4,members_meeting,b2,,1,10,8,2024-03-31,2024-02-29,,admission,0",
        "a5,visit,u1,2023-08-31,2,x,7,2024-05-15,2023-05-16,2024-8-30,other,maybe",
        NULL };

static const char *const ATTENDANCES[] = { "activity,participant", "a1,p1", "a1,p2", "a3,p3", "a4,b3", "a5,p1", NULL };

/* A table as an array of JSON objects; empty cells are left out. */
static void append_table (GString *out, const char *table, const char *const *rows)
{
  g_auto (GStrv) names = g_strsplit (rows[0], ",", -1);
  g_string_append_printf (out, "%s\"%s\": [", out->len > 1 ? "," : "", table);
  for (gsize i = 1; rows[i]; i++)
  {
    g_auto (GStrv) cells = g_strsplit (rows[i], ",", -1);
    gboolean any = FALSE;
    ck_assert_uint_eq (g_strv_length (cells), g_strv_length (names));
    g_string_append (out, i > 1 ? ",{" : "{");
    for (gsize column = 0; names[column]; column++)
      if (*cells[column])
      {
        g_string_append_printf (out, "%s\"%s\": \"%s\"", any ? "," : "", names[column], cells[column]);
        any = TRUE;
      }
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

/* Further columns come from files only. */
DjView *ruled_view (const char *day)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("{");
  append_table (text, "area", AREAS);
  append_table (text, "unit", UNITS);
  append_table (text, "organization", ORGANIZATIONS);
  append_table (text, "subordination", SUBORDINATIONS);
  append_table (text, "person", PERSONS);
  append_table (text, "membership", MEMBERSHIPS);
  append_table (text, "post", POSTS);
  append_table (text, "activity", ACTIVITIES);
  append_table (text, "attendance", ATTENDANCES);
  g_string_append_c (text, '}');
  g_autoptr (DjRegister) reg = dj_register_read_json (text->str, -1, "ruled", NULL, &error);
  if (!reg)
  {
    dj_complain (error);
    ck_abort ();
  }
  DjView *view = dj_register_seal (reg, dj_date_parse (day, -1), NULL);
  ck_assert_ptr_nonnull (view);
  return view;
}

/* ---- Rules ------------------------------------------------------------------------------------------------------------------- */

static const char columns[]
    = "{ \"activity\": {"
      " \"due\": { \"type\": \"int\", \"zh\": \"应到\", \"en\": \"due\" },"
      " \"present\": { \"type\": \"int\", \"zh\": \"实到\", \"en\": \"present\" },"
      " \"from_day\": { \"type\": \"date\", \"zh\": \"起\", \"en\": \"from\" },"
      " \"to_day\": { \"type\": \"date\", \"planned\": true, \"zh\": \"止\", \"en\": \"to\" },"
      " \"coming\": { \"type\": \"date\", \"zh\": \"将来\", \"en\": \"to come\" },"
      " \"matter\": { \"type\": \"code\", \"values\": { \"admission\": \"接收\", \"conversion\": \"转正\" },"
      " \"zh\": \"事项\", \"en\": \"matter\" },"
      " \"by_vote\": { \"type\": \"flag\", \"zh\": \"表决\", \"en\": \"by vote\" } },"
      " \"organization\": { \"absent\": { \"type\": \"int\", \"zh\": \"没有的列\", \"en\": \"absent\" } } }";

static const char usual[]
    = "\"severity\": \"must\", \"instrument\": \"t\", \"article\": \"art 1\", \"article_zh\": \"第一条\","
      " \"confirmed\": \"F\", \"title\": { \"zh\": \"规定\", \"en\": \"demand\" },"
      " \"message\": { \"zh\": \"为 {found}，应为 {bound}\", \"en\": \"{found}, not {bound}\" }";

char *ruled_dup_file (const RuledText *text)
{
  g_autofree char *when = text->when ? g_strdup_printf ("\"when\": %s,", text->when) : g_strdup ("");
  return g_strdup_printf ("{ \"set\": \"t\", \"title\": { \"zh\": \"试\", \"en\": \"t\" },"
                          " \"instruments\": { \"t\": { \"zh\": \"条例\", \"en\": \"Rules\" } },"
                          " \"columns\": %s, \"measures\": { \"%s\": { %s }%s%s },"
                          " \"rules\": [ { \"id\": \"r\", \"subject\": \"%s\", %s \"then\": %s, %s } ],"
                          " \"silences\": [ %s ] }",
                          columns, text->table, text->measures ? text->measures : "", text->more ? "," : "",
                          text->more ? text->more : "", text->table, when, text->then, usual,
                          text->silences ? text->silences : "");
}

DjRules *ruled_rules (const RuledText *text)
{
  g_autofree char *file = ruled_dup_file (text);
  g_autoptr (GError) error = NULL;
  DjRules *rules = dj_rules_read_text (file, -1, "t.json", &error);
  if (!rules)
  {
    dj_complain (error);
    ck_abort_msg ("%s", file);
  }
  return rules;
}

DjFindings *ruled_check (DjView *view, const RuledText *text)
{
  g_autoptr (DjRules) rules = ruled_rules (text);
  DjFindings *findings = dj_view_check (view, rules, NULL, NULL);
  ck_assert_ptr_nonnull (findings);
  return findings;
}

char *ruled_dup_column (DjFrame *list, const char *column)
{
  GString *out = g_string_new (NULL);
  int place = dj_frame_find_column (list, column);
  ck_assert_int_ge (place, 0);
  for (gint64 row = 0; row < dj_frame_get_n_rows (list); row++)
  {
    const char *text = dj_frame_get_text (list, row, place);
    g_string_append_printf (out, "%s%s", row > 0 ? " " : "", text ? text : "-");
  }
  return g_string_free (out, FALSE);
}

static char *dup_values (DjFrame *list)
{
  GString *out = g_string_new (NULL);
  int subject = dj_frame_find_column (list, "subject"), found = dj_frame_find_column (list, "found");
  for (gint64 row = 0; row < dj_frame_get_n_rows (list); row++)
    g_string_append_printf (out, "%s%s=%s", row > 0 ? " " : "", dj_frame_get_text (list, row, subject),
                            dj_frame_get_text (list, row, found));
  return g_string_free (out, FALSE);
}

void ruled_expect_values (DjView *view, const char *table, const char *measures, const char *more, const char *name,
                          const char *expected)
{
  g_autofree char *then = g_strdup_printf ("{ \"%s\": { \"given\": false } }", name);
  g_autoptr (DjFindings) findings
      = ruled_check (view, &(RuledText){ .table = table, .measures = measures, .more = more, .then = then });
  g_autoptr (DjFrame) list = dj_findings_list (findings, "r", DJ_NONE, 0, -1, NULL);
  g_autofree char *values = dup_values (list);
  if (g_strcmp0 (values, expected) != 0)
    ck_abort_msg ("%s of %s with %s: '%s', not '%s'", name, table, measures, values, expected);
}

void ruled_expect_broken (DjView *view, const RuledText *text, const char *expected)
{
  g_autoptr (DjFindings) findings = ruled_check (view, text);
  g_autoptr (DjFrame) list = dj_findings_list (findings, "r", DJ_NONE, 0, -1, NULL);
  g_autofree char *subjects = ruled_dup_column (list, "subject");
  if (g_strcmp0 (subjects, expected) != 0)
    ck_abort_msg ("%s / %s: '%s', not '%s'", text->when, text->then, subjects, expected);
}
