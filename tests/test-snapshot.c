/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots: all that is asked of a view that was opened has the answers of the one that was saved, and no damage goes unseen.
 *
 * DJ_TEST_SEED is the seed of the first register, DJ_TEST_ROUNDS how many there are. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answers.h"
#include "helper-io.h"
#include "naive.h"
#include "repair.h"
#include "snapshot/snapshot-private.h"

#define SEED 20241231
#define ROUNDS 60

static const NaiveSize size = { .organizations = 25, .persons = 40, .ticks = 12 };

static DjDate day (void) { return dj_date (2024, 8, 26); }

/* ---- Saving and opening ---------------------------------------------------------------------------------------------- */

static DjView *seal (DjRegister *reg, DjDate on)
{
  g_autoptr (GError) error = NULL;
  DjView *view = dj_register_seal (reg, on, &error);
  ck_assert_msg (view != NULL, "%s", error ? error->message : "?");
  return view;
}

/* NULL where it cannot be opened or is not sound; with an error of the right kind and in words. */
static DjView *open_damaged (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjView) view = dj_view_open (path, &error);
  if (view && dj_view_validate (view, NULL, &error))
    return g_steal_pointer (&view);
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), "%s", error ? error->message : "no error");
  ck_assert (*error->message && g_utf8_validate (error->message, -1, NULL));
  return NULL;
}

static void same_text (const char *library, const char *wanted, const char *what)
{
  if (strcmp (library, wanted) == 0)
    return;
  gsize at = 0;
  while (library[at] == wanted[at])
    at++;
  at = at > 200 ? at - 200 : 0;
  ck_abort_msg ("%s: %.400s\n--- instead of\n%.400s", what, library + at, wanted + at);
}

static void same_answers (DjView *view, DjView *wanted, const char *what)
{
  g_autofree char *library = answers_of (view);
  g_autofree char *answers = answers_of (wanted);
  same_text (library, answers, what);
}

static void same_files (const char *first, const char *second, const char *what)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gsize n_a = 0, n_b = 0;
  ck_assert (g_file_get_contents (first, &a, &n_a, NULL) && g_file_get_contents (second, &b, &n_b, NULL));
  ck_assert_msg (n_a == n_b && memcmp (a, b, n_a) == 0, "%s", what);
}

static void same_registers (DjRegister *reg, DjRegister *wanted, const char *what)
{
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  io_write (reg, first);
  io_write (wanted, second);
  io_assert_same (first, second, what);
  io_remove (first);
  io_remove (second);
}

/* The day itself, another one sealed from the file, the rows, and the file once more. */
static void check_round (DjRegister *reg, DjDate on, DjDate other, const char *what)
{
  g_autofree char *path = io_path ("a.djv");
  g_autofree char *again = io_path ("b.djv");
  g_autoptr (DjView) sealed = seal (reg, on);
  io_save (sealed, path);
  g_autoptr (DjView) view = io_open (path);
  same_answers (view, sealed, what);
  g_autoptr (DjRegister) back = dj_view_get_register (view);
  same_registers (back, reg, what);
  g_autoptr (DjView) sealed_other = seal (reg, other);
  g_autoptr (DjView) view_other = seal (back, other);
  same_answers (view_other, sealed_other, what);
  g_autoptr (DjView) restated = dj_view_restate (view, view_other, NULL);
  g_autoptr (DjView) sealed_restated = dj_view_restate (sealed, sealed_other, NULL);
  same_answers (restated, sealed_restated, what);
  io_save (view, again);
  same_files (path, again, what);
}

static gboolean is_case (const char *path)
{
  g_autofree char *file = g_build_filename (path, "organization.csv", NULL);
  return g_file_test (file, G_FILE_TEST_EXISTS);
}

