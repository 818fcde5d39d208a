/* SPDX-License-Identifier: Apache-2.0 */
/* Guidance by line and by area, beside the tree. */
#include "view/view-private.h"

#include <stdlib.h>

/* ---- Bodies ------------------------------------------------------------------------------------------------------ */

/* Whoever may guide: an organization, a unit or an alliance that exists on the day. */
typedef struct
{
  gint32 code; /* text */
  DjTable table;
  gint32 row;
} Body;

static gboolean find_body (const DjTree *tree, gint32 code, Body *body)
{
  body->code = code;
  gint32 first = dj_state_find_code (tree->state, code, &body->table);
  body->row = first < 0 ? -1 : dj_state_find_row_on (tree->state, body->table, first, tree->on);
  return body->row >= 0;
}

static const char *get_body_name (const DjTree *tree, const Body *body)
{
  switch (body->table)
  {
  case DJ_TABLE_ORGANIZATION:
    return dj_state_get_cell (tree->state, body->table, DJ_COLUMN_ORGANIZATION_NAME, body->row);
  case DJ_TABLE_UNIT:
    return dj_state_get_cell (tree->state, body->table, DJ_COLUMN_UNIT_NAME, body->row);
  case DJ_TABLE_ALLIANCE:
    return dj_state_get_cell (tree->state, body->table, DJ_COLUMN_ALLIANCE_NAME, body->row);
  default:
    return NULL;
  }
}

/* ---- Index ------------------------------------------------------------------------------------------------------- */

static const DjTableData *guidance_table (const DjTree *tree) { return tree->state->tables[DJ_TABLE_GUIDANCE]; }

static gint32 get_guide (const DjTree *tree, gint32 row)
{
  return dj_table_get_text (guidance_table (tree), DJ_COLUMN_GUIDANCE_GUIDE, row);
}

static int get_kind (const DjTree *tree, gint32 row)
{
  return dj_table_get_code (guidance_table (tree), DJ_COLUMN_GUIDANCE_KIND, row);
}

/* The organization that a row guides, -1 for a row that does not hold or lacks one of its ends. */
static gint32 find_guided (const DjTree *tree, const DjHolding *holding, gint32 row)
{
  Body guide;
  if (!dj_holds (holding, row) || !find_body (tree, get_guide (tree, row), &guide))
    return -1;
  return dj_forest_find (&tree->organizations, tree->state,
                         dj_table_get_text (guidance_table (tree), DJ_COLUMN_GUIDANCE_ORGANIZATION, row));
}

void dj_guidance_index_free (DjGuidanceIndex *index)
{
  if (!index)
    return;
  g_free (index->start);
  g_free (index->row);
  g_free (index);
}

static gpointer make_index (gpointer data)
{
  const DjTree *tree = data;
  gint32 n_rows = guidance_table (tree)->n_rows, n = tree->organizations.n, begin = 0;
  DjHolding holding = dj_holding (guidance_table (tree), tree->on);
  g_autofree gint32 *guided = g_new0 (gint32, (gsize)n_rows + 1);
  DjGuidanceIndex *index = g_new (DjGuidanceIndex, 1);
  index->start = g_new0 (gint32, (gsize)n + 1);
  for (gint32 row = 0; row < n_rows; row++)
  {
    guided[row] = find_guided (tree, &holding, row);
    if (guided[row] >= 0)
      index->start[guided[row]]++;
  }
  for (gint32 id = 0; id <= n; id++)
  {
    begin += index->start[id];
    index->start[id] = begin;
  }
  /* From the last row to the first, each organization's places are filled from their end: the order of rows is kept. */
  index->row = g_new (gint32, (gsize)begin + 1);
  for (gint32 row = n_rows - 1; row >= 0; row--)
    if (guided[row] >= 0)
      index->row[--index->start[guided[row]]] = row;
  return index;
}

static const DjGuidanceIndex *get_tree_index (DjTree *tree)
{
  return dj_make_once (&tree->guidance, &tree->lock, make_index, tree);
}

static const DjGuidanceIndex *get_index (DjView *view) { return get_tree_index (view->tree); }

gboolean dj_tree_is_guided (DjTree *tree, gint32 id, DjGuidanceKind kind)
{
  const DjGuidanceIndex *index = get_tree_index (tree);
  gint32 place = index->start[id];
  while (place < index->start[id + 1] && get_kind (tree, index->row[place]) != (int)kind)
    place++;
  return place < index->start[id + 1];
}

static const DjColumnInfo *guidance_column (int column)
{
  return &dj_schema_get_table (DJ_TABLE_GUIDANCE)->columns[column];
}

static const DjColumnInfo *organization_column (int column)
{
  return &dj_schema_get_table (DJ_TABLE_ORGANIZATION)->columns[column];
}

