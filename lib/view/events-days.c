/* SPDX-License-Identifier: Apache-2.0 */
/* On which days rows stand, and on which something became of them. */
#include "view/events.h"

#include <string.h>

/* ---- Rows that stand -------------------------------------------------------------------------------------------- */

void dj_standing_init (DjStanding *standing, const DjTree *tree, DjTable table)
{
  const DjTableData *data = tree->state->tables[table];
  *standing = (DjStanding){ .tree = tree, .table = data, .holding = dj_holding (data, tree->on) };
  for (int column = 0; column < data->info->n_columns && data->info->key < 0; column++)
    if ((data->info->columns[column].flags & (DJ_COLUMN_FOLLOWS | DJ_COLUMN_WITHIN)) && standing->n_ends < 2)
      standing->ends[standing->n_ends++] = column;
  if (table == DJ_TABLE_MEMBERSHIP)
    standing->persons = dj_table_texts (data, DJ_COLUMN_MEMBERSHIP_PERSON);
}

/* The days of a member that bound the row: of an affiliation from admission to leaving, of a participation until leaving. */
static void get_days_of_member (const DjStanding *standing, gint32 row, DjDate *since, DjDate *until)
{
  DjTable table;
  const DjState *state = standing->tree->state;
  const DjTableData *persons = state->tables[DJ_TABLE_PERSON];
  gint32 person = dj_state_find_code (state, standing->persons[row], &table);
  *since = DJ_DATE_NONE;
  *until = G_MAXINT32;
  if (person < 0 || table != DJ_TABLE_PERSON)
    return;
  DjDate left = dj_table_get_date (persons, DJ_COLUMN_PERSON_LEFT, person);
  if (dj_table_is_single (standing->table, row))
    *since = dj_table_get_date (persons, DJ_COLUMN_PERSON_ADMITTED, person);
  if (left != DJ_DATE_NONE)
    *until = left;
}

gboolean dj_standing_has (const DjStanding *standing, gint32 row)
{
  const DjState *state = standing->tree->state;
  DjDate on = standing->tree->on, since, until;
  if (!dj_holds (&standing->holding, row))
    return FALSE;
  for (int i = 0; i < standing->n_ends; i++)
  {
    DjTable table;
    gint32 first = dj_state_find_code (state, dj_table_get_text (standing->table, standing->ends[i], row), &table);
    if (first < 0 || dj_state_find_row_on (state, table, first, on) < 0)
      return FALSE;
  }
  if (!standing->persons)
    return TRUE;
  get_days_of_member (standing, row, &since, &until);
  return since <= on && on < until;
}

/* The first and the last day of a code. */
static void get_days_of_code (const DjState *state, gint32 code, DjDate *since, DjDate *until)
{
  DjTable table;
  gint32 first = dj_state_find_code (state, code, &table);
  *since = first < 0 ? DJ_DATE_NONE : dj_state_get_beginning (state, table, first);
  *until = first < 0 ? G_MAXINT32 : DJ_DATE_NONE;
  for (gint32 row = first; row >= 0; row = dj_state_get_next_row (state, table, row))
  {
    DjDate begins, ends;
    dj_table_get_period (state->tables[table], row, &begins, &ends);
    if (begins < ends)
      *until = MAX (*until, ends);
  }
}

void dj_standing_get_period (const DjStanding *standing, gint32 row, DjDate *since, DjDate *until)
{
  DjDate begins, ends;
  dj_table_get_period (standing->table, row, since, until);
  for (int i = 0; i < standing->n_ends; i++)
  {
    gint32 code = dj_table_get_text (standing->table, standing->ends[i], row);
    get_days_of_code (standing->tree->state, code, &begins, &ends);
    *since = MAX (*since, begins);
    *until = MIN (*until, ends);
  }
  if (!standing->persons)
    return;
  get_days_of_member (standing, row, &begins, &ends);
  *since = MAX (*since, begins);
  *until = MIN (*until, ends);
}

/* ---- All days of what something became of ------------------------------------------------------------------------- */

static guint hash_identity (gconstpointer identity) { return (guint)(dj_row_identity_hash (identity) >> 20); }
static gboolean is_same_identity (gconstpointer a, gconstpointer b) { return dj_row_identity_equal (a, b); }

static void add_slot (DjPast *past, gsize *n, const DjTableData *table, DjTextMap *map, gint32 row)
{
  DjRowIdentity *identity = &past->identities[*n];
  dj_table_get_identity (table, map, row, identity);
  if (!g_hash_table_contains (past->slots, identity))
    g_hash_table_insert (past->slots, identity, GSIZE_TO_POINTER (++*n));
}

static gint32 find_slot (const DjPast *past, const DjTableData *table, DjTextMap *map, gint32 row)
{
  DjRowIdentity identity;
  dj_table_get_identity (table, map, row, &identity);
  return GPOINTER_TO_INT (g_hash_table_lookup (past->slots, &identity));
}

