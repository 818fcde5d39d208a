/* SPDX-License-Identifier: Apache-2.0 */
/* Ways of asking that are taken only where there is much to be asked: what is counted for a few rows alone, counts that do not fit a byte,
 * months and days that are compared where they lie. Each against plain loops over the same register. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "rule-register.h"

#include "rule/check-private.h"

#define N_BRANCHES 60
#define N_PERSONS 3000
#define N_ATTACHED                                                                                                     \
  300 /* organizations that somebody is attached to; the first person to as many as just do not fit a byte */
#define DAY "2024-08-31"

/* Branches under 3 are small: they have two members each. */
static gint get_branch (gint person) { return person < 6 ? person / 2 : 3 + person % (N_BRANCHES - 3); }

/* Where somebody was affiliated before; -1 for nowhere. */
static gint get_former (gint person) { return person % 5 == 0 ? person / 5 % 7 : -1; }

static gboolean is_formal (gint person) { return person % 4 != 0; }

/* The days of somebody's admission and of becoming full; those of every ninth are before the calendar's usual years. */
static DjDate get_admitted (gint person)
{
  return (person % 9 == 0 ? dj_date (1850, 1, 1) : dj_date (2012, 1, 1)) + person % 1500;
}

static DjDate get_full (gint person)
{
  return is_formal (person) ? get_admitted (person) + 300 + person * 7 % 130 : DJ_DATE_NONE;
}

static void append_day (GString *out, const char *name, DjDate day)
{
  char text[DJ_DATE_TEXT_SIZE];
  if (day != DJ_DATE_NONE)
    g_string_append_printf (out, ", \"%s\": \"%s\"", name, dj_date_format (day, text));
}

static void append_memberships (GString *out)
{
  for (gint i = 0; i < N_PERSONS; i++)
  {
    gboolean moved = get_former (i) >= 0;
    g_string_append_printf (out, "%s{ \"person\": \"p%d\", \"organization\": \"b%d\", \"kind\": \"affiliation\"",
                            i > 0 ? "," : "", i, get_branch (i));
    append_day (out, "since", get_admitted (i) + (moved ? 100 : 0));
    g_string_append_c (out, '}');
    if (!moved)
      continue;
    g_string_append_printf (out, ",{ \"person\": \"p%d\", \"organization\": \"b%d\", \"kind\": \"affiliation\"", i,
                            get_former (i));
    append_day (out, "since", get_admitted (i));
    append_day (out, "until", get_admitted (i) + 100);
    g_string_append_c (out, '}');
  }
  for (gint i = 0; i < N_ATTACHED; i++)
    for (gint person = i < 255 ? 0 : 18; person <= 18; person += 18)
      g_string_append_printf (out, ",{ \"person\": \"p%d\", \"organization\": \"g%d\", \"kind\": \"attachment\" }",
                              person, i);
  g_string_append (out, ",{ \"person\": \"p9\", \"organization\": \"g1\", \"kind\": \"attachment\" }");
  g_string_append (out, ",{ \"person\": \"p9\", \"organization\": \"g2\", \"kind\": \"attachment\" }");
}

/* By one thread, by three, and by three in parts as small as can be. */
#define N_WAYS 3

