/* SPDX-License-Identifier: Apache-2.0 */
/* Items and assignments of a day as frames. */
#include "duty/duty-private.h"

/* ---- Columns -------------------------------------------------------------------------------------------------------- */

int dj_frame_add_item_column (DjFrame *frame, int column)
{
  return dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, column));
}

void dj_frame_append_item_text (DjFrame *frame, int number, const DjItems *items, gint32 item, int column)
{
  dj_frame_append_text (frame, number, dj_item_get_string (items, item, column));
}

/* ---- Items ------------------------------------------------------------------------------------------------------------ */

typedef enum
{
  ITEMS_ITEM,
  ITEMS_TITLE,
  ITEMS_CHECKLIST,
  ITEMS_LIST,
  ITEMS_OWNER,
  ITEMS_CATEGORY,
  ITEMS_STATE,
  ITEMS_QUANTITY,
  ITEMS_MEASURE,
  ITEMS_AREA,
  ITEMS_RAISED_BY,
  ITEMS_ROUTE,
  ITEMS_RECURRENCE,
  ITEMS_ACCOUNTABLE,
  ITEMS_BODIES,
  ITEMS_OPENED,
  ITEMS_DUE,
  ITEMS_CLOSED,
  ITEMS_OVERDUE,
  ITEMS_RATING,
} ItemsColumn;

static DjFrame *new_items (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_ITEM));
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_TITLE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_CHECKLIST);
  dj_frame_add (frame, DJ_TYPE_CODE, "list", "清单种类", "kind of list", &dj_codes_checklist_kind);
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_CHECKLIST, DJ_COLUMN_CHECKLIST_OWNER));
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_CATEGORY);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_STATE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_QUANTITY);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_MEASURE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_AREA);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_RAISED_BY);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_ROUTE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_RECURRENCE);
  dj_frame_add_text (frame, "accountable", "牵头单位", "accountable");
  dj_frame_add_number (frame, "bodies", "责任单位数", "bodies");
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_OPENED);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_DUE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_CLOSED);
  dj_frame_add_number (frame, "overdue", "逾期天数", "days overdue");
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_RATING);
  return frame;
}

static gint32 get_body_text (const DjItems *items, gint32 row)
{
  return dj_table_get_text (items->tree->state->tables[DJ_TABLE_ASSIGNMENT], DJ_COLUMN_ASSIGNMENT_BODY, row);
}

static gint64 count_bodies (const DjItems *items, gint32 item)
{
  g_autoptr (GHashTable) bodies = g_hash_table_new (NULL, NULL);
  for (gint32 i = items->assigned.start[item]; i < items->assigned.start[item + 1]; i++)
    g_hash_table_add (bodies, GINT_TO_POINTER (get_body_text (items, items->assigned.to[i])));
  return g_hash_table_size (bodies);
}

static const char *get_accountable (const DjItems *items, gint32 item)
{
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 body = dj_item_find_accountable (items, item, &table);
  return dj_body_get_code (items->tree->state, table, body);
}

static void append_texts (const DjItems *items, gint32 item, DjFrame *frame)
{
  const DjState *state = items->tree->state;
  dj_frame_append_item_text (frame, ITEMS_ITEM, items, item, DJ_COLUMN_ITEM_CODE);
  dj_frame_append_item_text (frame, ITEMS_TITLE, items, item, DJ_COLUMN_ITEM_TITLE);
  dj_frame_append_item_text (frame, ITEMS_CHECKLIST, items, item, DJ_COLUMN_ITEM_CHECKLIST);
  dj_frame_append_text (
      frame, ITEMS_OWNER,
      dj_state_get_cell (state, DJ_TABLE_CHECKLIST, DJ_COLUMN_CHECKLIST_OWNER, items->checklist[item]));
  dj_frame_append_item_text (frame, ITEMS_CATEGORY, items, item, DJ_COLUMN_ITEM_CATEGORY);
  dj_frame_append_item_text (frame, ITEMS_MEASURE, items, item, DJ_COLUMN_ITEM_MEASURE);
  dj_frame_append_text (frame, ITEMS_AREA, dj_tree_get_area_text (items->tree, items->area[item], DJ_COLUMN_AREA_CODE));
  dj_frame_append_item_text (frame, ITEMS_RAISED_BY, items, item, DJ_COLUMN_ITEM_RAISED_BY);
  dj_frame_append_text (frame, ITEMS_ACCOUNTABLE, get_accountable (items, item));
}

