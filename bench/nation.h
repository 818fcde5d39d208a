/* SPDX-License-Identifier: Apache-2.0 */
/* Bench of the nation: a generated register, the plain arrays that bare loops go through, and the questions. */
#pragma once

#include <dangjian/dangjian.h>

#include "bench.h"

/* Sexes and age bands; levels of education are counted in the register. */
#define NATION_SEXES 2
#define NATION_BANDS 8

/*
 * The register and its view, and what bare loops need of them as plain arrays. These are made from answers of the library's public calls,
 * each when it is first needed; bare loops see nothing else.
 */
typedef struct
{
  double scale;
  guint64 seed;
  DjDate on;
  DjDate past;        /* the day of Q10 */
  const char *folder; /* for files */
  DjRegister *reg;
  DjView *view;
  double sealing_peak_mib; /* when nothing but the register was there */

  /* Organizations by id, and counties numbered in preorder. */
  gint32 n;
  gint32 *superior;
  gint32 *end;
  gint32 *depth;
  guint8 *kind;
  gint32 *county; /* of each organization, or -1 */
  gint32 n_counties;
  gint32 *county_area; /* the area of each */
  gint32 n_areas;
  gint32 *area_superior;
  guint8 *area_kind;
  gint32 *county_of_area; /* -1 for what is above counties */
  gint32 *base_area;      /* of each organization, or -1 */

  /* Members, clustered by organization, and sums of them up to each organization, n + 1. */
  gint32 n_members;
  gint32 *member;
  gint32 *start;
  gint32 *formal;
  gint32 *probationary;
  gint32 n_cells; /* sex × age band × education */
  gint32 n_educations;
  guint8 *cell; /* of each member */
  gint32 n_profiles;
  guint16 *profile;        /* of each member: sex, age band, education, status and class in one number */
  guint8 *cell_of_profile; /* of each profile that occurs */

  /* Persons by row of the table. */
  gint32 n_persons;
  gint32 *affiliation;

  /* Participations, ordered by person. */
  gint32 n_parts;
  gint32 *part_person;
  gint32 *part_organization;

  /* Seats as they stand in the register, of all days: codes as numbers, and of each number the table and the row that have it. Then what
   * tells where an organization is from. */
  gint32 n_alliances;
  gint32 n_seats;
  gint32 *seat_alliance;
  gint32 *seat_body;
  guint8 *code_table;
  gint32 *code_row;
  DjDate *seat_since;
  DjDate *seat_until;
  gint32 n_organization_rows;
  guint8 *form; /* of each row of the table organization */

  /* Memberships as they stand in the register: rows of persons and of organizations. */
  gint32 n_memberships;
  gint32 *membership_person;
  gint32 *membership_organization;
  gint32 *id_of_row; /* of each row of the table organization, or -1 */

  /* Affiliations of all days, clustered by the organization that they count for on the past day; days before the view's own. */
  gint32 n_spans;
  gint32 *span_start; /* n + 1 */
  guint16 *span_first;
  guint16 *span_last;
  guint16 *span_born;
  guint8 *span_kind; /* sex × education */
} Nation;

Nation *nation_new (double scale, guint64 seed, const char *folder);
void nation_free (Nation *nation);
/* Gives the view up; the register too: what is loaded takes its place, for a nation need not be in memory twice; and makes a view anew
 * that has worked nothing out yet. */
void nation_drop_view (Nation *nation);
void nation_drop_register (Nation *nation);
void nation_seal_anew (Nation *nation);

/* Make what is not there yet. */
void nation_need_organizations (Nation *nation);
void nation_need_counties (Nation *nation);
void nation_need_members (Nation *nation);
void nation_need_sums (Nation *nation);
void nation_need_cells (Nation *nation);
void nation_need_profiles (Nation *nation);
void nation_need_affiliation (Nation *nation);
void nation_need_memberships (Nation *nation);
void nation_need_participations (Nation *nation);
void nation_need_seats (Nation *nation);
void nation_need_spans (Nation *nation);
/* Frees what only few questions need, and much of it. */
void nation_drop_memberships (Nation *nation);
void nation_drop_spans (Nation *nation);

/* Stops the bench where the library reports an error. */
void nation_insist (gboolean ok, const GError *error);
/* A column of a frame by name, which must be there. */
int nation_find_column (const DjFrame *frame, const char *name);
const DjDate *nation_get_dates (const DjFrame *frame, const char *name);
const guint8 *nation_get_codes (const DjFrame *frame, const char *name);
/* A copy of a column of row numbers, -1 where missing. */
gint32 *nation_copy_rows (const DjFrame *frame, const char *name);
/* Numbers the counties, as a view does for each question: for each area the county that it is or is within, -1 for none. */
void nation_number_counties (const Nation *nation, gint32 *county_of_area);
/* The number of a county by the code of its area. */
gint32 nation_find_county (const Nation *nation, const char *code);
/* Last days of birth of those who have reached the first age of each band but the youngest, on a 31 December. */
void nation_find_last_births (DjDate on, DjDate last_births[NATION_BANDS - 1]);

/* Turns the number of each of @n groups into the sum of those before it; one entry more. */
void nation_sum_up (gint32 *counts, gint32 n);

static inline gboolean nation_holds (DjDate since, DjDate until, DjDate on)
{
  return since <= on && (until == DJ_DATE_NONE || until > on);
}

/* ---- Chance ------------------------------------------------------------------------------------------------------- */

/* splitmix64, so that all machines ask alike. */
static inline guint32 nation_draw (guint64 *state, guint32 below)
{
  guint64 x = *state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return (guint32)(((x ^ (x >> 31)) >> 32) * below >> 32);
}

/* ---- Questions ---------------------------------------------------------------------------------------------------- */

/* One question being asked: with what, and the places for answers. What a question does not need is NULL; all is freed behind it. */
typedef struct
{
  Nation *nation;
  gsize n; /* how much is asked */
  gint32 *ids;
  gint32 *others;

  gint64 *numbers; /* answers */
  gsize n_numbers;
  gint32 *found;
  gsize n_found;
  gsize *starts;
  guint8 *flags;
  DjFrame *frame;
  gpointer made; /* what a bare loop makes, */
  GDestroyNotify free_made;

  gint64 rows;     /* gone through once */
  gint64 bytes;    /* that a bare loop reads, 0 where it is not known */
  double peak_mib; /* of the API, where it was found before the bench made arrays of its own; else 0 */
} Task;

typedef struct
{
  const char *name;
  const char *what;
  void (*before) (Nation *nation); /* NULL, or what is done before each run without being timed: a view made anew */
  void (*open) (Task *task);
  void (*api) (Task *task);
  void (*bare) (Task *task); /* NULL where there is none */
  /* What was answered last, in the one form that answers of the API, of bare loops and of peers are compared in. */
  GArray *(*answer) (const Task *task, gboolean is_bare);
  void (*close) (Task *task); /* NULL where nothing is left to do */
} Question;

extern const Question nation_tree_questions[];
extern const gsize nation_n_tree_questions;
extern const Question nation_count_questions[];
extern const gsize nation_n_count_questions;
extern const Question nation_alliance_questions[];
extern const gsize nation_n_alliance_questions;
extern const Question nation_seal_question;
extern const Question nation_file_questions[];
extern const gsize nation_n_file_questions;

/* An answer of whole numbers. */
GArray *nation_answer_numbers (const gint64 *numbers, gsize n);
GArray *nation_answer_ids (const gint32 *ids, gsize n);
