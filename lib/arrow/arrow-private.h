/* SPDX-License-Identifier: Apache-2.0 */
/* Arrow room: cells of arrays that others made. */
#pragma once

#include <dangjian/arrow.h>

#include "register/register-private.h"
#include "schema/schema-private.h"

/* How the cells of an array lie, from its format string. */
typedef enum
{
  DJ_ARROW_NULL,
  DJ_ARROW_BOOL,
  DJ_ARROW_SIGNED,
  DJ_ARROW_UNSIGNED,
  DJ_ARROW_FLOAT,
  DJ_ARROW_DECIMAL,
  DJ_ARROW_TEXT, /* offsets of @size bytes */
  DJ_ARROW_VIEW,
  DJ_ARROW_MOMENT, /* a date or a timestamp */
} DjArrowKind;

typedef struct
{
  DjArrowKind kind;
  int size;       /* bytes of a number or an offset */
  int scale;      /* decimal digits behind the point */
  gint64 per_day; /* units of a moment in a day, */
  int fraction;   /* and digits of a second's fraction that they write */
  gboolean zoned; /* a moment in a time zone, whose day depends on where one is */
} DjArrowFormat;

/* Whether it is a format that cells are read of. */
gboolean dj_arrow_format_parse (const char *format, DjArrowFormat *out);

/* An array bound for reading; of a dictionary the array of numbers, and the values behind. */
typedef struct DjArrowCells
{
  DjArrowFormat format;
  struct DjArrowCells *dictionary; /* NULL where there is none */
  gboolean nullable;               /* the array has a bitmap that is to be asked */
  const struct ArrowArray *array;
} DjArrowCells;

/* A column's cells as its schema says, to be freed; NULL for what cannot be read. */
DjArrowCells *dj_arrow_cells_new (const struct ArrowSchema *schema);
void dj_arrow_cells_free (DjArrowCells *cells);

/* Takes the next array, of which @least cells will be read. Returns what is wrong with its structure, or NULL. */
const char *dj_arrow_cells_bind (DjArrowCells *cells, const struct ArrowArray *array, gint64 least);

/* The longest text that is made of a number: the 39 digits of 128 bits with 38 noughts behind them, a sign, a point and the end. */
#define DJ_ARROW_TEXT_SIZE (39 + 38 + 3)

typedef enum
{
  DJ_ARROW_CELL_MISSING,
  DJ_ARROW_CELL_BOOL,
  DJ_ARROW_CELL_INT,
  DJ_ARROW_CELL_REAL,
  DJ_ARROW_CELL_DATE,
  DJ_ARROW_CELL_TEXT,
} DjArrowCellKind;

typedef struct
{
  DjArrowCellKind kind;
  gint64 whole; /* of a bool, an int or a date */
  double real;
  const char *text; /* not ended by NUL */
  gsize length;
  char buffer[DJ_ARROW_TEXT_SIZE]; /* where the text had to be made */
} DjArrowCell;

/* Reads cell @index of the bound array. Returns what is wrong with the structure, or NULL. */
const char *dj_arrow_cells_read (const DjArrowCells *cells, gint64 index, DjArrowCell *out);
