/* SPDX-License-Identifier: Apache-2.0 */
/* Up to DJ_CHECKED_AT_ONCE rows of one table, the values of nodes for them, and the rows that they refer to. A value that several rules ask for
 * is worked out once. */
#include "rule/check-private.h"

#include <string.h>

/* Arrays of 16 KiB that one thread may make: 256 MiB. */
#define ARRAYS_MOST 16384

/* Rows that others refer to by a node. */
typedef struct
{
  gint32 node;
  DjTable table;
  guint32 stamp; /* of those others, for which they are these */
  DjRows *rows;
} DjFollowed;

DjDesk *dj_desk_new_alone (const DjPlan *plan)
{
  DjDesk *desk = g_new (DjDesk, 1);
  desk->plan = plan;
  desk->stopped = &desk->stopped_own;
  desk->stopped_own = DJ_STOP_NONE;
  desk->n_arrays = 0;
  desk->settled = g_new0 (gint32, (gsize)plan->rules->conditions->len + 1);
  for (gint32 i = 0; i < DJ_CHECKED_AT_ONCE; i++)
    desk->missing[i] = DJ_VALUE_MISSING;
  return desk;
}

DjDesk *dj_desk_new (DjPlan *plan)
{
  DjDesk *desk = dj_desk_new_alone (plan);
  desk->stopped = &plan->stopped;
  return desk;
}

void dj_desk_free (DjDesk *desk)
{
  g_free (desk->settled);
  g_free (desk);
}

gboolean dj_desk_tell (const DjDesk *desk, GError **error) { return dj_tell_stop (desk->stopped, error); }

/* Whether so many more arrays may be made; stops all where not. */
static gboolean take_room (DjDesk *desk, gint32 n)
{
  if (desk->n_arrays > ARRAYS_MOST - n)
  {
    dj_stop (desk->stopped, DJ_STOP_LIMIT);
    return FALSE;
  }
  desk->n_arrays += n;
  return TRUE;
}

static void clear_followed (gpointer data)
{
  DjFollowed *followed = data;
  dj_rows_free (followed->rows);
}

DjRows *dj_rows_new (DjDesk *desk, DjTable table)
{
  gint32 n_slots = desk->plan->n_slots[table];
  if (!take_room (desk, 2 + n_slots / 1024))
    return NULL;
  DjRows *rows = g_new0 (DjRows, 1);
  *rows = (DjRows){ .desk = desk, .table = table, .begin = -1, .first_id = -1 };
  rows->rows = g_new (gint32, DJ_CHECKED_AT_ONCE);
  rows->values = g_new0 (gint32 *, (gsize)n_slots + 1);
  rows->stamps = g_new0 (guint32, (gsize)n_slots + 1);
  rows->followed = g_array_new (FALSE, FALSE, sizeof (DjFollowed));
  g_array_set_clear_func (rows->followed, clear_followed);
  return rows;
}

void dj_rows_free (DjRows *rows)
{
  if (!rows)
    return;
  for (gint32 slot = 0; slot < rows->desk->plan->n_slots[rows->table]; slot++)
    g_free (rows->values[slot]);
  g_free (rows->values);
  g_free (rows->stamps);
  g_free (rows->rows);
  g_array_unref (rows->followed);
  dj_rows_free (rows->selected);
  g_free (rows->selection);
  g_free (rows);
}

/* Stamp 0 is of nothing. */
static void renew (DjRows *rows, gint32 n)
{
  rows->n = n;
  if (++rows->stamp != 0)
    return;
  memset (rows->stamps, 0, ((gsize)rows->desk->plan->n_slots[rows->table] + 1) * sizeof (guint32));
  for (guint i = 0; i < rows->followed->len; i++)
    g_array_index (rows->followed, DjFollowed, i).stamp = 0;
  rows->stamp = 1;
}

DJ_WIDE static void number (gint32 begin, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = begin + i;
}

static void set_range (DjRows *rows, DjOrder order, gint32 begin, gint32 n)
{
  rows->begin = order == DJ_ORDER_TREE ? -1 : begin;
  rows->first_id = order == DJ_ORDER_TREE ? begin : -1;
  if (order == DJ_ORDER_TREE)
    memcpy (rows->rows, rows->desk->plan->view->tree->organizations.row + begin, (gsize)n * sizeof (gint32));
  else
    number (begin, n, rows->rows);
  renew (rows, n);
}

