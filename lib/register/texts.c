/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of texts. Those that lie in a mapped file come first; what is added goes to arenas that never move, to which ids lead through
 * two levels of fixed chunks. So a reader who holds an id needs no lock while another thread interns; only the hash tables of what was
 * added are guarded: one for short texts, which lie in it, and one for the others. */
#include "register/register-private.h"

#include <string.h>

#include "register/short-texts.h"

#define CHUNK_BITS 16
#define CHUNK_SIZE (1 << CHUNK_BITS)
#define N_CHUNKS (1 << (31 - CHUNK_BITS))
/* Arenas double up to this, so that a small register stays small, and a large one gets memory by large pages. */
#define ARENA_MAX (1 << 24)
#define ARENA_MIN (1 << 12)
#define ARENA_DOUBLINGS 12
/* Chunks are allocated as many at once as there are, up to these. */
#define MOST_CHUNKS 16
#define MAX_TEXTS (G_MAXINT32 - 1)
#define FIRST_BUCKETS 64
/* Bytes behind the last text of an arena, so that texts may be read by words. */
#define ARENA_SLACK sizeof (guint64)

/* An open hash table: a text is in its bucket or, where that is full, in the next one that was not. */
typedef struct
{
  DjTextBucket *buckets;
  gsize n_buckets;
} Table;

struct DjTexts
{
  gatomicrefcount references;
  DjPackedTexts base; /* texts 0 to base.n - 1; constant */
  DjHashKeys base_keys;
  GBytes *mapping; /* where they lie */
  DjHashKeys keys; /* of the others; constant */
  GRWLock lock;
  const char **chunks[N_CHUNKS]; /* the others: places by id - base.n */
  gint32 n;                      /* all; atomic where read without the lock */
  DjShortTexts shorts;           /* of the others those that are short, */
  Table table;                   /* and those that are not */
  GPtrArray *memory;             /* in which chunks and arenas lie */
  guint n_arenas;
  char *free_start;
  gsize free_bytes;
};

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static Table table_new (gsize n_buckets)
{
  DjTextBucket *buckets = g_aligned_alloc (n_buckets, sizeof (DjTextBucket), sizeof (DjTextBucket));
  dj_memory_advise (buckets, n_buckets * sizeof (DjTextBucket));
  memset (buckets, 0, n_buckets * sizeof (DjTextBucket));
  return (Table){ buckets, n_buckets };
}

/* Another one for each pool: nobody who makes texts knows it. */
static DjHashKeys draw_keys (void) { return dj_hash_keys ((guint64)g_random_int () << 32 | g_random_int ()); }

DjTexts *dj_texts_new_packed (const DjPackedTexts *packed, GBytes *mapping)
{
  DjTexts *texts = g_new0 (DjTexts, 1);
  g_atomic_ref_count_init (&texts->references);
  g_rw_lock_init (&texts->lock);
  texts->base = *packed;
  texts->mapping = mapping ? g_bytes_ref (mapping) : NULL;
  texts->n = packed->n;
  texts->base_keys = dj_hash_keys ((guint64)packed->seed);
  texts->keys = draw_keys ();
  dj_short_init (&texts->shorts);
  texts->table = table_new (FIRST_BUCKETS);
  texts->memory = g_ptr_array_new_with_free_func (g_free);
  return texts;
}

DjTexts *dj_texts_new (void)
{
  static const DjPackedTexts none = { .n = 0 };
  return dj_texts_new_packed (&none, NULL);
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
  g_ptr_array_unref (texts->memory);
  dj_short_clear (&texts->shorts);
  g_aligned_free (texts->table.buckets);
  g_clear_pointer (&texts->mapping, g_bytes_unref);
  g_rw_lock_clear (&texts->lock);
  g_free (texts);
}

/* ---- Hashing --------------------------------------------------------------------------------------------------- */

/* The upper half of the hash says which bucket, the lowest byte which of its texts to look at; 0 is a free place. */
static gsize bucket_of (const Table *table, guint64 hash) { return (gsize)((hash >> 32) * table->n_buckets >> 32); }

static guint8 tag_of (guint64 hash) { return (guint8)(hash & 0xff ? hash & 0xff : 1); }

