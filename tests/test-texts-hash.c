/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that were made to go to one place of a hash table: neither the pool in memory nor the table of a snapshot may become slow by
 * them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "naive.h"
#include "register/text-hash.h"
#include "repair.h"
#include "snapshot/snapshot-private.h"

/* ---- The function ------------------------------------------------------------------------------------------------------ */

/* The folded product, put together of bits. */
static guint64 naive_fold (guint64 a, guint64 b)
{
  guint64 low = 0, high = 0;
  for (int bit = 63; bit >= 0; bit--)
  {
    high = high << 1 | low >> 63;
    low <<= 1;
    guint64 before = low;
    if (b >> bit & 1)
      low += a;
    high += low < before;
  }
  return low ^ high;
}

START_TEST (test_fold)
{
  NaiveChance chance = { naive_setting ("DJ_TEST_SEED", 1) };
  static const guint64 odd[] = { 0, 1, G_MAXUINT32, G_MAXUINT64, G_GUINT64_CONSTANT (1) << 63 };
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (odd); j++)
      ck_assert_uint_eq (dj_hash_fold (odd[i], odd[j]), naive_fold (odd[i], odd[j]));
  for (int i = 0; i < 10000; i++)
  {
    guint64 state = (guint64)naive_number (&chance, G_MAXINT32), a = dj_hash_step (&state), b = dj_hash_step (&state);
    ck_assert_uint_eq (dj_hash_fold (a, b), naive_fold (a, b));
  }
}
END_TEST

/* ---- In memory --------------------------------------------------------------------------------------------------------- */

#define N_TEXTS 40000
#define LENGTH 16

/* Texts that a hash of one multiplication for each eight bytes, without a key, takes for one: the second half undoes the first. */
static char *make_colliding (void)
{
  const guint64 prime = G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  char *texts = g_malloc ((gsize)N_TEXTS * LENGTH);
  for (guint64 i = 0; i < N_TEXTS; i++)
  {
    guint64 seed = i, first = dj_hash_step (&seed);
    guint64 hash = (LENGTH * prime ^ first) * prime;
    guint64 second = (hash ^ hash >> 32) ^ G_GUINT64_CONSTANT (0x1234567812345678);
    memcpy (texts + i * LENGTH, &first, sizeof first);
    memcpy (texts + i * LENGTH + sizeof first, &second, sizeof second);
  }
  return texts;
}

static int compare_hashes (const void *a, const void *b)
{
  guint64 first = *(const guint64 *)a, second = *(const guint64 *)b;
  return (first > second) - (first < second);
}

static int count_distinct (const DjHashKeys *keys, const char *texts)
{
  g_autofree guint64 *hashes = g_new (guint64, N_TEXTS);
  int n = 1;
  for (gsize i = 0; i < N_TEXTS; i++)
    hashes[i] = dj_hash_text (keys, texts + i * LENGTH, LENGTH);
  qsort (hashes, N_TEXTS, sizeof *hashes, compare_hashes);
  for (gsize i = 1; i < N_TEXTS; i++)
    n += hashes[i] != hashes[i - 1];
  return n;
}

/* Who makes texts beforehand that have one hash does not know the keys they will be hashed with. */
START_TEST (test_colliding_texts)
{
  g_autofree char *colliding = make_colliding ();
  for (guint64 seed = 0; seed < 8; seed++)
  {
    const DjHashKeys keys = dj_hash_keys (seed);
    ck_assert_int_eq (count_distinct (&keys, colliding), N_TEXTS);
  }
}
END_TEST

/* ---- In a file --------------------------------------------------------------------------------------------------------- */

#define N_UNITS 6000

/* Codes that all go to the first sixtieth of a table with the seed that files have. */
static DjRegister *make_crowded (void)
{
  const DjHashKeys keys = dj_hash_keys (0);
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "crowd");
  int n = 0;
  for (int i = 0; n < N_UNITS; i++)
  {
    char code[24];
    g_snprintf (code, sizeof code, "u%d", i);
    if ((dj_hash_text (&keys, code, strlen (code)) >> 32) * 60 >> 32 != 0)
      continue;
    ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", code, "kind", "organ", NULL));
    n++;
  }
  ck_assert (dj_change_commit (change, NULL));
  return reg;
}

static gint64 *seed_of (const GPtrArray *columns)
{
  return (gint64 *)(gpointer)loose_find (columns, "counts")->data->data + DJ_COUNT_SEED;
}

static GPtrArray *loosen_file (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;
  ck_assert (g_file_get_contents (path, &bytes, &n, NULL));
  return loosen ((const guint8 *)bytes, n);
}

/* The file has another seed, with which it is sound; with the usual one it is refused, and not by filling the table to the end. */
START_TEST (test_crowded_file)
{
  g_autofree char *path = io_path ("a.djv");
  g_autofree char *again = io_path ("b.djv");
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = make_crowded ();
  g_autoptr (DjView) sealed = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  ck_assert (dj_view_save (sealed, path, NULL, NULL));
  g_autoptr (GPtrArray) columns = loosen_file (path);
  ck_assert_int_ne (*seed_of (columns), 0);
  g_autoptr (DjView) view = dj_view_open (path, NULL);
  ck_assert_msg (view && dj_view_validate (view, NULL, &error), "%s", error ? error->message : "?");
  *seed_of (columns) = 0;
  g_autoptr (GBytes) bytes = fasten (columns);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);
  ck_assert (g_file_set_contents (again, data, (gssize)n, NULL));
  g_autoptr (DjView) crowded = dj_view_open (again, NULL);
  ck_assert (!dj_view_validate (crowded, NULL, &error));
  ck_assert_msg (strstr (error->message, "texts.buckets of the snapshot is too crowded"), "%s", error->message);
}
END_TEST

/* All others have the same one, so that the same register gives the same file. */
START_TEST (test_usual_file)
{
  g_autofree char *path = io_path ("a.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/sanlitun");
  g_autoptr (DjView) sealed = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  ck_assert (dj_view_save (sealed, path, NULL, NULL));
  g_autoptr (GPtrArray) columns = loosen_file (path);
  ck_assert_int_eq (*seed_of (columns), 0);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("texts-hash");
  TCase *tcase = tcase_create ("texts-hash");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_fold);
  tcase_add_test (tcase, test_colliding_texts);
  tcase_add_test (tcase, test_crowded_file);
  tcase_add_test (tcase, test_usual_file);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
