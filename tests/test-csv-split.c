/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that are cut at their commas against the same lines by libcsv: the same register, and the same issues at the same places, whatever
 * the number of threads.
 *
 * DJ_TEST_SEED is the seed of the first file, DJ_TEST_ROUNDS how many there are. */
#include <check.h>
#include <string.h>

#include "io/io-private.h"
#include "naive.h"

#define SEED 20240826
#define ROUNDS 400

/* Lines enough for several blocks in one file of four. */
#define MOST_LINES (5 * DJ_BLOCK_ROWS)

/* ---- Random files ----------------------------------------------------------------------------------------------- */

/* What is not quite a value of any column: blanks of all kinds, quotes, ends of lines, other forms of what is asked for. */
static const char *const odd[] = {
  "",
  " ",
  "\t",
  "\xc2\xa0",
  "\xe3\x80\x80",
  "\"\"",
  "\"a,b\"",
  "\"a\nb\"",
  "\"a\"\"b\"",
  "\"a",
  "a\"b",
  "\r",
  "\n",
  "\r\n",
  ",",
  "+",
  "x!#$%&'",
  "党",
  "\xff",
  "\xe5\x85",
  "一",
  "2024-02-30",
  "2024-8-26 ",
  "20240826",
  "2024年8月26日",
  " 7",
  "7.5",
  "-1",
  "1e9",
  "区",
  "male",
  "男",
  "1",
  " branch",
  "党支部",
  "c0",
  " c1",
  "c2\xc2\xa0",
  "c3\xe3\x80\x80",
  "\xef\xbb\xbf",
};

static const char *const days[] = { "2001-02-03", "2010-10-10", "2020-12-31", "1999-9-9", "2000.01.01" };

static void append_sound (GString *out, NaiveChance *chance, const DjColumnInfo *info, int line)
{
  if (info->flags & DJ_COLUMN_KEY)
    g_string_append_printf (out, "c%d", line);
  else if (info->type == DJ_TYPE_REFERENCE)
    g_string_append_printf (out, "c%d", naive_number (chance, MAX (line, 1)));
  else if (info->type == DJ_TYPE_DATE)
    g_string_append (out, days[naive_number (chance, (int)G_N_ELEMENTS (days))]);
  else if (info->type == DJ_TYPE_CODE)
    g_string_append (out, info->codes->codes[naive_number (chance, info->codes->n_codes)].name);
  else if (info->type == DJ_TYPE_TEXT)
    g_string_append_printf (out, "名%d", naive_number (chance, 1000));
  else
    g_string_append_printf (out, "%d", naive_number (chance, 90));
}

/* How a file is made: all sound, or with so many odd cells of a thousand. */
typedef struct
{
  NaiveChance *chance;
  DjTable table;
  int per_thousand;
  const char *line_end;
  GPtrArray *columns; /* DjColumnInfo *, NULL for what is no declared column */
} Maker;

static gboolean is_odd (const Maker *maker) { return naive_number (maker->chance, 1000) < maker->per_thousand; }

static void append_name (GString *out, const Maker *maker, const DjColumnInfo *info)
{
  static const char *const others[] = { "", "别的", "note", "superior", "affiliation" };
  if (out->len > 0)
    g_string_append_c (out, ',');
  g_string_append (out, info ? naive_percent (maker->chance, 50) ? info->name : info->label_zh
                             : others[naive_number (maker->chance, (int)G_N_ELEMENTS (others))]);
  g_ptr_array_add (maker->columns, (gpointer)info);
}

static void append_header (GString *out, const Maker *maker)
{
  const DjTableInfo *info = dj_schema_get_table (maker->table);
  for (int column = 0; column < info->n_columns; column++)
  {
    gboolean required = info->columns[column].flags & DJ_COLUMN_REQUIRED;
    if (required ? !is_odd (maker) : naive_percent (maker->chance, 60))
      append_name (out, maker, &info->columns[column]);
    if (naive_percent (maker->chance, 5))
      append_name (out, maker, NULL);
    if (is_odd (maker) && column > 0)
      append_name (out, maker, &info->columns[column - 1]);
  }
  g_string_append (out, maker->line_end);
}

