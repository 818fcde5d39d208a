/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of PostgreSQL: sent, with their answers row by row. Values go as text and come in the
 * server's binary form, which no setting of it changes. */
#include <string.h>

#include "store/postgresql-private.h"

/* Types as the server numbers them; these numbers never change. */
enum
{
  TYPE_NAME = 19,
  TYPE_INT8 = 20,
  TYPE_INT2 = 21,
  TYPE_INT4 = 23,
  TYPE_TEXT = 25,
  TYPE_FLOAT4 = 700,
  TYPE_FLOAT8 = 701,
  TYPE_BPCHAR = 1042,
  TYPE_VARCHAR = 1043,
};

/* So many statements the server knows by name at a time. */
#define N_PREPARED 256

static DjPostgresql *db_of (const DjPgStatement *statement) { return (DjPostgresql *)statement->base.db; }

/* ---- Parameters ----------------------------------------------------------------------------------------------------------- */

/* The greatest n of $n, but for what stands in quotes. */
static int count_parameters (const char *sql)
{
  int n = 0;
  char quote = 0;
  for (const char *at = sql; *at; at++)
    if (quote)
      quote = *at == quote ? 0 : quote;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else if (*at == '$')
      n = MAX (n, (int)g_ascii_strtoll (at + 1, NULL, 10));
  return n;
}

static DjPgParameter *set_parameter (DjStatement *statement, int place, DjSqlKind kind)
{
  DjPgParameter *parameter = &((DjPgStatement *)statement)->parameters[place];
  g_clear_pointer (&parameter->owned, g_free);
  parameter->kind = kind;
  return parameter;
}

void dj_pg_bind_null (DjStatement *statement, int place) { set_parameter (statement, place, DJ_SQL_NULL); }

void dj_pg_bind_int (DjStatement *statement, int place, gint64 value)
{
  set_parameter (statement, place, DJ_SQL_INT)->whole = value;
}

void dj_pg_bind_real (DjStatement *statement, int place, double value)
{
  set_parameter (statement, place, DJ_SQL_REAL)->real = value;
}

void dj_pg_bind_text (DjStatement *statement, int place, const char *text, gssize length)
{
  DjPgParameter *parameter = set_parameter (statement, place, DJ_SQL_TEXT);
  if (length >= 0)
    text = parameter->owned = g_strndup (text, (gsize)length);
  parameter->text = text;
  parameter->length = length < 0 ? strlen (text) : (gsize)length;
}

static const char *parameter_text (DjPgParameter *parameter)
{
  switch (parameter->kind)
  {
  case DJ_SQL_INT:
    return dj_int_format (parameter->whole, parameter->number);
  case DJ_SQL_REAL:
    return dj_real_format (parameter->real, parameter->number);
  case DJ_SQL_TEXT:
    return parameter->text;
  case DJ_SQL_NULL:
  case DJ_SQL_BYTES:
  default:
    return NULL;
  }
}

/* ---- Making and ending ---------------------------------------------------------------------------------------------------- */

DjPgStatement *dj_pg_statement_new (DjDatabase *db, DjPgForm form, const char *sql)
{
  DjPgStatement *statement = g_new0 (DjPgStatement, 1);
  statement->base.db = db;
  statement->form = form;
  statement->sql = g_strdup (sql);
  statement->n_parameters = form == DJ_PG_QUERY ? count_parameters (sql) : 0;
  statement->parameters = g_new0 (DjPgParameter, (gsize)statement->n_parameters);
  return statement;
}

/* Mistakes in it are told when it is stepped, which saves a way to the server and back. */
DjStatement *dj_pg_prepare (DjDatabase *db, const char *sql, GError **error)
{
  (void)error;
  return &dj_pg_statement_new (db, DJ_PG_QUERY, sql)->base;
}

DjStatement *dj_pg_prepare_rows (DjDatabase *db, const char *sql, GError **error)
{
  (void)error;
  return &dj_pg_statement_new (db, DJ_PG_ROWS_OUT, sql)->base;
}

void dj_pg_drop_row (DjPgStatement *statement)
{
  g_clear_pointer (&statement->result, PQclear);
  g_clear_pointer (&statement->line, PQfreemem);
}

static void end_work (DjPgStatement *statement)
{
  dj_pg_drop_row (statement);
  statement->under_way = FALSE;
  if (db_of (statement)->active == statement)
    db_of (statement)->active = NULL;
}

void dj_pg_make_free (DjPostgresql *db)
{
  int n = 0;
  if (!db->active)
    return;
  if (db->active->form == DJ_PG_ROWS_IN)
    PQputCopyEnd (db->connection, "given up");
  if (db->active->form == DJ_PG_ROWS_OUT)
    dj_pg_drop_lines (db);
  for (PGresult *result = dj_pg_next_result (db); result; result = dj_pg_next_result (db))
  {
    if (PQresultStatus (result) == PGRES_COPY_OUT)
      dj_pg_drop_lines (db);
    PQclear (result);
    if (++n == DJ_PG_LEAVINGS)
      dj_pg_stop (db);
  }
  db->active->failed = TRUE;
  end_work (db->active);
}

