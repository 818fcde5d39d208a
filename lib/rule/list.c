/* SPDX-License-Identifier: Apache-2.0 */
/* Rules, parameters and further columns as frames. */
#include "frame/frame-private.h"
#include "rule/rule-private.h"

/* Both languages in one text, as citations of issues have them; to be freed. NULL where there is neither. */
static char *join_languages (const char *zh, const char *en)
{
  if (!zh || !en || g_strcmp0 (zh, en) == 0)
    return g_strdup (zh ? zh : en);
  return g_strconcat (zh, " · ", en, NULL);
}

static void append_joined (DjFrame *frame, int column, const char *zh, const char *en)
{
  g_autofree char *text = join_languages (zh, en);
  dj_frame_append_text (frame, column, text);
}

/* ---- Rules ---------------------------------------------------------------------------------------------------------------- */

enum
{
  RULE,
  SUBJECT,
  SEVERITY,
  INSTRUMENT,
  ARTICLE,
  CONFIRMED,
  FROM,
  UNTIL,
  TITLE_ZH,
  TITLE_EN,
  FILE_NAME,
  LINE,
  RESTATES,
  INVARIANT,
  WHEN,
  THEN,
  UNCOVERED_ZH,
  UNCOVERED_EN,
  N_COLUMNS,
};

static const DjFrameColumn rule_columns[N_COLUMNS] = {
  [RULE] = { "rule", "规则", "Rule", DJ_TYPE_TEXT, NULL },
  [SUBJECT] = { "subject", "对象", "Subject", DJ_TYPE_TEXT, NULL },
  [SEVERITY] = { "severity", "程度", "Severity", DJ_TYPE_CODE, &dj_severity_list },
  [INSTRUMENT] = { "instrument", "法规", "Instrument", DJ_TYPE_TEXT, NULL },
  [ARTICLE] = { "article", "条款", "Article", DJ_TYPE_TEXT, NULL },
  [CONFIRMED] = { "confirmed", "依据", "Confirmed", DJ_TYPE_TEXT, NULL },
  [FROM] = { "from", "生效日期", "From", DJ_TYPE_DATE, NULL },
  [UNTIL] = { "until", "失效日期", "Until", DJ_TYPE_DATE, NULL },
  [TITLE_ZH] = { "title_zh", "要求", "Title in Chinese", DJ_TYPE_TEXT, NULL },
  [TITLE_EN] = { "title_en", "英文要求", "Title", DJ_TYPE_TEXT, NULL },
  [FILE_NAME] = { "file", "文件", "File", DJ_TYPE_TEXT, NULL },
  [LINE] = { "line", "行", "Line", DJ_TYPE_INT, NULL },
  [RESTATES] = { "restates", "重申", "Restates", DJ_TYPE_TEXT, NULL },
  [INVARIANT] = { "invariant", "由登记册保证", "Invariant", DJ_TYPE_TEXT, NULL },
  [WHEN] = { "when", "条件", "When", DJ_TYPE_TEXT, NULL },
  [THEN] = { "then", "应当", "Then", DJ_TYPE_TEXT, NULL },
  [UNCOVERED_ZH] = { "uncovered_zh", "不检查的原因", "Why it is not asked, in Chinese", DJ_TYPE_TEXT, NULL },
  [UNCOVERED_EN] = { "uncovered_en", "不检查的英文原因", "Why it is not asked", DJ_TYPE_TEXT, NULL },
};

static DjFrame *new_frame (const DjFrameColumn *columns, int n)
{
  DjFrame *frame = dj_frame_new ();
  for (int i = 0; i < n; i++)
    dj_frame_add (frame, columns[i].type, columns[i].name, columns[i].label_zh, columns[i].label_en, columns[i].codes);
  return frame;
}

static void append_source (DjFrame *frame, const DjRule *rule)
{
  const char confirmed[] = { rule->confirmed, '\0' };
  append_joined (frame, INSTRUMENT, rule->instrument_zh, rule->instrument_en);
  append_joined (frame, ARTICLE, rule->article_zh, rule->article_en);
  dj_frame_append_text (frame, CONFIRMED, confirmed);
  dj_frame_append_date (frame, FROM, rule->from);
  dj_frame_append_date (frame, UNTIL, rule->until);
  dj_frame_append_text (frame, FILE_NAME, rule->file);
  dj_frame_append_int (frame, LINE, rule->line);
}

