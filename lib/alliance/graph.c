/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of alliances of a day: who sits where, grouped both ways. */
#include "alliance/alliance-private.h"

#include <string.h>

/* ---- Seats that hold --------------------------------------------------------------------------------------------------- */

/* What is known only while the graph is made. */
typedef struct
{
  DjAlliances *graph;
  DjTree *tree;
  const DjState *state;
  gint32 *node_of[DJ_N_TABLES]; /* of units and organizations, by row; -1 for none, 0 while they are only marked */
  gint32 n;                     /* seats that hold and have both ends */
  gint32 *row;
  gint32 *alliance;
  DjTable *table; /* of the body */
  gint32 *body;   /* row of the body, then its node */
} Maker;

static gint32 *new_numbers (gint32 n)
{
  gint32 *numbers = g_new (gint32, (gsize)n + 1);
  memset (numbers, 0xff, ((gsize)n + 1) * sizeof (gint32));
  return numbers;
}

static void take_seat (Maker *maker, const DjTableData *seats, gint32 row)
{
  DjAlliances *graph = maker->graph;
  gint32 alliance
      = dj_forest_find (&graph->alliances, maker->state, dj_table_get_text (seats, DJ_COLUMN_SEAT_ALLIANCE, row));
  DjTable table = DJ_TABLE_ALLIANCE;
  gint32 body = dj_tree_find_body (maker->tree, dj_table_get_text (seats, DJ_COLUMN_SEAT_BODY, row), &table);
  if (alliance < 0 || body < 0)
    return;
  gint32 place = maker->n++;
  maker->row[place] = row;
  maker->alliance[place] = alliance;
  maker->table[place] = table;
  maker->body[place] = body;
  if (table != DJ_TABLE_ALLIANCE)
    maker->node_of[table][body] = 0;
}

static void take_seats (Maker *maker)
{
  const DjTableData *seats = maker->state->tables[DJ_TABLE_SEAT];
  DjHolding holding = dj_holding (seats, maker->tree->on);
  maker->row = g_new (gint32, (gsize)seats->n_rows + 1);
  maker->alliance = g_new (gint32, (gsize)seats->n_rows + 1);
  maker->table = g_new (DjTable, (gsize)seats->n_rows + 1);
  maker->body = g_new (gint32, (gsize)seats->n_rows + 1);
  for (gint32 row = 0; row < seats->n_rows; row++)
    if (dj_holds (&holding, row))
      take_seat (maker, seats, row);
}

/* ---- Nodes --------------------------------------------------------------------------------------------------------------- */

/* Numbers the rows that were marked, in their order, from @node on. */
static gint32 number_rows (Maker *maker, DjTable table, gint32 node)
{
  gint32 *node_of = maker->node_of[table];
  for (gint32 row = 0; row < maker->state->tables[table]->n_rows; row++)
    if (node_of[row] == 0)
      node_of[row] = node++;
  return node;
}

static void note_rows (const Maker *maker, DjTable table)
{
  const gint32 *node_of = maker->node_of[table];
  for (gint32 row = 0; row < maker->state->tables[table]->n_rows; row++)
    if (node_of[row] >= 0)
      maker->graph->row[node_of[row]] = row;
}

static void number_nodes (Maker *maker)
{
  DjAlliances *graph = maker->graph;
  /* A number 0 could not be told from a mark; but where no alliance takes that number there is no seat, and no mark. */
  graph->first_organization = number_rows (maker, DJ_TABLE_UNIT, graph->alliances.n);
  graph->n_nodes = number_rows (maker, DJ_TABLE_ORGANIZATION, graph->first_organization);
  graph->row = g_new (gint32, (gsize)graph->n_nodes + 1);
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    graph->row[alliance] = graph->alliances.row[alliance];
  note_rows (maker, DJ_TABLE_UNIT);
  note_rows (maker, DJ_TABLE_ORGANIZATION);
  for (gint32 i = 0; i < maker->n; i++)
    maker->body[i] = maker->table[i] == DJ_TABLE_ALLIANCE ? graph->alliances.id_of_row[maker->body[i]]
                                                          : maker->node_of[maker->table[i]][maker->body[i]];
}

static void find_areas (const Maker *maker)
{
  DjAlliances *graph = maker->graph;
  graph->area = g_new (gint32, (gsize)graph->n_nodes + 1);
  for (gint32 node = 0; node < graph->n_nodes; node++)
    graph->area[node] = dj_tree_get_body_area (maker->tree, dj_node_table (graph, node), graph->row[node]);
}

