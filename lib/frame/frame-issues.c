/* SPDX-License-Identifier: Apache-2.0 */
/* Issues as a frame. */
#include "frame/frame-private.h"

/* DjSeverity counts from 1 as code lists do; 0, nothing found, is no issue's. */
static const DjCodeInfo severity_codes[] = {
  { "may", "提示", "may", NULL },
  { "should", "一般应当", "should", NULL },
  { "must", "必须", "must", NULL },
};

const DjCodeList dj_severity_list = {
  .name = "severity",
  .type_name = "DjSeverity",
  .prefix = "DJ_SEVERITY",
  .label_zh = "程度",
  .label_en = "severity",
  .source = "verbs of the instruments",
  .codes = severity_codes,
  .n_codes = G_N_ELEMENTS (severity_codes),
};

enum
{
  SEVERITY,
  RULE,
  TABLE,
  ROW,
  FILE_NAME,
  LINE,
  COLUMN,
  SUBJECT,
  MESSAGE_ZH,
  MESSAGE_EN,
  CITATION,
  FOUND,
  BOUND,
  N_COLUMNS,
};

static const DjFrameColumn columns[N_COLUMNS] = {
  [SEVERITY] = { "severity", "程度", "Severity", DJ_TYPE_CODE, &dj_severity_list },
  [RULE] = { "rule", "规则", "Rule", DJ_TYPE_TEXT, NULL },
  [TABLE] = { "table", "表", "Table", DJ_TYPE_TEXT, NULL },
  [ROW] = { "row", "记录", "Row", DJ_TYPE_INT, NULL },
  [FILE_NAME] = { "file", "文件", "File", DJ_TYPE_TEXT, NULL },
  [LINE] = { "line", "行", "Line", DJ_TYPE_INT, NULL },
  [COLUMN] = { "column", "列", "Column", DJ_TYPE_INT, NULL },
  [SUBJECT] = { "subject", "对象", "Subject", DJ_TYPE_TEXT, NULL },
  [MESSAGE_ZH] = { "message_zh", "说明", "Message (Chinese)", DJ_TYPE_TEXT, NULL },
  [MESSAGE_EN] = { "message_en", "说明 (英文)", "Message", DJ_TYPE_TEXT, NULL },
  [CITATION] = { "citation", "依据", "Citation", DJ_TYPE_TEXT, NULL },
  [FOUND] = { "found", "实际", "Found", DJ_TYPE_TEXT, NULL },
  [BOUND] = { "bound", "要求", "Bound", DJ_TYPE_TEXT, NULL },
};

static void append_issue (DjFrame *frame, const DjIssue *issue)
{
  gboolean has_table = issue->table >= 0 && issue->table < DJ_N_TABLES;
  dj_frame_append_code (frame, SEVERITY, (int)issue->severity);
  dj_frame_append_text (frame, RULE, issue->rule);
  dj_frame_append_text (frame, TABLE, has_table ? dj_schema_get_table ((DjTable)issue->table)->name : NULL);
  dj_frame_append_int (frame, ROW, issue->row >= 0 ? issue->row : DJ_INT_NONE);
  dj_frame_append_text (frame, FILE_NAME, issue->file);
  dj_frame_append_int (frame, LINE, issue->line > 0 ? issue->line : DJ_INT_NONE);
  dj_frame_append_int (frame, COLUMN, issue->column > 0 ? issue->column : DJ_INT_NONE);
  dj_frame_append_text (frame, SUBJECT, issue->subject);
  dj_frame_append_text (frame, MESSAGE_ZH, issue->message_zh);
  dj_frame_append_text (frame, MESSAGE_EN, issue->message_en);
  dj_frame_append_text (frame, CITATION, issue->citation);
  dj_frame_append_text (frame, FOUND, issue->found);
  dj_frame_append_text (frame, BOUND, issue->bound);
}

DjFrame *dj_frame_new_for_issues (void)
{
  DjFrame *frame = dj_frame_new ();
  for (int c = 0; c < N_COLUMNS; c++)
    dj_frame_add (frame, columns[c].type, columns[c].name, columns[c].label_zh, columns[c].label_en, columns[c].codes);
  return frame;
}

DjFrame *dj_issues_to_frame (const DjIssues *issues)
{
  g_return_val_if_fail (issues != NULL, NULL);
  DjFrame *frame = dj_frame_new_for_issues ();
  guint n = dj_issues_get_n (issues);
  for (guint i = 0; i < n; i++)
    append_issue (frame, dj_issues_get (issues, i));
  return dj_frame_finish (frame);
}
