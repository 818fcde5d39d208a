/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about organizations. Each on one id is the question on many with one. */
#include "view/view-private.h"

/* ---- By code ----------------------------------------------------------------------------------------------------- */

static DjOrganizationId find_by_code (const DjTree *tree, const char *code)
{
  gint32 text = code ? dj_texts_find (tree->state->texts, code, -1) : DJ_TEXT_NONE;
  DjTable table;
  if (dj_state_find_code (tree->state, text, &table) < 0)
    return DJ_NONE;
  if (table != DJ_TABLE_AREA)
    return dj_forest_find (&tree->organizations, tree->state, text);
  gint32 area = dj_forest_find (&tree->areas, tree->state, text);
  return area < 0 ? DJ_NONE : tree->leading[area];
}

void dj_view_organization_many (DjView *view, const char *const *codes, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((codes && out) || n == 0));
  for (gsize i = 0; i < n; i++)
    out[i] = find_by_code (view->tree, codes[i]);
}

DjOrganizationId dj_view_organization (DjView *view, const char *code)
{
  DjOrganizationId id = DJ_NONE;
  dj_view_organization_many (view, &code, 1, &id);
  return id;
}

/* ---- Records ----------------------------------------------------------------------------------------------------- */

static void fill_organization (const DjState *state, gint32 row, DjOrganization *out)
{
  const DjTableData *table = state->tables[DJ_TABLE_ORGANIZATION];
#define TEXT(column) dj_state_get_cell (state, DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_##column, row)
  *out = (DjOrganization){
    .code = TEXT (CODE),
    .name = TEXT (NAME),
    .short_name = TEXT (SHORT_NAME),
    .kind = (DjOrganizationKind)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_KIND, row),
    .form = (DjOrganizationForm)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_FORM, row),
    .mode = (DjOrganizationMode)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_MODE, row),
    .base_unit = TEXT (BASE_UNIT),
    .base_area = TEXT (BASE_AREA),
    .may_admit = (DjYesNo)dj_table_get_code (table, DJ_COLUMN_ORGANIZATION_MAY_ADMIT, row),
    .approved_by = TEXT (APPROVED_BY),
    .term_years = dj_table_get_int (table, DJ_COLUMN_ORGANIZATION_TERM_YEARS, row),
    .term_ends = dj_table_get_date (table, DJ_COLUMN_ORGANIZATION_TERM_ENDS, row),
    .since = dj_table_get_date (table, DJ_COLUMN_ORGANIZATION_SINCE, row),
    .until = dj_table_get_date (table, DJ_COLUMN_ORGANIZATION_UNTIL, row),
  };
#undef TEXT
}

void dj_view_get_organization_many (DjView *view, const DjOrganizationId *ids, gsize n, DjOrganization *out)
{
  static const DjOrganization missing
      = { .term_years = DJ_INT_NONE, .term_ends = DJ_DATE_NONE, .since = DJ_DATE_NONE, .until = DJ_DATE_NONE };
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  const DjForest *forest = &view->tree->organizations;
  for (gsize i = 0; i < n; i++)
    if (dj_is_within (ids[i], forest->n))
      fill_organization (view->tree->state, forest->row[ids[i]], &out[i]);
    else
      out[i] = missing;
}

gboolean dj_view_get_organization (DjView *view, DjOrganizationId id, DjOrganization *out)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  dj_view_get_organization_many (view, &id, 1, out);
  return dj_is_within (id, view->tree->organizations.n);
}

/* ---- Place in the tree ------------------------------------------------------------------------------------------- */

void dj_view_get_superior_many (DjView *view, const DjOrganizationId *ids, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->organizations.superior, view->tree->organizations.n, ids, n, out);
}

DjOrganizationId dj_view_get_superior (DjView *view, DjOrganizationId id)
{
  DjOrganizationId superior = DJ_NONE;
  dj_view_get_superior_many (view, &id, 1, &superior);
  return superior;
}

void dj_view_get_depth_many (DjView *view, const DjOrganizationId *ids, gsize n, gint32 *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->organizations.depth, view->tree->organizations.n, ids, n, out);
}

gint32 dj_view_get_depth (DjView *view, DjOrganizationId id)
{
  gint32 depth = -1;
  dj_view_get_depth_many (view, &id, 1, &depth);
  return depth;
}

void dj_view_get_end_many (DjView *view, const DjOrganizationId *ids, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->tree->organizations.end, view->tree->organizations.n, ids, n, out);
}

DjOrganizationId dj_view_get_end (DjView *view, DjOrganizationId id)
{
  DjOrganizationId end = DJ_NONE;
  dj_view_get_end_many (view, &id, 1, &end);
  return end;
}

