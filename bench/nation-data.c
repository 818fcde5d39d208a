/* SPDX-License-Identifier: Apache-2.0 */
/* The generated register, and the plain arrays that are made of it by public calls. */
#include "nation.h"

/* Ids asked about at once. */
#define BLOCK 65536

/* ---- Trouble ------------------------------------------------------------------------------------------------------ */

void nation_insist (gboolean ok, const GError *error)
{
  if (ok)
    return;
  if (error)
    exit (dj_complain (error));
  fprintf (stderr, "bench-nation: the register is not what the bench takes it for\n");
  exit (2);
}

int nation_find_column (const DjFrame *frame, const char *name)
{
  int column = dj_frame_find_column (frame, name);
  nation_insist (column >= 0, NULL);
  return column;
}

const DjDate *nation_get_dates (const DjFrame *frame, const char *name)
{
  return dj_frame_get_dates (frame, nation_find_column (frame, name));
}

const guint8 *nation_get_codes (const DjFrame *frame, const char *name)
{
  return dj_frame_get_codes (frame, nation_find_column (frame, name));
}

/* ---- The register ------------------------------------------------------------------------------------------------- */

Nation *nation_new (double scale, guint64 seed, const char *folder)
{
  GError *error = NULL;
  Nation *nation = g_new0 (Nation, 1);
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = scale;
  options.seed = seed;
  nation->scale = scale;
  nation->seed = seed;
  nation->on = dj_date (2024, 12, 31);
  nation->past = dj_date (2014, 12, 31);
  nation->folder = folder;
  nation->reg = dj_register_generate (&options, &error);
  nation_insist (nation->reg != NULL, error);
  nation->n_persons = dj_register_get_n_rows (nation->reg, DJ_TABLE_PERSON);
  bench_forget_peak ();
  nation_seal_anew (nation);
  nation->sealing_peak_mib = bench_peak_mib ();
  return nation;
}

void nation_drop_view (Nation *nation) { g_clear_pointer (&nation->view, dj_view_unref); }

void nation_drop_register (Nation *nation)
{
  nation_drop_view (nation);
  g_clear_pointer (&nation->reg, dj_register_unref);
}

void nation_seal_anew (Nation *nation)
{
  GError *error = NULL;
  nation_drop_view (nation);
  nation->view = dj_register_seal (nation->reg, nation->on, &error);
  nation_insist (nation->view != NULL, error);
}

void nation_drop_memberships (Nation *nation)
{
  g_clear_pointer (&nation->membership_person, g_free);
  g_clear_pointer (&nation->membership_organization, g_free);
}

void nation_drop_spans (Nation *nation)
{
  g_clear_pointer (&nation->span_start, g_free);
  g_clear_pointer (&nation->span_first, g_free);
  g_clear_pointer (&nation->span_last, g_free);
  g_clear_pointer (&nation->span_born, g_free);
  g_clear_pointer (&nation->span_kind, g_free);
}

void nation_free (Nation *nation)
{
  gpointer arrays[] = { nation->superior,       nation->end,          nation->depth,
                        nation->kind,           nation->county,       nation->county_area,
                        nation->county_of_area, nation->member,       nation->start,
                        nation->formal,         nation->probationary, nation->cell,
                        nation->affiliation,    nation->part_person,  nation->part_organization,
                        nation->seat_alliance,  nation->seat_body,    nation->id_of_row,
                        nation->area_superior,  nation->area_kind,    nation->base_area,
                        nation->profile,        nation->seat_since,   nation->cell_of_profile,
                        nation->seat_until,     nation->form,         nation->code_table,
                        nation->code_row };
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  nation_drop_memberships (nation);
  nation_drop_spans (nation);
  nation_drop_view (nation);
  dj_register_unref (nation->reg);
  g_free (nation);
}

/* ---- Organizations and counties ----------------------------------------------------------------------------------- */

static gint32 *list_ids (gint32 n)
{
  gint32 *ids = g_new (gint32, (gsize)n + 1);
  for (gint32 id = 0; id < n; id++)
    ids[id] = id;
  return ids;
}

