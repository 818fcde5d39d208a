/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes and conditions: equal ones are one, and what they are made of comes before them. */
#include "rule/reading-private.h"

#include <string.h>

/* ---- Nodes ---------------------------------------------------------------------------------------------------------------- */

DjNode dj_node_new (DjNodeKind kind, DjTable table, DjValueType type)
{
  return (DjNode){ .kind = kind,
                   .table = table,
                   .type = type,
                   .args = { DJ_NOT_READ, DJ_NOT_READ },
                   .target = table,
                   .condition = DJ_NOT_READ,
                   .parameter = DJ_NOT_READ };
}

static GBytes *describe_node (const DjNode *node)
{
  gint64 members[] = {
    node->kind,   node->table,   node->type,      (gint64)(gintptr)node->codes,
    node->to,     node->args[0], node->args[1],   node->constant,
    node->column, node->builtin, node->gather,    node->subtree,
    node->past,   node->target,  node->condition, node->parameter,
  };
  return g_bytes_new (members, sizeof members);
}

static void take_reach (DjReachOfNode *reach, const DjRuleReader *reader, gint32 node)
{
  if (node < 0)
    return;
  const DjReachOfNode *other = &g_array_index (reader->reaches, DjReachOfNode, node);
  reach->depth = MAX (reach->depth, other->depth);
  reach->gathers = MAX (reach->gathers, other->gathers);
}

static DjReachOfNode measure_reach (const DjRuleReader *reader, const DjNode *node)
{
  DjReachOfNode reach = { 0, 0 };
  take_reach (&reach, reader, node->args[0]);
  take_reach (&reach, reader, node->args[1]);
  const DjCondition *condition = node->condition >= 0 ? dj_rules_get_condition (reader->rules, node->condition) : NULL;
  for (gint32 i = 0; condition && i < condition->starts[condition->n_alternatives]; i++)
  {
    take_reach (&reach, reader, condition->tests[i].node);
    take_reach (&reach, reader, condition->tests[i].bound);
  }
  reach.depth++;
  reach.gathers += node->kind == DJ_NODE_GATHER;
  return reach;
}

/* Rows are gone through once for each node, whatever it is made of, so that a bound of their number bounds the work; what is gathered
 * over what is gathered has a bound of its own, as nobody can tell what it means. */
static gboolean check_reach (DjRuleReader *reader, const DjReachOfNode *reach, const cJSON *at)
{
  if (reach->gathers > DJ_RULE_GATHERS_MAX)
    dj_rule_complain (reader, at, NULL, "统计之上的统计层数过多",
                      "measures count over what is counted too many times over");
  else if (reach->depth > DJ_RULE_DEPTH_MAX)
    dj_rule_complain (reader, at, NULL, "指标的层数过多", "measures are made of one another too deeply");
  else if (reader->rules->nodes->len >= DJ_RULE_NODES_MAX)
    dj_rule_complain_once (reader, DJ_TOLD_NODES, at, "名称和指标过多", "there are too many names and measures");
  else
    return TRUE;
  return FALSE;
}

gint32 dj_rule_add_node (DjRuleReader *reader, const DjNode *node, const cJSON *at)
{
  GArray *nodes = reader->rules->nodes;
  g_autoptr (GBytes) key = describe_node (node);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (reader->nodes, key));
  if (number > 0)
    return (gint32)number - 1;
  DjReachOfNode reach = measure_reach (reader, node);
  if (!check_reach (reader, &reach, at))
    return DJ_NOT_READ;
  g_array_append_val (nodes, *node);
  g_array_append_val (reader->reaches, reach);
  g_hash_table_insert (reader->nodes, g_steal_pointer (&key), GUINT_TO_POINTER (nodes->len));
  return (gint32)nodes->len - 1;
}

gint32 dj_rule_add_constant (DjRuleReader *reader, DjTable table, DjValueType type, gint32 value, gint32 parameter,
                             const cJSON *at)
{
  DjNode node = dj_node_new (DJ_NODE_CONSTANT, table, type);
  node.constant = value;
  node.parameter = parameter;
  return dj_rule_add_node (reader, &node, at);
}

/* ---- Values of other rows ----------------------------------------------------------------------------------------------------- */

