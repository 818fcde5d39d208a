/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian match REGISTER */
#include "tool.h"

/* What can be asked; one at a time. */
static const ToolOptionId questions[] = { OPTION_UNMATCHED, OPTION_GUIDES };

typedef struct
{
  ToolOptionId question; /* N_OPTIONS for none */
  DjMatchOptions options;
} Asked;

static gboolean read_question (Tool *tool, Asked *asked)
{
  if (!tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked->question))
    return FALSE;
  int farthest = tool_read_code (tool, OPTION_FARTHEST, "farthest", "nearness");
  if (farthest < 0)
    return FALSE;
  asked->options = (DjMatchOptions){ tool->values[OPTION_CATEGORY], (DjNearness)farthest };
  if (asked->question != OPTION_GUIDES || (!tool_has (tool, OPTION_CATEGORY) && !tool_has (tool, OPTION_FARTHEST)))
    return TRUE;
  tool_fail (tool, "--guides goes with neither --category nor --farthest",
             "--guides 不能与 --category 或 --farthest 合用");
  return FALSE;
}

/* An empty answer is one only where the category was right: some item must have it, on whatever day. */
static gboolean check_category (Tool *tool, DjRegister *reg, const char *category)
{
  if (!category)
    return TRUE;
  g_autoptr (DjFrame) items = dj_register_get_table (reg, DJ_TABLE_ITEM);
  int column = dj_frame_find_column (items, "category");
  for (gint64 row = 0; row < dj_frame_get_n_rows (items); row++)
    if (g_strcmp0 (dj_frame_get_text (items, row, column), category) == 0)
      return TRUE;
  tool_fail (tool, "no item has the category '%s'", "没有类别为“%s”的事项", category);
  return FALSE;
}

static DjFrame *answer (Tool *tool, DjView *view, const Asked *asked, GError **error)
{
  switch (asked->question)
  {
  case OPTION_UNMATCHED:
    return dj_view_unmatched (view, &asked->options, error);
  case OPTION_GUIDES:
    return dj_view_match_guides (view, tool->values[OPTION_GUIDES], error);
  default:
    return dj_view_match (view, &asked->options, error);
  }
}

int match_run (Tool *tool)
{
  Asked asked;
  if (!read_question (tool, &asked))
    return TOOL_FAILED;
  const char *category = asked.question == OPTION_GUIDES ? tool->values[OPTION_GUIDES] : asked.options.category;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg && check_category (tool, reg, category) ? tool_seal (tool, reg, tool->on) : NULL;
  if (!view)
    return TOOL_FAILED;
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = answer (tool, view, &asked, &error);
  return frame ? tool_answer (tool, frame, TOOL_DONE) : dj_complain (error);
}
