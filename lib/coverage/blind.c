/* SPDX-License-Identifier: Apache-2.0 */
/* Blind spots: units that nothing covers, and the nearest organization that could take each.
 *
 * Candidates are grouped by the area they are based in, and areas are in preorder: those within an area are one stretch. What is nearest
 * depends on a unit's area and industry only, so it is looked for once for each area with blind spots. */
#include "coverage/coverage-private.h"
#include "place/place-private.h"

#include <math.h>
#include <string.h>

#define N_INDUSTRIES (DJ_INDUSTRY_INTERNATIONAL + 1) /* none included */

typedef struct
{
  const DjUnits *units;
  const DjTree *tree;
  const DjSpot *spots;
  guint32 *industries; /* of each organization: a bit for each industry of the units it covers */
  DjLinks candidates;  /* organizations by base area, in order */
  DjLinks blind;       /* units that nothing covers, by area */
  gint32 *nearest;     /* of each unit: organization, or -1 */
  guint8 *nearness;    /* of each unit */
} Search;

/* ---- Candidates ------------------------------------------------------------------------------------------------------------- */

/* Marks who covers a unit, and notes its industry. */
static void note_covering (Search *search, guint8 *covers, gint32 organization, gint32 unit)
{
  covers[organization] = 1;
  search->industries[organization] |= 1u << dj_unit_get_code (search->units, unit, DJ_COLUMN_UNIT_INDUSTRY);
}

static void find_covering (Search *search, guint8 *covers)
{
  const DjUnits *units = search->units;
  for (gint32 unit = 0; unit < units->n; unit++)
  {
    for (gint32 i = units->covered.start[unit]; i < units->covered.start[unit + 1]; i++)
      note_covering (search, covers, dj_coverage_get_organization (search->tree, units->covered.to[i]), unit);
    for (gint32 i = units->based.start[unit]; i < units->based.start[unit + 1]; i++)
      note_covering (search, covers, units->based.to[i], unit);
  }
}

static void collect_candidates (Search *search)
{
  const DjTree *tree = search->tree;
  gint32 n = 0, n_organizations = tree->organizations.n;
  g_autofree guint8 *covers = g_new0 (guint8, (gsize)n_organizations + 1);
  g_autofree gint32 *area_of = g_new (gint32, (gsize)n_organizations + 1);
  g_autofree gint32 *ids = g_new (gint32, (gsize)n_organizations + 1);
  find_covering (search, covers);
  for (gint32 id = 0; id < n_organizations; id++)
  {
    gint32 area = tree->base_area[id];
    if (area < 0 || (!covers[id] && tree->leading[area] != id))
      continue;
    area_of[n] = area;
    ids[n++] = id;
  }
  dj_links_fill (&search->candidates, tree->areas.n, area_of, ids, n);
}

static void collect_blind (Search *search)
{
  const DjUnits *units = search->units;
  gint32 n = 0;
  g_autofree gint32 *area_of = g_new (gint32, (gsize)units->n + 1);
  g_autofree gint32 *ids = g_new (gint32, (gsize)units->n + 1);
  for (gint32 unit = 0; unit < units->n; unit++)
    if (units->best[unit] == DJ_COVERAGE_NONE && units->area[unit] >= 0)
    {
      area_of[n] = units->area[unit];
      ids[n++] = unit;
    }
  dj_links_fill (&search->blind, search->tree->areas.n, area_of, ids, n);
}

/* ---- The nearest of an area --------------------------------------------------------------------------------------------------- */

/* Of the candidates at the least distance so far: the first, and the first for each industry. */
typedef struct
{
  DjSpot from;
  double metres;
  gint32 first;
  gint32 of_industry[N_INDUSTRIES];
} Found;

static void found_begin (Found *found, double metres)
{
  found->metres = metres;
  found->first = -1;
  memset (found->of_industry, 0xff, sizeof found->of_industry);
}

static void found_note (gint32 *place, gint32 organization)
{
  if (*place < 0 || organization < *place)
    *place = organization;
}

/* What stands nowhere is farther than all that stands somewhere. */
static double distance_to (const Search *search, const Found *found, gint32 area)
{
  double metres = dj_spot_distance (found->from, search->spots[area]);
  return isnan (metres) ? (double)INFINITY : metres;
}

/* Candidates based in the areas of a stretch. */
static void consider (const Search *search, gint32 begin, gint32 end, Found *found)
{
  for (gint32 i = search->candidates.start[begin]; i < search->candidates.start[end]; i++)
  {
    gint32 organization = search->candidates.to[i];
    double metres = distance_to (search, found, search->tree->base_area[organization]);
    if (metres > found->metres)
      continue;
    if (metres < found->metres)
      found_begin (found, metres);
    found_note (&found->first, organization);
    for (int industry = 1; industry < N_INDUSTRIES; industry++)
      if (search->industries[organization] & (1u << industry))
        found_note (&found->of_industry[industry], organization);
  }
}

static gint32 count_within (const Search *search, gint32 area)
{
  return area < 0 ? 0 : search->candidates.start[search->tree->areas.end[area]] - search->candidates.start[area];
}

