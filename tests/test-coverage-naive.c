/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage of random registers, every answer worked out a second time by plain loops; proposals against the best there can be.
 *
 * DJ_TEST_SEED is the seed of the first register, DJ_TEST_ROUNDS how many there are. */
#include "naive-coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240826
#define ROUNDS 300
#define PROPOSALS 600

static const char *blank (const char *text) { return text ? text : ""; }

/* ---- The table -------------------------------------------------------------------------------------------------------------- */

static void append_share (GString *text, int part, int whole)
{
  g_string_append_c (text, ',');
  cover_append_real (text, whole ? (double)part / whole : (double)NAN);
}

/* Of the units that are marked. */
static void append_rates (const CoverWorld *w, const gboolean *marked, const char *by, const char *name, GString *text)
{
  int units = 0, manners[7] = { 0 }, non_public = 0, own = 0, joint = 0;
  for (int i = 0; i < w->n_units; i++)
  {
    DjCoverageManner best = cover_best (w, i);
    gboolean counts
        = w->units[i].kind == DJ_UNIT_NON_PUBLIC_ENTERPRISE || w->units[i].kind == DJ_UNIT_PLATFORM_ENTERPRISE;
    if (!marked[i] || !cover_unit_is_there (w, i))
      continue;
    units++;
    manners[best]++;
    non_public += counts;
    own += counts && best == DJ_COVERAGE_OWN;
    joint += counts && best == DJ_COVERAGE_JOINT;
  }
  if (!units && !name)
    return;
  g_string_append_printf (text, "%s,%s,%d", blank (by), blank (name), units);
  for (int manner = DJ_COVERAGE_OWN; manner <= DJ_COVERAGE_GUIDE; manner++)
    g_string_append_printf (text, ",%d", manners[manner]);
  g_string_append_printf (text, ",%d,%d,%d", manners[0], manners[1] + manners[2] + manners[3] + manners[4],
                          units - manners[0]);
  append_share (text, manners[1], units);
  append_share (text, units - manners[0], units);
  g_string_append_printf (text, ",%d", non_public);
  append_share (text, own + joint, non_public);
  append_share (text, own, non_public);
  g_string_append_c (text, '\n');
}

static GString *begin_rates (void)
{
  return g_string_new ("by,name,units,own,joint,area,industry,fallback,guide,none,organized,reached,own_rate,"
                       "reached_rate,non_public,coverage_rate,single_rate\n");
}

static void compare_by_area (const CoverWorld *w, DjAreaKind level)
{
  GString *text = begin_rates ();
  gboolean marked[COVER_MOST], without[COVER_MOST];
  for (int i = 0; i < w->n_units; i++)
    without[i] = TRUE;
  for (DjAreaId id = 0; id < dj_view_get_n_areas (w->view); id++)
  {
    DjArea area;
    dj_view_get_area (w->view, id, &area);
    if (area.kind != level)
      continue;
    for (int i = 0; i < w->n_units; i++)
    {
      marked[i] = cover_is_within (w, w->units[i].area, cover_number (area.code));
      without[i] = without[i] && !marked[i];
    }
    append_rates (w, marked, area.code, area.name, text);
  }
  append_rates (w, without, NULL, NULL, text);
  cover_same (dj_view_coverage (w->view, DJ_COVERAGE_BY_AREA, level), text, "by area");
}

static void compare_by_code (const CoverWorld *w, DjCoverageBy by, const char *list_name)
{
  GString *text = begin_rates ();
  const DjCodeList *list = dj_schema_find_code_list (list_name);
  gboolean marked[COVER_MOST];
  for (int code = 1; code <= list->n_codes + 1; code++)
  {
    int wanted = code > list->n_codes ? 0 : code, n = 0;
    for (int i = 0; i < w->n_units; i++)
    {
      marked[i] = (by == DJ_COVERAGE_BY_KIND ? w->units[i].kind : w->units[i].industry) == wanted;
      n += marked[i] && cover_unit_is_there (w, i);
    }
    if (n)
      append_rates (w, marked, cover_name (list_name, wanted),
                    wanted ? dj_code_list_get_label (list, wanted, DJ_LANGUAGE_ZH) : NULL, text);
  }
  cover_same (dj_view_coverage (w->view, by, DJ_AREA_NONE), text, list_name);
}

