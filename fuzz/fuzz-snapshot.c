/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a snapshot. What is found sound is asked everything, changed and sealed once more; what is not must be refused in words.
 *
 * Random bytes would never get past the checksums, nor another cell past the comparison with what sealing makes. So the mutator changes
 * cells and makes the checksums fit; and now and then it makes all else fit as well, where the changed tables are still a register. */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "../tests/answers.h"
#include "../tests/repair.h"
#include "snapshot/snapshot-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* ---- Files --------------------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/fuzz-snapshot-XXXXXX";

static void remove_folder (void) { rmdir (folder); }

static char *make_path (void)
{
  static gsize made = 0;
  if (g_once_init_enter (&made))
  {
    g_assert_nonnull (g_mkdtemp (folder));
    atexit (remove_folder);
    g_once_init_leave (&made, 1);
  }
  return g_build_filename (folder, "a.djv", NULL);
}

/* The file is gone at once; what is mapped stays. */
static DjView *open_bytes (const uint8_t *data, size_t size, GError **error)
{
  g_autofree char *path = make_path ();
  g_assert_true (
      g_file_set_contents_full (path, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  DjView *view = dj_view_open (path, error);
  unlink (path);
  return view;
}

/* ---- What is sound --------------------------------------------------------------------------------------------------- */

/* A code that nothing has yet. */
static char *make_code (DjTexts *texts)
{
  GString *code = g_string_new ("u");
  while (dj_texts_find (texts, code->str, -1) != DJ_TEXT_NONE)
    g_string_append_c (code, 'u');
  return g_string_free (code, FALSE);
}

static void change_and_seal (DjView *view)
{
  DjRegister *reg = dj_view_get_register (view);
  g_autofree char *code = make_code (view->tree->state->texts);
  g_autoptr (DjChange) change = dj_register_begin (reg, "fuzz");
  g_assert_true (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", "三里屯", "kind", "organ", NULL));
  g_assert_true (dj_change_commit (change, NULL));
  g_autoptr (DjView) other = dj_register_seal (reg, dj_view_get_date (view), NULL);
  g_assert_nonnull (other);
  g_assert_true (dj_view_validate (other, NULL, NULL));
  g_autoptr (DjView) restated = dj_view_restate (view, other, NULL);
  g_free (answers_of (restated));
  dj_register_unref (reg);
}

/* What is saved again is the same view. */
static void save_and_open (DjView *view, const char *answers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path ();
  dj_view_save (view, path, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (DjView) again = dj_view_open (path, &error);
  unlink (path);
  g_assert_no_error (error);
  dj_view_validate (again, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *other = answers_of (again);
  g_assert_cmpstr (answers, ==, other);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjView) view = open_bytes (data, size, &error);
  if (!view || !dj_view_validate (view, NULL, &error))
  {
    g_assert_error (error, DJ_ERROR, DJ_ERROR_FORMAT);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  g_autofree char *answers = answers_of (view);
  if (size % 2 == 0)
    change_and_seal (view);
  else
    save_and_open (view, answers);
  return 0;
}

/* ---- Mutating ---------------------------------------------------------------------------------------------------------- */

static guint32 draw (guint32 *state, guint32 n)
{
  *state = *state * 1664525u + 1013904223u;
  return (guint32)((guint64)*state * n >> 32);
}

/* Another number in a cell of @width bytes: near the one that is there, one of another cell, or one that is none. */
static void change_cell (uint8_t *cells, size_t n, size_t width, guint32 *chance)
{
  static const gint64 odd[] = { -1, 0, 1, G_MAXINT32, G_MININT32, G_MAXINT64, G_MININT64, 0x7ff0000000000000 };
  uint8_t *cell = cells + draw (chance, (guint32)n) * width;
  guint64 value = 0;
  memcpy (&value, cell, width);
  switch (draw (chance, 4))
  {
  case 0:
    value += draw (chance, 7) - (guint64)3;
    break;
  case 1:
    value = (guint64)odd[draw (chance, G_N_ELEMENTS (odd))];
    break;
  case 2:
    memcpy (&value, cells + draw (chance, (guint32)n) * width, width);
    break;
  default:
    value ^= G_GUINT64_CONSTANT (1) << draw (chance, (guint32)width * 8);
    break;
  }
  memcpy (cell, &value, width);
}

static void change_column (uint8_t *data, size_t size, guint32 *chance)
{
  g_autoptr (GBytes) mapping = g_bytes_new_static (data, size);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  gsize n = g_variant_n_children (columns);
  DjSavedColumn column;
  if (n == 0 || !dj_snapshot_read_column (columns, draw (chance, (guint32)n), mapping, &column) || column.size == 0)
    return;
  char letter = column.type[1];
  size_t width = letter == 'y' ? 1 : letter == 'q' ? 2 : strchr ("iu", letter) ? 4 : 8;
  if (column.size >= width)
    change_cell ((uint8_t *)column.data, column.size / width, width, chance);
}

/* The column with as many elements as before times @to by @from; more of them are those that it has, again. */
static void stretch (LooseColumn *column, gsize from, gsize to)
{
  gsize old = column->data->len, size = from > 0 ? old / from * to : 0;
  if (size > (1 << 20))
    return;
  g_byte_array_set_size (column->data, (guint)size);
  for (gsize at = old; old > 0 && at < size; at++)
    column->data->data[at] = column->data->data[at - old];
}

/* Another number of rows, of columns in order or of further columns, and what goes with it as long as that says. */
static void change_shape (GPtrArray *columns, guint32 *chance)
{
  DjTable t = (DjTable)draw (chance, DJ_N_TABLES);
  const char *name = dj_schema_get_table (t)->name;
  LooseColumn *tables = loose_find (columns, "tables");
  if (!tables || tables->data->len != DJ_N_TABLES * sizeof (DjTableShape))
    return;
  DjTableShape *shape = (DjTableShape *)(gpointer)tables->data->data + t;
  gint32 *number = draw (chance, 2) ? &shape->n_rows : draw (chance, 2) ? &shape->n_order : &shape->further_bytes;
  gint32 from = *number, to = (gint32)draw (chance, draw (chance, 8) == 0 ? 3000 : 12);
  *number = to;
  if (number == &shape->further_bytes)
    shape->n_further = draw (chance, 4) == 0 ? to : shape->n_further;
  for (guint i = 0; i < columns->len; i++)
  {
    LooseColumn *column = g_ptr_array_index (columns, i);
    gboolean of_order = g_str_has_suffix (column->name, ".order"),
             of_further = g_str_has_suffix (column->name, ".further");
    gboolean fits = number == &shape->n_order         ? of_order
                    : number == &shape->further_bytes ? of_further
                                                      : !of_order && !of_further;
    if (fits && from > 0 && g_str_has_prefix (column->name, name) && column->name[strlen (name)] == '.')
      stretch (column, (gsize)from, (gsize)to);
  }
}

/* A column twice, not at all, in the place of another, longer, shorter, or with another one's cells. */
static void change_columns (GPtrArray *columns, guint32 *chance)
{
  guint at = draw (chance, columns->len), other = draw (chance, columns->len);
  LooseColumn *column = g_ptr_array_index (columns, at), *second = g_ptr_array_index (columns, other);
  switch (draw (chance, 5))
  {
  case 0:
    g_ptr_array_insert (columns, (gint)other,
                        loose_new (column->name, column->type, column->data->data, column->data->len));
    break;
  case 1:
    g_ptr_array_remove_index (columns, at);
    break;
  case 2:
    columns->pdata[at] = second;
    columns->pdata[other] = column;
    break;
  case 3:
    stretch (column, 8, 1 + draw (chance, 16));
    break;
  default:
    g_byte_array_set_size (column->data, 0);
    if (second != column)
      g_byte_array_append (column->data, second->data->data, second->data->len);
    break;
  }
}

static size_t change_structure (uint8_t *data, size_t size, size_t max_size, guint32 *chance)
{
  g_autoptr (GPtrArray) columns = loosen (data, size);
  gsize n = 0;
  if (columns->len == 0)
    return size;
  if (draw (chance, 3) == 0)
    change_columns (columns, chance);
  else
    change_shape (columns, chance);
  g_autoptr (GBytes) bytes = fasten (columns);
  const uint8_t *changed = g_bytes_get_data (bytes, &n);
  if (n > max_size)
    return size;
  memcpy (data, changed, n);
  return n;
}

/* Texts that are others are in other places of their table. */
static void fill_buckets (uint8_t *data, size_t size, const DjTexts *texts)
{
  const DjPackedTexts *packed = dj_texts_get_packed (texts);
  gsize n_bytes = packed->n_buckets * sizeof (DjTextBucket);
  g_autofree DjTextBucket *buckets = g_malloc0 (n_bytes);
  g_autoptr (GBytes) mapping = g_bytes_new_static (data, size);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  dj_texts_fill_distinct (texts, (DjTextRange){ 0, packed->n },
                          &(DjTextTable){ buckets, packed->n_buckets, packed->seed });
  for (gsize i = 0; i < g_variant_n_children (columns); i++)
  {
    DjSavedColumn column;
    if (dj_snapshot_read_column (columns, i, mapping, &column) && strcmp (column.name, "texts.buckets") == 0
        && column.size == n_bytes)
      memcpy ((uint8_t *)column.data, buckets, n_bytes);
  }
}

/* A snapshot of the register that is in the tables, where they are one. */
static size_t seal_again (uint8_t *data, size_t size, size_t max_size)
{
  g_autofree char *path = make_path ();
  g_autofree char *made = NULL;
  gsize n = 0;
  g_autoptr (DjView) view = open_bytes (data, size, NULL);
  if (!view || !dj_snapshot_check_texts (view->tree->state->texts, NULL, NULL)
      || !dj_snapshot_check_tables (view->tree->state, NULL, NULL))
    return size;
  DjState *state = dj_state_copy (view->tree->state);
  dj_state_index (state);
  DjIssues *issues = dj_issues_new ();
  DjCheck check = { .state = state, .issues = issues, .only_must = TRUE };
  dj_check_run (&check);
  dj_issues_finish (issues);
  gboolean sound = dj_issues_get_n (issues) == 0;
  DjRegister *reg = dj_register_new_take (state, issues);
  g_autoptr (DjView) sealed = sound ? dj_register_seal (reg, dj_view_get_date (view), NULL) : NULL;
  dj_register_unref (reg);
  if (sealed && dj_view_save (sealed, path, NULL, NULL) && g_file_get_contents (path, &made, &n, NULL) && n <= max_size)
  {
    memcpy (data, made, n);
    size = n;
  }
  unlink (path);
  return size;
}

size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
  guint32 chance = seed;
  guint32 changes = 1 + draw (&chance, 4);
  if (size == 0)
    return 0;
  if (draw (&chance, 20) == 0)
    data[draw (&chance, (guint32)size)] ^= (uint8_t)(1 << draw (&chance, 8));
  if (draw (&chance, 200) == 0)
    size -= draw (&chance, (guint32)size);
  if (draw (&chance, 4) == 0)
    size = change_structure (data, size, max_size, &chance);
  while (changes-- > 0)
    change_column (data, size, &chance);
  if (draw (&chance, 2) == 0)
  {
    g_autoptr (DjView) view = open_bytes (data, size, NULL);
    if (view && dj_snapshot_check_bytes (dj_texts_get_packed (view->tree->state->texts), NULL, NULL))
      fill_buckets (data, size, view->tree->state->texts);
    size = seal_again (data, size, max_size);
  }
  repair_checksums (data, size);
  return size;
}
