/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about people and members. */
#include "view/view-private.h"

#include <string.h>

/* ---- By code ----------------------------------------------------------------------------------------------------- */

static DjPersonId find_by_code (const DjState *state, const char *code)
{
  gint32 text = code ? dj_texts_find (state->texts, code, -1) : DJ_TEXT_NONE;
  DjTable table;
  gint32 row = dj_state_find_code (state, text, &table);
  return row >= 0 && table == DJ_TABLE_PERSON ? row : DJ_NONE;
}

void dj_view_person_many (DjView *view, const char *const *codes, gsize n, DjPersonId *out)
{
  g_return_if_fail (view != NULL && ((codes && out) || n == 0));
  for (gsize i = 0; i < n; i++)
    out[i] = find_by_code (view->home->state, codes[i]);
}

DjPersonId dj_view_person (DjView *view, const char *code)
{
  DjPersonId id = DJ_NONE;
  dj_view_person_many (view, &code, 1, &id);
  return id;
}

/* ---- Records ----------------------------------------------------------------------------------------------------- */

static void fill_person (const DjState *state, gint32 row, DjPerson *out)
{
  const DjTableData *table = state->tables[DJ_TABLE_PERSON];
#define TEXT(column) dj_state_get_cell (state, DJ_TABLE_PERSON, DJ_COLUMN_PERSON_##column, row)
#define DAY(column) dj_table_get_date (table, DJ_COLUMN_PERSON_##column, row)
  *out = (DjPerson){
    .code = TEXT (CODE),
    .name = TEXT (NAME),
    .sex = (DjSex)dj_table_get_code (table, DJ_COLUMN_PERSON_SEX, row),
    .born = DAY (BORN),
    .education = (DjEducation)dj_table_get_code (table, DJ_COLUMN_PERSON_EDUCATION, row),
    .employer = TEXT (EMPLOYER),
    .residence = TEXT (RESIDENCE),
    .member_class = (DjMemberClass)dj_table_get_code (table, DJ_COLUMN_PERSON_CLASS, row),
    .applied = DAY (APPLIED),
    .activist = DAY (ACTIVIST),
    .target = DAY (TARGET),
    .admitted = DAY (ADMITTED),
    .full = DAY (FULL),
    .left = DAY (LEFT),
    .left_how = (DjLeftHow)dj_table_get_code (table, DJ_COLUMN_PERSON_LEFT_HOW, row),
    .occupation = (DjOccupation)dj_table_get_code (table, DJ_COLUMN_PERSON_OCCUPATION, row),
  };
#undef TEXT
#undef DAY
}

void dj_view_get_person_many (DjView *view, const DjPersonId *ids, gsize n, DjPerson *out)
{
  static const DjPerson missing = { .born = DJ_DATE_NONE,
                                    .applied = DJ_DATE_NONE,
                                    .activist = DJ_DATE_NONE,
                                    .target = DJ_DATE_NONE,
                                    .admitted = DJ_DATE_NONE,
                                    .full = DJ_DATE_NONE,
                                    .left = DJ_DATE_NONE };
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  for (gsize i = 0; i < n; i++)
    if (dj_is_within (ids[i], view->n_persons))
      fill_person (view->home->state, ids[i], &out[i]);
    else
      out[i] = missing;
}

gboolean dj_view_get_person (DjView *view, DjPersonId id, DjPerson *out)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  dj_view_get_person_many (view, &id, 1, out);
  return dj_is_within (id, view->n_persons);
}

/* ---- Members ----------------------------------------------------------------------------------------------------- */

void dj_view_get_affiliation_many (DjView *view, const DjPersonId *ids, gsize n, DjOrganizationId *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  dj_look_up_many (view->affiliation, view->n_persons, ids, n, out);
}

DjOrganizationId dj_view_get_affiliation (DjView *view, DjPersonId id)
{
  DjOrganizationId affiliation = DJ_NONE;
  dj_view_get_affiliation_many (view, &id, 1, &affiliation);
  return affiliation;
}

void dj_view_get_status_many (DjView *view, const DjPersonId *ids, gsize n, DjMemberStatus *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  for (gsize i = 0; i < n; i++)
    out[i] = dj_is_within (ids[i], view->n_persons) && view->affiliation[ids[i]] >= 0
                 ? dj_view_status_of_row (view, ids[i])
                 : DJ_STATUS_NONE;
}

DjMemberStatus dj_view_get_status (DjView *view, DjPersonId id)
{
  DjMemberStatus status = DJ_STATUS_NONE;
  dj_view_get_status_many (view, &id, 1, &status);
  return status;
}

