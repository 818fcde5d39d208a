/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite: one file, one writer at a time, readers that never wait. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "store/store-private.h"

/* In the header of the file, so that `file` and we know it: "DjDb". */
#define APPLICATION 0x446a4462

/* How long to wait for another writer, in milliseconds. */
#define PATIENCE 60000

/* How often is looked whether others have committed, while somebody waits for it, in milliseconds. */
#define LOOK_EVERY 100

/* Steps of SQLite's machine between two looks at the cancellable. */
#define STEPS 100000

typedef struct
{
  DjDatabase base;
  sqlite3 *handle;
  char *path;
  GCancellable *cancellable;
  gint64 data_version; /* as SQLite counts what other connections commit; 0 before it was asked */
} Sqlite;

typedef struct
{
  DjStatement base;
  sqlite3_stmt *handle;
} Statement;

static sqlite3 *handle_of (DjDatabase *db) { return ((Sqlite *)db)->handle; }
static sqlite3_stmt *statement_of (DjStatement *statement) { return ((Statement *)statement)->handle; }

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

static DjError classify (int code)
{
  switch (code & 0xff)
  {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_ERROR:
  case SQLITE_MISMATCH:
  case SQLITE_CONSTRAINT:
  case SQLITE_SCHEMA:
  case SQLITE_FORMAT:
    return DJ_ERROR_FORMAT;
  case SQLITE_NOMEM:
  case SQLITE_TOOBIG:
    return DJ_ERROR_LIMIT;
  case SQLITE_INTERRUPT:
    return DJ_ERROR_CANCELLED;
  default:
    return DJ_ERROR_FILE;
  }
}

/* What happened in words of ours, where SQLite's own say little to people. */
static const char *explain (int code)
{
  switch (code & 0xff)
  {
  case SQLITE_CORRUPT:
    return DJ_SAY ("文件已损坏", "the file is damaged");
  case SQLITE_NOTADB:
    return DJ_SAY ("不是 SQLite 文件", "not a SQLite file");
  case SQLITE_FULL:
    return DJ_SAY ("磁盘已满，未写入", "the disk is full; nothing was written");
  case SQLITE_READONLY:
    return DJ_SAY ("文件只读，未写入", "the file cannot be written to; nothing was written");
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return DJ_SAY ("正被其他程序写入", "another program is writing to it");
  case SQLITE_IOERR:
    return DJ_SAY ("读写失败", "reading or writing failed");
  case SQLITE_INTERRUPT:
    return DJ_SAY ("已取消", "cancelled");
  case SQLITE_CANTOPEN:
    return DJ_SAY ("无法打开", "it cannot be opened");
  default:
    return DJ_SAY ("数据库报错", "the database complains");
  }
}

static gboolean fail (DjDatabase *db, int code, GError **error)
{
  g_autofree char *words = g_utf8_make_valid (sqlite3_errmsg (handle_of (db)), -1);
  g_set_error (error, DJ_ERROR, (gint)classify (code), "%s: %s (%s)", db->name, explain (code), words);
  return FALSE;
}

/* ---- Statements --------------------------------------------------------------------------------------------------- */

static gboolean run (DjDatabase *db, const char *sql, GError **error)
{
  int code = sqlite3_exec (handle_of (db), sql, NULL, NULL, NULL);
  return code == SQLITE_OK || fail (db, code, error);
}

static DjStatement *prepare (DjDatabase *db, const char *sql, GError **error)
{
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v2 (handle_of (db), sql, -1, &handle, NULL);
  if (code != SQLITE_OK)
  {
    fail (db, code, error);
    return NULL;
  }
  Statement *statement = g_new0 (Statement, 1);
  statement->base.db = db;
  statement->handle = handle;
  return &statement->base;
}

static void bind_null (DjStatement *statement, int place) { sqlite3_bind_null (statement_of (statement), place + 1); }

static void bind_int (DjStatement *statement, int place, gint64 value)
{
  sqlite3_bind_int64 (statement_of (statement), place + 1, value);
}

static void bind_real (DjStatement *statement, int place, double value)
{
  sqlite3_bind_double (statement_of (statement), place + 1, value);
}

