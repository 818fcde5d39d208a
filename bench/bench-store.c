/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a generated register to a store and reads it back, by the library and by bare loops over SQLite, and commits to it:
 *
 *   bench-store [--rows N] [--runs R] [--commits N] [--folder DIR]
 *
 * One line of JSON for each step and variant: `library`, and `bare` for what stands beside it. Both take turns within one run. Rows are those of
 * all tables. That both have written, and read, the same is seen to.
 */
#include <glib/gstdio.h>
#include <malloc.h>

#include "store.h"

/* Memberships of the nation, of which a share is made. */
#define NATION_ROWS 125700000.0

/* Larger files take too long to be compared row by row. */
#define MOST_COMPARED 2000000

static gint64 n_memberships = 10000;
static int runs = 3;
static int commits = 9;
static char *folder;

static const GOptionEntry entries[] = {
  { "rows", 0, 0, G_OPTION_ARG_INT64, &n_memberships, "memberships to make, about", "N" },
  { "runs", 0, 0, G_OPTION_ARG_INT, &runs, "runs of which the median is told", "R" },
  { "commits", 0, 0, G_OPTION_ARG_INT, &commits, "single commits to make of each kind; 0 for none", "N" },
  { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, "where files are made", "DIR" },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

typedef struct
{
  char *folder;
  char *store;   /* written by the library, */
  char *bare;    /* and by the bare loop */
  gint64 rows;   /* of all tables */
  gint64 wanted; /* bytes of all texts */
  gint64 memberships;
  gint64 size; /* of the store */
} Bench;

typedef struct
{
  double seconds[BENCH_MAX_RUNS];
  double peak_mib;
} Times;

void store_insist (gboolean good, const char *what, GError *error)
{
  if (good)
    return;
  fprintf (stderr, "bench-store: %s\n", error ? error->message : what);
  exit (1);
}

/* ---- Telling ------------------------------------------------------------------------------------------------------ */

static void report (const Bench *bench, const char *step, const char *variant, gint64 rows, Times *times, int n)
{
  double median = bench_median (times->seconds, n);
  printf ("{\"step\":\"%s\",\"variant\":\"%s\",\"memberships\":%" G_GINT64_FORMAT ",\"rows\":%" G_GINT64_FORMAT
          ",\"runs\":%d,\"median_s\":%.6f,\"min_s\":%.6f,\"max_s\":%.6f,\"rows_per_s\":%.0f,\"peak_mib\":%.0f,"
          "\"file_mib\":%.0f}\n",
          step, variant, bench->memberships, rows, n, median, times->seconds[0], times->seconds[n - 1],
          bench_per_second ((double)rows, median), times->peak_mib, (double)bench->size / 1048576);
  fflush (stdout);
}

/* What was freed goes back to the system first, so that it is not counted. */
static void forget_peak (void)
{
  malloc_trim (0);
  bench_forget_peak ();
}

static void note_peak (Times *times) { times->peak_mib = MAX (times->peak_mib, bench_peak_mib ()); }

/* ---- Loading ------------------------------------------------------------------------------------------------------ */

static void remove_store (const char *path)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
  {
    g_autofree char *name = g_strconcat (path, ends[i], NULL);
    g_unlink (name);
  }
}

static void load_once (Bench *bench, DjRegister *reg, int run, Times *library, Times *bare, Times *indices)
{
  GError *error = NULL;
  remove_store (bench->store);
  remove_store (bench->bare);
  forget_peak ();
  double start = bench_now ();
  gboolean written = dj_register_write (reg, bench->store, &error);
  library->seconds[run] = bench_now () - start;
  store_insist (written, NULL, error);
  note_peak (library);
  forget_peak ();
  BareLoad load = bare_load (reg, bench->store, bench->bare);
  bare->seconds[run] = load.seconds;
  indices->seconds[run] = load.index_seconds;
  note_peak (bare);
}

