/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with open duties and with needs. */
#include "duty/duty-private.h"

#include <stdlib.h>

/* One pass over the items. */
typedef struct
{
  const DjItems *items;
  const DjTree *tree;
  const DjState *state;
  DjIssues *issues;
  guint8 *has_result; /* of each item: a match of the need, or an activity of the item, by the day */
  DjLinks parts;      /* areas that a functional area is made of, by it */
} Lint;

static void report_row (const Lint *lint, DjIssueCode code, DjTable table, gint32 row, gint32 item, const char *a,
                        const char *b)
{
  const DjPlace place = { .table = (int)table, .row = row };
  dj_issues_add (lint->issues, code, &place, dj_item_get_string (lint->items, item, DJ_COLUMN_ITEM_CODE), a, b, NULL);
}

static void report (const Lint *lint, DjIssueCode code, gint32 item, const char *a, const char *b)
{
  report_row (lint, code, DJ_TABLE_ITEM, lint->items->row[item], item, a, b);
}

static int get_state (const Lint *lint, gint32 item)
{
  return dj_item_get_code (lint->items, item, DJ_COLUMN_ITEM_STATE);
}

/* Who is to answer for a need is known once somebody has taken it. */
static gboolean is_asked_of_need (const Lint *lint, gint32 item)
{
  return dj_item_is_need (lint->items, item) && get_state (lint, item) == DJ_ITEM_TAKEN;
}

static gboolean is_watched (const Lint *lint, gint32 item)
{
  return !lint->items->done[item] && (dj_item_is_duty (lint->items, item) || dj_item_is_need (lint->items, item));
}

/* ---- Who is assigned ------------------------------------------------------------------------------------------------- */

static const char *body_code (const Lint *lint, gint32 row)
{
  return dj_state_get_cell (lint->state, DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_BODY, row);
}

/* The bodies accountable, each once. */
static GPtrArray *list_accountable (const Lint *lint, gint32 item)
{
  const DjLinks *assigned = &lint->items->assigned;
  GPtrArray *bodies = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  for (gint32 i = assigned->start[item]; i < assigned->start[item + 1]; i++)
  {
    gpointer code = (gpointer)body_code (lint, assigned->to[i]); /* a text is kept once: its address is its number */
    if (dj_assignment_get_role (lint->items, assigned->to[i]) == DJ_ASSIGNMENT_ACCOUNTABLE
        && g_hash_table_add (seen, code))
      g_ptr_array_add (bodies, code);
  }
  return bodies;
}

static void report_nobody (const Lint *lint, gint32 item)
{
  const DjLinks *assigned = &lint->items->assigned;
  const char *instead = NULL;
  for (gint32 i = assigned->start[item]; !instead && i < assigned->start[item + 1]; i++)
    instead
        = dj_code_list_get_name (&dj_codes_assignment_role, (int)dj_assignment_get_role (lint->items, assigned->to[i]));
  report (lint, DJ_ISSUE_DUTY_NO_ACCOUNTABLE, item, instead, NULL);
}

static void report_several (const Lint *lint, gint32 item, GPtrArray *bodies)
{
  g_autofree char *number = g_strdup_printf ("%u", bodies->len);
  g_ptr_array_add (bodies, NULL);
  g_autofree char *codes = g_strjoinv (", ", (char **)bodies->pdata);
  report (lint, DJ_ISSUE_DUTY_TWO_ACCOUNTABLE, item, codes, number);
}

static void check_roles (const Lint *lint, gint32 item)
{
  gboolean duty = dj_item_is_duty (lint->items, item);
  g_autoptr (GPtrArray) bodies = list_accountable (lint, item);
  if (bodies->len == 0 && (duty || is_asked_of_need (lint, item)))
    report_nobody (lint, item);
  if (bodies->len > 0 && duty && dj_item_find_assignment (lint->items, item, DJ_ASSIGNMENT_SUPPORT) < 0)
    report (lint, DJ_ISSUE_DUTY_NO_SUPPORT, item, bodies->pdata[0], NULL);
  if (bodies->len > 1)
    report_several (lint, item, bodies);
}

/* ---- Bodies that have ended --------------------------------------------------------------------------------------------- */

/* The last day by the view's on which a row of the code ended; DJ_DATE_NONE where none did, or where one holds. */
static DjDate find_end (const Lint *lint, gint32 code)
{
  DjTable table = DJ_TABLE_ORGANIZATION;
  DjDate end = DJ_DATE_NONE;
  if (dj_tree_find_body (lint->tree, code, &table) >= 0)
    return DJ_DATE_NONE;
  for (gint32 row = dj_state_find_code (lint->state, code, &table); row >= 0;
       row = dj_state_get_next_row (lint->state, table, row))
  {
    DjDate since, until;
    dj_table_get_period (lint->state->tables[table], row, &since, &until);
    if (since < until && until <= lint->tree->on)
      end = MAX (end, until);
  }
  return end;
}

