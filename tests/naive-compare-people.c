/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing people and tables of a view. */
#include "naive.h"

#include <string.h>

/* ---- Persons ---------------------------------------------------------------------------------------------------- */

static void same_person (const DjPerson *library, const DjPerson *naive, int i)
{
  naive_same_text (library->code, naive->code, "person code", i);
  naive_same_text (library->name, naive->name, "person name", i);
  naive_same (library->sex, naive->sex, "person sex", i, 0);
  naive_same (library->born, naive->born, "person born", i, 0);
  naive_same (library->education, naive->education, "person education", i, 0);
  naive_same_text (library->employer, naive->employer, "person employer", i);
  naive_same_text (library->residence, naive->residence, "person residence", i);
  naive_same (library->member_class, naive->member_class, "person class", i, 0);
  naive_same (library->applied, naive->applied, "person applied", i, 0);
  naive_same (library->activist, naive->activist, "person activist", i, 0);
  naive_same (library->target, naive->target, "person target", i, 0);
  naive_same (library->admitted, naive->admitted, "person admitted", i, 0);
  naive_same (library->full, naive->full, "person full", i, 0);
  naive_same (library->left, naive->left, "person left", i, 0);
  naive_same (library->left_how, naive->left_how, "person way of leaving", i, 0);
  naive_same (library->occupation, naive->occupation, "person occupation", i, 0);
}

static void compare_fields_of_persons (DjView *library, const NaiveView *naive)
{
  const DjPerson nobody = { .born = DJ_DATE_NONE,
                            .applied = DJ_DATE_NONE,
                            .activist = DJ_DATE_NONE,
                            .target = DJ_DATE_NONE,
                            .admitted = DJ_DATE_NONE,
                            .full = DJ_DATE_NONE,
                            .left = DJ_DATE_NONE };
  gint32 ids[NAIVE_MOST + 1], found[NAIVE_MOST + 1];
  const char *codes[NAIVE_MOST + 1] = { NULL };
  DjPerson many[NAIVE_MOST + 1], one;
  int n = naive_ids (naive->model->n_persons, ids);
  for (int i = 0; i < n; i++)
    codes[i] = ids[i] == DJ_NONE ? "nobody" : naive->model->persons[i].code;
  dj_view_person_many (library, codes, (gsize)n, found);
  dj_view_get_person_many (library, ids, (gsize)n, many);
  for (int i = 0; i < n; i++)
  {
    const DjPerson *expected = ids[i] == DJ_NONE ? &nobody : &naive->model->persons[i];
    same_person (&many[i], expected, i);
    naive_same (found[i], ids[i], "person of a code", i, 0);
    naive_same (dj_view_person (library, codes[i]), ids[i], "one person of a code", i, 0);
    naive_same (dj_view_get_person (library, ids[i], &one), ids[i] != DJ_NONE, "person is", i, 0);
    if (ids[i] != DJ_NONE)
      same_person (&one, expected, i);
  }
}

static void compare_membership (DjView *library, const NaiveView *naive)
{
  gint32 ids[NAIVE_MOST + 1], affiliation[NAIVE_MOST + 1];
  DjMemberStatus status[NAIVE_MOST + 1];
  int n = naive_ids (naive->model->n_persons, ids);
  dj_view_get_affiliation_many (library, ids, (gsize)n, affiliation);
  dj_view_get_status_many (library, ids, (gsize)n, status);
  for (int i = 0; i < n; i++)
  {
    gboolean none = ids[i] == DJ_NONE;
    naive_same (affiliation[i], none ? DJ_NONE : naive->affiliation[i], "affiliation", i, 0);
    naive_same (status[i], none ? DJ_STATUS_NONE : naive_status (naive, i), "status", i, 0);
    naive_same (dj_view_get_affiliation (library, ids[i]), affiliation[i], "one affiliation", i, 0);
    naive_same (dj_view_get_status (library, ids[i]), status[i], "one status", i, 0);
  }
}

/* ---- Members ---------------------------------------------------------------------------------------------------- */

