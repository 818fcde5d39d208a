/* SPDX-License-Identifier: Apache-2.0 */
/* Ties from loose to tight: mechanisms agreed, cadence kept, shared projects brought to a result. */
#include "alliance/alliance-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is counted of one alliance. */
typedef struct
{
  gint64 mechanisms;
  gint64 expected;
  gint64 held;
  gint64 projects;
  gint64 results;
} Tie;

/* A thing of an item: a body assigned to it, or a day on which an activity was held for it. */
typedef struct
{
  gint32 item; /* row */
  gint32 value;
} OfItem;

typedef struct
{
  const DjAlliances *graph;
  const DjState *state;
  DjDate on;
  Tie *ties;           /* of each alliance */
  gint32 *owner;       /* of each item: the alliance on whose checklist it stands, or -1 */
  guint8 *in_projects; /* of each item: whether that checklist is one of projects */
  OfItem *assigned;    /* in order of items and bodies */
  gint32 n_assigned;
  OfItem *held; /* in order of items and days */
  gint32 n_held;
} Counting;

/* ---- Items ----------------------------------------------------------------------------------------------------------- */

static DjDate item_day (const Counting *counting, int column, gint32 item)
{
  return dj_table_get_date (counting->state->tables[DJ_TABLE_ITEM], column, item);
}

static int item_code (const Counting *counting, int column, gint32 item)
{
  return dj_table_get_code (counting->state->tables[DJ_TABLE_ITEM], column, item);
}

/* A day that is missing leaves open when; a row without it says that it is so. */
static gboolean is_past (const Counting *counting, DjDate day) { return day <= counting->on; }

static gboolean is_closed (const Counting *counting, gint32 item)
{
  DjDate closed = item_day (counting, DJ_COLUMN_ITEM_CLOSED, item);
  return closed != DJ_DATE_NONE ? is_past (counting, closed)
                                : item_code (counting, DJ_COLUMN_ITEM_STATE, item) == DJ_ITEM_CLOSED;
}

/* The alliance that owns the checklist of that row, or -1 where the two do not exist on the day. */
static gint32 find_owner (const Counting *counting, gint32 checklist)
{
  const DjTableData *table = counting->state->tables[DJ_TABLE_CHECKLIST];
  return dj_forest_find (&counting->graph->alliances, counting->state,
                         dj_table_get_text (table, DJ_COLUMN_CHECKLIST_OWNER, checklist));
}

static void find_owners (Counting *counting)
{
  const DjState *state = counting->state;
  const DjTableData *items = state->tables[DJ_TABLE_ITEM];
  counting->owner = g_new (gint32, (gsize)items->n_rows + 1);
  counting->in_projects = g_new0 (guint8, (gsize)items->n_rows + 1);
  for (gint32 item = 0; item < items->n_rows; item++)
  {
    gint32 list = dj_tree_find_row (counting->graph->tree, DJ_TABLE_CHECKLIST,
                                    dj_table_get_text (items, DJ_COLUMN_ITEM_CHECKLIST, item));
    gboolean counts = list >= 0 && is_past (counting, item_day (counting, DJ_COLUMN_ITEM_OPENED, item))
                      && item_code (counting, DJ_COLUMN_ITEM_STATE, item) != DJ_ITEM_CANCELLED;
    counting->owner[item] = counts ? find_owner (counting, list) : -1;
    counting->in_projects[item]
        = counts
          && dj_table_get_code (state->tables[DJ_TABLE_CHECKLIST], DJ_COLUMN_CHECKLIST_KIND, list)
                 == DJ_CHECKLIST_PROJECT;
  }
}

/* The item of that code on the checklist of an alliance, or -1. */
static gint32 find_item (const Counting *counting, gint32 code)
{
  DjTable table;
  gint32 item = dj_state_find_code (counting->state, code, &table);
  return item >= 0 && table == DJ_TABLE_ITEM && counting->owner[item] >= 0 ? item : -1;
}

/* ---- What belongs to items --------------------------------------------------------------------------------------------- */

static int compare_of_items (const void *a, const void *b)
{
  const OfItem *first = a, *second = b;
  if (first->item != second->item)
    return first->item < second->item ? -1 : 1;
  return (first->value > second->value) - (first->value < second->value);
}

