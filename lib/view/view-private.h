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

/* The row of that code that holds, or -1. */
gint32 dj_forest_find_row (const DjForest *forest, const DjState *state, gint32 code);

/* Its id, or -1. */
gint32 dj_forest_find (const DjForest *forest, const DjState *state, gint32 code);

/* What callers give as ids is not trusted. */
static inline gboolean dj_is_within (gint32 id, gint32 n) { return (guint32)id < (guint32)n; }

/* The lowest that both are in the subtree of, or -1. Needs lower <= higher, both valid. */
static inline gint32 dj_forest_meet (const DjForest *forest, gint32 lower, gint32 higher)
{
  while (lower >= 0 && forest->end[lower] <= higher)
    lower = forest->superior[lower];
  return lower;
}

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

/* The area in which a body is based, or -1: an organization without one of its own is where its nearest superior is. */
gint32 dj_tree_get_body_area (const DjTree *tree, DjTable table, gint32 row);

/* For each area itself or the nearest above it that is of the kind; -1 for none. To be freed. */
gint32 *dj_tree_find_level (const DjTree *tree, DjAreaKind level);

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
  gint32 *start;
  gint32 *formal;
  gint32 *probationary;

  DjPart *parts; /* ordered by person */
  gint32 n_parts;

  GMutex lock;
  gpointer people;   /* gint64 *: distinct people of each subtree */
  gpointer posts;    /* DjPostCount *: of each organization itself */
  gpointer profiles; /* guint16 *: of each place in `member`, see cross.c */

  DjBacking backing;
};

/* A view without people yet; takes the references. */
DjView *dj_view_new (DjTree *tree, DjTree *home);

/* Points at the columns of the people's days. */
void dj_view_find_days (DjView *view);

/* Fills affiliation and parts from the tables. */
gboolean dj_view_load_people (DjView *view, GError **error);

/* Fills member, start, formal and probationary from affiliation. */
gboolean dj_view_cluster (DjView *view, GError **error);

/* The organization of that code, as its people know it, or -1. */
static inline gint32 dj_view_find_placed (const DjView *view, gint32 code)
{
  gint32 id = dj_forest_find (&view->home->organizations, view->home->state, code);
  return id >= 0 && view->placed ? view->placed[id] : id;
}

/* Of a member: the day of becoming full decides; who is not yet full is on probation if either day is known. */
static inline DjMemberStatus dj_view_status_of_row (const DjView *view, gint32 row)
{
  DjDate full = view->full ? view->full[row] : DJ_DATE_NONE;
  DjDate admitted = view->admitted ? view->admitted[row] : DJ_DATE_NONE;
  if (full != DJ_DATE_NONE && full <= view->home->on)
    return DJ_STATUS_FORMAL;
  return full != DJ_DATE_NONE || admitted != DJ_DATE_NONE ? DJ_STATUS_PROBATIONARY : DJ_STATUS_NONE;
}

/* Makes what stands at @place once, whoever asks first. Returns it. */
gpointer dj_make_once (gpointer *place, GMutex *lock, gpointer (*make) (gpointer data), gpointer data);

const DjPostCount *dj_view_get_post_counts (DjView *view);

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

/* Combinations of values that members are broken down by, see cross.c. */
typedef struct DjCombinations DjCombinations;

/* A table of counts that is being made. */
typedef struct
{
  DjView *view;
  DjCountOptions options;
  DjFrame *frame;
  DjCombinations *combinations; /* NULL where nothing is broken down */
  DjScope root;                 /* the part of the tree that counts */
  int root_column;              /* -1 for none */
  int first_column;             /* area or organization; name and the others follow */
} DjCounting;

/* Whether rows are areas. */
static inline gboolean dj_counting_is_by_area (const DjCounting *counting)
{
  return counting->options.level != DJ_AREA_NONE;
}

/* Appends the cells that every row begins with: root, area or organization, name. Returns the next column. */
int dj_counting_append_subject (const DjCounting *counting, gint32 id);

/* Columns and rows of a table broken down. @scopes are in preorder. */
DjCombinations *dj_combinations_new (DjCountBy by);
void dj_cross_add_columns (DjCounting *counting);
gboolean dj_cross_append (DjCounting *counting, const DjScope *scopes, gsize n_scopes, GError **error);

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

/* Memory for @n things, never NULL for none; NULL with DJ_ERROR_LIMIT when there is not enough. */
gpointer dj_try_new (gsize n, gsize size, GError **error);

#define DJ_TRY_NEW(type, n, error) ((type *)dj_try_new ((gsize)(n), sizeof (type), (error)))
