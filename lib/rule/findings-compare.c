/* SPDX-License-Identifier: Apache-2.0 */
/* Findings by organization, and against those of another day. */
#include "rule/check-private.h"

#include <string.h>

/* ---- By organization --------------------------------------------------------------------------------------------------------- */

/* What is counted of each organization: findings of each severity, and silenced ones in place 0. The place behind the last is for what
 * belongs to none. */
#define N_COUNTS (DJ_SEVERITY_MUST + 1)

typedef struct
{
  gint64 *of[N_COUNTS];
  gint32 n; /* organizations */
} Counts;

static gboolean open_counts (Counts *counts, gint32 n, GError **error)
{
  *counts = (Counts){ .n = n };
  for (int i = 0; i < N_COUNTS; i++)
  {
    if (!(counts->of[i] = DJ_TRY_NEW (gint64, (gsize)n + 1, error)))
      return FALSE;
    memset (counts->of[i], 0, ((gsize)n + 1) * sizeof (gint64));
  }
  return TRUE;
}

static void close_counts (Counts *counts)
{
  for (int i = 0; i < N_COUNTS; i++)
    g_free (counts->of[i]);
}

static void add_found (const DjFindings *findings, const DjFound *found, Counts *counts)
{
  for (gint32 number = 0; number < found->n; number++)
  {
    gboolean silenced = found->silences && found->silences[number] >= 0;
    gint32 id = dj_plan_find_organization (findings->plan, found->table, found->rows[number]);
    counts->of[silenced ? 0 : (int)found->severity][id < 0 ? counts->n : id]++;
  }
}

static void add_counts (const DjFindings *findings, Counts *counts)
{
  for (guint i = 0; i < findings->order->len; i++)
    add_found (findings, &g_array_index (findings->found, DjFound, g_array_index (findings->order, gint32, i)), counts);
  for (int i = 0; i < N_COUNTS; i++)
    dj_forest_roll_up (&findings->plan->view->tree->organizations, counts->of[i]);
}

static DjFrame *new_by_organization (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "organization", "党组织", "organization");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_number (frame, "must", dj_code_list_get_label (&dj_severity_list, DJ_SEVERITY_MUST, DJ_LANGUAGE_ZH),
                       "must");
  dj_frame_add_number (frame, "should", dj_code_list_get_label (&dj_severity_list, DJ_SEVERITY_SHOULD, DJ_LANGUAGE_ZH),
                       "should");
  dj_frame_add_number (frame, "may", dj_code_list_get_label (&dj_severity_list, DJ_SEVERITY_MAY, DJ_LANGUAGE_ZH),
                       "may");
  dj_frame_add_number (frame, "findings", "不符数", "findings");
  dj_frame_add_number (frame, "silenced", "豁免数", "silenced");
  return frame;
}

