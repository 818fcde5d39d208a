/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files without defects become the nodes that they say. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#include "rule-texts.h"
#include "rule/rule-private.h"

/* ---- What is good ----------------------------------------------------------------------------------------------------- */

static char *show_node (const DjRules *rules, gint32 number);

/* Tests as they are read: enough to tell them apart. */
static void show_test (const DjRules *rules, const DjTest *test, GString *out)
{
  static const char *const names[]
      = { "among", "text", "begins", "ends", "contains", "given", "least", "most", "over", "under", "is", "within" };
  g_autofree char *node = show_node (rules, test->node);
  g_string_append_printf (out, "%s%s %s", test->negated ? "not " : "", node, names[test->kind]);
  for (int code = 1; code < 256; code++)
    if (test->codes[code / 64] >> (code % 64) & 1)
      g_string_append_printf (out, " %d", code);
  for (char **text = test->texts; text && *text; text++)
    g_string_append_printf (out, " '%s'", *text);
  g_autofree char *bound = test->bound >= 0 ? show_node (rules, test->bound) : NULL;
  if (bound)
    g_string_append_printf (out, " %s", bound);
  else if (dj_rules_get_node (rules, test->node)->type == DJ_VALUE_RATIO && test->kind >= DJ_TEST_LEAST)
    g_string_append_printf (out, " %d/%d", (int)test->share[0], (int)test->share[1]);
  if (test->kind == DJ_TEST_WITHIN)
    g_string_append (out, test->in_days ? " days" : " months");
}

static char *show_condition (const DjRules *rules, gint32 number)
{
  GString *out = g_string_new (NULL);
  const DjCondition *condition = dj_rules_get_condition (rules, number);
  for (gint32 a = 0; a < condition->n_alternatives; a++)
    for (gint32 i = condition->starts[a]; i < condition->starts[a + 1]; i++)
    {
      g_string_append (out, i > condition->starts[a] ? " & " : a > 0 ? " | " : "");
      show_test (rules, &condition->tests[i], out);
    }
  return g_string_free (out, FALSE);
}

static char *show_gather (const DjRules *rules, const DjNode *node, const char *by, const char *of)
{
  static const char *const gathers[] = { "count", "sum", "least", "most" };
  g_autofree char *where = node->condition >= 0 ? show_condition (rules, node->condition) : g_strdup ("");
  return g_strdup_printf ("%s%s%s(%s by %s of %s where %s)", gathers[node->gather], node->subtree ? " subtree" : "",
                          node->past ? " past" : "", dj_schema_get_table (node->target)->name, by, of ? of : "", where);
}

static char *show_node (const DjRules *rules, gint32 number)
{
  static const char *const names[]
      = { "",     "",    "",     "",      "follow", "",        "days",  "months",    "years", "month", "quarter",
          "year", "add", "less", "ratio", "either", "whether", "under", "enclosing", "check", "begun" };
  const DjNode *node = dj_rules_get_node (rules, number);
  for (int i = 0; i < 2; i++)
    ck_assert_int_lt (node->args[i], number);
  g_autofree char *a = node->args[0] >= 0 ? show_node (rules, node->args[0]) : NULL;
  g_autofree char *b = node->args[1] >= 0 ? show_node (rules, node->args[1]) : NULL;
  g_autofree char *condition = node->condition >= 0 ? show_condition (rules, node->condition) : NULL;
  switch (node->kind)
  {
  case DJ_NODE_CONSTANT:
    return g_strdup_printf ("%d", node->constant);
  case DJ_NODE_COLUMN:
    return g_strdup_printf ("%s", dj_schema_get_table (node->table)->columns[node->column].name);
  case DJ_NODE_FURTHER:
    return g_strdup_printf ("+%s", g_array_index (rules->columns, DjFurtherColumn, node->column).name);
  case DJ_NODE_BUILTIN:
    return g_strdup_printf ("#%d", node->builtin);
  case DJ_NODE_FOLLOW:
    return g_strdup_printf ("%s>%s.%s", a, dj_schema_get_table (node->target)->name, b);
  case DJ_NODE_GATHER:
    return show_gather (rules, node, a, b);
  case DJ_NODE_WHETHER:
    return g_strdup_printf ("whether(%s)", condition);
  default:
    return g_strdup_printf ("%s(%s%s%s%s%d)", names[node->kind], a, b ? "," : "", b ? b : "", ";", node->constant);
  }
}