/* ---- From line or from area ------------------------------------------------------------------------------------------------ */

static const DjCodeInfo origins[] = {
  { "line", "条", "line", NULL },
  { "area", "块", "area", NULL },
};

const DjCodeList dj_codes_origin = {
  .name = "seat_origin",
  .type_name = "DjSeatOrigin",
  .prefix = "DJ_ORIGIN",
  .label_zh = "席位来源",
  .label_en = "Where a seat comes from",
  .source = "usage of the field (条块结合)",
  .codes = origins,
  .n_codes = (int)G_N_ELEMENTS (origins),
};

static gboolean is_line_organization (DjTree *tree, gint32 row)
{
  int form = dj_table_get_code (tree->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_FORM, row);
  return form == DJ_FORM_INDUSTRY || form == DJ_FORM_INDUSTRY_CHAIN
         || dj_tree_is_guided (tree, tree->organizations.id_of_row[row], DJ_GUIDANCE_LINE);
}

/* Units that an organization of their industry covers. Both must exist for a coverage to hold. */
static void mark_line_units (const Maker *maker)
{
  const DjTableData *table = maker->state->tables[DJ_TABLE_COVERAGE];
  DjHolding holding = dj_holding (table, maker->tree->on);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    if (dj_table_get_code (table, DJ_COLUMN_COVERAGE_MANNER, row) != DJ_COVERAGE_INDUSTRY || !dj_holds (&holding, row))
      continue;
    gint32 unit
        = dj_tree_find_row (maker->tree, DJ_TABLE_UNIT, dj_table_get_text (table, DJ_COLUMN_COVERAGE_UNIT, row));
    gint32 by = dj_forest_find (&maker->tree->organizations, maker->state,
                                dj_table_get_text (table, DJ_COLUMN_COVERAGE_ORGANIZATION, row));
    if (unit >= 0 && by >= 0 && maker->node_of[DJ_TABLE_UNIT][unit] >= 0)
      maker->graph->origin[maker->node_of[DJ_TABLE_UNIT][unit]] = DJ_ORIGIN_LINE;
  }
}

static void find_origins (const Maker *maker)
{
  DjAlliances *graph = maker->graph;
  graph->origin = g_new0 (guint8, (gsize)graph->n_nodes + 1);
  for (gint32 node = graph->alliances.n; node < graph->n_nodes; node++)
  {
    gboolean line = node >= graph->first_organization && is_line_organization (maker->tree, graph->row[node]);
    graph->origin[node] = line ? DJ_ORIGIN_LINE : DJ_ORIGIN_AREA;
  }
  mark_line_units (maker);
}

/* ---- Links both ways --------------------------------------------------------------------------------------------------------- */

static void link_seats (Maker *maker)
{
  DjAlliances *graph = maker->graph;
  DjLinks by_alliance;
  dj_links_fill (&graph->seats, graph->alliances.n, maker->alliance, maker->row, maker->n);
  dj_links_fill (&by_alliance, graph->alliances.n, maker->alliance, maker->body, maker->n);
  g_free (by_alliance.start);
  graph->seat_node = by_alliance.to;
}

/* Each body of an alliance once: @last says in which alliance a node was last met. */
static void link_bodies (DjAlliances *graph)
{
  gint32 n_seats = graph->seats.start[graph->alliances.n], n = 0;
  g_autofree gint32 *last = new_numbers (graph->n_nodes);
  g_autofree gint32 *alliance_of = g_new (gint32, (gsize)n_seats + 1);
  g_autofree gint32 *node_of = g_new (gint32, (gsize)n_seats + 1);
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
    {
      gint32 node = graph->seat_node[place];
      if (last[node] == alliance)
        continue;
      last[node] = alliance;
      alliance_of[n] = alliance;
      node_of[n++] = node;
    }
  dj_links_fill (&graph->bodies, graph->alliances.n, alliance_of, node_of, n);
  dj_links_fill (&graph->seated, graph->n_nodes, node_of, alliance_of, n);
}

/* ---- The whole ------------------------------------------------------------------------------------------------------------------ */

