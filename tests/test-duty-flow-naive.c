/* SPDX-License-Identifier: Apache-2.0 */
/* Cadence, flow and escalation of random registers, each done over as simply as can be: cadence by walking from day to day, flow by going
 * through all needs for every figure, escalation by asking who stands for whom until it is an organization.
 *
 * DJ_TEST_SEED is the seed of the first register. */
#include "duty-register.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826

/* ---- Cadence from day to day --------------------------------------------------------------------------------------------- */

#define RANDOM_ITEMS 30
#define RANDOM_DAYS 24

typedef struct
{
  int recurrence;
  DjDate opened;
  int n_held;
  DjDate held[RANDOM_DAYS];
} RandomItem;

static gboolean is_last_day (DjDate on, int recurrence)
{
  int year, month, first;
  dj_date_split (on + 1, &year, &month, &first);
  if (recurrence == DJ_RECURRENCE_WEEKLY)
  {
    g_autoptr (GDate) next = g_date_new_dmy ((GDateDay)first, (GDateMonth)month, (GDateYear)year);
    return g_date_get_weekday (next) == G_DATE_MONDAY;
  }
  return first == 1
         && (recurrence == DJ_RECURRENCE_MONTHLY || (recurrence == DJ_RECURRENCE_QUARTERLY && month % 3 == 1)
             || (recurrence == DJ_RECURRENCE_HALF_YEARLY && month % 6 == 1) || month == 1);
}

static int count_days (const RandomItem *item, DjDate on)
{
  int n = 0;
  for (int i = 0; i < item->n_held; i++)
    n += item->held[i] == on;
  return n;
}

typedef struct
{
  int expected, held, late;
} NaiveCadence;

static gboolean make_up (int period, const gboolean *was_held, gboolean *made_up)
{
  for (int earlier = 0; earlier < period; earlier++)
    if (!was_held[earlier] && !made_up[earlier])
      return made_up[earlier] = TRUE;
  return FALSE;
}

static NaiveCadence walk (const RandomItem *item, DjDate since, DjDate on)
{
  gboolean was_held[1000] = { FALSE }, made_up[1000] = { FALSE };
  NaiveCadence cadence = { 0, 0, 0 };
  DjDate begin = MAX (item->opened, since);
  int period = 0;
  while (!is_last_day (begin - 1, item->recurrence))
    begin--;
  for (DjDate at = begin; at <= on; at++)
  {
    for (int i = count_days (item, at); i > 0; i--)
    {
      cadence.late += was_held[period] && make_up (period, was_held, made_up);
      was_held[period] = TRUE;
    }
    if (!is_last_day (at, item->recurrence))
      continue;
    cadence.expected++;
    cadence.held += was_held[period++];
  }
  return cadence;
}

/* The day after it, a year earlier. */
static DjDate a_year_before (DjDate on)
{
  int year, month, first;
  dj_date_split (on + 1, &year, &month, &first);
  g_autoptr (GDate) date = g_date_new_dmy ((GDateDay)first, (GDateMonth)month, (GDateYear)year);
  g_date_subtract_years (date, 1);
  return dj_date (g_date_get_year (date), (int)g_date_get_month (date), g_date_get_day (date));
}

static void append_walked (GString *out, int number, const RandomItem *item, DjDate since, DjDate on)
{
  char last_text[DJ_DATE_TEXT_SIZE] = "", next_text[DJ_DATE_TEXT_SIZE] = "";
  NaiveCadence cadence = { 0, 0, 0 };
  DjDate last = DJ_DATE_NONE, next = on;
  for (int i = 0; i < item->n_held; i++)
    last = item->held[i] <= on ? MAX (last, item->held[i]) : last;
  if (item->recurrence != DJ_RECURRENCE_ONCE && item->recurrence != DJ_RECURRENCE_AS_NEEDED)
  {
    cadence = walk (item, since == DJ_DATE_NONE ? a_year_before (on) : since, on);
    while (!is_last_day (next, item->recurrence))
      next++;
    dj_date_format (next, next_text);
  }
  if (last != DJ_DATE_NONE)
    dj_date_format (last, last_text);
  g_string_append_printf (out, "i%d,t,os,%s,%d,%d,%d,%d,%s,%s\n", number,
                          dj_code_list_get_name (dj_schema_find_code_list ("recurrence"), item->recurrence),
                          cadence.expected, cadence.held, cadence.late, cadence.expected - cadence.held - cadence.late,
                          last_text, next_text);
}

