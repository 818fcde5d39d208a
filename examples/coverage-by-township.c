/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage: what an organization department asks of a township: the two coverages by business district, and who could take the units that
 * nothing covers. */
#include <dangjian/dangjian.h>

static void print_rates (const DjFrame *rates)
{
  int name = dj_frame_find_column (rates, "name"), units = dj_frame_find_column (rates, "units");
  int organized = dj_frame_find_column (rates, "organized"), reached = dj_frame_find_column (rates, "reached");
  int rate = dj_frame_find_column (rates, "coverage_rate");
  for (gint64 row = 0; row < dj_frame_get_n_rows (rates); row++)
    printf ("%s: %d units, %d organized, %d reached; own or joint in %.2f %% of the non-public\n",
            dj_frame_get_text (rates, row, name), (int)dj_frame_get_int (rates, row, units),
            (int)dj_frame_get_int (rates, row, organized), (int)dj_frame_get_int (rates, row, reached),
            100 * dj_frame_get_real (rates, row, rate));
}

/* How far the nearest organization is, from the same building to none in the township. */
static void print_blind_spots (const DjFrame *blind)
{
  int nearness = dj_frame_find_column (blind, "nearness"), n[DJ_NEARNESS_BEYOND + 1] = { 0 };
  for (gint64 row = 0; row < dj_frame_get_n_rows (blind); row++)
    n[dj_frame_get_code (blind, row, nearness)]++;
  printf ("%d blind spots: an organization in the same building or business district for %d, in the township for %d, "
          "none for %d\n",
          (int)dj_frame_get_n_rows (blind), n[DJ_NEARNESS_BUILDING],
          n[DJ_NEARNESS_COMMUNITY] + n[DJ_NEARNESS_SUBDISTRICT], n[DJ_NEARNESS_DISTRICT] + n[DJ_NEARNESS_NONE]);
}

int main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_read (argc > 1 ? argv[1] : "cases/sanlitun", NULL, &error);
  g_autoptr (DjView) view = reg ? dj_register_seal (reg, dj_date (2024, 8, 26), &error) : NULL;
  if (!view)
    return dj_complain (error);
  g_autoptr (DjFrame) township = dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_TOWNSHIP);
  g_autoptr (DjFrame) districts = dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_BUSINESS_DISTRICT);
  g_autoptr (DjFrame) blind = dj_view_blind_spots (view);
  print_rates (township);
  print_rates (districts);
  print_blind_spots (blind);
  return 0;
}
