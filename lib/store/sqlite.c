/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite: one file, one writer at a time, readers that never wait. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "store/file-marks.h"
#include "store/store-private.h"

/* In the header of the file, so that `file` and we know it: "DjDb". */
#define APPLICATION 0x446a4462

/* How long to wait for another writer, and at most between two looks whether there is one still, in milliseconds. */
#define PATIENCE 60000
#define NAP 20

/* A file from which several connections read side by side, in bytes; the pages that each of them keeps, in KiB; and how often to begin anew
 * where somebody commits just then. */
#define LARGE (1 << 22)
#define READING_CACHE "-8192"
#define ATTEMPTS 3

/* How often is looked whether others have committed, while somebody waits for it, in milliseconds. */
#define LOOK_EVERY 100

/* Steps of SQLite's machine between two looks at the cancellable. */
#define STEPS 100000

typedef struct
{
  DjDatabase base;
  sqlite3 *handle;
  char *path;
  DjFileMarks files;
  gboolean unchanging; /* it is taken for granted that nobody writes to the file */
  GCancellable *cancellable;
  gint64 data_version; /* as SQLite counts what other connections commit; 0 before it was asked */
} Sqlite;

typedef struct
{
  DjStatement base;
  sqlite3_stmt *handle;
  int trouble;   /* what a value could not be bound for */
  gint64 before; /* rows that the connection had written before the last step */
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
  if ((code & 0xff) == SQLITE_BUSY && g_cancellable_is_cancelled (((Sqlite *)db)->cancellable))
    code = SQLITE_INTERRUPT; /* it was waiting for another writer */
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

/* A value that cannot be bound would be written as none. */
static void note (DjStatement *statement, int code)
{
  if (code != SQLITE_OK)
    ((Statement *)statement)->trouble = code;
}

static void bind_null (DjStatement *statement, int place)
{
  note (statement, sqlite3_bind_null (statement_of (statement), place + 1));
}

static void bind_int (DjStatement *statement, int place, gint64 value)
{
  note (statement, sqlite3_bind_int64 (statement_of (statement), place + 1, value));
}

static void bind_real (DjStatement *statement, int place, double value)
{
  note (statement, sqlite3_bind_double (statement_of (statement), place + 1, value));
}

static void bind_text (DjStatement *statement, int place, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  note (statement, sqlite3_bind_text64 (statement_of (statement), place + 1, text, size, SQLITE_STATIC, SQLITE_UTF8));
}

static gboolean step (DjStatement *statement, gboolean *row, GError **error)
{
  Statement *stepped = (Statement *)statement;
  *row = FALSE;
  if (stepped->trouble != SQLITE_OK)
    return fail (statement->db, stepped->trouble, error);
  stepped->before = sqlite3_total_changes64 (handle_of (statement->db));
  int code = sqlite3_step (stepped->handle);
  *row = code == SQLITE_ROW;
  return code == SQLITE_ROW || code == SQLITE_DONE || fail (statement->db, code, error);
}

/* Where a trigger has written too, that is not what was asked for: -1. */
static gint64 count_changes (DjStatement *statement)
{
  gint64 n = sqlite3_changes64 (handle_of (statement->db));
  gint64 total = sqlite3_total_changes64 (handle_of (statement->db)) - ((Statement *)statement)->before;
  return n == total ? n : -1;
}

static void reset (DjStatement *statement)
{
  ((Statement *)statement)->trouble = SQLITE_OK;
  sqlite3_reset (statement_of (statement));
}

static void finalize (DjStatement *statement)
{
  sqlite3_finalize (statement_of (statement));
  g_free (statement);
}

/* Each way to a value by the statement costs, so that it is gone once. */
static DjSqlKind get_value (DjStatement *statement, int column, DjSqlValue *value)
{
  sqlite3_value *found = sqlite3_column_value (statement_of (statement), column);
  switch (sqlite3_value_type (found))
  {
  case SQLITE_NULL:
    return DJ_SQL_NULL;
  case SQLITE_INTEGER:
    value->whole = sqlite3_value_int64 (found);
    return DJ_SQL_INT;
  case SQLITE_FLOAT:
    value->real = sqlite3_value_double (found);
    return DJ_SQL_REAL;
  case SQLITE_TEXT:
    value->text = (const char *)sqlite3_value_text (found);
    value->length = (gsize)sqlite3_value_bytes (found);
    return value->text ? DJ_SQL_TEXT : DJ_SQL_BYTES;
  default:
    return DJ_SQL_BYTES;
  }
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

static void rollback (DjDatabase *db)
{
  g_clear_pointer (&db->others, g_ptr_array_unref);
  if (!sqlite3_get_autocommit (handle_of (db)))
    sqlite3_exec (handle_of (db), "ROLLBACK", NULL, NULL, NULL);
}

static gboolean begin (DjDatabase *db, gboolean write, GError **error)
{
  if (!run (db, write ? "BEGIN IMMEDIATE" : "BEGIN", error))
    return FALSE;
  if (dj_file_marks_check (&((Sqlite *)db)->files))
    return TRUE;
  rollback (db);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE,
               DJ_SAY ("%s：文件在打开后被删除、移走或替换，请重新打开",
                       "%s: was removed, moved or replaced since it was opened; open it anew"),
               db->name);
  return FALSE;
}

static gboolean commit (DjDatabase *db, GError **error)
{
  if (run (db, "COMMIT", error))
    return TRUE;
  rollback (db);
  return FALSE;
}

/* Changes whenever another connection has committed; the look at it, in a transaction, is what makes that see a moment. */
static gboolean ask_version (DjDatabase *db, gint64 *version, GError **error)
{
  return dj_database_ask (db, "PRAGMA data_version", version, error);
}

static gboolean begin_at (DjDatabase *db, gint64 *version, GError **error)
{
  return begin (db, FALSE, error) && ask_version (db, version, error);
}

static void free_database (gpointer db) { dj_database_free (db); }

/* The others are opened, and look before and behind the moment that this one sees: where nothing was committed between, they see the same. */
static gboolean open_others (DjDatabase *db, guint n, GArray *versions)
{
  gint64 version = 0;
  db->others = g_ptr_array_new_with_free_func (free_database);
  for (guint i = 0; i < n; i++)
  {
    DjDatabase *other = dj_sqlite_open (((Sqlite *)db)->path, DJ_DATABASE_READ, NULL);
    if (!other)
      return FALSE;
    g_ptr_array_add (db->others, other);
    if (!run (other, "PRAGMA cache_size = " READING_CACHE, NULL) || !ask_version (other, &version, NULL))
      return FALSE;
    g_array_append_val (versions, version);
  }
  return TRUE;
}

static gboolean see_the_same (const DjDatabase *db, const GArray *versions)
{
  gboolean same = TRUE;
  for (guint i = 0; same && i < db->others->len; i++)
  {
    DjDatabase *other = g_ptr_array_index (db->others, i);
    gint64 version = 0;
    same = begin_at (other, &version, NULL) && version == g_array_index (versions, gint64, i);
  }
  return same;
}

/* Others are of use only for large files, and are no need: where they cannot be had, or somebody commits all the time, there are none. */
static gboolean begin_several (DjDatabase *db, guint n, GError **error)
{
  GStatBuf file;
  gint64 version = 0;
  gboolean large = g_stat (((Sqlite *)db)->path, &file) == 0 && file.st_size >= dj_cut (LARGE);
  for (int attempt = 0; large && n > 0 && attempt < ATTEMPTS; attempt++)
  {
    g_autoptr (GArray) versions = g_array_new (FALSE, FALSE, sizeof (gint64));
    gboolean opened = open_others (db, n, versions);
    if (!begin_at (db, &version, error))
    {
      rollback (db);
      return FALSE;
    }
    if (opened && see_the_same (db, versions))
      return TRUE;
    rollback (db);
  }
  return begin (db, FALSE, error);
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

/* Of plain tables only: a view or a virtual table could be anything, an `id` that is no key may stand in any number of rows, and where another
 * value may stand in one row only, SQLite can be told to drop the row that has it. Tables of labels have their own keys. */
static GPtrArray *list_columns (DjDatabase *db, const char *table, GError **error)
{
  static const char any[]
      = "SELECT info.name FROM sqlite_master AS master, pragma_table_info (master.name) AS info WHERE master.type = "
        "'table' AND master.rootpage > 0 AND master.sql NOT LIKE 'create virtual%' AND master.name = $1 ";
  static const char rows[] = "AND NOT EXISTS (SELECT 1 FROM pragma_index_list (master.name) WHERE \"unique\" AND "
                             "origin <> 'c') AND (info.name <> 'id' OR info.pk = 1) ";
  g_autofree char *sql = g_strconcat (any, dj_schema_find_table (table) < 0 ? "" : rows, "ORDER BY info.cid", NULL);
  g_autoptr (DjStatement) statement = prepare (db, sql, error);
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

/* SQLite's own way of waiting does not look whether it is cancelled. */
static int wait_for_writer (void *data, int n_waited)
{
  if (n_waited >= PATIENCE / NAP || look_whether_cancelled (data))
    return 0;
  g_usleep (1000 * (gulong)MIN (n_waited + 1, NAP));
  return 1;
}

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
  g_clear_pointer (&db->others, g_ptr_array_unref);
  sqlite3_close_v2 (sqlite->handle);
  dj_file_marks_clear (&sqlite->files);
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
  .get_value = get_value,
  .begin = begin,
  .begin_several = begin_several,
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

/* What another program has put into the file is not to be trusted: its views and triggers do only what is harmless. */
static void be_careful (Sqlite *sqlite)
{
  sqlite3 *handle = sqlite->handle;
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_busy_handler (handle, wait_for_writer, sqlite);
}

/* A connection is used by one thread at a time, so that nothing of it needs to be locked. */
static int open_handle (Sqlite *sqlite, const char *name, int flags)
{
  sqlite3_close_v2 (sqlite->handle);
  sqlite->handle = NULL;
  int code = sqlite3_open_v2 (name, &sqlite->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code == SQLITE_OK)
    be_careful (sqlite);
  return code;
}

/* Commits are on the disk when they are done, and readers see the last one meanwhile. Of a file that is being filled nothing counts until it
 * is whole. */
static const char *settings_of (DjDatabaseMode mode)
{
  if (mode == DJ_DATABASE_READ)
    return "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -65536;"
           "SELECT count(*) FROM sqlite_master";
  if (mode == DJ_DATABASE_FILL)
    return "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA locking_mode = "
           "EXCLUSIVE";
  return "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -65536; PRAGMA synchronous = FULL;"
         "SELECT count(*) FROM sqlite_master";
}

/* A file in a folder where nothing can be written, and that nobody writes to: it has no journal beside it. */
static int open_unchanging (Sqlite *sqlite)
{
  g_autofree char *journal = g_strconcat (sqlite->path, "-wal", NULL);
  if (g_file_test (journal, G_FILE_TEST_EXISTS))
    return SQLITE_CANTOPEN;
  sqlite->unchanging = TRUE;
  g_autofree char *escaped = g_uri_escape_string (sqlite->path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  int code = open_handle (sqlite, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  return code == SQLITE_OK ? sqlite3_exec (sqlite->handle, settings_of (DJ_DATABASE_READ), NULL, NULL, NULL) : code;
}

/* Names that mean something else to SQLite than to anybody else. */
static char *spell_out (const char *path)
{
  return *path == ':' || g_str_has_prefix (path, "file:") ? g_strconcat ("./", path, NULL) : g_strdup (path);
}

static int open_file (Sqlite *sqlite, DjDatabaseMode mode)
{
  int flags = mode == DJ_DATABASE_READ    ? SQLITE_OPEN_READONLY
              : mode == DJ_DATABASE_WRITE ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int code = open_handle (sqlite, sqlite->path, flags);
  if (code == SQLITE_OK)
    code = sqlite3_exec (sqlite->handle, settings_of (mode), NULL, NULL, NULL);
  if (mode == DJ_DATABASE_READ && ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY))
    code = open_unchanging (sqlite);
  return code;
}

/* A copy that SQLite has made of a store has another journal, with which readers wait. */
static gboolean keep_journal (DjDatabase *db, GError **error)
{
  gint64 application = 0;
  return dj_database_ask (db, "PRAGMA application_id", &application, error)
         && (application != APPLICATION || settle (db, error));
}

DjDatabase *dj_sqlite_open (const char *path, DjDatabaseMode mode, GError **error)
{
  gboolean makes = mode == DJ_DATABASE_CREATE || mode == DJ_DATABASE_FILL;
  if (!dj_file_is_plain (path, makes, error))
    return NULL;
  Sqlite *sqlite = g_new0 (Sqlite, 1);
  sqlite->base.product = &product;
  sqlite->base.name = g_filename_display_name (path);
  sqlite->path = spell_out (path);
  int code = open_file (sqlite, mode);
  if (code == SQLITE_OK)
  {
    dj_file_marks_init (&sqlite->files, sqlite3_db_filename (sqlite->handle, "main"));
    dj_file_marks_check (&sqlite->files);
    sqlite->files.closed = sqlite->unchanging; /* a journal beside it would be somebody who writes */
  }
  gboolean kept = mode == DJ_DATABASE_READ || mode == DJ_DATABASE_FILL;
  if (code == SQLITE_OK && (kept || keep_journal (&sqlite->base, error)))
    return &sqlite->base;
  if (code != SQLITE_OK)
    fail (&sqlite->base, code, error);
  close_database (&sqlite->base);
  return NULL;
}
