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
