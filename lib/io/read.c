/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a register from a path, whatever stands there. */
#include <glib/gstdio.h>
#include <string.h>

#include "io/io-private.h"

static const DjReadOptions defaults = DJ_READ_OPTIONS_INIT;

/* ---- Files ------------------------------------------------------------------------------------------------------ */

gboolean dj_has_suffix (const char *name, const char *suffix)
{
  gsize length = strlen (name);
  gsize wanted = strlen (suffix);
  return length >= wanted && g_ascii_strcasecmp (name + length - wanted, suffix) == 0;
}

static void set_file_error (GError **error, const char *path, const char *reason)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", shown, reason);
}

/* What is no file is not even opened: a pipe would keep who opens it waiting. */
GMappedFile *dj_map_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean exists = g_file_test (path, G_FILE_TEST_EXISTS);
  if (!exists || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
  {
    set_file_error (error, path,
                    exists ? DJ_SAY ("不是普通文件", "not a regular file") : DJ_SAY ("没有这样的文件", "no such file"));
    return NULL;
  }
  GMappedFile *mapped = g_mapped_file_new (path, FALSE, &reason);
  if (!mapped)
    set_file_error (error, path, reason->message);
  return mapped;
}

/* ---- A folder of CSV files -------------------------------------------------------------------------------------- */

typedef struct
{
  char *name;
  char *path;
  int table; /* -1 for none */
  gint64 size;
} CsvFile;

static void csv_file_free (gpointer data)
{
  CsvFile *file = data;
  g_free (file->name);
  g_free (file->path);
  g_free (file);
}

/* English names in any case, as .csv is. */
static int find_table (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return dj_schema_find_table (lower);
}

static CsvFile *csv_file_new (const char *folder, const char *name)
{
  CsvFile *file = g_new0 (CsvFile, 1);
  GStatBuf status;
  file->path = g_build_filename (folder, name, NULL);
  file->name = g_strndup (name, strlen (name) - strlen (".csv"));
  file->table = find_table (file->name);
  file->size = g_stat (file->path, &status) == 0 ? (gint64)status.st_size : 0;
  return file;
}

/* In the order of the schema, then of the names, so that the same folder always reads the same. */
static int compare_files (gconstpointer first, gconstpointer second)
{
  const CsvFile *a = *(const CsvFile *const *)first;
  const CsvFile *b = *(const CsvFile *const *)second;
  return a->table != b->table ? a->table - b->table : strcmp (a->path, b->path);
}

static GPtrArray *list_csv_files (const char *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &reason);
  if (!dir)
  {
    set_file_error (error, folder, reason->message);
    return NULL;
  }
  GPtrArray *files = g_ptr_array_new_with_free_func (csv_file_free);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    if (dj_has_suffix (name, ".csv"))
      g_ptr_array_add (files, csv_file_new (folder, name));
  g_ptr_array_sort (files, compare_files);
  return files;
}

static gboolean read_csv_file (DjLoader *loader, const CsvFile *file, DjReading *reading, GError **error)
{
  if (file->table < 0)
  {
    DjPlace place = { -1, -1, 0, file->path, 0 };
    dj_issues_add (dj_loader_get_issues (loader), DJ_ISSUE_TABLE_UNKNOWN, &place, file->name, NULL, NULL, NULL);
    return TRUE;
  }
  g_autoptr (GMappedFile) mapped = dj_map_file (file->path, error);
  if (!mapped)
    return FALSE;
  reading->size = file->size;
  gboolean done = dj_csv_read (loader, (DjTable)file->table, file->path, g_mapped_file_get_contents (mapped),
                               g_mapped_file_get_length (mapped), reading, error);
  reading->base += file->size;
  return done;
}

/* Counts the tables and their bytes; fails where there is no table, as in a folder that is something else. */
static gboolean survey_files (const char *folder, const GPtrArray *files, DjReading *reading, GError **error)
{
  guint n_tables = 0;
  for (guint i = 0; i < files->len; i++)
  {
    const CsvFile *file = g_ptr_array_index (files, i);
    n_tables += file->table >= 0;
    reading->total += file->table >= 0 ? file->size : 0;
  }
  if (n_tables == 0)
    set_file_error (error, folder,
                    DJ_SAY ("文件夹中没有任何表（如 党组织.csv、organization.csv）",
                            "no table in this folder (such as organization.csv or 党组织.csv)"));
  return n_tables > 0;
}

static gboolean read_folder (const char *folder, DjReading *reading, DjRegister **reg, GError **error)
{
  g_autoptr (GPtrArray) files = list_csv_files (folder, error);
  if (!files || !survey_files (folder, files, reading, error))
    return FALSE;
  g_autoptr (DjLoader) loader = dj_reading_new_loader (reading);
  for (guint i = 0; i < files->len; i++)
    if (!read_csv_file (loader, g_ptr_array_index (files, i), reading, error))
      return FALSE;
  return dj_reading_tell (reading, 0, 0, error)
         && dj_reading_finish (reading, loader, reading->options->lenient, reg, error);
}

/* ---- What is read ----------------------------------------------------------------------------------------------- */

static gboolean read_json_file (const char *path, DjReading *reading, DjRegister **reg, GError **error)
{
  g_autoptr (GMappedFile) mapped = dj_map_file (path, error);
  if (!mapped)
    return FALSE;
  gsize length = g_mapped_file_get_length (mapped);
  reading->size = reading->total = (gint64)length;
  return dj_json_read (g_mapped_file_get_contents (mapped), length, path, reading, reg, error);
}

DjRegister *dj_register_read_json (const char *text, gssize length, const char *name, const DjReadOptions *options,
                                   GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  DjRegister *reg = NULL;
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  DjReading reading = { .options = options ? options : &defaults, .size = (gint64)n, .total = (gint64)n };
  return dj_json_read (text, n, name, &reading, &reg, error) ? reg : NULL;
}

static void set_form_error (GError **error, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  const char *trouble
      = dj_has_suffix (path, ".csv") ? DJ_SAY ("%s：这是单个 CSV 文件；请给出它所在的文件夹",
                                               "%s: a single CSV file; give the folder that it is in")
        : dj_has_suffix (path, ".djv")
            ? DJ_SAY ("%s：这是快照文件，由 dj_view_open() 打开", "%s: a snapshot, which dj_view_open() opens")
            : DJ_SAY ("%s：既不是 CSV 文件夹，也不是 .json 文件", "%s: neither a folder of CSV files nor a .json file");
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, trouble, shown);
}

static gboolean read_path (const char *path, DjReading *reading, DjRegister **reg, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return read_folder (path, reading, reg, error);
  if (dj_has_suffix (path, ".json"))
    return read_json_file (path, reading, reg, error);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    set_form_error (error, path);
  else
    set_file_error (error, path, DJ_SAY ("没有这样的文件或文件夹", "no such file or folder"));
  return FALSE;
}

DjRegister *dj_io_read (const char *path, const DjReadOptions *options, GError **error)
{
  DjRegister *reg = NULL;
  DjReading reading = { .options = options ? options : &defaults };
  return read_path (path, &reading, &reg, error) ? reg : NULL;
}

gboolean dj_change_import (DjChange *change, const char *path, const DjReadOptions *options, gboolean replace,
                           GError **error)
{
  g_return_val_if_fail (change != NULL && path != NULL, FALSE);
  DjReadOptions strict = options ? *options : defaults;
  strict.lenient = FALSE;
  DjReading reading = { .options = &strict, .change = change, .replace = replace };
  return read_path (path, &reading, NULL, error);
}
