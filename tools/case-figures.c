/* SPDX-License-Identifier: Apache-2.0 */
/* The figures that the cases must give: what each cases/NAME/expect.json says, row of the field by row of the field.
 *
 *   case-figures print          > docs/cases.md
 *   case-figures check DANGJIAN   runs every command, and compares
 *   case-figures rules DANGJIAN   asks every case, on each of its days, what it breaks of the national rules
 *
 * Run at the top of the tree. An entry of expect.json has a row of cases/rows.json, what the figure is (zh, en), a command as it stands
 * after `dangjian`, `where` to keep some rows of its answer, `give` to say what of them, and the figure.
 *
 * A rule of severity must is broken by no case, unless that is what the case is there to show: then an entry has the command
 * `check cases/NAME --rule ID`, the day, and how many findings there are. */
#include <cJSON.h>
#include <glib.h>

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static const char *get_string (const cJSON *object, const char *key)
{
  return cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (object, key));
}

static cJSON *read_json (const char *path)
{
  char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  cJSON *json = cJSON_Parse (text);
  if (!json)
    g_error ("%s is no JSON", path);
  g_free (text);
  return json;
}

/* One case: its name and its expectations. */
typedef struct
{
  char *name;
  cJSON *expect;
} Case;

static gint compare_cases (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Case *const *)a)->name, (*(const Case *const *)b)->name);
}

static void free_case (gpointer data)
{
  Case *one = data;
  g_free (one->name);
  cJSON_Delete (one->expect);
  g_free (one);
}

/* What is expected of a case; of one without an expect.json nothing but that it is a register. NULL where it is none. */
static cJSON *read_expect (const char *name)
{
  g_autofree char *path = g_build_filename ("cases", name, "expect.json", NULL);
  g_autofree char *areas = g_build_filename ("cases", name, "area.csv", NULL);
  cJSON *expect = read_json (path);
  if (!expect && g_file_test (areas, G_FILE_TEST_EXISTS))
    expect = cJSON_Parse ("{\"on\": \"2024-08-26\", \"figures\": []}");
  return expect;
}

/* Every case, by name. */
static GPtrArray *read_cases (void)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func (free_case);
  g_autoptr (GDir) folder = g_dir_open ("cases", 0, NULL);
  for (const char *name = folder ? g_dir_read_name (folder) : NULL; name; name = g_dir_read_name (folder))
  {
    cJSON *expect = read_expect (name);
    if (!expect)
      continue;
    Case *one = g_new (Case, 1);
    *one = (Case){ g_strdup (name), expect };
    g_ptr_array_add (cases, one);
  }
  g_ptr_array_sort (cases, compare_cases);
  return cases;
}

static const cJSON *get_figures (const Case *one) { return cJSON_GetObjectItemCaseSensitive (one->expect, "figures"); }

static const char *get_day (const Case *one, const cJSON *entry)
{
  const char *own = get_string (entry, "on");
  return own ? own : get_string (one->expect, "on");
}

/* ---- Asking ----------------------------------------------------------------------------------------------------- */

/* Answers already had, by command. */
typedef struct
{
  const char *tool;
  GHashTable *answers;
} Asking;

static char **make_arguments (const char *tool, const char *command, const char *day)
{
  g_auto (GStrv) words = NULL;
  if (!g_shell_parse_argv (command, NULL, &words, NULL))
    return NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_add (builder, tool);
  g_strv_builder_addv (builder, (const char **)words);
  const char *more[] = { "--format", "json", "--on", day, NULL };
  g_strv_builder_addv (builder, more);
  return g_strv_builder_end (builder);
}

/* Status 1 tells of findings, which are an answer too. */
static cJSON *run (const char *tool, const char *command, const char *day)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status = 0;
  g_auto (GStrv) arguments = make_arguments (tool, command, day);
  if (!arguments || !g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, NULL))
    return NULL;
  cJSON *answer = cJSON_Parse (out);
  if (!answer)
    printf ("%s: %s", command, err);
  return answer;
}

static const cJSON *ask (Asking *asking, const char *command, const char *day)
{
  g_autofree char *key = g_strdup_printf ("%s %s", day, command);
  cJSON *answer = g_hash_table_lookup (asking->answers, key);
  if (answer)
    return answer;
  answer = run (asking->tool, command, day);
  if (answer)
    g_hash_table_insert (asking->answers, g_steal_pointer (&key), answer);
  return answer;
}

/* ---- Choosing rows ---------------------------------------------------------------------------------------------- */

