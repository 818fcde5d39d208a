/* SPDX-License-Identifier: Apache-2.0 */
/* The people of a view: who is affiliated where, who takes part where, and the members clustered by organization. */
#include "view/view-private.h"

#include <string.h>

/* ---- Memberships ------------------------------------------------------------------------------------------------- */

/* The columns of the table membership. */
typedef struct
{
  const DjTableData *table;
  const gint32 *persons;
  const gint32 *organizations;
  const guint8 *kinds;
  DjHolding holding;
} Memberships;

static Memberships open_memberships (const DjView *view)
{
  const DjTableData *table = view->home->state->tables[DJ_TABLE_MEMBERSHIP];
  return (Memberships){ .table = table,
                        .persons = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_PERSON),
                        .organizations = dj_table_texts (table, DJ_COLUMN_MEMBERSHIP_ORGANIZATION),
                        .kinds = dj_table_codes (table, DJ_COLUMN_MEMBERSHIP_KIND),
                        .holding = dj_holding (table, view->home->on) };
}

static gboolean is_affiliation (const Memberships *memberships, gint32 row)
{
  return memberships->kinds && memberships->kinds[row] == DJ_MEMBERSHIP_AFFILIATION;
}

static gint32 count_parts (const Memberships *memberships)
{
  gint32 n = 0;
  for (gint32 row = 0; row < memberships->table->n_rows; row++)
    n += dj_holds (&memberships->holding, row) & !is_affiliation (memberships, row);
  return n;
}

static gboolean has_left (const DjView *view, gint32 person)
{
  DjDate left = view->left ? view->left[person] : DJ_DATE_NONE;
  return left != DJ_DATE_NONE && left <= view->home->on;
}

/* Who has a day of admission that is still to come is not a member yet; who has none counts by affiliation alone. */
static gboolean may_be_member (const DjView *view, gint32 person)
{
  return !view->admitted || view->admitted[person] <= view->home->on;
}

static void take_membership (DjView *view, const Memberships *memberships, gint32 row)
{
  const DjState *state = view->home->state;
  gint32 organization = dj_forest_find (&view->home->organizations, state, memberships->organizations[row]);
  DjTable table;
  gint32 person = dj_state_find_code (state, memberships->persons[row], &table);
  if (organization < 0 || person < 0 || table != DJ_TABLE_PERSON || has_left (view, person))
    return;
  if (!is_affiliation (memberships, row))
    view->parts[view->n_parts++] = (DjPart){ person, organization };
  else if (may_be_member (view, person) && view->affiliation[person] < 0)
    view->affiliation[person] = organization;
}

/* ---- Participations in the order of people ----------------------------------------------------------------------- */

static gboolean are_in_order (const DjPart *parts, gint32 n)
{
  gint32 i = 1;
  while (i < n && parts[i - 1].person <= parts[i].person)
    i++;
  return i >= n;
}

/* Counting sort by person; registers written person by person need none. */
static gboolean order_parts (DjView *view, GError **error)
{
  if (are_in_order (view->parts, view->n_parts))
    return TRUE;
  g_autofree gint32 *places = DJ_TRY_NEW (gint32, view->n_persons, error);
  DjPart *ordered = places ? DJ_TRY_NEW (DjPart, view->n_parts, error) : NULL;
  if (!ordered)
    return FALSE;
  memset (places, 0, (gsize)view->n_persons * sizeof (gint32));
  for (gint32 i = 0; i < view->n_parts; i++)
    places[view->parts[i].person]++;
  gint32 begin = 0;
  for (gint32 person = 0; person < view->n_persons; person++)
  {
    gint32 size = places[person];
    places[person] = begin;
    begin += size;
  }
  for (gint32 i = 0; i < view->n_parts; i++)
    ordered[places[view->parts[i].person]++] = view->parts[i];
  g_free (view->parts);
  view->parts = ordered;
  return TRUE;
}

gboolean dj_view_load_people (DjView *view, GError **error)
{
  Memberships memberships = open_memberships (view);
  if (!(view->affiliation = DJ_TRY_NEW (gint32, view->n_persons, error))
      || !(view->parts = DJ_TRY_NEW (DjPart, count_parts (&memberships), error)))
    return FALSE;
  memset (view->affiliation, 0xff, (gsize)view->n_persons * sizeof (gint32));
  for (gint32 row = 0; memberships.persons && memberships.organizations && row < memberships.table->n_rows; row++)
    if (dj_holds (&memberships.holding, row))
      take_membership (view, &memberships, row);
  return order_parts (view, error);
}