static void make_random_item (NaiveChance *chance, RandomItem *item)
{
  DjDate first = dj_date (2022, 1, 1) + naive_number (chance, 800);
  item->recurrence = 1 + naive_number (chance, 7);
  item->opened = naive_percent (chance, 20) ? DJ_DATE_NONE : first;
  item->n_held = naive_number (chance, RANDOM_DAYS);
  for (int i = 0; i < item->n_held; i++)
    item->held[i] = naive_percent (chance, 50) || i == 0 ? first - 30 + naive_number (chance, 1000)
                                                         : item->held[i - 1] + naive_number (chance, 4);
}

static void add_random_item (DjChange *change, int number, const RandomItem *item)
{
  char opened[DJ_DATE_TEXT_SIZE], held[DJ_DATE_TEXT_SIZE], code[16];
  g_snprintf (code, sizeof code, "i%d", number);
  const char *recurrence = dj_code_list_get_name (dj_schema_find_code_list ("recurrence"), item->recurrence);
  ck_assert (dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", code, "checklist", "task", "title", "t", "recurrence",
                            recurrence, "opened",
                            item->opened == DJ_DATE_NONE ? NULL : dj_date_format (item->opened, opened), NULL));
  for (int i = 0; i < item->n_held; i++)
  {
    g_autofree char *activity = g_strdup_printf ("h%d-%d", number, i);
    ck_assert (dj_change_add (change, DJ_TABLE_ACTIVITY, NULL, "code", activity, "kind", "visit", "host", "oc", "date",
                              dj_date_format (item->held[i], held), "item", code, NULL));
  }
}

static void compare_cadence (DjView *view, const RandomItem *items, DjDate since, DjDate on)
{
  g_autoptr (GString) walked = g_string_new (CADENCE_HEADER);
  for (int i = 0; i < RANDOM_ITEMS; i++)
    if (items[i].opened == DJ_DATE_NONE || items[i].opened <= on)
      append_walked (walked, i, &items[i], since, on);
  duty_expect (dj_view_cadence (view, since), walked->str);
  g_autoptr (DjFrame) frame = dj_view_cadence (view, since), bodies = dj_view_cadence_of_bodies (view, since);
  ck_assert_int_eq (dj_frame_get_n_rows (bodies), dj_frame_get_n_rows (frame) > 0);
  for (int column = 4; column < 8 && dj_frame_get_n_rows (frame) > 0; column++)
  {
    gint64 sum = 0;
    for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
      sum += dj_frame_get_int (frame, row, column);
    ck_assert_int_eq (dj_frame_get_int (bodies, 0, column - 1), sum);
  }
}

START_TEST (test_cadence_naive)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  for (guint64 round = 0; round < 10; round++)
  {
    NaiveChance chance = { seed + round };
    RandomItem items[RANDOM_ITEMS] = { 0 };
    g_autoptr (DjRegister) reg = duty_register_new (NULL, NULL, NULL);
    g_autoptr (DjChange) change = dj_register_begin (reg, "random");
    for (int i = 0; i < RANDOM_ITEMS; i++)
    {
      make_random_item (&chance, &items[i]);
      add_random_item (change, i, &items[i]);
    }
    duty_commit (change);
    for (int i = 0; i < 4; i++)
    {
      DjDate on = dj_date (2023, 1, 1) + naive_number (&chance, 900);
      DjDate since = i == 0 ? DJ_DATE_NONE : on + 20 - naive_number (&chance, 1200);
      g_autoptr (DjView) view = dj_register_seal (reg, on, NULL);
      g_snprintf (naive_where, sizeof naive_where, "seed %d, day %d since %d", (int)(seed + round), on, since);
      compare_cadence (view, items, since, on);
    }
  }
}
END_TEST

/* ---- Flow over again --------------------------------------------------------------------------------------------------------- */

#define RANDOM_NEEDS 60

