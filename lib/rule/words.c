/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of findings: the value that broke the bound, the bound, and the sentences of the rule with both filled in. They are worked
 * out when they are asked for, since there may be millions. */
#include "rule/check-private.h"

#include <string.h>

/* ---- Values ----------------------------------------------------------------------------------------------------------------- */

static const char *get_own_value (const DjFurtherColumn *column, gint32 value, DjWording wording)
{
  gint32 n = column && column->values ? (gint32)g_strv_length (column->values) : 0;
  if (value < 1 || value > n)
    return NULL;
  const char *label = wording == DJ_WORDING_ZH && column->value_labels ? column->value_labels[value - 1] : NULL;
  return label ? label : column->values[value - 1];
}

static const char *get_code_text (const DjPlan *plan, const DjNode *node, gint32 value, DjWording wording)
{
  if (!node->codes)
    return get_own_value (dj_rules_find_values (plan->rules, node), value, wording);
  if (value < 1 || value > node->codes->n_codes)
    return NULL;
  return wording == DJ_WORDING_FILE
             ? dj_code_list_get_name (node->codes, value)
             : dj_code_list_get_label (node->codes, value, wording == DJ_WORDING_ZH ? DJ_LANGUAGE_ZH : DJ_LANGUAGE_EN);
}

static void append_text (GString *out, const char *text, DjWording wording)
{
  if (wording == DJ_WORDING_FILE)
    g_string_append (out, text ? text : "");
  else
    dj_append_clean (out, text ? text : "", 200);
}

/* One that is not missing. */
static void append_value (const DjPlan *plan, const DjNode *node, gint32 value, DjWording wording, GString *out)
{
  char day[DJ_DATE_TEXT_SIZE];
  switch (node->type)
  {
  case DJ_VALUE_DATE:
    g_string_append (out, dj_date_format (value, day));
    return;
  case DJ_VALUE_CODE:
    append_text (out, get_code_text (plan, node, value, wording), wording);
    return;
  case DJ_VALUE_TEXT:
  case DJ_VALUE_REFERENCE:
    append_text (out, dj_texts_get (plan->view->tree->state->texts, value), wording);
    return;
  default:
    g_string_append_printf (out, "%d", value);
  }
}

/* FALSE where it is missing. */
static gboolean append_of_node (const DjTelling *telling, gint32 number, gint32 i, DjWording wording, GString *out)
{
  const DjPlan *plan = telling->plan;
  const DjNode *node = dj_rules_get_node (plan->rules, number);
  if (node->type == DJ_VALUE_RATIO)
  {
    gint32 a = dj_rows_get (telling->rows, node->args[0])[i], b = dj_rows_get (telling->rows, node->args[1])[i];
    if (a == DJ_VALUE_MISSING || b == DJ_VALUE_MISSING)
      return FALSE;
    g_string_append_printf (out, "%d/%d", a, b);
    return TRUE;
  }
  gint32 value = dj_rows_get (telling->rows, number)[i];
  if (value != DJ_VALUE_MISSING)
    append_value (plan, node, value, wording, out);
  return value != DJ_VALUE_MISSING;
}

/* ---- Which test ---------------------------------------------------------------------------------------------------------------- */

/* The first test that a row fails; of alternatives, all of which it fails, the first one's. */
static void find_tests (DjTelling *telling, const DjConditionPlan *planned)
{
  const DjCondition *condition = planned->condition;
  gint32 n_tests = dj_condition_get_n_tests (condition);
  guint8 truths[DJ_CHECKED_AT_ONCE];
  for (gint32 test = 0; test < n_tests; test++)
  {
    memset (truths, DJ_TRUTH_TRUE, (gsize)telling->rows->n);
    dj_test_ask (telling->rows, &condition->tests[test], &planned->tests[test], truths);
    for (gint32 i = 0; i < telling->rows->n; i++)
      if (truths[i] == DJ_TRUTH_FALSE && telling->tests[i] < 0)
        telling->tests[i] = test;
  }
}

void dj_telling_begin (DjTelling *telling, DjDesk *desk, const DjFound *found, const gint32 *rows, gint32 n)
{
  const DjPlan *plan = desk->plan;
  *telling = (DjTelling){ .plan = plan, .found = found, .rows = dj_rows_new (desk, found->table) };
  for (gint32 i = 0; i < n; i++)
    telling->tests[i] = -1;
  if (!telling->rows)
    return;
  dj_rows_set (telling->rows, rows, n);
  if (found->rule >= 0)
    find_tests (telling, &plan->conditions[dj_rules_get (plan->rules, found->rule)->then]);
}

void dj_telling_end (DjTelling *telling) { dj_rows_free (telling->rows); }