static void compare_rates (const CoverWorld *w)
{
  static const DjAreaKind level[] = { DJ_AREA_COUNTY, DJ_AREA_TOWNSHIP, DJ_AREA_COMMUNITY, DJ_AREA_PARK, DJ_AREA_GRID };
  for (gsize i = 0; i < G_N_ELEMENTS (level); i++)
    compare_by_area (w, level[i]);
  compare_by_code (w, DJ_COVERAGE_BY_KIND, "unit_kind");
  compare_by_code (w, DJ_COVERAGE_BY_INDUSTRY, "industry");
}

/* ---- Blind spots -------------------------------------------------------------------------------------------------------------- */

static gboolean covers (const CoverWorld *w, int organization, int industry)
{
  for (int i = 0; i < w->n_coverages; i++)
    if (w->coverages[i].organization == organization && cover_row_counts (w, i)
        && (industry < 0 || w->units[w->coverages[i].unit].industry == industry))
      return TRUE;
  int unit = w->organizations[organization].unit;
  return unit >= 0 && cover_unit_is_there (w, unit) && (industry < 0 || w->units[unit].industry == industry);
}

typedef struct
{
  int organization;
  DjNearness nearness;
  double metres;
  gboolean like;
} Choice;

static gboolean is_better (const Choice *a, const Choice *b)
{
  if (b->organization < 0 || a->nearness != b->nearness)
    return b->organization < 0 || a->nearness < b->nearness;
  if (a->metres < b->metres || a->metres > b->metres)
    return a->metres < b->metres;
  return a->like && !b->like;
}

/* Every organization of the view in the order of its ids. */
static Choice choose_nearest (const CoverWorld *w, int unit)
{
  Choice best = { -1, DJ_NEARNESS_NONE, 0, FALSE };
  double lon, lat, to_lon, to_lat;
  cover_spot (w, w->units[unit].area, &lon, &lat);
  for (DjOrganizationId id = 0; id < dj_view_get_n_organizations (w->view); id++)
  {
    DjOrganization organization;
    DjArea area;
    DjAreaId base = dj_view_get_base_area (w->view, id);
    dj_view_get_organization (w->view, id, &organization);
    int number = cover_number (organization.code);
    if (!dj_view_get_area (w->view, base, &area)
        || (!covers (w, number, -1) && dj_view_get_leading (w->view, base) != id))
      continue;
    cover_spot (w, cover_number (area.code), &to_lon, &to_lat);
    double metres = dj_great_circle (lon, lat, to_lon, to_lat);
    Choice choice = { number, cover_nearness (w, w->units[unit].area, cover_number (area.code)),
                      isnan (metres) ? (double)INFINITY : metres,
                      w->units[unit].industry && covers (w, number, w->units[unit].industry) };
    if (choice.nearness < DJ_NEARNESS_BEYOND && is_better (&choice, &best))
      best = choice;
  }
  return best;
}

static int compare_blind (const CoverWorld *w)
{
  int n = 0;
  GString *text = g_string_new ("unit,name,kind,area,industry,headcount,nearest,nearest_name,nearness\n");
  for (int i = 0; i < w->n_units; i++)
  {
    const CoverUnit *unit = &w->units[i];
    if (!cover_unit_is_there (w, i) || cover_best (w, i) != DJ_COVERAGE_NONE)
      continue;
    Choice choice = choose_nearest (w, i);
    const char *nearest = blank (cover_code ('o', choice.organization));
    n += *nearest != '\0';
    g_string_append_printf (text, "%s,%s,%s,%s,%s,,%s,%s,%s\n", cover_code ('u', i), cover_code ('u', i),
                            cover_name ("unit_kind", unit->kind), blank (cover_code ('a', unit->area)),
                            blank (cover_name ("industry", unit->industry)), nearest, nearest,
                            blank (cover_name ("nearness", choice.nearness)));
  }
  cover_same (dj_view_blind_spots (w->view), text, "blind spots");
  return n;
}

