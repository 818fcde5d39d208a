/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of each table are about, and to which organization they belong. */
#include "rule/check-private.h"

#include <string.h>

#define NONE (-1)
#define MOST 4

/* Of each table, by columns: rows without a code are called by the first two, and known again by all of them; they belong to the first
 * organization that one of `owners` leads to. */
typedef struct
{
  gint8 about[MOST];
  gint8 owners[MOST];
} About;

static const About abouts[DJ_N_TABLES] = {
  [DJ_TABLE_AREA] = { { NONE }, { NONE } },
  [DJ_TABLE_AREA_PART] = { { DJ_COLUMN_AREA_PART_ZONE, DJ_COLUMN_AREA_PART_AREA, NONE }, { NONE } },
  [DJ_TABLE_UNIT] = { { NONE }, { NONE } },
  [DJ_TABLE_ORGANIZATION] = { { NONE }, { NONE } },
  [DJ_TABLE_SUBORDINATION] = { { DJ_COLUMN_SUBORDINATION_ORGANIZATION, DJ_COLUMN_SUBORDINATION_SUPERIOR, NONE },
                               { DJ_COLUMN_SUBORDINATION_ORGANIZATION, NONE } },
  [DJ_TABLE_GUIDANCE] = { { DJ_COLUMN_GUIDANCE_ORGANIZATION, DJ_COLUMN_GUIDANCE_GUIDE, DJ_COLUMN_GUIDANCE_KIND, NONE },
                          { DJ_COLUMN_GUIDANCE_ORGANIZATION, NONE } },
  [DJ_TABLE_COVERAGE] = { { DJ_COLUMN_COVERAGE_UNIT, DJ_COLUMN_COVERAGE_ORGANIZATION, DJ_COLUMN_COVERAGE_MANNER, NONE },
                          { DJ_COLUMN_COVERAGE_ORGANIZATION, NONE } },
  [DJ_TABLE_PERSON] = { { NONE }, { NONE } },
  [DJ_TABLE_MEMBERSHIP]
  = { { DJ_COLUMN_MEMBERSHIP_PERSON, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, DJ_COLUMN_MEMBERSHIP_KIND, NONE },
      { DJ_COLUMN_MEMBERSHIP_ORGANIZATION, NONE } },
  [DJ_TABLE_TRANSFER]
  = { { DJ_COLUMN_TRANSFER_PERSON, DJ_COLUMN_TRANSFER_FROM, DJ_COLUMN_TRANSFER_TO, DJ_COLUMN_TRANSFER_ISSUED },
      { DJ_COLUMN_TRANSFER_FROM, DJ_COLUMN_TRANSFER_TO, DJ_COLUMN_TRANSFER_PERSON, NONE } },
  [DJ_TABLE_POST]
  = { { DJ_COLUMN_POST_PERSON, DJ_COLUMN_POST_BODY, DJ_COLUMN_POST_ROLE, NONE }, { DJ_COLUMN_POST_BODY, NONE } },
  [DJ_TABLE_ALLIANCE] = { { NONE }, { DJ_COLUMN_ALLIANCE_LEAD, DJ_COLUMN_ALLIANCE_PARENT, NONE } },
  [DJ_TABLE_SEAT] = { { DJ_COLUMN_SEAT_BODY, DJ_COLUMN_SEAT_ALLIANCE, DJ_COLUMN_SEAT_ROLE, NONE },
                      { DJ_COLUMN_SEAT_BODY, DJ_COLUMN_SEAT_ALLIANCE, NONE } },
  [DJ_TABLE_CHECKLIST] = { { NONE }, { DJ_COLUMN_CHECKLIST_OWNER, NONE } },
  [DJ_TABLE_ITEM] = { { NONE }, { DJ_COLUMN_ITEM_CHECKLIST, DJ_COLUMN_ITEM_RAISED_BY, NONE } },
  [DJ_TABLE_ASSIGNMENT] = { { DJ_COLUMN_ASSIGNMENT_ITEM, DJ_COLUMN_ASSIGNMENT_BODY, DJ_COLUMN_ASSIGNMENT_ROLE, NONE },
                            { DJ_COLUMN_ASSIGNMENT_BODY, DJ_COLUMN_ASSIGNMENT_ITEM, NONE } },
  [DJ_TABLE_MATCH] = { { DJ_COLUMN_MATCH_NEED, DJ_COLUMN_MATCH_RESOURCE, DJ_COLUMN_MATCH_PROJECT, NONE },
                       { DJ_COLUMN_MATCH_NEED, NONE } },
  [DJ_TABLE_ACTIVITY] = { { NONE }, { DJ_COLUMN_ACTIVITY_HOST, NONE } },
  [DJ_TABLE_ATTENDANCE] = { { DJ_COLUMN_ATTENDANCE_PARTICIPANT, DJ_COLUMN_ATTENDANCE_ACTIVITY, NONE },
                            { DJ_COLUMN_ATTENDANCE_ACTIVITY, NONE } },
  [DJ_TABLE_FACILITY] = { { NONE }, { DJ_COLUMN_FACILITY_ORGANIZATION, NONE } },
};