static void append_rule (DjFrame *frame, const DjRules *rules, const DjRule *rule)
{
  append_source (frame, rule);
  dj_frame_append_text (frame, RULE, rule->id);
  dj_frame_append_text (frame, SUBJECT, rule->then >= 0 ? dj_tables[rule->subject].name : NULL);
  dj_frame_append_code (frame, SEVERITY, rule->severity);
  dj_frame_append_text (frame, TITLE_ZH, rule->title_zh);
  dj_frame_append_text (frame, TITLE_EN, rule->title_en);
  dj_frame_append_text (frame, RESTATES, rule->restates >= 0 ? dj_rules_get (rules, rule->restates)->id : NULL);
  dj_frame_append_text (frame, INVARIANT, rule->invariant);
  dj_frame_append_text (frame, WHEN, rule->when_text);
  dj_frame_append_text (frame, THEN, rule->then_text);
  dj_frame_append_text (frame, UNCOVERED_ZH, rule->uncovered_zh);
  dj_frame_append_text (frame, UNCOVERED_EN, rule->uncovered_en);
}

DjFrame *dj_rules_list (DjRules *rules)
{
  g_return_val_if_fail (rules != NULL, NULL);
  DjFrame *frame = new_frame (rule_columns, N_COLUMNS);
  for (guint i = 0; i < rules->rules->len; i++)
    append_rule (frame, rules, dj_rules_get (rules, (gint32)i));
  return dj_frame_finish (frame);
}

/* ---- Who uses a parameter ---------------------------------------------------------------------------------------------------- */

/* What a rule needs, found from the last node to the first, as nodes are made of earlier ones. */
typedef struct
{
  const DjRules *rules;
  gboolean *nodes;
  gboolean *conditions;
  gboolean *parameters;
} Needs;

static void need_node (Needs *needs, gint32 node)
{
  if (node >= 0)
    needs->nodes[node] = TRUE;
}

static void need_condition (Needs *needs, gint32 number)
{
  if (number < 0 || needs->conditions[number])
    return;
  needs->conditions[number] = TRUE;
  const DjCondition *condition = dj_rules_get_condition (needs->rules, number);
  for (gint32 i = 0; i < condition->starts[condition->n_alternatives]; i++)
  {
    const DjTest *test = &condition->tests[i];
    need_node (needs, test->node);
    need_node (needs, test->bound);
    if (test->parameter >= 0)
      needs->parameters[test->parameter] = TRUE;
  }
}

static void need_pieces (Needs *needs, const GArray *pieces)
{
  for (guint i = 0; pieces && i < pieces->len; i++)
    need_node (needs, g_array_index (pieces, DjPiece, i).node);
}

static void find_needs (Needs *needs, const DjRule *rule)
{
  need_condition (needs, rule->when);
  need_condition (needs, rule->then);
  need_pieces (needs, rule->message_zh);
  need_pieces (needs, rule->message_en);
  for (gint32 i = (gint32)needs->rules->nodes->len - 1; i >= 0; i--)
  {
    const DjNode *node = dj_rules_get_node (needs->rules, i);
    if (!needs->nodes[i])
      continue;
    need_node (needs, node->args[0]);
    need_node (needs, node->args[1]);
    need_condition (needs, node->condition);
    if (node->parameter >= 0)
      needs->parameters[node->parameter] = TRUE;
  }
}

/* All rules may use all parameters: what is longer says no more to a reader. */
#define USES_BYTES 4000

static void append_use (GString *uses, const char *id)
{
  if (uses->len <= USES_BYTES)
    g_string_append_printf (uses, "%s%s", uses->len > 0 ? ", " : "", id);
  else if (!g_str_has_suffix (uses->str, ", …"))
    g_string_append (uses, ", …");
}

static void tell_uses (const DjRules *rules, const DjRule *rule, GString **uses)
{
  Needs needs = { .rules = rules };
  needs.nodes = g_new0 (gboolean, rules->nodes->len + 1);
  needs.conditions = g_new0 (gboolean, rules->conditions->len + 1);
  needs.parameters = g_new0 (gboolean, rules->parameters->len + 1);
  find_needs (&needs, rule);
  for (guint i = 0; i < rules->parameters->len; i++)
    if (needs.parameters[i])
      append_use (uses[i], rule->id);
  g_free (needs.nodes);
  g_free (needs.conditions);
  g_free (needs.parameters);
}

