/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of alliances of a day: who sits where, grouped both ways. */
#include "alliance/alliance-private.h"

#include <string.h>

static gint32 *new_numbers (gint32 n)
{
  gint32 *numbers = g_new (gint32, (gsize)n + 1);
  memset (numbers, 0xff, ((gsize)n + 1) * sizeof (gint32));
  return numbers;
}

/* ---- Seats that hold --------------------------------------------------------------------------------------------------- */

/* What is known only while the graph is made: of each row of the table of seats, then of each row of a table of bodies. */
typedef struct
{
  DjAlliances *graph;
  DjTree *tree;
  const DjState *state;
  gint n_parts;
  gint32 n_rows;
  gint32 *alliance;              /* -1 for a seat that does not hold or lacks one of its ends */
  guint8 *table;                 /* of the body */
  gint32 *body;                  /* row of the body, then its node */
  guint8 *has_seat[DJ_N_TABLES]; /* of units and organizations */
  gint32 *node_of[DJ_N_TABLES];  /* of those that have */
} Maker;

/* Rows that hold, and what they say. */
typedef struct
{
  gint32 n;
  gint32 rows[DJ_FIND_MANY];
  gint32 alliance_codes[DJ_FIND_MANY];
  gint32 body_codes[DJ_FIND_MANY];
} Seats;

static void select_seats (const Maker *maker, const DjHolding *holding, gint32 begin, gint32 end, Seats *seats)
{
  const DjTableData *table = maker->state->tables[DJ_TABLE_SEAT];
  const gint32 *alliances = dj_table_texts (table, DJ_COLUMN_SEAT_ALLIANCE);
  const gint32 *bodies = dj_table_texts (table, DJ_COLUMN_SEAT_BODY);
  seats->n = 0;
  for (gint32 row = begin; row < end; row++)
  {
    seats->rows[seats->n] = row;
    seats->n += dj_holds (holding, row);
  }
  for (gint32 i = 0; i < seats->n; i++)
  {
    seats->alliance_codes[i] = alliances ? alliances[seats->rows[i]] : DJ_TEXT_NONE;
    seats->body_codes[i] = bodies ? bodies[seats->rows[i]] : DJ_TEXT_NONE;
  }
}

static void take_seats (const Maker *maker, const Seats *seats)
{
  const DjForest *alliances = &maker->graph->alliances;
  gint32 alliance_rows[DJ_FIND_MANY], body_rows[DJ_FIND_MANY];
  DjTable alliance_tables[DJ_FIND_MANY], body_tables[DJ_FIND_MANY];
  dj_state_find_codes (maker->state, seats->alliance_codes, seats->n, alliance_rows, alliance_tables);
  dj_tree_find_bodies (maker->tree, seats->body_codes, seats->n, body_rows, body_tables);
  for (gint32 i = 0; i < seats->n; i++)
  {
    gboolean is_alliance = alliance_rows[i] >= 0 && alliance_tables[i] == DJ_TABLE_ALLIANCE;
    gint32 alliance = is_alliance ? dj_forest_find_holding (alliances, maker->state, alliance_rows[i]) : -1;
    if (alliance < 0 || body_rows[i] < 0)
      continue;
    maker->alliance[seats->rows[i]] = alliances->id_of_row[alliance];
    maker->table[seats->rows[i]] = (guint8)body_tables[i];
    maker->body[seats->rows[i]] = body_rows[i];
  }
}

static void take_part (gint part, gpointer data)
{
  const Maker *maker = data;
  DjHolding holding = dj_holding (maker->state->tables[DJ_TABLE_SEAT], maker->tree->on);
  DjRange rows = dj_get_part (maker->n_rows, part, maker->n_parts);
  gint32 block = dj_cut (DJ_FIND_MANY);
  memset (maker->alliance + rows.begin, 0xff, (gsize)(rows.end - rows.begin) * sizeof (gint32));
  for (gint64 row = rows.begin; row < rows.end; row += block)
  {
    Seats seats;
    select_seats (maker, &holding, (gint32)row, (gint32)MIN (row + block, rows.end), &seats);
    take_seats (maker, &seats);
  }
}

