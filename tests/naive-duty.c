/* SPDX-License-Identifier: Apache-2.0 */
#include "naive-duty.h"

#include <stdarg.h>
#include <string.h>

const char *const naive_categories[NAIVE_CATEGORIES] = { "safety", "rubbish", "parking" };

/* ---- A random register ---------------------------------------------------------------------------------------------------- */

#define N_AREAS 10
#define N_UNITS 9
#define N_ORGANIZATIONS 10
#define N_ALLIANCES 4
#define N_LISTS 5
#define N_ITEMS 14

typedef struct
{
  NaiveChance *chance;
  DjChange *change;
} Maker;

/* Pairs of names and values, of which those without a value are left out; NULL ends them. */
static void add (const Maker *m, DjTable table, ...)
{
  const char *names[16], *values[16], *name;
  gsize n = 0;
  GError *error = NULL;
  va_list pairs;
  va_start (pairs, table);
  while ((name = va_arg (pairs, const char *)))
  {
    names[n] = name;
    values[n] = va_arg (pairs, const char *);
    n += values[n] != NULL;
  }
  va_end (pairs);
  if (dj_change_add_row (m->change, table, names, values, n, &error) < 0)
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

static const char *code (char letter, int number)
{
  static char codes[8][8];
  static int next;
  char *out = codes[next++ % 8];
  g_snprintf (out, 8, "%c%d", letter, number);
  return out;
}

/* One of n codes, or none. */
static const char *some (const Maker *m, char letter, int n, int percent)
{
  return n > 0 && naive_percent (m->chance, percent) ? code (letter, naive_number (m->chance, n)) : NULL;
}

static const char *some_body (const Maker *m)
{
  int kind = naive_number (m->chance, 5);
  return kind == 0   ? code ('k', naive_number (m->chance, N_ALLIANCES))
         : kind == 1 ? code ('u', naive_number (m->chance, N_UNITS))
                     : code ('o', naive_number (m->chance, N_ORGANIZATIONS));
}

static const char *one_of (const Maker *m, const char *list)
{
  const DjCodeList *codes = dj_schema_find_code_list (list);
  return codes->codes[naive_number (m->chance, codes->n_codes)].name;
}

/* What ends lives until 2022 and so meets every period: rows that have ended, and rows that began before. */
static const char *end (const Maker *m) { return naive_percent (m->chance, 10) ? "2022-01-01" : NULL; }
static const char *row_end (const Maker *m) { return naive_percent (m->chance, 12) ? "2024-08-26" : NULL; }
static const char *row_since (const Maker *m) { return naive_percent (m->chance, 15) ? "2021-01-01" : NULL; }

static void add_areas (const Maker *m)
{
  static const char *const kinds[]
      = { "township", "community", "building", "zone", "community", "grid", "park", "township", "block", "county" };
  for (int i = 0; i < N_AREAS; i++)
    add (m, DJ_TABLE_AREA, "code", code ('a', i), "name", "某地", "kind", kinds[naive_number (m->chance, N_AREAS)],
         "parent", some (m, 'a', i, 85), NULL);
  for (int i = 0; i < 5; i++)
    add (m, DJ_TABLE_AREA_PART, "zone", code ('a', naive_number (m->chance, N_AREAS)), "area",
         code ('a', naive_number (m->chance, N_AREAS)), "until", row_end (m), NULL);
}

static void add_bodies (const Maker *m)
{
  for (int i = 0; i < N_UNITS; i++)
    add (m, DJ_TABLE_UNIT, "code", code ('u', i), "name", "某单位", "kind", one_of (m, "unit_kind"), "area",
         some (m, 'a', N_AREAS, 85), "host", some (m, 'u', i, 40), "until", end (m), NULL);
  for (int i = 0; i < N_ORGANIZATIONS; i++)
  {
    const char *until = i < N_ORGANIZATIONS / 2 ? NULL : end (m);
    add (m, DJ_TABLE_ORGANIZATION, "code", code ('o', i), "name", "某党组织", "kind", one_of (m, "organization_kind"),
         "base_unit", some (m, 'u', N_UNITS, 35), "base_area", some (m, 'a', N_AREAS, 50), "until", until, NULL);
    if (i > 0 && naive_percent (m->chance, 70))
      add (m, DJ_TABLE_SUBORDINATION, "organization", code ('o', i), "superior",
           code ('o', naive_number (m->chance, MIN (i, N_ORGANIZATIONS / 2))), "until", until, NULL);
  }
  for (int i = 0; i < N_ALLIANCES; i++)
    add (m, DJ_TABLE_ALLIANCE, "code", code ('k', i), "name", "某联盟", "kind", one_of (m, "alliance_kind"), "lead",
         naive_percent (m->chance, 40) ? some_body (m) : NULL, "area", some (m, 'a', N_AREAS, 50), "until", end (m),
         NULL);
}

static void add_relations (const Maker *m)
{
  for (int i = 0; i < 16; i++)
    add (m, DJ_TABLE_COVERAGE, "unit", code ('u', naive_number (m->chance, N_UNITS)), "organization",
         code ('o', naive_number (m->chance, N_ORGANIZATIONS)), "manner",
         naive_percent (m->chance, 90) ? one_of (m, "coverage_manner") : NULL, "since", row_since (m), "until",
         row_end (m), NULL);
  for (int i = 0; i < 12; i++)
    add (m, DJ_TABLE_GUIDANCE, "organization", code ('o', naive_number (m->chance, N_ORGANIZATIONS)), "guide",
         some_body (m), "kind", naive_percent (m->chance, 90) ? one_of (m, "guidance_kind") : NULL, "since",
         row_since (m), "until", row_end (m), NULL);
  for (int i = 0; i < 18; i++)
    add (m, DJ_TABLE_SEAT, "alliance", code ('k', naive_number (m->chance, N_ALLIANCES)), "body", some_body (m), "role",
         one_of (m, "seat_role"), "since", row_since (m), "until", row_end (m), NULL);
}

static void add_items (const Maker *m)
{
  static const char *const kinds[] = { "responsibility", "task", "plan", "need", "resource" };
  static const char *const states[] = { "open", "taken", "closed", "raised", NULL };
  for (int i = 0; i < N_LISTS; i++)
    add (m, DJ_TABLE_CHECKLIST, "code", code ('l', i), "name", "某清单", "kind",
         kinds[naive_number (m->chance, naive_percent (m->chance, 20) ? 5 : 3)], "owner", some_body (m), "until",
         end (m), NULL);
  for (int i = 0; i < N_ITEMS; i++)
    add (m, DJ_TABLE_ITEM, "code", code ('i', i), "checklist", code ('l', naive_number (m->chance, N_LISTS)), "title",
         "某事项", "category", naive_categories[naive_number (m->chance, NAIVE_CATEGORIES)], "state",
         states[naive_number (m->chance, 5)], "opened", naive_percent (m->chance, 10) ? "2024-09-01" : NULL, "closed",
         naive_percent (m->chance, 10) ? "2024-09-02" : NULL, "area", some (m, 'a', N_AREAS, 60), "raised_by",
         naive_percent (m->chance, 50) ? some_body (m) : NULL, NULL);
  for (int i = 0; i < 24; i++)
    add (m, DJ_TABLE_ASSIGNMENT, "item", code ('i', naive_number (m->chance, N_ITEMS)), "body", some_body (m), "role",
         naive_percent (m->chance, 70) ? "accountable" : one_of (m, "assignment_role"), "since", row_since (m), "until",
         row_end (m), NULL);
}

void naive_duties_make (NaiveDuties *duties, guint64 seed)
{
  GError *error = NULL;
  *duties = (NaiveDuties){ .chance = { seed * 2654435761u + 17 }, .on = dj_date (2024, 8, 26) };
  duties->reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (duties->reg, "random duties");
  const Maker maker = { &duties->chance, change };
  g_snprintf (naive_where, sizeof naive_where, "seed %" G_GUINT64_FORMAT, seed);
  add_areas (&maker);
  add_bodies (&maker);
  add_relations (&maker);
  add_items (&maker);
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s: %s", naive_where, error->message);
  duties->view = dj_register_seal (duties->reg, duties->on, NULL);
  for (int t = 0; t < DJ_N_TABLES; t++)
    duties->tables[t] = dj_register_get_table (duties->reg, (DjTable)t);
}

void naive_duties_clear (NaiveDuties *duties)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    dj_frame_unref (duties->tables[t]);
  dj_view_unref (duties->view);
  dj_register_unref (duties->reg);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------------------- */

const char *naive_duties_cell (const NaiveDuties *duties, DjTable table, gint64 row, const char *column)
{
  int number = row < 0 ? -1 : dj_frame_find_column (duties->tables[table], column);
  return number < 0 ? NULL : dj_frame_get_text (duties->tables[table], row, number);
}

static DjDate day_of (const NaiveDuties *duties, DjTable table, gint64 row, const char *column)
{
  int number = dj_frame_find_column (duties->tables[table], column);
  return number < 0 ? DJ_DATE_NONE : dj_frame_get_date (duties->tables[table], row, number);
}

static gboolean holds (const NaiveDuties *duties, DjTable table, gint64 row)
{
  return naive_holds (day_of (duties, table, row, "since"), day_of (duties, table, row, "until"), duties->on);
}

static gboolean is (const NaiveDuties *duties, DjTable table, gint64 row, const char *column, const char *value)
{
  return g_strcmp0 (naive_duties_cell (duties, table, row, column), value) == 0;
}

static gint64 n_rows (const NaiveDuties *duties, DjTable table) { return dj_frame_get_n_rows (duties->tables[table]); }

gint64 naive_duties_find (const NaiveDuties *duties, DjTable table, const char *wanted)
{
  for (gint64 row = 0; wanted && row < n_rows (duties, table); row++)
    if (holds (duties, table, row) && is (duties, table, row, "code", wanted))
      return row;
  return -1;
}

static gboolean exists (const NaiveDuties *duties, const char *body)
{
  return naive_duties_find (duties, DJ_TABLE_ORGANIZATION, body) >= 0
         || naive_duties_find (duties, DJ_TABLE_UNIT, body) >= 0
         || naive_duties_find (duties, DJ_TABLE_ALLIANCE, body) >= 0;
}

static const char *parent_of (const NaiveDuties *duties, const char *area)
{
  return naive_duties_cell (duties, DJ_TABLE_AREA, naive_duties_find (duties, DJ_TABLE_AREA, area), "parent");
}

static const char *leader_of (const NaiveDuties *duties, const char *area)
{
  DjOrganization leader;
  DjOrganizationId id = dj_view_get_leading (duties->view, dj_view_area (duties->view, area));
  return dj_view_get_organization (duties->view, id, &leader) ? leader.code : NULL;
}

static const char *area_of_body (const NaiveDuties *duties, const char *body)
{
  DjArea area;
  gint64 unit = naive_duties_find (duties, DJ_TABLE_UNIT, body);
  gint64 alliance = naive_duties_find (duties, DJ_TABLE_ALLIANCE, body);
  if (unit >= 0)
    return naive_duties_cell (duties, DJ_TABLE_UNIT, unit, "area");
  if (alliance >= 0)
    return naive_duties_cell (duties, DJ_TABLE_ALLIANCE, alliance, "area");
  if (naive_duties_find (duties, DJ_TABLE_ORGANIZATION, body) < 0)
    return NULL;
  DjAreaId base = dj_view_get_base_area (duties->view, dj_view_organization (duties->view, body));
  return dj_view_get_area (duties->view, base, &area) ? area.code : NULL;
}

/* ---- One question ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const NaiveDuties *duties;
  const char *unit;
  const char *matter;
  const char *step;
  GPtrArray *answers; /* `body step` */
} Question;

