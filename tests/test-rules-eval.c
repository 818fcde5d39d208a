/* SPDX-License-Identifier: Apache-2.0 */
/* Measures and conditions of rules, each against values worked out by hand, at its boundaries. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "rule-register.h"

#include "rule/check-private.h"

static void values_of (const char *table, const char *measure, const char *expected)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autofree char *measures = g_strdup_printf ("\"m\": %s", measure);
  ruled_expect_values (view, table, measures, NULL, "m", expected);
}

static void name_of (const char *table, const char *name, const char *expected)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  ruled_expect_values (view, table, NULL, NULL, name, expected);
}

static void broken (const char *table, const char *when, const char *then, const char *expected)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  ruled_expect_broken (view, &(RuledText){ .table = table, .when = when, .then = then }, expected);
}

/* ---- Names ------------------------------------------------------------------------------------------------------------------ */

START_TEST (test_builtins)
{
  name_of ("organization", "superior", "w1=dw g1=w1 b1=g1 b2=g1 b3=w1");
  name_of ("organization", "self", "dw=dw w1=w1 g1=g1 b1=b1 b2=b2 b3=b3");
  name_of ("organization", "area", "dw=d1 w1=s1 g1=s1 b1=c1 b2=s1 b3=k1");
  name_of ("organization", "depth", "dw=0 w1=1 g1=2 b1=3 b2=3 b3=2");
  name_of ("organization", "members", "dw=6 w1=6 g1=4 b1=2 b2=2 b3=2");
  name_of ("organization", "formal", "dw=3 w1=3 g1=2 b1=2 b2=0 b3=1");
  name_of ("organization", "probationary", "dw=2 w1=2 g1=2 b1=0 b2=2 b3=0");
  name_of ("organization", "own_members", "dw=0 w1=0 g1=0 b1=2 b2=2 b3=2");
  name_of ("organization", "own_formal", "dw=0 w1=0 g1=0 b1=2 b2=0 b3=1");
  name_of ("organization", "own_probationary", "dw=0 w1=0 g1=0 b1=0 b2=2 b3=0");
  name_of ("organization", "people", "dw=6 w1=6 g1=4 b1=2 b2=2 b3=3");
  name_of ("organization", "subordinates", "dw=1 w1=2 g1=2 b1=0 b2=0 b3=0");
  name_of ("organization", "organizations", "dw=5 w1=4 g1=2 b1=0 b2=0 b3=0");
  name_of ("area", "organizations", "d1=6 s1=5 c1=2 k1=1");
  name_of ("person", "affiliation", "p1=b1 p2=b1 p3=b2 p4=b2 p5=b3 p6=b3");
  name_of ("person", "status", "p1=formal p2=formal p3=probationary p4=probationary p6=formal");
  name_of ("unit", "day", "u1=2024-08-31 u2=2024-08-31 u3=2024-08-31");
}
END_TEST

/* What is still to come has not happened. */
START_TEST (test_columns)
{
  name_of ("organization", "kind", "dw=local_committee w1=committee g1=general_branch b1=branch b2=branch b3=branch");
  name_of ("organization", "term_years", "dw=5 b1=3 b2=3");
  name_of ("organization", "term_ends", "w1=2024-09-30 b1=2024-08-31 b2=2024-09-01");
  name_of ("organization", "short_name", "");
  name_of ("person", "full", "p1=2002-07-01 p2=2011-03-31 p6=1991-01-01");
  name_of ("person", "left", "");
  name_of ("person", "left_how", "");
  name_of ("person", "activist", "");
  name_of ("activity", "due", "a1=20 a2=3 a4=10");
  name_of ("activity", "matter", "a1=admission a2=conversion a4=admission");
  name_of ("activity", "by_vote", "a1=yes a2=yes a4=no");
  name_of ("activity", "coming", "a1=2024-08-31 a5=2024-08-30");
  name_of ("activity", "to_day", "a1=2024-02-29 a2=2025-02-28 a4=2024-02-29 a5=2023-05-16");
}
END_TEST