static const DjTest *get_test (const DjTelling *telling, gint32 i)
{
  if (!telling->rows || telling->tests[i] < 0)
    return NULL;
  const DjRule *rule = dj_rules_get (telling->plan->rules, telling->found->rule);
  return &dj_rules_get_condition (telling->plan->rules, rule->then)->tests[telling->tests[i]];
}

/* ---- Found and bound ------------------------------------------------------------------------------------------------------------ */

static const DjFurtherColumn *get_column (const DjTelling *telling)
{
  return &g_array_index (telling->plan->rules->columns, DjFurtherColumn, telling->found->column);
}

/* The cell as it stands. */
static void append_cell (const DjTelling *telling, gint32 i, DjWording wording, GString *out)
{
  const DjPlan *plan = telling->plan;
  const DjSide *side = &plan->sides[telling->found->table];
  gint32 text = telling->rows ? plan->further[telling->found->column].texts[telling->rows->rows[i]] : DJ_TEXT_NONE;
  append_text (out, dj_texts_get (side->state->texts, text), wording);
}

gboolean dj_telling_append_found (const DjTelling *telling, gint32 i, DjWording wording, GString *out)
{
  const DjTest *test = get_test (telling, i);
  if (telling->found->rule < 0)
    append_cell (telling, i, wording, out);
  return telling->found->rule < 0 || (test && append_of_node (telling, test->node, i, wording, out));
}

static const char *get_separator (DjWording wording) { return wording == DJ_WORDING_ZH ? "、" : ", "; }

static void append_codes (const DjPlan *plan, const DjTest *test, DjWording wording, GString *out)
{
  const DjNode *node = dj_rules_get_node (plan->rules, test->node);
  gsize begin = out->len;
  for (gint32 code = 1; code < 256; code++)
  {
    if (!(test->codes[code / 64] >> (code % 64) & 1))
      continue;
    g_string_append (out, out->len > begin ? get_separator (wording) : "");
    append_text (out, get_code_text (plan, node, code, wording), wording);
  }
}

static void append_texts (const DjTest *test, DjWording wording, GString *out)
{
  for (gsize i = 0; test->texts && test->texts[i]; i++)
  {
    g_string_append (out, i > 0 ? get_separator (wording) : "");
    append_text (out, test->texts[i], wording);
  }
}

static void append_share (const DjTest *test, GString *out)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT, test->share[0]);
  if (test->share[1] != 1)
    g_string_append_printf (out, "/%" G_GINT64_FORMAT, test->share[1]);
}

static const char *get_type_text (const DjFurtherColumn *column, DjWording wording)
{
  gboolean zh = wording == DJ_WORDING_ZH;
  switch (column->type)
  {
  case DJ_VALUE_INT:
    return zh ? "整数" : "whole number";
  case DJ_VALUE_DATE:
    return zh ? "日期" : "day";
  case DJ_VALUE_CODE:
    return column->flag ? (zh ? "是、否" : "yes, no") : (zh ? "所列的值之一" : "one of its values");
  case DJ_VALUE_REFERENCE:
    return zh ? "已有的代码" : "a code that exists";
  default:
    return zh ? "文本" : "text";
  }
}

/* What was asked for; of `given` there is nothing to tell. */
gboolean dj_telling_append_bound (const DjTelling *telling, gint32 i, DjWording wording, GString *out)
{
  const DjTest *test = get_test (telling, i);
  if (telling->found->rule < 0)
    g_string_append (out, get_type_text (get_column (telling), wording));
  if (telling->found->rule < 0 || !test)
    return telling->found->rule < 0;
  if (test->bound >= 0)
    return append_of_node (telling, test->bound, i, wording, out);
  if (test->kind == DJ_TEST_AMONG)
    append_codes (telling->plan, test, wording, out);
  else if (test->kind >= DJ_TEST_LEAST)
    append_share (test, out);
  else
    append_texts (test, wording, out);
  return test->kind != DJ_TEST_GIVEN;
}

/* ---- Sentences ------------------------------------------------------------------------------------------------------------------ */

static void append_piece (const DjTelling *telling, gint32 i, const DjPiece *piece, DjWording wording, GString *out)
{
  gboolean told = FALSE;
  switch (piece->kind)
  {
  case DJ_PIECE_TEXT:
    g_string_append (out, piece->text);
    return;
  case DJ_PIECE_FOUND:
    told = dj_telling_append_found (telling, i, wording, out);
    break;
  case DJ_PIECE_BOUND:
    told = dj_telling_append_bound (telling, i, wording, out);
    break;
  case DJ_PIECE_NODE:
    told = telling->rows && append_of_node (telling, piece->node, i, wording, out);
    break;
  }
  if (!told)
    g_string_append (out, wording == DJ_WORDING_ZH ? "（未填）" : "(not given)");
}

