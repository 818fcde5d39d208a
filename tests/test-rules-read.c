/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files: every defect is refused where it stands, and what is good becomes the nodes that it says. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

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

#define INSTRUMENTS "\"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\", \"from\": \"2018-10-28\" } }"
#define TITLE "\"title\": { \"zh\": \"题\", \"en\": \"title\" }"
#define SAYS "\"message\": { \"zh\": \"话\", \"en\": \"words\" }"
#define SOURCE "\"severity\": \"must\", \"instrument\": \"i\", \"confirmed\": \"F\", " TITLE
#define PARAMETERS                                                                                                     \
  "\"parameters\": { \"n\": { \"value\": 90, \"zh\": \"数\", \"en\": \"number\" },"                                   \
  " \"d\": { \"value\": \"2018-07-12\", \"zh\": \"日\", \"en\": \"day\" },"                                           \
  " \"s\": { \"value\": \"4/5\", \"zh\": \"比\", \"en\": \"share\" } }"
#define COLUMNS                                                                                                        \
  "\"columns\": { \"activity\": { \"due\": { \"type\": \"int\", \"zh\": \"应到\", \"en\": \"due\" },"                \
  " \"present\": { \"type\": \"int\", \"zh\": \"实到\", \"en\": \"present\" },"                                      \
  " \"result\": { \"type\": \"code\", \"values\": { \"passed\": \"通过\", \"rejected\": \"未通过\" }, \"zh\": "   \
  "\"结果\", \"en\": \"result\" },"                                                                                  \
  " \"secret\": { \"type\": \"flag\", \"zh\": \"无记名\", \"en\": \"secret\" } } }"
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

/* A member of a good rule, where @members does not give another; null takes it out. */
static void append_member (GString *out, const char *members, const char *name, const char *value)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\":", name);
  if (!strstr (members, quoted))
    g_string_append_printf (out, ", %s %s", quoted, value);
}

static char *make_rule (const char *members)
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
    return make_rule (text);
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

static DjRules *read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  DjRules *rules = dj_rules_read_text (text, -1, "good.json", &error);
  ck_assert_msg (rules != NULL, "%s\n%s", error ? error->message : "", text);
  return rules;
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
    dj_rules_unref (read_good (gathers));
    assert_refused (more, "too many times over", 1);
    dj_rules_unref (read_good (adds));
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
  g_autofree char *blank = g_strnfill ((1 << 20) + 1, ' ');
  assert_refused (blank, "too large", 1);
}
END_TEST

/* What doubles with each measure is one node each. */
START_TEST (test_doubling)
{
  GString *text = g_string_new ("{ \"measures\": { \"organization\": { \"m0\": { \"add\": [\"depth\", \"depth\"] }");
  for (int i = 1; i < 90; i++)
    g_string_append_printf (text, ", \"m%d\": { \"add\": [\"m%d\", \"m%d\"] }", i, i - 1, i - 1);
  g_string_append (text, " } } }");
  g_autoptr (DjRules) rules = read_good (text->str);
  ck_assert_uint_eq (rules->nodes->len, 91);
  g_string_free (text, TRUE);
}
END_TEST

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
  g_autoptr (DjRules) rules = read_good (text);
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
  g_autoptr (DjRules) rules = read_good (text);
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
  g_autofree char *text
      = make_rule ("\"message\": { \"zh\": \"有 {found} 人，{bound}；{host.name}\", \"en\": \"{name}{headcount}.\" }");
  g_autoptr (DjRules) rules = read_good (text);
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
  g_autofree char *plain = make_rule ("\"id\": \"a\""),
                  *other = make_rule ("\"from\": \"2010-01-01\", \"until\": \"2020-01-01\"");
  g_autoptr (DjRules) first = read_good (plain), second = read_good (other);
  ck_assert_int_eq (dj_rules_get (first, 0)->from, dj_date (2018, 10, 28));
  ck_assert_int_eq (dj_rules_get (first, 0)->until, DJ_DATE_NONE);
  ck_assert_int_eq (dj_rules_get (second, 0)->from, dj_date (2010, 1, 1));
  ck_assert_int_eq (dj_rules_get (second, 0)->until, dj_date (2020, 1, 1));
}
END_TEST

/* ---- Files -------------------------------------------------------------------------------------------------------------- */

static char *folder;

static void write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  ck_assert_int_eq (g_mkdir_with_parents (parent, 0700), 0);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static void remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  if (dir)
    g_dir_close (dir);
  g_remove (path);
}

static void make_folder (void)
{
  folder = g_dir_make_tmp ("dangjian-rules-XXXXXX", NULL);
  ck_assert_ptr_nonnull (folder);
  g_setenv ("DANGJIAN_DATA", folder, TRUE);
}

static void remove_folder (void)
{
  g_unsetenv ("DANGJIAN_DATA");
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
}

static DjRules *read_path (const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return dj_rules_read ((const char *const[]){ path, NULL }, error);
}

static char *rule_with_id (const char *id)
{
  g_autofree char *members = g_strdup_printf ("\"id\": \"%s\"", id);
  return make_rule (members);
}