static void check_ended (const Lint *lint)
{
  const DjTableData *table = lint->state->tables[DJ_TABLE_ASSIGNMENT];
  DjHolding holding = dj_holding (table, lint->tree->on);
  char day[DJ_DATE_TEXT_SIZE];
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 item = dj_items_find (lint->items, dj_table_get_text (table, DJ_COLUMN_ASSIGNMENT_ITEM, row));
    if (!dj_holds (&holding, row) || item < 0 || !is_watched (lint, item))
      continue;
    DjDate end = find_end (lint, dj_table_get_text (table, DJ_COLUMN_ASSIGNMENT_BODY, row));
    if (end != DJ_DATE_NONE)
      report_row (lint, DJ_ISSUE_DUTY_BODY_GONE, DJ_TABLE_ASSIGNMENT, row, item, body_code (lint, row),
                  dj_date_format (end, day));
  }
}

/* ---- Bodies from elsewhere ------------------------------------------------------------------------------------------------ */

static gboolean is_area_within (const Lint *lint, gint32 area, gint32 outer)
{
  return outer <= area && area < lint->tree->areas.end[outer];
}

/* Whether one of the zone's parts holds the area. */
static gboolean is_in_part (const Lint *lint, gint32 area, gint32 zone)
{
  for (gint32 place = lint->parts.start[zone]; place < lint->parts.start[zone + 1]; place++)
    if (is_area_within (lint, area, lint->parts.to[place]))
      return TRUE;
  return FALSE;
}

static gboolean is_at_home (const Lint *lint, gint32 body, gint32 area)
{
  return is_area_within (lint, body, area) || is_area_within (lint, area, body) || is_in_part (lint, body, area)
         || is_in_part (lint, area, body);
}

static void check_areas (const Lint *lint, gint32 item)
{
  const DjLinks *assigned = &lint->items->assigned;
  gint32 area = lint->items->area[item];
  for (gint32 i = assigned->start[item]; area >= 0 && i < assigned->start[item + 1]; i++)
  {
    gint32 row = assigned->to[i];
    DjAssignmentRole role = dj_assignment_get_role (lint->items, row);
    DjTable table = DJ_TABLE_ORGANIZATION;
    gint32 body = dj_assignment_find_body (lint->items, row, &table);
    gint32 base = dj_tree_get_body_area (lint->tree, table, body);
    if ((role == DJ_ASSIGNMENT_ACCOUNTABLE || role == DJ_ASSIGNMENT_SUPPORT) && base >= 0
        && !is_at_home (lint, base, area))
      report_row (lint, DJ_ISSUE_DUTY_BODY_OUTSIDE, DJ_TABLE_ASSIGNMENT, row, item, body_code (lint, row),
                  dj_tree_get_area_text (lint->tree, area, DJ_COLUMN_AREA_CODE));
  }
}

static void link_parts (Lint *lint)
{
  const DjTableData *table = lint->state->tables[DJ_TABLE_AREA_PART];
  DjHolding holding = dj_holding (table, lint->tree->on);
  g_autofree gint32 *zones = g_new (gint32, (gsize)table->n_rows + 1);
  g_autofree gint32 *parts = g_new (gint32, (gsize)table->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    zones[n]
        = dj_forest_find (&lint->tree->areas, lint->state, dj_table_get_text (table, DJ_COLUMN_AREA_PART_ZONE, row));
    parts[n]
        = dj_forest_find (&lint->tree->areas, lint->state, dj_table_get_text (table, DJ_COLUMN_AREA_PART_AREA, row));
    n += zones[n] >= 0 && parts[n] >= 0 && dj_holds (&holding, row);
  }
  dj_links_fill (&lint->parts, lint->tree->areas.n, zones, parts, n);
}

/* ---- Days and results ------------------------------------------------------------------------------------------------------- */

static void check_due (const Lint *lint, gint32 item)
{
  gint64 days = dj_item_get_overdue (lint->items, item);
  char day[DJ_DATE_TEXT_SIZE];
  if (days == DJ_INT_NONE)
    return;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, days);
  report (lint, DJ_ISSUE_DUTY_OVERDUE, item, number,
          dj_date_format (dj_item_get_date (lint->items, item, DJ_COLUMN_ITEM_DUE), day));
}

static gboolean wants_result (DjChecklistKind kind)
{
  return kind == DJ_CHECKLIST_PLAN || kind == DJ_CHECKLIST_PROJECT || kind == DJ_CHECKLIST_TASK
         || kind == DJ_CHECKLIST_PROBLEM || kind == DJ_CHECKLIST_NEED;
}

