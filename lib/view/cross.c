/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of counts broken down by sex, age, education, status and class.
 *
 * Organizations in preorder are cut into runs that belong to one row of the table; a run's members are one slice of the view's arrays, so
 * the pass over them reads in sequence, in as many parts as there are threads. A long run is tallied in an array of all combinations, a
 * short one by a list of those that occur, so the work grows with the members and with the rows that come out, not with rows times
 * combinations. Rows within rows are added up last.
 */
#include "view/view-private.h"

#include <string.h>

/* ---- Columns ----------------------------------------------------------------------------------------------------- */

void dj_cross_add_columns (DjCounting *counting)
{
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
  {
    const DjBreakdown *b = &dj_breakdowns[i];
    if (!dj_is_asked (counting->options.by, i))
      continue;
    if (b->codes)
      dj_frame_add (counting->frame, DJ_TYPE_CODE, b->name, b->label_zh, b->label_en, b->codes);
    else
      dj_frame_add_declared (counting->frame, dj_column_of (DJ_TABLE_PERSON, b->column));
  }
  dj_frame_add (counting->frame, DJ_TYPE_INT, "members", "党员数", "members", NULL);
}

/* ---- Runs -------------------------------------------------------------------------------------------------------- */

/* Members one after the other that are in one row and in none within it. */
typedef struct
{
  gint32 row;
  gint32 begin;
  gint32 end;
} Run;

/* How many members of a row have one combination. */
typedef struct
{
  guint32 combination;
  gint32 members;
} Cell;

/* What a part found of a row: some of its cells, in order of combinations. */
typedef struct
{
  gint32 row;
  guint begin;
  guint n;
} Piece;

/* The cells of a row, in order of combinations. */
typedef struct
{
  const Cell *cells;
  guint n;
} Row;

typedef struct
{
  const DjCounting *counting;
  const DjScope *scopes;
  gint32 n_scopes;
  guint n_combinations;
  const gint32 *start;     /* where the members of each organization begin, or their spans as of another day */
  guint16 *combination_of; /* of each profile of the view */
  gint32 *row_of_area;     /* NULL where rows are organizations */
  GArray *runs;            /* Run, in order of rows */
  gint64 n_members;        /* in all runs */
  gint n_parts;
  GArray **cells;  /* Cell, of each part */
  GArray **pieces; /* Piece, of each part */
  Row *rows;
  GPtrArray *sums; /* Cell *: of rows that are put together */
} Cross;

/* The row that each area is in: its own, or that of the area it is part of. */
static void mark_areas (Cross *cross)
{
  const DjForest *areas = &cross->counting->view->tree->areas;
  gint32 next = 0;
  for (gint32 area = 0; area < areas->n; area++)
    if (next < cross->n_scopes && cross->scopes[next].begin == area)
      cross->row_of_area[area] = next++;
    else
      cross->row_of_area[area] = areas->superior[area] < 0 ? -1 : cross->row_of_area[areas->superior[area]];
}

static void add_run (Cross *cross, gint32 row, gint32 begin, gint32 end)
{
  if (row < 0 || begin == end)
    return;
  cross->n_members += end - begin;
  Run *last = cross->runs->len > 0 ? &g_array_index (cross->runs, Run, cross->runs->len - 1) : NULL;
  if (last && last->row == row && last->end == begin)
  {
    last->end = end;
    return;
  }
  Run run = { row, begin, end };
  g_array_append_val (cross->runs, run);
}

static gint32 get_row (const Cross *cross, gint32 id)
{
  gint32 area = cross->counting->view->tree->base_area[id];
  return area < 0 ? -1 : cross->row_of_area[area];
}

/* Organizations that follow one another are mostly in one row, so they are looked at by so many at once. */
#define ORGANIZATIONS_AT_ONCE 16

/* The first organization from @id on that is in another row, or @end. */
static gint32 find_run_end (const Cross *cross, gint32 row, gint32 id, gint32 end)
{
  gboolean same = TRUE;
  while (same && id + ORGANIZATIONS_AT_ONCE <= end)
  {
    gint32 differences = 0;
    for (gint32 i = 0; i < ORGANIZATIONS_AT_ONCE; i++)
      differences |= get_row (cross, id + i) ^ row;
    same = differences == 0;
    id += same ? ORGANIZATIONS_AT_ONCE : 0;
  }
  while (id < end && get_row (cross, id) == row)
    id++;
  return id;
}

