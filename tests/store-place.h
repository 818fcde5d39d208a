/* SPDX-License-Identifier: Apache-2.0 */
/* Where tests put stores: into files, or, where DANGJIAN_TEST_POSTGRESQL has the address of a database, into schemas of it. So the same tests are
 * asked of both products. */
#pragma once

#include <glib.h>

gboolean place_is_server (void);

/* A place for a store that has none: a file of the test's folder, or an empty schema. The same for the same name. */
char *place_new (const char *name);
/* The same, with whatever is there. */
char *place_get (const char *name);

/* What the database itself does and answers, past the library: statements, and the first cell that a query gives (NULL for none). */
void place_run (const char *path, const char *sql);
char *place_ask (const char *path, const char *sql);
void place_set_version (const char *path, int version);

/* The copy that a migration from a version makes, as a place: whether there is one, what version it has. */
gboolean place_has_copy (const char *path, int version);
char *place_ask_copy_version (const char *path, int version);
