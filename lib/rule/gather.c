/* SPDX-License-Identifier: Apache-2.0 */
/* What measures count of rows of another table. The table is passed through once for all that is counted of it, in either order
 * that this has, unless one needs what another has counted; or not at all, where lists of the view tell which rows matter. */
#include "rule/gather-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

static gboolean is_once (const DjNode *node) { return node->gather == DJ_GATHER_COUNT && node->args[1] >= 0; }

/* Few rows count for one person, and there may be a hundred million of them. */
static gboolean are_counts_small (const DjNode *node)
{
  return node->gather == DJ_GATHER_COUNT && node->table == DJ_TABLE_PERSON && !is_once (node);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------------------- */

/* Rows that one gather may count, from several blocks, until there are enough to be worth looking at. */
typedef struct
{
  gint32 n;
  gint32 rows[DJ_CHECKED_AT_ONCE];
} Pending;

/* What one part works with: a block of rows, those of them that are asked about (that hold; that have held) once somebody wants to know, and
 * what is pending of each gather. */
typedef struct
{
  const DjGatherPass *pass;
  gint part;
  DjRows *rows;
  DjRows *few;
  Pending *pending;
  guint8 selected[2][2][DJ_CHECKED_AT_ONCE]; /* of the block, of few; that hold, that have held */
  gboolean has_selected[2][2];
} Work;

static void leave_out_unselected (Work *work, gboolean past, const DjRows *rows, guint8 *truths)
{
  gint32 n = rows->n;
  gboolean few = rows == work->few;
  if (!work->has_selected[few][past])
    dj_rows_find_asked (rows, past, work->selected[few][past]);
  work->has_selected[few][past] = TRUE;
  dj_lay_marks (work->selected[few][past], n, truths);
}

/* The rows that are true; where they are few, by themselves. NULL for none. */
static DjRows *narrow (DjRows *rows, guint8 *truths)
{
  gint32 n = dj_count_marks (truths, rows->n);
  if (n == 0 || n >= rows->n / 8)
    return n == 0 ? NULL : rows;
  DjRows *few = dj_rows_select (rows, truths);
  if (few)
    memset (truths, DJ_TRUTH_TRUE, (gsize)few->n);
  return few;
}

/* Rows that one gather may count are asked for by all that follow it. */
static void take_rows (const DjGathering *gather, Work *work, DjRows *rows, const guint8 *among);

static void take_rows_of_all (const DjGathering *gather, Work *work, DjRows *rows, const guint8 *among)
{
  for (;; gather = &g_array_index (work->pass->gathers, DjGathering, gather->next))
  {
    take_rows (gather, work, rows, among);
    if (gather->next < 0)
      return;
  }
}

/* What each row counts for; -1 for none. NULL where too much was made. @room: for as many. */
static const gint32 *find_targets (const DjGathering *gather, DjRows *rows, gint32 *room)
{
  if (gather->marks.marked)
  {
    dj_marks_find (&gather->marks, rows->rows, rows->n, room);
    return room;
  }
  const DjRows *targets = dj_rows_follow (rows, gather->node->args[0], gather->node->table);
  return targets ? targets->rows : NULL;
}

/* Leaves out what counts for rows that nobody asks about. For a subtree counts what is below. */
static void leave_out_unwanted (const DjGathering *gather, const gint32 *targets, gint32 n, guint8 *truths)
{
  const guint8 *wanted = gather->marks.marked || gather->node->subtree ? NULL : gather->wanted;
  for (gint32 i = 0; wanted && i < n; i++)
    truths[i] = targets[i] >= 0 && wanted[targets[i]] ? truths[i] : DJ_TRUTH_FALSE;
}

static gboolean is_by_self (const DjPlan *plan, const DjNode *gather)
{
  const DjNode *by = dj_rules_get_node (plan->rules, gather->args[0]);
  return by->kind == DJ_NODE_BUILTIN && by->builtin == DJ_BUILTIN_SELF;
}

/* What is under organizations is summed up in the order of the tree. */
static const gint32 *find_ids (const DjGathering *gather, const DjRows *rows, const gint32 *targets, gint32 *room)
{
  const DjPlan *plan = rows->desk->plan;
  const gint32 *id_of_row = plan->view->tree->organizations.id_of_row;
  gboolean in_order = rows->first_id >= 0 && is_by_self (plan, gather->node);
  for (gint32 i = 0; i < rows->n; i++)
    room[i] = in_order ? rows->first_id + i : targets[i] < 0 ? -1 : id_of_row[targets[i]];
  return room;
}

/* What costs least is asked first, and of the rows that are left then only. */
static void take_rows (const DjGathering *gather, Work *work, DjRows *rows, const guint8 *among)
{
  guint8 truths[DJ_CHECKED_AT_ONCE];
  gint32 room[DJ_CHECKED_AT_ONCE];
  if (gather->kind_decides)
    memset (truths, DJ_TRUTH_TRUE, (gsize)rows->n);
  else
    dj_condition_ask (rows, gather->node->condition, among, truths);
  if (dj_keep_true (truths, rows->n) == 0)
    return;
  leave_out_unselected (work, gather->node->past, rows, truths);
  if (!(rows = narrow (rows, truths)))
    return;
  const gint32 *targets = find_targets (gather, rows, room);
  if (!targets)
    return;
  if (gather->node->subtree)
    targets = find_ids (gather, rows, targets, room);
  const gint32 *values = gather->node->args[1] < 0 ? NULL : dj_rows_get (rows, gather->node->args[1]);
  leave_out_unwanted (gather, targets, rows->n, truths);
  dj_gather_take (gather, work->part, targets, values, truths, rows->n);
}

static void take_pending (const DjGathering *gather, Work *work, Pending *pending)
{
  if (pending->n == 0)
    return;
  dj_rows_set (work->few, pending->rows, pending->n);
  work->has_selected[TRUE][FALSE] = work->has_selected[TRUE][TRUE] = FALSE;
  pending->n = 0;
  take_rows_of_all (gather, work, work->few, NULL);
}

/* What rows that are put off will be asked for lies far apart, so that it is sent for meanwhile. */
static void send_for_cells (const DjGathering *gather, const gint32 *rows, gint32 n)
{
  for (guint at = 0; at < gather->cells->len; at++)
  {
    DjCellArray of = g_array_index (gather->cells, DjCellArray, at);
    for (gint32 i = 0; i < n; i++)
      __builtin_prefetch (of.cells + (gsize)rows[i] * of.size);
  }
}

/* Where few rows of a block may count, they are put off until there are more: each has to be looked up in many places, and many at once take
 * hardly longer than one. */
static void put_off (const DjGathering *gather, Work *work, Pending *pending, const gint32 *rows, gint32 n)
{
  if (pending->n + n > DJ_CHECKED_AT_ONCE)
    take_pending (gather, work, pending);
  memcpy (pending->rows + pending->n, rows, (gsize)n * sizeof (gint32));
  send_for_cells (gather, rows, n);
  pending->n += n;
}

static void take_marked (const DjGathering *gather, Work *work, Pending *pending)
{
  gint32 marked[DJ_CHECKED_AT_ONCE];
  put_off (gather, work, pending, marked, dj_marks_list (&gather->marks, work->rows->begin, work->rows->n, marked));
}

/* Places of memberships that count for a row that is wanted, where it is known for which each counts. */
static gint32 choose_wanted (const DjGathering *gather, const gint32 *targets, gint32 n, gint32 *out)
{
  const guint8 *wanted = gather->wanted; /* 1 for yes */
  gint32 n_chosen = 0;
  for (gint32 i = 0; i < n; i++)
  {
    __builtin_prefetch (&wanted[MAX (targets[MIN (i + 32, n - 1)], 0)]);
    out[n_chosen] = i;
    n_chosen += (targets[i] >= 0) & wanted[MAX (targets[i], 0)];
  }
  return n_chosen;
}

/* Leaves out who is a member of the same organization now, and is counted with its members. */
static gint32 leave_out_members (const DjView *view, const DjOthers *others, gint64 begin, gint32 n, gint32 *places)
{
  const gint32 *persons = others->person + begin, *organizations = others->organization + begin;
  gint32 n_left = 0;
  for (gint32 i = 0; i < n; i++)
  {
    gint32 place = places[i], id = view->tree->organizations.id_of_row[organizations[place]];
    places[n_left] = place;
    n_left += persons[place] < 0 || view->affiliation[persons[place]] != id;
  }
  return n_left;
}

static void take_wanted (const DjGathering *gather, Work *work, Pending *pending, const DjOthers *others, gint64 at,
                         gint32 n)
{
  gint32 chosen[DJ_CHECKED_AT_ONCE];
  n = choose_wanted (gather, (gather->by_person ? others->person : others->organization) + at, n, chosen);
  if (gather->members && gather->pairs)
    n = leave_out_members (work->pass->plan->view, others, at, n, chosen);
  for (gint32 i = 0; i < n; i++)
    chosen[i] = others->row[at + chosen[i]];
  put_off (gather, work, pending, chosen, n);
}

static void take_others (const DjGathering *gather, Work *work, Pending *pending, const DjKindRange *of, gint64 at,
                         gint32 n)
{
  const DjOthers *others = of->others;
  if (gather->marks.marked)
  {
    take_wanted (gather, work, pending, others, at, n);
    return;
  }
  dj_rows_set (work->few, others->row + at, n);
  if (work->pass->person >= 0)
    dj_rows_tell (work->few, work->pass->person, DJ_TABLE_PERSON, others->person + at);
  if (work->pass->organization >= 0)
    dj_rows_tell (work->few, work->pass->organization, DJ_TABLE_ORGANIZATION, others->organization + at);
  for (gint past = FALSE; past <= TRUE; past++)
  {
    work->has_selected[TRUE][past] = at + n <= others->n_holding;
    memset (work->selected[TRUE][past], 0xff, (gsize)n);
  }
  take_rows_of_all (gather, work, work->few, NULL);
}

/* A part's share of each range. */
static void take_ranges (const DjGathering *gather, Work *work, Pending *pending)
{
  gint32 block = dj_cut (DJ_CHECKED_AT_ONCE);
  for (guint i = 0; i < gather->ranges->len; i++)
  {
    const DjKindRange *of = &g_array_index (gather->ranges, DjKindRange, i);
    DjRange share = dj_get_part (of->places.end - of->places.begin, work->part, work->pass->n_parts);
    for (gint64 at = share.begin; at < share.end && !dj_plan_is_stopped (work->pass->plan); at += block)
      take_others (gather, work, pending, of, of->places.begin + at, (gint32)MIN (block, share.end - at));
  }
}

static void take_members (const DjGathering *gather, const Work *work)
{
  const DjView *view = work->pass->plan->view;
  DjRange targets = dj_get_part (gather->n_targets, work->part, work->pass->n_parts);
  for (gint64 target = targets.begin; target < targets.end; target++)
  {
    gint32 id = view->tree->organizations.id_of_row[gather->marks.rows[target]];
    dj_gather_add (gather, (gint32)target, id < 0 ? 0 : view->start[id + 1] - view->start[id]);
  }
}

static void take_block (const DjGathering *gather, Work *work, Pending *pending)
{
  guint8 possible[DJ_CHECKED_AT_ONCE];
  gint32 few[DJ_CHECKED_AT_ONCE + 8];
  DjRows *rows = work->rows;
  dj_condition_ask_cells (rows, gather->node->condition, possible);
  gint32 n = dj_keep_possible (possible, rows->n);
  if (n >= rows->n / 8 && n > 0)
  {
    take_rows_of_all (gather, work, rows, possible);
    return;
  }
  dj_list_marks (possible, rows->n, few);
  for (gint32 i = 0; i < n; i++)
    few[i] = rows->rows[few[i]];
  put_off (gather, work, pending, few, n);
}

static gboolean passes (const DjGathering *gather, DjOrder order)
{
  return !gather->follows && !gather->ranges && gather->order == order;
}

/* The rows are the work's own. */
static void gather_rows (DjRows *rows, gpointer data)
{
  Work *work = data;
  const DjGatherPass *pass = work->pass;
  work->has_selected[FALSE][FALSE] = work->has_selected[FALSE][TRUE] = FALSE;
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    const DjGathering *gather = &g_array_index (pass->gathers, DjGathering, i);
    if (!passes (gather, rows->first_id >= 0 ? DJ_ORDER_TREE : DJ_ORDER_ROWS))
      continue;
    if (gather->marks.marked)
      take_marked (gather, work, &work->pending[i]);
    else
      take_block (gather, work, &work->pending[i]);
  }
}

