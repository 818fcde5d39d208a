/* SPDX-License-Identifier: Apache-2.0 */
/* Escalation: who should see to what is past its day, one superior further for every stretch of grace. */
#include "alliance/alliance-private.h"
#include "duty/duty-private.h"

/* A body that exists on the day; row -1 for none. */
typedef struct
{
  DjTable table;
  gint32 row;
} Body;

typedef struct
{
  const DjItems *items;
  const DjUnits *units;
  const DjAlliances *alliances;
  gint32 *stands; /* of each row of an alliance: the organization that stands for it, plus 2; 0 where not asked yet */
} Escalating;

#define STANDS(organization) ((organization) + 2)
#define NOBODY_STANDS STANDS (-1)

/* ---- Organizations that stand for other bodies --------------------------------------------------------------------------- */

static gint32 find_leading_around (const DjTree *tree, gint32 area)
{
  while (area >= 0 && tree->leading[area] < 0)
    area = tree->areas.superior[area];
  return area < 0 ? -1 : tree->leading[area];
}

/* The organization that covers the unit best, one of its own before others; else that which leads around it; or -1. */
static gint32 stand_for_unit (const DjUnits *units, gint32 row)
{
  gint32 unit = units->number_of_row[row];
  if (dj_links_count (&units->based, unit) > 0)
    return units->based.to[units->based.start[unit]];
  for (gint32 i = units->covered.start[unit]; i < units->covered.start[unit + 1]; i++)
    if (dj_coverage_get_manner (units->tree, units->covered.to[i]) == (DjCoverageManner)units->best[unit])
      return dj_coverage_get_organization (units->tree, units->covered.to[i]);
  return find_leading_around (units->tree, units->area[unit]);
}

static Body find_lead (const Escalating *escalating, gint32 row)
{
  const DjAlliances *graph = escalating->alliances;
  Body lead = { DJ_TABLE_ALLIANCE, -1 };
  lead.row = dj_alliance_find_lead (graph, graph->alliances.id_of_row[row], &lead.table);
  return lead;
}

/* The organization that stands for a body that is no alliance, or for an alliance that was asked about before; or -1. */
static gint32 stand_at_once (const Escalating *escalating, Body body)
{
  if (body.row < 0)
    return -1;
  if (body.table == DJ_TABLE_ORGANIZATION)
    return escalating->items->tree->organizations.id_of_row[body.row];
  return body.table == DJ_TABLE_UNIT ? stand_for_unit (escalating->units, body.row) : escalating->stands[body.row] - 2;
}

/* Alliances may lead one another, and even in a circle: who leads is followed until it is no alliance or was seen before, and what is
 * found goes for all on the way, so that no alliance is followed twice. */
static gint32 stand_for (const Escalating *escalating, Body body)
{
  gint32 n = 0;
  Body at = body;
  for (; at.row >= 0 && at.table == DJ_TABLE_ALLIANCE && escalating->stands[at.row] == 0; n++)
  {
    escalating->stands[at.row] = NOBODY_STANDS;
    at = find_lead (escalating, at.row);
  }
  gint32 organization = stand_at_once (escalating, at);
  for (at = body; n > 0; n--, at = find_lead (escalating, at.row))
    escalating->stands[at.row] = STANDS (organization);
  return organization;
}

/* ---- Steps up ---------------------------------------------------------------------------------------------------------------- */

static Body find_accountable (const DjItems *items, gint32 item)
{
  Body body = { DJ_TABLE_ORGANIZATION, -1 };
  body.row = dj_item_find_accountable (items, item, &body.table);
  return body;
}

/* Where nobody is accountable, the owner of the checklist is in its place. */
static Body find_beginning (const DjItems *items, gint32 item)
{
  Body body = find_accountable (items, item);
  if (body.row < 0)
    body.row = dj_item_find_owner (items, item, &body.table);
  return body;
}

/* Goes up as many steps as there are superiors; @steps becomes the number of those taken. */
static Body go_up (const Escalating *escalating, Body body, gint64 *steps)
{
  const DjForest *organizations = &escalating->items->tree->organizations;
  gint32 organization = stand_for (escalating, body);
  gint64 taken = 0;
  while (organization >= 0 && taken < *steps && organizations->superior[organization] >= 0)
  {
    organization = organizations->superior[organization];
    taken++;
  }
  *steps = taken;
  return organization < 0 ? body : (Body){ DJ_TABLE_ORGANIZATION, organizations->row[organization] };
}

/* ---- The frame --------------------------------------------------------------------------------------------------------------- */

typedef enum
{
  ESCALATIONS_ITEM,
  ESCALATIONS_TITLE,
  ESCALATIONS_BODY,
  ESCALATIONS_DUE,
  ESCALATIONS_OVERDUE,
  ESCALATIONS_STEPS,
  ESCALATIONS_TO,
  ESCALATIONS_TO_NAME,
} EscalationsColumn;

static DjFrame *new_escalations (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_ITEM));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_TITLE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_BODY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_DUE));
  dj_frame_add_number (frame, "overdue", "逾期天数", "days overdue");
  dj_frame_add_number (frame, "steps", "上提级数", "steps up");
  dj_frame_add_text (frame, "to", "督办单位", "to");
  dj_frame_add_text (frame, "to_name", "督办单位名称", "name of who it goes to");
  return frame;
}

static void append_escalation (const Escalating *escalating, gint32 item, gint64 overdue, int grace, DjFrame *frame)
{
  const DjItems *items = escalating->items;
  const DjState *state = items->tree->state;
  Body accountable = find_accountable (items, item);
  gint64 steps = (overdue + grace - 1) / grace;
  Body to = go_up (escalating, find_beginning (items, item), &steps);
  dj_frame_append_text (frame, ESCALATIONS_ITEM, dj_item_get_string (items, item, DJ_COLUMN_ITEM_CODE));
  dj_frame_append_text (frame, ESCALATIONS_TITLE, dj_item_get_string (items, item, DJ_COLUMN_ITEM_TITLE));
  dj_frame_append_text (frame, ESCALATIONS_BODY, dj_body_get_code (state, accountable.table, accountable.row));
  dj_frame_append_date (frame, ESCALATIONS_DUE, dj_item_get_date (items, item, DJ_COLUMN_ITEM_DUE));
  dj_frame_append_int (frame, ESCALATIONS_OVERDUE, overdue);
  dj_frame_append_int (frame, ESCALATIONS_STEPS, steps);
  dj_frame_append_text (frame, ESCALATIONS_TO, dj_body_get_code (state, to.table, to.row));
  dj_frame_append_text (frame, ESCALATIONS_TO_NAME, dj_body_get_name (state, to.table, to.row));
}

DjFrame *dj_view_escalations (DjView *view, int grace)
{
  g_return_val_if_fail (view != NULL, NULL);
  DjTree *tree = view->tree;
  g_autofree gint32 *stands = g_new0 (gint32, (gsize)tree->state->tables[DJ_TABLE_ALLIANCE]->n_rows + 1);
  Escalating escalating = { dj_tree_get_items (tree), dj_tree_get_units (tree), dj_view_get_alliances (view), stands };
  DjFrame *frame = new_escalations ();
  for (gint32 item = 0; item < escalating.items->n; item++)
  {
    gint64 overdue = dj_item_get_overdue (escalating.items, item);
    if (overdue != DJ_INT_NONE
        && (dj_item_is_need (escalating.items, item) || dj_item_is_duty (escalating.items, item)))
      append_escalation (&escalating, item, overdue, MAX (grace, 1), frame);
  }
  return dj_frame_finish (frame);
}
