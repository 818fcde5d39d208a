/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <glib/gstdio.h>

#include "helper-io.h"

char *io_root;

char *io_path (const char *name) { return g_build_filename (io_root, name, NULL); }

void io_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autofree char *child = g_build_filename (path, name, NULL);
    io_remove (child);
  }
  g_remove (path);
}

void io_begin (void)
{
  io_root = g_dir_make_tmp ("test-io-XXXXXX", NULL);
  ck_assert_ptr_nonnull (io_root);
}

void io_end (void)
{
  io_remove (io_root);
  g_clear_pointer (&io_root, g_free);
}

void io_put (const char *folder, const char *name, const char *text, gssize length)
{
  g_autofree char *dir = io_path (folder);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  ck_assert_int_eq (g_mkdir_with_parents (dir, 0777), 0);
  ck_assert (g_file_set_contents (path, text, length, NULL));
}

char *io_get (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

DjRegister *io_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_read (path, NULL, &error);
  ck_assert_msg (reg != NULL, "%s: %s", path, error ? error->message : "?");
  return reg;
}

void io_write (DjRegister *reg, const char *path)
{
  g_autoptr (GError) error = NULL;
  ck_assert_msg (dj_register_write (reg, path, &error), "%s: %s", path, error ? error->message : "?");
}

void io_save (DjView *view, const char *path)
{
  g_autoptr (GError) error = NULL;
  ck_assert_msg (dj_view_save (view, path, NULL, &error), "%s: %s", path, error ? error->message : "?");
}

DjView *io_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjView *view = dj_view_open (path, &error);
  ck_assert_msg (view && dj_view_validate (view, NULL, &error), "%s: %s", path, error ? error->message : "?");
  return view;
}

void io_assert_same (const char *first, const char *second, const char *name)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autofree char *file = g_strconcat (dj_schema_get_table ((DjTable)t)->name, ".csv", NULL);
    g_autofree char *a = io_get (first, file);
    g_autofree char *b = io_get (second, file);
    ck_assert_msg (g_strcmp0 (a, b) == 0, "%s: %s is not the same\n%s\n---\n%s", name, file, a, b);
  }
}
