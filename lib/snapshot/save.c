/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a snapshot. GLib's serializer would hold the whole file in memory; here arrays go from where they are to the file. What GVariant
 * wants besides them is little: padding to the alignment of 8, and behind each container where its members end (framing offsets). These
 * are as wide as the size of the container asks for; those of a tuple stand in reverse order, and the last member needs none.
 */
#include "snapshot/snapshot-private.h"

#include <string.h>

#define ALIGNMENT 8

typedef struct
{
  DjOutput *output;
  gsize at; /* bytes before */
  GChecksum *digest;
  GCancellable *cancellable;
} Writer;

/* ---- Sizes ----------------------------------------------------------------------------------------------------------- */

static gsize align (gsize size) { return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

/* Bytes of each of @n framing offsets behind @body bytes: as many as the container's own size needs. */
static gsize get_offset_width (gsize body, gsize n)
{
  if (body + n <= G_MAXUINT8)
    return 1;
  if (body + 2 * n <= G_MAXUINT16)
    return 2;
  return body + 4 * n <= G_MAXUINT32 ? 4 : 8;
}

/* ---- Bytes ----------------------------------------------------------------------------------------------------------- */

static gboolean put (Writer *writer, gconstpointer data, gsize n, GError **error)
{
  const char *from = data;
  while (n > 0)
  {
    gsize step = MIN (n, DJ_STRIDE);
    g_string_append_len (writer->output->text, from, (gssize)step);
    if (writer->digest)
      g_checksum_update (writer->digest, (const guchar *)from, (gssize)step);
    if (dj_snapshot_is_stopped (writer->cancellable, error) || !dj_output_flush (writer->output, error))
      return FALSE;
    writer->at += step;
    from += step;
    n -= step;
  }
  return TRUE;
}

static gboolean put_padding (Writer *writer, GError **error)
{
  static const char zeros[ALIGNMENT] = { 0 };
  return put (writer, zeros, align (writer->at) - writer->at, error);
}

/* Framing offsets begin with the lowest byte on every machine. */
static gboolean put_offset (Writer *writer, gsize offset, gsize width, GError **error)
{
  guint64 bytes = GUINT64_TO_LE ((guint64)offset);
  return put (writer, &bytes, width, error);
}

/* ---- Columns --------------------------------------------------------------------------------------------------------- */

/* Texts that do not lie in a file yet, one after the other. */
static gboolean put_texts (Writer *writer, const DjSnapshot *snapshot, GError **error)
{
  for (gint32 id = 0; id < snapshot->state->n_indexed; id++)
  {
    if (snapshot->numbers && snapshot->numbers[id] == DJ_TEXT_NONE)
      continue;
    const char *text = dj_texts_get (snapshot->state->texts, id);
    if (!put (writer, text, strlen (text) + 1, error))
      return FALSE;
  }
  return TRUE;
}

/* So many elements at once where they cannot go as they are. */
#define BATCH 8192

/* Numbers of texts as they are in the file. */
static gboolean put_renumbered (Writer *writer, const DjSnapshot *snapshot, const DjSavedArray *array, GError **error)
{
  const gint32 *cells = dj_saved_array_get (array);
  gint32 batch[BATCH];
  for (gsize at = 0; at < array->n; at += MIN (BATCH, array->n - at))
  {
    gsize n = MIN (BATCH, array->n - at);
    for (gsize i = 0; i < n; i++)
    {
      gint32 id = cells[at + i];
      batch[i] = dj_is_within (id, snapshot->state->n_indexed) ? snapshot->numbers[id] : id;
    }
    if (!put (writer, batch, n * sizeof (gint32), error))
      return FALSE;
  }
  return TRUE;
}

/* The elements of the texts that are in the file. */
static gboolean put_picked (Writer *writer, const DjSnapshot *snapshot, const DjSavedArray *array, GError **error)
{
  const char *elements = dj_saved_array_get (array);
  gsize width = array->n > 0 ? dj_saved_array_get_size (array) / array->n : 1;
  char batch[BATCH];
  gsize used = 0;
  for (gint32 id = 0; id < snapshot->state->n_indexed; id++)
  {
    if (snapshot->numbers[id] == DJ_TEXT_NONE)
      continue;
    memcpy (batch + used, elements + (gsize)id * width, width);
    used += width;
    if (used + width <= sizeof batch)
      continue;
    if (!put (writer, batch, used, error))
      return FALSE;
    used = 0;
  }
  return put (writer, batch, used, error);
}

static gboolean put_elements (Writer *writer, const DjSnapshot *snapshot, const DjSavedArray *array, GError **error)
{
  gconstpointer data = dj_saved_array_get (array);
  if (data && snapshot->numbers && array->kind == DJ_SAVED_TEXTS)
    return put_renumbered (writer, snapshot, array, error);
  if (data && snapshot->numbers && array->kind == DJ_SAVED_BY_TEXT)
    return put_picked (writer, snapshot, array, error);
  return data ? put (writer, data, dj_saved_array_get_size (array), error) : put_texts (writer, snapshot, error);
}

static gboolean put_array (Writer *writer, const DjSnapshot *snapshot, const DjSavedArray *array, GError **error)
{
  char type[3];
  dj_saved_array_get_type (array, type);
  writer->digest = dj_snapshot_begin_digest (array->name, type);
  gboolean ok = put_elements (writer, snapshot, array, error);
  guint8 digest[DJ_SNAPSHOT_DIGEST];
  gsize n = sizeof digest;
  g_checksum_get_digest (writer->digest, digest, &n);
  g_clear_pointer (&writer->digest, g_checksum_free);
  return ok && put (writer, "", 1, error) && put (writer, type, strlen (type), error)
         && put (writer, digest, sizeof digest, error);
}

/* A tuple (svay). Its place is aligned, so that what is aligned in the file is aligned in it. */
static gboolean put_column (Writer *writer, const DjSnapshot *snapshot, const DjSavedArray *array, GError **error)
{
  gsize begin = writer->at;
  if (!put (writer, array->name, strlen (array->name) + 1, error))
    return FALSE;
  gsize name_end = writer->at - begin;
  if (!put_padding (writer, error) || !put_array (writer, snapshot, array, error))
    return FALSE;
  gsize body = writer->at - begin;
  gsize width = get_offset_width (body, 2);
  return put_offset (writer, body - DJ_SNAPSHOT_DIGEST, width, error) && put_offset (writer, name_end, width, error);
}

static gboolean put_head (Writer *writer, GError **error)
{
  const guint64 magic = DJ_SNAPSHOT_MAGIC;
  const guint32 version = DJ_SNAPSHOT_VERSION;
  return put (writer, &magic, sizeof magic, error) && put (writer, &version, sizeof version, error)
         && put_padding (writer, error);
}

static gboolean put_all (Writer *writer, const DjSnapshot *snapshot, GError **error)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (!put_head (writer, error))
    return FALSE;
  for (guint i = 0; i < snapshot->arrays->len; i++)
  {
    const DjSavedArray *array = &g_array_index (snapshot->arrays, DjSavedArray, i);
    if (dj_saved_array_is_left_out (array))
      continue;
    if (!put_padding (writer, error) || !put_column (writer, snapshot, array, error))
      return FALSE;
    gsize end = writer->at - DJ_SNAPSHOT_HEAD;
    g_array_append_val (ends, end);
  }
  gsize width = get_offset_width (writer->at - DJ_SNAPSHOT_HEAD, ends->len);
  for (guint i = 0; i < ends->len; i++)
    if (!put_offset (writer, g_array_index (ends, gsize, i), width, error))
      return FALSE;
  return TRUE;
}

