/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of what goes where and of what stays unmet, and rows of the table match made of them. */
#include "match/match-private.h"

#include <math.h>

static const DjMatchOptions every_match = DJ_MATCH_OPTIONS_INIT;

static const char *item_cell (const DjSides *sides, const DjParty *party, int column)
{
  return dj_item_get_string (sides->items, party->item, column);
}

static void append_item_cell (DjFrame *frame, int column, const DjSides *sides, const DjParty *party, int cell)
{
  dj_frame_append_text (frame, column, item_cell (sides, party, cell));
}

/* ---- What goes where ------------------------------------------------------------------------------------------------------- */

typedef enum
{
  MATCH_NEED,
  MATCH_NEED_TITLE,
  MATCH_RESOURCE,
  MATCH_RESOURCE_TITLE,
  MATCH_CATEGORY,
  MATCH_MEASURE,
  MATCH_QUANTITY,
  MATCH_NEARNESS,
} MatchColumn;

static DjFrame *new_matches (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_MATCH, DJ_COLUMN_MATCH_NEED));
  dj_frame_add_text (frame, "need_title", "需求名称", "need title");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_MATCH, DJ_COLUMN_MATCH_RESOURCE));
  dj_frame_add_text (frame, "resource_title", "资源名称", "resource title");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_CATEGORY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_MEASURE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_MATCH, DJ_COLUMN_MATCH_QUANTITY));
  dj_frame_add (frame, DJ_TYPE_CODE, "nearness", "远近", "nearness", &dj_codes_nearness);
  return frame;
}

/* The measure is the one that either of the two gives. */
static void append_match (DjFrame *frame, const DjSides *sides, const DjServing *serving)
{
  const DjParty *need = &sides->needs[serving->need], *resource = &sides->resources[serving->resource];
  const DjParty *measured = need->measure == DJ_TEXT_NONE ? resource : need;
  append_item_cell (frame, MATCH_NEED, sides, need, DJ_COLUMN_ITEM_CODE);
  append_item_cell (frame, MATCH_NEED_TITLE, sides, need, DJ_COLUMN_ITEM_TITLE);
  append_item_cell (frame, MATCH_RESOURCE, sides, resource, DJ_COLUMN_ITEM_CODE);
  append_item_cell (frame, MATCH_RESOURCE_TITLE, sides, resource, DJ_COLUMN_ITEM_TITLE);
  append_item_cell (frame, MATCH_CATEGORY, sides, need, DJ_COLUMN_ITEM_CATEGORY);
  dj_frame_append_text (frame, MATCH_MEASURE, dj_texts_get (sides->tree->state->texts, measured->measure));
  dj_frame_append_real (frame, MATCH_QUANTITY, dj_quantity_to_real (serving->quantity));
  dj_frame_append_code (frame, MATCH_NEARNESS, (int)dj_tree_get_nearness (sides->tree, need->area, resource->area));
}

DjFrame *dj_view_match (DjView *view, const DjMatchOptions *options, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  options = options ? options : &every_match;
  g_auto (DjSides) sides = { .tree = NULL };
  if (!dj_sides_fill (&sides, view->tree, options->category, error))
    return NULL;
  g_autoptr (GArray) servings = dj_sides_match (&sides, options->farthest);
  DjFrame *frame = new_matches ();
  for (guint i = 0; i < servings->len; i++)
    append_match (frame, &sides, &g_array_index (servings, DjServing, i));
  return dj_frame_finish (frame);
}

/* ---- What stays unmet ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  UNMET_NEED,
  UNMET_TITLE,
  UNMET_CATEGORY,
  UNMET_MEASURE,
  UNMET_QUANTITY,
  UNMET_SERVED,
  UNMET_MISSING,
  UNMET_REASON,
} UnmetColumn;

static DjFrame *new_unmatched (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_MATCH, DJ_COLUMN_MATCH_NEED));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_TITLE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_CATEGORY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_MEASURE));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_QUANTITY));
  dj_frame_add_real (frame, "served", "已满足", "served");
  dj_frame_add_real (frame, "missing", "缺口", "missing");
  dj_frame_add (frame, DJ_TYPE_CODE, "reason", "原因", "reason", &dj_codes_unmet_reason);
  return frame;
}

/* Whether the walk comes to any resource. Does not tell how many are left of it: those that are used up stand on these shelves too. */
static gboolean walk_finds (const DjSides *sides, const DjShelves *shelves, const DjParty *need, DjNearness farthest)
{
  DjWalk walk;
  dj_walk_begin (&walk, sides->tree, shelves, need, farthest);
  while (dj_walk_next (&walk))
    if (dj_shelf_find (walk.shelf, &walk.stretch, 0) >= 0)
      return TRUE;
  return FALSE;
}

