/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What members are broken down by, and the profile of a member: all five values in one number. A view numbers the profiles that occur in
 * it, some hundred of them, so that two bytes a member tell everything and what is looked up by them stays in the nearest cache.
 */
#include "view/view-private.h"

/* ---- Breakdowns -------------------------------------------------------------------------------------------------- */

const DjBreakdown dj_breakdowns[DJ_N_BREAKDOWNS] = {
  { DJ_BY_SEX, DJ_COLUMN_PERSON_SEX, NULL, NULL, NULL, NULL },
  { DJ_BY_AGE, -1, &dj_codes_age_band, "age", "年龄段", "age band" },
  { DJ_BY_EDUCATION, DJ_COLUMN_PERSON_EDUCATION, NULL, NULL, NULL, NULL },
  { DJ_BY_STATUS, -1, &dj_codes_member_status, "status", "党员身份", "status" },
  { DJ_BY_CLASS, DJ_COLUMN_PERSON_CLASS, NULL, NULL, NULL, NULL },
};

guint dj_breakdown_get_n_values (gsize breakdown)
{
  const DjBreakdown *b = &dj_breakdowns[breakdown];
  const DjCodeList *codes = b->codes ? b->codes : dj_column_of (DJ_TABLE_PERSON, b->column)->codes;
  return (guint)codes->n_codes + 1;
}

/* ---- Age --------------------------------------------------------------------------------------------------------- */

/* The first age of each band but the youngest. */
static const int FIRST_AGES[DJ_N_FIRST_AGES] = { 31, 36, 41, 46, 51, 56, 61 };

void dj_find_last_births (DjDate on, DjDate last_births[DJ_N_FIRST_AGES])
{
  int year, month, day;
  dj_date_split (on, &year, &month, &day);
  for (gsize i = 0; i < DJ_N_FIRST_AGES; i++)
  {
    last_births[i] = dj_date (year - FIRST_AGES[i], month, day);
    if (last_births[i] == DJ_DATE_NONE && month == 2)
      last_births[i] = dj_date (year - FIRST_AGES[i], 2, 28);
  }
}

/* ---- Profiles ---------------------------------------------------------------------------------------------------- */

DjProfiler dj_profiler (const DjView *view)
{
  const DjTableData *persons = view->home->state->tables[DJ_TABLE_PERSON];
  DjProfiler profiler = { .view = view,
                          .sexes = dj_table_codes (persons, DJ_COLUMN_PERSON_SEX),
                          .educations = dj_table_codes (persons, DJ_COLUMN_PERSON_EDUCATION),
                          .classes = dj_table_codes (persons, DJ_COLUMN_PERSON_CLASS),
                          .born = dj_table_dates (persons, DJ_COLUMN_PERSON_BORN) };
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
    profiler.n_values[i] = dj_breakdown_get_n_values (i);
  dj_find_last_births (view->home->on, profiler.last_births);
  return profiler;
}

void dj_profile_split (guint profile, guint values[DJ_N_BREAKDOWNS])
{
  for (gsize i = DJ_N_BREAKDOWNS; i-- > 0;)
  {
    guint n = dj_breakdown_get_n_values (i);
    values[i] = profile % n;
    profile /= n;
  }
}

guint dj_profile_get_n (void)
{
  guint n = 1;
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
    n *= dj_breakdown_get_n_values (i);
  g_assert (n < DJ_MAX_PROFILES); /* one number is left for none */
  return n;
}

gint32 dj_profiles_number (const guint8 *occurs, guint16 *number, guint16 *profile_of)
{
  gint32 n = 0;
  guint n_profiles = dj_profile_get_n ();
  for (guint profile = 0; profile < n_profiles; profile++)
    if (occurs[profile])
    {
      number[profile] = (guint16)n;
      profile_of[n++] = (guint16)profile;
    }
  return n;
}

/* ---- Combinations ------------------------------------------------------------------------------------------------ */

gboolean dj_is_asked (DjCountBy by, gsize breakdown) { return (by & dj_breakdowns[breakdown].by) != 0; }

guint dj_combinations_get_n (DjCountBy by)
{
  guint n = 1;
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
    n *= dj_is_asked (by, i) ? dj_breakdown_get_n_values (i) : 1;
  return n;
}

/* Numbered in the order of rows: by each column in turn, missing values last. */
guint dj_combination_of (DjCountBy by, const guint values[DJ_N_BREAKDOWNS])
{
  guint combination = 0;
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
    if (dj_is_asked (by, i))
    {
      guint n = dj_breakdown_get_n_values (i);
      combination = combination * n + (values[i] == 0 ? n : values[i]) - 1;
    }
  return combination;
}
