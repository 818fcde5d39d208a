/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Organizations: those that lead areas, one for each and in their order; then those of units, committees before general branches before
 * branches, so that superiors stand before their subordinates. How many of each there are is known first; what is left to chance is where.
 */
#include <string.h>

#include "generate/generate-private.h"

/* Of the organizations leading communities and villages, in percent. */
#define HEAD_COMMITTEES 11
#define HEAD_GENERAL_BRANCHES 26
/* Of a hundred committees of units, those under a county and not under a township; and so on. */
#define COMMITTEES_OF_COUNTIES 50
#define GENERAL_BRANCHES_OF_COMMITTEES 60
#define BRANCHES_OF_COUNTIES 20
/* Branches right under a committee of a unit or community, and under a general branch. */
#define COMMITTEE_BRANCHES_MIN 2
#define COMMITTEE_BRANCHES_MAX 14
#define GENERAL_BRANCHES_MIN 2
#define GENERAL_BRANCHES_MAX 6

/* One branch in so many stands beside those of the day and was dissolved before. */
#define ONE_IN_OLD 330

typedef struct
{
  DjMaking *making;
  DjDice dice;
  DjTableData *table;
  gint32 *code;
  gint32 *name;
  guint8 *kind;
  gint32 *base_area;
  const gint32 *area_code;
  const gint32 *area_name;
  guint32 *n_branches;                        /* organization → branches to come right under it */
  guint16 *number;                            /* of units: what they are called by; of others 0 */
  gint32 n;                                   /* made so far */
  gint32 n_units[DJ_ORGANIZATION_BRANCH + 1]; /* by kind, to come */
  gint32 n_heads[DJ_ORGANIZATION_BRANCH + 1];
  GString *text;
} Orgs;

static gint32 first_of (const Orgs *orgs, DjLevel level) { return orgs->making->first_area[level]; }

static gint32 n_areas (const Orgs *orgs) { return first_of (orgs, DJ_N_LEVELS); }

/* A township, or the county of one: so it is never a county without any. */
static gint32 pick_area (Orgs *orgs, DjLevel level)
{
  gint32 first = first_of (orgs, DJ_LEVEL_TOWNSHIP);
  guint32 n = (guint32)(first_of (orgs, DJ_LEVEL_COMMUNITY) - first);
  gint32 township = first + (gint32)dj_dice_below (&orgs->dice, n);
  return level == DJ_LEVEL_TOWNSHIP ? township : orgs->making->area_above[township];
}

/* A community within a county or township; a township that has none. */
static gint32 pick_within (Orgs *orgs, gint32 area)
{
  const gint32 *within = orgs->making->area_within;
  while (area < first_of (orgs, DJ_LEVEL_COMMUNITY) && within[area] < within[area + 1])
    area = within[area] + (gint32)dj_dice_below (&orgs->dice, (guint32)(within[area + 1] - within[area]));
  return area;
}

/* ---- How many ----------------------------------------------------------------------------------------------------- */

