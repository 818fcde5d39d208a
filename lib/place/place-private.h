/* SPDX-License-Identifier: Apache-2.0 */
/* Place room: where areas and facilities of a day stand. */
#pragma once

#include <dangjian/place.h>
#include "view/view-private.h"

/* A point on the sphere, in degrees. Both are NaN for nowhere. */
typedef struct
{
  double lon;
  double lat;
} DjSpot;

gboolean dj_spot_is_known (DjSpot spot);

/* Metres between the two; NaN where one is nowhere. */
double dj_spot_distance (DjSpot a, DjSpot b);

/* The middle of an area by its own degrees only. */
DjSpot dj_tree_get_area_spot (const DjTree *tree, gint32 area);

/* Where what is in an area stands: at its middle, or that of the nearest above it that has degrees, up to its township. One for each
 * area; made once. */
const DjSpot *dj_tree_get_spots (DjTree *tree);

/* Facilities that exist on the day, in the order of rows. Hang on the tree. */
typedef struct
{
  gint32 n;
  gint32 *row;
  gint32 *area; /* or -1 */
  DjSpot *spot;
} DjFacilities;

const DjFacilities *dj_tree_get_facilities (DjTree *tree);

/* Whether that facility offers the service; any does for NULL. */
gboolean dj_facility_offers (const DjTree *tree, gint32 row, const char *service);

const char *dj_facility_get_text (const DjTree *tree, gint32 row, int column);
