/* SPDX-License-Identifier: Apache-2.0 */
/* The declared tables, columns and code lists. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "schema/schema-private.h"

/* ---- Tables ----------------------------------------------------------------------------------------------------- */

/* The contract, once more and by hand: a star is required, then the type, then what it refers to or its code list. */
static const char *const contract[] = {
  "area code*T name*T kind*Carea_kind classCarea_class parentRarea lonF latF since until",
  "area_part zone*Rarea area*Rarea since until",
  "unit code*T name*T kind*Cunit_kind areaRarea hostRunit industryCindustry credit_codeT headcountI since until",
  "organization code*T name*T short_nameT kind*Corganization_kind formCorganization_form modeCorganization_mode "
  "base_unitRunit "
  "base_areaRarea may_admitCyes_no approved_byRorganization term_yearsI term_endsD since until",
  "subordination organization*Rorganization superior*Rorganization since until",
  "guidance organization*Rorganization guide*Runit,organization,alliance kindCguidance_kind since until",
  "coverage unit*Runit organization*Rorganization mannerCcoverage_manner since until",
  "person code*T nameT sexCsex bornD educationCeducation employerRunit residenceRarea classCmember_class appliedD "
  "activistD "
  "targetD admittedD fullD leftD left_howCleft_how occupationCoccupation",
  "membership person*Rperson organization*Rorganization kindCmembership_kind since until",
  "transfer person*Rperson fromRorganization toRorganization letterT issuedD valid_untilD receivedD "
  "stateCtransfer_state",
  "post person*Rperson body*Runit,organization,alliance role*Cpost_role basisCpost_basis full_timeCyes_no since until",
  "alliance code*T name*T kind*Calliance_kind parentRalliance leadRunit,organization,alliance areaRarea since until",
  "seat alliance*Ralliance body*Runit,organization,alliance roleCseat_role since until",
  "checklist code*T name*T kind*Cchecklist_kind owner*Runit,organization,alliance periodT since until",
  "item code*T checklist*Rchecklist title*T categoryT stateCitem_state quantityF measureT openedD dueD closedD "
  "areaRarea "
  "raised_byRunit,organization,alliance routeCitem_route recurrenceCrecurrence ratingI",
  "assignment item*Ritem body*Runit,organization,alliance roleCassignment_role since until",
  "match need*Ritem resourceRitem projectRitem quantityF since until",
  "activity code*T kind*Cactivity_kind host*Runit,organization,alliance dateD headcountI itemRitem",
  "attendance activity*Ractivity participant*Runit,organization,person,alliance since until",
  "facility code*T name*T levelCfacility_level organizationRorganization areaRarea lonF latF servicesT since until",
};

static char *describe_column (const DjColumnInfo *column)
{
  static const char letters[] = "TIFDCR";
  GString *out = g_string_new (column->name);
  if (strcmp (column->name, "since") == 0 || strcmp (column->name, "until") == 0)
    return g_string_free (out, FALSE);
  if (column->flags & DJ_COLUMN_REQUIRED)
    g_string_append_c (out, '*');
  g_string_append_c (out, letters[column->type]);
  if (column->codes)
    g_string_append (out, column->codes->name);
  const char *comma = "";
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (column->references & DJ_TABLE_BIT (t))
    {
      g_string_append_printf (out, "%s%s", comma, dj_schema_get_table ((DjTable)t)->name);
      comma = ",";
    }
  return g_string_free (out, FALSE);
}

START_TEST (test_contract)
{
  ck_assert_int_eq (DJ_N_TABLES, 20);
  const DjTableInfo *table = dj_schema_get_table ((DjTable)_i);
  GString *out = g_string_new (table->name);
  for (int c = 0; c < table->n_columns; c++)
  {
    g_autofree char *column = describe_column (&table->columns[c]);
    g_string_append_printf (out, " %s", column);
  }
  ck_assert_str_eq (out->str, contract[_i]);
  g_string_free (out, TRUE);
}
END_TEST