static void read_kinds (Nation *nation, const gint32 *ids)
{
  g_autofree DjOrganization *records = g_new (DjOrganization, BLOCK);
  for (gint32 begin = 0; begin < nation->n; begin += BLOCK)
  {
    gsize n = (gsize)MIN (BLOCK, nation->n - begin);
    dj_view_get_organization_many (nation->view, ids + begin, n, records);
    for (gsize i = 0; i < n; i++)
      nation->kind[(gsize)begin + i] = (guint8)records[i].kind;
  }
}

void nation_need_organizations (Nation *nation)
{
  if (nation->superior)
    return;
  gint32 n = nation->n = dj_view_get_n_organizations (nation->view);
  g_autofree gint32 *ids = list_ids (n);
  nation->superior = g_new (gint32, (gsize)n + 1);
  nation->end = g_new (gint32, (gsize)n + 1);
  nation->depth = g_new (gint32, (gsize)n + 1);
  nation->kind = g_new (guint8, (gsize)n + 1);
  dj_view_get_superior_many (nation->view, ids, (gsize)n, nation->superior);
  dj_view_get_end_many (nation->view, ids, (gsize)n, nation->end);
  dj_view_get_depth_many (nation->view, ids, (gsize)n, nation->depth);
  read_kinds (nation, ids);
}

static void read_areas (Nation *nation)
{
  gint32 n = nation->n_areas = dj_view_get_n_areas (nation->view);
  nation->area_superior = g_new (gint32, (gsize)n + 1);
  nation->area_kind = g_new (guint8, (gsize)n + 1);
  for (gint32 area = 0; area < n; area++)
  {
    DjArea record;
    dj_view_get_area (nation->view, area, &record);
    nation->area_superior[area] = dj_view_get_area_parent (nation->view, area);
    nation->area_kind[area] = (guint8)record.kind;
  }
}

/* Areas come after the one they are within, so what that one is in is known. */
void nation_number_counties (const Nation *nation, gint32 *county_of_area)
{
  gint32 n_counties = 0;
  for (gint32 area = 0; area < nation->n_areas; area++)
  {
    gint32 superior = nation->area_superior[area];
    county_of_area[area] = nation->area_kind[area] == DJ_AREA_COUNTY ? n_counties++
                           : superior < 0                            ? -1
                                                                     : county_of_area[superior];
  }
}

void nation_need_counties (Nation *nation)
{
  if (nation->county)
    return;
  nation_need_organizations (nation);
  read_areas (nation);
  nation->county_of_area = g_new (gint32, (gsize)nation->n_areas + 1);
  nation->county_area = g_new (gint32, (gsize)nation->n_areas + 1);
  nation_number_counties (nation, nation->county_of_area);
  for (gint32 area = 0; area < nation->n_areas; area++)
    if (nation->area_kind[area] == DJ_AREA_COUNTY)
      nation->county_area[nation->n_counties++] = area;
  g_autofree gint32 *ids = list_ids (nation->n);
  nation->base_area = g_new (gint32, (gsize)nation->n + 1);
  nation->county = g_new (gint32, (gsize)nation->n + 1);
  dj_view_get_base_area_many (nation->view, ids, (gsize)nation->n, nation->base_area);
  for (gint32 id = 0; id < nation->n; id++)
    nation->county[id] = nation->base_area[id] < 0 ? -1 : nation->county_of_area[nation->base_area[id]];
}

gint32 nation_find_county (const Nation *nation, const char *code)
{
  gint32 area = dj_view_area (nation->view, code);
  nation_insist (area >= 0 && nation->county_of_area[area] >= 0, NULL);
  return nation->county_of_area[area];
}

/* ---- Members ------------------------------------------------------------------------------------------------------ */

