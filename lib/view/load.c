/* SPDX-License-Identifier: Apache-2.0 */
/* The people of a view: who is affiliated where, and who takes part where. */
#include "view/view-private.h"

#include <string.h>

/* ---- Memberships ------------------------------------------------------------------------------------------------- */

/* The columns of the table membership. */
typedef struct
{
  const DjTableData *table;
  const gint32 *persons;
  const gint32 *organizations;
  const guint8 *kinds;
  DjHolding holding;
} Memberships;

static Memberships open_memberships (const DjView *view)
{
  const DjTableData *table = view->home->state->tables[DJ_TABLE_MEMBERSHIP];
  return (Memberships){ .table = table,
                        .persons = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_PERSON),
                        .organizations = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION),
                        .kinds = dj_table_codes (table, DJ_COLUMN_MEMBERSHIP_KIND),
                        .holding = dj_holding (table, view->home->on) };
}

static gboolean is_affiliation (const Memberships *memberships, gint32 row)
{
  return memberships->kinds && memberships->kinds[row] == DJ_MEMBERSHIP_AFFILIATION;
}

static gboolean has_left (const DjView *view, gint32 person)
{
  DjDate left = view->left ? view->left[person] : DJ_DATE_NONE;
  return left != DJ_DATE_NONE && left <= view->home->on;
}

/* Who has a day of admission that is still to come is not a member yet; who has none counts by affiliation alone. */
static gboolean may_be_member (const DjView *view, gint32 person)
{
  return !view->admitted || view->admitted[person] <= view->home->on;
}

/* ---- Loading in parts -------------------------------------------------------------------------------------------- */

typedef struct
{
  DjView *view;
  Memberships memberships;
  gint n_parts;
  gint32 *places; /* where each part's participations begin in view->parts; then how many it has */
} Loading;

static DjRange get_rows (const Loading *loading, gint part)
{
  return dj_get_part (loading->memberships.table->n_rows, part, loading->n_parts);
}

static void count_part (gint part, gpointer data)
{
  const Loading *loading = data;
  DjRange rows = get_rows (loading, part);
  gint32 n = 0;
  for (gint32 row = (gint32)rows.begin; row < rows.end; row++)
    n += dj_holds (&loading->memberships.holding, row) & !is_affiliation (&loading->memberships, row);
  loading->places[part] = n;
}

static gint32 select_rows (const Memberships *memberships, gint32 begin, gint32 end, gint32 rows[DJ_ROWS_AT_ONCE])
{
  gint32 n = 0;
  for (gint32 row = begin; row < end; row++)
  {
    rows[n] = row;
    n += dj_holds (&memberships->holding, row);
  }
  return n;
}

static gint32 find_person (const DjState *state, gint32 code)
{
  DjTable table;
  gint32 row = dj_state_find_code (state, code, &table);
  return row >= 0 && table == DJ_TABLE_PERSON ? row : -1;
}

/* A register holds one affiliation at most of a person at any date, so no two rows write to one place. */
static gint32 take_block (const Loading *loading, gint32 begin, gint32 end, DjPart *parts)
{
  DjView *view = loading->view;
  const Memberships *memberships = &loading->memberships;
  gint32 rows[DJ_ROWS_AT_ONCE], persons[DJ_ROWS_AT_ONCE], organizations[DJ_ROWS_AT_ONCE], n_parts = 0;
  gint32 n = select_rows (memberships, begin, end, rows);
  for (gint32 i = 0; i < n; i++)
    organizations[i]
        = dj_forest_find (&view->home->organizations, view->home->state, memberships->organizations[rows[i]]);
  for (gint32 i = 0; i < n; i++)
    persons[i] = find_person (view->home->state, memberships->persons[rows[i]]);
  for (gint32 i = 0; i < n; i++)
  {
    if (organizations[i] < 0 || persons[i] < 0 || has_left (view, persons[i]))
      continue;
    if (!is_affiliation (memberships, rows[i]))
      parts[n_parts++] = (DjPart){ persons[i], organizations[i] };
    else if (may_be_member (view, persons[i]))
      view->affiliation[persons[i]] = organizations[i];
  }
  return n_parts;
}

