/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian list REGISTER TABLE */
#include "tool.h"

#include <string.h>

/* One COLUMN=VALUE of --where; an empty value asks for cells without one. */
typedef struct
{
  int column;
  const char *value;
} Condition;

/* A day, number or text as it stands in a file; NULL where missing. */
static const char *get_cell (const DjFrame *frame, gint64 row, int column, char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  if (dj_frame_is_missing (frame, row, column))
    return NULL;
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
    g_snprintf (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column));
    return buffer;
  case DJ_TYPE_REAL:
    return g_ascii_dtostr (buffer, G_ASCII_DTOSTR_BUF_SIZE, dj_frame_get_real (frame, row, column));
  case DJ_TYPE_DATE:
    return dj_date_format (dj_frame_get_date (frame, row, column), buffer);
  default:
    return dj_frame_get_text (frame, row, column);
  }
}

static gboolean meets (const DjFrame *frame, gint64 row, const Condition *condition)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const char *cell = get_cell (frame, row, condition->column, buffer);
  return condition->value[0] ? g_strcmp0 (cell, condition->value) == 0 : !cell || !cell[0];
}

/* ---- Conditions ---- */

/* A column by its name or Chinese label. */
static int find_column (const DjFrame *frame, const char *name)
{
  for (int c = 0; c < dj_frame_get_n_columns (frame); c++)
  {
    const DjFrameColumn *column = dj_frame_get_column (frame, c);
    if (strcmp (column->name, name) == 0 || strcmp (column->label_zh, name) == 0)
      return c;
  }
  return -1;
}

/* Splits what is given into conditions; the texts stay in @parts. */
static gboolean read_conditions (Tool *tool, const DjFrame *frame, char **parts, GArray *conditions)
{
  for (; *parts; parts++)
  {
    char *equals = strchr (*parts, '=');
    if (equals)
      *equals = '\0';
    Condition condition = { find_column (frame, *parts), equals ? equals + 1 : "" };
    if (!equals || condition.column < 0)
    {
      tool_fail (tool, equals ? "--where: the table has no column '%s'" : "--where: write column=value, not '%s'",
                 equals ? "--where：该表没有“%s”列" : "--where：请写成“列名=取值”，不能是“%s”", *parts);
      return FALSE;
    }
    g_array_append_val (conditions, condition);
  }
  return TRUE;
}

static DjFrame *select_rows (const DjFrame *frame, const GArray *conditions)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    guint met = 0;
    while (met < conditions->len && meets (frame, row, &g_array_index (conditions, Condition, met)))
      met++;
    if (met == conditions->len)
      g_array_append_val (rows, row);
  }
  return dj_frame_select (frame, (const gint64 *)(gpointer)rows->data, rows->len);
}

int list_run (Tool *tool)
{
  int table = dj_schema_find_table (tool->arguments[1]);
  if (table < 0)
    return tool_fail (tool, "there is no table '%s' (docs/tables.md lists them)", "没有“%s”表（见 docs/tables.md）",
                      tool->arguments[1]);
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg ? tool_seal (tool, reg, tool->on) : NULL;
  if (!view)
    return TOOL_FAILED;
  g_autoptr (DjFrame) frame = dj_view_get_table (view, (DjTable)table);
  const char *where = tool->values[OPTION_WHERE];
  g_auto (GStrv) parts = g_strsplit (where ? where : "", ",", -1);
  g_autoptr (GArray) conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  if (!read_conditions (tool, frame, parts, conditions))
    return TOOL_FAILED;
  g_autoptr (DjFrame) selected = select_rows (frame, conditions);
  return tool_answer (tool, selected, TOOL_DONE);
}
