/* SPDX-License-Identifier: Apache-2.0 */
/* The half of the rule room that evaluates: what the rules mean for one view (plan), values of rows by the block (rows), what counts
 * rows of other tables (gathers), and what was found. */
#pragma once

#include "rule/rule-private.h"
#include "view/view-private.h"

#include <string.h>

/* Rows are asked by blocks: long enough that a column is read by whole pages, short enough that a block stays near the processor while all
 * rules are asked of it. */
#define DJ_CHECKED_AT_ONCE 4096

typedef struct DjRows DjRows;

/* ---- Truth -------------------------------------------------------------------------------------------------------- */

/* In this order all tests are true where the least of them is, and one of them is where the greatest is. */
enum
{
  DJ_TRUTH_FALSE,
  DJ_TRUTH_UNKNOWN,
  DJ_TRUTH_TRUE,
};

/* The least and the greatest truth that something can have in this view, and the node for want of which it has no more; -1 for none. */
typedef struct
{
  guint8 least;
  guint8 most;
  gint32 lack;
} DjTruths;

/* ---- Plan: the rules as they apply to one view --------------------------------------------------------------------- */

/* Chains of measures longer than this are refused; the call stack would have to hold them. */
#define DJ_DEPTH_MOST 400

/* The rows of a table that are asked about. In a restated view people, their memberships and transfers are of another day than the tree. */
typedef struct
{
  const DjState *state;
  const DjTableData *data;
  DjHolding holding;
  DjDate on;
  gboolean of_people;
  const DjDate *happened; /* of tables without a period: the day that must have come; NULL for none */
} DjSide;

/* What a value of organizations is read from, besides columns, as bits. */
typedef enum
{
  DJ_READS_TREE = 1, /* arrays of the tree and of the view, which are in its order */
  DJ_READS_TEXT = 2, /* texts, which lie in the order of rows mostly */
} DjReads;

/* What a node comes to in this view. */
typedef struct
{
  gboolean constant; /* `value` for all rows */
  gint32 value;
  gboolean absent; /* missing since the register does not keep it: not even `given` can be told */
  gboolean needed;
  gboolean passed_on; /* something else than a rule's demand, condition or message is made of it */
  guint8 cost;        /* see DJ_COST_… */
  gint32 lack;        /* of a constant that is missing: the node for want of which it is, or -1 */
  guint8 reads;       /* DjReads */
  gint32 alias;       /* the node to be evaluated instead; itself mostly */
  gint32 slot;        /* its place in DjRows */
  gint32 depth;
  gint32 level; /* gathers of a level need those of lower levels only; from 1 */
} DjNodePlan;

/* What a test costs a row: a cell of its own, a text or calendar to be read, another row to be found. */
enum
{
  DJ_COST_CELL,
  DJ_COST_WORK,
  DJ_COST_ROW,
};

/* A gather's values by row of the table whose measure it is: in a byte where all are from 0 to 254, 255 being missing; or only of the few rows
 * whose value is not 0. */
typedef struct
{
  guint8 *bytes;
  gint32 *words;
  gint32 n_few;
  gint32 *few_rows;   /* in order; NULL where all rows have a place in the others */
  guint8 *few_values; /* of each */
} DjGathered;

/* A test of a node whose values lie in a byte a row. */
typedef struct
{
  const guint8 *cells;        /* by row; NULL where they are few */
  const DjGathered *gathered; /* of those */
  const guint8 *by_id;        /* of organizations: the same in the order of the tree, or NULL */
  guint8 truths[256];         /* of each value */
  guint8 missing;             /* the value for missing ones */
  const DjDate *days; /* by row: where it is after `latest` the value counts as missing; NULL where it always counts */
  DjDate latest;
  gboolean is_span; /* of one truth for `first` and so many more, of the other for all others but the missing one */
  guint8 inside;
  guint8 first;
  guint8 length;
} DjByteTest;

/* A test of numbers or days with the same bounds for all rows. */
typedef struct
{
  const DjDate *cells; /* by row, where they are days that lie in a column as they are meant; else NULL */
  DjDate latest;       /* later ones have not come, and count as missing */
  gint32 least;        /* the test is true from here */
  gint32 most;         /* to here; and false of others, or the other way round: */
  gboolean negated;
} DjRangeTest;

