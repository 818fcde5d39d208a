/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing a view of the library with the naive one, one by one and many at once. */
#include "naive.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

char naive_where[256];

/* ---- Same ------------------------------------------------------------------------------------------------------- */

void naive_same (gint64 library, gint64 naive, const char *what, int i, int j)
{
  if (library != naive)
    ck_abort_msg ("%s: %s (%d, %d) is %" G_GINT64_FORMAT ", should be %" G_GINT64_FORMAT, naive_where, what, i, j,
                  library, naive);
}

void naive_same_text (const char *library, const char *naive, const char *what, int i)
{
  if (g_strcmp0 (library, naive) != 0)
    ck_abort_msg ("%s: %s (%d) is %s, should be %s", naive_where, what, i, library ? library : "missing",
                  naive ? naive : "missing");
}

static void same_real (double library, double naive, const char *what, int i)
{
  if (isnan (library) != isnan (naive) || fabs (library - naive) > 1e-9)
    ck_abort_msg ("%s: %s (%d) is %g, should be %g", naive_where, what, i, library, naive);
}

static int compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *join (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "  %s\n", (const char *)lines->pdata[i]);
  return g_string_free (text, FALSE);
}

void naive_same_lines (GPtrArray *library, GPtrArray *naive, gboolean ordered, const char *what)
{
  if (!ordered)
  {
    g_ptr_array_sort (library, compare_lines);
    g_ptr_array_sort (naive, compare_lines);
  }
  gboolean same = library->len == naive->len;
  for (guint i = 0; same && i < naive->len; i++)
    same = strcmp (library->pdata[i], naive->pdata[i]) == 0;
  if (same)
    return;
  g_autofree char *is = join (library);
  g_autofree char *should = join (naive);
  ck_abort_msg ("%s: %s is\n%sshould be\n%s", naive_where, what, is, should);
}

int naive_ids (int n, gint32 out[NAIVE_MOST + 1])
{
  for (int i = 0; i < n; i++)
    out[i] = i;
  out[n] = DJ_NONE;
  return n + 1;
}

/* ---- Organizations ---------------------------------------------------------------------------------------------- */

static void same_organization (const DjOrganization *library, const DjOrganization *naive, int i)
{
  naive_same_text (library->code, naive->code, "organization code", i);
  naive_same_text (library->name, naive->name, "organization name", i);
  naive_same_text (library->short_name, naive->short_name, "organization short name", i);
  naive_same (library->kind, naive->kind, "organization kind", i, 0);
  naive_same (library->form, naive->form, "organization form", i, 0);
  naive_same (library->mode, naive->mode, "organization mode", i, 0);
  naive_same_text (library->base_unit, naive->base_unit, "organization base unit", i);
  naive_same_text (library->base_area, naive->base_area, "organization base area", i);
  naive_same (library->may_admit, naive->may_admit, "organization may admit", i, 0);
  naive_same_text (library->approved_by, naive->approved_by, "organization approved by", i);
  naive_same (library->term_years, naive->term_years, "organization term", i, 0);
  naive_same (library->term_ends, naive->term_ends, "organization end of term", i, 0);
  naive_same (library->since, naive->since, "organization since", i, 0);
  naive_same (library->until, naive->until, "organization until", i, 0);
}

static const DjOrganization no_organization
    = { .term_years = DJ_INT_NONE, .term_ends = DJ_DATE_NONE, .since = DJ_DATE_NONE, .until = DJ_DATE_NONE };

static void compare_fields_of_organizations (DjView *library, const NaiveView *naive)
{
  gint32 ids[NAIVE_MOST + 1];
  DjOrganization many[NAIVE_MOST + 1], one;
  int n = naive_ids (naive->n_organizations, ids);
  dj_view_get_organization_many (library, ids, (gsize)n, many);
  for (int i = 0; i < n; i++)
  {
    const DjOrganization *expected = ids[i] == DJ_NONE ? &no_organization : naive->organizations[i];
    same_organization (&many[i], expected, i);
    naive_same (dj_view_get_organization (library, ids[i], &one), ids[i] != DJ_NONE, "organization is", i, 0);
    if (ids[i] != DJ_NONE)
      same_organization (&one, expected, i);
  }
}

/* The id of any code of the register, whether of an organization or an area of the day or not. */
static int id_of_code (const NaiveView *naive, const char *code)
{
  int id = naive_organization (naive, code);
  return id != DJ_NONE ? id : naive_leading (naive, naive_area (naive, code));
}

