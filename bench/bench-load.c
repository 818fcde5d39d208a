/* SPDX-License-Identifier: Apache-2.0 */
/* Times reading a register from a folder of CSV files, and sealing it: bench-load FOLDER [RUNS].
 *
 * Beside it stands the least that reading could do: map the same files and split their bytes at commas and ends of lines,
 * looking at every byte in turn or leaving that to memchr(). What is found is where each field begins. */
#include <dangjian/dangjian.h>

#include "bench.h"
#include "split.h"

static long long count_rows (DjRegister *reg)
{
  long long rows = 0;
  for (int table = 0; table < DJ_N_TABLES; table++)
    rows += dj_register_get_n_rows (reg, (DjTable)table);
  return rows;
}

/* ---- Splitting alone -------------------------------------------------------------------------------------------- */

/* The files are in memory, as reading has left them. */
static void time_splitting (const char *step, Splitter split, const char *folder, long long rows, int runs)
{
  double seconds[BENCH_MAX_RUNS];
  for (int run = 0; run < runs; run++)
  {
    double start = bench_now ();
    if (split_folder (folder, split).lines < (gsize)rows)
      exit (1);
    seconds[run] = bench_now () - start;
  }
  bench_report (step, folder, rows, seconds, runs);
}

/* ---- Reading and sealing ---------------------------------------------------------------------------------------- */

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
  time_splitting ("split, bytes", split_by_bytes, argv[1], count_rows (reg), runs);
  time_splitting ("split, memchr", split_by_memchr, argv[1], count_rows (reg), runs);
  dj_register_unref (reg);
  return 0;
}
