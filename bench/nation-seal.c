/* SPDX-License-Identifier: Apache-2.0 */
/* Q12: sealing; and the least that it has to do, from columns of whole numbers. */
#include "nation.h"

/* What the bare loop is given: columns with row numbers in the place of codes. */
typedef struct
{
  DjFrame *organizations;
  DjFrame *subordinations;
  DjFrame *memberships;
  DjFrame *persons;
  gint32 *holding_row; /* of each row of an organization: the row of the same code that holds on the day, or -1 */
  gint32 *below;       /* of each subordination */
  gint32 *above;
} Given;

/* What it makes. */
typedef struct
{
  gint32 n;
  gint32 *id_of_row;
  gint32 *row;
  gint32 *superior;
  gint32 *end;
  gint32 *affiliation;
  gint32 n_members;
  gint32 *member;
  guint8 *cell;
  gint32 *start;
  gint32 *formal;
  gint32 *probationary;
  gint32 n_parts;
  gint32 *part_person;
  gint32 *part_organization;
} Sealed;

static void clear_sealed (Sealed *sealed)
{
  gpointer arrays[] = { sealed->id_of_row,   sealed->row,          sealed->superior,    sealed->end,
                        sealed->affiliation, sealed->member,       sealed->cell,        sealed->start,
                        sealed->formal,      sealed->probationary, sealed->part_person, sealed->part_organization };
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  memset (sealed, 0, sizeof *sealed);
}

static gint32 *new_ids (gint32 n)
{
  gint32 *ids = g_new (gint32, (gsize)n + 1);
  memset (ids, 0xff, ((gsize)n + 1) * sizeof (gint32));
  return ids;
}

/* ---- The tree ----------------------------------------------------------------------------------------------------- */

/* Of each row that holds the row above it, -1 for a root; -2 for rows that do not hold. */
static gint32 *find_superiors (const Nation *nation, const Given *given)
{
  gint32 n_rows = (gint32)dj_frame_get_n_rows (given->organizations);
  gint32 n_subordinations = (gint32)dj_frame_get_n_rows (given->subordinations);
  const DjDate *since = nation_get_dates (given->subordinations, "since");
  const DjDate *until = nation_get_dates (given->subordinations, "until");
  gint32 *superior = g_new0 (gint32, (gsize)n_rows + 1);
  for (gint32 row = 0; row < n_rows; row++)
    superior[row] = given->holding_row[row] == row ? -1 : -2;
  for (gint32 i = 0; i < n_subordinations; i++)
    if (nation_holds (since[i], until[i], nation->on))
    {
      gint32 below = given->holding_row[given->below[i]];
      if (below >= 0)
        superior[below] = given->holding_row[given->above[i]];
    }
  return superior;
}

/* Rows grouped by the row above, the roots first; each group in order. */
static gint32 *group_rows (const gint32 *superior, gint32 n_rows, gint32 *start)
{
  gint32 *grouped = g_new (gint32, (gsize)n_rows + 1);
  memset (start, 0, ((gsize)n_rows + 3) * sizeof (gint32));
  for (gint32 row = 0; row < n_rows; row++)
    if (superior[row] > -2)
      start[superior[row] + 3]++;
  for (gint32 i = 2; i <= n_rows + 1; i++)
    start[i + 1] += start[i];
  for (gint32 row = 0; row < n_rows; row++)
    if (superior[row] > -2)
      grouped[start[superior[row] + 2]++] = row;
  return grouped;
}

/* Depth first, without a stack: of each row it is kept which of those below comes next. */
static void number_rows (Sealed *sealed, const gint32 *superior, gint32 n_rows)
{
  g_autofree gint32 *start = g_new (gint32, (gsize)n_rows + 3);
  g_autofree gint32 *grouped = group_rows (superior, n_rows, start);
  g_autofree gint32 *next = g_memdup2 (start, ((gsize)n_rows + 2) * sizeof (gint32));
  for (gint32 at = -1; at >= -1;)
  {
    if (next[at + 1] < start[at + 2])
    {
      gint32 row = grouped[next[at + 1]++];
      sealed->superior[sealed->n] = at < 0 ? -1 : sealed->id_of_row[at];
      sealed->row[sealed->n] = row;
      sealed->id_of_row[row] = sealed->n++;
      at = row;
      continue;
    }
    if (at < 0)
      break;
    sealed->end[sealed->id_of_row[at]] = sealed->n;
    at = superior[at];
  }
}

