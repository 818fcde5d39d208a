/* SPDX-License-Identifier: Apache-2.0 */
/* Who answers in random registers, against the naive second opinion. DJ_TEST_SEED and DJ_TEST_ROUNDS change what is made. */
#include "naive-duty.h"

#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 300

static const char *text_of (const DjFrame *frame, gint64 row, const char *column)
{
  return dj_frame_get_text (frame, row, dj_frame_find_column (frame, column));
}

static int compare_lines (gconstpointer a, gconstpointer b) { return strcmp (*(char *const *)a, *(char *const *)b); }

/* `body step` of the rows of that unit, sorted. */
static GPtrArray *lines_of (const DjFrame *frame, const char *unit)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
    if (strcmp (text_of (frame, row, "unit"), unit) == 0)
      g_ptr_array_add (lines, g_strdup_printf ("%s %s", text_of (frame, row, "body"), text_of (frame, row, "step")));
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

static void same_lines (GPtrArray *library, GPtrArray *naive, const char *what, const char *unit, const char *order)
{
  g_ptr_array_add (library, NULL);
  g_ptr_array_add (naive, NULL);
  g_autofree char *ours = g_strjoinv ("; ", (char **)library->pdata);
  g_autofree char *theirs = g_strjoinv ("; ", (char **)naive->pdata);
  ck_assert_msg (strcmp (ours, theirs) == 0, "%s: %s of %s by %s: '%s', not '%s'", naive_where, what, unit, order, ours,
                 theirs);
}

/* The way begins with the unit and ends with the body, and each reason tells of something. */
static void check_ways (const DjFrame *frame)
{
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    const char *via = text_of (frame, row, "via"), *body = text_of (frame, row, "body");
    ck_assert (g_str_has_prefix (via, text_of (frame, row, "unit")) && g_str_has_suffix (via, body));
    ck_assert (g_str_has_prefix (text_of (frame, row, "reason_zh"), "由"));
    ck_assert (!strstr (text_of (frame, row, "reason_zh"), "(null)") && !strstr (via, "(null)"));
    ck_assert (!strstr (text_of (frame, row, "reason_en"), "(null)"));
  }
}

static gboolean has_gap (const DjFrame *gaps, const char *unit)
{
  gint64 row = 0;
  while (row < dj_frame_get_n_rows (gaps) && strcmp (text_of (gaps, row, "unit"), unit) != 0)
    row++;
  return row < dj_frame_get_n_rows (gaps);
}

static void compare_unit (const NaiveDuties *duties, const char *matter, const char *unit, const char *order,
                          const DjFrame *overlaps, const DjFrame *gaps)
{
  gboolean exists = naive_duties_find (duties, DJ_TABLE_UNIT, unit) >= 0;
  g_autoptr (DjFrame) who = dj_view_who_answers (duties->view, matter, unit, order, NULL);
  g_autoptr (GPtrArray) ours = lines_of (who, unit), several = lines_of (overlaps, unit);
  g_autoptr (GPtrArray) theirs = naive_duties_ask (duties, matter, unit, order);
  guint n = theirs->len;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  check_ways (who);
  same_lines (ours, theirs, "who answers", unit, order);
  g_ptr_array_remove_index (theirs, theirs->len - 1);
  same_lines (several, n > 1 ? theirs : none, "overlaps", unit, order);
  ck_assert_msg (has_gap (gaps, unit) == (exists && n == 0), "%s: gap of %s by %s", naive_where, unit, order);
}

static char *csv_of (const DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  return text;
}

/* The same question has the same answer, to the byte. */
static void ask_again (const NaiveDuties *duties, const char *matter, const char *order, const DjFrame *overlaps)
{
  g_autoptr (DjFrame) again = dj_view_overlaps (duties->view, matter, order, NULL);
  char *first = csv_of (overlaps), *second = csv_of (again);
  ck_assert_str_eq (first, second);
  free (first);
  free (second);
}

static void compare (NaiveDuties *duties, const char *matter, const char *order)
{
  g_autoptr (DjFrame) overlaps = dj_view_overlaps (duties->view, matter, order, NULL);
  g_autoptr (DjFrame) gaps = dj_view_gaps (duties->view, matter, order, NULL);
  for (gint64 row = 0; row < dj_frame_get_n_rows (duties->tables[DJ_TABLE_UNIT]); row++)
    compare_unit (duties, matter, naive_duties_cell (duties, DJ_TABLE_UNIT, row, "code"), order, overlaps, gaps);
  ask_again (duties, matter, order, overlaps);
}

START_TEST (test_random_duties)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 round = 0; round < rounds; round++)
  {
    NaiveDuties duties;
    naive_duties_make (&duties, seed + round);
    compare (&duties, naive_categories[round % NAIVE_CATEGORIES], DJ_RESORT_ORDER);
    for (int i = 0; i < 3; i++)
    {
      g_autofree char *order = naive_duties_order (&duties);
      compare (&duties, naive_percent (&duties.chance, 80) ? naive_categories[i] : NULL, order);
    }
    naive_duties_clear (&duties);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("duty-naive");
  TCase *tcase = tcase_create ("random");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_random_duties);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
