/* SPDX-License-Identifier: Apache-2.0 */
/* The report: one page of HTML that needs no network and no script. What its parts share. */
#pragma once

#include "tool.h"

typedef struct
{
  Tool *tool;
  DjRegister *reg;
  DjView *view;
  DjOrganizationId root; /* DJ_NONE for all */
  GString *out;
  GHashTable *names;  /* code → name, made when first asked for */
  GPtrArray *sources; /* frames that the names are in */
} Report;

/* ---- report-html.c: writing HTML --------------------------------------------------------------------------------- */

/* Appends text with everything escaped that means something in HTML. */
void report_text (Report *report, const char *text);

/* Appends a format made by us, whose texts are escaped already. */
void report_add (Report *report, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The text in the language of the page. */
const char *report_say (const Report *report, const char *en, const char *zh) G_GNUC_FORMAT (2) G_GNUC_FORMAT (3);

/* Begins a section with its heading; @note (nullable) stands below it. */
void report_begin (Report *report, const char *id, const char *heading, const char *note);
void report_end (Report *report);

/* How a column of a table is shown. */
typedef enum
{
  SHOW_PLAIN, /* as it is: texts to the left, numbers to the right */
  SHOW_RATE,  /* a real from 0 to 1 as per cent, with a bar */
  SHOW_NAME,  /* a code by the name of what it stands for */
  SHOW_DIM,   /* small print */
} ReportShow;

typedef struct
{
  const char *column;
  ReportShow show;
} ReportColumn;

/* A table of these columns of a frame (those it has), at most @most rows; says how many are left out. */
void report_table (Report *report, const DjFrame *frame, const ReportColumn *columns, gsize n_columns, gint64 most);

/* The short name of an organization, the name of an area, a unit, an alliance, a checklist or a facility, the title of an item; the
 * code itself where it is none of these. */
const char *report_name (Report *report, const char *code);

/* A cell as the page shows it; to be freed. */
char *report_cell (const Report *report, const DjFrame *frame, gint64 row, const char *column);

/* Cells by name. A column that is not there reads as missing. */
const char *report_get (const DjFrame *frame, gint64 row, const char *column);
gint64 report_get_int (const DjFrame *frame, gint64 row, const char *column);
double report_get_real (const DjFrame *frame, gint64 row, const char *column);
gint64 report_sum (const DjFrame *frame, const char *column);

/* ---- The parts, one a file ---------------------------------------------------------------------------------------- */

void report_tree (Report *report);
void report_coverage (Report *report);
void report_alliances (Report *report);
void report_duties (Report *report);
void report_findings (Report *report);
