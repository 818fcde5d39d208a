/* SPDX-License-Identifier: Apache-2.0 */
/* Where answers come from: reading a register, sealing it, finding the root. */
#include "tool.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* ---- Progress: a bar on standard error, only for somebody who watches and waits ---- */

#define BAR_AFTER G_USEC_PER_SEC
#define BAR_EVERY (G_USEC_PER_SEC / 10)

static gboolean bar_draw (gint64 done, gint64 total, gpointer user_data)
{
  ToolBar *bar = user_data;
  gint64 now = g_get_monotonic_time ();
  if (now - bar->begun < BAR_AFTER || now - bar->drawn < BAR_EVERY)
    return TRUE;
  bar->drawn = now;
  int percent = total > 0 ? (int)(CLAMP ((double)done / (double)total, 0, 1) * 100) : 0;
  char cells[] = "······························";
  g_autoptr (GString) line = g_string_new (NULL);
  int filled = percent * 30 / 100;
  for (int i = 0; i < filled; i++)
    g_string_append (line, "█");
  g_string_append (line, cells + filled * 2); /* each · has two bytes */
  fprintf (stderr, "\r%s %s %3d%%", tool_text (bar->tool, bar->doing), line->str, percent);
  return TRUE;
}

DjProgress tool_bar_begin (ToolBar *bar, const Tool *tool, ToolText doing)
{
  *bar = (ToolBar){ tool, doing, g_get_monotonic_time (), 0 };
  return isatty (STDERR_FILENO) ? bar_draw : NULL;
}

void tool_bar_end (const ToolBar *bar)
{
  if (bar->drawn)
    fprintf (stderr, "\r%*s\r", 48, ""); /* without an escape, for any terminal */
}

/* ---- Reading ---- */

gboolean tool_is_snapshot (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return g_str_has_suffix (lower, ".djv") && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* Bytes of a file that somebody has to wait for. */
#define LARGE ((goffset)64 << 20)

static gboolean is_large (const char *path)
{
  GStatBuf status;
  return g_stat (path, &status) == 0 && status.st_size >= LARGE;
}

/* It takes about as long as reading the same register from CSV does. */
static gboolean validate (const Tool *tool, DjView *view, const char *path, GError **error)
{
  gboolean shown = isatty (STDERR_FILENO) && is_large (path);
  if (shown)
    fprintf (stderr, "\r%s", tool_say (tool, "Validating …", "正在校验 …"));
  gboolean sound = dj_view_validate (view, NULL, error);
  if (shown)
    fprintf (stderr, "\r%*s\r", 24, "");
  if (!sound)
    g_prefix_error (error, "%s: ", path);
  return sound;
}

static DjRegister *open_snapshot (Tool *tool, const char *path, GError **error)
{
  if (tool->flags[OPTION_LENIENT])
    tool_warn (tool, "warning: --lenient is of no use for a snapshot, which has no rows with defects",
               "警告：快照中没有有问题的行，--lenient 对快照不起作用");
  g_autoptr (DjView) view = dj_view_open (path, error);
  if (!view || (!tool->flags[OPTION_TRUST] && !validate (tool, view, path, error)))
    return NULL;
  if (!tool->values[OPTION_ON])
    tool->on = dj_view_get_date (view);
  tool->snapshot = g_steal_pointer (&view);
  return tool->snapshot_reg = dj_view_get_register (tool->snapshot);
}

DjRegister *tool_read (Tool *tool, const char *path, GError **error)
{
  if (tool_is_snapshot (path))
    return open_snapshot (tool, path, error);
  if (tool->flags[OPTION_TRUST])
    tool_warn (tool, "warning: --trust is of use for snapshots only", "警告：--trust 只对快照起作用");
  ToolBar bar;
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  options.lenient = tool->flags[OPTION_LENIENT];
  options.progress = tool_bar_begin (&bar, tool, (ToolText){ "Reading", "正在读取" });
  options.progress_data = &bar;
  DjRegister *reg = dj_register_read (path, &options, error);
  tool_bar_end (&bar);
  return reg;
}

/* What a lenient reader left out must not pass unseen. */
static void warn_of_issues (Tool *tool, DjRegister *reg)
{
  const DjIssues *issues = dj_register_get_issues (reg);
  guint n = issues ? dj_issues_get_n (issues) : 0;
  guint must = issues ? dj_issues_count (issues, DJ_SEVERITY_MUST) : 0;
  const char *lenient = tool->flags[OPTION_LENIENT] ? " --lenient" : "";
  if (must)
    tool_warn (
        tool,
        "warning: rows with defects were left out (findings: %u, of level must: %u); dangjian check '%s'%s lists them",
        "警告：略过了有问题的行（问题 %u 处，其中必须改正 %u 处）；详见 dangjian check '%s'%s", n, must,
        tool->arguments[0], lenient);
}

DjRegister *tool_open (Tool *tool)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = tool_read (tool, tool->arguments[0], &error);
  if (reg)
    warn_of_issues (tool, reg);
  else
    dj_complain (error);
  return reg;
}

DjView *tool_seal (Tool *tool, DjRegister *reg, DjDate on)
{
  if (reg == tool->snapshot_reg && on == dj_view_get_date (tool->snapshot))
    return dj_view_ref (tool->snapshot);
  g_autoptr (GError) error = NULL;
  DjView *view = dj_register_seal (reg, on, &error);
  if (!view)
    dj_complain (error);
  return view;
}

gboolean tool_find_root (Tool *tool, DjView *view, DjOrganizationId *root)
{
  const char *code = tool->values[OPTION_ROOT];
  *root = code ? dj_view_organization (view, code) : DJ_NONE;
  if (!code || *root != DJ_NONE)
    return TRUE;
  char day[DJ_DATE_TEXT_SIZE];
  tool_fail (tool, "--root: on %s there is no organization '%s', and none that leads an area of that code",
             "--root：%s 没有代码为“%s”的党组织，也没有领导该代码区域的党组织", dj_date_format (tool->on, day), code);
  return FALSE;
}

gboolean tool_is_code (DjRegister *reg, DjTable table, const char *code)
{
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, table);
  int column = dj_frame_find_column (frame, "code");
  gint64 row = 0, n = dj_frame_get_n_rows (frame);
  while (row < n && g_strcmp0 (dj_frame_get_text (frame, row, column), code) != 0)
    row++;
  return row < n;
}

gboolean tool_check_body (Tool *tool, DjRegister *reg, const char *code)
{
  if (tool_is_code (reg, DJ_TABLE_ORGANIZATION, code) || tool_is_code (reg, DJ_TABLE_UNIT, code)
      || tool_is_code (reg, DJ_TABLE_ALLIANCE, code))
    return TRUE;
  tool_fail (tool, "there is no organization, unit or alliance '%s'", "没有代码为“%s”的党组织、单位或联盟", code);
  return FALSE;
}
