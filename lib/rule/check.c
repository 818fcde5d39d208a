/* SPDX-License-Identifier: Apache-2.0 */
/* Checking: each table is passed through once, and all rules about it are asked of a block of rows before the next block is taken; that of
 * organizations in either order that its rules have. */
#include "rule/check-private.h"

#include <string.h>

/* What one part of a table has found of one rule. */
typedef struct
{
  GArray *rows; /* gint32 */
  gint64 n_subjects;
} Share;

/* The rules about one table. */
typedef struct
{
  DjPlan *plan;
  DjTable table;
  DjOrder order;
  GArray *rules; /* gint32 */
  gint n_parts;
  Share *shares; /* part by part, a rule each */
} Pass;

/* ---- One block ------------------------------------------------------------------------------------------------------------ */

static Share *get_share (const Pass *pass, gint part, guint rule)
{
  return &pass->shares[(gsize)part * pass->rules->len + rule];
}

/* Rows of a block that are asked about, as marks; NULL for all. */
typedef struct
{
  const guint8 *marks;
  gint32 n;
} Chosen;

/* Those of which a rule is asked, among those of the table. */
static Chosen find_subjects (DjRows *rows, const DjRule *rule, Chosen selected, guint8 *out)
{
  if (dj_condition_is_always (rows->desk->plan, rule->when))
    return selected;
  dj_condition_ask (rows, rule->when, selected.marks, out);
  gint32 n = dj_keep_true (out, rows->n);
  return (Chosen){ out, n };
}

static void judge (DjRows *rows, const DjRule *rule, Chosen selected, Share *share)
{
  guint8 marks[DJ_CHECKED_AT_ONCE], broken[DJ_CHECKED_AT_ONCE];
  Chosen subjects = find_subjects (rows, rule, selected, marks);
  share->n_subjects += subjects.n;
  if (subjects.n == 0 || dj_condition_is_never_false (rows->desk->plan, rule->then))
    return;
  dj_begin_truths (0xff, subjects.marks, rows->n, broken);
  if (dj_condition_keep_false (rows, rule->then, subjects.n, broken) == 0)
    return;
  const DjRows *found = dj_rows_select (rows, broken);
  if (found)
    g_array_append_vals (share->rows, found->rows, (guint)found->n);
}

static Chosen select_rows (const DjRows *rows, guint8 *marks)
{
  if (dj_rows_are_all_asked (rows))
    return (Chosen){ NULL, rows->n };
  dj_rows_find_asked (rows, FALSE, marks);
  return (Chosen){ marks, dj_count_marks (marks, rows->n) };
}

/* A part of a pass at work. */
typedef struct
{
  const Pass *pass;
  gint part;
} Work;

static void judge_block (DjRows *rows, gpointer data)
{
  const Work *work = data;
  const DjPlan *plan = work->pass->plan;
  const GArray *rules = work->pass->rules;
  guint8 marks[DJ_CHECKED_AT_ONCE];
  Chosen selected = select_rows (rows, marks);
  for (guint i = 0; selected.n > 0 && i < rules->len; i++)
    judge (rows, dj_rules_get (plan->rules, g_array_index (rules, gint32, i)), selected,
           get_share (work->pass, work->part, i));
}

static void check_part (gint part, gpointer data)
{
  Work work = { data, part };
  DjDesk *desk = dj_desk_new (work.pass->plan);
  DjRows *rows = dj_rows_new (desk, work.pass->table);
  if (rows)
    dj_plan_pass (work.pass->plan, rows, work.pass->order, part, work.pass->n_parts, judge_block, &work);
  dj_rows_free (rows);
  dj_desk_free (desk);
}

/* ---- One table -------------------------------------------------------------------------------------------------------------- */

static DjFound *get_found (DjFindings *findings, gint32 rule)
{
  return &g_array_index (findings->found, DjFound, rule);
}

/* From the order of the tree to that of rows. Each row is there once, and there may be so many that to sort them takes longer than all else. */
static gboolean put_in_order (DjFound *found, gint32 n_rows, GError **error)
{
  g_autofree guint8 *marks = found->n < 2 ? NULL : DJ_TRY_NEW0 (guint8, n_rows, error);
  gint32 places[DJ_CHECKED_AT_ONCE + 8], n = 0;
  for (gint32 i = 0; marks && i < found->n; i++)
    marks[found->rows[i]] = 1;
  for (gint32 begin = 0; marks && n < found->n; begin += DJ_CHECKED_AT_ONCE)
  {
    gint32 n_marked = dj_list_marks (marks + begin, MIN (n_rows - begin, DJ_CHECKED_AT_ONCE), places);
    for (gint32 i = 0; i < n_marked; i++)
      found->rows[n++] = begin + places[i];
  }
  return marks || found->n < 2;
}

