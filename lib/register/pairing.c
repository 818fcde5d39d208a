/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of two tables of a kind are about the same thing. The tables may be of registers that number texts apart: texts of the one are
 * looked up in the other once, and then compared as numbers. */
#include "register/pairing.h"

#include <string.h>

/* ---- Texts of another pool -------------------------------------------------------------------------------------- */

#define UNASKED G_MININT32

struct DjTextMap
{
  const DjTexts *from;
  DjTexts *to;
  gint32 n;
  gint32 *known; /* NULL where both are one pool */
};

DjTextMap *dj_text_map_new (const DjTexts *from, DjTexts *to, GError **error)
{
  gint32 n = from == to ? 0 : dj_texts_get_n (from);
  gint32 *known = from == to ? NULL : DJ_TRY_NEW (gint32, n, error);
  if (from != to && !known)
    return NULL;
  for (gint32 i = 0; i < n; i++)
    known[i] = UNASKED;
  DjTextMap *map = g_new (DjTextMap, 1);
  *map = (DjTextMap){ from, to, n, known };
  return map;
}

void dj_text_map_free (DjTextMap *map)
{
  if (!map)
    return;
  g_free (map->known);
  g_free (map);
}

/* What the other pool has not gets a number of its own below DJ_TEXT_NONE, so that two such are still told apart. */
gint32 dj_text_map_get (DjTextMap *map, gint32 text)
{
  if (!map->known || text < 0 || text >= map->n)
    return text;
  if (map->known[text] == UNASKED)
  {
    gint32 found = dj_texts_find (map->to, dj_texts_get (map->from, text), -1);
    map->known[text] = found == DJ_TEXT_NONE ? -2 - text : found;
  }
  return map->known[text];
}

/* ---- What identifies a row ---------------------------------------------------------------------------------------- */

#define IDENTITY_MOST 3

/* Of tables without a code: the columns that say what a row is about. Of one kind of rows (affiliations) there is one for each first column. */
typedef struct
{
  int n;
  int columns[IDENTITY_MOST];
  int single; /* the value of the last column for which the first and last alone count; 0 for none */
} Identity;

static const Identity identities[DJ_N_TABLES] = {
  [DJ_TABLE_AREA_PART] = { 2, { DJ_COLUMN_AREA_PART_ZONE, DJ_COLUMN_AREA_PART_AREA }, 0 },
  [DJ_TABLE_SUBORDINATION] = { 1, { DJ_COLUMN_SUBORDINATION_ORGANIZATION }, 0 },
  [DJ_TABLE_GUIDANCE]
  = { 3, { DJ_COLUMN_GUIDANCE_ORGANIZATION, DJ_COLUMN_GUIDANCE_GUIDE, DJ_COLUMN_GUIDANCE_KIND }, 0 },
  [DJ_TABLE_COVERAGE] = { 2, { DJ_COLUMN_COVERAGE_UNIT, DJ_COLUMN_COVERAGE_ORGANIZATION }, 0 },
  [DJ_TABLE_MEMBERSHIP]
  = { 3,
      { DJ_COLUMN_MEMBERSHIP_PERSON, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, DJ_COLUMN_MEMBERSHIP_KIND },
      DJ_MEMBERSHIP_AFFILIATION },
  [DJ_TABLE_TRANSFER] = { 3, { DJ_COLUMN_TRANSFER_PERSON, DJ_COLUMN_TRANSFER_FROM, DJ_COLUMN_TRANSFER_TO }, 0 },
  [DJ_TABLE_POST] = { 3, { DJ_COLUMN_POST_PERSON, DJ_COLUMN_POST_BODY, DJ_COLUMN_POST_ROLE }, 0 },
  [DJ_TABLE_SEAT] = { 2, { DJ_COLUMN_SEAT_ALLIANCE, DJ_COLUMN_SEAT_BODY }, 0 },
  [DJ_TABLE_ASSIGNMENT] = { 2, { DJ_COLUMN_ASSIGNMENT_ITEM, DJ_COLUMN_ASSIGNMENT_BODY }, 0 },
  [DJ_TABLE_MATCH] = { 3, { DJ_COLUMN_MATCH_NEED, DJ_COLUMN_MATCH_RESOURCE, DJ_COLUMN_MATCH_PROJECT }, 0 },
  [DJ_TABLE_ATTENDANCE] = { 2, { DJ_COLUMN_ATTENDANCE_ACTIVITY, DJ_COLUMN_ATTENDANCE_PARTICIPANT }, 0 },
};

gboolean dj_table_is_single (const DjTableData *table, gint32 row)
{
  const Identity *identity = &identities[table->id];
  if (table->info->key >= 0 || identity->n == 1)
    return TRUE;
  return identity->single && dj_table_get_code (table, identity->columns[identity->n - 1], row) == identity->single;
}

