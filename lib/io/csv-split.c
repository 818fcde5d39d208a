/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of CSV that need no parser: no quote, no stray CR, as many fields as the header has names. Commas and ends of lines are listed without
 * a branch for each, and only then is looked at which lines have the right ones; every other line is left to libcsv. */
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <string.h>

#include "io/io-private.h"

/* Bytes that are looked at together. */
#define STEP 64

/* A longer line is left to the parser, which knows how long a field may be. */
#define LONGEST_LINE (DJ_FIELD_MAX / 8)

/* A bit for each of STEP bytes, the first byte the lowest: which end a cell (comma, LF), and which may be for the parser (quote, CR). */
typedef struct
{
  guint64 ends;
  guint64 odd;
} Marks;

#ifdef __SSE2__

static inline guint64 find_either (__m128i bytes, char a, char b)
{
  __m128i found = _mm_or_si128 (_mm_cmpeq_epi8 (bytes, _mm_set1_epi8 (a)), _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 (b)));
  return (guint64)(guint)_mm_movemask_epi8 (found);
}

static inline Marks find_marks (const char *text)
{
  Marks marks = { 0, 0 };
  for (gsize i = 0; i < STEP; i += sizeof (__m128i))
  {
    __m128i bytes = _mm_loadu_si128 ((const __m128i *)(gconstpointer)(text + i));
    marks.ends |= find_either (bytes, ',', '\n') << i;
    marks.odd |= find_either (bytes, '"', '\r') << i;
  }
  return marks;
}

#else

#define EACH_BYTE(value) (G_GUINT64_CONSTANT (0x0101010101010101) * (value))

/* The highest bit of each byte that is not @value. */
static inline guint64 find_others (guint64 word, guint8 value)
{
  word ^= EACH_BYTE ((guint64)value);
  return ((word & EACH_BYTE (0x7f)) + EACH_BYTE (0x7f)) | word;
}

static inline guint64 find_either (guint64 word, guint8 a, guint8 b)
{
  guint64 found = ~(find_others (word, a) & find_others (word, b)) & EACH_BYTE (0x80);
  return (found >> 7) * G_GUINT64_CONSTANT (0x0102040810204080) >> 56; /* bit 8i goes to bit 56 + i */
}

static inline Marks find_marks (const char *text)
{
  Marks marks = { 0, 0 };
  for (gsize i = 0; i < STEP; i += sizeof (guint64))
  {
    guint64 word;
    memcpy (&word, text + i, sizeof word);
    word = GUINT64_FROM_LE (word);
    marks.ends |= find_either (word, ',', '\n') << i;
    marks.odd |= find_either (word, '"', '\r') << i;
  }
  return marks;
}

#endif

/* The same where there are not so many bytes. */
static Marks find_last_marks (const char *text, gsize length)
{
  char bytes[STEP] = { 0 };
  memcpy (bytes, text, length);
  return find_marks (bytes);
}

/* What is being cut. */
typedef struct
{
  const char *text;
  gsize length;
  gsize until;
  gsize n_places;
  guint32 *ends; /* of cells that are found */
  gsize n_ends;
} Cut;

/* Takes away what is behind the first byte that is for the parser; FALSE where there is one. A CR before LF is none. */
static gboolean keep_plain (const Cut *cut, gsize at, Marks *marks)
{
  for (; marks->odd; marks->odd &= marks->odd - 1)
  {
    gsize odd = at + (gsize)__builtin_ctzll (marks->odd);
    if (cut->text[odd] == '\r' && odd + 1 < cut->length && cut->text[odd + 1] == '\n')
      continue;
    marks->ends &= (marks->odd & -marks->odd) - 1;
    return FALSE;
  }
  return TRUE;
}

static guint count_bits (guint64 word)
{
  word -= word >> 1 & G_GUINT64_CONSTANT (0x5555555555555555);
  word = (word & G_GUINT64_CONSTANT (0x3333333333333333)) + (word >> 2 & G_GUINT64_CONSTANT (0x3333333333333333));
  word = (word + (word >> 4)) & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f);
  return (guint)(word * G_GUINT64_CONSTANT (0x0101010101010101) >> 56);
}

/* So many ends are written whether or not there are any: more than most steps have, and nobody needs to guess how many. */
#define USUAL_ENDS 12

static void write_ends (Cut *cut, gsize at, guint64 ends)
{
  const guint64 highest = G_GUINT64_CONSTANT (1) << 63;
  guint32 *out = cut->ends + cut->n_ends;
  guint n = count_bits (ends);
  for (guint i = 0; i < USUAL_ENDS; i++, ends &= ends - 1)
    out[i] = (guint32)at + (guint32)__builtin_ctzll (ends | highest);
  for (guint i = USUAL_ENDS; i < n; i++, ends &= ends - 1)
    out[i] = (guint32)at + (guint32)__builtin_ctzll (ends);
  cut->n_ends += n;
}

/* Whether the last line that begins before @until has an end, which is among those that were written last. */
static gboolean is_done (const Cut *cut)
{
  for (gsize i = cut->n_ends; i > 0 && cut->ends[i - 1] + 1 >= cut->until; i--)
    if (cut->text[cut->ends[i - 1]] == '\n')
      return TRUE;
  return FALSE;
}

static void list_ends (Cut *cut)
{
  gsize most = DJ_BLOCK_ROWS * cut->n_places, stop = MIN (cut->length, cut->until + LONGEST_LINE);
  gboolean is_plain = TRUE;
  for (gsize at = 0; is_plain && at < stop && cut->n_ends < most; at += STEP)
  {
    const char *text = cut->text + at;
    Marks marks = at + STEP <= cut->length ? find_marks (text) : find_last_marks (text, cut->length - at);
    is_plain = !marks.odd || keep_plain (cut, at, &marks);
    write_ends (cut, at, marks.ends);
    if (at + STEP >= cut->until && is_done (cut))
      break;
  }
}

/* Whether cells that end there are a line: commas, and an end of line. */
static gboolean is_line (const char *text, const guint32 *ends, gsize n_places)
{
  int other = 0;
  for (gsize i = 0; i + 1 < n_places; i++)
    other |= text[ends[i]] ^ ',';
  return !other && text[ends[n_places - 1]] == '\n';
}

gsize dj_csv_split (const char *text, gsize length, gsize until, gsize n_places, guint32 *ends, gsize *used)
{
  Cut cut = { .text = text, .length = length, .until = until, .n_places = n_places, .ends = ends };
  gsize n_rows = 0;
  list_ends (&cut);
  *used = 0;
  for (; n_rows < DJ_BLOCK_ROWS && *used < until && (n_rows + 1) * n_places <= cut.n_ends; n_rows++, ends += n_places)
  {
    gsize end = (gsize)ends[n_places - 1] + 1;
    if (end - *used > LONGEST_LINE || !is_line (text, ends, n_places))
      break;
    *used = end;
  }
  return n_rows;
}
