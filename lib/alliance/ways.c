/* SPDX-License-Identifier: Apache-2.0 */
/* The graph as a graph: what holds its connected parts together, and shortest ways. Nothing here recurses: a chain of alliances may
 * be as long as the register. */
#include "alliance/alliance-private.h"

#include <string.h>

static gint32 *new_numbers (gint32 n)
{
  gint32 *numbers = g_new (gint32, (gsize)n + 1);
  memset (numbers, 0xff, ((gsize)n + 1) * sizeof (gint32));
  return numbers;
}

/* ---- Articulation -------------------------------------------------------------------------------------------------------- */

/* Tarjan's depth-first search, with the path kept in `parent` instead of on the stack of calls. */
typedef struct
{
  const DjAlliances *graph;
  gint32 *order;     /* in which nodes were discovered; -1 for not yet */
  gint32 *low;       /* the earliest that is reached from a node's subtree by one edge off the tree */
  gint32 *parent;    /* in the tree of the search; -1 for a root */
  gint32 *next;      /* the neighbour to look at next */
  gint32 *alliances; /* in a node's subtree */
  gint32 *cut;       /* subtrees that hang on a node alone */
  gint32 *holding;   /* those of them with an alliance */
  gint32 *held;      /* alliances in all of them */
} Search;

static void search_new (Search *search, const DjAlliances *graph)
{
  gsize n = (gsize)graph->n_nodes + 1;
  search->graph = graph;
  search->order = new_numbers (graph->n_nodes);
  search->parent = new_numbers (graph->n_nodes);
  search->low = g_new0 (gint32, n);
  search->next = g_new0 (gint32, n);
  search->alliances = g_new0 (gint32, n);
  search->cut = g_new0 (gint32, n);
  search->holding = g_new0 (gint32, n);
  search->held = g_new0 (gint32, n);
}

static void search_clear (Search *search)
{
  g_free (search->order);
  g_free (search->low);
  g_free (search->parent);
  g_free (search->next);
  g_free (search->alliances);
  g_free (search->cut);
  g_free (search->holding);
  g_free (search->held);
}

static void discover (Search *search, gint32 node, gint32 parent, gint32 *clock)
{
  search->order[node] = search->low[node] = (*clock)++;
  search->parent[node] = parent;
  search->alliances[node] = dj_is_alliance (search->graph, node);
}

/* All of @node's subtree is done: its parent learns of it. */
static void leave (Search *search, gint32 node)
{
  gint32 parent = search->parent[node];
  if (parent < 0)
    return;
  search->low[parent] = MIN (search->low[parent], search->low[node]);
  search->alliances[parent] += search->alliances[node];
  if (search->low[node] < search->order[parent])
    return;
  search->cut[parent]++;
  search->holding[parent] += search->alliances[node] > 0;
  search->held[parent] += search->alliances[node];
}

static void search_from (Search *search, gint32 root, gint32 *clock)
{
  gint32 node = root;
  discover (search, root, -1, clock);
  while (node >= 0)
  {
    if (search->next[node] >= dj_node_degree (search->graph, node))
    {
      leave (search, node);
      node = search->parent[node];
      continue;
    }
    gint32 neighbour = dj_node_neighbour (search->graph, node, search->next[node]++);
    if (search->order[neighbour] < 0)
    {
      discover (search, neighbour, node, clock);
      node = neighbour;
    }
    else
      search->low[node] = MIN (search->low[node], search->order[neighbour]);
  }
}

typedef enum
{
  BRIDGES_NODE,
  BRIDGES_TABLE,
  BRIDGES_NAME,
  BRIDGES_PARTS,
  BRIDGES_HOLDING,
} BridgesColumn;

/* Besides the subtrees that hang on the node alone there is what is above it, unless it is a root. */
static void append_bridge (const Search *search, const DjComponents *components, gint32 node, DjFrame *frame)
{
  const DjAlliances *graph = search->graph;
  gboolean above = search->parent[node] >= 0;
  const DjComponent *component = &components->component[dj_component_of (graph, components, node)];
  gint32 others = component->n_alliances - search->held[node] - dj_is_alliance (graph, node);
  if (search->cut[node] + above < 2)
    return;
  dj_frame_append_text (frame, BRIDGES_NODE, dj_node_get_code (graph, node));
  dj_frame_append_text (frame, BRIDGES_TABLE, dj_schema_get_table (dj_node_table (graph, node))->name);
  dj_frame_append_text (frame, BRIDGES_NAME, dj_node_get_name (graph, node));
  dj_frame_append_int (frame, BRIDGES_PARTS, search->cut[node] + above);
  dj_frame_append_int (frame, BRIDGES_HOLDING, search->holding[node] + (above && others > 0));
}