/* Pairs of organizations that are asked about, shared out between threads where there are many. */
typedef struct
{
  const DjForest *forest;
  const DjOrganizationId *a;
  const DjOrganizationId *b;
  gsize n;
  gint n_parts;
  gpointer out;
} Pairs;

#define PAIRS_A_PART (1 << 16)

static void ask_pairs (DjView *view, const DjOrganizationId *a, const DjOrganizationId *b, gsize n, gpointer out,
                       DjPartFunc answer)
{
  Pairs pairs = { &view->tree->organizations, a, b, n, dj_count_parts ((gint64)n, PAIRS_A_PART), out };
  dj_in_parts (pairs.n_parts, answer, &pairs);
}

/* Without a branch: which answer it will be cannot be guessed. The end of organization 0 is read for a number that is none. */
static void answer_is_under (gint part, gpointer data)
{
  const Pairs *pairs = data;
  const gint32 *end = pairs->forest->end;
  guint8 *out = pairs->out;
  gint32 n = pairs->forest->n;
  DjRange range = dj_get_part ((gint64)pairs->n, part, pairs->n_parts);
  for (gint64 i = range.begin; i < range.end; i++)
  {
    gint32 below = pairs->a[i], above = pairs->b[i];
    gboolean exists = dj_is_within (above, n);
    out[i] = (guint8)(exists & (above <= below) & (below < end[exists ? above : 0]));
  }
}

void dj_view_is_under_many (DjView *view, const DjOrganizationId *below, const DjOrganizationId *above, gsize n,
                            guint8 *out)
{
  g_return_if_fail (view != NULL && ((below && above && out) || n == 0));
  ask_pairs (view, below, above, n, out, answer_is_under);
}

gboolean dj_view_is_under (DjView *view, DjOrganizationId below, DjOrganizationId above)
{
  guint8 is_under = FALSE;
  dj_view_is_under_many (view, &below, &above, 1, &is_under);
  return is_under;
}

static void answer_common_superior (gint part, gpointer data)
{
  const Pairs *pairs = data;
  const DjForest *forest = pairs->forest;
  DjOrganizationId *out = pairs->out;
  DjRange range = dj_get_part ((gint64)pairs->n, part, pairs->n_parts);
  gint32 block = dj_cut (DJ_PAIRS_AT_ONCE);
  for (gint64 begin = range.begin; begin < range.end; begin += block)
  {
    gint32 higher[DJ_PAIRS_AT_ONCE], n = (gint32)MIN (range.end - begin, block);
    for (gint32 i = 0; i < n; i++)
    {
      gint32 a = pairs->a[begin + i], b = pairs->b[begin + i];
      gboolean exist = dj_is_within (a, forest->n) && dj_is_within (b, forest->n);
      out[begin + i] = exist ? MIN (a, b) : DJ_NONE;
      higher[i] = MAX (a, b);
    }
    dj_forest_meet_many (forest, out + begin, higher, n);
  }
}

void dj_view_get_common_superior_many (DjView *view, const DjOrganizationId *a, const DjOrganizationId *b, gsize n,
                                       DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((a && b && out) || n == 0));
  ask_pairs (view, a, b, n, out, answer_common_superior);
}

DjOrganizationId dj_view_get_common_superior (DjView *view, DjOrganizationId a, DjOrganizationId b)
{
  DjOrganizationId common = DJ_NONE;
  dj_view_get_common_superior_many (view, &a, &b, 1, &common);
  return common;
}

/* ---- Ancestors --------------------------------------------------------------------------------------------------- */

/* Organizations whose ancestors are asked for. How many each has is its depth, so where each list begins is known before any is made. */
typedef struct
{
  const DjForest *forest;
  const DjOrganizationId *ids;
  gsize n;
  gint n_parts;
  gsize *begins; /* of each part */
  gsize *starts; /* NULL where they are not asked for; else, until lists are made, how many each has */
  DjOrganizationId *out;
  gsize size;
} Climbing;

static gsize count_ancestors (const DjForest *forest, DjOrganizationId id)
{
  return dj_is_within (id, forest->n) ? (gsize)forest->depth[id] : 0;
}

static void count_part (gint part, gpointer data)
{
  const Climbing *climbing = data;
  DjRange range = dj_get_part ((gint64)climbing->n, part, climbing->n_parts);
  gsize n = 0;
  for (gint64 i = range.begin; i < range.end; i++)
  {
    gsize count = count_ancestors (climbing->forest, climbing->ids[i]);
    if (climbing->starts)
      climbing->starts[i] = count;
    n += count;
  }
  climbing->begins[part] = n;
}

