/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of counts: one row for each area of a kind, for each organization of a kind, for each organization, or for all. */
#include "view/view-private.h"

/* ---- Options ----------------------------------------------------------------------------------------------------- */

#define EVERY_BREAKDOWN (DJ_BY_SEX | DJ_BY_AGE | DJ_BY_EDUCATION | DJ_BY_STATUS | DJ_BY_CLASS)

static gboolean is_code (const DjCodeList *list, int code) { return code >= 0 && code <= list->n_codes; }

static gboolean check_options (const DjCountOptions *options, GError **error)
{
  const char *trouble = NULL;
  if ((options->level != DJ_AREA_NONE) + (options->kind != DJ_ORGANIZATION_NONE) + !!options->every > 1)
    trouble = "Only one of level, kind and every can be counted by at once";
  else if (!is_code (&dj_codes_area_kind, (int)options->level)
           || !is_code (&dj_codes_organization_kind, (int)options->kind))
    trouble = "There is no such kind of area or organization";
  else if (options->by & ~(guint)EVERY_BREAKDOWN)
    trouble = "Members are not broken down by that";
  else if (options->by && options->distinct)
    trouble = "Distinct people are not broken down";
  if (trouble)
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, trouble);
  return trouble == NULL;
}

/* ---- Columns ----------------------------------------------------------------------------------------------------- */

static const DjColumnInfo *declared (DjTable table, int column)
{
  return &dj_schema_get_table (table)->columns[column];
}

static void add_subject_columns (DjCounting *counting, gboolean with_root)
{
  DjFrame *frame = counting->frame;
  counting->root_column
      = with_root ? dj_frame_add (frame, DJ_TYPE_REFERENCE, "root", "统计范围", "counted within", NULL) : -1;
  if (dj_counting_is_by_area (counting))
  {
    counting->first_column = dj_frame_add_declared (frame, declared (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_AREA));
    dj_frame_add_declared (frame, declared (DJ_TABLE_AREA, DJ_COLUMN_AREA_NAME));
    return;
  }
  counting->first_column
      = dj_frame_add_declared (frame, declared (DJ_TABLE_SUBORDINATION, DJ_COLUMN_SUBORDINATION_ORGANIZATION));
  dj_frame_add_declared (frame, declared (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_NAME));
}

static void add_total_columns (DjCounting *counting)
{
  DjFrame *frame = counting->frame;
  if (dj_counting_is_by_area (counting))
  {
    dj_frame_add_declared (frame, declared (DJ_TABLE_AREA, DJ_COLUMN_AREA_KIND));
    dj_frame_add_declared (frame, declared (DJ_TABLE_AREA, DJ_COLUMN_AREA_CLASS));
  }
  else
    dj_frame_add_declared (frame, declared (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_KIND));
  dj_frame_add (frame, DJ_TYPE_INT, "organizations", "党组织数", "organizations", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "members", "党员数", "members", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "formal", "正式党员", "full", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "probationary", "预备党员", "probationary", NULL);
  if (counting->options.distinct)
    dj_frame_add (frame, DJ_TYPE_INT, "people", "人数（去重）", "people", NULL);
}

