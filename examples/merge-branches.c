/* SPDX-License-Identifier: Apache-2.0 */
/* A change: two branches become one, seen before it is done, and done as a whole or not at all. */
#include <dangjian/dangjian.h>

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  if (!reg)
    return dj_complain (error);

  const char *from = argc > 3 ? argv[2] : "b002", *to = argc > 3 ? argv[3] : "b003";
  DjDate day = dj_date (2024, 9, 1);
  g_autoptr (DjChange) change = dj_register_begin (reg, "merge two small branches");
  if (!dj_change_end (change, DJ_TABLE_ORGANIZATION, from, day, &error))
    return dj_complain (error);
  g_autoptr (DjIssues) before = dj_change_check (change, NULL);
  printf ("members left without affiliation: %u\n", dj_issues_count (before, DJ_SEVERITY_MUST));

  g_autoptr (DjChange) better = dj_register_begin (reg, "merge two small branches, members first");
  if (!dj_change_move_members (better, from, to, day, &error)
      || !dj_change_end (better, DJ_TABLE_ORGANIZATION, from, day, &error) || !dj_change_commit (better, &error))
    return dj_complain (error);

  g_autoptr (DjView) view = dj_register_seal (reg, day, &error);
  printf ("%s exists: %s\n", from, dj_view_organization (view, from) == DJ_NONE ? "no" : "yes");
  printf ("members of %s: %" G_GINT64_FORMAT "\n", to,
          dj_view_count_members (view, dj_view_organization (view, to), DJ_STATUS_ANY));
  return 0;
}
