/* SPDX-License-Identifier: Apache-2.0 */
/* Times matching as many needs with as many resources of one category: bench-match NUMBER [RUNS]. They stand in 1,000 communities of 50
 * subdistricts, a third of them with periods. */
#include <dangjian/dangjian.h>

#include "bench.h"

#define SUBDISTRICTS 50
#define COMMUNITIES 20 /* of each */

static void add_areas (DjChange *change)
{
  dj_change_add (change, DJ_TABLE_AREA, NULL, "code", "d", "name", "d", "kind", "county", NULL);
  for (int s = 0; s < SUBDISTRICTS; s++)
  {
    char subdistrict[16], community[32];
    g_snprintf (subdistrict, sizeof subdistrict, "s%d", s);
    dj_change_add (change, DJ_TABLE_AREA, NULL, "code", subdistrict, "name", "s", "kind", "township", "parent", "d",
                   NULL);
    for (int c = 0; c < COMMUNITIES; c++)
    {
      g_snprintf (community, sizeof community, "s%d-%d", s, c);
      dj_change_add (change, DJ_TABLE_AREA, NULL, "code", community, "name", "c", "kind", "community", "parent",
                     subdistrict, NULL);
    }
  }
}

static void add_lists (DjChange *change)
{
  dj_change_add (change, DJ_TABLE_ORGANIZATION, NULL, "code", "o", "name", "o", "kind", "committee", NULL);
  dj_change_add (change, DJ_TABLE_CHECKLIST, NULL, "code", "n", "name", "n", "kind", "need", "owner", "o", NULL);
  dj_change_add (change, DJ_TABLE_CHECKLIST, NULL, "code", "r", "name", "r", "kind", "resource", "owner", "o", NULL);
}

static void add_item (DjChange *change, const char *list, int number, GRand *chance)
{
  char code[32], area[32], quantity[16], opened[DJ_DATE_TEXT_SIZE], due[DJ_DATE_TEXT_SIZE];
  gboolean dated = g_rand_int_range (chance, 0, 3) == 0;
  DjDate day = dj_date (2024, 1, 1) + g_rand_int_range (chance, 0, 200);
  g_snprintf (code, sizeof code, "%s%d", list, number);
  g_snprintf (area, sizeof area, "s%d-%d", g_rand_int_range (chance, 0, SUBDISTRICTS),
              g_rand_int_range (chance, 0, COMMUNITIES));
  g_snprintf (quantity, sizeof quantity, "%d", g_rand_int_range (chance, 1, 20));
  dj_date_format (dated ? day : DJ_DATE_NONE, opened);
  dj_date_format (dated ? day + g_rand_int_range (chance, 200, 400) : DJ_DATE_NONE, due);
  dj_change_add (change, DJ_TABLE_ITEM, NULL, "code", code, "checklist", list, "title", "t", "category", "c",
                 "quantity", quantity, "area", area, "opened", opened, "due", due, NULL);
}

static DjView *make_view (int number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "bench");
  GRand *chance = g_rand_new_with_seed (1);
  add_areas (change);
  add_lists (change);
  for (int i = 0; i < number; i++)
  {
    add_item (change, "n", i, chance);
    add_item (change, "r", i, chance);
  }
  g_rand_free (chance);
  if (!dj_change_commit (change, &error))
    exit (dj_complain (error));
  return dj_register_seal (reg, dj_date (2024, 8, 26), NULL);
}

int main (int argc, char **argv)
{
  double seconds[BENCH_MAX_RUNS];
  int number = argc > 1 ? (int)strtol (argv[1], NULL, 10) : 0, runs = argc > 2 ? (int)strtol (argv[2], NULL, 10) : 5;
  if (number < 1 || number > 10000000 || runs < 1 || runs > BENCH_MAX_RUNS)
  {
    fprintf (stderr, "usage: bench-match NUMBER [RUNS]\n");
    return 2;
  }
  g_autoptr (DjView) view = make_view (number);
  for (int run = 0; run < runs; run++)
  {
    double start = bench_now ();
    g_autoptr (DjFrame) matches = dj_view_match (view, NULL, NULL);
    seconds[run] = bench_now () - start;
    if (!matches || dj_frame_get_n_rows (matches) == 0)
      return 2;
  }
  bench_report ("match", argv[1], number, seconds, runs);
  return 0;
}
