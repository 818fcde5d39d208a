/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks a generated nation what it is made for, by the library's public API and by bare loops over plain arrays:
 *
 *   bench-nation [--scale S] [--seed N] [--query Q1,Q2,…] [--runs R] [--threads N] [--save DIR] [--answers DIR]
 *
 * One line of JSON for each question and variant: `api` by as many threads as there are processors (or N), `api-1` by one, `bare` by one. Before a
 * time is told, the answers of all variants are compared. --save keeps the files that are loaded and opened in DIR; --answers writes what was asked and answered to DIR, for peers
 * to be asked the same: arrays of whole numbers as they lie in memory.
 */
#include <dangjian/dangjian.h>

#include <glib/gstdio.h>

#include "nation.h"

/* A step shorter than this is repeated within a run. */
#define SHORTEST_RUN 0.001

static double scale = 0.01;
static gint64 seed = 1;
static int runs = 5;
static int threads;
static char *queries;
static char *save_folder;
static char *answers_folder;

static const GOptionEntry entries[] = {
  { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &scale, "share of the nation, 1/10,000 to 1", "S" },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "seed of the register and of what is asked", "N" },
  { "query", 0, 0, G_OPTION_ARG_STRING, &queries, "which questions, with commas between", "Q1,…" },
  { "runs", 0, 0, G_OPTION_ARG_INT, &runs, "runs of which the median is told", "R" },
  { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads of one call; 0 for as many as processors", "N" },
  { "save", 0, 0, G_OPTION_ARG_FILENAME, &save_folder, "keep files there", "DIR" },
  { "answers", 0, 0, G_OPTION_ARG_FILENAME, &answers_folder, "write questions and answers there", "DIR" },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

/* ---- Answers ------------------------------------------------------------------------------------------------------ */

GArray *nation_answer_numbers (const gint64 *numbers, gsize n)
{
  GArray *answer = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)n);
  g_array_append_vals (answer, numbers, (guint)n);
  return answer;
}

GArray *nation_answer_ids (const gint32 *ids, gsize n)
{
  GArray *answer = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)n);
  for (gsize i = 0; i < n; i++)
  {
    gint64 id = ids[i];
    g_array_append_val (answer, id);
  }
  return answer;
}

static void save_array (const Question *question, const char *what, gconstpointer data, gsize size)
{
  if (!answers_folder || !data)
    return;
  GError *error = NULL;
  g_autofree char *name = g_strconcat (question->name, ".", what, NULL);
  g_autofree char *path = g_build_filename (answers_folder, name, NULL);
  nation_insist (g_file_set_contents (path, data, (gssize)size, &error), error);
}

/* What was answered first is what the other variants are compared with. */
static void compare (const Question *question, const Task *task, gboolean is_bare, GArray **expected)
{
  GArray *answer = question->answer (task, is_bare);
  if (!*expected)
  {
    *expected = answer;
    save_array (question, "ids.i32", task->ids, task->n * sizeof (gint32));
    save_array (question, "others.i32", task->others, task->n * sizeof (gint32));
    save_array (question, "answer.i64", answer->data, answer->len * sizeof (gint64));
    return;
  }
  if (answer->len != (*expected)->len || memcmp (answer->data, (*expected)->data, answer->len * sizeof (gint64)) != 0)
  {
    fprintf (stderr, "bench-nation: %s: the answers differ\n", question->name);
    exit (1);
  }
  g_array_unref (answer);
}

