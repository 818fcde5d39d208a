/* SPDX-License-Identifier: Apache-2.0 */
/* What makers of synthetic registers refuse, and what they are made with: permutations, bags, tables with given margins. */
#include <check.h>
#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "generate/generate-private.h"
#include "helper-io.h"

#define DIVISIONS "data/divisions"

/* ---- Refusals ----------------------------------------------------------------------------------------------------- */

static void refuse (const DjGenerateOptions *options, DjError code)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_generate (options, &error);
  ck_assert_ptr_null (reg);
  ck_assert_msg (g_error_matches (error, DJ_ERROR, (gint)code), "%s", error->message);
}

START_TEST (test_scales)
{
  const double scales[] = { 0, -1, 1.0000001, 2, 0.00009999, (double)NAN, (double)INFINITY, -(double)INFINITY };
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
  {
    options.scale = scales[i];
    refuse (&options, DJ_ERROR_FORMAT);
  }
  g_autoptr (DjRegister) reg = dj_register_generate (NULL, NULL);
  ck_assert_int_gt (dj_register_get_n_rows (reg, DJ_TABLE_PERSON), 100000);
}
END_TEST

/* The files of a folder of divisions, gzipped; the last is what is wrong with them. */
static char *put_divisions (const char *const plain[5])
{
  static const char *const names[]
      = { "provinces.csv.gz", "cities.csv.gz", "areas.csv.gz", "streets.csv.gz", "villages.csv.gz" };
  char *folder = io_path ("divisions");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
  {
    g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
    guint8 packed[4096];
    gsize n_read, n_written;
    g_converter_convert (G_CONVERTER (gzip), plain[i], strlen (plain[i]), packed, sizeof packed,
                         G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
    io_put ("divisions", names[i], (const char *)packed, (gssize)n_written);
  }
  return folder;
}

START_TEST (test_bad_divisions)
{
  const char *const sound[5]
      = { "code,name\n11,\"A\"\n12,\"B\"\n", "code,name\n1101,\"A\"\n1201,\"B\"\n",
          "code,name\n110101,\"A\"\n120101,\"B\"\n", "code,name\n110101001,\"A\",110101\n120101100,\"B\"\n",
          "code,name\n110101001001,\"A\"\n120101100200,B,1\n" };
  static const struct
  {
    int file;
    const char *text;
  } defects[] = {
    { 0, "code,name\n" },
    { 0, "code,name\n12,\"A\"\n11,\"B\"\n" },
    { 0, "code,name\n11,\"\"\n12,\"B\"\n" },
    { 0, "code,name\n11,\"\xff\"\n12,\"B\"\n" },
    { 1, "code,name\n1101,\"A\"\n1301,\"B\"\n" },
    { 2, "code,name\n11010x,\"A\"\n" },
    { 3, "code,name\n110101001\n" },
    { 4, "code,name\n1101010010011,\"A\"\n" },
    { 4, "" },
  };
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = 0.0001;
  for (gsize i = 0; i < G_N_ELEMENTS (defects); i++)
  {
    const char *plain[5];
    memcpy (plain, sound, sizeof plain);
    plain[defects[i].file] = defects[i].text;
    g_autofree char *folder = put_divisions (plain);
    options.divisions = folder;
    refuse (&options, DJ_ERROR_FILE);
  }
  g_autofree char *folder = put_divisions (sound);
  options.divisions = folder;
  g_autoptr (DjRegister) reg = dj_register_generate (&options, NULL);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_AREA), 11);
  g_autoptr (DjChange) change = dj_register_begin (reg, NULL);
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  ck_assert_int_eq (dj_issues_get_n (issues), 0);
}
END_TEST

START_TEST (test_missing_and_damaged_files)
{
  g_autofree char *bytes = NULL;
  gsize length;
  g_autofree char *folder = io_path ("damaged");
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.divisions = folder;
  refuse (&options, DJ_ERROR_FILE);
  for (const char *const *name = (const char *const[]){ "provinces", "cities", "areas", "streets", "villages", NULL };
       *name; name++)
  {
    g_autofree char *file = g_strconcat (*name, ".csv.gz", NULL);
    g_autofree char *path = g_build_filename (DIVISIONS, file, NULL);
    g_clear_pointer (&bytes, g_free);
    ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
    io_put ("damaged", file, bytes, (gssize)(length / 2));
    refuse (&options, DJ_ERROR_FILE);
    memset (bytes + length / 3, 0x55, length / 3);
    io_put ("damaged", file, bytes, (gssize)length);
    refuse (&options, DJ_ERROR_FILE);
    g_clear_pointer (&bytes, g_free);
    ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
    io_put ("damaged", file, bytes, (gssize)length);
  }
  g_autoptr (DjRegister) reg = dj_register_generate (&options, NULL);
  ck_assert_ptr_nonnull (reg);
}
END_TEST

