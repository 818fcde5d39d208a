/* SPDX-License-Identifier: Apache-2.0 */
/* Months of many days at once. What comes of a missing day is nonsense, and overwritten by who asks. */
#include "rule/check-private.h"

/* Days from 0000-03-01 to 1970-01-01; the calendar repeats after 400 years. */
#define EPOCH 719468u
#define DAYS_OF_ERA 146097u

typedef struct
{
  guint32 month; /* 12 × year + month, from March of the year 0 */
  guint32 day;   /* of the month, from 1 */
} Day;

/* Years are counted from March: see dj_date_split(). */
static inline Day split (gint32 date)
{
  guint32 days = (guint32)date + EPOCH;
  guint32 era = days / DAYS_OF_ERA, of_era = days - era * DAYS_OF_ERA;
  guint32 year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  guint32 of_year = of_era - (365 * year + year / 4 - year / 100);
  guint32 month = (5 * of_year + 2) / 153;
  return (Day){ (year + era * 400) * 12 + month, of_year - (153 * month + 2) / 5 + 1 };
}

/* Nearly all days that are ever asked about, looked up: from 1880 to about 2153. The place behind them is for missing ones. */
#define USUAL_FIRST (-32872)
#define USUAL_N 100000u

static gpointer make_usual (void)
{
  guint32 *days = g_new0 (guint32, USUAL_N + 1);
  for (guint32 i = 0; i < USUAL_N; i++)
  {
    Day day = split (USUAL_FIRST + (gint32)i);
    days[i] = day.month << 5 | day.day;
  }
  return days;
}

static const guint32 *get_usual (void)
{
  static gpointer usual = NULL;
  return dj_get_constant (&usual, make_usual);
}

static inline Day find (gint32 date, const guint32 *usual)
{
  if (!usual)
    return split (date);
  guint32 packed = usual[MIN ((guint32)date - (guint32)USUAL_FIRST, USUAL_N)];
  return (Day){ packed >> 5, packed & 31 };
}

/* The days to look up in, where all of these are among them or missing, else NULL. */
static const guint32 *choose (const gint32 *a, const gint32 *b, gint32 n)
{
  gboolean any_other = FALSE;
  for (gint32 i = 0; i < n; i++)
    any_other |= (((guint32)a[i] - (guint32)USUAL_FIRST >= USUAL_N - 1) & (a[i] != DJ_VALUE_MISSING))
                 | (((guint32)b[i] - (guint32)USUAL_FIRST >= USUAL_N - 1) & (b[i] != DJ_VALUE_MISSING));
  return any_other ? NULL : get_usual ();
}

/* March is month 2 of a year that begins in January. */
void dj_months_of (const gint32 *days, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = (gint32)split (days[i]).month + 2;
}

/* From the earlier day to the later: one less where the day of the month is not reached, unless the month has no more. */
static inline gint32 count_months (gint32 earlier, gint32 later, const guint32 *usual)
{
  Day first = find (earlier, usual), last = find (later, usual);
  Day next = find ((gint32)((guint32)later + 1u), usual);
  gint32 months = (gint32)(last.month - first.month);
  return months - ((last.day < first.day) & (next.month == last.month));
}

static inline void count_between (const gint32 *from, const gint32 *to, gint32 n, gint32 *out, const guint32 *usual)
{
  for (gint32 i = 0; i < n; i++)
  {
    gint32 months = count_months (MIN (from[i], to[i]), MAX (from[i], to[i]), usual);
    out[i] = from[i] <= to[i] ? months : -months;
  }
}

void dj_months_between (const gint32 *from, const gint32 *to, gint32 n, gint32 *out)
{
  const guint32 *usual = choose (from, to, n);
  if (usual)
    count_between (from, to, n, out, usual);
  else
    count_between (from, to, n, out, NULL);
}

