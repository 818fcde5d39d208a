/* SPDX-License-Identifier: Apache-2.0 */
/* Duty room: the items of a day, whose they are and who is assigned to each. Hangs on the tree of the day, and is constant once made. */
#pragma once

#include <dangjian/duty.h>
#include "alliance/alliance-private.h"
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

/* Row of the first body that is accountable for the item, or -1. */
gint32 dj_item_find_accountable (const DjItems *items, gint32 item, DjTable *table);

/* Days that an open item is past its day; DJ_INT_NONE where it is not late. */
gint64 dj_item_get_overdue (const DjItems *items, gint32 item);

/* Columns of an answer that are those of an item, and its cells in them. */
int dj_frame_add_item_column (DjFrame *frame, int column);
void dj_frame_append_item_text (DjFrame *frame, int number, const DjItems *items, gint32 item, int column);

/* ---- The order of resort ------------------------------------------------------------------------------------------- */

/* Steps in their order, each once; those of one group are asked together. */
typedef struct
{
  int n;
  DjResortStep step[DJ_RESORT_SUBDISTRICT];
  gboolean joined[DJ_RESORT_SUBDISTRICT]; /* whether a step is in the group of the one before it */
} DjResortOrder;

gboolean dj_resort_order_parse (const char *text, DjResortOrder *order, GError **error);

/* ---- Who answers for a unit ------------------------------------------------------------------------------------------ */

/* How a body comes to answer; `thing` and `other` of an answer say through what. */
typedef enum
{
  DJ_WAY_RAISED,   /* item raised by the unit */
  DJ_WAY_HOST,     /* item; unit to which it belongs, that raised it */
  DJ_WAY_AROUND,   /* item of an area around the unit */
  DJ_WAY_COVERS,   /* manner */
  DJ_WAY_GUIDES,   /* organization of the unit's own; kind of guidance */
  DJ_WAY_LEADS,    /* area around the unit */
  DJ_WAY_ZONE,     /* area led; area around the unit, part of the zone from which the former was found */
  DJ_WAY_ALLIANCE, /* alliance; organization of the unit's own with the seat, -1 where it is the unit */
} DjWay;

typedef struct
{
  DjTable table;
  gint32 row;
  DjResortStep step;
  DjWay way;
  gint32 thing;
  gint32 other;
  gint32 zone; /* of DJ_WAY_ZONE */
} DjAnswer;

/* What is looked up once for all units asked about, and the answers of the one that was asked about last. */
typedef struct DjResort DjResort;

/* @matter is nullable; @order as it is parsed. */
DjResort *dj_resort_new (DjView *view, const char *matter, const DjResortOrder *order);
void dj_resort_free (DjResort *resort);

/* Asks who answers for the unit. Returns how many do; their answers are valid until the next question. */
guint dj_resort_ask (DjResort *resort, gint32 unit, const DjAnswer **answers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjResort, dj_resort_free)
