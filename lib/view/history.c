/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members as of days before the view's own. Every affiliation that has begun by the view's day is a span, clustered by organization as
 * members are; what is asked of a span is kept as days before the view's own in 16 bits, so that a scan of ten bytes a span, without a
 * branch, finds who was a member on any day of 109 years, and how old.
 */
#include "view/view-private.h"

#include <string.h>

/* Days before the view's own; what is earlier counts as this. */
#define FARTHEST G_MAXUINT16
/* So that the first age of the last band, 61 years, is still told apart from what is farther: 40,000 + 61 × 365.25 < 65,535. */
#define MAX_DAYS 40000

/* Of the day of becoming full: not known, or later than the view's own; else days before it and 2. */
#define FULL_UNKNOWN 0
#define FULL_LATER 1

/* A period of subordination of an organization that is gone. */
typedef struct
{
  gint32 gone;
  gint32 superior;     /* its number, those gone included, */
  gint32 superior_row; /* and the first row of its code */
  DjDate since;
  DjDate until;
} FormerSuperior;

typedef struct
{
  gint32 n;       /* spans */
  gint32 n_gone;  /* organizations that the tree no longer has, numbered behind those that it has */
  gint32 *start;  /* of each organization, those gone included, + 1 */
  guint16 *first; /* days ago of the first day, */
  guint16 *last;  /* and of the last; 0 where it is not yet over */
  guint16 *born;  /* 0 where not known */
  guint16 *full;
  guint16 *kind;            /* sex, education, class, and whether the day of admission is known, in one number */
  GArray *former_superiors; /* FormerSuperior */
} DjHistory;

void dj_history_free (gpointer data)
{
  DjHistory *history = data;
  if (!history)
    return;
  g_free (history->start);
  g_free (history->first);
  g_free (history->last);
  g_free (history->born);
  g_free (history->full);
  g_free (history->kind);
  g_array_unref (history->former_superiors);
  g_free (history);
}

/* ---- Spans ------------------------------------------------------------------------------------------------------- */

/* A span on its way to its organization. */
typedef struct
{
  guint16 local; /* the organization's number in its bucket */
  guint16 first;
  guint16 last;
  guint16 born;
  guint16 full;
  guint16 kind;
} Span;

/* An organization by the first row of its code: its number, those gone included, and the days from its first to its last row, which bound the
 * affiliations that are without a day. No affiliation of a sound register spans a gap between rows. */
typedef struct
{
  gint32 number; /* -1 for a row that is not the first of its code */
  DjDate since;
  DjDate until;
} Place;

typedef struct
{
  const DjView *view;
  const DjState *state;
  DjHistory *history;
  gint32 n_rows; /* of memberships */
  const gint32 *persons;
  const gint32 *organizations;
  const guint8 *kinds;
  const DjDate *since;
  const DjDate *until;
  const guint8 *sexes;
  const guint8 *educations;
  const guint8 *classes;
  const DjDate *born;
  guint n_sexes;
  guint n_educations;
  guint n_classes;
  Place *places; /* by row of organization */
  DjBuckets buckets;
  Span *spans;
} Making;

/* What is done with each span that is found: counted, or put in its bucket. */
typedef void (*TakeSpan) (const Making *making, gint32 *places, gint32 organization, const Span *span);

static guint16 get_days_ago (DjDate on, DjDate day)
{
  gint64 days = (gint64)on - day;
  return (guint16)CLAMP (days, 0, FARTHEST);
}

static guint16 get_full (const DjView *view, gint32 person)
{
  DjDate full = view->full ? view->full[person] : DJ_DATE_NONE;
  if (full == DJ_DATE_NONE)
    return FULL_UNKNOWN;
  return full > view->home->on ? FULL_LATER : (guint16)MIN (get_days_ago (view->home->on, full) + 2, FARTHEST);
}

static guint16 get_kind (const Making *making, gint32 person)
{
  guint kind = dj_clip_code (making->sexes, person, making->n_sexes);
  kind = kind * making->n_educations + dj_clip_code (making->educations, person, making->n_educations);
  kind = kind * making->n_classes + dj_clip_code (making->classes, person, making->n_classes);
  return (guint16)(kind * 2 + (making->view->admitted && making->view->admitted[person] != DJ_DATE_NONE));
}