static gboolean do_any_pass (const DjGatherPass *pass, DjOrder order)
{
  gboolean any = FALSE;
  for (guint i = 0; i < pass->gathers->len; i++)
    any |= passes (&g_array_index (pass->gathers, DjGathering, i), order);
  return any;
}

/* What lies in ranges, and what has been put off. */
static void finish_part (Work *work)
{
  for (guint i = 0; i < work->pass->gathers->len; i++)
  {
    const DjGathering *gather = &g_array_index (work->pass->gathers, DjGathering, i);
    if (gather->ranges)
      take_ranges (gather, work, &work->pending[i]);
    take_pending (gather, work, &work->pending[i]);
    if (gather->ranges && gather->members)
      take_members (gather, work);
  }
}

static void gather_part (gint part, gpointer data)
{
  const DjGatherPass *pass = data;
  DjDesk *desk = dj_desk_new (pass->plan);
  Work *work = g_new (Work, 1);
  work->pass = pass;
  work->part = part;
  work->rows = dj_rows_new (desk, pass->table);
  work->few = work->rows ? dj_rows_new (desk, pass->table) : NULL;
  work->pending = g_new0 (Pending, pass->gathers->len);
  for (DjOrder order = DJ_ORDER_ROWS; work->few && order <= DJ_ORDER_TREE; order++)
    if (do_any_pass (pass, order))
      dj_plan_pass (pass->plan, work->rows, order, part, pass->n_parts, gather_rows, work);
  if (work->few)
    finish_part (work);
  dj_rows_free (work->few);
  dj_rows_free (work->rows);
  g_free (work->pending);
  g_free (work);
  dj_desk_free (desk);
}

