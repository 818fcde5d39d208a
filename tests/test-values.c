/* SPDX-License-Identifier: Apache-2.0 */
/* Days and numbers, and their text. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "schema/schema-private.h"

/* For loops of millions: ck_assert() notes its place in a file each time. */
#define REQUIRE(condition, text)                                                                                       \
  do                                                                                                                   \
  {                                                                                                                    \
    if (!(condition))                                                                                                  \
      ck_abort_msg ("%s: %s", #condition, (text));                                                                     \
  } while (0)

/* ---- Days ------------------------------------------------------------------------------------------------------- */

START_TEST (test_date_against_gdate)
{
  GDate day;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 1, G_DATE_JANUARY, 1970);
  guint32 epoch = g_date_get_julian (&day);
  g_date_set_dmy (&day, 1, G_DATE_JANUARY, 1899);
  for (; g_date_get_year (&day) <= 2101; g_date_add_days (&day, 1))
  {
    int y = g_date_get_year (&day), m = (int)g_date_get_month (&day), d = g_date_get_day (&day);
    DjDate date = dj_date (y, m, d);
    REQUIRE (date == (gint32)g_date_get_julian (&day) - (gint32)epoch, "GDate");
    int year, month, dom;
    dj_date_split (date, &year, &month, &dom);
    REQUIRE (year * 10000 + month * 100 + dom == y * 10000 + m * 100 + d, "GDate");
  }
}
END_TEST

START_TEST (test_date_whole_range)
{
  DjDate first = dj_date (1000, 1, 1);
  DjDate last = dj_date (9999, 12, 31);
  ck_assert_int_eq (last - first + 1, 3287182);
  char text[DJ_DATE_TEXT_SIZE], before[DJ_DATE_TEXT_SIZE] = "";
  for (DjDate date = first; date <= last; date++)
  {
    dj_date_format (date, text);
    REQUIRE (dj_date_parse (text, -1) == date, text);
    REQUIRE (strcmp (before, text) < 0, text);
    memcpy (before, text, sizeof before);
  }
}
END_TEST

static const struct
{
  const char *text;
  int year, month, day;
} forms[] = {
  { "2024-08-26", 2024, 8, 26 }, { "2024/8/26", 2024, 8, 26 },     { "2024/08/26", 2024, 8, 26 },
  { "2024.8.6", 2024, 8, 6 },    { "2024.08.06", 2024, 8, 6 },     { "20240826", 2024, 8, 26 },
  { "1970-01-01", 1970, 1, 1 },  { "2024年8月26日", 2024, 8, 26 }, { "2024年08月06日", 2024, 8, 6 },
  { "2000-02-29", 2000, 2, 29 }, { "1000-01-01", 1000, 1, 1 },     { "9999-12-31", 9999, 12, 31 },
  { "20240229", 2024, 2, 29 },   { "1921年7月23日", 1921, 7, 23 },
};

START_TEST (test_date_parse)
{
  DjDate date = dj_date_parse (forms[_i].text, -1);
  ck_assert_msg (date == dj_date (forms[_i].year, forms[_i].month, forms[_i].day), "%s", forms[_i].text);
  ck_assert_int_ne (date, DJ_DATE_NONE);

  /* The length ends it as NUL does, and nothing behind it is looked at. */
  g_autofree char *longer = g_strconcat (forms[_i].text, "7", NULL);
  ck_assert_int_eq (dj_date_parse (longer, (gssize)strlen (forms[_i].text)), date);
  gsize n = strlen (forms[_i].text);
  char *exact = malloc (n);
  memcpy (exact, forms[_i].text, n);
  ck_assert_int_eq (dj_date_parse (exact, (gssize)n), date);
  free (exact);
}
END_TEST

