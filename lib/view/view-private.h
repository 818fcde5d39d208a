/* SPDX-License-Identifier: Apache-2.0 */
/* View room: the plain arrays of a sealed register. All of it is constant once a view is handed out, but for what is made when it
 * is first asked for: those pointers go from NULL to their value once, by atomic exchange under the lock. */
#pragma once

#include <dangjian/view.h>
#include "frame/frame-private.h"
#include "register/register-private.h"
#include "schema/schema-private.h"

/* ---- Rows that hold on a day ------------------------------------------------------------------------------------- */

/* Period columns of a table, and the day asked for. A column without an array is NULL. */
typedef struct
{
  const DjDate *since;
  const DjDate *until;
  DjDate on;
} DjHolding;

/* Rows are taken by so many at once, and each step is a loop of its own: where one row does not wait for another, the processor looks up
 * many at once, and looking up is what takes the time. */
#define DJ_ROWS_AT_ONCE 1024

DjHolding dj_holding (const DjTableData *table, DjDate on);

/* Without a branch: the missing `since` is less than any day, and one less than the missing `until` wraps to the greatest. */
static inline gboolean dj_holds (const DjHolding *holding, gint32 row)
{
  DjDate since = holding->since ? holding->since[row] : DJ_DATE_NONE;
  DjDate until = holding->until ? holding->until[row] : DJ_DATE_NONE;
  return (since <= holding->on) & ((gint32)((guint32)until - 1u) >= holding->on);
}

/* ---- Forests ----------------------------------------------------------------------------------------------------- */

/* The rows of one table that hold on a day, numbered in preorder. */
typedef struct
{
  DjTable table;
  gint32 n;
  gint32 n_rows;
  gint32 *id_of_row; /* -1 for a row that does not hold */
  gint32 *row;
  gint32 *superior;
  gint32 *end;
  gint32 *depth;
  guint8 *kind;
} DjForest;

/* First step: marks the rows that hold, so that dj_forest_find_row() answers. FALSE with DJ_ERROR_LIMIT when out of memory. */
gboolean dj_forest_mark (DjForest *forest, const DjState *state, DjTable table, DjDate on, GError **error);

/* Second step: numbers them. @superior_rows has one place a row: the row above, or -1. */
gboolean dj_forest_number (DjForest *forest, const gint32 *superior_rows, const guint8 *kinds, GError **error);

void dj_forest_clear (DjForest *forest);

/* The first row from @row on, of the same code, that holds, or -1. */
static inline gint32 dj_forest_find_holding (const DjForest *forest, const DjState *state, gint32 row)
{
  while (row >= 0 && forest->id_of_row[row] < 0)
    row = dj_state_get_next_row (state, forest->table, row);
  return row;
}

/* The row of that code that holds, or -1. */
static inline gint32 dj_forest_find_row (const DjForest *forest, const DjState *state, gint32 code)
{
  DjTable table;
  gint32 row = dj_state_find_code (state, code, &table);
  return row < 0 || table != forest->table ? -1 : dj_forest_find_holding (forest, state, row);
}

/* Its id, or -1. */
static inline gint32 dj_forest_find (const DjForest *forest, const DjState *state, gint32 code)
{
  gint32 row = dj_forest_find_row (forest, state, code);
  return row < 0 ? -1 : forest->id_of_row[row];
}

/* What callers give as ids is not trusted. */
static inline gboolean dj_is_within (gint32 id, gint32 n) { return (guint32)id < (guint32)n; }

/* The lowest that both are in the subtree of, or -1. Needs lower <= higher, both valid. */
static inline gint32 dj_forest_meet (const DjForest *forest, gint32 lower, gint32 higher)
{
  while (lower >= 0 && forest->end[lower] <= higher)
    lower = forest->superior[lower];
  return lower;
}

/* The same for @n pairs, at most DJ_PAIRS_AT_ONCE; @lower becomes what they meet in, and -1 in it stays. Where @lower is -1 @higher is not
 * looked at. */
