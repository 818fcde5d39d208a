/* SPDX-License-Identifier: Apache-2.0 */
/* Reading all rows of a store. One thread steps through the database and puts rows into blocks, while others make rows of the blocks before. */
#include <math.h>
#include <string.h>

#include "store/store-private.h"

/* A block ends where it has so many bytes, so that what is huge does not get beyond 32 bits. */
#define BLOCK_BYTES (1 << 26)

/* Blocks as they come from the database. */
typedef struct
{
  DjBlock blocks[DJ_BLOCKS];
  GString *texts[DJ_BLOCKS];
  guint32 *ends; /* of cells, in the text of their block */
  guint8 *kinds; /* DjSqlKind of each cell */
  gint64 *ids;
  gboolean odd[DJ_BLOCKS]; /* has a cell that a plain line cannot have */
  gint n_blocks;
  gboolean filled;
} Batch;

typedef struct
{
  DjDatabase *db;
  const DjOpenOptions *options;
  DjLoader *loader;
  const DjTableInfo *info;
  DjStatement *select;
  gsize n_places;
  gint64 last_id;
  gboolean at_end;
  GError *error;
  Batch *batch; /* to be filled next */
  gint64 done;
  gint64 total;
  gint64 counts[DJ_N_TABLES];
} Reader;

static Batch *batch_new (gsize n_places)
{
  Batch *batch = g_new0 (Batch, 1);
  gsize n_rows = (gsize)DJ_BLOCKS * DJ_BLOCK_ROWS;
  batch->ends = g_new (guint32, n_rows * n_places);
  batch->kinds = g_new (guint8, n_rows * n_places);
  batch->ids = g_new (gint64, n_rows);
  for (int i = 0; i < DJ_BLOCKS; i++)
    batch->texts[i] = g_string_new (NULL);
  return batch;
}

