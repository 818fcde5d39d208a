/* SPDX-License-Identifier: Apache-2.0 */
/* The same bytes back: from both encodings, from random folders, from the cases; and as other programs read them. */
#include <check.h>
#include <cjson/cJSON.h>
#include <csv.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "io/io-private.h"

START_TEST (test_encodings)
{
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  g_autoptr (DjRegister) utf8 = io_read ("tests/data/utf8");
  g_autoptr (DjRegister) gb18030 = io_read ("tests/data/gb18030");
  io_write (utf8, first);
  io_write (gb18030, second);
  io_assert_same ("tests/data/utf8", first, "UTF-8");
  io_assert_same (first, second, "GB18030");
}
END_TEST

/* ---- Random folders --------------------------------------------------------------------------------------------- */

/* A table as texts: what a file is made of, and what must be found in it again. NULL for missing. */
typedef struct
{
  GPtrArray *header;
  GPtrArray *cells; /* row by row */
  int n_rows;
} Texts;

typedef struct
{
  GRand *chance;
  Texts tables[DJ_N_TABLES];
  int n_rows[DJ_N_TABLES];
} Folder;

static char *random_text (GRand *chance)
{
  static const char *const pieces[] = { "党", "支部", ",", "\"", "\n", "\r\n", " ",       "a",           "0",
                                        "𠀀", "\t",   "'", ";",  "\\", "\x7f", "\\u0000", "\xef\xbb\xbf" };
  GString *text = g_string_new (NULL);
  for (int n = g_rand_int_range (chance, 0, 6); n > 0; n--)
    g_string_append (text, pieces[g_rand_int_range (chance, 0, (gint32)G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

/* The code of a row of a table that the column may refer to; NULL where there is none yet. */
static char *random_reference (const Folder *folder, guint32 tables, gboolean is_first)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if ((tables & DJ_TABLE_BIT (t)) && folder->n_rows[t] > 1)
      return g_strdup_printf ("%s-%d", dj_schema_get_table ((DjTable)t)->name,
                              is_first ? 0 : g_rand_int_range (folder->chance, 0, folder->n_rows[t] - 1));
  return NULL;
}

static char *random_number (const Folder *folder, const DjColumnInfo *info)
{
  char out[DJ_NUMBER_TEXT_SIZE];
  double most = info->maximum > info->minimum ? MIN (info->maximum, 1e6) : 1e6;
  double value = g_rand_double_range (folder->chance, info->maximum > info->minimum ? info->minimum : 0, most);
  return g_strdup (info->type == DJ_TYPE_INT ? dj_int_format ((gint64)value, out) : dj_real_format (value, out));
}

static char *random_cell (const Folder *folder, const DjTableInfo *table, int column, int row)
{
  const DjColumnInfo *info = &table->columns[column];
  gboolean is_tree = strcmp (table->name, "subordination") == 0;
  if (column == table->key || (is_tree && column == 0))
    return g_strdup_printf ("%s-%d", is_tree ? "organization" : table->name, row + is_tree);
  if (!(info->flags & DJ_COLUMN_REQUIRED) && (info->type == DJ_TYPE_DATE || g_rand_boolean (folder->chance)))
    return NULL;
  switch (info->type)
  {
  case DJ_TYPE_INT:
  case DJ_TYPE_REAL:
    return random_number (folder, info);
  case DJ_TYPE_DATE:
    return g_strdup ("2020-02-29");
  case DJ_TYPE_CODE: /* the last value: the first one of memberships asks for an affiliation's care */
    return g_strdup (info->codes->codes[info->codes->n_codes - 1].name);
  case DJ_TYPE_REFERENCE:
    return random_reference (folder, info->references, is_tree);
  case DJ_TYPE_TEXT:
  default:
    return (info->flags & DJ_COLUMN_REQUIRED) ? g_strdup_printf ("名%d", row) : random_text (folder->chance);
  }
}

static gboolean can_have_rows (const Folder *folder, const DjTableInfo *table)
{
  for (int c = 0; c < table->n_columns; c++)
  {
    g_autofree char *code = NULL;
    if ((table->columns[c].flags & DJ_COLUMN_REQUIRED) && table->columns[c].type == DJ_TYPE_REFERENCE)
      code = random_reference (folder, table->columns[c].references, TRUE);
    else
      code = g_strdup ("");
    if (!code)
      return FALSE;
  }
  return TRUE;
}

/* Columns in any order, some that are not required left out, and a further one or two among them. */
static int choose_columns (Folder *folder, const DjTableInfo *table, int *columns)
{
  int n = 0;
  for (int c = 0; c < table->n_columns; c++)
    if ((table->columns[c].flags & DJ_COLUMN_REQUIRED) || g_rand_boolean (folder->chance))
      columns[n++] = c;
  for (int extra = g_rand_int_range (folder->chance, 0, 3); extra > 0; extra--)
    columns[n++] = -extra;
  for (int i = n - 1; i > 0; i--)
  {
    int other = g_rand_int_range (folder->chance, 0, i + 1);
    int column = columns[i];
    columns[i] = columns[other];
    columns[other] = column;
  }
  return n;
}

static void fill_table (Folder *folder, DjTable t)
{
  const DjTableInfo *info = dj_schema_get_table (t);
  Texts *table = &folder->tables[t];
  int columns[64];
  int n = choose_columns (folder, info, columns);
  table->header = g_ptr_array_new_with_free_func (g_free);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < n; i++)
    g_ptr_array_add (table->header, columns[i] < 0 ? g_strdup_printf ("备注, \"%d\"", -columns[i])
                                                   : g_strdup (info->columns[columns[i]].name));
  table->n_rows = can_have_rows (folder, info) ? g_rand_int_range (folder->chance, 0, 8) : 0;
  if (t == DJ_TABLE_SUBORDINATION)
    table->n_rows = MAX (folder->n_rows[DJ_TABLE_ORGANIZATION] - 1, 0);
  for (int row = 0; row < table->n_rows; row++)
  {
    folder->n_rows[t] = row + 1;
    for (int i = 0; i < n; i++)
      g_ptr_array_add (table->cells, columns[i] >= 0                   ? random_cell (folder, info, columns[i], row)
                                     : g_rand_boolean (folder->chance) ? random_text (folder->chance)
                                                                       : NULL);
  }
}

/* Every field in quotes, by libcsv, so that the file is not in our own hand; missing ones bare. */
static void put_table (const Texts *table, const char *folder, const char *name)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (int row = -1; row < table->n_rows; row++)
    for (guint i = 0; i < table->header->len; i++)
    {
      const char *cell = row < 0 ? g_ptr_array_index (table->header, i)
                                 : g_ptr_array_index (table->cells, (guint)row * table->header->len + i);
      gsize size = cell ? csv_write (NULL, 0, cell, strlen (cell)) : 0;
      g_autofree char *field = g_malloc (size + 1);
      if (cell)
        csv_write (field, size, cell, strlen (cell));
      g_string_append_len (out, field, (gssize)size);
      g_string_append (out, i + 1 < table->header->len ? "," : "\r\n");
    }
  io_put (folder, name, out->str, (gssize)out->len);
}

static void collect_field (void *text, size_t length, void *data)
{
  g_ptr_array_add (data, text ? g_strndup (text, length) : NULL);
}

static int keep_blanks (unsigned char byte)
{
  (void)byte;
  return 0;
}

/* What we wrote, read by libcsv alone, has every name and cell in its place. */
static void check_csv_by_peer (const Texts *table, const char *text, guint32 seed)
{
  struct csv_parser parser;
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL);
  csv_set_space_func (&parser, keep_blanks);
  ck_assert_uint_eq (csv_parse (&parser, text, strlen (text), collect_field, NULL, fields), strlen (text));
  ck_assert_int_eq (csv_fini (&parser, collect_field, NULL, fields), 0);
  csv_free (&parser);
  guint n = table->header->len;
  ck_assert_uint_eq (fields->len, n + table->cells->len);
  for (guint i = 0; i < fields->len; i++)
  {
    const char *want = i < n ? g_ptr_array_index (table->header, i) : g_ptr_array_index (table->cells, i - n);
    const char *has = g_ptr_array_index (fields, i);
    ck_assert_msg (g_strcmp0 (has, want) == 0, "seed %u: '%s' is not '%s'", seed, has, want);
  }
}