static void seal_tree (const Nation *nation, const Given *given, Sealed *sealed)
{
  gint32 n_rows = (gint32)dj_frame_get_n_rows (given->organizations);
  g_autofree gint32 *superior = find_superiors (nation, given);
  sealed->id_of_row = new_ids (n_rows);
  sealed->row = g_new (gint32, (gsize)n_rows + 1);
  sealed->superior = g_new (gint32, (gsize)n_rows + 1);
  sealed->end = g_new (gint32, (gsize)n_rows + 1);
  number_rows (sealed, superior, n_rows);
}

/* ---- People ------------------------------------------------------------------------------------------------------- */

static void read_memberships (const Nation *nation, const Given *given, Sealed *sealed, gint32 *persons,
                              gint32 *organizations)
{
  const guint8 *kinds = nation_get_codes (given->memberships, "kind");
  const DjDate *since = nation_get_dates (given->memberships, "since");
  const DjDate *until = nation_get_dates (given->memberships, "until");
  const DjDate *left = nation_get_dates (given->persons, "left");
  const DjDate *admitted = nation_get_dates (given->persons, "admitted");
  sealed->affiliation = new_ids (nation->n_persons);
  for (gint32 i = 0; i < nation->n_memberships; i++)
  {
    gint32 person = nation->membership_person[i], row = given->holding_row[nation->membership_organization[i]];
    if (!nation_holds (since[i], until[i], nation->on) || row < 0
        || !nation_holds (DJ_DATE_NONE, left[person], nation->on))
      continue;
    if (kinds[i] != DJ_MEMBERSHIP_AFFILIATION)
    {
      persons[sealed->n_parts] = person;
      organizations[sealed->n_parts++] = sealed->id_of_row[row];
    }
    else if (admitted[person] <= nation->on)
      sealed->affiliation[person] = sealed->id_of_row[row];
  }
}

static void order_parts (const Nation *nation, Sealed *sealed, const gint32 *persons, const gint32 *organizations)
{
  g_autofree gint32 *places = g_new0 (gint32, (gsize)nation->n_persons + 1);
  sealed->part_person = g_new (gint32, (gsize)sealed->n_parts + 1);
  sealed->part_organization = g_new (gint32, (gsize)sealed->n_parts + 1);
  for (gint32 i = 0; i < sealed->n_parts; i++)
    places[persons[i]]++;
  nation_sum_up (places, nation->n_persons);
  for (gint32 i = 0; i < sealed->n_parts; i++)
  {
    gint32 place = places[persons[i]]++;
    sealed->part_person[place] = persons[i];
    sealed->part_organization[place] = organizations[i];
  }
}

/* ---- Members, clustered ------------------------------------------------------------------------------------------- */

/* A member on the way to the organization. */
typedef struct
{
  gint32 person;
  gint32 organization;
  guint8 cell;
  guint8 status;
} Member;

/* So many organizations share a bucket. */
#define BUCKET_BITS 11

typedef struct
{
  const Nation *nation;
  const guint8 *sexes;
  const guint8 *educations;
  const DjDate *born;
  const DjDate *full;
  const DjDate *admitted;
  DjDate last_births[NATION_BANDS - 1];
} Persons;

static Member describe (const Persons *persons, gint32 row, gint32 organization)
{
  gint32 band = 0;
  for (gsize i = 0; i < NATION_BANDS - 1; i++)
    band += persons->born[row] <= persons->last_births[i];
  gint32 cell = ((persons->sexes[row] - 1) * NATION_BANDS + band) * persons->nation->n_educations
                + persons->educations[row] - 1;
  DjDate full = persons->full[row];
  guint8 status = full != DJ_DATE_NONE && full <= persons->nation->on              ? DJ_STATUS_FORMAL
                  : full != DJ_DATE_NONE || persons->admitted[row] != DJ_DATE_NONE ? DJ_STATUS_PROBATIONARY
                                                                                   : DJ_STATUS_NONE;
  return (Member){ row, organization, (guint8)cell, status };
}

/* Members in buckets of neighbouring organizations; @begins of each bucket, one more. */
static Member *partition (const Persons *persons, const Sealed *sealed, gint32 n_buckets, gint32 *begins)
{
  const gint32 *affiliation = sealed->affiliation;
  for (gint32 person = 0; person < persons->nation->n_persons; person++)
    if (affiliation[person] >= 0)
      begins[affiliation[person] >> BUCKET_BITS]++;
  nation_sum_up (begins, n_buckets);
  Member *members = g_new0 (Member, (gsize)begins[n_buckets] + 1);
  g_autofree gint32 *places = g_memdup2 (begins, ((gsize)n_buckets + 1) * sizeof (gint32));
  for (gint32 person = 0; person < persons->nation->n_persons; person++)
    if (affiliation[person] >= 0)
      members[places[affiliation[person] >> BUCKET_BITS]++] = describe (persons, person, affiliation[person]);
  return members;
}

