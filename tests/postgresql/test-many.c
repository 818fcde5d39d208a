/* SPDX-License-Identifier: Apache-2.0 */
/* Eight programs that write and eight that read one store on a server. Each commit does one thing, so that every state that a reader may see
 * has as many things done as it has commits. Behind it the log is done again by a second implementation, from nothing, on tables of texts, and the
 * rows and hashes are compared as the server itself tells them. */
#include <cjson/cJSON.h>
#include <check.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper-io.h"
#include "store-place.h"

#define N_WRITERS 8
#define N_READERS 8
#define N_MEMBERS 40
#define N_BRANCHES 6
#define N_COUNTERS 4

static const DjDate first_day = 18262; /* 2020-01-01 */

/* ---- What is done ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  OP_ADD,      /* a unit of a code of its own */
  OP_COUNT,    /* one more in a unit that all share */
  OP_TRANSFER, /* a member to the next branch, a day after the last time */
  N_OPS,
  CONFLICT, /* nothing: another was first */
} Op;

typedef struct
{
  gint64 number;
  int op;
  int which;
  int value;
} Done;

/* What of a register the programs look at. */
typedef struct
{
  int counts[N_COUNTERS];
  int n_added;
  int n_rows[N_MEMBERS]; /* of membership */
  int n_open[N_MEMBERS];
  int branch[N_MEMBERS]; /* of the open one */
} Seen;

static void look_at_units (DjRegister *reg, Seen *seen)
{
  g_autoptr (DjFrame) units = dj_register_get_table (reg, DJ_TABLE_UNIT);
  int code = dj_frame_find_column (units, "code"), headcount = dj_frame_find_column (units, "headcount");
  for (gint64 row = 0; row < dj_frame_get_n_rows (units); row++)
  {
    const char *text = dj_frame_get_text (units, row, code);
    if (*text == 'c')
      seen->counts[(int)g_ascii_strtoll (text + 1, NULL, 10)] = (int)dj_frame_get_int (units, row, headcount);
    else
      seen->n_added++;
  }
}

static void look_at_members (DjRegister *reg, Seen *seen)
{
  g_autoptr (DjFrame) rows = dj_register_get_table (reg, DJ_TABLE_MEMBERSHIP);
  int person = dj_frame_find_column (rows, "person"), until = dj_frame_find_column (rows, "until"),
      organization = dj_frame_find_column (rows, "organization");
  for (gint64 row = 0; row < dj_frame_get_n_rows (rows); row++)
  {
    int member = (int)g_ascii_strtoll (dj_frame_get_text (rows, row, person) + 1, NULL, 10);
    seen->n_rows[member]++;
    if (!dj_frame_is_missing (rows, row, until))
      continue;
    seen->n_open[member]++;
    seen->branch[member] = (int)g_ascii_strtoll (dj_frame_get_text (rows, row, organization) + 1, NULL, 10);
  }
}

/* As many things done as there are commits beside the first, and each member in one branch. */
static gboolean look (DjRegister *reg, Seen *seen)
{
  memset (seen, 0, sizeof *seen);
  look_at_units (reg, seen);
  look_at_members (reg, seen);
  gint64 n = seen->n_added;
  gboolean good = TRUE;
  for (int i = 0; i < N_COUNTERS; i++)
    n += seen->counts[i];
  for (int i = 0; i < N_MEMBERS; i++)
  {
    n += seen->n_rows[i] - 1;
    good = good && seen->n_open[i] == 1;
  }
  return good && n == dj_register_get_number (reg) - 1;
}

static Done choose (GRand *chance, const Seen *seen, int writer, int turn)
{
  Done done = { .op = g_rand_int_range (chance, 0, N_OPS) };
  done.which = done.op == OP_ADD     ? writer
               : done.op == OP_COUNT ? g_rand_int_range (chance, 0, N_COUNTERS)
                                     : g_rand_int_range (chance, 0, N_MEMBERS);
  done.value = done.op == OP_ADD ? turn : done.op == OP_COUNT ? seen->counts[done.which] + 1 : seen->n_rows[done.which];
  return done;
}

