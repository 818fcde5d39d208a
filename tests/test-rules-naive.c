/* SPDX-License-Identifier: Apache-2.0 */
/* What rules count of memberships and of organizations, over random registers against plain loops: by kind, of the present and of the past, of
 * few rows and of all, in restated views, too. DJ_TEST_SEED and DJ_TEST_ROUNDS as for views. */
#include <stdlib.h>
#include <string.h>

#include "naive.h"
#include "register/register-private.h"
#include "schema/schema-private.h"
#include "rule-register.h"

#define SEED 20260801
#define ROUNDS 200

static const NaiveSize size = { .organizations = 25, .persons = 40, .ticks = 12 };

/* A view and its second implementation; people are of `past`, which is `today` unless the view is restated. */
typedef struct
{
  NaiveChance chance;
  const NaiveModel *model;
  NaiveView past;
  NaiveView today;
  NaiveView naive;
  DjView *view;
} Case;

/* ---- Plain loops ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  int kinds; /* a bit each */
  gboolean past;
  gboolean distinct;
  gboolean of_branches; /* whose organization is a branch */
} Asked;

static gboolean is_counted (const Case *of, const NaiveLink *membership, const Asked *asked)
{
  if (!(asked->kinds >> membership->kind & 1))
    return FALSE;
  return asked->past ? membership->since == DJ_DATE_NONE || membership->since <= of->naive.on
                     : naive_holds (membership->since, membership->until, of->naive.on);
}

static int find_organization (const Case *of, const NaiveLink *membership)
{
  int id = naive_organization (&of->past, membership->to);
  return id == DJ_NONE ? DJ_NONE : naive_place (&of->past, &of->today, id);
}

static int count_of_person (const Case *of, const DjPerson *person, const Asked *asked)
{
  int n = 0;
  for (int i = 0; i < of->model->n_memberships; i++)
  {
    const NaiveLink *membership = &of->model->memberships[i];
    int id = find_organization (of, membership);
    if (strcmp (membership->from, person->code) != 0 || !is_counted (of, membership, asked)
        || (asked->of_branches && (id == DJ_NONE || of->naive.organizations[id]->kind != DJ_ORGANIZATION_BRANCH)))
      continue;
    n++;
  }
  return n;
}

static gboolean has_been_counted (const Case *of, int before, int id, const Asked *asked)
{
  for (int i = 0; i < before; i++)
    if (strcmp (of->model->memberships[i].from, of->model->memberships[before].from) == 0
        && is_counted (of, &of->model->memberships[i], asked)
        && find_organization (of, &of->model->memberships[i]) == id)
      return TRUE;
  return FALSE;
}

static int count_of_organization (const Case *of, int id, const Asked *asked)
{
  int n = 0;
  for (int i = 0; i < of->model->n_memberships; i++)
    if (is_counted (of, &of->model->memberships[i], asked) && find_organization (of, &of->model->memberships[i]) == id)
      n += !asked->distinct || !has_been_counted (of, i, id, asked);
  return n;
}

static int count_own (const Case *of, int id)
{
  int n = 0;
  for (int p = 0; p < of->model->n_persons; p++)
    n += of->naive.affiliation[p] == id;
  return n;
}

/* ---- The same of rules ------------------------------------------------------------------------------------------------------ */

static void append_value (GString *out, const char *code, int value)
{
  g_string_append_printf (out, "%s%s=%d", out->len > 0 ? " " : "", code, value);
}

static char *dup_measure (const char *name, const char *by, const Asked *asked)
{
  g_autoptr (GString) kinds = g_string_new (NULL);
  for (int kind = 1; kind < 32; kind++)
    if (asked->kinds >> kind & 1)
      g_string_append_printf (kinds, "%s\"%s\"", kinds->len > 0 ? ", " : "",
                              dj_code_list_get_name (&dj_codes_membership_kind, kind));
  return g_strdup_printf ("\"%s\": { \"count\": \"membership\", \"by\": \"%s\", \"where\": { \"kind\": [%s]%s }%s%s }",
                          name, by, kinds->str, asked->of_branches ? ", \"organization.kind\": \"branch\"" : "",
                          asked->past ? ", \"past\": true" : "", asked->distinct ? ", \"distinct\": \"person\"" : "");
}

static void compare_of_persons (Case *of, const Asked *asked)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int p = 0; p < of->model->n_persons; p++)
    append_value (expected, of->model->persons[p].code, count_of_person (of, &of->model->persons[p], asked));
  g_autofree char *measure = dup_measure ("m", "person", asked);
  g_autofree char *with_another = g_strconcat (measure, ", \"n\": { \"either\": [\"m\", 0] }", NULL);
  ruled_expect_values (of->view, "person", measure, NULL, "m", expected->str);
  ruled_expect_values (of->view, "person", with_another, NULL, "n", expected->str);
}

