/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The published figures of the end of 2024 (中国共产党党内统计公报), and what is made up between them: how age goes with admission, sex,
 * education and occupation. Published numbers are in thousands; rows and columns of the made-up tables are only as likely as they look.
 */
#include "generate/generate-private.h"

/* The figures of a day. */
#define YEAR 2024

/* First days of the spans; 1949-10-01, 1978-12-18 and 2012-11-08 divide the published periods. */
static const int SPANS[DJ_N_SPANS + 1][3] = {
  { 1937, 1, 1 }, { 1949, 10, 1 }, { 1966, 1, 1 }, { 1978, 12, 18 }, { 1990, 1, 1 },
  { 2002, 1, 1 }, { 2012, 11, 8 }, { 2018, 1, 1 }, { YEAR, 1, 1 },   { YEAR + 1, 1, 1 },
};

/* The oldest. */
#define BORN_FIRST 1920
/* Ages at the last birthday at which each band but the oldest ends. */
static const int LAST_AGES[DJ_N_BANDS - 1] = { 30, 35, 40, 45, 50, 55, 60 };

void dj_days_init (DjDays *days)
{
  days->on = dj_date (YEAR, 12, 31);
  for (int i = 0; i <= DJ_N_SPANS; i++)
    days->spans[i] = dj_date (SPANS[i][0], SPANS[i][1], SPANS[i][2]);
  /* On the last day of a year everybody has had his birthday. */
  for (int i = 0; i < DJ_N_BANDS; i++)
  {
    days->born_first[i] = dj_date (i + 1 < DJ_N_BANDS ? YEAR - LAST_AGES[i] : BORN_FIRST, 1, 1);
    days->born_last[i] = dj_date (i > 0 ? YEAR - LAST_AGES[i - 1] - 1 : YEAR, 12, 31);
  }
}

/* ---- Numbers of things -------------------------------------------------------------------------------------------- */

/* A share as a whole number of so many parts: from there on nothing is rounded by floating point. */
#define SHARE_BITS 36
#define SHARE_WHOLE ((guint64)1 << SHARE_BITS)

/* @n is below 2^27. */
static guint64 times (guint64 share, guint64 n) { return (share * n + SHARE_WHOLE / 2) >> SHARE_BITS; }

void dj_figures_scale (DjFigures *figures, double scale)
{
  guint64 share = (guint64)(scale * (double)SHARE_WHOLE + 0.5);
  *figures = (DjFigures){
    .provinces = MAX (times (share, 31), 2),
    .prefectures = times (share, 342),
    .counties = times (share, 2978),
    .townships = times (share, 41352),
    .communities = times (share, 620573),
    .committees = times (share, 306000),
    .general_branches = times (share, 330000),
    .branches = times (share, 4614000),
    .members = times (share, 100271000),
    .participations = times (share, 20000000),
    .alliances = times (share, 200000),
  };
  figures->prefectures = MAX (figures->prefectures, figures->provinces);
  figures->counties = MAX (figures->counties, figures->prefectures);
  figures->townships = MAX (figures->townships, figures->counties);
  figures->communities = MAX (figures->communities, figures->townships);
  figures->left = figures->members * 3 / 200;
  figures->outside = figures->participations / 1000;
}

/* ---- Members ------------------------------------------------------------------------------------------------------ */

static const guint64 SEXES[DJ_N_SEXES] = { 100271 - 30995, 30995 };
static const guint64 BANDS[DJ_N_BANDS] = { 12272, 10764, 11475, 9687, 9041, 9412, 8646, 28973 };
/* In the order of the code list. */
static const guint64 OCCUPATIONS[DJ_N_OCCUPATIONS] = { 6639, 26144, 16394, 11563, 7592, 2622, 7849, 21469 };
/* Before the founding of the People's Republic, to the end of 1978, to the 18th Congress, since. */
static const guint64 PERIODS[] = { 54, 12309, 59800, 28108 };
/* College and above, and below; the parts of each are made up. */
static const guint64 COLLEGE[] = { 57786, 100271 - 57786 };
static const guint64 EDUCATIONS[DJ_N_EDUCATIONS] = { 5200, 31000, 21586, 7500, 2000, 11500, 15500, 5800, 185 };
#define N_COLLEGE 3
/* Of the spans within their periods; the last is those admitted in the year. */
static const guint64 ADMISSIONS[DJ_N_SPANS] = { 54, 3900, 8409, 13500, 20000, 26300, 10377, 15600, 2131 };
static const int N_SPANS_OF_PERIOD[] = { 1, 2, 3, 3 };

/* How likely each is in each age band, from the youngest; 0 for never. */
static const guint64 SEX_BY_BAND[DJ_N_BANDS * DJ_N_SEXES]
    = { 54, 46, 58, 42, 62, 38, 66, 34, 69, 31, 72, 28, 75, 25, 81, 19 };