START_TEST (test_paths)
{
  name_of ("organization", "superior.superior.kind", "g1=local_committee b1=committee b2=committee b3=local_committee");
  name_of ("organization", "base_unit.area.parent.kind", "b1=township");
  name_of ("organization", "approved_by.kind", "w1=local_committee g1=committee"); /* b1's approver is gone */
  name_of ("activity", "host/organization.kind", "a1=branch a2=branch a4=branch");
  name_of ("activity", "host/unit.kind", "a5=non_public_enterprise");
  name_of ("post", "person.affiliation.members", "p1=2 p2=2 p1=2 p1=2");
  name_of ("attendance", "participant/person.status", "p1=formal p2=formal p1=formal");
}
END_TEST

/* ---- Measures --------------------------------------------------------------------------------------------------------------- */

#define SECRETARIES "\"where\": { \"role\": \"secretary\" }"

START_TEST (test_gathers)
{
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\" }", "dw=0 w1=1 g1=0 b1=3 b2=0 b3=0");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", \"past\": true }",
             "dw=0 w1=1 g1=0 b1=3 b2=2 b3=0");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", " SECRETARIES " }",
             "dw=0 w1=1 g1=0 b1=1 b2=0 b3=0");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", \"where\": { \"full_time\": true } }",
             "dw=0 w1=0 g1=0 b1=1 b2=0 b3=0");
  values_of ("organization",
             "{ \"count\": \"post\", \"by\": \"body\", \"where\": { \"full_time\": { \"not\": [true] } } }",
             "dw=0 w1=1 g1=0 b1=0 b2=0 b3=0");
  values_of ("organization", "{ \"count\": \"person\", \"by\": \"affiliation\" }", "dw=0 w1=0 g1=0 b1=2 b2=2 b3=2");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"person.affiliation\" }",
             "dw=0 w1=0 g1=0 b1=4 b2=0 b3=0");
  values_of ("organization", "{ \"sum\": \"activity\", \"of\": \"headcount\", \"by\": \"host\" }",
             "dw=0 w1=0 g1=0 b1=15 b2=1 b3=0");
  values_of ("organization", "{ \"least\": \"post\", \"of\": \"since\", \"by\": \"body\" }", "b1=2020-01-01");
  values_of ("organization", "{ \"most\": \"post\", \"of\": \"since\", \"by\": \"body\" }", "b1=2021-01-01");
  values_of ("organization", "{ \"most\": \"activity\", \"of\": \"due\", \"by\": \"host\" }", "b1=20 b2=10");
  values_of ("organization", "{ \"least\": \"activity\", \"of\": \"due\", \"by\": \"host\" }", "b1=3 b2=10");
  values_of ("person", "{ \"count\": \"attendance\", \"by\": \"participant\" }", "p1=2 p2=1 p3=0 p4=0 p5=0 p6=0 p7=0");
}
END_TEST

/* p1 is twice among the posts of b1 and once of w1; p3 and p6 held posts of b2. */
START_TEST (test_distinct_and_subtrees)
{
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", \"distinct\": \"person\" }",
             "dw=0 w1=1 g1=0 b1=2 b2=0 b3=0");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", \"subtree\": true }",
             "dw=4 w1=4 g1=3 b1=3 b2=0 b3=0");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", \"distinct\": \"person\", \"subtree\": true }",
             "dw=2 w1=2 g1=2 b1=2 b2=0 b3=0");
  values_of ("organization",
             "{ \"count\": \"post\", \"by\": \"body\", \"distinct\": \"person\", \"subtree\": true, \"past\": true }",
             "dw=4 w1=4 g1=4 b1=2 b2=2 b3=0");
  values_of ("organization", "{ \"sum\": \"activity\", \"of\": \"headcount\", \"by\": \"host\", \"subtree\": true }",
             "dw=16 w1=16 g1=16 b1=15 b2=1 b3=0");
  values_of ("organization", "{ \"count\": \"post\", \"by\": \"body\", \"distinct\": \"full_time\" }",
             "dw=0 w1=1 g1=0 b1=1 b2=0 b3=0");
}
END_TEST