START_TEST (test_cases)
{
  g_autoptr (GDir) dir = g_dir_open ("cases", 0, NULL);
  int n = 0;
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
  {
    g_autofree char *path = g_build_filename ("cases", name, NULL);
    if (!is_case (path) || strcmp (name, "beijing") == 0) /* the largest has nothing that the others have not */
      continue;
    g_autoptr (DjRegister) reg = io_read (path);
    check_round (reg, day (), dj_date (2020, 1, 1), path);
    n++;
  }
  ck_assert_int_gt (n, 5);
}
END_TEST

static DjRegister *random_register (guint64 seed, NaiveTicks *ticks)
{
  g_autoptr (NaiveRegister) rows = naive_generate (seed, &size, ticks);
  DjRegister *reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DjChange) change = dj_register_begin (reg, "random");
  naive_add_to_change (rows, change);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  return reg;
}

START_TEST (test_random)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  guint64 rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds; i++)
  {
    NaiveTicks ticks;
    NaiveChance chance = { ~(seed + i) };
    g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1", seed + i);
    g_autoptr (DjRegister) reg = random_register (seed + i, &ticks);
    DjDate on = ticks.days[naive_number (&chance, ticks.n)];
    check_round (reg, on, ticks.days[naive_number (&chance, ticks.n)] - 1, naive_where);
  }
}
END_TEST

START_TEST (test_empty)
{
  g_autoptr (DjRegister) reg = dj_register_new ();
  check_round (reg, day (), 0, "empty");
}
END_TEST

/* ---- The form, as GLib knows it ---------------------------------------------------------------------------------------- */

/* The same value, put together by GLib. */
static GVariant *build_again (GVariant *root)
{
  guint64 magic;
  guint32 version;
  GVariantBuilder builder;
  g_autoptr (GVariant) columns = g_variant_get_child_value (root, 2);
  g_variant_get_child (root, 0, "t", &magic);
  g_variant_get_child (root, 1, "u", &version);
  g_variant_builder_init (&builder, G_VARIANT_TYPE (DJ_SNAPSHOT_COLUMNS_TYPE));
  for (gsize i = 0; i < g_variant_n_children (columns); i++)
  {
    const char *name;
    gsize n, n_digest;
    g_autoptr (GVariant) array = NULL;
    g_autoptr (GVariant) digest = NULL;
    g_variant_get_child (columns, i, "(&sv@ay)", &name, &array, &digest);
    const GVariantType *element = g_variant_type_element (g_variant_get_type (array));
    const char letter = *g_variant_type_peek_string (element);
    gsize width = letter == 'y' ? 1 : letter == 'q' ? 2 : strchr ("iu", letter) ? 4 : 8;
    gconstpointer cells = g_variant_get_fixed_array (array, &n, width);
    gconstpointer sum = g_variant_get_fixed_array (digest, &n_digest, 1);
    g_variant_builder_add (&builder, "(sv@ay)", name, g_variant_new_fixed_array (element, cells, n, width),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, sum, n_digest, 1));
  }
  return g_variant_ref_sink (g_variant_new ("(tu@a(svay))", magic, version, g_variant_builder_end (&builder)));
}

static void check_form (DjRegister *reg)
{
  g_autofree char *path = io_path ("a.djv");
  g_autofree char *bytes = NULL;
  gsize n = 0;
  g_autoptr (DjView) view = seal (reg, day ());
  io_save (view, path);
  ck_assert (g_file_get_contents (path, &bytes, &n, NULL));
  g_autoptr (GVariant) root = g_variant_new_from_data (G_VARIANT_TYPE (DJ_SNAPSHOT_TYPE), bytes, n, FALSE, NULL, NULL);
  ck_assert (g_variant_is_normal_form (root));
  g_autoptr (GVariant) again = build_again (root);
  ck_assert_uint_eq (g_variant_get_size (again), n);
  ck_assert_mem_eq (g_variant_get_data (again), bytes, n);
}