static void bind_text (DjStatement *statement, int place, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  sqlite3_bind_text64 (statement_of (statement), place + 1, text, size, SQLITE_STATIC, SQLITE_UTF8);
}

static gboolean step (DjStatement *statement, gboolean *row, GError **error)
{
  int code = sqlite3_step (statement_of (statement));
  *row = code == SQLITE_ROW;
  return code == SQLITE_ROW || code == SQLITE_DONE || fail (statement->db, code, error);
}

static gint64 count_changes (DjStatement *statement) { return sqlite3_changes64 (handle_of (statement->db)); }

static void reset (DjStatement *statement) { sqlite3_reset (statement_of (statement)); }

static void finalize (DjStatement *statement)
{
  sqlite3_finalize (statement_of (statement));
  g_free (statement);
}

static DjSqlKind get_kind (DjStatement *statement, int column)
{
  switch (sqlite3_column_type (statement_of (statement), column))
  {
  case SQLITE_NULL:
    return DJ_SQL_NULL;
  case SQLITE_INTEGER:
    return DJ_SQL_INT;
  case SQLITE_FLOAT:
    return DJ_SQL_REAL;
  case SQLITE_TEXT:
    return DJ_SQL_TEXT;
  default:
    return DJ_SQL_BYTES;
  }
}

static gint64 get_int (DjStatement *statement, int column)
{
  return sqlite3_column_int64 (statement_of (statement), column);
}

static double get_real (DjStatement *statement, int column)
{
  return sqlite3_column_double (statement_of (statement), column);
}

static const char *get_text (DjStatement *statement, int column, gsize *length)
{
  const char *text = (const char *)sqlite3_column_text (statement_of (statement), column);
  *length = text ? (gsize)sqlite3_column_bytes (statement_of (statement), column) : 0;
  return text;
}

static DjStatement *begin_rows (DjDatabase *db, const char *table, const char *const *columns, guint n, GError **error)
{
  g_autofree char *quoted = dj_sql_quote (table);
  g_autoptr (GString) sql = g_string_new ("INSERT INTO ");
  g_string_append_printf (sql, "%s (", quoted);
  for (guint i = 0; i < n; i++)
  {
    g_autofree char *column = dj_sql_quote (columns[i]);
    g_string_append_printf (sql, "%s%s", i ? ", " : "", column);
  }
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, "%s$%u", i ? ", " : "", i + 1);
  g_string_append_c (sql, ')');
  return prepare (db, sql->str, error);
}

static gboolean end_rows (DjStatement *statement, GError **error)
{
  (void)error;
  finalize (statement);
  return TRUE;
}

/* ---- Transactions ------------------------------------------------------------------------------------------------- */

static gboolean begin (DjDatabase *db, gboolean write, GError **error)
{
  return run (db, write ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

static void rollback (DjDatabase *db)
{
  if (!sqlite3_get_autocommit (handle_of (db)))
    sqlite3_exec (handle_of (db), "ROLLBACK", NULL, NULL, NULL);
}

static gboolean commit (DjDatabase *db, GError **error)
{
  if (run (db, "COMMIT", error))
    return TRUE;
  rollback (db);
  return FALSE;
}

/* ---- What it is --------------------------------------------------------------------------------------------------- */

static gboolean get_version (DjDatabase *db, int *version, GError **error)
{
  gint64 application = 0, user = 0, n_tables = 0;
  if (!dj_database_ask (db, "PRAGMA application_id", &application, error)
      || !dj_database_ask (db, "PRAGMA user_version", &user, error)
      || !dj_database_ask (db, "SELECT count(*) FROM sqlite_master", &n_tables, error))
    return FALSE;
  gboolean empty = application == 0 && user == 0 && n_tables == 0;
  *version = application == APPLICATION && user >= 0 ? (int)user : empty ? -1 : -2;
  return TRUE;
}

static gboolean set_version (DjDatabase *db, int version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION, version);
  return run (db, sql, error);
}

/* Of tables only: a view in the place of a table could be anything. */
static GPtrArray *list_columns (DjDatabase *db, const char *table, GError **error)
{
  g_autoptr (DjStatement) statement = prepare (db,
                                               "SELECT info.name FROM sqlite_master AS master, "
                                               "pragma_table_info(master.name) AS info WHERE master.type = 'table' AND "
                                               "master.name = $1 ORDER BY info.cid",
                                               error);
  if (!statement)
    return NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean row = TRUE;
  dj_statement_bind_text (statement, 0, table);
  while (row)
  {
    if (!step (statement, &row, error))
      return NULL;
    char *name = row ? dj_statement_dup_text (statement, 0) : NULL;
    if (name)
      g_ptr_array_add (names, name);
  }
  return g_steal_pointer (&names);
}

/* The journal in which readers are not kept waiting; it stays with the file. */
static gboolean settle (DjDatabase *db, GError **error) { return run (db, "PRAGMA journal_mode = WAL", error); }

static gboolean check (DjDatabase *db, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (DjStatement) statement = prepare (db, "PRAGMA integrity_check(1)", error);
  if (!statement || !step (statement, &row, error))
    return FALSE;
  g_autofree char *found = row ? dj_statement_dup_text (statement, 0) : NULL;
  if (g_strcmp0 (found, "ok") == 0)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, "%s: %s (%s)", db->name, explain (SQLITE_CORRUPT),
               found ? found : "?");
  return FALSE;
}

