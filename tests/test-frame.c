/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: cells, and CSV and JSON against libcsv and cJSON as readers. */
#include "frame-sample.h"
#include "schema/schema-private.h"

#include <cjson/cJSON.h>
#include <check.h>
#include <csv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- What a frame writes, as text -------------------------------------------------------------------------------- */

static char *written (const DjFrame *frame, gboolean (*write) (const DjFrame *, FILE *, GError **), size_t *size)
{
  char *text = NULL;
  GError *error = NULL;
  FILE *out = open_memstream (&text, size);
  ck_assert (write (frame, out, &error));
  ck_assert_ptr_null (error);
  fclose (out);
  return text;
}

/* ---- Cells ------------------------------------------------------------------------------------------------------- */

START_TEST (cells_are_what_was_appended)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 3);
  ck_assert_int_eq (dj_frame_get_n_columns (frame), 6);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, NAME), "三里屯");
  ck_assert_int_eq (dj_frame_get_int (frame, 0, COUNT), 57);
  ck_assert_double_eq (dj_frame_get_real (frame, 0, SHARE), 0.25);
  ck_assert_int_eq (dj_frame_get_date (frame, 0, DAY), dj_date (2024, 8, 26));
  ck_assert_int_eq (dj_frame_get_code (frame, 0, COLOUR), 2);
  ck_assert_str_eq (dj_frame_get_text (frame, 0, COLOUR), "dark_green");
  ck_assert_str_eq (dj_frame_get_text (frame, 0, BODY), "110105004");

  for (int c = 0; c < 6; c++)
  {
    ck_assert (!dj_frame_is_missing (frame, 0, c));
    ck_assert (dj_frame_is_missing (frame, 1, c));
    ck_assert (!dj_frame_is_missing (frame, 2, c));
  }
  ck_assert_ptr_null (dj_frame_get_text (frame, 1, NAME));
  ck_assert_ptr_null (dj_frame_get_text (frame, 1, COLOUR));
  ck_assert_int_eq (dj_frame_get_int (frame, 1, COUNT), DJ_INT_NONE);
  ck_assert (isnan (dj_frame_get_real (frame, 1, SHARE)));
  ck_assert_int_eq (dj_frame_get_date (frame, 1, DAY), DJ_DATE_NONE);
  ck_assert_int_eq (dj_frame_get_code (frame, 1, COLOUR), 0);
  ck_assert_str_eq (dj_frame_get_text (frame, 2, NAME), "");
}
END_TEST

START_TEST (columns_are_arrays)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  ck_assert_int_eq (dj_frame_get_ints (frame, COUNT)[2], -1);
  ck_assert_double_eq (dj_frame_get_reals (frame, SHARE)[2], -0.5);
  ck_assert_int_eq (dj_frame_get_dates (frame, DAY)[2], dj_date (1921, 7, 23));
  ck_assert_int_eq (dj_frame_get_codes (frame, COLOUR)[2], 1);
}
END_TEST

START_TEST (columns_say_what_they_are)
{
  g_autoptr (DjFrame) frame = sample_frame_new ();
  char name[] = "备注";
  int own = dj_frame_add_named (frame, name);
  name[0] = '?';
  const DjTableInfo *table = dj_schema_get_table (DJ_TABLE_ORGANIZATION);
  int declared = dj_frame_add_declared (frame, &table->columns[0]);
  dj_frame_finish (frame);

  const DjFrameColumn *column = dj_frame_get_column (frame, COLOUR);
  ck_assert_str_eq (column->name, "colour");
  ck_assert_str_eq (column->label_zh, "颜色");
  ck_assert_int_eq (column->type, DJ_TYPE_CODE);
  ck_assert_ptr_eq (column->codes, &sample_colours);
  ck_assert_str_eq (dj_frame_get_column (frame, own)->label_en, "备注");
  ck_assert_str_eq (dj_frame_get_column (frame, declared)->name, table->columns[0].name);
  ck_assert_int_eq (dj_frame_find_column (frame, "备注"), own);
  ck_assert_int_eq (dj_frame_find_column (frame, "名称"), -1);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 0);
}
END_TEST

START_TEST (ints_can_be_set_later)
{
  g_autoptr (DjFrame) frame = dj_frame_new ();
  int n = dj_frame_add (frame, DJ_TYPE_INT, "n", "数", "n", NULL);
  for (gint64 i = 0; i < 1000; i++)
    dj_frame_append_int (frame, n, i);
  for (gint64 i = 0; i < 1000; i++)
    dj_frame_set_int (frame, i, n, -i);
  dj_frame_finish (frame);
  for (gint64 i = 0; i < 1000; i++)
    ck_assert_int_eq (dj_frame_get_int (frame, i, n), -i);
}
END_TEST

