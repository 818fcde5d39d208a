/* SPDX-License-Identifier: Apache-2.0 */
/* The frame: columns of one array each, texts as offsets into the column's own bytes; or columns read where they lie. */
#include "frame/frame-private.h"

#include "boxed-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  DjFrameColumn info;
  char *own_name; /* where the name was given at run time */
  gint64 n;
  gint64 capacity;
  union
  {
    gpointer data;
    gint64 *ints;
    double *reals;
    DjDate *dates;
    guint8 *codes;
    gint64 *offsets; /* of texts: where each begins in bytes, -1 missing */
  };
  char *bytes; /* NUL-terminated texts one after the other */
  gsize n_bytes;
  gsize bytes_capacity;
  gboolean borrowed;    /* the array is the owner's */
  DjFrameLookup lookup; /* texts are numbers in a pool */
  gconstpointer pool;
  const gint32 *numbers; /* NULL where all are missing */
} Column;

struct _DjFrame
{
  gatomicrefcount references;
  gboolean finished;
  gint64 n_rows;
  GPtrArray *columns; /* Column *: dj_frame_get_column() hands out what is in them, so they may not move */
  gpointer owner;     /* of what is borrowed */
  GDestroyNotify release_owner;
};

DJ_DEFINE_BOXED_TYPE (DjFrame, dj_frame)

static void column_free (gpointer data)
{
  Column *column = data;
  g_free (column->own_name);
  if (!column->borrowed)
    g_free (column->data);
  g_free (column->bytes);
  g_free (column);
}

/* ---- Life ------------------------------------------------------------------------------------------------------- */

DjFrame *dj_frame_new (void)
{
  DjFrame *frame = g_new0 (DjFrame, 1);
  g_atomic_ref_count_init (&frame->references);
  frame->columns = g_ptr_array_new_with_free_func (column_free);
  return frame;
}

DjFrame *dj_frame_ref (DjFrame *frame)
{
  g_return_val_if_fail (frame != NULL, NULL);
  g_atomic_ref_count_inc (&frame->references);
  return frame;
}

void dj_frame_unref (DjFrame *frame)
{
  g_return_if_fail (frame != NULL);
  if (!g_atomic_ref_count_dec (&frame->references))
    return;
  g_ptr_array_unref (frame->columns);
  if (frame->release_owner)
    frame->release_owner (frame->owner);
  g_free (frame);
}

/* ---- Making ----------------------------------------------------------------------------------------------------- */

static gsize type_size (DjType type)
{
  switch (type)
  {
  case DJ_TYPE_REAL:
    return sizeof (double);
  case DJ_TYPE_DATE:
    return sizeof (DjDate);
  case DJ_TYPE_CODE:
    return sizeof (guint8);
  case DJ_TYPE_INT:
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return sizeof (gint64);
  }
}

static gboolean type_is_text (DjType type) { return type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE; }

int dj_frame_add (DjFrame *frame, DjType type, const char *name, const char *label_zh, const char *label_en,
                  const DjCodeList *codes)
{
  g_return_val_if_fail (frame != NULL && !frame->finished, -1);
  g_return_val_if_fail (name != NULL && label_zh != NULL && label_en != NULL, -1);
  g_return_val_if_fail ((type == DJ_TYPE_CODE) == (codes != NULL), -1);

  Column *column = g_new0 (Column, 1);
  column->info = (DjFrameColumn){ name, label_zh, label_en, type, codes };
  g_ptr_array_add (frame->columns, column);
  return (int)frame->columns->len - 1;
}

int dj_frame_add_declared (DjFrame *frame, const DjColumnInfo *info)
{
  g_return_val_if_fail (info != NULL, -1);
  return dj_frame_add (frame, info->type, info->name, info->label_zh, info->label_en, info->codes);
}

int dj_frame_add_text (DjFrame *frame, const char *name, const char *label_zh, const char *label_en)
{
  return dj_frame_add (frame, DJ_TYPE_TEXT, name, label_zh, label_en, NULL);
}

