/* SPDX-License-Identifier: Apache-2.0 */
/* Communities that no facility is near to. */
#include "place/place-private.h"

#include <math.h>
#include <stdlib.h>

/* A metre is more than rounding can make of a distance, and less than anybody asks about. */
#define SLACK 1.0

typedef struct
{
  DjSpot spot;
  gint32 facility;
} Standing;

/* Facilities from south to north: what is farther by latitude alone than the nearest so far need not be looked at. */
typedef struct
{
  const DjTree *tree;
  const DjFacilities *facilities;
  Standing *standing;
  gint32 n;
  gint32 *within; /* of each area: facilities in its subtree */
} Facilities;

static int compare_latitudes (const void *a, const void *b)
{
  const Standing *first = a, *second = b;
  if (first->spot.lat < second->spot.lat || first->spot.lat > second->spot.lat)
    return first->spot.lat < second->spot.lat ? -1 : 1;
  return (first->facility > second->facility) - (first->facility < second->facility);
}

static void collect (Facilities *all, const char *service)
{
  const DjForest *areas = &all->tree->areas;
  for (gint32 i = 0; i < all->facilities->n; i++)
  {
    if (!dj_facility_offers (all->tree, all->facilities->row[i], service))
      continue;
    if (all->facilities->area[i] >= 0)
      all->within[all->facilities->area[i]]++;
    if (dj_spot_is_known (all->facilities->spot[i]))
      all->standing[all->n++] = (Standing){ all->facilities->spot[i], i };
  }
  if (all->n > 1)
    qsort (all->standing, (gsize)all->n, sizeof (Standing), compare_latitudes);
  for (gint32 area = areas->n - 1; area > 0; area--)
    if (areas->superior[area] >= 0)
      all->within[areas->superior[area]] += all->within[area];
}

/* ---- The nearest ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  double metres; /* INFINITY where there is none */
  gint32 facility;
} Nearest;

/* FALSE where everything farther this way is too far. Of equals the first counts. */
static gboolean look_at (const Standing *standing, DjSpot from, Nearest *nearest)
{
  double by_latitude = dj_great_circle (0, from.lat, 0, standing->spot.lat);
  if (by_latitude > nearest->metres + SLACK)
    return FALSE;
  double metres = dj_spot_distance (from, standing->spot);
  if (metres < nearest->metres || (metres <= nearest->metres && standing->facility < nearest->facility))
    *nearest = (Nearest){ metres, standing->facility };
  return TRUE;
}

static gint32 find_north_of (const Facilities *all, double lat)
{
  gint32 low = 0, high = all->n;
  while (low < high)
  {
    gint32 middle = low + (high - low) / 2;
    if (all->standing[middle].spot.lat < lat)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* By turns one to the north and one to the south. */
static Nearest find_nearest (const Facilities *all, DjSpot from)
{
  Nearest nearest = { INFINITY, -1 };
  gint32 north = find_north_of (all, from.lat), south = north - 1;
  while (north < all->n || south >= 0)
  {
    if (north < all->n)
      north = look_at (&all->standing[north], from, &nearest) ? north + 1 : all->n;
    if (south >= 0)
      south = look_at (&all->standing[south], from, &nearest) ? south - 1 : -1;
  }
  return nearest;
}

/* ---- Communities ------------------------------------------------------------------------------------------------------------- */

typedef enum
{
  FAR_AREA,
  FAR_NAME,
  FAR_FACILITY,
  FAR_FACILITY_NAME,
  FAR_METRES,
} FarColumn;

static void append_far (const Facilities *all, gint32 area, Nearest nearest, DjFrame *frame)
{
  gint32 row = nearest.facility < 0 ? -1 : all->facilities->row[nearest.facility];
  dj_frame_append_text (frame, FAR_AREA, dj_tree_get_area_text (all->tree, area, DJ_COLUMN_AREA_CODE));
  dj_frame_append_text (frame, FAR_NAME, dj_tree_get_area_text (all->tree, area, DJ_COLUMN_AREA_NAME));
  dj_frame_append_text (frame, FAR_FACILITY, dj_facility_get_text (all->tree, row, DJ_COLUMN_FACILITY_CODE));
  dj_frame_append_text (frame, FAR_FACILITY_NAME, dj_facility_get_text (all->tree, row, DJ_COLUMN_FACILITY_NAME));
  dj_frame_append_real (frame, FAR_METRES, row < 0 ? (double)NAN : nearest.metres);
}

static void append_where_far (const Facilities *all, gint32 area, double radius, DjFrame *frame)
{
  DjSpot middle = dj_tree_get_area_spot (all->tree, area);
  Nearest nearest = { INFINITY, -1 };
  if (dj_spot_is_known (middle))
    nearest = find_nearest (all, middle);
  if (dj_spot_is_known (middle) ? nearest.metres > radius : all->within[area] == 0)
    append_far (all, area, nearest, frame);
}

DjFrame *dj_view_far_communities (DjView *view, double radius, const char *service, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  if (!isfinite (radius) || radius < 0)
  {
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("半径应为不小于 0 的米数，不能是 %g", "A radius is a number of metres, 0 or more, not %g"),
                 radius);
    return NULL;
  }
  const DjForest *areas = &view->tree->areas;
  const DjFacilities *facilities = dj_tree_get_facilities (view->tree);
  g_autofree Standing *standing = g_new (Standing, (gsize)facilities->n + 1);
  g_autofree gint32 *within = g_new0 (gint32, (gsize)areas->n + 1);
  Facilities all = { .tree = view->tree, .facilities = facilities, .standing = standing, .within = within };
  collect (&all, service);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "area", "区域", "area");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_AREA, DJ_COLUMN_AREA_NAME));
  dj_frame_add_text (frame, "facility", "最近阵地", "nearest facility");
  dj_frame_add_text (frame, "facility_name", "阵地名称", "name of the facility");
  dj_frame_add_real (frame, "metres", "距离（米）", "metres");
  for (gint32 area = 0; area < areas->n; area++)
    if (areas->kind[area] == DJ_AREA_COMMUNITY)
      append_where_far (&all, area, radius, frame);
  return dj_frame_finish (frame);
}