const DjPersonId *dj_view_get_members_many (DjView *view, const DjOrganizationId *ids, gsize n, gboolean subtree,
                                            gsize *starts, gsize *lengths)
{
  g_return_val_if_fail (view != NULL && ((ids && starts && lengths) || n == 0), NULL);
  const DjForest *forest = &view->tree->organizations;
  for (gsize i = 0; i < n; i++)
  {
    gboolean exists = dj_is_within (ids[i], forest->n);
    gint32 begin = exists ? ids[i] : 0;
    gint32 end = !exists ? 0 : subtree ? forest->end[begin] : begin + 1;
    starts[i] = (gsize)view->start[begin];
    lengths[i] = (gsize)(view->start[end] - view->start[begin]);
  }
  return view->member;
}

static const DjPersonId *get_members (DjView *view, DjOrganizationId id, gboolean subtree, gsize *n)
{
  gsize start = 0, length = 0;
  const DjPersonId *members = dj_view_get_members_many (view, &id, 1, subtree, &start, &length);
  if (n)
    *n = length;
  return members ? members + start : NULL;
}

const DjPersonId *dj_view_get_members (DjView *view, DjOrganizationId id, gsize *n)
{
  return get_members (view, id, FALSE, n);
}

const DjPersonId *dj_view_get_subtree_members (DjView *view, DjOrganizationId id, gsize *n)
{
  return get_members (view, id, TRUE, n);
}

/* ---- Numbers ----------------------------------------------------------------------------------------------------- */

/* Members up to each organization, of one status or all. */
static const gint32 *get_sums (const DjView *view, DjMemberStatus status)
{
  return status == DJ_STATUS_FORMAL         ? view->formal
         : status == DJ_STATUS_PROBATIONARY ? view->probationary
                                            : view->start;
}

void dj_view_count_members_many (DjView *view, const DjOrganizationId *ids, gsize n, DjMemberStatus status, gint64 *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  const DjForest *forest = &view->tree->organizations;
  const gint32 *sums = get_sums (view, status);
  for (gsize i = 0; i < n; i++)
    out[i] = dj_is_within (ids[i], forest->n) ? sums[forest->end[ids[i]]] - sums[ids[i]] : 0;
}

gint64 dj_view_count_members (DjView *view, DjOrganizationId id, DjMemberStatus status)
{
  gint64 count = 0;
  dj_view_count_members_many (view, &id, 1, status, &count);
  return count;
}

static gpointer make_people (gpointer data)
{
  DjView *view = data;
  gint32 n = view->tree->organizations.n;
  gint64 *people = g_new0 (gint64, (gsize)n + 1);
  dj_view_count_distinct (view, &view->tree->organizations, NULL, 0, n, people);
  return people;
}

void dj_view_count_people_many (DjView *view, const DjOrganizationId *ids, gsize n, gint64 *out)
{
  g_return_if_fail (view != NULL && ((ids && out) || n == 0));
  const gint64 *people = dj_make_once (&view->people, &view->lock, make_people, view);
  for (gsize i = 0; i < n; i++)
    out[i] = dj_is_within (ids[i], view->tree->organizations.n) ? people[ids[i]] : 0;
}

gint64 dj_view_count_people (DjView *view, DjOrganizationId id)
{
  gint64 count = 0;
  dj_view_count_people_many (view, &id, 1, &count);
  return count;
}

/* ---- Sizes ------------------------------------------------------------------------------------------------------- */

/*
 * Which organizations are of a wrong size is a bit each, found by blocks without a branch, since which it will be cannot be guessed;
 * then the bits become ids. Reading the columns is what takes the time, so ends of subtrees are read only where organizations of the kind
 * have any below them: branches, most of all, have none.
 */
#define BLOCK 64

/* For each kind whether an organization of it has others below it. */
static gpointer make_kinds_with_others (DjTree *tree)
{
  const DjForest *forest = &tree->organizations;
  guint8 *kinds = g_new0 (guint8, 256);
  for (gint32 id = 0; id < forest->n; id++)
    kinds[forest->kind[id]] |= forest->end[id] != id + 1;
  return kinds;
}

static gboolean has_others_below (DjTree *tree, DjOrganizationKind kind)
{
  static const char key;
  const guint8 *kinds = dj_tree_get_extra (tree, &key, make_kinds_with_others, g_free);
  return kinds[kind];
}

/* What is looked for, and what each part found. Sizes from @least on are right, @n_right of them. */
typedef struct
{
  const DjForest *forest;
  const gint32 *ends; /* NULL where nobody is below an organization of the kind */
  const gint32 *sums;
  guint8 kind;
  guint32 least;
  guint32 n_right;
  gint n_parts;
  guint64 *wrong; /* a bit for each organization */
  gsize *n_wrong; /* of each part; then where its ids begin */
  DjOrganizationId *out;
  gsize size;
} Sizing;

