/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: rule
 *
 * The rules of the regulations as data: rule sets that are read from files, and what a view breaks of them.
 *
 * A rule says what must be so of each row of a table (members of a branch at most 50), with the article it follows and how
 * firmly that is known. docs/rule-sets.md is the format of the files, docs/rules.md lists those that come with the library.
 * Both types are constant once made and may be read from any thread.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/** DjRules: rules read from one or several sets. */
typedef struct _DjRules DjRules;

#define DJ_TYPE_RULES (dj_rules_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_rules_get_type (void);

/**
 * dj_rules_read:
 * @sets: (array zero-terminated=1): names of installed sets (`national`, `practice`, `local/…`) or paths that end in `.json`
 *
 * Installed sets are looked for in `rules/` of the folder that the environment variable `DANGJIAN_DATA` names; else of `share/dangjian/`
 * beside the library (or program of which it is a part) or in one of the two folders above, so that an installed tree can be moved; else
 * where it was configured to be installed. Files have bounds, which docs/rule-sets.md tells, so that reading what a stranger wrote takes
 * neither long nor much memory; a file includes others by name or by a relative path that ends in `.json`, and no other file is opened.
 * O(bytes of the files).
 *
 * Returns: (transfer full): their rules and those of the sets they include; %NULL with %DJ_ERROR_FILE where a file cannot be read,
 *   %DJ_ERROR_DATA where one has defects, with an issue for each
 */
DJ_AVAILABLE_IN_0_1 DjRules *dj_rules_read (const char *const *sets, GError **error);

/**
 * dj_rules_read_text:
 * @text: (array length=length): a rule file in memory; @length -1 for one that ends in NUL
 * @file: its name in issues; sets that it includes by path are looked for beside it
 *
 * Returns: (transfer full): as dj_rules_read()
 */
DJ_AVAILABLE_IN_0_1 DjRules *dj_rules_read_text (const char *text, gssize length, const char *file, GError **error);

DJ_AVAILABLE_IN_0_1 DjRules *dj_rules_ref (DjRules *rules);
DJ_AVAILABLE_IN_0_1 void dj_rules_unref (DjRules *rules);

/** dj_rules_get_n: Returns: how many rules there are */
DJ_AVAILABLE_IN_0_1 int dj_rules_get_n (const DjRules *rules);

/** dj_rules_find: Returns: the number of the rule of that id, or -1. O(1). */
DJ_AVAILABLE_IN_0_1 int dj_rules_find (const DjRules *rules, const char *id);

/**
 * dj_rules_select:
 * @ids: (array zero-terminated=1): ids of rules
 *
 * Returns: (transfer full): the same with these rules alone (nor do cells of further columns that cannot be read become findings); %NULL with %DJ_ERROR_NOT_FOUND where one is none
 */
DJ_AVAILABLE_IN_0_1 DjRules *dj_rules_select (DjRules *rules, const char *const *ids, GError **error);

/**
 * dj_rules_list:
 *
 * Returns: (transfer full): one row a rule, in order of the files: rule, subject (English name of the table; missing where nothing is asked),
 *   severity, instrument, article, confirmed, from, until, title_zh, title_en, file, line, restates, invariant, when, then (as they
 *   stand in the file, without blanks), uncovered_zh, uncovered_en (why no register can be asked)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_rules_list (DjRules *rules);

/** dj_rules_list_parameters: Returns: (transfer full): parameter, value, label_zh, label_en, and the rules that use it, as text */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_rules_list_parameters (DjRules *rules);

/** dj_rules_list_columns: Returns: (transfer full): table, column, type, label_zh, label_en: further columns that the rules can use */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_rules_list_columns (DjRules *rules);

/** DjFindings: what a view breaks of some rules. */
typedef struct _DjFindings DjFindings;

#define DJ_TYPE_FINDINGS (dj_findings_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_findings_get_type (void);

/**
 * dj_view_check:
 * @rules: those in force on the day of the view are asked, with the parameters as they stand
 * @cancellable: (nullable):
 *
 * Each table is passed through once, by several threads; the result does not depend on how many. In a restated view the people are
 * of one day and the tree of another: rules of either day are asked of what the view holds.
 *
 * Returns: (transfer full): in order of rules, then of rows; %NULL with %DJ_ERROR_CANCELLED, or with %DJ_ERROR_LIMIT where there is not
 *   enough memory, or where what measures count of other rows would take more than 32 GiB (docs/rule-sets.md tells how that is reckoned),
 *   mostly before any of it has been made
 */
