/* SPDX-License-Identifier: Apache-2.0 */
/* Memberships by which nobody is affiliated in the view: participations, what has ended, what is still to begin, and the few that are in order
 * but lead to nobody. Nearly all rows are affiliations of the day, which the view has by organization; who looks for others need not pass
 * through them. Whose and where each is has been looked up once. */
#include "view/view-private.h"

typedef struct
{
  const DjView *view;
  const DjState *state;
  gint32 n_rows;
  const gint32 *persons;
  const gint32 *organizations;
  const guint8 *kinds;
  DjHolding holding;
  gboolean all_affiliate; /* by each affiliation that holds somebody is affiliated */
  gint n_parts;
  gint32 *places; /* n_parts × DJ_N_OTHERS: how many rows, then where the next one goes */
  DjOthers *others;
} Making;

static inline gint32 get_group (const Making *making, gint32 row)
{
  return dj_others_get_group (making->kinds ? making->kinds[row] : 0, dj_holds (&making->holding, row));
}

static const gint32 AFFILIATIONS = 2 * DJ_MEMBERSHIP_AFFILIATION;

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
  DjRange range = dj_get_part (others->start[DJ_N_OTHERS], part, making->n_parts);
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

/* What is done with a row that belongs into the list: counted, or put there. */
typedef void (*TakeRow) (const Making *making, gint32 *places, gint32 group, gint32 row);

static void count_row (const Making *making G_GNUC_UNUSED, gint32 *places, gint32 group, gint32 row G_GNUC_UNUSED)
{
  places[group]++;
}

static void put_row (const Making *making, gint32 *places, gint32 group, gint32 row)
{
  making->others->row[places[group]++] = row;
}

/* Without a branch: each row is written, and counts where its group is AFFILIATIONS, or another. */
static gint32 select_rows (const Making *making, gboolean affiliations, gint32 begin, gint32 end, gint32 *rows)
{
  gint32 n = 0;
  for (gint32 row = begin; row < end; row++)
  {
    rows[n] = row;
    n += (get_group (making, row) == AFFILIATIONS) == affiliations;
  }
  return n;
}

static void take_block (const Making *making, gint32 begin, gint32 end, gint32 *places, TakeRow take)
{
  gint32 rows[DJ_FIND_MANY], n = select_rows (making, FALSE, begin, end, rows);
  for (gint32 i = 0; i < n; i++)
    take (making, places, get_group (making, rows[i]), rows[i]);
  n = making->all_affiliate ? 0 : leave_idle (making, rows, select_rows (making, TRUE, begin, end, rows));
  for (gint32 i = 0; i < n; i++)
    take (making, places, AFFILIATIONS, rows[i]);
}

static void take_part (const Making *making, gint part, TakeRow take)
{
  DjRange rows = dj_get_part (making->n_rows, part, making->n_parts);
  gint32 *places = making->places + (gsize)part * DJ_N_OTHERS, block = dj_cut (DJ_FIND_MANY);
  for (gint64 row = rows.begin; row < rows.end; row += block)
    take_block (making, (gint32)row, (gint32)MIN (row + block, rows.end), places, take);
}

static void count_part (gint part, gpointer data) { take_part (data, part, count_row); }

static void put_part (gint part, gpointer data) { take_part (data, part, put_row); }

static void count_affiliations (gint part, gpointer data)
{
  const Making *making = data;
  DjRange rows = dj_get_part (making->n_rows, part, making->n_parts);
  gint32 n = 0;
  for (gint32 row = (gint32)rows.begin; row < rows.end; row++)
    n += get_group (making, row) == AFFILIATIONS;
  making->places[(gsize)part * DJ_N_OTHERS] = n;
}

/* Two rows cannot affiliate one person: the register was refused. */
static gboolean do_all_affiliate (const Making *making)
{
  gint64 n = 0;
  dj_in_parts (making->n_parts, count_affiliations, (gpointer)making);
  for (gint part = 0; part < making->n_parts; part++)
  {
    n += making->places[(gsize)part * DJ_N_OTHERS];
    making->places[(gsize)part * DJ_N_OTHERS] = 0;
  }
  return n == making->view->n_members;
}

/* Group by group, and of each part by part; returns how many rows there are. */
static gint32 find_places (const Making *making, gint32 *start)
{
  gint32 sum = 0;
  for (gint32 group = 0; group < DJ_N_OTHERS; group++)
  {
    start[group] = sum;
    for (gint part = 0; part < making->n_parts; part++)
    {
      gint32 *place = &making->places[(gsize)part * DJ_N_OTHERS + (gsize)group], n = *place;
      *place = sum;
      sum += n;
    }
  }
  start[DJ_N_OTHERS] = sum;
  return sum;
}

/* ---- Life --------------------------------------------------------------------------------------------------------------- */

static gboolean allocate (DjOthers *others, gint32 n)
{
  others->row = DJ_TRY_NEW (gint32, n, NULL);
  others->person = others->row ? DJ_TRY_NEW (gint32, n, NULL) : NULL;
  others->organization = others->person ? DJ_TRY_NEW (gint32, n, NULL) : NULL;
  return others->organization != NULL;
}

static Making begin (const DjView *view, DjOthers *others)
{
  const DjState *state = view->home->state;
  const DjTableData *table = state->tables[DJ_TABLE_MEMBERSHIP];
  return (Making){ .view = view,
                   .state = state,
                   .n_rows = table->n_rows,
                   .persons = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_PERSON),
                   .organizations = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION),
                   .kinds = dj_table_codes (table, DJ_COLUMN_MEMBERSHIP_KIND),
                   .holding = dj_holding (table, view->home->on),
                   .n_parts = dj_count_parts (table->n_rows, DJ_ROWS_AT_ONCE * 16),
                   .others = others };
}

static gpointer make_others (gpointer data)
{
  DjOthers *others = g_new0 (DjOthers, 1);
  Making making = begin (data, others);
  g_autofree gint32 *places = making.places = g_new0 (gint32, (gsize)making.n_parts * DJ_N_OTHERS);
  making.all_affiliate = do_all_affiliate (&making);
  dj_in_parts (making.n_parts, count_part, &making);
  if (allocate (others, find_places (&making, others->start)))
  {
    dj_in_parts (making.n_parts, put_part, &making);
    dj_in_parts (making.n_parts, find_part, &making);
    return others;
  }
  dj_others_free (others);
  return NULL;
}

const DjOthers *dj_view_get_others (DjView *view)
{
  return dj_make_once (&view->others, &view->lock, make_others, view);
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
