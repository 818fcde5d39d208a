/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about organizations. Each on one id is the question on many with one. */
#include "view/view-private.h"

/* ---- By code ----------------------------------------------------------------------------------------------------- */

static DjOrganizationId find_by_code (const DjTree *tree, const char *code)
{
  gint32 text = code ? dj_texts_find (tree->state->texts, code, -1) : DJ_TEXT_NONE;
  DjTable table;
  if (dj_state_find_code (tree->state, text, &table) < 0)
    return DJ_NONE;
  if (table != DJ_TABLE_AREA)
    return dj_forest_find (&tree->organizations, tree->state, text);
  gint32 area = dj_forest_find (&tree->areas, tree->state, text);
  return area < 0 ? DJ_NONE : tree->leading[area];
}

void dj_view_organization_many (DjView *view, const char *const *codes, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((codes && out) || n == 0));
  for (gsize i = 0; i < n; i++)
    out[i] = find_by_code (view->tree, codes[i]);
}

DjOrganizationId dj_view_organization (DjView *view, const char *code)
{
  DjOrganizationId id = DJ_NONE;
  dj_view_organization_many (view, &code, 1, &id);
  return id;
}

/* ---- Records ----------------------------------------------------------------------------------------------------- */

static void fill_organization (const DjState *state, gint32 row, DjOrganization *out)
{
  const DjTableData *table = state->tables[DJ_TABLE_ORGANIZATION];
#define TEXT(column) dj_state_get_cell (state, DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_##column, row)
  *out = (DjOrganization){
    .code = TEXT (CODE),
    .name = TEXT (NAME),
    .short_name = TEXT (SHORT_NAME),
    .kind = (DjOrganizationKind)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_KIND, row),
    .form = (DjOrganizationForm)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_FORM, row),
    .mode = (DjOrganizationMode)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_MODE, row),
    .base_unit = TEXT (BASE_UNIT),
    .base_area = TEXT (BASE_AREA),
    .may_admit = (DjYesNo)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_MAY_ADMIT, row),
    .approved_by = TEXT (APPROVED_BY),
    .term_years = dj_table_get_int (table, DJ_COLUMN_ORGANIZATION_TERM_YEARS, row),
    .term_ends = dj_table_get_date (table, DJ_COLUMN_ORGANIZATION_TERM_ENDS, row),
    .since = dj_table_get_date (table, DJ_COLUMN_ORGANIZATION_SINCE, row),
    .until = dj_table_get_date (table, DJ_COLUMN_ORGANIZATION_UNTIL, row),
  };
#undef TEXT
}

void dj_view_get_organization_many (DjView *view, const DjOrganizationId *ids, gsize n, DjOrganization *out)
{
  static const DjOrganization missing
      = { .term_years = DJ_INT_NONE, .term_ends = DJ_DATE_NONE, .since = DJ_DATE_NONE, .until = DJ_DATE_NONE };
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  const DjForest *forest = &view->tree->organizations;
  for (gsize i = 0; i < n; i++)
    if (dj_is_within (ids[i], forest->n))
      fill_organization (view->tree->state, forest->row[ids[i]], &out[i]);
    else
      out[i] = missing;
}

gboolean dj_view_get_organization (DjView *view, DjOrganizationId id, DjOrganization *out)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  dj_view_get_organization_many (view, &id, 1, out);
  return dj_is_within (id, view->tree->organizations.n);
}

/* ---- Place in the tree ------------------------------------------------------------------------------------------- */

void dj_view_get_superior_many (DjView *view, const DjOrganizationId *ids, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->organizations.superior, view->tree->organizations.n, ids, n, out);
}

DjOrganizationId dj_view_get_superior (DjView *view, DjOrganizationId id)
{
  DjOrganizationId superior = DJ_NONE;
  dj_view_get_superior_many (view, &id, 1, &superior);
  return superior;
}

void dj_view_get_depth_many (DjView *view, const DjOrganizationId *ids, gsize n, gint32 *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->organizations.depth, view->tree->organizations.n, ids, n, out);
}

