/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of the field: ending, moving, transferring. Each is checked before it writes, so that it is done whole or not at all. */
#include "register/register-private.h"

#include "schema/schema-private.h"

/* ---- Periods of rows ------------------------------------------------------------------------------------------- */

/* Ends a row on a day; a row that begins later keeps no day. */
static void end_row (DjTableData *table, gint32 row, DjDate on)
{
  DjDate since, until;
  dj_table_get_period (table, row, &since, &until);
  dj_table_set_date (table, table->info->until, row, MAX (since, on));
}

static gboolean goes_beyond (const DjTableData *table, gint32 row, DjDate on)
{
  DjDate since, until;
  dj_table_get_period (table, row, &since, &until);
  return until > on && since < until;
}

static gint32 find_text (DjChange *change, const char *code)
{
  const DjState *draft = dj_change_get_draft (change);
  return dj_texts_find (draft->texts, code, -1);
}

/* ---- Ending ---------------------------------------------------------------------------------------------------- */

/* Ends the rows of one table that follow the code, from among those that had begun before it was to end anyway. */
static void end_followers (DjChange *change, const DjTableData *table, int column, gint32 code, DjDate on,
                           DjDate old_until)
{
  const gint32 *codes = dj_table_texts (table, column);
  for (gint32 row = 0; codes && row < table->n_rows; row++)
  {
    DjDate since, until;
    if (codes[row] != code)
      continue;
    dj_table_get_period (table, row, &since, &until);
    if (until <= on || since >= old_until)
      continue;
    DjTableData *own = dj_change_edit (change, table->id);
    end_row (own, row, on);
    table = own;
    codes = dj_table_texts (table, column);
  }
}

static void end_all_followers (DjChange *change, const DjState *draft, DjTable ended, gint32 code, DjDate on,
                               DjDate old_until)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)t);
    for (int column = 0; column < info->n_columns; column++)
      if ((info->columns[column].flags & DJ_COLUMN_FOLLOWS)
          && (info->columns[column].references & DJ_TABLE_BIT (ended)))
        end_followers (change, draft->tables[t], column, code, on, old_until);
  }
}

gboolean dj_change_end (DjChange *change, DjTable id, const char *code, DjDate on, GError **error)
{
  g_return_val_if_fail (change != NULL && id < DJ_N_TABLES, FALSE);
  g_return_val_if_fail (dj_schema_get_table (id)->key >= 0 && dj_schema_get_table (id)->until >= 0, FALSE);
  gint32 row = dj_is_day (on, error) ? dj_change_row_on (change, id, code, on - 1, error) : -1;
  if (row < 0)
    return FALSE;
  const DjState *draft = dj_change_get_draft (change);
  gint32 text = dj_texts_find (draft->texts, code, -1);
  DjTableData *table = dj_change_edit (change, id);
  DjDate since, old_until;
  dj_table_get_period (table, row, &since, &old_until);
  end_row (table, row, on);
  end_all_followers (change, draft, id, text, on, old_until);
  return TRUE;
}

gboolean dj_change_end_row (DjChange *change, DjTable id, gint32 row, DjDate on, GError **error)
{
  g_return_val_if_fail (change != NULL && id < DJ_N_TABLES, FALSE);
  g_return_val_if_fail (dj_schema_get_table (id)->until >= 0, FALSE);
  if (!dj_is_day (on, error) || !dj_change_has_row (change, id, row, error))
    return FALSE;
  end_row (dj_change_edit (change, id), row, on);
  return TRUE;
}

/* ---- Moving ---------------------------------------------------------------------------------------------------- */

/* Ends all rows of a table with these values in two columns that go beyond a day. @kind_column may be -1. */
static void end_rows (DjTableData *table, int column, gint32 code, int kind_column, int kind, DjDate on)
{
  const gint32 *codes = dj_table_texts (table, column);
  for (gint32 row = 0; codes && row < table->n_rows; row++)
    if (codes[row] == code && (kind_column < 0 || dj_table_get_code (table, kind_column, row) == kind)
        && goes_beyond (table, row, on))
      end_row (table, row, on);
}

static gboolean has_room (DjChange *change, DjTable id, gint32 rows, GError **error)
{
  const DjTableData *table = dj_change_get_draft (change)->tables[id];
  if (table->n_rows <= G_MAXINT32 - rows)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT, DJ_SAY ("表 %s 已满", "Table %s is full"), table->info->name);
  return FALSE;
}

static void add_subordination (DjTableData *table, gint32 organization, gint32 superior, DjDate on)
{
  gint32 row = dj_table_append_row (table);
  dj_table_set_text (table, DJ_COLUMN_SUBORDINATION_ORGANIZATION, row, organization);
  dj_table_set_text (table, DJ_COLUMN_SUBORDINATION_SUPERIOR, row, superior);
  dj_table_set_date (table, DJ_COLUMN_SUBORDINATION_SINCE, row, on);
}

