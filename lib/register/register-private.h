/* SPDX-License-Identifier: Apache-2.0 */
/* Register room: texts, columns, tables and the state they make; the loader that readers feed. */
#pragma once

#include <dangjian/register.h>

/* ---- Texts: every distinct text once, numbered from 0 ----------------------------------------------------------- */

/* A pool of texts that only grows. Reading a text by its id takes no lock and may run beside interning: texts never move. */
typedef struct DjTexts DjTexts;

#define DJ_TEXT_NONE (-1)

DjTexts *dj_texts_new (void);
DjTexts *dj_texts_ref (DjTexts *texts);
void dj_texts_unref (DjTexts *texts);
gint32 dj_texts_intern (DjTexts *texts, const char *text, gsize length); /* DJ_TEXT_NONE when full (2^31 - 2 texts) */
gint32 dj_texts_find (DjTexts *texts, const char *text, gssize length);  /* DJ_TEXT_NONE when absent */
const char *dj_texts_get (const DjTexts *texts, gint32 id);              /* NULL for DJ_TEXT_NONE */
void dj_texts_reserve (DjTexts *texts, gint32 n);                        /* makes room for so many more */

/* Some bytes of a text that do not end in NUL. */
typedef struct
{
  const char *text;
  gsize length;
} DjSlice;

/* Finds many texts at once, which is several times faster than one by one. Those that are not there, and slices without a byte, get
 * DJ_TEXT_NONE. From any number of threads. */
#define DJ_TEXTS_MANY 256 /* at most */
void dj_texts_find_many (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids);
/* Interns those that have bytes and got DJ_TEXT_NONE. */
void dj_texts_intern_many (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids);
gint32 dj_texts_get_n (const DjTexts *texts);

/* A line of the hash table: texts with the same upper half of the hash, each with a byte of the lower; tag 0 is a free place. */
#define DJ_BUCKET_TEXTS 12
typedef struct
{
  gint32 ids[DJ_BUCKET_TEXTS];
  guint8 tags[DJ_BUCKET_TEXTS];
  guint8 rest[4];
} DjTextBucket;

G_STATIC_ASSERT (sizeof (DjTextBucket) == 64);

/* Texts that lie one after the other, each ended by NUL, as in a snapshot file: text i is at blocks[i / DJ_TEXTS_BLOCK] + starts[i]. */
#define DJ_TEXTS_BLOCK 64
#define DJ_TEXTS_BLOCKS(n) (((gsize)(n) + DJ_TEXTS_BLOCK - 1) / DJ_TEXTS_BLOCK)
typedef struct
{
  gint32 n;
  gsize n_bytes;
  gsize n_buckets;
  gint64 seed;           /* of the hash table */
  const guint64 *blocks; /* where the first text of each block begins */
  const guint32 *starts; /* where each begins after that */
  const char *bytes;
  const DjTextBucket *buckets; /* hash table */
} DjPackedTexts;

/* A pool that begins with texts which lie in @mapping; nothing of them is looked at yet. */
DjTexts *dj_texts_new_packed (const DjPackedTexts *packed, GBytes *mapping);
const DjPackedTexts *dj_texts_get_packed (const DjTexts *texts);
GBytes *dj_texts_get_mapping (const DjTexts *texts); /* NULL where the pool began without a file */

/* A hash table to be filled: as many buckets as dj_texts_count_buckets() says, all 0 before. */
typedef struct
{
  DjTextBucket *buckets;
  gsize n_buckets;
  gint64 seed;
} DjTextTable;

gsize dj_texts_count_buckets (gint32 n);
/* Puts in the first @n texts, the same way for the same texts and seed. @numbers: what each goes by there, DJ_TEXT_NONE for one that is left
 * out; NULL where all are there by their own. FALSE where more go to one place than chance would send there. */
gboolean dj_texts_fill_table (const DjTexts *texts, gint32 n, const gint32 *numbers, const DjTextTable *table);

typedef struct
{
  gint32 begin;
  gint32 end;
} DjTextRange;

/* The same, of texts that may not be different ones, range after range: leaves off at one that is equal to one before it, which is returned,
 * or where too many go to one place, with DJ_TEXT_CROWDED; else DJ_TEXT_NONE. */
#define DJ_TEXT_CROWDED (-2)
gint32 dj_texts_fill_distinct (const DjTexts *texts, DjTextRange range, const DjTextTable *table);

