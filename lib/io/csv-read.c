/* SPDX-License-Identifier: Apache-2.0 */
/* CSV to the loader: libcsv parses, this file knows where it stands.
 *
 * Lines that need no parser are cut at their commas and go to the loader many at a time. All others, and all those in which the loader finds
 * something to complain of, go through the parser. The parser is fed one line of the file at a time, so that a field's line is known without
 * asking the parser, and a line with a stray quote can be left out and the next one tried: every defect is to be found, not only the
 * first. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "io/io-private.h"

typedef struct
{
  struct csv_parser parser;
  DjLoader *loader;
  DjTable table;
  const char *file;
  const DjReading *reading;
  const char *text;
  gsize length;
  GPtrArray *names;  /* header */
  gboolean in_body;  /* the header is read */
  gboolean stopped;  /* nothing more can be made of the file */
  DjCutting cut[2];  /* lines as blocks, by turns: those that the loader is busy with, and those behind them */
  int turn;          /* which are the next ones; -1 where no line may go without the parser */
  gsize parse_until; /* up to here lines go through the parser */
  gint most_blocks;  /* to be cut at once: what is cut behind a line for the parser is cut in vain */
  gsize row_bytes;   /* of the lines that were cut last, each */
  gboolean expected; /* the loader was told about how many rows will come */

  gint32 line; /* the line that is being fed, */
  gsize next;  /* and where the next one begins */

  gboolean open; /* a record is begun but not ended */
  gboolean row;  /* the loader knows of it */
  gboolean bad;  /* it must be dropped */
  gsize fields;  /* fields of it so far */
  gint32 row_line;
  gint32 field_line; /* the line on which the open field began, */
  gsize field_next;  /* and where the line after it begins */
} CsvReader;

/* Blanks are part of a field: the loader trims where the type wants it. */
static int is_no_blank (unsigned char byte)
{
  (void)byte;
  return 0;
}

/* Refuses to hold a field that is too long to be one. */
static void *grow_field (void *memory, size_t size) { return size > DJ_FIELD_MAX ? NULL : realloc (memory, size); }

static void reset_parser (CsvReader *reader)
{
  csv_free (&reader->parser);
  csv_init (&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL | CSV_APPEND_NULL);
  csv_set_space_func (&reader->parser, is_no_blank);
  csv_set_realloc_func (&reader->parser, grow_field);
  csv_set_blk_size (&reader->parser, 4096);
}

static void begin_row (CsvReader *reader)
{
  if (!reader->in_body || reader->row)
    return;
  dj_loader_begin_row (reader->loader, reader->row_line);
  reader->row = TRUE;
}

/* A row with bad bytes in it is checked further like any other, unless it would be kept: only a lenient reader keeps
 * anything. */
static gboolean is_lost (const CsvReader *reader, DjIssueCode code)
{
  return code != DJ_ISSUE_ENCODING || reader->reading->options->lenient;
}

static void report (CsvReader *reader, DjIssueCode code, gint32 line, gsize field, const char *a, const char *b)
{
  begin_row (reader);
  DjPlace place = {
    .table = (int)reader->table,
    .row = reader->row ? dj_loader_get_row (reader->loader) : -1,
    .column = (gint32)MIN (field, G_MAXINT32),
    .file = reader->file,
    .line = line,
  };
  dj_issues_add (dj_loader_get_issues (reader->loader), code, &place, NULL, a, b, NULL);
  reader->bad = reader->bad || is_lost (reader, code);
}

/* Gives up the row that the loader knows of. */
static void drop_row (CsvReader *reader)
{
  DjPlace place = { (int)reader->table, dj_loader_get_row (reader->loader), 0, reader->file, reader->row_line };
  dj_reading_report_dropped (reader->reading, reader->loader, &place);
  dj_loader_drop_row (reader->loader);
}

static void end_record (CsvReader *reader)
{
  reader->open = reader->row = reader->bad = FALSE;
  reader->fields = 0;
}

/* ---- What libcsv calls ------------------------------------------------------------------------------------------ */

static void take_field (void *text, size_t length, void *data)
{
  CsvReader *reader = data;
  if (!reader->in_body && reader->names->len <= DJ_COLUMNS_MAX)
    g_ptr_array_add (reader->names, dj_mend_name (text ? text : "", length));
  begin_row (reader);
  if (reader->in_body && text && reader->fields < reader->names->len)
    dj_loader_set_cell (reader->loader, reader->fields, text, length);
  reader->fields++;
  reader->field_line = reader->line;
  reader->field_next = reader->next;
}

static void begin_table (CsvReader *reader)
{
  reader->in_body
      = dj_loader_begin_table (reader->loader, reader->table, reader->file, (const char *const *)reader->names->pdata,
                               reader->names->len, reader->row_line);
  reader->stopped = !reader->in_body;
}

