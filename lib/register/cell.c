/* SPDX-License-Identifier: Apache-2.0 */
/* Cells from the text that stands in files. */
#include "register/register-private.h"

#include <math.h>
#include <string.h>
#include "schema/schema-private.h"

/* Bytes of the blank that begins at @text: ASCII blanks, U+00A0 and U+3000, which office software leaves around values. */
static gsize blank_at_start (const char *text, gsize length)
{
  if (length >= 1 && strchr (" \t\r\n", text[0]) && text[0])
    return 1;
  if (length >= 2 && memcmp (text, "\xC2\xA0", 2) == 0)
    return 2;
  if (length >= 3 && memcmp (text, "\xE3\x80\x80", 3) == 0)
    return 3;
  return 0;
}

static gsize blank_at_end (const char *text, gsize length)
{
  for (gsize size = 1; size <= 3 && size <= length; size++)
    if (blank_at_start (text + length - size, size) == size)
      return size;
  return 0;
}

/* Whether no blank can stand at either end, going by one byte there: most values. */
static gboolean is_trimmed (const char *text, gsize length)
{
  guchar first = (guchar)text[0], last = (guchar)text[length - 1];
  return first > ' ' && first != 0xc2 && first != 0xe3 && last > ' ' && last != 0xa0 && last != 0x80;
}

static void trim_blanks (const char **text, gsize *length)
{
  gsize blank;
  while ((blank = blank_at_start (*text, *length)))
  {
    *text += blank;
    *length -= blank;
  }
  while ((blank = blank_at_end (*text, *length)))
    *length -= blank;
}

static inline void trim (const char **text, gsize *length)
{
  if (*length > 0 && !is_trimmed (*text, *length))
    trim_blanks (text, length);
}

gboolean dj_text_is_blank (const char *text, gsize length)
{
  trim (&text, &length);
  return length == 0;
}

gboolean dj_text_has_blank_ends (const char *text, gsize length)
{
  const char *trimmed = text;
  gsize left = length;
  trim (&trimmed, &left);
  return left != length;
}

static gboolean out_of_bounds (const DjColumnInfo *info, double value)
{
  gboolean bounded = info->minimum < info->maximum;
  return bounded && (value < info->minimum || value > info->maximum);
}

static int store_int (DjColumn *column, gint32 row, gint64 value)
{
  if (value == DJ_INT_NONE)
    return DJ_ISSUE_NUMBER;
  if (out_of_bounds (column->info, (double)value))
    return DJ_ISSUE_RANGE;
  column->whole[row] = value;
  return DJ_CELL_SET;
}

static int store_real (DjColumn *column, gint32 row, double value)
{
  if (!isfinite (value))
    return DJ_ISSUE_NUMBER;
  if (out_of_bounds (column->info, value))
    return DJ_ISSUE_RANGE;
  column->real[row] = value;
  return DJ_CELL_SET;
}

static int set_int (DjColumn *column, gint32 row, const char *text, gsize length)
{
  gint64 value;
  return dj_int_parse (text, length, &value) ? store_int (column, row, value) : DJ_ISSUE_NUMBER;
}

static int set_real (DjColumn *column, gint32 row, const char *text, gsize length)
{
  double value;
  return dj_real_parse (text, length, &value) ? store_real (column, row, value) : DJ_ISSUE_NUMBER;
}

static int set_date (DjColumn *column, gint32 row, const char *text, gsize length)
{
  DjDate date = dj_date_parse (text, (gssize)length);
  column->date[row] = date;
  return date == DJ_DATE_NONE ? DJ_ISSUE_DATE : DJ_CELL_SET;
}

static int set_code (DjColumn *column, gint32 row, const char *text, gsize length)
{
  int code = dj_code_list_find (column->info->codes, text, (gssize)length);
  column->code[row] = (guint8)code;
  return code ? DJ_CELL_SET : DJ_ISSUE_CODE;
}

static int set_text (DjColumn *column, DjTexts *texts, gint32 row, const char *text, gsize length)
{
  gint32 id = dj_texts_intern (texts, text, length);
  column->text[row] = id;
  return id == DJ_TEXT_NONE ? DJ_CELL_FULL : DJ_CELL_SET;
}

