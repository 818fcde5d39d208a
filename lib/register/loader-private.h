/* SPDX-License-Identifier: Apache-2.0 */
/* The loader's inside, which its files share. */
#pragma once

#include "register/register-private.h"

/* What a place in the header stands for, besides the number of a column. */
#define DJ_PLACE_NAMELESS (-1)
#define DJ_PLACE_SHORT (-2)
#define DJ_PLACE_TWICE (-3)

/* A value of a short column, such as `superior`, waiting to become a row of another table. */
typedef struct
{
  DjTable table; /* the table it stood in */
  gint32 row;
  gint32 value;
  gint32 source; /* the source that places cells of the row it becomes */
} DjShortValue;

struct DjLoader
{
  DjState *state;
  DjIssues *issues;
  GPtrArray *sources; /* DjSource * */
  GArray *shorts;
  guint8 *bad[DJ_N_TABLES]; /* rows that a lenient loader drops; as long as the table's capacity was */
  gint32 n_bad[DJ_N_TABLES];
  gint32 given[DJ_N_TABLES]; /* the source of each table and one, 0 for none */
  gboolean full;
  DjPlaceFinder finder;
  gpointer finder_data;

  /* The table and the row being fed. */
  DjTableData *table;
  GArray *places; /* int: column of each place in the header, or DJ_PLACE_… */
  gint32 source;
  gint32 short_source;
  gint32 ordinal;
  gint32 line;
  gint32 row;
  gint32 short_value;
  gboolean blank;    /* nothing stands in the row so far */
  gboolean whole;    /* a row with every required value is sound, and not blank */
  GArray *bad_cells; /* told when the row ends */
};
