/* SPDX-License-Identifier: Apache-2.0 */
/* Synthetic registers against the published figures, recounted row by row from their tables; no view takes part in it. */
#include <check.h>
#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"

#define DIVISIONS "data/divisions"

/* For millions of rows: an assertion of Check writes to a file, whether it holds or not. */
static void insist (gboolean holds, const char *what)
{
  if (!holds)
    ck_abort_msg ("%s", what);
}

static DjDate the_day (void) { return dj_date (2024, 12, 31); }

/* ---- One register and its columns --------------------------------------------------------------------------------- */

static DjRegister *make (double scale, guint64 seed, const char *divisions)
{
  g_autoptr (GError) error = NULL;
  DjGenerateOptions options = DJ_GENERATE_OPTIONS_INIT;
  options.scale = scale;
  options.seed = seed;
  options.divisions = divisions;
  DjRegister *reg = dj_register_generate (&options, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "");
  return reg;
}

/* Columns of a table's frame are numbered as in the schema; `until` stands behind `since`. */
static const char *text (const DjFrame *frame, gint64 row, int column)
{
  return dj_frame_get_text (frame, row, column);
}

static DjDate day (const DjFrame *frame, gint64 row, int column) { return dj_frame_get_date (frame, row, column); }

static int code (const DjFrame *frame, gint64 row, int column) { return dj_frame_get_code (frame, row, column); }

static gboolean holds (const DjFrame *frame, gint64 row, int since)
{
  DjDate first = day (frame, row, since), until = day (frame, row, since + 1);
  return (first == DJ_DATE_NONE || first <= the_day ()) && (until == DJ_DATE_NONE || until > the_day ());
}

/* What is known of an organization by its code. */
typedef struct
{
  int kind;
  const char *county; /* the first six digits of its area; NULL above */
  int n_members;
} Body;

/* Organizations of the day by code. */
static GHashTable *list_bodies (DjRegister *reg)
{
  GHashTable *bodies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_ORGANIZATION);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    if (!holds (frame, row, DJ_COLUMN_ORGANIZATION_SINCE))
      continue;
    const char *area = text (frame, row, DJ_COLUMN_ORGANIZATION_BASE_AREA);
    Body *body = g_new0 (Body, 1);
    body->kind = code (frame, row, DJ_COLUMN_ORGANIZATION_KIND);
    body->county = strlen (area) >= 6 ? area : NULL;
    insist (g_hash_table_insert (bodies, (gpointer)text (frame, row, DJ_COLUMN_ORGANIZATION_CODE), body),
            "one row of a code holds");
  }
  return bodies;
}

static gboolean same_county (const char *a, const char *b) { return strncmp (a, b, 6) == 0; }

/* ---- Published figures -------------------------------------------------------------------------------------------- */

/* In thousands. Each adds up to what the published total is, but for rounding. */
static const gint64 PUBLISHED_MEMBERS = 100271;
static const gint64 AGES[] = { 12272, 10764, 11475, 9687, 9041, 9412, 8646, 28973 };
static const gint64 SEXES[] = { 100271 - 30995, 30995 };
static const gint64 OCCUPATIONS[] = { 6639, 26144, 16394, 11563, 7592, 2622, 7849, 21469 };
static const gint64 PERIODS[] = { 54, 12309, 59800, 28108 };
static const gint64 COLLEGE[] = { 57786, 100271 - 57786 };

/* Counts and published figures are the same but for less than one and the rounding of the published sum. */
static void assert_margin (const char *what, const gint64 *counts, const gint64 *published, gsize n, gint64 members)
{
  gint64 sum = 0, total = 0;
  for (gsize i = 0; i < n; i++)
  {
    sum += published[i];
    total += counts[i];
  }
  ck_assert_int_eq (total, members);
  ck_assert (ABS (sum - PUBLISHED_MEMBERS) <= 2);
  for (gsize i = 0; i < n; i++)
  {
    double expected = (double)published[i] * (double)members / (double)sum;
    ck_assert_msg (fabs ((double)counts[i] - expected) < 1, "%s %d: %" G_GINT64_FORMAT ", published %.2f", what, (int)i,
                   counts[i], expected);
  }
}

