/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a register to a path: every file whole or not at all. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "io/io-private.h"

/* ---- A folder --------------------------------------------------------------------------------------------------- */

static char *make_name (const DjTableData *table) { return g_strconcat (table->info->name, ".csv", NULL); }

static gboolean is_replaced (const DjState *state, const char *name)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autofree char *own = make_name (state->tables[t]);
    if (strcmp (own, name) == 0)
      return dj_table_is_written (state->tables[t]);
  }
  return FALSE;
}

/* A CSV file that stayed would be read with the others as part of the register that it has nothing to do with. */
static gboolean check_folder (const DjState *state, const char *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &reason);
  if (!dir)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FILE, reason->message);
    return FALSE;
  }
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    if (dj_has_suffix (name, ".csv") && !is_replaced (state, name))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = g_filename_display_name (path);
      g_set_error (
          error, DJ_ERROR, DJ_ERROR_FILE,
          DJ_SAY ("%s：文件夹中已有不会被替换的 CSV 文件", "%s: a CSV file in this folder that would not be replaced"),
          shown);
      return FALSE;
    }
  return TRUE;
}

static DjOutput *write_csv_file (const DjState *state, const DjTableData *table, const char *folder, GError **error)
{
  g_autofree char *name = make_name (table);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (DjOutput) output = dj_output_open (path, error);
  if (!output || !dj_csv_write_table (table, state->texts, output, error) || !dj_output_close (output, error))
    return NULL;
  return g_steal_pointer (&output);
}

static void free_output (gpointer output) { dj_output_free (output); }

/* Everything is on the disk before the first file takes its place. */
static gboolean write_folder (const DjState *state, const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0777) != 0)
  {
    dj_set_errno_error (error, folder, errno);
    return FALSE;
  }
  if (!check_folder (state, folder, error))
    return FALSE;
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func (free_output);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!dj_table_is_written (state->tables[t]))
      continue;
    DjOutput *output = write_csv_file (state, state->tables[t], folder, error);
    if (!output)
      return FALSE;
    g_ptr_array_add (outputs, output);
  }
  for (guint i = 0; i < outputs->len; i++)
    if (!dj_output_commit (g_ptr_array_index (outputs, i), error))
      return FALSE;
  return TRUE;
}

/* ---- What is written -------------------------------------------------------------------------------------------- */

static gboolean write_json_file (const DjState *state, const char *path, GError **error)
{
  g_autoptr (DjOutput) output = dj_output_open (path, error);
  return output && dj_json_write (state, output, error) && dj_output_close (output, error)
         && dj_output_commit (output, error);
}

/* Names that ask for a form which is no folder must not become one. */
static gboolean is_other_form (const char *path)
{
  static const char *const suffixes[] = { ".csv", ".db", ".djv", ".sqlite", ".xlsx" };
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (dj_has_suffix (path, suffixes[i]))
      return TRUE;
  return strstr (path, "://") != NULL;
}

gboolean dj_io_write (DjRegister *reg, const char *path, GError **error)
{
  const DjState *state = dj_register_get_state (reg);
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  if (!is_folder && dj_has_suffix (path, ".json"))
    return write_json_file (state, path, error);
  if (is_folder || !is_other_form (path))
    return write_folder (state, path, error);
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("%s：只能写成 CSV 文件夹、.json 文件或 .db 存储库",
                       "%s: can be written only as a folder of CSV files, a .json file or a .db store"),
               shown);
  return FALSE;
}