/* The members listed are exactly those who should be, each once, clustered by organization in preorder. */
static void same_members (const NaiveView *naive, const DjPersonId *list, gsize n, int id, gboolean subtree)
{
  gboolean listed[NAIVE_MOST] = { FALSE };
  int last = DJ_NONE;
  for (gsize i = 0; i < n; i++)
  {
    naive_same (listed[list[i]], FALSE, "listed before", id, list[i]);
    listed[list[i]] = TRUE;
    naive_same (naive->affiliation[list[i]] >= last, TRUE, "clustered", id, list[i]);
    last = naive->affiliation[list[i]];
  }
  for (int p = 0; p < naive->model->n_persons; p++)
  {
    int own = naive->affiliation[p];
    gboolean expected = id != DJ_NONE && own != DJ_NONE && (subtree ? naive_under (naive, own, id) : own == id);
    naive_same (listed[p], expected, subtree ? "member of the subtree" : "member", id, p);
  }
}

static void compare_members_of (DjView *library, const NaiveView *naive, gboolean subtree)
{
  gint32 ids[NAIVE_MOST + 1];
  gsize starts[NAIVE_MOST + 1], lengths[NAIVE_MOST + 1];
  int count = naive_ids (naive->n_organizations, ids);
  const DjPersonId *all = dj_view_get_members_many (library, ids, (gsize)count, subtree, starts, lengths);
  for (int i = 0; i < count; i++)
  {
    gsize n = 99;
    const DjPersonId *list
        = subtree ? dj_view_get_subtree_members (library, ids[i], &n) : dj_view_get_members (library, ids[i], &n);
    same_members (naive, list, n, ids[i], subtree);
    naive_same ((gint64)lengths[i], (gint64)n, "length of members", i, 0);
    if (n > 0)
      naive_same (memcmp (all + starts[i], list, n * sizeof *list), 0, "members of many", i, 0);
  }
}

static void compare_counts_of_members (DjView *library, const NaiveView *naive)
{
  static const DjMemberStatus statuses[] = { DJ_STATUS_ANY, DJ_STATUS_FORMAL, DJ_STATUS_PROBATIONARY };
  gint32 ids[NAIVE_MOST + 1];
  gint64 counts[NAIVE_MOST + 1];
  int n = naive_ids (naive->n_organizations, ids);
  for (gsize s = 0; s < G_N_ELEMENTS (statuses); s++)
  {
    dj_view_count_members_many (library, ids, (gsize)n, statuses[s], counts);
    for (int i = 0; i < n; i++)
    {
      naive_same (counts[i], naive_count_members (naive, ids[i], statuses[s]), "count of members", i, (int)s);
      naive_same (dj_view_count_members (library, ids[i], statuses[s]), counts[i], "one count of members", i, (int)s);
    }
  }
  dj_view_count_people_many (library, ids, (gsize)n, counts);
  for (int i = 0; i < n; i++)
  {
    naive_same (counts[i], naive_count_people (naive, ids[i]), "count of people", i, 0);
    naive_same (dj_view_count_people (library, ids[i]), counts[i], "one count of people", i, 0);
  }
}

/* A number that is no person is answered as none. */
static void compare_no_persons (DjView *library, const NaiveView *naive)
{
  const gint32 strange[] = { naive->model->n_persons, G_MAXINT32, -2, G_MININT32 };
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
  {
    DjPerson person;
    naive_same (dj_view_get_person (library, strange[i], &person), FALSE, "no person", strange[i], 0);
    naive_same (dj_view_get_affiliation (library, strange[i]), DJ_NONE, "affiliation of none", strange[i], 0);
    naive_same (dj_view_get_status (library, strange[i]), DJ_STATUS_NONE, "status of none", strange[i], 0);
  }
}

void naive_compare_people (DjView *library, const NaiveView *naive)
{
  naive_same (dj_view_get_n_members (library), naive->n_members, "number of members", 0, 0);
  naive_same (dj_view_get_n_unplaced (library), naive->n_unplaced, "number of unplaced", 0, 0);
  compare_fields_of_persons (library, naive);
  compare_membership (library, naive);
  compare_members_of (library, naive, FALSE);
  compare_members_of (library, naive, TRUE);
  compare_counts_of_members (library, naive);
  compare_no_persons (library, naive);
}

