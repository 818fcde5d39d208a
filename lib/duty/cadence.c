/* SPDX-License-Identifier: Apache-2.0 */
/* Cadence: what recurring duties expect, against the activities that were held for them. */
#include "duty/duty-private.h"

#include <stdlib.h>

/* What is counted of one item, or of all items of a body. */
typedef struct
{
  gint64 expected;
  gint64 held;
  gint64 late;
} Cadence;

typedef struct
{
  const DjItems *items;
  DjDate on;
  DjDate since;
  DjLinks held; /* days of activities up to the view's day by item, in order */
} Counting;

/* ---- Periods --------------------------------------------------------------------------------------------------------- */

static DjDate get_first_day (void) { return dj_date (1000, 1, 1); }
static DjDate get_last_day (void) { return dj_date (9999, 12, 31); }

static gboolean has_periods (DjRecurrence recurrence)
{
  return recurrence >= DJ_RECURRENCE_WEEKLY && recurrence <= DJ_RECURRENCE_YEARLY;
}

/* Periods of one length, numbered without a gap: so they are counted by subtraction, however far back the first of them lies. */
static gint32 number_period (DjDate day, DjRecurrence recurrence)
{
  static const int months[] = { [DJ_RECURRENCE_MONTHLY] = 1,
                                [DJ_RECURRENCE_QUARTERLY] = 3,
                                [DJ_RECURRENCE_HALF_YEARLY] = 6,
                                [DJ_RECURRENCE_YEARLY] = 12 };
  int year, month, unused;
  if (recurrence == DJ_RECURRENCE_WEEKLY)
    return (dj_recurrence_begin (day, recurrence) + 3) / 7;
  dj_date_split (day, &year, &month, &unused);
  return (year * 12 + month - 1) / months[recurrence];
}

/* The last day of the period in which @day is. Years and their parts end with the calendar; its last week goes beyond it. */
static DjDate find_due (DjDate day, DjRecurrence recurrence)
{
  DjDate next = dj_recurrence_next (dj_recurrence_begin (day, recurrence), recurrence);
  if (next == DJ_DATE_NONE)
    return get_last_day ();
  return next - 1 <= get_last_day () ? next - 1 : DJ_DATE_NONE;
}

/* ---- Activities ------------------------------------------------------------------------------------------------------ */

static int compare_days (const void *a, const void *b)
{
  const gint32 *first = a, *second = b;
  return (*first > *second) - (*first < *second);
}

static void collect_held (Counting *counting)
{
  const DjItems *items = counting->items;
  const DjTableData *table = items->tree->state->tables[DJ_TABLE_ACTIVITY];
  g_autofree gint32 *item_of = g_new (gint32, (gsize)table->n_rows + 1);
  g_autofree gint32 *days = g_new (gint32, (gsize)table->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 item = dj_items_find (items, dj_table_get_text (table, DJ_COLUMN_ACTIVITY_ITEM, row));
    DjDate day = dj_table_get_date (table, DJ_COLUMN_ACTIVITY_DATE, row);
    if (item < 0 || day == DJ_DATE_NONE || day > counting->on)
      continue;
    item_of[n] = item;
    days[n++] = day;
  }
  dj_links_fill (&counting->held, items->n, item_of, days, n);
  for (gint32 item = 0; item < items->n; item++)
    if (dj_links_count (&counting->held, item) > 1)
      qsort (counting->held.to + counting->held.start[item], (gsize)dj_links_count (&counting->held, item),
             sizeof (gint32), compare_days);
}

static void begin_counting (Counting *counting, DjView *view, DjDate since)
{
  counting->items = dj_tree_get_items (view->tree);
  counting->on = view->tree->on;
  counting->since = since == DJ_DATE_NONE ? dj_date_year_before (counting->on) : since;
  counting->since = CLAMP (counting->since, get_first_day (), counting->on + 1);
  collect_held (counting);
}

/* ---- Counting -------------------------------------------------------------------------------------------------------- */