/* Whether so many whole months, > 0, have passed between days of two columns is all that is asked. */
typedef struct
{
  const DjDate *from; /* by row */
  const DjDate *to;
  DjDate from_latest; /* as in DjRangeTest */
  DjDate to_latest;
  gint32 months;
  gboolean negated; /* true where they have not */
} DjMonthTest;

typedef struct
{
  DjTruths truths;
  guint8 cost;
  DjByteTest *bytes;   /* NULL where the node is no such */
  DjRangeTest *range;  /* NULL where it is no such test */
  DjMonthTest *months; /* NULL where the node is no such */
  guint8 *among;       /* of codes: the truth of each place, place 0 for missing; else NULL */
  gint32 *texts;       /* of texts: their numbers, those that are in no cell left out */
  gint32 n_texts;
  gsize *lengths; /* of the parts of texts that are asked for */
} DjTestPlan;

typedef struct
{
  const DjCondition *condition;
  DjTestPlan *tests;
  gint32 *order; /* places of tests that must be made, cheap ones first; alternative by alternative */
  gint32 *ends;  /* of each alternative, in `order` */
  guint8 *caps;  /* of each: the greatest truth it can have */
  guint8 *costs; /* of each: that of its tests that costs most */
  DjTruths truths;
  guint8 cost;
  gboolean needed;
  guint8 reads;
  gint32 depth;
  gint32 level;
} DjConditionPlan;

/* A further column as values by row, where it must be read; a text lies in the table. */
typedef struct
{
  int column; /* in the table; -1 where the register has none */
  gint32 *values;
  const gint32 *texts;
  GArray *unread; /* gint32: rows whose cell is not what the column is to hold */
} DjFurther;

typedef struct
{
  gboolean in_force;
  gboolean judged; /* evaluated: in force, not folded into another, and both outcomes can be */
  gint32 head;     /* the rule that reports for it; itself mostly */
  gint32 lack;     /* why it is not judged: a node, or -1 */
} DjRulePlan;

typedef struct
{
  gatomicrefcount references;
  DjView *view;
  DjRules *rules;
  DjSide sides[DJ_N_TABLES];
  DjNodePlan *nodes;
  DjConditionPlan *conditions;
  DjGathered *gathered; /* by node */
  guint8 **wanted;      /* by node: of a gather, 1 for each row for which it will be asked; NULL for all */
  gint64 room;          /* bytes that gathers take, at most */
  DjFurther *further;   /* by column of the rules */
  DjRulePlan *planned;  /* by rule */
  gint32 n_nodes;
  gint32 n_constants;
  gint32 n_slots[DJ_N_TABLES]; /* constants included, which come first */
  gint32 *levels
      [256]; /* by kind of area: of each area itself or the nearest around it of the kind; NULL where not asked for */
  gint32 *subordinates;      /* by id, where asked for */
  gint32 *based;             /* organizations based in each area or within it, by id, where asked for */
  const gint64 *people;      /* by id, where asked for */
  GCancellable *cancellable; /* while it is being made */
  gint stopped;              /* atomic: a DjStop */
} DjPlan;

/* Why work ends early. */
enum
{
  DJ_STOP_NONE,
  DJ_STOP_CANCELLED,
  DJ_STOP_LIMIT,
};

DjPlan *dj_plan_new (DjView *view, DjRules *rules, GCancellable *cancellable, GError **error);
DjPlan *dj_plan_ref (DjPlan *plan);
void dj_plan_unref (DjPlan *plan);

/* Works out what each node and condition comes to; FALSE where they lie too deep. (fold.c) */
gboolean dj_plan_fold (DjPlan *plan);
void dj_plan_clear_folds (DjPlan *plan);
/* The table whose rows a built-in measure counts, or -1. */
int dj_node_get_counted (const DjNode *node);

