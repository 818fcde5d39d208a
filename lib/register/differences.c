/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows and values of two registers are different, whatever the day. */
#include "frame/frame-private.h"
#include "register/pairing.h"
#include "schema/schema-private.h"

enum
{
  OUT_TABLE,
  OUT_SUBJECT,
  OUT_DIFFERENCE,
  OUT_COLUMN,
  OUT_BEFORE,
  OUT_NOW,
};

DjFrame *dj_difference_new (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "table", "表", "table");
  dj_frame_add_text (frame, "subject", "对象", "subject");
  dj_frame_add (frame, DJ_TYPE_CODE, "difference", "差别", "difference", dj_schema_find_code_list ("difference"));
  dj_frame_add_text (frame, "column", "列", "column");
  dj_frame_add_text (frame, "before", "原值", "before");
  dj_frame_add_text (frame, "now", "现值", "now");
  return frame;
}

void dj_difference_append (DjFrame *frame, DjTable table, const char *subject, DjDifference difference,
                           const char *column, const char *before, const char *now)
{
  dj_frame_append_text (frame, OUT_TABLE, dj_schema_get_table (table)->name);
  dj_frame_append_text (frame, OUT_SUBJECT, subject);
  dj_frame_append_code (frame, OUT_DIFFERENCE, (int)difference);
  dj_frame_append_text (frame, OUT_COLUMN, column);
  dj_frame_append_text (frame, OUT_BEFORE, before);
  dj_frame_append_text (frame, OUT_NOW, now);
}

static gboolean names_row (const DjTableInfo *info, int column)
{
  return info->key >= 0 ? column == info->key : (info->columns[column].flags & DJ_COLUMN_REQUIRED) != 0;
}

char *dj_table_label_row (const DjTableData *table, const DjTexts *texts, gint32 row)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  GString *label = g_string_new (NULL);
  for (int column = 0; column < table->info->n_columns; column++)
  {
    if (!names_row (table->info, column))
      continue;
    const char *cell = dj_table_get_cell (table, texts, column, row, buffer);
    g_string_append_printf (label, "%s%s", label->len > 0 ? " > " : "", cell ? cell : "");
  }
  return g_string_free (label, FALSE);
}

/* ---- Two tables ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjFrame *frame;
  DjPairing pairing;
  const DjTexts *before;
  const DjTexts *now;
} Diff;

static void tell_row (Diff *diff, const DjTableData *table, const DjTexts *texts, gint32 row, DjDifference difference)
{
  g_autofree char *subject = dj_table_label_row (table, texts, row);
  dj_difference_append (diff->frame, table->id, subject, difference, NULL, NULL, NULL);
}

static void tell_cells (Diff *diff, gint32 before, gint32 now)
{
  const DjPairing *pairing = &diff->pairing;
  char first[DJ_NUMBER_TEXT_SIZE], second[DJ_NUMBER_TEXT_SIZE];
  g_autofree char *subject = dj_table_label_row (pairing->now, diff->now, now);
  for (int column = 0; column < (int)pairing->now->columns->len; column++)
  {
    int of_before = pairing->of_before[column];
    if (!dj_pairing_is_same (pairing, column, before, now))
      dj_difference_append (
          diff->frame, pairing->now->id, subject, DJ_DIFFERENCE_CHANGED, dj_table_get_name (pairing->now, column),
          of_before < 0 ? NULL : dj_table_get_cell (pairing->before, diff->before, of_before, before, first),
          dj_table_get_cell (pairing->now, diff->now, column, now, second));
  }
  for (guint i = 0; i < pairing->lost->len; i++)
  {
    int column = g_array_index (pairing->lost, int, i);
    const char *was = dj_table_get_cell (pairing->before, diff->before, column, before, first);
    if (was)
      dj_difference_append (diff->frame, pairing->now->id, subject, DJ_DIFFERENCE_CHANGED,
                            dj_table_get_name (pairing->before, column), was, NULL);
  }
}

static gboolean pair_rows (DjPairing *pairing, GError **error)
{
  return dj_pairing_init (pairing, error) && dj_pairing_join (pairing, DJ_PAIR_BY_CELLS, error)
         && dj_pairing_join (pairing, DJ_PAIR_BY_BEGINNING, error)
         && (pairing->now->info->key < 0 || dj_pairing_join (pairing, DJ_PAIR_BY_IDENTITY, error));
}

static void tell_table (Diff *diff)
{
  const DjPairing *pairing = &diff->pairing;
  for (gint32 row = 0; row < pairing->n_now; row++)
    if (pairing->other[row] < 0)
      tell_row (diff, pairing->now, diff->now, row, DJ_DIFFERENCE_ADDED);
    else
      tell_cells (diff, pairing->other[row], row);
  for (gint32 row = 0; row < pairing->n_before; row++)
    if (!pairing->paired[row])
      tell_row (diff, pairing->before, diff->before, row, DJ_DIFFERENCE_REMOVED);
}

static gboolean compare_tables (Diff *diff, const DjTableData *now, const DjTableData *before, DjTextMap *map,
                                GError **error)
{
  if (now == before)
    return TRUE;
  diff->pairing
      = (DjPairing){ .before = before, .now = now, .map = map, .n_before = before->n_rows, .n_now = now->n_rows };
  gboolean done = pair_rows (&diff->pairing, error);
  if (done)
    tell_table (diff);
  dj_pairing_clear (&diff->pairing);
  return done;
}

DjFrame *dj_state_diff (const DjState *now, const DjState *before, GError **error)
{
  g_autoptr (DjFrame) frame = dj_difference_new ();
  g_autoptr (DjTextMap) map = dj_text_map_new (before->texts, now->texts, error);
  Diff diff = { .frame = frame, .before = before->texts, .now = now->texts };
  gboolean done = map != NULL;
  for (int t = 0; done && t < DJ_N_TABLES; t++)
    done = compare_tables (&diff, now->tables[t], before->tables[t], map, error);
  return done ? dj_frame_finish (g_steal_pointer (&frame)) : NULL;
}

DjFrame *dj_register_diff (DjRegister *reg, DjRegister *before, GError **error)
{
  g_return_val_if_fail (reg != NULL && before != NULL, NULL);
  return dj_state_diff (dj_register_get_state (reg), dj_register_get_state (before), error);
}