/* ---- Room ------------------------------------------------------------------------------------------------------------------------ */

/* What all gathers may take: docs/rule-sets.md says it, and how much each takes. */
#define BYTES_MOST (G_GINT64_CONSTANT (32) << 30)

gboolean dj_plan_take_room (DjPlan *plan, gint64 bytes, GError **error)
{
  plan->room += bytes;
  if (plan->room <= BYTES_MOST)
    return TRUE;
  g_set_error_literal (
      error, DJ_ERROR, DJ_ERROR_LIMIT,
      DJ_SAY ("规则要统计的数据过多，超过 32 GiB", "what the rules count would take more than 32 GiB"));
  return FALSE;
}

/* Values, whether they are wanted, and rows that count, of which each value is to be counted once. */
static gint64 measure_gather (const DjPlan *plan, const DjNode *node)
{
  gint64 n_targets = plan->sides[node->table].data->n_rows, n_rows = plan->sides[node->target].data->n_rows;
  gsize value = node->gather == DJ_GATHER_SUM ? sizeof (gint64) + sizeof (gint32)
                : are_counts_small (node)     ? sizeof (guint8)
                                              : sizeof (gint32);
  return n_targets * (gint64)(value + sizeof (guint8)) + (is_once (node) ? n_rows * (gint64)sizeof (DjPair) : 0);
}