static void compare_codes (DjView *library, const NaiveView *naive)
{
  const NaiveModel *model = naive->model;
  int n = 0;
  g_autofree const char **codes
      = g_new0 (const char *, (gsize)(model->n_organizations + model->n_areas + model->n_persons + 2));
  for (int i = 0; i < model->n_organizations; i++)
    codes[n++] = model->organizations[i].code;
  for (int i = 0; i < model->n_areas; i++)
    codes[n++] = model->areas[i].code;
  for (int i = 0; i < model->n_persons; i++)
    codes[n++] = model->persons[i].code;
  codes[n++] = "nobody";
  g_autofree gint32 *many = g_new (gint32, (gsize)n);
  dj_view_organization_many (library, codes, (gsize)n, many);
  for (int i = 0; i < n; i++)
    naive_same (many[i], id_of_code (naive, codes[i]), "organizations of codes", i, 0);
  for (int i = 0; i < n; i++)
    naive_same (dj_view_organization (library, codes[i]), many[i], "organization of a code", i, 0);
  dj_view_area_many (library, codes, (gsize)n, many);
  for (int i = 0; i < n; i++)
    naive_same (many[i], naive_area (naive, codes[i]), "areas of codes", i, 0);
  for (int i = 0; i < n; i++)
    naive_same (dj_view_area (library, codes[i]), many[i], "area of a code", i, 0);
}

static void compare_tree (DjView *library, const NaiveView *naive)
{
  gint32 ids[NAIVE_MOST + 1], superior[NAIVE_MOST + 1], depth[NAIVE_MOST + 1], end[NAIVE_MOST + 1];
  int n = naive_ids (naive->n_organizations, ids);
  dj_view_get_superior_many (library, ids, (gsize)n, superior);
  dj_view_get_depth_many (library, ids, (gsize)n, depth);
  dj_view_get_end_many (library, ids, (gsize)n, end);
  for (int i = 0; i < n; i++)
  {
    gboolean none = ids[i] == DJ_NONE;
    naive_same (superior[i], none ? DJ_NONE : naive->superior[i], "superior", i, 0);
    naive_same (depth[i], naive_depth (naive, ids[i]), "depth", i, 0);
    naive_same (end[i], none ? DJ_NONE : naive_end (naive, i), "end", i, 0);
    naive_same (dj_view_get_superior (library, ids[i]), superior[i], "one superior", i, 0);
    naive_same (dj_view_get_depth (library, ids[i]), depth[i], "one depth", i, 0);
    naive_same (dj_view_get_end (library, ids[i]), end[i], "one end", i, 0);
  }
}

static void compare_pairs (DjView *library, const NaiveView *naive)
{
  gint32 ids[NAIVE_MOST + 1], above[NAIVE_MOST + 1], common[NAIVE_MOST + 1];
  guint8 under[NAIVE_MOST + 1];
  int n = naive_ids (naive->n_organizations, ids);
  for (int a = 0; a < n; a++)
  {
    for (int i = 0; i < n; i++)
      above[i] = ids[a];
    dj_view_is_under_many (library, ids, above, (gsize)n, under);
    dj_view_get_common_superior_many (library, ids, above, (gsize)n, common);
    for (int i = 0; i < n; i++)
    {
      gboolean none = ids[i] == DJ_NONE || ids[a] == DJ_NONE;
      naive_same (under[i] != 0, !none && naive_under (naive, ids[i], ids[a]), "is under", i, ids[a]);
      naive_same (common[i], none ? DJ_NONE : naive_common_superior (naive, ids[i], ids[a]), "common superior", i,
                  ids[a]);
      naive_same (dj_view_is_under (library, ids[i], ids[a]), under[i] != 0, "one is under", i, ids[a]);
      naive_same (dj_view_get_common_superior (library, ids[i], ids[a]), common[i], "one common superior", i, ids[a]);
    }
  }
}

