/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian convert IN OUT */
#include "tool.h"

#include <unistd.h>

/* A word to somebody who watches; scripts are told by the exit status. */
static void report (Tool *tool, DjRegister *reg, const char *path)
{
  if (!isatty (STDOUT_FILENO))
    return;
  gint64 rows = 0;
  int tables = 0;
  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    gint32 n = dj_register_get_n_rows (reg, (DjTable)i);
    rows += n;
    tables += n > 0;
  }
  g_autofree char *clean = tool_clean (path);
  printf (tool_say (tool, "%s: %d tables, %" G_GINT64_FORMAT " rows\n", "%s：%d 张表，%" G_GINT64_FORMAT " 行\n"),
          clean, tables, rows);
}

int convert_run (Tool *tool)
{
  g_autoptr (DjRegister) reg = tool_open (tool);
  if (!reg)
    return TOOL_FAILED;
  g_autoptr (GError) error = NULL;
  if (!tool_write (tool, reg, tool->arguments[1], &error))
    return dj_complain (error);
  report (tool, reg, tool->arguments[1]);
  return TOOL_DONE;
}
