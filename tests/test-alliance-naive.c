/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances of random dated hypergraphs, every answer worked out a second time as simply as can be: components by spreading marks,
 * articulation by taking each node away and counting again, distances by relaxing every edge until nothing changes.
 *
 * DJ_TEST_SEED is the seed of the first hypergraph, DJ_TEST_ROUNDS how many there are. */
#include "naive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 1000
#define SEALS 3
#define MOST 48
#define FAR 1000

/* ---- A random hypergraph ---------------------------------------------------------------------------------------------- */

typedef struct
{
  char code[8];
  DjTable table;
  int row;
  DjDate since, until; /* DJ_DATE_NONE for missing */
  int area, parent, lead, kind, form;
} Body;

typedef struct
{
  int from, to,
      kind; /* seat: alliance, body, role; guidance: organization, guide, kind; coverage: unit, organization, manner */
  DjDate since, until;
} Link;

typedef struct
{
  int owner, kind;
  DjDate since, until;
} List;

typedef struct
{
  int list, state, recurrence;
  DjDate opened, closed;
} Item;

typedef struct
{
  int item, body; /* and a day: an assignment's beginning, an activity's */
  DjDate day;
} Event;

typedef struct
{
  NaiveChance chance;
  DjRegister *reg;
  DjChange *change;
  int n_areas, area_parent[8];
  int n_bodies;
  Body bodies[MOST];
  int n_seats, n_guidances, n_coverages, n_lists, n_items, n_assignments, n_activities;
  Link seats[120], guidances[20], coverages[20];
  List lists[12];
  Item items[30];
  Event assignments[60], activities[150];
} World;

static const DjAreaKind area_kinds[] = { DJ_AREA_PROVINCE, DJ_AREA_COUNTY,   DJ_AREA_COUNTY,   DJ_AREA_TOWNSHIP,
                                         DJ_AREA_TOWNSHIP, DJ_AREA_TOWNSHIP, DJ_AREA_PROVINCE, DJ_AREA_COUNTY };

static DjDate random_day (World *w) { return dj_date (2023, 1, 1) + naive_number (&w->chance, 700); }

static void random_period (World *w, DjDate *since, DjDate *until)
{
  *since = *until = DJ_DATE_NONE;
  if (naive_percent (&w->chance, 40))
    *since = random_day (w);
  if (naive_percent (&w->chance, 30))
    *until = (*since == DJ_DATE_NONE ? dj_date (2023, 6, 1) : *since) + 1 + naive_number (&w->chance, 500);
}

static gboolean touch (DjDate s1, DjDate u1, DjDate s2, DjDate u2)
{
  return (u1 == DJ_DATE_NONE || s2 < u1) && (u2 == DJ_DATE_NONE || s1 < u2);
}

static gboolean touches (const Body *body, DjDate since, DjDate until)
{
  return touch (body->since, body->until, since, until);
}

