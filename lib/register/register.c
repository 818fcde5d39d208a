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
  DjIssues *issues;  /* what reading found and did not stop it */
  DjStoreHook *hook; /* the store that keeps it, NULL for none */
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
  if (reg->hook)
    reg->hook->free (reg->hook);
  dj_state_unref (reg->state);
  dj_issues_unref (reg->issues);
  g_free (reg);
}

DjRegister *dj_register_copy (DjRegister *reg)
{
  g_return_val_if_fail (reg != NULL, NULL);
  return dj_register_new_take (dj_state_ref (reg->state), dj_issues_ref (reg->issues));
}

void dj_register_take_hook (DjRegister *reg, DjStoreHook *hook) { reg->hook = hook; }

DjStoreHook *dj_register_get_hook (DjRegister *reg) { return reg->hook; }

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

static int add_column (DjFrame *frame, const DjTableData *table, int column)
{
  return column < table->info->n_columns ? dj_frame_add_declared (frame, &table->info->columns[column])
                                         : dj_frame_add_named (frame, dj_table_get_name (table, column));
}

DjFrame *dj_state_get_frame (const DjState *state, DjTable id, const gint32 *rows, gint32 n_rows)
{
  const DjTableData *table = state->tables[id];
  DjFrame *frame = dj_frame_new ();
  for (int column = 0; column < (int)table->columns->len; column++)
  {
    add_column (frame, table, column);
    for (gint32 i = 0; i < n_rows; i++)
      append_cell (frame, table, state->texts, column, rows ? rows[i] : i);
  }
  return dj_frame_finish (frame);
}

static const char *look_up (gconstpointer texts, gint32 id) { return dj_texts_get (texts, id); }

static void borrow_column (DjFrame *frame, const DjState *state, const DjTableData *table, int column)
{
  gconstpointer cells = ((const DjColumn *)g_ptr_array_index (table->columns, column))->data;
  DjType type = dj_table_get_type (table, column);
  int to = add_column (frame, table, column);
  if (type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE)
    dj_frame_borrow_texts (frame, to, cells, table->n_rows, look_up, state->texts);
  else if (cells)
    dj_frame_borrow (frame, to, cells, table->n_rows);
  else
    dj_frame_fill_missing (frame, to, table->n_rows);
}

static void release_state (gpointer state) { dj_state_unref (state); }

DjFrame *dj_register_get_table (DjRegister *reg, DjTable id)
{
  g_return_val_if_fail (reg != NULL && id < DJ_N_TABLES, NULL);
  DjFrame *frame = dj_frame_new ();
  for (int column = 0; column < (int)reg->state->tables[id]->columns->len; column++)
    borrow_column (frame, reg->state, reg->state->tables[id], column);
  dj_frame_keep (frame, dj_state_ref (reg->state), release_state);
  return dj_frame_finish (frame);
}

/* ---- References as row numbers ---------------------------------------------------------------------------------- */

/* The row that a reference of @row leads to: of several of that code the one that holds when @row begins, else the first. */
static gint32 follow (const DjState *state, const DjTableData *table, int column, gint32 row, DjTable *found)
{
  DjDate since, until;
  gint32 first = dj_state_find_code (state, dj_table_get_text (table, column, row), found);
  if (first < 0)
    return -1;
  dj_table_get_period (table, row, &since, &until);
  gint32 on = dj_state_find_row_on (state, *found, first, since);
  return on >= 0 ? on : first;
}

/* The rows as whole numbers; and where they may be of several tables, another column with the tables' names. */
static void link_column (DjFrame *frame, const DjState *state, const DjTableData *table, int column)
{
  const DjColumnInfo *info = &table->info->columns[column];
  gboolean several = (info->references & (info->references - 1)) != 0;
  g_autofree char *name = g_strconcat (info->name, "_table", NULL);
  int number = dj_frame_add_number (frame, info->name, info->label_zh, info->label_en);
  int of_table = several ? dj_frame_add_named (frame, name) : -1;
  for (gint32 row = 0; row < table->n_rows; row++)
  {
    DjTable found = table->id;
    gint32 target = follow (state, table, column, row, &found);
    dj_frame_append_int (frame, number, target >= 0 ? target : DJ_INT_NONE);
    if (several)
      dj_frame_append_text (frame, of_table, target >= 0 ? dj_schema_get_table (found)->name : NULL);
  }
}

DjFrame *dj_register_get_linked_table (DjRegister *reg, DjTable id)
{
  g_return_val_if_fail (reg != NULL && id < DJ_N_TABLES, NULL);
  const DjTableData *table = reg->state->tables[id];
  DjFrame *frame = dj_frame_new ();
  for (int column = 0; column < (int)table->columns->len; column++)
    if (dj_table_get_type (table, column) == DJ_TYPE_REFERENCE)
      link_column (frame, reg->state, table, column);
    else
      borrow_column (frame, reg->state, table, column);
  dj_frame_keep (frame, dj_state_ref (reg->state), release_state);
  return dj_frame_finish (frame);
}
