/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian alliances REGISTER */
#include "tool.h"

#include <string.h>

/* What can be asked; one at a time. */
static const ToolOptionId questions[]
    = { OPTION_COMPONENTS, OPTION_BRIDGES, OPTION_ISOLATED, OPTION_SHARED, OPTION_CROSSING,
        OPTION_MATRIX,     OPTION_TIES,    OPTION_SEATS,    OPTION_OF,     OPTION_PATH };

typedef struct
{
  ToolOptionId question; /* N_OPTIONS for none */
  DjAreaKind level;
} Asked;

static gboolean read_question (Tool *tool, Asked *asked)
{
  if (!tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked->question))
    return FALSE;
  int crossing = tool_read_code (tool, OPTION_CROSSING, "crossing", "area_kind");
  int matrix = crossing < 0 ? 0 : tool_read_code (tool, OPTION_MATRIX, "matrix", "area_kind");
  asked->level = (DjAreaKind)MAX (crossing, matrix);
  if (crossing < 0 || matrix < 0)
    return FALSE;
  if (asked->question != N_OPTIONS && tool->format > FORMAT_JSON)
    tool_fail (tool, "--format %s is of all alliances, not of one question",
               "--format %s 只用于全部联盟，不用于单个问题", tool->values[OPTION_FORMAT]);
  else if (tool->values[OPTION_PATH] && !tool->path_to)
    tool_fail (tool, "--path needs two values", "--path 后面需要两个取值");
  else
    return TRUE;
  return FALSE;
}

/* ---- Codes ---- */

/* An empty answer is one only where the code was right. */
static gboolean check_alliance (Tool *tool, DjRegister *reg, const char *code)
{
  if (tool_is_code (reg, DJ_TABLE_ALLIANCE, code))
    return TRUE;
  tool_fail (tool, "there is no alliance '%s'", "没有代码为“%s”的联盟", code);
  return FALSE;
}

static gboolean check_codes (Tool *tool, DjRegister *reg, const Asked *asked)
{
  const char *code = asked->question == N_OPTIONS ? NULL : tool->values[asked->question];
  switch (asked->question)
  {
  case OPTION_SEATS:
    return check_alliance (tool, reg, code);
  case OPTION_OF:
    return tool_check_body (tool, reg, code);
  case OPTION_PATH:
    return tool_check_body (tool, reg, code) && tool_check_body (tool, reg, tool->path_to);
  default:
    return TRUE;
  }
}

/* ---- Answers ---- */

static DjFrame *answer (Tool *tool, DjView *view, const Asked *asked)
{
  switch (asked->question)
  {
  case OPTION_COMPONENTS:
    return dj_view_alliance_components (view);
  case OPTION_BRIDGES:
    return dj_view_alliance_bridges (view);
  case OPTION_ISOLATED:
    return dj_view_isolated (view);
  case OPTION_SHARED:
    return dj_view_shared_seats (view);
  case OPTION_CROSSING:
    return dj_view_alliances_crossing (view, asked->level);
  case OPTION_MATRIX:
    return dj_view_alliance_matrix (view, asked->level);
  case OPTION_TIES:
    return dj_view_ties (view);
  case OPTION_SEATS:
    return dj_view_alliance_seats (view, tool->values[OPTION_SEATS]);
  case OPTION_OF:
    return dj_view_alliances_of (view, tool->values[OPTION_OF]);
  case OPTION_PATH:
    return dj_view_alliance_path (view, tool->values[OPTION_PATH], tool->path_to);
  default:
    return dj_view_alliances (view);
  }
}

static int write_graph (Tool *tool, DjView *view)
{
  g_autoptr (GError) error = NULL;
  tool_begin (tool, 0);
  gboolean written = tool->format == FORMAT_DOT       ? dj_view_write_dot (view, tool->out, tool->language, &error)
                     : tool->format == FORMAT_GEOJSON ? dj_view_write_geojson (view, tool->out, &error)
                                                      : dj_view_write_hif (view, tool->out, &error);
  return written ? tool_end (tool, TOOL_DONE) : dj_complain (error);
}

int alliances_run (Tool *tool)
{
  Asked asked;
  if (!read_question (tool, &asked))
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg && check_codes (tool, reg, &asked) ? tool_seal (tool, reg, tool->on) : NULL;
  if (!view)
    return TOOL_FAILED;
  if (tool->format > FORMAT_JSON)
    return write_graph (tool, view);
  g_autoptr (DjFrame) frame = answer (tool, view, &asked);
  return tool_answer (tool, frame, TOOL_DONE);
}
