/* SPDX-License-Identifier: Apache-2.0 */
/* Invariants of a register, held at every date: codes, references and days. Trees and affiliations have files of their own. */
#include "register/register-private.h"

#include <stdlib.h>
#include <string.h>
#include "schema/schema-private.h"

/* ---- Stretches --------------------------------------------------------------------------------------------------- */

/* Rows of a table, looked at in stretches of DJ_FIND_MANY by several threads, which only mark those in which something may be wrong. */
typedef struct Stretches
{
  const DjState *state;
  const DjTableData *table;
  int column;
  int earlier; /* another column, of days that may not come later */
  gboolean (*is_suspect) (const struct Stretches *stretches, gint32 begin, gint32 n);
  gint n_parts;
  guint8 *suspect; /* a byte for each */
} Stretches;

static gint32 count_stretches (const DjTableData *table)
{
  return table->n_rows / DJ_FIND_MANY + (table->n_rows % DJ_FIND_MANY > 0);
}

static void look_at_stretches (gint part, gpointer data)
{
  const Stretches *stretches = data;
  gint32 n_rows = stretches->table->n_rows;
  DjRange range = dj_get_part (count_stretches (stretches->table), part, stretches->n_parts);
  for (gint64 i = range.begin; i < range.end; i++)
  {
    gint32 begin = (gint32)(i * DJ_FIND_MANY);
    stretches->suspect[i] = (guint8)stretches->is_suspect (stretches, begin, MIN (DJ_FIND_MANY, n_rows - begin));
  }
}

static void find_suspects (Stretches *stretches)
{
  gint32 n = count_stretches (stretches->table);
  stretches->suspect = g_malloc0 ((gsize)n + 1);
  stretches->n_parts = dj_count_parts (n, 64);
  dj_in_parts (stretches->n_parts, look_at_stretches, stretches);
}

/* The first row from @row on that is in a suspect stretch, or the number of rows. */
static gint32 next_suspect (const Stretches *stretches, gint32 row)
{
  gint32 n_rows = stretches->table->n_rows;
  while (row < n_rows && !stretches->suspect[row / DJ_FIND_MANY])
    row += MIN (DJ_FIND_MANY - row % DJ_FIND_MANY, n_rows - row);
  return row;
}

/* ---- Codes ----------------------------------------------------------------------------------------------------- */

static void check_chain (DjCheck *check, DjTable t, gint32 first)
{
  const DjTableData *table = check->state->tables[t];
  DjDate covered = DJ_DATE_NONE;
  for (gint32 row = first; row >= 0; row = dj_state_get_next_row (check->state, t, row))
  {
    DjDate since, until;
    dj_table_get_period (table, row, &since, &until);
    if (since >= until)
      continue;
    if (covered != DJ_DATE_NONE && since < covered)
      dj_check_report (check, DJ_ISSUE_DUPLICATE, t, row, table->info->key, table->info->name, NULL, NULL);
    covered = MAX (covered, until);
  }
}

/* A code of two tables: told once, and remembered, so that what refers to it is not complained of too. */
static void report_shared_code (DjCheck *check, DjTable t, gint32 row, gint32 code, DjTable owner)
{
  dj_check_report (check, DJ_ISSUE_DUPLICATE, t, row, check->state->tables[t]->info->key,
                   dj_schema_get_table (owner)->name, NULL, NULL);
  guint tables = GPOINTER_TO_UINT (g_hash_table_lookup (check->shared, GINT_TO_POINTER (code)));
  g_hash_table_insert (check->shared, GINT_TO_POINTER (code), GUINT_TO_POINTER (tables | DJ_TABLE_BIT (t)));
}

/* Whether some row is not the only one of its code, or has none. */
static gboolean has_odd_code (const Stretches *stretches, gint32 begin, gint32 n)
{
  const DjState *state = stretches->state;
  DjTable t = stretches->table->id, owner;
  const gint32 *codes = dj_table_texts (stretches->table, stretches->column) + begin;
  for (gint32 i = 0; i < n; i++)
    if (dj_state_find_code (state, codes[i], &owner) != begin + i || owner != t
        || dj_state_get_next_row (state, t, begin + i) >= 0)
      return TRUE;
  return FALSE;
}

static void check_code (DjCheck *check, DjTable t, gint32 row)
{
  DjTable owner;
  const DjTableData *table = check->state->tables[t];
  gint32 code = dj_table_get_text (table, table->info->key, row);
  gint32 first = dj_state_find_code (check->state, code, &owner);
  if (first >= 0 && owner != t)
    report_shared_code (check, t, row, code, owner);
  else if (first == row)
    check_chain (check, t, first);
}

