/* SPDX-License-Identifier: Apache-2.0 */
/* Several programs that write to one store and several that read it, for a minute. Each writer tells what it was told to be committed; a second
 * implementation, which knows a few numbers and lists and nothing of registers, does all that again in the order of the numbers, and must come
 * to what is in the store. Readers hold, on every moment that they see, that it is one between two commits. */
#include <check.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper-io.h"

#define N_WRITERS 4
#define N_READERS 4
#define N_MEMBERS 30
#define N_BRANCHES 6
#define N_TOPS 2
#define N_COUNTERS 3
#define FIRST_DAY dj_date (2000, 1, 1)

/* ---- What is done ------------------------------------------------------------------------------------------------------- */

/* Each adds one to something: a unit, a count, a row of a membership or of a superior. So the sum of all tells how many commits there were. */
typedef enum
{
  OP_ADD,      /* writer a adds its unit b */
  OP_COUNT,    /* counter a, which all share, becomes one more than it was */
  OP_TRANSFER, /* member a goes to branch b, a day after coming to where it is */
  OP_MOVE,     /* branch a goes under committee b, the same way */
  N_OPS,
} Op;

typedef struct
{
  gint64 number;
  int op;
  int a;
  int b;
  int value; /* what the writer made of what it had seen: the count, or the day */
} Done;

/* Where somebody or something is, from day to day. */
typedef struct
{
  int place;
  int days; /* since the first, on which the last period began */
  int n_rows;
} Track;

/* All that matters of the register. */
typedef struct
{
  int counts[N_COUNTERS];
  Track members[N_MEMBERS];
  Track branches[N_BRANCHES];
  int n_units;
} Naive;

static void naive_begin (Naive *naive)
{
  memset (naive, 0, sizeof *naive);
  for (int i = 0; i < N_MEMBERS; i++)
    naive->members[i] = (Track){ i % N_BRANCHES, 0, 1 };
  for (int i = 0; i < N_BRANCHES; i++)
    naive->branches[i] = (Track){ i % N_TOPS, 0, 1 };
}

static gboolean naive_go (Track *track, int place, int days)
{
  if (place == track->place || days != track->days + 1)
    return FALSE;
  *track = (Track){ place, days, track->n_rows + 1 };
  return TRUE;
}

/* FALSE where it does not follow what was before: then somebody's update was lost. */
static gboolean naive_do (Naive *naive, const Done *done)
{
  switch (done->op)
  {
  case OP_ADD:
    naive->n_units++;
    return TRUE;
  case OP_COUNT:
    return ++naive->counts[done->a] == done->value;
  case OP_TRANSFER:
    return naive_go (&naive->members[done->a], done->b, done->value);
  default:
    return naive_go (&naive->branches[done->a], done->b, done->value);
  }
}

static gint64 naive_sum (const Naive *naive)
{
  gint64 sum = naive->n_units;
  for (int i = 0; i < N_COUNTERS; i++)
    sum += naive->counts[i];
  for (int i = 0; i < N_MEMBERS; i++)
    sum += naive->members[i].n_rows - 1;
  for (int i = 0; i < N_BRANCHES; i++)
    sum += naive->branches[i].n_rows - 1;
  return sum;
}

/* ---- What the register says -------------------------------------------------------------------------------------------------- */

/* Rows of whom, where, since and until: the open ones say where; the periods of each must follow each other without a gap. Returns FALSE where
 * they do not, which no register may show. */
static gboolean read_tracks (DjRegister *reg, DjTable table, const char *who, const char *where, char prefix, char to,
                             Track *tracks, int n)
{
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, table);
  int columns[] = { dj_frame_find_column (frame, who), dj_frame_find_column (frame, where),
                    dj_frame_find_column (frame, "since"), dj_frame_find_column (frame, "until") };
  int closed[N_MEMBERS] = { 0 };
  memset (tracks, 0, (gsize)n * sizeof *tracks);
  for (gint64 row = 0; row < dj_frame_get_n_rows (frame); row++)
  {
    const char *name = dj_frame_get_text (frame, row, columns[0]), *place = dj_frame_get_text (frame, row, columns[1]);
    if (name[0] != prefix || place[0] != to)
      continue;
    int i = (int)g_ascii_strtoll (name + 1, NULL, 10), since = dj_frame_get_date (frame, row, columns[2]) - FIRST_DAY;
    gboolean open = dj_frame_is_missing (frame, row, columns[3]);
    tracks[i].n_rows++;
    if (!open)
      closed[i] += dj_frame_get_date (frame, row, columns[3]) - FIRST_DAY - since;
    else
    {
      tracks[i].place = (int)g_ascii_strtoll (place + 1, NULL, 10);
      tracks[i].days = since;
    }
  }
  gboolean good = TRUE;
  for (int i = 0; i < n; i++)
    good = good && tracks[i].days == closed[i] && tracks[i].n_rows == tracks[i].days + 1;
  return good;
}