gint32 dj_view_get_depth (DjView *view, DjOrganizationId id)
{
  gint32 depth = -1;
  dj_view_get_depth_many (view, &id, 1, &depth);
  return depth;
}

void dj_view_get_end_many (DjView *view, const DjOrganizationId *ids, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->organizations.end, view->tree->organizations.n, ids, n, out);
}

DjOrganizationId dj_view_get_end (DjView *view, DjOrganizationId id)
{
  DjOrganizationId end = DJ_NONE;
  dj_view_get_end_many (view, &id, 1, &end);
  return end;
}

void dj_view_is_under_many (DjView *view, const DjOrganizationId *below, const DjOrganizationId *above, gsize n,
                            guint8 *out)
{
  g_return_if_fail (view != NULL && ((below && above && out) || n == 0));
  const DjForest *forest = &view->tree->organizations;
  for (gsize i = 0; i < n; i++)
    out[i] = dj_is_within (above[i], forest->n) && above[i] <= below[i] && below[i] < forest->end[above[i]];
}

gboolean dj_view_is_under (DjView *view, DjOrganizationId below, DjOrganizationId above)
{
  guint8 is_under = FALSE;
  dj_view_is_under_many (view, &below, &above, 1, &is_under);
  return is_under;
}

void dj_view_get_common_superior_many (DjView *view, const DjOrganizationId *a, const DjOrganizationId *b, gsize n,
                                       DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((a && b && out) || n == 0));
  const DjForest *forest = &view->tree->organizations;
  for (gsize i = 0; i < n; i++)
    out[i] = dj_is_within (a[i], forest->n) && dj_is_within (b[i], forest->n)
                 ? dj_forest_meet (forest, MIN (a[i], b[i]), MAX (a[i], b[i]))
                 : DJ_NONE;
}

DjOrganizationId dj_view_get_common_superior (DjView *view, DjOrganizationId a, DjOrganizationId b)
{
  DjOrganizationId common = DJ_NONE;
  dj_view_get_common_superior_many (view, &a, &b, 1, &common);
  return common;
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

/* A list that counts on where its array is full. */
typedef struct
{
  DjOrganizationId *out;
  gsize size;
  gsize n;
} List;

static void append (List *list, DjOrganizationId id)
{
  if (list->out && list->n < list->size)
    list->out[list->n] = id;
  list->n++;
}

static void append_ancestors (const DjForest *forest, DjOrganizationId id, List *list)
{
  for (id = forest->superior[id]; id >= 0; id = forest->superior[id])
    append (list, id);
}

static void append_subordinates (const DjForest *forest, DjOrganizationId id, List *list)
{
  for (DjOrganizationId below = id + 1; below < forest->end[id]; below = forest->end[below])
    append (list, below);
}

static gsize list_many (const DjForest *forest, void (*append_all) (const DjForest *, DjOrganizationId, List *),
                        const DjOrganizationId *ids, gsize n, gsize *starts, List list)
{
  for (gsize i = 0; i < n; i++)
  {
    if (starts)
      starts[i] = list.n;
    if (dj_is_within (ids[i], forest->n))
      append_all (forest, ids[i], &list);
  }
  if (starts)
    starts[n] = list.n;
  return list.n;
}

gsize dj_view_list_ancestors_many (DjView *view, const DjOrganizationId *ids, gsize n, gsize *starts,
                                   DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL && (ids || n == 0), 0);
  return list_many (&view->tree->organizations, append_ancestors, ids, n, starts, (List){ out, size, 0 });
}

gsize dj_view_list_ancestors (DjView *view, DjOrganizationId id, DjOrganizationId *out, gsize size)
{
  return dj_view_list_ancestors_many (view, &id, 1, NULL, out, size);
}

gsize dj_view_list_subordinates_many (DjView *view, const DjOrganizationId *ids, gsize n, gsize *starts,
                                      DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL && (ids || n == 0), 0);
  return list_many (&view->tree->organizations, append_subordinates, ids, n, starts, (List){ out, size, 0 });
}

gsize dj_view_list_subordinates (DjView *view, DjOrganizationId id, DjOrganizationId *out, gsize size)
{
  return dj_view_list_subordinates_many (view, &id, 1, NULL, out, size);
}
