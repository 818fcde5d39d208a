/* SPDX-License-Identifier: Apache-2.0 */
/* Counting: every table of figures is a frame, whose columns are plain arrays. */
#include <dangjian/dangjian.h>

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/beijing", NULL, &error);
  g_autoptr (DjView) view = reg ? dj_register_seal (reg, dj_date (2024, 8, 26), &error) : NULL;
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  options.level = DJ_AREA_COUNTY;
  g_autoptr (DjFrame) counts = view ? dj_view_count (view, DJ_NONE, &options, &error) : NULL;
  if (!counts)
    return dj_complain (error);

  int name = dj_frame_find_column (counts, "name");
  const gint64 *members = dj_frame_get_ints (counts, dj_frame_find_column (counts, "members"));
  gint64 n = dj_frame_get_n_rows (counts), sum = 0;
  for (gint64 row = 0; row < n; row++)
  {
    printf ("%s %" G_GINT64_FORMAT "\n", dj_frame_get_text (counts, row, name), members[row]);
    sum += members[row];
  }
  printf ("%" G_GINT64_FORMAT " districts: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " members\n", n, sum,
          dj_view_get_n_members (view));
  return 0;
}
