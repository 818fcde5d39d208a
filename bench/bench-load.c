/* SPDX-License-Identifier: Apache-2.0 */
/* Times reading a register from a folder of CSV files, and sealing it: bench-load FOLDER [RUNS]. */
#include <dangjian/dangjian.h>

#include "bench.h"

static long long count_rows (DjRegister *reg)
{
  long long rows = 0;
  for (int table = 0; table < DJ_N_TABLES; table++)
    rows += dj_register_get_n_rows (reg, (DjTable)table);
  return rows;
}

/* Reads anew each time; the last register is kept for sealing. */
static DjRegister *time_reading (const char *folder, int runs)
{
  double seconds[BENCH_MAX_RUNS];
  DjRegister *reg = NULL;
  for (int run = 0; run < runs; run++)
  {
    GError *error = NULL;
    g_clear_pointer (&reg, dj_register_unref);
    double start = bench_now ();
    reg = dj_register_read (folder, NULL, &error);
    seconds[run] = bench_now () - start;
    if (!reg)
      exit (dj_complain (error));
  }
  bench_report ("read", folder, count_rows (reg), seconds, runs);
  return reg;
}

static void time_sealing (DjRegister *reg, const char *folder, int runs)
{
  double seconds[BENCH_MAX_RUNS];
  for (int run = 0; run < runs; run++)
  {
    double start = bench_now ();
    DjView *view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
    seconds[run] = bench_now () - start;
    dj_view_unref (view);
  }
  bench_report ("seal", folder, count_rows (reg), seconds, runs);
}

int main (int argc, char **argv)
{
  int runs = argc > 2 ? (int)strtol (argv[2], NULL, 10) : 5;
  if (argc < 2 || runs < 1 || runs > BENCH_MAX_RUNS)
  {
    fprintf (stderr, "usage: bench-load FOLDER [RUNS]\n");
    return 2;
  }
  DjRegister *reg = time_reading (argv[1], runs);
  time_sealing (reg, argv[1], runs);
  dj_register_unref (reg);
  return 0;
}
