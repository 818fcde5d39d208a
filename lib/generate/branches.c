/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many members each branch has and when it was founded; then everything above it, no later; and what happened since.
 *
 * Whoever is in a branch was admitted after it was founded. Branches are therefore sorted by the span in which they were founded, and there must
 * never be more places in branches of a span and after than there are members admitted in that span and after: then members can be put into
 * places from the youngest branches to the oldest, and there is always somebody for each.
 */
#include <string.h>

#include "generate/generate-private.h"

/* Of ten thousand branches, those founded in each span; the first ones have always been there. */
static const guint64 FOUNDED[DJ_N_SPANS] = { 60, 2340, 1300, 1700, 1500, 1550, 800, 670, 80 };

/* Members of a branch: what is usual, and of ten thousand branches those that are smaller and larger. */
#define SIZE_MIN 3
#define SIZE_MAX 50
#define SIZE_MOST 120
static const guint64 SORTS[] = { 9900, 50, 50 };

/* One organization in so many was renamed or moved. */
#define ONE_IN_RENAMED 285
#define ONE_IN_MOVED 285

typedef struct
{
  gint32 row;
  DjDate on;
} Event;

typedef struct
{
  DjMaking *making;
  DjDice dice;
  gint32 n_rows;   /* with dissolved ones */
  gint32 *row;     /* branch → organization row */
  guint8 *size;    /* of a branch */
  guint8 *span;    /* of a branch */
  gint32 n;        /* branches */
  DjDate *since;   /* organization row → first day */
  DjDate *until;   /* of dissolved ones, from the first of them */
  GArray *moved;   /* Event */
  GArray *renamed; /* Event */
} Founding;

/* ---- Sizes -------------------------------------------------------------------------------------------------------- */

/* Most are about 20; few are much larger. */
static guint64 weigh_size (guint size) { return (guint64)size * (SIZE_MAX + 2 - size) * (SIZE_MAX + 2 - size); }

static guint8 draw_usual_size (Founding *founding, guint64 sum)
{
  guint64 pick = dj_dice_below (&founding->dice, (guint32)sum);
  guint size = SIZE_MIN;
  for (; pick >= weigh_size (size); size++)
    pick -= weigh_size (size);
  return (guint8)size;
}

static gint64 draw_sizes (Founding *founding)
{
  guint64 counts[G_N_ELEMENTS (SORTS)];
  guint64 sum = 0;
  gint64 total = 0;
  DjBag sorts;
  dj_share_out (SORTS, G_N_ELEMENTS (SORTS), (guint64)founding->n, counts);
  dj_bag_fill (&sorts, counts, G_N_ELEMENTS (SORTS));
  for (guint size = SIZE_MIN; size <= SIZE_MAX; size++)
    sum += weigh_size (size);
  for (gint32 i = 0; i < founding->n; i++)
  {
    guint sort = dj_bag_draw (&sorts, &founding->dice);
    if (sort == 0)
      founding->size[i] = draw_usual_size (founding, sum);
    else if (sort == 1)
      founding->size[i] = (guint8)dj_dice_below (&founding->dice, SIZE_MIN);
    else
      founding->size[i] = (guint8)(SIZE_MAX + 1 + dj_dice_below (&founding->dice, SIZE_MOST - SIZE_MAX));
    total += founding->size[i];
  }
  return total;
}

/* Adds or takes away one member at a time, in branches of a usual size that stay so, until the members are as many as they must be. */
static void mend_sizes (Founding *founding, gint64 total)
{
  gint64 members = (gint64)founding->making->figures.members;
  while (total != members)
  {
    guint8 *size = &founding->size[dj_dice_below (&founding->dice, (guint32)founding->n)];
    int step = total < members ? 1 : -1;
    if (*size < SIZE_MIN || *size > SIZE_MAX || *size + step < SIZE_MIN || *size + step > SIZE_MAX)
      continue;
    *size = (guint8)(*size + step);
    total += step;
  }
}

/* ---- Spans -------------------------------------------------------------------------------------------------------- */

static void draw_spans (Founding *founding)
{
  guint64 counts[DJ_N_SPANS];
  DjBag spans;
  dj_share_out (FOUNDED, DJ_N_SPANS, (guint64)founding->n, counts);
  dj_bag_fill (&spans, counts, DJ_N_SPANS);
  for (gint32 i = 0; i < founding->n; i++)
    founding->span[i] = (guint8)dj_bag_draw (&spans, &founding->dice);
}