/* Asked of women only. */
static void compare_of_some_persons (Case *of, const Asked *asked)
{
  int most = naive_number (&of->chance, 3);
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int p = 0; p < of->model->n_persons; p++)
  {
    const DjPerson *person = &of->model->persons[p];
    if (person->sex == DJ_SEX_FEMALE && count_of_person (of, person, asked) > most)
      g_string_append_printf (expected, "%s%s", expected->len > 0 ? " " : "", person->code);
  }
  g_autofree char *measure = dup_measure ("m", "person", asked);
  g_autofree char *then = g_strdup_printf ("{ \"m\": { \"most\": %d } }", most);
  ruled_expect_broken (
      of->view, &(RuledText){ .table = "person", .measures = measure, .when = "{ \"sex\": \"female\" }", .then = then },
      expected->str);
}

/* Organizations that hold, in order of rows. */
static int find_of_row (const Case *of, int row)
{
  const DjOrganization *organization = &of->model->organizations[row];
  return naive_holds (organization->since, organization->until, of->naive.tree)
             ? naive_organization (&of->naive, organization->code)
             : DJ_NONE;
}

static void compare_of_organizations (Case *of, const Asked *asked)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int row = 0; row < of->model->n_organizations; row++)
    if (find_of_row (of, row) != DJ_NONE)
      append_value (expected, of->model->organizations[row].code,
                    count_of_organization (of, find_of_row (of, row), asked));
  g_autofree char *measure = dup_measure ("m", "organization", asked);
  ruled_expect_values (of->view, "organization", measure, NULL, "m", expected->str);
}

/* Asked of those only whose members are few, so that it is counted for them alone. */
static void compare_wanted (Case *of, const Asked *asked)
{
  int least = 1 + naive_number (&of->chance, 3), most = naive_number (&of->chance, 5);
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int row = 0; row < of->model->n_organizations; row++)
  {
    int id = find_of_row (of, row);
    if (id != DJ_NONE && count_own (of, id) < least && count_of_organization (of, id, asked) > most)
      g_string_append_printf (expected, "%s%s", expected->len > 0 ? " " : "", of->model->organizations[row].code);
  }
  g_autofree char *measure = dup_measure ("m", "organization", asked);
  g_autofree char *then
      = g_strdup_printf ("[ { \"own_members\": { \"least\": %d } }, { \"m\": { \"most\": %d } } ]", least, most);
  RuledText text
      = { .table = "organization", .measures = measure, .when = "{ \"kind\": { \"given\": true } }", .then = then };
  ruled_expect_broken (of->view, &text, expected->str);
}

/* ---- What the tree has -------------------------------------------------------------------------------------------------------- */

static int sum_under (const Case *of, int id, int depth)
{
  int n = 0;
  for (int below = 0; below < of->naive.n_organizations; below++)
    if (naive_under (&of->naive, below, id) && naive_depth (&of->naive, below) >= depth)
      n += count_own (of, below);
  return n;
}

static int count_below (const Case *of, int id, int least)
{
  int n = 0;
  for (int below = 0; below < of->naive.n_organizations; below++)
    n += of->naive.superior[below] == id && naive_count_members (&of->naive, below, DJ_STATUS_ANY) >= least;
  return n;
}

static void compare_of_tree (Case *of)
{
  int depth = naive_number (&of->chance, 4), least = naive_number (&of->chance, 4);
  g_autoptr (GString) sums = g_string_new (NULL), counts = g_string_new (NULL), under = g_string_new (NULL);
  for (int row = 0; row < of->model->n_organizations; row++)
  {
    int id = find_of_row (of, row);
    if (id == DJ_NONE)
      continue;
    append_value (under, of->model->organizations[row].code, naive_end (&of->naive, id) - id);
    append_value (sums, of->model->organizations[row].code, sum_under (of, id, depth));
    append_value (counts, of->model->organizations[row].code, count_below (of, id, least));
  }
  g_autofree char *sum
      = g_strdup_printf ("\"m\": { \"sum\": \"organization\", \"of\": \"own_members\", \"by\": \"self\","
                         " \"where\": { \"depth\": { \"least\": %d } }, \"subtree\": true }",
                         depth);
  g_autofree char *count = g_strdup_printf ("\"m\": { \"count\": \"organization\", \"by\": \"superior\","
                                            " \"where\": { \"members\": { \"least\": %d } } }",
                                            least);
  /* Names are read in the order of rows, those of organizations that are gone, too. */
  static const char *const by_rows = "\"m\": { \"count\": \"organization\", \"by\": \"self\", \"subtree\": true,"
                                     " \"where\": { \"name\": { \"not\": [\"nobody is called so\"] } } }";
  ruled_expect_values (of->view, "organization", by_rows, NULL, "m", under->str);
  ruled_expect_values (of->view, "organization", sum, NULL, "m", sums->str);
  ruled_expect_values (of->view, "organization", count, NULL, "m", counts->str);
}

