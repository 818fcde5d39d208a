/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL: a schema of a database on a server, one writer at a time, readers that never wait, and news for those who listen. */
#include <string.h>

#include "store/postgresql-private.h"

/* Commits are told on this channel, as "SCHEMA NUMBER". */
#define CHANNEL "dangjian"

/* Where meta has the version of a store. */
#define VERSION_KEY "store_version"

/* The longest name that a server keeps, and how much of one is kept where more is put behind it. */
#define NAME_BYTES 63
#define STEM_BYTES 48

static DjPostgresql *pg_of (DjDatabase *db) { return (DjPostgresql *)db; }

static gboolean run (DjDatabase *db, const char *sql, GError **error)
{
  PGresult *result = dj_pg_may_go_on (pg_of (db), error) ? dj_pg_query (pg_of (db), sql, error) : NULL;
  PQclear (result);
  return result != NULL;
}

/* ---- Transactions ------------------------------------------------------------------------------------------------- */

/* The lock is of the schema, so that there is one before there are tables; it is gone with the transaction. Behind it each statement sees all that
 * was committed before, which nobody adds to while it is held. */
static const char begin_write[]
    = "BEGIN ISOLATION LEVEL READ COMMITTED; "
      "SELECT pg_catalog.pg_advisory_xact_lock ((1147814994::bigint << 32) | oid::bigint) FROM pg_catalog.pg_namespace "
      "WHERE nspname = pg_catalog.current_schema ()";

static const char begin_read[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

static void rollback (DjDatabase *db)
{
  DjPostgresql *pg = pg_of (db);
  if (pg->within && !dj_pg_is_lost (pg))
    PQclear (dj_pg_query (pg, "ROLLBACK", NULL));
  pg->within = FALSE;
}

static gboolean try_begin (DjDatabase *db, gboolean write, GError **error)
{
  pg_of (db)->within = TRUE;
  if (run (db, write ? begin_write : begin_read, error))
    return TRUE;
  DjTrouble trouble = pg_of (db)->trouble;
  rollback (db);
  pg_of (db)->trouble = trouble;
  return FALSE;
}

/* A connection that was lost while it had nothing to do is made again without a word. */
static gboolean begin (DjDatabase *db, gboolean write, GError **error)
{
  g_autoptr (GError) failure = NULL;
  pg_of (db)->trouble = DJ_TROUBLE_LASTING;
  if (try_begin (db, write, &failure))
    return TRUE;
  if (pg_of (db)->trouble == DJ_TROUBLE_LOST)
    return dj_pg_reconnect (pg_of (db), error) && try_begin (db, write, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A transaction in which something failed is rolled back by COMMIT, too, which says so in its answer only. */
static gboolean commit (DjDatabase *db, GError **error)
{
  DjPostgresql *pg = pg_of (db);
  PGresult *result = dj_pg_query (pg, "COMMIT", error);
  gboolean done = result && strcmp (PQcmdStatus (result), "COMMIT") == 0;
  pg->within = FALSE;
  if (result && !done)
    dj_store_damaged (error, db, "事务已回滚，未提交", "the transaction was rolled back; nothing was committed");
  PQclear (result);
  return done;
}

static DjTrouble get_trouble (DjDatabase *db) { return pg_of (db)->trouble; }

/* ---- What it is --------------------------------------------------------------------------------------------------- */

/* Of tables only: a view in the place of a table could be anything. An `id` that is no key may stand in any number of rows. */
static GPtrArray *list_columns (DjDatabase *db, const char *table, GError **error)
{
  gboolean row = TRUE;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DjStatement) select = dj_database_prepare (
      db,
      "SELECT a.attname FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = (SELECT c.oid FROM "
      "pg_catalog.pg_class AS c "
      "WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND c.relnamespace = (SELECT n.oid FROM "
      "pg_catalog.pg_namespace AS n WHERE n.nspname = pg_catalog.current_schema ())) "
      "AND a.attnum > 0 AND NOT a.attisdropped AND (a.attname <> 'id' OR EXISTS (SELECT 1 FROM pg_catalog.pg_index AS "
      "i "
      "WHERE i.indrelid = a.attrelid AND i.indisprimary AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum)) "
      "ORDER BY a.attnum",
      error);
  dj_statement_bind_text (select, 0, table);
  while (row)
  {
    if (!dj_statement_step (select, &row, error))
      return NULL;
    char *name = row ? dj_statement_dup_text (select, 0) : NULL;
    if (name)
      g_ptr_array_add (names, name);
  }
  return g_steal_pointer (&names);
}

/* What extensions have made is nobody's data. */
static const char count_relations[]
    = "SELECT pg_catalog.count (*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n "
      "ON n.oid = c.relnamespace WHERE n.nspname = pg_catalog.current_schema () "
      "AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d "
      "WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')";

static gboolean read_version (DjDatabase *db, int *version, GError **error)
{
  gboolean row = FALSE;
  guint64 value = 0;
  g_autoptr (DjStatement) select
      = dj_database_prepare (db, "SELECT \"value\" FROM \"meta\" WHERE \"key\" = '" VERSION_KEY "'", error);
  if (!dj_statement_step (select, &row, error))
    return FALSE;
  g_autofree char *text = row ? dj_statement_dup_text (select, 0) : NULL;
  *version = text && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &value, NULL) ? (int)value : -2;
  return TRUE;
}

static gboolean get_version (DjDatabase *db, int *version, GError **error)
{
  gint64 n_relations = 0;
  if (!dj_database_ask (db, count_relations, &n_relations, error))
    return FALSE;
  *version = n_relations == 0 ? -1 : -2;
  g_autoptr (GPtrArray) columns = n_relations > 0 ? list_columns (db, "meta", error) : NULL;
  if (n_relations == 0 || !columns)
    return n_relations == 0;
  gboolean is_ours = g_ptr_array_find_with_equal_func (columns, "key", g_str_equal, NULL)
                     && g_ptr_array_find_with_equal_func (columns, "value", g_str_equal, NULL);
  return !is_ours || read_version (db, version, error);
}

static gboolean set_version (DjDatabase *db, int version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO \"meta\" (\"key\", \"value\") VALUES ('" VERSION_KEY "', '%d') "
                                          "ON CONFLICT (\"key\") DO UPDATE SET \"value\" = excluded.\"value\"",
                                          version);
  return run (db, sql, error);
}

