/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of files, and the whole of reading. */
#include "rule/reading-private.h"

#include <string.h>

typedef enum
{
  KEY_ID,
  KEY_SUBJECT,
  KEY_WHEN,
  KEY_THEN,
  KEY_SEVERITY,
  KEY_INSTRUMENT,
  KEY_ARTICLE,
  KEY_ARTICLE_ZH,
  KEY_CONFIRMED,
  KEY_FROM,
  KEY_UNTIL,
  KEY_TITLE,
  KEY_MESSAGE,
  KEY_RESTATES,
  KEY_INVARIANT,
  KEY_UNCOVERED,
  N_KEYS,
} Key;

static const DjRuleKey rule_keys[N_KEYS] = {
  [KEY_ID] = { "id", DJ_JSON_TEXT, TRUE },
  [KEY_SUBJECT] = { "subject", DJ_JSON_TEXT, FALSE },
  [KEY_WHEN] = { "when", DJ_JSON_ANY, FALSE },
  [KEY_THEN] = { "then", DJ_JSON_ANY, FALSE },
  [KEY_SEVERITY] = { "severity", DJ_JSON_TEXT, TRUE },
  [KEY_INSTRUMENT] = { "instrument", DJ_JSON_TEXT, TRUE },
  [KEY_ARTICLE] = { "article", DJ_JSON_WORDS, FALSE },
  [KEY_ARTICLE_ZH] = { "article_zh", DJ_JSON_WORDS, FALSE },
  [KEY_CONFIRMED] = { "confirmed", DJ_JSON_TEXT, TRUE },
  [KEY_FROM] = { "from", DJ_JSON_ANY, FALSE },
  [KEY_UNTIL] = { "until", DJ_JSON_ANY, FALSE },
  [KEY_TITLE] = { "title", DJ_JSON_OBJECT, TRUE },
  [KEY_MESSAGE] = { "message", DJ_JSON_OBJECT, FALSE },
  [KEY_RESTATES] = { "restates", DJ_JSON_TEXT, FALSE },
  [KEY_INVARIANT] = { "invariant", DJ_JSON_TEXT, FALSE },
  [KEY_UNCOVERED] = { "uncovered", DJ_JSON_OBJECT, FALSE },
};

typedef struct
{
  DjRuleReader *reader;
  const cJSON *value;
  const cJSON *taken[N_KEYS];
  DjRule rule;
  gboolean good;
} Site;

static void refuse (Site *site, Key key, const char *zh, const char *en)
{
  dj_rule_complain (site->reader, site->taken[key], NULL, zh, en);
  site->good = FALSE;
}

/* ---- What every rule says ------------------------------------------------------------------------------------------------ */

/* Letters, digits and hyphens. */
static gboolean is_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return length > 0 && length <= 64 && text[length] == '\0' && text[0] != '-';
}

static void take_id (Site *site)
{
  const cJSON *id = site->taken[KEY_ID];
  if (!id)
    return;
  if (!is_id (id->valuestring))
    refuse (site, KEY_ID, "编号应为小写字母、数字和连字符", "an id is made of lower-case letters, digits and hyphens");
  else if (strcmp (id->valuestring, "rule-column") == 0)
    refuse (site, KEY_ID, "此编号用于附加列的值", "the id is that of values of further columns");
  else if (g_hash_table_contains (site->reader->rules->by_id, id->valuestring))
    refuse (site, KEY_ID, "规则编号重复", "two rules have this id");
  else
    site->rule.id = g_strdup (id->valuestring);
}

static void take_severity (Site *site)
{
  const cJSON *value = site->taken[KEY_SEVERITY];
  for (int i = DJ_SEVERITY_MAY; value && i <= DJ_SEVERITY_MUST; i++)
    if (strcmp (dj_severity_get_name ((DjSeverity)i), value->valuestring) == 0)
      site->rule.severity = (DjSeverity)i;
  if (value && site->rule.severity == DJ_SEVERITY_NONE)
    refuse (site, KEY_SEVERITY, "应为 must、should 或 may", "must, should or may is expected");
}

static void take_confirmed (Site *site)
{
  const cJSON *value = site->taken[KEY_CONFIRMED];
  if (!value)
    return;
  if (strlen (value->valuestring) == 1 && strchr ("FEVMXL", value->valuestring[0]))
    site->rule.confirmed = value->valuestring[0];
  else
    refuse (site, KEY_CONFIRMED, "应为 F、E、V、M、X、L 之一", "one of F, E, V, M, X, L is expected");
}

