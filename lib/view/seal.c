/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing: the tree of a day, and the view made of it. Nothing here touches the register again. */
#include "view/view-private.h"

#include "boxed-private.h"

#include <string.h>

/* ---- Tree -------------------------------------------------------------------------------------------------------- */

static gint32 *new_superior_rows (gint32 n, GError **error)
{
  gint32 *rows = DJ_TRY_NEW (gint32, n, error);
  if (rows)
    memset (rows, 0xff, (gsize)n * sizeof (gint32));
  return rows;
}

/* A register holds one superior at most at any date. Were there two, the first row would count. */
static void read_subordinations (const DjTree *tree, gint32 *superior_rows)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_SUBORDINATION];
  const gint32 *organizations = dj_table_texts (table, DJ_COLUMN_SUBORDINATION_ORGANIZATION);
  const gint32 *superiors = dj_table_texts (table, DJ_COLUMN_SUBORDINATION_SUPERIOR);
  DjHolding holding = dj_holding (table, tree->on);
  for (gint32 row = 0; organizations && superiors && row < table->n_rows; row++)
  {
    if (!dj_holds (&holding, row))
      continue;
    gint32 below = dj_forest_find_row (&tree->organizations, tree->state, organizations[row]);
    gint32 above = dj_forest_find_row (&tree->organizations, tree->state, superiors[row]);
    if (below >= 0 && above >= 0 && superior_rows[below] < 0)
      superior_rows[below] = above;
  }
}

static gboolean number_organizations (DjTree *tree, GError **error)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_ORGANIZATION];
  g_autofree gint32 *superior_rows = NULL;
  if (!dj_forest_mark (&tree->organizations, tree->state, DJ_TABLE_ORGANIZATION, tree->on, error)
      || !(superior_rows = new_superior_rows (table->n_rows, error)))
    return FALSE;
  read_subordinations (tree, superior_rows);
  return dj_forest_number (&tree->organizations, superior_rows, dj_table_codes (table, DJ_COLUMN_ORGANIZATION_KIND),
                           error);
}

static gboolean number_areas (DjTree *tree, GError **error)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_AREA];
  const gint32 *parents = dj_table_texts (table, DJ_COLUMN_AREA_PARENT);
  g_autofree gint32 *parent_rows = NULL;
  if (!dj_forest_mark (&tree->areas, tree->state, DJ_TABLE_AREA, tree->on, error)
      || !(parent_rows = new_superior_rows (table->n_rows, error)))
    return FALSE;
  for (gint32 row = 0; parents && row < table->n_rows; row++)
    if (tree->areas.id_of_row[row] >= 0)
      parent_rows[row] = dj_forest_find_row (&tree->areas, tree->state, parents[row]);
  return dj_forest_number (&tree->areas, parent_rows, dj_table_codes (table, DJ_COLUMN_AREA_KIND), error);
}

/* ---- Extras -------------------------------------------------------------------------------------------------------- */

struct DjExtra
{
  gconstpointer key;
  gpointer value;
  GDestroyNotify destroy;
  DjExtra *next;
};

static void free_extras (DjExtra *extra)
{
  while (extra)
  {
    DjExtra *next = extra->next;
    extra->destroy (extra->value);
    g_free (extra);
    extra = next;
  }
}

static const DjExtra *find_extra (DjTree *tree, gconstpointer key)
{
  const DjExtra *extra = g_atomic_pointer_get (&tree->extras);
  while (extra && extra->key != key)
    extra = extra->next;
  return extra;
}

/* A new head is published when it is complete; who walks the list meanwhile has the old one, which stays as it is. */
gpointer dj_tree_get_extra (DjTree *tree, gconstpointer key, gpointer (*make) (DjTree *tree), GDestroyNotify destroy)
{
  const DjExtra *found = find_extra (tree, key);
  if (found)
    return found->value;
  g_rec_mutex_lock (&tree->extras_lock);
  found = find_extra (tree, key);
  if (!found)
  {
    DjExtra *extra = g_new (DjExtra, 1);
    *extra = (DjExtra){ .key = key, .value = make (tree), .destroy = destroy };
    extra->next = g_atomic_pointer_get (&tree->extras);
    g_atomic_pointer_set (&tree->extras, extra);
    found = extra;
  }
  g_rec_mutex_unlock (&tree->extras_lock);
  return found->value;
}

/* ---- Life of a tree ------------------------------------------------------------------------------------------------ */

void dj_backing_release (DjBacking *backing, gpointer owner)
{
  if (backing->forget)
    backing->forget (owner);
  g_clear_pointer (&backing->mapping, g_bytes_unref);
}

DjTree *dj_tree_new_empty (DjState *state, DjDate on)
{
  DjTree *tree = g_new0 (DjTree, 1);
  g_atomic_ref_count_init (&tree->references);
  g_mutex_init (&tree->lock);
  g_rec_mutex_init (&tree->extras_lock);
  tree->state = dj_state_ref (state);
  tree->on = on;
  return tree;
}