static void add (World *w, DjTable table, const char *const *names, const char *const *values)
{
  GError *error = NULL;
  gsize n = g_strv_length ((char **)names);
  if (dj_change_add_row (w->change, table, names, values, n, &error) < 0)
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

static const char *day_text (DjDate day, char *out) { return day == DJ_DATE_NONE ? NULL : dj_date_format (day, out); }

static const char *area_code (int area)
{
  static const char *const codes[] = { "z0", "z1", "z2", "z3", "z4", "z5", "z6", "z7" };
  return area < 0 ? NULL : codes[area];
}

static const char *code_name (const char *list, int code)
{
  return dj_code_list_get_name (dj_schema_find_code_list (list), code);
}

static void make_areas (World *w)
{
  w->n_areas = 1 + naive_number (&w->chance, 8);
  for (int i = 0; i < w->n_areas; i++)
  {
    w->area_parent[i] = i > 0 && naive_percent (&w->chance, 80) ? naive_number (&w->chance, i) : -1;
    add (w, DJ_TABLE_AREA, (const char *[]){ "code", "name", "kind", "parent", NULL },
         (const char *[]){ area_code (i), area_code (i), code_name ("area_kind", area_kinds[i]),
                           area_code (w->area_parent[i]) });
  }
}

static void add_body (World *w, const Body *body)
{
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  const char *s = day_text (body->since, since), *u = day_text (body->until, until);
  if (body->table == DJ_TABLE_UNIT)
    add (w, body->table, (const char *[]){ "code", "name", "kind", "area", "since", "until", NULL },
         (const char *[]){ body->code, body->code, "non_public_enterprise", area_code (body->area), s, u });
  else if (body->table == DJ_TABLE_ORGANIZATION)
    add (w, body->table, (const char *[]){ "code", "name", "kind", "form", "base_area", "since", "until", NULL },
         (const char *[]){ body->code, body->code, "branch", code_name ("organization_form", body->form),
                           area_code (body->area), s, u });
  else
    add (w, body->table, (const char *[]){ "code", "name", "kind", "parent", "lead", "area", "since", "until", NULL },
         (const char *[]){ body->code, body->code, code_name ("alliance_kind", body->kind),
                           body->parent < 0 ? NULL : w->bodies[body->parent].code,
                           body->lead < 0 ? NULL : w->bodies[body->lead].code, area_code (body->area), s, u });
}

static Body *new_body (World *w, DjTable table, const char *prefix, int row)
{
  Body *body = &w->bodies[w->n_bodies++];
  *body = (Body){ .table = table, .row = row, .area = -1, .parent = -1, .lead = -1 };
  g_snprintf (body->code, sizeof body->code, "%s%d", prefix, row);
  random_period (w, &body->since, &body->until);
  if (naive_percent (&w->chance, 75))
    body->area = naive_number (&w->chance, w->n_areas);
  return body;
}

static void make_bodies (World *w)
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
    Body *body = new_body (w, DJ_TABLE_ALLIANCE, "a", i);
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
static gboolean random_link (World *w, DjTable from, DjTable to, int kinds, Link *link)
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

static void make_links (World *w, DjTable table, const char *const *names, const char *list, DjTable from, DjTable to,
                        int kinds, int n, Link *links, int *n_links)
{
  for (int i = 0; i < n; i++)
  {
    Link link;
    char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
    if (!random_link (w, from, to, kinds, &link))
      continue;
    links[(*n_links)++] = link;
    add (w, table, names,
         (const char *[]){ w->bodies[link.from].code, w->bodies[link.to].code, code_name (list, link.kind),
                           day_text (link.since, since), day_text (link.until, until) });
  }
}

static void make_lists (World *w)
{
  char code[12], since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  for (int i = naive_number (&w->chance, 12); i > 0; i--)
  {
    List list = { .owner = naive_number (&w->chance, w->n_bodies), .kind = 1 + naive_number (&w->chance, 4) };
    random_period (w, &list.since, &list.until);
    if (w->bodies[list.owner].table != DJ_TABLE_ALLIANCE || !touches (&w->bodies[list.owner], list.since, list.until))
      continue;
    g_snprintf (code, sizeof code, "l%d", w->n_lists);
    add (w, DJ_TABLE_CHECKLIST, (const char *[]){ "code", "name", "kind", "owner", "since", "until", NULL },
         (const char *[]){ code, code, code_name ("checklist_kind", list.kind), w->bodies[list.owner].code,
                           day_text (list.since, since), day_text (list.until, until) });
    w->lists[w->n_lists++] = list;
  }
}

static void make_items (World *w)
{
  char code[12], list[12], opened[DJ_DATE_TEXT_SIZE], closed[DJ_DATE_TEXT_SIZE];
  for (int i = w->n_lists ? naive_number (&w->chance, 30) : 0; i > 0; i--)
  {
    Item item = { .list = naive_number (&w->chance, w->n_lists),
                  .state = naive_number (&w->chance, 9),
                  .recurrence = naive_number (&w->chance, 8),
                  .opened = naive_percent (&w->chance, 70) ? random_day (w) : DJ_DATE_NONE,
                  .closed = DJ_DATE_NONE };
    if (naive_percent (&w->chance, 30))
      item.closed = (item.opened == DJ_DATE_NONE ? random_day (w) : item.opened) + naive_number (&w->chance, 300);
    g_snprintf (code, sizeof code, "i%d", w->n_items);
    g_snprintf (list, sizeof list, "l%d", item.list);
    add (w, DJ_TABLE_ITEM,
         (const char *[]){ "code", "checklist", "title", "state", "recurrence", "opened", "closed", NULL },
         (const char *[]){ code, list, code, code_name ("item_state", item.state),
                           code_name ("recurrence", item.recurrence), day_text (item.opened, opened),
                           day_text (item.closed, closed) });
    w->items[w->n_items++] = item;
  }
}

static void make_events (World *w)
{
  char code[12], item[12], day[DJ_DATE_TEXT_SIZE];
  for (int i = w->n_items ? naive_number (&w->chance, 60) : 0; i > 0; i--)
  {
    Event event = { naive_number (&w->chance, w->n_items), naive_number (&w->chance, w->n_bodies), random_day (w) };
    if (!touches (&w->bodies[event.body], event.day, DJ_DATE_NONE))
      continue;
    g_snprintf (item, sizeof item, "i%d", event.item);
    add (w, DJ_TABLE_ASSIGNMENT, (const char *[]){ "item", "body", "since", NULL },
         (const char *[]){ item, w->bodies[event.body].code, day_text (event.day, day) });
    w->assignments[w->n_assignments++] = event;
  }
  for (int i = w->n_items ? naive_number (&w->chance, 150) : 0; i > 0; i--)
  {
    Event event = { naive_number (&w->chance, w->n_items), 0, random_day (w) };
    event.body = naive_percent (&w->chance, 80) ? w->lists[w->items[event.item].list].owner
                                                : naive_number (&w->chance, w->n_bodies);
    g_snprintf (code, sizeof code, "v%d", w->n_activities);
    g_snprintf (item, sizeof item, "i%d", event.item);
    add (w, DJ_TABLE_ACTIVITY, (const char *[]){ "code", "kind", "host", "date", "item", NULL },
         (const char *[]){ code, "joint_meeting", w->bodies[event.body].code, day_text (event.day, day), item });
    w->activities[w->n_activities++] = event;
  }
}

static void make_world (World *w, guint64 seed)
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

static void free_world (World *w)
{
  dj_change_unref (w->change);
  dj_register_unref (w->reg);
}

/* ---- A day of it ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  World *w;
  DjDate on;
  gboolean exists[MOST];
  int n_alliances, alliances[MOST]; /* in preorder */
  int place[MOST];                  /* of an alliance in that order; -1 */
  gboolean sits[MOST][MOST];        /* alliance, body */
} Day;