/* ---- Files -------------------------------------------------------------------------------------------------------- */

static gboolean sync_file (DjDatabase *db, const char *path, GError **error)
{
  int descriptor = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;
  int number = errno;
  if (descriptor >= 0)
    close (descriptor);
  if (!done)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", db->name, g_strerror (number));
  return done;
}

static char *copy (DjDatabase *db, int version, GError **error)
{
  const char *path = ((Sqlite *)db)->path;
  g_autofree char *to = g_strdup_printf ("%s.bak-%d", path, version);
  for (int i = 2; g_file_test (to, G_FILE_TEST_EXISTS); i++)
  {
    g_free (to);
    to = g_strdup_printf ("%s.bak-%d-%d", path, version, i);
  }
  g_autoptr (DjStatement) statement = prepare (db, "VACUUM INTO $1", error);
  if (!statement)
    return NULL;
  dj_statement_bind_text (statement, 0, to);
  if (dj_statement_do (statement, -1, error) && sync_file (db, to, error))
    return g_steal_pointer (&to);
  unlink (to);
  return NULL;
}

static gboolean notify (DjDatabase *db, gint64 number, GError **error)
{
  (void)db, (void)number, (void)error;
  return TRUE; /* nobody can wait for it: others look when they are asked */
}

static int look_whether_cancelled (void *data) { return g_cancellable_is_cancelled (((Sqlite *)data)->cancellable); }

static void set_cancellable (DjDatabase *db, GCancellable *cancellable)
{
  Sqlite *sqlite = (Sqlite *)db;
  g_set_object (&sqlite->cancellable, cancellable);
  sqlite3_progress_handler (sqlite->handle, cancellable ? STEPS : 0, cancellable ? look_whether_cancelled : NULL,
                            sqlite);
}

/* ---- Waiting -------------------------------------------------------------------------------------------------------- */

/* A file tells nobody of commits; its version is looked at now and then. */
static gboolean wait_for_commit (DjDatabase *db, gint64 milliseconds, GCancellable *cancellable, GError **error)
{
  Sqlite *sqlite = (Sqlite *)db;
  GPollFD fd;
  gboolean has_fd = g_cancellable_make_pollfd (cancellable, &fd);
  gint64 end = milliseconds < 0 ? G_MAXINT64 : g_get_monotonic_time () + milliseconds * 1000;
  gint64 version = sqlite->data_version;
  gboolean done = dj_database_ask (db, "PRAGMA data_version", &version, error);
  while (done && version == sqlite->data_version && !g_cancellable_is_cancelled (cancellable)
         && g_get_monotonic_time () < end)
  {
    gint64 left = (end - g_get_monotonic_time ()) / 1000 + 1;
    g_poll (&fd, has_fd ? 1 : 0, (gint)CLAMP (left, 0, LOOK_EVERY));
    done = dj_database_ask (db, "PRAGMA data_version", &version, error);
  }
  if (has_fd)
    g_cancellable_release_fd (cancellable);
  sqlite->data_version = version;
  return done;
}

