/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the Gregorian calendar. The years are counted from 1 March, so that the leap day is the last of its year and a
 * day's number is a sum without tables or loops. */
#include "schema-private.h"

#include <string.h>

#define YEAR_FIRST 1000
#define YEAR_LAST 9999

/* An era is 400 years, after which the calendar repeats. */
#define DAYS_OF_ERA 146097
/* Days from 0000-03-01 to 1970-01-01. */
#define EPOCH 719468

static gboolean is_leap (int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int days_of_month (int year, int month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  return days[month - 1] + (month == 2 && is_leap (year));
}

static inline DjDate make_date (int year, int month, int day)
{
  static const gint16 days_before[] = { 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275 }; /* since 1 March */
  if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1
      || (day > 28 && day > days_of_month (year, month)))
    return DJ_DATE_NONE;
  int y = year - (month <= 2);
  int century = y / 100;
  return y * 365 + y / 4 - century + century / 4 + days_before[month - 1] + day - 1 - EPOCH;
}

DjDate dj_date (int year, int month, int day) { return make_date (year, month, day); }

void dj_date_split (DjDate date, int *year, int *month, int *day)
{
  g_return_if_fail (date != DJ_DATE_NONE && year != NULL && month != NULL && day != NULL);
  gint64 days = (gint64)date + EPOCH;
  gint64 era = (days >= 0 ? days : days - (DAYS_OF_ERA - 1)) / DAYS_OF_ERA;
  int day_of_era = (int)(days - era * DAYS_OF_ERA);
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int m = (5 * day_of_year + 2) / 153;
  *day = day_of_year - (153 * m + 2) / 5 + 1;
  *month = m < 10 ? m + 3 : m - 9;
  *year = (int)(year_of_era + era * 400) + (*month <= 2);
}

/* ---- Text ------------------------------------------------------------------------------------------------------- */

/* Reads @least to @most digits from *at; 0 where there are fewer. No part of a date is 0. */
static int read_digits (const char **at, const char *end, int least, int most)
{
  int n = 0;
  int value = 0;
  while (n < most && *at < end && g_ascii_isdigit (**at))
  {
    value = value * 10 + (**at - '0');
    (*at)++;
    n++;
  }
  return n >= least ? value : 0;
}

static gboolean read_mark (const char **at, const char *end, const char *mark)
{
  gsize n = strlen (mark);
  if ((gsize)(end - *at) < n || memcmp (*at, mark, n) != 0)
    return FALSE;
  *at += n;
  return TRUE;
}

/* The number that two digits make, of eight in a word; the first is number 0. */
static int two_of (guint64 word, int number) { return (int)((word * 10 + (word >> 8)) >> number * 8 & 0xff); }

/* The form in which days are written here and nearly everywhere: 2024-08-26. Its ten bytes as a word and a half, each less what it is
 * at least: digits become their values and the lines between them 0. */
static gboolean read_usual (const char *text, int *year, int *month, int *day)
{
  guint64 word;
  memcpy (&word, text, sizeof word);
  word = GUINT64_FROM_LE (word) ^ G_GUINT64_CONSTANT (0x2d30302d30303030); /* "0000-00-" */
  guint tens = (guint)(guchar)text[8] - '0', ones = (guint)(guchar)text[9] - '0';
  guint64 too_much = (word + G_GUINT64_CONSTANT (0x7f76767f76767676)) | word;
  *year = two_of (word, 0) * 100 + two_of (word, 2);
  *month = two_of (word, 5);
  *day = (int)(tens * 10 + ones);
  return (too_much & G_GUINT64_CONSTANT (0x8080808080808080)) == 0 && tens <= 9 && ones <= 9;
}

/* What stands after the year, the month and the day in each form. */
static const char *const forms[][3] = {
  { "-", "-", "" },
  { "/", "/", "" },
  { ".", ".", "" },
  { "年", "月", "日" },
};

DjDate dj_date_parse (const char *text, gssize length)
{
  g_return_val_if_fail (text != NULL || length == 0, DJ_DATE_NONE);
  if (length == 0)
    return DJ_DATE_NONE;
  const char *at = text;
  const char *end = text + (length < 0 ? strlen (text) : (gsize)length);
  int year, month, day;
  if (end - at == 10 && read_usual (at, &year, &month, &day))
    return make_date (year, month, day);
  year = read_digits (&at, end, 4, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (read_mark (&at, end, forms[i][0]))
    {
      month = read_digits (&at, end, 1, 2);
      gboolean marked = read_mark (&at, end, forms[i][1]);
      day = marked ? read_digits (&at, end, 1, 2) : 0;
      marked = marked && read_mark (&at, end, forms[i][2]);
      return marked && at == end ? make_date (year, month, day) : DJ_DATE_NONE;
    }
  month = read_digits (&at, end, 2, 2);
  day = read_digits (&at, end, 2, 2);
  return at == end ? make_date (year, month, day) : DJ_DATE_NONE;
}

/* By hand: whole registers are written through it. */
static void write_digits (char *out, int value, int n)
{
  while (n-- > 0)
  {
    out[n] = (char)('0' + value % 10);
    value /= 10;
  }
}

const char *dj_date_format (DjDate date, char out[DJ_DATE_TEXT_SIZE])
{
  g_return_val_if_fail (out != NULL, NULL);
  out[0] = '\0';
  if (date == DJ_DATE_NONE)
    return out;
  int year, month, day;
  dj_date_split (date, &year, &month, &day);
  g_return_val_if_fail (year >= YEAR_FIRST && year <= YEAR_LAST, out);
  write_digits (out, year, 4);
  out[4] = '-';
  write_digits (out + 5, month, 2);
  out[7] = '-';
  write_digits (out + 8, day, 2);
  out[10] = '\0';
  return out;
}

DjDate dj_date_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int year, month, day;
  g_date_time_get_ymd (now, &year, &month, &day);
  return dj_date (year, month, day);
}