static void append_line (GString *out, const Maker *maker, int line)
{
  for (guint i = 0; i < maker->columns->len; i++)
  {
    const DjColumnInfo *info = g_ptr_array_index (maker->columns, i);
    gboolean given = info && (info->flags & DJ_COLUMN_REQUIRED || naive_percent (maker->chance, 70));
    g_string_append (out, i > 0 ? "," : "");
    if (is_odd (maker))
      g_string_append (out, odd[naive_number (maker->chance, (int)G_N_ELEMENTS (odd))]);
    else if (given)
      append_sound (out, maker->chance, info, line);
  }
  g_string_append (out, is_odd (maker) ? "\r" : maker->line_end);
}

static GString *make_file (NaiveChance *chance, DjTable table)
{
  static const int rates[] = { 0, 1, 5, 100 };
  GString *out = g_string_new (naive_percent (chance, 10) ? "\xef\xbb\xbf" : NULL);
  int n = naive_percent (chance, 25) ? naive_number (chance, MOST_LINES) : naive_number (chance, 12);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  Maker maker = {
    .chance = chance,
    .table = table,
    .per_thousand = rates[naive_number (chance, (int)G_N_ELEMENTS (rates))],
    .line_end = naive_percent (chance, 50) ? "\n" : "\r\n",
    .columns = columns,
  };
  append_header (out, &maker);
  for (int line = 0; line < n; line++)
    append_line (out, &maker, line);
  if (naive_percent (chance, 30))
    g_string_truncate (out, out->len - MIN (out->len, (gsize)naive_number (chance, 4)));
  return out;
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static void tell_issues (GString *told, const DjIssues *issues)
{
  for (guint i = 0; issues && i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_string_append_printf (told, "%s:%d:%d %d/%d %s %s %s %s\n", issue->file, issue->line, issue->column, issue->table,
                            issue->row, issue->rule, issue->subject, issue->message_zh, issue->message_en);
  }
}

static void tell_tables (GString *told, DjRegister *reg)
{
  const DjState *state = dj_register_get_state (reg);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    DjOutput output = { .text = g_string_new (NULL), .descriptor = -1 };
    ck_assert (dj_csv_write_table (state->tables[t], state->texts, &output, NULL));
    g_string_append_printf (told, "%d %d\n%s", t, state->tables[t]->present, output.text->str);
    g_string_free (output.text, TRUE);
  }
}

/* Texts by number: they depend on the file alone. */
static void tell_texts (GString *told, DjRegister *reg)
{
  const DjTexts *texts = dj_register_get_state (reg)->texts;
  for (gint32 id = 0; id < dj_texts_get_n (texts); id++)
    g_string_append_printf (told, "%d %s\n", id, dj_texts_get (texts, id));
}

typedef enum
{
  BY_PARSER,
  CUT,
  CUT_WITH_TEXTS, /* and the texts are told */
} Way;

/* All that reading makes of a file: issues with their places, then every table. */
static GString *read_file (DjTable table, const GString *text, gboolean lenient, Way way)
{
  g_autoptr (GError) error = NULL;
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  options.lenient = lenient;
  DjReading reading
      = { .options = &options, .size = (gint64)text->len, .total = (gint64)text->len, .by_parser = way == BY_PARSER };
  g_autoptr (DjLoader) loader = dj_loader_new ();
  GString *told = g_string_new (NULL);
  /* An exact copy, so that a read past its end is seen by AddressSanitizer. */
  g_autofree char *bytes = g_memdup2 (text->str, text->len);
  ck_assert (dj_csv_read (loader, table, "a.csv", bytes, text->len, &reading, NULL));
  g_autoptr (DjRegister) reg = dj_loader_finish (loader, lenient, &error);
  tell_issues (told, reg ? dj_register_get_issues (reg) : dj_error_get_issues (error));
  if (reg)
    tell_tables (told, reg);
  if (reg && way == CUT_WITH_TEXTS)
    tell_texts (told, reg);
  return told;
}

