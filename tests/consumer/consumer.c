/* SPDX-License-Identifier: Apache-2.0 */
/* A program outside of the tree: takes one symbol from each room, so that a room that is missing from the library is noticed. */
#include <dangjian/dangjian.h>

int main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read_json ("{}", -1, "nothing", NULL, &error);
  if (reg == NULL)
    return dj_complain (error);

  g_autoptr (DjFrame) table = dj_register_get_table (reg, DJ_TABLE_ORGANIZATION);
  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), &error);
  if (view == NULL)
    return dj_complain (error);
  g_print ("dangjian %d.%d: %d columns\n", DJ_MAJOR_VERSION, DJ_MINOR_VERSION, dj_frame_get_n_columns (table));
  return dj_frame_get_n_rows (table) == 0 ? 0 : 1;
}
