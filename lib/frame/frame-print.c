/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on a terminal: measured once, fitted to the width, then written line by line, so that no table is held as text. */
#include "frame/frame-private.h"
#include "schema/schema-private.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GAP 2          /* blanks between columns */
#define TEXT_LEAST 8   /* a text is not cut to less while another column can still give */
#define HEADER_LEAST 4 /* nor a header over narrow numbers */
#define CUT "…"
#define LINE "─"

/* ---- Characters ------------------------------------------------------------------------------------------------- */

/* What one character of a text becomes on the terminal. */
typedef struct
{
  const char *text;
  int length; /* in bytes */
  int width;  /* in columns */
  char escape[12];
} Glyph;

static void set_escape (Glyph *glyph, const char *format, guint value)
{
  glyph->length = g_snprintf (glyph->escape, sizeof glyph->escape, format, value);
  glyph->width = glyph->length;
  glyph->text = glyph->escape;
}

/* Characters that move, recolour, hide or reorder what is around them: controls, bidirectional overrides and other formats, line
 * separators. The two joiners stay: scripts and emoji need them, and they only join their neighbours. */
static gboolean is_unsafe (gunichar c)
{
  if (c == 0x200c || c == 0x200d || c == 0xad)
    return FALSE;
  switch (g_unichar_type (c))
  {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SURROGATE:
    return TRUE;
  default:
    return FALSE;
  }
}

static void set_character (Glyph *glyph, const char *text, gunichar c)
{
  static const char named[] = { '\t', 't', '\n', 'n', '\r', 'r', '\033', 'e' };
  for (gsize i = 0; c < 0x20 && i < sizeof named; i += 2)
    if (c == (gunichar)named[i])
    {
      set_escape (glyph, "\\%c", (guint)named[i + 1]);
      return;
    }
  if (is_unsafe (c))
  {
    set_escape (glyph, c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%06X", c);
    return;
  }
  glyph->text = text;
  glyph->length = (int)(g_utf8_next_char (text) - text);
  glyph->width = g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

/* Takes the first character of @text, which is not empty; returns what comes after it. A byte that is not UTF-8 is one character. */
static const char *next_glyph (const char *text, Glyph *glyph)
{
  guchar byte = (guchar)*text;
  if (byte >= 0x20 && byte < 0x7f)
  {
    glyph->text = text;
    glyph->length = glyph->width = 1;
    return text + 1;
  }
  gunichar c = g_utf8_get_char_validated (text, -1);
  if (c == (gunichar)-1 || c == (gunichar)-2)
  {
    set_escape (glyph, "\\x%02X", byte);
    return text + 1;
  }
  set_character (glyph, text, c);
  return g_utf8_next_char (text);
}

int dj_text_width (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);
  Glyph glyph;
  gint64 width = 0;
  while (*text != '\0')
  {
    text = next_glyph (text, &glyph);
    width += glyph.width;
  }
  return (int)MIN (width, G_MAXINT);
}

static void append_blanks (GString *out, int n)
{
  static const char blanks[] = "                                ";
  for (int step = (int)sizeof blanks - 1; n > 0; n -= step)
    g_string_append_len (out, blanks, MIN (n, step));
}

/* Appends as much of @text as fits, with a sign that it was cut, and blanks up to @width. */
static void append_fitted (GString *out, const char *text, int width, gboolean right)
{
  Glyph glyph;
  int taken = dj_text_width (text);
  gboolean cut = taken > width;
  int room = cut ? width - 1 : width;
  int used = 0;
  if (right && !cut)
    append_blanks (out, width - taken);
  while (*text != '\0')
  {
    text = next_glyph (text, &glyph);
    if (used + glyph.width > room)
      break;
    g_string_append_len (out, glyph.text, glyph.length);
    used += glyph.width;
  }
  if (cut)
  {
    g_string_append (out, CUT);
    used++;
  }
  if (!right || cut)
    append_blanks (out, width - used);
}

/* ---- Layout ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  const DjFrameColumn *info;
  const char *header;
  int width;
  int least;
} Shown;

typedef struct
{
  const DjFrame *frame;
  DjLanguage language;
  gboolean colour;
  gboolean names;
  int n_shown;       /* columns from the left that have a place */
  gboolean left_out; /* others have none */
  Shown *columns;
} Layout;