static void append_unread (const DjTelling *telling, gint32 i, DjWording wording, GString *out)
{
  const DjFurtherColumn *column = get_column (telling);
  gboolean zh = wording == DJ_WORDING_ZH;
  g_string_append_printf (out,
                          zh ? "附加列“%s”的值不是规则集所声明的："
                             : "The value of the further column '%s' is not what the rule set declares: ",
                          zh && column->label_zh ? column->label_zh : column->name);
  append_cell (telling, i, wording, out);
  g_string_append_printf (out, zh ? "（应为%s）" : " (%s expected)", get_type_text (column, wording));
}

void dj_telling_append_message (const DjTelling *telling, gint32 i, DjWording wording, GString *out)
{
  if (telling->found->rule < 0)
  {
    append_unread (telling, i, wording, out);
    return;
  }
  const DjRule *rule = dj_rules_get (telling->plan->rules, telling->found->rule);
  const GArray *pieces = wording == DJ_WORDING_ZH ? rule->message_zh : rule->message_en;
  for (guint piece = 0; pieces && piece < pieces->len; piece++)
    append_piece (telling, i, &g_array_index (pieces, DjPiece, piece), wording, out);
}

/* ---- Citations -------------------------------------------------------------------------------------------------------------------- */

/* Any number of rules may restate one, and each of its findings cites them: what is longer says no more to a reader. */
#define CITED_BYTES 4000

static void append_pair (GString *out, const char *zh, const char *en)
{
  if ((!zh && !en) || g_str_has_suffix (out->str, "; …"))
    return;
  if (out->len > CITED_BYTES)
  {
    g_string_append (out, "; …");
    return;
  }
  g_string_append (out, out->len > 0 ? "; " : "");
  g_string_append (out, zh ? zh : en);
  if (zh && en && strcmp (zh, en) != 0)
    g_string_append_printf (out, " · %s", en);
}

void dj_found_append_instruments (const DjPlan *plan, const DjFound *found, GString *out)
{
  for (gint32 i = 0; found->rule >= 0 && i < (gint32)plan->rules->rules->len; i++)
    if (plan->planned[i].head == found->rule)
      append_pair (out, dj_rules_get (plan->rules, i)->instrument_zh, dj_rules_get (plan->rules, i)->instrument_en);
}

void dj_found_append_articles (const DjPlan *plan, const DjFound *found, GString *out)
{
  for (gint32 i = 0; found->rule >= 0 && i < (gint32)plan->rules->rules->len; i++)
    if (plan->planned[i].head == found->rule)
      append_pair (out, dj_rules_get (plan->rules, i)->article_zh, dj_rules_get (plan->rules, i)->article_en);
}

const char *dj_found_get_rule (const DjPlan *plan, const DjFound *found)
{
  return found->rule < 0 ? "rule-column" : dj_rules_get (plan->rules, found->rule)->id;
}

/* ---- Why not ------------------------------------------------------------------------------------------------------------------------ */

static char *tell_lack (const DjPlan *plan, const DjNode *node)
{
  int counted = node->kind == DJ_NODE_GATHER    ? (int)node->target
                : node->kind == DJ_NODE_BUILTIN ? dj_node_get_counted (node)
                                                : -1;
  const DjTableInfo *table = dj_schema_get_table (counted < 0 ? node->table : (DjTable)counted);
  if (node->kind == DJ_NODE_COLUMN)
    return g_strdup_printf ("“%s”的“%s”都未填写 · No row of the table '%s' has a value of '%s'", table->label_zh,
                            table->columns[node->column].label_zh, table->name, table->columns[node->column].name);
  if (node->kind != DJ_NODE_FURTHER)
    return g_strdup_printf ("登记册没有“%s”的数据 · The register has no rows of the table '%s'", table->label_zh,
                            table->name);
  const DjFurtherColumn *column = &g_array_index (plan->rules->columns, DjFurtherColumn, node->column);
  return g_strdup_printf ("“%s”没有“%s”列 · The table '%s' has no column '%s'", table->label_zh,
                          column->label_zh ? column->label_zh : column->name, table->name, column->name);
}

char *dj_plan_dup_reason (const DjPlan *plan, gint32 number)
{
  const DjRule *rule = dj_rules_get (plan->rules, number);
  const DjRulePlan *planned = &plan->planned[number];
  if (rule->uncovered_zh)
    return g_strdup_printf ("%s · %s", rule->uncovered_zh, rule->uncovered_en);
  if (!planned->in_force || rule->then < 0)
    return NULL;
  planned = &plan->planned[planned->head];
  if (planned->judged)
    return NULL;
  const DjTableInfo *table = dj_schema_get_table (rule->subject);
  if (plan->sides[rule->subject].data->n_rows == 0)
    return g_strdup_printf ("登记册没有“%s”的数据 · The register has no rows of the table '%s'", table->label_zh,
                            table->name);
  return planned->lack < 0 ? NULL : tell_lack (plan, dj_rules_get_node (plan->rules, planned->lack));
}
