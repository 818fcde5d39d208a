/* SPDX-License-Identifier: Apache-2.0 */
/* What nodes, tests and conditions come to in one view, before any row is looked at: a column without a value, a table without a row
 * and all that is made of them is the same for every row, and rules of which that decides cost nothing. */
#include "rule/check-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

/* ---- Constants --------------------------------------------------------------------------------------------------------- */

static void set_value (DjNodePlan *planned, gint32 value)
{
  planned->constant = TRUE;
  planned->value = value;
}

static void set_missing (DjNodePlan *planned, gboolean absent, gint32 lack)
{
  set_value (planned, MISSING);
  planned->absent = absent;
  planned->lack = lack;
}

static gboolean is_missing (const DjNodePlan *planned) { return planned->constant && planned->value == MISSING; }

/* Missing as one of those that it is made of is. */
static gboolean takes_missing (DjNodePlan *planned, const DjNodePlan *of)
{
  if (of && is_missing (of))
    set_missing (planned, of->absent, of->lack);
  return of && is_missing (of);
}

/* Of constants that are not missing; MISSING where the kind is none that is worked out beforehand. */
static gint32 work_out (DjNodeKind kind, gint32 a, gint32 b)
{
  gint32 out = MISSING;
  switch (kind)
  {
  case DJ_NODE_DAYS:
    return dj_value_clamp ((gint64)b - a);
  case DJ_NODE_MONTHS:
  case DJ_NODE_YEARS:
    dj_months_between (&a, &b, 1, &out);
    return kind == DJ_NODE_YEARS ? out / 12 : out;
  case DJ_NODE_MONTHS_BEGUN:
    dj_months_begun (&a, &b, 1, &out);
    return out;
  case DJ_NODE_MONTH_OF:
  case DJ_NODE_QUARTER_OF:
  case DJ_NODE_YEAR_OF:
    dj_months_of (&a, 1, &out);
    return kind == DJ_NODE_YEAR_OF ? out / 12 : kind == DJ_NODE_MONTH_OF ? out % 12 + 1 : out % 12 / 3 + 1;
  case DJ_NODE_ADD:
    return dj_value_clamp ((gint64)a + b);
  case DJ_NODE_LESS:
    return dj_value_clamp ((gint64)a - b);
  default:
    return out;
  }
}

/* ---- Nodes -------------------------------------------------------------------------------------------------------------- */

static void fold_column (const DjPlan *plan, const DjNode *node, DjNodePlan *planned)
{
  const DjTableData *data = plan->sides[node->table].data;
  const DjColumn *column = g_ptr_array_index (data->columns, (guint)node->column);
  if (!column || !column->data)
    set_missing (planned, FALSE, -1);
}

static void fold_further (const DjPlan *plan, const DjNode *node, gint32 number, DjNodePlan *planned)
{
  const DjFurther *further = &plan->further[node->column];
  if (further->column < 0)
    set_missing (planned, TRUE, number);
}

int dj_node_get_counted (const DjNode *node)
{
  if (node->builtin >= DJ_BUILTIN_MEMBERS && node->builtin <= DJ_BUILTIN_PEOPLE)
    return DJ_TABLE_MEMBERSHIP;
  if (node->builtin != DJ_BUILTIN_SUBORDINATES && node->builtin != DJ_BUILTIN_ORGANIZATIONS)
    return -1;
  return node->table == DJ_TABLE_AREA ? DJ_TABLE_ORGANIZATION : DJ_TABLE_SUBORDINATION;
}

static void fold_builtin (const DjPlan *plan, const DjNode *node, gint32 number, DjNodePlan *planned)
{
  int counted = dj_node_get_counted (node);
  if (counted >= 0 && plan->sides[counted].data->n_rows == 0)
    set_missing (planned, TRUE, number);
  if (node->table == DJ_TABLE_ORGANIZATION && node->builtin != DJ_BUILTIN_SELF)
    planned->reads = DJ_READS_TREE;
  if (node->builtin == DJ_BUILTIN_DAY)
    set_value (planned, plan->sides[node->table].on);
  else if (node->builtin <= DJ_BUILTIN_AREA || node->builtin == DJ_BUILTIN_AFFILIATION)
    planned->cost = DJ_COST_ROW;
  else if (node->builtin == DJ_BUILTIN_STATUS)
    planned->cost = DJ_COST_WORK;
}

