/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances and their seats as frames. */
#include "alliance/alliance-private.h"

/* ---- Alliances --------------------------------------------------------------------------------------------------------- */

typedef enum
{
  ALLIANCES_ALLIANCE,
  ALLIANCES_NAME,
  ALLIANCES_KIND,
  ALLIANCES_PARENT,
  ALLIANCES_DEPTH,
  ALLIANCES_LEAD,
  ALLIANCES_SEATS,
  ALLIANCES_BODIES,
  ALLIANCES_LINE,
  ALLIANCES_AREA,
  ALLIANCES_LOWEST,
  ALLIANCES_LEVEL,
  ALLIANCES_COMPONENT,
} AlliancesColumn;

static DjFrame *new_alliances (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_KIND));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_PARENT));
  dj_frame_add_number (frame, "depth", "层次", "depth");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_LEAD));
  dj_frame_add_number (frame, "seats", "席位", "seats");
  dj_frame_add_number (frame, "bodies", "单位数", "bodies");
  dj_frame_add_number (frame, "line", "条", "from line");
  dj_frame_add_number (frame, "area", "块", "from area");
  dj_frame_add_text (frame, "lowest", "最低共同区域", "lowest area");
  dj_frame_add (frame, DJ_TYPE_CODE, "level", "层级", "level", &dj_codes_area_kind);
  dj_frame_add_number (frame, "component", "连通片", "component");
  return frame;
}

gint32 dj_alliance_find_lead (const DjAlliances *graph, gint32 alliance, DjTable *table)
{
  const DjState *state = graph->tree->state;
  gint32 given = dj_table_get_text (state->tables[DJ_TABLE_ALLIANCE], DJ_COLUMN_ALLIANCE_LEAD, graph->row[alliance]);
  gint32 row = dj_tree_find_body (graph->tree, given, table);
  for (gint32 place = graph->seats.start[alliance]; row < 0 && place < graph->seats.start[alliance + 1]; place++)
  {
    if (dj_table_get_code (state->tables[DJ_TABLE_SEAT], DJ_COLUMN_SEAT_ROLE, graph->seats.to[place]) != DJ_SEAT_LEAD)
      continue;
    *table = dj_node_table (graph, graph->seat_node[place]);
    row = graph->row[graph->seat_node[place]];
  }
  return row;
}

static const char *get_lead (const DjAlliances *graph, gint32 alliance)
{
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 row = dj_alliance_find_lead (graph, alliance, &table);
  return dj_body_get_code (graph->tree->state, table, row);
}

static gint64 count_from (const DjAlliances *graph, gint32 alliance, DjSeatOrigin origin)
{
  gint64 n = 0;
  for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
    n += graph->origin[graph->seat_node[place]] == origin;
  return n;
}

static void append_alliance (const DjAlliances *graph, gint32 alliance, DjFrame *frame)
{
  gint32 lowest = dj_alliance_find_lowest (graph, alliance);
  dj_frame_append_text (frame, ALLIANCES_ALLIANCE, dj_node_get_code (graph, alliance));
  dj_frame_append_text (frame, ALLIANCES_NAME, dj_node_get_name (graph, alliance));
  dj_frame_append_code (frame, ALLIANCES_KIND, dj_alliance_get_kind (graph, alliance));
  dj_frame_append_text (frame, ALLIANCES_PARENT, dj_node_get_code (graph, graph->alliances.superior[alliance]));
  dj_frame_append_int (frame, ALLIANCES_DEPTH, graph->alliances.depth[alliance]);
  dj_frame_append_text (frame, ALLIANCES_LEAD, get_lead (graph, alliance));
  dj_frame_append_int (frame, ALLIANCES_SEATS, dj_links_count (&graph->seats, alliance));
  dj_frame_append_int (frame, ALLIANCES_BODIES, dj_links_count (&graph->bodies, alliance));
  dj_frame_append_int (frame, ALLIANCES_LINE, count_from (graph, alliance, DJ_ORIGIN_LINE));
  dj_frame_append_int (frame, ALLIANCES_AREA, count_from (graph, alliance, DJ_ORIGIN_AREA));
  dj_frame_append_text (frame, ALLIANCES_LOWEST, dj_area_get_code (graph, lowest));
  dj_frame_append_code (frame, ALLIANCES_LEVEL, lowest < 0 ? 0 : graph->tree->areas.kind[lowest]);
  dj_frame_append_int (frame, ALLIANCES_COMPONENT, dj_alliances_get_components (graph)->of_alliance[alliance]);
}

DjFrame *dj_view_alliances (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  DjFrame *frame = new_alliances ();
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    append_alliance (graph, alliance, frame);
  return dj_frame_finish (frame);
}

/* ---- Seats of alliances ------------------------------------------------------------------------------------------------- */

typedef enum
{
  SEATS_ALLIANCE,
  SEATS_BODY,
  SEATS_TABLE,
  SEATS_NAME,
  SEATS_ROLE,
  SEATS_ORIGIN,
  SEATS_AREA,
  SEATS_SINCE,
  SEATS_UNTIL,
} SeatsColumn;

static DjFrame *new_seats (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_BODY));
  dj_frame_add_text (frame, "table", "所在表", "table");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ROLE));
  dj_frame_add (frame, DJ_TYPE_CODE, "origin", "条块", "origin", &dj_codes_origin);
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_AREA));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_SINCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_UNTIL));
  return frame;
}