START_TEST (test_random_files)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED);
  guint64 rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS);
  for (guint64 round = 0; round < rounds; round++)
  {
    NaiveChance chance = { seed + round };
    DjTable table = (DjTable)naive_number (&chance, DJ_N_TABLES);
    gboolean lenient = naive_percent (&chance, 50);
    g_autoptr (GString) text = make_file (&chance, table);
    dj_set_n_threads (1);
    g_autoptr (GString) parsed = read_file (table, text, lenient, BY_PARSER);
    dj_set_n_threads (1 + (guint)naive_number (&chance, 3));
    g_autoptr (GString) cut = read_file (table, text, lenient, CUT);
    ck_assert_msg (g_string_equal (parsed, cut),
                   "seed %" G_GUINT64_FORMAT ":\n%.1000s\n---- by the parser\n%.1000s\n---- cut\n%.1000s", seed + round,
                   text->str, parsed->str, cut->str);
  }
}
END_TEST

START_TEST (test_threads_number_texts_alike)
{
  guint64 seed = naive_setting ("DJ_TEST_SEED", SEED) + 1000000;
  guint64 rounds = naive_setting ("DJ_TEST_ROUNDS", ROUNDS) / 4;
  for (guint64 round = 0; round < rounds; round++)
  {
    NaiveChance chance = { seed + round };
    DjTable table = (DjTable)naive_number (&chance, DJ_N_TABLES);
    g_autoptr (GString) text = make_file (&chance, table);
    dj_set_n_threads (1);
    g_autoptr (GString) one = read_file (table, text, TRUE, CUT_WITH_TEXTS);
    dj_set_n_threads (3);
    g_autoptr (GString) three = read_file (table, text, TRUE, CUT_WITH_TEXTS);
    ck_assert_msg (g_string_equal (one, three), "seed %" G_GUINT64_FORMAT ":\n%.1000s", seed + round, text->str);
  }
}
END_TEST

/* ---- Which lines are cut ---------------------------------------------------------------------------------------- */

static DjSlice get_cell (const DjBlock *block, gsize cell)
{
  guint32 start = cell > 0 ? block->ends[cell - 1] + 1 : 0, end = block->ends[cell];
  gboolean has_cr = (cell + 1) % block->n_places == 0 && end > start && block->text[end - 1] == '\r';
  return (DjSlice){ block->text + start, end - start - (has_cr ? 1 : 0) };
}

/* Cuts, and says where: cells between bars, a row in a line. The bytes that follow the text are never looked at. */
static char *cut (const char *text, gsize n_places)
{
  guint32 ends[DJ_CUT_ROOM (4)];
  gsize used, length = strlen (text);
  g_autofree char *bytes = g_memdup2 (text, length);
  gsize n = dj_csv_split (bytes, length, length, n_places, ends, &used);
  const DjBlock block = { .text = bytes, .ends = ends, .n_places = n_places };
  GString *out = g_string_new (NULL);
  for (gsize i = 0; i < n * n_places; i++)
  {
    DjSlice cell = get_cell (&block, i);
    g_string_append_len (out, cell.text, (gssize)cell.length);
    g_string_append_c (out, (i + 1) % n_places ? '|' : '\n');
  }
  g_string_append_printf (out, "%" G_GSIZE_FORMAT, used);
  return g_string_free (out, FALSE);
}

static void assert_cut (const char *text, gsize n_places, const char *expected)
{
  g_autofree char *found = cut (text, n_places);
  ck_assert_str_eq (found, expected);
}

