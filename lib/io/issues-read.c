/* SPDX-License-Identifier: Apache-2.0 */
/* Issues that were kept as JSON. */
#include <math.h>
#include <string.h>

#include "frame/frame-private.h"
#include "io/io-private.h"

/* Whole numbers up to here are exact in a double, which is what the parser keeps. */
#define WHOLE_MAX 9007199254740992.0

static gboolean append_number (DjFrame *frame, int column, const cJSON *value)
{
  if (!cJSON_IsNumber (value) || !(fabs (value->valuedouble) <= WHOLE_MAX)
      || value->valuedouble != floor (value->valuedouble))
    return FALSE;
  dj_frame_append_int (frame, column, (gint64)value->valuedouble);
  return TRUE;
}

/* The cell as it was written; whether it is of the column's type. */
static gboolean append_cell (DjFrame *frame, int column, const cJSON *value)
{
  const DjFrameColumn *info = dj_frame_get_column (frame, column);
  gboolean missing = !value || cJSON_IsNull (value);
  const char *text = value && cJSON_IsString (value) ? value->valuestring : NULL;
  if (info->type == DJ_TYPE_INT && missing)
    dj_frame_append_int (frame, column, DJ_INT_NONE);
  else if (info->type == DJ_TYPE_INT)
    return append_number (frame, column, value);
  if (info->type == DJ_TYPE_TEXT)
    dj_frame_append_text (frame, column, text);
  int code = text && info->type == DJ_TYPE_CODE ? dj_code_list_find (info->codes, text, -1) : 0;
  if (info->type == DJ_TYPE_CODE)
    dj_frame_append_code (frame, column, code);
  if (info->type == DJ_TYPE_CODE && text && code == 0)
    return FALSE;
  return missing || text || info->type == DJ_TYPE_INT;
}

static gboolean append_rows (DjFrame *frame, const cJSON *array)
{
  if (!array || !cJSON_IsArray (array))
    return FALSE;
  int n = dj_frame_get_n_columns (frame);
  for (const cJSON *row = array->child; row; row = row->next)
    for (int column = 0; column < n; column++)
    {
      const char *name = dj_frame_get_column (frame, column)->name;
      if (!cJSON_IsObject (row) || !append_cell (frame, column, cJSON_GetObjectItemCaseSensitive (row, name)))
        return FALSE;
    }
  return TRUE;
}

DjFrame *dj_issues_read_json (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  cJSON *document = g_utf8_validate_len (text, size, NULL) ? cJSON_ParseWithLength (text, size) : NULL;
  DjFrame *frame = dj_frame_new_for_issues ();
  gboolean done = append_rows (frame, document);
  cJSON_Delete (document);
  if (done)
    return dj_frame_finish (frame);
  dj_frame_unref (frame);
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, DJ_SAY ("不是问题清单", "Not a list of issues"));
  return NULL;
}