static int get_age (DjDate born)
{
  int year, month, date;
  dj_date_split (born, &year, &month, &date);
  return 2024 - year; /* on the last day of the year every birthday was */
}

static int get_age_on (DjDate born, DjDate on)
{
  int year, month, date, year_on, month_on, date_on;
  dj_date_split (born, &year, &month, &date);
  dj_date_split (on, &year_on, &month_on, &date_on);
  return year_on - year - (month_on < month || (month_on == month && date_on < date));
}

typedef struct
{
  gint64 members, probationers, left, outside;
  gint64 ages[8], sexes[2], occupations[8], periods[4], college[2];
} Census;

static void count_member (Census *census, const DjFrame *persons, gint64 row)
{
  DjDate admitted = day (persons, row, DJ_COLUMN_PERSON_ADMITTED);
  DjDate born = day (persons, row, DJ_COLUMN_PERSON_BORN);
  int age = get_age (born);
  int education = code (persons, row, DJ_COLUMN_PERSON_EDUCATION);
  census->members++;
  census->ages[age <= 30 ? 0 : MIN ((age - 31) / 5 + 1, 7)]++;
  census->sexes[code (persons, row, DJ_COLUMN_PERSON_SEX) - DJ_SEX_MALE]++;
  census->occupations[code (persons, row, DJ_COLUMN_PERSON_OCCUPATION) - DJ_OCCUPATION_WORKER]++;
  census->college[education > DJ_EDUCATION_JUNIOR_COLLEGE]++;
  census->periods[(admitted >= dj_date (1949, 10, 1)) + (admitted >= dj_date (1978, 12, 18))
                  + (admitted >= dj_date (2012, 11, 8))]++;
  census->probationers += day (persons, row, DJ_COLUMN_PERSON_FULL) > the_day ();
  int occupation = code (persons, row, DJ_COLUMN_PERSON_OCCUPATION),
      class = code (persons, row, DJ_COLUMN_PERSON_CLASS);
  insist (get_age_on (born, admitted) >= 18, "18 at admission");
  insist (admitted <= the_day () && day (persons, row, DJ_COLUMN_PERSON_FULL) <= dj_date (2025, 12, 31), "days");
  insist ((class == DJ_MEMBER_CLASS_RETIRED) == (occupation == DJ_OCCUPATION_RETIRED), "retired members");
  insist ((class == DJ_MEMBER_CLASS_STUDENT) == (occupation == DJ_OCCUPATION_STUDENT), "students");
}

static void take_census (DjRegister *reg, Census *census)
{
  g_autoptr (DjFrame) persons = dj_register_get_table (reg, DJ_TABLE_PERSON);
  *census = (Census){ 0 };
  for (gint64 row = 0; row < dj_frame_get_n_rows (persons); row++)
  {
    DjDate left = day (persons, row, DJ_COLUMN_PERSON_LEFT);
    insist (left == DJ_DATE_NONE || left <= the_day (), "nobody leaves later");
    if (day (persons, row, DJ_COLUMN_PERSON_ADMITTED) == DJ_DATE_NONE)
      census->outside++;
    else if (left != DJ_DATE_NONE)
      census->left++;
    else
      count_member (census, persons, row);
  }
}

static gint64 times (double scale, double n) { return (gint64)floor (scale * n + 0.5); }

static void compare_members (DjRegister *reg, double scale)
{
  Census census;
  take_census (reg, &census);
  gint64 n = times (scale, 100271000);
  ck_assert_int_eq (census.members, n);
  assert_margin ("age", census.ages, AGES, 8, n);
  assert_margin ("sex", census.sexes, SEXES, 2, n);
  assert_margin ("occupation", census.occupations, OCCUPATIONS, 8, n);
  assert_margin ("period", census.periods, PERIODS, 4, n);
  assert_margin ("college", census.college, COLLEGE, 2, n);
  ck_assert (fabs ((double)census.probationers - scale * 2131000) <= 2); /* those admitted in 2024 */
  ck_assert (fabs ((double)census.left - 0.015 * (double)n) <= 1);
  ck_assert_int_eq (census.outside, times (scale, 20000000) / 1000);
}