static void check_fields (CsvReader *reader)
{
  gsize wanted = reader->names->len;
  if (reader->fields == wanted || reader->bad)
    return;
  char has[DJ_NUMBER_TEXT_SIZE];
  char wants[DJ_NUMBER_TEXT_SIZE];
  dj_int_format ((gint64)reader->fields, has);
  dj_int_format ((gint64)wanted, wants);
  report (reader, DJ_ISSUE_FIELDS, reader->row_line, MIN (reader->fields, wanted) + 1, has, wants);
}

static void take_row (int end, void *data)
{
  CsvReader *reader = data;
  (void)end;
  if (!reader->in_body)
  {
    begin_table (reader);
  }
  else
  {
    check_fields (reader);
    if (reader->bad)
      drop_row (reader);
    else
      dj_loader_end_row (reader->loader);
  }
  end_record (reader);
}

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

/* A line ends after LF, CR LF, or a CR alone. */
static gsize find_line_end (const CsvReader *reader, gsize from)
{
  const char *text = reader->text;
  gsize at = from;
  while (at < reader->length && text[at] != '\n' && text[at] != '\r')
    at++;
  if (at < reader->length && text[at] == '\r' && at + 1 < reader->length && text[at + 1] == '\n')
    at++;
  return MIN (at + 1, reader->length);
}

static gboolean is_blank_line (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!strchr (" \t\r\n", text[i]) || text[i] == '\0')
      return FALSE;
  return TRUE;
}

/* Leaves the record out and goes on after the line on which the open field began: a quote that is wrong there often
 * swallows good lines up to the next quote. No line is read more than twice for it, since each quote changes between
 * inside and outside. */
static void recover (CsvReader *reader)
{
  if (reader->row)
    drop_row (reader);
  reader->stopped = !reader->in_body;
  reader->line = reader->field_line;
  reader->next = reader->field_next;
  end_record (reader);
  reset_parser (reader);
}

static gboolean feed (CsvReader *reader, const char *text, gsize length)
{
  gsize done = csv_parse (&reader->parser, text, length, take_field, take_row, reader);
  if (done == length)
    return TRUE;
  g_autofree char *found = dj_snippet (text, length, done);
  report (reader, DJ_ISSUE_SYNTAX, reader->field_line, reader->fields + 1, found, NULL);
  recover (reader);
  return FALSE;
}

/* Feeds a line in pieces, so that at a bad byte the number of its field is known. */
static void feed_line (CsvReader *reader, gsize from, gboolean damaged)
{
  const char *at = reader->text + from;
  const char *end = reader->text + reader->next;
  while (damaged && at < end)
  {
    const char *bad = memchr (at, DJ_BAD_BYTE, (gsize)(end - at));
    if (!bad)
      break;
    if (!feed (reader, at, (gsize)(bad - at)))
      return;
    report (reader, DJ_ISSUE_ENCODING, reader->line, reader->fields + 1, NULL, NULL);
    if (!feed (reader, DJ_BAD_TEXT, strlen (DJ_BAD_TEXT)))
      return;
    at = bad + 1;
  }
  if (at < end)
    feed (reader, at, (gsize)(end - at));
}

static void read_line (CsvReader *reader, gboolean damaged)
{
  gsize from = reader->next;
  reader->line++;
  reader->next = find_line_end (reader, from);
  if (!reader->open)
  {
    if (is_blank_line (reader->text + from, reader->next - from))
      return;
    reader->open = TRUE;
    reader->row_line = reader->field_line = reader->line;
    reader->field_next = reader->next;
  }
  feed_line (reader, from, damaged);
}

/* Fewer bytes in a line are not to be expected, whatever the first lines have. */
#define SHORT_LINE 16

/* The header is the first that tells how long lines are. */
static void begin_blocks (CsvReader *reader)
{
  for (int i = 0; i < 2; i++)
    dj_cutting_init (&reader->cut[i], reader->text, reader->length, reader->names->len);
  reader->turn = 0;
  reader->row_bytes = MAX (reader->next, SHORT_LINE);
}

/* The first lines tell how many rows the file will have. */
static void expect_rows (const CsvReader *reader, gsize n_rows, gsize used)
{
  gsize left = reader->length - reader->next;
  gsize a_line = MAX (used / n_rows, SHORT_LINE);
  dj_loader_expect_rows (reader->loader,
                         (gint32)MIN (left / a_line + left / a_line / 50 + DJ_BLOCK_ROWS, G_MAXINT32 / 2));
}

/* Says which lines are cut after those in hand: more and more of them at once, as long as all that is aimed at can be cut. */
static void aim (CsvReader *reader, gsize begin, gboolean went_well)
{
  reader->most_blocks = went_well ? MIN (reader->most_blocks * 2, DJ_BLOCKS) : 1;
  dj_cutting_aim (&reader->cut[reader->turn], begin, reader->most_blocks, reader->row_bytes);
}

