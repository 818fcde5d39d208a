/* SPDX-License-Identifier: Apache-2.0 */
/* The hash of texts, keyed: who chooses the texts cannot choose where they go. Part of the form of snapshot files: another function would be
 * another version of it. */
#pragma once

#include <glib.h>
#include <string.h>

/* Both must be unknown to who makes texts: with either of them known, texts can be made that all have one hash. */
typedef struct
{
  guint64 factor; /* odd */
  guint64 start;
} DjHashKeys;

/* The steps of SplitMix64 (Steele, Lea and Flood 2014), which makes unlike numbers of like ones. */
static inline guint64 dj_hash_step (guint64 *state)
{
  guint64 word = *state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  word = (word ^ word >> 30) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  word = (word ^ word >> 27) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return word ^ word >> 31;
}

static inline DjHashKeys dj_hash_keys (guint64 seed)
{
  guint64 factor = dj_hash_step (&seed) | 1;
  return (DjHashKeys){ factor, dj_hash_step (&seed) };
}

/* Both halves of the product, folded. */
static inline guint64 dj_hash_fold (guint64 a, guint64 b)
{
#ifdef __SIZEOF_INT128__
  __extension__ unsigned __int128 product = (unsigned __int128)a * b;
  return (guint64)product ^ (guint64)(product >> 64);
#else
  guint64 low = (a & G_MAXUINT32) * (b & G_MAXUINT32), high = (a >> 32) * (b >> 32);
  guint64 first = (a >> 32) * (b & G_MAXUINT32), second = (a & G_MAXUINT32) * (b >> 32);
  guint64 middle = (low >> 32) + (first & G_MAXUINT32) + (second & G_MAXUINT32);
  return ((low & G_MAXUINT32) | middle << 32) ^ (high + (first >> 32) + (second >> 32) + (middle >> 32));
#endif
}

static inline guint64 dj_hash_word (const char *text)
{
  guint64 word;
  memcpy (&word, text, sizeof word);
  return word;
}

/* The last 1 to 8 bytes of a text. Those of a long one are read together with bytes before them, which saves a loop. */
static inline guint64 dj_hash_tail (const char *text, gsize length, gsize left)
{
  guint64 word = 0;
  if (length >= sizeof word)
    return dj_hash_word (text + left - sizeof word);
  for (gsize i = 0; i < left; i++)
    word = word << 8 | (guint8)text[i];
  return word;
}

/* Eight bytes at a time; texts here are codes and names of 6 to 60 bytes. */
static inline guint64 dj_hash_text (const DjHashKeys *keys, const char *text, gsize length)
{
  guint64 hash = keys->start ^ length * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  gsize left = length;
  for (; left > sizeof (guint64); left -= sizeof (guint64), text += sizeof (guint64))
    hash = dj_hash_fold (hash ^ dj_hash_word (text), keys->factor);
  return dj_hash_fold (hash ^ dj_hash_tail (text, length, left), keys->factor);
}