static void assert_labelled (const char *name, const char *zh, const char *en)
{
  ck_assert_msg (name && *name && zh && *zh && en && *en, "%s", name);
  ck_assert_msg (g_utf8_validate (zh, -1, NULL) && strcmp (zh, name) != 0 && (guchar)zh[0] >= '0', "%s", name);
  for (const char *p = name; *p; p++)
    ck_assert_msg (g_ascii_islower (*p) || g_ascii_isdigit (*p) || *p == '_', "%s", name);
  for (const char *p = en; *p; p++)
    ck_assert_msg ((guchar)*p < 0x80, "%s: %s", name, en);
}

/* Fails where the name was seen before. */
static void assert_new (GHashTable *seen, const char *name)
{
  if (name)
    ck_assert_msg (g_hash_table_add (seen, (gpointer)name), "twice: %s", name);
}

static void assert_column (const DjTableInfo *table, const DjColumnInfo *column)
{
  assert_labelled (column->name, column->label_zh, column->label_en);
  ck_assert_msg (column->description && *column->description, "%s", column->name);
  ck_assert_int_eq (column->type == DJ_TYPE_CODE, column->codes != NULL);
  ck_assert_int_eq (column->type == DJ_TYPE_REFERENCE, column->references != 0);
  ck_assert_uint_eq (column->references >> DJ_N_TABLES, 0);
  ck_assert (column->minimum <= column->maximum);
  ck_assert ((column->type == DJ_TYPE_INT || column->type == DJ_TYPE_REAL) || column->maximum == 0);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (column->references & DJ_TABLE_BIT (t))
      ck_assert_int_ge (dj_schema_get_table ((DjTable)t)->key, 0);
  if (column->flags & (DJ_COLUMN_WITHIN | DJ_COLUMN_FOLLOWS))
  {
    ck_assert_int_eq (column->type, DJ_TYPE_REFERENCE);
    ck_assert_int_ge (table->since, 0);
  }
  if (column->codes)
    ck_assert_ptr_eq (dj_schema_find_code_list (column->codes->name), column->codes);
  if (column->not_before)
  {
    int other = dj_table_find_column ((DjTable)(table - dj_schema_get_table (DJ_TABLE_AREA)), column->not_before);
    ck_assert_int_ge (other, 0);
    ck_assert_int_eq (table->columns[other].type, DJ_TYPE_DATE);
    ck_assert_int_eq (column->type, DJ_TYPE_DATE);
  }
}

START_TEST (test_table_consistent)
{
  DjTable t = (DjTable)_i;
  const DjTableInfo *table = dj_schema_get_table (t);
  assert_labelled (table->name, table->label_zh, table->label_en);
  ck_assert (table->description && *table->description && table->source && *table->source);
  ck_assert_int_eq (dj_schema_find_table (table->name), _i);
  ck_assert_int_eq (dj_schema_find_table (table->label_zh), _i);
  ck_assert_int_eq (table->since >= 0, table->until >= 0);

  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  if (table->shorthand)
  {
    assert_column (table, &table->shorthand->column);
    assert_new (seen, table->shorthand->column.name);
    assert_new (seen, table->shorthand->column.label_zh);
  }
  for (int c = 0; c < table->n_columns; c++)
  {
    const DjColumnInfo *column = &table->columns[c];
    assert_column (table, column);
    assert_new (seen, column->name);
    assert_new (seen, column->label_zh);
    ck_assert_int_eq (dj_table_find_column (t, column->name), c);
    ck_assert_int_eq (dj_table_find_column (t, column->label_zh), c);
    ck_assert_int_eq (c == table->since, strcmp (column->name, "since") == 0);
    ck_assert_int_eq (c == table->until, strcmp (column->name, "until") == 0);
    ck_assert_int_eq (c == table->key, strcmp (column->name, "code") == 0);
    ck_assert_int_eq (c == table->key, (column->flags & DJ_COLUMN_KEY) != 0);
  }
  ck_assert_int_eq (dj_table_find_column (t, "nowhere"), -1);
  ck_assert_int_eq (dj_table_find_column (t, ""), -1);
}
END_TEST