static inline guint8 is_wrong (const Sizing *sizing, gint32 id, gint32 end)
{
  guint32 members = (guint32)(sizing->sums[end] - sizing->sums[id]);
  return (guint8)((sizing->forest->kind[id] == sizing->kind) & (members - sizing->least >= sizing->n_right));
}

static void look_at_block (const Sizing *sizing, gint32 begin, gint32 n, guint8 wrong[BLOCK])
{
  if (sizing->ends)
    for (gint32 i = 0; i < n; i++)
      wrong[i] = is_wrong (sizing, begin + i, sizing->ends[begin + i]);
  else
    for (gint32 i = 0; i < n; i++)
      wrong[i] = is_wrong (sizing, begin + i, begin + i + 1);
}

/* Bytes of 0 and 1 become the bits of a number, the first one the lowest. Adds how many are 1. */
static guint64 pack_bytes (const guint8 wrong[BLOCK], gsize *n)
{
  guint64 bits = 0, sums = 0;
  for (gsize i = 0; i < BLOCK / 8; i++)
  {
    guint64 bytes;
    memcpy (&bytes, wrong + 8 * i, sizeof bytes);
    bytes = GUINT64_FROM_LE (bytes);
    bits |= (bytes * G_GUINT64_CONSTANT (0x0102040810204080) >> 56) << (8 * i);
    sums += bytes;
  }
  *n += (gsize)(sums * G_GUINT64_CONSTANT (0x0101010101010101) >> 56);
  return bits;
}

static gint32 count_blocks (const Sizing *sizing) { return (gint32)(((gint64)sizing->forest->n + BLOCK - 1) / BLOCK); }

static void find_wrong_sizes (gint part, gpointer data)
{
  const Sizing *sizing = data;
  DjRange blocks = dj_get_part (count_blocks (sizing), part, sizing->n_parts);
  gsize n_wrong = 0;
  for (gint64 block = blocks.begin; block < blocks.end; block++)
  {
    guint8 wrong[BLOCK] = { 0 };
    gint32 begin = (gint32)(block * BLOCK), n = sizing->forest->n - begin;
    if (n >= BLOCK) /* a number known beforehand makes better code */
      look_at_block (sizing, begin, BLOCK, wrong);
    else
      look_at_block (sizing, begin, n, wrong);
    sizing->wrong[block] = pack_bytes (wrong, &n_wrong);
  }
  sizing->n_wrong[part] = n_wrong;
}

static void list_wrong_sizes (gint part, gpointer data)
{
  const Sizing *sizing = data;
  DjRange blocks = dj_get_part (count_blocks (sizing), part, sizing->n_parts);
  gsize place = sizing->n_wrong[part];
  for (gint64 block = blocks.begin; block < blocks.end; block++)
    for (guint64 bits = sizing->wrong[block]; bits && place < sizing->size; bits &= bits - 1)
      sizing->out[place++] = (DjOrganizationId)(block * BLOCK) + __builtin_ctzll (bits);
}

/* Sizes are numbers of 31 bits; where none is right, @n_right is 0. */
static void set_right_sizes (Sizing *sizing, gint64 least, gint64 most)
{
  gint64 first = MAX (least, 0), last = most < 0 ? G_MAXINT32 : MIN (most, G_MAXINT32);
  if (first > last)
    return;
  sizing->least = (guint32)first;
  sizing->n_right = (guint32)(last - first) + 1;
}

gsize dj_view_list_wrong_size (DjView *view, DjOrganizationKind kind, DjMemberStatus status, gint64 least, gint64 most,
                               DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL, 0);
  const DjForest *forest = &view->tree->organizations;
  Sizing sizing = { .forest = forest, .sums = get_sums (view, status), .kind = (guint8)kind, .out = out, .size = size };
  if ((int)kind < 0 || (int)kind > dj_codes_organization_kind.n_codes)
    return 0;
  set_right_sizes (&sizing, least, most);
  sizing.ends = has_others_below (view->tree, kind) ? forest->end : NULL;
  sizing.n_parts = dj_count_parts (forest->n, 1 << 16);
  sizing.wrong = g_new (guint64, (gsize)count_blocks (&sizing) + 1);
  sizing.n_wrong = g_new (gsize, sizing.n_parts);
  dj_in_parts (sizing.n_parts, find_wrong_sizes, &sizing);
  gsize n = 0;
  for (gint part = 0; part < sizing.n_parts; part++)
  {
    gsize more = sizing.n_wrong[part];
    sizing.n_wrong[part] = n;
    n += more;
  }
  if (out)
    dj_in_parts (sizing.n_parts, list_wrong_sizes, &sizing);
  g_free (sizing.wrong);
  g_free (sizing.n_wrong);
  return n;
}