/* Each area around has candidates of its own where it has more than the one below it. */
static DjNearness find_nearness (const Search *search, gint32 area)
{
  DjNearness best = DJ_NEARNESS_BEYOND;
  for (gint32 below = -1, around = area; around >= 0; below = around, around = search->tree->areas.superior[around])
    if (count_within (search, around) > count_within (search, below))
      best = MIN (best, dj_tree_get_nearness (search->tree, around, around));
  return best;
}

static void find_nearest (const Search *search, gint32 area, DjNearness nearness, Found *found)
{
  const DjForest *areas = &search->tree->areas;
  found->from = search->spots[area];
  found_begin (found, INFINITY);
  for (gint32 below = -1, around = area; around >= 0; below = around, around = areas->superior[around])
  {
    if (dj_tree_get_nearness (search->tree, around, around) != nearness)
      continue;
    consider (search, around, below < 0 ? around : below, found);
    consider (search, below < 0 ? around : areas->end[below], areas->end[around], found);
  }
}

static void search_area (Search *search, gint32 area)
{
  Found found;
  DjNearness nearness = find_nearness (search, area);
  if (nearness == DJ_NEARNESS_BEYOND)
    return;
  find_nearest (search, area, nearness, &found);
  for (gint32 i = search->blind.start[area]; i < search->blind.start[area + 1]; i++)
  {
    gint32 unit = search->blind.to[i];
    int industry = dj_unit_get_code (search->units, unit, DJ_COLUMN_UNIT_INDUSTRY);
    search->nearest[unit] = found.of_industry[industry] < 0 ? found.first : found.of_industry[industry];
    search->nearness[unit] = nearness;
  }
}

/* ---- The frame ------------------------------------------------------------------------------------------------------------------ */

typedef enum
{
  BLIND_UNIT,
  BLIND_NAME,
  BLIND_KIND,
  BLIND_AREA,
  BLIND_INDUSTRY,
  BLIND_HEADCOUNT,
  BLIND_NEAREST,
  BLIND_NEAREST_NAME,
  BLIND_NEARNESS,
} BlindColumn;

static DjFrame *new_blind (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "unit", "单位", "unit");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_KIND));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_AREA));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_INDUSTRY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_HEADCOUNT));
  dj_frame_add_text (frame, "nearest", "就近党组织", "nearest organization");
  dj_frame_add_text (frame, "nearest_name", "党组织名称", "name of the organization");
  dj_frame_add (frame, DJ_TYPE_CODE, "nearness", "远近", "nearness", &dj_codes_nearness);
  return frame;
}

static void append_blind (const Search *search, gint32 unit, DjFrame *frame)
{
  const DjUnits *units = search->units;
  gint32 nearest = search->nearest[unit];
  dj_frame_append_text (frame, BLIND_UNIT, dj_unit_get_text (units, unit, DJ_COLUMN_UNIT_CODE));
  dj_frame_append_text (frame, BLIND_NAME, dj_unit_get_text (units, unit, DJ_COLUMN_UNIT_NAME));
  dj_frame_append_code (frame, BLIND_KIND, dj_unit_get_code (units, unit, DJ_COLUMN_UNIT_KIND));
  dj_frame_append_text (frame, BLIND_AREA, dj_unit_get_text (units, unit, DJ_COLUMN_UNIT_AREA));
  dj_frame_append_code (frame, BLIND_INDUSTRY, dj_unit_get_code (units, unit, DJ_COLUMN_UNIT_INDUSTRY));
  dj_frame_append_int (
      frame, BLIND_HEADCOUNT,
      dj_table_get_int (search->tree->state->tables[DJ_TABLE_UNIT], DJ_COLUMN_UNIT_HEADCOUNT, units->row[unit]));
  dj_frame_append_text (frame, BLIND_NEAREST,
                        dj_tree_get_organization_text (search->tree, nearest, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (frame, BLIND_NEAREST_NAME,
                        dj_tree_get_organization_text (search->tree, nearest, DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_append_code (frame, BLIND_NEARNESS, search->nearness[unit]);
}

DjFrame *dj_view_blind_spots (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjUnits *units = dj_tree_get_units (view->tree);
  g_autofree guint32 *industries = g_new0 (guint32, (gsize)view->tree->organizations.n + 1);
  g_autofree gint32 *nearest = g_new (gint32, (gsize)units->n + 1);
  g_autofree guint8 *nearness = g_new0 (guint8, (gsize)units->n + 1);
  memset (nearest, 0xff, (gsize)units->n * sizeof (gint32));
  Search search = { .units = units,
                    .tree = view->tree,
                    .spots = dj_tree_get_spots (view->tree),
                    .industries = industries,
                    .nearest = nearest,
                    .nearness = nearness };
  collect_candidates (&search);
  collect_blind (&search);
  for (gint32 area = 0; area < view->tree->areas.n; area++)
    if (dj_links_count (&search.blind, area) > 0)
      search_area (&search, area);
  DjFrame *frame = new_blind ();
  for (gint32 unit = 0; unit < units->n; unit++)
    if (units->best[unit] == DJ_COVERAGE_NONE)
      append_blind (&search, unit, frame);
  dj_links_clear (&search.candidates);
  dj_links_clear (&search.blind);
  return dj_frame_finish (frame);
}
