/* SPDX-License-Identifier: Apache-2.0 */
/* Joining units with too few formal members into branches: the heuristic.
 *
 * The steps go from the nearest to the farthest: same area, same building or park, same community, … as far as the options allow,
 * and last like trade one step farther. At each step units fall into classes; any two of one class may be joined. First each step
 * forms as many groups as members allow: the unit with the most members, with as many as it takes of those with the fewest. Then
 * each step fills up groups that have room with units that are left over. What was formed or filled at one step lies within one class
 * of every later one (or all of it in none), so every group satisfies the options.
 *
 * Beginning at the nearest makes groups compact, and sometimes spends members that would have made more groups farther apart. So it
 * is also tried with the farthest steps alone, and the try that organizes more units counts. */
#include "coverage/coverage-private.h"

#include <stdlib.h>
#include <string.h>

#define N_STEPS 7 /* the very area, the nearnesses, and like trade */
#define NO_CLASS (-1)

typedef struct
{
  gint32 units;
  gint32 first; /* a joiner of it */
  int step;     /* the farthest step at which it was formed or filled */
  int industry; /* of all its units, or none */
} Group;

/* What must be alike for units to be joined at a step. */
typedef struct
{
  DjNearness within;
  gboolean same_area;
  gboolean like_trade;
} Step;

typedef struct
{
  const DjProposalOptions *options;
  DjJoiner *joiners;
  gint32 n;
  gint64 *classes[N_STEPS]; /* of each joiner at each step */
  int n_steps;
  gboolean like_trade; /* whether the last step is of like trade */
  gint32 *group;       /* of each joiner in this try, or -1 */
  GArray *groups;      /* of Group */
  gint32 n_joined;
} Joining;

/* ---- Classes of a step -------------------------------------------------------------------------------------------------------- */

/* For each area the highest up to which everything around it is near enough: areas with the same one are near enough to one another.
 * -1 where what is in an area is not near enough to the rest of it. */
static gint32 *find_widest (const DjTree *tree, DjNearness within)
{
  const DjForest *areas = &tree->areas;
  gint32 *widest = g_new (gint32, (gsize)areas->n + 1);
  for (gint32 area = 0; area < areas->n; area++)
  {
    gint32 superior = areas->superior[area];
    gboolean further = superior >= 0 && dj_tree_get_nearness (tree, superior, superior) <= within;
    gboolean near = dj_tree_get_nearness (tree, area, area) <= within;
    widest[area] = !near ? -1 : further ? widest[superior] : area;
  }
  return widest;
}

/* Nothing is too far where the options say so, not even what stands nowhere. */
static gint64 find_class (const DjJoiner *joiner, const Step *step, const gint32 *widest)
{
  gint64 place = joiner->area < 0 ? NO_CLASS : widest[joiner->area];
  if (step->within == DJ_NEARNESS_BEYOND)
    place = 0;
  else if (step->same_area && place != NO_CLASS)
    place = joiner->area;
  if (place == NO_CLASS || !step->like_trade)
    return place;
  return joiner->industry == DJ_INDUSTRY_NONE ? NO_CLASS : place * 256 + joiner->industry;
}

static void add_step (Joining *joining, const DjTree *tree, Step step)
{
  gint64 *classes = g_new (gint64, (gsize)joining->n + 1);
  g_autofree gint32 *widest = find_widest (tree, step.within);
  for (gint32 i = 0; i < joining->n; i++)
    classes[i] = find_class (&joining->joiners[i], &step, widest);
  joining->classes[joining->n_steps++] = classes;
}

static void make_steps (Joining *joining, const DjTree *tree)
{
  DjNearness within = joining->options->within;
  joining->like_trade = joining->options->like_trade && within < DJ_NEARNESS_BEYOND;
  add_step (joining, tree, (Step){ .within = within, .same_area = TRUE });
  for (DjNearness near = DJ_NEARNESS_BUILDING; near <= within; near++)
    add_step (joining, tree, (Step){ .within = near });
  if (joining->like_trade)
    add_step (joining, tree, (Step){ .within = within + 1, .like_trade = TRUE });
}

/* ---- Joiners that are left over, by class ----------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 class;
  gint64 formal;
  gint32 joiner;
} Open;

/* By class; then those with the most members first. */
static int compare_open (const void *a, const void *b)
{
  const Open *first = a, *second = b;
  if (first->class != second->class)
    return first->class < second->class ? -1 : 1;
  if (first->formal != second->formal)
    return first->formal > second->formal ? -1 : 1;
  return (first->joiner > second->joiner) - (first->joiner < second->joiner);
}

static gint32 collect_open (const Joining *joining, int step, gint64 least_formal, Open *open)
{
  gint32 n = 0;
  for (gint32 i = 0; i < joining->n; i++)
  {
    const DjJoiner *joiner = &joining->joiners[i];
    gint64 class = joining->classes[step][i];
    gboolean enough = joiner->formal >= joining->options->least_members;
    if (!enough && joining->group[i] < 0 && class != NO_CLASS && joiner->formal >= least_formal)
      open[n++] = (Open){ class, joiner->formal, i };
  }
  if (n > 1)
    qsort (open, (gsize)n, sizeof *open, compare_open);
  return n;
}

static gint32 find_end_of_class (const Open *open, gint32 n, gint32 begin)
{
  gint32 end = begin;
  while (end < n && open[end].class == open[begin].class)
    end++;
  return end;
}

static Group *get_group (const Joining *joining, gint32 number)
{
  return &((Group *)(gpointer)joining->groups->data)[number];
}