/* Those of the first @n texts that have numbers, to be written to a file. Where they do not lie in one already, @bytes is NULL: they are
 * written one by one. */
gboolean dj_texts_pack (const DjTexts *texts, gint32 n, const gint32 *numbers, DjPackedTexts *out, GError **error);
void dj_texts_clear_pack (DjPackedTexts *packed);

/* ---- Columns and tables ---------------------------------------------------------------------------------------- */

/* One column. Texts and references are ids of texts; a missing value is DJ_TEXT_NONE, DJ_INT_NONE, NaN, DJ_DATE_NONE or 0. */
typedef struct
{
  const DjColumnInfo *info; /* NULL for a further column, which is text */
  char *name;               /* of a further column, else NULL */
  union
  {
    gpointer data;
    gint32 *text; /* text and reference */
    gint64 *whole;
    double *real;
    DjDate *date;
    guint8 *code;
  };
} DjColumn;

/* Where rows came from, while they are being read: a file, and for each declared column its field number in it (0 absent). */
typedef struct
{
  char *file;
  gint32 *fields;
  const char *alias; /* of rows made of a short column: its name, */
  int alias_column;  /* and the column that it stands for */
} DjSource;

typedef struct
{
  gint32 source; /* index in the list of sources */
  gint32 line;
  gint32 ordinal; /* the row's number in its source, dropped rows counted */
} DjOrigin;

/* Rows of one table as columns. A declared column without any value has no array: columns[i] == NULL reads as missing. */
typedef struct
{
  gatomicrefcount references;
  DjTable id;
  const DjTableInfo *info;
  gint32 n_rows;
  gint32 capacity;
  GPtrArray *columns; /* DjColumn *; the declared ones by number, then the further ones */
  GArray *order;      /* gint32: columns in the order of the file, as they are written back */
  gboolean present;   /* the table was in the input, even if without rows */
  gint64 *ids;        /* the number by which a store knows each row, 0 for a new one; NULL where no row has one */
  GArray *origins;    /* runs of them while loading (origin.c), else NULL */
  GBytes *mapping;    /* the file in which the arrays of all columns lie; then nothing of them is written to or freed */
} DjTableData;

/* ---- State: all tables, and where each code is ----------------------------------------------------------------- */

/* The tables of a register at one moment. Shared and constant once it is a register's; a change works on a copy. */
typedef struct
{
  gatomicrefcount references;
  DjTexts *texts;
  DjTableData *tables[DJ_N_TABLES];
  /* For each text: the table whose code it is (-1 none) and its first row there; built by dj_state_index(). */
  gint32 n_indexed;
  gint8 *code_table;
  gint32 *code_row;
  gint32
      *next_row[DJ_N_TABLES]; /* next row of the same code, later in time; -1 none; NULL where every code has one row */
  GBytes *mapping;            /* the file in which the arrays of the index lie, NULL for none */
} DjState;

DjState *dj_state_new (void);
/* Without rows and index; takes the texts. */
DjState *dj_state_new_take (DjTexts *texts);
DjState *dj_state_ref (DjState *state);
void dj_state_unref (DjState *state);
DjState *dj_state_copy (DjState *state);                          /* shares every table */
DjTableData *dj_state_edit_table (DjState *state, DjTable table); /* makes the table the state's own */
void dj_state_index (DjState *state);                             /* needs unique codes only for a sound register */

/* First row whose code is text @id in any table; fills @table. -1 where it is no code. */
static inline gint32 dj_state_find_code (const DjState *state, gint32 text, DjTable *table)
{
  *table = (DjTable)0;
  if (text < 0 || text >= state->n_indexed || state->code_table[text] < 0)
    return -1;
  *table = (DjTable)state->code_table[text];
  return state->code_row[text];
}

/* The same for many at once, which go side by side to memory; @tables is not set where the row is -1. */
#define DJ_FIND_MANY 256 /* at most */
void dj_state_find_codes (const DjState *state, const gint32 *texts, gint32 n, gint32 *rows, DjTable *tables);
/* The next row of the same code in time, or -1. */
static inline gint32 dj_state_get_next_row (const DjState *state, DjTable table, gint32 row)
{
  return state->next_row[table] ? state->next_row[table][row] : -1;
}

/* The first day of a code: when the first of its rows begins that has a day at all. */
DjDate dj_state_get_beginning (const DjState *state, DjTable table, gint32 first_row);
/* The row of that code that holds on @on, or -1. */
gint32 dj_state_find_row_on (const DjState *state, DjTable table, gint32 first_row, DjDate on);

