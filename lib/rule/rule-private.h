/* SPDX-License-Identifier: Apache-2.0 */
/* Rule room: rule sets as read from files (sets, names, measures: known to the reader), and what evaluates them over a view.
 *
 * The reader turns every name, measure and bound into nodes: each is a value of the rows of one table, made of other nodes that come
 * before it. The evaluator knows nodes only, never names. */
#pragma once

#include <dangjian/rule.h>
#include "schema/schema-private.h"

/* ---- Values ------------------------------------------------------------------------------------------------------- */

/* A missing value of any type. All values are 32-bit numbers: whole numbers, days, places in a code list (0: missing, turned into this
 * by the evaluator), numbers of texts, rows. */
#define DJ_VALUE_MISSING G_MININT32

/* The nearest value that is not missing. */
static inline gint32 dj_value_clamp (gint64 value) { return (gint32)CLAMP (value, -G_MAXINT32, G_MAXINT32); }

typedef enum
{
  DJ_VALUE_INT,
  DJ_VALUE_DATE,
  DJ_VALUE_CODE,      /* of `codes`, or of a further column's own values */
  DJ_VALUE_TEXT,      /* number in the register's pool */
  DJ_VALUE_REFERENCE, /* number of the code's text, to a row of one of the tables in `to` */
  DJ_VALUE_RATIO,     /* of two whole numbers, args[0] and args[1]; only ever tested or shown */
} DjValueType;

typedef enum
{
  DJ_NODE_CONSTANT, /* `constant` */
  DJ_NODE_COLUMN,   /* `column` of the table, as the schema declares it */
  DJ_NODE_FURTHER,  /* `column` of DjRules.columns */
  DJ_NODE_BUILTIN,  /* `builtin` */
  DJ_NODE_FOLLOW,   /* args[0] a reference; the row of table `target`, there the value of node args[1] */
  DJ_NODE_GATHER,   /* `gather`, over rows of `target` */
  DJ_NODE_DAYS,     /* args[0] → args[1], both days; from here on values are worked out of others */
  DJ_NODE_MONTHS,
  DJ_NODE_YEARS,
  DJ_NODE_MONTH_OF, /* of the day args[0] */
  DJ_NODE_QUARTER_OF,
  DJ_NODE_YEAR_OF,
  DJ_NODE_ADD,          /* args[0] + args[1]; more are a chain */
  DJ_NODE_LESS,         /* args[0] - args[1] */
  DJ_NODE_RATIO,        /* args[0] : args[1] */
  DJ_NODE_EITHER,       /* args[0] unless missing, else args[1]; more are a chain */
  DJ_NODE_WHETHER,      /* 1 where `condition` is true, 0 where false */
  DJ_NODE_UNDER,        /* organization args[0] is args[1] or under it */
  DJ_NODE_ENCLOSING,    /* area args[0], or the nearest around it of kind `constant` */
  DJ_NODE_CHECK,        /* named check `constant` (DjTextCheck) of text args[0] */
  DJ_NODE_MONTHS_BEGUN, /* as DJ_NODE_MONTHS, but how many must be added to args[0] to reach args[1] */
} DjNodeKind;

typedef enum
{
  DJ_BUILTIN_DAY,
  DJ_BUILTIN_SELF,
  DJ_BUILTIN_SUPERIOR,
  DJ_BUILTIN_AREA,
  DJ_BUILTIN_DEPTH,
  DJ_BUILTIN_MEMBERS,
  DJ_BUILTIN_FORMAL,
  DJ_BUILTIN_PROBATIONARY,
  DJ_BUILTIN_OWN_MEMBERS,
  DJ_BUILTIN_OWN_FORMAL,
  DJ_BUILTIN_OWN_PROBATIONARY,
  DJ_BUILTIN_PEOPLE,
  DJ_BUILTIN_SUBORDINATES,
  DJ_BUILTIN_ORGANIZATIONS, /* of an organization or of an area */
  DJ_BUILTIN_AFFILIATION,
  DJ_BUILTIN_STATUS,
} DjBuiltin;

typedef enum
{
  DJ_TEXT_CHECK_CREDIT_CODE,
  DJ_TEXT_CHECK_CREDIT_CODE_18,
  DJ_TEXT_CHECK_CREDIT_CODE_9,
  DJ_TEXT_CHECK_DIVISION_CODE,
} DjTextCheck;

typedef enum
{
  DJ_GATHER_COUNT,
  DJ_GATHER_SUM,
  DJ_GATHER_LEAST,
  DJ_GATHER_MOST,
} DjGather;

typedef struct
{
  DjNodeKind kind;
  DjTable table; /* whose rows it is a value of */
  DjValueType type;
  const DjCodeList *codes; /* of DJ_VALUE_CODE with a declared list; NULL for a further column's own */
  guint32 to;              /* of DJ_VALUE_REFERENCE: DJ_TABLE_BIT of each */
  gint32 args[2];          /* nodes; -1 for none */
  gint32 constant;
  int column;
  DjBuiltin builtin;
  DjGather
      gather; /* args[0]: the reference `by`, args[1]: `of`, both nodes of table `target`, as is `condition`; of a count,
                     * args[1] is what is counted once, or -1 */
  gboolean subtree; /* of a gather */
  gboolean past;
  DjTable target;
  gint32 condition; /* -1 for none */
  gint32 parameter; /* of a constant: which it is, or -1 */
} DjNode;

/* ---- Conditions --------------------------------------------------------------------------------------------------- */

