/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows a gather passes through, and how. Nearly all memberships are affiliations of the day: a gather of other kinds passes by them, and
 * one that counts them for a few organizations takes their members from the view. What is counted of organizations by what the tree has is
 * counted in its order. */
#include "rule/gather-private.h"

/* ---- Kinds -------------------------------------------------------------------------------------------------------------- */

static gboolean is_of_kind (const DjPlan *plan, const DjTest *test)
{
  const DjNode *node = dj_rules_get_node (plan->rules, plan->nodes[test->node].alias);
  return test->kind == DJ_TEST_AMONG && dj_node_is_column (node, DJ_TABLE_MEMBERSHIP, DJ_COLUMN_MEMBERSHIP_KIND);
}

static gboolean may_be_of_kind (const DjPlan *plan, const DjConditionPlan *planned, gint32 alternative, gint kind)
{
  const DjCondition *condition = planned->condition;
  for (gint32 i = condition->starts[alternative]; i < condition->starts[alternative + 1]; i++)
    if (is_of_kind (plan, &condition->tests[i]) && planned->tests[i].among[kind] != DJ_TRUTH_TRUE)
      return FALSE;
  return TRUE;
}

/* Whether the condition can be true of a membership of that kind. */
static gboolean takes_kind (const DjPlan *plan, gint32 condition, gint kind)
{
  const DjConditionPlan *planned = condition < 0 ? NULL : &plan->conditions[condition];
  gboolean any = !planned || planned->condition->n_alternatives == 0;
  for (gint32 i = 0; !any && i < planned->condition->n_alternatives; i++)
    any = may_be_of_kind (plan, planned, i, kind);
  return any;
}

/* Whether the kind alone decides. */
static gboolean asks_kind_only (const DjPlan *plan, gint32 condition)
{
  const DjConditionPlan *planned = condition < 0 ? NULL : &plan->conditions[condition];
  if (!planned || planned->condition->n_alternatives == 0)
    return TRUE;
  if (planned->condition->n_alternatives > 1)
    return FALSE;
  gboolean only = planned->caps[0] == DJ_TRUTH_TRUE;
  for (gint32 at = 0; only && at < planned->ends[0]; at++)
    only = is_of_kind (plan, &planned->condition->tests[planned->order[at]]);
  return only;
}

/* ---- Lists -------------------------------------------------------------------------------------------------------------- */

/* Whether affiliations of the day are counted as the view has them: of few organizations, each as one row or as one person. */
static gboolean takes_members (const DjPlan *plan, const DjGathering *gather)
{
  const DjNode *node = gather->node, *of = node->args[1] < 0 ? NULL : dj_rules_get_node (plan->rules, node->args[1]);
  const DjNode *by = dj_rules_get_node (plan->rules, node->args[0]);
  gboolean of_person = !of || (of->kind == DJ_NODE_COLUMN && of->column == DJ_COLUMN_MEMBERSHIP_PERSON);
  return gather->marks.marked && node->gather == DJ_GATHER_COUNT && of_person
         && by->column == DJ_COLUMN_MEMBERSHIP_ORGANIZATION && asks_kind_only (plan, node->condition);
}

/* Those that hold, and others where what is past counts. FALSE when out of memory. */
static gboolean add_kind (const DjPlan *plan, DjGathering *gather, gint kind, gboolean past)
{
  const DjOthers *others = dj_view_get_others (plan->view, (guint8)kind);
  DjKindRange holding = { others, { 0, others ? others->n_holding : 0 } };
  DjKindRange others_of_kind = { others, { holding.places.end, others ? others->n : 0 } };
  g_array_append_val (gather->ranges, holding);
  if (past)
    g_array_append_val (gather->ranges, others_of_kind);
  return others != NULL;
}

static void find_ranges (const DjPlan *plan, DjGathering *gather, gboolean past)
{
  gint32 condition = gather->node->condition;
  int by = dj_rules_get_node (plan->rules, gather->node->args[0])->column;
  gboolean ok = TRUE;
  gather->by_person = by == DJ_COLUMN_MEMBERSHIP_PERSON;
  if (!dj_table_codes (plan->sides[DJ_TABLE_MEMBERSHIP].data, DJ_COLUMN_MEMBERSHIP_KIND)
      || (gather->marks.marked && !gather->by_person && by != DJ_COLUMN_MEMBERSHIP_ORGANIZATION))
    return;
  gather->members = takes_kind (plan, condition, DJ_MEMBERSHIP_AFFILIATION);
  if (gather->members && !takes_members (plan, gather))
    return;
  gather->ranges = g_array_new (FALSE, FALSE, sizeof (DjKindRange));
  for (gint kind = 0; ok && kind <= dj_codes_membership_kind.n_codes; kind++)
    ok = !takes_kind (plan, condition, kind) || add_kind (plan, gather, kind, past);
  gather->kind_decides = ok && asks_kind_only (plan, condition);
  if (!ok) /* there is no room for lists: all rows are passed through */
    g_clear_pointer (&gather->ranges, g_array_unref);
}

void dj_gather_find_way (const DjGatherPass *pass, DjGathering *gather, gboolean past, guint8 reads)
{
  gather->order = past || gather->marks.marked ? DJ_ORDER_ROWS : dj_get_order (pass->table, reads);
  if (pass->table == DJ_TABLE_MEMBERSHIP)
    find_ranges (pass->plan, gather, past);
}

/* Subtrees are of the tree, too. */
guint8 dj_gather_get_reads (const DjPlan *plan, const DjNode *node)
{
  guint8 reads = dj_condition_get_reads (plan, node->condition) | plan->nodes[node->args[0]].reads;
  reads |= node->args[1] < 0 ? 0 : plan->nodes[node->args[1]].reads;
  return reads | (node->subtree ? DJ_READS_TREE : 0);
}

gint32 dj_gather_count_targets (const DjPlan *plan, const DjNode *node)
{
  return node->subtree ? plan->view->tree->organizations.n : plan->sides[node->table].data->n_rows;
}

static gint32 find_node (const DjPlan *plan, int column)
{
  for (gint32 i = 0; i < plan->n_nodes; i++)
  {
    const DjNode *node = dj_rules_get_node (plan->rules, i);
    if (dj_node_is_column (node, DJ_TABLE_MEMBERSHIP, column))
      return plan->nodes[i].needed ? i : -1;
  }
  return -1;
}

void dj_gather_find_ends (DjGatherPass *pass)
{
  pass->person = find_node (pass->plan, DJ_COLUMN_MEMBERSHIP_PERSON);
  pass->organization = find_node (pass->plan, DJ_COLUMN_MEMBERSHIP_ORGANIZATION);
}
