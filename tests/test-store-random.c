/* SPDX-License-Identifier: Apache-2.0 */
/* Commits, refreshes and undoings by chance, from several registers over one file, against a naive model: lists of rows, one for each commit,
 * which know nothing of edits. What the model says must be so: whether a commit goes through, and what the register is on each commit. */
#include <check.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "store/store-private.h"

/* ---- The model -------------------------------------------------------------------------------------------------------- */

enum
{
  UNITS,
  COVERS,
  N_LISTS
};

/* code, name, headcount, two further columns; unit, organization */
#define N_CELLS 5
static const char *const unit_columns[N_CELLS] = { "code", "name", "headcount", "note", "Note 2" };
static const char *const cover_columns[N_CELLS] = { "unit", "organization", NULL, NULL, NULL };
static const char *const *const columns_of[N_LISTS] = { unit_columns, cover_columns };
static const DjTable table_of[N_LISTS] = { DJ_TABLE_UNIT, DJ_TABLE_COVERAGE };

typedef struct
{
  gint64 id; /* as the store must number it; 0 for a new one */
  char *cells[N_CELLS];
} Row;

typedef struct
{
  GPtrArray *lists[N_LISTS]; /* Row *, in order of ids */
} Model;

static void row_free (gpointer data)
{
  Row *row = data;
  for (int i = 0; i < N_CELLS; i++)
    g_free (row->cells[i]);
  g_free (row);
}

static Row *row_copy (const Row *from)
{
  Row *row = g_new0 (Row, 1);
  row->id = from->id;
  for (int i = 0; i < N_CELLS; i++)
    row->cells[i] = g_strdup (from->cells[i]);
  return row;
}

static Model *model_new (void)
{
  Model *model = g_new0 (Model, 1);
  for (int l = 0; l < N_LISTS; l++)
    model->lists[l] = g_ptr_array_new_with_free_func (row_free);
  return model;
}

static void model_free (gpointer data)
{
  Model *model = data;
  for (int l = 0; l < N_LISTS; l++)
    g_ptr_array_unref (model->lists[l]);
  g_free (model);
}

static Model *model_copy (const Model *from)
{
  Model *model = model_new ();
  for (int l = 0; l < N_LISTS; l++)
    for (guint i = 0; i < from->lists[l]->len; i++)
      g_ptr_array_add (model->lists[l], row_copy (g_ptr_array_index (from->lists[l], i)));
  return model;
}

static Row *model_get (const Model *model, int l, guint i) { return g_ptr_array_index (model->lists[l], i); }

static int model_find (const Model *model, int l, gint64 id)
{
  for (guint i = 0; i < model->lists[l]->len; i++)
    if (model_get (model, l, i)->id == id)
      return (int)i;
  return -1;
}

static const Row *model_row (const Model *model, int l, gint64 id)
{
  int at = model_find (model, l, id);
  return at < 0 ? NULL : model_get (model, l, (guint)at);
}

static gboolean is_same_row (const Row *a, const Row *b)
{
  gboolean same = (a == NULL) == (b == NULL);
  for (int i = 0; same && a && i < N_CELLS; i++)
    same = g_strcmp0 (a->cells[i], b->cells[i]) == 0;
  return same;
}

/* The row of that id becomes another, comes or goes. */
static void model_put (Model *model, int l, gint64 id, const Row *row)
{
  int at = model_find (model, l, id);
  if (at >= 0)
    g_ptr_array_remove_index (model->lists[l], (guint)at);
  if (!row)
    return;
  guint place = 0;
  while (place < model->lists[l]->len && model_get (model, l, place)->id < id)
    place++;
  Row *copy = row_copy (row);
  copy->id = id;
  g_ptr_array_insert (model->lists[l], (gint)place, copy);
}

static gboolean is_sound (const Model *model)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < model->lists[UNITS]->len; i++)
    if (!g_hash_table_add (codes, model_get (model, UNITS, i)->cells[0]))
      return FALSE;
  for (guint i = 0; i < model->lists[COVERS]->len; i++)
    if (!g_hash_table_contains (codes, model_get (model, COVERS, i)->cells[0]))
      return FALSE;
  return TRUE;
}