static void time_loads (Bench *bench, DjRegister *reg)
{
  Times library = { 0 }, bare = { 0 }, indices = { 0 };
  GStatBuf file;
  for (int run = 0; run < runs; run++)
    load_once (bench, reg, run, &library, &bare, &indices);
  if (bench->memberships <= MOST_COMPARED)
    bare_compare (bench->store, bench->bare);
  remove_store (bench->bare);
  bench->size = g_stat (bench->store, &file) == 0 ? file.st_size : 0;
  report (bench, "load", "library", bench->rows, &library, runs);
  report (bench, "load", "bare", bench->rows, &bare, runs);
  report (bench, "load", "bare-indices", bench->rows, &indices, runs);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static DjRegister *open_store (const Bench *bench)
{
  GError *error = NULL;
  DjRegister *reg = dj_register_open (bench->store, NULL, &error);
  store_insist (reg != NULL, NULL, error);
  return reg;
}

static gint64 count_cell (const DjFrame *frame, gint64 row, int column)
{
  DjType type = dj_frame_get_column (frame, column)->type;
  if (type == DJ_TYPE_INT || type == DJ_TYPE_REAL || dj_frame_is_missing (frame, row, column))
    return 0;
  return type == DJ_TYPE_DATE ? DJ_DATE_TEXT_SIZE - 1 : (gint64)strlen (dj_frame_get_text (frame, row, column));
}

/* Bytes of all texts, days and codes, as they stand in the file. */
static gint64 count_bytes (DjRegister *reg)
{
  gint64 bytes = 0;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (DjFrame) frame = dj_register_get_table (reg, (DjTable)t);
    for (int column = 0; column < dj_frame_get_n_columns (frame); column++)
      for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
        bytes += count_cell (frame, row, column);
  }
  return bytes;
}

static gint64 count_rows (DjRegister *reg)
{
  gint64 rows = 0;
  for (int t = 0; t < DJ_N_TABLES; t++)
    rows += dj_register_get_n_rows (reg, (DjTable)t);
  return rows;
}

static void read_once (const Bench *bench, int run, Times *library, Times *bare)
{
  forget_peak ();
  double start = bench_now ();
  DjRegister *reg = open_store (bench);
  library->seconds[run] = bench_now () - start;
  note_peak (library);
  store_insist (count_rows (reg) == bench->rows && (run > 0 || count_bytes (reg) == bench->wanted),
                "the library has read other rows", NULL);
  dj_register_unref (reg);
  forget_peak ();
  BareRead read = bare_read (bench->store);
  bare->seconds[run] = read.seconds;
  note_peak (bare);
  store_insist (read.rows == bench->rows && read.bytes == bench->wanted, "the bare loop has read other rows", NULL);
}

static void time_reads (const Bench *bench)
{
  Times library = { 0 }, bare = { 0 };
  for (int run = 0; run < runs; run++)
    read_once (bench, run, &library, &bare);
  report (bench, "read", "library", bench->rows, &library, runs);
  report (bench, "read", "bare", bench->rows, &bare, runs);
}

/* ---- Single commits ----------------------------------------------------------------------------------------------- */

/* Two programs at one file, as two registers. */
typedef struct
{
  DjRegister *reg;
  DjRegister *other;
  DjFrame *persons;
  int next;
} Pair;

/* Another person each time, who gets another education. */
static double commit_once (Pair *pair, DjRegister *reg)
{
  GError *error = NULL;
  gint64 row = (gint64)pair->next++ * 37 % dj_frame_get_n_rows (pair->persons);
  const char *code = dj_frame_get_text (pair->persons, row, dj_frame_find_column (pair->persons, "code"));
  const char *before = dj_frame_get_text (pair->persons, row, dj_frame_find_column (pair->persons, "education"));
  const char *after = g_strcmp0 (before, "postgraduate") == 0 ? "bachelor" : "postgraduate";
  double start = bench_now ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "education");
  gboolean done = dj_change_amend (change, DJ_TABLE_PERSON, code, &error, "education", after, NULL)
                  && dj_change_commit (change, &error);
  store_insist (done, NULL, error);
  return bench_now () - start;
}

static double time_refresh (Pair *pair)
{
  GError *error = NULL;
  guint n = 0;
  commit_once (pair, pair->reg);
  double start = bench_now ();
  gboolean done = dj_register_refresh (pair->other, &n, &error);
  store_insist (done && n == 1, "nothing was taken in", error);
  return bench_now () - start;
}

