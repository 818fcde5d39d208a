/* SPDX-License-Identifier: Apache-2.0 */
/* Store room: what its files share. A database is spoken to by few calls only, each product of them in a file of its own. */
#pragma once

#include <dangjian/store.h>
#include <sys/types.h>

#include "register/register-private.h"
#include "schema/schema-private.h"

/* ---- Database: one product a file ------------------------------------------------------------------------------- */

typedef struct DjDatabase DjDatabase;
typedef struct DjStatement DjStatement;

/* What a value is by itself, whatever its column was declared as. */
typedef enum
{
  DJ_SQL_NULL,
  DJ_SQL_INT,
  DJ_SQL_REAL,
  DJ_SQL_TEXT,
  DJ_SQL_BYTES, /* what is none of these */
} DjSqlKind;

/* A value of a row, of which only what its kind says is set. */
typedef struct
{
  gint64 whole;
  double real;
  const char *text; /* valid until the next step; not checked to be UTF-8 */
  gsize length;
} DjSqlValue;

/* What the last error of a database was like. */
typedef enum
{
  DJ_TROUBLE_LASTING, /* the same will come again */
  DJ_TROUBLE_AGAIN,   /* others were in the way: the transaction is undone, and may be done once more */
  DJ_TROUBLE_LOST,    /* nobody knows what became of what was asked last */
} DjTrouble;

/* What to do for a product. Only one statement at a time is between its first step and the row behind its last one (or its end): a second one
 * ends the first. Parameters of statements are written $1, $2, …, the first use of each in this order, and counted from 0 in
 * calls, as columns are. Errors are DJ_ERROR_FILE (it cannot be read or written), DJ_ERROR_FORMAT (it is damaged, or not what was expected),
 * DJ_ERROR_LIMIT and DJ_ERROR_CANCELLED. */
typedef struct
{
  const char *id_type; /* of a column that is the primary key, a whole number of 64 bits */
  void (*close) (DjDatabase *db);
  gboolean (*run) (DjDatabase *db, const char *sql, GError **error); /* without rows; several statements */
  DjStatement *(*prepare) (DjDatabase *db, const char *sql, GError **error);
  /* The same for a query without parameters that gives very many rows. */
  DjStatement *(*prepare_rows) (DjDatabase *db, const char *sql, GError **error);

  void (*bind_null) (DjStatement *statement, int place);
  void (*bind_int) (DjStatement *statement, int place, gint64 value);
  void (*bind_real) (DjStatement *statement, int place, double value);
  /* The text must stay until the statement has been stepped. */
  void (*bind_text) (DjStatement *statement, int place, const char *text, gssize length);
  /* Goes to the next row; @row is FALSE behind the last one. What was bound stays. */
  gboolean (*step) (DjStatement *statement, gboolean *row, GError **error);
  gint64 (*count_changes) (DjStatement *statement); /* rows written by the last step */
  void (*reset) (DjStatement *statement);
  void (*finalize) (DjStatement *statement);

  DjSqlKind (*get_value) (DjStatement *statement, int column, DjSqlValue *value);

  /* Begins to write: waits for others who do, and sees all that they have committed. Or to read: sees one moment until the end. */
  gboolean (*begin) (DjDatabase *db, gboolean write, GError **error);
  /* Begins to read here and on up to @n others, which see the same moment; there may be fewer. NULL where there can be none. */
  gboolean (*begin_several) (DjDatabase *db, guint n, GError **error);
  gboolean (*commit) (DjDatabase *db, GError **error);
  void (*rollback) (DjDatabase *db);

  /* A statement that adds a row of these columns each time it is stepped, the fastest way there is. */
  DjStatement *(*begin_rows) (DjDatabase *db, const char *table, const char *const *columns, guint n, GError **error);
  gboolean (*end_rows) (DjStatement *statement, GError **error); /* finalizes it */

  /* Whether it is a store, and of which version: -1 for a database without any table, -2 for one that is something else. */
  gboolean (*get_version) (DjDatabase *db, int *version, GError **error);
  gboolean (*set_version) (DjDatabase *db, int version, GError **error);
  /* Names of a table's columns as they are in the database, `id` only where it is the key; empty where there is no table of that name. */
  GPtrArray *(*list_columns) (DjDatabase *db, const char *table, GError **error);
  gboolean (*settle) (DjDatabase *db, GError **error); /* makes a new one ready for several programs */
  gboolean (*check) (DjDatabase *db, GError **error);  /* looks for damage */
  /* Puts a copy beside it; returns its name. Within the transaction that changes it then, or before that one. */
  char *(*copy) (DjDatabase *db, int version, GError **error);
  gboolean copies_within;
  gboolean (*notify) (DjDatabase *db, gint64 number, GError **error);  /* tells others of a commit, within it */
  void (*set_cancellable) (DjDatabase *db, GCancellable *cancellable); /* stops what takes long; NULL for none */
  /* Waits until others may have committed, at most so many milliseconds (-1: for ever); too often rather than too seldom. */
  gboolean (*wait) (DjDatabase *db, gint64 milliseconds, GCancellable *cancellable, GError **error);
  int (*get_notify_fd) (DjDatabase *db, GError **error); /* -1 without an error where there is none */
  DjTrouble (*get_trouble) (DjDatabase *db);
} DjProduct;

