/* SPDX-License-Identifier: Apache-2.0 */
/* Bare loops over SQLite: the least that a program would do to have rows in a file, and back in arrays. */
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "store.h"

static void insist_on (sqlite3 *db, int code)
{
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
    return;
  fprintf (stderr, "bench-store: %s\n", sqlite3_errmsg (db));
  exit (1);
}

static void run (sqlite3 *db, const char *sql) { insist_on (db, sqlite3_exec (db, sql, NULL, NULL, NULL)); }

/* The flags that the library opens its files with. */
static sqlite3 *open_file (const char *path, int flags, const char *settings)
{
  sqlite3 *db = NULL;
  insist_on (db, sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL));
  run (db, settings);
  return db;
}

static sqlite3_stmt *prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  insist_on (db, sqlite3_prepare_v2 (db, sql, -1, &statement, NULL));
  return statement;
}

/* ---- Values that lie ready ---------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  DjType type;
  const gint64 *ints;
  const double *reals;
  const char **texts; /* codes and days, too, as they stand in the file */
  guint8 *lengths;
} Column;

typedef struct
{
  DjFrame *frame;
  gint64 n_rows;
  Column *columns; /* those that have values */
  int n_columns;
  GHashTable *days; /* texts by day */
} Table;

static gboolean has_values (const DjFrame *frame, int column)
{
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    if (!dj_frame_is_missing (frame, row, column))
      return TRUE;
  return FALSE;
}

static const char *get_day (Table *table, DjDate day)
{
  char *text = g_hash_table_lookup (table->days, GINT_TO_POINTER (day));
  if (!text)
  {
    text = g_malloc (DJ_DATE_TEXT_SIZE);
    g_hash_table_insert (table->days, GINT_TO_POINTER (day), text);
    dj_date_format (day, text);
  }
  return text;
}

static void make_texts (Table *table, Column *column, int number)
{
  column->texts = g_new (const char *, table->n_rows);
  column->lengths = g_new (guint8, table->n_rows);
  for (gint64 row = 0; row < table->n_rows; row++)
  {
    const char *text = dj_frame_is_missing (table->frame, row, number) ? NULL
                       : column->type == DJ_TYPE_DATE ? get_day (table, dj_frame_get_date (table->frame, row, number))
                                                      : dj_frame_get_text (table->frame, row, number);
    gsize length = text ? strlen (text) : 0;
    store_insist (length <= G_MAXUINT8, "a text is longer than expected", NULL);
    column->texts[row] = text;
    column->lengths[row] = (guint8)length;
  }
}

static void make_column (Table *table, int number)
{
  Column *column = &table->columns[table->n_columns++];
  const DjFrameColumn *info = dj_frame_get_column (table->frame, number);
  *column = (Column){ .name = info->name, .type = info->type };
  if (info->type == DJ_TYPE_INT)
    column->ints = dj_frame_get_ints (table->frame, number);
  else if (info->type == DJ_TYPE_REAL)
    column->reals = dj_frame_get_reals (table->frame, number);
  else
    make_texts (table, column, number);
}

static Table *table_new (DjRegister *reg, DjTable id)
{
  Table *table = g_new0 (Table, 1);
  table->frame = dj_register_get_table (reg, id);
  table->n_rows = dj_frame_get_n_rows (table->frame);
  table->columns = g_new0 (Column, dj_frame_get_n_columns (table->frame));
  table->days = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (int column = 0; column < dj_frame_get_n_columns (table->frame); column++)
    if (has_values (table->frame, column))
      make_column (table, column);
  return table;
}

static void table_free (Table *table)
{
  for (int i = 0; i < table->n_columns; i++)
  {
    g_free (table->columns[i].texts);
    g_free (table->columns[i].lengths);
  }
  g_hash_table_unref (table->days);
  g_free (table->columns);
  dj_frame_unref (table->frame);
  g_free (table);
}

/* ---- Loading ------------------------------------------------------------------------------------------------------ */

static sqlite3_stmt *prepare_insert (sqlite3 *db, const char *name, const Table *table)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql, "INSERT INTO \"%s\" (\"id\"", name);
  for (int i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", \"%s\"", table->columns[i].name);
  g_string_append (sql, ") VALUES (?");
  for (int i = 0; i < table->n_columns; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return prepare (db, sql->str);
}

static void bind (sqlite3_stmt *insert, const Column *column, int place, gint64 row)
{
  if (column->texts && column->texts[row])
    sqlite3_bind_text (insert, place, column->texts[row], column->lengths[row], SQLITE_STATIC);
  else if (column->ints && column->ints[row] != DJ_INT_NONE)
    sqlite3_bind_int64 (insert, place, column->ints[row]);
  else if (column->reals && !isnan (column->reals[row]))
    sqlite3_bind_double (insert, place, column->reals[row]);
  else
    sqlite3_bind_null (insert, place);
}

