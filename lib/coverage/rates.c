/* SPDX-License-Identifier: Apache-2.0 */
/* The coverage table: how units are covered, counted for all, by area, by kind or by industry. */
#include "coverage/coverage-private.h"

#include <math.h>

#define N_MANNERS (DJ_COVERAGE_GUIDE + 1) /* none included */

/* What is counted of the units that one row stands for. */
typedef struct
{
  gint64 units;
  gint64 manners[N_MANNERS];
  gint64 non_public;
  gint64 non_public_own;
  gint64 non_public_joint;
} Tally;

static gboolean is_non_public (int kind)
{
  return kind == DJ_UNIT_NON_PUBLIC_ENTERPRISE || kind == DJ_UNIT_PLATFORM_ENTERPRISE;
}

static void tally_unit (Tally *tally, const DjUnits *units, gint32 unit)
{
  DjCoverageManner best = units->best[unit];
  tally->units++;
  tally->manners[best]++;
  if (!is_non_public (dj_unit_get_code (units, unit, DJ_COLUMN_UNIT_KIND)))
    return;
  tally->non_public++;
  tally->non_public_own += best == DJ_COVERAGE_OWN;
  tally->non_public_joint += best == DJ_COVERAGE_JOINT;
}

static void tally_add (Tally *sum, const Tally *part)
{
  sum->units += part->units;
  for (int manner = 0; manner < N_MANNERS; manner++)
    sum->manners[manner] += part->manners[manner];
  sum->non_public += part->non_public;
  sum->non_public_own += part->non_public_own;
  sum->non_public_joint += part->non_public_joint;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------------------- */

typedef enum
{
  RATES_BY,
  RATES_NAME,
  RATES_UNITS,
  RATES_OWN, /* the manners follow in their order */
  RATES_NONE = RATES_OWN + DJ_COVERAGE_GUIDE,
  RATES_ORGANIZED,
  RATES_REACHED,
  RATES_OWN_RATE,
  RATES_REACHED_RATE,
  RATES_NON_PUBLIC,
  RATES_COVERAGE_RATE,
  RATES_SINGLE_RATE,
} RatesColumn;

static DjFrame *new_rates (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "by", "分组", "by");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_number (frame, "units", "单位数", "units");
  for (int manner = DJ_COVERAGE_OWN; manner < N_MANNERS; manner++)
  {
    const DjCodeInfo *info = &dj_codes_coverage_manner.codes[manner - 1];
    dj_frame_add_number (frame, info->name, info->label_zh, info->label_en);
  }
  dj_frame_add_number (frame, "none", "未覆盖", "none");
  dj_frame_add_number (frame, "organized", "组织覆盖", "organized");
  dj_frame_add_number (frame, "reached", "已覆盖", "reached");
  dj_frame_add_real (frame, "own_rate", "单独覆盖率", "own rate");
  dj_frame_add_real (frame, "reached_rate", "覆盖率", "reached rate");
  dj_frame_add_number (frame, "non_public", "非公企业", "non-public");
  dj_frame_add_real (frame, "coverage_rate", "组织覆盖率", "coverage rate");
  dj_frame_add_real (frame, "single_rate", "单独组建率", "single rate");
  return frame;
}

static double divide (gint64 part, gint64 whole) { return whole > 0 ? (double)part / (double)whole : (double)NAN; }

