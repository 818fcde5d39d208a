/* SPDX-License-Identifier: Apache-2.0 */
/* Values as they stand in rule files: keys, texts, days, numbers. */
#include "rule/reading-private.h"

#include <math.h>
#include <string.h>

/* ---- Objects ---------------------------------------------------------------------------------------------------------- */

gboolean dj_rule_check_once (DjRuleReader *reader, const cJSON *object)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean good = TRUE;
  for (const cJSON *value = object->child; value; value = value->next)
    if (!g_hash_table_add (seen, value->string))
    {
      dj_rule_complain_key (reader, value, "同一个键出现两次", "a key is given twice");
      good = FALSE;
    }
  return good;
}

gboolean dj_rule_is_map (DjRuleReader *reader, const cJSON *value)
{
  if (!cJSON_IsObject (value))
  {
    dj_rule_complain (reader, value, NULL, "应为对象", "an object is expected");
    return FALSE;
  }
  return dj_rule_check_once (reader, value);
}

static gboolean is_kind (const cJSON *value, DjJsonKind kind)
{
  switch (kind)
  {
  case DJ_JSON_TEXT:
  case DJ_JSON_WORDS:
    return cJSON_IsString (value);
  case DJ_JSON_OBJECT:
    return cJSON_IsObject (value);
  case DJ_JSON_ARRAY:
    return cJSON_IsArray (value);
  case DJ_JSON_FLAG:
    return cJSON_IsBool (value);
  case DJ_JSON_ANY:
    return TRUE;
  }
  return FALSE;
}

static void complain_of_kind (DjRuleReader *reader, const cJSON *value, DjJsonKind kind)
{
  static const struct
  {
    const char *zh;
    const char *en;
  } words[] = {
    [DJ_JSON_TEXT] = { "应为文本", "a text is expected" },
    [DJ_JSON_WORDS] = { "应为文本", "a text is expected" },
    [DJ_JSON_OBJECT] = { "应为对象", "an object is expected" },
    [DJ_JSON_ARRAY] = { "应为数组", "an array is expected" },
    [DJ_JSON_FLAG] = { "应为 true 或 false", "true or false is expected" },
    [DJ_JSON_ANY] = { "应为值", "a value is expected" },
  };
  dj_rule_complain (reader, value, NULL, words[kind].zh, words[kind].en);
}

static int find_key (const DjRuleKey *keys, int n, const char *name)
{
  for (int i = 0; i < n; i++)
    if (strcmp (keys[i].name, name) == 0)
      return i;
  return -1;
}

static gboolean take_member (DjRuleReader *reader, const cJSON *value, const DjRuleKey *key, const cJSON **taken)
{
  if (!is_kind (value, key->kind))
  {
    complain_of_kind (reader, value, key->kind);
    return FALSE;
  }
  gboolean is_words = key->kind == DJ_JSON_TEXT || (key->kind == DJ_JSON_WORDS && *value->valuestring);
  if (is_words && !dj_rule_is_text (reader, value))
    return FALSE;
  *taken = value;
  return TRUE;
}

/* A key that is there, but with a wrong value, is not told to be absent. */
static gboolean check_required (DjRuleReader *reader, const cJSON *object, const DjRuleKey *keys, int n)
{
  gboolean good = TRUE;
  for (int i = 0; i < n; i++)
    if (keys[i].required && !cJSON_GetObjectItemCaseSensitive (object, keys[i].name))
    {
      dj_rule_complain (reader, object, keys[i].name, "缺少键", "a key is missing");
      good = FALSE;
    }
  return good;
}

gboolean dj_rule_take (DjRuleReader *reader, const cJSON *object, const DjRuleKey *keys, int n, const cJSON **taken)
{
  for (int i = 0; i < n; i++)
    taken[i] = NULL;
  if (!cJSON_IsObject (object))
  {
    complain_of_kind (reader, object, DJ_JSON_OBJECT);
    return FALSE;
  }
  gboolean good = dj_rule_check_once (reader, object);
  for (const cJSON *value = object->child; value; value = value->next)
  {
    int key = find_key (keys, n, value->string);
    if (key < 0)
      dj_rule_complain_key (reader, value, "没有这样的键", "there is no such key");
    if (key < 0 || (!taken[key] && !take_member (reader, value, &keys[key], &taken[key])))
      good = FALSE;
  }
  return check_required (reader, object, keys, n) && good;
}

/* ---- Texts ---------------------------------------------------------------------------------------------------------------- */

