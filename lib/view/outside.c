/* SPDX-License-Identifier: Apache-2.0 */
/* Members who take part outside their own area. */
#include "view/view-private.h"

/* Figures of each area of the level. */
typedef struct
{
  gint32 *members;
  gint32 *outside;
  gint32 *received;
} Figures;

typedef struct
{
  const DjView *view;
  gint32 n_areas;  /* of the level */
  gint32 *number;  /* of each area: that of itself or of the area of the level around it, or -1 */
  gint32 *area_of; /* the same of each organization */
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

static void find_areas (gint part, gpointer data)
{
  const Pass *pass = data;
  const DjView *view = pass->view;
  const gint32 *base_area = view->tree->base_area;
  gint32 *members = pass->figures[part].members;
  DjRange organizations = dj_get_part (view->tree->organizations.n, part, pass->n_parts);
  for (gint32 id = (gint32)organizations.begin; id < organizations.end; id++)
  {
    gint32 area = base_area[id] < 0 ? -1 : pass->number[base_area[id]];
    pass->area_of[id] = area;
    if (area >= 0)
      members[area] += view->start[id + 1] - view->start[id];
  }
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
  gint32 block = dj_cut (DJ_ROWS_AT_ONCE);
  for (gint32 begin = (gint32)range.begin, end; begin < range.end; begin = end)
  {
    end = dj_view_get_parts_end (view, (gint32)MIN (begin + (gint64)block, range.end) - 1);
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

static void add_figures (Figures *to, const Figures *from, gint32 n_areas)
{
  for (gint32 area = 0; area < n_areas; area++)
  {
    to->members[area] += from->members[area];
    to->outside[area] += from->outside[area];
    to->received[area] += from->received[area];
  }
}

/* There are no more parts than threads, because each has figures of its own. */
static Figures count_figures (Pass *pass)
{
  gint64 n = (gint64)pass->view->n_parts + pass->view->tree->organizations.n;
  pass->n_parts = MIN (dj_count_parts (n, 1 << 16), (gint)dj_get_n_threads ());
  pass->figures = g_new (Figures, pass->n_parts);
  for (gint part = 0; part < pass->n_parts; part++)
    pass->figures[part] = new_figures (pass->n_areas);
  dj_in_parts (pass->n_parts, find_areas, pass);
  dj_in_parts (pass->n_parts, count_part, pass);
  for (gint part = 1; part < pass->n_parts; part++)
  {
    add_figures (&pass->figures[0], &pass->figures[part], pass->n_areas);
    clear_figures (&pass->figures[part]);
  }
  Figures all = pass->figures[0];
  g_free (pass->figures);
  return all;
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

static void append_areas (const Pass *pass, const gint32 *ids, const Figures *figures, DjFrame *frame)
{
  for (gint32 i = 0; i < pass->n_areas; i++)
  {
    dj_frame_append_text (frame, 0, dj_tree_get_area_text (pass->view->tree, ids[i], DJ_COLUMN_AREA_CODE));
    dj_frame_append_text (frame, 1, dj_tree_get_area_text (pass->view->tree, ids[i], DJ_COLUMN_AREA_NAME));
    dj_frame_append_int (frame, 2, figures->members[i]);
    dj_frame_append_int (frame, 3, figures->outside[i]);
    dj_frame_append_int (frame, 4, figures->received[i]);
  }
}

DjFrame *dj_view_count_outside (DjView *view, DjAreaKind level, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  if (level <= DJ_AREA_NONE || (int)level > dj_codes_area_kind.n_codes)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, "There is no such kind of area");
    return NULL;
  }
  g_autofree gint32 *area_of = DJ_TRY_NEW (gint32, view->tree->organizations.n, error);
  g_autofree gint32 *ids = NULL;
  if (!area_of)
    return NULL;
  Pass pass = { .view = view, .area_of = area_of };
  g_autofree gint32 *number = pass.number = dj_tree_number_level (view->tree, level, &ids, &pass.n_areas);
  Figures figures = count_figures (&pass);
  DjFrame *frame = new_frame ();
  append_areas (&pass, ids, &figures, frame);
  clear_figures (&figures);
  return dj_frame_finish (frame);
}
