/* SPDX-License-Identifier: Apache-2.0 */
/* What only a server can do to a store: addresses and passwords, odd settings, rights, locks, cancelling, connections that are cut. */
#include <check.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "helper-io.h"
#include "store-place.h"
#include "store/store-private.h"

/* ---- Helpers ------------------------------------------------------------------------------------------------------------ */

static DjRegister *open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_register_open (path, NULL, &error);
  ck_assert_msg (reg != NULL, "%s", error ? error->message : "?");
  return reg;
}

static char *make_store (const char *name, const char *from)
{
  char *path = place_new (name);
  g_autoptr (DjRegister) reg = io_read (from);
  io_write (reg, path);
  return path;
}

static DjChange *begin_unit (DjRegister *reg, const char *code)
{
  DjChange *change = dj_register_begin (reg, code);
  ck_assert (dj_change_add (change, DJ_TABLE_UNIT, NULL, "code", code, "name", code, "kind", "organ", NULL));
  return change;
}

static void add_unit (DjRegister *reg, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjChange) change = begin_unit (reg, code);
  gboolean done = dj_change_commit (change, &error);
  ck_assert_msg (done, "%s", error ? error->message : "?");
}

static void assert_sound (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  gboolean sound = dj_register_verify_log (reg, NULL, &error);
  ck_assert_msg (sound, "%s", error ? error->message : "?");
}

static void assert_refused (const char *path, DjError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (dj_register_open (path, NULL, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)code) && strstr (error->message, words), "%s", error->message);
}

/* As another user, or with another database. */
static char *replace (const char *path, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (path, what, 2);
  ck_assert_uint_eq (g_strv_length (parts), 2);
  return g_strconcat (parts[0], with, parts[1], NULL);
}

/* ---- Addresses ---------------------------------------------------------------------------------------------------------- */

/* No password is in any sentence, wherever in an address it stands, and however wrong it is written there. */
static const char *const addresses[] = {
  "postgresql://u:geheim@localhost:1/x",
  "postgres://u:geheim@localhost:1/x",
  "postgresql://localhost:1/x?password=geheim",
  "postgresql://localhost:1/x?%70assword=geheim&user=u",
  "postgresql://u:ge@geheim@localhost:1/x",
  "postgresql://u:%67eheim@localhost:1/x?sslpassword=geheim",
  "postgresql://u:geheim@[::1/x",
  "postgresql://u:geheim@localhost:none/x",
  "postgresql://u:geheim@localhost:1/x?geheim",
  "postgresql://u:geheim%zz@localhost:1/x",
  "postgresql://u:ge/heim:geheim@localhost:1/x",
  "postgresql://u:geheim/x@localhost:1/x",
  "postgresql://u:geheim#x@localhost:1/x",
  "postgresql://u:ge?x=geheim@localhost:1/x",
  "postgresql://u:geheim@a:1,b:2/x",
  "postgresql://u:geheim@%2Fnowhere/x",
};

START_TEST (test_passwords)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRegister) files = io_read ("cases/transition");
  ck_assert_ptr_null (dj_register_open (addresses[_i], NULL, &error));
  ck_assert_msg (error->domain == DJ_ERROR && !strstr (error->message, "geheim"), "%s", error->message);
  g_clear_error (&error);
  ck_assert_ptr_null (dj_register_read (addresses[_i], NULL, &error));
  ck_assert_msg (!strstr (error->message, "geheim"), "%s", error->message);
  g_clear_error (&error);
  ck_assert (!dj_register_write (files, addresses[_i], &error));
  ck_assert_msg (!strstr (error->message, "geheim"), "%s", error->message);
}
END_TEST

/* An @ before the database ends the user, and one behind it begins the number of a commit. */
typedef struct
{
  const char *address;
  const char *shown;
} Commit;

