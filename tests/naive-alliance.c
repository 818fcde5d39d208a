/* SPDX-License-Identifier: Apache-2.0 */
/* Random hypergraphs that keep every invariant by construction, and their days. */
#include "naive-alliance.h"

#include <stdio.h>
#include <string.h>

/* ---- A random hypergraph ---------------------------------------------------------------------------------------------- */

const DjAreaKind hyper_area_kinds[8] = { DJ_AREA_PROVINCE, DJ_AREA_COUNTY,   DJ_AREA_COUNTY,   DJ_AREA_TOWNSHIP,
                                         DJ_AREA_TOWNSHIP, DJ_AREA_TOWNSHIP, DJ_AREA_PROVINCE, DJ_AREA_COUNTY };

DjDate hyper_random_day (HyperWorld *w) { return dj_date (2023, 1, 1) + naive_number (&w->chance, 700); }

static void random_period (HyperWorld *w, DjDate *since, DjDate *until)
{
  *since = *until = DJ_DATE_NONE;
  if (naive_percent (&w->chance, 40))
    *since = hyper_random_day (w);
  if (naive_percent (&w->chance, 30))
    *until = (*since == DJ_DATE_NONE ? dj_date (2023, 6, 1) : *since) + 1 + naive_number (&w->chance, 500);
}

static gboolean touch (DjDate s1, DjDate u1, DjDate s2, DjDate u2)
{
  return (u1 == DJ_DATE_NONE || s2 < u1) && (u2 == DJ_DATE_NONE || s1 < u2);
}

static gboolean touches (const HyperBody *body, DjDate since, DjDate until)
{
  return touch (body->since, body->until, since, until);
}

