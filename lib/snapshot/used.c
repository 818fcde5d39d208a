/* SPDX-License-Identifier: Apache-2.0 */
/* Which texts a register still has. Its pool keeps all that were ever read: what was refused, left out, amended or removed must not go
 * into a file that is handed on. */
#include "snapshot/snapshot-private.h"

#include <string.h>

#define BITS 64

static gboolean is_text_column (const DjTableData *table, int column)
{
  DjType type = dj_table_get_type (table, column);
  return type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE;
}

/* Cells of a file that has not been validated may be anything. */
static void mark_cells (const DjTableData *table, int column, guint64 *used, gint32 n)
{
  const gint32 *cells = is_text_column (table, column) ? dj_table_texts (table, column) : NULL;
  for (gint32 row = 0; cells && row < table->n_rows; row++)
    if (dj_is_within (cells[row], n))
      used[cells[row] / BITS] |= G_GUINT64_CONSTANT (1) << cells[row] % BITS;
}

static gboolean mark_all (const DjState *state, guint64 *used, GCancellable *cancellable, GError **error)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (int column = 0; column < (int)state->tables[t]->columns->len; column++)
    {
      if (dj_snapshot_is_stopped (cancellable, error))
        return FALSE;
      mark_cells (state->tables[t], column, used, state->n_indexed);
    }
  return TRUE;
}

static gint32 count_used (const guint64 *used, gint32 n)
{
  gint32 count = 0;
  for (gint32 i = 0; i < n; i += BITS)
    count += __builtin_popcountll (used[i / BITS]);
  return count;
}

/* Those that are used keep their order. */
static void number_used (const guint64 *used, gint32 n, gint32 *numbers)
{
  gint32 next = 0;
  for (gint32 id = 0; id < n; id++)
    numbers[id] = used[id / BITS] >> id % BITS & 1 ? next++ : DJ_TEXT_NONE;
}

gboolean dj_snapshot_number_texts (DjSnapshot *snapshot, GCancellable *cancellable, GError **error)
{
  gint32 n = snapshot->state->n_indexed;
  gsize n_words = (gsize)n / BITS + 1;
  g_autofree guint64 *used = DJ_TRY_NEW (guint64, n_words, error);
  if (!used)
    return FALSE;
  memset (used, 0, n_words * sizeof (guint64));
  if (!mark_all (snapshot->state, used, cancellable, error))
    return FALSE;
  if (count_used (used, n) == n)
    return TRUE;
  snapshot->numbers = DJ_TRY_NEW (gint32, n, error);
  if (snapshot->numbers)
    number_used (used, n, snapshot->numbers);
  return snapshot->numbers != NULL;
}