/* ---- Every commit ------------------------------------------------------------------------------------------------------ */

#define N_REGISTERS 3

typedef struct
{
  char *path;
  GPtrArray *models; /* one for each commit, from 0 */
  gint64 next[N_LISTS];
  DjRegister *registers[N_REGISTERS];
  GRand *chance;
  guint n_done, n_stale, n_broken, n_undone, n_kept;
} Game;

static const Model *model_at (const Game *game, gint64 number)
{
  return g_ptr_array_index (game->models, (guint)number);
}
static gint64 get_last (const Game *game) { return (gint64)game->models->len - 1; }

/* Edits of @to against @from made on what is there now. NULL where what is there is not as in @from, for any row of theirs. */
static Model *carry_over (const Model *from, const Model *to, const Model *now)
{
  Model *next = model_copy (now);
  for (int l = 0; l < N_LISTS; l++)
    for (int side = 0; side < 2; side++)
    {
      const Model *of = side ? to : from;
      for (guint i = 0; i < of->lists[l]->len; i++)
      {
        gint64 id = model_get (of, l, i)->id;
        const Row *before = model_row (from, l, id), *after = model_row (to, l, id);
        if (is_same_row (before, after))
          continue;
        if (!is_same_row (before, model_row (now, l, id)))
        {
          model_free (next);
          return NULL;
        }
        model_put (next, l, id, after);
      }
    }
  return next;
}

static void assert_register (const Model *model, DjRegister *reg, const char *what)
{
  for (int l = 0; l < N_LISTS; l++)
  {
    g_autoptr (DjFrame) frame = dj_register_get_table (reg, table_of[l]);
    ck_assert_msg (dj_frame_get_n_rows (frame) == model->lists[l]->len, "%s: %d rows", what,
                   (int)dj_frame_get_n_rows (frame));
    for (guint i = 0; i < model->lists[l]->len; i++)
      for (int c = 0; c < N_CELLS && columns_of[l][c]; c++)
      {
        int column = dj_frame_find_column (frame, columns_of[l][c]);
        const char *expected = model_get (model, l, i)->cells[c];
        g_autofree char *number = c == 2 && !dj_frame_is_missing (frame, i, column)
                                      ? g_strdup_printf ("%d", (int)dj_frame_get_int (frame, i, column))
                                      : NULL;
        const char *found = column < 0 ? NULL : c == 2 ? number : dj_frame_get_text (frame, i, column);
        ck_assert_msg (g_strcmp0 (expected, found) == 0, "%s: row %u, %s: '%s' and not '%s'", what, i, columns_of[l][c],
                       found ? found : "-", expected ? expected : "-");
      }
  }
}

/* ---- A change by chance -------------------------------------------------------------------------------------------------- */

static int any (Game *game, int n) { return g_rand_int_range (game->chance, 0, n); }

static const char *any_text (Game *game, gboolean required)
{
  static const char *const texts[]
      = { "甲", "乙", "it's", "\"q\", ,", "🙂𠀀", "x\ny", "\x01\x7f", "a\\u0000", "NULL", "-1", "0", "" };
  int n = G_N_ELEMENTS (texts) - (required ? 1 : 0);
  int i = any (game, n + (required ? 0 : 2));
  return i < n ? texts[i] : NULL;
}

static void add_row (Game *game, DjChange *change, Model *draft)
{
  char code[8];
  Row *row = g_new0 (Row, 1);
  int l = any (game, 3) == 0 ? COVERS : UNITS;
  g_snprintf (code, sizeof code, "u%d", any (game, 12));
  row->cells[0] = g_strdup (code);
  row->cells[1] = g_strdup (l == UNITS ? any_text (game, TRUE) : "top");
  if (l == UNITS)
    row->cells[3] = g_strdup (any_text (game, FALSE));
  if (row->cells[3])
    dj_table_further_column (dj_change_edit (change, DJ_TABLE_UNIT), "note", TRUE);
  gboolean added = l == UNITS ? dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", row->cells[1], "kind",
                                               "organ", row->cells[3] ? "note" : NULL, row->cells[3], NULL)
                              : dj_change_add (change, DJ_TABLE_COVERAGE, NULL, "unit", code, "organization", "top",
                                               "manner", "own", NULL);
  ck_assert_msg (added, "%s %s", code, row->cells[1]);
  g_ptr_array_add (draft->lists[l], row);
}