static const char *const no_dates[] = {
  "",
  "0",
  "2024",
  "2024-08",
  "2023-02-30",
  "2023-02-29",
  "1900-02-29",
  "2024-04-31",
  "2024-00-10",
  "2024-13-01",
  "2024-01-00",
  "2024-01-32",
  "0000-01-01",
  "0999-12-31",
  "99999-01-01",
  "10000-01-01",
  "2024-08-26 ",
  " 2024-08-26",
  "2024-08-26T00:00:00",
  "2024-08-26x",
  "2024-08/26",
  "2024/08-26",
  "2024.08/26",
  "2024年8月26",
  "2024年8月26号",
  "2024-8月26日",
  "2024年8-26",
  "202408260",
  "2024826",
  "2024082",
  "24-08-26",
  "-024-08-26",
  "2024--8-26",
  "2024-+8-26",
  "2024-008-26",
  "2024-08-026",
  "２０２４-08-26",
  "26/08/2024",
  "08/26/2024",
  "2024-08-26\n",
  "2024 08 26",
  "now",
  "1e10",
  "年月日",
  "2024年",
  "\xff\xfe",
};

START_TEST (test_date_reject) { ck_assert_msg (dj_date_parse (no_dates[_i], -1) == DJ_DATE_NONE, "%s", no_dates[_i]); }
END_TEST

START_TEST (test_date_edges)
{
  char text[DJ_DATE_TEXT_SIZE];
  ck_assert_str_eq (dj_date_format (DJ_DATE_NONE, text), "");
  ck_assert_str_eq (dj_date_format (0, text), "1970-01-01");
  ck_assert_str_eq (dj_date_format (-1, text), "1969-12-31");
  ck_assert_int_eq (dj_date (2023, 2, 30), DJ_DATE_NONE);
  ck_assert_int_eq (dj_date (999, 12, 31), DJ_DATE_NONE);
  ck_assert_int_eq (dj_date (10000, 1, 1), DJ_DATE_NONE);
  ck_assert_int_eq (dj_date (2024, 1, G_MAXINT), DJ_DATE_NONE);
  ck_assert_int_eq (dj_date (2024, G_MININT, 1), DJ_DATE_NONE);
  ck_assert_int_eq (dj_date_parse ("2024-08-26\0x", 12), DJ_DATE_NONE);
  ck_assert_int_eq (dj_date_parse (NULL, 0), DJ_DATE_NONE);
  DjDate before = dj_date_today ();
  ck_assert_int_gt (before, dj_date (2020, 1, 1));
}
END_TEST

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *text;
  gint64 value;
} ints[] = {
  { "0", 0 },
  { "-0", 0 },
  { "+7", 7 },
  { "007", 7 },
  { "-12", -12 },
  { "9223372036854775807", G_MAXINT64 },
  { "-9223372036854775807", -G_MAXINT64 },
};

START_TEST (test_int_parse)
{
  gint64 value = 1;
  ck_assert (dj_int_parse (ints[_i].text, strlen (ints[_i].text), &value));
  ck_assert_int_eq (value, ints[_i].value);
}
END_TEST

static const char *const no_ints[] = {
  "",
  " ",
  "-",
  "+",
  "--1",
  "1 ",
  " 1",
  "1.0",
  "1e3",
  "0x10",
  "1,000",
  "９",
  "9223372036854775808",
  "-9223372036854775808",
  "99999999999999999999999",
  "nan",
};

START_TEST (test_int_reject)
{
  gint64 value = 42;
  ck_assert_msg (!dj_int_parse (no_ints[_i], strlen (no_ints[_i]), &value), "%s", no_ints[_i]);
  ck_assert_int_eq (value, 42);
}
END_TEST