static gboolean is_gathered (const DjPlan *plan, gint32 number)
{
  const DjNodePlan *planned = &plan->nodes[number];
  return dj_rules_get_node (plan->rules, number)->kind == DJ_NODE_GATHER && planned->needed && !planned->constant
         && planned->alias == number;
}

gboolean dj_plan_check_room (DjPlan *plan, GError **error)
{
  gboolean ok = TRUE;
  for (gint32 i = 0; ok && i < plan->n_nodes; i++)
    ok = !is_gathered (plan, i)
         || dj_plan_take_room (plan, measure_gather (plan, dj_rules_get_node (plan->rules, i)), error);
  return ok;
}

/* ---- Passes ---------------------------------------------------------------------------------------------------------------------- */

/* Lets what is not wanted be told by its code, before anything is looked up. In a restated view the organizations of people go by a map. */
static gboolean mark_codes (const DjPlan *plan, DjGathering *gather, GError **error)
{
  const DjNode *by = dj_rules_get_node (plan->rules, gather->node->args[0]);
  const DjSide *side = &plan->sides[gather->node->table];
  const gint32 *codes = gather->wanted ? dj_table_texts (side->data, side->data->info->key) : NULL;
  gboolean by_code = by->kind == DJ_NODE_COLUMN && plan->sides[by->table].state == side->state && !plan->view->placed;
  if (!codes || !by_code || gather->node->subtree)
    return TRUE;
  gather->marks.codes = dj_table_texts (plan->sides[by->table].data, by->column);
  if (!dj_marks_make (&gather->marks, gather->wanted, codes, side->data->n_rows, error))
    return FALSE;
  if (gather->marks.marked)
    gather->n_targets = gather->marks.n_rows;
  return TRUE;
}

