/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Persons and their memberships, in one pass over both tables.
 *
 * Every member has a place; the places of a branch follow one another, and a shuffle says which row is in which place, so that rows are in no
 * order of branches and nothing has to be sorted. What a member is like is drawn from bags that hold exactly what is published: spans of
 * admission and age bands together for branches of each span, then sex, education and occupation for each age band.
 */
#include <string.h>

#include "generate/generate-private.h"

/* Rows made between two reports of progress. */
#define BLOCK (1 << 16)

/* Of a hundred members, those with an earlier affiliation and those who take part elsewhere. */
#define PERCENT_TRANSFERRED 4
#define PERCENT_TAKING_PART 15

/* 18 years have at most so many days; 75 years at least. */
#define DAYS_OF_AGE 6575
#define DAYS_OLDEST 27393

typedef struct
{
  gint32 *code;
  guint8 *sex;
  DjDate *born;
  guint8 *education;
  guint8 *class;
  DjDate *admitted;
  DjDate *full;
  DjDate *left;
  guint8 *left_how;
  guint8 *occupation;
} PersonColumns;

typedef struct
{
  gint32 n;
  gint32 *person;
  gint32 *organization;
  guint8 *kind;
  DjDate *since;
  DjDate *until;
} MembershipColumns;

typedef struct
{
  DjMaking *making;
  DjDice dice;
  DjShuffle shuffle;
  PersonColumns persons;
  MembershipColumns memberships;
  gint32 *first_in_block; /* place / PLACES_OF_BLOCK → branch of its first place */
  DjBag admissions[DJ_N_SPANS];
  DjBag sexes[DJ_N_BANDS];
  DjBag educations[DJ_N_BANDS];
  DjBag occupations[DJ_N_BANDS];
  DjBag transfers;
  DjBag participations;
  DjDate *year_later; /* from the first day of the first span */
  const gint32 *organization_code;
  const DjDate *organization_since;
  const guint8 *organization_kind;
} Persons;

/* ---- Bags --------------------------------------------------------------------------------------------------------- */

/* Places in branches of the span. */
static guint64 count_places (const DjMaking *making, int span)
{
  gint32 first = span > 0 ? making->span_end[span - 1] : 0;
  return making->branches[making->span_end[span]].first_place - making->branches[first].first_place;
}

/* From the youngest branches to the oldest: each takes of what is left of its span and later ones, in proportion. */
static void fill_admissions (Persons *persons)
{
  const DjMaking *making = persons->making;
  guint64 left[DJ_N_SPANS * DJ_N_BANDS];
  memcpy (left, making->margins.admissions, sizeof left);
  for (int span = DJ_N_SPANS - 1; span >= 0; span--)
  {
    guint64 counts[DJ_N_SPANS * DJ_N_BANDS] = { 0 };
    int first = span * DJ_N_BANDS;
    guint64 places = count_places (making, span);
    if (places > 0)
      dj_share_out (left + first, DJ_N_SPANS * DJ_N_BANDS - first, places, counts + first);
    for (int i = first; i < DJ_N_SPANS * DJ_N_BANDS; i++)
      left[i] -= counts[i];
    dj_bag_fill (&persons->admissions[span], counts, DJ_N_SPANS * DJ_N_BANDS);
  }
}

/* How often members take part: none, once, twice, three times, and all of them as often as it must be. */
static void fill_participations (Persons *persons)
{
  const DjFigures *figures = &persons->making->figures;
  guint64 total = figures->participations - figures->outside;
  guint64 members = MIN (figures->members * PERCENT_TAKING_PART / 100, total);
  guint64 more = total - members;
  guint64 thrice = more / 5;
  guint64 twice = more - 2 * thrice;
  const guint64 counts[] = { figures->members - members, members - twice - thrice, twice, thrice };
  dj_bag_fill (&persons->participations, counts, G_N_ELEMENTS (counts));
}

