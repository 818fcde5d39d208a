/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as frames: each with its figures and sentences, by rule, and as issues. */
#include "rule/check-private.h"

#include "boxed-private.h"

#include <string.h>

DJ_DEFINE_BOXED_TYPE (DjFindings, dj_findings)

DjFindings *dj_findings_ref (DjFindings *findings)
{
  g_return_val_if_fail (findings != NULL, NULL);
  g_atomic_ref_count_inc (&findings->references);
  return findings;
}

void dj_findings_unref (DjFindings *findings)
{
  g_return_if_fail (findings != NULL);
  if (!g_atomic_ref_count_dec (&findings->references))
    return;
  for (guint i = 0; i < findings->found->len; i++)
  {
    g_free (g_array_index (findings->found, DjFound, i).rows);
    g_free (g_array_index (findings->found, DjFound, i).silences);
  }
  g_array_unref (findings->found);
  g_array_unref (findings->order);
  dj_plan_unref (findings->plan);
  g_free (findings);
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------------------- */

static gint64 count (const DjFindings *findings, gboolean all, DjSeverity severity)
{
  gint64 n = 0;
  for (guint i = 0; i < findings->found->len; i++)
  {
    const DjFound *found = &g_array_index (findings->found, DjFound, i);
    n += all || found->severity == severity ? (gint64)found->n - found->n_silenced : 0;
  }
  return n;
}

gint64 dj_findings_get_n (const DjFindings *findings)
{
  g_return_val_if_fail (findings != NULL, 0);
  return count (findings, TRUE, DJ_SEVERITY_NONE);
}

gint64 dj_findings_count (const DjFindings *findings, DjSeverity severity)
{
  g_return_val_if_fail (findings != NULL, 0);
  return count (findings, FALSE, severity);
}

/* ---- A list of findings -------------------------------------------------------------------------------------------------------- */

/* Columns of the list, in their order. */
enum
{
  RULE,
  SEVERITY,
  TABLE,
  SUBJECT,
  NAME,
  ORGANIZATION,
  FOUND,
  BOUND,
  INSTRUMENT,
  ARTICLE,
  MESSAGE_ZH,
  MESSAGE_EN,
  SILENCED,
  ROW,
};

static DjFrame *new_list (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "rule", "规则", "rule");
  dj_frame_add (frame, DJ_TYPE_CODE, "severity", "程度", "severity", &dj_severity_list);
  dj_frame_add_text (frame, "table", "表", "table");
  dj_frame_add_text (frame, "subject", "对象", "subject");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_text (frame, "organization", "所属党组织", "organization");
  dj_frame_add_text (frame, "found", "实际", "found");
  dj_frame_add_text (frame, "bound", "要求", "bound");
  dj_frame_add_text (frame, "instrument", "依据", "instrument");
  dj_frame_add_text (frame, "article", "条款", "article");
  dj_frame_add_text (frame, "message_zh", "说明", "message in Chinese");
  dj_frame_add_text (frame, "message_en", "英文说明", "message in English");
  dj_frame_add_text (frame, "silenced", "豁免原因", "silenced");
  dj_frame_add_number (frame, "row", "行", "row");
  return frame;
}

typedef struct Listing Listing;

/* Which findings are wanted, how many are still to be passed over and to be listed, and what becomes of each. */
struct Listing
{
  const DjFindings *findings;
  DjFrame *frame;
  DjDesk *desk;
  /* @number: of the finding within its rule; @i: within the telling. */
  void (*append) (const Listing *listing, const DjTelling *telling, gint32 number, gint32 i);
  gint32 begin; /* organizations; all where @everywhere */
  gint32 end;
  gboolean everywhere;
  gboolean silenced; /* those that are silenced, too */
  gint64 from;
  gint64 left;
  GString *text;
  GString *instruments; /* of the rule at hand: they are the same for all its findings */
  GString *articles;
};

static Listing listing_new (const DjFindings *findings, DjFrame *frame, DjOrganizationId root)
{
  const DjForest *forest = &findings->plan->view->tree->organizations;
  gboolean within = dj_is_within (root, forest->n);
  return (Listing){ .findings = findings,
                    .frame = frame,
                    .desk = dj_desk_new_alone (findings->plan),
                    .begin = within ? root : 0,
                    .end = within ? forest->end[root] : 0,
                    .everywhere = root == DJ_NONE,
                    .silenced = TRUE,
                    .left = G_MAXINT64,
                    .text = g_string_new (NULL),
                    .instruments = g_string_new (NULL),
                    .articles = g_string_new (NULL) };
}