static gboolean is_own (const Question *q, const char *body)
{
  const NaiveDuties *duties = q->duties;
  gint64 organization = naive_duties_find (duties, DJ_TABLE_ORGANIZATION, body);
  if (organization < 0)
    return FALSE;
  if (is (duties, DJ_TABLE_ORGANIZATION, organization, "base_unit", q->unit))
    return TRUE;
  for (gint64 row = 0; row < n_rows (duties, DJ_TABLE_COVERAGE); row++)
    if (holds (duties, DJ_TABLE_COVERAGE, row) && is (duties, DJ_TABLE_COVERAGE, row, "unit", q->unit)
        && is (duties, DJ_TABLE_COVERAGE, row, "organization", body)
        && (is (duties, DJ_TABLE_COVERAGE, row, "manner", "own")
            || is (duties, DJ_TABLE_COVERAGE, row, "manner", "joint")))
      return TRUE;
  return FALSE;
}

static gboolean name (const Question *q, const char *body)
{
  if (!body || !exists (q->duties, body) || strcmp (body, q->unit) == 0 || is_own (q, body))
    return FALSE;
  for (guint i = 0; i < q->answers->len; i++)
  {
    const char *line = q->answers->pdata[i];
    if (g_str_has_prefix (line, body) && line[strlen (body)] == ' ')
      return TRUE;
  }
  g_ptr_array_add (q->answers, g_strdup_printf ("%s %s", body, q->step));
  return TRUE;
}

