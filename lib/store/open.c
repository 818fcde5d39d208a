/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and making stores; what a register knows of its own. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store-private.h"

/* Connections that read side by side; more would only wait for the one thread that numbers texts. */
#define MOST_READING 4

static const DjOpenOptions defaults = DJ_OPEN_OPTIONS_INIT;

/* ---- Store ------------------------------------------------------------------------------------------------------------------ */

static void store_free (DjStoreHook *hook)
{
  DjStore *store = (DjStore *)hook;
  if (dj_store_is_ours (store, NULL)) /* closing would harm the one who has it */
    dj_database_free (store->db);
  g_free (store->head);
  g_free (store);
}

/* Takes the database. */
static DjStore *store_new (DjDatabase *db)
{
  DjStore *store = g_new0 (DjStore, 1);
  store->hook = (DjStoreHook){ dj_store_commit, store_free };
  store->db = db;
  store->head = g_strdup ("");
  store->process = getpid ();
  return store;
}

void dj_store_set_head (DjStore *store, gint64 number, const char *hash)
{
  char *head = g_strdup (hash);
  g_free (store->head);
  store->head = head;
  store->number = number;
}

gboolean dj_store_is_ours (const DjStore *store, GError **error)
{
  if (store->process == getpid ())
    return TRUE;
  g_set_error (
      error, DJ_ERROR, DJ_ERROR_FILE,
      DJ_SAY ("%s：由另一进程打开，请在本进程中重新打开", "%s: was opened by another process; open it in this one"),
      store->db->name);
  return FALSE;
}

DjStore *dj_register_get_store (DjRegister *reg, GError **error)
{
  DjStore *store = (DjStore *)dj_register_get_hook (reg);
  if (store)
    return dj_store_is_ours (store, error) ? store : NULL;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_NOT_FOUND,
                       DJ_SAY ("此登记册不在存储库中", "The register is in no store"));
  return NULL;
}

gboolean dj_register_is_stored (DjRegister *reg)
{
  g_return_val_if_fail (reg != NULL, FALSE);
  return dj_register_get_hook (reg) != NULL;
}

gint64 dj_register_get_number (DjRegister *reg)
{
  g_return_val_if_fail (reg != NULL, 0);
  DjStore *store = (DjStore *)dj_register_get_hook (reg);
  return store ? store->number : 0;
}

/* ---- What is in the file ------------------------------------------------------------------------------------------------------ */

static gboolean make_store (DjDatabase *db, GError **error)
{
  int version = 0;
  if (!db->product->settle (db, error) || !db->product->begin (db, TRUE, error))
    return FALSE;
  if (db->product->get_version (db, &version, error)
      && (version != -1 || (dj_store_make_tables (db, error) && dj_store_make_indices (db, error)))
      && db->product->commit (db, error))
    return TRUE;
  db->product->rollback (db);
  return FALSE;
}

static gboolean refuse_version (DjDatabase *db, int version, gboolean read_only, GError **error)
{
  const char *words
      = version > DJ_STORE_VERSION ? DJ_SAY ("由更新版本的程序写成，请先升级本程序",
                                             "was written by a newer version of this library; upgrade first")
        : read_only && version >= 0
            ? DJ_SAY ("由旧版本的程序写成，只读时不能升级",
                      "was written by an older version, and cannot be brought up to date when it is only read")
            : DJ_SAY ("不是登记册的存储库", "no store of a register");
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT, "%s: %s", db->name, words);
  return FALSE;
}

static gboolean prepare_store (DjDatabase *db, const DjOpenOptions *options, GError **error)
{
  int version = 0;
  if (options->verify && !db->product->check (db, error))
    return FALSE;
  if (!db->product->get_version (db, &version, error))
    return FALSE;
  if (version == DJ_STORE_VERSION)
    return dj_store_has_tables (db, error);
  if (version == -1 && options->create && !options->read_only)
    return make_store (db, error);
  if (version < 0 || version > DJ_STORE_VERSION || options->read_only)
    return refuse_version (db, version, options->read_only, error);
  return dj_store_migrate (db, version, error);
}

