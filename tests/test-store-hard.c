/* SPDX-License-Identifier: Apache-2.0 */
/* Stores in hard times: writers killed at any moment, a disk that is full, a file that is read-only. What was
 * committed is told outside of the store and done again in memory, one after the other, to compare with. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper-io.h"
#include "store-place.h"

#define N_MEMBERS 40
#define N_BRANCHES 6

/* ---- The register and what is done to it -------------------------------------------------------------------------------- */

static void put_register (void)
{
  g_autoptr (GString) organizations = g_string_new ("code,name,kind,superior,since\ntop,委,committee,,2000-01-01\n");
  g_autoptr (GString) persons = g_string_new ("code,name,admitted,full,affiliation\n");
  for (int i = 0; i < N_BRANCHES; i++)
    g_string_append_printf (organizations, "b%d,支部%d,branch,top,2000-01-01\n", i, i);
  for (int i = 0; i < N_MEMBERS; i++)
    g_string_append_printf (persons, "m%d,员%d,2010-01-01,2011-01-01,b%d\n", i, i, i % N_BRANCHES);
  io_put ("hard", "organization.csv", organizations->str, -1);
  io_put ("hard", "person.csv", persons->str, -1);
  io_put ("hard", "unit.csv", "code,name,kind,headcount\nshared,共用,organ,0\n", -1);
}

static char *make_store (void)
{
  put_register ();
  g_autofree char *folder = io_path ("hard");
  char *path = place_new ("hard.db");
  g_autoptr (DjRegister) reg = io_read (folder);
  io_write (reg, path);
  return path;
}

typedef enum
{
  OP_ADD,      /* a unit of a code of its own */
  OP_COUNT,    /* the headcount of the unit that all share, one more than it was */
  OP_TRANSFER, /* a member to a branch */
  N_OPS,
} Op;

typedef struct
{
  gint64 number;
  int op;
  int a;
  int b;
} Done;

static gboolean do_op (DjChange *change, const Done *done, GError **error)
{
  char first[32], second[32];
  if (done->op == OP_ADD)
  {
    g_snprintf (first, sizeof first, "u-%d-%d", done->a, done->b);
    return dj_change_add (change, DJ_TABLE_UNIT, error, "code", first, "name", "单位", "kind", "organ", NULL);
  }
  if (done->op == OP_COUNT)
  {
    g_snprintf (first, sizeof first, "%d", done->a);
    return dj_change_amend (change, DJ_TABLE_UNIT, "shared", error, "headcount", first, NULL);
  }
  g_snprintf (first, sizeof first, "m%d", done->a);
  g_snprintf (second, sizeof second, "b%d", done->b);
  return dj_change_transfer_member (change, first, second, dj_date (2024, 1, 1) + done->a * 3 + done->b, error);
}

static int get_count (DjRegister *reg)
{
  g_autoptr (DjFrame) units = dj_register_get_table (reg, DJ_TABLE_UNIT);
  return (int)dj_frame_get_int (units, 0, dj_frame_find_column (units, "headcount"));
}

/* Any op, what it is taken by chance; @writer and @turn make a code that no other has. */
static Done choose_op (DjRegister *reg, GRand *chance, int writer, int turn)
{
  Done done = { .op = g_rand_int_range (chance, 0, N_OPS) };
  done.a = done.op == OP_ADD     ? writer
           : done.op == OP_COUNT ? get_count (reg) + 1
                                 : g_rand_int_range (chance, 0, N_MEMBERS);
  done.b = done.op == OP_ADD ? turn : done.op == OP_TRANSFER ? g_rand_int_range (chance, 0, N_BRANCHES) : 0;
  return done;
}

static gboolean commit_op (DjRegister *reg, Done *done, GError **error)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "op");
  if (!do_op (change, done, error) || !dj_change_commit (change, error))
    return FALSE;
  done->number = dj_register_get_number (reg);
  return TRUE;
}

/* ---- What was acknowledged ------------------------------------------------------------------------------------------------ */

/* One write, which no kill can halve. */
static void acknowledge (int descriptor, const Done *done)
{
  if (write (descriptor, done, sizeof *done) != (gssize)sizeof *done)
    _exit (3);
}