static gboolean compares (const char *condition, double value, gboolean *holds)
{
  gboolean equal = condition[0] && condition[1] == '=';
  char *end = NULL;
  double bound = g_ascii_strtod (condition + 1 + equal, &end);
  if ((condition[0] != '<' && condition[0] != '>') || *end != '\0')
    return FALSE;
  *holds = condition[0] == '<' ? (equal ? value <= bound : value < bound) : (equal ? value >= bound : value > bound);
  return TRUE;
}

static gboolean text_meets (const char *text, const char *condition)
{
  gsize length = strlen (condition);
  if (length && condition[length - 1] == '*')
    return strncmp (text, condition, length - 1) == 0;
  return strcmp (text, condition) == 0;
}

static gboolean value_meets (const cJSON *value, const cJSON *condition)
{
  gboolean holds = FALSE;
  if (!value)
    return FALSE;
  if (cJSON_IsString (condition) && cJSON_IsNumber (value)
      && compares (condition->valuestring, value->valuedouble, &holds))
    return holds;
  if (cJSON_IsString (condition) && cJSON_IsString (value))
    return text_meets (value->valuestring, condition->valuestring);
  return cJSON_Compare (value, condition, TRUE);
}

static gboolean row_meets (const cJSON *row, const cJSON *where)
{
  for (const cJSON *condition = where ? where->child : NULL; condition; condition = condition->next)
    if (!value_meets (cJSON_GetObjectItemCaseSensitive (row, condition->string), condition))
      return FALSE;
  return TRUE;
}

static GPtrArray *choose (const cJSON *answer, const cJSON *where)
{
  GPtrArray *rows = g_ptr_array_new ();
  if (cJSON_IsArray (answer))
    for (cJSON *row = answer->child; row; row = row->next)
      if (row_meets (row, where))
        g_ptr_array_add (rows, row);
  return rows;
}

/* ---- What the rows give ------------------------------------------------------------------------------------------- */

static cJSON *fold (const GPtrArray *rows, const char *how, const char *column)
{
  double result = NAN;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, cJSON_free, NULL);
  for (guint i = 0; i < rows->len; i++)
  {
    const cJSON *value = cJSON_GetObjectItemCaseSensitive (rows->pdata[i], column);
    if (!value || cJSON_IsNull (value))
      continue;
    g_hash_table_add (seen, cJSON_PrintUnformatted (value));
    double number = cJSON_GetNumberValue (value);
    if (isnan (result))
      result = number;
    else
      result = *how == 's' ? result + number : strcmp (how, "min") == 0 ? fmin (result, number) : fmax (result, number);
  }
  if (strcmp (how, "distinct") == 0)
    return cJSON_CreateNumber (g_hash_table_size (seen));
  return isnan (result) ? cJSON_CreateNull () : cJSON_CreateNumber (result);
}

/* A path such as organization.name in an answer that is one object. */
static cJSON *follow (const cJSON *answer, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  for (int i = 0; steps[i] && answer; i++)
    answer = cJSON_GetObjectItemCaseSensitive (answer, steps[i]);
  return answer ? cJSON_Duplicate (answer, TRUE) : NULL;
}

/* NULL where it cannot be had. */
static cJSON *take (const cJSON *answer, const cJSON *entry)
{
  const char *give = get_string (entry, "give");
  if (!cJSON_IsArray (answer))
    return follow (answer, give);
  g_autoptr (GPtrArray) rows = choose (answer, cJSON_GetObjectItemCaseSensitive (entry, "where"));
  const char *column = strchr (give, ' ');
  if (column)
  {
    g_autofree char *how = g_strndup (give, (gsize)(column - give));
    return fold (rows, how, column + 1);
  }
  if (strcmp (give, "rows") == 0)
    return cJSON_CreateNumber (rows->len);
  const cJSON *value = rows->len == 1 ? cJSON_GetObjectItemCaseSensitive (rows->pdata[0], give) : NULL;
  return value ? cJSON_Duplicate (value, TRUE) : NULL;
}

static gboolean agrees (const cJSON *got, const cJSON *figure)
{
  if (!got || !figure)
    return FALSE;
  if (cJSON_IsNumber (got) && cJSON_IsNumber (figure))
    return fabs (got->valuedouble - figure->valuedouble) <= 1e-9 * fmax (1, fabs (figure->valuedouble));
  return cJSON_Compare (got, figure, TRUE);
}

/* A figure that is a little off must not pass. */
static gboolean is_told_apart (const cJSON *got, const cJSON *figure)
{
  cJSON *off = cJSON_IsNumber (figure) ? cJSON_CreateNumber (figure->valuedouble + 1) : cJSON_CreateString ("\x01");
  gboolean told = !agrees (got, off);
  cJSON_Delete (off);
  return told;
}

