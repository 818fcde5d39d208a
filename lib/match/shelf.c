/* SPDX-License-Identifier: Apache-2.0 */
/* A shelf of resources: what suits a need by measure, area, period and price is found without looking at every one. */
#include "match/match-private.h"

#include <stdlib.h>

/* ---- Making ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint32 measure;
  gint32 area;
  gint32 resource;
} Place;

static int compare_places (const void *a, const void *b)
{
  const Place *first = a, *second = b;
  if (first->measure != second->measure)
    return first->measure < second->measure ? -1 : 1;
  if (first->area != second->area)
    return first->area < second->area ? -1 : 1;
  return (first->resource > second->resource) - (first->resource < second->resource);
}

static Place *sort_places (const DjParty *resources, const gint32 *chosen, gint32 n, gboolean by_measure)
{
  Place *places = g_new (Place, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
  {
    const DjParty *resource = &resources[chosen[i]];
    places[i] = (Place){ by_measure ? resource->measure : 0, resource->area, i };
  }
  if (n > 1)
    qsort (places, (gsize)n, sizeof *places, compare_places);
  return places;
}

void dj_shelf_fill (DjShelf *shelf, const DjParty *resources, const gint32 *chosen, gint32 n, gboolean by_measure)
{
  g_autofree Place *places = sort_places (resources, chosen, n, by_measure);
  gsize room = (gsize)n + 1;
  *shelf = (DjShelf){ .n = n, .size = 1 };
  while (shelf->size < n)
    shelf->size *= 2;
  shelf->resource = g_new (gint32, room);
  shelf->measure = g_new (gint32, room);
  shelf->area = g_new (gint32, room);
  shelf->opened = g_new0 (DjDate, room);
  shelf->due = g_new0 (DjDate, room);
  shelf->nodes = g_new0 (DjShelfNode, 2 * (gsize)shelf->size);
  for (gint32 i = 0; i < n; i++)
  {
    shelf->resource[i] = places[i].resource;
    shelf->measure[i] = places[i].measure;
    shelf->area[i] = places[i].area;
    shelf->opened[i] = resources[chosen[places[i].resource]].opened;
    shelf->due[i] = resources[chosen[places[i].resource]].due;
  }
  dj_shelf_restock (shelf, NULL);
}

void dj_shelf_clear (DjShelf *shelf)
{
  g_free (shelf->resource);
  g_free (shelf->measure);
  g_free (shelf->area);
  g_free (shelf->opened);
  g_free (shelf->due);
  g_free (shelf->nodes);
}

/* ---- The tournament -------------------------------------------------------------------------------------------------------- */

static const DjShelfNode nothing = { .opened = G_MAXINT32, .due = G_MININT32, .price = G_MAXINT32, .prices = 0 };

static guint64 bit_of_price (gint32 price) { return G_GUINT64_CONSTANT (1) << (price % 64); }

static void sum_up (DjShelf *shelf, gint32 node)
{
  const DjShelfNode *left = &shelf->nodes[2 * node], *right = left + 1;
  shelf->nodes[node] = (DjShelfNode){
    .opened = MIN (left->opened, right->opened),
    .due = MAX (left->due, right->due),
    .price = MIN (left->price, right->price),
    .prices = left->prices | right->prices,
  };
}

void dj_shelf_restock (DjShelf *shelf, const gint32 *price)
{
  for (gint32 i = 0; i < shelf->size; i++)
  {
    gint32 own = price && i < shelf->n ? price[shelf->resource[i]] : 0;
    shelf->nodes[shelf->size + i]
        = i < shelf->n ? (DjShelfNode){ shelf->opened[i], shelf->due[i], own, bit_of_price (own) } : nothing;
  }
  for (gint32 node = shelf->size - 1; node > 0; node--)
    sum_up (shelf, node);
}

void dj_shelf_take (DjShelf *shelf, gint32 place)
{
  gint32 node = shelf->size + place;
  shelf->nodes[node] = nothing;
  for (node /= 2; node > 0; node /= 2)
    sum_up (shelf, node);
}

/* A node of the tournament and the places below it. */
typedef struct
{
  gint32 node;
  gint32 begin;
  gint32 end;
} Below;

static gboolean may_suit (const DjShelf *shelf, const DjStretch *stretch, Below below)
{
  const DjShelfNode *node = &shelf->nodes[below.node];
  return below.begin < stretch->end && stretch->begin < below.end && node->price != G_MAXINT32
         && node->opened <= stretch->due && stretch->opened <= node->due;
}

static Below half (Below below, int which)
{
  gint32 middle = below.begin + (below.end - below.begin) / 2;
  return which == 0 ? (Below){ 2 * below.node, below.begin, middle } : (Below){ 2 * below.node + 1, middle, below.end };
}