/* A ratio is no value that could be looked up: it is made here, of the other row's two numbers. */
static gint32 follow_ratio (DjRuleReader *reader, gint32 by, gint32 node, const cJSON *at)
{
  DjNode ratio = dj_node_new (DJ_NODE_RATIO, dj_rule_node (reader, by)->table, DJ_VALUE_RATIO);
  gint32 args[] = { dj_rule_node (reader, node)->args[0], dj_rule_node (reader, node)->args[1] };
  for (int i = 0; i < 2; i++)
  {
    ratio.args[i] = dj_rule_follow (reader, by, args[i], at);
    if (ratio.args[i] < 0)
      return DJ_NOT_READ;
  }
  return dj_rule_add_node (reader, &ratio, at);
}

gint32 dj_rule_follow (DjRuleReader *reader, gint32 by, gint32 node, const cJSON *at)
{
  const DjNode *there = dj_rule_node (reader, node);
  if (there->type == DJ_VALUE_RATIO)
    return follow_ratio (reader, by, node, at);
  DjNode follow = dj_node_new (DJ_NODE_FOLLOW, dj_rule_node (reader, by)->table, there->type);
  follow.codes = there->codes;
  follow.to = there->to;
  follow.target = there->table;
  follow.args[0] = by;
  follow.args[1] = node;
  return dj_rule_add_node (reader, &follow, at);
}

/* ---- Types ---------------------------------------------------------------------------------------------------------------------- */

gboolean dj_rule_comparable (const DjRules *rules, const DjNode *a, const DjNode *b)
{
  if (a->type != b->type)
    return FALSE;
  if (a->type == DJ_VALUE_REFERENCE)
    return (a->to & b->to) != 0;
  if (a->type != DJ_VALUE_CODE || a->codes || b->codes)
    return a->codes == b->codes;
  const DjFurtherColumn *first = dj_rules_find_values (rules, a), *second = dj_rules_find_values (rules, b);
  return g_strv_equal ((const char *const *)first->values, (const char *const *)second->values);
}

/* ---- Conditions ------------------------------------------------------------------------------------------------------------------- */

void dj_condition_clear (gpointer data)
{
  DjCondition *condition = data;
  for (gint32 i = 0; i < condition->starts[condition->n_alternatives]; i++)
    g_strfreev (condition->tests[i].texts);
  g_free (condition->starts);
  g_free (condition->tests);
}

static void describe_test (GByteArray *key, const DjTest *test)
{
  gint64 members[] = { test->kind,     test->node,      test->negated,
                       test->in_days,  test->bound,     test->share[0],
                       test->share[1], test->parameter, test->texts ? (gint64)g_strv_length (test->texts) : -1 };
  g_byte_array_append (key, (const guint8 *)members, sizeof members);
  g_byte_array_append (key, (const guint8 *)test->codes, sizeof test->codes);
  for (char **text = test->texts; text && *text; text++)
    g_byte_array_append (key, (const guint8 *)*text, (guint)strlen (*text) + 1);
}

static GBytes *describe_condition (const DjCondition *condition)
{
  GByteArray *key = g_byte_array_new ();
  g_byte_array_append (key, (const guint8 *)condition->starts,
                       (guint)((gsize)(condition->n_alternatives + 1) * sizeof *condition->starts));
  for (gint32 i = 0; i < condition->starts[condition->n_alternatives]; i++)
    describe_test (key, &condition->tests[i]);
  return g_byte_array_free_to_bytes (key);
}

gint32 dj_rule_add_condition (DjRuleReader *reader, DjCondition *condition, const cJSON *at)
{
  GArray *conditions = reader->rules->conditions;
  g_autoptr (GBytes) key = describe_condition (condition);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (reader->conditions, key));
  guint n = (guint)condition->starts[condition->n_alternatives];
  if (number == 0 && reader->n_tests + n <= DJ_RULE_TESTS_MAX)
  {
    g_array_append_val (conditions, *condition);
    reader->n_tests += n;
    g_hash_table_insert (reader->conditions, g_steal_pointer (&key), GUINT_TO_POINTER (conditions->len));
    return (gint32)conditions->len - 1;
  }
  dj_condition_clear (condition);
  if (number == 0)
    dj_rule_complain_once (reader, DJ_TOLD_TESTS, at, "条件过多", "there are too many conditions");
  return (gint32)number - 1;
}