/* Within a bucket each member goes to the place of the organization. */
static void scatter (Sealed *sealed, const Member *members, gint32 begin, gint32 end, gint32 first, gint32 last)
{
  for (gint32 i = begin; i < end; i++)
    sealed->start[members[i].organization]++;
  for (gint32 id = first, place = begin; id < last; id++)
  {
    gint32 n = sealed->start[id];
    sealed->start[id] = place;
    place += n;
  }
  for (gint32 i = begin; i < end; i++)
  {
    gint32 organization = members[i].organization, place = sealed->start[organization]++;
    sealed->member[place] = members[i].person;
    sealed->cell[place] = members[i].cell;
    sealed->formal[organization] += members[i].status == DJ_STATUS_FORMAL;
    sealed->probationary[organization] += members[i].status == DJ_STATUS_PROBATIONARY;
  }
  for (gint32 id = last - 1; id > first; id--)
    sealed->start[id] = sealed->start[id - 1];
  sealed->start[first] = begin;
}

static Persons open_persons (const Nation *nation, const Given *given)
{
  Persons persons = { .nation = nation,
                      .sexes = nation_get_codes (given->persons, "sex"),
                      .educations = nation_get_codes (given->persons, "education"),
                      .born = nation_get_dates (given->persons, "born"),
                      .full = nation_get_dates (given->persons, "full"),
                      .admitted = nation_get_dates (given->persons, "admitted") };
  nation_find_last_births (nation->on, persons.last_births);
  return persons;
}

static void cluster (const Nation *nation, const Given *given, Sealed *sealed)
{
  Persons persons = open_persons (nation, given);
  gint32 n_buckets = (sealed->n >> BUCKET_BITS) + 1;
  g_autofree gint32 *begins = g_new0 (gint32, (gsize)n_buckets + 1);
  g_autofree Member *members = partition (&persons, sealed, n_buckets, begins);
  sealed->n_members = begins[n_buckets];
  sealed->member = g_new (gint32, (gsize)sealed->n_members + 1);
  sealed->cell = g_new (guint8, (gsize)sealed->n_members + 1);
  sealed->start = g_new0 (gint32, (gsize)sealed->n + 1);
  sealed->formal = g_new0 (gint32, (gsize)sealed->n + 1);
  sealed->probationary = g_new0 (gint32, (gsize)sealed->n + 1);
  for (gint32 bucket = 0; bucket < n_buckets; bucket++)
  {
    gint32 first = bucket << BUCKET_BITS, last = MIN (first + (1 << BUCKET_BITS), sealed->n);
    if (first < last)
      scatter (sealed, members, begins[bucket], begins[bucket + 1], first, last);
  }
  sealed->start[sealed->n] = sealed->n_members;
  nation_sum_up (sealed->formal, sealed->n);
  nation_sum_up (sealed->probationary, sealed->n);
}

/* ---- The question ------------------------------------------------------------------------------------------------- */

/* One behind the other; the first is what the bare loop is given. */
typedef struct
{
  Given given;
  Sealed sealed;
} Sealing;

static void free_sealing (gpointer data)
{
  Sealing *sealing = data;
  dj_frame_unref (sealing->given.organizations);
  dj_frame_unref (sealing->given.subordinations);
  dj_frame_unref (sealing->given.memberships);
  dj_frame_unref (sealing->given.persons);
  g_free (sealing->given.holding_row);
  g_free (sealing->given.below);
  g_free (sealing->given.above);
  clear_sealed (&sealing->sealed);
  g_free (sealing);
}

static void find_holding_rows (const Nation *nation, Given *given)
{
  gint32 n_rows = (gint32)dj_frame_get_n_rows (given->organizations);
  const DjDate *since = nation_get_dates (given->organizations, "since");
  const DjDate *until = nation_get_dates (given->organizations, "until");
  g_autofree gint32 *row_of_id = new_ids (nation->n);
  for (gint32 row = 0; row < n_rows; row++)
    if (nation_holds (since[row], until[row], nation->on))
      row_of_id[nation->id_of_row[row]] = row;
  given->holding_row = new_ids (n_rows);
  for (gint32 row = 0; row < n_rows; row++)
    given->holding_row[row] = nation->id_of_row[row] < 0 ? -1 : row_of_id[nation->id_of_row[row]];
}

