/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances of random dated hypergraphs, every answer worked out a second time as simply as can be: components by spreading marks,
 * articulation by taking each node away and counting again, distances by relaxing every edge until nothing changes.
 *
 * DJ_TEST_SEED is the seed of the first hypergraph, DJ_TEST_ROUNDS how many there are. */
#include "naive-alliance.h"
#include "register/register-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 1000
#define SEALS 3
#define FAR 1000

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

static const char *code_of (const HyperDay *d, int body) { return body < 0 ? "" : d->w->bodies[body].code; }
static const char *blank (const char *text) { return text ? text : ""; }
static const char *table_of (const HyperDay *d, int body)
{
  return dj_schema_get_table (d->w->bodies[body].table)->name;
}

static const char *lead_of (const HyperDay *d, int alliance)
{
  if (d->w->bodies[alliance].lead >= 0 && d->exists[d->w->bodies[alliance].lead])
    return code_of (d, d->w->bodies[alliance].lead);
  for (int i = 0; i < d->w->n_seats; i++)
    if (d->w->seats[i].from == alliance && d->w->seats[i].kind == DJ_SEAT_LEAD && hyper_link_holds (d, &d->w->seats[i]))
      return code_of (d, d->w->seats[i].to);
  return "";
}

static void compare_alliances (DjView *view, const HyperDay *d)
{
  GString *text = g_string_new ("alliance,name,kind,parent,depth,lead,seats,bodies,line,area,lowest,level,component\n");
  for (int k = 0; k < d->n_alliances; k++)
  {
    int a = d->alliances[k], seats = 0, bodies = 0, from[3] = { 0 }, depth = 0, lowest = hyper_lowest (d, a);
    const HyperBody *body = &d->w->bodies[a];
    for (int i = 0; i < d->w->n_seats; i++)
      if (d->w->seats[i].from == a && hyper_link_holds (d, &d->w->seats[i]))
      {
        seats++;
        from[hyper_origin (d, d->w->seats[i].to)]++;
      }
    for (int i = 0; i < d->w->n_bodies; i++)
      bodies += d->sits[a][i];
    for (int up = a; d->w->bodies[up].parent >= 0 && d->exists[d->w->bodies[up].parent]; depth++)
      up = d->w->bodies[up].parent;
    gboolean part = body->parent >= 0 && d->exists[body->parent];
    g_string_append_printf (text, "%s,%s,%s,%s,%d,%s,%d,%d,%d,%d,%s,%s,%d\n", body->code, body->code,
                            hyper_code_name ("alliance_kind", body->kind), part ? code_of (d, body->parent) : "", depth,
                            lead_of (d, a), seats, bodies, from[1], from[2], blank (hyper_area_code (lowest)),
                            lowest < 0 ? "" : hyper_code_name ("area_kind", hyper_area_kinds[lowest]),
                            hyper_component (d, a));
  }
  same (dj_view_alliances (view), text, "alliances");
}

static void compare_seats (DjView *view, const HyperDay *d)
{
  static const char *const origins[] = { "", "line", "area" };
  GString *text = g_string_new ("alliance,body,table,name,role,origin,area,since,until\n");
  for (int k = 0; k < d->n_alliances; k++)
    for (int i = 0; i < d->w->n_seats; i++)
    {
      const HyperLink *seat = &d->w->seats[i];
      char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
      if (seat->from == d->alliances[k] && hyper_link_holds (d, seat))
        g_string_append_printf (text, "%s,%s,%s,%s,%s,%s,%s,%s,%s\n", code_of (d, seat->from), code_of (d, seat->to),
                                table_of (d, seat->to), code_of (d, seat->to),
                                blank (hyper_code_name ("seat_role", seat->kind)), origins[hyper_origin (d, seat->to)],
                                blank (hyper_area_code (d->w->bodies[seat->to].area)),
                                dj_date_format (seat->since, since), dj_date_format (seat->until, until));
    }
  same (dj_view_alliance_seats (view, NULL), text, "seats");
}

static void compare_seats_of_all (DjView *view, const HyperDay *d)
{
  const char *codes[HYPER_MOST];
  GString *text = g_string_new ("body,alliance,name,kind,role,since,until\n");
  for (int b = 0; b < d->w->n_bodies; b++)
  {
    codes[b] = code_of (d, b);
    for (int k = 0; k < d->n_alliances; k++)
      for (int i = 0; i < d->w->n_seats; i++)
      {
        const HyperLink *seat = &d->w->seats[i];
        char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
        if (seat->from == d->alliances[k] && seat->to == b && hyper_link_holds (d, seat))
          g_string_append_printf (text, "%s,%s,%s,%s,%s,%s,%s\n", codes[b], code_of (d, seat->from),
                                  code_of (d, seat->from),
                                  hyper_code_name ("alliance_kind", d->w->bodies[seat->from].kind),
                                  blank (hyper_code_name ("seat_role", seat->kind)),
                                  dj_date_format (seat->since, since), dj_date_format (seat->until, until));
      }
  }
  same (dj_view_alliances_of_many (view, codes, (gsize)d->w->n_bodies), text, "alliances of");
}