static gboolean read_naive (DjRegister *reg, Naive *naive)
{
  memset (naive, 0, sizeof *naive);
  g_autoptr (DjFrame) units = dj_register_get_table (reg, DJ_TABLE_UNIT);
  int code = dj_frame_find_column (units, "code"), headcount = dj_frame_find_column (units, "headcount");
  for (gint64 row = 0; row < dj_frame_get_n_rows (units); row++)
  {
    const char *name = dj_frame_get_text (units, row, code);
    if (name[0] == 'c')
      naive->counts[(int)g_ascii_strtoll (name + 1, NULL, 10)] = (int)dj_frame_get_int (units, row, headcount);
    else
      naive->n_units++;
  }
  return read_tracks (reg, DJ_TABLE_MEMBERSHIP, "person", "organization", 'm', 'b', naive->members, N_MEMBERS)
         && read_tracks (reg, DJ_TABLE_SUBORDINATION, "organization", "superior", 'b', 't', naive->branches,
                         N_BRANCHES);
}

/* ---- Writers -------------------------------------------------------------------------------------------------------------------- */

static char *make_store (void)
{
  g_autoptr (GString) organizations = g_string_new ("code,name,kind,superior,since\nroot,委,committee,,2000-01-01\n");
  g_autoptr (GString) persons = g_string_new ("code,name,admitted,full,affiliation\n");
  g_autoptr (GString) units = g_string_new ("code,name,kind,headcount\n");
  for (int i = 0; i < N_TOPS; i++)
    g_string_append_printf (organizations, "t%d,委%d,committee,root,2000-01-01\n", i, i);
  for (int i = 0; i < N_BRANCHES; i++)
    g_string_append_printf (organizations, "b%d,支部%d,branch,t%d,2000-01-01\n", i, i, i % N_TOPS);
  for (int i = 0; i < N_MEMBERS; i++)
    g_string_append_printf (persons, "m%d,员%d,2000-01-01,2001-01-01,b%d\n", i, i, i % N_BRANCHES);
  for (int i = 0; i < N_COUNTERS; i++)
    g_string_append_printf (units, "c%d,共用%d,organ,0\n", i, i);
  io_put ("writers", "organization.csv", organizations->str, -1);
  io_put ("writers", "person.csv", persons->str, -1);
  io_put ("writers", "unit.csv", units->str, -1);
  g_autofree char *folder = io_path ("writers");
  char *path = io_path ("writers.db");
  g_autoptr (DjRegister) reg = io_read (folder);
  io_write (reg, path);
  return path;
}

static Done choose_op (GRand *chance, const Naive *seen, int writer, int turn)
{
  Done done = { .op = g_rand_int_range (chance, 0, N_OPS) };
  if (done.op == OP_ADD)
    return (Done){ 0, OP_ADD, writer, turn, 0 };
  if (done.op == OP_COUNT)
  {
    done.a = g_rand_int_range (chance, 0, N_COUNTERS);
    done.value = seen->counts[done.a] + 1;
    return done;
  }
  gboolean is_member = done.op == OP_TRANSFER;
  int n = is_member ? N_BRANCHES : N_TOPS;
  done.a = g_rand_int_range (chance, 0, is_member ? N_MEMBERS : N_BRANCHES);
  const Track *track = is_member ? &seen->members[done.a] : &seen->branches[done.a];
  done.b = (track->place + g_rand_int_range (chance, 1, n)) % n;
  done.value = track->days + 1;
  return done;
}

static gboolean do_op (DjChange *change, const Done *done, GError **error)
{
  char first[32], second[32];
  g_snprintf (first, sizeof first, done->op == OP_COUNT ? "c%d" : done->op == OP_TRANSFER ? "m%d" : "b%d", done->a);
  g_snprintf (second, sizeof second,
              done->op == OP_COUNT      ? "%d"
              : done->op == OP_TRANSFER ? "b%d"
                                        : "t%d",
              done->op == OP_COUNT ? done->value : done->b);
  switch (done->op)
  {
  case OP_ADD:
    g_snprintf (first, sizeof first, "u-%d-%d", done->a, done->b);
    return dj_change_add (change, DJ_TABLE_UNIT, error, "code", first, "name", "单位", "kind", "organ", NULL);
  case OP_COUNT:
    return dj_change_amend (change, DJ_TABLE_UNIT, first, error, "headcount", second, NULL);
  case OP_TRANSFER:
    return dj_change_transfer_member (change, first, second, FIRST_DAY + done->value, error);
  default:
    return dj_change_move_organization (change, first, second, FIRST_DAY + done->value, error);
  }
}

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

