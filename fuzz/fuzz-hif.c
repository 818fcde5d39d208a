/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a HIF document. What cannot be taken leaves the change as it was; what can comes back the same from what is written. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static DjView *seal (DjRegister *reg) { return dj_register_seal (reg, dj_date (2024, 8, 26), NULL); }

static char *write_hif (DjRegister *reg)
{
  g_autoptr (DjView) view = seal (reg);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  g_assert_true (dj_view_write_hif (view, out, NULL));
  fclose (out);
  return text;
}

static void ask_all (DjRegister *reg)
{
  g_autoptr (DjView) view = seal (reg);
  FILE *out = fopen ("/dev/null", "w");
  dj_frame_unref (dj_view_alliances (view));
  dj_frame_unref (dj_view_alliance_bridges (view));
  g_assert_true (dj_view_write_dot (view, out, DJ_LANGUAGE_ZH, NULL));
  g_assert_true (dj_view_write_geojson (view, out, NULL));
  fclose (out);
}

static void check_round (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  char *text = write_hif (reg);
  g_autoptr (DjRegister) other = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (other, "round");
  dj_change_import_hif (change, text, -1, NULL, TRUE, &error);
  g_assert_no_error (error);
  dj_change_commit (change, &error);
  g_assert_no_error (error);
  char *again = write_hif (other);
  g_assert_cmpstr (text, ==, again);
  free (text);
  free (again);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "fuzz");
  gboolean make_bodies = size == 0 || data[size - 1] % 4 != 0;
  gboolean done = dj_change_import_hif (change, size > 0 ? (const char *)data : "", (gssize)size, "fuzz.json",
                                        make_bodies, &error);
  g_assert_true (done == (error == NULL));
  const DjIssues *issues = error ? dj_error_get_issues (error) : NULL;
  for (guint i = 0; issues && i < dj_issues_get_n (issues); i++)
    g_assert_true (dj_issues_get (issues, i)->code == DJ_ISSUE_TOO_MANY
                   || (dj_issues_get (issues, i)->line > 0 && dj_issues_get (issues, i)->column > 0));
  gboolean committed = dj_change_commit (change, NULL);
  if (!done)
    g_assert_true (committed && dj_register_get_n_rows (reg, DJ_TABLE_ALLIANCE) == 0);
  else if (committed)
  {
    ask_all (reg);
    check_round (reg);
  }
  return 0;
}