static void fill_bags (Persons *persons)
{
  const DjMargins *margins = &persons->making->margins;
  guint64 members = persons->making->figures.members;
  guint64 transferred = members * PERCENT_TRANSFERRED / 100;
  const guint64 transfers[] = { members - transferred, transferred };
  for (int band = 0; band < DJ_N_BANDS; band++)
  {
    dj_bag_fill (&persons->sexes[band], margins->sexes + band * DJ_N_SEXES, DJ_N_SEXES);
    dj_bag_fill (&persons->educations[band], margins->educations + band * DJ_N_EDUCATIONS, DJ_N_EDUCATIONS);
    dj_bag_fill (&persons->occupations[band], margins->occupations + band * DJ_N_OCCUPATIONS, DJ_N_OCCUPATIONS);
  }
  dj_bag_fill (&persons->transfers, transfers, G_N_ELEMENTS (transfers));
  fill_admissions (persons);
  fill_participations (persons);
}

/* ---- Places ------------------------------------------------------------------------------------------------------- */

#define PLACES_OF_BLOCK 16

static void index_places (Persons *persons)
{
  const DjMaking *making = persons->making;
  guint32 n_blocks = (guint32)(making->figures.members / PLACES_OF_BLOCK) + 1;
  persons->first_in_block = g_new (gint32, n_blocks);
  gint32 branch = 0;
  for (guint32 block = 0; block < n_blocks; block++)
  {
    while (branch < making->n_branches && making->branches[branch + 1].first_place <= block * PLACES_OF_BLOCK)
      branch++;
    persons->first_in_block[block] = branch;
  }
}

static const DjBranch *find_branch (const Persons *persons, guint32 place)
{
  const DjBranch *branch = &persons->making->branches[persons->first_in_block[place / PLACES_OF_BLOCK]];
  while (branch[1].first_place <= place)
    branch++;
  return branch;
}

static int find_span (const DjMaking *making, const DjBranch *branch)
{
  int span = 0;
  while (branch - making->branches >= making->span_end[span])
    span++;
  return span;
}

/* A branch that was there when somebody was admitted in that span. */
static const DjBranch *pick_branch_before (Persons *persons, int span)
{
  const DjMaking *making = persons->making;
  gint32 n = making->span_end[0];
  for (int i = 1; i < span; i++)
    n = making->span_end[i];
  return n > 0 ? &making->branches[dj_dice_below (&persons->dice, (guint32)n)] : NULL;
}

/* ---- Memberships -------------------------------------------------------------------------------------------------- */

static void add_membership (Persons *persons, gint32 row, gint32 organization, DjMembershipKind kind, DjDate since,
                            DjDate until)
{
  MembershipColumns *columns = &persons->memberships;
  gint32 n = columns->n++;
  columns->person[n] = persons->persons.code[row];
  columns->organization[n] = organization;
  columns->kind[n] = (guint8)kind;
  columns->since[n] = since;
  columns->until[n] = until;
}

/* The earlier of two affiliations, in a branch that was dissolved since where there is one; answers its last day's next, or the day of
 * admission where there was none. */
static DjDate add_earlier_affiliation (Persons *persons, gint32 row, DjDate admitted, int span)
{
  const DjMaking *making = persons->making;
  DjDate end = making->days.on;
  const DjBranch *branch = pick_branch_before (persons, span);
  gint32 code = branch ? branch->code : DJ_TEXT_NONE;
  guint n_old = making->old_branches->len;
  if (n_old > 0 && dj_dice_below (&persons->dice, 4) == 0)
  {
    const DjOldBranch *old = &g_array_index (making->old_branches, DjOldBranch, dj_dice_below (&persons->dice, n_old));
    if (old->since <= admitted && admitted < old->until)
    {
      code = old->code;
      end = old->until;
    }
  }
  if (code == DJ_TEXT_NONE || admitted >= end)
    return admitted;
  DjDate until = dj_dice_day (&persons->dice, admitted + 1, end + 1);
  add_membership (persons, row, code, DJ_MEMBERSHIP_AFFILIATION, admitted, until);
  return until;
}

/* Ways of taking part, how likely each is in percent, and whether it is in what leads a community or in a branch. */
static const struct
{
  DjMembershipKind kind;
  guint32 percent;
  gboolean community;
} WAYS[] = {
  { DJ_MEMBERSHIP_REPORT_IN, 55, TRUE },      { DJ_MEMBERSHIP_VOLUNTEER, 20, TRUE },
  { DJ_MEMBERSHIP_MOBILE_INFLOW, 10, FALSE }, { DJ_MEMBERSHIP_ATTACHMENT, 7, FALSE },
  { DJ_MEMBERSHIP_FUNCTIONAL, 5, FALSE },     { DJ_MEMBERSHIP_TEMPORARY, 3, FALSE },
};

