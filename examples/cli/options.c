/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: one table of options, from which it is read and its help is written. */
#include "tool.h"

#include <stdarg.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *argument; /* NULL for a flag */
  ToolText text;
} ToolOption;

static const ToolOption options[N_OPTIONS] = {
  [OPTION_FORMAT] = { "format", "table|csv|json", { "form of the answer (table)", "回答的形式（table）" } },
  [OPTION_ON] = { "on",
                  "DATE",
                  { "as of this day, such as 2024-08-26 (today; of a snapshot its own)",
                    "以哪一天为准，如 2024-08-26（今天；快照则为其自身日期）" } },
  [OPTION_LANG] = { "lang", "zh|en", { "language of texts (that of the locale)", "文字的语言（随系统区域）" } },
  [OPTION_LENIENT] = { "lenient", NULL, { "leave out rows with defects and go on", "略过有问题的行，继续执行" } },
  [OPTION_HELP] = { "help", NULL, { "show this help", "显示本帮助" } },
  [OPTION_VERSION] = { "version", NULL, { "show the version", "显示版本" } },
  [OPTION_ROOT] = { "root",
                    "CODE",
                    { "only this organization, or the one that leads this area, and what is under it",
                      "只看该党组织（或该区域的领导党组织）及其下级" } },
  [OPTION_DEPTH] = { "depth", "N", { "levels below the root (all)", "根以下的层数（全部）" } },
  [OPTION_LEVEL] = { "level", "AREA_KIND", { "one row for each area of this kind", "每个该种区域一行" } },
  [OPTION_KIND]
  = { "kind", "ORGANIZATION_KIND", { "one row for each organization of this kind", "每个该类党组织一行" } },
  [OPTION_BY]
  = { "by",
      "LIST",
      { "break down; count: by sex, age, education, status, class, with commas between; coverage: by kind or industry; "
        "check: by rule or organization",
        "分列；count 可用 "
        "sex（性别）、age（年龄）、education（学历）、status（党籍状态）、class（党员类别），用逗号隔开；"
        "coverage 可用 kind（单位性质）、industry（行业）；check 可用 rule（规则）、organization（党组织）" } },
  [OPTION_DISTINCT] = { "distinct",
                        NULL,
                        { "also count distinct people: affiliated here or taking part here, each once",
                          "同时统计不重复人数：隶属于此或参加于此，每人只计一次" } },
  [OPTION_OUTSIDE]
  = { "outside",
      NULL,
      { "with --level: members who take part outside their own area", "与 --level 一起用：在本区域以外参加的党员" } },
  [OPTION_BASIS] = { "basis",
                     "as-was|as-is",
                     { "tree of the date, or today's tree over the members of the date (as-was)",
                       "按当日的隶属关系，或按今天的隶属关系统计当日的党员（as-was）" } },
  [OPTION_TODAY]
  = { "today", "DATE", { "the day whose tree as-is takes (today)", "as-is 采用哪一天的隶属关系（今天）" } },
  [OPTION_COMPONENTS] = { "components", NULL, { "connected parts of the graph", "联盟关系图的各个连通片" } },
  [OPTION_BRIDGES]
  = { "bridges", NULL, { "who holds a part of the graph together", "去掉后会使一片断开的单位或联盟" } },
  [OPTION_ISOLATED] = { "isolated", NULL, { "organizations without a seat", "没有席位的党组织" } },
  [OPTION_SHARED] = { "shared", NULL, { "bodies that alliances share", "各联盟之间的共同成员单位" } },
  [OPTION_CROSSING] = { "crossing", "AREA_KIND", { "alliances across areas of this kind", "跨该种区域的联盟" } },
  [OPTION_MATRIX]
  = { "matrix", "AREA_KIND", { "pairs of areas of this kind that alliances join", "由联盟连接的该种区域两两列出" } },
  [OPTION_TIES]
  = { "ties", NULL, { "how tight alliances are: mechanisms, cadence, results", "联盟的紧密程度：机制、频次、成效" } },
  [OPTION_SEATS] = { "seats", "CODE", { "seats of this alliance", "该联盟的席位" } },
  [OPTION_OF] = { "of",
                  "CODE",
                  { "alliances: seats of this body; coverage: what covers this unit; duties: what it is assigned to",
                    "alliances：该单位在各联盟的席位；coverage：覆盖该单位的党组织；duties：该单位承担的事项" } },
  [OPTION_PATH]
  = { "path", "FROM TO", { "shortest way from one body to another", "从一个单位到另一个单位的最短途径" } },
  [OPTION_WHERE] = { "where",
                     "COLUMN=VALUE,…",
                     { "only rows with these values; `column=` for rows without one",
                       "只列出这些取值的行；“列名=”表示该列为空的行" } },
  [OPTION_BLIND] = { "blind",
                     NULL,
                     { "units that nothing covers, and the nearest organization that could take them",
                       "空白点：没有任何覆盖的单位，以及可以就近纳入的党组织" } },
  [OPTION_ON_PAPER]
  = { "on-paper",
      NULL,
      { "coverages of units or by organizations that are no more", "单位或党组织已不存在、账面上仍在的覆盖" } },
  [OPTION_PROPOSE]
  = { "propose", NULL, { "joint branches that uncovered units could form", "未建党组织的单位可以怎样联合组建党支部" } },
  [OPTION_WHO] = { "who", "UNIT", { "who answers for this unit, and why", "该单位由谁负责，依据是什么" } },
  [OPTION_MATTER] = { "matter", "CATEGORY", { "in this matter (category of items)", "就哪一类事项（事项类别）而言" } },
  [OPTION_ORDER] = { "order",
                     "STEP,…",
                     { "order of resort; + joins steps that are asked together (" DJ_RESORT_ORDER ")",
                       "确定责任的次序；用 + 连接同时考虑的步骤（" DJ_RESORT_ORDER "）" } },
  [OPTION_OVERLAPS]
  = { "overlaps", NULL, { "units for which two or more bodies answer", "有两个以上单位同时负责的单位" } },
  [OPTION_GAPS] = { "gaps", NULL, { "units for which nobody answers", "没有任何单位负责的单位" } },
  [OPTION_LINT] = { "lint", NULL, { "what is wrong with duties and needs", "责任分工和需求办理中的问题" } },
  [OPTION_OVERDUE]
  = { "overdue", NULL, { "what is past its day, and who should see to it now", "已逾期的事项，以及现在应由谁督办" } },
  [OPTION_CADENCE]
  = { "cadence", NULL, { "what should be held again and again, and what was", "定期事项应开展和已开展的次数" } },
  [OPTION_BODIES] = { "bodies", NULL, { "with --cadence: one row a body", "与 --cadence 合用：每个单位一行" } },
  [OPTION_FLOW] = { "flow",
                    "BY",
                    { "how needs are dealt with: all, category, route, body, or an area kind",
                      "需求办理情况：all（合计）、category（类别）、route（途径）、body（单位）或区域种类" } },
  [OPTION_CATEGORY] = { "category", "CATEGORY", { "only items of this category", "只看该类事项" } },
  [OPTION_FARTHEST] = { "farthest", "NEARNESS", { "how far a resource may be at most", "资源最远可以在什么范围" } },
  [OPTION_UNMATCHED] = { "unmatched", NULL, { "needs that stay unmet, and why", "未能对接的需求及原因" } },
  [OPTION_GUIDES]
  = { "guides",
      "CATEGORY",
      { "guides and enterprises of this category by two-way choice", "该类指导员与企业双向选择的结果" } },
  [OPTION_SERVICE] = { "service", "WORD", { "only facilities that offer it", "只看提供该项服务的阵地" } },
  [OPTION_NEAR] = { "near", "LON,LAT", { "nearest to this point first", "按离该点的远近排列" } },
  [OPTION_COUNT] = { "count", "N", { "how many with --near (5)", "--near 最多列出几个（5）" } },
  [OPTION_FAR]
  = { "far", "METRES", { "communities without one in this radius", "该半径（米）之内没有阵地的社区和村" } },
  [OPTION_HTML] = { "html", "FILE", { "where the page is written", "网页写到哪个文件" } },
  [OPTION_SCALE] = { "scale",
                     "S",
                     { "share of the nation, from 1/10000 to 1, such as 1/100 or 0.01 (1/1000)",
                       "占全国规模的多少，从 1/10000 到 1，如 1/100 或 0.01（1/1000）" } },
  [OPTION_SEED] = { "seed",
                    "N",
                    { "another number makes another register of the same shape (1)",
                      "换一个数，就得到规模结构相同的另一个登记库（1）" } },
  [OPTION_DIVISIONS] = { "divisions",
                         "FOLDER",
                         { "where the real divisions are (those installed with the tool)",
                           "真实区划资料所在的文件夹（随工具安装的资料）" } },
  [OPTION_TRUST] = { "trust",
                     NULL,
                     { "do not validate a snapshot before it is used: fast, and only for files of your own",
                       "使用快照前不作校验，速度快；只可用于自己生成的文件" } },
  [OPTION_RULES]
  = { "rules",
      "SET,…",
      { "rule sets: national, practice, local/NAME, paths of .json files; check also takes none (national)",
        "规则集：national、practice、local/名称、.json 文件路径；check 还可用 none（national）" } },
  [OPTION_RULE] = { "rule", "ID", { "only this rule, and all that breaks it", "只看这条规则及违反它的全部情况" } },
  [OPTION_EXPLAIN]
  = { "explain",
      "ID",
      { "what this rule demands, where it stands, how it is checked", "该规则要求什么、依据何处、如何检查" } },
  [OPTION_SINCE] = { "since",
                     "DATE",
                     { "check: what is new, mended or standing since this day; diff: the day of the first register",
                       "check：与该日相比新增、已改正和仍存在的问题；diff：前一个登记库以哪一天为准" } },
  [OPTION_PARAMETERS]
  = { "parameters", NULL, { "what a set of one's own may change", "可以在自己的规则集中改动的参数" } },
  [OPTION_ROWS]
  = { "rows", NULL, { "rows and values that are different, whatever the day", "不论日期，列出有差别的行和数据" } },
  [OPTION_REPLACE] = { "replace",
                       NULL,
                       { "each table that is imported becomes what its file has: rows that are not in it go",
                         "导入的每张表以文件为准，文件中没有的行予以删除" } },
  [OPTION_PREVIEW]
  = { "preview", NULL, { "show what would be changed, and write nothing", "只显示将有哪些变动，不写入" } },
  [OPTION_AUTHOR] = { "author", "NAME", { "who makes the change (the user)", "提交人（当前用户）" } },
  [OPTION_REASON] = { "reason", "TEXT", { "why it is made, in one line", "事由，一行文字" } },
  [OPTION_COLUMNS] = { "columns", NULL, { "further columns that rules can use", "规则可以使用的附加列" } },
};

