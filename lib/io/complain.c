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

/* Columns of the place, the severity and the rule. */
typedef struct
{
  int place;
  int severity;
  int rule;
} Widths;

static const char *severity_label (DjSeverity severity, DjLanguage language)
{
  static const char *const chinese[] = { "无", "提示", "一般应当", "必须" };
  return language == DJ_LANGUAGE_ZH ? chinese[severity] : dj_severity_get_name (severity);
}

static Widths measure (const DjIssues *issues, DjLanguage language)
{
  Widths widths = { 0, 0, 0 };
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_autofree char *place = format_place (issue);
    widths.place = MAX (widths.place, dj_text_width (place));
    widths.severity = MAX (widths.severity, dj_text_width (severity_label (issue->severity, language)));
    widths.rule = MAX (widths.rule, dj_text_width (issue->rule));
  }
  widths.place = MIN (widths.place, PLACE_WIDTH_MAX);
  return widths;
}

/* The Chinese form stands before a middle dot and the English one after it. */
static void append_citation (GString *out, const char *citation, DjLanguage language)
{
  g_auto (GStrv) forms = g_strsplit (citation, " · ", 2);
  gboolean chinese = language == DJ_LANGUAGE_ZH;
  g_string_append (out, chinese ? "（" : " (");
  append_plain (out, forms[0] && forms[1] ? forms[chinese ? 0 : 1] : citation);
  g_string_append (out, chinese ? "）" : ")");
}

static void print_issue (const DjIssue *issue, DjLanguage language, const Widths *widths)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *place = format_place (issue);
  append_padded (out, place, widths->place);
  append_padded (out, severity_label (issue->severity, language), widths->severity);
  append_padded (out, issue->rule, widths->rule);
  append_plain (out, language == DJ_LANGUAGE_ZH ? issue->message_zh : issue->message_en);
  if (issue->citation)
    append_citation (out, issue->citation, language);
  fprintf (stderr, "%s\n", out->str);
}

/* How many were not kept, as text; NULL where all were. The line that says so comes last, its number at its end. */
static const char *not_listed (const DjIssues *issues)
{
  guint n = dj_issues_get_n (issues);
  const DjIssue *last = n ? dj_issues_get (issues, n - 1) : NULL;
  const char *blank = last && last->code == DJ_ISSUE_TOO_MANY ? strrchr (last->message_en, ' ') : NULL;
  return blank ? blank + 1 : NULL;
}

static void print_summary (const DjIssues *issues, DjLanguage language)
{
  const char *more = not_listed (issues);
  guint n = dj_issues_get_n (issues) - (more != NULL);
  guint must = dj_issues_count (issues, DJ_SEVERITY_MUST) - (more != NULL);
  gboolean chinese = language == DJ_LANGUAGE_ZH;
  fprintf (stderr, chinese ? "问题 %u 处%s（必须改正 %u 处）" : "%u finding%s (%u must)", n,
           n == 1 || chinese ? "" : "s", must);
  if (more)
    fprintf (stderr, chinese ? "（另有 %s 处未列出）" : " (%s more not listed)", more);
  fputc ('\n', stderr);
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
  Widths widths = measure (issues, language);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    print_issue (dj_issues_get (issues, i), language, &widths);
  print_summary (issues, language);
  return 2;
}