static void load_part (gint part, gpointer data)
{
  const Loading *loading = data;
  DjRange rows = get_rows (loading, part);
  DjPart *parts = loading->view->parts + loading->places[part];
  gint32 n = 0, block = dj_cut (DJ_ROWS_AT_ONCE);
  for (gint64 row = rows.begin; row < rows.end; row += block)
    n += take_block (loading, (gint32)row, (gint32)MIN (row + block, rows.end), parts + n);
  loading->places[part] = n;
}

static gint32 sum_up_places (Loading *loading)
{
  gint32 begin = 0;
  for (gint part = 0; part < loading->n_parts; part++)
  {
    gint32 n = loading->places[part];
    loading->places[part] = begin;
    begin += n;
  }
  return begin;
}

/* Closes the gaps that rows leave which hold but whose person or organization does not exist. */
static void close_gaps (Loading *loading, const gint32 *begins)
{
  DjView *view = loading->view;
  for (gint part = 0; part < loading->n_parts; part++)
  {
    gint32 n = loading->places[part];
    memmove (view->parts + view->n_parts, view->parts + begins[part], (gsize)n * sizeof (DjPart));
    view->n_parts += n;
  }
}

/* ---- Participations in the order of people ----------------------------------------------------------------------- */

static gboolean are_in_order (const DjPart *parts, gint32 n)
{
  gint32 i = 1;
  while (i < n && parts[i - 1].person <= parts[i].person)
    i++;
  return i >= n;
}

/* Counting sort by person; registers written person by person need none. */
static gboolean order_parts (DjView *view, GError **error)
{
  if (are_in_order (view->parts, view->n_parts))
    return TRUE;
  g_autofree gint32 *places = dj_new_sums (view->n_persons, error);
  DjPart *ordered = places ? DJ_TRY_NEW (DjPart, view->n_parts, error) : NULL;
  if (!ordered)
    return FALSE;
  for (gint32 i = 0; i < view->n_parts; i++)
    places[view->parts[i].person]++;
  dj_sum_up (places, view->n_persons);
  for (gint32 i = 0; i < view->n_parts; i++)
    ordered[places[view->parts[i].person]++] = view->parts[i];
  g_free (view->parts);
  view->parts = ordered;
  return TRUE;
}

/* Memory was taken for every row that holds; what is left of it is given back. */
static void trim_parts (DjView *view)
{
  DjPart *trimmed = g_try_realloc_n (view->parts, (gsize)MAX (view->n_parts, 1), sizeof (DjPart));
  view->parts = trimmed ? trimmed : view->parts;
}

gboolean dj_view_load_people (DjView *view, GError **error)
{
  Loading loading = { .view = view, .memberships = open_memberships (view) };
  loading.n_parts = dj_count_parts (loading.memberships.table->n_rows, DJ_ROWS_AT_ONCE * 16);
  g_autofree gint32 *places = loading.places = g_new0 (gint32, loading.n_parts);
  gboolean any = loading.memberships.persons && loading.memberships.organizations;
  if (any)
    dj_in_parts (loading.n_parts, count_part, &loading);
  if (!(view->affiliation = DJ_TRY_NEW (gint32, view->n_persons, error))
      || !(view->parts = DJ_TRY_NEW (DjPart, sum_up_places (&loading), error)))
    return FALSE;
  memset (view->affiliation, 0xff, (gsize)view->n_persons * sizeof (gint32));
  if (!any)
    return TRUE;
  g_autofree gint32 *begins = g_memdup2 (places, (gsize)loading.n_parts * sizeof (gint32));
  dj_in_parts (loading.n_parts, load_part, &loading);
  close_gaps (&loading, begins);
  trim_parts (view);
  return order_parts (view, error);
}
