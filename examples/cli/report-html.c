/* SPDX-License-Identifier: Apache-2.0 */
/* Writing HTML: text, sections, and tables of frames. */
#include "report.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* ---- Text ---- */

void report_text (Report *report, const char *text)
{
  for (; text && *text; text++)
    switch (*text)
    {
    case '&':
      g_string_append (report->out, "&amp;");
      break;
    case '<':
      g_string_append (report->out, "&lt;");
      break;
    case '>':
      g_string_append (report->out, "&gt;");
      break;
    case '"':
      g_string_append (report->out, "&quot;");
      break;
    default: /* controls mean nothing in a page, and some of them may not stand in one */
      g_string_append_c (report->out, (guchar)*text < 0x20 || *text == 0x7f ? ' ' : *text);
    }
}

void report_add (Report *report, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_string_append_vprintf (report->out, format, arguments);
  va_end (arguments);
}

const char *report_say (const Report *report, const char *en, const char *zh)
{
  return tool_say (report->tool, en, zh);
}

/* ---- Sections ---- */

void report_begin (Report *report, const char *id, const char *heading, const char *note)
{
  report_add (report, "<section id=\"%s\">\n<h2>", id);
  report_text (report, heading);
  report_add (report, "</h2>\n");
  if (!note)
    return;
  report_add (report, "<p class=\"note\">");
  report_text (report, note);
  report_add (report, "</p>\n");
}

void report_end (Report *report) { report_add (report, "</section>\n"); }

/* ---- Names ---- */

/* The offices and departments of several committees have the same short names: their full names tell whose they are. */
static const char *name_of_row (const DjFrame *frame, gint64 row, const char *column)
{
  const char *kind = report_get (frame, row, "kind");
  gboolean organ = g_strcmp0 (kind, "office") == 0 || g_strcmp0 (kind, "department") == 0;
  const char *name = organ ? NULL : report_get (frame, row, "short_name");
  return name ? name : report_get (frame, row, column);
}

static void take_names (Report *report, DjTable table, const char *column)
{
  DjFrame *frame = dj_view_get_table (report->view, table);
  g_ptr_array_add (report->sources, frame);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    g_hash_table_insert (report->names, (gpointer)report_get (frame, row, "code"),
                         (gpointer)name_of_row (frame, row, column));
}

const char *report_name (Report *report, const char *code)
{
  static const DjTable tables[] = { DJ_TABLE_AREA,     DJ_TABLE_UNIT,      DJ_TABLE_ORGANIZATION,
                                    DJ_TABLE_ALLIANCE, DJ_TABLE_CHECKLIST, DJ_TABLE_FACILITY };
  if (!report->names)
  {
    report->names = g_hash_table_new (g_str_hash, g_str_equal);
    report->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)dj_frame_unref);
    for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
      take_names (report, tables[i], "name");
    take_names (report, DJ_TABLE_ITEM, "title");
  }
  const char *name = code ? g_hash_table_lookup (report->names, code) : NULL;
  return name ? name : code;
}

/* ---- Cells ---- */

const char *report_get (const DjFrame *frame, gint64 row, const char *column)
{
  int number = dj_frame_find_column (frame, column);
  return number < 0 ? NULL : dj_frame_get_text (frame, row, number);
}

gint64 report_get_int (const DjFrame *frame, gint64 row, const char *column)
{
  int number = dj_frame_find_column (frame, column);
  return number < 0 ? DJ_INT_NONE : dj_frame_get_int (frame, row, number);
}

double report_get_real (const DjFrame *frame, gint64 row, const char *column)
{
  int number = dj_frame_find_column (frame, column);
  return number < 0 ? (double)NAN : dj_frame_get_real (frame, row, number);
}

gint64 report_sum (const DjFrame *frame, const char *column)
{
  gint64 sum = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    gint64 value = report_get_int (frame, row, column);
    sum += value == DJ_INT_NONE ? 0 : value;
  }
  return sum;
}

/* Up to two decimals, and none where there is nothing behind the point. */
static char *format_real (double value)
{
  char *text = g_strdup_printf ("%.2f", value);
  char *end = text + strlen (text);
  while (end[-1] == '0')
    *--end = '\0';
  if (end[-1] == '.')
    *--end = '\0';
  return text;
}

