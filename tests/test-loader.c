/* SPDX-License-Identifier: Apache-2.0 */
/* The loader fed by hand: blank rows, short columns, what a lenient reading drops, and where rows came from. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "register/register-private.h"

/* ---- Helpers --------------------------------------------------------------------------------------------------- */

/* Cells are separated by commas, rows by semicolons; an empty cell is missing. */
static void feed (DjLoader *loader, DjTable table, const char *header, const char *body)
{
  g_auto (GStrv) names = g_strsplit (header, ",", -1);
  g_auto (GStrv) rows = g_strsplit (body, ";", -1);
  ck_assert (dj_loader_begin_table (loader, table, "file", (const char *const *)names, g_strv_length (names), 1));
  for (int r = 0; rows[r]; r++)
  {
    g_auto (GStrv) cells = g_strsplit (rows[r], ",", -1);
    dj_loader_begin_row (loader, r + 2);
    for (gsize c = 0; cells[c]; c++)
      if (*cells[c])
        dj_loader_set_cell (loader, c, cells[c], strlen (cells[c]));
    dj_loader_end_row (loader);
  }
  dj_loader_end_table (loader);
}

static guint count_code (const DjIssues *issues, DjIssueCode code)
{
  guint n = 0;
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    n += dj_issues_get (issues, i)->code == code;
  return n;
}

/* ---- Tests ----------------------------------------------------------------------------------------------------- */

START_TEST (test_blank_rows)
{
  GError *error = NULL;
  DjLoader *loader = dj_loader_new ();
  feed (loader, DJ_TABLE_ORGANIZATION, "code,name,kind", "a,甲,branch;,,; , ,\u3000;b,乙,branch;,,");
  g_autoptr (DjRegister) reg = dj_loader_finish (loader, FALSE, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "");
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 2);
  ck_assert_uint_eq (dj_issues_get_n (dj_register_get_issues (reg)), 0);
  dj_loader_free (loader);
}
END_TEST

/* The issue names the column that stands in the file, and in Chinese by the label an office uses. */
START_TEST (test_short_column_is_named_as_it_stands)
{
  g_autoptr (GError) error = NULL;
  DjLoader *loader = dj_loader_new ();
  feed (loader, DJ_TABLE_ORGANIZATION, "code,name,kind,上级党组织", "a,甲,branch,nowhere");
  ck_assert_ptr_null (dj_loader_finish (loader, FALSE, &error));
  const DjIssue *issue = dj_issues_get (dj_error_get_issues (error), 0);
  ck_assert_int_eq (issue->code, DJ_ISSUE_REFERENCE);
  ck_assert_int_eq (issue->line, 2);
  ck_assert_int_eq (issue->column, 4);
  ck_assert_ptr_nonnull (strstr (issue->message_en, "'superior'"));
  ck_assert_ptr_nonnull (strstr (issue->message_zh, "“上级党组织”"));
  ck_assert_ptr_nonnull (strstr (issue->message_zh, "党组织 中"));
  dj_loader_free (loader);
}
END_TEST

/* One defect; what hangs on it goes with it, told once each, and without complaints of its own. */
START_TEST (test_lenient_drops_what_depends)
{
  DjLoader *loader = dj_loader_new ();
  feed (loader, DJ_TABLE_ORGANIZATION, "code,name,kind", "a,甲,branch;b,乙,branch");
  feed (loader, DJ_TABLE_PERSON, "code,name,education,affiliation,admitted",
        "p1,x,wizardry,a,2020-01-01;p2,y,,a,2020-01-01");
  g_autoptr (DjRegister) reg = dj_loader_finish (loader, TRUE, NULL);
  ck_assert_ptr_nonnull (reg);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_PERSON), 1);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_MEMBERSHIP), 1);
  const DjIssues *issues = dj_register_get_issues (reg);
  ck_assert_uint_eq (dj_issues_get_n (issues), 2);
  ck_assert_uint_eq (count_code (issues, DJ_ISSUE_CODE), 1);
  ck_assert_uint_eq (count_code (issues, DJ_ISSUE_DROPPED), 1);
  dj_loader_free (loader);
}
END_TEST

