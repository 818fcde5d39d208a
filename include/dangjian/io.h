/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: io
 *
 * Reading and writing registers: a folder of CSV files, or one JSON document.
 *
 * CSV: a file for each table, named `organization.csv` (any case) or `党组织.csv`; UTF-8 (with or without BOM) or GB18030; LF or CRLF; header of
 * English names or Chinese labels in any order; further columns are kept as text. An empty field is a missing value, `""` an empty
 * text. JSON: an object of one array a table, one object a row; `null` or an absent key is a missing value. The header of a table
 * without rows, where it is not the declared one, stands under the key `columns`: `"columns": {"area": ["code", …]}`.
 */
#pragma once

#include <dangjian/register.h>

G_BEGIN_DECLS

/**
 * DjReadOptions: how to read.
 * @lenient: drop rows with defects, and what depends on them, instead of refusing; dj_register_get_issues() then says what was dropped
 * @cancellable: (nullable): to stop it
 * @progress: (nullable): told how many bytes are read
 * @progress_data: given to @progress
 */
typedef struct
{
  gboolean lenient;
  GCancellable *cancellable;
  DjProgress progress;
  gpointer progress_data;
} DjReadOptions;

/** DJ_READ_OPTIONS_INIT: strict, without progress. */
#define DJ_READ_OPTIONS_INIT                                                                                           \
  {                                                                                                                    \
    FALSE, NULL, NULL, NULL                                                                                            \
  }

/**
 * dj_register_read:
 * @path: a folder of CSV files, a file `….json`, a store `….db` or `….sqlite`, an address `postgresql://…` of a store,
 *   or a store and `@` and the number of a commit (of an address, behind the database): what it was then
 * @options: (nullable): how; %NULL for %DJ_READ_OPTIONS_INIT
 * @error: %DJ_ERROR_DATA with every issue, %DJ_ERROR_FILE, %DJ_ERROR_FORMAT, %DJ_ERROR_LIMIT, %DJ_ERROR_CANCELLED; %DJ_ERROR_NOT_FOUND for
 *   no such commit
 *
 * A store is only read: what is committed to the register stays in memory. dj_register_open() opens one to write to.
 *
 * Returns: (transfer full) (nullable): the register; O(bytes + rows log rows)
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_read (const char *path, const DjReadOptions *options, GError **error);

/**
 * dj_register_read_json:
 * @text: (array length=length): a JSON document
 * @length: its length in bytes, or -1 where NUL ends it
 * @name: (nullable): what issues call it
 * @options: (nullable): how
 * @error: as for dj_register_read()
 *
 * Returns: (transfer full) (nullable): the register
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_read_json (const char *text, gssize length, const char *name,
                                                       const DjReadOptions *options, GError **error);

/**
 * dj_change_import:
 * @path: a folder of CSV files, or a file `….json`
 * @options: (nullable): how; reading is strict whatever it says
 * @replace: whether rows that are not read go, of each table that is read, and values in columns that its header does not name
 * @error: as for dj_register_read(), and %DJ_ERROR_LIMIT where a table gets more rows than it can hold
 *
 * Puts rows of files into a change. Of tables that are not there everything stays, and without @replace of columns that headers do not name. A row
 * takes the place of one that is equal in all columns read; else of the one about the same thing that begins on the same day; else, in a table
 * with codes, of the next one with that code, in order. What a row is about is its code, or what dj_view_events() says. Where nothing takes
 * its place a row stays, or goes with @replace; what takes no place is added behind all others. So what was written by dj_register_write(),
 * edited and imported with @replace becomes what the register is, and rows keep their places and, in a store, their history.
 *
 * Short columns (`superior`, `affiliation`) stand for rows of another table as in dj_register_read(); with @replace they take away only rows of
 * the kind that they stand for. References and periods are checked when the change is, so that files may refer to what only the register has.
 *
 * What was found in the files and did not stop them (files that are no table, …) is in dj_change_get_issues() then.
 *
 * Returns: whether the rows are in the change; if not, it is as before. O(bytes + cells)
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_import (DjChange *change, const char *path, const DjReadOptions *options,
                                               gboolean replace, GError **error);

/**
 * dj_register_write:
 * @path: a folder (made where it does not exist), a file `….json`, or a new store `….db` or `….sqlite`
 * @error: %DJ_ERROR_FILE, also where the folder holds CSV files that the register would not replace, and where a store exists, which keeps history;
 *   %DJ_ERROR_FORMAT for a name that
 *   asks for another form (`….csv`, `….xlsx`, `…://…`, a store as of a commit, and `….djv`, which dj_view_save() writes)
 *
 * Writes every table that has rows or was read. Each file appears whole or not at all. Reading what was written and writing it again
 * gives the same bytes, whichever of the two forms is in between.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_register_write (DjRegister *reg, const char *path, GError **error);

/**
 * dj_complain:
 * @error: an error
 *
 * Prints an error on standard error, in the language of the locale: every issue with file, line, column and sentence, or the one
 * message.
 *
 * Returns: 2, for a program to exit with
 */
DJ_AVAILABLE_IN_0_1 int dj_complain (const GError *error);

G_END_DECLS
