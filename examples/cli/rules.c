/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian rules, and what `check` tells of one rule. */
#include "facts.h"

#include <string.h>

#define DEFAULT_RULES "national"

DjRules *tool_read_rules (Tool *tool)
{
  const char *given = tool->values[OPTION_RULES];
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) sets = g_strsplit (given && *given ? given : DEFAULT_RULES, ",", -1);
  for (int i = 0; sets[i]; i++)
    g_strstrip (sets[i]);
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const *)sets, &error);
  const char *one = tool->values[OPTION_RULE];
  if (rules && one)
  {
    const char *const ids[] = { one, NULL };
    DjRules *selected = dj_rules_select (rules, ids, &error);
    dj_rules_unref (rules);
    rules = selected;
  }
  if (!rules)
    dj_complain (error);
  return g_steal_pointer (&rules);
}

/* ---- One rule ---- */

static const char *cell_text (const DjFrame *list, gint64 row, const char *column)
{
  return dj_frame_get_text (list, row, dj_frame_find_column (list, column));
}

static char *dup_day (const DjFrame *list, gint64 row, const char *column)
{
  char day[DJ_DATE_TEXT_SIZE];
  DjDate date = dj_frame_get_date (list, row, dj_frame_find_column (list, column));
  return date == DJ_DATE_NONE ? NULL : g_strdup (dj_date_format (date, day));
}

/* How firmly a rule is known. */
static const char *confirmed_label (const Tool *tool, const char *code)
{
  static const struct
  {
    char code;
    ToolText text;
  } labels[] = {
    { 'F', { "full text read", "已核对全文" } },
    { 'E', { "excerpt with article read", "已核对条文摘录" } },
    { 'V', { "value known, article not confirmed", "数值有据，条款待核" } },
    { 'M', { "from memory, not confirmed", "凭记忆，待核" } },
    { 'X', { "sources conflict; a parameter", "来源不一，作为参数" } },
    { 'L', { "local scheme only", "地方做法" } },
  };
  for (gsize i = 0; code && i < G_N_ELEMENTS (labels); i++)
    if (labels[i].code == code[0])
      return tool_text (tool, labels[i].text);
  return NULL;
}

typedef struct
{
  const char *column; /* of the frame, and name of the fact */
  ToolText label;
} RuleFact;

static const RuleFact rule_facts[] = {
  { "instrument", { "instrument", "规范性文件" } },
  { "article", { "article", "条款" } },
  { "confirmed", { "confirmed", "核实程度" } },
  { "from", { "in force from", "施行日期" } },
  { "until", { "until", "失效日期" } },
  { "subject", { "asked of", "检查对象" } },
  { "when", { "when", "条件" } },
  { "then", { "then", "要求" } },
  { "restates", { "restates", "重申" } },
  { "invariant", { "kept by every register as", "由登记册保证" } },
  { "uncovered_en", { "not covered", "不检查的英文原因" } },
  { "uncovered_zh", { "not covered, in Chinese", "不检查的原因" } },
};

static const char *subject_label (const Tool *tool, const char *name)
{
  const DjTableInfo *table = dj_schema_get_table ((DjTable)dj_schema_find_table (name));
  return tool_say (tool, table->label_en, table->label_zh);
}

static void add_fact (const Tool *tool, Facts *facts, const DjFrame *list, gint64 row, const RuleFact *fact)
{
  int number = dj_frame_find_column (list, fact->column);
  if (number < 0 || dj_frame_is_missing (list, row, number))
    return;
  gboolean is_day = dj_frame_get_column (list, number)->type == DJ_TYPE_DATE;
  char *value = is_day ? dup_day (list, row, fact->column) : g_strdup (cell_text (list, row, fact->column));
  char *shown = tool_dup_form (tool, value);
  const char *label = strcmp (fact->column, "confirmed") == 0 ? confirmed_label (tool, value)
                      : strcmp (fact->column, "subject") == 0 ? subject_label (tool, value)
                                                              : NULL;
  facts_add (facts, fact->column, tool_text (tool, fact->label), value,
             label ? g_strdup (label) : g_steal_pointer (&shown));
  g_free (shown);
}