/* A subtree is exactly what is numbered from the organization to its end. */
static void compare_subtrees (DjView *library, const NaiveView *naive)
{
  for (int a = 0; a < naive->n_organizations; a++)
    for (int b = 0; b < naive->n_organizations; b++)
      naive_same (b >= a && b < dj_view_get_end (library, a), naive_under (naive, b, a), "in the subtree", b, a);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------ */

typedef gsize (*ListOne) (DjView *view, DjOrganizationId id, DjOrganizationId *out, gsize size);
typedef gsize (*ListMany) (DjView *view, const DjOrganizationId *ids, gsize n, gsize *starts, DjOrganizationId *out,
                           gsize size);
typedef int (*ListNaive) (const NaiveView *view, int id, int out[NAIVE_MOST]);

static int naive_ancestors (const NaiveView *view, int id, int out[NAIVE_MOST])
{
  int n = 0;
  for (int at = id == DJ_NONE ? DJ_NONE : view->superior[id]; at != DJ_NONE; at = view->superior[at])
    out[n++] = at;
  return n;
}

static int naive_subordinates (const NaiveView *view, int id, int out[NAIVE_MOST])
{
  int n = 0;
  for (int i = 0; id != DJ_NONE && i < view->n_organizations; i++)
    if (view->superior[i] == id)
      out[n++] = i;
  return n;
}

/* Also with room for half of the answer, and with none. */
static void compare_list (DjView *library, const NaiveView *naive, int id, ListOne list, ListNaive expect)
{
  int expected[NAIVE_MOST];
  gint32 out[NAIVE_MOST];
  int n = expect (naive, id, expected);
  naive_same ((gint64)list (library, id, NULL, 0), n, "length of a list", id, 0);
  for (int size = n / 2; size <= n; size++)
  {
    memset (out, 0x55, sizeof out);
    naive_same ((gint64)list (library, id, out, (gsize)size), n, "length of a short list", id, size);
    for (int i = 0; i < NAIVE_MOST; i++)
      naive_same (out[i], i < size ? expected[i] : 0x55555555, "place of a list", id, i);
  }
}

static void compare_lists (DjView *library, const NaiveView *naive, ListOne one, ListMany many, ListNaive expect)
{
  gint32 ids[NAIVE_MOST + 1], out[NAIVE_MOST * NAIVE_MOST];
  gsize starts[NAIVE_MOST + 2];
  int expected[NAIVE_MOST];
  int n = naive_ids (naive->n_organizations, ids);
  gsize total = many (library, ids, (gsize)n, starts, out, G_N_ELEMENTS (out));
  gsize at = 0;
  for (int i = 0; i < n; i++)
  {
    int length = expect (naive, ids[i], expected);
    naive_same ((gint64)starts[i], (gint64)at, "start of a list", i, 0);
    for (int j = 0; j < length; j++)
      naive_same (out[at++], expected[j], "place of lists", i, j);
    compare_list (library, naive, ids[i], one, expect);
  }
  naive_same ((gint64)starts[n], (gint64)at, "end of lists", n, 0);
  naive_same ((gint64)total, (gint64)at, "length of lists", n, 0);
  naive_same ((gint64)many (library, ids, (gsize)n, NULL, NULL, 0), (gint64)at, "length of lists not asked", n, 0);
}

/* A number that is no organization is answered as none. */
static void compare_no_organization (DjView *library, gint32 id)
{
  DjOrganization organization;
  gsize n = 99;
  naive_same (dj_view_get_organization (library, id, &organization), FALSE, "no organization", id, 0);
  naive_same (dj_view_get_superior (library, id), DJ_NONE, "superior of none", id, 0);
  naive_same (dj_view_get_depth (library, id), -1, "depth of none", id, 0);
  naive_same (dj_view_get_end (library, id), DJ_NONE, "end of none", id, 0);
  naive_same (dj_view_is_under (library, id, 0) || dj_view_is_under (library, 0, id), FALSE, "none is under", id, 0);
  naive_same (dj_view_is_under (library, id, id), FALSE, "none is under itself", id, 0);
  naive_same (dj_view_get_common_superior (library, id, 0), DJ_NONE, "common superior with none", id, 0);
  naive_same (dj_view_get_common_superior (library, 0, id), DJ_NONE, "common superior of none", id, 0);
  naive_same ((gint64)dj_view_list_ancestors (library, id, NULL, 0), 0, "ancestors of none", id, 0);
  naive_same ((gint64)dj_view_list_subordinates (library, id, NULL, 0), 0, "subordinates of none", id, 0);
  naive_same (dj_view_get_base_area (library, id), DJ_NONE, "base area of none", id, 0);
  naive_same (dj_view_count_members (library, id, DJ_STATUS_ANY), 0, "members of none", id, 0);
  naive_same (dj_view_count_people (library, id), 0, "people of none", id, 0);
  dj_view_get_members (library, id, &n);
  naive_same ((gint64)n, 0, "list of members of none", id, 0);
  dj_view_get_subtree_members (library, id, &n);
  naive_same ((gint64)n, 0, "list of members under none", id, 0);
}

static void compare_no_organizations (DjView *library, const NaiveView *naive)
{
  const gint32 strange[] = { naive->n_organizations, G_MAXINT32, DJ_NONE, -2, G_MININT32 };
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    compare_no_organization (library, strange[i]);
}

void naive_compare_organizations (DjView *library, const NaiveView *naive)
{
  naive_same (dj_view_get_date (library), naive->on, "date", 0, 0);
  naive_same (dj_view_get_n_organizations (library), naive->n_organizations, "number of organizations", 0, 0);
  naive_same (dj_view_get_n_areas (library), naive->n_areas, "number of areas", 0, 0);
  compare_fields_of_organizations (library, naive);
  compare_codes (library, naive);
  compare_tree (library, naive);
  compare_pairs (library, naive);
  compare_subtrees (library, naive);
  compare_lists (library, naive, dj_view_list_ancestors, dj_view_list_ancestors_many, naive_ancestors);
  compare_lists (library, naive, dj_view_list_subordinates, dj_view_list_subordinates_many, naive_subordinates);
  compare_no_organizations (library, naive);
}

/* ---- Areas ------------------------------------------------------------------------------------------------------ */

static void same_area (const DjArea *library, const DjArea *naive, int i)
{
  naive_same_text (library->code, naive->code, "area code", i);
  naive_same_text (library->name, naive->name, "area name", i);
  naive_same (library->kind, naive->kind, "area kind", i, 0);
  naive_same (library->area_class, naive->area_class, "area class", i, 0);
  naive_same_text (library->parent, naive->parent, "area parent's code", i);
  same_real (library->lon, naive->lon, "area longitude", i);
  same_real (library->lat, naive->lat, "area latitude", i);
  naive_same (library->since, naive->since, "area since", i, 0);
  naive_same (library->until, naive->until, "area until", i, 0);
}

static void compare_fields_of_areas (DjView *library, const NaiveView *naive)
{
  const DjArea no_area = { .lon = NAN, .lat = NAN, .since = DJ_DATE_NONE, .until = DJ_DATE_NONE };
  gint32 ids[NAIVE_MOST + 1];
  DjArea many[NAIVE_MOST + 1], one;
  int n = naive_ids (naive->n_areas, ids);
  dj_view_get_area_many (library, ids, (gsize)n, many);
  for (int i = 0; i < n; i++)
  {
    const DjArea *expected = ids[i] == DJ_NONE ? &no_area : naive->areas[i];
    same_area (&many[i], expected, i);
    naive_same (dj_view_get_area (library, ids[i], &one), ids[i] != DJ_NONE, "area is", i, 0);
    if (ids[i] != DJ_NONE)
      same_area (&one, expected, i);
  }
}

static void compare_area_tree (DjView *library, const NaiveView *naive)
{
  gint32 ids[NAIVE_MOST + 1], parent[NAIVE_MOST + 1], end[NAIVE_MOST + 1], leading[NAIVE_MOST + 1];
  int n = naive_ids (naive->n_areas, ids);
  dj_view_get_area_parent_many (library, ids, (gsize)n, parent);
  dj_view_get_area_end_many (library, ids, (gsize)n, end);
  dj_view_get_leading_many (library, ids, (gsize)n, leading);
  for (int i = 0; i < n; i++)
  {
    gboolean none = ids[i] == DJ_NONE;
    naive_same (parent[i], none ? DJ_NONE : naive->area_parent[i], "area parent", i, 0);
    naive_same (end[i], none ? DJ_NONE : naive_area_end (naive, i), "area end", i, 0);
    naive_same (leading[i], naive_leading (naive, ids[i]), "leading", i, 0);
    naive_same (dj_view_get_area_parent (library, ids[i]), parent[i], "one area parent", i, 0);
    naive_same (dj_view_get_area_end (library, ids[i]), end[i], "one area end", i, 0);
    naive_same (dj_view_get_leading (library, ids[i]), leading[i], "one leading", i, 0);
  }
  for (int a = 0; a < naive->n_areas; a++)
    for (int b = 0; b < naive->n_areas; b++)
      naive_same (b >= a && b < end[a], naive_area_under (naive, b, a), "within the area", b, a);
}

static void compare_no_areas (DjView *library, const NaiveView *naive)
{
  const gint32 strange[] = { naive->n_areas, G_MAXINT32, -2, G_MININT32 };
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
  {
    DjArea area;
    naive_same (dj_view_get_area (library, strange[i], &area), FALSE, "no area", strange[i], 0);
    naive_same (dj_view_get_area_parent (library, strange[i]), DJ_NONE, "parent of no area", strange[i], 0);
    naive_same (dj_view_get_area_end (library, strange[i]), DJ_NONE, "end of no area", strange[i], 0);
    naive_same (dj_view_get_leading (library, strange[i]), DJ_NONE, "leading in no area", strange[i], 0);
  }
}

void naive_compare_areas (DjView *library, const NaiveView *naive)
{
  compare_fields_of_areas (library, naive);
  compare_area_tree (library, naive);
  compare_no_areas (library, naive);
  gint32 ids[NAIVE_MOST + 1], base[NAIVE_MOST + 1];
  int n = naive_ids (naive->n_organizations, ids);
  dj_view_get_base_area_many (library, ids, (gsize)n, base);
  for (int i = 0; i < n; i++)
  {
    naive_same (base[i], naive_base_area (naive, ids[i]), "base area", i, 0);
    naive_same (dj_view_get_base_area (library, ids[i]), base[i], "one base area", i, 0);
  }
}
