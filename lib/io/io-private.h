/* SPDX-License-Identifier: Apache-2.0 */
/* IO room: what its readers and writers share. */
#pragma once

#include <cjson/cJSON.h>
#include <dangjian/io.h>

#include "register/register-private.h"
#include "schema/schema-private.h"

/* More columns in one table than any ledger has: hostile input must not make a column of every key. */
#define DJ_COLUMNS_MAX 1000

/* A field of a CSV file longer than this is a quote that was never closed. */
#define DJ_FIELD_MAX (16 << 20)

/* Bytes between two looks at the cancellable. */
#define DJ_STRIDE (1 << 20)

/* ---- Encoding --------------------------------------------------------------------------------------------------- */

/* Stands in decoded text for one bad sequence of bytes: no UTF-8 text has this byte, so that readers find the place
 * by it. */
#define DJ_BAD_BYTE 0xff
/* What is read there instead: U+FFFD. */
#define DJ_BAD_TEXT "\xef\xbf\xbd"

/* A file's text in UTF-8 without BOM. */
typedef struct
{
  const char *text; /* borrowed from the bytes, or @owned; not ended by NUL */
  gsize length;
  gboolean damaged; /* DJ_BAD_BYTE is in it */
  char *owned;
} DjDecoded;

/* Decodes UTF-8 or GB18030, whichever the bytes are. They must live as long as @decoded. */
void dj_decode (const char *bytes, gsize length, DjDecoded *decoded);
void dj_decoded_clear (DjDecoded *decoded);

/* The beginning of what stands at @at, a few characters of one line, for an issue to show. */
char *dj_snippet (const char *text, gsize length, gsize at);

/* A copy of @text in which U+FFFD stands for every DJ_BAD_BYTE. */
char *dj_mend_text (const char *text, gsize length);

/* The same for the name of a column. Blanks and a BOM before it are no part of it: as the first of a file it would
 * lose them. */
char *dj_mend_name (const char *text, gsize length);

/* Maps a regular file; DJ_ERROR_FILE with its path for anything else. */
GMappedFile *dj_map_file (const char *path, GError **error);

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* What is being read, and how far it has come. */
typedef struct
{
  const DjReadOptions *options;
  gint64 base;        /* bytes of the files read before this one */
  gint64 size;        /* bytes of this one */
  gint64 total;       /* bytes of all */
  gboolean by_parser; /* leaves no line out of the parser: for tests, which compare */
  DjChange *change;   /* where the rows go; NULL for a register of their own */
  gboolean replace;   /* rows of the change that are not read go */
} DjReading;

DjLoader *dj_reading_new_loader (const DjReading *reading);
/* Ends all: makes the register, which is @reg, or puts the rows into the change. */
gboolean dj_reading_finish (const DjReading *reading, DjLoader *loader, gboolean lenient, DjRegister **reg,
                            GError **error);

/* Says that @at of @length bytes of this file's text are read. Returns FALSE with DJ_ERROR_CANCELLED when it is to
 * stop. */
gboolean dj_reading_tell (const DjReading *reading, gsize at, gsize length, GError **error);

/* Says that the row begun last was left out, where the reader is lenient; otherwise nothing is read anyway. */
void dj_reading_report_dropped (const DjReading *reading, DjLoader *loader, const DjPlace *place);

/* Feeds a table from CSV. Defects become issues of the loader; FALSE only where it cannot go on. */
gboolean dj_csv_read (DjLoader *loader, DjTable table, const char *file, const char *bytes, gsize length,
                      const DjReading *reading, GError **error);

/* Cuts lines at the beginning of @text into rows of @n_places cells each, up to DJ_BLOCK_ROWS that begin before @until, and says in @used how
 * many bytes they are. Stops before a line that only a parser can read; 0 rows where that is the first. @ends: DJ_CUT_ROOM() numbers. */
gsize dj_csv_split (const char *text, gsize length, gsize until, gsize n_places, guint32 *ends, gsize *used);

/* Room for the ends of so many rows, and of cells behind them that are found in passing. */
#define DJ_CUT_ROOM(n_places) (DJ_BLOCK_ROWS * (gsize)(n_places) + 64)

/* Lines of a text that are cut into blocks, a piece for each. */
typedef struct
{
  const char *text;
  gsize length;
  gsize n_places;
  guint32 *ends; /* of cells, for each piece */
  gint most;     /* pieces */

  gsize begin; /* what is aimed at: so many pieces of so many bytes from here on */
  gsize piece;
  gint n_pieces;

  DjBlock blocks[DJ_BLOCKS];
  gsize end;      /* of those that were joined, */
  gsize n_rows;   /* their rows, */
  gboolean whole; /* and whether they are all that was aimed at */
} DjCutting;

void dj_cutting_init (DjCutting *cutting, const char *text, gsize length, gsize n_places);
void dj_cutting_clear (DjCutting *cutting);
/* Says what is to be cut; @row_bytes is about what a line has. */
void dj_cutting_aim (DjCutting *cutting, gsize begin, gint n_pieces, gsize row_bytes);
/* Cuts one piece: a DjPartFunc. */
void dj_cutting_cut (gint part, gpointer cutting);
/* What was aimed at is no more of use. */
void dj_cutting_forget (DjCutting *cutting);
/* Finds how many blocks follow one another without a gap, and numbers their lines from @line on. */
gint dj_cutting_join (DjCutting *cutting, gint32 line);