struct DjDatabase
{
  const DjProduct *product;
  char *name;        /* for sentences */
  GPtrArray *others; /* DjDatabase *: see the same moment as this one until its transaction ends; NULL for none */
};

/* A statement begins with its database, so that calls find the product. */
struct DjStatement
{
  DjDatabase *db;
};

#define DJ_STORE_VERSION 1

/* The greatest number of a row: JSON has no greater ones that everybody reads as they are. */
#define DJ_LAST_ID (G_GINT64_CONSTANT (9007199254740991))
/* The greatest number of a commit that a log can go on from. */
#define DJ_LAST_NUMBER DJ_LAST_ID
#define DJ_STORE_LIBRARY                                                                                               \
  "libdangjian " G_STRINGIFY (DJ_MAJOR_VERSION) "." G_STRINGIFY (DJ_MINOR_VERSION) "." G_STRINGIFY (DJ_MICRO_VERSION)

typedef enum
{
  DJ_DATABASE_READ,
  DJ_DATABASE_WRITE,
  DJ_DATABASE_CREATE, /* write, and make it where it is not there */
  DJ_DATABASE_FILL, /* make a new one, not kept safe while it is filled, since it counts for nothing until it is whole */
} DjDatabaseMode;

DjDatabase *dj_sqlite_open (const char *path, DjDatabaseMode mode, GError **error);
DjDatabase *dj_postgresql_open (const char *address, DjDatabaseMode mode, GError **error);
/* By the product that is meant. */
DjDatabase *dj_database_open (const char *path, DjDatabaseMode mode, GError **error);
/* Whether it is postgresql://… or postgres://…, and no path of a file. */
gboolean dj_is_address (const char *path);

void dj_database_free (DjDatabase *db);
gboolean dj_database_run (DjDatabase *db, const char *sql, GError **error);
/* The same with the name of a table, a column, … put in quotes where %s stands. */
gboolean dj_database_run_quoted (DjDatabase *db, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
DjStatement *dj_database_prepare (DjDatabase *db, const char *sql, GError **error);
/* A whole number that a query without parameters gives; @value stays where there is no row. */
gboolean dj_database_ask (DjDatabase *db, const char *sql, gint64 *value, GError **error);

void dj_statement_free (DjStatement *statement);
gboolean dj_statement_step (DjStatement *statement, gboolean *row, GError **error);
/* Steps a statement that gives no rows, then makes it ready for the next; DJ_ERROR_FORMAT unless it wrote exactly @n rows (-1: any). */
gboolean dj_statement_do (DjStatement *statement, gint64 n, GError **error);
void dj_statement_bind_text (DjStatement *statement, int place, const char *text); /* NULL binds none */
void dj_statement_bind_int (DjStatement *statement, int place, gint64 value);
/* A copy; NULL where it is none, or no UTF-8. */
char *dj_statement_dup_text (DjStatement *statement, int column);
gint64 dj_statement_get_int (DjStatement *statement, int column); /* 0 where it is no whole number */

/* "name", with quotes in it doubled. */
char *dj_sql_quote (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjDatabase, dj_database_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjStatement, dj_statement_free)

/* ---- Tables in the database ------------------------------------------------------------------------------------- */

/* What the database calls the columns of a table: declared ones by their names, further ones as `column_label` says. */
typedef struct
{
  GPtrArray
      *names; /* char *: as the register has them: the ordered ones first, then the declared ones that no file had */
  GPtrArray *columns; /* char *: what the database calls each */
  guint n_ordered;
  gboolean present; /* the table was in some input */
} DjLayout;

void dj_layout_clear (DjLayout *layout);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DjLayout, dj_layout_clear)

/* Makes all tables, indices, labels and views that are not there yet, and the columns that are missing in those that are. */
gboolean dj_store_make_tables (DjDatabase *db, GError **error);
/* DJ_ERROR_FORMAT where one of the tables is none: a view in its place could be anything, and go on for ever. */
gboolean dj_store_has_tables (DjDatabase *db, GError **error);
/* Indices make filling slow, so that they are made behind it. */
gboolean dj_store_make_indices (DjDatabase *db, GError **error);
gboolean dj_store_read_layout (DjDatabase *db, DjTable table, DjLayout *layout, GError **error);
/* Writes the columns of a table and their order, and makes those that are not there. */
gboolean dj_store_write_layout (DjDatabase *db, const DjTableData *table, GError **error);
/* Gives a table the order of columns that the store has; columns that it does not know stay behind. */
void dj_layout_order_table (const DjLayout *layout, DjTableData *table);
/* Brings an older store to the present version. */
gboolean dj_store_migrate (DjDatabase *db, int version, GError **error);

