/* SPDX-License-Identifier: Apache-2.0 */
/* Who answers for a unit, step by step of the order of resort. What the steps look up is linked once for all units. */
#include "duty/duty-private.h"

#include <string.h>

struct DjResort
{
  DjTree *tree; /* borrowed, as all up to `graph` */
  const DjUnits *units;
  const DjItems *items;
  const DjAlliances *graph;
  DjResortOrder order;
  gboolean has_matter;
  DjLinks raised; /* open duties of the matter by the unit that raised them, */
  DjLinks around; /* and those that no unit raised by area */
  DjLinks guides; /* rows of the table guidance by organization */
  DjLinks zones;  /* areas that are made of others, by the area that is a part of them */
  gint32 *node_of_unit;
  gint32 *node_of_organization;
  DjTable *lead_table; /* of each alliance who leads it, */
  gint32 *lead_row;    /* or -1 */

  GHashTable *standing; /* text of a code → whether it answers for the unit or is of the unit's own */
  GArray *own;          /* gint32: organizations of the unit's own */
  GArray *answers;      /* DjAnswer */
};

enum
{
  STANDS_OWN = 1,
  STANDS_ANSWER,
};

/* ---- Duties of the matter -------------------------------------------------------------------------------------------- */

/* Whether a unit raised it, on whatever day that unit exists; @unit is the one of this day, or -1. */
static gboolean is_raised_by_unit (const DjResort *resort, gint32 item, gint32 *unit)
{
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 code = dj_item_get_text (resort->items, item, DJ_COLUMN_ITEM_RAISED_BY);
  gboolean by_unit = dj_state_find_code (resort->tree->state, code, &table) >= 0 && table == DJ_TABLE_UNIT;
  *unit = by_unit ? dj_units_find (resort->units, code) : -1;
  return by_unit;
}

static void link_duties (DjResort *resort, gint32 matter)
{
  const DjItems *items = resort->items;
  gsize n = (gsize)items->n + 1;
  g_autofree gint32 *unit_of = g_new (gint32, n), *raised = g_new (gint32, n);
  g_autofree gint32 *area_of = g_new (gint32, n), *around = g_new (gint32, n);
  gint32 n_raised = 0, n_around = 0, unit = -1;
  for (gint32 item = 0; item < items->n && matter >= 0; item++)
  {
    if (items->done[item] || !dj_item_is_duty (items, item)
        || dj_item_get_text (items, item, DJ_COLUMN_ITEM_CATEGORY) != matter)
      continue;
    gboolean by_unit = is_raised_by_unit (resort, item, &unit);
    if (unit >= 0)
    {
      unit_of[n_raised] = unit;
      raised[n_raised++] = item;
    }
    else if (!by_unit && items->area[item] >= 0)
    {
      area_of[n_around] = items->area[item];
      around[n_around++] = item;
    }
  }
  dj_links_fill (&resort->raised, resort->units->n, unit_of, raised, n_raised);
  dj_links_fill (&resort->around, resort->tree->areas.n, area_of, around, n_around);
}

/* ---- Guides and zones ------------------------------------------------------------------------------------------------- */

static gint32 find_guide (const DjResort *resort, gint32 row, DjTable *table)
{
  const DjTableData *guidances = resort->tree->state->tables[DJ_TABLE_GUIDANCE];
  return dj_tree_find_body (resort->tree, dj_table_get_text (guidances, DJ_COLUMN_GUIDANCE_GUIDE, row), table);
}

static void link_guides (DjResort *resort)
{
  const DjTree *tree = resort->tree;
  const DjTableData *table = tree->state->tables[DJ_TABLE_GUIDANCE];
  DjHolding holding = dj_holding (table, tree->on);
  g_autofree gint32 *guided = g_new (gint32, (gsize)table->n_rows + 1);
  g_autofree gint32 *rows = g_new (gint32, (gsize)table->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    DjTable guide = DJ_TABLE_ORGANIZATION;
    gint32 id = dj_forest_find (&tree->organizations, tree->state,
                                dj_table_get_text (table, DJ_COLUMN_GUIDANCE_ORGANIZATION, row));
    if (id < 0 || !dj_holds (&holding, row) || find_guide (resort, row, &guide) < 0)
      continue;
    guided[n] = id;
    rows[n++] = row;
  }
  dj_links_fill (&resort->guides, tree->organizations.n, guided, rows, n);
}

