/* SPDX-License-Identifier: Apache-2.0 */
/* Random registers that keep every invariant by construction. */
#include "naive-coverage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Codes and words ---------------------------------------------------------------------------------------------------- */

const char *cover_code (char table, int number)
{
  static char codes[128][COVER_MOST][8];
  if (number < 0)
    return NULL;
  char *code = codes[(int)table][number];
  if (!*code)
    g_snprintf (code, 8, "%c%d", table, number);
  return code;
}

const char *cover_name (const char *list, int code)
{
  return code > 0 ? dj_code_list_get_name (dj_schema_find_code_list (list), code) : NULL;
}

int cover_number (const char *code) { return code ? (int)g_ascii_strtoll (code + 1, NULL, 10) : -1; }

const char *cover_service (int i)
{
  static const char *const services[] = { "党课", "政务", "就业", "政" };
  return services[i];
}

/* ---- Adding rows ----------------------------------------------------------------------------------------------------------- */

static void add (CoverWorld *w, DjTable table, const char *const *names, const char *const *values)
{
  GError *error = NULL;
  if (dj_change_add_row (w->change, table, names, values, g_strv_length ((char **)names), &error) < 0)
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

static const char *day_text (DjDate day, char out[DJ_DATE_TEXT_SIZE])
{
  return day == DJ_DATE_NONE ? NULL : dj_date_format (day, out);
}

static const char *real_text (double number, char out[G_ASCII_DTOSTR_BUF_SIZE])
{
  return isnan (number) ? NULL : g_ascii_dtostr (out, G_ASCII_DTOSTR_BUF_SIZE, number);
}

static DjDate random_day (CoverWorld *w) { return dj_date (2023, 1, 1) + naive_number (&w->chance, 700); }

static void random_period (CoverWorld *w, DjDate *since, DjDate *until)
{
  *since = *until = DJ_DATE_NONE;
  if (naive_percent (&w->chance, 30))
    *since = random_day (w);
  if (naive_percent (&w->chance, 30))
    *until = (*since == DJ_DATE_NONE ? dj_date (2023, 6, 1) : *since) + 1 + naive_number (&w->chance, 500);
}

static gboolean touch (DjDate s1, DjDate u1, DjDate s2, DjDate u2)
{
  return (u1 == DJ_DATE_NONE || s2 < u1) && (u2 == DJ_DATE_NONE || s1 < u2);
}

/* So many times of a hundred one of @n, else -1. */
static int maybe (CoverWorld *w, int percent, int n)
{
  return n > 0 && naive_percent (&w->chance, percent) ? naive_number (&w->chance, n) : -1;
}

/* ---- Areas ------------------------------------------------------------------------------------------------------------------- */

static const int levels[][3] = { { DJ_AREA_PROVINCE, DJ_AREA_NATION, DJ_AREA_PREFECTURE },
                                 { DJ_AREA_COUNTY, DJ_AREA_COUNTY, DJ_AREA_COUNTY },
                                 { DJ_AREA_TOWNSHIP, DJ_AREA_TOWNSHIP, DJ_AREA_TOWNSHIP },
                                 { DJ_AREA_COMMUNITY, DJ_AREA_COMMUNITY, DJ_AREA_COMMUNITY },
                                 { DJ_AREA_BUILDING, DJ_AREA_PARK, DJ_AREA_BUSINESS_DISTRICT } };

/* Points of a small grid, so that many are equally far. */
static void random_point (CoverWorld *w, int percent, double *lon, double *lat)
{
  *lon = *lat = (double)NAN;
  if (!naive_percent (&w->chance, percent))
    return;
  *lon = 116 + naive_number (&w->chance, 4) * 0.01;
  *lat = naive_percent (&w->chance, 5) ? (double)NAN : 40 + naive_number (&w->chance, 4) * 0.01;
}

/* Nothing is within what is of a lower level than itself. */
static void make_areas (CoverWorld *w, int n)
{
  int level[COVER_MOST];
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];
  w->n_areas = n;
  for (int i = 0; i < n; i++)
  {
    w->parent[i] = maybe (w, 90, i);
    int least = w->parent[i] < 0 ? 0 : level[w->parent[i]];
    int step = naive_number (&w->chance, 3);
    level[i] = MIN (least + step, 4);
    w->kind[i] = levels[level[i]][naive_number (&w->chance, 3)];
    random_point (w, 50, &w->lon[i], &w->lat[i]);
    add (w, DJ_TABLE_AREA, (const char *[]){ "code", "name", "kind", "parent", "lon", "lat", NULL },
         (const char *[]){ cover_code ('a', i), cover_code ('a', i), cover_name ("area_kind", w->kind[i]),
                           cover_code ('a', w->parent[i]), real_text (w->lon[i], lon), real_text (w->lat[i], lat) });
  }
}

