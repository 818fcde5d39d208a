/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: store
 *
 * A register in a database, where every commit is kept with who made it and why, and nothing is lost.
 *
 * A store is one SQLite file `….db`. A register opened from it is the same object as one read from files; but what a change commits
 * is in the file when dj_change_commit() returns: its rows, and a record in the log with the number, the time, the author
 * (dj_change_set_author()), the reason (the title of the change), the edits and a hash over all this and the hash of the record before.
 *
 * A process that forks leaves its stores to the parent: in the child they can be asked nothing, and nothing is committed
 * (%DJ_ERROR_FILE); it opens them itself.
 *
 * Several programs may write to one store. A commit first takes in what others have committed since, checks all invariants again, and
 * then commits, or fails with %DJ_ERROR_STALE and an issue for each row that both have edited. Readers never wait.
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
 * @verify: look for damage in the whole file first; O(bytes)
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
 * @path: a SQLite file
 * @options: (nullable): how; %NULL for %DJ_OPEN_OPTIONS_INIT
 * @error: %DJ_ERROR_DATA with every issue, as when files are read (the line of an issue is the row's id); %DJ_ERROR_FILE;
 *   %DJ_ERROR_FORMAT for a file that is damaged, no store, or a store of a newer library; %DJ_ERROR_LIMIT, %DJ_ERROR_CANCELLED
 *
 * Opens a store and reads all of it. One of an older library is copied beside itself (`….bak-VERSION`), then brought to the present form.
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
 * Returns: (transfer full) (nullable): a row for each cell that it changed: table, id, edit (`add`, `set`, `drop`, `load`), code, column,
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
