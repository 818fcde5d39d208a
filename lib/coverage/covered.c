/* SPDX-License-Identifier: Apache-2.0 */
/* Coverages one by one: those that count, and those that stand on paper only. */
#include "coverage/coverage-private.h"

/* ---- Those that count ------------------------------------------------------------------------------------------------------- */

typedef enum
{
  COVERED_UNIT,
  COVERED_NAME,
  COVERED_ORGANIZATION,
  COVERED_ORGANIZATION_NAME,
  COVERED_MANNER,
  COVERED_BEST,
  COVERED_SINCE,
  COVERED_UNTIL,
} CoveredColumn;

static void add_coverage_columns (DjFrame *frame)
{
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_UNIT));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_ORGANIZATION));
}

static DjFrame *new_covered (void)
{
  DjFrame *frame = dj_frame_new ();
  add_coverage_columns (frame);
  dj_frame_add_text (frame, "organization_name", "党组织名称", "name of the organization");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_MANNER));
  dj_frame_add (frame, DJ_TYPE_CODE, "best", "是否计入", "best", &dj_codes_yes_no);
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_SINCE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_UNTIL));
  return frame;
}

/* One coverage of a unit, and the row from which its period is: of the table coverage, or of the organization based on the unit. */
typedef struct
{
  gint32 organization;
  DjCoverageManner manner;
  DjTable table;
  gint32 row;
} Covering;

