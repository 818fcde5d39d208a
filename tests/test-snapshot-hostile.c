/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots made to do harm: their checksums fit, and what they say does not. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "helper-io.h"
#include "repair.h"
#include "snapshot/snapshot-private.h"

/* ---- Files ----------------------------------------------------------------------------------------------------------- */

/* A small snapshot with rows in every table, taken apart. */
static GPtrArray *loosen_sample (void)
{
  g_autofree char *path = io_path ("sample.djv");
  g_autofree char *bytes = NULL;
  gsize n = 0;
  g_autoptr (DjRegister) reg = io_read ("tests/data/snapshot");
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  ck_assert (view && dj_view_save (view, path, NULL, NULL));
  ck_assert (g_file_get_contents (path, &bytes, &n, NULL));
  return loosen ((const guint8 *)bytes, n);
}

static char *put_together (const GPtrArray *columns)
{
  gsize n = 0;
  char *path = io_path ("hostile.djv");
  g_autoptr (GBytes) bytes = fasten (columns);
  gconstpointer data = g_bytes_get_data (bytes, &n);
  g_unlink (path);
  ck_assert (g_file_set_contents_full (path, data, (gssize)n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

/* Refused at once where it must not even be opened, and else by validating; in words that have @word. */
static void refuse (const GPtrArray *columns, gboolean at_once, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = put_together (columns);
  g_autoptr (DjView) view = dj_view_open (path, &error);
  ck_assert_msg ((view == NULL) == at_once, "%s: %s", word, error ? error->message : "opened");
  ck_assert_msg (!view || !dj_view_validate (view, NULL, &error), "%s: sound", word);
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), "%s: %s", word, error->message);
  ck_assert_msg (strstr (error->message, word), "no %s in: %s", word, error->message);
}

static void assert_sound (const GPtrArray *columns)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = put_together (columns);
  g_autoptr (DjView) view = dj_view_open (path, &error);
  ck_assert_msg (view && dj_view_validate (view, NULL, &error), "%s", error ? error->message : "?");
}

static DjTableShape *shape_of (const GPtrArray *columns, DjTable table)
{
  return (DjTableShape *)(gpointer)loose_find (columns, "tables")->data->data + table;
}

/* Puts a column where the lists have it: before the first one of that name. */
static void insert_before (GPtrArray *columns, const char *name, LooseColumn *column)
{
  guint at = 0;
  while (at < columns->len && strcmp (((LooseColumn *)g_ptr_array_index (columns, at))->name, name) != 0)
    at++;
  ck_assert_uint_lt (at, columns->len);
  g_ptr_array_insert (columns, (gint)at, column);
}

/* ---- Shapes ---------------------------------------------------------------------------------------------------------- */

/* What is only taken apart and put together stays sound; so the rest of these tests is of what they change. */
START_TEST (test_nothing_changed)
{
  g_autoptr (GPtrArray) columns = loosen_sample ();
  assert_sound (columns);
}
END_TEST

/* An order is copied, so it may not be longer than the columns there are, however long the file is. */
START_TEST (test_long_order)
{
  g_autoptr (GPtrArray) columns = loosen_sample ();
  DjTableShape *shape = shape_of (columns, DJ_TABLE_UNIT);
  LooseColumn *order = loose_find (columns, "unit.order");
  gint32 n = dj_schema_get_table (DJ_TABLE_UNIT)->n_columns + shape->n_further + 1;
  shape->n_order = n;
  g_byte_array_set_size (order->data, (guint)n * sizeof (gint32));
  memset (order->data->data, 0, order->data->len);
  refuse (columns, TRUE, "tables");
}
END_TEST

START_TEST (test_negative_shapes)
{
  for (gsize member = 0; member < DJ_SHAPE_MEMBERS; member++)
  {
    g_autoptr (GPtrArray) columns = loosen_sample ();
    ((gint32 *)(gpointer)shape_of (columns, DJ_TABLE_UNIT))[member] = -1;
    refuse (columns, TRUE, "tables");
  }
}
END_TEST

/* So many further columns of a table without rows. */
static void give_further (GPtrArray *columns, gint32 n, gboolean twice)
{
  g_autoptr (GString) names = g_string_new (NULL);
  DjTableShape *shape = shape_of (columns, DJ_TABLE_UNIT);
  for (gint32 i = 0; i < n; i++)
  {
    g_string_append_printf (names, "further-%d", twice && i == n - 1 ? 0 : i);
    g_string_append_len (names, "", 1);
  }
  ck_assert_int_eq (shape->n_further, 0);
  shape->n_further = n;
  shape->further_bytes = (gint32)names->len;
  insert_before (columns, loose_find (columns, "organization.further") ? "organization.further" : "texts.blocks",
                 loose_new ("unit.further", "ay", names->str, names->len));
}