/* Puts the next lines together as blocks, which are cut now where they were not before; returns how many there are. What is cut now is
 * found by the other turn. */
static gint take_blocks (CsvReader *reader)
{
  DjCutting *cut = &reader->cut[reader->turn];
  if (cut->begin != reader->next)
  {
    aim (reader, reader->next, FALSE);
    dj_in_parts (cut->n_pieces, dj_cutting_cut, cut);
  }
  gint n = dj_cutting_join (cut, reader->line + 1);
  if (n > 0)
    reader->row_bytes = (cut->end - cut->begin) / cut->n_rows;
  reader->turn = !reader->turn;
  aim (reader, cut->end, cut->whole);
  return n;
}

/* Gives blocks to the loader, while those behind them are cut. Returns how many it takes. */
static gint hand_over (CsvReader *reader, const DjCutting *cut, gint n)
{
  DjCutting *ahead = &reader->cut[reader->turn];
  const DjWork cutting = { ahead->n_pieces, dj_cutting_cut, ahead };
  if (!reader->expected && cut->end < reader->length)
    expect_rows (reader, cut->n_rows, cut->end - cut->begin);
  reader->expected = TRUE;
  gint taken = dj_loader_add_blocks (reader->loader, cut->blocks, n, &cutting);
  for (gint i = 0; i < taken; i++)
  {
    reader->line += (gint32)cut->blocks[i].n_rows;
    reader->next += cut->blocks[i].length;
  }
  return taken;
}

/* Hands over the next lines as blocks, where they need no parser. */
static gboolean read_blocks (CsvReader *reader)
{
  if (reader->turn < 0 || reader->open || reader->next < reader->parse_until
      || reader->line >= G_MAXINT32 - DJ_BLOCKS * DJ_BLOCK_ROWS)
    return FALSE;
  const DjCutting *cut = &reader->cut[reader->turn];
  gint n = take_blocks (reader);
  gint taken = n > 0 ? hand_over (reader, cut, n) : 0;
  if (taken < n)
    reader->parse_until = reader->next + cut->blocks[taken].length;
  if (taken == 0 || taken < n)
    dj_cutting_forget (&reader->cut[reader->turn]);
  return taken > 0;
}

/* The end of the text ends the last record, or finds it open. */
static void end_text (CsvReader *reader)
{
  if (csv_fini (&reader->parser, take_field, take_row, reader) == 0)
    return;
  report (reader, DJ_ISSUE_CUT, reader->field_line, reader->fields + 1, NULL, NULL);
  recover (reader);
}

/* ---- The whole file --------------------------------------------------------------------------------------------- */

static gboolean is_too_large (const CsvReader *reader, GError **error)
{
  if (reader->names->len <= DJ_COLUMNS_MAX && reader->line < G_MAXINT32)
    return FALSE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT,
               DJ_SAY ("%s：超过 %d 列或 %d 行", "%s: more than %d columns or %d lines"), reader->file, DJ_COLUMNS_MAX,
               G_MAXINT32);
  return TRUE;
}

static gboolean read_lines (CsvReader *reader, gboolean damaged, GError **error)
{
  gsize told = 0;
  gboolean may_split = !damaged && !reader->reading->by_parser;
  while (!reader->stopped && (reader->next < reader->length || reader->open))
  {
    if (reader->in_body && reader->turn < 0 && may_split)
      begin_blocks (reader);
    if (reader->next == reader->length)
      end_text (reader);
    else if (!read_blocks (reader))
      read_line (reader, damaged);
    if (is_too_large (reader, error))
      return FALSE;
    if (reader->next < told || reader->next - told >= DJ_STRIDE)
    {
      told = reader->next;
      if (!dj_reading_tell (reader->reading, told, reader->length, error))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean dj_csv_read (DjLoader *loader, DjTable table, const char *file, const char *bytes, gsize length,
                      const DjReading *reading, GError **error)
{
  g_auto (DjDecoded) decoded;
  dj_decode (bytes, length, &decoded);
  CsvReader reader = {
    .loader = loader,
    .table = table,
    .file = file,
    .reading = reading,
    .text = decoded.text,
    .length = decoded.length,
    .names = g_ptr_array_new_with_free_func (g_free),
    .turn = -1,
  };
  csv_init (&reader.parser, 0);
  reset_parser (&reader);
  gboolean done = dj_reading_tell (reading, 0, length, error) && read_lines (&reader, decoded.damaged, error);
  if (done && !reader.in_body && !reader.stopped)
    report (&reader, DJ_ISSUE_SYNTAX, 1, 1, "no header / 没有表头", NULL);
  if (reader.in_body)
    dj_loader_end_table (loader);
  g_ptr_array_unref (reader.names);
  dj_cutting_clear (&reader.cut[0]);
  dj_cutting_clear (&reader.cut[1]);
  csv_free (&reader.parser);
  return done;
}