int dj_counting_append_subject (const DjCounting *counting, gint32 id)
{
  const DjTree *tree = counting->view->tree;
  gboolean is_area = dj_counting_is_by_area (counting);
  int column = counting->first_column;
  if (counting->root_column >= 0)
    dj_frame_append_text (counting->frame, counting->root_column,
                          dj_tree_get_organization_text (tree, counting->root.id, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (counting->frame, column,
                        is_area ? dj_tree_get_area_text (tree, id, DJ_COLUMN_AREA_CODE)
                                : dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (counting->frame, column + 1,
                        is_area ? dj_tree_get_area_text (tree, id, DJ_COLUMN_AREA_NAME)
                                : dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_NAME));
  return column + 2;
}

/* ---- Which rows -------------------------------------------------------------------------------------------------- */

static gboolean counts_organization (const DjCounting *counting, gint32 id)
{
  return counting->options.every || counting->view->tree->organizations.kind[id] == counting->options.kind;
}

/* DjScope: the rows, in preorder. */
static GArray *list_organizations (const DjCounting *counting)
{
  const DjForest *forest = &counting->view->tree->organizations;
  GArray *scopes = g_array_new (FALSE, FALSE, sizeof (DjScope));
  if (!counting->options.every && counting->options.kind == DJ_ORGANIZATION_NONE)
    return g_array_append_val (scopes, counting->root);
  for (gint32 id = counting->root.begin; id < counting->root.end; id++)
  {
    DjScope scope = { id, id, forest->end[id] };
    if (counts_organization (counting, id))
      g_array_append_val (scopes, scope);
  }
  return scopes;
}

/* Areas of the level: all of them; with a root those within its area, and those where @organizations finds anything. */
static gboolean counts_area (const DjCounting *counting, const gint64 *organizations, gint32 id)
{
  const DjTree *tree = counting->view->tree;
  if (tree->areas.kind[id] != counting->options.level)
    return FALSE;
  if (counting->root.id < 0 || organizations[id] > 0)
    return TRUE;
  gint32 base = tree->base_area[counting->root.id];
  return base >= 0 && base <= id && id < tree->areas.end[base];
}

static GArray *list_areas (const DjCounting *counting, const gint64 *organizations)
{
  const DjForest *forest = &counting->view->tree->areas;
  GArray *scopes = g_array_new (FALSE, FALSE, sizeof (DjScope));
  for (gint32 id = 0; id < forest->n; id++)
  {
    DjScope scope = { id, id, forest->end[id] };
    if (counts_area (counting, organizations, id))
      g_array_append_val (scopes, scope);
  }
  return scopes;
}

/* ---- Totals ------------------------------------------------------------------------------------------------------ */

/* The figures of one row. */
typedef struct
{
  gint64 organizations;
  gint64 members;
  gint64 formal;
  gint64 probationary;
  gint64 people;
} Totals;

static void append_totals (const DjCounting *counting, gint32 id, const Totals *totals)
{
  const DjTree *tree = counting->view->tree;
  DjFrame *frame = counting->frame;
  int column = dj_counting_append_subject (counting, id);
  if (dj_counting_is_by_area (counting))
  {
    dj_frame_append_code (frame, column++, tree->areas.kind[id]);
    dj_frame_append_code (
        frame, column++,
        dj_table_get_code (tree->state->tables[DJ_TABLE_AREA], DJ_COLUMN_AREA_CLASS, tree->areas.row[id]));
  }
  else
    dj_frame_append_code (frame, column++, id < 0 ? 0 : tree->organizations.kind[id]);
  dj_frame_append_int (frame, column++, totals->organizations);
  dj_frame_append_int (frame, column++, totals->members);
  dj_frame_append_int (frame, column++, totals->formal);
  dj_frame_append_int (frame, column++, totals->probationary);
  if (counting->options.distinct)
    dj_frame_append_int (frame, column, totals->people);
}

static void append_organizations (const DjCounting *counting)
{
  const DjView *view = counting->view;
  const DjMemberSums *sums = &counting->sums;
  g_autoptr (GArray) scopes = list_organizations (counting);
  for (guint i = 0; i < scopes->len; i++)
  {
    DjScope scope = g_array_index (scopes, DjScope, i);
    gint32 begin = scope.begin, end = scope.end;
    Totals totals = { .organizations = end - begin,
                      .members = sums->start[end] - sums->start[begin],
                      .formal = sums->formal[end] - sums->formal[begin],
                      .probationary = sums->probationary[end] - sums->probationary[begin] };
    if (counting->options.distinct)
      totals.people = scope.id < 0 ? dj_view_count_everyone (view) : dj_view_count_people (counting->view, scope.id);
    append_totals (counting, scope.id, &totals);
  }
}

/* What is based in each area, those within it included; an array of n places for each figure. */
typedef struct
{
  gint64 *organizations;
  gint64 *members;
  gint64 *formal;
  gint64 *probationary;
  gint64 *people; /* NULL where not asked for */
} AreaTotals;

static AreaTotals new_area_totals (gint32 n_areas, gboolean distinct)
{
  gsize n = (gsize)MAX (n_areas, 1);
  return (AreaTotals){ g_new0 (gint64, n), g_new0 (gint64, n), g_new0 (gint64, n), g_new0 (gint64, n),
                       distinct ? g_new0 (gint64, n) : NULL };
}

static void clear_area_totals (AreaTotals *totals)
{
  g_free (totals->organizations);
  g_free (totals->members);
  g_free (totals->formal);
  g_free (totals->probationary);
  g_free (totals->people);
}

static void add_up_areas (const DjCounting *counting, AreaTotals *totals)
{
  const DjView *view = counting->view;
  const DjTree *tree = view->tree;
  const DjMemberSums *sums = &counting->sums;
  for (gint32 id = counting->root.begin; id < counting->root.end; id++)
  {
    gint32 area = tree->base_area[id];
    if (area < 0)
      continue;
    totals->organizations[area]++;
    totals->members[area] += sums->start[id + 1] - sums->start[id];
    totals->formal[area] += sums->formal[id + 1] - sums->formal[id];
    totals->probationary[area] += sums->probationary[id + 1] - sums->probationary[id];
  }
  dj_forest_roll_up (&tree->areas, totals->organizations);
  dj_forest_roll_up (&tree->areas, totals->members);
  dj_forest_roll_up (&tree->areas, totals->formal);
  dj_forest_roll_up (&tree->areas, totals->probationary);
  if (totals->people)
    dj_view_count_distinct (view, &tree->areas, tree->base_area, counting->root.begin, counting->root.end,
                            totals->people);
}

static void append_areas (const DjCounting *counting)
{
  AreaTotals sums = new_area_totals (counting->view->tree->areas.n, counting->options.distinct);
  add_up_areas (counting, &sums);
  g_autoptr (GArray) scopes = list_areas (counting, sums.organizations);
  for (guint i = 0; i < scopes->len; i++)
  {
    gint32 id = g_array_index (scopes, DjScope, i).id;
    append_totals (counting, id,
                   &(Totals){ .organizations = sums.organizations[id],
                              .members = sums.members[id],
                              .formal = sums.formal[id],
                              .probationary = sums.probationary[id],
                              .people = sums.people ? sums.people[id] : 0 });
  }
  clear_area_totals (&sums);
}

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

/* Areas in which nothing occurs make no rows here, so all of the level may be listed. */
static gboolean append_cross (DjCounting *counting, GError **error)
{
  DjCounting everywhere = *counting;
  everywhere.root.id = -1;
  g_autoptr (GArray) scopes
      = dj_counting_is_by_area (counting) ? list_areas (&everywhere, NULL) : list_organizations (counting);
  return dj_cross_append (counting, (const DjScope *)(gpointer)scopes->data, scopes->len, error);
}

static gboolean append_root (DjCounting *counting, DjOrganizationId root, GError **error)
{
  const DjForest *forest = &counting->view->tree->organizations;
  if (root != DJ_NONE && !dj_is_within (root, forest->n))
    return TRUE;
  counting->root = root == DJ_NONE ? (DjScope){ -1, 0, forest->n } : (DjScope){ root, root, forest->end[root] };
  if (counting->options.by)
    return append_cross (counting, error);
  if (dj_counting_is_by_area (counting))
    append_areas (counting);
  else
    append_organizations (counting);
  return TRUE;
}

/* The members of another day take the place of the view's. */
static gboolean count_as_of (DjCounting *counting, DjDate day, GError **error)
{
  if (counting->options.distinct)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, "Distinct people are counted as of the view's own day only");
    return FALSE;
  }
  counting->as_of = dj_as_of_new (counting->view, day, counting->options.by, error);
  if (!counting->as_of || counting->options.by)
    return counting->as_of != NULL;
  const DjMemberSums *sums = dj_as_of_get_sums (counting->as_of, error);
  if (sums)
    counting->sums = *sums;
  return sums != NULL;
}