/* Of the last of them a part is enough. */
static inline void count_begun (const gint32 *from, const gint32 *to, gint32 n, gint32 *out, const guint32 *usual)
{
  for (gint32 i = 0; i < n; i++)
  {
    Day first = find (from[i], usual), last = find (to[i], usual);
    gint32 begun = (gint32)(last.month - first.month) + (last.day > first.day);
    out[i] = to[i] > from[i] ? begun : -count_months (to[i], from[i], usual);
  }
}

void dj_months_begun (const gint32 *from, const gint32 *to, gint32 n, gint32 *out)
{
  const guint32 *usual = choose (from, to, n);
  if (usual)
    count_begun (from, to, n, out, usual);
  else
    count_begun (from, to, n, out, NULL);
}

DjDate dj_months_before (DjDate day, gint32 months)
{
  int year, month, of_month;
  dj_date_split (day, &year, &month, &of_month);
  gint64 number = (gint64)year * 12 + month - 1 - months;
  if (number < 0 || number > 12 * 10000)
    return DJ_DATE_NONE;
  DjDate date = DJ_DATE_NONE;
  for (int at = of_month; at >= 28 || (at == of_month && at > 0); at--)
    if ((date = dj_date ((int)(number / 12), (int)(number % 12) + 1, at)) != DJ_DATE_NONE)
      break;
  return date;
}

/* ---- Whether months have passed ----------------------------------------------------------------------------------------- */

/* A day as one number, which grows with it: the month, then the day of the month; for the last of a month the greatest there can be. */
static inline guint32 pack_last (gint32 date, const guint32 *usual)
{
  Day day = find (date, usual), next = find ((gint32)((guint32)date + 1u), usual);
  return day.month << 5 | (next.month == day.month ? day.day : 31);
}

static inline gboolean have_passed (gint32 from, gint32 to, guint32 months, const guint32 *usual)
{
  Day first = find (from, usual);
  return pack_last (to, usual) >= ((first.month + months) << 5 | first.day);
}

static inline gboolean is_usual (gint32 date) { return (guint32)date - (guint32)USUAL_FIRST < USUAL_N - 1; }

static guint8 tell_months (const DjMonthTest *test, gint32 from, gint32 to, const guint32 *usual)
{
  const guint32 *days = is_usual (from) & is_usual (to) ? usual : NULL;
  gboolean passed = days ? have_passed (from, to, (guint32)test->months, days)
                         : have_passed (from, to, (guint32)test->months, NULL);
  return passed != test->negated ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE;
}

/* Of some rows, one by one: cells are read where it matters only. */
static void ask_places (const DjMonthTest *asked, const DjRows *rows, const gint32 *places, gint32 n, guint8 *truths)
{
  DjMonthTest test = *asked; /* a copy, which cannot overlap what is written */
  const guint32 *usual = get_usual ();
  const gint32 *numbers = rows->rows;
  for (gint32 i = 0; i < n; i++)
  {
    gint32 row = numbers[places[i]];
    gint32 from = row < 0 ? DJ_VALUE_MISSING : test.from[row], to = row < 0 ? DJ_VALUE_MISSING : test.to[row];
    guint8 told = DJ_TRUTH_UNKNOWN;
    if ((from != DJ_VALUE_MISSING) & (to != DJ_VALUE_MISSING) & (from <= test.from_latest) & (to <= test.to_latest))
      told = tell_months (&test, from, to, usual);
    truths[places[i]] = MIN (truths[places[i]], told);
  }
}

/* From 29 February 1904 until 28 February 2100 every fourth year has a leap day. */
#define LEAP_FIRST (-24048)
#define LEAP_N 71589u
#define LEAP_DAYS 1461u

/* Greater than any truth: the days alone do not tell it. */
#define TRUTH_OPEN 3

/* A day's place within its four years as a share of 2^32: many times more exact than a day is long, as the days are few, and one multiplication
 * (Lemire, Kaser and Kurz, Faster remainder by direct computation, 2019). */
#define LEAP_SHARE (G_MAXUINT32 / LEAP_DAYS + 1)

/* The error of the last day's share is less than a day. Nor does any share come up to the greatest number, which stands for never: the last of
 * the days of four years begins a whole day before it. */