int dj_frame_add_number (DjFrame *frame, const char *name, const char *label_zh, const char *label_en)
{
  return dj_frame_add (frame, DJ_TYPE_INT, name, label_zh, label_en, NULL);
}

int dj_frame_add_real (DjFrame *frame, const char *name, const char *label_zh, const char *label_en)
{
  return dj_frame_add (frame, DJ_TYPE_REAL, name, label_zh, label_en, NULL);
}

const DjColumnInfo *dj_column_of (DjTable table, int column) { return &dj_schema_get_table (table)->columns[column]; }

int dj_frame_add_named (DjFrame *frame, const char *name)
{
  g_return_val_if_fail (frame != NULL && !frame->finished && name != NULL, -1);
  char *own = g_strdup (name);
  int number = dj_frame_add (frame, DJ_TYPE_TEXT, own, own, own, NULL);
  ((Column *)g_ptr_array_index (frame->columns, number))->own_name = own;
  return number;
}

/* The column if it is still open and of that type; a reference counts as text. */
static Column *open_column (DjFrame *frame, int number, DjType type)
{
  g_return_val_if_fail (frame != NULL && !frame->finished, NULL);
  g_return_val_if_fail (number >= 0 && (guint)number < frame->columns->len, NULL);
  Column *column = g_ptr_array_index (frame->columns, number);
  DjType kind = type_is_text (column->info.type) ? DJ_TYPE_TEXT : column->info.type;
  g_return_val_if_fail (kind == type, NULL);
  return column;
}

/* Makes room for more cells. g_realloc_n() checks the product and ends the program when memory is at its end. */
static void reserve_cells (Column *column, gint64 more)
{
  if (column->data && more <= column->capacity - column->n)
    return;
  if (more > G_MAXINT64 / 2 - column->capacity)
    g_error ("a column is too long");
  column->capacity = MAX (MAX (64, column->n + more), column->capacity + column->capacity / 2);
  column->data = g_realloc_n (column->data, (gsize)column->capacity, type_size (column->info.type));
}

static void reserve_cell (Column *column) { reserve_cells (column, 1); }

static void reserve_bytes (Column *column, gsize more)
{
  if (more > (gsize)G_MAXINT64 - column->n_bytes)
    g_error ("a column of texts is too large");
  gsize needed = column->n_bytes + more;
  if (needed <= column->bytes_capacity)
    return;
  column->bytes_capacity = MAX (needed, MAX (1024, column->bytes_capacity + column->bytes_capacity / 2));
  column->bytes = g_realloc (column->bytes, column->bytes_capacity);
}

void dj_frame_append_int (DjFrame *frame, int column, gint64 value)
{
  Column *to = open_column (frame, column, DJ_TYPE_INT);
  g_return_if_fail (to != NULL);
  reserve_cell (to);
  to->ints[to->n++] = value;
}

void dj_frame_append_real (DjFrame *frame, int column, double value)
{
  Column *to = open_column (frame, column, DJ_TYPE_REAL);
  g_return_if_fail (to != NULL);
  reserve_cell (to);
  to->reals[to->n++] = value;
}

void dj_frame_append_date (DjFrame *frame, int column, DjDate value)
{
  Column *to = open_column (frame, column, DJ_TYPE_DATE);
  g_return_if_fail (to != NULL);
  reserve_cell (to);
  to->dates[to->n++] = value;
}

void dj_frame_append_code (DjFrame *frame, int column, int value)
{
  Column *to = open_column (frame, column, DJ_TYPE_CODE);
  g_return_if_fail (to != NULL);
  g_return_if_fail (value >= 0 && value <= to->info.codes->n_codes);
  reserve_cell (to);
  to->codes[to->n++] = (guint8)value;
}

void dj_frame_append_text (DjFrame *frame, int column, const char *value)
{
  Column *to = open_column (frame, column, DJ_TYPE_TEXT);
  g_return_if_fail (to != NULL);
  reserve_cell (to);
  if (value == NULL)
  {
    to->offsets[to->n++] = -1;
    return;
  }
  gsize size = strlen (value) + 1;
  reserve_bytes (to, size);
  memcpy (to->bytes + to->n_bytes, value, size);
  to->offsets[to->n++] = (gint64)to->n_bytes;
  to->n_bytes += size;
}