static const char *const flagged[] = {
  "subordination.organization within follows",
  "subordination.superior within",
  "membership.organization within follows",
  "area.parent within",
  "guidance.organization follows",
  "guidance.guide follows",
  "coverage.unit follows",
  "coverage.organization follows",
  "post.body follows",
  "seat.alliance follows",
  "seat.body follows",
  "area_part.zone follows",
  "area_part.area follows",
};

START_TEST (test_flags)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < G_N_ELEMENTS (flagged); i++)
    g_hash_table_add (wanted, (gpointer)flagged[i]);
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (int c = 0; c < dj_schema_get_table ((DjTable)t)->n_columns; c++)
    {
      const DjTableInfo *table = dj_schema_get_table ((DjTable)t);
      DjColumnFlags flags = table->columns[c].flags;
      if ((flags & (DJ_COLUMN_WITHIN | DJ_COLUMN_FOLLOWS)) == 0)
        continue;
      g_autofree char *found
          = g_strdup_printf ("%s.%s%s%s", table->name, table->columns[c].name,
                             flags & DJ_COLUMN_WITHIN ? " within" : "", flags & DJ_COLUMN_FOLLOWS ? " follows" : "");
      ck_assert_msg (g_hash_table_remove (wanted, found), "%s", found);
    }
  ck_assert_uint_eq (g_hash_table_size (wanted), 0);
}
END_TEST

static const char *not_before (DjTable table, int column)
{
  return dj_schema_get_table (table)->columns[column].not_before;
}

START_TEST (test_periods)
{
  static const DjTable always[] = { DJ_TABLE_PERSON, DJ_TABLE_TRANSFER, DJ_TABLE_ITEM, DJ_TABLE_ACTIVITY };
  gboolean own[DJ_N_TABLES] = { FALSE };
  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    own[always[i]] = TRUE;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjTableInfo *table = dj_schema_get_table ((DjTable)t);
    ck_assert_int_eq (table->since, own[t] ? -1 : table->n_columns - 2);
    ck_assert_int_eq (table->until, own[t] ? -1 : table->n_columns - 1);
    if (!own[t])
      ck_assert_str_eq (not_before ((DjTable)t, table->until), "since");
  }
  ck_assert_str_eq (not_before (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_ACTIVIST), "applied");
  ck_assert_str_eq (not_before (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_TARGET), "activist");
  ck_assert_str_eq (not_before (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_ADMITTED), "target");
  ck_assert_str_eq (not_before (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_FULL), "admitted");
  ck_assert_str_eq (not_before (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_LEFT), "admitted");
  ck_assert_str_eq (not_before (DJ_TABLE_TRANSFER, DJ_COLUMN_TRANSFER_VALID_UNTIL), "issued");
  ck_assert_str_eq (not_before (DJ_TABLE_TRANSFER, DJ_COLUMN_TRANSFER_RECEIVED), "issued");
  ck_assert_str_eq (not_before (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_DUE), "opened");
  ck_assert_str_eq (not_before (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_CLOSED), "opened");
}
END_TEST