typedef struct
{
  int list, category, state, area, route, body,
      rating; /* 0 for none of category, state, area, route and body; rating -1 */
  DjDate opened, due, closed;
} RandomNeed;

static const char *const random_lists[] = { "need", "trouble", "task" };
static const char *const random_categories[] = { NULL, "safety", "parking" };
static const char *const random_areas[] = { NULL, "d1", "s1", "c1", "c2" };
static const char *const random_bodies[] = { NULL, "oc", "u1", "a1" };

static const char *code_name (const char *list, int code)
{
  return code == 0 ? NULL : dj_code_list_get_name (dj_schema_find_code_list (list), code);
}

static void make_random_need (NaiveChance *chance, RandomNeed *need)
{
  need->list = naive_number (chance, 3);
  need->category = naive_number (chance, 3);
  need->state = naive_number (chance, DJ_ITEM_CANCELLED + 1);
  need->area = naive_number (chance, 5);
  need->route = naive_number (chance, 4);
  need->body = naive_number (chance, 4);
  need->rating = naive_percent (chance, 40) ? naive_number (chance, 101) : -1;
  DjDate opened = dj_date (2024, 1, 1) + naive_number (chance, 300);
  need->opened = naive_percent (chance, 80) ? opened : DJ_DATE_NONE;
  need->due = naive_percent (chance, 60) ? opened + naive_number (chance, 60) : DJ_DATE_NONE;
  need->closed = naive_percent (chance, 50) ? opened + naive_number (chance, 90) : DJ_DATE_NONE;
}

static const char *day_text (DjDate on, char *out) { return on == DJ_DATE_NONE ? NULL : dj_date_format (on, out); }

static void add_random_need (DjChange *change, int number, const RandomNeed *need)
{
  char opened[DJ_DATE_TEXT_SIZE], due[DJ_DATE_TEXT_SIZE], closed[DJ_DATE_TEXT_SIZE], code[16], rating[16];
  g_snprintf (code, sizeof code, "i%d", number);
  g_snprintf (rating, sizeof rating, "%d", need->rating);
  ck_assert (dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", code, "checklist", random_lists[need->list], "title",
                            "t", "category", random_categories[need->category], "state",
                            code_name ("item_state", need->state), "opened", day_text (need->opened, opened), "due",
                            day_text (need->due, due), "closed", day_text (need->closed, closed), "area",
                            random_areas[need->area], "route", code_name ("item_route", need->route), "rating",
                            need->rating < 0 ? NULL : rating, NULL));
  if (need->body)
    ck_assert (dj_change_add (change, DJ_TABLE_ASSIGNMENT, NULL, "item", code, "body", random_bodies[need->body],
                              "role", "accountable", NULL));
}

static const char *naive_area_of (const RandomNeed *need, DjAreaKind level)
{
  const char *area = need->area ? random_areas[need->area] : need->list == 0 ? "s1" : "c1";
  if (level == DJ_AREA_COUNTY)
    return "d1";
  if (level == DJ_AREA_TOWNSHIP)
    return strcmp (area, "d1") == 0 ? NULL : "s1";
  return *area == 'c' ? area : NULL;
}

static const char *naive_key (const RandomNeed *need, DjFlowBy by, DjAreaKind level)
{
  return by == DJ_FLOW_BY_CATEGORY ? random_categories[need->category]
         : by == DJ_FLOW_BY_ROUTE  ? code_name ("item_route", need->route)
         : by == DJ_FLOW_BY_BODY   ? random_bodies[need->body]
         : by == DJ_FLOW_BY_AREA   ? naive_area_of (need, level)
                                   : NULL;
}

static gboolean naive_counts (const RandomNeed *need, DjDate on) { return need->list < 2 && need->opened <= on; }

static gboolean naive_is_done (const RandomNeed *need, DjDate on)
{
  return need->closed != DJ_DATE_NONE ? need->closed <= on : need->state >= DJ_ITEM_RESOLVED;
}