START_TEST (test_cuts)
{
  assert_cut ("a,b\nc,d\n", 2, "a|b\nc|d\n8");
  assert_cut ("a,b\r\n,\r\n", 2, "a|b\n|\n8");
  assert_cut ("党支部 a!,b#c\n", 2, "党支部 a!|b#c\n17");
  assert_cut ("a,b\nc\n", 2, "a|b\n4");
  assert_cut ("a,b\nc,d,e\n", 2, "a|b\n4");
  assert_cut ("a,b\nc,\"d\"\n", 2, "a|b\n4");
  assert_cut ("a,b\nc\rd,e\n", 2, "a|b\n4");
  assert_cut ("a,b\n\nc,d\n", 2, "a|b\n4");
  assert_cut ("a,b\nc,d", 2, "a|b\n4");
  assert_cut ("a,b\nc,d\r", 2, "a|b\n4");
  assert_cut ("\n", 1, "\n1");
  assert_cut ("a\n\xc2\xac\x80\xad\n", 1, "a\n\xc2\xac\x80\xad\n7");
}
END_TEST

/* No row is begun beyond the end of its piece; a line that is very long is the parser's. */
START_TEST (test_limits)
{
  gsize n = DJ_STRIDE;
  g_autofree char *text = g_malloc (3 * n + 1);
  memset (text, 'a', 3 * n);
  text[3 * n] = '\0';
  text[n] = text[n + 2] = '\n';
  guint32 ends[DJ_CUT_ROOM (1)];
  gsize used;
  ck_assert_uint_eq (dj_csv_split (text, 3 * n, n, 1, ends, &used), 1);
  ck_assert_uint_eq (used, n + 1);
  ck_assert_uint_eq (dj_csv_split (text + n + 3, 2 * n - 3, n, 1, ends, &used), 0);
  ck_assert_uint_eq (used, 0);
}
END_TEST

/* ---- Pieces ----------------------------------------------------------------------------------------------------------- */

/* Lines of two cells, one of which in so many has a quoted end of line; returns where the first of these begins. */
static gsize make_lines (NaiveChance *chance, GString *out, int one_in)
{
  gsize bad = G_MAXSIZE;
  for (int line = 0; line < 200; line++)
  {
    gboolean is_bad = naive_number (chance, one_in) == 0;
    bad = is_bad ? MIN (bad, out->len) : bad;
    g_string_append_printf (out, "%d%.*s,%s\n", line, naive_number (chance, 20), "--------------------",
                            is_bad                       ? "\"x\ny\""
                            : naive_percent (chance, 50) ? "b"
                                                         : "");
  }
  return MIN (bad, out->len);
}

/* Blocks are the lines of the text one after the other, found by looking for each end. */
static void assert_blocks (const DjCutting *cut, gint n, const char *text)
{
  gsize lines = 0, at = 0;
  for (gint i = 0; i < n; i++)
  {
    const DjBlock *block = &cut->blocks[i];
    ck_assert_int_eq (block->line, (gint32)lines + 1);
    for (gsize row = 0; row < block->n_rows; row++, lines++)
    {
      DjSlice first = get_cell (block, row * 2), second = get_cell (block, row * 2 + 1);
      g_autofree char *line
          = g_strdup_printf ("%.*s,%.*s\n", (int)first.length, first.text, (int)second.length, second.text);
      ck_assert_msg (g_str_has_prefix (text + at, line), "line %" G_GSIZE_FORMAT, lines + 1);
      at += strlen (line);
    }
  }
  ck_assert_uint_eq (at, cut->end);
  ck_assert_uint_eq (lines, cut->n_rows);
}

