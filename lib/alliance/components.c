/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connected parts of the graph. Who has seats in several alliances joins them, so it is alliances that are joined, each to the first
 * of its part: there are ten bodies for each of them, which are gone through once, in the order in which they lie, and kept nowhere.
 */
#include "alliance/alliance-private.h"

#include <stdlib.h>

/* ---- Joining ----------------------------------------------------------------------------------------------------------- */

/* Nodes are shared out between threads; each joins alliances in an array of its own. */
typedef struct
{
  const DjAlliances *graph;
  gint n_parts;
  gint32 **
      before; /* of each part: for each alliance one that comes before it and is joined with it, or itself where it is the first */
  gint32 **bodies; /* of each part: for each alliance the bodies with their first seat in it */
} Joining;

/* Halves the way for those who come after. */
static inline gint32 find_first (gint32 *before, gint32 alliance)
{
  while (before[alliance] != alliance)
  {
    before[alliance] = before[before[alliance]];
    alliance = before[alliance];
  }
  return alliance;
}

static inline void join (gint32 *before, gint32 a, gint32 b)
{
  gint32 first = find_first (before, a), second = find_first (before, b);
  before[MAX (first, second)] = MIN (first, second);
}

static void join_part (gint part, gpointer data)
{
  Joining *joining = data;
  const DjAlliances *graph = joining->graph;
  const DjLinks *seated = &graph->seated;
  gint32 n = graph->alliances.n;
  gint32 *before = joining->before[part] = g_new (gint32, (gsize)n + 1);
  gint32 *bodies = joining->bodies[part] = g_new0 (gint32, (gsize)n + 1);
  for (gint32 alliance = 0; alliance < n; alliance++)
    before[alliance] = alliance;
  DjRange nodes = dj_get_part (graph->n_nodes, part, joining->n_parts);
  for (gint32 node = (gint32)nodes.begin; node < nodes.end; node++)
  {
    gint32 seat = seated->start[node], end = seated->start[node + 1];
    gboolean is_body = !dj_is_alliance (graph, node);
    gint32 first = is_body ? seated->to[seat] : node;
    bodies[first] += is_body;
    for (seat += is_body; seat < end; seat++)
      join (before, first, seated->to[seat]);
  }
}

/* What the other parts found is added to the first. */
static void add_part (const Joining *joining, gint part)
{
  gint32 *before = joining->before[0], *bodies = joining->bodies[0];
  for (gint32 alliance = 0; alliance < joining->graph->alliances.n; alliance++)
  {
    if (joining->before[part][alliance] != alliance)
      join (before, alliance, joining->before[part][alliance]);
    bodies[alliance] += joining->bodies[part][alliance];
  }
  g_free (joining->before[part]);
  g_free (joining->bodies[part]);
}

/* ---- Numbering --------------------------------------------------------------------------------------------------------- */

/* The first alliance of each part comes before the others of it, and has no other before itself. */
static void number_components (DjComponents *components, const Joining *joining)
{
  gint32 n = joining->graph->alliances.n;
  gint32 *before = joining->before[0];
  for (gint32 alliance = 0; alliance < n; alliance++)
    components->n += before[alliance] == alliance;
  components->of_alliance = g_new (gint32, (gsize)n + 1);
  components->component = g_new0 (DjComponent, (gsize)components->n + 1);
  gint32 number = 0;
  for (gint32 alliance = 0; alliance < n; alliance++)
  {
    gint32 first = find_first (before, alliance);
    gint32 of = components->of_alliance[alliance] = first == alliance ? number++ : components->of_alliance[first];
    DjComponent *component = &components->component[of];
    component->first = first;
    component->n_alliances++;
    component->n_bodies += joining->bodies[0][alliance];
  }
}

static gpointer make_components (DjTree *tree)
{
  DjComponents *components = g_new0 (DjComponents, 1);
  Joining joining = { .graph = dj_tree_get_alliances (tree) };
  /* No more parts than threads, because each has arrays of its own. */
  joining.n_parts = MIN (dj_count_parts (joining.graph->n_nodes, 1 << 17), (gint)dj_get_n_threads ());
  joining.before = g_new (gint32 *, joining.n_parts);
  joining.bodies = g_new (gint32 *, joining.n_parts);
  dj_in_parts (joining.n_parts, join_part, &joining);
  for (gint part = 1; part < joining.n_parts; part++)
    add_part (&joining, part);
  number_components (components, &joining);
  g_free (joining.before[0]);
  g_free (joining.bodies[0]);
  g_free (joining.before);
  g_free (joining.bodies);
  return components;
}

