/* SPDX-License-Identifier: Apache-2.0 */
/* Random registers of areas, units, coverages, members and facilities, and their day as simply as can be. */
#pragma once

#include "naive.h"

#define COVER_MOST 24

/* How many there are at most. */
typedef struct
{
  int areas, units, organizations, coverages, persons, facilities;
} CoverSize;

typedef struct
{
  int area, kind, industry; /* -1 or 0 for missing */
  DjDate since, until;
} CoverUnit;

typedef struct
{
  int area, unit, superior;
  DjDate since, until;
} CoverOrganization;

typedef struct
{
  int unit, organization, manner;
  DjDate since, until;
} CoverRow;

typedef struct
{
  int employer, residence, affiliation;
  DjDate full;
} CoverPerson;

typedef struct
{
  int area;
  double lon, lat; /* NaN for missing */
  unsigned services;
  DjDate since, until;
} CoverFacility;

typedef struct
{
  NaiveChance chance;
  DjRegister *reg;
  DjChange *change;
  DjView *view;
  DjDate on;
  int n_areas, parent[COVER_MOST], kind[COVER_MOST];
  double lon[COVER_MOST], lat[COVER_MOST];
  int n_units, n_organizations, n_coverages, n_persons, n_facilities;
  CoverUnit units[COVER_MOST];
  CoverOrganization organizations[COVER_MOST];
  CoverRow coverages[COVER_MOST];
  CoverPerson persons[COVER_MOST];
  CoverFacility facilities[COVER_MOST];
} CoverWorld;

/* Makes a register and its view of a random day; to be freed. */
void cover_world (CoverWorld *w, const CoverSize *size, guint64 seed);
void cover_free (CoverWorld *w);

/* `a3`, `u3`, …; nothing for -1. One text for each, for good. */
const char *cover_code (char table, int number);
const char *cover_name (const char *list, int code);

/* The word of service number i, as it stands in facilities. */
const char *cover_service (int i);

gboolean cover_holds (const CoverWorld *w, DjDate since, DjDate until);
gboolean cover_unit_is_there (const CoverWorld *w, int unit);
gboolean cover_organization_is_there (const CoverWorld *w, int organization);
gboolean cover_row_counts (const CoverWorld *w, int row);
DjCoverageManner cover_best (const CoverWorld *w, int unit);

/* Whether an area is another one or within it. */
gboolean cover_is_within (const CoverWorld *w, int area, int other);
DjNearness cover_nearness (const CoverWorld *w, int a, int b);

/* Where what is in an area stands; NaN for nowhere. */
void cover_spot (const CoverWorld *w, int area, double *lon, double *lat);

/* The number of an organization or area of which the view says the id; -1. */
int cover_number (const char *code);

/* Formal members who work in a unit. */
int cover_formal (const CoverWorld *w, int unit);

/* A number as frames write it; nothing for NaN. */
void cover_append_real (GString *text, double number);

/* Fails where the frame, which it takes, is not that text, which it frees. */
void cover_same (DjFrame *library, GString *naive, const char *what);
