/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinct people of every subtree in one pass. A person's nodes in preorder add 1 each, and the lowest node above each two that follow
 * one another takes 1 away; then, summed over any subtree, what is left of a person is 1 if any of the nodes lies in it, else 0.
 */
#include "view/view-private.h"

/* What a pass needs: the forest, the node of each organization, and the organizations that count. */
typedef struct
{
  const DjView *view;
  const DjForest *forest;
  const gint32 *node_of;
  gint32 begin;
  gint32 end;
  gint n_parts;
  gint64 **outs; /* of each part; a place for each node */
} Pass;

static gint32 find_node (const Pass *pass, gint32 organization)
{
  if (organization < pass->begin || organization >= pass->end)
    return -1;
  return pass->node_of ? pass->node_of[organization] : organization;
}

/* Pairs of neighbouring nodes of people, waiting to be met. */
typedef struct
{
  const DjForest *forest;
  gint64 *out;
  gint32 n;
  gint32 most; /* at once */
  gint32 lower[DJ_PAIRS_AT_ONCE];
  gint32 higher[DJ_PAIRS_AT_ONCE];
} Waiting;

static void meet (Waiting *waiting)
{
  dj_forest_meet_many (waiting->forest, waiting->lower, waiting->higher, waiting->n);
  for (gint32 i = 0; i < waiting->n; i++)
    if (waiting->lower[i] >= 0)
      waiting->out[waiting->lower[i]]--;
  waiting->n = 0;
}

static void wait_for (Waiting *waiting, gint32 lower, gint32 higher)
{
  waiting->lower[waiting->n] = lower;
  waiting->higher[waiting->n++] = higher;
  if (waiting->n == waiting->most)
    meet (waiting);
}

/* Members count at their affiliation already; so only the other nodes add. */
static void add_person (Waiting *waiting, gint32 affiliation, gint32 *nodes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    waiting->out[nodes[i]]++;
  if (affiliation >= 0)
    nodes[n++] = affiliation;
  dj_sort_ids (nodes, n);
  for (gsize i = 1; i < n; i++)
    wait_for (waiting, nodes[i - 1], nodes[i]);
}

/* Who takes part in one place only, as most do. */
static void add_person_of_one (Waiting *waiting, gint32 affiliation, gint32 node)
{
  if (node < 0)
    return;
  waiting->out[node]++;
  if (affiliation >= 0)
    wait_for (waiting, MIN (affiliation, node), MAX (affiliation, node));
}

/* The people of one affiliation, or of none. */
static void add_group (const Pass *pass, Waiting *waiting, gint32 group, GArray *nodes)
{
  const DjView *view = pass->view;
  gint32 affiliation = group < view->tree->organizations.n ? find_node (pass, group) : -1;
  gint32 last = view->part_start[group + 1];
  for (gint32 begin = view->part_start[group], end; begin < last; begin = end)
  {
    end = dj_view_get_parts_end (view, begin, last);
    if (end == begin + 1)
    {
      add_person_of_one (waiting, affiliation, find_node (pass, view->parts[begin].organization));
      continue;
    }
    g_array_set_size (nodes, (guint)(end - begin) + 1);
    gint32 *place = (gint32 *)(gpointer)nodes->data;
    gsize n = 0;
    for (gint32 i = begin; i < end; i++)
    {
      gint32 node = find_node (pass, view->parts[i].organization);
      if (node >= 0)
        place[n++] = node;
    }
    if (n > 0)
      add_person (waiting, affiliation, place, n);
  }
}

static void add_part (gint part, gpointer data)
{
  const Pass *pass = data;
  DjRange groups = dj_view_get_groups (pass->view, part, pass->n_parts);
  Waiting waiting = { .forest = pass->forest, .out = pass->outs[part], .most = dj_cut (DJ_PAIRS_AT_ONCE) };
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 group = (gint32)groups.begin; group < groups.end; group++)
    add_group (pass, &waiting, group, nodes);
  meet (&waiting);
}

/* Adds up what the parts counted, a share of the nodes at a time. */
static void add_up (gint part, gpointer data)
{
  const Pass *pass = data;
  DjRange nodes = dj_get_part (pass->forest->n, part, dj_count_parts (pass->forest->n, 1 << 16));
  for (gint from = 1; from < pass->n_parts; from++)
    for (gint64 node = nodes.begin; node < nodes.end; node++)
      pass->outs[0][node] += pass->outs[from][node];
}

/* Every part counts into an array of its own, so there are few of them. */
#define MOST_PARTS 8

static void add_participations (Pass *pass, gint64 *out)
{
  gint64 *outs[MOST_PARTS] = { out };
  pass->n_parts = MIN (dj_count_parts (pass->view->n_parts, 1 << 16), (gint)MIN (dj_get_n_threads (), MOST_PARTS));
  pass->outs = outs;
  for (gint part = 1; part < pass->n_parts; part++)
    outs[part] = g_new0 (gint64, (gsize)pass->forest->n + 1);
  dj_in_parts (pass->n_parts, add_part, pass);
  dj_in_parts (dj_count_parts (pass->forest->n, 1 << 16), add_up, pass);
  for (gint part = 1; part < pass->n_parts; part++)
    g_free (outs[part]);
}

void dj_view_count_distinct (const DjView *view, const DjForest *forest, const gint32 *node_of, gint32 begin,
                             gint32 end, gint64 *out)
{
  Pass pass = { .view = view, .forest = forest, .node_of = node_of, .begin = begin, .end = end };
  for (gint32 organization = begin; organization < end; organization++)
  {
    gint32 node = find_node (&pass, organization);
    if (node >= 0)
      out[node] += view->start[organization + 1] - view->start[organization];
  }
  add_participations (&pass, out);
  dj_forest_roll_up (forest, out);
}

gint64 dj_view_count_everyone (const DjView *view)
{
  gint64 n = view->n_members;
  gint32 begin = view->part_start[view->tree->organizations.n];
  for (; begin < view->n_parts; begin = dj_view_get_parts_end (view, begin, view->n_parts))
    n++;
  return n;
}
