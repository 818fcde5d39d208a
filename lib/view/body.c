/* SPDX-License-Identifier: Apache-2.0 */
/* What exists on a day besides the tree: rows of any table, bodies, and how near areas are to one another. */
#include "view/view-private.h"

#include <string.h>

/* The row that holds of those of a code, of which @first is the first. */
static gint32 find_holding (const DjTree *tree, DjTable table, gint32 first)
{
  if (table == DJ_TABLE_ORGANIZATION)
    return dj_forest_find_holding (&tree->organizations, tree->state, first);
  if (table == DJ_TABLE_AREA)
    return dj_forest_find_holding (&tree->areas, tree->state, first);
  return dj_state_find_row_on (tree->state, table, first, tree->on);
}

gint32 dj_tree_find_row (const DjTree *tree, DjTable table, gint32 code)
{
  DjTable of = table;
  gint32 first = dj_state_find_code (tree->state, code, &of);
  return first < 0 || of != table ? -1 : find_holding (tree, table, first);
}

void dj_tree_find_bodies (const DjTree *tree, const gint32 *codes, gint32 n, gint32 *rows, DjTable *tables)
{
  const gint32 *id_of_row = tree->organizations.id_of_row;
  dj_state_find_codes (tree->state, codes, n, rows, tables);
  for (gint32 i = 0; i < n; i++) /* most bodies are organizations */
    if (rows[i] >= 0 && tables[i] == DJ_TABLE_ORGANIZATION)
      __builtin_prefetch (&id_of_row[rows[i]]);
  for (gint32 i = 0; i < n; i++)
  {
    gboolean is_body
        = rows[i] >= 0
          && (tables[i] == DJ_TABLE_ORGANIZATION || tables[i] == DJ_TABLE_UNIT || tables[i] == DJ_TABLE_ALLIANCE);
    rows[i] = is_body ? find_holding (tree, tables[i], rows[i]) : -1;
  }
}

gint32 dj_tree_find_body (const DjTree *tree, gint32 code, DjTable *table)
{
  gint32 row;
  dj_tree_find_bodies (tree, &code, 1, &row, table);
  return row;
}

gint32 dj_tree_get_body_area (const DjTree *tree, DjTable table, gint32 row)
{
  if (table == DJ_TABLE_ORGANIZATION)
    return tree->base_area[tree->organizations.id_of_row[row]];
  int column = table == DJ_TABLE_UNIT ? (int)DJ_COLUMN_UNIT_AREA : (int)DJ_COLUMN_ALLIANCE_AREA;
  return dj_forest_find (&tree->areas, tree->state, dj_table_get_text (tree->state->tables[table], column, row));
}

gint32 *dj_tree_find_level (const DjTree *tree, DjAreaKind level)
{
  const DjForest *areas = &tree->areas;
  gint32 *above = g_new (gint32, (gsize)areas->n + 1);
  for (gint32 id = 0; id < areas->n; id++)
  {
    gint32 superior = areas->superior[id];
    above[id] = areas->kind[id] == level ? id : superior < 0 ? -1 : above[superior];
  }
  return above;
}

/* Between one area of the kind and the next, those that follow one another are within the same, to the end of which they are filled. */
gint32 *dj_tree_number_level (const DjTree *tree, DjAreaKind level, gint32 **ids, gint32 *n)
{
  const DjForest *areas = &tree->areas;
  gint32 *number = g_new (gint32, (gsize)areas->n + 1);
  *ids = g_new (gint32, (gsize)areas->n + 1);
  *n = 0;
  for (gint32 id = 0; id < areas->n;)
  {
    const guint8 *found
        = (guint)level <= G_MAXUINT8 ? memchr (areas->kind + id, (int)level, (gsize)(areas->n - id)) : NULL;
    gint32 next = found ? (gint32)(found - areas->kind) : areas->n;
    while (id < next)
    {
      gint32 within = areas->superior[id] < 0 ? -1 : number[areas->superior[id]];
      gint32 end = within < 0 ? next : MIN (next, areas->end[(*ids)[within]]);
      while (id < end)
        number[id++] = within;
    }
    if (next == areas->n)
      break;
    (*ids)[*n] = next;
    number[next] = (*n)++;
    id = next + 1;
  }
  return number;
}

G_STATIC_ASSERT ((int)DJ_COLUMN_UNIT_CODE == (int)DJ_COLUMN_ALLIANCE_CODE
                 && (int)DJ_COLUMN_ORGANIZATION_CODE == (int)DJ_COLUMN_ALLIANCE_CODE);
G_STATIC_ASSERT ((int)DJ_COLUMN_UNIT_NAME == (int)DJ_COLUMN_ALLIANCE_NAME
                 && (int)DJ_COLUMN_ORGANIZATION_NAME == (int)DJ_COLUMN_ALLIANCE_NAME);

const char *dj_body_get_code (const DjState *state, DjTable table, gint32 row)
{
  return dj_state_get_cell (state, table, DJ_COLUMN_ALLIANCE_CODE, row);
}

const char *dj_body_get_name (const DjState *state, DjTable table, gint32 row)
{
  return dj_state_get_cell (state, table, DJ_COLUMN_ALLIANCE_NAME, row);
}

/* ---- Rows of a day ------------------------------------------------------------------------------------------------ */

DjFrame *dj_view_get_table (DjView *view, DjTable id)
{
  g_return_val_if_fail (view != NULL && id < DJ_N_TABLES, NULL);
  const DjState *state = view->tree->state;
  DjHolding holding = dj_holding (state->tables[id], view->tree->on);
  g_autofree gint32 *rows = g_new (gint32, (gsize)state->tables[id]->n_rows + 1);
  gint32 n = 0;
  for (gint32 row = 0; row < state->tables[id]->n_rows; row++)
    if (dj_holds (&holding, row))
      rows[n++] = row;
  return dj_state_get_frame (state, id, rows, n);
}

int dj_view_find_code (DjView *view, const char *code)
{
  g_return_val_if_fail (view != NULL && code != NULL, -1);
  const DjState *state = view->tree->state;
  gint32 text = dj_texts_find (state->texts, code, -1);
  DjTable table;
  return text != DJ_TEXT_NONE && dj_state_find_code (state, text, &table) >= 0 ? (int)table : -1;
}

/* ---- Nearness ------------------------------------------------------------------------------------------------------ */

static DjNearness nearness_of_kind (DjAreaKind kind)
{
  switch (kind)
  {
  case DJ_AREA_NONE:
  case DJ_AREA_NATION:
  case DJ_AREA_PROVINCE:
  case DJ_AREA_PREFECTURE:
    return DJ_NEARNESS_BEYOND;
  case DJ_AREA_COUNTY:
    return DJ_NEARNESS_DISTRICT;
  case DJ_AREA_TOWNSHIP:
    return DJ_NEARNESS_SUBDISTRICT;
  case DJ_AREA_COMMUNITY:
    return DJ_NEARNESS_COMMUNITY;
  default:
    return DJ_NEARNESS_BUILDING;
  }
}

DjNearness dj_tree_get_nearness (const DjTree *tree, gint32 a, gint32 b)
{
  if (a < 0 || b < 0)
    return DJ_NEARNESS_BEYOND;
  gint32 common = dj_forest_meet (&tree->areas, MIN (a, b), MAX (a, b));
  return common < 0 ? DJ_NEARNESS_BEYOND : nearness_of_kind (tree->areas.kind[common]);
}
