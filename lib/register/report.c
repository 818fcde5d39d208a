/* SPDX-License-Identifier: Apache-2.0 */
/* What all checks share: reporting an issue at its place, and rows in order of time. */
#include "register/register-private.h"

#include <stdlib.h>
#include "schema/schema-private.h"

/* ---- Reporting ------------------------------------------------------------------------------------------------- */

static void find_place (const DjCheck *check, DjTable table, gint32 row, int column, DjPlace *place)
{
  const DjTableData *data = check->state->tables[table];
  *place = (DjPlace){ .table = (int)table, .row = row };
  if (!check->sources || !data->origins)
    return;
  const DjOrigin origin = dj_table_get_origin (data, row);
  const DjSource *source = g_ptr_array_index (check->sources, (guint)origin.source);
  place->row = origin.ordinal;
  place->file = source->file;
  place->line = origin.line;
  place->column = column < 0 || column >= data->info->n_columns ? 0 : source->fields[column];
}

static gboolean is_must (DjIssueCode code) { return code != DJ_ISSUE_AFFILIATION_OUTSIDE; }

/* What the row is about: its own code, or for a row without one the code in its first column. */
static const char *get_subject (const DjCheck *check, const DjTableData *data, gint32 row)
{
  int column = MAX (data->info->key, 0);
  return dj_texts_get (check->state->texts, dj_table_get_text (data, column, row));
}

/* The short column that a cell comes from, which is the name that stands in the file. */
static const char *find_alias (const DjCheck *check, DjTable table, gint32 row, int column)
{
  const DjTableData *data = check->state->tables[table];
  if (!check->sources || !data->origins)
    return NULL;
  const DjSource *source = g_ptr_array_index (check->sources, (guint)dj_table_get_origin (data, row).source);
  return source->alias && source->alias_column == column ? source->alias : NULL;
}

void dj_check_report (DjCheck *check, DjIssueCode code, DjTable table, gint32 row, int column, const char *a,
                      const char *b, const char *c)
{
  if (is_must (code) ? check->only_less : check->only_must)
    return;
  DjPlace place;
  find_place (check, table, row, column, &place);
  const char *alias = find_alias (check, table, row, column);
  if (alias && (code == DJ_ISSUE_REFERENCE || code == DJ_ISSUE_REFERENCE_TIME))
    a = alias;
  dj_issues_add (check->issues, code, &place, get_subject (check, check->state->tables[table], row), a, b, c);
  if (is_must (code) && check->bad[table])
    check->bad[table][row] = 1;
}

const char *dj_period_format (DjDate since, DjDate until, char out[DJ_PERIOD_TEXT_SIZE])
{
  char first[DJ_DATE_TEXT_SIZE], last[DJ_DATE_TEXT_SIZE] = "";
  dj_date_format (since, first);
  if (until != G_MAXINT32)
    dj_date_format (until - 1, last);
  g_snprintf (out, DJ_PERIOD_TEXT_SIZE, "%s – %s", *first ? first : "…", *last ? last : "…");
  return out;
}

/* ---- Spans ----------------------------------------------------------------------------------------------------- */

static int compare_spans (const void *a, const void *b)
{
  const DjSpan *first = a, *second = b;
  if (first->node != second->node)
    return first->node < second->node ? -1 : 1;
  if (first->since != second->since)
    return first->since < second->since ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

void dj_spans_sort (GArray *spans)
{
  const DjSpan *span = (const DjSpan *)(gpointer)spans->data;
  guint i = 1;
  while (i < spans->len && compare_spans (&span[i - 1], &span[i]) <= 0)
    i++;
  if (i < spans->len) /* ledgers mostly come in order */
    qsort (spans->data, spans->len, sizeof (DjSpan), compare_spans);
}