static void check_codes (DjCheck *check, DjTable t)
{
  const DjTableData *table = check->state->tables[t];
  if (table->info->key < 0 || !dj_table_texts (table, table->info->key))
    return;
  Stretches stretches
      = { .state = check->state, .table = table, .column = table->info->key, .is_suspect = has_odd_code };
  find_suspects (&stretches);
  for (gint32 row = next_suspect (&stretches, 0); row < table->n_rows; row = next_suspect (&stretches, row + 1))
    check_code (check, t, row);
  g_free (stretches.suspect);
}

/* ---- References ------------------------------------------------------------------------------------------------ */

/* First day of [since, until) on which no row of the chain holds, or @until. */
static DjDate first_gap (const DjState *state, DjTable t, gint32 first, DjDate since, DjDate until)
{
  DjDate reached = since;
  for (gint32 row = first; row >= 0 && reached < until; row = dj_state_get_next_row (state, t, row))
  {
    DjDate begins, ends;
    dj_table_get_period (state->tables[t], row, &begins, &ends);
    if (begins <= reached && ends > reached)
      reached = ends;
  }
  return MIN (reached, until);
}

static gboolean chain_touches (const DjState *state, DjTable t, gint32 first, DjDate since, DjDate until)
{
  for (gint32 row = first; row >= 0; row = dj_state_get_next_row (state, t, row))
  {
    DjDate begins, ends;
    dj_table_get_period (state->tables[t], row, &begins, &ends);
    if (begins < until && since < ends && begins < ends)
      return TRUE;
  }
  return FALSE;
}

/* Whether the code exists as long as a row of that period needs it; else @missing is the first day on which it does not. A row without
 * a beginning begins when the code does; a row without an end claims to go on. */
static gboolean holds_in_time (const DjState *state, DjTable t, gint32 first, DjDate since, DjDate until,
                               DjColumnFlags flags, DjDate *missing)
{
  *missing = since;
  if (!chain_touches (state, t, first, since, until))
    return FALSE;
  if (!(flags & DJ_COLUMN_WITHIN))
    return TRUE;
  *missing
      = first_gap (state, t, first, since == DJ_DATE_NONE ? dj_state_get_beginning (state, t, first) : since, until);
  return *missing == until;
}

