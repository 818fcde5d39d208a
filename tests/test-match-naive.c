/* SPDX-License-Identifier: Apache-2.0 */
/* Needs and resources of random markets: small ones against every way to share out, larger ones against shortest ways through a matrix.
 *
 * DJ_TEST_SEED is the seed of the first market, DJ_TEST_ROUNDS how many small ones there are; of larger ones there are half as many. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive-match.h"

#define SEED 20240826
#define ROUNDS 500

static char *csv_of (DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  return text;
}

static int number_of (const DjFrame *frame, gint64 row, const char *column)
{
  return (int)strtol (dj_frame_get_text (frame, row, dj_frame_find_column (frame, column)) + 1, NULL, 10);
}

/* Adds the frame up, and finds fault with what may not be. */
static MarketTotal add_up (const Market *market, const DjFrame *frame, int farthest)
{
  MarketTotal total = { 0, 0 };
  gint64 need_left[MARKET_MOST], resource_left[MARKET_MOST];
  int quantity = dj_frame_find_column (frame, "quantity"), nearness = dj_frame_find_column (frame, "nearness");
  for (int i = 0; i < MARKET_MOST; i++)
  {
    need_left[i] = i < market->n_needs ? market->needs[i].left : 0;
    resource_left[i] = i < market->n_resources ? market->resources[i].left : 0;
  }
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    int n = number_of (frame, row, "need"), r = number_of (frame, row, "resource");
    gint64 given = llround (dj_frame_get_real (frame, row, quantity) * 1000);
    int distance = dj_frame_get_code (frame, row, nearness) - DJ_NEARNESS_BUILDING;
    ck_assert_int_gt (given, 0);
    ck_assert_msg (market_may_serve (&market->needs[n], &market->resources[r], farthest), "%s: n%d r%d", naive_where, n,
                   r);
    ck_assert_int_eq (distance, market_distance (&market->needs[n], &market->resources[r]));
    total.served += given;
    total.cost += given * distance;
    need_left[n] -= given;
    resource_left[r] -= given;
    ck_assert_msg (need_left[n] >= 0 && resource_left[r] >= 0, "%s: n%d r%d over-served", naive_where, n, r);
    if (row > 0)
      ck_assert (number_of (frame, row - 1, "need") * 1000 + number_of (frame, row - 1, "resource") < n * 1000 + r);
  }
  return total;
}

static void expect_total (MarketTotal library, MarketTotal naive)
{
  ck_assert_msg (library.served == naive.served && library.cost == naive.cost, "%s: served %d, not %d; cost %d, not %d",
                 naive_where, (int)library.served, (int)naive.served, (int)library.cost, (int)naive.cost);
}

/* What is not served and why, as the frame of it says. */
static void expect_unmatched (const Market *market, DjView *view, const DjMatchOptions *options, int farthest,
                              gint64 served)
{
  g_autoptr (DjFrame) frame = dj_view_unmatched (view, options, NULL);
  int missing = dj_frame_find_column (frame, "missing"), reason = dj_frame_find_column (frame, "reason");
  gint64 left = 0;
  for (int i = 0; i < market->n_needs; i++)
    left += market->needs[i].left;
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    const MarketParty *need = &market->needs[number_of (frame, row, "need")];
    naive_same (dj_frame_get_code (frame, row, reason), market_reason (market, need, farthest), "reason", (int)row, 0);
    if (!dj_frame_is_missing (frame, row, missing))
      left -= llround (dj_frame_get_real (frame, row, missing) * 1000);
  }
  ck_assert_int_eq (left, served);
}

static void expect_nothing_more (const Market *market, DjFrame *frame, const DjMatchOptions *options)
{
  g_autoptr (DjChange) change = dj_register_begin (market->reg, "match");
  ck_assert (dj_change_add_matches (change, frame, market->on, NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjView) after = dj_register_seal (market->reg, market->on, NULL);
  g_autoptr (DjFrame) again = dj_view_match (after, options, NULL);
  ck_assert_msg (dj_frame_get_n_rows (again) == 0, "%s: the second match serves more", naive_where);
}

static void compare_market (guint64 seed, int most, MarketTotal (*work_out) (const Market *market, int farthest))
{
  Market market;
  g_snprintf (naive_where, sizeof naive_where, "seed %" G_GUINT64_FORMAT, seed);
  market_make (&market, seed, most, TRUE);
  DjMatchOptions options = { NULL, (DjNearness)naive_number (&market.chance, DJ_NEARNESS_BEYOND + 1) };
  int farthest = options.farthest == DJ_NEARNESS_NONE ? 4 : (int)options.farthest - DJ_NEARNESS_BUILDING;
  g_autoptr (DjView) view = dj_register_seal (market.reg, market.on, NULL);
  g_autoptr (DjFrame) frame = dj_view_match (view, &options, NULL), again = dj_view_match (view, &options, NULL);
  char *first = csv_of (frame), *second = csv_of (again);
  ck_assert_str_eq (first, second);
  MarketTotal total = add_up (&market, frame, farthest);
  expect_total (total, work_out (&market, farthest));
  expect_unmatched (&market, view, &options, farthest, total.served);
  expect_nothing_more (&market, frame, &options);
  free (first);
  free (second);
  market_free (&market);
}

START_TEST (test_small_markets)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds; i++)
    compare_market (seed + i, 5, market_try_all);
}
END_TEST

START_TEST (test_larger_markets)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds / 2; i++)
    compare_market (seed + i, MARKET_MOST, market_augment);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("match-naive");
  TCase *tcase = tcase_create ("match-naive");
  tcase_set_timeout (tcase, 600);
  tcase_add_test (tcase, test_small_markets);
  tcase_add_test (tcase, test_larger_markets);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