/* How many more places there are in branches of the span and after than members admitted then. */
static gint64 count_excess (const Founding *founding, int span)
{
  gint64 excess = 0;
  for (int i = span * DJ_N_BANDS; i < DJ_N_SPANS * DJ_N_BANDS; i++)
    excess -= (gint64)founding->making->margins.admissions[i];
  for (gint32 i = 0; i < founding->n; i++)
    excess += founding->span[i] >= span ? founding->size[i] : 0;
  return excess;
}

/* Lets branches be older until everybody can have been admitted after his branch was founded. */
static void mend_spans (Founding *founding)
{
  for (int span = DJ_N_SPANS - 1; span > 0; span--)
  {
    gint64 excess = count_excess (founding, span);
    for (gint32 i = 0; excess > 0 && i < founding->n; i++)
      if (founding->span[i] == span)
      {
        founding->span[i]--;
        excess -= founding->size[i];
      }
  }
}

/* ---- First days --------------------------------------------------------------------------------------------------- */

static void found_branches (Founding *founding)
{
  const DjDays *days = &founding->making->days;
  for (gint32 i = 0; i < founding->n; i++)
  {
    int span = founding->span[i];
    founding->since[founding->row[i]]
        = span == 0 ? DJ_DATE_NONE : dj_dice_day (&founding->dice, days->spans[span], days->spans[span + 1]);
  }
}

/* Between the founding of the People's Republic and twenty years before the day, and done with in the last twenty. */
static void found_old_branches (Founding *founding)
{
  DjMaking *making = founding->making;
  const DjDays *days = &making->days;
  const gint32 *codes = dj_table_texts (making->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_CODE);
  for (gint32 row = making->n_organizations; row < founding->n_rows; row++)
  {
    DjOldBranch old = { .code = codes[row] };
    old.since = dj_dice_day (&founding->dice, days->spans[1], days->spans[5]);
    old.until = dj_dice_day (&founding->dice, days->spans[5] + 365, days->spans[8]);
    founding->since[row] = old.since;
    g_array_append_val (making->old_branches, old);
  }
}

/* Committees and general branches are as old as the oldest branch under them; what leads counties and above has always been there. */
static void found_superiors (Founding *founding)
{
  DjMaking *making = founding->making;
  const guint8 *kinds = dj_table_codes (making->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_KIND);
  const DjDays *days = &making->days;
  for (gint32 row = 0; row < making->n_organizations; row++)
    if (row < making->first_area[DJ_LEVEL_TOWNSHIP])
      founding->since[row] = DJ_DATE_NONE;
    else if (kinds[row] != DJ_ORGANIZATION_BRANCH)
      founding->since[row] = dj_dice_day (&founding->dice, days->spans[1], days->spans[7]);
  for (gint32 row = founding->n_rows - 1; row > 0; row--)
  {
    DjDate *above = &founding->since[making->superior[row]];
    *above = MIN (*above, founding->since[row]);
  }
}

/* ---- What happened since ------------------------------------------------------------------------------------------ */

/* Some organizations of units that were moved, and some that were renamed, each on a day since 1990 on which it was there. */
static void draw_events (Founding *founding)
{
  DjMaking *making = founding->making;
  DjDate first = making->days.spans[4], end = making->days.spans[DJ_N_SPANS - 1];
  for (gint32 row = making->first_area[DJ_N_LEVELS]; row < making->n_organizations; row++)
  {
    Event event = { row, dj_dice_day (&founding->dice, MAX (first, founding->since[row] + 1), end) };
    guint32 what = dj_dice_below (&founding->dice, ONE_IN_MOVED * ONE_IN_RENAMED);
    if (founding->since[row] + 1 >= end)
      continue;
    if (what < ONE_IN_RENAMED)
      g_array_append_val (founding->moved, event);
    else if (what < ONE_IN_RENAMED + ONE_IN_MOVED)
      g_array_append_val (founding->renamed, event);
  }
}

/* An old name has a row of its own, behind all others, that ends where the row of the new one begins. */
static void put_old_names (Founding *founding, DjTableData *table)
{
  DjDate *since = dj_making_open_dates (table, DJ_COLUMN_ORGANIZATION_SINCE);
  DjDate *until = dj_making_open_dates (table, DJ_COLUMN_ORGANIZATION_UNTIL);
  gint32 *names = dj_making_open_texts (table, DJ_COLUMN_ORGANIZATION_NAME);
  g_autoptr (GString) name = g_string_new (NULL);
  for (guint i = 0; i < founding->renamed->len; i++)
  {
    const Event *event = &g_array_index (founding->renamed, Event, i);
    gint32 row = founding->n_rows + (gint32)i;
    dj_table_copy_row (table, event->row, row);
    g_string_assign (name, "原");
    g_string_append (name, dj_texts_get (founding->making->state->texts, names[row]));
    names[row] = dj_making_intern (founding->making, name->str);
    until[row] = since[event->row] = event->on;
  }
}