/* What a gather comes to that no row counts for. */
static void set_nothing (const DjNode *node, DjNodePlan *planned)
{
  if (node->gather == DJ_GATHER_COUNT || node->gather == DJ_GATHER_SUM)
    set_value (planned, 0);
  else
    set_missing (planned, FALSE, -1);
}

/* What the register does not keep, of all that a gather needs; -1 for nothing. */
static gint32 find_lack (const DjPlan *plan, const DjNode *node, gint32 number)
{
  if (plan->sides[node->target].data->n_rows == 0)
    return number;
  for (int i = 0; i < 2; i++)
    if (node->args[i] >= 0 && plan->nodes[node->args[i]].absent)
      return plan->nodes[node->args[i]].lack;
  const DjTruths *truths = node->condition < 0 ? NULL : &plan->conditions[node->condition].truths;
  return truths && truths->most < DJ_TRUTH_TRUE ? truths->lack : -1;
}

static gboolean gathers_nothing (const DjPlan *plan, const DjNode *node)
{
  for (int i = 0; i < 2; i++)
    if (node->args[i] >= 0 && is_missing (&plan->nodes[node->args[i]]))
      return TRUE;
  return node->condition >= 0 && plan->conditions[node->condition].truths.most < DJ_TRUTH_TRUE;
}

/* Counting by what the register does not keep says nothing, not even 0. */
static void fold_gather (const DjPlan *plan, const DjNode *node, gint32 number, DjNodePlan *planned)
{
  gint32 lack = find_lack (plan, node, number);
  planned->cost = DJ_COST_CELL;
  planned->reads = 0;
  planned->level++;
  if (lack >= 0)
    set_missing (planned, TRUE, lack);
  else if (gathers_nothing (plan, node))
    set_nothing (node, planned);
}

static void fold_either (const DjPlan *plan, const DjNode *node, DjNodePlan *planned)
{
  const DjNodePlan *first = &plan->nodes[node->args[0]], *second = &plan->nodes[node->args[1]];
  if (!first->constant)
    return;
  gboolean absent = first->absent || second->absent;
  gint32 depth = planned->depth, lack = first->lack >= 0 ? first->lack : second->lack;
  *planned = is_missing (first) ? *second : *first;
  planned->depth = depth;
  if (is_missing (planned))
    set_missing (planned, absent, lack);
}

static void fold_whether (const DjPlan *plan, const DjNode *node, DjNodePlan *planned)
{
  const DjTruths *truths = &plan->conditions[node->condition].truths;
  if (truths->least != truths->most)
    return;
  if (truths->least == DJ_TRUTH_UNKNOWN)
    set_missing (planned, truths->lack >= 0, truths->lack);
  else
    set_value (planned, truths->least == DJ_TRUTH_TRUE);
}

static void fold_made (const DjPlan *plan, const DjNode *node, DjNodePlan *planned)
{
  const DjNodePlan *a = node->args[0] < 0 ? NULL : &plan->nodes[node->args[0]];
  const DjNodePlan *b = node->args[1] < 0 ? NULL : &plan->nodes[node->args[1]];
  if (node->kind == DJ_NODE_FOLLOW || node->kind == DJ_NODE_UNDER || node->kind == DJ_NODE_ENCLOSING)
    planned->cost = DJ_COST_ROW;
  planned->reads |= node->kind == DJ_NODE_CHECK ? DJ_READS_TEXT : 0;
  gboolean other_is_absent = b && is_missing (b) && b->absent; /* which says more than that the first is missing */
  if (takes_missing (planned, other_is_absent ? b : a) || takes_missing (planned, b) || !a || !a->constant
      || (b && !b->constant))
    return;
  gint32 value = work_out (node->kind, a->value, b ? b->value : 0);
  if (value != MISSING)
    set_value (planned, value);
}

