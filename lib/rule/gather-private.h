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

/* What one may take at most: arrays double, and are joined in another. */
#define DJ_PAIR_BYTES (3 * (gint64)sizeof (DjPair))

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
  gint32 n_targets; /* rows, or those that are marked; of subtrees organizations by id */
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
  DjOrder order;
  GArray *ranges;        /* DjKindRange: of memberships those that must be looked at; NULL where all must be */
  gboolean kind_decides; /* what kind they are is all that is asked of them */
  gboolean members;      /* and besides them the view's members of each target count */
  gboolean by_person;    /* where there are marks they are of people, else of organizations */
  gboolean keeps_few;    /* hardly any row has a count */
  GArray **pairs;        /* of each part, where something is counted once, or few are counted: DjPair */
} DjGathering;

/* Memberships of one kind, by their places among others of the view. */
typedef struct
{
  const DjOthers *others;
  DjRange places;
} DjKindRange;

/* Gathers of one level over one table. */
typedef struct
{
  DjPlan *plan;
  DjTable table;
  GArray *gathers; /* DjGathering */
  gint n_parts;
  gint32 person;       /* nodes: of a membership the person, */
  gint32 organization; /* and the organization; -1 where nobody asks for it */
} DjGatherPass;

/* FALSE with DJ_ERROR_LIMIT where all gathers would take too much with so many bytes more. (gather.c) */
gboolean dj_plan_take_room (DjPlan *plan, gint64 bytes, GError **error);

/* What a gather reads (DjReads); how many it may count for. (gather-way.c) */
guint8 dj_gather_get_reads (const DjPlan *plan, const DjNode *node);
gint32 dj_gather_count_targets (const DjPlan *plan, const DjNode *node);
/* Finds what a gather passes through; @past: whether it, or one that follows it, counts those that have ended. It has marks already. */
void dj_gather_find_way (const DjGatherPass *pass, DjGathering *gather, gboolean past, guint8 reads);
/* Finds the nodes of a pass that are known of others. */
void dj_gather_find_ends (DjGatherPass *pass);

/* Adds what rows that are not false count for each target, -1 for none: of each one, or a value (nullable). Thread-safe. (gather-add.c) */
void dj_gather_take (const DjGathering *gather, gint part, const gint32 *targets, const gint32 *values,
                     const guint8 *truths, gint32 n);
/* Adds a number to a count. */
void dj_gather_add (const DjGathering *gather, gint32 target, gint32 n);
/* The pairs of all parts, which are taken from them. NULL when out of memory. */
DjPair *dj_gather_join_pairs (DjGathering *gather, gint n_parts, gsize *n, GError **error);

/* Makes values for those that have one of a gather's pairs; or words, where they are not few. (gather-few.c) */
gboolean dj_gather_count_few (const DjGatherPass *pass, DjGathering *gather, DjGathered *gathered, GError **error);

/* Makes values by row of what was counted. */
gboolean dj_gather_finish (const DjGatherPass *pass, DjGathering *gather, GError **error);
