/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The greatest flow from needs to resources at the least distance, one category at a time: the primal-dual method (Ford and Fulkerson
 * 1958), in which each party has a price, and something goes from a resource to a need only where their prices differ by just the
 * distance between them (0 for the same building … 4 beyond).
 *
 * A pass searches outwards, breadth first, from all needs that lack something: from a need to resources of the right price, from one that
 * is used up back to the needs it serves, which might take something else. Whenever it comes to a resource with something left, that much
 * is moved along the way. When a pass moves nothing, the prices of all that it has seen are raised until the next resource comes into
 * reach; when none does, nobody can be served more.
 *
 * What could be served by what is never written down, but looked up on the shelves: memory is O(needs + resources), and a pass takes
 * O((needs × depth of areas + resources) log resources), unless so many periods are short and past that the shelves can pass over little.
 * Of passes there are as many as there are lengths of ways, and a few for each.
 */
#include "match/match-private.h"

#include <stdlib.h>

/* So much goes from the resource to the need, both by their numbers in the market; kept when it comes down to nothing. */
typedef struct Serving Serving;

struct Serving
{
  gint32 need;
  gint32 resource;
  gint64 quantity;
  Serving *next; /* of the same resource */
};

typedef struct
{
  DjParty *party;
  gint32 price;
  gint32 root;        /* the need from which the pass came to this one; -1 where it did not */
  Serving *seen_from; /* … by way of what this gives back; NULL for a need that the pass began with */
} Need;

typedef struct
{
  DjParty *party;
  gint32 seen_from; /* the need; -1 for none */
  gint32 place;     /* on the shelf by measure */
  gint32 place_of_all;
  Serving *first;
} Resource;

typedef struct
{
  const DjMarket *market;
  Need *needs;
  Resource *resources;
  gint32 *price; /* of each resource */
  DjShelves shelves;
  GHashTable *servings; /* Serving *: each pair once */
  gint32 *queue;        /* needs seen by the pass, in order */
  gint32 n_queued;
} Flow;

/* ---- Servings -------------------------------------------------------------------------------------------------------------- */

static guint hash_serving (gconstpointer data)
{
  const Serving *serving = data;
  return (guint)serving->need * 2654435761u ^ (guint)serving->resource * 40503u;
}

static gboolean is_same_pair (gconstpointer a, gconstpointer b)
{
  const Serving *first = a, *second = b;
  return first->need == second->need && first->resource == second->resource;
}

static Serving *get_serving (Flow *flow, gint32 need, gint32 resource)
{
  Serving wanted = { .need = need, .resource = resource };
  Serving *serving = g_hash_table_lookup (flow->servings, &wanted);
  if (serving)
    return serving;
  serving = g_new (Serving, 1);
  *serving = wanted;
  serving->next = flow->resources[resource].first;
  flow->resources[resource].first = serving;
  g_hash_table_add (flow->servings, serving);
  return serving;
}

/* ---- A pass ---------------------------------------------------------------------------------------------------------------- */

static void see_need (Flow *flow, gint32 need, gint32 root, Serving *from)
{
  flow->needs[need].root = root;
  flow->needs[need].seen_from = from;
  flow->queue[flow->n_queued++] = need;
}

/* It has nothing left; whom it serves may be served otherwise. */
static void see_resource (Flow *flow, gint32 resource, gint32 from)
{
  Resource *seen = &flow->resources[resource];
  seen->seen_from = from;
  dj_shelf_take (&flow->shelves.by_measure, seen->place);
  dj_shelf_take (&flow->shelves.all, seen->place_of_all);
  for (Serving *serving = seen->first; serving; serving = serving->next)
    if (serving->quantity > 0 && flow->needs[serving->need].root < 0)
      see_need (flow, serving->need, flow->needs[from].root, serving);
}

static void begin_pass (Flow *flow)
{
  flow->n_queued = 0;
  dj_shelf_restock (&flow->shelves.by_measure, flow->price);
  dj_shelf_restock (&flow->shelves.all, flow->price);
  for (gint32 i = 0; i < flow->market->n_resources; i++)
    flow->resources[i].seen_from = -1;
  for (gint32 i = 0; i < flow->market->n_needs; i++)
    flow->needs[i].root = -1;
  for (gint32 i = 0; i < flow->market->n_needs; i++)
    if (flow->needs[i].party->left > 0)
      see_need (flow, i, i, NULL);
}