static void append_tally (const Tally *tally, const char *by, const char *name, DjFrame *frame)
{
  gint64 reached = tally->units - tally->manners[DJ_COVERAGE_NONE];
  gint64 work_only = tally->manners[DJ_COVERAGE_FALLBACK] + tally->manners[DJ_COVERAGE_GUIDE];
  dj_frame_append_text (frame, RATES_BY, by);
  dj_frame_append_text (frame, RATES_NAME, name);
  dj_frame_append_int (frame, RATES_UNITS, tally->units);
  for (int manner = DJ_COVERAGE_OWN; manner < N_MANNERS; manner++)
    dj_frame_append_int (frame, RATES_OWN + manner - DJ_COVERAGE_OWN, tally->manners[manner]);
  dj_frame_append_int (frame, RATES_NONE, tally->manners[DJ_COVERAGE_NONE]);
  dj_frame_append_int (frame, RATES_ORGANIZED, reached - work_only);
  dj_frame_append_int (frame, RATES_REACHED, reached);
  dj_frame_append_real (frame, RATES_OWN_RATE, divide (tally->manners[DJ_COVERAGE_OWN], tally->units));
  dj_frame_append_real (frame, RATES_REACHED_RATE, divide (reached, tally->units));
  dj_frame_append_int (frame, RATES_NON_PUBLIC, tally->non_public);
  dj_frame_append_real (frame, RATES_COVERAGE_RATE,
                        divide (tally->non_public_own + tally->non_public_joint, tally->non_public));
  dj_frame_append_real (frame, RATES_SINGLE_RATE, divide (tally->non_public_own, tally->non_public));
}

/* ---- For all, by kind, by industry --------------------------------------------------------------------------------------------- */

static void append_all (const DjUnits *units, DjFrame *frame)
{
  Tally all = { 0 };
  for (gint32 unit = 0; unit < units->n; unit++)
    tally_unit (&all, units, unit);
  append_tally (&all, NULL, NULL, frame);
}

/* Units without a value are counted at 0 and stand last. */
static void append_by_code (const DjUnits *units, int column, const DjCodeList *codes, DjFrame *frame)
{
  g_autofree Tally *tallies = g_new0 (Tally, (gsize)codes->n_codes + 1);
  for (gint32 unit = 0; unit < units->n; unit++)
    tally_unit (&tallies[dj_unit_get_code (units, unit, column)], units, unit);
  for (int code = 1; code <= codes->n_codes; code++)
    if (tallies[code].units > 0)
      append_tally (&tallies[code], codes->codes[code - 1].name, codes->codes[code - 1].label_zh, frame);
  if (tallies[0].units > 0)
    append_tally (&tallies[0], NULL, NULL, frame);
}

/* ---- By area --------------------------------------------------------------------------------------------------------------------- */

static void append_by_area (const DjUnits *units, DjAreaKind level, DjFrame *frame)
{
  const DjForest *areas = &units->tree->areas;
  g_autofree gint32 *above = dj_tree_find_level (units->tree, level);
  g_autofree Tally *tallies = g_new0 (Tally, (gsize)areas->n + 1);
  Tally without = { 0 };
  for (gint32 unit = 0; unit < units->n; unit++)
  {
    gint32 area = units->area[unit];
    tally_unit (area >= 0 && above[area] >= 0 ? &tallies[area] : &without, units, unit);
  }
  /* From the last to the first, everything within an area is added up before itself. */
  for (gint32 area = areas->n - 1; area > 0; area--)
    if (areas->superior[area] >= 0)
      tally_add (&tallies[areas->superior[area]], &tallies[area]);
  for (gint32 area = 0; area < areas->n; area++)
    if (areas->kind[area] == level)
      append_tally (&tallies[area], dj_tree_get_area_text (units->tree, area, DJ_COLUMN_AREA_CODE),
                    dj_tree_get_area_text (units->tree, area, DJ_COLUMN_AREA_NAME), frame);
  if (without.units > 0)
    append_tally (&without, NULL, NULL, frame);
}

DjFrame *dj_view_coverage (DjView *view, DjCoverageBy by, DjAreaKind level)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjUnits *units = dj_tree_get_units (view->tree);
  DjFrame *frame = new_rates ();
  switch (by)
  {
  case DJ_COVERAGE_BY_AREA:
    append_by_area (units, level, frame);
    break;
  case DJ_COVERAGE_BY_KIND:
    append_by_code (units, DJ_COLUMN_UNIT_KIND, &dj_codes_unit_kind, frame);
    break;
  case DJ_COVERAGE_BY_INDUSTRY:
    append_by_code (units, DJ_COLUMN_UNIT_INDUSTRY, &dj_codes_industry, frame);
    break;
  case DJ_COVERAGE_BY_ALL:
  default:
    append_all (units, frame);
  }
  return dj_frame_finish (frame);
}
