/* SPDX-License-Identifier: Apache-2.0 */
/* The tool `dangjian`: what its commands share. It uses the public header of the library and nothing besides. */
#pragma once

#include <dangjian/dangjian.h>

/* Exit statuses. */
enum
{
  TOOL_DONE = 0,
  TOOL_FINDINGS = 1, /* done, and findings of level must were reported */
  TOOL_FAILED = 2,   /* could not be done */
};

typedef enum
{
  OPTION_FORMAT,
  OPTION_ON,
  OPTION_LANG,
  OPTION_LENIENT,
  OPTION_HELP,
  OPTION_VERSION,
  OPTION_ROOT,
  OPTION_DEPTH,
  OPTION_LEVEL,
  OPTION_KIND,
  OPTION_BY,
  OPTION_DISTINCT,
  OPTION_OUTSIDE,
  OPTION_BASIS,
  OPTION_TODAY,
  OPTION_COMPONENTS,
  OPTION_BRIDGES,
  OPTION_ISOLATED,
  OPTION_SHARED,
  OPTION_CROSSING,
  OPTION_MATRIX,
  OPTION_TIES,
  OPTION_SEATS,
  OPTION_OF,
  OPTION_PATH,
  OPTION_WHERE,
  OPTION_BLIND,
  OPTION_ON_PAPER,
  OPTION_PROPOSE,
  OPTION_WHO,
  OPTION_MATTER,
  OPTION_ORDER,
  OPTION_OVERLAPS,
  OPTION_GAPS,
  OPTION_LINT,
  OPTION_OVERDUE,
  OPTION_CADENCE,
  OPTION_BODIES,
  OPTION_FLOW,
  OPTION_CATEGORY,
  OPTION_FARTHEST,
  OPTION_UNMATCHED,
  OPTION_GUIDES,
  OPTION_SERVICE,
  OPTION_NEAR,
  OPTION_COUNT,
  OPTION_FAR,
  OPTION_HTML,
  OPTION_SCALE,
  OPTION_SEED,
  OPTION_DIVISIONS,
  OPTION_TRUST,
  OPTION_RULES,
  OPTION_RULE,
  OPTION_EXPLAIN,
  OPTION_SINCE,
  OPTION_PARAMETERS,
  OPTION_COLUMNS,
  OPTION_ROWS,
  OPTION_REPLACE,
  OPTION_PREVIEW,
  OPTION_AUTHOR,
  OPTION_REASON,
  N_OPTIONS,
} ToolOptionId;

G_STATIC_ASSERT ((int)N_OPTIONS <= 64);

#define OPTION_BIT(option) (G_GUINT64_CONSTANT (1) << (option))

typedef enum
{
  FORMAT_TABLE,
  FORMAT_CSV,
  FORMAT_JSON,
  FORMAT_DOT, /* these three for graphs only */
  FORMAT_GEOJSON,
  FORMAT_HIF,
} ToolFormat;

/* A text in both languages. */
typedef struct
{
  const char *en;
  const char *zh;
} ToolText;

typedef struct Tool Tool;

typedef struct
{
  const char *name;
  guint64 options; /* besides the common ones */
  gboolean graphs; /* takes the formats of graphs too */
  int n_arguments;
  gboolean may_have_less; /* the last argument may be left out */
  ToolText arguments;     /* as they stand in the help */
  ToolText summary;
  ToolText details;
  const char *examples;
  int (*run) (Tool *tool);
} ToolCommand;

/* One run: what was asked, and where the answer goes. */
struct Tool
{
  const ToolCommand *command;
  char **arguments; /* what stands after the command */
  int n_arguments;
  char *values[N_OPTIONS]; /* as given; NULL where not */
  char *path_to;           /* the second value of --path */
  gboolean flags[N_OPTIONS];
  DjLanguage language;
  ToolFormat format;
  DjDate on;

  DjView *snapshot;         /* where the register is one, its day, */
  DjRegister *snapshot_reg; /* and that register; borrowed of who asked for it */

  FILE *out;
  const char *preface; /* what a table has before it, in lines; NULL for nothing */
  FILE *pager;
  gboolean colour;
  int width;  /* columns of the terminal, 0 where there is none */
  int height; /* lines of the terminal, 0 where there is none */
};

extern const ToolCommand tool_commands[];
extern const int tool_n_commands;

int convert_run (Tool *tool);
int check_run (Tool *tool);
int show_run (Tool *tool);
int tree_run (Tool *tool);
int count_run (Tool *tool);
int alliances_run (Tool *tool);
int list_run (Tool *tool);
int report_run (Tool *tool);
int coverage_run (Tool *tool);
int facilities_run (Tool *tool);
int duties_run (Tool *tool);
int match_run (Tool *tool);
int generate_run (Tool *tool);
int rules_run (Tool *tool);
int log_run (Tool *tool);
int diff_run (Tool *tool);
int undo_run (Tool *tool);
int verify_run (Tool *tool);
int import_run (Tool *tool);

/* ---- options.c ---- */

/* Takes the command line apart. Returns -1 to go on with tool->command, or the exit status. */
int tool_parse (Tool *tool, int argc, char **argv);
void tool_clear (Tool *tool);
gboolean tool_has (const Tool *tool, ToolOptionId option);
int tool_help (Tool *tool);

/* The text in the language of the run. */
const char *tool_text (const Tool *tool, ToolText text);
const char *tool_say (const Tool *tool, const char *en, const char *zh) G_GNUC_FORMAT (2) G_GNUC_FORMAT (3);