static gboolean stop_late (gint64 done, gint64 total, gpointer data)
{
  int *calls = data;
  ck_assert (done >= 0 && done <= total);
  return --*calls > 0;
}

START_TEST (test_stopping)
{
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  int calls = 1;
  options.progress = stop_late;
  options.progress_data = &calls;
  for (int stop = 1; stop < 5; stop++)
  {
    calls = stop;
    refuse (&options, DJ_ERROR_CANCELLED);
  }
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  calls = 1000;
  options.cancellable = cancellable;
  refuse (&options, DJ_ERROR_CANCELLED);
}
END_TEST

/* ---- Parts ------------------------------------------------------------------------------------------------------- */

START_TEST (test_shuffles)
{
  for (guint32 n = 1; n < 3000; n += 1 + n / 7)
  {
    DjShuffle shuffle;
    g_autofree guint8 *seen = g_new0 (guint8, n);
    dj_shuffle_init (&shuffle, n, dj_dice (n, 1));
    for (guint32 i = 0; i < n; i++)
    {
      guint32 place = dj_shuffle (&shuffle, i);
      if (place >= n || seen[place])
        ck_abort_msg ("%u of %u", place, n);
      seen[place] = 1;
    }
  }
}
END_TEST

START_TEST (test_bags)
{
  const guint64 counts[] = { 5, 0, 900, 95 };
  guint64 drawn[4] = { 0 };
  DjBag bag;
  DjDice dice = dj_dice (1, 2);
  dj_bag_fill (&bag, counts, 4);
  for (int i = 0; i < 1000; i++)
    drawn[dj_bag_draw (&bag, &dice)]++;
  ck_assert_int_eq (bag.n, 0);
  ck_assert_mem_eq (drawn, counts, sizeof counts);
}
END_TEST

/* Tables that are known to be possible, because they were counted first; weights are 0 nowhere where they have something. */
START_TEST (test_fitting)
{
  DjDice dice = dj_dice (20241231, 3);
  for (int round = 0; round < 2000; round++)
  {
    int n_rows = 1 + (int)dj_dice_below (&dice, 9), n_columns = 1 + (int)dj_dice_below (&dice, 9);
    guint64 cells[81], rows[9] = { 0 }, columns[9] = { 0 };
    guint8 closed[81];
    for (int i = 0; i < n_rows * n_columns; i++)
    {
      guint64 n = dj_dice_below (&dice, 3) == 0 ? 0 : dj_dice_below (&dice, 1 + dj_dice_below (&dice, 1000000));
      closed[i] = n == 0 && dj_dice_below (&dice, 2) == 0;
      rows[i / n_columns] += n;
      columns[i % n_columns] += n;
      cells[i] = closed[i] ? 0 : 1 + dj_dice_below (&dice, 100);
    }
    ck_assert (dj_fit_margins (cells, n_rows, n_columns, rows, columns));
    for (int i = 0; i < n_rows * n_columns; i++)
    {
      if (closed[i] && cells[i] != 0)
        ck_abort_msg ("round %d: %d is closed", round, i);
      rows[i / n_columns] -= cells[i];
      columns[i % n_columns] -= cells[i];
    }
    for (int i = 0; i < 9; i++)
      ck_assert ((i >= n_rows || rows[i] == 0) && (i >= n_columns || columns[i] == 0));
  }
  guint64 impossible[] = { 1, 0, 1, 1 };
  ck_assert (!dj_fit_margins (impossible, 2, 2, (const guint64[]){ 5, 5 }, (const guint64[]){ 2, 8 }));
}
END_TEST

int main (void)
{
  const TTest *const tests[]
      = { test_scales, test_bad_divisions, test_missing_and_damaged_files, test_stopping, test_shuffles,
          test_bags,   test_fitting };
  Suite *suite = suite_create ("generate-parts");
  TCase *tcase = tcase_create ("generate-parts");
  tcase_set_timeout (tcase, 0);
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