static void take_days (Site *site, const DjInstrument *instrument)
{
  DjDate from = DJ_DATE_NONE, until = DJ_DATE_NONE;
  const cJSON *last = site->taken[KEY_UNTIL] ? site->taken[KEY_UNTIL] : site->taken[KEY_FROM];
  site->good = dj_rule_take_day (site->reader, site->taken[KEY_FROM], &from) && site->good;
  site->good = dj_rule_take_day (site->reader, site->taken[KEY_UNTIL], &until) && site->good;
  site->rule.from = from == DJ_DATE_NONE && instrument ? instrument->from : from;
  site->rule.until = until == DJ_DATE_NONE && instrument ? instrument->until : until;
  if (last && site->rule.from != DJ_DATE_NONE && site->rule.until != DJ_DATE_NONE
      && site->rule.from >= site->rule.until)
    refuse (site, last == site->taken[KEY_UNTIL] ? KEY_UNTIL : KEY_FROM, "失效日期应在生效日期之后",
            "it ends before it begins");
}

/* An article that is not known may be left empty. */
static const char *get_words (const Site *site, Key key)
{
  const cJSON *value = site->taken[key];
  return value && *value->valuestring ? value->valuestring : NULL;
}

static void take_source (Site *site)
{
  const cJSON *value = site->taken[KEY_INSTRUMENT];
  const DjInstrument *instrument = value ? g_hash_table_lookup (site->reader->instruments, value->valuestring) : NULL;
  if (value && !instrument)
    refuse (site, KEY_INSTRUMENT, "没有这样的法规", "there is no such instrument");
  take_days (site, instrument);
  site->rule.instrument_zh = g_strdup (instrument ? instrument->zh : NULL);
  site->rule.instrument_en = g_strdup (instrument ? instrument->en : NULL);
  const char *english = get_words (site, KEY_ARTICLE), *chinese = get_words (site, KEY_ARTICLE_ZH);
  site->rule.article_en = g_strdup (english ? english : chinese);
  site->rule.article_zh = g_strdup (chinese ? chinese : english);
}

static void take_title (Site *site)
{
  const char *zh = NULL, *en = NULL;
  const cJSON *title = site->taken[KEY_TITLE];
  if (!title || !dj_rule_take_pair (site->reader, title, &zh, &en))
  {
    site->good = FALSE;
    return;
  }
  if (g_str_has_suffix (zh, "。") || g_str_has_suffix (en, "."))
    refuse (site, KEY_TITLE, "标题末尾不加句号", "a title has no full stop");
  site->rule.title_zh = g_strdup (zh);
  site->rule.title_en = g_strdup (en);
}

/* ---- What it demands ------------------------------------------------------------------------------------------------------- */

/* The one key that stands instead of subject, conditions and message; NULL where they are there themselves. */
static const cJSON *check_instead (Site *site)
{
  static const Key keys[] = { KEY_RESTATES, KEY_INVARIANT, KEY_UNCOVERED };
  static const Key others[] = { KEY_SUBJECT, KEY_WHEN, KEY_THEN, KEY_MESSAGE };
  const cJSON *instead = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (site->taken[keys[i]] && instead)
      dj_rule_complain_key (site->reader, site->taken[keys[i]], "restates、invariant、uncovered 只能取其一",
                            "of restates, invariant and uncovered there is one");
    else if (site->taken[keys[i]])
      instead = site->taken[keys[i]];
  for (gsize i = 0; i < G_N_ELEMENTS (others) && instead; i++)
    if (site->taken[others[i]])
      dj_rule_complain_key (site->reader, site->taken[others[i]], "restates、invariant、uncovered 代替此键，不能并用",
                            "restates, invariant and uncovered stand instead of this key");
  return instead;
}

static void take_invariant (Site *site)
{
  const char *name = site->taken[KEY_INVARIANT]->valuestring;
  if (!dj_issues_keep_rule (name))
    refuse (site, KEY_INVARIANT, "登记册没有由读入保证的这条规则", "registers keep no such rule by themselves");
  site->rule.invariant = g_strdup (name);
}

static void take_uncovered (Site *site)
{
  const char *zh = NULL, *en = NULL;
  dj_rule_take_pair (site->reader, site->taken[KEY_UNCOVERED], &zh, &en);
  site->rule.uncovered_zh = g_strdup (zh);
  site->rule.uncovered_en = g_strdup (en);
}

