/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a JSON document; the last byte picks whether reading is lenient. What is read must come back the same
 * from what is written. */
#include <stdint.h>

#include "io/io-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GString *write_all (DjRegister *reg)
{
  DjOutput output = { .text = g_string_new (NULL), .descriptor = -1 };
  g_assert_true (dj_json_write (dj_register_get_state (reg), &output, NULL));
  return output.text;
}

static void check_round (DjRegister *reg)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) written = write_all (reg);
  g_autoptr (DjRegister) again = dj_register_read_json (written->str, (gssize)written->len, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GString) text = write_all (again);
  g_assert_cmpstr (text->str, ==, written->str);
}

/* An issue must have a place in the text, wherever that is. */
static void check_places (const DjIssues *issues)
{
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_assert_true (issue->code == DJ_ISSUE_TOO_MANY || (issue->line > 0 && issue->column > 0));
  }
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  DjReadOptions options = DJ_READ_OPTIONS_INIT;
  options.lenient = size > 0 && data[size - 1] % 2 == 0;
  g_autoptr (DjRegister) reg
      = dj_register_read_json (size > 0 ? (const char *)data : "", (gssize)size, "fuzz.json", &options, &error);
  g_assert_true ((reg != NULL) == (error == NULL));
  if (reg)
  {
    check_places (dj_register_get_issues (reg));
    check_round (reg);
  }
  else if (dj_error_get_issues (error))
    check_places (dj_error_get_issues (error));
  return 0;
}