START_TEST (test_includes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = rule_with_id ("a"), *b = rule_with_id ("b");
  write_file ("rules/base.json", "{ \"includes\": [\"part/a\"] }");
  write_file ("rules/part/a.json", a);
  write_file ("own/b.json", b);
  write_file ("own/user.json", "{ \"includes\": [\"base\", \"b.json\", \"../own/b.json\", \"part/a\"] }");
  g_autoptr (DjRules) rules = read_path ("own/user.json", &error);
  ck_assert_msg (rules != NULL, "%s", error ? error->message : "");
  ck_assert_int_eq (dj_rules_get_n (rules), 2);
  ck_assert_int_eq (dj_rules_find (rules, "a"), 0);
  ck_assert_int_eq (dj_rules_find (rules, "b"), 1);
  ck_assert_int_eq (dj_rules_find (rules, "c"), -1);
  ck_assert (g_str_has_suffix (dj_rules_get (rules, 0)->file, "rules/part/a.json"));

  g_autoptr (DjRules) named = dj_rules_read ((const char *const[]){ "part/a", "base", NULL }, &error);
  ck_assert_int_eq (dj_rules_get_n (named), 1);
  g_autoptr (DjRules) none = dj_rules_read ((const char *const[]){ NULL }, &error);
  ck_assert_int_eq (dj_rules_get_n (none), 0);
}
END_TEST

START_TEST (test_circle)
{
  g_autoptr (GError) error = NULL;
  write_file ("rules/a.json", "{ \"includes\": [\"b\"] }");
  write_file ("rules/b.json", "{\n \"includes\": [\"c\"] }");
  write_file ("rules/c.json", "{\n\n  \"includes\": [\"a\"] }");
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "a", NULL }, &error));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_uint_eq (dj_issues_get_n (issues), 1);
  const DjIssue *issue = dj_issues_get (issues, 0);
  ck_assert (g_str_has_suffix (issue->file, "c.json"));
  ck_assert (issue->line == 3 && issue->column == 16);
}
END_TEST

START_TEST (test_not_found)
{
  static const char *const sets[] = { "none", "../rules/a", "/etc/passwd", "a/../a", "a//a", "", "a/", "none.json" };
  write_file ("rules/a.json", "{}");
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
  {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (dj_rules_read ((const char *const[]){ sets[i], NULL }, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE), "%s", sets[i]);
  }
}
END_TEST

/* Files that include one another in a long row, and defects of two files: all are told, in order of files. */
START_TEST (test_many_files)
{
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < 20; i++)
  {
    g_autofree char *name = g_strdup_printf ("rules/f%d.json", i);
    g_autofree char *text = g_strdup_printf ("{ \"includes\": [\"f%d\"] }", i + 1);
    write_file (name, text);
  }
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "f0", NULL }, &error));
  ck_assert_ptr_nonnull (strstr (dj_issues_get (dj_error_get_issues (error), 0)->message_en, "nested too deeply"));
  g_clear_error (&error);
  write_file ("rules/a.json", "{ \"set\": 1, \"includes\": [\"b\", \"b\"] }");
  write_file ("rules/b.json", "{ \"sets\": 1 }");
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "a", NULL }, &error));
  ck_assert_uint_eq (dj_issues_get_n (dj_error_get_issues (error)), 2);
  ck_assert (g_str_has_suffix (dj_issues_get (dj_error_get_issues (error), 0)->file, "a.json"));
}
END_TEST

#define DECLARED "{ \"parameters\": { \"p\": { \"value\": 90, \"zh\": \"数\", \"en\": \"n\" } } }"

static void assert_parameter (const char *set, int value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ set, NULL }, &error);
  ck_assert_msg (rules != NULL, "%s", error ? error->message : "");
  ck_assert_uint_eq (rules->parameters->len, 1);
  ck_assert_int_eq (g_array_index (rules->parameters, DjParameter, 0).value, value);
}

START_TEST (test_override)
{
  g_autoptr (GError) error = NULL;
  write_file ("rules/a.json", DECLARED);
  write_file ("rules/again.json", DECLARED);
  write_file ("rules/b.json", "{ \"includes\": [\"a\"], \"parameters\": { \"p\": 30 } }");
  write_file ("rules/c.json", "{ \"includes\": [\"b\", \"again\"], \"parameters\": { \"p\": 20 } }");
  write_file ("rules/d.json", "{ \"includes\": [\"a\"], \"parameters\": { \"p\": 40 } }");
  write_file ("rules/e.json", "{ \"includes\": [\"b\",\n \"d\"] }");
  write_file ("rules/f.json", "{ \"includes\": [\"a\"], \"parameters\": { \"p\": \"2020-01-01\" } }");
  assert_parameter ("a", 90);
  assert_parameter ("b", 30);
  assert_parameter ("c", 20);
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "e", NULL }, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "not included gives the parameter"));
  g_clear_error (&error);
  ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "f", NULL }, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "another type"));
}
END_TEST

