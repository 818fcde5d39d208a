/* SPDX-License-Identifier: Apache-2.0 */
/* One column of a file, as it is found there; and what is said of one that is not as it should be. */
#include "snapshot/snapshot-private.h"

#include <string.h>

GVariant *dj_snapshot_read_columns (GBytes *mapping)
{
  g_autoptr (GVariant) root = g_variant_new_from_bytes (G_VARIANT_TYPE (DJ_SNAPSHOT_TYPE), mapping, FALSE);
  g_variant_ref_sink (root);
  return g_variant_get_child_value (root, 2);
}

/* Where the bytes of a value lie in the file; of none, where the file begins. NULL where they do not lie in it. */
static const guint8 *find_data (GVariant *value, GBytes *mapping, gsize *size)
{
  gsize n;
  const guint8 *begin = g_bytes_get_data (mapping, &n);
  const guint8 *data = g_variant_get_data (value);
  *size = g_variant_get_size (value);
  if (*size == 0)
    return begin;
  return data && data >= begin && data < begin + n && *size <= n - (gsize)(data - begin) ? data : NULL;
}

gboolean dj_snapshot_read_column (GVariant *columns, gsize index, GBytes *mapping, DjSavedColumn *column)
{
  g_autoptr (GVariant) array = NULL;
  g_autoptr (GVariant) digest = NULL;
  gsize digest_size;
  g_variant_get_child (columns, index, "(&sv@ay)", &column->name, &array, &digest);
  g_strlcpy (column->type, g_variant_get_type_string (array), sizeof column->type);
  column->data = find_data (array, mapping, &column->size);
  column->digest = find_data (digest, mapping, &digest_size);
  return column->data && column->digest && digest_size == DJ_SNAPSHOT_DIGEST;
}

GChecksum *dj_snapshot_begin_digest (const char *name, const char *type)
{
  GChecksum *digest = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (digest, (const guchar *)name, (gssize)strlen (name) + 1);
  g_checksum_update (digest, (const guchar *)type, (gssize)strlen (type) + 1);
  return digest;
}

/* Bytes of a name that are shown. */
#define SHOWN_NAME 60

/* A name from a file may be anything. */
gboolean dj_snapshot_fail (GError **error, const char *column, const char *zh, const char *en)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  dj_append_clean (shown, column ? column : "", SHOWN_NAME);
  if (shown->len > 0)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("快照文件的列 %s %s", "Column %s of the snapshot %s"),
                 shown->str, DJ_SAY (zh, en));
  else
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("快照文件%s", "The snapshot %s"), DJ_SAY (zh, en));
  return FALSE;
}