gboolean cover_is_within (const CoverWorld *w, int area, int other)
{
  while (area >= 0 && area != other)
    area = w->parent[area];
  return area >= 0;
}

DjNearness cover_nearness (const CoverWorld *w, int a, int b)
{
  while (a >= 0 && (b < 0 || !cover_is_within (w, b, a)))
    a = w->parent[a];
  if (a < 0 || b < 0)
    return DJ_NEARNESS_BEYOND;
  switch (w->kind[a])
  {
  case DJ_AREA_COUNTY:
    return DJ_NEARNESS_DISTRICT;
  case DJ_AREA_TOWNSHIP:
    return DJ_NEARNESS_SUBDISTRICT;
  case DJ_AREA_COMMUNITY:
    return DJ_NEARNESS_COMMUNITY;
  case DJ_AREA_BUILDING:
  case DJ_AREA_PARK:
  case DJ_AREA_BUSINESS_DISTRICT:
    return DJ_NEARNESS_BUILDING;
  default:
    return DJ_NEARNESS_BEYOND;
  }
}

void cover_spot (const CoverWorld *w, int area, double *lon, double *lat)
{
  *lon = *lat = (double)NAN;
  for (int around = area; around >= 0; around = w->parent[around])
  {
    gboolean wide = w->kind[around] <= DJ_AREA_COUNTY;
    if (wide && around != area)
      return;
    if (!isnan (w->lon[around]) && !isnan (w->lat[around]))
    {
      *lon = w->lon[around];
      *lat = w->lat[around];
      return;
    }
    if (wide || w->kind[around] == DJ_AREA_TOWNSHIP)
      return;
  }
}

/* ---- Units, organizations, coverages -------------------------------------------------------------------------------------------- */

static void make_units (CoverWorld *w, int n)
{
  static const int kinds[] = { DJ_UNIT_NON_PUBLIC_ENTERPRISE, DJ_UNIT_PLATFORM_ENTERPRISE, DJ_UNIT_LAW_FIRM,
                               DJ_UNIT_STATE_OWNED_ENTERPRISE };
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  w->n_units = n;
  for (int i = 0; i < n; i++)
  {
    CoverUnit *unit = &w->units[i];
    unit->kind = kinds[naive_number (&w->chance, 4)];
    unit->area = maybe (w, 90, w->n_areas);
    unit->industry = naive_number (&w->chance, 4);
    random_period (w, &unit->since, &unit->until);
    add (w, DJ_TABLE_UNIT, (const char *[]){ "code", "name", "kind", "area", "industry", "since", "until", NULL },
         (const char *[]){ cover_code ('u', i), cover_code ('u', i), cover_name ("unit_kind", unit->kind),
                           cover_code ('a', unit->area), cover_name ("industry", unit->industry),
                           day_text (unit->since, since), day_text (unit->until, until) });
  }
}

/* The first has no period and no base; superiors have none either. */
static void make_organizations (CoverWorld *w, int n)
{
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  w->n_organizations = n;
  for (int i = 0; i < n; i++)
  {
    CoverOrganization *organization = &w->organizations[i];
    *organization = (CoverOrganization){ -1, -1, -1, DJ_DATE_NONE, DJ_DATE_NONE };
    if (i > 0)
    {
      organization->area = maybe (w, 60, w->n_areas);
      organization->superior = maybe (w, 50, i);
      random_period (w, &organization->since, &organization->until);
      int unit = maybe (w, 25, w->n_units), superior = organization->superior;
      if (unit >= 0 && touch (organization->since, organization->until, w->units[unit].since, w->units[unit].until))
        organization->unit = unit;
      if (superior >= 0
          && (w->organizations[superior].since != DJ_DATE_NONE || w->organizations[superior].until != DJ_DATE_NONE))
        organization->superior = -1;
    }
    const char *code = cover_code ('o', i), *s = day_text (organization->since, since);
    const char *u = day_text (organization->until, until);
    add (w, DJ_TABLE_ORGANIZATION,
         (const char *[]){ "code", "name", "kind", "base_area", "base_unit", "since", "until", NULL },
         (const char *[]){ code, code, "branch", cover_code ('a', organization->area),
                           cover_code ('u', organization->unit), s, u });
    if (organization->superior >= 0)
      add (w, DJ_TABLE_SUBORDINATION, (const char *[]){ "organization", "superior", "since", "until", NULL },
           (const char *[]){ code, cover_code ('o', organization->superior), s, u });
  }
}

