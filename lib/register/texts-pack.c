/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a pool as they lie in a file: where each begins, and the hash table that finds them. */
#include "register/register-private.h"

#include <string.h>
#include "schema/schema-private.h"

static gboolean set_full (GError **error)
{
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT,
                       DJ_SAY ("没有足够的内存整理文本", "Not enough memory to put the texts in order"));
  return FALSE;
}

/* FALSE where texts are longer than the distance that a block can hold. */
static gboolean fill_starts (const DjTexts *texts, gint32 n, const gint32 *numbers, guint64 *blocks, guint32 *starts,
                             gsize *n_bytes)
{
  guint64 at = 0;
  for (gint32 id = 0; id < n; id++)
  {
    gint32 number = numbers ? numbers[id] : id;
    if (number == DJ_TEXT_NONE)
      continue;
    if (number % DJ_TEXTS_BLOCK == 0)
      blocks[number / DJ_TEXTS_BLOCK] = at;
    guint64 start = at - blocks[number / DJ_TEXTS_BLOCK];
    if (start > G_MAXUINT32)
      return FALSE;
    starts[number] = (guint32)start;
    at += strlen (dj_texts_get (texts, id)) + 1;
  }
  *n_bytes = at;
  return TRUE;
}

static gint32 count_numbers (const gint32 *numbers, gint32 n)
{
  gint32 count = 0;
  for (gint32 id = 0; id < n; id++)
    count += numbers[id] != DJ_TEXT_NONE;
  return count;
}

/* The seed is the same for all, so that the same register gives the same file; but where texts were made to crowd with it, they get one that
 * who made them cannot have known. */
static void fill_table (const DjTexts *texts, gint32 n, const gint32 *numbers, DjTextTable *table)
{
  while (!dj_texts_fill_table (texts, n, numbers, table))
  {
    memset (table->buckets, 0, table->n_buckets * sizeof (DjTextBucket));
    table->seed = (gint64)((guint64)g_random_int () << 32 | g_random_int ());
  }
}

gboolean dj_texts_pack (const DjTexts *texts, gint32 n_known, const gint32 *numbers, DjPackedTexts *out, GError **error)
{
  const DjPackedTexts *base = dj_texts_get_packed (texts);
  gint32 n = numbers ? count_numbers (numbers, n_known) : n_known;
  if (!numbers && base->n == n && n > 0)
  {
    *out = *base;
    return TRUE;
  }
  gsize n_buckets = dj_texts_count_buckets (n);
  guint64 *blocks = g_try_new (guint64, MAX (DJ_TEXTS_BLOCKS (n), 1));
  guint32 *starts = g_try_new (guint32, MAX (n, 1));
  DjTextBucket *buckets = g_try_new0 (DjTextBucket, n_buckets);
  DjTextTable table = { buckets, n_buckets, 0 };
  *out = (DjPackedTexts){ .n = n, .n_buckets = n_buckets, .blocks = blocks, .starts = starts, .buckets = buckets };
  if (blocks && starts && buckets && fill_starts (texts, n_known, numbers, blocks, starts, &out->n_bytes))
  {
    fill_table (texts, n_known, numbers, &table);
    out->seed = table.seed;
    return TRUE;
  }
  dj_texts_clear_pack (out);
  return set_full (error);
}

/* What lies in a file has its bytes there. */
void dj_texts_clear_pack (DjPackedTexts *packed)
{
  if (packed->bytes)
    return;
  g_free ((gpointer)packed->blocks);
  g_free ((gpointer)packed->starts);
  g_free ((gpointer)packed->buckets);
}
