/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of counts broken down by sex, age, education, status and class.
 *
 * Each member has a profile: all five values in one number. Profiles lie in the order of the members, made once for a view, so that a
 * table reads two bytes a member in sequence, whatever it is broken down by. Rows are counted from the last to the first: what is under
 * a row is counted by then, and a row adds up the lists of those right under it and its own members. So the work grows with the members
 * and with the rows that come out, not with rows times combinations.
 */
#include "view/view-private.h"

#include <stdlib.h>
#include <string.h>

/* ---- Breakdowns -------------------------------------------------------------------------------------------------- */

/* In the order of columns. A declared column of person, or the code list of what is computed. */
typedef struct
{
  DjCountBy by;
  int column; /* -1 for none */
  const DjCodeList *codes;
  const char *name;
  const char *label_zh;
  const char *label_en;
} Breakdown;

static const Breakdown BREAKDOWNS[] = {
  { DJ_BY_SEX, DJ_COLUMN_PERSON_SEX, NULL, NULL, NULL, NULL },
  { DJ_BY_AGE, -1, &dj_codes_age_band, "age", "年龄段", "age band" },
  { DJ_BY_EDUCATION, DJ_COLUMN_PERSON_EDUCATION, NULL, NULL, NULL, NULL },
  { DJ_BY_STATUS, -1, &dj_codes_member_status, "status", "党员身份", "status" },
  { DJ_BY_CLASS, DJ_COLUMN_PERSON_CLASS, NULL, NULL, NULL, NULL },
};

#define N_BREAKDOWNS G_N_ELEMENTS (BREAKDOWNS)

/* Profiles are kept in 16 bits. */
#define MAX_PROFILES 65536

static const DjColumnInfo *person_column (int column)
{
  return &dj_schema_get_table (DJ_TABLE_PERSON)->columns[column];
}

/* Values of a breakdown, the missing one included. */
static guint get_n_values (gsize breakdown)
{
  const Breakdown *b = &BREAKDOWNS[breakdown];
  const DjCodeList *codes = b->codes ? b->codes : person_column (b->column)->codes;
  return (guint)codes->n_codes + 1;
}

static guint get_n_profiles (void)
{
  guint n = 1;
  for (gsize i = 0; i < N_BREAKDOWNS; i++)
    n *= get_n_values (i);
  return n;
}

void dj_cross_add_columns (DjCounting *counting)
{
  for (gsize i = 0; i < N_BREAKDOWNS; i++)
  {
    const Breakdown *b = &BREAKDOWNS[i];
    if (!(counting->options.by & b->by))
      continue;
    if (b->codes)
      dj_frame_add (counting->frame, DJ_TYPE_CODE, b->name, b->label_zh, b->label_en, b->codes);
    else
      dj_frame_add_declared (counting->frame, person_column (b->column));
  }
  dj_frame_add (counting->frame, DJ_TYPE_INT, "members", "党员数", "members", NULL);
}

/* ---- Age --------------------------------------------------------------------------------------------------------- */

/* The first age of each band but the youngest. */
static const int FIRST_AGES[] = { 31, 36, 41, 46, 51, 56, 61 };

#define N_FIRST_AGES G_N_ELEMENTS (FIRST_AGES)

/* The last day of birth of those who have reached each age: the same day so many years before. Who was born on 29 February reaches an
 * age on 1 March where the year has no such day; so on 28 February of such a year only those born up to the 28th have. */
static void find_last_births (DjDate on, DjDate last_births[N_FIRST_AGES])
{
  int year, month, day;
  dj_date_split (on, &year, &month, &day);
  for (gsize i = 0; i < N_FIRST_AGES; i++)
  {
    last_births[i] = dj_date (year - FIRST_AGES[i], month, day);
    if (last_births[i] == DJ_DATE_NONE && month == 2)
      last_births[i] = dj_date (year - FIRST_AGES[i], 2, 28);
  }
}