/* A commit that is refused because of others is begun again on what they have left, as a program does. */
static void write_until (const char *path, int descriptor, int writer, gint64 end)
{
  Naive seen;
  g_autoptr (GRand) chance = g_rand_new_with_seed ((guint32)writer);
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  for (int turn = 0; reg && g_get_monotonic_time () < end;)
  {
    if (!read_naive (reg, &seen) || naive_sum (&seen) != dj_register_get_number (reg) - 1)
      leave (4, NULL);
    Done done = choose_op (chance, &seen, writer, turn);
    g_autoptr (DjChange) change = dj_register_begin (reg, "op");
    if (!do_op (change, &done, &error))
      leave (5, error);
    if (dj_change_commit (change, &error))
    {
      done.number = dj_register_get_number (reg);
      tell (descriptor, &done);
      turn++;
    }
    else if (!g_error_matches (error, DJ_ERROR, DJ_ERROR_STALE) && !g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA))
      leave (6, error);
    else
      g_clear_error (&error);
    if (!dj_register_refresh (reg, NULL, &error))
      leave (7, error);
  }
  leave (reg ? 0 : 1, error);
}

/* ---- Readers --------------------------------------------------------------------------------------------------------------------- */

static void read_until (const char *path, int reader, gint64 end)
{
  Naive seen;
  gint64 number = 0;
  g_autoptr (GError) error = NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.read_only = TRUE;
  g_autoptr (DjRegister) reg = NULL;
  for (int turn = 0; g_get_monotonic_time () < end; turn++)
  {
    if (turn % 8 == 0)
    {
      g_clear_pointer (&reg, dj_register_unref);
      reg = dj_register_open (path, &options, &error);
    }
    if (!reg || !dj_register_refresh (reg, NULL, &error))
      leave (11, error);
    if (dj_register_get_number (reg) < number)
      leave (12, NULL);
    number = dj_register_get_number (reg);
    if (!read_naive (reg, &seen) || naive_sum (&seen) != number - 1)
      leave (13, NULL);
    g_autoptr (DjView) view = dj_register_seal (reg, FIRST_DAY + 40, &error);
    if (!view || dj_view_get_n_organizations (view) != 1 + N_TOPS + N_BRANCHES)
      leave (14, error);
    if (turn % 64 == reader && number > 1)
    {
      g_autoptr (DjRegister) then = dj_register_at_commit (reg, number / 2, &error);
      if (!then || !read_naive (then, &seen) || (number > 3 && naive_sum (&seen) != number / 2 - 1))
        leave (15, error);
    }
  }
  leave (0, NULL);
}

/* ---- All of them ------------------------------------------------------------------------------------------------------------------- */

static int compare_done (gconstpointer a, gconstpointer b)
{
  const Done *first = a, *second = b;
  return (first->number > second->number) - (first->number < second->number);
}

static GArray *get_told (const char *path)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Done));
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
  g_array_append_vals (all, bytes, (guint)(length / sizeof (Done)));
  g_array_sort (all, compare_done);
  return all;
}

static gint64 get_seconds (void)
{
  const char *text = g_getenv ("DANGJIAN_TEST_SECONDS");
  return text ? g_ascii_strtoll (text, NULL, 10) : 60;
}

static void assert_ended (pid_t program)
{
  int status = 0;
  ck_assert_int_eq (waitpid (program, &status, 0), program);
  ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 0, "a program failed: %d",
                 WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status));
}

static void assert_serial (DjRegister *reg, const GArray *all)
{
  Naive naive, found;
  guint n_ops[N_OPS] = { 0 };
  naive_begin (&naive);
  for (guint i = 0; i < all->len; i++)
  {
    const Done *done = &g_array_index (all, Done, i);
    ck_assert_int_eq (done->number, (gint64)i + 2); /* none is missing, and none was told twice */
    ck_assert_msg (naive_do (&naive, done), "commit %d does not follow what was before it", (int)done->number);
    n_ops[done->op]++;
  }
  for (int op = 0; op < N_OPS; op++)
    ck_assert_uint_gt (n_ops[op], 2);
  ck_assert_int_eq (dj_register_get_number (reg), (gint64)all->len + 1);
  ck_assert (read_naive (reg, &found));
  ck_assert_mem_eq (&found, &naive, sizeof naive);
}

