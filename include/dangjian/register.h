/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: register
 *
 * The register of dated facts, and the change: a set of edits that is checked as a whole, then committed or dropped.
 *
 * A register always holds these invariants, at every date: codes are unique, and each belongs to one table; references resolve and
 * overlap in time; an organization has one superior at most; no organization is under itself, and no area, unit or alliance is within
 * itself; a member has exactly one affiliation from admission to leaving; nothing ends before it begins.
 *
 * A register and its changes are for one thread at a time. What is taken from them (views, frames, issues) is for all.
 */
#pragma once

#include <gio/gio.h>
#include <dangjian/frame.h>

G_BEGIN_DECLS

typedef struct _DjRegister DjRegister;
typedef struct _DjChange DjChange;

/**
 * dj_set_n_threads:
 * @n: how many threads one call may use, its own included; 0 for as many as there are processors, which is so at the start
 *
 * Long passes (sealing, counting over all members) are cut into parts that several threads do. What they answer does not depend on how
 * many. For the whole process: helpers are bounded together, however many threads call. May be called at any time from any thread. After
 * fork() the child works in the threads that call.
 */
DJ_AVAILABLE_IN_0_1 void dj_set_n_threads (guint n);

/** dj_get_n_threads: Returns: how many threads one call may use, at least 1 */
DJ_AVAILABLE_IN_0_1 guint dj_get_n_threads (void);

#define DJ_TYPE_REGISTER (dj_register_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_register_get_type (void);

/**
 * dj_register_new: (constructor)
 *
 * Returns: (transfer full): an empty register
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_new (void);

/**
 * dj_register_ref: (method)
 *
 * Returns: (transfer full): @reg, with one reference more
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_ref (DjRegister *reg);

/** dj_register_unref: gives up one reference; the last one frees. Views made of the register stay as they are. */
DJ_AVAILABLE_IN_0_1 void dj_register_unref (DjRegister *reg);

/**
 * dj_register_copy:
 *
 * Returns: (transfer full): another register with what @reg holds now; changes of the one leave the other as it is. O(1): they share tables
 *   until these are changed.
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_copy (DjRegister *reg);

/** dj_register_get_n_rows: Returns: how many rows the table has. O(1). */
DJ_AVAILABLE_IN_0_1 gint32 dj_register_get_n_rows (DjRegister *reg, DjTable table);

/**
 * dj_register_get_table:
 * @table: a table
 *
 * Returns: (transfer full): the whole table as it is now, its further columns included. It reads the columns where they lie, so it
 *   costs O(columns), and O(rows) for a declared column without a value; later changes of the register leave it as it is.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_register_get_table (DjRegister *reg, DjTable table);

/**
 * dj_register_get_linked_table:
 * @table: a table
 *
 * The same with row numbers in the place of references, for joining without codes: the row, from 0, of the table referred to; of several
 * rows of that code the one that holds when the referring row begins, else the first.
 *
 * Returns: (transfer full): as dj_register_get_table(), each reference an int column; behind one that may refer to several tables a text
 *   column with the English name of the table it refers to, named like it with `_table` at the end. O(rows × references).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_register_get_linked_table (DjRegister *reg, DjTable table);

/**
 * dj_register_diff:
 * @before: another register: what @reg was, or any other
 * @error: %DJ_ERROR_LIMIT for want of memory
 *
 * Which rows and values of @reg are different, whatever the day; dj_view_diff() and dj_view_events() are about one day of each. Rows are
 * paired that are equal in all columns; then those about the same thing (see dj_view_events()) that begin on the same day; then, in tables with
 * codes, the next ones of a code, in order.
 *
 * Returns: (transfer full) (nullable): the columns of dj_view_diff(): table, subject, difference, column, before, now; in order of tables, of each
 *   the rows of @reg, then those that are gone. O(cells), and O(1) for tables that both share
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_register_diff (DjRegister *reg, DjRegister *before, GError **error);

/**
 * dj_register_get_issues:
 *
 * Returns: (transfer none): what was found when the register was read and did not stop it: findings below *must*, and what a
 *   lenient reader dropped
 */
DJ_AVAILABLE_IN_0_1 const DjIssues *dj_register_get_issues (DjRegister *reg);

/* ---- Change --------------------------------------------------------------------------------------------------- */