START_TEST (it_is_a_counted_boxed_type)
{
  DjFrame *frame = sample_frame_small ();
  GValue value = G_VALUE_INIT;
  g_value_init (&value, DJ_TYPE_FRAME);
  g_value_set_boxed (&value, frame);
  dj_frame_unref (frame);
  ck_assert_ptr_eq (g_value_get_boxed (&value), frame);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 3);
  g_value_unset (&value);
}
END_TEST

static gpointer read_and_unref (gpointer data)
{
  DjFrame *frame = data;
  gint64 sum = 0;
  for (int round = 0; round < 1000; round++)
  {
    DjFrame *again = dj_frame_ref (frame);
    for (gint64 row = 0; row < dj_frame_get_n_rows (again); row++)
      sum += dj_frame_is_missing (again, row, COUNT) ? 0 : dj_frame_get_int (again, row, COUNT);
    dj_frame_unref (again);
  }
  dj_frame_unref (frame);
  return GINT_TO_POINTER ((int)sum);
}

START_TEST (threads_may_read_one_frame)
{
  DjFrame *frame = sample_frame_small ();
  GThread *threads[4];
  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("reader", read_and_unref, dj_frame_ref (frame));
  dj_frame_unref (frame);
  for (int i = 0; i < 4; i++)
    ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (threads[i])), 56000);
}
END_TEST

/* ---- Misuse ------------------------------------------------------------------------------------------------------ */

static int complaints;

static void count_complaint (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  (void)domain, (void)level, (void)message, (void)data;
  complaints++;
}

START_TEST (misuse_is_refused_and_does_no_harm)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  GLogFunc handler = g_log_set_default_handler (count_complaint, NULL);
  complaints = 0;
  g_autoptr (DjFrame) frame = sample_frame_small ();
  ck_assert_int_eq (dj_frame_get_int (frame, 3, COUNT), DJ_INT_NONE);
  ck_assert_int_eq (dj_frame_get_int (frame, -1, COUNT), DJ_INT_NONE);
  ck_assert_int_eq (dj_frame_get_int (frame, 0, NAME), DJ_INT_NONE);
  ck_assert_int_eq (dj_frame_get_int (frame, 0, 6), DJ_INT_NONE);
  ck_assert_ptr_null (dj_frame_get_text (frame, 0, -1));
  ck_assert_ptr_null (dj_frame_get_text (frame, 9, COLOUR));
  ck_assert_ptr_null (dj_frame_get_reals (frame, COUNT));
  ck_assert (dj_frame_is_missing (frame, 3, NAME));
  ck_assert_int_ge (complaints, 8);

  int before = complaints;
  dj_frame_append_int (frame, COUNT, 1);
  dj_frame_set_int (frame, 0, COUNT, 1);
  ck_assert_int_eq (dj_frame_add (frame, DJ_TYPE_INT, "x", "x", "x", NULL), -1);
  ck_assert_int_ge (complaints, before + 3);
  ck_assert_int_eq (dj_frame_get_int (frame, 0, COUNT), 57);
  g_log_set_default_handler (handler, NULL);
  g_log_set_always_fatal (fatal);
}
END_TEST

START_TEST (a_forgotten_cell_leaves_whole_rows)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  GLogFunc handler = g_log_set_default_handler (count_complaint, NULL);
  complaints = 0;
  g_autoptr (DjFrame) frame = sample_frame_new ();
  sample_frame_append (frame, "a", 1, 1, 1, 1, "b");
  dj_frame_append_text (frame, NAME, "half");
  dj_frame_append_code (frame, COLOUR, 3);
  dj_frame_finish (frame);
  ck_assert_int_eq (complaints, 2);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 1);
  g_log_set_default_handler (handler, NULL);
  g_log_set_always_fatal (fatal);
}
END_TEST

/* ---- CSV --------------------------------------------------------------------------------------------------------- */

START_TEST (csv_tells_missing_from_empty)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  size_t size = 0;
  char *text = written (frame, dj_frame_write_csv, &size);
  ck_assert_str_eq (text, "name,count,share,day,colour,body\n"
                          "三里屯,57,0.25,2024-08-26,dark_green,110105004\n"
                          ",,,,,\n"
                          "\"\",-1,-0.5,1921-07-23,red,\"\"\n");
  free (text);
}
END_TEST

/* What libcsv read: fields as they come, NULL for missing; -1 stands at the end of each row. */
typedef struct
{
  GPtrArray *fields;
  int n_rows;
} Parsed;

static void take_field (void *field, size_t length, void *data)
{
  g_ptr_array_add (((Parsed *)data)->fields, field != NULL ? g_strndup (field, length) : NULL);
}

static void take_row (int end, void *data)
{
  (void)end;
  ((Parsed *)data)->n_rows++;
}

