/* SPDX-License-Identifier: Apache-2.0 */
/* The view done over: organizations, areas and people of one day. */
#include "naive.h"

#include <string.h>

#define SAME_CODE(a, b) (g_strcmp0 ((a), (b)) == 0)

/* ---- Finding ---------------------------------------------------------------------------------------------------- */

int naive_organization (const NaiveView *view, const char *code)
{
  for (int i = 0; code && i < view->n_organizations; i++)
    if (SAME_CODE (view->organizations[i]->code, code))
      return i;
  return DJ_NONE;
}

int naive_area (const NaiveView *view, const char *code)
{
  for (int i = 0; code && i < view->n_areas; i++)
    if (SAME_CODE (view->areas[i]->code, code))
      return i;
  return DJ_NONE;
}

static gboolean organization_exists (const NaiveModel *model, const char *code, DjDate on)
{
  for (int i = 0; i < model->n_organizations; i++)
    if (SAME_CODE (model->organizations[i].code, code)
        && naive_holds (model->organizations[i].since, model->organizations[i].until, on))
      return TRUE;
  return FALSE;
}

static gboolean area_exists (const NaiveModel *model, const char *code, DjDate on)
{
  for (int i = 0; i < model->n_areas; i++)
    if (SAME_CODE (model->areas[i].code, code) && naive_holds (model->areas[i].since, model->areas[i].until, on))
      return TRUE;
  return FALSE;
}

/* Code of the superior on the day, NULL for a root. */
static const char *superior_code (const NaiveModel *model, const char *code, DjDate on)
{
  for (int i = 0; i < model->n_subordinations; i++)
  {
    const NaiveLink *link = &model->subordinations[i];
    if (SAME_CODE (link->from, code) && naive_holds (link->since, link->until, on)
        && organization_exists (model, link->to, on))
      return link->to;
  }
  return NULL;
}

/* ---- Trees in preorder ------------------------------------------------------------------------------------------ */

static void add_organizations (NaiveView *view, const char *above, int superior)
{
  for (int i = 0; i < view->model->n_organizations; i++)
  {
    const DjOrganization *organization = &view->model->organizations[i];
    if (!naive_holds (organization->since, organization->until, view->tree)
        || !SAME_CODE (superior_code (view->model, organization->code, view->tree), above))
      continue;
    int id = view->n_organizations++;
    view->organizations[id] = organization;
    view->superior[id] = superior;
    add_organizations (view, organization->code, id);
  }
}

static void add_areas (NaiveView *view, const char *above, int parent)
{
  for (int i = 0; i < view->model->n_areas; i++)
  {
    const DjArea *area = &view->model->areas[i];
    const char *parent_code = area_exists (view->model, area->parent, view->tree) ? area->parent : NULL;
    if (!naive_holds (area->since, area->until, view->tree) || !SAME_CODE (parent_code, above))
      continue;
    int id = view->n_areas++;
    view->areas[id] = area;
    view->area_parent[id] = parent;
    add_areas (view, area->code, id);
  }
}

int naive_depth (const NaiveView *view, int id)
{
  int depth = -1;
  for (; id != DJ_NONE; id = view->superior[id])
    depth++;
  return depth;
}

gboolean naive_under (const NaiveView *view, int below, int above)
{
  for (int at = below; at != DJ_NONE; at = view->superior[at])
    if (at == above)
      return TRUE;
  return FALSE;
}

int naive_end (const NaiveView *view, int id)
{
  int end = id;
  for (int i = 0; i < view->n_organizations; i++)
    if (naive_under (view, i, id))
      end = MAX (end, i + 1);
  return end;
}

int naive_common_superior (const NaiveView *view, int a, int b)
{
  while (a != DJ_NONE && !naive_under (view, b, a))
    a = view->superior[a];
  return a;
}

gboolean naive_area_under (const NaiveView *view, int below, int above)
{
  for (int at = below; at != DJ_NONE; at = view->area_parent[at])
    if (at == above)
      return TRUE;
  return FALSE;
}

int naive_area_end (const NaiveView *view, int id)
{
  int end = id;
  for (int i = 0; i < view->n_areas; i++)
    if (naive_area_under (view, i, id))
      end = MAX (end, i + 1);
  return end;
}

int naive_base_area (const NaiveView *view, int id)
{
  int area = DJ_NONE;
  for (int at = id; at != DJ_NONE && area == DJ_NONE; at = view->superior[at])
    area = naive_area (view, view->organizations[at]->base_area);
  return area;
}

int naive_leading (const NaiveView *view, int area)
{
  int leading = DJ_NONE;
  for (int i = 0; area != DJ_NONE && i < view->n_organizations; i++)
    if (naive_base_area (view, i) == area
        && (leading == DJ_NONE || naive_depth (view, i) < naive_depth (view, leading)))
      leading = i;
  return leading;
}

/* ---- People ----------------------------------------------------------------------------------------------------- */

/* Whether a row says that the person is affiliated or takes part on the day. Who has left does neither; who is not
 * yet a member may take part. */
static gboolean counts (const NaiveView *view, const DjPerson *person, const NaiveLink *link)
{
  DjDate since = link->kind == DJ_MEMBERSHIP_AFFILIATION ? person->admitted : DJ_DATE_NONE;
  return SAME_CODE (link->from, person->code) && naive_holds (link->since, link->until, view->on)
         && naive_holds (since, person->left, view->on);
}

