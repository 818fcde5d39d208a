/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about the tree: Q1, Q3, Q4, Q5, Q9. */
#include "nation.h"

/* An organization drawn at random; the same seed draws the same. */
static gint32 draw_organization (const Nation *nation, guint64 *dice)
{
  return (gint32)nation_draw (dice, (guint32)nation->n);
}

static void take_places (Task *task, gsize n_numbers, gsize n_found)
{
  task->n_numbers = n_numbers;
  task->numbers = g_new0 (gint64, n_numbers + 1);
  task->n_found = n_found;
  task->found = g_new0 (gint32, n_found + 1);
}

static GArray *answer_numbers (const Task *task, gboolean is_bare)
{
  (void)is_bare;
  return nation_answer_numbers (task->numbers, task->n_numbers);
}

static GArray *answer_found (const Task *task, gboolean is_bare)
{
  (void)is_bare;
  return nation_answer_ids (task->found, task->n_found);
}

/* ---- Q1: members by status under organizations of mixed depth ----------------------------------------------------- */

#define N_ROOTS 1000

static const DjMemberStatus statuses[] = { DJ_STATUS_ANY, DJ_STATUS_FORMAL, DJ_STATUS_PROBATIONARY };

/* Climbs from an organization at random until it is no deeper than wanted, each depth wanted in turn. */
static void open_roots (Task *task)
{
  Nation *nation = task->nation;
  guint64 dice = nation->seed;
  gint32 deepest = 0;
  nation_need_sums (nation);
  for (gint32 id = 0; id < nation->n; id++)
    deepest = MAX (deepest, nation->depth[id]);
  task->n = N_ROOTS;
  task->ids = g_new (gint32, task->n);
  for (gsize i = 0; i < task->n; i++)
  {
    gint32 id = draw_organization (nation, &dice);
    while (nation->depth[id] > (gint32)(i % ((gsize)deepest + 1)))
      id = nation->superior[id];
    task->ids[i] = id;
  }
  take_places (task, task->n * G_N_ELEMENTS (statuses), 0);
  task->rows = (gint64)task->n_numbers;
  task->bytes = (gint64)(task->n * (4 + 4 + G_N_ELEMENTS (statuses) * 8));
}

static void count_members (Task *task)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    dj_view_count_members_many (task->nation->view, task->ids, task->n, statuses[i], task->numbers + i * task->n);
}

static void count_members_bare (Task *task)
{
  const Nation *nation = task->nation;
  const gint32 *sums[] = { nation->start, nation->formal, nation->probationary };
  for (gsize status = 0; status < G_N_ELEMENTS (sums); status++)
    for (gsize i = 0; i < task->n; i++)
      task->numbers[status * task->n + i] = sums[status][nation->end[task->ids[i]]] - sums[status][task->ids[i]];
}

/* ---- Q3: path to the root ----------------------------------------------------------------------------------------- */

#define N_PATHS 1000000

static void open_paths (Task *task)
{
  Nation *nation = task->nation;
  guint64 dice = nation->seed + 3;
  nation_need_members (nation);
  nation_need_affiliation (nation);
  task->n = N_PATHS;
  task->ids = g_new (gint32, task->n);
  task->others = g_new (gint32, task->n);
  gsize steps = 0;
  for (gsize i = 0; i < task->n; i++)
  {
    task->ids[i] = nation->member[nation_draw (&dice, (guint32)nation->n_members)];
    steps += (gsize)nation->depth[nation->affiliation[task->ids[i]]];
  }
  task->starts = g_new (gsize, task->n + 1);
  take_places (task, 0, steps);
  task->rows = (gint64)task->n;
  task->bytes = (gint64)(task->n * 4 + steps * 4);
}

static void list_paths (Task *task)
{
  DjView *view = task->nation->view;
  dj_view_get_affiliation_many (view, task->ids, task->n, task->others);
  dj_view_list_ancestors_many (view, task->others, task->n, task->starts, task->found, task->n_found);
}

static void list_paths_bare (Task *task)
{
  const gint32 *superior = task->nation->superior;
  gsize n = 0;
  for (gsize i = 0; i < task->n; i++)
  {
    task->starts[i] = n;
    for (gint32 at = superior[task->nation->affiliation[task->ids[i]]]; at >= 0; at = superior[at])
      task->found[n++] = at;
  }
  task->starts[task->n] = n;
}

/* Where each path begins, then the paths. */
static GArray *answer_paths (const Task *task, gboolean is_bare)
{
  GArray *answer = answer_found (task, is_bare);
  GArray *starts = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)task->n + 1);
  for (gsize i = 0; i <= task->n; i++)
  {
    gint64 start = (gint64)task->starts[i];
    g_array_append_val (starts, start);
  }
  g_array_prepend_vals (answer, starts->data, starts->len);
  g_array_unref (starts);
  return answer;
}

/* ---- Q4: the lowest common superior ------------------------------------------------------------------------------- */

#define N_MEETS 1000000