static void expect_field (const DjFrame *frame, gint64 row, int column, const char *field)
{
  if (dj_frame_is_missing (frame, row, column))
  {
    ck_assert_ptr_null (field);
    return;
  }
  ck_assert_ptr_nonnull (field);
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
    ck_assert_int_eq (g_ascii_strtoll (field, NULL, 10), dj_frame_get_int (frame, row, column));
    break;
  case DJ_TYPE_REAL:
    ck_assert_double_eq (g_ascii_strtod (field, NULL), dj_frame_get_real (frame, row, column));
    break;
  case DJ_TYPE_DATE:
    ck_assert_int_eq (dj_date_parse (field, -1), dj_frame_get_date (frame, row, column));
    break;
  default:
    ck_assert_str_eq (field, dj_frame_get_text (frame, row, column));
    break;
  }
}

START_TEST (csv_comes_back_through_libcsv)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240826);
  g_autoptr (DjFrame) frame = sample_frame_random (rand, 3000);
  size_t size = 0;
  char *text = written (frame, dj_frame_write_csv, &size);
  Parsed parsed = { g_ptr_array_new_with_free_func (g_free), 0 };
  struct csv_parser parser;
  ck_assert_int_eq (csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL), 0);
  ck_assert_uint_eq (csv_parse (&parser, text, size, take_field, take_row, &parsed), size);
  ck_assert_int_eq (csv_fini (&parser, take_field, take_row, &parsed), 0);
  csv_free (&parser);

  ck_assert_int_eq (parsed.n_rows, 3001);
  ck_assert_uint_eq (parsed.fields->len, 3001 * 6);
  for (guint i = 6; i < parsed.fields->len; i++)
    expect_field (frame, i / 6 - 1, (int)(i % 6), g_ptr_array_index (parsed.fields, i));
  g_ptr_array_unref (parsed.fields);
  free (text);
}
END_TEST

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

START_TEST (json_is_one_object_a_row)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  size_t size = 0;
  char *text = written (frame, dj_frame_write_json, &size);
  ck_assert_str_eq (
      text, "[\n"
            "{\"name\":\"三里屯\",\"count\":57,\"share\":0.25,\"day\":\"2024-08-26\",\"colour\":\"dark_green\","
            "\"body\":\"110105004\"},\n"
            "{\"name\":null,\"count\":null,\"share\":null,\"day\":null,\"colour\":null,\"body\":null},\n"
            "{\"name\":\"\",\"count\":-1,\"share\":-0.5,\"day\":\"1921-07-23\",\"colour\":\"red\",\"body\":\"\"}\n"
            "]\n");
  free (text);

  g_autoptr (DjFrame) empty = dj_frame_finish (sample_frame_new ());
  text = written (empty, dj_frame_write_json, &size);
  ck_assert_str_eq (text, "[]\n");
  free (text);
}
END_TEST

static void expect_value (const DjFrame *frame, gint64 row, int column, const cJSON *value)
{
  const DjFrameColumn *info = dj_frame_get_column (frame, column);
  ck_assert_str_eq (value->string, info->name);
  if (dj_frame_is_missing (frame, row, column))
    ck_assert (cJSON_IsNull (value));
  else if (info->type == DJ_TYPE_INT)
    ck_assert_double_eq (value->valuedouble, (double)dj_frame_get_int (frame, row, column));
  else if (info->type == DJ_TYPE_REAL)
    ck_assert_double_eq (value->valuedouble, dj_frame_get_real (frame, row, column));
  else if (info->type == DJ_TYPE_DATE)
    ck_assert_int_eq (dj_date_parse (value->valuestring, -1), dj_frame_get_date (frame, row, column));
  else
    ck_assert_str_eq (value->valuestring, dj_frame_get_text (frame, row, column));
}

START_TEST (json_comes_back_through_cjson)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (19210723);
  g_autoptr (DjFrame) frame = sample_frame_random (rand, 3000);
  size_t size = 0;
  char *text = written (frame, dj_frame_write_json, &size);
  cJSON *document = cJSON_ParseWithLength (text, size);
  ck_assert (cJSON_IsArray (document));
  gint64 row = 0;
  for (cJSON *object = document->child; object != NULL; object = object->next, row++)
  {
    int column = 0;
    for (cJSON *value = object->child; value != NULL; value = value->next)
      expect_value (frame, row, column++, value);
    ck_assert_int_eq (column, 6);
  }
  ck_assert_int_eq (row, 3000);
  cJSON_Delete (document);
  free (text);
}
END_TEST

