/* SPDX-License-Identifier: Apache-2.0 */
/* Flow: how needs come to an end, told apart by what they are about, who has them and where. */
#include "duty/duty-private.h"

#include <math.h>

/* What is counted of the needs of one row. */
typedef struct
{
  const char *by; /* NULL for needs without, and where one row stands for all */
  const char *name;
  gint64 needs;
  gint64 of_state[DJ_ITEM_CANCELLED + 1]; /* open ones */
  gint64 resolved;
  gint64 cancelled;
  gint64 overdue;
  gint64 late;
  gint64 days; /* from opening to closing, of as many as @timed */
  gint64 timed;
  gint64 ratings; /* sum, of as many as @rated */
  gint64 rated;
} Flow;

typedef struct
{
  const DjItems *items;
  DjFlowBy by;
  gint32 *level_of;    /* of each area: the one of the level that contains it, or -1; NULL where rows are no areas */
  GArray *flows;       /* Flow, in order of first needs */
  GHashTable *numbers; /* address of `by` → its place in flows, from 1 on */
} Counting;

/* ---- What needs are told apart by -------------------------------------------------------------------------------------- */

typedef struct
{
  const char *by;
  const char *name;
} Key;

static Key key_of_route (const DjItems *items, gint32 item)
{
  int route = dj_item_get_code (items, item, DJ_COLUMN_ITEM_ROUTE);
  Key key = { NULL, NULL };
  if (route != DJ_ROUTE_NONE)
    key = (Key){ dj_code_list_get_name (&dj_codes_item_route, route),
                 dj_code_list_get_label (&dj_codes_item_route, route, DJ_LANGUAGE_ZH) };
  return key;
}

static Key key_of_body (const DjItems *items, gint32 item)
{
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 body = dj_item_find_accountable (items, item, &table);
  return (Key){ dj_body_get_code (items->tree->state, table, body),
                dj_body_get_name (items->tree->state, table, body) };
}

static Key key_of_area (const Counting *counting, gint32 item)
{
  gint32 area = counting->items->area[item];
  gint32 above = area < 0 ? -1 : counting->level_of[area];
  return (Key){ dj_tree_get_area_text (counting->items->tree, above, DJ_COLUMN_AREA_CODE),
                dj_tree_get_area_text (counting->items->tree, above, DJ_COLUMN_AREA_NAME) };
}

static Key key_of_category (const DjItems *items, gint32 item)
{
  const char *category = dj_item_get_string (items, item, DJ_COLUMN_ITEM_CATEGORY);
  return (Key){ category, category };
}

static Key find_key (const Counting *counting, gint32 item)
{
  switch (counting->by)
  {
  case DJ_FLOW_BY_CATEGORY:
    return key_of_category (counting->items, item);
  case DJ_FLOW_BY_ROUTE:
    return key_of_route (counting->items, item);
  case DJ_FLOW_BY_BODY:
    return key_of_body (counting->items, item);
  case DJ_FLOW_BY_AREA:
    return key_of_area (counting, item);
  case DJ_FLOW_BY_ALL:
  default:
    return (Key){ NULL, NULL };
  }
}

/* Every text is kept once, so that a key is told by its address. */
static Flow *find_flow (Counting *counting, Key key)
{
  gpointer number = g_hash_table_lookup (counting->numbers, key.by);
  if (!number)
  {
    Flow flow = { .by = key.by, .name = key.name };
    g_array_append_val (counting->flows, flow);
    number = GUINT_TO_POINTER (counting->flows->len);
    g_hash_table_insert (counting->numbers, (gpointer)key.by, number);
  }
  return &g_array_index (counting->flows, Flow, GPOINTER_TO_UINT (number) - 1);
}

/* ---- Counting ---------------------------------------------------------------------------------------------------------- */

static void count_open (const DjItems *items, gint32 item, Flow *flow)
{
  flow->of_state[dj_item_get_code (items, item, DJ_COLUMN_ITEM_STATE)]++;
  flow->overdue += dj_item_get_overdue (items, item) != DJ_INT_NONE;
}

static void count_resolved (const DjItems *items, gint32 item, Flow *flow)
{
  const DjTableData *table = items->tree->state->tables[DJ_TABLE_ITEM];
  DjDate opened = dj_item_get_date (items, item, DJ_COLUMN_ITEM_OPENED);
  DjDate due = dj_item_get_date (items, item, DJ_COLUMN_ITEM_DUE);
  DjDate closed = dj_item_get_date (items, item, DJ_COLUMN_ITEM_CLOSED);
  gint64 rating = dj_table_get_int (table, DJ_COLUMN_ITEM_RATING, items->row[item]);
  flow->resolved++;
  flow->late += due != DJ_DATE_NONE && closed > due; /* a missing day is less than any */
  if (opened != DJ_DATE_NONE && closed != DJ_DATE_NONE)
  {
    flow->timed++;
    flow->days += closed - opened;
  }
  if (rating != DJ_INT_NONE)
  {
    flow->rated++;
    flow->ratings += rating;
  }
}

