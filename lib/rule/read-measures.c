/* SPDX-License-Identifier: Apache-2.0 */
/* Measures: what a rule file makes of columns and of one another. */
#include "rule/reading-private.h"

#include <string.h>

typedef struct
{
  DjRuleReader *reader;
  DjTable table;      /* whose rows it measures */
  const cJSON *value; /* the whole declaration */
  const cJSON *main;  /* of the key that says what it is */
} Site;

static gint32 refuse (const Site *site, const cJSON *at, const char *zh, const char *en)
{
  dj_rule_complain (site->reader, at, NULL, zh, en);
  return DJ_NOT_READ;
}

/* ---- Operands ----------------------------------------------------------------------------------------------------------- */

static gint32 refuse_type (const Site *site, const cJSON *at, DjValueType wanted)
{
  switch (wanted)
  {
  case DJ_VALUE_INT:
    return refuse (site, at, "不是整数", "it is no whole number");
  case DJ_VALUE_DATE:
    return refuse (site, at, "不是日期", "it is no day");
  case DJ_VALUE_TEXT:
    return refuse (site, at, "不是文本", "it is no text");
  default:
    return refuse (site, at, "类型不符", "it is of another type");
  }
}

static gint32 read_typed (const Site *site, DjTable table, const cJSON *value, DjValueType type)
{
  gint32 node = dj_rule_read_operand (site->reader, table, value);
  return node < 0 || dj_rule_node (site->reader, node)->type == type ? node : refuse_type (site, value, type);
}

static gint32 read_reference (const Site *site, DjTable table, const cJSON *value, DjTable to)
{
  gint32 node = dj_rule_read_operand (site->reader, table, value);
  if (node < 0)
    return node;
  const DjNode *found = dj_rule_node (site->reader, node);
  return found->type == DJ_VALUE_REFERENCE && found->to & DJ_TABLE_BIT (to)
             ? node
             : refuse (site, value, "不是对所需表的引用", "it is no reference to the table that is needed");
}

/* Whether it is an array of so many. */
static gboolean check_terms (const Site *site, int least, int most)
{
  int n = cJSON_IsArray (site->main) ? cJSON_GetArraySize (site->main) : -1;
  if (n >= least && n <= most)
    return TRUE;
  refuse (site, site->main, n < 0 ? "应为数组" : "数组的长度不符",
          n < 0 ? "an array is expected" : "the array is too short or too long");
  return FALSE;
}

/* Whether keys that belong to other measures are absent. */
static gboolean check_alone (const Site *site, const char *also)
{
  gboolean good = TRUE;
  for (const cJSON *value = site->value->child; value; value = value->next)
    if (value != site->main && !(also && strcmp (value->string, also) == 0))
    {
      dj_rule_complain_key (site->reader, value, "没有这样的键", "there is no such key");
      good = FALSE;
    }
  return good;
}

static gint32 add (const Site *site, const DjNode *node) { return dj_rule_add_node (site->reader, node, site->value); }

/* ---- Of the row itself -------------------------------------------------------------------------------------------------- */

static gint32 read_span (const Site *site, DjNodeKind kind)
{
  if (!check_alone (site, NULL) || !check_terms (site, 1, 2))
    return DJ_NOT_READ;
  const cJSON *from = site->main->child;
  DjNode day = dj_node_new (DJ_NODE_BUILTIN, site->table, DJ_VALUE_DATE);
  day.builtin = DJ_BUILTIN_DAY;
  DjNode node = dj_node_new (kind, site->table, DJ_VALUE_INT);
  node.args[0] = read_typed (site, site->table, from, DJ_VALUE_DATE);
  node.args[1] = from->next ? read_typed (site, site->table, from->next, DJ_VALUE_DATE) : add (site, &day);
  return node.args[0] < 0 || node.args[1] < 0 ? DJ_NOT_READ : add (site, &node);
}

static gint32 read_part_of_day (const Site *site, DjNodeKind kind)
{
  DjNode node = dj_node_new (kind, site->table, DJ_VALUE_INT);
  if (!check_alone (site, NULL))
    return DJ_NOT_READ;
  node.args[0] = read_typed (site, site->table, site->main, DJ_VALUE_DATE);
  return node.args[0] < 0 ? DJ_NOT_READ : add (site, &node);
}

