/* SPDX-License-Identifier: Apache-2.0 */
#include "answers.h"

#include <stdlib.h>

/* Ids are asked for up to so many, in each subtree: what is asked of each pair is asked of few. */
#define MOST_PAIRS 40

static void end_part (FILE *out, const char *part) { fprintf (out, "\n## %s\n", part); }

static const char *shown (const char *text) { return text ? text : "-"; }

/* A frame that could not be made counts as an answer too. */
static void put_frame (FILE *out, const char *part, DjFrame *frame)
{
  end_part (out, part);
  if (!frame)
    return;
  dj_frame_write_csv (frame, out, NULL);
  dj_frame_unref (frame);
}

static void put_ids (FILE *out, const gint32 *ids, gsize n)
{
  for (gsize i = 0; i < n; i++)
    fprintf (out, "%d ", ids[i]);
  fputc ('\n', out);
}

/* ---- Organizations, areas and people ------------------------------------------------------------------------------- */

static void put_organization (FILE *out, DjView *view, DjOrganizationId id)
{
  DjOrganization o;
  DjOrganizationId list[256];
  gsize n;
  dj_view_get_organization (view, id, &o);
  fprintf (out, "%d %s %s %d %d %d %d %d %d ", dj_view_organization (view, o.code), shown (o.code), shown (o.name),
           (int)o.kind, o.since, dj_view_get_superior (view, id), dj_view_get_depth (view, id),
           dj_view_get_end (view, id), dj_view_get_base_area (view, id));
  for (int status = 0; status <= 2; status++)
    fprintf (out, "%" G_GINT64_FORMAT " ", dj_view_count_members (view, id, (DjMemberStatus)status));
  fprintf (out, "%" G_GINT64_FORMAT "\n", dj_view_count_people (view, id));
  put_ids (out, list, MIN (dj_view_list_ancestors (view, id, list, G_N_ELEMENTS (list)), G_N_ELEMENTS (list)));
  put_ids (out, list, MIN (dj_view_list_subordinates (view, id, list, G_N_ELEMENTS (list)), G_N_ELEMENTS (list)));
  const DjPersonId *members = dj_view_get_members (view, id, &n);
  put_ids (out, members, n);
  members = dj_view_get_subtree_members (view, id, &n);
  put_ids (out, members, MIN (n, 100));
}

static void put_organizations (FILE *out, DjView *view)
{
  gint32 n = dj_view_get_n_organizations (view);
  end_part (out, "organizations");
  for (DjOrganizationId id = 0; id < n; id++)
    put_organization (out, view, id);
  for (DjOrganizationId a = 0; a < MIN (n, MOST_PAIRS); a++)
    for (DjOrganizationId b = 0; b < MIN (n, MOST_PAIRS); b++)
      fprintf (out, "%d %d ", dj_view_is_under (view, a, b), dj_view_get_common_superior (view, a, b));
}

static void put_sizes (FILE *out, DjView *view)
{
  DjOrganizationId list[256];
  end_part (out, "sizes");
  gsize n = dj_view_list_wrong_size (view, DJ_ORGANIZATION_BRANCH, DJ_STATUS_FORMAL, 3, 50, list, G_N_ELEMENTS (list));
  put_ids (out, list, MIN (n, G_N_ELEMENTS (list)));
}

static void put_areas (FILE *out, DjView *view)
{
  end_part (out, "areas");
  for (DjAreaId id = 0; id < dj_view_get_n_areas (view); id++)
  {
    DjArea a;
    dj_view_get_area (view, id, &a);
    fprintf (out, "%d %s %s %d %d %g %g %d %d %d\n", dj_view_area (view, a.code), shown (a.code), shown (a.name),
             (int)a.kind, (int)a.area_class, a.lon, a.lat, dj_view_get_area_parent (view, id),
             dj_view_get_area_end (view, id), dj_view_get_leading (view, id));
  }
}

