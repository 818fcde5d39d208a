/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian check REGISTER: what a day of the register breaks of the rules. */
#include "tool.h"

#include <string.h>

/* Of each rule a table shows so many findings; --rule has all. */
#define SHOWN_OF_A_RULE 5
/* Findings that are listed at once. */
#define PAGE 4096

typedef struct
{
  Tool *tool;
  DjView *view;
  DjRules *rules;
  DjFindings *findings;
  DjOrganizationId root;
} Checked;

static void checked_clear (Checked *checked)
{
  g_clear_pointer (&checked->view, dj_view_unref);
  g_clear_pointer (&checked->rules, dj_rules_unref);
  g_clear_pointer (&checked->findings, dj_findings_unref);
}

static DjFindings *check_on (Tool *tool, DjRegister *reg, DjRules *rules, DjDate on, DjView **view)
{
  g_autoptr (GError) error = NULL;
  *view = tool_seal (tool, reg, on);
  DjFindings *findings = *view ? dj_view_check (*view, rules, NULL, &error) : NULL;
  if (error)
    dj_complain (error);
  return findings;
}

static int get_status (DjFindings *findings, const DjIssues *issues)
{
  gboolean must
      = dj_findings_count (findings, DJ_SEVERITY_MUST) > 0 || (issues && dj_issues_worst (issues) >= DJ_SEVERITY_MUST);
  return must ? TOOL_FINDINGS : TOOL_DONE;
}

/* ---- Table ---- */

static const char *text_at (const DjFrame *frame, gint64 row, const char *column)
{
  return dj_frame_get_text (frame, row, dj_frame_find_column (frame, column));
}

static void print_finding (Tool *tool, const DjFrame *list, gint64 row)
{
  g_autoptr (GString) line = g_string_new ("    ");
  const char *subject = text_at (list, row, "subject"), *name = text_at (list, row, "name");
  const char *silenced = text_at (list, row, "silenced");
  g_autofree char *what
      = g_strdup_printf ("%s%s%s%s%s", subject ? subject : "", name && subject ? " " : "", name ? name : "",
                         tool_say (tool, ": ", "："), text_at (list, row, tool_say (tool, "message_en", "message_zh")));
  g_autofree char *clean = tool_clean (what);
  tool_append_wrapped (tool, line, clean, 4, 6);
  if (silenced)
    g_string_append_printf (line, tool_say (tool, " (silenced: %s)", "（已豁免：%s）"), silenced);
  g_string_append_c (line, '\n');
  fputs (line->str, tool->out);
}

const char *tool_severity_label (const Tool *tool, const char *severity)
{
  static const ToolText labels[] = { { "must", "必须" }, { "should", "一般应当" }, { "may", "提示" } };
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (strcmp (severity, labels[i].en) == 0)
      return tool_text (tool, labels[i]);
  return severity;
}

static DjSeverity severity_of (const char *name)
{
  return strcmp (name, "must") == 0 ? DJ_SEVERITY_MUST : DJ_SEVERITY_SHOULD;
}

/* What a table shows of one rule: in the subtree of the root that is asked for, if one is. */
typedef struct
{
  const char *rule;
  gint64 findings;
  gint64 silenced;
} Counts;

/* The rule, what it demands, and where that stands; what is wrong with cells of further columns stands nowhere. */
static void print_rule (Tool *tool, const DjFrame *rules, const DjFrame *by_rule, gint64 rule, gint64 n)
{
  gboolean zh = tool->language == DJ_LANGUAGE_ZH;
  const char *severity = text_at (by_rule, rule, "severity"), *id = text_at (by_rule, rule, "rule");
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_append_printf (line, "%s%s%s  %s%s%s  ", tool_alarm (tool, severity_of (severity)),
                          tool_severity_label (tool, severity), tool_plain (tool), tool_bold (tool), id,
                          tool_plain (tool));
  int at = tool_width (tool_severity_label (tool, severity)) + tool_width (id) + 4;
  g_autoptr (GString) sentence = g_string_new (text_at (by_rule, rule, zh ? "title_zh" : "title_en"));
  if (rule < dj_frame_get_n_rows (rules))
  {
    const char *article = text_at (rules, rule, "article");
    g_autofree char *instrument = tool_dup_form (tool, text_at (rules, rule, "instrument"));
    g_autofree char *place = tool_dup_form (tool, article ? article : "");
    g_string_append_printf (sentence, zh ? "（%s%s%s）" : " (%s%s%s)", instrument, article && !zh ? ", " : "", place);
  }
  g_string_append_printf (sentence, zh ? "：%" G_GINT64_FORMAT " 处" : ": %" G_GINT64_FORMAT, n);
  tool_append_wrapped (tool, line, sentence->str, at, 4);
  g_string_append_c (line, '\n');
  fputs (line->str, tool->out);
}

