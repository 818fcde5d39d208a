/* SPDX-License-Identifier: Apache-2.0 */
/* Rules once they are read: their life, finding them, choosing some of them. */
#include "boxed-private.h"
#include "rule/reading-private.h"

#include <string.h>

DJ_DEFINE_BOXED_TYPE (DjRules, dj_rules)

/* ---- What is in it -------------------------------------------------------------------------------------------------------- */

/* All texts that a rule has, for freeing and copying. */
#define N_TEXTS 13

static void list_texts (DjRule *rule, char **texts[N_TEXTS])
{
  char **const all[N_TEXTS]
      = { &rule->id,        &rule->instrument_zh, &rule->instrument_en, &rule->article_zh,   &rule->article_en,
          &rule->title_zh,  &rule->title_en,      &rule->invariant,     &rule->uncovered_zh, &rule->uncovered_en,
          &rule->when_text, &rule->then_text,     &rule->file };
  memcpy (texts, all, sizeof all);
}

static void clear_rule (gpointer data)
{
  DjRule *rule = data;
  char **texts[N_TEXTS];
  list_texts (rule, texts);
  for (int i = 0; i < N_TEXTS; i++)
    g_free (*texts[i]);
  g_clear_pointer (&rule->message_zh, g_array_unref);
  g_clear_pointer (&rule->message_en, g_array_unref);
}

static void clear_column (gpointer data)
{
  DjFurtherColumn *column = data;
  g_free (column->name);
  g_free (column->label_zh);
  g_free (column->label_en);
  g_strfreev (column->values);
  g_strfreev (column->value_labels);
}

static void clear_silence (gpointer data)
{
  DjSilence *silence = data;
  g_free (silence->rule);
  g_free (silence->under);
  g_free (silence->reason);
}

static void clear_parameter (gpointer data)
{
  DjParameter *parameter = data;
  g_free (parameter->name);
  g_free (parameter->label_zh);
  g_free (parameter->label_en);
}

static GArray *new_list (guint size, GDestroyNotify clear)
{
  GArray *list = g_array_new (FALSE, FALSE, size);
  if (clear)
    g_array_set_clear_func (list, clear);
  return list;
}

static DjRules *new_empty (void)
{
  DjRules *rules = g_new0 (DjRules, 1);
  g_atomic_ref_count_init (&rules->references);
  rules->rules = new_list (sizeof (DjRule), clear_rule);
  rules->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rules->silences = new_list (sizeof (DjSilence), clear_silence);
  return rules;
}

DjRules *dj_rules_new (void)
{
  DjRules *rules = new_empty ();
  rules->nodes = new_list (sizeof (DjNode), NULL);
  rules->conditions = new_list (sizeof (DjCondition), dj_condition_clear);
  rules->columns = new_list (sizeof (DjFurtherColumn), clear_column);
  rules->parameters = new_list (sizeof (DjParameter), clear_parameter);
  return rules;
}

/* ---- Life ---------------------------------------------------------------------------------------------------------------------- */

DjRules *dj_rules_ref (DjRules *rules)
{
  g_return_val_if_fail (rules != NULL, NULL);
  g_atomic_ref_count_inc (&rules->references);
  return rules;
}

void dj_rules_unref (DjRules *rules)
{
  g_return_if_fail (rules != NULL);
  if (!g_atomic_ref_count_dec (&rules->references))
    return;
  GArray *lists[]
      = { rules->rules, rules->nodes, rules->conditions, rules->columns, rules->silences, rules->parameters };
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    g_array_unref (lists[i]);
  g_hash_table_unref (rules->by_id);
  g_free (rules);
}

/* ---- Finding ------------------------------------------------------------------------------------------------------------------- */

int dj_rules_get_n (const DjRules *rules)
{
  g_return_val_if_fail (rules != NULL, 0);
  return (int)rules->rules->len;
}

int dj_rules_find (const DjRules *rules, const char *id)
{
  g_return_val_if_fail (rules != NULL && id != NULL, -1);
  return (int)GPOINTER_TO_UINT (g_hash_table_lookup (rules->by_id, id)) - 1;
}

/* What chooses among values is of their type: so is what a value is looked up by. */
const DjFurtherColumn *dj_rules_find_values (const DjRules *rules, const DjNode *node)
{
  while (node->type == DJ_VALUE_CODE && !node->codes && node->kind != DJ_NODE_FURTHER)
    node = dj_rules_get_node (rules, node->args[node->kind == DJ_NODE_EITHER ? 0 : 1]);
  return node->type == DJ_VALUE_CODE && !node->codes ? &g_array_index (rules->columns, DjFurtherColumn, node->column)
                                                     : NULL;
}