static void sort_of_items (OfItem *things, gint32 n)
{
  if (n > 1)
    qsort (things, (gsize)n, sizeof *things, compare_of_items);
}

/* Assignments that had begun by the day: a project that is done stays shared when its assignments have ended. */
static void collect_assigned (Counting *counting)
{
  const DjTableData *table = counting->state->tables[DJ_TABLE_ASSIGNMENT];
  counting->assigned = g_new0 (OfItem, (gsize)table->n_rows + 1);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 item = find_item (counting, dj_table_get_text (table, DJ_COLUMN_ASSIGNMENT_ITEM, row));
    gint32 body = dj_table_get_text (table, DJ_COLUMN_ASSIGNMENT_BODY, row);
    if (item >= 0 && is_past (counting, dj_table_get_date (table, DJ_COLUMN_ASSIGNMENT_SINCE, row)))
      counting->assigned[counting->n_assigned++] = (OfItem){ item, body };
  }
  sort_of_items (counting->assigned, counting->n_assigned);
}

/* Activities that the owner of the item hosted itself. */
static void collect_held (Counting *counting)
{
  const DjTableData *table = counting->state->tables[DJ_TABLE_ACTIVITY];
  counting->held = g_new0 (OfItem, (gsize)table->n_rows + 1);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 item = find_item (counting, dj_table_get_text (table, DJ_COLUMN_ACTIVITY_ITEM, row));
    DjDate day = dj_table_get_date (table, DJ_COLUMN_ACTIVITY_DATE, row);
    if (item < 0 || day == DJ_DATE_NONE)
      continue;
    gint32 host = dj_forest_find (&counting->graph->alliances, counting->state,
                                  dj_table_get_text (table, DJ_COLUMN_ACTIVITY_HOST, row));
    if (host == counting->owner[item])
      counting->held[counting->n_held++] = (OfItem){ item, day };
  }
  sort_of_items (counting->held, counting->n_held);
}