/* The columns `needs` to `rated`; a rate without anything is NaN. */
static void naive_flow (const RandomNeed *needs, const char *key, DjFlowBy by, DjAreaKind level, DjDate on,
                        double out[12])
{
  double n = 0, open[DJ_ITEM_CANCELLED + 1] = { 0 }, resolved = 0, cancelled = 0, overdue = 0, late = 0;
  double days = 0, timed = 0, ratings = 0, rated = 0;
  for (const RandomNeed *need = needs; need < needs + RANDOM_NEEDS; need++)
  {
    gboolean done = naive_is_done (need, on), ended = done && need->state != DJ_ITEM_CANCELLED;
    gboolean is_timed = ended && need->opened != DJ_DATE_NONE && need->closed != DJ_DATE_NONE;
    if (!naive_counts (need, on) || g_strcmp0 (naive_key (need, by, level), key) != 0)
      continue;
    n++;
    open[need->state] += !done;
    resolved += ended;
    cancelled += done && !ended;
    overdue += !done && need->due != DJ_DATE_NONE && need->due < on;
    late += ended && need->due != DJ_DATE_NONE && need->closed != DJ_DATE_NONE && need->due < need->closed;
    timed += is_timed;
    days += is_timed ? need->closed - need->opened : 0;
    rated += ended && need->rating >= 0;
    ratings += ended && need->rating >= 0 ? need->rating : 0;
  }
  double values[]
      = { n,    open[DJ_ITEM_RAISED],       open[DJ_ITEM_ROUTED], open[DJ_ITEM_TAKEN], resolved, cancelled, overdue,
          late, resolved / (n - cancelled), days / timed,         ratings / rated,     rated };
  memcpy (out, values, sizeof values);
}

static void compare_flow (DjView *view, const RandomNeed *needs, DjFlowBy by, DjAreaKind level, DjDate on)
{
  g_autoptr (DjFrame) frame = dj_view_flow (view, by, level);
  gint64 row = 0;
  for (int i = 0; i < RANDOM_NEEDS; i++)
  {
    const char *key = naive_key (&needs[i], by, level);
    double expected[12] = { 0 };
    gboolean seen = !naive_counts (&needs[i], on);
    for (int earlier = 0; earlier < i && !seen; earlier++)
      seen = naive_counts (&needs[earlier], on) && g_strcmp0 (naive_key (&needs[earlier], by, level), key) == 0;
    if (seen)
      continue;
    ck_assert_msg (row < dj_frame_get_n_rows (frame) && g_strcmp0 (dj_frame_get_text (frame, row, 0), key) == 0,
                   "%s by %d: row %d is not %s", naive_where, (int)by, (int)row, key);
    naive_flow (needs, key, by, level, on, expected);
    for (int column = 2; column < 14; column++)
    {
      double value = dj_frame_get_column (frame, column)->type == DJ_TYPE_INT
                         ? (double)dj_frame_get_int (frame, row, column)
                         : dj_frame_get_real (frame, row, column);
      double wanted = expected[column - 2];
      ck_assert_msg (isnan (value) ? isnan (wanted) : fabs (value - wanted) < 1e-12, "%s by %d: %s, column %d: %g %g",
                     naive_where, (int)by, key, column, value, wanted);
    }
    row++;
  }
  ck_assert_int_eq (dj_frame_get_n_rows (frame), by == DJ_FLOW_BY_ALL ? 1 : row);
}

START_TEST (test_flow_naive)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  for (guint64 round = 0; round < 40; round++)
  {
    NaiveChance chance = { seed + round };
    RandomNeed needs[RANDOM_NEEDS] = { 0 };
    g_autoptr (DjRegister) reg = duty_register_new (NULL, NULL, NULL);
    g_autoptr (DjChange) change = dj_register_begin (reg, "random");
    for (int i = 0; i < RANDOM_NEEDS; i++)
    {
      make_random_need (&chance, &needs[i]);
      add_random_need (change, i, &needs[i]);
    }
    duty_commit (change);
    DjDate on = dj_date (2024, 1, 1) + naive_number (&chance, 400);
    g_autoptr (DjView) view = dj_register_seal (reg, on, NULL);
    g_snprintf (naive_where, sizeof naive_where, "seed %d", (int)(seed + round));
    for (int by = DJ_FLOW_BY_ALL; by <= DJ_FLOW_BY_AREA; by++)
      compare_flow (view, needs, (DjFlowBy)by, DJ_AREA_COMMUNITY, on);
    compare_flow (view, needs, DJ_FLOW_BY_AREA, DJ_AREA_TOWNSHIP, on);
    compare_flow (view, needs, DJ_FLOW_BY_AREA, DJ_AREA_COUNTY, on);
  }
}
END_TEST