static gint32 get_number (const DjTableData *table, DjTextMap *map, int column, gint32 row)
{
  if (dj_table_get_type (table, column) == DJ_TYPE_CODE)
    return dj_table_get_code (table, column, row);
  gint32 text = dj_table_get_text (table, column, row);
  return map ? dj_text_map_get (map, text) : text;
}

void dj_table_get_identity (const DjTableData *table, DjTextMap *map, gint32 row, DjRowIdentity *out)
{
  const Identity *identity = &identities[table->id];
  *out = (DjRowIdentity){ { 0 } };
  if (table->info->key >= 0)
  {
    out->parts[0] = get_number (table, map, table->info->key, row);
    return;
  }
  for (int i = 0; i < identity->n; i++)
    out->parts[i] = get_number (table, map, identity->columns[i], row);
  if (identity->single && out->parts[identity->n - 1] == identity->single)
    for (int i = 1; i + 1 < identity->n; i++)
      out->parts[i] = 0;
}

static guint64 mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return hash ^ (hash >> 29);
}

guint64 dj_row_identity_hash (const DjRowIdentity *identity)
{
  guint64 hash = 0;
  for (int i = 0; i < IDENTITY_MOST; i++)
    hash = mix (hash, (guint32)identity->parts[i]);
  return hash;
}

gboolean dj_row_identity_equal (const DjRowIdentity *a, const DjRowIdentity *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

/* ---- Cells as numbers ----------------------------------------------------------------------------------------------- */

/* Of a number, its bits, of which 0 and -0 have the same; only for cells that are not missing. */
static guint64 get_bits (const DjTableData *table, DjTextMap *map, int column, gint32 row)
{
  double real = 0;
  guint64 bits;
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_INT:
    return (guint64)dj_table_get_int (table, column, row);
  case DJ_TYPE_REAL:
    real += dj_table_get_real (table, column, row);
    memcpy (&bits, &real, sizeof bits);
    return bits;
  case DJ_TYPE_DATE:
    return (guint64)dj_table_get_date (table, column, row);
  case DJ_TYPE_CODE:
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return (guint64)get_number (table, map, column, row);
  }
}

gboolean dj_pairing_is_same (const DjPairing *pairing, int column, gint32 before, gint32 now)
{
  int of_before = pairing->of_before[column];
  gboolean none = dj_table_is_missing (pairing->now, column, now);
  if (of_before < 0 || dj_table_is_missing (pairing->before, of_before, before))
    return none;
  return !none
         && get_bits (pairing->before, pairing->map, of_before, before) == get_bits (pairing->now, NULL, column, now);
}

/* ---- Pairs ------------------------------------------------------------------------------------------------------------ */

static gboolean takes_part (const DjPairing *pairing, int column)
{
  return !pairing->columns || pairing->columns[column];
}

/* Where further columns of the one table are in the other. */
static void match_columns (DjPairing *pairing)
{
  const DjTableData *before = pairing->before, *now = pairing->now;
  pairing->of_before = g_new (int, now->columns->len);
  pairing->lost = g_array_new (FALSE, FALSE, sizeof (int));
  for (int column = 0; column < (int)now->columns->len; column++)
    pairing->of_before[column] = dj_table_find_like (before, now, column);
  for (int column = before->info->n_columns; column < (int)before->columns->len && !pairing->columns; column++)
    if (dj_table_find_like (now, before, column) < 0)
      g_array_append_val (pairing->lost, column);
}

gboolean dj_pairing_init (DjPairing *pairing, GError **error)
{
  match_columns (pairing);
  pairing->other = DJ_TRY_NEW (gint32, pairing->n_now, error);
  pairing->paired = pairing->other ? DJ_TRY_NEW (guint8, pairing->n_before, error) : NULL;
  if (!pairing->paired)
    return FALSE;
  memset (pairing->other, 0xff, (gsize)pairing->n_now * sizeof (gint32));
  memset (pairing->paired, 0, (gsize)pairing->n_before);
  return TRUE;
}

void dj_pairing_clear (DjPairing *pairing)
{
  g_clear_pointer (&pairing->of_before, g_free);
  g_clear_pointer (&pairing->lost, g_array_unref);
  g_clear_pointer (&pairing->other, g_free);
  g_clear_pointer (&pairing->paired, g_free);
}

static gint32 row_of (const gint32 *rows, gint32 i) { return rows ? rows[i] : i; }
gint32 dj_pairing_get_before (const DjPairing *pairing, gint32 i) { return row_of (pairing->before_rows, i); }
gint32 dj_pairing_get_now (const DjPairing *pairing, gint32 i) { return row_of (pairing->now_rows, i); }

/* What rows must have in common, as a number for looking them up, and whether they do. */
typedef guint64 (*HashRow) (const DjPairing *pairing, gboolean now, gint32 row);
typedef gboolean (*MatchRows) (const DjPairing *pairing, gint32 before, gint32 now);