static guint get_age_band (const DjDate last_births[N_FIRST_AGES], DjDate born)
{
  if (born == DJ_DATE_NONE)
    return 0;
  guint band = 1;
  for (gsize i = 0; i < N_FIRST_AGES; i++)
    band += born <= last_births[i];
  return band;
}

/* ---- Profiles ---------------------------------------------------------------------------------------------------- */

static guint get_code (const guint8 *codes, gint32 row, guint n_values)
{
  return codes && codes[row] < n_values ? codes[row] : 0;
}

static void fill_profiles (const DjView *view, guint16 *of_row)
{
  const DjTableData *persons = view->home->state->tables[DJ_TABLE_PERSON];
  const guint8 *sexes = dj_table_codes (persons, DJ_COLUMN_PERSON_SEX);
  const guint8 *educations = dj_table_codes (persons, DJ_COLUMN_PERSON_EDUCATION);
  const guint8 *classes = dj_table_codes (persons, DJ_COLUMN_PERSON_CLASS);
  const DjDate *born = dj_table_dates (persons, DJ_COLUMN_PERSON_BORN);
  guint n[N_BREAKDOWNS];
  DjDate last_births[N_FIRST_AGES];
  for (gsize i = 0; i < N_BREAKDOWNS; i++)
    n[i] = get_n_values (i);
  find_last_births (view->home->on, last_births);
  for (gint32 row = 0; row < view->n_persons; row++)
  {
    guint profile = get_code (sexes, row, n[0]);
    profile = profile * n[1] + (born ? get_age_band (last_births, born[row]) : 0);
    profile = profile * n[2] + get_code (educations, row, n[2]);
    profile = profile * n[3] + (guint)dj_view_status_of_row (view, row);
    of_row[row] = (guint16)(profile * n[4] + get_code (classes, row, n[4]));
  }
}

/* By row first, because that reads every column in sequence. NULL when out of memory. */
static gpointer make_profiles (gpointer data)
{
  const DjView *view = data;
  g_assert (get_n_profiles () <= MAX_PROFILES);
  g_autofree guint16 *of_row = DJ_TRY_NEW (guint16, view->n_persons, NULL);
  guint16 *profiles = of_row ? DJ_TRY_NEW (guint16, view->n_members, NULL) : NULL;
  if (!profiles)
    return NULL;
  fill_profiles (view, of_row);
  for (gint32 i = 0; i < view->n_members; i++)
    profiles[i] = of_row[view->member[i]];
  return profiles;
}

static void split_profile (guint profile, guint values[N_BREAKDOWNS])
{
  for (gsize i = N_BREAKDOWNS; i-- > 0;)
  {
    values[i] = profile % get_n_values (i);
    profile /= get_n_values (i);
  }
}

/* ---- Combinations ------------------------------------------------------------------------------------------------ */

/* Combinations of the values asked for, numbered in the order of rows: by each column in turn, missing values last. */
struct DjCombinations
{
  guint n;
  DjCountBy by;
  guint16 of_profile[MAX_PROFILES];
};

static gboolean is_asked (DjCountBy by, gsize breakdown) { return (by & BREAKDOWNS[breakdown].by) != 0; }

DjCombinations *dj_combinations_new (DjCountBy by)
{
  DjCombinations *combinations = g_new (DjCombinations, 1);
  guint values[N_BREAKDOWNS];
  guint n_profiles = get_n_profiles ();
  combinations->by = by;
  combinations->n = 1;
  for (gsize i = 0; i < N_BREAKDOWNS; i++)
    combinations->n *= is_asked (by, i) ? get_n_values (i) : 1;
  for (guint profile = 0; profile < n_profiles; profile++)
  {
    guint combination = 0;
    split_profile (profile, values);
    for (gsize i = 0; i < N_BREAKDOWNS; i++)
      if (is_asked (by, i))
        combination = combination * get_n_values (i) + (values[i] == 0 ? get_n_values (i) : values[i]) - 1;
    combinations->of_profile[profile] = (guint16)combination;
  }
  return combinations;
}

