/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of texts. Ids lead through two levels of fixed chunks to texts in arenas that never move, so that a reader who holds an
 * id needs no lock while another thread interns; only the hash table is guarded. */
#include "register/register-private.h"

#include <string.h>

#define CHUNK_BITS 16
#define CHUNK_SIZE (1 << CHUNK_BITS)
#define N_CHUNKS (1 << (31 - CHUNK_BITS))
/* Arenas double up to this, so that a small register stays small. */
#define ARENA_MAX (1 << 20)
#define ARENA_MIN (1 << 12)
#define MAX_TEXTS (G_MAXINT32 - 1)

struct DjTexts
{
  gatomicrefcount references;
  GRWLock lock;
  const char **chunks[N_CHUNKS];
  gint32 n;
  gint32 *slots;   /* open addressing: id + 1, 0 free */
  guint32 *hashes; /* of the slot's text: spares most comparisons and all rehashing */
  gsize n_slots;   /* a power of two */
  GPtrArray *arenas;
  char *free_start;
  gsize free_bytes;
};

DjTexts *dj_texts_new (void)
{
  DjTexts *texts = g_new0 (DjTexts, 1);
  g_atomic_ref_count_init (&texts->references);
  g_rw_lock_init (&texts->lock);
  texts->n_slots = 1024;
  texts->slots = g_new0 (gint32, texts->n_slots);
  texts->hashes = g_new0 (guint32, texts->n_slots);
  texts->arenas = g_ptr_array_new_with_free_func (g_free);
  return texts;
}

DjTexts *dj_texts_ref (DjTexts *texts)
{
  g_atomic_ref_count_inc (&texts->references);
  return texts;
}

void dj_texts_unref (DjTexts *texts)
{
  if (!texts || !g_atomic_ref_count_dec (&texts->references))
    return;
  for (gint32 chunk = 0; chunk < N_CHUNKS && texts->chunks[chunk]; chunk++)
    g_free (texts->chunks[chunk]);
  g_ptr_array_unref (texts->arenas);
  g_free (texts->slots);
  g_free (texts->hashes);
  g_rw_lock_clear (&texts->lock);
  g_free (texts);
}

static guint64 read_word (const char *text)
{
  guint64 word;
  memcpy (&word, text, sizeof word);
  return word;
}

/* The last 1 to 8 bytes of a text. Those of a long one are read together with bytes before them, which saves a loop. */
static guint64 read_tail (const char *text, gsize length, gsize left)
{
  guint64 word = 0;
  if (length >= sizeof word)
    return read_word (text + left - sizeof word);
  for (gsize i = 0; i < left; i++)
    word = word << 8 | (guint8)text[i];
  return word;
}

/* Eight bytes at a time by multiplication and fold; texts here are codes and names of 6 to 60 bytes. */
static guint32 hash_text (const char *text, gsize length)
{
  const guint64 prime = G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  guint64 hash = length * prime;
  gsize left = length;
  for (; left > sizeof (guint64); left -= sizeof (guint64), text += sizeof (guint64))
  {
    hash = (hash ^ read_word (text)) * prime;
    hash ^= hash >> 32;
  }
  hash = (hash ^ read_tail (text, length, left)) * prime;
  hash ^= hash >> 32;
  return (guint32)(hash ^ hash >> 29);
}

static gboolean text_is (const char *known, const char *text, gsize length)
{
  return strncmp (known, text, length) == 0 && known[length] == '\0';
}

/* The slot that holds the text, or the free one where it belongs. */
static gsize find_slot (const DjTexts *texts, guint32 hash, const char *text, gsize length)
{
  gsize mask = texts->n_slots - 1;
  gsize slot = hash & mask;
  while (texts->slots[slot]
         && !(texts->hashes[slot] == hash && text_is (dj_texts_get (texts, texts->slots[slot] - 1), text, length)))
    slot = (slot + 1) & mask;
  return slot;
}