/* ---- Measuring ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  gboolean is_bare;
  guint threads;
} Variant;

static double time_step (void (*step) (Task *), Task *task, int times)
{
  double start = bench_now ();
  for (int i = 0; i < times; i++)
    step (task);
  return (bench_now () - start) / times;
}

static void report (const Question *question, const Task *task, const Variant *variant, double *seconds)
{
  double median = bench_median (seconds, runs);
  double peak = task->peak_mib > 0 && !variant->is_bare ? task->peak_mib : bench_peak_mib ();
  printf (
      "{\"query\":\"%s\",\"what\":\"%s\",\"variant\":\"%s\",\"threads\":%u,\"scale\":%.6g,\"seed\":%" G_GINT64_FORMAT
      ",\"rows\":%" G_GINT64_FORMAT ",\"bytes\":%" G_GINT64_FORMAT ",\"runs\":%d,\"median_s\":%.9f,\"min_s\":%.9f,"
      "\"max_s\":%.9f,\"rows_per_s\":%.0f,\"gb_per_s\":%.3f,\"peak_mib\":%.0f}\n",
      question->name, question->what, variant->name, variant->threads, scale, seed, task->rows, task->bytes, runs,
      median, seconds[0], seconds[runs - 1], bench_per_second ((double)task->rows, median),
      bench_per_second ((double)task->bytes / 1e9, median), peak);
  fflush (stdout);
}

/* Bare loops find the processor's caches as the API does; but they need nothing to be gone. */
static void (*get_before_bare (const Question *question)) (Nation *)
{
  gboolean drops = question->before == nation_drop_view || question->before == nation_drop_register;
  return drops ? NULL : question->before;
}

/* The first time is not told: it warms up, says how often to repeat, and gives the answer that is compared. */
static void measure (const Question *question, Task *task, const Variant *variant, GArray **expected)
{
  void (*step) (Task *) = variant->is_bare ? question->bare : question->api;
  void (*before) (Nation *) = variant->is_bare ? get_before_bare (question) : question->before;
  double seconds[BENCH_MAX_RUNS];
  int times = 1;
  dj_set_n_threads (variant->threads);
  bench_forget_peak ();
  for (int run = -1; run < runs; run++)
  {
    if (before)
      before (task->nation);
    double taken = time_step (step, task, times);
    if (run >= 0)
      seconds[run] = taken;
    else
      compare (question, task, variant->is_bare, expected);
    if (run < 0 && !before && taken < SHORTEST_RUN)
      times = (int)(SHORTEST_RUN / (taken + 1e-8)) + 1;
  }
  report (question, task, variant, seconds);
}

static void clear_task (Task *task)
{
  g_free (task->ids);
  g_free (task->others);
  g_free (task->numbers);
  g_free (task->found);
  g_free (task->starts);
  g_free (task->flags);
  g_clear_pointer (&task->frame, dj_frame_unref);
  if (task->made)
    task->free_made (task->made);
}

static void ask (Nation *nation, const Question *question)
{
  const guint n = threads > 0 ? (guint)threads : g_get_num_processors ();
  const Variant variants[] = { { "api", FALSE, n }, { "api-1", FALSE, 1 }, { "bare", TRUE, 1 } };
  Task task = { .nation = nation };
  g_autoptr (GArray) expected = NULL;
  question->open (&task);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    if ((!variants[i].is_bare || question->bare) && !(i == 1 && n == 1))
      measure (question, &task, &variants[i], &expected);
  if (question->close)
    question->close (&task);
  clear_task (&task);
}

/* ---- Which questions ---------------------------------------------------------------------------------------------- */

/* `Q10` asks for `Q10-first` too. */
static gboolean is_wanted (const Question *question)
{
  if (!queries)
    return TRUE;
  g_auto (GStrv) names = g_strsplit (queries, ",", -1);
  g_auto (GStrv) parts = g_strsplit (question->name, "-", 2);
  return g_strv_contains ((const char *const *)names, question->name)
         || g_strv_contains ((const char *const *)names, parts[0]);
}

static void ask_all (Nation *nation, const Question *questions, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (is_wanted (&questions[i]))
      ask (nation, &questions[i]);
}