typedef enum
{
  DJ_TEST_AMONG, /* a code whose bit is set in `codes` */
  DJ_TEST_TEXT,  /* a text that is one of `texts`: 0 equal */
  DJ_TEST_BEGINS,
  DJ_TEST_ENDS,
  DJ_TEST_CONTAINS,
  DJ_TEST_GIVEN,
  DJ_TEST_LEAST, /* the bound is node `bound`, for a ratio the fraction `share` */
  DJ_TEST_MOST,
  DJ_TEST_OVER,
  DJ_TEST_UNDER,
  DJ_TEST_IS,     /* equals node `bound` */
  DJ_TEST_WITHIN, /* a day not after the day of checking, and after that less `bound` months or days (a node) */
} DjTestKind;

typedef struct
{
  DjTestKind kind;
  gint32 node;
  gboolean negated; /* not, is_not, given: false */
  gboolean in_days; /* of DJ_TEST_WITHIN: days, else months */
  gint32 bound;     /* node, or -1 */
  gint64 share[2];  /* numerator, denominator > 0 */
  gint32 parameter; /* which the share is, or -1 */
  guint64 codes[4]; /* bit set of places in the code list, 1 to 255 */
  GStrv texts;
} DjTest;

/* Alternatives of tests: true where all tests of one alternative are. Tests and alternatives lie in one array each. */
typedef struct
{
  gint32 n_alternatives; /* 0: always true */
  gint32 *starts;        /* n + 1 places in tests; owned */
  DjTest *tests;         /* owned */
} DjCondition;

/* ---- Rules --------------------------------------------------------------------------------------------------------- */

/* A further column that rules may use. */
typedef struct
{
  DjTable table;
  char *name;
  char *label_zh;
  char *label_en;
  DjValueType type;
  gboolean flag;    /* a code of dj_codes_yes_no */
  gboolean planned; /* a day that may lie ahead */
  guint32 to;       /* of a reference */
  GStrv values;     /* of a code: names and labels, places from 1 */
  GStrv value_labels;
} DjFurtherColumn;

/* A piece of a message: plain text, or what is to be filled in. */
typedef enum
{
  DJ_PIECE_TEXT,
  DJ_PIECE_FOUND,
  DJ_PIECE_BOUND,
  DJ_PIECE_NODE,
} DjPieceKind;

typedef struct
{
  DjPieceKind kind;
  char *text;  /* of DJ_PIECE_TEXT */
  gint32 node; /* of DJ_PIECE_NODE */
} DjPiece;

typedef struct
{
  char *id;
  DjTable subject;
  gint32 when; /* conditions, by number; -1 for always */
  gint32 then; /* -1 for an invariant, and for what is uncovered */
  DjSeverity severity;
  char *instrument_zh;
  char *instrument_en;
  char *article_zh;
  char *article_en;
  char confirmed;
  DjDate from;  /* DJ_DATE_NONE: always */
  DjDate until; /* DJ_DATE_NONE: open */
  char *title_zh;
  char *title_en;
  GArray *message_zh; /* DjPiece */
  GArray *message_en;
  gint32 restates;    /* rule, or -1; `when`, `then`, `subject`, messages are then that one's */
  char *invariant;    /* or NULL */
  char *uncovered_zh; /* why it is never asked, or NULL */
  char *uncovered_en;
  char *when_text; /* JSON as it stands, or NULL */
  char *then_text;
  char *file;
  gint32 line;
} DjRule;

typedef struct
{
  char *rule;  /* id, or "*" */
  char *under; /* code of an organization, or NULL for everywhere */
  char *reason;
  DjDate until; /* DJ_DATE_NONE: open */
} DjSilence;

typedef struct
{
  char *name;
  DjValueType type; /* int, date or ratio */
  gint32 value;
  gint64 share[2]; /* of a ratio, instead */
  char *label_zh;
  char *label_en;
} DjParameter;

struct _DjRules
{
  gatomicrefcount references;
  GArray *rules;      /* DjRule */
  GHashTable *by_id;  /* id → number + 1 */
  GArray *nodes;      /* DjNode: after those it is made of; equal ones are one, and no rule may need some */
  GArray *conditions; /* DjCondition: those whose nodes it needs come before */
  GArray *columns;    /* DjFurtherColumn */
  GArray *silences;   /* DjSilence */
  GArray *parameters; /* DjParameter */
  gboolean
      chosen; /* of a set: cells of further columns that cannot be read are not told, as they are findings of none of them */
};

static inline const DjRule *dj_rules_get (const DjRules *rules, gint32 number)
{
  return &g_array_index (rules->rules, DjRule, number);
}

static inline const DjNode *dj_rules_get_node (const DjRules *rules, gint32 node)
{
  return &g_array_index (rules->nodes, DjNode, node);
}

static inline const DjCondition *dj_rules_get_condition (const DjRules *rules, gint32 condition)
{
  return &g_array_index (rules->conditions, DjCondition, condition);
}

static inline gint32 dj_condition_get_n_tests (const DjCondition *condition)
{
  return condition->n_alternatives > 0 ? condition->starts[condition->n_alternatives] : 0;
}

static inline gboolean dj_node_is_column (const DjNode *node, DjTable table, int column)
{
  return node->kind == DJ_NODE_COLUMN && node->table == table && node->column == column;
}

/* The further column whose own values a code is of; NULL where it has a declared list. */
const DjFurtherColumn *dj_rules_find_values (const DjRules *rules, const DjNode *node);
/* The place of an own value by its name, or by its label too; 0 for none. */
int dj_further_column_find_value (const DjFurtherColumn *column, const char *text, gsize length, gboolean by_label);

/* Whether a text passes a named check. Any bytes may be given. (GB 32100-2015, GB 11714, GB/T 2260) */
gboolean dj_text_check (DjTextCheck check, const char *text);