static gboolean is_open_duty (const Question *q, gint64 item)
{
  const NaiveDuties *duties = q->duties;
  gint64 list
      = naive_duties_find (duties, DJ_TABLE_CHECKLIST, naive_duties_cell (duties, DJ_TABLE_ITEM, item, "checklist"));
  DjDate opened = day_of (duties, DJ_TABLE_ITEM, item, "opened");
  DjDate closed = day_of (duties, DJ_TABLE_ITEM, item, "closed");
  if (list < 0 || (opened != DJ_DATE_NONE && opened > duties->on) || (closed != DJ_DATE_NONE && closed <= duties->on))
    return FALSE;
  if (closed == DJ_DATE_NONE && is (duties, DJ_TABLE_ITEM, item, "state", "closed"))
    return FALSE;
  return !is (duties, DJ_TABLE_CHECKLIST, list, "kind", "need")
         && !is (duties, DJ_TABLE_CHECKLIST, list, "kind", "resource")
         && is (duties, DJ_TABLE_ITEM, item, "category", q->matter);
}

static const char *area_of_item (const Question *q, gint64 item)
{
  const char *given = naive_duties_cell (q->duties, DJ_TABLE_ITEM, item, "area");
  gint64 list = naive_duties_find (q->duties, DJ_TABLE_CHECKLIST,
                                   naive_duties_cell (q->duties, DJ_TABLE_ITEM, item, "checklist"));
  return given ? given : area_of_body (q->duties, naive_duties_cell (q->duties, DJ_TABLE_CHECKLIST, list, "owner"));
}