/* Rows of a table as a frame, its further columns included; the first @n_rows of them where @rows is NULL. */
DjFrame *dj_state_get_frame (const DjState *state, DjTable table, const gint32 *rows, gint32 n_rows);

DjTableData *dj_table_new (DjTable table);
DjTableData *dj_table_ref (DjTableData *table);
void dj_table_unref (DjTableData *table);
DjTableData *dj_table_copy (const DjTableData *table);

/* Makes room for so many rows in all, where it is known beforehand. */
void dj_table_reserve (DjTableData *table, gint32 capacity);
/* Adds a row of missing values; -1 when the table is full. */
gint32 dj_table_append_row (DjTableData *table);
/* The same for several rows; returns the first. */
gint32 dj_table_append_rows (DjTableData *table, gint32 n);
/* The same, of rows that hold anything until they are cleared, as several threads may do. */
gint32 dj_table_append_raw_rows (DjTableData *table, gint32 n);
void dj_table_clear_rows (DjTableData *table, gint32 from, gint32 to);
/* Adds all rows of another table of the same kind; both number texts from one pool. There must be room for them. */
void dj_table_append_table (DjTableData *table, const DjTableData *from);
/* Leaves out the rows whose byte in @drop is not 0; the others keep their order. */
void dj_table_drop_rows (DjTableData *table, const guint8 *drop);
/* The further column of that name, made where it does not exist and @make; -1 for none. */
int dj_table_further_column (DjTableData *table, const char *name, gboolean make);
/* The column of that name (not of that label), declared or further; a further one is made where there is none. */
int dj_table_name_column (DjTableData *table, const char *name);
/* Where a column of another table of the same kind is in this one: -1 for none, or made. */
int dj_table_find_like (const DjTableData *table, const DjTableData *from, int column);
int dj_table_make_like (DjTableData *table, const DjTableData *from, int column);
/* Makes one of a name that no further column of the table has yet. */
int dj_table_add_further_column (DjTableData *table, const char *name);
/* Puts a column at the end of the order of writing, where it is not in it yet. */
void dj_table_put_in_order (DjTableData *table, int column);

/* Gives rows numbers, 0 so far, where they have none. */
void dj_table_open_ids (DjTableData *table);
static inline gint64 dj_table_get_id (const DjTableData *table, gint32 row) { return table->ids ? table->ids[row] : 0; }
/* Puts rows in order of their ids; those without one come last, in the order in which they are. */
void dj_table_sort_by_id (DjTableData *table);
/* The row of that id in a table that is in order of ids, or -1. O(log rows) */
gint32 dj_table_find_id (const DjTableData *table, gint64 id);
/* Whether the cells of a column are the same in two rows of tables of the same kind, which number texts from one pool. */
gboolean dj_table_is_same_cell (const DjTableData *a, int column_a, gint32 row_a, const DjTableData *b, int column_b,
                                gint32 row_b);
/* The same at once for @n rows from there on, which says of very few that they differ where they do not. */
gboolean dj_table_are_same_cells (const DjTableData *a, int column_a, gint32 row_a, const DjTableData *b, int column_b,
                                  gint32 row_b, gint32 n);

/* Where rows come from, to be said in order of rows: of one, or of @n that stand line after line from @first on. A row may be said
 * again, which forgets what was said of those behind it. O(1). */
void dj_table_set_origin (DjTableData *table, gint32 row, const DjOrigin *origin);
void dj_table_set_origins (DjTableData *table, gint32 row, gint32 n, const DjOrigin *first);
/* The origin of a row, of which one must have been said. O(log runs of lines) */
DjOrigin dj_table_get_origin (const DjTableData *table, gint32 row);
/* Forgets those of rows that are left out, as dj_table_drop_rows() does. */
void dj_table_drop_origins (DjTableData *table, const guint8 *drop);
/* Where the pointer to the cells of a column is. */
gpointer *dj_table_get_cells (DjTableData *table, int column);

