/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a snapshot: each array is found in the file and pointed at. Nothing of what is in the arrays is looked at, but for the few that
 * say how long the others are. */
#include "snapshot/snapshot-private.h"

#include <string.h>

/* Goes through the columns of a file, which are in the order of the lists. */
typedef struct
{
  GBytes *mapping;
  GVariant *columns;
  gsize n;
  gsize next;
  DjSavedColumn column; /* the next one */
} Reader;

/* ---- Columns --------------------------------------------------------------------------------------------------------- */

static gboolean look_at_next (Reader *reader, GError **error)
{
  if (reader->next >= reader->n
      || dj_snapshot_read_column (reader->columns, reader->next, reader->mapping, &reader->column))
    return TRUE;
  return dj_snapshot_fail (error, reader->column.name, "不在文件之内（文件被截断或已损坏）",
                           "does not lie within the file, which is cut short or damaged");
}

static gboolean is_next (const Reader *reader, const DjSavedArray *array)
{
  return reader->next < reader->n && strcmp (reader->column.name, array->name) == 0;
}

static gboolean is_aligned (gconstpointer data, const DjSavedArray *array)
{
  gsize width = array->n > 0 ? dj_saved_array_get_size (array) / array->n : 1;
  return (gsize)data % width == 0;
}

static gboolean take_array (Reader *reader, const DjSavedArray *array, GError **error)
{
  char type[3];
  dj_saved_array_get_type (array, type);
  if (!is_next (reader, array))
    return array->optional
           || dj_snapshot_fail (error, array->name, "缺失（文件被截断或已损坏）",
                                "is missing: the file is cut short or damaged");
  if (strcmp (reader->column.type, type) != 0)
    return dj_snapshot_fail (error, array->name, "类型不对", "is of the wrong type");
  if (reader->column.size != dj_saved_array_get_size (array))
    return dj_snapshot_fail (error, array->name, "长度不对", "is of the wrong length");
  if (!is_aligned (reader->column.data, array))
    return dj_snapshot_fail (error, array->name, "没有对齐", "is not aligned");
  dj_saved_array_set (array, reader->column.data);
  reader->next++;
  return look_at_next (reader, error);
}

/* Takes the arrays from @first on that have been put in the list. */
static gboolean take_arrays (Reader *reader, const DjSnapshot *snapshot, guint first, GError **error)
{
  for (guint i = first; i < snapshot->arrays->len; i++)
    if (!take_array (reader, &g_array_index (snapshot->arrays, DjSavedArray, i), error))
      return FALSE;
  return TRUE;
}

/* ---- Counts and shapes ----------------------------------------------------------------------------------------------- */

/* No array can be longer than the file. That keeps every product of a length within range. */
static gboolean check_counts (const DjSnapshot *snapshot, const Reader *reader, GError **error)
{
  gint64 bytes = (gint64)g_bytes_get_size (reader->mapping);
  const gint64 *counts = snapshot->counts;
  DjDate on = (DjDate)CLAMP (counts[DJ_COUNT_DAY], G_MININT32, G_MAXINT32);
  if (on != counts[DJ_COUNT_DAY] || on < dj_date (1000, 1, 1) || on > dj_date (9999, 12, 31))
    return dj_snapshot_fail (error, "counts", "没有日期", "has no day");
  for (gsize i = DJ_COUNT_TEXTS; i < dj_snapshot_get_n_counts (); i++)
    if (counts[i] < 0 || counts[i] > bytes)
      return dj_snapshot_fail (error, "counts", "数目不可能", "has a number that cannot be");
  return counts[DJ_COUNT_TEXTS] < G_MAXINT32 || dj_snapshot_fail (error, "counts", "文本过多", "has too many texts");
}

/* What is copied from the file, the order and the further columns, is no more than a table can have. */
static gboolean is_shape (const DjTableShape *shape, const DjTableInfo *info, gint64 bytes)
{
  return shape->n_rows >= 0 && shape->n_rows <= bytes && (guint)shape->present <= 1 && shape->n_further >= 0
         && shape->n_further <= DJ_FURTHER_MAX && shape->n_order >= 0
         && shape->n_order <= info->n_columns + shape->n_further && shape->further_bytes >= 0
         && shape->further_bytes <= bytes;
}