/* ---- Guides ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  GUIDES_ORGANIZATION,
  GUIDES_GUIDE,
  GUIDES_TABLE,
  GUIDES_NAME,
  GUIDES_KIND,
  GUIDES_SINCE,
} GuidesColumn;

static void append_guide (const DjTree *tree, gint32 id, gint32 row, DjFrame *frame)
{
  Body guide;
  find_body (tree, get_guide (tree, row), &guide);
  dj_frame_append_text (frame, GUIDES_ORGANIZATION,
                        dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_CODE));
  dj_frame_append_text (frame, GUIDES_GUIDE, dj_texts_get (tree->state->texts, guide.code));
  dj_frame_append_text (frame, GUIDES_TABLE, dj_schema_get_table (guide.table)->name);
  dj_frame_append_text (frame, GUIDES_NAME, get_body_name (tree, &guide));
  dj_frame_append_code (frame, GUIDES_KIND, get_kind (tree, row));
  dj_frame_append_date (frame, GUIDES_SINCE, dj_table_get_date (guidance_table (tree), DJ_COLUMN_GUIDANCE_SINCE, row));
}

DjFrame *dj_view_guides_many (DjView *view, const DjOrganizationId *ids, gsize n)
{
  g_return_val_if_fail (view != NULL && (ids || n == 0), NULL);
  const DjGuidanceIndex *index = get_index (view);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_ORGANIZATION));
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_GUIDE));
  dj_frame_add (frame, DJ_TYPE_TEXT, "table", "所在表", "table", NULL);
  dj_frame_add (frame, DJ_TYPE_TEXT, "name", "名称", "name", NULL);
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_KIND));
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_SINCE));
  for (gsize i = 0; i < n; i++)
    if (dj_is_within (ids[i], view->tree->organizations.n))
      for (gint32 place = index->start[ids[i]]; place < index->start[ids[i] + 1]; place++)
        append_guide (view->tree, ids[i], index->row[place], frame);
  return dj_frame_finish (frame);
}

DjFrame *dj_view_guides (DjView *view, DjOrganizationId id) { return dj_view_guides_many (view, &id, 1); }

/* ---- Chains ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  CHAIN_STEP,
  CHAIN_ORGANIZATION,
  CHAIN_NAME,
  CHAIN_BY,
} ChainColumn;

/* Of the guides of one kind the earliest; of equals the first row. -1 for none. A guide without a beginning is the earliest. */
static gint32 find_earliest (const DjTree *tree, const DjGuidanceIndex *index, gint32 id, DjGuidanceKind kind)
{
  gint32 earliest = -1;
  DjDate since = 0;
  for (gint32 place = index->start[id]; place < index->start[id + 1]; place++)
  {
    gint32 row = index->row[place];
    DjDate day = dj_table_get_date (guidance_table (tree), DJ_COLUMN_GUIDANCE_SINCE, row);
    if (get_kind (tree, row) == (int)kind && (earliest < 0 || day < since))
    {
      earliest = row;
      since = day;
    }
  }
  return earliest;
}

static void append_step (const DjTree *tree, gint64 step, const Body *body, int by, DjFrame *frame)
{
  dj_frame_append_int (frame, CHAIN_STEP, step);
  dj_frame_append_text (frame, CHAIN_ORGANIZATION, dj_texts_get (tree->state->texts, body->code));
  dj_frame_append_text (frame, CHAIN_NAME, get_body_name (tree, body));
  dj_frame_append_code (frame, CHAIN_BY, by);
}

static Body organization_body (const DjTree *tree, gint32 id)
{
  const DjTableData *table = tree->state->tables[DJ_TABLE_ORGANIZATION];
  gint32 row = tree->organizations.row[id];
  return (Body){ dj_table_get_text (table, DJ_COLUMN_ORGANIZATION_CODE, row), DJ_TABLE_ORGANIZATION, row };
}

/* Where a chain goes next. */
typedef struct
{
  Body body;
  gint32 id; /* -1 for a unit or an alliance, which nobody is above here */
  int by;
} Step;

static gboolean find_step (const DjTree *tree, const DjGuidanceIndex *index, gint32 id, DjGuidanceKind kind, Step *step)
{
  gint32 row = find_earliest (tree, index, id, kind);
  if (row >= 0)
  {
    step->by = (int)kind;
    find_body (tree, get_guide (tree, row), &step->body);
    step->id = dj_forest_find (&tree->organizations, tree->state, step->body.code);
    return TRUE;
  }
  step->by = 0;
  step->id = tree->organizations.superior[id];
  if (step->id < 0)
    return FALSE;
  step->body = organization_body (tree, step->id);
  return TRUE;
}

/* @visited says in which chain an organization was last met: guides may guide one another in a circle. */
static void append_chain (DjView *view, gint32 id, DjGuidanceKind kind, gsize chain, gsize *visited, DjFrame *frame)
{
  const DjTree *tree = view->tree;
  Step step = { .body = organization_body (tree, id), .id = id, .by = 0 };
  gint64 n = 0;
  do
  {
    append_step (tree, n++, &step.body, step.by, frame);
    if (step.id < 0)
      return;
    visited[step.id] = chain;
    if (!find_step (tree, get_index (view), step.id, kind, &step))
      return;
  } while (step.id < 0 || visited[step.id] != chain);
}

