/* SPDX-License-Identifier: Apache-2.0 */
/* What rule files declare: instruments, parameters, further columns, names of measures, silences. */
#include "rule/reading-private.h"

#include <string.h>

char *dj_rule_key_of (DjTable table, const char *name) { return g_strconcat (dj_tables[table].name, "/", name, NULL); }

static void complain_of_other (DjRuleReader *reader, const cJSON *value)
{
  dj_rule_complain_key (reader, value, "另有同名而内容不同的声明", "it is declared otherwise elsewhere");
}

static gboolean check_name (DjRuleReader *reader, const cJSON *value, const char *more)
{
  gboolean good = dj_rule_is_name (value->string, more);
  if (!good)
    dj_rule_complain_key (reader, value, "名称应为小写字母、数字（最长 64 个字符）",
                          "a name is made of lower-case letters and digits, at most 64");
  return good;
}

/* Two days, of which the second may not be the first or before. */
static gboolean take_period (DjRuleReader *reader, const cJSON *from, const cJSON *until, DjDate *out_from,
                             DjDate *out_until)
{
  gboolean good = dj_rule_take_day (reader, from, out_from);
  good = dj_rule_take_day (reader, until, out_until) && good;
  if (!good || *out_from == DJ_DATE_NONE || *out_until == DJ_DATE_NONE || *out_from < *out_until)
    return good;
  dj_rule_complain (reader, until, NULL, "失效日期应在生效日期之后", "it ends before it begins");
  return FALSE;
}

/* ---- Instruments ---------------------------------------------------------------------------------------------------------- */

void dj_instrument_free (gpointer data)
{
  DjInstrument *instrument = data;
  g_free (instrument->zh);
  g_free (instrument->en);
  g_free (instrument);
}

static gboolean is_same_instrument (const DjInstrument *a, const DjInstrument *b)
{
  return strcmp (a->zh, b->zh) == 0 && strcmp (a->en, b->en) == 0 && a->from == b->from && a->until == b->until;
}

static void declare_instrument (DjRuleReader *reader, const cJSON *value)
{
  static const DjRuleKey keys[] = { { "zh", DJ_JSON_TEXT, TRUE },
                                    { "en", DJ_JSON_TEXT, TRUE },
                                    { "from", DJ_JSON_ANY, FALSE },
                                    { "until", DJ_JSON_ANY, FALSE } };
  const cJSON *taken[G_N_ELEMENTS (keys)];
  DjInstrument new = { 0 };
  gboolean good = check_name (reader, value, "-_");
  good = dj_rule_take (reader, value, keys, G_N_ELEMENTS (keys), taken) && good;
  good = take_period (reader, taken[2], taken[3], &new.from, &new.until) && good;
  if (!good)
    return;
  new.zh = g_strdup (taken[0]->valuestring);
  new.en = g_strdup (taken[1]->valuestring);
  DjInstrument *copy = g_memdup2 (&new, sizeof new);
  const DjInstrument *other = g_hash_table_lookup (reader->instruments, value->string);
  if (other && !is_same_instrument (other, copy))
    complain_of_other (reader, value);
  if (other)
    dj_instrument_free (copy);
  else
    g_hash_table_insert (reader->instruments, g_strdup (value->string), copy);
}

/* ---- Parameters ------------------------------------------------------------------------------------------------------------- */

static gboolean take_parameter_value (DjRuleReader *reader, const cJSON *value, DjParameter *out)
{
  const char *text = cJSON_IsString (value) ? value->valuestring : "";
  if (dj_rule_take_whole (value, &out->value))
    out->type = DJ_VALUE_INT;
  else if (dj_rule_parse_day (text, &out->value))
    out->type = DJ_VALUE_DATE;
  else if (dj_rule_parse_share (text, out->share))
    out->type = DJ_VALUE_RATIO;
  else
  {
    dj_rule_complain (reader, value, NULL, "应为整数、日期或者分数，如 90、2018-07-12、4/5",
                      "a whole number, a day or a fraction is expected, such as 90, 2018-07-12, 4/5");
    return FALSE;
  }
  if (out->type == DJ_VALUE_RATIO)
    out->value = 0;
  return TRUE;
}

static gboolean is_same_value (const DjParameter *a, const DjParameter *b)
{
  return a->type == b->type && a->value == b->value && a->share[0] == b->share[0] && a->share[1] == b->share[1];
}

static DjParameter *get_parameter (DjRuleReader *reader, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (reader->parameters, name));
  return number ? &g_array_index (reader->rules->parameters, DjParameter, number - 1) : NULL;
}

