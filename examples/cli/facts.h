/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one code: sections of facts, and how they are written. */
#pragma once

#include "tool.h"

/* One fact: a name, a value as in files, and the same for people. What is @is_whole says something false when it is cut; a number
 * stands bare in JSON. */
typedef struct
{
  const char *name;
  const char *label;
  char *value;
  char *shown;
  gboolean is_whole;
  gboolean is_number;
} Fact;

/* Rows of facts. Where there is only ever one row, @many is FALSE. */
typedef struct
{
  char *name;
  char *label;
  gboolean many;
  GPtrArray *rows; /* GArray of Fact */
} FactSection;

typedef struct
{
  char *title;
  char *subtitle;
  GPtrArray *sections; /* FactSection */
} Facts;

Facts *facts_new (void);
void facts_free (Facts *facts);

/* Begins a section; then rows; then facts of the row begun last. Texts marked @take are given away. */
void facts_begin_section (Facts *facts, char *take_name, char *take_label, gboolean many);
void facts_begin_row (Facts *facts);
void facts_add (Facts *facts, const char *name, const char *label, char *take_value, char *take_shown);
void facts_add_whole (Facts *facts, const char *name, const char *label, char *take_value);
void facts_add_number (Facts *facts, const char *name, const char *label, char *take_value);
void facts_add_count (Facts *facts, const char *name, const char *label, gint64 n);

/* Drops the section begun last if it has no rows. */
void facts_end_section (Facts *facts);

/* Writes them in the format of the run. Returns the exit status. */
int facts_answer (Tool *tool, const Facts *facts);
