/* SPDX-License-Identifier: Apache-2.0 */
/* One affiliation, many participations: who takes part in two places counts once in whatever contains both. */
#include <dangjian/dangjian.h>

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/beijing", NULL, &error);
  g_autoptr (DjView) view = reg ? dj_register_seal (reg, dj_date (2024, 8, 26), &error) : NULL;
  if (!view)
    return dj_complain (error);

  DjOrganizationId district = dj_view_organization (view, argc > 2 ? argv[2] : "110105");
  gsize n = dj_view_list_subordinates (view, district, NULL, 0);
  g_autofree DjOrganizationId *below = g_new (DjOrganizationId, n);
  g_autofree gint64 *people = g_new (gint64, n);
  dj_view_list_subordinates (view, district, below, n);
  dj_view_count_people_many (view, below, n, people);

  gint64 sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += people[i];
  printf ("affiliated: %" G_GINT64_FORMAT "\n", dj_view_count_members (view, district, DJ_STATUS_ANY));
  printf ("distinct people: %" G_GINT64_FORMAT "\n", dj_view_count_people (view, district));
  printf ("added up over %" G_GSIZE_FORMAT " subordinates: %" G_GINT64_FORMAT "\n", n, sum);
  return 0;
}