G_STATIC_ASSERT ((guint64)(LEAP_N / LEAP_DAYS + 1) * (((guint64)LEAP_SHARE * LEAP_DAYS) & G_MAXUINT32) < LEAP_SHARE);

/* How many days whole months take: from `least` to `least` and `slack`; and one more from days on that are so long after a leap day. */
typedef struct
{
  gint32 least;
  gint32 slack;
  guint32 leap_from; /* as a share; the greatest there is for never */
} Span;

/* Four years have one leap day, so that of whole years it is known to the day (from a leap day they end on the 28th, if there is no other).
 * Else a year has 365 or 366 days and a month 28 to 31; one may be lost on the way, where a month has no such day. */
static Span find_span (gint32 months)
{
  gint32 years = months / 12, rest = months % 12;
  if (rest == 0)
    return (Span){ years * 365 + years / 4, 0,
                   years % 4 == 0 ? G_MAXUINT32 : (LEAP_DAYS - (guint32)(years % 4) * 365) * LEAP_SHARE };
  return (Span){ years * 365 + rest * 28, years + rest * 3 + 1, G_MAXUINT32 };
}

/* What the days alone tell of all rows, from `begin` on. */
DJ_WIDE static void ask_days (const DjMonthTest *asked, gint32 begin, gint32 n, guint8 *out)
{
  DjMonthTest test = *asked;
  const gint32 *from = test.from + begin, *to = test.to + begin;
  Span span = find_span (test.months);
  gint32 yes = test.negated ? DJ_TRUTH_FALSE : DJ_TRUTH_TRUE, no = DJ_TRUTH_TRUE - yes;
  for (gint32 piece = 0; piece < n; piece += DJ_ROWS_A_PIECE)
  {
    gint32 end = MIN (n, piece + DJ_ROWS_A_PIECE);
    dj_send_for_next (from + piece, sizeof (gint32));
    dj_send_for_next (to + piece, sizeof (gint32));
    for (gint32 i = piece; i < end; i++)
    {
      guint32 first = (guint32)from[i] - (guint32)LEAP_FIRST, last = (guint32)to[i] - (guint32)LEAP_FIRST;
      gint32 over = (gint32)(last - first - (guint32)span.least - (first * LEAP_SHARE >= span.leap_from));
      gint32 told = over >= span.slack ? yes : TRUTH_OPEN;
      told = over < 0 ? no : told;
      told = ((first < LEAP_N) & (last < LEAP_N)) ? told : TRUTH_OPEN;
      gboolean missing = (from[i] == DJ_VALUE_MISSING) | (to[i] == DJ_VALUE_MISSING) | (from[i] > test.from_latest)
                         | (to[i] > test.to_latest);
      out[i] = (guint8)(missing ? DJ_TRUTH_UNKNOWN : told);
    }
  }
}

/* Lessens truths to what is told; marks what is open still, and tells whether anything is. */
DJ_WIDE static gboolean take_told (guint8 *told, gint32 n, guint8 *truths)
{
  guint8 any = 0;
  for (gint32 i = 0; i < n; i++)
  {
    truths[i] = MIN (truths[i], told[i]);
    told[i] = (told[i] == TRUTH_OPEN) & (truths[i] != DJ_TRUTH_FALSE);
    any |= told[i];
  }
  return any != 0;
}

void dj_months_ask (const DjMonthTest *test, const DjRows *rows, guint8 *truths)
{
  gint32 places[DJ_CHECKED_AT_ONCE + 8], n = rows->n;
  guint8 told[DJ_CHECKED_AT_ONCE];
  if (rows->begin < 0 || dj_count_marks (truths, n) < n / 8)
  {
    ask_places (test, rows, places, dj_list_marks (truths, n, places), truths);
    return;
  }
  ask_days (test, rows->begin, n, told);
  if (take_told (told, n, truths))
    ask_places (test, rows, places, dj_list_marks (told, n, places), truths);
}