static void collect_spans (DjPast *past)
{
  for (gint32 row = 0; row < past->side->table->n_rows; row++)
  {
    DjSpan span = { .node = find_slot (past, past->side->table, past->map, row), .row = row };
    if (span.node == 0)
      continue;
    dj_standing_get_period (past->side, row, &span.since, &span.until);
    if (span.since < span.until)
      g_array_append_val (past->spans, span);
  }
  dj_spans_sort (past->spans);
}

/* The last day, by that of the view, on which a span of each came to its end. */
static gboolean find_ends (DjPast *past, gsize n, GError **error)
{
  past->ends = DJ_TRY_NEW (DjDate, n + 1, error);
  if (!past->ends)
    return FALSE;
  for (gsize i = 0; i <= n; i++)
    past->ends[i] = DJ_DATE_NONE;
  for (guint i = 0; i < past->spans->len; i++)
  {
    const DjSpan *span = &g_array_index (past->spans, DjSpan, i);
    if (span->until <= past->side->tree->on)
      past->ends[span->node] = MAX (past->ends[span->node], span->until);
  }
  return TRUE;
}

gboolean dj_past_init (DjPast *past, const DjStanding *side, DjTextMap *map, const DjPairing *rest, GError **error)
{
  gsize n = 0, most = (gsize)rest->n_now + (gsize)rest->n_before;
  *past = (DjPast){ .side = side, .map = map, .identities = DJ_TRY_NEW (DjRowIdentity, most, error) };
  past->slots = g_hash_table_new (hash_identity, is_same_identity);
  past->spans = g_array_new (FALSE, FALSE, sizeof (DjSpan));
  if (!past->identities)
    return FALSE;
  for (gint32 i = 0; i < rest->n_now; i++)
    add_slot (past, &n, rest->now, NULL, dj_pairing_get_now (rest, i));
  for (gint32 i = 0; i < rest->n_before; i++)
    add_slot (past, &n, rest->before, rest->map, dj_pairing_get_before (rest, i));
  collect_spans (past);
  return find_ends (past, n, error);
}

void dj_past_clear (DjPast *past)
{
  g_clear_pointer (&past->slots, g_hash_table_unref);
  g_clear_pointer (&past->spans, g_array_unref);
  g_clear_pointer (&past->identities, g_free);
  g_clear_pointer (&past->ends, g_free);
}

/* The first span of a slot that begins on @since or later. */
static guint find_span (const DjPast *past, gint32 slot, DjDate since)
{
  guint begin = 0, end = past->spans->len;
  while (begin < end)
  {
    guint middle = begin + (end - begin) / 2;
    const DjSpan *span = &g_array_index (past->spans, DjSpan, middle);
    if (span->node < slot || (span->node == slot && span->since < since))
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

DjDate dj_past_find_end (const DjPast *past, const DjStanding *before, const DjPairing *rest, gint32 row)
{
  DjDate since, until;
  dj_standing_get_period (before, row, &since, &until);
  DjDate end = past->ends[find_slot (past, before->table, rest->map, row)];
  if (end > since)
    return end;
  return until <= past->side->tree->on ? until : DJ_DATE_NONE;
}

DjDate dj_past_find_change (const DjPast *past, gint32 row, int column)
{
  const DjTableData *table = past->side->table;
  DjDate since, until;
  dj_standing_get_period (past->side, row, &since, &until);
  if (!dj_table_is_single (table, row))
    return since;
  gint32 slot = find_slot (past, table, past->map, row);
  for (guint i = find_span (past, slot, since); i-- > 0;)
  {
    const DjSpan *span = &g_array_index (past->spans, DjSpan, i);
    if (span->node != slot || span->until != since
        || (column >= 0 && !dj_table_is_same_cell (table, column, span->row, table, column, row)))
      break;
    since = span->since;
  }
  return since;
}

/* The period of a span's row, without what bounds it. */
static gboolean get_own_period (const DjPast *past, guint i, gint32 slot, DjDate *since, DjDate *until)
{
  const DjSpan *span = i < past->spans->len ? &g_array_index (past->spans, DjSpan, i) : NULL;
  if (!span || span->node != slot)
    return FALSE;
  dj_table_get_period (past->side->table, span->row, since, until);
  return TRUE;
}

void dj_past_find_stretch (const DjPast *past, gint32 row, DjSpan *out)
{
  const DjTableData *table = past->side->table;
  gint32 slot = find_slot (past, table, past->map, row);
  DjDate begins, ends, since, until;
  dj_table_get_period (table, row, &out->since, &out->until);
  if (!dj_table_is_single (table, row))
    return;
  dj_standing_get_period (past->side, row, &begins, &ends);
  guint at = find_span (past, slot, begins);
  for (guint i = at; i-- > 0 && get_own_period (past, i, slot, &since, &until) && until == out->since;)
    out->since = since;
  for (guint i = at + 1; get_own_period (past, i, slot, &since, &until) && since == out->until; i++)
    out->until = until;
}
