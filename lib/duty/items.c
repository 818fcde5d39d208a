/* SPDX-License-Identifier: Apache-2.0 */
/* The items of a day, whose they are and who is assigned to each. */
#include "duty/duty-private.h"

/* ---- Cells ---------------------------------------------------------------------------------------------------------- */

static const DjTableData *item_table (const DjItems *items) { return items->tree->state->tables[DJ_TABLE_ITEM]; }

gint32 dj_item_get_text (const DjItems *items, gint32 item, int column)
{
  return dj_table_get_text (item_table (items), column, items->row[item]);
}

const char *dj_item_get_string (const DjItems *items, gint32 item, int column)
{
  return dj_texts_get (items->tree->state->texts, dj_item_get_text (items, item, column));
}

DjDate dj_item_get_date (const DjItems *items, gint32 item, int column)
{
  return dj_table_get_date (item_table (items), column, items->row[item]);
}

int dj_item_get_code (const DjItems *items, gint32 item, int column)
{
  return dj_table_get_code (item_table (items), column, items->row[item]);
}

gint32 dj_items_find (const DjItems *items, gint32 code)
{
  gint32 row = dj_tree_find_row (items->tree, DJ_TABLE_ITEM, code);
  return row < 0 ? -1 : items->number_of_row[row];
}

gint32 dj_item_find_owner (const DjItems *items, gint32 item, DjTable *table)
{
  const DjTableData *checklists = items->tree->state->tables[DJ_TABLE_CHECKLIST];
  return dj_tree_find_body (items->tree,
                            dj_table_get_text (checklists, DJ_COLUMN_CHECKLIST_OWNER, items->checklist[item]), table);
}

gint64 dj_item_get_overdue (const DjItems *items, gint32 item)
{
  DjDate due = dj_item_get_date (items, item, DJ_COLUMN_ITEM_DUE);
  gboolean late = !items->done[item] && due != DJ_DATE_NONE && due < items->tree->on;
  return late ? items->tree->on - due : DJ_INT_NONE;
}

/* ---- Sorts of items ---------------------------------------------------------------------------------------------------- */

gboolean dj_item_is_need (const DjItems *items, gint32 item)
{
  return items->list_kind[item] == DJ_CHECKLIST_NEED || items->list_kind[item] == DJ_CHECKLIST_PROBLEM;
}

gboolean dj_item_is_resource (const DjItems *items, gint32 item)
{
  return items->list_kind[item] == DJ_CHECKLIST_RESOURCE || items->list_kind[item] == DJ_CHECKLIST_SPACE;
}

gboolean dj_item_is_duty (const DjItems *items, gint32 item)
{
  return !dj_item_is_need (items, item) && !dj_item_is_resource (items, item)
         && items->list_kind[item] != DJ_CHECKLIST_LEDGER_ENTERPRISE
         && items->list_kind[item] != DJ_CHECKLIST_LEDGER_CONTRIBUTION;
}

/* ---- Items that count -------------------------------------------------------------------------------------------------- */

/* A day of closing that is still to come leaves the item open, whatever its state says already. */
static gboolean is_done (const DjItems *items, gint32 row)
{
  const DjTableData *table = item_table (items);
  DjDate closed = dj_table_get_date (table, DJ_COLUMN_ITEM_CLOSED, row);
  int state = dj_table_get_code (table, DJ_COLUMN_ITEM_STATE, row);
  if (closed != DJ_DATE_NONE)
    return closed <= items->tree->on;
  return state == DJ_ITEM_RESOLVED || state == DJ_ITEM_RATED || state == DJ_ITEM_CLOSED || state == DJ_ITEM_CANCELLED;
}

static gint32 find_area (const DjItems *items, gint32 item)
{
  const DjTree *tree = items->tree;
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 area = dj_forest_find (&tree->areas, tree->state, dj_item_get_text (items, item, DJ_COLUMN_ITEM_AREA));
  if (area >= 0)
    return area;
  gint32 owner = dj_item_find_owner (items, item, &table);
  return owner < 0 ? -1 : dj_tree_get_body_area (tree, table, owner);
}

