/* SPDX-License-Identifier: Apache-2.0 */
/* Views of random registers, every query against the naive model.
 *
 * DJ_TEST_SEED is the seed of the first register, DJ_TEST_ROUNDS how many there are. Of three registers two are worked through in parts
 * as small as can be, one of these by three threads: nothing may depend on how a pass is cut. */
#include "naive.h"
#include "register/register-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 1000
#define SEALS 4
#define RESTATES 2
/* One register of so many has every combination of options counted; it is a small one. */
#define SWEEP_EVERY 200

static const NaiveSize plain = { .organizations = 25, .persons = 40, .ticks = 12 };
static const NaiveSize small = { .organizations = 6, .persons = 12, .ticks = 6 };

/* One register: rows, the library's register made of them, and the naive one. */
typedef struct
{
  guint64 seed;
  NaiveChance chance;
  NaiveTicks ticks;
  NaiveRegister *rows;
  NaiveModel *model;
  DjRegister *reg;
} Round;

static void start_round (Round *round, guint64 seed, const NaiveSize *size)
{
  g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1", seed);
  round->seed = seed;
  round->chance.state = ~seed;
  round->rows = naive_generate (seed, size, &round->ticks);
  round->model = naive_model_new (round->rows);
  round->reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DjChange) change = dj_register_begin (round->reg, naive_where);
  naive_add_to_change (round->rows, change);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s: not committed: %s", naive_where, error->message);
}

static void end_round (Round *round)
{
  dj_register_unref (round->reg);
  naive_model_free (round->model);
  naive_register_free (round->rows);
}

/* A boundary, the day before or after it, or a day far from all. */
static DjDate random_day (Round *round)
{
  int choice = naive_number (&round->chance, 24);
  if (choice == 0)
    return dj_date (1000, 1, 1);
  if (choice == 1)
    return dj_date (9999, 12, 31);
  DjDate tick = round->ticks.days[naive_number (&round->chance, round->ticks.n)];
  return tick + naive_number (&round->chance, 3) - 1;
}

static void set_where (const Round *round, const char *what, DjDate on)
{
  char day[DJ_DATE_TEXT_SIZE];
  g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1, %s %s",
              round->seed, what, dj_date_format (on, day));
}

static DjView *seal (const Round *round, DjDate on)
{
  g_autoptr (GError) error = NULL;
  DjView *view = dj_register_seal (round->reg, on, &error);
  if (!view)
    ck_abort_msg ("%s: not sealed: %s", naive_where, error->message);
  return view;
}

static void compare (Round *round, DjView *library, const NaiveView *naive)
{
  naive_compare_organizations (library, naive);
  naive_compare_areas (library, naive);
  naive_compare_people (library, naive);
  naive_compare_frames (library, naive, &round->chance);
}

static void compare_seal (Round *round, DjDate on, gboolean sweep)
{
  set_where (round, "on", on);
  NaiveView naive;
  naive_seal (round->model, on, &naive);
  g_autoptr (DjView) library = seal (round, on);
  compare (round, library, &naive);
  if (sweep)
    naive_compare_all_counts (library, &naive);
}

static void compare_restate (Round *round, DjDate past, DjDate today)
{
  NaiveView naive_past, naive_today, naive;
  naive_seal (round->model, past, &naive_past);
  naive_seal (round->model, today, &naive_today);
  naive_restate (&naive_past, &naive_today, &naive);
  char day[DJ_DATE_TEXT_SIZE];
  g_autofree char *what = g_strdup_printf ("restated from %s on", dj_date_format (past, day));
  set_where (round, what, today);
  g_autoptr (GError) error = NULL;
  g_autoptr (DjView) view_past = seal (round, past);
  g_autoptr (DjView) view_today = seal (round, today);
  g_autoptr (DjView) library = dj_view_restate (view_past, view_today, &error);
  if (!library)
    ck_abort_msg ("%s: not restated: %s", naive_where, error->message);
  compare (round, library, &naive);
  if (past <= today && today - past <= 40000)
    naive_compare_as_of (view_today, &naive, past, &round->chance);
}

START_TEST (test_views)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  guint64 rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds; i++)
  {
    Round round;
    gboolean sweep = (seed + i) % SWEEP_EVERY == 0;
    dj_cut_small ((seed + i) % 3 > 0);
    dj_set_n_threads ((seed + i) % 3 > 1 ? 3 : 1);
    start_round (&round, seed + i, sweep ? &small : &plain);
    for (int k = 0; k < SEALS; k++)
      compare_seal (&round, random_day (&round), sweep && k == 0);
    for (int k = 0; k < RESTATES; k++)
      compare_restate (&round, random_day (&round), random_day (&round));
    end_round (&round);
  }
}
END_TEST

/* What is asked of no day, or of two registers at once, is refused. */
START_TEST (test_refusals)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjRegister) other = dj_register_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second = NULL;
  ck_assert_ptr_null (dj_register_seal (reg, DJ_DATE_NONE, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_autoptr (DjView) past = dj_register_seal (reg, 0, NULL);
  g_autoptr (DjView) today = dj_register_seal (other, 0, NULL);
  ck_assert_ptr_null (dj_view_restate (past, today, &second));
  ck_assert (g_error_matches (second, DJ_ERROR, DJ_ERROR_FORMAT));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("view-naive");
  TCase *tcase = tcase_create ("view-naive");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_views);
  tcase_add_test (tcase, test_refusals);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