#define COMMON_OPTIONS                                                                                                 \
  (OPTION_BIT (OPTION_FORMAT) | OPTION_BIT (OPTION_ON) | OPTION_BIT (OPTION_LANG) | OPTION_BIT (OPTION_LENIENT)        \
   | OPTION_BIT (OPTION_TRUST) | OPTION_BIT (OPTION_HELP) | OPTION_BIT (OPTION_VERSION))

/* ---- Texts ---- */

const char *tool_text (const Tool *tool, ToolText text) { return tool->language == DJ_LANGUAGE_ZH ? text.zh : text.en; }

const char *tool_say (const Tool *tool, const char *en, const char *zh)
{
  return tool->language == DJ_LANGUAGE_ZH ? zh : en;
}

char *tool_dup_form (const Tool *tool, const char *text)
{
  g_auto (GStrv) forms = g_strsplit (text, " · ", 2);
  return g_strdup (forms[0] && forms[1] ? tool_say (tool, forms[1], forms[0]) : text);
}

static void say_on_stderr (const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  g_autofree char *clean = tool_clean (text);
  fprintf (stderr, "dangjian: %s\n", clean);
}

int tool_fail (const Tool *tool, const char *en, const char *zh, ...)
{
  va_list arguments;
  va_start (arguments, zh);
  say_on_stderr (tool_say (tool, en, zh), arguments);
  va_end (arguments);
  return TOOL_FAILED;
}