static gboolean holds (DjDate since, DjDate until, DjDate on)
{
  return (since == DJ_DATE_NONE || since <= on) && (until == DJ_DATE_NONE || on < until);
}

static void visit (Day *d, int parent)
{
  for (int i = 0; i < d->w->n_bodies; i++)
  {
    const Body *body = &d->w->bodies[i];
    int above = body->parent >= 0 && d->exists[body->parent] ? body->parent : -1;
    if (body->table != DJ_TABLE_ALLIANCE || !d->exists[i] || above != parent)
      continue;
    d->place[i] = d->n_alliances;
    d->alliances[d->n_alliances++] = i;
    visit (d, i);
  }
}

static gboolean seat_holds (const Day *d, const Link *seat)
{
  return holds (seat->since, seat->until, d->on) && d->exists[seat->from] && d->exists[seat->to];
}

static void make_day (Day *d, World *w, DjDate on)
{
  memset (d, 0, sizeof *d);
  d->w = w;
  d->on = on;
  for (int i = 0; i < w->n_bodies; i++)
  {
    d->exists[i] = holds (w->bodies[i].since, w->bodies[i].until, on);
    d->place[i] = -1;
  }
  visit (d, -1);
  for (int i = 0; i < w->n_seats; i++)
    if (seat_holds (d, &w->seats[i]))
      d->sits[w->seats[i].from][w->seats[i].to] = TRUE;
}

static gboolean is_alliance (const Day *d, int body) { return d->w->bodies[body].table == DJ_TABLE_ALLIANCE; }

/* Alliances that exist, and whoever sits. */
static gboolean is_node (const Day *d, int body)
{
  gboolean node = is_alliance (d, body) && d->exists[body];
  for (int i = 0; i < d->w->n_bodies; i++)
    node = node || d->sits[i][body];
  return node;
}

static gboolean joined (const Day *d, int a, int b) { return d->sits[a][b] || d->sits[b][a]; }

/* Marks all that is connected with @from, @without left out. */
static void spread (const Day *d, int from, int without, gboolean *marked)
{
  gboolean more = TRUE;
  marked[from] = TRUE;
  while (more)
  {
    more = FALSE;
    for (int a = 0; a < d->w->n_bodies; a++)
      for (int b = 0; b < d->w->n_bodies; b++)
        if (marked[a] && !marked[b] && b != without && joined (d, a, b))
          more = marked[b] = TRUE;
  }
}