static void put_in (Joining *joining, gint32 joiner, gint32 number, int step)
{
  Group *group = get_group (joining, number);
  int industry = joining->joiners[joiner].industry;
  group->industry = group->units == 0 || group->industry == industry ? industry : DJ_INDUSTRY_NONE;
  group->first = group->units == 0 ? joiner : group->first;
  group->step = MAX (group->step, step);
  group->units++;
  joining->group[joiner] = number;
  joining->n_joined++;
}

/* ---- Forming groups ----------------------------------------------------------------------------------------------------------------- */

/* What is left of a class: from the most members to the fewest. */
typedef struct
{
  const Open *open;
  gint32 front;
  gint32 end;
} Rest;

/* Whether the joiner with the fewest members may come next: those with the most can still make up for it in the places that then
 * remain. */
static gboolean may_take_smallest (const Rest *rest, gint64 wanted, gint64 places)
{
  return rest->open[rest->end - 1].formal + (places - 1) * rest->open[rest->front].formal >= wanted;
}

/* Takes the members of one group out of the rest into the places from front on and from the end back; FALSE where they are too few. */
static gboolean take_group (const DjProposalOptions *options, const Rest *rest, Rest *after)
{
  gint64 wanted = options->least_members, places = options->most_units;
  *after = *rest;
  while (wanted > 0 && places > 0 && after->front < after->end)
  {
    gboolean smallest = places < options->most_units && may_take_smallest (after, wanted, places);
    wanted -= after->open[smallest ? --after->end : after->front++].formal;
    places--;
  }
  return wanted <= 0;
}

static void form_class (Joining *joining, int step, Rest rest)
{
  Rest after;
  while (rest.front < rest.end && take_group (joining->options, &rest, &after))
  {
    gint32 number = (gint32)joining->groups->len;
    Group group = { .step = step };
    g_array_append_val (joining->groups, group);
    for (gint32 i = rest.front; i < after.front; i++)
      put_in (joining, rest.open[i].joiner, number, step);
    for (gint32 i = after.end; i < rest.end; i++)
      put_in (joining, rest.open[i].joiner, number, step);
    rest = after;
  }
}

static void form_groups (Joining *joining, int step, Open *open)
{
  gint32 n = collect_open (joining, step, 1, open);
  for (gint32 begin = 0, end; begin < n; begin = end)
  {
    end = find_end_of_class (open, n, begin);
    form_class (joining, step, (Rest){ open, begin, end });
  }
}

/* ---- Filling them up ----------------------------------------------------------------------------------------------------------------- */

/* The class in which a group may take more at a step: none where it has units of several, or is full. */
static gint64 find_class_of_group (const Joining *joining, const Group *group, int step)
{
  gboolean trade = joining->like_trade && step == joining->n_steps - 1;
  gboolean open = group->units < joining->options->most_units && group->step <= step
                  && (!trade || group->industry != DJ_INDUSTRY_NONE);
  return open ? joining->classes[step][group->first] : NO_CLASS;
}

static gint32 collect_with_room (const Joining *joining, int step, Open *roomy)
{
  gint32 n = 0;
  for (gint32 number = 0; number < (gint32)joining->groups->len; number++)
  {
    gint64 class = find_class_of_group (joining, get_group (joining, number), step);
    if (class != NO_CLASS)
      roomy[n++] = (Open){ class, 0, number };
  }
  if (n > 1)
    qsort (roomy, (gsize)n, sizeof *roomy, compare_open);
  return n;
}

static void fill_groups (Joining *joining, int step, Open *open, Open *roomy)
{
  gint32 n = collect_open (joining, step, 0, open), n_roomy = collect_with_room (joining, step, roomy);
  for (gint32 i = 0, k = 0; i < n && k < n_roomy;)
    if (open[i].class < roomy[k].class)
      i++;
    else if (
        roomy[k].class < open[i].class || get_group (joining, roomy[k].joiner)->units >= joining->options->most_units)
      k++;
    else
      put_in (joining, open[i++].joiner, roomy[k].joiner, step);
}

/* ---- Tries ----------------------------------------------------------------------------------------------------------------------------- */

static void try_from (Joining *joining, int first_step)
{
  g_autofree Open *open = g_new (Open, (gsize)joining->n + 1);
  g_autofree Open *roomy = g_new (Open, (gsize)joining->n + 1);
  memset (joining->group, 0xff, (gsize)joining->n * sizeof (gint32));
  g_array_set_size (joining->groups, 0);
  joining->n_joined = 0;
  for (int step = first_step; step < joining->n_steps; step++)
    form_groups (joining, step, open);
  for (int step = first_step; step < joining->n_steps; step++)
    fill_groups (joining, step, open, roomy);
}

/* The step of the greatest distance that asks for nothing else. */
static int find_last_plain (const Joining *joining) { return joining->n_steps - 1 - joining->like_trade; }

gint32 dj_join (const DjTree *tree, const DjProposalOptions *options, DjJoiner *joiners, gint32 n)
{
  Joining joining = { .options = options, .joiners = joiners, .n = n };
  joining.group = g_new (gint32, (gsize)n + 1);
  joining.groups = g_array_new (FALSE, FALSE, sizeof (Group));
  make_steps (&joining, tree);
  try_from (&joining, find_last_plain (&joining));
  gint32 n_from_last = joining.n_joined;
  try_from (&joining, 0);
  if (joining.n_joined < n_from_last)
    try_from (&joining, find_last_plain (&joining));
  for (gint32 i = 0; i < n; i++)
    joiners[i].group = joining.group[i];
  gint32 n_groups = (gint32)joining.groups->len;
  for (int step = 0; step < joining.n_steps; step++)
    g_free (joining.classes[step]);
  g_array_unref (joining.groups);
  g_free (joining.group);
  return n_groups;
}
