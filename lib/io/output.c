/* SPDX-License-Identifier: Apache-2.0 */
/* A file being written beside the one it will replace; and which columns of a table are written. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "io/io-private.h"

/* ---- One file --------------------------------------------------------------------------------------------------- */

void dj_set_errno_error (GError **error, const char *path, int number)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", shown, g_strerror (number));
}

DjOutput *dj_output_open (const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int descriptor = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);
  if (descriptor < 0)
  {
    dj_set_errno_error (error, path, errno);
    return NULL;
  }
  DjOutput *output = g_new0 (DjOutput, 1);
  output->path = g_strdup (path);
  output->temporary = g_steal_pointer (&temporary);
  output->descriptor = descriptor;
  output->text = g_string_sized_new (DJ_STRIDE + 4096);
  return output;
}

static gboolean write_text (DjOutput *output, GError **error)
{
  const char *at = output->text->str;
  gsize left = output->text->len;
  while (left > 0)
  {
    gssize written = write (output->descriptor, at, left);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
    {
      dj_set_errno_error (error, output->path, errno);
      return FALSE;
    }
    at += written;
    left -= (gsize)written;
  }
  g_string_truncate (output->text, 0);
  return TRUE;
}

gboolean dj_output_flush (DjOutput *output, GError **error)
{
  return output->text->len < DJ_STRIDE || write_text (output, error);
}

gboolean dj_output_close (DjOutput *output, GError **error)
{
  if (!write_text (output, error))
    return FALSE;
  int descriptor = output->descriptor;
  output->descriptor = -1;
  g_string_free (g_steal_pointer (&output->text), TRUE);
  return g_close (descriptor, NULL) || (dj_set_errno_error (error, output->path, errno), FALSE);
}

gboolean dj_output_commit (DjOutput *output, GError **error)
{
  if (g_rename (output->temporary, output->path) != 0)
  {
    dj_set_errno_error (error, output->path, errno);
    return FALSE;
  }
  g_clear_pointer (&output->temporary, g_free);
  return TRUE;
}

void dj_output_free (DjOutput *output)
{
  if (output->descriptor >= 0)
    g_close (output->descriptor, NULL);
  if (output->temporary)
    g_unlink (output->temporary);
  if (output->text)
    g_string_free (output->text, TRUE);
  g_free (output->temporary);
  g_free (output->path);
  g_free (output);
}

gboolean dj_table_is_written (const DjTableData *table) { return table->present || table->n_rows > 0; }

static gboolean is_listed (const GArray *columns, gint32 column)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_array_index (columns, gint32, i) == column)
      return TRUE;
  return FALSE;
}

/* The columns of the file it was read from; but what is written can be read again, so that no required one may lack. */
GArray *dj_table_list_columns (const DjTableData *table)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (gint32));
  if (table->order->len > 0)
    g_array_append_vals (columns, table->order->data, table->order->len);
  gboolean any = columns->len > 0;
  for (gint32 i = 0; i < table->info->n_columns; i++)
    if ((!any || (table->info->columns[i].flags & DJ_COLUMN_REQUIRED)) && !is_listed (columns, i))
      g_array_append_val (columns, i);
  return columns;
}