static void find_runs_of_areas (Cross *cross)
{
  const gint32 *start = cross->start;
  gint32 end = cross->counting->root.end;
  for (gint32 begin = cross->counting->root.begin, next; begin < end; begin = next)
  {
    gint32 row = get_row (cross, begin);
    next = find_run_end (cross, row, begin, end);
    add_run (cross, row, start[begin], start[next]);
  }
}

/* What is in a row before, between and after the rows within it; the rows that are open are a stack. */
static void find_runs_of_organizations (Cross *cross)
{
  const gint32 *start = cross->start;
  const DjScope *scopes = cross->scopes;
  g_autofree gint32 *open = g_new (gint32, (gsize)cross->n_scopes + 1);
  gint32 n_open = 0, reached = 0;
  for (gint32 row = 0; row <= cross->n_scopes; row++)
  {
    gint32 begin = row < cross->n_scopes ? scopes[row].begin : G_MAXINT32;
    for (; n_open > 0 && scopes[open[n_open - 1]].end <= begin; n_open--)
    {
      add_run (cross, open[n_open - 1], start[reached], start[scopes[open[n_open - 1]].end]);
      reached = scopes[open[n_open - 1]].end;
    }
    if (row == cross->n_scopes)
      break;
    if (n_open > 0)
      add_run (cross, open[n_open - 1], start[reached], start[begin]);
    reached = begin;
    open[n_open++] = row;
  }
}

/* The row that each row is directly within, or -1. */
static gint32 *find_outer_rows (const Cross *cross)
{
  gint32 *outer = g_new (gint32, (gsize)cross->n_scopes + 1);
  for (gint32 row = 0; row < cross->n_scopes; row++)
  {
    gint32 above = row - 1;
    while (above >= 0 && cross->scopes[above].end <= cross->scopes[row].begin)
      above = outer[above];
    outer[row] = above;
  }
  return outer;
}

/* The innermost row that holds an organization, or -1: the last that begins before it, or one of those around that. */
static gint32 find_row_of_organization (const Cross *cross, const gint32 *outer, gint32 id)
{
  gint32 low = 0, high = cross->n_scopes;
  while (low < high)
  {
    gint32 middle = low + (high - low) / 2;
    if (cross->scopes[middle].begin <= id)
      low = middle + 1;
    else
      high = middle;
  }
  gint32 row = low - 1;
  while (row >= 0 && cross->scopes[row].end <= id)
    row = outer[row];
  return row;
}

/* Organizations that the tree no longer has count where the nearest superior is that it still has. */
static void find_runs_of_gone (Cross *cross)
{
  const DjCounting *counting = cross->counting;
  const gint32 *base_area = counting->view->tree->base_area;
  gint32 n_gone = dj_as_of_get_n_gone (counting->as_of);
  g_autofree gint32 *outer = n_gone > 0 ? find_outer_rows (cross) : NULL;
  for (gint32 gone = 0; gone < n_gone; gone++)
  {
    gint32 place = dj_as_of_get_place (counting->as_of, gone);
    const gint32 *start = cross->start + counting->view->tree->organizations.n + gone;
    if (place < counting->root.begin || place >= counting->root.end)
      continue;
    gint32 row = !cross->row_of_area    ? find_row_of_organization (cross, outer, place)
                 : base_area[place] < 0 ? -1
                                        : cross->row_of_area[base_area[place]];
    add_run (cross, row, start[0], start[1]);
  }
}

static gboolean are_in_order (const GArray *runs)
{
  guint i = 1;
  while (i < runs->len && g_array_index (runs, Run, i - 1).row <= g_array_index (runs, Run, i).row)
    i++;
  return i >= runs->len;
}

/* Counting sort by row, which keeps the order of a row's runs. */
static void order_runs (Cross *cross)
{
  GArray *runs = cross->runs;
  if (are_in_order (runs))
    return;
  g_autofree guint *places = g_new0 (guint, (gsize)cross->n_scopes + 1);
  for (guint i = 0; i < runs->len; i++)
    places[g_array_index (runs, Run, i).row + 1]++;
  for (gint32 row = 0; row < cross->n_scopes; row++)
    places[row + 1] += places[row];
  cross->runs = g_array_sized_new (FALSE, FALSE, sizeof (Run), runs->len);
  g_array_set_size (cross->runs, runs->len);
  for (guint i = 0; i < runs->len; i++)
  {
    Run run = g_array_index (runs, Run, i);
    g_array_index (cross->runs, Run, places[run.row]++) = run;
  }
  g_array_unref (runs);
}