static void append_bridges (const Search *search, DjFrame *frame)
{
  const DjAlliances *graph = search->graph;
  const DjComponents *components = dj_alliances_get_components (graph);
  for (gint32 node = graph->alliances.n; node < graph->n_nodes; node++)
    append_bridge (search, components, node, frame);
  for (gint32 row = 0; row < graph->alliances.n_rows; row++)
    if (graph->alliances.id_of_row[row] >= 0)
      append_bridge (search, components, graph->alliances.id_of_row[row], frame);
}

DjFrame *dj_view_alliance_bridges (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  gint32 clock = 0;
  Search search;
  search_new (&search, graph);
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    if (search.order[alliance] < 0)
      search_from (&search, alliance, &clock);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "node", "节点", "node");
  dj_frame_add_text (frame, "table", "所在表", "table");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_number (frame, "parts", "断开成", "parts");
  dj_frame_add_number (frame, "holding", "其中有联盟", "parts with alliances");
  append_bridges (&search, frame);
  search_clear (&search);
  return dj_frame_finish (frame);
}

/* ---- Distances ----------------------------------------------------------------------------------------------------------- */

/* How many alliances lie on the shortest way from one node to each, both ends included; -1 for none. */
typedef struct
{
  const DjAlliances *graph;
  gint32 from; /* -1 before the first */
  gint32 *far;
  gint32 *queue; /* alliances, the near ones first */
  gint32 n_queue;
} Distances;

static void distances_new (Distances *distances, const DjAlliances *graph)
{
  *distances = (Distances){ .graph = graph, .from = -1 };
  distances->far = g_new (gint32, (gsize)graph->n_nodes + 1);
  distances->queue = g_new (gint32, (gsize)graph->alliances.n + 1);
}

static void distances_clear (Distances *distances)
{
  g_free (distances->far);
  g_free (distances->queue);
}

static void reach_alliance (Distances *distances, gint32 alliance, gint32 far)
{
  if (distances->far[alliance] >= 0)
    return;
  distances->far[alliance] = far;
  distances->queue[distances->n_queue++] = alliance;
}

/* The alliances in which a node sits are one further than itself. */
static void reach_from (Distances *distances, gint32 node)
{
  const DjLinks *seated = &distances->graph->seated;
  for (gint32 i = seated->start[node]; i < seated->start[node + 1]; i++)
    reach_alliance (distances, seated->to[i], distances->far[node] + 1);
}

/* Only alliances count, so only they queue: a body is as far as the first alliance in which it is met, and hands on at once. */
static void measure_from (Distances *distances, gint32 from)
{
  const DjAlliances *graph = distances->graph;
  if (distances->from == from)
    return;
  memset (distances->far, 0xff, ((gsize)graph->n_nodes + 1) * sizeof (gint32));
  distances->from = from;
  distances->n_queue = 0;
  if (dj_is_alliance (graph, from))
    reach_alliance (distances, from, 1);
  else
  {
    distances->far[from] = 0;
    reach_from (distances, from);
  }
  for (gint32 head = 0; head < distances->n_queue; head++)
  {
    gint32 alliance = distances->queue[head], far = distances->far[alliance];
    for (gint32 i = graph->bodies.start[alliance]; i < graph->bodies.start[alliance + 1]; i++)
    {
      gint32 body = graph->bodies.to[i];
      if (dj_is_alliance (graph, body))
        reach_alliance (distances, body, far + 1);
      else if (distances->far[body] < 0)
      {
        distances->far[body] = far;
        reach_from (distances, body);
      }
    }
    reach_from (distances, alliance);
  }
}

static gint32 find_distance (Distances *distances, const char *from, const char *to)
{
  DjBody first, second;
  if (!dj_alliances_find (distances->graph, from, &first) || !dj_alliances_find (distances->graph, to, &second))
    return -1;
  if (first.table == second.table && first.row == second.row)
    return 0;
  if (first.node < 0 || second.node < 0)
    return -1;
  measure_from (distances, first.node);
  return distances->far[second.node];
}

void dj_view_alliance_distance_many (DjView *view, const char *const *from, const char *const *to, gsize n, gint32 *out)
{
  g_return_if_fail (view != NULL && ((from && to && out) || n == 0));
  Distances distances;
  distances_new (&distances, dj_view_get_alliances (view));
  for (gsize i = 0; i < n; i++)
    out[i] = find_distance (&distances, from[i], to[i]);
  distances_clear (&distances);
}

