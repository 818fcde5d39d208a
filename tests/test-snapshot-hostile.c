/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots made to do harm: their checksums fit, and what they say does not. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

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
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