static void fill_organizations (Founding *founding)
{
  DjMaking *making = founding->making;
  DjTableData *table
      = dj_making_open_table (making, DJ_TABLE_ORGANIZATION, (guint64)founding->n_rows + founding->renamed->len);
  DjDate *since = dj_making_open_dates (table, DJ_COLUMN_ORGANIZATION_SINCE);
  DjDate *until = dj_making_open_dates (table, DJ_COLUMN_ORGANIZATION_UNTIL);
  memcpy (since, founding->since, (gsize)founding->n_rows * sizeof *since);
  for (guint i = 0; i < making->old_branches->len; i++)
    until[making->n_organizations + (gint32)i] = g_array_index (making->old_branches, DjOldBranch, i).until;
  put_old_names (founding, table);
}

/* Who was moved was under the superior of its superior before. */
static void fill_subordinations (Founding *founding)
{
  DjMaking *making = founding->making;
  const gint32 *codes = dj_table_texts (making->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_CODE);
  gint32 n = founding->n_rows - 1;
  DjTableData *table = dj_making_open_table (making, DJ_TABLE_SUBORDINATION, (guint64)n + founding->moved->len);
  gint32 *organizations = dj_making_open_texts (table, DJ_COLUMN_SUBORDINATION_ORGANIZATION);
  gint32 *superiors = dj_making_open_texts (table, DJ_COLUMN_SUBORDINATION_SUPERIOR);
  DjDate *since = dj_making_open_dates (table, DJ_COLUMN_SUBORDINATION_SINCE);
  DjDate *until = dj_making_open_dates (table, DJ_COLUMN_SUBORDINATION_UNTIL);
  for (gint32 row = 1; row <= n; row++)
  {
    organizations[row - 1] = codes[row];
    superiors[row - 1] = codes[making->superior[row]];
    since[row - 1] = founding->since[row];
  }
  for (guint i = 0; i < making->old_branches->len; i++)
    until[making->n_organizations - 1 + (gint32)i] = g_array_index (making->old_branches, DjOldBranch, i).until;
  for (guint i = 0; i < founding->moved->len; i++)
  {
    const Event *event = &g_array_index (founding->moved, Event, i);
    gint32 before = n + (gint32)i;
    organizations[before] = codes[event->row];
    superiors[before] = codes[making->superior[making->superior[event->row]]];
    since[before] = founding->since[event->row];
    until[before] = since[event->row - 1] = event->on;
  }
}

/* ---- What making members asks ------------------------------------------------------------------------------------- */

gint32 dj_making_get_township (const DjMaking *making, gint32 area)
{
  return area < making->first_area[DJ_LEVEL_COMMUNITY] ? area : making->area_above[area];
}

/* Branches by span, and how many places lie before each. */
static void sort_branches (Founding *founding)
{
  DjMaking *making = founding->making;
  const gint32 *codes = dj_table_texts (making->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_CODE);
  making->n_branches = founding->n;
  making->branches = g_new (DjBranch, (gsize)founding->n + 1);
  gint32 n = 0;
  guint32 place = 0;
  for (int span = 0; span < DJ_N_SPANS; span++)
  {
    for (gint32 i = 0; i < founding->n; i++)
      if (founding->span[i] == span)
      {
        gint32 row = founding->row[i];
        making->branches[n++] = (DjBranch){ place, codes[row], founding->since[row],
                                            dj_making_get_township (making, making->based_in[row]) };
        place += founding->size[i];
      }
    making->span_end[span] = n;
  }
  making->branches[n] = (DjBranch){ .first_place = place };
}