static const Commit commits[] = {
  { "postgresql://me@127.0.0.1:1/db", "postgresql://me@127.0.0.1:1/db" },
  { "postgresql://me@127.0.0.1:1/db@12", "postgresql://me@127.0.0.1:1/db" },
  { "postgres://127.0.0.1:1/db@12", "postgresql://127.0.0.1:1/db" },
  { "postgresql://me@127.0.0.1:1/db?connect_timeout=2@12", "postgresql://me@127.0.0.1:1/db?connect_timeout=2" },
  { "postgresql://me@127?port=1", "postgresql://me@127:1" },
  { "postgresql://me@127", "postgresql://me@127" },
  { "postgresql://127.0.0.1:1/db%4012", "postgresql://127.0.0.1:1/db%4012" },
};

START_TEST (test_commits)
{
  g_autoptr (GError) error = NULL;
  g_setenv ("PGCONNECT_TIMEOUT", "2", TRUE);
  g_setenv ("PGUSER", "nobody", TRUE);
  ck_assert_ptr_null (dj_register_read (commits[_i].address, NULL, &error));
  g_unsetenv ("PGCONNECT_TIMEOUT");
  g_unsetenv ("PGUSER");
  g_auto (GStrv) parts = g_strsplit (error->message, ": ", 2);
  ck_assert_str_eq (parts[0], commits[_i].shown);
}
END_TEST

