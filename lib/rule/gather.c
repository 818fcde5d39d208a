/* SPDX-License-Identifier: Apache-2.0 */
/* What measures count of rows of another table. The table is passed through once for all that is counted of it, unless one needs what
 * another has counted. Adding, the least and the greatest come to the same in any order, so threads share one array. */
#include "rule/check-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

/* The greatest count that a byte holds, as 255 is for missing values. */
#define COUNT_MOST (G_MAXUINT8 - 1)

/* A row that counts for another, and the value that is counted once. */
typedef struct
{
  gint32 target;
  gint32 value;
} Pair;

/* One gather. */
typedef struct
{
  gint32 number; /* node */
  const DjNode *node;
  gint32 n_targets;
  gint32 *words;    /* of counts, the least and the greatest */
  guint8 *bytes;    /* of counts that are small, instead */
  gint *overflowed; /* atomic: whether they are not */
  gboolean large;   /* so they have been found to be */
  gint64 *sums;
  const guint8 *wanted; /* by row that it counts for; NULL for all */
  DjMarks marks;        /* the codes of those rows; without bits where they are of no use */
  gint next;            /* the next one that may count the same rows by what lies in cells, or -1 */
  gboolean follows;     /* it is the next one of another */
  GArray **pairs;       /* of each part, where something is counted once: Pair */
} Gather;

/* Gathers of one level over one table. */
typedef struct
{
  DjPlan *plan;
  DjTable table;
  GArray *gathers; /* Gather */
  gint n_parts;
} Pass;

static gboolean is_once (const DjNode *node) { return node->gather == DJ_GATHER_COUNT && node->args[1] >= 0; }

/* Few rows count for one person, and there may be a hundred million of them. */
static gboolean are_counts_small (const DjNode *node)
{
  return node->gather == DJ_GATHER_COUNT && node->table == DJ_TABLE_PERSON && !is_once (node);
}

/* ---- Adding ----------------------------------------------------------------------------------------------------------------- */

static void add_one (const Gather *gather, gint32 target)
{
  if (!gather->bytes)
    __atomic_fetch_add (&gather->words[target], 1, __ATOMIC_RELAXED);
  else if (__atomic_fetch_add (&gather->bytes[target], 1, __ATOMIC_RELAXED) >= COUNT_MOST)
    g_atomic_int_set (gather->overflowed, TRUE);
}

static void add_value (const Gather *gather, gint32 target, gint32 value)
{
  __atomic_fetch_add (&gather->sums[target], value, __ATOMIC_RELAXED);
}

