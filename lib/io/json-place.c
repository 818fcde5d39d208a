/* SPDX-License-Identifier: Apache-2.0 */
/* Where things stand in a JSON text. The parser keeps no places, so one scan of the text notes where each row
 * begins; where a value of the row stands is looked up in the row when an issue asks for it. */
#include <string.h>

#include "io/io-private.h"

/* ---- Stepping through the text ---------------------------------------------------------------------------------- */

/* A character's first byte brings the column forward, the others do not. */
static void step (DjSpot *at, const char *text)
{
  guchar byte = (guchar)text[at->offset++];
  if (byte == '\n')
  {
    at->line++;
    at->column = 1;
  }
  else if ((byte & 0xc0) != 0x80)
  {
    at->column++;
  }
}

static gboolean is_blank (char byte) { return (guchar)byte <= ' '; }

static gboolean ends_value (char byte) { return byte == ',' || byte == ']' || byte == '}'; }

/* From a quote to behind its closing quote. Returns FALSE where the text ends before. */
static gboolean skip_string (DjSpot *at, const char *text, gsize length)
{
  step (at, text);
  while (at->offset < length)
  {
    char byte = text[at->offset];
    step (at, text);
    if (byte == '"')
      return TRUE;
    if (byte == '\\' && at->offset < length)
      step (at, text);
  }
  return FALSE;
}

/* From a value's first byte to behind it, in a sound text. */
static void skip_value (DjSpot *at, const char *text, gsize length)
{
  int depth = 0;
  do
  {
    char byte = text[at->offset];
    if (byte == '"')
    {
      skip_string (at, text, length);
      continue;
    }
    depth += (byte == '[' || byte == '{') - (byte == ']' || byte == '}');
    step (at, text);
  } while (at->offset < length && (depth > 0 || !ends_value (text[at->offset])));
}

/* ---- The scan --------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjJsonPlaces *places;
  DjSpot at;
  gboolean expects_key;     /* at depth 1: a string is a member's key */
  gboolean expects_element; /* at depth 2 in an array: a value begins an element */
} Scan;

static void note_key (Scan *scan)
{
  DjJsonMember member = { scan->at, g_array_new (FALSE, FALSE, sizeof (DjSpot)) };
  g_array_append_val (scan->places->members, member);
  scan->expects_key = FALSE;
}

static void note_element (Scan *scan)
{
  GArray *members = scan->places->members;
  if (members->len > 0)
    g_array_append_val (g_array_index (members, DjJsonMember, members->len - 1).rows, scan->at);
  scan->expects_element = FALSE;
}

static void scan_bracket (Scan *scan, char byte)
{
  int *depth = &scan->places->depth;
  *depth += byte == '[' || byte == '{' ? 1 : -1;
  scan->expects_key = *depth == 1 && byte == '{';
  scan->expects_element = *depth == 2 && byte == '[';
}

static void scan_comma (Scan *scan, gboolean in_rows)
{
  scan->expects_key = scan->places->depth == 1;
  scan->expects_element = scan->places->depth == 2 && in_rows;
}

/* What no value may hold: bad bytes, and the NUL that an escape would make. */
static void note_defects (Scan *scan, gsize to)
{
  DjJsonPlaces *places = scan->places;
  while (scan->at.offset < to)
  {
    const char *text = places->text + scan->at.offset;
    gsize left = to - scan->at.offset;
    if ((guchar)text[0] == DJ_BAD_BYTE)
      g_array_append_val (places->bad, scan->at);
    if (text[0] == '\\' && left >= 6 && memcmp (text, "\\u0000", 6) == 0)
      g_array_append_val (places->nul, scan->at);
    if (text[0] == '\\' && left >= 2 && (guchar)text[1] != DJ_BAD_BYTE)
      step (&scan->at, places->text);
    step (&scan->at, places->text);
  }
}

static void scan_string (Scan *scan)
{
  DjJsonPlaces *places = scan->places;
  DjSpot begin = scan->at;
  DjSpot end = begin;
  gboolean closed = skip_string (&end, places->text, places->length);
  gsize length = end.offset - begin.offset;
  const char *text = places->text + begin.offset;
  if (memchr (text, DJ_BAD_BYTE, length) || memchr (text, '\\', length))
    note_defects (scan, end.offset);
  scan->at = end;
  if (!closed)
  {
    places->open_text = TRUE;
    places->open = begin;
  }
}

