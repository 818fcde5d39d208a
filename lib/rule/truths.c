/* SPDX-License-Identifier: Apache-2.0 */
/* Truths and marks of a block of rows, a byte each. A mark is 255 for yes and 0 for no, so that it can be laid over a truth. */
#include "rule/check-private.h"

#include <string.h>

/* Functions that are compiled twice are shown to the whole world by the compiler, unless they are known to one file only. */

/* ---- Counting ------------------------------------------------------------------------------------------------------ */

/* A byte counts up to 255 of them, as many at once as the processor takes. */
#define COUNTED_AT_ONCE 240

DJ_WIDE static gint32 count_marks (const guint8 *marks, gint32 n)
{
  gint32 count = 0;
  for (gint32 begin = 0; begin < n; begin += COUNTED_AT_ONCE)
  {
    gint32 end = MIN (n, begin + COUNTED_AT_ONCE);
    guint8 sum = 0;
    for (gint32 i = begin; i < end; i++)
      sum = (guint8)(sum + (marks[i] != 0));
    count += sum;
  }
  return count;
}

gint32 dj_count_marks (const guint8 *marks, gint32 n) { return count_marks (marks, n); }

/* Marks where truths are @truth, or with 255 as @flip where they are another, and with @again only where there is a mark already; returns how
 * many. */
static inline G_ALWAYS_INLINE gint32 mark_truth (const guint8 *truths, guint8 truth, guint8 flip, gboolean again,
                                                 gint32 n, guint8 *out)
{
  gint32 count = 0;
  for (gint32 begin = 0; begin < n; begin += COUNTED_AT_ONCE)
  {
    gint32 end = MIN (n, begin + COUNTED_AT_ONCE);
    guint8 sum = 0;
    for (gint32 i = begin; i < end; i++)
    {
      guint8 mark = (guint8)((truths[i] == truth ? 0xff : 0) ^ flip) & (again ? out[i] : 0xff);
      sum = (guint8)(sum - mark);
      out[i] = mark;
    }
    count += sum;
  }
  return count;
}

DJ_WIDE static gint32 keep_true (guint8 *truths, gint32 n)
{
  return mark_truth (truths, DJ_TRUTH_TRUE, 0, FALSE, n, truths);
}

DJ_WIDE static gint32 keep_possible (guint8 *truths, gint32 n)
{
  return mark_truth (truths, DJ_TRUTH_FALSE, 0xff, FALSE, n, truths);
}

DJ_WIDE static gint32 keep_false (const guint8 *truths, gint32 n, guint8 *marks)
{
  return mark_truth (truths, DJ_TRUTH_FALSE, 0, TRUE, n, marks);
}

gint32 dj_keep_true (guint8 *truths, gint32 n) { return keep_true (truths, n); }

gint32 dj_keep_possible (guint8 *truths, gint32 n) { return keep_possible (truths, n); }

gint32 dj_keep_false (const guint8 *truths, gint32 n, guint8 *marks) { return keep_false (truths, n, marks); }

/* ---- Laying over one another ------------------------------------------------------------------------------------------ */

DJ_WIDE static void begin_truths (guint8 most, const guint8 *among, gint32 n, guint8 *truths)
{
  if (among)
    for (gint32 i = 0; i < n; i++)
      truths[i] = among[i] & most;
  else
    memset (truths, most, (gsize)n);
}

void dj_begin_truths (guint8 most, const guint8 *among, gint32 n, guint8 *truths)
{
  begin_truths (most, among, n, truths);
}

DJ_WIDE static void lessen_truths (const guint8 *told, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
    truths[i] = MIN (truths[i], told[i]);
}

void dj_lessen_truths (const guint8 *told, gint32 n, guint8 *truths) { lessen_truths (told, n, truths); }

DJ_WIDE static void increase_truths (const guint8 *told, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
    truths[i] = MAX (truths[i], told[i]);
}

void dj_increase_truths (const guint8 *told, gint32 n, guint8 *truths) { increase_truths (told, n, truths); }

DJ_WIDE static void lay_marks (const guint8 *marks, gint32 n, guint8 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] &= marks[i];
}

void dj_lay_marks (const guint8 *marks, gint32 n, guint8 *out) { lay_marks (marks, n, out); }

/* ---- Listing --------------------------------------------------------------------------------------------------------- */

/* Of each set of eight marks, bit 7 being the first: which they are, and how many. */
typedef struct
{
  gint32 places[256][8];
  guint8 n[256];
} Places;

static gpointer make_places (void)
{
  Places *places = g_new0 (Places, 1);
  for (gint set = 0; set < 256; set++)
    for (gint32 place = 0; place < 8; place++)
      if (set >> (7 - place) & 1)
        places->places[set][places->n[set]++] = place;
  return places;
}

static const Places *get_places (void)
{
  static gpointer places = NULL;
  return dj_get_constant (&places, make_places);
}

/* Eight bytes, of which each that is not 0 becomes 1. */
static inline guint64 get_eight_marks (const guint8 *marks)
{
  guint64 eight, low = 0x7f7f7f7f7f7f7f7fu;
  memcpy (&eight, marks, sizeof eight);
  return ((((eight & low) + low) | eight) & ~low) >> 7;
}

static inline gboolean are_none_of_32 (const guint8 *marks)
{
  guint64 first, second, third, fourth; /* one by one, so that they go by no detour */
  memcpy (&first, marks, sizeof first);
  memcpy (&second, marks + 8, sizeof second);
  memcpy (&third, marks + 16, sizeof third);
  memcpy (&fourth, marks + 24, sizeof fourth);
  return (first | second | third | fourth) == 0;
}

static inline gint32 list_eight (const Places *of, const guint8 *marks, gint32 at, gint32 *out)
{
  guint64 eight = GUINT64_FROM_LE (get_eight_marks (marks + at));
  guint8 set = (guint8)((eight * 0x8040201008040201u) >> 56);
  gint32 places[8]; /* a copy, which cannot overlap what is written */
  memcpy (places, of->places[set], sizeof places);
  for (gint32 i = 0; i < 8; i++)
    out[i] = at + places[i];
  return of->n[set];
}

gint32 dj_list_marks (const guint8 *marks, gint32 n, gint32 *out)
{
  const Places *of = get_places ();
  gint32 n_marked = 0, at = 0;
  for (; at + 32 <= n; at += 32)
    for (gint32 eight = at; !are_none_of_32 (marks + at) && eight < at + 32; eight += 8)
      n_marked += list_eight (of, marks, eight, out + n_marked);
  for (; at < n; at++)
  {
    out[n_marked] = at;
    n_marked += marks[at] != 0;
  }
  return n_marked;
}
