/* SPDX-License-Identifier: Apache-2.0 */
/* For which rows a gather is asked. Where rules demand *this, or that counted of another table*, and most rows have this already, nobody will
 * ever look at what is counted for them. So those rows are found first, by what no gather is needed for. */
#include "rule/check-private.h"

#include <string.h>

/* Rows of one table, for whose gathers there is a byte each. */
typedef struct
{
  DjPlan *plan;
  DjTable table;
  DjOrder order;
  GArray *rules; /* gint32: those whose demand asks for such a gather */
  gint n_parts;
} Pass;

/* ---- Which gathers ---------------------------------------------------------------------------------------------------- */

static gboolean is_asked_for (const DjPlan *plan, gint32 number)
{
  return plan->nodes[number].needed && !plan->nodes[number].constant;
}

/* Forgets a node that something else than a rule's demand is made of. */
static void forget (const DjPlan *plan, gint32 node, gboolean *lazy)
{
  if (node >= 0)
    lazy[node] = lazy[plan->nodes[node].alias] = FALSE;
}

static void forget_tested (const DjPlan *plan, gint32 number, gboolean *lazy)
{
  const DjCondition *condition = number < 0 ? NULL : dj_rules_get_condition (plan->rules, number);
  for (gint32 i = 0; condition && i < dj_condition_get_n_tests (condition); i++)
  {
    forget (plan, condition->tests[i].node, lazy);
    forget (plan, condition->tests[i].bound, lazy);
  }
}

static void forget_pieces (const DjPlan *plan, const GArray *pieces, gboolean *lazy)
{
  for (guint i = 0; pieces && i < pieces->len; i++)
    forget (plan,
            g_array_index (pieces, DjPiece, i).kind == DJ_PIECE_NODE ? g_array_index (pieces, DjPiece, i).node : -1,
            lazy);
}

static gint32 get_level (const DjPlan *plan, gint32 condition)
{
  return condition < 0 ? 0 : plan->conditions[condition].level;
}

/* What a rule asks before its demand, or shows; and all, where it must count before it knows whom it asks, or asks everybody for it. */
static void forget_of_rule (const DjPlan *plan, const DjRule *rule, gboolean *lazy)
{
  forget_tested (plan, rule->when, lazy);
  forget_pieces (plan, rule->message_zh, lazy);
  forget_pieces (plan, rule->message_en, lazy);
  if (get_level (plan, rule->when) > 0 || (rule->when < 0 && !dj_condition_is_uncounted (plan, rule->then)))
    forget_tested (plan, rule->then, lazy);
}

/* Gathers that nothing but demands of rules are made of. */
static gboolean *find_lazy (const DjPlan *plan)
{
  gboolean *lazy = g_new0 (gboolean, (gsize)plan->n_nodes + 1);
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    lazy[i] = node->kind == DJ_NODE_GATHER && is_asked_for (plan, i) && plan->nodes[i].alias == i
              && !plan->nodes[i].passed_on;
  }
  for (gint32 i = 0; i < (gint32)plan->rules->rules->len; i++)
    if (plan->planned[i].judged)
      forget_of_rule (plan, dj_rules_get (plan->rules, i), lazy);
  return lazy;
}

/* ---- Which rows ------------------------------------------------------------------------------------------------------- */

static gboolean has_wanted (const DjPlan *plan, gint32 node) { return node >= 0 && plan->wanted[node] != NULL; }

static gboolean tests_wanted (const DjPlan *plan, gint32 number)
{
  const DjCondition *condition = dj_rules_get_condition (plan->rules, number);
  gboolean any = FALSE;
  for (gint32 i = 0; i < dj_condition_get_n_tests (condition); i++)
    any |= has_wanted (plan, condition->tests[i].node) || has_wanted (plan, condition->tests[i].bound);
  return any;
}

static void mark (const DjPlan *plan, gint32 node, const DjRows *rows, const guint8 *open)
{
  gint32 n = rows->n;
  guint8 *wanted = has_wanted (plan, node) ? plan->wanted[node] : NULL;
  for (gint32 i = 0; wanted && i < n; i++)
    if (open[i])
      wanted[rows->rows[i]] = 1;
}