/* Whether to stop; asks the cancellable. Thread-safe. */
gboolean dj_plan_is_stopped (DjPlan *plan);
/* FALSE with the error of why it was stopped, if it was. */
gboolean dj_plan_tell_stop (const DjPlan *plan, GError **error);
/* The same of any such flag. */
void dj_stop (gint *stopped, gint why);
gboolean dj_tell_stop (const gint *stopped, GError **error);

/* Reads the further columns that rules declare and the register has. (further.c) */
gboolean dj_plan_read_further (DjPlan *plan, GError **error);
void dj_plan_clear_further (DjPlan *plan);

/* Finds gathers that are asked for some rows only. (wanted.c) */
gboolean dj_plan_find_wanted (DjPlan *plan, GError **error);
void dj_plan_clear_wanted (DjPlan *plan);

/* FALSE with DJ_ERROR_LIMIT where all gathers that are needed would take too much memory; before anything is made for them. (gather.c) */
gboolean dj_plan_check_room (DjPlan *plan, GError **error);

/* Works out all gathers that are needed, each table passed through at most once for each level and order. (gather.c) */
gboolean dj_plan_gather (DjPlan *plan, GError **error);
void dj_plan_clear_gathers (DjPlan *plan);
/* Where only few rows have a value: those of @n from @begin on that have one, and the values; returns how many. (gather-few.c) */
gint32 dj_gathered_find_few (const DjGathered *gathered, gint32 begin, gint32 n, const gint32 **few,
                             const guint8 **values);
/* The values of all. */
void dj_gathered_take_few (const DjGathered *gathered, const DjRows *rows, guint8 *out);

/* Numbers of texts from `first` on, a bit each: 1 where it is the code of a row that is wanted. One more is for all others. */
typedef struct
{
  gint32 first;
  guint32 n;
  guint32 *marked; /* NULL for none */
  guint32 *folded; /* all of `marked`, laid over one another, so that it stays near the processor */
  gint32 *before;  /* by word of `marked`: how many are marked before it */
  gint32 n_rows;   /* that are wanted, in the order of their codes' numbers: */
  gint32 *rows;
  const gint32 *codes; /* by row that refers to them */
} DjMarks;

/* Marks the codes of rows that are wanted, whose byte is 1; none where they lie too far apart, or two rows have one. (marks.c) */
gboolean dj_marks_make (DjMarks *marks, const guint8 *wanted, const gint32 *codes, gint32 n, GError **error);
void dj_marks_clear (DjMarks *marks);
/* Lists those of the rows from @begin on whose code is marked; returns how many. */
gint32 dj_marks_list (const DjMarks *marks, gint32 begin, gint32 n, gint32 *out);
/* Of such rows, which of the wanted ones each refers to: a place in `rows`. */
void dj_marks_find (const DjMarks *marks, const gint32 *rows, gint32 n, gint32 *out);

/* Finds the tests that are made faster than by the values of a node; of what gathers have counted, once they have. (bytes.c) */
void dj_plan_find_bytes (DjPlan *plan);

static inline const DjNodePlan *dj_plan_get_node (const DjPlan *plan, gint32 node) { return &plan->nodes[node]; }

/* Marks the rows from @begin on that are asked about: 255 and 0. @past: those that have ended are, too. (subjects.c) */
void dj_plan_select (const DjPlan *plan, DjTable table, gint32 begin, gint32 n, gboolean past, guint8 *out);
DjSide dj_side (const DjView *view, DjTable table);

/* ---- Truths and marks of rows, a byte each (truths.c) ---------------------------------------------------------------- */

/* How many bytes are not 0. */
gint32 dj_count_marks (const guint8 *marks, gint32 n);
/* The places of bytes that are not 0; @out has room for eight more. Returns how many. */
gint32 dj_list_marks (const guint8 *marks, gint32 n, gint32 *out);
/* Turns truths into marks of what is true; returns how many. */
gint32 dj_keep_true (guint8 *truths, gint32 n);
/* The same of what is true or unknown. */
gint32 dj_keep_possible (guint8 *truths, gint32 n);
/* Leaves the marks of what is false; returns how many. */
gint32 dj_keep_false (const guint8 *truths, gint32 n, guint8 *marks);
/* The greatest truth that there can be where @among (nullable: everywhere) has a mark, else false. */
void dj_begin_truths (guint8 most, const guint8 *among, gint32 n, guint8 *truths);
void dj_lessen_truths (const guint8 *told, gint32 n, guint8 *truths);
void dj_increase_truths (const guint8 *told, gint32 n, guint8 *truths);
/* Leaves what has a mark. */
void dj_lay_marks (const guint8 *marks, gint32 n, guint8 *out);

