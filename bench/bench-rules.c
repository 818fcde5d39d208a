/* SPDX-License-Identifier: Apache-2.0 */
/* Times asking all national rules of a generated nation, beside one bare read of the columns that they need: bench-rules [SCALE [RUNS]]. First
 * a tenth of the scale, then the whole; by as many threads as there are processors, and by one. The bare read adds up every cell of the
 * columns, by the same threads; where rules ask how a text begins or ends, the texts are read to their end, too. The second ratio is to a
 * read of the cells alone. What the first check of a view takes is told beside. */
#include <dangjian/dangjian.h>

#include "bench.h"
#include "rule/check-private.h"

#define COLUMNS_MOST 64

/* Columns to be read: of tables, and arrays of the view that stand for them. */
typedef struct
{
  struct
  {
    gconstpointer cells;
    gsize size; /* of a cell */
    gint64 n;
    const DjTexts *texts; /* that are read; NULL where only cells are */
  } columns[DJ_N_TABLES * COLUMNS_MOST];
  int n;
  gint64 n_bytes;
  gint64 n_rows; /* of the tables, each once */
  gboolean with_texts;
  gint n_parts;
  guint64 sums[256]; /* of each part */
} Reading;

static void add_array (Reading *reading, gconstpointer cells, gsize size, gint64 n)
{
  for (int i = 0; i < reading->n; i++)
    if (reading->columns[i].cells == cells)
      return;
  if (!cells || n == 0)
    return;
  reading->columns[reading->n].cells = cells;
  reading->columns[reading->n].size = size;
  reading->columns[reading->n++].n = n;
  reading->n_bytes += (gint64)size * n;
}

static void add_column (Reading *reading, const DjTableData *data, int column)
{
  const DjColumn *cells = column < 0 ? NULL : g_ptr_array_index (data->columns, (guint)column);
  if (!cells)
    return;
  DjType type = dj_table_get_type (data, column);
  gsize size = type == DJ_TYPE_CODE ? 1 : type == DJ_TYPE_INT || type == DJ_TYPE_REAL ? 8 : 4;
  add_array (reading, cells->data, size, data->n_rows);
}

static void add_table (Reading *reading, const DjSide *side, gboolean *seen)
{
  if (*seen)
    return;
  *seen = TRUE;
  reading->n_rows += side->data->n_rows;
  add_array (reading, side->holding.since, sizeof (DjDate), side->data->n_rows);
  add_array (reading, side->holding.until, sizeof (DjDate), side->data->n_rows);
  add_array (reading, side->happened, sizeof (DjDate), side->data->n_rows);
}

static gboolean is_of_text (const DjTest *test)
{
  return test->kind == DJ_TEST_BEGINS || test->kind == DJ_TEST_ENDS || test->kind == DJ_TEST_CONTAINS;
}

/* Whether a condition that is needed asks what is in the texts of a node. */
static gboolean is_read (const DjPlan *plan, gint32 node)
{
  for (guint i = 0; i < plan->rules->conditions->len; i++)
  {
    const DjConditionPlan *condition = &plan->conditions[i];
    gint32 n = condition->needed ? condition->condition->n_alternatives : 0;
    for (gint32 at = 0; n > 0 && at < condition->ends[n - 1]; at++)
    {
      const DjTest *test = &condition->condition->tests[condition->order[at]];
      if (is_of_text (test) && test->node == node)
        return TRUE;
    }
  }
  return FALSE;
}

static void add_texts (Reading *reading, const DjSide *side, int column)
{
  const gint32 *cells = dj_table_texts (side->data, column);
  for (int i = 0; i < reading->n; i++)
    if (cells && reading->columns[i].cells == cells)
      reading->columns[i].texts = side->state->texts;
}

/* What the nodes that are needed take from tables, and what the view keeps of affiliations. */
static void find_columns (Reading *reading, const DjPlan *plan)
{
  gboolean seen[DJ_N_TABLES] = { FALSE };
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    if (!plan->nodes[i].needed || plan->nodes[i].constant)
      continue;
    add_table (reading, &plan->sides[node->table], &seen[node->table]);
    if (node->kind == DJ_NODE_COLUMN)
      add_column (reading, plan->sides[node->table].data, node->column);
    if (node->kind == DJ_NODE_COLUMN && is_read (plan, i))
      add_texts (reading, &plan->sides[node->table], node->column);
    if (node->kind == DJ_NODE_BUILTIN && node->table == DJ_TABLE_PERSON)
      add_array (reading, plan->view->affiliation, sizeof (gint32), plan->view->n_persons);
  }
}

static guint64 sum_words (const guint32 *cells, gint64 begin, gint64 end)
{
  guint64 sum = 0;
  for (gint64 i = begin; i < end; i++)
    sum += cells[i];
  return sum;
}

static guint64 sum_bytes (const guint8 *cells, gint64 begin, gint64 end)
{
  guint64 sum = 0;
  for (gint64 i = begin; i < end; i++)
    sum += cells[i];
  return sum;
}

static guint64 sum_longs (const guint64 *cells, gint64 begin, gint64 end)
{
  guint64 sum = 0;
  for (gint64 i = begin; i < end; i++)
    sum += cells[i];
  return sum;
}

