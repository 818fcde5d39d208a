/* SPDX-License-Identifier: Apache-2.0 */
/* Facilities of a day, the load that each carries, and which are nearest to a point. */
#include "place/place-private.h"

#include <math.h>
#include <stdlib.h>

/* ---- Load ----------------------------------------------------------------------------------------------------------------- */

/* How many units and members belong to the facilities of each area, and how many facilities those are. */
typedef struct
{
  gint32 facilities;
  gint64 units;
  gint64 people;
} Load;

typedef struct
{
  DjView *view;
  const DjTree *tree;
  Load *loads;   /* of each area */
  gint32 *serve; /* of each area: the smallest around it, or itself, that has a facility; -1 */
} Loading;

static void find_serving (Loading *loading, const DjFacilities *facilities, const char *service)
{
  const DjForest *areas = &loading->tree->areas;
  for (gint32 i = 0; i < facilities->n; i++)
    if (facilities->area[i] >= 0 && dj_facility_offers (loading->tree, facilities->row[i], service))
      loading->loads[facilities->area[i]].facilities++;
  for (gint32 area = 0; area < areas->n; area++)
  {
    gint32 superior = areas->superior[area];
    loading->serve[area] = loading->loads[area].facilities ? area : superior < 0 ? -1 : loading->serve[superior];
  }
}

static void load_units (Loading *loading)
{
  const DjTableData *table = loading->tree->state->tables[DJ_TABLE_UNIT];
  DjHolding holding = dj_holding (table, loading->tree->on);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 area = dj_holds (&holding, row) ? dj_tree_get_body_area (loading->tree, DJ_TABLE_UNIT, row) : -1;
    if (area >= 0 && loading->serve[area] >= 0)
      loading->loads[loading->serve[area]].units++;
  }
}

/* A member belongs where they live; who lives nowhere that is known, where their organization is based. */
static void load_people (Loading *loading)
{
  const DjView *view = loading->view;
  const DjTree *tree = loading->tree;
  const DjTableData *persons = view->home->state->tables[DJ_TABLE_PERSON];
  for (gint32 person = 0; person < view->n_persons; person++)
  {
    gint32 organization = view->affiliation[person];
    if (organization < 0)
      continue;
    gint32 area
        = dj_forest_find (&tree->areas, tree->state, dj_table_get_text (persons, DJ_COLUMN_PERSON_RESIDENCE, person));
    area = area < 0 ? tree->base_area[organization] : area;
    if (area >= 0 && loading->serve[area] >= 0)
      loading->loads[loading->serve[area]].people++;
  }
}

typedef enum
{
  FACILITY_CODE,
  FACILITY_NAME,
  FACILITY_LEVEL,
  FACILITY_ORGANIZATION,
  FACILITY_AREA,
  FACILITY_LON,
  FACILITY_LAT,
  FACILITY_SERVICES,
  FACILITY_UNITS,
  FACILITY_PEOPLE,
} FacilityColumn;

static void add_facility_columns (DjFrame *frame)
{
  dj_frame_add_text (frame, "facility", "阵地", "facility");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_LEVEL));
}

static DjFrame *new_facilities (void)
{
  DjFrame *frame = dj_frame_new ();
  add_facility_columns (frame);
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_ORGANIZATION));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_AREA));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_LON));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_LAT));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_SERVICES));
  dj_frame_add_real (frame, "units", "服务单位数", "units");
  dj_frame_add_real (frame, "people", "服务党员数", "people");
  return frame;
}

/* Code, name and level, which every frame of facilities begins with. */
static void append_facility (const DjTree *tree, gint32 row, DjFrame *frame)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_FACILITY];
  dj_frame_append_text (frame, FACILITY_CODE, dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_CODE));
  dj_frame_append_text (frame, FACILITY_NAME, dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_NAME));
  dj_frame_append_code (frame, FACILITY_LEVEL, dj_table_get_code (table, DJ_COLUMN_FACILITY_LEVEL, row));
}

