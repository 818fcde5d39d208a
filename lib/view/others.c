/* SPDX-License-Identifier: Apache-2.0 */
/* Memberships of a kind by which nobody is affiliated in the view: participations, what has ended, what is still to begin, and the few that are
 * in order but lead to nobody. Nearly all rows are affiliations of the day, which the view has by organization; who looks for others need not
 * pass through them. Whose and where each is has been looked up once. */
#include "view/view-private.h"

#include <string.h>

typedef struct
{
  const DjView *view;
  const DjState *state;
  guint8 kind;
  gint32 n_rows;
  const gint32 *persons;
  const gint32 *organizations;
  const guint8 *kinds;
  DjHolding holding;
  gboolean all_affiliate; /* by each affiliation that holds somebody is affiliated */
  gint n_parts;
  gint32 *places; /* of each part, for those that hold and for others: how many rows, then where the next one goes */
  DjOthers *others;
} Making;

/* ---- Looking up ------------------------------------------------------------------------------------------------------------ */

/* The rows of @table that stand in a column; -1 for none. At most DJ_FIND_MANY. */
static void find_rows (const Making *making, DjTable table, const gint32 *column, const gint32 *rows, gint32 n,
                       gint32 *out)
{
  gint32 codes[DJ_FIND_MANY] = { 0 }; /* gcc does not see that they are set */
  DjTable tables[DJ_FIND_MANY];
  for (gint32 i = 0; i < n; i++)
    codes[i] = column ? column[rows[i]] : DJ_TEXT_NONE;
  dj_state_find_codes (making->state, codes, n, out, tables);
  for (gint32 i = 0; i < n; i++)
    out[i] = out[i] >= 0 && tables[i] == table ? out[i] : -1;
}

/* The organizations of rows in the view's tree, by id; -1 for none. */
static void find_organizations (const Making *making, const gint32 *rows, gint32 n, gint32 *ids)
{
  const DjForest *home = &making->view->home->organizations;
  const gint32 *placed = making->view->placed;
  find_rows (making, DJ_TABLE_ORGANIZATION, making->organizations, rows, n, ids);
  for (gint32 i = 0; i < n; i++)
    __builtin_prefetch (&home->id_of_row[MAX (ids[i], 0)]);
  for (gint32 i = 0; i < n; i++)
  {
    gint32 row = dj_forest_find_holding (home, making->state, ids[i]), id = row < 0 ? -1 : home->id_of_row[row];
    ids[i] = id >= 0 && placed ? placed[id] : id;
  }
}

/* Leaves of affiliations that hold those by which nobody is affiliated; returns how many. At most DJ_FIND_MANY. */
static gint32 leave_idle (const Making *making, gint32 *rows, gint32 n)
{
  gint32 persons[DJ_FIND_MANY], organizations[DJ_FIND_MANY], n_idle = 0;
  find_rows (making, DJ_TABLE_PERSON, making->persons, rows, n, persons);
  find_organizations (making, rows, n, organizations);
  for (gint32 i = 0; i < n; i++)
  {
    gint32 affiliation = persons[i] < 0 ? -1 : making->view->affiliation[persons[i]], row = rows[i];
    rows[n_idle] = row;
    n_idle += affiliation < 0 || affiliation != organizations[i];
  }
  return n_idle;
}

/* Of a part of the list. */
static void find_part (gint part, gpointer data)
{
  const Making *making = data;
  DjOthers *others = making->others;
  const gint32 *row = making->view->tree->organizations.row;
  DjRange range = dj_get_part (others->n, part, making->n_parts);
  for (gint64 at = range.begin; at < range.end; at += DJ_FIND_MANY)
  {
    gint32 n = (gint32)MIN (DJ_FIND_MANY, range.end - at), *organizations = others->organization + at;
    find_rows (making, DJ_TABLE_PERSON, making->persons, others->row + at, n, others->person + at);
    find_organizations (making, others->row + at, n, organizations);
    for (gint32 i = 0; i < n; i++)
      organizations[i] = organizations[i] < 0 ? -1 : row[organizations[i]];
  }
}

/* ---- In parts ----------------------------------------------------------------------------------------------------------- */

/* The rows of the kind, where nearly all are: each row is written, and counts where it is one. */
static gint32 select_common (const Making *making, gint32 begin, gint32 end, gint32 *rows)
{
  gint32 n = 0;
  for (gint32 row = begin; row < end; row++)
  {
    rows[n] = row;
    n += making->kinds[row] == making->kind;
  }
  return n;
}

/* The same where hardly any are. */
static gint32 select_rare (const Making *making, gint32 begin, gint32 end, gint32 *rows)
{
  const guint8 *found;
  gint32 n = 0;
  while (begin < end && (found = memchr (making->kinds + begin, making->kind, (gsize)(end - begin))) != NULL)
  {
    rows[n++] = (gint32)(found - making->kinds);
    begin = rows[n - 1] + 1;
  }
  return n;
}

static gint32 select_kind (const Making *making, gint32 begin, gint32 end, gint32 *rows)
{
  if (!making->kinds)
    return 0;
  return making->kind == DJ_MEMBERSHIP_AFFILIATION ? select_common (making, begin, end, rows)
                                                   : select_rare (making, begin, end, rows);
}

/* Leaves those that hold, or those that do not; returns how many. */
static gint32 select_holding (const Making *making, gboolean holds, const gint32 *rows, gint32 n, gint32 *out)
{
  gint32 n_selected = 0;
  for (gint32 i = 0; i < n; i++)
  {
    out[n_selected] = rows[i];
    n_selected += dj_holds (&making->holding, rows[i]) == holds;
  }
  return n_selected;
}