/* ---- Edits ------------------------------------------------------------------------------------------------------ */

/* A cell, as it stands in files; NULL for missing. */
typedef struct
{
  char *column;
  char *before;
  char *after;
} DjCellEdit;

/* What becomes of one row. Of one that comes or goes all cells that are not missing are told, else those that change. */
typedef struct
{
  DjTable table;
  gint64 id;
  gboolean was;
  gboolean is;
  GPtrArray *cells; /* DjCellEdit * */
} DjRowEdit;

/* Rows that came in bulk to a table that had none. They are in no log one by one: their sum says that they are what they were. */
typedef struct
{
  gboolean loaded;
  gint64 n;
  gint64 last; /* the greatest id */
  char *sum;   /* NULL until they are written */
} DjLoad;

typedef struct
{
  GHashTable *rows; /* DjRowEdit by table and id */
  DjLoad loads[DJ_N_TABLES];
} DjEdits;

/* More new rows than this, in a table that had none, are a load. */
#define DJ_LOAD_ROWS 4096

DjEdits *dj_edits_new (void);
void dj_edits_free (DjEdits *edits);
DjRowEdit *dj_edits_find (const DjEdits *edits, DjTable table, gint64 id);
gboolean dj_edits_has_load (const DjEdits *edits);
gint64 dj_edits_count (const DjEdits *edits);
/* Edits in order of tables and ids; borrowed. */
GPtrArray *dj_edits_list (const DjEdits *edits);
/* Adds one row's edit, which is taken, behind those that are there. FALSE where the two cannot follow each other. */
gboolean dj_edits_add (DjEdits *edits, DjRowEdit *edit);
/* Adds all of @later behind those that are there, which ends @later; loads are left. */
gboolean dj_edits_follow (DjEdits *edits, DjEdits *later);
void dj_edits_invert (DjEdits *edits); /* rows only */
DjRowEdit *dj_row_edit_new (DjTable table, gint64 id, gboolean was, gboolean is);
void dj_row_edit_add_cell (DjRowEdit *edit, const char *column, const char *before, const char *after);
const DjCellEdit *dj_row_edit_find_cell (const DjRowEdit *edit, const char *column);

char *dj_edits_to_json (const DjEdits *edits);
/* A record holds as much as a text of the database can. DJ_ERROR_LIMIT where the edits certainly have more bytes than @most. */
#define DJ_RECORD_BYTES 1000000000
gboolean dj_edits_fit (const DjEdits *edits, gsize most, GError **error);
DjEdits *dj_edits_from_json (const char *text, gint64 number, GError **error);

/* What became of a table: ids of its rows, those of new ones given from @next on. */
typedef struct
{
  gint64 *ids[DJ_N_TABLES]; /* NULL where the table is as it was */
  gint64 next[DJ_N_TABLES];
} DjNewIds;

void dj_new_ids_clear (DjNewIds *ids);
/* The id of each row of a draft, 0 for a new one. A row without one that is the same in all as one that is there no more, or has its code from
 * the same day on, is that one. */
void dj_match_rows (const DjTableData *base, const DjTableData *draft, gint64 *ids);
void dj_new_ids_assign (DjNewIds *ids, const DjState *base, const DjState *draft);
/* The edits that make @draft of @base. With @loads, rows that come in bulk are no edits but a load. */
DjEdits *dj_edits_between (const DjState *base, const DjState *draft, const DjNewIds *ids, gboolean loads);
/* Makes the edits on a state's tables. DJ_ERROR_FORMAT where a row is not as the edits say that it was. */
gboolean dj_edits_apply (const DjEdits *edits, DjState *state, GError **error);

/* ---- Cells as texts --------------------------------------------------------------------------------------------- */

#define DJ_CELLS_ROWS 1024

/* Cells of a column in rows that follow each other. */
typedef struct
{
  DjSlice slices[DJ_CELLS_ROWS]; /* a text of NULL where it is missing */
  char buffers[DJ_CELLS_ROWS][DJ_NUMBER_TEXT_SIZE];
} DjCells;

DjCells *dj_cells_new (void); /* freed by g_free() */
void dj_cells_fill (DjCells *cells, const DjTableData *table, const DjTexts *texts, int column, gint32 first, gint32 n);
void dj_cells_fill_ids (DjCells *cells, const gint64 *ids, gint32 n);
/* int: the columns of a table that have an array, behind the ids, which are no column. */
#define DJ_CELLS_IDS (-1)
GArray *dj_cells_list_columns (const DjTableData *table);

