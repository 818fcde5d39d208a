/* SPDX-License-Identifier: Apache-2.0 */
/* Calendar periods of what is done again and again. */
#include "schema-private.h"

/* The first day of the week, month, quarter, half-year or year in which @day is; DJ_DATE_NONE outside of the calendar, or where nothing
 * is expected. Weeks begin on Mondays; 1970-01-01 was a Thursday. */
DjDate dj_recurrence_begin (DjDate day, DjRecurrence recurrence)
{
  int year, month, unused;
  dj_date_split (day, &year, &month, &unused);
  switch (recurrence)
  {
  case DJ_RECURRENCE_WEEKLY:
    return day - (((day + 3) % 7 + 7) % 7);
  case DJ_RECURRENCE_MONTHLY:
    return dj_date (year, month, 1);
  case DJ_RECURRENCE_QUARTERLY:
    return dj_date (year, (month - 1) / 3 * 3 + 1, 1);
  case DJ_RECURRENCE_HALF_YEARLY:
    return dj_date (year, (month - 1) / 6 * 6 + 1, 1);
  case DJ_RECURRENCE_YEARLY:
    return dj_date (year, 1, 1);
  default:
    return DJ_DATE_NONE;
  }
}

/* Days from the first of a period to one that is sure to be in the next and not in the one after. */
static int get_stride (DjRecurrence recurrence)
{
  static const int strides[] = {
    [DJ_RECURRENCE_WEEKLY] = 7,        [DJ_RECURRENCE_MONTHLY] = 31, [DJ_RECURRENCE_QUARTERLY] = 92,
    [DJ_RECURRENCE_HALF_YEARLY] = 184, [DJ_RECURRENCE_YEARLY] = 366, [DJ_RECURRENCE_AS_NEEDED] = 0,
  };
  return strides[recurrence];
}

DjDate dj_recurrence_next (DjDate begin, DjRecurrence recurrence)
{
  return dj_recurrence_begin (begin + get_stride (recurrence), recurrence);
}

DjDate dj_date_year_before (DjDate on)
{
  int year, month, day;
  dj_date_split (on + 1, &year, &month, &day);
  DjDate since = dj_date (year - 1, month, day);
  return since == DJ_DATE_NONE ? dj_date (year - 1, month, day - 1) : since; /* where there is no 29 February */
}