/* Missing is less than any value. */
static void keep_better (const Gather *gather, gint32 target, gint32 value)
{
  gint32 *place = &gather->words[target], kept = __atomic_load_n (place, __ATOMIC_RELAXED);
  gboolean most = gather->node->gather == DJ_GATHER_MOST;
  while ((most ? value > kept : value < kept || kept == MISSING)
         && !__atomic_compare_exchange_n (place, &kept, value, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    continue;
}

/* Leaves out what counts for rows that nobody asks about. */
static void leave_out_unwanted (const Gather *gather, const gint32 *targets, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; gather->wanted && i < n; i++)
    truths[i] = targets[i] >= 0 && gather->wanted[targets[i]] ? truths[i] : DJ_TRUTH_FALSE;
}

/* Adding atomically waits for the place to be there, one after the other; so all are sent for before. */
static void send_for (const Gather *gather, const gint32 *targets, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
  {
    gint32 target = MAX (targets[i], 0);
    if (gather->bytes)
      __builtin_prefetch (&gather->bytes[target], 1);
    else if (gather->sums)
      __builtin_prefetch (&gather->sums[target], 1);
    else
      __builtin_prefetch (&gather->words[target], 1);
  }
}

static void take_values (const Gather *gather, gint part, const gint32 *targets, const gint32 *values,
                         const guint8 *truths, gint32 n)
{
  if (!gather->pairs)
    send_for (gather, targets, n);
  for (gint32 i = 0; i < n; i++)
  {
    if (truths[i] == DJ_TRUTH_FALSE || targets[i] < 0 || (values && values[i] == MISSING))
      continue;
    Pair pair = { targets[i], values ? values[i] : 0 };
    if (gather->pairs)
      g_array_append_val (gather->pairs[part], pair);
    else if (gather->node->gather == DJ_GATHER_COUNT)
      add_one (gather, pair.target);
    else if (gather->node->gather == DJ_GATHER_SUM)
      add_value (gather, pair.target, pair.value);
    else
      keep_better (gather, pair.target, pair.value);
  }
}

/* Rows that one gather may count, from several blocks, until there are enough to be worth looking at. */
typedef struct
{
  gint32 n;
  gint32 rows[DJ_ROWS_AT_ONCE];
} Pending;

/* What one part works with: a block of rows, those of them that are asked about (that hold; that have held) once somebody wants to know, and
 * what is pending of each gather. */
typedef struct
{
  const Pass *pass;
  gint part;
  DjRows *rows;
  DjRows *few;
  Pending *pending;
  guint8 selected[2][2][DJ_ROWS_AT_ONCE]; /* of the block, of few; that hold, that have held */
  gboolean has_selected[2][2];
} Work;

/* Few rows are asked one by one. */
static void find_selected (const DjPlan *plan, const DjRows *rows, gboolean past, guint8 *out)
{
  if (rows->begin >= 0)
    dj_plan_select (plan, rows->table, rows->begin, rows->n, past, out);
  else
    for (gint32 i = 0; i < rows->n; i++)
      out[i] = dj_plan_selects_row (plan, rows->table, rows->rows[i], past) ? 0xff : 0;
}

static void leave_out_unselected (Work *work, gboolean past, const DjRows *rows, guint8 *truths)
{
  gint32 n = rows->n;
  gboolean few = rows == work->few;
  if (!work->has_selected[few][past])
    find_selected (work->pass->plan, rows, past, work->selected[few][past]);
  work->has_selected[few][past] = TRUE;
  for (gint32 i = 0; i < n; i++)
    truths[i] &= work->selected[few][past][i];
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
static void take_rows (const Gather *gather, Work *work, DjRows *rows, const guint8 *among);

static void take_rows_of_all (const Gather *gather, Work *work, DjRows *rows, const guint8 *among)
{
  for (;; gather = &g_array_index (work->pass->gathers, Gather, gather->next))
  {
    take_rows (gather, work, rows, among);
    if (gather->next < 0)
      return;
  }
}

/* What costs least is asked first, and of the rows that are left then only. */
static void take_rows (const Gather *gather, Work *work, DjRows *rows, const guint8 *among)
{
  guint8 truths[DJ_ROWS_AT_ONCE];
  dj_condition_ask (rows, gather->node->condition, among, truths);
  dj_keep_true (truths, rows->n);
  leave_out_unselected (work, gather->node->past, rows, truths);
  if (!(rows = narrow (rows, truths)))
    return;
  DjRows *targets = dj_rows_follow (rows, gather->node->args[0], gather->node->table);
  if (!targets)
    return;
  leave_out_unwanted (gather, targets->rows, rows->n, truths);
  take_values (gather, work->part, targets->rows,
               gather->node->args[1] < 0 ? NULL : dj_rows_get (rows, gather->node->args[1]), truths, rows->n);
}

static void take_pending (const Gather *gather, Work *work, Pending *pending)
{
  if (pending->n == 0)
    return;
  dj_rows_set (work->few, pending->rows, pending->n);
  work->has_selected[TRUE][FALSE] = work->has_selected[TRUE][TRUE] = FALSE;
  pending->n = 0;
  take_rows_of_all (gather, work, work->few, NULL);
}

/* What rows that are put off will be asked for lies far apart, so that it is sent for meanwhile: their period, and what they count for. */
static void send_for_cells (const DjPlan *plan, const Gather *gather, const gint32 *rows, gint32 n)
{
  const DjNode *by = dj_rules_get_node (plan->rules, gather->node->args[0]);
  const DjSide *side = &plan->sides[gather->node->target];
  const gint32 *codes = by->kind == DJ_NODE_COLUMN ? dj_table_texts (side->data, by->column) : NULL;
  for (gint32 i = 0; side->holding.since && i < n; i++)
    __builtin_prefetch (&side->holding.since[rows[i]]);
  for (gint32 i = 0; side->holding.until && i < n; i++)
    __builtin_prefetch (&side->holding.until[rows[i]]);
  for (gint32 i = 0; codes && i < n; i++)
    __builtin_prefetch (&codes[rows[i]]);
}

/* Where few rows of a block may count, they are put off until there are more: each has to be looked up in many places, and many at once take
 * hardly longer than one. */
static void take_block (const Gather *gather, Work *work, Pending *pending)
{
  guint8 possible[DJ_ROWS_AT_ONCE];
  DjRows *rows = work->rows;
  if (gather->marks.marked)
    dj_marks_find (&gather->marks, rows->begin, rows->n, possible);
  else
    dj_condition_ask_cells (rows, gather->node->condition, possible);
  gint32 n = dj_count_marks (possible, rows->n);
  if (n == 0)
    return;
  if (n >= rows->n / 8)
  {
    take_rows_of_all (gather, work, rows, possible);
    return;
  }
  if (pending->n + n > DJ_ROWS_AT_ONCE)
    take_pending (gather, work, pending);
  const DjRows *few = dj_rows_select (rows, possible);
  if (few)
  {
    memcpy (pending->rows + pending->n, few->rows, (gsize)few->n * sizeof (gint32));
    send_for_cells (work->pass->plan, gather, few->rows, few->n);
  }
  pending->n += few ? few->n : 0;
}

/* The rows are the work's own. */
static void gather_rows (DjRows *rows G_GNUC_UNUSED, gpointer data)
{
  Work *work = data;
  const Pass *pass = work->pass;
  work->has_selected[FALSE][FALSE] = work->has_selected[FALSE][TRUE] = FALSE;
  for (guint i = 0; i < pass->gathers->len; i++)
    if (!g_array_index (pass->gathers, Gather, i).follows)
      take_block (&g_array_index (pass->gathers, Gather, i), work, &work->pending[i]);
}

static void gather_part (gint part, gpointer data)
{
  const Pass *pass = data;
  DjDesk *desk = dj_desk_new (pass->plan);
  Work *work = g_new (Work, 1);
  work->pass = pass;
  work->part = part;
  work->rows = dj_rows_new (desk, pass->table);
  work->few = work->rows ? dj_rows_new (desk, pass->table) : NULL;
  work->pending = g_new0 (Pending, pass->gathers->len);
  DjRange range = dj_get_part (pass->plan->sides[pass->table].data->n_rows, part, pass->n_parts);
  if (work->few)
    dj_plan_pass (pass->plan, work->rows, range, gather_rows, work);
  for (guint i = 0; work->few && i < pass->gathers->len; i++)
    take_pending (&g_array_index (pass->gathers, Gather, i), work, &work->pending[i]);
  dj_rows_free (work->few);
  dj_rows_free (work->rows);
  g_free (work->pending);
  g_free (work);
  dj_desk_free (desk);
}

/* ---- What is counted once ------------------------------------------------------------------------------------------------------ */

static int compare_pairs (const void *a, const void *b)
{
  const Pair *first = a, *second = b;
  if (first->value != second->value)
    return first->value < second->value ? -1 : 1;
  return (first->target > second->target) - (first->target < second->target);
}

/* The pairs of all parts, in order of values, then of targets, which become ids; each once. */
static Pair *sort_pairs (Gather *gather, gint n_parts, const gint32 *id_of_row, gsize *n, GError **error)
{
  gsize n_pairs = 0, at = 0;
  for (gint part = 0; part < n_parts; part++)
    n_pairs += gather->pairs[part]->len;
  Pair *pairs = DJ_TRY_NEW (Pair, n_pairs, error);
  for (gint part = 0; part < n_parts; part++)
  {
    GArray *of = gather->pairs[part];
    if (pairs && of->len > 0)
      memcpy (pairs + at, of->data, of->len * sizeof (Pair));
    at += of->len;
    g_array_set_size (of, 0);
  }
  if (!pairs)
    return NULL;
  for (gsize i = 0; i < n_pairs; i++)
    pairs[i].target = id_of_row[pairs[i].target];
  qsort (pairs, n_pairs, sizeof (Pair), compare_pairs);
  *n = 0;
  for (gsize i = 0; i < n_pairs; i++)
    if (*n == 0 || compare_pairs (&pairs[i], &pairs[*n - 1]) != 0)
      pairs[(*n)++] = pairs[i];
  return pairs;
}

/* Values grouped by what they count for: those of target t end at ends[t], and begin where those of the one before end. */
typedef struct
{
  const Gather *gather;
  gint n_parts;
  gint32 *ends;
  gint32 *values;
} Grouping;

static void count_groups (gint part, gpointer data)
{
  const Grouping *grouping = data;
  DjRange targets = dj_get_part (grouping->gather->n_targets, part, grouping->n_parts);
  for (gint64 target = targets.begin; target < targets.end; target++)
  {
    gint32 begin = target > 0 ? grouping->ends[target - 1] : 0, n = grouping->ends[target] - begin, count = n > 0;
    gint32 *values = grouping->values + begin;
    dj_sort_ids (values, (gsize)n);
    for (gint32 i = 1; i < n; i++)
      count += values[i] != values[i - 1];
    grouping->gather->words[target] = count;
  }
}

/* Counting sort by target. */
static gsize count_ends (const Gather *gather, gint n_parts, gint32 *ends)
{
  gsize n = 0;
  for (gint part = 0; part < n_parts; part++)
    for (guint i = 0; i < gather->pairs[part]->len; i++, n++)
      ends[g_array_index (gather->pairs[part], Pair, i).target]++;
  dj_sum_up (ends, gather->n_targets);
  return n;
}

static gboolean count_once (Gather *gather, gint n_parts, GError **error)
{
  g_autofree gint32 *ends = dj_new_sums (gather->n_targets, error);
  gsize n = ends ? count_ends (gather, n_parts, ends) : 0;
  g_autofree gint32 *values = ends ? DJ_TRY_NEW (gint32, n, error) : NULL;
  for (gint part = 0; values && part < n_parts; part++)
  {
    for (guint i = 0; i < gather->pairs[part]->len; i++)
    {
      const Pair *pair = &g_array_index (gather->pairs[part], Pair, i);
      values[ends[pair->target]++] = pair->value;
    }
    g_array_set_size (gather->pairs[part], 0);
  }
  Grouping grouping = { gather, dj_count_parts (gather->n_targets, 1 << 16), ends, values };
  if (values)
    dj_in_parts (grouping.n_parts, count_groups, &grouping);
  return values != NULL;
}

/* Of a whole subtree: each organization of a value adds 1, and the lowest above each two that follow one another takes 1 away, as for
 * distinct people. Here it is left to be rolled up, by row. */
static gboolean count_once_in_subtrees (const DjPlan *plan, Gather *gather, gint n_parts, GError **error)
{
  const DjForest *forest = &plan->view->tree->organizations;
  gsize n = 0;
  g_autofree Pair *pairs = sort_pairs (gather, n_parts, forest->id_of_row, &n, error);
  for (gsize i = 0; pairs && i < n; i++)
  {
    gather->words[forest->row[pairs[i].target]]++;
    gboolean same = i > 0 && pairs[i - 1].value == pairs[i].value;
    gint32 meet = same ? dj_forest_meet (forest, pairs[i - 1].target, pairs[i].target) : -1;
    if (meet >= 0)
      gather->words[forest->row[meet]]--;
  }
  return pairs != NULL;
}

/* ---- Afterwards ---------------------------------------------------------------------------------------------------------------- */

/* From the last to the first, what is under an organization is done before itself. */
static gboolean roll_up (const DjPlan *plan, Gather *gather, GError **error)
{
  const DjForest *forest = &plan->view->tree->organizations;
  g_autofree gint64 *sums = DJ_TRY_NEW (gint64, forest->n, error);
  for (gint32 id = 0; sums && id < forest->n; id++)
  {
    gint32 row = forest->row[id];
    sums[id] = gather->sums ? gather->sums[row] : gather->words[row];
  }
  if (!sums)
    return FALSE;
  dj_forest_roll_up (forest, sums);
  for (gint32 id = 0; id < forest->n; id++)
    if (gather->sums)
      gather->sums[forest->row[id]] = sums[id];
    else
      gather->words[forest->row[id]] = dj_value_clamp (sums[id]);
  return TRUE;
}

static gboolean fits_bytes (const gint32 *words, gint32 n)
{
  gboolean fits = TRUE;
  for (gint32 i = 0; i < n; i++)
    fits &= (words[i] == MISSING) | (((guint32)words[i]) < G_MAXUINT8);
  return fits;
}

/* Most counts are small, and there may be a hundred million of them. */
static gboolean pack (DjGathered *gathered, Gather *gather, GError **error)
{
  gint32 n = gather->n_targets;
  if (gather->bytes)
  {
    gathered->bytes = g_steal_pointer (&gather->bytes);
    return TRUE;
  }
  if (!fits_bytes (gather->words, n))
  {
    gathered->words = g_steal_pointer (&gather->words);
    return TRUE;
  }
  if (!(gathered->bytes = DJ_TRY_NEW (guint8, n, error)))
    return FALSE;
  for (gint32 i = 0; i < n; i++)
    gathered->bytes[i] = gather->words[i] == MISSING ? G_MAXUINT8 : (guint8)gather->words[i];
  return TRUE;
}

static gboolean take_sums (Gather *gather, GError **error)
{
  if (!(gather->words = DJ_TRY_NEW (gint32, gather->n_targets, error)))
    return FALSE;
  for (gint32 i = 0; i < gather->n_targets; i++)
    gather->words[i] = dj_value_clamp (gather->sums[i]);
  return TRUE;
}

static gboolean finish_gather (const Pass *pass, Gather *gather, GError **error)
{
  DjPlan *plan = pass->plan;
  if (gather->pairs
      && !(gather->node->subtree ? count_once_in_subtrees (plan, gather, pass->n_parts, error)
                                 : count_once (gather, pass->n_parts, error)))
    return FALSE;
  if (gather->node->subtree && !roll_up (plan, gather, error))
    return FALSE;
  return (!gather->sums || take_sums (gather, error)) && pack (&plan->gathered[gather->number], gather, error);
}

/* ---- Room ------------------------------------------------------------------------------------------------------------------------ */

/* What all gathers may take: docs/rule-sets.md says it, and how much each takes. */
#define BYTES_MOST (G_GINT64_CONSTANT (32) << 30)

static gboolean take_room (DjPlan *plan, gint64 bytes, GError **error)
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
  return n_targets * (gint64)(value + sizeof (guint8)) + (is_once (node) ? n_rows * (gint64)sizeof (Pair) : 0);
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
    ok = !is_gathered (plan, i) || take_room (plan, measure_gather (plan, dj_rules_get_node (plan->rules, i)), error);
  return ok;
}

/* ---- Passes ---------------------------------------------------------------------------------------------------------------------- */

/* Lets what is not wanted be told by its code, before anything is looked up. */
static gboolean mark_codes (const DjPlan *plan, Gather *gather, GError **error)
{
  const DjNode *by = dj_rules_get_node (plan->rules, gather->node->args[0]);
  const DjSide *side = &plan->sides[gather->node->table];
  const gint32 *codes = gather->wanted ? dj_table_texts (side->data, side->data->info->key) : NULL;
  if (!codes || by->kind != DJ_NODE_COLUMN || plan->sides[by->table].state != side->state)
    return TRUE;
  gather->marks.codes = dj_table_texts (plan->sides[by->table].data, by->column);
  return dj_marks_make (&gather->marks, gather->wanted, codes, gather->n_targets, error);
}

/* The system gives pages that are 0 already. */
static gboolean open_bytes (Gather *gather, GError **error)
{
  gsize n = MAX ((gsize)gather->n_targets, 1);
  gather->overflowed = g_new0 (gint, 1);
  if (!(gather->bytes = g_try_malloc0 (n)))
    g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT, "Not enough memory for %" G_GSIZE_FORMAT " bytes", n);
  else
    dj_memory_advise (gather->bytes, n);
  return gather->bytes != NULL;
}

