/* SPDX-License-Identifier: Apache-2.0 */
/* Runs every given file, and every file of every given folder, through a fuzz target: a corpus replayed without libFuzzer. */
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean replay_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &text, &length, &error))
  {
    g_printerr ("%s\n", error->message);
    return FALSE;
  }
  /* An exact copy on the heap, without the NUL that GLib adds: a read past the end is then seen by AddressSanitizer. */
  uint8_t *data = g_memdup2 (text, length);
  LLVMFuzzerTestOneInput (data, length);
  g_free (data);
  return TRUE;
}

static int compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Returns how many files were run, or -1 where one could not be read. In order of names, so that output can be compared. */
static int replay_folder (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  if (folder == NULL)
  {
    g_printerr ("%s\n", error->message);
    return -1;
  }
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  for (const char *name = g_dir_read_name (folder); name != NULL; name = g_dir_read_name (folder))
    g_ptr_array_add (files, g_build_filename (path, name, NULL));
  g_ptr_array_sort (files, compare_names);

  int n = 0;
  for (guint i = 0; i < files->len; i++)
  {
    const char *file = g_ptr_array_index (files, i);
    if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
      continue;
    if (!replay_file (file))
      return -1;
    n++;
  }
  return n;
}

int main (int argc, char **argv)
{
  int n = 0;
  for (int i = 1; i < argc; i++)
  {
    int here = g_file_test (argv[i], G_FILE_TEST_IS_DIR) ? replay_folder (argv[i]) : (replay_file (argv[i]) ? 1 : -1);
    if (here < 0)
      return EXIT_FAILURE;
    n += here;
  }
  g_print ("%d inputs\n", n);
  return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