static void link_zones (DjResort *resort)
{
  const DjTree *tree = resort->tree;
  const DjTableData *table = tree->state->tables[DJ_TABLE_AREA_PART];
  DjHolding holding = dj_holding (table, tree->on);
  g_autofree gint32 *parts = g_new (gint32, (gsize)table->n_rows + 1);
  g_autofree gint32 *zones = g_new (gint32, (gsize)table->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    gint32 zone = dj_forest_find (&tree->areas, tree->state, dj_table_get_text (table, DJ_COLUMN_AREA_PART_ZONE, row));
    gint32 part = dj_forest_find (&tree->areas, tree->state, dj_table_get_text (table, DJ_COLUMN_AREA_PART_AREA, row));
    if (zone < 0 || part < 0 || !dj_holds (&holding, row))
      continue;
    parts[n] = part;
    zones[n++] = zone;
  }
  dj_links_fill (&resort->zones, tree->areas.n, parts, zones, n);
}

/* ---- Seats and leads ------------------------------------------------------------------------------------------------- */

static void number_nodes (DjResort *resort)
{
  const DjAlliances *graph = resort->graph;
  const DjForest *organizations = &resort->tree->organizations;
  resort->node_of_unit = g_new (gint32, (gsize)resort->units->n + 1);
  resort->node_of_organization = g_new (gint32, (gsize)organizations->n + 1);
  memset (resort->node_of_unit, 0xff, (gsize)resort->units->n * sizeof (gint32));
  memset (resort->node_of_organization, 0xff, (gsize)organizations->n * sizeof (gint32));
  for (gint32 node = graph->alliances.n; node < graph->first_organization; node++)
    resort->node_of_unit[resort->units->number_of_row[graph->row[node]]] = node;
  for (gint32 node = graph->first_organization; node < graph->n_nodes; node++)
    resort->node_of_organization[organizations->id_of_row[graph->row[node]]] = node;
}

/* An enterprise that leads is a unit, or what is based on one: a committee that leads is none. */
static gboolean is_based_on_unit (const DjResort *resort, DjTable table, gint32 row)
{
  const DjTableData *organizations = resort->tree->state->tables[DJ_TABLE_ORGANIZATION];
  if (table != DJ_TABLE_ORGANIZATION)
    return table == DJ_TABLE_UNIT;
  return dj_units_find (resort->units, dj_table_get_text (organizations, DJ_COLUMN_ORGANIZATION_BASE_UNIT, row)) >= 0;
}

static void find_leads (DjResort *resort)
{
  gint32 n = resort->graph->alliances.n;
  resort->lead_table = g_new0 (DjTable, (gsize)n + 1);
  resort->lead_row = g_new (gint32, (gsize)n + 1);
  for (gint32 alliance = 0; alliance < n; alliance++)
  {
    gint32 row = dj_alliance_find_lead (resort->graph, alliance, &resort->lead_table[alliance]);
    resort->lead_row[alliance] = row >= 0 && is_based_on_unit (resort, resort->lead_table[alliance], row) ? row : -1;
  }
}

/* ---- Naming bodies ------------------------------------------------------------------------------------------------------ */

/* The unit itself and its own organizations never answer. Returns whether the body does; one that does already is not told twice. */
static gboolean name_body (DjResort *resort, DjAnswer answer)
{
  gpointer code = GINT_TO_POINTER (
      dj_table_get_text (resort->tree->state->tables[answer.table], DJ_COLUMN_ALLIANCE_CODE, answer.row));
  int standing = GPOINTER_TO_INT (g_hash_table_lookup (resort->standing, code));
  if (standing == 0)
  {
    g_hash_table_insert (resort->standing, code, GINT_TO_POINTER (STANDS_ANSWER));
    g_array_append_val (resort->answers, answer);
  }
  return standing != STANDS_OWN;
}