static gboolean name_accountable (const Question *q, gint64 item)
{
  gboolean named = FALSE;
  for (gint64 row = 0; row < n_rows (q->duties, DJ_TABLE_ASSIGNMENT); row++)
    if (holds (q->duties, DJ_TABLE_ASSIGNMENT, row)
        && is (q->duties, DJ_TABLE_ASSIGNMENT, row, "item", naive_duties_cell (q->duties, DJ_TABLE_ITEM, item, "code"))
        && is (q->duties, DJ_TABLE_ASSIGNMENT, row, "role", "accountable"))
      named |= name (q, naive_duties_cell (q->duties, DJ_TABLE_ASSIGNMENT, row, "body"));
  return named;
}

static gboolean ask_assignment (const Question *q)
{
  const NaiveDuties *duties = q->duties;
  gboolean named = FALSE;
  const char *by = q->matter ? q->unit : NULL;
  for (; by && naive_duties_find (duties, DJ_TABLE_UNIT, by) >= 0 && !named;
       by = naive_duties_cell (duties, DJ_TABLE_UNIT, naive_duties_find (duties, DJ_TABLE_UNIT, by), "host"))
    for (gint64 item = 0; item < n_rows (duties, DJ_TABLE_ITEM); item++)
      if (is_open_duty (q, item) && is (duties, DJ_TABLE_ITEM, item, "raised_by", by))
        named |= name_accountable (q, item);
  for (const char *area = q->matter ? area_of_body (duties, q->unit) : NULL; area && !named;
       area = parent_of (duties, area))
    for (gint64 item = 0; item < n_rows (duties, DJ_TABLE_ITEM); item++)
    {
      const char *raised = naive_duties_cell (duties, DJ_TABLE_ITEM, item, "raised_by");
      if (is_open_duty (q, item) && !(raised && raised[0] == 'u') && g_strcmp0 (area_of_item (q, item), area) == 0)
        named |= name_accountable (q, item);
    }
  return named;
}