static void take_message (Site *site)
{
  const char *zh = NULL, *en = NULL;
  const cJSON *message = site->taken[KEY_MESSAGE];
  if (!message || !dj_rule_take_pair (site->reader, message, &zh, &en))
  {
    site->good = FALSE;
    return;
  }
  site->rule.message_zh
      = dj_rule_read_message (site->reader, site->rule.subject, cJSON_GetObjectItemCaseSensitive (message, "zh"));
  site->rule.message_en
      = dj_rule_read_message (site->reader, site->rule.subject, cJSON_GetObjectItemCaseSensitive (message, "en"));
}

static void require (Site *site, Key key)
{
  if (site->taken[key] || cJSON_GetObjectItemCaseSensitive (site->value, rule_keys[key].name))
    return;
  dj_rule_complain (site->reader, site->value, rule_keys[key].name, "缺少键", "a key is missing");
  site->good = FALSE;
}

static gint32 take_condition (Site *site, Key key, char **text)
{
  const cJSON *value = site->taken[key];
  if (!value)
    return DJ_NOT_READ;
  gint32 condition = dj_rule_read_condition (site->reader, site->rule.subject, value);
  site->good = site->good && condition >= 0;
  char *printed = cJSON_PrintUnformatted (value);
  /* Each rule that restates this one has the text, too. */
  if (printed && strlen (printed) > DJ_RULE_CONDITION_BYTES)
    refuse (site, key, "条件过长", "the condition is too long");
  else
    *text = g_strdup (printed);
  cJSON_free (printed);
  return condition;
}

static void take_demand (Site *site)
{
  static const Key required[] = { KEY_SUBJECT, KEY_THEN, KEY_MESSAGE };
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    require (site, required[i]);
  int table = site->taken[KEY_SUBJECT] ? dj_rule_take_table (site->reader, site->taken[KEY_SUBJECT]) : -1;
  if (table < 0)
  {
    site->good = FALSE;
    return;
  }
  site->rule.subject = (DjTable)table;
  site->rule.when = take_condition (site, KEY_WHEN, &site->rule.when_text);
  site->rule.then = take_condition (site, KEY_THEN, &site->rule.then_text);
  take_message (site);
}

/* ---- One rule ------------------------------------------------------------------------------------------------------------------ */

static void keep_rule (Site *site)
{
  DjRuleReader *reader = site->reader;
  g_array_append_val (reader->rules->rules, site->rule);
  g_ptr_array_add (reader->restating, (gpointer)site->taken[KEY_RESTATES]);
  if (site->rule.id)
    g_hash_table_insert (reader->rules->by_id, g_strdup (site->rule.id), GUINT_TO_POINTER (reader->rules->rules->len));
}

/* A rule with defects is kept, so that those that name it are not told to name none: with any defect all is given up in the end. */
static void read_rule (DjRuleReader *reader, const cJSON *value)
{
  Site site = { .reader = reader, .value = value };
  site.rule = (DjRule){ .when = DJ_NOT_READ, .then = DJ_NOT_READ, .restates = DJ_NOT_READ };
  site.rule.file = g_strdup (dj_rule_file_of (reader, value)->name);
  site.rule.line = dj_rule_line_of (reader, value);
  site.good = dj_rule_take (reader, value, rule_keys, N_KEYS, site.taken);
  take_id (&site);
  take_severity (&site);
  take_confirmed (&site);
  take_source (&site);
  if (site.taken[KEY_TITLE])
    take_title (&site);
  if (!check_instead (&site) && cJSON_IsObject (value))
    take_demand (&site);
  if (site.taken[KEY_INVARIANT])
    take_invariant (&site);
  if (site.taken[KEY_UNCOVERED])
    take_uncovered (&site);
  keep_rule (&site);
}

/* ---- Restating ------------------------------------------------------------------------------------------------------------------- */

static void copy_text (const char *from, char **to)
{
  g_free (*to);
  *to = g_strdup (from);
}

static void copy_message (const GArray *from, GArray **to)
{
  g_clear_pointer (to, g_array_unref);
  *to = from ? dj_pieces_copy (from) : NULL;
}