/* Of measures that count what another table's measures have counted. */
START_TEST (test_gathers_of_gathers)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  ruled_expect_values (
      view, "organization",
      "\"m\": { \"count\": \"person\", \"by\": \"affiliation\", \"where\": { \"held\": { \"over\": 1 } } }",
      "\"person\": { \"held\": { \"count\": \"post\", \"by\": \"person\" } }", "m", "dw=0 w1=0 g1=0 b1=1 b2=0 b3=0");
  ruled_expect_values (view, "organization",
                       "\"n\": { \"count\": \"post\", \"by\": \"body\" },"
                       "\"m\": { \"sum\": \"organization\", \"of\": \"n\", \"by\": \"superior\" }",
                       NULL, "m", "dw=1 w1=0 g1=3 b1=0 b2=0 b3=0");
}
END_TEST

START_TEST (test_days)
{
  values_of ("activity", "{ \"days\": [\"from_day\", \"to_day\"] }", "a1=29 a2=365 a4=-31 a5=-365");
  values_of ("activity", "{ \"months\": [\"from_day\", \"to_day\"] }", "a1=1 a2=12 a4=-1 a5=-11");
  values_of ("activity", "{ \"years\": [\"from_day\", \"to_day\"] }", "a1=0 a2=1 a4=0 a5=0");
  values_of ("activity", "{ \"months_begun\": [\"from_day\", \"to_day\"] }", "a1=1 a2=12 a4=-1 a5=-11");
  values_of ("activity", "{ \"months_begun\": [\"from_day\", \"2024-05-16\"] }", "a1=4 a2=3 a4=2 a5=1");
  values_of ("activity", "{ \"months\": [\"date\"] }", "a1=0 a2=1 a5=12");
  values_of ("activity", "{ \"months\": [\"2024-07-31\", \"date\"] }", "a1=1 a2=0 a5=-11");
  values_of ("activity", "{ \"month\": \"date\" }", "a1=8 a2=7 a5=8");
  values_of ("activity", "{ \"quarter\": \"to_day\" }", "a1=1 a2=1 a4=1 a5=2");
  values_of ("activity", "{ \"year\": \"date\" }", "a1=2024 a2=2024 a5=2023");
  values_of ("unit", "{ \"year\": \"day\" }", "u1=2024 u2=2024 u3=2024");
}
END_TEST

START_TEST (test_sums_and_choices)
{
  values_of ("organization", "{ \"add\": [\"term_years\", \"members\", 100] }", "dw=111 b1=105 b2=105");
  values_of ("organization", "{ \"less\": [\"own_members\", \"members\"] }", "dw=-6 w1=-6 g1=-4 b1=0 b2=0 b3=0");
  values_of ("organization", "{ \"either\": [\"absent\", \"term_years\", 9] }", "dw=5 w1=9 g1=9 b1=3 b2=3 b3=9");
  values_of ("organization", "{ \"either\": [\"approved_by\", \"superior\"] }", "w1=dw g1=w1 b1=gone b2=g1 b3=w1");
  values_of ("organization", "{ \"whether\": { \"term_years\": { \"least\": 4 } } }", "dw=1 b1=0 b2=0");
  values_of ("activity", "{ \"ratio\": [\"present\", \"due\"] }", "a1=16/20 a2=2/3 a4=8/10");
  values_of ("activity", "{ \"ratio\": [\"present\", 0] }", "");
}
END_TEST

START_TEST (test_places)
{
  values_of ("organization", "{ \"under\": [\"self\", \"approved_by\"] }", "w1=1 g1=1");
  values_of ("organization", "{ \"under\": [\"superior\", \"self\"] }", "w1=0 g1=0 b1=0 b2=0 b3=0");
  values_of ("organization", "{ \"under\": [\"superior\", \"superior\"] }", "w1=1 g1=1 b1=1 b2=1 b3=1");
  values_of ("organization", "{ \"enclosing\": \"county\", \"of\": \"area\" }", "dw=d1 w1=d1 g1=d1 b1=d1 b2=d1 b3=d1");
  values_of ("organization", "{ \"enclosing\": \"community\", \"of\": \"area\" }", "b1=c1 b3=c1");
  values_of ("unit", "{ \"check\": \"credit-code\", \"of\": \"credit_code\" }", "u1=1 u2=0");
}
END_TEST

/* ---- Conditions --------------------------------------------------------------------------------------------------------------- */

