/* SPDX-License-Identifier: Apache-2.0 */
/* Random needs and resources, and the best match of them worked out as simply as can be. */
#pragma once

#include "naive.h"

#define MARKET_MOST 48

typedef struct
{
  int category;  /* 0 … 1, -1 for none */
  int measure;   /* 0 … 1, -1 for none */
  int place;     /* the area that counts; -1 for nowhere */
  int quantity;  /* thousandths; -1 for missing */
  DjDate opened; /* DJ_DATE_NONE for missing */
  DjDate due;
  gboolean counts; /* opened by the day */
  gboolean open;
  int left; /* worked out: thousandths that are still to be matched, 0 for what is not matched */
} MarketParty;

typedef struct
{
  NaiveChance chance;
  DjRegister *reg;
  DjDate on;
  int unit; /* thousandths that all quantities are multiples of */
  int n_needs, n_resources;
  MarketParty needs[MARKET_MOST], resources[MARKET_MOST];
} Market;

/* At most @most on each side, and some rows of the table match where @rows; what those give away is not in `left`. */
void market_make (Market *market, guint64 seed, int most, gboolean rows);
void market_free (Market *market);

/* 0 for the same building … 4 beyond. */
int market_distance (const MarketParty *need, const MarketParty *resource);
gboolean market_may_serve (const MarketParty *need, const MarketParty *resource, int farthest);

typedef struct
{
  gint64 served; /* thousandths */
  gint64 cost;   /* thousandths × distance */
} MarketTotal;

/* Why a need is not served as it should be. */
DjUnmetReason market_reason (const Market *market, const MarketParty *need, int farthest);

/* Every way to share out whole units, of five parties a side at most. */
MarketTotal market_try_all (const Market *market, int farthest);

/* By shortest ways through the whole matrix, one after the other (Bellman and Ford). */
MarketTotal market_augment (const Market *market, int farthest);
