/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to text: UTF-8 or GB18030, recognised by what the bytes are. */
#include <errno.h>
#include <string.h>

#include "io/io-private.h"

#define BOM "\xef\xbb\xbf"

/* How bytes look as UTF-8. */
typedef struct
{
  gsize bad;  /* sequences that are none */
  gsize wide; /* characters of three bytes or more, as Chinese ones are */
} Survey;

static gboolean is_continuation (char byte) { return ((guchar)byte & 0xc0) == 0x80; }

/* Bytes of a bad sequence: its first, and the continuation bytes that would belong to it. */
static gsize bad_length (const char *at, const char *end)
{
  gsize length = 1;
  while (length < 4 && at + length < end && is_continuation (at[length]))
    length++;
  return length;
}

#define EACH_BYTE(value) (G_GUINT64_CONSTANT (0x0101010101010101) * (value))

/* The end of the plain ASCII that begins at @at, or up to seven bytes before it; NUL is not plain. */
static const char *skip_ascii (const char *at, const char *end)
{
  guint64 word;
  for (; end - at >= (gssize)sizeof word; at += sizeof word)
  {
    memcpy (&word, at, sizeof word);
    word = ((word - EACH_BYTE (1)) | word) & EACH_BYTE (0x80);
    if (word)
      return at + __builtin_ctzll (GUINT64_FROM_LE (word)) / 8;
  }
  return at;
}

/* The end of the characters that begin at @at and are such as Chinese text is made of: three bytes, the first of which decides. */
static const char *skip_chinese (const char *at, const char *end)
{
  while (end - at >= 3 && (guchar)at[0] >= 0xe1 && (guchar)at[0] <= 0xec && is_continuation (at[1])
         && is_continuation (at[2]))
    at += 3;
  return at;
}

/* What g_utf8_validate_len() says, four times as fast where the text is ASCII and Chinese; of every other character that function is
 * asked. */
static gboolean is_utf8_piece (const char *text, gsize length)
{
  const char *at = text;
  const char *end = text + length;
  while (at < end)
  {
    at = skip_chinese (skip_ascii (at, end), end);
    const char *next = at;
    g_utf8_validate_len (at, (gsize)MIN (end - at, 4), &next);
    if (next == at)
      return at == end;
    at = next;
  }
  return TRUE;
}

/* A text in pieces, each of which begins with a character: the whole is UTF-8 where all of them are. */
typedef struct
{
  const char *text;
  gsize length;
  gint n_parts;
  gint n_bad; /* atomic */
} Pieces;

static const char *find_character (const Pieces *pieces, gint64 at)
{
  const char *begin = pieces->text + at;
  const char *end = pieces->text + pieces->length;
  while (at > 0 && begin < end && is_continuation (*begin))
    begin++;
  return begin;
}

static void check_piece (gint part, gpointer data)
{
  Pieces *pieces = data;
  DjRange range = dj_get_part ((gint64)pieces->length, part, pieces->n_parts);
  const char *begin = find_character (pieces, range.begin), *end = find_character (pieces, range.end);
  if (begin < end && !is_utf8_piece (begin, (gsize)(end - begin)))
    g_atomic_int_inc (&pieces->n_bad);
}

static gboolean is_utf8 (const char *text, gsize length)
{
  Pieces pieces = { text, length, dj_count_parts ((gint64)length, 1 << 18), 0 };
  dj_in_parts (pieces.n_parts, check_piece, &pieces);
  return pieces.n_bad == 0;
}

static gsize count_wide (const char *from, const char *to)
{
  gsize wide = 0;
  for (const char *at = from; at < to; at++)
    wide += (guchar)*at >= 0xe0;
  return wide;
}

/* Walks over the bytes; @marked (nullable) gets them with DJ_BAD_BYTE in place of each bad sequence. */
static Survey survey (const char *bytes, gsize length, GString *marked)
{
  Survey result = { 0, 0 };
  const char *end = bytes + length;
  const char *at = bytes;
  while (at < end)
  {
    const char *valid_end;
    g_utf8_validate_len (at, (gsize)(end - at), &valid_end);
    result.wide += count_wide (at, valid_end);
    if (marked)
      g_string_append_len (marked, at, valid_end - at);
    at = valid_end;
    if (at == end)
      break;
    result.bad++;
    if (marked)
      g_string_append_c (marked, (char)DJ_BAD_BYTE);
    at += bad_length (at, end);
  }
  return result;
}

