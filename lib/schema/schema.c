/* SPDX-License-Identifier: Apache-2.0 */
/* Looking things up in the declared schema. */
#include "schema-private.h"

#include <string.h>

/* In the order of the enumerations in <dangjian/tables.h>. */
static const DjCodeList *const code_lists[] = {
  &dj_codes_yes_no,
  &dj_codes_sex,
  &dj_codes_area_kind,
  &dj_codes_area_class,
  &dj_codes_organization_kind,
  &dj_codes_organization_form,
  &dj_codes_organization_mode,
  &dj_codes_unit_kind,
  &dj_codes_industry,
  &dj_codes_education,
  &dj_codes_member_class,
  &dj_codes_left_how,
  &dj_codes_occupation,
  &dj_codes_membership_kind,
  &dj_codes_guidance_kind,
  &dj_codes_coverage_manner,
  &dj_codes_transfer_state,
  &dj_codes_post_role,
  &dj_codes_post_basis,
  &dj_codes_alliance_kind,
  &dj_codes_seat_role,
  &dj_codes_checklist_kind,
  &dj_codes_item_state,
  &dj_codes_item_route,
  &dj_codes_recurrence,
  &dj_codes_assignment_role,
  &dj_codes_activity_kind,
  &dj_codes_facility_level,
  &dj_codes_member_status,
  &dj_codes_age_band,
  &dj_codes_resort_step,
  &dj_codes_nearness,
  &dj_codes_difference,
  &dj_codes_unmet_reason,
  &dj_codes_event,
};

/* ---- Language --------------------------------------------------------------------------------------------------- */

DjLanguage dj_language_default (void)
{
  const char *first = g_get_language_names ()[0];
  gboolean chinese = strncmp (first, "zh", 2) == 0 && !g_ascii_isalpha (first[2]);
  return chinese ? DJ_LANGUAGE_ZH : DJ_LANGUAGE_EN;
}

/* ---- Code lists ------------------------------------------------------------------------------------------------- */

int dj_schema_get_n_code_lists (void) { return (int)G_N_ELEMENTS (code_lists); }

const DjCodeList *dj_schema_get_code_list (int index)
{
  g_return_val_if_fail (index >= 0 && index < dj_schema_get_n_code_lists (), NULL);
  return code_lists[index];
}

const DjCodeList *dj_schema_find_code_list (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (code_lists); i++)
    if (strcmp (code_lists[i]->name, name) == 0)
      return code_lists[i];
  return NULL;
}

/* Whether text[0..length), which NUL need not end, is @name. */
static inline gboolean is_named (const char *name, const char *text, gsize length)
{
  return name != NULL && name[0] == text[0] && strncmp (name, text, length) == 0 && name[length] == '\0';
}

int dj_code_list_find (const DjCodeList *list, const char *text, gssize length)
{
  g_return_val_if_fail (list != NULL && (text != NULL || length == 0), 0);
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  if (n == 0 || memchr (text, '\0', n) != NULL)
    return 0;
  for (int i = 0; i < list->n_codes; i++)
  {
    const DjCodeInfo *code = &list->codes[i];
    if (is_named (code->name, text, n) || is_named (code->label_zh, text, n) || is_named (code->official, text, n))
      return i + 1;
  }
  return 0;
}

static const DjCodeInfo *get_code (const DjCodeList *list, int code)
{
  return code > 0 && code <= list->n_codes ? &list->codes[code - 1] : NULL;
}

const char *dj_code_list_get_name (const DjCodeList *list, int code)
{
  g_return_val_if_fail (list != NULL, NULL);
  const DjCodeInfo *info = get_code (list, code);
  return info ? info->name : NULL;
}

const char *dj_code_list_get_label (const DjCodeList *list, int code, DjLanguage language)
{
  g_return_val_if_fail (list != NULL, NULL);
  const DjCodeInfo *info = get_code (list, code);
  if (info == NULL)
    return NULL;
  return language == DJ_LANGUAGE_ZH ? info->label_zh : info->label_en;
}

/* ---- Tables and columns ----------------------------------------------------------------------------------------- */

const DjTableInfo *dj_schema_get_table (DjTable table)
{
  g_return_val_if_fail ((guint)table < DJ_N_TABLES, NULL);
  return &dj_tables[table];
}

int dj_schema_find_table (const char *name)
{
  g_return_val_if_fail (name != NULL, -1);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (strcmp (dj_tables[t].name, name) == 0 || strcmp (dj_tables[t].label_zh, name) == 0)
      return t;
  return -1;
}

int dj_table_find_column (DjTable table, const char *name)
{
  g_return_val_if_fail ((guint)table < DJ_N_TABLES && name != NULL, -1);
  const DjTableInfo *info = &dj_tables[table];
  for (int c = 0; c < info->n_columns; c++)
    if (strcmp (info->columns[c].name, name) == 0 || strcmp (info->columns[c].label_zh, name) == 0)
      return c;
  return -1;
}

const char *dj_type_get_name (DjType type)
{
  static const char *const names[] = {
    [DJ_TYPE_TEXT] = "text", [DJ_TYPE_INT] = "int",   [DJ_TYPE_REAL] = "real",
    [DJ_TYPE_DATE] = "date", [DJ_TYPE_CODE] = "code", [DJ_TYPE_REFERENCE] = "reference",
  };
  g_return_val_if_fail ((guint)type < G_N_ELEMENTS (names), NULL);
  return names[type];
}