/* Gives the column an array of missing values to write to, where it has none. */
void dj_table_open_column (DjTableData *table, int column);
DjType dj_table_get_type (const DjTableData *table, int column);
const char *dj_table_get_name (const DjTableData *table, int column);
void dj_table_set_text (DjTableData *table, int column, gint32 row, gint32 text);
void dj_table_set_date (DjTableData *table, int column, gint32 row, DjDate date);
void dj_table_set_code (DjTableData *table, int column, gint32 row, int code);
void dj_table_copy_row (DjTableData *table, gint32 from, gint32 to);
void dj_table_clear_cell (DjTableData *table, int column, gint32 row);

/* What dj_table_set_cell() says besides a DjIssueCode. */
#define DJ_CELL_SET (-1)
#define DJ_CELL_FULL (-2) /* the pool of texts is full */

/* Whether there is nothing but blanks, or a blank at either end. */
gboolean dj_text_is_blank (const char *text, gsize length);
gboolean dj_text_has_blank_ends (const char *text, gsize length);
/* Sets a cell from the text that stands in a file: DJ_CELL_SET, DJ_CELL_FULL or the DjIssueCode of what is wrong with it. */
int dj_table_set_cell (DjTableData *table, DjTexts *texts, int column, gint32 row, const char *text, gsize length);

/* The same from values, of any type that the column can take without loss; a day must be one of the calendar. */
int dj_table_set_int_cell (DjTableData *table, DjTexts *texts, int column, gint32 row, gint64 value);
int dj_table_set_real_cell (DjTableData *table, DjTexts *texts, int column, gint32 row, double value);
int dj_table_set_date_cell (DjTableData *table, DjTexts *texts, int column, gint32 row, DjDate date);

#define DJ_BLOCK_ROWS DJ_TEXTS_MANY

/* Rows as they stand in a file, each on a line of its own. A cell without a byte is missing, and none has NUL in it. Each begins behind the
 * byte at which the one before it ends, the first where the text does; a CR before the end of a line is no part of its last cell. */
typedef struct
{
  const char *text;
  const guint32 *ends; /* of cells, row by row */
  gsize n_rows;        /* DJ_BLOCK_ROWS at most */
  gsize n_places;
  gsize length;      /* of the text */
  gint32 line;       /* of the first row */
  const gint64 *ids; /* NULL for a file; then each row's line is its id */
} DjBlock;

/* A column's part in reading a block into new rows, of which the first is @row: what stands at one place of it becomes its cells. */
typedef struct
{
  DjTableData *table;
  DjTexts *texts;
  int column;
  gint32 row;
  const DjBlock *block;
  gsize place;
} DjBlockColumn;

/* Sets cells, of texts only those that are known already; the column must be open where a cell has a byte. Blocks may be set from
 * several threads. Returns FALSE where a cell cannot be set, or is missing though required: some are set then, and others not. */
gboolean dj_block_set_cells (const DjBlockColumn *from);
/* Sets the other texts; FALSE where the pool is full. */
gboolean dj_block_add_texts (const DjBlockColumn *from);
gboolean dj_block_has_cells (const DjBlock *block, gsize place);
/* The texts at one place by number; FALSE where there are blanks around one, or the pool is full. */
gboolean dj_block_intern (const DjBlock *block, gsize place, DjTexts *texts, gint32 *ids);

static inline DjColumn *dj_table_get_column (const DjTableData *table, int column)
{
  return (DjColumn *)g_ptr_array_index (table->columns, (guint)column);
}

/* Cells. Missing where the column has no array. */
static inline gint32 dj_table_get_text (const DjTableData *table, int column, gint32 row)
{
  const DjColumn *found = dj_table_get_column (table, column);
  return found->data ? found->text[row] : DJ_TEXT_NONE;
}

static inline DjDate dj_table_get_date (const DjTableData *table, int column, gint32 row)
{
  const DjColumn *found = dj_table_get_column (table, column);
  return found->data ? found->date[row] : DJ_DATE_NONE;
}

static inline int dj_table_get_code (const DjTableData *table, int column, gint32 row)
{
  const DjColumn *found = dj_table_get_column (table, column);
  return found->data ? found->code[row] : 0;
}

gint64 dj_table_get_int (const DjTableData *table, int column, gint32 row);
double dj_table_get_real (const DjTableData *table, int column, gint32 row);
gboolean dj_table_is_missing (const DjTableData *table, int column, gint32 row);

/* The whole array of a column, or NULL where nothing is in it. */
const gint32 *dj_table_texts (const DjTableData *table, int column);
const DjDate *dj_table_dates (const DjTableData *table, int column);
const guint8 *dj_table_codes (const DjTableData *table, int column);

