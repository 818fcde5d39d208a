/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on a terminal, measured by the C library's wcswidth(). */
#include "frame-sample.h"

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static char *printed (const DjFrame *frame, const DjPrintOptions *options)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  dj_frame_print (frame, out, options);
  fclose (out);
  return text;
}

/* ---- Terminal ---------------------------------------------------------------------------------------------------- */

/* Columns of one line by the C library; fails on what a terminal would obey. */
static int terminal_columns (const char *line)
{
  size_t n = mbstowcs (NULL, line, 0);
  ck_assert_msg (n != (size_t)-1, "not UTF-8: %s", line);
  wchar_t *wide = g_new (wchar_t, n + 1);
  mbstowcs (wide, line, n + 1);
  int columns = wcswidth (wide, n);
  ck_assert_msg (columns >= 0, "a control character in: %s", line);
  g_free (wide);
  return columns;
}

/* Every line has the same width; returns it. */
static int printed_width (const char *text, int expected_lines)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  int n = (int)g_strv_length (lines) - 1;
  ck_assert_int_eq (n, expected_lines);
  ck_assert_str_eq (lines[n], "");
  int width = terminal_columns (lines[0]);
  for (int i = 1; i < n; i++)
    ck_assert_msg (terminal_columns (lines[i]) == width, "%d, not %d: %s", terminal_columns (lines[i]), width,
                   lines[i]);
  return width;
}

START_TEST (tables_speak_both_languages)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  DjPrintOptions options = { DJ_LANGUAGE_ZH, 0, FALSE, FALSE };
  char *text = printed (frame, &options);
  ck_assert_str_eq (text, "名称    人数  比例  日期        颜色    组织     \n"
                          "──────  ────  ────  ──────────  ──────  ─────────\n"
                          "三里屯    57  0.25  2024-08-26  墨绿色  110105004\n"
                          "                                                 \n"
                          "          -1  -0.5  1921-07-23  红               \n");
  free (text);

  options = (DjPrintOptions){ DJ_LANGUAGE_EN, 0, TRUE, FALSE };
  text = printed (frame, &options);
  ck_assert (g_str_has_prefix (text, "\033[1mName    Count  Share  Day         Colour      Body     \033[0m\n"));
  ck_assert_ptr_nonnull (strstr (text, "三里屯     57   0.25  2024-08-26  Dark green  110105004\n"));
  free (text);

  options = (DjPrintOptions){ DJ_LANGUAGE_ZH, 0, FALSE, TRUE };
  text = printed (frame, &options);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  for (int c = 0; c < dj_frame_get_n_columns (frame); c++)
    ck_assert_ptr_nonnull (strstr (lines[0], dj_frame_get_column (frame, c)->name));
  ck_assert_ptr_nonnull (strstr (text, dj_frame_get_text (frame, 0, dj_frame_find_column (frame, "colour"))));
  ck_assert_ptr_null (strstr (text, "墨绿色"));
  free (text);
}
END_TEST

START_TEST (without_a_terminal_nothing_is_cut_or_coloured)
{
  g_autoptr (DjFrame) frame = dj_frame_new ();
  int column = dj_frame_add (frame, DJ_TYPE_TEXT, "text", "文字", "Text", NULL);
  g_autofree char *long_text = g_strnfill (5000, 'x');
  dj_frame_append_text (frame, column, long_text);
  dj_frame_finish (frame);
  char *text = printed (frame, NULL);
  ck_assert_ptr_nonnull (strstr (text, long_text));
  ck_assert_ptr_null (strchr (text, '\033'));
  free (text);
}
END_TEST

START_TEST (columns_are_aligned_whatever_is_in_them)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  DjPrintOptions options = { DJ_LANGUAGE_ZH, 0, FALSE, FALSE };
  for (int round = 0; round < 50; round++)
  {
    g_autoptr (DjFrame) frame = sample_frame_random (rand, round);
    char *text = printed (frame, &options);
    printed_width (text, round + 2);
    free (text);
  }
}
END_TEST