static gboolean check_shapes (const DjSnapshot *snapshot, const Reader *reader, GError **error)
{
  gint64 bytes = (gint64)g_bytes_get_size (reader->mapping);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (!is_shape (&snapshot->shapes[t], dj_schema_get_table ((DjTable)t), bytes))
      return dj_snapshot_fail (error, "tables", "数目不可能", "has a number that cannot be");
  return TRUE;
}

/* ---- The register ---------------------------------------------------------------------------------------------------- */

/* Makes the further columns of a table from their names, which are different ones and fill @bytes to the last. */
static gboolean name_further (DjTableData *table, const char *names, gint32 bytes, gint32 n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gint32 at = 0;
  for (gint32 i = 0; i < n && names && at < bytes; i++)
  {
    const char *end = memchr (names + at, '\0', (gsize)(bytes - at));
    if (!end || !g_hash_table_add (seen, (gpointer)(names + at)))
      return FALSE;
    dj_table_add_further_column (table, names + at);
    at = (gint32)(end - names) + 1;
  }
  return at == bytes && (gint32)table->columns->len == table->info->n_columns + n;
}

static gboolean shape_table (const DjSnapshot *snapshot, GBytes *mapping, int t, GError **error)
{
  const DjTableShape *shape = &snapshot->shapes[t];
  DjTableData *table = snapshot->state->tables[t];
  table->mapping = g_bytes_ref (mapping);
  table->n_rows = table->capacity = shape->n_rows;
  table->present = shape->present;
  if (name_further (table, snapshot->further[t], shape->further_bytes, shape->n_further))
    return TRUE;
  g_autofree char *name = g_strconcat (table->info->name, ".further", NULL);
  return dj_snapshot_fail (error, name, "不是列名", "is not names of columns");
}

/* The order is small and kept as a list of its own. It is as long as it is said to be, or not there at all. */
static gboolean take_order (const DjSnapshot *snapshot, int t, GError **error)
{
  gint32 n = snapshot->shapes[t].n_order;
  if (n > 0 && !snapshot->orders[t])
    return dj_snapshot_fail (error, "tables", "列序缺失", "tells of an order that is missing");
  if (n > 0)
    g_array_append_vals (snapshot->state->tables[t]->order, snapshot->orders[t], (guint)n);
  return TRUE;
}

/* ---- All ------------------------------------------------------------------------------------------------------------- */

static void set_forest_rows (DjForest *forest, const DjState *state, DjTable table)
{
  forest->table = table;
  forest->n_rows = state->tables[table]->n_rows;
}

/* The pool begins with the texts of the file. Their table must have the one size that it can have, or looking up could go on for ever. */
static gboolean take_texts (DjSnapshot *snapshot, GBytes *mapping, GError **error)
{
  if (snapshot->texts.n_buckets != dj_texts_count_buckets (snapshot->texts.n))
    return dj_snapshot_fail (error, "texts.buckets", "长度不对", "is of the wrong length");
  snapshot->state->texts = dj_texts_new_packed (&snapshot->texts, mapping);
  return TRUE;
}

/* Once the tables have their columns, all other arrays. */
static gboolean take_rest (Reader *reader, DjSnapshot *snapshot, GError **error)
{
  guint first = snapshot->arrays->len;
  snapshot->texts.seed = snapshot->counts[DJ_COUNT_SEED];
  snapshot->texts.n = (gint32)snapshot->counts[DJ_COUNT_TEXTS];
  snapshot->texts.n_bytes = (gsize)snapshot->counts[DJ_COUNT_TEXT_BYTES];
  snapshot->texts.n_buckets = (gsize)snapshot->counts[DJ_COUNT_BUCKETS];
  snapshot->state->n_indexed = snapshot->texts.n;
  if (!dj_snapshot_set_counts (snapshot->view, snapshot->counts))
    return dj_snapshot_fail (error, "counts", "数目不可能", "has a number that cannot be");
  dj_snapshot_list_rest (snapshot);
  if (!take_arrays (reader, snapshot, first, error))
    return FALSE;
  if (reader->next < reader->n)
    return dj_snapshot_fail (error, reader->column.name, "不认识", "is not known");
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (!take_order (snapshot, t, error))
      return FALSE;
  return take_texts (snapshot, reader->mapping, error);
}