DjOrder dj_get_order (DjTable table, guint8 reads)
{
  return table == DJ_TABLE_ORGANIZATION && reads == DJ_READS_TREE ? DJ_ORDER_TREE : DJ_ORDER_ROWS;
}

DjOrder dj_plan_get_order (const DjPlan *plan, const DjRule *rule)
{
  return dj_get_order (rule->subject,
                       dj_condition_get_reads (plan, rule->when) | dj_condition_get_reads (plan, rule->then));
}

gint32 dj_plan_count (const DjPlan *plan, DjTable table, DjOrder order)
{
  return order == DJ_ORDER_TREE ? plan->view->tree->organizations.n : plan->sides[table].data->n_rows;
}

void dj_plan_pass (DjPlan *plan, DjRows *rows, DjOrder order, gint part, gint n_parts, DjBlockFunc take, gpointer data)
{
  DjRange range = dj_get_part (dj_plan_count (plan, rows->table, order), part, n_parts);
  gint32 block = dj_cut (DJ_CHECKED_AT_ONCE);
  for (gint64 at = range.begin; at < range.end && !dj_plan_is_stopped (plan); at += block)
  {
    set_range (rows, order, (gint32)at, (gint32)MIN (block, range.end - at));
    take (rows, data);
  }
}

void dj_rows_set (DjRows *rows, const gint32 *numbers, gint32 n)
{
  rows->begin = rows->first_id = -1;
  memcpy (rows->rows, numbers, (gsize)n * sizeof (gint32));
  renew (rows, n);
}

DjRows *dj_rows_select (DjRows *rows, const guint8 *among)
{
  if (!rows->selected && !(rows->selected = dj_rows_new (rows->desk, rows->table)))
    return NULL;
  if (!rows->selection)
    rows->selection = g_new (gint32, DJ_CHECKED_AT_ONCE + 8);
  DjRows *selected = rows->selected;
  gint32 n = dj_list_marks (among, rows->n, rows->selection);
  for (gint32 i = 0; i < n; i++)
    selected->rows[i] = rows->rows[rows->selection[i]];
  selected->begin = selected->first_id = -1;
  renew (selected, n);
  return selected;
}

const gint32 *dj_rows_get (DjRows *rows, gint32 number)
{
  const DjPlan *plan = rows->desk->plan;
  gint32 node = plan->nodes[number].alias;
  const DjNodePlan *planned = dj_plan_get_node (plan, node);
  if (rows->stamps[planned->slot] == rows->stamp)
    return rows->values[planned->slot];
  gint32 *values = rows->values[planned->slot];
  if (!values)
  {
    if (!take_room (rows->desk, 1))
      return rows->desk->missing;
    values = rows->values[planned->slot] = g_new (gint32, DJ_CHECKED_AT_ONCE);
    for (gint32 i = 0; planned->constant && i < DJ_CHECKED_AT_ONCE; i++)
      values[i] = planned->value; /* once for all rows */
  }
  if (!planned->constant)
    dj_node_fill (rows, node, values);
  rows->stamps[planned->slot] = rows->stamp;
  return values;
}

static DjFollowed *find_followed (DjRows *rows, gint32 node, DjTable table)
{
  for (guint i = 0; i < rows->followed->len; i++)
  {
    DjFollowed *followed = &g_array_index (rows->followed, DjFollowed, i);
    if (followed->node == node && followed->table == table)
      return followed;
  }
  DjFollowed followed = { node, table, 0, dj_rows_new (rows->desk, table) };
  if (!followed.rows)
    return NULL;
  g_array_append_val (rows->followed, followed);
  return &g_array_index (rows->followed, DjFollowed, rows->followed->len - 1);
}

DjRows *dj_rows_follow (DjRows *rows, gint32 number, DjTable table)
{
  gint32 node = rows->desk->plan->nodes[number].alias;
  DjFollowed *followed = find_followed (rows, node, table);
  if (!followed)
    return NULL;
  DjRows *result = followed->rows;
  if (followed->stamp != rows->stamp)
  {
    followed->stamp = rows->stamp; /* before filling, which may add to the list */
    dj_reference_fill (rows, node, table, result->rows);
    renew (result, rows->n);
  }
  return result;
}

void dj_rows_tell (DjRows *rows, gint32 number, DjTable table, const gint32 *numbers)
{
  DjFollowed *followed = find_followed (rows, rows->desk->plan->nodes[number].alias, table);
  if (!followed)
    return;
  followed->stamp = rows->stamp;
  dj_rows_set (followed->rows, numbers, rows->n);
}