START_TEST (test_shorthands)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    ck_assert_int_eq (dj_schema_get_table ((DjTable)t)->shorthand != NULL,
                      t == DJ_TABLE_ORGANIZATION || t == DJ_TABLE_PERSON);
  const DjShorthand *superior = dj_schema_get_table (DJ_TABLE_ORGANIZATION)->shorthand;
  ck_assert_str_eq (superior->column.name, "superior");
  ck_assert_str_eq (superior->column.label_zh, "上级党组织");
  ck_assert_int_eq (superior->table, DJ_TABLE_SUBORDINATION);
  ck_assert_int_eq (superior->object, dj_table_find_column (DJ_TABLE_SUBORDINATION, "superior"));
  ck_assert_int_eq (superior->kind, -1);
  ck_assert_int_eq (superior->since, dj_table_find_column (DJ_TABLE_ORGANIZATION, "since"));
  const DjShorthand *affiliation = dj_schema_get_table (DJ_TABLE_PERSON)->shorthand;
  ck_assert_str_eq (affiliation->column.name, "affiliation");
  ck_assert_str_eq (affiliation->column.label_zh, "所在党支部");
  ck_assert_int_eq (affiliation->kind, dj_table_find_column (DJ_TABLE_MEMBERSHIP, "kind"));
  ck_assert_str_eq (dj_code_list_get_name (&dj_codes_membership_kind, affiliation->kind_value), "affiliation");
  ck_assert_int_eq (affiliation->since, dj_table_find_column (DJ_TABLE_PERSON, "admitted"));
  ck_assert_int_eq (affiliation->until, dj_table_find_column (DJ_TABLE_PERSON, "left"));
}
END_TEST

START_TEST (test_names_unique)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    assert_new (seen, dj_schema_get_table ((DjTable)t)->name);
    assert_new (seen, dj_schema_get_table ((DjTable)t)->label_zh);
  }
  ck_assert_int_eq (dj_schema_find_table ("nowhere"), -1);
  ck_assert_int_eq (dj_schema_find_table ("Person"), -1);
  ck_assert_int_eq (dj_schema_find_table ("党员"), DJ_TABLE_PERSON);
  ck_assert_int_eq (dj_table_find_column (DJ_TABLE_PERSON, "入党日期"), DJ_COLUMN_PERSON_ADMITTED);
  ck_assert_str_eq (dj_type_get_name (DJ_TYPE_REFERENCE), "reference");
  ck_assert_str_eq (dj_type_get_name (DJ_TYPE_TEXT), "text");
}
END_TEST

/* ---- Code lists ------------------------------------------------------------------------------------------------- */

START_TEST (test_code_lists_consistent)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < dj_schema_get_n_code_lists (); i++)
  {
    const DjCodeList *list = dj_schema_get_code_list (i);
    assert_labelled (list->name, list->label_zh, list->label_en);
    assert_new (names, list->name);
    assert_new (names, list->type_name);
    assert_new (names, list->prefix);
    ck_assert_ptr_eq (dj_schema_find_code_list (list->name), list);
    ck_assert (g_str_has_prefix (list->type_name, "Dj") && g_str_has_prefix (list->prefix, "DJ_"));
    ck_assert (list->source && *list->source);
    ck_assert_int_gt (list->n_codes, 0);
    ck_assert_int_le (list->n_codes, 255);

    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    for (int c = 0; c < list->n_codes; c++)
    {
      const DjCodeInfo *code = &list->codes[c];
      assert_labelled (code->name, code->label_zh, code->label_en);
      ck_assert_str_ne (code->name, "none"); /* its constant is taken by the missing value */
      assert_new (seen, code->name);
      assert_new (seen, code->label_zh);
      assert_new (seen, code->official);
      ck_assert_int_eq (dj_code_list_find (list, code->name, -1), c + 1);
      ck_assert_int_eq (dj_code_list_find (list, code->label_zh, (gssize)strlen (code->label_zh)), c + 1);
      if (code->official)
        ck_assert_int_eq (dj_code_list_find (list, code->official, -1), c + 1);
    }
  }
  ck_assert_ptr_null (dj_schema_find_code_list ("nowhere"));
}
END_TEST