/* Plain text is kept to the byte; what is read as a value is not meant to begin or end with blanks. */
static gboolean is_plain_text (const DjColumn *column)
{
  return !column->info || (column->info->type == DJ_TYPE_TEXT && !(column->info->flags & DJ_COLUMN_KEY));
}

int dj_table_set_cell (DjTableData *table, DjTexts *texts, int number, gint32 row, const char *text, gsize length)
{
  DjColumn *column = g_ptr_array_index (table->columns, (guint)number);
  if (length > 0 && memchr (text, '\0', length))
    return DJ_ISSUE_ENCODING;
  if (!is_plain_text (column))
  {
    trim (&text, &length);
    if (length == 0)
      return DJ_CELL_SET;
  }
  dj_table_open_column (table, number);
  switch (dj_table_get_type (table, number))
  {
  case DJ_TYPE_INT:
    return set_int (column, row, text, length);
  case DJ_TYPE_REAL:
    return set_real (column, row, text, length);
  case DJ_TYPE_DATE:
    return set_date (column, row, text, length);
  case DJ_TYPE_CODE:
    return set_code (column, row, text, length);
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return set_text (column, texts, row, text, length);
  }
}

/* ---- Blocks ----------------------------------------------------------------------------------------------------- */

static guint32 get_start (const DjBlock *block, gsize cell) { return cell > 0 ? block->ends[cell - 1] + 1 : 0; }

/* The cells that stand at one place of a block. */
static void gather_cells (const DjBlock *block, gsize place, DjSlice *slices)
{
  gsize cell = place;
  for (gsize row = 0; row < block->n_rows; row++, cell += block->n_places)
  {
    guint32 start = get_start (block, cell);
    slices[row] = (DjSlice){ block->text + start, block->ends[cell] - start };
  }
  for (gsize row = 0; place + 1 == block->n_places && row < block->n_rows; row++)
    if (slices[row].length > 0 && slices[row].text[slices[row].length - 1] == '\r')
      slices[row].length--;
}

static void gather_texts (const DjBlockColumn *from, const DjColumn *column, DjSlice *slices)
{
  gather_cells (from->block, from->place, slices);
  for (gsize row = 0; !is_plain_text (column) && row < from->block->n_rows; row++)
    trim (&slices[row].text, &slices[row].length);
}

/* Without a loop over bytes, of which nobody could guess how often it goes round. */
static gboolean is_same (const char *a, const char *b, gsize length)
{
  const gsize eight = sizeof (guint64), four = sizeof (guint32);
  if (length > 2 * eight)
    return memcmp (a, b, length) == 0;
  if (length >= eight)
    return memcmp (a, b, eight) == 0 && memcmp (a + length - eight, b + length - eight, eight) == 0;
  if (length >= four)
    return memcmp (a, b, four) == 0 && memcmp (a + length - four, b + length - four, four) == 0;
  return a[0] == b[0] && a[length / 2] == b[length / 2] && a[length - 1] == b[length - 1];
}

/* The values of a code list that a block has, as they stand there, so that each is looked for once. */
#define KNOWN_CODES 64

typedef struct
{
  DjSlice slices[KNOWN_CODES];
  int codes[KNOWN_CODES]; /* 0 for none such, CODE_MISSING for blanks */
} KnownCodes;

#define CODE_MISSING (-1)

static int look_up_code (const DjColumn *column, DjSlice slice)
{
  trim (&slice.text, &slice.length);
  return slice.length == 0 ? CODE_MISSING : dj_code_list_find (column->info->codes, slice.text, (gssize)slice.length);
}

static int find_code (KnownCodes *known, const DjColumn *column, DjSlice slice)
{
  if (slice.length == 0)
    return CODE_MISSING;
  gsize at = (slice.length * 5 + (guchar)slice.text[0] + (guchar)slice.text[slice.length - 1] * 3u) % KNOWN_CODES;
  if (known->slices[at].length != slice.length || !is_same (known->slices[at].text, slice.text, slice.length))
  {
    known->slices[at] = slice;
    known->codes[at] = look_up_code (column, slice);
  }
  return known->codes[at];
}

