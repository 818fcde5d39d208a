/* SPDX-License-Identifier: Apache-2.0 */
/* Reading all rows of a store. Connections step through the database side by side, each through other ids, and put rows into blocks; all threads
 * then make rows of a register of them. */
#include <math.h>
#include <string.h>

#include "store/store-private.h"

/* A block ends where it has so many bytes, so that what is huge does not get beyond 32 bits. */
#define BLOCK_BYTES (1 << 26)

/* What a connection reads at once, in blocks. */
#define BATCH_BLOCKS 32

/* Blocks as they come from the database. */
typedef struct
{
  GString *text;
  GArray *blocks; /* DjBlock */
  guint32 *ends;  /* of cells, in the text of their block */
  guint8 *kinds;  /* DjSqlKind of each cell */
  gint64 *ids;
  gboolean *odd; /* for each block, whether it has a cell that a plain line cannot have */
  gsize n_rows;
  gboolean filled;
} Batch;

/* One connection's way through a table. */
typedef struct
{
  DjStatement *select;
  Batch *batches[2]; /* one is filled while the other is given to the loader */
  gint64 last_id;
  gint64 end; /* of the ids that it goes through now */
  gboolean at_end;
  GError *error;
} Lane;

typedef struct
{
  DjDatabase *db;
  const DjOpenOptions *options;
  DjLoader *loader;
  const DjTableInfo *info;
  gsize n_places;
  GArray *lanes;  /* Lane */
  gint64 first;   /* of the ids, where there are several lanes, */
  gint64 n_ids;   /* and how many there are up to the last */
  gint64 n_begun; /* of them */
  int turn;       /* the batch of each lane that is filled next */
  GError *error;
  gint64 done;
  gint64 total;
  gint64 counts[DJ_N_TABLES];
} Reader;

static gsize get_batch_rows (void) { return (gsize)dj_cut (BATCH_BLOCKS) * DJ_BLOCK_ROWS; }

static Batch *batch_new (gsize n_places)
{
  Batch *batch = g_new0 (Batch, 1);
  gsize n_rows = get_batch_rows ();
  batch->text = g_string_new (NULL);
  batch->blocks = g_array_new (FALSE, FALSE, sizeof (DjBlock));
  batch->ends = g_new (guint32, n_rows * n_places);
  batch->kinds = g_new (guint8, n_rows * n_places);
  batch->ids = g_new (gint64, n_rows);
  batch->odd = g_new0 (gboolean, n_rows);
  return batch;
}

static void batch_free (Batch *batch)
{
  g_string_free (batch->text, TRUE);
  g_array_unref (batch->blocks);
  g_free (batch->ends);
  g_free (batch->kinds);
  g_free (batch->ids);
  g_free (batch->odd);
  g_free (batch);
}

static DjBlock *get_block (const Batch *batch, gint number) { return &g_array_index (batch->blocks, DjBlock, number); }

static Lane *get_lane (const Reader *reader, gint number) { return &g_array_index (reader->lanes, Lane, number); }

/* ---- From the database into blocks ------------------------------------------------------------------------------------ */

/* Most texts have eight bytes to sixteen, and a call would cost more than they do. */
static inline void copy_bytes (char *to, const char *from, gsize n)
{
  if (n < 8 || n > 16)
    memcpy (to, from, n);
  else
  {
    memcpy (to, from, 8);
    memcpy (to + n - 8, from + n - 8, 8);
  }
}

/* A line feed stands behind each cell, so that no half of a character is made whole by the next cell. */
static inline void append_cell (GString *text, const char *cell, gsize length)
{
  if (length + 1 >= text->allocated_len - text->len)
  {
    g_string_append_len (text, cell, (gssize)length);
    g_string_append_c (text, '\n');
    return;
  }
  char *end = text->str + text->len;
  copy_bytes (end, cell, length);
  end[length] = '\n';
  end[length + 1] = '\0';
  text->len += length + 1;
}