static DjView *make_view (int way)
{
  dj_set_n_threads (way > 0 ? 3 : 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("{ \"organization\": [");
  for (gint i = 0; i < N_BRANCHES; i++)
    g_string_append_printf (text, "%s{ \"code\": \"b%d\", \"name\": \"第%d支部\", \"kind\": \"branch\" }",
                            i > 0 ? "," : "", i, i);
  for (gint i = 0; i < N_ATTACHED; i++)
    g_string_append_printf (text, ",{ \"code\": \"g%d\", \"name\": \"第%d组\", \"kind\": \"group\" }", i, i);
  g_string_append (text, "], \"person\": [");
  for (gint i = 0; i < N_PERSONS; i++)
  {
    g_string_append_printf (text, "%s{ \"code\": \"p%d\", \"name\": \"合成\"", i > 0 ? "," : "", i);
    append_day (text, "admitted", get_admitted (i));
    append_day (text, "full", get_full (i));
    g_string_append_c (text, '}');
  }
  g_string_append (text, "], \"membership\": [");
  append_memberships (text);
  g_string_append (text, "] }");
  g_autoptr (DjRegister) reg = dj_register_read_json (text->str, -1, "large", NULL, &error);
  if (!reg)
  {
    dj_complain (error);
    ck_abort ();
  }
  DjView *view = dj_register_seal (reg, dj_date_parse (DAY, -1), NULL);
  ck_assert_ptr_nonnull (view);
  dj_cut_small (way == 2);
  return view;
}

/* ---- Counting ---------------------------------------------------------------------------------------------------------- */

#define EVER                                                                                                           \
  "\"ever\": { \"count\": \"membership\", \"by\": \"organization\", \"where\": { \"kind\": \"affiliation\" },"         \
  " \"distinct\": \"person\", \"past\": true }"

static gint count_formal (gint branch)
{
  gint n = 0;
  for (gint i = 0; i < N_PERSONS; i++)
    n += get_branch (i) == branch && is_formal (i);
  return n;
}

static gint count_ever (gint branch)
{
  gint n = 0;
  for (gint i = 0; i < N_PERSONS; i++)
    n += get_branch (i) == branch || get_former (i) == branch;
  return n;
}

/* Asked of all, and of those only that have few members; the figure that is shown is what was counted for the few. */
START_TEST (test_few_wanted)
{
  g_autoptr (DjView) view = make_view (_i);
  g_autoptr (GString) expected = g_string_new (NULL);
  static const char *const thens[] = { "[ { \"formal\": { \"least\": 3 } }, { \"ever\": { \"most\": 80 } } ]",
                                       "[ { \"ever\": { \"most\": 80 } }, { \"formal\": { \"least\": 3 } } ]" };
  for (gint i = 0; i < N_BRANCHES; i++)
    if (count_formal (i) < 3 && count_ever (i) > 80)
      g_string_append_printf (expected, "%sb%d", expected->len > 0 ? " " : "", i);
  ck_assert_str_eq (expected->str, "b0 b1 b2");
  RuledText text = { .table = "organization", .measures = EVER, .when = "{ \"kind\": \"branch\" }" };
  for (gsize i = 0; i < G_N_ELEMENTS (thens); i++)
  {
    text.then = thens[i];
    ruled_expect_broken (view, &text, expected->str);
  }
  g_autoptr (DjFindings) findings = ruled_check (view, &text);
  g_autoptr (DjFrame) list = dj_findings_list (findings, "r", DJ_NONE, 0, -1, NULL);
  g_autofree char *found = ruled_dup_column (list, "found");
  g_autofree char *counted = g_strdup_printf ("%d %d %d", count_ever (0), count_ever (1), count_ever (2));
  ck_assert_str_eq (found, counted);
  text.when = "{ \"kind\": \"branch\", \"ever\": { \"over\": 80 } }";
  text.then = "{ \"formal\": { \"least\": 3 } }";
  ruled_expect_broken (view, &text, expected->str);
}
END_TEST

/* Persons of whom more rows are than a byte can count, and one of two. */
START_TEST (test_more_than_a_byte)
{
  g_autoptr (DjView) view = make_view (_i);
  RuledText text
      = { .table = "person",
          .measures
          = "\"m\": { \"count\": \"membership\", \"by\": \"person\", \"where\": { \"kind\": \"attachment\" } }",
          .then = "{ \"m\": { \"most\": 1 } }" };
  g_autoptr (DjFindings) findings = ruled_check (view, &text);
  g_autoptr (DjFrame) list = dj_findings_list (findings, "r", DJ_NONE, 0, -1, NULL);
  g_autofree char *found = ruled_dup_column (list, "found");
  ck_assert_str_eq (found, "255 2 300");
  ruled_expect_broken (view, &text, "p0 p9 p18");
  /* What another measure is made of is kept for all. */
  text.measures = "\"m\": { \"count\": \"membership\", \"by\": \"person\", \"where\": { \"kind\": \"attachment\" } },"
                  " \"n\": { \"either\": [\"m\", 0] }";
  text.then = "{ \"n\": { \"most\": 1 } }";
  ruled_expect_broken (view, &text, "p0 p9 p18");
}
END_TEST

/* ---- What a register may lack ------------------------------------------------------------------------------------------ */

static DjView *read_view (const char *json)
{
  g_autoptr (DjRegister) reg = dj_register_read_json (json, -1, "small", NULL, NULL);
  ck_assert_ptr_nonnull (reg);
  DjView *view = dj_register_seal (reg, dj_date_parse (DAY, -1), NULL);
  ck_assert_ptr_nonnull (view);
  return view;
}

/* Memberships none of which has a kind; for a few organizations as for all. */
START_TEST (test_no_kind)
{
  g_autoptr (GString) json = g_string_new ("{ \"organization\": [");
  for (gint i = 0; i < N_BRANCHES; i++)
    g_string_append_printf (json, "%s{ \"code\": \"b%d\", \"name\": \"第%d支部\", \"kind\": \"%s\" }", i > 0 ? "," : "",
                            i, i, i == 3 ? "committee" : "branch");
  g_string_append (
      json, "], \"person\": [ { \"code\": \"p\", \"name\": \"合成\" } ], \"membership\": ["
            " { \"person\": \"p\", \"organization\": \"b3\" }, { \"person\": \"p\", \"organization\": \"b5\" } ] }");
  g_autoptr (DjView) view = read_view (json->str);
  RuledText text = { .table = "organization",
                     .measures = "\"m\": { \"count\": \"membership\", \"by\": \"organization\" }",
                     .then = "[ { \"kind\": \"branch\" }, { \"m\": { \"most\": 0 } } ]" };
  ruled_expect_broken (view, &text, "b3");
  text.then = "{ \"m\": { \"most\": 0 } }";
  ruled_expect_broken (view, &text, "b3 b5");
}
END_TEST

/* Whether one that is gone is under another, is asked of nobody. */
START_TEST (test_gone)
{
  g_autoptr (DjView) view
      = read_view ("{ \"organization\": [ { \"code\": \"a\", \"name\": \"甲\", \"kind\": \"branch\" },"
                   " { \"code\": \"b\", \"name\": \"乙\", \"kind\": \"branch\", \"until\": \"2020-01-01\" } ] }");
  ruled_expect_values (view, "organization", "\"m\": { \"under\": [\"self\", \"self\"] }", NULL, "m", "a=1");
}
END_TEST

/* ---- Days -------------------------------------------------------------------------------------------------------------- */

/* The most months that can be added to a day without passing another; where a month is shorter its last day is meant. */
static gint count_months (DjDate from, DjDate to)
{
  gint months = 0;
  while (dj_months_before (from, -(months + 1)) <= to)
    months++;
  return months;
}

static gboolean holds (const char *kind, gint value, gint bound)
{
  return strcmp (kind, "least") == 0  ? value >= bound
         : strcmp (kind, "most") == 0 ? value <= bound
         : strcmp (kind, "over") == 0 ? value > bound
                                      : value < bound;
}

static void compare_months (DjView *view, const char *measure, gint in_one, const char *kind, gint bound)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  for (gint i = 0; i < N_PERSONS; i++)
    if (is_formal (i) && get_admitted (i) >= dj_date (1850, 3, 1)
        && !holds (kind, count_months (get_admitted (i), get_full (i)) / in_one, bound))
      g_string_append_printf (expected, "%sp%d", expected->len > 0 ? " " : "", i);
  g_autofree char *measures = g_strdup_printf ("\"m\": { \"%s\": [\"admitted\", \"full\"] }", measure);
  g_autofree char *then = g_strdup_printf ("{ \"m\": { \"%s\": %d } }", kind, bound);
  RuledText text = {
    .table = "person", .measures = measures, .when = "{ \"admitted\": { \"least\": \"1850-03-01\" } }", .then = then
  };
  ruled_expect_broken (view, &text, expected->str);
}

