/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian diff BEFORE [AFTER] */
#include "tool.h"

#include <string.h>

/* One of the two, with its day. */
typedef struct
{
  DjRegister *reg;
  DjView *view;
  DjDate own; /* of a snapshot; else none */
} Side;

static void side_clear (Side *side)
{
  g_clear_pointer (&side->reg, dj_register_unref);
  g_clear_pointer (&side->view, dj_view_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* A snapshot is of its own day where none is given: what it was opened for is told apart from the other's. */
static gboolean open_side (Tool *tool, const char *path, ToolOptionId day, Side *side)
{
  g_autoptr (GError) error = NULL;
  DjDate on = tool->on;
  side->reg = tool_read (tool, path, &error);
  if (!side->reg)
  {
    dj_complain (error);
    return FALSE;
  }
  if (tool->values[day])
    tool->on = dj_date_parse (tool->values[day], -1);
  side->own = tool->snapshot ? dj_view_get_date (tool->snapshot) : DJ_DATE_NONE;
  side->view = tool->flags[OPTION_ROWS] ? NULL : tool_seal (tool, side->reg, tool->on);
  g_clear_pointer (&tool->snapshot, dj_view_unref);
  tool->snapshot_reg = NULL;
  tool->on = on;
  return tool->flags[OPTION_ROWS] || side->view;
}

/* The same register twice is read once. */
static gboolean open_both (Tool *tool, Side *before, Side *after)
{
  const char *first = tool->arguments[0], *second = tool->n_arguments > 1 ? tool->arguments[1] : first;
  ToolOptionId since = tool->values[OPTION_SINCE] ? OPTION_SINCE : OPTION_ON;
  if (!open_side (tool, first, since, before))
    return FALSE;
  if (strcmp (first, second) != 0)
    return open_side (tool, second, OPTION_ON, after);
  after->reg = dj_register_ref (before->reg);
  gboolean is_own = !tool->values[OPTION_ON] && before->own != DJ_DATE_NONE;
  after->view = tool_seal (tool, after->reg, is_own ? before->own : tool->on);
  return after->view != NULL;
}

static gboolean check_question (Tool *tool)
{
  const char *since = tool->values[OPTION_SINCE];
  if (since && dj_date_parse (since, -1) == DJ_DATE_NONE)
    return tool_fail (tool, "'%s' is not a day; write it as 2024-08-26", "“%s”不是日期；请写成 2024-08-26", since) < 0;
  if (since && tool->flags[OPTION_ROWS])
    return tool_fail (tool, "--rows compares all rows of whatever day, so that --since says nothing",
                      "--rows 比较各日期的全部行，与 --since 不能同时使用")
           < 0;
  if (!since && tool->n_arguments == 1)
    return tool_fail (tool, "give a second register, or --since a day of the same one",
                      "请给出第二个登记库，或用 --since 给出同一登记库的另一日期")
           < 0;
  return TRUE;
}

int diff_run (Tool *tool)
{
  g_autoptr (GError) error = NULL;
  g_auto (Side) before = { NULL, NULL, DJ_DATE_NONE };
  g_auto (Side) after = { NULL, NULL, DJ_DATE_NONE };
  if (!check_question (tool) || !open_both (tool, &before, &after))
    return TOOL_FAILED;
  g_autoptr (DjFrame) frame = tool->flags[OPTION_ROWS] ? dj_register_diff (after.reg, before.reg, &error)
                                                       : dj_view_events (after.view, before.view, &error);
  return frame ? tool_answer_differences (tool, frame, TOOL_DONE) : dj_complain (error);
}

/* ---- Frames with table, column and values as a reader sees them ---- */

/* Columns that a table shows, of frames of each sort; what became of which value stands in the last. */
static const char *const shown_of_events[] = { "day", "event", "code", "name", "kind", "other_name", "column", NULL };
static const char *const shown_of_commits[] = { "table", "edit", "code", "id", "column", NULL };
static const char *const shown_of_rows[] = { "table", "subject", "difference", "column", NULL };

static gboolean has_any (const DjFrame *frame, const char *name)
{
  int column = dj_frame_find_column (frame, name);
  gint64 row = 0, n = column < 0 ? 0 : dj_frame_get_n_rows (frame);
  while (row < n && dj_frame_is_missing (frame, row, column))
    row++;
  return row < n;
}

int tool_answer_differences (Tool *tool, const DjFrame *frame, int status)
{
  const char *const *shown = dj_frame_find_column (frame, "event") >= 0  ? shown_of_events
                             : dj_frame_find_column (frame, "edit") >= 0 ? shown_of_commits
                                                                         : shown_of_rows;
  if (tool->format == FORMAT_TABLE && dj_frame_get_n_rows (frame) == 0)
  {
    tool_begin (tool, 1);
    fputs (tool_say (tool, "no difference\n", "没有差别\n"), tool->out);
    return tool_end (tool, status);
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (; *shown; shown++)
    if (has_any (frame, *shown) || (strcmp (*shown, "column") == 0 && has_any (frame, "after")))
      g_ptr_array_add (names, (gpointer)*shown);
  g_ptr_array_add (names, NULL);
  return tool_answer_columns (tool, frame, (const char *const *)names->pdata, status);
}

static const char *get_text (const DjFrame *frame, gint64 row, const char *column)
{
  int number = dj_frame_find_column (frame, column);
  DjType type = number < 0 ? DJ_TYPE_INT : dj_frame_get_column (frame, number)->type;
  if (type == DJ_TYPE_INT || type == DJ_TYPE_REAL || type == DJ_TYPE_DATE || dj_frame_is_missing (frame, row, number))
    return NULL;
  return dj_frame_get_text (frame, row, number);
}

static const char *label_of (const Tool *tool, const DjCodeList *codes, const char *value)
{
  int code = codes ? dj_code_list_find (codes, value, -1) : 0;
  return code ? dj_code_list_get_label (codes, code, tool->language) : value;
}

/* Which column of a table says of what kind a row is. */
static const DjColumnInfo *find_kind (const DjTableInfo *table)
{
  static const char *const names[] = { "kind", "manner", "role", "level", "state" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
  {
    int column = dj_table_find_column (dj_schema_find_table (table->name), names[i]);
    if (column >= 0)
      return &table->columns[column];
  }
  return NULL;
}

static const char *label_of_edit (const Tool *tool, const char *edit)
{
  static const ToolText edits[] = { { "add", "增加" }, { "set", "变化" }, { "drop", "减少" }, { "load", "成批载入" } };
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    if (strcmp (edit, edits[i].en) == 0)
      return tool_text (tool, edits[i]);
  return edit;
}

/* `name: old → new`; of a row that came or went as a whole the value alone. */
static char *dup_change (const Tool *tool, const DjFrame *frame, gint64 row, DjTable table)
{
  const char *column = get_text (frame, row, "column"), *edit = get_text (frame, row, "edit");
  const char *before = get_text (frame, row, "before"), *after = get_text (frame, row, "after");
  int place = column ? dj_table_find_column (table, column) : -1;
  const DjColumnInfo *info = place < 0 ? NULL : &dj_schema_get_table (table)->columns[place];
  if (!after)
    after = get_text (frame, row, "now");
  if (g_strcmp0 (edit, "load") == 0)
    return g_strdup_printf (tool_say (tool, "%s rows", "%s 行"), after);
  if (!column)
    return g_strdup ("");
  before = before && info ? label_of (tool, info->codes, before) : before;
  after = after && info ? label_of (tool, info->codes, after) : after;
  const char *name = info ? tool_say (tool, column, info->label_zh) : column;
  if (g_strcmp0 (edit, "add") == 0 || g_strcmp0 (edit, "drop") == 0)
    return g_strdup_printf (tool_say (tool, "%s: %s", "%s：%s"), name, after ? after : before ? before : "");
  return g_strdup_printf (tool_say (tool, "%s: %s → %s", "%s：%s → %s"), name, before ? before : "—",
                          after ? after : "—");
}

gboolean tool_is_difference (const DjFrame *frame)
{
  return dj_frame_find_column (frame, "table") >= 0 && dj_frame_find_column (frame, "column") >= 0
         && dj_frame_find_column (frame, "before") >= 0;
}

char *tool_dup_difference (const Tool *tool, const DjFrame *frame, gint64 row, const char *name)
{
  if (!tool_is_difference (frame))
    return NULL;
  const char *table = get_text (frame, row, "table"), *text = get_text (frame, row, name);
  int number = table ? dj_schema_find_table (table) : -1;
  if (number < 0)
    return NULL;
  const DjTableInfo *info = dj_schema_get_table ((DjTable)number);
  if (strcmp (name, "column") == 0)
    return dup_change (tool, frame, row, (DjTable)number);
  if (strcmp (name, "table") == 0)
    return g_strdup (tool_say (tool, info->name, info->label_zh));
  if (text && strcmp (name, "edit") == 0)
    return g_strdup (label_of_edit (tool, text));
  const DjColumnInfo *kind = text && strcmp (name, "kind") == 0 ? find_kind (info) : NULL;
  return kind ? g_strdup (label_of (tool, kind->codes, text)) : NULL;
}