START_TEST (test_bounds)
{
  broken ("organization", NULL, "{ \"members\": { \"least\": 4 } }", "b1 b2 b3");
  broken ("organization", NULL, "{ \"members\": { \"over\": 4 } }", "g1 b1 b2 b3");
  broken ("organization", NULL, "{ \"members\": { \"most\": 4 } }", "dw w1");
  broken ("organization", NULL, "{ \"members\": { \"under\": 4 } }", "dw w1 g1");
  broken ("organization", NULL, "{ \"members\": { \"least\": 3, \"most\": 5 } }", "dw w1 b1 b2 b3");
  broken ("organization", NULL, "{ \"term_ends\": { \"least\": \"2024-09-01\" } }", "b1");
  broken ("organization", NULL, "{ \"term_ends\": { \"over\": \"day\" } }", "b1");
  broken ("organization", NULL, "{ \"own_members\": { \"most\": \"own_formal\" } }", "b2 b3");
}
END_TEST

START_TEST (test_values)
{
  broken ("organization", NULL, "{ \"kind\": [\"branch\", \"committee\"] }", "dw g1");
  broken ("organization", NULL, "{ \"kind\": { \"not\": [\"branch\"] } }", "b1 b2 b3");
  broken ("activity", NULL, "{ \"by_vote\": true }", "a4");
  broken ("activity", NULL, "{ \"matter\": \"conversion\" }", "a1 a4");
  broken ("organization", NULL, "{ \"name\": { \"ends\": [\"党支部\", \"党总支\"] } }", "dw w1 b3");
  broken ("organization", NULL, "{ \"name\": { \"begins\": [\"第\"] } }", "dw w1 g1 b3");
  broken ("organization", NULL, "{ \"name\": { \"contains\": [\"功能\", \"党\"] } }", "dw");
  broken ("organization", NULL, "{ \"name\": \"区委\" }", "w1 g1 b1 b2 b3");
  broken ("organization", NULL, "{ \"name\": { \"not\": [\"区委\", \"nowhere to be found\"] } }", "dw");
  broken ("organization", NULL, "{ \"approved_by\": { \"is\": \"superior\" } }", "b1");
  broken ("organization", NULL, "{ \"self\": { \"is\": \"superior\" } }", "w1 g1 b1 b2 b3");
  broken ("organization", NULL, "{ \"approved_by\": { \"is_not\": \"superior\" } }", "w1 g1");
  broken ("organization", NULL, "{ \"base_unit\": { \"given\": true } }", "dw w1 g1 b2 b3");
  broken ("organization", NULL, "{ \"approved_by\": { \"given\": false } }", "w1 g1 b1");
  broken ("organization", NULL, "{ \"short_name\": { \"given\": true } }", ""); /* nobody has one: not kept */
  broken ("organization", NULL, "{ \"short_name\": { \"given\": false }, \"depth\": { \"most\": 2 } }", "b1 b2");
}
END_TEST

/* a2 is on the last day that is out of the month, a1 on the last that is in. */
START_TEST (test_within)
{
  broken ("activity", NULL, "{ \"date\": { \"within_months\": 1 } }", "a2 a5");
  broken ("activity", NULL, "{ \"date\": { \"within_days\": 31 } }", "a2 a5");
  broken ("activity", NULL, "{ \"date\": { \"within_days\": 32 } }", "a5");
  broken ("activity", NULL, "{ \"date\": { \"within_months\": 12 } }", "a5");
  broken ("activity", NULL, "{ \"date\": { \"within_months\": 13 } }", "");
  broken ("activity", NULL, "{ \"to_day\": { \"within_months\": 6 } }", "a1 a2 a4 a5");
  broken ("activity", NULL, "{ \"to_day\": { \"within_months\": 7 } }", "a2 a5");
}
END_TEST

/* Unknown is neither true nor false: in `when` the row is not asked, in `then` it is no finding, unless another test is false. */
START_TEST (test_unknown)
{
  broken ("organization", "{ \"term_years\": { \"most\": 5 } }", "{ \"members\": { \"over\": 5 } }", "b1 b2");
  broken ("organization", NULL, "{ \"term_years\": { \"least\": 4 }, \"members\": { \"most\": 5 } }", "dw w1 b1 b2");
  broken ("organization", NULL, "[ { \"term_years\": { \"least\": 4 } }, { \"members\": { \"over\": 5 } } ]", "b1 b2");
}
END_TEST

