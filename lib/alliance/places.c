/* SPDX-License-Identifier: Apache-2.0 */
/* What alliances have in common: bodies, and areas of one level. */
#include "alliance/alliance-private.h"

#include <string.h>

/* ---- Areas ------------------------------------------------------------------------------------------------------------- */

gint32 dj_alliance_find_lowest (const DjAlliances *graph, gint32 alliance)
{
  const DjForest *areas = &graph->tree->areas;
  gint32 lowest = -1;
  gboolean begun = FALSE;
  for (gint32 i = graph->bodies.start[alliance]; i < graph->bodies.start[alliance + 1]; i++)
  {
    gint32 area = graph->area[graph->bodies.to[i]];
    if (area < 0)
      continue;
    if (begun && lowest < 0)
      return -1;
    lowest = begun ? dj_forest_meet (areas, MIN (lowest, area), MAX (lowest, area)) : area;
    begun = TRUE;
  }
  return lowest;
}

/* The areas of a level in which the bodies of each alliance are based, each once, of alliances with several of them; areas have numbers
 * of their own. */
typedef struct
{
  gint32 *area; /* of each number */
  gint32 n_areas;
  DjLinks of_alliance; /* in the order of first seats */
  DjLinks of_area;
} Reach;

/* What is found, while it is found. */
typedef struct
{
  const DjAlliances *graph;
  const gint32 *number; /* of each area, -1 for none */
  gint32 *last;         /* for each number the alliance in which it was last met */
  gint32 *alliance_of;
  gint32 *
      area_of; /* a number for each body of each alliance; in front of those that are still to be gone through, what is found */
  gint32 n;
} Reaching;

static void look_up_numbers (const Reaching *reaching, gint32 begin, gint32 end)
{
  const DjAlliances *graph = reaching->graph;
  for (gint32 i = begin; i < end; i++)
  {
    gint32 area = graph->area[graph->bodies.to[i]];
    reaching->area_of[i] = area < 0 ? -1 : reaching->number[area];
  }
}

/* Those of an alliance that are all in one area, as most are, are passed over. */
static void reach_from (Reaching *reaching, gint32 alliance)
{
  const gint32 *start = reaching->graph->bodies.start;
  gint32 *last = reaching->last, *area_of = reaching->area_of, n = reaching->n;
  for (gint32 i = start[alliance]; i < start[alliance + 1]; i++)
  {
    gint32 number = area_of[i];
    if (number < 0 || last[number] == alliance)
      continue;
    last[number] = alliance;
    reaching->alliance_of[n] = alliance;
    area_of[n++] = number;
  }
  reaching->n = n == reaching->n + 1 ? reaching->n : n;
}

/* Bodies are looked up by so many at once at least: where one look-up does not wait for another. */
#define BODIES_AT_ONCE 1024

static void reach_all (Reaching *reaching)
{
  const DjLinks *bodies = &reaching->graph->bodies;
  gint32 block = dj_cut (BODIES_AT_ONCE);
  for (gint32 alliance = 0, looked_up = 0; alliance < bodies->n; alliance++)
  {
    if (bodies->start[alliance + 1] > looked_up)
    {
      gint32 end = MIN (bodies->start[bodies->n], MAX (bodies->start[alliance + 1], looked_up + block));
      look_up_numbers (reaching, looked_up, end);
      looked_up = end;
    }
    reach_from (reaching, alliance);
  }
}

static void reach_new (const DjAlliances *graph, DjAreaKind level, Reach *reach)
{
  gsize n_places = (gsize)graph->bodies.start[graph->alliances.n] + 1;
  g_autofree gint32 *number = dj_tree_number_level (graph->tree, level, &reach->area, &reach->n_areas);
  g_autofree gint32 *last = g_new (gint32, (gsize)reach->n_areas + 1);
  g_autofree gint32 *alliance_of = g_new (gint32, n_places);
  g_autofree gint32 *area_of = g_new (gint32, n_places);
  Reaching reaching = { graph, number, last, alliance_of, area_of, 0 };
  memset (last, 0xff, (gsize)reach->n_areas * sizeof (gint32));
  reach_all (&reaching);
  dj_links_fill (&reach->of_alliance, graph->alliances.n, alliance_of, area_of, reaching.n);
  dj_links_fill (&reach->of_area, reach->n_areas, area_of, alliance_of, reaching.n);
}

static void reach_clear (Reach *reach)
{
  g_free (reach->area);
  dj_links_clear (&reach->of_alliance);
  dj_links_clear (&reach->of_area);
}

/* ---- Crossing ------------------------------------------------------------------------------------------------------------- */

typedef enum
{
  CROSSING_ALLIANCE,
  CROSSING_NAME,
  CROSSING_KIND,
  CROSSING_AREAS,
  CROSSING_LOWEST,
  CROSSING_LEVEL,
} CrossingColumn;

