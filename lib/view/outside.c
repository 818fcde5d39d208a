/* SPDX-License-Identifier: Apache-2.0 */
/* Members who take part outside their own area. */
#include "view/view-private.h"

/* Figures of each area of the level, by its id; some of other areas, which stay 0. */
typedef struct
{
  gint32 *members;
  gint32 *outside;
  gint32 *received;
} Figures;

typedef struct
{
  const DjView *view;
  const gint32 *area_of; /* of each organization: its area of the level, or -1 */
  gint n_parts;
  Figures *figures; /* of each part */
} Pass;

static Figures new_figures (gint32 n_areas)
{
  gsize n = (gsize)n_areas + 1;
  return (Figures){ g_new0 (gint32, n), g_new0 (gint32, n), g_new0 (gint32, n) };
}

static void clear_figures (Figures *figures)
{
  g_free (figures->members);
  g_free (figures->outside);
  g_free (figures->received);
}

/* @there: the areas in which one person takes part. */
static void add_person (Figures *figures, gint32 own, gint32 *there, gsize n)
{
  gsize n_other = 0;
  for (gsize i = 0; own >= 0 && i < n; i++)
  {
    gint32 area = there[i];
    there[n_other] = area;
    n_other += area >= 0 && area != own;
  }
  if (n_other == 0)
    return;
  figures->outside[own]++;
  dj_sort_ids (there, n_other);
  for (gsize i = 0; i < n_other; i++)
    figures->received[there[i]] += i == 0 || there[i - 1] != there[i];
}

/* Looks up all areas of the block before any is compared, since a look-up that need not wait for a comparison costs a tenth. */
static void look_up (const Pass *pass, gint32 begin, gint32 n, gint32 *own, gint32 *there)
{
  const DjPart *parts = pass->view->parts + begin;
  for (gint32 i = 0; i < n; i++)
    own[i] = pass->view->affiliation[parts[i].person];
  for (gint32 i = 0; i < n; i++)
    own[i] = own[i] < 0 ? -1 : pass->area_of[own[i]];
  for (gint32 i = 0; i < n; i++)
    there[i] = pass->area_of[parts[i].organization];
}

/* Blocks end between two people, so one with very many participations makes a long block. */
static void count_part (gint part, gpointer data)
{
  const Pass *pass = data;
  const DjView *view = pass->view;
  DjRange range = dj_view_get_parts_range (view, part, pass->n_parts);
  g_autoptr (GArray) areas = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 begin = (gint32)range.begin, end; begin < range.end; begin = end)
  {
    end = dj_view_get_parts_end (view, (gint32)MIN (begin + (gint64)DJ_ROWS_AT_ONCE, range.end) - 1);
    gint32 n = end - begin;
    g_array_set_size (areas, (guint)n * 2);
    gint32 *own = (gint32 *)(gpointer)areas->data, *there = own + n;
    look_up (pass, begin, n, own, there);
    for (gint32 i = 0, next; i < n; i = next)
    {
      next = dj_view_get_parts_end (view, begin + i) - begin;
      add_person (&pass->figures[part], own[i], there + i, (gsize)(next - i));
    }
  }
}

static void count_members (const Pass *pass, Figures *figures)
{
  const DjView *view = pass->view;
  for (gint32 id = 0; id < view->tree->organizations.n; id++)
    if (pass->area_of[id] >= 0)
      figures->members[pass->area_of[id]] += view->start[id + 1] - view->start[id];
}

static void add_figures (Figures *to, const Figures *from, gint32 n_areas)
{
  for (gint32 area = 0; area < n_areas; area++)
  {
    to->outside[area] += from->outside[area];
    to->received[area] += from->received[area];
  }
}

/* The area of the level that each organization is in. */
static gint32 *find_areas (const DjTree *tree, DjAreaKind level, GError **error)
{
  g_autofree gint32 *level_of = dj_tree_find_level (tree, level);
  gint32 *area_of = DJ_TRY_NEW (gint32, tree->organizations.n, error);
  for (gint32 id = 0; area_of && id < tree->organizations.n; id++)
    area_of[id] = tree->base_area[id] < 0 ? -1 : level_of[tree->base_area[id]];
  return area_of;
}

static void append_areas (DjFrame *frame, const DjTree *tree, DjAreaKind level, const Figures *figures)
{
  for (gint32 area = 0; area < tree->areas.n; area++)
  {
    if (tree->areas.kind[area] != level)
      continue;
    dj_frame_append_text (frame, 0, dj_tree_get_area_text (tree, area, DJ_COLUMN_AREA_CODE));
    dj_frame_append_text (frame, 1, dj_tree_get_area_text (tree, area, DJ_COLUMN_AREA_NAME));
    dj_frame_append_int (frame, 2, figures->members[area]);
    dj_frame_append_int (frame, 3, figures->outside[area]);
    dj_frame_append_int (frame, 4, figures->received[area]);
  }
}

static DjFrame *new_frame (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_AREA));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_AREA, DJ_COLUMN_AREA_NAME));
  dj_frame_add_number (frame, "members", "党员数", "members");
  dj_frame_add_number (frame, "outside", "在外参与党员", "taking part elsewhere");
  dj_frame_add_number (frame, "received", "外来参与党员", "received from elsewhere");
  return frame;
}

DjFrame *dj_view_count_outside (DjView *view, DjAreaKind level, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  const DjTree *tree = view->tree;
  if (level <= DJ_AREA_NONE || (int)level > dj_codes_area_kind.n_codes)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, "There is no such kind of area");
    return NULL;
  }
  g_autofree gint32 *area_of = find_areas (tree, level, error);
  if (!area_of)
    return NULL;
  Pass pass = { .view = view, .area_of = area_of, .n_parts = dj_count_parts (view->n_parts, 1 << 16) };
  pass.figures = g_new (Figures, pass.n_parts);
  for (gint part = 0; part < pass.n_parts; part++)
    pass.figures[part] = new_figures (tree->areas.n);
  dj_in_parts (pass.n_parts, count_part, &pass);
  for (gint part = 1; part < pass.n_parts; part++)
    add_figures (&pass.figures[0], &pass.figures[part], tree->areas.n);
  count_members (&pass, &pass.figures[0]);
  DjFrame *frame = new_frame ();
  append_areas (frame, tree, level, &pass.figures[0]);
  for (gint part = 0; part < pass.n_parts; part++)
    clear_figures (&pass.figures[part]);
  g_free (pass.figures);
  return dj_frame_finish (frame);
}
