/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian log STORE [NUMBER], verify STORE, undo STORE NUMBER, import STORE FILES */
#include "tool.h"

#include <string.h>

/* Whether it is x.db@12, and no file of just that name; in an address an @ before the host is that of a user. */
static gboolean is_of_commit (const char *path)
{
  const char *host = strstr (path, "://");
  const char *at = strrchr (host ? host + 3 + strcspn (host + 3, "/?") : path, '@');
  return at && at[1] && at[1 + strspn (at + 1, "0123456789")] == '\0' && !g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Complains where it is something that has no log. */
static gboolean may_have_log (Tool *tool, const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return tool_fail (tool, "%s: a folder has no log; dangjian convert makes a store of it (such as x.db)",
                      "%s：文件夹没有日志；可用 dangjian convert 改写成存储库（如 x.db）", path)
           < 0;
  if (is_of_commit (path))
    return tool_fail (tool, "%s: this command takes the store itself, without @ and a number",
                      "%s：此命令只能用于存储库本身，不带 @ 和序号", path)
           < 0;
  return TRUE;
}

/* Opens the store of the first argument; complains itself, and puts the error into @failure where that is not NULL. */
static DjRegister *open_store (Tool *tool, gboolean read_only, gboolean verify, GError **failure)
{
  ToolBar bar;
  g_autoptr (GError) error = NULL;
  if (!may_have_log (tool, tool->arguments[0]))
    return NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.read_only = read_only;
  options.verify = verify;
  options.lenient = read_only && tool->flags[OPTION_LENIENT];
  options.progress = tool_bar_begin (&bar, tool, (ToolText){ "Reading", "正在读取" });
  options.progress_data = &bar;
  DjRegister *reg = dj_register_open (tool->arguments[0], &options, &error);
  tool_bar_end (&bar);
  if (reg)
    return reg;
  dj_complain (error);
  g_propagate_error (failure, g_steal_pointer (&error));
  return NULL;
}

/* The number of a commit as the second argument has it; 0 with a complaint where it is none. */
static gint64 read_number (Tool *tool)
{
  gint64 number = 0;
  if (!g_ascii_string_to_signed (tool->arguments[1], 10, 1, G_MAXINT64, &number, NULL))
    tool_fail (tool, "'%s' is not the number of a commit; dangjian log lists them",
               "“%s”不是提交的序号；序号见 dangjian log", tool->arguments[1]);
  return number;
}

/* ---- The log ---- */

int log_run (Tool *tool)
{
  static const char *const columns[] = { "number", "time", "edits", "author", "reason", NULL };
  g_autoptr (GError) error = NULL;
  gint64 number = tool->n_arguments > 1 ? read_number (tool) : 0;
  if (tool->n_arguments > 1 && number == 0)
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = open_store (tool, TRUE, FALSE, NULL);
  if (!reg)
    return TOOL_FAILED;
  g_autoptr (DjFrame) frame = number ? dj_register_get_change (reg, number, &error) : dj_register_log (reg, &error);
  if (!frame)
    return dj_complain (error);
  return number ? tool_answer_differences (tool, frame, TOOL_DONE)
                : tool_answer_columns (tool, frame, columns, TOOL_DONE);
}

static int answer_last (Tool *tool, const DjFrame *log)
{
  gint64 last = dj_frame_get_n_rows (log) - 1;
  if (tool->format != FORMAT_TABLE)
  {
    g_autoptr (DjFrame) frame = dj_frame_select (log, &last, last < 0 ? 0 : 1);
    return tool_answer (tool, frame, TOOL_DONE);
  }
  tool_begin (tool, 2);
  fprintf (tool->out,
           tool_say (tool, "sound: the log (commits: %" G_GINT64_FORMAT ") and the rows are as they were committed\n",
                     "完好：日志（提交 %" G_GINT64_FORMAT " 次）和各行均与提交时一致\n"),
           last + 1);
  if (last >= 0)
    fprintf (tool->out, tool_say (tool, "hash of the last commit: %s\n", "最后一次提交的校验值：%s\n"),
             dj_frame_get_text (log, last, dj_frame_find_column (log, "hash")));
  return tool_end (tool, TOOL_DONE);
}

int verify_run (Tool *tool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = open_store (tool, TRUE, TRUE, &error);
  if (!reg) /* rows that no commit would have let in were written past the log */
    return g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA) ? TOOL_FINDINGS : TOOL_FAILED;
  if (!dj_register_verify_log (reg, NULL, &error))
  {
    int status = g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT) ? TOOL_FINDINGS : TOOL_FAILED;
    dj_complain (error);
    return status;
  }
  g_autoptr (DjFrame) log = dj_register_log (reg, &error);
  return log ? answer_last (tool, log) : dj_complain (error);
}

/* ---- Changes ---- */

static gboolean is_row_begun (const DjFrame *frame, gint64 row)
{
  return row == 0 || g_strcmp0 (dj_frame_get_text (frame, row, 0), dj_frame_get_text (frame, row - 1, 0)) != 0
         || g_strcmp0 (dj_frame_get_text (frame, row, 1), dj_frame_get_text (frame, row - 1, 1)) != 0;
}

