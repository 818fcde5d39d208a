/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a pool that are short enough to lie whole in the hash table that finds them, as most codes are: one way to memory, not three. */
#pragma once

#include "register/text-hash.h"

/* A text of one to eight bytes, as a word; 0 is a free place. */
#define DJ_SHORT_TEXT sizeof (guint64)
#define DJ_SHORT_PLACES 5

typedef struct
{
  guint64 words[DJ_SHORT_PLACES];
  gint32 ids[DJ_SHORT_PLACES];
  guint8 rest[4];
} DjShortBucket;

G_STATIC_ASSERT (sizeof (DjShortBucket) == 64);

/* An open hash table: a text is in its bucket or, where that is full, in the next one that was not. */
typedef struct
{
  DjShortBucket *buckets;
  gsize n_buckets;
  gsize n; /* texts in it */
} DjShortTexts;

static inline gboolean dj_text_is_short (gsize length) { return length - 1 < DJ_SHORT_TEXT; }

/* The bytes of a short text, and zeros behind them. Those read twice fall on one another. */
static inline guint64 dj_short_word (const char *text, gsize length)
{
  guint32 first, last;
  if (length == sizeof (guint64))
    return GUINT64_FROM_LE (dj_hash_word (text));
  if (length < sizeof first)
    return (guint8)text[0] | (guint64)(guint8)text[length / 2] << length / 2 * 8
           | (guint64)(guint8)text[length - 1] << (length - 1) * 8;
  memcpy (&first, text, sizeof first);
  memcpy (&last, text + length - sizeof last, sizeof last);
  return GUINT32_FROM_LE (first) | (guint64)GUINT32_FROM_LE (last) << (length - sizeof last) * 8;
}

static inline guint64 dj_short_hash (const DjHashKeys *keys, guint64 word)
{
  return dj_hash_fold (keys->start ^ word, keys->factor);
}

static inline DjShortBucket *dj_short_bucket (const DjShortTexts *shorts, guint64 hash)
{
  return &shorts->buckets[(hash >> 32) * shorts->n_buckets >> 32];
}

static inline DjShortBucket *dj_short_bucket_after (const DjShortTexts *shorts, DjShortBucket *bucket)
{
  return bucket + 1 < shorts->buckets + shorts->n_buckets ? bucket + 1 : shorts->buckets;
}

/* The number of a text, or -1. Without a branch for each place, of which nobody could guess where it is. */
static inline gint32 dj_short_find (const DjShortTexts *shorts, guint64 hash, guint64 word)
{
  for (DjShortBucket *bucket = dj_short_bucket (shorts, hash);; bucket = dj_short_bucket_after (shorts, bucket))
  {
    guint found = 0;
    for (guint place = 0; place < DJ_SHORT_PLACES; place++)
      found |= (guint)(bucket->words[place] == word) << place;
    if (found)
      return bucket->ids[__builtin_ctz (found)];
    if (!bucket->words[DJ_SHORT_PLACES - 1])
      return -1;
  }
}

/* Without texts, but with room for some. */
void dj_short_init (DjShortTexts *shorts);
void dj_short_clear (DjShortTexts *shorts);
/* Adds a text that is not there. */
void dj_short_add (DjShortTexts *shorts, const DjHashKeys *keys, guint64 word, gint32 id);