static gboolean do_op (DjChange *change, const Done *done, const Seen *seen, GError **error)
{
  char first[32], second[32];
  if (done->op == OP_ADD)
  {
    g_snprintf (first, sizeof first, "u-%d-%d", done->which, done->value);
    return dj_change_add (change, DJ_TABLE_UNIT, error, "code", first, "name", "单位", "kind", "organ", NULL);
  }
  if (done->op == OP_COUNT)
  {
    g_snprintf (first, sizeof first, "c%d", done->which);
    g_snprintf (second, sizeof second, "%d", done->value);
    return dj_change_amend (change, DJ_TABLE_UNIT, first, error, "headcount", second, NULL);
  }
  g_snprintf (first, sizeof first, "m%d", done->which);
  g_snprintf (second, sizeof second, "b%d", (seen->branch[done->which] + 1) % N_BRANCHES);
  return dj_change_transfer_member (change, first, second, first_day + done->value, error);
}

/* ---- The programs -------------------------------------------------------------------------------------------------------- */

static void leave (int code, const GError *error)
{
  if (code)
    g_printerr ("%d: %s\n", code, error ? error->message : "?");
  _exit (code);
}

static void tell (int descriptor, const Done *done)
{
  if (write (descriptor, done, sizeof *done) != (gssize)sizeof *done)
    leave (3, NULL);
}

/* What others were first in is begun again on what they have left. */
static void write_until (const char *path, int descriptor, int writer, gint64 end)
{
  Seen seen;
  g_autoptr (GRand) chance = g_rand_new_with_seed ((guint32)writer);
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  for (int turn = 0; reg && g_get_monotonic_time () < end;)
  {
    if (!look (reg, &seen))
      leave (4, NULL);
    Done done = choose (chance, &seen, writer, turn);
    g_autoptr (DjChange) change = dj_register_begin (reg, "op");
    if (!do_op (change, &done, &seen, &error))
      leave (5, error);
    if (dj_change_commit (change, &error))
    {
      done.number = dj_register_get_number (reg);
      tell (descriptor, &done);
      turn++;
      continue;
    }
    if (!g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE))
      leave (6, error);
    tell (descriptor, &(Done){ .op = CONFLICT });
    g_clear_error (&error);
    if (!dj_register_refresh (reg, NULL, &error))
      leave (7, error);
  }
  leave (reg ? 0 : 1, error);
}

/* Some of the times it is opened anew, else it waits for news and takes them in. */
static DjRegister *come_by (DjRegister *reg, const char *path, int turn, GError **error)
{
  gboolean changed = FALSE;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.read_only = TRUE;
  if (reg && turn % 16 != 0)
    return dj_register_wait (reg, 100, NULL, &changed, error) && dj_register_refresh (reg, NULL, error) ? reg : NULL;
  g_clear_pointer (&reg, dj_register_unref);
  return dj_register_open (path, &options, error);
}

static void read_until (const char *path, gint64 end)
{
  Seen seen;
  gint64 number = 0;
  g_autoptr (GError) error = NULL;
  DjRegister *reg = NULL;
  for (int turn = 0; g_get_monotonic_time () < end; turn++)
  {
    reg = come_by (reg, path, turn, &error);
    if (!reg)
      leave (11, error);
    if (dj_register_get_number (reg) < number)
      leave (12, NULL);
    number = dj_register_get_number (reg);
    if (!look (reg, &seen))
      leave (13, NULL);
    g_autoptr (DjChange) change = dj_register_begin (reg, "check");
    g_autoptr (DjIssues) issues = dj_change_check (change, NULL);
    g_autoptr (DjView) view = dj_register_seal (reg, first_day - 1, &error);
    if (dj_issues_get_n (issues) > 0 || !view || dj_view_get_n_members (view) != N_MEMBERS)
      leave (14, error);
  }
  leave (0, NULL);
}

