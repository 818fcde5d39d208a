/* SPDX-License-Identifier: Apache-2.0 */
/* Generate room: chance that is the same everywhere, margins in whole numbers, and the steps in which a register is made. */
#pragma once

#include <dangjian/generate.h>

#include "register/register-private.h"
#include "schema/schema-private.h"

/* ---- Chance: whole numbers only, so that every machine draws alike ------------------------------------------------ */

/* A stream of random numbers (splitmix64). */
typedef struct
{
  guint64 state;
} DjDice;

static inline guint64 dj_dice_mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return x ^ (x >> 31);
}

/* Streams of one seed have nothing to do with one another, so that one step's draws do not shift those of the next. */
static inline DjDice dj_dice (guint64 seed, guint stream)
{
  return (DjDice){ dj_dice_mix (seed ^ dj_dice_mix (stream + G_GUINT64_CONSTANT (0xD1B54A32D192ED03))) };
}

static inline guint32 dj_dice_throw (DjDice *dice)
{
  dice->state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return (guint32)(dj_dice_mix (dice->state) >> 32);
}

/* From 0 to @n - 1; 0 where @n is 0. */
static inline guint32 dj_dice_below (DjDice *dice, guint32 n)
{
  return (guint32)((guint64)dj_dice_throw (dice) * n >> 32);
}

/* A day from @first to the one before @end; @first where there is none. */
static inline DjDate dj_dice_day (DjDice *dice, DjDate first, DjDate end)
{
  return first + (DjDate)dj_dice_below (dice, first < end ? (guint32)(end - first) : 0);
}

/* Things of several kinds, drawn one after the other until none is left: what is drawn in all is known beforehand. */
#define DJ_BAG_KINDS 72

typedef struct
{
  guint32 n;
  guint32 left[DJ_BAG_KINDS];
} DjBag;

static inline guint dj_bag_draw (DjBag *bag, DjDice *dice)
{
  g_assert (bag->n > 0);
  guint32 pick = dj_dice_below (dice, bag->n);
  guint kind = 0;
  while (pick >= bag->left[kind])
    pick -= bag->left[kind++];
  bag->left[kind]--;
  bag->n--;
  return kind;
}

void dj_bag_fill (DjBag *bag, const guint64 *counts, int n_kinds);

/* The numbers below @n in another order, each worked out for itself. */
typedef struct
{
  guint32 n;
  guint32 mask;
  guint shift;
  guint32 factor[4];
  guint32 summand[4];
} DjShuffle;

void dj_shuffle_init (DjShuffle *shuffle, guint32 n, DjDice dice);

static inline guint32 dj_shuffle (const DjShuffle *shuffle, guint32 i)
{
  do
    for (int round = 0; round < 4; round++)
    {
      i = (i * shuffle->factor[round] + shuffle->summand[round]) & shuffle->mask;
      i ^= i >> shuffle->shift;
    }
  while (i >= shuffle->n);
  return i;
}

/* ---- Margins ------------------------------------------------------------------------------------------------------ */

/* @total in parts as the weights are, by largest remainder. Weights and total are below 2^32, and one weight at least is not 0. */
void dj_share_out (const guint64 *weights, int n, guint64 total, guint64 *parts);
/* Makes a table of weights one of counts with these sums of rows and columns, as like the weights as can be; what is 0 stays 0. Both sums
 * add up to the same, below 2^31. FALSE where no such table exists. */
gboolean dj_fit_margins (guint64 *cells, int n_rows, int n_columns, const guint64 *row_sums,
                         const guint64 *column_sums);

/* ---- Published figures -------------------------------------------------------------------------------------------- */

#define DJ_N_SEXES 2
#define DJ_N_BANDS 8
#define DJ_N_EDUCATIONS 9
#define DJ_N_OCCUPATIONS 8
/* Spans of time, finer than the published periods of admission. */
#define DJ_N_SPANS 9

/* The day of the figures, and the first days of the spans and of what comes after. */
typedef struct
{
  DjDate on;
  DjDate spans[DJ_N_SPANS + 1];
  DjDate born_first[DJ_N_BANDS]; /* first and last days of birth of each age band on that day */
  DjDate born_last[DJ_N_BANDS];
} DjDays;

void dj_days_init (DjDays *days);

/* How many there are of each thing at a scale. */
typedef struct
{
  guint64 townships;
  guint64 communities;
  guint64 prefectures;
  guint64 provinces;
  guint64 counties;
  guint64 committees;
  guint64 general_branches;
  guint64 branches;
  guint64 members;
  guint64 left;    /* persons who were members before */
  guint64 outside; /* persons who never were members and take part */
  guint64 participations;
  guint64 alliances;
} DjFigures;

void dj_figures_scale (DjFigures *figures, double scale);

/* Counts of members; rows of tables first. */
typedef struct
{
  guint64 admissions[DJ_N_SPANS * DJ_N_BANDS];
  guint64 sexes[DJ_N_BANDS * DJ_N_SEXES];
  guint64 educations[DJ_N_BANDS * DJ_N_EDUCATIONS];
  guint64 occupations[DJ_N_BANDS * DJ_N_OCCUPATIONS];
} DjMargins;

gboolean dj_margins_make (DjMargins *margins, guint64 members);

/* ---- What is being made ------------------------------------------------------------------------------------------- */