static DjParameterOrigin *get_origin (DjRuleReader *reader, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (reader->parameters, name));
  return &g_array_index (reader->origins, DjParameterOrigin, number - 1);
}

static void add_parameter (DjRuleReader *reader, const DjParameter *parameter, const cJSON *value)
{
  DjParameterOrigin origin
      = { dj_rule_file_of (reader, value), parameter->value, { parameter->share[0], parameter->share[1] } };
  g_array_append_val (reader->rules->parameters, *parameter);
  g_array_append_val (reader->origins, origin);
  g_hash_table_insert (reader->parameters, g_strdup (parameter->name),
                       GUINT_TO_POINTER (reader->rules->parameters->len));
}

static void declare_parameter (DjRuleReader *reader, const cJSON *value)
{
  static const DjRuleKey keys[]
      = { { "value", DJ_JSON_ANY, TRUE }, { "zh", DJ_JSON_TEXT, TRUE }, { "en", DJ_JSON_TEXT, TRUE } };
  const cJSON *taken[G_N_ELEMENTS (keys)];
  DjParameter new = { 0 };
  gboolean good = check_name (reader, value, "_");
  good = dj_rule_take (reader, value, keys, G_N_ELEMENTS (keys), taken) && good;
  if (!(taken[0] && take_parameter_value (reader, taken[0], &new)) || !good)
    return;
  const DjParameter *other = get_parameter (reader, value->string);
  if (!other)
  {
    new.name = g_strdup (value->string);
    new.label_zh = g_strdup (taken[1]->valuestring);
    new.label_en = g_strdup (taken[2]->valuestring);
    add_parameter (reader, &new, value);
    return;
  }
  /* What it was declared as, whatever it is now. */
  const DjParameterOrigin *origin = get_origin (reader, value->string);
  DjParameter declared
      = { .type = other->type, .value = origin->value, .share = { origin->share[0], origin->share[1] } };
  if (!is_same_value (&declared, &new) || strcmp (other->label_zh, taken[1]->valuestring) != 0
      || strcmp (other->label_en, taken[2]->valuestring) != 0)
    complain_of_other (reader, value);
}

/* Only who includes the file that gave the value may give another: otherwise it would depend on the order of the files. */
static void override_parameter (DjRuleReader *reader, const cJSON *value)
{
  DjParameter new = { 0 };
  DjParameter *parameter = get_parameter (reader, value->string);
  if (!take_parameter_value (reader, value, &new))
    return;
  if (!parameter)
  {
    dj_rule_complain_key (reader, value, "所包含的文件没有声明此参数",
                          "no file that is included declares this parameter");
    return;
  }
  DjParameterOrigin *origin = get_origin (reader, value->string);
  const DjRuleFile *file = dj_rule_file_of (reader, value);
  if (parameter->type != new.type)
    dj_rule_complain (reader, value, NULL, "与参数声明的类型不同", "the parameter is declared with another type");
  else if (!is_same_value (parameter, &new) && !g_hash_table_contains (file->reach, origin->file))
    dj_rule_complain_key (reader, value, "参数的值由未被包含的文件给出",
                          "a file that is not included gives the parameter its value");
  else
  {
    parameter->value = new.value;
    memcpy (parameter->share, new.share, sizeof new.share);
    origin->file = file;
  }
}

/* ---- Further columns -------------------------------------------------------------------------------------------------------- */

typedef enum
{
  COLUMN_TYPE,
  COLUMN_ZH,
  COLUMN_EN,
  COLUMN_VALUES,
  COLUMN_TO,
  COLUMN_PLANNED,
  N_COLUMN_KEYS,
} ColumnKey;

static gboolean take_value_of_code (DjRuleReader *reader, const cJSON *value, GStrvBuilder *names, GStrvBuilder *labels)
{
  if (!check_name (reader, value, "_") || !dj_rule_is_text (reader, value))
    return FALSE;
  g_strv_builder_add (names, value->string);
  g_strv_builder_add (labels, value->valuestring);
  return TRUE;
}

static gboolean take_values (DjRuleReader *reader, const cJSON *values, DjFurtherColumn *column)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  int n = cJSON_GetArraySize (values);
  gboolean good = dj_rule_check_once (reader, values);
  if (n == 0 || n > DJ_RULE_VALUES_OF_CODE_MAX)
  {
    dj_rule_complain (reader, values, NULL, "代码表应有 1 至 255 个值", "a code list has 1 to 255 values");
    return FALSE;
  }
  for (const cJSON *value = values->child; value; value = value->next)
    good = take_value_of_code (reader, value, names, labels) && good;
  column->values = g_strv_builder_end (names);
  column->value_labels = g_strv_builder_end (labels);
  return good;
}