static void make_coverages (CoverWorld *w, int n)
{
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  for (int i = 0; i < n && w->n_units > 0; i++)
  {
    CoverRow row = { .unit = naive_number (&w->chance, w->n_units),
                     .organization = naive_number (&w->chance, w->n_organizations),
                     .manner = naive_number (&w->chance, DJ_COVERAGE_GUIDE + 1) };
    const CoverUnit *unit = &w->units[row.unit];
    const CoverOrganization *organization = &w->organizations[row.organization];
    random_period (w, &row.since, &row.until);
    if (!touch (row.since, row.until, unit->since, unit->until)
        || !touch (row.since, row.until, organization->since, organization->until))
      continue;
    w->coverages[w->n_coverages++] = row;
    add (w, DJ_TABLE_COVERAGE, (const char *[]){ "unit", "organization", "manner", "since", "until", NULL },
         (const char *[]){ cover_code ('u', row.unit), cover_code ('o', row.organization),
                           cover_name ("coverage_manner", row.manner), day_text (row.since, since),
                           day_text (row.until, until) });
  }
}

gboolean cover_holds (const CoverWorld *w, DjDate since, DjDate until)
{
  return (since == DJ_DATE_NONE || since <= w->on) && (until == DJ_DATE_NONE || until > w->on);
}

gboolean cover_unit_is_there (const CoverWorld *w, int unit)
{
  return cover_holds (w, w->units[unit].since, w->units[unit].until);
}

gboolean cover_organization_is_there (const CoverWorld *w, int organization)
{
  return cover_holds (w, w->organizations[organization].since, w->organizations[organization].until);
}

gboolean cover_row_counts (const CoverWorld *w, int row)
{
  const CoverRow *coverage = &w->coverages[row];
  return cover_holds (w, coverage->since, coverage->until) && cover_unit_is_there (w, coverage->unit)
         && cover_organization_is_there (w, coverage->organization);
}

DjCoverageManner cover_best (const CoverWorld *w, int unit)
{
  int best = DJ_COVERAGE_GUIDE + 1;
  for (int i = 0; i < w->n_coverages; i++)
    if (w->coverages[i].unit == unit && cover_row_counts (w, i))
      best = MIN (best, w->coverages[i].manner ? w->coverages[i].manner : DJ_COVERAGE_AREA);
  for (int i = 0; i < w->n_organizations; i++)
    if (w->organizations[i].unit == unit && cover_organization_is_there (w, i))
      best = DJ_COVERAGE_OWN;
  return best > DJ_COVERAGE_GUIDE ? DJ_COVERAGE_NONE : (DjCoverageManner)best;
}

/* ---- Members and facilities ---------------------------------------------------------------------------------------------------------- */

static void make_persons (CoverWorld *w, int n)
{
  char full[DJ_DATE_TEXT_SIZE];
  w->n_persons = n;
  for (int i = 0; i < n; i++)
  {
    CoverPerson *person = &w->persons[i];
    person->employer = maybe (w, 90, w->n_units);
    person->residence = maybe (w, 60, w->n_areas);
    person->full = naive_percent (&w->chance, 90) ? dj_date (2021, 1, 1) : DJ_DATE_NONE;
    person->affiliation = 0;
    int wanted = naive_number (&w->chance, w->n_organizations);
    if (w->organizations[wanted].since == DJ_DATE_NONE && w->organizations[wanted].until == DJ_DATE_NONE)
      person->affiliation = wanted;
    add (w, DJ_TABLE_PERSON, (const char *[]){ "code", "name", "employer", "residence", "admitted", "full", NULL },
         (const char *[]){ cover_code ('p', i), cover_code ('p', i), cover_code ('u', person->employer),
                           cover_code ('a', person->residence), "2020-01-01", day_text (person->full, full) });
    add (w, DJ_TABLE_MEMBERSHIP, (const char *[]){ "person", "organization", "kind", "since", NULL },
         (const char *[]){ cover_code ('p', i), cover_code ('o', person->affiliation), "affiliation", "2020-01-01" });
  }
}

