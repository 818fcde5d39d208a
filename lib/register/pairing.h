/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of two tables of a kind are about the same thing, and where they differ. */
#pragma once

#include "register/register-private.h"

/* Numbers of texts of one pool by those of another. */
typedef struct DjTextMap DjTextMap;

DjTextMap *dj_text_map_new (const DjTexts *from, DjTexts *to, GError **error);
void dj_text_map_free (DjTextMap *map);
gint32 dj_text_map_get (DjTextMap *map, gint32 text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjTextMap, dj_text_map_free)

/* What a row is about: its code; of a table without codes what it joins, and in which way where that makes it another thing. The affiliation of
 * a person and the subordination of an organization are about that person and organization alone. */
typedef struct
{
  gint32 parts[3];
} DjRowIdentity;

/* @map: NULL for texts by their own numbers. */
void dj_table_get_identity (const DjTableData *table, DjTextMap *map, gint32 row, DjRowIdentity *out);
guint64 dj_row_identity_hash (const DjRowIdentity *identity);
gboolean dj_row_identity_equal (const DjRowIdentity *a, const DjRowIdentity *b);
/* Whether a register has one row at most about this on any day. */
gboolean dj_table_is_single (const DjTableData *table, gint32 row);

/* Two tables. Set what stands first, then call dj_pairing_init(). */
typedef struct
{
  const DjTableData *before;
  const DjTableData *now;
  DjTextMap *map;            /* texts of @before by the numbers of @now */
  const gint32 *before_rows; /* those to be paired; NULL for the first ones */
  const gint32 *now_rows;
  gint32 n_before;
  gint32 n_now;
  const guint8
      *columns; /* for each column of @now, whether it counts; NULL where all do, and those that only @before has */

  int *of_before; /* for each column of @now, that of @before; -1 for none */
  GArray *lost;   /* int: columns that only @before has */
  gint32 *other;  /* for each place in @now_rows its partner's in @before_rows, or -1 */
  guint8 *paired; /* for each place in @before_rows, whether it has one */
} DjPairing;

gboolean dj_pairing_init (DjPairing *pairing, GError **error);
void dj_pairing_clear (DjPairing *pairing);
/* The row at a place. */
gint32 dj_pairing_get_before (const DjPairing *pairing, gint32 i);
gint32 dj_pairing_get_now (const DjPairing *pairing, gint32 i);

typedef enum
{
  DJ_PAIR_BY_CELLS,     /* rows that are equal */
  DJ_PAIR_BY_BEGINNING, /* rows about the same thing that begin on the same day */
  DJ_PAIR_BY_IDENTITY,  /* rows about the same thing */
} DjPairBy;

/* Joins rows that have no partner yet, in order. O(cells) but for hostile texts. */
gboolean dj_pairing_join (DjPairing *pairing, DjPairBy by, GError **error);

/* Whether two rows, by number, have the same in a column of @now, and in all columns that count. */
gboolean dj_pairing_is_same (const DjPairing *pairing, int column, gint32 before, gint32 now);
gboolean dj_pairing_is_equal (const DjPairing *pairing, gint32 before, gint32 now);

/* ---- What is made of pairs ---------------------------------------------------------------------------------------- */

/* Rows that are to go into a change, which number texts as it does. Columns that stand in no table's order are not said. */
typedef struct
{
  const DjState *state;
  gboolean given[DJ_N_TABLES];       /* by its own name */
  gboolean given_short[DJ_N_TABLES]; /* by a short column of another */
  gboolean replace;                  /* what has no partner goes */
} DjMerge;

gboolean dj_change_merge (DjChange *change, const DjMerge *merge, GError **error);

/* A frame of differences: table, subject, difference, column, before, now. */
DjFrame *dj_difference_new (void);
void dj_difference_append (DjFrame *frame, DjTable table, const char *subject, DjDifference difference,
                           const char *column, const char *before, const char *now);
/* The code of a row; of a table without codes everything that its rows must have. */
char *dj_table_label_row (const DjTableData *table, const DjTexts *texts, gint32 row);
/* Which rows and values are different, whatever the day. */
DjFrame *dj_state_diff (const DjState *now, const DjState *before, GError **error);