static void take_row (const Making *making, gint32 *places, TakeSpan take, gint32 row, gint32 person, gint32 first_row)
{
  const DjView *view = making->view;
  const Place *place = &making->places[first_row];
  DjDate on = view->home->on, born = making->born ? making->born[person] : DJ_DATE_NONE;
  DjDate since = MAX (making->since ? making->since[row] : DJ_DATE_NONE, place->since), until = place->until;
  if (making->until && making->until[row] != DJ_DATE_NONE)
    until = MIN (until, making->until[row]);
  if (view->admitted)
    since = MAX (since, view->admitted[person]);
  if (view->left && view->left[person] != DJ_DATE_NONE)
    until = MIN (until, view->left[person]);
  if (since > on || since >= until)
    return;
  Span span = { .first = get_days_ago (on, since),
                .last = until > on ? 0 : get_days_ago (on, until - 1),
                .born = born == DJ_DATE_NONE ? 0 : MAX (get_days_ago (on, born), 1),
                .full = get_full (view, person),
                .kind = get_kind (making, person) };
  take (making, places, place->number, &span);
}

/* The first row of a code in @table, or -1. */
static gint32 find_row (const DjState *state, DjTable wanted, gint32 code)
{
  DjTable table;
  gint32 row = dj_state_find_code (state, code, &table);
  return row >= 0 && table == wanted ? row : -1;
}

/* By blocks, each step a loop of its own, as when people are loaded. */
static void take_block (const Making *making, gint32 *places, TakeSpan take, gint32 begin, gint32 end)
{
  gint32 rows[DJ_ROWS_AT_ONCE] = { 0 }, persons[DJ_ROWS_AT_ONCE], organizations[DJ_ROWS_AT_ONCE], n = 0;
  for (gint32 row = begin; row < end; row++)
  {
    rows[n] = row;
    n += making->kinds[row] == DJ_MEMBERSHIP_AFFILIATION;
  }
  for (gint32 i = 0; i < n; i++)
    organizations[i] = find_row (making->state, DJ_TABLE_ORGANIZATION, making->organizations[rows[i]]);
  for (gint32 i = 0; i < n; i++)
    persons[i] = find_row (making->state, DJ_TABLE_PERSON, making->persons[rows[i]]);
  for (gint32 i = 0; i < n; i++)
    if (organizations[i] >= 0 && persons[i] >= 0)
      take_row (making, places, take, rows[i], persons[i], organizations[i]);
}

static void take_rows (const Making *making, gint part, TakeSpan take)
{
  gint32 *places = dj_buckets_get_places (&making->buckets, part);
  DjRange rows = dj_get_part (making->n_rows, part, making->buckets.n_parts);
  gint32 block = dj_cut (DJ_ROWS_AT_ONCE);
  for (gint64 row = rows.begin; row < rows.end; row += block)
    take_block (making, places, take, (gint32)row, (gint32)MIN (row + block, rows.end));
}

static void count_span (const Making *making, gint32 *places, gint32 organization, const Span *span)
{
  (void)span;
  places[organization >> making->buckets.shift]++;
}

static void count_part (gint part, gpointer data) { take_rows (data, part, count_span); }

static void put_span (const Making *making, gint32 *places, gint32 organization, const Span *span)
{
  Span *place = &making->spans[places[organization >> making->buckets.shift]++];
  *place = *span;
  place->local = (guint16)(organization & ((1 << making->buckets.shift) - 1));
}

static void partition (gint part, gpointer data) { take_rows (data, part, put_span); }

static void scatter (gint bucket, gpointer data)
{
  const Making *making = data;
  DjHistory *history = making->history;
  gint32 *start = history->start + dj_buckets_get_groups (&making->buckets, bucket).begin;
  gint32 begin = making->buckets.begins[bucket], end = making->buckets.begins[bucket + 1];
  for (gint32 i = begin; i < end; i++)
    start[making->spans[i].local]++;
  dj_buckets_begin_groups (&making->buckets, bucket, history->start);
  for (gint32 i = begin; i < end; i++)
  {
    const Span *span = &making->spans[i];
    gint32 place = start[span->local]++;
    history->first[place] = span->first;
    history->last[place] = span->last;
    history->born[place] = span->born;
    history->full[place] = span->full;
    history->kind[place] = span->kind;
  }
  dj_buckets_end_groups (&making->buckets, bucket, history->start);
}

