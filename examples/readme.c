/* SPDX-License-Identifier: Apache-2.0 */
#include <dangjian/dangjian.h>

int main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read ("cases/beijing", NULL, &error);
  if (!reg)
    return dj_complain (error); /* every defect: file, line, column, sentence */

  g_autoptr (DjView) view = dj_register_seal (reg, dj_date (2024, 8, 26), &error);
  DjOrganizationId district = dj_view_organization (view, "110105"); /* who leads in that area */
  DjOrganization organization;
  dj_view_get_organization (view, district, &organization);
  printf ("%s: %d members, %d people take part\n", organization.name,
          (int)dj_view_count_members (view, district, DJ_STATUS_ANY), (int)dj_view_count_people (view, district));

  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  options.by = DJ_BY_AGE;
  g_autoptr (DjFrame) table = dj_view_count (view, district, &options, &error);
  dj_frame_print (table, stdout, NULL);
  return 0;
}
