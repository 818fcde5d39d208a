/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as an order of resort, and as a matter: it is taken or refused, and what is taken answers the same for one unit and for all. */
#include <stdint.h>

#include <dangjian/dangjian.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A unit in a building of a community, covered by area, with an item assigned. */
static DjRegister *make_register (void)
{
  DjRegister *reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "fuzz");
  dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "c", "name", "c", "kind", "community", NULL);
  dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "b", "name", "b", "kind", "building", "parent", "c", NULL);
  dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "u", "name", "u", "kind", "organ", "area", "b", NULL);
  dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "o", "name", "o", "kind", "branch", "base_area", "c",
                 NULL);
  dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "p", "name", "p", "kind", "branch", "base_area", "b",
                 NULL);
  dj_change_add (change, DJ_TABLE_COVERAGE, NULL, "unit", "u", "organization", "o", "manner", "area", NULL);
  dj_change_add (change, DJ_TABLE_CHECKLIST, NULL, "code", "l", "name", "l", "kind", "responsibility", "owner", "o",
                 NULL);
  dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", "i", "checklist", "l", "title", "i", "category", "safety", NULL);
  dj_change_add (change, DJ_TABLE_ASSIGNMENT, NULL, "item", "i", "body", "p", "role", "accountable", NULL);
  g_assert_true (dj_change_commit (change, NULL));
  return reg;
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static DjView *view;
  if (!view)
  {
    g_autoptr (DjRegister) reg = make_register ();
    view = dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *order = g_strndup ((const char *)data, size);
  g_autoptr (DjFrame) one = dj_view_who_answers (view, "safety", "u", order, &error);
  g_assert_true ((one != NULL) == (error == NULL));
  g_autoptr (DjFrame) gaps = dj_view_gaps (view, "safety", order, NULL);
  g_assert_true ((gaps != NULL) == (one != NULL));
  if (one)
    g_assert_true (dj_frame_get_n_rows (gaps) == (dj_frame_get_n_rows (one) == 0));
  g_autoptr (DjFrame) matter = dj_view_who_answers (view, order, "u", NULL, NULL);
  g_assert_true (matter != NULL && dj_frame_get_n_rows (matter) > 0);
  return 0;
}