static void amend_row (Game *game, DjChange *change, Model *draft)
{
  guint n = draft->lists[UNITS]->len;
  if (n == 0)
    return;
  guint at = (guint)any (game, (int)n);
  int c = 1 + any (game, N_CELLS - 1);
  g_autofree char *number = g_strdup_printf ("%d", any (game, 4));
  const char *value = c == 2 ? (any (game, 4) ? number : NULL) : any_text (game, c == 1);
  if (!dj_change_amend_row (change, DJ_TABLE_UNIT, (gint32)at, &unit_columns[c], &value, 1, NULL))
  {
    DjTableData *table = dj_change_edit (change, DJ_TABLE_UNIT); /* a further column that is not there yet */
    dj_table_further_column (table, unit_columns[c], TRUE);
    ck_assert (dj_change_amend_row (change, DJ_TABLE_UNIT, (gint32)at, &unit_columns[c], &value, 1, NULL));
  }
  Row *row = model_get (draft, UNITS, at);
  g_free (row->cells[c]);
  row->cells[c] = g_strdup (value);
}

static void drop_row (Game *game, DjChange *change, Model *draft)
{
  int l = any (game, N_LISTS);
  guint n = draft->lists[l]->len;
  if (n == 0)
    return;
  guint at = (guint)any (game, (int)n);
  g_autofree guint8 *drop = g_malloc0 (n);
  drop[at] = 1;
  dj_table_drop_rows (dj_change_edit (change, table_of[l]), drop);
  g_ptr_array_remove_index (draft->lists[l], at);
}

