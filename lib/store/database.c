/* SPDX-License-Identifier: Apache-2.0 */
/* What is the same for every product of databases. */
#include <string.h>

#include "store/store-private.h"

gboolean dj_is_address (const char *path)
{
  return g_str_has_prefix (path, "postgresql://") || g_str_has_prefix (path, "postgres://");
}

#ifndef DANGJIAN_POSTGRESQL
DjDatabase *dj_postgresql_open (const char *address, DjDatabaseMode mode, GError **error)
{
  (void)address, (void)mode;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                       DJ_SAY ("此程序编译时未包含 PostgreSQL，不能打开 postgresql:// 地址",
                               "This library was built without PostgreSQL, and opens no postgresql:// address"));
  return NULL;
}
#endif

DjDatabase *dj_database_open (const char *path, DjDatabaseMode mode, GError **error)
{
  return dj_is_address (path) ? dj_postgresql_open (path, mode, error) : dj_sqlite_open (path, mode, error);
}

void dj_database_free (DjDatabase *db)
{
  if (db)
    db->product->close (db);
}

gboolean dj_database_run (DjDatabase *db, const char *sql, GError **error) { return db->product->run (db, sql, error); }

DjStatement *dj_database_prepare (DjDatabase *db, const char *sql, GError **error)
{
  return db->product->prepare (db, sql, error);
}

char *dj_sql_quote (const char *name)
{
  GString *out = g_string_new ("\"");
  for (; *name; name++)
    g_string_append_len (out, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

gboolean dj_database_run_quoted (DjDatabase *db, GError **error, const char *format, ...)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  va_list arguments;
  va_start (arguments, format);
  for (const char *at = format; *at; at++)
    if (at[0] == '%' && at[1] == 's')
    {
      g_autofree char *quoted = dj_sql_quote (va_arg (arguments, const char *));
      g_string_append (sql, quoted);
      at++;
    }
    else
      g_string_append_c (sql, *at);
  va_end (arguments);
  return dj_database_run (db, sql->str, error);
}

gboolean dj_database_ask (DjDatabase *db, const char *sql, gint64 *value, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (DjStatement) statement = dj_database_prepare (db, sql, error);
  if (!statement || !dj_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    *value = dj_statement_get_int (statement, 0);
  return TRUE;
}

void dj_statement_free (DjStatement *statement)
{
  if (statement)
    statement->db->product->finalize (statement);
}

gboolean dj_statement_step (DjStatement *statement, gboolean *row, GError **error)
{
  return statement->db->product->step (statement, row, error);
}

gboolean dj_statement_do (DjStatement *statement, gint64 n, GError **error)
{
  const DjProduct *product = statement->db->product;
  gboolean row = FALSE;
  if (!product->step (statement, &row, error))
    return FALSE;
  gboolean good = n < 0 || product->count_changes (statement) == n;
  product->reset (statement);
  if (!good)
    dj_store_damaged (error, statement->db, "写入的行与日志不符，未提交",
                      "rows are not those that the log tells of; nothing was committed");
  return good;
}

void dj_statement_bind_text (DjStatement *statement, int place, const char *text)
{
  if (text)
    statement->db->product->bind_text (statement, place, text, -1);
  else
    statement->db->product->bind_null (statement, place);
}

void dj_statement_bind_int (DjStatement *statement, int place, gint64 value)
{
  statement->db->product->bind_int (statement, place, value);
}

char *dj_statement_dup_text (DjStatement *statement, int column)
{
  DjSqlValue value;
  gboolean is_text = statement->db->product->get_value (statement, column, &value) == DJ_SQL_TEXT;
  return is_text && g_utf8_validate_len (value.text, value.length, NULL) ? g_strndup (value.text, value.length) : NULL;
}

gint64 dj_statement_get_int (DjStatement *statement, int column)
{
  DjSqlValue value;
  return statement->db->product->get_value (statement, column, &value) == DJ_SQL_INT ? value.whole : 0;
}

void dj_store_exchanged (GError **error, const DjDatabase *db)
{
  dj_store_damaged (error, db, "日志已不是打开时的日志，请重新打开",
                    "the log is not what it was when it was opened; open it anew");
}

void dj_store_damaged (GError **error, const DjDatabase *db, const char *zh, const char *en)
{
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, "%s: %s", db->name, DJ_SAY (zh, en));
}
