/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian check REGISTER */
#include "tool.h"

#include <string.h>

#define N_CELLS 3 /* place, severity, rule; the sentence comes after them */

typedef struct
{
  char *cells[N_CELLS];
  char *sentence;
  DjSeverity severity;
} Finding;

static void finding_clear (Finding *finding)
{
  for (int i = 0; i < N_CELLS; i++)
    g_free (finding->cells[i]);
  g_free (finding->sentence);
}

const char *tool_severity_label (const Tool *tool, DjSeverity severity)
{
  static const ToolText labels[]
      = { { "none", "无" }, { "may", "提示" }, { "should", "一般应当" }, { "must", "必须" } };
  return tool_text (tool, labels[severity]);
}

/* file:line:column as compilers write it, or the row where no file is known. */
static char *place_of (const DjIssue *issue)
{
  const char *table = issue->table >= 0 ? dj_schema_get_table ((DjTable)issue->table)->name : "";
  g_autoptr (GString) place = g_string_new (issue->file ? issue->file : table);
  if (issue->line > 0)
    g_string_append_printf (place, ":%d", issue->line);
  else if (issue->row >= 0 && !issue->file)
    g_string_append_printf (place, "[%d]", issue->row);
  if (issue->line > 0 && issue->column > 0)
    g_string_append_printf (place, ":%d", issue->column);
  return tool_clean (place->str);
}

static Finding describe (const Tool *tool, const DjIssue *issue)
{
  g_autoptr (GString) sentence = g_string_new (tool_say (tool, issue->message_en, issue->message_zh));
  if (issue->citation)
  {
    g_autofree char *citation = tool_dup_form (tool, issue->citation);
    g_string_append_printf (sentence, tool_say (tool, " (%s)", "（%s）"), citation);
  }
  return (
      Finding){ { place_of (issue), g_strdup (tool_severity_label (tool, issue->severity)), tool_clean (issue->rule) },
                tool_clean (sentence->str),
                issue->severity };
}

static void print_finding (Tool *tool, const Finding *finding, const int *widths)
{
  g_autoptr (GString) line = g_string_new (tool_bold (tool));
  int column = 0;
  for (int i = 0; i < N_CELLS; i++)
  {
    tool_append_cell (line, finding->cells[i], MAX (widths[i], tool_width (finding->cells[i])));
    g_string_append_printf (line, "%s  ", tool_plain (tool));
    if (i == 0)
      g_string_append (line, tool_alarm (tool, finding->severity));
    column += MAX (widths[i], tool_width (finding->cells[i])) + 2;
  }
  gboolean own_line = tool->width && tool->width - column < 36;
  if (own_line)
  {
    while (line->len && line->str[line->len - 1] == ' ')
      g_string_truncate (line, line->len - 1);
    g_string_append (line, "\n    ");
  }
  tool_append_wrapped (tool, line, finding->sentence, own_line ? 4 : column, own_line ? 4 : column);
  g_string_append_c (line, '\n');
  fputs (line->str, tool->out);
}

static gint64 count_rows (DjRegister *reg)
{
  gint64 rows = 0;
  for (int i = 0; i < DJ_N_TABLES; i++)
    rows += dj_register_get_n_rows (reg, (DjTable)i);
  return rows;
}

/* How many findings were not kept, as text; NULL where all were. The line that says so comes last, its number at its end. */
static const char *not_listed (const DjIssues *issues)
{
  guint n = dj_issues_get_n (issues);
  const DjIssue *last = n ? dj_issues_get (issues, n - 1) : NULL;
  const char *blank = last && last->code == DJ_ISSUE_TOO_MANY ? strrchr (last->message_en, ' ') : NULL;
  return blank ? blank + 1 : NULL;
}

static void print_total (Tool *tool, const DjIssues *issues, DjRegister *reg)
{
  const char *more = not_listed (issues);
  guint n = dj_issues_get_n (issues) - (more != NULL);
  guint must = dj_issues_count (issues, DJ_SEVERITY_MUST) - (more != NULL);
  gint64 rows = reg ? count_rows (reg) : 0;
  gboolean zh = tool->language == DJ_LANGUAGE_ZH;
  if (n == 0)
    fputs (tool_say (tool, "no findings", "未发现问题"), tool->out);
  else
    fprintf (tool->out, tool_say (tool, "%u finding%s (%u must)", "问题 %u 处%s（必须改正 %u 处）"), n,
             n == 1 || zh ? "" : "s", must);
  if (more)
    fprintf (tool->out, tool_say (tool, " (%s more not listed)", "（另有 %s 处未列出）"), more);
  if (reg)
    fprintf (tool->out, tool_say (tool, " in %" G_GINT64_FORMAT " row%s", "，共 %" G_GINT64_FORMAT " 行%s"), rows,
             rows == 1 || zh ? "" : "s");
  fputc ('\n', tool->out);
}