/* ---- Organizations that are gone --------------------------------------------------------------------------------- */

/* Organizations none of whose rows holds on the view's day are numbered behind those that the tree has. */
static void find_places_of_all (Making *making)
{
  const DjForest *forest = &making->view->tree->organizations;
  const DjTableData *table = making->state->tables[DJ_TABLE_ORGANIZATION];
  const gint32 *codes = dj_table_texts (table, DJ_COLUMN_ORGANIZATION_CODE);
  for (gint32 row = 0; row < table->n_rows; row++)
    making->places[row].number = -1;
  for (gint32 row = 0; codes && row < table->n_rows; row++)
  {
    gint32 first_row = find_row (making->state, DJ_TABLE_ORGANIZATION, codes[row]);
    Place *place = first_row < 0 ? NULL : &making->places[first_row];
    DjDate since, until;
    if (!place)
      continue;
    dj_table_get_period (table, row, &since, &until);
    if (place->number < 0)
    {
      place->number = dj_forest_find (forest, making->state, codes[row]);
      place->number = place->number < 0 ? forest->n + making->history->n_gone++ : place->number;
      place->since = since;
      place->until = until;
    }
    place->since = MIN (place->since, since);
    place->until = MAX (place->until, until);
  }
}

static void list_former_superiors (Making *making)
{
  const DjTableData *table = making->state->tables[DJ_TABLE_SUBORDINATION];
  const gint32 *organizations = dj_table_texts (table, DJ_COLUMN_SUBORDINATION_ORGANIZATION);
  const gint32 *superiors = dj_table_texts (table, DJ_COLUMN_SUBORDINATION_SUPERIOR);
  for (gint32 row = 0; organizations && superiors && row < table->n_rows; row++)
  {
    gint32 below = find_row (making->state, DJ_TABLE_ORGANIZATION, organizations[row]);
    gint32 above = find_row (making->state, DJ_TABLE_ORGANIZATION, superiors[row]);
    gint32 gone = below < 0 ? -1 : making->places[below].number - making->view->tree->organizations.n;
    if (gone < 0 || above < 0)
      continue;
    FormerSuperior former = { .gone = gone, .superior = making->places[above].number, .superior_row = above };
    dj_table_get_period (table, row, &former.since, &former.until);
    g_array_append_val (making->history->former_superiors, former);
  }
}

/* ---- Making ------------------------------------------------------------------------------------------------------ */

static Making open_making (const DjView *view, DjHistory *history)
{
  const DjState *state = view->tree->state;
  const DjTableData *memberships = state->tables[DJ_TABLE_MEMBERSHIP], *persons = state->tables[DJ_TABLE_PERSON];
  return (Making){ .view = view,
                   .state = state,
                   .history = history,
                   .n_rows = memberships->n_rows,
                   .persons = dj_table_texts (memberships, DJ_COLUMN_MEMBERSHIP_PERSON),
                   .organizations = dj_table_texts (memberships, DJ_COLUMN_MEMBERSHIP_ORGANIZATION),
                   .kinds = dj_table_codes (memberships, DJ_COLUMN_MEMBERSHIP_KIND),
                   .since = dj_table_dates (memberships, memberships->info->since),
                   .until = dj_table_dates (memberships, memberships->info->until),
                   .sexes = dj_table_codes (persons, DJ_COLUMN_PERSON_SEX),
                   .educations = dj_table_codes (persons, DJ_COLUMN_PERSON_EDUCATION),
                   .classes = dj_table_codes (persons, DJ_COLUMN_PERSON_CLASS),
                   .born = dj_table_dates (persons, DJ_COLUMN_PERSON_BORN),
                   .n_sexes = dj_breakdown_get_n_values (DJ_BREAKDOWN_SEX),
                   .n_educations = dj_breakdown_get_n_values (DJ_BREAKDOWN_EDUCATION),
                   .n_classes = dj_breakdown_get_n_values (DJ_BREAKDOWN_CLASS) };
}