/* What a value is as it would stand in a file. */
static inline const char *spell (DjSqlKind kind, const DjSqlValue *value, char *number, gsize *length)
{
  const char *text = "";
  if (kind == DJ_SQL_TEXT)
  {
    *length = value->length;
    return value->text;
  }
  if (kind == DJ_SQL_INT)
    text = dj_int_format (value->whole, number);
  else if (kind == DJ_SQL_REAL)
    text = isfinite (value->real) ? dj_real_format (value->real, number) : "infinite";
  *length = strlen (text);
  return text;
}

static void refuse_ids (const Reader *reader, GError **error)
{
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("%s：表 %s 的行号有误", "%s: table %s has ids that are none"),
               reader->db->name, reader->info->name);
}

/* Ids only rise: two rows of one, or one without, are no store's. */
static gboolean take_id (const Reader *reader, Lane *lane, gint64 *id)
{
  *id = dj_statement_get_int (lane->select, 0);
  if (*id > lane->last_id && *id <= lane->end)
  {
    lane->last_id = *id;
    return TRUE;
  }
  refuse_ids (reader, &lane->error);
  return FALSE;
}

static void append_row (const Reader *reader, DjStatement *select, Batch *batch, gsize start, gboolean *odd)
{
  GString *text = batch->text;
  gsize cell = batch->n_rows * reader->n_places;
  char number[DJ_NUMBER_TEXT_SIZE];
  for (gsize place = 0; place < reader->n_places; place++, cell++)
  {
    DjSqlValue value;
    gsize length = 0;
    DjSqlKind kind = select->db->product->get_value (select, (int)place + 1, &value);
    const char *spelled = spell (kind, &value, number, &length);
    append_cell (text, spelled, length);
    batch->kinds[cell] = (guint8)kind;
    batch->ends[cell] = (guint32)(text->len - 1 - start);
    *odd |= kind == DJ_SQL_BYTES || (kind == DJ_SQL_TEXT && length == 0);
  }
  *odd |= text->len > 1 && text->str[text->len - 2] == '\r'; /* of a file's last cell it would be no part */
  batch->n_rows++;
}

static gboolean has_row (Lane *lane)
{
  gboolean row = FALSE;
  if (!lane->at_end && !lane->error && dj_statement_step (lane->select, &row, &lane->error))
    lane->at_end = !row;
  return row;
}

/* Appends a block of rows; FALSE where there are none. */
static gboolean fill_block (const Reader *reader, Lane *lane, Batch *batch)
{
  gsize start = batch->text->len, first = batch->n_rows, end = MIN (first + DJ_BLOCK_ROWS, get_batch_rows ());
  gboolean odd = FALSE;
  while (batch->n_rows < end && batch->text->len - start < BLOCK_BYTES && has_row (lane)
         && take_id (reader, lane, &batch->ids[batch->n_rows]))
    append_row (reader, lane->select, batch, start, &odd);
  if (batch->n_rows == first)
    return FALSE;
  DjBlock block = { .ends = batch->ends + first * reader->n_places,
                    .n_rows = batch->n_rows - first,
                    .n_places = reader->n_places,
                    .length = batch->text->len - start,
                    .line = (gint32)MIN (batch->ids[first], G_MAXINT32),
                    .ids = batch->ids + first };
  batch->odd[batch->blocks->len] = odd;
  g_array_append_val (batch->blocks, block);
  return TRUE;
}

/* Texts have moved while they grew. */
static void place_texts (Batch *batch)
{
  const char *text = batch->text->str;
  for (guint i = 0; i < batch->blocks->len; i++)
  {
    get_block (batch, (gint)i)->text = text;
    text += get_block (batch, (gint)i)->length;
  }
}

/* Of several lanes each goes through as many ids as a batch has room for, then lets the others. */
static void begin_ids (const Reader *reader, Lane *lane, gint part)
{
  gint64 n = (gint64)get_batch_rows (), begun = reader->n_begun + part * n;
  if (reader->lanes->len == 1 || begun >= reader->n_ids)
    return;
  lane->at_end = FALSE;
  lane->last_id = reader->first + begun - 1;
  lane->end = reader->first + MIN (begun + n, reader->n_ids) - 1;
  lane->select->db->product->reset (lane->select);
  dj_statement_bind_int (lane->select, 0, lane->last_id);
  dj_statement_bind_int (lane->select, 1, lane->end);
}