/* ---- Rows: values of up to DJ_CHECKED_AT_ONCE rows --------------------------------------------------------------------- */

/* What one thread evaluates with. */
typedef struct
{
  const DjPlan *plan;
  gint *stopped; /* atomic: a DjStop; the plan's while it is being made or asked, else the desk's own */
  gint stopped_own;
  gint32 n_arrays; /* made so far: paths that branch at each step would make ever more */
  gint32 missing[DJ_CHECKED_AT_ONCE];
  gint32 *
      settled; /* by condition: the alternative that left nothing open the last time, which is asked first the next time */
} DjDesk;

/* Stops all who work with the plan where there is no room. */
DjDesk *dj_desk_new (DjPlan *plan);
/* For a plan that does not change any more: stops nobody else. */
DjDesk *dj_desk_new_alone (const DjPlan *plan);
void dj_desk_free (DjDesk *desk);
/* FALSE with an error where there was no room, so that values have been told as missing. */
gboolean dj_desk_tell (const DjDesk *desk, GError **error);

struct DjRows
{
  DjDesk *desk;
  DjTable table;
  gint32 n;
  gint32 begin;      /* where rows stand one after the other, else -1 */
  gint32 first_id;   /* of organizations one after the other in the tree: the first one's id, else -1 */
  guint32 stamp;     /* of the present rows */
  gint32 *rows;      /* -1 for none */
  gint32 **values;   /* by slot */
  guint32 *stamps;   /* of values */
  GArray *followed;  /* DjFollowed */
  DjRows *selected;  /* some of them, for tests that cost much */
  gint32 *selection; /* which */
};

/* In which order a table is passed through: its rows as they stand, or organizations that hold as the tree has them. */
typedef enum
{
  DJ_ORDER_ROWS,
  DJ_ORDER_TREE,
} DjOrder;

/* The order in which what is read (DjReads) lies in as few places as can be. Only organizations that hold can be asked for in that of the tree. */
DjOrder dj_get_order (DjTable table, guint8 reads);
/* The same of what a rule asks. */
DjOrder dj_plan_get_order (const DjPlan *plan, const DjRule *rule);
/* How many there are to pass through. */
gint32 dj_plan_count (const DjPlan *plan, DjTable table, DjOrder order);
DjRows *dj_rows_new (DjDesk *desk, DjTable table);
void dj_rows_free (DjRows *rows);
/* Sets rows to one block after the other of a part, and has each taken; until the plan is stopped. */
typedef void (*DjBlockFunc) (DjRows *rows, gpointer data);
void dj_plan_pass (DjPlan *plan, DjRows *rows, DjOrder order, gint part, gint n_parts, DjBlockFunc take, gpointer data);
void dj_rows_set (DjRows *rows, const gint32 *numbers, gint32 n);

/* The rows whose byte in @among is not 0, as rows of their own; NULL where too much was made. Until the next call. */
DjRows *dj_rows_select (DjRows *rows, const guint8 *among);
/* Values of a node. Until the rows are set anew. */
const gint32 *dj_rows_get (DjRows *rows, gint32 node);
/* Rows of @table that a reference stands for, -1 for none; NULL where too much was made. */
DjRows *dj_rows_follow (DjRows *rows, gint32 node, DjTable table);

/* Says which rows of @table a reference stands for, where that is known. */
void dj_rows_tell (DjRows *rows, gint32 node, DjTable table, const gint32 *numbers);

/* Marks those that are asked about, as dj_plan_select() does. (subjects.c) */
void dj_rows_find_asked (const DjRows *rows, gboolean past, guint8 *out);
/* Whether all are, whatever rows of their table they are. */
gboolean dj_rows_are_all_asked (const DjRows *rows);