/* ---- Checking --------------------------------------------------------------------------------------------------- */

static gboolean check_entry (Asking *asking, const Case *one, const cJSON *entry)
{
  const char *command = get_string (entry, "command"), *day = get_day (one, entry);
  const cJSON *figure = cJSON_GetObjectItemCaseSensitive (entry, "figure");
  if (!command || !day || !figure || !get_string (entry, "give") || !get_string (entry, "en")
      || !get_string (entry, "zh") || !get_string (entry, "row"))
  {
    printf ("FAILED cases/%s/expect.json: an entry lacks a key: %s\n", one->name, command ? command : "");
    return FALSE;
  }
  const cJSON *answer = ask (asking, command, day);
  cJSON *got = answer ? take (answer, entry) : NULL;
  gboolean good = agrees (got, figure) && is_told_apart (got, figure);
  if (!good)
  {
    g_autofree char *expected = cJSON_PrintUnformatted (figure);
    g_autofree char *found = got ? cJSON_PrintUnformatted (got) : g_strdup ("no single value");
    printf ("FAILED cases/%s %s: dangjian %s --on %s: %s: expected %s, got %s\n", one->name, get_string (entry, "row"),
            command, day, get_string (entry, "en"), expected, found);
  }
  cJSON_Delete (got);
  return good;
}

static gboolean has_row (const GPtrArray *cases, const char *row)
{
  for (guint i = 0; i < cases->len; i++)
    for (const cJSON *entry = get_figures (cases->pdata[i])->child; entry; entry = entry->next)
      if (g_strcmp0 (get_string (entry, "row"), row) == 0)
        return TRUE;
  return FALSE;
}

static void free_answer (gpointer answer) { cJSON_Delete (answer); }

static int check (const char *tool, const GPtrArray *cases, const cJSON *rows)
{
  int n = 0, failed = 0;
  Asking asking = { tool, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_answer) };
  for (const cJSON *row = rows->child; row; row = row->next)
    if (!has_row (cases, get_string (row, "id")))
    {
      printf ("FAILED row %s is in no case\n", get_string (row, "id"));
      failed++;
    }
  for (guint i = 0; i < cases->len; i++)
    for (const cJSON *entry = get_figures (cases->pdata[i])->child; entry; entry = entry->next, n++)
      failed += !check_entry (&asking, cases->pdata[i], entry);
  printf ("%d figures of %u cases, %d failed\n", n, cases->len, failed);
  g_hash_table_unref (asking.answers);
  return failed || n == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- The regulations --------------------------------------------------------------------------------------------- */

/* The figure of the entry that asks for the findings of a rule on a day; 0 where there is none. */
static double get_expected (const Case *one, const char *day, const char *rule)
{
  g_autofree char *command = g_strdup_printf ("check cases/%s --rule %s", one->name, rule);
  for (const cJSON *entry = get_figures (one)->child; entry; entry = entry->next)
    if (g_strcmp0 (get_string (entry, "command"), command) == 0 && strcmp (get_day (one, entry), day) == 0
        && g_strcmp0 (get_string (entry, "give"), "rows") == 0)
      return cJSON_GetNumberValue (cJSON_GetObjectItemCaseSensitive (entry, "figure"));
  return 0;
}

/* Counts what is not as expected, and the rules that were asked of something. */
static int check_rules_on (const char *tool, const Case *one, const char *day, int *asked)
{
  int failed = 0;
  g_autofree char *command = g_strdup_printf ("check cases/%s --rules national --by rule", one->name);
  cJSON *answer = run (tool, command, day);
  for (const cJSON *row = cJSON_IsArray (answer) ? answer->child : NULL; row; row = row->next)
  {
    const char *rule = get_string (row, "rule");
    double found = cJSON_GetNumberValue (cJSON_GetObjectItemCaseSensitive (row, "findings"));
    double expected = rule ? get_expected (one, day, rule) : 0;
    if (g_strcmp0 (get_string (row, "severity"), "must") != 0)
      continue;
    *asked += cJSON_GetNumberValue (cJSON_GetObjectItemCaseSensitive (row, "subjects")) > 0;
    if (found == expected)
      continue;
    printf ("FAILED cases/%s breaks %s on %s: expected %g findings, got %g\n", one->name, rule, day, expected, found);
    failed++;
  }
  if (!cJSON_IsArray (answer) || !answer->child)
  {
    printf ("FAILED cases/%s on %s: no rules were asked\n", one->name, day);
    failed++;
  }
  cJSON_Delete (answer);
  return failed;
}