static void free_components (gpointer data)
{
  DjComponents *components = data;
  g_free (components->of_alliance);
  g_free (components->component);
  g_free (components);
}

const DjComponents *dj_alliances_get_components (const DjAlliances *graph)
{
  static const char key;
  return dj_tree_get_extra (graph->tree, &key, make_components, free_components);
}

/* ---- As a frame --------------------------------------------------------------------------------------------------------- */

/* Components with so many nodes are few. */
#define MANY_NODES 256

static gint32 count_nodes (const DjComponents *components, gint32 number)
{
  return components->component[number].n_alliances + components->component[number].n_bodies;
}

static int compare_keys (const void *a, const void *b)
{
  gint64 first = *(const gint64 *)a, second = *(const gint64 *)b;
  return (first > second) - (first < second);
}

/* Puts the first @n, which are the large ones, in order. */
static void order_large (const DjComponents *components, gint32 *order, gint32 n)
{
  g_autofree gint64 *keys = g_new (gint64, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
    keys[i] = ((gint64)(G_MAXINT32 - count_nodes (components, order[i])) << 32) + order[i];
  qsort (keys, (gsize)n, sizeof *keys, compare_keys);
  for (gint32 i = 0; i < n; i++)
    order[i] = (gint32)(keys[i] & G_MAXUINT32);
}

/* The greatest first; those of one size by number. Most are small, and a counting sort puts them in order. */
static gint32 *order_components (const DjComponents *components)
{
  gint32 places[MANY_NODES + 2] = { 0 };
  gint32 *order = g_new (gint32, (gsize)components->n + 1);
  for (gint32 number = 0; number < components->n; number++)
    places[MANY_NODES - MIN (count_nodes (components, number), MANY_NODES) + 1]++;
  gint32 n_large = places[1];
  for (gsize i = 1; i < G_N_ELEMENTS (places); i++)
    places[i] += places[i - 1];
  for (gint32 number = 0; number < components->n; number++)
    order[places[MANY_NODES - MIN (count_nodes (components, number), MANY_NODES)]++] = number;
  order_large (components, order, n_large);
  return order;
}

/* Codes lie here and there: they are looked up by so many at once, so that their ways to memory go side by side. */
#define CODES_AT_ONCE 64

static void append_firsts (const DjAlliances *graph, const DjComponents *components, const gint32 *order, int column,
                           DjFrame *frame)
{
  for (gint32 begin = 0, n; begin < components->n; begin += n)
  {
    const char *codes[CODES_AT_ONCE];
    n = MIN (components->n - begin, CODES_AT_ONCE);
    for (gint32 i = 0; i < n; i++)
    {
      codes[i] = dj_node_get_code (graph, components->component[order[begin + i]].first);
      __builtin_prefetch (codes[i]);
    }
    for (gint32 i = 0; i < n; i++)
      dj_frame_append_text (frame, column, codes[i]);
  }
}

DjFrame *dj_view_alliance_components (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  const DjComponents *components = dj_alliances_get_components (graph);
  g_autofree gint32 *order = order_components (components);
  DjFrame *frame = dj_frame_new ();
  gint64 *numbers
      = dj_frame_extend_ints (frame, dj_frame_add_number (frame, "component", "连通片", "component"), components->n);
  gint64 *n_alliances
      = dj_frame_extend_ints (frame, dj_frame_add_number (frame, "alliances", "联盟数", "alliances"), components->n);
  gint64 *n_bodies
      = dj_frame_extend_ints (frame, dj_frame_add_number (frame, "bodies", "单位数", "bodies"), components->n);
  for (gint32 i = 0; i < components->n; i++)
  {
    numbers[i] = order[i];
    n_alliances[i] = components->component[order[i]].n_alliances;
    n_bodies[i] = components->component[order[i]].n_bodies;
  }
  append_firsts (graph, components, order, dj_frame_add_text (frame, "first", "首个联盟", "first alliance"), frame);
  return dj_frame_finish (frame);
}
