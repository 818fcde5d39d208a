/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about alliances: Q6, Q7. */
#include "nation.h"

/* Seats of the day grouped by alliance, and alliances by body; bodies are numbered in the order of their rows. The arrays are those of
 * the library's graph, less what the generated register has nothing of: units and alliances with a seat. */
typedef struct
{
  gint32 n_bodies;
  gint32 *row;          /* of each body, in the table organization */
  gint32 *area;         /* of each body, or -1 */
  guint8 *origin;       /* of each body: whether it is of a line */
  gint32 *seat_start;   /* of each alliance, n + 1 */
  gint32 *seat;         /* rows of the table seat */
  gint32 *seat_of;      /* the body of each seat */
  gint32 *start;        /* of each alliance, n + 1 */
  gint32 *body;         /* each once */
  gint32 *seated_start; /* of each body, n + 1 */
  gint32 *seated;       /* alliances */
} Graph;

static void free_graph (gpointer data)
{
  Graph *graph = data;
  g_free (graph->row);
  g_free (graph->area);
  g_free (graph->origin);
  g_free (graph->seat_start);
  g_free (graph->seat);
  g_free (graph->seat_of);
  g_free (graph->start);
  g_free (graph->body);
  g_free (graph->seated_start);
  g_free (graph->seated);
  g_free (graph);
}

/* ---- A bare graph ------------------------------------------------------------------------------------------------- */

/* Fills what is known of each body; returns the number of each row of the table organization. */
static gint32 *number_bodies (const Nation *nation, const guint8 *has_seat, Graph *graph)
{
  gint32 *number = g_new (gint32, (gsize)nation->n_organization_rows + 1);
  gint32 n = 0;
  graph->row = g_new (gint32, (gsize)nation->n_organization_rows + 1);
  for (gint32 row = 0; row < nation->n_organization_rows; row++)
  {
    number[row] = n;
    graph->row[n] = row;
    n += has_seat[row];
  }
  graph->n_bodies = n;
  graph->row = g_renew (gint32, graph->row, (gsize)n + 1);
  graph->area = g_new (gint32, (gsize)n + 1);
  graph->origin = g_new (guint8, (gsize)n + 1);
  for (gint32 body = 0; body < n; body++)
  {
    int form = nation->form[graph->row[body]];
    graph->area[body] = nation->base_area[nation->id_of_row[graph->row[body]]];
    graph->origin[body] = form == DJ_FORM_INDUSTRY || form == DJ_FORM_INDUSTRY_CHAIN;
  }
  return number;
}

/* The alliance and the body of a seat. */
typedef struct
{
  gint32 alliance; /* -1 for a seat that does not hold */
  gint32 body;     /* row of the table organization */
} Ends;

static Ends *find_ends (const Nation *nation, guint8 *has_seat)
{
  Ends *ends = g_new (Ends, (gsize)nation->n_seats + 1);
  for (gint32 seat = 0; seat < nation->n_seats; seat++)
  {
    gint32 alliance = nation->seat_alliance[seat], body = nation->seat_body[seat];
    ends[seat] = (Ends){ -1, -1 };
    if (!nation_holds (nation->seat_since[seat], nation->seat_until[seat], nation->on)
        || nation->code_table[alliance] != DJ_TABLE_ALLIANCE || nation->code_table[body] != DJ_TABLE_ORGANIZATION
        || nation->id_of_row[nation->code_row[body]] < 0)
      continue;
    ends[seat] = (Ends){ nation->code_row[alliance], nation->code_row[body] };
    has_seat[ends[seat].body] = TRUE;
  }
  return ends;
}

/* Counting sort; where a group begins has moved to where it ends. */
static void put_back (gint32 *start, gint32 n)
{
  memmove (start + 1, start, (gsize)n * sizeof (gint32));
  start[0] = 0;
}

static void group_by_alliance (const Nation *nation, const Ends *ends, const gint32 *number, Graph *graph)
{
  gint32 *start = graph->seat_start = g_new0 (gint32, (gsize)nation->n_alliances + 1);
  graph->seat = g_new (gint32, (gsize)nation->n_seats + 1);
  graph->seat_of = g_new0 (gint32, (gsize)nation->n_seats + 1);
  for (gint32 seat = 0; seat < nation->n_seats; seat++)
    if (ends[seat].alliance >= 0)
      start[ends[seat].alliance]++;
  nation_sum_up (start, nation->n_alliances);
  for (gint32 seat = 0; seat < nation->n_seats; seat++)
    if (ends[seat].alliance >= 0)
    {
      gint32 place = start[ends[seat].alliance]++;
      graph->seat[place] = seat;
      graph->seat_of[place] = number[ends[seat].body];
    }
  put_back (start, nation->n_alliances);
}

