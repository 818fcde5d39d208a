/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one code, as a sheet for a terminal, as CSV and as JSON. */
#include "facts.h"

#include <string.h>

/* On a sheet a section shows at most so many rows; CSV and JSON have all. */
#define ROWS_SHOWN 20

/* A text is not cut to less. */
#define TEXT_LEAST 12

/* ---- Collecting ---- */

static void fact_clear (gpointer data)
{
  Fact *fact = data;
  g_free (fact->value);
  g_free (fact->shown);
}

static void section_free (gpointer data)
{
  FactSection *section = data;
  g_free (section->name);
  g_free (section->label);
  g_ptr_array_unref (section->rows);
  g_free (section);
}

Facts *facts_new (void)
{
  Facts *facts = g_new0 (Facts, 1);
  facts->sections = g_ptr_array_new_with_free_func (section_free);
  return facts;
}

void facts_free (Facts *facts)
{
  g_free (facts->title);
  g_free (facts->subtitle);
  g_ptr_array_unref (facts->sections);
  g_free (facts);
}

static FactSection *last_section (const Facts *facts) { return facts->sections->pdata[facts->sections->len - 1]; }

void facts_begin_section (Facts *facts, char *take_name, char *take_label, gboolean many)
{
  FactSection *section = g_new0 (FactSection, 1);
  *section
      = (FactSection){ take_name, take_label, many, g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref) };
  g_ptr_array_add (facts->sections, section);
}

void facts_begin_row (Facts *facts)
{
  GArray *row = g_array_new (FALSE, FALSE, sizeof (Fact));
  g_array_set_clear_func (row, fact_clear);
  g_ptr_array_add (last_section (facts)->rows, row);
}

static void add_fact (Facts *facts, Fact fact, char *take_shown)
{
  GPtrArray *rows = last_section (facts)->rows;
  if (fact.value)
    fact.shown = tool_clean (take_shown ? take_shown : fact.value);
  g_free (take_shown);
  g_array_append_val ((GArray *)rows->pdata[rows->len - 1], fact);
}

void facts_add (Facts *facts, const char *name, const char *label, char *take_value, char *take_shown)
{
  add_fact (facts, (Fact){ name, label, take_value, NULL, FALSE, FALSE }, take_shown);
}

void facts_add_whole (Facts *facts, const char *name, const char *label, char *take_value)
{
  add_fact (facts, (Fact){ name, label, take_value, NULL, TRUE, FALSE }, NULL);
}

void facts_add_number (Facts *facts, const char *name, const char *label, char *take_value)
{
  add_fact (facts, (Fact){ name, label, take_value, NULL, TRUE, TRUE }, NULL);
}

void facts_add_count (Facts *facts, const char *name, const char *label, gint64 n)
{
  facts_add_number (facts, name, label, g_strdup_printf ("%" G_GINT64_FORMAT, n));
}

void facts_end_section (Facts *facts)
{
  if (!last_section (facts)->rows->len)
    g_ptr_array_set_size (facts->sections, (int)facts->sections->len - 1);
}

static GArray *section_row (const FactSection *section, guint row) { return section->rows->pdata[row]; }

static const Fact *row_fact (const GArray *row, guint i) { return &g_array_index (row, Fact, i); }

/* ---- Sheet ---- */

static void append_single (Tool *tool, GString *out, const FactSection *section)
{
  const GArray *row = section_row (section, 0);
  int widest = 0;
  for (guint i = 0; i < row->len; i++)
    if (row_fact (row, i)->value)
      widest = MAX (widest, tool_width (row_fact (row, i)->label));
  for (guint i = 0; i < row->len; i++)
  {
    const Fact *fact = row_fact (row, i);
    if (!fact->value)
      continue;
    g_string_append_printf (out, "  %s", tool_dim (tool));
    tool_append_cell (out, fact->label, widest);
    g_string_append_printf (out, "%s  ", tool_plain (tool));
    tool_append_wrapped (tool, out, fact->shown, widest + 4, widest + 4);
    g_string_append_c (out, '\n');
  }
}

typedef struct
{
  int width; /* 0 for a column without any value, or without a place */
  int least;
} Column;

static void measure_column (const FactSection *section, guint n_rows, guint number, Column *column)
{
  int widest = 0;
  for (guint k = 0; k < n_rows; k++)
  {
    const Fact *fact = row_fact (section_row (section, k), number);
    if (fact->value)
      widest = MAX (widest, tool_width (fact->shown));
  }
  const Fact *head = row_fact (section_row (section, 0), number);
  column->width = widest ? MAX (widest, tool_width (head->label)) : 0;
  column->least = head->is_whole ? column->width : MIN (column->width, TEXT_LEAST);
}

/* Where the line is too short, the widest texts give first; then columns lose their place, from the right. Returns
 * whether any did. */
static gboolean fit_columns (const Tool *tool, Column *columns, guint n)
{
  int total = 0;
  gboolean lost = FALSE;
  for (guint i = 0; i < n; i++)
    total += columns[i].width ? columns[i].width + 2 : 0;
  while (tool->width && total > tool->width)
  {
    Column *widest = NULL;
    Column *last = columns;
    for (Column *column = columns; column < columns + n; column++)
    {
      if (column->width > column->least && (!widest || column->width > widest->width))
        widest = column;
      if (column->width)
        last = column;
    }
    if (widest)
    {
      widest->width--;
      total--;
      continue;
    }
    if (last == columns)
      break;
    total -= last->width + 2 - (lost ? 0 : 3); /* a sign takes their place */
    last->width = 0;
    lost = TRUE;
  }
  return lost;
}