/* @best is whether none of that manner was among the coverages so far, and is made FALSE by the first that is. */
static void append_covering (const DjUnits *units, gint32 unit, Covering covering, gboolean *best, DjFrame *frame)
{
  const DjTree *tree = units->tree;
  const DjTableData *table = tree->state->tables[covering.table];
  gboolean own = covering.table == DJ_TABLE_ORGANIZATION;
  gboolean counts = *best && (int)covering.manner == (int)units->best[unit];
  dj_frame_append_text (frame, COVERED_UNIT, dj_unit_get_text (units, unit, DJ_COLUMN_UNIT_CODE));
  dj_frame_append_text (frame, COVERED_NAME, dj_unit_get_text (units, unit, DJ_COLUMN_UNIT_NAME));
  dj_frame_append_text (frame, COVERED_ORGANIZATION,
                        dj_tree_get_organization_text (tree, covering.organization, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (frame, COVERED_ORGANIZATION_NAME,
                        dj_tree_get_organization_text (tree, covering.organization, DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_append_code (frame, COVERED_MANNER, (int)covering.manner);
  dj_frame_append_code (frame, COVERED_BEST, counts ? DJ_FLAG_YES : DJ_FLAG_NO);
  dj_frame_append_date (
      frame, COVERED_SINCE,
      dj_table_get_date (table, own ? (int)DJ_COLUMN_ORGANIZATION_SINCE : (int)DJ_COLUMN_COVERAGE_SINCE, covering.row));
  dj_frame_append_date (
      frame, COVERED_UNTIL,
      dj_table_get_date (table, own ? (int)DJ_COLUMN_ORGANIZATION_UNTIL : (int)DJ_COLUMN_COVERAGE_UNTIL, covering.row));
  *best = *best && !counts;
}

/* Whether a row says already that the organization is the unit's own. */
static gboolean is_said (const DjUnits *units, gint32 unit, gint32 organization)
{
  for (gint32 i = units->covered.start[unit]; i < units->covered.start[unit + 1]; i++)
  {
    gint32 row = units->covered.to[i];
    if (dj_coverage_get_manner (units->tree, row) == DJ_COVERAGE_OWN
        && dj_coverage_get_organization (units->tree, row) == organization)
      return TRUE;
  }
  return FALSE;
}

static void append_coverings (const DjUnits *units, gint32 unit, DjFrame *frame)
{
  const DjTree *tree = units->tree;
  gboolean best = TRUE;
  for (gint32 i = units->covered.start[unit]; i < units->covered.start[unit + 1]; i++)
  {
    gint32 row = units->covered.to[i];
    Covering covering
        = { dj_coverage_get_organization (tree, row), dj_coverage_get_manner (tree, row), DJ_TABLE_COVERAGE, row };
    append_covering (units, unit, covering, &best, frame);
  }
  for (gint32 i = units->based.start[unit]; i < units->based.start[unit + 1]; i++)
  {
    gint32 id = units->based.to[i];
    Covering covering = { id, DJ_COVERAGE_OWN, DJ_TABLE_ORGANIZATION, tree->organizations.row[id] };
    if (!is_said (units, unit, id))
      append_covering (units, unit, covering, &best, frame);
  }
}

DjFrame *dj_view_coverage_of (DjView *view, const char *unit)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjUnits *units = dj_tree_get_units (view->tree);
  DjFrame *frame = new_covered ();
  gint32 one = unit ? dj_units_find (units, dj_texts_find (view->tree->state->texts, unit, -1)) : -1;
  if (one >= 0)
    append_coverings (units, one, frame);
  for (gint32 i = 0; !unit && i < units->n; i++)
    append_coverings (units, i, frame);
  return dj_frame_finish (frame);
}

/* ---- Those on paper only -------------------------------------------------------------------------------------------------------- */

/* How a unit or an organization stood on a day. */
typedef struct
{
  gint32 row;   /* that holds, else the last that had ended, else the first */
  DjDate ended; /* DJ_DATE_NONE for one that exists or is yet to come */
} Standing;

static Standing find_standing (const DjTree *tree, DjTable table, gint32 code)
{
  DjTable of = table;
  gint32 first = dj_state_find_code (tree->state, code, &of);
  Standing standing = { first, DJ_DATE_NONE };
  if (first < 0 || of != table)
    return standing;
  for (gint32 row = first; row >= 0; row = dj_state_get_next_row (tree->state, table, row))
  {
    DjDate since, until;
    dj_table_get_period (tree->state->tables[table], row, &since, &until);
    if (since <= tree->on && until > tree->on)
      return (Standing){ row, DJ_DATE_NONE };
    if (since < until && until <= tree->on && until > standing.ended)
      standing = (Standing){ row, until };
  }
  return standing;
}

typedef enum
{
  PAPER_UNIT,
  PAPER_NAME,
  PAPER_ORGANIZATION,
  PAPER_MANNER,
  PAPER_ENDED,
  PAPER_ON,
} PaperColumn;

/* Of two that ended the one that ended first; of equals the unit. */
static void append_if_on_paper (const DjTree *tree, gint32 row, DjFrame *frame)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_COVERAGE];
  gint32 unit_code = dj_table_get_text (table, DJ_COLUMN_COVERAGE_UNIT, row);
  gint32 organization_code = dj_table_get_text (table, DJ_COLUMN_COVERAGE_ORGANIZATION, row);
  Standing unit = find_standing (tree, DJ_TABLE_UNIT, unit_code);
  Standing organization = find_standing (tree, DJ_TABLE_ORGANIZATION, organization_code);
  if (unit.ended == DJ_DATE_NONE && organization.ended == DJ_DATE_NONE)
    return;
  gboolean by_unit
      = organization.ended == DJ_DATE_NONE || (unit.ended != DJ_DATE_NONE && unit.ended <= organization.ended);
  dj_frame_append_text (frame, PAPER_UNIT, dj_texts_get (tree->state->texts, unit_code));
  dj_frame_append_text (frame, PAPER_NAME,
                        dj_state_get_cell (tree->state, DJ_TABLE_UNIT, DJ_COLUMN_UNIT_NAME, unit.row));
  dj_frame_append_text (frame, PAPER_ORGANIZATION, dj_texts_get (tree->state->texts, organization_code));
  dj_frame_append_code (frame, PAPER_MANNER, (int)dj_coverage_get_manner (tree, row));
  dj_frame_append_text (frame, PAPER_ENDED,
                        dj_schema_get_table (by_unit ? DJ_TABLE_UNIT : DJ_TABLE_ORGANIZATION)->name);
  dj_frame_append_date (frame, PAPER_ON, by_unit ? unit.ended : organization.ended);
}

DjFrame *dj_view_covered_on_paper (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjTableData *table = view->tree->state->tables[DJ_TABLE_COVERAGE];
  DjHolding holding = dj_holding (table, view->tree->on);
  DjFrame *frame = dj_frame_new ();
  add_coverage_columns (frame);
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_MANNER));
  dj_frame_add_text (frame, "ended", "已不存在", "ended");
  dj_frame_add (frame, DJ_TYPE_DATE, "on", "自何日起", "on", NULL);
  for (gint32 row = 0; row < table->n_rows; row++)
    if (dj_holds (&holding, row))
      append_if_on_paper (view->tree, row, frame);
  return dj_frame_finish (frame);
}
