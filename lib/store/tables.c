/* SPDX-License-Identifier: Apache-2.0 */
/* The declared tables in a database: made, labelled, indexed, and shown to people. */
#include <string.h>

#include "store/store-private.h"

/* Names of columns of the log and of labels are no words of SQL, but for "table" and "column", which stand in quotes. */
static const char fixed_tables[]
    = "CREATE TABLE IF NOT EXISTS \"meta\" (\"key\" TEXT PRIMARY KEY, \"value\" TEXT);"
      "CREATE TABLE IF NOT EXISTS \"table_label\" (\"table\" TEXT PRIMARY KEY, \"label_zh\" TEXT, "
      "\"label_en\" TEXT, \"present\" BIGINT, \"next_id\" BIGINT);"
      "CREATE TABLE IF NOT EXISTS \"column_label\" (\"table\" TEXT, \"column\" TEXT, \"name\" TEXT, "
      "\"place\" BIGINT, \"label_zh\" TEXT, \"label_en\" TEXT, \"type\" TEXT, \"codes\" TEXT, "
      "PRIMARY KEY (\"table\", \"column\"));"
      "CREATE TABLE IF NOT EXISTS \"code_label\" (\"list\" TEXT, \"code\" TEXT, \"label_zh\" TEXT, "
      "\"label_en\" TEXT, \"official\" TEXT, PRIMARY KEY (\"list\", \"code\"));"
      "CREATE TABLE IF NOT EXISTS \"position\" (\"on\" TEXT, \"organization\" TEXT, \"pre\" BIGINT, "
      "\"end\" BIGINT, \"depth\" BIGINT, PRIMARY KEY (\"on\", \"pre\"));";

static const char *sql_type (DjType type)
{
  return type == DJ_TYPE_INT ? "BIGINT" : type == DJ_TYPE_REAL ? "DOUBLE PRECISION" : "TEXT";
}

/* ---- Making ------------------------------------------------------------------------------------------------------- */

static gboolean make_log (DjDatabase *db, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("CREATE TABLE IF NOT EXISTS \"change\" (\"number\" %s, \"time\" TEXT, \"author\" TEXT, "
                         "\"reason\" TEXT, \"n_edits\" BIGINT, \"edits\" TEXT, \"hash\" TEXT, \"previous\" TEXT)",
                         db->product->id_type);
  return dj_database_run (db, sql, error);
}

static gboolean has_name (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean make_columns (DjDatabase *db, const DjTableInfo *info, GError **error)
{
  g_autoptr (GPtrArray) there = db->product->list_columns (db, info->name, error);
  for (int i = 0; there && i < info->n_columns; i++)
    if (!has_name (there, info->columns[i].name))
    {
      g_autofree char *format = g_strconcat ("ALTER TABLE %s ADD COLUMN %s ", sql_type (info->columns[i].type), NULL);
      if (!dj_database_run_quoted (db, error, format, info->name, info->columns[i].name))
        return FALSE;
    }
  return there != NULL;
}

static gboolean make_table (DjDatabase *db, const DjTableInfo *info, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql, "CREATE TABLE IF NOT EXISTS \"%s\" (\"id\" %s", info->name, db->product->id_type);
  for (int i = 0; i < info->n_columns; i++)
    g_string_append_printf (sql, ", \"%s\" %s", info->columns[i].name, sql_type (info->columns[i].type));
  g_string_append_c (sql, ')');
  return dj_database_run (db, sql->str, error) && make_columns (db, info, error);
}

gboolean dj_store_make_indices (DjDatabase *db, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    for (int i = 0; i < info->n_columns; i++)
    {
      if (i != info->key && info->columns[i].type != DJ_TYPE_REFERENCE)
        continue;
      g_autofree char *name = g_strdup_printf ("i_%s_%s", info->name, info->columns[i].name);
      if (!dj_database_run_quoted (db, error, "CREATE INDEX IF NOT EXISTS %s ON %s (%s)", name, info->name,
                                   info->columns[i].name))
        return FALSE;
    }
  }
  return TRUE;
}

/* ---- Labels ------------------------------------------------------------------------------------------------------- */