static gboolean name_organization (DjResort *resort, gint32 id, DjAnswer answer)
{
  answer.table = DJ_TABLE_ORGANIZATION;
  answer.row = resort->tree->organizations.row[id];
  return name_body (resort, answer);
}

/* ---- Step: explicit assignment ------------------------------------------------------------------------------------------ */

static gboolean ask_items (DjResort *resort, const DjLinks *links, gint32 group, DjAnswer answer)
{
  const DjItems *items = resort->items;
  gboolean named = FALSE;
  for (gint32 place = links->start[group]; place < links->start[group + 1]; place++)
  {
    answer.thing = links->to[place];
    for (gint32 i = items->assigned.start[answer.thing]; i < items->assigned.start[answer.thing + 1]; i++)
    {
      if (dj_assignment_get_role (items, items->assigned.to[i]) != DJ_ASSIGNMENT_ACCOUNTABLE)
        continue;
      answer.row = dj_assignment_find_body (items, items->assigned.to[i], &answer.table);
      named |= name_body (resort, answer);
    }
  }
  return named;
}

static gint32 find_host (const DjUnits *units, gint32 unit)
{
  const DjTableData *table = units->tree->state->tables[DJ_TABLE_UNIT];
  return dj_units_find (units, dj_table_get_text (table, DJ_COLUMN_UNIT_HOST, units->row[unit]));
}

static gboolean ask_assignment (DjResort *resort, gint32 unit)
{
  DjAnswer answer = { .step = DJ_RESORT_ASSIGNMENT, .way = DJ_WAY_RAISED };
  if (!resort->has_matter)
    return FALSE;
  for (gint32 by = unit; by >= 0; by = find_host (resort->units, by), answer.way = DJ_WAY_HOST)
  {
    answer.other = by;
    if (ask_items (resort, &resort->raised, by, answer))
      return TRUE;
  }
  answer.way = DJ_WAY_AROUND;
  for (gint32 area = resort->units->area[unit]; area >= 0; area = resort->tree->areas.superior[area])
    if (ask_items (resort, &resort->around, area, answer))
      return TRUE;
  return FALSE;
}

/* ---- Steps: by the line, by the area ------------------------------------------------------------------------------------- */

static gboolean ask_coverages (DjResort *resort, gint32 unit, DjCoverageManner manner, DjResortStep step)
{
  const DjLinks *covered = &resort->units->covered;
  DjAnswer answer = { .step = step, .way = DJ_WAY_COVERS, .thing = (gint32)manner };
  gboolean named = FALSE;
  for (gint32 place = covered->start[unit]; place < covered->start[unit + 1]; place++)
    if (dj_coverage_get_manner (resort->tree, covered->to[place]) == manner)
      named |= name_organization (resort, dj_coverage_get_organization (resort->tree, covered->to[place]), answer);
  return named;
}

/* Who guides an organization of the unit's own in one of the two ways. */
static gboolean ask_guides (DjResort *resort, DjGuidanceKind one, DjGuidanceKind other, DjResortStep step)
{
  const DjTableData *table = resort->tree->state->tables[DJ_TABLE_GUIDANCE];
  DjAnswer answer = { .step = step, .way = DJ_WAY_GUIDES };
  gboolean named = FALSE;
  for (guint i = 0; i < resort->own->len; i++)
  {
    answer.thing = g_array_index (resort->own, gint32, i);
    for (gint32 place = resort->guides.start[answer.thing]; place < resort->guides.start[answer.thing + 1]; place++)
    {
      gint32 row = resort->guides.to[place];
      answer.other = dj_table_get_code (table, DJ_COLUMN_GUIDANCE_KIND, row);
      if (answer.other != (gint32)one && answer.other != (gint32)other)
        continue;
      answer.row = find_guide (resort, row, &answer.table);
      named |= name_body (resort, answer);
    }
  }
  return named;
}

static gboolean ask_line (DjResort *resort, gint32 unit)
{
  gboolean covers = ask_coverages (resort, unit, DJ_COVERAGE_INDUSTRY, DJ_RESORT_LINE);
  return ask_guides (resort, DJ_GUIDANCE_LINE, DJ_GUIDANCE_ATTACHED, DJ_RESORT_LINE) || covers;
}

