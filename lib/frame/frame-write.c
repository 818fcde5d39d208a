/* SPDX-License-Identifier: Apache-2.0 */
/* Frames as CSV and JSON. Lines are gathered and written in large pieces. */
#include "frame/frame-private.h"
#include "schema/schema-private.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#define PIECE_SIZE 65536

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

/* What would not come back as it is: separators and quotes; blanks at the ends, which readers trim; a byte order mark, which a
 * reader would take away from the beginning of a file. */
static gboolean needs_quotes (const char *text)
{
  if (*text == '\0' || *text == ' ' || *text == '\t' || g_str_has_prefix (text, "\xef\xbb\xbf"))
    return TRUE;
  gsize plain = strcspn (text, ",\"\r\n");
  return text[plain] != '\0' || text[plain - 1] == ' ' || text[plain - 1] == '\t';
}

void dj_csv_append (GString *out, const char *text)
{
  g_return_if_fail (out != NULL);
  if (text == NULL)
    return;
  if (!needs_quotes (text))
  {
    g_string_append (out, text);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *quote = strchr (text, '"'); quote != NULL; quote = strchr (text, '"'))
  {
    g_string_append_len (out, text, quote - text + 1);
    g_string_append_c (out, '"');
    text = quote + 1;
  }
  g_string_append (out, text);
  g_string_append_c (out, '"');
}

static gboolean needs_escapes (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar)*text < 0x20 || *text == '"' || *text == '\\')
      return TRUE;
  return FALSE;
}

void dj_json_append_text (GString *out, const char *text)
{
  g_return_if_fail (out != NULL);
  if (text == NULL)
  {
    g_string_append (out, "null");
    return;
  }
  /* Nearly all texts are themselves: cJSON is asked, and memory taken, only where there is something to escape. */
  if (!needs_escapes (text))
  {
    g_string_append_c (out, '"');
    g_string_append (out, text);
    g_string_append_c (out, '"');
    return;
  }
  cJSON *string = cJSON_CreateStringReference (text);
  char *printed = string != NULL ? cJSON_PrintUnformatted (string) : NULL;
  if (printed == NULL)
    g_error ("out of memory");
  g_string_append (out, printed);
  cJSON_free (printed);
  cJSON_Delete (string);
}

/* A cell that is not text, in the form of files. It is not missing. */
static const char *format_cell (const DjFrame *frame, gint64 row, int column, DjType type,
                                char buffer[DJ_NUMBER_TEXT_SIZE])
{
  switch (type)
  {
  case DJ_TYPE_INT:
    return dj_int_format (dj_frame_get_int (frame, row, column), buffer);
  case DJ_TYPE_REAL:
    return dj_real_format (dj_frame_get_real (frame, row, column), buffer);
  case DJ_TYPE_DATE:
    return dj_date_format (dj_frame_get_date (frame, row, column), buffer);
  case DJ_TYPE_CODE:
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return dj_frame_get_text (frame, row, column);
  }
}

static void append_csv_cell (GString *out, const DjFrame *frame, gint64 row, int column)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  if (!dj_frame_is_missing (frame, row, column))
    dj_csv_append (out, format_cell (frame, row, column, dj_frame_get_column (frame, column)->type, buffer));
}

/* A real is a number in JSON only if it is finite. */
static gboolean is_json_null (const DjFrame *frame, gint64 row, int column, DjType type)
{
  return dj_frame_is_missing (frame, row, column)
         || (type == DJ_TYPE_REAL && !isfinite (dj_frame_get_real (frame, row, column)));
}

static void append_json_cell (GString *out, const DjFrame *frame, gint64 row, int column)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  DjType type = dj_frame_get_column (frame, column)->type;
  if (is_json_null (frame, row, column, type))
    g_string_append (out, "null");
  else if (type == DJ_TYPE_INT || type == DJ_TYPE_REAL)
    g_string_append (out, format_cell (frame, row, column, type, buffer));
  else
    dj_json_append_text (out, format_cell (frame, row, column, type, buffer));
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

/* Writes what has gathered, once it is worth it or it is the last. */
static gboolean write_piece (GString *piece, FILE *out, gboolean last, GError **error)
{
  if (piece->len < PIECE_SIZE && !last)
    return TRUE;
  errno = 0;
  gboolean written = fwrite (piece->str, 1, piece->len, out) == piece->len && (!last || fflush (out) == 0);
  g_string_truncate (piece, 0);
  if (!written)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "cannot write: %s", g_strerror (errno != 0 ? errno : EIO));
  return written;
}

static void append_csv_header (GString *out, const DjFrame *frame)
{
  int n = dj_frame_get_n_columns (frame);
  for (int c = 0; c < n; c++)
  {
    if (c > 0)
      g_string_append_c (out, ',');
    dj_csv_append (out, dj_frame_get_column (frame, c)->name);
  }
  g_string_append_c (out, '\n');
}

gboolean dj_frame_write_csv (const DjFrame *frame, FILE *out, GError **error)
{
  g_return_val_if_fail (frame != NULL && out != NULL, FALSE);
  g_autoptr (GString) piece = g_string_sized_new (PIECE_SIZE + 4096);
  int n_columns = dj_frame_get_n_columns (frame);
  gint64 n_rows = dj_frame_get_n_rows (frame);

  append_csv_header (piece, frame);
  for (gint64 row = 0; row < n_rows; row++)
  {
    for (int c = 0; c < n_columns; c++)
    {
      if (c > 0)
        g_string_append_c (piece, ',');
      append_csv_cell (piece, frame, row, c);
    }
    g_string_append_c (piece, '\n');
    if (!write_piece (piece, out, FALSE, error))
      return FALSE;
  }
  return write_piece (piece, out, TRUE, error);
}

/* `"name":` for each column, made once. */
static GPtrArray *make_keys (const DjFrame *frame)
{
  int n = dj_frame_get_n_columns (frame);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  for (int c = 0; c < n; c++)
  {
    GString *key = g_string_new (c > 0 ? "," : NULL);
    dj_json_append_text (key, dj_frame_get_column (frame, c)->name);
    g_string_append_c (key, ':');
    g_ptr_array_add (keys, g_string_free (key, FALSE));
  }
  return keys;
}

gboolean dj_frame_write_json (const DjFrame *frame, FILE *out, GError **error)
{
  g_return_val_if_fail (frame != NULL && out != NULL, FALSE);
  g_autoptr (GString) piece = g_string_sized_new (PIECE_SIZE + 4096);
  g_autoptr (GPtrArray) keys = make_keys (frame);
  gint64 n_rows = dj_frame_get_n_rows (frame);

  g_string_append_c (piece, '[');
  for (gint64 row = 0; row < n_rows; row++)
  {
    g_string_append (piece, row > 0 ? ",\n{" : "\n{");
    for (guint c = 0; c < keys->len; c++)
    {
      g_string_append (piece, g_ptr_array_index (keys, c));
      append_json_cell (piece, frame, row, (int)c);
    }
    g_string_append_c (piece, '}');
    if (!write_piece (piece, out, FALSE, error))
      return FALSE;
  }
  g_string_append (piece, n_rows > 0 ? "\n]\n" : "]\n");
  return write_piece (piece, out, TRUE, error);
}
