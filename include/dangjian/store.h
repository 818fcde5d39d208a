/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: store
 *
 * A register in a database, where every commit is kept with who made it and why, and nothing is lost.
 *
 * A store is one SQLite file `….db`, or a schema of a PostgreSQL database. A register opened from it is the same object as one read from files; but what a change commits
 * is in the store when dj_change_commit() returns: its rows, and a record in the log with the number, the time, the author
 * (dj_change_set_author()), the reason (the title of the change), the edits and a hash over all this and the hash of the record before.
 *
 * A process that forks leaves its stores to the parent: in the child they can be asked nothing, and nothing is committed
 * (%DJ_ERROR_FILE); it opens them itself.
 *
 * Several programs may write to one store. A commit first takes in what others have committed since, checks all invariants again, and
 * then commits, or fails with %DJ_ERROR_STALE and an issue for each row that both have edited. Readers never wait.
 *
 * Where one machine or one writer is not enough, a store is on a server: `postgresql://user@host/database`, with whatever parameters libpq
 * knows. Its tables are in the first schema of the search path that exists (`?options=-csearch_path%3Dname` for another one than `public`),
 * which must have no tables of others. The database must be in UTF-8. A connection that is lost is an error for what was under way, which
 * then was not done, and is made again for what comes next; whether a commit was done is looked up in the log, and only where the server does
 * not come back within ten seconds, or whoever waits cancels, the error (%DJ_ERROR_FILE) says that it is not known. Passwords are in no sentence; they are better in `~/.pgpass` than in addresses. Each
 * commit is told on the channel `dangjian` as `SCHEMA NUMBER`. Readers wait for a commit in one case only: while it makes a further column.
 *
 * Tables have the names and columns of the files, and a column `id` before these: the number of a row, which never changes and is not given
 * again. Others may be read with `sqlite3` as well: `change` is the log, `code_label`, `column_label` and `table_label` have names in both
 * languages, `v_TABLE` shows a table with Chinese names, `position` has places in the tree. Rows must be written by this library only:
 * what others write is in no log, and dj_register_verify_log() says so. It is read as it stands when a store is opened; a commit that would
 * write over it without having read it is refused, with the row and the column. Triggers that write are refused, too.
 *
 * A file that was removed, moved or replaced while it was open is noticed when a commit begins, before anything is written: %DJ_ERROR_FILE, or
 * %DJ_ERROR_FORMAT where another log stands in the same file. Open it anew then.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * DjOpenOptions: how to open a store.
 * @create: make an empty one where there is no file
 * @read_only: write nothing; changes of the register cannot be committed
 * @lenient: leave out rows with defects, and what depends on them, instead of refusing; where any is left out nothing can be committed
 * @verify: look for damage in the whole file first; O(bytes). A server does that itself
 * @cancellable: (nullable): to stop it
 * @progress: (nullable): told how many rows are read
 * @progress_data: given to @progress
 */
typedef struct
{
  gboolean create;
  gboolean read_only;
  gboolean lenient;
  gboolean verify;
  GCancellable *cancellable;
  DjProgress progress;
  gpointer progress_data;
} DjOpenOptions;

/** DJ_OPEN_OPTIONS_INIT: strict, to write, a store that exists. */
#define DJ_OPEN_OPTIONS_INIT                                                                                           \
  {                                                                                                                    \
    FALSE, FALSE, FALSE, FALSE, NULL, NULL, NULL                                                                       \
  }

/**
 * dj_register_open:
 * @path: a SQLite file, or an address `postgresql://…` or `postgres://…` where the library was built with PostgreSQL
 * @options: (nullable): how; %NULL for %DJ_OPEN_OPTIONS_INIT
 * @error: %DJ_ERROR_DATA with every issue, as when files are read (the line of an issue is the row's id); %DJ_ERROR_FILE;
 *   %DJ_ERROR_FORMAT for a file that is damaged, no store, or a store of a newer library, and for an address that cannot be understood, or
 *   where the library was built without PostgreSQL; %DJ_ERROR_LIMIT, %DJ_ERROR_CANCELLED
 *
 * Opens a store and reads all of it. One of an older library is copied beside itself (`….bak-VERSION`, or a schema `…_bak_VERSION`), then
 * brought to the present form.
 *
 * Returns: (transfer full) (nullable): the register; O(bytes + rows log rows)
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_open (const char *path, const DjOpenOptions *options, GError **error);

/**
 * dj_register_is_stored:
 *
 * Returns: whether what is committed to @reg is kept in a store. Of a copy (dj_register_copy()) it is not.
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_is_stored (DjRegister *reg);

/**
 * dj_register_get_number:
 *
 * Returns: the number of the last commit that @reg has, from 1; 0 for none, and for a register without a store
 */
DJ_AVAILABLE_IN_0_1 gint64 dj_register_get_number (DjRegister *reg);

/**
 * dj_register_refresh:
 * @n: (out) (optional): how many commits were taken in
 * @error: %DJ_ERROR_NOT_FOUND for a register without a store; as for dj_register_open()
 *
 * Takes in what others have committed. Changes that were begun before are stale then, unless there was nothing.
 *
 * Returns: whether the register is as the store; if not, it is as before
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_refresh (DjRegister *reg, guint *n, GError **error);

/**
 * dj_register_wait:
 * @milliseconds: how long at most; 0 to look only, -1 for ever
 * @cancellable: (nullable): to stop it
 * @changed: (out): whether others have committed what @reg has not
 * @error: %DJ_ERROR_NOT_FOUND for a register without a store; %DJ_ERROR_FILE, %DJ_ERROR_CANCELLED
 *
 * Waits until others have committed. What they have committed is for dj_register_refresh() to take in. PostgreSQL tells of commits, on a
 * connection of its own that the first call makes; a SQLite file is looked at every 100 milliseconds.
 *
 * Returns: whether it could wait; the time being over is no failure
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_wait (DjRegister *reg, int milliseconds, GCancellable *cancellable,
                                               gboolean *changed, GError **error);

/**
 * dj_register_get_notify_fd:
 * @error: %DJ_ERROR_NOT_FOUND for a register without a store; %DJ_ERROR_FILE
 *
 * For event loops: when it can be read, call dj_register_wait() with 0 milliseconds, which takes in what is there to be read and says whether
 * others have committed; call it once in the beginning, too. After an error of that call there may be another descriptor.
 *
 * Returns: a descriptor that the store keeps; -1, without an error, for a SQLite file, which tells nobody, and with one where there is none
 */