/* What cannot be converted is left as DJ_BAD_BYTE. NULL where the C library knows no GB18030. */
static GString *convert_gb18030 (const char *bytes, gsize length)
{
  GIConv converter = g_iconv_open ("UTF-8", "GB18030");
  if (converter == (GIConv)-1)
    return NULL;
  GString *text = g_string_sized_new (length + length / 2 + 16);
  char *from = (char *)bytes;
  gsize left = length;
  while (left > 0)
  {
    char chunk[16384];
    char *to = chunk;
    gsize space = sizeof chunk;
    gboolean failed = g_iconv (converter, &from, &left, &to, &space) == (gsize)-1 && errno != E2BIG;
    g_string_append_len (text, chunk, to - chunk);
    if (!failed || left == 0)
      continue;
    g_string_append_c (text, (char)DJ_BAD_BYTE);
    from++;
    left--;
  }
  g_iconv_close (converter);
  return text;
}

static void take_text (DjDecoded *decoded, GString *text, gboolean damaged)
{
  decoded->length = text->len;
  decoded->owned = g_string_free (text, FALSE);
  decoded->text = decoded->owned;
  decoded->damaged = damaged;
}

static void take_marked (DjDecoded *decoded, const char *bytes, gsize length)
{
  GString *marked = g_string_sized_new (length);
  survey (bytes, length, marked);
  take_text (decoded, marked, TRUE);
}

/* Takes the bytes as GB18030 if that leaves fewer than @most bad sequences. */
static gboolean take_gb18030 (DjDecoded *decoded, const char *bytes, gsize length, gsize most)
{
  GString *text = convert_gb18030 (bytes, length);
  if (!text)
    return FALSE;
  gsize bad = survey (text->str, text->len, NULL).bad;
  if (bad > 0 && bad < most)
    take_marked (decoded, text->str, text->len);
  if (bad > 0)
    g_string_free (text, TRUE);
  else
    take_text (decoded, text, FALSE);
  return bad < most;
}

static void skip_bom (DjDecoded *decoded)
{
  if (decoded->length >= 3 && memcmp (decoded->text, BOM, 3) == 0)
  {
    decoded->text += 3;
    decoded->length -= 3;
  }
}

/* Chinese in UTF-8 with a few damaged bytes would mostly pass for GB18030, as other characters. But Chinese in
 * GB18030 hardly ever has a character of three bytes of UTF-8, and is bad nearly everywhere: so more such characters
 * than bad sequences mean UTF-8. */
void dj_decode (const char *bytes, gsize length, DjDecoded *decoded)
{
  *decoded = (DjDecoded){ .text = length > 0 ? bytes : "", .length = length };
  skip_bom (decoded);
  gboolean has_bom = decoded->length < length;
  if (is_utf8 (decoded->text, decoded->length))
    return;
  Survey as_utf8 = survey (decoded->text, decoded->length, NULL);
  if (!has_bom && as_utf8.wide <= as_utf8.bad && take_gb18030 (decoded, bytes, length, as_utf8.bad))
    skip_bom (decoded);
  else
    take_marked (decoded, decoded->text, decoded->length);
}

void dj_decoded_clear (DjDecoded *decoded) { g_clear_pointer (&decoded->owned, g_free); }

char *dj_mend_text (const char *text, gsize length)
{
  GString *mended = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] == DJ_BAD_BYTE)
      g_string_append (mended, DJ_BAD_TEXT);
    else
      g_string_append_c (mended, text[i]);
  return g_string_free (mended, FALSE);
}

char *dj_mend_name (const char *text, gsize length)
{
  gsize skipped = 1;
  while (skipped > 0)
  {
    gboolean is_bom = length >= 3 && memcmp (text, BOM, 3) == 0;
    gboolean is_blank = length >= 1 && g_ascii_isspace (*text);
    skipped = is_bom ? 3 : is_blank ? 1 : 0;
    text += skipped;
    length -= skipped;
  }
  return dj_mend_text (text, length);
}

char *dj_snippet (const char *text, gsize length, gsize at)
{
  gsize end = MIN (at, length);
  gsize limit = length - end > 24 ? end + 24 : length;
  while (end < limit && text[end] != '\n' && text[end] != '\r')
    end++;
  while (end < length && end == limit && is_continuation (text[end]))
    limit = ++end;
  return dj_mend_text (text + MIN (at, end), end - MIN (at, end));
}