static void take_item (DjItems *items, gint32 row, gint32 checklist)
{
  const DjTableData *checklists = items->tree->state->tables[DJ_TABLE_CHECKLIST];
  gint32 item = items->n++;
  items->number_of_row[row] = item;
  items->row[item] = row;
  items->checklist[item] = checklist;
  items->list_kind[item] = (guint8)dj_table_get_code (checklists, DJ_COLUMN_CHECKLIST_KIND, checklist);
  items->done[item] = (guint8)is_done (items, row);
  items->area[item] = find_area (items, item);
}

/* A missing day of opening is less than any day. */
static void number_items (DjItems *items)
{
  const DjTableData *table = item_table (items);
  gsize n = (gsize)table->n_rows + 1;
  items->row = g_new (gint32, n);
  items->number_of_row = g_new (gint32, n);
  items->checklist = g_new (gint32, n);
  items->list_kind = g_new (guint8, n);
  items->done = g_new (guint8, n);
  items->area = g_new (gint32, n);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 checklist
        = dj_tree_find_row (items->tree, DJ_TABLE_CHECKLIST, dj_table_get_text (table, DJ_COLUMN_ITEM_CHECKLIST, row));
    items->number_of_row[row] = -1;
    if (checklist >= 0 && dj_table_get_date (table, DJ_COLUMN_ITEM_OPENED, row) <= items->tree->on)
      take_item (items, row, checklist);
  }
}

/* ---- Assignments ------------------------------------------------------------------------------------------------------- */

gint32 dj_assignment_find_body (const DjItems *items, gint32 row, DjTable *table)
{
  const DjTableData *assignments = items->tree->state->tables[DJ_TABLE_ASSIGNMENT];
  return dj_tree_find_body (items->tree, dj_table_get_text (assignments, DJ_COLUMN_ASSIGNMENT_BODY, row), table);
}

DjAssignmentRole dj_assignment_get_role (const DjItems *items, gint32 row)
{
  const DjTableData *assignments = items->tree->state->tables[DJ_TABLE_ASSIGNMENT];
  return (DjAssignmentRole)dj_table_get_code (assignments, DJ_COLUMN_ASSIGNMENT_ROLE, row);
}

gint32 dj_item_find_assignment (const DjItems *items, gint32 item, DjAssignmentRole role)
{
  for (gint32 i = items->assigned.start[item]; i < items->assigned.start[item + 1]; i++)
    if (dj_assignment_get_role (items, items->assigned.to[i]) == role)
      return items->assigned.to[i];
  return -1;
}

gint32 dj_item_find_accountable (const DjItems *items, gint32 item, DjTable *table)
{
  gint32 row = dj_item_find_assignment (items, item, DJ_ASSIGNMENT_ACCOUNTABLE);
  return row < 0 ? -1 : dj_assignment_find_body (items, row, table);
}

static void link_assignments (DjItems *items)
{
  const DjTableData *table = items->tree->state->tables[DJ_TABLE_ASSIGNMENT];
  DjHolding holding = dj_holding (table, items->tree->on);
  g_autofree gint32 *item_of = g_new (gint32, (gsize)table->n_rows + 1);
  g_autofree gint32 *rows = g_new (gint32, (gsize)table->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    DjTable body = DJ_TABLE_ORGANIZATION;
    gint32 item = dj_items_find (items, dj_table_get_text (table, DJ_COLUMN_ASSIGNMENT_ITEM, row));
    if (!dj_holds (&holding, row) || item < 0 || dj_assignment_find_body (items, row, &body) < 0)
      continue;
    item_of[n] = item;
    rows[n++] = row;
  }
  dj_links_fill (&items->assigned, items->n, item_of, rows, n);
}

/* ---- The whole ---------------------------------------------------------------------------------------------------------- */

static gpointer make_items (DjTree *tree)
{
  DjItems *items = g_new0 (DjItems, 1);
  items->tree = tree;
  number_items (items);
  link_assignments (items);
  return items;
}

static void free_items (gpointer data)
{
  DjItems *items = data;
  g_free (items->row);
  g_free (items->number_of_row);
  g_free (items->checklist);
  g_free (items->list_kind);
  g_free (items->done);
  g_free (items->area);
  dj_links_clear (&items->assigned);
  g_free (items);
}

const DjItems *dj_tree_get_items (DjTree *tree)
{
  static const char key;
  return dj_tree_get_extra (tree, &key, make_items, free_items);
}