/* Terms all in one type, chained from the left: (a + b) + c. */
static gint32 read_chain (const Site *site, DjNodeKind kind, DjValueType type, int most)
{
  if (!check_alone (site, NULL) || !check_terms (site, 2, most))
    return DJ_NOT_READ;
  gint32 chain = read_typed (site, site->table, site->main->child, DJ_VALUE_INT);
  gboolean good = chain >= 0;
  for (const cJSON *value = site->main->child->next; value; value = value->next)
  {
    DjNode node = dj_node_new (kind, site->table, type);
    node.args[0] = chain;
    node.args[1] = read_typed (site, site->table, value, DJ_VALUE_INT);
    good = good && node.args[1] >= 0;
    chain = good ? add (site, &node) : DJ_NOT_READ;
    good = good && chain >= 0;
  }
  return chain;
}

static gint32 read_sum (const Site *site, DjNodeKind kind)
{
  return read_chain (site, kind, DJ_VALUE_INT, kind == DJ_NODE_ADD ? DJ_RULE_TERMS_MAX : 2);
}

static gint32 read_ratio (const Site *site, DjNodeKind kind) { return read_chain (site, kind, DJ_VALUE_RATIO, 2); }

/* From the last: a, else (b, else c). */
static gint32 chain_either (const Site *site, const gint32 *terms, int n)
{
  gint32 chain = n > 0 ? terms[n - 1] : -1;
  for (int i = n - 2; i >= 0 && chain >= 0; i--)
  {
    const DjNode *first = dj_rule_node (site->reader, terms[i]), *rest = dj_rule_node (site->reader, chain);
    DjNode node = dj_node_new (DJ_NODE_EITHER, site->table, first->type);
    node.codes = first->codes;
    node.to = first->to | rest->to;
    node.args[0] = terms[i];
    node.args[1] = chain;
    chain = add (site, &node);
  }
  return chain;
}

/* Whether a term is of a type with the first one; references may be to other tables. */
static gboolean fits_first (const Site *site, gint32 first, gint32 term)
{
  const DjNode *a = dj_rule_node (site->reader, first), *b = dj_rule_node (site->reader, term);
  if (a->type == DJ_VALUE_RATIO)
    return FALSE;
  return a->type == DJ_VALUE_REFERENCE ? b->type == a->type : dj_rule_comparable (site->reader->rules, a, b);
}

static gint32 read_either (const Site *site, DjNodeKind kind)
{
  (void)kind;
  gint32 terms[DJ_RULE_TERMS_MAX];
  int n = 0;
  gboolean good = TRUE;
  if (!check_alone (site, NULL) || !check_terms (site, 2, DJ_RULE_TERMS_MAX))
    return DJ_NOT_READ;
  for (const cJSON *value = site->main->child; value; value = value->next, n++)
  {
    terms[n] = dj_rule_read_operand (site->reader, site->table, value);
    if (terms[n] >= 0 && terms[0] >= 0 && !fits_first (site, terms[0], terms[n]))
      terms[n] = refuse_type (site, value, DJ_VALUE_RATIO);
    good = good && terms[n] >= 0;
  }
  return good ? chain_either (site, terms, n) : DJ_NOT_READ;
}

static gint32 read_whether (const Site *site, DjNodeKind kind)
{
  DjNode node = dj_node_new (kind, site->table, DJ_VALUE_INT);
  if (!check_alone (site, NULL))
    return DJ_NOT_READ;
  node.condition = dj_rule_read_condition (site->reader, site->table, site->main);
  return node.condition < 0 ? DJ_NOT_READ : add (site, &node);
}

static gint32 read_under (const Site *site, DjNodeKind kind)
{
  DjNode node = dj_node_new (kind, site->table, DJ_VALUE_INT);
  if (!check_alone (site, NULL) || !check_terms (site, 2, 2))
    return DJ_NOT_READ;
  const cJSON *first = site->main->child;
  node.args[0] = read_reference (site, site->table, first, DJ_TABLE_ORGANIZATION);
  node.args[1] = read_reference (site, site->table, first->next, DJ_TABLE_ORGANIZATION);
  return node.args[0] < 0 || node.args[1] < 0 ? DJ_NOT_READ : add (site, &node);
}