#define DJ_TYPE_CHANGE (dj_change_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_change_get_type (void);

/**
 * dj_register_begin:
 * @title: what the change is for, in one line
 *
 * Begins a set of edits. Only the tables that are edited are copied, each when it is first touched.
 *
 * Returns: (transfer full): a change
 */
DJ_AVAILABLE_IN_0_1 DjChange *dj_register_begin (DjRegister *reg, const char *title);

/** dj_change_ref: Returns: (transfer full): @change, with one reference more */
DJ_AVAILABLE_IN_0_1 DjChange *dj_change_ref (DjChange *change);

/** dj_change_unref: gives up one reference; the last one drops what was not committed. */
DJ_AVAILABLE_IN_0_1 void dj_change_unref (DjChange *change);

/** dj_change_get_title: Returns: (transfer none): the title it was begun with */
DJ_AVAILABLE_IN_0_1 const char *dj_change_get_title (DjChange *change);

/**
 * dj_change_set_author:
 * @author: (nullable): who makes the change, in one line
 *
 * Says what a register's store writes beside the change; its title is the reason. Of no use to a register without a store.
 */
DJ_AVAILABLE_IN_0_1 void dj_change_set_author (DjChange *change, const char *author);

/**
 * dj_change_get_issues:
 *
 * Returns: (transfer none): what was found in the files that dj_change_import() put into the change last and did not stop them:
 *   findings below *must*, such as files that are no table; empty where there was nothing, or no import
 */
DJ_AVAILABLE_IN_0_1 const DjIssues *dj_change_get_issues (DjChange *change);

/**
 * dj_change_add:
 * @table: a table
 * @error: %DJ_ERROR_DATA for a value that its column cannot hold, %DJ_ERROR_NOT_FOUND for a column that the table has not
 * @name: (nullable): name of the first column
 * @...: its value as text, then name and value of further columns, %NULL last
 *
 * Adds a row. Values are written as in a CSV file; a column that is not named is missing.
 *
 * Returns: whether the row was added; if not, the change is as before
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_add (DjChange *change, DjTable table, GError **error, const char *name,
                                            ...) G_GNUC_NULL_TERMINATED;

/**
 * dj_change_add_row: (rename-to dj_change_add)
 * @names: (array length=n): names of columns
 * @values: (array length=n): their values, %NULL for missing
 * @n: how many
 * @error: as for dj_change_add()
 *
 * The same from arrays.
 *
 * Returns: the row's number in the table, or -1
 */
DJ_AVAILABLE_IN_0_1 gint32 dj_change_add_row (DjChange *change, DjTable table, const char *const *names,
                                              const char *const *values, gsize n, GError **error);

/**
 * dj_change_find:
 * @names: (array length=n): names of columns
 * @values: (array length=n): values, %NULL for missing
 * @n: how many
 * @after: the row after which to begin, -1 for the first
 * @error: %DJ_ERROR_NOT_FOUND for no such row or column, %DJ_ERROR_DATA for a value its column cannot hold
 *
 * Returns: the next row with all these values, edits of this change included, or -1; O(rows)
 */
DJ_AVAILABLE_IN_0_1 gint32 dj_change_find (DjChange *change, DjTable table, const char *const *names,
                                           const char *const *values, gsize n, gint32 after, GError **error);

