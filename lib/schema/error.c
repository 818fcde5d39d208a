/* SPDX-License-Identifier: Apache-2.0 */
/* The error domain. Its errors carry the issues behind them, through copies and propagation. */
#include "schema-private.h"

typedef struct
{
  DjIssues *issues;
} DjErrorPrivate;

static void dj_error_private_init (DjErrorPrivate *private) { private->issues = NULL; }

static void dj_error_private_copy (const DjErrorPrivate *from, DjErrorPrivate *to)
{
  to->issues = from->issues ? dj_issues_ref (from->issues) : NULL;
}

static void dj_error_private_clear (DjErrorPrivate *private) { g_clear_pointer (&private->issues, dj_issues_unref); }

G_DEFINE_EXTENDED_ERROR (DjError, dj_error)

static const DjIssue *find_worst (const DjIssues *issues)
{
  DjSeverity worst = dj_issues_worst (issues);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    if (dj_issues_get (issues, i)->severity == worst)
      return dj_issues_get (issues, i);
  return NULL;
}

/* `person.csv:118:5: A sentence (3 issues)`, as far as known. */
static char *describe (const DjIssues *issues)
{
  gboolean chinese = dj_language_default () == DJ_LANGUAGE_ZH;
  const DjIssue *issue = find_worst (issues);
  if (issue == NULL)
    return g_strdup (chinese ? "数据有问题" : "The data have defects");
  GString *out = g_string_new (NULL);
  if (issue->file)
    g_string_append (out, issue->file);
  if (issue->file && issue->line > 0)
    g_string_append_printf (out, ":%d", issue->line);
  if (issue->file && issue->line > 0 && issue->column > 0)
    g_string_append_printf (out, ":%d", issue->column);
  if (issue->file)
    g_string_append (out, ": ");
  g_string_append (out, chinese ? issue->message_zh : issue->message_en);
  guint n = dj_issues_get_n (issues);
  if (n > 1)
    g_string_append_printf (out, chinese ? "（共 %u 处问题）" : " (%u issues)", n);
  return g_string_free (out, FALSE);
}

GError *dj_error_new_data (DjIssues *issues) { return dj_error_new_issues (DJ_ERROR_DATA, issues); }

GError *dj_error_new_issues (DjError code, DjIssues *issues)
{
  g_return_val_if_fail (issues != NULL, NULL);
  g_autofree char *message = describe (issues);
  GError *error = g_error_new_literal (DJ_ERROR, (gint)code, message);
  dj_error_get_private (error)->issues = dj_issues_ref (issues);
  return error;
}

const DjIssues *dj_error_get_issues (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return error->domain == DJ_ERROR ? dj_error_get_private (error)->issues : NULL;
}
