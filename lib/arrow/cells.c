/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of Arrow arrays. Nothing of an array is taken for granted that can be checked: producers have bugs, too. */
#include "arrow/arrow-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Formats ---------------------------------------------------------------------------------------------------- */

#define SECONDS_PER_DAY G_GINT64_CONSTANT (86400)

static const struct
{
  const char *format;
  DjArrowFormat is;
} plain_formats[] = {
  { "n", { .kind = DJ_ARROW_NULL } },
  { "b", { .kind = DJ_ARROW_BOOL } },
  { "c", { .kind = DJ_ARROW_SIGNED, .size = 1 } },
  { "s", { .kind = DJ_ARROW_SIGNED, .size = 2 } },
  { "i", { .kind = DJ_ARROW_SIGNED, .size = 4 } },
  { "l", { .kind = DJ_ARROW_SIGNED, .size = 8 } },
  { "C", { .kind = DJ_ARROW_UNSIGNED, .size = 1 } },
  { "S", { .kind = DJ_ARROW_UNSIGNED, .size = 2 } },
  { "I", { .kind = DJ_ARROW_UNSIGNED, .size = 4 } },
  { "L", { .kind = DJ_ARROW_UNSIGNED, .size = 8 } },
  { "f", { .kind = DJ_ARROW_FLOAT, .size = 4 } },
  { "g", { .kind = DJ_ARROW_FLOAT, .size = 8 } },
  { "u", { .kind = DJ_ARROW_TEXT, .size = 4 } },
  { "U", { .kind = DJ_ARROW_TEXT, .size = 8 } },
  { "vu", { .kind = DJ_ARROW_VIEW } },
  { "tdD", { .kind = DJ_ARROW_MOMENT, .size = 4, .per_day = 1 } },
  { "tdm", { .kind = DJ_ARROW_MOMENT, .size = 8, .per_day = SECONDS_PER_DAY * 1000, .fraction = 3 } },
};

/* `tsn:` and the name of a time zone, if any; `tsn`, `tsu`, `tsm`, `tss` by unit. */
static gboolean parse_timestamp (const char *format, DjArrowFormat *out)
{
  static const struct
  {
    char letter;
    gint64 per_second;
    int fraction;
  } units[] = { { 's', 1, 0 }, { 'm', 1000, 3 }, { 'u', 1000000, 6 }, { 'n', 1000000000, 9 } };
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (format[2] == units[i].letter && format[3] == ':')
    {
      *out = (DjArrowFormat){
        .kind = DJ_ARROW_MOMENT,
        .size = 8,
        .per_day = SECONDS_PER_DAY * units[i].per_second,
        .fraction = units[i].fraction,
        .zoned = format[4] != '\0',
      };
      return TRUE;
    }
  return FALSE;
}

/* `d:precision,scale`, of 128 bits. */
static gboolean parse_decimal (const char *format, DjArrowFormat *out)
{
  g_auto (GStrv) parts = g_strsplit (format + 2, ",", 4);
  guint n = g_strv_length (parts);
  gint64 scale;
  if (n < 2 || n > 3 || (n == 3 && strcmp (parts[2], "128") != 0)
      || !g_ascii_string_to_signed (parts[1], 10, -38, 38, &scale, NULL))
    return FALSE;
  *out = (DjArrowFormat){ .kind = DJ_ARROW_DECIMAL, .size = 16, .scale = (int)scale };
  return TRUE;
}

gboolean dj_arrow_format_parse (const char *format, DjArrowFormat *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plain_formats); i++)
    if (strcmp (format, plain_formats[i].format) == 0)
    {
      *out = plain_formats[i].is;
      return TRUE;
    }
  if (g_str_has_prefix (format, "ts") && strlen (format) >= 4)
    return parse_timestamp (format, out);
  return g_str_has_prefix (format, "d:") && parse_decimal (format, out);
}

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

DjArrowCells *dj_arrow_cells_new (const struct ArrowSchema *schema)
{
  DjArrowFormat format;
  if (!schema->format || !dj_arrow_format_parse (schema->format, &format))
    return NULL;
  DjArrowCells *cells = g_new0 (DjArrowCells, 1);
  cells->format = format;
  if (!schema->dictionary)
    return cells;
  gboolean whole = format.kind == DJ_ARROW_SIGNED || format.kind == DJ_ARROW_UNSIGNED;
  if (whole && !schema->dictionary->dictionary)
    cells->dictionary = dj_arrow_cells_new (schema->dictionary);
  if (!cells->dictionary)
    g_clear_pointer (&cells, dj_arrow_cells_free);
  return cells;
}