static const guint64 EDUCATION_BY_BAND[DJ_N_BANDS * DJ_N_EDUCATIONS] = {
  15, 57, 20, 3,  1, 2,  2,  1,  1, /* 30 and under */
  13, 50, 24, 5,  1, 4,  3,  1,  1, /* 31 to 35 */
  11, 44, 26, 7,  2, 6,  5,  1,  1, /* 36 to 40 */
  8,  36, 28, 9,  2, 8,  9,  1,  1, /* 41 to 45 */
  6,  29, 28, 11, 3, 11, 12, 1,  1, /* 46 to 50 */
  3,  22, 27, 11, 3, 14, 18, 3,  1, /* 51 to 55 */
  2,  16, 24, 11, 3, 18, 22, 5,  1, /* 56 to 60 */
  1,  9,  14, 9,  2, 18, 30, 15, 1, /* 61 and over */
};
static const guint64 OCCUPATION_BY_BAND[DJ_N_BANDS * DJ_N_OCCUPATIONS] = {
  8, 12, 22, 14, 12, 20, 12, 0,  /* 30 and under */
  9, 16, 28, 18, 13, 3,  10, 0,  /* 31 to 35 */
  9, 20, 28, 18, 12, 1,  9,  0,  /* 36 to 40 */
  9, 24, 26, 17, 12, 0,  9,  0,  /* 41 to 45 */
  9, 30, 22, 16, 11, 0,  8,  0,  /* 46 to 50 */
  9, 36, 18, 14, 11, 0,  8,  3,  /* 51 to 55 */
  7, 38, 13, 11, 10, 0,  7,  14, /* 56 to 60 */
  0, 24, 0,  0,  0,  0,  7,  69, /* 61 and over */
};

/* How likely a person is to be admitted at an age; under 19 by the calendar year could be under 18 by the day. */
static guint64 weigh_age (int age)
{
  static const struct
  {
    int from;
    guint64 weight;
  } steps[] = { { 19, 60 }, { 20, 120 }, { 25, 80 }, { 30, 50 }, { 36, 25 }, { 46, 8 }, { 60, 1 }, { 75, 0 } };
  guint64 weight = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (steps) && age >= steps[i].from; i++)
    weight = steps[i].weight;
  return weight;
}

/* Over the whole calendar years of the span and of birth. */
static guint64 weigh_admission (int span, int band)
{
  int first = SPANS[span][0] + (SPANS[span][1] > 1);
  int born_first = band + 1 < DJ_N_BANDS ? YEAR - LAST_AGES[band] : BORN_FIRST;
  int born_last = band > 0 ? YEAR - LAST_AGES[band - 1] - 1 : YEAR;
  guint64 weight = 0;
  for (int year = first; year < SPANS[span + 1][0]; year++)
    for (int born = born_first; born <= born_last; born++)
      weight += weigh_age (year - born);
  return weight;
}

static void share_out_spans (guint64 members, guint64 spans[DJ_N_SPANS])
{
  guint64 periods[G_N_ELEMENTS (PERIODS)];
  int first = 0;
  dj_share_out (PERIODS, G_N_ELEMENTS (PERIODS), members, periods);
  for (gsize i = 0; i < G_N_ELEMENTS (PERIODS); i++)
  {
    dj_share_out (ADMISSIONS + first, N_SPANS_OF_PERIOD[i], periods[i], spans + first);
    first += N_SPANS_OF_PERIOD[i];
  }
}

static void share_out_educations (guint64 members, guint64 educations[DJ_N_EDUCATIONS])
{
  guint64 parts[G_N_ELEMENTS (COLLEGE)];
  dj_share_out (COLLEGE, G_N_ELEMENTS (COLLEGE), members, parts);
  dj_share_out (EDUCATIONS, N_COLLEGE, parts[0], educations);
  dj_share_out (EDUCATIONS + N_COLLEGE, DJ_N_EDUCATIONS - N_COLLEGE, parts[1], educations + N_COLLEGE);
}

static gboolean fit_by_band (guint64 *cells, const guint64 *weights, int n, const guint64 *bands, const guint64 *sums)
{
  for (int i = 0; i < DJ_N_BANDS * n; i++)
    cells[i] = weights[i];
  return dj_fit_margins (cells, DJ_N_BANDS, n, bands, sums);
}

gboolean dj_margins_make (DjMargins *margins, guint64 members)
{
  guint64 bands[DJ_N_BANDS], spans[DJ_N_SPANS], sexes[DJ_N_SEXES], educations[DJ_N_EDUCATIONS],
      occupations[DJ_N_OCCUPATIONS];
  dj_share_out (BANDS, DJ_N_BANDS, members, bands);
  dj_share_out (SEXES, DJ_N_SEXES, members, sexes);
  dj_share_out (OCCUPATIONS, DJ_N_OCCUPATIONS, members, occupations);
  share_out_spans (members, spans);
  share_out_educations (members, educations);
  for (int span = 0; span < DJ_N_SPANS; span++)
    for (int band = 0; band < DJ_N_BANDS; band++)
      margins->admissions[span * DJ_N_BANDS + band] = weigh_admission (span, band);
  return dj_fit_margins (margins->admissions, DJ_N_SPANS, DJ_N_BANDS, spans, bands)
         && fit_by_band (margins->sexes, SEX_BY_BAND, DJ_N_SEXES, bands, sexes)
         && fit_by_band (margins->educations, EDUCATION_BY_BAND, DJ_N_EDUCATIONS, bands, educations)
         && fit_by_band (margins->occupations, OCCUPATION_BY_BAND, DJ_N_OCCUPATIONS, bands, occupations);
}