static const struct
{
  const char *table;
  const char *condition;
  const char *shown;
} goods[] = {
  { "unit", "{ \"kind\": \"organ\" }", "kind among 1" },
  { "unit", "{ \"name\": \"甲\", \"headcount\": { \"least\": 3, \"under\": \"$n\" } }",
    "name text '甲' & headcount least 3 & headcount under 90" },
  { "unit", "[{ \"name\": [\"甲\", \"乙\"] }, { \"name\": { \"not\": [\"丙\"] } }]",
    "name text '甲' '乙' | not name text '丙'" },
  { "unit", "{ \"since\": { \"over\": \"1970-01-11\", \"most\": \"$d\" } }", "since over 10 & since most 17724" },
  { "unit", "{ \"since\": { \"most\": \"day\", \"given\": true }, \"until\": { \"given\": false } }",
    "since most #0 & since given & not until given" },
  { "unit", "{ \"host\": { \"is\": \"self\" }, \"name\": { \"is_not\": \"host.name\" } }",
    "host is #1 & not name is host>unit.name" },
  { "unit", "{ \"since\": { \"within_months\": 12, \"within_days\": \"$n\" } }",
    "since within 12 months & since within 90 days" },
  { "unit", "{ \"name\": { \"begins\": \"中共\", \"ends\": [\"会\"], \"contains\": [\"a\", \"b\"] } }",
    "name begins '中共' & name ends '会' & name contains 'a' 'b'" },
  { "activity", "{ \"secret\": true, \"result\": \"rejected\" }", "+secret among 1 & +result among 2" },
  { "activity", "{ \"secret\": { \"not\": [false] } }", "not +secret among 2" },
  { "activity", "{ \"share\": { \"over\": \"1/2\", \"least\": \"$s\", \"most\": 1 } }",
    "ratio(+present,+due;0) over 1/2 & ratio(+present,+due;0) least 4/5 & ratio(+present,+due;0) most 1/1" },
  { "activity", "{ \"share\": { \"under\": \"$n\" } }", "ratio(+present,+due;0) under 90/1" },
  { "activity", "{ \"host/organization.superior.depth\": { \"least\": 1 } }",
    "host>organization.#2>organization.#4 least 1" },
  { "attendance", "{ \"activity.share\": { \"least\": \"4/5\" } }",
    "ratio(activity>activity.+present,activity>activity.+due;0) least 4/5" },
  { "person", "{ \"status\": \"formal\", \"affiliation.members\": { \"most\": 50 } }",
    "#15 among 1 & #14>organization.#5 most 50" },
  { "organization", "{ \"committee\": { \"least\": 3 } }",
    "count(post by body of person where role among 1 2) least 3" },
  { "organization", "{ \"below\": { \"least\": 3 } }",
    "count subtree past(coverage by organization of  where ) least 3" },
  { "organization", "{ \"last\": { \"given\": true } }", "most(activity by host of date where kind among 1) given" },
  { "organization", "{ \"both\": { \"over\": 0 } }",
    "add(add(#6,whether(kind among 4 | form given);0),less(years(since,#0;0),10;0);0) over 0" },
  { "organization", "{ \"place\": { \"given\": true } }",
    "enclosing(either(base_area,base_unit>unit.area;0);4) given" },
  { "organization", "{ \"own\": { \"least\": 1 } }", "under(#1,#2>organization.#2;0) least 1" },
  { "organization", "{ \"begun\": { \"most\": 3 } }", "begun(since,#0;0) most 3" },
  { "organization", "{ \"valid\": { \"least\": 1 } }", "check(base_unit>unit.credit_code;1) least 1" },
};

