/* SPDX-License-Identifier: Apache-2.0 */
/* The list of issues, and the sentences in which they are told. */
#include "schema-private.h"

#include "boxed-private.h"

#include <string.h>

/* ---- Catalogue -------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *rule;
  DjSeverity severity;
  const char *citation;
  const char *zh;
  const char *en;
} Entry;

#define MUST DJ_SEVERITY_MUST
#define SHOULD DJ_SEVERITY_SHOULD
#define MAY DJ_SEVERITY_MAY
#define ONE_AFFILIATION "党章第八条 · Party Constitution art 8"
#define ONE_TREE "党章第十条、第十三条 · Party Constitution arts 10, 13"

/* {subject}, {a}, {b} and {c} take the values; what stands in [ ] is left out where a value in it is not given.
 * One sentence a line. */
/* clang-format off */
static const Entry catalogue[DJ_N_ISSUE_CODES] = {
  [DJ_ISSUE_ENCODING] = { "encoding", MUST, NULL,
    "[{subject}：]文字编码既不是 UTF-8，也不是 GB18030[：{a}]",
    "[{subject}: ]The text is neither UTF-8 nor GB18030[: {a}]" },
  [DJ_ISSUE_SYNTAX] = { "syntax", MUST, NULL,
    "[{subject}：]文件格式有误[：{a}]",
    "[{subject}: ]The file breaks the rules of its format[: {a}]" },
  [DJ_ISSUE_CUT] = { "file-cut", MUST, NULL,
    "[{subject}：]文件不完整，在一个值的中间结束[：{a}]",
    "[{subject}: ]The file is cut off: it ends inside a value[: {a}]" },
  [DJ_ISSUE_TABLE_UNKNOWN] = { "table-unknown", SHOULD, NULL,
    "[{subject}：]没有这样的表，未读入[：{a}]",
    "[{subject}: ]There is no such table; it is left out[: {a}]" },
  [DJ_ISSUE_TABLE_TWICE] = { "table-twice", MUST, NULL,
    "[{subject}：]表[“{a}”]重复[，最先见于 {b}]",
    "[{subject}: ]The table[ '{a}'] is given twice[, first by {b}]" },
  [DJ_ISSUE_COLUMN_TWICE] = { "column-twice", MUST, NULL,
    "[{subject}：]列[“{a}”]重复",
    "[{subject}: ]The column[ '{a}'] is given twice" },
  [DJ_ISSUE_COLUMN_MISSING] = { "column-missing", MUST, NULL,
    "[{subject}：]缺少必需的列[“{a}”]",
    "[{subject}: ]The required column[ '{a}'] is absent" },
  [DJ_ISSUE_FIELDS] = { "field-count", MUST, NULL,
    "[{subject}：]此行字段数不符[，有 {a} 个][，应为 {b} 个]",
    "[{subject}: ]The row has the wrong number of fields[: {a}][, not {b}]" },
  [DJ_ISSUE_REQUIRED] = { "value-missing", MUST, NULL,
    "[{subject}：][“{a}”]不能为空",
    "[{subject}: ]A value[ of '{a}'] is required" },
  [DJ_ISSUE_DATE] = { "date", MUST, NULL,
    "[{subject}：][“{a}”的值]不是有效日期[：{b}]",
    "[{subject}: ]The value[ of '{a}'] is not a day of the calendar[: {b}]" },
  [DJ_ISSUE_NUMBER] = { "number", MUST, NULL,
    "[{subject}：][“{a}”的值]不是有效数字[：{b}][（应为 {c}）]",
    "[{subject}: ]The value[ of '{a}'] is not a number[: {b}][ ({c} expected)]" },
  [DJ_ISSUE_RANGE] = { "range", MUST, NULL,
    "[{subject}：][“{a}”的值]超出范围[：{b}][（范围 {c}）]",
    "[{subject}: ]The value[ of '{a}'] is out of its range[: {b}][ (range {c})]" },
  [DJ_ISSUE_CODE] = { "code-unknown", MUST, NULL,
    "[{subject}：][“{a}”的值]不在代码表[ {c} ]中[：{b}]",
    "[{subject}: ]The value[ of '{a}'] is not in the code list[ {c}][: {b}]" },
  [DJ_ISSUE_TYPE] = { "value-type", MUST, NULL,
    "[{subject}：][“{a}”的值]类型不符[：{b}][（应为 {c}）]",
    "[{subject}: ]The value[ of '{a}'] is of the wrong type[: {b}][ ({c} expected)]" },
  [DJ_ISSUE_DUPLICATE] = { "code-unique", MUST, NULL,
    "[{subject}：]同一时期代码重复[，最先见于 {a}]",
    "[{subject}: ]The code is given twice for the same days[, first in {a}]" },
  [DJ_ISSUE_REFERENCE] = { "reference", MUST, NULL,
    "[{subject}：][“{a}”]所指的[“{b}”]不存在[（应在 {c} 中）]",
    "[{subject}: ]There is no such code[ for '{a}'][: {b}][ (expected in {c})]" },
  [DJ_ISSUE_REFERENCE_TIME] = { "reference-time", MUST, NULL,
    "[{subject}：][“{a}”]所指的[“{b}”]当时不存在[（{c}）]",
    "[{subject}: ]The code[ for '{a}'] does not exist at that time[: {b}][ ({c})]" },
  [DJ_ISSUE_PERIOD] = { "period", MUST, NULL,
    "[{subject}：][“{a}”的]日期过早[：{b}][，不得早于 {c}]",
    "[{subject}: ]The day[ of '{a}'] is too early[: {b}][, may not be before {c}]" },
  [DJ_ISSUE_SUPERIOR] = { "superior-one", MUST, ONE_TREE,
    "[{subject} ]同时有两个上级党组织[：“{a}”][、“{b}”][（{c}）]",
    "[{subject}: ]Two superiors at once[: '{a}'][ and '{b}'][ ({c})]" },
  [DJ_ISSUE_CYCLE] = { "tree-acyclic", MUST, ONE_TREE,
    "[{subject} ]隶属于自身[（{c}）][：{a}]",
    "[{subject}: ]Subordinate to itself[ ({c})][: {a}]" },
  [DJ_ISSUE_AFFILIATION_TWO] = { "affiliation-one", MUST, ONE_AFFILIATION,
    "[{subject} ]同时隶属两个党组织[：“{a}”][、“{b}”][（{c}）]",
    "[{subject}: ]Affiliated to two organizations at once[: '{a}'][ and '{b}'][ ({c})]" },
  [DJ_ISSUE_AFFILIATION_NONE] = { "affiliation-one", MUST, ONE_AFFILIATION,
    "[{subject} ]是党员，但未隶属任何党组织[（{c}）]",
    "[{subject}: ]A member without affiliation[ ({c})]" },
  [DJ_ISSUE_AFFILIATION_OUTSIDE] = { "affiliation-outside", SHOULD, ONE_AFFILIATION,
    "[{subject} ]在入党之前或离开之后仍有组织关系[：“{a}”][（{c}）]",
    "[{subject}: ]Affiliated before admission or after leaving[: '{a}'][ ({c})]" },
  [DJ_ISSUE_DROPPED] = { "row-dropped", SHOULD, NULL,
    "[{subject}：]此行有误，未读入[（{a}）]",
    "[{subject}: ]The row has defects and is left out[ ({a})]" },
  [DJ_ISSUE_DUTY_NO_ACCOUNTABLE] = { "duty-accountable", SHOULD, NULL,
    "[{subject}：]无牵头负责单位[（{a}）]",
    "[{subject}: ]Nobody is accountable[ ({a})]" },
  [DJ_ISSUE_DUTY_TWO_ACCOUNTABLE] = { "duty-accountable", SHOULD, NULL,
    "[{subject}：]同时有多个牵头负责单位[（{b} 个）][：{a}]",
    "[{subject}: ]Two or more bodies are accountable at once[ ({b})][: {a}]" },
  [DJ_ISSUE_DUTY_NO_SUPPORT] = { "duty-support", MAY, NULL,
    "[{subject}：]只有牵头单位[“{a}”]，没有配合单位",
    "[{subject}: ]Only an accountable body[ '{a}'], nobody in support" },
  [DJ_ISSUE_DUTY_BODY_GONE] = { "duty-body", SHOULD, NULL,
    "[{subject}：]责任单位[“{a}”]已不存在[（{b}）]",
    "[{subject}: ]The body assigned[ '{a}'] does not exist any more[ ({b})]" },
  [DJ_ISSUE_DUTY_BODY_OUTSIDE] = { "duty-area", SHOULD, NULL,
    "[{subject}：]责任单位[“{a}”]不在事项所在区域[“{b}”]",
    "[{subject}: ]The body assigned[ '{a}'] is based outside of the item's area[ '{b}']" },
  [DJ_ISSUE_DUTY_OVERDUE] = { "duty-due", SHOULD, NULL,
    "[{subject}：]已逾期[ {a} 天][（期限 {b}）]",
    "[{subject}: ]Overdue[, due {b}][ (days: {a})]" },
  [DJ_ISSUE_DUTY_NO_RESULT] = { "duty-result", SHOULD, NULL,
    "[{subject}：]已销号，但没有办理结果[（{a}）]",
    "[{subject}: ]Closed without a result[ ({a})]" },
  [DJ_ISSUE_DUTY_NOT_INHERITED] = { "duty-inherited", SHOULD, NULL,
    "[{subject}：]没有承接同类单位都有的清单[：{a}][（如“{b}”）]",
    "[{subject}: ]Has not taken over a checklist that all of its kind have[: {a}][ (such as '{b}')]" },
  [DJ_ISSUE_NEED_STATE] = { "need-state", SHOULD, NULL,
    "[{subject}：]填写内容与办理状态[“{a}”]不符[：{b}]",
    "[{subject}: ]What is given does not fit the state[ '{a}'][: {b}]" },
  [DJ_ISSUE_TOO_MANY] = { "too-many", MUST, NULL,
    "问题过多，有一部分未列出[：{a} 处]",
    "There are too many issues; some are not listed[: {a}]" },
  [DJ_ISSUE_RULE_FILE] = { "rule-file", MUST, NULL,
    "[{subject}：]规则文件有误[：{a}][（{c}）]",
    "[{subject}: ]The rule file has a defect[: {b}][ ({c})]" },
  [DJ_ISSUE_RULE_COLUMN] = { "rule-column", SHOULD, NULL,
    "[{subject}：]附加列[“{a}”]的值不是规则集所声明的[：{b}][（应为 {c}）]",
    "[{subject}: ]The value of a further column[ '{a}'] is not what the rule set declares[: {b}][ ({c} expected)]" },
  [DJ_ISSUE_RULE_FINDING] = { "rule", SHOULD, NULL,
    "[{subject}：]不符合规则[：{a}]",
    "[{subject}: ]A rule is broken[: {b}]" },
  [DJ_ISSUE_CONFLICT] = { "conflict", MUST, NULL,
    "[{subject}：]他人也修改了此行[的“{a}”][，他人的值：{b}][，此次变更的值：{c}]",
    "[{subject}: ]Others have edited this row, too[: {a}][, their value: {b}][, value of this change: {c}]" },
};

