/* SPDX-License-Identifier: Apache-2.0 */
/* An error told to a person on a terminal. */
#include <stdio.h>
#include <string.h>

#include "frame/frame-private.h"
#include "io/io-private.h"

/* A file name or a value of hostile data must not steer the terminal: controls are shown as escapes. */
static void append_plain (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  for (const char *at = valid; *at; at = g_utf8_next_char (at))
  {
    gunichar c = g_utf8_get_char (at);
    GUnicodeType type = g_unichar_type (c);
    if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
        || type == G_UNICODE_PARAGRAPH_SEPARATOR)
      g_string_append_printf (out, "\\u%04X", c);
    else
      g_string_append_unichar (out, c);
  }
}

static char *format_place (const DjIssue *issue)
{
  GString *out = g_string_new (NULL);
  append_plain (out, issue->file ? issue->file : "-");
  if (issue->line > 0)
    g_string_append_printf (out, ":%d", issue->line);
  if (issue->line > 0 && issue->column > 0)
    g_string_append_printf (out, ":%d", issue->column);
  return g_string_free (out, FALSE);
}

static void append_padded (GString *out, const char *text, int width)
{
  append_plain (out, text);
  for (int i = dj_text_width (text); i < width; i++)
    g_string_append_c (out, ' ');
  g_string_append (out, "  ");
}

/* Columns line up unless a name is so long that all others would suffer. */
#define PLACE_WIDTH_MAX 48

static void measure (const DjIssues *issues, int *place_width, int *rule_width)
{
  *place_width = *rule_width = 0;
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_autofree char *place = format_place (issue);
    *place_width = MAX (*place_width, dj_text_width (place));
    *rule_width = MAX (*rule_width, dj_text_width (issue->rule));
  }
  *place_width = MIN (*place_width, PLACE_WIDTH_MAX);
}

static void print_issue (const DjIssue *issue, DjLanguage language, int place_width, int rule_width)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *place = format_place (issue);
  append_padded (out, place, place_width);
  append_padded (out, dj_severity_get_name (issue->severity), (int)strlen ("should"));
  append_padded (out, issue->rule, rule_width);
  append_plain (out, language == DJ_LANGUAGE_ZH ? issue->message_zh : issue->message_en);
  if (issue->citation)
  {
    g_string_append (out, "  ");
    append_plain (out, issue->citation);
  }
  fprintf (stderr, "%s\n", out->str);
}

static void print_summary (const DjIssues *issues, DjLanguage language)
{
  guint n = dj_issues_get_n (issues);
  guint must = dj_issues_count (issues, DJ_SEVERITY_MUST);
  if (language == DJ_LANGUAGE_ZH)
    fprintf (stderr, "共 %u 处问题（其中 must %u 处）\n", n, must);
  else
    fprintf (stderr, "%u issue%s (%u must)\n", n, n == 1 ? "" : "s", must);
}

int dj_complain (const GError *error)
{
  g_return_val_if_fail (error != NULL, 2);
  const DjIssues *issues = dj_error_get_issues (error);
  if (!issues)
  {
    g_autoptr (GString) out = g_string_new (NULL);
    append_plain (out, error->message);
    fprintf (stderr, "%s\n", out->str);
    return 2;
  }
  DjLanguage language = dj_language_default ();
  int place_width, rule_width;
  measure (issues, &place_width, &rule_width);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    print_issue (dj_issues_get (issues, i), language, place_width, rule_width);
  print_summary (issues, language);
  return 2;
}