/* Begins to read, by as many connections as threads can be kept busy by. */
static gboolean begin_reading (DjDatabase *db, GError **error)
{
  guint n = MIN (dj_get_n_threads (), MOST_READING) - 1;
  return db->product->begin_several ? db->product->begin_several (db, n, error) : db->product->begin (db, FALSE, error);
}

/* Rows and the head of the log as of one moment. */
static DjRegister *read_all (DjStore *store, const DjOpenOptions *options, GError **error)
{
  gint64 number = 0;
  g_autofree char *hash = NULL;
  DjRegister *reg = NULL;
  if (!begin_reading (store->db, error))
    return NULL;
  store->db->product->set_cancellable (store->db, options->cancellable);
  if (dj_log_read_head (store->db, &number, &hash, error))
    reg = dj_store_load (store->db, options, error);
  store->db->product->set_cancellable (store->db, NULL);
  store->db->product->rollback (store->db);
  if (reg)
  {
    dj_store_set_head (store, number, hash);
    store->partial = dj_issues_worst (dj_register_get_issues (reg)) >= DJ_SEVERITY_MUST;
  }
  return reg;
}

DjRegister *dj_register_open (const char *path, const DjOpenOptions *options, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  if (!options)
    options = &defaults;
  DjDatabaseMode mode = options->read_only ? DJ_DATABASE_READ
                        : options->create  ? DJ_DATABASE_CREATE
                                           : DJ_DATABASE_WRITE;
  DjDatabase *db = dj_database_open (path, mode, error);
  if (!db)
    return NULL;
  DjStore *store = store_new (db);
  DjRegister *reg = prepare_store (db, options, error) ? read_all (store, options, error) : NULL;
  if (reg)
    dj_register_take_hook (reg, &store->hook);
  else
    store_free (&store->hook);
  return reg;
}

/* ---- Refresh -------------------------------------------------------------------------------------------------------------------- */

static DjState *follow_log (DjStore *store, const DjState *state, gint64 number, GError **error)
{
  g_autoptr (GPtrArray) segments = dj_store_collect (store, store->number + 1, number, error);
  DjState *next = segments ? dj_store_follow (store, state, segments, NULL, error) : NULL;
  if (!next)
    return NULL;
  dj_state_index (next);
  g_autoptr (DjIssues) issues = dj_state_check (next, NULL);
  if (dj_issues_worst (issues) < DJ_SEVERITY_MUST)
    return next;
  g_propagate_error (error, dj_error_new_data (issues));
  dj_state_unref (next);
  return NULL;
}

static gboolean take_in (DjRegister *reg, DjStore *store, guint *n, GError **error)
{
  gint64 number = 0;
  g_autofree char *hash = NULL;
  if (!dj_log_read_head (store->db, &number, &hash, error))
    return FALSE;
  if (number < store->number || (number == store->number && strcmp (hash, store->head) != 0))
  {
    dj_store_exchanged (error, store->db);
    return FALSE;
  }
  if (number == store->number)
    return TRUE;
  DjState *next = follow_log (store, dj_register_get_state (reg), number, error);
  if (!next)
    return FALSE;
  if (n)
    *n = (guint)(number - store->number);
  dj_register_take_state (reg, next);
  dj_store_set_head (store, number, hash);
  return TRUE;
}

gboolean dj_register_refresh (DjRegister *reg, guint *n, GError **error)
{
  g_return_val_if_fail (reg != NULL, FALSE);
  DjStore *store = dj_register_get_store (reg, error);
  if (n)
    *n = 0;
  if (!store || !store->db->product->begin (store->db, FALSE, error))
    return FALSE;
  gboolean done = take_in (reg, store, n, error);
  store->db->product->rollback (store->db);
  return done;
}

/* ---- A new store from a register ---------------------------------------------------------------------------------------------------- */

