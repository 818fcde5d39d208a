/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to files: Q13, Q14. */
#include "nation.h"

#include <glib/gstdio.h>

#include "split.h"

/* ---- Q13: open a snapshot and answer Q1 once ---------------------------------------------------------------------- */

typedef struct
{
  char *snapshot;
  char *arrays; /* of the bare loop: the ends of subtrees, n of them, then sums of members, n + 1 */
} Files;

static void free_files (gpointer data)
{
  Files *files = data;
  g_free (files->snapshot);
  g_free (files->arrays);
  g_free (files);
}

static void save_arrays (const Nation *nation, const char *path)
{
  GError *error = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_byte_array_append (bytes, (const guint8 *)nation->end, (guint)nation->n * sizeof (gint32));
  g_byte_array_append (bytes, (const guint8 *)nation->start, ((guint)nation->n + 1) * sizeof (gint32));
  nation_insist (g_file_set_contents (path, (const char *)bytes->data, bytes->len, &error), error);
}

static void open_files (Task *task)
{
  GError *error = NULL;
  Nation *nation = task->nation;
  Files *files = g_new0 (Files, 1);
  guint64 dice = nation->seed + 13;
  nation_need_members (nation);
  files->snapshot = g_build_filename (nation->folder, "nation.djv", NULL);
  files->arrays = g_build_filename (nation->folder, "arrays", NULL);
  nation_insist (dj_view_save (nation->view, files->snapshot, NULL, &error), error);
  save_arrays (nation, files->arrays);
  task->made = files;
  task->free_made = free_files;
  task->n = 1;
  task->ids = g_new (gint32, 1);
  task->ids[0] = (gint32)nation_draw (&dice, (guint32)nation->n);
  task->n_numbers = 1;
  task->numbers = g_new0 (gint64, 1);
  task->rows = 1;
}

static void open_and_count (Task *task)
{
  GError *error = NULL;
  const Files *files = task->made;
  g_autoptr (DjView) view = dj_view_open (files->snapshot, &error);
  nation_insist (view != NULL, error);
  task->numbers[0] = dj_view_count_members (view, task->ids[0], DJ_STATUS_ANY);
}

static void open_and_count_bare (Task *task)
{
  GError *error = NULL;
  const Files *files = task->made;
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (files->arrays, FALSE, &error);
  nation_insist (mapped != NULL, error);
  const gint32 *end = (const gint32 *)(gpointer)g_mapped_file_get_contents (mapped);
  const gint32 *start = end + task->nation->n;
  task->numbers[0] = start[end[task->ids[0]]] - start[task->ids[0]];
}

static GArray *answer_number (const Task *task, gboolean is_bare)
{
  (void)is_bare;
  return nation_answer_numbers (task->numbers, 1);
}

static void close_files (Task *task)
{
  const Files *files = task->made;
  g_unlink (files->arrays);
}

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
  { "Q13", "open a snapshot and count the members of one organization", NULL, open_files, open_and_count,
    open_and_count_bare, answer_number, close_files },
  { "Q14", "load the nation from CSV", nation_drop_register, open_loading, load, load_bare, answer_loading,
    close_loading },
};
const gsize nation_n_file_questions = G_N_ELEMENTS (nation_file_questions);