START_TEST (a_full_disk_is_an_error)
{
  gboolean (*writers[]) (const DjFrame *, FILE *, GError **) = { dj_frame_write_csv, dj_frame_write_json };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (int rows = 1; rows <= 5000; rows += 4999)
  {
    g_autoptr (DjFrame) frame = sample_frame_random (rand, rows);
    for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      FILE *full = fopen ("/dev/full", "w");
      ck_assert (!writers[i](frame, full, &error));
      ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
      fclose (full);
    }
  }
}
END_TEST

/* ---- Size -------------------------------------------------------------------------------------------------------- */

/* ThreadSanitizer is here for the threads, and a hundred times slower on rows. */
#ifdef __SANITIZE_THREAD__
#define N_MANY 10000
#else
#define N_MANY 1000000
#endif

START_TEST (a_million_rows)
{
  g_autoptr (DjFrame) frame = sample_frame_new ();
  char name[32];
  for (int i = 0; i < N_MANY; i++)
  {
    g_snprintf (name, sizeof name, "第%d党支部", i);
    sample_frame_append (frame, name, i, i * 0.5, i % 90000, i % 3, i % 2 != 0 ? "110105004" : NULL);
  }
  dj_frame_finish (frame);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), N_MANY);
  ck_assert_str_eq (dj_frame_get_text (frame, N_MANY - 1, NAME), name);
  gint64 sum = 0;
  for (int i = 0; i < N_MANY; i++)
    sum += dj_frame_get_ints (frame, COUNT)[i];
  ck_assert_int_eq (sum, (gint64)N_MANY * (N_MANY - 1) / 2);

  FILE *nowhere = fopen ("/dev/null", "w");
  DjPrintOptions options = { DJ_LANGUAGE_ZH, 60, FALSE, FALSE };
  dj_frame_print (frame, nowhere, &options);
  ck_assert (dj_frame_write_csv (frame, nowhere, NULL));
  ck_assert (dj_frame_write_json (frame, nowhere, NULL));
  fclose (nowhere);
}
END_TEST

/* ---- Issues ------------------------------------------------------------------------------------------------------ */

START_TEST (issues_become_a_frame)
{
  DjIssues *issues = dj_issues_new ();
  DjPlace place = { DJ_TABLE_PERSON, 7, 5, "person.csv", 9 };
  DjPlace nowhere = { -1, -1, 0, NULL, 0 };
  dj_issues_add (issues, DJ_ISSUE_AFFILIATION_TWO, &place, "person-7", "2", "2023-03-01", "2023-03-31");
  dj_issues_add (issues, DJ_ISSUE_ENCODING, &nowhere, NULL, NULL, NULL, NULL);
  dj_issues_finish (issues);
  g_autoptr (DjFrame) frame = dj_issues_to_frame (issues);
  ck_assert_int_eq (dj_frame_get_n_rows (frame), 2);
  for (gint64 row = 0; row < 2; row++)
  {
    const DjIssue *issue = dj_issues_get (issues, (guint)row);
    ck_assert_int_eq (dj_frame_get_code (frame, row, 0), issue->severity);
    ck_assert_str_eq (dj_frame_get_text (frame, row, 0), dj_severity_get_name (issue->severity));
    ck_assert_str_eq (dj_frame_get_text (frame, row, 1), issue->rule);
    ck_assert (dj_frame_is_missing (frame, row, 2) == (issue->table < 0));
    ck_assert (dj_frame_is_missing (frame, row, 3) == (issue->row < 0));
    ck_assert_str_eq (dj_frame_get_text (frame, row, dj_frame_find_column (frame, "message_zh")), issue->message_zh);
    ck_assert_str_eq (dj_frame_get_text (frame, row, dj_frame_find_column (frame, "message_en")), issue->message_en);
  }
  dj_issues_unref (issues);
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
  Suite *suite = suite_create ("frame");
  TCase *cells = new_case (suite, "cells");
  tcase_add_test (cells, cells_are_what_was_appended);
  tcase_add_test (cells, columns_are_arrays);
  tcase_add_test (cells, columns_say_what_they_are);
  tcase_add_test (cells, ints_can_be_set_later);
  tcase_add_test (cells, it_is_a_counted_boxed_type);
  tcase_add_test (cells, threads_may_read_one_frame);
  tcase_add_test (cells, misuse_is_refused_and_does_no_harm);
  tcase_add_test (cells, a_forgotten_cell_leaves_whole_rows);
  tcase_add_test (cells, a_million_rows);
  tcase_add_test (cells, issues_become_a_frame);
  TCase *files = new_case (suite, "files");
  tcase_add_test (files, csv_tells_missing_from_empty);
  tcase_add_test (files, csv_comes_back_through_libcsv);
  tcase_add_test (files, json_is_one_object_a_row);
  tcase_add_test (files, json_comes_back_through_cjson);
  tcase_add_test (files, a_full_disk_is_an_error);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