/* ---- Tables of counts ------------------------------------------------------------------------------------------- */

/* Takes the frame and the lines. */
static void same_frame (DjFrame *taken, GPtrArray *expected, gboolean ordered, const char *what)
{
  g_autoptr (DjFrame) frame = taken;
  g_autoptr (GPtrArray) should = expected;
  if (!frame)
    ck_abort_msg ("%s: no %s", naive_where, what);
  g_autoptr (GPtrArray) is = naive_lines_of_frame (frame);
  naive_same_text (is->pdata[0], should->pdata[0], what, 0);
  naive_same_lines (is, should, ordered, what);
}

static char *describe (int root, const DjCountOptions *options)
{
  return g_strdup_printf ("count root %d level %d kind %d every %d by %d distinct %d", root, options->level,
                          options->kind, options->every, options->by, options->distinct);
}

static void compare_count (DjView *library, const NaiveView *naive, int root, const DjCountOptions *options)
{
  g_autofree char *what = describe (root, options);
  g_autoptr (GError) error = NULL;
  DjFrame *frame = dj_view_count (library, root, options, &error);
  if (!frame)
    ck_abort_msg ("%s: %s: %s", naive_where, what, error ? error->message : "no error");
  same_frame (frame, naive_count (naive, root, options), TRUE, what);
}

/* Each option alone, for each breakdown, and with distinct people instead. */
static void compare_breakdowns (DjView *library, const NaiveView *naive, int root, DjCountOptions options)
{
  for (int by = 0; by < 32; by++)
  {
    options.by = (DjCountBy)by;
    compare_count (library, naive, root, &options);
  }
  options.by = DJ_BY_NONE;
  options.distinct = TRUE;
  compare_count (library, naive, root, &options);
}

