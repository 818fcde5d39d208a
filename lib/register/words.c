/* SPDX-License-Identifier: Apache-2.0 */
/* Words about cells, for issues. */
#include "register/register-private.h"

#include "schema/schema-private.h"

static char *describe_codes (const DjCodeList *codes)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (int i = 0; i < codes->n_codes && names->len < 240; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", codes->codes[i].name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static char *describe_bounds (const DjColumnInfo *info)
{
  char least[DJ_NUMBER_TEXT_SIZE], greatest[DJ_NUMBER_TEXT_SIZE];
  if (info->minimum >= info->maximum)
    return NULL;
  dj_real_format (info->minimum, least);
  if (info->maximum == G_MAXDOUBLE)
    return g_strdup_printf ("≥ %s", least);
  return g_strdup_printf ("%s – %s", least, dj_real_format (info->maximum, greatest));
}

char *dj_column_describe (const DjColumnInfo *info)
{
  if (!info)
    return NULL;
  return info->type == DJ_TYPE_CODE ? describe_codes (info->codes) : describe_bounds (info);
}

gboolean dj_cell_is_blank (const DjTableData *table, const DjTexts *texts, int column, gint32 row)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  const char *cell = dj_table_get_cell (table, texts, column, row, buffer);
  return !cell || !*cell;
}