#define PERCENT_BEYOND 10
#define PERCENT_IN_COUNTY 30

static guint draw_way (Persons *persons)
{
  guint32 pick = dj_dice_below (&persons->dice, 100);
  guint way = 0;
  while (pick >= WAYS[way].percent)
    pick -= WAYS[way++].percent;
  return way;
}

static DjReach draw_reach (Persons *persons)
{
  guint32 pick = dj_dice_below (&persons->dice, 100);
  if (pick < PERCENT_BEYOND)
    return DJ_REACH_BEYOND;
  return pick < PERCENT_BEYOND + PERCENT_IN_COUNTY ? DJ_REACH_COUNTY : DJ_REACH_TOWNSHIP;
}

/* A branch within reach, or, after some tries, whatever is there; never the member's own where there is another. */
static gint32 find_host (Persons *persons, gint32 township, gint32 own, gboolean community)
{
  const DjMaking *making = persons->making;
  DjReach reach = draw_reach (persons);
  gint32 row = 0;
  for (int i = 0; i < 8; i++)
  {
    row = community ? dj_making_find_head (making, &persons->dice, township, reach)
                    : dj_making_find_organization (making, &persons->dice, township, reach);
    if (persons->organization_code[row] != own
        && (community || persons->organization_kind[row] == DJ_ORGANIZATION_BRANCH))
      break;
  }
  return row;
}

/* Since some day of the last fifteen years; a tenth of them are over. */
static void add_participation (Persons *persons, gint32 row, gint32 township, gint32 own, DjDate admitted)
{
  const DjDays *days = &persons->making->days;
  guint way = draw_way (persons);
  gint32 host = find_host (persons, township, own, WAYS[way].community);
  DjDate first = MAX (MAX (admitted, days->spans[6] - 1000), persons->organization_since[host]);
  DjDate since = dj_dice_day (&persons->dice, first, days->on + 1);
  gboolean over = dj_dice_below (&persons->dice, 10) == 0 && since < days->on;
  DjDate until = over ? dj_dice_day (&persons->dice, since + 1, days->on + 1) : DJ_DATE_NONE;
  add_membership (persons, row, persons->organization_code[host], WAYS[way].kind, since, until);
}

/* ---- Persons ------------------------------------------------------------------------------------------------------ */

/* Between 18 and 75 at admission, more likely young. */
static DjDate draw_birth (Persons *persons, DjDate admitted, DjDate first, DjDate last)
{
  DjDate from = MAX (first, admitted - DAYS_OLDEST);
  DjDate end = MIN (last, admitted - DAYS_OF_AGE) + 1;
  DjDate one = dj_dice_day (&persons->dice, from, end);
  DjDate other = dj_dice_day (&persons->dice, from, end);
  return MAX (one, other);
}

static DjMemberClass get_class (DjOccupation occupation)
{
  if (occupation == DJ_OCCUPATION_STUDENT)
    return DJ_MEMBER_CLASS_STUDENT;
  return occupation == DJ_OCCUPATION_RETIRED ? DJ_MEMBER_CLASS_RETIRED : DJ_MEMBER_CLASS_REGULAR;
}

static void make_member (Persons *persons, gint32 row, guint32 place)
{
  const DjMaking *making = persons->making;
  const DjDays *days = &making->days;
  PersonColumns *columns = &persons->persons;
  DjDice *dice = &persons->dice;
  const DjBranch *branch = find_branch (persons, place);
  guint cell = dj_bag_draw (&persons->admissions[find_span (making, branch)], dice);
  int span = (int)cell / DJ_N_BANDS;
  int band = (int)cell % DJ_N_BANDS;
  DjDate first = MAX (MAX (days->spans[span], days->born_first[band] + DAYS_OF_AGE), branch->since);
  DjDate admitted = dj_dice_day (dice, first, days->spans[span + 1]);
  columns->admitted[row] = admitted;
  columns->full[row] = persons->year_later[admitted - days->spans[0]];
  columns->born[row] = draw_birth (persons, admitted, days->born_first[band], days->born_last[band]);
  columns->sex[row] = (guint8)(DJ_SEX_MALE + dj_bag_draw (&persons->sexes[band], dice));
  columns->education[row] = (guint8)(DJ_EDUCATION_POSTGRADUATE + dj_bag_draw (&persons->educations[band], dice));
  columns->occupation[row] = (guint8)(DJ_OCCUPATION_WORKER + dj_bag_draw (&persons->occupations[band], dice));
  columns->class[row] = (guint8)get_class ((DjOccupation)columns->occupation[row]);
  DjDate since
      = dj_bag_draw (&persons->transfers, dice) ? add_earlier_affiliation (persons, row, admitted, span) : admitted;
  add_membership (persons, row, branch->code, DJ_MEMBERSHIP_AFFILIATION, since, DJ_DATE_NONE);
  for (guint n = dj_bag_draw (&persons->participations, dice); n > 0; n--)
    add_participation (persons, row, branch->township, branch->code, admitted);
}