static gboolean is_number (DjType type) { return type == DJ_TYPE_INT || type == DJ_TYPE_REAL; }

/* Six places behind the point are more than an eye needs, and enough for degrees. Files have all of them. */
static double round_for_eyes (double value) { return fabs (value) < 1e9 ? round (value * 1e6) / 1e6 : value; }

/* The cell as shown, empty where it is missing. */
static const char *cell_text (const Layout *layout, gint64 row, int column, char buffer[DJ_NUMBER_TEXT_SIZE])
{
  const DjFrame *frame = layout->frame;
  const DjFrameColumn *info = layout->columns[column].info;
  const char *text = NULL;
  if (dj_frame_is_missing (frame, row, column))
    return "";
  switch (info->type)
  {
  case DJ_TYPE_INT:
    text = dj_int_format (dj_frame_get_int (frame, row, column), buffer);
    break;
  case DJ_TYPE_REAL:
    text = dj_real_format (round_for_eyes (dj_frame_get_real (frame, row, column)), buffer);
    break;
  case DJ_TYPE_DATE:
    text = dj_date_format (dj_frame_get_date (frame, row, column), buffer);
    break;
  case DJ_TYPE_CODE:
    text = layout->names
               ? dj_frame_get_text (frame, row, column)
               : dj_code_list_get_label (info->codes, dj_frame_get_code (frame, row, column), layout->language);
    break;
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    text = dj_frame_get_text (frame, row, column);
    break;
  }
  return text != NULL ? text : "";
}

static void measure_column (Layout *layout, int number)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  Shown *column = &layout->columns[number];
  gint64 n_rows = dj_frame_get_n_rows (layout->frame);
  int cells = 0;
  for (gint64 row = 0; row < n_rows; row++)
    cells = MAX (cells, dj_text_width (cell_text (layout, row, number, buffer)));

  int header = dj_text_width (column->header);
  column->width = MAX (1, MAX (header, cells));
  /* A number or a day that is cut says something false; only its header may be. */
  if (is_number (column->info->type) || column->info->type == DJ_TYPE_DATE)
    column->least = MAX (1, MAX (cells, MIN (header, HEADER_LEAST)));
  else
    column->least = MIN (column->width, TEXT_LEAST);
}

static const char *header_text (const Layout *layout, const DjFrameColumn *info)
{
  if (layout->names)
    return info->name;
  return layout->language == DJ_LANGUAGE_ZH ? info->label_zh : info->label_en;
}

static void measure (Layout *layout)
{
  for (int c = 0; c < layout->n_shown; c++)
  {
    Shown *column = &layout->columns[c];
    column->info = dj_frame_get_column (layout->frame, c);
    column->header = header_text (layout, column->info);
    measure_column (layout, c);
  }
}

/* What the shown columns take with the gaps between them, at their widths or at the least; and the sign that others are left out. */
static gint64 total_width (const Layout *layout, gboolean least)
{
  gint64 total = layout->left_out ? GAP + 1 : 0;
  for (int c = 0; c < layout->n_shown; c++)
    total += (least ? layout->columns[c].least : layout->columns[c].width) + (c > 0 ? GAP : 0);
  return total;
}

/* The widest column that can still give, texts before others; NULL for none. */
static Shown *widest (Layout *layout)
{
  Shown *found = NULL;
  for (int numbers = 0; numbers <= 1 && found == NULL; numbers++)
    for (int c = 0; c < layout->n_shown; c++)
    {
      Shown *column = &layout->columns[c];
      if (is_number (column->info->type) != numbers || column->width <= column->least)
        continue;
      if (found == NULL || column->width > found->width)
        found = column;
    }
  return found;
}