static void add_cells (GArray *cells, gconstpointer column, gsize size)
{
  DjCellArray of = { column, size };
  for (guint i = 0; i < cells->len; i++)
    if (g_array_index (cells, DjCellArray, i).cells == of.cells)
      return;
  if (of.cells)
    g_array_append_val (cells, of);
}

/* Of a node what is read first: its column, or the one that it goes by. */
static void add_cells_of_node (const DjPlan *plan, GArray *cells, gint32 number)
{
  const DjNode *node = number < 0 ? NULL : dj_rules_get_node (plan->rules, number);
  while (node && node->kind == DJ_NODE_FOLLOW)
    node = dj_rules_get_node (plan->rules, node->args[0]);
  if (!node || node->kind != DJ_NODE_COLUMN)
    return;
  const DjTableData *data = plan->sides[node->table].data;
  const DjColumn *column = g_ptr_array_index (data->columns, (guint)node->column);
  DjType type = dj_table_get_type (data, node->column);
  gsize size = type == DJ_TYPE_CODE                          ? sizeof (guint8)
               : type == DJ_TYPE_INT || type == DJ_TYPE_REAL ? sizeof (gint64)
                                                             : sizeof (gint32);
  add_cells (cells, column ? column->data : NULL, size);
}

static GArray *list_cells (const DjPlan *plan, const DjNode *node)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (DjCellArray));
  const DjSide *side = &plan->sides[node->target];
  const DjCondition *where = node->condition < 0 ? NULL : dj_rules_get_condition (plan->rules, node->condition);
  add_cells (cells, side->holding.since, sizeof (DjDate));
  add_cells (cells, side->holding.until, sizeof (DjDate));
  add_cells_of_node (plan, cells, node->args[0]);
  add_cells_of_node (plan, cells, node->args[1]);
  for (gint32 i = 0; where && i < dj_condition_get_n_tests (where); i++)
    add_cells_of_node (plan, cells, where->tests[i].node);
  return cells;
}

static gboolean open_gather (const DjGatherPass *pass, DjGathering *gather, GError **error)
{
  gather->alone = dj_get_n_threads () == 1 || is_by_self (pass->plan, gather->node);
  gather->cells = list_cells (pass->plan, gather->node);
  return mark_codes (pass->plan, gather, error);
}

static void open_pairs (const DjGatherPass *pass, DjGathering *gather)
{
  gather->pairs = g_new (GArray *, pass->n_parts);
  for (gint part = 0; part < pass->n_parts; part++)
    gather->pairs[part] = g_array_new (FALSE, FALSE, sizeof (DjPair));
}

/* What it adds to. */
static gboolean allocate (const DjGatherPass *pass, DjGathering *gather, GError **error)
{
  gsize n = (gsize)gather->n_targets;
  if (is_once (gather->node) || gather->keeps_few)
    open_pairs (pass, gather);
  if (gather->keeps_few)
    return TRUE;
  if (gather->node->gather == DJ_GATHER_SUM)
    return (gather->sums = DJ_TRY_NEW0 (gint64, n + 1, error)) != NULL;
  if (are_counts_small (gather->node) && !gather->large)
  {
    gather->overflowed = g_new0 (gint, 1);
    return (gather->bytes = DJ_TRY_NEW0 (guint8, n, error)) != NULL;
  }
  if (!(gather->words = DJ_TRY_NEW0 (gint32, n, error)))
    return FALSE;
  for (gsize i = 0; gather->node->gather != DJ_GATHER_COUNT && i < n; i++)
    gather->words[i] = MISSING;
  return TRUE;
}

