/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances and their seats: most are small and of one township or county, a tenth of two counties and more. */
#include <string.h>

#include "generate/generate-private.h"

#define SEATS_MIN 3
#define SEATS_MAX 60
/* Of a hundred alliances those across counties, of one county, of one township: the order of WITHIN. */
static const guint64 SCOPES[] = { 10, 30, 60 };
/* One seat in so many stands beside those of the day and was given up before. */
#define ONE_IN_OLD 50

typedef enum
{
  SCOPE_ACROSS,
  SCOPE_COUNTY,
  SCOPE_TOWNSHIP,
} Scope;

typedef struct
{
  gint32 *code;
  gint32 *name;
  guint8 *kind;
  gint32 *lead;
  gint32 *area;
  DjDate *since;
} AllianceColumns;

typedef struct
{
  gint32 *alliance;
  gint32 *body;
  guint8 *role;
  DjDate *since;
  DjDate *until;
} SeatColumns;

/* One alliance while it is being made. */
typedef struct
{
  Scope scope;
  gint32 township;
  gint32 other; /* a township of another county */
  guint n;      /* seats of the day */
  guint n_old;  /* seats given up, behind them */
  gint32 bodies[SEATS_MAX + SEATS_MAX / 10];
} Alliance;

typedef struct
{
  DjMaking *making;
  DjDice dice;
  DjBag scopes;
  AllianceColumns alliances;
  SeatColumns seats;
  DjTableData *seat_table;
  gint32 n_seats;
  const gint32 *organization_code;
  const DjDate *organization_since;
} Alliances;

/* ---- Who sits in it ----------------------------------------------------------------------------------------------- */

/* Three in five have up to eight seats, one in ten more than twenty. */
static guint draw_size (Alliances *all)
{
  static const struct
  {
    guint32 percent;
    guint first;
    guint end;
  } steps[] = { { 60, SEATS_MIN, 9 }, { 30, 9, 21 }, { 10, 21, SEATS_MAX + 1 } };
  guint32 pick = dj_dice_below (&all->dice, 100);
  gsize i = 0;
  while (pick >= steps[i].percent)
    pick -= steps[i++].percent;
  return steps[i].first + dj_dice_below (&all->dice, steps[i].end - steps[i].first);
}

static gint32 get_county (const Alliances *all, gint32 row)
{
  const DjMaking *making = all->making;
  return making->area_above[dj_making_get_township (making, making->based_in[row])];
}

/* The first two of an alliance across counties are of two of them. */
static gint32 pick_body (Alliances *all, const Alliance *alliance, guint seat)
{
  const DjMaking *making = all->making;
  if (alliance->scope == SCOPE_TOWNSHIP)
    return dj_making_find_organization (making, &all->dice, alliance->township, DJ_REACH_TOWNSHIP);
  gboolean other = alliance->scope == SCOPE_ACROSS && (seat == 1 || (seat > 1 && dj_dice_below (&all->dice, 2) == 0));
  return dj_making_find_organization (making, &all->dice, other ? alliance->other : alliance->township,
                                      DJ_REACH_COUNTY);
}

static gboolean has_body (const Alliance *alliance, guint n, gint32 row)
{
  for (guint i = 0; i < n; i++)
    if (alliance->bodies[i] == row)
      return TRUE;
  return FALSE;
}

/* Fills seats with different bodies; where there are too few, there are fewer seats. */
static guint fill_seats (Alliances *all, Alliance *alliance, guint from, guint to)
{
  guint n = from;
  for (guint tries = 0; n < to && tries < 20 * SEATS_MAX; tries++)
  {
    gint32 row = pick_body (all, alliance, n);
    if (!has_body (alliance, n, row))
      alliance->bodies[n++] = row;
  }
  return n;
}

/* A township where an organization is, so that larger ones have more alliances. */
static gint32 pick_township (Alliances *all, gint32 township, DjReach reach)
{
  const DjMaking *making = all->making;
  gint32 row = dj_making_find_organization (making, &all->dice, township, reach);
  return dj_making_get_township (making, making->based_in[row]);
}

