/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files: every defect is refused where it stands. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

#include "rule-texts.h"
#include "rule/rule-private.h"

/* ---- Defects ---------------------------------------------------------------------------------------------------------- */

/* What surrounds a sample. */
typedef enum
{
  WHOLE,
  MEASURE, /* m of a table */
  THEN,    /* the condition of a rule about a table */
  RULE,    /* members of a rule that come instead of those of a good one */
  COLUMN,  /* c of a table */
  MESSAGE, /* of a rule about a table */
} Surroundings;

#define SHARE "\"measures\": { \"activity\": { \"share\": { \"ratio\": [\"present\", \"due\"] } } }"

static const struct
{
  Surroundings around;
  const char *table;
  const char *text; /* ^ stands before each place that is to be complained of */
  const char *sentence;
} defects[] = {
  /* JSON */
  { WHOLE, "", "{\n  \"set\": ^tru }", "breaks the rules of its format" },
  { WHOLE, "", "{ \"set\": ^\"x", "cut off" },
  { WHOLE, "", "^[]", "a rule file is an object" },
  { WHOLE, "", "{ \"set\": \"^\\u0000\" }", "breaks the rules" },
  { WHOLE, "", "{ ^\"sets\": 1 }", "there is no such key (sets)" },
  { WHOLE, "", "{ \"set\": \"a\",\n ^\"set\": \"b\" }", "given twice (set)" },
  { WHOLE, "", "{ \"set\": ^1 }", "a text is expected (1)" },
  { WHOLE, "", "{ \"rules\": ^{} }", "an array is expected" },
  { WHOLE, "", "{ \"measures\": ^[] }", "an object is expected" },
  { WHOLE, "", "{ \"title\": ^{ \"zh\": \"题\" } }", "a key is missing (en)" },
  { WHOLE, "", "{ \"title\": { \"zh\": ^\"\", \"en\": \"t\" } }", "the text is empty" },
  /* Includes */
  { WHOLE, "", "{ \"includes\": [^1] }", "a text is expected" },
  { WHOLE, "", "{ \"includes\": [^\"../common\"] }", "the name of a set is expected" },
  { WHOLE, "", "{ \"includes\": [^\"/etc/common.json\"] }", "the name of a set is expected" },
  { WHOLE, "", "{ \"includes\": [\n^\"no-such-set\"] }", "cannot be read" },
  { WHOLE, "", "{ \"includes\": [^\"self.json\"] }", "in a circle" },
  /* Instruments and parameters */
  { WHOLE, "", "{ \"instruments\": { ^\"A\": { \"zh\": \"法\", \"en\": \"law\" } } }", "lower-case letters" },
  { WHOLE, "", "{ \"instruments\": { \"i\": ^{ \"zh\": \"法\" } } }", "a key is missing (en)" },
  { WHOLE, "", "{ \"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\", \"from\": ^\"2018-02-30\" } } }",
    "a day is expected" },
  { WHOLE, "", "{ \"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\", \"from\": ^\"2018/2/3\" } } }",
    "a day is expected" },
  { WHOLE, "",
    "{ \"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\", \"from\": \"2018-02-03\", \"until\": "
    "^\"2018-02-03\" } } }",
    "ends before it begins" },
  { WHOLE, "", "{ \"parameters\": { ^\"p\": 30 } }", "no file that is included declares" },
  { WHOLE, "", "{ \"parameters\": { \"p\": { \"value\": ^1.5, \"zh\": \"a\", \"en\": \"b\" } } }", "whole number" },
  { WHOLE, "", "{ \"parameters\": { \"p\": { \"value\": ^3000000000, \"zh\": \"a\", \"en\": \"b\" } } }",
    "whole number" },
  { WHOLE, "", "{ \"parameters\": { \"p\": { \"value\": ^\"1/0\", \"zh\": \"a\", \"en\": \"b\" } } }", "a fraction" },
  { WHOLE, "", "{ \"parameters\": { \"p\": { \"value\": ^\"many\", \"zh\": \"a\", \"en\": \"b\" } } }",
    "whole number" },
  { WHOLE, "", "{ \"parameters\": { \"p\": ^{ \"value\": 1, \"zh\": \"a\" } } }", "a key is missing (en)" },
  /* Further columns */
  { COLUMN, "no_table", "{ \"type\": \"int\", \"zh\": \"列\", \"en\": \"c\" }", "there is no such table" },
  { COLUMN, "activity", "{ \"type\": ^\"real\", \"zh\": \"列\", \"en\": \"c\" }", "no such type" },
  { COLUMN, "activity", "^{ \"type\": \"code\", \"zh\": \"列\", \"en\": \"c\" }", "a key is missing (values)" },
  { COLUMN, "activity", "{ \"type\": \"code\", \"values\": ^{}, \"zh\": \"列\", \"en\": \"c\" }", "1 to 255 values" },
  { COLUMN, "activity", "{ \"type\": \"code\", \"values\": { \"a\": ^1 }, \"zh\": \"列\", \"en\": \"c\" }",
    "a text is expected" },
  { COLUMN, "activity",
    "{ \"type\": \"code\", \"values\": { \"a\": \"甲\", ^\"a\": \"乙\" }, \"zh\": \"列\", \"en\": \"c\" }",
    "given twice" },
  { COLUMN, "activity", "{ \"type\": \"int\", ^\"values\": { \"a\": \"甲\" }, \"zh\": \"列\", \"en\": \"c\" }",
    "no such key" },
  { COLUMN, "activity", "{ \"type\": \"int\", ^\"planned\": true, \"zh\": \"列\", \"en\": \"c\" }", "no such key" },
  { COLUMN, "activity", "^{ \"type\": \"reference\", \"zh\": \"列\", \"en\": \"c\" }", "a key is missing (to)" },
  { COLUMN, "activity", "{ \"type\": \"reference\", \"to\": [^\"post\"], \"zh\": \"列\", \"en\": \"c\" }",
    "have no code" },
  { COLUMN, "activity", "{ \"type\": \"reference\", \"to\": [^\"posts\"], \"zh\": \"列\", \"en\": \"c\" }",
    "there is no such table (\"posts\")" },
  { COLUMN, "activity", "{ \"type\": \"reference\", \"to\": ^[], \"zh\": \"列\", \"en\": \"c\" }",
    "one table at least" },
  { WHOLE, "", "{ \"columns\": { \"person\": { ^\"born\": { \"type\": \"date\", \"zh\": \"生\", \"en\": \"b\" } } } }",
    "has a column of that name" },
  { WHOLE, "",
    "{ \"columns\": { \"person\": { ^\"bearth\": { \"type\": \"date\", \"zh\": \"出生日期\", \"en\": \"b\" } } } }",
    "has a column of that name" },
  { WHOLE, "",
    "{ \"columns\": { \"organization\": { ^\"superior\": { \"type\": \"date\", \"zh\": \"上\", \"en\": \"b\" } } } }",
    "has a column of that name" },
  { WHOLE, "",
    "{ \"columns\": { \"person\": { \"a\": { \"type\": \"int\", \"zh\": \"甲\", \"en\": \"a\" },"
    " ^\"b\": { \"type\": \"int\", \"zh\": \"甲\", \"en\": \"b\" } } } }",
    "declared otherwise" },
  /* Measures */
  { WHOLE, "", "{ \"measures\": { ^\"organizations\": {} } }", "there is no such table" },
  { WHOLE, "", "{ \"measures\": { \"organization\": { ^\"m-x\": { \"year\": \"since\" } } } }", "lower-case letters" },
  { WHOLE, "", "{ \"measures\": { \"organization\": { ^\"since\": { \"year\": \"until\" } } } }", "has a column" },
  { MEASURE, "organization", "^{}", "no such measure" },
  { MEASURE, "organization", "^{ \"counts\": \"post\" }", "no such measure" },
  { MEASURE, "organization", "{ \"year\": \"since\", ^\"month\": \"since\" }", "no such key (month)" },
  { MEASURE, "organization", "{ \"count\": ^\"posts\", \"by\": \"body\" }", "there is no such table" },
  { MEASURE, "organization", "^{ \"count\": \"post\" }", "a key is missing (by)" },
  { MEASURE, "organization", "{ \"count\": \"post\", \"by\": ^\"role\" }", "no reference to the table" },
  { MEASURE, "organization", "{ \"count\": \"post\", \"by\": ^\"person\" }", "no reference to the table" },
  { MEASURE, "organization", "{ \"count\": \"post\", \"by\": ^\"bodies\" }", "there is no such name (bodies)" },
  { MEASURE, "organization", "{ \"count\": \"post\", \"by\": \"body\", \"where\": { \"role\": ^\"boss\" } }",
    "the code list has no such value (\"boss\")" },
  { MEASURE, "organization", "{ \"count\": \"post\", \"by\": \"body\", ^\"of\": \"person\" }", "has no such key (of)" },
  { MEASURE, "unit", "^{ \"sum\": \"unit\", \"by\": \"host\" }", "a key is missing (of)" },
  { MEASURE, "unit", "{ \"sum\": \"unit\", \"by\": \"host\", \"of\": ^\"name\" }", "it is no whole number (\"name\")" },
  { MEASURE, "unit", "{ \"sum\": \"unit\", \"by\": \"host\", \"of\": ^\"since\" }", "it is no whole number" },
  { MEASURE, "unit", "{ \"most\": \"unit\", \"by\": \"host\", \"of\": ^\"name\" }",
    "neither a whole number nor a day" },
  { MEASURE, "unit", "{ \"sum\": \"unit\", \"by\": \"host\", \"of\": \"headcount\", ^\"distinct\": \"name\" }",
    "has no such key (distinct)" },
  { MEASURE, "unit", "{ \"most\": \"unit\", \"by\": \"host\", \"of\": \"since\", ^\"subtree\": false }",
    "has no such key (subtree)" },
  { MEASURE, "unit", "{ \"count\": \"unit\", \"by\": \"host\", ^\"subtree\": true }", "only organizations have" },
  { MEASURE, "unit", "{ \"count\": \"unit\", \"by\": \"host\", \"past\": ^1 }", "true or false" },
  { MEASURE, "unit", "{ \"days\": ^\"since\" }", "an array is expected" },
  { MEASURE, "unit", "{ \"days\": ^[] }", "too short or too long" },
  { MEASURE, "unit", "{ \"days\": ^[\"since\", \"until\", \"day\"] }", "too short or too long" },
  { MEASURE, "unit", "{ \"days\": [\"since\", ^\"name\"] }", "it is no day" },
  { MEASURE, "unit", "{ \"months\": [^90] }", "it is no day" },
  { MEASURE, "unit", "{ \"months\": [^[]] }", "a name, a whole number, a day or a parameter" },
  { MEASURE, "unit", "{ \"quarter\": ^\"headcount\" }", "it is no day" },
  { MEASURE, "unit", "{ \"add\": ^[1] }", "too short" },
  { MEASURE, "unit", "{ \"add\": [\"headcount\", 2, ^\"since\", ^\"name\"] }", "it is no whole number" },
  { MEASURE, "unit", "{ \"less\": ^[1, 2, 3] }", "too long" },
  { MEASURE, "unit", "{ \"ratio\": [\"headcount\", ^\"name\"] }", "it is no whole number" },
  { MEASURE, "unit", "{ \"ratio\": [^\"since\", 1] }", "it is no whole number" },
  { MEASURE, "unit", "{ \"either\": [\"headcount\", ^\"since\"] }", "of another type" },
  { MEASURE, "unit", "{ \"either\": [\"kind\", ^\"industry\"] }", "of another type" },
  { MEASURE, "unit", "{ \"whether\": ^1 }", "an object is expected" },
  { MEASURE, "unit", "{ \"under\": [^\"self\", ^\"host\"] }", "no reference to the table" },
  { MEASURE, "unit", "{ \"enclosing\": ^\"continent\", \"of\": \"area\" }", "no such kind of area" },
  { MEASURE, "unit", "{ \"enclosing\": \"county\", \"of\": ^\"host\" }", "no reference to the table" },
  { MEASURE, "unit", "^{ \"enclosing\": \"county\" }", "a key is missing (of)" },
  { MEASURE, "unit", "{ \"check\": ^\"credit\", \"of\": \"credit_code\" }", "no such check" },
  { MEASURE, "unit", "{ \"check\": \"credit-code\", \"of\": ^\"headcount\" }", "it is no text" },
  { MEASURE, "unit", "{ \"add\": [1, ^\"m\"] }", "made of itself (m → m)" },
  { MEASURE, "unit", "{ \"add\": [1, ^\"$x\"] }", "no such parameter" },
  { MEASURE, "unit", "{ \"year\": ^\"$s\" }", "a fraction cannot stand here" },
  { MEASURE, "item", "{ \"add\": [1, ^\"quantity\"] }", "numbers with fractions" },
  { WHOLE, "",
    "{ \"measures\": { \"unit\": { \"a\": { \"add\": [1, \"b\"] }, \"b\": { \"add\": [1, \"c\"] },\n"
    "  \"c\": { \"add\": [1, ^\"host.a\"] } } } }",
    "made of itself (a → b → c → a)" },
  { WHOLE, "",
    "{ \"measures\": { \"organization\": { \"a\": { \"count\": \"organization\", \"by\": \"superior\", \"where\": "
    "{ ^\"a\": { \"least\": 1 } } } } } }",
    "made of itself (a → a)" },
  /* Paths */
  { THEN, "unit", "{ ^\"name.kind\": \"a\" }", "it is no reference" },
  { THEN, "unit", "{ ^\"host.kinds\": \"a\" }", "there is no such name (host.kinds)" },
  { THEN, "unit", "{ ^\"host.\": \"a\" }", "there is no such name" },
  { THEN, "unit", "{ ^\"\": \"a\" }", "there is no such name" },
  { THEN, "unit", "{ ^\"名称\": \"a\" }", "there is no such name" },
  { THEN, "activity", "{ ^\"host.kind\": \"a\" }", "of several tables" },
  { THEN, "activity", "{ ^\"host/person.name\": \"a\" }", "does not refer to rows of that table" },
  { THEN, "activity", "{ ^\"host/body.name\": \"a\" }", "no such table" },
  { THEN, "activity", "{ ^\"host/unit\": { \"given\": true } }", "a name is expected" },
  { THEN, "unit", "{ ^\"host.host.host.host.host.host.host.host.name\": \"a\" }", "the path is too long" },
  { THEN, "post", "{ ^\"self\": { \"given\": true } }", "there is no such name" },
  { THEN, "unit", "{ ^\"depth\": { \"least\": 1 } }", "there is no such name" },
  /* Conditions */
  { THEN, "unit", "^[]", "the condition is empty" },
  { THEN, "unit", "^{}", "the condition is empty" },
  { THEN, "unit", "[^1]", "an object is expected" },
  { THEN, "unit", "^\"kind\"", "an object is expected" },
  { THEN, "unit", "{ \"headcount\": ^{} }", "the condition is empty" },
  { THEN, "unit", "{ \"headcount\": ^7 }", "only codes and texts" },
  { THEN, "unit", "{ \"headcount\": { ^\"at_least\": 7 } }", "no such test (at_least)" },
  { THEN, "unit", "{ \"headcount\": { \"least\": 1, ^\"least\": 2 } }", "given twice" },
  { THEN, "unit", "{ \"name\": \"a\", ^\"name\": \"b\" }", "given twice" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"many\" } }", "there is no such name (many)" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^1.5 } }", "a name, a whole number" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^null } }", "a name, a whole number" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"name\" } }", "the bound is no whole number" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"2018-07-12\" } }", "the bound is no whole number" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"4/5\" } }", "only the bound of a ratio" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"$d\" } }", "the bound is no whole number" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"$nn\" } }", "no such parameter" },
  { THEN, "unit", "{ \"headcount\": { \"least\": ^\"$s\" } }", "a fraction cannot stand here" },
  { THEN, "unit", "{ \"since\": { \"over\": ^1 } }", "the bound is no day" },
  { THEN, "unit", "{ \"since\": { \"over\": ^\"2018-02-30\" } }", "there is no such name" },
  { THEN, "unit", "{ \"name\": { \"over\": ^1 } }", "no size" },
  { THEN, "unit", "{ \"kind\": { \"most\": ^1 } }", "no size" },
  { THEN, "unit", "{ \"kind\": ^\"nation\" }", "the code list has no such value" },
  { THEN, "unit", "{ \"kind\": ^\"机关\" }", "the code list has no such value" },
  { THEN, "unit", "{ \"kind\": [\"organ\", ^\"nation\", ^1] }", "the code list has no such value" },
  { THEN, "unit", "{ \"kind\": { \"not\": [^\"nation\"] } }", "the code list has no such value" },
  { THEN, "unit", "{ \"kind\": ^[] }", "one value at least" },
  { THEN, "unit", "{ \"kind\": ^true }", "the code list has no such value" },
  { THEN, "unit", "{ \"name\": [^1] }", "a text is expected" },
  { THEN, "unit", "{ \"host\": ^\"u1\" }", "only codes and texts" },
  { THEN, "activity", "{ \"result\": ^\"failed\" }", "the code list has no such value" },
  { THEN, "activity", "{ \"result\": ^true }", "the code list has no such value" },
  { THEN, "activity", "{ \"secret\": ^\"maybe\" }", "the code list has no such value" },
  { THEN, "activity", "{ \"share\": { \"least\": ^\"due\" } }", "the bound of a ratio is a fraction" },
  { THEN, "activity", "{ \"share\": { \"least\": ^\"1/0\" } }", "the bound of a ratio is a fraction" },
  { THEN, "activity", "{ \"share\": { \"least\": ^\"$d\" } }", "is no day" },
  { THEN, "activity", "{ \"share\": { \"is\": ^\"share\" } }", "of different types" },
  { THEN, "activity", "{ \"share\": ^\"4/5\" }", "only codes and texts" },
  { THEN, "unit", "{ \"name\": { \"is\": ^\"kind\" } }", "of different types" },
  { THEN, "unit", "{ \"host\": { \"is_not\": ^\"area\" } }", "of different types" },
  { THEN, "unit", "{ \"kind\": { \"is\": ^\"industry\" } }", "of different types" },
  { THEN, "unit", "{ \"name\": { \"is\": ^1 } }", "a text is expected" },
  { THEN, "unit", "{ \"name\": { \"given\": ^1 } }", "true or false" },
  { THEN, "unit", "{ \"name\": { \"within_months\": ^1 } }", "only a day" },
  { THEN, "unit", "{ \"since\": { \"within_days\": ^0 } }", "1 to 36500" },
  { THEN, "unit", "{ \"since\": { \"within_days\": ^\"until\" } }", "or a parameter" },
  { THEN, "unit", "{ \"since\": { \"within_days\": ^\"$d\" } }", "the bound is no whole number" },
  { THEN, "unit", "{ \"kind\": [\"organ\", ^\"organ\"], \"name\": [\"a\", ^\"a\"] }", "a value is given twice" },
  { THEN, "unit", "{ \"headcount\": { \"begins\": ^[\"a\"] } }", "it is no text" },
  { THEN, "unit", "{ \"name\": { \"ends\": [^\"\"] } }", "the text is empty" },
  { THEN, "unit", "{ \"name\": { \"contains\": ^[] } }", "one value at least" },
  /* Messages */
  { MESSAGE, "unit", "^\"{nobody}\"", "there is no such name (nobody)" },
  { MESSAGE, "unit", "^\"{name\"", "has no fellow" },
  { MESSAGE, "unit", "^\"name}\"", "has no fellow" },
  { MESSAGE, "unit", "^\"{a{b}}\"", "has no fellow" },
  { MESSAGE, "unit", "^\"{}\"", "there is no such name" },
  /* Rules */
  { RULE, "", "\"id\": ^\"rule-column\"", "further columns" },
  { RULE, "", "\"id\": ^\"A\"", "an id is made of" },
  { RULE, "", "\"id\": ^1", "a text is expected" },
  { RULE, "", "\"subject\": ^\"units\"", "there is no such table" },
  { RULE, "", "\"severity\": ^\"none\"", "must, should or may" },
  { RULE, "", "\"instrument\": ^\"j\"", "no such instrument" },
  { RULE, "", "\"confirmed\": ^\"FE\"", "one of F, E, V, M, X, L" },
  { RULE, "", "\"from\": ^\"soon\"", "a day is expected" },
  { RULE, "", "\"until\": ^\"2018-10-28\"", "ends before it begins" },
  { RULE, "", "\"title\": ^{ \"zh\": \"题\", \"en\": \"Title.\" }", "no full stop" },
  { RULE, "", "^\"note\": \"x\"", "no such key (note)" },
  { RULE, "", "\"restates\": ^\"none\", \"subject\": null, \"then\": null, \"message\": null", "no such rule" },
  { RULE, "", "\"restates\": ^\"r\", \"subject\": null, \"then\": null, \"message\": null", "restates itself" },
  { RULE, "",
    "\"invariant\": \"affiliation-one\", ^\"uncovered\": { \"zh\": \"因\", \"en\": \"why\" }, \"subject\": null, "
    "\"then\": null, \"message\": null",
    "there is one" },
  { RULE, "", "\"uncovered\": ^{ \"zh\": \"因\" }, \"subject\": null, \"then\": null, \"message\": null",
    "missing (en)" },
  { RULE, "", "\"invariant\": \"affiliation-one\", ^\"subject\": \"unit\", \"then\": null, \"message\": null",
    "stand instead" },
  { RULE, "", "\"invariant\": ^\"rule-file\", \"subject\": null, \"then\": null, \"message\": null",
    "keep no such rule" },
  { RULE, "", "\"invariant\": ^\"row-dropped\", \"subject\": null, \"then\": null, \"message\": null",
    "keep no such rule" },
  { WHOLE, "", "{ \"rules\": [^1] }", "an object is expected" },
  { WHOLE, "",
    "{ " INSTRUMENTS ", \"rules\": [ ^{ \"id\": \"r\", " SOURCE ", \"then\": { \"name\": \"a\" }, " SAYS " } ] }",
    "a key is missing (subject)" },
  { WHOLE, "", "{ \"silences\": [ { \"rule\": ^\"r\", \"reason\": \"x\" } ] }", "no such rule" },
  { WHOLE, "", "{ \"silences\": [ ^{ \"rule\": \"*\" } ] }", "a key is missing (reason)" },
  { WHOLE, "", "{ \"silences\": [ { \"rule\": \"*\", \"reason\": \"x\", \"until\": ^\"never\" } ] }",
    "a day is expected" },
};

