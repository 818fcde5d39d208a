/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of duties in time ask about. */
#include "duty-register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The register ---------------------------------------------------------------------------------------------------- */

/*
 * Areas: d1 ⊃ s1 ⊃ c1, c2. Organizations: od (d1) ⊃ os (s1) ⊃ oc (c1) ⊃ oe, based on u1; ox is under nobody.
 * Units: u1 has oe, and is covered by ox besides; u2 is covered by ox (industry) after os (guide); u3 by none, in c2 where nobody leads;
 * u4 is nowhere.
 * Alliances: led by oc (by its seat), by u1, by the former, by one another, by nobody, and by who is no more.
 */
static const char *const AREAS[] = { "code,name,kind,parent",  "d1,甲区,county,",        "s1,一街道,township,d1",
                                     "c1,一社区,community,s1", "c2,二社区,community,s1", NULL };

static const char *const UNITS[] = { "code,name,kind,area",
                                     "u1,甲企业,non_public_enterprise,c1",
                                     "u2,乙企业,non_public_enterprise,c1",
                                     "u3,丙企业,non_public_enterprise,c2",
                                     "u4,丁企业,non_public_enterprise,",
                                     NULL };

static const char *const ORGANIZATIONS[] = { "code,name,kind,base_area,base_unit,until",
                                             "od,区委,committee,d1,,",
                                             "os,街道党工委,working_committee,s1,,",
                                             "oc,社区党委,committee,c1,,",
                                             "oe,企业支部,branch,,u1,",
                                             "ox,行业党委,committee,,,",
                                             "old,旧支部,branch,,,2024-01-01",
                                             NULL };

static const char *const SUBORDINATIONS[] = { "organization,superior", "os,od", "oc,os", "oe,oc", NULL };

static const char *const COVERAGES[]
    = { "unit,organization,manner", "u1,ox,industry", "u2,os,guide", "u2,ox,industry", NULL };

static const char *const ALLIANCES[]
    = { "code,name,kind,lead,until", "a1,席位牵头,alliance,,",    "a2,企业牵头,alliance,u1,",
        "a3,联盟牵头,alliance,a2,",  "a4,互相牵头,alliance,a5,",  "a5,互相牵头,alliance,a4,",
        "a6,无人牵头,alliance,,",    "a7,牵头已撤,alliance,old,", NULL };

static const char *const SEATS[]
    = { "alliance,body,role", "a1,os,member", "a1,oc,lead", "a6,os,member", "a7,oe,lead", NULL };

static const char *const CHECKLISTS[] = { "code,name,kind,owner,until",
                                          "need,需求,need,os,",
                                          "trouble,问题,problem,oc,",
                                          "task,任务,task,os,",
                                          "orphan,任务,task,old,",
                                          "offer,资源,resource,os,",
                                          "ledger,台账,ledger_enterprise,os,",
                                          "gone,旧需求,need,os,2024-08-26",
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

void duty_commit (DjChange *change)
{
  GError *error = NULL;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

DjRegister *duty_register_new (const char *const *items, const char *const *assignments, const char *const *activities)
{
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "duties");
  add_rows (change, DJ_TABLE_AREA, AREAS);
  add_rows (change, DJ_TABLE_UNIT, UNITS);
  add_rows (change, DJ_TABLE_ORGANIZATION, ORGANIZATIONS);
  add_rows (change, DJ_TABLE_SUBORDINATION, SUBORDINATIONS);
  add_rows (change, DJ_TABLE_COVERAGE, COVERAGES);
  add_rows (change, DJ_TABLE_ALLIANCE, ALLIANCES);
  add_rows (change, DJ_TABLE_SEAT, SEATS);
  add_rows (change, DJ_TABLE_CHECKLIST, CHECKLISTS);
  if (items)
    add_rows (change, DJ_TABLE_ITEM, items);
  if (assignments)
    add_rows (change, DJ_TABLE_ASSIGNMENT, assignments);
  if (activities)
    add_rows (change, DJ_TABLE_ACTIVITY, activities);
  duty_commit (change);
  return reg;
}

DjDate duty_day (const char *text) { return text ? dj_date_parse (text, -1) : DJ_DATE_NONE; }

DjView *duty_seal (DjRegister *reg, const char *on) { return dj_register_seal (reg, duty_day (on), NULL); }

DjView *duty_view_new (const char *const *items, const char *const *assignments, const char *const *activities,
                       const char *on)
{
  g_autoptr (DjRegister) reg = duty_register_new (items, assignments, activities);
  return duty_seal (reg, on);
}

char *duty_csv (DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  dj_frame_unref (frame);
  return text;
}

void duty_expect (DjFrame *frame, const char *expected)
{
  char *text = duty_csv (frame);
  if (strcmp (text, expected) != 0)
    ck_abort_msg ("%s:\nlibrary\n%s\nexpected\n%s", naive_where, text, expected);
  free (text);
}
