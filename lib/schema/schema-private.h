/* SPDX-License-Identifier: Apache-2.0 */
/* Schema room: what the other rooms of the library may use besides the public header. */
#pragma once

#include <dangjian/schema.h>

/* ---- Tables and code lists --------------------------------------------------------------------------------------- */

extern const DjTableInfo dj_tables[DJ_N_TABLES];

extern const DjCodeList dj_codes_yes_no;
extern const DjCodeList dj_codes_sex;
extern const DjCodeList dj_codes_education;
extern const DjCodeList dj_codes_member_class;
extern const DjCodeList dj_codes_left_how;
extern const DjCodeList dj_codes_occupation;
extern const DjCodeList dj_codes_area_kind;
extern const DjCodeList dj_codes_area_class;
extern const DjCodeList dj_codes_unit_kind;
extern const DjCodeList dj_codes_industry;
extern const DjCodeList dj_codes_facility_level;
extern const DjCodeList dj_codes_organization_kind;
extern const DjCodeList dj_codes_organization_form;
extern const DjCodeList dj_codes_organization_mode;
extern const DjCodeList dj_codes_guidance_kind;
extern const DjCodeList dj_codes_coverage_manner;
extern const DjCodeList dj_codes_membership_kind;
extern const DjCodeList dj_codes_transfer_state;
extern const DjCodeList dj_codes_post_role;
extern const DjCodeList dj_codes_post_basis;
extern const DjCodeList dj_codes_alliance_kind;
extern const DjCodeList dj_codes_seat_role;
extern const DjCodeList dj_codes_checklist_kind;
extern const DjCodeList dj_codes_item_state;
extern const DjCodeList dj_codes_item_route;
extern const DjCodeList dj_codes_recurrence;
extern const DjCodeList dj_codes_assignment_role;
extern const DjCodeList dj_codes_activity_kind;

/* ---- Code lists that columns do not name but answers do --------------------------------------------------------- */

extern const DjCodeList dj_codes_age_band;
extern const DjCodeList dj_codes_member_status;
extern const DjCodeList dj_codes_resort_step;
extern const DjCodeList dj_codes_nearness;
extern const DjCodeList dj_codes_difference;
extern const DjCodeList dj_codes_unmet_reason;
extern const DjCodeList dj_codes_event;

/* ---- Values ---------------------------------------------------------------------------------------------------- */

/* Bytes for any formatted number, the closing NUL included. */
#define DJ_NUMBER_TEXT_SIZE 32

/* All of text[0..length) must be the number; blanks around it are the caller's to trim. */
gboolean dj_int_parse (const char *text, gsize length, gint64 *out);
gboolean dj_real_parse (const char *text, gsize length, double *out); /* finite, C locale, no hexadecimal */
const char *dj_int_format (gint64 value, char out[DJ_NUMBER_TEXT_SIZE]);
const char *dj_real_format (double value, char out[DJ_NUMBER_TEXT_SIZE]); /* shortest text that reads back the same */

/* ---- Text for people -------------------------------------------------------------------------------------------- */

/* Appends the text in valid UTF-8, controls as escapes, and an ellipsis instead of what goes beyond @most bytes. */
void dj_append_clean (GString *out, const char *text, gsize most);

/* ---- Recurrence ------------------------------------------------------------------------------------------------ */

/* The first day of the calendar period in which @day is: week from Monday, month, quarter, half-year or year. DJ_DATE_NONE outside of
 * the calendar, and for what has no period (once, as needed, not given). */
DjDate dj_recurrence_begin (DjDate day, DjRecurrence recurrence);
/* The first day of the period after the one that begins on @begin. */
DjDate dj_recurrence_next (DjDate begin, DjRecurrence recurrence);

/* The first day of a year up to @on, in which there are twelve ends of months, four of quarters and one of a year, whatever the day. */
DjDate dj_date_year_before (DjDate on);

/* ---- Words ------------------------------------------------------------------------------------------------------ */

/* The one of two texts that is in the language of the locale. */
#define DJ_SAY(zh, en) (dj_language_default () == DJ_LANGUAGE_ZH ? (zh) : (en))

/* What {a} of an issue names, by its Chinese label where it is a column or table; the name itself where not. */
const char *dj_words_name_zh (DjIssueCode code, int table, const char *name);
/* What {b} of an issue names, by its Chinese label where it is a column; the text itself where not. */
const char *dj_words_detail_zh (DjIssueCode code, int table, const char *text);
/* What {c} of an issue lists, values of the column's code list or tables, by their Chinese labels; to be freed. */
char *dj_words_choice_zh (DjIssueCode code, int table, const char *column, const char *choice);