#define GOOD_MEASURES                                                                                                  \
  "\"measures\": { \"activity\": { \"share\": { \"ratio\": [\"present\", \"due\"] } }, \"organization\": {"            \
  " \"committee\": { \"count\": \"post\", \"by\": \"body\", \"where\": { \"role\": [\"secretary\", "                   \
  "\"deputy_secretary\"] }, \"distinct\": \"person\" },"                                                               \
  " \"below\": { \"subtree\": true, \"past\": true, \"count\": \"coverage\", \"by\": \"organization\" },"              \
  " \"last\": { \"most\": \"activity\", \"of\": \"date\", \"by\": \"host\", \"where\": { \"kind\": "                   \
  "\"members_meeting\" } },"                                                                                           \
  " \"both\": { \"add\": [\"formal\", \"large\", \"old\"] },"                                                          \
  " \"large\": { \"whether\": [{ \"kind\": \"committee\" }, { \"form\": { \"given\": true } }] },"                     \
  " \"old\": { \"less\": [\"age\", 10] }, \"age\": { \"years\": [\"since\"] },"                                        \
  " \"place\": { \"enclosing\": \"county\", \"of\": \"somewhere\" },"                                                  \
  " \"somewhere\": { \"either\": [\"base_area\", \"base_unit.area\"] },"                                               \
  " \"own\": { \"under\": [\"self\", \"superior.superior\"] },"                                                        \
  " \"begun\": { \"months_begun\": [\"since\"] }, \"valid\": { \"check\": \"credit-code-18\", \"of\": "                \
  "\"base_unit.credit_code\" } } }"

static char *good_file (const char *table, const char *condition)
{
  return g_strdup_printf ("{ " INSTRUMENTS ", " PARAMETERS ", " COLUMNS ", " GOOD_MEASURES
                          ", \"rules\": [ { \"id\": \"r\", " SOURCE ", " SAYS
                          ", \"subject\": \"%s\", \"then\": %s } ] }",
                          table, condition);
}

START_TEST (test_good)
{
  g_autofree char *text = good_file (goods[_i].table, goods[_i].condition);
  g_autoptr (DjRules) rules = rule_text_read (text);
  const DjRule *rule = dj_rules_get (rules, 0);
  g_autofree char *shown = show_condition (rules, rule->then);
  ck_assert_str_eq (shown, goods[_i].shown);
  ck_assert_str_eq (dj_schema_get_table (rule->subject)->name, goods[_i].table);
  ck_assert_int_eq (rule->when, -1);
}
END_TEST

/* Every node and condition comes after what it is made of, and none is there twice. */
START_TEST (test_order)
{
  g_autofree char *text
      = good_file ("organization", "{ \"both\": { \"least\": 1 }, \"age\": { \"least\": \"formal\" } }");
  g_autoptr (DjRules) rules = rule_text_read (text);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rules->nodes->len; i++)
  {
    const DjNode *node = dj_rules_get_node (rules, (gint32)i);
    g_autofree char *shown = show_node (rules, (gint32)i);
    ck_assert_msg (g_hash_table_add (seen, g_strdup_printf ("%s: %s", dj_schema_get_table (node->table)->name, shown)),
                   "%s", shown);
    const DjCondition *condition = node->condition >= 0 ? dj_rules_get_condition (rules, node->condition) : NULL;
    for (gint32 t = 0; condition && t < condition->starts[condition->n_alternatives]; t++)
      ck_assert (condition->tests[t].node < (gint32)i && condition->tests[t].bound < (gint32)i);
  }
}
END_TEST

START_TEST (test_message)
{
  g_autofree char *text = rule_text_with (
      "\"message\": { \"zh\": \"有 {found} 人，{bound}；{host.name}\", \"en\": \"{name}{headcount}.\" }");
  g_autoptr (DjRules) rules = rule_text_read (text);
  const DjRule *rule = dj_rules_get (rules, 0);
  static const DjPieceKind chinese[]
      = { DJ_PIECE_TEXT, DJ_PIECE_FOUND, DJ_PIECE_TEXT, DJ_PIECE_BOUND, DJ_PIECE_TEXT, DJ_PIECE_NODE };
  ck_assert_uint_eq (rule->message_zh->len, G_N_ELEMENTS (chinese));
  for (guint i = 0; i < G_N_ELEMENTS (chinese); i++)
    ck_assert_int_eq (g_array_index (rule->message_zh, DjPiece, i).kind, chinese[i]);
  ck_assert_str_eq (g_array_index (rule->message_zh, DjPiece, 2).text, " 人，");
  g_autofree char *node = show_node (rules, g_array_index (rule->message_zh, DjPiece, 5).node);
  ck_assert_str_eq (node, "host>unit.name");
  ck_assert_uint_eq (rule->message_en->len, 3);
  ck_assert_str_eq (g_array_index (rule->message_en, DjPiece, 2).text, ".");
}
END_TEST