static gboolean allocate_spans (Making *making)
{
  DjHistory *history = making->history;
  gint32 n = history->n;
  return (making->spans = DJ_TRY_NEW (Span, n, NULL)) != NULL
         && (history->first = DJ_TRY_NEW (guint16, n, NULL)) != NULL
         && (history->last = DJ_TRY_NEW (guint16, n, NULL)) != NULL
         && (history->born = DJ_TRY_NEW (guint16, n, NULL)) != NULL
         && (history->full = DJ_TRY_NEW (guint16, n, NULL)) != NULL
         && (history->kind = DJ_TRY_NEW (guint16, n, NULL)) != NULL;
}

static gboolean fill_history (Making *making)
{
  DjHistory *history = making->history;
  gboolean any = making->persons && making->organizations && making->kinds;
  if (!(making->places = DJ_TRY_NEW (Place, making->view->tree->organizations.n_rows, NULL)))
    return FALSE;
  find_places_of_all (making);
  list_former_superiors (making);
  gint32 n_places = making->view->tree->organizations.n + history->n_gone;
  if (!(history->start = dj_new_sums (n_places, NULL))
      || !dj_buckets_open (&making->buckets, n_places, any ? making->n_rows : 0, NULL))
    return FALSE;
  if (any)
    dj_in_parts (making->buckets.n_parts, count_part, making);
  history->n = dj_buckets_find_places (&making->buckets);
  if (!allocate_spans (making))
    return FALSE;
  if (any)
    dj_in_parts (making->buckets.n_parts, partition, making);
  dj_in_parts (making->buckets.n, scatter, making);
  history->start[n_places] = history->n;
  return TRUE;
}

/* NULL when out of memory. */
static gpointer make_history (gpointer data)
{
  DjHistory *history = g_new0 (DjHistory, 1);
  history->former_superiors = g_array_new (FALSE, FALSE, sizeof (FormerSuperior));
  Making making = open_making (data, history);
  if (!fill_history (&making))
    g_clear_pointer (&history, dj_history_free);
  dj_buckets_close (&making.buckets);
  g_free (making.places);
  g_free (making.spans);
  return history;
}

/* ---- As of a day ------------------------------------------------------------------------------------------------- */

/* What a span adds to the number of its combination: a part for its kind, one for its age, one for its status. */
struct DjAsOf
{
  const DjView *view;
  const DjHistory *history;
  guint16 ago;
  guint16 n_combinations;
  guint16 *of_kind;
  guint16 ages[DJ_N_FIRST_AGES]; /* days ago that who has reached each first age was born at the latest */
  guint16 of_age;                /* of each band more than the youngest */
  guint16 of_no_age;
  guint16 of_status[3]; /* by member status */
  gint32 *place;        /* of each organization gone: the nearest superior of the day that the tree has, or -1 */
  gint32 *sums;         /* start, formal and probationary of the day */
  DjMemberSums day_sums;
};

/* The number of a combination is a sum over the breakdowns; this is one's share. */
static guint16 get_share (DjCountBy by, gsize breakdown, guint value)
{
  guint values[DJ_N_BREAKDOWNS];
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
    values[i] = i == breakdown ? value : 1; /* the first of each adds nothing */
  return (guint16)dj_combination_of (by, values);
}

static void share_kinds (DjAsOf *as_of, DjCountBy by)
{
  guint n_sexes = dj_breakdown_get_n_values (DJ_BREAKDOWN_SEX);
  guint n_educations = dj_breakdown_get_n_values (DJ_BREAKDOWN_EDUCATION);
  guint n_classes = dj_breakdown_get_n_values (DJ_BREAKDOWN_CLASS), n = n_sexes * n_educations * n_classes;
  as_of->of_kind = g_new (guint16, (gsize)n * 2);
  for (guint kind = 0; kind < n; kind++)
    as_of->of_kind[2 * kind] = as_of->of_kind[2 * kind + 1]
        = (guint16)(get_share (by, DJ_BREAKDOWN_SEX, kind / n_classes / n_educations)
                    + get_share (by, DJ_BREAKDOWN_EDUCATION, kind / n_classes % n_educations)
                    + get_share (by, DJ_BREAKDOWN_CLASS, kind % n_classes));
}

