/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinct people of every subtree in one pass. A person's nodes in preorder add 1 each, and the lowest node above each two that follow
 * one another takes 1 away; then, summed over any subtree, what is left of a person is 1 if any of the nodes lies in it, else 0.
 */
#include "view/view-private.h"

#include <stdlib.h>

/* What a pass needs: the forest, the node of each organization, and the organizations that count. */
typedef struct
{
  const DjView *view;
  const DjForest *forest;
  const gint32 *node_of;
  gint32 begin;
  gint32 end;
  gint64 *out;
} Pass;

static gint32 find_node (const Pass *pass, gint32 organization)
{
  if (organization < pass->begin || organization >= pass->end)
    return -1;
  return pass->node_of ? pass->node_of[organization] : organization;
}

static int compare_nodes (const void *a, const void *b)
{
  gint32 first = *(const gint32 *)a, second = *(const gint32 *)b;
  return (first > second) - (first < second);
}

static void sort_nodes (gint32 *nodes, gsize n)
{
  if (n > 2)
    qsort (nodes, n, sizeof *nodes, compare_nodes);
  else if (n == 2 && nodes[0] > nodes[1])
  {
    gint32 lesser = nodes[1];
    nodes[1] = nodes[0];
    nodes[0] = lesser;
  }
}

/* Members count at their affiliation already; so only the other nodes add. */
static void add_person (const Pass *pass, gint32 affiliation, gint32 *nodes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    pass->out[nodes[i]]++;
  if (affiliation >= 0)
    nodes[n++] = affiliation;
  sort_nodes (nodes, n);
  for (gsize i = 1; i < n; i++)
  {
    gint32 meet = dj_forest_meet (pass->forest, nodes[i - 1], nodes[i]);
    if (meet >= 0)
      pass->out[meet]--;
  }
}

static gint32 find_run_end (const DjView *view, gint32 begin)
{
  gint32 end = begin + 1;
  while (end < view->n_parts && view->parts[end].person == view->parts[begin].person)
    end++;
  return end;
}

static void add_participations (const Pass *pass)
{
  const DjView *view = pass->view;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 begin = 0, end; begin < view->n_parts; begin = end)
  {
    end = find_run_end (view, begin);
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
      add_person (pass, find_node (pass, view->affiliation[view->parts[begin].person]), place, n);
  }
}

void dj_view_count_distinct (const DjView *view, const DjForest *forest, const gint32 *node_of, gint32 begin,
                             gint32 end, gint64 *out)
{
  Pass pass = { view, forest, node_of, begin, end, out };
  for (gint32 organization = begin; organization < end; organization++)
  {
    gint32 node = find_node (&pass, organization);
    if (node >= 0)
      out[node] += view->start[organization + 1] - view->start[organization];
  }
  add_participations (&pass);
  dj_forest_roll_up (forest, out);
}

gint64 dj_view_count_everyone (const DjView *view)
{
  gint64 n = view->n_members;
  for (gint32 begin = 0; begin < view->n_parts; begin = find_run_end (view, begin))
    n += view->affiliation[view->parts[begin].person] < 0;
  return n;
}