static void compare_shared (DjView *view, const HyperDay *d)
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

static void compare_isolated (DjView *view, const HyperDay *d)
{
  GString *text = g_string_new ("organization,name,kind,area\n");
  for (int i = 0; i < d->w->n_bodies; i++)
    if (d->w->bodies[i].table == DJ_TABLE_ORGANIZATION && d->exists[i] && !hyper_is_node (d, i))
      g_string_append_printf (text, "%s,%s,branch,%s\n", code_of (d, i), code_of (d, i),
                              blank (hyper_area_code (d->w->bodies[i].area)));
  same (dj_view_isolated (view), text, "isolated");
}

/* ---- Components and articulation --------------------------------------------------------------------------------------------- */

static void compare_components (DjView *view, const HyperDay *d)
{
  int n = 0, alliances[HYPER_MOST] = { 0 }, bodies[HYPER_MOST] = { 0 }, first[HYPER_MOST];
  for (int k = 0; k < d->n_alliances; k++)
  {
    int component = hyper_component (d, d->alliances[k]);
    if (component == n)
      first[n++] = d->alliances[k];
  }
  for (int i = 0; i < d->w->n_bodies; i++)
    if (hyper_is_node (d, i))
      (hyper_is_alliance (d, i) ? alliances : bodies)[hyper_component (d, i)]++;
  GString *text = g_string_new ("component,alliances,bodies,first\n");
  for (int size = HYPER_MOST; size > 0; size--)
    for (int i = 0; i < n; i++)
      if (alliances[i] + bodies[i] == size)
        g_string_append_printf (text, "%d,%d,%d,%s\n", i, alliances[i], bodies[i], code_of (d, first[i]));
  same (dj_view_alliance_components (view), text, "components");
}

