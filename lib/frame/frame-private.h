/* SPDX-License-Identifier: Apache-2.0 */
/* Frame room: how the other rooms of the library make frames and write text. */
#pragma once

#include <dangjian/frame.h>

/* ---- Making a frame: add columns, append a value to each column for each row, then dj_frame_finish(). ------------ */

DjFrame *dj_frame_new (void);

/* Returns the column's number. The strings must outlive the frame, or be copied (dj_frame_add_named). @codes only for codes. */
int dj_frame_add (DjFrame *frame, DjType type, const char *name, const char *label_zh, const char *label_en,
                  const DjCodeList *codes);

/* The same for a column of a declared table, with its name, labels, type and codes. */
int dj_frame_add_declared (DjFrame *frame, const DjColumnInfo *info);

/* A text column named at run time; the name is copied and is its label too. */
int dj_frame_add_named (DjFrame *frame, const char *name);

/* The same for a text or whole number that no table declares. */
int dj_frame_add_text (DjFrame *frame, const char *name, const char *label_zh, const char *label_en);
int dj_frame_add_number (DjFrame *frame, const char *name, const char *label_zh, const char *label_en);
int dj_frame_add_real (DjFrame *frame, const char *name, const char *label_zh, const char *label_en);

/* What a declared table says of a column. */
const DjColumnInfo *dj_column_of (DjTable table, int column);

void dj_frame_append_int (DjFrame *frame, int column, gint64 value);
void dj_frame_append_real (DjFrame *frame, int column, double value);
void dj_frame_append_date (DjFrame *frame, int column, DjDate value);
void dj_frame_append_code (DjFrame *frame, int column, int value);
void dj_frame_append_text (DjFrame *frame, int column,
                           const char *value); /* text or reference; NULL for missing; copied */

/* Appends @n cells of an int or of a code column, for the caller to set before anything else is done with the frame; codes are not
 * checked. */
gint64 *dj_frame_extend_ints (DjFrame *frame, int column, gint64 n);
guint8 *dj_frame_extend_codes (DjFrame *frame, int column, gint64 n);

/* Appends the last cell of the column again; a text is not copied again. */
void dj_frame_repeat (DjFrame *frame, int column, gint64 times);

/* Sets a cell of the last or an earlier row of an int column. */
void dj_frame_set_int (DjFrame *frame, gint64 row, int column, gint64 value);

/* Instead of appending: a column is read where it lies, and nothing is copied. What it is read from may not change, and lives as
 * long as the frame by dj_frame_keep(). */
typedef const char *(*DjFrameLookup) (gconstpointer pool, gint32 number);
/* Int, real, date or code cells, one array. */
void dj_frame_borrow (DjFrame *frame, int column, gconstpointer cells, gint64 n);
/* Text or reference cells as numbers in a pool; NULL numbers for a column in which all are missing. */
void dj_frame_borrow_texts (DjFrame *frame, int column, const gint32 *numbers, gint64 n, DjFrameLookup lookup,
                            gconstpointer pool);
/* Makes all @n cells of an empty column missing. */
void dj_frame_fill_missing (DjFrame *frame, int column, gint64 n);
/* Gives the frame what it borrows from; at most once. */
void dj_frame_keep (DjFrame *frame, gpointer owner, GDestroyNotify release);

/* Severities as a code list, numbered as DjSeverity is. */
extern const DjCodeList dj_severity_list;

/* Columns of issues, in their order. */
enum
{
  DJ_ISSUE_COLUMN_SEVERITY,
  DJ_ISSUE_COLUMN_RULE,
  DJ_ISSUE_COLUMN_TABLE,
  DJ_ISSUE_COLUMN_ROW,
  DJ_ISSUE_COLUMN_FILE,
  DJ_ISSUE_COLUMN_LINE,
  DJ_ISSUE_COLUMN_COLUMN,
  DJ_ISSUE_COLUMN_SUBJECT,
  DJ_ISSUE_COLUMN_MESSAGE_ZH,
  DJ_ISSUE_COLUMN_MESSAGE_EN,
  DJ_ISSUE_COLUMN_CITATION,
  DJ_ISSUE_COLUMN_FOUND,
  DJ_ISSUE_COLUMN_BOUND,
  DJ_N_ISSUE_COLUMNS,
};

/* A frame with the columns of issues, and no rows so far. */
DjFrame *dj_frame_new_for_issues (void);
/* Fills those columns, a row an issue; who has added more fills these. */
void dj_frame_append_issues (DjFrame *frame, const DjIssues *issues);

/* Every column must have the same length. Returns @frame. */
DjFrame *dj_frame_finish (DjFrame *frame);

/* ---- Text that goes into files: shared with the readers' room, so that a value is written in one way ------------- */

/* Appends one CSV field, quoted where RFC 4180 or the difference between missing (NULL: nothing) and empty ("") asks for it. */
void dj_csv_append (GString *out, const char *text);

/* Appends one JSON value: string escaped by cJSON, or null. */
void dj_json_append_text (GString *out, const char *text);

/* Columns that @text takes on a terminal: wide characters two, combining ones none. */
int dj_text_width (const char *text);
