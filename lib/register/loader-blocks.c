/* SPDX-License-Identifier: Apache-2.0 */
/* Many rows at once: column by column, by several threads, and as a whole or not at all. */
#include "register/loader-private.h"

#include <string.h>

/* Blocks on their way into the table. */
typedef struct
{
  DjLoader *loader;
  const DjBlock *blocks;
  gint32 rows[DJ_BLOCKS + 1];     /* the first of each, and where all end */
  gboolean has_texts[DJ_BLOCKS];  /* texts can be set, */
  gboolean has_values[DJ_BLOCKS]; /* and so can values */
  guint n_shorts[DJ_BLOCKS];      /* how many short values there are up to the end of each */
  gint n_blocks;
  gint n_texts; /* blocks of which texts were added */
  const DjWork *meanwhile;
} Batch;

static int get_place (const DjLoader *loader, gsize place) { return g_array_index (loader->places, int, place); }

static DjBlockColumn get_block_column (const Batch *batch, gint number, gsize place)
{
  DjLoader *loader = batch->loader;
  return (DjBlockColumn){ loader->table,       loader->state->texts,   get_place (loader, place),
                          batch->rows[number], &batch->blocks[number], place };
}

/* Columns get arrays before there are several threads. */
static void open_columns (const Batch *batch)
{
  for (gsize place = 0; place < batch->blocks->n_places; place++)
  {
    int column = get_place (batch->loader, place);
    if (column < 0 || *dj_table_get_cells (batch->loader->table, column))
      continue;
    gint number = 0;
    while (number < batch->n_blocks && !dj_block_has_cells (&batch->blocks[number], place))
      number++;
    if (number < batch->n_blocks)
      dj_table_open_column (batch->loader->table, column);
  }
}

static gboolean is_text (const DjBlockColumn *from)
{
  DjType type = dj_table_get_type (from->table, from->column);
  return type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE;
}

/* Sets the texts of a block that are known already. */
static void find_texts (gint number, gpointer data)
{
  Batch *batch = data;
  const DjBlock *block = &batch->blocks[number];
  gboolean good = TRUE;
  dj_table_clear_rows (batch->loader->table, batch->rows[number], batch->rows[number + 1]);
  for (gsize place = 0; good && place < block->n_places; place++)
  {
    DjBlockColumn from = get_block_column (batch, number, place);
    if (from.column >= 0 && is_text (&from))
      good = dj_block_set_cells (&from);
    else if (from.column == DJ_PLACE_NAMELESS)
      good = !dj_block_has_cells (block, place);
  }
  batch->has_texts[number] = good;
}

static void set_values (Batch *batch, gint number)
{
  gboolean good = TRUE;
  for (gsize place = 0; good && place < batch->blocks[number].n_places; place++)
  {
    DjBlockColumn from = get_block_column (batch, number, place);
    good = from.column < 0 || is_text (&from) || dj_block_set_cells (&from);
  }
  batch->has_values[number] = good;
}

static gboolean add_shorts (DjLoader *loader, const DjBlock *block, gsize place, gint32 first)
{
  gint32 values[DJ_BLOCK_ROWS];
  if (!dj_block_intern (block, place, loader->state->texts, values))
    return FALSE;
  for (gsize i = 0; i < block->n_rows; i++)
  {
    DjShortValue entry = { loader->table->id, first + (gint32)i, values[i], loader->short_source };
    if (entry.value != DJ_TEXT_NONE)
      g_array_append_val (loader->shorts, entry);
  }
  return TRUE;
}

/* What is done of one block after the other, so that the same files always number the same texts alike. */
static gboolean add_texts (const Batch *batch, gint number)
{
  DjLoader *loader = batch->loader;
  const DjBlock *block = &batch->blocks[number];
  gboolean good = batch->has_texts[number];
  for (gsize place = 0; good && place < block->n_places; place++)
  {
    DjBlockColumn from = get_block_column (batch, number, place);
    if (from.column >= 0)
      good = dj_block_add_texts (&from);
    else if (from.column == DJ_PLACE_SHORT)
      good = add_shorts (loader, block, place, from.row);
  }
  return good;
}

