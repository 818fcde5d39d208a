/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of random registers, sound or broken by chance, against the naive checker that looks at every day; and what a
 * commit does.
 *
 * DJ_TEST_SEED is the seed of the first register, DJ_TEST_ROUNDS how many there are. */
#include "naive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 2000
#define MOST_MENDS 8

static const NaiveSize size = { .organizations = 8, .persons = 8, .ticks = 8 };

/* What a row was before it was broken; a row that was added was not. */
typedef struct
{
  DjTable table;
  int row;
  NaiveRow before;
} Mend;

typedef struct
{
  NaiveChance chance;
  NaiveTicks ticks;
  NaiveRegister *rows;
  DjRegister *reg;
  DjChange *change;
  Mend mends[MOST_MENDS];
  int n_mends;
  gboolean added;
} Round;

/* ---- Editing both sides alike ----------------------------------------------------------------------------------- */

static int column_names (DjTable table, const char *names[NAIVE_CELLS])
{
  const DjTableInfo *info = dj_schema_get_table (table);
  for (int c = 0; c < info->n_columns; c++)
    names[c] = info->columns[c].name;
  return info->n_columns;
}

static gboolean amend (Round *round, DjTable table, int row, const NaiveRow *values)
{
  const char *names[NAIVE_CELLS];
  int n = column_names (table, names);
  return dj_change_amend_row (round->change, table, row, names, values->cells, (gsize)n, NULL);
}

/* Puts @values in the row; where the library refuses them (a required value is missing), neither side has changed. */
static void replace (Round *round, DjTable table, int row, const NaiveRow *values)
{
  if (round->n_mends == MOST_MENDS || !amend (round, table, row, values))
    return;
  NaiveRow *here = naive_row (round->rows, table, row);
  round->mends[round->n_mends++] = (Mend){ table, row, *here };
  *here = *values;
}

static void append (Round *round, DjTable table, const NaiveRow *values)
{
  const char *names[NAIVE_CELLS];
  int n = column_names (table, names);
  g_autoptr (GError) error = NULL;
  gint32 row = dj_change_add_row (round->change, table, names, values->cells, (gsize)n, &error);
  if (row < 0)
    ck_abort_msg ("%s: row not added: %s", naive_where, error->message);
  *naive_add (round->rows, table) = *values;
  round->added = TRUE;
}

/* ---- Breaking --------------------------------------------------------------------------------------------------- */

static gboolean pick_row (Round *round, DjTable *table, int *row)
{
  static const DjTable often[] = { DJ_TABLE_ORGANIZATION, DJ_TABLE_SUBORDINATION, DJ_TABLE_PERSON,
                                   DJ_TABLE_MEMBERSHIP,   DJ_TABLE_MEMBERSHIP,    DJ_TABLE_AREA };
  *table = (DjTable)naive_number (&round->chance, DJ_N_TABLES);
  if (naive_percent (&round->chance, 70))
    *table = often[naive_number (&round->chance, (int)G_N_ELEMENTS (often))];
  *row = naive_number (&round->chance, naive_n_rows (round->rows, *table));
  return naive_n_rows (round->rows, *table) > 0;
}

/* A code of any table, mostly of one the column may refer to. */
static const char *any_code (Round *round, guint32 tables)
{
  for (int attempt = 0; attempt < 40; attempt++)
  {
    DjTable table = (DjTable)naive_number (&round->chance, DJ_N_TABLES);
    const DjTableInfo *info = dj_schema_get_table (table);
    int n = naive_n_rows (round->rows, table);
    if (info->key >= 0 && n > 0 && ((tables & DJ_TABLE_BIT (table)) || naive_percent (&round->chance, 3)))
      return naive_row (round->rows, table, naive_number (&round->chance, n))->cells[info->key];
  }
  return "nowhere";
}

static DjDate any_day (Round *round)
{
  if (naive_percent (&round->chance, 15))
    return DJ_DATE_NONE;
  return round->ticks.days[naive_number (&round->chance, round->ticks.n)] + naive_number (&round->chance, 3) - 1;
}

/* One of the columns of a type, -1 where there is none. */
static int pick_column (Round *round, DjTable table, DjType type)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  int found = -1;
  int n = 0;
  for (int c = 0; c < info->n_columns; c++)
    if (info->columns[c].type == type && naive_number (&round->chance, ++n) == 0)
      found = c;
  return found;
}

/* Moves a date by a day, or to any other. */
static void break_date (Round *round, DjTable table, NaiveRow *values)
{
  int column = pick_column (round, table, DJ_TYPE_DATE);
  if (column < 0)
    return;
  DjDate day = naive_day (values->cells[column]);
  gboolean by_one = day != DJ_DATE_NONE && naive_percent (&round->chance, 60);
  naive_set_day (round->rows, values, column,
                 by_one ? day + 1 - 2 * naive_number (&round->chance, 2) : any_day (round));
}

static void break_reference (Round *round, DjTable table, NaiveRow *values)
{
  int column = pick_column (round, table, DJ_TYPE_REFERENCE);
  if (column < 0)
    return;
  guint32 tables = dj_schema_get_table (table)->columns[column].references;
  values->cells[column] = naive_percent (&round->chance, 10) ? "nowhere" : any_code (round, tables);
}