/* ---- Members clustered by organization --------------------------------------------------------------------------- */

/* A member while being sorted: status in 2 bits, organization in 31, person in 31. */
#define PACK(status, organization, person) ((guint64)(status) << 62 | (guint64)(organization) << 31 | (guint64)(person))
#define PACKED_STATUS(packed) ((guint)((packed) >> 62))
#define PACKED_ORGANIZATION(packed) ((gint32)((packed) >> 31 & G_MAXINT32))
#define PACKED_PERSON(packed) ((gint32)((packed)&G_MAXINT32))

/* The first pass goes to so many buckets of neighbouring organizations: few enough that each has a cache line to be written to. */
#define MAX_BUCKETS 2048

static gboolean allocate_cluster (DjView *view, GError **error)
{
  gsize n = (gsize)view->tree->organizations.n + 1;
  if (!(view->start = DJ_TRY_NEW (gint32, n, error)) || !(view->formal = DJ_TRY_NEW (gint32, n, error))
      || !(view->probationary = DJ_TRY_NEW (gint32, n, error)))
    return FALSE;
  memset (view->start, 0, n * sizeof (gint32));
  memset (view->formal, 0, n * sizeof (gint32));
  memset (view->probationary, 0, n * sizeof (gint32));
  return TRUE;
}

/* Leaves in start[id] where the members of each organization begin. */
static void count_cluster (DjView *view)
{
  for (gint32 person = 0; person < view->n_persons; person++)
    if (view->affiliation[person] >= 0)
      view->start[view->affiliation[person]]++;
  gint32 begin = 0;
  for (gint32 id = 0; id <= view->tree->organizations.n; id++)
  {
    gint32 size = view->start[id];
    view->start[id] = begin;
    begin += size;
  }
  view->n_members = begin;
}

/* First pass: into buckets, which begin where their first organization's members will. */
static void partition (const DjView *view, int shift, guint64 *packed)
{
  gint32 places[MAX_BUCKETS];
  gint32 n = view->tree->organizations.n;
  for (gint32 bucket = 0; bucket < MAX_BUCKETS && (gint64)bucket << shift < n; bucket++)
    places[bucket] = view->start[bucket << shift];
  for (gint32 person = 0; person < view->n_persons; person++)
  {
    gint32 id = view->affiliation[person];
    if (id >= 0)
      packed[places[id >> shift]++] = PACK (dj_view_status_of_row (view, person), id, person);
  }
}

/* Second pass: within each bucket to its organization. Moves start[id] to where the members end. */
static void scatter (DjView *view, const guint64 *packed)
{
  for (gint32 i = 0; i < view->n_members; i++)
  {
    gint32 id = PACKED_ORGANIZATION (packed[i]);
    view->member[view->start[id]++] = PACKED_PERSON (packed[i]);
    view->formal[id] += PACKED_STATUS (packed[i]) == DJ_STATUS_FORMAL;
    view->probationary[id] += PACKED_STATUS (packed[i]) == DJ_STATUS_PROBATIONARY;
  }
}

/* Turns the number of each organization into the sum of those before it. */
static void sum_up (gint32 *values, gint32 n)
{
  gint32 sum = 0;
  for (gint32 id = 0; id <= n; id++)
  {
    gint32 value = values[id];
    values[id] = sum;
    sum += value;
  }
}

/* Two passes of counting sort. One pass would write to as many places in turn as there are organizations, and miss the cache each time. */
gboolean dj_view_cluster (DjView *view, GError **error)
{
  gint32 n = view->tree->organizations.n;
  int shift = 0;
  while (n >> shift >= MAX_BUCKETS)
    shift++;
  if (!allocate_cluster (view, error))
    return FALSE;
  count_cluster (view);
  g_autofree guint64 *packed = DJ_TRY_NEW (guint64, view->n_members, error);
  if (!packed || !(view->member = DJ_TRY_NEW (gint32, view->n_members, error)))
    return FALSE;
  partition (view, shift, packed);
  scatter (view, packed);
  memmove (view->start + 1, view->start, (gsize)n * sizeof (gint32));
  view->start[0] = 0;
  sum_up (view->formal, n);
  sum_up (view->probationary, n);
  return TRUE;
}
