/* SPDX-License-Identifier: Apache-2.0 */
/* Questions that go through all members or participations: Q2, Q8, Q10, Q11. */
#include "nation.h"

/* ---- Cross-tables of counties: Q2 and Q10 ------------------------------------------------------------------------- */

/* Members counted at once in so many tables, so that one member does not wait for the one before in the same cell. */
#define N_TABLES 4

static void open_cross (Task *task)
{
  Nation *nation = task->nation;
  nation_need_counties (nation);
  nation_need_profiles (nation);
  task->n_numbers = (gsize)nation->n_counties * (gsize)nation->n_cells;
  task->numbers = g_new0 (gint64, task->n_numbers + 1);
  task->rows = nation->n_members;
  task->bytes = (gint64)nation->n_members * 2 + (gint64)nation->n * 8;
}

static DjCountOptions get_cross_options (void)
{
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  options.level = DJ_AREA_COUNTY;
  options.by = DJ_BY_SEX | DJ_BY_AGE | DJ_BY_EDUCATION;
  return options;
}

static void keep_frame (Task *task, DjFrame *frame, const GError *error)
{
  nation_insist (frame != NULL, error);
  g_clear_pointer (&task->frame, dj_frame_unref);
  task->frame = frame;
}

static void count_cross (Task *task)
{
  GError *error = NULL;
  DjCountOptions options = get_cross_options ();
  keep_frame (task, dj_view_count (task->nation->view, DJ_NONE, &options, &error), error);
}

/* Rows of a frame into the places that bare loops count in. */
static GArray *answer_cross_frame (const Task *task)
{
  const Nation *nation = task->nation;
  const DjFrame *frame = task->frame;
  g_autofree gint64 *numbers = g_new0 (gint64, task->n_numbers + 1);
  int area = nation_find_column (frame, "area");
  const guint8 *sexes = nation_get_codes (frame, "sex"), *bands = nation_get_codes (frame, "age"),
               *educations = nation_get_codes (frame, "education");
  const gint64 *members = dj_frame_get_ints (frame, nation_find_column (frame, "members"));
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    gint32 county = nation_find_county (nation, dj_frame_get_text (frame, row, area));
    nation_insist (sexes[row] && bands[row] && educations[row], NULL);
    gint32 cell = ((sexes[row] - 1) * NATION_BANDS + bands[row] - 1) * nation->n_educations + educations[row] - 1;
    numbers[(gsize)county * (gsize)nation->n_cells + (gsize)cell] += members[row];
  }
  return nation_answer_numbers (numbers, task->n_numbers);
}

static GArray *answer_cross (const Task *task, gboolean is_bare)
{
  return is_bare ? nation_answer_numbers (task->numbers, task->n_numbers) : answer_cross_frame (task);
}

/* Counts cells; a cell of 255 is in no table. */
static void count_cells (const guint8 *cells, gint32 n, guint32 tables[N_TABLES][256])
{
  gint32 i = 0;
  for (; i + N_TABLES <= n; i += N_TABLES)
    for (gint32 table = 0; table < N_TABLES; table++)
      tables[table][cells[i + table]]++;
  for (; i < n; i++)
    tables[0][cells[i]]++;
}

static void add_tables (guint32 tables[N_TABLES][256], gint32 n_cells, gint64 *numbers)
{
  for (gint32 table = 0; table < N_TABLES; table++)
    for (gint32 cell = 0; cell < n_cells; cell++)
      numbers[cell] += tables[table][cell];
}

static gint32 get_county (const Nation *nation, const gint32 *county_of_area, gint32 id)
{
  return nation->base_area[id] < 0 ? -1 : county_of_area[nation->base_area[id]];
}

typedef void (*CountRange) (const Nation *nation, gint32 begin, gint32 end, gint64 *numbers);

/* County by county where organizations that follow one another are in the same. */
static void count_runs (Task *task, const gint32 *start, CountRange count)
{
  const Nation *nation = task->nation;
  g_autofree gint32 *county_of_area = g_new (gint32, (gsize)nation->n_areas + 1);
  nation_number_counties (nation, county_of_area);
  memset (task->numbers, 0, task->n_numbers * sizeof (gint64));
  for (gint32 begin = 0, end; begin < nation->n; begin = end)
  {
    gint32 county = get_county (nation, county_of_area, begin);
    for (end = begin + 1; end < nation->n && get_county (nation, county_of_area, end) == county;)
      end++;
    if (county >= 0 && start[begin] < start[end])
      count (nation, start[begin], start[end], task->numbers + (gsize)county * (gsize)nation->n_cells);
  }
}