/* What is not counted on the day is only made likely. */
static void make_traits (Persons *persons, gint32 row)
{
  DjDice *dice = &persons->dice;
  persons->persons.sex[row] = dj_dice_below (dice, 10) < 7 ? DJ_SEX_MALE : DJ_SEX_FEMALE;
  persons->persons.education[row]
      = (guint8)(DJ_EDUCATION_BACHELOR + dj_dice_below (dice, DJ_EDUCATION_PRIMARY - DJ_EDUCATION_BACHELOR + 1));
}

static DjLeftHow draw_left_how (Persons *persons)
{
  static const DjLeftHow others[]
      = { DJ_LEFT_REMOVED, DJ_LEFT_EXPELLED, DJ_LEFT_WITHDRAWN, DJ_LEFT_MOVED_OUT, DJ_LEFT_SELF_SEPARATED };
  if (dj_dice_below (&persons->dice, 100) < 85)
    return DJ_LEFT_DECEASED;
  return others[dj_dice_below (&persons->dice, G_N_ELEMENTS (others))];
}

/* Somebody who was admitted in one span, in a branch of an earlier one, and left in a later one. */
static void make_leaver (Persons *persons, gint32 row)
{
  const DjDays *days = &persons->making->days;
  PersonColumns *columns = &persons->persons;
  int span = 1 + (int)dj_dice_below (&persons->dice, DJ_N_SPANS - 3);
  DjDate admitted = dj_dice_day (&persons->dice, days->spans[span], days->spans[span + 1]);
  const DjBranch *branch = pick_branch_before (persons, span);
  make_traits (persons, row);
  columns->class[row] = DJ_MEMBER_CLASS_REGULAR;
  columns->admitted[row] = admitted;
  columns->full[row] = persons->year_later[admitted - days->spans[0]];
  columns->born[row] = draw_birth (persons, admitted, admitted - DAYS_OF_AGE * 3, admitted);
  columns->left[row] = dj_dice_day (&persons->dice, MAX (columns->full[row], days->spans[6]), days->on + 1);
  columns->left_how[row] = (guint8)draw_left_how (persons);
  if (branch)
    add_membership (persons, row, branch->code, DJ_MEMBERSHIP_AFFILIATION, admitted, columns->left[row]);
}