static gint64 *left_of_root (const Flow *flow, gint32 need) { return &flow->needs[flow->needs[need].root].party->left; }

/* How much the way to the need can bear. What an earlier way took from it shows here. */
static gint64 get_bottleneck (const Flow *flow, gint32 need)
{
  gint64 most = *left_of_root (flow, need);
  for (const Serving *back = flow->needs[need].seen_from; back; back = flow->needs[need].seen_from)
  {
    most = MIN (most, back->quantity);
    need = flow->resources[back->resource].seen_from;
  }
  return most;
}

/* Moves as much as can be: the need gets it, gives back what it had from another resource, which goes to who saw that one, … */
static gint64 move (Flow *flow, gint32 need, gint32 resource)
{
  DjParty *giver = flow->resources[resource].party;
  gint64 quantity = MIN (giver->left, get_bottleneck (flow, need));
  if (quantity == 0)
    return 0;
  giver->left -= quantity;
  *left_of_root (flow, need) -= quantity;
  get_serving (flow, need, resource)->quantity += quantity;
  for (Serving *back = flow->needs[need].seen_from; back; back = flow->needs[need].seen_from)
  {
    back->quantity -= quantity;
    need = flow->resources[back->resource].seen_from;
    get_serving (flow, need, back->resource)->quantity += quantity;
  }
  return quantity;
}

/* Looks for resources from a need. A resource that is used up in passing is left to others where the need's own root wants no more. */
static gboolean look_from (Flow *flow, gint32 need)
{
  gboolean moved = FALSE;
  DjWalk walk;
  dj_walk_begin (&walk, flow->market->sides->tree, &flow->shelves, flow->needs[need].party, flow->market->farthest);
  while (dj_walk_next (&walk))
  {
    gint32 price = flow->needs[need].price - ((gint32)walk.nearness - DJ_NEARNESS_BUILDING);
    gint32 place;
    while (*left_of_root (flow, need) > 0 && (place = dj_shelf_find (walk.shelf, &walk.stretch, price)) >= 0)
    {
      gint32 resource = walk.shelf->resource[place];
      const DjParty *party = flow->resources[resource].party;
      moved |= party->left > 0 && move (flow, need, resource) > 0;
      if (party->left > 0)
        return moved;
      if (*left_of_root (flow, need) > 0)
        see_resource (flow, resource, need);
    }
  }
  return moved;
}

static gboolean run_pass (Flow *flow)
{
  gboolean moved = FALSE;
  begin_pass (flow);
  for (gint32 i = 0; i < flow->n_queued; i++)
    moved |= look_from (flow, flow->queue[i]);
  return moved;
}

/* ---- Prices ---------------------------------------------------------------------------------------------------------------- */

/* By how much the prices of what the pass saw must rise for a resource it did not see to come into reach; G_MAXINT32 where none can. */
static gint32 get_rise (const Flow *flow)
{
  gint32 rise = G_MAXINT32;
  for (gint32 i = 0; i < flow->n_queued && rise > 1; i++)
  {
    const Need *need = &flow->needs[flow->queue[i]];
    DjWalk walk;
    dj_walk_begin (&walk, flow->market->sides->tree, &flow->shelves, need->party, flow->market->farthest);
    while (dj_walk_next (&walk))
    {
      gint32 reach = need->price - ((gint32)walk.nearness - DJ_NEARNESS_BUILDING);
      gint32 below = rise == G_MAXINT32 ? G_MAXINT32 : rise + reach;
      gint32 lowest = dj_shelf_get_lowest (walk.shelf, &walk.stretch, below);
      if (lowest < below)
        rise = lowest - reach;
    }
  }
  return rise;
}

static gboolean raise_prices (Flow *flow)
{
  gint32 rise = get_rise (flow);
  if (rise == G_MAXINT32)
    return FALSE;
  for (gint32 i = 0; i < flow->n_queued; i++)
    flow->needs[flow->queue[i]].price += rise;
  for (gint32 i = 0; i < flow->market->n_resources; i++)
    if (flow->resources[i].seen_from >= 0)
      flow->price[i] += rise;
  return TRUE;
}