/* What is done with rows that belong into the list: counted, or put there. */
typedef void (*TakeRows) (const Making *making, gint32 *place, const gint32 *rows, gint32 n);

static void count_rows (const Making *making G_GNUC_UNUSED, gint32 *place, const gint32 *rows G_GNUC_UNUSED, gint32 n)
{
  *place += n;
}

static void put_rows (const Making *making, gint32 *place, const gint32 *rows, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
    making->others->row[(*place)++] = rows[i];
}

static void take_block (const Making *making, gint32 begin, gint32 end, gint32 *places, TakeRows take)
{
  gint32 rows[DJ_FIND_MANY] = { 0 }, some[DJ_FIND_MANY]; /* clang does not see that they are set */
  gint32 n = select_kind (making, begin, end, rows);
  take (making, &places[1], some, select_holding (making, FALSE, rows, n, some));
  if (making->kind == DJ_MEMBERSHIP_AFFILIATION && making->all_affiliate)
    return;
  gint32 n_holding = select_holding (making, TRUE, rows, n, some);
  if (making->kind == DJ_MEMBERSHIP_AFFILIATION)
    n_holding = leave_idle (making, some, n_holding);
  take (making, &places[0], some, n_holding);
}

static void take_part (const Making *making, gint part, TakeRows take)
{
  DjRange rows = dj_get_part (making->n_rows, part, making->n_parts);
  gint32 *places = making->places + 2 * part, block = dj_cut (DJ_FIND_MANY);
  for (gint64 row = rows.begin; row < rows.end; row += block)
    take_block (making, (gint32)row, (gint32)MIN (row + block, rows.end), places, take);
}

static void count_part (gint part, gpointer data) { take_part (data, part, count_rows); }

static void put_part (gint part, gpointer data) { take_part (data, part, put_rows); }

static void count_affiliations (gint part, gpointer data)
{
  const Making *making = data;
  DjRange rows = dj_get_part (making->n_rows, part, making->n_parts);
  gint32 n = 0;
  for (gint32 row = (gint32)rows.begin; making->kinds && row < rows.end; row++)
    n += (making->kinds[row] == DJ_MEMBERSHIP_AFFILIATION) & dj_holds (&making->holding, row);
  making->places[2 * part] = n;
}

/* Two rows cannot affiliate one person: the register was refused. */
static gboolean do_all_affiliate (const Making *making)
{
  gint64 n = 0;
  dj_in_parts (making->n_parts, count_affiliations, (gpointer)making);
  for (gint part = 0; part < making->n_parts; part++)
  {
    n += making->places[2 * part];
    making->places[2 * part] = 0;
  }
  return n == making->view->n_members;
}

/* Those that hold part by part, then the others. */
static void find_places (const Making *making)
{
  gint32 sum = 0;
  for (gint others = 0; others < 2; others++)
  {
    making->others->n_holding = sum;
    for (gint part = 0; part < making->n_parts; part++)
    {
      gint32 *place = &making->places[2 * part + others], n = *place;
      *place = sum;
      sum += n;
    }
  }
  making->others->n = sum;
}

/* ---- Life --------------------------------------------------------------------------------------------------------------- */

static gboolean allocate (DjOthers *others)
{
  gsize n = (gsize)others->n;
  others->row = DJ_TRY_NEW (gint32, n, NULL);
  others->person = others->row ? DJ_TRY_NEW (gint32, n, NULL) : NULL;
  others->organization = others->person ? DJ_TRY_NEW (gint32, n, NULL) : NULL;
  return others->organization != NULL;
}

static Making begin (const DjView *view, guint8 kind, DjOthers *others)
{
  const DjState *state = view->home->state;
  const DjTableData *table = state->tables[DJ_TABLE_MEMBERSHIP];
  return (Making){ .view = view,
                   .state = state,
                   .kind = kind,
                   .n_rows = table->n_rows,
                   .persons = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_PERSON),
                   .organizations = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION),
                   .kinds = dj_table_codes (table, DJ_COLUMN_MEMBERSHIP_KIND),
                   .holding = dj_holding (table, view->home->on),
                   .n_parts = dj_count_parts (table->n_rows, DJ_ROWS_AT_ONCE * 16),
                   .others = others };
}

static DjOthers *make_others (const DjView *view, guint8 kind)
{
  DjOthers *others = g_new0 (DjOthers, 1);
  Making making = begin (view, kind, others);
  g_autofree gint32 *places = making.places = g_new0 (gint32, 2 * (gsize)making.n_parts);
  making.all_affiliate = kind != DJ_MEMBERSHIP_AFFILIATION || do_all_affiliate (&making);
  dj_in_parts (making.n_parts, count_part, &making);
  find_places (&making);
  if (allocate (others))
  {
    dj_in_parts (making.n_parts, put_part, &making);
    dj_in_parts (making.n_parts, find_part, &making);
    return others;
  }
  dj_others_free (others);
  return NULL;
}

/* What a view's list is made of. */
typedef struct
{
  const DjView *view;
  guint8 kind;
} MakingKind;

static gpointer make_of_kind (gpointer data)
{
  const MakingKind *of = data;
  return make_others (of->view, of->kind);
}

const DjOthers *dj_view_get_others (DjView *view, guint8 kind)
{
  MakingKind of = { view, kind };
  return dj_make_once (&view->others[kind], &view->lock, make_of_kind, &of);
}

void dj_others_free (gpointer data)
{
  DjOthers *others = data;
  if (!others)
    return;
  g_free (others->row);
  g_free (others->person);
  g_free (others->organization);
  g_free (others);
}