static void append_combination (const DjCombinations *combinations, guint combination, DjFrame *frame, int column)
{
  int n_columns = 0;
  for (gsize i = 0; i < N_BREAKDOWNS; i++)
    n_columns += is_asked (combinations->by, i);
  column += n_columns;
  for (gsize i = N_BREAKDOWNS; i-- > 0;)
    if (is_asked (combinations->by, i))
    {
      guint place = combination % get_n_values (i);
      combination /= get_n_values (i);
      dj_frame_append_code (frame, --column, place + 1 < get_n_values (i) ? (int)place + 1 : 0);
    }
}

/* ---- Counting ---------------------------------------------------------------------------------------------------- */

/* How many members of a row have one combination. */
typedef struct
{
  guint32 combination;
  gint32 members;
} Cell;

/* Organizations grouped by the area they are based in; those of areas a to b are child[start[a]] … child[start[b] - 1]. */
typedef struct
{
  gint32 *start;
  gint32 *organization;
} Bases;

typedef struct
{
  const DjCounting *counting;
  const guint16 *profiles;
  Bases bases;      /* empty where rows are organizations */
  GArray *cells;    /* Cell: of the rows done, one row's after the other */
  gint32 *tally;    /* of each combination in the row at hand */
  guint32 *touched; /* the combinations that occur in it */
  guint n_touched;
  gsize *cells_begin; /* of each row */
  gsize *cells_end;
  gsize *next; /* of each row: the first one that is not under it */
} Cross;

static void add_to_tally (Cross *cross, guint32 combination, gint32 members)
{
  if (cross->tally[combination] == 0)
    cross->touched[cross->n_touched++] = combination;
  cross->tally[combination] += members;
}

static void add_members (Cross *cross, gint32 begin_organization, gint32 end_organization)
{
  const gint32 *start = cross->counting->view->start;
  const guint16 *combination_of = cross->counting->combinations->of_profile;
  for (gint32 i = start[begin_organization]; i < start[end_organization]; i++)
    add_to_tally (cross, combination_of[cross->profiles[i]], 1);
}

/* The members of nodes that are in no row further down. */
static void add_nodes (Cross *cross, gint32 begin, gint32 end)
{
  const Bases *bases = &cross->bases;
  if (!bases->start)
  {
    add_members (cross, begin, end);
    return;
  }
  for (gint32 i = bases->start[begin]; i < bases->start[end]; i++)
    add_members (cross, bases->organization[i], bases->organization[i] + 1);
}

static void add_row (Cross *cross, gsize row)
{
  for (gsize i = cross->cells_begin[row]; i < cross->cells_end[row]; i++)
  {
    Cell cell = g_array_index (cross->cells, Cell, i);
    add_to_tally (cross, cell.combination, cell.members);
  }
}

static int compare_combinations (const void *a, const void *b)
{
  guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
  return (first > second) - (first < second);
}

static void close_row (Cross *cross, gsize row)
{
  qsort (cross->touched, cross->n_touched, sizeof *cross->touched, compare_combinations);
  cross->cells_begin[row] = cross->cells->len;
  for (guint i = 0; i < cross->n_touched; i++)
  {
    Cell cell = { cross->touched[i], cross->tally[cross->touched[i]] };
    g_array_append_val (cross->cells, cell);
    cross->tally[cell.combination] = 0;
  }
  cross->cells_end[row] = cross->cells->len;
  cross->n_touched = 0;
}

static void count_rows (Cross *cross, const DjScope *scopes, gsize n)
{
  for (gsize row = n; row-- > 0;)
  {
    gint32 reached = scopes[row].begin;
    gsize under = row + 1;
    while (under < n && scopes[under].begin < scopes[row].end)
    {
      add_nodes (cross, reached, scopes[under].begin);
      add_row (cross, under);
      reached = scopes[under].end;
      under = cross->next[under];
    }
    add_nodes (cross, reached, scopes[row].end);
    cross->next[row] = under;
    close_row (cross, row);
  }
}

