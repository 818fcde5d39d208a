/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to PostgreSQL: addresses, settings, waiting for answers, and what errors mean. */
#include <string.h>

#include "store/postgresql-private.h"

/* How long the server may wait for a lock, and between two requests to stop, in milliseconds. */
#define PATIENCE "60s"
#define STOP_AGAIN 1000

/* ---- Addresses --------------------------------------------------------------------------------------------------------- */

static gboolean is_secret (const PQconninfoOption *option) { return strchr (option->dispchar, '*') != NULL; }

static const char *find_option (const PQconninfoOption *options, const char *keyword)
{
  for (; options->keyword; options++)
    if (strcmp (options->keyword, keyword) == 0)
      return options->val;
  return NULL;
}

static void append_escaped (GString *out, const char *before, const char *value)
{
  g_autofree char *escaped = value ? g_uri_escape_string (value, NULL, TRUE) : NULL;
  if (escaped)
    g_string_append_printf (out, "%s%s", before, escaped);
}

/* Folders of sockets, and several hosts, stand among the parameters. */
static gboolean is_plain_host (const char *host)
{
  return host && *host != '/' && *host != '@' && !strpbrk (host, ",:");
}

static void append_parameters (GString *out, const PQconninfoOption *options, gboolean has_host)
{
  const char *separator = "?";
  for (; options->keyword; options++)
  {
    gboolean in_place
        = strcmp (options->keyword, "user") == 0 || strcmp (options->keyword, "dbname") == 0
          || (has_host && (strcmp (options->keyword, "host") == 0 || strcmp (options->keyword, "port") == 0));
    if (!options->val || in_place || is_secret (options))
      continue;
    g_string_append_printf (out, "%s%s=", separator, options->keyword);
    append_escaped (out, "", options->val);
    separator = "&";
  }
}

/* An @ or / in a password that is not escaped would make a host or a database of its rest, and be told. */
static gboolean is_clear (const char *address)
{
  const char *authority = strstr (address, "://");
  gsize end = authority ? strcspn (authority + 3, "/?") : 0, length = authority ? strcspn (authority + 3, "?") : 0;
  const char *at = authority ? memchr (authority + 3, '@', length) : NULL;
  gboolean in_place
      = !at || (at < authority + 3 + end && !memchr (at + 1, '@', (gsize)(authority + 3 + length - at - 1)));
  return authority && in_place && g_utf8_validate (address, -1, NULL);
}

static PQconninfoOption *parse_address (const char *address)
{
  return is_clear (address) ? PQconninfoParse (address, NULL) : NULL;
}

char *dj_pg_show_address (const char *address)
{
  PQconninfoOption *options = parse_address (address);
  GString *out = g_string_new ("postgresql://");
  if (options)
  {
    const char *host = find_option (options, "host"), *port = find_option (options, "port");
    gboolean has_host = is_plain_host (host) && (!port || !strchr (port, ','));
    append_escaped (out, "", find_option (options, "user"));
    if (find_option (options, "user"))
      g_string_append_c (out, '@');
    if (has_host)
    {
      append_escaped (out, "", host);
      append_escaped (out, ":", port);
    }
    append_escaped (out, "/", find_option (options, "dbname"));
    append_parameters (out, options, has_host);
    PQconninfoFree (options);
  }
  return g_string_free (out, FALSE);
}

/* ---- Errors -------------------------------------------------------------------------------------------------------------- */

/* What SQLSTATE begins with, and what it is to us; the first that fits. */
typedef struct
{
  const char *state;
  DjError code;
  const char *zh;
  const char *en;
} Meaning;

static const Meaning meanings[] = {
  { "08", DJ_ERROR_FILE, "与服务器的连接中断", "the connection to the server was lost" },
  { "57P0", DJ_ERROR_FILE, "与服务器的连接中断", "the connection to the server was lost" },
  { "25P03", DJ_ERROR_FILE, "与服务器的连接中断", "the connection to the server was lost" },
  { "57014", DJ_ERROR_FILE, "服务器中止了操作", "the server stopped what was asked of it" },
  { "28", DJ_ERROR_FILE, "服务器拒绝登录", "the server does not let this user in" },
  { "3D000", DJ_ERROR_FILE, "服务器上没有此数据库", "the server has no such database" },
  { "42501", DJ_ERROR_FILE, "没有权限", "this user has not the right to do it" },
  { "25006", DJ_ERROR_FILE, "只读，未写入", "it can only be read; nothing was written" },
  { "53100", DJ_ERROR_FILE, "服务器磁盘已满，未写入", "the server's disk is full; nothing was written" },
  { "53200", DJ_ERROR_LIMIT, "服务器内存不足", "the server is short of memory" },
  { "53", DJ_ERROR_FILE, "服务器资源不足", "the server is at its limits" },
  { "54", DJ_ERROR_LIMIT, "超出服务器限制", "it is more than the server can hold" },
  { "55P03", DJ_ERROR_FILE, "正被其他程序写入", "another program is writing to it" },
  { "40", DJ_ERROR_FILE, "与其他事务冲突，未写入", "another transaction was in the way; nothing was written" },
  { "58", DJ_ERROR_FILE, "服务器读写失败", "the server cannot read or write" },
  { "", DJ_ERROR_FORMAT, "数据库报错", "the database complains" },
};