static void insert_rows (sqlite3 *db, const char *name, const Table *table)
{
  sqlite3_stmt *insert = prepare_insert (db, name, table);
  for (gint64 row = 0; row < table->n_rows; row++)
  {
    sqlite3_bind_int64 (insert, 1, row + 1);
    for (int i = 0; i < table->n_columns; i++)
      bind (insert, &table->columns[i], i + 2, row);
    insist_on (db, sqlite3_step (insert));
    sqlite3_reset (insert);
  }
  sqlite3_finalize (insert);
}

/* All that makes tables, or all that makes indices. */
static GPtrArray *list_sql (const char *like, const char *type)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  sqlite3 *db = open_file (like, SQLITE_OPEN_READONLY, "");
  sqlite3_stmt *select = prepare (db, "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL");
  sqlite3_bind_text (select, 1, type, -1, SQLITE_STATIC);
  while (sqlite3_step (select) == SQLITE_ROW)
    g_ptr_array_add (list, g_strdup ((const char *)sqlite3_column_text (select, 0)));
  sqlite3_finalize (select);
  sqlite3_close (db);
  return list;
}

static void run_all (sqlite3 *db, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    run (db, g_ptr_array_index (list, i));
}

static double insert_table (sqlite3 *db, DjRegister *reg, DjTable id)
{
  Table *table = table_new (reg, id);
  double start = bench_now ();
  insert_rows (db, dj_schema_get_table (id)->name, table);
  double seconds = bench_now () - start;
  table_free (table);
  return seconds;
}

/* All of the file is on the disk, where other programs may open it. */
static void settle (sqlite3 *db, const char *path)
{
  run (db, "COMMIT; PRAGMA journal_mode = WAL");
  sqlite3_close (db);
  int descriptor = open (path, O_RDONLY | O_CLOEXEC);
  store_insist (descriptor >= 0 && fsync (descriptor) == 0, path, NULL);
  close (descriptor);
}