/* Options that exclude each other are refused. */
static void compare_forbidden (DjView *library, const NaiveView *naive)
{
  const DjCountOptions forbidden[] = {
    { DJ_AREA_COUNTY, DJ_ORGANIZATION_BRANCH, FALSE, DJ_BY_NONE, FALSE },
    { DJ_AREA_COUNTY, DJ_ORGANIZATION_NONE, TRUE, DJ_BY_NONE, FALSE },
    { DJ_AREA_NONE, DJ_ORGANIZATION_BRANCH, TRUE, DJ_BY_NONE, FALSE },
    { DJ_AREA_COUNTY, DJ_ORGANIZATION_BRANCH, TRUE, DJ_BY_NONE, TRUE },
    { DJ_AREA_NONE, DJ_ORGANIZATION_NONE, TRUE, DJ_BY_SEX, TRUE },
    { DJ_AREA_NONE, DJ_ORGANIZATION_NONE, FALSE, DJ_BY_CLASS, TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
  {
    g_autoptr (GError) error = NULL;
    naive_same (dj_view_count (library, DJ_NONE, &forbidden[i], &error) != NULL, FALSE, "forbidden count", (int)i, 0);
    naive_same (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), TRUE, "its error", (int)i, 0);
  }
  const DjCountOptions none = DJ_COUNT_OPTIONS_INIT;
  same_frame (dj_view_count (library, DJ_NONE, NULL, NULL), naive_count (naive, DJ_NONE, &none), TRUE, "plain count");
}

void naive_compare_all_counts (DjView *library, const NaiveView *naive)
{
  compare_forbidden (library, naive);
  for (int root = DJ_NONE; root < MIN (naive->n_organizations, 2); root++)
  {
    DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
    compare_breakdowns (library, naive, root, options);
    options.every = TRUE;
    compare_breakdowns (library, naive, root, options);
    options.every = FALSE;
    for (int level = DJ_AREA_NATION; level <= DJ_AREA_ZONE; level++)
    {
      options.level = (DjAreaKind)level;
      compare_breakdowns (library, naive, root, options);
    }
    options.level = DJ_AREA_NONE;
    for (int kind = DJ_ORGANIZATION_LOCAL_COMMITTEE; kind <= DJ_ORGANIZATION_DEPARTMENT; kind++)
    {
      options.kind = (DjOrganizationKind)kind;
      compare_breakdowns (library, naive, root, options);
    }
  }
}

static int random_root (NaiveChance *chance, const NaiveView *naive)
{
  return naive_percent (chance, 25) ? DJ_NONE : naive_number (chance, naive->n_organizations + 1) - 1;
}

/* Levels and kinds that occur more often than others. */
static DjCountOptions random_options (NaiveChance *chance, const NaiveView *naive)
{
  DjCountOptions options = DJ_COUNT_OPTIONS_INIT;
  int choice = naive_number (chance, 4);
  options.every = choice == 0;
  if (choice == 1)
    options.level = (DjAreaKind)(1 + naive_number (chance, DJ_AREA_ZONE));
  if (choice == 1 && naive->n_areas > 0 && naive_percent (chance, 80))
    options.level = naive->areas[naive_number (chance, naive->n_areas)]->kind;
  if (choice == 2)
    options.kind = (DjOrganizationKind)(1 + naive_number (chance, DJ_ORGANIZATION_DEPARTMENT));
  if (choice == 2 && naive->n_organizations > 0 && naive_percent (chance, 80))
    options.kind = naive->organizations[naive_number (chance, naive->n_organizations)]->kind;
  if (naive_percent (chance, 10))
    options.by = (DjCountBy)naive_number (chance, 32);
  else
    options.distinct = naive_percent (chance, 70);
  return options;
}

static void compare_count_many (DjView *library, const NaiveView *naive, NaiveChance *chance)
{
  DjCountOptions options = random_options (chance, naive);
  gint32 roots[5];
  int n = naive_number (chance, 5);
  for (int i = 0; i < n; i++)
    roots[i] = random_root (chance, naive);
  g_autofree char *what = describe (n, &options);
  g_autoptr (GError) error = NULL;
  DjFrame *frame = dj_view_count_many (library, roots, (gsize)n, &options, &error);
  ck_assert_msg (frame != NULL, "%s: %s", naive_where, error ? error->message : "no error");
  same_frame (frame, naive_count_many (naive, roots, n, &options), TRUE, what);
}

static void refuse_day (DjView *library, DjDate day, const DjCountOptions *options)
{
  g_autoptr (GError) error = NULL;
  naive_same (dj_view_count_as_of (library, DJ_NONE, day, options, &error) != NULL, FALSE, "forbidden day", day, 0);
  naive_same (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), TRUE, "its error", day, 0);
}

/* The members of another day, over the organizations of this one: @naive is a restated view. */
void naive_compare_as_of (DjView *library, const NaiveView *naive, DjDate day, NaiveChance *chance)
{
  DjDate on = dj_view_get_date (library);
  DjCountOptions distinct = { .distinct = TRUE };
  refuse_day (library, on + 1, NULL);
  refuse_day (library, on - 40001, NULL);
  refuse_day (library, on, &distinct);
  for (int i = 0; i < 10; i++)
  {
    DjCountOptions options = random_options (chance, naive);
    if (options.distinct && naive_percent (chance, 50))
      options.by = (DjCountBy)naive_number (chance, 32);
    options.distinct = FALSE;
    int root = random_root (chance, naive);
    g_autofree char *what = describe (root, &options);
    g_autoptr (GError) error = NULL;
    DjFrame *frame = dj_view_count_as_of (library, root, day, &options, &error);
    if (!frame)
      ck_abort_msg ("%s: as of %d: %s: %s", naive_where, day, what, error ? error->message : "no error");
    same_frame (frame, naive_count (naive, root, &options), TRUE, what);
    same_frame (dj_view_count_as_of_many (library, &root, 1, day, &options, NULL),
                naive_count_many (naive, &root, 1, &options), TRUE, "count of many as of a day");
  }
}

/* ---- Other tables ----------------------------------------------------------------------------------------------- */