static void append_rows (const Cross *cross, const DjScope *scopes, gsize n)
{
  DjFrame *frame = cross->counting->frame;
  int last_column = dj_frame_get_n_columns (frame) - 1;
  for (gsize row = 0; row < n; row++)
    for (gsize i = cross->cells_begin[row]; i < cross->cells_end[row]; i++)
    {
      Cell cell = g_array_index (cross->cells, Cell, i);
      int column = dj_counting_append_subject (cross->counting, scopes[row].id);
      append_combination (cross->counting->combinations, cell.combination, frame, column);
      dj_frame_append_int (frame, last_column, cell.members);
    }
}

/* Counting sort of the root's organizations by area; start[] ends up shifted by one, which memmove() puts right. */
static gboolean find_bases (const DjCounting *counting, Bases *bases, GError **error)
{
  const DjTree *tree = counting->view->tree;
  gint32 n_areas = tree->areas.n, begin = 0;
  if (!(bases->start = DJ_TRY_NEW (gint32, (gsize)n_areas + 1, error))
      || !(bases->organization = DJ_TRY_NEW (gint32, counting->root.end - counting->root.begin, error)))
    return FALSE;
  memset (bases->start, 0, ((gsize)n_areas + 1) * sizeof (gint32));
  for (gint32 id = counting->root.begin; id < counting->root.end; id++)
    if (tree->base_area[id] >= 0)
      bases->start[tree->base_area[id]]++;
  for (gint32 area = 0; area <= n_areas; area++)
  {
    gint32 size = bases->start[area];
    bases->start[area] = begin;
    begin += size;
  }
  for (gint32 id = counting->root.begin; id < counting->root.end; id++)
    if (tree->base_area[id] >= 0)
      bases->organization[bases->start[tree->base_area[id]]++] = id;
  memmove (bases->start + 1, bases->start, (gsize)n_areas * sizeof (gint32));
  bases->start[0] = 0;
  return TRUE;
}

static gboolean open_cross (Cross *cross, gsize n_scopes, GError **error)
{
  DjView *view = cross->counting->view;
  guint n = cross->counting->combinations->n;
  cross->profiles = dj_make_once (&view->profiles, &view->lock, make_profiles, view);
  if (!cross->profiles)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "Not enough memory to break members down");
    return FALSE;
  }
  if (dj_counting_is_by_area (cross->counting) && !find_bases (cross->counting, &cross->bases, error))
    return FALSE;
  cross->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  cross->tally = g_new0 (gint32, n);
  cross->touched = g_new (guint32, n);
  return (cross->cells_begin = DJ_TRY_NEW (gsize, n_scopes, error)) != NULL
         && (cross->cells_end = DJ_TRY_NEW (gsize, n_scopes, error)) != NULL
         && (cross->next = DJ_TRY_NEW (gsize, n_scopes, error)) != NULL;
}

static void close_cross (Cross *cross)
{
  g_clear_pointer (&cross->cells, g_array_unref);
  g_free (cross->tally);
  g_free (cross->touched);
  g_free (cross->cells_begin);
  g_free (cross->cells_end);
  g_free (cross->next);
  g_free (cross->bases.start);
  g_free (cross->bases.organization);
}

gboolean dj_cross_append (DjCounting *counting, const DjScope *scopes, gsize n_scopes, GError **error)
{
  Cross cross = { .counting = counting };
  gboolean ok = open_cross (&cross, n_scopes, error);
  if (ok)
  {
    count_rows (&cross, scopes, n_scopes);
    append_rows (&cross, scopes, n_scopes);
  }
  close_cross (&cross);
  return ok;
}