static DjUnmetReason find_reason (const DjSides *sides, const DjShelves *shelves, const DjParty *need,
                                  DjNearness farthest)
{
  DjParty at_any_time = *need;
  at_any_time.opened = DJ_DATE_NONE;
  at_any_time.due = G_MAXINT32;
  if (need->quantity == DJ_QUANTITY_NONE)
    return DJ_UNMET_NO_QUANTITY;
  if (!walk_finds (sides, shelves, &at_any_time, DJ_NEARNESS_BEYOND))
    return DJ_UNMET_NO_RESOURCE;
  if (!walk_finds (sides, shelves, need, DJ_NEARNESS_BEYOND))
    return DJ_UNMET_PERIOD;
  return walk_finds (sides, shelves, need, farthest) ? DJ_UNMET_EXHAUSTED : DJ_UNMET_TOO_FAR;
}

/* All resources of a category that have a quantity, used up or not. */
static void fill_shelves (const DjSides *sides, const DjCategories *categories, gint32 category, DjShelves *shelves)
{
  g_autofree gint32 *chosen = g_new (gint32, (gsize)dj_links_count (&categories->resources, category) + 1);
  gint32 n = 0;
  for (gint32 i = categories->resources.start[category]; i < categories->resources.start[category + 1]; i++)
    if (sides->resources[categories->resources.to[i]].quantity != DJ_QUANTITY_NONE)
      chosen[n++] = categories->resources.to[i];
  dj_shelf_fill (&shelves->by_measure, sides->resources, chosen, n, TRUE);
  dj_shelf_fill (&shelves->all, sides->resources, chosen, n, FALSE);
}

static gboolean is_unmet (const DjParty *need) { return need->quantity == DJ_QUANTITY_NONE || need->left > 0; }

static void find_reasons_of (const DjSides *sides, const DjCategories *categories, gint32 category, DjNearness farthest,
                             guint8 *reasons)
{
  DjShelves shelves;
  fill_shelves (sides, categories, category, &shelves);
  for (gint32 i = categories->needs.start[category]; i < categories->needs.start[category + 1]; i++)
  {
    const DjParty *need = &sides->needs[categories->needs.to[i]];
    if (is_unmet (need))
      reasons[categories->needs.to[i]] = (guint8)find_reason (sides, &shelves, need, farthest);
  }
  dj_shelf_clear (&shelves.by_measure);
  dj_shelf_clear (&shelves.all);
}

/* Of each need. What has no category has no resource. */
static guint8 *find_reasons (const DjSides *sides, DjNearness farthest)
{
  guint8 *reasons = g_new (guint8, (gsize)sides->n_needs + 1);
  g_auto (DjCategories) categories;
  dj_categories_fill (&categories, sides);
  for (gint32 i = 0; i < sides->n_needs; i++)
    reasons[i] = sides->needs[i].quantity == DJ_QUANTITY_NONE ? DJ_UNMET_NO_QUANTITY : DJ_UNMET_NO_RESOURCE;
  for (gint32 i = 0; i < categories.n; i++)
    find_reasons_of (sides, &categories, i, farthest, reasons);
  return reasons;
}