/* The frame, or NULL with an error where what stands in it could not be worked out. */
static DjFrame *listing_finish (Listing *listing, GError **error)
{
  gboolean good = dj_desk_tell (listing->desk, error);
  g_string_free (listing->text, TRUE);
  g_string_free (listing->instruments, TRUE);
  g_string_free (listing->articles, TRUE);
  dj_desk_free (listing->desk);
  DjFrame *frame = dj_frame_finish (listing->frame);
  if (good)
    return frame;
  dj_frame_unref (frame);
  return NULL;
}

static void append_string (const Listing *listing, int column, const GString *text)
{
  dj_frame_append_text (listing->frame, column, text->len > 0 ? text->str : NULL);
}

static GString *anew (const Listing *listing)
{
  g_string_truncate (listing->text, 0);
  return listing->text;
}

/* One that may be empty; @given: whether it is there at all. */
static void append_text (const Listing *listing, int column, gboolean given)
{
  dj_frame_append_text (listing->frame, column, given ? listing->text->str : NULL);
}

static void append_organization (const Listing *listing, int column, const DjFound *found, gint32 row)
{
  const DjPlan *plan = listing->findings->plan;
  gint32 id = dj_plan_find_organization (plan, found->table, row);
  dj_frame_append_text (listing->frame, column,
                        dj_tree_get_organization_text (plan->view->tree, id, DJ_COLUMN_ORGANIZATION_CODE));
}

static void append_silence (const Listing *listing, int column, const DjFound *found, gint32 number)
{
  const GArray *silences = listing->findings->plan->rules->silences;
  gint32 silence = found->silences ? found->silences[number] : -1;
  dj_frame_append_text (listing->frame, column,
                        silence < 0 ? NULL : g_array_index (silences, DjSilence, silence).reason);
}

static void append_figures (const Listing *listing, const DjTelling *telling, gint32 i, int found, int bound)
{
  append_text (listing, found, dj_telling_append_found (telling, i, DJ_WORDING_FILE, anew (listing)));
  append_text (listing, bound, dj_telling_append_bound (telling, i, DJ_WORDING_FILE, anew (listing)));
}

static void append_finding (const Listing *listing, const DjTelling *telling, gint32 number, gint32 i)
{
  const DjPlan *plan = listing->findings->plan;
  const DjFound *found = telling->found;
  DjFrame *frame = listing->frame;
  gint32 row = found->rows[number];
  dj_frame_append_text (frame, RULE, dj_found_get_rule (plan, found));
  dj_frame_append_code (frame, SEVERITY, (int)found->severity);
  dj_frame_append_text (frame, TABLE, dj_schema_get_table (found->table)->name);
  dj_frame_append_text (frame, SUBJECT, dj_plan_get_subject (plan, found->table, row));
  dj_plan_append_name (plan, found->table, row, anew (listing));
  append_string (listing, NAME, listing->text);
  append_organization (listing, ORGANIZATION, found, row);
  append_figures (listing, telling, i, FOUND, BOUND);
  append_string (listing, INSTRUMENT, listing->instruments);
  append_string (listing, ARTICLE, listing->articles);
  dj_telling_append_message (telling, i, DJ_WORDING_ZH, anew (listing));
  append_text (listing, MESSAGE_ZH, TRUE);
  dj_telling_append_message (telling, i, DJ_WORDING_EN, anew (listing));
  append_text (listing, MESSAGE_EN, TRUE);
  append_silence (listing, SILENCED, found, number);
  dj_frame_append_int (frame, ROW, row);
}

static void append_block (const Listing *listing, const DjFound *found, const gint32 *numbers, gint32 n)
{
  gint32 rows[DJ_CHECKED_AT_ONCE] = { 0 };
  DjTelling telling;
  for (gint32 i = 0; i < n; i++)
    rows[i] = found->rows[numbers[i]];
  dj_telling_begin (&telling, listing->desk, found, rows, n);
  for (gint32 i = 0; i < n; i++)
    listing->append (listing, &telling, numbers[i], i);
  dj_telling_end (&telling);
  listing->desk->n_arrays = 0;
}

static gboolean is_wanted (const Listing *listing, const DjFound *found, gint32 number)
{
  if (!listing->silenced && found->silences && found->silences[number] >= 0)
    return FALSE;
  if (listing->everywhere)
    return TRUE;
  gint32 organization = dj_plan_find_organization (listing->findings->plan, found->table, found->rows[number]);
  return organization >= listing->begin && organization < listing->end;
}