/* 12,345 */
static char *format_int (gint64 value)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize n = strlen (digits);
  for (gsize i = 0; i < n; i++)
  {
    if (i > 0 && (n - i) % 3 == 0 && digits[i - 1] != '-')
      g_string_append_c (out, ',');
    g_string_append_c (out, digits[i]);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *cell_text (const Report *report, const DjFrame *frame, gint64 row, int number)
{
  const DjFrameColumn *column = dj_frame_get_column (frame, number);
  char day[DJ_DATE_TEXT_SIZE];
  if (dj_frame_is_missing (frame, row, number))
    return g_strdup ("");
  switch (column->type)
  {
  case DJ_TYPE_INT:
    return format_int (dj_frame_get_int (frame, row, number));
  case DJ_TYPE_REAL:
    return format_real (dj_frame_get_real (frame, row, number));
  case DJ_TYPE_DATE:
    return g_strdup (dj_date_format (dj_frame_get_date (frame, row, number), day));
  case DJ_TYPE_CODE:
    return g_strdup (
        dj_code_list_get_label (column->codes, dj_frame_get_code (frame, row, number), report->tool->language));
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return g_strdup (dj_frame_get_text (frame, row, number));
  }
}

char *report_cell (const Report *report, const DjFrame *frame, gint64 row, const char *column)
{
  int number = dj_frame_find_column (frame, column);
  return number < 0 ? g_strdup ("") : cell_text (report, frame, row, number);
}

/* ---- Tables ---- */

static gboolean is_number (const DjFrame *frame, int number)
{
  DjType type = dj_frame_get_column (frame, number)->type;
  return type == DJ_TYPE_INT || type == DJ_TYPE_REAL;
}

static void add_head (Report *report, const DjFrame *frame, const int *numbers, gsize n)
{
  report_add (report, "<div class=\"wide\"><table>\n<thead><tr>");
  for (gsize i = 0; i < n; i++)
  {
    if (numbers[i] < 0)
      continue;
    const DjFrameColumn *column = dj_frame_get_column (frame, numbers[i]);
    report_add (report, "<th%s>", is_number (frame, numbers[i]) ? " class=\"n\"" : "");
    report_text (report, report_say (report, column->label_en, column->label_zh));
    report_add (report, "</th>");
  }
  report_add (report, "</tr></thead>\n<tbody>\n");
}

static void add_rate (Report *report, double rate)
{
  if (isnan (rate))
    report_add (report, "<td class=\"n\"></td>");
  else
    report_add (report, "<td class=\"n\"><span class=\"bar\"><i style=\"width:%.1f%%\"></i></span>%.1f%%</td>",
                CLAMP (rate, 0, 1) * 100, rate * 100);
}

static void add_cell (Report *report, const DjFrame *frame, gint64 row, int number, ReportShow show,
                      const char *missing)
{
  if (show == SHOW_RATE)
  {
    add_rate (report, dj_frame_get_real (frame, row, number));
    return;
  }
  g_autofree char *text = cell_text (report, frame, row, number);
  report_add (report, "<td%s>", is_number (frame, number) ? " class=\"n\"" : show == SHOW_DIM ? " class=\"d\"" : "");
  report_text (report, show == SHOW_NAME && *text ? report_name (report, text) : *text ? text : missing);
  report_add (report, "</td>");
}

void report_table (Report *report, const DjFrame *frame, const ReportColumn *columns, gsize n_columns, gint64 most)
{
  g_autofree int *numbers = g_new (int, n_columns);
  gint64 n = dj_frame_get_n_rows (frame), shown = MIN (n, most);
  for (gsize i = 0; i < n_columns; i++)
    numbers[i] = dj_frame_find_column (frame, columns[i].column);
  add_head (report, frame, numbers, n_columns);
  for (gint64 row = 0; row < shown; row++)
  {
    report_add (report, "<tr>");
    for (gsize i = 0; i < n_columns; i++)
      if (numbers[i] >= 0)
        add_cell (report, frame, row, numbers[i], columns[i].show, i == 0 ? "—" : "");
    report_add (report, "</tr>\n");
  }
  report_add (report, "</tbody></table></div>\n");
  if (shown < n)
    report_add (report,
                report_say (report, "<p class=\"note\">%" G_GINT64_FORMAT " more are not shown.</p>\n",
                            "<p class=\"note\">另有 %" G_GINT64_FORMAT " 行未列出。</p>\n"),
                n - shown);
}
