/* SPDX-License-Identifier: Apache-2.0 */
/* Months of many days at once, without a branch, so that a compiler takes several. What comes of a missing day is nonsense, and
 * overwritten by who asks. */
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

/* March is month 2 of a year that begins in January. */
void dj_months_of (const gint32 *days, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = (gint32)split (days[i]).month + 2;
}

/* From the earlier day to the later: one less where the day of the month is not reached, unless the month has no more. */
static inline gint32 count_months (gint32 earlier, gint32 later)
{
  Day first = split (earlier), last = split (later), next = split ((gint32)((guint32)later + 1u));
  gint32 months = (gint32)(last.month - first.month);
  return months - ((last.day < first.day) & (next.month == last.month));
}

void dj_months_between (const gint32 *from, const gint32 *to, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
  {
    gint32 earlier = MIN (from[i], to[i]), later = MAX (from[i], to[i]);
    gint32 months = count_months (earlier, later);
    out[i] = from[i] <= to[i] ? months : -months;
  }
}

/* Of the last of them a part is enough. */
void dj_months_begun (const gint32 *from, const gint32 *to, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
  {
    Day first = split (from[i]), last = split (to[i]);
    gint32 begun = (gint32)(last.month - first.month) + (last.day > first.day);
    out[i] = to[i] > from[i] ? begun : -count_months (to[i], from[i]);
  }
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