static void grow_slots (DjTexts *texts, gsize n_slots)
{
  gsize old_n = texts->n_slots;
  gint32 *old_slots = texts->slots;
  guint32 *old_hashes = texts->hashes;
  texts->n_slots = n_slots;
  texts->slots = g_new0 (gint32, texts->n_slots);
  texts->hashes = g_new0 (guint32, texts->n_slots);
  dj_memory_advise (texts->slots, texts->n_slots * sizeof (gint32));
  dj_memory_advise (texts->hashes, texts->n_slots * sizeof (guint32));
  gsize mask = texts->n_slots - 1;
  for (gsize i = 0; i < old_n; i++)
  {
    if (!old_slots[i])
      continue;
    gsize slot = old_hashes[i] & mask;
    while (texts->slots[slot])
      slot = (slot + 1) & mask;
    texts->slots[slot] = old_slots[i];
    texts->hashes[slot] = old_hashes[i];
  }
  g_free (old_slots);
  g_free (old_hashes);
}

void dj_texts_reserve (DjTexts *texts, gint32 n)
{
  g_rw_lock_writer_lock (&texts->lock);
  gsize n_slots = texts->n_slots;
  while (n_slots < ((gsize)texts->n + (gsize)MAX (n, 0)) * 2)
    n_slots *= 2;
  if (n_slots > texts->n_slots)
    grow_slots (texts, n_slots);
  g_rw_lock_writer_unlock (&texts->lock);
}

static const char *store_bytes (DjTexts *texts, const char *text, gsize length)
{
  if (texts->free_bytes < length + 1)
  {
    gsize size = (gsize)ARENA_MIN << MIN (texts->arenas->len, 8);
    size = MAX (MIN (size, ARENA_MAX), length + 1);
    texts->free_start = g_malloc (size);
    texts->free_bytes = size;
    g_ptr_array_add (texts->arenas, texts->free_start);
  }
  char *stored = texts->free_start;
  memcpy (stored, text, length);
  stored[length] = '\0';
  texts->free_start += length + 1;
  texts->free_bytes -= length + 1;
  return stored;
}

static gint32 add_text (DjTexts *texts, gsize slot, guint32 hash, const char *text, gsize length)
{
  if (texts->n >= MAX_TEXTS)
    return DJ_TEXT_NONE;
  gint32 id = texts->n;
  gint32 chunk = id >> CHUNK_BITS;
  if (!texts->chunks[chunk])
    texts->chunks[chunk] = g_new0 (const char *, CHUNK_SIZE);
  texts->chunks[chunk][id & (CHUNK_SIZE - 1)] = store_bytes (texts, text, length);
  texts->slots[slot] = id + 1;
  texts->hashes[slot] = hash;
  texts->n = id + 1;
  if ((gsize)texts->n * 2 > texts->n_slots)
    grow_slots (texts, texts->n_slots * 2);
  return id;
}

static gint32 intern_hashed (DjTexts *texts, guint32 hash, const char *text, gsize length)
{
  gsize slot = find_slot (texts, hash, text, length);
  return texts->slots[slot] ? texts->slots[slot] - 1 : add_text (texts, slot, hash, text, length);
}

gint32 dj_texts_intern (DjTexts *texts, const char *text, gsize length)
{
  guint32 hash = hash_text (text, length);
  g_rw_lock_writer_lock (&texts->lock);
  gint32 id = intern_hashed (texts, hash, text, length);
  g_rw_lock_writer_unlock (&texts->lock);
  return id;
}

/* ---- Many at once ------------------------------------------------------------------------------------------------ */

/* Slices of which numbers are still to be found, by their places. */
typedef struct
{
  gsize places[DJ_TEXTS_MANY];
  guint32 hashes[DJ_TEXTS_MANY];
  gsize n;
} Rest;

static gboolean is_text (const DjTexts *texts, gint32 id, const DjSlice *slice)
{
  return id >= 0 && id < texts->n && text_is (dj_texts_get (texts, id), slice->text, slice->length);
}