static gboolean find_runs (Cross *cross, GError **error)
{
  cross->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  if (dj_counting_is_by_area (cross->counting))
  {
    cross->row_of_area = DJ_TRY_NEW (gint32, cross->counting->view->tree->areas.n, error);
    if (!cross->row_of_area)
      return FALSE;
    mark_areas (cross);
    find_runs_of_areas (cross);
  }
  else
    find_runs_of_organizations (cross);
  if (cross->counting->as_of)
    find_runs_of_gone (cross);
  order_runs (cross);
  return TRUE;
}

/* ---- Tallies ----------------------------------------------------------------------------------------------------- */

/* Tables that take turns: members of one combination stand side by side, and to count up the place that was just counted up means to
 * wait for it. */
#define N_LANES 4

/* Profiles are counted where there are so many members for each. */
#define MEMBERS_A_PROFILE 4

/* Of one thread: how many of each combination, and which occur. */
typedef struct
{
  const Cross *cross;
  gsize n;       /* combinations, and one place more for spans that do not hold */
  gint32 *lanes; /* N_LANES × n; all 0 between rows */
  gint32 *touched;
  guint n_touched;
  gboolean in_order; /* what is touched */
  gsize n_profiles;  /* of the view */
  gint32 *profiles;  /* N_LANES × n_profiles, all 0 between runs */
} Tally;

static Tally *tally_new (const Cross *cross)
{
  Tally *tally = g_new0 (Tally, 1);
  tally->cross = cross;
  tally->n = (gsize)cross->n_combinations + 1;
  tally->lanes = g_new0 (gint32, tally->n * N_LANES);
  tally->touched = g_new (gint32, tally->n);
  tally->n_profiles = (gsize)cross->counting->view->n_profiles;
  tally->profiles = g_new0 (gint32, tally->n_profiles * N_LANES + 1);
  return tally;
}

static void tally_free (Tally *tally)
{
  g_free (tally->lanes);
  g_free (tally->touched);
  g_free (tally->profiles);
  g_free (tally);
}

static void add_to_tally (Tally *tally, guint32 combination, gint32 members)
{
  if (tally->lanes[combination] == 0)
  {
    tally->touched[tally->n_touched++] = (gint32)combination;
    tally->in_order = FALSE;
  }
  tally->lanes[combination] += members;
}

static void add_members_one_by_one (Tally *tally, gint32 begin, gint32 end)
{
  const guint16 *profiles = tally->cross->counting->view->profiles;
  const guint16 *combination_of = tally->cross->combination_of;
  for (gint32 i = begin; i < end; i++)
    add_to_tally (tally, combination_of[profiles[i]], 1);
}

static void add_members_in_lanes (Tally *tally, gint32 begin, gint32 end)
{
  const guint16 *restrict profiles = tally->cross->counting->view->profiles;
  const guint16 *restrict combination_of = tally->cross->combination_of;
  gint32 *restrict lane0 = tally->lanes, *restrict lane1 = lane0 + tally->n;
  gint32 *restrict lane2 = lane1 + tally->n, *restrict lane3 = lane2 + tally->n;
  gint32 i = begin;
  for (; i + N_LANES <= end; i += N_LANES)
  {
    lane0[combination_of[profiles[i]]]++;
    lane1[combination_of[profiles[i + 1]]]++;
    lane2[combination_of[profiles[i + 2]]]++;
    lane3[combination_of[profiles[i + 3]]]++;
  }
  for (; i < end; i++)
    lane0[combination_of[profiles[i]]]++;
}

