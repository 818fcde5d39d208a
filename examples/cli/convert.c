/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian convert IN OUT */
#include "tool.h"

int convert_run (Tool *tool)
{
  g_autoptr (DjRegister) reg = tool_open (tool);
  return reg ? tool_write (tool, reg, tool->arguments[1]) : TOOL_FAILED;
}