static void expect_ratio (const char *bound, const char *expected)
{
  g_autoptr (DjView) view = ruled_view (RULED_ON);
  g_autofree char *then = g_strdup_printf ("{ \"share\": %s }", bound);
  ruled_expect_broken (
      view,
      &(RuledText){ .table = "activity", .measures = "\"share\": { \"ratio\": [\"present\", \"due\"] }", .then = then },
      expected);
}

START_TEST (test_ratios)
{
  expect_ratio ("{ \"least\": \"4/5\" }", "a2");
  expect_ratio ("{ \"over\": \"4/5\" }", "a1 a2 a4");
  expect_ratio ("{ \"most\": \"2/3\" }", "a1 a4");
  expect_ratio ("{ \"under\": \"2/3\" }", "a1 a2 a4");
  expect_ratio ("{ \"most\": 1 }", "");
  expect_ratio ("{ \"under\": \"666667/1000000\" }", "a1 a4");
  expect_ratio ("{ \"under\": \"666666/1000000\" }", "a1 a2 a4");
}
END_TEST

/* ---- Against a second implementation ------------------------------------------------------------------------------------------- */

__extension__ typedef __int128 Wide;

static gint64 draw (GRand *chance)
{
  gint64 value = (gint64)g_rand_int (chance) << 31 | g_rand_int_range (chance, 0, G_MAXINT32);
  value >>= g_rand_int_range (chance, 0, 62);
  return g_rand_boolean (chance) ? value : -value;
}

START_TEST (test_ratios_of_any_size)
{
  GRand *chance = g_rand_new_with_seed (7);
  for (int i = 0; i < 200000; i++)
  {
    gint64 a = draw (chance), b = draw (chance), n = draw (chance), d = draw (chance);
    if (i % 3 == 0) /* equal or nearly so */
    {
      gint64 k = g_rand_int_range (chance, 1, 1000);
      a = (a >> 34) * k + i % 2;
      b = (b >> 34) * k;
      n = (a - i % 2) / k;
      d = b / k;
    }
    if (b == 0 || d == 0)
      continue;
    Wide left = (Wide)a * d, right = (Wide)n * b;
    int order = (left > right) - (left < right);
    ck_assert_int_eq (dj_compare_ratios (a, b, n, d), (b < 0) != (d < 0) ? -order : order);
  }
  g_rand_free (chance);
}
END_TEST

/* A month later by the calendar: the same day, or the last of a month that has no such. */
static DjDate add_months (DjDate day, int months)
{
  int year, month, of_month;
  dj_date_split (day, &year, &month, &of_month);
  int number = year * 12 + month - 1 + months;
  DjDate sum = DJ_DATE_NONE;
  for (int at = of_month; sum == DJ_DATE_NONE && at > 0; at--)
    sum = dj_date (number / 12, number % 12 + 1, at);
  return sum;
}

static int count_months (DjDate from, DjDate to)
{
  int months = 0;
  while (add_months (from, months + 1) <= to)
    months++;
  return months;
}

START_TEST (test_months_one_by_one)
{
  GRand *chance = g_rand_new_with_seed (8);
  for (int i = 0; i < 20000; i++)
  {
    int year = i % 3 == 0   ? 1876
               : i % 3 == 1 ? 1896
                            : 2148; /* at both ends of the days that are looked up, and within */
    DjDate from = g_rand_int_range (chance, dj_date (year, 1, 1), dj_date (year + 9, 1, 1));
    DjDate to = from + g_rand_int_range (chance, 0, 1600);
    gint32 months = 0, back = 0, begun = 0;
    dj_months_between (&from, &to, 1, &months);
    dj_months_between (&to, &from, 1, &back);
    ck_assert_int_eq (months, count_months (from, to));
    ck_assert_int_eq (back, -months);
    dj_months_begun (&from, &to, 1, &begun);
    ck_assert_int_eq (begun, months + (add_months (from, months) < to));
    ck_assert_int_eq (dj_months_before (from, months), add_months (from, -months));
  }
  g_rand_free (chance);
}
END_TEST

