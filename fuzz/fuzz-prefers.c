/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as what an enterprise or a guide prefers: every enterprise has its row, and no guide gets more than it takes. */
#include <stdint.h>
#include <string.h>

#include <dangjian/dangjian.h>
#include "register/register-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void add_row (DjLoader *loader, const char *const *cells)
{
  dj_loader_begin_row (loader, 1);
  for (gsize i = 0; cells[i]; i++)
    dj_loader_set_cell (loader, i, cells[i], strlen (cells[i]));
  dj_loader_end_row (loader);
}

static void add_table (DjLoader *loader, DjTable table, const char *const *names, const char *const *const *rows)
{
  gsize n = g_strv_length ((char **)names);
  g_assert_true (dj_loader_begin_table (loader, table, "fuzz", names, n, 1));
  for (; *rows; rows++)
    add_row (loader, *rows);
  dj_loader_end_table (loader);
}

#define ROW(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ROWS(...) ((const char *const *const[]){ __VA_ARGS__, NULL })

/* Three enterprises and two guides of one place each. */
static DjView *make_view (char **texts)
{
  const char *prefers[5] = { "", "", "", "", "" };
  for (guint i = 0; i < MIN (5, g_strv_length (texts)); i++)
    prefers[i] = texts[i];
  DjLoader *loader = dj_loader_new ();
  add_table (loader, DJ_TABLE_ORGANIZATION, ROW ("code", "name", "kind"), ROWS (ROW ("o", "o", "branch")));
  add_table (loader, DJ_TABLE_CHECKLIST, ROW ("code", "name", "kind", "owner"),
             ROWS (ROW ("n", "n", "need", "o"), ROW ("r", "r", "resource", "o")));
  add_table (loader, DJ_TABLE_ITEM, ROW ("code", "checklist", "title", "category", "quantity", "prefers"),
             ROWS (ROW ("a", "n", "a", "guide", "1", prefers[0]), ROW ("b", "n", "b", "guide", "1", prefers[1]),
                   ROW ("c", "n", "c", "guide", "1", prefers[2]), ROW ("x", "r", "x", "guide", "1", prefers[3]),
                   ROW ("y", "r", "y", "guide", "1", prefers[4])));
  g_autoptr (DjRegister) reg = dj_loader_finish (loader, FALSE, NULL);
  dj_loader_free (loader);
  return dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* What a reader lets into a register is valid UTF-8. */
  g_autofree char *text = g_utf8_make_valid (size ? (const char *)data : "", (gssize)size);
  g_auto (GStrv) texts = g_strsplit (text, "\n", 5);
  g_autoptr (DjView) view = make_view (texts);
  g_autoptr (DjFrame) match = dj_view_match_guides (view, "guide", NULL);
  int resource = dj_frame_find_column (match, "resource");
  int n[2] = { 0, 0 };
  g_assert_cmpint (dj_frame_get_n_rows (match), ==, 3);
  for (gint64 row = 0; row < 3; row++)
  {
    const char *got = dj_frame_get_text (match, row, resource);
    if (!got)
      continue;
    n[got[0] - 'x']++;
  }
  g_assert_true (n[0] <= 1 && n[1] <= 1);
  return 0;
}
