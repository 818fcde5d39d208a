/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian report REGISTER --html FILE */
#include "report.h"

#include <math.h>
#include <string.h>

/* Fonts are those of the reader's machine: the page brings nothing along and fetches nothing. */
static const char *const style
    = "html{font-size:15px}:root{--ink:#24221f;--dim:#77716a;--rule:#e2dcd3;--red:#a5281b;--tint:#faf6f0}\n"
      "*{box-sizing:border-box}\n"
      "body{margin:0 auto;padding:0 1.5rem 3rem;max-width:72rem;color:var(--ink);background:#fff;line-height:1.55;"
      "font:1rem/1.55 system-ui,'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif}\n"
      "header{border-top:6px solid var(--red);padding:1.6rem 0 .6rem}\n"
      "h1,h2{font-family:'Noto Serif CJK SC','Source Han Serif SC','SimSun','Songti "
      "SC',Georgia,serif;font-weight:700}\n"
      "h1{font-size:1.9rem;margin:.2rem 0}\n"
      "h2{font-size:1.35rem;margin:2.4rem 0 .3rem;padding-bottom:.3rem;border-bottom:2px solid var(--red)}\n"
      "h3{font-size:1rem;margin:1.5rem 0 .4rem}\n"
      ".note,header p{color:var(--dim);margin:.2rem 0 .8rem;font-size:.88rem}\n"
      "dl.key{display:flex;flex-wrap:wrap;border:1px solid var(--rule);margin:1rem 0}\n"
      "dl.key div{flex:1 1 6.6rem;padding:.7rem .9rem;box-shadow:1px 1px 0 var(--rule)}\n"
      "dl.key dt{color:var(--dim);font-size:.82rem}dl.key dd{margin:0;font-size:1.5rem;font-weight:600;"
      "font-variant-numeric:tabular-nums}\n"
      ".wide{overflow-x:auto}\n"
      "table{border-collapse:collapse;width:100%;font-size:.86rem}\n"
      "th,td{padding:.32rem .55rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}\n"
      "thead th{color:var(--dim);font-weight:600;border-bottom:1px solid var(--ink);vertical-align:bottom}\n"
      "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}\n"
      "td:first-child{min-width:7em}\n"
      "td.d{color:var(--dim)}\n"
      ".bar{display:inline-block;width:3.2rem;height:.55rem;background:var(--rule);margin-right:.4rem}\n"
      ".bar i{display:block;height:100%;background:var(--red)}\n"
      "table.matrix{width:auto}table.matrix td{text-align:center;min-width:3.4rem}table.matrix tbody "
      "th{font-weight:400}\n"
      "table.matrix thead th{text-align:center;max-width:7rem}\n"
      "ul.tree,ul.tree ul{list-style:none;margin:0;padding:0}\n"
      "ul.tree ul{margin-left:.55rem;padding-left:1rem;border-left:1px solid var(--rule)}\n"
      "ul.tree{columns:25rem 2;column-gap:2.5rem}\n"
      "ul.tree li{padding:.08rem 0}.o{font-weight:600}.k,small{color:var(--dim);font-size:.86em}\n"
      "ul.tree ul ul ul .o{font-weight:400}\n"
      ".stack{display:flex;height:1.5rem;margin:.6rem 0 .4rem}\n"
      "ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0;padding:0;font-size:.86rem}\n"
      "ul.legend i{display:inline-block;width:.8rem;height:.8rem;margin-right:.35rem;vertical-align:-.06rem}\n"
      ".m-own{background:#7c1a10}.m-joint{background:#a5281b}.m-area{background:#d0694d}.m-industry{background:#c9963f}"
      "\n"
      ".m-fallback{background:#8c9a72}.m-guide{background:#6d8a96}.m-none{background:#d8d3cb}\n"
      "svg{width:100%;height:auto;margin:.4rem 0;font-size:11px}\n"
      "svg line{stroke:#c9c1b6}svg line.lead{stroke:var(--red);stroke-width:2}svg line.observer{stroke-dasharray:3 3}\n"
      "svg circle.body{fill:#8d857b}svg circle.shared{fill:var(--red)}svg text{fill:var(--ink)}\n"
      "svg rect.alliance{fill:#fff;stroke:var(--red);stroke-width:1.5}svg text.alliance{font-weight:600}\n"
      "svg text:not(.alliance){paint-order:stroke;stroke:#fff;stroke-width:3px}\n"
      "footer{margin-top:3rem;padding-top:.6rem;border-top:1px solid var(--rule);color:var(--dim);font-size:.82rem}\n"
      "@page{size:A4;margin:14mm 12mm}\n"
      "@media print{html{font-size:10.5px}body{font-size:1rem;max-width:none;padding:0}"
      "h2,h3,.note{break-after:avoid}tr,svg,.stack,dl.key{break-inside:avoid}"
      "thead{display:table-header-group}.wide{overflow:visible;break-before:avoid}"
      "table{font-size:.82rem}th,td{padding:.25rem .3rem}.bar{display:none}ul.tree{columns:20rem 2}"
      "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n";

