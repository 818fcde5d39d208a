/* SPDX-License-Identifier: Apache-2.0 */
/* What counting rows for others (gather.c) and making values of what was counted (gather-finish.c) share. */
#pragma once

#include "rule/check-private.h"

/* The greatest count that a byte holds, as 255 is for missing values. */
#define DJ_COUNT_MOST (G_MAXUINT8 - 1)

/* A row that counts for another, and the value that is counted once. */
typedef struct
{
  gint32 target;
  gint32 value;
} DjPair;

/* A column by its bytes, to be sent for. */
typedef struct
{
  const char *cells;
  gsize size; /* of one */
} DjCellArray;

/* One gather. */
typedef struct
{
  gint32 number; /* node */
  const DjNode *node;
  gint32 n_targets; /* rows, or those that are marked */
  gint32 *words;    /* of counts, the least and the greatest */
  guint8 *bytes;    /* of counts that are small, instead */
  gint *overflowed; /* atomic: whether they are not */
  gboolean large;   /* so they have been found to be */
  gint64 *sums;
  gboolean alone;       /* no two threads add for the same row */
  const guint8 *wanted; /* by row that it counts for; NULL for all */
  DjMarks marks;        /* the codes of those rows, which are the targets then; without bits where they are of no use */
  gint next;            /* the next one that may count the same rows by what lies in cells, or -1 */
  gboolean follows;     /* it is the next one of another */
  GArray *cells;        /* DjCellArray of the table counted that are looked up row by row */
  GArray **pairs;       /* of each part, where something is counted once: DjPair */
} DjGathering;

/* Gathers of one level over one table. */
typedef struct
{
  DjPlan *plan;
  DjTable table;
  GArray *gathers; /* DjGathering */
  gint n_parts;
} DjGatherPass;

/* Makes values by row of what was counted. */
gboolean dj_gather_finish (const DjGatherPass *pass, DjGathering *gather, GError **error);
