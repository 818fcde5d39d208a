/* SPDX-License-Identifier: Apache-2.0 */
/* Points on the sphere: distances, and where areas and facilities stand. */
#include "place/place-private.h"

#include <math.h>
#include <string.h>

#define MEAN_RADIUS 6371008.8 /* metres, of the International Union of Geodesy and Geophysics */
#define RADIANS(degrees) ((degrees) * (G_PI / 180))

/* ---- Distances ---------------------------------------------------------------------------------------------------------- */

double dj_great_circle (double lon1, double lat1, double lon2, double lat2)
{
  double by_lat = sin (RADIANS (lat2 - lat1) / 2), by_lon = sin (RADIANS (lon2 - lon1) / 2);
  double part = by_lat * by_lat + cos (RADIANS (lat1)) * cos (RADIANS (lat2)) * by_lon * by_lon;
  /* Between antipodes rounding may lead past 1. NaN is not greater and stays. */
  return 2 * MEAN_RADIUS * asin (sqrt (part > 1 ? 1 : part));
}

gboolean dj_spot_is_known (DjSpot spot) { return !isnan (spot.lon) && !isnan (spot.lat); }

double dj_spot_distance (DjSpot a, DjSpot b) { return dj_great_circle (a.lon, a.lat, b.lon, b.lat); }

/* ---- Areas --------------------------------------------------------------------------------------------------------------- */

static DjSpot read_spot (const DjTableData *table, int lon, int lat, gint32 row)
{
  DjSpot spot = { dj_table_get_real (table, lon, row), dj_table_get_real (table, lat, row) };
  return dj_spot_is_known (spot) ? spot : (DjSpot){ NAN, NAN };
}

DjSpot dj_tree_get_area_spot (const DjTree *tree, gint32 area)
{
  return read_spot (tree->state->tables[DJ_TABLE_AREA], DJ_COLUMN_AREA_LON, DJ_COLUMN_AREA_LAT, tree->areas.row[area]);
}

static gboolean is_above_township (int kind)
{
  return kind == DJ_AREA_NATION || kind == DJ_AREA_PROVINCE || kind == DJ_AREA_PREFECTURE || kind == DJ_AREA_COUNTY;
}

/* The middle of a district says too little about where something in it stands. */
static gboolean takes_from_above (const DjForest *areas, gint32 area)
{
  gint32 superior = areas->superior[area];
  return superior >= 0 && areas->kind[area] != DJ_AREA_TOWNSHIP && !is_above_township (areas->kind[area])
         && !is_above_township (areas->kind[superior]);
}

static gpointer make_spots (DjTree *tree)
{
  DjSpot *spots = g_new (DjSpot, (gsize)tree->areas.n + 1);
  for (gint32 area = 0; area < tree->areas.n; area++)
  {
    spots[area] = dj_tree_get_area_spot (tree, area);
    if (!dj_spot_is_known (spots[area]) && takes_from_above (&tree->areas, area))
      spots[area] = spots[tree->areas.superior[area]];
  }
  return spots;
}

const DjSpot *dj_tree_get_spots (DjTree *tree)
{
  static const char key;
  return dj_tree_get_extra (tree, &key, make_spots, g_free);
}

/* ---- Facilities ------------------------------------------------------------------------------------------------------------ */

static gpointer make_facilities (DjTree *tree)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_FACILITY];
  const DjSpot *spots = dj_tree_get_spots (tree);
  DjHolding holding = dj_holding (table, tree->on);
  DjFacilities *facilities = g_new0 (DjFacilities, 1);
  facilities->row = g_new (gint32, (gsize)table->n_rows + 1);
  facilities->area = g_new (gint32, (gsize)table->n_rows + 1);
  facilities->spot = g_new (DjSpot, (gsize)table->n_rows + 1);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    if (!dj_holds (&holding, row))
      continue;
    gint32 area = dj_forest_find (&tree->areas, tree->state, dj_table_get_text (table, DJ_COLUMN_FACILITY_AREA, row));
    DjSpot spot = read_spot (table, DJ_COLUMN_FACILITY_LON, DJ_COLUMN_FACILITY_LAT, row);
    facilities->row[facilities->n] = row;
    facilities->area[facilities->n] = area;
    facilities->spot[facilities->n++] = dj_spot_is_known (spot) || area < 0 ? spot : spots[area];
  }
  return facilities;
}

static void free_facilities (gpointer data)
{
  DjFacilities *facilities = data;
  g_free (facilities->row);
  g_free (facilities->area);
  g_free (facilities->spot);
  g_free (facilities);
}

const DjFacilities *dj_tree_get_facilities (DjTree *tree)
{
  static const char key;
  return dj_tree_get_extra (tree, &key, make_facilities, free_facilities);
}

const char *dj_facility_get_text (const DjTree *tree, gint32 row, int column)
{
  return dj_state_get_cell (tree->state, DJ_TABLE_FACILITY, column, row);
}

static gboolean separates (gunichar c)
{
  return g_unichar_isspace (c) || c == ';' || c == 0xff1b || c == 0x3001 || c == ',' || c == 0xff0c;
}

gboolean dj_facility_offers (const DjTree *tree, gint32 row, const char *service)
{
  const char *place = service ? dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_SERVICES) : NULL;
  gsize length = service ? strlen (service) : 0;
  while (place && *place)
  {
    const char *end = place;
    while (*end && !separates (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    if (end > place && (gsize)(end - place) == length && memcmp (place, service, length) == 0)
      return TRUE;
    place = *end ? g_utf8_next_char (end) : end;
  }
  return service == NULL;
}