/* Where there are many more members than profiles, those are counted, and looked up once each. */
static void add_members_by_profile (Tally *tally, gint32 begin, gint32 end)
{
  const guint16 *restrict profiles = tally->cross->counting->view->profiles;
  const guint16 *restrict combination_of = tally->cross->combination_of;
  gsize n = tally->n_profiles;
  gint32 *restrict lane0 = tally->profiles, *restrict lane1 = lane0 + n;
  gint32 *restrict lane2 = lane1 + n, *restrict lane3 = lane2 + n;
  gint32 i = begin;
  for (; i + N_LANES <= end; i += N_LANES)
  {
    lane0[profiles[i]]++;
    lane1[profiles[i + 1]]++;
    lane2[profiles[i + 2]]++;
    lane3[profiles[i + 3]]++;
  }
  for (; i < end; i++)
    lane0[profiles[i]]++;
  for (gsize profile = 0; profile < n; profile++)
    tally->lanes[combination_of[profile]] += lane0[profile] + lane1[profile] + lane2[profile] + lane3[profile];
  memset (tally->profiles, 0, n * N_LANES * sizeof (gint32));
}

static void list_touched (Tally *tally)
{
  guint n_touched = 0;
  tally->lanes[tally->n - 1] = 0;
  for (gint32 i = 0; (gsize)i < tally->n; i++)
  {
    tally->touched[n_touched] = i;
    n_touched += tally->lanes[i] > 0;
  }
  tally->n_touched = n_touched;
  tally->in_order = TRUE;
}

/* Adds the lanes up to the first. */
static void fold_lanes (Tally *tally)
{
  for (gsize lane = 1; lane < N_LANES; lane++)
    for (gsize i = 0; i < tally->n; i++)
    {
      tally->lanes[i] += tally->lanes[lane * tally->n + i];
      tally->lanes[lane * tally->n + i] = 0;
    }
  list_touched (tally);
}

static void add_spans (Tally *tally, gint32 begin, gint32 end, gboolean in_lanes)
{
  guint16 combinations[DJ_SPANS_AT_ONCE];
  gint32 block = dj_cut (DJ_SPANS_AT_ONCE);
  for (gint32 n; begin < end; begin += n)
  {
    n = MIN (end - begin, block);
    dj_as_of_read (tally->cross->counting->as_of, begin, begin + n, combinations);
    for (gint32 i = 0; in_lanes && i < n; i++)
      tally->lanes[(gsize)(i % N_LANES) * tally->n + combinations[i]]++;
    for (gint32 i = 0; !in_lanes && i < n; i++)
      if (combinations[i] < tally->cross->n_combinations)
        add_to_tally (tally, combinations[i], 1);
  }
}

static void add_run_to_tally (Tally *tally, gint32 begin, gint32 end)
{
  gsize n = (gsize)(end - begin);
  gboolean is_long = n >= (gsize)dj_cut ((gint32)tally->n);
  if (tally->cross->counting->as_of)
    add_spans (tally, begin, end, is_long);
  else if (is_long && n >= (gsize)dj_cut ((gint32)tally->n_profiles) * MEMBERS_A_PROFILE)
  {
    add_members_by_profile (tally, begin, end);
    list_touched (tally);
    return;
  }
  else if (is_long)
    add_members_in_lanes (tally, begin, end);
  else
    add_members_one_by_one (tally, begin, end);
  if (is_long)
    fold_lanes (tally);
}

/* Moves what is tallied to the end of @cells, in order of combinations; returns how many. */
static guint take_cells (Tally *tally, GArray *cells)
{
  guint n = tally->n_touched;
  if (!tally->in_order)
    dj_sort_ids (tally->touched, n);
  g_array_set_size (cells, cells->len + n);
  Cell *cell = &g_array_index (cells, Cell, cells->len - n);
  for (guint i = 0; i < n; i++)
  {
    gint32 combination = tally->touched[i];
    cell[i] = (Cell){ (guint32)combination, tally->lanes[combination] };
    tally->lanes[combination] = 0;
  }
  tally->n_touched = 0;
  return n;
}

/* ---- Parts ------------------------------------------------------------------------------------------------------- */

static void close_piece (Tally *tally, gint part, gint32 row)
{
  GArray *cells = tally->cross->cells[part];
  Piece piece = { row, cells->len, 0 };
  piece.n = take_cells (tally, cells);
  if (piece.n > 0)
    g_array_append_val (tally->cross->pieces[part], piece);
}

