/* SPDX-License-Identifier: Apache-2.0 */
/* Whether files still are those that were opened. */
#pragma once

#include "schema/schema-private.h"

/* A database of one file, its journal, and the memory that its users share. */
#define DJ_N_MARKS 3

typedef struct
{
  char *path;
  gboolean known;
  guint64 device;
  guint64 number;
} DjFileMark;

typedef struct
{
  DjFileMark marks[DJ_N_MARKS];
  gboolean closed; /* none may come that was not there at the first check */
} DjFileMarks;

/* @path: in full, links followed. */
void dj_file_marks_init (DjFileMarks *marks, const char *path);
void dj_file_marks_clear (DjFileMarks *marks);
/* Whether each file that was there at a check before is there, and the same. */
gboolean dj_file_marks_check (DjFileMarks *marks);

/* Whether it is a plain file, or nothing yet; DJ_ERROR_FILE where not: to open a pipe waits for ever, and a device has no end. */
gboolean dj_file_is_plain (const char *path, gboolean may_be_missing, GError **error);