static void open_pairs (Task *task, gsize n, guint64 dice)
{
  Nation *nation = task->nation;
  nation_need_organizations (nation);
  task->n = n;
  task->ids = g_new (gint32, n);
  task->others = g_new (gint32, n);
  for (gsize i = 0; i < n; i++)
  {
    task->ids[i] = draw_organization (nation, &dice);
    task->others[i] = draw_organization (nation, &dice);
  }
  task->rows = (gint64)n;
}

static void open_meets (Task *task)
{
  open_pairs (task, N_MEETS, task->nation->seed + 4);
  take_places (task, 0, task->n);
}

static void find_meets (Task *task)
{
  dj_view_get_common_superior_many (task->nation->view, task->ids, task->others, task->n, task->found);
}

static void find_meets_bare (Task *task)
{
  const gint32 *superior = task->nation->superior, *end = task->nation->end;
  for (gsize i = 0; i < task->n; i++)
  {
    gint32 lower = MIN (task->ids[i], task->others[i]), higher = MAX (task->ids[i], task->others[i]);
    while (lower >= 0 && end[lower] <= higher)
      lower = superior[lower];
    task->found[i] = lower;
  }
}

/* ---- Q5: whether one is under another ----------------------------------------------------------------------------- */

#define N_UNDERS 10000000

/* Of two pairs at random one is under the other: every other pair climbs some steps from the one below. */
static void open_unders (Task *task)
{
  Nation *nation = task->nation;
  guint64 dice = nation->seed + 55;
  open_pairs (task, N_UNDERS, nation->seed + 5);
  for (gsize i = 0; i < task->n; i += 2)
  {
    gint32 at = task->ids[i];
    for (guint32 steps = nation_draw (&dice, 6); steps > 0 && nation->superior[at] >= 0; steps--)
      at = nation->superior[at];
    task->others[i] = at;
  }
  task->flags = g_new0 (guint8, task->n);
  task->bytes = (gint64)task->n * (4 + 4 + 4 + 1);
}

static void find_unders (Task *task)
{
  dj_view_is_under_many (task->nation->view, task->ids, task->others, task->n, task->flags);
}

static void find_unders_bare (Task *task)
{
  const gint32 *end = task->nation->end;
  for (gsize i = 0; i < task->n; i++)
    task->flags[i] = task->others[i] <= task->ids[i] && task->ids[i] < end[task->others[i]];
}

static GArray *answer_unders (const Task *task, gboolean is_bare)
{
  (void)is_bare;
  GArray *answer = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)task->n);
  for (gsize i = 0; i < task->n; i++)
  {
    gint64 flag = task->flags[i];
    g_array_append_val (answer, flag);
  }
  return answer;
}

/* ---- Q9: branches that break a rule of size ----------------------------------------------------------------------- */

#define FEWEST_FULL 3
#define MOST_MEMBERS 50

static void open_sizes (Task *task)
{
  nation_need_sums (task->nation);
  take_places (task, 0, 2 * (gsize)task->nation->n);
  task->rows = task->nation->n;
  task->bytes = 2 * (gint64)task->nation->n * (1 + 4 + 4);
}

static void find_sizes (Task *task)
{
  DjView *view = task->nation->view;
  gsize size = 2 * (gsize)task->nation->n;
  task->n_found
      = dj_view_list_wrong_size (view, DJ_ORGANIZATION_BRANCH, DJ_STATUS_FORMAL, FEWEST_FULL, -1, task->found, size);
  task->n_found += dj_view_list_wrong_size (view, DJ_ORGANIZATION_BRANCH, DJ_STATUS_ANY, 0, MOST_MEMBERS,
                                            task->found + task->n_found, size - task->n_found);
}

static gsize list_sizes_bare (const Nation *nation, const gint32 *sums, gint32 least, gint32 most, gint32 *found)
{
  gsize n = 0;
  for (gint32 id = 0; id < nation->n; id++)
  {
    if (nation->kind[id] != DJ_ORGANIZATION_BRANCH)
      continue;
    gint32 members = sums[nation->end[id]] - sums[id];
    if (members < least || members > most)
      found[n++] = id;
  }
  return n;
}

static void find_sizes_bare (Task *task)
{
  const Nation *nation = task->nation;
  task->n_found = list_sizes_bare (nation, nation->formal, FEWEST_FULL, G_MAXINT32, task->found);
  task->n_found += list_sizes_bare (nation, nation->start, 0, MOST_MEMBERS, task->found + task->n_found);
}

/* ---- All of them -------------------------------------------------------------------------------------------------- */

const Question nation_tree_questions[] = {
  { "Q1", "members by status under 1,000 organizations", NULL, open_roots, count_members, count_members_bare,
    answer_numbers, NULL },
  { "Q3", "path to the root for 1 million members", NULL, open_paths, list_paths, list_paths_bare, answer_paths, NULL },
  { "Q4", "lowest common superior of 1 million pairs", NULL, open_meets, find_meets, find_meets_bare, answer_found,
    NULL },
  { "Q5", "is-under for 10 million pairs", NULL, open_unders, find_unders, find_unders_bare, answer_unders, NULL },
  { "Q9", "branches breaking a rule of size", NULL, open_sizes, find_sizes, find_sizes_bare, answer_found, NULL },
};
const gsize nation_n_tree_questions = G_N_ELEMENTS (nation_tree_questions);