static void count_need (Counting *counting, gint32 item)
{
  const DjItems *items = counting->items;
  Flow *flow = find_flow (counting, find_key (counting, item));
  flow->needs++;
  if (!items->done[item])
    count_open (items, item, flow);
  else if (dj_item_get_code (items, item, DJ_COLUMN_ITEM_STATE) == DJ_ITEM_CANCELLED)
    flow->cancelled++;
  else
    count_resolved (items, item, flow);
}

/* ---- The frame --------------------------------------------------------------------------------------------------------- */

typedef enum
{
  FLOW_BY,
  FLOW_NAME,
  FLOW_NEEDS,
  FLOW_RAISED,
  FLOW_ROUTED,
  FLOW_TAKEN,
  FLOW_RESOLVED,
  FLOW_CANCELLED,
  FLOW_OVERDUE,
  FLOW_LATE,
  FLOW_CLOSING_RATE,
  FLOW_DAYS,
  FLOW_RATING,
  FLOW_RATED,
} FlowColumn;

static DjFrame *new_flow (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "by", "分类", "by");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_number (frame, "needs", "需求数", "needs");
  dj_frame_add_number (frame, "raised", "已提出", "raised");
  dj_frame_add_number (frame, "routed", "已转办", "routed");
  dj_frame_add_number (frame, "taken", "已认领", "taken");
  dj_frame_add_number (frame, "resolved", "已办结", "resolved");
  dj_frame_add_number (frame, "cancelled", "已取消", "cancelled");
  dj_frame_add_number (frame, "overdue", "逾期未办结", "overdue");
  dj_frame_add_number (frame, "late", "逾期办结", "late");
  dj_frame_add_real (frame, "closing_rate", "办结率", "closing rate");
  dj_frame_add_real (frame, "days", "平均办理天数", "mean days");
  dj_frame_add_real (frame, "rating", "平均评分", "mean rating");
  dj_frame_add_number (frame, "rated", "已评价", "rated");
  return frame;
}

static double divide (gint64 part, gint64 whole) { return whole > 0 ? (double)part / (double)whole : (double)NAN; }

static void append_flow (DjFrame *frame, const Flow *flow)
{
  dj_frame_append_text (frame, FLOW_BY, flow->by);
  dj_frame_append_text (frame, FLOW_NAME, flow->name);
  dj_frame_append_int (frame, FLOW_NEEDS, flow->needs);
  dj_frame_append_int (frame, FLOW_RAISED, flow->of_state[DJ_ITEM_RAISED]);
  dj_frame_append_int (frame, FLOW_ROUTED, flow->of_state[DJ_ITEM_ROUTED]);
  dj_frame_append_int (frame, FLOW_TAKEN, flow->of_state[DJ_ITEM_TAKEN]);
  dj_frame_append_int (frame, FLOW_RESOLVED, flow->resolved);
  dj_frame_append_int (frame, FLOW_CANCELLED, flow->cancelled);
  dj_frame_append_int (frame, FLOW_OVERDUE, flow->overdue);
  dj_frame_append_int (frame, FLOW_LATE, flow->late);
  dj_frame_append_real (frame, FLOW_CLOSING_RATE, divide (flow->resolved, flow->needs - flow->cancelled));
  dj_frame_append_real (frame, FLOW_DAYS, divide (flow->days, flow->timed));
  dj_frame_append_real (frame, FLOW_RATING, divide (flow->ratings, flow->rated));
  dj_frame_append_int (frame, FLOW_RATED, flow->rated);
}

DjFrame *dj_view_flow (DjView *view, DjFlowBy by, DjAreaKind level)
{
  g_return_val_if_fail (view != NULL && by <= DJ_FLOW_BY_AREA, NULL);
  g_autoptr (GArray) flows = g_array_new (FALSE, FALSE, sizeof (Flow));
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autofree gint32 *level_of = by == DJ_FLOW_BY_AREA ? dj_tree_find_level (view->tree, level) : NULL;
  Counting counting = { dj_tree_get_items (view->tree), by, level_of, flows, numbers };
  if (by == DJ_FLOW_BY_ALL)
    find_flow (&counting, (Key){ NULL, NULL }); /* one row, even where there are no needs */
  for (gint32 item = 0; item < counting.items->n; item++)
    if (dj_item_is_need (counting.items, item))
      count_need (&counting, item);
  DjFrame *frame = new_flow ();
  for (guint i = 0; i < flows->len; i++)
    append_flow (frame, &g_array_index (flows, Flow, i));
  return dj_frame_finish (frame);
}