/* ---- A market -------------------------------------------------------------------------------------------------------------- */

static void fill_shelves (Flow *flow)
{
  const DjMarket *market = flow->market;
  const DjParty *side = market->sides->resources;
  dj_shelf_fill (&flow->shelves.by_measure, side, market->resources, market->n_resources, TRUE);
  dj_shelf_fill (&flow->shelves.all, side, market->resources, market->n_resources, FALSE);
  for (gint32 i = 0; i < market->n_resources; i++)
  {
    flow->resources[flow->shelves.by_measure.resource[i]].place = i;
    flow->resources[flow->shelves.all.resource[i]].place_of_all = i;
  }
}

static void begin_flow (Flow *flow, const DjMarket *market)
{
  *flow = (Flow){ .market = market };
  flow->needs = g_new0 (Need, (gsize)market->n_needs + 1);
  flow->resources = g_new0 (Resource, (gsize)market->n_resources + 1);
  flow->price = g_new0 (gint32, (gsize)market->n_resources + 1);
  flow->queue = g_new (gint32, (gsize)market->n_needs + 1);
  flow->servings = g_hash_table_new_full (hash_serving, is_same_pair, g_free, NULL);
  for (gint32 i = 0; i < market->n_needs; i++)
    flow->needs[i].party = &market->sides->needs[market->needs[i]];
  for (gint32 i = 0; i < market->n_resources; i++)
    flow->resources[i].party = &market->sides->resources[market->resources[i]];
  fill_shelves (flow);
}

static void end_flow (Flow *flow)
{
  g_hash_table_destroy (flow->servings);
  dj_shelf_clear (&flow->shelves.by_measure);
  dj_shelf_clear (&flow->shelves.all);
  g_free (flow->needs);
  g_free (flow->resources);
  g_free (flow->price);
  g_free (flow->queue);
}

void dj_market_serve (const DjMarket *market, GArray *servings)
{
  Flow flow;
  begin_flow (&flow, market);
  do
    while (run_pass (&flow))
      ;
  while (raise_prices (&flow));
  for (gint32 i = 0; i < market->n_resources; i++)
    for (const Serving *serving = flow.resources[i].first; serving; serving = serving->next)
    {
      DjServing row = { market->needs[serving->need], market->resources[i], serving->quantity };
      if (row.quantity > 0)
        g_array_append_val (servings, row);
    }
  end_flow (&flow);
}

/* ---- All categories -------------------------------------------------------------------------------------------------------- */

static gint compare_servings (gconstpointer a, gconstpointer b)
{
  const DjServing *first = a, *second = b;
  if (first->need != second->need)
    return first->need < second->need ? -1 : 1;
  return (first->resource > second->resource) - (first->resource < second->resource);
}

/* Those of a group with something left. */
static gint32 choose (const DjLinks *links, gint32 group, const DjParty *parties, gint32 *out)
{
  gint32 n = 0;
  for (gint32 i = links->start[group]; i < links->start[group + 1]; i++)
    if (parties[links->to[i]].left > 0)
      out[n++] = links->to[i];
  return n;
}

GArray *dj_sides_match (DjSides *sides, DjNearness farthest)
{
  GArray *servings = g_array_new (FALSE, FALSE, sizeof (DjServing));
  g_autofree gint32 *needs = g_new (gint32, (gsize)sides->n_needs + 1);
  g_autofree gint32 *resources = g_new (gint32, (gsize)sides->n_resources + 1);
  g_auto (DjCategories) categories;
  dj_categories_fill (&categories, sides);
  for (gint32 i = 0; i < categories.n; i++)
  {
    DjMarket market = { .sides = sides, .farthest = farthest, .needs = needs, .resources = resources };
    market.n_needs = choose (&categories.needs, i, sides->needs, needs);
    market.n_resources = choose (&categories.resources, i, sides->resources, resources);
    if (market.n_needs > 0 && market.n_resources > 0)
      dj_market_serve (&market, servings);
  }
  g_array_sort (servings, compare_servings);
  return servings;
}