/* clang-format on */

gboolean dj_issues_keep_rule (const char *rule)
{
  for (int i = 0; i < DJ_ISSUE_TOO_MANY; i++)
    if (catalogue[i].severity == MUST && strcmp (catalogue[i].rule, rule) == 0)
      return TRUE;
  return FALSE;
}

const char *dj_severity_get_name (DjSeverity severity)
{
  static const char *const names[] = { "none", "may", "should", "must" };
  g_return_val_if_fail ((guint)severity < G_N_ELEMENTS (names), NULL);
  return names[severity];
}

/* ---- Sentences -------------------------------------------------------------------------------------------------- */

/* The most bytes kept of a value and of a file name. */
#define VALUE_BYTES 200
#define FILE_BYTES 1000
#define SENTENCE_BYTES 1000

enum
{
  SLOT_SUBJECT,
  SLOT_A,
  SLOT_B,
  SLOT_C,
  N_SLOTS
};

static const char *const slots[N_SLOTS] = { "{subject}", "{a}", "{b}", "{c}" };

/* Characters that move the cursor or turn the line around must not act in a terminal. */
static gboolean is_shown (gunichar c)
{
  switch (g_unichar_type (c))
  {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return FALSE;
  default:
    return TRUE;
  }
}

static void append_character (GString *out, gunichar c)
{
  if (is_shown (c))
    g_string_append_unichar (out, c);
  else if (c == '\t' || c == '\n' || c == '\r')
    g_string_append (out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
  else
    g_string_append_printf (out, "\\u%04X", c);
}

/* It reads no further than it needs: the text may be a whole file. */
void dj_append_clean (GString *out, const char *text, gsize most)
{
  gsize start = out->len;
  while (*text)
  {
    gunichar c = g_utf8_get_char_validated (text, -1);
    gboolean valid = c != (gunichar)-1 && c != (gunichar)-2;
    gsize before = out->len;
    append_character (out, valid ? c : 0xFFFD);
    if (out->len - start > most)
    {
      g_string_truncate (out, before);
      g_string_append (out, "…");
      return;
    }
    text = valid ? g_utf8_next_char (text) : text + 1;
  }
}

static int find_slot (const char *at)
{
  for (int i = 0; i < N_SLOTS; i++)
    if (g_str_has_prefix (at, slots[i]))
      return i;
  return -1;
}

/* Fills in one pass, so that braces within a value stay what they are. */
static void fill (GString *out, const char *template, const char *const values[N_SLOTS])
{
  g_string_truncate (out, 0);
  gsize optional_from = 0;
  gboolean absent = FALSE;
  for (const char *at = template; *at;)
  {
    int slot = *at == '{' ? find_slot (at) : -1;
    if (slot >= 0)
    {
      g_string_append (out, values[slot]);
      absent = absent || values[slot][0] == '\0';
      at += strlen (slots[slot]);
      continue;
    }
    if (*at == '[')
    {
      optional_from = out->len;
      absent = FALSE;
    }
    else if (*at == ']' && absent)
      g_string_truncate (out, optional_from);
    else if (*at != ']')
      g_string_append_c (out, *at);
    at++;
  }
}

/* ---- List ------------------------------------------------------------------------------------------------------- */

struct _DjIssues
{
  gatomicrefcount references;
  GArray *list;        /* of DjIssue */
  GStringChunk *texts; /* each text once */
  GString *scratch;
  guint counts[DJ_SEVERITY_MUST + 1];
  guint64 n_not_kept;
  gboolean finished;
};

DJ_DEFINE_BOXED_TYPE (DjIssues, dj_issues)

DjIssues *dj_issues_new (void)
{
  DjIssues *issues = g_new0 (DjIssues, 1);
  g_atomic_ref_count_init (&issues->references);
  issues->list = g_array_new (FALSE, FALSE, sizeof (DjIssue));
  issues->texts = g_string_chunk_new (1024);
  issues->scratch = g_string_new (NULL);
  return issues;
}

DjIssues *dj_issues_ref (DjIssues *issues)
{
  g_return_val_if_fail (issues != NULL, NULL);
  g_atomic_ref_count_inc (&issues->references);
  return issues;
}

void dj_issues_unref (DjIssues *issues)
{
  g_return_if_fail (issues != NULL);
  if (!g_atomic_ref_count_dec (&issues->references))
    return;
  g_array_unref (issues->list);
  g_string_chunk_free (issues->texts);
  g_string_free (issues->scratch, TRUE);
  g_free (issues);
}

guint dj_issues_get_n (const DjIssues *issues)
{
  g_return_val_if_fail (issues != NULL, 0);
  return issues->list->len;
}

const DjIssue *dj_issues_get (const DjIssues *issues, guint index)
{
  g_return_val_if_fail (issues != NULL && index < issues->list->len, NULL);
  return &g_array_index (issues->list, DjIssue, index);
}

guint dj_issues_count (const DjIssues *issues, DjSeverity severity)
{
  g_return_val_if_fail (issues != NULL && (guint)severity < G_N_ELEMENTS (issues->counts), 0);
  return issues->counts[severity];
}

DjSeverity dj_issues_worst (const DjIssues *issues)
{
  g_return_val_if_fail (issues != NULL, DJ_SEVERITY_NONE);
  DjSeverity worst = DJ_SEVERITY_MUST;
  while (worst > DJ_SEVERITY_NONE && issues->counts[worst] == 0)
    worst--;
  return worst;
}

/* ---- Adding ----------------------------------------------------------------------------------------------------- */

/* The same text is kept once, however often it comes. */
static const char *keep (DjIssues *issues, const char *text)
{
  return g_string_chunk_insert_const (issues->texts, text);
}

static const char *keep_clean (DjIssues *issues, const char *text, gsize most)
{
  if (text == NULL)
    return NULL;
  g_string_truncate (issues->scratch, 0);
  dj_append_clean (issues->scratch, text, most);
  return keep (issues, issues->scratch->str);
}

static void set_messages (DjIssues *issues, DjIssue *issue, const Entry *entry, const char *const given[N_SLOTS])
{
  char clean[N_SLOTS][VALUE_BYTES + sizeof "…"];
  const char *values[N_SLOTS];
  for (int i = 0; i < N_SLOTS; i++)
  {
    g_string_truncate (issues->scratch, 0);
    dj_append_clean (issues->scratch, given[i] ? given[i] : "", VALUE_BYTES);
    memcpy (clean[i], issues->scratch->str, issues->scratch->len + 1);
    values[i] = clean[i];
  }
  fill (issues->scratch, entry->en, values);
  issue->message_en = keep (issues, issues->scratch->str);
  g_autofree char *choice = dj_words_choice_zh (issue->code, issue->table, values[SLOT_A], values[SLOT_C]);
  values[SLOT_C] = choice;
  values[SLOT_A] = dj_words_name_zh (issue->code, issue->table, values[SLOT_A]);
  values[SLOT_B] = dj_words_detail_zh (issue->code, issue->table, values[SLOT_B]);
  fill (issues->scratch, entry->zh, values);
  issue->message_zh = keep (issues, issues->scratch->str);
}

static void append_issue (DjIssues *issues, DjIssueCode code, const DjPlace *place, const char *const given[N_SLOTS])
{
  static const DjPlace nowhere = { .table = -1, .row = -1 };
  const DjPlace *at = place ? place : &nowhere;
  const Entry *entry = &catalogue[code];
  DjIssue issue = {
    .severity = entry->severity,
    .code = code,
    .rule = entry->rule,
    .table = at->table,
    .row = at->row,
    .column = at->column,
    .file = keep_clean (issues, at->file, FILE_BYTES),
    .line = at->line,
    .subject = keep_clean (issues, given[SLOT_SUBJECT], VALUE_BYTES),
    .citation = entry->citation,
  };
  set_messages (issues, &issue, entry, given);
  g_array_append_val (issues->list, issue);
  issues->counts[issue.severity]++;
}

void dj_issues_add (DjIssues *issues, DjIssueCode code, const DjPlace *place, const char *subject, const char *a,
                    const char *b, const char *c)
{
  g_return_if_fail (issues != NULL && !issues->finished && (guint)code < DJ_N_ISSUE_CODES);
  if (issues->list->len >= DJ_ISSUES_KEPT)
  {
    issues->n_not_kept++;
    return;
  }
  append_issue (issues, code, place, (const char *const[N_SLOTS]){ subject, a, b, c });
}

void dj_issues_add_finding (DjIssues *issues, const DjPlace *place, const char *subject, const DjVerdict *verdict)
{
  g_return_if_fail (issues != NULL && verdict != NULL);
  guint before = issues->list->len;
  dj_issues_add (issues, DJ_ISSUE_RULE_FINDING, place, subject, NULL, NULL, NULL);
  if (issues->list->len == before)
    return; /* not kept */
  DjIssue *issue = &g_array_index (issues->list, DjIssue, before);
  issues->counts[issue->severity]--;
  issues->counts[verdict->severity]++;
  issue->severity = verdict->severity;
  issue->rule = keep_clean (issues, verdict->rule, VALUE_BYTES);
  issue->citation = keep_clean (issues, verdict->citation, SENTENCE_BYTES);
  issue->message_zh = keep_clean (issues, verdict->zh, SENTENCE_BYTES);
  issue->message_en = keep_clean (issues, verdict->en, SENTENCE_BYTES);
  issue->found = keep_clean (issues, verdict->found, VALUE_BYTES);
  issue->bound = keep_clean (issues, verdict->bound, VALUE_BYTES);
}

static const char *keep_text (DjIssues *issues, const char *text) { return text ? keep (issues, text) : NULL; }

void dj_issues_append (DjIssues *issues, const DjIssues *from)
{
  g_return_if_fail (issues != NULL && from != NULL && !issues->finished);
  issues->n_not_kept += from->n_not_kept;
  for (guint i = 0; i < from->list->len; i++)
  {
    DjIssue issue = g_array_index (from->list, DjIssue, i);
    if (issue.code == DJ_ISSUE_TOO_MANY && from->n_not_kept > 0)
      continue; /* told anew of both */
    if (issues->list->len >= DJ_ISSUES_KEPT)
    {
      issues->n_not_kept++;
      continue;
    }
    issue.rule = keep_text (issues, issue.rule);
    issue.file = keep_text (issues, issue.file);
    issue.subject = keep_text (issues, issue.subject);
    issue.message_zh = keep_text (issues, issue.message_zh);
    issue.message_en = keep_text (issues, issue.message_en);
    issue.citation = keep_text (issues, issue.citation);
    issue.found = keep_text (issues, issue.found);
    issue.bound = keep_text (issues, issue.bound);
    g_array_append_val (issues->list, issue);
    issues->counts[issue.severity]++;
  }
}

void dj_issues_set_place (DjIssues *issues, guint index, gint32 line, gint32 column)
{
  g_return_if_fail (issues != NULL && !issues->finished);
  if (index >= issues->list->len)
    return; /* not kept */
  DjIssue *issue = &g_array_index (issues->list, DjIssue, index);
  issue->line = line;
  issue->column = column;
}

static int compare_numbers (gint64 a, gint64 b) { return (a > b) - (a < b); }

/* Findings of rules stand behind what reading has found; what follows is of one of both. */
static int compare_origins (const DjIssue *a, const DjIssue *b)
{
  return (a->code == DJ_ISSUE_RULE_FINDING) - (b->code == DJ_ISSUE_RULE_FINDING);
}

/* As they stand in the file; what came without lines goes by row. */
static int compare_places (gconstpointer first, gconstpointer second)
{
  const DjIssue *a = first;
  const DjIssue *b = second;
  int order = compare_origins (a, b);
  if (order != 0)
    return order;
  order = a->file == b->file ? 0 : g_strcmp0 (a->file, b->file);
  if (order == 0)
    order = compare_numbers (a->line, b->line);
  if (order == 0 && a->line > 0)
    order = compare_numbers (a->column, b->column);
  if (order == 0)
    order = compare_numbers (a->table, b->table);
  if (order == 0)
    order = compare_numbers (a->row, b->row);
  return order ? order : compare_numbers (a->column, b->column);
}

void dj_issues_finish (DjIssues *issues)
{
  g_return_if_fail (issues != NULL);
  if (issues->finished)
    return;
  issues->finished = TRUE;
  g_array_sort (issues->list, compare_places); /* stable, as GLib promises */
  if (issues->n_not_kept == 0)
    return;
  char number[DJ_NUMBER_TEXT_SIZE];
  dj_int_format ((gint64)issues->n_not_kept, number);
  append_issue (issues, DJ_ISSUE_TOO_MANY, NULL, (const char *const[N_SLOTS]){ NULL, number, NULL, NULL });
}
