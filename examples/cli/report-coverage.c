/* SPDX-License-Identifier: Apache-2.0 */
/* The two coverages: the whole as one bar, tables by area, kind and industry, blind spots. */
#include "report.h"

#define AREAS_MOST 40
#define TABLES_MOST 2
#define SPOTS_SHOWN 12

static const char *const manners[] = { "own", "joint", "area", "industry", "fallback", "guide", "none" };

static const ReportColumn columns[] = {
  { "name", SHOW_PLAIN }, { "units", SHOW_PLAIN },       { "own", SHOW_PLAIN },          { "joint", SHOW_PLAIN },
  { "area", SHOW_PLAIN }, { "industry", SHOW_PLAIN },    { "fallback", SHOW_PLAIN },     { "guide", SHOW_PLAIN },
  { "none", SHOW_PLAIN }, { "reached_rate", SHOW_RATE }, { "coverage_rate", SHOW_RATE }, { "single_rate", SHOW_RATE },
};

/* ---- The bar ---- */

static const char *manner_label (const Report *report, const char *manner)
{
  const DjCodeList *list = dj_schema_find_code_list ("coverage_manner");
  int code = dj_code_list_find (list, manner, -1);
  return code ? dj_code_list_get_label (list, code, report->tool->language)
              : report_say (report, "not covered", "未覆盖");
}

static void add_bar (Report *report, const DjFrame *all)
{
  gint64 units = report_get_int (all, 0, "units");
  report_add (report, "<div class=\"stack\" role=\"img\" aria-label=\"%s\">",
              report_say (report, "Units by manner of coverage", "单位按覆盖方式分布"));
  for (gsize i = 0; i < G_N_ELEMENTS (manners); i++)
  {
    gint64 n = report_get_int (all, 0, manners[i]);
    if (n > 0)
      report_add (report, "<i class=\"m-%s\" style=\"width:%.3f%%\"></i>", manners[i], (double)n * 100 / (double)units);
  }
  report_add (report, "</div>\n<ul class=\"legend\">");
  for (gsize i = 0; i < G_N_ELEMENTS (manners); i++)
  {
    g_autofree char *n = report_cell (report, all, 0, manners[i]);
    report_add (report, "<li><i class=\"m-%s\"></i>", manners[i]);
    report_text (report, manner_label (report, manners[i]));
    report_add (report, " <b>%s</b></li>", n);
  }
  report_add (report, "</ul>\n");
}

/* ---- Tables ---- */

static DjFrame *take_rows_with_units (DjFrame *take_frame)
{
  g_autoptr (DjFrame) frame = take_frame;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    if (report_get_int (frame, row, "units") > 0)
      g_array_append_val (rows, row);
  return dj_frame_select (frame, (const gint64 *)(gpointer)rows->data, rows->len);
}

static void add_table (Report *report, const char *heading, const DjFrame *frame)
{
  report_add (report, "<h3>");
  report_text (report, heading);
  report_add (report, "</h3>\n");
  report_table (report, frame, columns, G_N_ELEMENTS (columns), AREAS_MOST);
}

/* The levels that tell something: two areas with units at least, and no more than a page can bear. The finest come first. */
static void add_areas (Report *report)
{
  const DjCodeList *kinds = dj_schema_find_code_list ("area_kind");
  int tables = 0;
  for (int kind = kinds->n_codes; kind > 0 && tables < TABLES_MOST; kind--)
  {
    g_autoptr (DjFrame) frame
        = take_rows_with_units (dj_view_coverage (report->view, DJ_COVERAGE_BY_AREA, (DjAreaKind)kind));
    gint64 n = dj_frame_get_n_rows (frame);
    if (n < 2 || n > AREAS_MOST)
      continue;
    g_autofree char *heading = g_strdup_printf (report_say (report, "By %s", "按%s"),
                                                dj_code_list_get_label (kinds, kind, report->tool->language));
    add_table (report, heading, frame);
    tables++;
  }
}

static void add_blind_spots (Report *report)
{
  static const ReportColumn spot_columns[]
      = { { "name", SHOW_PLAIN },      { "kind", SHOW_PLAIN },   { "industry", SHOW_PLAIN },
          { "headcount", SHOW_PLAIN }, { "nearest", SHOW_NAME }, { "nearness", SHOW_PLAIN } };
  g_autoptr (DjFrame) spots = dj_view_blind_spots (report->view);
  if (dj_frame_get_n_rows (spots) == 0)
    return;
  report_add (report, "<h3>");
  report_text (report, report_say (report, "Blind spots, and who could take them", "空白点及可就近纳入的党组织"));
  report_add (report, "</h3>\n");
  report_table (report, spots, spot_columns, G_N_ELEMENTS (spot_columns), SPOTS_SHOWN);
}

static void add_on_paper (Report *report)
{
  static const ReportColumn paper_columns[]
      = { { "name", SHOW_PLAIN }, { "organization", SHOW_NAME }, { "manner", SHOW_PLAIN }, { "on", SHOW_PLAIN } };
  g_autoptr (DjFrame) paper = dj_view_covered_on_paper (report->view);
  if (dj_frame_get_n_rows (paper) == 0)
    return;
  report_add (report, "<h3>");
  report_text (report, report_say (report, "Covered on paper only", "仅账面覆盖"));
  report_add (report, "</h3>\n");
  report_table (report, paper, paper_columns, G_N_ELEMENTS (paper_columns), SPOTS_SHOWN);
}

void report_coverage (Report *report)
{
  g_autoptr (DjFrame) all = dj_view_coverage (report->view, DJ_COVERAGE_BY_ALL, DJ_AREA_NONE);
  if (dj_frame_get_n_rows (all) == 0 || report_get_int (all, 0, "units") <= 0)
    return;
  g_autoptr (DjFrame) kinds = dj_view_coverage (report->view, DJ_COVERAGE_BY_KIND, DJ_AREA_NONE);
  report_begin (
      report, "coverage", report_say (report, "The two coverages", "两个覆盖"),
      report_say (
          report,
          "Each unit counts in the best manner in which it is covered. The last two rates are of non-public "
          "enterprises alone: own or joint organizations, and own ones.",
          "每个单位只按最好的一种覆盖方式统计。后两项只统计非公企业：组织覆盖率（单独或联合组建）和单独组建率。"));
  add_bar (report, all);
  add_areas (report);
  add_table (report, report_say (report, "By kind of unit", "按单位性质"), kinds);
  add_blind_spots (report);
  add_on_paper (report);
  report_end (report);
}
