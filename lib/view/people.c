/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about people and members. */
#include "view/view-private.h"

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

gsize dj_view_list_wrong_size (DjView *view, DjOrganizationKind kind, DjMemberStatus status, gint64 least, gint64 most,
                               DjOrganizationId *out, gsize size)
{
  g_return_val_if_fail (view != NULL, 0);
  const DjForest *forest = &view->tree->organizations;
  const gint32 *sums = get_sums (view, status);
  gint64 greatest = most < 0 ? G_MAXINT64 : most;
  gsize n = 0;
  for (gint32 id = 0; id < forest->n; id++)
  {
    if (forest->kind[id] != kind)
      continue;
    gint64 members = sums[forest->end[id]] - sums[id];
    if (members >= least && members <= greatest)
      continue;
    if (out && n < size)
      out[n] = id;
    n++;
  }
  return n;
}
