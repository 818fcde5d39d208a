/* SPDX-License-Identifier: Apache-2.0 */
/* Random registers with units, duties and alliances, and who answers in them, done over by plain loops over whole tables. */
#pragma once

#include "naive.h"

typedef struct
{
  NaiveChance chance;
  DjRegister *reg;
  DjView *view; /* of what is tested elsewhere only: who leads in an area, where a body is based */
  DjDate on;
  DjFrame *tables[DJ_N_TABLES];
} NaiveDuties;

#define NAIVE_CATEGORIES 3
extern const char *const naive_categories[NAIVE_CATEGORIES];

void naive_duties_make (NaiveDuties *duties, guint64 seed);
void naive_duties_clear (NaiveDuties *duties);

/* Row of the body of that code that exists on the day, -1 for none. */
gint64 naive_duties_find (const NaiveDuties *duties, DjTable table, const char *code);
const char *naive_duties_cell (const NaiveDuties *duties, DjTable table, gint64 row, const char *column);

/* `body step` of each body that answers, sorted, none twice. */
GPtrArray *naive_duties_ask (const NaiveDuties *duties, const char *matter, const char *unit, const char *order);

/* A random order of resort; to be freed. */
char *naive_duties_order (NaiveDuties *duties);