void tool_warn (const Tool *tool, const char *en, const char *zh, ...)
{
  va_list arguments;
  va_start (arguments, zh);
  say_on_stderr (tool_say (tool, en, zh), arguments);
  va_end (arguments);
}

/* ---- Help ---- */

static void append_paragraph (Tool *tool, GString *out, const char *text)
{
  tool_append_wrapped (tool, out, text, 0, 0);
  g_string_append_c (out, '\n');
}

static void append_heading (Tool *tool, GString *out, const char *text)
{
  g_string_append_printf (out, "\n%s%s%s\n", tool_bold (tool), text, tool_plain (tool));
}

static char *option_usage (const ToolOption *option)
{
  return option->argument ? g_strdup_printf ("--%s %s", option->name, option->argument)
                          : g_strdup_printf ("--%s", option->name);
}

static void append_options (Tool *tool, GString *out, guint64 which)
{
  const int indent = 28;
  for (int i = 0; i < N_OPTIONS; i++)
  {
    if (!(which & OPTION_BIT (i)))
      continue;
    g_autofree char *usage = option_usage (&options[i]);
    g_string_append (out, "  ");
    tool_append_cell (out, usage, MAX (tool_width (usage), indent - 4));
    g_string_append (out, "  ");
    tool_append_wrapped (tool, out, tool_text (tool, options[i].text), MAX (tool_width (usage) + 4, indent), indent);
    g_string_append_c (out, '\n');
  }
}