/* Of each table how many rows come, go and change, one line a table. */
static void append_summary (const Tool *tool, GString *out, const DjFrame *frame)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    gint64 n[4] = { 0 };
    for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    {
      int difference = dj_frame_get_code (frame, row, 2);
      if (strcmp (dj_frame_get_text (frame, row, 0), info->name) == 0)
        n[difference] += difference != DJ_DIFFERENCE_CHANGED || is_row_begun (frame, row);
    }
    if (n[DJ_DIFFERENCE_ADDED] + n[DJ_DIFFERENCE_REMOVED] + n[DJ_DIFFERENCE_CHANGED] == 0)
      continue;
    tool_append_cell (out, tool_say (tool, info->name, info->label_zh), 16);
    g_string_append_printf (
        out,
        tool_say (tool, "  added %" G_GINT64_FORMAT ", removed %" G_GINT64_FORMAT ", changed %" G_GINT64_FORMAT "\n",
                  "增加 %" G_GINT64_FORMAT "，减少 %" G_GINT64_FORMAT "，变化 %" G_GINT64_FORMAT "\n"),
        n[DJ_DIFFERENCE_ADDED], n[DJ_DIFFERENCE_REMOVED], n[DJ_DIFFERENCE_CHANGED]);
  }
}

static int answer_nothing (Tool *tool, const DjFrame *frame)
{
  if (tool->format != FORMAT_TABLE)
    return tool_answer (tool, frame, TOOL_DONE);
  tool_begin (tool, 1);
  fputs (tool_say (tool, "nothing to change\n", "没有需要变动的内容\n"), tool->out);
  return tool_end (tool, TOOL_DONE);
}

/* Whether it would be in order is asked before, so that a preview says what a commit would. */
static int answer_preview (Tool *tool, DjChange *change, const DjFrame *frame)
{
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  int status = dj_issues_worst (issues) >= DJ_SEVERITY_MUST ? TOOL_FINDINGS : TOOL_DONE;
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    if (issue->severity >= DJ_SEVERITY_MUST)
      tool_warn (tool, "cannot be committed: %s", "不能提交：%s",
                 tool_say (tool, issue->message_en, issue->message_zh));
  }
  if (tool->format == FORMAT_TABLE)
  {
    g_autoptr (GString) summary = g_string_new (NULL);
    append_summary (tool, summary, frame);
    g_string_append (summary, tool_say (tool, "nothing is written\n\n", "尚未写入\n\n"));
    tool->preface = summary->str;
    status = tool_answer_differences (tool, frame, status);
    tool->preface = NULL;
    return status;
  }
  return tool_answer (tool, frame, status);
}

static int answer_commit (Tool *tool, DjRegister *reg, const DjFrame *frame)
{
  if (tool->format != FORMAT_TABLE)
    return tool_answer (tool, frame, TOOL_DONE);
  g_autoptr (GString) summary = g_string_new (NULL);
  append_summary (tool, summary, frame);
  tool_begin (tool, 0);
  fputs (summary->str, tool->out);
  fprintf (tool->out, tool_say (tool, "commit %" G_GINT64_FORMAT "\n", "第 %" G_GINT64_FORMAT " 次提交\n"),
           dj_register_get_number (reg));
  return tool_end (tool, TOOL_DONE);
}

/* Shows a change, or commits it; a change of nothing is none. */
static int finish_change (Tool *tool, DjRegister *reg, DjChange *change)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = dj_change_diff (change, &error);
  const char *author = tool->values[OPTION_AUTHOR];
  if (!frame)
    return dj_complain (error);
  if (dj_frame_get_n_rows (frame) == 0)
    return answer_nothing (tool, frame);
  if (tool->flags[OPTION_PREVIEW])
    return answer_preview (tool, change, frame);
  dj_change_set_author (change, author ? author : g_get_user_name ());
  if (!dj_change_commit (change, &error))
    return dj_complain (error);
  return answer_commit (tool, reg, frame);
}

int undo_run (Tool *tool)
{
  g_autoptr (GError) error = NULL;
  gint64 number = read_number (tool);
  g_autoptr (DjRegister) reg = number ? open_store (tool, FALSE, FALSE, NULL) : NULL;
  if (!reg)
    return TOOL_FAILED;
  g_autoptr (DjChange) change = dj_register_begin_undo (reg, number, tool->values[OPTION_REASON], &error);
  return change ? finish_change (tool, reg, change) : dj_complain (error);
}

/* What did not stop the files. */
static void warn_of_issues (const Tool *tool, const DjIssues *issues)
{
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    tool_warn (tool, "%s", "%s", tool_say (tool, issue->message_en, issue->message_zh));
  }
}

static gboolean read_files (Tool *tool, DjChange *change, GError **error)
{
  ToolBar bar;
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  options.progress = tool_bar_begin (&bar, tool, (ToolText){ "Reading", "正在读取" });
  options.progress_data = &bar;
  gboolean done = dj_change_import (change, tool->arguments[1], &options, tool->flags[OPTION_REPLACE], error);
  tool_bar_end (&bar);
  if (done)
    warn_of_issues (tool, dj_change_get_issues (change));
  return done;
}

int import_run (Tool *tool)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (tool->arguments[1]);
  g_autofree char *said = g_strdup_printf (tool_say (tool, "import %s", "导入 %s"), name);
  g_autofree char *title = g_utf8_make_valid (said, -1);
  g_autoptr (DjRegister) reg = open_store (tool, tool->flags[OPTION_PREVIEW], FALSE, NULL);
  if (!reg)
    return TOOL_FAILED;
  const char *reason = tool->values[OPTION_REASON];
  g_autoptr (DjChange) change = dj_register_begin (reg, reason ? reason : title);
  return read_files (tool, change, &error) ? finish_change (tool, reg, change) : dj_complain (error);
}