/* Each approved by the one before; the first by nobody that exists. All go, in rounds that do not grow with the chain. */
START_TEST (test_lenient_long_chain)
{
  const int n = 60000;
  g_autoptr (GString) body = g_string_new ("o0,x,branch,nobody");
  for (int i = 1; i < n; i++)
    g_string_append_printf (body, ";o%d,x,branch,o%d", i, i - 1);
  DjLoader *loader = dj_loader_new ();
  feed (loader, DJ_TABLE_ORGANIZATION, "code,name,kind,approved_by", body->str);
  g_autoptr (DjRegister) reg = dj_loader_finish (loader, TRUE, NULL);
  ck_assert_ptr_nonnull (reg);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 0);
  ck_assert_uint_eq (count_code (dj_register_get_issues (reg), DJ_ISSUE_REFERENCE), 1);
  ck_assert_uint_eq (count_code (dj_register_get_issues (reg), DJ_ISSUE_DROPPED), (guint)n);
  dj_loader_free (loader);
}
END_TEST

/* ---- Origins of rows, as runs, against one for each row ---------------------------------------------------------- */

#define ORIGINS 400

typedef struct
{
  GRand *chance;
  DjTableData *table;
  DjOrigin all[ORIGINS];
  gint32 n;
} Origins;

/* Some rows more, from one file or the other: line after line, several lines each, or from anywhere. */
static void add_origins (Origins *origins)
{
  gint32 step = g_rand_int_range (origins->chance, -1, 3);
  gint32 n = MIN (g_rand_int_range (origins->chance, 1, 12), ORIGINS - origins->n);
  DjOrigin origin = { g_rand_int_range (origins->chance, 0, 2), g_rand_int_range (origins->chance, 1, 50),
                      g_rand_int_range (origins->chance, 0, 50) };
  if (origins->n > 0 && g_rand_boolean (origins->chance))
    origin = (DjOrigin){ origins->all[origins->n - 1].source, origins->all[origins->n - 1].line + step,
                         origins->all[origins->n - 1].ordinal + 1 };
  if (step == 1)
    dj_table_set_origins (origins->table, origins->n, n, &origin);
  for (gint32 i = 0; i < n; i++)
  {
    origins->all[origins->n + i] = origin;
    if (step != 1)
      dj_table_set_origin (origins->table, origins->n + i, &origin);
    origin.line += step;
    origin.ordinal++;
  }
  origins->n += n;
}

static void drop_origins (Origins *origins)
{
  guint8 drop[ORIGINS];
  gint32 kept = 0;
  for (gint32 row = 0; row < origins->n; row++)
  {
    drop[row] = g_rand_int_range (origins->chance, 0, 5) == 0;
    if (!drop[row])
      origins->all[kept++] = origins->all[row];
  }
  origins->table->n_rows = origins->n;
  dj_table_drop_origins (origins->table, drop);
  origins->n = kept;
}

static void check_origins (const Origins *origins)
{
  for (gint32 row = 0; row < origins->n; row++)
  {
    DjOrigin found = dj_table_get_origin (origins->table, row);
    ck_assert_int_eq (found.source, origins->all[row].source);
    ck_assert_int_eq (found.line, origins->all[row].line);
    ck_assert_int_eq (found.ordinal, origins->all[row].ordinal);
  }
}

START_TEST (test_origins)
{
  for (guint32 seed = 0; seed < 500; seed++)
  {
    Origins origins = { .chance = g_rand_new_with_seed (seed), .table = dj_table_new (DJ_TABLE_PERSON) };
    while (origins.n < ORIGINS - 20)
    {
      add_origins (&origins);
      if (g_rand_int_range (origins.chance, 0, 4) == 0) /* the last row is given up, as a row with defects is */
        origins.n--;
      if (g_rand_int_range (origins.chance, 0, 40) == 0)
        drop_origins (&origins);
    }
    check_origins (&origins);
    dj_table_unref (origins.table);
    g_rand_free (origins.chance);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("loader");
  TCase *loading = tcase_create ("loading");
  tcase_set_timeout (loading, 60);
  tcase_add_test (loading, test_blank_rows);
  tcase_add_test (loading, test_short_column_is_named_as_it_stands);
  tcase_add_test (loading, test_lenient_drops_what_depends);
  tcase_add_test (loading, test_lenient_long_chain);
  tcase_add_test (loading, test_origins);
  suite_add_tcase (suite, loading);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