static gsize bucket_after (const Table *table, gsize bucket) { return bucket + 1 < table->n_buckets ? bucket + 1 : 0; }

static gboolean text_is (const char *known, const char *text, gsize length)
{
  return strncmp (known, text, length) == 0 && known[length] == '\0';
}

/* The same of a text in an arena, word by word. A word is only looked at where all before it are equal, so that it begins within the
 * known text or at its end; and behind every end there are as many bytes as a word has. */
static gboolean added_is (const char *known, const char *text, gsize length)
{
  gsize at = 0;
  for (; length - at >= sizeof (guint64); at += sizeof (guint64))
    if (dj_hash_word (known + at) != dj_hash_word (text + at))
      return FALSE;
  if (length >= sizeof (guint64)) /* the rest together with bytes before it, which saves a loop */
    return dj_hash_word (known + length - sizeof (guint64)) == dj_hash_word (text + length - sizeof (guint64))
           && known[length] == '\0';
  for (; at < length; at++)
    if (known[at] != text[at])
      return FALSE;
  return known[length] == '\0';
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static const char *get_packed (const DjPackedTexts *packed, gint32 id)
{
  return packed->bytes + packed->blocks[id / DJ_TEXTS_BLOCK] + packed->starts[id];
}

const char *dj_texts_get (const DjTexts *texts, gint32 id)
{
  if (id < texts->base.n)
    return id < 0 ? NULL : get_packed (&texts->base, id);
  id -= texts->base.n;
  return texts->chunks[id >> CHUNK_BITS][id & (CHUNK_SIZE - 1)];
}

/* Needs the lock: behind the text that is read, another may be written. */
static gboolean is_text (const DjTexts *texts, gint32 id, const char *text, gsize length)
{
  const char *known = dj_texts_get (texts, id);
  return id < texts->base.n ? text_is (known, text, length) : added_is (known, text, length);
}

/* Another register of the same history may be interning: what is below the number that is read here has been put in its place. */
gint32 dj_texts_get_n (const DjTexts *texts) { return g_atomic_int_get (&texts->n); }

const DjPackedTexts *dj_texts_get_packed (const DjTexts *texts) { return &texts->base; }

GBytes *dj_texts_get_mapping (const DjTexts *texts) { return texts->mapping; }

/* ---- Finding --------------------------------------------------------------------------------------------------- */

/* Where a text is, or the free place where it belongs. */
typedef struct
{
  DjTextBucket *bucket;
  gint32 place;
} Spot;

static gint32 id_at (Spot spot) { return spot.bucket->tags[spot.place] ? spot.bucket->ids[spot.place] : DJ_TEXT_NONE; }

/* The highest bit of each of eight bytes that is @value; the first byte is the lowest. */
static guint64 find_bytes (guint64 word, guint8 value)
{
  const guint64 low = G_GUINT64_CONSTANT (0x7f7f7f7f7f7f7f7f);
  word ^= value * G_GUINT64_CONSTANT (0x0101010101010101);
  return ~(((word & low) + low) | word | low);
}

/* Places of a bucket by eight: those with a tag, up to the first that is free; and that one, or 0 where none is. */
static guint64 match_tags (const DjTextBucket *bucket, gint32 begin, guint8 tag, guint64 *is_free)
{
  guint64 word = GUINT64_FROM_LE (dj_hash_word ((const char *)bucket->tags + begin));
  guint64 places = begin + 8 > DJ_BUCKET_TEXTS ? G_MAXUINT64 >> (begin + 8 - DJ_BUCKET_TEXTS) * 8 : G_MAXUINT64;
  *is_free = find_bytes (word, 0) & places;
  *is_free &= ~*is_free + 1;
  return find_bytes (word, tag) & places & (*is_free - 1);
}

static Spot find_spot (const DjTexts *texts, const Table *table, guint64 hash, const char *text, gsize length)
{
  for (gsize number = bucket_of (table, hash);; number = bucket_after (table, number))
  {
    DjTextBucket *bucket = &table->buckets[number];
    for (gint32 begin = 0; begin < DJ_BUCKET_TEXTS; begin += 8)
    {
      guint64 is_free, tagged = match_tags (bucket, begin, tag_of (hash), &is_free);
      for (; tagged; tagged &= tagged - 1)
      {
        gint32 place = begin + __builtin_ctzll (tagged) / 8;
        if (is_text (texts, bucket->ids[place], text, length))
          return (Spot){ bucket, place };
      }
      if (is_free)
        return (Spot){ bucket, begin + __builtin_ctzll (is_free) / 8 };
    }
  }
}

/* The number of a text that is likely to be the one sought; DJ_TEXT_NONE where there is none such. */
static gint32 first_tagged (const Table *table, guint64 hash)
{
  const DjTextBucket *bucket = &table->buckets[bucket_of (table, hash)];
  guint64 is_free;
  for (gint32 begin = 0; begin < DJ_BUCKET_TEXTS; begin += 8)
  {
    guint64 tagged = match_tags (bucket, begin, tag_of (hash), &is_free);
    if (tagged)
      return bucket->ids[begin + __builtin_ctzll (tagged) / 8];
  }
  return DJ_TEXT_NONE;
}

static gint32 find_packed (const DjTexts *texts, const char *text, gsize length)
{
  Table table = { (DjTextBucket *)texts->base.buckets, texts->base.n_buckets };
  if (texts->base.n == 0)
    return DJ_TEXT_NONE;
  return id_at (find_spot (texts, &table, dj_hash_text (&texts->base_keys, text, length), text, length));
}

/* Of texts that were added, short or not. */
static guint64 hash_added (const DjTexts *texts, const char *text, gsize length)
{
  return dj_text_is_short (length) ? dj_short_hash (&texts->keys, dj_short_word (text, length))
                                   : dj_hash_text (&texts->keys, text, length);
}

/* Needs the lock. */
static gint32 find_added (const DjTexts *texts, guint64 hash, const char *text, gsize length)
{
  return dj_text_is_short (length) ? dj_short_find (&texts->shorts, hash, dj_short_word (text, length))
                                   : id_at (find_spot (texts, &texts->table, hash, text, length));
}

gint32 dj_texts_find (DjTexts *texts, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  gint32 id = find_packed (texts, text, size);
  if (id != DJ_TEXT_NONE)
    return id;
  guint64 hash = hash_added (texts, text, size);
  g_rw_lock_reader_lock (&texts->lock);
  id = find_added (texts, hash, text, size);
  g_rw_lock_reader_unlock (&texts->lock);
  return id;
}

/* ---- Filling a table ------------------------------------------------------------------------------------------- */

gsize dj_texts_count_buckets (gint32 n) { return (gsize)n * 5 / ((gsize)DJ_BUCKET_TEXTS * 4) + 1; }

/* Hashes are not kept: texts are read again in the order in which they lie, and buckets are fetched some texts ahead of their use. */
#define AHEAD 16

/* A text that is put in farther from its bucket than this is one of too many that were made to go there: among two thousand million texts
 * at random the farthest is some 70 buckets away, and one that is 256 away is not to be expected among 10^30. */
#define MAX_STEPS 256

/* What goes into a table. */
typedef struct
{
  const DjTexts *texts;
  const Table *table;
  DjHashKeys keys;
  const gint32 *numbers; /* by which texts go there; NULL for their own */
  gboolean distinct;     /* equal ones are looked for */
  gboolean bounded;      /* none may go far */
  gboolean lacks_short;  /* short texts are elsewhere */
} Filling;

static gint32 number_of (const Filling *filling, gint32 id) { return filling->numbers ? filling->numbers[id] : id; }

static gboolean is_left_out (const Filling *filling, gint32 id, gsize length)
{
  return number_of (filling, id) == DJ_TEXT_NONE || (filling->lacks_short && dj_text_is_short (length));
}

/* The first text equal to @id that is in the table already, else DJ_TEXT_NONE and @id is put in, or DJ_TEXT_CROWDED. */
static gint32 put_text (const Filling *filling, guint64 hash, gint32 id)
{
  const Table *table = filling->table;
  guint8 tag = tag_of (hash);
  const char *text = filling->distinct ? dj_texts_get (filling->texts, id) : NULL;
  gsize bucket = bucket_of (table, hash);
  for (int steps = 0; steps <= MAX_STEPS || !filling->bounded; steps++, bucket = bucket_after (table, bucket))
  {
    DjTextBucket *at = &table->buckets[bucket];
    for (gint32 place = 0; place < DJ_BUCKET_TEXTS; place++)
    {
      if (!at->tags[place])
      {
        at->tags[place] = tag;
        at->ids[place] = number_of (filling, id);
        return DJ_TEXT_NONE;
      }
      if (text && at->tags[place] == tag && strcmp (dj_texts_get (filling->texts, at->ids[place]), text) == 0)
        return at->ids[place];
    }
  }
  return DJ_TEXT_CROWDED;
}

/* DJ_TEXT_NONE when all are in, else what putting in one of them has found. */
static gint32 fill_table (const Filling *filling, gint32 first, gint32 end)
{
  guint64 hashes[AHEAD];
  gboolean left_out[AHEAD];
  for (gint32 begin = first; begin < end; begin += MIN (AHEAD, end - begin))
  {
    gint32 n = MIN (AHEAD, end - begin);
    for (gint32 i = 0; i < n; i++)
    {
      const char *text = dj_texts_get (filling->texts, begin + i);
      gsize length = strlen (text);
      hashes[i] = dj_hash_text (&filling->keys, text, length);
      left_out[i] = is_left_out (filling, begin + i, length);
      __builtin_prefetch (&filling->table->buckets[bucket_of (filling->table, hashes[i])], 1);
    }
    for (gint32 i = 0; i < n; i++)
    {
      gint32 found = left_out[i] ? DJ_TEXT_NONE : put_text (filling, hashes[i], begin + i);
      if (found != DJ_TEXT_NONE)
        return found;
    }
  }
  return DJ_TEXT_NONE;
}

gboolean dj_texts_fill_table (const DjTexts *texts, gint32 n, const gint32 *numbers, const DjTextTable *table)
{
  Table filled = { table->buckets, table->n_buckets };
  Filling filling = { texts, &filled, dj_hash_keys ((guint64)table->seed), numbers, FALSE, TRUE, FALSE };
  return fill_table (&filling, 0, n) == DJ_TEXT_NONE;
}

gint32 dj_texts_fill_distinct (const DjTexts *texts, DjTextRange range, const DjTextTable *table)
{
  Table filled = { table->buckets, table->n_buckets };
  Filling filling = { texts, &filled, dj_hash_keys ((guint64)table->seed), NULL, TRUE, TRUE, FALSE };
  return fill_table (&filling, range.begin, range.end);
}

/* ---- Adding ---------------------------------------------------------------------------------------------------- */

static gint32 count_long (const DjTexts *texts) { return texts->n - texts->base.n - (gint32)texts->shorts.n; }

static void grow_table (DjTexts *texts, gsize n_buckets)
{
  Table grown = table_new (n_buckets);
  Filling filling = { texts, &grown, texts->keys, NULL, FALSE, FALSE, TRUE };
  fill_table (&filling, texts->base.n, texts->n);
  g_aligned_free (texts->table.buckets);
  texts->table = grown;
}

/* Memory that is the pool's as long as it lasts. */
static gpointer allocate (DjTexts *texts, gsize size)
{
  gpointer memory = g_malloc (size);
  dj_memory_advise (memory, size);
  g_ptr_array_add (texts->memory, memory);
  return memory;
}

static void open_chunks (DjTexts *texts, gint32 first)
{
  gint32 n = CLAMP (first, 1, MOST_CHUNKS);
  const char **places = allocate (texts, (gsize)n * CHUNK_SIZE * sizeof *places);
  for (gint32 i = 0; i < n && first + i < N_CHUNKS; i++)
    texts->chunks[first + i] = places + (gsize)i * CHUNK_SIZE;
}

static const char *store_bytes (DjTexts *texts, const char *text, gsize length)
{
  if (texts->free_bytes < length + 1)
  {
    gsize size = (gsize)ARENA_MIN << MIN (texts->n_arenas, ARENA_DOUBLINGS);
    texts->n_arenas++;
    size = MAX (MIN (size, ARENA_MAX), length + 1);
    texts->free_start = allocate (texts, size + ARENA_SLACK);
    texts->free_bytes = size;
  }
  char *stored = texts->free_start;
  memcpy (stored, text, length);
  stored[length] = '\0';
  texts->free_start += length + 1;
  texts->free_bytes -= length + 1;
  return stored;
}

/* The number of a new text, or DJ_TEXT_NONE where there are too many. */
static gint32 store_text (DjTexts *texts, const char *text, gsize length)
{
  if (texts->n >= MAX_TEXTS)
    return DJ_TEXT_NONE;
  gint32 id = texts->n;
  gint32 place = id - texts->base.n;
  gint32 chunk = place >> CHUNK_BITS;
  if (!texts->chunks[chunk])
    open_chunks (texts, chunk);
  texts->chunks[chunk][place & (CHUNK_SIZE - 1)] = store_bytes (texts, text, length);
  g_atomic_int_set (&texts->n, id + 1);
  return id;
}

static gint32 add_text (DjTexts *texts, Spot spot, guint64 hash, const char *text, gsize length)
{
  gint32 id = store_text (texts, text, length);
  if (id == DJ_TEXT_NONE)
    return DJ_TEXT_NONE;
  spot.bucket->tags[spot.place] = tag_of (hash);
  spot.bucket->ids[spot.place] = id;
  if (dj_texts_count_buckets (count_long (texts)) > texts->table.n_buckets)
    grow_table (texts, texts->table.n_buckets * 2);
  return id;
}

static gint32 add_short (DjTexts *texts, guint64 word, const char *text, gsize length)
{
  gint32 id = store_text (texts, text, length);
  if (id != DJ_TEXT_NONE)
    dj_short_add (&texts->shorts, &texts->keys, word, id);
  return id;
}

void dj_texts_reserve (DjTexts *texts, gint32 n)
{
  g_rw_lock_writer_lock (&texts->lock);
  gsize n_buckets = dj_texts_count_buckets (count_long (texts) + MIN (MAX (n, 0), G_MAXINT32 - texts->n));
  if (n_buckets > texts->table.n_buckets)
    grow_table (texts, n_buckets);
  g_rw_lock_writer_unlock (&texts->lock);
}

/* With the lock held. */
static gint32 intern_hashed (DjTexts *texts, guint64 hash, const char *text, gsize length)
{
  if (dj_text_is_short (length))
  {
    guint64 word = dj_short_word (text, length);
    gint32 known = dj_short_find (&texts->shorts, hash, word);
    return known != DJ_TEXT_NONE ? known : add_short (texts, word, text, length);
  }
  Spot spot = find_spot (texts, &texts->table, hash, text, length);
  gint32 id = id_at (spot);
  return id != DJ_TEXT_NONE ? id : add_text (texts, spot, hash, text, length);
}

gint32 dj_texts_intern (DjTexts *texts, const char *text, gsize length)
{
  gint32 id = find_packed (texts, text, length);
  if (id != DJ_TEXT_NONE)
    return id;
  guint64 hash = hash_added (texts, text, length);
  g_rw_lock_writer_lock (&texts->lock);
  id = intern_hashed (texts, hash, text, length);
  g_rw_lock_writer_unlock (&texts->lock);
  return id;
}

/* ---- Many at once ------------------------------------------------------------------------------------------------ */

/* Slices of which numbers are still to be found, by their places. */
typedef struct
{
  gsize places[DJ_TEXTS_MANY];
  guint64 hashes[DJ_TEXTS_MANY];
  gsize n;
} Rest;

static gint32 find_slice (const DjTexts *texts, guint64 hash, const DjSlice *slice)
{
  gint32 id = find_packed (texts, slice->text, slice->length);
  return id != DJ_TEXT_NONE ? id : find_added (texts, hash, slice->text, slice->length);
}

static gboolean is_guessed (const DjTexts *texts, gint32 id, const DjSlice *slice)
{
  return id >= 0 && id < texts->n && is_text (texts, id, slice->text, slice->length);
}

/* So many more wrong guesses than right ones, and no more are made among these slices. */
#define PATIENCE 8

/* Texts often come in the order in which they came before, or the same many times: the number after the last one is tried, and the last
 * one. Single strangers are put off; where two come in a row the second is looked up, to go on guessing from there. */
static void guess_ids (const DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids, Rest *rest)
{
  gint32 last = DJ_TEXT_NONE;
  gboolean missed = FALSE;
  int patience = PATIENCE;
  for (gsize i = 0; i < n; i++)
  {
    const DjSlice *slice = &slices[i];
    ids[i] = DJ_TEXT_NONE;
    if (slice->length == 0)
      continue;
    if (patience > 0 && is_guessed (texts, last + 1, slice))
      ids[i] = last + 1;
    else if (patience > 0 && is_guessed (texts, last, slice))
      ids[i] = last;
    patience += ids[i] == DJ_TEXT_NONE ? -1 : patience < PATIENCE;
    if (ids[i] == DJ_TEXT_NONE && patience > 0 && missed)
      ids[i] = find_slice (texts, hash_added (texts, slice->text, slice->length), slice);
    missed = ids[i] == DJ_TEXT_NONE;
    if (missed)
      rest->places[rest->n++] = i;
    else
      last = ids[i];
  }
}

/* Begins to fetch the buckets where texts belong, so that their ways to memory go side by side. */
static void fetch_buckets (const DjTexts *texts, const DjSlice *slices, Rest *rest)
{
  for (gsize i = 0; i < rest->n; i++)
  {
    const DjSlice *slice = &slices[rest->places[i]];
    rest->hashes[i] = hash_added (texts, slice->text, slice->length);
    if (dj_text_is_short (slice->length))
      __builtin_prefetch (dj_short_bucket (&texts->shorts, rest->hashes[i]));
    else
      __builtin_prefetch (&texts->table.buckets[bucket_of (&texts->table, rest->hashes[i])]);
  }
}

/* The same, step by step, of the texts that find_spot() will look at then. */
static void fetch_texts (const DjTexts *texts, const DjSlice *slices, const Rest *rest)
{
  gint32 ids[DJ_TEXTS_MANY];
  for (gsize i = 0; i < rest->n; i++)
  {
    gboolean is_short = dj_text_is_short (slices[rest->places[i]].length);
    ids[i] = is_short ? -1 : first_tagged (&texts->table, rest->hashes[i]) - texts->base.n;
    if (ids[i] >= 0)
      __builtin_prefetch (&texts->chunks[ids[i] >> CHUNK_BITS][ids[i] & (CHUNK_SIZE - 1)]);
  }
  for (gsize i = 0; i < rest->n; i++)
    if (ids[i] >= 0)
      __builtin_prefetch (texts->chunks[ids[i] >> CHUNK_BITS][ids[i] & (CHUNK_SIZE - 1)]);
}

void dj_texts_find_many (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids)
{
  Rest rest;
  rest.n = 0;
  g_rw_lock_reader_lock (&texts->lock);
  guess_ids (texts, slices, n, ids, &rest);
  fetch_buckets (texts, slices, &rest);
  fetch_texts (texts, slices, &rest);
  for (gsize i = 0; i < rest.n; i++)
    ids[rest.places[i]] = find_slice (texts, rest.hashes[i], &slices[rest.places[i]]);
  g_rw_lock_reader_unlock (&texts->lock);
}

void dj_texts_intern_many (DjTexts *texts, const DjSlice *slices, gsize n, gint32 *ids)
{
  Rest rest;
  rest.n = 0;
  for (gsize i = 0; i < n; i++)
    if (slices[i].length > 0 && ids[i] == DJ_TEXT_NONE)
      rest.places[rest.n++] = i;
  g_rw_lock_writer_lock (&texts->lock);
  fetch_buckets (texts, slices, &rest); /* most texts are new: there is nothing further to be fetched */
  for (gsize i = 0; i < rest.n; i++)
  {
    const DjSlice *slice = &slices[rest.places[i]];
    gint32 id = find_packed (texts, slice->text, slice->length);
    ids[rest.places[i]] = id != DJ_TEXT_NONE ? id : intern_hashed (texts, rest.hashes[i], slice->text, slice->length);
  }
  g_rw_lock_writer_unlock (&texts->lock);
}