static char *surround (Surroundings around, const char *table, const char *text)
{
  switch (around)
  {
  case MEASURE:
    return g_strdup_printf ("{ " PARAMETERS ", \"measures\": { \"%s\": {\n\"m\": %s } } }", table, text);
  case THEN:
    return g_strdup_printf ("{ " INSTRUMENTS ", " PARAMETERS ", " COLUMNS ", " SHARE
                            ", \"rules\": [ { \"id\": \"r\", " SOURCE ", " SAYS
                            ", \"subject\": \"%s\",\n \"then\": %s } ] }",
                            table, text);
  case MESSAGE:
    return g_strdup_printf ("{ " INSTRUMENTS ", \"rules\": [ { \"id\": \"r\", " SOURCE
                            ", \"subject\": \"%s\", \"then\": { \"name\": \"a\" },"
                            " \"message\": { \"zh\": \"话\",\n\"en\": %s } } ] }",
                            table, text);
  case COLUMN:
    return strcmp (table, "no_table") == 0
               ? g_strdup_printf ("{ \"columns\": { ^\"%s\": { \"c\": %s } } }", table, text)
               : g_strdup_printf ("{ \"columns\": { \"%s\": {\n \"c\": %s } } }", table, text);
  case RULE:
    return rule_text_with (text);
  default:
    return g_strdup (text);
  }
}