static char *make_store (void)
{
  g_autoptr (GString) organizations = g_string_new ("code,name,kind,superior,since\ntop,委,committee,,2000-01-01\n");
  g_autoptr (GString) persons = g_string_new ("code,name,admitted,full,affiliation\n");
  g_autoptr (GString) units = g_string_new ("code,name,kind,headcount\n");
  for (int i = 0; i < N_BRANCHES; i++)
    g_string_append_printf (organizations, "b%d,支部%d,branch,top,2000-01-01\n", i, i);
  for (int i = 0; i < N_MEMBERS; i++)
    g_string_append_printf (persons, "m%d,员%d,2010-01-01,2011-01-01,b%d\n", i, i, i % N_BRANCHES);
  for (int i = 0; i < N_COUNTERS; i++)
    g_string_append_printf (units, "c%d,共用%d,organ,0\n", i, i);
  io_put ("many", "organization.csv", organizations->str, -1);
  io_put ("many", "person.csv", persons->str, -1);
  io_put ("many", "unit.csv", units->str, -1);
  g_autofree char *folder = io_path ("many");
  char *path = place_new ("many");
  g_autoptr (DjRegister) reg = io_read (folder);
  io_write (reg, path);
  return path;
}

/* ---- The log done again ---------------------------------------------------------------------------------------------------- */

/* Cells that are not missing, by column, of rows, by "table id". */
static void apply_side (GHashTable *cells, const cJSON *side, gboolean after)
{
  const cJSON *cell;
  cJSON_ArrayForEach (cell, side)
  {
    const char *value = cJSON_GetStringValue (cell);
    if (!after)
      ck_assert_str_eq (value ? value : "-",
                        g_hash_table_contains (cells, cell->string) ? g_hash_table_lookup (cells, cell->string) : "-");
    else if (value)
      g_hash_table_replace (cells, g_strdup (cell->string), g_strdup (value));
    else
      g_hash_table_remove (cells, cell->string);
  }
}

static void apply_edit (GHashTable *rows, const cJSON *edit)
{
  const char *op = cJSON_GetStringValue (cJSON_GetObjectItem (edit, "op"));
  char *key = g_strdup_printf ("%s %.0f", cJSON_GetStringValue (cJSON_GetObjectItem (edit, "table")),
                               cJSON_GetNumberValue (cJSON_GetObjectItem (edit, "id")));
  gboolean comes = strcmp (op, "add") == 0;
  ck_assert (comes || strcmp (op, "set") == 0 || strcmp (op, "drop") == 0);
  ck_assert_int_eq (comes, !g_hash_table_contains (rows, key));
  if (comes)
    g_hash_table_insert (rows, g_strdup (key), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free));
  GHashTable *cells = g_hash_table_lookup (rows, key);
  apply_side (cells, cJSON_GetObjectItem (edit, "before"), FALSE);
  apply_side (cells, cJSON_GetObjectItem (edit, "after"), TRUE);
  if (strcmp (op, "drop") == 0)
    g_hash_table_remove (rows, key);
  g_free (key);
}

static PGresult *query (PGconn *server, const char *sql)
{
  PGresult *result = PQexec (server, sql);
  ck_assert_msg (PQresultStatus (result) == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage (server));
  return result;
}

static GHashTable *replay (PGconn *server)
{
  GHashTable *rows
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)(void (*) (void))g_hash_table_unref);
  PGresult *log = query (server, "SELECT number, edits FROM change ORDER BY number");
  for (int i = 0; i < PQntuples (log); i++)
  {
    const cJSON *edit;
    cJSON *edits = cJSON_Parse (PQgetvalue (log, i, 1));
    ck_assert_int_eq ((int)g_ascii_strtoll (PQgetvalue (log, i, 0), NULL, 10), i + 1);
    ck_assert (cJSON_IsArray (edits));
    cJSON_ArrayForEach (edit, edits) apply_edit (rows, edit);
    cJSON_Delete (edits);
  }
  PQclear (log);
  return rows;
}

static int compare_table (PGconn *server, GHashTable *rows, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\"", table);
  PGresult *found = query (server, sql);
  for (int row = 0; row < PQntuples (found); row++)
  {
    g_autofree char *key = g_strdup_printf ("%s %s", table, PQgetvalue (found, row, 0));
    GHashTable *cells = g_hash_table_lookup (rows, key);
    ck_assert_msg (cells != NULL, "%s is in no log", key);
    for (int column = 1; column < PQnfields (found); column++)
    {
      const char *value = PQgetisnull (found, row, column) ? NULL : PQgetvalue (found, row, column);
      ck_assert_msg (g_strcmp0 (value, g_hash_table_lookup (cells, PQfname (found, column))) == 0, "%s: %s is %s", key,
                     PQfname (found, column), value ? value : "missing");
    }
  }
  int n = PQntuples (found);
  PQclear (found);
  return n;
}

