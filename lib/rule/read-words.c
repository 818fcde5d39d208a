/* SPDX-License-Identifier: Apache-2.0 */
/* Names of rule files, and what they stand for. */
#include "rule/reading-private.h"

#include <string.h>

/* ---- Built-in measures ------------------------------------------------------------------------------------------------ */

#define TO(table) DJ_TABLE_BIT (DJ_TABLE_##table)

static const struct
{
  const char *name;
  guint32 tables; /* that have it */
  DjBuiltin builtin;
  DjValueType type;
  const DjCodeList *codes;
  guint32 to;
} builtins[] = {
  { "superior", TO (ORGANIZATION), DJ_BUILTIN_SUPERIOR, DJ_VALUE_REFERENCE, NULL, TO (ORGANIZATION) },
  { "area", TO (ORGANIZATION), DJ_BUILTIN_AREA, DJ_VALUE_REFERENCE, NULL, TO (AREA) },
  { "depth", TO (ORGANIZATION), DJ_BUILTIN_DEPTH, DJ_VALUE_INT, NULL, 0 },
  { "members", TO (ORGANIZATION), DJ_BUILTIN_MEMBERS, DJ_VALUE_INT, NULL, 0 },
  { "formal", TO (ORGANIZATION), DJ_BUILTIN_FORMAL, DJ_VALUE_INT, NULL, 0 },
  { "probationary", TO (ORGANIZATION), DJ_BUILTIN_PROBATIONARY, DJ_VALUE_INT, NULL, 0 },
  { "own_members", TO (ORGANIZATION), DJ_BUILTIN_OWN_MEMBERS, DJ_VALUE_INT, NULL, 0 },
  { "own_formal", TO (ORGANIZATION), DJ_BUILTIN_OWN_FORMAL, DJ_VALUE_INT, NULL, 0 },
  { "own_probationary", TO (ORGANIZATION), DJ_BUILTIN_OWN_PROBATIONARY, DJ_VALUE_INT, NULL, 0 },
  { "people", TO (ORGANIZATION), DJ_BUILTIN_PEOPLE, DJ_VALUE_INT, NULL, 0 },
  { "subordinates", TO (ORGANIZATION), DJ_BUILTIN_SUBORDINATES, DJ_VALUE_INT, NULL, 0 },
  { "organizations", TO (ORGANIZATION) | TO (AREA), DJ_BUILTIN_ORGANIZATIONS, DJ_VALUE_INT, NULL, 0 },
  { "affiliation", TO (PERSON), DJ_BUILTIN_AFFILIATION, DJ_VALUE_REFERENCE, NULL, TO (ORGANIZATION) },
  { "status", TO (PERSON), DJ_BUILTIN_STATUS, DJ_VALUE_CODE, &dj_codes_member_status, 0 },
};

/* The two that every table has, or every one with codes. */
static gboolean find_common_builtin (DjTable table, const char *name, DjNode *node)
{
  if (strcmp (name, "day") == 0)
  {
    *node = dj_node_new (DJ_NODE_BUILTIN, table, DJ_VALUE_DATE);
    node->builtin = DJ_BUILTIN_DAY;
    return TRUE;
  }
  if (strcmp (name, "self") != 0 || dj_tables[table].key < 0)
    return FALSE;
  *node = dj_node_new (DJ_NODE_BUILTIN, table, DJ_VALUE_REFERENCE);
  node->builtin = DJ_BUILTIN_SELF;
  node->to = DJ_TABLE_BIT (table);
  return TRUE;
}

static gboolean find_builtin (DjTable table, const char *name, DjNode *node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (builtins[i].tables & DJ_TABLE_BIT (table) && strcmp (builtins[i].name, name) == 0)
    {
      *node = dj_node_new (DJ_NODE_BUILTIN, table, builtins[i].type);
      node->builtin = builtins[i].builtin;
      node->codes = builtins[i].codes;
      node->to = builtins[i].to;
      return TRUE;
    }
  return find_common_builtin (table, name, node);
}

/* ---- Columns -------------------------------------------------------------------------------------------------------------- */

static DjValueType type_of_column (DjType type)
{
  switch (type)
  {
  case DJ_TYPE_INT:
    return DJ_VALUE_INT;
  case DJ_TYPE_DATE:
    return DJ_VALUE_DATE;
  case DJ_TYPE_CODE:
    return DJ_VALUE_CODE;
  case DJ_TYPE_REFERENCE:
    return DJ_VALUE_REFERENCE;
  default:
    return DJ_VALUE_TEXT;
  }
}

static int find_declared (DjTable table, const char *name)
{
  int column = dj_table_find_column (table, name);
  return column >= 0 && strcmp (dj_tables[table].columns[column].name, name) == 0 ? column : -1;
}

static void name_column (DjTable table, int column, DjNode *node)
{
  const DjColumnInfo *info = &dj_tables[table].columns[column];
  *node = dj_node_new (DJ_NODE_COLUMN, table, type_of_column (info->type));
  node->column = column;
  node->codes = info->codes;
  node->to = info->references;
}

static gboolean find_further (DjRuleReader *reader, DjTable table, const char *name, DjNode *node)
{
  g_autofree char *key = dj_rule_key_of (table, name);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (reader->columns, key));
  const DjFurtherColumn *column = number ? &g_array_index (reader->rules->columns, DjFurtherColumn, number - 1) : NULL;
  if (!column || strcmp (column->name, name) != 0)
    return FALSE;
  *node = dj_node_new (DJ_NODE_FURTHER, table, column->type);
  node->column = (int)number - 1;
  node->codes = column->flag ? &dj_codes_yes_no : NULL;
  node->to = column->to;
  return TRUE;
}