/* A register from, and to, a folder of CSV files or a JSON document: what room files asks for where a path is no store. */
DjRegister *dj_io_read (const char *path, const DjReadOptions *options, GError **error);
gboolean dj_io_write (DjRegister *reg, const char *path, GError **error);

/* Reads a whole document; see dj_reading_finish(). */
gboolean dj_json_read (const char *bytes, gsize length, const char *file, const DjReading *reading, DjRegister **reg,
                       GError **error);

/* ---- Places in a JSON text -------------------------------------------------------------------------------------- */

typedef struct
{
  gsize offset;
  gint32 line;
  gint32 column; /* character in the line, from 1 */
} DjSpot;

/* A member of the document's object: its key, and where each element of its array begins. */
typedef struct
{
  DjSpot key;
  GArray *rows; /* DjSpot */
} DjJsonMember;

/* What one scan of the text finds, before and beside the parser, which keeps no places. */
typedef struct
{
  const char *text;
  gsize length;
  GArray *members;    /* DjJsonMember, as they come */
  GArray *bad;        /* DjSpot of each DJ_BAD_BYTE */
  GArray *nul;        /* DjSpot of each \u0000 in a string */
  gboolean open_text; /* the text ends inside a string, */
  DjSpot open;        /* which begins here */
  int depth;          /* brackets that are open at its end */
} DjJsonPlaces;

DjJsonPlaces *dj_json_places_new (const char *text, gsize length);
void dj_json_places_free (DjJsonPlaces *places);

/* Parses the text of the places, which must end in NUL; what no value may hold is reported and marked in it. Where it is no JSON,
 * that is reported, and NULL is returned. */
cJSON *dj_json_parse (const DjJsonPlaces *places, char *text, const char *file, DjIssues *issues);

/* The place of a byte; from the beginning, O(offset). */
DjSpot dj_json_find_spot (const DjJsonPlaces *places, gsize offset);

/* The beginning of a value of a sound text, for an issue to show. */
char *dj_json_show_value (const DjJsonPlaces *places, const DjSpot *value);

/* Walks the members of one object of a sound text. */
typedef struct
{
  const char *text;
  gsize length;
  DjSpot at; /* the value of the member reached last */
  gsize key; /* its key with quotes */
  gsize key_end;
  gboolean begun;
} DjJsonCursor;

void dj_json_cursor_begin (DjJsonCursor *cursor, const DjJsonPlaces *places, const DjSpot *object);
gboolean dj_json_cursor_next (DjJsonCursor *cursor);
gboolean dj_json_cursor_is (const DjJsonCursor *cursor, const char *key);

/* Where a value of a sound text stands, and the key before it (line 0 where it has none). */
typedef struct
{
  DjSpot key;
  DjSpot value;
} DjJsonSpot;

/* Called with a value at a depth from 0; FALSE stops. */
typedef gboolean (*DjJsonVisit) (const cJSON *value, const DjJsonSpot *spot, int depth, gpointer data);

/* Visits every value of a document with its place, each before what is in it, in one pass over the text that it was parsed from.
 * Returns FALSE where it was stopped. */
gboolean dj_json_walk (const DjJsonPlaces *places, const cJSON *document, DjJsonVisit visit, gpointer data);

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* A file that appears whole or not at all: it is written beside its place and then renamed. */
typedef struct
{
  char *path;
  char *temporary; /* NULL once it is in its place */
  int descriptor;
  GString *text; /* not yet written */
} DjOutput;

DjOutput *dj_output_open (const char *path, GError **error);
/* Writes the text that has gathered, where it is worth it. */
gboolean dj_output_flush (DjOutput *output, GError **error);
/* Writes the rest and closes; the file is still beside its place. */
gboolean dj_output_close (DjOutput *output, GError **error);
gboolean dj_output_commit (DjOutput *output, GError **error);
/* Frees; removes what was not committed. */
void dj_output_free (DjOutput *output);

/* Whether the table is to be written, and which columns of it in which order: gint32, to be unreferenced. */
gboolean dj_table_is_written (const DjTableData *table);
GArray *dj_table_list_columns (const DjTableData *table);

gboolean dj_csv_write_table (const DjTableData *table, const DjTexts *texts, DjOutput *output, GError **error);
gboolean dj_json_write (const DjState *state, DjOutput *output, GError **error);

/* The column list of a table without rows is all that says how its CSV file begins; this key of a document keeps it. */
#define DJ_JSON_COLUMNS "columns"

/* Whether the name ends in @suffix, in whatever case. */
gboolean dj_has_suffix (const char *name, const char *suffix);

/* DJ_ERROR_FILE with the system's words for @number. */
void dj_set_errno_error (GError **error, const char *path, int number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjLoader, dj_loader_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjJsonPlaces, dj_json_places_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjOutput, dj_output_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DjDecoded, dj_decoded_clear)