static void check_json_by_peer (const Texts *table, const cJSON *rows, guint32 seed)
{
  guint i = 0;
  ck_assert_int_eq (cJSON_GetArraySize (rows), table->n_rows);
  for (const cJSON *row = rows->child; row; row = row->next)
    for (const cJSON *cell = row->child; cell; cell = cell->next, i++)
    {
      const char *want = g_ptr_array_index (table->cells, i);
      char number[DJ_NUMBER_TEXT_SIZE];
      const char *has = cJSON_IsNumber (cell) ? dj_real_format (cell->valuedouble, number) : cell->valuestring;
      ck_assert_str_eq (cell->string, g_ptr_array_index (table->header, i % table->header->len));
      ck_assert_msg (g_strcmp0 (has, want) == 0, "seed %u: '%s' is not '%s'", seed, has, want);
    }
  ck_assert_uint_eq (i, table->cells->len);
}

/* Reads @from, writes it as @csv, @json, and from that as @csv2 and @json2; all of each form must be the same. */
static void check_round (const char *from, const char *seed)
{
  g_autofree char *csv = io_path ("csv");
  g_autofree char *json = io_path ("1.json");
  g_autofree char *csv2 = io_path ("csv2");
  g_autofree char *json2 = io_path ("2.json");
  g_autoptr (DjRegister) first = io_read (from);
  io_write (first, csv);
  g_autoptr (DjRegister) second = io_read (csv);
  io_write (second, json);
  g_autoptr (DjRegister) third = io_read (json);
  io_write (third, csv2);
  g_autoptr (DjRegister) fourth = io_read (csv2);
  io_write (fourth, json2);
  io_assert_same (csv, csv2, seed);
  g_autofree char *one = io_get (io_root, "1.json");
  g_autofree char *two = io_get (io_root, "2.json");
  ck_assert_msg (g_strcmp0 (one, two) == 0, "%s\n%s\n%s", seed, one, two);
}