/* Counts what leads townships and communities, and leaves the rest to units. */
static gboolean plan (Orgs *orgs, GError **error)
{
  const DjFigures *figures = &orgs->making->figures;
  gint32 towns = 0;
  gint32 communities = n_areas (orgs) - first_of (orgs, DJ_LEVEL_COMMUNITY);
  for (gint32 area = first_of (orgs, DJ_LEVEL_TOWNSHIP); area < first_of (orgs, DJ_LEVEL_COMMUNITY); area++)
    towns += orgs->making->area_class[area] != DJ_AREA_CLASS_SUBDISTRICT;
  gint32 committees = (gint32)figures->committees - towns;
  gint32 *heads = orgs->n_heads;
  heads[DJ_ORGANIZATION_COMMITTEE] = MIN (communities * HEAD_COMMITTEES / 100, MAX (committees, 0) / 2);
  heads[DJ_ORGANIZATION_GENERAL_BRANCH]
      = MIN (communities * HEAD_GENERAL_BRANCHES / 100, (gint32)figures->general_branches / 2);
  heads[DJ_ORGANIZATION_BRANCH]
      = communities - heads[DJ_ORGANIZATION_COMMITTEE] - heads[DJ_ORGANIZATION_GENERAL_BRANCH];
  orgs->n_units[DJ_ORGANIZATION_COMMITTEE] = committees - heads[DJ_ORGANIZATION_COMMITTEE];
  orgs->n_units[DJ_ORGANIZATION_GENERAL_BRANCH]
      = (gint32)figures->general_branches - heads[DJ_ORGANIZATION_GENERAL_BRANCH];
  orgs->n_units[DJ_ORGANIZATION_BRANCH] = (gint32)figures->branches - heads[DJ_ORGANIZATION_BRANCH];
  /* Branches are many more than general branches, unless communities take them all. */
  if (committees >= 0 && communities > 0
      && orgs->n_units[DJ_ORGANIZATION_BRANCH] >= GENERAL_BRANCHES_MAX * (gint32)figures->general_branches)
    return TRUE;
  g_set_error_literal (
      error, DJ_ERROR, DJ_ERROR_LIMIT,
      DJ_SAY ("按此规模，区划资料中没有足够小的县", "no counties of these divisions are small enough for the scale"));
  return FALSE;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static gint32 add_row (Orgs *orgs, DjOrganizationKind kind, gint32 superior, gint32 area)
{
  gint32 row = orgs->n++;
  orgs->kind[row] = (guint8)kind;
  orgs->making->superior[row] = superior;
  orgs->making->based_in[row] = area;
  orgs->base_area[row] = orgs->area_code[area];
  return row;
}

static void take_text (Orgs *orgs, gint32 *cell)
{
  *cell = dj_texts_intern (orgs->making->state->texts, orgs->text->str, orgs->text->len);
  g_string_truncate (orgs->text, 0);
}

static DjOrganizationKind choose_head_kind (Orgs *orgs, gint32 area, DjBag *communities)
{
  if (area < first_of (orgs, DJ_LEVEL_TOWNSHIP))
    return DJ_ORGANIZATION_LOCAL_COMMITTEE;
  if (area >= first_of (orgs, DJ_LEVEL_COMMUNITY))
    return (DjOrganizationKind)(DJ_ORGANIZATION_COMMITTEE + dj_bag_draw (communities, &orgs->dice));
  return orgs->making->area_class[area] == DJ_AREA_CLASS_SUBDISTRICT ? DJ_ORGANIZATION_WORKING_COMMITTEE
                                                                     : DJ_ORGANIZATION_COMMITTEE;
}

/* Two bags of what leads communities and what leads villages: of communities more have committees and general branches. */
static void fill_bags (const Orgs *orgs, DjBag bags[2])
{
  guint64 cells[] = { 30, 40, 30, 8, 24, 68 };
  guint64 sums[2] = { 0, 0 };
  guint64 kinds[3];
  for (gint32 area = first_of (orgs, DJ_LEVEL_COMMUNITY); area < n_areas (orgs); area++)
    sums[orgs->making->area_class[area] != DJ_AREA_CLASS_COMMUNITY]++;
  for (int i = 0; i < 3; i++)
    kinds[i] = (guint64)orgs->n_heads[DJ_ORGANIZATION_COMMITTEE + i];
  gboolean fitted = dj_fit_margins (cells, 2, 3, sums, kinds);
  g_return_if_fail (fitted);
  dj_bag_fill (&bags[0], cells, 3);
  dj_bag_fill (&bags[1], cells + 3, 3);
}

static void make_heads (Orgs *orgs)
{
  DjBag bags[2];
  fill_bags (orgs, bags);
  for (gint32 area = 0; area < n_areas (orgs); area++)
  {
    DjBag *bag = &bags[orgs->making->area_class[area] != DJ_AREA_CLASS_COMMUNITY];
    DjOrganizationKind kind = choose_head_kind (orgs, area, bag);
    gint32 row = add_row (orgs, kind, orgs->making->area_above[area], area);
    g_string_printf (orgs->text, "o%s", dj_texts_get (orgs->making->state->texts, orgs->area_code[area]));
    take_text (orgs, &orgs->code[row]);
    if (area == 0)
      g_string_assign (orgs->text, "中国共产党");
    else
      dj_name_head (orgs->text, dj_texts_get (orgs->making->state->texts, orgs->area_name[area]), kind);
    take_text (orgs, &orgs->name[row]);
  }
}

static DjUnitSort get_sort (const Orgs *orgs, gint32 superior)
{
  return superior < first_of (orgs, DJ_LEVEL_TOWNSHIP) ? DJ_SORT_ORGAN : DJ_SORT_ENTERPRISE;
}

/* A unit's name goes down to its branches, and so does what sort it is, by an even or odd number. */
static void choose_number (Orgs *orgs, gint32 row, gint32 superior)
{
  guint16 inherited = orgs->number[superior];
  orgs->number[row] = inherited ? inherited
                                : (guint16)(dj_dice_below (&orgs->dice, 32000) * 2 + 1
                                            + (get_sort (orgs, superior) == DJ_SORT_ORGAN ? 1 : 0));
}

static void put_unit_name (Orgs *orgs, guint16 number)
{
  dj_name_unit (orgs->text, number % 2 ? DJ_SORT_ENTERPRISE : DJ_SORT_ORGAN, number / 2);
}

/* A committee or general branch of a unit. */
static void add_unit (Orgs *orgs, DjOrganizationKind kind, gint32 i, gint32 superior)
{
  gboolean committee = kind == DJ_ORGANIZATION_COMMITTEE;
  gint32 area = orgs->making->based_in[superior];
  gint32 row = add_row (orgs, kind, superior, superior < n_areas (orgs) ? pick_within (orgs, area) : area);
  choose_number (orgs, row, superior);
  g_string_printf (orgs->text, "%c%07d", committee ? 'c' : 'g', i + 1);
  take_text (orgs, &orgs->code[row]);
  g_string_assign (orgs->text, "中共");
  put_unit_name (orgs, orgs->number[row]);
  g_string_append (orgs->text, committee ? "委员会" : "总支部委员会");
  take_text (orgs, &orgs->name[row]);
}

static void make_units (Orgs *orgs)
{
  for (gint32 i = 0; i < orgs->n_units[DJ_ORGANIZATION_COMMITTEE]; i++)
  {
    DjLevel level = dj_dice_below (&orgs->dice, 100) < COMMITTEES_OF_COUNTIES ? DJ_LEVEL_COUNTY : DJ_LEVEL_TOWNSHIP;
    add_unit (orgs, DJ_ORGANIZATION_COMMITTEE, i, pick_area (orgs, level));
  }
  guint32 n_committees = (guint32)(orgs->n - n_areas (orgs));
  for (gint32 i = 0; i < orgs->n_units[DJ_ORGANIZATION_GENERAL_BRANCH]; i++)
  {
    gboolean of_committee = n_committees > 0 && dj_dice_below (&orgs->dice, 100) < GENERAL_BRANCHES_OF_COMMITTEES;
    gint32 superior = of_committee ? n_areas (orgs) + (gint32)dj_dice_below (&orgs->dice, n_committees)
                                   : pick_area (orgs, DJ_LEVEL_TOWNSHIP);
    add_unit (orgs, DJ_ORGANIZATION_GENERAL_BRANCH, i, superior);
  }
}

/* ---- Branches ----------------------------------------------------------------------------------------------------- */

static gboolean is_primary (const Orgs *orgs, gint32 row)
{
  return row >= first_of (orgs, DJ_LEVEL_COMMUNITY) && orgs->kind[row] != DJ_ORGANIZATION_BRANCH;
}

/* Says how many branches come right under each; those that no committee or general branch takes go to townships and counties. */
static void place_branches (Orgs *orgs)
{
  gint32 left = orgs->n_units[DJ_ORGANIZATION_BRANCH];
  for (gint32 row = first_of (orgs, DJ_LEVEL_COMMUNITY); row < orgs->n; row++)
    if (orgs->kind[row] == DJ_ORGANIZATION_GENERAL_BRANCH)
    {
      guint32 n = GENERAL_BRANCHES_MIN + dj_dice_below (&orgs->dice, GENERAL_BRANCHES_MAX - GENERAL_BRANCHES_MIN + 1);
      orgs->n_branches[row] = n;
      left -= (gint32)n;
    }
  for (gint32 row = first_of (orgs, DJ_LEVEL_COMMUNITY); row < orgs->n && left > 0; row++)
    if (orgs->kind[row] == DJ_ORGANIZATION_COMMITTEE)
    {
      guint32 range = COMMITTEE_BRANCHES_MAX - COMMITTEE_BRANCHES_MIN + 1;
      guint32 n = COMMITTEE_BRANCHES_MIN + dj_dice_below (&orgs->dice, range);
      n = MIN (n, (guint32)left);
      orgs->n_branches[row] = n;
      left -= (gint32)n;
    }
  for (; left > 0; left--)
  {
    DjLevel level = dj_dice_below (&orgs->dice, 100) < BRANCHES_OF_COUNTIES ? DJ_LEVEL_COUNTY : DJ_LEVEL_TOWNSHIP;
    orgs->n_branches[pick_area (orgs, level)]++;
  }
}

/* A branch right under a township or county is a unit's own; those of a unit or community are numbered. */
static void name_branch (Orgs *orgs, gint32 superior, guint ordinal)
{
  if (superior < first_of (orgs, DJ_LEVEL_COMMUNITY))
  {
    guint16 number
        = (guint16)(dj_dice_below (&orgs->dice, 32000) * 2 + 1 + (get_sort (orgs, superior) == DJ_SORT_ORGAN ? 1 : 0));
    put_unit_name (orgs, number);
    g_string_append (orgs->text, "党支部");
    return;
  }
  if (orgs->number[superior])
    put_unit_name (orgs, orgs->number[superior]);
  dj_name_ordinal (orgs->text, ordinal);
  g_string_append (orgs->text, "党支部");
}

static void make_unit_branches (Orgs *orgs)
{
  gint32 n_superiors = orgs->n;
  gint32 number = 0;
  for (gint32 superior = 0; superior < n_superiors; superior++)
    for (guint i = 0; i < orgs->n_branches[superior]; i++)
    {
      gint32 area = orgs->making->based_in[superior];
      gint32 row = add_row (orgs, DJ_ORGANIZATION_BRANCH, superior,
                            is_primary (orgs, superior) ? area : pick_within (orgs, area));
      g_string_printf (orgs->text, "b%07d", ++number);
      take_text (orgs, &orgs->code[row]);
      name_branch (orgs, superior, i + 1);
      take_text (orgs, &orgs->name[row]);
    }
}

/* Branches that were dissolved, behind all others. */
static void make_old_branches (Orgs *orgs, gint32 n)
{
  for (gint32 i = 0; i < n; i++)
  {
    gint32 superior = pick_area (orgs, DJ_LEVEL_TOWNSHIP);
    gint32 row = add_row (orgs, DJ_ORGANIZATION_BRANCH, superior, pick_within (orgs, superior));
    g_string_printf (orgs->text, "d%07d", i + 1);
    take_text (orgs, &orgs->code[row]);
    name_branch (orgs, superior, 0);
    take_text (orgs, &orgs->name[row]);
  }
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

static gint32 count_rows (const Orgs *orgs)
{
  gint32 n = n_areas (orgs);
  for (int kind = DJ_ORGANIZATION_COMMITTEE; kind <= DJ_ORGANIZATION_BRANCH; kind++)
    n += orgs->n_units[kind];
  return n;
}

static void open_tables (Orgs *orgs, gint32 n_rows)
{
  DjMaking *making = orgs->making;
  DjTableData *areas = making->state->tables[DJ_TABLE_AREA];
  orgs->area_code = dj_table_texts (areas, DJ_COLUMN_AREA_CODE);
  orgs->area_name = dj_table_texts (areas, DJ_COLUMN_AREA_NAME);
  orgs->table = dj_making_open_table (making, DJ_TABLE_ORGANIZATION, (guint64)n_rows);
  orgs->code = dj_making_open_texts (orgs->table, DJ_COLUMN_ORGANIZATION_CODE);
  orgs->name = dj_making_open_texts (orgs->table, DJ_COLUMN_ORGANIZATION_NAME);
  orgs->kind = dj_making_open_codes (orgs->table, DJ_COLUMN_ORGANIZATION_KIND);
  orgs->base_area = dj_making_open_texts (orgs->table, DJ_COLUMN_ORGANIZATION_BASE_AREA);
  orgs->n_branches = g_new0 (guint32, n_rows);
  orgs->number = g_new0 (guint16, n_rows);
  making->superior = g_new (gint32, n_rows);
  making->based_in = g_new (gint32, n_rows);
}

gboolean dj_make_organizations (DjMaking *making, GError **error)
{
  Orgs orgs = { .making = making, .dice = dj_dice (making->options->seed, 3) };
  if (!plan (&orgs, error))
    return FALSE;
  gint32 n = count_rows (&orgs);
  gint32 n_old = n / ONE_IN_OLD;
  orgs.text = g_string_new (NULL);
  open_tables (&orgs, n + n_old);
  make_heads (&orgs);
  make_units (&orgs);
  place_branches (&orgs);
  make_unit_branches (&orgs);
  making->n_organizations = orgs.n;
  make_old_branches (&orgs, n_old);
  g_string_free (orgs.text, TRUE);
  g_free (orgs.n_branches);
  g_free (orgs.number);
  return dj_making_tell (making, 0, error);
}