static void number_alliances (DjAlliances *graph, DjTree *tree)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_ALLIANCE];
  GError *error = NULL;
  g_autofree gint32 *parents = new_numbers (table->n_rows);
  if (!dj_forest_mark (&graph->alliances, tree->state, DJ_TABLE_ALLIANCE, tree->on, &error))
    g_error ("%s", error->message);
  for (gint32 row = 0; row < table->n_rows; row++)
    if (graph->alliances.id_of_row[row] >= 0)
      parents[row] = dj_forest_find_row (&graph->alliances, tree->state,
                                         dj_table_get_text (table, DJ_COLUMN_ALLIANCE_PARENT, row));
  if (!dj_forest_number (&graph->alliances, parents, dj_table_codes (table, DJ_COLUMN_ALLIANCE_KIND), &error))
    g_error ("%s", error->message);
}

static gpointer make_graph (DjTree *tree)
{
  DjAlliances *graph = g_new0 (DjAlliances, 1);
  Maker maker = { .graph = graph, .tree = tree, .state = tree->state };
  graph->tree = tree;
  number_alliances (graph, tree);
  maker.node_of[DJ_TABLE_UNIT] = new_numbers (tree->state->tables[DJ_TABLE_UNIT]->n_rows);
  maker.node_of[DJ_TABLE_ORGANIZATION] = new_numbers (tree->state->tables[DJ_TABLE_ORGANIZATION]->n_rows);
  take_seats (&maker);
  number_nodes (&maker);
  find_areas (&maker);
  find_origins (&maker);
  link_seats (&maker);
  link_bodies (graph);
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_free (maker.node_of[t]);
  g_free (maker.row);
  g_free (maker.alliance);
  g_free (maker.table);
  g_free (maker.body);
  return graph;
}

static void free_graph (gpointer data)
{
  DjAlliances *graph = data;
  dj_forest_clear (&graph->alliances);
  g_free (graph->row);
  g_free (graph->area);
  g_free (graph->origin);
  dj_links_clear (&graph->seats);
  g_free (graph->seat_node);
  dj_links_clear (&graph->bodies);
  dj_links_clear (&graph->seated);
  g_free (graph);
}

const DjAlliances *dj_tree_get_alliances (DjTree *tree)
{
  static const char key;
  return dj_tree_get_extra (tree, &key, make_graph, free_graph);
}

const DjAlliances *dj_view_get_alliances (DjView *view) { return dj_tree_get_alliances (view->tree); }

/* ---- Looking up ------------------------------------------------------------------------------------------------------------------ */

/* Nodes of one table are in the order of rows. */
static gint32 find_node (const DjAlliances *graph, DjTable table, gint32 row)
{
  gint32 low = table == DJ_TABLE_UNIT ? graph->alliances.n : graph->first_organization;
  gint32 high = table == DJ_TABLE_UNIT ? graph->first_organization : graph->n_nodes, end = high;
  while (low < high)
  {
    gint32 middle = low + (high - low) / 2;
    if (graph->row[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low < end && graph->row[low] == row ? low : -1;
}

gboolean dj_alliances_find (const DjAlliances *graph, const char *code, DjBody *body)
{
  gint32 text = code ? dj_texts_find (graph->tree->state->texts, code, -1) : DJ_TEXT_NONE;
  body->row = dj_tree_find_body (graph->tree, text, &body->table);
  if (body->row < 0)
    return FALSE;
  body->node = body->table == DJ_TABLE_ALLIANCE ? graph->alliances.id_of_row[body->row]
                                                : find_node (graph, body->table, body->row);
  return TRUE;
}

gint32 dj_alliances_find_alliance (const DjAlliances *graph, const char *code)
{
  DjBody body;
  return dj_alliances_find (graph, code, &body) && body.table == DJ_TABLE_ALLIANCE ? body.node : -1;
}

/* ---- Cells ----------------------------------------------------------------------------------------------------------------------- */

const char *dj_node_get_code (const DjAlliances *graph, gint32 node)
{
  return node < 0 ? NULL : dj_body_get_code (graph->tree->state, dj_node_table (graph, node), graph->row[node]);
}

const char *dj_node_get_name (const DjAlliances *graph, gint32 node)
{
  return node < 0 ? NULL : dj_body_get_name (graph->tree->state, dj_node_table (graph, node), graph->row[node]);
}

const char *dj_area_get_code (const DjAlliances *graph, gint32 area)
{
  return dj_tree_get_area_text (graph->tree, area, DJ_COLUMN_AREA_CODE);
}

int dj_alliance_get_kind (const DjAlliances *graph, gint32 alliance) { return graph->alliances.kind[alliance]; }
