/* SPDX-License-Identifier: Apache-2.0 */
/* The naive model: the register and the view done over as simply as can be, from the words of the public headers alone.
 *
 * Plain arrays, linear scans, climbing loops, sets by comparing each with each. Slow, and correct at a glance. */
#pragma once

#include <check.h>
#include <dangjian/dangjian.h>

/* ---- Chance: the same numbers from the same seed everywhere ----------------------------------------------------- */

typedef struct
{
  guint64 state;
} NaiveChance;

int naive_number (NaiveChance *chance, int n);               /* 0 … n - 1 */
gboolean naive_percent (NaiveChance *chance, int percent);   /* yes so many times of a hundred */
guint64 naive_setting (const char *variable, guint64 value); /* from the environment, else @value */

/* ---- Rows as texts, as they would stand in files ---------------------------------------------------------------- */

#define NAIVE_CELLS 16

typedef struct
{
  const char *cells[NAIVE_CELLS]; /* NULL for missing */
} NaiveRow;

typedef struct
{
  GStringChunk *texts;
  GArray *tables[DJ_N_TABLES]; /* of NaiveRow */
} NaiveRegister;

NaiveRegister *naive_register_new (void);
void naive_register_free (NaiveRegister *reg);
NaiveRow *naive_row (const NaiveRegister *reg, DjTable table, int row);
int naive_n_rows (const NaiveRegister *reg, DjTable table);
NaiveRow *naive_add (NaiveRegister *reg, DjTable table); /* all missing; until the next is added */
void naive_set (NaiveRegister *reg, NaiveRow *row, int column, const char *text);
void naive_set_day (NaiveRegister *reg, NaiveRow *row, int column, DjDate day);
DjDate naive_day (const char *text);                                   /* DJ_DATE_NONE for NULL */
int naive_code (DjTable table, int column, const NaiveRow *row);       /* 0 for missing */
gboolean naive_holds (DjDate since, DjDate until, DjDate on);          /* whether the day is in the period */
void naive_add_to_change (const NaiveRegister *reg, DjChange *change); /* fails the test where a row is refused */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NaiveRegister, naive_register_free)

/* ---- Random registers, valid by construction -------------------------------------------------------------------- */

#define NAIVE_TICKS 16

/* The days on which things begin and end. */
typedef struct
{
  int n;
  DjDate days[NAIVE_TICKS];
} NaiveTicks;

typedef struct
{
  int organizations; /* at most so many */
  int persons;
  int ticks;
} NaiveSize;

NaiveRegister *naive_generate (guint64 seed, const NaiveSize *size, NaiveTicks *ticks);

/* ---- Rows as structs -------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *code;
  const char *name;
  DjTable table;
  DjDate since;
  DjDate until;
} NaiveBody; /* a unit or an alliance */

/* What joins two codes for a time: subordination, guidance, membership, post. */
typedef struct
{
  const char *from; /* organization, organization, person, person */
  const char *to;   /* superior, guide, organization, body */
  int kind;         /* –, guidance kind, membership kind, post basis */
  DjYesNo full_time;
  DjDate since;
  DjDate until;
} NaiveLink;

typedef struct
{
  int n_areas, n_organizations, n_persons, n_bodies;
  DjArea *areas;
  DjOrganization *organizations;
  DjPerson *persons;
  NaiveBody *bodies;
  int n_subordinations, n_guidances, n_memberships, n_posts;
  NaiveLink *subordinations, *guidances, *memberships, *posts;
} NaiveModel;

NaiveModel *naive_model_new (const NaiveRegister *reg);
void naive_model_free (NaiveModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NaiveModel, naive_model_free)

/* ---- View ------------------------------------------------------------------------------------------------------- */

#define NAIVE_MOST 64

