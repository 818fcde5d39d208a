/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in bulk from PostgreSQL and to it, by COPY in its binary form: in 16 bits how many columns, then each with its length in 32. */
#include <string.h>

#include "store/postgresql-private.h"

/* Rows are sent when they have so many bytes. */
#define OUT_BYTES 65536

static const guchar signature[11] = "PGCOPY\n\377\r\n"; /* with the NUL at its end */

static DjPostgresql *db_of (const DjPgStatement *statement) { return (DjPostgresql *)statement->base.db; }

/* ---- From the server ------------------------------------------------------------------------------------------------ */

/* COPY does not say of what type its columns are, so that this is asked before. */
static gboolean describe (DjPgStatement *statement, GError **error)
{
  DjPostgresql *db = db_of (statement);
  PGresult *result = PQsendPrepare (db->connection, "", statement->sql, 0, NULL) ? dj_pg_finish_command (db) : NULL;
  if (PQresultStatus (result) == PGRES_COMMAND_OK)
  {
    PQclear (result);
    result = PQsendDescribePrepared (db->connection, "") ? dj_pg_finish_command (db) : NULL;
  }
  gboolean done = PQresultStatus (result) == PGRES_COMMAND_OK || dj_pg_fail (db, result, error);
  if (done)
    dj_pg_take_types (statement, result);
  PQclear (result);
  return done;
}

static gboolean begin_copy (DjPgStatement *statement, const char *sql, ExecStatusType expected, GError **error)
{
  DjPostgresql *db = db_of (statement);
  PGresult *result = PQsendQuery (db->connection, sql) ? dj_pg_next_result (db) : NULL;
  gboolean done = PQresultStatus (result) == expected || dj_pg_fail (db, result, error);
  PQclear (result);
  if (!done)
    PQclear (dj_pg_finish_command (db));
  statement->begun = FALSE;
  return done;
}

gboolean dj_pg_begin_rows_out (DjPgStatement *statement, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("COPY (%s) TO STDOUT (FORMAT binary)", statement->sql);
  return describe (statement, error) && begin_copy (statement, sql, PGRES_COPY_OUT, error);
}

static gint32 read_int32 (const char *bytes)
{
  guint32 value;
  memcpy (&value, bytes, sizeof value);
  return (gint32)GUINT32_FROM_BE (value);
}

static gboolean cut_line (DjPgStatement *statement, const char *at, gsize left)
{
  guint16 n;
  if (left < sizeof n)
    return FALSE;
  memcpy (&n, at, sizeof n);
  at += sizeof n;
  left -= sizeof n;
  if (GUINT16_FROM_BE (n) != statement->n_cells)
    return FALSE;
  for (int i = 0; i < statement->n_cells; i++)
  {
    gint32 length = left >= 4 ? read_int32 (at) : -2;
    if (length < -1 || (length > 0 && (gsize)length > left - 4))
      return FALSE;
    gsize size = (gsize)MAX (length, 0);
    statement->cells[i] = (DjPgCell){ length < 0 ? NULL : at + 4, (int)size };
    at += 4 + size;
    left -= 4 + size;
  }
  return left == 0;
}

/* Before the first row stand a signature and 32 bits of flags, then what may come in later versions, with its length. */
static gsize skip_head (const char *line, gsize length)
{
  gsize head = sizeof signature + 8;
  gint32 more = length >= head && memcmp (line, signature, sizeof signature) == 0
                    ? read_int32 (line + sizeof signature + 4)
                    : -1;
  return more < 0 || (gsize)more > length - head ? 0 : head + (gsize)more;
}

static int get_line (DjPgStatement *statement)
{
  DjPostgresql *db = db_of (statement);
  int length = 0;
  dj_pg_drop_row (statement);
  while ((length = PQgetCopyData (db->connection, &statement->line, TRUE)) == 0)
    if (!dj_pg_wait_for_input (db))
      return -2;
  return length;
}

gboolean dj_pg_next_of_rows (DjPgStatement *statement, gboolean *row, GError **error)
{
  for (;;)
  {
    int length = get_line (statement);
    if (length < 0)
    {
      statement->result = dj_pg_next_result (db_of (statement));
      return dj_pg_end_query (statement, row, error);
    }
    gsize head = statement->begun ? 0 : skip_head (statement->line, (gsize)length);
    if (!statement->begun && head == 0)
      return dj_pg_cannot_read (statement, error);
    statement->begun = TRUE;
    const char *at = statement->line + head;
    gsize left = (gsize)length - head;
    if (left == 0 || (left == 2 && memcmp (at, "\377\377", 2) == 0)) /* the end is told twice */
      continue;
    *row = TRUE;
    return cut_line (statement, at, left) || dj_pg_cannot_read (statement, error);
  }
}

void dj_pg_drop_lines (DjPostgresql *db)
{
  char *line = NULL;
  int length = 0, n = 0;
  while ((length = PQgetCopyData (db->connection, &line, TRUE)) >= 0)
  {
    PQfreemem (line);
    if (++n == DJ_PG_LEAVINGS)
      dj_pg_stop (db);
    if (length == 0 && !dj_pg_wait_for_input (db))
      return;
  }
}

/* ---- Rows to the server --------------------------------------------------------------------------------------------------- */

static void append_int16 (GByteArray *out, guint16 value)
{
  guint16 ordered = GUINT16_TO_BE (value);
  g_byte_array_append (out, (const guint8 *)&ordered, sizeof ordered);
}