static void compare_kinds (DjRegister *reg, double scale)
{
  g_autoptr (GHashTable) bodies = list_bodies (reg);
  gint64 kinds[DJ_ORGANIZATION_DEPARTMENT + 1] = { 0 };
  GHashTableIter iter;
  gpointer body;
  g_hash_table_iter_init (&iter, bodies);
  while (g_hash_table_iter_next (&iter, NULL, &body))
    kinds[((Body *)body)->kind]++;
  ck_assert_int_eq (kinds[DJ_ORGANIZATION_COMMITTEE], times (scale, 306000));
  ck_assert_int_eq (kinds[DJ_ORGANIZATION_GENERAL_BRANCH], times (scale, 330000));
  ck_assert_int_eq (kinds[DJ_ORGANIZATION_BRANCH], times (scale, 4614000));
}

static void compare_soundness (DjRegister *reg)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, NULL);
  g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
  ck_assert_msg (dj_issues_get_n (issues) == 0, "%u: %s", dj_issues_get_n (issues),
                 dj_issues_get_n (issues) ? dj_issues_get (issues, 0)->message_en : "");
}

START_TEST (test_published_figures)
{
  static const double scales[] = { 0.0001, 0.001, 0.00037, 0.01 };
  static const char *const folders[] = { NULL, DIVISIONS };
  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    for (gsize folder = 0; folder < 2; folder++)
    {
      g_autoptr (DjRegister) reg = make (scales[i], 11 + i, folders[folder]);
      compare_members (reg, scales[i]);
      compare_kinds (reg, scales[i]);
      compare_soundness (reg);
    }
}
END_TEST

START_TEST (test_many_seeds)
{
  for (guint64 seed = 0; seed < 40; seed++)
  {
    g_autoptr (DjRegister) reg
        = make (0.0001 + 0.000001 * (double)seed, seed * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15), NULL);
    compare_kinds (reg, 0.0001 + 0.000001 * (double)seed);
    compare_soundness (reg);
  }
}
END_TEST

/* ---- Branches and memberships ------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 participations, beyond, ended, of_outsiders, earlier, participants;
} Tally;

/* Walks over the rows, which are in order of persons: first a person's affiliations, then what he takes part in. */
static void tally_memberships (DjRegister *reg, GHashTable *bodies, Tally *tally)
{
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_MEMBERSHIP);
  const char *person = "";
  Body *own = NULL;
  gboolean takes_part = FALSE;
  *tally = (Tally){ 0 };
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    const char *now = text (frame, row, DJ_COLUMN_MEMBERSHIP_PERSON);
    insist (strcmp (person, now) <= 0, "memberships are in order of persons");
    if (strcmp (person, now) != 0)
    {
      own = NULL;
      takes_part = FALSE;
    }
    person = now;
    Body *body = g_hash_table_lookup (bodies, text (frame, row, DJ_COLUMN_MEMBERSHIP_ORGANIZATION));
    if (code (frame, row, DJ_COLUMN_MEMBERSHIP_KIND) == DJ_MEMBERSHIP_AFFILIATION)
    {
      insist (!takes_part && !own, "affiliations come first, the present one last");
      tally->earlier += !holds (frame, row, DJ_COLUMN_MEMBERSHIP_SINCE);
      own = holds (frame, row, DJ_COLUMN_MEMBERSHIP_SINCE) ? body : NULL;
      if (own)
        own->n_members++;
      continue;
    }
    tally->participants += own && !takes_part;
    takes_part = TRUE;
    tally->participations++;
    tally->ended += !holds (frame, row, DJ_COLUMN_MEMBERSHIP_SINCE);
    tally->of_outsiders += !own;
    insist (body != NULL && body->county != NULL, "hosts are of a county");
    tally->beyond += own && !same_county (own->county, body->county);
  }
}