/**
 * dj_change_amend:
 * @table: a table with a code
 * @code: the code of a row; of several rows in time the last one
 * @error: as for dj_change_add()
 * @name: name of the first column, then value, name, value, …, %NULL last
 *
 * Corrects values that were wrong. For something that became different on a day, see dj_change_revise().
 *
 * Returns: whether it was done; if not, the change is as before
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_amend (DjChange *change, DjTable table, const char *code, GError **error,
                                              const char *name, ...) G_GNUC_NULL_TERMINATED;

/**
 * dj_change_amend_row: (rename-to dj_change_amend)
 * @row: a row of @table
 *
 * The same from arrays, for a row of any table.
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_amend_row (DjChange *change, DjTable table, gint32 row, const char *const *names,
                                                  const char *const *values, gsize n, GError **error);

/**
 * dj_change_revise:
 * @table: a table with a code and a period
 * @code: the code of a row
 * @on: the day from which the new values hold
 * @error: as for dj_change_amend(); %DJ_ERROR_NOT_FOUND where no row of that code holds on that day
 * @name: name of the first column, then value, name, value, …, %NULL last
 *
 * Says that something became different on a day: the row that holds then ends, and a copy of it with the new values begins. The code
 * and the period are not among the values (%DJ_ERROR_FORMAT). Of every call that takes a day, %DJ_ERROR_FORMAT says that it is none of
 * dj_date().
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_revise (DjChange *change, DjTable table, const char *code, DjDate on,
                                               GError **error, const char *name, ...) G_GNUC_NULL_TERMINATED;

/**
 * dj_change_end:
 * @table: a table with a code and a period
 * @code: the code of a row
 * @on: the first day on which it is no more
 * @error: %DJ_ERROR_NOT_FOUND where no row of that code holds on the day before
 *
 * Ends a row, and with it the rows of other tables that follow it (its own subordination, memberships in it, posts, seats, coverage
 * and guidance; `docs/tables.md` marks the columns). Members it leaves without affiliation, and organizations it leaves with an
 * ended superior, are found by dj_change_check(): move them first.
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_end (DjChange *change, DjTable table, const char *code, DjDate on,
                                            GError **error);

/**
 * dj_change_end_row:
 * @row: a row of a table with a period
 *
 * Ends one row, of any table, and none besides.
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_end_row (DjChange *change, DjTable table, gint32 row, DjDate on, GError **error);

/**
 * dj_change_move_organization:
 * @organization: code of an organization
 * @superior: (nullable): code of its superior from that day, %NULL for none
 * @on: the day
 * @error: %DJ_ERROR_NOT_FOUND for an unknown code
 *
 * Ends the subordination that holds on that day and any later one, and begins one to @superior. A row that had only later days keeps
 * none: it stays with `until` equal to `since`, and counts on no day.
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_move_organization (DjChange *change, const char *organization,
                                                          const char *superior, DjDate on, GError **error);

/**
 * dj_change_transfer_member:
 * @person: code of a member
 * @organization: code of the organization of affiliation from that day
 * @on: the day on which the receiving organization receives; until then the affiliation stays where it was
 * @error: %DJ_ERROR_NOT_FOUND for an unknown code
 *
 * Moves a member's affiliation; participations stay. (党员教育管理工作条例第二十五条)
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_transfer_member (DjChange *change, const char *person, const char *organization,
                                                        DjDate on, GError **error);

/**
 * dj_change_move_members:
 * @from: code of an organization
 * @to: code of another
 * @on: the day
 * @error: %DJ_ERROR_NOT_FOUND for an unknown code
 *
 * Moves the affiliation of everyone affiliated to @from (itself, not its subordinates) on that day or later. O(memberships).
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_move_members (DjChange *change, const char *from, const char *to, DjDate on,
                                                     GError **error);

/**
 * dj_change_diff:
 * @error: %DJ_ERROR_LIMIT for want of memory
 *
 * Returns: (transfer full) (nullable): what the change would make of the register so far, as dj_register_diff() tells it; without a row where
 *   there is nothing to commit. O(cells of tables that were edited)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_change_diff (DjChange *change, GError **error);

/**
 * dj_change_check:
 * @cancellable: (nullable): to stop it
 *
 * Checks all invariants over the register as it would be. O(rows log rows) where codes have few rows each: a reference costs as many
 * steps as its code has rows in time, and a cycle that could be as many as its length for each day on which it changes.
 *
 * Returns: (transfer full): all that would be wrong; %NULL when stopped
 */
DJ_AVAILABLE_IN_0_1 DjIssues *dj_change_check (DjChange *change, GCancellable *cancellable);

/**
 * dj_change_commit:
 * @error: %DJ_ERROR_DATA with every issue, %DJ_ERROR_STALE where another change was committed since this one was begun
 *
 * Checks, then makes the register as it would be. On any error the register is as before, and the change may be mended further.
 * After success the change goes on from the committed state.
 *
 * Returns: whether it was committed
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_commit (DjChange *change, GError **error);

/**
 * dj_change_commit_cancellable:
 * @cancellable: (nullable): to stop it while it checks
 * @error: as for dj_change_commit(), and %DJ_ERROR_CANCELLED
 *
 * Returns: the same, of a commit that can be stopped
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_commit_cancellable (DjChange *change, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjRegister, dj_register_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjChange, dj_change_unref)

G_END_DECLS