static gboolean is_required (const DjColumn *column)
{
  return column->info && column->info->flags & DJ_COLUMN_REQUIRED;
}

static gboolean set_codes (DjColumn *column, gint32 first, const DjSlice *slices, gsize n)
{
  KnownCodes known = { .slices = { { NULL, 0 } } };
  gsize missing = 0;
  for (gsize i = 0; i < n; i++)
  {
    int code = find_code (&known, column, slices[i]);
    missing += code == CODE_MISSING;
    if (code == 0)
      return FALSE;
    if (code > 0)
      column->code[(gsize)first + i] = (guint8)code;
  }
  return missing == 0 || !is_required (column);
}

/* Whether all that have bytes have numbers. */
static gboolean are_known (const DjSlice *slices, gsize n, const gint32 *ids)
{
  gsize unknown = 0;
  for (gsize i = 0; i < n; i++)
    unknown += ids[i] == DJ_TEXT_NONE && slices[i].length > 0;
  return unknown == 0;
}

typedef int (*Setter) (DjColumn *column, gint32 row, const char *text, gsize length);

/* Most cells can be set as they stand; blanks are looked for around those that cannot. */
static int set_trimmed (DjColumn *column, gint32 row, DjSlice slice, Setter set)
{
  if (slice.length > 0 && set (column, row, slice.text, slice.length) == DJ_CELL_SET)
    return DJ_CELL_SET;
  trim (&slice.text, &slice.length);
  if (slice.length == 0)
    return is_required (column) ? DJ_ISSUE_REQUIRED : DJ_CELL_SET;
  return set (column, row, slice.text, slice.length);
}

static gboolean set_each (DjColumn *column, gint32 first, const DjSlice *slices, gsize n, Setter set)
{
  for (gsize i = 0; i < n; i++)
    if (set_trimmed (column, first + (gint32)i, slices[i], set) != DJ_CELL_SET)
      return FALSE;
  return TRUE;
}

/* Its texts are likely to be new: looking for them first would be in vain. */
static gboolean is_key (const DjColumn *column) { return column->info && column->info->flags & DJ_COLUMN_KEY; }

static gboolean find_texts (const DjBlockColumn *from, DjColumn *column, const DjSlice *slices)
{
  gsize n = from->block->n_rows, n_given = 0;
  for (gsize i = 0; i < n; i++)
    n_given += slices[i].length > 0;
  if (n_given > 0 && !is_key (column))
    dj_texts_find_many (from->texts, slices, n, column->text + from->row);
  return n_given == n || !is_required (column);
}

gboolean dj_block_has_cells (const DjBlock *block, gsize place)
{
  DjSlice slices[DJ_BLOCK_ROWS];
  gather_cells (block, place, slices);
  for (gsize i = 0; i < block->n_rows; i++)
    if (slices[i].length > 0)
      return TRUE;
  return FALSE;
}

gboolean dj_block_set_cells (const DjBlockColumn *from)
{
  DjSlice slices[DJ_BLOCK_ROWS];
  DjColumn *column = dj_table_get_column (from->table, from->column);
  DjType type = dj_table_get_type (from->table, from->column);
  gsize n = from->block->n_rows;
  if (type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE)
  {
    gather_texts (from, column, slices);
    return find_texts (from, column, slices);
  }
  gather_cells (from->block, from->place, slices);
  switch (type)
  {
  case DJ_TYPE_INT:
    return set_each (column, from->row, slices, n, set_int);
  case DJ_TYPE_REAL:
    return set_each (column, from->row, slices, n, set_real);
  case DJ_TYPE_DATE:
    return set_each (column, from->row, slices, n, set_date);
  case DJ_TYPE_CODE:
  default:
    return set_codes (column, from->row, slices, n);
  }
}

static gboolean has_missing (const gint32 *ids, gsize n)
{
  gsize missing = 0;
  for (gsize i = 0; i < n; i++)
    missing += ids[i] == DJ_TEXT_NONE;
  return missing > 0;
}