static gint32 pick_any_township (Alliances *all)
{
  const DjMaking *making = all->making;
  guint32 n
      = (guint32)making->township_first[making->first_area[DJ_LEVEL_COMMUNITY] - making->first_area[DJ_LEVEL_TOWNSHIP]];
  return dj_making_get_township (making, making->based_in[making->by_township[dj_dice_below (&all->dice, n)]]);
}

/* A township with three organizations is enough for an alliance; with fewer its county has to do, where there are more. */
static void gather (Alliances *all, Alliance *alliance)
{
  guint wanted = draw_size (all);
  alliance->scope = (Scope)dj_bag_draw (&all->scopes, &all->dice);
  alliance->township = pick_any_township (all);
  alliance->other = pick_township (all, alliance->township, DJ_REACH_BEYOND);
  alliance->n = fill_seats (all, alliance, 0, wanted);
  if (alliance->n < SEATS_MIN && alliance->scope == SCOPE_TOWNSHIP)
  {
    alliance->scope = SCOPE_COUNTY;
    alliance->n = fill_seats (all, alliance, alliance->n, wanted);
  }
  guint old = 0;
  for (guint i = 0; i < alliance->n; i++)
    old += dj_dice_below (&all->dice, ONE_IN_OLD) == 0;
  old = MIN (old, SEATS_MAX / 10);
  alliance->n_old = fill_seats (all, alliance, alliance->n, alliance->n + old) - alliance->n;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static DjAllianceKind draw_kind (Alliances *all, Scope scope)
{
  static const DjAllianceKind kinds[][4] = {
    { DJ_ALLIANCE_CROSS_BOUNDARY, DJ_ALLIANCE_INDUSTRY_CLUSTER, DJ_ALLIANCE_PAIRING, DJ_ALLIANCE_CONSORTIUM },
    { DJ_ALLIANCE_INDUSTRY_CLUSTER, DJ_ALLIANCE_COORDINATION_COMMITTEE, DJ_ALLIANCE_FUNCTIONAL_AREA,
      DJ_ALLIANCE_ALLIANCE },
    { DJ_ALLIANCE_JOINT_MEETING, DJ_ALLIANCE_STREET_BLOCK, DJ_ALLIANCE_BUILDING_COUNCIL,
      DJ_ALLIANCE_PARK_NEIGHBOURHOOD },
  };
  return kinds[scope][dj_dice_below (&all->dice, 4)];
}

static void put_alliance (Alliances *all, gint32 row, const Alliance *alliance)
{
  DjMaking *making = all->making;
  AllianceColumns *columns = &all->alliances;
  const DjTableData *areas = making->state->tables[DJ_TABLE_AREA];
  gint32 area = alliance->scope == SCOPE_TOWNSHIP ? alliance->township : get_county (all, alliance->bodies[0]);
  char code[32];
  columns->kind[row] = (guint8)draw_kind (all, alliance->scope);
  g_autofree char *name
      = g_strconcat (dj_texts_get (making->state->texts, dj_table_get_text (areas, DJ_COLUMN_AREA_NAME, area)),
                     dj_codes_alliance_kind.codes[columns->kind[row] - 1].label_zh, NULL);
  g_snprintf (code, sizeof code, "a%06d", row + 1);
  columns->code[row] = dj_making_intern (making, code);
  columns->name[row] = dj_making_intern (making, name);
  columns->lead[row] = all->organization_code[alliance->bodies[0]];
  columns->area[row] = dj_table_get_text (areas, DJ_COLUMN_AREA_CODE, area);
  columns->since[row] = dj_dice_day (&all->dice, making->days.spans[6], making->days.on - 60);
}

static DjSeatRole draw_role (Alliances *all, guint seat)
{
  if (seat == 0)
    return DJ_SEAT_LEAD;
  guint32 pick = dj_dice_below (&all->dice, 20);
  return pick == 0 ? DJ_SEAT_DEPUTY : pick == 1 ? DJ_SEAT_OBSERVER : DJ_SEAT_MEMBER;
}

static void put_seat (Alliances *all, gint32 alliance, gint32 body, guint seat, gboolean old)
{
  SeatColumns *columns = &all->seats;
  DjDate on = all->making->days.on;
  gint32 row = all->n_seats++;
  DjDate first = MAX (all->alliances.since[alliance], all->organization_since[body]);
  DjDate since = seat == 0 ? first : dj_dice_day (&all->dice, first, on);
  columns->alliance[row] = all->alliances.code[alliance];
  columns->body[row] = all->organization_code[body];
  columns->role[row] = (guint8)draw_role (all, seat);
  columns->since[row] = since;
  columns->until[row] = old ? dj_dice_day (&all->dice, MIN (since + 1, on), on + 1) : DJ_DATE_NONE;
}

/* How many seats there will be is not known; the table grows as others do. */
static void open_seats (Alliances *all, guint64 n)
{
  DjTableData *table = all->seat_table = dj_making_open_table (all->making, DJ_TABLE_SEAT, n);
  all->seats = (SeatColumns){
    .alliance = dj_making_open_texts (table, DJ_COLUMN_SEAT_ALLIANCE),
    .body = dj_making_open_texts (table, DJ_COLUMN_SEAT_BODY),
    .role = dj_making_open_codes (table, DJ_COLUMN_SEAT_ROLE),
    .since = dj_making_open_dates (table, DJ_COLUMN_SEAT_SINCE),
    .until = dj_making_open_dates (table, DJ_COLUMN_SEAT_UNTIL),
  };
}

static void make_one (Alliances *all, gint32 row)
{
  Alliance alliance = { 0 };
  gather (all, &alliance);
  if (all->n_seats + (gint32)G_N_ELEMENTS (alliance.bodies) > all->seat_table->n_rows)
    open_seats (all, (guint64)all->seat_table->n_rows * 2);
  put_alliance (all, row, &alliance);
  for (guint i = 0; i < alliance.n + alliance.n_old; i++)
    put_seat (all, row, alliance.bodies[i], i, i >= alliance.n);
}

static void open_alliances (Alliances *all, guint64 n)
{
  DjTableData *table = dj_making_open_table (all->making, DJ_TABLE_ALLIANCE, n);
  all->alliances = (AllianceColumns){
    .code = dj_making_open_texts (table, DJ_COLUMN_ALLIANCE_CODE),
    .name = dj_making_open_texts (table, DJ_COLUMN_ALLIANCE_NAME),
    .kind = dj_making_open_codes (table, DJ_COLUMN_ALLIANCE_KIND),
    .lead = dj_making_open_texts (table, DJ_COLUMN_ALLIANCE_LEAD),
    .area = dj_making_open_texts (table, DJ_COLUMN_ALLIANCE_AREA),
    .since = dj_making_open_dates (table, DJ_COLUMN_ALLIANCE_SINCE),
  };
}

gboolean dj_make_alliances (DjMaking *making, GError **error)
{
  Alliances all = { .making = making, .dice = dj_dice (making->options->seed, 7) };
  const DjTableData *organizations = making->state->tables[DJ_TABLE_ORGANIZATION];
  gint32 n = (gint32)making->figures.alliances;
  guint64 scopes[G_N_ELEMENTS (SCOPES)];
  dj_share_out (SCOPES, G_N_ELEMENTS (SCOPES), making->figures.alliances, scopes);
  dj_bag_fill (&all.scopes, scopes, G_N_ELEMENTS (scopes));
  all.organization_code = dj_table_texts (organizations, DJ_COLUMN_ORGANIZATION_CODE);
  all.organization_since = dj_table_dates (organizations, DJ_COLUMN_ORGANIZATION_SINCE);
  open_alliances (&all, (guint64)n);
  open_seats (&all, (guint64)n * 10 + SEATS_MAX * 2);
  for (gint32 row = 0; row < n; row++)
    make_one (&all, row);
  all.seat_table->n_rows = all.n_seats;
  return dj_making_tell (making, making->total - making->done, error);
}
