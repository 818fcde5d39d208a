/* SPDX-License-Identifier: Apache-2.0 */
/* The tree: organizations are numbered in preorder, so what is under one is a range of numbers. */
#include <dangjian/dangjian.h>

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  g_autoptr (DjView) view = reg ? dj_register_seal (reg, dj_date (2024, 8, 26), &error) : NULL;
  if (!view)
    return dj_complain (error);

  /* The code of an organization, or that of an area for the organization that leads there. */
  DjOrganizationId top = dj_view_organization (view, argc > 2 ? argv[2] : "110105004");
  DjOrganizationId end = dj_view_get_end (view, top);
  gint32 depth = dj_view_get_depth (view, top);
  for (DjOrganizationId id = top; id < end; id++)
  {
    DjOrganization organization;
    dj_view_get_organization (view, id, &organization);
    printf ("%*s%s\n", 2 * (dj_view_get_depth (view, id) - depth), "", organization.name);
  }
  return 0;
}
