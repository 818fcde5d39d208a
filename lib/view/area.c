/* SPDX-License-Identifier: Apache-2.0 */
/* Areas, and where organizations are based. */
#include "view/view-private.h"

#include <math.h>
#include <string.h>

/* ---- Bases ------------------------------------------------------------------------------------------------------- */

/* Superiors come first, so theirs is known when it is inherited. */
static void find_bases (DjTree *tree)
{
  const DjForest *forest = &tree->organizations;
  const gint32 *codes = dj_table_texts (tree->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_BASE_AREA);
  for (gint32 id = 0; id < forest->n; id++)
  {
    gint32 own = codes ? dj_forest_find (&tree->areas, tree->state, codes[forest->row[id]]) : -1;
    gint32 superior = forest->superior[id];
    tree->base_area[id] = own < 0 && superior >= 0 ? tree->base_area[superior] : own;
  }
}

static void find_leading (DjTree *tree)
{
  const gint32 *depth = tree->organizations.depth;
  memset (tree->leading, 0xff, (gsize)tree->areas.n * sizeof (gint32));
  for (gint32 id = 0; id < tree->organizations.n; id++)
  {
    gint32 area = tree->base_area[id];
    if (area >= 0 && (tree->leading[area] < 0 || depth[id] < depth[tree->leading[area]]))
      tree->leading[area] = id;
  }
}

gboolean dj_tree_place (DjTree *tree, GError **error)
{
  if (!(tree->base_area = DJ_TRY_NEW (gint32, tree->organizations.n, error))
      || !(tree->leading = DJ_TRY_NEW (gint32, tree->areas.n, error)))
    return FALSE;
  find_bases (tree);
  find_leading (tree);
  return TRUE;
}

/* ---- Questions --------------------------------------------------------------------------------------------------- */

void dj_view_area_many (DjView *view, const char *const *codes, gsize n, DjAreaId *out)
{
  g_return_if_fail (view != NULL && ((codes && out) || n == 0));
  const DjState *state = view->tree->state;
  for (gsize i = 0; i < n; i++)
    out[i]
        = codes[i] ? dj_forest_find (&view->tree->areas, state, dj_texts_find (state->texts, codes[i], -1)) : DJ_NONE;
}

DjAreaId dj_view_area (DjView *view, const char *code)
{
  DjAreaId id = DJ_NONE;
  dj_view_area_many (view, &code, 1, &id);
  return id;
}

static void fill_area (const DjState *state, gint32 row, DjArea *out)
{
  const DjTableData *table = state->tables[DJ_TABLE_AREA];
  *out = (DjArea){
    .code = dj_state_get_cell (state, DJ_TABLE_AREA, DJ_COLUMN_AREA_CODE, row),
    .name = dj_state_get_cell (state, DJ_TABLE_AREA, DJ_COLUMN_AREA_NAME, row),
    .kind = (DjAreaKind)dj_table_get_code (table, DJ_COLUMN_AREA_KIND, row),
    .area_class = (DjAreaClass)dj_table_get_code (table, DJ_COLUMN_AREA_CLASS, row),
    .parent = dj_state_get_cell (state, DJ_TABLE_AREA, DJ_COLUMN_AREA_PARENT, row),
    .lon = dj_table_get_real (table, DJ_COLUMN_AREA_LON, row),
    .lat = dj_table_get_real (table, DJ_COLUMN_AREA_LAT, row),
    .since = dj_table_get_date (table, DJ_COLUMN_AREA_SINCE, row),
    .until = dj_table_get_date (table, DJ_COLUMN_AREA_UNTIL, row),
  };
}

void dj_view_get_area_many (DjView *view, const DjAreaId *ids, gsize n, DjArea *out)
{
  const DjArea missing = { .lon = NAN, .lat = NAN, .since = DJ_DATE_NONE, .until = DJ_DATE_NONE };
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  for (gsize i = 0; i < n; i++)
    if (dj_is_within (ids[i], view->tree->areas.n))
      fill_area (view->tree->state, view->tree->areas.row[ids[i]], &out[i]);
    else
      out[i] = missing;
}

gboolean dj_view_get_area (DjView *view, DjAreaId id, DjArea *out)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  dj_view_get_area_many (view, &id, 1, out);
  return dj_is_within (id, view->tree->areas.n);
}

void dj_view_get_area_parent_many (DjView *view, const DjAreaId *ids, gsize n, DjAreaId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->areas.superior, view->tree->areas.n, ids, n, out);
}

DjAreaId dj_view_get_area_parent (DjView *view, DjAreaId id)
{
  DjAreaId parent = DJ_NONE;
  dj_view_get_area_parent_many (view, &id, 1, &parent);
  return parent;
}

void dj_view_get_area_end_many (DjView *view, const DjAreaId *ids, gsize n, DjAreaId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->areas.end, view->tree->areas.n, ids, n, out);
}

DjAreaId dj_view_get_area_end (DjView *view, DjAreaId id)
{
  DjAreaId end = DJ_NONE;
  dj_view_get_area_end_many (view, &id, 1, &end);
  return end;
}

void dj_view_get_base_area_many (DjView *view, const DjOrganizationId *ids, gsize n, DjAreaId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->base_area, view->tree->organizations.n, ids, n, out);
}

DjAreaId dj_view_get_base_area (DjView *view, DjOrganizationId id)
{
  DjAreaId area = DJ_NONE;
  dj_view_get_base_area_many (view, &id, 1, &area);
  return area;
}

void dj_view_get_leading_many (DjView *view, const DjAreaId *ids, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->leading, view->tree->areas.n, ids, n, out);
}

DjOrganizationId dj_view_get_leading (DjView *view, DjAreaId id)
{
  DjOrganizationId leading = DJ_NONE;
  dj_view_get_leading_many (view, &id, 1, &leading);
  return leading;
}