static gboolean open_gather (const Pass *pass, Gather *gather, GError **error)
{
  gsize n = (gsize)gather->n_targets;
  gboolean sums = gather->node->gather == DJ_GATHER_SUM;
  gboolean counts = gather->node->gather == DJ_GATHER_COUNT;
  if (!mark_codes (pass->plan, gather, error))
    return FALSE;
  if (sums)
  {
    if ((gather->sums = DJ_TRY_NEW (gint64, n, error)) != NULL)
      memset (gather->sums, 0, n * sizeof (gint64));
    return gather->sums != NULL;
  }
  if (are_counts_small (gather->node) && !gather->large)
    return open_bytes (gather, error);
  if (!(gather->words = DJ_TRY_NEW (gint32, n, error)))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    gather->words[i] = counts ? 0 : MISSING;
  if (is_once (gather->node))
  {
    gather->pairs = g_new (GArray *, pass->n_parts);
    for (gint part = 0; part < pass->n_parts; part++)
      gather->pairs[part] = g_array_new (FALSE, FALSE, sizeof (Pair));
  }
  return TRUE;
}

static void close_gather (const Pass *pass, Gather *gather)
{
  for (gint part = 0; gather->pairs && part < pass->n_parts; part++)
    g_array_unref (gather->pairs[part]);
  g_free (gather->pairs);
  g_free (gather->marks.marked);
  g_free (gather->overflowed);
  g_free (gather->bytes);
  g_free (gather->words);
  g_free (gather->sums);
}

