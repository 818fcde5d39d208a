/* SPDX-License-Identifier: Apache-2.0 */
/* Times what is asked of a day's structures: bench-structures FOLDER [RUNS]. What a view keeps once it was asked is made anew each time,
 * because each run seals its own view; sealing itself is not timed. */
#include <dangjian/dangjian.h>

#include "bench.h"

typedef DjFrame *(*Question) (DjView *view);

static DjFrame *ask_overlaps (DjView *view) { return dj_view_overlaps (view, NULL, NULL, NULL); }
static DjFrame *ask_gaps (DjView *view) { return dj_view_gaps (view, "safety", NULL, NULL); }
static DjFrame *ask_cadence (DjView *view) { return dj_view_cadence (view, DJ_DATE_NONE); }
static DjFrame *ask_flow (DjView *view) { return dj_view_flow (view, DJ_FLOW_BY_ROUTE, DJ_AREA_NONE); }
static DjFrame *ask_coverage (DjView *view) { return dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_BUILDING); }
static DjFrame *ask_proposal (DjView *view) { return dj_view_propose_branches (view, NULL, NULL); }
static DjFrame *ask_match (DjView *view) { return dj_view_match (view, NULL, NULL); }

static const struct
{
  const char *step;
  DjTable table; /* whose rows the step goes through */
  Question ask;
} questions[] = {
  { "alliances", DJ_TABLE_SEAT, dj_view_alliances },
  { "bridges", DJ_TABLE_SEAT, dj_view_alliance_bridges },
  { "ties", DJ_TABLE_ITEM, dj_view_ties },
  { "overlaps", DJ_TABLE_UNIT, ask_overlaps },
  { "gaps", DJ_TABLE_UNIT, ask_gaps },
  { "cadence", DJ_TABLE_ITEM, ask_cadence },
  { "flow", DJ_TABLE_ITEM, ask_flow },
  { "coverage", DJ_TABLE_UNIT, ask_coverage },
  { "blind spots", DJ_TABLE_UNIT, dj_view_blind_spots },
  { "proposal", DJ_TABLE_UNIT, ask_proposal },
  { "match", DJ_TABLE_ITEM, ask_match },
};

static void time_question (DjRegister *reg, const char *folder, int runs, gsize question)
{
  double seconds[BENCH_MAX_RUNS];
  for (int run = 0; run < runs; run++)
  {
    g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
    double start = bench_now ();
    g_autoptr (DjFrame) answer = questions[question].ask (view);
    seconds[run] = bench_now () - start;
    if (!answer)
      exit (2);
  }
  bench_report (questions[question].step, folder, dj_register_get_n_rows (reg, questions[question].table), seconds,
                runs);
}

int main (int argc, char **argv)
{
  GError *error = NULL;
  int runs = argc > 2 ? (int)strtol (argv[2], NULL, 10) : 9;
  if (argc < 2 || runs < 1 || runs > BENCH_MAX_RUNS)
  {
    fprintf (stderr, "usage: bench-structures FOLDER [RUNS]\n");
    return 2;
  }
  g_autoptr (DjRegister) reg = dj_register_read (argv[1], NULL, &error);
  if (!reg)
    return dj_complain (error);
  for (gsize question = 0; question < G_N_ELEMENTS (questions); question++)
    time_question (reg, argv[1], runs, question);
  return 0;
}