/* Takes the marks out, and says where they were: `line:column `. */
static char *take_marks (const char *text, GString *places)
{
  GString *out = g_string_new (NULL);
  int line = 1, column = 1;
  for (const char *at = text; *at; at++)
  {
    if (*at == '^')
    {
      g_string_append_printf (places, "%d:%d ", line, column);
      continue;
    }
    g_string_append_c (out, *at);
    line += *at == '\n';
    column = *at == '\n' ? 1 : column + (((guchar)*at & 0xc0) != 0x80);
  }
  return g_string_free (out, FALSE);
}

static char *tell_places (const DjIssues *issues)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    g_string_append_printf (out, "%d:%d ", dj_issues_get (issues, i)->line, dj_issues_get (issues, i)->column);
  return g_string_free (out, FALSE);
}

START_TEST (test_defect)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *whole = surround (defects[_i].around, defects[_i].table, defects[_i].text);
  g_autofree char *text = take_marks (whole, wanted);
  ck_assert_ptr_null (dj_rules_read_text (text, -1, "self.json", &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA), "%s", text);
  const DjIssues *issues = dj_error_get_issues (error);
  g_autofree char *found = tell_places (issues);
  const DjIssue *first = dj_issues_get (issues, 0);
  ck_assert_msg (strcmp (found, wanted->str) == 0, "%s: %s, not %s\n%s", first->message_en, found, wanted->str, text);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    ck_assert_str_eq (issue->file, "self.json");
    ck_assert_msg (strstr (issue->message_en, defects[_i].sentence), "%s, not %s", issue->message_en,
                   defects[_i].sentence);
    ck_assert (*issue->message_zh && strcmp (issue->message_zh, issue->message_en) != 0);
  }
}
END_TEST

