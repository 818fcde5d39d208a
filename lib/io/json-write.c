/* SPDX-License-Identifier: Apache-2.0 */
/* A register as one JSON document, one row a line, so that two of them can be compared line by line. */
#include <string.h>

#include "frame/frame-private.h"
#include "io/io-private.h"

/* A whole number beyond what a double holds exactly would come back as another: it is written as text, which is read
 * as well. */
static gboolean is_number (const DjTableData *table, int column, gint32 row)
{
  const gint64 most = G_GINT64_CONSTANT (1) << 53;
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_REAL:
    return TRUE;
  case DJ_TYPE_INT:
    return ABS (dj_table_get_int (table, column, row)) <= most;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_DATE:
  case DJ_TYPE_CODE:
  case DJ_TYPE_REFERENCE:
  default:
    return FALSE;
  }
}

static void append_cell (GString *out, const DjTableData *table, const DjTexts *texts, int column, gint32 row)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  const char *text = dj_table_get_cell (table, texts, column, row, buffer);
  if (text && is_number (table, column, row))
    g_string_append (out, text);
  else
    dj_json_append_text (out, text);
}

/* Keys of all columns, each with its colon, made once for all rows. */
static GPtrArray *make_keys (const DjTableData *table, const GArray *order)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < order->len; i++)
  {
    GString *key = g_string_new (i > 0 ? "," : NULL);
    dj_json_append_text (key, dj_table_get_name (table, g_array_index (order, gint32, i)));
    g_string_append_c (key, ':');
    g_ptr_array_add (keys, g_string_free (key, FALSE));
  }
  return keys;
}

static gboolean write_table (const DjTableData *table, const DjTexts *texts, DjOutput *output, GError **error)
{
  g_autoptr (GArray) order = dj_table_list_columns (table);
  g_autoptr (GPtrArray) keys = make_keys (table, order);
  dj_json_append_text (output->text, table->info->name);
  g_string_append (output->text, ":[");
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    g_string_append (output->text, row > 0 ? ",\n{" : "\n{");
    for (guint i = 0; i < order->len; i++)
    {
      g_string_append (output->text, g_ptr_array_index (keys, i));
      append_cell (output->text, table, texts, g_array_index (order, gint32, i), row);
    }
    g_string_append_c (output->text, '}');
    if (!dj_output_flush (output, error))
      return FALSE;
  }
  g_string_append (output->text, table->n_rows > 0 ? "\n]" : "]");
  return TRUE;
}

/* Whether the order of columns is neither told by rows nor the declared one. */
static gboolean has_own_columns (const DjTableData *table)
{
  if (!dj_table_is_written (table) || table->n_rows > 0)
    return FALSE;
  g_autoptr (GArray) order = dj_table_list_columns (table);
  for (guint i = 0; i < order->len; i++)
    if (g_array_index (order, gint32, i) != (gint32)i)
      return TRUE;
  return order->len != (guint)table->info->n_columns;
}

static void append_columns (GString *out, const DjTableData *table)
{
  g_autoptr (GArray) order = dj_table_list_columns (table);
  dj_json_append_text (out, table->info->name);
  g_string_append (out, ":[");
  for (guint i = 0; i < order->len; i++)
  {
    g_string_append (out, i > 0 ? "," : "");
    dj_json_append_text (out, dj_table_get_name (table, g_array_index (order, gint32, i)));
  }
  g_string_append_c (out, ']');
}

static void append_own_columns (GString *out, const DjState *state, gboolean any_table)
{
  gboolean any = FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!has_own_columns (state->tables[t]))
      continue;
    if (!any)
      g_string_append (out, any_table ? ",\n\"" DJ_JSON_COLUMNS "\":{\n" : "\"" DJ_JSON_COLUMNS "\":{\n");
    else
      g_string_append (out, ",\n");
    append_columns (out, state->tables[t]);
    any = TRUE;
  }
  g_string_append (out, any ? "\n}" : "");
}

gboolean dj_json_write (const DjState *state, DjOutput *output, GError **error)
{
  gboolean any = FALSE;
  g_string_append_c (output->text, '{');
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!dj_table_is_written (state->tables[t]))
      continue;
    g_string_append (output->text, any ? ",\n" : "");
    if (!write_table (state->tables[t], state->texts, output, error))
      return FALSE;
    any = TRUE;
  }
  append_own_columns (output->text, state, any);
  g_string_append (output->text, "}\n");
  return TRUE;
}