START_TEST (test_dates)
{
  g_autofree char *plain = rule_text_with ("\"id\": \"a\""),
                  *other = rule_text_with ("\"from\": \"2010-01-01\", \"until\": \"2020-01-01\"");
  g_autoptr (DjRules) first = rule_text_read (plain), second = rule_text_read (other);
  ck_assert_int_eq (dj_rules_get (first, 0)->from, dj_date (2018, 10, 28));
  ck_assert_int_eq (dj_rules_get (first, 0)->until, DJ_DATE_NONE);
  ck_assert_int_eq (dj_rules_get (second, 0)->from, dj_date (2010, 1, 1));
  ck_assert_int_eq (dj_rules_get (second, 0)->until, dj_date (2020, 1, 1));
}
END_TEST

/* ---- Restating, choosing, listing ------------------------------------------------------------------------------------------ */

#define THREE                                                                                                          \
  "{ " INSTRUMENTS ", " PARAMETERS ",\n\"silences\": [ { \"rule\": \"a\", \"reason\": \"x\" }, { \"rule\": \"*\", "    \
  "\"reason\": \"y\", \"under\": \"o\", \"until\": \"2030-01-01\" } ],\n\"rules\": [\n"                                \
  "{ \"id\": \"a\", " SOURCE ", \"restates\": \"b\", \"article\": \"art 1\", \"article_zh\": \"第一条\" },\n"       \
  "{ \"id\": \"b\", " SOURCE ", " SAYS ", \"subject\": \"unit\", \"when\": { \"kind\": \"organ\" }, \"then\": "        \
  "{ \"headcount\": { \"most\": \"$n\" } } },\n"                                                                       \
  "{ \"id\": \"c\", " SOURCE ", \"invariant\": \"affiliation-one\" } ] }"

static void assert_cell (const DjFrame *frame, gint64 row, const char *column, const char *text)
{
  const char *found = dj_frame_get_text (frame, row, dj_frame_find_column (frame, column));
  ck_assert_msg (g_strcmp0 (found, text) == 0, "%s: %s, not %s", column, found ? found : "none", text ? text : "none");
}

START_TEST (test_restates)
{
  g_autoptr (DjRules) rules = rule_text_read (THREE);
  const DjRule *a = dj_rules_get (rules, 0), *b = dj_rules_get (rules, 1), *c = dj_rules_get (rules, 2);
  ck_assert_int_eq (a->restates, 1);
  ck_assert (a->when == b->when && a->then == b->then && a->subject == b->subject && a->message_zh->len == 1);
  ck_assert (c->then == -1 && c->restates == -1);
  ck_assert_str_eq (c->invariant, "affiliation-one");
}
END_TEST

static DjRule get_copy (const DjRules *rules, const char *id)
{
  int number = dj_rules_find (rules, id);
  ck_assert_int_ge (number, 0);
  return *dj_rules_get (rules, number);
}

/* A chain is followed to its end, in whatever order it stands; what is not asked is not asked of who restates it. */
START_TEST (test_restates_chain)
{
  g_autoptr (DjRules) rules = rule_text_read (
      "{ " INSTRUMENTS ", \"rules\": [ { \"id\": \"a\", " SOURCE ", \"restates\": \"b\" }, { \"id\": \"c\", " SOURCE
      ", " SAYS ", \"subject\": \"post\", \"then\": { \"role\": \"secretary\" } }, { \"id\": \"b\", " SOURCE
      ", \"restates\": \"c\" }, { \"id\": \"u\", " SOURCE
      ", \"uncovered\": { \"zh\": \"因\", \"en\": \"why\" }, \"article\": \"\" }, { \"id\": \"v\", " SOURCE
      ", \"restates\": \"u\" } ] }");
  ck_assert_int_eq (get_copy (rules, "a").restates, dj_rules_find (rules, "b"));
  ck_assert_int_eq (get_copy (rules, "a").then, get_copy (rules, "c").then);
  ck_assert_int_eq (get_copy (rules, "a").subject, DJ_TABLE_POST);
  ck_assert_str_eq (get_copy (rules, "v").uncovered_en, "why");
  ck_assert_int_eq (get_copy (rules, "v").then, -1);
  ck_assert_ptr_null (get_copy (rules, "u").article_en);
  g_autoptr (DjRules) some = dj_rules_select (rules, (const char *const[]){ "a", "c", NULL }, NULL);
  ck_assert_int_eq (get_copy (some, "a").restates, dj_rules_find (some, "c"));
}
END_TEST

