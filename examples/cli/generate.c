/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian generate OUT --scale S --seed N */
#include "tool.h"

#include <math.h>

/* A number, or two with a stroke between them; NaN for anything else. */
static double parse_scale (const char *text)
{
  char *end;
  double scale = g_ascii_strtod (text, &end);
  if (end == text)
    return (double)NAN;
  if (*end == '/')
  {
    const char *denominator = end + 1;
    scale /= g_ascii_strtod (denominator, &end);
    if (end == denominator)
      return (double)NAN;
  }
  return *end ? (double)NAN : scale;
}

static gboolean read_options (Tool *tool, DjGenerateOptions *options)
{
  const char *scale = tool->values[OPTION_SCALE];
  const char *seed = tool->values[OPTION_SEED];
  if (scale)
    options->scale = parse_scale (scale);
  if (!(options->scale >= DJ_GENERATE_SCALE_MIN && options->scale <= 1))
  {
    tool_fail (tool, "--scale is from 1/10000 to 1, such as 1/100 or 0.01; not '%s'",
               "--scale 应在 1/10000 到 1 之间，如 1/100 或 0.01，不能是“%s”", scale);
    return FALSE;
  }
  if (!seed || g_ascii_string_to_unsigned (seed, 10, 0, G_MAXUINT64, &options->seed, NULL))
    return TRUE;
  tool_fail (tool, "--seed is a whole number from 0; not '%s'", "--seed 应为不小于 0 的整数，不能是“%s”", seed);
  return FALSE;
}

/* ---- Divisions ---- */

/* The folder that was installed with the tool: the definition is where it is from the folder of the program, or an absolute path. */
static char *find_installed (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program ? g_path_get_dirname (program) : g_strdup (".");
  return g_path_is_absolute (TOOL_DATA_FOLDER) ? g_build_filename (TOOL_DATA_FOLDER, "divisions", NULL)
                                               : g_build_filename (folder, TOOL_DATA_FOLDER, "divisions", NULL);
}

/* The installed ones, or those of the source tree where the tool is run at its top; NULL for none. */
static char *find_divisions (void)
{
  g_autofree char *installed = find_installed ();
  if (g_file_test (installed, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&installed);
  return g_file_test ("data/divisions", G_FILE_TEST_IS_DIR) ? g_strdup ("data/divisions") : NULL;
}

static void report_divisions (Tool *tool, const char *folder)
{
  if (folder)
    tool_warn (tool, "areas from %s", "区划取自 %s", folder);
  else
    tool_warn (tool, "no folder of divisions at hand (--divisions names one): areas are made up",
               "没有区划资料（可用 --divisions 指定）：区划为编造");
}

int generate_run (Tool *tool)
{
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  if (!read_options (tool, &options))
    return TOOL_FAILED;
  g_autofree char *found = tool->values[OPTION_DIVISIONS] ? NULL : find_divisions ();
  options.divisions = found ? found : tool->values[OPTION_DIVISIONS];
  ToolBar bar;
  options.progress = tool_bar_begin (&bar, tool, (ToolText){ "Making", "正在生成" });
  options.progress_data = &bar;
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_generate (&options, &error);
  tool_bar_end (&bar);
  if (!reg)
    return dj_complain (error);
  report_divisions (tool, options.divisions);
  if (!tool->values[OPTION_ON])
    tool->on = dj_date (2024, 12, 31); /* that of the published figures */
  return tool_write (tool, reg, tool->arguments[0]);
}