static guint64 sum_texts (const DjTexts *texts, const gint32 *cells, gint64 begin, gint64 end)
{
  guint64 sum = 0;
  for (gint64 i = begin; i < end; i++)
    sum += cells[i] < 0 ? 0 : strlen (dj_texts_get (texts, cells[i]));
  return sum;
}

static void read_part (gint part, gpointer data)
{
  Reading *reading = data;
  guint64 sum = 0;
  for (int i = 0; i < reading->n; i++)
  {
    DjRange range = dj_get_part (reading->columns[i].n, part, reading->n_parts);
    gconstpointer cells = reading->columns[i].cells;
    sum += reading->columns[i].size == 1   ? sum_bytes (cells, range.begin, range.end)
           : reading->columns[i].size == 8 ? sum_longs (cells, range.begin, range.end)
                                           : sum_words (cells, range.begin, range.end);
    if (reading->with_texts && reading->columns[i].texts)
      sum += sum_texts (reading->columns[i].texts, cells, range.begin, range.end);
  }
  reading->sums[part] = sum;
}

static double time_reading (Reading *reading, const char *what, gboolean with_texts, int runs)
{
  double seconds[BENCH_MAX_RUNS];
  reading->with_texts = with_texts;
  reading->n_parts = (gint)MIN (dj_get_n_threads () * 8, 256);
  for (int run = 0; run < runs; run++)
  {
    double start = bench_now ();
    dj_in_parts (reading->n_parts, read_part, reading);
    seconds[run] = bench_now () - start;
  }
  bench_report (with_texts ? "rules, bare read" : "rules, bare read of cells", what, reading->n_rows, seconds, runs);
  return seconds[runs / 2];
}

static double time_checking (DjView *view, DjRules *rules, const char *what, gint64 n_rows, int runs)
{
  double seconds[BENCH_MAX_RUNS];
  for (int run = 0; run < runs; run++)
  {
    double start = bench_now ();
    g_autoptr (DjFindings) findings = dj_view_check (view, rules, NULL, NULL);
    seconds[run] = bench_now () - start;
    if (!findings)
      exit (2);
    if (run == 0)
      fprintf (stderr, "%s: %" G_GINT64_FORMAT " findings\n", what, dj_findings_get_n (findings));
  }
  bench_report ("rules, check", what, n_rows, seconds, runs);
  return seconds[runs / 2];
}

/* The first check of a view works out what the view keeps from then on: distinct people, and memberships other than affiliations of the day. So
 * it is told apart. */
static void measure_first (DjView *view, DjRules *rules, double scale)
{
  char what[64];
  double start = bench_now ();
  g_autoptr (DjFindings) findings = dj_view_check (view, rules, NULL, NULL);
  double seconds = bench_now () - start;
  if (!findings)
    exit (2);
  g_snprintf (what, sizeof what, "scale %g, %u threads", scale, dj_get_n_threads ());
  bench_report ("rules, first check", what, 0, &seconds, 1);
}

static void measure (DjView *view, DjRules *rules, double scale, guint n_threads, int runs)
{
  char what[64];
  GError *error = NULL;
  Reading *reading = g_new0 (Reading, 1);
  g_snprintf (what, sizeof what, "scale %g, %u threads", scale, n_threads);
  dj_set_n_threads (n_threads);
  DjPlan *plan = dj_plan_new (view, rules, NULL, &error);
  if (!plan)
    exit (dj_complain (error));
  find_columns (reading, plan);
  dj_plan_unref (plan);
  double cells = time_reading (reading, what, FALSE, runs), read = time_reading (reading, what, TRUE, runs);
  double check = time_checking (view, rules, what, reading->n_rows, runs);
  printf ("{\"step\":\"rules, ratio\",\"what\":\"%s\",\"columns\":%d,\"bytes\":%" G_GINT64_FORMAT
          ",\"ratio\":%.2f,\"ratio_to_cells\":%.2f}\n",
          what, reading->n, reading->n_bytes, check / read, check / cells);
  g_free (reading);
}

static void measure_scale (DjRules *rules, double scale, int runs)
{
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  GError *error = NULL;
  options.scale = scale;
  g_autoptr (DjRegister) reg = dj_register_generate (&options, &error);
  g_autoptr (DjView) view = reg ? dj_register_seal (reg, dj_date (2024, 12, 31), &error) : NULL;
  if (!view)
    exit (dj_complain (error));
  dj_set_n_threads (g_get_num_processors ());
  measure_first (view, rules, scale);
  measure (view, rules, scale, g_get_num_processors (), runs);
  measure (view, rules, scale, 1, runs);
}

int main (int argc, char **argv)
{
  double scale = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 0.01;
  int runs = argc > 2 ? (int)strtol (argv[2], NULL, 10) : 5;
  GError *error = NULL;
  const char *divided = argc > 1 ? strchr (argv[1], '/') : NULL;
  if (divided)
    scale /= g_ascii_strtod (divided + 1, NULL);
  if (!(scale >= DJ_GENERATE_SCALE_MIN && scale <= 1) || runs < 1 || runs > BENCH_MAX_RUNS)
  {
    fprintf (stderr, "usage: bench-rules [SCALE [RUNS]]\n");
    return 2;
  }
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ "national", NULL }, &error);
  if (!rules)
    return dj_complain (error);
  if (scale / 10 >= DJ_GENERATE_SCALE_MIN)
    measure_scale (rules, scale / 10, runs);
  measure_scale (rules, scale, runs);
  return 0;
}