/* ---- Bounds ------------------------------------------------------------------------------------------------------------- */

static void assert_refused (const char *text, const char *sentence, guint most)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (dj_rules_read_text (text, -1, "big.json", &error));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_ptr_nonnull (strstr (dj_issues_get (issues, 0)->message_en, sentence));
  ck_assert_uint_le (dj_issues_get_n (issues), most);
}

/* Measures m0 to m(n-1), each of the one before, in order or the other way round. */
static char *chain (int n, const char *format, gboolean backwards)
{
  GString *out = g_string_new ("{ \"measures\": { \"organization\": { ");
  for (int i = 0; i < n; i++)
  {
    int number = backwards ? n - 1 - i : i;
    g_autofree char *before = number > 0 ? g_strdup_printf ("m%d", number - 1) : g_strdup ("depth");
    g_string_append_printf (out, "%s\"m%d\": ", i ? ", " : "", number);
    g_string_append_printf (out, format, before);
  }
  g_string_append (out, " } } }");
  return g_string_free (out, FALSE);
}

START_TEST (test_depth)
{
  const char *gather = "{ \"sum\": \"organization\", \"by\": \"superior\", \"of\": \"%s\" }";
  const char *add = "{ \"add\": [\"%s\", 1] }";
  for (int backwards = 0; backwards < 2; backwards++)
  {
    g_autofree char *gathers = chain (4, gather, backwards), *more = chain (5, gather, backwards);
    g_autofree char *adds = chain (99, add, backwards), *too_many = chain (100, add, backwards);
    dj_rules_unref (rule_text_read (gathers));
    assert_refused (more, "too many times over", 1);
    dj_rules_unref (rule_text_read (adds));
    assert_refused (too_many, "too deeply", 1);
  }
}
END_TEST

