/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of the tool, and the way to them. */
#include "tool.h"

#include <signal.h>

const ToolCommand tool_commands[] = {
  {
      .name = "convert",
      .n_arguments = 2,
      .arguments = { "IN OUT", "输入 输出" },
      .summary = { "Write a register in another form", "把登记库改写成另一种形式" },
      .details = { "IN and OUT are folders of CSV files or .json files. Any version of CSV that is read (GB18030, "
                   "Chinese headers, "
                   "CRLF) is written in one way; converting there and back gives the same bytes.",
                   "输入和输出可以是 CSV 文件夹或 .json 文件。读入时 GB18030、中文表头、CRLF "
                   "均可，写出只有一种写法；来回转换一次，字节不变。" },
      .examples = "dangjian convert cases/sanlitun sanlitun.json",
      .run = convert_run,
  },
  {
      .name = "check",
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "List everything that is wrong with a register", "列出登记库里的全部问题" },
      .details = { "Every defect is one line: file, line and field, severity, rule, what is wrong. What must hold is "
                   "checked at every "
                   "date, not only today. The exit status is 1 where anything of severity must was found.",
                   "每个问题一行：文件、行号、列号，严重程度，规则，问题说明。应当成立的关系逐日检查，不只查今天。"
                   "有“必须改正”的问题时退出状态为 1。" },
      .examples = "dangjian check cases/sanlitun\ndangjian check cases/sanlitun --format csv > issues.csv",
      .run = check_run,
  },
  {
      .name = "show",
      .n_arguments = 2,
      .arguments = { "REGISTER CODE", "登记库 代码" },
      .summary
      = { "Show one organization, area, person, unit or other row", "查看一个党组织、区域、党员、单位或其他登记项" },
      .details
      = { "Shows the row of that code on the date, where it stands, and every row of other tables that refers to it.",
          "显示该代码在所给日期的登记内容、它所处的位置，以及其他表中指向它的每一行。" },
      .examples = "dangjian show cases/sanlitun 110105004",
      .run = show_run,
  },
  {
      .name = "list",
      .options = OPTION_BIT (OPTION_WHERE),
      .n_arguments = 2,
      .arguments = { "REGISTER TABLE", "登记库 表名" },
      .summary = { "List the rows of one table", "列出一张表的内容" },
      .details
      = { "The rows of the table that hold on the date; of tables without a period all rows. TABLE is a name such as "
          "organization, or its Chinese label.",
          "列出该表在所给日期有效的行；没有起止日期的表列出全部。表名如 organization，也可以用中文名。" },
      .examples = "dangjian list cases/sanlitun post --where role=first_secretary\n"
                  "dangjian list cases/sanlitun unit --where kind=law_firm,area=bld-gongti-1 --format csv",
      .run = list_run,
  },
  {
      .name = "tree",
      .options = OPTION_BIT (OPTION_ROOT) | OPTION_BIT (OPTION_DEPTH),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "Draw the tree of organizations", "画出党组织的隶属关系" },
      .details = { "In a table each organization has its kind, the members in its subtree, and the posts held in it. "
                   "CSV and JSON have one "
                   "row for each organization, superiors before subordinates, with its depth.",
                   "表格中列出每个党组织的类别、本级及下级的党员人数和职务。CSV 和 JSON "
                   "每个党组织一行，先上级后下级，并注明层次。" },
      .examples = "dangjian tree cases/sanlitun\ndangjian tree cases/beijing --root 110105 --depth 1",
      .run = tree_run,
  },
  {
      .name = "count",
      .options = OPTION_BIT (OPTION_ROOT) | OPTION_BIT (OPTION_LEVEL) | OPTION_BIT (OPTION_KIND)
                 | OPTION_BIT (OPTION_BY) | OPTION_BIT (OPTION_DISTINCT) | OPTION_BIT (OPTION_BASIS)
                 | OPTION_BIT (OPTION_TODAY),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "Count organizations and members", "统计党组织和党员" },
      .details = { "One row with the total; with --level one for each area of a kind and what is based in it; with "
                   "--kind one for each "
                   "organization of a kind and its subtree.",
                   "默认只有一行总数；加 --level 则每个该种区域一行，统计设在其中的党组织；加 --kind "
                   "则每个该类党组织一行，统计本级及下级。" },
      .examples = "dangjian count cases/beijing --level county\n"
                  "dangjian count cases/beijing --root 110105 --level township --distinct\n"
                  "dangjian count cases/beijing --by sex,age --format csv",
      .run = count_run,
  },
  {
      .name = "alliances",
      .options = OPTION_BIT (OPTION_COMPONENTS) | OPTION_BIT (OPTION_BRIDGES) | OPTION_BIT (OPTION_ISOLATED)
                 | OPTION_BIT (OPTION_SHARED) | OPTION_BIT (OPTION_CROSSING) | OPTION_BIT (OPTION_MATRIX)
                 | OPTION_BIT (OPTION_TIES) | OPTION_BIT (OPTION_SEATS) | OPTION_BIT (OPTION_OF)
                 | OPTION_BIT (OPTION_PATH),
      .graphs = TRUE,
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "List alliances, and who holds them together", "列出联盟，以及把它们连在一起的单位" },
      .details = { "One row for each alliance, or the answer to one question. Without a question --format also "
                   "takes dot (Graphviz), geojson and hif (hypergraphs).",
                   "默认每个联盟一行，也可只问一个问题。不带问题时 --format 还可以是 "
                   "dot（Graphviz）、geojson（地图）和 hif（超图）。" },
      .examples = "dangjian alliances cases/sanlitun\n"
                  "dangjian alliances cases/sanlitun --seats gov-changhong\n"
                  "dangjian alliances cases/sanlitun --format dot",
      .run = alliances_run,
  },
};

const int tool_n_commands = (int)G_N_ELEMENTS (tool_commands);

int main (int argc, char **argv)
{
  /* Who reads us may stop at any time: then we end, as other filters do. */
  signal (SIGPIPE, SIG_DFL);
  Tool tool = { .command = NULL };
  int status = tool_parse (&tool, argc, argv);
  if (status < 0)
    status = tool.command->run (&tool);
  tool_clear (&tool);
  return status;
}
