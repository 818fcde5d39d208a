/* SPDX-License-Identifier: Apache-2.0 */
#include "frame-sample.h"

#include <check.h>
#include <math.h>

static const DjCodeInfo colour_codes[] = {
  { "red", "红", "Red", NULL },
  { "dark_green", "墨绿色", "Dark green", "02" },
};

const DjCodeList sample_colours = { .name = "colour", .codes = colour_codes, .n_codes = 2 };

DjFrame *sample_frame_new (void)
{
  DjFrame *frame = dj_frame_new ();
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_TEXT, "name", "名称", "Name", NULL), NAME);
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_INT, "count", "人数", "Count", NULL), COUNT);
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_REAL, "share", "比例", "Share", NULL), SHARE);
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_DATE, "day", "日期", "Day", NULL), DAY);
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_CODE, "colour", "颜色", "Colour", &sample_colours), COLOUR);
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_REFERENCE, "body", "组织", "Body", NULL), BODY);
  return frame;
}

void sample_frame_append (DjFrame *frame, const char *name, gint64 count, double share, DjDate day, int colour,
                          const char *body)
{
  dj_frame_append_text (frame, NAME, name);
  dj_frame_append_int (frame, COUNT, count);
  dj_frame_append_real (frame, SHARE, share);
  dj_frame_append_date (frame, DAY, day);
  dj_frame_append_code (frame, COLOUR, colour);
  dj_frame_append_text (frame, BODY, body);
}

DjFrame *sample_frame_small (void)
{
  DjFrame *frame = sample_frame_new ();
  sample_frame_append (frame, "三里屯", 57, 0.25, dj_date (2024, 8, 26), 2, "110105004");
  sample_frame_append (frame, NULL, DJ_INT_NONE, NAN, DJ_DATE_NONE, 0, NULL);
  sample_frame_append (frame, "", -1, -0.5, dj_date (1921, 7, 23), 1, "");
  return dj_frame_finish (frame);
}

/* ---- Hostile and ordinary text ----------------------------------------------------------------------------------- */

static const char *const pieces[] = {
  "三里屯",
  "党支部",
  "a",
  "Branch 7",
  " ",
  "  ",
  "\t",
  "\n",
  "\r\n",
  "\"",
  ",",
  "\\",
  "e\xcc\x81",
  "𠮷",
  "𩽾",
  "é",
  "，",
  "\xef\xbb\xbf",
  "\x1b[31m",
  "\xe2\x80\xae",
  "\xe2\x80\x8b",
  "\x01",
  "\x7f",
  "\xc2\x9b",
  "/",
  "＃",
  "ｱ",
  "한",
  "😀",
  "·",
  "—",
  "{}",
  "'",
};

static char *random_text (GRand *rand)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (rand, 0, 12);
  for (int i = 0; i < n; i++)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

DjFrame *sample_frame_random (GRand *rand, int n_rows)
{
  DjFrame *frame = sample_frame_new ();
  for (int i = 0; i < n_rows; i++)
  {
    g_autofree char *name = g_rand_int_range (rand, 0, 5) == 0 ? NULL : random_text (rand);
    g_autofree char *body = g_rand_int_range (rand, 0, 5) == 0 ? NULL : random_text (rand);
    gint64 count = (gint64)((guint64)g_rand_int (rand) << g_rand_int_range (rand, 0, 21));
    double share = (g_rand_double (rand) - 0.5) * pow (10, g_rand_int_range (rand, -9, 9));
    DjDate day = g_rand_int_range (rand, 0, 5) == 0 ? DJ_DATE_NONE : g_rand_int_range (rand, -90000, 90000);
    sample_frame_append (frame, name, count, share, day, g_rand_int_range (rand, 0, 3), body);
  }
  return dj_frame_finish (frame);
}