/* What a node has of those it is made of, before it is known what it is. */
static DjNodePlan inherit (const DjPlan *plan, const DjNode *node, gint32 number)
{
  DjNodePlan planned = { .lack = -1, .alias = number, .slot = -1 };
  for (int i = 0; i < 2; i++)
    if (node->args[i] >= 0)
    {
      const DjNodePlan *of = &plan->nodes[node->args[i]];
      planned.depth = MAX (planned.depth, of->depth);
      planned.level = MAX (planned.level, of->level);
      planned.cost = MAX (planned.cost, of->cost);
      planned.reads |= i == 0 || node->kind != DJ_NODE_FOLLOW ? of->reads : 0;
    }
  if (node->condition >= 0)
  {
    const DjConditionPlan *condition = &plan->conditions[node->condition];
    planned.depth = MAX (planned.depth, condition->depth);
    planned.level = MAX (planned.level, condition->level);
    planned.cost = MAX (planned.cost, condition->cost);
    planned.reads |= condition->reads;
  }
  planned.depth++;
  if (node->kind >= DJ_NODE_DAYS && node->kind != DJ_NODE_RATIO) /* what is worked out of other nodes */
    planned.cost = MAX (planned.cost, DJ_COST_WORK);
  return planned;
}

static void fold_node (DjPlan *plan, gint32 number)
{
  const DjNode *node = dj_rules_get_node (plan->rules, number);
  DjNodePlan planned = inherit (plan, node, number);
  switch (node->kind)
  {
  case DJ_NODE_CONSTANT:
    set_value (&planned, node->constant);
    break;
  case DJ_NODE_COLUMN:
    fold_column (plan, node, &planned);
    break;
  case DJ_NODE_FURTHER:
    fold_further (plan, node, number, &planned);
    break;
  case DJ_NODE_BUILTIN:
    fold_builtin (plan, node, number, &planned);
    break;
  case DJ_NODE_GATHER:
    fold_gather (plan, node, number, &planned);
    break;
  case DJ_NODE_EITHER:
    fold_either (plan, node, &planned);
    break;
  case DJ_NODE_WHETHER:
    fold_whether (plan, node, &planned);
    break;
  default:
    fold_made (plan, node, &planned);
  }
  planned.reads = planned.constant ? 0 : planned.reads;
  plan->nodes[number] = planned;
}

/* ---- Tests -------------------------------------------------------------------------------------------------------------- */

static void number_codes (const DjTest *test, DjTestPlan *planned)
{
  planned->among = g_new (guint8, 256);
  planned->among[0] = DJ_TRUTH_UNKNOWN;
  for (gint32 code = 1; code < 256; code++)
  {
    gboolean in = (test->codes[code / 64] >> (code % 64)) & 1;
    planned->among[code] = in != test->negated ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE;
  }
}

static void number_texts (const DjPlan *plan, const DjTest *test, DjTestPlan *planned)
{
  guint n = test->texts ? g_strv_length (test->texts) : 0;
  planned->texts = g_new (gint32, n + 1);
  for (guint i = 0; i < n; i++)
  {
    gint32 text = dj_texts_find (plan->view->tree->state->texts, test->texts[i], -1);
    if (text != DJ_TEXT_NONE)
      planned->texts[planned->n_texts++] = text;
  }
}

static void measure_texts (const DjTest *test, DjTestPlan *planned)
{
  planned->n_texts = test->texts ? (gint32)g_strv_length (test->texts) : 0;
  planned->lengths = g_new (gsize, planned->n_texts + 1);
  for (gint32 i = 0; i < planned->n_texts; i++)
    planned->lengths[i] = strlen (test->texts[i]);
}

static DjTruths always (gint truth, gint32 lack) { return (DjTruths){ (guint8)truth, (guint8)truth, lack }; }

/* Of two constants. */
static gboolean compare_constants (const DjPlan *plan, const DjTest *test, DjTable table, gint32 value, gint32 bound)
{
  DjDate on = plan->sides[table].on;
  if (test->kind != DJ_TEST_WITHIN)
    return dj_compare_values (test->kind, value, bound);
  return value <= on && value > (test->in_days ? dj_value_clamp ((gint64)on - bound) : dj_months_before (on, bound));
}

