/* SPDX-License-Identifier: Apache-2.0 */
/* A frame as an Arrow C stream: numbers and days where they lie, texts copied, missing cells as bitmaps. */
#include <dangjian/arrow.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "schema/schema-private.h"

/* What the stream keeps. */
typedef struct
{
  DjFrame *frame;
  DjArrowWords words;
  int *columns;
  gsize n_columns;
  gint64 batch_rows;
  gint64 at; /* rows handed out */
} Export;

/* ---- Schema ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *name;
  char *metadata;
} SchemaTexts;

static void release_schema (struct ArrowSchema *schema)
{
  SchemaTexts *texts = schema->private_data;
  for (int64_t i = 0; i < schema->n_children; i++)
  {
    if (schema->children[i]->release)
      schema->children[i]->release (schema->children[i]);
    g_free (schema->children[i]);
  }
  if (schema->dictionary && schema->dictionary->release)
    schema->dictionary->release (schema->dictionary);
  g_free (schema->children);
  g_free (schema->dictionary);
  g_free (texts->name);
  g_free (texts->metadata);
  g_free (texts);
  schema->release = NULL;
}

/* Takes @name and @metadata. */
static void init_schema (struct ArrowSchema *schema, const char *format, char *name, char *metadata)
{
  SchemaTexts *texts = g_new (SchemaTexts, 1);
  *texts = (SchemaTexts){ name, metadata };
  *schema = (struct ArrowSchema){ .format = format,
                                  .name = name ? name : "",
                                  .metadata = metadata,
                                  .flags = ARROW_FLAG_NULLABLE,
                                  .release = release_schema,
                                  .private_data = texts };
}

static void append_pair (GByteArray *out, const char *key, const char *value)
{
  gint32 length = (gint32)strlen (key);
  g_byte_array_append (out, (const guint8 *)&length, sizeof length);
  g_byte_array_append (out, (const guint8 *)key, (guint)length);
  length = (gint32)strlen (value);
  g_byte_array_append (out, (const guint8 *)&length, sizeof length);
  g_byte_array_append (out, (const guint8 *)value, (guint)length);
}

/* Both labels in the binary form of the interface: the number of pairs, then each key and value behind its length. */
static char *make_metadata (const DjFrameColumn *info)
{
  GByteArray *out = g_byte_array_new ();
  const gint32 pairs = 2;
  g_byte_array_append (out, (const guint8 *)&pairs, sizeof pairs);
  append_pair (out, "label_zh", info->label_zh);
  append_pair (out, "label_en", info->label_en);
  return (char *)g_byte_array_free (out, FALSE);
}

/* One byte a row as long as the list's values fit it; indices begin with 0, codes with 1. */
static const char *code_format (const DjCodeList *codes) { return codes->n_codes <= G_MAXINT8 + 1 ? "c" : "C"; }

static const char *column_format (const DjFrameColumn *info)
{
  switch (info->type)
  {
  case DJ_TYPE_INT:
    return "l";
  case DJ_TYPE_REAL:
    return "g";
  case DJ_TYPE_DATE:
    return "tdD";
  case DJ_TYPE_CODE:
    return code_format (info->codes);
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return "U";
  }
}

static const DjFrameColumn *get_info (const Export *export, gsize place)
{
  return dj_frame_get_column (export->frame, export->columns[place]);
}

static const char *get_word (const Export *export, gsize place)
{
  const DjFrameColumn *info = get_info (export, place);
  if (export->words == DJ_ARROW_NAMES)
    return info->name;
  return export->words == DJ_ARROW_LABELS_ZH ? info->label_zh : info->label_en;
}

/* Labels are for people and may repeat; a table of columns is asked for them by name. */
static char *make_field_name (const Export *export, gsize place)
{
  const char *word = get_word (export, place);
  for (gsize i = 0; i < export->n_columns; i++)
    if (i != place && strcmp (get_word (export, i), word) == 0 && export->words != DJ_ARROW_NAMES)
      return g_strdup_printf ("%s (%s)", word, get_info (export, place)->name);
  return g_strdup (word);
}

