/* SPDX-License-Identifier: Apache-2.0 */
/* Alliance room: the graph of alliances of a day, as plain arrays. It hangs on the tree of the day, is made when it is first asked
 * for, and is constant from then on. */
#pragma once

#include <dangjian/alliance.h>
#include "view/view-private.h"

/* ---- The graph ----------------------------------------------------------------------------------------------------- */

/* Where a seat comes from; values of dj_codes_origin. */
typedef enum
{
  DJ_ORIGIN_NONE,
  DJ_ORIGIN_LINE,
  DJ_ORIGIN_AREA,
} DjSeatOrigin;

extern const DjCodeList dj_codes_origin;

/*
 * Nodes: the alliances by their number in `alliances`, in which each comes after the one it is part of; then units with a seat, then
 * organizations with a seat, each by row. So nodes that are no alliance are in the order of tables and rows.
 */
typedef struct
{
  DjTree *tree; /* borrowed: the graph hangs on it */
  DjForest alliances;
  gint32 n_nodes;
  gint32 first_organization; /* the node from which on nodes are organizations */
  gint32 *row;               /* of each node, in its table */
  gint32 *area;              /* of each node, -1 where not known */
  guint8 *origin;            /* of each node */
  DjLinks seats;             /* rows of seats by alliance, in the order of rows */
  gint32 *seat_node;         /* the body of each place in seats.to */
  DjLinks bodies;            /* nodes with a seat, by alliance; each once, in the order of first seats */
  DjLinks seated;            /* alliances in which a node has a seat, by node, in order */
} DjAlliances;

const DjAlliances *dj_tree_get_alliances (DjTree *tree);
const DjAlliances *dj_view_get_alliances (DjView *view);

static inline gboolean dj_is_alliance (const DjAlliances *graph, gint32 node) { return node < graph->alliances.n; }

static inline DjTable dj_node_table (const DjAlliances *graph, gint32 node)
{
  return dj_is_alliance (graph, node)       ? DJ_TABLE_ALLIANCE
         : node < graph->first_organization ? DJ_TABLE_UNIT
                                            : DJ_TABLE_ORGANIZATION;
}

/* The neighbours of a node by number: the bodies of an alliance, then the alliances in which the node has a seat. */
static inline gint32 dj_node_degree (const DjAlliances *graph, gint32 node)
{
  return (dj_is_alliance (graph, node) ? dj_links_count (&graph->bodies, node) : 0)
         + dj_links_count (&graph->seated, node);
}

static inline gint32 dj_node_neighbour (const DjAlliances *graph, gint32 node, gint32 number)
{
  gint32 n_bodies = dj_is_alliance (graph, node) ? dj_links_count (&graph->bodies, node) : 0;
  return number < n_bodies ? graph->bodies.to[graph->bodies.start[node] + number]
                           : graph->seated.to[graph->seated.start[node] + number - n_bodies];
}

/* A connected part of the graph. */
typedef struct
{
  gint32 first; /* alliance */
  gint32 n_alliances;
  gint32 n_bodies; /* units and organizations with a seat */
} DjComponent;

/* All of them, in order of their first alliances; made when first asked for. */
typedef struct
{
  gint32 n;
  DjComponent *component;
  gint32 *of_alliance; /* the number of each alliance's */
} DjComponents;

const DjComponents *dj_alliances_get_components (const DjAlliances *graph);

/* Who is no alliance has a seat in one. */
static inline gint32 dj_component_of (const DjAlliances *graph, const DjComponents *components, gint32 node)
{
  return components->of_alliance[dj_is_alliance (graph, node) ? node : graph->seated.to[graph->seated.start[node]]];
}

/* Who may have a seat: an organization, a unit or an alliance that exists on the day. */
typedef struct
{
  DjTable table;
  gint32 row;
  gint32 node; /* -1 for who has no seat */
} DjBody;

gboolean dj_alliances_find (const DjAlliances *graph, const char *code, DjBody *body);
/* The alliance of that code, or -1. */
gint32 dj_alliances_find_alliance (const DjAlliances *graph, const char *code);

/* Row of the body that leads: that of the column `lead` where it exists on the day, else of the first seat with that role; or -1. */
gint32 dj_alliance_find_lead (const DjAlliances *graph, gint32 alliance, DjTable *table);

/* Codes, names and cells. */
const char *dj_node_get_code (const DjAlliances *graph, gint32 node);
const char *dj_node_get_name (const DjAlliances *graph, gint32 node);
const char *dj_area_get_code (const DjAlliances *graph, gint32 area); /* NULL for -1 */
int dj_alliance_get_kind (const DjAlliances *graph, gint32 alliance);

/* ---- Places ---------------------------------------------------------------------------------------------------------- */

/* The lowest area that holds all bodies of the alliance whose area is known, or -1. */
gint32 dj_alliance_find_lowest (const DjAlliances *graph, gint32 alliance);