static const Meaning lost
    = { "", DJ_ERROR_FILE, "无法连接服务器，或连接中断", "the server cannot be reached, or the connection was lost" };

static const Meaning *find_meaning (const char *state)
{
  const Meaning *meaning = meanings;
  while (!g_str_has_prefix (state, meaning->state))
    meaning++;
  return meaning;
}

gboolean dj_pg_is_lost (const DjPostgresql *db) { return PQstatus (db->connection) == CONNECTION_BAD; }

/* A server that ends a connection says so first. */
static DjTrouble find_trouble (const DjPostgresql *db, const char *state)
{
  if (dj_pg_is_lost (db) || (state && (g_str_has_prefix (state, "57P0") || g_str_has_prefix (state, "08"))))
    return DJ_TROUBLE_LOST;
  return state && (strcmp (state, "40001") == 0 || strcmp (state, "40P01") == 0) ? DJ_TROUBLE_AGAIN
                                                                                 : DJ_TROUBLE_LASTING;
}

static void set_cancelled (DjPostgresql *db, GError **error)
{
  g_set_error (error, DJ_ERROR, DJ_ERROR_CANCELLED, "%s: %s", db->base.name, DJ_SAY ("已取消", "cancelled"));
}

gboolean dj_pg_fail (DjPostgresql *db, const PGresult *result, GError **error)
{
  const char *state = result ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const char *primary = result ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  const Meaning *meaning = state ? find_meaning (state) : &lost;
  db->trouble = find_trouble (db, state);
  if (g_cancellable_is_cancelled (db->cancellable) && (!state || strcmp (state, "57014") == 0))
  {
    set_cancelled (db, error);
    return FALSE;
  }
  g_autofree char *words = g_utf8_make_valid (primary ? primary : PQerrorMessage (db->connection), -1);
  g_strdelimit (words, "\n\t", ' ');
  g_set_error (error, DJ_ERROR, (gint)meaning->code, "%s: %s (%s)", db->base.name, DJ_SAY (meaning->zh, meaning->en),
               g_strstrip (words));
  return FALSE;
}

static gboolean refuse (DjPostgresql *db, DjError code, const char *zh, const char *en, GError **error)
{
  g_set_error (error, DJ_ERROR, (gint)code, "%s: %s", db->base.name, DJ_SAY (zh, en));
  return FALSE;
}

/* ---- Waiting ---------------------------------------------------------------------------------------------------------------- */

gboolean dj_pg_may_go_on (DjPostgresql *db, GError **error)
{
  if (!g_cancellable_is_cancelled (db->cancellable))
    return TRUE;
  set_cancelled (db, error);
  return FALSE;
}

void dj_pg_stop (DjPostgresql *db)
{
  char words[256];
  PGcancel *cancel = PQgetCancel (db->connection);
  if (cancel)
    PQcancel (cancel, words, sizeof words);
  PQfreeCancel (cancel);
}

/* A server that was asked to stop says so; where it does not, it is asked again. */
gboolean dj_pg_wait_for_input (DjPostgresql *db)
{
  GPollFD fds[2] = { { PQsocket (db->connection), G_IO_IN | G_IO_HUP | G_IO_ERR, 0 }, db->cancel_fd };
  gboolean cancelled = g_cancellable_is_cancelled (db->cancellable);
  if (cancelled)
    dj_pg_stop (db);
  g_poll (fds, db->has_cancel_fd && !cancelled ? 2 : 1, cancelled ? STOP_AGAIN : -1);
  return PQconsumeInput (db->connection) == 1;
}

PGresult *dj_pg_next_result (DjPostgresql *db)
{
  while (PQisBusy (db->connection) && dj_pg_wait_for_input (db))
    ;
  return PQgetResult (db->connection);
}