static void open_sealing (Task *task)
{
  Nation *nation = task->nation;
  nation_need_sums (nation);
  nation_need_cells (nation);
  nation_need_participations (nation);
  nation_need_memberships (nation);
  Sealing *sealing = g_new0 (Sealing, 1);
  Given *given = &sealing->given;
  given->organizations = dj_register_get_table (nation->reg, DJ_TABLE_ORGANIZATION);
  given->subordinations = dj_register_get_table (nation->reg, DJ_TABLE_SUBORDINATION);
  given->memberships = dj_register_get_table (nation->reg, DJ_TABLE_MEMBERSHIP);
  given->persons = dj_register_get_table (nation->reg, DJ_TABLE_PERSON);
  g_autoptr (DjFrame) linked = dj_register_get_linked_table (nation->reg, DJ_TABLE_SUBORDINATION);
  given->below = nation_copy_rows (linked, "organization");
  given->above = nation_copy_rows (linked, "superior");
  find_holding_rows (nation, given);
  task->peak_mib = nation->sealing_peak_mib;
  task->made = sealing;
  task->free_made = free_sealing;
  task->rows = (gint64)nation->n_memberships + nation->n_persons + dj_frame_get_n_rows (given->organizations);
}

static void seal (Task *task)
{
  GError *error = NULL;
  task->nation->view = dj_register_seal (task->nation->reg, task->nation->on, &error);
  nation_insist (task->nation->view != NULL, error);
}

static void seal_bare (Task *task)
{
  const Nation *nation = task->nation;
  Sealing *sealing = task->made;
  clear_sealed (&sealing->sealed);
  g_autofree gint32 *persons = g_new0 (gint32, (gsize)nation->n_memberships + 1);
  g_autofree gint32 *organizations = g_new0 (gint32, (gsize)nation->n_memberships + 1);
  seal_tree (nation, &sealing->given, &sealing->sealed);
  read_memberships (nation, &sealing->given, &sealing->sealed, persons, organizations);
  order_parts (nation, &sealing->sealed, persons, organizations);
  cluster (nation, &sealing->given, &sealing->sealed);
}

static void add_hash (GArray *answer, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;
  guint64 hash = G_GUINT64_CONSTANT (0xCBF29CE484222325);
  for (gsize i = 0; i < size; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001B3);
  gint64 number = (gint64)hash;
  g_array_append_val (answer, number);
}

/* Both as the hashes of what was made; what the view has is asked of it by public calls. */
static GArray *answer_sealing (const Task *task, gboolean is_bare)
{
  const Nation *nation = task->nation;
  const Sealing *sealing = task->made;
  Sealed sealed = { .n = nation->n,
                    .superior = nation->superior,
                    .end = nation->end,
                    .start = nation->start,
                    .formal = nation->formal,
                    .probationary = nation->probationary,
                    .n_members = nation->n_members,
                    .member = nation->member,
                    .cell = nation->cell,
                    .n_parts = nation->n_parts,
                    .part_person = nation->part_person,
                    .part_organization = nation->part_organization };
  if (is_bare)
    sealed = sealing->sealed;
  gint64 sizes[] = { sealed.n, sealed.n_members, sealed.n_parts };
  GArray *answer = nation_answer_numbers (sizes, G_N_ELEMENTS (sizes));
  gsize n = (gsize)sealed.n * sizeof (gint32), n_sums = n + sizeof (gint32);
  add_hash (answer, sealed.superior, n);
  add_hash (answer, sealed.end, n);
  add_hash (answer, sealed.start, n_sums);
  add_hash (answer, sealed.formal, n_sums);
  add_hash (answer, sealed.probationary, n_sums);
  add_hash (answer, sealed.member, (gsize)sealed.n_members * sizeof (gint32));
  add_hash (answer, sealed.cell, (gsize)sealed.n_members);
  add_hash (answer, sealed.part_person, (gsize)sealed.n_parts * sizeof (gint32));
  add_hash (answer, sealed.part_organization, (gsize)sealed.n_parts * sizeof (gint32));
  return answer;
}

static void close_sealing (Task *task) { nation_drop_memberships (task->nation); }

const Question nation_seal_question
    = { "Q12",        "seal from unsorted columns", nation_drop_view, open_sealing, seal, seal_bare, answer_sealing,
        close_sealing };
