/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that come in the place of others: an import that replaces a table brings its rows anew, and most of them are those that were there. */
#include <stdlib.h>
#include <string.h>

#include "store/store-private.h"

typedef struct
{
  guint64 hash;
  gint32 row;
} HashedRow;

static int compare_hashed (const void *a, const void *b)
{
  const HashedRow *first = a, *second = b;
  if (first->hash != second->hash)
    return first->hash < second->hash ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

/* Which columns of the two tables make a row the same. */
typedef struct
{
  const DjTableData *base;
  const DjTableData *draft;
  GArray *of_base; /* int: columns, -1 where the table has none like it */
  GArray *of_draft;
} Sides;

static guint64 hash_cell (const DjTableData *table, int column, gint32 row)
{
  double real;
  guint64 bits = 0;
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_INT:
    return (guint64)dj_table_get_int (table, column, row);
  case DJ_TYPE_REAL:
    real = dj_table_get_real (table, column, row);
    memcpy (&bits, &real, sizeof bits);
    return bits;
  case DJ_TYPE_DATE:
    return (guint64)(guint32)dj_table_get_date (table, column, row);
  case DJ_TYPE_CODE:
    return (guint64)dj_table_get_code (table, column, row);
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return (guint64)(guint32)dj_table_get_text (table, column, row);
  }
}

/* What is missing counts for nothing, as one table may not have the column at all. */
static guint64 hash_row (const DjTableData *table, const GArray *columns, gint32 row)
{
  guint64 hash = 0;
  for (guint i = 0; i < columns->len; i++)
  {
    int column = g_array_index (columns, int, i);
    if (column >= 0 && !dj_table_is_missing (table, column, row))
      hash = (hash ^ (hash_cell (table, column, row) + i)) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  return hash;
}

static gboolean is_same_row (const Sides *sides, gint32 before, gint32 after)
{
  for (guint i = 0; i < sides->of_base->len; i++)
  {
    int of_base = g_array_index (sides->of_base, int, i), of_draft = g_array_index (sides->of_draft, int, i);
    gboolean same = of_base < 0 ? dj_table_is_missing (sides->draft, of_draft, after)
                    : of_draft < 0
                        ? dj_table_is_missing (sides->base, of_base, before)
                        : dj_table_is_same_cell (sides->base, of_base, before, sides->draft, of_draft, after);
    if (!same)
      return FALSE;
  }
  return TRUE;
}

static GArray *hash_rows (const DjTableData *table, const GArray *columns, const guint8 *settled)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (HashedRow));
  for (gint32 row = 0; row < table->n_rows; row++)
    if (!settled[row])
    {
      HashedRow hashed = { hash_row (table, columns, row), row };
      g_array_append_val (rows, hashed);
    }
  if (rows->len > 0)
    qsort (rows->data, rows->len, sizeof (HashedRow), compare_hashed);
  return rows;
}

/* The first that went is the first that came. */
static void pair_rows (const Sides *sides, guint8 *kept, guint8 *known, gint64 *ids)
{
  g_autoptr (GArray) lost = hash_rows (sides->base, sides->of_base, kept);
  g_autoptr (GArray) found = hash_rows (sides->draft, sides->of_draft, known);
  for (guint i = 0, k = 0; i < lost->len && k < found->len;)
  {
    const HashedRow *before = &g_array_index (lost, HashedRow, i), *after = &g_array_index (found, HashedRow, k);
    if (before->hash == after->hash && is_same_row (sides, before->row, after->row))
    {
      ids[after->row] = dj_table_get_id (sides->base, before->row);
      kept[before->row] = known[after->row] = 1;
      i++;
      k++;
    }
    else if (before->hash < after->hash)
      i++;
    else
      k++;
  }
}

static void add_sides (Sides *sides, int of_base, int of_draft)
{
  g_array_append_val (sides->of_base, of_base);
  g_array_append_val (sides->of_draft, of_draft);
}

static void add_all_columns (Sides *sides)
{
  for (int column = 0; column < (int)sides->base->columns->len; column++)
    add_sides (sides, column, dj_table_find_like (sides->draft, sides->base, column));
  for (int column = 0; column < (int)sides->draft->columns->len; column++)
    if (dj_table_find_like (sides->base, sides->draft, column) < 0)
      add_sides (sides, -1, column);
}

/* Rows that are the same in all, then those of one code from the same day on. */
static void pair_all (Sides *sides, guint8 *kept, guint8 *known, gint64 *ids)
{
  const DjTableInfo *info = sides->base->info;
  sides->of_base = g_array_new (FALSE, FALSE, sizeof (int));
  sides->of_draft = g_array_new (FALSE, FALSE, sizeof (int));
  add_all_columns (sides);
  pair_rows (sides, kept, known, ids);
  g_array_set_size (sides->of_base, 0);
  g_array_set_size (sides->of_draft, 0);
  if (info->key >= 0)
    add_sides (sides, info->key, info->key);
  if (info->key >= 0 && info->since >= 0)
    add_sides (sides, info->since, info->since);
  if (info->key >= 0)
    pair_rows (sides, kept, known, ids);
  g_array_unref (sides->of_base);
  g_array_unref (sides->of_draft);
}

void dj_match_rows (const DjTableData *base, const DjTableData *draft, gint64 *ids)
{
  Sides sides = { .base = base, .draft = draft };
  g_autofree guint8 *kept = g_malloc0 ((gsize)base->n_rows + 1);
  g_autofree guint8 *known = g_malloc0 ((gsize)draft->n_rows + 1);
  gint32 n_kept = 0, n_known = 0, next = 0;
  for (gint32 row = 0; row < draft->n_rows; row++)
  {
    ids[row] = dj_table_get_id (draft, row);
    gboolean follows = ids[row] && next < base->n_rows && dj_table_get_id (base, next) == ids[row];
    gint32 before = follows ? next : ids[row] ? dj_table_find_id (base, ids[row]) : -1;
    next = before + 1;
    known[row] = ids[row] != 0;
    n_known += known[row];
    n_kept += before >= 0;
    if (before >= 0)
      kept[before] = 1;
  }
  if (n_kept < base->n_rows && n_known < draft->n_rows)
    pair_all (&sides, kept, known, ids);
}