static gint64 get_rating (const Lint *lint, gint32 item)
{
  return dj_table_get_int (lint->state->tables[DJ_TABLE_ITEM], DJ_COLUMN_ITEM_RATING, lint->items->row[item]);
}

static void check_result (const Lint *lint, gint32 item)
{
  int state = get_state (lint, item);
  gboolean resolved = state == DJ_ITEM_RESOLVED || state == DJ_ITEM_RATED || state == DJ_ITEM_CANCELLED;
  if (lint->items->done[item] && !resolved && wants_result ((DjChecklistKind)lint->items->list_kind[item])
      && !lint->has_result[item] && get_rating (lint, item) == DJ_INT_NONE)
    report (lint, DJ_ISSUE_DUTY_NO_RESULT, item, dj_item_get_string (lint->items, item, DJ_COLUMN_ITEM_TITLE), NULL);
}

/* What is dated after the day is no result yet. A day that is missing leaves open when. */
static void note_results (const Lint *lint, DjTable of, int item_column, int day_column)
{
  const DjTableData *table = lint->state->tables[of];
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 item = dj_items_find (lint->items, dj_table_get_text (table, item_column, row));
    if (item >= 0 && dj_table_get_date (table, day_column, row) <= lint->tree->on)
      lint->has_result[item] = TRUE;
  }
}

/* ---- States of needs --------------------------------------------------------------------------------------------------------- */

static void report_state (const Lint *lint, gint32 item, int column)
{
  report (lint, DJ_ISSUE_NEED_STATE, item, dj_code_list_get_name (&dj_codes_item_state, get_state (lint, item)),
          dj_column_of (DJ_TABLE_ITEM, column)->name);
}

static void check_need_state (const Lint *lint, gint32 item)
{
  int state = get_state (lint, item);
  gboolean over = state == DJ_ITEM_RESOLVED || state == DJ_ITEM_RATED || state == DJ_ITEM_CLOSED;
  gboolean on_its_way = over || state == DJ_ITEM_ROUTED || state == DJ_ITEM_TAKEN;
  gboolean rated = get_rating (lint, item) != DJ_INT_NONE;
  if (over && dj_item_get_date (lint->items, item, DJ_COLUMN_ITEM_CLOSED) == DJ_DATE_NONE)
    report_state (lint, item, DJ_COLUMN_ITEM_CLOSED);
  if ((state == DJ_ITEM_RATED && !rated) || (rated && !over && state != DJ_ITEM_CANCELLED))
    report_state (lint, item, DJ_COLUMN_ITEM_RATING);
  if (on_its_way && dj_item_get_code (lint->items, item, DJ_COLUMN_ITEM_ROUTE) == 0)
    report_state (lint, item, DJ_COLUMN_ITEM_ROUTE);
}

/* ---- Checklists not taken over ------------------------------------------------------------------------------------------------- */

/* An organization among its fellows: those of its kind and form under the same superior. */
typedef struct
{
  gint32 superior;
  int kind;
  int form;
  gint32 id;
  DjDate begun;
} Fellow;

#define N_LISTS (DJ_CHECKLIST_FUNDING + 1)

static int compare_fellows (const void *a, const void *b)
{
  const Fellow *first = a, *second = b;
  if (first->superior != second->superior)
    return first->superior < second->superior ? -1 : 1;
  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  if (first->form != second->form)
    return first->form < second->form ? -1 : 1;
  return (first->id > second->id) - (first->id < second->id);
}

static Fellow *list_fellows (const Lint *lint, gint32 *n)
{
  const DjForest *organizations = &lint->tree->organizations;
  const DjTableData *table = lint->state->tables[DJ_TABLE_ORGANIZATION];
  Fellow *fellows = g_new (Fellow, (gsize)organizations->n + 1);
  *n = 0;
  for (gint32 id = 0; id < organizations->n; id++)
  {
    DjTable of = DJ_TABLE_ORGANIZATION;
    gint32 row = organizations->row[id];
    gint32 first = dj_state_find_code (lint->state, dj_table_get_text (table, DJ_COLUMN_ORGANIZATION_CODE, row), &of);
    if (organizations->superior[id] >= 0)
      fellows[(*n)++] = (Fellow){ organizations->superior[id], organizations->kind[id],
                                  dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_FORM, row), id,
                                  dj_state_get_beginning (lint->state, DJ_TABLE_ORGANIZATION, first) };
  }
  if (*n > 1)
    qsort (fellows, (gsize)*n, sizeof *fellows, compare_fellows);
  return fellows;
}

