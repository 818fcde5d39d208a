/* SPDX-License-Identifier: Apache-2.0 */
/* Needs and resources of a day, and what is left of them. */
#include "match/match-private.h"

#include <math.h>

/* ---- Quantities ---------------------------------------------------------------------------------------------------------- */

double dj_quantity_to_real (gint64 quantity) { return (double)quantity / 1000; }

/* A missing one is none; one that is too large is one more than the most. */
static gint64 quantity_from_real (double value)
{
  if (isnan (value))
    return DJ_QUANTITY_NONE;
  double thousandths = round (value * 1000);
  return thousandths > (double)DJ_QUANTITY_MOST ? DJ_QUANTITY_MOST + 1 : (gint64)thousandths;
}

/* Missing and empty are the same here. */
static gint32 get_word (const DjItems *items, gint32 item, int column)
{
  const char *text = dj_item_get_string (items, item, column);
  return text && *text ? dj_item_get_text (items, item, column) : DJ_TEXT_NONE;
}

/* One thing where nothing is said of how much there is, or of what. */
static gint64 item_quantity (const DjItems *items, gint32 item)
{
  const DjTableData *table = items->tree->state->tables[DJ_TABLE_ITEM];
  gint64 quantity = quantity_from_real (dj_table_get_real (table, DJ_COLUMN_ITEM_QUANTITY, items->row[item]));
  if (quantity == DJ_QUANTITY_NONE && get_word (items, item, DJ_COLUMN_ITEM_MEASURE) == DJ_TEXT_NONE)
    return 1000;
  return quantity;
}

/* ---- What has been given away -------------------------------------------------------------------------------------------- */

/* Of each item: how much is left, and the rows that took the rest. */
typedef struct
{
  gint64 *left;
  gint32 *matches;
} Ledger;

/* A row that does not say how much stands for as much as the two have left. */
static void book_row (const DjItems *items, Ledger *ledger, const DjTableData *table, gint32 row)
{
  gint32 ends[] = { dj_items_find (items, dj_table_get_text (table, DJ_COLUMN_MATCH_NEED, row)),
                    dj_items_find (items, dj_table_get_text (table, DJ_COLUMN_MATCH_RESOURCE, row)) };
  gint64 given = quantity_from_real (dj_table_get_real (table, DJ_COLUMN_MATCH_QUANTITY, row));
  if (given == DJ_QUANTITY_NONE)
    given = MIN (ends[0] < 0 ? G_MAXINT64 : ledger->left[ends[0]], ends[1] < 0 ? G_MAXINT64 : ledger->left[ends[1]]);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] >= 0)
    {
      ledger->left[ends[i]] = MAX (0, ledger->left[ends[i]] - given);
      ledger->matches[ends[i]]++;
    }
}

static void book (const DjItems *items, Ledger *ledger)
{
  const DjTableData *table = items->tree->state->tables[DJ_TABLE_MATCH];
  DjHolding holding = dj_holding (table, items->tree->on);
  for (gint32 item = 0; item < items->n; item++)
    ledger->left[item] = MAX (0, item_quantity (items, item));
  for (gint32 row = 0; row < table->n_rows; row++)
    if (dj_holds (&holding, row))
      book_row (items, ledger, table, row);
}

/* ---- The two sides ------------------------------------------------------------------------------------------------------- */

/* Its own, else that of the body that raised it, else that of the checklist's owner. */
static gint32 find_area (const DjItems *items, gint32 item)
{
  const DjTree *tree = items->tree;
  DjTable table = DJ_TABLE_ORGANIZATION;
  gint32 area = dj_forest_find (&tree->areas, tree->state, dj_item_get_text (items, item, DJ_COLUMN_ITEM_AREA));
  if (area >= 0)
    return area;
  gint32 body = dj_tree_find_body (tree, dj_item_get_text (items, item, DJ_COLUMN_ITEM_RAISED_BY), &table);
  area = body < 0 ? -1 : dj_tree_get_body_area (tree, table, body);
  return area >= 0 ? area : items->area[item];
}

static DjParty make_party (const DjItems *items, gint32 item, const Ledger *ledger)
{
  DjDate due = dj_item_get_date (items, item, DJ_COLUMN_ITEM_DUE);
  return (DjParty){
    .item = item,
    .category = get_word (items, item, DJ_COLUMN_ITEM_CATEGORY),
    .measure = get_word (items, item, DJ_COLUMN_ITEM_MEASURE),
    .area = find_area (items, item),
    .opened = dj_item_get_date (items, item, DJ_COLUMN_ITEM_OPENED),
    .due = due == DJ_DATE_NONE ? G_MAXINT32 : due,
    .quantity = item_quantity (items, item),
    .left = ledger->left[item],
    .matches = ledger->matches[item],
  };
}