/* Of a text whose Chinese form stands before a middle dot and the English one after it, that of the run's language; to be freed. */
char *tool_dup_form (const Tool *tool, const char *text);

/* Which of the options is given, N_OPTIONS for none; FALSE with a complaint where it is more than one. */
gboolean tool_read_question (Tool *tool, const ToolOptionId *questions, gsize n, ToolOptionId *asked);

/* The number of the option's value in a code list: 0 where it was not given, -1 with a complaint where it is not in the list. */
int tool_read_code (Tool *tool, ToolOptionId option, const char *option_name, const char *list_name);

/* Says in one line on standard error why it cannot be done. Both formats take the same arguments. Returns TOOL_FAILED. */
int tool_fail (const Tool *tool, const char *en, const char *zh, ...) G_GNUC_PRINTF (2, 4) G_GNUC_PRINTF (3, 4);
void tool_warn (const Tool *tool, const char *en, const char *zh, ...) G_GNUC_PRINTF (2, 4) G_GNUC_PRINTF (3, 4);

/* ---- source.c ---- */

/* A bar on standard error while something takes long. */
typedef struct
{
  const Tool *tool;
  ToolText doing;
  gint64 begun;
  gint64 drawn;
} ToolBar;

/* What draws it when called with the bar; NULL where nobody watches. */
DjProgress tool_bar_begin (ToolBar *bar, const Tool *tool, ToolText doing);
void tool_bar_end (const ToolBar *bar);

/* Reads the register at @path, or opens and validates it where it is a snapshot; then the day is its own where --on was not given. NULL
 * where that failed, with @error. Draws a bar when reading takes long. */
DjRegister *tool_read (Tool *tool, const char *path, GError **error);

/* The same for the first argument, with complaints on standard error. */
DjRegister *tool_open (Tool *tool);

/* The register as of @on; complains itself. */
DjView *tool_seal (Tool *tool, DjRegister *reg, DjDate on);

/* Whether the name asks for a snapshot. */
gboolean tool_is_snapshot (const char *path);

/* The organization of --root, DJ_NONE without it. Returns FALSE and complains where there is none such. */
gboolean tool_find_root (Tool *tool, DjView *view, DjOrganizationId *root);

/* Whether the code is one of that table, on whatever day. */
gboolean tool_is_code (DjRegister *reg, DjTable table, const char *code);

/* Whether an organization, unit or alliance has that code; complains where not. */
gboolean tool_check_body (Tool *tool, DjRegister *reg, const char *code);

/* ---- output.c ---- */

/* Looks at the terminal. */
void tool_measure (Tool *tool);

/* Begins the answer: standard output, or a pager where it is a terminal shorter than @lines. */
void tool_begin (Tool *tool, gint64 lines);

/* Ends it. Returns @status, or TOOL_FAILED where not everything could be written. */
int tool_end (Tool *tool, int status);

/* The whole answer from one frame, in the format that was asked for. */
int tool_answer (Tool *tool, const DjFrame *frame, int status);

/* The same, where a table has only the columns of these names (NULL ends them); the last, where it is a text, is broken into lines and
 * not cut. */
int tool_answer_columns (Tool *tool, const DjFrame *frame, const char *const *names, int status);

/* The same for a frame of events, edits or differences, with the columns that matter and labels in the language of the run. */
int tool_answer_differences (Tool *tool, const DjFrame *frame, int status);
gboolean tool_is_difference (const DjFrame *frame);
/* What is shown of a cell of such a frame, by the name of its column; NULL for the cell itself, and of all other frames. */
char *tool_dup_difference (const Tool *tool, const DjFrame *frame, gint64 row, const char *name);

/* The whole answer from findings, one a line; of @reg (nullable) the number of rows is told. TOOL_FINDINGS for any of severity must. */
int tool_answer_issues (Tool *tool, const DjIssues *issues, DjRegister *reg);
/* must, should, may in the language of the run. */
const char *tool_severity_label (const Tool *tool, DjSeverity severity);
/* One finding a line, without more around them. */
void tool_print_issues (Tool *tool, const DjIssues *issues);

/* ---- rules.c, findings.c ---- */

/* The sets of --rules, of them only the rule of --rule; complains itself. */
DjRules *tool_read_rules (Tool *tool);
/* The whole answer about the rule of --explain; @findings (nullable) say how the register stands to it. */
int tool_explain_rule (Tool *tool, DjRules *rules, DjFindings *findings);
/* The whole answer of `check` for a register that could be read, of which @issues are known already. */
int tool_check_rules (Tool *tool, DjRegister *reg, const DjIssues *issues);

/* Writes a register in the form that the name asks for, a snapshot as of the day of the run, and says so to somebody who watches. Returns
 * the exit status. */
int tool_write (Tool *tool, DjRegister *reg, const char *path);

/* Text with everything escaped that could steer a terminal. */
char *tool_clean (const char *text);

/* Columns that a text takes on a terminal. */
int tool_width (const char *text);

/* Appends @text in @width columns, cut with … where it is longer; negative @width sets it to the right. */
void tool_append_cell (GString *line, const char *text, int width);

/* Appends @text broken into lines of the terminal's width, each after the first indented; the first begins at @column. */
void tool_append_wrapped (const Tool *tool, GString *out, const char *text, int column, int indent);

/* Colours: begin and end of a stretch; nothing where there are none. */
const char *tool_bold (const Tool *tool);
const char *tool_dim (const Tool *tool);
const char *tool_alarm (const Tool *tool, DjSeverity severity);
const char *tool_plain (const Tool *tool);

void tool_append_csv (GString *line, const char *text);
void tool_append_json (GString *line, const char *text);