static char *list_tables (guint32 references)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (references & DJ_TABLE_BIT (t))
      g_string_append_printf (names, "%s%s", names->len ? ", " : "", dj_schema_get_table ((DjTable)t)->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* What is referred to is looked at closely. */
static void check_reference (DjCheck *check, DjTable t, int column, gint32 row, gint32 code)
{
  const DjTableData *table = check->state->tables[t];
  const DjColumnInfo *info = &table->info->columns[column];
  const char *referred = dj_texts_get (check->state->texts, code);
  DjTable target;
  gint32 first = dj_state_find_code (check->state, code, &target);
  if (info->references & GPOINTER_TO_UINT (g_hash_table_lookup (check->shared, GINT_TO_POINTER (code))))
    return;
  if (first < 0 || !(info->references & DJ_TABLE_BIT (target)))
  {
    g_autofree char *tables = list_tables (info->references);
    dj_check_report (check, DJ_ISSUE_REFERENCE, t, row, column, info->name, referred, tables);
    return;
  }
  DjDate since, until, missing;
  dj_table_get_period (table, row, &since, &until);
  if (since >= until || holds_in_time (check->state, target, first, since, until, info->flags, &missing))
    return;
  char period[DJ_PERIOD_TEXT_SIZE];
  dj_check_report (check, DJ_ISSUE_REFERENCE_TIME, t, row, column, info->name, referred,
                   dj_period_format (missing, until, period));
}

/* Whether the one row of a code holds as long as a row needs it, which holds_in_time() says of any number of rows. */
static gboolean one_holds (const DjPeriods *periods, gint32 only, DjDate since, DjDate until, DjColumnFlags flags)
{
  DjDate begins, ends;
  dj_periods_get (periods, only, &begins, &ends);
  if (begins >= until || since >= ends || begins >= ends)
    return FALSE;
  return !(flags & DJ_COLUMN_WITHIN) || ((since == DJ_DATE_NONE || begins <= since) && ends >= until);
}

/* What rows of one column refer to. */
typedef struct
{
  const DjState *state;
  const DjColumnInfo *info;
  DjPeriods periods; /* of the rows */
  DjTable target;    /* the table to which the last one looked at refers, DJ_N_TABLES before the first, */
  DjPeriods targets; /* and its periods */
} References;

static void aim (References *references, DjTable target)
{
  if (references->target == target)
    return;
  references->target = target;
  references->targets = dj_table_get_periods (references->state->tables[target]);
}

/* Whether nothing is to be said of a reference. Nearly all are to a code of one row that holds. */
static gboolean is_good (References *references, gint32 row, DjTable target, gint32 first)
{
  DjDate since, until, missing;
  if (first < 0 || !(references->info->references & DJ_TABLE_BIT (target)))
    return FALSE;
  aim (references, target);
  dj_periods_get (&references->periods, row, &since, &until);
  if (since >= until)
    return TRUE;
  return dj_state_get_next_row (references->state, target, first) < 0
             ? one_holds (&references->targets, first, since, until, references->info->flags)
             : holds_in_time (references->state, target, first, since, until, references->info->flags, &missing);
}

static gboolean has_odd_reference (const Stretches *stretches, gint32 begin, gint32 n)
{
  const DjTableData *table = stretches->table;
  const gint32 *codes = dj_table_texts (table, stretches->column) + begin;
  References references = { .state = stretches->state,
                            .info = &table->info->columns[stretches->column],
                            .periods = dj_table_get_periods (table),
                            .target = DJ_N_TABLES };
  gint32 rows[DJ_FIND_MANY];
  DjTable tables[DJ_FIND_MANY];
  dj_state_find_codes (stretches->state, codes, n, rows, tables);
  for (gint32 i = 0; i < n; i++)
    if (codes[i] != DJ_TEXT_NONE && !is_good (&references, begin + i, tables[i], rows[i]))
      return TRUE;
  return FALSE;
}

/* What is suspect is looked at closely, row by row in order. */
static void check_column (DjCheck *check, DjTable t, int column)
{
  const DjTableData *table = check->state->tables[t];
  const gint32 *codes = dj_table_texts (table, column);
  Stretches stretches = { .state = check->state, .table = table, .column = column, .is_suspect = has_odd_reference };
  find_suspects (&stretches);
  for (gint32 row = next_suspect (&stretches, 0); row < table->n_rows; row = next_suspect (&stretches, row + 1))
    if (codes[row] != DJ_TEXT_NONE)
      check_reference (check, t, column, row, codes[row]);
  g_free (stretches.suspect);
}

static void check_references (DjCheck *check, DjTable t)
{
  const DjTableData *table = check->state->tables[t];
  for (int column = 0; column < table->info->n_columns; column++)
    if (table->info->columns[column].type == DJ_TYPE_REFERENCE && dj_table_texts (table, column))
      check_column (check, t, column);
}

/* ---- Days ------------------------------------------------------------------------------------------------------ */

/* Without a branch, since this is asked of every row. */
static gboolean has_odd_order (const Stretches *stretches, gint32 begin, gint32 n)
{
  const DjDate *later = dj_table_dates (stretches->table, stretches->column) + begin;
  const DjDate *earlier = dj_table_dates (stretches->table, stretches->earlier) + begin;
  int odd = 0;
  for (gint32 i = 0; i < n; i++)
    odd |= (later[i] != DJ_DATE_NONE) & (later[i] < earlier[i]);
  return odd;
}

static void check_order (DjCheck *check, DjTable t, int column, int earlier)
{
  const DjTableData *table = check->state->tables[t];
  const DjDate *later_days = dj_table_dates (table, column);
  const DjDate *earlier_days = dj_table_dates (table, earlier);
  if (!later_days || !earlier_days)
    return;
  Stretches stretches
      = { .state = check->state, .table = table, .column = column, .earlier = earlier, .is_suspect = has_odd_order };
  find_suspects (&stretches);
  for (gint32 row = next_suspect (&stretches, 0); row < table->n_rows; row = next_suspect (&stretches, row + 1))
  {
    if (later_days[row] == DJ_DATE_NONE || later_days[row] >= earlier_days[row])
      continue;
    char day[DJ_DATE_TEXT_SIZE], bound[DJ_DATE_TEXT_SIZE];
    dj_check_report (check, DJ_ISSUE_PERIOD, t, row, column, table->info->columns[column].name,
                     dj_date_format (later_days[row], day), dj_date_format (earlier_days[row], bound));
  }
  g_free (stretches.suspect);
}

static void check_days (DjCheck *check, DjTable t)
{
  const DjTableInfo *info = check->state->tables[t]->info;
  for (int column = 0; column < info->n_columns; column++)
    if (info->columns[column].not_before)
      check_order (check, t, column, dj_table_find_column (t, info->columns[column].not_before));
}

/* ---- All ------------------------------------------------------------------------------------------------------- */

static gboolean is_stopped (const DjCheck *check)
{
  return check->cancellable && g_cancellable_is_cancelled (check->cancellable);
}

gboolean dj_check_run (DjCheck *check)
{
  check->shared = g_hash_table_new (NULL, NULL);
  for (int t = 0; t < DJ_N_TABLES && !is_stopped (check); t++)
    check_codes (check, (DjTable)t);
  for (int t = 0; t < DJ_N_TABLES && !is_stopped (check); t++)
  {
    check_references (check, (DjTable)t);
    check_days (check, (DjTable)t);
  }
  g_clear_pointer (&check->shared, g_hash_table_unref);
  if (!is_stopped (check))
    dj_check_trees (check);
  if (!is_stopped (check))
    dj_check_affiliations (check);
  return !is_stopped (check);
}