static gboolean check_quantity (const DjItems *items, const DjParty *party, GError **error)
{
  if (party->quantity <= DJ_QUANTITY_MOST)
    return TRUE;
  g_set_error (
      error, DJ_ERROR, DJ_ERROR_LIMIT,
      DJ_SAY ("事项“%s”的数量太大，无法精确到千分位", "The quantity of item '%s' is too large for three decimals"),
      dj_item_get_string (items, party->item, DJ_COLUMN_ITEM_CODE));
  return FALSE;
}

/* Fails where a quantity is too large; what has been collected by then is freed by dj_sides_clear(). */
static gboolean collect (DjSides *sides, const Ledger *ledger, gint32 category, GError **error)
{
  const DjItems *items = sides->items;
  for (gint32 item = 0; item < items->n; item++)
  {
    gboolean need = dj_item_is_need (items, item);
    if (items->done[item] || !(need || dj_item_is_resource (items, item)))
      continue;
    DjParty party = make_party (items, item, ledger);
    if (category != DJ_TEXT_NONE && party.category != category)
      continue;
    if (!check_quantity (items, &party, error))
      return FALSE;
    if (need)
      sides->needs[sides->n_needs++] = party;
    else
      sides->resources[sides->n_resources++] = party;
  }
  return TRUE;
}

gboolean dj_sides_fill (DjSides *sides, DjTree *tree, const char *category, GError **error)
{
  const DjItems *items = dj_tree_get_items (tree);
  gint32 wanted = category ? dj_texts_find (tree->state->texts, category, -1) : DJ_TEXT_NONE;
  gsize n = (gsize)items->n + 1;
  *sides = (DjSides){ .tree = tree, .items = items, .needs = g_new (DjParty, n), .resources = g_new (DjParty, n) };
  if (category && wanted == DJ_TEXT_NONE)
    return TRUE;
  g_autofree gint64 *left = g_new (gint64, n);
  g_autofree gint32 *matches = g_new0 (gint32, n);
  Ledger ledger = { left, matches };
  book (items, &ledger);
  return collect (sides, &ledger, wanted, error);
}

void dj_sides_clear (DjSides *sides)
{
  g_free (sides->needs);
  g_free (sides->resources);
}

/* ---- Categories ---------------------------------------------------------------------------------------------------------- */

/* Groups the parties that have a category. */
static void group_parties (DjCategories *categories, const DjParty *parties, gint32 n, DjLinks *links)
{
  g_autofree gint32 *group = g_new (gint32, (gsize)n + 1);
  g_autofree gint32 *number = g_new (gint32, (gsize)n + 1);
  gint32 n_grouped = 0;
  for (gint32 i = 0; i < n; i++)
  {
    gpointer found = g_hash_table_lookup (categories->number_of, GINT_TO_POINTER (parties[i].category));
    if (!found)
      continue;
    group[n_grouped] = GPOINTER_TO_INT (found) - 1;
    number[n_grouped++] = i;
  }
  dj_links_fill (links, categories->n, group, number, n_grouped);
}

static void number_categories (DjCategories *categories, const DjParty *parties, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
  {
    gpointer key = GINT_TO_POINTER (parties[i].category);
    if (parties[i].category != DJ_TEXT_NONE && !g_hash_table_contains (categories->number_of, key))
      g_hash_table_insert (categories->number_of, key, GINT_TO_POINTER (++categories->n));
  }
}

void dj_categories_fill (DjCategories *categories, const DjSides *sides)
{
  *categories = (DjCategories){ .number_of = g_hash_table_new (NULL, NULL) };
  number_categories (categories, sides->needs, sides->n_needs);
  number_categories (categories, sides->resources, sides->n_resources);
  group_parties (categories, sides->needs, sides->n_needs, &categories->needs);
  group_parties (categories, sides->resources, sides->n_resources, &categories->resources);
}

void dj_categories_clear (DjCategories *categories)
{
  g_hash_table_destroy (categories->number_of);
  dj_links_clear (&categories->needs);
  dj_links_clear (&categories->resources);
}