/* Period of a row as two plain days: DJ_DATE_NONE for always, G_MAXINT32 for open. */
static inline void dj_table_get_period (const DjTableData *table, gint32 row, DjDate *since, DjDate *until)
{
  *since = table->info->since < 0 ? DJ_DATE_NONE : dj_table_get_date (table, table->info->since, row);
  *until = table->info->until < 0 ? DJ_DATE_NONE : dj_table_get_date (table, table->info->until, row);
  if (*until == DJ_DATE_NONE)
    *until = G_MAXINT32;
}

/* The same for loops over rows, which look for the columns once. */
typedef struct
{
  const DjDate *since; /* NULL for no such column, or one without a value */
  const DjDate *until;
} DjPeriods;

static inline DjPeriods dj_table_get_periods (const DjTableData *table)
{
  int since = table->info->since, until = table->info->until;
  return (DjPeriods){ since < 0 ? NULL : dj_table_get_column (table, since)->date,
                      until < 0 ? NULL : dj_table_get_column (table, until)->date };
}

static inline void dj_periods_get (const DjPeriods *periods, gint32 row, DjDate *since, DjDate *until)
{
  *since = periods->since ? periods->since[row] : DJ_DATE_NONE;
  *until = periods->until && periods->until[row] != DJ_DATE_NONE ? periods->until[row] : G_MAXINT32;
}

/* Cell as text in the form of files; NULL where missing. @buffer is used where the text must be made. */
const char *dj_table_get_cell (const DjTableData *table, const DjTexts *texts, int column, gint32 row, char buffer[32]);

/* ---- Checks ----------------------------------------------------------------------------------------------------- */

/* One check of a state: where issues go, how to place them, and which rows they condemn. */
typedef struct
{
  const DjState *state;
  DjIssues *issues;
  const GPtrArray *sources; /* DjSource *, or NULL when nothing is being read */
  guint8 *bad[DJ_N_TABLES]; /* a byte for each row with an issue of level must; NULL where not asked for */
  gboolean only_must;       /* leave out findings below must */
  gboolean only_less;       /* leave out findings of level must */
  GCancellable *cancellable;
  GHashTable *shared; /* while it runs: code → tables that share it wrongly with the one it belongs to */
} DjCheck;

/* All invariants at every date. Returns FALSE when stopped. The state must be indexed. */
gboolean dj_check_run (DjCheck *check);

/* Adds an issue about a row. */
void dj_check_report (DjCheck *check, DjIssueCode code, DjTable table, gint32 row, int column, const char *a,
                      const char *b, const char *c);
/* Drops the rows marked in @bad (as long as @n_bad says), what depends on them, and what the checks condemn, until the rest holds
 * together; each row dropped is told. The rows must have origins in @sources. */
void dj_drop_until_sound (DjState *state, DjIssues *issues, const GPtrArray *sources, guint8 *const bad[],
                          const gint32 n_bad[]);
/* The parts of dj_check_run(), one a file. */
void dj_check_trees (DjCheck *check);
void dj_check_affiliations (DjCheck *check);

/* Text of a period for sentences: `2023-03-01 – 2023-03-31`, both days inside. */
#define DJ_PERIOD_TEXT_SIZE 64
const char *dj_period_format (DjDate since, DjDate until, char out[DJ_PERIOD_TEXT_SIZE]);

/* A row's period under a number by which rows are grouped; sorted by node, beginning and row. */
typedef struct
{
  gint32 node;
  gint32 row;
  DjDate since;
  DjDate until;
} DjSpan;

void dj_spans_sort (GArray *spans);

/* Makes the register of a state; takes both. */
DjRegister *dj_register_new_take (DjState *state, DjIssues *issues);
/* Makes another state the register's; takes it. */
void dj_register_take_state (DjRegister *reg, DjState *state);

/* The state's tables behind a register; borrowed. */
DjState *dj_register_get_state (DjRegister *reg);

/* ---- Store: what keeps a register beyond the memory, as the register knows it ------------------------------------------ */

/* What a change would make of a register. */
typedef struct
{
  DjState *base;  /* what the register is */
  DjState *draft; /* what it would be, checked and indexed; ids of rows may be set in it when the commit is certain */
  const char *author;
  const char *reason;
  GCancellable *cancellable;
} DjCommit;

typedef struct DjStoreHook DjStoreHook;