/* ---- Names ------------------------------------------------------------------------------------------------------------------ */

/* Where a name stands, for what is wrong with it. */
typedef struct
{
  DjRuleReader *reader;
  const cJSON *at;
  gboolean at_key;
} Site;

static gint32 refuse (const Site *site, const char *name, const char *zh, const char *en)
{
  dj_rule_complain_at (site->reader, site->at, site->at_key, site->at_key ? NULL : name, zh, en);
  return DJ_NOT_READ;
}

static gint32 find_single (const Site *site, DjTable table, const char *name)
{
  DjNode node;
  int column = find_declared (table, name);
  if (column >= 0 && dj_tables[table].columns[column].type == DJ_TYPE_REAL)
    return refuse (site, name, "规则不能使用小数列", "rules cannot use columns of numbers with fractions");
  if (column >= 0)
    name_column (table, column, &node);
  else if (!find_further (site->reader, table, name, &node))
  {
    g_autofree char *key = dj_rule_key_of (table, name);
    DjMeasure *measure = g_hash_table_lookup (site->reader->measures, key);
    if (measure)
      return dj_rule_need_measure (site->reader, measure, site->at, site->at_key);
    if (!find_builtin (table, name, &node))
      return refuse (site, name, "没有这样的名称", "there is no such name");
  }
  return dj_rule_add_node (site->reader, &node, site->at);
}

/* The one table that a reference leads to: the one named behind the slash, or the only one. */
static int find_target (const Site *site, guint32 to, const char *named, const char *name)
{
  if (!named && (to & (to - 1)) != 0)
    return refuse (site, name, "可以是几个表的行，应写明是哪一个，如 host/organization",
                   "it may be of several tables: say which, such as host/organization");
  int table = named ? dj_rule_find_table (named) : g_bit_nth_lsf (to, -1);
  if (table < 0)
    return refuse (site, name, "没有这样的表", "there is no such table");
  if (!(to & DJ_TABLE_BIT (table)))
    return refuse (site, name, "所引用的不是此表的行", "it does not refer to rows of that table");
  return table;
}

/* @parts: what is left of a path. */
static gint32 find_path (const Site *site, DjTable table, char **parts)
{
  const Site *here = site;
  char *slash = strchr (parts[0], '/');
  if (slash)
    *slash = '\0';
  const char *named = slash ? slash + 1 : NULL;
  if (!parts[1] && named)
    return refuse (here, named, "表名之后应有名称", "a name is expected behind the table");
  gint32 node = find_single (here, table, parts[0]);
  if (node < 0 || !parts[1])
    return node;
  const DjNode *reference = dj_rule_node (site->reader, node);
  if (reference->type != DJ_VALUE_REFERENCE)
    return refuse (here, parts[0], "不是引用，不能由此及彼", "it is no reference that could be followed");
  int target = find_target (here, reference->to, named, parts[0]);
  gint32 there = target < 0 ? DJ_NOT_READ : find_path (site, (DjTable)target, parts + 1);
  return there < 0 ? DJ_NOT_READ : dj_rule_follow (site->reader, node, there, site->at);
}

gint32 dj_rule_find_name (DjRuleReader *reader, DjTable table, const char *name, const cJSON *at, gboolean at_key)
{
  Site site = { reader, at, at_key };
  g_auto (GStrv) parts = g_strsplit (name, ".", DJ_RULE_PATH_MAX + 1);
  if (!parts[0])
    return refuse (&site, name, "没有这样的名称", "there is no such name");
  if (g_strv_length (parts) > DJ_RULE_PATH_MAX)
    return refuse (&site, name, "路径过长", "the path is too long");
  return find_path (&site, table, parts);
}

/* ---- Operands ----------------------------------------------------------------------------------------------------------------- */

int dj_rule_find_parameter (DjRuleReader *reader, const cJSON *value)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (reader->parameters, value->valuestring + 1));
  if (number == 0)
    dj_rule_complain (reader, value, NULL, "没有这样的参数", "there is no such parameter");
  return (int)number - 1;
}

static gint32 read_parameter (DjRuleReader *reader, DjTable table, const cJSON *value)
{
  int number = dj_rule_find_parameter (reader, value);
  if (number < 0)
    return DJ_NOT_READ;
  const DjParameter *parameter = &g_array_index (reader->rules->parameters, DjParameter, number);
  if (parameter->type != DJ_VALUE_RATIO)
    return dj_rule_add_constant (reader, table, parameter->type, parameter->value, number, value);
  dj_rule_complain (reader, value, NULL, "此处不能用分数", "a fraction cannot stand here");
  return DJ_NOT_READ;
}

gint32 dj_rule_read_operand (DjRuleReader *reader, DjTable table, const cJSON *value)
{
  gint32 number = 0;
  DjDate day = DJ_DATE_NONE;
  if (dj_rule_take_whole (value, &number))
    return dj_rule_add_constant (reader, table, DJ_VALUE_INT, number, DJ_NOT_READ, value);
  if (!cJSON_IsString (value))
  {
    dj_rule_complain (reader, value, NULL, "应为名称、整数、日期或参数",
                      "a name, a whole number, a day or a parameter is expected");
    return DJ_NOT_READ;
  }
  const char *text = value->valuestring;
  if (text[0] == '$')
    return read_parameter (reader, table, value);
  if (dj_rule_parse_day (text, &day))
    return dj_rule_add_constant (reader, table, DJ_VALUE_DATE, day, DJ_NOT_READ, value);
  if (dj_rule_complain_of_day (reader, value))
    return DJ_NOT_READ;
  return dj_rule_find_name (reader, table, text, value, FALSE);
}