/* Every list has at least the values that programs and data sets rely on. */
static const char *const relied_on[] = {
  "yes_no yes no",
  "sex male female",
  "area_kind nation province prefecture county township community grid building courtyard business_district park block "
  "zone",
  "area_class subdistrict town township community village quasi",
  "organization_kind local_committee working_committee leading_group committee general_branch branch group household "
  "office "
  "department",
  "organization_form regular temporary functional mobile_member retired_member grid industry comprehensive "
  "business_district "
  "building park area industry_chain enlarged project preparatory",
  "organization_mode standalone based_on attached joint headquarters_direct station_team joint_fallback",
  "unit_kind organ public_institution state_owned_enterprise non_public_enterprise mixed_ownership_enterprise "
  "platform_enterprise "
  "social_organization community_social_organization intermediary residents_committee villagers_committee "
  "owners_committee "
  "property_company self_employed cooperative school hospital market association",
  "member_class regular registered_elsewhere frail mobile new_employment association retired student",
  "left_how deceased removed expelled suspended probation_cancelled moved_out",
  "occupation worker farmer professional manager organ_staff student other retired",
  "membership_kind affiliation attachment report_in mobile_inflow temporary functional volunteer",
  "guidance_kind line area attached",
  "coverage_manner own joint area industry fallback guide",
  "transfer_state requested in_transit received expired refused returned",
  "post_role secretary deputy_secretary standing_member member_organization member_publicity member_discipline "
  "member_united_front member_youth member_other part_time_member first_secretary group_leader deputy member worker "
  "guide organizer",
  "post_basis elected appointed dispatched enterprise resident_unit cross_posting ex_officio staff",
  "alliance_kind coordination_committee joint_meeting special_committee functional_area urban_renewal street_block "
  "cross_boundary "
  "building_council industry_cluster pairing park_neighbourhood federation enlarged_committee",
  "seat_role lead deputy member observer",
  "checklist_kind resource need project service problem space task responsibility commitment role_practice "
  "prior_decision "
  "ledger_enterprise ledger_contribution",
  "item_state raised routed taken resolved rated closed cancelled open",
  "item_route direct whistle bundled",
  "recurrence once monthly quarterly half_yearly yearly",
  "assignment_role accountable support supervise fallback informed",
  "activity_kind members_meeting committee_meeting group_meeting party_lecture theme_day organizational_life_meeting "
  "democratic_life_meeting appraisal joint_meeting visit survey_meeting contribution_day debrief",
  "facility_level district subdistrict community grid centre station point",
  "member_status formal probationary",
  "age_band 30_and_under 31_35 36_40 41_45 46_50 51_55 56_60 61_and_over",
  "education postgraduate bachelor junior_college primary",
  "resort_step assignment line area lead community subdistrict",
  "nearness building community subdistrict district beyond",
  "unmet_reason no_resource period too_far exhausted",
  "industry manufacturing",
};

START_TEST (test_code_values)
{
  g_auto (GStrv) words = g_strsplit (relied_on[_i], " ", -1);
  const DjCodeList *list = dj_schema_find_code_list (words[0]);
  ck_assert_msg (list != NULL, "%s", words[0]);
  for (int w = 1; words[w]; w++)
    ck_assert_msg (dj_code_list_find (list, words[w], -1) > 0, "%s: %s", words[0], words[w]);
}
END_TEST

