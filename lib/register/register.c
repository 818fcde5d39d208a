/* SPDX-License-Identifier: Apache-2.0 */
/* The register: a state that every change replaces as a whole. */
#include "register/register-private.h"

#include "boxed-private.h"

#include "frame/frame-private.h"
#include "schema/schema-private.h"

struct _DjRegister
{
  gatomicrefcount references;
  DjState *state;
  DjIssues *issues; /* what reading found and did not stop it */
};

DJ_DEFINE_BOXED_TYPE (DjRegister, dj_register)

DjRegister *dj_register_new_take (DjState *state, DjIssues *issues)
{
  DjRegister *reg = g_new0 (DjRegister, 1);
  g_atomic_ref_count_init (&reg->references);
  reg->state = state;
  reg->issues = issues;
  return reg;
}

DjRegister *dj_register_new (void)
{
  DjState *state = dj_state_new ();
  DjIssues *issues = dj_issues_new ();
  dj_state_index (state);
  dj_issues_finish (issues);
  return dj_register_new_take (state, issues);
}

DjRegister *dj_register_ref (DjRegister *reg)
{
  g_return_val_if_fail (reg != NULL, NULL);
  g_atomic_ref_count_inc (&reg->references);
  return reg;
}

void dj_register_unref (DjRegister *reg)
{
  if (!reg || !g_atomic_ref_count_dec (&reg->references))
    return;
  dj_state_unref (reg->state);
  dj_issues_unref (reg->issues);
  g_free (reg);
}

DjState *dj_register_get_state (DjRegister *reg) { return reg->state; }

void dj_register_take_state (DjRegister *reg, DjState *state)
{
  dj_state_unref (reg->state);
  reg->state = state;
}

gint32 dj_register_get_n_rows (DjRegister *reg, DjTable table)
{
  g_return_val_if_fail (reg != NULL && table < DJ_N_TABLES, 0);
  return reg->state->tables[table]->n_rows;
}

const DjIssues *dj_register_get_issues (DjRegister *reg)
{
  g_return_val_if_fail (reg != NULL, NULL);
  return reg->issues;
}

static void append_cell (DjFrame *frame, const DjTableData *table, const DjTexts *texts, int column, gint32 row)
{
  switch (dj_table_get_type (table, column))
  {
  case DJ_TYPE_INT:
    dj_frame_append_int (frame, column, dj_table_get_int (table, column, row));
    break;
  case DJ_TYPE_REAL:
    dj_frame_append_real (frame, column, dj_table_get_real (table, column, row));
    break;
  case DJ_TYPE_DATE:
    dj_frame_append_date (frame, column, dj_table_get_date (table, column, row));
    break;
  case DJ_TYPE_CODE:
    dj_frame_append_code (frame, column, dj_table_get_code (table, column, row));
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    dj_frame_append_text (frame, column, dj_texts_get (texts, dj_table_get_text (table, column, row)));
    break;
  }
}

DjFrame *dj_state_get_frame (const DjState *state, DjTable id, const gint32 *rows, gint32 n_rows)
{
  const DjTableData *table = state->tables[id];
  DjFrame *frame = dj_frame_new ();
  for (int column = 0; column < (int)table->columns->len; column++)
  {
    if (column < table->info->n_columns)
      dj_frame_add_declared (frame, &table->info->columns[column]);
    else
      dj_frame_add_named (frame, dj_table_get_name (table, column));
    for (gint32 i = 0; i < n_rows; i++)
      append_cell (frame, table, state->texts, column, rows ? rows[i] : i);
  }
  return dj_frame_finish (frame);
}

DjFrame *dj_register_get_table (DjRegister *reg, DjTable id)
{
  g_return_val_if_fail (reg != NULL && id < DJ_N_TABLES, NULL);
  return dj_state_get_frame (reg->state, id, NULL, reg->state->tables[id]->n_rows);
}