gboolean dj_block_add_texts (const DjBlockColumn *from)
{
  DjSlice slices[DJ_BLOCK_ROWS];
  DjColumn *column = g_ptr_array_index (from->table->columns, (guint)from->column);
  DjType type = dj_table_get_type (from->table, from->column);
  gsize n = from->block->n_rows;
  if ((type != DJ_TYPE_TEXT && type != DJ_TYPE_REFERENCE) || !column->data
      || !has_missing (column->text + from->row, n))
    return TRUE;
  gather_texts (from, column, slices);
  dj_texts_intern_many (from->texts, slices, n, column->text + from->row);
  return are_known (slices, n, column->text + from->row);
}

gboolean dj_block_intern (const DjBlock *block, gsize place, DjTexts *texts, gint32 *ids)
{
  DjSlice slices[DJ_BLOCK_ROWS] = { { NULL, 0 } };
  gather_cells (block, place, slices);
  for (gsize i = 0; i < block->n_rows; i++)
    if (dj_text_has_blank_ends (slices[i].text, slices[i].length))
      return FALSE;
  dj_texts_find_many (texts, slices, block->n_rows, ids);
  dj_texts_intern_many (texts, slices, block->n_rows, ids);
  return are_known (slices, block->n_rows, ids);
}

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* The exact double of a whole number, or not. */
static gboolean is_exact (gint64 value) { return ABS (value) <= G_GINT64_CONSTANT (1) << 53; }

int dj_table_set_int_cell (DjTableData *table, DjTexts *texts, int number, gint32 row, gint64 value)
{
  char text[DJ_NUMBER_TEXT_SIZE];
  DjColumn *column = g_ptr_array_index (table->columns, (guint)number);
  DjType type = dj_table_get_type (table, number);
  if (value == DJ_INT_NONE)
    return DJ_ISSUE_NUMBER; /* the one that stands for a missing one */
  if (type != DJ_TYPE_INT && type != DJ_TYPE_REAL)
  {
    dj_int_format (value, text);
    return dj_table_set_cell (table, texts, number, row, text, strlen (text));
  }
  dj_table_open_column (table, number);
  if (type == DJ_TYPE_INT)
    return store_int (column, row, value);
  return is_exact (value) ? store_real (column, row, (double)value) : DJ_ISSUE_NUMBER;
}

/* A code or a name: where a double has lost its last digits it is another's. A further column keeps the number that it is. */
static gboolean is_word (const DjColumn *column, DjType type)
{
  return column->info && (type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE);
}

int dj_table_set_real_cell (DjTableData *table, DjTexts *texts, int number, gint32 row, double value)
{
  DjColumn *column = g_ptr_array_index (table->columns, (guint)number);
  DjType type = dj_table_get_type (table, number);
  gboolean whole = fabs (value) <= 9007199254740992.0 && value == floor (value);
  if (is_word (column, type) && fabs (value) >= 9007199254740992.0)
    return DJ_ISSUE_NUMBER;
  if (type != DJ_TYPE_REAL && whole)
    return dj_table_set_int_cell (table, texts, number, row, (gint64)value);
  if (type != DJ_TYPE_REAL)
  {
    /* A text may be any number that can be written, a code, a day or a reference none with a fraction. */
    char text[DJ_NUMBER_TEXT_SIZE];
    dj_real_format (value, text);
    return *text && type == DJ_TYPE_TEXT ? dj_table_set_cell (table, texts, number, row, text, strlen (text))
                                         : DJ_ISSUE_NUMBER;
  }
  dj_table_open_column (table, number);
  return store_real (column, row, value);
}

int dj_table_set_date_cell (DjTableData *table, DjTexts *texts, int number, gint32 row, DjDate date)
{
  char text[DJ_DATE_TEXT_SIZE];
  if (dj_table_get_type (table, number) != DJ_TYPE_DATE)
  {
    dj_date_format (date, text);
    return dj_table_set_cell (table, texts, number, row, text, strlen (text));
  }
  dj_table_set_date (table, number, row, date);
  return DJ_CELL_SET;
}