static void fill_batch (gint part, gpointer data)
{
  Reader *reader = data;
  Lane *lane = get_lane (reader, part);
  Batch *batch = lane->batches[reader->turn];
  g_string_truncate (batch->text, 0);
  g_array_set_size (batch->blocks, 0);
  batch->n_rows = 0;
  begin_ids (reader, lane, part);
  while (fill_block (reader, lane, batch))
    ;
  place_texts (batch);
  batch->filled = TRUE;
}

/* What is left to be done of the next batches: all of it, or nothing. */
static DjWork get_filling (Reader *reader)
{
  gboolean filled = get_lane (reader, 0)->batches[reader->turn]->filled;
  return (DjWork){ filled ? 0 : (gint)reader->lanes->len, fill_batch, reader };
}

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
  const DjBlock *block = get_block (batch, number);
  const guint8 *kinds = batch->kinds + (block->ends - batch->ends);
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
  while (n < DJ_BLOCKS && from + n < (gint)batch->blocks->len && !batch->odd[from + n])
    n++;
  return n;
}

/* Bytes of ASCII but NUL, which nearly all texts are, need not be looked at one after the other. */
static gboolean is_plain_ascii (const char *text, gsize length)
{
  guint8 other = 0;
  for (gsize i = 0; i < length; i++)
    other |= (guint8)((guint8)text[i] - 1) > 0x7e;
  return !other;
}

/* Left to here, where several threads are free to do it. */
static void look_at_block (gint number, gpointer data)
{
  Batch *batch = data;
  const DjBlock *block = get_block (batch, number);
  if (!is_plain_ascii (block->text, block->length)
      && !g_utf8_validate_len (block->text, block->length, NULL)) /* which refuses NUL, too */
    batch->odd[number] = TRUE;
}

/* Gives a batch to the loader, while other threads fill the next ones. */
static void give_batch (Reader *reader, Batch *batch)
{
  gint n = (gint)batch->blocks->len;
  dj_in_parts (n, look_at_block, batch);
  for (gint i = 0; i < n;)
  {
    DjWork meanwhile = get_filling (reader);
    gint plain = count_plain (batch, i);
    gint added = plain > 0 ? dj_loader_add_blocks (reader->loader, get_block (batch, i), plain, &meanwhile) : 0;
    i += added;
    if (added < plain || plain == 0)
      give_rows (reader, batch, i++);
  }
  reader->done += (gint64)batch->n_rows;
}

static gboolean tell (Reader *reader)
{
  const DjOpenOptions *options = reader->options;
  if (!g_cancellable_is_cancelled (options->cancellable)
      && (!options->progress
          || options->progress (MIN (reader->done, reader->total), reader->total, options->progress_data)))
    return TRUE;
  g_set_error_literal (&reader->error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return FALSE;
}

/* Whether all that is filled now is the last. */
static gboolean is_over (const Reader *reader)
{
  return reader->lanes->len == 1 ? get_lane (reader, 0)->at_end : reader->n_begun >= reader->n_ids;
}

/* Goes on to the other batches; FALSE where one of those that were filled could not be read to its end. */
static gboolean turn (Reader *reader)
{
  reader->n_begun += (gint64)get_batch_rows () * reader->lanes->len;
  reader->turn = 1 - reader->turn;
  for (gint i = 0; i < (gint)reader->lanes->len; i++)
  {
    Lane *lane = get_lane (reader, i);
    lane->batches[reader->turn]->filled = is_over (reader);
    if (lane->error && !reader->error)
      reader->error = g_steal_pointer (&lane->error);
  }
  return !reader->error;
}

static void fill_all (Reader *reader)
{
  DjWork work = get_filling (reader);
  dj_in_parts (work.n_parts, work.work, work.data);
}

static gboolean read_rows (Reader *reader, GError **error)
{
  gboolean over = FALSE;
  reader->turn = 0;
  reader->n_begun = 0;
  for (fill_all (reader); !over && turn (reader); fill_all (reader))
  {
    over = is_over (reader);
    for (gint i = 0; i < (gint)reader->lanes->len; i++)
      give_batch (reader, get_lane (reader, i)->batches[1 - reader->turn]);
    if (!tell (reader))
      break;
  }
  if (!reader->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->error));
  return FALSE;
}

