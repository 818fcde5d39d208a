/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing registers: every defect at its place, values, refusals, progress. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper-io.h"
#include "io/io-private.h"

/* ---- Defects ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjIssueCode code;
  const char *file;
  gint32 line;
  gint32 column;
} Want;

typedef struct
{
  const char *name;
  struct
  {
    const char *name, *text;
  } files[4];
  Want wants[9]; /* in the order in which they are handed out */
} Defect;

#define ORGANIZATIONS "code,name,kind,since,until\nc,党委,committee,,\na,甲支部,branch,,\nb,乙支部,branch,,\n"
#define PERSONS "code,name,admitted\np,张三,2015-01-01\n"

static const Defect defects[] = {
  { "two affiliations for one day",
    { { "organization.csv", ORGANIZATIONS },
      { "person.csv", PERSONS },
      { "membership.csv", "person,organization,kind,since,until\np,a,affiliation,2015-01-01,2018-03-02\n"
                          "p,b,affiliation,2018-03-01,\n" } },
    { { DJ_ISSUE_AFFILIATION_TWO, "membership.csv", 3, 2 } } },
  { "under itself",
    { { "organization.csv", "code,name,kind,superior\na,甲支部,branch,a\n" } },
    { { DJ_ISSUE_CYCLE, "organization.csv", 2, 4 } } },
  { "a cycle in 2015 only",
    { { "organization.csv", ORGANIZATIONS },
      { "subordination.csv", "organization,superior,since,until\na,b,2014-01-01,2016-01-01\nb,a,2015-01-01,2015-12-31\n"
                             "b,c,2015-12-31,\n" } },
    { { DJ_ISSUE_CYCLE, "subordination.csv", 3, 2 } } },
  { "a dangling reference",
    { { "organization.csv", "code,name,kind,base_area\na,甲支部,branch,110000\n" } },
    { { DJ_ISSUE_REFERENCE, "organization.csv", 2, 4 } } },
  { "a code given twice",
    { { "organization.csv", "name,code,kind\n甲,a,branch\n乙,b,branch\n丙,a,branch\n" } },
    { { DJ_ISSUE_DUPLICATE, "organization.csv", 4, 2 } } },
  { "no such day",
    { { "person.csv", "code,name,born\np,张三,2023-02-30\n" } },
    { { DJ_ISSUE_DATE, "person.csv", 2, 3 } } },
  { "cut in a quoted field",
    { { "organization.csv", "code,name,kind\na,甲,branch\nb,\"乙支" } },
    { { DJ_ISSUE_CUT, "organization.csv", 3, 2 } } },
  { "cut after lines in a quoted field",
    { { "organization.csv", "code,name,kind\na,\"甲\n一\",branch\n\nb,\"乙" } },
    { { DJ_ISSUE_CUT, "organization.csv", 5, 2 } } },
  { "bad bytes",
    { { "organization.csv", "code,name,kind\na,甲支部,branch\nb,乙\xff支部,branch\nc,丙\xe4\xb8,branch\n" } },
    { { DJ_ISSUE_ENCODING, "organization.csv", 3, 2 }, { DJ_ISSUE_ENCODING, "organization.csv", 4, 2 } } },
  { "a row with bad bytes is there for others to refer to",
    { { "organization.csv", "code,name,kind\na,甲\xff,branch\nb,乙,branch\n" },
      { "subordination.csv", "organization,superior\nb,a\n" } },
    { { DJ_ISSUE_ENCODING, "organization.csv", 2, 2 } } },
  { "stray quotes and fields",
    { { "organization.csv",
        "code,name,kind\r\na,\"甲\"支部,branch\r\n\r\nb,乙\"x,branch\r\nc,丙\r\nd,丁,branch,x\r\ne,戊,branch\r\n" } },
    { { DJ_ISSUE_SYNTAX, "organization.csv", 2, 2 },
      { DJ_ISSUE_SYNTAX, "organization.csv", 4, 2 },
      { DJ_ISSUE_FIELDS, "organization.csv", 5, 3 },
      { DJ_ISSUE_FIELDS, "organization.csv", 6, 4 } } },
  { "a quote that was not closed swallows no line",
    { { "organization.csv", "code,name,kind\na,\"甲,branch\nb,乙,nokind\nc,\"丙\",branch\n" } },
    { { DJ_ISSUE_SYNTAX, "organization.csv", 2, 2 }, { DJ_ISSUE_CODE, "organization.csv", 3, 3 } } },
  { "headers",
    { { "organization.csv", "code,名称,name,code\na,b,c,d\n" }, { "person.csv", "\n \n" }, { "foo.csv", "x\n" } },
    { { DJ_ISSUE_TABLE_UNKNOWN, "foo.csv", 0, 0 },
      { DJ_ISSUE_COLUMN_MISSING, "organization.csv", 1, 0 },
      { DJ_ISSUE_COLUMN_TWICE, "organization.csv", 1, 4 },
      { DJ_ISSUE_SYNTAX, "person.csv", 1, 1 } } },
  { "a table twice",
    { { "organization.csv", ORGANIZATIONS }, { "党组织.csv", ORGANIZATIONS } },
    { { DJ_ISSUE_TABLE_TWICE, "党组织.csv", 1, 0 } } },
  { "many at once",
    { { "organization.csv", "code,name,kind,since\n,甲,branch,\nb,乙,支部一,2020-13-01\n" },
      { "unit.csv", "code,name,kind,headcount\nu,厂,state_owned_enterprise,many\nv,店,state_owned_enterprise,-1\n" },
      { "person.csv", "code,name,employer\np,张三,w\n" } },
    { { DJ_ISSUE_REQUIRED, "organization.csv", 2, 1 },
      { DJ_ISSUE_CODE, "organization.csv", 3, 3 },
      { DJ_ISSUE_DATE, "organization.csv", 3, 4 },
      { DJ_ISSUE_REFERENCE, "person.csv", 2, 3 },
      { DJ_ISSUE_NUMBER, "unit.csv", 2, 4 },
      { DJ_ISSUE_RANGE, "unit.csv", 3, 4 } } },
};