/* In order of parts, which is that of rows, or of the tree. */
static gboolean merge_rule (const Pass *pass, guint number, DjFound *found, GError **error)
{
  gint64 n = 0;
  for (gint part = 0; part < pass->n_parts; part++)
    n += get_share (pass, part, number)->rows->len;
  if (!(found->rows = DJ_TRY_NEW (gint32, n, error)))
    return FALSE;
  for (gint part = 0; part < pass->n_parts; part++)
  {
    Share *share = get_share (pass, part, number);
    if (share->rows->len > 0) /* without rows there is nothing to copy from */
      memcpy (found->rows + found->n, share->rows->data, share->rows->len * sizeof (gint32));
    found->n += (gint32)share->rows->len;
    found->n_subjects += share->n_subjects;
    g_array_set_size (share->rows, 0);
  }
  return pass->order == DJ_ORDER_ROWS || put_in_order (found, pass->plan->sides[pass->table].data->n_rows, error);
}

static gboolean run_pass (Pass *pass, DjFindings *findings, GError **error)
{
  pass->n_parts = dj_count_parts (dj_plan_count (pass->plan, pass->table, pass->order), DJ_CHECKED_AT_ONCE * 8);
  gsize n_shares = (gsize)pass->n_parts * pass->rules->len;
  pass->shares = g_new0 (Share, n_shares);
  for (gsize i = 0; i < n_shares; i++)
    pass->shares[i].rows = g_array_new (FALSE, TRUE, sizeof (gint32));
  dj_in_parts (pass->n_parts, check_part, pass);
  gboolean ok = dj_plan_tell_stop (pass->plan, error);
  for (guint i = 0; ok && i < pass->rules->len; i++)
    ok = merge_rule (pass, i, get_found (findings, g_array_index (pass->rules, gint32, i)), error);
  for (gsize i = 0; i < n_shares; i++)
    g_array_unref (pass->shares[i].rows);
  g_free (pass->shares);
  return ok;
}

static gboolean is_in_pass (const Pass *pass, gint32 number)
{
  const DjPlan *plan = pass->plan;
  const DjRule *rule = dj_rules_get (plan->rules, number);
  return plan->planned[number].judged && rule->subject == pass->table && dj_plan_get_order (plan, rule) == pass->order;
}

static gboolean check_table (DjFindings *findings, DjTable table, DjOrder order, GError **error)
{
  DjPlan *plan = findings->plan;
  Pass pass = { .plan = plan, .table = table, .order = order };
  pass.rules = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 i = 0; i < (gint32)plan->rules->rules->len; i++)
    if (is_in_pass (&pass, i))
      g_array_append_val (pass.rules, i);
  gboolean ok = pass.rules->len == 0 || run_pass (&pass, findings, error);
  g_array_unref (pass.rules);
  return ok;
}

/* ---- Silences --------------------------------------------------------------------------------------------------------------- */

/* A silence as it applies to the view. */
typedef struct
{
  gint32 number;
  gint32 begin; /* organizations, by id */
  gint32 end;
  gboolean everywhere;
} Quiet;

static gboolean find_quiet (const DjPlan *plan, gint32 number, const char *rule, Quiet *out)
{
  const DjSilence *silence = &g_array_index (plan->rules->silences, DjSilence, number);
  const DjTree *tree = plan->view->tree;
  if ((strcmp (silence->rule, "*") != 0 && strcmp (silence->rule, rule) != 0)
      || (silence->until != DJ_DATE_NONE && silence->until <= tree->on))
    return FALSE;
  *out = (Quiet){ .number = number, .everywhere = silence->under == NULL };
  if (out->everywhere)
    return TRUE;
  gint32 text = dj_texts_find (tree->state->texts, silence->under, -1);
  out->begin = dj_forest_find (&tree->organizations, tree->state, text);
  out->end = out->begin < 0 ? -1 : tree->organizations.end[out->begin];
  return out->begin >= 0;
}

static gint32 find_silence (const DjPlan *plan, const GArray *quiets, DjTable table, gint32 row)
{
  gint32 organization = dj_plan_find_organization (plan, table, row);
  for (guint i = 0; i < quiets->len; i++)
  {
    const Quiet *quiet = &g_array_index (quiets, Quiet, i);
    if (quiet->everywhere || (organization >= quiet->begin && organization < quiet->end))
      return quiet->number;
  }
  return -1;
}