static void add (HyperWorld *w, DjTable table, const char *const *names, const char *const *values)
{
  GError *error = NULL;
  gsize n = g_strv_length ((char **)names);
  if (dj_change_add_row (w->change, table, names, values, n, &error) < 0)
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

static const char *day_text (DjDate day, char *out) { return day == DJ_DATE_NONE ? NULL : dj_date_format (day, out); }

const char *hyper_area_code (int area)
{
  static const char *const codes[] = { "z0", "z1", "z2", "z3", "z4", "z5", "z6", "z7" };
  return area < 0 ? NULL : codes[area];
}

const char *hyper_code_name (const char *list, int code)
{
  return dj_code_list_get_name (dj_schema_find_code_list (list), code);
}

static void make_areas (HyperWorld *w)
{
  w->n_areas = 1 + naive_number (&w->chance, 8);
  for (int i = 0; i < w->n_areas; i++)
  {
    w->area_parent[i] = i > 0 && naive_percent (&w->chance, 80) ? naive_number (&w->chance, i) : -1;
    add (w, DJ_TABLE_AREA, (const char *[]){ "code", "name", "kind", "parent", NULL },
         (const char *[]){ hyper_area_code (i), hyper_area_code (i), hyper_code_name ("area_kind", hyper_area_kinds[i]),
                           hyper_area_code (w->area_parent[i]) });
  }
}

static void add_body (HyperWorld *w, const HyperBody *body)
{
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  const char *s = day_text (body->since, since), *u = day_text (body->until, until);
  if (body->table == DJ_TABLE_UNIT)
    add (w, body->table, (const char *[]){ "code", "name", "kind", "area", "since", "until", NULL },
         (const char *[]){ body->code, body->code, "non_public_enterprise", hyper_area_code (body->area), s, u });
  else if (body->table == DJ_TABLE_ORGANIZATION)
    add (w, body->table, (const char *[]){ "code", "name", "kind", "form", "base_area", "since", "until", NULL },
         (const char *[]){ body->code, body->code, "branch", hyper_code_name ("organization_form", body->form),
                           hyper_area_code (body->area), s, u });
  else
    add (w, body->table, (const char *[]){ "code", "name", "kind", "parent", "lead", "area", "since", "until", NULL },
         (const char *[]){ body->code, body->code, hyper_code_name ("alliance_kind", body->kind),
                           body->parent < 0 ? NULL : w->bodies[body->parent].code,
                           body->lead < 0 ? NULL : w->bodies[body->lead].code, hyper_area_code (body->area), s, u });
}

static HyperBody *new_body (HyperWorld *w, DjTable table, const char *prefix, int row)
{
  HyperBody *body = &w->bodies[w->n_bodies++];
  *body = (HyperBody){ .table = table, .row = row, .area = -1, .parent = -1, .lead = -1 };
  g_snprintf (body->code, sizeof body->code, "%s%d", prefix, row);
  random_period (w, &body->since, &body->until);
  if (naive_percent (&w->chance, 75))
    body->area = naive_number (&w->chance, w->n_areas);
  return body;
}

static void make_bodies (HyperWorld *w)
{
  int n_units = naive_number (&w->chance, 8), n_organizations = naive_number (&w->chance, 16);
  int n_alliances = 1 + naive_number (&w->chance, 12);
  for (int i = 0; i < n_units; i++)
    new_body (w, DJ_TABLE_UNIT, "u", i);
  for (int i = 0; i < n_organizations; i++)
    new_body (w, DJ_TABLE_ORGANIZATION, "o", i)->form
        = naive_percent (&w->chance, 30) ? DJ_FORM_GRID + naive_number (&w->chance, 8) : DJ_FORM_NONE;
  for (int i = 0; i < n_alliances; i++)
  {
    HyperBody *body = new_body (w, DJ_TABLE_ALLIANCE, "a", i);
    int parent = naive_number (&w->chance, w->n_bodies), lead = naive_number (&w->chance, w->n_bodies);
    body->kind = 1 + naive_number (&w->chance, 18);
    if (w->bodies[parent].table == DJ_TABLE_ALLIANCE && &w->bodies[parent] != body
        && touches (&w->bodies[parent], body->since, body->until))
      body->parent = parent;
    if (naive_percent (&w->chance, 40) && touches (&w->bodies[lead], body->since, body->until))
      body->lead = lead;
  }
  for (int i = 0; i < w->n_bodies; i++)
    add_body (w, &w->bodies[i]);
}

/* A link between two bodies of given tables, whose period touches both; FALSE where chance found none. */
static gboolean random_link (HyperWorld *w, DjTable from, DjTable to, int kinds, HyperLink *link)
{
  for (int tries = 0; tries < 20; tries++)
  {
    link->from = naive_number (&w->chance, w->n_bodies);
    link->to = naive_number (&w->chance, w->n_bodies);
    link->kind = naive_number (&w->chance, kinds + 1);
    random_period (w, &link->since, &link->until);
    if (w->bodies[link->from].table == from && (to == DJ_N_TABLES || w->bodies[link->to].table == to)
        && touches (&w->bodies[link->from], link->since, link->until)
        && touches (&w->bodies[link->to], link->since, link->until))
      return TRUE;
  }
  return FALSE;
}

static void make_links (HyperWorld *w, DjTable table, const char *const *names, const char *list, DjTable from,
                        DjTable to, int kinds, int n, HyperLink *links, int *n_links)
{
  for (int i = 0; i < n; i++)
  {
    HyperLink link;
    char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
    if (!random_link (w, from, to, kinds, &link))
      continue;
    links[(*n_links)++] = link;
    add (w, table, names,
         (const char *[]){ w->bodies[link.from].code, w->bodies[link.to].code, hyper_code_name (list, link.kind),
                           day_text (link.since, since), day_text (link.until, until) });
  }
}

static void make_lists (HyperWorld *w)
{
  char code[12], since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  for (int i = naive_number (&w->chance, 12); i > 0; i--)
  {
    HyperList list = { .owner = naive_number (&w->chance, w->n_bodies), .kind = 1 + naive_number (&w->chance, 4) };
    random_period (w, &list.since, &list.until);
    if (w->bodies[list.owner].table != DJ_TABLE_ALLIANCE || !touches (&w->bodies[list.owner], list.since, list.until))
      continue;
    g_snprintf (code, sizeof code, "l%d", w->n_lists);
    add (w, DJ_TABLE_CHECKLIST, (const char *[]){ "code", "name", "kind", "owner", "since", "until", NULL },
         (const char *[]){ code, code, hyper_code_name ("checklist_kind", list.kind), w->bodies[list.owner].code,
                           day_text (list.since, since), day_text (list.until, until) });
    w->lists[w->n_lists++] = list;
  }
}

static void make_items (HyperWorld *w)
{
  char code[12], list[12], opened[DJ_DATE_TEXT_SIZE], closed[DJ_DATE_TEXT_SIZE];
  for (int i = w->n_lists ? naive_number (&w->chance, 30) : 0; i > 0; i--)
  {
    HyperItem item = { .list = naive_number (&w->chance, w->n_lists),
                       .state = naive_number (&w->chance, 9),
                       .recurrence = naive_number (&w->chance, 8),
                       .opened = naive_percent (&w->chance, 70) ? hyper_random_day (w) : DJ_DATE_NONE,
                       .closed = DJ_DATE_NONE };
    if (naive_percent (&w->chance, 30))
      item.closed = (item.opened == DJ_DATE_NONE ? hyper_random_day (w) : item.opened) + naive_number (&w->chance, 300);
    g_snprintf (code, sizeof code, "i%d", w->n_items);
    g_snprintf (list, sizeof list, "l%d", item.list);
    add (w, DJ_TABLE_ITEM,
         (const char *[]){ "code", "checklist", "title", "state", "recurrence", "opened", "closed", NULL },
         (const char *[]){ code, list, code, hyper_code_name ("item_state", item.state),
                           hyper_code_name ("recurrence", item.recurrence), day_text (item.opened, opened),
                           day_text (item.closed, closed) });
    w->items[w->n_items++] = item;
  }
}

static void make_events (HyperWorld *w)
{
  char code[12], item[12], day[DJ_DATE_TEXT_SIZE];
  for (int i = w->n_items ? naive_number (&w->chance, 60) : 0; i > 0; i--)
  {
    HyperEvent event
        = { naive_number (&w->chance, w->n_items), naive_number (&w->chance, w->n_bodies), hyper_random_day (w) };
    if (!touches (&w->bodies[event.body], event.day, DJ_DATE_NONE))
      continue;
    g_snprintf (item, sizeof item, "i%d", event.item);
    add (w, DJ_TABLE_ASSIGNMENT, (const char *[]){ "item", "body", "since", NULL },
         (const char *[]){ item, w->bodies[event.body].code, day_text (event.day, day) });
    w->assignments[w->n_assignments++] = event;
  }
  for (int i = w->n_items ? naive_number (&w->chance, 150) : 0; i > 0; i--)
  {
    HyperEvent event = { naive_number (&w->chance, w->n_items), 0, hyper_random_day (w) };
    event.body = naive_percent (&w->chance, 80) ? w->lists[w->items[event.item].list].owner
                                                : naive_number (&w->chance, w->n_bodies);
    g_snprintf (code, sizeof code, "v%d", w->n_activities);
    g_snprintf (item, sizeof item, "i%d", event.item);
    add (w, DJ_TABLE_ACTIVITY, (const char *[]){ "code", "kind", "host", "date", "item", NULL },
         (const char *[]){ code, "joint_meeting", w->bodies[event.body].code, day_text (event.day, day), item });
    w->activities[w->n_activities++] = event;
  }
}

void hyper_world (HyperWorld *w, guint64 seed)
{
  GError *error = NULL;
  memset (w, 0, sizeof *w);
  g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1", seed);
  w->chance.state = seed;
  w->reg = dj_register_new ();
  w->change = dj_register_begin (w->reg, naive_where);
  make_areas (w);
  make_bodies (w);
  make_links (w, DJ_TABLE_SEAT, (const char *[]){ "alliance", "body", "role", "since", "until", NULL }, "seat_role",
              DJ_TABLE_ALLIANCE, DJ_N_TABLES, 4, naive_number (&w->chance, 120), w->seats, &w->n_seats);
  make_links (w, DJ_TABLE_GUIDANCE, (const char *[]){ "organization", "guide", "kind", "since", "until", NULL },
              "guidance_kind", DJ_TABLE_ORGANIZATION, DJ_N_TABLES, 3, 20, w->guidances, &w->n_guidances);
  make_links (w, DJ_TABLE_COVERAGE, (const char *[]){ "unit", "organization", "manner", "since", "until", NULL },
              "coverage_manner", DJ_TABLE_UNIT, DJ_TABLE_ORGANIZATION, 6, 20, w->coverages, &w->n_coverages);
  make_lists (w);
  make_items (w);
  make_events (w);
  if (!dj_change_commit (w->change, &error))
    ck_abort_msg ("%s: not committed: %s", naive_where, error->message);
}

void hyper_free (HyperWorld *w)
{
  dj_change_unref (w->change);
  dj_register_unref (w->reg);
}

/* ---- A day of it ---------------------------------------------------------------------------------------------------------- */

gboolean hyper_holds (DjDate since, DjDate until, DjDate on)
{
  return (since == DJ_DATE_NONE || since <= on) && (until == DJ_DATE_NONE || on < until);
}

static void visit (HyperDay *d, int parent)
{
  for (int i = 0; i < d->w->n_bodies; i++)
  {
    const HyperBody *body = &d->w->bodies[i];
    int above = body->parent >= 0 && d->exists[body->parent] ? body->parent : -1;
    if (body->table != DJ_TABLE_ALLIANCE || !d->exists[i] || above != parent)
      continue;
    d->place[i] = d->n_alliances;
    d->alliances[d->n_alliances++] = i;
    visit (d, i);
  }
}

gboolean hyper_link_holds (const HyperDay *d, const HyperLink *seat)
{
  return hyper_holds (seat->since, seat->until, d->on) && d->exists[seat->from] && d->exists[seat->to];
}

void hyper_day (HyperDay *d, HyperWorld *w, DjDate on)
{
  memset (d, 0, sizeof *d);
  d->w = w;
  d->on = on;
  for (int i = 0; i < w->n_bodies; i++)
  {
    d->exists[i] = hyper_holds (w->bodies[i].since, w->bodies[i].until, on);
    d->place[i] = -1;
  }
  visit (d, -1);
  for (int i = 0; i < w->n_seats; i++)
    if (hyper_link_holds (d, &w->seats[i]))
      d->sits[w->seats[i].from][w->seats[i].to] = TRUE;
}

gboolean hyper_is_alliance (const HyperDay *d, int body) { return d->w->bodies[body].table == DJ_TABLE_ALLIANCE; }

/* Alliances that exist, and whoever sits. */
gboolean hyper_is_node (const HyperDay *d, int body)
{
  gboolean node = hyper_is_alliance (d, body) && d->exists[body];
  for (int i = 0; i < d->w->n_bodies; i++)
    node = node || d->sits[i][body];
  return node;
}

gboolean hyper_joined (const HyperDay *d, int a, int b) { return d->sits[a][b] || d->sits[b][a]; }

/* Marks all that is connected with @from, @without left out. */
void hyper_spread (const HyperDay *d, int from, int without, gboolean *marked)
{
  gboolean more = TRUE;
  marked[from] = TRUE;
  while (more)
  {
    more = FALSE;
    for (int a = 0; a < d->w->n_bodies; a++)
      for (int b = 0; b < d->w->n_bodies; b++)
        if (marked[a] && !marked[b] && b != without && hyper_joined (d, a, b))
          more = marked[b] = TRUE;
  }
}

int hyper_component (const HyperDay *d, int body)
{
  gboolean marked[HYPER_MOST] = { FALSE };
  int n = 0;
  for (int i = 0; i < d->n_alliances; i++)
  {
    if (marked[d->alliances[i]])
      continue;
    hyper_spread (d, d->alliances[i], -1, marked);
    if (marked[body])
      return n;
    n++;
  }
  return -1;
}

static gboolean under (const HyperWorld *w, int area, int above)
{
  while (area >= 0 && area != above)
    area = w->area_parent[area];
  return area >= 0;
}

static int depth_of (const HyperWorld *w, int area)
{
  int depth = 0;
  for (; w->area_parent[area] >= 0; depth++)
    area = w->area_parent[area];
  return depth;
}

/* Of the areas that hold every body whose area is known the deepest. */
int hyper_lowest (const HyperDay *d, int alliance)
{
  int lowest = -1;
  for (int area = 0; area < d->w->n_areas; area++)
  {
    gboolean all = TRUE, any = FALSE;
    for (int i = 0; i < d->w->n_bodies; i++)
      if (d->sits[alliance][i] && d->w->bodies[i].area >= 0)
      {
        any = TRUE;
        all = all && under (d->w, d->w->bodies[i].area, area);
      }
    if (any && all && (lowest < 0 || depth_of (d->w, area) > depth_of (d->w, lowest)))
      lowest = area;
  }
  return lowest;
}

int hyper_origin (const HyperDay *d, int body)
{
  const HyperWorld *w = d->w;
  const HyperBody *it = &w->bodies[body];
  if (it->table == DJ_TABLE_ALLIANCE)
    return 0;
  if (it->table == DJ_TABLE_ORGANIZATION && (it->form == DJ_FORM_INDUSTRY || it->form == DJ_FORM_INDUSTRY_CHAIN))
    return 1;
  for (int i = 0; i < w->n_guidances; i++)
    if (w->guidances[i].from == body && w->guidances[i].kind == DJ_GUIDANCE_LINE
        && hyper_link_holds (d, &w->guidances[i]))
      return 1;
  for (int i = 0; i < w->n_coverages; i++)
    if (w->coverages[i].from == body && w->coverages[i].kind == DJ_COVERAGE_INDUSTRY
        && hyper_link_holds (d, &w->coverages[i]))
      return 1;
  return 2;
}
