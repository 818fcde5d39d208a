/* SPDX-License-Identifier: Apache-2.0 */
/* A server that dies in the midst of commits, and one whose answer to a commit is lost. It has a server of its own, to do this to. */
#include <check.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper-io.h"

#define ADDRESS "postgresql:///postgres?service=dangjian-test"
#define N_WRITERS 4
#define N_DEATHS 4

static char *server_folder;

/* ---- The server ----------------------------------------------------------------------------------------------------- */

static gboolean try_on_server (const char *command, const char *bin)
{
  int status = 1;
  const char *script = g_getenv ("DANGJIAN_TEST_SERVER");
  g_autofree char *line = g_strdup_printf ("sh '%s' %s %s%s%s '%s'", script, command, bin ? "'" : "", bin ? bin : "",
                                           bin ? "'" : "", server_folder);
  return g_spawn_command_line_sync (line, NULL, NULL, &status, NULL) && status == 0;
}

static void do_to_server (const char *command, const char *bin)
{
  ck_assert_msg (try_on_server (command, bin), "server %s", command);
}

static PGconn *connect_to_server (void)
{
  PGconn *connection = PQconnectdb (ADDRESS);
  ck_assert_msg (PQstatus (connection) == CONNECTION_OK, "%s", PQerrorMessage (connection));
  return connection;
}

/* How many rows there are; -1 where it cannot be asked. */
static int count_rows (PGconn *connection, const char *sql)
{
  PGresult *result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);
  int n = status == PGRES_TUPLES_OK ? PQntuples (result) : status == PGRES_COMMAND_OK ? 0 : -1;
  PQclear (result);
  return n;
}

static gboolean ask (PGconn *connection, const char *sql)
{
  int n = count_rows (connection, sql);
  ck_assert_msg (n >= 0, "%s: %s", sql, PQerrorMessage (connection));
  return n > 0;
}

/* One server for all tests; each begins with a new store. */
static void begin_all (void)
{
  io_begin ();
  server_folder = io_path ("server");
  g_autofree char *service = g_build_filename (server_folder, "service", NULL);
  g_setenv ("PGSERVICEFILE", service, TRUE);
  do_to_server ("start", g_getenv ("DANGJIAN_TEST_SERVER_BIN"));
}

static void end_all (void)
{
  do_to_server ("stop", NULL);
  g_clear_pointer (&server_folder, g_free);
  io_end ();
}

static void begin (void)
{
  PGconn *connection = connect_to_server ();
  g_autoptr (DjRegister) files = io_read ("cases/transition");
  ask (connection, "ALTER SYSTEM RESET synchronous_standby_names");
  ask (connection, "SELECT pg_reload_conf ()");
  ask (connection, "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  PQfinish (connection);
  io_write (files, ADDRESS);
}

static DjChange *begin_unit (DjRegister *reg, const char *code)
{
  DjChange *change = dj_register_begin (reg, code);
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", code, "kind", "organ", NULL));
  return change;
}

/* ---- It dies -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 number;
  int writer;
  int turn;
} Done;

/* While the server is away, the same commit is tried again and again. What was refused for the sake of the connection was not done, or the
 * code would be there twice. */
static void write_until (int descriptor, int writer, const char *stop)
{
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, NULL);
  for (int turn = 0; reg && !g_file_test (stop, G_FILE_TEST_EXISTS);)
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *code = g_strdup_printf ("u-%d-%d", writer, turn);
    g_autoptr (DjChange) change = begin_unit (reg, code);
    if (dj_change_commit (change, &error))
    {
      Done done = { dj_register_get_number (reg), writer, turn++ };
      if (write (descriptor, &done, sizeof done) != (gssize)sizeof done)
        _exit (3);
    }
    else if (!g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE))
    {
      g_printerr ("%s\n", error->message);
      _exit (2);
    }
    else
      g_usleep (G_USEC_PER_SEC / 20);
  }
  _exit (reg ? 0 : 1);
}

static int compare_done (gconstpointer a, gconstpointer b)
{
  const Done *first = a, *second = b;
  return (first->number > second->number) - (first->number < second->number);
}

