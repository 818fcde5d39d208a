/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files for tests: pieces of text that are good, and reading what must be. */
#pragma once

#include <dangjian/rule.h>

#define INSTRUMENTS "\"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\", \"from\": \"2018-10-28\" } }"
#define TITLE "\"title\": { \"zh\": \"题\", \"en\": \"title\" }"
#define SAYS "\"message\": { \"zh\": \"话\", \"en\": \"words\" }"
#define SOURCE "\"severity\": \"must\", \"instrument\": \"i\", \"confirmed\": \"F\", " TITLE
#define PARAMETERS                                                                                                     \
  "\"parameters\": { \"n\": { \"value\": 90, \"zh\": \"数\", \"en\": \"number\" },"                                   \
  " \"d\": { \"value\": \"2018-07-12\", \"zh\": \"日\", \"en\": \"day\" },"                                           \
  " \"s\": { \"value\": \"4/5\", \"zh\": \"比\", \"en\": \"share\" } }"
#define COLUMNS                                                                                                        \
  "\"columns\": { \"activity\": { \"due\": { \"type\": \"int\", \"zh\": \"应到\", \"en\": \"due\" },"                \
  " \"present\": { \"type\": \"int\", \"zh\": \"实到\", \"en\": \"present\" },"                                      \
  " \"result\": { \"type\": \"code\", \"values\": { \"passed\": \"通过\", \"rejected\": \"未通过\" }, \"zh\": "   \
  "\"结果\", \"en\": \"result\" },"                                                                                  \
  " \"secret\": { \"type\": \"flag\", \"zh\": \"无记名\", \"en\": \"secret\" } } }"

/* A file of one rule, of which the members are given instead of those of a good one; null takes one out. To be freed. */
char *rule_text_with (const char *members);

/* Rules of a text without defects, to be given up. */
DjRules *rule_text_read (const char *text);