DjTree *dj_tree_new (DjState *state, DjDate on, GError **error)
{
  DjTree *tree = dj_tree_new_empty (state, on);
  if (number_organizations (tree, error) && number_areas (tree, error) && dj_tree_place (tree, error))
    return tree;
  dj_tree_unref (tree);
  return NULL;
}

DjTree *dj_tree_ref (DjTree *tree)
{
  g_atomic_ref_count_inc (&tree->references);
  return tree;
}

void dj_tree_unref (DjTree *tree)
{
  if (!g_atomic_ref_count_dec (&tree->references))
    return;
  dj_backing_release (&tree->backing, tree);
  dj_forest_clear (&tree->organizations);
  dj_forest_clear (&tree->areas);
  g_free (tree->base_area);
  g_free (tree->leading);
  dj_guidance_index_free (tree->guidance);
  free_extras (tree->extras);
  g_mutex_clear (&tree->lock);
  g_rec_mutex_clear (&tree->extras_lock);
  dj_state_unref (tree->state);
  g_free (tree);
}

const char *dj_state_get_cell (const DjState *state, DjTable table, int column, gint32 row)
{
  return row < 0 ? NULL : dj_texts_get (state->texts, dj_table_get_text (state->tables[table], column, row));
}

/* ---- View -------------------------------------------------------------------------------------------------------- */

DJ_DEFINE_BOXED_TYPE (DjView, dj_view)

void dj_view_find_days (DjView *view)
{
  const DjTableData *persons = view->home->state->tables[DJ_TABLE_PERSON];
  view->n_persons = persons->n_rows;
  view->admitted = dj_table_dates (persons, DJ_COLUMN_PERSON_ADMITTED);
  view->full = dj_table_dates (persons, DJ_COLUMN_PERSON_FULL);
  view->left = dj_table_dates (persons, DJ_COLUMN_PERSON_LEFT);
}

DjView *dj_view_new (DjTree *tree, DjTree *home)
{
  DjView *view = g_new0 (DjView, 1);
  g_atomic_ref_count_init (&view->references);
  g_mutex_init (&view->lock);
  view->tree = tree;
  view->home = home;
  dj_view_find_days (view);
  return view;
}

gboolean dj_is_day_of_calendar (DjDate day) { return day >= dj_date (1000, 1, 1) && day <= dj_date (9999, 12, 31); }

DjView *dj_register_seal (DjRegister *reg, DjDate on, GError **error)
{
  g_return_val_if_fail (reg != NULL, NULL);
  if (!dj_is_day_of_calendar (on))
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, "A register is sealed as of a day");
    return NULL;
  }
  DjTree *tree = dj_tree_new (dj_register_get_state (reg), on, error);
  if (!tree)
    return NULL;
  DjView *view = dj_view_new (tree, dj_tree_ref (tree));
  if (dj_view_load_people (view, error) && dj_view_cluster (view, error) && dj_view_order_parts (view, error))
    return view;
  dj_view_unref (view);
  return NULL;
}

DjView *dj_view_ref (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  g_atomic_ref_count_inc (&view->references);
  return view;
}

void dj_view_unref (DjView *view)
{
  if (!view || !g_atomic_ref_count_dec (&view->references))
    return;
  dj_backing_release (&view->backing, view);
  g_free (view->placed);
  g_free (view->affiliation);
  g_free (view->member);
  g_free (view->start);
  g_free (view->formal);
  g_free (view->probationary);
  g_free (view->parts);
  g_free (view->part_start);
  g_free (view->profiles);
  g_free (view->profile_of);
  g_free (view->people);
  g_free (view->posts);
  dj_history_free (view->history);
  for (gsize kind = 0; kind < G_N_ELEMENTS (view->others); kind++)
    dj_others_free (view->others[kind]);
  g_mutex_clear (&view->lock);
  dj_tree_unref (view->home);
  dj_tree_unref (view->tree);
  g_free (view);
}

DjDate dj_view_get_date (DjView *view)
{
  g_return_val_if_fail (view != NULL, DJ_DATE_NONE);
  return view->home->on;
}

gint32 dj_view_get_n_organizations (DjView *view)
{
  g_return_val_if_fail (view != NULL, 0);
  return view->tree->organizations.n;
}

gint32 dj_view_get_n_areas (DjView *view)
{
  g_return_val_if_fail (view != NULL, 0);
  return view->tree->areas.n;
}

gint64 dj_view_get_n_members (DjView *view)
{
  g_return_val_if_fail (view != NULL, 0);
  return view->n_members;
}

gint64 dj_view_get_n_unplaced (DjView *view)
{
  g_return_val_if_fail (view != NULL, 0);
  return view->n_unplaced;
}

/* The value is published by an atomic store after it is complete, so that readers need the lock only where they find nothing. */
gpointer dj_make_once (gpointer *place, GMutex *lock, gpointer (*make) (gpointer data), gpointer data)
{
  gpointer made = g_atomic_pointer_get (place);
  if (made)
    return made;
  g_mutex_lock (lock);
  made = g_atomic_pointer_get (place);
  if (!made)
  {
    made = make (data);
    g_atomic_pointer_set (place, made);
  }
  g_mutex_unlock (lock);
  return made;
}
