/* SPDX-License-Identifier: Apache-2.0 */
/* Names of columns, tables and values in the words of a Chinese sentence: the labels that stand in the reader's own ledger. */
#include "schema/schema-private.h"

#include <string.h>

static const char *label_of_column (int table, const char *name)
{
  int column = table < 0 ? -1 : dj_table_find_column ((DjTable)table, name);
  if (column >= 0)
    return dj_schema_get_table ((DjTable)table)->columns[column].label_zh;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjShorthand *shorthand = dj_schema_get_table ((DjTable)t)->shorthand;
    if (shorthand && strcmp (shorthand->column.name, name) == 0)
      return shorthand->column.label_zh;
  }
  return NULL;
}

static const char *label_of_table (const char *name)
{
  int table = dj_schema_find_table (name);
  return table < 0 ? NULL : dj_schema_get_table ((DjTable)table)->label_zh;
}

static const char *label_of_value (const DjCodeList *codes, const char *name)
{
  return codes ? dj_code_list_get_label (codes, dj_code_list_find (codes, name, -1), DJ_LANGUAGE_ZH) : NULL;
}

/* Each of `a, b, c` by its label, where it has one. */
static char *label_list (const char *names, const DjCodeList *codes)
{
  g_auto (GStrv) parts = g_strsplit (names, ", ", -1);
  g_autoptr (GString) labels = g_string_new (NULL);
  for (int i = 0; parts[i]; i++)
  {
    const char *label = codes ? label_of_value (codes, parts[i]) : label_of_table (parts[i]);
    g_string_append_printf (labels, "%s%s", i ? "、" : "", label ? label : parts[i]);
  }
  return g_string_free (g_steal_pointer (&labels), FALSE);
}

const char *dj_words_name_zh (DjIssueCode code, int table, const char *name)
{
  const char *label = NULL;
  switch (code)
  {
  case DJ_ISSUE_TABLE_TWICE:
  case DJ_ISSUE_DUPLICATE:
  case DJ_ISSUE_DROPPED:
    label = label_of_table (name);
    break;
  case DJ_ISSUE_COLUMN_TWICE:
  case DJ_ISSUE_COLUMN_MISSING:
  case DJ_ISSUE_REQUIRED:
  case DJ_ISSUE_DATE:
  case DJ_ISSUE_NUMBER:
  case DJ_ISSUE_RANGE:
  case DJ_ISSUE_CODE:
  case DJ_ISSUE_TYPE:
  case DJ_ISSUE_REFERENCE:
  case DJ_ISSUE_REFERENCE_TIME:
  case DJ_ISSUE_PERIOD:
  case DJ_ISSUE_CONFLICT:
    label = label_of_column (table, name);
    break;
  case DJ_ISSUE_DUTY_NO_ACCOUNTABLE:
    label = label_of_value (&dj_codes_assignment_role, name);
    break;
  case DJ_ISSUE_DUTY_NOT_INHERITED:
    label = label_of_value (&dj_codes_checklist_kind, name);
    break;
  case DJ_ISSUE_NEED_STATE:
    label = label_of_value (&dj_codes_item_state, name);
    break;
  default:
    break;
  }
  return label ? label : name;
}

const char *dj_words_detail_zh (DjIssueCode code, int table, const char *text)
{
  const char *label = code == DJ_ISSUE_NEED_STATE ? label_of_column (table, text) : NULL;
  return label ? label : text;
}

char *dj_words_choice_zh (DjIssueCode code, int table, const char *column, const char *choice)
{
  if (code == DJ_ISSUE_REFERENCE)
    return label_list (choice, NULL);
  int number = code == DJ_ISSUE_CODE && table >= 0 ? dj_table_find_column ((DjTable)table, column) : -1;
  const DjCodeList *codes = number < 0 ? NULL : dj_schema_get_table ((DjTable)table)->columns[number].codes;
  return codes ? label_list (choice, codes) : g_strdup (choice);
}