/* Fills values of a node that is no constant. (nodes.c) */
void dj_node_fill (DjRows *rows, gint32 node, gint32 *out);
/* Fills the rows of @table that a reference stands for, those that hold. (references.c) */
void dj_reference_fill (DjRows *rows, gint32 node, DjTable table, gint32 *out);

/* A day less so many months, at the month's last day where it has no such; DJ_DATE_NONE outside of the calendar. (calendar.c) */
DjDate dj_months_before (DjDate day, gint32 months);
void dj_months_between (const gint32 *from, const gint32 *to, gint32 n, gint32 *out);
/* Lessens truths, where they are not false already, to those of a test of months. */
void dj_months_ask (const DjMonthTest *test, const DjRows *rows, guint8 *truths);
void dj_months_begun (const gint32 *from, const gint32 *to, gint32 n, gint32 *out);
void dj_months_of (const gint32 *days, gint32 n, gint32 *out); /* 12 × year + month from 0 */

/* Whether a day of a column that is after the day of checking has not come. (nodes.c) */
gboolean dj_may_be_later (DjTable table, int column);

/* What a condition reads (DjReads); -1 for none. */
static inline guint8 dj_condition_get_reads (const DjPlan *plan, gint32 condition)
{
  return condition < 0 ? 0 : plan->conditions[condition].reads;
}

/* Truths of rows. Where @among (nullable) has no mark the truth is false. (tests.c) */
void dj_condition_ask (DjRows *rows, gint32 condition, const guint8 *among, guint8 *out);
/* Leaves the @n marks of rows of which it is false; alternatives that cost much are asked only where the others leave it open. Returns how
 * many are left. */
gint32 dj_condition_keep_false (DjRows *rows, gint32 condition, gint32 n, guint8 *marks);
/* The same of those alternatives only for which nothing is counted; whether it has any. */
void dj_condition_ask_uncounted (DjRows *rows, gint32 condition, const guint8 *among, guint8 *out);
/* 0 where it is false by what lies in cells alone. */
void dj_condition_ask_cells (DjRows *rows, gint32 condition, guint8 *out);
/* Whether that is the same bytes, asked the same, in two conditions. */
gboolean dj_conditions_share_cells (const DjPlan *plan, gint32 first, gint32 second);
gboolean dj_condition_is_always (const DjPlan *plan, gint32 condition);
gboolean dj_condition_is_never_false (const DjPlan *plan, gint32 condition);
gboolean dj_condition_is_uncounted (const DjPlan *plan, gint32 condition);
/* Lessens truths to those of one test, wherever they are not false already. */
void dj_test_ask (DjRows *rows, const DjTest *test, const DjTestPlan *planned, guint8 *truths);
/* Lessens truths to those of a test of bytes. (bytes.c) */
void dj_bytes_ask (const DjByteTest *bytes, const DjRows *rows, guint8 *truths);
/* Whether the test is true of a value that is not missing. */
static inline gboolean dj_range_has (const DjRangeTest *range, gint32 value)
{
  return (value >= range->least && value <= range->most) != range->negated;
}

/* Lessens truths to those of such a test of a node. (bytes.c) */
void dj_range_ask (const DjRangeTest *range, gint32 node, DjRows *rows, guint8 *truths);
/* Of two values that are not missing, by a test with a bound other than DJ_TEST_WITHIN. */
gboolean dj_compare_values (DjTestKind kind, gint32 value, gint32 bound);
/* The sign of a : b less n : d, for b and d that are not 0. */
int dj_compare_ratios (gint64 a, gint64 b, gint64 n, gint64 d);

/* What never changes, made by whoever asks first. Where two make it at once, one of them throws his away. */
static inline gconstpointer dj_get_constant (gpointer *place, gpointer (*make) (void))
{
  gpointer made = g_atomic_pointer_get (place);
  if (made)
    return made;
  made = make ();
  if (!g_atomic_pointer_compare_and_exchange (place, NULL, made))
    g_free (made);
  return g_atomic_pointer_get (place);
}

