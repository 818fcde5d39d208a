/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of CSV that need no parser: no quote, no stray CR, as many fields as the header has names. They are cut at their commas
 * where they lie, many bytes at a time; every other line is left to libcsv. */
#include <string.h>

#include "io/io-private.h"

/* Every byte that ends a field or makes a line one for the parser (comma, LF, CR, quote) comes before this one, and few others do. */
#define FIRST_ORDINARY 0x2d

#define EACH_BYTE(value) (G_GUINT64_CONSTANT (0x0101010101010101) * (value))

/* A longer line is left to the parser, which knows how long a field may be. */
#define LONGEST_LINE (DJ_FIELD_MAX / 8)

/* A bit for each of eight bytes that comes before FIRST_ORDINARY, the first byte the lowest. */
static guint64 find_eight (const char *text)
{
  guint64 word;
  memcpy (&word, text, sizeof word);
  word = GUINT64_FROM_LE (word);
  /* No byte borrows from the next, since its highest bit is set. */
  guint64 not_less = (word | EACH_BYTE (0x80)) - EACH_BYTE (FIRST_ORDINARY);
  guint64 found = ~not_less & ~word & EACH_BYTE (0x80);
  return (found >> 7) * G_GUINT64_CONSTANT (0x0102040810204080) >> 56; /* bit 8i goes to bit 56 + i */
}

/* Bytes that are looked at together. */
#define STEP 64

static guint64 find_specials (const char *text)
{
  guint64 found = 0;
  for (gsize i = 0; i < STEP; i += sizeof (guint64))
    found |= find_eight (text + i) << i;
  return found;
}

/* What is being cut. */
typedef struct
{
  const char *text;
  gsize until;
  gsize n_places;
  DjCellSpan *cell;           /* the open one, */
  const DjCellSpan *line_end; /* and where those of its line end */
  gsize start;                /* of the open cell */
  gsize used;                 /* by the lines that are cut */
  gsize n_rows;
} Cut;

static gboolean end_cell (Cut *cut, gsize at)
{
  if (cut->cell == cut->line_end)
    return FALSE;
  *cut->cell++ = (DjCellSpan){ (guint32)cut->start, (guint32)(at - cut->start) };
  cut->start = at + 1;
  return TRUE;
}

/* A CR before LF is no part of the cell. */
static gboolean end_line (Cut *cut, gsize at)
{
  gboolean has_cr = at > cut->start && cut->text[at - 1] == '\r';
  if (!end_cell (cut, at - (gsize)has_cr) || cut->cell < cut->line_end)
    return FALSE;
  cut->start = cut->used = at + 1;
  cut->line_end += cut->n_places;
  cut->n_rows++;
  return cut->n_rows < DJ_BLOCK_ROWS && cut->used < cut->until;
}

/* What a byte before FIRST_ORDINARY does; FALSE where nothing is to be cut behind it. There is one more byte. */
static gboolean take_special (Cut *cut, gsize at)
{
  char byte = cut->text[at];
  if (byte == ',')
    return end_cell (cut, at);
  if (byte == '\n')
    return end_line (cut, at);
  return byte != '"' && (byte != '\r' || cut->text[at + 1] == '\n');
}

static gboolean take_specials (Cut *cut, gsize at, guint64 specials)
{
  for (; specials; specials &= specials - 1)
    if (!take_special (cut, at + (gsize)__builtin_ctzll (specials)))
      return FALSE;
  return at - cut->used < LONGEST_LINE || at < cut->used;
}

gsize dj_csv_split (const char *text, gsize length, gsize until, gsize n_places, DjCellSpan *cells, gsize *used)
{
  Cut cut = { .text = text, .until = until, .n_places = n_places, .cell = cells, .line_end = cells + n_places };
  gsize at = 0;
  gboolean goes_on = until > 0;
  for (; goes_on && at + STEP < length; at += STEP)
    goes_on = take_specials (&cut, at, find_specials (text + at));
  for (; goes_on && at + sizeof (guint64) < length; at += sizeof (guint64))
    goes_on = take_specials (&cut, at, find_eight (text + at));
  *used = cut.used;
  return cut.n_rows;
}
