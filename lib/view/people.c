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

/* What is looked for, and what each part found. */
typedef struct
{
  const DjForest *forest;
  const gint32 *sums;
  DjOrganizationKind kind;
  gint64 least;
  gint64 most;
  gint n_parts;
  GArray **found; /* DjOrganizationId */
} Sizing;

static void find_wrong_sizes (gint part, gpointer data)
{
  const Sizing *sizing = data;
  const DjForest *forest = sizing->forest;
  DjRange range = dj_get_part (forest->n, part, sizing->n_parts);
  for (gint32 id = (gint32)range.begin; id < range.end; id++)
  {
    if (forest->kind[id] != sizing->kind)
      continue;
    gint64 members = sizing->sums[forest->end[id]] - sizing->sums[id];
    if (members < sizing->least || members > sizing->most)
      g_array_append_val (sizing->found[part], id);
  }
}

gsize dj_view_list_wrong_size (DjView *view, DjOrganizationKind kind, DjMemberStatus status, gint64 least, gint64 most,
                               DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL, 0);
  const DjForest *forest = &view->tree->organizations;
  Sizing sizing = { forest, get_sums (view, status),      kind,
                    least,  most < 0 ? G_MAXINT64 : most, dj_count_parts (forest->n, 1 << 16),
                    NULL };
  sizing.found = g_new (GArray *, sizing.n_parts);
  for (gint part = 0; part < sizing.n_parts; part++)
    sizing.found[part] = g_array_new (FALSE, FALSE, sizeof (DjOrganizationId));
  dj_in_parts (sizing.n_parts, find_wrong_sizes, &sizing);
  gsize n = 0;
  for (gint part = 0; part < sizing.n_parts; part++)
  {
    GArray *found = sizing.found[part];
    if (out && n < size && found->len > 0)
      memcpy (out + n, found->data, MIN (size - n, found->len) * sizeof (DjOrganizationId));
    n += found->len;
    g_array_unref (found);
  }
  g_free (sizing.found);
  return n;
}