/* Few members: the cell of each is looked up. */
static void count_few (const Nation *nation, gint32 begin, gint32 end, gint64 *numbers)
{
  const guint8 *restrict cell_of_profile = nation->cell_of_profile;
  guint32 tables[N_TABLES][256] = { { 0 } };
  gint32 i = begin;
  for (; i + N_TABLES <= end; i += N_TABLES)
    for (gint32 table = 0; table < N_TABLES; table++)
      tables[table][cell_of_profile[nation->profile[i + table]]]++;
  for (; i < end; i++)
    tables[0][cell_of_profile[nation->profile[i]]]++;
  add_tables (tables, nation->n_cells, numbers);
}

/* So many profiles can be counted; there are some hundred. */
#define MOST_PROFILES 2048

static void count_profiles (const Nation *nation, gint32 begin, gint32 end, gint64 *numbers)
{
  guint32 tables[N_TABLES][MOST_PROFILES];
  for (gint32 table = 0; table < N_TABLES; table++)
    memset (tables[table], 0, (gsize)nation->n_profiles * sizeof (guint32));
  gint32 i = begin;
  for (; i + N_TABLES <= end; i += N_TABLES)
    for (gint32 table = 0; table < N_TABLES; table++)
      tables[table][nation->profile[i + table]]++;
  for (; i < end; i++)
    tables[0][nation->profile[i]]++;
  for (gint32 profile = 0; profile < nation->n_profiles; profile++)
    for (gint32 table = 0; table < N_TABLES; table++)
      numbers[nation->cell_of_profile[profile]] += tables[table][profile];
}

/* Where there are many members to a profile, these are counted, and the cell of each is looked up once. */
static void count_member_range (const Nation *nation, gint32 begin, gint32 end, gint64 *numbers)
{
  gboolean many = end - begin >= 4 * nation->n_profiles && nation->n_profiles <= MOST_PROFILES;
  (many ? count_profiles : count_few) (nation, begin, end, numbers);
}

static void count_cross_bare (Task *task) { count_runs (task, task->nation->start, count_member_range); }

/* ---- Q10: as of a past day ---------------------------------------------------------------------------------------- */

static void open_past (Task *task)
{
  nation_need_spans (task->nation);
  open_cross (task);
  task->rows = task->nation->n_spans;
  task->bytes = (gint64)task->nation->n_spans * (2 + 2 + 2 + 1) + (gint64)task->nation->n * 8;
}

static void count_past (Task *task)
{
  GError *error = NULL;
  DjCountOptions options = get_cross_options ();
  keep_frame (task, dj_view_count_as_of (task->nation->view, DJ_NONE, task->nation->past, &options, &error), error);
}

#define SPANS_AT_ONCE 1024

/* Cells of a block, 255 for spans that do not hold; without a branch. */
static void find_past_cells (const Nation *nation, gint32 begin, gint32 n, guint8 *restrict cells)
{
  const guint16 *restrict first = nation->span_first + begin, *restrict last = nation->span_last + begin;
  const guint16 *restrict born = nation->span_born + begin;
  const guint8 *restrict kind = nation->span_kind + begin;
  guint16 ago = (guint16)(nation->on - nation->past), ages[NATION_BANDS - 1];
  DjDate last_births[NATION_BANDS - 1];
  guint8 n_educations = (guint8)nation->n_educations, cell_of_kind[256];
  nation_find_last_births (nation->past, last_births);
  for (gsize i = 0; i < NATION_BANDS - 1; i++)
    ages[i] = (guint16)MIN ((gint64)nation->on - last_births[i], G_MAXUINT16);
  for (guint i = 0; i < 256; i++)
    cell_of_kind[i] = (guint8)(i / n_educations * NATION_BANDS * n_educations + i % n_educations);
  for (gint32 i = 0; i < n; i++)
    cells[i] = cell_of_kind[kind[i]];
  for (gint32 i = 0; i < n; i++)
  {
    guint16 band = 0;
    for (gsize age = 0; age < NATION_BANDS - 1; age++)
      band = (guint16)(band + (born[i] >= ages[age]));
    guint8 held = (guint8) - ((last[i] <= ago) & (first[i] >= ago));
    cells[i] = (guint8)((cells[i] + band * n_educations) | (guint8)~held);
  }
}

