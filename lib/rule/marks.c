/* SPDX-License-Identifier: Apache-2.0 */
/* Which codes are wanted, as a set of bits by number of text: of a hundred million rows that refer to something, those that refer to one of a
 * few are found without looking anything else up. */
#include "rule/check-private.h"

#include <string.h>

/* ---- Making ------------------------------------------------------------------------------------------------------------- */

/* The next row from @row on that is wanted, or the number of rows. They are few. */
static gint32 find_wanted (const guint8 *wanted, gint32 n, gint32 row)
{
  const guint8 *at = row < n ? memchr (wanted + row, 1, (gsize)(n - row)) : NULL;
  return at ? (gint32)(at - wanted) : n;
}

/* The least and the greatest code of a row that is wanted. */
static gboolean find_codes (const guint8 *wanted, const gint32 *codes, gint32 n, gint32 *first, gint32 *last)
{
  *first = G_MAXINT32;
  *last = -1;
  for (gint32 row = find_wanted (wanted, n, 0); row < n; row = find_wanted (wanted, n, row + 1))
    if (codes[row] >= 0)
    {
      *first = MIN (*first, codes[row]);
      *last = MAX (*last, codes[row]);
    }
  return *first <= *last;
}

/* 64 KiB, a power of two. */
#define FOLD_MOST 16384

static gboolean open_marks (DjMarks *marks, gint32 first, gint32 last, GError **error)
{
  marks->first = first;
  marks->n = (guint32)(last - first) + 1;
  gsize n_words = marks->n / 32 + 1;
  marks->folded = DJ_TRY_NEW0 (guint32, FOLD_MOST, error);
  marks->marked = marks->folded ? DJ_TRY_NEW0 (guint32, n_words, error) : NULL;
  marks->before = marks->marked ? DJ_TRY_NEW (gint32, n_words, error) : NULL;
  return marks->before != NULL;
}

/* FALSE where two rows have one code. */
static gboolean mark_codes (DjMarks *marks, const guint8 *wanted, const gint32 *codes, gint32 n)
{
  for (gint32 row = find_wanted (wanted, n, 0); row < n; row = find_wanted (wanted, n, row + 1))
  {
    guint32 place = (guint32)codes[row] - (guint32)marks->first, bit = 1u << (place % 32);
    if (codes[row] >= 0 && marks->marked[place / 32] & bit)
      return FALSE;
    if (codes[row] >= 0)
      marks->marked[place / 32] |= bit;
  }
  return TRUE;
}

static gint32 count_bits (guint32 word)
{
  word -= word >> 1 & 0x55555555u;
  word = (word & 0x33333333u) + (word >> 2 & 0x33333333u);
  return (gint32)(((word + (word >> 4)) & 0x0f0f0f0fu) * 0x01010101u >> 24);
}

/* Which of all that are marked this one is. */
static gint32 find_place (const DjMarks *marks, gint32 code)
{
  guint32 place = (guint32)code - (guint32)marks->first;
  return marks->before[place / 32] + count_bits (marks->marked[place / 32] & ((1u << (place % 32)) - 1));
}

static gboolean list_rows (DjMarks *marks, const guint8 *wanted, const gint32 *codes, gint32 n, GError **error)
{
  for (guint32 word = 0; word <= marks->n / 32; word++)
  {
    marks->before[word] = marks->n_rows;
    marks->folded[word % FOLD_MOST] |= marks->marked[word];
    marks->n_rows += count_bits (marks->marked[word]);
  }
  if (!(marks->rows = DJ_TRY_NEW (gint32, marks->n_rows, error)))
    return FALSE;
  for (gint32 row = find_wanted (wanted, n, 0); row < n; row = find_wanted (wanted, n, row + 1))
    if (codes[row] >= 0)
      marks->rows[find_place (marks, codes[row])] = row;
  return TRUE;
}

gboolean dj_marks_make (DjMarks *marks, const guint8 *wanted, const gint32 *codes, gint32 n, GError **error)
{
  gint32 first, last;
  if (!find_codes (wanted, codes, n, &first, &last) || last - first >= 8 * (gint64)n)
    return TRUE;
  if (!open_marks (marks, first, last, error))
    return FALSE;
  if (mark_codes (marks, wanted, codes, n))
    return list_rows (marks, wanted, codes, n, error);
  dj_marks_clear (marks);
  return TRUE;
}

void dj_marks_clear (DjMarks *marks)
{
  g_clear_pointer (&marks->marked, g_free);
  g_clear_pointer (&marks->folded, g_free);
  g_clear_pointer (&marks->before, g_free);
  g_clear_pointer (&marks->rows, g_free);
}

/* ---- Looking up --------------------------------------------------------------------------------------------------------- */

static inline gint32 may_be_marked (const DjMarks *marks, gint32 code)
{
  guint32 place = (guint32)code - (guint32)marks->first;
  return (gint32)(marks->folded[place / 32 % FOLD_MOST] >> (place % 32) & 1);
}

static inline gint32 is_marked (const DjMarks *marks, gint32 code)
{
  guint32 place = MIN ((guint32)code - (guint32)marks->first, marks->n);
  return (gint32)(marks->marked[place / 32] >> (place % 32) & 1);
}

/* Without a branch: each row is written, and counts where it is marked. */
static gint32 leave_unmarked (const DjMarks *marks, gint32 n, gint32 *rows)
{
  gint32 n_listed = 0;
  for (gint32 i = 0; i < n; i++)
  {
    gint32 row = rows[i];
    rows[n_listed] = row;
    n_listed += is_marked (marks, marks->codes[row]);
  }
  return n_listed;
}

gint32 dj_marks_list (const DjMarks *marks, gint32 begin, gint32 n, gint32 *out)
{
  DjMarks of = *marks; /* a copy, which cannot overlap what is written */
  const gint32 *codes = marks->codes + begin;
  gint32 n_possible = 0;
  for (gint32 i = 0; i < n; i++)
  {
    out[n_possible] = begin + i;
    n_possible += may_be_marked (&of, codes[i]);
  }
  return leave_unmarked (marks, n_possible, out);
}

void dj_marks_find (const DjMarks *marks, const gint32 *rows, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = find_place (marks, marks->codes[rows[i]]);
}