#define MEASURE_FILE(measure)                                                                                          \
  "{ \"columns\": { \"unit\": { \"c\": { \"type\": \"int\", \"zh\": \"列\", \"en\": \"c\" } } }," INSTRUMENTS          \
  ", \"measures\": { \"unit\": { \"m\": " measure " } } }"

/* Two files may declare the same, if they say the same. */
START_TEST (test_declared_twice)
{
  g_autoptr (GError) error = NULL;
  write_file ("rules/a.json", MEASURE_FILE ("{ \"count\": \"unit\", \"by\": \"host\" }"));
  write_file ("rules/b.json", MEASURE_FILE ("{ \"by\": \"host\", \"count\": \"unit\" }"));
  write_file ("rules/c.json", MEASURE_FILE ("{\n \"year\": \"since\" }"));
  write_file ("rules/d.json",
              "{ \"columns\": { \"unit\": { \"c\": { \"type\": \"date\", \"zh\": \"列\", \"en\": \"c\" } } } }");
  write_file ("rules/e.json", "{ \"instruments\": { \"i\": { \"zh\": \"法\", \"en\": \"law\" } } }");
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ "a", "b", NULL }, &error);
  ck_assert_msg (rules != NULL, "%s", error ? error->message : "");
  ck_assert_uint_eq (rules->columns->len, 1);
  for (const char *other = "cde"; *other; other++)
  {
    const char name[] = { *other, '\0' };
    ck_assert_ptr_null (dj_rules_read ((const char *const[]){ "a", name, NULL }, &error));
    ck_assert_uint_eq (dj_issues_get_n (dj_error_get_issues (error)), 1);
    ck_assert_ptr_nonnull (strstr (error->message, "declared otherwise"));
    g_clear_error (&error);
  }
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
  ck_assert_msg (g_strcmp0 (found, text) == 0, "%s: %s, not %s", column, found, text);
}

START_TEST (test_restates)
{
  g_autoptr (DjRules) rules = read_good (THREE);
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
  g_autoptr (DjRules) rules = read_good (
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
  g_autoptr (DjRules) rules = read_good (THREE);
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
  g_autoptr (DjRules) rules = read_good (THREE);
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

START_TEST (test_list_parameters)
{
  g_autoptr (DjRules) rules = read_good (THREE);
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
  g_autoptr (DjRules) other = read_good (text);
  g_autoptr (DjFrame) uses = dj_rules_list_parameters (other);
  assert_cell (uses, 0, "rules", NULL);
  assert_cell (uses, 1, "rules", "r");
  assert_cell (uses, 2, "rules", "r");
}
END_TEST

START_TEST (test_list_columns)
{
  g_autoptr (DjRules) rules = read_good ("{ " COLUMNS " }");
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

/* ---- The sets that come with the library ------------------------------------------------------------------------------------ */

static void read_all_below (const char *path, const char *set, int *n)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *child = g_build_filename (path, name, NULL);
    g_autofree char *inner = *set ? g_strconcat (set, "/", name, NULL) : g_strdup (name);
    read_all_below (child, inner, n);
    if (!g_str_has_suffix (inner, ".json"))
      continue;
    inner[strlen (inner) - strlen (".json")] = '\0';
    g_autoptr (DjRules) rules = dj_rules_read ((const char *const[]){ inner, NULL }, &error);
    ck_assert_msg (rules != NULL, "%s: %s", inner, error ? error->message : "");
    *n += 1;
  }
}

/* Each is found beside the program, whatever the environment says, and reads without a defect. */
START_TEST (test_installed)
{
  int n = 0;
  g_unsetenv ("DANGJIAN_DATA");
  read_all_below ("data/rules", "", &n);
  ck_assert_int_ge (n, 1);
}
END_TEST

static Suite *make_suite (void)
{
  Suite *suite = suite_create ("rules-read");
  TCase *defective = tcase_create ("defects");
  tcase_add_loop_test (defective, test_defect, 0, G_N_ELEMENTS (defects));
  tcase_add_test (defective, test_depth);
  tcase_add_test (defective, test_size);
  tcase_add_test (defective, test_doubling);
  TCase *good = tcase_create ("good");
  tcase_add_loop_test (good, test_good, 0, G_N_ELEMENTS (goods));
  tcase_add_test (good, test_order);
  tcase_add_test (good, test_message);
  tcase_add_test (good, test_dates);
  tcase_add_test (good, test_restates);
  tcase_add_test (good, test_restates_chain);
  tcase_add_test (good, test_select);
  tcase_add_test (good, test_list);
  tcase_add_test (good, test_list_parameters);
  tcase_add_test (good, test_list_columns);
  tcase_add_test (good, test_installed);
  TCase *files = tcase_create ("files");
  tcase_add_checked_fixture (files, make_folder, remove_folder);
  tcase_add_test (files, test_includes);
  tcase_add_test (files, test_circle);
  tcase_add_test (files, test_not_found);
  tcase_add_test (files, test_many_files);
  tcase_add_test (files, test_override);
  tcase_add_test (files, test_declared_twice);
  suite_add_tcase (suite, defective);
  suite_add_tcase (suite, good);
  suite_add_tcase (suite, files);
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