static int component_of (const Day *d, int body)
{
  gboolean marked[MOST] = { FALSE };
  int n = 0;
  for (int i = 0; i < d->n_alliances; i++)
  {
    if (marked[d->alliances[i]])
      continue;
    spread (d, d->alliances[i], -1, marked);
    if (marked[body])
      return n;
    n++;
  }
  return -1;
}

static gboolean under (const World *w, int area, int above)
{
  while (area >= 0 && area != above)
    area = w->area_parent[area];
  return area >= 0;
}

static int depth_of (const World *w, int area)
{
  int depth = 0;
  for (; w->area_parent[area] >= 0; depth++)
    area = w->area_parent[area];
  return depth;
}

/* Of the areas that hold every body whose area is known the deepest. */
static int lowest_of (const Day *d, int alliance)
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

static int origin_of (const Day *d, int body)
{
  const World *w = d->w;
  const Body *it = &w->bodies[body];
  if (it->table == DJ_TABLE_ALLIANCE)
    return 0;
  if (it->table == DJ_TABLE_ORGANIZATION && (it->form == DJ_FORM_INDUSTRY || it->form == DJ_FORM_INDUSTRY_CHAIN))
    return 1;
  for (int i = 0; i < w->n_guidances; i++)
    if (w->guidances[i].from == body && w->guidances[i].kind == DJ_GUIDANCE_LINE && seat_holds (d, &w->guidances[i]))
      return 1;
  for (int i = 0; i < w->n_coverages; i++)
    if (w->coverages[i].from == body && w->coverages[i].kind == DJ_COVERAGE_INDUSTRY
        && seat_holds (d, &w->coverages[i]))
      return 1;
  return 2;
}

/* ---- Frames --------------------------------------------------------------------------------------------------------------- */

static char *csv_of (DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_frame_write_csv (frame, out, NULL));
  fclose (out);
  dj_frame_unref (frame);
  return text;
}

static void same (DjFrame *library, GString *naive, const char *what)
{
  char *text = csv_of (library);
  if (strcmp (text, naive->str) != 0)
    ck_abort_msg ("%s: %s:\nlibrary\n%s\nnaive\n%s", naive_where, what, text, naive->str);
  free (text);
  g_string_free (naive, TRUE);
}

static const char *code_of (const Day *d, int body) { return body < 0 ? "" : d->w->bodies[body].code; }
static const char *blank (const char *text) { return text ? text : ""; }
static const char *table_of (const Day *d, int body) { return dj_schema_get_table (d->w->bodies[body].table)->name; }

static const char *lead_of (const Day *d, int alliance)
{
  if (d->w->bodies[alliance].lead >= 0)
    return code_of (d, d->w->bodies[alliance].lead);
  for (int i = 0; i < d->w->n_seats; i++)
    if (d->w->seats[i].from == alliance && d->w->seats[i].kind == DJ_SEAT_LEAD && seat_holds (d, &d->w->seats[i]))
      return code_of (d, d->w->seats[i].to);
  return "";
}

static void compare_alliances (DjView *view, const Day *d)
{
  GString *text = g_string_new ("alliance,name,kind,parent,depth,lead,seats,bodies,line,area,lowest,level,component\n");
  for (int k = 0; k < d->n_alliances; k++)
  {
    int a = d->alliances[k], seats = 0, bodies = 0, from[3] = { 0 }, depth = 0, lowest = lowest_of (d, a);
    const Body *body = &d->w->bodies[a];
    for (int i = 0; i < d->w->n_seats; i++)
      if (d->w->seats[i].from == a && seat_holds (d, &d->w->seats[i]))
      {
        seats++;
        from[origin_of (d, d->w->seats[i].to)]++;
      }
    for (int i = 0; i < d->w->n_bodies; i++)
      bodies += d->sits[a][i];
    for (int up = a; d->w->bodies[up].parent >= 0 && d->exists[d->w->bodies[up].parent]; depth++)
      up = d->w->bodies[up].parent;
    gboolean part = body->parent >= 0 && d->exists[body->parent];
    g_string_append_printf (text, "%s,%s,%s,%s,%d,%s,%d,%d,%d,%d,%s,%s,%d\n", body->code, body->code,
                            code_name ("alliance_kind", body->kind), part ? code_of (d, body->parent) : "", depth,
                            lead_of (d, a), seats, bodies, from[1], from[2], blank (area_code (lowest)),
                            lowest < 0 ? "" : code_name ("area_kind", area_kinds[lowest]), component_of (d, a));
  }
  same (dj_view_alliances (view), text, "alliances");
}