static void scan_text (DjJsonPlaces *places)
{
  Scan scan = { .places = places, .at = { 0, 1, 1 } };
  gboolean in_rows = FALSE; /* the bracket open at depth 2 is an array's */
  while (scan.at.offset < places->length)
  {
    char byte = places->text[scan.at.offset];
    if (byte == '"' && scan.expects_key)
      note_key (&scan);
    if (scan.expects_element && !is_blank (byte) && byte != ']' && byte != ',')
      note_element (&scan);
    if (byte == '"')
    {
      scan_string (&scan);
      continue;
    }
    if (byte == '[' || byte == ']' || byte == '{' || byte == '}')
      scan_bracket (&scan, byte);
    if (places->depth == 2 && (byte == '[' || byte == '{'))
      in_rows = byte == '[';
    if (byte == ',')
      scan_comma (&scan, in_rows);
    if ((guchar)byte == DJ_BAD_BYTE)
      g_array_append_val (places->bad, scan.at);
    step (&scan.at, places->text);
  }
}

static void clear_member (gpointer data)
{
  DjJsonMember *member = data;
  g_array_unref (member->rows);
}

DjJsonPlaces *dj_json_places_new (const char *text, gsize length)
{
  DjJsonPlaces *places = g_new0 (DjJsonPlaces, 1);
  places->text = text;
  places->length = length;
  places->members = g_array_new (FALSE, FALSE, sizeof (DjJsonMember));
  g_array_set_clear_func (places->members, clear_member);
  places->bad = g_array_new (FALSE, FALSE, sizeof (DjSpot));
  places->nul = g_array_new (FALSE, FALSE, sizeof (DjSpot));
  scan_text (places);
  return places;
}

void dj_json_places_free (DjJsonPlaces *places)
{
  g_array_unref (places->members);
  g_array_unref (places->bad);
  g_array_unref (places->nul);
  g_free (places);
}

DjSpot dj_json_find_spot (const DjJsonPlaces *places, gsize offset)
{
  DjSpot at = { 0, 1, 1 };
  while (at.offset < MIN (offset, places->length))
    step (&at, places->text);
  return at;
}

char *dj_json_show_value (const DjJsonPlaces *places, const DjSpot *value)
{
  DjSpot end = *value;
  skip_value (&end, places->text, places->length);
  return g_strchomp (dj_snippet (places->text, end.offset, value->offset));
}

/* ---- Members of one object -------------------------------------------------------------------------------------- */

void dj_json_cursor_begin (DjJsonCursor *cursor, const DjJsonPlaces *places, const DjSpot *object)
{
  *cursor = (DjJsonCursor){ .text = places->text, .length = places->length, .at = *object };
}

/* Reaches the next member's value: behind the bracket or the value reached last come blanks, a comma, blanks, key
 * and colon. */
gboolean dj_json_cursor_next (DjJsonCursor *cursor)
{
  const char *text = cursor->text;
  DjSpot *at = &cursor->at;
  if (cursor->begun)
    skip_value (at, text, cursor->length);
  else
    step (at, text);
  cursor->begun = TRUE;
  while (at->offset < cursor->length && (is_blank (text[at->offset]) || text[at->offset] == ','))
    step (at, text);
  if (at->offset >= cursor->length || text[at->offset] != '"')
    return FALSE;
  cursor->key = at->offset;
  skip_string (at, text, cursor->length);
  cursor->key_end = at->offset;
  while (at->offset < cursor->length && (is_blank (text[at->offset]) || text[at->offset] == ':'))
    step (at, text);
  return at->offset < cursor->length;
}

gboolean dj_json_cursor_is (const DjJsonCursor *cursor, const char *key)
{
  const char *begin = cursor->text + cursor->key;
  gsize length = cursor->key_end - cursor->key;
  if (!memchr (begin, '\\', length))
    return strlen (key) == length - 2 && memcmp (begin + 1, key, length - 2) == 0;
  g_autofree char *copy = g_strndup (begin, length);
  cJSON *decoded = cJSON_Parse (copy);
  gboolean same = decoded && cJSON_IsString (decoded) && strcmp (decoded->valuestring, key) == 0;
  cJSON_Delete (decoded);
  return same;
}

/* ---- All values, with their places ------------------------------------------------------------------------------ */