/* Organizations that are gone, which the tree does not have, by the area in which they were based. */
static int count_gone (const Case *of, const char *area)
{
  int n = 0;
  for (int row = 0; row < of->model->n_organizations; row++)
  {
    const DjOrganization *organization = &of->model->organizations[row];
    n += organization->since <= of->naive.tree && find_of_row (of, row) == DJ_NONE
         && g_strcmp0 (organization->base_area, area) == 0;
  }
  return n;
}

static void compare_gone (Case *of)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int row = 0; row < of->model->n_areas; row++)
    if (naive_holds (of->model->areas[row].since, of->model->areas[row].until, of->naive.tree))
      append_value (expected, of->model->areas[row].code, count_gone (of, of->model->areas[row].code));
  ruled_expect_values (of->view, "area",
                       "\"m\": { \"count\": \"organization\", \"by\": \"base_area\","
                       " \"where\": { \"depth\": { \"given\": false } }, \"past\": true }",
                       NULL, "m", expected->str);
}

/* ---- Random registers ------------------------------------------------------------------------------------------------------------ */

static void compare (Case *of)
{
  for (int i = 0; i < 8; i++)
  {
    Asked asked = { .kinds = 2 << naive_number (&of->chance, 7), .past = naive_percent (&of->chance, 50) };
    asked.kinds |= naive_percent (&of->chance, 30) ? 2 << naive_number (&of->chance, 7) : 0;
    Asked of_branches = asked, distinct = asked;
    of_branches.of_branches = TRUE;
    distinct.distinct = TRUE;
    compare_of_persons (of, &asked);
    compare_of_persons (of, &of_branches);
    compare_of_some_persons (of, &asked);
    compare_of_some_persons (of, &of_branches);
    compare_of_organizations (of, &asked);
    compare_of_organizations (of, &distinct);
    compare_wanted (of, naive_percent (&of->chance, 50) ? &asked : &distinct);
  }
  Asked ever = { .kinds = 1 << DJ_MEMBERSHIP_AFFILIATION, .past = TRUE, .distinct = TRUE };
  compare_wanted (of, &ever);
  compare_of_tree (of);
  if (of->model->n_areas > 0)
    compare_gone (of);
}

static DjDate random_day (Case *of, const NaiveTicks *ticks)
{
  return ticks->days[naive_number (&of->chance, ticks->n)] + naive_number (&of->chance, 3) - 1;
}

static void compare_on (Case *of, DjRegister *reg, DjDate past, DjDate today)
{
  naive_seal (of->model, past, &of->past);
  naive_seal (of->model, today, &of->today);
  naive_restate (&of->past, &of->today, &of->naive);
  g_autoptr (DjView) first = dj_register_seal (reg, past, NULL);
  g_autoptr (DjView) second = dj_register_seal (reg, today, NULL);
  g_autoptr (DjView) restated = past == today ? NULL : dj_view_restate (first, second, NULL);
  of->view = restated ? restated : first;
  ck_assert_ptr_nonnull (of->view);
  compare (of);
}

static void run_round (guint64 seed)
{
  NaiveTicks ticks;
  Case of = { .chance.state = ~seed };
  g_autoptr (NaiveRegister) rows = naive_generate (seed, &size, &ticks);
  g_autoptr (NaiveModel) model = naive_model_new (rows);
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "random");
  g_snprintf (naive_where, sizeof naive_where, "DJ_TEST_SEED=%" G_GUINT64_FORMAT " DJ_TEST_ROUNDS=1", seed);
  naive_add_to_change (rows, change);
  ck_assert_msg (dj_change_commit (change, NULL), "%s", naive_where);
  of.model = model;
  if (model->n_memberships == 0 || model->n_subordinations == 0) /* of which rules would say that they are not kept */
    return;
  DjDate day = random_day (&of, &ticks);
  compare_on (&of, reg, day, day);
  compare_on (&of, reg, random_day (&of, &ticks), random_day (&of, &ticks));
}

START_TEST (test_random)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED), rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 i = 0; i < rounds; i++)
  {
    dj_cut_small ((seed + i) % 3 > 0);
    dj_set_n_threads ((seed + i) % 3 > 1 ? 3 : 1);
    run_round (seed + i);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("rules-naive");
  TCase *tcase = tcase_create ("rules-naive");
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_random);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
