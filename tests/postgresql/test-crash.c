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

static void do_to_server (const char *command, const char *bin)
{
  int status = 1;
  g_autoptr (GError) error = NULL;
  const char *script = g_getenv ("DANGJIAN_TEST_SERVER");
  g_autofree char *line = g_strdup_printf ("sh '%s' %s %s%s%s '%s'", script, command, bin ? "'" : "", bin ? bin : "",
                                           bin ? "'" : "", server_folder);
  gboolean ran = g_spawn_command_line_sync (line, NULL, NULL, &status, &error);
  ck_assert_msg (ran && status == 0, "%s: %s %d", line, error ? error->message : "", status);
}

static PGconn *connect_to_server (void)
{
  PGconn *connection = PQconnectdb (ADDRESS);
  ck_assert_msg (PQstatus (connection) == CONNECTION_OK, "%s", PQerrorMessage (connection));
  return connection;
}

static gboolean ask (PGconn *connection, const char *sql)
{
  PGresult *result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean found = status == PGRES_TUPLES_OK && PQntuples (result) > 0;
  ck_assert_msg (found || status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
                 PQerrorMessage (connection));
  PQclear (result);
  return found;
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

/* A commit that waits for a second server, which there is not, is made here already. Its connection is cut then. */
static gpointer cut_when_made (gpointer data)
{
  PGconn *other = connect_to_server ();
  (void)data;
  while (!ask (other, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
    g_usleep (20000);
  ask (other, "ALTER SYSTEM RESET synchronous_standby_names");
  ask (other, "SELECT pg_reload_conf ()");
  PQfinish (other);
  return NULL;
}

static void wait_for_nobody (void)
{
  PGconn *other = connect_to_server ();
  ask (other, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  ask (other, "SELECT pg_reload_conf ()");
  PQfinish (other);
}

START_TEST (test_answer_lost)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (ADDRESS, NULL, &error);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  wait_for_nobody ();
  GThread *thread = g_thread_new ("cut", cut_when_made, NULL);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  g_thread_join (thread);
  ck_assert_int_eq (dj_register_get_number (reg), 2);
  g_autoptr (DjChange) next = begin_unit (reg, "u-2");
  ck_assert_msg (dj_change_commit (next, &error), "%s", error ? error->message : "?");
  ck_assert_msg (dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
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
  tcase_add_test (tcase, test_gone);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