static void close_gather (const DjGatherPass *pass, DjGathering *gather)
{
  for (gint part = 0; gather->pairs && part < pass->n_parts; part++)
    g_array_unref (gather->pairs[part]);
  g_free (gather->pairs);
  dj_marks_clear (&gather->marks);
  if (gather->ranges)
    g_array_unref (gather->ranges);
  if (gather->cells)
    g_array_unref (gather->cells);
  g_free (gather->overflowed);
  g_free (gather->bytes);
  g_free (gather->words);
  g_free (gather->sums);
}

/* Those whose counts have turned out not to be small, to be counted again. */
static GArray *take_overflowed (const DjGatherPass *pass)
{
  GArray *overflowed = g_array_new (FALSE, FALSE, sizeof (DjGathering));
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    DjGathering *gather = &g_array_index (pass->gathers, DjGathering, i);
    if (!gather->overflowed || !g_atomic_int_get (gather->overflowed))
      continue;
    DjGathering again = { .number = gather->number, .node = gather->node, .wanted = gather->wanted, .large = TRUE };
    again.n_targets = dj_gather_count_targets (pass->plan, gather->node);
    g_array_append_val (overflowed, again);
    close_gather (pass, gather);
    g_array_remove_index (pass->gathers, i--);
  }
  return overflowed;
}

/* Lets gathers follow one another that may count the same rows: those rows are found, and what they refer to is looked up, but once. */
static void find_followers (const DjGatherPass *pass)
{
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    DjGathering *gather = &g_array_index (pass->gathers, DjGathering, i);
    gather->next = -1;
    gather->follows = FALSE;
    for (guint before = i; before-- > 0 && !gather->marks.marked && !gather->follows;)
    {
      DjGathering *other = &g_array_index (pass->gathers, DjGathering, before);
      if (other->next >= 0 || other->marks.marked
          || !dj_conditions_share_cells (pass->plan, other->node->condition, gather->node->condition))
        continue;
      other->next = (gint)i;
      gather->follows = TRUE;
    }
  }
}

static DjGathering *get_next (const DjGatherPass *pass, const DjGathering *gather)
{
  return gather->next < 0 ? NULL : &g_array_index (pass->gathers, DjGathering, gather->next);
}

/* Counts of people of whom hardly any has one are kept for those only, if nobody looks them up one by one. */
static gboolean keep_few (const DjGatherPass *pass, DjGathering *gather, const DjGathering *first, GError **error)
{
  gint64 n = 0;
  gather->keeps_few
      = are_counts_small (gather->node) && !gather->wanted && !pass->plan->nodes[gather->number].passed_on;
  for (guint i = 0; gather->keeps_few && i < first->ranges->len; i++)
  {
    DjRange places = g_array_index (first->ranges, DjKindRange, i).places;
    n += places.end - places.begin;
  }
  return dj_plan_take_room (pass->plan, n * DJ_PAIR_BYTES, error);
}

/* Those that follow another look at what it looks at. */
static gboolean find_way (const DjGatherPass *pass, DjGathering *first, GError **error)
{
  gboolean past = FALSE, ok = TRUE;
  guint8 reads = 0;
  for (const DjGathering *gather = first; gather; gather = get_next (pass, gather))
  {
    past |= gather->node->past;
    reads |= dj_gather_get_reads (pass->plan, gather->node);
  }
  dj_gather_find_way (pass, first, past, reads);
  for (DjGathering *gather = first; ok && first->ranges && gather; gather = get_next (pass, gather))
    ok = keep_few (pass, gather, first, error);
  return ok;
}