/* A part has a share of the members, counted through the runs in their order; it may begin and end within a run. */
static void count_part (gint part, gpointer data)
{
  const Cross *cross = data;
  DjRange share = dj_get_part (cross->n_members, part, cross->n_parts);
  Tally *tally = tally_new (cross);
  gint64 passed = 0;
  gint32 row = -1;
  for (guint i = 0; i < cross->runs->len && passed < share.end; i++)
  {
    Run run = g_array_index (cross->runs, Run, i);
    gint64 skipped = MAX (share.begin - passed, 0), taken = MIN (share.end - passed, run.end - run.begin);
    passed += run.end - run.begin;
    if (skipped >= taken)
      continue;
    if (run.row != row && row >= 0)
      close_piece (tally, part, row);
    row = run.row;
    add_run_to_tally (tally, run.begin + (gint32)skipped, run.begin + (gint32)taken);
  }
  if (row >= 0)
    close_piece (tally, part, row);
  tally_free (tally);
}

static void count_parts (Cross *cross)
{
  cross->n_parts = dj_count_parts (cross->n_members, 1 << 18);
  cross->cells = g_new0 (GArray *, cross->n_parts);
  cross->pieces = g_new0 (GArray *, cross->n_parts);
  for (gint part = 0; part < cross->n_parts; part++)
  {
    cross->cells[part] = g_array_new (FALSE, FALSE, sizeof (Cell));
    cross->pieces[part] = g_array_new (FALSE, FALSE, sizeof (Piece));
  }
  dj_in_parts (cross->n_parts, count_part, cross);
}

/* ---- Rows put together ------------------------------------------------------------------------------------------- */

/* The pieces that are left, from the last. */
typedef struct
{
  const Cross *cross;
  gint part;
  guint n; /* of that part */
} Pieces;

/* The last piece that is left, if it is of the row; its part in @part. */
static const Piece *take_piece (Pieces *pieces, gint32 row, gint *part)
{
  while (pieces->n == 0 && pieces->part > 0)
    pieces->n = pieces->cross->pieces[--pieces->part]->len;
  if (pieces->n == 0)
    return NULL;
  const Piece *piece = &g_array_index (pieces->cross->pieces[pieces->part], Piece, pieces->n - 1);
  if (piece->row != row)
    return NULL;
  *part = pieces->part;
  pieces->n--;
  return piece;
}

static void add_cells (Tally *tally, const Row *row)
{
  for (guint i = 0; i < row->n; i++)
    add_to_tally (tally, row->cells[i].combination, row->cells[i].members);
}

/* What is in the row alone, in as many pieces as parts had a share in it. Most rows have one, and its cells stay where they are. */
static gboolean add_pieces (const Cross *cross, Tally *tally, Pieces *pieces, gint32 row, gboolean has_inner, Row *out)
{
  gint part = 0;
  const Piece *piece = take_piece (pieces, row, &part), *next;
  gint next_part = 0;
  for (gboolean first = TRUE; piece; piece = next, part = next_part, first = FALSE)
  {
    *out = (Row){ &g_array_index (cross->cells[part], Cell, piece->begin), piece->n };
    next = take_piece (pieces, row, &next_part);
    if (first && !next && !has_inner)
      return TRUE;
    add_cells (tally, out);
  }
  return FALSE;
}

/* From the last row to the first: the rows within a row are complete when it is their turn to be added. */
static void put_rows_together (Cross *cross)
{
  const DjScope *scopes = cross->scopes;
  gint32 n = cross->n_scopes;
  Pieces pieces = { cross, cross->n_parts - 1, cross->pieces[cross->n_parts - 1]->len };
  g_autofree gint32 *next = g_new (gint32, (gsize)n + 1); /* the first row that is not within */
  Tally *tally = tally_new (cross);
  cross->rows = g_new0 (Row, (gsize)n + 1);
  cross->sums = g_ptr_array_new_with_free_func (g_free);
  for (gint32 row = n - 1; row >= 0; row--)
  {
    gboolean has_inner = row + 1 < n && scopes[row + 1].begin < scopes[row].end;
    gboolean is_whole = add_pieces (cross, tally, &pieces, row, has_inner, &cross->rows[row]);
    for (next[row] = row + 1; next[row] < n && scopes[next[row]].begin < scopes[row].end; next[row] = next[next[row]])
      add_cells (tally, &cross->rows[next[row]]);
    if (is_whole || tally->n_touched == 0)
      continue;
    GArray *cells = g_array_sized_new (FALSE, FALSE, sizeof (Cell), tally->n_touched);
    cross->rows[row].n = take_cells (tally, cells);
    cross->rows[row].cells = (const Cell *)(gpointer)g_array_free (cells, FALSE);
    g_ptr_array_add (cross->sums, (gpointer)cross->rows[row].cells);
  }
  tally_free (tally);
}

