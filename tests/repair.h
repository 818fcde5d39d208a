/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots that are damaged in what they say, and not in their checksums. */
#pragma once

#include <glib.h>

/* Makes every checksum fit the column that it is of, as far as columns are found. */
void repair_checksums (guint8 *bytes, gsize n);

/* A snapshot taken apart: columns that can be changed, put elsewhere and left out. */
typedef struct
{
  char *name;
  char *type; /* GVariant's */
  GByteArray *data;
} LooseColumn;

GPtrArray *loosen (const guint8 *bytes, gsize n); /* of LooseColumn, in their order */
LooseColumn *loose_new (const char *name, const char *type, gconstpointer data, gsize n);
LooseColumn *loose_find (const GPtrArray *columns, const char *name); /* NULL where there is none */

/* Puts them together again, with checksums that fit. */
GBytes *fasten (const GPtrArray *columns);