gint64 *dj_frame_extend_ints (DjFrame *frame, int column, gint64 n)
{
  Column *to = open_column (frame, column, DJ_TYPE_INT);
  g_return_val_if_fail (to != NULL && n >= 0, NULL);
  reserve_cells (to, n);
  to->n += n;
  return to->ints + (to->n - n);
}

guint8 *dj_frame_extend_codes (DjFrame *frame, int column, gint64 n)
{
  Column *to = open_column (frame, column, DJ_TYPE_CODE);
  g_return_val_if_fail (to != NULL && n >= 0, NULL);
  reserve_cells (to, n);
  to->n += n;
  return to->codes + (to->n - n);
}

void dj_frame_repeat (DjFrame *frame, int column, gint64 times)
{
  g_return_if_fail (frame != NULL && !frame->finished && column >= 0 && (guint)column < frame->columns->len);
  Column *to = g_ptr_array_index (frame->columns, column);
  g_return_if_fail (to->n > 0 && !to->borrowed && !to->lookup && times >= 0);
  reserve_cells (to, times);
  gsize size = type_size (to->info.type);
  if (size == sizeof (gint64)) /* most are, texts among them */
    for (gint64 i = 0, cell = to->ints[to->n - 1]; i < times; i++)
      to->ints[to->n + i] = cell;
  else
    for (gint64 i = 0; i < times; i++)
      memcpy ((char *)to->data + (gsize)(to->n + i) * size, (const char *)to->data + (gsize)(to->n - 1) * size, size);
  to->n += times;
}

void dj_frame_set_int (DjFrame *frame, gint64 row, int column, gint64 value)
{
  Column *to = open_column (frame, column, DJ_TYPE_INT);
  g_return_if_fail (to != NULL);
  g_return_if_fail (row >= 0 && row < to->n);
  to->ints[row] = value;
}

/* ---- Borrowing -------------------------------------------------------------------------------------------------- */

void dj_frame_borrow (DjFrame *frame, int column, gconstpointer cells, gint64 n)
{
  g_return_if_fail (frame != NULL && !frame->finished && column >= 0 && (guint)column < frame->columns->len);
  Column *to = g_ptr_array_index (frame->columns, column);
  g_return_if_fail (!type_is_text (to->info.type) && to->data == NULL);
  to->data = (gpointer)cells;
  to->borrowed = TRUE;
  to->n = n;
}

void dj_frame_borrow_texts (DjFrame *frame, int column, const gint32 *numbers, gint64 n, DjFrameLookup lookup,
                            gconstpointer pool)
{
  Column *to = open_column (frame, column, DJ_TYPE_TEXT);
  g_return_if_fail (to != NULL && to->data == NULL && lookup != NULL);
  to->numbers = numbers;
  to->lookup = lookup;
  to->pool = pool;
  to->n = n;
}

void dj_frame_fill_missing (DjFrame *frame, int column, gint64 n)
{
  g_return_if_fail (frame != NULL && !frame->finished && column >= 0 && (guint)column < frame->columns->len);
  Column *to = g_ptr_array_index (frame->columns, column);
  to->data = g_malloc0_n ((gsize)MAX (n, 1), type_size (to->info.type));
  to->n = to->capacity = n;
  for (gint64 row = 0; to->info.type != DJ_TYPE_CODE && row < n; row++)
    if (to->info.type == DJ_TYPE_INT)
      to->ints[row] = DJ_INT_NONE;
    else if (to->info.type == DJ_TYPE_REAL)
      to->reals[row] = (double)NAN;
    else if (to->info.type == DJ_TYPE_DATE)
      to->dates[row] = DJ_DATE_NONE;
    else
      to->offsets[row] = -1;
}