/* What goes with `enclosing` and `check`; NULL where it is missing, which is told. */
static const cJSON *take_of (const Site *site)
{
  const cJSON *of = cJSON_GetObjectItemCaseSensitive (site->value, "of");
  gboolean good = check_alone (site, "of");
  if (!of)
    dj_rule_complain (site->reader, site->value, "of", "缺少键", "a key is missing");
  return good ? of : NULL;
}

static gint32 read_enclosing (const Site *site, DjNodeKind kind)
{
  const cJSON *of = take_of (site);
  DjNode node = dj_node_new (kind, site->table, DJ_VALUE_REFERENCE);
  node.to = DJ_TABLE_BIT (DJ_TABLE_AREA);
  node.constant = cJSON_IsString (site->main) ? dj_rule_find_code (&dj_codes_area_kind, site->main->valuestring) : 0;
  if (node.constant == 0)
    refuse (site, site->main, "没有这样的区域种类", "there is no such kind of area");
  node.args[0] = of ? read_reference (site, site->table, of, DJ_TABLE_AREA) : DJ_NOT_READ;
  return node.constant == 0 || node.args[0] < 0 ? DJ_NOT_READ : add (site, &node);
}

static int find_check (const cJSON *value)
{
  static const char *const names[] = {
    [DJ_TEXT_CHECK_CREDIT_CODE] = "credit-code",
    [DJ_TEXT_CHECK_CREDIT_CODE_18] = "credit-code-18",
    [DJ_TEXT_CHECK_CREDIT_CODE_9] = "credit-code-9",
    [DJ_TEXT_CHECK_DIVISION_CODE] = "division-code",
  };
  for (int i = 0; cJSON_IsString (value) && i < (int)G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], value->valuestring) == 0)
      return i;
  return -1;
}

static gint32 read_check (const Site *site, DjNodeKind kind)
{
  const cJSON *of = take_of (site);
  DjNode node = dj_node_new (kind, site->table, DJ_VALUE_INT);
  node.constant = find_check (site->main);
  if (node.constant < 0)
    refuse (site, site->main, "没有这样的检验", "there is no such check");
  node.args[0] = of ? read_typed (site, site->table, of, DJ_VALUE_TEXT) : DJ_NOT_READ;
  return node.constant < 0 || node.args[0] < 0 ? DJ_NOT_READ : add (site, &node);
}

/* ---- Of rows that refer to it --------------------------------------------------------------------------------------------- */

enum
{
  GATHER_BY,
  GATHER_WHERE,
  GATHER_OF,
  GATHER_DISTINCT,
  GATHER_SUBTREE,
  GATHER_PAST,
  N_GATHER_KEYS,
};

static const DjRuleKey gather_keys[N_GATHER_KEYS] = {
  [GATHER_BY] = { "by", DJ_JSON_TEXT, TRUE },
  [GATHER_WHERE] = { "where", DJ_JSON_ANY, FALSE },
  [GATHER_OF] = { "of", DJ_JSON_ANY, FALSE },
  [GATHER_DISTINCT] = { "distinct", DJ_JSON_TEXT, FALSE },
  [GATHER_SUBTREE] = { "subtree", DJ_JSON_FLAG, FALSE },
  [GATHER_PAST] = { "past", DJ_JSON_FLAG, FALSE },
};

static gboolean check_gather_key (const Site *site, const cJSON *value, gboolean fits, gboolean required,
                                  const char *name)
{
  if (value && !fits)
    dj_rule_complain_key (site->reader, value, "此指标没有这个键", "this measure has no such key");
  else if (!value && required)
    dj_rule_complain (site->reader, site->value, name, "缺少键", "a key is missing");
  else
    return TRUE;
  return FALSE;
}

static gboolean check_gather (const Site *site, DjGather gather, const cJSON **taken)
{
  gboolean counts = gather == DJ_GATHER_COUNT, sums = counts || gather == DJ_GATHER_SUM;
  gboolean good = check_gather_key (site, taken[GATHER_OF], !counts, !counts, "of");
  good = check_gather_key (site, taken[GATHER_DISTINCT], counts, FALSE, NULL) && good;
  good = check_gather_key (site, taken[GATHER_SUBTREE], sums, FALSE, NULL) && good;
  if (!cJSON_IsTrue (taken[GATHER_SUBTREE]) || site->table == DJ_TABLE_ORGANIZATION)
    return good;
  dj_rule_complain_key (site->reader, taken[GATHER_SUBTREE], "只有党组织才有下属整个子树",
                        "only organizations have a subtree");
  return FALSE;
}