static void check_by_peers (const Folder *folder, guint32 seed)
{
  g_autofree char *csv = io_path ("csv");
  g_autofree char *json = io_get (io_root, "1.json");
  cJSON *document = cJSON_Parse (json);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const char *table = dj_schema_get_table ((DjTable)t)->name;
    g_autofree char *name = g_strconcat (table, ".csv", NULL);
    g_autofree char *text = io_get (csv, name);
    check_csv_by_peer (&folder->tables[t], text, seed);
    check_json_by_peer (&folder->tables[t], cJSON_GetObjectItemCaseSensitive (document, table), seed);
  }
  cJSON_Delete (document);
}

static void check_random_folder (guint32 seed)
{
  Folder folder = { .chance = g_rand_new_with_seed (seed) };
  g_autofree char *name = g_strdup_printf ("seed %u", seed);
  g_autofree char *path = io_path ("in");
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    g_autofree char *file = g_strconcat (g_rand_boolean (folder.chance) ? info->name : info->label_zh, ".csv", NULL);
    fill_table (&folder, (DjTable)t);
    put_table (&folder.tables[t], "in", file);
  }
  check_round (path, name);
  check_by_peers (&folder, seed);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_ptr_array_unref (folder.tables[t].header);
    g_ptr_array_unref (folder.tables[t].cells);
  }
  g_rand_free (folder.chance);
}

START_TEST (test_random_folders)
{
  const char *given = g_getenv ("DJ_SEED");
  for (guint32 seed = 1; seed <= 200; seed++)
  {
    check_random_folder (given ? (guint32)g_ascii_strtoull (given, NULL, 10) : seed);
    io_remove (io_root);
    g_mkdir (io_root, 0777);
  }
}
END_TEST

static gboolean has_tables (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
    if (dj_has_suffix (name, ".csv"))
      return TRUE;
  return FALSE;
}

START_TEST (test_cases)
{
  g_autoptr (GDir) dir = g_dir_open ("cases", 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autofree char *path = g_build_filename ("cases", name, NULL);
    g_autofree char *csv = io_path ("csv");
    if (!has_tables (path))
      continue;
    check_round (path, path);
    io_assert_same (path, csv, path);
    io_remove (io_root);
    g_mkdir (io_root, 0777);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("io-round");
  TCase *tcase = tcase_create ("io-round");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 300);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_encodings);
  tcase_add_test (tcase, test_random_folders);
  tcase_add_test (tcase, test_cases);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