static void append_values (const DjItems *items, gint32 item, DjFrame *frame)
{
  const DjTableData *table = items->tree->state->tables[DJ_TABLE_ITEM];
  gint32 row = items->row[item];
  dj_frame_append_code (frame, ITEMS_LIST, items->list_kind[item]);
  dj_frame_append_code (frame, ITEMS_STATE, dj_item_get_code (items, item, DJ_COLUMN_ITEM_STATE));
  dj_frame_append_real (frame, ITEMS_QUANTITY, dj_table_get_real (table, DJ_COLUMN_ITEM_QUANTITY, row));
  dj_frame_append_code (frame, ITEMS_ROUTE, dj_item_get_code (items, item, DJ_COLUMN_ITEM_ROUTE));
  dj_frame_append_code (frame, ITEMS_RECURRENCE, dj_item_get_code (items, item, DJ_COLUMN_ITEM_RECURRENCE));
  dj_frame_append_int (frame, ITEMS_BODIES, count_bodies (items, item));
  dj_frame_append_date (frame, ITEMS_OPENED, dj_item_get_date (items, item, DJ_COLUMN_ITEM_OPENED));
  dj_frame_append_date (frame, ITEMS_DUE, dj_item_get_date (items, item, DJ_COLUMN_ITEM_DUE));
  dj_frame_append_date (frame, ITEMS_CLOSED, dj_item_get_date (items, item, DJ_COLUMN_ITEM_CLOSED));
  dj_frame_append_int (frame, ITEMS_OVERDUE, dj_item_get_overdue (items, item));
  dj_frame_append_int (frame, ITEMS_RATING, dj_table_get_int (table, DJ_COLUMN_ITEM_RATING, row));
}

DjFrame *dj_view_items (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjItems *items = dj_tree_get_items (view->tree);
  DjFrame *frame = new_items ();
  for (gint32 item = 0; item < items->n; item++)
  {
    append_texts (items, item, frame);
    append_values (items, item, frame);
  }
  return dj_frame_finish (frame);
}

/* ---- Duties of bodies ------------------------------------------------------------------------------------------------- */

typedef enum
{
  DUTIES_BODY,
  DUTIES_NAME,
  DUTIES_ROLE,
  DUTIES_ITEM,
  DUTIES_TITLE,
  DUTIES_CHECKLIST,
  DUTIES_CATEGORY,
  DUTIES_STATE,
  DUTIES_DUE,
  DUTIES_OVERDUE,
} DutiesColumn;

static DjFrame *new_duties (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_BODY));
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_ROLE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_ITEM));
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_TITLE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_CHECKLIST);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_CATEGORY);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_STATE);
  dj_frame_add_item_column (frame, DJ_COLUMN_ITEM_DUE);
  dj_frame_add_number (frame, "overdue", "逾期天数", "days overdue");
  return frame;
}

static void append_duty (const DjItems *items, gint32 item, gint32 row, DjFrame *frame)
{
  const DjState *state = items->tree->state;
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 body = dj_assignment_find_body (items, row, &table);
  dj_frame_append_text (frame, DUTIES_BODY, dj_body_get_code (state, table, body));
  dj_frame_append_text (frame, DUTIES_NAME, dj_body_get_name (state, table, body));
  dj_frame_append_code (frame, DUTIES_ROLE, (int)dj_assignment_get_role (items, row));
  dj_frame_append_item_text (frame, DUTIES_ITEM, items, item, DJ_COLUMN_ITEM_CODE);
  dj_frame_append_item_text (frame, DUTIES_TITLE, items, item, DJ_COLUMN_ITEM_TITLE);
  dj_frame_append_item_text (frame, DUTIES_CHECKLIST, items, item, DJ_COLUMN_ITEM_CHECKLIST);
  dj_frame_append_item_text (frame, DUTIES_CATEGORY, items, item, DJ_COLUMN_ITEM_CATEGORY);
  dj_frame_append_code (frame, DUTIES_STATE, dj_item_get_code (items, item, DJ_COLUMN_ITEM_STATE));
  dj_frame_append_date (frame, DUTIES_DUE, dj_item_get_date (items, item, DJ_COLUMN_ITEM_DUE));
  dj_frame_append_int (frame, DUTIES_OVERDUE, dj_item_get_overdue (items, item));
}