static void batch_free (Batch *batch)
{
  for (int i = 0; i < DJ_BLOCKS; i++)
    g_string_free (batch->texts[i], TRUE);
  g_free (batch->ends);
  g_free (batch->kinds);
  g_free (batch->ids);
  g_free (batch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

/* ---- From the database into blocks ------------------------------------------------------------------------------------ */

/* Most texts are short, and calls would cost more than they do. */
static inline void append_bytes (GString *text, const char *bytes, gsize length)
{
  if (length >= text->allocated_len - text->len)
    g_string_append_len (text, bytes, (gssize)length);
  else if (length > 0)
  {
    memcpy (text->str + text->len, bytes, length);
    text->len += length;
    text->str[text->len] = '\0';
  }
}

/* Appends a value as it would stand in a file; returns what kind it is of. */
static DjSqlKind append_value (DjStatement *select, int column, GString *text)
{
  char number[DJ_NUMBER_TEXT_SIZE];
  gsize length = 0;
  double real = 0;
  const char *bytes = NULL;
  const DjProduct *product = select->db->product;
  DjSqlKind kind = product->get_kind (select, column);
  switch (kind)
  {
  case DJ_SQL_INT:
    g_string_append (text, dj_int_format (product->get_int (select, column), number));
    break;
  case DJ_SQL_REAL:
    real = product->get_real (select, column);
    g_string_append (text, isfinite (real) ? dj_real_format (real, number) : "infinite");
    break;
  case DJ_SQL_TEXT:
    bytes = product->get_text (select, column, &length);
    append_bytes (text, bytes, bytes ? length : 0);
    return bytes ? kind : DJ_SQL_BYTES;
  case DJ_SQL_NULL:
  case DJ_SQL_BYTES:
  default:
    break;
  }
  return kind;
}

/* Ids only rise: two rows of one, or one without, are no store's. */
static gboolean take_id (Reader *reader, gint64 *id)
{
  *id = dj_statement_get_int (reader->select, 0);
  if (*id > reader->last_id)
  {
    reader->last_id = *id;
    return TRUE;
  }
  g_set_error (&reader->error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("%s：表 %s 的行号有误", "%s: table %s has ids that are none"), reader->db->name,
               reader->info->name);
  return FALSE;
}

/* A line feed stands behind each cell, so that no half of a character is made whole by the next cell. */
static void append_row (Reader *reader, Batch *batch, gint number)
{
  DjBlock *block = &batch->blocks[number];
  GString *text = batch->texts[number];
  gsize first = ((gsize)number * DJ_BLOCK_ROWS + block->n_rows) * reader->n_places;
  for (gsize place = 0; place < reader->n_places; place++)
  {
    gsize start = text->len;
    DjSqlKind kind = append_value (reader->select, (int)place + 1, text);
    gsize length = text->len - start;
    batch->kinds[first + place] = (guint8)kind;
    batch->ends[first + place] = (guint32)text->len;
    batch->odd[number] |= kind == DJ_SQL_BYTES || (kind == DJ_SQL_TEXT && length == 0);
    g_string_append_c (text, '\n');
  }
  batch->odd[number]
      |= text->len > 1 && text->str[text->len - 2] == '\r'; /* of a file's last cell it would be no part */
  block->n_rows++;
}

static gboolean has_row (Reader *reader)
{
  gboolean row = FALSE;
  if (!reader->at_end && !reader->error && dj_statement_step (reader->select, &row, &reader->error))
    reader->at_end = !row;
  return row;
}

/* A block of rows; returns whether there are any. */
static gboolean fill_block (Reader *reader, Batch *batch, gint number)
{
  DjBlock *block = &batch->blocks[number];
  GString *text = g_string_truncate (batch->texts[number], 0);
  gint64 *ids = batch->ids + (gsize)number * DJ_BLOCK_ROWS;
  batch->odd[number] = FALSE;
  *block = (DjBlock){ .ends = batch->ends + (gsize)number * DJ_BLOCK_ROWS * reader->n_places,
                      .n_places = reader->n_places,
                      .ids = ids };
  while (block->n_rows < DJ_BLOCK_ROWS && text->len < BLOCK_BYTES && has_row (reader))
  {
    if (!take_id (reader, &ids[block->n_rows]))
      break;
    append_row (reader, batch, number);
  }
  block->text = text->str;
  block->length = text->len;
  block->line = block->n_rows > 0 ? (gint32)MIN (ids[0], G_MAXINT32) : 0;
  return block->n_rows > 0;
}

static void fill_batch (gint part, gpointer data)
{
  Reader *reader = data;
  Batch *batch = reader->batch;
  (void)part;
  batch->n_blocks = 0;
  while (batch->n_blocks < DJ_BLOCKS && fill_block (reader, batch, batch->n_blocks))
    batch->n_blocks++;
  batch->filled = TRUE;
}

/* ---- From blocks into the loader ------------------------------------------------------------------------------------- */

static void give_cell (DjLoader *loader, gsize place, DjSqlKind kind, const char *text, gsize length)
{
  if (kind == DJ_SQL_BYTES)
    dj_loader_refuse_cell (loader, place, DJ_ISSUE_TYPE, "BLOB", strlen ("BLOB"));
  else if (kind == DJ_SQL_TEXT && !g_utf8_validate_len (text, length, NULL))
    dj_loader_refuse_cell (loader, place, DJ_ISSUE_ENCODING, text, length);
  else if (kind != DJ_SQL_NULL)
    dj_loader_set_cell (loader, place, text, length);
}

static gboolean is_blank (DjSqlKind kind, const char *text, gsize length)
{
  return kind == DJ_SQL_NULL || (kind != DJ_SQL_BYTES && dj_text_is_blank (text, length));
}

/* A row of blanks is nothing in a sheet, but here somebody has made it. */
static void report_blank (Reader *reader, gint32 line)
{
  const DjTableInfo *info = reader->info;
  DjPlace place = { dj_schema_find_table (info->name), dj_loader_get_row (reader->loader), 0, reader->db->name, line };
  dj_issues_add (dj_loader_get_issues (reader->loader), DJ_ISSUE_REQUIRED, &place, NULL,
                 info->columns[MAX (info->key, 0)].name, NULL, NULL);
}

static void give_rows (Reader *reader, const Batch *batch, gint number)
{
  const DjBlock *block = &batch->blocks[number];
  const guint8 *kinds = batch->kinds + (gsize)number * DJ_BLOCK_ROWS * reader->n_places;
  guint32 start = 0;
  for (gsize row = 0, cell = 0; row < block->n_rows; row++)
  {
    gboolean blank = TRUE;
    gint32 line = (gint32)MIN (block->ids[row], G_MAXINT32);
    dj_loader_begin_row (reader->loader, line);
    dj_loader_set_id (reader->loader, block->ids[row]);
    for (gsize place = 0; place < reader->n_places; place++, cell++)
    {
      const char *text = block->text + start;
      gsize length = block->ends[cell] - start;
      give_cell (reader->loader, place, (DjSqlKind)kinds[cell], text, length);
      blank = blank && is_blank ((DjSqlKind)kinds[cell], text, length);
      start = block->ends[cell] + 1;
    }
    if (blank)
      report_blank (reader, line);
    dj_loader_end_row (reader->loader);
  }
}

static gint count_plain (const Batch *batch, gint from)
{
  gint n = 0;
  while (from + n < batch->n_blocks && !batch->odd[from + n])
    n++;
  return n;
}

/* Left to here, where several threads are free to do it. */
static void look_at_block (gint number, gpointer data)
{
  Batch *batch = data;
  const DjBlock *block = &batch->blocks[number];
  if (!g_utf8_validate_len (block->text, block->length, NULL)) /* which refuses NUL, too */
    batch->odd[number] = TRUE;
}

/* Gives a batch to the loader, while another thread fills the next one. */
static void give_batch (Reader *reader, Batch *batch)
{
  dj_in_parts (batch->n_blocks, look_at_block, batch);
  for (gint i = 0; i < batch->n_blocks;)
  {
    DjWork meanwhile = { reader->batch->filled ? 0 : 1, fill_batch, reader };
    gint plain = count_plain (batch, i);
    gint added = plain > 0 ? dj_loader_add_blocks (reader->loader, batch->blocks + i, plain, &meanwhile) : 0;
    i += added;
    if (added < plain || plain == 0)
      give_rows (reader, batch, i++);
  }
}

static gboolean tell (Reader *reader, const Batch *batch)
{
  const DjOpenOptions *options = reader->options;
  for (gint i = 0; i < batch->n_blocks; i++)
    reader->done += (gint64)batch->blocks[i].n_rows;
  if (!g_cancellable_is_cancelled (options->cancellable)
      && (!options->progress
          || options->progress (MIN (reader->done, reader->total), reader->total, options->progress_data)))
    return TRUE;
  g_set_error_literal (&reader->error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return FALSE;
}

static gboolean read_rows (Reader *reader, GError **error)
{
  g_autoptr (Batch) batch = batch_new (reader->n_places);
  g_autoptr (Batch) other = batch_new (reader->n_places);
  reader->batch = batch;
  fill_batch (0, reader);
  while (!reader->error && batch->n_blocks > 0)
  {
    reader->batch = other;
    other->filled = FALSE;
    give_batch (reader, batch);
    if (!tell (reader, batch))
      break;
    if (!other->filled)
      fill_batch (0, reader);
    Batch *swap = batch;
    batch = other;
    other = swap;
  }
  if (!reader->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->error));
  return FALSE;
}

/* ---- Tables ----------------------------------------------------------------------------------------------------------- */

static DjStatement *select_rows (DjDatabase *db, const DjTableInfo *info, const DjLayout *layout, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT \"id\"");
  for (guint i = 0; i < layout->columns->len; i++)
  {
    g_autofree char *column = dj_sql_quote (g_ptr_array_index (layout->columns, i));
    g_string_append_printf (sql, ", %s", column);
  }
  g_string_append_printf (sql, " FROM \"%s\" ORDER BY \"id\"", info->name);
  return db->product->prepare_rows (db, sql->str, error);
}

static gboolean count_rows (DjDatabase *db, const DjTableInfo *info, gint64 *n, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", info->name);
  return dj_database_ask (db, sql, n, error);
}

static gboolean read_table (Reader *reader, DjTable table, DjLayout *layout, GError **error)
{
  reader->info = dj_schema_get_table (table);
  reader->select = select_rows (reader->db, reader->info, layout, error);
  g_autoptr (DjStatement) select = reader->select;
  if (!select)
    return FALSE;
  reader->n_places = layout->names->len;
  reader->last_id = 0;
  reader->at_end = FALSE;
  dj_loader_begin_table (reader->loader, table, reader->db->name, (const char *const *)layout->names->pdata,
                         layout->names->len, 0);
  dj_loader_expect_rows (reader->loader, (gint32)MIN (reader->counts[table], G_MAXINT32));
  gboolean done = read_rows (reader, error);
  dj_loader_end_table (reader->loader);
  return done;
}

/* Reading gave the table every column in its order; what no file had, and no row has, is taken out again. */
static void restore_order (DjTableData *table, const DjLayout *layout)
{
  g_autoptr (GArray) before = g_steal_pointer (&table->order);
  table->order = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (guint i = 0; i < before->len; i++)
    if (dj_table_get_column (table, g_array_index (before, gint32, i))->data)
      dj_table_put_in_order (table, g_array_index (before, gint32, i));
  dj_layout_order_table (layout, table);
  table->present = layout->present || table->n_rows > 0;
}

static gboolean count_all (Reader *reader, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!count_rows (reader->db, dj_schema_get_table ((DjTable)t), &reader->counts[t], error))
      return FALSE;
    reader->total += reader->counts[t];
  }
  return TRUE;
}

DjRegister *dj_store_load (DjDatabase *db, const DjOpenOptions *options, GError **error)
{
  DjLayout layouts[DJ_N_TABLES] = { 0 };
  DjRegister *reg = NULL;
  Reader reader = { .db = db, .options = options, .loader = dj_loader_new () };
  gboolean done = TRUE;
  for (int t = 0; done && t < DJ_N_TABLES;
       t++) /* before rows are counted: what is no table may have rows without end */
    done = dj_store_read_layout (db, (DjTable)t, &layouts[t], error);
  done = done && count_all (&reader, error);
  for (int t = 0; done && t < DJ_N_TABLES; t++)
    done = read_table (&reader, (DjTable)t, &layouts[t], error);
  if (done)
    reg = dj_loader_finish (reader.loader, options->lenient, error);
  for (int t = 0; reg && t < DJ_N_TABLES; t++)
    restore_order (dj_register_get_state (reg)->tables[t], &layouts[t]);
  for (int t = 0; t < DJ_N_TABLES; t++)
    dj_layout_clear (&layouts[t]);
  dj_loader_free (reader.loader);
  return reg;
}