/* ---- Issues ---------------------------------------------------------------------------------------------------- */

/* More than these are counted, not kept: hostile input must not fill the memory with complaints. */
#define DJ_ISSUES_KEPT 100000

/* Where an issue stands. Members as in DjIssue; a NULL place is nowhere. */
typedef struct
{
  int table;
  gint32 row;
  gint32 column;
  const char *file;
  gint32 line;
} DjPlace;

DjIssues *dj_issues_new (void);

/* Appends an issue of @code. @subject and @a, @b, @c (each nullable) fill {subject}, {a}, {b}, {c} in the code's two sentences;
 * all texts are copied, over-long ones shortened, invalid UTF-8 made valid.
 *
 *   value issues (REQUIRED, DATE, NUMBER, RANGE, CODE, TYPE)
 *                                       a column, b value, c bounds, code list or type expected
 *   ENCODING, SYNTAX, CUT, TABLE_UNKNOWN, DROPPED
 *                                       a detail: what is wrong, the name, the table
 *   TABLE_TWICE, COLUMN_TWICE, COLUMN_MISSING
 *                                       a table or column, b where first
 *   FIELDS                              a found, b expected
 *   DUPLICATE                           a where first given
 *   REFERENCE, REFERENCE_TIME           a column, b code referred to, c tables it may be in, or the period outside
 *   PERIOD                              a column, b its day, c the day it may not precede
 *   SUPERIOR, AFFILIATION_TWO           a and b the two, c period
 *   CYCLE                               a path, c day
 *   AFFILIATION_NONE, AFFILIATION_OUTSIDE
 *                                       a organization, c period
 *   DUTY_NO_ACCOUNTABLE                 a why, such as the role that is there instead
 *   DUTY_TWO_ACCOUNTABLE                a the bodies, b how many
 *   DUTY_NO_SUPPORT                     a the accountable body
 *   DUTY_BODY_GONE                      a body, b the day it ended
 *   DUTY_BODY_OUTSIDE                   a body, b area of the item
 *   DUTY_OVERDUE                        a days, b the day it was due
 *   DUTY_NO_RESULT                      a title of the item
 *   DUTY_NOT_INHERITED                  a kind of checklist, b one of a fellow's
 *   NEED_STATE                          a state, b the column that contradicts it
 *   TOO_MANY                            a number
 *   CONFLICT                            a column, b value of others, c own value
 *   RULE_FILE                           a what is wrong in Chinese, b the same in English, c what stands there
 *   RULE_COLUMN                         a column, b value, c type or code list expected */
void dj_issues_add (DjIssues *issues, DjIssueCode code, const DjPlace *place, const char *subject, const char *a,
                    const char *b, const char *c);

/* What an issue of DJ_ISSUE_RULE_FINDING says instead of its code's words. */
typedef struct
{
  const char *rule;
  DjSeverity severity;
  const char *citation; /* nullable */
  const char *zh;       /* whole sentences, the subject in them where it is to be told */
  const char *en;
  const char *found; /* nullable, as in files; so is the bound */
  const char *bound;
} DjVerdict;

/* Appends an issue of DJ_ISSUE_RULE_FINDING. All texts are copied. */
void dj_issues_add_finding (DjIssues *issues, const DjPlace *place, const char *subject, const DjVerdict *verdict);

/* Whether that is the rule of an issue for which no register is loaded or committed, so that none breaks it at any date. */
gboolean dj_issues_keep_rule (const char *rule);

/* Appends all of another list. */
void dj_issues_append (DjIssues *issues, const DjIssues *from);

/* Gives issue @index the place found for it later. */
void dj_issues_set_place (DjIssues *issues, guint index, gint32 line, gint32 column);

/* Puts the issues in order of file, line, column, table and row, otherwise as they were added; says how many were not kept.
 * The last thing done to issues before they are handed out. */
void dj_issues_finish (DjIssues *issues);

/* ---- Errors ---------------------------------------------------------------------------------------------------- */

/* A DJ_ERROR_DATA that carries @issues (one more reference is taken); its message is the first of the worst and their number. */
GError *dj_error_new_data (DjIssues *issues);
/* The same with another code, such as DJ_ERROR_STALE. */
GError *dj_error_new_issues (DjError code, DjIssues *issues);