/* The first checklist of each kind that an organization owns: id + 1 → its row + 1, or 0, by kind. */
static GHashTable *list_owned (const Lint *lint)
{
  const DjTableData *table = lint->state->tables[DJ_TABLE_CHECKLIST];
  DjHolding holding = dj_holding (table, lint->tree->on);
  GHashTable *owned = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 id = dj_forest_find (&lint->tree->organizations, lint->state,
                                dj_table_get_text (table, DJ_COLUMN_CHECKLIST_OWNER, row));
    int kind = dj_table_get_code (table, DJ_COLUMN_CHECKLIST_KIND, row);
    if (id < 0 || !dj_holds (&holding, row) || kind >= N_LISTS)
      continue;
    gint32 *lists = g_hash_table_lookup (owned, GINT_TO_POINTER (id + 1));
    if (!lists)
      g_hash_table_insert (owned, GINT_TO_POINTER (id + 1), lists = g_new0 (gint32, N_LISTS));
    if (!lists[kind])
      lists[kind] = row + 1;
  }
  return owned;
}

static gint32 get_list (GHashTable *owned, gint32 id, int kind)
{
  const gint32 *lists = g_hash_table_lookup (owned, GINT_TO_POINTER (id + 1));
  return lists ? lists[kind] - 1 : -1;
}

/* The one without a list of that kind, where it began later than all others and these have one; -1 for none. */
static gint32 find_without (GHashTable *owned, const Fellow *fellows, gint32 n, int kind, gint32 *list)
{
  gint32 without = -1;
  for (gint32 i = 0; i < n; i++)
  {
    gint32 own = get_list (owned, fellows[i].id, kind);
    if (own < 0 && without >= 0)
      return -1;
    if (own < 0)
      without = i;
    else
      *list = own;
  }
  for (gint32 i = 0; i < n && without >= 0; i++)
    if (i != without && fellows[i].begun >= fellows[without].begun)
      without = -1;
  return without;
}

static void check_fellows (const Lint *lint, GHashTable *owned, const Fellow *fellows, gint32 n)
{
  for (int kind = 1; kind < N_LISTS && n > 2; kind++)
  {
    gint32 list = -1, without = find_without (owned, fellows, n, kind, &list);
    if (without < 0)
      continue;
    gint32 id = fellows[without].id;
    const DjPlace place = { .table = DJ_TABLE_ORGANIZATION, .row = lint->tree->organizations.row[id] };
    dj_issues_add (lint->issues, DJ_ISSUE_DUTY_NOT_INHERITED, &place,
                   dj_tree_get_organization_text (lint->tree, id, DJ_COLUMN_ORGANIZATION_CODE),
                   dj_code_list_get_name (&dj_codes_checklist_kind, kind),
                   dj_state_get_cell (lint->state, DJ_TABLE_CHECKLIST, DJ_COLUMN_CHECKLIST_CODE, list), NULL);
  }
}

static void check_inherited (const Lint *lint)
{
  gint32 n = 0;
  g_autofree Fellow *fellows = list_fellows (lint, &n);
  g_autoptr (GHashTable) owned = list_owned (lint);
  for (gint32 begin = 0, end; begin < n; begin = end)
  {
    const Fellow *first = &fellows[begin];
    end = begin + 1;
    while (end < n && fellows[end].superior == first->superior && fellows[end].kind == first->kind
           && fellows[end].form == first->form)
      end++;
    check_fellows (lint, owned, first, end - begin);
  }
}

/* ---- The whole ------------------------------------------------------------------------------------------------------------------ */

static void check_item (const Lint *lint, gint32 item)
{
  if (is_watched (lint, item))
  {
    check_roles (lint, item);
    check_areas (lint, item);
    check_due (lint, item);
  }
  check_result (lint, item);
  if (dj_item_is_need (lint->items, item))
    check_need_state (lint, item);
}

DjIssues *dj_view_check_duties (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjItems *items = dj_tree_get_items (view->tree);
  Lint lint = { .items = items, .tree = view->tree, .state = view->tree->state, .issues = dj_issues_new () };
  g_autofree guint8 *has_result = g_new0 (guint8, (gsize)items->n + 1);
  lint.has_result = has_result;
  note_results (&lint, DJ_TABLE_MATCH, DJ_COLUMN_MATCH_NEED, DJ_COLUMN_MATCH_SINCE);
  note_results (&lint, DJ_TABLE_ACTIVITY, DJ_COLUMN_ACTIVITY_ITEM, DJ_COLUMN_ACTIVITY_DATE);
  link_parts (&lint);
  for (gint32 item = 0; item < items->n; item++)
    check_item (&lint, item);
  check_ended (&lint);
  check_inherited (&lint);
  dj_links_clear (&lint.parts);
  dj_issues_finish (lint.issues);
  return lint.issues;
}