static gboolean is_wanted (const DjIssue *issue, const Want *want, const char *folder)
{
  g_autofree char *file = g_build_filename (folder, want->file, NULL);
  return issue->code == want->code && g_strcmp0 (issue->file, file) == 0 && issue->line == want->line
         && issue->column == want->column;
}

static char *describe (const DjIssues *issues)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_string_append_printf (out, "%s:%d:%d %s %s\n", issue->file, issue->line, issue->column, issue->rule,
                            issue->message_en);
  }
  return g_string_free (out, FALSE);
}

static guint count_wants (const Want *wants)
{
  guint n = 0;
  while (wants[n].file)
    n++;
  return n;
}

/* The wanted issues and no others, in their order. */
static void assert_exactly (const DjIssues *issues, const Want *wants, const char *folder, const char *name)
{
  g_autofree char *all = describe (issues);
  ck_assert_msg (dj_issues_get_n (issues) == count_wants (wants), "%s: not %u issues:\n%s", name, count_wants (wants),
                 all);
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
    ck_assert_msg (is_wanted (dj_issues_get (issues, i), &wants[i], folder), "%s: issue %u of\n%s", name, i, all);
}

/* The wanted issues, and what dropping their rows led to. */
static void assert_among (const DjIssues *issues, const Want *wants, const char *folder, const char *name)
{
  g_autofree char *all = describe (issues);
  for (guint w = 0; wants[w].file; w++)
  {
    gboolean found = FALSE;
    for (guint i = 0; i < dj_issues_get_n (issues) && !found; i++)
      found = is_wanted (dj_issues_get (issues, i), &wants[w], folder);
    ck_assert_msg (found, "%s: issue %u is not among\n%s", name, w, all);
  }
}

START_TEST (test_defect)
{
  const Defect *defect = &defects[_i];
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = io_path ("台账");
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  for (gsize f = 0; f < G_N_ELEMENTS (defect->files) && defect->files[f].name; f++)
    io_put ("台账", defect->files[f].name, defect->files[f].text, -1);
  ck_assert_ptr_null (dj_register_read (folder, NULL, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA), "%s", error->message);
  assert_exactly (dj_error_get_issues (error), defect->wants, folder, defect->name);

  options.lenient = TRUE;
  g_autoptr (DjRegister) reg = dj_register_read (folder, &options, NULL);
  ck_assert_msg (reg != NULL, "%s", defect->name);
  assert_among (dj_register_get_issues (reg), defect->wants, folder, defect->name);

  /* What is left is sound: it can be written and read strictly, and nothing more is found. */
  g_autofree char *out = io_path ("out.json");
  io_write (reg, out);
  g_autoptr (DjRegister) again = io_read (out);
  ck_assert_uint_eq (dj_issues_get_n (dj_register_get_issues (again)), 0);
}
END_TEST