/* The values of a code list, in the language of the run where that is not theirs already. */
static void append_values (Tool *tool, GString *out, ToolOptionId option, const char *list_name)
{
  const DjCodeList *list = dj_schema_find_code_list (list_name);
  g_autofree char *heading = g_strdup_printf (tool_say (tool, "Values of --%s", "--%s 的取值"), options[option].name);
  g_autoptr (GString) values = g_string_new (NULL);
  for (int i = 0; i < list->n_codes; i++)
  {
    g_string_append_printf (values, "%s%s", i ? ", " : "", list->codes[i].name);
    if (tool->language == DJ_LANGUAGE_ZH)
      g_string_append_printf (values, " %s", list->codes[i].label_zh);
  }
  append_heading (tool, out, heading);
  g_string_append (out, "  ");
  tool_append_wrapped (tool, out, values->str, 2, 2);
  g_string_append_c (out, '\n');
}

static void append_examples (Tool *tool, GString *out, const char *examples)
{
  g_auto (GStrv) lines = g_strsplit (examples, "\n", -1);
  append_heading (tool, out, tool_say (tool, "Examples", "示例"));
  for (int i = 0; lines[i]; i++)
    g_string_append_printf (out, "  %s\n", lines[i]);
}

static void append_command_help (Tool *tool, GString *out)
{
  const ToolCommand *command = tool->command;
  const char *arguments = tool_text (tool, command->arguments);
  g_string_append_printf (out,
                          tool_say (tool, "Usage: dangjian %s%s%s [OPTION…]\n\n", "用法：dangjian %s%s%s [选项…]\n\n"),
                          command->name, arguments[0] ? " " : "", arguments);
  append_paragraph (tool, out, tool_text (tool, command->details));
  if (command->options)
  {
    append_heading (tool, out, tool_say (tool, "Options of this command", "本命令的选项"));
    append_options (tool, out, command->options);
  }
  append_heading (tool, out, tool_say (tool, "Options of every command", "各命令通用的选项"));
  append_options (tool, out, COMMON_OPTIONS);
  if (command->options & OPTION_BIT (OPTION_LEVEL))
    append_values (tool, out, OPTION_LEVEL, "area_kind");
  if (command->options & OPTION_BIT (OPTION_KIND))
    append_values (tool, out, OPTION_KIND, "organization_kind");
  if (command->options & (OPTION_BIT (OPTION_CROSSING) | OPTION_BIT (OPTION_MATRIX)))
    append_values (tool, out, OPTION_CROSSING, "area_kind");
  append_examples (tool, out, command->examples);
}