static int get_notify_fd (DjDatabase *db, GError **error)
{
  (void)db, (void)error;
  return -1;
}

static DjTrouble get_trouble (DjDatabase *db)
{
  (void)db;
  return DJ_TROUBLE_LASTING; /* its own patience is over by then */
}

static void close_database (DjDatabase *db)
{
  Sqlite *sqlite = (Sqlite *)db;
  sqlite3_close_v2 (sqlite->handle);
  g_clear_object (&sqlite->cancellable);
  g_free (sqlite->path);
  g_free (db->name);
  g_free (sqlite);
}

static const DjProduct product = {
  .id_type = "INTEGER PRIMARY KEY",
  .close = close_database,
  .run = run,
  .prepare = prepare,
  .prepare_rows = prepare,
  .bind_null = bind_null,
  .bind_int = bind_int,
  .bind_real = bind_real,
  .bind_text = bind_text,
  .step = step,
  .count_changes = count_changes,
  .reset = reset,
  .finalize = finalize,
  .get_kind = get_kind,
  .get_int = get_int,
  .get_real = get_real,
  .get_text = get_text,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .begin_rows = begin_rows,
  .end_rows = end_rows,
  .get_version = get_version,
  .set_version = set_version,
  .list_columns = list_columns,
  .settle = settle,
  .check = check,
  .copy = copy,
  .notify = notify,
  .set_cancellable = set_cancellable,
  .wait = wait_for_commit,
  .get_notify_fd = get_notify_fd,
  .get_trouble = get_trouble,
};

/* ---- Opening ------------------------------------------------------------------------------------------------------ */

static int open_handle (Sqlite *sqlite, const char *name, int flags)
{
  sqlite3_close_v2 (sqlite->handle);
  sqlite->handle = NULL;
  return sqlite3_open_v2 (name, &sqlite->handle, flags | SQLITE_OPEN_EXRESCODE, NULL);
}

/* A file in a folder where nothing can be written, and that nobody writes to: it has no journal beside it. */
static int open_unchanging (Sqlite *sqlite)
{
  g_autofree char *journal = g_strconcat (sqlite->path, "-wal", NULL);
  if (g_file_test (journal, G_FILE_TEST_EXISTS))
    return SQLITE_CANTOPEN;
  g_autofree char *escaped = g_uri_escape_string (sqlite->path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  int code = open_handle (sqlite, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  return code == SQLITE_OK ? sqlite3_exec (sqlite->handle, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL)
                           : code;
}

/* What another program has put into the file is not to be trusted: its views and triggers do only what is harmless. */
static void be_careful (sqlite3 *handle)
{
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_busy_timeout (handle, PATIENCE);
}

/* Commits are on the disk when they are done, and readers see the last one meanwhile. Of a file that is being filled nothing counts until it
 * is whole. */
static const char *settings_of (DjDatabaseMode mode)
{
  if (mode == DJ_DATABASE_READ)
    return "PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536; SELECT count(*) FROM sqlite_master";
  if (mode == DJ_DATABASE_FILL)
    return "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA locking_mode = "
           "EXCLUSIVE";
  return "PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536; PRAGMA synchronous = FULL;"
         "SELECT count(*) FROM sqlite_master";
}

DjDatabase *dj_sqlite_open (const char *path, DjDatabaseMode mode, GError **error)
{
  Sqlite *sqlite = g_new0 (Sqlite, 1);
  int flags = mode == DJ_DATABASE_READ    ? SQLITE_OPEN_READONLY
              : mode == DJ_DATABASE_WRITE ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite->base.product = &product;
  sqlite->base.name = g_filename_display_name (path);
  sqlite->path = g_strdup (path);
  int code = open_handle (sqlite, path, flags);
  if (code == SQLITE_OK)
  {
    be_careful (sqlite->handle);
    code = sqlite3_exec (sqlite->handle, settings_of (mode), NULL, NULL, NULL);
  }
  if ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY)
    code = mode == DJ_DATABASE_READ ? open_unchanging (sqlite) : code;
  if (code == SQLITE_OK)
    return &sqlite->base;
  fail (&sqlite->base, code, error);
  close_database (&sqlite->base);
  return NULL;
}