static void add_again (Game *game, DjChange *change, Model *draft)
{
  guint n = draft->lists[UNITS]->len;
  if (n == 0)
    return;
  Row *row = g_new0 (Row, 1);
  g_autofree guint8 *drop = g_malloc0 (n);
  guint at = (guint)any (game, (int)n);
  row->cells[0] = g_strdup (model_get (draft, UNITS, at)->cells[0]);
  row->cells[1] = g_strdup (any_text (game, TRUE));
  drop[at] = 1;
  dj_table_drop_rows (dj_change_edit (change, DJ_TABLE_UNIT), drop);
  g_ptr_array_remove_index (draft->lists[UNITS], at);
  ck_assert (
      dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", row->cells[0], "name", row->cells[1], "kind", "organ", NULL));
  g_ptr_array_add (draft->lists[UNITS], row);
}

static Model *edit (Game *game, DjChange *change, const Model *base)
{
  static void (*const ops[]) (Game *, DjChange *, Model *) = { add_row, amend_row, amend_row, drop_row, add_again };
  Model *draft = model_copy (base);
  for (int n = any (game, 4); n >= 0; n--)
    ops[any (game, G_N_ELEMENTS (ops))](game, change, draft);
  return draft;
}

/* A new row that is the same as one that went, or at least has its code, is that one: the first that came is the first that went. */
static void keep_numbers (const Model *base, Model *draft, int l, gboolean whole)
{
  for (guint i = 0; i < draft->lists[l]->len; i++)
    for (guint k = 0; k < base->lists[l]->len && model_get (draft, l, i)->id == 0; k++)
    {
      Row *after = model_get (draft, l, i);
      const Row *before = model_get (base, l, k);
      if (model_find (draft, l, before->id) < 0
          && (whole ? is_same_row (before, after) : strcmp (before->cells[0], after->cells[0]) == 0))
        after->id = before->id;
    }
}

static gint compare_ids (gconstpointer a, gconstpointer b)
{
  const Row *first = *(const Row *const *)a, *second = *(const Row *const *)b;
  return (first->id > second->id) - (first->id < second->id);
}

/* The others get the next numbers, once it is certain that they are rows. */
static void number_rows (Game *game, const Model *base, Model *draft)
{
  gint64 next[N_LISTS];
  for (int l = 0; l < N_LISTS; l++)
    keep_numbers (base, draft, l, TRUE);
  keep_numbers (base, draft, UNITS, FALSE);
  memcpy (next, game->next, sizeof next);
  for (int l = 0; l < N_LISTS; l++)
    for (guint i = 0; i < draft->lists[l]->len; i++)
      if (model_get (draft, l, i)->id == 0)
        model_get (draft, l, i)->id = next[l]++;
  for (int l = 0; l < N_LISTS; l++)
    g_ptr_array_sort (draft->lists[l], compare_ids);
}

static void keep (Game *game, Model *next)
{
  g_ptr_array_add (game->models, next);
  for (int l = 0; l < N_LISTS; l++)
    for (guint i = 0; i < next->lists[l]->len; i++)
      game->next[l] = MAX (game->next[l], model_get (next, l, i)->id + 1);
}

/* ---- Steps --------------------------------------------------------------------------------------------------------------- */

static void step_commit (Game *game, DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gint64 number = dj_register_get_number (reg);
  const Model *base = model_at (game, number), *now = model_at (game, get_last (game));
  g_autoptr (DjChange) change = dj_register_begin (reg, "by chance");
  Model *draft = edit (game, change, base);
  gboolean sound = is_sound (draft);
  number_rows (game, base, draft);
  Model *next = carry_over (base, draft, now);
  gboolean expected = sound && next && is_sound (next);
  gboolean done = dj_change_commit (change, &error);
  ck_assert_msg (done == expected, "commit %d on %d: %s", (int)get_last (game) + 1, (int)number,
                 error ? error->message : "done");
  model_free (draft);
  if (done)
  {
    game->n_done++;
    ck_assert_int_eq (dj_register_get_number (reg), get_last (game) + 1);
    keep (game, next);
    assert_register (next, reg, "committed");
    return;
  }
  ck_assert_msg (g_error_matches (error, DJ_ERROR, !sound || next ? DJ_ERROR_DATA : DJ_ERROR_STALE), "%s",
                 error->message);
  game->n_broken += !sound || next ? 1 : 0;
  game->n_stale += sound && !next ? 1 : 0;
  if (next)
    model_free (next);
  assert_register (base, reg, "refused");
  ck_assert_int_eq (dj_register_get_number (reg), number);
  if (sound)
    ck_assert (dj_register_refresh (reg, NULL, NULL));
}

static void step_undo (Game *game, DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gint64 last = get_last (game);
  gint64 number = last - any (game, 6);
  number = MAX (number, 2); /* the first made what all lies in */
  if (number > last)
    return;
  Model *next = carry_over (model_at (game, number), model_at (game, number - 1), model_at (game, last));
  gboolean expected = next && is_sound (next);
  gboolean done = dj_register_undo (reg, number, "undoer", &error);
  ck_assert_msg (done == expected, "undo %d of %d: %s", (int)number, (int)last, error ? error->message : "done");
  if (done)
  {
    keep (game, next);
    game->n_undone++;
  }
  else
  {
    ck_assert (g_error_matches (error, DJ_ERROR, next ? DJ_ERROR_DATA : DJ_ERROR_STALE));
    ck_assert_uint_gt (dj_issues_get_n (dj_error_get_issues (error)), 0);
    game->n_kept++;
    if (next)
      model_free (next);
  }
  ck_assert_int_eq (dj_register_get_number (reg), get_last (game));
  assert_register (model_at (game, get_last (game)), reg, "undone");
}

static void step_look (Game *game, DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gint64 number = any (game, (int)dj_register_get_number (reg) + 1);
  g_autoptr (DjRegister) then = dj_register_at_commit (reg, number, &error);
  ck_assert_msg (then != NULL, "%d: %s", (int)number, error ? error->message : "?");
  assert_register (model_at (game, number), then, "then");
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
}

static void step_refresh (Game *game, DjRegister *reg)
{
  guint n = 0;
  gint64 number = dj_register_get_number (reg);
  ck_assert (dj_register_refresh (reg, &n, NULL));
  ck_assert_int_eq (number + (gint64)n, get_last (game));
  assert_register (model_at (game, get_last (game)), reg, "refreshed");
}

static DjRegister *open_store (const char *path, gboolean create)
{
  g_autoptr (GError) error = NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.create = create;
  options.verify = TRUE;
  DjRegister *reg = dj_register_open (path, &options, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "?");
  return reg;
}

static void begin_game (Game *game, guint32 seed)
{
  *game = (Game){ .path = io_path ("random.db"), .next = { 1, 1 } };
  g_unlink (game->path);
  game->chance = g_rand_new_with_seed (seed);
  game->models = g_ptr_array_new_with_free_func (model_free);
  g_ptr_array_add (game->models, model_new ());
  g_ptr_array_add (game->models, model_new ());
  game->registers[0] = open_store (game->path, TRUE);
  g_autoptr (DjChange) change = dj_register_begin (game->registers[0], "top");
  ck_assert (dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "top", "name", "委", "kind", "committee", NULL)
             && dj_change_commit (change, NULL));
  for (int i = 1; i < N_REGISTERS; i++)
    game->registers[i] = open_store (game->path, FALSE);
}