static gboolean ask_coverages (const Question *q, const char *manner)
{
  const NaiveDuties *duties = q->duties;
  gboolean named = FALSE;
  for (gint64 row = 0; row < n_rows (duties, DJ_TABLE_COVERAGE); row++)
  {
    const char *given = naive_duties_cell (duties, DJ_TABLE_COVERAGE, row, "manner");
    if (holds (duties, DJ_TABLE_COVERAGE, row) && is (duties, DJ_TABLE_COVERAGE, row, "unit", q->unit)
        && strcmp (given ? given : "area", manner) == 0)
      named |= name (q, naive_duties_cell (duties, DJ_TABLE_COVERAGE, row, "organization"));
  }
  return named;
}

static gboolean ask_guides (const Question *q, const char *kinds)
{
  const NaiveDuties *duties = q->duties;
  gboolean named = FALSE;
  for (gint64 row = 0; row < n_rows (duties, DJ_TABLE_GUIDANCE); row++)
  {
    const char *kind = naive_duties_cell (duties, DJ_TABLE_GUIDANCE, row, "kind");
    if (kind && strstr (kinds, kind) && holds (duties, DJ_TABLE_GUIDANCE, row)
        && is_own (q, naive_duties_cell (duties, DJ_TABLE_GUIDANCE, row, "organization")))
      named |= name (q, naive_duties_cell (duties, DJ_TABLE_GUIDANCE, row, "guide"));
  }
  return named;
}

static gboolean is_of_kind (const Question *q, const char *area, const char *kinds)
{
  const char *kind
      = naive_duties_cell (q->duties, DJ_TABLE_AREA, naive_duties_find (q->duties, DJ_TABLE_AREA, area), "kind");
  return kind && strstr (kinds, kind);
}

#define FUNCTIONAL "grid building courtyard business_district park block zone"

static gboolean ask_functional (const Question *q, const char *area)
{
  for (; area; area = parent_of (q->duties, area))
    if (is_of_kind (q, area, FUNCTIONAL) && name (q, leader_of (q->duties, area)))
      return TRUE;
  return FALSE;
}

static gboolean ask_zones (const Question *q)
{
  const NaiveDuties *duties = q->duties;
  for (const char *area = area_of_body (duties, q->unit); area; area = parent_of (duties, area))
    for (gint64 row = 0; row < n_rows (duties, DJ_TABLE_AREA_PART); row++)
      if (holds (duties, DJ_TABLE_AREA_PART, row) && is (duties, DJ_TABLE_AREA_PART, row, "area", area)
          && ask_functional (q, naive_duties_cell (duties, DJ_TABLE_AREA_PART, row, "zone")))
        return TRUE;
  return FALSE;
}

static const char *lead_of (const NaiveDuties *duties, const char *alliance)
{
  gint64 row = naive_duties_find (duties, DJ_TABLE_ALLIANCE, alliance);
  const char *lead = naive_duties_cell (duties, DJ_TABLE_ALLIANCE, row, "lead");
  if (row < 0 || (lead && exists (duties, lead)))
    return row < 0 ? NULL : lead;
  for (gint64 seat = 0; seat < n_rows (duties, DJ_TABLE_SEAT); seat++)
  {
    const char *body = naive_duties_cell (duties, DJ_TABLE_SEAT, seat, "body");
    if (holds (duties, DJ_TABLE_SEAT, seat) && is (duties, DJ_TABLE_SEAT, seat, "alliance", alliance)
        && is (duties, DJ_TABLE_SEAT, seat, "role", "lead") && exists (duties, body))
      return body;
  }
  return NULL;
}