static void append_crossing (const DjAlliances *graph, gint32 alliance, gint32 n_areas, DjFrame *frame)
{
  gint32 lowest = dj_alliance_find_lowest (graph, alliance);
  dj_frame_append_text (frame, CROSSING_ALLIANCE, dj_node_get_code (graph, alliance));
  dj_frame_append_text (frame, CROSSING_NAME, dj_node_get_name (graph, alliance));
  dj_frame_append_code (frame, CROSSING_KIND, dj_alliance_get_kind (graph, alliance));
  dj_frame_append_int (frame, CROSSING_AREAS, n_areas);
  dj_frame_append_text (frame, CROSSING_LOWEST, dj_area_get_code (graph, lowest));
  dj_frame_append_code (frame, CROSSING_LEVEL, lowest < 0 ? 0 : graph->tree->areas.kind[lowest]);
}

DjFrame *dj_view_alliances_crossing (DjView *view, DjAreaKind level)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  Reach reach;
  reach_new (graph, level, &reach);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_KIND));
  dj_frame_add_number (frame, "areas", "区域数", "areas");
  dj_frame_add_text (frame, "lowest", "最低共同区域", "lowest area");
  dj_frame_add (frame, DJ_TYPE_CODE, "level", "层级", "level", &dj_codes_area_kind);
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    if (dj_links_count (&reach.of_alliance, alliance) > 1)
      append_crossing (graph, alliance, dj_links_count (&reach.of_alliance, alliance), frame);
  reach_clear (&reach);
  return dj_frame_finish (frame);
}

/* ---- Pairs ----------------------------------------------------------------------------------------------------------------- */

/* Counting what pairs of groups have in common, one group against all later ones: memory for one row of the matrix at a time. */
typedef struct
{
  const DjLinks *things_of; /* group */
  const DjLinks *groups_of; /* thing */
  gint32 *common;           /* with each group */
  gint32 *met;              /* groups with something in common */
  gint32 n_met;
} Pairing;

static void count_common (Pairing *pairing, gint32 group)
{
  const DjLinks *things = pairing->things_of, *groups = pairing->groups_of;
  for (gint32 i = 0; i < pairing->n_met; i++)
    pairing->common[pairing->met[i]] = 0;
  pairing->n_met = 0;
  for (gint32 i = things->start[group]; i < things->start[group + 1]; i++)
    /* The groups of a thing are in order: from the last back to this one. */
    for (gint32 k = groups->start[things->to[i] + 1] - 1; groups->to[k] > group; k--)
      if (pairing->common[groups->to[k]]++ == 0)
        pairing->met[pairing->n_met++] = groups->to[k];
  dj_sort_ids (pairing->met, (gsize)pairing->n_met);
}

typedef const char *(*GetCode) (const DjAlliances *graph, gint32 id);

/* @ids: of each group; NULL where they are the numbers themselves. */
static void append_pairs (const DjAlliances *graph, const DjLinks *things_of, const DjLinks *groups_of,
                          const gint32 *ids, GetCode get_code, DjFrame *frame)
{
  gsize n = (gsize)things_of->n;
  g_autofree gint32 *common = g_new0 (gint32, n + 1);
  g_autofree gint32 *met = g_new (gint32, n + 1);
  Pairing pairing = { .things_of = things_of, .groups_of = groups_of, .common = common, .met = met };
  for (gint32 group = 0; group < things_of->n; group++)
  {
    count_common (&pairing, group);
    if (pairing.n_met == 0)
      continue;
    dj_frame_append_text (frame, 0, get_code (graph, ids ? ids[group] : group));
    dj_frame_repeat (frame, 0, pairing.n_met - 1);
    for (gint32 i = 0; i < pairing.n_met; i++)
    {
      dj_frame_append_text (frame, 1, get_code (graph, ids ? ids[met[i]] : met[i]));
      dj_frame_append_int (frame, 2, common[met[i]]);
    }
  }
}

DjFrame *dj_view_shared_seats (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  dj_frame_add_text (frame, "other", "另一联盟", "other alliance");
  dj_frame_add_number (frame, "shared", "共同单位", "shared bodies");
  append_pairs (graph, &graph->bodies, &graph->seated, NULL, dj_node_get_code, frame);
  return dj_frame_finish (frame);
}

DjFrame *dj_view_alliance_matrix (DjView *view, DjAreaKind level)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  Reach reach;
  reach_new (graph, level, &reach);
  /* Areas of an alliance come in the order of its seats; grouped back from the areas they are in order. */
  DjLinks ordered;
  gint32 n = reach.of_area.start[reach.of_area.n];
  g_autofree gint32 *area_of = g_new (gint32, (gsize)n + 1);
  for (gint32 area = 0; area < reach.of_area.n; area++)
    for (gint32 i = reach.of_area.start[area]; i < reach.of_area.start[area + 1]; i++)
      area_of[i] = area;
  dj_links_fill (&ordered, graph->alliances.n, reach.of_area.to, area_of, n);

  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_AREA));
  dj_frame_add_text (frame, "other", "另一区域", "other area");
  dj_frame_add_number (frame, "alliances", "联盟数", "alliances");
  append_pairs (graph, &reach.of_area, &ordered, reach.area, dj_area_get_code, frame);
  g_free (ordered.start);
  g_free (ordered.to);
  reach_clear (&reach);
  return dj_frame_finish (frame);
}
