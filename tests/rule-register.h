/* SPDX-License-Identifier: Apache-2.0 */
/* A register of six organizations of which every measure is worked out by hand, and rules in a few words. */
#pragma once

#include <check.h>

#include <dangjian/dangjian.h>
#include <dangjian/rule.h>

#define RULED_ON "2024-08-31"

DjView *ruled_view (const char *day);

/* Parts of a rule file; NULL for what is left out. */
typedef struct
{
  const char *table;
  const char *measures; /* of the table: "\"m\": {…}" */
  const char *more;     /* of other tables: "\"post\": {…}" */
  const char *when;
  const char *then;
  const char *silences;
} RuledText;

char *ruled_dup_file (const RuledText *text);
DjRules *ruled_rules (const RuledText *text);
DjFindings *ruled_check (DjView *view, const RuledText *text);

/* What is found, "subject=found subject=found": of a name for all rows that have a value, as of a rule that asks that none has. */
void ruled_expect_values (DjView *view, const char *table, const char *measures, const char *more, const char *name,
                          const char *expected);
/* The subjects that break a rule, in order of rows. */
void ruled_expect_broken (DjView *view, const RuledText *text, const char *expected);
/* A column of a list of findings, joined by blanks. */
char *ruled_dup_column (DjFrame *list, const char *column);
