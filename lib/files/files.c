/* SPDX-License-Identifier: Apache-2.0 */
/* What a path means: the one place where the forms of registers are told apart, so that the rooms that know one form each do not know
 * each other. */
#include "io/io-private.h"
#include "store/store-private.h"

#include <string.h>

static gboolean is_store (const char *path)
{
  return dj_is_address (path)
         || ((dj_has_suffix (path, ".db") || dj_has_suffix (path, ".sqlite"))
             && !g_file_test (path, G_FILE_TEST_IS_DIR));
}

/* Where the number of a commit may stand: in an address behind the host, as an @ before that ends the user. */
static const char *find_end (const char *path)
{
  const char *host = dj_is_address (path) ? strstr (path, "://") + strlen ("://") : NULL;
  return host ? host + strcspn (host, "/?") : path;
}

/* `x.db@12` is a store as of a commit, where nothing of just that name exists: the path of the store, else NULL. */
static char *split_commit (const char *path, gint64 *number)
{
  const char *at = strrchr (find_end (path), '@');
  if (!at || !g_ascii_isdigit (at[1]) || g_file_test (path, G_FILE_TEST_EXISTS)
      || !g_ascii_string_to_signed (at + 1, 10, 0, G_MAXINT64, number, NULL))
    return NULL;
  g_autofree char *store = g_strndup (path, (gsize)(at - path));
  return is_store (store) ? g_steal_pointer (&store) : NULL;
}

/* What is read is the caller's own: commits go where dj_register_open() was asked for. */
static DjRegister *read_store (const char *path, gint64 number, const DjReadOptions *options, GError **error)
{
  DjOpenOptions open = DJ_OPEN_OPTIONS_INIT;
  open.read_only = TRUE;
  if (options)
  {
    open.lenient = options->lenient;
    open.cancellable = options->cancellable;
    open.progress = options->progress;
    open.progress_data = options->progress_data;
  }
  g_autoptr (DjRegister) stored = dj_register_open (path, &open, error);
  if (!stored)
    return NULL;
  return number < 0 ? dj_register_copy (stored) : dj_register_at_commit (stored, number, error);
}

DjRegister *dj_register_read (const char *path, const DjReadOptions *options, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  gint64 number = -1;
  g_autofree char *store = split_commit (path, &number);
  gboolean exists = dj_is_address (path) || g_file_test (path, G_FILE_TEST_EXISTS);
  if (store)
    return read_store (store, number, options, error);
  return exists && is_store (path) ? read_store (path, -1, options, error) : dj_io_read (path, options, error);
}

gboolean dj_register_write (DjRegister *reg, const char *path, GError **error)
{
  g_return_val_if_fail (reg != NULL && path != NULL, FALSE);
  gint64 number;
  g_autofree char *store = split_commit (path, &number);
  if (store)
  {
    g_autofree char *shown = g_filename_display_name (path);
    g_set_error (
        error, DJ_ERROR, DJ_ERROR_FORMAT,
        DJ_SAY ("%s：这是存储库某次提交时的内容，只能读取", "%s: a store as of a commit, which can only be read"),
        shown);
    return FALSE;
  }
  return is_store (path) ? dj_store_write (reg, path, error) : dj_io_write (reg, path, error);
}