static Counts count_findings (const Checked *checked, const DjFrame *by_rule, gint64 rule)
{
  Counts counts = { text_at (by_rule, rule, "rule"), 0, 0 };
  counts.findings = dj_frame_get_int (by_rule, rule, dj_frame_find_column (by_rule, "findings"));
  counts.silenced = dj_frame_get_int (by_rule, rule, dj_frame_find_column (by_rule, "silenced"));
  if (checked->root == DJ_NONE || counts.findings + counts.silenced == 0)
    return counts;
  g_autoptr (DjFrame) list = dj_findings_list (checked->findings, counts.rule, checked->root, 0, -1);
  int silenced = dj_frame_find_column (list, "silenced");
  counts.findings = counts.silenced = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (list); row++)
    *(dj_frame_is_missing (list, row, silenced) ? &counts.findings : &counts.silenced) += 1;
  return counts;
}

/* Silenced ones are shown only where all findings are, so that they do not take the places of others. */
static void print_some (const Checked *checked, const Counts *counts, gboolean all)
{
  gint64 n = counts->findings + counts->silenced, left = all ? n : SHOWN_OF_A_RULE, page = all ? n : PAGE;
  for (gint64 from = 0; from < n && left > 0; from += page)
  {
    g_autoptr (DjFrame) list = dj_findings_list (checked->findings, counts->rule, checked->root, from, page);
    for (gint64 row = 0; row < dj_frame_get_n_rows (list) && left > 0; row++)
      if (all || dj_frame_is_missing (list, row, dj_frame_find_column (list, "silenced")))
      {
        print_finding (checked->tool, list, row);
        left--;
      }
  }
}

static Counts print_findings_of (const Checked *checked, const DjFrame *rules, const DjFrame *by_rule, gint64 rule)
{
  Tool *tool = checked->tool;
  gboolean all = tool->values[OPTION_RULE] != NULL, of_rule = rule < dj_frame_get_n_rows (rules);
  if (all && !of_rule)
    return (Counts){ NULL, 0, 0 };
  Counts counts = count_findings (checked, by_rule, rule);
  if (counts.findings + (all ? counts.silenced : 0) == 0)
    return counts;
  print_rule (tool, rules, by_rule, rule, counts.findings);
  print_some (checked, &counts, all);
  if (!all && counts.findings > SHOWN_OF_A_RULE)
    fprintf (
        tool->out,
        tool_say (tool, "    … and %" G_GINT64_FORMAT " more (%s%s)\n", "    … 另有 %" G_GINT64_FORMAT " 处（%s%s）\n"),
        counts.findings - SHOWN_OF_A_RULE, of_rule ? "--rule " : "--format csv", of_rule ? counts.rule : "");
  return counts;
}

static gboolean was_asked (const DjFrame *rules, const DjFrame *by_rule, gint64 rule)
{
  return dj_frame_is_missing (by_rule, rule, dj_frame_find_column (by_rule, "not_judged"))
         && dj_frame_get_code (by_rule, rule, dj_frame_find_column (by_rule, "in_force")) == DJ_FLAG_YES
         && dj_frame_is_missing (rules, rule, dj_frame_find_column (rules, "uncovered_en"));
}

static void print_totals (const Checked *checked, const DjFrame *rules, const DjFrame *by_rule, const Counts *sum)
{
  Tool *tool = checked->tool;
  gint64 asked = 0, n_rules = dj_frame_get_n_rows (rules);
  for (gint64 rule = 0; rule < n_rules; rule++)
    asked += was_asked (rules, by_rule, rule);
  fprintf (
      tool->out,
      tool_say (tool,
                "rules asked: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " (--by rule tells why others were not)\n",
                "检查规则 %" G_GINT64_FORMAT " 条，共 %" G_GINT64_FORMAT " 条（--by rule 说明其余未检查的原因）\n"),
      asked, n_rules);
  fprintf (tool->out, tool_say (tool, "findings: %" G_GINT64_FORMAT, "问题 %" G_GINT64_FORMAT " 处"), sum->findings);
  if (sum->silenced)
    fprintf (tool->out, tool_say (tool, ", silenced: %" G_GINT64_FORMAT, "，另有豁免 %" G_GINT64_FORMAT " 处"),
             sum->silenced);
  fputc ('\n', tool->out);
}