static gboolean fill_within (DjDatabase *db, const DjState *base, const DjState *state, GError **error)
{
  DjNewIds ids = { 0 };
  DjRecord record = { .number = 1, .previous = g_strdup (""), .reason = g_strdup ("load / 载入") };
  gboolean done = dj_store_make_tables (db, error) && dj_store_read_next_ids (db, base, &ids, error);
  if (done)
  {
    for (int t = 0; t < DJ_N_TABLES; t++)
      for (gint32 row = 0; state->tables[t]->ids && row < state->tables[t]->n_rows; row++)
        ids.next[t] = MAX (ids.next[t], state->tables[t]->ids[row] + 1);
    dj_new_ids_assign (&ids, base, state);
    DjEdits *edits = dj_edits_between (base, state, &ids, TRUE);
    done = dj_store_write_commit (db, edits, state, &ids, &record, error) && dj_store_make_indices (db, error);
    dj_edits_free (edits);
  }
  dj_new_ids_clear (&ids);
  dj_record_clear (&record);
  return done;
}

static gboolean refuse_existing (const char *shown, GError **error)
{
  g_set_error (
      error, DJ_ERROR, DJ_ERROR_FILE,
      DJ_SAY ("%s：已存在；存储库保有历史，不会被覆盖", "%s: exists; a store keeps history, and is not written over"),
      shown);
  return FALSE;
}

static gboolean is_empty (DjDatabase *db, GError **error)
{
  int version = 0;
  return db->product->get_version (db, &version, error) && (version == -1 || refuse_existing (db->name, error));
}

static gboolean fill (DjDatabase *db, DjState *state, GError **error)
{
  DjState *base = dj_state_new_take (dj_texts_ref (state->texts));
  gboolean done = db->product->begin (db, TRUE, error);
  if (done && !(done = is_empty (db, error) && fill_within (db, base, state, error) && db->product->commit (db, error)))
    db->product->rollback (db);
  dj_state_unref (base);
  return done && db->product->settle (db, error);
}

static gboolean set_errno (const char *path, GError **error)
{
  int number = errno;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", shown, g_strerror (number));
  return FALSE;
}

/* @flags: O_DIRECTORY for a folder, where it is as well if that cannot be done. */
static gboolean sync_to_disk (const char *path, int flags)
{
  int descriptor = open (path, O_RDONLY | O_CLOEXEC | flags);
  if (descriptor < 0)
    return flags && errno == EACCES;
  gboolean synced = fsync (descriptor) == 0 || (flags && (errno == EINVAL || errno == ENOTSUP));
  int number = errno;
  close (descriptor);
  errno = number;
  return synced;
}

/* Where a file can have one name only, the name is taken first. */
static gboolean give_name (const char *temporary, const char *path)
{
  if (link (temporary, path) == 0)
    return TRUE;
  if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS && errno != EMLINK)
    return FALSE;
  int descriptor = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0)
    return FALSE;
  close (descriptor);
  return g_rename (temporary, path) == 0;
}

/* On the disk, then under its name, which must be free: another's store is never written over. */
static gboolean put_in_place (const char *temporary, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  return (sync_to_disk (temporary, 0) && give_name (temporary, path) && sync_to_disk (folder, O_DIRECTORY))
         || set_errno (path, error);
}

static gboolean is_free (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autofree char *shown = g_filename_display_name (path);
  return refuse_existing (shown, error);
}

/* Others see nothing of it before it is whole. */
static gboolean write_to_server (DjState *state, const char *address, GError **error)
{
  DjDatabase *db = dj_database_open (address, DJ_DATABASE_FILL, error);
  gboolean done = db && fill (db, state, error);
  dj_database_free (db);
  return done;
}

gboolean dj_store_write (DjRegister *reg, const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  if (dj_is_address (path))
    return write_to_server (dj_register_get_state (reg), path, error);
  if (!is_free (path, error))
    return FALSE;
  int descriptor = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);
  if (descriptor < 0)
    return set_errno (path, error);
  close (descriptor);
  DjDatabase *db = dj_sqlite_open (temporary, DJ_DATABASE_FILL, error);
  if (db) /* sentences tell of the file that was asked for */
  {
    g_free (db->name);
    db->name = g_filename_display_name (path);
  }
  gboolean done = db && fill (db, dj_register_get_state (reg), error);
  dj_database_free (db);
  done = done && put_in_place (temporary, path, error);
  g_unlink (temporary);
  return done;
}
