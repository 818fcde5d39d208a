/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: schema
 *
 * The declared tables, columns and code lists; days; errors and issues.
 *
 * Every reader, writer and document takes what it knows of a table from here. All of it is constant data: every function
 * of this header may be called from any thread, and what it returns lives as long as the program, unless it says otherwise.
 */
#pragma once

#include <glib-object.h>
#include <dangjian/version.h>
#include <dangjian/tables.h>

G_BEGIN_DECLS

/* ---- Language ------------------------------------------------------------------------------------------------- */

/**
 * DjLanguage: the language of labels and sentences.
 * @DJ_LANGUAGE_EN: English
 * @DJ_LANGUAGE_ZH: Chinese
 */
typedef enum
{
  DJ_LANGUAGE_EN,
  DJ_LANGUAGE_ZH,
} DjLanguage;

/**
 * dj_language_default:
 *
 * Returns: Chinese where the first language of the locale is Chinese, else English
 */
DJ_AVAILABLE_IN_0_1 DjLanguage dj_language_default (void);

/* ---- Days ----------------------------------------------------------------------------------------------------- */

/**
 * DjDate: a day, as the number of days since 1970-01-01 in the Gregorian calendar; from 1000-01-01 to 9999-12-31.
 *
 * Periods are half open: the day `since` is inside, the day `until` is not.
 */
typedef gint32 DjDate;

/** DJ_DATE_NONE: no day given. As `since` it means always, as `until` it means open. */
#define DJ_DATE_NONE ((DjDate)G_MININT32)

/** DJ_DATE_TEXT_SIZE: bytes that dj_date_format() writes, the closing NUL included. */
#define DJ_DATE_TEXT_SIZE 11

/**
 * dj_date:
 * @year: 1000 to 9999
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * Returns: the day, or %DJ_DATE_NONE where the calendar has none such (2023-02-30)
 */
DJ_AVAILABLE_IN_0_1 DjDate dj_date (int year, int month, int day);

/**
 * dj_date_parse:
 * @text: (array length=length): a day as `2024-08-26`, `2024/8/26`, `2024.8.26`, `20240826` or `2024年8月26日`
 * @length: its length in bytes, or -1 where NUL ends it
 *
 * Returns: the day, or %DJ_DATE_NONE where @text is not one
 */
DJ_AVAILABLE_IN_0_1 DjDate dj_date_parse (const char *text, gssize length);

/**
 * dj_date_format:
 * @date: a day or %DJ_DATE_NONE
 * @out: (out caller-allocates): `2024-08-26`, or the empty string for %DJ_DATE_NONE
 *
 * Returns: @out
 */
DJ_AVAILABLE_IN_0_1 const char *dj_date_format (DjDate date, char out[DJ_DATE_TEXT_SIZE]);

/**
 * dj_date_split:
 * @date: a day, not %DJ_DATE_NONE
 * @year: (out): year
 * @month: (out): month, 1 to 12
 * @day: (out): day of the month, 1 to 31
 */
DJ_AVAILABLE_IN_0_1 void dj_date_split (DjDate date, int *year, int *month, int *day);

/**
 * dj_date_today:
 *
 * Returns: the current day in the local time zone
 */
DJ_AVAILABLE_IN_0_1 DjDate dj_date_today (void);

/* ---- Code lists ----------------------------------------------------------------------------------------------- */

/**
 * DjCodeInfo: one value of a code list.
 * @name: its English name as it stands in files: `working_committee`
 * @label_zh: its Chinese label, accepted on import
 * @label_en: its English label
 * @official: (nullable): the code of a published standard or common system, accepted on import
 */
typedef struct
{
  const char *name;
  const char *label_zh;
  const char *label_en;
  const char *official;
} DjCodeInfo;

/**
 * DjCodeList: a list of values. The value number v (from 1) is `codes[v - 1]`; 0 stands for a missing value.
 * @name: `organization_kind`
 * @type_name: name of the C enumeration: `DjOrganizationKind`
 * @prefix: what its constants begin with: `DJ_ORGANIZATION`
 * @label_zh: Chinese label
 * @label_en: English label
 * @source: where the values come from
 * @codes: (array length=n_codes): the values
 * @n_codes: how many, at most 255
 */
typedef struct
{
  const char *name;
  const char *type_name;
  const char *prefix;
  const char *label_zh;
  const char *label_en;
  const char *source;
  const DjCodeInfo *codes;
  int n_codes;
} DjCodeList;

/**
 * dj_schema_get_n_code_lists:
 *
 * Returns: how many code lists there are
 */
