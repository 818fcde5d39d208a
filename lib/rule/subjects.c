/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a table are asked about: those that hold on the day; of tables without a period, those that have happened. */
#include "rule/check-private.h"

#include <string.h>

/* The day that must have come for a row of a table without a period, or -1. */
static int get_happening (DjTable table)
{
  switch (table)
  {
  case DJ_TABLE_TRANSFER:
    return DJ_COLUMN_TRANSFER_ISSUED;
  case DJ_TABLE_ITEM:
    return DJ_COLUMN_ITEM_OPENED;
  case DJ_TABLE_ACTIVITY:
    return DJ_COLUMN_ACTIVITY_DATE;
  default:
    return -1;
  }
}

DjSide dj_side (const DjView *view, DjTable table)
{
  gboolean of_people = table == DJ_TABLE_PERSON || table == DJ_TABLE_MEMBERSHIP || table == DJ_TABLE_TRANSFER;
  const DjTree *tree = of_people ? view->home : view->tree;
  const DjTableData *data = tree->state->tables[table];
  int happening = get_happening (table);
  return (DjSide){ .state = tree->state,
                   .data = data,
                   .holding = dj_holding (data, tree->on),
                   .on = tree->on,
                   .of_people = of_people,
                   .happened = happening < 0 ? NULL : dj_table_dates (data, happening) };
}

/* A missing day is less than any other. */
static void leave_out_later (const DjDate *days, gint32 begin, gint32 n, DjDate on, guint8 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = (guint8)(out[i] & -(days[begin + i] <= on));
}

/* One less than the missing `until` wraps to the greatest day. */
static void leave_out_ended (const DjDate *until, gint32 begin, gint32 n, DjDate on, guint8 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = (guint8)(out[i] & -((gint32)((guint32)until[begin + i] - 1u) >= on));
}

/* Attendances at activities that are still to come. */
static void leave_out_coming (const DjPlan *plan, gint32 begin, gint32 n, guint8 *out)
{
  const DjSide *side = &plan->sides[DJ_TABLE_ATTENDANCE], *activities = &plan->sides[DJ_TABLE_ACTIVITY];
  const gint32 *codes = dj_table_texts (side->data, DJ_COLUMN_ATTENDANCE_ACTIVITY);
  for (gint32 i = 0; codes && activities->happened && i < n; i++)
  {
    DjTable table;
    gint32 row = dj_state_find_code (side->state, codes[begin + i], &table);
    if (row >= 0 && table == DJ_TABLE_ACTIVITY && activities->happened[row] > activities->on)
      out[i] = 0;
  }
}

/* Those that the tree has no number for do not hold in it. */
static void leave_out_unnumbered (const gint32 *id_of_row, gint32 begin, gint32 n, guint8 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = (guint8)(out[i] & -(id_of_row[begin + i] >= 0));
}

gboolean dj_rows_are_all_asked (const DjRows *rows)
{
  const DjSide *side = &rows->desk->plan->sides[rows->table];
  return rows->first_id >= 0
         || (!side->holding.since && !side->holding.until && !side->happened && rows->table != DJ_TABLE_ATTENDANCE
             && rows->table != DJ_TABLE_ORGANIZATION && rows->table != DJ_TABLE_AREA);
}

void dj_plan_select (const DjPlan *plan, DjTable table, gint32 begin, gint32 n, gboolean past, guint8 *out)
{
  const DjSide *side = &plan->sides[table];
  const DjTree *tree = plan->view->tree;
  memset (out, 0xff, (gsize)n);
  if (side->holding.since)
    leave_out_later (side->holding.since, begin, n, side->on, out);
  if (side->holding.until && !past)
    leave_out_ended (side->holding.until, begin, n, side->on, out);
  if (side->happened)
    leave_out_later (side->happened, begin, n, side->on, out);
  if (table == DJ_TABLE_ATTENDANCE)
    leave_out_coming (plan, begin, n, out);
  if (table == DJ_TABLE_ORGANIZATION && !past)
    leave_out_unnumbered (tree->organizations.id_of_row, begin, n, out);
  if (table == DJ_TABLE_AREA && !past)
    leave_out_unnumbered (tree->areas.id_of_row, begin, n, out);
}

static void select_row (const DjPlan *plan, DjTable table, gint32 row, gboolean past, guint8 *out)
{
  const DjSide *side = &plan->sides[table];
  if (table != DJ_TABLE_MEMBERSHIP) /* of which there are most */
    dj_plan_select (plan, table, row, 1, past, out);
  else if (past)
    *out = !side->holding.since || side->holding.since[row] <= side->on ? 0xff : 0;
  else
    *out = dj_holds (&side->holding, row) ? 0xff : 0;
}

void dj_rows_find_asked (const DjRows *rows, gboolean past, guint8 *out)
{
  const DjPlan *plan = rows->desk->plan;
  if (rows->first_id >= 0)
    memset (out, 0xff, (gsize)rows->n);
  else if (rows->begin >= 0)
    dj_plan_select (plan, rows->table, rows->begin, rows->n, past, out);
  else
    for (gint32 i = 0; i < rows->n; i++)
      select_row (plan, rows->table, rows->rows[i], past, &out[i]);
}