START_TEST (no_line_is_wider_than_the_terminal)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  for (int width = 1; width <= 160; width++)
  {
    DjPrintOptions options = { width % 2 != 0 ? DJ_LANGUAGE_ZH : DJ_LANGUAGE_EN, width, FALSE, FALSE };
    g_autoptr (DjFrame) frame = sample_frame_random (rand, 20);
    char *text = printed (frame, &options);
    ck_assert_int_le (printed_width (text, 22), width);
    free (text);
  }
}
END_TEST

START_TEST (texts_are_cut_before_numbers)
{
  g_autoptr (DjFrame) frame = sample_frame_new ();
  sample_frame_append (frame, "北京市朝阳区三里屯街道工作委员会", 1234567890123, 0.125, dj_date (2024, 8, 26), 2,
                       "110105004");
  dj_frame_finish (frame);
  DjPrintOptions options = { DJ_LANGUAGE_ZH, 62, FALSE, FALSE };
  char *text = printed (frame, &options);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  ck_assert_str_eq (lines[2], "北京市朝…  1234567890123  0.125  2024-08-26  墨绿色  110105004");
  free (text);

  options.width = 40; /* the last columns have no place; a sign says so */
  text = printed (frame, &options);
  g_auto (GStrv) narrow = g_strsplit (text, "\n", -1);
  ck_assert_str_eq (narrow[2], "北京市朝阳区三…  1234567890123  0.125  …");
  ck_assert (g_str_has_suffix (narrow[0], "  …"));
  free (text);
}
END_TEST

START_TEST (hostile_text_is_shown_not_obeyed)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } cases[] = {
    { "\033]0;title\007", "\\e]0;title\\x07" },
    { "a\tb\r\nc", "a\\tb\\r\\nc" },
    { "\x7f\xc2\x9b", "\\x7F\\x9B" },
    { "\xe2\x80\xaegnp\xe2\x80\xac", "\\u202Egnp\\u202C" },
    { "\xe2\x81\xa6\xe2\x80\x8f", "\\u2066\\u200F" },
    { "\xf3\xa0\x80\x81", "\\U0E0001" },
    { "\xe2\x80\xa8", "\\u2028" },
    { "\xff\xc3", "\\xFF\\xC3" },
    { "e\xcc\x81", "e\xcc\x81" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
  {
    g_autoptr (DjFrame) frame = dj_frame_new ();
    dj_frame_add_named (frame, cases[i].text);
    dj_frame_append_text (frame, 0, cases[i].text);
    dj_frame_finish (frame);
    DjPrintOptions options = { DJ_LANGUAGE_EN, 0, FALSE, FALSE };
    char *text = printed (frame, &options);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    ck_assert_str_eq (lines[0], cases[i].shown);
    ck_assert_str_eq (lines[2], cases[i].shown);
    ck_assert_int_eq (dj_text_width (cases[i].text), printed_width (text, 3));
    free (text);
  }
}
END_TEST

START_TEST (widths_are_those_of_the_c_library)
{
  static const char *const texts[]
      = { "", "a", "党", "党a", "ﾊﾟ", "가", "e\xcc\x81", "𠮷野家", "①", "（）", "\xe2\x80\x8d" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    ck_assert_int_eq (dj_text_width (texts[i]), terminal_columns (texts[i]));
}
END_TEST

static TCase *new_case (Suite *suite, const char *name)
{
  TCase *tcase = tcase_create (name);
  tcase_set_timeout (tcase, 120);
  suite_add_tcase (suite, tcase);
  return tcase;
}

int main (void)
{
  /* wcswidth() and mbstowcs() measure in the locale's encoding. */
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return EXIT_FAILURE;
  Suite *suite = suite_create ("frame-print");
  TCase *terminal = new_case (suite, "terminal");
  tcase_add_test (terminal, tables_speak_both_languages);
  tcase_add_test (terminal, without_a_terminal_nothing_is_cut_or_coloured);
  tcase_add_test (terminal, columns_are_aligned_whatever_is_in_them);
  tcase_add_test (terminal, no_line_is_wider_than_the_terminal);
  tcase_add_test (terminal, texts_are_cut_before_numbers);
  tcase_add_test (terminal, hostile_text_is_shown_not_obeyed);
  tcase_add_test (terminal, widths_are_those_of_the_c_library);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