static void append_unmet (DjFrame *frame, const DjSides *sides, const DjParty *need, int reason)
{
  gboolean known = need->quantity != DJ_QUANTITY_NONE;
  append_item_cell (frame, UNMET_NEED, sides, need, DJ_COLUMN_ITEM_CODE);
  append_item_cell (frame, UNMET_TITLE, sides, need, DJ_COLUMN_ITEM_TITLE);
  append_item_cell (frame, UNMET_CATEGORY, sides, need, DJ_COLUMN_ITEM_CATEGORY);
  append_item_cell (frame, UNMET_MEASURE, sides, need, DJ_COLUMN_ITEM_MEASURE);
  dj_frame_append_real (frame, UNMET_QUANTITY, known ? dj_quantity_to_real (need->quantity) : (double)NAN);
  dj_frame_append_real (frame, UNMET_SERVED, known ? dj_quantity_to_real (need->quantity - need->left) : (double)NAN);
  dj_frame_append_real (frame, UNMET_MISSING, known ? dj_quantity_to_real (need->left) : (double)NAN);
  dj_frame_append_code (frame, UNMET_REASON, reason);
}

DjFrame *dj_view_unmatched (DjView *view, const DjMatchOptions *options, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  options = options ? options : &every_match;
  g_auto (DjSides) sides = { .tree = NULL };
  if (!dj_sides_fill (&sides, view->tree, options->category, error))
    return NULL;
  g_array_unref (dj_sides_match (&sides, options->farthest));
  g_autofree guint8 *reasons = find_reasons (&sides, options->farthest);
  DjFrame *frame = new_unmatched ();
  for (gint32 i = 0; i < sides.n_needs; i++)
    if (is_unmet (&sides.needs[i]))
      append_unmet (frame, &sides, &sides.needs[i], reasons[i]);
  return dj_frame_finish (frame);
}

/* ---- Rows of the table match -------------------------------------------------------------------------------------------------- */

typedef struct
{
  int need;
  int resource;
  int quantity; /* -1 where the frame has none */
} Columns;

static gboolean is_text (const DjFrame *frame, int column)
{
  DjType type = column < 0 ? DJ_TYPE_REAL : dj_frame_get_column (frame, column)->type;
  return type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE;
}

static gboolean find_columns (const DjFrame *frame, Columns *columns, GError **error)
{
  columns->need = dj_frame_find_column (frame, "need");
  columns->resource = dj_frame_find_column (frame, "resource");
  columns->quantity = dj_frame_find_column (frame, "quantity");
  if (is_text (frame, columns->need) && is_text (frame, columns->resource)
      && (columns->quantity < 0 || dj_frame_get_column (frame, columns->quantity)->type == DJ_TYPE_REAL))
    return TRUE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                       DJ_SAY ("表中没有 need 和 resource 两列", "The frame has not the columns need and resource"));
  return FALSE;
}

static gboolean add_match (DjChange *change, const DjFrame *matches, gint64 row, const Columns *columns, DjDate on,
                           GError **error)
{
  char quantity[DJ_NUMBER_TEXT_SIZE], since[DJ_DATE_TEXT_SIZE];
  gboolean known = columns->quantity >= 0 && !dj_frame_is_missing (matches, row, columns->quantity);
  return dj_change_add (change, DJ_TABLE_MATCH, error, "need", dj_frame_get_text (matches, row, columns->need),
                        "resource", dj_frame_get_text (matches, row, columns->resource), "quantity",
                        known ? dj_real_format (dj_frame_get_real (matches, row, columns->quantity), quantity)
                              : (const char *)NULL,
                        "since", dj_date_format (on, since), NULL);
}

/* Takes away the rows from @first on. */
static void take_back (DjChange *change, gint32 first)
{
  DjTableData *table = dj_change_edit (change, DJ_TABLE_MATCH);
  g_autofree guint8 *drop = g_new0 (guint8, (gsize)table->n_rows + 1);
  for (gint32 row = first; row < table->n_rows; row++)
    drop[row] = 1;
  dj_table_drop_rows (table, drop);
}

gboolean dj_change_add_matches (DjChange *change, const DjFrame *matches, DjDate on, GError **error)
{
  g_return_val_if_fail (change != NULL && matches != NULL, FALSE);
  Columns columns;
  if (!find_columns (matches, &columns, error) || !dj_is_day (on, error))
    return FALSE;
  gint32 first = dj_change_get_draft (change)->tables[DJ_TABLE_MATCH]->n_rows;
  for (gint64 row = 0; row < dj_frame_get_n_rows (matches); row++)
    if (!dj_frame_is_missing (matches, row, columns.resource) && !add_match (change, matches, row, &columns, on, error))
    {
      take_back (change, first);
      return FALSE;
    }
  return TRUE;
}