static gboolean take_targets (DjRuleReader *reader, const cJSON *to, DjFurtherColumn *column)
{
  gboolean good = TRUE;
  for (const cJSON *value = to->child; value; value = value->next)
  {
    int table = dj_rule_take_table (reader, value);
    gboolean keyed = table >= 0 && dj_tables[table].key >= 0;
    if (table >= 0 && !keyed)
      dj_rule_complain (reader, value, NULL, "此表的行没有代码，不能被引用",
                        "rows of this table have no code to refer to");
    if (keyed)
      column->to |= DJ_TABLE_BIT (table);
    good = good && keyed;
  }
  if (!to->child)
    dj_rule_complain (reader, to, NULL, "应至少有一个表", "one table at least is expected");
  return good && to->child != NULL;
}

/* Returns whether there is such a type. */
static gboolean find_type (const char *name, DjFurtherColumn *column)
{
  static const struct
  {
    const char *name;
    DjValueType type;
    gboolean flag;
  } types[] = {
    { "int", DJ_VALUE_INT, FALSE },   { "date", DJ_VALUE_DATE, FALSE }, { "flag", DJ_VALUE_CODE, TRUE },
    { "code", DJ_VALUE_CODE, FALSE }, { "text", DJ_VALUE_TEXT, FALSE }, { "reference", DJ_VALUE_REFERENCE, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, name) == 0)
    {
      column->type = types[i].type;
      column->flag = types[i].flag;
      return TRUE;
    }
  return FALSE;
}

/* A key belongs to one type: values to codes, tables to references, what lies ahead to days. */
static gboolean check_key_of_type (DjRuleReader *reader, const cJSON *column, const cJSON *given, gboolean wanted,
                                   gboolean required, const char *name)
{
  if (given && !wanted)
    dj_rule_complain_key (reader, given, "此类型的列没有这个键", "columns of this type have no such key");
  else if (!given && required)
    dj_rule_complain (reader, column, name, "缺少键", "a key is missing");
  else
    return TRUE;
  return FALSE;
}

static gboolean take_type (DjRuleReader *reader, const cJSON *value, const cJSON **taken, DjFurtherColumn *column)
{
  if (!taken[COLUMN_TYPE])
    return FALSE;
  if (!find_type (taken[COLUMN_TYPE]->valuestring, column))
  {
    dj_rule_complain (reader, taken[COLUMN_TYPE], NULL, "没有这样的类型", "there is no such type");
    return FALSE;
  }
  const cJSON *values = taken[COLUMN_VALUES], *to = taken[COLUMN_TO];
  gboolean is_code = column->type == DJ_VALUE_CODE && !column->flag, is_reference = column->type == DJ_VALUE_REFERENCE;
  gboolean good = check_key_of_type (reader, value, values, is_code, is_code, "values");
  good = check_key_of_type (reader, value, to, is_reference, is_reference, "to") && good;
  good = check_key_of_type (reader, value, taken[COLUMN_PLANNED], column->type == DJ_VALUE_DATE, FALSE, NULL) && good;
  if (good && values)
    good = take_values (reader, values, column);
  if (good && to)
    good = take_targets (reader, to, column);
  column->planned = cJSON_IsTrue (taken[COLUMN_PLANNED]);
  return good;
}

static gboolean is_shorthand (DjTable table, const char *name)
{
  const DjShorthand *shorthand = dj_tables[table].shorthand;
  return shorthand && (strcmp (shorthand->column.name, name) == 0 || strcmp (shorthand->column.label_zh, name) == 0);
}

static gboolean is_declared (DjTable table, const char *name)
{
  return dj_table_find_column (table, name) >= 0 || is_shorthand (table, name);
}

static gboolean is_same_column (const DjFurtherColumn *a, const DjFurtherColumn *b)
{
  return strcmp (a->label_zh, b->label_zh) == 0 && strcmp (a->label_en, b->label_en) == 0 && a->type == b->type
         && a->flag == b->flag && a->planned == b->planned && a->to == b->to && !a->values == !b->values
         && (!a->values
             || (g_strv_equal ((const char *const *)a->values, (const char *const *)b->values)
                 && g_strv_equal ((const char *const *)a->value_labels, (const char *const *)b->value_labels)));
}