static int compare_done (gconstpointer a, gconstpointer b)
{
  const Done *first = a, *second = b;
  return (first->number > second->number) - (first->number < second->number);
}

static GArray *get_acknowledged (const char *path)
{
  gsize length = 0;
  char *bytes = NULL;
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Done));
  if (g_file_get_contents (path, &bytes, &length, NULL))
    g_array_append_vals (all, bytes, (guint)(length / sizeof (Done)));
  g_free (bytes);
  g_array_sort (all, compare_done);
  return all;
}

/* All that was acknowledged, done in memory one after the other, gives the same register. */
static void assert_serial (DjRegister *stored, const GArray *all)
{
  g_autofree char *folder = io_path ("hard");
  g_autoptr (DjRegister) reg = io_read (folder);
  for (guint i = 0; i < all->len; i++)
  {
    const Done *done = &g_array_index (all, Done, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (DjChange) change = dj_register_begin (reg, "again");
    ck_assert_int_eq (done->number, (gint64)i + 2);
    ck_assert_msg (do_op (change, done, &error) && dj_change_commit (change, &error), "%s",
                   error ? error->message : "?");
  }
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  io_write (reg, first);
  io_write (stored, second);
  io_assert_same (first, second, "serial");
}

static DjRegister *open_sound (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.verify = TRUE;
  DjRegister *reg = dj_register_open (path, &options, &error);
  ck_assert_msg (reg && dj_register_verify_log (reg, NULL, &error), "%s", error ? error->message : "?");
  return reg;
}

/* ---- Killed ---------------------------------------------------------------------------------------------------------------- */

#define N_COMMITS 2000

static void write_until_killed (const char *path, int descriptor, guint seed)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, NULL);
  if (!reg)
    _exit (1);
  for (int turn = 0; dj_register_get_number (reg) <= N_COMMITS; turn++)
  {
    Done done = choose_op (reg, chance, (int)seed, turn);
    if (!commit_op (reg, &done, NULL))
      _exit (2);
    acknowledge (descriptor, &done);
  }
  _exit (0);
}

/* The commit that was under way when the writer was killed may be there, though nobody was told: the log says what it was. */
static void learn_last (DjRegister *reg, GArray *all, const char *path)
{
  gint64 number = dj_register_get_number (reg);
  ck_assert_int_le (number, (gint64)all->len + 2);
  ck_assert_int_ge (number, (gint64)all->len + 1);
  if (number == (gint64)all->len + 1)
    return;
  g_autoptr (DjFrame) edits = dj_register_get_change (reg, number, NULL);
  const char *code = dj_frame_get_text (edits, 0, 3), *after = dj_frame_get_text (edits, 0, 6);
  Done done = { number, OP_TRANSFER, 0, 0 };
  if (strcmp (dj_frame_get_text (edits, 0, 2), "add") == 0 && g_str_has_prefix (code ? code : "", "u-"))
  {
    done.op = OP_ADD;
    char *end = NULL;
    done.a = (int)g_ascii_strtoll (code + strlen ("u-"), &end, 10);
    ck_assert_int_eq (*end, '-');
    done.b = (int)g_ascii_strtoll (end + 1, NULL, 10);
  }
  else if (strcmp (dj_frame_get_text (edits, 0, 0), "unit") == 0)
    done = (Done){ number, OP_COUNT, (int)g_ascii_strtoll (after, NULL, 10), 0 };
  else
    for (gint64 row = 0; row < dj_frame_get_n_rows (edits); row++)
    {
      const char *column = dj_frame_get_text (edits, row, 4), *value = dj_frame_get_text (edits, row, 6);
      if (strcmp (dj_frame_get_text (edits, row, 2), "add") == 0 && strcmp (column, "person") == 0)
        done.a = (int)g_ascii_strtoll (value + 1, NULL, 10);
      if (strcmp (dj_frame_get_text (edits, row, 2), "add") == 0 && strcmp (column, "organization") == 0)
        done.b = (int)g_ascii_strtoll (value + 1, NULL, 10);
    }
  g_array_append_val (all, done);
  int descriptor = open (path, O_WRONLY | O_APPEND | O_CLOEXEC);
  acknowledge (descriptor, &done);
  close (descriptor);
}

