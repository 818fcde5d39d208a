/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions: alternatives of tests, each of a name and what is asked of its value. */
#include "rule/reading-private.h"

#include <string.h>

/* The name at hand, and where tests are gathered. */
typedef struct
{
  DjRuleReader *reader;
  DjTable table;
  gint32 node;
  GArray *tests;
} Site;

static gboolean refuse (const Site *site, const cJSON *at, const char *zh, const char *en)
{
  dj_rule_complain (site->reader, at, NULL, zh, en);
  return FALSE;
}

static DjTest new_test (const Site *site, DjTestKind kind)
{
  return (
      DjTest){ .kind = kind, .node = site->node, .bound = DJ_NOT_READ, .share = { 0, 1 }, .parameter = DJ_NOT_READ };
}

static const DjNode *get_node (const Site *site) { return dj_rule_node (site->reader, site->node); }

/* ---- One of several values ---------------------------------------------------------------------------------------------- */

static int find_code (const Site *site, const cJSON *value)
{
  const DjNode *node = get_node (site);
  const DjFurtherColumn *own = dj_rules_find_values (site->reader->rules, node);
  if (cJSON_IsBool (value))
    return node->codes == &dj_codes_yes_no ? (cJSON_IsTrue (value) ? DJ_FLAG_YES : DJ_FLAG_NO) : 0;
  if (!cJSON_IsString (value))
    return 0;
  const char *name = value->valuestring;
  return own ? dj_further_column_find_value (own, name, strlen (name), FALSE) : dj_rule_find_code (node->codes, name);
}

static gboolean take_code (const Site *site, const cJSON *value, DjTest *test)
{
  int code = find_code (site, value);
  if (code == 0)
    return refuse (site, value, "代码表中没有这个值", "the code list has no such value");
  guint64 bit = G_GUINT64_CONSTANT (1) << (code % 64);
  if (test->codes[code / 64] & bit)
    return refuse (site, value, "同一个值出现两次", "a value is given twice");
  test->codes[code / 64] |= bit;
  return TRUE;
}

/* Calls for each of an array, or for the one value. */
static gboolean take_codes (const Site *site, const cJSON *value, DjTest *test)
{
  gboolean good = TRUE;
  if (!cJSON_IsArray (value))
    return take_code (site, value, test);
  for (const cJSON *one = value->child; one; one = one->next)
    good = take_code (site, one, test) && good;
  return good;
}

static gboolean take_text (const Site *site, const cJSON *value, GHashTable *seen, GStrvBuilder *texts)
{
  if (!dj_rule_is_text (site->reader, value))
    return FALSE;
  if (!g_hash_table_add (seen, value->valuestring))
    return refuse (site, value, "同一个值出现两次", "a value is given twice");
  g_strv_builder_add (texts, value->valuestring);
  return TRUE;
}

static gboolean take_texts (const Site *site, const cJSON *value, DjTest *test)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean many = cJSON_IsArray (value), good = TRUE;
  for (const cJSON *one = many ? value->child : value; one; one = many ? one->next : NULL)
    good = take_text (site, one, seen, texts) && good;
  if (good)
    test->texts = g_strv_builder_end (texts);
  return good;
}

static gboolean add_values (const Site *site, const cJSON *value, gboolean negated)
{
  DjValueType type = get_node (site)->type;
  DjTest test = new_test (site, type == DJ_VALUE_CODE ? DJ_TEST_AMONG : DJ_TEST_TEXT);
  test.negated = negated;
  if (cJSON_IsArray (value) && !value->child)
    return refuse (site, value, "应至少有一个值", "one value at least is expected");
  if (type != DJ_VALUE_CODE && type != DJ_VALUE_TEXT)
    return refuse (site, value, "只有代码和文本才能与值比较；整数和日期用 least、most",
                   "only codes and texts are compared with values; numbers and days have least and most");
  gboolean good = type == DJ_VALUE_CODE ? take_codes (site, value, &test) : take_texts (site, value, &test);
  if (good)
    g_array_append_val (site->tests, test);
  return good;
}

/* ---- Bounds ------------------------------------------------------------------------------------------------------------------ */

static gboolean is_parameter (const cJSON *value) { return cJSON_IsString (value) && value->valuestring[0] == '$'; }