gint32 dj_view_alliance_distance (DjView *view, const char *from, const char *to)
{
  gint32 distance = -1;
  dj_view_alliance_distance_many (view, &from, &to, 1, &distance);
  return distance;
}

/* ---- Ways ---------------------------------------------------------------------------------------------------------------- */

typedef enum
{
  PATH_STEP,
  PATH_BODY,
  PATH_NAME,
  PATH_ALLIANCE,
} PathColumn;

/* Where a way goes on from an alliance: the next alliance, and the body that sits in both; -1 where one sits in the other. */
typedef struct
{
  gint32 alliance;
  gint32 body;
} Step;

static void offer (const Distances *left, gint32 alliance, gint32 body, gint32 far, Step *best)
{
  if (left->far[alliance] == far && (best->alliance < 0 || alliance < best->alliance))
    *best = (Step){ alliance, body };
}

/* The first alliance that is one nearer to the end. */
static Step find_step (const Distances *left, gint32 alliance)
{
  const DjAlliances *graph = left->graph;
  const DjLinks *seated = &graph->seated;
  gint32 far = left->far[alliance] - 1;
  Step best = { -1, -1 };
  for (gint32 i = dj_node_degree (graph, alliance) - 1; i >= 0; i--)
    if (dj_is_alliance (graph, dj_node_neighbour (graph, alliance, i)))
      offer (left, dj_node_neighbour (graph, alliance, i), -1, far, &best);
  for (gint32 i = graph->bodies.start[alliance]; i < graph->bodies.start[alliance + 1]; i++)
  {
    gint32 body = graph->bodies.to[i];
    if (!dj_is_alliance (graph, body) && left->far[body] == far)
      for (gint32 k = seated->start[body]; k < seated->start[body + 1]; k++)
        offer (left, seated->to[k], body, far, &best);
  }
  return best;
}

static void append_step (const DjAlliances *graph, gint32 node, gint32 alliance, DjFrame *frame, gint64 *n)
{
  dj_frame_append_int (frame, PATH_STEP, (*n)++);
  dj_frame_append_text (frame, PATH_BODY, dj_node_get_code (graph, node));
  dj_frame_append_text (frame, PATH_NAME, dj_node_get_name (graph, node));
  dj_frame_append_text (frame, PATH_ALLIANCE, dj_node_get_code (graph, alliance));
}

/* Distances are from the end, so that the way can be walked from its beginning. */
static void append_way (const Distances *left, gint32 from, DjFrame *frame)
{
  const DjAlliances *graph = left->graph;
  const DjLinks *seated = &graph->seated;
  gint32 alliance = from;
  gint64 n = 0;
  append_step (graph, from, -1, frame, &n);
  for (gint32 i = seated->start[from]; alliance == from && !dj_is_alliance (graph, from) && i < seated->start[from + 1];
       i++)
    if (left->far[seated->to[i]] == left->far[from])
      alliance = seated->to[i];
  while (left->far[alliance] > 1)
  {
    Step step = find_step (left, alliance);
    append_step (graph, step.body >= 0 ? step.body : step.alliance, alliance, frame, &n);
    alliance = step.alliance;
  }
  append_step (graph, left->from, alliance, frame, &n);
}

/* Who is its own end, and may have no seat. */
static void append_self (const DjAlliances *graph, const DjBody *body, DjFrame *frame)
{
  dj_frame_append_int (frame, PATH_STEP, 0);
  dj_frame_append_text (frame, PATH_BODY, dj_body_get_code (graph->tree->state, body->table, body->row));
  dj_frame_append_text (frame, PATH_NAME, dj_body_get_name (graph->tree->state, body->table, body->row));
  dj_frame_append_text (frame, PATH_ALLIANCE, NULL);
}

static void append_path (const DjAlliances *graph, const DjBody *from, const DjBody *to, DjFrame *frame)
{
  if (from->table == to->table && from->row == to->row)
  {
    append_self (graph, from, frame);
    return;
  }
  const DjComponents *components = dj_alliances_get_components (graph);
  if (from->node < 0 || to->node < 0
      || dj_component_of (graph, components, from->node) != dj_component_of (graph, components, to->node))
    return;
  Distances left;
  distances_new (&left, graph);
  measure_from (&left, to->node);
  append_way (&left, from->node, frame);
  distances_clear (&left);
}

DjFrame *dj_view_alliance_path (DjView *view, const char *from, const char *to)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  DjBody first, second;
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_number (frame, "step", "步骤", "step");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_BODY));
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  if (dj_alliances_find (graph, from, &first) && dj_alliances_find (graph, to, &second))
    append_path (graph, &first, &second, frame);
  return dj_frame_finish (frame);
}