/* Some commits and some part of the next one: by their number, as a slow machine makes few in any time. Or until it has ended by itself. */
static void wait_for_commits (const char *told, pid_t writer, GRand *chance)
{
  GStatBuf before, now;
  siginfo_t ended = { .si_pid = 0 };
  off_t more = (off_t)sizeof (Done) * g_rand_int_range (chance, 0, 120);
  ck_assert_int_eq (g_stat (told, &before), 0);
  do
    g_usleep (100);
  while (g_stat (told, &now) == 0 && now.st_size < before.st_size + more
         && waitid (P_PID, (id_t)writer, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0);
  g_usleep ((gulong)g_rand_int_range (chance, 0, 3000));
}

START_TEST (test_killed)
{
  guint seed = 1, n_killed = 0;
  g_autoptr (GRand) chance = g_rand_new_with_seed (20240826);
  g_autofree char *path = make_store ();
  g_autofree char *told = io_path ("told");
  int descriptor = open (told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  for (int status = 1; status != 0; seed++)
  {
    pid_t writer = fork ();
    ck_assert_int_ge (writer, 0);
    if (writer == 0)
      write_until_killed (path, descriptor, seed);
    wait_for_commits (told, writer, chance);
    kill (writer, SIGKILL);
    ck_assert_int_eq (waitpid (writer, &status, 0), writer);
    ck_assert_msg (WIFSIGNALED (status) || WEXITSTATUS (status) == 0, "the writer failed: %d", WEXITSTATUS (status));
    n_killed += WIFSIGNALED (status) ? 1 : 0;
    g_autoptr (DjRegister) reg = open_sound (path);
    g_autoptr (GArray) all = get_acknowledged (told);
    learn_last (reg, all, told);
  }
  close (descriptor);
  g_autoptr (DjRegister) reg = open_sound (path);
  g_autoptr (GArray) all = get_acknowledged (told);
  ck_assert_int_ge (dj_register_get_number (reg), N_COMMITS);
  ck_assert_uint_ge (n_killed, 3);
  assert_serial (reg, all);
}
END_TEST

/* ---- Full -------------------------------------------------------------------------------------------------------------------- */

/* Commits until it fails; then what is in memory is what is in the file. */
static int write_until_full (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  int turn = 0;
  gint32 n_rows = 0;
  if (!reg)
    return 100;
  for (;; turn++)
  {
    Done done = { .op = OP_ADD, .a = 0, .b = turn };
    n_rows = dj_register_get_n_rows (reg, DJ_TABLE_UNIT);
    if (!commit_op (reg, &done, &error))
      break;
    if (turn > 100000)
      return 101;
  }
  if (!g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE) || dj_register_get_n_rows (reg, DJ_TABLE_UNIT) != n_rows)
    return 102;
  return dj_register_get_number (reg) == turn + 1 && turn > 0 ? 0 : 103;
}

static int in_child (int (*work) (const char *path), const char *path)
{
  int status = 0;
  pid_t child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0)
    _exit (work (path));
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert_msg (WIFEXITED (status), "ended by signal %d", WTERMSIG (status));
  return WEXITSTATUS (status);
}

static int write_with_limit (const char *path)
{
  GStatBuf status;
  struct rlimit limit = { 0, 0 };
  signal (SIGXFSZ, SIG_IGN);
  if (g_stat (path, &status) != 0)
    return 104;
  limit.rlim_cur = limit.rlim_max = (rlim_t)status.st_size + 200000;
  return setrlimit (RLIMIT_FSIZE, &limit) == 0 ? write_until_full (path) : 105;
}

static void assert_goes_on (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = open_sound (path);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Done));
  gint64 n = dj_register_get_number (reg);
  for (gint64 number = 2; number <= n; number++)
  {
    Done done = { number, OP_ADD, 0, (int)number - 2 };
    g_array_append_val (all, done);
  }
  assert_serial (reg, all);
  Done more = { .op = OP_ADD, .a = 1, .b = 1 };
  ck_assert_msg (commit_op (reg, &more, &error), "%s", error ? error->message : "?");
}