static void share_combinations (DjAsOf *as_of, DjCountBy by)
{
  DjDate on = as_of->view->home->on, last_births[DJ_N_FIRST_AGES];
  dj_find_last_births (on - as_of->ago, last_births);
  for (gsize i = 0; i < DJ_N_FIRST_AGES; i++)
    as_of->ages[i] = last_births[i] == DJ_DATE_NONE ? FARTHEST : get_days_ago (on, last_births[i]);
  share_kinds (as_of, by);
  as_of->n_combinations = (guint16)dj_combinations_get_n (by);
  as_of->of_age = get_share (by, DJ_BREAKDOWN_AGE, 2);
  as_of->of_no_age = get_share (by, DJ_BREAKDOWN_AGE, 0);
  for (guint status = 0; status < G_N_ELEMENTS (as_of->of_status); status++)
    as_of->of_status[status] = get_share (by, DJ_BREAKDOWN_STATUS, status);
}

/* The superior of each organization gone, as of the day: of those that existed then the first row counts. */
static void find_superiors (DjAsOf *as_of)
{
  const DjHistory *history = as_of->history;
  const DjState *state = as_of->view->tree->state;
  DjDate day = as_of->view->home->on - as_of->ago;
  for (gint32 gone = 0; gone < history->n_gone; gone++)
    as_of->place[gone] = -1;
  for (guint i = history->former_superiors->len; i-- > 0;)
  {
    const FormerSuperior *former = &g_array_index (history->former_superiors, FormerSuperior, i);
    if (former->since <= day && day < former->until
        && dj_state_find_row_on (state, DJ_TABLE_ORGANIZATION, former->superior_row, day) >= 0)
      as_of->place[former->gone] = former->superior;
  }
}

/* Climbs from one that is gone to the next, to one that the tree has; each step is kept, so all of it is one pass. */
static void find_places (DjAsOf *as_of)
{
  gint32 n = as_of->view->tree->organizations.n, n_gone = as_of->history->n_gone;
  g_autofree gint32 *way = g_new (gint32, (gsize)n_gone + 1);
  find_superiors (as_of);
  for (gint32 gone = 0; gone < n_gone; gone++)
  {
    gint32 steps = 0, at = n + gone;
    while (at >= n && steps <= n_gone)
    {
      way[steps++] = at - n;
      at = as_of->place[at - n];
    }
    while (steps > 0)
      as_of->place[way[--steps]] = at >= n ? -1 : at;
  }
}

static gboolean check_day (const DjView *view, DjDate day, GError **error)
{
  const char *trouble = NULL;
  if (view->placed || view->tree != view->home)
    trouble = "A restated view has no history of its own";
  else if (day > view->home->on || (gint64)view->home->on - day > MAX_DAYS || !dj_is_day_of_calendar (day))
    trouble = "Members are counted as of the view's day or up to 40,000 days before it";
  if (trouble)
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, trouble);
  return trouble == NULL;
}

DjAsOf *dj_as_of_new (DjView *view, DjDate day, DjCountBy by, GError **error)
{
  if (!check_day (view, day, error))
    return NULL;
  const DjHistory *history = dj_make_once (&view->history, &view->lock, make_history, view);
  if (!history)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "Not enough memory for the history of a view");
    return NULL;
  }
  DjAsOf *as_of = g_new0 (DjAsOf, 1);
  *as_of = (DjAsOf){ .view = view, .history = history, .ago = (guint16)(view->home->on - day) };
  as_of->place = g_new (gint32, (gsize)history->n_gone + 1);
  share_combinations (as_of, by);
  find_places (as_of);
  return as_of;
}

void dj_as_of_free (DjAsOf *as_of)
{
  if (!as_of)
    return;
  g_free (as_of->of_kind);
  g_free (as_of->place);
  g_free (as_of->sums);
  g_free (as_of);
}

gint32 dj_as_of_get_n_gone (const DjAsOf *as_of) { return as_of->history->n_gone; }

gint32 dj_as_of_get_place (const DjAsOf *as_of, gint32 gone) { return as_of->place[gone]; }

const gint32 *dj_as_of_get_start (const DjAsOf *as_of) { return as_of->history->start; }

/* ---- Reading spans ----------------------------------------------------------------------------------------------- */

static void add_kinds (const DjAsOf *as_of, gint32 begin, gint32 n, guint16 *combinations)
{
  const guint16 *kind = as_of->history->kind + begin;
  for (gint32 i = 0; i < n; i++)
    combinations[i] = as_of->of_kind[kind[i]];
}