static void assert_all_there (DjRegister *reg, const char *told)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Done));
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  ck_assert (g_file_get_contents (told, &bytes, &length, NULL));
  g_array_append_vals (all, bytes, (guint)(length / sizeof (Done)));
  g_array_sort (all, compare_done);
  ck_assert_int_eq (dj_frame_get_n_rows (log), (gint64)all->len + 1); /* none that nobody was told of */
  for (guint i = 0; i < all->len; i++)
  {
    const Done *done = &g_array_index (all, Done, i);
    g_autofree char *code = g_strdup_printf ("u-%d-%d", done->writer, done->turn);
    ck_assert_int_eq (done->number, (gint64)i + 2);
    ck_assert_str_eq (dj_frame_get_text (log, (gint64)i + 1, dj_frame_find_column (log, "reason")), code);
  }
  ck_assert_uint_gt (all->len, N_DEATHS * 2);
}

START_TEST (test_killed)
{
  pid_t writers[N_WRITERS];
  g_autofree char *told = io_path ("told");
  g_autofree char *stop = io_path ("stop");
  g_autoptr (GError) error = NULL;
  int descriptor = open (told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  for (int i = 0; i < N_WRITERS; i++)
    if ((writers[i] = fork ()) == 0)
      write_until (descriptor, i, stop);
  for (int i = 0; i < N_DEATHS; i++)
  {
    g_usleep (G_USEC_PER_SEC / 2);
    do_to_server ("kill", NULL);
    g_usleep (G_USEC_PER_SEC / 5);
    do_to_server ("again", NULL);
  }
  g_usleep (G_USEC_PER_SEC);
  ck_assert (g_file_set_contents (stop, "", 0, NULL));
  for (int i = 0; i < N_WRITERS; i++)
  {
    int status = 0;
    ck_assert_int_eq (waitpid (writers[i], &status, 0), writers[i]);
    ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 0, "writer %d failed: %d", i, status);
  }
  close (descriptor);
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  ck_assert_msg (reg && dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
  assert_all_there (reg, told);
}
END_TEST

/* ---- Its answer is lost ----------------------------------------------------------------------------------------------- */

/* What happens to a commit that waits for a second server, which there is not, and is made here already. In threads nothing is asserted, which
 * would go on in the wrong one: they end with whether all was well. */
static gpointer await_commit (PGconn *other, const char *sql)
{
  int n = 0;
  while ((n = count_rows (other, sql)) == 0)
    g_usleep (20000);
  return GINT_TO_POINTER (n > 0);
}

static gpointer cut_when_made (gpointer data)
{
  PGconn *other = PQconnectdb (ADDRESS);
  (void)data;
  gboolean done
      = await_commit (other, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        && count_rows (other, "ALTER SYSTEM RESET synchronous_standby_names") >= 0
        && count_rows (other, "SELECT pg_reload_conf ()") >= 0;
  PQfinish (other);
  return GINT_TO_POINTER (done);
}

static gboolean kill_when_made (void)
{
  PGconn *other = PQconnectdb (ADDRESS);
  gboolean made = await_commit (other, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'") != NULL;
  PQfinish (other);
  return try_on_server ("kill", NULL) && made;
}

static gpointer kill_and_cancel (gpointer cancellable)
{
  gboolean done = kill_when_made ();
  g_cancellable_cancel (cancellable);
  return GINT_TO_POINTER (done);
}

static gpointer kill_and_begin_again (gpointer data)
{
  (void)data;
  return GINT_TO_POINTER (kill_when_made () && try_on_server ("again", NULL));
}

/* Makes commits that do nothing, until one waits. */
static void probe_until_waiting (PGconn *other, PGconn *probe)
{
  gboolean waits = FALSE;
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid = %d",
                                          PQbackendPID (probe));
  while (!waits)
  {
    ck_assert (PQsendQuery (probe, "SELECT pg_logical_emit_message (TRUE, '', '')"));
    while (!waits && PQisBusy (probe))
    {
      waits = ask (other, sql);
      ck_assert (PQconsumeInput (probe));
    }
    if (waits)
      ask (other, "SELECT pg_cancel_backend (pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    for (PGresult *result = PQgetResult (probe); result; result = PQgetResult (probe))
      PQclear (result);
  }
}

/* From now on commits wait for a second server. It takes a while until a server does as it is told. */
static void wait_for_nobody (void)
{
  PGconn *other = connect_to_server ();
  PGconn *probe = connect_to_server ();
  ask (other, "SET client_min_messages = error");
  ask (probe, "SET client_min_messages = error");
  ask (other, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  ask (other, "SELECT pg_reload_conf ()");
  probe_until_waiting (other, probe);
  PQfinish (probe);
  PQfinish (other);
}

START_TEST (test_answer_lost)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  wait_for_nobody ();
  GThread *thread = g_thread_new ("cut", cut_when_made, NULL);
  gboolean done = dj_change_commit (change, &error);
  ck_assert (g_thread_join (thread));
  ck_assert_msg (done, "%s", error ? error->message : "?");
  ck_assert_int_eq (dj_register_get_number (reg), 2);
  g_autoptr (DjChange) next = begin_unit (reg, "u-2");
  ck_assert_msg (dj_change_commit (next, &error), "%s", error ? error->message : "?");
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
}
END_TEST

/* A server that comes back says whether it was made. */
START_TEST (test_known_later)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  wait_for_nobody ();
  GThread *thread = g_thread_new ("kill", kill_and_begin_again, NULL);
  gboolean done = dj_change_commit (change, &error);
  ck_assert (g_thread_join (thread));
  ck_assert_msg (done, "%s", error ? error->message : "?");
  ck_assert_int_eq (dj_register_get_number (reg), 2);
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
}
END_TEST

/* Where nobody can be asked, it is told that nobody knows; whoever looks later finds the commit. */
START_TEST (test_unknown)
{
  guint n_new = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  gint32 n = dj_register_get_n_rows (reg, DJ_TABLE_UNIT);
  wait_for_nobody ();
  GThread *thread = g_thread_new ("kill", kill_and_cancel, cancellable);
  gboolean done = dj_change_commit_cancellable (change, cancellable, &error);
  ck_assert (g_thread_join (thread));
  ck_assert (!done && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_msg (strstr (error->message, "not known whether") != NULL, "%s", error->message);
  ck_assert_int_eq (dj_register_get_number (reg), 1);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), n);
  do_to_server ("again", NULL);
  g_clear_error (&error);
  ck_assert_msg (dj_register_refresh (reg, &n_new, &error), "%s", error ? error->message : "?");
  ck_assert_uint_eq (n_new, 1);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), n + 1);
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
}
END_TEST

