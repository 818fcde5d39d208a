/* SPDX-License-Identifier: Apache-2.0 */
/* One superior at most, and nothing under itself, at every date; the same for areas, units and alliances within others. */
#include "register/register-private.h"

#include <stdlib.h>
#include <string.h>
#include "schema/schema-private.h"

/* ---- One superior ---------------------------------------------------------------------------------------------- */

static const char *get_cell_text (const DjCheck *check, DjTable t, int column, gint32 row)
{
  return dj_texts_get (check->state->texts, dj_table_get_text (check->state->tables[t], column, row));
}

static void report_two_superiors (DjCheck *check, const DjSpan *held, const DjSpan *second)
{
  char period[DJ_PERIOD_TEXT_SIZE];
  const int column = DJ_COLUMN_SUBORDINATION_SUPERIOR;
  dj_check_report (check, DJ_ISSUE_SUPERIOR, DJ_TABLE_SUBORDINATION, second->row, column,
                   get_cell_text (check, DJ_TABLE_SUBORDINATION, column, held->row),
                   get_cell_text (check, DJ_TABLE_SUBORDINATION, column, second->row),
                   dj_period_format (second->since, MIN (held->until, second->until), period));
}

static void check_one_superior (DjCheck *check, const GArray *spans)
{
  const DjSpan *span = (const DjSpan *)(gpointer)spans->data;
  const DjSpan *held = NULL;
  for (guint i = 0; i < spans->len; i++)
  {
    if (held && held->node == span[i].node && span[i].since < held->until)
      report_two_superiors (check, held, &span[i]);
    if (!held || held->node != span[i].node || span[i].until > held->until)
      held = &span[i];
  }
}

/* ---- Cycles ---------------------------------------------------------------------------------------------------- */

/* Where a tree stands in the schema. */
typedef struct
{
  DjTable table;
  int child;
  int parent;
} Tree;

static const Tree TREES[] = {
  { DJ_TABLE_SUBORDINATION, DJ_COLUMN_SUBORDINATION_ORGANIZATION, DJ_COLUMN_SUBORDINATION_SUPERIOR },
  { DJ_TABLE_AREA, DJ_COLUMN_AREA_CODE, DJ_COLUMN_AREA_PARENT },
  { DJ_TABLE_UNIT, DJ_COLUMN_UNIT_CODE, DJ_COLUMN_UNIT_HOST },
  { DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_CODE, DJ_COLUMN_ALLIANCE_PARENT },
};

/* The edges of one tree, and the walk through time over those that could lie on a cycle. Nodes are text ids. */
typedef struct
{
  DjCheck *check;
  const Tree *tree;
  const gint32 *parents; /* column of the table */
  GArray *spans;         /* DjSpan by child */
  gint32 n_nodes;
  gint32 *current; /* node → index of the span that holds now, -1 */
  gint32 *seen;    /* node → number of the walk that saw it last */
  gint32 n_walks;
} Forest;

static gint32 parent_of (const Forest *forest, const DjSpan *span) { return forest->parents[span->row]; }

/* All rows with a child, a parent and at least one day. */
static GArray *collect_spans (const DjTableData *table, const Tree *tree)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (DjSpan));
  const gint32 *children = dj_table_texts (table, tree->child);
  const gint32 *parents = dj_table_texts (table, tree->parent);
  for (gint32 row = 0; children && parents && row < table->n_rows; row++)
  {
    DjSpan span = { .node = children[row], .row = row };
    dj_table_get_period (table, row, &span.since, &span.until);
    if (span.node >= 0 && parents[row] >= 0 && span.since < span.until)
      g_array_append_val (spans, span);
  }
  dj_spans_sort (spans);
  return spans;
}

/* Nodes while they are being taken away. */
typedef struct
{
  gint32 *under; /* how many edges come in */
  gint32 *first; /* place of the node's spans, from 1; 0 where it has none, or is taken away */
  GArray *loose; /* gint32: nodes that nothing is under */
} Peeling;

static void count_edges (const Forest *forest, Peeling *peeling)
{
  const DjSpan *span = (const DjSpan *)(gpointer)forest->spans->data;
  for (gint32 i = (gint32)forest->spans->len - 1; i >= 0; i--)
  {
    peeling->under[parent_of (forest, &span[i])]++;
    peeling->first[span[i].node] = i + 1;
  }
  for (gint32 i = 0; i < (gint32)forest->spans->len; i++)
    if (peeling->first[span[i].node] == i + 1 && peeling->under[span[i].node] == 0)
      g_array_append_val (peeling->loose, span[i].node);
}

static void take_away (const Forest *forest, Peeling *peeling, gint32 node)
{
  const DjSpan *span = (const DjSpan *)(gpointer)forest->spans->data;
  for (gint32 i = peeling->first[node] - 1; i < (gint32)forest->spans->len && span[i].node == node; i++)
  {
    gint32 parent = parent_of (forest, &span[i]);
    if (--peeling->under[parent] == 0 && peeling->first[parent])
      g_array_append_val (peeling->loose, parent);
  }
  peeling->first[node] = 0;
}