static void fit (Layout *layout, int limit)
{
  while (layout->n_shown > 1 && total_width (layout, TRUE) > limit)
  {
    layout->n_shown--;
    layout->left_out = TRUE;
  }
  if (total_width (layout, TRUE) > limit)
  {
    /* Not even one column has its place: without the sign for others, cut to what there is. */
    layout->left_out = FALSE;
    layout->columns[0].least = MIN (layout->columns[0].least, limit);
  }
  for (int c = 0; c < layout->n_shown; c++)
    layout->columns[c].width = MAX (layout->columns[c].least, MIN (layout->columns[c].width, limit));
  for (Shown *column = widest (layout); column != NULL && total_width (layout, FALSE) > limit; column = widest (layout))
    column->width--;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

/* What follows column @c: a gap to the next one, or to the sign that there are others. */
static void append_gap (GString *line, const Layout *layout, int c)
{
  if (c + 1 < layout->n_shown || layout->left_out)
    append_blanks (line, GAP);
  if (c + 1 == layout->n_shown && layout->left_out)
    g_string_append (line, CUT);
}

static void end_line (GString *line, FILE *out)
{
  g_string_append_c (line, '\n');
  fwrite (line->str, 1, line->len, out);
  g_string_truncate (line, 0);
}

static void print_header (const Layout *layout, GString *line, FILE *out)
{
  if (layout->colour)
    g_string_append (line, "\033[1m");
  for (int c = 0; c < layout->n_shown; c++)
  {
    const Shown *column = &layout->columns[c];
    append_fitted (line, column->header, column->width, is_number (column->info->type));
    append_gap (line, layout, c);
  }
  if (layout->colour)
    g_string_append (line, "\033[0m");
  end_line (line, out);

  for (int c = 0; c < layout->n_shown; c++)
  {
    for (int i = 0; i < layout->columns[c].width; i++)
      g_string_append (line, LINE);
    append_gap (line, layout, c);
  }
  end_line (line, out);
}

static void print_rows (const Layout *layout, GString *line, FILE *out)
{
  char buffer[DJ_NUMBER_TEXT_SIZE];
  gint64 n_rows = dj_frame_get_n_rows (layout->frame);
  for (gint64 row = 0; row < n_rows; row++)
  {
    for (int c = 0; c < layout->n_shown; c++)
    {
      const Shown *column = &layout->columns[c];
      append_fitted (line, cell_text (layout, row, c, buffer), column->width, is_number (column->info->type));
      append_gap (line, layout, c);
    }
    end_line (line, out);
  }
}

/* ---- Terminal --------------------------------------------------------------------------------------------------- */

/* Columns of the terminal behind @out, 0 where it is none or does not say. */
static int terminal_width (FILE *out)
{
  struct winsize size = { 0 };
  int descriptor = fileno (out);
  if (descriptor < 0 || !isatty (descriptor) || ioctl (descriptor, TIOCGWINSZ, &size) != 0)
    return 0;
  return size.ws_col;
}

/* Colour on a terminal that has it, unless the user's environment says no (https://no-color.org). */
static gboolean terminal_has_colour (FILE *out)
{
  int descriptor = fileno (out);
  const char *refused = g_getenv ("NO_COLOR");
  if (descriptor < 0 || !isatty (descriptor) || (refused != NULL && *refused != '\0'))
    return FALSE;
  return g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

void dj_frame_print (const DjFrame *frame, FILE *out, const DjPrintOptions *options)
{
  g_return_if_fail (frame != NULL && out != NULL);
  int n_columns = dj_frame_get_n_columns (frame);
  if (n_columns == 0)
    return;

  g_autofree Shown *columns = g_new0 (Shown, n_columns);
  Layout layout = { .frame = frame, .n_shown = n_columns, .columns = columns };
  layout.language = options != NULL ? options->language : dj_language_default ();
  layout.colour = options != NULL ? options->colour : terminal_has_colour (out);
  layout.names = options != NULL && options->names;
  int limit = options != NULL && options->width > 0 ? options->width : terminal_width (out);

  measure (&layout);
  if (limit > 0)
    fit (&layout, limit);

  g_autoptr (GString) line = g_string_new (NULL);
  print_header (&layout, line, out);
  print_rows (&layout, line, out);
  fflush (out);
}