#define DJ_PAIRS_AT_ONCE 256
void dj_forest_meet_many (const DjForest *forest, gint32 *lower, const gint32 *higher, gint32 n);

/* Looks each id up in an array of @n_values; -1 for none. */
void dj_look_up_many (const gint32 *values, gint32 n_values, const gint32 *ids, gsize n, gint32 *out);

/* ---- The tree of a day ------------------------------------------------------------------------------------------- */

/* Guidance rows that hold, both ends of which exist, by organization. */
typedef struct
{
  gint32 *start; /* n + 1 places in `row` */
  gint32 *row;   /* in the order of the table */
} DjGuidanceIndex;

/* A file from which arrays are borrowed: what keeps it mapped, and what puts NULL in their places, so that they are not freed. */
typedef struct
{
  GBytes *mapping; /* NULL for none */
  void (*forget) (gpointer owner);
} DjBacking;

/* Before the arrays of @owner are freed. */
void dj_backing_release (DjBacking *backing, gpointer owner);

/* Members as of another day than the view's, see history.c. */
typedef struct DjAsOf DjAsOf;

/* What a room above hangs on a tree. */
typedef struct DjExtra DjExtra;

/* Organizations and areas of a day. Shared by the views restated over it. */
typedef struct
{
  gatomicrefcount references;
  DjState *state;
  DjDate on;
  DjForest organizations;
  DjForest areas;
  gint32 *base_area; /* of each organization: its own or inherited, or -1 */
  gint32 *leading;   /* of each area: the highest organization based in it, or -1 */
  GMutex lock;
  gpointer guidance;     /* DjGuidanceIndex, when first asked for */
  gpointer extras;       /* DjExtra *: a list that only grows */
  GRecMutex extras_lock; /* recursive: an extra may be made from another */
  DjBacking backing;
} DjTree;

/* Without organizations and areas yet. */
DjTree *dj_tree_new_empty (DjState *state, DjDate on);

/* Days outside the calendar of dj_date() would have no text and no age. */
gboolean dj_is_day_of_calendar (DjDate day);

DjTree *dj_tree_new (DjState *state, DjDate on, GError **error);
DjTree *dj_tree_ref (DjTree *tree);
void dj_tree_unref (DjTree *tree);
void dj_guidance_index_free (DjGuidanceIndex *index);

/* What hangs on the tree under @key, the address of something of the caller's own; made when first asked for, by whoever asks first,
 * and destroyed with the tree. So rooms above the view can keep what they have worked out, and the view need not know them. */
gpointer dj_tree_get_extra (DjTree *tree, gconstpointer key, gpointer (*make) (DjTree *tree), GDestroyNotify destroy);

/* Whether a guidance of that kind holds for the organization. */
gboolean dj_tree_is_guided (DjTree *tree, gint32 id, DjGuidanceKind kind);

/* Fills base_area and leading. */
gboolean dj_tree_place (DjTree *tree, GError **error);

/* Text of a cell of a row of @state; NULL where missing or where @row is -1. */
const char *dj_state_get_cell (const DjState *state, DjTable table, int column, gint32 row);

static inline const char *dj_tree_get_organization_text (const DjTree *tree, gint32 id, int column)
{
  return dj_state_get_cell (tree->state, DJ_TABLE_ORGANIZATION, column, id < 0 ? -1 : tree->organizations.row[id]);
}

static inline const char *dj_tree_get_area_text (const DjTree *tree, gint32 id, int column)
{
  return dj_state_get_cell (tree->state, DJ_TABLE_AREA, column, id < 0 ? -1 : tree->areas.row[id]);
}

/* ---- Bodies: organizations, units and alliances of a day ----------------------------------------------------------- */

/* The row of that code in @table that holds on the day, or -1. */
gint32 dj_tree_find_row (const DjTree *tree, DjTable table, gint32 code);