/* After connecting again, the schema is another one, or there is none: nothing is done there, however often it is asked for. */
START_TEST (test_schema_gone)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  PGconn *other = connect_to_server ();
  ask (other, "ALTER ROLE dangjian SET search_path = elsewhere");
  ask (other, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE application_name = 'dangjian'");
  for (int i = 0; i < 6; i++)
  {
    if (i == 3)
      ask (other, "CREATE SCHEMA elsewhere");
    ck_assert (!dj_register_refresh (reg, NULL, &error));
    ck_assert_msg (strstr (error->message, i < 3 ? "has no schema" : "is another one"), "%s", error->message);
    g_clear_error (&error);
    ck_assert (!dj_change_commit (change, &error));
    ck_assert_msg (strstr (error->message, i < 3 ? "has no schema" : "is another one"), "%s", error->message);
    g_clear_error (&error);
  }
  ask (other, "DROP SCHEMA elsewhere; ALTER ROLE dangjian RESET search_path");
  PQfinish (other);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
}
END_TEST

START_TEST (test_gone)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  ck_assert (dj_register_wait (reg, 0, NULL, &changed, NULL));
  do_to_server ("kill", NULL);
  ck_assert (!dj_change_commit (change, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_clear_error (&error);
  ck_assert (!dj_register_wait (reg, -1, NULL, &changed, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_clear_error (&error);
  ck_assert (!dj_register_refresh (reg, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_int_eq (dj_register_get_number (reg), 1);
  do_to_server ("again", NULL);
  g_clear_error (&error);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-crash");
  TCase *tcase = tcase_create ("store-crash");
  tcase_add_unchecked_fixture (tcase, begin_all, end_all);
  tcase_add_checked_fixture (tcase, begin, NULL);
  tcase_set_timeout (tcase, 0);
  tcase_add_test (tcase, test_killed);
  tcase_add_test (tcase, test_answer_lost);
  tcase_add_test (tcase, test_known_later);
  tcase_add_test (tcase, test_unknown);
  tcase_add_test (tcase, test_schema_gone);
  tcase_add_test (tcase, test_gone);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