static void append_loaded (const Loading *loading, const DjFacilities *facilities, gint32 i, DjFrame *frame)
{
  const DjTree *tree = loading->tree;
  gint32 row = facilities->row[i], area = facilities->area[i];
  Load load = area < 0 ? (Load){ .facilities = 1 } : loading->loads[area];
  append_facility (tree, row, frame);
  dj_frame_append_text (frame, FACILITY_ORGANIZATION,
                        dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_ORGANIZATION));
  dj_frame_append_text (frame, FACILITY_AREA, dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_AREA));
  dj_frame_append_real (frame, FACILITY_LON, facilities->spot[i].lon);
  dj_frame_append_real (frame, FACILITY_LAT, facilities->spot[i].lat);
  dj_frame_append_text (frame, FACILITY_SERVICES, dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_SERVICES));
  dj_frame_append_real (frame, FACILITY_UNITS, (double)load.units / load.facilities);
  dj_frame_append_real (frame, FACILITY_PEOPLE, (double)load.people / load.facilities);
}

DjFrame *dj_view_facilities (DjView *view, const char *service)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjFacilities *facilities = dj_tree_get_facilities (view->tree);
  g_autofree Load *loads = g_new0 (Load, (gsize)view->tree->areas.n + 1);
  g_autofree gint32 *serve = g_new0 (gint32, (gsize)view->tree->areas.n + 1);
  Loading loading = { view, view->tree, loads, serve };
  find_serving (&loading, facilities, service);
  load_units (&loading);
  load_people (&loading);
  DjFrame *frame = new_facilities ();
  for (gint32 i = 0; i < facilities->n; i++)
    if (dj_facility_offers (view->tree, facilities->row[i], service))
      append_loaded (&loading, facilities, i, frame);
  return dj_frame_finish (frame);
}

/* ---- Nearest to a point ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  double metres;
  gint32 facility;
} Reach;

static int compare_reaches (const void *a, const void *b)
{
  const Reach *first = a, *second = b;
  if (first->metres < second->metres || first->metres > second->metres)
    return first->metres < second->metres ? -1 : 1;
  return (first->facility > second->facility) - (first->facility < second->facility);
}

/* Of those that offer the service and stand somewhere, the nearest first. Returns how many. */
static gint32 sort_by_distance (const DjTree *tree, const DjFacilities *facilities, DjSpot from, const char *service,
                                Reach *reaches)
{
  gint32 n = 0;
  for (gint32 i = 0; i < facilities->n; i++)
    if (dj_spot_is_known (facilities->spot[i]) && dj_facility_offers (tree, facilities->row[i], service))
      reaches[n++] = (Reach){ dj_spot_distance (from, facilities->spot[i]), i };
  if (n > 1)
    qsort (reaches, (gsize)n, sizeof *reaches, compare_reaches);
  return n;
}

typedef enum
{
  NEAREST_AREA = FACILITY_LEVEL + 1,
  NEAREST_SERVICES,
  NEAREST_METRES,
} NearestColumn;

DjFrame *dj_view_nearest_facilities (DjView *view, double lon, double lat, int k, const char *service, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90))
  {
    g_set_error (
        error, DJ_ERROR, DJ_ERROR_FORMAT,
        DJ_SAY ("经度 %g、纬度 %g 不是地球上的点：经度应为 -180 至 180，纬度应为 -90 至 90",
                "Longitude %g, latitude %g is no point: longitudes go from -180 to 180, latitudes from -90 to 90"),
        lon, lat);
    return NULL;
  }
  const DjTree *tree = view->tree;
  const DjFacilities *facilities = dj_tree_get_facilities (view->tree);
  g_autofree Reach *reaches = g_new (Reach, (gsize)facilities->n + 1);
  gint32 n = sort_by_distance (tree, facilities, (DjSpot){ lon, lat }, service, reaches);
  DjFrame *frame = dj_frame_new ();
  add_facility_columns (frame);
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_AREA));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_FACILITY, DJ_COLUMN_FACILITY_SERVICES));
  dj_frame_add_real (frame, "metres", "距离（米）", "metres");
  for (gint32 i = 0; i < MIN (n, k); i++)
  {
    gint32 row = facilities->row[reaches[i].facility];
    append_facility (tree, row, frame);
    dj_frame_append_text (frame, NEAREST_AREA, dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_AREA));
    dj_frame_append_text (frame, NEAREST_SERVICES, dj_facility_get_text (tree, row, DJ_COLUMN_FACILITY_SERVICES));
    dj_frame_append_real (frame, NEAREST_METRES, reaches[i].metres);
  }
  return dj_frame_finish (frame);
}