/* Rows of a store are placed by their ids, which may have gaps. */
static void set_ids (const Batch *batch, gint number, DjOrigin origin)
{
  DjTableData *table = batch->loader->table;
  gint32 first = batch->rows[number], end = batch->rows[number + 1];
  dj_table_open_ids (table);
  memcpy (table->ids + first, batch->blocks[number].ids, (gsize)(end - first) * sizeof (gint64));
  for (gint32 row = first; row < end; row++, origin.ordinal++)
  {
    origin.line = (gint32)MIN (table->ids[row], G_MAXINT32);
    dj_table_set_origin (table, row, &origin);
  }
}

static void set_origins (const Batch *batch, gint number)
{
  DjLoader *loader = batch->loader;
  gint32 n = batch->rows[number + 1] - batch->rows[number];
  DjOrigin origin = { loader->source, batch->blocks[number].line, loader->ordinal + 1 };
  if (batch->blocks[number].ids)
    set_ids (batch, number, origin);
  else
    dj_table_set_origins (loader->table, batch->rows[number], n, &origin);
  loader->ordinal += n;
}

/* Also of blocks whose values turn out to be bad: it may not depend on which thread is faster what is added. */
static void add_all_texts (Batch *batch)
{
  for (gint number = 0; number < batch->n_blocks && add_texts (batch, number); number++)
  {
    batch->n_shorts[number] = batch->loader->shorts->len;
    batch->n_texts++;
  }
}

/* Texts are added by one thread, and the others find something else to do. */
static void do_rest (gint part, gpointer data)
{
  Batch *batch = data;
  if (part == 0)
    add_all_texts (batch);
  else if (part <= batch->n_blocks)
    set_values (batch, part - 1);
  else
    batch->meanwhile->work (part - 1 - batch->n_blocks, batch->meanwhile->data);
}

/* Counts the blocks of which all could be set, and forgets what was remembered of the others. */
static gint keep_good (const Batch *batch, guint n_shorts)
{
  gint n = 0;
  for (; n < batch->n_texts && batch->has_values[n]; n++)
  {
    set_origins (batch, n);
    n_shorts = batch->n_shorts[n];
  }
  g_array_set_size (batch->loader->shorts, n_shorts);
  return n;
}

void dj_loader_expect_rows (DjLoader *loader, gint32 n)
{
  dj_table_reserve (loader->table, loader->table->n_rows + MIN (n, G_MAXINT32 - loader->table->n_rows));
  if (loader->table->info->key >= 0)
    dj_texts_reserve (loader->state->texts, n);
}

gint dj_loader_add_blocks (DjLoader *loader, const DjBlock *blocks, gint n_blocks, const DjWork *meanwhile)
{
  Batch batch = { .loader = loader, .blocks = blocks, .n_blocks = n_blocks, .meanwhile = meanwhile };
  gint32 n_rows = 0;
  for (gint i = 0; i < n_blocks; i++)
    n_rows += (gint32)blocks[i].n_rows;
  gint32 first = loader->whole ? dj_table_append_raw_rows (loader->table, n_rows) : -1;
  if (first < 0)
    return 0;
  batch.rows[0] = first;
  for (gint i = 0; i < n_blocks; i++)
    batch.rows[i + 1] = batch.rows[i] + (gint32)blocks[i].n_rows;
  loader->table->n_rows = first; /* columns that are opened now are cleared up to here, */
  open_columns (&batch);
  loader->table->n_rows = batch.rows[n_blocks];
  dj_in_parts (n_blocks, find_texts, &batch); /* and from here on by block */
  guint n_shorts = loader->shorts->len;
  dj_in_parts (1 + n_blocks + meanwhile->n_parts, do_rest, &batch);
  gint n_added = keep_good (&batch, n_shorts);
  loader->table->n_rows = batch.rows[n_added];
  return n_added;
}