static gboolean is_functional (const DjForest *areas, gint32 area)
{
  return areas->kind[area] >= DJ_AREA_GRID && areas->kind[area] <= DJ_AREA_ZONE;
}

static gboolean ask_leader (DjResort *resort, gint32 area, DjAnswer answer)
{
  gint32 id = resort->tree->leading[area];
  answer.thing = area;
  return id >= 0 && name_organization (resort, id, answer);
}

/* The lowest functional area that is led, from that one up. */
static gboolean ask_functional_areas (DjResort *resort, gint32 area, DjAnswer answer)
{
  const DjForest *areas = &resort->tree->areas;
  for (; area >= 0; area = areas->superior[area])
    if (is_functional (areas, area) && ask_leader (resort, area, answer))
      return TRUE;
  return FALSE;
}

static gboolean ask_zones (DjResort *resort, gint32 unit)
{
  DjAnswer answer = { .step = DJ_RESORT_AREA, .way = DJ_WAY_ZONE };
  for (gint32 area = resort->units->area[unit]; area >= 0; area = resort->tree->areas.superior[area])
    for (gint32 place = resort->zones.start[area]; place < resort->zones.start[area + 1]; place++)
    {
      answer.other = area;
      answer.zone = resort->zones.to[place];
      if (ask_functional_areas (resort, answer.zone, answer))
        return TRUE;
    }
  return FALSE;
}

static gboolean ask_area (DjResort *resort, gint32 unit)
{
  DjAnswer answer = { .step = DJ_RESORT_AREA, .way = DJ_WAY_LEADS };
  return ask_coverages (resort, unit, DJ_COVERAGE_AREA, DJ_RESORT_AREA)
         || ask_guides (resort, DJ_GUIDANCE_AREA, DJ_GUIDANCE_AREA, DJ_RESORT_AREA)
         || ask_functional_areas (resort, resort->units->area[unit], answer) || ask_zones (resort, unit);
}

/* ---- Steps: lead enterprise, community, subdistrict ------------------------------------------------------------------------- */

/* @organization is that of the unit's own with the seats, or -1 where they are the unit's. */
static gboolean ask_alliances (DjResort *resort, gint32 node, gint32 organization)
{
  const DjLinks *seated = &resort->graph->seated;
  DjAnswer answer = { .step = DJ_RESORT_LEAD, .way = DJ_WAY_ALLIANCE, .other = organization };
  gboolean named = FALSE;
  for (gint32 place = node < 0 ? 0 : seated->start[node]; node >= 0 && place < seated->start[node + 1]; place++)
  {
    answer.thing = seated->to[place];
    answer.table = resort->lead_table[answer.thing];
    answer.row = resort->lead_row[answer.thing];
    named |= answer.row >= 0 && name_body (resort, answer);
  }
  return named;
}

static gboolean ask_leads (DjResort *resort, gint32 unit)
{
  gboolean named = ask_alliances (resort, resort->node_of_unit[unit], -1);
  for (guint i = 0; i < resort->own->len; i++)
  {
    gint32 id = g_array_index (resort->own, gint32, i);
    named |= ask_alliances (resort, resort->node_of_organization[id], id);
  }
  return named;
}

/* The nearest area of the kind around the unit decides, led or not. */
static gboolean ask_level (DjResort *resort, gint32 unit, DjAreaKind kind, DjResortStep step)
{
  const DjForest *areas = &resort->tree->areas;
  gint32 area = resort->units->area[unit];
  while (area >= 0 && areas->kind[area] != kind)
    area = areas->superior[area];
  return area >= 0 && ask_leader (resort, area, (DjAnswer){ .step = step, .way = DJ_WAY_LEADS });
}

/* ---- The whole ------------------------------------------------------------------------------------------------------------- */