/* ---- Into the frame ---------------------------------------------------------------------------------------------- */

/* The code of each combination in one column. */
static guint8 *list_codes (const Cross *cross, guint weight, guint n_values)
{
  guint8 *codes = g_new (guint8, (gsize)cross->n_combinations + 1);
  for (guint combination = 0; combination < cross->n_combinations; combination++)
  {
    guint place = combination / weight % n_values;
    codes[combination] = (guint8)(place + 1 < n_values ? place + 1 : 0);
  }
  return codes;
}

static void append_codes (const Cross *cross, const guint8 *codes, gint64 n, int column)
{
  guint8 *to = dj_frame_extend_codes (cross->counting->frame, column, n);
  for (gint32 row = 0; row < cross->n_scopes; row++)
    for (guint cell = 0; cell < cross->rows[row].n; cell++)
      *to++ = codes[cross->rows[row].cells[cell].combination];
}

static void append_members (const Cross *cross, gint64 n, int column)
{
  gint64 *to = dj_frame_extend_ints (cross->counting->frame, column, n);
  for (gint32 row = 0; row < cross->n_scopes; row++)
    for (guint cell = 0; cell < cross->rows[row].n; cell++)
      *to++ = cross->rows[row].cells[cell].members;
}

/* Column by column. */
static void append_values (const Cross *cross, gint64 n, int column)
{
  guint weight = cross->n_combinations;
  for (gsize i = 0; i < DJ_N_BREAKDOWNS; i++)
  {
    guint n_values = dj_breakdown_get_n_values (i);
    if (!dj_is_asked (cross->counting->options.by, i))
      continue;
    weight /= n_values;
    g_autofree guint8 *codes = list_codes (cross, weight, n_values);
    append_codes (cross, codes, n, column++);
  }
  append_members (cross, n, column);
}

static void append_rows (const Cross *cross)
{
  gint64 n = 0;
  int column = 0;
  for (gint32 row = 0; row < cross->n_scopes; row++)
  {
    if (cross->rows[row].n == 0)
      continue;
    n += cross->rows[row].n;
    column = dj_counting_append_subject (cross->counting, cross->scopes[row].id);
    for (int subject = 0; subject < column; subject++)
      dj_frame_repeat (cross->counting->frame, subject, cross->rows[row].n - 1);
  }
  if (n > 0)
    append_values (cross, n, column);
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static void find_combinations (Cross *cross)
{
  const DjView *view = cross->counting->view;
  guint values[DJ_N_BREAKDOWNS];
  cross->combination_of = g_new (guint16, (gsize)view->n_profiles + 1);
  for (gint32 i = 0; i < view->n_profiles; i++)
  {
    dj_profile_split (view->profile_of[i], values);
    cross->combination_of[i] = (guint16)dj_combination_of (cross->counting->options.by, values);
  }
}

static void close_cross (Cross *cross)
{
  for (gint part = 0; cross->cells && part < cross->n_parts; part++)
  {
    g_array_unref (cross->cells[part]);
    g_array_unref (cross->pieces[part]);
  }
  g_free (cross->cells);
  g_free (cross->pieces);
  g_free (cross->combination_of);
  g_free (cross->row_of_area);
  g_free (cross->rows);
  g_clear_pointer (&cross->runs, g_array_unref);
  g_clear_pointer (&cross->sums, g_ptr_array_unref);
}

gboolean dj_cross_append (DjCounting *counting, const DjScope *scopes, gsize n_scopes, GError **error)
{
  Cross cross = { .counting = counting,
                  .scopes = scopes,
                  .n_scopes = (gint32)n_scopes,
                  .n_combinations = dj_combinations_get_n (counting->options.by),
                  .start = counting->as_of ? dj_as_of_get_start (counting->as_of) : counting->view->start };
  gboolean ok = find_runs (&cross, error);
  if (ok)
  {
    find_combinations (&cross);
    count_parts (&cross);
    put_rows_together (&cross);
    append_rows (&cross);
  }
  close_cross (&cross);
  return ok;
}
