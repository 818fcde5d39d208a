/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: which rules are asked of a view, and what must be worked out for them before. */
#include "rule/check-private.h"

#include <string.h>

/* ---- Stopping ----------------------------------------------------------------------------------------------------------- */

void dj_stop (gint *stopped, gint why) { g_atomic_int_compare_and_exchange (stopped, DJ_STOP_NONE, why); }

gboolean dj_plan_is_stopped (DjPlan *plan)
{
  if (plan->cancellable && g_cancellable_is_cancelled (plan->cancellable))
    dj_stop (&plan->stopped, DJ_STOP_CANCELLED);
  return g_atomic_int_get (&plan->stopped) != DJ_STOP_NONE;
}

gboolean dj_tell_stop (const gint *stopped, GError **error)
{
  gint why = g_atomic_int_get (stopped);
  if (why == DJ_STOP_CANCELLED)
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  else if (why == DJ_STOP_LIMIT)
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT,
                         DJ_SAY ("规则所需的内存过多", "the rules need more memory than there is"));
  return why == DJ_STOP_NONE;
}

gboolean dj_plan_tell_stop (const DjPlan *plan, GError **error) { return dj_tell_stop (&plan->stopped, error); }

/* ---- Which rules -------------------------------------------------------------------------------------------------------- */

static gboolean is_in_force (const DjPlan *plan, const DjRule *rule)
{
  DjDate on = rule->then < 0 ? plan->view->tree->on : plan->sides[rule->subject].on;
  return rule->from <= on && (rule->until == DJ_DATE_NONE || on < rule->until);
}

/* The rule that demands the same and is in force, the last of them where one restates another that restates a third. */
static gint32 find_head (const DjPlan *plan, gint32 number)
{
  gint32 head = number, n = (gint32)plan->rules->rules->len;
  for (gint32 at = number, steps = 0; at >= 0 && steps < n; at = dj_rules_get (plan->rules, at)->restates, steps++)
    if (plan->planned[at].in_force)
      head = at;
  return head;
}

static DjTruths get_truths (const DjPlan *plan, gint32 condition)
{
  return condition < 0 ? (DjTruths){ DJ_TRUTH_TRUE, DJ_TRUTH_TRUE, -1 } : plan->conditions[condition].truths;
}

static void plan_rule (DjPlan *plan, gint32 number)
{
  const DjRule *rule = dj_rules_get (plan->rules, number);
  DjRulePlan *planned = &plan->planned[number];
  planned->head = planned->in_force ? find_head (plan, number) : number;
  planned->lack = -1;
  if (!planned->in_force || planned->head != number || rule->then < 0)
    return;
  DjTruths when = get_truths (plan, rule->when), then = get_truths (plan, rule->then);
  if (when.most < DJ_TRUTH_TRUE)
    planned->lack = when.lack;
  if (planned->lack < 0 && then.least > DJ_TRUTH_FALSE)
    planned->lack = then.lack;
  planned->judged = when.most == DJ_TRUTH_TRUE && planned->lack < 0 && plan->sides[rule->subject].data->n_rows > 0;
}