START_TEST (test_minute)
{
  pid_t programs[N_WRITERS + N_READERS];
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ();
  g_autofree char *told = io_path ("told");
  gint64 end = g_get_monotonic_time () + get_seconds () * G_USEC_PER_SEC;
  int descriptor = open (told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  for (int i = 0; i < N_WRITERS + N_READERS; i++)
    if ((programs[i] = fork ()) == 0)
    {
      if (i < N_WRITERS)
        write_until (path, descriptor, i, end);
      read_until (path, i - N_WRITERS, end);
    }
  for (int i = 0; i < N_WRITERS + N_READERS; i++)
    assert_ended (programs[i]);
  close (descriptor);
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.verify = TRUE;
  g_autoptr (DjRegister) reg = dj_register_open (path, &options, &error);
  ck_assert_msg (reg && dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
  g_autoptr (GArray) all = get_told (told);
  g_test_message ("%u commits", all->len);
  assert_serial (reg, all);
}
END_TEST

/* ---- Nobody waits to read ---------------------------------------------------------------------------------------------------------- */

static void run_sql (sqlite3 *db, const char *sql)
{
  char *message = NULL;
  int code = sqlite3_exec (db, sql, NULL, NULL, &message);
  ck_assert_msg (code == SQLITE_OK, "%s: %s", sql, message ? message : "?");
}

/* Another program is in the midst of a large commit and does not go on: so much that it has got into the journal already. Whoever waited for it
 * would wait for a minute, and then fail. */
static sqlite3 *begin_writing (const char *path)
{
  sqlite3 *db = NULL;
  ck_assert_int_eq (sqlite3_open (path, &db), SQLITE_OK);
  run_sql (db,
           "PRAGMA cache_size = 10; BEGIN IMMEDIATE; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
           "WHERE i < 50000) INSERT INTO unit (code, name, kind) SELECT 'half-' || i, 'x', 'organ' FROM n;"
           "UPDATE unit SET headcount = 77");
  return db;
}

static void assert_reads (DjRegister *reg)
{
  Naive seen;
  g_autoptr (GError) error = NULL;
  guint n = 1;
  ck_assert_msg (dj_register_refresh (reg, &n, &error), "%s", error ? error->message : "?");
  ck_assert_uint_eq (n, 0);
  ck_assert (read_naive (reg, &seen) && naive_sum (&seen) == dj_register_get_number (reg) - 1);
  g_autoptr (DjFrame) log = dj_register_log (reg, &error);
  g_autoptr (DjRegister) then = dj_register_at_commit (reg, 1, &error);
  ck_assert (log && then);
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
}

START_TEST (test_readers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ();
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  g_autoptr (DjRegister) early = dj_register_open (path, NULL, &error);
  g_autoptr (DjChange) change = dj_register_begin (early, "op");
  Done done = { .op = OP_ADD, .a = 1, .b = 1 };
  ck_assert (do_op (change, &done, NULL) && dj_change_commit (change, NULL));
  sqlite3 *other = begin_writing (path);
  GStatBuf status;
  ck_assert (g_stat (journal, &status) == 0 && status.st_size > 1000000); /* it is there, and counts for nothing */
  options.read_only = TRUE;
  g_autoptr (DjRegister) late = dj_register_open (path, &options, &error);
  ck_assert_msg (late != NULL, "%s", error ? error->message : "?");
  g_autoptr (DjRegister) writer = dj_register_open (path, NULL, &error);
  ck_assert_msg (writer != NULL, "%s", error ? error->message : "?");
  g_autoptr (DjRegister) read = dj_register_read (path, NULL, &error);
  ck_assert_msg (read != NULL, "%s", error ? error->message : "?");
  assert_reads (early);
  assert_reads (late);
  assert_reads (writer);
  sqlite3_close (other);
}
END_TEST

/* And nobody waits for readers: one that stays in its transaction sees its moment, and commits go on. */
START_TEST (test_reading)
{
  sqlite3 *other = NULL;
  g_autofree char *path = make_store ();
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, NULL);
  ck_assert_int_eq (sqlite3_open (path, &other), SQLITE_OK);
  run_sql (other, "BEGIN; SELECT count(*) FROM unit");
  for (int turn = 0; turn < 20; turn++)
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (DjChange) change = dj_register_begin (reg, "op");
    Done done = { .op = OP_ADD, .a = 1, .b = turn };
    ck_assert (do_op (change, &done, NULL));
    ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  }
  sqlite3_stmt *select = NULL;
  ck_assert_int_eq (sqlite3_prepare_v2 (other, "SELECT max (number) FROM change", -1, &select, NULL), SQLITE_OK);
  ck_assert_int_eq (sqlite3_step (select), SQLITE_ROW);
  ck_assert_int_eq (sqlite3_column_int (select, 0), 1);
  sqlite3_finalize (select);
  sqlite3_close (other);
  assert_reads (reg);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-writers");
  TCase *tcase = tcase_create ("store-writers");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_readers);
  tcase_add_test (tcase, test_reading);
  tcase_add_test (tcase, test_minute);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
