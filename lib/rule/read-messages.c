/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of rules, cut into what stands and what is filled in. */
#include "rule/reading-private.h"

#include <string.h>

#define PIECES_MAX 32

static void clear_piece (gpointer data)
{
  DjPiece *piece = data;
  g_free (piece->text);
}

GArray *dj_pieces_new (void)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (DjPiece));
  g_array_set_clear_func (pieces, clear_piece);
  return pieces;
}

GArray *dj_pieces_copy (const GArray *pieces)
{
  GArray *copy = dj_pieces_new ();
  for (guint i = 0; i < pieces->len; i++)
  {
    DjPiece piece = g_array_index (pieces, DjPiece, i);
    piece.text = g_strdup (piece.text);
    g_array_append_val (copy, piece);
  }
  return copy;
}

static gboolean add_name (DjRuleReader *reader, DjTable table, const cJSON *value, const char *name, GArray *pieces)
{
  DjPiece piece = { .kind = DJ_PIECE_NODE, .node = DJ_NOT_READ };
  if (strcmp (name, "found") == 0)
    piece.kind = DJ_PIECE_FOUND;
  else if (strcmp (name, "bound") == 0)
    piece.kind = DJ_PIECE_BOUND;
  else
    piece.node = dj_rule_find_name (reader, table, name, value, FALSE);
  if (piece.kind == DJ_PIECE_NODE && piece.node < 0)
    return FALSE;
  g_array_append_val (pieces, piece);
  return TRUE;
}

static void add_text (const char *text, gsize length, GArray *pieces)
{
  DjPiece piece = { .kind = DJ_PIECE_TEXT, .text = g_strndup (text, length), .node = DJ_NOT_READ };
  if (length > 0)
    g_array_append_val (pieces, piece);
  else
    g_free (piece.text);
}

static void refuse_brace (DjRuleReader *reader, const cJSON *value, const char *at)
{
  dj_rule_complain (reader, value, at, "大括号不成对", "a brace has no fellow");
}

/* The text up to the next brace, and the name in it. Returns what comes after, NULL where there is no more. */
static const char *cut_piece (DjRuleReader *reader, DjTable table, const cJSON *value, const char *text, GArray *pieces)
{
  gsize length = strcspn (text, "{}");
  add_text (text, length, pieces);
  const char *open = text + length;
  if (*open == '\0')
    return NULL;
  gsize inside = *open == '{' ? strcspn (open + 1, "{}") : 0;
  if (*open == '}' || open[1 + inside] != '}')
  {
    refuse_brace (reader, value, open);
    return NULL;
  }
  g_autofree char *name = g_strndup (open + 1, inside);
  add_name (reader, table, value, name, pieces);
  return open + inside + 2;
}

GArray *dj_rule_read_message (DjRuleReader *reader, DjTable table, const cJSON *value)
{
  GArray *pieces = dj_pieces_new ();
  const char *text = value->valuestring;
  while (text && *text && pieces->len < PIECES_MAX)
    text = cut_piece (reader, table, value, text, pieces);
  if (text && *text)
    dj_rule_complain (reader, value, text, "填入的内容过多", "too much is filled in");
  return pieces;
}
