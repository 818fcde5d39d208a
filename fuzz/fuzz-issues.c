/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as issues that were kept as JSON: what is read must come back the same from what is written. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dangjian/dangjian.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static char *write_issues (const DjFrame *frame)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  g_assert_true (dj_frame_write_json (frame, out, NULL));
  g_assert_cmpint (fclose (out), ==, 0);
  return text;
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = dj_issues_read_json (size > 0 ? (const char *)data : "", (gssize)size, &error);
  if (!frame)
  {
    g_assert_true (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
    return 0;
  }
  char *text = write_issues (frame);
  g_autoptr (DjFrame) again = dj_issues_read_json (text, -1, NULL);
  g_assert_nonnull (again);
  char *twice = write_issues (again);
  g_assert_cmpstr (text, ==, twice);
  free (text);
  free (twice);
  return 0;
}