DJ_AVAILABLE_IN_0_1 int dj_schema_get_n_code_lists (void);

/**
 * dj_schema_get_code_list:
 * @index: from 0
 *
 * Returns: (transfer none): the list
 */
DJ_AVAILABLE_IN_0_1 const DjCodeList *dj_schema_get_code_list (int index);

/**
 * dj_schema_find_code_list:
 * @name: `organization_kind`
 *
 * Returns: (transfer none) (nullable): the list of that name
 */
DJ_AVAILABLE_IN_0_1 const DjCodeList *dj_schema_find_code_list (const char *name);

/**
 * dj_code_list_find:
 * @list: a code list
 * @text: (array length=length): an English name, a Chinese label or an official code
 * @length: its length in bytes, or -1 where NUL ends it
 *
 * Returns: the value's number from 1, or 0 where the list has none such; O(length of the list)
 */
DJ_AVAILABLE_IN_0_1 int dj_code_list_find (const DjCodeList *list, const char *text, gssize length);

/**
 * dj_code_list_get_name:
 * @list: a code list
 * @code: a value's number
 *
 * Returns: (nullable): its English name, %NULL for 0
 */
DJ_AVAILABLE_IN_0_1 const char *dj_code_list_get_name (const DjCodeList *list, int code);

/**
 * dj_code_list_get_label:
 * @list: a code list
 * @code: a value's number
 * @language: of the label
 *
 * Returns: (nullable): its label, %NULL for 0
 */
DJ_AVAILABLE_IN_0_1 const char *dj_code_list_get_label (const DjCodeList *list, int code, DjLanguage language);

/* ---- Tables and columns --------------------------------------------------------------------------------------- */

/**
 * DjType: what a column holds.
 * @DJ_TYPE_TEXT: text in UTF-8
 * @DJ_TYPE_INT: a whole number of 64 bits
 * @DJ_TYPE_REAL: a number
 * @DJ_TYPE_DATE: a day
 * @DJ_TYPE_CODE: a value of a code list
 * @DJ_TYPE_REFERENCE: the code of a row of another table
 */
typedef enum
{
  DJ_TYPE_TEXT,
  DJ_TYPE_INT,
  DJ_TYPE_REAL,
  DJ_TYPE_DATE,
  DJ_TYPE_CODE,
  DJ_TYPE_REFERENCE,
} DjType;

/** DJ_INT_NONE: a missing whole number. A missing number is NaN, a missing text %NULL, a missing code 0. */
#define DJ_INT_NONE G_MININT64

/**
 * DjColumnFlags:
 * @DJ_COLUMN_REQUIRED: every row must have a value
 * @DJ_COLUMN_KEY: the code by which other rows refer to this one; unique over the register at every date
 * @DJ_COLUMN_WITHIN: the row's period must lie within that of the row it refers to (without it: touch it)
 * @DJ_COLUMN_FOLLOWS: the row ends when the row it refers to is ended by a change
 */
typedef enum
{
  DJ_COLUMN_PLAIN = 0,
  DJ_COLUMN_REQUIRED = 1 << 0,
  DJ_COLUMN_KEY = 1 << 1,
  DJ_COLUMN_WITHIN = 1 << 2,
  DJ_COLUMN_FOLLOWS = 1 << 3,
} DjColumnFlags;

/** DJ_TABLE_BIT: the bit of a table in DjColumnInfo.references. */
#define DJ_TABLE_BIT(table) (1u << (table))

/**
 * DjColumnInfo: a declared column.
 * @name: English name: header in CSV, key in JSON
 * @label_zh: Chinese label, accepted as a header
 * @label_en: English label
 * @description: what it means, in one line
 * @type: what it holds
 * @flags: what is asked of it
 * @references: the tables it may refer to, one %DJ_TABLE_BIT each; 0 unless @type is %DJ_TYPE_REFERENCE
 * @codes: (nullable): its code list; %NULL unless @type is %DJ_TYPE_CODE
 * @not_before: (nullable): name of the date column of the same table that this date may not precede
 * @minimum: least value of a number; 0 in both bounds for no bounds
 * @maximum: greatest value of a number
 */
typedef struct
{
  const char *name;
  const char *label_zh;
  const char *label_en;
  const char *description;
  DjType type;
  DjColumnFlags flags;
  guint32 references;
  const DjCodeList *codes;
  const char *not_before;
  double minimum;
  double maximum;
} DjColumnInfo;