/* The row of the organization, unit or alliance of that code that holds on the day, or -1. */
gint32 dj_tree_find_body (const DjTree *tree, gint32 code, DjTable *table);
/* The same for many at once, at most DJ_FIND_MANY; where the row is -1 the table means nothing. */
void dj_tree_find_bodies (const DjTree *tree, const gint32 *codes, gint32 n, gint32 *rows, DjTable *tables);

/* The area in which a body is based, or -1: an organization without one of its own is where its nearest superior is. */
gint32 dj_tree_get_body_area (const DjTree *tree, DjTable table, gint32 row);

/* For each area itself or the nearest above it that is of the kind; -1 for none. To be freed. */
gint32 *dj_tree_find_level (const DjTree *tree, DjAreaKind level);

/* Numbers the areas of a kind from 0, in preorder: for each area the number of itself or of the nearest above it that is of the kind, -1
 * for none. @ids becomes the area of each number, and @n how many there are. Both to be freed. */
gint32 *dj_tree_number_level (const DjTree *tree, DjAreaKind level, gint32 **ids, gint32 *n);

/* How near two areas are, by the kind of the lowest that holds both: a functional area is one place, however large. Beyond where one of
 * them is -1, or nothing holds both. */
DjNearness dj_tree_get_nearness (const DjTree *tree, gint32 a, gint32 b);

/* The numbers of the columns code and name are the same in all three tables of bodies. */
const char *dj_body_get_code (const DjState *state, DjTable table, gint32 row);
const char *dj_body_get_name (const DjState *state, DjTable table, gint32 row);

/* ---- Things grouped by number: those of group i are to[start[i]] … to[start[i + 1] - 1] ---------------------------- */

typedef struct
{
  gint32 n; /* groups */
  gint32 *start;
  gint32 *to;
} DjLinks;

/* Counting sort: groups @n things, thing i being @value[i] of group @group[i]; keeps their order. */
void dj_links_fill (DjLinks *links, gint32 n_groups, const gint32 *group, const gint32 *value, gint32 n);
void dj_links_clear (DjLinks *links);

static inline gint32 dj_links_count (const DjLinks *links, gint32 group)
{
  return links->start[group + 1] - links->start[group];
}

/*
 * Counting sort in two passes, for more groups than there are cache lines: things go to buckets of neighbouring groups first, in several
 * parts at once, then within each bucket to their group. Both keep the order of things, so it does not matter how many parts there are.
 */
typedef struct
{
  gint32 n_groups;
  int shift; /* the bucket of a group is its number >> shift */
  gint32 n;  /* buckets */
  gint n_parts;
  gint32 *places; /* n_parts × n: how many things, then where the next one goes */
  gint32 *begins; /* of each bucket, n + 1 */
} DjBuckets;

/* A group's number within its bucket has so many bits at most. */
#define DJ_BUCKET_BITS 15

gboolean dj_buckets_open (DjBuckets *buckets, gint32 n_groups, gint64 n_things, GError **error);
void dj_buckets_close (DjBuckets *buckets);

/* Where a part counts its things by bucket, and finds later where the next one goes. */
static inline gint32 *dj_buckets_get_places (const DjBuckets *buckets, gint part)
{
  return buckets->places + (gsize)part * (gsize)buckets->n;
}

/* Turns the numbers that the parts counted into places. Returns how many things there are. */
gint32 dj_buckets_find_places (DjBuckets *buckets);

DjRange dj_buckets_get_groups (const DjBuckets *buckets, gint32 bucket);
/* Turns the numbers of a bucket's groups into where they begin; and, when each has moved on to its end, puts them back. */
void dj_buckets_begin_groups (const DjBuckets *buckets, gint32 bucket, gint32 *start);
void dj_buckets_end_groups (const DjBuckets *buckets, gint32 bucket, gint32 *start);

/* Sorts a short list. */
void dj_sort_ids (gint32 *ids, gsize n);