/* ---- Parameters --------------------------------------------------------------------------------------------------------------- */

static char *show_value (const DjParameter *parameter)
{
  char day[DJ_DATE_TEXT_SIZE];
  if (parameter->type == DJ_VALUE_DATE)
    return g_strdup (dj_date_format (parameter->value, day));
  if (parameter->type == DJ_VALUE_RATIO)
    return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, parameter->share[0], parameter->share[1]);
  return g_strdup_printf ("%d", parameter->value);
}

static const DjFrameColumn parameter_columns[] = {
  { "parameter", "参数", "Parameter", DJ_TYPE_TEXT, NULL },
  { "value", "值", "Value", DJ_TYPE_TEXT, NULL },
  { "label_zh", "含义", "Meaning in Chinese", DJ_TYPE_TEXT, NULL },
  { "label_en", "英文含义", "Meaning", DJ_TYPE_TEXT, NULL },
  { "rules", "规则", "Rules", DJ_TYPE_TEXT, NULL },
};

static void append_parameter (DjFrame *frame, const DjParameter *parameter, const char *uses)
{
  g_autofree char *value = show_value (parameter);
  const char *cells[] = { parameter->name, value, parameter->label_zh, parameter->label_en, *uses ? uses : NULL };
  for (int i = 0; i < (int)G_N_ELEMENTS (cells); i++)
    dj_frame_append_text (frame, i, cells[i]);
}

DjFrame *dj_rules_list_parameters (DjRules *rules)
{
  g_return_val_if_fail (rules != NULL, NULL);
  guint n = rules->parameters->len;
  GString **uses = g_new0 (GString *, n + 1);
  DjFrame *frame = new_frame (parameter_columns, G_N_ELEMENTS (parameter_columns));
  for (guint i = 0; i < n; i++)
    uses[i] = g_string_new (NULL);
  for (guint i = 0; n > 0 && i < rules->rules->len; i++)
    tell_uses (rules, dj_rules_get (rules, (gint32)i), uses);
  for (guint i = 0; i < n; i++)
  {
    append_parameter (frame, &g_array_index (rules->parameters, DjParameter, i), uses[i]->str);
    g_string_free (uses[i], TRUE);
  }
  g_free (uses);
  return dj_frame_finish (frame);
}

/* ---- Further columns ------------------------------------------------------------------------------------------------------------ */

static const DjFrameColumn column_columns[] = {
  { "table", "表", "Table", DJ_TYPE_TEXT, NULL },          { "column", "列", "Column", DJ_TYPE_TEXT, NULL },
  { "type", "类型", "Type", DJ_TYPE_TEXT, NULL },          { "label_zh", "名称", "Chinese label", DJ_TYPE_TEXT, NULL },
  { "label_en", "英文名称", "Label", DJ_TYPE_TEXT, NULL },
};

/* As a rule file has it. */
static const char *name_type (const DjFurtherColumn *column)
{
  static const char *const names[] = {
    [DJ_VALUE_INT] = "int",   [DJ_VALUE_DATE] = "date",           [DJ_VALUE_CODE] = "code",
    [DJ_VALUE_TEXT] = "text", [DJ_VALUE_REFERENCE] = "reference",
  };
  return column->flag ? "flag" : names[column->type];
}

DjFrame *dj_rules_list_columns (DjRules *rules)
{
  g_return_val_if_fail (rules != NULL, NULL);
  DjFrame *frame = new_frame (column_columns, G_N_ELEMENTS (column_columns));
  for (guint i = 0; i < rules->columns->len; i++)
  {
    const DjFurtherColumn *column = &g_array_index (rules->columns, DjFurtherColumn, i);
    const char *cells[]
        = { dj_tables[column->table].name, column->name, name_type (column), column->label_zh, column->label_en };
    for (int c = 0; c < (int)G_N_ELEMENTS (cells); c++)
      dj_frame_append_text (frame, c, cells[c]);
  }
  return dj_frame_finish (frame);
}