BareLoad bare_load (DjRegister *reg, const char *like, const char *path)
{
  g_autoptr (GPtrArray) tables = list_sql (like, "table"), indices = list_sql (like, "index");
  BareLoad load = { 0 };
  double start = bench_now ();
  sqlite3 *db = open_file (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                           "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
                           "PRAGMA locking_mode = EXCLUSIVE; BEGIN");
  run_all (db, tables);
  load.seconds = bench_now () - start;
  for (int t = 0; t < DJ_N_TABLES; t++)
    load.seconds += insert_table (db, reg, (DjTable)t);
  start = bench_now ();
  run_all (db, indices);
  load.index_seconds = bench_now () - start;
  settle (db, path);
  load.seconds += bench_now () - start;
  return load;
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

/* What a column has: numbers, or the bytes of all texts and where each ends. */
typedef struct
{
  DjType type;
  gint64 *ints;
  double *reals;
  char *bytes;
  guint32 *ends;
  gsize n_bytes;
  gsize room;
} Values;

static gpointer grow (gpointer array, gsize n, gsize size)
{
  gpointer grown = g_try_realloc_n (array, n, size);
  store_insist (grown != NULL, "out of memory", NULL);
  return grown;
}

static void make_room (Values *values, gint64 capacity)
{
  if (values->type == DJ_TYPE_INT)
    values->ints = grow (values->ints, (gsize)capacity, sizeof (gint64));
  else if (values->type == DJ_TYPE_REAL)
    values->reals = grow (values->reals, (gsize)capacity, sizeof (double));
  else
    values->ends = grow (values->ends, (gsize)capacity, sizeof (guint32));
}

static inline void take_text (Values *values, sqlite3_stmt *select, int column, gint64 row)
{
  const unsigned char *text = sqlite3_column_text (select, column);
  gsize length = text ? (gsize)sqlite3_column_bytes (select, column) : 0;
  if (values->n_bytes + length > values->room)
  {
    values->room = MAX (values->room * 2, values->n_bytes + length + 4096);
    values->bytes = grow (values->bytes, values->room, 1);
  }
  if (length > 0)
    memcpy (values->bytes + values->n_bytes, text, length);
  values->n_bytes += length;
  values->ends[row] = (guint32)values->n_bytes;
}

static inline void take (Values *values, sqlite3_stmt *select, int column, gint64 row)
{
  gboolean is_number = values->type == DJ_TYPE_INT || values->type == DJ_TYPE_REAL;
  gboolean missing = is_number && sqlite3_column_type (select, column) == SQLITE_NULL;
  if (values->type == DJ_TYPE_INT)
    values->ints[row] = missing ? DJ_INT_NONE : sqlite3_column_int64 (select, column);
  else if (values->type == DJ_TYPE_REAL)
    values->reals[row] = missing ? NAN : sqlite3_column_double (select, column);
  else
    take_text (values, select, column, row);
}

static gint64 read_rows (sqlite3 *db, sqlite3_stmt *select, Values *values, int n)
{
  gint64 rows = 0, capacity = 0;
  int code;
  while ((code = sqlite3_step (select)) == SQLITE_ROW)
  {
    if (rows == capacity)
    {
      capacity = capacity * 2 + 1024;
      for (int column = 0; column < n; column++)
        make_room (&values[column], capacity);
    }
    for (int column = 0; column < n; column++)
      take (&values[column], select, column, rows);
    rows++;
  }
  insist_on (db, code);
  return rows;
}

static void free_values (gpointer data)
{
  Values *values = data;
  g_free (values->ints);
  g_free (values->reals);
  g_free (values->bytes);
  g_free (values->ends);
}

/* All values of a table; the id comes first. */
static GArray *read_table (sqlite3 *db, DjTable id, BareRead *read)
{
  const DjTableInfo *info = dj_schema_get_table (id);
  GArray *values = g_array_new (FALSE, TRUE, sizeof (Values));
  g_autoptr (GString) sql = g_string_new ("SELECT \"id\"");
  g_array_set_clear_func (values, free_values);
  g_array_set_size (values, (guint)info->n_columns + 1);
  g_array_index (values, Values, 0).type = DJ_TYPE_INT;
  for (int i = 0; i < info->n_columns; i++)
  {
    g_array_index (values, Values, i + 1).type = info->columns[i].type;
    g_string_append_printf (sql, ", \"%s\"", info->columns[i].name);
  }
  g_string_append_printf (sql, " FROM \"%s\" ORDER BY \"id\"", info->name);
  sqlite3_stmt *select = prepare (db, sql->str);
  read->rows += read_rows (db, select, (Values *)values->data, info->n_columns + 1);
  for (guint i = 0; i < values->len; i++)
    read->bytes += (gint64)g_array_index (values, Values, i).n_bytes;
  sqlite3_finalize (select);
  return values;
}

BareRead bare_read (const char *path)
{
  BareRead read = { 0 };
  GArray *tables[DJ_N_TABLES];
  double start = bench_now ();
  sqlite3 *db = open_file (path, SQLITE_OPEN_READWRITE, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536");
  for (int t = 0; t < DJ_N_TABLES; t++)
    tables[t] = read_table (db, (DjTable)t, &read);
  read.seconds = bench_now () - start;
  sqlite3_close (db);
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_array_unref (tables[t]);
  return read;
}

/* ---- Single commits ----------------------------------------------------------------------------------------------- */

void bare_commit (const char *path, double *seconds, int n)
{
  sqlite3 *db = open_file (path, SQLITE_OPEN_READWRITE, "PRAGMA cache_size = -65536; PRAGMA synchronous = FULL");
  sqlite3_stmt *update = prepare (db, "UPDATE person SET education = ? WHERE id = ?");
  sqlite3_stmt *insert = prepare (db, "INSERT INTO change (time, reason, n_edits, edits, hash, previous) "
                                      "SELECT time, reason, 1, ?, hash, previous FROM change WHERE number = 1");
  for (int i = 0; i < n; i++)
  {
    double start = bench_now ();
    run (db, "BEGIN IMMEDIATE");
    sqlite3_bind_text (update, 1, i % 2 ? "bachelor" : "postgraduate", -1, SQLITE_STATIC);
    sqlite3_bind_int64 (update, 2, 1 + i * 37);
    insist_on (db, sqlite3_step (update));
    sqlite3_bind_text (insert, 1,
                       "[{\"table\":\"person\",\"id\":1,\"op\":\"set\",\"before\":{\"education\":\"bachelor\"},"
                       "\"after\":{\"education\":\"postgraduate\"}}]",
                       -1, SQLITE_STATIC);
    insist_on (db, sqlite3_step (insert));
    sqlite3_reset (update);
    sqlite3_reset (insert);
    run (db, "COMMIT");
    seconds[i] = bench_now () - start;
  }
  sqlite3_finalize (update);
  sqlite3_finalize (insert);
  sqlite3_close (db);
}

/* ---- The same rows ------------------------------------------------------------------------------------------------ */

static void compare_table (sqlite3 *db, const char *name)
{
  for (int i = 0; i < 2; i++)
  {
    g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s.\"%s\" EXCEPT SELECT * FROM %s.\"%s\"",
                                            i ? "main" : "other", name, i ? "other" : "main", name);
    sqlite3_stmt *select = prepare (db, sql);
    store_insist (sqlite3_step (select) == SQLITE_DONE, "the bare loop has written other rows", NULL);
    sqlite3_finalize (select);
  }
}

void bare_compare (const char *path, const char *other)
{
  sqlite3 *db = open_file (path, SQLITE_OPEN_READONLY, "");
  sqlite3_stmt *attach = prepare (db, "ATTACH ? AS other");
  sqlite3_bind_text (attach, 1, other, -1, SQLITE_STATIC);
  insist_on (db, sqlite3_step (attach));
  sqlite3_finalize (attach);
  for (int t = 0; t < DJ_N_TABLES; t++)
    compare_table (db, dj_schema_get_table ((DjTable)t)->name);
  sqlite3_close (db);
}