/* Asks whether months have passed of as many rows as are asked at once, the second day near the one on which they have. */
static void ask_months (GRand *chance, int year, gint32 months, gboolean negated)
{
  DjDate from[DJ_ROWS_AT_ONCE], to[DJ_ROWS_AT_ONCE], latest = dj_date (year + 5, 1, 1);
  gint32 numbers[DJ_ROWS_AT_ONCE];
  guint8 truths[DJ_ROWS_AT_ONCE], expected[DJ_ROWS_AT_ONCE];
  for (gint32 i = 0; i < DJ_ROWS_AT_ONCE; i++)
  {
    numbers[i] = i;
    from[i] = g_rand_int_range (chance, dj_date (year, 1, 1), dj_date (year + 5, 1, 20));
    DjDate due = add_months (from[i], months);
    to[i] = i % 16 == 0 ? DJ_DATE_NONE : due + g_rand_int_range (chance, -3, 4);
    from[i] = i % 16 == 1 ? DJ_DATE_NONE : from[i];
    truths[i] = i % 16 == 2 ? DJ_TRUTH_FALSE : DJ_TRUTH_TRUE;
    gboolean unknown = i % 16 <= 1 || from[i] > latest;
    expected[i] = unknown ? DJ_TRUTH_UNKNOWN : (to[i] >= due) != negated ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE;
    expected[i] = MIN (expected[i], truths[i]);
  }
  DjMonthTest test = { from, to, latest, G_MAXINT32, months, negated };
  DjRows rows = { .n = DJ_ROWS_AT_ONCE, .begin = 0, .rows = numbers };
  dj_months_ask (&test, &rows, truths);
  ck_assert_mem_eq (truths, expected, sizeof truths);
}

START_TEST (test_months_at_once)
{
  static const int years[] = { 1890, 1898, 1903, 1995, 2019, 2094, 2099 };
  static const gint32 months[] = { 1, 2, 6, 11, 12, 13, 18, 24, 36, 47, 48, 60, 84, 96, 119, 120, 1200 };
  GRand *chance = g_rand_new_with_seed (9);
  for (gsize year = 0; year < G_N_ELEMENTS (years); year++)
    for (gsize i = 0; i < G_N_ELEMENTS (months); i++)
    {
      ask_months (chance, years[year], months[i], FALSE);
      ask_months (chance, years[year], months[i], TRUE);
    }
  g_rand_free (chance);
}
END_TEST

START_TEST (test_parts_of_days)
{
  for (DjDate day = dj_date (1999, 12, 1); day < dj_date (2004, 4, 1); day++)
  {
    int year, month, of_month;
    gint32 number = 0;
    dj_date_split (day, &year, &month, &of_month);
    dj_months_of (&day, 1, &number);
    ck_assert_int_eq (number, year * 12 + month - 1);
  }
}
END_TEST

/* ---- Text checks ---------------------------------------------------------------------------------------------------------------- */

static const char credit_characters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* As the standards put it: the weighted sum of all characters, the check included, is a multiple of 31, and of 11. */
static gboolean is_multiple (const char *code, int first, int length, int modulus, const char *characters)
{
  static const int inner_weights[] = { 3, 7, 9, 10, 5, 8, 4, 2, 1 };
  int sum = 0, power = 1;
  for (int i = 0; i < length; i++, power = power * 3 % 31)
  {
    int weight = modulus == 11 ? inner_weights[i] : i == length - 1 ? 1 : power;
    int value = (int)(strchr (characters, code[first + i]) - characters);
    if (modulus == 11 && i == length - 1 && code[first + i] == 'X')
      value = 10;
    sum += weight * value;
  }
  return sum % modulus == 0;
}