/* By the server's own SHA-256 and JSON. */
static const char hash_anew[]
    = "SELECT count(*) FROM (SELECT *, lag (hash, 1, '') OVER (ORDER BY number) AS before FROM change) AS c WHERE "
      "before <> previous OR hash <> encode (sha256 (convert_to ('[' || to_json (previous) || ',' || number || ',' || "
      "to_json (time) || ',' || coalesce (to_json (author)::text, 'null') || ',' || to_json (reason) || ',' || edits "
      "|| "
      "']', 'UTF8')), 'hex')";

static void assert_log (const char *path)
{
  int n = 0;
  PGconn *server = PQconnectdb (path);
  g_autoptr (GHashTable) rows = replay (server);
  for (int t = 0; t < DJ_N_TABLES; t++)
    n += compare_table (server, rows, dj_schema_get_table ((DjTable)t)->name);
  ck_assert_int_eq (n, (int)g_hash_table_size (rows));
  PQfinish (server);
  g_autofree char *n_broken = place_ask (path, hash_anew);
  ck_assert_str_eq (n_broken, "0");
}

/* ---- All of them --------------------------------------------------------------------------------------------------------- */

static int compare_done (gconstpointer a, gconstpointer b)
{
  const Done *first = a, *second = b;
  return (first->number > second->number) - (first->number < second->number);
}

/* Every commit that was acknowledged is there once, and each counted one up from what was there. */
static void assert_told (DjRegister *reg, const char *told)
{
  Seen seen = { 0 };
  gsize length = 0;
  int n_conflicts = 0, counts[N_COUNTERS] = { 0 };
  g_autofree char *bytes = NULL;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Done));
  ck_assert (g_file_get_contents (told, &bytes, &length, NULL));
  g_array_append_vals (all, bytes, (guint)(length / sizeof (Done)));
  g_array_sort (all, compare_done);
  for (guint i = 0; i < all->len; i++)
  {
    const Done *done = &g_array_index (all, Done, i);
    if (done->op == CONFLICT)
    {
      n_conflicts++;
      continue;
    }
    ck_assert_int_eq (done->number, (gint64)i - n_conflicts + 2);
    if (done->op == OP_COUNT)
      ck_assert_int_eq (++counts[done->which], done->value);
  }
  ck_assert_int_eq (dj_register_get_number (reg), (gint64)all->len - n_conflicts + 1);
  ck_assert (look (reg, &seen));
  ck_assert_mem_eq (seen.counts, counts, sizeof counts);
  ck_assert_int_gt (n_conflicts, 0);
  g_printerr ("%u commits, %d conflicts\n", all->len - (guint)n_conflicts, n_conflicts);
}

static void assert_ended (pid_t program)
{
  int status = 0;
  ck_assert_int_eq (waitpid (program, &status, 0), program);
  ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 0, "a program failed: %d",
                 WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status));
}

static gint64 get_seconds (void)
{
  const char *text = g_getenv ("DANGJIAN_TEST_SECONDS");
  return text ? g_ascii_strtoll (text, NULL, 10) : 60;
}

/* The programs step back behind the other tests that run beside them. */
static void begin_program (const char *path, int descriptor, int number, gint64 end)
{
  if (nice (10) < 0)
    leave (2, NULL);
  if (number < N_WRITERS)
    write_until (path, descriptor, number, end);
  read_until (path, end);
}

START_TEST (test_many)
{
  pid_t programs[N_WRITERS + N_READERS];
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ();
  g_autofree char *told = io_path ("told");
  int descriptor = open (told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  gint64 end = g_get_monotonic_time () + get_seconds () * G_USEC_PER_SEC;
  for (int i = 0; i < N_WRITERS + N_READERS; i++)
    if ((programs[i] = fork ()) == 0)
      begin_program (path, descriptor, i, end);
  for (int i = 0; i < N_WRITERS + N_READERS; i++)
    assert_ended (programs[i]);
  close (descriptor);
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (reg && dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
  assert_told (reg, told);
  assert_log (path);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-many");
  TCase *tcase = tcase_create ("store-many");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_many);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