/* An empty one has framing offsets of two bytes, the others of four; columns have one, two and four. */
START_TEST (test_form)
{
  g_autoptr (DjRegister) empty = dj_register_new ();
  g_autoptr (DjRegister) lines = io_read ("cases/lines");
  g_autoptr (DjRegister) sanlitun = io_read ("cases/sanlitun");
  check_form (empty);
  check_form (lines);
  check_form (sanlitun);
}
END_TEST

/* ---- Changes ----------------------------------------------------------------------------------------------------------- */

static void change_something (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjChange) change = dj_register_begin (reg, "change");
  for (int i = 0; i < 2000; i++)
  {
    g_autofree char *code = g_strdup_printf ("new-%d", i);
    g_autofree char *name = g_strdup_printf ("新 %d", i / 2);
    ck_assert (dj_change_add (change, DJ_TABLE_UNIT, &error, "code", code, "name", name, "kind", "organ", NULL));
  }
  ck_assert (dj_change_move_members (change, "ogrid-dongli-1", "o110108022001", day () - 1, &error));
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
}

/* What is changed is copied first; texts of the file and texts that came later are one pool. */
START_TEST (test_changes)
{
  g_autofree char *path = io_path ("a.djv");
  g_autofree char *grown = io_path ("b.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjView) sealed = seal (reg, day ());
  io_save (sealed, path);
  g_autoptr (DjView) view = io_open (path);
  g_autoptr (DjRegister) opened = dj_view_get_register (view);
  change_something (opened);
  change_something (reg);
  same_registers (opened, reg, "changed");
  same_answers (view, sealed, "before the change");
  ck_assert (dj_view_validate (view, NULL, NULL)); /* with a pool that has grown */
  g_autoptr (DjView) after = seal (opened, day ());
  g_autoptr (DjView) wanted = seal (reg, day ());
  same_answers (after, wanted, "after the change");
  io_save (after, grown);
  g_autoptr (DjView) back = io_open (grown);
  same_answers (back, wanted, "saved after the change");
}
END_TEST

/* Who is left last of those that share the file keeps it mapped. */
START_TEST (test_whoever_is_last)
{
  g_autofree char *path = io_path ("a.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjView) sealed = seal (reg, day ());
  io_save (sealed, path);
  DjView *view = io_open (path);
  DjRegister *opened = dj_view_get_register (view);
  DjView *other = seal (opened, 0);
  DjView *restated = dj_view_restate (other, view, NULL);
  DjFrame *frame = dj_register_get_table (opened, DJ_TABLE_ORGANIZATION);
  DjChange *change = dj_register_begin (opened, "alone");
  dj_view_unref (view);
  dj_view_unref (other);
  dj_register_unref (opened);
  ck_assert_ptr_nonnull (dj_frame_get_text (frame, 0, 0));
  dj_frame_unref (frame);
  g_free (answers_of (restated));
  dj_view_unref (restated);
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u-1", "name", "n", "kind", "organ", NULL));
  ck_assert (dj_change_commit (change, NULL));
  dj_change_unref (change);
}
END_TEST

/* A file is replaced; who has the old one open keeps it. */
START_TEST (test_saving_over)
{
  g_autofree char *path = io_path ("a.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjView) first = seal (reg, day ());
  g_autoptr (DjView) second = seal (reg, dj_date (2019, 6, 1));
  io_save (first, path);
  g_autoptr (DjView) old = io_open (path);
  g_autoptr (DjRegister) opened = dj_view_get_register (old);
  g_autoptr (DjView) resealed = seal (opened, dj_date (2019, 6, 1));
  io_save (resealed, path);
  same_answers (old, first, "the old one");
  g_autoptr (DjView) new = io_open (path);
  same_answers (new, second, "the new one");
}
END_TEST

/* ---- Threads ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjView *view;
  const char *answers;
  gint n_same;
} Asking;

static gpointer ask (gpointer data)
{
  Asking *asking = data;
  for (int i = 0; i < 2; i++)
  {
    g_autofree char *answers = answers_of (asking->view);
    g_atomic_int_add (&asking->n_same, strcmp (answers, asking->answers) == 0);
  }
  return NULL;
}

/* A view from a file is asked by several, validated and saved, while its register changes. */
START_TEST (test_threads)
{
  g_autofree char *path = io_path ("a.djv");
  g_autofree char *again = io_path ("b.djv");
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjView) sealed = seal (reg, day ());
  g_autofree char *answers = answers_of (sealed);
  io_save (sealed, path);
  g_autoptr (DjView) view = io_open (path);
  g_autoptr (DjRegister) opened = dj_view_get_register (view);
  Asking asking = { view, answers, 0 };
  GThread *threads[3];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask, &asking);
  change_something (opened);
  g_autoptr (DjView) after = seal (opened, day ());
  io_save (after, again);
  io_save (view, path);
  ck_assert (dj_view_validate (view, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (asking.n_same, 2 * (int)G_N_ELEMENTS (threads));
}
END_TEST

/* ---- Damage ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *path;
  guint8 *bytes;
  gsize n;
  char *answers;
} Sample;

/* A small file, with a row in most tables. */
static Sample make_sample (const char *name)
{
  Sample sample = { .path = io_path ("sample.djv") };
  g_autoptr (DjRegister) reg = io_read (name);
  g_autoptr (DjView) view = seal (reg, day ());
  io_save (view, sample.path);
  ck_assert (g_file_get_contents (sample.path, (char **)(gpointer)&sample.bytes, &sample.n, NULL));
  sample.answers = answers_of (view);
  return sample;
}

static void clear_sample (Sample *sample)
{
  g_free (sample->path);
  g_free (sample->bytes);
  g_free (sample->answers);
}

/* A copy with other bytes beside the sample, so that nothing that is open changes. */
static DjView *open_bytes (const guint8 *bytes, gsize n)
{
  g_autofree char *path = io_path ("damaged.djv");
  g_unlink (path);
  ck_assert (g_file_set_contents_full (path, (const char *)bytes, (gssize)n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return open_damaged (path);
}

static gsize align_up (gsize at) { return (at + 7) / 8 * 8; }

/* Behind the sums of a column stand two numbers, each as wide as what they count needs. */
static gsize find_end (gsize begin, gsize digest_end)
{
  gsize body = digest_end - begin;
  gsize width = body + 2 <= G_MAXUINT8 ? 1 : body + 4 <= G_MAXUINT16 ? 2 : body + 8 <= G_MAXUINT32 ? 4 : 8;
  return digest_end + 2 * width;
}

/* A byte for each of the file: 1 where nothing is but padding. */
static guint8 *find_padding (const Sample *sample)
{
  g_autoptr (GBytes) mapping = g_bytes_new_static (sample->bytes, sample->n);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  guint8 *padding = g_malloc0 (sample->n);
  gsize from = sizeof (guint64) + sizeof (guint32);
  for (gsize i = 0; i < g_variant_n_children (columns); i++)
  {
    DjSavedColumn column;
    ck_assert (dj_snapshot_read_column (columns, i, mapping, &column));
    gsize begin = (gsize)((const guint8 *)column.name - sample->bytes), name_end = begin + strlen (column.name) + 1;
    gsize digest_end = (gsize)(column.digest - sample->bytes) + DJ_SNAPSHOT_DIGEST;
    memset (padding + from, 1, begin - from);
    memset (padding + name_end, 1, align_up (name_end) - name_end);
    from = find_end (begin, digest_end);
  }
  return padding;
}

/* The first bytes, in which everything matters, and then some of all: but for padding, none may be another. */
START_TEST (test_flips)
{
  Sample sample = make_sample ("tests/data/snapshot");
  NaiveChance chance = { naive_setting ("DJ_TEST_SEED", SEED) };
  g_autofree guint8 *padding = find_padding (&sample);
  for (gsize at = 0; at < sample.n; at += at < 500 ? 1 : 1 + (gsize)naive_number (&chance, 12))
  {
    guint8 bit = (guint8)(1 << naive_number (&chance, 8));
    sample.bytes[at] ^= bit;
    g_autoptr (DjView) view = open_bytes (sample.bytes, sample.n);
    sample.bytes[at] ^= bit;
    if (!view)
      continue;
    g_autofree char *what = g_strdup_printf ("byte %" G_GSIZE_FORMAT, at);
    ck_assert_msg (padding[at], "%s may be another", what);
    g_autofree char *answers = answers_of (view);
    same_text (answers, sample.answers, what);
  }
  clear_sample (&sample);
}
END_TEST

START_TEST (test_truncations)
{
  Sample sample = make_sample ("tests/data/snapshot");
  for (gsize n = sample.n; n-- > 0;)
  {
    ck_assert_int_eq (truncate (sample.path, (off_t)n), 0);
    ck_assert_msg (open_damaged (sample.path) == NULL, "%" G_GSIZE_FORMAT " bytes", n);
  }
  clear_sample (&sample);
}
END_TEST

/* What is made from the tables can be only one thing; what is in the tables may be another register. */
static gboolean is_derived (const char *name)
{
  static const char *const kept[] = { ".further", ".order" };
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_str_has_suffix (name, kept[i]))
      return FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autofree char *prefix = g_strconcat (dj_schema_get_table ((DjTable)t)->name, ".", NULL);
    if (g_str_has_prefix (name, prefix))
      return g_str_has_suffix (name, ".next");
  }
  return TRUE;
}

/* One cell of a column is another number, and the checksum fits. */
static void check_other_cell (const Sample *sample, gsize column_index, NaiveChance *chance)
{
  g_autofree guint8 *bytes = g_memdup2 (sample->bytes, sample->n);
  g_autoptr (GBytes) mapping = g_bytes_new_static (bytes, sample->n);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  DjSavedColumn column;
  ck_assert (dj_snapshot_read_column (columns, column_index, mapping, &column));
  if (column.size == 0)
    return;
  guint8 *at = (guint8 *)column.data + naive_number (chance, (int)column.size);
  *at = (guint8)(*at + (naive_percent (chance, 50) ? 1 : 1 + naive_number (chance, 255)));
  repair_checksums (bytes, sample->n);
  g_autoptr (DjView) view = open_bytes (bytes, sample->n);
  ck_assert_msg (!view || !is_derived (column.name), "%s", column.name);
  g_free (view ? answers_of (view) : NULL);
}

START_TEST (test_other_cells)
{
  Sample sample = make_sample ("tests/data/snapshot");
  NaiveChance chance = { naive_setting ("DJ_TEST_SEED", SEED) };
  g_autoptr (GBytes) mapping = g_bytes_new_static (sample.bytes, sample.n);
  g_autoptr (GVariant) columns = dj_snapshot_read_columns (mapping);
  for (gsize i = 0; i < g_variant_n_children (columns); i++)
    for (int round = 0; round < 20; round++)
      check_other_cell (&sample, i, &chance);
  clear_sample (&sample);
}
END_TEST

/* ---- Refusals ------------------------------------------------------------------------------------------------------------ */

static void refuse_bytes (const Sample *sample, gsize at, const guint8 *bytes, gsize n, const char *word)
{
  g_autofree guint8 *copy = g_memdup2 (sample->bytes, sample->n);
  g_autofree char *path = io_path ("refused.djv");
  g_autoptr (GError) error = NULL;
  memcpy (copy + at, bytes, n);
  ck_assert (g_file_set_contents (path, (const char *)copy, (gssize)sample->n, NULL));
  ck_assert_ptr_null (dj_view_open (path, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  ck_assert_msg (strstr (error->message, word) && strstr (error->message, "refused.djv"), "%s", error->message);
}

START_TEST (test_heads)
{
  Sample sample = make_sample ("tests/data/snapshot");
  guint8 swapped[8];
  for (int i = 0; i < 8; i++)
    swapped[i] = sample.bytes[7 - i];
  refuse_bytes (&sample, 0, (const guint8 *)"x", 1, "no snapshot");
  refuse_bytes (&sample, 0, swapped, 8, "order of bytes");
  refuse_bytes (&sample, 8, (const guint8 *)"\2\0\0\0", 4, "another version");
  refuse_bytes (&sample, 8, (const guint8 *)"\0\0\0\0", 4, "another version");
  clear_sample (&sample);
}
END_TEST

/* The nation has 5.26 million organizations, 100.3 million members and 20 million participations: no more than 60 bytes an organization and
 * 26 a member, names apart. */
START_TEST (test_arrays)
{
  static const char *const of_members[] = { "affiliation", "member", "profiles", "parts" };
  g_autoptr (DjRegister) reg = dj_register_generate (NULL, NULL);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 12, 31), NULL);
  g_autoptr (DjFrame) frame = dj_view_list_arrays (view);
  gint64 member_bytes = 0, other_bytes = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    gboolean of_member = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (of_members); i++)
      of_member = of_member || strcmp (dj_frame_get_text (frame, row, 0), of_members[i]) == 0;
    gint64 bytes = dj_frame_get_int (frame, row, 3);
    ck_assert_int_eq (bytes, dj_frame_get_int (frame, row, 1) * dj_frame_get_int (frame, row, 2));
    *(of_member ? &member_bytes : &other_bytes) += bytes;
  }
  gint64 n_members = dj_view_get_n_members (view);
  ck_assert_int_gt (member_bytes, n_members * 10);
  ck_assert_int_le (member_bytes, n_members * 26);
  ck_assert_int_gt (other_bytes, dj_view_get_n_organizations (view) * (gint64)37);
  ck_assert_int_le (other_bytes, dj_view_get_n_organizations (view) * (gint64)60);
}
END_TEST

START_TEST (test_refusals)
{
  g_autofree char *none = io_path ("none.djv");
  g_autofree char *below = io_path ("none/a.djv");
  g_autofree char *path = io_path ("a.djv");
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = io_read ("cases/lines");
  g_autoptr (DjView) view = seal (reg, day ());
  g_autoptr (DjView) other = seal (reg, 0);
  g_autoptr (DjView) restated = dj_view_restate (other, view, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ck_assert (!dj_view_open (none, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_clear_error (&error);
  ck_assert (!dj_view_open (io_root, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_clear_error (&error);
  ck_assert (!dj_view_save (view, below, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_clear_error (&error);
  ck_assert (!dj_view_save (restated, path, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
  g_clear_error (&error);
  ck_assert (dj_view_validate (restated, NULL, &error) && !error);
  io_save (view, path);
  g_autoptr (DjView) opened = dj_view_open (path, &error);
  g_cancellable_cancel (cancellable);
  ck_assert (!dj_view_validate (opened, cancellable, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  g_clear_error (&error);
  ck_assert (!dj_view_save (view, none, cancellable, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  ck_assert (!g_file_test (none, G_FILE_TEST_EXISTS));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("snapshot");
  TCase *tcase = tcase_create ("snapshot");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_cases);
  tcase_add_test (tcase, test_random);
  tcase_add_test (tcase, test_empty);
  tcase_add_test (tcase, test_form);
  tcase_add_test (tcase, test_changes);
  tcase_add_test (tcase, test_whoever_is_last);
  tcase_add_test (tcase, test_saving_over);
  tcase_add_test (tcase, test_threads);
  tcase_add_test (tcase, test_flips);
  tcase_add_test (tcase, test_truncations);
  tcase_add_test (tcase, test_other_cells);
  tcase_add_test (tcase, test_heads);
  tcase_add_test (tcase, test_arrays);
  tcase_add_test (tcase, test_refusals);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