/* The number or day that is summed or compared, or what is counted once. */
static gint32 read_gathered (const Site *site, DjTable target, DjGather gather, const cJSON *value)
{
  gint32 node = dj_rule_read_operand (site->reader, target, value);
  DjValueType type = node < 0 ? DJ_VALUE_INT : dj_rule_node (site->reader, node)->type;
  gboolean counts = gather == DJ_GATHER_COUNT, compares = !counts && gather != DJ_GATHER_SUM;
  if (counts && type == DJ_VALUE_RATIO)
    return refuse_type (site, value, DJ_VALUE_RATIO);
  if (counts || type == DJ_VALUE_INT || (compares && type == DJ_VALUE_DATE))
    return node;
  return compares ? refuse (site, value, "既不是整数，也不是日期", "it is neither a whole number nor a day")
                  : refuse_type (site, value, DJ_VALUE_INT);
}

/* Reads all that is there, so that all that is wrong is told; whether nothing was. */
static gboolean read_gather_parts (const Site *site, const cJSON **taken, DjNode *node)
{
  const cJSON *value = taken[GATHER_OF] ? taken[GATHER_OF] : taken[GATHER_DISTINCT];
  node->args[0] = read_reference (site, node->target, taken[GATHER_BY], site->table);
  node->args[1] = value ? read_gathered (site, node->target, node->gather, value) : DJ_NOT_READ;
  if (taken[GATHER_WHERE])
    node->condition = dj_rule_read_condition (site->reader, node->target, taken[GATHER_WHERE]);
  return node->args[0] >= 0 && (!value || node->args[1] >= 0) && (!taken[GATHER_WHERE] || node->condition >= 0);
}

static gint32 read_gather (const Site *site, DjGather gather)
{
  const cJSON *taken[N_GATHER_KEYS];
  DjRuleKey keys[N_GATHER_KEYS + 1];
  const cJSON *all[N_GATHER_KEYS + 1];
  memcpy (keys, gather_keys, sizeof gather_keys);
  keys[N_GATHER_KEYS] = (DjRuleKey){ site->main->string, DJ_JSON_TEXT, TRUE };
  gboolean good = dj_rule_take (site->reader, site->value, keys, G_N_ELEMENTS (keys), all);
  memcpy (taken, all, sizeof taken);
  good = check_gather (site, gather, taken) && good;
  int target = all[N_GATHER_KEYS] ? dj_rule_take_table (site->reader, site->main) : -1;
  if (target < 0 || !taken[GATHER_BY])
    return DJ_NOT_READ;
  DjNode node = dj_node_new (DJ_NODE_GATHER, site->table, DJ_VALUE_INT);
  node.gather = gather;
  node.target = (DjTable)target;
  node.subtree = cJSON_IsTrue (taken[GATHER_SUBTREE]);
  node.past = cJSON_IsTrue (taken[GATHER_PAST]);
  if (!read_gather_parts (site, taken, &node) || !good)
    return DJ_NOT_READ;
  if (gather != DJ_GATHER_COUNT)
    node.type = dj_rule_node (site->reader, node.args[1])->type;
  return add (site, &node);
}

/* ---- What it is --------------------------------------------------------------------------------------------------------------- */

typedef gint32 (*ReadMeasure) (const Site *site, DjNodeKind kind);

/* `under` is what a test asks as well, but there it is the key of a bound. */
static const struct
{
  const char *name;
  ReadMeasure read; /* NULL: it gathers */
  DjNodeKind kind;
  DjGather gather;
} measures[] = {
  { "count", NULL, DJ_NODE_GATHER, DJ_GATHER_COUNT },
  { "sum", NULL, DJ_NODE_GATHER, DJ_GATHER_SUM },
  { "least", NULL, DJ_NODE_GATHER, DJ_GATHER_LEAST },
  { "most", NULL, DJ_NODE_GATHER, DJ_GATHER_MOST },
  { "days", read_span, DJ_NODE_DAYS, 0 },
  { "months", read_span, DJ_NODE_MONTHS, 0 },
  { "months_begun", read_span, DJ_NODE_MONTHS_BEGUN, 0 },
  { "years", read_span, DJ_NODE_YEARS, 0 },
  { "month", read_part_of_day, DJ_NODE_MONTH_OF, 0 },
  { "quarter", read_part_of_day, DJ_NODE_QUARTER_OF, 0 },
  { "year", read_part_of_day, DJ_NODE_YEAR_OF, 0 },
  { "add", read_sum, DJ_NODE_ADD, 0 },
  { "less", read_sum, DJ_NODE_LESS, 0 },
  { "ratio", read_ratio, DJ_NODE_RATIO, 0 },
  { "either", read_either, DJ_NODE_EITHER, 0 },
  { "whether", read_whether, DJ_NODE_WHETHER, 0 },
  { "under", read_under, DJ_NODE_UNDER, 0 },
  { "enclosing", read_enclosing, DJ_NODE_ENCLOSING, 0 },
  { "check", read_check, DJ_NODE_CHECK, 0 },
};