/* ---- To which organization ------------------------------------------------------------------------------------------------ */

/* An item's checklist's owner's lead is as far as it goes. */
#define STEPS_MOST 6

static gint32 find_by_steps (const DjPlan *plan, DjTable table, gint32 row, int steps);

static gint32 find_of_code (const DjPlan *plan, DjTable from, gint32 code, int steps)
{
  const DjView *view = plan->view;
  const DjSide *side = &plan->sides[from];
  DjTable table;
  gint32 row = dj_state_find_code (side->state, code, &table);
  if (row >= 0 && table == DJ_TABLE_ORGANIZATION)
    return side->of_people && view->placed ? dj_view_find_placed (view, code)
                                           : dj_forest_find (&view->tree->organizations, view->tree->state, code);
  if (row < 0 || table == DJ_TABLE_PERSON)
    return row < 0 ? -1 : find_by_steps (plan, table, row, steps);
  row = dj_tree_find_row (view->tree, table, code);
  return row < 0 ? -1 : find_by_steps (plan, table, row, steps);
}

static gint32 find_by_steps (const DjPlan *plan, DjTable table, gint32 row, int steps)
{
  if (table == DJ_TABLE_ORGANIZATION)
    return plan->view->tree->organizations.id_of_row[row];
  if (table == DJ_TABLE_PERSON)
    return plan->view->affiliation[row];
  for (int i = 0; i < MOST && abouts[table].owners[i] != NONE && steps > 0; i++)
  {
    gint32 code = dj_table_get_text (plan->sides[table].data, abouts[table].owners[i], row);
    gint32 organization = code < 0 ? -1 : find_of_code (plan, table, code, steps - 1);
    if (organization >= 0)
      return organization;
  }
  return -1;
}

gint32 dj_plan_find_organization (const DjPlan *plan, DjTable table, gint32 row)
{
  return find_by_steps (plan, table, row, STEPS_MOST);
}

/* ---- What it is called ------------------------------------------------------------------------------------------------------ */

const char *dj_plan_get_subject (const DjPlan *plan, DjTable table, gint32 row)
{
  const DjSide *side = &plan->sides[table];
  int key = side->data->info->key;
  int column = key >= 0 ? key : abouts[table].about[0];
  return column < 0 ? NULL : dj_texts_get (side->state->texts, dj_table_get_text (side->data, column, row));
}

static int find_name (DjTable table)
{
  return table == DJ_TABLE_ITEM ? (int)DJ_COLUMN_ITEM_TITLE : dj_table_find_column (table, "name");
}

/* The name of a row, or its code where it has none. */
static void append_row (const DjSide *side, DjTable table, gint32 row, GString *out)
{
  int name = find_name (table);
  gint32 text = name < 0 ? DJ_TEXT_NONE : dj_table_get_text (side->data, name, row);
  if (text < 0)
    text = dj_table_get_text (side->data, side->data->info->key, row);
  if (text >= 0)
    g_string_append (out, dj_texts_get (side->state->texts, text));
}

static void append_of_code (const DjPlan *plan, DjTable from, gint32 code, GString *out)
{
  DjTable table;
  gint32 row = dj_state_find_code (plan->sides[from].state, code, &table);
  if (row < 0)
    return;
  const DjSide *side = &plan->sides[table];
  row = dj_state_find_code (side->state, code, &table);
  gint32 holding = row < 0 ? -1 : dj_state_find_row_on (side->state, table, row, side->on);
  if (row >= 0)
    append_row (side, table, holding >= 0 ? holding : row, out);
}

void dj_plan_append_name (const DjPlan *plan, DjTable table, gint32 row, GString *out)
{
  const DjSide *side = &plan->sides[table];
  if (side->data->info->key >= 0)
  {
    append_row (side, table, row, out);
    return;
  }
  for (int i = 0; i < 2 && abouts[table].about[i] != NONE; i++)
  {
    gint32 code = dj_table_get_text (side->data, abouts[table].about[i], row);
    if (code < 0)
      continue;
    g_string_append (out, out->len > 0 ? " · " : "");
    append_of_code (plan, table, code, out);
  }
}

void dj_plan_append_key (const DjPlan *plan, DjTable table, gint32 row, GString *out)
{
  const DjSide *side = &plan->sides[table];
  int key = side->data->info->key;
  char buffer[32];
  for (int i = 0; i < (key >= 0 ? 1 : MOST) && (key >= 0 || abouts[table].about[i] != NONE); i++)
  {
    int column = key >= 0 ? key : abouts[table].about[i];
    const char *cell = dj_table_get_cell (side->data, side->state->texts, column, row, buffer);
    g_string_append (out, cell ? cell : "");
    g_string_append_c (out, '\n');
  }
}