void nation_need_members (Nation *nation)
{
  if (nation->member)
    return;
  nation_need_organizations (nation);
  nation->n_members = (gint32)dj_view_get_n_members (nation->view);
  nation->start = g_new (gint32, (gsize)nation->n + 1);
  const DjPersonId *members = NULL;
  for (gint32 id = 0; id < nation->n; id++)
  {
    gsize start, length;
    members = dj_view_get_members_many (nation->view, &id, 1, FALSE, &start, &length);
    nation->start[id] = (gint32)start;
  }
  nation->start[nation->n] = nation->n_members;
  nation->member = g_memdup2 (members, (gsize)nation->n_members * sizeof (gint32));
}

void nation_sum_up (gint32 *sums, gint32 n)
{
  for (gint32 i = 0, sum = 0; i <= n; i++)
  {
    gint32 count = sums[i];
    sums[i] = sum;
    sum += count;
  }
}

void nation_need_sums (Nation *nation)
{
  if (nation->formal)
    return;
  nation_need_members (nation);
  nation->formal = g_new0 (gint32, (gsize)nation->n + 1);
  nation->probationary = g_new0 (gint32, (gsize)nation->n + 1);
  for (gint32 id = 0; id < nation->n; id++)
    for (gint32 place = nation->start[id]; place < nation->start[id + 1]; place++)
    {
      DjMemberStatus status = dj_view_get_status (nation->view, nation->member[place]);
      nation->formal[id] += status == DJ_STATUS_FORMAL;
      nation->probationary[id] += status == DJ_STATUS_PROBATIONARY;
    }
  nation_sum_up (nation->formal, nation->n);
  nation_sum_up (nation->probationary, nation->n);
}

void nation_find_last_births (DjDate on, DjDate last_births[NATION_BANDS - 1])
{
  static const int first_ages[NATION_BANDS - 1] = { 31, 36, 41, 46, 51, 56, 61 };
  int year, month, day;
  dj_date_split (on, &year, &month, &day);
  for (gsize i = 0; i < NATION_BANDS - 1; i++)
    last_births[i] = dj_date (year - first_ages[i], month, day);
}

static gint32 get_band (const DjDate last_births[NATION_BANDS - 1], DjDate born)
{
  gint32 band = 0;
  for (gsize i = 0; i < NATION_BANDS - 1; i++)
    band += born <= last_births[i];
  return band;
}

/* All the generated persons have a sex, an education and a day of birth; the bench insists on it. */
void nation_need_cells (Nation *nation)
{
  if (nation->cell)
    return;
  nation_need_members (nation);
  g_autoptr (DjFrame) persons = dj_register_get_table (nation->reg, DJ_TABLE_PERSON);
  const guint8 *sexes = nation_get_codes (persons, "sex"), *educations = nation_get_codes (persons, "education");
  const DjDate *born = nation_get_dates (persons, "born");
  DjDate last_births[NATION_BANDS - 1];
  nation_find_last_births (nation->on, last_births);
  nation->n_educations = dj_frame_get_column (persons, nation_find_column (persons, "education"))->codes->n_codes;
  nation->n_cells = NATION_SEXES * NATION_BANDS * nation->n_educations;
  nation_insist (nation->n_cells < 255, NULL);
  nation->cell = g_new (guint8, (gsize)nation->n_members + 1);
  for (gint32 place = 0; place < nation->n_members; place++)
  {
    gint32 row = nation->member[place];
    nation_insist (sexes[row] && educations[row] && born[row] != DJ_DATE_NONE, NULL);
    nation->cell[place]
        = (guint8)(((sexes[row] - 1) * NATION_BANDS + get_band (last_births, born[row])) * nation->n_educations
                   + educations[row] - 1);
  }
}