/* An array of n + 1 zeros. */
gint32 *dj_new_sums (gint32 n, GError **error);
/* Turns the number of each group into the sum of those before it. */
void dj_sum_up (gint32 *values, gint32 n);

/* ---- The view ---------------------------------------------------------------------------------------------------- */

/* Somebody takes part somewhere, other than by affiliation. */
typedef struct
{
  gint32 person;
  gint32 organization;
} DjPart;

typedef struct
{
  gint32 posts;
  gint32 full_time;
  gint32 enterprise;
} DjPostCount;

struct _DjView
{
  gatomicrefcount references;
  DjTree *tree;
  DjTree *home;   /* the tree that its people were sealed with; `tree` unless restated */
  gint32 *placed; /* organization of home → of tree, or -1; NULL unless restated */

  /* People, by row of the table person of home->state. */
  gint32 n_persons;
  const DjDate *admitted; /* columns, NULL where nothing is in them */
  const DjDate *full;
  const DjDate *left;
  gint32 *affiliation; /* organization, -1 for others than members */
  gint64 n_unplaced;

  /* Members, clustered by organization in the order of its rows. The n + 1 places of each array are sums up to an organization. */
  gint32 n_members;
  gint32 *member;
  guint16 *profiles; /* of each place in `member`: a number in profile_of */
  gint32 n_profiles;
  guint16 *profile_of; /* the profiles that occur, see profile.c */
  gint32 *start;
  gint32 *formal;
  gint32 *probationary;

  DjPart *parts; /* those of one person together; in the order of affiliations, those of others than members last */
  gint32 *part_start; /* where those of the members of each organization begin, then of others, + 1 */
  gint32 n_parts;

  GMutex lock;
  gpointer people;      /* gint64 *: distinct people of each subtree */
  gpointer posts;       /* DjPostCount *: of each organization itself */
  gpointer history;     /* DjHistory *: affiliations of all days, see history.c */
  gpointer others[256]; /* DjOthers *: by kind memberships by which nobody is affiliated, see others.c */

  DjBacking backing;
};

/* A view without people yet; takes the references. */
DjView *dj_view_new (DjTree *tree, DjTree *home);

/* Points at the columns of the people's days. */
void dj_view_find_days (DjView *view);

/* Fills affiliation and parts from the tables. */
gboolean dj_view_load_people (DjView *view, GError **error);

/* Fills member, profiles, start, formal and probationary from affiliation. */
gboolean dj_view_cluster (DjView *view, GError **error);

/* Puts parts, those of one person together, in the order of affiliations. */
gboolean dj_view_order_parts (DjView *view, GError **error);

/* Where the participations of the person at @begin end; not behind @most. */
gint32 dj_view_get_parts_end (const DjView *view, gint32 begin, gint32 most);
/* A share of the groups of part_start, by the participations in them. */
DjRange dj_view_get_groups (const DjView *view, gint part, gint n_parts);

/* The organization of that code, as its people know it, or -1. */
static inline gint32 dj_view_find_placed (const DjView *view, gint32 code)
{
  gint32 id = dj_forest_find (&view->home->organizations, view->home->state, code);
  return id >= 0 && view->placed ? view->placed[id] : id;
}

/* Rows of the table membership, of one kind, by which nobody is affiliated in the view: those that hold on its day, then others; both in order. */
typedef struct
{
  gint32 n;
  gint32 n_holding;
  gint32 *row;
  gint32 *person;       /* row of the person, or -1 */
  gint32 *organization; /* row of the organization of the view's tree, or -1 */
} DjOthers;

/* NULL when out of memory. Thread-safe. O(memberships) when first asked. */
const DjOthers *dj_view_get_others (DjView *view, guint8 kind);
void dj_others_free (gpointer others);

/* Makes what stands at @place once, whoever asks first. Returns it. Making may be shared out to threads, which may ask for nothing that stands
 * under the same lock. */
