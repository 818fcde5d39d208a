/* SPDX-License-Identifier: Apache-2.0 */
/* What the bench of stores shares: the bare loops that stand beside the library. */
#pragma once

#include <dangjian/dangjian.h>
#include <sqlite3.h>

#include "bench.h"

/* Ends the program with the sentence, unless @good. */
void store_insist (gboolean good, const char *what, GError *error);

/* ---- Bare loops: SQLite and plain arrays ------------------------------------------------------------------------- */

typedef struct
{
  double seconds;
  double index_seconds; /* of them, to make the indices */
} BareLoad;

/* Writes the rows of a register to a new file with the tables and indices of the store @like, by one prepared INSERT for each table. What is
 * bound lies ready in arrays, which are made while the clock stands still. */
BareLoad bare_load (DjRegister *reg, const char *like, const char *path);

typedef struct
{
  double seconds;
  gint64 rows;
  gint64 bytes; /* of all texts */
} BareRead;

/* Steps over all rows of all tables, and puts each column's values into an array. */
BareRead bare_read (const char *path);

/* Sets a person's education and puts a record of as many bytes into the log, as one transaction each. */
void bare_commit (const char *path, double *seconds, int n);

/* Ends the program unless both files have the same rows. */
void bare_compare (const char *path, const char *other);