/* Whatever the length of pieces, and in whatever order they are cut: no line is lost, and none behind one for the parser counts. */
START_TEST (test_pieces)
{
  gsize whole = 0;
  for (guint64 seed = 0; seed < 500; seed++)
  {
    NaiveChance chance = { seed };
    g_autoptr (GString) text = g_string_new (NULL);
    gsize bad = make_lines (&chance, text, naive_percent (&chance, 50) ? 100 : 100000);
    DjCutting cut;
    dj_cutting_init (&cut, text->str, text->len, 2);
    dj_cutting_aim (&cut, 0, 1 + naive_number (&chance, 12), 1 + (gsize)naive_number (&chance, 60));
    for (gint part = cut.n_pieces - 1; part >= 0; part--)
      dj_cutting_cut (part, &cut);
    gint n = dj_cutting_join (&cut, 1);
    ck_assert_uint_le (cut.end, bad);
    ck_assert (n > 0 || bad == 0);
    assert_blocks (&cut, n, text->str);
    ck_assert (!cut.whole || cut.end >= (gsize)cut.n_pieces * cut.piece);
    whole += (gsize)cut.whole;
    dj_cutting_clear (&cut);
  }
  ck_assert_uint_gt (whole, 100);
}
END_TEST

/* ---- UTF-8 in pieces -------------------------------------------------------------------------------------------------- */

/* What GLib says of the whole is what is found in pieces that begin anywhere. */
START_TEST (test_utf8)
{
  static const char *const parts[] = { "a", "党", "é", "\xf0\x9f\x98\x80", "abcdefgh", "\xe5", "\x9f", "\xff" };
  dj_set_n_threads (3);
  for (guint64 seed = 0; seed < 2000; seed++)
  {
    NaiveChance chance = { seed };
    int n_parts = naive_percent (&chance, 60) ? 5 : (int)G_N_ELEMENTS (parts);
    g_autoptr (GString) text = g_string_new (NULL);
    for (int i = naive_number (&chance, 40); i >= 0; i--)
      g_string_append (text, parts[naive_number (&chance, n_parts)]);
    g_auto (DjDecoded) decoded;
    dj_decode (text->str, text->len, &decoded);
    ck_assert_msg ((decoded.text == text->str) == g_utf8_validate_len (text->str, text->len, NULL), "%s", text->str);
  }
}
END_TEST

/* ---- Blocks that are refused ------------------------------------------------------------------------------------- */

/* Ends that are also those of wide blanks are none. */
START_TEST (test_ends_that_are_no_blanks)
{
  static const char *const values[] = { "一", "三里屯七", "à", "一\xc2\xa0", "一\xe3\x80\x80", "\xe3\x80\x81", " a" };
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
  {
    guint32 end = (guint32)strlen (values[i]);
    DjBlock block = { .text = values[i], .ends = &end, .n_rows = 1, .n_places = 1, .length = end, .line = 1 };
    DjTexts *texts = dj_texts_new ();
    gint32 id = DJ_TEXT_NONE;
    gboolean blank = g_str_has_suffix (values[i], "\xc2\xa0") || g_str_has_suffix (values[i], "\xe3\x80\x80")
                     || g_str_has_prefix (values[i], " ");
    ck_assert_msg (dj_block_intern (&block, 0, texts, &id) == !blank, "%s", values[i]);
    ck_assert (blank || strcmp (dj_texts_get (texts, id), values[i]) == 0);
    dj_texts_unref (texts);
  }
}
END_TEST

static Suite *make_suite (void)
{
  Suite *suite = suite_create ("csv-split");
  TCase *cases = tcase_create ("csv-split");
  tcase_set_timeout (cases, 0);
  dj_cut_small (TRUE);
  tcase_add_test (cases, test_cuts);
  tcase_add_test (cases, test_limits);
  tcase_add_test (cases, test_pieces);
  tcase_add_test (cases, test_utf8);
  tcase_add_test (cases, test_random_files);
  tcase_add_test (cases, test_threads_number_texts_alike);
  tcase_add_test (cases, test_ends_that_are_no_blanks);
  suite_add_tcase (suite, cases);
  return suite;
}

int main (void)
{
  SRunner *runner = srunner_create (make_suite ());
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed > 0;
}
