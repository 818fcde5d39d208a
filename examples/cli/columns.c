/* SPDX-License-Identifier: Apache-2.0 */
/* Some columns of a frame as a table: those that a reader needs, the last of them in full. */
#include "tool.h"

#include <string.h>

/* A text is not cut to less, and a last column has this room at least. */
#define TEXT_LEAST 12
#define LAST_LEAST 24

/* Where cells begin that have a line of their own below their row. */
#define BELOW 4

typedef struct
{
  int number;
  int width;
  int least;
  gboolean is_number;
} Column;

typedef struct
{
  Tool *tool;
  const DjFrame *frame;
  Column *columns;
  int n;
  int n_in_line; /* the first ones */
} Table;

static const char *label_of (const Table *table, int i)
{
  const DjFrameColumn *info = dj_frame_get_column (table->frame, table->columns[i].number);
  if (strcmp (info->name, "column") == 0 && tool_is_difference (table->frame))
    return tool_say (table->tool, "change", "变化");
  return tool_say (table->tool, info->label_en, info->label_zh);
}

/* Three places behind the point tell a rate well enough; no zeros at the end. */
static char *round_real (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *end = g_ascii_formatd (buffer, sizeof buffer, "%.3f", value) + strlen (buffer);
  while (end[-1] == '0')
    *--end = '\0';
  if (end[-1] == '.')
    *--end = '\0';
  return g_strdup (buffer);
}

/* Texts that say the same twice, in Chinese and in English. */
static gboolean has_forms (const DjFrameColumn *info)
{
  return strcmp (info->name, "not_judged") == 0 || strcmp (info->name, "instrument") == 0
         || strcmp (info->name, "article") == 0;
}

/* The cell as it is shown; to be freed. */
static char *cell_of (const Table *table, gint64 row, int i)
{
  int number = table->columns[i].number;
  const DjFrameColumn *info = dj_frame_get_column (table->frame, number);
  char day[DJ_DATE_TEXT_SIZE];
  g_autofree char *difference = tool_dup_difference (table->tool, table->frame, row, info->name);
  if (difference)
    return tool_clean (difference);
  if (dj_frame_is_missing (table->frame, row, number))
    return g_strdup ("");
  switch (info->type)
  {
  case DJ_TYPE_INT:
    return g_strdup_printf ("%" G_GINT64_FORMAT, dj_frame_get_int (table->frame, row, number));
  case DJ_TYPE_REAL:
    return round_real (dj_frame_get_real (table->frame, row, number));
  case DJ_TYPE_DATE:
    return g_strdup (dj_date_format (dj_frame_get_date (table->frame, row, number), day));
  case DJ_TYPE_CODE:
    return tool_clean (
        dj_code_list_get_label (info->codes, dj_frame_get_code (table->frame, row, number), table->tool->language));
  default:;
    const char *text = dj_frame_get_text (table->frame, row, number);
    g_autofree char *form = has_forms (info) ? tool_dup_form (table->tool, text) : g_strdup (text);
    return tool_clean (form);
  }
}

/* Of what the reader gives back to a command, such as a rule to --explain, nothing may be cut; nor of sentences. */
static gboolean is_whole (const char *name)
{
  static const char *const whole[] = { "rule",         "parameter", "table",    "column",   "subject",
                                       "organization", "code",      "label_zh", "label_en", "not_judged" };
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    if (strcmp (name, whole[i]) == 0)
      return TRUE;
  return FALSE;
}

static void measure (const Table *table, int i)
{
  Column *column = &table->columns[i];
  const DjFrameColumn *info = dj_frame_get_column (table->frame, column->number);
  DjType type = info->type;
  column->is_number = type == DJ_TYPE_INT || type == DJ_TYPE_REAL;
  column->width = tool_width (label_of (table, i));
  for (gint64 row = 0; row < dj_frame_get_n_rows (table->frame); row++)
  {
    g_autofree char *cell = cell_of (table, row, i);
    column->width = MAX (column->width, tool_width (cell));
  }
  gboolean whole = column->is_number || type == DJ_TYPE_DATE || type == DJ_TYPE_CODE || is_whole (info->name);
  column->least = whole ? column->width : MIN (column->width, i + 1 == table->n ? LAST_LEAST : TEXT_LEAST);
}