/* A view of which nothing is there yet but the tables' columns, without their arrays. */
static DjView *new_view (const DjSnapshot *snapshot, GBytes *mapping)
{
  DjState *state = snapshot->state;
  DjTree *tree = dj_tree_new_empty (state, (DjDate)snapshot->counts[DJ_COUNT_DAY]);
  DjView *view = dj_view_new (tree, dj_tree_ref (tree));
  set_forest_rows (&tree->organizations, state, DJ_TABLE_ORGANIZATION);
  set_forest_rows (&tree->areas, state, DJ_TABLE_AREA);
  view->backing = (DjBacking){ g_bytes_ref (mapping), dj_snapshot_forget_view };
  tree->backing = (DjBacking){ g_bytes_ref (mapping), dj_snapshot_forget_tree };
  return view;
}

static gboolean take_head (Reader *reader, DjSnapshot *snapshot, GError **error)
{
  dj_snapshot_list_head (snapshot);
  if (!take_arrays (reader, snapshot, 0, error) || !check_counts (snapshot, reader, error)
      || !check_shapes (snapshot, reader, error))
    return FALSE;
  guint first = snapshot->arrays->len;
  dj_snapshot_list_further (snapshot);
  if (!take_arrays (reader, snapshot, first, error))
    return FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (!shape_table (snapshot, reader->mapping, t, error))
      return FALSE;
  return TRUE;
}

static DjView *read_view (Reader *reader, DjSnapshot *snapshot, GError **error)
{
  snapshot->state = dj_state_new_take (NULL);
  snapshot->state->mapping = g_bytes_ref (reader->mapping);
  if (look_at_next (reader, error) && take_head (reader, snapshot, error))
  {
    snapshot->view = new_view (snapshot, reader->mapping);
    if (!take_rest (reader, snapshot, error))
      g_clear_pointer (&snapshot->view, dj_view_unref);
  }
  if (snapshot->view)
    dj_view_find_days (snapshot->view);
  dj_state_unref (snapshot->state);
  return snapshot->view;
}

/* ---- The file -------------------------------------------------------------------------------------------------------- */

static gboolean set_no_snapshot (GError **error)
{
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("这不是快照文件", "This is no snapshot"));
  return FALSE;
}

static gboolean check_head (GBytes *mapping, GError **error)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (mapping, &n);
  guint64 magic = 0;
  guint32 version = 0;
  if (n >= DJ_SNAPSHOT_HEAD)
  {
    memcpy (&magic, bytes, sizeof magic);
    memcpy (&version, bytes + sizeof magic, sizeof version);
  }
  if (magic == GUINT64_SWAP_LE_BE (DJ_SNAPSHOT_MAGIC))
    return dj_snapshot_fail (error, NULL, "来自字节序不同的机器", "is from a machine of another order of bytes");
  if (magic != DJ_SNAPSHOT_MAGIC)
    return set_no_snapshot (error);
  if (version != DJ_SNAPSHOT_VERSION)
    return dj_snapshot_fail (error, NULL, "由其他版本的程序写成，请重新生成",
                             "was written by another version of the library; write it anew");
  return TRUE;
}

DjView *dj_view_open (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (GMappedFile) file = dj_map_file (path, error);
  if (!file)
    return NULL;
  g_autoptr (GBytes) mapping = g_mapped_file_get_bytes (file);
  DjView *view = NULL;
  if (check_head (mapping, error))
  {
    g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
    Reader reader = { .mapping = mapping, .columns = columns, .n = g_variant_n_children (columns) };
    DjSnapshot snapshot;
    dj_snapshot_init (&snapshot);
    view = read_view (&reader, &snapshot, error);
    dj_snapshot_clear (&snapshot);
  }
  g_autofree char *shown = view ? NULL : g_filename_display_name (path);
  if (shown)
    g_prefix_error (error, "%s: ", shown);
  return view;
}