static void compare_branches (GHashTable *bodies, gint64 members)
{
  gint64 n = 0, unusual = 0, sum = 0;
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, bodies);
  while (g_hash_table_iter_next (&iter, NULL, &value))
  {
    const Body *body = value;
    if (body->kind != DJ_ORGANIZATION_BRANCH)
    {
      insist (body->n_members == 0, "members are in branches");
      continue;
    }
    insist (body->n_members <= 120, "no branch is larger");
    n++;
    sum += body->n_members;
    unusual += body->n_members < 3 || body->n_members > 50;
  }
  ck_assert_int_eq (sum, members);
  ck_assert (fabs ((double)unusual - (double)n / 100) <= 1);
}

static gboolean is_about (gint64 n, double expected, double part)
{
  return fabs ((double)n - expected) <= part * expected;
}

START_TEST (test_memberships)
{
  static const char *const folders[] = { NULL, DIVISIONS };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
  {
    Tally tally;
    Census census;
    g_autoptr (DjRegister) reg = make (0.005, 3, folders[i]);
    g_autoptr (GHashTable) bodies = list_bodies (reg);
    take_census (reg, &census);
    tally_memberships (reg, bodies, &tally);
    compare_branches (bodies, census.members);
    ck_assert_int_eq (tally.participations, 100000);
    ck_assert_int_eq (tally.of_outsiders, census.outside);
    ck_assert_int_eq (tally.participants, census.members * 15 / 100);
    ck_assert (is_about (tally.beyond, 10000, 0.05));
    ck_assert (is_about (tally.ended, 10000, 0.05));
    ck_assert (is_about (tally.earlier - census.left, 0.04 * (double)census.members, 0.02));
  }
}
END_TEST

/* Who follows whom in the table is in another branch, nearly always. */
START_TEST (test_persons_are_in_no_order)
{
  g_autoptr (DjRegister) reg = make (0.005, 4, NULL);
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_MEMBERSHIP);
  const char *before = "";
  int same = 0, rising = 0, n = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    const char *branch = text (frame, row, DJ_COLUMN_MEMBERSHIP_ORGANIZATION);
    if (code (frame, row, DJ_COLUMN_MEMBERSHIP_KIND) != DJ_MEMBERSHIP_AFFILIATION)
      continue;
    same += strcmp (before, branch) == 0;
    rising += strcmp (before, branch) < 0;
    n++;
    before = branch;
  }
  ck_assert_int_lt (same, n / 1000);
  ck_assert (is_about (rising, n / 2.0, 0.01));
}
END_TEST

/* Organizations have histories: some codes have two names, some two superiors, some are no more. */
START_TEST (test_histories)
{
  g_autoptr (DjRegister) reg = make (0.005, 5, DIVISIONS);
  g_autoptr (DjFrame) organizations = dj_register_get_table (reg, DJ_TABLE_ORGANIZATION);
  g_autoptr (DjFrame) subordinations = dj_register_get_table (reg, DJ_TABLE_SUBORDINATION);
  g_autoptr (GHashTable) bodies = list_bodies (reg);
  gint64 renamed = 0, dissolved = 0, moved = 0;
  DjDate first = G_MAXINT32, last = 0;
  for (gint64 row = 0; row < dj_frame_get_n_rows (organizations); row++)
  {
    gboolean stands = g_hash_table_contains (bodies, text (organizations, row, DJ_COLUMN_ORGANIZATION_CODE));
    renamed += stands && !holds (organizations, row, DJ_COLUMN_ORGANIZATION_SINCE);
    dissolved += !stands;
    DjDate since = day (organizations, row, DJ_COLUMN_ORGANIZATION_SINCE);
    first = since != DJ_DATE_NONE ? MIN (first, since) : first;
    last = since != DJ_DATE_NONE ? MAX (last, since) : last;
  }
  for (gint64 row = 0; row < dj_frame_get_n_rows (subordinations); row++)
    moved += !holds (subordinations, row, DJ_COLUMN_SUBORDINATION_SINCE);
  double n = g_hash_table_size (bodies);
  ck_assert_msg (is_about (renamed, n / 320, 0.3), "%d of %g", (int)renamed, n);
  ck_assert_msg (is_about (dissolved, n / 330, 0.02), "%d of %g", (int)dissolved, n);
  ck_assert_msg (is_about (moved - dissolved, n / 320, 0.3), "%d of %g", (int)(moved - dissolved), n);
  ck_assert (first >= dj_date (1949, 10, 1) && first < dj_date (1950, 1, 1) && last > dj_date (2024, 6, 1)
             && last <= the_day ());
}
END_TEST