/* Takes away, again and again, nodes that nothing is under: what is left lies on a cycle or above one, whatever the dates. A register
 * without cycles is done here in one pass. */
static void keep_suspects (Forest *forest)
{
  Peeling peeling = { g_new0 (gint32, forest->n_nodes), g_new0 (gint32, forest->n_nodes),
                      g_array_new (FALSE, FALSE, sizeof (gint32)) };
  count_edges (forest, &peeling);
  while (peeling.loose->len > 0)
  {
    gint32 node = g_array_index (peeling.loose, gint32, peeling.loose->len - 1);
    g_array_set_size (peeling.loose, peeling.loose->len - 1);
    take_away (forest, &peeling, node);
  }
  GArray *suspects = g_array_new (FALSE, FALSE, sizeof (DjSpan));
  for (guint i = 0; i < forest->spans->len; i++)
    if (peeling.first[g_array_index (forest->spans, DjSpan, i).node])
      g_array_append_val (suspects, g_array_index (forest->spans, DjSpan, i));
  g_array_unref (forest->spans);
  forest->spans = suspects;
  g_free (peeling.under);
  g_free (peeling.first);
  g_array_unref (peeling.loose);
}

static int compare_by_time (const void *a, const void *b)
{
  const DjSpan *first = a, *second = b;
  if (first->since != second->since)
    return first->since < second->since ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

static const DjSpan *span_now (const Forest *forest, gint32 node, DjDate on)
{
  if (forest->current[node] < 0)
    return NULL;
  const DjSpan *span = &g_array_index (forest->spans, DjSpan, forest->current[node]);
  return span->until > on ? span : NULL;
}

/* Reports the cycle through @node once, at its youngest row, and forgets that row so that it is not found again. */
static void report_cycle (Forest *forest, gint32 node, DjDate on)
{
  g_autoptr (GString) path = g_string_new (dj_texts_get (forest->check->state->texts, node));
  const DjSpan *youngest = NULL;
  gint32 at = node;
  do
  {
    const DjSpan *span = span_now (forest, at, on);
    if (!youngest || compare_by_time (span, youngest) > 0)
      youngest = span;
    at = parent_of (forest, span);
    if (path->len < 200)
      g_string_append_printf (path, " → %s", dj_texts_get (forest->check->state->texts, at));
  } while (at != node);
  char day[DJ_DATE_TEXT_SIZE];
  dj_check_report (forest->check, DJ_ISSUE_CYCLE, forest->tree->table, youngest->row, forest->tree->parent, path->str,
                   NULL, on == DJ_DATE_NONE ? "…" : dj_date_format (on, day));
  forest->current[youngest->node] = -1;
}

/* Climbs from a node whose superior has just changed. A node seen by an earlier walk of the same day was found to lead to no cycle. */
static void walk_up (Forest *forest, gint32 node, DjDate on, gint32 first_walk)
{
  gint32 walk = ++forest->n_walks;
  const DjSpan *span;
  while ((span = span_now (forest, node, on)))
  {
    if (forest->seen[node] == walk)
    {
      report_cycle (forest, node, on);
      return;
    }
    if (forest->seen[node] > first_walk)
      return;
    forest->seen[node] = walk;
    node = parent_of (forest, span);
  }
}

/* Goes through the days on which some superior changes, and climbs from what changed. */
static void walk_through_time (Forest *forest)
{
  GArray *spans = forest->spans;
  qsort (spans->data, spans->len, sizeof (DjSpan), compare_by_time);
  forest->current = g_new (gint32, forest->n_nodes);
  memset (forest->current, 0xff, (gsize)forest->n_nodes * sizeof (gint32));
  forest->seen = g_new0 (gint32, forest->n_nodes);
  for (guint begin = 0, end; begin < spans->len; begin = end)
  {
    DjDate on = g_array_index (spans, DjSpan, begin).since;
    gint32 first_walk = forest->n_walks;
    for (end = begin; end < spans->len && g_array_index (spans, DjSpan, end).since == on; end++)
      forest->current[g_array_index (spans, DjSpan, end).node] = (gint32)end;
    for (guint i = begin; i < end; i++)
      walk_up (forest, g_array_index (spans, DjSpan, i).node, on, first_walk);
  }
  g_free (forest->current);
  g_free (forest->seen);
}

static void check_cycles (Forest *forest)
{
  if (forest->spans->len == 0)
    return;
  keep_suspects (forest);
  if (forest->spans->len > 0)
    walk_through_time (forest);
}

void dj_check_trees (DjCheck *check)
{
  for (gsize i = 0; i < G_N_ELEMENTS (TREES); i++)
  {
    const DjTableData *table = check->state->tables[TREES[i].table];
    Forest forest = { .check = check, .tree = &TREES[i], .n_nodes = dj_texts_get_n (check->state->texts) };
    forest.spans = collect_spans (table, &TREES[i]);
    forest.parents = dj_table_texts (table, TREES[i].parent);
    if (TREES[i].table == DJ_TABLE_SUBORDINATION)
      check_one_superior (check, forest.spans);
    check_cycles (&forest);
    g_array_unref (forest.spans);
  }
}