typedef enum
{
  DJ_LEVEL_NATION,
  DJ_LEVEL_PROVINCE,
  DJ_LEVEL_PREFECTURE,
  DJ_LEVEL_COUNTY,
  DJ_LEVEL_TOWNSHIP,
  DJ_LEVEL_COMMUNITY,
  DJ_N_LEVELS,
} DjLevel;

/* One division, as files have it or as it is made up. */
typedef struct
{
  const char *code;
  const char *name;
} DjDivision;

/* All divisions, level by level, each level by code; of a code all but the last digits are the code of the one above. */
typedef struct
{
  GArray *levels[DJ_N_LEVELS]; /* DjDivision */
  GPtrArray *buffers;          /* what the texts lie in */
} DjDivisions;

/* Digits of a code of that level. */
gsize dj_level_digits (DjLevel level);
DjDivisions *dj_divisions_new (void);
void dj_divisions_free (DjDivisions *divisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjDivisions, dj_divisions_free)
void dj_divisions_add (DjDivisions *divisions, DjLevel level, const char *code, const char *name);
DjDivisions *dj_divisions_read (const char *folder, GError **error);
DjDivisions *dj_divisions_make_up (const DjFigures *figures, guint64 seed);
/* Whole counties, at random, to about the figures' number of communities, with what is in them and above them. */
DjDivisions *dj_divisions_draw (const DjDivisions *all, const DjFigures *figures, guint64 seed);
/* Class by the last three digits of a township's or a community's code. */
DjAreaClass dj_division_get_class (DjLevel level, const char *code);

/* A branch, with what making a member asks of it. */
typedef struct
{
  guint32 first_place; /* its members are places up to the next one's first */
  gint32 code;
  DjDate since;
  gint32 township; /* area row */
} DjBranch;

/* A branch that is no more. */
typedef struct
{
  gint32 code;
  DjDate since;
  DjDate until;
} DjOldBranch;

typedef struct
{
  const DjGenerateOptions *options;
  DjFigures figures;
  DjDays days;
  DjMargins margins;
  DjState *state;
  gint64 done;
  gint64 total;

  /* Areas are rows level by level; those within one follow one another. */
  gint32 first_area[DJ_N_LEVELS + 1];
  gint32 *area_above;  /* row → row, -1 */
  gint32 *area_within; /* row → first row within it; there is one entry more than rows */
  guint8 *area_class;

  /* Organizations: the row of an area is that of the organization leading there; superiors stand before subordinates. */
  gint32 n_organizations; /* on the day; those dissolved and old names come behind */
  gint32 *superior;       /* row → row, -1 */
  gint32 *based_in;       /* row → area row */
  guint8 *span;           /* of a branch: in which it was founded */
  GArray *old_branches;   /* DjOldBranch */
  DjBranch *branches;     /* by span; one entry more than branches */
  gint32 n_branches;
  gint32 span_end[DJ_N_SPANS]; /* in branches */
  gint32 *by_township;    /* rows of organizations that are based in townships or communities, in order of townships */
  gint32 *township_first; /* township, from 0 → place in by_township; one entry more */
} DjMaking;

/* FALSE with DJ_ERROR_CANCELLED when it is to stop. */
gboolean dj_making_tell (DjMaking *making, gint64 more, GError **error);
/* A table of so many rows, all missing; and its columns, open for writing. */
DjTableData *dj_making_open_table (DjMaking *making, DjTable table, guint64 n_rows);
gint32 *dj_making_open_texts (DjTableData *table, int column);
DjDate *dj_making_open_dates (DjTableData *table, int column);
guint8 *dj_making_open_codes (DjTableData *table, int column);
gint32 dj_making_intern (DjMaking *making, const char *text);

/* The steps, in order. */
gboolean dj_make_areas (DjMaking *making, GError **error);
gboolean dj_make_organizations (DjMaking *making, GError **error);
/* Founds branches and what is above them; puts members' places into them. */
gboolean dj_make_branches (DjMaking *making, GError **error);
gboolean dj_make_persons (DjMaking *making, GError **error);
gboolean dj_make_alliances (DjMaking *making, GError **error);

/* Where organizations are looked for: in one township, in one county, or anywhere but in that county. */
typedef enum
{
  DJ_REACH_TOWNSHIP,
  DJ_REACH_COUNTY,
  DJ_REACH_BEYOND,
} DjReach;

/* The row of some organization within reach of a township (an area row). */
gint32 dj_making_find_organization (const DjMaking *making, DjDice *dice, gint32 township, DjReach reach);
/* The same of organizations that lead a community. */
gint32 dj_making_find_head (const DjMaking *making, DjDice *dice, gint32 township, DjReach reach);
/* The township of an area row of a township or a community. */
gint32 dj_making_get_township (const DjMaking *making, gint32 area);

/* ---- Names -------------------------------------------------------------------------------------------------------- */

/* What an organ, a school, an enterprise is called; made of its number. */
typedef enum
{
  DJ_SORT_ORGAN,
  DJ_SORT_ENTERPRISE,
} DjUnitSort;

/* 第三 and so on, up to 99. */
void dj_name_ordinal (GString *out, guint n);
void dj_name_unit (GString *out, DjUnitSort sort, guint number);
void dj_name_place (GString *out, DjLevel level, DjAreaClass class, guint number);
/* The name of an area's leading organization. */
void dj_name_head (GString *out, const char *area, DjOrganizationKind kind);