/* Whether a value is asked for in a column in which no row has one: that is for the register to keep or not. A missing end of a
 * period says that it is open. */
static gboolean is_unkept (const DjPlan *plan, const DjTest *test)
{
  const DjNode *node = dj_rules_get_node (plan->rules, test->node);
  const DjTableInfo *info = dj_schema_get_table (node->table);
  return test->kind == DJ_TEST_GIVEN && !test->negated && node->kind == DJ_NODE_COLUMN && node->column != info->since
         && node->column != info->until && is_missing (&plan->nodes[test->node]);
}

static DjTruths fold_test (const DjPlan *plan, const DjTest *test, const DjTestPlan *planned)
{
  static const DjTruths open = { DJ_TRUTH_FALSE, DJ_TRUTH_TRUE, -1 };
  const DjNodePlan *node = &plan->nodes[test->node], *bound = test->bound < 0 ? NULL : &plan->nodes[test->bound];
  if (node->constant && (node->absent || (is_missing (node) && test->kind != DJ_TEST_GIVEN)))
    return always (DJ_TRUTH_UNKNOWN, node->lack < 0 && bound ? bound->lack : node->lack);
  if (bound && is_missing (bound))
    return always (DJ_TRUTH_UNKNOWN, bound->lack);
  if (is_unkept (plan, test))
    return always (DJ_TRUTH_UNKNOWN, test->node);
  if (!node->constant)
    return open;
  if (test->kind == DJ_TEST_GIVEN)
    return always (is_missing (node) == test->negated ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE, -1);
  if (planned->among)
    return always (planned->among[node->value & 255], -1);
  if (!bound || !bound->constant)
    return open;
  DjTable table = dj_rules_get_node (plan->rules, test->node)->table;
  gboolean so = compare_constants (plan, test, table, node->value, bound->value) != test->negated;
  return always (so ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE, -1);
}

static gboolean is_of_text (DjTestKind kind) { return kind >= DJ_TEST_TEXT && kind <= DJ_TEST_CONTAINS; }

static void plan_test (DjPlan *plan, DjConditionPlan *condition, const DjTest *test, DjTestPlan *planned)
{
  const DjNodePlan *node = &plan->nodes[test->node], *bound = test->bound < 0 ? node : &plan->nodes[test->bound];
  if (test->kind == DJ_TEST_AMONG)
    number_codes (test, planned);
  else if (test->kind == DJ_TEST_TEXT)
    number_texts (plan, test, planned);
  else if (is_of_text (test->kind))
    measure_texts (test, planned);
  planned->truths = fold_test (plan, test, planned);
  planned->cost = MAX (node->cost, bound->cost);
  if (is_of_text (test->kind))
    planned->cost = MAX (planned->cost, DJ_COST_WORK);
  condition->depth = MAX (condition->depth, MAX (node->depth, bound->depth) + 1);
  condition->level = MAX (condition->level, MAX (node->level, bound->level));
  condition->cost = MAX (condition->cost, planned->cost);
  if (planned->truths.least < planned->truths.most)
    condition->reads |= (guint8)(node->reads | bound->reads | (is_of_text (test->kind) ? DJ_READS_TEXT : 0));
}

/* ---- Conditions ------------------------------------------------------------------------------------------------------------ */

/* Puts the tests of an alternative that must be made in order of their cost; returns what it can come to. */
static DjTruths order_tests (DjConditionPlan *planned, gint32 alternative, gint32 *n_ordered)
{
  const DjCondition *condition = planned->condition;
  DjTruths truths = { DJ_TRUTH_TRUE, DJ_TRUTH_TRUE, -1 };
  guint8 cap = DJ_TRUTH_TRUE;
  gint32 begin = *n_ordered;
  for (int cost = DJ_COST_CELL; cost <= DJ_COST_ROW; cost++)
    for (gint32 test = condition->starts[alternative]; test < condition->starts[alternative + 1]; test++)
    {
      const DjTestPlan *of = &planned->tests[test];
      if (of->cost != cost)
        continue;
      truths.least = MIN (truths.least, of->truths.least);
      truths.most = MIN (truths.most, of->truths.most);
      truths.lack = truths.lack < 0 ? of->truths.lack : truths.lack;
      if (of->truths.least == of->truths.most)
        cap = MIN (cap, of->truths.most);
      else
      {
        planned->order[(*n_ordered)++] = test;
        planned->costs[alternative] = MAX (planned->costs[alternative], cost);
      }
    }
  if (cap == DJ_TRUTH_FALSE)
    *n_ordered = begin;
  planned->caps[alternative] = cap;
  planned->ends[alternative] = *n_ordered;
  return truths;
}