/* Names and labels both find a column of a register, so neither may be that of another. */
static gboolean find_column (DjRuleReader *reader, DjTable table, const char *name, guint *out)
{
  g_autofree char *key = dj_rule_key_of (table, name);
  *out = GPOINTER_TO_UINT (g_hash_table_lookup (reader->columns, key));
  return *out != 0;
}

/* Takes what is in @column, or frees it. */
static void add_column (DjRuleReader *reader, const cJSON *value, DjFurtherColumn *column)
{
  GArray *columns = reader->rules->columns;
  guint by_name = 0, by_label = 0;
  find_column (reader, column->table, column->name, &by_name);
  find_column (reader, column->table, column->label_zh, &by_label);
  g_array_append_val (columns, *column);
  if (by_name == 0 && by_label == 0)
  {
    g_hash_table_insert (reader->columns, dj_rule_key_of (column->table, column->name),
                         GUINT_TO_POINTER (columns->len));
    g_hash_table_insert (reader->columns, dj_rule_key_of (column->table, column->label_zh),
                         GUINT_TO_POINTER (columns->len));
    return;
  }
  if (by_name != by_label || !is_same_column (&g_array_index (columns, DjFurtherColumn, by_name - 1), column))
    complain_of_other (reader, value);
  g_array_set_size (columns, columns->len - 1);
}

static void declare_column (DjRuleReader *reader, DjTable table, const cJSON *value)
{
  static const DjRuleKey keys[N_COLUMN_KEYS] = {
    [COLUMN_TYPE] = { "type", DJ_JSON_TEXT, TRUE }, [COLUMN_ZH] = { "zh", DJ_JSON_TEXT, TRUE },
    [COLUMN_EN] = { "en", DJ_JSON_TEXT, TRUE },     [COLUMN_VALUES] = { "values", DJ_JSON_OBJECT, FALSE },
    [COLUMN_TO] = { "to", DJ_JSON_ARRAY, FALSE },   [COLUMN_PLANNED] = { "planned", DJ_JSON_FLAG, FALSE },
  };
  const cJSON *taken[N_COLUMN_KEYS];
  gboolean good = check_name (reader, value, "_");
  good = dj_rule_take (reader, value, keys, N_COLUMN_KEYS, taken) && good;
  if (good && (is_declared (table, value->string) || is_declared (table, taken[COLUMN_ZH]->valuestring)))
  {
    dj_rule_complain_key (reader, value, "表中已有此列", "the table has a column of that name or label");
    return;
  }
  DjFurtherColumn column = { .table = table };
  good = take_type (reader, value, taken, &column) && good;
  column.name = g_strdup (value->string);
  column.label_zh = g_strdup (good ? taken[COLUMN_ZH]->valuestring : "");
  column.label_en = g_strdup (good ? taken[COLUMN_EN]->valuestring : "");
  if (good && reader->rules->columns->len < DJ_COLUMNS_MAX)
  {
    add_column (reader, value, &column);
    return;
  }
  if (good)
    dj_rule_complain_key (reader, value, "附加列过多", "there are too many further columns");
  g_array_append_val (reader->rules->columns, column); /* and out again, which frees what it has */
  g_array_set_size (reader->rules->columns, reader->rules->columns->len - 1);
}

/* ---- Measures ----------------------------------------------------------------------------------------------------------------- */

static void declare_measure (DjRuleReader *reader, DjTable table, const cJSON *value)
{
  if (!check_name (reader, value, "_"))
    return;
  DjMeasure *measure = g_new0 (DjMeasure, 1);
  *measure = (DjMeasure){ .table = table, .name = value->string, .value = value, .node = DJ_NOT_READ };
  g_ptr_array_add (reader->declared, measure);
  g_autofree char *key = dj_rule_key_of (table, value->string);
  if (!g_hash_table_contains (reader->measures, key))
    g_hash_table_insert (reader->measures, g_steal_pointer (&key), measure);
}

/* ---- Sections of a file -------------------------------------------------------------------------------------------------------- */

typedef void (*DeclareOfTable) (DjRuleReader *reader, DjTable table, const cJSON *value);

/* {"table": {"name": …}} */
static void declare_by_table (DjRuleReader *reader, const cJSON *section, DeclareOfTable declare)
{
  if (!section || !dj_rule_is_map (reader, section))
    return;
  for (const cJSON *names = section->child; names; names = names->next)
  {
    int table = dj_rule_find_table (names->string);
    if (table < 0)
      dj_rule_complain_key (reader, names, "没有这样的表", "there is no such table");
    else if (dj_rule_is_map (reader, names))
      for (const cJSON *value = names->child; value; value = value->next)
        declare (reader, (DjTable)table, value);
  }
}