DJ_AVAILABLE_IN_0_1 DjFindings *dj_view_check (DjView *view, DjRules *rules, GCancellable *cancellable, GError **error);

DJ_AVAILABLE_IN_0_1 DjFindings *dj_findings_ref (DjFindings *findings);
DJ_AVAILABLE_IN_0_1 void dj_findings_unref (DjFindings *findings);

/** dj_findings_get_n: Returns: how many there are, silenced ones not counted */
DJ_AVAILABLE_IN_0_1 gint64 dj_findings_get_n (const DjFindings *findings);

/** dj_findings_count: Returns: how many have exactly that severity, silenced ones not counted */
DJ_AVAILABLE_IN_0_1 gint64 dj_findings_count (const DjFindings *findings, DjSeverity severity);

/**
 * dj_findings_list:
 * @rule: (nullable): id of the rule whose findings are wanted, %NULL for all
 * @root: organization of the view in whose subtree subjects are to be, or %DJ_NONE for all
 * @from: the first wanted, from 0
 * @most: how many at most, -1 for all
 *
 * O(findings of the rule, or of all); what is said of each is worked out when it is listed.
 *
 * Returns: (transfer full): rule, severity, table, subject (code of the row; of what it is about where it has none), name,
 *   organization (to which it belongs), found, bound, instrument, article, message_zh, message_en, silenced (the reason, or missing),
 *   row (of the table, from 0). Severest first; within a severity in order of rules, then of rows. %NULL with %DJ_ERROR_LIMIT where what
 *   messages fill in needs more memory than one thread may take.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_findings_list (DjFindings *findings, const char *rule, DjOrganizationId root,
                                               gint64 from, gint64 most, GError **error);

/**
 * dj_findings_by_rule:
 *
 * Returns: (transfer full): one row a rule that was loaded: rule, severity, title_zh, title_en, in_force, subjects (rows of which `when`
 *   held), findings, silenced, not_judged (why, in Chinese · English; missing where it was judged)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_findings_by_rule (DjFindings *findings);

/**
 * dj_findings_by_organization:
 * @kind: organizations of this kind, each with its subtree; or %DJ_ORGANIZATION_NONE for each direct subordinate of @root
 * @root: organization of the view, or %DJ_NONE for the whole register
 *
 * Findings of rows that belong to no organization (a unit without one, somebody who is affiliated nowhere) are counted in a last row, of
 * which organization and name are missing: of the whole register only, and where there are any. O(organizations + findings).
 *
 * Returns: (transfer full): organization, name, must, should, may, findings, silenced; %NULL with %DJ_ERROR_LIMIT
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_findings_by_organization (DjFindings *findings, DjOrganizationId root,
                                                          DjOrganizationKind kind, GError **error);

/**
 * dj_findings_diff:
 * @before: findings of another day or register
 *
 * Returns: (transfer full): change (new, mended, standing), rule, severity, table, subject, name, found, before (what was found then), bound.
 *   Two findings are the same where rule, table and subject (of rows without a code: all that the row is about) are. %NULL with
 *   %DJ_ERROR_LIMIT, as dj_findings_list().
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_findings_diff (DjFindings *findings, DjFindings *before, GError **error);

/**
 * dj_findings_to_issues:
 * @before: (nullable): issues that are to stand before them, such as those of reading
 *
 * Returns: (transfer full): the same as issues, those that are silenced left out; as many as a list of issues keeps, the rest counted.
 *   %NULL with %DJ_ERROR_LIMIT, as dj_findings_list().
 */
DJ_AVAILABLE_IN_0_1 DjIssues *dj_findings_to_issues (DjFindings *findings, const DjIssues *before, GError **error);

/**
 * dj_findings_to_frame:
 * @before: (nullable): issues that are to stand before them, such as those of reading
 * @rule: (nullable): id of the rule whose findings are wanted, %NULL for all
 * @root: organization of the view in whose subtree subjects are to be, or %DJ_NONE for all
 * @silenced: whether those that are silenced are listed, too
 *
 * All of them, however many, where dj_findings_to_issues() keeps so many and no more. O(findings).
 *
 * Returns: (transfer full): the columns of dj_issues_to_frame(), then organization (to which the subject belongs) and silenced (the reason,
 *   or missing), which issues do not have. In the order of dj_findings_list(); %NULL with %DJ_ERROR_LIMIT, as there.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_findings_to_frame (DjFindings *findings, const DjIssues *before, const char *rule,
                                                   DjOrganizationId root, gboolean silenced, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjRules, dj_rules_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjFindings, dj_findings_unref)

G_END_DECLS