/* ---- What a view has ------------------------------------------------------------------------------------------------- */

/* What of a table is not an array yet. */
static void describe_table (DjSnapshot *snapshot, int t)
{
  const DjTableData *table = snapshot->state->tables[t];
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint column = (guint)table->info->n_columns; column < table->columns->len; column++)
  {
    const char *name = dj_table_get_name (table, (int)column);
    g_string_append_len (names, name, (gssize)strlen (name) + 1);
  }
  snapshot->shapes[t] = (DjTableShape){ .n_rows = table->n_rows,
                                        .present = table->present,
                                        .n_order = (gint32)table->order->len,
                                        .n_further = (gint32)table->columns->len - table->info->n_columns,
                                        .further_bytes = (gint32)names->len };
  snapshot->orders[t] = (gint32 *)(gpointer)table->order->data;
  snapshot->further[t] = g_string_free (g_steal_pointer (&names), FALSE);
}

static void describe (DjSnapshot *snapshot)
{
  snapshot->counts[DJ_COUNT_DAY] = snapshot->view->tree->on;
  snapshot->counts[DJ_COUNT_SEED] = snapshot->texts.seed;
  snapshot->counts[DJ_COUNT_TEXTS] = snapshot->texts.n;
  snapshot->counts[DJ_COUNT_TEXT_BYTES] = (gint64)snapshot->texts.n_bytes;
  snapshot->counts[DJ_COUNT_BUCKETS] = (gint64)snapshot->texts.n_buckets;
  dj_snapshot_read_counts (snapshot->view, snapshot->counts);
  for (int t = 0; t < DJ_N_TABLES; t++)
    describe_table (snapshot, t);
  dj_snapshot_list_head (snapshot);
  dj_snapshot_list_further (snapshot);
  dj_snapshot_list_rest (snapshot);
}

static gboolean write_file (const DjSnapshot *snapshot, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (DjOutput) output = dj_output_open (path, error);
  Writer writer = { .output = output, .cancellable = cancellable };
  return output && put_all (&writer, snapshot, error) && dj_output_close (output, error)
         && dj_output_commit (output, error);
}

static gboolean may_be_saved (const DjView *view, GError **error)
{
  if (view->placed)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                         DJ_SAY ("按另一日重述的视图不能存为快照", "A restated view cannot be saved as a snapshot"));
    return FALSE;
  }
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableData *table = view->tree->state->tables[t];
    if (table->columns->len <= (guint)table->info->n_columns + DJ_FURTHER_MAX)
      continue;
    g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT, DJ_SAY ("表 %s 的列过多", "Table %s has too many columns"),
                 table->info->name);
    return FALSE;
  }
  return TRUE;
}

/* Only texts that the register's index knows: a change that another thread works on may be adding more. */
gboolean dj_view_save (DjView *view, const char *path, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (view != NULL && path != NULL, FALSE);
  DjState *state = view->tree->state;
  if (!may_be_saved (view, error))
    return FALSE;
  gint64 counts[DJ_MAX_COUNTS] = { 0 };
  DjTableShape shapes[DJ_N_TABLES];
  DjSnapshot snapshot;
  dj_snapshot_init (&snapshot);
  snapshot.view = view;
  snapshot.state = state;
  snapshot.counts = counts;
  snapshot.shapes = shapes;
  gboolean ok = dj_snapshot_number_texts (&snapshot, cancellable, error)
                && dj_texts_pack (state->texts, state->n_indexed, snapshot.numbers, &snapshot.texts, error);
  if (ok)
  {
    describe (&snapshot);
    ok = write_file (&snapshot, path, cancellable, error);
    dj_texts_clear_pack (&snapshot.texts);
  }
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_free (snapshot.further[t]);
  dj_snapshot_clear (&snapshot);
  return ok;
}
