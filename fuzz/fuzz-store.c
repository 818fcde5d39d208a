/* SPDX-License-Identifier: Apache-2.0 */
/* A small store with pages and bytes changed as the input says. What opens is asked, verified, changed and undone; what does not must be
 * refused in words; and what is found sound has all its rows.
 *
 * The input is a list of changes of five bytes: where (two bytes of page and offset, scaled), how (one), and with what (two), so that a
 * mutator need not know what a database looks like. */
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <dangjian/dangjian.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define PAGE 4096

static char folder[] = "/tmp/fuzz-store-XXXXXX";
static char *sample;
static gsize sample_size;
static gint64 sample_rows;

static void remove_folder (void) { rmdir (folder); }

static void remove_store (const char *path)
{
  static const char *const ends[] = { "", "-wal", "-shm", "-journal", ".bak-0" };
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
  {
    g_autofree char *name = g_strconcat (path, ends[i], NULL);
    g_unlink (name);
  }
}

static gint64 count_rows (DjRegister *reg)
{
  gint64 n = 0;
  for (int t = 0; t < DJ_N_TABLES; t++)
    n += dj_register_get_n_rows (reg, (DjTable)t);
  return n;
}

static void add_unit (DjRegister *reg, const char *code)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "fuzz");
  g_assert_true (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", "单位", "kind", "organ", NULL));
  dj_change_commit (change, NULL);
}

static char *make_path (void) { return g_build_filename (folder, "a.db", NULL); }

static void make_sample (void)
{
  g_assert_nonnull (g_mkdtemp (folder));
  atexit (remove_folder);
  g_autofree char *path = make_path ();
  g_autoptr (DjRegister) reg = dj_register_new ();
  add_unit (reg, "u-1");
  add_unit (reg, "u-2");
  g_assert_true (dj_register_write (reg, path, NULL));
  g_autoptr (DjRegister) stored = dj_register_open (path, NULL, NULL);
  add_unit (stored, "u-3");
  sample_rows = count_rows (stored);
  dj_register_unref (g_steal_pointer (&stored));
  g_assert_true (g_file_get_contents (path, &sample, &sample_size, NULL));
  remove_store (path);
}

/* Most of the file are pages of empty tables: half of the changes go to the header and the schema. */
static void change_bytes (char *bytes, const uint8_t *step)
{
  gsize at = (gsize)(step[0] << 8 | step[1]) * (step[2] & 1 ? 2 * PAGE : sample_size) / 65536;
  gsize page = at / PAGE * PAGE;
  switch (step[2] >> 1 & 3)
  {
  case 0:
    bytes[at] = (char)step[3];
    break;
  case 1:
    bytes[at] ^= (char)(1 << (step[3] & 7));
    break;
  case 2:
    memset (bytes + page, step[3], PAGE);
    break;
  default:
    memcpy (bytes + page, sample + (gsize)step[3] % (sample_size / PAGE) * PAGE, PAGE);
    break;
  }
}

static void drop_frame (DjFrame *frame)
{
  if (frame)
    dj_frame_unref (frame);
}

static void ask (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gboolean sound = dj_register_verify_log (reg, NULL, &error);
  g_assert_true (sound || error->domain == DJ_ERROR);
  g_assert_true (!sound || count_rows (reg) == sample_rows || dj_register_get_number (reg) < 2);
  drop_frame (dj_register_log (reg, NULL));
  drop_frame (dj_register_get_change (reg, 2, NULL));
  dj_register_unref (dj_register_at_commit (reg, 1, NULL));
  add_unit (reg, "u-4");
  dj_register_undo (reg, 2, NULL, NULL);
  dj_register_refresh (reg, NULL, NULL);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (!sample)
    make_sample ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path ();
  g_autofree char *bytes = g_memdup2 (sample, sample_size);
  gsize length = size % 5 == 1 ? sample_size * data[size - 1] / 256 : sample_size;
  for (size_t i = 0; i + 5 <= size; i += 5)
    change_bytes (bytes, data + i);
  g_assert_true (g_file_set_contents_full (path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  if (reg)
    ask (reg);
  else
    g_assert_true (error->domain == DJ_ERROR && g_utf8_validate (error->message, -1, NULL));
  dj_register_unref (g_steal_pointer (&reg));
  remove_store (path);
  return 0;
}