static void append_overview (Tool *tool, GString *out)
{
  g_string_append (out, tool_say (tool, "Usage: dangjian COMMAND REGISTER … [OPTION…]\n\n",
                                  "用法：dangjian 命令 登记库 … [选项…]\n\n"));
  append_paragraph (
      tool, out,
      tool_say (tool,
                "Reads a register of dated facts about Party organizations and their members, and answers as of any "
                "day. REGISTER is a folder of CSV files, a .json file, a store (.db, or postgresql://… "
                "on a server) or a snapshot (.djv).",
                "读取登记党组织和党员情况的带日期的登记库，按任意一天作答。登记库是 CSV 文件夹、.json "
                "文件、存储库（.db，或服务器上的 postgresql://…）或快照（.djv）。"));
  append_heading (tool, out, tool_say (tool, "Commands", "命令"));
  for (int i = 0; i < tool_n_commands; i++)
    g_string_append_printf (out, "  %-10s %s\n", tool_commands[i].name, tool_text (tool, tool_commands[i].summary));
  append_heading (tool, out, tool_say (tool, "Options of every command", "各命令通用的选项"));
  append_options (tool, out, COMMON_OPTIONS);
  append_heading (tool, out, tool_say (tool, "Exit status", "退出状态"));
  g_string_append (
      out, tool_say (tool,
                     "  0  done\n  1  done, and findings of severity must were reported\n  2  could not be done\n\n"
                     "dangjian COMMAND --help says more about one command.\n",
                     "  0  已完成\n  1  已完成，并报告了必须改正的问题\n  2  无法完成\n\n"
                     "dangjian 命令 --help 显示该命令的详细说明。\n"));
}

int tool_help (Tool *tool)
{
  g_autoptr (GString) out = g_string_new (NULL);
  tool_begin (tool, 0);
  if (tool->command)
    append_command_help (tool, out);
  else
    append_overview (tool, out);
  fputs (out->str, tool->out);
  return tool_end (tool, TOOL_DONE);
}

/* ---- Reading ---- */

gboolean tool_has (const Tool *tool, ToolOptionId option) { return tool->values[option] || tool->flags[option]; }

gboolean tool_read_question (Tool *tool, const ToolOptionId *questions, gsize n, ToolOptionId *asked)
{
  *asked = N_OPTIONS;
  for (gsize i = 0; i < n; i++)
  {
    if (!tool_has (tool, questions[i]))
      continue;
    if (*asked != N_OPTIONS)
    {
      tool_fail (tool, "one question at a time: --%s or --%s", "一次只能问一个问题：--%s 还是 --%s",
                 options[*asked].name, options[questions[i]].name);
      return FALSE;
    }
    *asked = questions[i];
  }
  return TRUE;
}

void tool_clear (Tool *tool)
{
  for (int i = 0; i < N_OPTIONS; i++)
    g_free (tool->values[i]);
  g_free (tool->path_to);
  g_strfreev (tool->arguments);
  dj_view_unref (tool->snapshot);
}