/* A commit of one who does not know of the last commit yet. */
static double time_stale (Pair *pair)
{
  commit_once (pair, pair->reg);
  double seconds = commit_once (pair, pair->other);
  dj_register_refresh (pair->reg, NULL, NULL);
  return seconds;
}

static double time_commit (Pair *pair)
{
  double seconds = commit_once (pair, pair->reg);
  dj_register_refresh (pair->other, NULL, NULL);
  return seconds;
}

static double time_undo (Pair *pair)
{
  GError *error = NULL;
  double start = bench_now ();
  gboolean done = dj_register_undo (pair->reg, dj_register_get_number (pair->reg), NULL, &error);
  store_insist (done, NULL, error);
  double seconds = bench_now () - start;
  commit_once (pair, pair->reg);
  return seconds;
}

static double time_at_commit (Pair *pair)
{
  GError *error = NULL;
  double start = bench_now ();
  DjRegister *before = dj_register_at_commit (pair->reg, dj_register_get_number (pair->reg) - 2, &error);
  double seconds = bench_now () - start;
  store_insist (before != NULL, NULL, error);
  dj_register_unref (before);
  return seconds;
}

static double time_verify (Pair *pair)
{
  GError *error = NULL;
  double start = bench_now ();
  store_insist (dj_register_verify_log (pair->reg, NULL, &error), NULL, error);
  return bench_now () - start;
}

static void time_commits (const Bench *bench)
{
  static const struct
  {
    const char *name;
    double (*once) (Pair *pair);
  } steps[] = { { "commit", time_commit },       { "refresh", time_refresh }, { "stale commit", time_stale },
                { "at commit", time_at_commit }, { "undo", time_undo },       { "verify", time_verify } };
  Pair pair = { open_store (bench), open_store (bench), NULL, 1 };
  pair.persons = dj_register_get_table (pair.reg, DJ_TABLE_PERSON);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
  {
    Times times = { 0 };
    for (int n = 0; n < commits; n++)
      times.seconds[n] = steps[i].once (&pair);
    report (bench, steps[i].name, "library", 1, &times, commits);
  }
  dj_frame_unref (pair.persons);
  dj_register_unref (pair.reg);
  dj_register_unref (pair.other);
  Times times = { .peak_mib = 0 };
  bare_commit (bench->store, times.seconds, commits);
  report (bench, "commit", "bare", 1, &times, commits);
}

/* ---- Running ------------------------------------------------------------------------------------------------------ */

static DjRegister *make_register (Bench *bench)
{
  GError *error = NULL;
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = CLAMP ((double)n_memberships / NATION_ROWS, DJ_GENERATE_SCALE_MIN, 1);
  DjRegister *reg = dj_register_generate (&options, &error);
  store_insist (reg != NULL, NULL, error);
  bench->rows = count_rows (reg);
  bench->wanted = count_bytes (reg);
  bench->memberships = dj_register_get_n_rows (reg, DJ_TABLE_MEMBERSHIP);
  return reg;
}

static void parse (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GError *error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error) && argc == 1 && runs >= 1 && runs <= BENCH_MAX_RUNS
      && commits >= 0 && commits <= BENCH_MAX_RUNS)
    return;
  fprintf (stderr, "bench-store: %s\n", error ? error->message : "see --help");
  exit (2);
}

int main (int argc, char **argv)
{
  parse (argc, argv);
  GError *error = NULL;
  Bench bench = { .folder = folder ? g_strdup (folder) : g_dir_make_tmp ("bench-store-XXXXXX", &error) };
  store_insist (bench.folder && g_mkdir_with_parents (bench.folder, 0777) == 0, "no folder for files", error);
  bench.store = g_build_filename (bench.folder, "library.db", NULL);
  bench.bare = g_build_filename (bench.folder, "bare.db", NULL);
  DjRegister *reg = make_register (&bench);
  time_loads (&bench, reg);
  dj_register_unref (reg);
  time_reads (&bench);
  if (commits > 0)
    time_commits (&bench);
  remove_store (bench.store);
  if (!folder)
    g_rmdir (bench.folder);
  g_free (bench.store);
  g_free (bench.bare);
  g_free (bench.folder);
  return 0;
}