static void put_persons (FILE *out, DjView *view, gint32 n)
{
  end_part (out, "persons");
  for (DjPersonId id = 0; id < n; id++)
  {
    DjPerson p;
    dj_view_get_person (view, id, &p);
    fprintf (out, "%d %s %s %d %d %d %s %d %d\n", dj_view_person (view, p.code), shown (p.code), shown (p.name),
             (int)p.sex, p.born, p.full, shown (p.residence), dj_view_get_affiliation (view, id),
             (int)dj_view_get_status (view, id));
  }
}

/* ---- Frames ----------------------------------------------------------------------------------------------------------- */

static void put_counts (FILE *out, DjView *view)
{
  static const DjCountOptions options[] = {
    { .distinct = TRUE },
    { .every = TRUE, .distinct = TRUE },
    { .level = DJ_AREA_COUNTY, .distinct = TRUE },
    { .level = DJ_AREA_COMMUNITY },
    { .kind = DJ_ORGANIZATION_BRANCH },
    { .level = DJ_AREA_TOWNSHIP, .by = DJ_BY_SEX | DJ_BY_AGE },
    { .every = TRUE, .by = DJ_BY_EDUCATION | DJ_BY_STATUS | DJ_BY_CLASS },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    put_frame (out, "count", dj_view_count (view, DJ_NONE, &options[i], NULL));
  put_frame (out, "count of the first", dj_view_count (view, 0, &options[1], NULL));
  for (int days = 0; days <= 40000; days = days * 5 + 1)
    for (gsize i = 1; i < G_N_ELEMENTS (options); i++)
      put_frame (out, "count of earlier",
                 dj_view_count_as_of (view, DJ_NONE, dj_view_get_date (view) - days, &options[i], NULL));
  put_frame (out, "outside", dj_view_count_outside (view, DJ_AREA_COUNTY, NULL));
  put_frame (out, "outside of the community", dj_view_count_outside (view, DJ_AREA_COMMUNITY, NULL));
  put_frame (out, "tree", dj_view_tree (view, DJ_NONE, -1));
}

static void put_guidance (FILE *out, DjView *view)
{
  put_frame (out, "double guidance", dj_view_double_guidance (view));
  for (DjOrganizationId id = 0; id < MIN (dj_view_get_n_organizations (view), 200); id++)
  {
    put_frame (out, "guides", dj_view_guides (view, id));
    put_frame (out, "by line", dj_view_guidance_chain (view, id, DJ_GUIDANCE_LINE));
  }
}

static void put_alliances (FILE *out, DjView *view)
{
  put_frame (out, "alliances", dj_view_alliances (view));
  put_frame (out, "shared", dj_view_shared_seats (view));
  put_frame (out, "components", dj_view_alliance_components (view));
  put_frame (out, "bridges", dj_view_alliance_bridges (view));
  put_frame (out, "isolated", dj_view_isolated (view));
  put_frame (out, "crossing", dj_view_alliances_crossing (view, DJ_AREA_COUNTY));
  put_frame (out, "matrix", dj_view_alliance_matrix (view, DJ_AREA_TOWNSHIP));
  put_frame (out, "ties", dj_view_ties (view));
  end_part (out, "files");
  dj_view_write_hif (view, out, NULL);
  dj_view_write_dot (view, out, DJ_LANGUAGE_EN, NULL);
  dj_view_write_geojson (view, out, NULL);
}

static void put_duties (FILE *out, DjView *view)
{
  DjDate year = dj_view_get_date (view) - 365;
  DjIssues *issues = dj_view_check_duties (view);
  put_frame (out, "items", dj_view_items (view));
  put_frame (out, "issues", dj_issues_to_frame (issues));
  dj_issues_unref (issues);
  put_frame (out, "overlaps", dj_view_overlaps (view, NULL, NULL, NULL));
  put_frame (out, "gaps", dj_view_gaps (view, NULL, NULL, NULL));
  put_frame (out, "cadence", dj_view_cadence (view, MAX (year, dj_date (1000, 1, 1))));
  put_frame (out, "bodies", dj_view_cadence_of_bodies (view, MAX (year, dj_date (1000, 1, 1))));
  put_frame (out, "flow", dj_view_flow (view, DJ_FLOW_BY_BODY, DJ_AREA_NONE));
  put_frame (out, "flow by area", dj_view_flow (view, DJ_FLOW_BY_AREA, DJ_AREA_COMMUNITY));
  put_frame (out, "escalations", dj_view_escalations (view, 0));
}

/* What is asked of one code, of each code of the table. */
static void put_of_codes (FILE *out, DjView *view, DjTable table)
{
  g_autoptr (DjFrame) rows = dj_view_get_table (view, table);
  for (gint64 row = 0; row < MIN (dj_frame_get_n_rows (rows), 50); row++)
  {
    const char *code = dj_frame_get_text (rows, row, dj_schema_get_table (table)->key);
    if (table == DJ_TABLE_UNIT)
    {
      put_frame (out, "coverage of", dj_view_coverage_of (view, code));
      put_frame (out, "who answers", dj_view_who_answers (view, NULL, code, NULL, NULL));
    }
    put_frame (out, "duties of", dj_view_duties_of (view, code));
    put_frame (out, "alliances of", dj_view_alliances_of (view, code));
    if (table == DJ_TABLE_ALLIANCE)
      put_frame (out, "seats", dj_view_alliance_seats (view, code));
    fprintf (out, "%d\n", dj_view_alliance_distance (view, dj_frame_get_text (rows, 0, 0), code));
  }
}

static void put_coverage (FILE *out, DjView *view)
{
  put_frame (out, "coverage", dj_view_coverage (view, DJ_COVERAGE_BY_AREA, DJ_AREA_COMMUNITY));
  put_frame (out, "by industry", dj_view_coverage (view, DJ_COVERAGE_BY_INDUSTRY, DJ_AREA_NONE));
  put_frame (out, "blind", dj_view_blind_spots (view));
  put_frame (out, "on paper", dj_view_covered_on_paper (view));
  put_frame (out, "proposal", dj_view_propose_branches (view, NULL, NULL));
  put_frame (out, "facilities", dj_view_facilities (view, NULL));
  put_frame (out, "nearest", dj_view_nearest_facilities (view, 116.4, 39.9, 5, NULL, NULL));
  put_frame (out, "far", dj_view_far_communities (view, 1000, NULL, NULL));
  put_frame (out, "match", dj_view_match (view, NULL, NULL));
  put_frame (out, "unmatched", dj_view_unmatched (view, NULL, NULL));
  put_frame (out, "guides", dj_view_match_guides (view, "guide", NULL));
}

static gint32 put_tables (FILE *out, DjView *view)
{
  DjRegister *reg = dj_view_get_register (view);
  gint32 n_persons = dj_register_get_n_rows (reg, DJ_TABLE_PERSON);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    put_frame (out, "table", dj_register_get_table (reg, (DjTable)t));
    put_frame (out, "linked", dj_register_get_linked_table (reg, (DjTable)t));
    put_frame (out, "of the day", dj_view_get_table (view, (DjTable)t));
  }
  dj_register_unref (reg);
  return n_persons;
}

char *answers_of (DjView *view)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  fprintf (out, "%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, dj_view_get_date (view), dj_view_get_n_members (view),
           dj_view_get_n_unplaced (view));
  put_persons (out, view, put_tables (out, view));
  put_organizations (out, view);
  put_sizes (out, view);
  put_areas (out, view);
  put_counts (out, view);
  put_guidance (out, view);
  put_alliances (out, view);
  put_duties (out, view);
  put_coverage (out, view);
  put_of_codes (out, view, DJ_TABLE_UNIT);
  put_of_codes (out, view, DJ_TABLE_ALLIANCE);
  fclose (out);
  char *answers = g_strdup (text);
  free (text);
  return answers;
}