static int find_measure (const char *name)
{
  for (int i = 0; i < (int)G_N_ELEMENTS (measures); i++)
    if (strcmp (measures[i].name, name) == 0)
      return i;
  return -1;
}

static gint32 read_value (DjRuleReader *reader, const DjMeasure *measure)
{
  Site site = { reader, measure->table, measure->value, NULL };
  int found = -1;
  if (!dj_rule_is_map (reader, measure->value))
    return DJ_NOT_READ;
  for (const cJSON *value = measure->value->child; value && found < 0; value = value->next)
  {
    found = find_measure (value->string);
    site.main = value;
  }
  if (found < 0)
    return refuse (&site, measure->value, "没有这样的指标", "there is no such measure");
  return measures[found].read ? measures[found].read (&site, measures[found].kind)
                              : read_gather (&site, measures[found].gather);
}

/* ---- One made of others --------------------------------------------------------------------------------------------------------- */

static gint32 refuse_use (DjRuleReader *reader, const cJSON *at, gboolean at_key, const char *detail, const char *zh,
                          const char *en)
{
  dj_rule_complain_at (reader, at, at_key, detail, zh, en);
  return DJ_NOT_READ;
}

/* `a → b → a` */
static char *describe_cycle (const DjRuleReader *reader, const DjMeasure *measure)
{
  GString *out = g_string_new (NULL);
  gboolean within = FALSE;
  for (guint i = 0; i < reader->under_way->len; i++)
  {
    const DjMeasure *other = g_ptr_array_index (reader->under_way, i);
    within = within || other == measure;
    if (within)
      g_string_append_printf (out, "%s → ", other->name);
  }
  g_string_append (out, measure->name);
  return g_string_free (out, FALSE);
}

gint32 dj_rule_need_measure (DjRuleReader *reader, DjMeasure *measure, const cJSON *at, gboolean at_key)
{
  if (measure->done)
    return measure->node;
  if (measure->begun)
  {
    g_autofree char *cycle = describe_cycle (reader, measure);
    return refuse_use (reader, at, at_key, cycle, "指标以自身为依据", "the measure is made of itself");
  }
  if (reader->under_way->len >= DJ_RULE_DEPTH_MAX)
    return refuse_use (reader, at, at_key, NULL, "指标的层数过多", "measures are made of one another too deeply");
  measure->begun = TRUE;
  g_ptr_array_add (reader->under_way, measure);
  measure->node = read_value (reader, measure);
  g_ptr_array_set_size (reader->under_way, (gint)reader->under_way->len - 1);
  measure->done = TRUE;
  return measure->node;
}

/* A name that a column has could never be found. */
static void check_free (DjRuleReader *reader, const DjMeasure *measure, const char *key)
{
  if (dj_table_find_column (measure->table, measure->name) >= 0 || g_hash_table_contains (reader->columns, key))
    dj_rule_complain_key (reader, measure->value, "表中已有此列", "the table has a column of that name or label");
}

void dj_rule_read_measures (DjRuleReader *reader)
{
  for (guint i = 0; i < reader->declared->len; i++)
  {
    DjMeasure *measure = g_ptr_array_index (reader->declared, i);
    g_autofree char *key = dj_rule_key_of (measure->table, measure->name);
    const DjMeasure *first = g_hash_table_lookup (reader->measures, key);
    check_free (reader, measure, key);
    gint32 node = dj_rule_need_measure (reader, measure, measure->value, TRUE);
    if (measure != first && node >= 0 && first->node >= 0 && node != first->node)
      dj_rule_complain_key (reader, measure->value, "另有同名而内容不同的声明", "it is declared otherwise elsewhere");
  }
}