static const DjTableData *table_of (const DjPairing *pairing, gboolean now)
{
  return now ? pairing->now : pairing->before;
}

static guint64 hash_identity (const DjPairing *pairing, gboolean now, gint32 row)
{
  DjRowIdentity identity;
  dj_table_get_identity (table_of (pairing, now), now ? NULL : pairing->map, row, &identity);
  return dj_row_identity_hash (&identity);
}

static gboolean match_identity (const DjPairing *pairing, gint32 before, gint32 now)
{
  DjRowIdentity first, second;
  dj_table_get_identity (pairing->before, pairing->map, before, &first);
  dj_table_get_identity (pairing->now, NULL, now, &second);
  return dj_row_identity_equal (&first, &second);
}

static guint64 hash_beginning (const DjPairing *pairing, gboolean now, gint32 row)
{
  DjDate since, until;
  dj_table_get_period (table_of (pairing, now), row, &since, &until);
  return mix (hash_identity (pairing, now, row), (guint32)since);
}

static gboolean match_beginning (const DjPairing *pairing, gint32 before, gint32 now)
{
  DjDate since, other, until;
  dj_table_get_period (pairing->before, before, &since, &until);
  dj_table_get_period (pairing->now, now, &other, &until);
  return since == other && match_identity (pairing, before, now);
}

/* Columns that have no value in a row count for nothing, so that it does not matter whether the other table has them. */
static guint64 hash_cells (const DjPairing *pairing, gboolean now, gint32 row)
{
  guint64 hash = 0;
  for (int column = 0; column < (int)pairing->now->columns->len; column++)
  {
    int own = now ? column : pairing->of_before[column];
    if (takes_part (pairing, column) && own >= 0 && !dj_table_is_missing (table_of (pairing, now), own, row))
      hash = mix (hash + (guint64)column, get_bits (table_of (pairing, now), now ? NULL : pairing->map, own, row));
  }
  return hash;
}

gboolean dj_pairing_is_equal (const DjPairing *pairing, gint32 before, gint32 now)
{
  for (int column = 0; column < (int)pairing->now->columns->len; column++)
    if (takes_part (pairing, column) && !dj_pairing_is_same (pairing, column, before, now))
      return FALSE;
  for (guint i = 0; i < pairing->lost->len; i++)
    if (!dj_table_is_missing (pairing->before, g_array_index (pairing->lost, int, i), before))
      return FALSE;
  return TRUE;
}

/* Rows before that have no partner yet, by hash; each leads to the next of the same place. */
typedef struct
{
  gint32 *heads;
  gint32 *next;
  gint32 mask;
} Places;

static gboolean fill_places (Places *places, const DjPairing *pairing, HashRow hash, GError **error)
{
  gint32 size = 16;
  while (size < pairing->n_before && size < (1 << 30))
    size *= 2;
  places->mask = size - 1;
  places->heads = DJ_TRY_NEW (gint32, size, error);
  places->next = places->heads ? DJ_TRY_NEW (gint32, pairing->n_before, error) : NULL;
  if (!places->next)
    return FALSE;
  memset (places->heads, 0xff, (gsize)size * sizeof (gint32));
  for (gint32 i = pairing->n_before; i-- > 0;)
  {
    if (pairing->paired[i])
      continue;
    gint32 *head
        = &places->heads[(hash (pairing, FALSE, dj_pairing_get_before (pairing, i)) >> 20) & (guint64)places->mask];
    places->next[i] = *head;
    *head = i;
  }
  return TRUE;
}

static void find_partner (DjPairing *pairing, Places *places, gint32 i, HashRow hash, MatchRows match)
{
  gint32 row = dj_pairing_get_now (pairing, i);
  gint32 *at = &places->heads[(hash (pairing, TRUE, row) >> 20) & (guint64)places->mask];
  while (*at >= 0 && !match (pairing, dj_pairing_get_before (pairing, *at), row))
    at = &places->next[*at];
  if (*at < 0)
    return;
  pairing->other[i] = *at;
  pairing->paired[*at] = 1;
  *at = places->next[*at];
}

gboolean dj_pairing_join (DjPairing *pairing, DjPairBy by, GError **error)
{
  static const HashRow hashes[] = { hash_cells, hash_beginning, hash_identity };
  static const MatchRows matches[] = { dj_pairing_is_equal, match_beginning, match_identity };
  Places places = { NULL, NULL, 0 };
  gboolean done = fill_places (&places, pairing, hashes[by], error);
  for (gint32 i = 0; done && i < pairing->n_now; i++)
    if (pairing->other[i] < 0)
      find_partner (pairing, &places, i, hashes[by], matches[by]);
  g_free (places.heads);
  g_free (places.next);
  return done;
}