static struct ArrowSchema *make_field (const Export *export, gsize place)
{
  const DjFrameColumn *info = get_info (export, place);
  struct ArrowSchema *field = g_new (struct ArrowSchema, 1);
  init_schema (field, column_format (info), make_field_name (export, place), make_metadata (info));
  if (info->type == DJ_TYPE_CODE)
  {
    field->dictionary = g_new (struct ArrowSchema, 1);
    init_schema (field->dictionary, "u", NULL, NULL);
  }
  return field;
}

static int get_schema (struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
  const Export *export = stream->private_data;
  init_schema (out, "+s", NULL, NULL);
  out->flags = 0;
  out->n_children = (int64_t) export->n_columns;
  out->children = g_new (struct ArrowSchema *, export->n_columns);
  for (gsize i = 0; i < export->n_columns; i++)
    out->children[i] = make_field (export, i);
  return 0;
}

/* ---- Arrays ----------------------------------------------------------------------------------------------------- */

/* What an array holds of its own: each may be moved out of its parent and outlive it. */
typedef struct
{
  DjFrame *frame; /* NULL for a dictionary, which borrows nothing */
  const void *buffers[3];
  gpointer own[3];
} ArrayParts;

static void release_array (struct ArrowArray *array)
{
  ArrayParts *parts = array->private_data;
  for (int64_t i = 0; i < array->n_children; i++)
  {
    if (array->children[i]->release)
      array->children[i]->release (array->children[i]);
    g_free (array->children[i]);
  }
  if (array->dictionary && array->dictionary->release)
    array->dictionary->release (array->dictionary);
  g_free (array->children);
  g_free (array->dictionary);
  for (gsize i = 0; i < G_N_ELEMENTS (parts->own); i++)
    g_free (parts->own[i]);
  g_clear_pointer (&parts->frame, dj_frame_unref);
  g_free (parts);
  array->release = NULL;
}

static ArrayParts *init_array (struct ArrowArray *array, DjFrame *frame, gint64 length, int n_buffers)
{
  ArrayParts *parts = g_new0 (ArrayParts, 1);
  parts->frame = frame ? dj_frame_ref (frame) : NULL;
  *array = (struct ArrowArray){
    .length = length, .n_buffers = n_buffers, .buffers = parts->buffers, .release = release_array, .private_data = parts
  };
  return parts;
}

static void own_buffer (ArrayParts *parts, int number, gpointer buffer)
{
  parts->own[number] = buffer;
  parts->buffers[number] = buffer;
}

/* Cells of one column whose validity is found a stretch at a time. */
#define STRETCH 1024

/* One byte a cell: whether there is a value. Texts are written into a buffer of their own, so none comes by here. */
static void find_present (const DjFrame *frame, int column, gint64 first, gsize n, guint8 *present)
{
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
  {
    const gint64 *ints = dj_frame_get_ints (frame, column) + first;
    for (gsize i = 0; i < n; i++)
      present[i] = ints[i] != DJ_INT_NONE;
    break;
  }
  case DJ_TYPE_REAL:
  {
    const double *reals = dj_frame_get_reals (frame, column) + first;
    for (gsize i = 0; i < n; i++)
      present[i] = !isnan (reals[i]);
    break;
  }
  case DJ_TYPE_DATE:
  {
    const DjDate *dates = dj_frame_get_dates (frame, column) + first;
    for (gsize i = 0; i < n; i++)
      present[i] = dates[i] != DJ_DATE_NONE;
    break;
  }
  case DJ_TYPE_CODE:
  {
    const guint8 *codes = dj_frame_get_codes (frame, column) + first;
    for (gsize i = 0; i < n; i++)
      present[i] = codes[i] != 0;
    break;
  }
  default:
    memset (present, 1, n);
  }
}

