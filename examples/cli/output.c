/* SPDX-License-Identifier: Apache-2.0 */
/* Where answers go: the terminal, its pager, a pipe, a file. */
#include "tool.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- Terminal ---- */

static int number_from_environment (const char *name)
{
  const char *text = g_getenv (name);
  gint64 n = text ? g_ascii_strtoll (text, NULL, 10) : 0;
  return n > 0 && n < 100000 ? (int)n : 0;
}

void tool_measure (Tool *tool)
{
  struct winsize size = { 0 };
  tool->out = stdout;
  if (!isatty (STDOUT_FILENO))
    return;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
    memset (&size, 0, sizeof size);
  int columns = number_from_environment ("COLUMNS");
  int lines = number_from_environment ("LINES");
  tool->width = columns ? columns : size.ws_col ? size.ws_col : 80;
  tool->height = lines ? lines : size.ws_row ? size.ws_row : 24;
  const char *no_colour = g_getenv ("NO_COLOR");
  tool->colour = !(no_colour && *no_colour) && g_strcmp0 (g_getenv ("TERM"), "dumb");
}

/* ---- Pager ---- */

static const char *find_pager (void)
{
  const char *given = g_getenv ("PAGER");
  if (given)
    return *given && strcmp (given, "cat") != 0 ? given : NULL;
  g_autofree char *less = g_find_program_in_path ("less");
  return less ? "less -FRX" : NULL;
}

static void start_pager (Tool *tool)
{
  const char *command = find_pager ();
  if (!command)
    return;
  g_setenv ("LESS", "FRX", FALSE);
  g_setenv ("LESSCHARSET", "utf-8", FALSE);
  fflush (stdout);
  tool->pager = popen (command, "w"); /* NOLINT(cert-env33-c): the user's own pager, as they say it */
  if (!tool->pager)
    return;
  signal (SIGPIPE, SIG_IGN); /* leaving the pager early is no failure */
  tool->out = tool->pager;
}

void tool_begin (Tool *tool, gint64 lines)
{
  for (const char *p = tool->preface; p && *p; p++)
    lines += *p == '\n';
  if (tool->height && tool->format == FORMAT_TABLE && lines >= tool->height)
    start_pager (tool);
  if (tool->preface)
    fputs (tool->preface, tool->out);
}

int tool_end (Tool *tool, int status)
{
  errno = 0;
  gboolean written = !fflush (tool->out) && !ferror (tool->out);
  int reason = errno;
  if (tool->pager)
  {
    pclose (tool->pager);
    tool->pager = NULL;
    return status;
  }
  if (written)
    return status;
  return tool_fail (tool, "the answer cannot be written: %s", "结果无法写出：%s", g_strerror (reason));
}

int tool_answer (Tool *tool, const DjFrame *frame, int status)
{
  g_autoptr (GError) error = NULL;
  tool_begin (tool, dj_frame_get_n_rows (frame) + 2);
  gboolean written = TRUE;
  if (tool->format == FORMAT_CSV)
    written = dj_frame_write_csv (frame, tool->out, &error);
  else if (tool->format == FORMAT_JSON)
    written = dj_frame_write_json (frame, tool->out, &error);
  else
    dj_frame_print (frame, tool->out, &(DjPrintOptions){ tool->language, tool->width, tool->colour, FALSE });
  return written ? tool_end (tool, status) : dj_complain (error);
}

const char *tool_bold (const Tool *tool) { return tool->colour ? "\033[1m" : ""; }

const char *tool_dim (const Tool *tool) { return tool->colour ? "\033[2m" : ""; }

const char *tool_alarm (const Tool *tool, DjSeverity severity)
{
  return !tool->colour ? "" : severity == DJ_SEVERITY_MUST ? "\033[31m" : "\033[33m";
}

const char *tool_plain (const Tool *tool) { return tool->colour ? "\033[0m" : ""; }

/* ---- Text ---- */