/* Without a branch, so that a compiler takes eight spans at once. */
static void add_ages (const DjAsOf *as_of, gint32 begin, gint32 n, guint16 *restrict combinations)
{
  const guint16 *restrict born = as_of->history->born + begin;
  guint16 of_age = as_of->of_age, of_no_age = as_of->of_no_age, ages[DJ_N_FIRST_AGES];
  memcpy (ages, as_of->ages, sizeof ages);
  for (gint32 i = 0; i < n; i++)
  {
    guint16 reached = 0;
    for (gsize age = 0; age < DJ_N_FIRST_AGES; age++)
      reached = (guint16)(reached + (born[i] >= ages[age]));
    guint16 missing = (guint16) - (born[i] == 0);
    combinations[i] = (guint16)(combinations[i] + ((reached * of_age) & ~missing) + (of_no_age & missing));
  }
}

static DjMemberStatus get_status (const DjAsOf *as_of, gint32 span)
{
  const DjHistory *history = as_of->history;
  if (history->full[span] >= as_of->ago + 2)
    return DJ_STATUS_FORMAL;
  return history->full[span] != FULL_UNKNOWN || (history->kind[span] & 1) ? DJ_STATUS_PROBATIONARY : DJ_STATUS_NONE;
}

static void add_statuses (const DjAsOf *as_of, gint32 begin, gint32 n, guint16 *combinations)
{
  for (gint32 i = 0; i < n; i++)
    combinations[i] = (guint16)(combinations[i] + as_of->of_status[get_status (as_of, begin + i)]);
}

static gboolean holds (const DjAsOf *as_of, gint32 span)
{
  return (as_of->history->last[span] <= as_of->ago) & (as_of->history->first[span] >= as_of->ago);
}

static void leave_out (const DjAsOf *as_of, gint32 begin, gint32 n, guint16 *restrict combinations)
{
  const guint16 *restrict first = as_of->history->first + begin, *restrict last = as_of->history->last + begin;
  guint16 ago = as_of->ago, none = as_of->n_combinations;
  for (gint32 i = 0; i < n; i++)
  {
    guint16 held = (guint16) - ((last[i] <= ago) & (first[i] >= ago));
    combinations[i] = (guint16)((combinations[i] & held) | (none & ~held));
  }
}

void dj_as_of_read (const DjAsOf *as_of, gint32 begin, gint32 end, guint16 *combinations)
{
  gint32 n = end - begin;
  add_kinds (as_of, begin, n, combinations);
  if (as_of->of_age != 0)
    add_ages (as_of, begin, n, combinations);
  if (as_of->of_status[DJ_STATUS_FORMAL] != as_of->of_status[DJ_STATUS_NONE])
    add_statuses (as_of, begin, n, combinations);
  leave_out (as_of, begin, n, combinations);
}

/* ---- Sums -------------------------------------------------------------------------------------------------------- */

static void add_sums (const DjAsOf *as_of, gint32 organization, gint32 place, gint32 *sums[3])
{
  const gint32 *start = as_of->history->start;
  for (gint32 span = start[organization]; span < start[organization + 1]; span++)
    if (holds (as_of, span))
    {
      DjMemberStatus status = get_status (as_of, span);
      sums[0][place]++;
      sums[1][place] += status == DJ_STATUS_FORMAL;
      sums[2][place] += status == DJ_STATUS_PROBATIONARY;
    }
}

const DjMemberSums *dj_as_of_get_sums (DjAsOf *as_of, GError **error)
{
  gint32 n = as_of->view->tree->organizations.n;
  if (!as_of->sums)
  {
    as_of->sums = g_try_malloc0_n ((gsize)n + 1, 3 * sizeof (gint32));
    if (!as_of->sums)
    {
      g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "Not enough memory for the members of another day");
      return NULL;
    }
    gint32 *sums[3] = { as_of->sums, as_of->sums + n + 1, as_of->sums + 2 * ((gsize)n + 1) };
    for (gint32 id = 0; id < n; id++)
      add_sums (as_of, id, id, sums);
    for (gint32 gone = 0; gone < as_of->history->n_gone; gone++)
      if (as_of->place[gone] >= 0)
        add_sums (as_of, n + gone, as_of->place[gone], sums);
    for (gsize i = 0; i < 3; i++)
      dj_sum_up (sums[i], n);
    as_of->day_sums = (DjMemberSums){ sums[0], sums[1], sums[2] };
  }
  return &as_of->day_sums;
}