DjFrame *dj_view_guidance_chain_many (DjView *view, const DjOrganizationId *ids, gsize n, DjGuidanceKind kind)
{
  g_return_val_if_fail (view != NULL && (ids || n == 0), NULL);
  g_autofree gsize *visited = g_new0 (gsize, (gsize)view->tree->organizations.n + 1);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add (frame, DJ_TYPE_INT, "step", "步骤", "step", NULL);
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_ORGANIZATION));
  dj_frame_add (frame, DJ_TYPE_TEXT, "name", "名称", "name", NULL);
  dj_frame_add (frame, DJ_TYPE_CODE, "by", "指导方式", "by", guidance_column (DJ_COLUMN_GUIDANCE_KIND)->codes);
  for (gsize i = 0; i < n; i++)
    if (dj_is_within (ids[i], view->tree->organizations.n))
      append_chain (view, ids[i], kind, i + 1, visited, frame);
  return dj_frame_finish (frame);
}

DjFrame *dj_view_guidance_chain (DjView *view, DjOrganizationId id, DjGuidanceKind kind)
{
  return dj_view_guidance_chain_many (view, &id, 1, kind);
}

/* ---- Two in the same matter -------------------------------------------------------------------------------------- */

/* One guide of one organization. */
typedef struct
{
  int kind;
  gint32 guide; /* text */
  gint32 row;
} Edge;

static int compare_by_guide (const void *a, const void *b)
{
  const Edge *first = a, *second = b;
  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  if (first->guide != second->guide)
    return first->guide < second->guide ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

static int compare_by_row (const void *a, const void *b)
{
  const Edge *first = a, *second = b;
  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  return (first->row > second->row) - (first->row < second->row);
}

/* The organization's guides by kind and row, each guide once for a kind. A guidance of no kind is in no known matter: left out. */
static void collect_edges (const DjTree *tree, const DjGuidanceIndex *index, gint32 id, GArray *edges)
{
  g_array_set_size (edges, 0);
  for (gint32 place = index->start[id]; place < index->start[id + 1]; place++)
  {
    gint32 row = index->row[place];
    Edge edge = { get_kind (tree, row), get_guide (tree, row), row };
    if (edge.kind != DJ_GUIDANCE_NONE)
      g_array_append_val (edges, edge);
  }
  if (edges->len < 2)
    return;
  Edge *edge = (Edge *)(gpointer)edges->data;
  qsort (edge, edges->len, sizeof *edge, compare_by_guide);
  guint n = 1;
  for (guint i = 1; i < edges->len; i++)
    if (edge[i].kind != edge[n - 1].kind || edge[i].guide != edge[n - 1].guide)
      edge[n++] = edge[i];
  g_array_set_size (edges, n);
  qsort (edge, n, sizeof *edge, compare_by_row);
}

typedef enum
{
  DOUBLE_ORGANIZATION,
  DOUBLE_NAME,
  DOUBLE_KIND,
  DOUBLE_GUIDES,
  DOUBLE_GUIDE,
} DoubleColumn;

static void append_double (const DjTree *tree, gint32 id, const Edge *edges, guint n, DjFrame *frame)
{
  for (guint i = 0; i < n; i++)
  {
    dj_frame_append_text (frame, DOUBLE_ORGANIZATION,
                          dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_CODE));
    dj_frame_append_text (frame, DOUBLE_NAME, dj_tree_get_organization_text (tree, id, DJ_COLUMN_ORGANIZATION_NAME));
    dj_frame_append_code (frame, DOUBLE_KIND, edges[i].kind);
    dj_frame_append_int (frame, DOUBLE_GUIDES, n);
    dj_frame_append_text (frame, DOUBLE_GUIDE, dj_texts_get (tree->state->texts, edges[i].guide));
  }
}

static void append_doubles (const DjTree *tree, gint32 id, const GArray *edges, DjFrame *frame)
{
  const Edge *edge = (const Edge *)(gpointer)edges->data;
  for (guint begin = 0, end; begin < edges->len; begin = end)
  {
    end = begin + 1;
    while (end < edges->len && edge[end].kind == edge[begin].kind)
      end++;
    if (end - begin > 1)
      append_double (tree, id, edge + begin, end - begin, frame);
  }
}

DjFrame *dj_view_double_guidance (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjGuidanceIndex *index = get_index (view);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_ORGANIZATION));
  dj_frame_add_declared (frame, organization_column (DJ_COLUMN_ORGANIZATION_NAME));
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_KIND));
  dj_frame_add (frame, DJ_TYPE_INT, "guides", "指导方数", "guides", NULL);
  dj_frame_add_declared (frame, guidance_column (DJ_COLUMN_GUIDANCE_GUIDE));
  for (gint32 id = 0; id < view->tree->organizations.n; id++)
  {
    collect_edges (view->tree, index, id, edges);
    append_doubles (view->tree, id, edges, frame);
  }
  return dj_frame_finish (frame);
}
