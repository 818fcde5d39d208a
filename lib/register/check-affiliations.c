/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly one affiliation from admission to leaving (党章第八条; 党员教育管理工作条例第二十五条). */
#include "register/register-private.h"

#include <string.h>

/* What is known of the affiliations of a person. Bits, so that it does not matter in which order several threads set them. */
enum
{
  HAS_NONE = 0,
  HAS_ONE = 1,
  HAS_MORE = 2,
  FIRST_IS_FINE = 4,
  IS_FINE = HAS_ONE | FIRST_IS_FINE, /* one, as it should be */
};

/* Rows of memberships that are looked at together, with the persons whose affiliations they are, -1 for none. */
typedef struct
{
  gint32 begin;
  gint32 n;
  gint32 persons[DJ_FIND_MANY];
} Some;

static void find_persons (const DjState *state, const guint8 *has, Some *some)
{
  const DjTableData *table = state->tables[DJ_TABLE_MEMBERSHIP];
  gint32 codes[DJ_FIND_MANY];
  DjTable tables[DJ_FIND_MANY];
  for (gint32 i = 0; i < some->n; i++)
    codes[i] = dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_PERSON, some->begin + i);
  dj_state_find_codes (state, codes, some->n, some->persons, tables);
  for (gint32 i = 0; i < some->n; i++)
    if (dj_table_get_code (table, DJ_COLUMN_MEMBERSHIP_KIND, some->begin + i) != DJ_MEMBERSHIP_AFFILIATION
        || (some->persons[i] >= 0 && tables[i] != DJ_TABLE_PERSON))
      some->persons[i] = -1;
    else if (some->persons[i] >= 0)
      __builtin_prefetch (&has[some->persons[i]]);
}

/* An affiliation under its person's row. A missing beginning is that of the organization. */
static DjSpan get_span (const DjState *state, gint32 row, gint32 person)
{
  const DjTableData *table = state->tables[DJ_TABLE_MEMBERSHIP];
  DjTable t;
  DjSpan span = { .node = person, .row = row };
  dj_table_get_period (table, row, &span.since, &span.until);
  if (span.since != DJ_DATE_NONE)
    return span;
  gint32 place = dj_state_find_code (state, dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, row), &t);
  if (place >= 0 && t == DJ_TABLE_ORGANIZATION)
    span.since = dj_state_get_beginning (state, t, place);
  return span;
}

/* The days from admission to leaving; DJ_DATE_NONE for a person who was not admitted, G_MAXINT32 for one who has not left. */
static void get_days (const DjState *state, gint32 person, DjDate *admitted, DjDate *end)
{
  const DjTableData *table = state->tables[DJ_TABLE_PERSON];
  DjDate left = dj_table_get_date (table, DJ_COLUMN_PERSON_LEFT, person);
  *admitted = dj_table_get_date (table, DJ_COLUMN_PERSON_ADMITTED, person);
  *end = left == DJ_DATE_NONE ? G_MAXINT32 : left;
}

/* Whether the only affiliation of a person leaves nothing to complain of, which check_person() says of any number. */
static gboolean is_fine (const DjState *state, const DjSpan *span)
{
  DjDate admitted, end;
  get_days (state, span->node, &admitted, &end);
  if (span->since >= span->until || span->until > end)
    return FALSE;
  return admitted == DJ_DATE_NONE || ((span->since == DJ_DATE_NONE || span->since == admitted) && span->until == end);
}

/* A pass over the memberships by several threads. */
typedef struct
{
  const DjState *state;
  guint8 *has; /* of each person */
  gint n_parts;
  GArray **spans; /* of each part */
  gint again;     /* somebody has more than one, of which the first was taken for fine; atomic */
} Pass;