static void break_code (Round *round, DjTable table, NaiveRow *values)
{
  int key = dj_schema_get_table (table)->key;
  if (key >= 0)
    values->cells[key] = any_code (round, DJ_TABLE_BIT (table));
}

/* Another row like one that is there, or a subordination of any two for some days. */
static void break_by_adding (Round *round, DjTable table, NaiveRow *values)
{
  if (naive_percent (&round->chance, 50))
  {
    table = DJ_TABLE_SUBORDINATION;
    memset (values, 0, sizeof *values);
    values->cells[DJ_COLUMN_SUBORDINATION_ORGANIZATION] = any_code (round, DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION));
    values->cells[DJ_COLUMN_SUBORDINATION_SUPERIOR] = any_code (round, DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION));
    DjDate since = any_day (round);
    DjDate until = since == DJ_DATE_NONE ? any_day (round) : since + naive_number (&round->chance, 40);
    naive_set_day (round->rows, values, DJ_COLUMN_SUBORDINATION_SINCE, since);
    naive_set_day (round->rows, values, DJ_COLUMN_SUBORDINATION_UNTIL, until);
  }
  else
    break_date (round, table, values);
  append (round, table, values);
}

static void break_once (Round *round)
{
  DjTable table;
  int row;
  if (!pick_row (round, &table, &row))
    return;
  NaiveRow values = *naive_row (round->rows, table, row);
  int how = naive_number (&round->chance, 100);
  if (how >= 75)
  {
    break_by_adding (round, table, &values);
    return;
  }
  if (how < 40)
    break_date (round, table, &values);
  else if (how < 65)
    break_reference (round, table, &values);
  else
    break_code (round, table, &values);
  replace (round, table, row, &values);
}

/* ---- Comparing findings ----------------------------------------------------------------------------------------- */

static char *describe (DjIssueCode code, int table, int row, const char *subject, const char *more)
{
  return g_strdup_printf ("%d %s %d %s %s", code, table >= 0 ? dj_schema_get_table ((DjTable)table)->name : "", row,
                          subject ? subject : "", more ? more : "");
}

static char *describe_all (const DjIssues *library, const GArray *naive)
{
  GString *text = g_string_new ("\nlibrary:\n");
  for (guint i = 0; i < dj_issues_get_n (library); i++)
  {
    const DjIssue *issue = dj_issues_get (library, i);
    g_autofree char *line = describe (issue->code, issue->table, issue->row, issue->subject, issue->message_en);
    g_string_append_printf (text, "  %s\n", line);
  }
  g_string_append (text, "naive:\n");
  for (guint i = 0; i < naive->len; i++)
  {
    const NaiveFinding *finding = &g_array_index (naive, NaiveFinding, i);
    g_autofree char *line = describe (finding->code, finding->table, finding->row, finding->subject, finding->cycle);
    g_string_append_printf (text, "  %s\n", line);
  }
  return g_string_free (text, FALSE);
}

static gboolean agrees (const DjIssue *issue, const NaiveFinding *finding)
{
  if (issue->code != finding->code)
    return FALSE;
  if (naive_finding_is_by_row (issue->code))
    return issue->table == finding->table && issue->row == finding->row;
  return g_strcmp0 (issue->subject, finding->subject) == 0;
}

static gboolean is_found (const GArray *naive, const DjIssue *issue)
{
  for (guint f = 0; f < naive->len; f++)
    if (agrees (issue, &g_array_index (naive, NaiveFinding, f)))
      return TRUE;
  return FALSE;
}

static gboolean is_doubled (const GArray *naive, const char *code)
{
  return code && is_found (naive, &(DjIssue){ .code = DJ_ISSUE_DUPLICATE, .subject = code });
}

/* Whether anything in the cycle has two superiors at once or a doubled code: it cannot be told where the cycle goes. */
static gboolean is_doubtful_cycle (const GArray *naive, const NaiveFinding *finding)
{
  gboolean doubtful = FALSE;
  for (guint f = 0; finding->cycle && f < naive->len; f++)
  {
    const NaiveFinding *same = &g_array_index (naive, NaiveFinding, f);
    if (g_strcmp0 (same->cycle, finding->cycle) == 0)
      doubtful = doubtful || is_doubled (naive, same->subject)
                 || is_found (naive, &(DjIssue){ .code = DJ_ISSUE_SUPERIOR, .subject = same->subject });
  }
  return doubtful;
}

/* One issue is enough for all who are under each other. */
static gboolean is_reported (const DjIssues *library, const GArray *naive, const NaiveFinding *finding)
{
  for (guint i = 0; i < dj_issues_get_n (library); i++)
    for (guint f = 0; f < naive->len; f++)
    {
      const NaiveFinding *same = &g_array_index (naive, NaiveFinding, f);
      if ((same == finding || (finding->cycle && g_strcmp0 (same->cycle, finding->cycle) == 0))
          && agrees (dj_issues_get (library, i), same))
        return TRUE;
    }
  return FALSE;
}

