/* SPDX-License-Identifier: Apache-2.0 */
/* Duty room: the items of a day, whose they are and who is assigned to each. Hangs on the tree of the day, and is constant once made. */
#pragma once

#include <dangjian/duty.h>
#include "coverage/coverage-private.h"

/* Items that count on the day, numbered in the order of rows. */
typedef struct
{
  DjTree *tree; /* borrowed: this hangs on it */
  gint32 n;
  gint32 *row;           /* of each item, in its table */
  gint32 *number_of_row; /* of each row: its item, or -1 */
  gint32 *checklist;     /* row of the checklist of each */
  guint8 *list_kind;     /* DjChecklistKind of it */
  guint8 *done;          /* whether the item is done */
  gint32 *area;          /* of each item: its own, else its owner's; or -1 */
  DjLinks assigned;      /* rows of the table assignment that count, by item, in the order of rows */
} DjItems;

const DjItems *dj_tree_get_items (DjTree *tree);

/* The item of that code, or -1. */
gint32 dj_items_find (const DjItems *items, gint32 code);

gboolean dj_item_is_need (const DjItems *items, gint32 item);
gboolean dj_item_is_resource (const DjItems *items, gint32 item);
gboolean dj_item_is_duty (const DjItems *items, gint32 item);

/* Cells of an item. */
gint32 dj_item_get_text (const DjItems *items, gint32 item, int column);
const char *dj_item_get_string (const DjItems *items, gint32 item, int column);
DjDate dj_item_get_date (const DjItems *items, gint32 item, int column);
int dj_item_get_code (const DjItems *items, gint32 item, int column);

/* The body that keeps the item's checklist, or -1 where it does not exist on the day. */
gint32 dj_item_find_owner (const DjItems *items, gint32 item, DjTable *table);

/* The body of a row of `assigned`, which exists on the day; and its role. */
gint32 dj_assignment_find_body (const DjItems *items, gint32 row, DjTable *table);
DjAssignmentRole dj_assignment_get_role (const DjItems *items, gint32 row);

/* The first row of the item's assignments with that role, or -1. */
gint32 dj_item_find_assignment (const DjItems *items, gint32 item, DjAssignmentRole role);

/* Days that an open item is past its day; DJ_INT_NONE where it is not late. */
gint64 dj_item_get_overdue (const DjItems *items, gint32 item);
