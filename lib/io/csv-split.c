/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of CSV that need no parser: no quote, no stray CR, as many fields as the header has names. They are cut at their commas
 * where they lie, eight bytes at a time; every other line is left to libcsv. */
#include <string.h>

#include "io/io-private.h"

/* Every byte that ends a field or makes a line one for the parser (comma, LF, CR, quote) comes before this one, and few others do. */
#define FIRST_ORDINARY 0x2d

#define EACH_BYTE(value) (G_GUINT64_CONSTANT (0x0101010101010101) * (value))

/* A longer line is left to the parser, which knows how long a field may be. */
#define LONGEST_LINE (DJ_FIELD_MAX / 8)

/* The highest bit of each of eight bytes that comes before FIRST_ORDINARY; the first byte is the lowest. */
static guint64 find_special (const char *text)
{
  guint64 word;
  memcpy (&word, text, sizeof word);
  word = GUINT64_FROM_LE (word);
  /* No byte borrows from the next, since its highest bit is set. */
  guint64 not_less = (word | EACH_BYTE (0x80)) - EACH_BYTE (FIRST_ORDINARY);
  return ~not_less & ~word & EACH_BYTE (0x80);
}

/* The row that is being cut. */
typedef struct
{
  DjCellSpan *cells;
  gsize n_wanted;
  gsize n_cells;
  gsize start; /* of the open cell */
} Row;

typedef enum
{
  STEP_ON,  /* the line goes on */
  STEP_END, /* the line ends as it should */
  STEP_STOP /* the line is one for the parser */
} Step;

static gboolean end_cell (Row *row, gsize at)
{
  if (row->n_cells == row->n_wanted)
    return FALSE;
  row->cells[row->n_cells++] = (DjCellSpan){ (guint32)row->start, (guint32)(at - row->start) };
  row->start = at + 1;
  return TRUE;
}

static Step end_line (Row *row, gsize at, gsize next)
{
  if (!end_cell (row, at) || row->n_cells < row->n_wanted)
    return STEP_STOP;
  row->start = next;
  return STEP_END;
}

/* What a byte before FIRST_ORDINARY does to the row. There is one more byte behind it. */
static Step take_special (Row *row, const char *text, gsize at)
{
  if (text[at] == ',')
    return end_cell (row, at) ? STEP_ON : STEP_STOP;
  if (text[at] == '\n')
    return end_line (row, at, at + 1);
  if (text[at] == '\r' && text[at + 1] == '\n')
    return end_line (row, at, at + 2);
  return text[at] == '\r' || text[at] == '"' ? STEP_STOP : STEP_ON;
}

/* Cuts one line that begins at row->start. */
static gboolean cut_line (Row *row, const char *text, gsize length)
{
  gsize limit = MIN (length, row->start + LONGEST_LINE);
  row->n_cells = 0;
  for (gsize at = row->start; at + sizeof (guint64) < limit; at += sizeof (guint64))
    for (guint64 special = find_special (text + at); special; special &= special - 1)
    {
      Step step = take_special (row, text, at + (gsize)__builtin_ctzll (special) / 8);
      if (step != STEP_ON)
        return step == STEP_END;
    }
  return FALSE;
}

gsize dj_csv_split (const char *text, gsize length, gsize n_places, gsize n_rows, DjCellSpan *cells, gsize *used)
{
  Row row = { .cells = cells, .n_wanted = n_places };
  gsize rows = 0;
  *used = 0;
  while (rows < n_rows && *used < DJ_STRIDE && cut_line (&row, text, length))
  {
    rows++;
    row.cells += n_places;
    *used = row.start;
  }
  return rows;
}