void dj_arrow_cells_free (DjArrowCells *cells)
{
  if (!cells)
    return;
  dj_arrow_cells_free (cells->dictionary);
  g_free (cells);
}

/* ---- Structure -------------------------------------------------------------------------------------------------- */

static gboolean has_buffers (const struct ArrowArray *array, DjArrowKind kind)
{
  switch (kind)
  {
  case DJ_ARROW_NULL:
    return array->n_buffers == 0 || array->n_buffers == 1; /* one is what early writers gave */
  case DJ_ARROW_TEXT:
    return array->n_buffers == 3;
  case DJ_ARROW_VIEW:
    return array->n_buffers >= 3 && array->n_buffers < G_MAXINT32;
  case DJ_ARROW_BOOL:
  case DJ_ARROW_SIGNED:
  case DJ_ARROW_UNSIGNED:
  case DJ_ARROW_FLOAT:
  case DJ_ARROW_DECIMAL:
  case DJ_ARROW_MOMENT:
  default:
    return array->n_buffers == 2;
  }
}

static const char *check_bounds (const struct ArrowArray *array, gint64 least)
{
  if (array->length < 0 || array->offset < 0 || array->null_count < -1)
    return "a negative length, offset or count of nulls / 长度、偏移或空值数为负";
  if (array->length > G_MAXINT64 / 16 - array->offset)
    return "a length that no memory has / 长度超出内存";
  if (array->length < least)
    return "a column shorter than its rows / 列比行数短";
  return NULL;
}

static const char *check_buffers (const DjArrowCells *cells, const struct ArrowArray *array)
{
  if (!has_buffers (array, cells->format.kind) || (array->n_buffers > 0 && !array->buffers))
    return "a wrong number of buffers / 缓冲区数目不符";
  if (cells->format.kind == DJ_ARROW_NULL || array->length == 0)
    return NULL;
  if (!array->buffers[1])
    return "a buffer that is not there / 缺少缓冲区";
  if (array->null_count > 0 && !array->buffers[0])
    return "nulls without a bitmap / 有空值而无位图";
  if (cells->format.kind == DJ_ARROW_VIEW && !array->buffers[array->n_buffers - 1] && array->n_buffers > 3)
    return "a buffer that is not there / 缺少缓冲区";
  return NULL;
}

