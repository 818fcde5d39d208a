/* SPDX-License-Identifier: Apache-2.0 */
/* A table as CSV: RFC 4180 with LF, missing values empty, empty texts "". */
#include "frame/frame-private.h"
#include "io/io-private.h"

static void append_separator (GString *out, const GArray *order, guint i)
{
  g_string_append_c (out, i + 1 < order->len ? ',' : '\n');
}

static void append_header (GString *out, const DjTableData *table, const GArray *order)
{
  for (guint i = 0; i < order->len; i++)
  {
    dj_csv_append (out, dj_table_get_name (table, g_array_index (order, gint32, i)));
    append_separator (out, order, i);
  }
}

static void append_row (GString *out, const DjTableData *table, const DjTexts *texts, const GArray *order, gint32 row)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  for (guint i = 0; i < order->len; i++)
  {
    dj_csv_append (out, dj_table_get_cell (table, texts, g_array_index (order, gint32, i), row, buffer));
    append_separator (out, order, i);
  }
}

gboolean dj_csv_write_table (const DjTableData *table, const DjTexts *texts, DjOutput *output, GError **error)
{
  g_autoptr (GArray) order = dj_table_list_columns (table);
  append_header (output->text, table, order);
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    append_row (output->text, table, texts, order, row);
    if (!dj_output_flush (output, error))
      return FALSE;
  }
  return TRUE;
}