/* A row for which an alternative holds, or might, for which nothing is counted, is none that breaks the rule. */
static void mark_block (const DjPlan *plan, const DjRule *rule, DjRows *rows, const guint8 *selected)
{
  gint32 n = rows->n;
  const DjCondition *then = dj_rules_get_condition (plan->rules, rule->then);
  guint8 open[DJ_CHECKED_AT_ONCE], truths[DJ_CHECKED_AT_ONCE];
  dj_condition_ask (rows, rule->when, selected, open);
  if (dj_keep_true (open, n) == 0)
    return;
  dj_condition_ask_uncounted (rows, rule->then, open, truths);
  for (gint32 i = 0; i < n; i++)
    open[i] = open[i] != 0 && truths[i] == DJ_TRUTH_FALSE;
  for (gint32 i = 0; i < then->starts[then->n_alternatives]; i++)
  {
    mark (plan, then->tests[i].node, rows, open);
    mark (plan, then->tests[i].bound, rows, open);
  }
}

static void mark_rows (DjRows *rows, gpointer data)
{
  const Pass *pass = data;
  guint8 selected[DJ_CHECKED_AT_ONCE];
  dj_rows_find_asked (rows, FALSE, selected);
  for (guint i = 0; i < pass->rules->len; i++)
    mark_block (pass->plan, dj_rules_get (pass->plan->rules, g_array_index (pass->rules, gint32, i)), rows, selected);
}

static void mark_part (gint part, gpointer data)
{
  const Pass *pass = data;
  DjDesk *desk = dj_desk_new (pass->plan);
  DjRows *rows = dj_rows_new (desk, pass->table);
  if (rows)
    dj_plan_pass (pass->plan, rows, pass->order, part, pass->n_parts, mark_rows, data);
  dj_rows_free (rows);
  dj_desk_free (desk);
}

static void mark_table (DjPlan *plan, DjTable table, DjOrder order)
{
  Pass pass = { .plan = plan, .table = table, .order = order };
  pass.rules = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 i = 0; i < (gint32)plan->rules->rules->len; i++)
  {
    const DjRule *rule = dj_rules_get (plan->rules, i);
    if (plan->planned[i].judged && rule->subject == table && dj_plan_get_order (plan, rule) == order
        && tests_wanted (plan, rule->then))
      g_array_append_val (pass.rules, i);
  }
  pass.n_parts = dj_count_parts (dj_plan_count (plan, table, order), DJ_CHECKED_AT_ONCE * 16);
  if (pass.rules->len > 0)
    dj_in_parts (pass.n_parts, mark_part, &pass);
  g_array_unref (pass.rules);
}

/* Where most rows are wanted it is cheaper to count for all. */
static void drop_common (DjPlan *plan)
{
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    gint32 n = plan->sides[dj_rules_get_node (plan->rules, i)->table].data->n_rows, n_wanted = 0;
    for (gint32 row = 0; plan->wanted[i] && row < n; row++)
      n_wanted += plan->wanted[i][row];
    if (plan->wanted[i] && n_wanted > n / dj_cut (8))
      g_clear_pointer (&plan->wanted[i], g_free);
  }
}

gboolean dj_plan_find_wanted (DjPlan *plan, GError **error)
{
  g_autofree gboolean *lazy = find_lazy (plan);
  guint32 tables = 0;
  plan->wanted = g_new0 (guint8 *, (gsize)plan->n_nodes + 1);
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    DjTable table = dj_rules_get_node (plan->rules, i)->table;
    gsize n = (gsize)plan->sides[table].data->n_rows;
    if (!lazy[i])
      continue;
    if (!(plan->wanted[i] = DJ_TRY_NEW (guint8, n, error)))
      return FALSE;
    memset (plan->wanted[i], 0, n);
    tables |= DJ_TABLE_BIT (table);
  }
  for (int table = 0; table < DJ_N_TABLES; table++)
    for (DjOrder order = DJ_ORDER_ROWS; tables & DJ_TABLE_BIT (table) && order <= DJ_ORDER_TREE; order++)
      mark_table (plan, (DjTable)table, order);
  drop_common (plan);
  return dj_plan_tell_stop (plan, error);
}

void dj_plan_clear_wanted (DjPlan *plan)
{
  for (gint32 i = 0; plan->wanted && i < plan->n_nodes; i++)
    g_free (plan->wanted[i]);
  g_free (plan->wanted);
}