gboolean dj_change_move_organization (DjChange *change, const char *organization, const char *superior, DjDate on,
                                      GError **error)
{
  g_return_val_if_fail (change != NULL, FALSE);
  if (!dj_is_day (on, error) || dj_change_row_on (change, DJ_TABLE_ORGANIZATION, organization, on, error) < 0
      || (superior && dj_change_row_on (change, DJ_TABLE_ORGANIZATION, superior, on, error) < 0)
      || !has_room (change, DJ_TABLE_SUBORDINATION, 1, error))
    return FALSE;
  gint32 code = find_text (change, organization);
  gint32 above = superior ? find_text (change, superior) : DJ_TEXT_NONE;
  DjTableData *table = dj_change_edit (change, DJ_TABLE_SUBORDINATION);
  end_rows (table, DJ_COLUMN_SUBORDINATION_ORGANIZATION, code, -1, 0, on);
  if (superior)
    add_subordination (table, code, above, on);
  return TRUE;
}

static void add_affiliation (DjTableData *table, gint32 person, gint32 organization, DjDate since, DjDate until)
{
  gint32 row = dj_table_append_row (table);
  dj_table_set_text (table, DJ_COLUMN_MEMBERSHIP_PERSON, row, person);
  dj_table_set_text (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, row, organization);
  dj_table_set_code (table, DJ_COLUMN_MEMBERSHIP_KIND, row, DJ_MEMBERSHIP_AFFILIATION);
  dj_table_set_date (table, DJ_COLUMN_MEMBERSHIP_SINCE, row, since);
  if (until != G_MAXINT32 && until != DJ_DATE_NONE)
    dj_table_set_date (table, DJ_COLUMN_MEMBERSHIP_UNTIL, row, until);
}

gboolean dj_change_transfer_member (DjChange *change, const char *person, const char *organization, DjDate on,
                                    GError **error)
{
  g_return_val_if_fail (change != NULL, FALSE);
  gint32 row = dj_is_day (on, error) ? dj_change_first_row (change, DJ_TABLE_PERSON, person, error) : -1;
  if (row < 0 || dj_change_row_on (change, DJ_TABLE_ORGANIZATION, organization, on, error) < 0
      || !has_room (change, DJ_TABLE_MEMBERSHIP, 1, error))
    return FALSE;
  const DjState *draft = dj_change_get_draft (change);
  DjDate left = dj_table_get_date (draft->tables[DJ_TABLE_PERSON], DJ_COLUMN_PERSON_LEFT, row);
  gint32 who = find_text (change, person), where = find_text (change, organization);
  DjTableData *table = dj_change_edit (change, DJ_TABLE_MEMBERSHIP);
  end_rows (table, DJ_COLUMN_MEMBERSHIP_PERSON, who, DJ_COLUMN_MEMBERSHIP_KIND, DJ_MEMBERSHIP_AFFILIATION, on);
  add_affiliation (table, who, where, on, left);
  return TRUE;
}

/* One affiliation: what lies before the day stays, what lies from it on is at the other organization. */
static void move_affiliation (DjTableData *table, gint32 row, gint32 to, DjDate on)
{
  DjDate since, until;
  dj_table_get_period (table, row, &since, &until);
  if (since >= on)
  {
    dj_table_set_text (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, row, to);
    return;
  }
  add_affiliation (table, dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_PERSON, row), to, on, until);
  end_row (table, row, on);
}

static gboolean is_affiliation_at (const DjTableData *table, gint32 row, gint32 organization, DjDate on)
{
  return dj_table_get_text (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, row) == organization
         && dj_table_get_code (table, DJ_COLUMN_MEMBERSHIP_KIND, row) == DJ_MEMBERSHIP_AFFILIATION
         && goes_beyond (table, row, on);
}

gboolean dj_change_move_members (DjChange *change, const char *from, const char *to, DjDate on, GError **error)
{
  g_return_val_if_fail (change != NULL, FALSE);
  if (!dj_is_day (on, error) || dj_change_first_row (change, DJ_TABLE_ORGANIZATION, from, error) < 0
      || dj_change_row_on (change, DJ_TABLE_ORGANIZATION, to, on, error) < 0)
    return FALSE;
  gint32 old_place = find_text (change, from), new_place = find_text (change, to);
  gint32 n_rows = dj_change_get_draft (change)->tables[DJ_TABLE_MEMBERSHIP]->n_rows;
  if (!has_room (change, DJ_TABLE_MEMBERSHIP, n_rows, error)) /* each of them may become two */
    return FALSE;
  DjTableData *table = dj_change_edit (change, DJ_TABLE_MEMBERSHIP);
  for (gint32 row = 0; row < n_rows && old_place != new_place; row++)
    if (is_affiliation_at (table, row, old_place, on))
      move_affiliation (table, row, new_place, on);
  return TRUE;
}