/* What is the same for all findings of a rule is worked out once: others that restate it may be many. */
static void cite (const Listing *listing, const DjFound *found)
{
  g_string_truncate (listing->instruments, 0);
  g_string_truncate (listing->articles, 0);
  dj_found_append_instruments (listing->findings->plan, found, listing->instruments);
  dj_found_append_articles (listing->findings->plan, found, listing->articles);
}

/* Ends early where there is no room, which is an error of the whole list. */
static void list_found (Listing *listing, const DjFound *found)
{
  gint32 numbers[DJ_CHECKED_AT_ONCE], n = 0, first = 0;
  if (listing->everywhere && listing->silenced) /* those passed over need not be looked at */
  {
    first = (gint32)MIN (listing->from, found->n);
    listing->from -= first;
  }
  if (first < found->n && listing->left > 0)
    cite (listing, found);
  for (gint32 number = first; number < found->n && listing->left > 0 && dj_desk_tell (listing->desk, NULL); number++)
  {
    if (!is_wanted (listing, found, number) || (listing->from > 0 && listing->from-- > 0))
      continue;
    numbers[n++] = number;
    listing->left--;
    if (n < DJ_CHECKED_AT_ONCE)
      continue;
    append_block (listing, found, numbers, n);
    n = 0;
  }
  if (n > 0)
    append_block (listing, found, numbers, n);
}

/* The rule that reports for the one of that id; -1 for rule-column; -2 for none. */
static gint32 find_reporting (const DjFindings *findings, const char *id)
{
  int rule = dj_rules_find (findings->plan->rules, id);
  return rule >= 0 ? findings->plan->planned[rule].head : strcmp (id, "rule-column") == 0 ? -1 : -2;
}

static void list_all (Listing *listing, const char *rule)
{
  const DjFindings *findings = listing->findings;
  gint32 wanted = rule ? find_reporting (findings, rule) : 0;
  for (guint i = 0; i < findings->order->len; i++)
  {
    const DjFound *found = &g_array_index (findings->found, DjFound, g_array_index (findings->order, gint32, i));
    if (!rule || found->rule == wanted)
      list_found (listing, found);
  }
}

DjFrame *dj_findings_list (DjFindings *findings, const char *rule, DjOrganizationId root, gint64 from, gint64 most,
                           GError **error)
{
  g_return_val_if_fail (findings != NULL && (error == NULL || *error == NULL), NULL);
  Listing listing = listing_new (findings, new_list (), root);
  listing.append = append_finding;
  listing.from = MAX (from, 0);
  listing.left = most < 0 ? G_MAXINT64 : most;
  list_all (&listing, rule);
  return listing_finish (&listing, error);
}

/* ---- By rule ---------------------------------------------------------------------------------------------------------------------- */

static DjFrame *new_by_rule (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "rule", "规则", "rule");
  dj_frame_add (frame, DJ_TYPE_CODE, "severity", "程度", "severity", &dj_severity_list);
  dj_frame_add_text (frame, "title_zh", "规定", "title in Chinese");
  dj_frame_add_text (frame, "title_en", "英文规定", "title in English");
  dj_frame_add (frame, DJ_TYPE_CODE, "in_force", "是否施行", "in force", &dj_codes_yes_no);
  dj_frame_add_number (frame, "subjects", "适用对象数", "subjects");
  dj_frame_add_number (frame, "findings", "不符数", "findings");
  dj_frame_add_number (frame, "silenced", "豁免数", "silenced");
  dj_frame_add_text (frame, "not_judged", "未判断原因", "why not judged");
  return frame;
}

static void append_rule (DjFrame *frame, const DjFindings *findings, gint32 number)
{
  const DjPlan *plan = findings->plan;
  const DjRule *rule = dj_rules_get (plan->rules, number);
  const DjFound *found = &g_array_index (findings->found, DjFound, number);
  g_autofree char *reason = dj_plan_dup_reason (plan, number);
  dj_frame_append_text (frame, 0, rule->id);
  dj_frame_append_code (frame, 1, (int)rule->severity);
  dj_frame_append_text (frame, 2, rule->title_zh);
  dj_frame_append_text (frame, 3, rule->title_en);
  dj_frame_append_code (frame, 4, plan->planned[number].in_force ? DJ_FLAG_YES : DJ_FLAG_NO);
  dj_frame_append_int (frame, 5, found->n_subjects);
  dj_frame_append_int (frame, 6, (gint64)found->n - found->n_silenced);
  dj_frame_append_int (frame, 7, found->n_silenced);
  dj_frame_append_text (frame, 8, reason);
}