static void climb (const DjForest *forest, DjOrganizationId id, DjOrganizationId *out, gsize room)
{
  for (id = forest->superior[id]; id >= 0 && room > 0; id = forest->superior[id], room--)
    *out++ = id;
}

/* All of a block climb a step, then all the next: no climb waits for the memory of another. */
#define CLIMBS_AT_ONCE 64

/* One that is on the way up. */
typedef struct
{
  DjOrganizationId at;
  gint32 left; /* steps */
  DjOrganizationId *out;
} Climb;

static void climb_together (const DjForest *forest, Climb climbs[CLIMBS_AT_ONCE], gint32 n)
{
  const gint32 *superior = forest->superior;
  while (n > 0)
  {
    gint32 n_left = 0;
    for (gint32 i = 0; i < n; i++)
    {
      Climb next = climbs[i];
      next.at = superior[next.at];
      *next.out++ = next.at;
      next.left--;
      climbs[n_left] = next;
      n_left += next.left > 0;
    }
    n = n_left;
  }
}

/* The lists of some, the first of which begins at @begin; returns where the last one ends. */
static gsize climb_block (const Climbing *climbing, gint64 first, gint64 end, gsize begin)
{
  const DjForest *forest = climbing->forest;
  Climb climbs[CLIMBS_AT_ONCE];
  gint32 n = 0;
  for (gint64 i = first; i < end; i++)
  {
    DjOrganizationId id = climbing->ids[i];
    gsize count = climbing->starts ? climbing->starts[i] : count_ancestors (forest, id);
    if (climbing->starts)
      climbing->starts[i] = begin;
    if (count > 0 && climbing->out && begin < climbing->size)
    {
      if (count <= climbing->size - begin)
        climbs[n++] = (Climb){ id, (gint32)count, climbing->out + begin };
      else /* no room for all of them */
        climb (forest, id, climbing->out + begin, climbing->size - begin);
    }
    begin += count;
  }
  climb_together (forest, climbs, n);
  return begin;
}

static void climb_part (gint part, gpointer data)
{
  const Climbing *climbing = data;
  DjRange range = dj_get_part ((gint64)climbing->n, part, climbing->n_parts);
  gsize begin = climbing->begins[part];
  gint32 block = dj_cut (CLIMBS_AT_ONCE);
  for (gint64 i = range.begin; i < range.end; i += block)
    begin = climb_block (climbing, i, MIN (i + block, range.end), begin);
}

gsize dj_view_list_ancestors_many (DjView *view, const DjOrganizationId *ids, gsize n, gsize *starts,
                                   DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL && (ids || n == 0), 0);
  gint n_parts = dj_count_parts ((gint64)n, PAIRS_A_PART);
  g_autofree gsize *begins = g_new (gsize, n_parts);
  Climbing climbing = { &view->tree->organizations, ids, n, n_parts, begins, starts, out, size };
  gsize begin = 0;
  dj_in_parts (n_parts, count_part, &climbing);
  for (gint part = 0; part < n_parts; part++)
  {
    gsize count = begins[part];
    begins[part] = begin;
    begin += count;
  }
  dj_in_parts (n_parts, climb_part, &climbing);
  if (starts)
    starts[n] = begin;
  return begin;
}

gsize dj_view_list_ancestors (DjView *view, DjOrganizationId id, DjOrganizationId *out, gsize size)
{
  return dj_view_list_ancestors_many (view, &id, 1, NULL, out, size);
}

/* ---- Subordinates ------------------------------------------------------------------------------------------------ */

/* Of one organization; those that find no place in @out are counted too. */
static gsize list_subordinates (const DjForest *forest, DjOrganizationId id, DjOrganizationId *out, gsize room)
{
  gsize n = 0;
  for (DjOrganizationId below = id + 1; below < forest->end[id]; below = forest->end[below], n++)
    if (n < room)
      out[n] = below;
  return n;
}

gsize dj_view_list_subordinates_many (DjView *view, const DjOrganizationId *ids, gsize n, gsize *starts,
                                      DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL && (ids || n == 0), 0);
  const DjForest *forest = &view->tree->organizations;
  gsize begin = 0;
  for (gsize i = 0; i < n; i++)
  {
    if (starts)
      starts[i] = begin;
    gboolean has_room = out && begin < size;
    if (dj_is_within (ids[i], forest->n))
      begin += list_subordinates (forest, ids[i], has_room ? out + begin : NULL, has_room ? size - begin : 0);
  }
  if (starts)
    starts[n] = begin;
  return begin;
}

gsize dj_view_list_subordinates (DjView *view, DjOrganizationId id, DjOrganizationId *out, gsize size)
{
  return dj_view_list_subordinates_many (view, &id, 1, NULL, out, size);
}