static void plan_rules (DjPlan *plan)
{
  gint32 n = (gint32)plan->rules->rules->len;
  plan->planned = g_new0 (DjRulePlan, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
    plan->planned[i].in_force = is_in_force (plan, dj_rules_get (plan->rules, i));
  for (gint32 i = 0; i < n; i++)
    plan_rule (plan, i);
}

/* ---- What they need ----------------------------------------------------------------------------------------------------- */

static void need_node (DjPlan *plan, gint32 node)
{
  if (node < 0)
    return;
  plan->nodes[node].needed = TRUE;
  plan->nodes[plan->nodes[node].alias].needed = TRUE;
}

static void need_condition (DjPlan *plan, gint32 number)
{
  if (number < 0 || plan->conditions[number].needed)
    return;
  const DjCondition *condition = dj_rules_get_condition (plan->rules, number);
  plan->conditions[number].needed = TRUE;
  for (gint32 i = 0; i < dj_condition_get_n_tests (condition); i++)
  {
    need_node (plan, condition->tests[i].node);
    need_node (plan, condition->tests[i].bound);
  }
}

static void need_pieces (DjPlan *plan, const GArray *pieces)
{
  for (guint i = 0; pieces && i < pieces->len; i++)
  {
    const DjPiece *piece = &g_array_index (pieces, DjPiece, i);
    if (piece->kind == DJ_PIECE_NODE)
      need_node (plan, piece->node);
  }
}

/* What a node is made of comes before it, so that one pass from the last to the first finds all. A ratio is no value, but shown as two. */
static void mark_needed (DjPlan *plan)
{
  for (guint i = 0; i < plan->rules->rules->len; i++)
  {
    const DjRule *rule = dj_rules_get (plan->rules, (gint32)i);
    if (!plan->planned[i].judged)
      continue;
    need_condition (plan, rule->when);
    need_condition (plan, rule->then);
    need_pieces (plan, rule->message_zh);
    need_pieces (plan, rule->message_en);
  }
  for (gint32 number = plan->n_nodes - 1; number >= 0; number--)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, number);
    if (!plan->nodes[number].needed || (plan->nodes[number].constant && node->kind != DJ_NODE_RATIO))
      continue;
    need_node (plan, node->args[0]);
    need_node (plan, node->args[1]);
    need_condition (plan, node->condition);
  }
}

static void pass_on (DjPlan *plan, gint32 node)
{
  if (node >= 0)
    plan->nodes[plan->nodes[node].alias].passed_on = TRUE;
}

static void pass_on_tested (DjPlan *plan, gint32 number)
{
  const DjCondition *condition = number < 0 ? NULL : dj_rules_get_condition (plan->rules, number);
  for (gint32 i = 0; condition && i < dj_condition_get_n_tests (condition); i++)
  {
    pass_on (plan, condition->tests[i].node);
    pass_on (plan, condition->tests[i].bound);
  }
}

static void mark_passed_on (DjPlan *plan)
{
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    if (!plan->nodes[i].needed)
      continue;
    pass_on (plan, node->args[0]);
    pass_on (plan, node->args[1]);
    pass_on_tested (plan, node->condition);
    if (plan->nodes[i].alias != i)
      pass_on (plan, i);
  }
}

/* Constants come first, since every table's rows may be asked for them. */
static void number_slots (DjPlan *plan)
{
  for (gint32 i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].needed && plan->nodes[i].constant)
      plan->nodes[i].slot = plan->n_constants++;
  for (int table = 0; table < DJ_N_TABLES; table++)
    plan->n_slots[table] = plan->n_constants;
  for (gint32 i = 0; i < plan->n_nodes; i++)
    if (plan->nodes[i].needed && !plan->nodes[i].constant)
      plan->nodes[i].slot = plan->n_slots[dj_rules_get_node (plan->rules, i)->table]++;
}

/* ---- What the view must have counted for them ---------------------------------------------------------------------------- */

static gboolean count_subordinates (DjPlan *plan, GError **error)
{
  const DjForest *forest = &plan->view->tree->organizations;
  if (!plan->subordinates && !(plan->subordinates = dj_new_sums (forest->n, error)))
    return FALSE;
  memset (plan->subordinates, 0, (gsize)forest->n * sizeof (gint32));
  for (gint32 id = 0; id < forest->n; id++)
    if (forest->superior[id] >= 0)
      plan->subordinates[forest->superior[id]]++;
  return TRUE;
}