static gboolean write_code_labels (DjDatabase *db, GError **error)
{
  g_autoptr (DjStatement) add = dj_database_prepare (db,
                                                     "INSERT INTO \"code_label\" (\"list\", \"code\", \"label_zh\", "
                                                     "\"label_en\", \"official\") VALUES ($1, $2, $3, $4, $5)",
                                                     error);
  if (!add || !dj_database_run (db, "DELETE FROM \"code_label\"", error))
    return FALSE;
  for (int i = 0; i < dj_schema_get_n_code_lists (); i++)
  {
    const DjCodeList *list = dj_schema_get_code_list (i);
    dj_statement_bind_text (add, 0, list->name);
    for (int code = 0; code < list->n_codes; code++)
    {
      dj_statement_bind_text (add, 1, list->codes[code].name);
      dj_statement_bind_text (add, 2, list->codes[code].label_zh);
      dj_statement_bind_text (add, 3, list->codes[code].label_en);
      dj_statement_bind_text (add, 4, list->codes[code].official);
      if (!dj_statement_do (add, 1, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* Those that are there keep what stands beside the labels. */
static gboolean write_table_labels (DjDatabase *db, GError **error)
{
  g_autoptr (DjStatement) add
      = dj_database_prepare (db,
                             "INSERT INTO \"table_label\" (\"table\", \"label_zh\", \"label_en\", \"present\", "
                             "\"next_id\") VALUES ($1, $2, $3, 0, 1) "
                             "ON CONFLICT (\"table\") DO UPDATE SET \"label_zh\" = excluded.\"label_zh\", \"label_en\" "
                             "= excluded.\"label_en\"",
                             error);
  for (int t = 0; add && t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    dj_statement_bind_text (add, 0, info->name);
    dj_statement_bind_text (add, 1, info->label_zh);
    dj_statement_bind_text (add, 2, info->label_en);
    if (!dj_statement_do (add, 1, error))
      return FALSE;
  }
  return add != NULL;
}

static DjStatement *prepare_column_label (DjDatabase *db, GError **error)
{
  return dj_database_prepare (
      db,
      "INSERT INTO \"column_label\" (\"table\", \"column\", \"name\", \"label_zh\", \"label_en\", \"type\", \"codes\") "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (\"table\", \"column\") DO UPDATE SET "
      "\"label_zh\" = excluded.\"label_zh\", \"label_en\" = excluded.\"label_en\", \"type\" = excluded.\"type\", "
      "\"codes\" = excluded.\"codes\"",
      error);
}

static void bind_column_label (DjStatement *add, const DjTableInfo *table, const DjColumnInfo *info)
{
  const char *const values[] = { table->name,
                                 info->name,
                                 info->name,
                                 info->label_zh,
                                 info->label_en,
                                 dj_type_get_name (info->type),
                                 info->codes ? info->codes->name : NULL };
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    dj_statement_bind_text (add, (int)i, values[i]);
}

static gboolean write_column_labels (DjDatabase *db, GError **error)
{
  g_autoptr (DjStatement) add = prepare_column_label (db, error);
  for (int t = 0; add && t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    for (int i = 0; i < info->n_columns; i++)
    {
      bind_column_label (add, info, &info->columns[i]);
      if (!dj_statement_do (add, 1, error))
        return FALSE;
    }
  }
  return add != NULL;
}

/* ---- Views with Chinese names --------------------------------------------------------------------------------------- */

static void append_shown_column (GString *sql, const DjColumnInfo *info)
{
  g_autofree char *label = dj_sql_quote (info->label_zh);
  if (info->codes)
    g_string_append_printf (sql,
                            ", coalesce ((SELECT c.\"label_zh\" FROM \"code_label\" AS c WHERE c.\"list\" = '%s' AND "
                            "c.\"code\" = t.\"%s\"), t.\"%s\") AS %s",
                            info->codes->name, info->name, info->name, label);
  else
    g_string_append_printf (sql, ", t.\"%s\" AS %s", info->name, label);
}

static gboolean make_view (DjDatabase *db, const DjTableInfo *info, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql, "DROP VIEW IF EXISTS \"v_%s\"; CREATE VIEW \"v_%s\" AS SELECT t.\"id\" AS \"行号\"",
                          info->name, info->name);
  for (int i = 0; i < info->n_columns; i++)
    append_shown_column (sql, &info->columns[i]);
  g_string_append_printf (sql, " FROM \"%s\" AS t", info->name);
  return dj_database_run (db, sql->str, error);
}

gboolean dj_store_make_tables (DjDatabase *db, GError **error)
{
  if (!dj_database_run (db, fixed_tables, error) || !make_log (db, error))
    return FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (!make_table (db, dj_schema_get_table ((DjTable)t), error)
        || !make_view (db, dj_schema_get_table ((DjTable)t), error))
      return FALSE;
  return write_code_labels (db, error) && write_table_labels (db, error) && write_column_labels (db, error)
         && dj_database_run (db,
                             "INSERT INTO \"meta\" (\"key\", \"value\") VALUES ('library', '" DJ_STORE_LIBRARY "') "
                             "ON CONFLICT (\"key\") DO UPDATE SET \"value\" = excluded.\"value\"",
                             error)
         && db->product->set_version (db, DJ_STORE_VERSION, error);
}

gboolean dj_store_has_tables (DjDatabase *db, GError **error)
{
  static const char *const names[] = { "change", "table_label", "column_label", "position" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
  {
    g_autoptr (GPtrArray) columns = db->product->list_columns (db, names[i], error);
    if (!columns)
      return FALSE;
    if (columns->len > 0)
      continue;
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("%s：缺少表 %s", "%s: table %s is missing"), db->name,
                 names[i]);
    return FALSE;
  }
  return TRUE;
}

/* ---- Migration ------------------------------------------------------------------------------------------------------ */

/* Tables and columns only grow, so that making what is missing is nearly all there is to do. What else a version asks for goes here, oldest
 * first. The copy is made before anything is written, and what is written is written at once. */
static gboolean migrate_within (DjDatabase *db, int version, GError **error)
{
  int now = version;
  if (!db->product->get_version (db, &now, error))
    return FALSE;
  if (now == DJ_STORE_VERSION) /* another program was first */
    return TRUE;
  g_autofree char *copy = db->product->copies_within ? db->product->copy (db, version, error) : NULL;
  return (copy || !db->product->copies_within) && dj_store_make_tables (db, error) && dj_store_make_indices (db, error);
}

gboolean dj_store_migrate (DjDatabase *db, int version, GError **error)
{
  g_autofree char *copy = db->product->copies_within ? NULL : db->product->copy (db, version, error);
  if ((!copy && !db->product->copies_within) || !db->product->begin (db, TRUE, error))
    return FALSE;
  if (migrate_within (db, version, error) && db->product->commit (db, error))
    return TRUE;
  db->product->rollback (db);
  return FALSE;
}