/* All tables of the schema. */
static GPtrArray *list_tables (DjDatabase *db, GError **error)
{
  gboolean row = TRUE;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DjStatement) select = dj_database_prepare (
      db,
      "SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
      "WHERE n.nspname = pg_catalog.current_schema () AND c.relkind = 'r' ORDER BY c.relname",
      error);
  while (row)
  {
    if (!dj_statement_step (select, &row, error))
      return NULL;
    char *name = row ? dj_statement_dup_text (select, 0) : NULL;
    if (name)
      g_ptr_array_add (names, name);
  }
  return g_steal_pointer (&names);
}

/* Behind many new rows the server should know of them, so that it plans well. */
static gboolean settle (DjDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) tables = list_tables (db, error);
  for (guint i = 0; tables && i < tables->len; i++)
    if (dj_schema_find_table (g_ptr_array_index (tables, i)) >= 0
        && !dj_database_run_quoted (db, error, "ANALYZE %s", (char *)g_ptr_array_index (tables, i)))
      return FALSE;
  return tables != NULL;
}

static gboolean check (DjDatabase *db, GError **error)
{
  (void)db, (void)error;
  return TRUE; /* a server looks after its own files */
}

/* ---- Copies ------------------------------------------------------------------------------------------------------- */

static gboolean has_schema (DjDatabase *db, const char *name, gboolean *has, GError **error)
{
  g_autoptr (DjStatement) select
      = dj_database_prepare (db, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", error);
  dj_statement_bind_text (select, 0, name);
  return dj_statement_step (select, has, error);
}

/* SCHEMA_bak_VERSION, or with a number behind it; not longer than the server keeps. */
static char *choose_schema (DjDatabase *db, int version, GError **error)
{
  const char *schema = pg_of (db)->schema, *end = schema + strlen (schema);
  while (end - schema > STEM_BYTES)
    end = g_utf8_find_prev_char (schema, end);
  g_autofree char *stem = g_strndup (schema, (gsize)(end - schema));
  for (int i = 1;; i++)
  {
    gboolean has = FALSE;
    g_autofree char *name
        = i == 1 ? g_strdup_printf ("%s_bak_%d", stem, version) : g_strdup_printf ("%s_bak_%d_%d", stem, version, i);
    if (strlen (name) > NAME_BYTES || !has_schema (db, name, &has, error))
      return NULL;
    if (!has)
      return g_steal_pointer (&name);
  }
}

static gboolean copy_table (DjDatabase *db, const char *to, const char *table, GError **error)
{
  return dj_database_run_quoted (
             db, error, "CREATE TABLE %s.%s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)", to,
             table, table)
         && dj_database_run_quoted (db, error, "INSERT INTO %s.%s SELECT * FROM %s", to, table, table);
}

static char *copy (DjDatabase *db, int version, GError **error)
{
  g_autoptr (GPtrArray) tables = list_tables (db, error);
  g_autofree char *to = tables ? choose_schema (db, version, error) : NULL;
  if (!to || !dj_database_run_quoted (db, error, "CREATE SCHEMA %s", to))
    return NULL;
  for (guint i = 0; i < tables->len; i++)
    if (!copy_table (db, to, g_ptr_array_index (tables, i), error))
      return NULL;
  return g_steal_pointer (&to);
}

/* ---- News ----------------------------------------------------------------------------------------------------------- */

static gboolean notify (DjDatabase *db, gint64 number, GError **error)
{
  char text[DJ_NUMBER_TEXT_SIZE];
  g_autofree char *news = g_strconcat (pg_of (db)->schema, " ", dj_int_format (number, text), NULL);
  gboolean row = FALSE;
  g_autoptr (DjStatement) select = dj_database_prepare (db, "SELECT pg_catalog.pg_notify ('" CHANNEL "', $1)", error);
  dj_statement_bind_text (select, 0, news);
  return dj_statement_step (select, &row, error);
}

/* Other stores of the database are heard of as well. */
static gboolean hear (DjPostgresql *pg)
{
  gboolean heard = FALSE;
  gsize length = strlen (pg->schema);
  for (PGnotify *news = PQnotifies (pg->listener); news; news = PQnotifies (pg->listener))
  {
    heard |= strncmp (news->extra, pg->schema, length) == 0 && news->extra[length] == ' ';
    PQfreemem (news);
  }
  return heard;
}

static void stop_listening (DjPostgresql *pg) { g_clear_pointer (&pg->listener, PQfinish); }

/* On a connection of its own, so that nothing that is asked meanwhile takes the news away from who waits for them. */
static gboolean listen_to (DjPostgresql *pg, GError **error)
{
  pg->listener = dj_pg_open_connection (pg->address);
  PGresult *result = PQexec (pg->listener, "LISTEN " CHANNEL);
  if (PQresultStatus (result) == PGRES_COMMAND_OK)
  {
    PQclear (result);
    return TRUE;
  }
  g_autofree char *words = g_utf8_make_valid (PQerrorMessage (pg->listener), -1);
  g_strdelimit (words, "\n\t", ' ');
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s (%s)", pg->base.name,
               DJ_SAY ("无法连接服务器，或连接中断", "the server cannot be reached, or the connection was lost"),
               g_strstrip (words));
  PQclear (result);
  stop_listening (pg);
  return FALSE;
}