/* ---- On paper -------------------------------------------------------------------------------------------------------------------- */

static int compare_paper (const CoverWorld *w)
{
  int n = 0;
  GString *text = g_string_new ("unit,name,organization,manner,ended,on\n");
  for (int i = 0; i < w->n_coverages; i++)
  {
    const CoverRow *row = &w->coverages[i];
    char day[DJ_DATE_TEXT_SIZE];
    DjDate unit = w->units[row->unit].until, organization = w->organizations[row->organization].until;
    gboolean unit_ended = unit != DJ_DATE_NONE && unit <= w->on;
    gboolean organization_ended = organization != DJ_DATE_NONE && organization <= w->on;
    if (!cover_holds (w, row->since, row->until) || (!unit_ended && !organization_ended))
      continue;
    gboolean by_unit = unit_ended && (!organization_ended || unit <= organization);
    n++;
    g_string_append_printf (text, "%s,%s,%s,%s,%s,%s\n", cover_code ('u', row->unit), cover_code ('u', row->unit),
                            cover_code ('o', row->organization),
                            cover_name ("coverage_manner", row->manner ? row->manner : DJ_COVERAGE_AREA),
                            by_unit ? "unit" : "organization", dj_date_format (by_unit ? unit : organization, day));
  }
  cover_same (dj_view_covered_on_paper (w->view), text, "on paper");
  return n;
}

START_TEST (test_random_registers)
{
  static const CoverSize size = { 12, 14, 10, 12, 0, 0 };
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  static CoverWorld w;
  int blind = 0, paper = 0;
  for (guint64 round = 0; round < rounds; round++)
  {
    cover_world (&w, &size, seed + round);
    compare_rates (&w);
    blind += compare_blind (&w);
    paper += compare_paper (&w);
    cover_free (&w);
  }
  ck_assert_msg (rounds < ROUNDS || (blind > 100 && paper > 30), "too little to compare: %d, %d", blind, paper);
}
END_TEST

/* ---- Proposals --------------------------------------------------------------------------------------------------------------------- */

/* Units that may be joined, by number. */
typedef struct
{
  const CoverWorld *w;
  DjProposalOptions options;
  int n, units[COVER_MOST];
} Puzzle;

static gboolean may_be_joined (const Puzzle *p, int a, int b)
{
  const CoverUnit *first = &p->w->units[a], *second = &p->w->units[b];
  DjNearness within = p->options.within ? p->options.within : DJ_NEARNESS_COMMUNITY;
  DjNearness nearness = cover_nearness (p->w, first->area, second->area);
  gboolean like = p->options.like_trade && first->industry && first->industry == second->industry;
  return nearness <= within || (like && nearness <= within + 1);
}

/* Whether these units may make a branch. */
static gboolean is_branch (const Puzzle *p, const int *units, int n)
{
  int formal = 0;
  for (int i = 0; i < n; i++)
  {
    formal += cover_formal (p->w, units[i]);
    if (n > 1 && cover_formal (p->w, units[i]) >= p->options.least_members)
      return FALSE;
    for (int k = 0; k < i; k++)
      if (!may_be_joined (p, units[i], units[k]))
        return FALSE;
  }
  return formal >= p->options.least_members && n <= p->options.most_units;
}

/* The most units that branches can have, over all ways of making them. */
static int find_most (const Puzzle *p)
{
  int most[1 << 8] = { 0 };
  gboolean branch[1 << 8] = { FALSE };
  for (int set = 1; set < 1 << p->n; set++)
  {
    int units[8] = { 0 }, n = 0;
    for (int i = 0; i < p->n; i++)
      if (set & (1 << i))
        units[n++] = p->units[i];
    branch[set] = is_branch (p, units, n);
    for (int part = set; part > 0; part = (part - 1) & set)
      if (branch[part])
        most[set] = MAX (most[set], most[set & ~part] + __builtin_popcount ((unsigned)part));
    for (int i = 0; i < p->n; i++)
      if (set & (1 << i))
        most[set] = MAX (most[set], most[set & ~(1 << i)]);
  }
  return most[(1 << p->n) - 1];
}

