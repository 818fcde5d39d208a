/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about alliances: Q6, Q7. */
#include "nation.h"

/* Seats grouped by alliance, and by body; bodies are numbered in the order of organizations. */
typedef struct
{
  gint32 n_bodies;
  gint32 *organization; /* of each body */
  gint32 *body_start;   /* of each alliance, n + 1 */
  gint32 *body;
  gint32 *seated_start; /* of each body, n + 1 */
  gint32 *seated;       /* alliances */
} Graph;

static void free_graph (gpointer data)
{
  Graph *graph = data;
  g_free (graph->organization);
  g_free (graph->body_start);
  g_free (graph->body);
  g_free (graph->seated_start);
  g_free (graph->seated);
  g_free (graph);
}

/* ---- A bare graph ------------------------------------------------------------------------------------------------- */

/* Numbers of organizations with a seat. */
static gint32 *number_bodies (const Nation *nation, Graph *graph)
{
  gint32 *number = g_new0 (gint32, (gsize)nation->n + 1);
  for (gint32 i = 0; i < nation->n_seats; i++)
    number[nation->seat_body[i]] = 1;
  for (gint32 id = 0; id < nation->n; id++)
    graph->n_bodies += number[id];
  graph->organization = g_new (gint32, (gsize)graph->n_bodies + 1);
  for (gint32 id = 0, n = 0; id < nation->n; id++)
    if (number[id])
    {
      graph->organization[n] = id;
      number[id] = n++;
    }
  return number;
}

/* Counting sort; a group's things keep their order. */
static gint32 *group (gint32 n_groups, gint32 n, const gint32 *group_of, const gint32 *thing, gint32 **grouped)
{
  gint32 *start = g_new0 (gint32, (gsize)n_groups + 2);
  *grouped = g_new (gint32, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
    start[group_of[i] + 2]++;
  for (gint32 i = 1; i <= n_groups; i++)
    start[i + 1] += start[i];
  for (gint32 i = 0; i < n; i++)
    (*grouped)[start[group_of[i] + 1]++] = thing[i];
  return start;
}

static Graph *make_graph (const Nation *nation)
{
  Graph *graph = g_new0 (Graph, 1);
  g_autofree gint32 *number = number_bodies (nation, graph);
  g_autofree gint32 *body_of = g_new (gint32, (gsize)nation->n_seats + 1);
  for (gint32 i = 0; i < nation->n_seats; i++)
    body_of[i] = number[nation->seat_body[i]];
  graph->body_start = group (nation->n_alliances, nation->n_seats, nation->seat_alliance, body_of, &graph->body);
  graph->seated_start = group (graph->n_bodies, nation->n_seats, body_of, nation->seat_alliance, &graph->seated);
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
  nation_need_organizations (task->nation);
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

static void free_made_graph (gpointer data) { free_graph (data); }

static void open_components_of_graph (Task *task)
{
  open_components (task);
  task->made = make_graph (task->nation);
  task->free_made = free_made_graph;
}

static void find_components (Task *task)
{
  g_clear_pointer (&task->frame, dj_frame_unref);
  task->frame = dj_view_alliance_components (task->nation->view);
}

/* Goes on from the alliances on the stack; counts what is met. */
static void search (const Graph *graph, gint32 *stack, gint32 top, guint8 *met_alliance, guint8 *met_body,
                    gint64 counts[2])
{
  while (top > 0)
  {
    gint32 alliance = stack[--top];
    counts[0]++;
    for (gint32 i = graph->body_start[alliance]; i < graph->body_start[alliance + 1]; i++)
    {
      gint32 body = graph->body[i];
      if (met_body[body])
        continue;
      met_body[body] = TRUE;
      counts[1]++;
      for (gint32 k = graph->seated_start[body]; k < graph->seated_start[body + 1]; k++)
        if (!met_alliance[graph->seated[k]])
        {
          met_alliance[graph->seated[k]] = TRUE;
          stack[top++] = graph->seated[k];
        }
    }
  }
}

static void search_all (Task *task, const Graph *graph)
{
  gint32 n_alliances = task->nation->n_alliances;
  g_autofree gint32 *stack = g_new (gint32, (gsize)n_alliances + 1);
  g_autofree guint8 *met_alliance = g_new0 (guint8, (gsize)n_alliances + 1);
  g_autofree guint8 *met_body = g_new0 (guint8, (gsize)graph->n_bodies + 1);
  task->n_numbers = 0;
  for (gint32 alliance = 0; alliance < n_alliances; alliance++)
  {
    if (met_alliance[alliance])
      continue;
    gint64 *counts = task->numbers + task->n_numbers;
    counts[0] = counts[1] = 0;
    met_alliance[alliance] = TRUE;
    stack[0] = alliance;
    search (graph, stack, 1, met_alliance, met_body, counts);
    task->n_numbers += 2;
  }
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

typedef struct
{
  Graph *graph;
  gint32 *county; /* of each body */
} Places;

static void free_places (gpointer data)
{
  Places *places = data;
  free_graph (places->graph);
  g_free (places->county);
  g_free (places);
}

static void open_matrix (Task *task)
{
  Nation *nation = task->nation;
  nation_need_counties (nation);
  nation_need_seats (nation);
  Places *places = g_new0 (Places, 1);
  places->graph = make_graph (nation);
  places->county = g_new (gint32, (gsize)places->graph->n_bodies + 1);
  for (gint32 body = 0; body < places->graph->n_bodies; body++)
    places->county[body] = nation->county[places->graph->organization[body]];
  task->made = places;
  task->free_made = free_places;
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
  const Places *places = task->made;
  const Graph *graph = places->graph;
  g_autofree gint32 *last = g_new0 (gint32, (gsize)nation->n_counties + 1);
  g_autofree gint32 *met = g_new (gint32, (gsize)nation->n_counties + 1);
  memset (task->found, 0, task->n_found * sizeof (gint32));
  for (gint32 alliance = 0; alliance < nation->n_alliances; alliance++)
  {
    gsize n = 0;
    for (gint32 i = graph->body_start[alliance]; i < graph->body_start[alliance + 1]; i++)
    {
      gint32 county = places->county[graph->body[i]];
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