/* Those whose counts have turned out not to be small, to be counted again. */
static GArray *take_overflowed (const Pass *pass)
{
  GArray *overflowed = g_array_new (FALSE, FALSE, sizeof (Gather));
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    Gather *gather = &g_array_index (pass->gathers, Gather, i);
    if (!gather->overflowed || !g_atomic_int_get (gather->overflowed))
      continue;
    Gather again = { gather->number, gather->node, gather->n_targets, .wanted = gather->wanted, .large = TRUE };
    g_array_append_val (overflowed, again);
    close_gather (pass, gather);
    g_array_remove_index (pass->gathers, i--);
  }
  return overflowed;
}

/* Lets gathers follow one another that may count the same rows: those rows are found, and what they refer to is looked up, but once. */
static void find_followers (const Pass *pass)
{
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    Gather *gather = &g_array_index (pass->gathers, Gather, i);
    gather->next = -1;
    gather->follows = FALSE;
    for (guint before = i; before-- > 0 && !gather->marks.marked && !gather->follows;)
    {
      Gather *other = &g_array_index (pass->gathers, Gather, before);
      if (other->next >= 0 || other->marks.marked
          || !dj_conditions_share_cells (pass->plan, other->node->condition, gather->node->condition))
        continue;
      other->next = (gint)i;
      gather->follows = TRUE;
    }
  }
}

