/* SPDX-License-Identifier: Apache-2.0 */
/* The units of a day, and what covers each. */
#include "coverage/coverage-private.h"

/* ---- Units ---------------------------------------------------------------------------------------------------------- */

static void number_units (DjUnits *units)
{
  const DjTableData *table = units->tree->state->tables[DJ_TABLE_UNIT];
  DjHolding holding = dj_holding (table, units->tree->on);
  units->row = g_new (gint32, (gsize)table->n_rows + 1);
  units->number_of_row = g_new (gint32, (gsize)table->n_rows + 1);
  units->area = g_new (gint32, (gsize)table->n_rows + 1);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    units->number_of_row[row] = dj_holds (&holding, row) ? units->n : -1;
    if (units->number_of_row[row] < 0)
      continue;
    units->area[units->n] = dj_tree_get_body_area (units->tree, DJ_TABLE_UNIT, row);
    units->row[units->n++] = row;
  }
}

gint32 dj_units_find (const DjUnits *units, gint32 code)
{
  gint32 row = dj_tree_find_row (units->tree, DJ_TABLE_UNIT, code);
  return row < 0 ? -1 : units->number_of_row[row];
}

const char *dj_unit_get_text (const DjUnits *units, gint32 unit, int column)
{
  return dj_state_get_cell (units->tree->state, DJ_TABLE_UNIT, column, units->row[unit]);
}

int dj_unit_get_code (const DjUnits *units, gint32 unit, int column)
{
  return dj_table_get_code (units->tree->state->tables[DJ_TABLE_UNIT], column, units->row[unit]);
}

/* ---- What covers them ------------------------------------------------------------------------------------------------- */

DjCoverageManner dj_coverage_get_manner (const DjTree *tree, gint32 row)
{
  int manner = dj_table_get_code (tree->state->tables[DJ_TABLE_COVERAGE], DJ_COLUMN_COVERAGE_MANNER, row);
  return manner == DJ_COVERAGE_NONE ? DJ_COVERAGE_AREA : (DjCoverageManner)manner;
}

gint32 dj_coverage_get_organization (const DjTree *tree, gint32 row)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_COVERAGE];
  return dj_forest_find (&tree->organizations, tree->state,
                         dj_table_get_text (table, DJ_COLUMN_COVERAGE_ORGANIZATION, row));
}

/* The manners are numbered from the best to the least. */
static void note_manner (DjUnits *units, gint32 unit, DjCoverageManner manner)
{
  if (units->best[unit] == DJ_COVERAGE_NONE || manner < units->best[unit])
    units->best[unit] = (guint8)manner;
}

static void link_coverages (DjUnits *units)
{
  const DjTableData *table = units->tree->state->tables[DJ_TABLE_COVERAGE];
  DjHolding holding = dj_holding (table, units->tree->on);
  g_autofree gint32 *unit_of = g_new (gint32, (gsize)table->n_rows + 1);
  g_autofree gint32 *rows = g_new (gint32, (gsize)table->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    if (!dj_holds (&holding, row) || dj_coverage_get_organization (units->tree, row) < 0)
      continue;
    gint32 unit = dj_units_find (units, dj_table_get_text (table, DJ_COLUMN_COVERAGE_UNIT, row));
    if (unit < 0)
      continue;
    note_manner (units, unit, dj_coverage_get_manner (units->tree, row));
    unit_of[n] = unit;
    rows[n++] = row;
  }
  dj_links_fill (&units->covered, units->n, unit_of, rows, n);
}

static void link_based (DjUnits *units)
{
  const DjForest *organizations = &units->tree->organizations;
  const DjTableData *table = units->tree->state->tables[DJ_TABLE_ORGANIZATION];
  g_autofree gint32 *unit_of = g_new (gint32, (gsize)organizations->n + 1);
  g_autofree gint32 *ids = g_new (gint32, (gsize)organizations->n + 1);
  gint32 n = 0;
  for (gint32 id = 0; id < organizations->n; id++)
  {
    gint32 unit
        = dj_units_find (units, dj_table_get_text (table, DJ_COLUMN_ORGANIZATION_BASE_UNIT, organizations->row[id]));
    if (unit < 0)
      continue;
    note_manner (units, unit, DJ_COVERAGE_OWN);
    unit_of[n] = unit;
    ids[n++] = id;
  }
  dj_links_fill (&units->based, units->n, unit_of, ids, n);
}

/* ---- The whole ---------------------------------------------------------------------------------------------------------- */

static gpointer make_units (DjTree *tree)
{
  DjUnits *units = g_new0 (DjUnits, 1);
  units->tree = tree;
  number_units (units);
  units->best = g_new0 (guint8, (gsize)units->n + 1);
  link_coverages (units);
  link_based (units);
  return units;
}

static void free_units (gpointer data)
{
  DjUnits *units = data;
  g_free (units->row);
  g_free (units->number_of_row);
  g_free (units->area);
  g_free (units->best);
  dj_links_clear (&units->based);
  dj_links_clear (&units->covered);
  g_free (units);
}

const DjUnits *dj_tree_get_units (DjTree *tree)
{
  static const char key;
  return dj_tree_get_extra (tree, &key, make_units, free_units);
}
