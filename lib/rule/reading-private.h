/* SPDX-License-Identifier: Apache-2.0 */
/* Rule room: what its reader's sources share. Nobody else knows it.
 *
 * First all files are read, those that are included before those that include them, then what they declare is gathered, and then
 * measures and rules are turned into nodes and conditions. Every defect is told where it stands, and reading goes on. Functions that
 * return a number of a node or condition return DJ_NOT_READ where they have told why there is none, or it was told before. */
#pragma once

#include "io/io-private.h"
#include "rule/rule-private.h"

#define DJ_NOT_READ (-1)

/* ---- Bounds: docs/rule-sets.md says them ------------------------------------------------------------------------------ */

#define DJ_RULE_FILE_BYTES (1 << 20)
#define DJ_RULE_FILES_MAX 256
#define DJ_RULE_BYTES_MAX (4 << 20)
#define DJ_RULE_VALUES_MAX 200000
#define DJ_RULE_NESTING_MAX 32
#define DJ_RULE_INCLUDING_MAX 16
#define DJ_RULE_TEXT_BYTES 1000
#define DJ_RULE_CONDITION_BYTES 8192
#define DJ_RULES_MAX 5000
#define DJ_RULE_SILENCES_MAX 1000
#define DJ_RULE_NODES_MAX 20000
#define DJ_RULE_TESTS_MAX 50000
#define DJ_RULE_PATH_MAX 8
#define DJ_RULE_TERMS_MAX 32
#define DJ_RULE_DEPTH_MAX 100
#define DJ_RULE_GATHERS_MAX 4
#define DJ_RULE_VALUES_OF_CODE_MAX 255
#define DJ_RULE_WITHIN_MAX 36500

/* ---- What is being read ------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *name;   /* as issues tell it */
  char *path;   /* by which it is known again */
  char *folder; /* from which it includes others */
  char *text;
  DjJsonPlaces *places;
  cJSON *document;
  GHashTable *reach; /* the files that it includes, and those that they do */
  gboolean open;     /* not yet read to its end: who includes it now makes a circle */
} DjRuleFile;

typedef struct
{
  char *zh;
  char *en;
  DjDate from;
  DjDate until;
} DjInstrument;

/* Who gave a parameter its value, and as what it was declared. */
typedef struct
{
  const DjRuleFile *file;
  gint32 value;
  gint64 share[2];
} DjParameterOrigin;

/* A measure as declared. */
typedef struct
{
  DjTable table;
  const char *name;
  const cJSON *value;
  gint32 node;
  gboolean begun; /* who needs it while it is not done makes a cycle */
  gboolean done;
} DjMeasure;

/* How far the values lie from the columns that a node is made of. */
typedef struct
{
  gint32 depth;
  gint32 gathers; /* over one another */
} DjReachOfNode;

typedef struct
{
  DjRules *rules;
  DjIssues *issues;
  GPtrArray *files; /* DjRuleFile, those included first */
  GHashTable *files_by_path;
  int including;      /* files that are open */
  gsize bytes;        /* of all files */
  GHashTable *places; /* cJSON → where it stands */

  GHashTable *instruments; /* key → DjInstrument */
  GHashTable *parameters;  /* name → number + 1 */
  GArray *origins;         /* DjParameterOrigin of each */
  GHashTable *columns;     /* table/name → number + 1 */
  GHashTable *measures;    /* table/name → DjMeasure, the first of that name */
  GPtrArray *declared;     /* DjMeasure, all */
  GPtrArray *under_way;    /* DjMeasure: those that are begun and not done, for telling a cycle */
  GPtrArray *restating;    /* cJSON: what the rule of that number restates, or NULL */

  GHashTable *nodes;      /* what a node is → number + 1 */
  GArray *reaches;        /* DjReachOfNode of each */
  GHashTable *conditions; /* what a condition is → number + 1 */
  guint n_tests;
  int told; /* bounds whose overrun was told: once is enough */
} DjRuleReader;

/* ---- Files ---------------------------------------------------------------------------------------------------------------- */

/* The folder that holds rules/, to be freed. */
char *dj_rule_find_data (void);

DjRuleReader *dj_rule_reader_new (void);
void dj_rule_reader_free (DjRuleReader *reader);

/* Reads a set or file and those that it includes. FALSE with DJ_ERROR_FILE where it cannot be read; what is wrong in it is issues. */
gboolean dj_rule_load_set (DjRuleReader *reader, const char *set, GError **error);
void dj_rule_load_text (DjRuleReader *reader, const char *text, gsize length, const char *file);

/* The file in which a value stands. */
const DjRuleFile *dj_rule_file_of (const DjRuleReader *reader, const cJSON *value);
gint32 dj_rule_line_of (const DjRuleReader *reader, const cJSON *value);

/* ---- Complaints ------------------------------------------------------------------------------------------------------------ */

/* At the value, with its beginning; or with @detail, if not NULL. */
void dj_rule_complain (DjRuleReader *reader, const cJSON *value, const char *detail, const char *zh, const char *en);
/* At the value, or at its key, which is shown then. */
void dj_rule_complain_at (DjRuleReader *reader, const cJSON *value, gboolean at_key, const char *detail, const char *zh,
                          const char *en);
/* At the key of the value, with the key. */
void dj_rule_complain_key (DjRuleReader *reader, const cJSON *value, const char *zh, const char *en);
/* Once for each bound: @bit is its own. */
void dj_rule_complain_once (DjRuleReader *reader, int bit, const cJSON *value, const char *zh, const char *en);