/* Of a store that there is. */
START_TEST (test_read_commit)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("numbers", "cases/transition");
  g_autofree char *first = g_strconcat (path, "@1", NULL);
  g_autofree char *third = g_strconcat (path, "@3", NULL);
  g_autoptr (DjRegister) reg = open_store (path);
  add_unit (reg, "u-1");
  g_autoptr (DjRegister) before = io_read (first);
  g_autoptr (DjRegister) now = io_read (path);
  ck_assert_int_eq (dj_register_get_n_rows (now, DJ_TABLE_UNIT), dj_register_get_n_rows (before, DJ_TABLE_UNIT) + 1);
  ck_assert_ptr_null (dj_register_read (third, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
}
END_TEST

START_TEST (test_nothing_there)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = place_new ("none");
  assert_refused (path, DJ_ERROR_FILE, "there is no store yet");
  ck_assert_ptr_null (dj_register_read (path, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  g_autofree char *left
      = place_ask (path, "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema ()::regnamespace");
  ck_assert_str_eq (left, "0");
  g_autofree char *database = replace (path, "/postgres?", "/none_such?");
  assert_refused (database, DJ_ERROR_FILE, "none_such");
  g_autofree char *schema = g_strconcat (path, "_none_such", NULL);
  assert_refused (schema, DJ_ERROR_FILE, "CREATE SCHEMA");
}
END_TEST

START_TEST (test_encoding)
{
  g_autofree char *path = place_new ("encoding");
  g_autofree char *other = replace (path, "/postgres?", "/latin?");
  place_run (path, "DROP DATABASE IF EXISTS latin");
  place_run (path, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  assert_refused (other, DJ_ERROR_FORMAT, "UTF8");
}
END_TEST

/* Two stores in one database know nothing of each other. */
START_TEST (test_schemas)
{
  gboolean changed = TRUE;
  g_autofree char *first = make_store ("one", "cases/transition");
  g_autofree char *second = make_store ("two", "cases/borders");
  g_autoptr (DjRegister) a = open_store (first);
  g_autoptr (DjRegister) b = open_store (second);
  ck_assert (dj_register_wait (b, 0, NULL, &changed, NULL) && !changed);
  add_unit (a, "u-1");
  ck_assert (dj_register_wait (b, 100, NULL, &changed, NULL) && !changed);
  ck_assert (dj_register_refresh (b, NULL, NULL));
  ck_assert_int_eq (dj_register_get_number (b), 1);
  assert_sound (a);
  assert_sound (b);
}
END_TEST

/* ---- Rounds --------------------------------------------------------------------------------------------------------------- */

static const char *const samples[] = { "cases/beijing", "cases/borders",    "cases/demands",      "cases/lines",
                                       "cases/qingyun", "cases/revisions",  "cases/sanlitun",     "cases/shanghai",
                                       "cases/shibei",  "cases/transition", "tests/data/snapshot" };

/* From files to a file of SQLite, from there to a server, and back to files. */
START_TEST (test_round)
{
  g_autofree char *file = io_path ("round.db");
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  g_autofree char *path = place_new ("round");
  g_autoptr (DjRegister) files = io_read (samples[_i]);
  io_write (files, file);
  g_autoptr (DjRegister) from_file = io_read (file);
  io_write (from_file, path);
  g_autoptr (DjRegister) from_server = io_read (path);
  io_write (files, first);
  io_write (from_server, second);
  io_assert_same (first, second, samples[_i]);
}
END_TEST

/* Whatever a user is set to, values come and go as they are. */
START_TEST (test_settings)
{
  io_put ("odd", "unit.csv", "code,name,kind,note\nu1,\\'\\\\x41\\n,organ,\"a\\tb\ncd\"\nu2,'',organ,\\N\n", -1);
  io_put ("odd", "facility.csv", "code,name,lon,lat\nf1,站,116.45678901234567,-0.1\nf2,站,0.30000000000000004,1e-7\n",
          -1);
  g_autofree char *folder = io_path ("odd");
  g_autofree char *out = io_path ("out");
  g_autofree char *back = io_path ("back");
  g_autoptr (DjRegister) files = io_read (folder);
  g_autofree char *path = place_new ("settings");
  g_autofree char *schema = place_ask (path, "SELECT current_schema ()");
  g_autofree char *as = g_strconcat ("&user=odd_", schema, "&service=", NULL);
  g_autofree char *odd = replace (path, "service=", as + 1);
  g_autofree char *sql = g_strdup_printf (
      "CREATE ROLE odd_%s LOGIN; GRANT ALL ON SCHEMA %s TO odd_%s; "
      "DO $$ DECLARE s text; BEGIN FOREACH s IN ARRAY ARRAY['datestyle = ''SQL, DMY''', 'timezone = "
      "''Asia/Kathmandu''', "
      "'extra_float_digits = -15', 'standard_conforming_strings = off', 'bytea_output = escape', 'client_encoding = "
      "GBK', "
      "'backslash_quote = on', 'escape_string_warning = off', 'synchronous_commit = off', 'search_path = pg_catalog', "
      "'default_transaction_isolation = serializable',"
      "'array_nulls = off', 'intervalstyle = sql_standard', 'row_security = off', 'transform_null_equals = on'] LOOP "
      "EXECUTE 'ALTER ROLE odd_%s SET ' || s; END LOOP; END $$",
      schema, schema, schema, schema);
  place_run (path, sql);
  io_write (files, odd);
  g_autoptr (DjRegister) opened = open_store (odd);
  g_autoptr (DjChange) change = dj_register_begin (opened, "x");
  ck_assert (dj_change_add (change, DJ_TABLE_FACILITY, NULL, "code", "f3", "name", "站\\", "lon", "116.45678901234567",
                            "lat", "0.1", NULL));
  ck_assert (dj_change_commit (change, NULL));
  assert_sound (opened);
  g_autoptr (DjRegister) again = io_read (odd);
  io_write (opened, out);
  io_write (again, back);
  io_assert_same (out, back, "settings");
  g_autoptr (DjRegister) before = dj_register_at_commit (opened, 1, NULL);
  io_write (before, back);
  io_write (files, out);
  io_assert_same (out, back, "settings, before");
  g_autofree char *drop = g_strdup_printf ("DROP OWNED BY odd_%s; DROP ROLE odd_%s", schema, schema);
  place_run (path, drop);
}
END_TEST

/* ---- Rights ----------------------------------------------------------------------------------------------------------------- */

START_TEST (test_rights)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("rights", "cases/transition");
  g_autofree char *schema = place_ask (path, "SELECT current_schema ()");
  g_autofree char *sql = g_strdup_printf ("CREATE ROLE reader_%s LOGIN; GRANT USAGE ON SCHEMA %s TO reader_%s; "
                                          "GRANT SELECT ON ALL TABLES IN SCHEMA %s TO reader_%s",
                                          schema, schema, schema, schema, schema);
  g_autofree char *user = g_strdup_printf ("user=reader_%s&service=", schema);
  g_autofree char *as_reader = replace (path, "service=", user);
  place_run (path, sql);
  g_autoptr (DjRegister) reg = open_store (as_reader);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  assert_sound (reg);
  ck_assert (!dj_change_commit (change, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_msg (strstr (error->message, "has not the right") && strstr (error->message, "permission denied"), "%s",
                 error->message);
  ck_assert_int_eq (dj_register_get_number (reg), 1);
  g_clear_error (&error);
  g_autofree char *drop = g_strdup_printf ("REVOKE SELECT ON unit FROM reader_%s", schema);
  place_run (path, drop);
  assert_refused (as_reader, DJ_ERROR_FILE, "permission denied");
  g_autofree char *empty = place_new ("empty");
  g_autofree char *as_other = replace (empty, "service=", user);
  ck_assert (!dj_register_write (reg, as_other, &error)); /* whose search path it is none of the user's */
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
}
END_TEST

/* ---- Locks ---------------------------------------------------------------------------------------------------------------- */

/* Another program in the midst of a commit: it has the lock, and has written rows. */
static PGconn *begin_elsewhere (const char *path)
{
  PGconn *other = PQconnectdb (path);
  PGresult *result = PQexec (
      other, "BEGIN; SELECT pg_advisory_xact_lock ((1147814994::bigint << 32) | oid::bigint) FROM pg_namespace "
             "WHERE nspname = current_schema (); UPDATE unit SET name = 'half'; DELETE FROM membership; "
             "INSERT INTO change VALUES (2, 't', NULL, 'half', 1, '[]', 'x', 'x')");
  ck_assert_msg (PQresultStatus (result) == PGRES_COMMAND_OK, "%s", PQerrorMessage (other));
  PQclear (result);
  return other;
}

/* Whoever waited for it would be told after a minute that he did in vain. */
START_TEST (test_readers_go_on)
{
  guint n = 9;
  gboolean changed = TRUE;
  g_autofree char *path = make_store ("locks", "cases/sanlitun");
  g_autoptr (DjRegister) reg = open_store (path);
  PGconn *other = begin_elsewhere (path);
  g_autoptr (DjRegister) late = open_store (path);
  g_autoptr (DjRegister) files = io_read ("cases/sanlitun");
  g_autofree char *first = io_path ("first");
  g_autofree char *second = io_path ("second");
  io_write (files, first);
  io_write (late, second);
  io_assert_same (first, second, "locks");
  ck_assert (dj_register_refresh (reg, &n, NULL) && n == 0);
  ck_assert (dj_register_wait (reg, 0, NULL, &changed, NULL) && !changed);
  assert_sound (reg);
  PQfinish (other);
}
END_TEST

static gpointer cancel_soon (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC / 5);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A commit that waits for its turn can be given up, and made later. */
START_TEST (test_cancel)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = make_store ("cancel", "cases/transition");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  PGconn *other = begin_elsewhere (path);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  ck_assert (!dj_change_commit_cancellable (change, cancellable, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED), "%s", error->message);
  g_thread_join (thread);
  PQfinish (other);
  g_clear_error (&error);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  assert_sound (reg);
}
END_TEST

/* ---- Cut ------------------------------------------------------------------------------------------------------------------- */

static void cut_all (const char *path)
{
  place_run (path,
             "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE usename = 'cut_' || current_schema ()");
}

static char *make_cut_store (char **as_user)
{
  char *path = make_store ("cut", "cases/transition");
  g_autofree char *schema = place_ask (path, "SELECT current_schema ()");
  g_autofree char *sql = g_strdup_printf ("CREATE ROLE cut_%s SUPERUSER LOGIN", schema);
  g_autofree char *user = g_strdup_printf ("user=cut_%s&service=", schema);
  place_run (path, sql);
  *as_user = replace (path, "service=", user);
  return path;
}

static void drop_cut_role (const char *path)
{
  place_run (path, "DO $$ BEGIN EXECUTE 'DROP ROLE cut_' || current_schema (); END $$");
}

/* One that had nothing to do is made again without a word. */
START_TEST (test_cut_idle)
{
  gboolean changed = FALSE;
  g_autofree char *as_user = NULL;
  g_autofree char *path = make_cut_store (&as_user);
  g_autoptr (DjRegister) reg = open_store (as_user);
  ck_assert (dj_register_wait (reg, 0, NULL, &changed, NULL) && !changed);
  cut_all (path);
  add_unit (reg, "u-1");
  cut_all (path);
  ck_assert (dj_register_refresh (reg, NULL, NULL));
  cut_all (path);
  g_autoptr (DjFrame) log = dj_register_log (reg, NULL);
  ck_assert_int_eq (dj_frame_get_n_rows (log), 2);
  cut_all (path);
  assert_sound (reg);
  g_autoptr (DjRegister) other = open_store (path);
  add_unit (other, "u-2");
  ck_assert (dj_register_wait (reg, -1, NULL, &changed, NULL) && changed);
  g_clear_pointer (&reg, dj_register_unref);
  drop_cut_role (path);
}
END_TEST

/* In the midst of a commit: nothing of it is done, and the next one goes on from there. */
START_TEST (test_cut_within)
{
  static const char *const triggers[] = {
    "CREATE TRIGGER cut BEFORE INSERT ON unit FOR EACH ROW EXECUTE FUNCTION cut ()",
    "CREATE TRIGGER cut AFTER INSERT ON change FOR EACH ROW EXECUTE FUNCTION cut ()",
    ("CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
     "cut ()"), /* when it was told to commit */
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *as_user = NULL;
  g_autofree char *path = make_cut_store (&as_user);
  g_autoptr (DjRegister) reg = open_store (as_user);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  gint32 n = dj_register_get_n_rows (reg, DJ_TABLE_UNIT);
  place_run (path, "CREATE FUNCTION cut () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend "
                   "(pg_backend_pid ()); PERFORM pg_sleep (60); RETURN NEW; END $$");
  place_run (path, triggers[_i]);
  ck_assert (!dj_change_commit (change, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_msg (strstr (error->message, "connection"), "%s", error->message);
  ck_assert_int_eq (dj_register_get_number (reg), 1);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), n);
  place_run (path, "DROP FUNCTION cut CASCADE");
  g_clear_error (&error);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  ck_assert_int_eq (dj_register_get_number (reg), 2);
  assert_sound (reg);
  g_clear_pointer (&reg, dj_register_unref);
  g_clear_pointer (&change, dj_change_unref);
  drop_cut_role (path);
}
END_TEST

/* What a deadlock or another transaction was in the way of is done once more, as long as it may help. */
START_TEST (test_again)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_store ("again", "cases/transition");
  g_autoptr (DjRegister) reg = open_store (path);
  g_autoptr (DjChange) change = begin_unit (reg, "u-1");
  place_run (path,
             "CREATE SEQUENCE tries; CREATE FUNCTION again () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval "
             "('tries') < 4 THEN RAISE EXCEPTION SQLSTATE '40P01'; END IF; RETURN NEW; END $$; "
             "CREATE TRIGGER again BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION again ()");
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "?");
  g_autofree char *tries = place_ask (path, "SELECT last_value FROM tries");
  ck_assert_str_eq (tries, "4");
  assert_sound (reg);
  g_autoptr (DjChange) other = begin_unit (reg, "u-2");
  place_run (path, "ALTER SEQUENCE tries INCREMENT BY -1 MINVALUE -1000000");
  ck_assert (!dj_change_commit (other, &error) && g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_int_eq (dj_register_get_number (reg), 2);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("store-server");
  TCase *tcase = tcase_create ("store-server");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 0);
  suite_add_tcase (suite, tcase);
  tcase_add_loop_test (tcase, test_passwords, 0, G_N_ELEMENTS (addresses));
  tcase_add_loop_test (tcase, test_commits, 0, G_N_ELEMENTS (commits));
  tcase_add_test (tcase, test_read_commit);
  tcase_add_test (tcase, test_nothing_there);
  tcase_add_test (tcase, test_encoding);
  tcase_add_test (tcase, test_schemas);
  tcase_add_loop_test (tcase, test_round, 0, G_N_ELEMENTS (samples));
  tcase_add_test (tcase, test_settings);
  tcase_add_test (tcase, test_rights);
  tcase_add_test (tcase, test_readers_go_on);
  tcase_add_test (tcase, test_cancel);
  tcase_add_test (tcase, test_cut_idle);
  tcase_add_loop_test (tcase, test_cut_within, 0, 3);
  tcase_add_test (tcase, test_again);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