static const struct
{
  const char *text;
  double value;
  const char *back;
} reals[] = {
  { "0", 0, "0" },
  { "-0", 0, "0" },
  { "-0.0e5", 0, "0" },
  { "1", 1, "1" },
  { "+1.50", 1.5, "1.5" },
  { ".5", 0.5, "0.5" },
  { "5.", 5, "5" },
  { "0.1", 0.1, "0.1" },
  { "1e3", 1000, "1000" },
  { "1E-2", 0.01, "0.01" },
  { "116.407526", 116.407526, "116.407526" },
  { "5e-324", 5e-324, "5e-324" },
  { "1.7976931348623157e308", G_MAXDOUBLE, "1.7976931348623157e+308" },
  { "1e-400", 0, "0" },
  { "0.30000000000000004", 0.1 + 0.2, "0.30000000000000004" },
  { "9007199254740993", 9007199254740992.0, "9007199254740992" },
  { "0.00000000000000000000000000000000000000000000000000000000000000000000000001", 1e-74, "1e-74" },
};

START_TEST (test_real_parse)
{
  double value = NAN;
  char text[DJ_NUMBER_TEXT_SIZE];
  ck_assert_msg (dj_real_parse (reals[_i].text, strlen (reals[_i].text), &value), "%s", reals[_i].text);
  ck_assert_double_eq (value, reals[_i].value);
  ck_assert_str_eq (dj_real_format (value, text), reals[_i].back);
}
END_TEST

static const char *const no_reals[] = {
  "",    " ",         ".",     "-",    "+.",  "e5",    "1e",    "1e+",    "1 ",   " 1",  "nan", "NaN",
  "inf", "-infinity", "0x1p3", "0x10", "1,5", "1.2.3", "1e999", "-1e999", "1e5x", "1_0", "--1", "１.5",
};

START_TEST (test_real_reject)
{
  double value = 42;
  ck_assert_msg (!dj_real_parse (no_reals[_i], strlen (no_reals[_i]), &value), "%s", no_reals[_i]);
  ck_assert_double_eq (value, 42);
}
END_TEST

START_TEST (test_number_round_trip)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240826);
  char text[DJ_NUMBER_TEXT_SIZE], again[DJ_NUMBER_TEXT_SIZE];
  for (int i = 0; i < 60000; i++)
  {
    guint64 bits = (guint64)g_rand_int (rand) << 32 | g_rand_int (rand);
    gint64 whole = (gint64)bits, whole_back = 0;
    if (whole != DJ_INT_NONE)
    {
      dj_int_format (whole, text);
      REQUIRE (dj_int_parse (text, strlen (text), &whole_back) && whole_back == whole, text);
    }
    if (i % 4 == 0)
      bits &= ~(G_GUINT64_CONSTANT (0x7ff) << 52); /* least numbers */
    double real, real_back = 0;
    memcpy (&real, &bits, sizeof real);
    dj_real_format (real, text);
    if (!isfinite (real))
    {
      REQUIRE (*text == '\0', text);
      continue;
    }
    REQUIRE (dj_real_parse (text, strlen (text), &real_back) && real_back == real, text);
    /* One digit less would not do. */
    for (int digits = 1; digits < 17; digits++)
    {
      g_snprintf (again, sizeof again, "%.*g", digits, real);
      if (g_ascii_strtod (again, NULL) == real)
      {
        REQUIRE (strlen (text) <= strlen (again), text);
        break;
      }
    }
  }
  ck_assert_str_eq (dj_int_format (DJ_INT_NONE, text), "");
  ck_assert_str_eq (dj_real_format (NAN, text), "");
}
END_TEST

#define ADD_ALL(function, array) tcase_add_loop_test (tcase, function, 0, (int)G_N_ELEMENTS (array))

int main (void)
{
  Suite *suite = suite_create ("values");
  TCase *tcase = tcase_create ("values");
  tcase_set_timeout (tcase, 120);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_date_against_gdate);
  tcase_add_test (tcase, test_date_whole_range);
  ADD_ALL (test_date_parse, forms);
  ADD_ALL (test_date_reject, no_dates);
  tcase_add_test (tcase, test_date_edges);
  ADD_ALL (test_int_parse, ints);
  ADD_ALL (test_int_reject, no_ints);
  ADD_ALL (test_real_parse, reals);
  ADD_ALL (test_real_reject, no_reals);
  tcase_add_test (tcase, test_number_round_trip);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