static void append_line (GString *out, const GArray *row, const Column *columns, gboolean head)
{
  for (guint i = 0; i < row->len; i++)
  {
    if (!columns[i].width)
      continue;
    const Fact *fact = row_fact (row, i);
    g_string_append (out, "  ");
    tool_append_cell (out, head ? fact->label : fact->value ? fact->shown : "", columns[i].width);
  }
  while (out->len && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
}

static void append_many (Tool *tool, GString *out, const FactSection *section)
{
  guint n = MIN (section->rows->len, ROWS_SHOWN);
  guint n_columns = section_row (section, 0)->len;
  g_autofree Column *columns = g_new (Column, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    measure_column (section, n, i, &columns[i]);
  gboolean lost = fit_columns (tool, columns, n_columns);
  g_string_append (out, tool_dim (tool));
  append_line (out, section_row (section, 0), columns, TRUE);
  g_string_append_printf (out, "%s%s\n", lost ? "  …" : "", tool_plain (tool));
  for (guint i = 0; i < n; i++)
  {
    append_line (out, section_row (section, i), columns, FALSE);
    g_string_append_c (out, '\n');
  }
  if (section->rows->len > n)
    g_string_append_printf (
        out, tool_say (tool, "  … and %u more (see --format csv)\n", "  … 还有 %u 行（见 --format csv）\n"),
        section->rows->len - n);
}

static void append_sheet (Tool *tool, GString *out, const Facts *facts)
{
  g_autofree char *title = tool_clean (facts->title);
  g_autofree char *subtitle = tool_clean (facts->subtitle);
  g_string_append_printf (out, "%s%s%s\n%s%s%s\n", tool_bold (tool), title, tool_plain (tool), tool_dim (tool),
                          subtitle, tool_plain (tool));
  for (guint i = 0; i < facts->sections->len; i++)
  {
    const FactSection *section = facts->sections->pdata[i];
    g_string_append_c (out, '\n');
    if (section->label)
      g_string_append_printf (out, "%s%s%s", tool_bold (tool), section->label, tool_plain (tool));
    if (section->label && section->many)
      g_string_append_printf (out, " · %u", section->rows->len);
    if (section->label)
      g_string_append_c (out, '\n');
    if (section->many)
      append_many (tool, out, section);
    else
      append_single (tool, out, section);
  }
}

/* ---- CSV: one fact a line ---- */

static void append_csv_row (GString *out, const FactSection *section, guint number)
{
  const GArray *row = section_row (section, number);
  for (guint i = 0; i < row->len; i++)
  {
    const Fact *fact = row_fact (row, i);
    if (!fact->value)
      continue;
    tool_append_csv (out, section->name);
    g_string_append_printf (out, ",%u,", number);
    tool_append_csv (out, fact->name);
    g_string_append_c (out, ',');
    tool_append_csv (out, fact->value);
    g_string_append_c (out, '\n');
  }
}

static void append_csv (GString *out, const Facts *facts)
{
  g_string_append (out, "section,row,column,value\n");
  for (guint i = 0; i < facts->sections->len; i++)
  {
    const FactSection *section = facts->sections->pdata[i];
    for (guint k = 0; k < section->rows->len; k++)
      append_csv_row (out, section, k);
  }
}

/* ---- JSON: one object, a key for each section ---- */

static void append_json_row (GString *out, const GArray *row)
{
  g_string_append_c (out, '{');
  for (guint i = 0; i < row->len; i++)
  {
    const Fact *fact = row_fact (row, i);
    g_string_append (out, i ? ", " : "");
    tool_append_json (out, fact->name);
    g_string_append (out, ": ");
    if (fact->is_number && fact->value)
      g_string_append (out, fact->value);
    else
      tool_append_json (out, fact->value);
  }
  g_string_append_c (out, '}');
}

static void append_json (GString *out, const Facts *facts)
{
  g_string_append (out, "{\n");
  for (guint i = 0; i < facts->sections->len; i++)
  {
    const FactSection *section = facts->sections->pdata[i];
    g_string_append (out, i ? ",\n  " : "  ");
    tool_append_json (out, section->name);
    g_string_append (out, section->many ? ": [" : ": ");
    for (guint k = 0; k < section->rows->len; k++)
    {
      g_string_append (out, !section->many ? "" : k ? ",\n    " : "\n    ");
      append_json_row (out, section_row (section, k));
    }
    g_string_append (out, section->many ? "\n  ]" : "");
  }
  g_string_append (out, "\n}\n");
}

int facts_answer (Tool *tool, const Facts *facts)
{
  g_autoptr (GString) out = g_string_new (NULL);
  if (tool->format == FORMAT_CSV)
    append_csv (out, facts);
  else if (tool->format == FORMAT_JSON)
    append_json (out, facts);
  else
    append_sheet (tool, out, facts);
  gint64 lines = 0;
  for (const char *p = strchr (out->str, '\n'); p; p = strchr (p + 1, '\n'))
    lines++;
  tool_begin (tool, lines);
  fputs (out->str, tool->out);
  return tool_end (tool, TOOL_DONE);
}