static void end_game (Game *game)
{
  for (int i = 0; i < N_REGISTERS; i++)
    dj_register_unref (game->registers[i]);
  g_ptr_array_unref (game->models);
  g_rand_free (game->chance);
  g_free (game->path);
}

static void play (Game *game, int n_steps)
{
  for (int step = 0; step < n_steps; step++)
  {
    DjRegister **reg = &game->registers[any (game, N_REGISTERS)];
    int what = any (game, 20);
    if (what < 13)
      step_commit (game, *reg);
    else if (what < 16)
      step_undo (game, *reg);
    else if (what < 18)
      step_refresh (game, *reg);
    else if (what < 19)
      step_look (game, *reg);
    else
    {
      dj_register_unref (*reg);
      *reg = open_store (game->path, FALSE);
      assert_register (model_at (game, get_last (game)), *reg, "opened");
    }
  }
}

START_TEST (test_random)
{
  Game game;
  begin_game (&game, (guint32)_i + 1);
  play (&game, 150);
  g_autoptr (DjRegister) reg = open_store (game.path, FALSE);
  ck_assert_int_eq (dj_register_get_number (reg), get_last (&game));
  for (gint64 number = 0; number <= get_last (&game); number++)
  {
    g_autoptr (DjRegister) then = dj_register_at_commit (reg, number, NULL);
    ck_assert_ptr_nonnull (then);
    assert_register (model_at (&game, number), then, "at the end");
  }
  ck_assert (dj_register_verify_log (reg, NULL, NULL));
  ck_assert_uint_gt (game.n_done, 10); /* each kind of answer was given */
  ck_assert_uint_gt (game.n_stale, 2);
  ck_assert_uint_gt (game.n_broken, 2);
  ck_assert_uint_gt (game.n_undone, 1);
  ck_assert_uint_gt (game.n_kept, 1);
  end_game (&game);
}
END_TEST

/* ---- One bit ---------------------------------------------------------------------------------------------------------------- */

static void run_sql (sqlite3 *db, const char *sql)
{
  char *message = NULL;
  int code = sqlite3_exec (db, sql, NULL, NULL, &message);
  ck_assert_msg (code == SQLITE_OK, "%s: %s", sql, message ? message : "?");
}

/* Turns one bit of a value, whatever it is; FALSE for one that is not there. */
static gboolean turn_bit (Game *game, sqlite3_stmt *select, sqlite3_stmt *update)
{
  const unsigned char *bytes = sqlite3_column_blob (select, 0);
  int length = sqlite3_column_bytes (select, 0);
  if (sqlite3_column_type (select, 0) == SQLITE_NULL || (length == 0 && !bytes))
    return FALSE;
  if (sqlite3_column_type (select, 0) == SQLITE_INTEGER)
    sqlite3_bind_int64 (update, 1, sqlite3_column_int64 (select, 0) ^ ((gint64)1 << any (game, 20)));
  else
  {
    g_autofree char *turned = g_memdup2 (bytes, (gsize)length);
    turned[any (game, length)] ^= (char)(1 << any (game, 8));
    sqlite3_bind_text (update, 1, turned, length, SQLITE_TRANSIENT);
  }
  return TRUE;
}