/* Calls @look for all memberships of a part, some at a time. */
static void go_through (Pass *pass, gint part, void (*look) (Pass *pass, const Some *some, GArray *spans))
{
  DjRange rows = dj_get_part (pass->state->tables[DJ_TABLE_MEMBERSHIP]->n_rows, part, pass->n_parts);
  g_array_set_size (pass->spans[part], 0);
  for (gint64 begin = rows.begin; begin < rows.end; begin += DJ_FIND_MANY)
  {
    Some some = { .begin = (gint32)begin, .n = (gint32)MIN (DJ_FIND_MANY, rows.end - begin) };
    find_persons (pass->state, pass->has, &some);
    look (pass, &some, pass->spans[part]);
  }
}

static void add_span (GArray *spans, const DjSpan *span)
{
  if (span->since < span->until)
    g_array_append_vals (spans, span, 1);
}

static guint8 mark (guint8 *has, guint8 bits) { return __atomic_fetch_or (has, bits, __ATOMIC_RELAXED); }

/* All but the first of a person, where that is fine. */
static void collect_some (Pass *pass, const Some *some, GArray *spans)
{
  for (gint32 i = 0; i < some->n; i++)
  {
    if (some->persons[i] < 0)
      continue;
    guint8 *has = &pass->has[some->persons[i]];
    DjSpan span = get_span (pass->state, some->begin + i, some->persons[i]);
    gboolean is_first = mark (has, HAS_ONE) == HAS_NONE, is_left_out = is_first && is_fine (pass->state, &span);
    guint8 before = is_first && !is_left_out ? HAS_NONE : mark (has, is_left_out ? FIRST_IS_FINE : HAS_MORE);
    if (before & (is_left_out ? HAS_MORE : FIRST_IS_FINE))
      g_atomic_int_set (&pass->again, TRUE);
    if (!is_left_out)
      add_span (spans, &span);
  }
}

static void collect_affiliations (gint part, gpointer data) { go_through (data, part, collect_some); }

/* All of those who are not fine. */
static void collect_some_again (Pass *pass, const Some *some, GArray *spans)
{
  for (gint32 i = 0; i < some->n; i++)
  {
    if (some->persons[i] < 0 || pass->has[some->persons[i]] == IS_FINE)
      continue;
    DjSpan span = get_span (pass->state, some->begin + i, some->persons[i]);
    add_span (spans, &span);
  }
}

static void collect_again (gint part, gpointer data) { go_through (data, part, collect_some_again); }

/* The affiliations of persons who are not plainly fine, grouped by the person's row. Most registers have few: who is fine is marked
 * so in passing, and there is next to nothing to sort. */
static GArray *find_affiliations (const DjState *state, guint8 *has)
{
  gint n_parts = dj_count_parts (state->tables[DJ_TABLE_MEMBERSHIP]->n_rows, 16 * DJ_FIND_MANY);
  g_autofree GArray **spans = g_new (GArray *, n_parts);
  Pass pass = { state, has, n_parts, spans, FALSE };
  for (gint part = 0; part < n_parts; part++)
    spans[part] = g_array_new (FALSE, FALSE, sizeof (DjSpan));
  dj_in_parts (n_parts, collect_affiliations, &pass);
  if (g_atomic_int_get (&pass.again))
    dj_in_parts (n_parts, collect_again, &pass);
  for (gint part = 1; part < n_parts; part++)
  {
    g_array_append_vals (spans[0], spans[part]->data, spans[part]->len);
    g_array_unref (spans[part]);
  }
  dj_spans_sort (spans[0]);
  return spans[0];
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
  DjDate admitted, end;
  get_days (check->state, person, &admitted, &end);
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
  gint32 n_persons = check->state->tables[DJ_TABLE_PERSON]->n_rows;
  g_autofree guint8 *has = g_malloc0 ((gsize)n_persons + 1);
  g_autoptr (GArray) spans = find_affiliations (check->state, has);
  const DjSpan *span = (const DjSpan *)(gpointer)spans->data;
  gsize begin = 0;
  for (gint32 person = 0; person < n_persons; person++)
  {
    gsize end = begin;
    while (end < spans->len && span[end].node == person)
      end++;
    if (has[person] != IS_FINE && owns_its_code (check->state, person))
      check_person (check, person, begin < end ? &span[begin] : NULL, end - begin);
    begin = end;
  }
}
