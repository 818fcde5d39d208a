/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian duties REGISTER */
#include "tool.h"

#include <string.h>

/* What can be asked; one at a time. */
static const ToolOptionId questions[]
    = { OPTION_OF, OPTION_WHO, OPTION_OVERLAPS, OPTION_GAPS, OPTION_LINT, OPTION_OVERDUE, OPTION_CADENCE, OPTION_FLOW };

/* Days that each step up is given before the next one. */
#define GRACE 30

typedef struct
{
  ToolOptionId question; /* N_OPTIONS for none */
  DjFlowBy by;
  DjAreaKind level;
} Asked;

/* ---- Questions ---- */

static gboolean read_flow (Tool *tool, Asked *asked)
{
  static const char *const names[] = { "all", "category", "route", "body" };
  const char *value = tool->values[OPTION_FLOW];
  for (gsize i = 0; value && i < G_N_ELEMENTS (names); i++)
    if (strcmp (value, names[i]) == 0)
    {
      asked->by = (DjFlowBy)i;
      return TRUE;
    }
  int level = value ? dj_code_list_find (dj_schema_find_code_list ("area_kind"), value, -1) : 0;
  asked->by = DJ_FLOW_BY_AREA;
  asked->level = (DjAreaKind)level;
  if (value && !level)
    tool_fail (tool, "--flow is all, category, route, body or an area kind, not '%s'",
               "--flow 只能是 all、category、route、body 或区域种类，不能是“%s”", value);
  return !value || level;
}

static gboolean is_about_resort (const Asked *asked)
{
  return asked->question == OPTION_WHO || asked->question == OPTION_OVERLAPS || asked->question == OPTION_GAPS;
}

static gboolean read_question (Tool *tool, Asked *asked)
{
  if (!tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked->question) || !read_flow (tool, asked))
    return FALSE;
  if (!is_about_resort (asked) && (tool_has (tool, OPTION_MATTER) || tool_has (tool, OPTION_ORDER)))
    tool_fail (tool, "--%s goes with --who, --overlaps or --gaps", "--%s 须与 --who、--overlaps 或 --gaps 合用",
               tool_has (tool, OPTION_MATTER) ? "matter" : "order");
  else if (asked->question != OPTION_CADENCE && tool_has (tool, OPTION_BODIES))
    tool_fail (tool, "--bodies goes with --cadence", "--bodies 须与 --cadence 合用");
  else
    return TRUE;
  return FALSE;
}

/* ---- Answers ---- */

static int answer_who (Tool *tool, DjView *view, const Asked *asked)
{
  const char *const one[] = { "body", "name", "step", tool_say (tool, "reason_en", "reason_zh"), NULL };
  const char *const many[] = { "unit", "body", "name", "step", tool_say (tool, "reason_en", "reason_zh"), NULL };
  const char *matter = tool->values[OPTION_MATTER], *order = tool->values[OPTION_ORDER];
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = asked->question == OPTION_WHO
                                  ? dj_view_who_answers (view, matter, tool->values[OPTION_WHO], order, &error)
                              : asked->question == OPTION_OVERLAPS ? dj_view_overlaps (view, matter, order, &error)
                                                                   : dj_view_gaps (view, matter, order, &error);
  if (!frame)
    return tool_fail (tool, "--order: '%s' is no order of resort; write it as %s",
                      "--order：“%s”不是责任次序；写法如 %s", order, DJ_RESORT_ORDER);
  if (asked->question == OPTION_GAPS)
    return tool_answer (tool, frame, TOOL_DONE);
  return tool_answer_columns (tool, frame, asked->question == OPTION_WHO ? one : many, TOOL_DONE);
}

static int answer_items (Tool *tool, DjView *view)
{
  static const char *const columns[]
      = { "item", "category", "state", "accountable", "bodies", "due", "overdue", "title", NULL };
  g_autoptr (DjFrame) frame = dj_view_items (view);
  return tool_answer_columns (tool, frame, columns, TOOL_DONE);
}

static int answer_duties (Tool *tool, DjView *view)
{
  static const char *const columns[] = { "item", "role", "category", "state", "due", "overdue", "title", NULL };
  g_autoptr (DjFrame) frame = dj_view_duties_of (view, tool->values[OPTION_OF]);
  return tool_answer_columns (tool, frame, columns, TOOL_DONE);
}

static int answer_findings (Tool *tool, DjView *view)
{
  g_autoptr (DjIssues) issues = dj_view_check_duties (view);
  return tool_answer_issues (tool, issues, NULL);
}

static int answer_flow (Tool *tool, DjView *view, const Asked *asked)
{
  static const char *const columns[]
      = { "by",      "needs", "raised",       "routed", "taken",  "resolved", "cancelled",
          "overdue", "late",  "closing_rate", "days",   "rating", "name",     NULL };
  g_autoptr (DjFrame) frame = dj_view_flow (view, asked->by, asked->level);
  return tool_answer_columns (tool, frame, columns, TOOL_DONE);
}

static int answer_cadence (Tool *tool, DjView *view)
{
  static const char *const columns[]
      = { "item", "body", "recurrence", "expected", "held", "late", "missed", "last", "next", "title", NULL };
  gboolean bodies = tool->flags[OPTION_BODIES];
  g_autoptr (DjFrame) frame
      = bodies ? dj_view_cadence_of_bodies (view, DJ_DATE_NONE) : dj_view_cadence (view, DJ_DATE_NONE);
  return bodies ? tool_answer (tool, frame, TOOL_DONE) : tool_answer_columns (tool, frame, columns, TOOL_DONE);
}

static int answer_overdue (Tool *tool, DjView *view)
{
  static const char *const columns[] = { "item", "body", "due", "overdue", "steps", "to", "title", NULL };
  g_autoptr (DjFrame) frame = dj_view_escalations (view, GRACE);
  return tool_answer_columns (tool, frame, columns, TOOL_DONE);
}

static int answer (Tool *tool, DjView *view, const Asked *asked)
{
  switch (asked->question)
  {
  case OPTION_WHO:
  case OPTION_OVERLAPS:
  case OPTION_GAPS:
    return answer_who (tool, view, asked);
  case OPTION_OF:
    return answer_duties (tool, view);
  case OPTION_LINT:
    return answer_findings (tool, view);
  case OPTION_OVERDUE:
    return answer_overdue (tool, view);
  case OPTION_CADENCE:
    return answer_cadence (tool, view);
  case OPTION_FLOW:
    return answer_flow (tool, view, asked);
  default:
    return answer_items (tool, view);
  }
}

/* An empty answer is one only where the code was right. */
static gboolean check_codes (Tool *tool, DjRegister *reg)
{
  const char *unit = tool->values[OPTION_WHO], *body = tool->values[OPTION_OF];
  if (!unit || tool_is_code (reg, DJ_TABLE_UNIT, unit))
    return !body || tool_check_body (tool, reg, body);
  tool_fail (tool, "there is no unit '%s'", "没有代码为“%s”的单位", unit);
  return FALSE;
}

int duties_run (Tool *tool)
{
  Asked asked = { .level = DJ_AREA_NONE };
  if (!read_question (tool, &asked))
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg && check_codes (tool, reg) ? tool_seal (tool, reg, tool->on) : NULL;
  return view ? answer (tool, view, &asked) : TOOL_FAILED;
}