/* Organizations and areas are numbered in preorder; persons by their row. */
typedef struct
{
  const NaiveModel *model;
  DjDate on;   /* the day of people */
  DjDate tree; /* the day of organizations and areas */
  int n_organizations;
  const DjOrganization *organizations[NAIVE_MOST];
  int superior[NAIVE_MOST];
  int n_areas;
  const DjArea *areas[NAIVE_MOST];
  int area_parent[NAIVE_MOST];
  int affiliation[NAIVE_MOST];                 /* of each person; -1 for others than members */
  gboolean takes_part[NAIVE_MOST][NAIVE_MOST]; /* person, organization: affiliated or otherwise */
  int posts[NAIVE_MOST][3]; /* held in the organization itself: all, full-time, filled from enterprises */
  int n_members;
  int n_unplaced;
} NaiveView;

void naive_seal (const NaiveModel *model, DjDate on, NaiveView *view);
void naive_restate (const NaiveView *past, const NaiveView *today, NaiveView *view);
int naive_place (const NaiveView *past, const NaiveView *today, int id); /* of today: itself, or the nearest above */

int naive_organization (const NaiveView *view, const char *code); /* an organization's code only */
int naive_area (const NaiveView *view, const char *code);
int naive_depth (const NaiveView *view, int id);
gboolean naive_under (const NaiveView *view, int below, int above);
int naive_end (const NaiveView *view, int id);
int naive_common_superior (const NaiveView *view, int a, int b);
gboolean naive_area_under (const NaiveView *view, int below, int above);
int naive_area_end (const NaiveView *view, int id);
int naive_base_area (const NaiveView *view, int id);
int naive_leading (const NaiveView *view, int area);
DjMemberStatus naive_status (const NaiveView *view, int person);
DjAgeBand naive_age_band (DjDate born, DjDate on);
int naive_count_members (const NaiveView *view, int id, DjMemberStatus status);
int naive_count_people (const NaiveView *view, int id);

/* ---- Frames: lines of cells joined by `|`, `-` for missing ------------------------------------------------------ */

GPtrArray *naive_lines_new (void);
GPtrArray *naive_lines_of_frame (const DjFrame *frame); /* the header first */

GPtrArray *naive_count (const NaiveView *view, int root, const DjCountOptions *options);
GPtrArray *naive_count_many (const NaiveView *view, const DjOrganizationId *roots, int n,
                             const DjCountOptions *options);
GPtrArray *naive_tree (const NaiveView *view, int root, int depth);
GPtrArray *naive_guides (const NaiveView *view, const DjOrganizationId *ids, int n);
GPtrArray *naive_chains (const NaiveView *view, const DjOrganizationId *ids, int n, DjGuidanceKind kind);
GPtrArray *naive_double_guidance (const NaiveView *view);
GPtrArray *naive_outside (const NaiveView *view, DjAreaKind level);

/* ---- Comparing -------------------------------------------------------------------------------------------------- */

extern char naive_where[256]; /* which register and day: told when a comparison fails */

void naive_same (gint64 library, gint64 naive, const char *what, int i, int j);
void naive_same_text (const char *library, const char *naive, const char *what, int i);
int naive_ids (int n, gint32 out[NAIVE_MOST + 1]); /* 0 … n - 1, and none as the last; n + 1 of them */
void naive_same_lines (GPtrArray *library, GPtrArray *naive, gboolean ordered, const char *what);

void naive_compare_organizations (DjView *library, const NaiveView *naive);
void naive_compare_areas (DjView *library, const NaiveView *naive);
void naive_compare_people (DjView *library, const NaiveView *naive);
void naive_compare_frames (DjView *library, const NaiveView *naive, NaiveChance *chance);
void naive_compare_as_of (DjView *library, const NaiveView *naive, DjDate day, NaiveChance *chance);
void naive_compare_all_counts (DjView *library, const NaiveView *naive);

/* ---- Checks ----------------------------------------------------------------------------------------------------- */

/* What is wrong: with the row of a table (references, periods), or with the code of what it is about (all others). */
typedef struct
{
  DjIssueCode code;
  int table;           /* -1 where @subject is given */
  int row;             /* -1 likewise */
  const char *subject; /* NULL where @row is given */
  char *cycle;         /* all that are under each other with the subject; NULL for other codes */
} NaiveFinding;

GArray *naive_check (const NaiveRegister *reg); /* of NaiveFinding, none twice; to be unreferenced */
gboolean naive_finding_is_by_row (DjIssueCode code);