static void compare_seats (DjView *view, const Day *d)
{
  static const char *const origins[] = { "", "line", "area" };
  GString *text = g_string_new ("alliance,body,table,name,role,origin,area,since,until\n");
  for (int k = 0; k < d->n_alliances; k++)
    for (int i = 0; i < d->w->n_seats; i++)
    {
      const Link *seat = &d->w->seats[i];
      char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
      if (seat->from == d->alliances[k] && seat_holds (d, seat))
        g_string_append_printf (text, "%s,%s,%s,%s,%s,%s,%s,%s,%s\n", code_of (d, seat->from), code_of (d, seat->to),
                                table_of (d, seat->to), code_of (d, seat->to),
                                blank (code_name ("seat_role", seat->kind)), origins[origin_of (d, seat->to)],
                                blank (area_code (d->w->bodies[seat->to].area)), dj_date_format (seat->since, since),
                                dj_date_format (seat->until, until));
    }
  same (dj_view_alliance_seats (view, NULL), text, "seats");
}

static void compare_seats_of_all (DjView *view, const Day *d)
{
  const char *codes[MOST];
  GString *text = g_string_new ("body,alliance,name,kind,role,since,until\n");
  for (int b = 0; b < d->w->n_bodies; b++)
  {
    codes[b] = code_of (d, b);
    for (int k = 0; k < d->n_alliances; k++)
      for (int i = 0; i < d->w->n_seats; i++)
      {
        const Link *seat = &d->w->seats[i];
        char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
        if (seat->from == d->alliances[k] && seat->to == b && seat_holds (d, seat))
          g_string_append_printf (text, "%s,%s,%s,%s,%s,%s,%s\n", codes[b], code_of (d, seat->from),
                                  code_of (d, seat->from), code_name ("alliance_kind", d->w->bodies[seat->from].kind),
                                  blank (code_name ("seat_role", seat->kind)), dj_date_format (seat->since, since),
                                  dj_date_format (seat->until, until));
      }
  }
  same (dj_view_alliances_of_many (view, codes, (gsize)d->w->n_bodies), text, "alliances of");
}

static void compare_shared (DjView *view, const Day *d)
{
  GString *text = g_string_new ("alliance,other,shared\n");
  for (int a = 0; a < d->n_alliances; a++)
    for (int b = a + 1; b < d->n_alliances; b++)
    {
      int n = 0;
      for (int i = 0; i < d->w->n_bodies; i++)
        n += d->sits[d->alliances[a]][i] && d->sits[d->alliances[b]][i];
      if (n)
        g_string_append_printf (text, "%s,%s,%d\n", code_of (d, d->alliances[a]), code_of (d, d->alliances[b]), n);
    }
  same (dj_view_shared_seats (view), text, "shared seats");
}

static void compare_isolated (DjView *view, const Day *d)
{
  GString *text = g_string_new ("organization,name,kind,area\n");
  for (int i = 0; i < d->w->n_bodies; i++)
    if (d->w->bodies[i].table == DJ_TABLE_ORGANIZATION && d->exists[i] && !is_node (d, i))
      g_string_append_printf (text, "%s,%s,branch,%s\n", code_of (d, i), code_of (d, i),
                              blank (area_code (d->w->bodies[i].area)));
  same (dj_view_isolated (view), text, "isolated");
}

/* ---- Components and articulation --------------------------------------------------------------------------------------------- */

static void compare_components (DjView *view, const Day *d)
{
  int n = 0, alliances[MOST] = { 0 }, bodies[MOST] = { 0 }, first[MOST];
  for (int k = 0; k < d->n_alliances; k++)
  {
    int component = component_of (d, d->alliances[k]);
    if (component == n)
      first[n++] = d->alliances[k];
  }
  for (int i = 0; i < d->w->n_bodies; i++)
    if (is_node (d, i))
      (is_alliance (d, i) ? alliances : bodies)[component_of (d, i)]++;
  GString *text = g_string_new ("component,alliances,bodies,first\n");
  for (int size = MOST; size > 0; size--)
    for (int i = 0; i < n; i++)
      if (alliances[i] + bodies[i] == size)
        g_string_append_printf (text, "%d,%d,%d,%s\n", i, alliances[i], bodies[i], code_of (d, first[i]));
  same (dj_view_alliance_components (view), text, "components");
}