START_TEST (test_select)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRules) rules = rule_text_read (THREE);
  g_autoptr (DjRules) both = dj_rules_select (rules, (const char *const[]){ "b", "a", NULL }, &error);
  g_autoptr (DjRules) alone = dj_rules_select (rules, (const char *const[]){ "a", "a", NULL }, &error);
  g_autoptr (DjRules) last = dj_rules_select (both, (const char *const[]){ "b", NULL }, &error);
  ck_assert_ptr_null (dj_rules_select (alone, (const char *const[]){ "b", NULL }, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
  ck_assert_int_eq (dj_rules_get_n (both), 2);
  ck_assert_int_eq (dj_rules_get (both, 0)->restates, 1);
  ck_assert_int_eq (dj_rules_get_n (alone), 1);
  ck_assert_int_eq (dj_rules_get (alone, 0)->restates, -1);
  ck_assert_int_eq (dj_rules_get (alone, 0)->then, dj_rules_get (rules, 1)->then);
  ck_assert_int_eq (dj_rules_find (alone, "a"), 0);
  ck_assert_uint_eq (both->silences->len, 2);
  ck_assert_uint_eq (last->silences->len, 1);
  g_clear_pointer (&rules, dj_rules_unref);
  g_autofree char *shown = show_condition (alone, dj_rules_get (alone, 0)->then);
  ck_assert_str_eq (shown, "headcount most 90");
}
END_TEST

START_TEST (test_list)
{
  g_autoptr (DjRules) rules = rule_text_read (THREE);
  g_autoptr (DjFrame) frame = dj_rules_list (rules);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 3);
  assert_cell (frame, 0, "rule", "a");
  assert_cell (frame, 0, "subject", "unit");
  assert_cell (frame, 0, "severity", "must");
  assert_cell (frame, 0, "instrument", "法 · law");
  assert_cell (frame, 0, "article", "第一条 · art 1");
  assert_cell (frame, 0, "confirmed", "F");
  assert_cell (frame, 0, "file", "good.json");
  assert_cell (frame, 0, "restates", "b");
  assert_cell (frame, 0, "then", "{\"headcount\":{\"most\":\"$n\"}}");
  assert_cell (frame, 1, "when", "{\"kind\":\"organ\"}");
  assert_cell (frame, 1, "article", NULL);
  assert_cell (frame, 2, "subject", NULL);
  assert_cell (frame, 2, "invariant", "affiliation-one");
  assert_cell (frame, 2, "title_zh", "题");
  ck_assert_int_eq (dj_frame_get_int (frame, 2, dj_frame_find_column (frame, "line")), 6);
  ck_assert_int_eq (dj_frame_get_date (frame, 2, dj_frame_find_column (frame, "from")), dj_date (2018, 10, 28));
}
END_TEST

/* More rules than are followed at once: each of the parameters by a measure of the rule before it, and the last by a share. */
#define N_RULES 150

static char *dup_many_rules (void)
{
  GString *out = g_string_new ("{ " INSTRUMENTS ", \"parameters\": {");
  for (int i = 0; i < N_RULES; i++)
    g_string_append_printf (out, "%s\"p%d\": { \"value\": %d, \"zh\": \"数\", \"en\": \"n\" }", i > 0 ? "," : "", i,
                            i + 1);
  g_string_append (out, "}, \"measures\": { \"organization\": {");
  for (int i = 0; i < N_RULES; i++)
    g_string_append_printf (
        out, "%s\"m%d\": { \"add\": [\"depth\", \"$p%d\"] },\"r%d\": { \"ratio\": [\"m%d\", \"depth\"] }",
        i > 0 ? "," : "", i, i, i, i);
  g_string_append (out, "} }, \"rules\": [");
  for (int i = 0; i < N_RULES; i++)
    g_string_append_printf (out,
                            "%s{ \"id\": \"r%d\", " SOURCE ", " SAYS ", \"subject\": \"organization\","
                            " \"then\": { \"r%d\": { \"least\": \"$p%d\" } } }",
                            i > 0 ? "," : "", i, i, (i + 1) % N_RULES);
  g_string_append (out, "] }");
  return g_string_free (out, FALSE);
}