START_TEST (test_credit_codes)
{
  GRand *chance = g_rand_new_with_seed (9);
  int zeros = 0, crosses = 0;
  for (int i = 0; i < 3000; i++)
  {
    char code[19] = { 0 };
    int n_last = 0, n_inner = 0;
    for (int at = 0; at < 18; at++)
      code[at] = credit_characters[g_rand_int_range (chance, 0, 31)];
    for (int c = 0; c < 31; c++)
    {
      code[17] = credit_characters[c];
      gboolean good = dj_text_check (DJ_TEXT_CHECK_CREDIT_CODE_18, code);
      ck_assert_int_eq (good, is_multiple (code, 0, 18, 31, credit_characters));
      n_last += good;
    }
    for (const char *c = "0123456789X"; *c; c++)
    {
      code[16] = *c;
      gboolean good = dj_text_check (DJ_TEXT_CHECK_CREDIT_CODE_9, code);
      ck_assert_int_eq (good, is_multiple (code, 8, 9, 11, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
      n_inner += good;
      zeros += good && *c == '0';
      crosses += good && *c == 'X';
    }
    ck_assert_int_eq (n_last, 1);
    ck_assert_int_eq (n_inner, 1);
  }
  ck_assert_int_gt (zeros, 0);
  ck_assert_int_gt (crosses, 0);
  g_rand_free (chance);
}
END_TEST

/* The example of GB 32100-2015 itself, and what is nearly it. */
START_TEST (test_published_code)
{
  ck_assert (dj_text_check (DJ_TEXT_CHECK_CREDIT_CODE, "91350100M000100Y43"));
  ck_assert (!dj_text_check (DJ_TEXT_CHECK_CREDIT_CODE, "91350100M000100Y34"));
  ck_assert (!dj_text_check (DJ_TEXT_CHECK_CREDIT_CODE_18, "91350100M000100Y44"));
  ck_assert (dj_text_check (DJ_TEXT_CHECK_CREDIT_CODE_9, "91350100M000100Y44"));
  static const char *const wrong[]
      = { "", "91350100M000100Y4", "91350100M000100Y430", "91350100m000100y43", "9135010OM000100Y43", "党", NULL };
  for (gsize i = 0; wrong[i]; i++)
    for (int check = DJ_TEXT_CHECK_CREDIT_CODE; check <= DJ_TEXT_CHECK_CREDIT_CODE_9; check++)
      ck_assert (!dj_text_check ((DjTextCheck)check, wrong[i])
                 || (check == DJ_TEXT_CHECK_CREDIT_CODE_9 && strcmp (wrong[i], "9135010OM000100Y43") == 0));
}
END_TEST

START_TEST (test_division_codes)
{
  static const char *const right[] = { "110000", "110100",    "110105",       "110105001", "110105000",
                                       "429004", "110105004", "110105004012", "110000000", NULL };
  static const char *const wrong[] = { "",          "11010",        "1101050",      "000000",  "110005", "010005",
                                       "110100001", "110105000001", "110105004 01", "11010５", NULL };
  for (gsize i = 0; right[i]; i++)
    ck_assert_msg (dj_text_check (DJ_TEXT_CHECK_DIVISION_CODE, right[i]), "%s", right[i]);
  for (gsize i = 0; wrong[i]; i++)
    ck_assert_msg (!dj_text_check (DJ_TEXT_CHECK_DIVISION_CODE, wrong[i]), "%s", wrong[i]);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("rules-eval");
  TCase *names = tcase_create ("names"), *measures = tcase_create ("measures"), *tests = tcase_create ("tests");
  TCase *seconds = tcase_create ("second implementations"), *texts = tcase_create ("texts");
  tcase_add_test (names, test_builtins);
  tcase_add_test (names, test_columns);
  tcase_add_test (names, test_paths);
  tcase_add_test (measures, test_gathers);
  tcase_add_test (measures, test_distinct_and_subtrees);
  tcase_add_test (measures, test_gathers_of_gathers);
  tcase_add_test (measures, test_days);
  tcase_add_test (measures, test_sums_and_choices);
  tcase_add_test (measures, test_places);
  tcase_add_test (tests, test_bounds);
  tcase_add_test (tests, test_values);
  tcase_add_test (tests, test_within);
  tcase_add_test (tests, test_unknown);
  tcase_add_test (tests, test_ratios);
  tcase_add_test (seconds, test_ratios_of_any_size);
  tcase_add_test (seconds, test_months_one_by_one);
  tcase_add_test (seconds, test_months_at_once);
  tcase_add_test (seconds, test_parts_of_days);
  tcase_add_test (texts, test_credit_codes);
  tcase_add_test (texts, test_published_code);
  tcase_add_test (texts, test_division_codes);
  suite_add_tcase (suite, names);
  suite_add_tcase (suite, measures);
  suite_add_tcase (suite, tests);
  suite_add_tcase (suite, seconds);
  suite_add_tcase (suite, texts);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