/* ---- Escalation ---------------------------------------------------------------------------------------------------------- */

#define BODIES 8 /* of each table */

/* Organizations r0 … are based on a unit or on none, units v0 … are somewhere or nowhere, alliances b0 … are led or not. */
typedef struct
{
  int base[BODIES];              /* unit of an organization, or -1 */
  int superior[BODIES];          /* of an organization, lower than itself, or -1 */
  const char *area[BODIES];      /* of a unit */
  int manner[BODIES][2];         /* in which a unit is covered, 0 for not */
  int cover[BODIES][2];          /* and by which organization */
  const char *lead[BODIES];      /* of an alliance: its column */
  const char *lead_seat[BODIES]; /* and its seat with that role */
} RandomBodies;

static const char *const random_codes[] = { "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "v0", "v1", "v2", "v3",
                                            "v4", "v5", "v6", "v7", "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7" };

static const char *maybe_code (NaiveChance *chance, int percent)
{
  return naive_percent (chance, percent) ? random_codes[naive_number (chance, 3 * BODIES)] : NULL;
}

static void make_random_bodies (NaiveChance *chance, RandomBodies *bodies)
{
  static const char *const areas[] = { NULL, "d1", "s1", "c1", "c2" };
  for (int i = 0; i < BODIES; i++)
  {
    bodies->base[i] = naive_percent (chance, 30) ? naive_number (chance, BODIES) : -1;
    bodies->superior[i] = i > 0 && naive_percent (chance, 80) ? naive_number (chance, i) : -1;
    bodies->area[i] = areas[naive_number (chance, 5)];
    for (int k = 0; k < 2; k++)
    {
      bodies->manner[i][k] = naive_percent (chance, 30) ? 1 + naive_number (chance, 6) : 0;
      bodies->cover[i][k] = naive_number (chance, BODIES);
    }
    bodies->lead[i] = maybe_code (chance, 60);
    bodies->lead_seat[i] = maybe_code (chance, 60);
  }
}