/* ---- Key figures ---- */

static void add_key (Report *report, const char *label, const char *value)
{
  report_add (report, "<div><dt>");
  report_text (report, label);
  report_add (report, "</dt><dd>");
  report_text (report, value);
  report_add (report, "</dd></div>\n");
}

static void add_key_cell (Report *report, const char *label, const DjFrame *frame, const char *column)
{
  g_autofree char *value = dj_frame_get_n_rows (frame) ? report_cell (report, frame, 0, column) : g_strdup ("0");
  if (*value)
    add_key (report, label, value);
}

static void add_key_rate (Report *report, const char *label, double rate)
{
  g_autofree char *value = g_strdup_printf ("%.1f%%", rate * 100);
  if (!isnan (rate))
    add_key (report, label, value);
}

static void add_key_rows (Report *report, const char *label, DjFrame *take_frame)
{
  g_autoptr (DjFrame) frame = take_frame;
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, dj_frame_get_n_rows (frame));
  if (dj_frame_get_n_rows (frame))
    add_key (report, label, value);
}

static void add_keys (Report *report)
{
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  options.distinct = TRUE;
  g_autoptr (DjFrame) counts = dj_view_count (report->view, report->root, &options, NULL);
  g_autoptr (DjFrame) coverage = dj_view_coverage (report->view, DJ_COVERAGE_BY_ALL, DJ_AREA_NONE);
  g_autoptr (DjFrame) flow = dj_view_flow (report->view, DJ_FLOW_BY_ALL, DJ_AREA_NONE);
  report_add (report, "<dl class=\"key\">\n");
  add_key_cell (report, report_say (report, "organizations", "党组织"), counts, "organizations");
  add_key_cell (report, report_say (report, "members", "党员"), counts, "members");
  add_key_cell (report, report_say (report, "people", "参与人数"), counts, "people");
  if (dj_frame_get_n_rows (coverage) && report_get_int (coverage, 0, "units") > 0)
  {
    add_key_cell (report, report_say (report, "units", "单位"), coverage, "units");
    add_key_rate (report, report_say (report, "reached", "两个覆盖率"), report_get_real (coverage, 0, "reached_rate"));
  }
  add_key_rows (report, report_say (report, "alliances", "联盟"), dj_view_alliances (report->view));
  add_key_rows (report, report_say (report, "facilities", "党群服务阵地"), dj_view_facilities (report->view, NULL));
  if (dj_frame_get_n_rows (flow) && report_get_int (flow, 0, "needs") > 0)
  {
    add_key_cell (report, report_say (report, "needs", "需求"), flow, "needs");
    add_key_rate (report, report_say (report, "needs resolved", "需求办结率"),
                  report_get_real (flow, 0, "closing_rate"));
  }
  report_add (report, "</dl>\n");
}