gpointer dj_make_once (gpointer *place, GMutex *lock, gpointer (*make) (gpointer data), gpointer data);

const DjPostCount *dj_view_get_post_counts (DjView *view);

/* Of a member: the day of becoming full decides; who is not yet full is on probation if either day is known. */
static inline DjMemberStatus dj_view_status_of_row (const DjView *view, gint32 row)
{
  DjDate full = view->full ? view->full[row] : DJ_DATE_NONE;
  DjDate admitted = view->admitted ? view->admitted[row] : DJ_DATE_NONE;
  if (full != DJ_DATE_NONE && full <= view->home->on)
    return DJ_STATUS_FORMAL;
  return full != DJ_DATE_NONE || admitted != DJ_DATE_NONE ? DJ_STATUS_PROBATIONARY : DJ_STATUS_NONE;
}

/* ---- Breakdowns and profiles ------------------------------------------------------------------------------------- */

enum
{
  DJ_BREAKDOWN_SEX,
  DJ_BREAKDOWN_AGE,
  DJ_BREAKDOWN_EDUCATION,
  DJ_BREAKDOWN_STATUS,
  DJ_BREAKDOWN_CLASS,
  DJ_N_BREAKDOWNS
};

/* What members are broken down by, in the order of columns: a declared column of person, or the code list of what is computed. */
typedef struct
{
  DjCountBy by;
  int column; /* -1 for none */
  const DjCodeList *codes;
  const char *name;
  const char *label_zh;
  const char *label_en;
} DjBreakdown;

extern const DjBreakdown dj_breakdowns[DJ_N_BREAKDOWNS];

/* Values of a breakdown, the missing one, 0, included. */
guint dj_breakdown_get_n_values (gsize breakdown);

/* The last day of birth of those who have reached the first age of each band but the youngest: the same day so many years before. Who was
 * born on 29 February reaches an age on 1 March where the year has no such day; so on 28 February of such a year only those born up to
 * the 28th have. */
#define DJ_N_FIRST_AGES 7
void dj_find_last_births (DjDate on, DjDate last_births[DJ_N_FIRST_AGES]);

/* Profiles are kept in 16 bits. */
#define DJ_MAX_PROFILES 65536

/* What the profile of a row of person is made of. */
typedef struct
{
  const DjView *view;
  const guint8 *sexes;
  const guint8 *educations;
  const guint8 *classes;
  const DjDate *born;
  guint n_values[DJ_N_BREAKDOWNS];
  DjDate last_births[DJ_N_FIRST_AGES];
} DjProfiler;

DjProfiler dj_profiler (const DjView *view);

static inline guint dj_clip_code (const guint8 *codes, gint32 row, guint n_values)
{
  return codes && codes[row] < n_values ? codes[row] : 0;
}

static inline guint dj_get_age_band (const DjDate last_births[DJ_N_FIRST_AGES], DjDate born)
{
  guint band = 1;
  for (gsize i = 0; i < DJ_N_FIRST_AGES; i++)
    band += born <= last_births[i];
  return born == DJ_DATE_NONE ? 0 : band;
}

/* All values of a person in one number. */
static inline guint dj_profiler_get (const DjProfiler *profiler, gint32 row)
{
  const guint *n = profiler->n_values;
  guint profile = dj_clip_code (profiler->sexes, row, n[0]);
  profile = profile * n[1] + (profiler->born ? dj_get_age_band (profiler->last_births, profiler->born[row]) : 0);
  profile = profile * n[2] + dj_clip_code (profiler->educations, row, n[2]);
  profile = profile * n[3] + (guint)dj_view_status_of_row (profiler->view, row);
  return profile * n[4] + dj_clip_code (profiler->classes, row, n[4]);
}

/* How many profiles there could be; the values behind one. */
guint dj_profile_get_n (void);
void dj_profile_split (guint profile, guint values[DJ_N_BREAKDOWNS]);

