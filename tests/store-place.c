/* SPDX-License-Identifier: Apache-2.0 */
#include "store-place.h"

#include <check.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "helper-io.h"

#ifdef DANGJIAN_POSTGRESQL
#include <libpq-fe.h>
#endif

static const char *get_server (void) { return g_getenv ("DANGJIAN_TEST_POSTGRESQL"); }

gboolean place_is_server (void) { return get_server () != NULL; }

/* ---- PostgreSQL ------------------------------------------------------------------------------------------------------- */

#ifdef DANGJIAN_POSTGRESQL
static PGconn *connect_to (const char *address)
{
  PGconn *connection = PQconnectdb (address);
  ck_assert_msg (PQstatus (connection) == CONNECTION_OK, "%s", PQerrorMessage (connection));
  PQclear (PQexec (connection, "SET client_min_messages = error"));
  return connection;
}

static char *ask_server (const char *address, const char *sql)
{
  PGconn *connection = connect_to (address);
  PGresult *result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);
  ck_assert_msg (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage (connection));
  gboolean there = status == PGRES_TUPLES_OK && PQntuples (result) > 0 && !PQgetisnull (result, 0, 0);
  char *answer = there ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;
  PQclear (result);
  PQfinish (connection);
  return answer;
}
#else
static char *ask_server (const char *address, const char *sql)
{
  ck_abort_msg ("%s: %s: without PostgreSQL", address, sql);
  return NULL;
}
#endif

/* Of this process only, as several run beside each other. */
static char *name_schema (const char *name)
{
  char *schema = g_strdup_printf ("t%d_%s", (int)getpid (), name);
  return g_strcanon (schema, "abcdefghijklmnopqrstuvwxyz0123456789", '_');
}

static char *get_address (const char *schema)
{
  return g_strdup_printf ("%s%coptions=-csearch_path%%3D%s", get_server (), strchr (get_server (), '?') ? '&' : '?',
                          schema);
}

static void make_schema (const char *schema)
{
  g_autofree char *sql = g_strdup_printf ("DROP SCHEMA IF EXISTS %s CASCADE; CREATE SCHEMA %s", schema, schema);
  g_free (ask_server (get_server (), sql));
}

/* ---- SQLite ------------------------------------------------------------------------------------------------------------ */

static void run_on_file (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;
  ck_assert_int_eq (sqlite3_open (path, &db), SQLITE_OK);
  int code = sqlite3_exec (db, sql, NULL, NULL, &message);
  ck_assert_msg (code == SQLITE_OK, "%s: %s", sql, message ? message : "?");
  sqlite3_close (db);
}

static char *ask_file (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  ck_assert_int_eq (sqlite3_open (path, &db), SQLITE_OK);
  ck_assert_int_eq (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), SQLITE_OK);
  char *answer
      = sqlite3_step (statement) == SQLITE_ROW ? g_strdup ((const char *)sqlite3_column_text (statement, 0)) : NULL;
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return answer;
}

static void remove_file (const char *path)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
  {
    g_autofree char *file = g_strconcat (path, ends[i], NULL);
    g_unlink (file);
  }
}

/* ---- Either ------------------------------------------------------------------------------------------------------------- */

char *place_get (const char *name)
{
  g_autofree char *schema = name_schema (name);
  return place_is_server () ? get_address (schema) : io_path (name);
}

char *place_new (const char *name)
{
  g_autofree char *schema = name_schema (name);
  char *path = place_get (name);
  if (place_is_server ())
    make_schema (schema);
  else
    remove_file (path);
  return path;
}

void place_run (const char *path, const char *sql)
{
  if (place_is_server ())
    g_free (ask_server (path, sql));
  else
    run_on_file (path, sql);
}

char *place_ask (const char *path, const char *sql)
{
  return place_is_server () ? ask_server (path, sql) : ask_file (path, sql);
}

void place_set_version (const char *path, int version)
{
  g_autofree char *sql = g_strdup_printf (
      place_is_server () ? "UPDATE meta SET value = '%d' WHERE key = 'store_version'" : "PRAGMA user_version = %d",
      version);
  place_run (path, sql);
}

/* ---- Copies --------------------------------------------------------------------------------------------------------------- */

static char *name_copy (const char *path, int version)
{
  g_autofree char *schema = place_is_server () ? ask_server (path, "SELECT current_schema ()") : NULL;
  return schema ? g_strdup_printf ("%s_bak_%d", schema, version) : g_strdup_printf ("%s.bak-%d", path, version);
}

gboolean place_has_copy (const char *path, int version)
{
  g_autofree char *copy = name_copy (path, version);
  if (!place_is_server ())
    return g_file_test (copy, G_FILE_TEST_EXISTS);
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM pg_namespace WHERE nspname = '%s'", copy);
  g_autofree char *found = ask_server (path, sql);
  return found != NULL;
}

char *place_ask_copy_version (const char *path, int version)
{
  g_autofree char *copy = name_copy (path, version);
  g_autofree char *sql = g_strdup_printf ("SELECT value FROM %s.meta WHERE key = 'store_version'", copy);
  return place_is_server () ? ask_server (path, sql) : ask_file (copy, "PRAGMA user_version");
}