struct DjStoreHook
{
  /* Keeps it for good, or fails and keeps nothing. Returns the state that the register becomes, which has what others committed
   * meanwhile. */
  DjState *(*commit) (DjStoreHook *hook, const DjCommit *commit, GError **error);
  void (*free) (DjStoreHook *hook);
};

/* Takes the hook; the register must have none. */
void dj_register_take_hook (DjRegister *reg, DjStoreHook *hook);
DjStoreHook *dj_register_get_hook (DjRegister *reg); /* NULL for a register without a store */

/* All that is wrong with an indexed state; NULL where stopped. */
DjIssues *dj_state_check (const DjState *state, GCancellable *cancellable);

/* ---- Change: what its two halves share, edits of rows and the operations of the field made of them --------------- */

/* The change's own copy of a table, to write to. */
DjTableData *dj_change_edit (DjChange *change, DjTable table);
/* Puts another table in the place of the change's; takes it. */
void dj_change_put_table (DjChange *change, DjTableData *table);
/* What was found in files that were put into it. */
void dj_change_keep_issues (DjChange *change, DjIssues *issues);
/* What imports of a change have put in the place of a table's rows: a table may be given twice, by its own name and by a short column of
 * another (subordination by `superior`), and neither takes the other's rows away, whichever comes first. */
typedef struct
{
  gboolean given;   /* by its own name */
  gint32 short_row; /* rows that a short column gave: the first, and how many */
  gint32 n_short;
} DjReplaced;

DjReplaced *dj_change_get_replaced (DjChange *change, DjTable table);
/* What the register would be, indexed. */
const DjState *dj_change_get_draft (DjChange *change);

/* Whether it is a day of the calendar; DJ_ERROR_FORMAT where not. */
gboolean dj_is_day (DjDate on, GError **error);

/* Rows of a code: the first and the last in time, and the one that holds on a day; -1 with DJ_ERROR_NOT_FOUND for none. */
gint32 dj_change_first_row (DjChange *change, DjTable table, const char *code, GError **error);
gint32 dj_change_last_row (DjChange *change, DjTable table, const char *code, GError **error);
gint32 dj_change_row_on (DjChange *change, DjTable table, const char *code, DjDate on, GError **error);
gboolean dj_change_has_row (DjChange *change, DjTable table, gint32 row, GError **error);

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

/* Memory for @n things, never NULL for none; NULL with DJ_ERROR_LIMIT when there is not enough. */
gpointer dj_try_new (gsize n, gsize size, GError **error);

#define DJ_TRY_NEW(type, n, error) ((type *)dj_try_new ((gsize)(n), sizeof (type), (error)))

/* The same, all 0: of what is large the system gives pages that are 0 already, and only those that somebody looks at. */
gpointer dj_try_new0 (gsize n, gsize size, GError **error);

#define DJ_TRY_NEW0(type, n, error) ((type *)dj_try_new0 ((gsize)(n), sizeof (type), (error)))

/* Asks the system for large pages behind an array that was just made, where it is large. */
void dj_memory_advise (gpointer memory, gsize size);

/* ---- Work in parts ----------------------------------------------------------------------------------------------- */

typedef void (*DjPartFunc) (gint part, gpointer data);

/* Work of which the parts are still to be done. */
typedef struct
{
  gint n_parts;
  DjPartFunc work;
  gpointer data;
} DjWork;

typedef struct
{
  gint64 begin;
  gint64 end;
} DjRange;

/* Calls @work for each part from 0, in any order and from several threads; returns when all are done. May be called from a part. */
void dj_in_parts (gint n_parts, DjPartFunc work, gpointer data);
/* Into how many parts to cut @n things where a part of fewer than @least is not worth a thread. Several for each thread, so that one
 * with little to do can take from others. */
gint dj_count_parts (gint64 n, gint64 least);
/* For tests: whether everything is cut as small as can be, so that small registers show what large ones do. */
void dj_cut_small (gboolean small);
/* How many to take at once where it is @usual; at most that. */
gint32 dj_cut (gint32 usual);
/* The things that a part has, of @n. */
DjRange dj_get_part (gint64 n, gint part, gint n_parts);

/* ---- Words about cells ------------------------------------------------------------------------------------------ */

/* What a cell's column asks for, in words for an issue: bounds, the code list, the tables. NULL for nothing special. */
char *dj_column_describe (const DjColumnInfo *info);
/* Missing, or a text without a character. */
gboolean dj_cell_is_blank (const DjTableData *table, const DjTexts *texts, int column, gint32 row);

