/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files for tests. */
#include "rule-texts.h"

#include <check.h>
#include <string.h>

/* A member of a good rule, where @members does not give another; null takes it out. */
static void append_member (GString *out, const char *members, const char *name, const char *value)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\":", name);
  if (!strstr (members, quoted))
    g_string_append_printf (out, ", %s %s", quoted, value);
}

char *rule_text_with (const char *members)
{
  GString *out = g_string_new ("{ " INSTRUMENTS ", \"rules\": [\n{ ");
  g_autoptr (GRegex) nothing = g_regex_new (", \"[a-z]*\": null", 0, 0, NULL);
  g_autofree char *kept = g_regex_replace_literal (nothing, members, -1, 0, "", 0, NULL);
  g_string_append (out, kept);
  append_member (out, members, "id", "\"r\"");
  append_member (out, members, "subject", "\"unit\"");
  append_member (out, members, "then", "{ \"name\": \"a\" }");
  append_member (out, members, "severity", "\"must\"");
  append_member (out, members, "instrument", "\"i\"");
  append_member (out, members, "confirmed", "\"F\"");
  append_member (out, members, "title", "{ \"zh\": \"题\", \"en\": \"title\" }");
  append_member (out, members, "message", "{ \"zh\": \"话\", \"en\": \"words\" }");
  g_string_append (out, " } ] }");
  return g_string_free (out, FALSE);
}

DjRules *rule_text_read (const char *text)
{
  g_autoptr (GError) error = NULL;
  DjRules *rules = dj_rules_read_text (text, -1, "good.json", &error);
  ck_assert_msg (rules != NULL, "%s\n%s", error ? error->message : "", text);
  return rules;
}
