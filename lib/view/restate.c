/* SPDX-License-Identifier: Apache-2.0 */
/* Rolling up 'as is': the people of one day over the tree of another. */
#include "view/view-private.h"

/* The organization of @today for each of @past's: the one of the same code, else that of the nearest superior that has one. Superiors
 * come first, so theirs is known. Codes are compared as texts, because rows may differ between versions of the register. */
static gint32 *map_tree (const DjTree *past, const DjTree *today, GError **error)
{
  const DjForest *forest = &past->organizations;
  const DjTableData *table = past->state->tables[DJ_TABLE_ORGANIZATION];
  gint32 *map = DJ_TRY_NEW (gint32, forest->n, error);
  for (gint32 id = 0; map && id < forest->n; id++)
  {
    gint32 code = dj_table_get_text (table, DJ_COLUMN_ORGANIZATION_CODE, forest->row[id]);
    gint32 same = dj_forest_find (&today->organizations, today->state, code);
    gint32 superior = forest->superior[id];
    map[id] = same < 0 && superior >= 0 ? map[superior] : same;
  }
  return map;
}

static gint32 follow (const gint32 *map, gint32 id) { return id < 0 ? -1 : map[id]; }

/* Where organizations of the people's own tree lie in the new one: through the tree of a view that was restated itself. */
static gboolean place_home (DjView *view, const DjView *past, const gint32 *map, GError **error)
{
  gint32 n = past->home->organizations.n;
  if (!(view->placed = DJ_TRY_NEW (gint32, n, error)))
    return FALSE;
  for (gint32 id = 0; id < n; id++)
    view->placed[id] = follow (map, past->placed ? past->placed[id] : id);
  return TRUE;
}

static gboolean place_members (DjView *view, const DjView *past, const gint32 *map, GError **error)
{
  if (!(view->affiliation = DJ_TRY_NEW (gint32, view->n_persons, error)))
    return FALSE;
  view->n_unplaced = past->n_unplaced;
  for (gint32 person = 0; person < view->n_persons; person++)
  {
    view->affiliation[person] = follow (map, past->affiliation[person]);
    view->n_unplaced += past->affiliation[person] >= 0 && view->affiliation[person] < 0;
  }
  return TRUE;
}

static gboolean place_parts (DjView *view, const DjView *past, const gint32 *map, GError **error)
{
  if (!(view->parts = DJ_TRY_NEW (DjPart, past->n_parts, error)))
    return FALSE;
  for (gint32 i = 0; i < past->n_parts; i++)
  {
    DjPart part = { past->parts[i].person, map[past->parts[i].organization] };
    if (part.organization >= 0)
      view->parts[view->n_parts++] = part;
  }
  return TRUE;
}

DjView *dj_view_restate (DjView *past, DjView *today, GError **error)
{
  g_return_val_if_fail (past != NULL && today != NULL, NULL);
  if (past->home->state->texts != today->tree->state->texts)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, "The views are of two registers");
    return NULL;
  }
  g_autofree gint32 *map = map_tree (past->tree, today->tree, error);
  if (!map)
    return NULL;
  DjView *view = dj_view_new (dj_tree_ref (today->tree), dj_tree_ref (past->home));
  if (place_home (view, past, map, error) && place_members (view, past, map, error)
      && place_parts (view, past, map, error) && dj_view_cluster (view, error) && dj_view_order_parts (view, error))
    return view;
  dj_view_unref (view);
  return NULL;
}
