/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian coverage REGISTER */
#include "tool.h"

#include <string.h>

/* What can be asked instead of the table; one at a time. */
static const ToolOptionId questions[] = { OPTION_OF, OPTION_BLIND, OPTION_ON_PAPER, OPTION_PROPOSE };

typedef struct
{
  ToolOptionId question; /* N_OPTIONS for the table */
  DjCoverageBy by;
  DjAreaKind level;
} Asked;

static gboolean read_by (Tool *tool, Asked *asked)
{
  const char *by = tool->values[OPTION_BY];
  asked->by = asked->level ? DJ_COVERAGE_BY_AREA : DJ_COVERAGE_BY_ALL;
  if (!by)
    return TRUE;
  if (asked->level)
    tool_fail (tool, "--level and --by exclude each other", "--level 和 --by 只能用一个");
  else if (strcmp (by, "kind") == 0 || strcmp (by, "单位性质") == 0)
    asked->by = DJ_COVERAGE_BY_KIND;
  else if (strcmp (by, "industry") == 0 || strcmp (by, "行业") == 0)
    asked->by = DJ_COVERAGE_BY_INDUSTRY;
  else
    tool_fail (tool, "--by is kind or industry here, not '%s'",
               "--by 在这里只能是 kind（单位性质）或 industry（行业），不能是“%s”", by);
  return asked->by != DJ_COVERAGE_BY_ALL && !asked->level;
}

static gboolean read_question (Tool *tool, Asked *asked)
{
  if (!tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked->question))
    return FALSE;
  int level = tool_read_code (tool, OPTION_LEVEL, "level", "area_kind");
  asked->level = (DjAreaKind)MAX (level, 0);
  if (level < 0 || !read_by (tool, asked))
    return FALSE;
  if (asked->question == N_OPTIONS || asked->by == DJ_COVERAGE_BY_ALL)
    return TRUE;
  tool_fail (tool, "--level and --by are of the table of rates only", "--level 和 --by 只用于覆盖情况统计表");
  return FALSE;
}

/* An empty answer is one only where the code was right. */
static gboolean check_unit (Tool *tool, DjRegister *reg)
{
  const char *code = tool->values[OPTION_OF];
  if (!code || tool_is_code (reg, DJ_TABLE_UNIT, code))
    return TRUE;
  tool_fail (tool, "there is no unit '%s'", "没有代码为“%s”的单位", code);
  return FALSE;
}

static DjFrame *answer (Tool *tool, DjView *view, const Asked *asked, GError **error)
{
  switch (asked->question)
  {
  case OPTION_OF:
    return dj_view_coverage_of (view, tool->values[OPTION_OF]);
  case OPTION_BLIND:
    return dj_view_blind_spots (view);
  case OPTION_ON_PAPER:
    return dj_view_covered_on_paper (view);
  case OPTION_PROPOSE:
    return dj_view_propose_branches (view, NULL, error);
  default:
    return dj_view_coverage (view, asked->by, asked->level);
  }
}

/* A table has the columns that matter most, CSV and JSON have all. */
static int print (Tool *tool, const DjFrame *frame, ToolOptionId question)
{
  static const char *const rates[] = { "by",           "name",       "units",         "organized",   "reached", "none",
                                       "reached_rate", "non_public", "coverage_rate", "single_rate", NULL };
  static const char *const blind[]
      = { "unit", "name", "area", "industry", "nearness", "nearest", "nearest_name", NULL };
  switch (question)
  {
  case OPTION_OF:
  case OPTION_ON_PAPER:
  case OPTION_PROPOSE:
    return tool_answer (tool, frame, TOOL_DONE);
  case OPTION_BLIND:
    return tool_answer_columns (tool, frame, blind, TOOL_DONE);
  default:
    return tool_answer_columns (tool, frame, rates, TOOL_DONE);
  }
}

int coverage_run (Tool *tool)
{
  Asked asked;
  if (!read_question (tool, &asked))
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg && check_unit (tool, reg) ? tool_seal (tool, reg, tool->on) : NULL;
  if (!view)
    return TOOL_FAILED;
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = answer (tool, view, &asked, &error);
  return frame ? print (tool, frame, asked.question) : dj_complain (error);
}
