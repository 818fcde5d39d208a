/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a day or a number: what is read must come back the same from its text. */
#include <stdint.h>
#include <string.h>

#include "schema/schema-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void check_date (const char *text, gsize length)
{
  char out[DJ_DATE_TEXT_SIZE];
  DjDate date = dj_date_parse (text, (gssize)length);
  if (date == DJ_DATE_NONE)
    return;
  g_assert_cmpint (dj_date_parse (dj_date_format (date, out), -1), ==, date);
  int year, month, day;
  dj_date_split (date, &year, &month, &day);
  g_assert_cmpint (dj_date (year, month, day), ==, date);
}

static void check_int (const char *text, gsize length)
{
  char out[DJ_NUMBER_TEXT_SIZE];
  gint64 value, again;
  if (!dj_int_parse (text, length, &value))
    return;
  dj_int_format (value, out);
  g_assert_true (dj_int_parse (out, strlen (out), &again));
  g_assert_cmpint (again, ==, value);
}

static void check_real (const char *text, gsize length)
{
  char out[DJ_NUMBER_TEXT_SIZE];
  double value, again;
  if (!dj_real_parse (text, length, &value))
    return;
  dj_real_format (value, out);
  g_assert_true (dj_real_parse (out, strlen (out), &again));
  g_assert_true (again == value);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = size > 0 ? (const char *)data : "";
  check_date (text, size);
  check_int (text, size);
  check_real (text, size);
  return 0;
}