static const struct
{
  const char *text;
  gboolean is_document; /* something can be kept of it */
  Want wants[15];
} json_defects[] = {
  { "{\"organization\":[\n {\"code\":\"a\",\"name\":1,\"kind\":\"branch\",\"since\":\"2023-02-30\",\"x\":1.5},\n"
    " {\"code\":\"b\",\"name\":true,\"kind\":{\"a\":[1,\"}\"]},\"name\":\"z\"},\n 5,\n"
    " {\"code\":\"党\",\"name\":\"\\u515a\\u0000\",\n  \"kind\":\"branch\", \"until\":\"bad\"},\n"
    " {\"\\u0063ode\":\"党\",\"name\":\"党\",\"superior\":\"党\",\"kind\":\"branch\"}],\n"
    " \"foo\":[], \"unit\":{}, \"organization\":[], \"membership\":[{\"person\":12345678901234567890}]}",
    TRUE,
    { { DJ_ISSUE_DATE, "x.json", 2, 47 },
      { DJ_ISSUE_TYPE, "x.json", 3, 21 },
      { DJ_ISSUE_TYPE, "x.json", 3, 33 },
      { DJ_ISSUE_COLUMN_TWICE, "x.json", 3, 54 },
      { DJ_ISSUE_TYPE, "x.json", 4, 2 },
      { DJ_ISSUE_SYNTAX, "x.json", 5, 28 },
      { DJ_ISSUE_DATE, "x.json", 6, 28 },
      { DJ_ISSUE_DUPLICATE, "x.json", 7, 15 },
      { DJ_ISSUE_CYCLE, "x.json", 7, 41 },
      { DJ_ISSUE_TABLE_UNKNOWN, "x.json", 8, 2 },
      { DJ_ISSUE_TYPE, "x.json", 8, 12 },
      { DJ_ISSUE_TABLE_TWICE, "x.json", 8, 23 },
      { DJ_ISSUE_COLUMN_MISSING, "x.json", 8, 42 },
      { DJ_ISSUE_TYPE, "x.json", 8, 66 } } },
  { "{\"organization\":[{\"code\":\"a\",\"name\":\"党\xff\xe5\x85\",\"kind\":\"branch\"}]}",
    TRUE,
    { { DJ_ISSUE_ENCODING, "x.json", 1, 39 }, { DJ_ISSUE_ENCODING, "x.json", 1, 40 } } },
  { "{\"organization\":[{\"code\":\"a\",\n\"name\":\"党支", FALSE, { { DJ_ISSUE_CUT, "x.json", 2, 8 } } },
  { "{\"organization\":[{\"code\":\"党\",\"name\":tru", FALSE, { { DJ_ISSUE_CUT, "x.json", 1, 40 } } },
  { "{\"organization\":[{\"code\":\"党\"},\n  ;]}", FALSE, { { DJ_ISSUE_SYNTAX, "x.json", 2, 3 } } },
  { "{\"unit\":[{\"code\":\"\\ud800\"}]}", FALSE, { { DJ_ISSUE_SYNTAX, "x.json", 1, 19 } } },
  { "{\"organization\":[{}]}",
    TRUE,
    { { DJ_ISSUE_COLUMN_MISSING, "x.json", 1, 2 },
      { DJ_ISSUE_COLUMN_MISSING, "x.json", 1, 2 },
      { DJ_ISSUE_COLUMN_MISSING, "x.json", 1, 2 } } },
  { "{} x", FALSE, { { DJ_ISSUE_SYNTAX, "x.json", 1, 4 } } },
  { "", FALSE, { { DJ_ISSUE_SYNTAX, "x.json", 1, 1 } } },
  { "[{\"code\":1}]", FALSE, { { DJ_ISSUE_TYPE, "x.json", 1, 1 } } },
};

START_TEST (test_json_defect)
{
  const char *text = json_defects[_i].text;
  g_autoptr (GError) error = NULL;
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  ck_assert_ptr_null (dj_register_read_json (text, -1, "x.json", NULL, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA), "%s", error->message);
  assert_exactly (dj_error_get_issues (error), json_defects[_i].wants, "", text);

  options.lenient = TRUE;
  g_autoptr (DjRegister) reg = dj_register_read_json (text, -1, "x.json", &options, NULL);
  ck_assert_int_eq (reg != NULL, json_defects[_i].is_document);
}
END_TEST