static int measure_line (const Table *table, gboolean least)
{
  int total = 2 * (table->n_in_line - 1);
  for (int i = 0; i < table->n_in_line; i++)
    total += least ? table->columns[i].least : table->columns[i].width;
  return total;
}

/* The widest column that can give; NULL for none. */
static Column *find_widest (const Table *table)
{
  Column *widest = NULL;
  for (Column *column = table->columns; column < table->columns + table->n_in_line; column++)
    if (column->width > column->least && (!widest || column->width > widest->width))
      widest = column;
  return widest;
}

/* Where the line is too short the widest columns give; where that is not enough, the last ones go below. What stands in line last is broken
 * into lines, if it is the last of all. */
static void fit (Table *table)
{
  int width = table->tool->width;
  while (width && table->n_in_line > 1 && measure_line (table, TRUE) > width)
    table->n_in_line--;
  for (int over = width ? measure_line (table, FALSE) - width : 0; over > 0; over--)
  {
    Column *widest = find_widest (table);
    if (!widest)
      return;
    widest->width--;
  }
}

static void end_line (const Table *table, GString *line)
{
  while (line->len && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  g_string_append_c (line, '\n');
  fputs (line->str, table->tool->out);
  g_string_truncate (line, 0);
}

static void print_head (const Table *table, GString *line)
{
  g_string_append (line, tool_bold (table->tool));
  for (int i = 0; i < table->n_in_line; i++)
  {
    int width = table->columns[i].width;
    tool_append_cell (line, label_of (table, i), table->columns[i].is_number ? -width : width);
    g_string_append (line, i + 1 < table->n_in_line ? "  " : tool_plain (table->tool));
  }
  end_line (table, line);
  for (int i = 0; i < table->n_in_line; i++)
  {
    for (int k = 0; k < table->columns[i].width; k++)
      g_string_append (line, "─");
    g_string_append (line, "  ");
  }
  end_line (table, line);
}

/* With its label, but for the last: sentences explain themselves. */
static void print_below (const Table *table, GString *line, gint64 row, int i)
{
  g_autofree char *cell = cell_of (table, row, i);
  if (!*cell)
    return;
  g_autoptr (GString) text = g_string_new (NULL);
  if (i + 1 < table->n)
    g_string_append_printf (text, "%s%s", label_of (table, i), tool_say (table->tool, ": ", "："));
  g_string_append (text, cell);
  g_string_append_printf (line, "%*s", BELOW, "");
  tool_append_wrapped (table->tool, line, text->str, BELOW, BELOW + (i + 1 < table->n ? 2 : 0));
  end_line (table, line);
}

static void print_row (const Table *table, GString *line, gint64 row)
{
  int at = 0;
  for (int i = 0; i < table->n_in_line; i++)
  {
    const Column *column = &table->columns[i];
    g_autofree char *cell = cell_of (table, row, i);
    if (i + 1 == table->n && !column->is_number)
      tool_append_wrapped (table->tool, line, cell, at, at);
    else
      tool_append_cell (line, cell, column->is_number ? -column->width : column->width);
    g_string_append (line, "  ");
    at += column->width + 2;
  }
  end_line (table, line);
  for (int i = table->n_in_line; i < table->n; i++)
    print_below (table, line, row, i);
}

int tool_answer_columns (Tool *tool, const DjFrame *frame, const char *const *names, int status)
{
  if (tool->format != FORMAT_TABLE)
    return tool_answer (tool, frame, status);
  int n = (int)g_strv_length ((char **)names);
  g_autofree Column *columns = g_new0 (Column, (gsize)n + 1);
  Table table = { tool, frame, columns, n, n };
  for (int i = 0; i < n; i++)
  {
    columns[i].number = dj_frame_find_column (frame, names[i]);
    measure (&table, i);
  }
  fit (&table);
  g_autoptr (GString) line = g_string_new (NULL);
  tool_begin (tool, dj_frame_get_n_rows (frame) * (1 + table.n - table.n_in_line) + 2);
  print_head (&table, line);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    print_row (&table, line, row);
  return tool_end (tool, status);
}