/* Packs bytes of 0 and 1 into bits, the first into the lowest; returns how many are 0. */
static gint64 pack_bits (const guint8 *present, gsize n, guint8 *bits)
{
  gsize ones = 0;
  for (gsize i = 0; i < n; i++)
    ones += present[i];
  for (gsize i = 0; i < n; i++)
    bits[i / 8] = (guint8)(bits[i / 8] | present[i] << i % 8);
  return (gint64)(n - ones);
}

/* A bitmap where cells are missing; where none is there is no buffer at all, which readers take for all present. */
static void add_validity (struct ArrowArray *array, const DjFrame *frame, int column, gint64 first)
{
  guint8 present[STRETCH];
  guint8 *bits = NULL;
  for (gint64 at = 0; at < array->length; at += STRETCH)
  {
    gsize n = (gsize)MIN (STRETCH, array->length - at);
    find_present (frame, column, first + at, n, present);
    if (!bits && !memchr (present, 0, n))
      continue;
    if (!bits)
    {
      bits = g_malloc0 ((gsize)(array->length + 7) / 8);
      memset (bits, 0xff, (gsize)at / 8);
    }
    array->null_count += pack_bits (present, n, bits + at / 8);
  }
  own_buffer (array->private_data, 0, bits);
}

static void fill_numbers (struct ArrowArray *array, DjFrame *frame, int column, gint64 first)
{
  ArrayParts *parts = init_array (array, frame, array->length, 2);
  DjType type = dj_frame_get_column (frame, column)->type;
  add_validity (array, frame, column, first);
  if (type == DJ_TYPE_INT)
    parts->buffers[1] = dj_frame_get_ints (frame, column) + first;
  else if (type == DJ_TYPE_REAL)
    parts->buffers[1] = dj_frame_get_reals (frame, column) + first;
  else
    parts->buffers[1] = dj_frame_get_dates (frame, column) + first;
}

/* The values of a code list as texts. */
static struct ArrowArray *make_dictionary (const DjCodeList *codes, DjArrowWords words)
{
  struct ArrowArray *array = g_new (struct ArrowArray, 1);
  ArrayParts *parts = init_array (array, NULL, codes->n_codes, 3);
  gint32 *offsets = g_new0 (gint32, codes->n_codes + 1);
  GString *bytes = g_string_new (NULL);
  for (int i = 0; i < codes->n_codes; i++)
  {
    DjLanguage language = words == DJ_ARROW_LABELS_ZH ? DJ_LANGUAGE_ZH : DJ_LANGUAGE_EN;
    g_string_append (bytes, words == DJ_ARROW_NAMES ? dj_code_list_get_name (codes, i + 1)
                                                    : dj_code_list_get_label (codes, i + 1, language));
    offsets[i + 1] = (gint32)bytes->len;
  }
  own_buffer (parts, 1, offsets);
  own_buffer (parts, 2, g_string_free (bytes, FALSE));
  return array;
}

static void fill_codes (struct ArrowArray *array, DjFrame *frame, int column, gint64 first, DjArrowWords words)
{
  ArrayParts *parts = init_array (array, frame, array->length, 2);
  const guint8 *codes = dj_frame_get_codes (frame, column) + first;
  guint8 *indices = g_malloc ((gsize)MAX (array->length, 1));
  add_validity (array, frame, column, first);
  for (gint64 i = 0; i < array->length; i++)
    indices[i] = (guint8)(codes[i] - (codes[i] > 0)); /* what is missing may be any index, as long as it is one */
  own_buffer (parts, 1, indices);
  array->dictionary = make_dictionary (dj_frame_get_column (frame, column)->codes, words);
}

static void fill_texts (struct ArrowArray *array, DjFrame *frame, int column, gint64 first)
{
  ArrayParts *parts = init_array (array, frame, array->length, 3);
  gint64 *offsets = g_new (gint64, (gsize)array->length + 1);
  guint8 *bits = g_malloc0 ((gsize)(array->length + 7) / 8 + 1);
  GString *bytes = g_string_sized_new ((gsize)array->length * 8);
  offsets[0] = 0;
  for (gint64 i = 0; i < array->length; i++)
  {
    const char *text = dj_frame_get_text (frame, first + i, column);
    if (text)
      g_string_append (bytes, text);
    bits[i / 8] = (guint8)(bits[i / 8] | (text != NULL) << i % 8);
    array->null_count += text == NULL;
    offsets[i + 1] = (gint64)bytes->len;
  }
  if (array->null_count == 0)
    g_clear_pointer (&bits, g_free);
  own_buffer (parts, 0, bits);
  own_buffer (parts, 1, offsets);
  own_buffer (parts, 2, g_string_free (bytes, FALSE));
}

