/* SPDX-License-Identifier: Apache-2.0 */
/* What a path means: the one place where the forms of registers are told apart, so that the rooms that know one form each do not know
 * each other. */
#include "io/io-private.h"
#include "store/store-private.h"

static gboolean is_store (const char *path)
{
  return dj_is_address (path)
         || ((dj_has_suffix (path, ".db") || dj_has_suffix (path, ".sqlite"))
             && !g_file_test (path, G_FILE_TEST_IS_DIR));
}

/* What is read is the caller's own: commits go where dj_register_open() was asked for. */
static DjRegister *read_store (const char *path, const DjReadOptions *options, GError **error)
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
  return stored ? dj_register_copy (stored) : NULL;
}

DjRegister *dj_register_read (const char *path, const DjReadOptions *options, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  gboolean exists = dj_is_address (path) || g_file_test (path, G_FILE_TEST_EXISTS);
  return exists && is_store (path) ? read_store (path, options, error) : dj_io_read (path, options, error);
}

gboolean dj_register_write (DjRegister *reg, const char *path, GError **error)
{
  g_return_val_if_fail (reg != NULL && path != NULL, FALSE);
  return is_store (path) ? dj_store_write (reg, path, error) : dj_io_write (reg, path, error);
}