START_TEST (test_full_file)
{
  g_autofree char *path = make_store ();
  ck_assert_int_eq (in_child (write_with_limit, path), 0);
  assert_goes_on (path);
}
END_TEST

/* A new store for which there is no room: the sentence has the name that was asked for, and nothing is left behind. */
static int make_without_room (const char *path)
{
  struct rlimit limit = { 100000, 100000 };
  g_autoptr (GError) error = NULL;
  g_autofree char *source = io_path ("hard");
  g_autofree char *begin = g_strconcat (path, ":", NULL);
  g_autoptr (DjRegister) reg = dj_register_read (source, NULL, NULL);
  signal (SIGXFSZ, SIG_IGN);
  if (!reg || setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 105;
  if (dj_register_write (reg, path, &error))
    return 106;
  return g_str_has_prefix (error->message, begin) ? 0 : 107;
}

START_TEST (test_no_room)
{
  put_register ();
  g_autofree char *folder = io_path ("small");
  g_autofree char *path = g_build_filename (folder, "new.db", NULL);
  ck_assert_int_eq (g_mkdir (folder, 0700), 0);
  ck_assert_int_eq (in_child (make_without_room, path), 0);
  ck_assert_int_eq (g_rmdir (folder), 0); /* it is empty */
}
END_TEST

/* A disk of three MiB, where we may make one. */
START_TEST (test_full_disk)
{
  g_autofree char *source = make_store ();
  g_autofree char *disk = io_path ("disk");
  g_autofree char *path = g_build_filename (disk, "hard.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  ck_assert_int_eq (g_mkdir (disk, 0700), 0);
  if (mount ("tmpfs", disk, "tmpfs", 0, "size=3m") != 0)
  {
    g_test_message ("no tmpfs: %s", g_strerror (errno));
    return;
  }
  ck_assert (g_file_get_contents (source, &bytes, &length, NULL)
             && g_file_set_contents (path, bytes, (gssize)length, NULL));
  g_clear_pointer (&bytes, g_free);
  int result = in_child (write_until_full, path);
  g_autofree char *away = io_path ("away.db");
  gboolean copied
      = g_file_get_contents (path, &bytes, &length, NULL) && g_file_set_contents (away, bytes, (gssize)length, NULL);
  g_clear_pointer (&bytes, g_free);
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  g_autofree char *journal_away = g_strconcat (away, "-wal", NULL);
  if (g_file_get_contents (journal, &bytes, &length, NULL))
    copied = copied && g_file_set_contents (journal_away, bytes, (gssize)length, NULL);
  umount (disk);
  ck_assert_int_eq (result, 0);
  ck_assert (copied);
  assert_goes_on (away);
}
END_TEST

/* ---- Read-only ------------------------------------------------------------------------------------------------------------------ */

/* Somebody who may write begins to: then what is read may change under whoever reads without a lock. */
static gboolean is_told_of_writers (DjRegister *early, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  gboolean root = getuid () == 0;
  gboolean may = root ? seteuid (0) == 0 : g_chmod (io_root, 0700) == 0;
  gboolean put = may && g_file_set_contents_full (journal, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  gboolean told = !dj_register_refresh (early, NULL, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE);
  g_unlink (journal);
  return (root ? seteuid (65534) == 0 : g_chmod (io_root, 0555) == 0) && put && told;
}

/* As somebody who may not write. */
static int open_as_nobody (const char *path)
{
  g_autoptr (GError) error = NULL;
  if (getuid () == 0 && (setgroups (0, NULL) != 0 || setegid (65534) != 0 || seteuid (65534) != 0))
    return 106;
  g_autoptr (DjRegister) read = dj_register_read (path, NULL, &error);
  if (!read || dj_register_get_n_rows (read, DJ_TABLE_PERSON) != N_MEMBERS)
    return 107;
  DjOpenOptions options = DJ_OPEN_OPTIONS_INIT;
  options.read_only = TRUE;
  g_autoptr (DjRegister) early = dj_register_open (path, &options, &error);
  if (!early || !dj_register_refresh (early, NULL, &error) || !is_told_of_writers (early, path))
    return 110;
  g_autoptr (DjRegister) reg = dj_register_open (path, NULL, &error);
  Done done = { .op = OP_ADD };
  if (reg && commit_op (reg, &done, &error))
    return 108;
  return g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE) && g_utf8_validate (error->message, -1, NULL) ? 0 : 109;
}

START_TEST (test_read_only)
{
  g_autofree char *path = make_store ();
  ck_assert_int_eq (g_chmod (path, 0444), 0);
  ck_assert_int_eq (g_chmod (io_root, 0555), 0);
  int result = in_child (open_as_nobody, path);
  ck_assert_int_eq (g_chmod (io_root, 0700), 0);
  ck_assert_int_eq (g_chmod (path, 0600), 0);
  ck_assert_int_eq (result, 0);
  assert_goes_on (path);
}
END_TEST

/* ---- Another writer that goes on and on ------------------------------------------------------------------------------------------ */

static gpointer cancel_soon (gpointer cancellable)
{
  g_usleep (100000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Of a commit that waits for its turn nothing is done, and it may be done later. */
START_TEST (test_waiting_is_stopped)
{
  g_autofree char *path = make_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) reg = open_sound (path);
  g_autoptr (DjChange) change = dj_register_begin (reg, "wait");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  sqlite3 *other = NULL;
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "w", "name", "w", "kind", "organ", NULL));
  ck_assert_int_eq (sqlite3_open (path, &other), SQLITE_OK);
  ck_assert_int_eq (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gboolean done = dj_change_commit_cancellable (change, cancellable, &error);
  g_thread_join (thread);
  ck_assert (!done && g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  ck_assert_int_eq (dj_register_get_number (reg), 1);
  sqlite3_close (other);
  ck_assert (dj_change_commit (change, NULL));
  ck_assert_int_eq (dj_register_get_number (reg), 2);
}
END_TEST

/* ---- A process that forks ------------------------------------------------------------------------------------------------------ */

static int use_in_child (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (GError) third = NULL;
  gboolean changed = FALSE;
  g_autoptr (DjChange) change = dj_register_begin (reg, "child");
  if (!dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "c", "name", "c", "kind", "organ", NULL))
    return 1;
  if (dj_change_commit (change, &error) || !g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE))
    return 2;
  if (dj_register_refresh (reg, NULL, &other) || !g_error_matches (other, DJ_ERROR, DJ_ERROR_FILE))
    return 3;
  if (dj_register_wait (reg, 0, NULL, &changed, &third) || !g_error_matches (third, DJ_ERROR, DJ_ERROR_FILE))
    return 4;
  return 0;
}

/* Locks of a file belong to the process that opened it, and so does a connection: the child must not write by them, nor take them away. */
START_TEST (test_forked)
{
  g_autofree char *path = make_store ();
  g_autoptr (GError) error = NULL;
  DjRegister *reg = open_sound (path);
  gboolean changed = FALSE;
  int status = 0;
  ck_assert (dj_register_wait (reg, 0, NULL, &changed, NULL) && !changed); /* who listens has two connections */
  pid_t child = fork ();
  if (child == 0)
  {
    int result = use_in_child (reg);
    dj_register_unref (reg);
    _exit (result);
  }
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 0, "the child failed: %d", status);
  g_autoptr (DjChange) change = dj_register_begin (reg, "parent");
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", "p", "name", "p", "kind", "organ", NULL));
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  dj_register_unref (reg);
  g_autoptr (DjRegister) again = open_sound (path);
  ck_assert_int_eq (dj_register_get_number (again), 2);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-hard");
  TCase *tcase = tcase_create ("store-hard");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  if (!place_is_server ()) /* whose disk and files are its own */
  {
    tcase_add_test (tcase, test_full_file);
    tcase_add_test (tcase, test_no_room);
    tcase_add_test (tcase, test_full_disk);
    tcase_add_test (tcase, test_read_only);
    tcase_add_test (tcase, test_waiting_is_stopped);
  }
  tcase_add_test (tcase, test_forked);
  tcase_add_test (tcase, test_killed);
  suite_add_tcase (suite, tcase);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
