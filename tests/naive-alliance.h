/* SPDX-License-Identifier: Apache-2.0 */
/* Random dated hypergraphs, and a day of one as simply as can be. */
#pragma once

#include "naive.h"

#define HYPER_MOST 48

typedef struct
{
  char code[8];
  DjTable table;
  int row;
  DjDate since, until; /* DJ_DATE_NONE for missing */
  int area, parent, lead, kind, form;
} HyperBody;

typedef struct
{
  int from, to,
      kind; /* seat: alliance, body, role; guidance: organization, guide, kind; coverage: unit, organization, manner */
  DjDate since, until;
} HyperLink;

typedef struct
{
  int owner, kind;
  DjDate since, until;
} HyperList;

typedef struct
{
  int list, state, recurrence;
  DjDate opened, closed;
} HyperItem;

typedef struct
{
  int item, body; /* and a day: an assignment's beginning, an activity's */
  DjDate day;
} HyperEvent;

typedef struct
{
  NaiveChance chance;
  DjRegister *reg;
  DjChange *change;
  int n_areas, area_parent[8];
  int n_bodies;
  HyperBody bodies[HYPER_MOST];
  int n_seats, n_guidances, n_coverages, n_lists, n_items, n_assignments, n_activities;
  HyperLink seats[120], guidances[20], coverages[20];
  HyperList lists[12];
  HyperItem items[30];
  HyperEvent assignments[60], activities[150];
} HyperWorld;

typedef struct
{
  HyperWorld *w;
  DjDate on;
  gboolean exists[HYPER_MOST];
  int n_alliances, alliances[HYPER_MOST]; /* in preorder */
  int place[HYPER_MOST];                  /* of an alliance in that order; -1 */
  gboolean sits[HYPER_MOST][HYPER_MOST];  /* alliance, body */
} HyperDay;

/* Of the areas, which are called z0, z1, … */
extern const DjAreaKind hyper_area_kinds[8];

void hyper_world (HyperWorld *w, guint64 seed);
void hyper_free (HyperWorld *w);
void hyper_day (HyperDay *d, HyperWorld *w, DjDate on);
DjDate hyper_random_day (HyperWorld *w);
const char *hyper_code_name (const char *list, int code);
const char *hyper_area_code (int area);
gboolean hyper_holds (DjDate since, DjDate until, DjDate on);
gboolean hyper_link_holds (const HyperDay *d, const HyperLink *seat);
gboolean hyper_is_alliance (const HyperDay *d, int body);
gboolean hyper_is_node (const HyperDay *d, int body);
gboolean hyper_joined (const HyperDay *d, int a, int b);
void hyper_spread (const HyperDay *d, int from, int without, gboolean *marked);
int hyper_component (const HyperDay *d, int body);
int hyper_lowest (const HyperDay *d, int alliance);
int hyper_origin (const HyperDay *d, int body);
