/* SPDX-License-Identifier: Apache-2.0 */
/* peer-alliance-import HIF FOLDER PAIRS: a hypergraph as a register in FOLDER; then the distance of each pair of bodies (from, blank, to
 * on a line of PAIRS) on a line of its own. */
#include <dangjian/dangjian.h>

static gboolean import (DjRegister *reg, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (DjChange) change = dj_register_begin (reg, "a hypergraph");
  return g_file_get_contents (path, &text, &length, error)
         && dj_change_import_hif (change, text, (gssize)length, path, TRUE, error) && dj_change_commit (change, error);
}

static gboolean print_distances (DjView *view, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] && *lines[i]; i++)
  {
    g_auto (GStrv) pair = g_strsplit (lines[i], " ", 2);
    printf ("%d\n", pair[1] ? dj_view_alliance_distance (view, pair[0], pair[1]) : -1);
  }
  return TRUE;
}

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_new ();
  if (argc != 4)
    return 2;
  if (!import (reg, argv[1], &error) || !dj_register_write (reg, argv[2], &error))
    return dj_complain (error);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), &error);
  return view && print_distances (view, argv[3], &error) ? 0 : dj_complain (error);
}
