/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: arrow
 *
 * Frames out and tables in through the Arrow C stream interface, in memory and without a file between: what pandas, polars, pyarrow, DuckDB
 * and others speak (https://arrow.apache.org/docs/format/CStreamInterface.html).
 *
 * The three structures are those of the standard, behind its guards; this library links no Arrow library.
 */
#pragma once

#include <dangjian/register.h>

G_BEGIN_DECLS

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema
{
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release) (struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray
{
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release) (struct ArrowArray *);
  void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream
{
  int (*get_schema) (struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next) (struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error) (struct ArrowArrayStream *);
  void (*release) (struct ArrowArrayStream *);
  void *private_data;
};

#endif

/* ---- Out ------------------------------------------------------------------------------------------------------ */

/**
 * DjArrowWords: what columns and the values of code lists are called.
 * @DJ_ARROW_NAMES: their English names, as in files
 * @DJ_ARROW_LABELS_EN: their English labels
 * @DJ_ARROW_LABELS_ZH: their Chinese labels
 */
typedef enum
{
  DJ_ARROW_NAMES,
  DJ_ARROW_LABELS_EN,
  DJ_ARROW_LABELS_ZH,
} DjArrowWords;

/**
 * DjArrowOptions: how a frame goes out.
 * @words: what columns and values are called
 * @columns: (nullable) (array length=n_columns): numbers of the columns wanted, in that order; %NULL for all
 * @n_columns: how many
 * @batch_rows: rows in one array of the stream, 0 for all in one
 */
typedef struct
{
  DjArrowWords words;
  const int *columns;
  gsize n_columns;
  gint64 batch_rows;
} DjArrowOptions;

/** DJ_ARROW_OPTIONS_INIT: all columns by name, in one array. */
#define DJ_ARROW_OPTIONS_INIT                                                                                          \
  {                                                                                                                    \
    DJ_ARROW_NAMES, NULL, 0, 0                                                                                         \
  }

/**
 * dj_frame_export_arrow:
 * @options: (nullable): how
 * @out: (out caller-allocates): the stream; whoever takes it releases it
 * @error: %DJ_ERROR_NOT_FOUND for a column that the frame has not, %DJ_ERROR_FORMAT for other options out of range
 *
 * An int column is `int64`, a real one `float64`, a date `date32`: their cells are read where they lie in the frame, and only a bitmap is made
 * where some are missing. A code is a dictionary of texts with one byte a row. Texts and references are `large_utf8`, copied array by array as
 * they are asked for. Each field carries both labels as metadata (`label_zh`, `label_en`). Two columns that would be called the same are
 * told apart by the English name behind the label.
 *
 * The stream holds the frame; the arrays hold it beyond the stream, and may be released in any order from any thread. A stream is for one
 * thread at a time. A stream that is not read to its end is released like any other.
 *
 * Returns: whether @out is a stream; O(columns), then O(rows) for codes and texts and O(rows / 8) bytes for what is missing
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_frame_export_arrow (DjFrame *frame, const DjArrowOptions *options,
                                                    struct ArrowArrayStream *out, GError **error);

/* ---- In ------------------------------------------------------------------------------------------------------- */

/**
 * DjArrowImportOptions: how a table comes in.
 * @replace: whether its rows take the place of those that the table has; without it they are added behind them
 * @name: (nullable): what issues call the stream; %NULL for the table's name
 * @cancellable: (nullable): to stop it
 * @progress: (nullable): told how many rows are read; `total` is 0, as a stream does not say it
 * @progress_data: given to @progress
 */
typedef struct
{
  gboolean replace;
  const char *name;
  GCancellable *cancellable;
  DjProgress progress;
  gpointer progress_data;
} DjArrowImportOptions;

/** DJ_ARROW_IMPORT_OPTIONS_INIT: adding, without progress. */
#define DJ_ARROW_IMPORT_OPTIONS_INIT                                                                                   \
  {                                                                                                                    \
    FALSE, NULL, NULL, NULL, NULL                                                                                      \
  }

/**
 * dj_change_import_arrow:
 * @table: the table that the rows are of
 * @stream: (transfer full): the stream, of a struct with a field for each column; released whatever comes of it
 * @options: (nullable): how
 * @error: %DJ_ERROR_DATA with every issue of the stream, %DJ_ERROR_FILE where the producer fails, %DJ_ERROR_LIMIT, %DJ_ERROR_CANCELLED
 *
 * Fields are known by English name or Chinese label in any order; further ones are kept as text; the short columns (`superior`,
 * `affiliation`) are understood as in files, and with `replace` take the place of the rows they stand for. Where one change replaces a table
 * both by its own name and by a short column, in either order, the rows of both are kept. A field `__index_level_…__`, which pandas makes of an
 * index, is left out.
 *
 * Taken are texts (utf8, large_utf8, utf8_view) as they would stand in a file, dictionaries of what is taken, signed and unsigned whole numbers,
 * floating ones, decimal128, bool, date32, date64, timestamps without a time zone at midnight, and null. Each is converted to the type of its
 * column where that loses nothing: `3.0` is a whole number, `20240826` a day, 110105004 a code. NaN, like null, is a missing value.
 * Decimals keep every digit, moments that are no whole day are texts with their fraction; floating numbers from 2^53 on are issues where a
 * declared column takes texts, as the code or name that they were is lost.
 * A row in which nothing stands is left out, as in a file. What does not fit is an issue with the row of the stream, and the place of the
 * field, from 1, as `column`; a field of another type is one issue for all its rows.
 *
 * The structure of the stream is checked, texts for UTF-8 and offsets for order; that buffers are as long as the structure says has to be
 * believed, as the interface does not tell. On any error the change is as before. References and periods are checked when the change is:
 * tables may come in any order.
 *
 * Returns: whether the rows are in the change; O(cells)
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_import_arrow (DjChange *change, DjTable table, struct ArrowArrayStream *stream,
                                                     const DjArrowImportOptions *options, GError **error);

G_END_DECLS