static gboolean is_text (const char *one, const char *text, gsize length)
{
  return one && strlen (one) == length && memcmp (one, text, length) == 0;
}

int dj_further_column_find_value (const DjFurtherColumn *column, const char *text, gsize length, gboolean by_label)
{
  for (int i = 0; column->values && column->values[i]; i++)
    if (is_text (column->values[i], text, length)
        || (by_label && column->value_labels && is_text (column->value_labels[i], text, length)))
      return i + 1;
  return 0;
}

/* ---- Choosing ------------------------------------------------------------------------------------------------------------------ */

static void copy_rule (const DjRule *from, DjRule *to)
{
  char **texts[N_TEXTS];
  *to = *from;
  list_texts (to, texts);
  for (int i = 0; i < N_TEXTS; i++)
    *texts[i] = g_strdup (*texts[i]);
  to->message_zh = from->message_zh ? dj_pieces_copy (from->message_zh) : NULL;
  to->message_en = from->message_en ? dj_pieces_copy (from->message_en) : NULL;
}

/* One that restates another which is not there stands for itself, or for the one that the other restates: it has all that they demand. */
static void add_chosen (DjRules *chosen, const DjRules *rules, int number)
{
  DjRule rule;
  copy_rule (dj_rules_get (rules, number), &rule);
  gint32 restated = rule.restates;
  rule.restates = -1;
  for (; restated >= 0 && rule.restates < 0; restated = dj_rules_get (rules, restated)->restates)
    rule.restates = dj_rules_find (chosen, dj_rules_get (rules, restated)->id);
  g_array_append_val (chosen->rules, rule);
}

/* In the order of the files, whatever the order of the ids. The numbers of all must be known before the first is copied, as one may
 * restate a later one. */
static void number_chosen (DjRules *chosen, const DjRules *rules, const GHashTable *wanted)
{
  guint n = 0;
  for (guint i = 0; i < rules->rules->len; i++)
    if (g_hash_table_contains ((GHashTable *)wanted, GUINT_TO_POINTER (i)))
      g_hash_table_insert (chosen->by_id, g_strdup (dj_rules_get (rules, (gint32)i)->id), GUINT_TO_POINTER (++n));
}

static void choose_silences (DjRules *chosen, const DjRules *rules)
{
  for (guint i = 0; i < rules->silences->len; i++)
  {
    DjSilence silence = g_array_index (rules->silences, DjSilence, i);
    if (g_strcmp0 (silence.rule, "*") != 0 && dj_rules_find (chosen, silence.rule) < 0)
      continue;
    silence.rule = g_strdup (silence.rule);
    silence.under = g_strdup (silence.under);
    silence.reason = g_strdup (silence.reason);
    g_array_append_val (chosen->silences, silence);
  }
}

/* Everything but rules and silences does not change and is shared. */
static DjRules *choose (const DjRules *rules, const GHashTable *wanted)
{
  DjRules *chosen = new_empty ();
  chosen->chosen = TRUE;
  chosen->nodes = g_array_ref (rules->nodes);
  chosen->conditions = g_array_ref (rules->conditions);
  chosen->columns = g_array_ref (rules->columns);
  chosen->parameters = g_array_ref (rules->parameters);
  number_chosen (chosen, rules, wanted);
  for (guint i = 0; i < rules->rules->len; i++)
    if (g_hash_table_contains ((GHashTable *)wanted, GUINT_TO_POINTER (i)))
      add_chosen (chosen, rules, (int)i);
  choose_silences (chosen, rules);
  return chosen;
}

DjRules *dj_rules_select (DjRules *rules, const char *const *ids, GError **error)
{
  g_return_val_if_fail (rules != NULL && ids != NULL && (error == NULL || *error == NULL), NULL);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; ids[i]; i++)
  {
    int number = dj_rules_find (rules, ids[i]);
    if (number < 0)
    {
      g_set_error (error, DJ_ERROR, DJ_ERROR_NOT_FOUND, DJ_SAY ("没有这样的规则：%s", "there is no such rule: %s"),
                   ids[i]);
      return NULL;
    }
    g_hash_table_add (wanted, GINT_TO_POINTER (number));
  }
  return choose (rules, wanted);
}