/* One row for all further columns, where one has a cell that cannot be read. */
static void append_unread (DjFrame *frame, const DjFindings *findings)
{
  gint64 n = 0, silenced = 0;
  for (guint i = findings->plan->rules->rules->len; i < findings->found->len; i++)
  {
    n += g_array_index (findings->found, DjFound, i).n;
    silenced += g_array_index (findings->found, DjFound, i).n_silenced;
  }
  if (n == 0)
    return;
  dj_frame_append_text (frame, 0, "rule-column");
  dj_frame_append_code (frame, 1, DJ_SEVERITY_SHOULD);
  dj_frame_append_text (frame, 2, "附加列的值应如规则集所声明");
  dj_frame_append_text (frame, 3, "Values of further columns are what the rule sets declare");
  dj_frame_append_code (frame, 4, DJ_FLAG_YES);
  dj_frame_append_int (frame, 5, n);
  dj_frame_append_int (frame, 6, n - silenced);
  dj_frame_append_int (frame, 7, silenced);
  dj_frame_append_text (frame, 8, NULL);
}

DjFrame *dj_findings_by_rule (DjFindings *findings)
{
  g_return_val_if_fail (findings != NULL, NULL);
  DjFrame *frame = new_by_rule ();
  for (gint32 i = 0; i < (gint32)findings->plan->rules->rules->len; i++)
    append_rule (frame, findings, i);
  append_unread (frame, findings);
  return dj_frame_finish (frame);
}

/* ---- As issues -------------------------------------------------------------------------------------------------------------------- */

/* As issues have them, the name of the subject stands before its sentence. */
static void append_sentence (const DjTelling *telling, gint32 i, DjWording wording, GString *out)
{
  const DjFound *found = telling->found;
  g_autoptr (GString) name = g_string_new (NULL);
  if (telling->rows)
    dj_plan_append_name (telling->plan, found->table, telling->rows->rows[i], name);
  gsize begin = out->len;
  dj_append_clean (out, name->str, 200);
  if (out->len > begin)
    g_string_append (out, wording == DJ_WORDING_ZH ? "：" : ": ");
  dj_telling_append_message (telling, i, wording, out);
}

/* Where both stand, as in a citation of an issue. */
static char *dup_citation (const GString *instruments, const GString *articles)
{
  gboolean both = instruments->len > 0 && articles->len > 0;
  return g_strconcat (instruments->str, both ? ", " : "", articles->str, NULL);
}

/* Behind the columns of issues. */
enum
{
  OF_ORGANIZATION = DJ_N_ISSUE_COLUMNS,
  OF_SILENCE,
};

static void append_issue (const Listing *listing, const DjTelling *telling, gint32 number, gint32 i)
{
  const DjPlan *plan = listing->findings->plan;
  const DjFound *found = telling->found;
  DjFrame *frame = listing->frame;
  gint32 row = found->rows[number];
  g_autofree char *citation = dup_citation (listing->instruments, listing->articles);
  dj_frame_append_code (frame, DJ_ISSUE_COLUMN_SEVERITY, (int)found->severity);
  dj_frame_append_text (frame, DJ_ISSUE_COLUMN_RULE, dj_found_get_rule (plan, found));
  dj_frame_append_text (frame, DJ_ISSUE_COLUMN_TABLE, dj_schema_get_table (found->table)->name);
  dj_frame_append_int (frame, DJ_ISSUE_COLUMN_ROW, row);
  dj_frame_append_text (frame, DJ_ISSUE_COLUMN_FILE, NULL);
  dj_frame_append_int (frame, DJ_ISSUE_COLUMN_LINE, DJ_INT_NONE);
  dj_frame_append_int (frame, DJ_ISSUE_COLUMN_COLUMN, DJ_INT_NONE);
  dj_frame_append_text (frame, DJ_ISSUE_COLUMN_SUBJECT, dj_plan_get_subject (plan, found->table, row));
  append_sentence (telling, i, DJ_WORDING_ZH, anew (listing));
  append_text (listing, DJ_ISSUE_COLUMN_MESSAGE_ZH, TRUE);
  append_sentence (telling, i, DJ_WORDING_EN, anew (listing));
  append_text (listing, DJ_ISSUE_COLUMN_MESSAGE_EN, TRUE);
  dj_frame_append_text (frame, DJ_ISSUE_COLUMN_CITATION, *citation ? citation : NULL);
  append_figures (listing, telling, i, DJ_ISSUE_COLUMN_FOUND, DJ_ISSUE_COLUMN_BOUND);
  append_organization (listing, OF_ORGANIZATION, found, row);
  append_silence (listing, OF_SILENCE, found, number);
}