static gboolean counts (const DjItems *items, gint32 item)
{
  return dj_item_is_duty (items, item) && !items->done[item]
         && dj_item_get_code (items, item, DJ_COLUMN_ITEM_RECURRENCE) != DJ_RECURRENCE_NONE;
}

/* Takes the activities in order of days. Of the periods before that of a further one, those that are neither held nor made up for
 * already can be made up for; which of them it is makes no difference to their number. */
static Cadence count_item (const Counting *counting, gint32 item)
{
  Cadence cadence = { 0 };
  DjRecurrence recurrence = (DjRecurrence)dj_item_get_code (counting->items, item, DJ_COLUMN_ITEM_RECURRENCE);
  if (!has_periods (recurrence))
    return cadence;
  DjDate opened = dj_item_get_date (counting->items, item, DJ_COLUMN_ITEM_OPENED);
  gint32 first = number_period (MAX (opened, counting->since), recurrence);
  gint32 last = number_period (counting->on + 1, recurrence) - 1;
  gint32 previous = G_MININT32;
  cadence.expected = MAX (last - first + 1, 0);
  for (gint32 i = counting->held.start[item]; i < counting->held.start[item + 1]; i++)
  {
    gint32 period = number_period (counting->held.to[i], recurrence);
    gboolean is_due = period <= last;
    if (period < first)
      continue;
    if (period != previous)
      cadence.held += is_due;
    else if (period - first > cadence.held - is_due + cadence.late)
      cadence.late++;
    previous = period;
  }
  return cadence;
}

static gint64 count_missed (const Cadence *cadence) { return cadence->expected - cadence->held - cadence->late; }

/* Who is to hold what is expected: the accountable body, else the owner of the checklist; -1 where neither exists. */
static gint32 find_body (const DjItems *items, gint32 item, DjTable *table)
{
  gint32 body = dj_item_find_accountable (items, item, table);
  return body < 0 ? dj_item_find_owner (items, item, table) : body;
}

/* ---- By item --------------------------------------------------------------------------------------------------------- */

typedef enum
{
  CADENCE_ITEM,
  CADENCE_TITLE,
  CADENCE_BODY,
  CADENCE_RECURRENCE,
  CADENCE_EXPECTED,
  CADENCE_HELD,
  CADENCE_LATE,
  CADENCE_MISSED,
  CADENCE_LAST,
  CADENCE_NEXT,
} CadenceColumn;

static void add_counts (DjFrame *frame)
{
  dj_frame_add_number (frame, "expected", "应开展", "expected");
  dj_frame_add_number (frame, "held", "按期开展", "held");
  dj_frame_add_number (frame, "late", "逾期补开展", "late");
  dj_frame_add_number (frame, "missed", "未开展", "missed");
}

static void append_counts (DjFrame *frame, int column, const Cadence *cadence)
{
  dj_frame_append_int (frame, column, cadence->expected);
  dj_frame_append_int (frame, column + 1, cadence->held);
  dj_frame_append_int (frame, column + 2, cadence->late);
  dj_frame_append_int (frame, column + 3, count_missed (cadence));
}

static DjFrame *new_cadence (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_ITEM));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_TITLE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_BODY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_RECURRENCE));
  add_counts (frame);
  dj_frame_add (frame, DJ_TYPE_DATE, "last", "最近一次", "last", NULL);
  dj_frame_add (frame, DJ_TYPE_DATE, "next", "本期期限", "next", NULL);
  return frame;
}