/* Of each row of the table assignment the item, or -1 where it does not count. To be freed. */
static gint32 *find_items_of_rows (const DjItems *items)
{
  gint32 n_rows = items->tree->state->tables[DJ_TABLE_ASSIGNMENT]->n_rows;
  gint32 *item_of = g_new (gint32, (gsize)n_rows + 1);
  for (gint32 row = 0; row < n_rows; row++)
    item_of[row] = -1;
  for (gint32 item = 0; item < items->n; item++)
    for (gint32 i = items->assigned.start[item]; i < items->assigned.start[item + 1]; i++)
      item_of[items->assigned.to[i]] = item;
  return item_of;
}

static DjFrame *list_all_duties (const DjItems *items)
{
  g_autofree gint32 *item_of = find_items_of_rows (items);
  DjFrame *frame = new_duties ();
  for (gint32 row = 0; row < items->tree->state->tables[DJ_TABLE_ASSIGNMENT]->n_rows; row++)
    if (item_of[row] >= 0)
      append_duty (items, item_of[row], row, frame);
  return dj_frame_finish (frame);
}

/* The number under which the rows of each body asked for are grouped: the first place at which it is asked for. */
static gint32 *number_bodies (const DjItems *items, const char *const *bodies, gsize n, GHashTable *number_of)
{
  gint32 *groups = g_new (gint32, n + 1);
  for (gsize i = 0; i < n; i++)
  {
    gint32 text = bodies[i] ? dj_texts_find (items->tree->state->texts, bodies[i], -1) : DJ_TEXT_NONE;
    gpointer first = NULL;
    gboolean again = text >= 0 && g_hash_table_lookup_extended (number_of, GINT_TO_POINTER (text), NULL, &first);
    groups[i] = again ? GPOINTER_TO_INT (first) : (gint32)i;
    if (text >= 0 && !again)
      g_hash_table_insert (number_of, GINT_TO_POINTER (text), GINT_TO_POINTER (groups[i]));
  }
  return groups;
}

static void link_rows (const DjItems *items, const gint32 *item_of, GHashTable *number_of, gsize n, DjLinks *links)
{
  gint32 n_rows = items->tree->state->tables[DJ_TABLE_ASSIGNMENT]->n_rows, count = 0;
  g_autofree gint32 *group = g_new (gint32, (gsize)n_rows + 1);
  g_autofree gint32 *rows = g_new (gint32, (gsize)n_rows + 1);
  for (gint32 row = 0; row < n_rows; row++)
  {
    gpointer number = NULL;
    if (item_of[row] < 0
        || !g_hash_table_lookup_extended (number_of, GINT_TO_POINTER (get_body_text (items, row)), NULL, &number))
      continue;
    group[count] = GPOINTER_TO_INT (number);
    rows[count++] = row;
  }
  dj_links_fill (links, (gint32)n, group, rows, count);
}

DjFrame *dj_view_duties_of_many (DjView *view, const char *const *bodies, gsize n)
{
  g_return_val_if_fail (view != NULL && (bodies || n == 0) && n < G_MAXINT32, NULL);
  const DjItems *items = dj_tree_get_items (view->tree);
  g_autoptr (GHashTable) number_of = g_hash_table_new (NULL, NULL);
  g_autofree gint32 *groups = number_bodies (items, bodies, n, number_of);
  g_autofree gint32 *item_of = find_items_of_rows (items);
  DjLinks links;
  DjFrame *frame = new_duties ();
  link_rows (items, item_of, number_of, n, &links);
  for (gsize i = 0; i < n; i++)
    for (gint32 place = links.start[groups[i]]; place < links.start[groups[i] + 1]; place++)
      append_duty (items, item_of[links.to[place]], links.to[place], frame);
  dj_links_clear (&links);
  return dj_frame_finish (frame);
}

DjFrame *dj_view_duties_of (DjView *view, const char *body)
{
  g_return_val_if_fail (view != NULL, NULL);
  return body ? dj_view_duties_of_many (view, &body, 1) : list_all_duties (dj_tree_get_items (view->tree));
}