/* ---- Lanes ------------------------------------------------------------------------------------------------------------ */

static void clear_lane (gpointer data)
{
  Lane *lane = data;
  dj_statement_free (lane->select);
  batch_free (lane->batches[0]);
  batch_free (lane->batches[1]);
  g_clear_error (&lane->error);
}

static DjStatement *select_rows (DjDatabase *db, const DjTableInfo *info, const DjLayout *layout, const char *which,
                                 GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT \"id\"");
  for (guint i = 0; i < layout->columns->len; i++)
  {
    g_autofree char *column = dj_sql_quote (g_ptr_array_index (layout->columns, i));
    g_string_append_printf (sql, ", %s", column);
  }
  g_string_append_printf (sql, " FROM \"%s\" %s ORDER BY \"id\"", info->name, which);
  return (*which ? db->product->prepare : db->product->prepare_rows) (db, sql->str, error);
}

static gboolean ask_of_table (const Reader *reader, const char *what, gint64 *n, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\"", what, reader->info->name);
  return dj_database_ask (reader->db, sql, n, error);
}

/* Several lanes are worth it where there are many rows, and ids without many gaps: else there is one, which goes from row to row. */
static gboolean count_lanes (Reader *reader, gint64 n_rows, guint *n, GError **error)
{
  gint64 last = 0;
  *n = 1;
  reader->first = 0;
  if (!reader->db->others || n_rows < 2 * (gint64)get_batch_rows ())
    return TRUE;
  if (!ask_of_table (reader, "min(\"id\")", &reader->first, error)
      || !ask_of_table (reader, "max(\"id\")", &last, error))
    return FALSE;
  if (reader->first <= 0 || last < reader->first || last > DJ_LAST_ID)
    return TRUE;
  reader->n_ids = last - reader->first + 1;
  if (reader->n_ids / 4 <= n_rows)
    *n = reader->db->others->len + 1;
  return TRUE;
}

static gboolean open_lanes (Reader *reader, const DjLayout *layout, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
  {
    DjDatabase *db = i == 0 ? reader->db : g_ptr_array_index (reader->db->others, i - 1);
    const char *which = n > 1 ? "WHERE \"id\" > $1 AND \"id\" <= $2" : "";
    Lane lane = { .select = select_rows (db, reader->info, layout, which, error), .end = DJ_LAST_ID, .at_end = n > 1 };
    if (!lane.select)
      return FALSE;
    lane.batches[0] = batch_new (reader->n_places);
    lane.batches[1] = batch_new (reader->n_places);
    g_array_append_val (reader->lanes, lane);
  }
  return TRUE;
}

/* ---- Tables ----------------------------------------------------------------------------------------------------------- */

static gboolean read_all_rows (Reader *reader, DjTable table, const DjLayout *layout, GError **error)
{
  guint n = 1;
  gint64 before = reader->done;
  reader->n_places = layout->names->len;
  if (!count_lanes (reader, reader->counts[table], &n, error) || !open_lanes (reader, layout, n, error))
    return FALSE;
  dj_loader_begin_table (reader->loader, table, reader->db->name, (const char *const *)layout->names->pdata,
                         layout->names->len, 0);
  dj_loader_expect_rows (reader->loader, (gint32)MIN (reader->counts[table], G_MAXINT32));
  gboolean done = read_rows (reader, error);
  dj_loader_end_table (reader->loader);
  if (!done || n == 1 || reader->done - before == reader->counts[table])
    return done;
  refuse_ids (reader, error); /* what is no number is between no two */
  return FALSE;
}

static gboolean read_table (Reader *reader, DjTable table, const DjLayout *layout, GError **error)
{
  reader->info = dj_schema_get_table (table);
  reader->lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  g_array_set_clear_func (reader->lanes, clear_lane);
  gboolean done = read_all_rows (reader, table, layout, error);
  g_clear_pointer (&reader->lanes, g_array_unref);
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
    reader->info = dj_schema_get_table ((DjTable)t);
    if (!ask_of_table (reader, "count(*)", &reader->counts[t], error))
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
  /* Before rows are counted: what is no table may have rows without end. */
  for (int t = 0; done && t < DJ_N_TABLES; t++)
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