DjFrame *dj_findings_to_frame (DjFindings *findings, const DjIssues *before, const char *rule, DjOrganizationId root,
                               gboolean silenced, GError **error)
{
  g_return_val_if_fail (findings != NULL && (error == NULL || *error == NULL), NULL);
  DjFrame *frame = dj_frame_new_for_issues ();
  dj_frame_add_text (frame, "organization", "所属党组织", "organization");
  dj_frame_add_text (frame, "silenced", "豁免原因", "silenced");
  if (before)
    dj_frame_append_issues (frame, before);
  for (guint i = 0; before && i < dj_issues_get_n (before); i++)
    for (int column = OF_ORGANIZATION; column <= OF_SILENCE; column++)
      dj_frame_append_text (frame, column, NULL);
  Listing listing = listing_new (findings, frame, root);
  listing.append = append_issue;
  listing.silenced = silenced;
  list_all (&listing, rule);
  return listing_finish (&listing, error);
}

static void add_issue (DjIssues *issues, const DjTelling *telling, gint32 i, const char *citation)
{
  const DjPlan *plan = telling->plan;
  const DjFound *found = telling->found;
  gint32 row = telling->rows->rows[i];
  g_autoptr (GString) zh = g_string_new (NULL), en = g_string_new (NULL);
  append_sentence (telling, i, DJ_WORDING_ZH, zh);
  append_sentence (telling, i, DJ_WORDING_EN, en);
  g_autoptr (GString) value = g_string_new (NULL), bound = g_string_new (NULL);
  gboolean has_value = dj_telling_append_found (telling, i, DJ_WORDING_FILE, value);
  gboolean has_bound = dj_telling_append_bound (telling, i, DJ_WORDING_FILE, bound);
  const DjVerdict verdict = { .rule = dj_found_get_rule (plan, found),
                              .severity = found->severity,
                              .citation = *citation ? citation : NULL,
                              .zh = zh->str,
                              .en = en->str,
                              .found = has_value ? value->str : NULL,
                              .bound = has_bound ? bound->str : NULL };
  DjPlace place = { .table = (int)found->table, .row = row };
  dj_issues_add_finding (issues, &place, dj_plan_get_subject (plan, found->table, row), &verdict);
}

static void add_block (DjIssues *issues, DjDesk *desk, const DjFound *found, const gint32 *rows, gint32 n,
                       const char *citation)
{
  DjTelling telling;
  dj_telling_begin (&telling, desk, found, rows, n);
  for (gint32 i = 0; telling.rows && i < n; i++)
    add_issue (issues, &telling, i, citation);
  dj_telling_end (&telling);
  desk->n_arrays = 0;
}

static char *dup_citation_of (const DjPlan *plan, const DjFound *found)
{
  g_autoptr (GString) instruments = g_string_new (NULL), articles = g_string_new (NULL);
  dj_found_append_instruments (plan, found, instruments);
  dj_found_append_articles (plan, found, articles);
  return dup_citation (instruments, articles);
}

static void add_found (DjIssues *issues, DjDesk *desk, const DjFound *found)
{
  gint32 rows[DJ_CHECKED_AT_ONCE], n = 0;
  g_autofree char *citation = dup_citation_of (desk->plan, found);
  for (gint32 i = 0; i < found->n && dj_desk_tell (desk, NULL); i++)
  {
    if (found->silences && found->silences[i] >= 0)
      continue;
    if (dj_issues_get_n (issues) >= DJ_ISSUES_KEPT) /* counted only: nothing need be said of it */
    {
      dj_issues_add (issues, DJ_ISSUE_RULE_FINDING, NULL, NULL, NULL, NULL, NULL);
      continue;
    }
    rows[n++] = found->rows[i];
    if (n == DJ_CHECKED_AT_ONCE || dj_issues_get_n (issues) + (guint)n >= DJ_ISSUES_KEPT)
    {
      add_block (issues, desk, found, rows, n, citation);
      n = 0;
    }
  }
  if (n > 0)
    add_block (issues, desk, found, rows, n, citation);
}

DjIssues *dj_findings_to_issues (DjFindings *findings, const DjIssues *before, GError **error)
{
  g_return_val_if_fail (findings != NULL && (error == NULL || *error == NULL), NULL);
  g_autoptr (DjIssues) issues = dj_issues_new ();
  if (before)
    dj_issues_append (issues, before);
  DjDesk *desk = dj_desk_new_alone (findings->plan);
  for (guint i = 0; i < findings->order->len; i++)
    add_found (issues, desk, &g_array_index (findings->found, DjFound, g_array_index (findings->order, gint32, i)));
  gboolean good = dj_desk_tell (desk, error);
  dj_desk_free (desk);
  dj_issues_finish (issues);
  return good ? g_steal_pointer (&issues) : NULL;
}