/* As a view numbers them: those that occur, in the order of their values. */
void nation_need_profiles (Nation *nation)
{
  if (nation->profile)
    return;
  nation_need_cells (nation);
  g_autoptr (DjFrame) persons = dj_register_get_table (nation->reg, DJ_TABLE_PERSON);
  const guint8 *classes = nation_get_codes (persons, "class");
  guint32 n_classes = (guint32)dj_frame_get_column (persons, nation_find_column (persons, "class"))->codes->n_codes + 1;
  const guint32 n_statuses = DJ_STATUS_PROBATIONARY + 1;
  guint32 n_all = (guint32)nation->n_cells * n_statuses * n_classes;
  g_autofree guint32 *all = g_new (guint32, (gsize)nation->n_members + 1);
  g_autofree gint32 *number = g_new0 (gint32, (gsize)n_all + 1);
  for (gint32 place = 0; place < nation->n_members; place++)
  {
    gint32 row = nation->member[place];
    guint32 status = (guint32)dj_view_get_status (nation->view, row);
    nation_insist (status < n_statuses && classes && classes[row] < n_classes, NULL);
    all[place] = (nation->cell[place] * n_statuses + status) * n_classes + classes[row];
    number[all[place]] = 1;
  }
  nation->cell_of_profile = g_new (guint8, (gsize)n_all + 1);
  for (guint32 i = 0; i < n_all; i++)
    if (number[i])
    {
      nation->cell_of_profile[nation->n_profiles] = (guint8)(i / n_classes / n_statuses);
      number[i] = nation->n_profiles++;
    }
  nation_insist (nation->n_profiles <= G_MAXUINT16, NULL);
  nation->profile = g_new (guint16, (gsize)nation->n_members + 1);
  for (gint32 place = 0; place < nation->n_members; place++)
    nation->profile[place] = (guint16)number[all[place]];
}

void nation_need_affiliation (Nation *nation)
{
  if (nation->affiliation)
    return;
  g_autofree gint32 *ids = list_ids (nation->n_persons);
  nation->affiliation = g_new (gint32, (gsize)nation->n_persons + 1);
  dj_view_get_affiliation_many (nation->view, ids, (gsize)nation->n_persons, nation->affiliation);
}

/* ---- Memberships -------------------------------------------------------------------------------------------------- */

/* Organizations of each row of the table; rows of one code are the same. */
static void number_rows (Nation *nation)
{
  g_autoptr (DjFrame) table = dj_register_get_table (nation->reg, DJ_TABLE_ORGANIZATION);
  int code = nation_find_column (table, "code");
  gint64 n = dj_frame_get_n_rows (table);
  nation->id_of_row = g_new0 (gint32, (gsize)n + 1);
  for (gint64 row = 0; row < n; row++)
    nation->id_of_row[row] = dj_view_organization (nation->view, dj_frame_get_text (table, row, code));
}

gint32 *nation_copy_rows (const DjFrame *frame, const char *name)
{
  const gint64 *rows = dj_frame_get_ints (frame, nation_find_column (frame, name));
  gint64 n = dj_frame_get_n_rows (frame);
  gint32 *copy = g_new0 (gint32, (gsize)n + 1);
  for (gint64 i = 0; i < n; i++)
    copy[i] = rows[i] == DJ_INT_NONE ? -1 : (gint32)rows[i];
  return copy;
}

void nation_need_memberships (Nation *nation)
{
  if (!nation->id_of_row)
    number_rows (nation);
  if (nation->membership_person)
    return;
  g_autoptr (DjFrame) linked = dj_register_get_linked_table (nation->reg, DJ_TABLE_MEMBERSHIP);
  nation->n_memberships = (gint32)dj_frame_get_n_rows (linked);
  nation->membership_person = nation_copy_rows (linked, "person");
  nation->membership_organization = nation_copy_rows (linked, "organization");
}

/* What tells whether somebody takes part by a row. */
typedef struct
{
  const guint8 *kinds;
  const DjDate *since;
  const DjDate *until;
  const DjDate *left; /* of persons */
} Periods;

/* The organization that somebody takes part in by a row, or -1. */
static gint32 find_participation (const Nation *nation, const Periods *periods, gint32 row)
{
  DjDate left = periods->left[nation->membership_person[row]];
  if (periods->kinds[row] == DJ_MEMBERSHIP_AFFILIATION
      || !nation_holds (periods->since[row], periods->until[row], nation->on)
      || !nation_holds (DJ_DATE_NONE, left, nation->on))
    return -1;
  return nation->id_of_row[nation->membership_organization[row]];
}

