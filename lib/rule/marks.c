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

gboolean dj_marks_make (DjMarks *marks, const guint8 *wanted, const gint32 *codes, gint32 n, GError **error)
{
  gint32 first, last;
  if (!find_codes (wanted, codes, n, &first, &last) || last - first >= 8 * (gint64)n)
    return TRUE;
  marks->first = first;
  marks->n = (guint32)(last - first) + 1;
  gsize n_words = marks->n / 32 + 1;
  if (!(marks->marked = DJ_TRY_NEW (guint32, n_words, error)))
    return FALSE;
  memset (marks->marked, 0, n_words * sizeof (guint32));
  for (gint32 row = find_wanted (wanted, n, 0); row < n; row = find_wanted (wanted, n, row + 1))
    if (codes[row] >= 0)
    {
      gint32 place = codes[row] - first;
      marks->marked[place / 32] |= 1u << (place % 32);
    }
  return TRUE;
}

/* ---- Looking up --------------------------------------------------------------------------------------------------------- */

static inline G_ALWAYS_INLINE void look_up_marks (const DjMarks *marks, gint32 begin, gint32 n, guint8 *truths)
{
  const gint32 *codes = marks->codes + begin;
  const guint32 *marked = marks->marked;
  guint32 first = (guint32)marks->first, others = marks->n;
  guint8 found[DJ_ROWS_AT_ONCE]; /* which cannot overlap what is read */
  for (gint32 i = 0; i < n; i++)
  {
    guint32 place = (guint32)codes[i] - first;
    place = MIN (place, others);
    found[i] = (guint8) - (marked[place >> 5] >> (place & 31) & 1);
  }
  memcpy (truths, found, (gsize)n);
}

DJ_WIDE static void look_up_marks_wide (const DjMarks *marks, gint32 begin, gint32 n, guint8 *truths)
{
  look_up_marks (marks, begin, n, truths);
}

static void look_up_marks_plain (const DjMarks *marks, gint32 begin, gint32 n, guint8 *truths)
{
  look_up_marks (marks, begin, n, truths);
}

void dj_marks_find (const DjMarks *marks, gint32 begin, gint32 n, guint8 *truths)
{
  (dj_is_wide () ? look_up_marks_wide : look_up_marks_plain) (marks, begin, n, truths);
}
