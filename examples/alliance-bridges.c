/* SPDX-License-Identifier: Apache-2.0 */
/* Bridges: boards of business districts that share nobody, then an enterprise with a seat in two: the one body that must not be missing. */
#include <dangjian/dangjian.h>

/* A seat in each of the two boards for one of the units of Sanlitun. */
static gboolean join (DjRegister *reg, const char *unit, GError **error)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "an enterprise joins two boards");
  return dj_change_add (change, DJ_TABLE_SEAT, error, "alliance", "gov-changhong", "body", unit, "role", "member",
                        "since", "2024-01-01", NULL)
         && dj_change_add (change, DJ_TABLE_SEAT, error, "alliance", "gov-yaxiu", "body", unit, "role", "member",
                           "since", "2024-01-01", NULL)
         && dj_change_commit (change, error);
}

static void print_graph (DjView *view)
{
  g_autoptr (DjFrame) parts = dj_view_alliance_components (view);
  g_autoptr (DjFrame) bridges = dj_view_alliance_bridges (view);
  int node = dj_frame_find_column (bridges, "node"), holding = dj_frame_find_column (bridges, "holding");
  printf ("%d connected parts\n", (int)dj_frame_get_n_rows (parts));
  for (gint64 row = 0; row < dj_frame_get_n_rows (bridges); row++)
    if (dj_frame_get_int (bridges, row, holding) > 1)
      printf ("only %s joins %d parts\n", dj_frame_get_text (bridges, row, node),
              (int)dj_frame_get_int (bridges, row, holding));
}

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  if (!reg || !join (reg, "e0008", &error))
    return dj_complain (error);
  g_autoptr (DjView) before = dj_register_seal (reg, dj_date (2023, 12, 31), &error);
  g_autoptr (DjView) after = before ? dj_register_seal (reg, dj_date (2024, 1, 1), &error) : NULL;
  if (!after)
    return dj_complain (error);
  print_graph (before);
  print_graph (after);
  printf ("from sd-changhong to sd-yaxiu: %d, then %d alliances\n",
          dj_view_alliance_distance (before, "sd-changhong", "sd-yaxiu"),
          dj_view_alliance_distance (after, "sd-changhong", "sd-yaxiu"));
  return 0;
}