DJ_AVAILABLE_IN_0_1 int dj_register_get_notify_fd (DjRegister *reg, GError **error);

/* ---- History --------------------------------------------------------------------------------------------------- */

/**
 * dj_register_log:
 * @error: %DJ_ERROR_NOT_FOUND for a register without a store; %DJ_ERROR_FILE
 *
 * Returns: (transfer full) (nullable): a row for each commit, in order: number, time, author, reason, edits (how many rows), hash; O(commits)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_register_log (DjRegister *reg, GError **error);

/**
 * dj_register_get_change:
 * @number: of a commit
 * @error: %DJ_ERROR_NOT_FOUND for no such commit, or a register without a store; %DJ_ERROR_FORMAT for a damaged record
 *
 * Returns: (transfer full) (nullable): a row for each cell that it changed: table, id, edit (`add`, `set`, `drop`, `load`), code (of what has none, its first cell), column,
 *   before, after; of rows that came in bulk one row for each table, with their number; O(edits)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_register_get_change (DjRegister *reg, gint64 number, GError **error);

/**
 * dj_register_at_commit:
 * @number: of a commit that @reg has, or 0 for the empty store before the first
 * @error: %DJ_ERROR_NOT_FOUND for no such commit; %DJ_ERROR_FORMAT where the log does not fit the rows
 *
 * Returns: (transfer full) (nullable): a register as it was, without a store; O(rows + edits since)
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_at_commit (DjRegister *reg, gint64 number, GError **error);

/**
 * dj_register_undo:
 * @number: of a commit
 * @author: (nullable): who undoes it
 * @error: %DJ_ERROR_STALE with an issue for each row that a later commit has edited, too; %DJ_ERROR_DATA where what is left breaks an
 *   invariant; %DJ_ERROR_NOT_FOUND, and as for dj_change_commit()
 *
 * Commits the contrary of a commit, as a new one. What others have committed is taken in first.
 *
 * It is done where nothing since depends on the commit. What depends are commits that have edited one of its rows since, in whatever column
 * (who changed the row may have done so because of what it was), unless they are undone themselves; and rows that refer to what it brought, or
 * could not be without what it changed: those are the issues of the invariants that would be broken. A load is undone where nobody has edited
 * its table since. To undo an undoing does again what was undone.
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_undo (DjRegister *reg, gint64 number, const char *author, GError **error);

/**
 * dj_register_begin_undo:
 * @number: of a commit
 * @reason: (nullable): why, in one line; it stands in the log behind the words that say which commit is undone
 * @error: as for dj_register_undo(), without what only a commit finds
 *
 * The same in steps: to look at what it would do (dj_change_diff()) and to say why, before it is committed.
 *
 * Returns: (transfer full) (nullable): a change that is the contrary of the commit
 */
DJ_AVAILABLE_IN_0_1 DjChange *dj_register_begin_undo (DjRegister *reg, gint64 number, const char *reason,
                                                      GError **error);

/**
 * dj_register_verify_log:
 * @cancellable: (nullable): to stop it
 * @error: %DJ_ERROR_FORMAT with the first commit that is not sound; %DJ_ERROR_FILE, %DJ_ERROR_CANCELLED
 *
 * Computes the hashes of the whole log once more, and takes back one commit after the other from the rows that the store has now, so that
 * nothing must be left.
 *
 * A log whose last commits were taken away together with what they did to rows is sound in itself: note number and hash of the last commit
 * elsewhere, and ask dj_register_verify_commit() for it.
 *
 * Returns: whether every commit is as it was made, and the rows are what the log says; O(rows + edits)
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_verify_log (DjRegister *reg, GCancellable *cancellable, GError **error);

/**
 * dj_register_verify_commit:
 * @number: of a commit, from 1
 * @hash: its hash, as dj_register_log() gave it then, and as it was kept elsewhere
 * @error: %DJ_ERROR_FORMAT where the log has no such commit, or another one; %DJ_ERROR_NOT_FOUND for a register without a store;
 *   %DJ_ERROR_FILE
 *
 * Looks whether the log still has a commit that somebody remembers. As each record has the hash of the one before, the log up to there is what
 * it was then, where dj_register_verify_log() finds it sound.
 *
 * Returns: whether it is there; O(edits of the commit)
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_verify_commit (DjRegister *reg, gint64 number, const char *hash,
                                                        GError **error);

/* ---- For queries ------------------------------------------------------------------------------------------------ */

/**
 * dj_register_write_positions:
 * @view: sealed from @reg
 * @error: %DJ_ERROR_NOT_FOUND for a register without a store; %DJ_ERROR_FILE
 *
 * Writes the tree of a day to the table `position` (on, organization, pre, end, depth), in the place of what it has of that day: what is under
 * an organization are the rows with a `pre` from its own up to before its `end`.
 *
 * Returns: whether they were written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_write_positions (DjRegister *reg, DjView *view, GError **error);

G_END_DECLS
