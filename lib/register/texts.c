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

/* Eight bytes at a time by multiplication and fold; texts here are codes and names of 6 to 60 bytes. */
static guint32 hash_text (const char *text, gsize length)
{
  const guint64 prime = G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  guint64 hash = length * prime;
  while (length > 0)
  {
    guint64 word = 0;
    gsize step = MIN (length, sizeof word);
    memcpy (&word, text, step);
    hash = (hash ^ word) * prime;
    hash ^= hash >> 32;
    text += step;
    length -= step;
  }
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

static void grow_slots (DjTexts *texts)
{
  gsize old_n = texts->n_slots;
  gint32 *old_slots = texts->slots;
  guint32 *old_hashes = texts->hashes;
  texts->n_slots = old_n * 2;
  texts->slots = g_new0 (gint32, texts->n_slots);
  texts->hashes = g_new0 (guint32, texts->n_slots);
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
    grow_slots (texts);
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

/* Begins to fetch what find_slot() will look at, step by step for all of them, so that their ways to memory go side by side. */
static void fetch_slots (const DjTexts *texts, const DjSlice *slices, gsize n, guint32 *hashes)
{
  gsize mask = texts->n_slots - 1;
  for (gsize i = 0; i < n; i++)
  {
    hashes[i] = hash_text (slices[i].text, slices[i].length);
    __builtin_prefetch (&texts->slots[hashes[i] & mask]);
    __builtin_prefetch (&texts->hashes[hashes[i] & mask]);
  }
  gint32 ids[DJ_TEXTS_MANY];
  for (gsize i = 0; i < n; i++)
  {
    gsize slot = hashes[i] & mask;
    ids[i] = texts->hashes[slot] == hashes[i] ? texts->slots[slot] - 1 : DJ_TEXT_NONE;
    if (ids[i] >= 0)
      __builtin_prefetch (&texts->chunks[ids[i] >> CHUNK_BITS][ids[i] & (CHUNK_SIZE - 1)]);
  }
  for (gsize i = 0; i < n; i++)
    if (ids[i] >= 0)
      __builtin_prefetch (dj_texts_get (texts, ids[i]));
}

void dj_texts_intern_many (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids)
{
  guint32 hashes[DJ_TEXTS_MANY];
  g_rw_lock_writer_lock (&texts->lock);
  fetch_slots (texts, slices, n, hashes);
  for (gsize i = 0; i < n; i++)
    ids[i] = slices[i].length > 0 ? intern_hashed (texts, hashes[i], slices[i].text, slices[i].length) : DJ_TEXT_NONE;
  g_rw_lock_writer_unlock (&texts->lock);
}

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
