/* SPDX-License-Identifier: Apache-2.0 */
#include "repair.h"

#include <string.h>

#include "snapshot/snapshot-private.h"

static void repair (const DjSavedColumn *column)
{
  gsize n = DJ_SNAPSHOT_DIGEST;
  g_autoptr (GChecksum) digest = dj_snapshot_begin_digest (column->name, column->type);
  g_checksum_update (digest, column->data, (gssize)column->size);
  g_checksum_get_digest (digest, (guint8 *)column->digest, &n);
}

void repair_checksums (guint8 *bytes, gsize n)
{
  g_autoptr (GBytes) mapping = g_bytes_new_static (bytes, n);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  gsize n_columns = g_variant_n_children (columns);
  for (gsize i = 0; i < n_columns; i++)
  {
    DjSavedColumn column;
    if (dj_snapshot_read_column (columns, i, mapping, &column))
      repair (&column);
  }
}

/* ---- Taken apart ----------------------------------------------------------------------------------------------------- */

static void loose_free (gpointer data)
{
  LooseColumn *column = data;
  g_free (column->name);
  g_free (column->type);
  g_byte_array_unref (column->data);
  g_free (column);
}

LooseColumn *loose_new (const char *name, const char *type, gconstpointer data, gsize n)
{
  LooseColumn *column = g_new0 (LooseColumn, 1);
  column->name = g_strdup (name);
  column->type = g_strdup (type);
  column->data = g_byte_array_new ();
  g_byte_array_append (column->data, data, (guint)n);
  return column;
}

GPtrArray *loosen (const guint8 *bytes, gsize n)
{
  g_autoptr (GBytes) mapping = g_bytes_new_static (bytes, n);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  GPtrArray *loose = g_ptr_array_new_with_free_func (loose_free);
  for (gsize i = 0; i < g_variant_n_children (columns); i++)
  {
    DjSavedColumn column;
    if (dj_snapshot_read_column (columns, i, mapping, &column) && g_variant_type_string_is_valid (column.type))
      g_ptr_array_add (loose, loose_new (column.name, column.type, column.data, column.size));
  }
  return loose;
}

LooseColumn *loose_find (const GPtrArray *columns, const char *name)
{
  for (guint i = 0; i < columns->len; i++)
  {
    LooseColumn *column = g_ptr_array_index (columns, i);
    if (strcmp (column->name, name) == 0)
      return column;
  }
  return NULL;
}

GBytes *fasten (const GPtrArray *columns)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE (DJ_SNAPSHOT_COLUMNS_TYPE));
  for (guint i = 0; i < columns->len; i++)
  {
    const LooseColumn *column = g_ptr_array_index (columns, i);
    g_autoptr (GChecksum) checksum = dj_snapshot_begin_digest (column->name, column->type);
    g_autoptr (GBytes) data = g_bytes_new (column->data->data, column->data->len);
    guint8 digest[DJ_SNAPSHOT_DIGEST];
    gsize n = sizeof digest;
    g_checksum_update (checksum, column->data->data, column->data->len);
    g_checksum_get_digest (checksum, digest, &n);
    g_variant_builder_add (&builder, "(sv@ay)", column->name,
                           g_variant_new_from_bytes (G_VARIANT_TYPE (column->type), data, TRUE),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, digest, n, 1));
  }
  g_autoptr (GVariant) root = g_variant_ref_sink (g_variant_new (
      "(tu@a(svay))", (guint64)DJ_SNAPSHOT_MAGIC, (guint32)DJ_SNAPSHOT_VERSION, g_variant_builder_end (&builder)));
  return g_variant_get_data_as_bytes (root);
}
