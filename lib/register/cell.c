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

static void trim (const char **text, gsize *length)
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

gboolean dj_text_is_blank (const char *text, gsize length)
{
  trim (&text, &length);
  return length == 0;
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

int dj_table_set_real_cell (DjTableData *table, DjTexts *texts, int number, gint32 row, double value)
{
  DjColumn *column = g_ptr_array_index (table->columns, (guint)number);
  DjType type = dj_table_get_type (table, number);
  gboolean exact = fabs (value) <= 9007199254740992.0;
  gboolean whole = exact && value == floor (value);
  if (type != DJ_TYPE_REAL && whole)
    return dj_table_set_int_cell (table, texts, number, row, (gint64)value);
  if (type != DJ_TYPE_REAL)
  {
    /* A text may be any number that can be written, a code, a day or a reference none with a fraction. A code or a name whose
     * last digits a double has lost is another's; a further column keeps the number that it is. */
    char text[DJ_NUMBER_TEXT_SIZE];
    dj_real_format (value, text);
    return *text && type == DJ_TYPE_TEXT && (exact || !column->info)
               ? dj_table_set_cell (table, texts, number, row, text, strlen (text))
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