static void count_past_range (const Nation *nation, gint32 begin, gint32 end, gint64 *numbers)
{
  guint32 tables[N_TABLES][256] = { { 0 } };
  guint8 cells[SPANS_AT_ONCE];
  for (gint32 at = begin; at < end; at += SPANS_AT_ONCE)
  {
    gint32 n = MIN (SPANS_AT_ONCE, end - at);
    find_past_cells (nation, at, n, cells);
    count_cells (cells, n, tables);
  }
  add_tables (tables, nation->n_cells, numbers);
}

static void count_past_bare (Task *task) { count_runs (task, task->nation->span_start, count_past_range); }

static void close_past (Task *task)
{
  nation_drop_spans (task->nation);
  nation_drop_memberships (task->nation);
}

/* ---- Q8: members who take part outside their county --------------------------------------------------------------- */

enum
{
  COLUMN_MEMBERS,
  COLUMN_OUTSIDE,
  COLUMN_RECEIVED,
  N_COLUMNS
};

static void open_outside (Task *task)
{
  Nation *nation = task->nation;
  nation_need_counties (nation);
  nation_need_members (nation);
  nation_need_affiliation (nation);
  nation_need_participations (nation);
  nation_drop_memberships (nation);
  task->n_numbers = (gsize)nation->n_counties * N_COLUMNS;
  task->numbers = g_new0 (gint64, task->n_numbers + 1);
  task->rows = nation->n_parts;
  task->bytes = (gint64)nation->n_parts * (4 + 4 + 4) + (gint64)nation->n * 8;
}

static void count_outside (Task *task)
{
  GError *error = NULL;
  keep_frame (task, dj_view_count_outside (task->nation->view, DJ_AREA_COUNTY, &error), error);
}

static gint32 find_person_end (const Nation *nation, gint32 begin)
{
  gint32 end = begin + 1;
  while (end < nation->n_parts && nation->part_person[end] == nation->part_person[begin])
    end++;
  return end;
}

/* Nobody takes part in many places, so looking back is as good as sorting. */
static gboolean was_before (const Nation *nation, gint32 begin, gint32 at, gint32 county)
{
  while (begin < at && nation->county[nation->part_organization[begin]] != county)
    begin++;
  return begin < at;
}

static void add_person_outside (Task *task, gint32 begin, gint32 end)
{
  const Nation *nation = task->nation;
  gint32 affiliation = nation->affiliation[nation->part_person[begin]];
  gint32 own = affiliation < 0 ? -1 : nation->county[affiliation];
  gboolean outside = FALSE;
  if (own < 0)
    return;
  for (gint32 i = begin; i < end; i++)
  {
    gint32 county = nation->county[nation->part_organization[i]];
    if (county < 0 || county == own || was_before (nation, begin, i, county))
      continue;
    task->numbers[(gsize)county * N_COLUMNS + COLUMN_RECEIVED]++;
    outside = TRUE;
  }
  task->numbers[(gsize)own * N_COLUMNS + COLUMN_OUTSIDE] += outside;
}

static void count_outside_bare (Task *task)
{
  const Nation *nation = task->nation;
  memset (task->numbers, 0, task->n_numbers * sizeof (gint64));
  for (gint32 id = 0; id < nation->n; id++)
    if (nation->county[id] >= 0)
      task->numbers[(gsize)nation->county[id] * N_COLUMNS + COLUMN_MEMBERS]
          += nation->start[id + 1] - nation->start[id];
  for (gint32 begin = 0, end; begin < nation->n_parts; begin = end)
  {
    end = find_person_end (nation, begin);
    add_person_outside (task, begin, end);
  }
}

