/* SPDX-License-Identifier: Apache-2.0 */
/* Times reading a register from a folder of CSV files, and sealing it: bench-load FOLDER [RUNS].
 *
 * Beside it stands the least that reading could do: map the same files and split their bytes at commas and ends of lines,
 * looking at every byte in turn or leaving that to memchr(). What is found is where each field begins. */
#include <dangjian/dangjian.h>

#include "bench.h"

static long long count_rows (DjRegister *reg)
{
  long long rows = 0;
  for (int table = 0; table < DJ_N_TABLES; table++)
    rows += dj_register_get_n_rows (reg, (DjTable)table);
  return rows;
}

/* ---- Splitting alone -------------------------------------------------------------------------------------------- */

/* Where the last fields began: enough that the compiler cannot leave the splitting out, and no more. */
static guint32 begins[1 << 12];

typedef gsize (*Splitter) (const char *text, gsize length);

static void note_field (gsize number, gsize at) { begins[number % G_N_ELEMENTS (begins)] = (guint32)at; }

static gsize split_by_bytes (const char *text, gsize length)
{
  gsize fields = 0;
  for (gsize at = 0; at < length; at++)
    if (text[at] == ',' || text[at] == '\n')
      note_field (fields++, at + 1);
  return fields;
}

static gsize split_by_memchr (const char *text, gsize length)
{
  gsize fields = 0;
  const char *end = text + length;
  for (const char *line = text; line < end;)
  {
    const char *line_end = memchr (line, '\n', (gsize)(end - line));
    line_end = line_end ? line_end : end;
    for (const char *at = line; at; at = at ? at + 1 : NULL)
    {
      at = memchr (at, ',', (gsize)(line_end - at));
      note_field (fields++, (gsize)((at ? at : line_end) - text) + 1);
    }
    line = line_end + 1;
  }
  return fields;
}

static gsize split_folder (const char *folder, Splitter split)
{
  gsize fields = 0;
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
  {
    char *path = g_build_filename (folder, name, NULL);
    GMappedFile *mapped = g_str_has_suffix (name, ".csv") ? g_mapped_file_new (path, FALSE, NULL) : NULL;
    if (mapped)
    {
      fields += split (g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped));
      g_mapped_file_unref (mapped);
    }
    g_free (path);
  }
  g_dir_close (dir);
  return fields;
}

/* The files are in memory, as reading has left them. */
static void time_splitting (const char *step, Splitter split, const char *folder, long long rows, int runs)
{
  double seconds[BENCH_MAX_RUNS];
  for (int run = 0; run < runs; run++)
  {
    double start = bench_now ();
    if (split_folder (folder, split) < (gsize)rows)
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