/* ---- The page ---- */

/* Whom the page is about: the root, or else the lowest organization that has all members under it. */
static DjOrganizationId find_subject (Report *report)
{
  if (report->root != DJ_NONE || dj_view_get_n_organizations (report->view) == 0)
    return report->root;
  DjOrganizationId subject = 0, end = dj_view_get_end (report->view, 0);
  gint64 members = dj_view_get_n_members (report->view);
  for (DjOrganizationId id = 0; id < end; id++)
    if (members > 0 && dj_view_count_members (report->view, id, DJ_STATUS_ANY) == members)
      subject = id;
  return subject;
}

static void add_title (Report *report)
{
  DjOrganization organization = { .code = NULL };
  dj_view_get_organization (report->view, find_subject (report), &organization);
  report_text (report, organization.name);
}

static void add_head (Report *report)
{
  char day[DJ_DATE_TEXT_SIZE];
  dj_date_format (dj_view_get_date (report->view), day);
  report_add (report, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
              report_say (report, "en", "zh-CN"));
  report_add (report, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
  report_text (report, report_say (report, "Register of regionalized Party building", "区域化党建登记报告"));
  report_add (report, " · %s</title>\n<style>\n", day);
  g_string_append (report->out, style);
  report_add (report, "</style>\n</head>\n<body>\n<header>\n<p>");
  report_text (report, report_say (report, "Register of regionalized Party building", "区域化党建登记报告"));
  report_add (report, "</p>\n<h1>");
  add_title (report);
  report_add (report, "</h1>\n<p>%s</p>\n</header>\n", day);
}

static void add_facilities (Report *report)
{
  static const ReportColumn columns[]
      = { { "name", SHOW_PLAIN },     { "level", SHOW_PLAIN }, { "area", SHOW_NAME },
          { "services", SHOW_PLAIN }, { "units", SHOW_PLAIN }, { "people", SHOW_PLAIN } };
  g_autoptr (DjFrame) facilities = dj_view_facilities (report->view, NULL);
  if (dj_frame_get_n_rows (facilities) == 0)
    return;
  report_begin (report, "facilities", report_say (report, "Service centres, stations and points", "党群服务阵地"),
                NULL);
  report_table (report, facilities, columns, G_N_ELEMENTS (columns), 40);
  report_end (report);
}

static void add_foot (Report *report)
{
  g_autofree char *name = g_path_get_basename (report->tool->arguments[0]);
  report_add (report, "<footer>");
  report_text (report, report_say (report, "Made by dangjian from the register ", "由 dangjian 根据登记库生成："));
  report_text (report, name);
  report_add (report, "</footer>\n</body>\n</html>\n");
}

static void make_page (Report *report)
{
  add_head (report);
  add_keys (report);
  report_tree (report);
  report_coverage (report);
  report_alliances (report);
  report_duties (report);
  add_facilities (report);
  report_findings (report);
  add_foot (report);
}

int report_run (Tool *tool)
{
  const char *path = tool->values[OPTION_HTML];
  if (!path)
    return tool_fail (tool, "say where the page is to be written: --html FILE", "请给出网页写到哪里：--html 文件");
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg ? tool_seal (tool, reg, tool->on) : NULL;
  Report report = { .tool = tool, .reg = reg, .view = view };
  if (!view || !tool_find_root (tool, view, &report.root))
    return TOOL_FAILED;
  g_autoptr (GString) out = report.out = g_string_new (NULL);
  make_page (&report);
  g_clear_pointer (&report.names, g_hash_table_unref);
  g_clear_pointer (&report.sources, g_ptr_array_unref);
  /* Written beside its name and put in its place: a page that is half written never stands there. */
  if (!g_file_set_contents (path, out->str, (gssize)out->len, &error))
    return tool_fail (tool, "%s", "%s", error->message);
  return TOOL_DONE;
}
