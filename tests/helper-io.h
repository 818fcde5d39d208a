/* SPDX-License-Identifier: Apache-2.0 */
/* Folders for tests of reading and writing: each test has one of its own, which is gone after it. */
#pragma once

#include <dangjian/dangjian.h>

extern char *io_root; /* of all that a test writes */

/* The fixture. */
void io_begin (void);
void io_end (void);

char *io_path (const char *name); /* of a file or folder of the test */
void io_put (const char *folder, const char *name, const char *text, gssize length); /* writes a file of the test */
char *io_get (const char *folder, const char *name); /* a file's text, NULL where there is none */
void io_remove (const char *path);                   /* with all that is in it */

/* Read and write, or fail the test. */
DjRegister *io_read (const char *path);
void io_write (DjRegister *reg, const char *path);

/* A view as a snapshot, and one that is found sound, or fail the test. */
void io_save (DjView *view, const char *path);
DjView *io_open (const char *path);

/* Both folders hold the same tables with the same bytes; @name says whose they are. */
void io_assert_same (const char *first, const char *second, const char *name);