static struct ArrowArray *make_column (const Export *export, gsize place, gint64 first, gint64 length)
{
  struct ArrowArray *array = g_new0 (struct ArrowArray, 1);
  int column = export->columns[place];
  array->length = length;
  switch (get_info (export, place)->type)
  {
  case DJ_TYPE_INT:
  case DJ_TYPE_REAL:
  case DJ_TYPE_DATE:
    fill_numbers (array, export->frame, column, first);
    break;
  case DJ_TYPE_CODE:
    fill_codes (array, export->frame, column, first, export->words);
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    fill_texts (array, export->frame, column, first);
    break;
  }
  return array;
}

/* ---- Stream ----------------------------------------------------------------------------------------------------- */

static int get_next (struct ArrowArrayStream *stream, struct ArrowArray *out)
{
  Export *export = stream->private_data;
  gint64 left = dj_frame_get_n_rows (export->frame) - export->at;
  if (left <= 0)
  {
    *out = (struct ArrowArray){ .release = NULL };
    return 0;
  }
  gint64 length = export->batch_rows > 0 ? MIN (left, export->batch_rows) : left;
  init_array (out, NULL, length, 1);
  out->n_children = (int64_t) export->n_columns;
  out->children = g_new (struct ArrowArray *, export->n_columns);
  for (gsize i = 0; i < export->n_columns; i++)
    out->children[i] = make_column (export, i, export->at, length);
  export->at += length;
  return 0;
}

/* Nothing here can fail, short of memory. */
static const char *get_last_error (struct ArrowArrayStream *stream)
{
  (void)stream;
  return NULL;
}

static void release_stream (struct ArrowArrayStream *stream)
{
  Export *export = stream->private_data;
  dj_frame_unref (export->frame);
  g_free (export->columns);
  g_free (export);
  stream->release = NULL;
}

static gboolean check_options (const DjFrame *frame, const DjArrowOptions *options, GError **error)
{
  if (options->words > DJ_ARROW_LABELS_ZH || options->batch_rows < 0)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                         DJ_SAY ("没有这样的导出选项", "There is no such option of export"));
    return FALSE;
  }
  for (gsize i = 0; options->columns && i < options->n_columns; i++)
    if (options->columns[i] < 0 || options->columns[i] >= dj_frame_get_n_columns (frame))
    {
      g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("没有第 %d 列", "There is no column %d"),
                   options->columns[i]);
      return FALSE;
    }
  return TRUE;
}

gboolean dj_frame_export_arrow (DjFrame *frame, const DjArrowOptions *options, struct ArrowArrayStream *out,
                                GError **error)
{
  g_return_val_if_fail (frame != NULL && out != NULL, FALSE);
  const DjArrowOptions plain = DJ_ARROW_OPTIONS_INIT;
  const DjArrowOptions *how = options ? options : &plain;
  if (!check_options (frame, how, error))
    return FALSE;
  Export *export = g_new0 (Export, 1);
  export->frame = dj_frame_ref (frame);
  export->words = how->words;
  export->batch_rows = how->batch_rows;
  export->n_columns = how->columns ? how->n_columns : (gsize)dj_frame_get_n_columns (frame);
  export->columns = g_new (int, export->n_columns);
  for (gsize i = 0; i < export->n_columns; i++)
    export->columns[i] = how->columns ? how->columns[i] : (int)i;
  *out = (struct ArrowArrayStream){ get_schema, get_next, get_last_error, release_stream, export };
  return TRUE;
}