START_TEST (test_dropped)
{
  static const char text[] = "code,name,kind\na,甲,branch\nb,乙\nc,丙,nokind\n";
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  g_autofree char *folder = io_path ("r");
  options.lenient = TRUE;
  io_put ("r", "organization.csv", text, -1);
  g_autoptr (DjRegister) reg = dj_register_read (folder, &options, NULL);
  const DjIssues *issues = dj_register_get_issues (reg);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 1);
  static const gint32 lines[] = { 3, 4 };
  guint dropped = 0;
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    if (issue->code != DJ_ISSUE_DROPPED)
      continue;
    ck_assert_uint_lt (dropped, G_N_ELEMENTS (lines));
    ck_assert_int_eq (issue->line, lines[dropped]);
    ck_assert_int_eq (issue->table, DJ_TABLE_ORGANIZATION);
    ck_assert_int_eq (issue->row, lines[dropped] - 2); /* as it stood in the file */
    dropped++;
  }
  ck_assert_uint_eq (dropped, 2);
}
END_TEST

START_TEST (test_not_readable)
{
  g_autofree char *none = io_path ("none");
  g_autofree char *text = io_path ("r/x.txt");
  g_autofree char *folder = io_path ("r");
  g_autofree char *single = io_path ("s/person.csv");
  struct
  {
    const char *path;
    DjError code;
  } cases[] = { { none, DJ_ERROR_FILE },
                { text, DJ_ERROR_FORMAT },
                { single, DJ_ERROR_FORMAT },
                { folder, DJ_ERROR_FILE },
                { "none.json", DJ_ERROR_FILE } };
  io_put ("r", "x.txt", "x", 1);
  io_put ("s", "person.csv", "x", 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (dj_register_read (cases[i].path, NULL, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)cases[i].code), "%s", error->message);
  }
}
END_TEST

/* ---- Encodings and values --------------------------------------------------------------------------------------- */

START_TEST (test_decode)
{
  static const struct
  {
    const char *bytes, *text;
  } cases[] = {
    { "\xef\xbb\xbf党", "党" },
    { "\xb5\xb3\xd6\xa7\xb2\xbf", "党支部" },
    { "\x84\x31\x95\x33\xb5\xb3", "党" },
    { "党支部\xff党", "党支部\xff党" },     /* not GB18030, which it would nearly be */
    { "党支\xe9\x83", "党支\xff" },         /* cut in a character */
    { "\xb5\xb3\xd6\xa7\xb2", "党支\xff" }, /* the same in GB18030 */
    { "\xef\xbb\xbf"
      "a\xc0\x80\xed\xa0\x80",
      "a\xff\xff" }, /* longer than need be, half a pair */
    { "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_auto (DjDecoded) decoded;
    dj_decode (cases[i].bytes, strlen (cases[i].bytes), &decoded);
    g_autofree char *text = g_strndup (decoded.text, decoded.length);
    ck_assert_str_eq (text, cases[i].text);
    ck_assert_int_eq (decoded.damaged, strchr (cases[i].text, '\xff') != NULL);
  }
  g_auto (DjDecoded) nul;
  dj_decode ("a\0b", 3, &nul);
  ck_assert_int_eq (memcmp (nul.text,
                            "a\xff"
                            "b",
                            3),
                    0);
}
END_TEST

START_TEST (test_missing_and_empty)
{
  static const char text[] = "code,name,kind,short_name,备注\na,甲,branch,,\"\"\nb,乙,branch,\"\",\n";
  g_autofree char *folder = io_path ("r");
  g_autofree char *document = io_path ("r.json");
  io_put ("r", "organization.csv", text, -1);
  g_autoptr (DjRegister) read = io_read (folder);
  io_write (read, document);
  g_autoptr (DjRegister) reg = io_read (document);
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_ORGANIZATION);
  int note = dj_frame_find_column (frame, "备注");
  int brief = dj_frame_find_column (frame, "short_name");
  ck_assert (dj_frame_is_missing (frame, 0, brief) && !dj_frame_is_missing (frame, 0, note));
  ck_assert (!dj_frame_is_missing (frame, 1, brief) && dj_frame_is_missing (frame, 1, note));
  ck_assert_str_eq (dj_frame_get_text (frame, 1, brief), "");
}
END_TEST

