/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns a table has, in which order its file had them, and what the database calls those that no schema declares. */
#include <string.h>

#include "store/store-private.h"

/* Databases cut longer names off, or refuse them. */
#define NAME_MAX_BYTES 60

void dj_layout_clear (DjLayout *layout)
{
  g_clear_pointer (&layout->names, g_ptr_array_unref);
  g_clear_pointer (&layout->columns, g_ptr_array_unref);
}

static gboolean find_name (const GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *)names, name, g_str_equal, NULL);
}

static gboolean find_any_case (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

static void add_column (DjLayout *layout, const char *name, const char *column)
{
  g_ptr_array_add (layout->names, g_strdup (name));
  g_ptr_array_add (layout->columns, g_strdup (column));
}

/* A declared column goes by its own name, and nothing else does. */
static gboolean is_label_of (const DjTableInfo *info, const char *column, const char *name)
{
  for (int i = 0; i < info->n_columns; i++)
    if (strcmp (info->columns[i].name, column) == 0 || strcmp (info->columns[i].name, name) == 0)
      return strcmp (column, name) == 0;
  return TRUE;
}

/* Columns with a place in the order of the file. One that the table has not is damage, but none that matters where it is further. */
static gboolean read_ordered (DjDatabase *db, const DjTableInfo *info, const GPtrArray *there, DjLayout *layout,
                              GError **error)
{
  gboolean row = TRUE;
  g_autoptr (DjStatement) select = dj_database_prepare (db,
                                                        "SELECT \"column\", \"name\" FROM \"column_label\" WHERE "
                                                        "\"table\" = $1 AND \"place\" IS NOT NULL ORDER BY \"place\"",
                                                        error);
  if (!select)
    return FALSE;
  dj_statement_bind_text (select, 0, info->name);
  while (row)
  {
    if (!dj_statement_step (select, &row, error))
      return FALSE;
    g_autofree char *column = row ? dj_statement_dup_text (select, 0) : NULL;
    g_autofree char *name = row ? dj_statement_dup_text (select, 1) : NULL;
    if (row && column && name && is_label_of (info, column, name) && find_name (there, column)
        && !find_name (layout->columns, column) && !find_name (layout->names, name))
      add_column (layout, name, column);
  }
  layout->n_ordered = layout->names->len;
  return TRUE;
}

/* The further ones that somebody else has made go by what they are called. The short form of another table is no column of a store. */
static gboolean add_others (const DjTableInfo *info, const GPtrArray *there, DjLayout *layout)
{
  for (guint i = 0; i < there->len; i++)
  {
    const char *column = g_ptr_array_index (there, i);
    if (strcmp (column, "id") == 0)
      continue;
    gboolean is_short = info->shorthand
                        && (strcmp (info->shorthand->column.name, column) == 0
                            || strcmp (info->shorthand->column.label_zh, column) == 0);
    if (is_short || (!find_name (layout->columns, column) && find_name (layout->names, column)))
      return FALSE;
    if (!find_name (layout->columns, column))
      add_column (layout, column, column);
  }
  return TRUE;
}

static gboolean has_declared (const DjTableInfo *info, const DjLayout *layout, const GPtrArray *there)
{
  for (int i = 0; i < info->n_columns; i++)
    if (!find_name (there, info->columns[i].name) || !find_name (layout->names, info->columns[i].name))
      return FALSE;
  return find_name (there, "id");
}

static gboolean read_present (DjDatabase *db, const DjTableInfo *info, gboolean *present, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (DjStatement) select
      = dj_database_prepare (db, "SELECT \"present\" FROM \"table_label\" WHERE \"table\" = $1", error);
  if (!select)
    return FALSE;
  dj_statement_bind_text (select, 0, info->name);
  if (!dj_statement_step (select, &row, error))
    return FALSE;
  *present = row && dj_statement_get_int (select, 0) != 0;
  return TRUE;
}

gboolean dj_store_read_layout (DjDatabase *db, DjTable table, DjLayout *layout, GError **error)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  g_autoptr (GPtrArray) there = db->product->list_columns (db, info->name, error);
  layout->names = g_ptr_array_new_with_free_func (g_free);
  layout->columns = g_ptr_array_new_with_free_func (g_free);
  if (!there || !read_present (db, info, &layout->present, error) || !read_ordered (db, info, there, layout, error))
    return FALSE;
  if (add_others (info, there, layout) && has_declared (info, layout, there))
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("%s：表 %s 的列不是应有的列", "%s: table %s has not the columns that it should have"), db->name,
               info->name);
  return FALSE;
}

void dj_layout_order_table (const DjLayout *layout, DjTableData *table)
{
  g_autoptr (GArray) before = g_steal_pointer (&table->order);
  table->order = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (guint i = 0; i < layout->n_ordered; i++)
    dj_table_put_in_order (table, dj_table_name_column (table, g_ptr_array_index (layout->names, i)));
  for (guint i = 0; i < before->len; i++)
    dj_table_put_in_order (table, g_array_index (before, gint32, i));
}

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