static void append_int32 (GByteArray *out, gint32 value)
{
  guint32 ordered = GUINT32_TO_BE ((guint32)value);
  g_byte_array_append (out, (const guint8 *)&ordered, sizeof ordered);
}

static void append_eight (GByteArray *out, const void *value)
{
  guint64 bits;
  memcpy (&bits, value, sizeof bits);
  bits = GUINT64_TO_BE (bits);
  append_int32 (out, (gint32)sizeof bits);
  g_byte_array_append (out, (const guint8 *)&bits, sizeof bits);
}

static void append_parameter (GByteArray *out, const DjPgParameter *parameter)
{
  switch (parameter->kind)
  {
  case DJ_SQL_INT:
    append_eight (out, &parameter->whole);
    break;
  case DJ_SQL_REAL:
    append_eight (out, &parameter->real);
    break;
  case DJ_SQL_TEXT:
    append_int32 (out, (gint32)parameter->length);
    g_byte_array_append (out, (const guint8 *)parameter->text, (guint)parameter->length);
    break;
  case DJ_SQL_NULL:
  case DJ_SQL_BYTES:
  default:
    append_int32 (out, -1);
  }
}

static gboolean send_rows (DjPgStatement *statement, GError **error)
{
  DjPostgresql *db = db_of (statement);
  gboolean sent = dj_pg_may_go_on (db, error)
                  && (PQputCopyData (db->connection, (const char *)statement->out->data, (int)statement->out->len) == 1
                      || dj_pg_fail (db, NULL, error));
  g_byte_array_set_size (statement->out, 0);
  statement->failed |= !sent;
  return sent;
}

/* The server holds no text of a GiB. */
static gboolean is_holdable (const DjPgStatement *statement, GError **error)
{
  gsize size = 0;
  for (int i = 0; i < statement->n_parameters; i++)
    size += statement->parameters[i].kind == DJ_SQL_TEXT ? statement->parameters[i].length : 0;
  if (size < G_MAXINT32 / 2)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT, "%s: %s", statement->base.db->name,
               DJ_SAY ("文字过长", "a text is too long"));
  return FALSE;
}

gboolean dj_pg_put_row (DjPgStatement *statement, GError **error)
{
  if (statement->failed || !is_holdable (statement, error))
    return statement->failed ? dj_pg_cannot_read (statement, error) : FALSE;
  append_int16 (statement->out, (guint16)statement->n_parameters);
  for (int i = 0; i < statement->n_parameters; i++)
    append_parameter (statement->out, &statement->parameters[i]);
  statement->n_sent++;
  statement->n_changes = 1;
  return statement->out->len < OUT_BYTES || send_rows (statement, error);
}

static char *make_copy_in (const char *table, const char *const *columns, guint n)
{
  g_autofree char *quoted = dj_sql_quote (table);
  GString *sql = g_string_new ("COPY ");
  g_string_append_printf (sql, "%s (", quoted);
  for (guint i = 0; i < n; i++)
  {
    g_autofree char *column = dj_sql_quote (columns[i]);
    g_string_append_printf (sql, "%s%s", i ? ", " : "", column);
  }
  g_string_append (sql, ") FROM STDIN (FORMAT binary)");
  return g_string_free (sql, FALSE);
}

DjStatement *dj_pg_begin_rows (DjDatabase *db, const char *table, const char *const *columns, guint n, GError **error)
{
  g_autofree char *sql = make_copy_in (table, columns, n);
  DjPgStatement *statement = dj_pg_statement_new (db, DJ_PG_ROWS_IN, sql);
  dj_pg_make_free (db_of (statement));
  if (!dj_pg_may_go_on (db_of (statement), error) || !begin_copy (statement, sql, PGRES_COPY_IN, error))
  {
    dj_pg_finalize (&statement->base);
    return NULL;
  }
  g_free (statement->parameters);
  statement->n_parameters = (int)n;
  statement->parameters = g_new0 (DjPgParameter, n);
  statement->out = g_byte_array_sized_new (OUT_BYTES + 4096);
  g_byte_array_append (statement->out, signature, sizeof signature);
  append_int32 (statement->out, 0);
  append_int32 (statement->out, 0);
  statement->under_way = TRUE;
  db_of (statement)->active = statement;
  return &statement->base;
}

/* As many rows must have come as were sent: a trigger can take some away without a word. */
static gboolean finish_rows (DjPgStatement *statement, GError **error)
{
  gboolean row;
  DjPostgresql *db = db_of (statement);
  append_int16 (statement->out, G_MAXUINT16);
  if (statement->failed || !send_rows (statement, error))
    return FALSE;
  if (PQputCopyEnd (db->connection, NULL) != 1)
    return dj_pg_fail (db, NULL, error);
  statement->result = dj_pg_next_result (db);
  if (!dj_pg_end_query (statement, &row, error))
    return FALSE;
  if (statement->n_changes == statement->n_sent)
    return TRUE;
  dj_store_damaged (error, statement->base.db, "写入的行与日志不符，未提交",
                    "rows are not those that the log tells of; nothing was committed");
  return FALSE;
}

gboolean dj_pg_end_rows (DjStatement *base, GError **error)
{
  DjPgStatement *statement = (DjPgStatement *)base;
  gboolean done = finish_rows (statement, error);
  dj_pg_finalize (base);
  return done;
}