/* A rule with defects may have some of it itself. */
static void copy_demand (const DjRule *from, DjRule *to)
{
  to->subject = from->subject;
  to->when = from->when;
  to->then = from->then;
  copy_text (from->when_text, &to->when_text);
  copy_text (from->then_text, &to->then_text);
  copy_text (from->invariant, &to->invariant);
  copy_text (from->uncovered_zh, &to->uncovered_zh);
  copy_text (from->uncovered_en, &to->uncovered_en);
  copy_message (from->message_zh, &to->message_zh);
  copy_message (from->message_en, &to->message_en);
}

static void find_restated (DjRuleReader *reader, guint number)
{
  const cJSON *value = g_ptr_array_index (reader->restating, number);
  DjRule *rule = &g_array_index (reader->rules->rules, DjRule, number);
  rule->restates = value ? dj_rules_find (reader->rules, value->valuestring) : -1;
  if (value && rule->restates < 0)
    dj_rule_complain (reader, value, NULL, "没有这样的规则", "there is no such rule");
}

/* The rule at the end of those that one restates, -1 where they go round in a circle. A way is cut behind who has been asked, so that all
 * of them are gone once. */
static gint32 find_last (DjRuleReader *reader, gint32 number, gint32 *last)
{
  gint32 at = number;
  for (guint steps = 0; last[at] < 0 && dj_rules_get (reader->rules, at)->restates >= 0; steps++)
  {
    if (steps > reader->rules->rules->len)
      return -1;
    at = dj_rules_get (reader->rules, at)->restates;
  }
  return last[number] = last[at] >= 0 ? last[at] : at;
}

static void resolve_restated (DjRuleReader *reader)
{
  guint n = reader->rules->rules->len;
  gint32 *last = g_new (gint32, n + 1);
  for (guint i = 0; i < n; i++)
    last[i] = -1;
  for (guint i = 0; i < n; i++)
    find_restated (reader, i);
  for (guint i = 0; i < n; i++)
  {
    DjRule *rule = &g_array_index (reader->rules->rules, DjRule, i);
    gint32 end = rule->restates >= 0 ? find_last (reader, (gint32)i, last) : (gint32)i;
    if (end < 0)
      dj_rule_complain (reader, g_ptr_array_index (reader->restating, i), NULL, "规则重申自身",
                        "the rule restates itself");
    else if (end != (gint32)i)
      copy_demand (dj_rules_get (reader->rules, end), rule);
  }
  g_free (last);
}

static void read_rules_of (DjRuleReader *reader, const DjRuleFile *file)
{
  const cJSON *rules = cJSON_GetObjectItemCaseSensitive (file->document, "rules");
  for (const cJSON *value = cJSON_IsArray (rules) ? rules->child : NULL; value; value = value->next)
    if (reader->rules->rules->len < DJ_RULES_MAX)
      read_rule (reader, value);
    else
      dj_rule_complain_once (reader, DJ_TOLD_RULES, value, "规则过多", "there are too many rules");
}

void dj_rule_read_rules (DjRuleReader *reader)
{
  for (guint i = 0; i < reader->files->len; i++)
    read_rules_of (reader, g_ptr_array_index (reader->files, i));
  resolve_restated (reader);
}

/* ---- The whole --------------------------------------------------------------------------------------------------------------------- */

/* What the files say, once they are loaded. */
static DjRules *finish (DjRuleReader *reader, GError **error)
{
  dj_rule_declare (reader);
  dj_rule_read_measures (reader);
  dj_rule_read_rules (reader);
  dj_rule_read_silences (reader);
  dj_issues_finish (reader->issues);
  if (dj_issues_get_n (reader->issues) == 0)
    return g_steal_pointer (&reader->rules);
  g_propagate_error (error, dj_error_new_data (reader->issues));
  return NULL;
}

DjRules *dj_rules_read (const char *const *sets, GError **error)
{
  g_return_val_if_fail (sets != NULL && (error == NULL || *error == NULL), NULL);
  g_autoptr (DjRuleReader) reader = dj_rule_reader_new ();
  for (gsize i = 0; sets[i]; i++)
    if (!dj_rule_load_set (reader, sets[i], error))
      return NULL;
  return finish (reader, error);
}

DjRules *dj_rules_read_text (const char *text, gssize length, const char *file, GError **error)
{
  g_return_val_if_fail ((text != NULL || length == 0) && (error == NULL || *error == NULL), NULL);
  g_autoptr (DjRuleReader) reader = dj_rule_reader_new ();
  dj_rule_load_text (reader, text ? text : "", length < 0 ? strlen (text) : (gsize)length, file ? file : "rules.json");
  return finish (reader, error);
}