/* What is left of its gathers must be gathered again. */
static gboolean run_pass (Pass *pass, GError **error)
{
  gboolean ok = TRUE;
  pass->n_parts = dj_count_parts (pass->plan->sides[pass->table].data->n_rows, DJ_ROWS_AT_ONCE * 16);
  for (guint i = 0; ok && i < pass->gathers->len; i++)
    ok = open_gather (pass, &g_array_index (pass->gathers, Gather, i), error);
  find_followers (pass);
  if (ok)
    dj_in_parts (pass->n_parts, gather_part, pass);
  ok = ok && dj_plan_tell_stop (pass->plan, error);
  GArray *again = take_overflowed (pass);
  for (guint i = 0; ok && i < again->len; i++)
    ok = take_room (pass->plan, g_array_index (again, Gather, i).n_targets * (gint64)sizeof (gint32), error);
  for (guint i = 0; i < pass->gathers->len; i++)
  {
    Gather *gather = &g_array_index (pass->gathers, Gather, i);
    ok = ok && finish_gather (pass, gather, error);
    close_gather (pass, gather);
  }
  g_array_unref (pass->gathers);
  pass->gathers = again;
  return ok;
}

/* Those of the level over the table that are needed. */
static void collect (Pass *pass, gint32 level)
{
  DjPlan *plan = pass->plan;
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    if (!is_gathered (plan, i) || node->target != pass->table || plan->nodes[i].level != level)
      continue;
    Gather gather = { .number = i, .node = node, .n_targets = plan->sides[node->table].data->n_rows };
    gather.wanted = plan->wanted[i];
    if (gather.wanted && !memchr (gather.wanted, 1, (gsize)gather.n_targets))
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
      Pass pass = { .plan = plan, .table = (DjTable)table };
      pass.gathers = g_array_new (FALSE, FALSE, sizeof (Gather));
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
  }
  g_free (plan->gathered);
}