/* What peers need to know to make sense of the arrays. */
static void save_description (Nation *nation)
{
  if (!answers_folder)
    return;
  nation_need_counties (nation);
  nation_need_cells (nation);
  GError *error = NULL;
  g_autofree char *path = g_build_filename (answers_folder, "nation.json", NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"scale\":%.9g,\"seed\":%" G_GINT64_FORMAT ",\"organizations\":%d,\"members\":%d,\"counties\":%d,"
      "\"educations\":%d}\n",
      scale, seed, nation->n, nation->n_members, nation->n_counties, nation->n_educations);
  nation_insist (g_file_set_contents (path, text, -1, &error), error);
}

/* ---- Running ------------------------------------------------------------------------------------------------------ */

static void parse (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GError *error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error) && argc == 1 && runs >= 1 && runs <= BENCH_MAX_RUNS)
    return;
  fprintf (stderr, "bench-nation: %s\n", error ? error->message : "see --help");
  exit (2);
}

static void remove_folder (const char *folder)
{
  g_autofree char *csv = g_build_filename (folder, "csv", NULL);
  const char *folders[] = { csv, folder };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
  {
    GDir *dir = g_dir_open (folders[i], 0, NULL);
    for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folders[i], name, NULL);
      g_unlink (path);
    }
    if (dir)
      g_dir_close (dir);
    g_rmdir (folders[i]);
  }
}

/* ---- Bytes -------------------------------------------------------------------------------------------------------- */

/* What an array has elements for: those of people are named, those of the tree too; sums and base areas are of organizations. */
static const char *get_owner (const char *array)
{
  static const char *const of_members[] = { "affiliation", "member", "profiles", "parts" };
  static const char *const of_organizations[] = { "base_area", "start", "formal", "probationary", "part_start" };
  for (gsize i = 0; i < G_N_ELEMENTS (of_members); i++)
    if (strcmp (array, of_members[i]) == 0)
      return "member";
  for (gsize i = 0; i < G_N_ELEMENTS (of_organizations); i++)
    if (strcmp (array, of_organizations[i]) == 0)
      return "organization";
  return g_str_has_prefix (array, "organizations.") ? "organization" : "area";
}

static void tell_bytes (const Nation *nation)
{
  g_autoptr (DjFrame) arrays = dj_view_list_arrays (nation->view);
  for (gint64 row = 0; row < dj_frame_get_n_rows (arrays); row++)
  {
    const char *array = dj_frame_get_text (arrays, row, nation_find_column (arrays, "array"));
    printf ("{\"column\":\"%s\",\"of\":\"%s\",\"scale\":%.6g,\"rows\":%" G_GINT64_FORMAT ",\"bytes\":%" G_GINT64_FORMAT
            "}\n",
            array, get_owner (array), scale, dj_frame_get_int (arrays, row, nation_find_column (arrays, "elements")),
            dj_frame_get_int (arrays, row, nation_find_column (arrays, "bytes")));
  }
  fflush (stdout);
}

int main (int argc, char **argv)
{
  parse (argc, argv);
  GError *error = NULL;
  g_autofree char *folder = save_folder ? g_strdup (save_folder) : g_dir_make_tmp ("bench-nation-XXXXXX", &error);
  nation_insist (folder && g_mkdir_with_parents (folder, 0777) == 0, error);
  nation_insist (!answers_folder || g_mkdir_with_parents (answers_folder, 0777) == 0, NULL);
  double start = bench_now ();
  Nation *nation = nation_new (scale, (guint64)seed, folder);
  fprintf (stderr, "bench-nation: generated and sealed in %.2f s\n", bench_now () - start);
  save_description (nation);
  tell_bytes (nation);
  ask_all (nation, nation_tree_questions, nation_n_tree_questions);
  ask_all (nation, nation_count_questions, nation_n_count_questions);
  ask_all (nation, nation_alliance_questions, nation_n_alliance_questions);
  ask_all (nation, &nation_seal_question, 1);
  ask_all (nation, nation_file_questions, nation_n_file_questions);
  nation_free (nation);
  if (!save_folder)
    remove_folder (folder);
  return 0;
}