/* Characters that move, hide or reorder what is around them. The joiners stay: they only join their neighbours. */
static gboolean steers (gunichar c)
{
  if (c == 0x200c || c == 0x200d || c == 0xad)
    return FALSE;
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *tool_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char (p))
  {
    gunichar c = g_utf8_get_char (p);
    if (steers (c))
      g_string_append_printf (out, c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%06X", c);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

static int character_width (gunichar c) { return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1; }

int tool_width (const char *text)
{
  int width = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    width += character_width (g_utf8_get_char (p));
  return width;
}

/* Bytes of the longest beginning of @text that takes at most @width columns. */
static gsize fitting (const char *text, int width)
{
  const char *p = text;
  for (int used = 0; *p; p = g_utf8_next_char (p))
  {
    used += character_width (g_utf8_get_char (p));
    if (used > width)
      break;
  }
  return (gsize)(p - text);
}

static void append_blanks (GString *line, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append_c (line, ' ');
}

void tool_append_cell (GString *line, const char *text, int width)
{
  int columns = ABS (width);
  int used = tool_width (text);
  if (width < 0)
    append_blanks (line, columns - used);
  if (used <= columns)
    g_string_append (line, text);
  else if (columns > 0)
  {
    gsize keep = fitting (text, columns - 1);
    g_autofree char *kept = g_strndup (text, keep);
    g_string_append (line, kept);
    g_string_append (line, "…");
    used = tool_width (kept) + 1;
  }
  if (width > 0)
    append_blanks (line, columns - used);
}

/* Bytes of @text that go on a line of @width columns: up to a blank or after a wide character, at least one character. */
static gsize breaking (const char *text, int width)
{
  gsize most = fitting (text, width);
  if (!text[most] || text[most] == ' ')
    return most;
  for (const char *p = text + most; p > text;)
  {
    const char *before = g_utf8_prev_char (p);
    gunichar next = g_utf8_get_char (p);
    gboolean opens_line = g_unichar_iswide (next) && !g_unichar_ispunct (next);
    if (*before == ' ' || (opens_line && p < text + most) || (opens_line && p == text + most))
      return (gsize)(p - text);
    p = before;
  }
  return most ? most : (gsize)(g_utf8_next_char (text) - text);
}

void tool_append_wrapped (const Tool *tool, GString *out, const char *text, int column, int indent)
{
  if (!tool->width || tool->width <= indent + 10)
  {
    g_string_append (out, text);
    return;
  }
  int room = tool->width - column;
  if (room < 10) /* the first line has no room for it */
  {
    g_string_append_c (out, '\n');
    append_blanks (out, indent);
    room = tool->width - indent;
  }
  while (*text)
  {
    gsize n = breaking (text, room);
    gsize shown = n;
    while (shown && text[shown - 1] == ' ')
      shown--;
    g_string_append_len (out, text, (gssize)shown);
    text += n;
    while (*text == ' ')
      text++;
    if (!*text)
      return;
    g_string_append_c (out, '\n');
    append_blanks (out, indent);
    room = tool->width - indent;
  }
}

void tool_append_csv (GString *line, const char *text)
{
  if (!text)
    return;
  if (*text && !strpbrk (text, ",\"\r\n") && *text != ' ' && text[strlen (text) - 1] != ' ')
  {
    g_string_append (line, text);
    return;
  }
  g_string_append_c (line, '"');
  for (; *text; text++)
    g_string_append (line, *text == '"' ? "\"\"" : (char[]){ *text, 0 });
  g_string_append_c (line, '"');
}

void tool_append_json (GString *line, const char *text)
{
  if (!text)
  {
    g_string_append (line, "null");
    return;
  }
  g_string_append_c (line, '"');
  for (const guchar *p = (const guchar *)text; *p; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (line, "\\%c", *p);
    else if (*p < 0x20 || *p == 0x7f)
      g_string_append_printf (line, "\\u%04x", *p);
    else
      g_string_append_c (line, (char)*p);
  g_string_append_c (line, '"');
}

/* ---- Registers ---- */

/* A word to somebody who watches; scripts are told by the exit status. */
static void report_written (Tool *tool, DjRegister *reg, const char *path)
{
  if (!isatty (STDOUT_FILENO))
    return;
  gint64 rows = 0;
  int tables = 0;
  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    gint32 n = dj_register_get_n_rows (reg, (DjTable)i);
    rows += n;
    tables += n > 0;
  }
  g_autofree char *clean = tool_clean (path);
  printf (tool_say (tool, "%s: %d tables, %" G_GINT64_FORMAT " rows\n", "%s：%d 张表，%" G_GINT64_FORMAT " 行\n"),
          clean, tables, rows);
}

static gboolean write_snapshot (Tool *tool, DjRegister *reg, const char *path, GError **error)
{
  g_autoptr (DjView) view = dj_register_seal (reg, tool->on, error);
  return view && dj_view_save (view, path, NULL, error);
}

int tool_write (Tool *tool, DjRegister *reg, const char *path)
{
  g_autoptr (GError) error = NULL;
  gboolean done
      = tool_is_snapshot (path) ? write_snapshot (tool, reg, path, &error) : dj_register_write (reg, path, &error);
  if (!done)
    return dj_complain (error);
  report_written (tool, reg, path);
  return TOOL_DONE;
}