static int get_notify_fd (DjDatabase *db, GError **error)
{
  DjPostgresql *pg = pg_of (db);
  return pg->listener || listen_to (pg, error) ? PQsocket (pg->listener) : -1;
}

/* Who begins to listen, or lost the connection, may have missed something: it returns at once. */
static gboolean wait_for_commit (DjDatabase *db, gint64 milliseconds, GCancellable *cancellable, GError **error)
{
  DjPostgresql *pg = pg_of (db);
  if (!pg->listener)
    return listen_to (pg, error);
  GPollFD fds[2] = { { PQsocket (pg->listener), G_IO_IN | G_IO_HUP | G_IO_ERR, 0 }, { 0 } };
  gboolean has_fd = g_cancellable_make_pollfd (cancellable, &fds[1]);
  gint64 end = milliseconds < 0 ? G_MAXINT64 : g_get_monotonic_time () + milliseconds * 1000;
  gboolean heard = FALSE, good = TRUE;
  while (!heard && good)
  {
    gint64 left = MAX (end - g_get_monotonic_time () + 999, 0) / 1000;
    int n = g_poll (fds, has_fd ? 2 : 1, milliseconds < 0 ? -1 : (gint)MIN (left, G_MAXINT));
    good = PQconsumeInput (pg->listener) == 1;
    heard = hear (pg) || (n == 0 && left == 0) || g_cancellable_is_cancelled (cancellable);
  }
  if (has_fd)
    g_cancellable_release_fd (cancellable);
  if (!good)
    stop_listening (pg);
  return good || listen_to (pg, error);
}