/* Everything is taken as bytes, so that codes and paths pass in any locale. */
static void fill_entries (Tool *tool, GOptionEntry *entries)
{
  for (int i = 0; i < N_OPTIONS; i++)
    entries[i] = (GOptionEntry){
      .long_name = options[i].name,
      .short_name = i == OPTION_HELP      ? 'h'
                    : i == OPTION_VERSION ? 'V'
                                          : 0,
      .arg = options[i].argument ? G_OPTION_ARG_FILENAME : G_OPTION_ARG_NONE,
      .arg_data = options[i].argument ? (gpointer)&tool->values[i] : (gpointer)&tool->flags[i],
    };
}

/* Of the whole line, the options before `--`; what stands after it is left in @rest. Where --path stands, its second value is taken
 * out: the parser knows options of one value only. */
static char **split_line (Tool *tool, int argc, char **argv, char ***rest)
{
  int n = 1, kept = 0;
  while (n < argc && strcmp (argv[n], "--") != 0)
    n++;
  char **line = g_new0 (char *, (gsize)n + 1);
  for (int i = 0; i < n; i++)
  {
    gboolean second = i > 2 && strcmp (argv[i - 2], "--path") == 0 && !tool->path_to;
    if (second)
      tool->path_to = g_strdup (argv[i]);
    else
      line[kept++] = g_strdup (argv[i]);
  }
  *rest = g_strdupv (argv + MIN (n + 1, argc));
  return line;
}

/* Unknown options stay in the line, so that the complaint is ours and in the right language. */
static gboolean parse_options (Tool *tool, char ***line)
{
  GOptionEntry entries[N_OPTIONS + 1] = { { .long_name = NULL } };
  fill_entries (tool, entries);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse_strv (context, line, NULL);
}

static gboolean choose_language (Tool *tool)
{
  const char *given = tool->values[OPTION_LANG];
  gboolean zh = given && g_str_has_prefix (given, "zh");
  if (given)
    g_setenv ("LANGUAGE", zh ? "zh_CN" : "en", TRUE); /* for the sentences of the library too */
  tool->language = given ? (zh ? DJ_LANGUAGE_ZH : DJ_LANGUAGE_EN) : dj_language_default ();
  return !given || zh || g_str_has_prefix (given, "en");
}

static gboolean choose_format (Tool *tool)
{
  const char *names[] = { "table", "csv", "json", "dot", "geojson", "hif" };
  const char *given = tool->values[OPTION_FORMAT];
  for (int i = 0; given && i < (tool->command->graphs ? 6 : 3); i++)
    if (strcmp (given, names[i]) == 0)
    {
      tool->format = (ToolFormat)i;
      return TRUE;
    }
  return !given;
}

int tool_read_code (Tool *tool, ToolOptionId option, const char *option_name, const char *list_name)
{
  const char *given = tool->values[option];
  if (!given)
    return 0;
  const DjCodeList *list = dj_schema_find_code_list (list_name);
  int code = dj_code_list_find (list, given, -1);
  if (code)
    return code;
  g_autoptr (GString) names = g_string_new (NULL);
  for (int i = 0; i < list->n_codes; i++)
  {
    g_string_append_printf (names, "%s%s", i ? ", " : "", list->codes[i].name);
    if (tool->language == DJ_LANGUAGE_ZH)
      g_string_append_printf (names, "（%s）", list->codes[i].label_zh);
  }
  tool_fail (tool, "--%s: '%s' is none of %s", "--%s：“%s”不在可用值之中：%s", option_name, given, names->str);
  return -1;
}

static const ToolCommand *find_command (const char *name)
{
  for (int i = 0; i < tool_n_commands; i++)
    if (strcmp (tool_commands[i].name, name) == 0)
      return &tool_commands[i];
  return NULL;
}

static int complain_of_command (Tool *tool, const char *name)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (int i = 0; i < tool_n_commands; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", tool_commands[i].name);
  if (!name)
    return tool_fail (tool, "say which command: %s (dangjian --help explains them)",
                      "请给出命令：%s（说明见 dangjian --help）", names->str);
  return tool_fail (tool, "there is no command '%s'; there are %s", "没有“%s”这个命令；可用的有 %s", name, names->str);
}