/* Parameter i is used by rule i, whose measure has it, and by the rule before, as its bound; in the order of the rules. */
START_TEST (test_parameters_of_many_rules)
{
  g_autofree char *text = dup_many_rules ();
  g_autoptr (DjRules) rules = rule_text_read (text);
  g_autoptr (DjFrame) frame = dj_rules_list_parameters (rules);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), N_RULES);
  for (int i = 0; i < N_RULES; i++)
  {
    int before = (i + N_RULES - 1) % N_RULES;
    g_autofree char *uses = g_strdup_printf ("r%d, r%d", MIN (i, before), MAX (i, before));
    ck_assert_str_eq (dj_frame_get_text (frame, i, dj_frame_find_column (frame, "rules")), uses);
  }
}
END_TEST

START_TEST (test_list_parameters)
{
  g_autoptr (DjRules) rules = rule_text_read (THREE);
  g_autoptr (DjFrame) frame = dj_rules_list_parameters (rules);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 3);
  assert_cell (frame, 0, "parameter", "n");
  assert_cell (frame, 0, "value", "90");
  assert_cell (frame, 0, "rules", "a, b");
  assert_cell (frame, 1, "value", "2018-07-12");
  assert_cell (frame, 1, "rules", NULL);
  assert_cell (frame, 2, "value", "4/5");
  g_autoptr (DjRules) invariant = dj_rules_select (rules, (const char *const[]){ "c", NULL }, NULL);
  g_autoptr (DjFrame) unused = dj_rules_list_parameters (invariant);
  assert_cell (unused, 0, "rules", NULL);

  /* By way of a measure over conditions, and of a share. */
  g_autofree char *text
      = g_strdup ("{ " INSTRUMENTS ", " PARAMETERS ", " COLUMNS
                  ", \"measures\": { \"activity\": { \"share\": { \"ratio\": [\"present\", \"due\"] } },"
                  " \"organization\": { \"good\": { \"count\": \"activity\", \"by\": \"host\", \"where\": "
                  "{ \"share\": { \"least\": \"$s\" }, \"date\": { \"least\": \"$d\" } } } } },"
                  " \"rules\": [ { \"id\": \"r\", " SOURCE ", " SAYS
                  ", \"subject\": \"organization\", \"then\": { \"good\": { \"least\": 1 } } } ] }");
  g_autoptr (DjRules) other = rule_text_read (text);
  g_autoptr (DjFrame) uses = dj_rules_list_parameters (other);
  assert_cell (uses, 0, "rules", NULL);
  assert_cell (uses, 1, "rules", "r");
  assert_cell (uses, 2, "rules", "r");
}
END_TEST

START_TEST (test_list_columns)
{
  g_autoptr (DjRules) rules = rule_text_read ("{ " COLUMNS " }");
  g_autoptr (DjFrame) frame = dj_rules_list_columns (rules);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 4);
  assert_cell (frame, 0, "table", "activity");
  assert_cell (frame, 0, "column", "due");
  assert_cell (frame, 0, "type", "int");
  assert_cell (frame, 0, "label_zh", "应到");
  assert_cell (frame, 2, "type", "code");
  assert_cell (frame, 3, "type", "flag");
}
END_TEST

static Suite *make_suite (void)
{
  Suite *suite = suite_create ("rules-nodes");
  TCase *tcase = tcase_create ("rules-nodes");
  tcase_add_loop_test (tcase, test_good, 0, G_N_ELEMENTS (goods));
  tcase_add_test (tcase, test_order);
  tcase_add_test (tcase, test_message);
  tcase_add_test (tcase, test_dates);
  tcase_add_test (tcase, test_restates);
  tcase_add_test (tcase, test_restates_chain);
  tcase_add_test (tcase, test_select);
  tcase_add_test (tcase, test_list);
  tcase_add_test (tcase, test_list_parameters);
  tcase_add_test (tcase, test_parameters_of_many_rules);
  tcase_add_test (tcase, test_list_columns);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  SRunner *runner = srunner_create (make_suite ());
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