static GHashTable *collect_days (const Case *one)
{
  GHashTable *days = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (days, (gpointer)get_string (one->expect, "on"));
  for (const cJSON *entry = get_figures (one)->child; entry; entry = entry->next)
    g_hash_table_add (days, (gpointer)get_day (one, entry));
  return days;
}

static int check_rules (const char *tool, const GPtrArray *cases)
{
  int n = 0, asked = 0, failed = 0;
  for (guint i = 0; i < cases->len; i++)
  {
    g_autoptr (GHashTable) days = collect_days (cases->pdata[i]);
    GHashTableIter at;
    gpointer day;
    g_hash_table_iter_init (&at, days);
    for (; g_hash_table_iter_next (&at, &day, NULL); n++)
      failed += check_rules_on (tool, cases->pdata[i], day, &asked);
  }
  printf ("%d days of %u cases, %d times a rule had something to judge, %d failed\n", n, cases->len, asked, failed);
  return failed || asked == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- Printing --------------------------------------------------------------------------------------------------- */

/* A bar within a cell would end it. */
static void print_cell (const char *text)
{
  for (; *text; text++)
    printf (*text == '|' ? "\\%c" : "%c", *text);
}

/* --where "kind=…" in words: what is kept of the answer, and what is taken of that. */
static void print_taken (const cJSON *entry)
{
  const cJSON *where = cJSON_GetObjectItemCaseSensitive (entry, "where");
  printf (" → ");
  print_cell (get_string (entry, "give"));
  for (const cJSON *condition = where ? where->child : NULL; condition; condition = condition->next)
  {
    g_autofree char *value = cJSON_PrintUnformatted (condition);
    printf ("%s `%s` ", condition == where->child ? " where" : ",", condition->string);
    print_cell (value);
  }
}

static void print_entry (const Case *one, const cJSON *entry)
{
  g_autofree char *figure = cJSON_PrintUnformatted (cJSON_GetObjectItemCaseSensitive (entry, "figure"));
  gboolean sample = cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (entry, "sample"));
  const char *own = get_string (entry, "on");
  printf ("| %s | ", one->name);
  print_cell (get_string (entry, "en"));
  printf (" · ");
  print_cell (get_string (entry, "zh"));
  printf ("%s | `", sample ? " (sample · 样本)" : "");
  print_cell (get_string (entry, "command"));
  printf ("%s%s`", own ? " --on " : "", own ? own : "");
  print_taken (entry);
  printf (" | ");
  print_cell (figure);
  printf (" |\n");
}

static void print_row (const GPtrArray *cases, const cJSON *row)
{
  const char *id = get_string (row, "id");
  printf ("\n## %s. %s\n\n%s\n\n| case | what | dangjian … | figure |\n|---|---|---|---|\n", id, get_string (row, "en"),
          get_string (row, "zh"));
  for (guint i = 0; i < cases->len; i++)
    for (const cJSON *entry = get_figures (cases->pdata[i])->child; entry; entry = entry->next)
      if (g_strcmp0 (get_string (entry, "row"), id) == 0)
        print_entry (cases->pdata[i], entry);
}

static int print (const GPtrArray *cases, const cJSON *rows)
{
  printf ("<!-- SPDX-License-Identifier: Apache-2.0 -->\n<!-- Generated by case-figures from cases/*/expect.json; do "
          "not edit. -->\n"
          "# Cases\n\nThe systems and mechanisms of the field, each in a data set under `cases/`, and the figures that "
          "the tool gives for\nthem. A test runs every command. Days are those of the case's `expect.json` where the "
          "command names none; figures of\nscaled samples say so. All persons are synthetic.\n");
  for (const cJSON *row = rows->child; row; row = row->next)
    print_row (cases, row);
  return EXIT_SUCCESS;
}

int main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_autoptr (GPtrArray) cases = read_cases ();
  cJSON *rows = read_json ("cases/rows.json");
  int status = 2;
  if (!rows || !cases->len)
    fputs ("case-figures is run at the top of the tree\n", stderr);
  else if (argc == 2 && strcmp (argv[1], "print") == 0)
    status = print (cases, rows);
  else if (argc == 3 && strcmp (argv[1], "check") == 0)
    status = check (argv[2], cases, rows);
  else if (argc == 3 && strcmp (argv[1], "rules") == 0)
    status = check_rules (argv[2], cases);
  else
    fputs ("usage: case-figures print | check DANGJIAN | rules DANGJIAN\n", stderr);
  cJSON_Delete (rows);
  return status;
}
