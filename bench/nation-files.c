/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to files: Q14. */
#include "nation.h"

#include <glib/gstdio.h>

#include "split.h"

/* ---- Q14: load the nation's columns from CSV ---------------------------------------------------------------------- */

static char *get_csv_folder (const Nation *nation) { return g_build_filename (nation->folder, "csv", NULL); }

static gint64 count_rows (DjRegister *reg)
{
  gint64 rows = 0;
  for (int table = 0; table < DJ_N_TABLES; table++)
    rows += dj_register_get_n_rows (reg, (DjTable)table);
  return rows;
}

static void open_loading (Task *task)
{
  GError *error = NULL;
  g_autofree char *folder = get_csv_folder (task->nation);
  nation_insist (dj_register_write (task->nation->reg, folder, &error), error);
  SplitCount *count = g_new0 (SplitCount, 1);
  *count = split_folder (folder, split_by_bytes);
  task->made = count;
  task->free_made = g_free;
  task->rows = count_rows (task->nation->reg);
  task->bytes = (gint64)count->bytes;
}

/* What is loaded takes the place of what was generated: a nation need not be in memory twice. */
static void drop_register (Nation *nation)
{
  nation_drop_view (nation);
  g_clear_pointer (&nation->reg, dj_register_unref);
}

static void load (Task *task)
{
  GError *error = NULL;
  g_autofree char *folder = get_csv_folder (task->nation);
  task->nation->reg = dj_register_read (folder, NULL, &error);
  nation_insist (task->nation->reg != NULL, error);
}

static void load_bare (Task *task)
{
  g_autofree char *folder = get_csv_folder (task->nation);
  SplitCount *count = task->made;
  *count = split_folder (folder, split_by_bytes);
}

/* Rows; each file has one line more. */
static GArray *answer_loading (const Task *task, gboolean is_bare)
{
  const SplitCount *count = task->made;
  gint64 rows = is_bare ? (gint64)count->lines : count_rows (task->nation->reg);
  for (int table = 0; table < DJ_N_TABLES && is_bare; table++)
    rows -= dj_register_get_n_rows (task->nation->reg, (DjTable)table) > 0;
  return nation_answer_numbers (&rows, 1);
}

static void close_loading (Task *task) { nation_seal_anew (task->nation); }

/* ---- All of them -------------------------------------------------------------------------------------------------- */

const Question nation_file_questions[] = {
  { "Q14", "load the nation from CSV", drop_register, open_loading, load, load_bare, answer_loading, close_loading },
};
const gsize nation_n_file_questions = G_N_ELEMENTS (nation_file_questions);