/* Rows on their way to the server are one statement until the end of all. */
void dj_pg_reset (DjStatement *base)
{
  DjPgStatement *statement = (DjPgStatement *)base;
  if (statement->form == DJ_PG_ROWS_IN)
    return;
  if (db_of (statement)->active == statement)
    dj_pg_make_free (db_of (statement));
  statement->under_way = FALSE;
  statement->failed = FALSE;
}

void dj_pg_finalize (DjStatement *base)
{
  DjPgStatement *statement = (DjPgStatement *)base;
  if (db_of (statement)->active == statement)
    dj_pg_make_free (db_of (statement));
  dj_pg_drop_row (statement);
  for (int i = 0; i < statement->n_parameters; i++)
    g_free (statement->parameters[i].owned);
  g_free (statement->parameters);
  g_free (statement->types);
  g_free (statement->cells);
  if (statement->out)
    g_byte_array_unref (statement->out);
  g_free (statement->sql);
  g_free (statement);
}

/* ---- Queries: sent -------------------------------------------------------------------------------------------------------- */

static gboolean is_ok (PGresult *result)
{
  gboolean ok = PQresultStatus (result) == PGRES_COMMAND_OK;
  PQclear (result);
  return ok;
}

PGresult *dj_pg_finish_command (DjPostgresql *db)
{
  PGresult *result = dj_pg_next_result (db);
  for (PGresult *next = result ? dj_pg_next_result (db) : NULL; next; next = dj_pg_next_result (db))
    PQclear (next);
  return result;
}

/* The name by which the server knows a statement: what is asked a second time is prepared, so that it is parsed and planned once. */
static const char *find_name (DjPgStatement *statement)
{
  DjPostgresql *db = db_of (statement);
  const char *name = g_hash_table_lookup (db->prepared, statement->sql);
  if (name && *name)
    return name;
  if (g_hash_table_size (db->prepared) >= N_PREPARED)
  {
    PQclear (PQsendQuery (db->connection, "DEALLOCATE ALL") ? dj_pg_finish_command (db) : NULL);
    g_hash_table_remove_all (db->prepared);
    name = NULL;
  }
  g_autofree char *chosen = name ? g_strdup_printf ("dj%u", ++db->n_names) : g_strdup ("");
  if (*chosen
      && (!PQsendPrepare (db->connection, chosen, statement->sql, 0, NULL) || !is_ok (dj_pg_finish_command (db))))
    return ""; /* it says why when it is sent as it is */
  g_hash_table_insert (db->prepared, g_strdup (statement->sql), g_steal_pointer (&chosen));
  return g_hash_table_lookup (db->prepared, statement->sql);
}

static gboolean send_query (DjPgStatement *statement)
{
  PGconn *connection = db_of (statement)->connection;
  g_autofree const char **values = g_new0 (const char *, (gsize)statement->n_parameters + 1);
  const char *name = find_name (statement);
  for (int i = 0; i < statement->n_parameters; i++)
    values[i] = parameter_text (&statement->parameters[i]);
  int sent = *name
                 ? PQsendQueryPrepared (connection, name, statement->n_parameters, values, NULL, NULL, 1)
                 : PQsendQueryParams (connection, statement->sql, statement->n_parameters, NULL, values, NULL, NULL, 1);
  return sent && PQsetSingleRowMode (connection);
}

/* ---- Answers --------------------------------------------------------------------------------------------------------------- */

void dj_pg_take_types (DjPgStatement *statement, const PGresult *result)
{
  statement->n_cells = PQnfields (result);
  g_free (statement->types);
  g_free (statement->cells);
  statement->types = g_new0 (Oid, (gsize)statement->n_cells + 1);
  statement->cells = g_new0 (DjPgCell, (gsize)statement->n_cells + 1);
  for (int i = 0; i < statement->n_cells; i++)
    statement->types[i] = PQftype (result, i);
}

gboolean dj_pg_cannot_read (DjPgStatement *statement, GError **error)
{
  dj_store_damaged (error, statement->base.db, "服务器的回答无法读懂", "the server's answer cannot be read");
  return FALSE;
}

gboolean dj_pg_end_query (DjPgStatement *statement, gboolean *row, GError **error)
{
  DjPostgresql *db = db_of (statement);
  PGresult *result = g_steal_pointer (&statement->result);
  ExecStatusType status = PQresultStatus (result);
  gboolean done = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || dj_pg_fail (db, result, error);
  statement->n_changes = done ? g_ascii_strtoll (PQcmdTuples (result), NULL, 10) : 0;
  PQclear (result);
  PQclear (dj_pg_finish_command (db));
  end_work (statement);
  *row = FALSE;
  return done;
}

static gboolean next_of_query (DjPgStatement *statement, gboolean *row, GError **error)
{
  dj_pg_drop_row (statement);
  statement->result = dj_pg_next_result (db_of (statement));
  if (PQresultStatus (statement->result) != PGRES_SINGLE_TUPLE)
    return dj_pg_end_query (statement, row, error);
  if (!statement->begun)
    dj_pg_take_types (statement, statement->result);
  statement->begun = TRUE;
  for (int i = 0; i < statement->n_cells; i++)
  {
    gboolean missing = PQgetisnull (statement->result, 0, i);
    statement->cells[i] = (DjPgCell){ missing ? NULL : PQgetvalue (statement->result, 0, i),
                                      missing ? 0 : PQgetlength (statement->result, 0, i) };
  }
  *row = TRUE;
  return TRUE;
}

