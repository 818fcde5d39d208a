/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage room: the units of a day and what covers each. Hangs on the tree of the day, and is constant once made. */
#pragma once

#include <dangjian/coverage.h>
#include "view/view-private.h"

/* Units that exist on the day, numbered in the order of rows. */
typedef struct
{
  DjTree *tree; /* borrowed: this hangs on it */
  gint32 n;
  gint32 *row;           /* of each unit, in its table */
  gint32 *number_of_row; /* of each row: its unit, or -1 */
  gint32 *area;          /* of each unit, or -1 */
  guint8 *best;          /* of each unit: the best manner in which it is covered; DJ_COVERAGE_NONE */
  DjLinks based;         /* organizations (ids) based on a unit, by unit */
  DjLinks covered;       /* rows of the table coverage that count, by unit, in the order of rows */
} DjUnits;

const DjUnits *dj_tree_get_units (DjTree *tree);

/* The unit of that code, or -1. */
gint32 dj_units_find (const DjUnits *units, gint32 code);

/* Of a row of `covered`: how, and by which organization. */
DjCoverageManner dj_coverage_get_manner (const DjTree *tree, gint32 row);
gint32 dj_coverage_get_organization (const DjTree *tree, gint32 row);

/* Cells of a unit. */
const char *dj_unit_get_text (const DjUnits *units, gint32 unit, int column);
int dj_unit_get_code (const DjUnits *units, gint32 unit, int column);

/* ---- Proposing branches: units to be joined, see join.c ------------------------------------------------------------- */

typedef struct
{
  gint32 unit;
  gint32 area; /* or -1 */
  int industry;
  gint64 formal; /* formal members who work there */
  gint32 group;  /* that it is put in, or -1 */
} DjJoiner;

/* Puts units with too few formal members for a branch of their own into groups that satisfy the options; those with enough are left alone.
 * Returns how many groups there are; they are numbered from 0, in no particular order. */
gint32 dj_join (const DjTree *tree, const DjProposalOptions *options, DjJoiner *joiners, gint32 n);