/* What is put off for one is asked for by all that follow it. */
static void join_cells (const DjGatherPass *pass)
{
  for (guint i = pass->gathers->len; i-- > 0;)
  {
    const DjGathering *gather = &g_array_index (pass->gathers, DjGathering, i);
    const GArray *next = gather->next < 0 ? NULL : g_array_index (pass->gathers, DjGathering, gather->next).cells;
    for (guint at = 0; next && at < next->len; at++)
      add_cells (gather->cells, g_array_index (next, DjCellArray, at).cells,
                 g_array_index (next, DjCellArray, at).size);
  }
}

static gboolean open_gathers (DjGatherPass *pass, GError **error)
{
  gboolean ok = TRUE;
  pass->n_parts = dj_count_parts (pass->plan->sides[pass->table].data->n_rows, DJ_CHECKED_AT_ONCE * 16);
  dj_gather_find_ends (pass);
  for (guint i = 0; ok && i < pass->gathers->len; i++)
    ok = open_gather (pass, &g_array_index (pass->gathers, DjGathering, i), error);
  if (!ok)
    return FALSE;
  find_followers (pass);
  join_cells (pass);
  for (guint i = 0; ok && i < pass->gathers->len; i++)
  {
    DjGathering *gather = &g_array_index (pass->gathers, DjGathering, i);
    ok = gather->follows || find_way (pass, gather, error);
  }
  for (guint i = 0; ok && i < pass->gathers->len; i++)
    ok = allocate (pass, &g_array_index (pass->gathers, DjGathering, i), error);
  return ok;
}

/* What is left of its gathers must be gathered again. */
static gboolean run_pass (DjGatherPass *pass, GError **error)
{
  gboolean ok = open_gathers (pass, error);
  if (ok)
    dj_in_parts (pass->n_parts, gather_part, pass);
  ok = ok && dj_plan_tell_stop (pass->plan, error);
  GArray *again = take_overflowed (pass);
  for (guint i = 0; ok && i < again->len; i++)
    ok = dj_plan_take_room (pass->plan, g_array_index (again, DjGathering, i).n_targets * (gint64)sizeof (gint32),
                            error);
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    DjGathering *gather = &g_array_index (pass->gathers, DjGathering, i);
    ok = ok && dj_gather_finish (pass, gather, error);
    close_gather (pass, gather);
  }
  g_array_unref (pass->gathers);
  pass->gathers = again;
  return ok;
}

/* Those of the level over the table that are needed. */
static void collect (DjGatherPass *pass, gint32 level)
{
  DjPlan *plan = pass->plan;
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    if (!is_gathered (plan, i) || node->target != pass->table || plan->nodes[i].level != level)
      continue;
    DjGathering gather = { .number = i, .node = node, .n_targets = dj_gather_count_targets (plan, node) };
    gather.wanted = plan->wanted[i];
    if (gather.wanted && !memchr (gather.wanted, 1, (gsize)plan->sides[node->table].data->n_rows))
      continue; /* so nobody asks for it */
    g_array_append_val (pass->gathers, gather);
  }
}

static gint32 get_last_level (const DjPlan *plan)
{
  gint32 last = 0;
  for (gint32 i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].needed && !plan->nodes[i].constant)
      last = MAX (last, plan->nodes[i].level);
  return last;
}

gboolean dj_plan_gather (DjPlan *plan, GError **error)
{
  gint32 last = get_last_level (plan);
  gboolean ok = TRUE;
  for (gint32 level = 1; ok && level <= last; level++)
    for (int table = 0; ok && table < DJ_N_TABLES; table++)
    {
      DjGatherPass pass = { .plan = plan, .table = (DjTable)table };
      pass.gathers = g_array_new (FALSE, FALSE, sizeof (DjGathering));
      collect (&pass, level);
      while (ok && pass.gathers->len > 0)
        ok = run_pass (&pass, error);
      g_array_unref (pass.gathers);
    }
  return ok;
}

void dj_plan_clear_gathers (DjPlan *plan)
{
  for (gint32 i = 0; plan->gathered && i < plan->n_nodes; i++)
  {
    g_free (plan->gathered[i].bytes);
    g_free (plan->gathered[i].words);
    g_free (plan->gathered[i].few_rows);
    g_free (plan->gathered[i].few_values);
  }
  g_free (plan->gathered);
}