/* The first of the item's things with at least that value. */
static gint32 find_from (const OfItem *things, gint32 n, gint32 item, gint32 value)
{
  OfItem wanted = { item, value };
  gint32 low = 0, high = n;
  while (low < high)
  {
    gint32 middle = low + (high - low) / 2;
    if (compare_of_items (&things[middle], &wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---- Cadence -------------------------------------------------------------------------------------------------------------- */

static gboolean is_held (const Counting *counting, gint32 item, DjDate begin, DjDate end)
{
  gint32 place = find_from (counting->held, counting->n_held, item, begin);
  return place < counting->n_held && counting->held[place].item == item && counting->held[place].value < end;
}

/* Periods from the one of the item's opening on that end within a year up to the day. */
static void count_cadence (const Counting *counting, gint32 item, Tie *tie)
{
  int recurrence = item_code (counting, DJ_COLUMN_ITEM_RECURRENCE, item);
  DjDate opened = item_day (counting, DJ_COLUMN_ITEM_OPENED, item);
  DjDate begin = dj_recurrence_begin (MAX (dj_date_year_before (counting->on), dj_date (1000, 1, 1)), recurrence);
  while (begin != DJ_DATE_NONE)
  {
    DjDate end = dj_recurrence_next (begin, recurrence);
    if (end == DJ_DATE_NONE || end - 1 > counting->on)
      return;
    if (end > opened)
    {
      tie->expected++;
      tie->held += is_held (counting, item, begin, end);
    }
    begin = end;
  }
}

/* ---- The measure ------------------------------------------------------------------------------------------------------------ */

static gboolean is_shared (const Counting *counting, gint32 item)
{
  gint32 first = find_from (counting->assigned, counting->n_assigned, item, G_MININT32);
  gint32 last = find_from (counting->assigned, counting->n_assigned, item, G_MAXINT32) - 1;
  return last > first && counting->assigned[first].value != counting->assigned[last].value;
}

static gboolean has_result (const Counting *counting, gint32 item)
{
  int state = item_code (counting, DJ_COLUMN_ITEM_STATE, item);
  DjDate closed = item_day (counting, DJ_COLUMN_ITEM_CLOSED, item);
  return (state == DJ_ITEM_RESOLVED || state == DJ_ITEM_RATED || state == DJ_ITEM_CLOSED) && is_past (counting, closed);
}

static void count_item (const Counting *counting, gint32 item)
{
  Tie *tie = &counting->ties[counting->owner[item]];
  int recurrence = item_code (counting, DJ_COLUMN_ITEM_RECURRENCE, item);
  if (recurrence != DJ_RECURRENCE_NONE && recurrence != DJ_RECURRENCE_ONCE && !is_closed (counting, item))
  {
    tie->mechanisms++;
    count_cadence (counting, item, tie);
  }
  if (counting->in_projects[item] && is_shared (counting, item))
  {
    tie->projects++;
    tie->results += has_result (counting, item);
  }
}

static double divide (gint64 part, gint64 whole) { return whole > 0 ? (double)part / (double)whole : (double)NAN; }

typedef enum
{
  TIES_ALLIANCE,
  TIES_NAME,
  TIES_MECHANISMS,
  TIES_EXPECTED,
  TIES_HELD,
  TIES_CADENCE,
  TIES_PROJECTS,
  TIES_RESULTS,
  TIES_YIELD,
  TIES_TIGHTNESS,
} TiesColumn;

static DjFrame *new_ties (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ALLIANCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_NAME));
  dj_frame_add_number (frame, "mechanisms", "机制", "mechanisms");
  dj_frame_add_number (frame, "expected", "应开展", "expected");
  dj_frame_add_number (frame, "held", "已开展", "held");
  dj_frame_add (frame, DJ_TYPE_REAL, "cadence", "开展率", "cadence", NULL);
  dj_frame_add_number (frame, "projects", "共建项目", "shared projects");
  dj_frame_add_number (frame, "results", "见效项目", "with result");
  dj_frame_add (frame, DJ_TYPE_REAL, "yield", "见效率", "yield", NULL);
  dj_frame_add_number (frame, "tightness", "紧密度", "tightness");
  return frame;
}

/* What is missing is no number, and at least half of nothing it is not. */
static void append_tie (const DjAlliances *graph, gint32 alliance, const Tie *tie, DjFrame *frame)
{
  double cadence = divide (tie->held, tie->expected), yield = divide (tie->results, tie->projects);
  dj_frame_append_text (frame, TIES_ALLIANCE, dj_node_get_code (graph, alliance));
  dj_frame_append_text (frame, TIES_NAME, dj_node_get_name (graph, alliance));
  dj_frame_append_int (frame, TIES_MECHANISMS, tie->mechanisms);
  dj_frame_append_int (frame, TIES_EXPECTED, tie->expected);
  dj_frame_append_int (frame, TIES_HELD, tie->held);
  dj_frame_append_real (frame, TIES_CADENCE, cadence);
  dj_frame_append_int (frame, TIES_PROJECTS, tie->projects);
  dj_frame_append_int (frame, TIES_RESULTS, tie->results);
  dj_frame_append_real (frame, TIES_YIELD, yield);
  dj_frame_append_int (frame, TIES_TIGHTNESS, (tie->mechanisms > 0) + (cadence >= 0.5) + (yield >= 0.5));
}

DjFrame *dj_view_ties (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjAlliances *graph = dj_view_get_alliances (view);
  const DjTree *tree = graph->tree;
  g_autofree Tie *ties = g_new0 (Tie, (gsize)graph->alliances.n + 1);
  Counting counting = { .graph = graph, .state = tree->state, .on = tree->on, .ties = ties };
  find_owners (&counting);
  collect_assigned (&counting);
  collect_held (&counting);
  for (gint32 item = 0; item < tree->state->tables[DJ_TABLE_ITEM]->n_rows; item++)
    if (counting.owner[item] >= 0)
      count_item (&counting, item);
  DjFrame *frame = new_ties ();
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    append_tie (graph, alliance, &ties[alliance], frame);
  g_free (counting.owner);
  g_free (counting.in_projects);
  g_free (counting.assigned);
  g_free (counting.held);
  return dj_frame_finish (frame);
}