/* ---- Alliances ---------------------------------------------------------------------------------------------------- */

/* One alliance, from its seats of the day. */
typedef struct
{
  GHashTable *seats;
  GHashTable *counties;
  int n_leads;
  const char *lead;
} League;

static void free_league (gpointer data)
{
  League *league = data;
  g_hash_table_unref (league->seats);
  g_hash_table_unref (league->counties);
  g_free (league);
}

static GHashTable *list_leagues (DjRegister *reg, GHashTable *bodies, gint64 *ended)
{
  GHashTable *leagues = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_league);
  g_autoptr (DjFrame) seats = dj_register_get_table (reg, DJ_TABLE_SEAT);
  for (gint64 row = 0; row < dj_frame_get_n_rows (seats); row++)
  {
    *ended += !holds (seats, row, DJ_COLUMN_SEAT_SINCE);
    if (!holds (seats, row, DJ_COLUMN_SEAT_SINCE))
      continue;
    const char *name = text (seats, row, DJ_COLUMN_SEAT_ALLIANCE);
    const char *seat = text (seats, row, DJ_COLUMN_SEAT_BODY);
    const Body *body = g_hash_table_lookup (bodies, seat);
    League *league = g_hash_table_lookup (leagues, name);
    if (!league)
    {
      league = g_new0 (League, 1);
      league->seats = g_hash_table_new (g_str_hash, g_str_equal);
      league->counties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (leagues, (gpointer)name, league);
    }
    insist (body != NULL && g_hash_table_add (league->seats, (gpointer)seat), "bodies of an alliance are different");
    g_hash_table_add (league->counties, g_strndup (body->county, 6));
    if (code (seats, row, DJ_COLUMN_SEAT_ROLE) == DJ_SEAT_LEAD)
    {
      league->n_leads++;
      league->lead = seat;
    }
  }
  return leagues;
}

START_TEST (test_alliances)
{
  static const char *const folders[] = { NULL, DIVISIONS };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
  {
    g_autoptr (DjRegister) reg = make (0.005, 6, folders[i]);
    g_autoptr (GHashTable) bodies = list_bodies (reg);
    gint64 ended = 0, across = 0, small = 0, seats = 0;
    g_autoptr (GHashTable) leagues = list_leagues (reg, bodies, &ended);
    g_autoptr (DjFrame) alliances = dj_register_get_table (reg, DJ_TABLE_ALLIANCE);
    ck_assert_int_eq (dj_frame_get_n_rows (alliances), 1000);
    for (gint64 row = 0; row < 1000; row++)
    {
      const League *league = g_hash_table_lookup (leagues, text (alliances, row, DJ_COLUMN_ALLIANCE_CODE));
      guint n = g_hash_table_size (league->seats);
      ck_assert (n >= 3 && n <= 60 && holds (alliances, row, DJ_COLUMN_ALLIANCE_SINCE));
      ck_assert_int_eq (league->n_leads, 1);
      ck_assert_str_eq (league->lead, text (alliances, row, DJ_COLUMN_ALLIANCE_LEAD));
      across += g_hash_table_size (league->counties) > 1;
      small += n <= 8;
      seats += n;
    }
    ck_assert_int_eq (across, 100);
    ck_assert (is_about (small, 600, 0.1) && is_about (ended, (double)seats / 50, 0.25));
  }
}
END_TEST

/* ---- Areas -------------------------------------------------------------------------------------------------------- */

/* Lines of the file of real communities that begin with a code. */
static GPtrArray *read_communities (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (DIVISIONS "/villages.csv.gz");
  g_autoptr (GFileInputStream) packed = g_file_read (file, NULL, NULL);
  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain = g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (gunzip));
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (plain);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  for (char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL); line;
       line = g_data_input_stream_read_line (lines, NULL, NULL, NULL))
    g_ptr_array_add (list, line);
  return list;
}