START_TEST (test_json_values)
{
  static const char text[] = "{\"区域\":[{\"代码\":110000,\"名称\":\"京\",\"kind\":20,\"lon\":\"116.5\",\"lat\":-0,"
                             "\"since\":20200101,\"x\":0.25},"
                             "{\"代码\":\"b\",\"名称\":null,\"名称2\":null,\"kind\":\"county\",\"lon\":1e2}],\"unit\":["
                             "],\"columns\":{\"unit\":"
                             "[\"kind\",\"name\",\"code\",\"y\"]}}";
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (dj_register_read_json (text, -1, NULL, NULL, &error));
  ck_assert_uint_eq (dj_issues_get_n (dj_error_get_issues (error)), 1);
  const DjIssue *issue = dj_issues_get (dj_error_get_issues (error), 0);
  ck_assert_int_eq ((int)issue->code, DJ_ISSUE_REQUIRED);
  ck_assert_int_eq (issue->column, 105);

  g_autoptr (GString) fixed = g_string_new (text);
  g_string_replace (fixed, "\"名称\":null", "\"名称\":\"朝\"", 1);
  g_autoptr (DjRegister) reg = dj_register_read_json (fixed->str, -1, NULL, NULL, NULL);
  g_autofree char *folder = io_path ("r");
  io_write (reg, folder);
  g_autofree char *area = io_get (folder, "area.csv");
  g_autofree char *unit = io_get (folder, "unit.csv");
  ck_assert_str_eq (
      area, "code,name,kind,lon,lat,since,x,名称2\n110000,京,province,116.5,0,2020-01-01,0.25,\nb,朝,county,100,,,,\n");
  ck_assert_str_eq (unit, "kind,name,code,y\n");
}
END_TEST