static char *repeat (const char *before, const char *item, int n, const char *after)
{
  GString *out = g_string_new (before);
  for (int i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i ? "," : "", item);
  g_string_append (out, after);
  return g_string_free (out, FALSE);
}

START_TEST (test_size)
{
  g_autofree char *deep = repeat ("{ \"rules\": ", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 1,
                                  "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] }");
  assert_refused (deep, "nested too deeply", 1);
  g_autofree char *many = repeat ("{ \"rules\": [", "1", 200001, "] }");
  assert_refused (many, "too many values", 1);
  g_autofree char *rules = repeat ("{ \"rules\": [", "1", 5001, "] }");
  assert_refused (rules, "an object is expected", 5001);
  g_autofree char *silences = repeat ("{ \"silences\": [", "{ \"rule\": \"*\", \"reason\": \"x\" }", 1001, "] }");
  assert_refused (silences, "too many silences", 1);
  g_autofree char *blank = g_strnfill ((1 << 20) + 1, ' ');
  assert_refused (blank, "too large", 1);
  g_autofree char *name = g_strnfill (990, 'n');
  g_autofree char *other = g_strdup_printf ("\"%s\", \"%.980s\", \"%.970s\", \"%.960s\", \"%.950s\", \"%.940s\", "
                                            "\"%.930s\", \"%.920s\", \"%.910s\"",
                                            name, name, name, name, name, name, name, name, name);
  g_autofree char *condition = g_strdup_printf ("{ \"name\": [%s] }", other);
  g_autofree char *when = surround (THEN, "unit", condition);
  assert_refused (when, "the condition is too long", 1);
}
END_TEST

/* What doubles with each measure is one node each. */
START_TEST (test_doubling)
{
  GString *text = g_string_new ("{ \"measures\": { \"organization\": { \"m0\": { \"add\": [\"depth\", \"depth\"] }");
  for (int i = 1; i < 90; i++)
    g_string_append_printf (text, ", \"m%d\": { \"add\": [\"m%d\", \"m%d\"] }", i, i - 1, i - 1);
  g_string_append (text, " } } }");
  g_autoptr (DjRules) rules = rule_text_read (text->str);
  ck_assert_uint_eq (rules->nodes->len, 91);
  g_string_free (text, TRUE);
}
END_TEST

static Suite *make_suite (void)
{
  Suite *suite = suite_create ("rules-read");
  TCase *tcase = tcase_create ("rules-read");
  tcase_add_loop_test (tcase, test_defect, 0, G_N_ELEMENTS (defects));
  tcase_add_test (tcase, test_depth);
  tcase_add_test (tcase, test_size);
  tcase_add_test (tcase, test_doubling);
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