static void add_people (NaiveView *view)
{
  const NaiveModel *model = view->model;
  for (int p = 0; p < model->n_persons; p++)
  {
    view->affiliation[p] = DJ_NONE;
    for (int i = 0; i < model->n_memberships; i++)
    {
      const NaiveLink *link = &model->memberships[i];
      int organization = naive_organization (view, link->to);
      if (organization == DJ_NONE || !counts (view, &model->persons[p], link))
        continue;
      view->takes_part[p][organization] = TRUE;
      if (link->kind == DJ_MEMBERSHIP_AFFILIATION)
        view->affiliation[p] = organization;
    }
    view->n_members += view->affiliation[p] != DJ_NONE;
  }
}

static void add_posts (NaiveView *view)
{
  for (int i = 0; i < view->model->n_posts; i++)
  {
    const NaiveLink *post = &view->model->posts[i];
    int organization = naive_organization (view, post->to);
    if (organization == DJ_NONE || !naive_holds (post->since, post->until, view->on))
      continue;
    view->posts[organization][0]++;
    view->posts[organization][1] += post->full_time == DJ_FLAG_YES;
    view->posts[organization][2] += post->kind == DJ_POST_BASIS_ENTERPRISE;
  }
}

DjMemberStatus naive_status (const NaiveView *view, int person)
{
  const DjPerson *who = &view->model->persons[person];
  if (view->affiliation[person] == DJ_NONE)
    return DJ_STATUS_NONE;
  if (who->full != DJ_DATE_NONE && who->full <= view->on)
    return DJ_STATUS_FORMAL;
  return who->admitted == DJ_DATE_NONE && who->full == DJ_DATE_NONE ? DJ_STATUS_NONE : DJ_STATUS_PROBATIONARY;
}

DjAgeBand naive_age_band (DjDate born, DjDate on)
{
  if (born == DJ_DATE_NONE)
    return DJ_AGE_NONE;
  int y, m, d, on_y, on_m, on_d;
  dj_date_split (born, &y, &m, &d);
  dj_date_split (on, &on_y, &on_m, &on_d);
  int age = on_y - y - (on_m < m || (on_m == m && on_d < d));
  static const int last[] = { 30, 35, 40, 45, 50, 55, 60, G_MAXINT };
  int band = 0;
  while (age > last[band])
    band++;
  return (DjAgeBand)(DJ_AGE_30_AND_UNDER + band);
}

int naive_count_members (const NaiveView *view, int id, DjMemberStatus status)
{
  int n = 0;
  for (int p = 0; id != DJ_NONE && p < view->model->n_persons; p++)
    n += naive_under (view, view->affiliation[p], id) && (status == DJ_STATUS_ANY || naive_status (view, p) == status);
  return n;
}

int naive_count_people (const NaiveView *view, int id)
{
  int n = 0;
  for (int p = 0; id != DJ_NONE && p < view->model->n_persons; p++)
  {
    gboolean found = FALSE;
    for (int o = 0; o < view->n_organizations; o++)
      found = found || (view->takes_part[p][o] && naive_under (view, o, id));
    n += found;
  }
  return n;
}

/* ---- Sealing and restating -------------------------------------------------------------------------------------- */

void naive_seal (const NaiveModel *model, DjDate on, NaiveView *view)
{
  memset (view, 0, sizeof *view);
  view->model = model;
  view->on = on;
  view->tree = on;
  add_organizations (view, NULL, DJ_NONE);
  add_areas (view, NULL, DJ_NONE);
  add_people (view);
  add_posts (view);
}

/* The organization of @today that stands for one of @past: itself, or the nearest superior that still is. */
int naive_place (const NaiveView *past, const NaiveView *today, int organization)
{
  int placed = DJ_NONE;
  for (int at = organization; at != DJ_NONE && placed == DJ_NONE; at = past->superior[at])
    placed = naive_organization (today, past->organizations[at]->code);
  return placed;
}

void naive_restate (const NaiveView *past, const NaiveView *today, NaiveView *view)
{
  *view = *today;
  view->on = past->on;
  view->n_members = 0;
  view->n_unplaced = 0;
  memset (view->takes_part, 0, sizeof view->takes_part);
  for (int p = 0; p < past->model->n_persons; p++)
  {
    view->affiliation[p] = naive_place (past, today, past->affiliation[p]);
    view->n_members += view->affiliation[p] != DJ_NONE;
    view->n_unplaced += past->affiliation[p] != DJ_NONE && view->affiliation[p] == DJ_NONE;
    for (int o = 0; o < past->n_organizations; o++)
    {
      int placed = past->takes_part[p][o] ? naive_place (past, today, o) : DJ_NONE;
      if (placed != DJ_NONE)
        view->takes_part[p][placed] = TRUE;
    }
  }
  memset (view->posts, 0, sizeof view->posts);
  for (int o = 0; o < past->n_organizations; o++)
    for (int k = 0; k < 3; k++)
      if (naive_place (past, today, o) != DJ_NONE)
        view->posts[naive_place (past, today, o)][k] += past->posts[o][k];
}
