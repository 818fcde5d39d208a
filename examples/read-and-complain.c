/* SPDX-License-Identifier: Apache-2.0 */
/* Reading: a register is sound, or every defect is said at once, with file, line and column. */
#include <dangjian/dangjian.h>

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  if (!reg)
    return dj_complain (error);

  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    gint32 n = dj_register_get_n_rows (reg, (DjTable)i);
    if (n > 0)
      printf ("%-14s %6d\n", dj_schema_get_table ((DjTable)i)->name, n);
  }
  return 0;
}
