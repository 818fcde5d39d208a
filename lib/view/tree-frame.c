/* SPDX-License-Identifier: Apache-2.0 */
/* The tree as a table, with the posts of each organization. */
#include "view/view-private.h"

/* ---- Posts ------------------------------------------------------------------------------------------------------- */

static void count_post (DjPostCount *count, const DjTableData *posts, gint32 row)
{
  count->posts++;
  count->full_time += dj_table_get_code (posts, DJ_COLUMN_POST_FULL_TIME, row) == DJ_FLAG_YES;
  count->enterprise += dj_table_get_code (posts, DJ_COLUMN_POST_BASIS, row) == DJ_POST_BASIS_ENTERPRISE;
}

static gpointer make_post_counts (gpointer data)
{
  const DjView *view = data;
  const DjTableData *table = view->home->state->tables[DJ_TABLE_POST];
  const gint32 *bodies = dj_table_texts (table, DJ_COLUMN_POST_BODY);
  DjHolding holding = dj_holding (table, view->home->on);
  DjPostCount *counts = g_new0 (DjPostCount, (gsize)view->tree->organizations.n + 1);
  for (gint32 row = 0; bodies && row < table->n_rows; row++)
  {
    gint32 id = dj_holds (&holding, row) ? dj_view_find_placed (view, bodies[row]) : -1;
    if (id >= 0)
      count_post (&counts[id], table, row);
  }
  return counts;
}

const DjPostCount *dj_view_get_post_counts (DjView *view)
{
  return dj_make_once (&view->posts, &view->lock, make_post_counts, view);
}

/* ---- Tree -------------------------------------------------------------------------------------------------------- */

/* Behind the column `root`, where there is one. */
typedef enum
{
  COLUMN_ORGANIZATION,
  COLUMN_NAME,
  COLUMN_KIND,
  COLUMN_DEPTH,
  COLUMN_SUPERIOR,
  COLUMN_MEMBERS,
  COLUMN_PEOPLE,
  COLUMN_POSTS,
  COLUMN_FULL_TIME,
  COLUMN_ENTERPRISE,
} TreeColumn;

/* In the order of TreeColumn. */
static void add_columns (DjFrame *frame)
{
  const DjColumnInfo *organization = dj_schema_get_table (DJ_TABLE_ORGANIZATION)->columns;
  const DjColumnInfo *subordination = dj_schema_get_table (DJ_TABLE_SUBORDINATION)->columns;
  dj_frame_add_declared (frame, &subordination[DJ_COLUMN_SUBORDINATION_ORGANIZATION]);
  dj_frame_add_declared (frame, &organization[DJ_COLUMN_ORGANIZATION_NAME]);
  dj_frame_add_declared (frame, &organization[DJ_COLUMN_ORGANIZATION_KIND]);
  dj_frame_add (frame, DJ_TYPE_INT, "depth", "层级", "depth", NULL);
  dj_frame_add_declared (frame, &subordination[DJ_COLUMN_SUBORDINATION_SUPERIOR]);
  dj_frame_add (frame, DJ_TYPE_INT, "members", "党员数", "members", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "people", "人数（去重）", "distinct people", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "posts", "任职数", "posts", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "full_time", "专职", "full-time posts", NULL);
  dj_frame_add (frame, DJ_TYPE_INT, "enterprise", "企业人选", "posts filled from enterprises", NULL);
}

static void append_organization (DjView *view, gint32 id, gint32 depth, DjFrame *frame, int first)
{
  const DjTree *tree = view->tree;
  const DjPostCount *count = &dj_view_get_post_counts (view)[id];
  dj_frame_append_text (frame, first + COLUMN_ORGANIZATION,
                        dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (frame, first + COLUMN_NAME,
                        dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_append_code (frame, first + COLUMN_KIND, tree->organizations.kind[id]);
  dj_frame_append_int (frame, first + COLUMN_DEPTH, depth);
  dj_frame_append_text (
      frame, first + COLUMN_SUPERIOR,
      dj_tree_get_organization_text (tree, tree->organizations.superior[id], DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_int (frame, first + COLUMN_MEMBERS, dj_view_count_members (view, id, DJ_STATUS_ANY));
  dj_frame_append_int (frame, first + COLUMN_PEOPLE, dj_view_count_people (view, id));
  dj_frame_append_int (frame, first + COLUMN_POSTS, count->posts);
  dj_frame_append_int (frame, first + COLUMN_FULL_TIME, count->full_time);
  dj_frame_append_int (frame, first + COLUMN_ENTERPRISE, count->enterprise);
}

static void append_tree (DjView *view, DjOrganizationId root, int depth, DjFrame *frame, gboolean with_root)
{
  const DjForest *forest = &view->tree->organizations;
  gboolean exists = dj_is_within (root, forest->n);
  gint32 begin = exists ? root : 0;
  gint32 end = exists ? forest->end[root] : root == DJ_NONE ? forest->n : 0;
  gint32 top = exists ? forest->depth[root] : 0;
  for (gint32 id = begin; id < end;)
  {
    gint32 below = forest->depth[id] - top;
    if (with_root)
      dj_frame_append_text (frame, 0, dj_tree_get_organization_text (view->tree, root, DJ_COLUMN_ORGANIZATION_CODE));
    append_organization (view, id, below, frame, with_root ? 1 : 0);
    id = depth >= 0 && below >= depth ? forest->end[id] : id + 1; /* what is too deep is passed over as a whole */
  }
}

DjFrame *dj_view_tree (DjView *view, DjOrganizationId root, int depth)
{
  g_return_val_if_fail (view != NULL, NULL);
  DjFrame *frame = dj_frame_new ();
  add_columns (frame);
  append_tree (view, root, depth, frame, FALSE);
  return dj_frame_finish (frame);
}

DjFrame *dj_view_tree_many (DjView *view, const DjOrganizationId *roots, gsize n, int depth)
{
  g_return_val_if_fail (view != NULL && (roots || n == 0), NULL);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add (frame, DJ_TYPE_REFERENCE, "root", "起点", "root", NULL);
  add_columns (frame);
  for (gsize i = 0; i < n; i++)
    append_tree (view, roots[i], depth, frame, TRUE);
  return dj_frame_finish (frame);
}
