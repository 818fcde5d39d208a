/* SPDX-License-Identifier: Apache-2.0 */
/* Further columns, which are kept as text, as values of the type that rules declare for them. */
#include "rule/check-private.h"

#include <string.h>

/* One column that is being read. */
typedef struct
{
  DjPlan *plan;
  const DjFurtherColumn *declared;
  DjFurther *further;
  const DjSide *side;
  gint n_parts;
  GArray **unread; /* of each part: gint32 */
} Reading;

/* ---- One cell --------------------------------------------------------------------------------------------------------------- */

static gboolean read_reference (const DjFurtherColumn *declared, const DjSide *side, const char *text, gsize length,
                                gint32 *out)
{
  DjTable table;
  *out = dj_texts_find (side->state->texts, text, (gssize)length);
  return dj_state_find_code (side->state, *out, &table) >= 0 && (declared->to & DJ_TABLE_BIT (table)) != 0;
}

/* FALSE where the cell is not what it is to be. */
static gboolean read_cell (const DjFurtherColumn *declared, const DjSide *side, const char *text, gsize length,
                           gint32 *out)
{
  gint64 whole = 0;
  switch (declared->type)
  {
  case DJ_VALUE_INT:
    if (!dj_int_parse (text, length, &whole) || whole < -G_MAXINT32 || whole > G_MAXINT32)
      return FALSE;
    *out = (gint32)whole;
    return TRUE;
  case DJ_VALUE_DATE:
    *out = dj_date_parse (text, (gssize)length);
    return *out != DJ_DATE_NONE;
  case DJ_VALUE_CODE:
    *out = declared->flag ? dj_code_list_find (&dj_codes_yes_no, text, (gssize)length)
                          : dj_further_column_find_value (declared, text, length, TRUE);
    return *out != 0;
  case DJ_VALUE_REFERENCE:
    return read_reference (declared, side, text, length, out);
  default:
    return FALSE;
  }
}

static gsize trim (const char **text)
{
  while (g_ascii_isspace (**text))
    (*text)++;
  gsize length = strlen (*text);
  while (length > 0 && g_ascii_isspace ((*text)[length - 1]))
    length--;
  return length;
}

/* Missing where there are only blanks, or the day is still to come. */
static gboolean take_cell (const DjFurtherColumn *declared, const DjSide *side, gint32 number, gint32 *out)
{
  const char *text = dj_texts_get (side->state->texts, number);
  gsize length = text ? trim (&text) : 0;
  gint32 value = DJ_VALUE_MISSING;
  gboolean good = length == 0 || read_cell (declared, side, text, length, &value);
  gboolean coming = declared->type == DJ_VALUE_DATE && !declared->planned && value > side->on;
  *out = good && !coming ? value : DJ_VALUE_MISSING;
  return good;
}

/* ---- One column -------------------------------------------------------------------------------------------------------------- */

/* The same text is mostly read one row after the other. */
static void read_rows (const Reading *reading, gint32 begin, gint32 n, GArray *unread)
{
  guint8 selected[DJ_CHECKED_AT_ONCE];
  gint32 last = DJ_TEXT_NONE, value = DJ_VALUE_MISSING;
  gboolean good = TRUE;
  dj_plan_select (reading->plan, reading->declared->table, begin, n, FALSE, selected);
  for (gint32 i = 0; i < n; i++)
  {
    gint32 row = begin + i, text = reading->further->texts[row];
    if (text != last)
      good = take_cell (reading->declared, reading->side, last = text, &value);
    reading->further->values[row] = value;
    if (!good && selected[i])
      g_array_append_val (unread, row);
  }
}

static void read_part (gint part, gpointer data)
{
  const Reading *reading = data;
  DjRange rows = dj_get_part (reading->side->data->n_rows, part, reading->n_parts);
  gint32 block = dj_cut (DJ_CHECKED_AT_ONCE);
  for (gint64 row = rows.begin; row < rows.end && !dj_plan_is_stopped (reading->plan); row += block)
    read_rows (reading, (gint32)row, (gint32)MIN (block, rows.end - row), reading->unread[part]);
}

static gboolean read_column (Reading *reading, GError **error)
{
  gint32 n = reading->side->data->n_rows;
  if (!(reading->further->values = DJ_TRY_NEW (gint32, n, error)))
    return FALSE;
  reading->n_parts = dj_count_parts (n, DJ_CHECKED_AT_ONCE * 16);
  reading->unread = g_new (GArray *, reading->n_parts);
  for (gint part = 0; part < reading->n_parts; part++)
    reading->unread[part] = g_array_new (FALSE, FALSE, sizeof (gint32));
  dj_in_parts (reading->n_parts, read_part, reading);
  for (gint part = 0; part < reading->n_parts; part++)
  {
    g_array_append_vals (reading->further->unread, reading->unread[part]->data, reading->unread[part]->len);
    g_array_unref (reading->unread[part]);
  }
  g_free (reading->unread);
  return dj_plan_tell_stop (reading->plan, error);
}

/* By its name, or by its Chinese label. */
static int find_column (const DjTableData *data, const DjFurtherColumn *declared)
{
  const char *names[] = { declared->name, declared->label_zh };
  for (int column = data->info->n_columns; column < (int)data->columns->len; column++)
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      if (names[i] && g_strcmp0 (dj_table_get_name (data, column), names[i]) == 0)
        return column;
  return -1;
}

gboolean dj_plan_read_further (DjPlan *plan, GError **error)
{
  guint n = plan->rules->columns->len;
  plan->further = g_new0 (DjFurther, (gsize)n + 1);
  for (guint i = 0; i < n; i++)
  {
    DjFurther *further = &plan->further[i];
    const DjFurtherColumn *declared = &g_array_index (plan->rules->columns, DjFurtherColumn, i);
    const DjSide *side = &plan->sides[declared->table];
    further->unread = g_array_new (FALSE, FALSE, sizeof (gint32));
    further->column = find_column (side->data, declared);
    further->texts = further->column < 0 ? NULL : dj_table_texts (side->data, further->column);
    Reading reading = { plan, declared, further, side, 0, NULL };
    if (further->texts && declared->type != DJ_VALUE_TEXT && !read_column (&reading, error))
      return FALSE;
  }
  return TRUE;
}

void dj_plan_clear_further (DjPlan *plan)
{
  for (guint i = 0; plan->further && i < plan->rules->columns->len; i++)
  {
    g_free (plan->further[i].values);
    if (plan->further[i].unread)
      g_array_unref (plan->further[i].unread);
  }
  g_free (plan->further);
}