static gboolean take_share_parameter (const Site *site, const cJSON *value, DjTest *test)
{
  test->parameter = dj_rule_find_parameter (site->reader, value);
  if (test->parameter < 0)
    return FALSE;
  const DjParameter *parameter = &g_array_index (site->reader->rules->parameters, DjParameter, test->parameter);
  if (parameter->type == DJ_VALUE_DATE)
    return refuse (site, value, "比率的界限不能是日期", "the bound of a ratio is no day");
  gboolean whole = parameter->type == DJ_VALUE_INT;
  test->share[0] = whole ? parameter->value : parameter->share[0];
  test->share[1] = whole ? 1 : parameter->share[1];
  return TRUE;
}

static gboolean take_share (const Site *site, const cJSON *value, DjTest *test)
{
  gint32 whole = 0;
  if (is_parameter (value))
    return take_share_parameter (site, value, test);
  if (dj_rule_take_whole (value, &whole))
  {
    test->share[0] = whole;
    return TRUE;
  }
  return (cJSON_IsString (value) && dj_rule_parse_share (value->valuestring, test->share))
         || refuse (site, value, "比率的界限应为分数，如 4/5", "the bound of a ratio is a fraction, such as 4/5");
}

static gboolean is_share (const cJSON *value)
{
  gint64 share[2];
  return cJSON_IsString (value) && dj_rule_parse_share (value->valuestring, share);
}

static gboolean take_bound (const Site *site, const cJSON *value, DjTest *test)
{
  DjValueType type = get_node (site)->type;
  if (type == DJ_VALUE_RATIO)
    return take_share (site, value, test);
  if (type != DJ_VALUE_INT && type != DJ_VALUE_DATE)
    return refuse (site, value, "此值没有大小，不能有界限", "this value has no size that could have a bound");
  if (is_share (value))
    return refuse (site, value, "只有比率的界限才能是分数", "only the bound of a ratio is a fraction");
  test->bound = dj_rule_read_operand (site->reader, site->table, value);
  if (test->bound < 0)
    return FALSE;
  if (dj_rule_node (site->reader, test->bound)->type == type)
    return TRUE;
  return type == DJ_VALUE_INT ? refuse (site, value, "界限不是整数", "the bound is no whole number")
                              : refuse (site, value, "界限不是日期", "the bound is no day");
}

static gboolean take_other (const Site *site, const cJSON *value, DjTest *test)
{
  if (!dj_rule_is_text (site->reader, value))
    return FALSE;
  test->bound = dj_rule_find_name (site->reader, site->table, value->valuestring, value, FALSE);
  if (test->bound < 0)
    return FALSE;
  const DjNode *other = dj_rule_node (site->reader, test->bound);
  return (other->type != DJ_VALUE_RATIO && dj_rule_comparable (site->reader->rules, get_node (site), other))
         || refuse (site, value, "两者类型不同，不能相等", "the two are of different types and cannot be equal");
}

static gboolean take_given (const Site *site, const cJSON *value, DjTest *test)
{
  test->negated = cJSON_IsFalse (value);
  return cJSON_IsBool (value) || refuse (site, value, "应为 true 或 false", "true or false is expected");
}

static gboolean take_within (const Site *site, const cJSON *value, DjTest *test)
{
  if (get_node (site)->type != DJ_VALUE_DATE)
    return refuse (site, value, "只有日期才能在若干个月或若干天之内", "only a day can be within months or days");
  if (!cJSON_IsNumber (value) && !is_parameter (value))
    return refuse (site, value, "应为整数或参数", "a whole number or a parameter is expected");
  test->bound = dj_rule_read_operand (site->reader, site->table, value);
  if (test->bound < 0)
    return FALSE;
  const DjNode *bound = dj_rule_node (site->reader, test->bound);
  if (bound->type != DJ_VALUE_INT)
    return refuse (site, value, "界限不是整数", "the bound is no whole number");
  return (bound->constant >= 1 && bound->constant <= DJ_RULE_WITHIN_MAX)
         || refuse (site, value, "应为 1 至 36500", "1 to 36500 is expected");
}

static gboolean take_pattern (const Site *site, const cJSON *value, DjTest *test)
{
  if (get_node (site)->type != DJ_VALUE_TEXT)
    return refuse (site, value, "不是文本", "it is no text");
  if (cJSON_IsArray (value) && !value->child)
    return refuse (site, value, "应至少有一个值", "one value at least is expected");
  return take_texts (site, value, test);
}

/* ---- What is asked -------------------------------------------------------------------------------------------------------------- */

typedef gboolean (*TakeTest) (const Site *site, const cJSON *value, DjTest *test);