/**
 * DjShorthand: a column of a file that stands for rows of another table, such as `superior` in organization.csv.
 * @column: the column as it stands in the file
 * @table: the table its rows go to
 * @subject: column of @table that takes the code of the row
 * @object: column of @table that takes the value
 * @kind: column of @table that takes @kind_value, or -1
 * @kind_value: a code
 * @since: column of the row that gives the period's beginning
 * @until: column of the row that gives the period's end
 */
typedef struct
{
  DjColumnInfo column;
  DjTable table;
  int subject;
  int object;
  int kind;
  int kind_value;
  int since;
  int until;
} DjShorthand;

/**
 * DjTableInfo: a declared table.
 * @name: English name: file name in CSV, key in JSON
 * @label_zh: Chinese label, accepted as a file name
 * @label_en: English label
 * @description: what a row says, in one line
 * @source: where the table comes from
 * @columns: (array length=n_columns): its columns; those that are numbered DJ_COLUMN_… in `tables.h`
 * @n_columns: how many
 * @key: the column that is its code, or -1
 * @since: the column from which a row holds, or -1 for always
 * @until: the column to which a row holds, or -1 for open
 * @shorthand: (nullable): a column that may stand for rows of another table
 */
typedef struct
{
  const char *name;
  const char *label_zh;
  const char *label_en;
  const char *description;
  const char *source;
  const DjColumnInfo *columns;
  int n_columns;
  int key;
  int since;
  int until;
  const DjShorthand *shorthand;
} DjTableInfo;

/**
 * dj_schema_get_table:
 * @table: a table
 *
 * Returns: (transfer none): its declaration
 */
DJ_AVAILABLE_IN_0_1 const DjTableInfo *dj_schema_get_table (DjTable table);

/**
 * dj_schema_find_table:
 * @name: an English name or a Chinese label
 *
 * Returns: the table, or -1
 */
DJ_AVAILABLE_IN_0_1 int dj_schema_find_table (const char *name);

/**
 * dj_table_find_column:
 * @table: a table
 * @name: an English name or a Chinese label
 *
 * Returns: the column's number, or -1
 */
DJ_AVAILABLE_IN_0_1 int dj_table_find_column (DjTable table, const char *name);

/**
 * dj_type_get_name:
 * @type: a type
 *
 * Returns: `text`, `int`, `real`, `date`, `code` or `reference`
 */
DJ_AVAILABLE_IN_0_1 const char *dj_type_get_name (DjType type);

/* ---- Issues --------------------------------------------------------------------------------------------------- */

/**
 * DjSeverity: how firmly a rule binds; from the verb of the instrument (应当, 必须, 不得 / 一般 / 可以).
 * @DJ_SEVERITY_NONE: nothing found
 * @DJ_SEVERITY_MAY: worth knowing
 * @DJ_SEVERITY_SHOULD: normally not so
 * @DJ_SEVERITY_MUST: may not be
 */
typedef enum
{
  DJ_SEVERITY_NONE,
  DJ_SEVERITY_MAY,
  DJ_SEVERITY_SHOULD,
  DJ_SEVERITY_MUST,
} DjSeverity;

/**
 * dj_severity_get_name:
 * @severity: a severity
 *
 * Returns: `none`, `may`, `should` or `must`
 */
DJ_AVAILABLE_IN_0_1 const char *dj_severity_get_name (DjSeverity severity);