/* A loop over many rows that is compiled a second time, for processors that take 32 bytes at once; which one is called is settled when the
 * library is loaded. That is before the runtime of a sanitizer is ready. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DJ_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define DJ_SANITIZED 1
#endif
#endif
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute) && !defined(DJ_SANITIZED)
#if __has_attribute(target_clones)
#define DJ_WIDE __attribute__ ((target_clones ("avx2", "default")))
#endif
#endif
#ifndef DJ_WIDE
#define DJ_WIDE
#endif

/* A loop that does much with each row is long over before the processor has looked far ahead. So what the next block will read of a column is sent
 * for while this one is read, a piece after each so many rows. */
#define DJ_ROWS_A_PIECE 256

static inline void dj_send_for_next (gconstpointer cells, gsize size)
{
  guintptr next = (guintptr)cells + DJ_CHECKED_AT_ONCE * size; /* a number, as there may be nothing */
  for (gsize at = 0; at < DJ_ROWS_A_PIECE * size; at += 64)
    __builtin_prefetch ((const char *)(next + at), 0, 2);
}

/* ---- Findings ------------------------------------------------------------------------------------------------------- */

/* The rows that break a rule, or whose cell of a further column cannot be read. */
typedef struct
{
  gint32 rule;   /* -1 for a further column, */
  gint32 column; /* of the rules; else -1 */
  DjTable table;
  DjSeverity severity;
  gint64 n_subjects;
  gint32 n;
  gint32 n_silenced;
  gint32 *rows;
  gint32 *silences; /* number of the silence, -1 for none; NULL where none is silenced */
} DjFound;

struct _DjFindings
{
  gatomicrefcount references;
  DjPlan *plan;
  GArray *found; /* DjFound: of rules in their order, then of further columns */
  GArray *order; /* gint32: those with rows, severest first */
};

/* What breaks one rule: asks each table once. Fills found. (check.c) */
gboolean dj_findings_silence (DjFindings *findings, GError **error);

/* ---- What rows are about (about.c) ----------------------------------------------------------------------------------- */

/* The organization to which a row belongs, or -1. */
gint32 dj_plan_find_organization (const DjPlan *plan, DjTable table, gint32 row);
/* Code of a row, or of what it is about; NULL for none. */
const char *dj_plan_get_subject (const DjPlan *plan, DjTable table, gint32 row);
void dj_plan_append_name (const DjPlan *plan, DjTable table, gint32 row, GString *out);
/* All that a row is about, by which it is known again in another register. */
void dj_plan_append_key (const DjPlan *plan, DjTable table, gint32 row, GString *out);

/* ---- Words (words.c) ------------------------------------------------------------------------------------------------- */

/* What is said of findings of one rule, up to DJ_CHECKED_AT_ONCE at once. */
typedef struct
{
  const DjPlan *plan;
  const DjFound *found;
  DjRows *rows;
  gint32 tests[DJ_CHECKED_AT_ONCE]; /* the test of `then` that each failed, -1 for none */
} DjTelling;

/* How a value is written: as it stands in files, or for people. */
typedef enum
{
  DJ_WORDING_FILE,
  DJ_WORDING_ZH,
  DJ_WORDING_EN,
} DjWording;

void dj_telling_begin (DjTelling *telling, DjDesk *desk, const DjFound *found, const gint32 *rows, gint32 n);
void dj_telling_end (DjTelling *telling);
/* FALSE where missing. */
gboolean dj_telling_append_found (const DjTelling *telling, gint32 i, DjWording wording, GString *out);
gboolean dj_telling_append_bound (const DjTelling *telling, gint32 i, DjWording wording, GString *out);
void dj_telling_append_message (const DjTelling *telling, gint32 i, DjWording wording, GString *out);
/* The rule and those that it reports for: instruments, or articles. */
void dj_found_append_instruments (const DjPlan *plan, const DjFound *found, GString *out);
void dj_found_append_articles (const DjPlan *plan, const DjFound *found, GString *out);
const char *dj_found_get_rule (const DjPlan *plan, const DjFound *found);
/* Why a rule is not judged; NULL where it is. */
char *dj_plan_dup_reason (const DjPlan *plan, gint32 rule);
