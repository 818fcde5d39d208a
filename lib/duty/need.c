/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a need, and the operation that takes one of them. */
#include "duty/duty-private.h"

/* ---- Steps ----------------------------------------------------------------------------------------------------------- */

#define TO(state) (1u << (DJ_ITEM_##state))

/* Of each state, those that may follow it. */
static const guint16 steps[] = {
  [DJ_ITEM_NONE] = TO (RAISED),
  [DJ_ITEM_OPEN] = 0,
  [DJ_ITEM_RAISED] = TO (ROUTED) | TO (CANCELLED),
  [DJ_ITEM_ROUTED] = TO (TAKEN) | TO (RAISED) | TO (CANCELLED),
  [DJ_ITEM_TAKEN] = TO (RESOLVED) | TO (ROUTED) | TO (CANCELLED),
  [DJ_ITEM_RESOLVED] = TO (RATED) | TO (CLOSED) | TO (TAKEN),
  [DJ_ITEM_RATED] = TO (CLOSED) | TO (TAKEN),
  [DJ_ITEM_CLOSED] = 0,
  [DJ_ITEM_CANCELLED] = 0,
};

static gboolean is_state (DjItemState state) { return (guint)state < G_N_ELEMENTS (steps); }

gboolean dj_need_may_become (DjItemState from, DjItemState to)
{
  return is_state (from) && is_state (to) && ((steps[from] >> to) & 1u);
}

/* ---- The operation --------------------------------------------------------------------------------------------------- */

static const char *get_label (DjItemState state)
{
  const char *label = is_state (state) && state != DJ_ITEM_NONE
                          ? dj_code_list_get_label (&dj_codes_item_state, state, dj_language_default ())
                          : NULL;
  return label ? label : DJ_SAY ("无状态", "no state");
}

static gboolean may_step (const DjTableData *items, gint32 row, const char *item, DjItemState to, GError **error)
{
  DjItemState from = (DjItemState)dj_table_get_code (items, DJ_COLUMN_ITEM_STATE, row);
  if (!dj_need_may_become (from, to))
  {
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("事项“%s”不能由“%s”变为“%s”", "Item '%s' cannot go from '%s' to '%s'"), item, get_label (from),
                 get_label (to));
    return FALSE;
  }
  if (to == DJ_ITEM_ROUTED && dj_table_get_code (items, DJ_COLUMN_ITEM_ROUTE, row) == DJ_ROUTE_NONE)
  {
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("事项“%s”没有办理途径，不能转办", "Item '%s' has no route to be routed by"), item);
    return FALSE;
  }
  return TRUE;
}

/* What is taken up again was not resolved after all, so neither its day nor how content people were with it stays. */
static void step (DjTableData *items, gint32 row, DjItemState to, DjDate on)
{
  DjItemState from = (DjItemState)dj_table_get_code (items, DJ_COLUMN_ITEM_STATE, row);
  dj_table_set_code (items, DJ_COLUMN_ITEM_STATE, row, (int)to);
  if (to == DJ_ITEM_RESOLVED || to == DJ_ITEM_CANCELLED)
    dj_table_set_date (items, DJ_COLUMN_ITEM_CLOSED, row, on);
  if (to == DJ_ITEM_TAKEN && (from == DJ_ITEM_RESOLVED || from == DJ_ITEM_RATED))
  {
    dj_table_clear_cell (items, DJ_COLUMN_ITEM_CLOSED, row);
    dj_table_clear_cell (items, DJ_COLUMN_ITEM_RATING, row);
  }
}

gboolean dj_change_advance_need (DjChange *change, const char *item, DjItemState to, DjDate on, GError **error)
{
  g_return_val_if_fail (change != NULL, FALSE);
  gint32 row = dj_is_day (on, error) ? dj_change_first_row (change, DJ_TABLE_ITEM, item, error) : -1;
  if (row < 0 || !may_step (dj_change_get_draft (change)->tables[DJ_TABLE_ITEM], row, item, to, error))
    return FALSE;
  step (dj_change_edit (change, DJ_TABLE_ITEM), row, to, on);
  return TRUE;
}