static void append_item (const Counting *counting, gint32 item, DjFrame *frame)
{
  const DjItems *items = counting->items;
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 body = find_body (items, item, &table);
  DjRecurrence recurrence = (DjRecurrence)dj_item_get_code (items, item, DJ_COLUMN_ITEM_RECURRENCE);
  Cadence cadence = count_item (counting, item);
  gboolean was_held = dj_links_count (&counting->held, item) > 0;
  dj_frame_append_text (frame, CADENCE_ITEM, dj_item_get_string (items, item, DJ_COLUMN_ITEM_CODE));
  dj_frame_append_text (frame, CADENCE_TITLE, dj_item_get_string (items, item, DJ_COLUMN_ITEM_TITLE));
  dj_frame_append_text (frame, CADENCE_BODY, dj_body_get_code (items->tree->state, table, body));
  dj_frame_append_code (frame, CADENCE_RECURRENCE, recurrence);
  append_counts (frame, CADENCE_EXPECTED, &cadence);
  dj_frame_append_date (frame, CADENCE_LAST,
                        was_held ? counting->held.to[counting->held.start[item + 1] - 1] : DJ_DATE_NONE);
  dj_frame_append_date (frame, CADENCE_NEXT,
                        has_periods (recurrence) ? find_due (counting->on, recurrence) : DJ_DATE_NONE);
}

DjFrame *dj_view_cadence (DjView *view, DjDate since)
{
  g_return_val_if_fail (view != NULL, NULL);
  Counting counting = { 0 };
  begin_counting (&counting, view, since);
  DjFrame *frame = new_cadence ();
  for (gint32 item = 0; item < counting.items->n; item++)
    if (counts (counting.items, item))
      append_item (&counting, item, frame);
  dj_links_clear (&counting.held);
  return dj_frame_finish (frame);
}

/* ---- By body --------------------------------------------------------------------------------------------------------- */

typedef enum
{
  BODIES_BODY,
  BODIES_NAME,
  BODIES_ITEMS,
  BODIES_EXPECTED,
} BodiesColumn;

typedef struct
{
  const char *body; /* NULL where nobody is to hold it */
  const char *name;
  gint64 items;
  Cadence cadence;
} OfBody;

/* The group of a body. Every text is kept once, so that a code is told by its address. */
static OfBody *find_group (GArray *groups, GHashTable *numbers, const char *body)
{
  gpointer number = g_hash_table_lookup (numbers, body);
  if (!number)
  {
    OfBody group = { .body = body };
    g_array_append_val (groups, group);
    number = GUINT_TO_POINTER (groups->len);
    g_hash_table_insert (numbers, (gpointer)body, number);
  }
  return &g_array_index (groups, OfBody, GPOINTER_TO_UINT (number) - 1);
}

static void add_up (const Counting *counting, gint32 item, GArray *groups, GHashTable *numbers)
{
  const DjState *state = counting->items->tree->state;
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 body = find_body (counting->items, item, &table);
  OfBody *group = find_group (groups, numbers, dj_body_get_code (state, table, body));
  Cadence cadence = count_item (counting, item);
  group->name = dj_body_get_name (state, table, body);
  group->items++;
  group->cadence.expected += cadence.expected;
  group->cadence.held += cadence.held;
  group->cadence.late += cadence.late;
}

static DjFrame *frame_of_bodies (const GArray *groups)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_BODY));
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_number (frame, "items", "事项数", "items");
  add_counts (frame);
  for (guint i = 0; i < groups->len; i++)
  {
    const OfBody *group = &g_array_index (groups, OfBody, i);
    dj_frame_append_text (frame, BODIES_BODY, group->body);
    dj_frame_append_text (frame, BODIES_NAME, group->name);
    dj_frame_append_int (frame, BODIES_ITEMS, group->items);
    append_counts (frame, BODIES_EXPECTED, &group->cadence);
  }
  return dj_frame_finish (frame);
}

DjFrame *dj_view_cadence_of_bodies (DjView *view, DjDate since)
{
  g_return_val_if_fail (view != NULL, NULL);
  Counting counting = { 0 };
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (OfBody));
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  begin_counting (&counting, view, since);
  for (gint32 item = 0; item < counting.items->n; item++)
    if (counts (counting.items, item))
      add_up (&counting, item, groups, numbers);
  dj_links_clear (&counting.held);
  return frame_of_bodies (groups);
}