/* The severest first. */
static int print_findings (const Checked *checked, const DjIssues *issues)
{
  static const char *const order[] = { "must", "should", "may" };
  g_autoptr (DjFrame) rules = dj_rules_list (checked->rules);
  g_autoptr (DjFrame) by_rule = dj_findings_by_rule (checked->findings);
  Counts sum = { NULL, 0, 0 };
  tool_begin (checked->tool, dj_findings_get_n (checked->findings) + 2);
  if (issues && dj_issues_get_n (issues))
    tool_print_issues (checked->tool, issues);
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    for (gint64 rule = 0; rule < dj_frame_get_n_rows (by_rule); rule++)
      if (strcmp (text_at (by_rule, rule, "severity"), order[i]) == 0)
      {
        Counts counts = print_findings_of (checked, rules, by_rule, rule);
        sum.findings += counts.findings;
        sum.silenced += counts.silenced;
      }
  print_totals (checked, rules, by_rule, &sum);
  return tool_end (checked->tool, get_status (checked->findings, issues));
}

/* ---- Questions ---- */

static int answer_diff (Checked *checked, DjRegister *reg)
{
  Tool *tool = checked->tool;
  DjDate since = dj_date_parse (tool->values[OPTION_SINCE], -1);
  if (since == DJ_DATE_NONE)
    return tool_fail (tool, "--since: '%s' is not a day; write it as 2024-08-26",
                      "--since：“%s”不是日期；请写成 2024-08-26", tool->values[OPTION_SINCE]);
  g_autoptr (DjView) view = NULL;
  g_autoptr (DjFindings) before = check_on (tool, reg, checked->rules, since, &view);
  if (!before)
    return TOOL_FAILED;
  g_autoptr (DjFrame) frame = dj_findings_diff (checked->findings, before);
  static const char *const columns[]
      = { "change", "severity", "rule", "subject", "before", "found", "bound", "name", NULL };
  return tool_answer_columns (tool, frame, columns, get_status (checked->findings, NULL));
}

static int answer_counts (Checked *checked)
{
  Tool *tool = checked->tool;
  gboolean zh = tool->language == DJ_LANGUAGE_ZH;
  int status = get_status (checked->findings, NULL);
  if (strcmp (tool->values[OPTION_BY], "rule") == 0)
  {
    g_autoptr (DjFrame) frame = dj_findings_by_rule (checked->findings);
    static const char *const en[]
        = { "rule", "severity", "subjects", "findings", "silenced", "not_judged", "title_en", NULL };
    static const char *const chinese[]
        = { "rule", "severity", "subjects", "findings", "silenced", "not_judged", "title_zh", NULL };
    return tool_answer_columns (tool, frame, zh ? chinese : en, status);
  }
  if (strcmp (tool->values[OPTION_BY], "organization") != 0)
    return tool_fail (tool, "--by is rule or organization here, not '%s'",
                      "--by 在这里只能是 rule 或 organization，不能是“%s”", tool->values[OPTION_BY]);
  int kind = tool_read_code (tool, OPTION_KIND, "kind", "organization_kind");
  if (kind < 0)
    return TOOL_FAILED;
  g_autoptr (DjFrame) frame = dj_findings_by_organization (checked->findings, checked->root, (DjOrganizationKind)kind);
  return tool_answer (tool, frame, status);
}

static int answer (Checked *checked, DjRegister *reg, const DjIssues *issues)
{
  Tool *tool = checked->tool;
  static const ToolOptionId questions[] = { OPTION_EXPLAIN, OPTION_BY, OPTION_SINCE };
  ToolOptionId asked;
  if (!tool_find_root (tool, checked->view, &checked->root)
      || !tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked))
    return TOOL_FAILED;
  if (asked == OPTION_EXPLAIN)
    return tool_explain_rule (tool, checked->rules, checked->findings);
  if (asked == OPTION_BY)
    return answer_counts (checked);
  if (asked == OPTION_SINCE)
    return answer_diff (checked, reg);
  if (tool->format == FORMAT_TABLE)
    return print_findings (checked, issues);
  if (tool->values[OPTION_RULE] || checked->root != DJ_NONE)
  {
    g_autoptr (DjFrame) list = dj_findings_list (checked->findings, NULL, checked->root, 0, -1);
    return tool_answer (tool, list, get_status (checked->findings, issues));
  }
  g_autoptr (DjIssues) all = dj_findings_to_issues (checked->findings, issues);
  g_autoptr (DjFrame) frame = dj_issues_to_frame (all);
  return tool_answer (tool, frame, get_status (checked->findings, issues));
}

int tool_check_rules (Tool *tool, DjRegister *reg, const DjIssues *issues)
{
  Checked checked = { .tool = tool, .rules = tool_read_rules (tool) };
  if (checked.rules)
    checked.findings = check_on (tool, reg, checked.rules, tool->on, &checked.view);
  int status = checked.findings ? answer (&checked, reg, issues) : TOOL_FAILED;
  checked_clear (&checked);
  return status;
}