const char *dj_arrow_cells_bind (DjArrowCells *cells, const struct ArrowArray *array, gint64 least)
{
  if (!array || !array->release)
    return "an array that is not there / 缺少数组";
  const char *fault = check_bounds (array, least);
  if (!fault)
    fault = check_buffers (cells, array);
  if (!fault && cells->dictionary)
    fault = array->dictionary ? dj_arrow_cells_bind (cells->dictionary, array->dictionary, 0)
                              : "a dictionary that is not there / 缺少字典";
  cells->array = fault ? NULL : array;
  cells->nullable = !fault && cells->format.kind != DJ_ARROW_NULL && array->null_count != 0 && array->length > 0
                    && array->buffers[0] != NULL;
  return fault;
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

/* Buffers of a slice may begin anywhere: memcpy is the load that does not mind. */
static gint64 load_signed (const void *cells, int size, gint64 index)
{
  const char *at = (const char *)cells + index * size;
  gint8 one;
  gint16 two;
  gint32 four;
  gint64 eight;
  switch (size)
  {
  case 1:
    memcpy (&one, at, sizeof one);
    return one;
  case 2:
    memcpy (&two, at, sizeof two);
    return two;
  case 4:
    memcpy (&four, at, sizeof four);
    return four;
  default:
    memcpy (&eight, at, sizeof eight);
    return eight;
  }
}

static gboolean bit_is_set (const void *bits, gint64 index)
{
  return ((const guint8 *)bits)[index / 8] >> (index % 8) & 1;
}

static void set_text (DjArrowCell *out, const char *text, gsize length)
{
  out->kind = DJ_ARROW_CELL_TEXT;
  out->text = text;
  out->length = length;
}

static void set_whole (DjArrowCell *out, gint64 value)
{
  out->kind = DJ_ARROW_CELL_INT;
  out->whole = value;
}

static void set_real (DjArrowCell *out, double value)
{
  out->kind = isnan (value) ? DJ_ARROW_CELL_MISSING : DJ_ARROW_CELL_REAL;
  out->real = value;
}

static void read_unsigned (const void *cells, int size, gint64 index, DjArrowCell *out)
{
  guint64 value = (guint64)load_signed (cells, size, index);
  if (size < 8)
    value &= (G_GUINT64_CONSTANT (1) << size * 8) - 1;
  if (value <= G_MAXINT64)
    set_whole (out, (gint64)value);
  else
    set_text (out, out->buffer, (gsize)g_snprintf (out->buffer, sizeof out->buffer, "%" G_GUINT64_FORMAT, value));
}

static void read_float (const void *cells, int size, gint64 index, DjArrowCell *out)
{
  float four;
  double eight;
  if (size == 4)
  {
    memcpy (&four, (const char *)cells + index * 4, sizeof four);
    set_real (out, (double)four);
    return;
  }
  memcpy (&eight, (const char *)cells + index * 8, sizeof eight);
  set_real (out, eight);
}

/* Divides a number of four parts, the greatest first, by ten; returns the rest. */
static int divide_by_ten (guint32 parts[4])
{
  guint64 rest = 0;
  for (int i = 0; i < 4; i++)
  {
    guint64 value = rest << 32 | parts[i];
    parts[i] = (guint32)(value / 10);
    rest = value % 10;
  }
  return (int)rest;
}

/* The digits of a number, the last first; returns how many, none for 0. */
static int list_digits (guint64 high, guint64 low, char digits[39])
{
  guint32 parts[4] = { (guint32)(high >> 32), (guint32)high, (guint32)(low >> 32), (guint32)low };
  int n = 0;
  while (parts[0] || parts[1] || parts[2] || parts[3])
    digits[n++] = (char)('0' + divide_by_ten (parts));
  return n;
}

/* Writes every digit, as a double would not hold them: noughts behind the point are left out, as they are in whole numbers. */
static void write_decimal (gboolean negative, const char *digits, int n, int scale, DjArrowCell *out)
{
  char *at = out->buffer;
  int last = 0;
  while (last < scale && last < n && digits[last] == '0')
    last++;
  if (negative)
    *at++ = '-';
  if (n <= scale)
    *at++ = '0';
  for (int i = MAX (n, scale) - 1; i >= last; i--)
  {
    if (i == scale - 1)
      *at++ = '.';
    *at++ = i < n ? digits[i] : '0';
  }
  for (int i = scale; i < 0; i++)
    *at++ = '0';
  set_text (out, out->buffer, (gsize)(at - out->buffer));
}

/* Little end first: the low half, then the high one with the sign. */
static void read_decimal (const void *cells, int scale, gint64 index, DjArrowCell *out)
{
  guint64 low = (guint64)load_signed (cells, 8, index * 2);
  guint64 high = (guint64)load_signed (cells, 8, index * 2 + 1);
  gboolean negative = high >> 63;
  gint64 whole = (gint64)low;
  int left = scale;
  while (left > 0 && whole % 10 == 0)
  {
    whole /= 10;
    left--;
  }
  gboolean fits = high == (low >> 63 ? G_MAXUINT64 : 0) && whole != G_MININT64; /* which stands for a missing one */
  if (fits && (left == 0 || whole == 0))
  {
    set_whole (out, whole);
    return;
  }
  char digits[39];
  int n = negative ? list_digits (~high + (low == 0), ~low + 1, digits) : list_digits (high, low, digits);
  write_decimal (negative, digits, n, scale, out);
}

/* ---- Days ------------------------------------------------------------------------------------------------------- */

/* A second's fraction, without the noughts at its end; nothing for none. */
static void write_fraction (gint64 fraction, int digits, char text[12])
{
  *text = '\0';
  if (fraction == 0)
    return;
  for (; fraction % 10 == 0; digits--)
    fraction /= 10;
  g_snprintf (text, 12, ".%0*" G_GINT64_FORMAT, digits, fraction);
}

/* What is no whole day goes on as text, which no column of days takes. */
static void write_moment (gint64 day, gint64 rest, const DjArrowFormat *format, DjArrowCell *out)
{
  char text[DJ_DATE_TEXT_SIZE], fraction[12];
  gint64 per_second = format->per_day / SECONDS_PER_DAY;
  gint64 seconds = per_second > 0 ? rest / per_second : 0;
  int length;
  write_fraction (per_second > 0 ? rest % per_second : 0, format->fraction, fraction);
  if (day < dj_date (1000, 1, 1) || day > dj_date (9999, 12, 31))
    length = g_snprintf (out->buffer, sizeof out->buffer, "1970-01-01%+" G_GINT64_FORMAT "d", day);
  else
    length = g_snprintf (out->buffer, sizeof out->buffer, "%sT%02d:%02d:%02d%s%s", dj_date_format ((DjDate)day, text),
                         (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60), fraction,
                         format->zoned ? "Z" : "");
  set_text (out, out->buffer, (gsize)length);
}

static void read_moment (const DjArrowFormat *format, const void *cells, gint64 index, DjArrowCell *out)
{
  gint64 value = load_signed (cells, format->size, index);
  gint64 day = value / format->per_day - (value % format->per_day < 0);
  gint64 rest = value % format->per_day + (value % format->per_day < 0 ? format->per_day : 0);
  if (rest != 0 || format->zoned || day < dj_date (1000, 1, 1) || day > dj_date (9999, 12, 31))
  {
    write_moment (day, rest, format, out);
    return;
  }
  out->kind = DJ_ARROW_CELL_DATE;
  out->whole = day;
}

/* ---- Texts ------------------------------------------------------------------------------------------------------ */

static const char *read_text (const DjArrowCells *cells, gint64 index, DjArrowCell *out)
{
  const struct ArrowArray *array = cells->array;
  int size = cells->format.size;
  gint64 start = load_signed (array->buffers[1], size, index);
  gint64 end = load_signed (array->buffers[1], size, index + 1);
  gint64 last = load_signed (array->buffers[1], size, array->offset + array->length);
  if (start < 0 || end < start || end > last)
    return "offsets of texts out of order / 文本偏移次序错误";
  if (end > start && !array->buffers[2])
    return "a buffer that is not there / 缺少缓冲区";
  set_text (out, end > start ? (const char *)array->buffers[2] + start : "", (gsize)(end - start));
  return NULL;
}

/* A view of sixteen bytes: the length; then up to twelve bytes, or four of them, the number of a buffer and the place in it. */
static const char *read_view (const DjArrowCells *cells, gint64 index, DjArrowCell *out)
{
  const struct ArrowArray *array = cells->array;
  const char *view = (const char *)array->buffers[1] + index * 16;
  gint64 length = load_signed (view, 4, 0);
  if (length < 0)
    return "a text of negative length / 文本长度为负";
  if (length <= 12)
  {
    set_text (out, view + 4, (gsize)length);
    return NULL;
  }
  gint64 number = load_signed (view, 4, 2), start = load_signed (view, 4, 3);
  if (number < 0 || number >= array->n_buffers - 3 || !array->buffers[2 + number] || start < 0)
    return "a view of no buffer / 视图指向不存在的缓冲区";
  if (length > load_signed (array->buffers[array->n_buffers - 1], 8, number) - start)
    return "a view beyond its buffer / 视图超出缓冲区";
  set_text (out, (const char *)array->buffers[2 + number] + start, (gsize)length);
  return NULL;
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

static const char *read_value (const DjArrowCells *cells, gint64 index, DjArrowCell *out)
{
  const DjArrowFormat *format = &cells->format;
  const void *data = cells->array->buffers[1];
  switch (format->kind)
  {
  case DJ_ARROW_BOOL:
    out->kind = DJ_ARROW_CELL_BOOL;
    out->whole = bit_is_set (data, index);
    return NULL;
  case DJ_ARROW_SIGNED:
    set_whole (out, load_signed (data, format->size, index));
    return NULL;
  case DJ_ARROW_UNSIGNED:
    read_unsigned (data, format->size, index, out);
    return NULL;
  case DJ_ARROW_FLOAT:
    read_float (data, format->size, index, out);
    return NULL;
  case DJ_ARROW_DECIMAL:
    read_decimal (data, format->scale, index, out);
    return NULL;
  case DJ_ARROW_MOMENT:
    read_moment (format, data, index, out);
    return NULL;
  case DJ_ARROW_TEXT:
    return read_text (cells, index, out);
  case DJ_ARROW_VIEW:
    return read_view (cells, index, out);
  case DJ_ARROW_NULL:
  default:
    return NULL;
  }
}

const char *dj_arrow_cells_read (const DjArrowCells *cells, gint64 index, DjArrowCell *out)
{
  out->kind = DJ_ARROW_CELL_MISSING;
  gint64 at = cells->array->offset + index;
  if (cells->format.kind == DJ_ARROW_NULL || (cells->nullable && !bit_is_set (cells->array->buffers[0], at)))
    return NULL;
  const char *fault = read_value (cells, at, out);
  if (!cells->dictionary || fault)
    return fault;
  if (out->kind != DJ_ARROW_CELL_INT || out->whole < 0 || out->whole >= cells->dictionary->array->length)
    return "a number that the dictionary has not / 字典中没有的编号";
  return dj_arrow_cells_read (cells->dictionary, out->whole, out);
}
