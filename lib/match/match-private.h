/* SPDX-License-Identifier: Apache-2.0 */
/* Match room: needs and resources with what is left of them, a shelf on which resources are found by place, period and price, and the
 * flow from the ones to the others. */
#pragma once

#include <dangjian/match.h>
#include "duty/duty-private.h"

/* ---- The two sides ------------------------------------------------------------------------------------------------------ */

/* Quantities are whole thousandths. A double tells all of them apart up to 2^51, so that what is written reads back the same. */
#define DJ_QUANTITY_MOST (G_GINT64_CONSTANT (1) << 51)
#define DJ_QUANTITY_NONE (-1)

/* An open need or resource. Its category and measure are texts, DJ_TEXT_NONE where not given or empty. */
typedef struct
{
  gint32 item;
  gint32 category;
  gint32 measure;
  gint32 area; /* -1 where not known */
  DjDate opened;
  DjDate due;      /* G_MAXINT32 for none */
  gint64 quantity; /* DJ_QUANTITY_NONE where it is not matched for want of one */
  gint64 left;     /* what rows of the table match have not given away yet */
  gint32 matches;  /* how many such rows there are */
} DjParty;

/* All in the order of the register. */
typedef struct
{
  DjTree *tree; /* borrowed */
  const DjItems *items;
  gint32 n_needs;
  gint32 n_resources;
  DjParty *needs;
  DjParty *resources;
} DjSides;

/* Collects them, of one category or (NULL) of all; FALSE with DJ_ERROR_LIMIT for a quantity that is too large. */
gboolean dj_sides_fill (DjSides *sides, DjTree *tree, const char *category, GError **error);
void dj_sides_clear (DjSides *sides);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DjSides, dj_sides_clear)

/* Thousandths as they stand in a frame. */
double dj_quantity_to_real (gint64 quantity);

/* ---- A shelf of resources ------------------------------------------------------------------------------------------------ */

/* What is known of the places below a node of the tournament: enough to pass over most that have nothing to offer. */
typedef struct
{
  DjDate opened;  /* the earliest */
  DjDate due;     /* the latest */
  gint32 price;   /* the least; G_MAXINT32 where nothing is left */
  guint64 prices; /* bit p mod 64 for each price p: without the bit there is none, with it there may be */
} DjShelfNode;

/*
 * Resources in order of measure, area and register: those of one measure and one part of the tree of areas stand side by side. Above
 * them a tournament, in which the leaf of place i is node size + i.
 */
typedef struct
{
  gint32 n;
  gint32 size;
  gint32 *resource; /* at each place: its number among those chosen */
  gint32 *measure;  /* all 0 on a shelf that is not by measure */
  gint32 *area;
  DjDate *opened;
  DjDate *due;
  DjShelfNode *nodes;
} DjShelf;

/* @chosen: the numbers of the @n of @resources that stand on it. */
void dj_shelf_fill (DjShelf *shelf, const DjParty *resources, const gint32 *chosen, gint32 n, gboolean by_measure);
void dj_shelf_clear (DjShelf *shelf);

/* Puts everything back on the shelf; the resource chosen[i] has price[i], or 0 where @price is NULL. */
void dj_shelf_restock (DjShelf *shelf, const gint32 *price);
void dj_shelf_take (DjShelf *shelf, gint32 place);

/* Places [begin, end), of which those count whose period has a day in common with opened … due. */
typedef struct
{
  gint32 begin;
  gint32 end;
  DjDate opened;
  DjDate due;
} DjStretch;

/* The first place left with exactly that price, or -1; and the lowest price of any, if it is below @below, else @below. */
gint32 dj_shelf_find (const DjShelf *shelf, const DjStretch *stretch, gint32 price);
gint32 dj_shelf_get_lowest (const DjShelf *shelf, const DjStretch *stretch, gint32 below);

/* The resources of one category, twice: a need with a measure looks at that measure and at those without, one without at all. */
typedef struct
{
  DjShelf by_measure;
  DjShelf all;
} DjShelves;

/* Walks through the stretches in which the measure suits a need, the nearest first. */
typedef struct
{
  const DjTree *tree;
  const DjShelf *shelf;
  DjNearness farthest;
  gint32 area; /* whose ring is next, -1 for all that is beyond, -2 when done */
  int n_blocks;
  int step;            /* stretch of the ring that is next: two a block */
  gint32 block[2][2];  /* of each measure: begin and end */
  gint32 inner[2][2];  /* … of what has been walked through */
  gint32 outer[2][2];  /* … with the ring */
  DjNearness nearness; /* of the stretch */
  DjStretch stretch;
} DjWalk;

void dj_walk_begin (DjWalk *walk, const DjTree *tree, const DjShelves *shelves, const DjParty *need,
                    DjNearness farthest);
gboolean dj_walk_next (DjWalk *walk);

/* ---- Flow ---------------------------------------------------------------------------------------------------------------- */

/* So much of a resource goes to a need; both by number. */
typedef struct
{
  gint32 need;
  gint32 resource;
  gint64 quantity;
} DjServing;

/* Matches both sides, and takes what it serves from what they have left. Returns DjServing in order of needs and resources; to be
 * unreferenced. */
GArray *dj_sides_match (DjSides *sides, DjNearness farthest);

/* One category of it: @needs and @resources by number; appends to @servings. */
typedef struct
{
  DjSides *sides;
  DjNearness farthest;
  const gint32 *needs;
  gint32 n_needs;
  const gint32 *resources;
  gint32 n_resources;
} DjMarket;

void dj_market_serve (const DjMarket *market, GArray *servings);

/* Numbers categories in the order in which they first come, and groups both sides by them; parties without one are in none. */
typedef struct
{
  gint32 n;
  GHashTable *number_of; /* text of a category → number + 1 */
  DjLinks needs;
  DjLinks resources;
} DjCategories;

void dj_categories_fill (DjCategories *categories, const DjSides *sides);
void dj_categories_clear (DjCategories *categories);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DjCategories, dj_categories_clear)