static const struct
{
  const char *name;
  DjTestKind kind;
  TakeTest take;
  gboolean negated;
  gboolean in_days;
} questions[] = {
  { "least", DJ_TEST_LEAST, take_bound, FALSE, FALSE },
  { "most", DJ_TEST_MOST, take_bound, FALSE, FALSE },
  { "over", DJ_TEST_OVER, take_bound, FALSE, FALSE },
  { "under", DJ_TEST_UNDER, take_bound, FALSE, FALSE },
  { "given", DJ_TEST_GIVEN, take_given, FALSE, FALSE },
  { "is", DJ_TEST_IS, take_other, FALSE, FALSE },
  { "is_not", DJ_TEST_IS, take_other, TRUE, FALSE },
  { "within_months", DJ_TEST_WITHIN, take_within, FALSE, FALSE },
  { "within_days", DJ_TEST_WITHIN, take_within, FALSE, TRUE },
  { "begins", DJ_TEST_BEGINS, take_pattern, FALSE, FALSE },
  { "ends", DJ_TEST_ENDS, take_pattern, FALSE, FALSE },
  { "contains", DJ_TEST_CONTAINS, take_pattern, FALSE, FALSE },
};

static gboolean add_question (const Site *site, const cJSON *value)
{
  if (strcmp (value->string, "not") == 0)
    return add_values (site, value, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    if (strcmp (questions[i].name, value->string) == 0)
    {
      DjTest test = new_test (site, questions[i].kind);
      test.negated = questions[i].negated;
      test.in_days = questions[i].in_days;
      gboolean good = questions[i].take (site, value, &test);
      if (good)
        g_array_append_val (site->tests, test);
      return good;
    }
  dj_rule_complain_key (site->reader, value, "没有这样的条件", "there is no such test");
  return FALSE;
}

static gboolean add_questions (const Site *site, const cJSON *value)
{
  gboolean good = dj_rule_check_once (site->reader, value);
  if (!value->child)
    return refuse (site, value, "条件为空", "the condition is empty");
  for (const cJSON *question = value->child; question; question = question->next)
    good = add_question (site, question) && good;
  return good;
}

static gboolean add_name (DjRuleReader *reader, DjTable table, const cJSON *value, GArray *tests)
{
  Site site = { reader, table, DJ_NOT_READ, tests };
  site.node = dj_rule_find_name (reader, table, value->string, value, TRUE);
  if (site.node < 0)
    return FALSE;
  if (cJSON_IsObject (value))
    return add_questions (&site, value);
  return add_values (&site, value, FALSE);
}

/* ---- Alternatives --------------------------------------------------------------------------------------------------------------- */

static gboolean add_alternative (DjRuleReader *reader, DjTable table, const cJSON *value, GArray *tests)
{
  if (!dj_rule_is_map (reader, value))
    return FALSE;
  if (!value->child)
  {
    dj_rule_complain (reader, value, NULL, "条件为空", "the condition is empty");
    return FALSE;
  }
  gboolean good = TRUE;
  for (const cJSON *name = value->child; name; name = name->next)
    good = add_name (reader, table, name, tests) && good;
  return good;
}

static void test_clear (gpointer data)
{
  DjTest *test = data;
  g_strfreev (test->texts);
}

gint32 dj_rule_read_condition (DjRuleReader *reader, DjTable table, const cJSON *value)
{
  GArray *tests = g_array_new (FALSE, FALSE, sizeof (DjTest));
  GArray *starts = g_array_new (FALSE, TRUE, sizeof (gint32));
  gboolean alternatives = cJSON_IsArray (value), good = !alternatives || value->child != NULL;
  g_array_set_size (starts, 1);
  if (!good)
    dj_rule_complain (reader, value, NULL, "条件为空", "the condition is empty");
  for (const cJSON *one = alternatives ? value->child : value; one; one = alternatives ? one->next : NULL)
  {
    good = add_alternative (reader, table, one, tests) && good;
    g_array_append_val (starts, tests->len);
  }
  if (!good)
  {
    g_array_set_clear_func (tests, test_clear);
    g_array_unref (tests);
    g_array_unref (starts);
    return DJ_NOT_READ;
  }
  DjCondition condition = { .n_alternatives = (gint32)starts->len - 1 };
  condition.starts = (gint32 *)(gpointer)g_array_free (starts, FALSE);
  condition.tests = (DjTest *)(gpointer)g_array_free (tests, FALSE);
  return dj_rule_add_condition (reader, &condition, value);
}
