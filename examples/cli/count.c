/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian count REGISTER */
#include "tool.h"

#include <string.h>

static const struct
{
  const char *name;
  const char *label_zh;
  DjCountBy by;
} breakdowns[] = {
  { "sex", "性别", DJ_BY_SEX },
  { "age", "年龄", DJ_BY_AGE },
  { "education", "学历", DJ_BY_EDUCATION },
  { "status", "党籍状态", DJ_BY_STATUS },
  { "class", "党员类别", DJ_BY_CLASS },
};

static DjCountBy find_breakdown (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (breakdowns); i++)
    if (strcmp (name, breakdowns[i].name) == 0 || strcmp (name, breakdowns[i].label_zh) == 0)
      return breakdowns[i].by;
  return DJ_BY_NONE;
}

static gboolean read_breakdowns (Tool *tool, DjCountOptions *options)
{
  const char *given = tool->values[OPTION_BY];
  if (!given)
    return TRUE;
  g_auto (GStrv) names = g_strsplit_set (*given ? given : " ", ",", -1); /* of "" it would make none */
  for (int i = 0; names[i]; i++)
  {
    DjCountBy by = find_breakdown (g_strstrip (names[i]));
    if (!by)
    {
      tool_fail (tool, "--by knows sex, age, education, status, class, not '%s'",
                 "--by 可用 sex、age、education、status、class，没有“%s”", names[i]);
      return FALSE;
    }
    options->by |= by;
  }
  return TRUE;
}

static gboolean read_options (Tool *tool, DjCountOptions *options)
{
  int level = tool_read_code (tool, OPTION_LEVEL, "level", "area_kind");
  int kind = tool_read_code (tool, OPTION_KIND, "kind", "organization_kind");
  if (level < 0 || kind < 0 || !read_breakdowns (tool, options))
    return FALSE;
  options->level = (DjAreaKind)level;
  options->kind = (DjOrganizationKind)kind;
  options->distinct = tool->flags[OPTION_DISTINCT];
  if (tool->flags[OPTION_OUTSIDE] && (!level || kind || options->by || options->distinct || tool->values[OPTION_ROOT]))
    tool_fail (tool, "--outside goes with --level alone", "--outside 只与 --level 一起用");
  else if (level && kind)
    tool_fail (tool, "--level and --kind exclude each other", "--level 和 --kind 只能用一个");
  else if (options->by && options->distinct)
    tool_fail (tool, "--by and --distinct exclude each other", "--by 和 --distinct 只能用一个");
  else
    return TRUE;
  return FALSE;
}

/* Whether the tree of another day is to be taken, and of which. */
static gboolean read_basis (Tool *tool, gboolean *as_is, DjDate *today)
{
  const char *basis = tool->values[OPTION_BASIS];
  const char *day = tool->values[OPTION_TODAY];
  *as_is = basis && strcmp (basis, "as-is") == 0;
  *today = day ? dj_date_parse (day, -1) : dj_date_today ();
  if (basis && !*as_is && strcmp (basis, "as-was") != 0)
    tool_fail (tool, "--basis is as-was or as-is, not '%s'", "--basis 只能是 as-was 或 as-is，不能是“%s”", basis);
  else if (day && !*as_is)
    tool_fail (tool, "--today goes with --basis as-is", "--today 要和 --basis as-is 一起用");
  else if (*today == DJ_DATE_NONE)
    tool_fail (tool, "'%s' is not a day; write it as 2024-08-26", "“%s”不是日期；请写成 2024-08-26", day);
  else
    return TRUE;
  return FALSE;
}

static DjView *restate (Tool *tool, DjRegister *reg, DjView *past, DjDate today)
{
  g_autoptr (DjView) present = tool_seal (tool, reg, today);
  if (!present)
    return NULL;
  g_autoptr (GError) error = NULL;
  DjView *view = dj_view_restate (past, present, &error);
  if (!view)
    dj_complain (error);
  else if (dj_view_get_n_unplaced (view))
    tool_warn (tool, "warning: members without any superior that still exists, not counted: %" G_GINT64_FORMAT,
               "警告：所在党组织及其各级上级均已撤销、未计入的党员：%" G_GINT64_FORMAT " 名",
               dj_view_get_n_unplaced (view));
  return view;
}

/* A table of a header alone would leave the reader to guess. */
static void warn_of_nothing (Tool *tool, const DjCountOptions *options, DjDate on)
{
  char day[DJ_DATE_TEXT_SIZE];
  dj_date_format (on, day);
  if (options->by)
    tool_warn (tool, "there are no members to break down on %s", "%s 没有可分列的党员", day);
  else if (options->level)
    tool_warn (tool, "there is no area of that kind to count on %s", "%s 没有可统计的该种区域", day);
  else
    tool_warn (tool, "there is no organization of that kind to count on %s", "%s 没有可统计的该类党组织", day);
}

int count_run (Tool *tool)
{
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  gboolean as_is;
  DjDate today;
  if (!read_options (tool, &options) || !read_basis (tool, &as_is, &today))
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) past = reg ? tool_seal (tool, reg, tool->on) : NULL;
  if (!past)
    return TOOL_FAILED;
  g_autoptr (DjView) view = as_is ? restate (tool, reg, past, today) : dj_view_ref (past);
  DjOrganizationId root;
  if (!view || !tool_find_root (tool, view, &root))
    return TOOL_FAILED;
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = tool->flags[OPTION_OUTSIDE] ? dj_view_count_outside (view, options.level, &error)
                                                          : dj_view_count (view, root, &options, &error);
  if (!frame)
    return dj_complain (error);
  if (tool->format == FORMAT_TABLE && !dj_frame_get_n_rows (frame))
    warn_of_nothing (tool, &options, as_is && !options.by ? today : tool->on);
  return tool_answer (tool, frame, TOOL_DONE);
}