static void compare_trees (DjView *library, const NaiveView *naive, NaiveChance *chance)
{
  int root = random_root (chance, naive);
  same_frame (dj_view_tree (library, DJ_NONE, -1), naive_tree (naive, DJ_NONE, -1), TRUE, "tree");
  for (int depth = -1; depth < 4; depth++)
    same_frame (dj_view_tree (library, root, depth), naive_tree (naive, root, depth), TRUE, "tree from a root");
}

static void compare_guidance (DjView *library, const NaiveView *naive)
{
  gint32 ids[NAIVE_MOST + 1];
  int n = naive->n_organizations;
  naive_ids (n, ids);
  same_frame (dj_view_guides_many (library, ids, (gsize)n + 1), naive_guides (naive, ids, n + 1), FALSE, "all guides");
  same_frame (dj_view_double_guidance (library), naive_double_guidance (naive), FALSE, "double guidance");
  for (int kind = DJ_GUIDANCE_LINE; kind <= DJ_GUIDANCE_AREA; kind++)
    same_frame (dj_view_guidance_chain_many (library, ids, (gsize)n + 1, (DjGuidanceKind)kind),
                naive_chains (naive, ids, n + 1, (DjGuidanceKind)kind), TRUE, "chains of guidance");
  for (int i = 0; i <= n; i++)
  {
    same_frame (dj_view_guides (library, ids[i]), naive_guides (naive, &ids[i], 1), FALSE, "guides");
    for (int kind = DJ_GUIDANCE_LINE; kind <= DJ_GUIDANCE_AREA; kind++)
      same_frame (dj_view_guidance_chain (library, ids[i], (DjGuidanceKind)kind),
                  naive_chains (naive, &ids[i], 1, (DjGuidanceKind)kind), TRUE, "chain of guidance");
  }
}

static void compare_outside (DjView *library, const NaiveView *naive)
{
  g_autoptr (GError) error = NULL;
  naive_same (dj_view_count_outside (library, DJ_AREA_NONE, &error) != NULL, FALSE, "outside no kind", 0, 0);
  naive_same (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT), TRUE, "its error", 0, 0);
  for (int level = DJ_AREA_NATION; level <= DJ_AREA_ZONE; level++)
    same_frame (dj_view_count_outside (library, (DjAreaKind)level, NULL), naive_outside (naive, (DjAreaKind)level),
                TRUE, "taking part outside");
}

static void compare_sizes (DjView *library, const NaiveView *naive, NaiveChance *chance)
{
  DjOrganizationKind kind = (DjOrganizationKind)(1 + naive_number (chance, DJ_ORGANIZATION_DEPARTMENT));
  DjMemberStatus status = (DjMemberStatus)naive_number (chance, 3);
  int least = naive_number (chance, 4), most = naive_number (chance, 6) - 1;
  gint32 found[NAIVE_MOST];
  gsize room = (gsize)naive_number (chance, NAIVE_MOST), n = 0;
  gsize listed = dj_view_list_wrong_size (library, kind, status, least, most, found, room);
  for (int id = 0; id < naive->n_organizations; id++)
  {
    int members = naive_count_members (naive, id, status);
    if (naive->organizations[id]->kind != kind || (members >= least && (most < 0 || members <= most)))
      continue;
    if (n < room)
      naive_same (found[n], id, "of another size", id, members);
    n++;
  }
  naive_same ((gint64)listed, (gint64)n, "number of other sizes", least, most);
  naive_same ((gint64)dj_view_list_wrong_size (library, kind, status, least, most, NULL, 0), (gint64)n, "only how many",
              least, most);
}

void naive_compare_frames (DjView *library, const NaiveView *naive, NaiveChance *chance)
{
  for (int i = 0; i < 10; i++)
  {
    DjCountOptions options = random_options (chance, naive);
    compare_count (library, naive, random_root (chance, naive), &options);
  }
  for (int i = 0; i < 2; i++)
    compare_count_many (library, naive, chance);
  compare_trees (library, naive, chance);
  compare_guidance (library, naive);
  compare_outside (library, naive);
  compare_sizes (library, naive, chance);
}