static void add (DjChange *change, DjTable table, const char *const *names, const char *const *values)
{
  GError *error = NULL;
  if (dj_change_add_row (change, table, names, values, g_strv_length ((char **)names), &error) < 0)
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

#define NAMES(...) ((const char *[]){ __VA_ARGS__, NULL })

static void add_random_bodies (DjChange *change, const RandomBodies *bodies)
{
  const char *const *r = random_codes, *const *v = r + BODIES, *const *b = v + BODIES;
  for (int i = 0; i < BODIES; i++)
  {
    add (change, DJ_TABLE_UNIT, NAMES ("code", "name", "kind", "area"),
         NAMES (v[i], v[i], "non_public_enterprise", bodies->area[i]));
    add (change, DJ_TABLE_ORGANIZATION, NAMES ("code", "name", "kind", "base_unit"),
         NAMES (r[i], r[i], "branch", bodies->base[i] < 0 ? NULL : v[bodies->base[i]]));
    add (change, DJ_TABLE_ALLIANCE, NAMES ("code", "name", "kind", "lead"),
         NAMES (b[i], b[i], "alliance", bodies->lead[i]));
    if (bodies->superior[i] >= 0)
      add (change, DJ_TABLE_SUBORDINATION, NAMES ("organization", "superior"), NAMES (r[i], r[bodies->superior[i]]));
    if (bodies->lead_seat[i])
      add (change, DJ_TABLE_SEAT, NAMES ("alliance", "body", "role"), NAMES (b[i], bodies->lead_seat[i], "lead"));
    for (int k = 0; k < 2; k++)
      if (bodies->manner[i][k])
        add (change, DJ_TABLE_COVERAGE, NAMES ("unit", "organization", "manner"),
             NAMES (v[i], r[bodies->cover[i][k]], code_name ("coverage_manner", bodies->manner[i][k])));
  }
}

static void add_late_items (DjChange *change)
{
  for (int i = 0; i < 3 * BODIES; i++)
  {
    g_autofree char *item = g_strdup_printf ("late%d", i), *due = g_strdup_printf ("2024-08-%02d", 25 - i % 20);
    add (change, DJ_TABLE_ITEM, NAMES ("code", "checklist", "title", "due"), NAMES (item, "task", "t", due));
    add (change, DJ_TABLE_ASSIGNMENT, NAMES ("item", "body", "role"), NAMES (item, random_codes[i], "accountable"));
  }
}

static DjOrganizationId naive_stand_for_unit (DjView *view, const RandomBodies *bodies, int unit)
{
  static const char *const climb[] = { "c1", "c2", "s1", "d1" };
  DjOrganizationId best = DJ_NONE;
  for (int i = 0; i < BODIES; i++)
  {
    DjOrganizationId id = dj_view_organization (view, random_codes[i]);
    if (bodies->base[i] == unit && (best == DJ_NONE || id < best))
      best = id;
  }
  const int *manner = bodies->manner[unit];
  if (best == DJ_NONE && (manner[0] || manner[1]))
    best = dj_view_organization (view,
                                 random_codes[bodies->cover[unit][!manner[0] || (manner[1] && manner[1] < manner[0])]]);
  const char *area = bodies->area[unit];
  for (int i = 0; i < 4 && area && best == DJ_NONE; i++)
    if (strcmp (climb[i], area) == 0)
    {
      best = dj_view_organization (view, area);
      area = i < 2 ? "s1" : "d1";
    }
  return best;
}

/* Who is asked more often than there are alliances is led in a circle. */
static DjOrganizationId naive_stand (DjView *view, const RandomBodies *bodies, const char *code, int patience)
{
  if (!code || patience == 0)
    return DJ_NONE;
  int number = code[1] - '0';
  if (*code == 'r')
    return dj_view_organization (view, code);
  if (*code == 'v')
    return naive_stand_for_unit (view, bodies, number);
  return naive_stand (view, bodies, bodies->lead[number] ? bodies->lead[number] : bodies->lead_seat[number],
                      patience - 1);
}

static void compare_escalations (DjView *view, const RandomBodies *bodies, int grace)
{
  g_autoptr (GString) naive = g_string_new (ESCALATIONS_HEADER);
  for (int i = 0; i < 3 * BODIES; i++)
  {
    int overdue = 1 + i % 20, steps = 0;
    DjOrganizationId id = naive_stand (view, bodies, random_codes[i], BODIES + 2);
    DjOrganization to = { 0 };
    for (int begun = 0; begun < overdue && id != DJ_NONE && dj_view_get_superior (view, id) != DJ_NONE; begun += grace)
    {
      id = dj_view_get_superior (view, id);
      steps++;
    }
    dj_view_get_organization (view, id, &to);
    g_string_append_printf (naive, "late%d,t,%s,2024-08-%02d,%d,%d,%s,%s\n", i, random_codes[i], 25 - i % 20, overdue,
                            steps, to.code ? to.code : random_codes[i], to.name ? to.name : random_codes[i]);
  }
  duty_expect (dj_view_escalations (view, grace), naive->str);
}

START_TEST (test_escalations_naive)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  for (guint64 round = 0; round < 60; round++)
  {
    NaiveChance chance = { seed + round };
    RandomBodies bodies = { 0 };
    g_autoptr (DjRegister) reg = duty_register_new (NULL, NULL, NULL);
    g_autoptr (DjChange) change = dj_register_begin (reg, "random");
    g_snprintf (naive_where, sizeof naive_where, "seed %d", (int)(seed + round));
    make_random_bodies (&chance, &bodies);
    add_random_bodies (change, &bodies);
    add_late_items (change);
    duty_commit (change);
    g_autoptr (DjView) view = duty_seal (reg, "2024-08-26");
    for (int grace = 1; grace <= 10; grace += 3)
      compare_escalations (view, &bodies, grace);
  }
}
END_TEST

int main (void)
{
  const TTest *const tests[] = { test_cadence_naive, test_flow_naive, test_escalations_naive };
  Suite *suite = suite_create ("duty-flow-naive");
  TCase *tcase = tcase_create ("duty-flow-naive");
  tcase_set_timeout (tcase, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