/* Takes the node away, and counts the parts that its neighbours are in. */
static void compare_bridges (DjView *view, const Day *d)
{
  GString *text = g_string_new ("node,table,name,parts,holding\n");
  for (int v = 0; v < d->w->n_bodies; v++)
  {
    gboolean seen[MOST] = { FALSE };
    int parts = 0, holding = 0;
    for (int i = 0; i < d->w->n_bodies && is_node (d, v); i++)
    {
      gboolean part[MOST] = { FALSE }, held = FALSE;
      if (i == v || seen[i] || !joined (d, v, i))
        continue;
      spread (d, i, v, part);
      for (int k = 0; k < d->w->n_bodies; k++)
      {
        seen[k] = seen[k] || part[k];
        held = held || (part[k] && is_alliance (d, k));
      }
      parts++;
      holding += held;
    }
    if (parts > 1)
      g_string_append_printf (text, "%s,%s,%s,%d,%d\n", code_of (d, v), table_of (d, v), code_of (d, v), parts,
                              holding);
  }
  same (dj_view_alliance_bridges (view), text, "bridges");
}

/* ---- Distances ----------------------------------------------------------------------------------------------------------------- */

/* Alliances on the way, both ends included: stepping onto a node costs 1 for an alliance, else nothing. */
static void relax (const Day *d, int from, int *far)
{
  gboolean more = TRUE;
  for (int i = 0; i < d->w->n_bodies; i++)
    far[i] = i != from ? FAR : is_alliance (d, i);
  while (more)
  {
    more = FALSE;
    for (int a = 0; a < d->w->n_bodies; a++)
      for (int b = 0; b < d->w->n_bodies; b++)
        if (joined (d, a, b) && far[a] + is_alliance (d, b) < far[b])
        {
          far[b] = far[a] + is_alliance (d, b);
          more = TRUE;
        }
  }
}

/* Each step of a path must be one alliance on, and of all shortest ways none may go through earlier alliances. */
static void check_path (DjView *view, const Day *d, int from, int to, int distance)
{
  DjFrame *path = dj_view_alliance_path (view, code_of (d, from), code_of (d, to));
  naive_same (dj_frame_get_n_rows (path), distance < 0 ? 0 : distance + 1, "rows of path", from, to);
  int left[MOST], at = from, before = -1;
  relax (d, to, left);
  for (int step = 1; step <= distance; step++)
  {
    const char *said = dj_frame_get_text (path, step, 3);
    int wanted = distance - step + 1, best = -1;
    for (int k = d->n_alliances - 1; k >= 0; k--)
    {
      int a = d->alliances[k];
      gboolean next = before < 0 ? a == from || joined (d, from, a) : joined (d, before, a);
      for (int x = 0; x < d->w->n_bodies && before >= 0; x++)
        next = next || (!is_alliance (d, x) && d->sits[before][x] && d->sits[a][x]);
      if (before < 0 && is_alliance (d, from))
        next = a == from;
      if (next && left[a] == wanted)
        best = a;
    }
    naive_same_text (said, code_of (d, best), "alliance of path", step);
    int body = 0;
    while (body < d->w->n_bodies && strcmp (code_of (d, body), dj_frame_get_text (path, step, 1)) != 0)
      body++;
    if (!(step == distance ? body == to : joined (d, best, body)) || (at != best && !joined (d, at, best)))
      ck_abort_msg ("%s: path from %s to %s breaks at step %d", naive_where, code_of (d, from), code_of (d, to), step);
    before = best;
    at = body;
  }
  dj_frame_unref (path);
}

static void compare_distances (DjView *view, const Day *d)
{
  const char *from[MOST], *to[MOST];
  gint32 said[MOST];
  for (int a = 0; a < d->w->n_bodies; a++)
  {
    int far[MOST];
    relax (d, a, far);
    for (int b = 0; b < d->w->n_bodies; b++)
    {
      from[b] = code_of (d, a);
      to[b] = code_of (d, b);
    }
    dj_view_alliance_distance_many (view, from, to, (gsize)d->w->n_bodies, said);
    for (int b = 0; b < d->w->n_bodies; b++)
    {
      int naive = !d->exists[a] || !d->exists[b] ? -1 : a == b ? 0 : far[b] >= FAR ? -1 : far[b];
      naive_same (said[b], naive, "distance", a, b);
      if ((a + b) % 3 == 0)
        check_path (view, d, a, b, naive);
    }
  }
}