static gboolean append_roots (DjCounting *counting, const DjOrganizationId *roots, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!append_root (counting, roots[i], error))
      return FALSE;
  return TRUE;
}

/* What is asked besides options: the roots, whether each row says its own, and another day. */
typedef struct
{
  const DjOrganizationId *roots;
  gsize n;
  gboolean with_root;
  const DjDate *day;
} Question;

static DjFrame *count (DjView *view, const DjCountOptions *options, Question question, GError **error)
{
  static const DjCountOptions totals = DJ_COUNT_OPTIONS_INIT;
  DjCounting counting = { .view = view,
                          .options = options ? *options : totals,
                          .sums = { view->start, view->formal, view->probationary } };
  if (!check_options (&counting.options, error))
    return NULL;
  counting.frame = dj_frame_new ();
  add_subject_columns (&counting, question.with_root);
  if (counting.options.by)
    dj_cross_add_columns (&counting);
  else
    add_total_columns (&counting);
  gboolean ok = (!question.day || count_as_of (&counting, *question.day, error))
                && append_roots (&counting, question.roots, question.n, error);
  dj_as_of_free (counting.as_of);
  DjFrame *frame = dj_frame_finish (counting.frame);
  if (ok)
    return frame;
  dj_frame_unref (frame);
  return NULL;
}

DjFrame *dj_view_count (DjView *view, DjOrganizationId root, const DjCountOptions *options, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  return count (view, options, (Question){ &root, 1, FALSE, NULL }, error);
}

DjFrame *dj_view_count_many (DjView *view, const DjOrganizationId *roots, gsize n, const DjCountOptions *options,
                             GError **error)
{
  g_return_val_if_fail (view != NULL && (roots || n == 0), NULL);
  return count (view, options, (Question){ roots, n, TRUE, NULL }, error);
}

DjFrame *dj_view_count_as_of (DjView *view, DjOrganizationId root, DjDate day, const DjCountOptions *options,
                              GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  return count (view, options, (Question){ &root, 1, FALSE, &day }, error);
}

DjFrame *dj_view_count_as_of_many (DjView *view, const DjOrganizationId *roots, gsize n, DjDate day,
                                   const DjCountOptions *options, GError **error)
{
  g_return_val_if_fail (view != NULL && (roots || n == 0), NULL);
  return count (view, options, (Question){ roots, n, TRUE, &day }, error);
}