/* Numbers the profiles whose byte in @occurs is not 0, in their order: @number of each, and the profile of each number. Returns how many. */
gint32 dj_profiles_number (const guint8 *occurs, guint16 *number, guint16 *profile_of);

/* ---- Counting ---------------------------------------------------------------------------------------------------- */

/*
 * Distinct people over affiliation and participations for every node of a forest at once. @node_of gives the node of each organization
 * (NULL: the organization itself), -1 for none; only organizations in [begin, end) count. @out has a place for each node.
 */
void dj_view_count_distinct (const DjView *view, const DjForest *forest, const gint32 *node_of, gint32 begin,
                             gint32 end, gint64 *out);

/* Distinct people of the whole view. */
gint64 dj_view_count_everyone (const DjView *view);

/* Adds what stands at each node to all above it. */
void dj_forest_roll_up (const DjForest *forest, gint64 *values);

/* One row of a table of counts: a node, and the nodes of its subtree. The node is -1 where the row stands for all. */
typedef struct
{
  gint32 id;
  gint32 begin;
  gint32 end;
} DjScope;

/* Members up to each organization, as in DjView, whose or whose history's they are. */
typedef struct
{
  const gint32 *start;
  const gint32 *formal;
  const gint32 *probationary;
} DjMemberSums;

/* A table of counts that is being made. */
typedef struct
{
  DjView *view;
  DjCountOptions options;
  DjMemberSums sums;
  DjAsOf *as_of; /* NULL for the view's own day */
  DjFrame *frame;
  DjScope root;     /* the part of the tree that counts */
  int root_column;  /* -1 for none */
  int first_column; /* area or organization; name and the others follow */
} DjCounting;

/* Whether rows are areas. */
static inline gboolean dj_counting_is_by_area (const DjCounting *counting)
{
  return counting->options.level != DJ_AREA_NONE;
}

/* Appends the cells that every row begins with: root, area or organization, name. Returns the next column. */
int dj_counting_append_subject (const DjCounting *counting, gint32 id);

/* How many combinations there are of the values asked for, and the number of one: in the order of rows, by each column in turn, missing
 * values last. */
/* Whether a table is broken down so. */
gboolean dj_is_asked (DjCountBy by, gsize breakdown);
guint dj_combinations_get_n (DjCountBy by);
guint dj_combination_of (DjCountBy by, const guint values[DJ_N_BREAKDOWNS]);

/* Columns and rows of a table broken down. @scopes are in preorder. */
void dj_cross_add_columns (DjCounting *counting);
gboolean dj_cross_append (DjCounting *counting, const DjScope *scopes, gsize n_scopes, GError **error);

/* ---- Members as of other days ------------------------------------------------------------------------------------ */

/* NULL with an error where the view has no history: no memory, or a restated view. */
DjAsOf *dj_as_of_new (DjView *view, DjDate day, DjCountBy by, GError **error);
void dj_as_of_free (DjAsOf *as_of);

/* Organizations that the tree no longer has are numbered behind those it has, and have a place in it: the nearest superior of that day. */
gint32 dj_as_of_get_n_gone (const DjAsOf *as_of);
gint32 dj_as_of_get_place (const DjAsOf *as_of, gint32 gone);

/* Where the spans of each organization begin, those that are gone included. */
const gint32 *dj_as_of_get_start (const DjAsOf *as_of);
/* The members of that day, by organization of the tree. Made when first asked for; not thread-safe. NULL when out of memory. */
const DjMemberSums *dj_as_of_get_sums (DjAsOf *as_of, GError **error);

/* The combination of each span from @begin to @end - 1, at most DJ_SPANS_AT_ONCE; the number of combinations where it does not hold. */
#define DJ_SPANS_AT_ONCE 1024
void dj_as_of_read (const DjAsOf *as_of, gint32 begin, gint32 end, guint16 *combinations);

void dj_history_free (gpointer history);