static Facts *describe_rule (Tool *tool, const DjFrame *list, gint64 row)
{
  gboolean zh = tool->language == DJ_LANGUAGE_ZH;
  Facts *facts = facts_new ();
  facts->title = g_strdup (cell_text (list, row, zh ? "title_zh" : "title_en"));
  facts->subtitle = g_strdup_printf ("%s · %s", cell_text (list, row, "rule"),
                                     tool_severity_label (tool, cell_text (list, row, "severity")));
  facts_begin_section (facts, g_strdup ("rule"), g_strdup (tool_say (tool, "Rule", "规则")), FALSE);
  facts_begin_row (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (rule_facts); i++)
    add_fact (tool, facts, list, row, &rule_facts[i]);
  return facts;
}

int tool_explain_rule (Tool *tool, DjRules *rules, DjFindings *findings)
{
  int number = dj_rules_find (rules, tool->values[OPTION_EXPLAIN]);
  if (number < 0)
    return tool_fail (tool, "there is no rule '%s' in these sets (dangjian rules lists them)",
                      "这些规则集中没有规则“%s”（dangjian rules 可列出全部规则）", tool->values[OPTION_EXPLAIN]);
  g_autoptr (DjFrame) list = dj_rules_list (rules);
  Facts *facts = describe_rule (tool, list, number);
  if (findings)
  {
    g_autoptr (DjFrame) by_rule = dj_findings_by_rule (findings);
    facts_begin_section (facts, g_strdup ("checked"), g_strdup (tool_say (tool, "In this register", "本登记库")),
                         FALSE);
    facts_begin_row (facts);
    facts_add_count (facts, "subjects", tool_say (tool, "asked of", "检查对象数"),
                     dj_frame_get_int (by_rule, number, dj_frame_find_column (by_rule, "subjects")));
    facts_add_count (facts, "findings", tool_say (tool, "findings", "问题数"),
                     dj_frame_get_int (by_rule, number, dj_frame_find_column (by_rule, "findings")));
    const char *reason = cell_text (by_rule, number, "not_judged");
    if (reason)
      facts_add_whole (facts, "not_judged", tool_say (tool, "not judged", "未检查的原因"),
                       tool_dup_form (tool, reason));
  }
  int status = facts_answer (tool, facts);
  facts_free (facts);
  return status;
}

/* ---- All rules ---- */

int rules_run (Tool *tool)
{
  g_autoptr (DjRules) rules = tool_read_rules (tool);
  if (!rules)
    return TOOL_FAILED;
  static const ToolOptionId questions[] = { OPTION_EXPLAIN, OPTION_PARAMETERS, OPTION_COLUMNS };
  ToolOptionId asked;
  if (!tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked))
    return TOOL_FAILED;
  if (asked == OPTION_EXPLAIN)
    return tool_explain_rule (tool, rules, NULL);
  gboolean zh = tool->language == DJ_LANGUAGE_ZH;
  g_autoptr (DjFrame) frame = asked == OPTION_PARAMETERS ? dj_rules_list_parameters (rules)
                              : asked == OPTION_COLUMNS  ? dj_rules_list_columns (rules)
                                                         : dj_rules_list (rules);
  static const char *const parameters[][5]
      = { { "parameter", "value", "label_zh", "rules", NULL }, { "parameter", "value", "label_en", "rules", NULL } };
  static const char *const columns[][5]
      = { { "table", "column", "type", "label_zh", NULL }, { "table", "column", "type", "label_en", NULL } };
  if (asked != N_OPTIONS)
    return tool_answer_columns (tool, frame, (asked == OPTION_PARAMETERS ? parameters : columns)[zh ? 0 : 1],
                                TOOL_DONE);
  static const char *const en[] = { "rule", "severity", "confirmed", "from", "title_en", NULL };
  static const char *const chinese[] = { "rule", "severity", "confirmed", "from", "title_zh", NULL };
  return tool_answer_columns (tool, frame, zh ? chinese : en, TOOL_DONE);
}