/* Takes the node away, and counts the parts that its neighbours are in. */
static void compare_bridges (DjView *view, const HyperDay *d)
{
  GString *text = g_string_new ("node,table,name,parts,holding\n");
  for (int v = 0; v < d->w->n_bodies; v++)
  {
    gboolean seen[HYPER_MOST] = { FALSE };
    int parts = 0, holding = 0;
    for (int i = 0; i < d->w->n_bodies && hyper_is_node (d, v); i++)
    {
      gboolean part[HYPER_MOST] = { FALSE }, held = FALSE;
      if (i == v || seen[i] || !hyper_joined (d, v, i))
        continue;
      hyper_spread (d, i, v, part);
      for (int k = 0; k < d->w->n_bodies; k++)
      {
        seen[k] = seen[k] || part[k];
        held = held || (part[k] && hyper_is_alliance (d, k));
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
static void relax (const HyperDay *d, int from, int *far)
{
  gboolean more = TRUE;
  for (int i = 0; i < d->w->n_bodies; i++)
    far[i] = i != from ? FAR : hyper_is_alliance (d, i);
  while (more)
  {
    more = FALSE;
    for (int a = 0; a < d->w->n_bodies; a++)
      for (int b = 0; b < d->w->n_bodies; b++)
        if (hyper_joined (d, a, b) && far[a] + hyper_is_alliance (d, b) < far[b])
        {
          far[b] = far[a] + hyper_is_alliance (d, b);
          more = TRUE;
        }
  }
}

/* Each step of a path must be one alliance on, and of all shortest ways none may go through earlier alliances. */
static void check_path (DjView *view, const HyperDay *d, int from, int to, int distance)
{
  DjFrame *path = dj_view_alliance_path (view, code_of (d, from), code_of (d, to));
  naive_same (dj_frame_get_n_rows (path), distance < 0 ? 0 : distance + 1, "rows of path", from, to);
  int left[HYPER_MOST], at = from, before = -1;
  relax (d, to, left);
  for (int step = 1; step <= distance; step++)
  {
    const char *said = dj_frame_get_text (path, step, 3);
    int wanted = distance - step + 1, best = -1;
    for (int k = d->n_alliances - 1; k >= 0; k--)
    {
      int a = d->alliances[k];
      gboolean next = before < 0 ? a == from || hyper_joined (d, from, a) : hyper_joined (d, before, a);
      for (int x = 0; x < d->w->n_bodies && before >= 0; x++)
        next = next || (!hyper_is_alliance (d, x) && d->sits[before][x] && d->sits[a][x]);
      if (before < 0 && hyper_is_alliance (d, from))
        next = a == from;
      if (next && left[a] == wanted)
        best = a;
    }
    naive_same_text (said, code_of (d, best), "alliance of path", step);
    int body = 0;
    while (body < d->w->n_bodies && strcmp (code_of (d, body), dj_frame_get_text (path, step, 1)) != 0)
      body++;
    if (!(step == distance ? body == to : hyper_joined (d, best, body)) || (at != best && !hyper_joined (d, at, best)))
      ck_abort_msg ("%s: path from %s to %s breaks at step %d", naive_where, code_of (d, from), code_of (d, to), step);
    before = best;
    at = body;
  }
  dj_frame_unref (path);
}

static void compare_distances (DjView *view, const HyperDay *d)
{
  const char *from[HYPER_MOST], *to[HYPER_MOST];
  gint32 said[HYPER_MOST];
  for (int a = 0; a < d->w->n_bodies; a++)
  {
    int far[HYPER_MOST] = { 0 };
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

static int area_at (const HyperWorld *w, int area, DjAreaKind level)
{
  while (area >= 0 && hyper_area_kinds[area] != level)
    area = w->area_parent[area];
  return area;
}

static gboolean reaches (const HyperDay *d, int alliance, int area, DjAreaKind level)
{
  for (int i = 0; i < d->w->n_bodies; i++)
    if (d->sits[alliance][i] && area_at (d->w, d->w->bodies[i].area, level) == area)
      return TRUE;
  return FALSE;
}

static void compare_levels (DjView *view, const HyperDay *d, DjAreaKind level)
{
  GString *crossing = g_string_new ("alliance,name,kind,areas,lowest,level\n");
  GString *matrix = g_string_new ("area,other,alliances\n");
  for (int k = 0; k < d->n_alliances; k++)
  {
    int a = d->alliances[k], n = 0, lowest = hyper_lowest (d, a);
    for (int area = 0; area < d->w->n_areas; area++)
      n += reaches (d, a, area, level);
    if (n > 1)
      g_string_append_printf (crossing, "%s,%s,%s,%d,%s,%s\n", code_of (d, a), code_of (d, a),
                              hyper_code_name ("alliance_kind", d->w->bodies[a].kind), n,
                              blank (hyper_area_code (lowest)),
                              lowest < 0 ? "" : hyper_code_name ("area_kind", hyper_area_kinds[lowest]));
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

/* The day after the same day of the year before; where tomorrow is a 29 February, that same day, so that its month ends within the year. */
static DjDate year_before (DjDate on)
{
  int year, month, day, other[3];
  dj_date_split (on, &year, &month, &day);
  dj_date_split (on - 365, &other[0], &other[1], &other[2]);
  gboolean leap = dj_date (year, 2, 29) == on + 1;
  return on - 365 + (other[1] == month && other[2] == day && !leap);
}

/* Every day of the window that is the last of a period. */
static void count_cadence (const HyperDay *d, int number, int *expected, int *held)
{
  const HyperItem *item = &d->w->items[number];
  for (DjDate last = year_before (d->on); last <= d->on; last++)
  {
    DjDate begin = last;
    gboolean met = FALSE;
    if (!begins (last + 1, item->recurrence))
      continue;
    while (!begins (begin, item->recurrence))
      begin--;
    if (last < item->opened)
      continue;
    for (int i = 0; i < d->w->n_activities; i++)
      met = met
            || (d->w->activities[i].item == number && d->w->activities[i].body == d->w->lists[item->list].owner
                && d->w->activities[i].day >= begin && d->w->activities[i].day <= last);
    ++*expected;
    *held += met;
  }
}

static gboolean shared (const HyperDay *d, int item)
{
  for (int i = 0; i < d->w->n_assignments; i++)
    for (int k = 0; k < i; k++)
    {
      const HyperEvent *a = &d->w->assignments[i], *b = &d->w->assignments[k];
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

static void compare_ties (DjView *view, const HyperDay *d)
{
  GString *text = g_string_new ("alliance,name,mechanisms,expected,held,cadence,projects,results,yield,tightness\n");
  for (int k = 0; k < d->n_alliances; k++)
  {
    int mechanisms = 0, expected = 0, held = 0, projects = 0, results = 0;
    for (int i = 0; i < d->w->n_items; i++)
    {
      const HyperItem *item = &d->w->items[i];
      const HyperList *list = &d->w->lists[item->list];
      gboolean done = item->closed != DJ_DATE_NONE ? item->closed <= d->on : item->state == DJ_ITEM_CLOSED;
      if (list->owner != d->alliances[k] || !hyper_holds (list->since, list->until, d->on) || item->opened > d->on
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

static void compare_day (HyperWorld *w, DjDate on)
{
  static HyperDay day;
  hyper_day (&day, w, on);
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
  static HyperWorld w;
  for (guint64 round = 0; round < rounds; round++)
  {
    dj_cut_small ((seed + round) % 3 > 0);
    dj_set_n_threads ((seed + round) % 3 > 1 ? 3 : 1);
    hyper_world (&w, seed + round);
    for (int i = 0; i < SEALS; i++)
      compare_day (&w, hyper_random_day (&w));
    hyper_free (&w);
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