void dj_frame_keep (DjFrame *frame, gpointer owner, GDestroyNotify release)
{
  g_return_if_fail (frame != NULL && !frame->finished && frame->release_owner == NULL);
  frame->owner = owner;
  frame->release_owner = release;
}

/* Gives back what was reserved and not used: frames are small on the whole and kept for long. */
static void trim_column (Column *column)
{
  if (column->borrowed || column->lookup)
    return;
  if (column->n > 0)
    column->data = g_realloc_n (column->data, (gsize)column->n, type_size (column->info.type));
  if (column->n_bytes > 0)
    column->bytes = g_realloc (column->bytes, column->n_bytes);
  column->capacity = column->n;
  column->bytes_capacity = column->n_bytes;
}

DjFrame *dj_frame_finish (DjFrame *frame)
{
  g_return_val_if_fail (frame != NULL && !frame->finished, frame);
  gint64 shortest = G_MAXINT64;
  gint64 longest = 0;
  for (guint i = 0; i < frame->columns->len; i++)
  {
    Column *column = g_ptr_array_index (frame->columns, i);
    shortest = MIN (shortest, column->n);
    longest = MAX (longest, column->n);
    trim_column (column);
  }
  /* Where a caller forgot a cell the rows that are whole can still be read safely. */
  if (frame->columns->len > 0 && shortest != longest)
    g_critical ("columns of a frame differ in length: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, shortest, longest);
  frame->n_rows = MIN (shortest, longest);
  frame->finished = TRUE;
  return frame;
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

gint64 dj_frame_get_n_rows (const DjFrame *frame)
{
  g_return_val_if_fail (frame != NULL, 0);
  return frame->n_rows;
}

int dj_frame_get_n_columns (const DjFrame *frame)
{
  g_return_val_if_fail (frame != NULL, 0);
  return (int)frame->columns->len;
}

static const Column *get_column (const DjFrame *frame, int number)
{
  g_return_val_if_fail (frame != NULL, NULL);
  g_return_val_if_fail (number >= 0 && (guint)number < frame->columns->len, NULL);
  return g_ptr_array_index (frame->columns, number);
}

const DjFrameColumn *dj_frame_get_column (const DjFrame *frame, int column)
{
  const Column *from = get_column (frame, column);
  return from != NULL ? &from->info : NULL;
}

int dj_frame_find_column (const DjFrame *frame, const char *name)
{
  g_return_val_if_fail (frame != NULL && name != NULL, -1);
  for (guint i = 0; i < frame->columns->len; i++)
    if (strcmp (((const Column *)g_ptr_array_index (frame->columns, i))->info.name, name) == 0)
      return (int)i;
  return -1;
}

/* The column if it has that type and that row. */
static const Column *cell_column (const DjFrame *frame, gint64 row, int number, DjType type)
{
  const Column *column = get_column (frame, number);
  g_return_val_if_fail (column != NULL, NULL);
  g_return_val_if_fail (row >= 0 && row < frame->n_rows, NULL);
  g_return_val_if_fail (column->info.type == type, NULL);
  return column;
}

gint64 dj_frame_get_int (const DjFrame *frame, gint64 row, int column)
{
  const Column *from = cell_column (frame, row, column, DJ_TYPE_INT);
  return from != NULL ? from->ints[row] : DJ_INT_NONE;
}

double dj_frame_get_real (const DjFrame *frame, gint64 row, int column)
{
  const Column *from = cell_column (frame, row, column, DJ_TYPE_REAL);
  return from != NULL ? from->reals[row] : (double)NAN;
}

DjDate dj_frame_get_date (const DjFrame *frame, gint64 row, int column)
{
  const Column *from = cell_column (frame, row, column, DJ_TYPE_DATE);
  return from != NULL ? from->dates[row] : DJ_DATE_NONE;
}

int dj_frame_get_code (const DjFrame *frame, gint64 row, int column)
{
  const Column *from = cell_column (frame, row, column, DJ_TYPE_CODE);
  return from != NULL ? from->codes[row] : 0;
}

/* A cell of a column of texts, NULL where missing. */
static const char *text_at (const Column *column, gint64 row)
{
  if (column->lookup)
    return column->numbers ? column->lookup (column->pool, column->numbers[row]) : NULL;
  return column->offsets[row] < 0 ? NULL : column->bytes + column->offsets[row];
}

const char *dj_frame_get_text (const DjFrame *frame, gint64 row, int column)
{
  const Column *from = get_column (frame, column);
  g_return_val_if_fail (from != NULL, NULL);
  if (from->info.type == DJ_TYPE_CODE)
    return dj_code_list_get_name (from->info.codes, dj_frame_get_code (frame, row, column));
  g_return_val_if_fail (type_is_text (from->info.type), NULL);
  g_return_val_if_fail (row >= 0 && row < frame->n_rows, NULL);
  return text_at (from, row);
}

gboolean dj_frame_is_missing (const DjFrame *frame, gint64 row, int column)
{
  const Column *from = get_column (frame, column);
  g_return_val_if_fail (from != NULL, TRUE);
  g_return_val_if_fail (row >= 0 && row < frame->n_rows, TRUE);
  switch (from->info.type)
  {
  case DJ_TYPE_INT:
    return from->ints[row] == DJ_INT_NONE;
  case DJ_TYPE_REAL:
    return isnan (from->reals[row]);
  case DJ_TYPE_DATE:
    return from->dates[row] == DJ_DATE_NONE;
  case DJ_TYPE_CODE:
    return from->codes[row] == 0;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return text_at (from, row) == NULL;
  }
}

/* The array behind a column of that type. */
static gconstpointer get_array (const DjFrame *frame, int number, DjType type)
{
  const Column *column = get_column (frame, number);
  g_return_val_if_fail (column != NULL, NULL);
  g_return_val_if_fail (column->info.type == type, NULL);
  return column->data;
}

const gint64 *dj_frame_get_ints (const DjFrame *frame, int column) { return get_array (frame, column, DJ_TYPE_INT); }

const double *dj_frame_get_reals (const DjFrame *frame, int column) { return get_array (frame, column, DJ_TYPE_REAL); }

const DjDate *dj_frame_get_dates (const DjFrame *frame, int column) { return get_array (frame, column, DJ_TYPE_DATE); }

const guint8 *dj_frame_get_codes (const DjFrame *frame, int column) { return get_array (frame, column, DJ_TYPE_CODE); }

/* ---- Rows of another frame -------------------------------------------------------------------------------------- */

static int add_like (DjFrame *frame, const Column *from)
{
  const DjFrameColumn *info = &from->info;
  return from->own_name ? dj_frame_add_named (frame, from->own_name)
                        : dj_frame_add (frame, info->type, info->name, info->label_zh, info->label_en, info->codes);
}

static void append_like (DjFrame *frame, int column, const Column *from, gint64 row)
{
  switch (from->info.type)
  {
  case DJ_TYPE_INT:
    dj_frame_append_int (frame, column, from->ints[row]);
    break;
  case DJ_TYPE_REAL:
    dj_frame_append_real (frame, column, from->reals[row]);
    break;
  case DJ_TYPE_DATE:
    dj_frame_append_date (frame, column, from->dates[row]);
    break;
  case DJ_TYPE_CODE:
    dj_frame_append_code (frame, column, from->codes[row]);
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    dj_frame_append_text (frame, column, text_at (from, row));
    break;
  }
}

DjFrame *dj_frame_select (const DjFrame *frame, const gint64 *rows, gsize n)
{
  g_return_val_if_fail (frame != NULL && (rows != NULL || n == 0), NULL);
  for (gsize i = 0; i < n; i++)
    g_return_val_if_fail (rows[i] >= 0 && rows[i] < frame->n_rows, NULL);
  DjFrame *selected = dj_frame_new ();
  for (guint c = 0; c < frame->columns->len; c++)
  {
    const Column *from = g_ptr_array_index (frame->columns, c);
    int column = add_like (selected, from);
    for (gsize i = 0; i < n; i++)
      append_like (selected, column, from, rows[i]);
  }
  return dj_frame_finish (selected);
}