/* Organizations of townships and communities by township: counted, then put in place. */
static void group_by_township (DjMaking *making)
{
  gint32 first = making->first_area[DJ_LEVEL_TOWNSHIP];
  gint32 n_townships = making->first_area[DJ_LEVEL_COMMUNITY] - first;
  gint32 *end = making->township_first = g_new0 (gint32, n_townships + 1);
  making->by_township = g_new (gint32, making->n_organizations);
  for (gint32 row = first; row < making->n_organizations; row++)
    end[dj_making_get_township (making, making->based_in[row]) - first]++;
  for (gint32 i = 0, sum = 0; i <= n_townships; i++)
    end[i] = sum += end[i];
  /* From the last to the first, so that each end becomes a beginning. */
  for (gint32 row = making->n_organizations - 1; row >= first; row--)
    making->by_township[--end[dj_making_get_township (making, making->based_in[row]) - first]] = row;
}

/* ---- Looking for organizations ------------------------------------------------------------------------------------ */

/* One of [0, n), of [first, end), or of all of [0, n) but [first, end). */
static gint32 pick_place (DjDice *dice, DjReach reach, gint32 n, gint32 first, gint32 end)
{
  if (reach != DJ_REACH_BEYOND)
    return first + (gint32)dj_dice_below (dice, (guint32)(end - first));
  gint32 place = (gint32)dj_dice_below (dice, (guint32)(n - (end - first)));
  return place < first ? place : place + (end - first);
}

gint32 dj_making_find_organization (const DjMaking *making, DjDice *dice, gint32 township, DjReach reach)
{
  gint32 county = making->area_above[township];
  gint32 from = reach == DJ_REACH_TOWNSHIP ? township : making->area_within[county];
  gint32 to = reach == DJ_REACH_TOWNSHIP ? township + 1 : making->area_within[county + 1];
  gint32 first_township = making->first_area[DJ_LEVEL_TOWNSHIP];
  gint32 first = making->township_first[from - first_township];
  gint32 end = making->township_first[to - first_township];
  gint32 n = making->township_first[making->first_area[DJ_LEVEL_COMMUNITY] - first_township];
  /* Where there is one county only, nothing lies beyond. */
  if (end - first == n)
    reach = DJ_REACH_COUNTY;
  return making->by_township[pick_place (dice, reach, n, first, end)];
}

gint32 dj_making_find_head (const DjMaking *making, DjDice *dice, gint32 township, DjReach reach)
{
  gint32 county = making->area_above[township];
  const gint32 *within = making->area_within;
  gint32 from = reach == DJ_REACH_TOWNSHIP ? within[township] : within[within[county]];
  gint32 to = reach == DJ_REACH_TOWNSHIP ? within[township + 1] : within[within[county + 1]];
  gint32 first = making->first_area[DJ_LEVEL_COMMUNITY];
  gint32 n = making->first_area[DJ_N_LEVELS] - first;
  if (to - from == n)
    reach = DJ_REACH_COUNTY;
  if (to == from && reach != DJ_REACH_BEYOND)
    return township;
  return first + pick_place (dice, reach, n, from - first, to - first);
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

static void list_branches (Founding *founding)
{
  const DjMaking *making = founding->making;
  const guint8 *kinds = dj_table_codes (making->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_KIND);
  for (gint32 row = 0; row < making->n_organizations; row++)
    if (kinds[row] == DJ_ORGANIZATION_BRANCH)
      founding->row[founding->n++] = row;
}

static void found_all (Founding *founding)
{
  list_branches (founding);
  mend_sizes (founding, draw_sizes (founding));
  draw_spans (founding);
  mend_spans (founding);
  found_branches (founding);
  found_old_branches (founding);
  found_superiors (founding);
  draw_events (founding);
}

gboolean dj_make_branches (DjMaking *making, GError **error)
{
  gsize n = making->figures.branches;
  Founding founding = { .making = making, .dice = dj_dice (making->options->seed, 4) };
  founding.n_rows = making->state->tables[DJ_TABLE_ORGANIZATION]->n_rows;
  founding.row = g_new (gint32, n);
  founding.size = g_new (guint8, n);
  founding.span = g_new (guint8, n);
  founding.since = g_new (DjDate, founding.n_rows);
  founding.moved = g_array_new (FALSE, FALSE, sizeof (Event));
  founding.renamed = g_array_new (FALSE, FALSE, sizeof (Event));
  making->old_branches = g_array_new (FALSE, FALSE, sizeof (DjOldBranch));
  found_all (&founding);
  fill_organizations (&founding);
  fill_subordinations (&founding);
  sort_branches (&founding);
  group_by_township (making);
  g_free (founding.row);
  g_free (founding.size);
  g_free (founding.span);
  g_free (founding.since);
  g_array_unref (founding.moved);
  g_array_unref (founding.renamed);
  return dj_making_tell (making, 0, error);
}