static gboolean silence_found (const DjPlan *plan, DjFound *found, GError **error)
{
  g_autoptr (GArray) quiets = g_array_new (FALSE, FALSE, sizeof (Quiet));
  const char *rule = dj_found_get_rule (plan, found);
  Quiet quiet;
  for (gint32 i = 0; i < (gint32)plan->rules->silences->len; i++)
    if (find_quiet (plan, i, rule, &quiet))
      g_array_append_val (quiets, quiet);
  if (quiets->len == 0 || found->n == 0)
    return TRUE;
  if (!(found->silences = DJ_TRY_NEW (gint32, found->n, error)))
    return FALSE;
  for (gint32 i = 0; i < found->n; i++)
  {
    found->silences[i] = find_silence (plan, quiets, found->table, found->rows[i]);
    found->n_silenced += found->silences[i] >= 0;
  }
  return TRUE;
}

gboolean dj_findings_silence (DjFindings *findings, GError **error)
{
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < findings->found->len; i++)
    ok = silence_found (findings->plan, &g_array_index (findings->found, DjFound, i), error);
  return ok;
}

/* ---- All of it ---------------------------------------------------------------------------------------------------------------- */

static void add_rules (DjFindings *findings)
{
  const DjPlan *plan = findings->plan;
  for (gint32 i = 0; i < (gint32)plan->rules->rules->len; i++)
  {
    const DjRule *rule = dj_rules_get (plan->rules, i);
    DjFound found = { .rule = i, .column = -1, .table = rule->subject, .severity = rule->severity };
    g_array_append_val (findings->found, found);
  }
}

static gboolean add_unread_cells (DjFindings *findings, GError **error)
{
  const DjPlan *plan = findings->plan;
  for (gint32 i = 0; i < (gint32)plan->rules->columns->len; i++)
  {
    GArray *unread = plan->further[i].unread;
    DjFound found = { .rule = -1, .column = i, .severity = DJ_SEVERITY_SHOULD };
    found.n = plan->rules->chosen ? 0 : (gint32)unread->len;
    found.table = g_array_index (plan->rules->columns, DjFurtherColumn, i).table;
    if (!(found.rows = DJ_TRY_NEW (gint32, found.n, error)))
      return FALSE;
    if (found.n > 0)
      memcpy (found.rows, unread->data, (gsize)found.n * sizeof (gint32));
    g_array_append_val (findings->found, found);
  }
  return TRUE;
}

/* A rule that another reports for has as many subjects. */
static void copy_subjects (DjFindings *findings)
{
  for (gint32 i = 0; i < (gint32)findings->plan->rules->rules->len; i++)
    get_found (findings, i)->n_subjects = get_found (findings, findings->plan->planned[i].head)->n_subjects;
}

static void order_found (DjFindings *findings)
{
  for (int severity = DJ_SEVERITY_MUST; severity >= DJ_SEVERITY_NONE; severity--)
    for (gint32 i = 0; i < (gint32)findings->found->len; i++)
      if ((int)get_found (findings, i)->severity == severity && get_found (findings, i)->n > 0)
        g_array_append_val (findings->order, i);
}

static gboolean fill_findings (DjFindings *findings, GError **error)
{
  gboolean ok = TRUE;
  add_rules (findings);
  for (int table = 0; ok && table < DJ_N_TABLES; table++)
    ok = check_table (findings, (DjTable)table, DJ_ORDER_ROWS, error)
         && check_table (findings, (DjTable)table, DJ_ORDER_TREE, error);
  if (!ok || !add_unread_cells (findings, error) || !dj_findings_silence (findings, error))
    return FALSE;
  copy_subjects (findings);
  order_found (findings);
  return TRUE;
}

DjFindings *dj_view_check (DjView *view, DjRules *rules, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (view != NULL && rules != NULL, NULL);
  DjPlan *plan = dj_plan_new (view, rules, cancellable, error);
  if (!plan)
    return NULL;
  DjFindings *findings = g_new0 (DjFindings, 1);
  g_atomic_ref_count_init (&findings->references);
  findings->plan = plan;
  findings->found = g_array_new (FALSE, FALSE, sizeof (DjFound));
  findings->order = g_array_new (FALSE, FALSE, sizeof (gint32));
  gboolean ok = fill_findings (findings, error);
  plan->cancellable = NULL;
  if (ok)
    return findings;
  dj_findings_unref (findings);
  return NULL;
}
