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
      .details
      = { "IN and OUT are folders of CSV files, .json files, stores (.db, postgresql://…) or snapshots (.djv); IN may "
          "be a "
          "store as of a commit (x.db@12, postgresql://host/database@12). Any version of CSV that "
          "is read "
          "(GB18030, "
          "Chinese headers, CRLF) is written in one way; converting there and back gives the same bytes of CSV or "
          "JSON. A "
          "snapshot "
          "has all of the register, ready to be asked as of the date. It opens in milliseconds, however large it is, "
          "with "
          "--trust; without it the whole file is validated first, which takes about as long as reading CSV.",
          "输入和输出可以是 CSV 文件夹、.json "
          "文件、存储库（.db、postgresql://…）或快照（.djv）；输入还可以是存储库某次提交时的内容（x.db@12、postgresql:/"
          "/主机/数据库@12）。读入时 "
          "GB18030、中文表头、CRLF "
          "均可，写出只有一种写法；CSV 和 JSON 来回转换一次，字节不变。快照含有登记库的全部内容，并已按所给日期整理好："
          "加上 --trust 时无论多大打开只需几毫秒；不加时先校验整个文件，用时与读入 CSV 相近。" },
      .examples = "dangjian convert cases/sanlitun sanlitun.json\n"
                  "dangjian convert cases/sanlitun sanlitun.djv --on 2024-08-26",
      .run = convert_run,
  },
  {
      .name = "check",
      .options = OPTION_BIT (OPTION_RULES) | OPTION_BIT (OPTION_RULE) | OPTION_BIT (OPTION_EXPLAIN)
                 | OPTION_BIT (OPTION_BY) | OPTION_BIT (OPTION_KIND) | OPTION_BIT (OPTION_ROOT)
                 | OPTION_BIT (OPTION_SINCE),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "List everything that is wrong with a register", "列出登记库里的全部问题" },
      .details
      = { "First every defect of the data, one a line: file, line and field, severity, rule, what is wrong; what must "
          "hold "
          "is checked at every date. Then what the register breaks of the regulations on the date: by rule, with "
          "article "
          "and figures. What the register does not say is not held against it. CSV and JSON have everything in one "
          "table, a row each, with the same columns whatever of it was asked for, and all of it, however much; "
          "silenced findings are there with --rule, with the reason. The exit status is 1 where anything of "
          "severity must was found.",
          "先列数据本身的问题，每个一行：文件、行号、列号，严重程度，规则，问题说明；应当成立的关系逐日检查。再列所给日"
          "期"
          "不符合党内法规的情况，按规则列出，注明条款和数字。登记库没有记载的，不作为问题。CSV 和 JSON "
          "把全部问题列在一张表里，每个一行，不论问的是哪一部分，列都相同，也不截断；已豁免的问题在用 --rule "
          "时列出，并注明原因。有程度为“必须”的问题时退出状态"
          "为 1。" },
      .examples = "dangjian check cases/sanlitun --on 2024-08-26\n"
                  "dangjian check cases/sanlitun --rules national,practice --by rule\n"
                  "dangjian check cases/sanlitun --explain br-max50\n"
                  "dangjian check cases/sanlitun --rules none --format csv > issues.csv",
      .run = check_run,
  },
  {
      .name = "rules",
      .options = OPTION_BIT (OPTION_RULES) | OPTION_BIT (OPTION_RULE) | OPTION_BIT (OPTION_EXPLAIN)
                 | OPTION_BIT (OPTION_PARAMETERS) | OPTION_BIT (OPTION_COLUMNS),
      .n_arguments = 0,
      .arguments = { "", "" },
      .summary = { "List the rules that a register is checked by", "列出检查登记库所用的规则" },
      .details
      = { "One row for each rule, or one rule, or the parameters and further columns of the sets. Rules are files: "
          "docs/rule-sets.md says how to write one's own.",
          "每条规则一行；也可只看一条规则，或列出规则集的参数和附加列。规则是文件，编写方法见 docs/rule-sets.md。" },
      .examples
      = "dangjian rules\ndangjian rules --rules national,practice --format csv\ndangjian rules --explain br-max50",
      .run = rules_run,
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
                 | OPTION_BIT (OPTION_TODAY) | OPTION_BIT (OPTION_OUTSIDE),
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
                  "dangjian count cases/beijing --level county --outside\n"
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
  {
      .name = "coverage",
      .options = OPTION_BIT (OPTION_LEVEL) | OPTION_BIT (OPTION_BY) | OPTION_BIT (OPTION_OF) | OPTION_BIT (OPTION_BLIND)
                 | OPTION_BIT (OPTION_ON_PAPER) | OPTION_BIT (OPTION_PROPOSE),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "Tell which units are covered, and which are not", "统计单位的覆盖情况，找出空白点" },
      .details
      = { "One row with the rates of organizational and of working coverage, one for each area of a kind, or one "
          "for each kind of unit or industry; or the answer to one question.",
          "默认只有一行，给出组织覆盖和工作覆盖的数量与比例；也可按区域、单位性质或行业各列一行，或只问一个问题。" },
      .examples = "dangjian coverage cases/sanlitun --level business_district\n"
                  "dangjian coverage cases/sanlitun --blind\n"
                  "dangjian coverage cases/sanlitun --propose --format csv",
      .run = coverage_run,
  },
  {
      .name = "facilities",
      .options
      = OPTION_BIT (OPTION_SERVICE) | OPTION_BIT (OPTION_NEAR) | OPTION_BIT (OPTION_COUNT) | OPTION_BIT (OPTION_FAR),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "List facilities, whom they serve and how far they are", "列出党群服务阵地、服务对象和距离" },
      .details
      = { "One row for each centre, station or point of Party-mass service with the units and members it serves; or "
          "those nearest to a point, or the communities that are far from all.",
          "默认每个党群服务阵地一行，列出它服务的单位和党员数；也可查离某点最近的阵地，或离阵地过远的社区和村。" },
      .examples = "dangjian facilities cases/sanlitun\n"
                  "dangjian facilities cases/sanlitun --service 人才服务\n"
                  "dangjian facilities cases/sanlitun --near 116.45,39.93 --count 3",
      .run = facilities_run,
  },
  {
      .name = "duties",
      .options = OPTION_BIT (OPTION_OF) | OPTION_BIT (OPTION_WHO) | OPTION_BIT (OPTION_MATTER)
                 | OPTION_BIT (OPTION_ORDER) | OPTION_BIT (OPTION_OVERLAPS) | OPTION_BIT (OPTION_GAPS)
                 | OPTION_BIT (OPTION_LINT) | OPTION_BIT (OPTION_OVERDUE) | OPTION_BIT (OPTION_CADENCE)
                 | OPTION_BIT (OPTION_BODIES) | OPTION_BIT (OPTION_FLOW),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "List items, and who answers for what", "列出清单事项，以及各由谁负责" },
      .details
      = { "One row for each item of the checklists of the date, or the answer to one question. A table has the columns "
          "that matter most, CSV and JSON have all. With --overdue every 30 days past the day go one superior further. "
          "With --lint the exit status is 1 where anything of severity must was found.",
          "默认列出当日各清单的事项，每项一行，也可只问一个问题。表格只有主要的列，CSV 和 JSON 各列俱全。"
          "--overdue 每逾期 30 天，督办上移一级。--lint 有程度为“必须”的问题时退出状态为 1。" },
      .examples = "dangjian duties cases/sanlitun --lint\n"
                  "dangjian duties cases/sanlitun --who e2904 --matter safety\n"
                  "dangjian duties cases/sanlitun --gaps --order line+area --format csv\n"
                  "dangjian duties cases/sanlitun --flow category",
      .run = duties_run,
  },
  {
      .name = "match",
      .options = OPTION_BIT (OPTION_CATEGORY) | OPTION_BIT (OPTION_FARTHEST) | OPTION_BIT (OPTION_UNMATCHED)
                 | OPTION_BIT (OPTION_GUIDES),
      .n_arguments = 1,
      .arguments = { "REGISTER", "登记库" },
      .summary = { "Bring needs and resources together", "为需求对接资源" },
      .details
      = { "One row for each resource that should go to a need: as much as possible is served, and of that as near as "
          "possible. With --unmatched the needs that stay unmet, with --guides the match of guides and enterprises "
          "that both sides' choices make. Nothing is written to the register.",
          "每行是一项需求应对接的一项资源：先求满足的总量最多，再求距离最近。--unmatched 列出未能对接的需求，"
          "--guides 列出指导员与企业双向选择的结果。不改动登记库。" },
      .examples = "dangjian match cases/sanlitun\n"
                  "dangjian match cases/sanlitun --farthest subdistrict --unmatched\n"
                  "dangjian match cases/borders --guides guide",
      .run = match_run,
  },
  {
      .name = "report",
      .options = OPTION_BIT (OPTION_HTML) | OPTION_BIT (OPTION_ROOT),
      .n_arguments = 1,
      .arguments = { "REGISTER --html FILE", "登记库 --html 文件" },
      .summary = { "Write a page with all of it, to read and to print", "写出一份可阅读、可打印的网页报告" },
      .details
      = { "The tree, the two coverages, alliances with a picture, who answers for what, cadence, needs, facilities and "
          "open issues on one page of HTML. It needs no network and no script.",
          "一个网页包括组织体系、两个覆盖、联盟图、责任分工、定期事项、需求办理、党群服务阵地和待解决的问题，不需要网络"
          "和脚本。" },
      .examples = "dangjian report cases/sanlitun --html sanlitun.html --on 2024-08-26",
      .run = report_run,
  },
  {
      .name = "log",
      .n_arguments = 2,
      .may_have_less = TRUE,
      .arguments = { "STORE [NUMBER]", "存储库 [序号]" },
      .summary
      = { "List the commits of a store, or what one of them changed", "列出存储库的各次提交，或某次提交的变动" },
      .details
      = { "One row for each commit: number, time, who, how many rows and why; CSV and JSON have its hash, too. With a "
          "number, one row for each value that this commit changed. Rows that came in bulk are told by their number.",
          "每次提交一行：序号、时间、提交人、变动行数和事由；CSV 和 JSON "
          "还有校验值。给出序号时，该次提交改动的每个数据一行；"
          "成批载入的只列行数。" },
      .examples = "dangjian log sanlitun.db\ndangjian log sanlitun.db 3 --format csv\n"
                  "dangjian log postgresql://localhost/party",
      .run = log_run,
  },
  {
      .name = "diff",
      .options = OPTION_BIT (OPTION_SINCE) | OPTION_BIT (OPTION_ROWS),
      .n_arguments = 2,
      .may_have_less = TRUE,
      .arguments = { "BEFORE [AFTER]", "前登记库 [后登记库]" },
      .summary = { "Tell what became of things between two registers or days", "列出两个登记库或两个日期之间的变动" },
      .details
      = { "What was founded, dissolved, renamed or moved, who joined, left or was transferred, posts, seats, duties: "
          "one "
          "row an event, between BEFORE on the day of --since and AFTER on the day of --on (of both where --since is "
          "not "
          "given). With one register, between two of its days. A store as it was on commit 12 is x.db@12. With --rows, "
          "which rows and values are different, whatever the day.",
          "设立、撤销、更名、隶属变更，党员增减、组织关系转移，职务、席位、责任等，每项变动一行。前登记库以 --since "
          "的日期为准，后登记库以 --on 的日期为准（不给 --since 时都以 --on "
          "为准）。只给一个登记库时，比较它的两个日期。"
          "存储库第 12 次提交时的内容写作 x.db@12。加 --rows 时不论日期，列出有差别的行和数据。" },
      .examples = "dangjian diff cases/sanlitun --since 2023-01-01 --on 2024-08-26\n"
                  "dangjian diff sanlitun.db@1 sanlitun.db\n"
                  "dangjian diff sanlitun.db cases/sanlitun --rows --format csv",
      .run = diff_run,
  },
  {
      .name = "import",
      .options = OPTION_BIT (OPTION_REPLACE) | OPTION_BIT (OPTION_PREVIEW) | OPTION_BIT (OPTION_AUTHOR)
                 | OPTION_BIT (OPTION_REASON),
      .n_arguments = 2,
      .arguments = { "STORE FILES", "存储库 文件" },
      .summary = { "Put rows of files into a store as one commit", "把文件中的数据导入存储库，作为一次提交" },
      .details
      = { "FILES is a folder of CSV files or a .json file, of all tables or of some, all columns or those that a row "
          "must "
          "have and some. A row takes the place of the one with its code (of several in time, of the one that begins "
          "the "
          "same day); in a table without codes, of the one that joins the same and begins the same day. All others are "
          "added behind. Rows of the store that the files do not have stay, unless --replace is given. Everything is "
          "checked as a whole before it is committed; where nothing would change there is no commit.",
          "文件是 CSV 文件夹或 .json "
          "文件，可以只有部分表；列可以只有必填列和部分其他列。有代码的表按代码对应（同一代码有先后几行的，"
          "按起始日期对应）；没有代码的表，按关联的对象和起始日期对应；其余作为新行加在后面。"
          "存储库中有而文件中没有的行予以保留，加 --replace 则删除。提交前整体检查；没有变动时不产生提交。" },
      .examples = "dangjian import sanlitun.db new-branches --preview\n"
                  "dangjian import sanlitun.db edited --replace --author 组织科 --reason 2024年度核对",
      .run = import_run,
  },
  {
      .name = "export",
      .n_arguments = 2,
      .arguments = { "REGISTER OUT", "登记库 输出" },
      .summary = { "The same as convert", "与 convert 相同" },
      .details = { "Writes a register, such as a store, or x.db@12, in another form; see convert.",
                   "把登记库（如存储库，或 x.db@12）写成另一种形式；见 convert。" },
      .examples = "dangjian export sanlitun.db edited\ndangjian export sanlitun.db@3 third.json",
      .run = convert_run,
  },
  {
      .name = "undo",
      .options = OPTION_BIT (OPTION_PREVIEW) | OPTION_BIT (OPTION_AUTHOR) | OPTION_BIT (OPTION_REASON),
      .n_arguments = 2,
      .arguments = { "STORE NUMBER", "存储库 序号" },
      .summary = { "Take back a commit, by a new one", "撤销一次提交（作为新的提交）" },
      .details = { "Commits the contrary of a commit. It is refused where a later commit has edited the same rows, "
                   "which are then "
                   "named, or where what is left would not hold together. Nothing is taken out of the log.",
                   "把该次提交的变动反过来再提交一次。之后的提交改动过同一行时不能撤销，并列出这些行；撤销后数据不成立"
                   "时也不能撤销。"
                   "日志中的记录不会减少。" },
      .examples = "dangjian undo sanlitun.db 3 --preview\ndangjian undo sanlitun.db 3 --reason 误录",
      .run = undo_run,
  },
  {
      .name = "verify",
      .n_arguments = 1,
      .arguments = { "STORE", "存储库" },
      .summary = { "Check a store: its file, its log and its rows", "校验存储库的文件、日志和数据" },
      .details
      = { "Looks for damage in the whole file, computes the hash of every commit anew, and whether the rows are "
          "what the commits made of them. The hash of the last commit, noted elsewhere, stands for all of the "
          "log. The exit status is 1 where something is not as it was committed, 2 where the store cannot be opened.",
          "检查整个文件有无损坏，重新计算每次提交的校验值，并核对各行是否与历次提交的结果一致。"
          "把最后一次提交的校验值另记一处，即可证明全部日志。有不一致时退出状态为 1，存储库不能打开时为 2。" },
      .examples = "dangjian verify sanlitun.db",
      .run = verify_run,
  },
  {
      .name = "generate",
      .options = OPTION_BIT (OPTION_SCALE) | OPTION_BIT (OPTION_SEED) | OPTION_BIT (OPTION_DIVISIONS),
      .n_arguments = 1,
      .arguments = { "OUT", "输出" },
      .summary = { "Make a synthetic register of the nation's shape", "生成与全国规模结构相同的模拟登记库" },
      .details
      = { "Organizations, members, participations and alliances as they were published for the end of 2024, times the "
          "scale; whole counties of the real divisions where they are at hand, made-up ones of the same fan-outs where "
          "not. Persons are synthetic and have no names. The same scale, seed and divisions give the same bytes. OUT "
          "is a folder of CSV files, a .json file or a snapshot (.djv), as of 2024-12-31 unless --on is given.",
          "党组织、党员、参加关系和联盟的数量按 2024 "
          "年底公布的数据乘以规模；有区划资料时抽取真实的整县，没有时编造层级相同"
          "的区划。人员均为模拟，没有姓名。规模、种子和区划相同，写出的字节就相同。输出是 CSV "
          "文件夹、.json 文件或快照（.djv，默认以 2024-12-31 为准）。" },
      .examples = "dangjian generate nation.djv --scale 1/1000\n"
                  "dangjian generate small.json --scale 1/10000 --seed 7",
      .run = generate_run,
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
