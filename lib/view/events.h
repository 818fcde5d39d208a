/* SPDX-License-Identifier: Apache-2.0 */
/* What became of things between two views: what the two files about it share. */
#pragma once

#include "register/pairing.h"
#include "view/view-private.h"

/* A table on the day of one view. A row stands where it holds; one of a table without codes only while what it follows or lies within exists, one
 * of a member only until the member leaves, and an affiliation only from admission on. */
typedef struct
{
  const DjTree *tree;
  const DjTableData *table;
  DjHolding holding;
  int n_ends; /* columns that it follows or lies within */
  int ends[2];
  const gint32 *persons; /* of memberships, else NULL */
} DjStanding;

void dj_standing_init (DjStanding *standing, const DjTree *tree, DjTable table);
gboolean dj_standing_has (const DjStanding *standing, gint32 row);
/* The days on which a row stands, as far as it and its ends have any: DJ_DATE_NONE for always, G_MAXINT32 for open. */
void dj_standing_get_period (const DjStanding *standing, gint32 row, DjDate *since, DjDate *until);

/* What the register of one view knows of all days about things of which something became. */
typedef struct
{
  const DjStanding *side;
  DjTextMap *map;    /* of its texts; NULL for none */
  GHashTable *slots; /* a DjRowIdentity → its number, from 1 */
  DjRowIdentity *identities;
  GArray *spans; /* DjSpan: the days on which rows stand, by number and day */
  DjDate *ends;  /* of each number the last day on which it came to an end, by that of the view */
} DjPast;

/* @rest: rows of either view that are not quite the same in the other. */
gboolean dj_past_init (DjPast *past, const DjStanding *side, DjTextMap *map, const DjPairing *rest, GError **error);
void dj_past_clear (DjPast *past);
/* The day on which a row of the earlier view came to its end, known by the later view's day; DJ_DATE_NONE for unknown. */
DjDate dj_past_find_end (const DjPast *past, const DjStanding *before, const DjPairing *rest, gint32 row);
/* The day since which there is a row like this one, with the same in a column (-1 for any), in one stretch. */
DjDate dj_past_find_change (const DjPast *past, gint32 row, int column);
/* The period that the row has together with those before and behind it that are about the same thing and follow without a gap. */
void dj_past_find_stretch (const DjPast *past, gint32 row, DjSpan *out);