START_TEST (test_months)
{
  static const char *const kinds[] = { "least", "most", "over", "under" };
  g_autoptr (DjView) view = make_view (_i);
  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
  {
    for (gint bound = 0; bound <= 15; bound++)
      compare_months (view, "months", 1, kinds[kind], bound);
    for (gint bound = 0; bound <= 2; bound++)
      compare_months (view, "years", 12, kinds[kind], bound);
  }
}
END_TEST

static void compare_days (DjView *view, const char *kind, DjDate bound)
{
  char day[DJ_DATE_TEXT_SIZE];
  g_autoptr (GString) expected = g_string_new (NULL);
  for (gint i = 0; i < N_PERSONS; i++)
    if (is_formal (i) && !holds (kind, get_full (i), bound))
      g_string_append_printf (expected, "%sp%d", expected->len > 0 ? " " : "", i);
  g_autofree char *then = g_strdup_printf ("{ \"full\": { \"%s\": \"%s\" } }", kind, dj_date_format (bound, day));
  ruled_expect_broken (view, &(RuledText){ .table = "person", .then = then }, expected->str);
}

START_TEST (test_days)
{
  static const char *const kinds[] = { "least", "most", "over", "under" };
  g_autoptr (DjView) view = make_view (_i);
  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (gint step = -1; step <= 1; step++)
      compare_days (view, kinds[kind], get_full (1001) + step);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("rules-large");
  TCase *large = tcase_create ("large");
  tcase_add_loop_test (large, test_few_wanted, 0, N_WAYS);
  tcase_add_loop_test (large, test_more_than_a_byte, 0, N_WAYS);
  tcase_add_test (large, test_no_kind);
  tcase_add_test (large, test_gone);
  tcase_add_loop_test (large, test_months, 0, N_WAYS);
  tcase_add_loop_test (large, test_days, 0, N_WAYS);
  tcase_set_timeout (large, 600);
  suite_add_tcase (suite, large);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