static gint32 *list_participations (const Nation *nation)
{
  g_autoptr (DjFrame) table = dj_register_get_table (nation->reg, DJ_TABLE_MEMBERSHIP);
  g_autoptr (DjFrame) persons = dj_register_get_table (nation->reg, DJ_TABLE_PERSON);
  Periods periods = { .kinds = nation_get_codes (table, "kind"),
                      .since = nation_get_dates (table, "since"),
                      .until = nation_get_dates (table, "until"),
                      .left = nation_get_dates (persons, "left") };
  gint32 *organizations = g_new (gint32, (gsize)nation->n_memberships + 1);
  for (gint32 row = 0; row < nation->n_memberships; row++)
    organizations[row] = find_participation (nation, &periods, row);
  return organizations;
}

/* Counting sort by person. */
void nation_need_participations (Nation *nation)
{
  if (nation->part_person)
    return;
  nation_need_memberships (nation);
  g_autofree gint32 *organizations = list_participations (nation);
  g_autofree gint32 *places = g_new0 (gint32, (gsize)nation->n_persons + 1);
  for (gint32 row = 0; row < nation->n_memberships; row++)
    if (organizations[row] >= 0)
      places[nation->membership_person[row]]++;
  nation_sum_up (places, nation->n_persons);
  nation->n_parts = places[nation->n_persons];
  nation->part_person = g_new (gint32, (gsize)nation->n_parts + 1);
  nation->part_organization = g_new (gint32, (gsize)nation->n_parts + 1);
  for (gint32 row = 0; row < nation->n_memberships; row++)
  {
    if (organizations[row] < 0)
      continue;
    gint32 place = places[nation->membership_person[row]]++;
    nation->part_person[place] = nation->membership_person[row];
    nation->part_organization[place] = organizations[row];
  }
}

/* ---- Seats -------------------------------------------------------------------------------------------------------- */

/* Numbers codes: those of alliances, then those of organizations, by their first rows. */
static void number_codes (Nation *nation)
{
  gsize n = (gsize)nation->n_alliances + (gsize)nation->n_organization_rows;
  nation->code_table = g_new (guint8, n + 1);
  nation->code_row = g_new (gint32, n + 1);
  for (gsize code = 0; code < n; code++)
  {
    gboolean is_alliance = code < (gsize)nation->n_alliances;
    nation->code_table[code] = is_alliance ? DJ_TABLE_ALLIANCE : DJ_TABLE_ORGANIZATION;
    nation->code_row[code] = (gint32)(code - (is_alliance ? 0 : (gsize)nation->n_alliances));
  }
}

/* In the generated register all seats are organizations', and all alliances are there on the day. */
void nation_need_seats (Nation *nation)
{
  if (nation->seat_alliance)
    return;
  if (!nation->id_of_row)
    number_rows (nation);
  g_autoptr (DjFrame) organizations = dj_register_get_table (nation->reg, DJ_TABLE_ORGANIZATION);
  g_autoptr (DjFrame) linked = dj_register_get_linked_table (nation->reg, DJ_TABLE_SEAT);
  gsize n = (gsize)dj_frame_get_n_rows (linked);
  int table = nation_find_column (linked, "body_table");
  for (gsize row = 0; row < n; row++)
    nation_insist (strcmp (dj_frame_get_text (linked, (gint64)row, table), "organization") == 0, NULL);
  nation->n_alliances = dj_register_get_n_rows (nation->reg, DJ_TABLE_ALLIANCE);
  nation->n_seats = (gint32)n;
  nation->seat_alliance = nation_copy_rows (linked, "alliance");
  nation->seat_body = nation_copy_rows (linked, "body");
  nation->seat_since = g_memdup2 (nation_get_dates (linked, "since"), n * sizeof (DjDate));
  nation->seat_until = g_memdup2 (nation_get_dates (linked, "until"), n * sizeof (DjDate));
  nation->n_organization_rows = (gint32)dj_frame_get_n_rows (organizations);
  nation->form = g_memdup2 (nation_get_codes (organizations, "form"), (gsize)nation->n_organization_rows);
  number_codes (nation);
  for (gsize row = 0; row < n; row++)
    nation->seat_body[row] += nation->n_alliances;
}