static GArray *answer_outside (const Task *task, gboolean is_bare)
{
  static const char *const names[N_COLUMNS] = { "members", "outside", "received" };
  if (is_bare)
    return nation_answer_numbers (task->numbers, task->n_numbers);
  g_autofree gint64 *numbers = g_new0 (gint64, task->n_numbers + 1);
  int area = nation_find_column (task->frame, "area");
  for (gint64 row = 0; row < dj_frame_get_n_rows (task->frame); row++)
  {
    gint32 county = nation_find_county (task->nation, dj_frame_get_text (task->frame, row, area));
    for (gsize column = 0; column < N_COLUMNS; column++)
      numbers[(gsize)county * N_COLUMNS + column]
          = dj_frame_get_int (task->frame, row, nation_find_column (task->frame, names[column]));
  }
  return nation_answer_numbers (numbers, task->n_numbers);
}

/* ---- Q11: distinct people of every organization ------------------------------------------------------------------- */

static void open_people (Task *task)
{
  Nation *nation = task->nation;
  nation_need_members (nation);
  nation_need_affiliation (nation);
  nation_need_participations (nation);
  nation_drop_memberships (nation);
  task->n = task->n_numbers = (gsize)nation->n;
  task->ids = g_new (gint32, task->n + 1);
  for (gsize i = 0; i < task->n; i++)
    task->ids[i] = (gint32)i;
  task->numbers = g_new0 (gint64, task->n + 1);
  task->rows = (gint64)nation->n_members + nation->n_parts;
}

static void count_people (Task *task)
{
  dj_view_count_people_many (task->nation->view, task->ids, task->n, task->numbers);
}

/* Adds an organization to a short list in order. */
static gint32 insert (gint32 *nodes, gint32 n, gint32 node)
{
  gint32 i = n;
  for (; i > 0 && nodes[i - 1] > node; i--)
    nodes[i] = nodes[i - 1];
  nodes[i] = node;
  return n + 1;
}

/* A person's organizations in preorder add 1 each; the lowest above each two that follow one another takes 1 away. */
static void add_person (const Nation *nation, gint64 *numbers, gint32 begin, gint32 end, gint32 *nodes)
{
  gint32 affiliation = nation->affiliation[nation->part_person[begin]], n = 0;
  if (affiliation >= 0)
    n = insert (nodes, n, affiliation);
  for (gint32 i = begin; i < end; i++)
  {
    numbers[nation->part_organization[i]]++;
    n = insert (nodes, n, nation->part_organization[i]);
  }
  for (gint32 i = 1; i < n; i++)
  {
    gint32 at = nodes[i - 1];
    while (at >= 0 && nation->end[at] <= nodes[i])
      at = nation->superior[at];
    if (at >= 0)
      numbers[at]--;
  }
}

static void count_people_bare (Task *task)
{
  const Nation *nation = task->nation;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 id = 0; id < nation->n; id++)
    task->numbers[id] = nation->start[id + 1] - nation->start[id];
  for (gint32 begin = 0, end; begin < nation->n_parts; begin = end)
  {
    end = find_person_end (nation, begin);
    g_array_set_size (nodes, (guint)(end - begin) + 1);
    add_person (nation, task->numbers, begin, end, (gint32 *)(gpointer)nodes->data);
  }
  for (gint32 id = nation->n - 1; id >= 0; id--)
    if (nation->superior[id] >= 0)
      task->numbers[nation->superior[id]] += task->numbers[id];
}

static GArray *answer_people (const Task *task, gboolean is_bare)
{
  (void)is_bare;
  return nation_answer_numbers (task->numbers, task->n_numbers);
}

/* ---- All of them -------------------------------------------------------------------------------------------------- */

const Question nation_count_questions[] = {
  { "Q2", "sex, age band and education for every county", NULL, open_cross, count_cross, count_cross_bare, answer_cross,
    NULL },
  { "Q8", "members taking part outside their county, for every county", NULL, open_outside, count_outside,
    count_outside_bare, answer_outside, NULL },
  { "Q11", "distinct people of every organization", nation_seal_anew, open_people, count_people, count_people_bare,
    answer_people, NULL },
  { "Q10", "as Q2 of a past day, asked again", NULL, open_past, count_past, count_past_bare, answer_cross, NULL },
  { "Q10-first", "as Q2 of a past day, asked first: the history is made", nation_seal_anew, open_past, count_past, NULL,
    answer_cross, close_past },
};
const gsize nation_n_count_questions = G_N_ELEMENTS (nation_count_questions);