/* From the last to the first, what is within an area is counted before itself. */
static gboolean count_based (DjPlan *plan, GError **error)
{
  const DjTree *tree = plan->view->tree;
  if (!plan->based && !(plan->based = dj_new_sums (tree->areas.n, error)))
    return FALSE;
  memset (plan->based, 0, (gsize)tree->areas.n * sizeof (gint32));
  for (gint32 id = 0; id < tree->organizations.n; id++)
    if (tree->base_area[id] >= 0)
      plan->based[tree->base_area[id]]++;
  for (gint32 area = tree->areas.n - 1; area >= 0; area--)
    if (tree->areas.superior[area] >= 0)
      plan->based[tree->areas.superior[area]] += plan->based[area];
  return TRUE;
}

static gboolean prepare_builtin (DjPlan *plan, const DjNode *node, GError **error)
{
  gint64 none = 0;
  DjOrganizationId id = DJ_NONE;
  switch (node->builtin)
  {
  case DJ_BUILTIN_SUBORDINATES:
    return count_subordinates (plan, error);
  case DJ_BUILTIN_ORGANIZATIONS:
    return node->table != DJ_TABLE_AREA || count_based (plan, error);
  case DJ_BUILTIN_PEOPLE:
    dj_view_count_people_many (plan->view, &id, 1, &none); /* which counts those of all */
    plan->people = g_atomic_pointer_get (&plan->view->people);
    return TRUE;
  default:
    return TRUE;
  }
}

static gboolean prepare_nodes (DjPlan *plan, GError **error)
{
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    if (!plan->nodes[i].needed || plan->nodes[i].constant)
      continue;
    if (node->kind == DJ_NODE_BUILTIN && !prepare_builtin (plan, node, error))
      return FALSE;
    guint8 kind = (guint8)node->constant;
    if (node->kind == DJ_NODE_ENCLOSING && !plan->levels[kind])
      plan->levels[kind] = dj_tree_find_level (plan->view->tree, (DjAreaKind)kind);
  }
  return TRUE;
}

/* ---- Life ------------------------------------------------------------------------------------------------------------------ */

static gboolean fill_plan (DjPlan *plan, GError **error)
{
  for (int table = 0; table < DJ_N_TABLES; table++)
    plan->sides[table] = dj_side (plan->view, (DjTable)table);
  if (!dj_plan_read_further (plan, error))
    return FALSE;
  if (!dj_plan_fold (plan))
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT,
                         DJ_SAY ("指标的层数过多", "measures are made of one another too many times over"));
    return FALSE;
  }
  plan_rules (plan);
  mark_needed (plan);
  mark_passed_on (plan);
  number_slots (plan);
  if (!dj_plan_check_room (plan, error))
    return FALSE;
  plan->gathered = g_new0 (DjGathered, (gsize)plan->n_nodes + 1);
  dj_plan_find_bytes (plan);
  if (!prepare_nodes (plan, error) || !dj_plan_find_wanted (plan, error) || !dj_plan_gather (plan, error))
    return FALSE;
  dj_plan_find_bytes (plan);
  return TRUE;
}

DjPlan *dj_plan_new (DjView *view, DjRules *rules, GCancellable *cancellable, GError **error)
{
  DjPlan *plan = g_new0 (DjPlan, 1);
  g_atomic_ref_count_init (&plan->references);
  plan->view = dj_view_ref (view);
  plan->rules = dj_rules_ref (rules);
  plan->cancellable = cancellable;
  if (fill_plan (plan, error))
    return plan;
  dj_plan_unref (plan);
  return NULL;
}

DjPlan *dj_plan_ref (DjPlan *plan)
{
  g_atomic_ref_count_inc (&plan->references);
  return plan;
}

void dj_plan_unref (DjPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->references))
    return;
  dj_plan_clear_gathers (plan);
  dj_plan_clear_wanted (plan);
  dj_plan_clear_folds (plan);
  dj_plan_clear_further (plan);
  for (gsize kind = 0; kind < G_N_ELEMENTS (plan->levels); kind++)
    g_free (plan->levels[kind]);
  g_free (plan->subordinates);
  g_free (plan->based);
  g_free (plan->planned);
  dj_rules_unref (plan->rules);
  dj_view_unref (plan->view);
  g_free (plan);
}
