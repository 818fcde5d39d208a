/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an Arrow stream. The bytes choose formats, lengths and counts, sound and unsound ones, and fill buffers that are as long as
 * the structure says, as the interface asks of producers; their contents are anything. What cannot be taken leaves the change as it was;
 * what can goes out and comes in again. */
#include <stdint.h>
#include <string.h>

#include <dangjian/dangjian.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MOST_COLUMNS 6
#define MOST_ROWS 8
/* Enough for MOST_ROWS cells of sixteen bytes behind an offset of as many. */
#define BUFFER_SIZE 512

typedef struct
{
  const uint8_t *data;
  size_t left;
} Bytes;

static uint8_t take (Bytes *bytes)
{
  if (bytes->left == 0)
    return 0;
  bytes->left--;
  return *bytes->data++;
}

typedef struct
{
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowSchema values_schema;
  struct ArrowArray values;
  const void *pointers[5];
  const void *values_pointers[5];
  uint8_t buffers[2][4][BUFFER_SIZE];
} Column;

typedef struct
{
  Bytes bytes;
  struct ArrowSchema schema;
  struct ArrowArray rows;
  struct ArrowSchema *fields[MOST_COLUMNS];
  struct ArrowArray *arrays[MOST_COLUMNS];
  Column columns[MOST_COLUMNS];
  const void *no_buffer;
  int left; /* arrays that will still come */
} Source;

static void release_schema (struct ArrowSchema *schema) { schema->release = NULL; }
static void release_array (struct ArrowArray *array) { array->release = NULL; }
static void release_stream (struct ArrowArrayStream *stream) { stream->release = NULL; }

static const char *const formats[]
    = { "n",   "b",   "c",    "C",    "s",       "I",     "l", "L",  "f",   "g",    "u", "U",       "vu",
        "tdD", "tdm", "tss:", "tsn:", "tsu:UTC", "d:9,3", "z", "+l", "d:9", "tsx:", "",  "d:38,-4", "e" };

static const char *const names[]
    = { "code", "name", "kind", "since", "until", "headcount", "area", "further", "__index_level_0__",
        "",     "代码", "host" };

static int64_t odd_count (Bytes *bytes, int64_t count)
{
  static const int64_t odd[] = { -1, 0, INT64_MAX, INT64_MIN, (int64_t)1 << 31, -2 };
  uint8_t chance = take (bytes);
  return chance < 250 ? count : odd[chance - 250];
}

/* Contents: small numbers on the whole, so that offsets and lengths are often in range. Offsets never lead out of a buffer. */
static void fill_buffer (Bytes *bytes, const char *format, int number, uint8_t *buffer)
{
  uint8_t seed = take (bytes);
  int width = strcmp (format, "U") == 0 ? 8 : 4;
  gboolean is_offsets = number == 1 && (*format == 'u' || *format == 'U');
  memset (buffer, seed & 0x80 ? 0xff : 0, BUFFER_SIZE);
  for (int i = 0; i < 48; i++)
    buffer[is_offsets ? i * width : i] = take (bytes);
  for (int i = 0; is_offsets && i < BUFFER_SIZE; i++)
    if (i % width != 0)
      buffer[i] = 0;
}

/* The sizes of a view's buffers, which are true whatever else is. */
static void fill_sizes (uint8_t *buffer)
{
  const int64_t size = BUFFER_SIZE;
  for (int i = 0; i < BUFFER_SIZE / 8; i++)
    memcpy (buffer + i * 8, &size, sizeof size);
}

static void fill_array (Bytes *bytes, struct ArrowArray *array, const char *format, const void **pointers,
                        uint8_t buffers[4][BUFFER_SIZE], int64_t length)
{
  gboolean is_view = strcmp (format, "vu") == 0;
  int n = strcmp (format, "n") == 0 ? 0 : is_view ? 4 : *format == 'u' || *format == 'U' ? 3 : 2;
  for (int i = 0; i < 4; i++)
  {
    fill_buffer (bytes, format, i, buffers[i]);
    pointers[i] = buffers[i];
  }
  if (is_view)
    fill_sizes (buffers[3]);
  uint8_t flags = take (bytes);
  if (flags & 1)
    pointers[0] = NULL;
  if (flags > 252)
    pointers[flags - 252] = NULL;
  *array = (struct ArrowArray){ .length = odd_count (bytes, length),
                                .null_count = odd_count (bytes, flags & 2 ? -1 : 0),
                                .offset = odd_count (bytes, flags >> 2 & 3),
                                .n_buffers = flags == 200 ? n - 1 : n,
                                .buffers = flags == 201 ? NULL : pointers,
                                .release = flags == 202 ? NULL : release_array };
  /* The offsets behind the last cell that an array of so many cells may be asked for must be there. */
  if (array->length > MOST_ROWS * 2 && array->length < INT64_MAX)
    array->length = MOST_ROWS * 2;
  if (array->offset > 3 && array->offset < INT64_MAX)
    array->offset = 3;
}

