/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of organizations as nested lists. */
#include "report.h"

/* So many organizations a page can bear; a larger tree is shown to the depth at which it has no more. */
#define MOST_SHOWN 300

static gint64 count_to_depth (const DjFrame *tree, gint64 depth)
{
  gint64 n = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (tree); row++)
    n += report_get_int (tree, row, "depth") <= depth;
  return n;
}

static gint64 choose_depth (const DjFrame *tree)
{
  gint64 depth = 0, n = dj_frame_get_n_rows (tree);
  while (count_to_depth (tree, depth) < n && count_to_depth (tree, depth + 1) <= MOST_SHOWN)
    depth++;
  return depth;
}

static void add_organization (Report *report, const DjFrame *tree, gint64 row)
{
  g_autofree char *kind = report_cell (report, tree, row, "kind");
  g_autofree char *members = report_cell (report, tree, row, "members");
  gint64 posts = report_get_int (tree, row, "posts");
  report_add (report, "<span class=\"o\">");
  report_text (report, report_name (report, report_get (tree, row, "organization")));
  report_add (report, "</span> <span class=\"k\">");
  report_text (report, kind);
  report_add (report, "</span>");
  if (report_get_int (tree, row, "members") > 0)
    report_add (report, report_say (report, " <b>%s</b> <small>members</small>", " <b>%s</b> <small>名党员</small>"),
                members);
  if (posts > 0)
    report_add (report,
                report_say (report, " <small>· %" G_GINT64_FORMAT " posts</small>",
                            " <small>· 职务 %" G_GINT64_FORMAT "</small>"),
                posts);
}

/* Rows are in preorder: a deeper one opens a list, a shallower one closes as many as it is less deep. */
static void add_rows (Report *report, const DjFrame *tree, gint64 most_depth)
{
  gint64 open = -1;
  for (gint64 row = 0; row < dj_frame_get_n_rows (tree); row++)
  {
    gint64 depth = report_get_int (tree, row, "depth");
    if (depth > most_depth)
      continue;
    if (depth > open)
      report_add (report, "<ul%s>\n", open < 0 ? " class=\"tree\"" : "");
    else
      report_add (report, "</li>\n");
    for (; open > depth; open--)
      report_add (report, "</ul></li>\n");
    open = depth;
    report_add (report, "<li>");
    add_organization (report, tree, row);
  }
  for (; open >= 0; open--)
    report_add (report, "</li></ul>\n");
}

void report_tree (Report *report)
{
  g_autoptr (DjFrame) tree = dj_view_tree (report->view, report->root, -1);
  gint64 n = dj_frame_get_n_rows (tree);
  if (n == 0)
    return;
  gint64 depth = choose_depth (tree), shown = count_to_depth (tree, depth);
  g_autofree char *note = g_strdup_printf (
      report_say (report, "%" G_GINT64_FORMAT " organizations, of which %" G_GINT64_FORMAT " are shown.",
                  "共 %" G_GINT64_FORMAT " 个党组织，图中列出 %" G_GINT64_FORMAT " 个。"),
      n, shown);
  report_begin (report, "tree", report_say (report, "Organizations", "组织体系"), note);
  add_rows (report, tree, depth);
  report_end (report);
}