START_TEST (test_code_find)
{
  const DjCodeList *kinds = &dj_codes_organization_kind;
  ck_assert_int_eq (dj_code_list_find (kinds, "branch", -1), DJ_ORGANIZATION_BRANCH);
  ck_assert_int_eq (dj_code_list_find (kinds, "党支部", -1), DJ_ORGANIZATION_BRANCH);
  ck_assert_int_eq (dj_code_list_find (kinds, "631", -1), DJ_ORGANIZATION_BRANCH);
  ck_assert_int_eq (dj_code_list_find (kinds, "branches", 6), DJ_ORGANIZATION_BRANCH);
  ck_assert_int_eq (dj_code_list_find (kinds, "branch", 5), 0);
  ck_assert_int_eq (dj_code_list_find (kinds, "branches", -1), 0);
  ck_assert_int_eq (dj_code_list_find (kinds, "branch\0x", 8), 0);
  ck_assert_int_eq (dj_code_list_find (kinds, "branch\0", 7), 0);
  ck_assert_int_eq (dj_code_list_find (kinds, "", -1), 0);
  ck_assert_int_eq (dj_code_list_find (kinds, NULL, 0), 0);
  ck_assert_int_eq (dj_code_list_find (kinds, "Branch", -1), 0);
  ck_assert_int_eq (dj_code_list_find (&dj_codes_industry, "C", -1), DJ_INDUSTRY_MANUFACTURING);
  ck_assert_int_eq (dj_codes_industry.n_codes, 20);
  ck_assert_int_eq (dj_code_list_find (&dj_codes_sex, "2", -1), DJ_SEX_FEMALE);
  ck_assert_int_eq (dj_code_list_find (&dj_codes_education, "30", -1), DJ_EDUCATION_JUNIOR_COLLEGE);
  ck_assert_int_eq (dj_code_list_find (&dj_codes_age_band, "61_and_over", -1), DJ_AGE_61_AND_OVER);
  ck_assert_int_eq (dj_codes_age_band.n_codes, DJ_AGE_61_AND_OVER);

  ck_assert_str_eq (dj_code_list_get_name (kinds, DJ_ORGANIZATION_COMMITTEE), "committee");
  ck_assert_str_eq (dj_code_list_get_label (kinds, DJ_ORGANIZATION_BRANCH, DJ_LANGUAGE_ZH), "党支部");
  ck_assert_str_eq (dj_code_list_get_label (kinds, DJ_ORGANIZATION_BRANCH, DJ_LANGUAGE_EN), "Party branch");
  ck_assert_ptr_null (dj_code_list_get_name (kinds, 0));
  ck_assert_ptr_null (dj_code_list_get_label (kinds, -1, DJ_LANGUAGE_ZH));
  ck_assert_ptr_null (dj_code_list_get_name (kinds, kinds->n_codes + 1));
}
END_TEST

START_TEST (test_language)
{
  static const struct
  {
    const char *language;
    DjLanguage expected;
  } cases[] = { { "zh_CN.UTF-8", DJ_LANGUAGE_ZH }, { "zh", DJ_LANGUAGE_ZH },      { "zh_TW:en", DJ_LANGUAGE_ZH },
                { "en_GB:zh_CN", DJ_LANGUAGE_EN }, { "C", DJ_LANGUAGE_EN },       { "zhx", DJ_LANGUAGE_EN },
                { "de_DE.UTF-8", DJ_LANGUAGE_EN }, { "zh@latin", DJ_LANGUAGE_ZH } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_setenv ("LANGUAGE", cases[i].language, TRUE);
    ck_assert_msg (dj_language_default () == cases[i].expected, "%s", cases[i].language);
  }
  g_unsetenv ("LANGUAGE");
}
END_TEST

#define ADD_ALL(function, array) tcase_add_loop_test (tcase, function, 0, (int)G_N_ELEMENTS (array))

int main (void)
{
  Suite *suite = suite_create ("schema");
  TCase *tcase = tcase_create ("schema");
  tcase_set_timeout (tcase, 120);
  suite_add_tcase (suite, tcase);
  ADD_ALL (test_contract, contract);
  ADD_ALL (test_table_consistent, contract);
  tcase_add_test (tcase, test_flags);
  tcase_add_test (tcase, test_periods);
  tcase_add_test (tcase, test_shorthands);
  tcase_add_test (tcase, test_names_unique);
  tcase_add_test (tcase, test_code_lists_consistent);
  ADD_ALL (test_code_values, relied_on);
  tcase_add_test (tcase, test_code_find);
  tcase_add_test (tcase, test_language);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