static gboolean ask_step (DjResort *resort, gint32 unit, DjResortStep step)
{
  switch (step)
  {
  case DJ_RESORT_ASSIGNMENT:
    return ask_assignment (resort, unit);
  case DJ_RESORT_LINE:
    return ask_line (resort, unit);
  case DJ_RESORT_AREA:
    return ask_area (resort, unit);
  case DJ_RESORT_LEAD:
    return ask_leads (resort, unit);
  case DJ_RESORT_COMMUNITY:
    return ask_level (resort, unit, DJ_AREA_COMMUNITY, step);
  case DJ_RESORT_SUBDISTRICT:
    return ask_coverages (resort, unit, DJ_COVERAGE_FALLBACK, step) || ask_level (resort, unit, DJ_AREA_TOWNSHIP, step);
  case DJ_RESORT_NONE:
  default:
    return FALSE;
  }
}

static void note_own (DjResort *resort, gint32 id)
{
  const DjTableData *table = resort->tree->state->tables[DJ_TABLE_ORGANIZATION];
  gint32 code = dj_table_get_text (table, DJ_COLUMN_ORGANIZATION_CODE, resort->tree->organizations.row[id]);
  if (g_hash_table_insert (resort->standing, GINT_TO_POINTER (code), GINT_TO_POINTER (STANDS_OWN)))
    g_array_append_val (resort->own, id);
}

/* What is based on the unit, or covers it as its own or jointly. */
static void note_unit (DjResort *resort, gint32 unit)
{
  const DjUnits *units = resort->units;
  const DjTableData *table = resort->tree->state->tables[DJ_TABLE_UNIT];
  gint32 code = dj_table_get_text (table, DJ_COLUMN_UNIT_CODE, units->row[unit]);
  g_hash_table_remove_all (resort->standing);
  g_array_set_size (resort->own, 0);
  g_array_set_size (resort->answers, 0);
  g_hash_table_insert (resort->standing, GINT_TO_POINTER (code), GINT_TO_POINTER (STANDS_OWN));
  for (gint32 place = units->based.start[unit]; place < units->based.start[unit + 1]; place++)
    note_own (resort, units->based.to[place]);
  for (gint32 place = units->covered.start[unit]; place < units->covered.start[unit + 1]; place++)
  {
    DjCoverageManner manner = dj_coverage_get_manner (resort->tree, units->covered.to[place]);
    if (manner == DJ_COVERAGE_OWN || manner == DJ_COVERAGE_JOINT)
      note_own (resort, dj_coverage_get_organization (resort->tree, units->covered.to[place]));
  }
}

guint dj_resort_ask (DjResort *resort, gint32 unit, const DjAnswer **answers)
{
  const DjResortOrder *order = &resort->order;
  gboolean named = FALSE;
  note_unit (resort, unit);
  for (int i = 0; i < order->n && (!named || order->joined[i]); i++)
    named |= ask_step (resort, unit, order->step[i]);
  *answers = (const DjAnswer *)(gpointer)resort->answers->data;
  return resort->answers->len;
}

DjResort *dj_resort_new (DjView *view, const char *matter, const DjResortOrder *order)
{
  DjResort *resort = g_new0 (DjResort, 1);
  resort->tree = view->tree;
  resort->units = dj_tree_get_units (view->tree);
  resort->items = dj_tree_get_items (view->tree);
  resort->graph = dj_view_get_alliances (view);
  resort->order = *order;
  resort->has_matter = matter != NULL;
  link_duties (resort, matter ? dj_texts_find (view->tree->state->texts, matter, -1) : DJ_TEXT_NONE);
  link_guides (resort);
  link_zones (resort);
  number_nodes (resort);
  find_leads (resort);
  resort->standing = g_hash_table_new (NULL, NULL);
  resort->own = g_array_new (FALSE, FALSE, sizeof (gint32));
  resort->answers = g_array_new (FALSE, FALSE, sizeof (DjAnswer));
  return resort;
}

void dj_resort_free (DjResort *resort)
{
  dj_links_clear (&resort->raised);
  dj_links_clear (&resort->around);
  dj_links_clear (&resort->guides);
  dj_links_clear (&resort->zones);
  g_free (resort->node_of_unit);
  g_free (resort->node_of_organization);
  g_free (resort->lead_table);
  g_free (resort->lead_row);
  g_hash_table_unref (resort->standing);
  g_array_unref (resort->own);
  g_array_unref (resort->answers);
  g_free (resort);
}