static guint turn_bits_of (Game *game, sqlite3 *db, const char *table, const char *column, DjRegister *reg)
{
  guint n = 0;
  sqlite3_stmt *rows = NULL, *update = NULL;
  g_autofree char *ask = g_strdup_printf ("SELECT \"%s\", rowid FROM \"%s\"", column, table);
  g_autofree char *set = g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = $1 WHERE rowid = $2", table, column);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ck_assert_int_eq (sqlite3_prepare_v2 (db, ask, -1, &rows, NULL), SQLITE_OK);
  while (sqlite3_step (rows) == SQLITE_ROW)
  {
    gint64 id = sqlite3_column_int64 (rows, 1);
    g_array_append_val (ids, id);
  }
  sqlite3_finalize (rows);
  for (guint i = 0; i < ids->len; i++)
  {
    gint64 id = g_array_index (ids, gint64, i);
    g_autofree char *one
        = g_strdup_printf ("SELECT \"%s\" FROM \"%s\" WHERE rowid = %" G_GINT64_FORMAT, column, table, id);
    ck_assert_int_eq (sqlite3_prepare_v2 (db, one, -1, &rows, NULL), SQLITE_OK);
    ck_assert_int_eq (sqlite3_prepare_v2 (db, set, -1, &update, NULL), SQLITE_OK);
    ck_assert_int_eq (sqlite3_step (rows), SQLITE_ROW);
    sqlite3_value *before = sqlite3_value_dup (sqlite3_column_value (rows, 0));
    gboolean turned = turn_bit (game, rows, update);
    sqlite3_finalize (rows);
    sqlite3_bind_int64 (update, 2, id);
    if (turned && sqlite3_step (update) == SQLITE_DONE && sqlite3_changes (db) == 1)
    {
      g_autoptr (GError) error = NULL;
      ck_assert_msg (!dj_register_verify_log (reg, NULL, &error), "%s of row %d of %s", column, (int)id, table);
      sqlite3_reset (update);
      sqlite3_bind_value (update, 1, before);
      sqlite3_bind_int64 (update, 2, id);
      gboolean is_key = strcmp (column, "id") == 0 || strcmp (column, "number") == 0;
      if (!is_key)
        ck_assert_int_eq (sqlite3_step (update), SQLITE_DONE);
      n++;
    }
    sqlite3_value_free (before);
    sqlite3_finalize (update);
  }
  return n;
}

/* Of every cell of rows and log. */
START_TEST (test_bits)
{
  Game game;
  guint n = 0;
  sqlite3 *db = NULL;
  static const char *const cells[][2]
      = { { "unit", "code" },    { "unit", "name" },     { "unit", "kind" },       { "unit", "headcount" },
          { "unit", "note" },    { "coverage", "unit" }, { "coverage", "manner" }, { "organization", "name" },
          { "change", "time" },  { "change", "author" }, { "change", "reason" },   { "change", "n_edits" },
          { "change", "edits" }, { "change", "hash" },   { "change", "previous" } };
  begin_game (&game, 77);
  play (&game, 60);
  DjRegister *reg = game.registers[0];
  ck_assert_int_eq (sqlite3_open (game.path, &db), SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    n += turn_bits_of (&game, db, cells[i][0], cells[i][1], reg);
  ck_assert_uint_gt (n, 200);
  ck_assert (dj_register_verify_log (reg, NULL, NULL)); /* all was put back */
  run_sql (db, "UPDATE change SET author = x'00' WHERE author IS NULL");
  ck_assert (!dj_register_verify_log (reg, NULL, NULL));
  run_sql (db, "UPDATE change SET author = NULL WHERE author = x'00'");
  ck_assert (dj_register_verify_log (reg, NULL, NULL));
  run_sql (db, "UPDATE unit SET id = id + 4096 WHERE id = (SELECT max (id) FROM unit)");
  ck_assert (!dj_register_verify_log (reg, NULL, NULL));
  sqlite3_close (db);
  end_game (&game);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-random");
  TCase *tcase = tcase_create ("store-random");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, test_random, 0, 12);
  tcase_add_test (tcase, test_bits);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