static gboolean is_good (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* The last result, or the first that is not good. */
static PGresult *collect_results (DjPostgresql *db)
{
  PGresult *last = NULL;
  for (PGresult *next = dj_pg_next_result (db); next; next = dj_pg_next_result (db))
    if (!last || is_good (last))
    {
      PQclear (last);
      last = next;
    }
    else
      PQclear (next);
  return last;
}

PGresult *dj_pg_query (DjPostgresql *db, const char *sql, GError **error)
{
  dj_pg_make_free (db);
  PGresult *result = PQsendQuery (db->connection, sql) ? collect_results (db) : NULL;
  if (result && is_good (result))
    return result;
  dj_pg_fail (db, result, error);
  PQclear (result);
  return NULL;
}

/* ---- Connecting --------------------------------------------------------------------------------------------------------------- */

/* Nothing of how texts, days and numbers come and go is left to what a server, a database or a user is set to. Commits that are acknowledged
 * are on the disk, and the schema is the one found here, whatever is made in front of it later. */
static const char settings[]
    = "SELECT pg_catalog.set_config ('search_path', pg_catalog.quote_ident (pg_catalog.current_schema ()) || ', "
      "pg_temp', "
      "false), pg_catalog.set_config ('datestyle', 'ISO, YMD', false), "
      "pg_catalog.set_config ('intervalstyle', 'iso_8601', false), "
      "pg_catalog.set_config ('timezone', 'UTC', false), pg_catalog.set_config ('extra_float_digits', '3', false), "
      "pg_catalog.set_config ('bytea_output', 'hex', false), "
      "pg_catalog.set_config ('standard_conforming_strings', 'on', false), "
      "pg_catalog.set_config ('client_min_messages', 'error', false), "
      "pg_catalog.set_config ('lock_timeout', '" PATIENCE "', false), "
      "CASE WHEN pg_catalog.current_setting ('synchronous_commit') = 'off' "
      "THEN pg_catalog.set_config ('synchronous_commit', 'on', false) END";

/* The first time it is noted; later it must be the same. */
static gboolean find_schema (DjPostgresql *db, GError **error)
{
  PGresult *result = dj_pg_query (db, "SELECT pg_catalog.current_schema ()", error);
  if (!result)
    return FALSE;
  g_autofree char *schema
      = PQntuples (result) == 1 && !PQgetisnull (result, 0, 0) ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;
  PQclear (result);
  if (!schema)
    return refuse (db, DJ_ERROR_FILE, "搜索路径中没有模式，请先 CREATE SCHEMA",
                   "its search path has no schema that exists; make it with CREATE SCHEMA", error);
  if (!db->schema)
    db->schema = g_strdup (schema);
  return strcmp (schema, db->schema) == 0
         || refuse (db, DJ_ERROR_FORMAT, "重新连接后模式已变", "the schema is another one after connecting again",
                    error);
}

static gboolean set_up (DjPostgresql *db, GError **error)
{
  const char *encoding = PQparameterStatus (db->connection, "server_encoding");
  if (g_strcmp0 (encoding, "UTF8") != 0)
    return refuse (db, DJ_ERROR_FORMAT, "数据库的编码不是 UTF8", "the encoding of the database is not UTF8", error);
  if (!find_schema (db, error))
    return FALSE;
  PGresult *result = dj_pg_query (db, settings, error);
  PQclear (result);
  if (!result || db->mode != DJ_DATABASE_READ)
    return result != NULL;
  result = dj_pg_query (db, "SET default_transaction_read_only = on", error);
  PQclear (result);
  return result != NULL;
}

static void ignore_notice (void *data, const PGresult *result) { (void)data, (void)result; }

/* What stands behind the address cannot be overridden by it. */
PGconn *dj_pg_open_connection (const char *address)
{
  const char *const names[] = { "fallback_application_name",
                                "keepalives_idle",
                                "keepalives_interval",
                                "keepalives_count",
                                "dbname",
                                "client_encoding",
                                NULL };
  const char *const values[] = { "dangjian", "30", "10", "6", address, "UTF8", NULL };
  PGconn *connection = PQconnectdbParams (names, values, 1);
  PQsetNoticeReceiver (connection, ignore_notice, NULL);
  return connection;
}

static gboolean is_address (DjPostgresql *db, GError **error)
{
  PQconninfoOption *options = parse_address (db->address);
  if (!options)
    return refuse (db, DJ_ERROR_FORMAT, "地址有误；密码中的特殊字符须写成 %XX",
                   "the address is none; special characters of a password are written as %XX", error);
  PQconninfoFree (options);
  return TRUE;
}

gboolean dj_pg_connect (DjPostgresql *db, GError **error)
{
  if (!is_address (db, error))
    return FALSE;
  db->connection = dj_pg_open_connection (db->address);
  return PQstatus (db->connection) == CONNECTION_OK ? set_up (db, error) : dj_pg_fail (db, NULL, error);
}

/* One that is not as it should be is as good as none: nothing is asked of it. */
gboolean dj_pg_reconnect (DjPostgresql *db, GError **error)
{
  dj_pg_make_free (db);
  db->within = FALSE;
  g_hash_table_remove_all (db->prepared);
  PQfinish (db->connection);
  db->connection = dj_pg_open_connection (db->address);
  if (dj_pg_is_lost (db))
    return dj_pg_fail (db, NULL, error);
  if (set_up (db, error))
    return TRUE;
  g_clear_pointer (&db->connection, PQfinish);
  return FALSE;
}