static gint64 int_of (const DjFrame *frame, gint64 row, const char *name)
{
  return dj_frame_get_int (frame, row, dj_frame_find_column (frame, name));
}

/* Every unit in one row, every branch sound. Returns how many units are in one. */
static int check_proposal (const Puzzle *p, const DjFrame *frame)
{
  int organized = 0, n_rows = (int)dj_frame_get_n_rows (frame), seen = 0, branch[COVER_MOST] = { 0 };
  ck_assert_msg (n_rows == p->n, "%s: %d rows for %d units", naive_where, n_rows, p->n);
  for (int row = 0, n; row < n_rows; row += n)
  {
    gboolean left = dj_frame_is_missing (frame, row, 0);
    int formal = 0;
    n = left ? 1 : (int)int_of (frame, row, "units");
    ck_assert_msg (n > 0 && row + n <= n_rows, "%s: %d units of row %d", naive_where, n, row);
    for (int i = row; i < row + n; i++)
    {
      int unit = cover_number (dj_frame_get_text (frame, i, dj_frame_find_column (frame, "unit")));
      branch[i - row] = unit;
      seen |= 1 << unit;
      formal += cover_formal (p->w, unit);
      ck_assert_int_eq (int_of (frame, i, "formal"), cover_formal (p->w, unit));
      ck_assert_int_eq (int_of (frame, i, "branch"), int_of (frame, row, "branch"));
      ck_assert_str_eq (blank (dj_frame_get_text (frame, i, 1)), left ? "" : n > 1 ? "joint" : "own");
    }
    if (left)
      continue;
    ck_assert_msg (is_branch (p, branch, n), "%s: branch %d", naive_where, (int)int_of (frame, row, "branch"));
    ck_assert_int_eq (int_of (frame, row, "members"), formal);
    organized += n;
  }
  ck_assert_int_eq (__builtin_popcount ((unsigned)seen), p->n);
  return organized;
}

static void make_puzzle (Puzzle *p, CoverWorld *w, guint64 seed)
{
  static const CoverSize size = { 5, 8, 2, 1, 16, 0 };
  cover_world (w, &size, seed);
  p->w = w;
  p->options = (DjProposalOptions)DJ_PROPOSAL_OPTIONS_INIT;
  if (seed % 2)
    p->options = (DjProposalOptions){ 1 + naive_number (&w->chance, 5), 1 + naive_number (&w->chance, 6),
                                      (DjNearness)naive_number (&w->chance, DJ_NEARNESS_BEYOND + 1),
                                      naive_percent (&w->chance, 50) };
  p->n = 0;
  for (int i = 0; i < w->n_units; i++)
    if (cover_unit_is_there (w, i) && cover_best (w, i) != DJ_COVERAGE_OWN && cover_best (w, i) != DJ_COVERAGE_JOINT)
      p->units[p->n++] = i;
}

START_TEST (test_proposals)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", PROPOSALS);
  static CoverWorld w;
  int n = 0;
  double sum = 0;
  for (guint64 round = 0; round < rounds; round++)
  {
    Puzzle puzzle;
    make_puzzle (&puzzle, &w, seed + round);
    g_autoptr (DjFrame) frame = dj_view_propose_branches (w.view, &puzzle.options, NULL);
    int organized = check_proposal (&puzzle, frame), most = find_most (&puzzle);
    ck_assert_msg (organized <= most, "%s: %d of %d", naive_where, organized, most);
    if (most > 0)
    {
      n++;
      sum += (double)organized / most;
    }
    cover_free (&w);
  }
  ck_assert_msg (rounds < PROPOSALS || (n >= 200 && sum / n >= 0.9),
                 "%d puzzles; of the most units there can be, so many are organized: %.4f", n, sum / n);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("coverage-naive");
  TCase *tcase = tcase_create ("random");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_random_registers);
  tcase_add_test (tcase, test_proposals);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
