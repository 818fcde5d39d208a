/* SPDX-License-Identifier: Apache-2.0 */
/* Members who take part outside their own area. */
#include "view/view-private.h"

/* Figures of each area of the level. */
typedef struct
{
  gint32 *members;
  gint32 *outside;
  gint32 *received;
  gint32 *last; /* the person who was received last, and one */
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
  return (Figures){ g_new0 (gint32, n), g_new0 (gint32, n), g_new0 (gint32, n), g_new0 (gint32, n) };
}

static void clear_figures (Figures *figures)
{
  g_free (figures->members);
  g_free (figures->outside);
  g_free (figures->received);
  g_free (figures->last);
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

/* The members of one organization, who are in the area numbered @own. A person's participations stand together, so who was received last
 * tells whether this one was before. */
static void add_group (const Pass *pass, Figures *figures, gint32 own, gint32 group)
{
  const DjView *view = pass->view;
  const DjPart *parts = view->parts;
  gint32 goes_out = -1; /* the person last found to */
  for (gint32 i = view->part_start[group]; i < view->part_start[group + 1]; i++)
  {
    gint32 area = pass->area_of[parts[i].organization], person = parts[i].person;
    if (area < 0 || area == own)
      continue;
    figures->outside[own] += goes_out != person;
    figures->received[area] += figures->last[area] != person + 1;
    figures->last[area] = person + 1;
    goes_out = person;
  }
}

/* The last group are those who are no members, and have no area of their own. */
static void count_part (gint part, gpointer data)
{
  const Pass *pass = data;
  DjRange groups = dj_view_get_groups (pass->view, part, pass->n_parts);
  gint32 last = (gint32)MIN (groups.end, pass->view->tree->organizations.n);
  for (gint32 group = (gint32)groups.begin; group < last; group++)
    if (pass->area_of[group] >= 0)
      add_group (pass, &pass->figures[part], pass->area_of[group], group);
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
  pass.number = dj_tree_number_level (view->tree, level, &ids, &pass.n_areas);
  Figures figures = count_figures (&pass);
  DjFrame *frame = new_frame ();
  append_areas (&pass, ids, &figures, frame);
  clear_figures (&figures);
  g_free (pass.number);
  return dj_frame_finish (frame);
}