/* ---- Areas ------------------------------------------------------------------------------------------------------------------------ */

static int area_at (const World *w, int area, DjAreaKind level)
{
  while (area >= 0 && area_kinds[area] != level)
    area = w->area_parent[area];
  return area;
}

static gboolean reaches (const Day *d, int alliance, int area, DjAreaKind level)
{
  for (int i = 0; i < d->w->n_bodies; i++)
    if (d->sits[alliance][i] && area_at (d->w, d->w->bodies[i].area, level) == area)
      return TRUE;
  return FALSE;
}

static void compare_levels (DjView *view, const Day *d, DjAreaKind level)
{
  GString *crossing = g_string_new ("alliance,name,kind,areas,lowest,level\n");
  GString *matrix = g_string_new ("area,other,alliances\n");
  for (int k = 0; k < d->n_alliances; k++)
  {
    int a = d->alliances[k], n = 0, lowest = lowest_of (d, a);
    for (int area = 0; area < d->w->n_areas; area++)
      n += reaches (d, a, area, level);
    if (n > 1)
      g_string_append_printf (crossing, "%s,%s,%s,%d,%s,%s\n", code_of (d, a), code_of (d, a),
                              code_name ("alliance_kind", d->w->bodies[a].kind), n, blank (area_code (lowest)),
                              lowest < 0 ? "" : code_name ("area_kind", area_kinds[lowest]));
  }
  same (dj_view_alliances_crossing (view, level), crossing, "crossing");
  for (DjAreaId x = 0; x < d->w->n_areas; x++)
    for (DjAreaId y = x + 1; y < d->w->n_areas; y++)
    {
      DjArea first, second;
      int n = 0;
      dj_view_get_area (view, x, &first);
      dj_view_get_area (view, y, &second);
      for (int k = 0; k < d->n_alliances; k++)
        n += reaches (d, d->alliances[k], first.code[1] - '0', level)
             && reaches (d, d->alliances[k], second.code[1] - '0', level);
      if (n)
        g_string_append_printf (matrix, "%s,%s,%d\n", first.code, second.code, n);
    }
  same (dj_view_alliance_matrix (view, level), matrix, "matrix");
}

/* ---- Ties ------------------------------------------------------------------------------------------------------------------------- */

/* Whether a period begins on that day. */
static gboolean begins (DjDate day, int recurrence)
{
  int year, month, number;
  dj_date_split (day, &year, &month, &number);
  gboolean monday = (day - dj_date (2024, 8, 26)) % 7 == 0;
  return recurrence == DJ_RECURRENCE_WEEKLY        ? monday
         : recurrence == DJ_RECURRENCE_MONTHLY     ? number == 1
         : recurrence == DJ_RECURRENCE_QUARTERLY   ? number == 1 && month % 3 == 1
         : recurrence == DJ_RECURRENCE_HALF_YEARLY ? number == 1 && month % 6 == 1
         : recurrence == DJ_RECURRENCE_YEARLY      ? number == 1 && month == 1
                                                   : FALSE;
}

/* Every day of the window that is the last of a period. */
static void count_cadence (const Day *d, int number, int *expected, int *held)
{
  const Item *item = &d->w->items[number];
  for (DjDate last = d->on - 364; last <= d->on; last++)
  {
    DjDate begin = last;
    gboolean met = FALSE;
    if (!begins (last + 1, item->recurrence))
      continue;
    while (!begins (begin, item->recurrence))
      begin--;
    if (item->opened != DJ_DATE_NONE && begin < item->opened)
      continue;
    for (int i = 0; i < d->w->n_activities; i++)
      met = met
            || (d->w->activities[i].item == number && d->w->activities[i].body == d->w->lists[item->list].owner
                && d->w->activities[i].day >= begin && d->w->activities[i].day <= last);
    ++*expected;
    *held += met;
  }
}

static gboolean shared (const Day *d, int item)
{
  for (int i = 0; i < d->w->n_assignments; i++)
    for (int k = 0; k < i; k++)
    {
      const Event *a = &d->w->assignments[i], *b = &d->w->assignments[k];
      if (a->item == item && b->item == item && a->day <= d->on && b->day <= d->on && a->body != b->body)
        return TRUE;
    }
  return FALSE;
}