/**
 * DjIssueCode: what kind of defect an issue reports.
 * @DJ_ISSUE_ENCODING: bytes that are neither UTF-8 nor GB18030
 * @DJ_ISSUE_SYNTAX: the file breaks the rules of its format
 * @DJ_ISSUE_CUT: the file ends inside a value
 * @DJ_ISSUE_TABLE_UNKNOWN: a file or key that names no table; left out
 * @DJ_ISSUE_TABLE_TWICE: a table given by two files or keys
 * @DJ_ISSUE_COLUMN_TWICE: a column given twice
 * @DJ_ISSUE_COLUMN_MISSING: a required column is absent
 * @DJ_ISSUE_FIELDS: a row has more or fewer fields than the header
 * @DJ_ISSUE_REQUIRED: a required value is missing
 * @DJ_ISSUE_DATE: not a day of the calendar
 * @DJ_ISSUE_NUMBER: not a number
 * @DJ_ISSUE_RANGE: a number out of its range
 * @DJ_ISSUE_CODE: not a value of the code list
 * @DJ_ISSUE_TYPE: a JSON value of the wrong type
 * @DJ_ISSUE_DUPLICATE: a code given twice for the same days
 * @DJ_ISSUE_REFERENCE: a reference to a code that does not exist, or is not of the right table
 * @DJ_ISSUE_REFERENCE_TIME: a reference to something that does not exist in the row's period
 * @DJ_ISSUE_PERIOD: an end before its beginning
 * @DJ_ISSUE_SUPERIOR: two superiors at once
 * @DJ_ISSUE_CYCLE: under itself
 * @DJ_ISSUE_AFFILIATION_TWO: two affiliations at once
 * @DJ_ISSUE_AFFILIATION_NONE: a member without affiliation
 * @DJ_ISSUE_AFFILIATION_OUTSIDE: an affiliation before admission or after leaving
 * @DJ_ISSUE_DROPPED: a row left out by a lenient reader
 * @DJ_ISSUE_DUTY_NO_ACCOUNTABLE: an item that nobody answers for
 * @DJ_ISSUE_DUTY_TWO_ACCOUNTABLE: an item that two or more bodies answer for
 * @DJ_ISSUE_DUTY_NO_SUPPORT: an item with a body that answers for it and none that supports
 * @DJ_ISSUE_DUTY_BODY_GONE: a body assigned to an item that has been dissolved
 * @DJ_ISSUE_DUTY_BODY_OUTSIDE: a body assigned to an item outside of whose area it is based
 * @DJ_ISSUE_DUTY_OVERDUE: an item not closed by its day
 * @DJ_ISSUE_DUTY_NO_RESULT: an item closed without a result
 * @DJ_ISSUE_DUTY_NOT_INHERITED: a body without a checklist that all others of its kind under its superior have
 * @DJ_ISSUE_NEED_STATE: a need whose values contradict its state
 * @DJ_ISSUE_TOO_MANY: more issues than are kept
 * @DJ_ISSUE_RULE_FILE: a defect of a rule file
 * @DJ_ISSUE_RULE_COLUMN: a cell of a further column that is not what a rule set declares
 * @DJ_ISSUE_RULE_FINDING: a row that breaks a rule; its rule, severity, sentences and citation are those of the rule
 * @DJ_ISSUE_CONFLICT: a row that a change edits and that others have edited, too
 */
typedef enum
{
  DJ_ISSUE_ENCODING,
  DJ_ISSUE_SYNTAX,
  DJ_ISSUE_CUT,
  DJ_ISSUE_TABLE_UNKNOWN,
  DJ_ISSUE_TABLE_TWICE,
  DJ_ISSUE_COLUMN_TWICE,
  DJ_ISSUE_COLUMN_MISSING,
  DJ_ISSUE_FIELDS,
  DJ_ISSUE_REQUIRED,
  DJ_ISSUE_DATE,
  DJ_ISSUE_NUMBER,
  DJ_ISSUE_RANGE,
  DJ_ISSUE_CODE,
  DJ_ISSUE_TYPE,
  DJ_ISSUE_DUPLICATE,
  DJ_ISSUE_REFERENCE,
  DJ_ISSUE_REFERENCE_TIME,
  DJ_ISSUE_PERIOD,
  DJ_ISSUE_SUPERIOR,
  DJ_ISSUE_CYCLE,
  DJ_ISSUE_AFFILIATION_TWO,
  DJ_ISSUE_AFFILIATION_NONE,
  DJ_ISSUE_AFFILIATION_OUTSIDE,
  DJ_ISSUE_DROPPED,
  DJ_ISSUE_DUTY_NO_ACCOUNTABLE,
  DJ_ISSUE_DUTY_TWO_ACCOUNTABLE,
  DJ_ISSUE_DUTY_NO_SUPPORT,
  DJ_ISSUE_DUTY_BODY_GONE,
  DJ_ISSUE_DUTY_BODY_OUTSIDE,
  DJ_ISSUE_DUTY_OVERDUE,
  DJ_ISSUE_DUTY_NO_RESULT,
  DJ_ISSUE_DUTY_NOT_INHERITED,
  DJ_ISSUE_NEED_STATE,
  DJ_ISSUE_TOO_MANY,
  DJ_ISSUE_RULE_FILE,
  DJ_ISSUE_RULE_COLUMN,
  DJ_ISSUE_RULE_FINDING,
  DJ_ISSUE_CONFLICT,
  DJ_N_ISSUE_CODES,
} DjIssueCode;