static int check_options (Tool *tool)
{
  for (int i = 0; i < N_OPTIONS; i++)
    if (tool_has (tool, i) && !((COMMON_OPTIONS | tool->command->options) & OPTION_BIT (i)))
      return tool_fail (tool, "--%s is not an option of '%s'", "--%s 不是命令“%s”的选项", options[i].name,
                        tool->command->name);
  if (!choose_format (tool) && tool->command->graphs)
    return tool_fail (tool, "--format is table, csv, json, dot, geojson or hif, not '%s'",
                      "--format 只能是 table、csv、json、dot、geojson 或 hif，不能是“%s”", tool->values[OPTION_FORMAT]);
  if (!choose_format (tool))
    return tool_fail (tool, "--format is table, csv or json, not '%s'",
                      "--format 只能是 table、csv 或 json，不能是“%s”", tool->values[OPTION_FORMAT]);
  const char *on = tool->values[OPTION_ON];
  tool->on = on ? dj_date_parse (on, -1) : dj_date_today ();
  if (tool->on == DJ_DATE_NONE)
    return tool_fail (tool, "'%s' is not a day; write it as 2024-08-26", "“%s”不是日期；请写成 2024-08-26", on);
  if (tool->n_arguments && !tool->command->n_arguments)
    return tool_fail (tool, "'%s' takes options only (dangjian %s --help says more)",
                      "命令“%s”只有选项，没有参数（说明见 dangjian %s --help）", tool->command->name,
                      tool->command->name);
  if (tool->n_arguments > tool->command->n_arguments
      || tool->n_arguments < tool->command->n_arguments - tool->command->may_have_less)
    return tool_fail (tool, "'%s' takes %s (dangjian %s --help says more)",
                      "命令“%s”需要的参数是：%s（说明见 dangjian %s --help）", tool->command->name,
                      tool_text (tool, tool->command->arguments), tool->command->name);
  return -1;
}

/* Finds the command in what is left of the line, and asks for its help where that is wanted. */
static int choose_command (Tool *tool, char **words)
{
  gboolean help = tool->flags[OPTION_HELP];
  if (words[0] && strcmp (words[0], "help") == 0)
  {
    help = TRUE;
    words++;
  }
  tool->command = words[0] ? find_command (words[0]) : NULL;
  if (!tool->command && (words[0] || !help))
    return complain_of_command (tool, words[0]);
  if (help)
    return tool_help (tool);
  tool->arguments = g_strdupv (words + 1);
  tool->n_arguments = (int)g_strv_length (tool->arguments);
  return check_options (tool);
}

int tool_parse (Tool *tool, int argc, char **argv)
{
  tool_measure (tool);
  g_auto (GStrv) rest = NULL;
  g_auto (GStrv) line = split_line (tool, argc, argv, &rest);
  gboolean parsed = parse_options (tool, &line);
  if (!choose_language (tool))
    return tool_fail (tool, "--lang is zh or en, not '%s'", "--lang 只能是 zh 或 en，不能是“%s”",
                      tool->values[OPTION_LANG]);
  if (!parsed) /* the one thing that can be wrong with options that are all bytes or flags */
    return tool_fail (tool, "%s needs a value", "%s 后面缺少取值", argv[argc - 1 - (int)g_strv_length (rest)]);

  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (int i = 1; line[i]; i++)
  {
    if (line[i][0] == '-' && line[i][1])
      return tool_fail (tool, "unknown option %s (dangjian --help lists them)", "没有选项 %s（选项见 dangjian --help）",
                        line[i]);
    g_strv_builder_add (builder, line[i]);
  }
  g_strv_builder_addv (builder, (const char **)rest);
  g_auto (GStrv) words = g_strv_builder_end (builder);
  if (tool->flags[OPTION_VERSION])
  {
    printf ("dangjian %d.%d.%d\n", DJ_MAJOR_VERSION, DJ_MINOR_VERSION, DJ_MICRO_VERSION);
    return TOOL_DONE;
  }
  return choose_command (tool, words);
}