START_TEST (test_further_columns)
{
  g_autoptr (GPtrArray) most = loosen_sample ();
  g_autoptr (GPtrArray) more = loosen_sample ();
  g_autoptr (GPtrArray) twice = loosen_sample ();
  give_further (most, DJ_COLUMNS_MAX, FALSE);
  assert_sound (most);
  give_further (more, DJ_COLUMNS_MAX + 1, FALSE);
  refuse (more, TRUE, "tables");
  give_further (twice, DJ_COLUMNS_MAX, TRUE);
  refuse (twice, TRUE, "unit.further");
}
END_TEST

/* ---- What readers would not let in ------------------------------------------------------------------------------------- */

/* The sample has one further column. */
static void name_further (GPtrArray *columns, const char *name)
{
  LooseColumn *further = loose_find (columns, "organization.further");
  g_byte_array_set_size (further->data, 0);
  g_byte_array_append (further->data, (const guint8 *)name, (guint)strlen (name) + 1);
  shape_of (columns, DJ_TABLE_ORGANIZATION)->further_bytes = (gint32)further->data->len;
}

START_TEST (test_further_names)
{
  static const char *const bad[] = { "", " x", "x\t", "superior", "上级党组织", "code", "代码", "\xff" };
  static const char *const good[] = { "x", "x y", "备注", "Superior" };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
  {
    g_autoptr (GPtrArray) columns = loosen_sample ();
    name_further (columns, bad[i]);
    refuse (columns, FALSE, "a name that a further column cannot have");
  }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
  {
    g_autoptr (GPtrArray) columns = loosen_sample ();
    name_further (columns, good[i]);
    assert_sound (columns);
  }
}
END_TEST

/* Another text of the same length, which is found where it must be. */
static void replace_text (GPtrArray *columns, const char *text, const char *by)
{
  GByteArray *bytes = loose_find (columns, "texts.bytes")->data;
  GByteArray *buckets = loose_find (columns, "texts.buckets")->data;
  GByteArray *starts = loose_find (columns, "texts.starts")->data;
  gsize size = strlen (text) + 1, at = 0;
  ck_assert_uint_eq (strlen (by) + 1, size);
  while (at + size <= bytes->len && memcmp (bytes->data + at, text, size) != 0)
    at += strlen ((const char *)bytes->data + at) + 1;
  ck_assert_uint_le (at + size, bytes->len);
  memcpy (bytes->data + at, by, size);
  DjPackedTexts packed
      = { .n = (gint32)(starts->len / sizeof (guint32)),
          .n_bytes = bytes->len,
          .n_buckets = buckets->len / sizeof (DjTextBucket),
          .seed = ((const gint64 *)(gpointer)loose_find (columns, "counts")->data->data)[DJ_COUNT_SEED],
          .blocks = (const guint64 *)(gpointer)loose_find (columns, "texts.blocks")->data->data,
          .starts = (const guint32 *)(gpointer)starts->data,
          .bytes = (const char *)bytes->data };
  DjTexts *texts = dj_texts_new_packed (&packed, NULL);
  memset (buckets->data, 0, buckets->len);
  DjTextTable table = { (DjTextBucket *)(gpointer)buckets->data, packed.n_buckets, packed.seed };
  ck_assert (dj_texts_fill_table (texts, packed.n, NULL, &table));
  dj_texts_unref (texts);
}

/* Codes and references are trimmed by every reader; names are kept to the byte. */
START_TEST (test_untrimmed_codes)
{
  static const char *const bad[] = { " 3-6",
                                     "o3- ",
                                     "    ",
                                     "\xe3\x80\x80"
                                     "6",
                                     "6\xe3\x80\x80",
                                     "\xc2\xa0"
                                     "x1",
                                     "o3-\n" };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
  {
    g_autoptr (GPtrArray) columns = loosen_sample ();
    replace_text (columns, "o3-6", bad[i]);
    refuse (columns, FALSE, "has a value that it cannot have");
  }
  g_autoptr (GPtrArray) other = loosen_sample ();
  replace_text (other, "o3-6", "一6");
  assert_sound (other);
  g_autoptr (GPtrArray) note = loosen_sample ();
  replace_text (note, "注 1", " \t  x");
  assert_sound (note);
}
END_TEST

/* A number that no reader lets in, in a table that sealing does not look at. */
static char *put_bad_number (void)
{
  g_autoptr (GPtrArray) columns = loosen_sample ();
  gint64 *heads = (gint64 *)(gpointer)loose_find (columns, "unit.headcount")->data->data;
  heads[0] = -5;
  return put_together (columns);
}

static void assert_unsound (DjView *view)
{
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_view_validate (view, NULL, &error));
  ck_assert_msg (strstr (error->message, "unit.headcount"), "%s", error->message);
}