typedef struct
{
  const char *text;
  gsize length;
  DjSpot at;
  DjJsonVisit visit;
  gpointer data;
} Walk;

/* Blanks, and the one mark that may stand between two values, or a key and its value. */
static void skip_between (Walk *walk, char mark)
{
  const char *text = walk->text;
  while (walk->at.offset < walk->length && (is_blank (text[walk->at.offset]) || text[walk->at.offset] == mark))
    step (&walk->at, text);
}

static DjSpot skip_key (Walk *walk)
{
  DjSpot key = walk->at;
  skip_string (&walk->at, walk->text, walk->length);
  skip_between (walk, ':');
  return key;
}

/* As deep as the parser went, which has a limit of its own, or the visitor lets it. */
static gboolean walk_value (Walk *walk, const cJSON *value, DjSpot key, int depth)
{
  DjJsonSpot spot = { key, walk->at };
  if (!walk->visit (value, &spot, depth, walk->data))
    return FALSE;
  if (!cJSON_IsArray (value) && !cJSON_IsObject (value))
  {
    skip_value (&walk->at, walk->text, walk->length);
    return TRUE;
  }
  step (&walk->at, walk->text);
  for (const cJSON *child = value->child; child; child = child->next)
  {
    skip_between (walk, ',');
    DjSpot child_key = cJSON_IsObject (value) ? skip_key (walk) : (DjSpot){ 0, 0, 0 };
    if (!walk_value (walk, child, child_key, depth + 1))
      return FALSE;
  }
  skip_between (walk, ',');
  step (&walk->at, walk->text);
  return TRUE;
}

gboolean dj_json_walk (const DjJsonPlaces *places, const cJSON *document, DjJsonVisit visit, gpointer data)
{
  Walk walk = { places->text, places->length, { 0, 1, 1 }, visit, data };
  skip_between (&walk, ' ');
  return walk_value (&walk, document, (DjSpot){ 0, 0, 0 }, 0);
}

/* ---- Parsing ---------------------------------------------------------------------------------------------------- */

static void report (const char *file, DjIssues *issues, DjIssueCode code, const DjSpot *spot, const char *a)
{
  DjPlace place = { -1, -1, spot->column, file, spot->line };
  dj_issues_add (issues, code, &place, NULL, a, NULL, NULL);
}

/* Whether the text ends in the middle of something that would be sound up to there. */
static gboolean is_cut (const DjJsonPlaces *places, gsize at)
{
  if (places->open_text && at >= places->open.offset)
    return TRUE;
  for (gsize i = at; i < places->length; i++)
    if (!g_ascii_isalnum (places->text[i]) && !strchr ("+-. \t\r\n", places->text[i]))
      return FALSE;
  return places->depth > 0;
}

static void report_parse_error (const DjJsonPlaces *places, const char *file, gsize at, DjIssues *issues)
{
  if (is_cut (places, at))
  {
    DjSpot spot = places->open_text ? places->open : dj_json_find_spot (places, places->length);
    report (file, issues, DJ_ISSUE_CUT, &spot, NULL);
    return;
  }
  DjSpot spot = dj_json_find_spot (places, at);
  g_autofree char *found = dj_snippet (places->text, places->length, spot.offset);
  report (file, issues, DJ_ISSUE_SYNTAX, &spot, found);
}

/* Reports what no value may hold, and marks it in the text, so that it is not read for a shorter one. */
static void mark_defects (const DjJsonPlaces *places, char *text, const char *file, DjIssues *issues)
{
  for (guint i = 0; i < places->bad->len; i++)
    report (file, issues, DJ_ISSUE_ENCODING, &g_array_index (places->bad, DjSpot, i), NULL);
  for (guint i = 0; i < places->nul->len; i++)
  {
    const DjSpot *spot = &g_array_index (places->nul, DjSpot, i);
    report (file, issues, DJ_ISSUE_SYNTAX, spot, "\\u0000");
    memset (text + spot->offset, DJ_BAD_BYTE, strlen ("\\u0000"));
  }
}

cJSON *dj_json_parse (const DjJsonPlaces *places, char *text, const char *file, DjIssues *issues)
{
  const char *end = NULL;
  mark_defects (places, text, file, issues);
  cJSON *document = cJSON_ParseWithLengthOpts (text, places->length + 1, &end, TRUE);
  if (!document)
    report_parse_error (places, file, end ? (gsize)(end - text) : 0, issues);
  return document;
}
