/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: frame
 *
 * Every tabular answer: typed columns of equal length, to be read by cell or by column, written as CSV or JSON, or printed.
 *
 * A frame is constant once handed out; it may be read from any thread. Whole columns of numbers, days and codes lie in one
 * array each, in the layout that the Arrow columnar format has for int64, float64, date32 and uint8.
 */
#pragma once

#include <stdio.h>
#include <dangjian/schema.h>

G_BEGIN_DECLS

typedef struct _DjFrame DjFrame;

/**
 * DjFrameColumn: what a column of a frame is.
 * @name: English name: header in CSV, key in JSON
 * @label_zh: Chinese label: header on a terminal
 * @label_en: English label: header on a terminal
 * @type: what it holds; a %DJ_TYPE_REFERENCE holds the code of what it refers to as text
 * @codes: (nullable): the code list of a %DJ_TYPE_CODE
 */
typedef struct
{
  const char *name;
  const char *label_zh;
  const char *label_en;
  DjType type;
  const DjCodeList *codes;
} DjFrameColumn;

#define DJ_TYPE_FRAME (dj_frame_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_frame_get_type (void);

/**
 * dj_frame_ref: (method)
 *
 * Returns: (transfer full): @frame, with one reference more
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_frame_ref (DjFrame *frame);

/** dj_frame_unref: gives up one reference; the last one frees. */
DJ_AVAILABLE_IN_0_1 void dj_frame_unref (DjFrame *frame);

/** dj_frame_get_n_rows: Returns: how many rows */
DJ_AVAILABLE_IN_0_1 gint64 dj_frame_get_n_rows (const DjFrame *frame);

/** dj_frame_get_n_columns: Returns: how many columns */
DJ_AVAILABLE_IN_0_1 int dj_frame_get_n_columns (const DjFrame *frame);

/**
 * dj_frame_get_column:
 * @column: from 0
 *
 * Returns: (transfer none): what the column is
 */
DJ_AVAILABLE_IN_0_1 const DjFrameColumn *dj_frame_get_column (const DjFrame *frame, int column);

/**
 * dj_frame_find_column:
 * @name: an English name
 *
 * Returns: the column's number, or -1
 */
DJ_AVAILABLE_IN_0_1 int dj_frame_find_column (const DjFrame *frame, const char *name);

/** dj_frame_is_missing: Returns: whether the cell has no value. O(1). */
DJ_AVAILABLE_IN_0_1 gboolean dj_frame_is_missing (const DjFrame *frame, gint64 row, int column);

/** dj_frame_get_int: Returns: a cell of an int column, %DJ_INT_NONE where missing. O(1). */
DJ_AVAILABLE_IN_0_1 gint64 dj_frame_get_int (const DjFrame *frame, gint64 row, int column);

/** dj_frame_get_real: Returns: a cell of a real column, NaN where missing. O(1). */
DJ_AVAILABLE_IN_0_1 double dj_frame_get_real (const DjFrame *frame, gint64 row, int column);

/** dj_frame_get_date: Returns: a cell of a date column, %DJ_DATE_NONE where missing. O(1). */
DJ_AVAILABLE_IN_0_1 DjDate dj_frame_get_date (const DjFrame *frame, gint64 row, int column);

/** dj_frame_get_code: Returns: a cell of a code column, 0 where missing. O(1). */
DJ_AVAILABLE_IN_0_1 int dj_frame_get_code (const DjFrame *frame, gint64 row, int column);

/**
 * dj_frame_get_text:
 *
 * Returns: (transfer none) (nullable): a cell of a text or reference column, or the English name of a code; %NULL where missing.
 *   Valid as long as @frame. O(1).
 */
DJ_AVAILABLE_IN_0_1 const char *dj_frame_get_text (const DjFrame *frame, gint64 row, int column);

/** dj_frame_get_ints: Returns: (transfer none) (array): all cells of an int column, one a row */
DJ_AVAILABLE_IN_0_1 const gint64 *dj_frame_get_ints (const DjFrame *frame, int column);

/** dj_frame_get_reals: Returns: (transfer none) (array): all cells of a real column, one a row */
DJ_AVAILABLE_IN_0_1 const double *dj_frame_get_reals (const DjFrame *frame, int column);

/** dj_frame_get_dates: Returns: (transfer none) (array): all cells of a date column, one a row */
DJ_AVAILABLE_IN_0_1 const DjDate *dj_frame_get_dates (const DjFrame *frame, int column);

/** dj_frame_get_codes: Returns: (transfer none) (array): all cells of a code column, one a row */
DJ_AVAILABLE_IN_0_1 const guint8 *dj_frame_get_codes (const DjFrame *frame, int column);

/**
 * dj_frame_select:
 * @rows: (array length=n): numbers of rows, in the order wanted
 * @n: how many
 *
 * Returns: (transfer full): a frame with the same columns and these rows of @frame; O(cells)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_frame_select (const DjFrame *frame, const gint64 *rows, gsize n);

/**
 * dj_issues_to_frame:
 *
 * Returns: (transfer full): one row an issue: severity, rule, table, row, file, line, column, subject, message_zh, message_en,
 *   citation
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_issues_to_frame (const DjIssues *issues);

/**
 * dj_issues_read_json:
 * @text: (array length=length): what dj_frame_write_json() wrote of a frame of issues
 * @length: its length in bytes, or -1 where NUL ends it
 * @error: %DJ_ERROR_FORMAT for anything else
 *
 * So issues can be kept, or sent to another process.
 *
 * Returns: (transfer full) (nullable): the frame of issues; O(length)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_issues_read_json (const char *text, gssize length, GError **error);

/**
 * DjPrintOptions: how a frame is printed.
 * @language: of headers and of the values of code lists
 * @width: columns of the terminal; 0 for that of @out's terminal, or no limit where it is none
 * @colour: whether to mark the header with terminal colours
 * @names: whether headers and values are the English names, as in files and as keys, and not labels in @language
 */
typedef struct
{
  DjLanguage language;
  int width;
  gboolean colour;
  gboolean names;
} DjPrintOptions;

/**
 * dj_frame_print:
 * @out: where to
 * @options: (nullable): how; %NULL for the locale's language, the terminal's width, and colour on a terminal only
 *
 * Writes an aligned table. Chinese characters are two columns wide; columns that do not fit are cut with `…`, the widest first;
 * text that could steer the terminal is shown escaped. O(cells).
 */
DJ_AVAILABLE_IN_0_1 void dj_frame_print (const DjFrame *frame, FILE *out, const DjPrintOptions *options);

/**
 * dj_frame_write_csv:
 * @out: where to
 * @error: %DJ_ERROR_FILE
 *
 * Writes UTF-8 CSV (RFC 4180 with LF): header of English names, codes by English name, missing values empty, empty text `""`.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_frame_write_csv (const DjFrame *frame, FILE *out, GError **error);

/**
 * dj_frame_write_json:
 * @out: where to
 * @error: %DJ_ERROR_FILE
 *
 * Writes an array of one object a row, keys and codes by English name, missing values `null`.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_frame_write_json (const DjFrame *frame, FILE *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjFrame, dj_frame_unref)

G_END_DECLS
