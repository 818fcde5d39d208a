/* SPDX-License-Identifier: Apache-2.0 */
/* Matching: what should go to which need, written through a change; then there is nothing more to match. */
#include <dangjian/dangjian.h>

static void print_matches (const DjFrame *matches)
{
  int need = dj_frame_find_column (matches, "need"), resource = dj_frame_find_column (matches, "resource");
  int quantity = dj_frame_find_column (matches, "quantity"), measure = dj_frame_find_column (matches, "measure");
  for (gint64 row = 0; row < dj_frame_get_n_rows (matches); row++)
  {
    const char *counted = dj_frame_get_text (matches, row, measure);
    printf ("%s <- %s %g %s\n", dj_frame_get_text (matches, row, need), dj_frame_get_text (matches, row, resource),
            dj_frame_get_real (matches, row, quantity), counted ? counted : "");
  }
}

static gboolean write_matches (DjRegister *reg, const DjFrame *matches, DjDate day, GError **error)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "needs are matched");
  return dj_change_add_matches (change, matches, day, error) && dj_change_commit (change, error);
}

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  DjDate day = dj_date (2024, 8, 26);
  DjMatchOptions options = { NULL, DJ_NEARNESS_SUBDISTRICT };
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  g_autoptr (DjView) before = reg ? dj_register_seal (reg, day, &error) : NULL;
  g_autoptr (DjFrame) matches = before ? dj_view_match (before, &options, &error) : NULL;
  if (!matches || !write_matches (reg, matches, day, &error))
    return dj_complain (error);
  print_matches (matches);

  g_autoptr (DjView) after = dj_register_seal (reg, day, &error);
  g_autoptr (DjFrame) again = after ? dj_view_match (after, &options, &error) : NULL;
  g_autoptr (DjFrame) unmet = again ? dj_view_unmatched (after, &options, &error) : NULL;
  if (!unmet)
    return dj_complain (error);
  printf ("matched again: %d rows\n", (int)dj_frame_get_n_rows (again));
  printf ("needs still unmet: %d\n", (int)dj_frame_get_n_rows (unmet));
  return 0;
}
