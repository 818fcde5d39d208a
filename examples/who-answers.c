/* SPDX-License-Identifier: Apache-2.0 */
/* Who answers for a unit, and why; for how many units nobody does, or several do. */
#include <dangjian/dangjian.h>

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  if (!reg)
    return dj_complain (error);

  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), &error);
  const char *unit = argc > 2 ? argv[2] : "e3072", *matter = argc > 3 ? argv[3] : "safety";
  g_autoptr (DjFrame) who = dj_view_who_answers (view, matter, unit, NULL, &error);
  int body = dj_frame_find_column (who, "body"), reason = dj_frame_find_column (who, "reason_en");
  for (gint64 row = 0; row < dj_frame_get_n_rows (who); row++)
    printf ("%s %s\n", dj_frame_get_text (who, row, body), dj_frame_get_text (who, row, reason));

  g_autoptr (DjFrame) gaps = dj_view_gaps (view, matter, "line", &error);
  g_autoptr (DjFrame) overlaps = dj_view_overlaps (view, matter, "line+area", &error);
  printf ("nobody by line: %" G_GINT64_FORMAT " units\n", dj_frame_get_n_rows (gaps));
  printf ("two or more by line and area: %" G_GINT64_FORMAT " rows\n", dj_frame_get_n_rows (overlaps));
  return 0;
}
