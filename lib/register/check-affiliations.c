/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly one affiliation from admission to leaving (党章第八条; 党员教育管理工作条例第二十五条). */
#include "register/register-private.h"

#include <string.h>

/* The affiliations of all persons, grouped by the person's row. A missing beginning is that of the organization. */
static GArray *collect_affiliations (const DjState *state)
{
  const DjTableData *table = state->tables[DJ_TABLE_MEMBERSHIP];
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (DjSpan));
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    DjTable person, organization;
    DjSpan span = { .row = row };
    if (dj_table_get_code (table, DJ_COLUMN_MEMBERSHIP_KIND, row) != DJ_MEMBERSHIP_AFFILIATION)
      continue;
    span.node = dj_state_find_code (state, dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_PERSON, row), &person);
    if (span.node < 0 || person != DJ_TABLE_PERSON)
      continue;
    dj_table_get_period (table, row, &span.since, &span.until);
    gint32 place
        = dj_state_find_code (state, dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, row), &organization);
    if (span.since == DJ_DATE_NONE && place >= 0 && organization == DJ_TABLE_ORGANIZATION)
      span.since = dj_state_get_beginning (state, organization, place);
    if (span.since < span.until)
      g_array_append_val (spans, span);
  }
  dj_spans_sort (spans);
  return spans;
}

static const char *get_organization (const DjCheck *check, gint32 row)
{
  const DjTableData *table = check->state->tables[DJ_TABLE_MEMBERSHIP];
  return dj_texts_get (check->state->texts, dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, row));
}

static void report_two (DjCheck *check, const DjSpan *held, const DjSpan *second)
{
  char period[DJ_PERIOD_TEXT_SIZE];
  dj_check_report (check, DJ_ISSUE_AFFILIATION_TWO, DJ_TABLE_MEMBERSHIP, second->row, DJ_COLUMN_MEMBERSHIP_ORGANIZATION,
                   get_organization (check, held->row), get_organization (check, second->row),
                   dj_period_format (second->since, MIN (held->until, second->until), period));
}

static void report_none (DjCheck *check, gint32 person, DjDate since, DjDate until)
{
  char period[DJ_PERIOD_TEXT_SIZE];
  dj_check_report (check, DJ_ISSUE_AFFILIATION_NONE, DJ_TABLE_PERSON, person, DJ_COLUMN_PERSON_ADMITTED, NULL, NULL,
                   dj_period_format (since, until, period));
}

static void report_outside (DjCheck *check, const DjSpan *span, DjDate since, DjDate until)
{
  char period[DJ_PERIOD_TEXT_SIZE];
  dj_check_report (check, DJ_ISSUE_AFFILIATION_OUTSIDE, DJ_TABLE_MEMBERSHIP, span->row,
                   DJ_COLUMN_MEMBERSHIP_ORGANIZATION, get_organization (check, span->row), NULL,
                   dj_period_format (since, until, period));
}

static void check_outside (DjCheck *check, const DjSpan *span, DjDate admitted, DjDate left)
{
  if (admitted != DJ_DATE_NONE && span->since != DJ_DATE_NONE && span->since < admitted)
    report_outside (check, span, span->since, MIN (span->until, admitted));
  if (span->until > left)
    report_outside (check, span, MAX (span->since, left), span->until);
}

/* One person's affiliations in order of time against the days from admission to leaving. */
static void check_person (DjCheck *check, gint32 person, const DjSpan *span, gsize n)
{
  const DjTableData *table = check->state->tables[DJ_TABLE_PERSON];
  DjDate admitted = dj_table_get_date (table, DJ_COLUMN_PERSON_ADMITTED, person);
  DjDate left = dj_table_get_date (table, DJ_COLUMN_PERSON_LEFT, person);
  DjDate end = left == DJ_DATE_NONE ? G_MAXINT32 : left;
  DjDate reached = admitted;
  const DjSpan *held = NULL;
  for (gsize i = 0; i < n; i++)
  {
    if (held && span[i].since < held->until)
      report_two (check, held, &span[i]);
    if (!held || span[i].until > held->until)
      held = &span[i];
    check_outside (check, &span[i], admitted, end);
    if (admitted == DJ_DATE_NONE)
      continue;
    if (reached < span[i].since && reached < end)
      report_none (check, person, reached, MIN (span[i].since, end));
    reached = MAX (reached, span[i].until);
  }
  if (admitted != DJ_DATE_NONE && reached < end)
    report_none (check, person, reached, end);
}

/* Rows whose code is another row's first are complained of as duplicates; their affiliations are counted there. */
static gboolean owns_its_code (const DjState *state, gint32 person)
{
  DjTable owner = DJ_N_TABLES;
  gint32 code = dj_table_get_text (state->tables[DJ_TABLE_PERSON], DJ_COLUMN_PERSON_CODE, person);
  return dj_state_find_code (state, code, &owner) == person && owner == DJ_TABLE_PERSON;
}

void dj_check_affiliations (DjCheck *check)
{
  g_autoptr (GArray) spans = collect_affiliations (check->state);
  const DjSpan *span = (const DjSpan *)(gpointer)spans->data;
  gint32 n_persons = check->state->tables[DJ_TABLE_PERSON]->n_rows;
  gsize begin = 0;
  for (gint32 person = 0; person < n_persons; person++)
  {
    gsize end = begin;
    while (end < spans->len && span[end].node == person)
      end++;
    if (owns_its_code (check->state, person))
      check_person (check, person, begin < end ? &span[begin] : NULL, end - begin);
    begin = end;
  }
}