/* SHA-256 over a column while it goes by. */
typedef struct
{
  const char *name; /* NULL for ids */
  GChecksum *checksum;
  GString *text;
  gboolean has_cells;
} DjColumnSum;

GPtrArray *dj_column_sums_new (const DjTableData *table, const GArray *columns);
void dj_column_sum_add (DjColumnSum *sum, const DjCells *cells, gint32 n);
/* SHA-256, hexadecimal, over those of columns that have cells; sorts the columns. */
char *dj_column_sums_finish (GPtrArray *sums);
/* The same of a table whose rows are in order of ids. */
char *dj_table_sum (const DjTableData *table, const DjTexts *texts);

/* ---- Log -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 number;
  char *time;
  char *author; /* nullable */
  char *reason;
  gint64 n_edits;
  char *edits;
  char *hash;
  char *previous;
} DjRecord;

void dj_record_clear (DjRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DjRecord, dj_record_clear)

char *dj_record_hash (const DjRecord *record);
/* The number and hash of the last record; 0 and "" for none. DJ_ERROR_FORMAT for a number that none can have. */
gboolean dj_log_read_head (DjDatabase *db, gint64 *number, char **hash, GError **error);
gboolean dj_log_append (DjDatabase *db, const DjRecord *record, GError **error);
/* Calls for each record from @first on in order, having checked that each follows the one before. */
typedef gboolean (*DjRecordFunc) (const DjRecord *record, gpointer data, GError **error);
gboolean dj_log_each (DjDatabase *db, gint64 first, gint64 last, DjRecordFunc function, gpointer data, GError **error);

/* ---- Store ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  DjStoreHook hook;
  DjDatabase *db;
  gint64 number;    /* of the last commit that the register has */
  char *head;       /* its hash */
  gboolean partial; /* rows were left out on reading */
  pid_t process;    /* that opened it */
} DjStore;

/* The store of a register; NULL with DJ_ERROR_NOT_FOUND where it has none. */
DjStore *dj_register_get_store (DjRegister *reg, GError **error);
/* DJ_ERROR_FILE in a process that was forked from the one that opened it: locks and connections do not go along. */
gboolean dj_store_is_ours (const DjStore *store, GError **error);
void dj_store_set_head (DjStore *store, gint64 number, const char *hash);
/* Reads all tables as they are now. */
DjRegister *dj_store_load (DjDatabase *db, const DjOpenOptions *options, GError **error);
/* The commit's part of the hook. */
DjState *dj_store_commit (DjStoreHook *hook, const DjCommit *commit, GError **error);
/* Edits of records (@first … @last) put together, which must be of the log that the register knows: DjEdits, in order. Each but the first begins with a load, before which its table had no
 * rows; the first may. */
GPtrArray *dj_store_collect (const DjStore *store, gint64 first, gint64 last, GError **error);
/* Takes edits back, the last first. With @verify, loads must have been what the log says. Ends the edits. */
gboolean dj_store_rewind (DjState *state, GPtrArray *segments, gboolean verify, GError **error);
/* Takes in records. Returns the state after them, not indexed, which numbers texts anew where it had to be read again. */
DjState *dj_store_follow (DjStore *store, const DjState *state, GPtrArray *segments, GCancellable *cancellable,
                          GError **error);
/* Writes what a commit makes of rows, with its record, in a transaction that has begun. */
gboolean dj_store_write_commit (DjDatabase *db, DjEdits *edits, const DjState *state, const DjNewIds *ids,
                                DjRecord *record, GError **error);
gboolean dj_store_read_next_ids (DjDatabase *db, const DjState *base, DjNewIds *ids, GError **error);
/* Adds an issue for each row that is in both. @state: for codes of rows. */
void dj_edits_find_conflicts (const DjEdits *theirs, const DjEdits *ours, const DjState *state, const char *file,
                              DjIssues *issues);

/* Writes a register to a new file, for room files. */
gboolean dj_store_write (DjRegister *reg, const char *path, GError **error);
/* Writes the rows of a table, and what a load is called in the log; in a transaction. */
gboolean dj_store_write_table (DjDatabase *db, const DjTableData *table, const DjTexts *texts, const gint64 *ids,
                               DjLoad *load, GError **error);
/* Writes edits of rows one by one; in a transaction. */
gboolean dj_store_write_rows (DjDatabase *db, const DjEdits *edits, GError **error);
/* Sentences for errors. */
void dj_store_damaged (GError **error, const DjDatabase *db, const char *zh, const char *en);
void dj_store_exchanged (GError **error, const DjDatabase *db); /* the log is another one */