/* @place: an organization, or the one behind the last, which has neither code nor name. */
static void append_counts (DjFrame *frame, const DjTree *tree, const Counts *counts, gint32 place)
{
  gint64 must = counts->of[DJ_SEVERITY_MUST][place], should = counts->of[DJ_SEVERITY_SHOULD][place],
         may = counts->of[DJ_SEVERITY_MAY][place];
  gint32 id = place < counts->n ? place : -1;
  dj_frame_append_text (frame, 0, dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (frame, 1, dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_append_int (frame, 2, must);
  dj_frame_append_int (frame, 3, should);
  dj_frame_append_int (frame, 4, may);
  dj_frame_append_int (frame, 5, must + should + may);
  dj_frame_append_int (frame, 6, counts->of[0][place]);
}

/* Whether an organization has a row: of the kind, else directly under the root, or a root itself. */
static gboolean has_row (const DjForest *forest, DjOrganizationId root, DjOrganizationKind kind, gint32 id)
{
  return kind != DJ_ORGANIZATION_NONE ? forest->kind[id] == kind
                                      : forest->superior[id] == (root == DJ_NONE ? -1 : root);
}

static gboolean has_any (const Counts *counts, gint32 place)
{
  gboolean any = FALSE;
  for (int i = 0; i < N_COUNTS; i++)
    any |= counts->of[i][place] > 0;
  return any;
}

DjFrame *dj_findings_by_organization (DjFindings *findings, DjOrganizationId root, DjOrganizationKind kind,
                                      GError **error)
{
  g_return_val_if_fail (findings != NULL && (error == NULL || *error == NULL), NULL);
  const DjTree *tree = findings->plan->view->tree;
  const DjForest *forest = &tree->organizations;
  gboolean within = dj_is_within (root, forest->n);
  gint32 begin = within ? root : 0, end = within ? forest->end[root] : root == DJ_NONE ? forest->n : 0;
  Counts counts;
  DjFrame *frame = NULL;
  if (open_counts (&counts, forest->n, error))
  {
    add_counts (findings, &counts);
    frame = new_by_organization ();
    for (gint32 id = begin; id < end; id++)
      if (has_row (forest, root, kind, id))
        append_counts (frame, tree, &counts, id);
    if (root == DJ_NONE && has_any (&counts, forest->n))
      append_counts (frame, tree, &counts, forest->n);
    dj_frame_finish (frame);
  }
  close_counts (&counts);
  return frame;
}

/* ---- Against another day ------------------------------------------------------------------------------------------------------- */

/* A finding, by its place. */
typedef struct
{
  gint32 found;
  gint32 number;
} Finding;

/* Those of one key, which are met in their order. */
typedef struct
{
  GArray *list; /* Finding */
  guint n_met;
} Fellows;

typedef struct
{
  DjFindings *findings;
  DjDesk *desk;
  GHashTable *by_key; /* key → Fellows */
  guint8 **met;       /* of each rule and finding: whether it has been met */
} Shelf;

typedef struct
{
  DjFrame *frame;
  Shelf now;
  Shelf then;
  GString *text;
} Comparison;

enum
{
  CHANGE,
  RULE,
  SEVERITY,
  TABLE,
  SUBJECT,
  NAME,
  FOUND,
  BEFORE,
  BOUND,
};

/* What has become of a finding. */
enum
{
  BECOMING_NEW = 1,
  BECOMING_MENDED,
  BECOMING_STANDING,
};

static const DjCodeInfo becoming_codes[] = {
  { "new", "新增", "new", NULL },
  { "mended", "已改正", "mended", NULL },
  { "standing", "仍存在", "standing", NULL },
};

static const DjCodeList becoming_list = {
  .name = "becoming",
  .type_name = "DjBecoming",
  .prefix = "DJ_BECOMING",
  .label_zh = "变化",
  .label_en = "change",
  .source = "usage of the library",
  .codes = becoming_codes,
  .n_codes = G_N_ELEMENTS (becoming_codes),
};

static DjFrame *new_diff (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add (frame, DJ_TYPE_CODE, "change", "变化", "change", &becoming_list);
  dj_frame_add_text (frame, "rule", "规则", "rule");
  dj_frame_add (frame, DJ_TYPE_CODE, "severity", "程度", "severity", &dj_severity_list);
  dj_frame_add_text (frame, "table", "表", "table");
  dj_frame_add_text (frame, "subject", "对象", "subject");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_text (frame, "found", "实际", "found");
  dj_frame_add_text (frame, "before", "此前", "before");
  dj_frame_add_text (frame, "bound", "要求", "bound");
  return frame;
}

static const DjFound *get_found (const Shelf *shelf, gint32 found)
{
  return &g_array_index (shelf->findings->found, DjFound, found);
}

static char *dup_key (const Shelf *shelf, const DjFound *found, gint32 number)
{
  const DjPlan *plan = shelf->findings->plan;
  GString *key = g_string_new (dj_found_get_rule (plan, found));
  if (found->rule < 0)
    g_string_append_printf (key, "\t%s", g_array_index (plan->rules->columns, DjFurtherColumn, found->column).name);
  g_string_append_printf (key, "\t%d\t", (int)found->table);
  dj_plan_append_key (plan, found->table, found->rows[number], key);
  return g_string_free (key, FALSE);
}

static void free_fellows (gpointer data)
{
  Fellows *fellows = data;
  g_array_unref (fellows->list);
  g_free (fellows);
}

static Fellows *new_fellows (void)
{
  Fellows *fellows = g_new0 (Fellows, 1);
  fellows->list = g_array_new (FALSE, FALSE, sizeof (Finding));
  return fellows;
}

static void open_shelf (Shelf *shelf, DjFindings *findings)
{
  guint n = findings->found->len;
  *shelf = (Shelf){ .findings = findings,
                    .desk = dj_desk_new_alone (findings->plan),
                    .met = g_new0 (guint8 *, (gsize)n + 1) };
  shelf->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_fellows);
  for (guint i = 0; i < n; i++)
    shelf->met[i] = g_new0 (guint8, (gsize)get_found (shelf, (gint32)i)->n + 1);
}

static void fill_shelf (Shelf *shelf)
{
  for (gint32 i = 0; i < (gint32)shelf->findings->found->len; i++)
    for (gint32 number = 0; number < get_found (shelf, i)->n; number++)
    {
      char *key = dup_key (shelf, get_found (shelf, i), number);
      Fellows *fellows = g_hash_table_lookup (shelf->by_key, key);
      Finding finding = { i, number };
      if (fellows)
        g_free (key);
      else
        g_hash_table_insert (shelf->by_key, key, fellows = new_fellows ());
      g_array_append_val (fellows->list, finding);
    }
}

static void close_shelf (Shelf *shelf)
{
  for (guint i = 0; i < shelf->findings->found->len; i++)
    g_free (shelf->met[i]);
  g_free (shelf->met);
  g_hash_table_unref (shelf->by_key);
  dj_desk_free (shelf->desk);
}

/* The finding of before that is the same, each once; FALSE where there is none. */
static gboolean take_same (const Comparison *comparison, const DjFound *found, gint32 number, Finding *out)
{
  g_autofree char *key = dup_key (&comparison->now, found, number);
  Fellows *fellows = g_hash_table_lookup (comparison->then.by_key, key);
  if (!fellows || fellows->n_met == fellows->list->len)
    return FALSE;
  *out = g_array_index (fellows->list, Finding, fellows->n_met++);
  comparison->then.met[out->found][out->number] = TRUE;
  return TRUE;
}

static void append_told (const Comparison *comparison, const DjTelling *telling, int column, gint32 i)
{
  g_string_truncate (comparison->text, 0);
  gboolean told = column == BOUND ? dj_telling_append_bound (telling, i, DJ_WORDING_FILE, comparison->text)
                                  : dj_telling_append_found (telling, i, DJ_WORDING_FILE, comparison->text);
  dj_frame_append_text (comparison->frame, column, told ? comparison->text->str : NULL);
}

static void append_subject (const Comparison *comparison, const Shelf *shelf, const DjFound *found, gint32 row)
{
  const DjPlan *plan = shelf->findings->plan;
  DjFrame *frame = comparison->frame;
  dj_frame_append_text (frame, RULE, dj_found_get_rule (plan, found));
  dj_frame_append_code (frame, SEVERITY, (int)found->severity);
  dj_frame_append_text (frame, TABLE, dj_schema_get_table (found->table)->name);
  dj_frame_append_text (frame, SUBJECT, dj_plan_get_subject (plan, found->table, row));
  g_string_truncate (comparison->text, 0);
  dj_plan_append_name (plan, found->table, row, comparison->text);
  dj_frame_append_text (frame, NAME, comparison->text->len > 0 ? comparison->text->str : NULL);
}

/* What was found before of the same. */
static void append_before (const Comparison *comparison, const Finding *same)
{
  const Shelf *then = &comparison->then;
  const DjFound *found = get_found (then, same->found);
  DjTelling telling;
  dj_telling_begin (&telling, then->desk, found, &found->rows[same->number], 1);
  append_told (comparison, &telling, BEFORE, 0);
  dj_telling_end (&telling);
  then->desk->n_arrays = 0;
}

static void append_now (const Comparison *comparison, const DjTelling *telling, gint32 number, gint32 i)
{
  const DjFound *found = telling->found;
  Finding same;
  gboolean standing = take_same (comparison, found, number, &same);
  dj_frame_append_code (comparison->frame, CHANGE, standing ? BECOMING_STANDING : BECOMING_NEW);
  append_subject (comparison, &comparison->now, found, found->rows[number]);
  append_told (comparison, telling, FOUND, i);
  append_told (comparison, telling, BOUND, i);
  if (standing)
    append_before (comparison, &same);
  else
    dj_frame_append_text (comparison->frame, BEFORE, NULL);
}

static void append_mended (const Comparison *comparison, const DjTelling *telling, gint32 number, gint32 i)
{
  const DjFound *found = telling->found;
  dj_frame_append_code (comparison->frame, CHANGE, BECOMING_MENDED);
  append_subject (comparison, &comparison->then, found, found->rows[number]);
  dj_frame_append_text (comparison->frame, FOUND, NULL);
  append_told (comparison, telling, BEFORE, i);
  append_told (comparison, telling, BOUND, i);
}

typedef void (*AppendOne) (const Comparison *comparison, const DjTelling *telling, gint32 number, gint32 i);

static void append_found (const Comparison *comparison, const Shelf *shelf, const DjFound *found, const guint8 *met,
                          AppendOne append)
{
  for (gint32 begin = 0; begin < found->n; begin += DJ_CHECKED_AT_ONCE)
  {
    gint32 n = MIN (found->n - begin, DJ_CHECKED_AT_ONCE);
    DjTelling telling;
    dj_telling_begin (&telling, shelf->desk, found, found->rows + begin, n);
    for (gint32 i = 0; i < n; i++)
      if (!met || !met[begin + i])
        append (comparison, &telling, begin + i, i);
    dj_telling_end (&telling);
    shelf->desk->n_arrays = 0;
  }
}

/* Those of now first, in the order of the list, then those that are gone. */
static void compare_all (const Comparison *comparison)
{
  const GArray *now = comparison->now.findings->order, *then = comparison->then.findings->order;
  for (guint i = 0; i < now->len; i++)
    append_found (comparison, &comparison->now, get_found (&comparison->now, g_array_index (now, gint32, i)), NULL,
                  append_now);
  for (guint i = 0; i < then->len; i++)
  {
    gint32 found = g_array_index (then, gint32, i);
    append_found (comparison, &comparison->then, get_found (&comparison->then, found), comparison->then.met[found],
                  append_mended);
  }
}

DjFrame *dj_findings_diff (DjFindings *findings, DjFindings *before, GError **error)
{
  g_return_val_if_fail (findings != NULL && before != NULL && (error == NULL || *error == NULL), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Comparison comparison = { .frame = new_diff (), .text = text };
  open_shelf (&comparison.now, findings);
  open_shelf (&comparison.then, before);
  fill_shelf (&comparison.then);
  compare_all (&comparison);
  gboolean good = dj_desk_tell (comparison.now.desk, error) && dj_desk_tell (comparison.then.desk, error);
  close_shelf (&comparison.now);
  close_shelf (&comparison.then);
  g_autoptr (DjFrame) frame = dj_frame_finish (comparison.frame);
  return good ? g_steal_pointer (&frame) : NULL;
}