static void declare_instruments (DjRuleReader *reader, const cJSON *section)
{
  if (!section || !dj_rule_is_map (reader, section))
    return;
  for (const cJSON *value = section->child; value; value = value->next)
    declare_instrument (reader, value);
}

static void declare_parameters (DjRuleReader *reader, const cJSON *section)
{
  if (!section || !dj_rule_is_map (reader, section))
    return;
  for (const cJSON *value = section->child; value; value = value->next)
    if (cJSON_IsObject (value))
      declare_parameter (reader, value);
    else
      override_parameter (reader, value);
}

static void declare_file (DjRuleReader *reader, const DjRuleFile *file)
{
  enum
  {
    SET,
    TITLE,
    INCLUDES,
    INSTRUMENTS,
    PARAMETERS,
    COLUMNS,
    MEASURES,
    RULES,
    SILENCES,
    N,
  };
  static const DjRuleKey keys[N] = {
    [SET] = { "set", DJ_JSON_TEXT, FALSE },
    [TITLE] = { "title", DJ_JSON_OBJECT, FALSE },
    [INCLUDES] = { "includes", DJ_JSON_ARRAY, FALSE },
    [INSTRUMENTS] = { "instruments", DJ_JSON_OBJECT, FALSE },
    [PARAMETERS] = { "parameters", DJ_JSON_OBJECT, FALSE },
    [COLUMNS] = { "columns", DJ_JSON_OBJECT, FALSE },
    [MEASURES] = { "measures", DJ_JSON_OBJECT, FALSE },
    [RULES] = { "rules", DJ_JSON_ARRAY, FALSE },
    [SILENCES] = { "silences", DJ_JSON_ARRAY, FALSE },
  };
  const cJSON *taken[N];
  const char *zh = NULL, *en = NULL;
  dj_rule_take (reader, file->document, keys, N, taken);
  if (taken[TITLE])
    dj_rule_take_pair (reader, taken[TITLE], &zh, &en);
  declare_instruments (reader, taken[INSTRUMENTS]);
  declare_parameters (reader, taken[PARAMETERS]);
  declare_by_table (reader, taken[COLUMNS], declare_column);
  declare_by_table (reader, taken[MEASURES], declare_measure);
}

void dj_rule_declare (DjRuleReader *reader)
{
  for (guint i = 0; i < reader->files->len; i++)
    declare_file (reader, g_ptr_array_index (reader->files, i));
}

/* ---- Silences ------------------------------------------------------------------------------------------------------------------- */

static gboolean is_rule (DjRuleReader *reader, const cJSON *value)
{
  if (strcmp (value->valuestring, "*") == 0 || dj_rules_find (reader->rules, value->valuestring) >= 0)
    return TRUE;
  dj_rule_complain (reader, value, NULL, "没有这样的规则", "there is no such rule");
  return FALSE;
}

static void read_silence (DjRuleReader *reader, const cJSON *value)
{
  static const DjRuleKey keys[] = { { "rule", DJ_JSON_TEXT, TRUE },
                                    { "under", DJ_JSON_TEXT, FALSE },
                                    { "reason", DJ_JSON_TEXT, TRUE },
                                    { "until", DJ_JSON_ANY, FALSE } };
  const cJSON *taken[G_N_ELEMENTS (keys)];
  DjSilence silence = { 0 };
  gboolean good = dj_rule_take (reader, value, keys, G_N_ELEMENTS (keys), taken);
  good = dj_rule_take_day (reader, taken[3], &silence.until) && good;
  good = taken[0] && is_rule (reader, taken[0]) && good;
  if (!good)
    return;
  silence.rule = g_strdup (taken[0]->valuestring);
  silence.under = taken[1] ? g_strdup (taken[1]->valuestring) : NULL;
  silence.reason = g_strdup (taken[2]->valuestring);
  g_array_append_val (reader->rules->silences, silence);
}

void dj_rule_read_silences (DjRuleReader *reader)
{
  for (guint i = 0; i < reader->files->len; i++)
  {
    const DjRuleFile *file = g_ptr_array_index (reader->files, i);
    const cJSON *silences = cJSON_GetObjectItemCaseSensitive (file->document, "silences");
    for (const cJSON *value = cJSON_IsArray (silences) ? silences->child : NULL; value; value = value->next)
      if (reader->rules->silences->len < DJ_RULE_SILENCES_MAX)
        read_silence (reader, value);
      else
        dj_rule_complain_once (reader, DJ_TOLD_SILENCES, value, "豁免过多", "there are too many silences");
  }
}