/**
 * DjIssue: a defect found in data.
 * @severity: how firmly
 * @code: what kind
 * @rule: the rule's name: `affiliation-one`
 * @table: the table, or -1
 * @row: the row of the table from 0, or -1
 * @column: place in the line: number of the field in CSV, of the character in JSON, from 1; 0 unknown
 * @file: (nullable): the file
 * @line: line in the file from 1, 0 unknown
 * @subject: (nullable): the code or name of what it is about
 * @message_zh: a sentence in Chinese
 * @message_en: a sentence in English
 * @citation: (nullable): the article it follows
 * @found: (nullable): of what breaks a rule, the value that was found, as in files
 * @bound: (nullable): and the bound that it breaks
 */
typedef struct
{
  DjSeverity severity;
  DjIssueCode code;
  const char *rule;
  int table;
  gint32 row;
  gint32 column;
  const char *file;
  gint32 line;
  const char *subject;
  const char *message_zh;
  const char *message_en;
  const char *citation;
  const char *found;
  const char *bound;
} DjIssue;

/**
 * DjIssues: a list of issues, in order of file, line and column. Constant once handed out; may be read from any thread.
 * dj_issues_to_frame() makes it a frame.
 */
typedef struct _DjIssues DjIssues;

#define DJ_TYPE_ISSUES (dj_issues_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_issues_get_type (void);

/**
 * dj_issues_ref: (method)
 *
 * Returns: (transfer full): @issues, with one reference more
 */
DJ_AVAILABLE_IN_0_1 DjIssues *dj_issues_ref (DjIssues *issues);

/** dj_issues_unref: gives up one reference; the last one frees. */
DJ_AVAILABLE_IN_0_1 void dj_issues_unref (DjIssues *issues);

/**
 * dj_issues_get_n:
 *
 * Returns: how many there are
 */
DJ_AVAILABLE_IN_0_1 guint dj_issues_get_n (const DjIssues *issues);

/**
 * dj_issues_get:
 * @index: from 0
 *
 * Returns: (transfer none): an issue, valid as long as @issues
 */
DJ_AVAILABLE_IN_0_1 const DjIssue *dj_issues_get (const DjIssues *issues, guint index);

/**
 * dj_issues_count:
 * @severity: a severity
 *
 * Returns: how many issues have exactly that severity
 */
DJ_AVAILABLE_IN_0_1 guint dj_issues_count (const DjIssues *issues, DjSeverity severity);

/**
 * dj_issues_worst:
 *
 * Returns: the greatest severity among them, %DJ_SEVERITY_NONE where there are none
 */
DJ_AVAILABLE_IN_0_1 DjSeverity dj_issues_worst (const DjIssues *issues);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjIssues, dj_issues_unref)

/* ---- Errors --------------------------------------------------------------------------------------------------- */

/**
 * DjError: why a call could not be done.
 * @DJ_ERROR_DATA: the data have defects; dj_error_get_issues() has them all
 * @DJ_ERROR_FILE: a file cannot be read or written
 * @DJ_ERROR_FORMAT: the format of a path or an argument is not known
 * @DJ_ERROR_NOT_FOUND: no such code, table, column or row
 * @DJ_ERROR_STALE: the register has changed since the change was begun
 * @DJ_ERROR_LIMIT: more rows or bytes than the library can hold
 * @DJ_ERROR_CANCELLED: stopped on request
 */
typedef enum
{
  DJ_ERROR_DATA,
  DJ_ERROR_FILE,
  DJ_ERROR_FORMAT,
  DJ_ERROR_NOT_FOUND,
  DJ_ERROR_STALE,
  DJ_ERROR_LIMIT,
  DJ_ERROR_CANCELLED,
} DjError;

#define DJ_ERROR (dj_error_quark ())
DJ_AVAILABLE_IN_0_1 GQuark dj_error_quark (void);

/**
 * dj_error_get_issues:
 * @error: an error of domain %DJ_ERROR
 *
 * Returns: (transfer none) (nullable): the issues behind a %DJ_ERROR_DATA, or behind a %DJ_ERROR_STALE of a store, valid as long as
 *   @error
 */
DJ_AVAILABLE_IN_0_1 const DjIssues *dj_error_get_issues (const GError *error);

/* ---- Long work ------------------------------------------------------------------------------------------------ */

/**
 * DjProgress:
 * @done: how much is done, 0 to @total
 * @total: how much there is to do, in bytes or rows
 * @user_data: as given
 *
 * Called now and then from the thread that works.
 *
 * Returns: %TRUE to go on, %FALSE to stop with %DJ_ERROR_CANCELLED
 */
typedef gboolean (*DjProgress) (gint64 done, gint64 total, gpointer user_data);

G_END_DECLS
