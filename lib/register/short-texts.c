/* SPDX-License-Identifier: Apache-2.0 */
/* The hash table of short texts, as it grows. */
#include "register/short-texts.h"

#include "register/register-private.h"

#define FIRST_BUCKETS 32

/* More texts for each bucket than these, and too many would be in the next one. */
#define USUAL_TEXTS 3

static void open_table (DjShortTexts *shorts, gsize n_buckets)
{
  shorts->buckets = g_aligned_alloc (n_buckets, sizeof (DjShortBucket), sizeof (DjShortBucket));
  shorts->n_buckets = n_buckets;
  dj_memory_advise (shorts->buckets, n_buckets * sizeof (DjShortBucket));
  memset (shorts->buckets, 0, n_buckets * sizeof (DjShortBucket));
}

void dj_short_init (DjShortTexts *shorts)
{
  shorts->n = 0;
  open_table (shorts, FIRST_BUCKETS);
}

void dj_short_clear (DjShortTexts *shorts) { g_aligned_free (shorts->buckets); }

static void put (DjShortTexts *shorts, const DjHashKeys *keys, guint64 word, gint32 id)
{
  DjShortBucket *bucket = dj_short_bucket (shorts, dj_short_hash (keys, word));
  while (bucket->words[DJ_SHORT_PLACES - 1])
    bucket = dj_short_bucket_after (shorts, bucket);
  gsize place = 0;
  while (bucket->words[place])
    place++;
  bucket->words[place] = word;
  bucket->ids[place] = id;
}

static void grow (DjShortTexts *shorts, const DjHashKeys *keys)
{
  const DjShortTexts before = *shorts;
  open_table (shorts, before.n_buckets * 2);
  for (gsize i = 0; i < before.n_buckets; i++)
    for (gsize place = 0; place < DJ_SHORT_PLACES && before.buckets[i].words[place]; place++)
      put (shorts, keys, before.buckets[i].words[place], before.buckets[i].ids[place]);
  g_aligned_free (before.buckets);
}

void dj_short_add (DjShortTexts *shorts, const DjHashKeys *keys, guint64 word, gint32 id)
{
  put (shorts, keys, word, id);
  if (++shorts->n > shorts->n_buckets * USUAL_TEXTS)
    grow (shorts, keys);
}