/* Every community of a county that is there, with its real name, and none besides. */
START_TEST (test_whole_real_counties)
{
  g_autoptr (GPtrArray) lines = read_communities ();
  ck_assert_int_eq (lines->len, 620574);
  for (guint64 seed = 1; seed < 4; seed++)
  {
    g_autoptr (DjRegister) reg = make (0.0005, seed, DIVISIONS);
    g_autoptr (DjFrame) areas = dj_register_get_table (reg, DJ_TABLE_AREA);
    g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
    int of_kind[DJ_AREA_ZONE + 1] = { 0 };
    for (gint64 row = 0; row < dj_frame_get_n_rows (areas); row++)
    {
      const char *number = text (areas, row, DJ_COLUMN_AREA_CODE), *parent = text (areas, row, DJ_COLUMN_AREA_PARENT);
      of_kind[code (areas, row, DJ_COLUMN_AREA_KIND)]++;
      g_hash_table_insert (names, (gpointer)number, (gpointer)text (areas, row, DJ_COLUMN_AREA_NAME));
      insist (!parent || strcmp (parent, "CN") == 0 || g_str_has_prefix (number, parent),
              "codes begin with the parent\'s");
    }
    guint found = 0;
    for (guint i = 1; i < lines->len; i++)
    {
      g_auto (GStrv) fields = g_strsplit (g_ptr_array_index (lines, i), ",", 3);
      g_autofree char *county = g_strndup (fields[0], 6);
      if (!g_hash_table_contains (names, county))
        continue;
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", (char *)g_hash_table_lookup (names, fields[0]));
      insist (strcmp (quoted, fields[1]) == 0, "real names");
      found++;
    }
    ck_assert_int_eq (found, of_kind[DJ_AREA_COMMUNITY]);
    ck_assert (of_kind[DJ_AREA_PROVINCE] >= 2 && of_kind[DJ_AREA_COUNTY] >= 2 && of_kind[DJ_AREA_NATION] == 1);
    ck_assert (found > 250 && found <= 310);
  }
}
END_TEST

/* ---- The same bytes ------------------------------------------------------------------------------------------------ */

static char *get_digest (DjRegister *reg)
{
  g_autofree char *path = io_path ("register.json");
  g_autofree char *bytes = NULL;
  gsize length;
  io_write (reg, path);
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, length);
}

/* The digests are those of gcc on x86-64, with and without optimization, and of clang: every machine must come to the same. */
START_TEST (test_same_bytes)
{
  static const char *const folders[] = { NULL, DIVISIONS };
  static const char *const digests[] = { "1e05b24756c4e9cdae63775fc2bd3b45525f8f4c283b9f303297d61938c40882",
                                         "9dccd0098d4301f51212f98a5cfd0ef986f94e76a5bed6661fca5ae9b97c0fbf" };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
  {
    g_autoptr (DjRegister) first = make (0.001, 7, folders[i]);
    g_autoptr (DjRegister) second = make (0.001, 7, folders[i]);
    g_autoptr (DjRegister) other = make (0.001, 8, folders[i]);
    g_autofree char *one = get_digest (first);
    g_autofree char *two = get_digest (second);
    g_autofree char *three = get_digest (other);
    ck_assert_str_eq (one, digests[i]);
    ck_assert_str_eq (one, two);
    ck_assert_str_ne (one, three);
  }
}
END_TEST

/* What is written is read without a finding, and is the same again. */
START_TEST (test_read_back)
{
  g_autofree char *folder = io_path ("csv");
  g_autoptr (DjRegister) reg = make (0.0002, 9, DIVISIONS);
  io_write (reg, folder);
  g_autoptr (DjRegister) back = io_read (folder);
  g_autofree char *before = get_digest (reg);
  g_autofree char *after = get_digest (back);
  ck_assert_str_eq (before, after);
}
END_TEST

int main (void)
{
  const TTest *const tests[] = { test_published_figures,       test_many_seeds, test_memberships,
                                 test_persons_are_in_no_order, test_histories,  test_alliances,
                                 test_whole_real_counties,     test_same_bytes, test_read_back };
  Suite *suite = suite_create ("generate");
  TCase *tcase = tcase_create ("generate");
  tcase_set_timeout (tcase, 0);
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