static void take_all_seats (Maker *maker)
{
  maker->n_rows = maker->state->tables[DJ_TABLE_SEAT]->n_rows;
  maker->n_parts = dj_count_parts (maker->n_rows, DJ_FIND_MANY * 64);
  maker->alliance = g_new (gint32, (gsize)maker->n_rows + 1);
  maker->table = g_new (guint8, (gsize)maker->n_rows + 1);
  maker->body = g_new (gint32, (gsize)maker->n_rows + 1);
  dj_in_parts (maker->n_parts, take_part, maker);
}

/* ---- Nodes --------------------------------------------------------------------------------------------------------------- */

/* Returns how many have a seat, or more: one that has several is counted as often. */
static gsize mark_bodies (const Maker *maker)
{
  gsize n = 0;
  for (gint32 seat = 0; seat < maker->n_rows; seat++)
  {
    if (maker->alliance[seat] < 0 || maker->table[seat] == DJ_TABLE_ALLIANCE)
      continue;
    maker->has_seat[maker->table[seat]][maker->body[seat]] = TRUE;
    n++;
  }
  return n;
}

/* Numbers the rows that have a seat, in their order, from @node on. Without a branch: a row that has none leaves a number that nobody asks
 * for, and a place that the next one takes. */
static gint32 number_rows (const Maker *maker, DjTable table, gint32 node)
{
  const guint8 *has_seat = maker->has_seat[table];
  gint32 *node_of = maker->node_of[table], *row_of = maker->graph->row;
  for (gint32 row = 0; row < maker->state->tables[table]->n_rows; row++)
  {
    node_of[row] = node;
    row_of[node] = row;
    node += has_seat[row];
  }
  return node;
}

static void number_nodes (Maker *maker)
{
  DjAlliances *graph = maker->graph;
  const DjTable tables[] = { DJ_TABLE_UNIT, DJ_TABLE_ORGANIZATION };
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
  {
    gsize n = (gsize)maker->state->tables[tables[i]]->n_rows + 1;
    maker->has_seat[tables[i]] = g_new0 (guint8, n);
    maker->node_of[tables[i]] = g_new (gint32, n);
    dj_memory_advise (maker->node_of[tables[i]], n * sizeof (gint32));
  }
  graph->row = g_new (gint32, (gsize)graph->alliances.n + mark_bodies (maker) + 1);
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    graph->row[alliance] = graph->alliances.row[alliance];
  graph->first_organization = number_rows (maker, DJ_TABLE_UNIT, graph->alliances.n);
  graph->n_nodes = number_rows (maker, DJ_TABLE_ORGANIZATION, graph->first_organization);
  graph->row = g_renew (gint32, graph->row, (gsize)graph->n_nodes + 1);
}

static gint32 find_node_of_seat (const Maker *maker, gint32 seat)
{
  gint32 body = maker->body[seat];
  return maker->table[seat] == DJ_TABLE_ALLIANCE ? maker->graph->alliances.id_of_row[body]
                                                 : maker->node_of[maker->table[seat]][body];
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

/* Organizations are by far the most nodes; the columns that tell of them are fetched once. */
typedef struct
{
  const Maker *maker;
  gint n_parts;
  const guint8 *forms; /* NULL where nothing is in the column */
  gboolean any_guidance;
} Placing;

static gboolean is_line_organization (const Placing *placing, gint32 row, gint32 id)
{
  int form = placing->forms ? placing->forms[row] : DJ_FORM_NONE;
  return form == DJ_FORM_INDUSTRY || form == DJ_FORM_INDUSTRY_CHAIN
         || (placing->any_guidance && dj_tree_is_guided (placing->maker->tree, id, DJ_GUIDANCE_LINE));
}

static void place_organizations (gint part, gpointer data)
{
  const Placing *placing = data;
  const DjTree *tree = placing->maker->tree;
  DjAlliances *graph = placing->maker->graph;
  DjRange range = dj_get_part (graph->n_nodes - graph->first_organization, part, placing->n_parts);
  gint32 end = graph->first_organization + (gint32)range.end;
  for (gint32 node = graph->first_organization + (gint32)range.begin; node < end; node++)
  {
    gint32 row = graph->row[node], id = tree->organizations.id_of_row[row];
    graph->area[node] = tree->base_area[id];
    graph->origin[node] = is_line_organization (placing, row, id) ? DJ_ORIGIN_LINE : DJ_ORIGIN_AREA;
  }
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
    if (unit >= 0 && by >= 0 && maker->has_seat[DJ_TABLE_UNIT][unit])
      maker->graph->origin[maker->node_of[DJ_TABLE_UNIT][unit]] = DJ_ORIGIN_LINE;
  }
}