static gint32 guess_id (const DjTexts *texts, gint32 expected, const DjSlice *slice)
{
  if (is_text (texts, expected, slice))
    return expected;
  return is_text (texts, expected - 1, slice) ? expected - 1 : DJ_TEXT_NONE;
}

/* So many more wrong guesses than right ones, and no more are made among these slices. */
#define PATIENCE 8

/* Single strangers are put off; where two come in a row the second is looked up, to go on guessing from there. */
static void guess_ids (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids, gint32 *expected, Rest *rest)
{
  int patience = expected ? PATIENCE : 0;
  gboolean missed = FALSE;
  for (gsize i = 0; i < n; i++)
  {
    const DjSlice *slice = &slices[i];
    ids[i] = patience > 0 && slice->length > 0 ? guess_id (texts, *expected, slice) : DJ_TEXT_NONE;
    if (slice->length == 0)
      continue;
    patience += ids[i] == DJ_TEXT_NONE ? -1 : patience < PATIENCE;
    if (ids[i] == DJ_TEXT_NONE && patience > 0 && missed)
      ids[i] = intern_hashed (texts, hash_text (slice->text, slice->length), slice->text, slice->length);
    missed = ids[i] == DJ_TEXT_NONE;
    if (missed)
      rest->places[rest->n++] = i;
    else if (expected)
      *expected = ids[i] + 1;
  }
}

/* Begins to fetch what find_slot() will look at, step by step for all of them, so that their ways to memory go side by side. */
static void fetch_slots (const DjTexts *texts, const DjSlice *slices, Rest *rest)
{
  gsize mask = texts->n_slots - 1;
  for (gsize i = 0; i < rest->n; i++)
  {
    const DjSlice *slice = &slices[rest->places[i]];
    rest->hashes[i] = hash_text (slice->text, slice->length);
    __builtin_prefetch (&texts->slots[rest->hashes[i] & mask]);
    __builtin_prefetch (&texts->hashes[rest->hashes[i] & mask]);
  }
  gint32 ids[DJ_TEXTS_MANY];
  for (gsize i = 0; i < rest->n; i++)
  {
    gsize slot = rest->hashes[i] & mask;
    ids[i] = texts->hashes[slot] == rest->hashes[i] ? texts->slots[slot] - 1 : DJ_TEXT_NONE;
    if (ids[i] >= 0)
      __builtin_prefetch (&texts->chunks[ids[i] >> CHUNK_BITS][ids[i] & (CHUNK_SIZE - 1)]);
  }
  for (gsize i = 0; i < rest->n; i++)
    if (ids[i] >= 0)
      __builtin_prefetch (dj_texts_get (texts, ids[i]));
}

void dj_texts_intern_many (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids, gint32 *expected)
{
  Rest rest;
  rest.n = 0;
  g_rw_lock_writer_lock (&texts->lock);
  guess_ids (texts, slices, n, ids, expected, &rest);
  fetch_slots (texts, slices, &rest);
  for (gsize i = 0; i < rest.n; i++)
  {
    const DjSlice *slice = &slices[rest.places[i]];
    ids[rest.places[i]] = intern_hashed (texts, rest.hashes[i], slice->text, slice->length);
  }
  g_rw_lock_writer_unlock (&texts->lock);
}

/* ---- Looking up -------------------------------------------------------------------------------------------------- */

gint32 dj_texts_find (DjTexts *texts, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  guint32 hash = hash_text (text, size);
  g_rw_lock_reader_lock (&texts->lock);
  gint32 id = texts->slots[find_slot (texts, hash, text, size)] - 1;
  g_rw_lock_reader_unlock (&texts->lock);
  return id;
}

const char *dj_texts_get (const DjTexts *texts, gint32 id)
{
  return id < 0 ? NULL : texts->chunks[id >> CHUNK_BITS][id & (CHUNK_SIZE - 1)];
}

gint32 dj_texts_get_n (const DjTexts *texts) { return texts->n; }