/* Views sealed from the register of a file that was never validated are no better than it. */
START_TEST (test_sealed_from_a_file)
{
  g_autofree char *path = put_bad_number ();
  g_autoptr (DjView) view = dj_view_open (path, NULL);
  g_autoptr (DjRegister) reg = dj_view_get_register (view);
  g_autoptr (DjView) other_day = dj_register_seal (reg, dj_date (2000, 1, 1), NULL);
  g_autoptr (DjChange) change = dj_register_begin (reg, "change");
  g_autoptr (GError) error = NULL;
  assert_unsound (view);
  assert_unsound (other_day);
  ck_assert (dj_change_add (change, DJ_TABLE_FACILITY, NULL, "code", "f-new", "name", "n", NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) changed = dj_register_seal (reg, dj_date (2000, 1, 1), NULL);
  assert_unsound (changed);
  g_autoptr (DjView) restated = dj_view_restate (other_day, view, NULL);
  ck_assert (!dj_view_validate (restated, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
}
END_TEST

/* And those of a file that is sound are so too. */
START_TEST (test_sealed_from_a_sound_file)
{
  g_autoptr (GPtrArray) columns = loosen_sample ();
  g_autofree char *path = put_together (columns);
  g_autoptr (DjView) view = dj_view_open (path, NULL);
  g_autoptr (DjRegister) reg = dj_view_get_register (view);
  g_autoptr (DjView) other_day = dj_register_seal (reg, dj_date (2000, 1, 1), NULL);
  g_autoptr (GError) error = NULL;
  ck_assert_msg (dj_view_validate (other_day, NULL, &error), "%s", error ? error->message : "?");
  g_autoptr (DjChange) change = dj_register_begin (reg, "change");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u-new", "name", "n", "kind", "organ", NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) changed = dj_register_seal (reg, dj_date (2000, 1, 1), NULL);
  ck_assert_msg (dj_view_validate (changed, NULL, &error), "%s", error ? error->message : "?");
}
END_TEST

/* ---- Words --------------------------------------------------------------------------------------------------------------- */

START_TEST (test_names_in_messages)
{
  g_autoptr (GPtrArray) columns = loosen_sample ();
  g_autofree char *long_name = g_strnfill (5000, 'x');
  g_ptr_array_add (columns, loose_new ("党员\x1b[31m", "ay", "", 0));
  refuse (columns, TRUE, "Column 党员\\u001B[31m of the snapshot is not known");
  g_ptr_array_set_size (columns, (gint)columns->len - 1);
  g_ptr_array_add (columns, loose_new (long_name, "ay", "", 0));
  refuse (columns, TRUE, "xxx… of the snapshot is not known");
}
END_TEST

/* Whatever is cut off, no column without a name is spoken of. */
START_TEST (test_cut_files)
{
  gsize n = 0;
  g_autoptr (GPtrArray) columns = loosen_sample ();
  g_autoptr (GBytes) bytes = fasten (columns);
  const char *data = g_bytes_get_data (bytes, &n);
  g_autofree char *path = io_path ("cut.djv");
  for (gsize size = DJ_SNAPSHOT_HEAD; size < n; size += 97)
  {
    g_autoptr (GError) error = NULL;
    g_unlink (path);
    ck_assert (g_file_set_contents_full (path, data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    ck_assert (!dj_view_open (path, &error));
    ck_assert_msg (!strstr (error->message, "Column  "), "%s", error->message);
    ck_assert_msg (strstr (error->message, "damaged") || size > n / 2, "%s", error->message);
  }
}
END_TEST

/* A pipe would keep the caller waiting for ever. */
START_TEST (test_pipe)
{
  g_autofree char *path = io_path ("pipe.djv");
  g_autofree char *none = io_path ("none.djv");
  g_autoptr (GError) error = NULL;
  ck_assert_int_eq (mkfifo (path, 0600), 0);
  ck_assert (!dj_view_open (path, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_msg (g_str_has_suffix (error->message, "pipe.djv: not a regular file"), "%s", error->message);
  g_clear_error (&error);
  ck_assert (!dj_view_open (none, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_msg (g_str_has_suffix (error->message, "none.djv: no such file"), "%s", error->message);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("snapshot-hostile");
  TCase *tcase = tcase_create ("snapshot-hostile");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_nothing_changed);
  tcase_add_test (tcase, test_long_order);
  tcase_add_test (tcase, test_negative_shapes);
  tcase_add_test (tcase, test_further_columns);
  tcase_add_test (tcase, test_further_names);
  tcase_add_test (tcase, test_untrimmed_codes);
  tcase_add_test (tcase, test_sealed_from_a_file);
  tcase_add_test (tcase, test_sealed_from_a_sound_file);
  tcase_add_test (tcase, test_names_in_messages);
  tcase_add_test (tcase, test_cut_files);
  tcase_add_test (tcase, test_pipe);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