static void fold_condition (DjPlan *plan, gint32 number)
{
  const DjCondition *condition = dj_rules_get_condition (plan->rules, number);
  DjConditionPlan *planned = &plan->conditions[number];
  gint32 n = condition->n_alternatives, n_tests = n > 0 ? condition->starts[n] : 0, n_ordered = 0;
  planned->condition = condition;
  planned->tests = g_new0 (DjTestPlan, (gsize)n_tests + 1);
  planned->order = g_new (gint32, (gsize)n_tests + 1);
  planned->ends = g_new (gint32, (gsize)n + 1);
  planned->caps = g_new (guint8, (gsize)n + 1);
  planned->costs = g_new0 (guint8, (gsize)n + 1);
  for (gint32 test = 0; test < n_tests; test++)
    plan_test (plan, planned, &condition->tests[test], &planned->tests[test]);
  planned->truths = always (n > 0 ? DJ_TRUTH_FALSE : DJ_TRUTH_TRUE, -1);
  for (gint32 alternative = 0; alternative < n; alternative++)
  {
    DjTruths truths = order_tests (planned, alternative, &n_ordered);
    planned->truths.least = MAX (planned->truths.least, truths.least);
    planned->truths.most = MAX (planned->truths.most, truths.most);
    planned->truths.lack = planned->truths.lack < 0 ? truths.lack : planned->truths.lack;
  }
}

/* ---- All of it --------------------------------------------------------------------------------------------------------------- */

/* The least condition that is not folded yet, up to that which a node needs: their own nodes come before it. */
static gint32 fold_conditions (DjPlan *plan, gint32 next, gint32 last)
{
  for (; next <= last; next++)
    fold_condition (plan, next);
  return next;
}

gboolean dj_plan_fold (DjPlan *plan)
{
  gint32 n_conditions = (gint32)plan->rules->conditions->len, next = 0;
  plan->n_nodes = (gint32)plan->rules->nodes->len;
  plan->nodes = g_new0 (DjNodePlan, (gsize)plan->n_nodes + 1);
  plan->conditions = g_new0 (DjConditionPlan, (gsize)n_conditions + 1);
  for (gint32 number = 0; number < plan->n_nodes; number++)
  {
    next = fold_conditions (plan, next, dj_rules_get_node (plan->rules, number)->condition);
    fold_node (plan, number);
    if (plan->nodes[number].depth > DJ_DEPTH_MOST)
      return FALSE;
  }
  fold_conditions (plan, next, n_conditions - 1);
  return TRUE;
}

void dj_plan_clear_folds (DjPlan *plan)
{
  for (gint32 i = 0; plan->conditions && i < (gint32)plan->rules->conditions->len; i++)
  {
    DjConditionPlan *planned = &plan->conditions[i];
    gint32 n = planned->condition ? planned->condition->n_alternatives : 0;
    for (gint32 test = 0; n > 0 && test < planned->condition->starts[n]; test++)
    {
      g_free (planned->tests[test].bytes);
      g_free (planned->tests[test].range);
      g_free (planned->tests[test].months);
      g_free (planned->tests[test].lengths);
      g_free (planned->tests[test].among);
      g_free (planned->tests[test].texts);
    }
    g_free (planned->tests);
    g_free (planned->order);
    g_free (planned->ends);
    g_free (planned->caps);
    g_free (planned->costs);
  }
  g_free (plan->conditions);
  g_free (plan->nodes);
}