static void make_column (Source *source, int i)
{
  Column *column = &source->columns[i];
  Bytes *bytes = &source->bytes;
  const char *format = formats[take (bytes) % G_N_ELEMENTS (formats)];
  gboolean is_dictionary = take (bytes) % 4 == 0;
  column->schema = (struct ArrowSchema){ .format = format, .name = names[take (bytes) % G_N_ELEMENTS (names)] };
  column->schema.release = release_schema;
  source->fields[i] = &column->schema;
  if (!is_dictionary)
    return;
  column->values_schema.format = formats[take (bytes) % G_N_ELEMENTS (formats)];
  column->values_schema.release = release_schema;
  column->schema.dictionary = &column->values_schema;
}

static int get_schema (struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
  *out = ((Source *)stream->private_data)->schema;
  return 0;
}

static int get_next (struct ArrowArrayStream *stream, struct ArrowArray *out)
{
  Source *source = stream->private_data;
  *out = (struct ArrowArray){ .release = NULL };
  if (source->left-- <= 0)
    return 0;
  int64_t length = take (&source->bytes) % MOST_ROWS;
  for (int i = 0; i < (int)source->schema.n_children; i++)
  {
    Column *column = &source->columns[i];
    fill_array (&source->bytes, &column->array, column->schema.format, column->pointers, column->buffers[0],
                length + 1);
    if (column->schema.dictionary)
    {
      fill_array (&source->bytes, &column->values, column->values_schema.format, column->values_pointers,
                  column->buffers[1], 5);
      column->array.dictionary = &column->values;
    }
    source->arrays[i] = &column->array;
  }
  *out = (struct ArrowArray){ .length = odd_count (&source->bytes, length),
                              .n_buffers = 1,
                              .buffers = &source->no_buffer,
                              .n_children = source->schema.n_children,
                              .children = source->arrays,
                              .release = release_array };
  return take (&source->bytes) == 255 ? 5 : 0;
}

static void check_round (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) other = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (other, "round");
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_UNIT);
  struct ArrowArrayStream stream;
  g_assert_true (dj_frame_export_arrow (frame, NULL, &stream, NULL));
  dj_change_import_arrow (change, DJ_TABLE_UNIT, &stream, NULL, &error);
  g_assert_no_error (error);
  dj_change_commit (change, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dj_register_get_n_rows (other, DJ_TABLE_UNIT), ==, dj_register_get_n_rows (reg, DJ_TABLE_UNIT));
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree Source *source = g_new0 (Source, 1);
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "fuzz");
  g_autoptr (GError) error = NULL;
  struct ArrowArrayStream stream = { get_schema, get_next, NULL, release_stream, source };
  source->bytes = (Bytes){ data, size };
  source->left = 1 + take (&source->bytes) % 3;
  source->schema = (struct ArrowSchema){ .format = "+s",
                                         .n_children = take (&source->bytes) % (MOST_COLUMNS + 1),
                                         .children = source->fields,
                                         .release = release_schema };
  for (int i = 0; i < (int)source->schema.n_children; i++)
    make_column (source, i);
  gboolean done = dj_change_import_arrow (change, DJ_TABLE_UNIT, &stream, NULL, &error);
  g_assert_true (done == (error == NULL) && !stream.release);
  gboolean committed = dj_change_commit (change, NULL);
  if (!done)
    g_assert_true (committed && dj_register_get_n_rows (reg, DJ_TABLE_UNIT) == 0);
  else if (committed)
    check_round (reg);
  return 0;
}