gboolean dj_rule_is_text (DjRuleReader *reader, const cJSON *value)
{
  if (!cJSON_IsString (value))
    complain_of_kind (reader, value, DJ_JSON_TEXT);
  else if (value->valuestring[0] == '\0')
    dj_rule_complain (reader, value, NULL, "文本不能为空", "the text is empty");
  else if (strlen (value->valuestring) > DJ_RULE_TEXT_BYTES)
    dj_rule_complain (reader, value, NULL, "文本过长", "the text is too long");
  else
    return TRUE;
  return FALSE;
}

gboolean dj_rule_is_name (const char *text, const char *more)
{
  gsize length = strlen (text);
  if (length == 0 || length > 64 || !g_ascii_islower (text[0]))
    return FALSE;
  for (gsize i = 1; i < length; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && !strchr (more, text[i]))
      return FALSE;
  return TRUE;
}

gboolean dj_rule_take_pair (DjRuleReader *reader, const cJSON *value, const char **zh, const char **en)
{
  static const DjRuleKey keys[] = { { "zh", DJ_JSON_TEXT, TRUE }, { "en", DJ_JSON_TEXT, TRUE } };
  const cJSON *taken[2];
  if (!dj_rule_take (reader, value, keys, 2, taken) || !taken[0] || !taken[1])
    return FALSE;
  *zh = taken[0]->valuestring;
  *en = taken[1]->valuestring;
  return TRUE;
}

/* ---- Days, numbers, tables ---------------------------------------------------------------------------------------------- */

/* In files of rules a day is written in one way. */
gboolean dj_rule_parse_day (const char *text, DjDate *out)
{
  char written[DJ_DATE_TEXT_SIZE];
  *out = dj_date_parse (text, -1);
  return *out != DJ_DATE_NONE && strcmp (dj_date_format (*out, written), text) == 0;
}

gboolean dj_rule_take_day (DjRuleReader *reader, const cJSON *value, DjDate *out)
{
  *out = DJ_DATE_NONE;
  if (!value)
    return TRUE;
  if (cJSON_IsString (value) && dj_rule_parse_day (value->valuestring, out))
    return TRUE;
  *out = DJ_DATE_NONE;
  if (!dj_rule_complain_of_day (reader, value))
    dj_rule_complain (reader, value, NULL, "应为日期，如 2018-07-12", "a day is expected, such as 2018-07-12");
  return FALSE;
}

static gboolean are_digits (const char *text, int n)
{
  for (int i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

gboolean dj_rule_complain_of_day (DjRuleReader *reader, const cJSON *value)
{
  const char *text = cJSON_IsString (value) ? value->valuestring : "";
  gboolean written = strlen (text) == 10 && text[4] == '-' && text[7] == '-' && are_digits (text, 4)
                     && are_digits (text + 5, 2) && are_digits (text + 8, 2);
  if (written)
    dj_rule_complain (reader, value, NULL, "没有这一天，或者不在 1000-01-01 至 9999-12-31 之内",
                      "there is no such day, or it is not within 1000-01-01 and 9999-12-31");
  else if (dj_date_parse (text, -1) != DJ_DATE_NONE)
    dj_rule_complain (reader, value, NULL, "日期应写作 2018-07-12 的形式", "a day is written as 2018-07-12");
  else
    return FALSE;
  return TRUE;
}

static gboolean parse_digits (const char *text, gsize length, gint64 *out)
{
  return length > 0 && length <= 9 && g_ascii_isdigit (text[0]) && dj_int_parse (text, length, out);
}

gboolean dj_rule_parse_share (const char *text, gint64 share[2])
{
  const char *slash = strchr (text, '/');
  return slash && parse_digits (text, (gsize)(slash - text), &share[0])
         && parse_digits (slash + 1, strlen (slash + 1), &share[1]) && share[1] > 0;
}

gboolean dj_rule_take_whole (const cJSON *value, gint32 *out)
{
  double number = cJSON_IsNumber (value) ? value->valuedouble : 0.5;
  if (number != floor (number) || fabs (number) > G_MAXINT32)
    return FALSE;
  *out = (gint32)number;
  return TRUE;
}

int dj_rule_find_table (const char *name)
{
  int table = dj_schema_find_table (name);
  return table >= 0 && strcmp (dj_tables[table].name, name) == 0 ? table : -1;
}

int dj_rule_find_code (const DjCodeList *codes, const char *name)
{
  int code = dj_code_list_find (codes, name, -1);
  return code > 0 && strcmp (codes->codes[code - 1].name, name) == 0 ? code : 0;
}

int dj_rule_take_table (DjRuleReader *reader, const cJSON *value)
{
  int table = cJSON_IsString (value) ? dj_rule_find_table (value->valuestring) : -1;
  if (table < 0)
    dj_rule_complain (reader, value, NULL, "没有这样的表", "there is no such table");
  return table;
}