void tool_print_issues (Tool *tool, const DjIssues *issues)
{
  guint n = dj_issues_get_n (issues);
  g_autoptr (GArray) findings = g_array_sized_new (FALSE, FALSE, sizeof (Finding), n);
  g_array_set_clear_func (findings, (GDestroyNotify)finding_clear);
  int widths[N_CELLS] = { 0 };
  for (guint i = 0; i < n; i++)
  {
    Finding finding = describe (tool, dj_issues_get (issues, i));
    g_array_append_val (findings, finding);
    for (int k = 0; k < N_CELLS; k++)
      widths[k] = MAX (widths[k], tool_width (finding.cells[k]));
  }
  widths[0] = MIN (widths[0], 48);
  for (guint i = 0; i < n; i++)
    print_finding (tool, &g_array_index (findings, Finding, i), widths);
}

static int print_findings (Tool *tool, const DjIssues *issues, DjRegister *reg, int status)
{
  tool_begin (tool, (gint64)dj_issues_get_n (issues) * 2 + 1);
  tool_print_issues (tool, issues);
  print_total (tool, issues, reg);
  return tool_end (tool, status);
}

int tool_answer_issues (Tool *tool, const DjIssues *issues, DjRegister *reg)
{
  int status = dj_issues_worst (issues) >= DJ_SEVERITY_MUST ? TOOL_FINDINGS : TOOL_DONE;
  if (tool->format == FORMAT_TABLE)
    return print_findings (tool, issues, reg, status);
  g_autoptr (DjFrame) frame = dj_issues_to_frame (issues);
  return tool_answer (tool, frame, status);
}

/* An option, and a question (of one of its values only, where it has one here) about which the option says nothing. */
typedef struct
{
  ToolOptionId option;
  const char *name;
  ToolOptionId question;
  const char *question_name;
  const char *value;
} Idle;

static const Idle idle[] = {
  { OPTION_RULE, "rule", OPTION_RULES, "rules", "none" }, { OPTION_EXPLAIN, "explain", OPTION_RULES, "rules", "none" },
  { OPTION_BY, "by", OPTION_RULES, "rules", "none" },     { OPTION_SINCE, "since", OPTION_RULES, "rules", "none" },
  { OPTION_ROOT, "root", OPTION_RULES, "rules", "none" }, { OPTION_ROOT, "root", OPTION_EXPLAIN, "explain", NULL },
  { OPTION_ROOT, "root", OPTION_SINCE, "since", NULL },   { OPTION_ROOT, "root", OPTION_BY, "by", "rule" },
  { OPTION_RULE, "rule", OPTION_BY, "by", "rule" },
};

/* Whether every option that was given has a meaning beside the others; complains where not. What is given in vain may be meant in another
 * way. */
static gboolean have_meaning (Tool *tool)
{
  for (gsize i = 0; i < G_N_ELEMENTS (idle); i++)
  {
    const Idle *of = &idle[i];
    if (!tool_has (tool, of->option) || !tool_has (tool, of->question)
        || (of->value && strcmp (tool->values[of->question], of->value) != 0))
      continue;
    tool_fail (tool, "--%s has no meaning with --%s%s%s", "--%s 与 --%s%s%s 合用没有意义", of->name, of->question_name,
               of->value ? " " : "", of->value ? of->value : "");
    return FALSE;
  }
  if (!tool_has (tool, OPTION_KIND) || g_strcmp0 (tool->values[OPTION_BY], "organization") == 0)
    return TRUE;
  tool_fail (tool, "--kind has a meaning with --by organization only", "--kind 只能与 --by organization 合用");
  return FALSE;
}

int check_run (Tool *tool)
{
  if (!have_meaning (tool))
    return TOOL_FAILED;
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = tool_read (tool, tool->arguments[0], &error);
  const DjIssues *issues = reg ? dj_register_get_issues (reg) : dj_error_get_issues (error);
  if (!issues)
    return dj_complain (error);
  gboolean rules = reg && g_strcmp0 (tool->values[OPTION_RULES], "none") != 0;
  return rules ? tool_check_rules (tool, reg, issues) : tool_answer_issues (tool, issues, reg);
}