static gint32 find_below (const DjShelf *shelf, const DjStretch *stretch, gint32 price, Below below)
{
  if (!may_suit (shelf, stretch, below) || !(shelf->nodes[below.node].prices & bit_of_price (price)))
    return -1;
  if (below.end - below.begin == 1)
    return shelf->nodes[below.node].price == price ? below.begin : -1;
  gint32 place = find_below (shelf, stretch, price, half (below, 0));
  return place >= 0 ? place : find_below (shelf, stretch, price, half (below, 1));
}

gint32 dj_shelf_find (const DjShelf *shelf, const DjStretch *stretch, gint32 price)
{
  return price < 0 ? -1 : find_below (shelf, stretch, price, (Below){ 1, 0, shelf->size });
}

static gint32 lowest_below (const DjShelf *shelf, const DjStretch *stretch, gint32 lowest, Below below)
{
  if (!may_suit (shelf, stretch, below) || shelf->nodes[below.node].price >= lowest)
    return lowest;
  if (below.end - below.begin == 1)
    return shelf->nodes[below.node].price;
  lowest = lowest_below (shelf, stretch, lowest, half (below, 0));
  return lowest_below (shelf, stretch, lowest, half (below, 1));
}

gint32 dj_shelf_get_lowest (const DjShelf *shelf, const DjStretch *stretch, gint32 below)
{
  return lowest_below (shelf, stretch, below, (Below){ 1, 0, shelf->size });
}

/* ---- Walking from near to far -------------------------------------------------------------------------------------------------- */

/* The first of places [begin, end) at which @keys has at least that value. */
static gint32 first_from (const gint32 *keys, gint32 begin, gint32 end, gint32 value)
{
  while (begin < end)
  {
    gint32 middle = begin + (end - begin) / 2;
    if (keys[middle] < value)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

static void add_block (DjWalk *walk, gint32 measure)
{
  const DjShelf *shelf = walk->shelf;
  gint32 *block = walk->block[walk->n_blocks], *inner = walk->inner[walk->n_blocks];
  block[0] = first_from (shelf->measure, 0, shelf->n, measure);
  block[1] = first_from (shelf->measure, block[0], shelf->n, measure + 1);
  inner[0] = inner[1] = first_from (shelf->area, block[0], block[1], walk->area);
  walk->n_blocks++;
}

/* Widens to all that is in the area: what is new stands before and behind what was walked through. */
static void open_ring (DjWalk *walk)
{
  walk->step = 0;
  walk->nearness = dj_tree_get_nearness (walk->tree, walk->area, walk->area);
  for (int i = 0; i < walk->n_blocks; i++)
  {
    gint32 begin = walk->block[i][0], end = walk->block[i][1];
    gboolean all = walk->area < 0;
    walk->outer[i][0] = all ? begin : first_from (walk->shelf->area, begin, end, walk->area);
    walk->outer[i][1] = all ? end : first_from (walk->shelf->area, begin, end, walk->tree->areas.end[walk->area]);
  }
}

static void close_ring (DjWalk *walk)
{
  for (int i = 0; i < walk->n_blocks; i++)
    for (int side = 0; side < 2; side++)
      walk->inner[i][side] = walk->outer[i][side];
  walk->area = walk->area < 0 ? -2 : walk->tree->areas.superior[walk->area];
  if (walk->area >= -1)
    open_ring (walk);
}

void dj_walk_begin (DjWalk *walk, const DjTree *tree, const DjShelves *shelves, const DjParty *need,
                    DjNearness farthest)
{
  gboolean any = need->measure == DJ_TEXT_NONE;
  *walk = (DjWalk){ .tree = tree,
                    .shelf = any ? &shelves->all : &shelves->by_measure,
                    .farthest = farthest == DJ_NEARNESS_NONE ? DJ_NEARNESS_BEYOND : farthest,
                    .area = need->area,
                    .stretch = { .opened = need->opened, .due = need->due } };
  add_block (walk, any ? 0 : need->measure);
  if (!any)
    add_block (walk, DJ_TEXT_NONE);
  open_ring (walk);
}

gboolean dj_walk_next (DjWalk *walk)
{
  while (walk->area != -2)
  {
    if (walk->step == 2 * walk->n_blocks || walk->nearness > walk->farthest)
    {
      close_ring (walk);
      continue;
    }
    int block = walk->step / 2, before = walk->step % 2 == 0;
    walk->step++;
    walk->stretch.begin = before ? walk->outer[block][0] : walk->inner[block][1];
    walk->stretch.end = before ? walk->inner[block][0] : walk->outer[block][1];
    if (walk->stretch.begin < walk->stretch.end)
      return TRUE;
  }
  return FALSE;
}