/* ---- Stepping --------------------------------------------------------------------------------------------------------------- */

static gboolean begin_step (DjPgStatement *statement, GError **error)
{
  DjPostgresql *db = db_of (statement);
  dj_pg_make_free (db);
  if (statement->failed)
    return dj_pg_cannot_read (statement, error); /* its rows were given up for another's */
  if (!dj_pg_may_go_on (db, error))
    return FALSE;
  statement->begun = FALSE;
  if (statement->form == DJ_PG_ROWS_OUT ? !dj_pg_begin_rows_out (statement, error)
                                        : !send_query (statement) && !dj_pg_fail (db, NULL, error))
    return FALSE;
  statement->under_way = TRUE;
  db->active = statement;
  return TRUE;
}

static gboolean next_row (DjPgStatement *statement, gboolean *row, GError **error)
{
  return statement->form == DJ_PG_ROWS_OUT ? dj_pg_next_of_rows (statement, row, error)
                                           : next_of_query (statement, row, error);
}

static gboolean take_step (DjPgStatement *statement, gboolean *row, GError **error)
{
  return (statement->under_way || begin_step (statement, error)) && next_row (statement, row, error);
}

/* A connection that was lost while nothing was asked of it is made again without a word; what only reads may be asked again. */
gboolean dj_pg_step (DjStatement *base, gboolean *row, GError **error)
{
  DjPgStatement *statement = (DjPgStatement *)base;
  DjPostgresql *db = db_of (statement);
  g_autoptr (GError) failure = NULL;
  gboolean first = !statement->under_way && !db->within && g_str_has_prefix (statement->sql, "SELECT");
  *row = FALSE;
  if (statement->form == DJ_PG_ROWS_IN)
    return dj_pg_put_row (statement, error);
  if (take_step (statement, row, &failure))
    return TRUE;
  if (first && dj_pg_is_lost (db))
  {
    dj_pg_reset (base);
    return dj_pg_reconnect (db, error) && take_step (statement, row, error);
  }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gint64 dj_pg_count_changes (DjStatement *statement) { return ((DjPgStatement *)statement)->n_changes; }

/* ---- Values ------------------------------------------------------------------------------------------------------------------ */

static const DjPgCell *find_cell (DjStatement *statement, int column)
{
  return &((DjPgStatement *)statement)->cells[column];
}

static int width_of (Oid type) { return type == TYPE_INT2 ? 2 : type == TYPE_INT4 || type == TYPE_FLOAT4 ? 4 : 8; }

static DjSqlKind find_kind (Oid type, const DjPgCell *cell)
{
  if (!cell->bytes)
    return DJ_SQL_NULL;
  switch (type)
  {
  case TYPE_INT2:
  case TYPE_INT4:
  case TYPE_INT8:
    return cell->length == width_of (type) ? DJ_SQL_INT : DJ_SQL_BYTES;
  case TYPE_FLOAT4:
  case TYPE_FLOAT8:
    return cell->length == width_of (type) ? DJ_SQL_REAL : DJ_SQL_BYTES;
  case TYPE_NAME:
  case TYPE_TEXT:
  case TYPE_BPCHAR:
  case TYPE_VARCHAR:
    return DJ_SQL_TEXT;
  default:
    return DJ_SQL_BYTES;
  }
}

/* The first byte is the greatest, and has the sign. */
static gint64 read_whole (const DjPgCell *cell)
{
  guint64 value = cell->length > 0 && ((guchar)cell->bytes[0] & 0x80) ? G_MAXUINT64 : 0;
  for (int i = 0; i < cell->length; i++)
    value = value << 8 | (guchar)cell->bytes[i];
  gint64 out;
  memcpy (&out, &value, sizeof out);
  return out;
}

static double read_real (const DjPgCell *cell)
{
  double value = 0;
  float narrow = 0;
  gint64 bits = read_whole (cell);
  guint32 low = (guint32)bits;
  if (cell->length == (int)sizeof narrow)
  {
    memcpy (&narrow, &low, sizeof narrow);
    return (double)narrow;
  }
  memcpy (&value, &bits, sizeof value);
  return value;
}

/* The server itself looks that all text is UTF-8 without NUL. */
DjSqlKind dj_pg_get_value (DjStatement *statement, int column, DjSqlValue *value)
{
  const DjPgCell *cell = find_cell (statement, column);
  DjSqlKind kind = find_kind (((DjPgStatement *)statement)->types[column], cell);
  if (kind == DJ_SQL_INT)
    value->whole = read_whole (cell);
  else if (kind == DJ_SQL_REAL)
    value->real = read_real (cell);
  else if (kind == DJ_SQL_TEXT)
  {
    value->text = cell->bytes;
    value->length = (gsize)cell->length;
  }
  return kind;
}
