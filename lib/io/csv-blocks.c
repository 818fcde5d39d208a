/* SPDX-License-Identifier: Apache-2.0 */
/* The next lines of a file as blocks, cut in pieces by several threads. Each piece begins at the first line that begins in it, as if that
 * were no part of a quoted field; whether it is none shows when the pieces are put together: a piece counts only where all lines before it
 * were cut, and those have no quote. Where pieces begin goes by the file alone, and so does what comes of it. */
#include <string.h>

#include "io/io-private.h"

/* Lines of a piece, about: some fewer than a block can have, since lines differ in length. */
#define USUAL_ROWS (DJ_BLOCK_ROWS - DJ_BLOCK_ROWS / 8)

/* Cells that are cut at once, at most, where there are several pieces. */
#define MOST_CELLS (1 << 20)

void dj_cutting_init (DjCutting *cutting, const char *text, gsize length, gsize n_places)
{
  *cutting = (DjCutting){ .text = text, .length = length, .n_places = n_places, .begin = G_MAXSIZE };
  cutting->most = CLAMP (MOST_CELLS / (gint)(DJ_BLOCK_ROWS * MAX (n_places, 1)), 1, DJ_BLOCKS);
  cutting->ends = g_new (guint32, (gsize)cutting->most * DJ_CUT_ROOM (n_places));
}

void dj_cutting_clear (DjCutting *cutting) { g_clear_pointer (&cutting->ends, g_free); }

void dj_cutting_aim (DjCutting *cutting, gsize begin, gint n_pieces, gsize row_bytes)
{
  gint n = MIN (n_pieces, cutting->most);
  cutting->begin = begin;
  cutting->piece = MIN (row_bytes * (gsize)dj_cut (USUAL_ROWS), 2 * DJ_STRIDE / (gsize)n);
  cutting->n_pieces = (gint)MIN ((gsize)n, (cutting->length - begin) / cutting->piece + 1);
}

void dj_cutting_forget (DjCutting *cutting) { cutting->begin = G_MAXSIZE; }

/* Where the first line begins that begins in [from, to); @to for none. */
static gsize find_line (const DjCutting *cutting, gsize from, gsize to)
{
  const char *end = memchr (cutting->text + from - 1, '\n', to - from);
  return end ? (gsize)(end - cutting->text) + 1 : to;
}

void dj_cutting_cut (gint part, gpointer data)
{
  DjCutting *cutting = data;
  guint32 *ends = cutting->ends + (gsize)part * DJ_CUT_ROOM (cutting->n_places);
  gsize from = cutting->begin + (gsize)part * cutting->piece, to = MIN (from + cutting->piece, cutting->length);
  gsize at = part > 0 ? find_line (cutting, from, to) : from;
  DjBlock block = { .text = cutting->text + at, .ends = ends, .n_places = cutting->n_places };
  block.n_rows = dj_csv_split (block.text, cutting->length - at, to - at, block.n_places, ends, &block.length);
  cutting->blocks[part] = block;
}

gint dj_cutting_join (DjCutting *cutting, gint32 line)
{
  const char *end = cutting->text + cutting->begin;
  gint n = 0;
  cutting->n_rows = 0;
  while (n < cutting->n_pieces && cutting->blocks[n].n_rows > 0 && cutting->blocks[n].text == end)
  {
    DjBlock *block = &cutting->blocks[n++];
    block->line = line + (gint32)cutting->n_rows;
    cutting->n_rows += block->n_rows;
    end += block->length;
  }
  cutting->end = (gsize)(end - cutting->text);
  cutting->whole = n == cutting->n_pieces && cutting->end >= cutting->begin + (gsize)n * cutting->piece;
  return n;
}