/* ---- Loader: what a reader of any format feeds ------------------------------------------------------------------ */

/* Takes tables, rows and cells in turn, collects every issue, and makes a register of it all. One thread. */
typedef struct DjLoader DjLoader;

DjLoader *dj_loader_new (void);
/* One whose rows will go into a change by dj_loader_finish_change(). */
DjLoader *dj_loader_new_for_change (DjChange *change);
void dj_loader_free (DjLoader *loader);

/* Mends the place of an issue that has a row, where a reader finds it only when it is asked for. @row counts every row begun in that
 * table, the dropped ones included; @line and @column come as the loader knows them (column: 1-based place in the header). */
typedef void (*DjPlaceFinder) (int table, gint32 row, gint32 *line, gint32 *column, gpointer user_data);
void dj_loader_set_place_finder (DjLoader *loader, DjPlaceFinder finder, gpointer user_data);

/* Where readers put what they find wrong with files. */
DjIssues *dj_loader_get_issues (DjLoader *loader);

/* Begins a table with the header of a file; names are English, Chinese or further ones. Issues for unknown shape are added here.
 * @header_line is where column issues stand. Returns FALSE where the table was already given (an issue is added); skip it then. */
gboolean dj_loader_begin_table (DjLoader *loader, DjTable table, const char *file, const char *const *names,
                                gsize n_names, gint32 header_line);

/* Begins a row; then each cell by its place in the header; then the end of the row. Cells not set are missing. @field is what an
 * issue gives as column (field number in CSV; 0 where the reader will find the place later). */
void dj_loader_begin_row (DjLoader *loader, gint32 line);
void dj_loader_set_id (DjLoader *loader, gint64 id); /* of the row begun last */
void dj_loader_set_cell (DjLoader *loader, gsize place, const char *text, gsize length);
/* The same from values; see dj_table_set_int_cell(). */
void dj_loader_set_int (DjLoader *loader, gsize place, gint64 value);
void dj_loader_set_real (DjLoader *loader, gsize place, double value);
void dj_loader_set_date (DjLoader *loader, gsize place, DjDate value);
/* What the place takes; text where it is no declared column. */
DjType dj_loader_get_type (const DjLoader *loader, gsize place);
/* A cell that cannot be read at all, and a column: that is one issue for all its cells, which then count as missing. */
void dj_loader_refuse_cell (DjLoader *loader, gsize place, DjIssueCode code, const char *text, gsize length);
void dj_loader_refuse_column (DjLoader *loader, gsize place, const char *found);
void dj_loader_end_row (DjLoader *loader);
void dj_loader_drop_row (
    DjLoader *loader); /* instead of end_row: the row cannot be used; the reader has added the issue */
void dj_loader_end_table (DjLoader *loader);

/* Makes room for about so many more rows of the table. */
void dj_loader_expect_rows (DjLoader *loader, gint32 n);
/* Adds many rows at once, column by column and by several threads. Returns how many blocks it has added: where that is not all, there is
 * something to complain of in the next one, and its rows must be given one by one. Threads do @meanwhile what else there is to be done, where
 * only one can do what is next; it is done when any block was added. */
#define DJ_BLOCKS 64 /* at most */
gint dj_loader_add_blocks (DjLoader *loader, const DjBlock *blocks, gint n_blocks, const DjWork *meanwhile);

/* The number of the row begun last, in its table (for a reader's own issues). */
gint32 dj_loader_get_row (DjLoader *loader);

/* Ends all: expands short columns, checks the invariants, and makes the register; or, unless @lenient, sets DJ_ERROR_DATA
 * when any issue is of level must. May be called once. */
DjRegister *dj_loader_finish (DjLoader *loader, gboolean lenient, GError **error);

/* Ends all: expands short columns and puts the rows into the change, behind those of their tables or, with @replace, in their place;
 * rows that a short column stands for take the place of those of its kind. Sets DJ_ERROR_DATA when any issue is of level must.
 * References and periods are left to the change's own check. May be called once. */
gboolean dj_loader_finish_change (DjLoader *loader, DjChange *change, gboolean replace, GError **error);

/* The same, but that rows take the place of those of the change that are about the same thing, see dj_change_import(). */
gboolean dj_loader_finish_merge (DjLoader *loader, DjChange *change, gboolean replace, GError **error);