/* ---- Opening ---------------------------------------------------------------------------------------------------------- */

static void set_cancellable (DjDatabase *db, GCancellable *cancellable)
{
  DjPostgresql *pg = pg_of (db);
  if (pg->has_cancel_fd)
    g_cancellable_release_fd (pg->cancellable);
  g_set_object (&pg->cancellable, cancellable);
  pg->has_cancel_fd = g_cancellable_make_pollfd (cancellable, &pg->cancel_fd);
}

static void close_database (DjDatabase *db)
{
  DjPostgresql *pg = pg_of (db);
  set_cancellable (db, NULL);
  stop_listening (pg);
  PQfinish (pg->connection);
  g_hash_table_unref (pg->prepared);
  g_free (pg->schema);
  g_free (pg->address);
  g_free (db->name);
  g_free (pg);
}

static const DjProduct product = {
  .id_type = "BIGINT PRIMARY KEY",
  .close = close_database,
  .run = run,
  .prepare = dj_pg_prepare,
  .prepare_rows = dj_pg_prepare_rows,
  .bind_null = dj_pg_bind_null,
  .bind_int = dj_pg_bind_int,
  .bind_real = dj_pg_bind_real,
  .bind_text = dj_pg_bind_text,
  .step = dj_pg_step,
  .count_changes = dj_pg_count_changes,
  .reset = dj_pg_reset,
  .finalize = dj_pg_finalize,
  .get_value = dj_pg_get_value,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .begin_rows = dj_pg_begin_rows,
  .end_rows = dj_pg_end_rows,
  .get_version = get_version,
  .set_version = set_version,
  .list_columns = list_columns,
  .settle = settle,
  .check = check,
  .copy = copy,
  .copies_within = TRUE,
  .notify = notify,
  .set_cancellable = set_cancellable,
  .wait = wait_for_commit,
  .get_notify_fd = get_notify_fd,
  .get_trouble = get_trouble,
};

static gboolean has_store (DjDatabase *db, GError **error)
{
  int version = 0;
  if (!get_version (db, &version, error))
    return FALSE;
  if (version == -1)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", db->name,
                 DJ_SAY ("这里还没有存储库", "there is no store yet"));
  return version != -1;
}

DjDatabase *dj_postgresql_open (const char *address, DjDatabaseMode mode, GError **error)
{
  DjPostgresql *pg = g_new0 (DjPostgresql, 1);
  pg->base.product = &product;
  pg->base.name = dj_pg_show_address (address);
  pg->address = g_strdup (address);
  pg->mode = mode;
  pg->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean must_be_there = mode == DJ_DATABASE_READ || mode == DJ_DATABASE_WRITE;
  if (dj_pg_connect (pg, error) && (!must_be_there || has_store (&pg->base, error)))
    return &pg->base;
  close_database (&pg->base);
  return NULL;
}