static gboolean is_enterprise (const NaiveDuties *duties, const char *body)
{
  gint64 organization = naive_duties_find (duties, DJ_TABLE_ORGANIZATION, body);
  return naive_duties_find (duties, DJ_TABLE_UNIT, body) >= 0
         || naive_duties_find (duties, DJ_TABLE_UNIT,
                               naive_duties_cell (duties, DJ_TABLE_ORGANIZATION, organization, "base_unit"))
                >= 0;
}

static gboolean ask_leads (const Question *q)
{
  const NaiveDuties *duties = q->duties;
  gboolean named = FALSE;
  for (gint64 seat = 0; seat < n_rows (duties, DJ_TABLE_SEAT); seat++)
  {
    const char *body = naive_duties_cell (duties, DJ_TABLE_SEAT, seat, "body");
    const char *lead = lead_of (duties, naive_duties_cell (duties, DJ_TABLE_SEAT, seat, "alliance"));
    if (holds (duties, DJ_TABLE_SEAT, seat) && (strcmp (body, q->unit) == 0 || is_own (q, body))
        && is_enterprise (duties, lead))
      named |= name (q, lead);
  }
  return named;
}

static gboolean ask_level (const Question *q, const char *kind)
{
  const char *area = area_of_body (q->duties, q->unit);
  while (area && !is_of_kind (q, area, kind))
    area = parent_of (q->duties, area);
  return area && name (q, leader_of (q->duties, area));
}

static gboolean ask_step (Question *q, const char *step)
{
  q->step = step;
  if (strcmp (step, "assignment") == 0)
    return ask_assignment (q);
  if (strcmp (step, "line") == 0)
    return ask_coverages (q, "industry") | ask_guides (q, "line attached");
  if (strcmp (step, "area") == 0)
    return ask_coverages (q, "area") || ask_guides (q, "area") || ask_functional (q, area_of_body (q->duties, q->unit))
           || ask_zones (q);
  if (strcmp (step, "lead") == 0)
    return ask_leads (q);
  if (strcmp (step, "community") == 0)
    return ask_level (q, "community");
  return ask_coverages (q, "fallback") || ask_level (q, "township");
}

static int compare_lines (gconstpointer a, gconstpointer b) { return strcmp (*(char *const *)a, *(char *const *)b); }

GPtrArray *naive_duties_ask (const NaiveDuties *duties, const char *matter, const char *unit, const char *order)
{
  Question question = { duties, unit, matter, NULL, g_ptr_array_new_with_free_func (g_free) };
  g_auto (GStrv) groups = g_strsplit (order, ",", -1);
  gboolean named = naive_duties_find (duties, DJ_TABLE_UNIT, unit) < 0;
  for (int i = 0; groups[i] && !named; i++)
  {
    g_auto (GStrv) steps = g_strsplit (groups[i], "+", -1);
    for (int k = 0; steps[k]; k++)
      named |= ask_step (&question, steps[k]);
  }
  g_ptr_array_sort (question.answers, compare_lines);
  return question.answers;
}

char *naive_duties_order (NaiveDuties *duties)
{
  static const char *const steps[] = { "assignment", "line", "area", "lead", "community", "subdistrict" };
  int places[] = { 0, 1, 2, 3, 4, 5 }, n = 1 + naive_number (&duties->chance, 6);
  GString *order = g_string_new (NULL);
  for (int i = 0; i < n; i++)
  {
    int other = i + naive_number (&duties->chance, 6 - i), place = places[other];
    places[other] = places[i];
    places[i] = place;
    g_string_append_printf (order, "%s%s", i == 0 ? "" : naive_percent (&duties->chance, 40) ? "+" : ",", steps[place]);
  }
  return g_string_free (order, FALSE);
}