static void append_real (GString *text, int part, int whole)
{
  char number[64];
  if (whole == 0)
    return;
  for (int digits = 1; digits < 18; digits++)
  {
    g_snprintf (number, sizeof number, "%.*g", digits, (double)part / whole);
    if (g_ascii_strtod (number, NULL) == (double)part / whole)
      break;
  }
  g_string_append (text, number);
}

static void compare_ties (DjView *view, const Day *d)
{
  GString *text = g_string_new ("alliance,name,mechanisms,expected,held,cadence,projects,results,yield,tightness\n");
  for (int k = 0; k < d->n_alliances; k++)
  {
    int mechanisms = 0, expected = 0, held = 0, projects = 0, results = 0;
    for (int i = 0; i < d->w->n_items; i++)
    {
      const Item *item = &d->w->items[i];
      const List *list = &d->w->lists[item->list];
      gboolean done = item->closed != DJ_DATE_NONE ? item->closed <= d->on : item->state == DJ_ITEM_CLOSED;
      if (list->owner != d->alliances[k] || !holds (list->since, list->until, d->on) || item->opened > d->on
          || item->state == DJ_ITEM_CANCELLED)
        continue;
      if (item->recurrence > DJ_RECURRENCE_ONCE && !done)
      {
        mechanisms++;
        count_cadence (d, i, &expected, &held);
      }
      if (list->kind == DJ_CHECKLIST_PROJECT && shared (d, i))
      {
        projects++;
        results += item->state >= DJ_ITEM_RESOLVED && item->state <= DJ_ITEM_CLOSED && item->closed <= d->on;
      }
    }
    int tightness = (mechanisms > 0) + (expected && 2 * held >= expected) + (projects && 2 * results >= projects);
    g_string_append_printf (text, "%s,%s,%d,%d,%d,", code_of (d, d->alliances[k]), code_of (d, d->alliances[k]),
                            mechanisms, expected, held);
    append_real (text, held, expected);
    g_string_append_printf (text, ",%d,%d,", projects, results);
    append_real (text, results, projects);
    g_string_append_printf (text, ",%d\n", tightness);
  }
  same (dj_view_ties (view), text, "ties");
}

/* ---- HIF, there and back ------------------------------------------------------------------------------------------------------------ */

static char *hif_of (DjView *view)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  ck_assert (dj_view_write_hif (view, out, NULL));
  fclose (out);
  return text;
}

static void check_hif (DjView *view, DjDate on)
{
  GError *error = NULL;
  char *text = hif_of (view);
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "from HIF");
  if (!dj_change_import_hif (change, text, -1, "round.json", TRUE, &error) || !dj_change_commit (change, &error))
    ck_abort_msg ("%s: %s\n%s", naive_where, error->message, text);
  g_autoptr (DjView) other = dj_register_seal (reg, on, NULL);
  char *again = hif_of (other);
  if (strcmp (text, again) != 0)
    ck_abort_msg ("%s: HIF\n%s\ncomes back as\n%s", naive_where, text, again);
  free (text);
  free (again);
}

/* ---- The test ------------------------------------------------------------------------------------------------------------------------ */

static void compare_day (World *w, DjDate on)
{
  static Day day;
  make_day (&day, w, on);
  g_autoptr (DjView) view = dj_register_seal (w->reg, on, NULL);
  compare_alliances (view, &day);
  compare_seats (view, &day);
  compare_seats_of_all (view, &day);
  compare_shared (view, &day);
  compare_isolated (view, &day);
  compare_components (view, &day);
  compare_bridges (view, &day);
  compare_distances (view, &day);
  compare_levels (view, &day, DJ_AREA_COUNTY);
  compare_levels (view, &day, DJ_AREA_TOWNSHIP);
  compare_ties (view, &day);
  check_hif (view, on);
}

START_TEST (test_random_hypergraphs)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  static World w;
  for (guint64 round = 0; round < rounds; round++)
  {
    make_world (&w, seed + round);
    for (int i = 0; i < SEALS; i++)
      compare_day (&w, random_day (&w));
    free_world (&w);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("alliance-naive");
  TCase *tcase = tcase_create ("random");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_random_hypergraphs);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