static void append_seats (const DjAlliances *graph, gint32 alliance, DjFrame *frame)
{
  const DjTableData *seats = graph->tree->state->tables[DJ_TABLE_SEAT];
  for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
  {
    gint32 row = graph->seats.to[place], node = graph->seat_node[place];
    dj_frame_append_text (frame, SEATS_ALLIANCE, dj_node_get_code (graph, alliance));
    dj_frame_append_text (frame, SEATS_BODY, dj_node_get_code (graph, node));
    dj_frame_append_text (frame, SEATS_TABLE, dj_schema_get_table (dj_node_table (graph, node))->name);
    dj_frame_append_text (frame, SEATS_NAME, dj_node_get_name (graph, node));
    dj_frame_append_code (frame, SEATS_ROLE, dj_table_get_code (seats, DJ_COLUMN_SEAT_ROLE, row));
    dj_frame_append_code (frame, SEATS_ORIGIN, graph->origin[node]);
    dj_frame_append_text (frame, SEATS_AREA, dj_area_get_code (graph, graph->area[node]));
    dj_frame_append_date (frame, SEATS_SINCE, dj_table_get_date (seats, DJ_COLUMN_SEAT_SINCE, row));
    dj_frame_append_date (frame, SEATS_UNTIL, dj_table_get_date (seats, DJ_COLUMN_SEAT_UNTIL, row));
  }
}

DjFrame *dj_view_alliance_seats_many (DjView *view, const char *const *alliances, gsize n)
{
  g_return_val_if_fail (view != NULL && (alliances || n == 0), NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  DjFrame *frame = new_seats ();
  for (gsize i = 0; i < n; i++)
  {
    gint32 alliance = dj_alliances_find_alliance (graph, alliances[i]);
    if (alliance >= 0)
      append_seats (graph, alliance, frame);
  }
  return dj_frame_finish (frame);
}

DjFrame *dj_view_alliance_seats (DjView *view, const char *code)
{
  if (code)
    return dj_view_alliance_seats_many (view, &code, 1);
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  DjFrame *frame = new_seats ();
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    append_seats (graph, alliance, frame);
  return dj_frame_finish (frame);
}

/* ---- Alliances of bodies -------------------------------------------------------------------------------------------------- */

typedef enum
{
  OF_BODY,
  OF_ALLIANCE,
  OF_NAME,
  OF_KIND,
  OF_ROLE,
  OF_SINCE,
  OF_UNTIL,
} OfColumn;

static void append_seat_of (const DjAlliances *graph, gint32 alliance, gint32 place, DjFrame *frame)
{
  const DjTableData *seats = graph->tree->state->tables[DJ_TABLE_SEAT];
  gint32 row = graph->seats.to[place];
  dj_frame_append_text (frame, OF_BODY, dj_node_get_code (graph, graph->seat_node[place]));
  dj_frame_append_text (frame, OF_ALLIANCE, dj_node_get_code (graph, alliance));
  dj_frame_append_text (frame, OF_NAME, dj_node_get_name (graph, alliance));
  dj_frame_append_code (frame, OF_KIND, dj_alliance_get_kind (graph, alliance));
  dj_frame_append_code (frame, OF_ROLE, dj_table_get_code (seats, DJ_COLUMN_SEAT_ROLE, row));
  dj_frame_append_date (frame, OF_SINCE, dj_table_get_date (seats, DJ_COLUMN_SEAT_SINCE, row));
  dj_frame_append_date (frame, OF_UNTIL, dj_table_get_date (seats, DJ_COLUMN_SEAT_UNTIL, row));
}

static void append_alliances_of (const DjAlliances *graph, gint32 node, DjFrame *frame)
{
  for (gint32 i = graph->seated.start[node]; i < graph->seated.start[node + 1]; i++)
  {
    gint32 alliance = graph->seated.to[i];
    for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
      if (graph->seat_node[place] == node)
        append_seat_of (graph, alliance, place, frame);
  }
}

DjFrame *dj_view_alliances_of_many (DjView *view, const char *const *bodies, gsize n)
{
  g_return_val_if_fail (view != NULL && (bodies || n == 0), NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_BODY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_KIND));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ROLE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_SINCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_UNTIL));
  for (gsize i = 0; i < n; i++)
  {
    DjBody body;
    if (dj_alliances_find (graph, bodies[i], &body) && body.node >= 0)
      append_alliances_of (graph, body.node, frame);
  }
  return dj_frame_finish (frame);
}

DjFrame *dj_view_alliances_of (DjView *view, const char *body) { return dj_view_alliances_of_many (view, &body, 1); }

/* ---- Who sits nowhere ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  ISOLATED_ORGANIZATION,
  ISOLATED_NAME,
  ISOLATED_KIND,
  ISOLATED_AREA,
} IsolatedColumn;

static void append_isolated (const DjTree *tree, gint32 id, DjFrame *frame)
{
  dj_frame_append_text (frame, ISOLATED_ORGANIZATION,
                        dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (frame, ISOLATED_NAME, dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_append_code (frame, ISOLATED_KIND, tree->organizations.kind[id]);
  dj_frame_append_text (frame, ISOLATED_AREA, dj_tree_get_area_text (tree, tree->base_area[id], DJ_COLUMN_AREA_CODE));
}

DjFrame *dj_view_isolated (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  const DjTree *tree = graph->tree;
  g_autofree guint8 *seated = g_new0 (guint8, (gsize)tree->organizations.n + 1);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SUBORDINATION, DJ_COLUMN_SUBORDINATION_ORGANIZATION));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_KIND));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_AREA));
  for (gint32 node = graph->first_organization; node < graph->n_nodes; node++)
    seated[tree->organizations.id_of_row[graph->row[node]]] = TRUE;
  for (gint32 id = 0; id < tree->organizations.n; id++)
    if (!seated[id])
      append_isolated (tree, id, frame);
  return dj_frame_finish (frame);
}