/* What the database calls a further column: its name, where no other column goes by it, in whatever case, and it is not long. */
static char *choose_name (const GPtrArray *there, const char *name)
{
  if (strlen (name) <= NAME_MAX_BYTES && !find_any_case (there, name) && g_ascii_strcasecmp (name, "id") != 0)
    return g_strdup (name);
  char *chosen = NULL;
  for (guint i = there->len; !chosen; i++)
  {
    chosen = g_strdup_printf ("further_%u", i);
    if (find_any_case (there, chosen))
      g_clear_pointer (&chosen, g_free);
  }
  return chosen;
}

/* Makes the column and its label where there is none; @known: what it is called in the database already, NULL for not there. */
static gboolean make_further (DjDatabase *db, const DjTableInfo *info, const char *name, const char *known,
                              GPtrArray *there, GError **error)
{
  g_autofree char *column = known ? g_strdup (known) : choose_name (there, name);
  g_autoptr (DjStatement) add = dj_database_prepare (
      db,
      "INSERT INTO \"column_label\" (\"table\", \"column\", \"name\", \"label_zh\", \"label_en\", \"type\") "
      "VALUES ($1, $2, $3, $3, $3, 'text') ON CONFLICT (\"table\", \"column\") DO NOTHING",
      error);
  if (!add)
    return FALSE;
  dj_statement_bind_text (add, 0, info->name);
  dj_statement_bind_text (add, 1, column);
  dj_statement_bind_text (add, 2, name);
  if (!dj_statement_do (add, -1, error))
    return FALSE;
  if (known)
    return TRUE;
  g_ptr_array_add (there, g_strdup (column));
  return dj_database_run_quoted (db, error, "ALTER TABLE %s ADD COLUMN %s TEXT", info->name, column);
}

static gboolean make_all_further (DjDatabase *db, const DjTableData *table, const DjLayout *layout, GError **error)
{
  g_autoptr (GPtrArray) there = db->product->list_columns (db, table->info->name, error);
  if (!there)
    return FALSE;
  for (guint i = (guint)table->info->n_columns; i < table->columns->len; i++)
  {
    const char *name = dj_table_get_name (table, (int)i);
    guint at = 0;
    gboolean is_there = g_ptr_array_find_with_equal_func (layout->names, name, g_str_equal, &at);
    const char *known = is_there ? g_ptr_array_index (layout->columns, at) : NULL;
    if (!make_further (db, table->info, name, known, there, error))
      return FALSE;
  }
  return TRUE;
}

/* As after nearly every commit: then nothing is to be written. */
static gboolean is_layout_of (const DjLayout *layout, const DjTableData *table)
{
  if (layout->present != (table->present || table->n_rows > 0) || layout->n_ordered != table->order->len)
    return FALSE;
  for (guint i = 0; i < layout->n_ordered; i++)
    if (strcmp (g_ptr_array_index (layout->names, i),
                dj_table_get_name (table, g_array_index (table->order, gint32, i)))
        != 0)
      return FALSE;
  for (guint i = (guint)table->info->n_columns; i < table->columns->len; i++)
    if (!find_name (layout->names, dj_table_get_name (table, (int)i)))
      return FALSE;
  return TRUE;
}

static gboolean write_present (DjDatabase *db, const DjTableData *table, GError **error)
{
  g_autoptr (DjStatement) set
      = dj_database_prepare (db, "UPDATE \"table_label\" SET \"present\" = $1 WHERE \"table\" = $2", error);
  if (!set)
    return FALSE;
  dj_statement_bind_int (set, 0, table->present || table->n_rows > 0);
  dj_statement_bind_text (set, 1, table->info->name);
  return dj_statement_do (set, 1, error);
}

static gboolean write_layout (DjDatabase *db, const DjTableData *table, const DjLayout *layout, GError **error)
{
  g_autoptr (DjStatement) clear
      = dj_database_prepare (db, "UPDATE \"column_label\" SET \"place\" = NULL WHERE \"table\" = $1", error);
  g_autoptr (DjStatement) set = dj_database_prepare (
      db, "UPDATE \"column_label\" SET \"place\" = $1 WHERE \"table\" = $2 AND \"name\" = $3", error);
  if (!clear || !set || !make_all_further (db, table, layout, error) || !write_present (db, table, error))
    return FALSE;
  dj_statement_bind_text (clear, 0, table->info->name);
  if (!dj_statement_do (clear, -1, error))
    return FALSE;
  dj_statement_bind_text (set, 1, table->info->name);
  for (guint i = 0; i < table->order->len; i++)
  {
    dj_statement_bind_int (set, 0, i);
    dj_statement_bind_text (set, 2, dj_table_get_name (table, g_array_index (table->order, gint32, i)));
    if (!dj_statement_do (set, 1, error))
      return FALSE;
  }
  return TRUE;
}

gboolean dj_store_write_layout (DjDatabase *db, const DjTableData *table, GError **error)
{
  g_auto (DjLayout) layout = { 0 };
  return dj_store_read_layout (db, table->id, &layout, error)
         && (is_layout_of (&layout, table) || write_layout (db, table, &layout, error));
}