enum
{
  DJ_TOLD_NODES = 1 << 0,
  DJ_TOLD_TESTS = 1 << 1,
  DJ_TOLD_RULES = 1 << 2,
  DJ_TOLD_VALUES = 1 << 3,
  DJ_TOLD_BYTES = 1 << 4,
  DJ_TOLD_FILES = 1 << 5,
  DJ_TOLD_SILENCES = 1 << 6,
};

/* ---- Values of the file ------------------------------------------------------------------------------------------------------ */

typedef enum
{
  DJ_JSON_TEXT,  /* one that dj_rule_is_text() takes */
  DJ_JSON_WORDS, /* the same, or an empty one */
  DJ_JSON_OBJECT,
  DJ_JSON_ARRAY,
  DJ_JSON_FLAG,
  DJ_JSON_ANY,
} DjJsonKind;

typedef struct
{
  const char *name;
  DjJsonKind kind;
  gboolean required;
} DjRuleKey;

/* Finds the members of an object that these keys name, NULL for those that are not there or of the wrong kind. Keys that are none, that
 * come twice, or are required and absent, are told. Returns whether nothing was. */
gboolean dj_rule_take (DjRuleReader *reader, const cJSON *object, const DjRuleKey *keys, int n, const cJSON **taken);
/* Whether it is an object, of which each key comes once and is a name (or, with @hyphens, a key of instruments). */
gboolean dj_rule_is_map (DjRuleReader *reader, const cJSON *value);
gboolean dj_rule_check_once (DjRuleReader *reader, const cJSON *object);
gboolean dj_rule_is_text (DjRuleReader *reader, const cJSON *value);
gboolean dj_rule_is_name (const char *text,
                          const char *more); /* a-z, then those, 0-9 or one of @more; at most 64 bytes */
/* The two texts of {"zh": …, "en": …}; borrowed. */
gboolean dj_rule_take_pair (DjRuleReader *reader, const cJSON *value, const char **zh, const char **en);
gboolean dj_rule_take_day (DjRuleReader *reader, const cJSON *value, DjDate *out);
/* A table by its English name, or -1 where there is none and that was told. */
int dj_rule_take_table (DjRuleReader *reader, const cJSON *value);
int dj_rule_find_table (const char *name);
gboolean dj_rule_parse_day (const char *text, DjDate *out);
gboolean dj_rule_parse_share (const char *text, gint64 share[2]);
/* Whether the number is whole and a value (32 bits). */
gboolean dj_rule_take_whole (const cJSON *value, gint32 *out);

/* ---- Declarations ---------------------------------------------------------------------------------------------------------------- */

/* Takes what all files declare but rules and silences; measures are not yet read. */
void dj_rule_declare (DjRuleReader *reader);
void dj_rule_read_silences (DjRuleReader *reader);
void dj_instrument_free (gpointer data);

char *dj_rule_key_of (DjTable table, const char *name);

/* ---- Nodes ---------------------------------------------------------------------------------------------------------------------- */

DjNode dj_node_new (DjNodeKind kind, DjTable table, DjValueType type);
/* The number of this node, the same for equal ones; @at is told of where a bound is overrun. */
gint32 dj_rule_add_node (DjRuleReader *reader, const DjNode *node, const cJSON *at);
/* Takes what is in @condition, or frees it. */
gint32 dj_rule_add_condition (DjRuleReader *reader, DjCondition *condition, const cJSON *at);
void dj_condition_clear (gpointer data);

static inline const DjNode *dj_rule_node (const DjRuleReader *reader, gint32 node)
{
  return dj_rules_get_node (reader->rules, node);
}

/* A value of another table's row: there @node, the row by the reference @by. */
gint32 dj_rule_follow (DjRuleReader *reader, gint32 by, gint32 node, const cJSON *at);

/* The further column whose own values a code is of; NULL where it has a declared list. */
const DjFurtherColumn *dj_rule_find_values (const DjRules *rules, const DjNode *node);
/* Whether two nodes can be equal: of one type, code list, or tables in common. */
gboolean dj_rule_comparable (const DjRules *rules, const DjNode *a, const DjNode *b);

/* ---- Names ------------------------------------------------------------------------------------------------------------------------ */

/* A name or path of a table; told at @at, or at its key. */
gint32 dj_rule_find_name (DjRuleReader *reader, DjTable table, const char *name, const cJSON *at, gboolean at_key);
/* A name, whole number, day or parameter. */
gint32 dj_rule_read_operand (DjRuleReader *reader, DjTable table, const cJSON *value);
/* The parameter of a text `$name`; -1 where that is none and was told. */
int dj_rule_find_parameter (DjRuleReader *reader, const cJSON *value);
gint32 dj_rule_add_constant (DjRuleReader *reader, DjTable table, DjValueType type, gint32 value, gint32 parameter,
                             const cJSON *at);

/* ---- Measures, conditions, messages ----------------------------------------------------------------------------------------- */

gint32 dj_rule_need_measure (DjRuleReader *reader, DjMeasure *measure, const cJSON *at, gboolean at_key);
void dj_rule_read_measures (DjRuleReader *reader);
gint32 dj_rule_read_condition (DjRuleReader *reader, DjTable table, const cJSON *value);
/* The pieces of a message. */
GArray *dj_rule_read_message (DjRuleReader *reader, DjTable table, const cJSON *value);
GArray *dj_pieces_new (void);
GArray *dj_pieces_copy (const GArray *pieces);

/* ---- Rules ------------------------------------------------------------------------------------------------------------------ */

void dj_rule_read_rules (DjRuleReader *reader);

DjRules *dj_rules_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjRuleReader, dj_rule_reader_free)