/* Somebody who was never a member and takes part in a community. */
static void make_outsider (Persons *persons, gint32 row)
{
  const DjMaking *making = persons->making;
  const DjDays *days = &making->days;
  const DjBranch *branch = &making->branches[dj_dice_below (&persons->dice, (guint32)making->n_branches)];
  make_traits (persons, row);
  persons->persons.born[row] = dj_dice_day (&persons->dice, days->born_first[3], days->born_last[0] - DAYS_OF_AGE);
  add_participation (persons, row, branch->township, DJ_TEXT_NONE, days->spans[6]);
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

static void open_persons (Persons *persons, guint64 n)
{
  DjTableData *table = dj_making_open_table (persons->making, DJ_TABLE_PERSON, n);
  persons->persons = (PersonColumns){
    .code = dj_making_open_texts (table, DJ_COLUMN_PERSON_CODE),
    .sex = dj_making_open_codes (table, DJ_COLUMN_PERSON_SEX),
    .born = dj_making_open_dates (table, DJ_COLUMN_PERSON_BORN),
    .education = dj_making_open_codes (table, DJ_COLUMN_PERSON_EDUCATION),
    .class = dj_making_open_codes (table, DJ_COLUMN_PERSON_CLASS),
    .admitted = dj_making_open_dates (table, DJ_COLUMN_PERSON_ADMITTED),
    .full = dj_making_open_dates (table, DJ_COLUMN_PERSON_FULL),
    .left = dj_making_open_dates (table, DJ_COLUMN_PERSON_LEFT),
    .left_how = dj_making_open_codes (table, DJ_COLUMN_PERSON_LEFT_HOW),
    .occupation = dj_making_open_codes (table, DJ_COLUMN_PERSON_OCCUPATION),
  };
}

static DjTableData *open_memberships (Persons *persons)
{
  const DjFigures *figures = &persons->making->figures;
  guint64 n = figures->members + figures->left + persons->transfers.left[1] + figures->participations;
  DjTableData *table = dj_making_open_table (persons->making, DJ_TABLE_MEMBERSHIP, n);
  persons->memberships = (MembershipColumns){
    .person = dj_making_open_texts (table, DJ_COLUMN_MEMBERSHIP_PERSON),
    .organization = dj_making_open_texts (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION),
    .kind = dj_making_open_codes (table, DJ_COLUMN_MEMBERSHIP_KIND),
    .since = dj_making_open_dates (table, DJ_COLUMN_MEMBERSHIP_SINCE),
    .until = dj_making_open_dates (table, DJ_COLUMN_MEMBERSHIP_UNTIL),
  };
  return table;
}

/* The same day of the next year; 1 March after a leap day. */
static void list_years_later (Persons *persons)
{
  const DjDays *days = &persons->making->days;
  gint32 n = days->spans[DJ_N_SPANS] - days->spans[0];
  persons->year_later = g_new (DjDate, n);
  for (gint32 i = 0; i < n; i++)
  {
    int year, month, day;
    dj_date_split (days->spans[0] + i, &year, &month, &day);
    DjDate later = dj_date (year + 1, month, day);
    persons->year_later[i] = later != DJ_DATE_NONE ? later : dj_date (year + 1, 3, 1);
  }
}

static void make_one (Persons *persons, gint32 row)
{
  const DjFigures *figures = &persons->making->figures;
  guint32 place = dj_shuffle (&persons->shuffle, (guint32)row);
  if (place < figures->members)
    make_member (persons, row, place);
  else if (place < figures->members + figures->left)
    make_leaver (persons, row);
  else
    make_outsider (persons, row);
}

static void intern_code (Persons *persons, gint32 row)
{
  char code[] = "p000000000";
  guint32 number = (guint32)row + 1;
  for (gsize i = sizeof code - 2; i > 0; i--, number /= 10)
    code[i] = (char)('0' + number % 10);
  persons->persons.code[row] = dj_texts_intern (persons->making->state->texts, code, sizeof code - 1);
}

static gboolean make_rows (Persons *persons, gint32 n, GError **error)
{
  for (gint32 row = 0; row < n; row++)
  {
    if (row % BLOCK == 0 && !dj_making_tell (persons->making, row ? BLOCK : 0, error))
      return FALSE;
    intern_code (persons, row);
    make_one (persons, row);
  }
  return TRUE;
}

static void prepare (Persons *persons, gint32 n)
{
  const DjMaking *making = persons->making;
  const DjTableData *organizations = making->state->tables[DJ_TABLE_ORGANIZATION];
  persons->organization_code = dj_table_texts (organizations, DJ_COLUMN_ORGANIZATION_CODE);
  persons->organization_since = dj_table_dates (organizations, DJ_COLUMN_ORGANIZATION_SINCE);
  persons->organization_kind = dj_table_codes (organizations, DJ_COLUMN_ORGANIZATION_KIND);
  dj_shuffle_init (&persons->shuffle, (guint32)n, dj_dice (making->options->seed, 5));
  persons->dice = dj_dice (making->options->seed, 6);
  fill_bags (persons);
  index_places (persons);
  list_years_later (persons);
}

gboolean dj_make_persons (DjMaking *making, GError **error)
{
  Persons persons = { .making = making };
  gint32 n = (gint32)(making->figures.members + making->figures.left + making->figures.outside);
  prepare (&persons, n);
  open_persons (&persons, (guint64)n);
  DjTableData *table = open_memberships (&persons);
  gboolean done = make_rows (&persons, n, error);
  table->n_rows = persons.memberships.n;
  g_free (persons.first_in_block);
  g_free (persons.year_later);
  return done;
}