/* Areas and origins of all nodes. */
static void place_nodes (const Maker *maker)
{
  DjAlliances *graph = maker->graph;
  const DjState *state = maker->state;
  Placing placing = { .maker = maker,
                      .n_parts = dj_count_parts (graph->n_nodes - graph->first_organization, 1 << 16),
                      .forms = dj_table_codes (state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_FORM),
                      .any_guidance = state->tables[DJ_TABLE_GUIDANCE]->n_rows > 0 };
  graph->area = g_new (gint32, (gsize)graph->n_nodes + 1);
  graph->origin = g_new0 (guint8, (gsize)graph->n_nodes + 1);
  for (gint32 node = 0; node < graph->first_organization; node++)
  {
    graph->area[node] = dj_tree_get_body_area (maker->tree, dj_node_table (graph, node), graph->row[node]);
    graph->origin[node] = dj_is_alliance (graph, node) ? DJ_ORIGIN_NONE : DJ_ORIGIN_AREA;
  }
  dj_in_parts (placing.n_parts, place_organizations, &placing);
  mark_line_units (maker);
}

/* ---- Links both ways --------------------------------------------------------------------------------------------------------- */

/* Counting sort, which keeps the order of rows. */
static void link_seats (const Maker *maker)
{
  DjAlliances *graph = maker->graph;
  gint32 n = graph->alliances.n;
  gint32 *start = g_new0 (gint32, (gsize)n + 2);
  for (gint32 seat = 0; seat < maker->n_rows; seat++)
    start[maker->alliance[seat] + 1]++; /* those that do not hold in front */
  start[0] = 0;
  dj_sum_up (start + 1, n);
  graph->seats = (DjLinks){ n, g_new (gint32, (gsize)n + 1), g_new (gint32, (gsize)start[n + 1] + 1) };
  graph->seat_node = g_new (gint32, (gsize)start[n + 1] + 1);
  memcpy (graph->seats.start, start + 1, ((gsize)n + 1) * sizeof (gint32));
  for (gint32 seat = 0; seat < maker->n_rows; seat++)
  {
    if (maker->alliance[seat] < 0)
      continue;
    gint32 place = start[maker->alliance[seat] + 1]++;
    graph->seats.to[place] = seat;
    graph->seat_node[place] = find_node_of_seat (maker, seat);
  }
  g_free (start);
}

/* Each body of an alliance once: @last says in which alliance a node was last met. */
static void link_bodies (DjAlliances *graph)
{
  gint32 n_alliances = graph->alliances.n, n = 0;
  gsize n_seats = (gsize)graph->seats.start[n_alliances];
  g_autofree gint32 *last = new_numbers (graph->n_nodes);
  g_autofree gint32 *alliance_of = g_new (gint32, n_seats + 1);
  DjLinks bodies = { n_alliances, g_new (gint32, (gsize)n_alliances + 1), g_new (gint32, n_seats + 1) };
  for (gint32 alliance = 0; alliance < n_alliances; alliance++)
  {
    bodies.start[alliance] = n;
    for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
    {
      gint32 node = graph->seat_node[place];
      if (last[node] == alliance)
        continue;
      last[node] = alliance;
      alliance_of[n] = alliance;
      bodies.to[n++] = node;
    }
  }
  bodies.start[n_alliances] = n;
  graph->bodies = bodies;
  dj_links_fill (&graph->seated, graph->n_nodes, bodies.to, alliance_of, n);
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
  take_all_seats (&maker);
  number_nodes (&maker);
  place_nodes (&maker);
  link_seats (&maker);
  link_bodies (graph);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_free (maker.has_seat[t]);
    g_free (maker.node_of[t]);
  }
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