/* Each body of an alliance once: @last says in which alliance one was last met. */
static void list_bodies (const Nation *nation, Graph *graph)
{
  g_autofree gint32 *last = g_new0 (gint32, (gsize)graph->n_bodies + 1);
  gint32 n = 0;
  graph->start = g_new (gint32, (gsize)nation->n_alliances + 1);
  graph->body = g_new (gint32, (gsize)nation->n_seats + 1);
  for (gint32 alliance = 0; alliance < nation->n_alliances; alliance++)
  {
    graph->start[alliance] = n;
    for (gint32 i = graph->seat_start[alliance]; i < graph->seat_start[alliance + 1]; i++)
    {
      gint32 body = graph->seat_of[i];
      if (last[body] == alliance + 1)
        continue;
      last[body] = alliance + 1;
      graph->body[n++] = body;
    }
  }
  graph->start[nation->n_alliances] = n;
}

static void group_by_body (const Nation *nation, Graph *graph)
{
  gint32 n = graph->start[nation->n_alliances];
  gint32 *start = graph->seated_start = g_new0 (gint32, (gsize)graph->n_bodies + 1);
  graph->seated = g_new (gint32, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
    start[graph->body[i]]++;
  nation_sum_up (start, graph->n_bodies);
  for (gint32 alliance = 0; alliance < nation->n_alliances; alliance++)
    for (gint32 i = graph->start[alliance]; i < graph->start[alliance + 1]; i++)
      graph->seated[start[graph->body[i]]++] = alliance;
  put_back (start, graph->n_bodies);
}

static Graph *make_graph (const Nation *nation)
{
  Graph *graph = g_new0 (Graph, 1);
  g_autofree guint8 *has_seat = g_new0 (guint8, (gsize)nation->n_organization_rows + 1);
  g_autofree Ends *ends = find_ends (nation, has_seat);
  g_autofree gint32 *number = number_bodies (nation, has_seat, graph);
  group_by_alliance (nation, ends, number, graph);
  list_bodies (nation, graph);
  group_by_body (nation, graph);
  return graph;
}

/* ---- Q6: components ----------------------------------------------------------------------------------------------- */

/* Components as pairs of numbers, of alliances and of bodies, the greatest first. */
static int compare_components (const void *a, const void *b)
{
  const gint64 *first = a, *second = b;
  gint64 difference = second[0] + second[1] - first[0] - first[1];
  difference = difference ? difference : second[0] - first[0];
  return (difference > 0) - (difference < 0);
}

static void open_components (Task *task)
{
  nation_need_counties (task->nation);
  nation_need_seats (task->nation);
  task->numbers = g_new (gint64, 2 * (gsize)task->nation->n_alliances + 1);
  task->rows = task->nation->n_seats;
}

/* The graph is part of what a view keeps, but only when it was asked for. */
static void seal_with_graph (Nation *nation)
{
  nation_seal_anew (nation);
  dj_frame_unref (dj_view_alliances_crossing (nation->view, DJ_AREA_NATION));
}

static void open_components_of_graph (Task *task)
{
  open_components (task);
  task->made = make_graph (task->nation);
  task->free_made = free_graph;
}

static void find_components (Task *task)
{
  g_clear_pointer (&task->frame, dj_frame_unref);
  task->frame = dj_view_alliance_components (task->nation->view);
}

/* The first alliance that one is joined with; halves the way. */
static gint32 find_first (gint32 *before, gint32 alliance)
{
  while (before[alliance] != alliance)
    alliance = before[alliance] = before[before[alliance]];
  return alliance;
}

/* Bodies join the alliances that they have seats in, and count for the first of them. */
static void join_all (const Graph *graph, gint32 *before, gint32 *bodies)
{
  for (gint32 body = 0; body < graph->n_bodies; body++)
  {
    gint32 first = graph->seated[graph->seated_start[body]];
    bodies[first]++;
    for (gint32 i = graph->seated_start[body] + 1; i < graph->seated_start[body + 1]; i++)
    {
      gint32 a = find_first (before, first), b = find_first (before, graph->seated[i]);
      before[MAX (a, b)] = MIN (a, b);
    }
  }
}

static void search_all (Task *task, const Graph *graph)
{
  gint32 n = task->nation->n_alliances, n_found = 0;
  g_autofree gint32 *before = g_new (gint32, (gsize)n + 1);
  g_autofree gint32 *bodies = g_new0 (gint32, (gsize)n + 1);
  g_autofree gint32 *number = g_new (gint32, (gsize)n + 1);
  for (gint32 alliance = 0; alliance < n; alliance++)
    before[alliance] = alliance;
  join_all (graph, before, bodies);
  for (gint32 alliance = 0; alliance < n; alliance++)
  {
    gint32 first = find_first (before, alliance);
    number[alliance] = first == alliance ? n_found++ : number[first];
    gint64 *counts = task->numbers + 2 * (gsize)number[alliance];
    if (first == alliance)
      counts[0] = counts[1] = 0;
    counts[0]++;
    counts[1] += bodies[alliance];
  }
  task->n_numbers = 2 * (gsize)n_found;
}

static void find_components_bare (Task *task) { search_all (task, task->made); }

static void make_graph_bare (Task *task)
{
  Graph *graph = make_graph (task->nation);
  search_all (task, graph);
  free_graph (graph);
}

static GArray *answer_components (const Task *task, gboolean is_bare)
{
  GArray *answer = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (is_bare)
    g_array_append_vals (answer, task->numbers, (guint)task->n_numbers);
  for (gint64 row = 0; !is_bare && row < dj_frame_get_n_rows (task->frame); row++)
  {
    gint64 counts[2] = { dj_frame_get_int (task->frame, row, nation_find_column (task->frame, "alliances")),
                         dj_frame_get_int (task->frame, row, nation_find_column (task->frame, "bodies")) };
    g_array_append_vals (answer, counts, 2);
  }
  qsort (answer->data, answer->len / 2, 2 * sizeof (gint64), compare_components);
  return answer;
}

/* ---- Q7: matrix of counties joined by alliances ------------------------------------------------------------------- */

static void open_matrix (Task *task)
{
  Nation *nation = task->nation;
  nation_need_counties (nation);
  nation_need_seats (nation);
  task->made = make_graph (nation);
  task->free_made = free_graph;
  task->n_found = (gsize)nation->n_counties * (gsize)nation->n_counties;
  task->found = g_new0 (gint32, task->n_found + 1);
  task->rows = nation->n_seats;
}

static void find_matrix (Task *task)
{
  g_clear_pointer (&task->frame, dj_frame_unref);
  task->frame = dj_view_alliance_matrix (task->nation->view, DJ_AREA_COUNTY);
}

/* Alliances have few counties, so a dense matrix is filled pair by pair; @last says in which alliance a county was last met. */
static void find_matrix_bare (Task *task)
{
  const Nation *nation = task->nation;
  const Graph *graph = task->made;
  g_autofree gint32 *county_of_area = g_new (gint32, (gsize)nation->n_areas + 1);
  g_autofree gint32 *last = g_new0 (gint32, (gsize)nation->n_counties + 1);
  g_autofree gint32 *met = g_new (gint32, (gsize)nation->n_counties + 1);
  memset (task->found, 0, task->n_found * sizeof (gint32));
  nation_number_counties (nation, county_of_area);
  for (gint32 alliance = 0; alliance < nation->n_alliances; alliance++)
  {
    gsize n = 0;
    for (gint32 i = graph->start[alliance]; i < graph->start[alliance + 1]; i++)
    {
      gint32 area = graph->area[graph->body[i]];
      gint32 county = area < 0 ? -1 : county_of_area[area];
      if (county < 0 || last[county] == alliance + 1)
        continue;
      last[county] = alliance + 1;
      for (gsize k = 0; k < n; k++)
        task->found[(gsize)MIN (met[k], county) * (gsize)nation->n_counties + (gsize)MAX (met[k], county)]++;
      met[n++] = county;
    }
  }
}

/* Pairs that are joined: one, the other, by how many alliances. */
static GArray *answer_matrix (const Task *task, gboolean is_bare)
{
  const Nation *nation = task->nation;
  g_autofree gint32 *numbers = g_new0 (gint32, task->n_found + 1);
  for (gint64 row = 0; !is_bare && row < dj_frame_get_n_rows (task->frame); row++)
  {
    gint32 a = nation_find_county (nation, dj_frame_get_text (task->frame, row, 0));
    gint32 b = nation_find_county (nation, dj_frame_get_text (task->frame, row, 1));
    numbers[(gsize)MIN (a, b) * (gsize)nation->n_counties + (gsize)MAX (a, b)]
        += (gint32)dj_frame_get_int (task->frame, row, nation_find_column (task->frame, "alliances"));
  }
  const gint32 *cells = is_bare ? task->found : numbers;
  GArray *answer = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gsize i = 0; i < task->n_found; i++)
    if (cells[i])
    {
      gint64 triple[3] = { (gint64)i / nation->n_counties, (gint64)i % nation->n_counties, cells[i] };
      g_array_append_vals (answer, triple, 3);
    }
  return answer;
}

/* ---- All of them -------------------------------------------------------------------------------------------------- */

const Question nation_alliance_questions[] = {
  { "Q6", "components through alliances", seal_with_graph, open_components_of_graph, find_components,
    find_components_bare, answer_components, NULL },
  { "Q6-graph", "the same, and the graph is made", nation_seal_anew, open_components, find_components, make_graph_bare,
    answer_components, NULL },
  { "Q7", "matrix of counties joined by alliances", NULL, open_matrix, find_matrix, find_matrix_bare, answer_matrix,
    NULL },
};
const gsize nation_n_alliance_questions = G_N_ELEMENTS (nation_alliance_questions);