int cover_formal (const CoverWorld *w, int unit)
{
  int formal = 0;
  for (int i = 0; i < w->n_persons; i++)
    formal += w->persons[i].employer == unit && w->persons[i].full != DJ_DATE_NONE;
  return formal;
}

static void add_facility (CoverWorld *w, int i)
{
  static const char *const separators[] = { " ", ";", "、", "，", " ; ", "　" };
  const CoverFacility *facility = &w->facilities[i];
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr (GString) services = g_string_new (NULL);
  for (int k = 0; k < 4; k++)
    if (facility->services & (1u << k))
      g_string_append_printf (services, "%s%s", services->len ? separators[naive_number (&w->chance, 6)] : "",
                              cover_service (k));
  add (w, DJ_TABLE_FACILITY,
       (const char *[]){ "code", "name", "level", "organization", "area", "lon", "lat", "services", "since", "until",
                         NULL },
       (const char *[]){ cover_code ('f', i), cover_code ('f', i), "station", "o0", cover_code ('a', facility->area),
                         real_text (facility->lon, lon), real_text (facility->lat, lat),
                         services->len ? services->str : NULL, day_text (facility->since, since),
                         day_text (facility->until, until) });
}

static void make_facilities (CoverWorld *w, int n)
{
  w->n_facilities = n;
  for (int i = 0; i < n; i++)
  {
    CoverFacility *facility = &w->facilities[i];
    facility->area = maybe (w, 80, w->n_areas);
    facility->services = (unsigned)naive_number (&w->chance, 16);
    random_point (w, 40, &facility->lon, &facility->lat);
    random_period (w, &facility->since, &facility->until);
    add_facility (w, i);
  }
}

/* ---- The whole -------------------------------------------------------------------------------------------------------------------------- */

void cover_world (CoverWorld *w, const CoverSize *size, guint64 seed)
{
  GError *error = NULL;
  memset (w, 0, sizeof *w);
  g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1", seed);
  w->chance.state = seed;
  w->reg = dj_register_new ();
  w->change = dj_register_begin (w->reg, "random");
  make_areas (w, naive_number (&w->chance, size->areas + 1));
  make_units (w, naive_number (&w->chance, size->units + 1));
  make_organizations (w, 1 + naive_number (&w->chance, size->organizations));
  make_coverages (w, naive_number (&w->chance, size->coverages + 1));
  make_persons (w, naive_number (&w->chance, size->persons + 1));
  make_facilities (w, naive_number (&w->chance, size->facilities + 1));
  if (!dj_change_commit (w->change, &error))
  {
    dj_complain (error);
    ck_abort_msg ("%s: %s", naive_where, error->message);
  }
  w->on = random_day (w);
  w->view = dj_register_seal (w->reg, w->on, NULL);
}

void cover_free (CoverWorld *w)
{
  dj_view_unref (w->view);
  dj_change_unref (w->change);
  dj_register_unref (w->reg);
}

void cover_append_real (GString *text, double number)
{
  char out[64];
  if (isnan (number))
    return;
  for (int digits = 1; digits < 18; digits++)
  {
    g_snprintf (out, sizeof out, "%.*g", digits, number);
    if (g_ascii_strtod (out, NULL) == number)
      break;
  }
  g_string_append (text, out);
}

void cover_same (DjFrame *library, GString *naive, const char *what)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (library, out, NULL));
  fclose (out);
  dj_frame_unref (library);
  if (strcmp (text, naive->str) != 0)
    ck_abort_msg ("%s: %s:\nlibrary\n%s\nnaive\n%s", naive_where, what, text, naive->str);
  free (text);
  g_string_free (naive, TRUE);
}
