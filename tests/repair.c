/* SPDX-License-Identifier: Apache-2.0 */
#include "repair.h"

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