static gboolean refers_to_doubled (const NaiveRegister *rows, const GArray *naive, DjTable table, int row)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  gboolean doubled = FALSE;
  for (int c = 0; c < info->n_columns; c++)
    if (info->columns[c].type == DJ_TYPE_REFERENCE)
      doubled = doubled || is_doubled (naive, naive_row (rows, table, row)->cells[c]);
  return doubled;
}

/* Where a code is given twice, it cannot be told whose affiliations rows are, nor when what is referred to exists. */
static gboolean is_doubtful (const NaiveRegister *rows, const GArray *naive, const NaiveFinding *finding)
{
  if (finding->code == DJ_ISSUE_REFERENCE_TIME)
    return refers_to_doubled (rows, naive, (DjTable)finding->table, finding->row);
  if (finding->code == DJ_ISSUE_AFFILIATION_TWO || finding->code == DJ_ISSUE_AFFILIATION_NONE
      || finding->code == DJ_ISSUE_AFFILIATION_OUTSIDE)
    return is_doubled (naive, finding->subject);
  return is_doubtful_cycle (naive, finding);
}

static void compare_findings (const NaiveRegister *rows, const DjIssues *library, const GArray *naive)
{
  gboolean same = TRUE;
  for (guint i = 0; same && i < dj_issues_get_n (library); i++)
  {
    const DjIssue *issue = dj_issues_get (library, i);
    const NaiveFinding finding
        = { .code = issue->code, .table = issue->table, .row = issue->row, .subject = issue->subject };
    same = is_found (naive, issue) || is_doubtful (rows, naive, &finding);
  }
  for (guint f = 0; same && f < naive->len; f++)
  {
    const NaiveFinding *finding = &g_array_index (naive, NaiveFinding, f);
    same = is_reported (library, naive, finding) || is_doubtful (rows, naive, finding);
  }
  g_autofree char *text = same ? NULL : describe_all (library, naive);
  if (!same)
    ck_abort_msg ("%s: findings differ%s", naive_where, text);
}

/* ---- Committing ------------------------------------------------------------------------------------------------- */

static char *all_as_csv (DjRegister *reg)
{
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream (&text, &length);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (DjFrame) frame = dj_register_get_table (reg, (DjTable)t);
    ck_assert (dj_frame_write_csv (frame, out, NULL));
  }
  ck_assert_int_eq (fclose (out), 0);
  return text;
}

static gboolean is_must (const NaiveFinding *finding) { return finding->code != DJ_ISSUE_AFFILIATION_OUTSIDE; }

static void expect_commit (Round *round, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  gboolean committed = dj_change_commit (round->change, &error);
  if (committed != expected)
    ck_abort_msg ("%s: committed %d, should be %d: %s", naive_where, committed, expected, error ? error->message : "");
  if (!committed && (!g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA) || !dj_error_get_issues (error)))
    ck_abort_msg ("%s: refused with the wrong error: %s", naive_where, error->message);
}

/* Takes the edits back, last first; then the change can be committed, and the register is what it was. */
static void mend (Round *round, const char *before)
{
  while (round->n_mends > 0)
  {
    const Mend *last = &round->mends[--round->n_mends];
    if (!amend (round, last->table, last->row, &last->before))
      ck_abort_msg ("%s: not mended", naive_where);
  }
  expect_commit (round, TRUE);
  char *after = all_as_csv (round->reg);
  naive_same_text (after, before, "the register after mending", 0);
  free (after);
}

static void start_round (Round *round, guint64 seed)
{
  memset (round, 0, sizeof *round);
  g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1", seed);
  round->chance.state = ~seed;
  round->rows = naive_generate (seed, &size, &round->ticks);
  round->reg = dj_register_new ();
  round->change = dj_register_begin (round->reg, naive_where);
  naive_add_to_change (round->rows, round->change);
  expect_commit (round, TRUE);
}

static void run_round (guint64 seed)
{
  Round round;
  start_round (&round, seed);
  for (int n = naive_number (&round.chance, 4); n > 0; n--)
    break_once (&round);
  char *before = all_as_csv (round.reg);
  g_autoptr (DjIssues) library = dj_change_check (round.change, NULL);
  g_autoptr (GArray) naive = naive_check (round.rows);
  compare_findings (round.rows, library, naive);
  gboolean sound = TRUE;
  for (guint f = 0; f < naive->len; f++)
    sound = sound && !is_must (&g_array_index (naive, NaiveFinding, f));
  expect_commit (&round, sound);
  char *after = all_as_csv (round.reg);
  if (!sound)
    naive_same_text (after, before, "the register after a refused commit", 0);
  if (!sound && !round.added)
    mend (&round, before);
  free (before);
  free (after);
  dj_change_unref (round.change);
  dj_register_unref (round.reg);
  naive_register_free (round.rows);
}

START_TEST (test_checks)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  guint64 rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds; i++)
    run_round (seed + i);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("check-naive");
  TCase *tcase = tcase_create ("check-naive");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_checks);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