START_TEST (test_json_hostile)
{
  g_autoptr (GString) text = g_string_new ("{\"area\":");
  for (int i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  ck_assert_ptr_null (dj_register_read_json (text->str, -1, NULL, NULL, NULL));
  g_string_assign (text, "{\"area\":[");
  for (int i = 0; i < 2000; i++)
    g_string_append_printf (text, "%s{\"c%d\":1}", i > 0 ? "," : "", i);
  g_string_append (text, "]}");
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (dj_register_read_json (text->str, -1, NULL, NULL, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_LIMIT));
}
END_TEST

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

static guint count_files (const char *path)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

START_TEST (test_refusals)
{
  static const char *const strangers[] = { "foo.csv", "党组织.csv", "person.csv", "Organization.CSV" };
  g_autoptr (DjRegister) reg = dj_register_read_json ("{\"organization\":[]}", -1, NULL, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (strangers); i++)
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_strdup_printf ("r%d", (int)i);
    g_autofree char *folder = io_path (name);
    io_put (name, strangers[i], "x", 1);
    ck_assert (!dj_register_write (reg, folder, &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
    ck_assert_uint_eq (count_files (folder), 1);
  }
  const struct
  {
    const char *path;
    DjError code;
  } cases[] = { { "r0/foo.csv/x", DJ_ERROR_FILE },
                { "r0/foo.csv/x.json", DJ_ERROR_FILE },
                { "r0/foo.csv/x.db", DJ_ERROR_FILE },
                { "r0/x.xlsx", DJ_ERROR_FORMAT } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = io_path (cases[i].path);
    ck_assert (!dj_register_write (reg, path, &error));
    ck_assert_msg (g_error_matches (error, DJ_ERROR, (int)cases[i].code), "%s", error->message);
  }
}
END_TEST

START_TEST (test_replace)
{
  g_autoptr (DjRegister) reg = io_read ("tests/data/utf8");
  g_autofree char *folder = io_path ("r");
  io_put ("r", "person.csv", "old", 3);
  io_put ("r", "README.md", "kept", 4);
  io_write (reg, folder);
  io_write (reg, folder);
  io_assert_same ("tests/data/utf8", folder, "replaced");
  ck_assert_uint_eq (count_files (folder), 6); /* no file is left over from writing */
}
END_TEST

/* ---- Progress and complaints ------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 last, stop_at;
  int n;
} Seen;

static gboolean see (gint64 done, gint64 total, gpointer user_data)
{
  Seen *seen = user_data;
  ck_assert (done >= seen->last && done <= total);
  seen->last = done;
  seen->n++;
  return done < seen->stop_at;
}

static char *make_large (gsize *length)
{
  GString *text = g_string_new ("code,name,kind\n");
  for (int i = 0; text->len < 5 << 20; i++)
    g_string_append_printf (text, "u%d,单位%d,state_owned_enterprise\n", i, i);
  *length = text->len;
  return g_string_free (text, FALSE);
}

START_TEST (test_progress)
{
  gsize length;
  g_autofree char *text = make_large (&length);
  g_autofree char *folder = io_path ("r");
  g_autofree char *json = io_path ("r.json");
  io_put ("r", "unit.csv", text, (gssize)length);
  g_autoptr (DjRegister) reg = io_read (folder);
  io_write (reg, json);
  const char *const paths[] = { folder, json };
  for (gsize i = 0; i < 2; i++)
  {
    Seen seen = { .stop_at = G_MAXINT64 };
    DjReadOptions options = { .progress = see, .progress_data = &seen };
    g_autoptr (GError) error = NULL;
    g_autoptr (DjRegister) all = dj_register_read (paths[i], &options, NULL);
    ck_assert (all && seen.n >= 5 && seen.last >= (gint64)length);
    seen = (Seen){ .stop_at = 2 << 20 };
    ck_assert_ptr_null (dj_register_read (paths[i], &options, &error));
    ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
    ck_assert_int_lt (seen.last, 4 << 20);
    g_autoptr (GError) cancelled = NULL;
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_cancellable_cancel (cancellable);
    options = (DjReadOptions){ .cancellable = cancellable };
    ck_assert_ptr_null (dj_register_read (paths[i], &options, &cancelled));
    ck_assert (g_error_matches (cancelled, DJ_ERROR, DJ_ERROR_CANCELLED));
  }
}
END_TEST

/* What is printed on standard error. */
static char *complain (const GError *error)
{
  g_autofree char *path = io_path ("stderr");
  fflush (stderr);
  int kept = dup (STDERR_FILENO);
  FILE *file = freopen (path, "w", stderr);
  int status = dj_complain (error);
  fflush (stderr);
  dup2 (kept, STDERR_FILENO);
  close (kept);
  ck_assert (file != NULL);
  ck_assert_int_eq (status, 2);
  return io_get (io_root, "stderr");
}

START_TEST (test_complain)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (
      dj_register_read_json ("{\"foo\":[],\n\"organization\":[{\"code\":\"\\u001b[2J\",\"name\":1,\"kind\":\"x\"}]}",
                             -1, "台账\x1b[1m.json", NULL, &error));
  g_autofree char *text = complain (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  ck_assert_uint_eq (g_strv_length (lines), 4);
  ck_assert (g_str_has_prefix (lines[0], "台账\\u001B[1m.json:1:2   should  table-unknown  "));
  ck_assert (g_str_has_prefix (lines[1], "台账\\u001B[1m.json:2:53  must    code-unknown   "));
  ck_assert_ptr_null (strchr (text, '\x1b'));
  ck_assert_msg (strstr (lines[2], "2") && strstr (lines[2], "1"), "%s", lines[2]);

  g_autoptr (GError) plain = g_error_new_literal (DJ_ERROR, DJ_ERROR_FILE, "a\x1b[2Jb: gone");
  g_autofree char *one = complain (plain);
  ck_assert_str_eq (one, "a\\u001B[2Jb: gone\n");
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("io");
  TCase *tcase = tcase_create ("io");
  tcase_add_checked_fixture (tcase, io_begin, io_end);
  tcase_set_timeout (tcase, 300);
  suite_add_tcase (suite, tcase);
  tcase_add_loop_test (tcase, test_defect, 0, (int)G_N_ELEMENTS (defects));
  tcase_add_loop_test (tcase, test_json_defect, 0, (int)G_N_ELEMENTS (json_defects));
  tcase_add_test (tcase, test_dropped);
  tcase_add_test (tcase, test_not_readable);
  tcase_add_test (tcase, test_decode);
  tcase_add_test (tcase, test_missing_and_empty);
  tcase_add_test (tcase, test_json_values);
  tcase_add_test (tcase, test_json_hostile);
  tcase_add_test (tcase, test_refusals);
  tcase_add_test (tcase, test_replace);
  tcase_add_test (tcase, test_progress);
  tcase_add_test (tcase, test_complain);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
