/* SPDX-License-Identifier: Apache-2.0 */
/* Guides and enterprises by two-way choice: enterprises propose, guides keep the best (Gale and Shapley 1962). */
#include "match/match-private.h"

#include <stdlib.h>

/* ---- Preferences ----------------------------------------------------------------------------------------------------------- */

/* A party of the other side on a list. */
typedef struct
{
  gint32 partner;
  gint32 place; /* from 1, as the list is written */
} Choice;

/* The lists of one side. Those of party i are choices[start[i]] … choices[start[i + 1] - 1], best first. */
typedef struct
{
  guint8 *lists; /* whether it lists anybody at all, be it somebody who is not there */
  gint32 *start;
  GArray *choices;   /* Choice */
  GArray *by_number; /* the same, of each party in order of partners */
} Choices;

static gint compare_partners (gconstpointer a, gconstpointer b)
{
  const Choice *first = a, *second = b;
  if (first->partner != second->partner)
    return first->partner < second->partner ? -1 : 1;
  return (first->place > second->place) - (first->place < second->place);
}

static const Choice *get_choices (const Choices *choices, gint32 party, gint32 *n)
{
  *n = choices->start[party + 1] - choices->start[party];
  return *n > 0 ? &g_array_index (choices->choices, Choice, choices->start[party]) : NULL;
}

/* The place of the partner on the party's list; 0 where it is not there. */
static gint32 get_place (const Choices *choices, gint32 party, gint32 partner)
{
  gint32 low = choices->start[party], high = choices->start[party + 1];
  while (low < high)
  {
    gint32 middle = low + (high - low) / 2;
    if (g_array_index (choices->by_number, Choice, middle).partner < partner)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == choices->start[party + 1])
    return 0;
  const Choice *found = &g_array_index (choices->by_number, Choice, low);
  return found->partner == partner ? found->place : 0;
}

/* The party of that code on the other side, or -1. */
static gint32 find_partner (const DjSides *sides, const gint32 *number, const char *code, gsize length)
{
  gint32 text = dj_texts_find (sides->tree->state->texts, code, (gssize)length);
  gint32 item = text == DJ_TEXT_NONE ? -1 : dj_items_find (sides->items, text);
  return item < 0 ? -1 : number[item];
}

/* Reads a list. Who is not on the other side is passed over, but takes a place; who stands there twice has the first. */
static void read_list (const DjSides *sides, const gint32 *number, const char *text, gint32 *seen_by, gint32 party,
                       Choices *choices)
{
  gint32 place = 0;
  while (text && *text)
  {
    const char *end = text;
    while (*end && !g_unichar_isspace (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    if (end == text)
    {
      text = g_utf8_next_char (text);
      continue;
    }
    Choice choice = { find_partner (sides, number, text, (gsize)(end - text)), ++place };
    choices->lists[party] = TRUE;
    if (choice.partner >= 0 && seen_by[choice.partner] != party)
    {
      seen_by[choice.partner] = party;
      g_array_append_val (choices->choices, choice);
    }
    text = end;
  }
}

/* @number has the place of each item on the other side, of @n_partners. */
static void read_lists (const DjSides *sides, const DjParty *parties, gint32 n, const gint32 *number, gint32 n_partners,
                        Choices *choices)
{
  DjTableData *table = sides->tree->state->tables[DJ_TABLE_ITEM];
  int column = dj_table_further_column (table, "prefers", FALSE);
  g_autofree gint32 *seen_by = g_new (gint32, (gsize)n_partners + 1);
  for (gint32 i = 0; i < n_partners; i++)
    seen_by[i] = -1;
  choices->lists = g_new0 (guint8, (gsize)n + 1);
  choices->start = g_new0 (gint32, (gsize)n + 2);
  choices->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  for (gint32 i = 0; i < n; i++)
  {
    if (column >= 0)
      read_list (sides, number, dj_item_get_string (sides->items, parties[i].item, column), seen_by, i, choices);
    choices->start[i + 1] = (gint32)choices->choices->len;
  }
  choices->by_number = g_array_copy (choices->choices);
  for (gint32 i = 0; i < n; i++)
    if (choices->start[i + 1] - choices->start[i] > 1)
      qsort (&g_array_index (choices->by_number, Choice, choices->start[i]),
             (gsize)(choices->start[i + 1] - choices->start[i]), sizeof (Choice), compare_partners);
}

static void clear_choices (Choices *choices)
{
  g_free (choices->lists);
  g_free (choices->start);
  g_array_unref (choices->choices);
  g_array_unref (choices->by_number);
}

/* Of each item its number in the side; -1 for others. */
static gint32 *number_side (const DjSides *sides, const DjParty *parties, gint32 n)
{
  gint32 *number = g_new (gint32, (gsize)sides->items->n + 1);
  for (gint32 i = 0; i < sides->items->n; i++)
    number[i] = -1;
  for (gint32 i = 0; i < n; i++)
    number[parties[i].item] = i;
  return number;
}

/* ---- Choosing -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjSides sides;
  Choices of_enterprises;
  Choices of_guides;
  gint32 *guide;      /* of each enterprise, or -1 */
  gint64 *next;       /* … and how far it has got: a place in its list, or with none nearness × guides + guide */
  gint32 *capacity;   /* of each guide: how many it can still take */
  gint32 *first;      /* … and the enterprises it has, as a list; -1 */
  gint32 *next_taken; /* the enterprise after each in that list */
} Choosing;

static DjNearness nearness_of (const Choosing *choosing, gint32 enterprise, gint32 guide)
{
  return dj_tree_get_nearness (choosing->sides.tree, choosing->sides.needs[enterprise].area,
                               choosing->sides.resources[guide].area);
}

static gboolean takes (const Choices *choices, gint32 party, gint32 partner)
{
  return !choices->lists[party] || get_place (choices, party, partner) > 0;
}

/* What of an enterprise a guide looks at: less is better, and of equals who comes first in the register. */
static gint32 rank_of (const Choosing *choosing, gint32 guide, gint32 enterprise)
{
  return choosing->of_guides.lists[guide] ? get_place (&choosing->of_guides, guide, enterprise)
                                          : (gint32)nearness_of (choosing, enterprise, guide);
}

static gboolean is_better (const Choosing *choosing, gint32 guide, gint32 enterprise, gint32 than)
{
  gint32 rank = rank_of (choosing, guide, enterprise), other = rank_of (choosing, guide, than);
  return rank != other ? rank < other : enterprise < than;
}

/* The next of those on its list that would take it, or -1 at the end. */
static gint32 next_listed (Choosing *choosing, gint32 enterprise)
{
  gint32 n;
  const Choice *choices = get_choices (&choosing->of_enterprises, enterprise, &n);
  while (choosing->next[enterprise] < n)
  {
    gint32 guide = choices[choosing->next[enterprise]++].partner;
    if (takes (&choosing->of_guides, guide, enterprise))
      return guide;
  }
  return -1;
}

/* Without a list: the nearest first. Goes through all guides for each nearness, rather than keeping an order for each enterprise. */
static gint32 next_nearest (Choosing *choosing, gint32 enterprise)
{
  gint32 n = choosing->sides.n_resources;
  while (choosing->next[enterprise] < (gint64)n * DJ_NEARNESS_BEYOND)
  {
    gint32 guide = (gint32)(choosing->next[enterprise] % n);
    DjNearness nearness = (DjNearness)(DJ_NEARNESS_BUILDING + choosing->next[enterprise]++ / n);
    if (nearness_of (choosing, enterprise, guide) == nearness && takes (&choosing->of_guides, guide, enterprise))
      return guide;
  }
  return -1;
}

static gint32 next_guide (Choosing *choosing, gint32 enterprise)
{
  return choosing->of_enterprises.lists[enterprise] ? next_listed (choosing, enterprise)
                                                    : next_nearest (choosing, enterprise);
}

static void take_enterprise (Choosing *choosing, gint32 guide, gint32 enterprise)
{
  choosing->guide[enterprise] = guide;
  choosing->next_taken[enterprise] = choosing->first[guide];
  choosing->first[guide] = enterprise;
}

/* Where the link to the worst of the guide's enterprises stands. */
static gint32 *find_worst (Choosing *choosing, gint32 guide)
{
  gint32 *worst = &choosing->first[guide];
  for (gint32 *link = &choosing->next_taken[*worst]; *link >= 0; link = &choosing->next_taken[*link])
    if (is_better (choosing, guide, *worst, *link))
      worst = link;
  return worst;
}

/* Returns the enterprise that is without a guide afterwards, or -1. */
static gint32 propose (Choosing *choosing, gint32 enterprise, gint32 guide)
{
  if (choosing->capacity[guide] > 0)
  {
    choosing->capacity[guide]--;
    take_enterprise (choosing, guide, enterprise);
    return -1;
  }
  gint32 *worst = choosing->first[guide] < 0 ? NULL : find_worst (choosing, guide);
  if (!worst || !is_better (choosing, guide, enterprise, *worst))
    return enterprise;
  gint32 left_over = *worst;
  *worst = choosing->next_taken[left_over];
  choosing->guide[left_over] = -1;
  take_enterprise (choosing, guide, enterprise);
  return left_over;
}

static void choose (Choosing *choosing)
{
  for (gint32 i = 0; i < choosing->sides.n_needs; i++)
    for (gint32 enterprise = i; enterprise >= 0;)
    {
      gint32 guide = next_guide (choosing, enterprise);
      enterprise = guide < 0 ? -1 : propose (choosing, enterprise, guide);
    }
}

/* ---- The whole ------------------------------------------------------------------------------------------------------------- */

/* Who has a guide already does not choose again. */
static void leave_out_matched (DjSides *sides)
{
  gint32 n = 0;
  for (gint32 i = 0; i < sides->n_needs; i++)
    if (sides->needs[i].matches == 0)
      sides->needs[n++] = sides->needs[i];
  sides->n_needs = n;
}

/* How many enterprises a guide can still take: whole ones only. */
static gint32 get_capacity (const DjParty *guide)
{
  gint64 most = guide->quantity == DJ_QUANTITY_NONE ? 1 : guide->quantity / 1000;
  return (gint32)CLAMP (most - guide->matches, 0, G_MAXINT32);
}

static void read_all_lists (Choosing *choosing)
{
  const DjSides *sides = &choosing->sides;
  g_autofree gint32 *enterprises = number_side (sides, sides->needs, sides->n_needs);
  g_autofree gint32 *guides = number_side (sides, sides->resources, sides->n_resources);
  read_lists (sides, sides->needs, sides->n_needs, guides, sides->n_resources, &choosing->of_enterprises);
  read_lists (sides, sides->resources, sides->n_resources, enterprises, sides->n_needs, &choosing->of_guides);
}

static void begin_choosing (Choosing *choosing)
{
  const DjSides *sides = &choosing->sides;
  gsize n = (gsize)sides->n_needs + 1, n_guides = (gsize)sides->n_resources + 1;
  read_all_lists (choosing);
  choosing->guide = g_new0 (gint32, n);
  choosing->next = g_new0 (gint64, n);
  choosing->next_taken = g_new0 (gint32, n);
  choosing->capacity = g_new0 (gint32, n_guides);
  choosing->first = g_new0 (gint32, n_guides);
  for (gint32 i = 0; i < sides->n_needs; i++)
    choosing->guide[i] = choosing->next_taken[i] = -1;
  for (gint32 i = 0; i < sides->n_resources; i++)
  {
    choosing->capacity[i] = get_capacity (&sides->resources[i]);
    choosing->first[i] = -1;
  }
}

static void end_choosing (Choosing *choosing)
{
  clear_choices (&choosing->of_enterprises);
  clear_choices (&choosing->of_guides);
  g_free (choosing->guide);
  g_free (choosing->next);
  g_free (choosing->next_taken);
  g_free (choosing->capacity);
  g_free (choosing->first);
}

typedef enum
{
  GUIDE_NEED,
  GUIDE_NEED_TITLE,
  GUIDE_RAISED_BY,
  GUIDE_RESOURCE,
  GUIDE_RESOURCE_TITLE,
  GUIDE_NEED_CHOICE,
  GUIDE_RESOURCE_CHOICE,
  GUIDE_NEARNESS,
} GuideColumn;

static DjFrame *new_guides (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_MATCH, DJ_COLUMN_MATCH_NEED));
  dj_frame_add_text (frame, "need_title", "需求名称", "need title");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ITEM, DJ_COLUMN_ITEM_RAISED_BY));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_MATCH, DJ_COLUMN_MATCH_RESOURCE));
  dj_frame_add_text (frame, "resource_title", "资源名称", "resource title");
  dj_frame_add_number (frame, "need_choice", "需求方志愿", "choice of the need");
  dj_frame_add_number (frame, "resource_choice", "资源方志愿", "choice of the resource");
  dj_frame_add (frame, DJ_TYPE_CODE, "nearness", "远近", "nearness", &dj_codes_nearness);
  return frame;
}

static gint64 place_or_none (const Choices *choices, gint32 party, gint32 partner)
{
  gint32 place = get_place (choices, party, partner);
  return place > 0 ? place : DJ_INT_NONE;
}

static void append_choice (DjFrame *frame, const Choosing *choosing, gint32 enterprise)
{
  const DjItems *items = choosing->sides.items;
  gint32 guide = choosing->guide[enterprise], need = choosing->sides.needs[enterprise].item;
  gint32 resource = guide < 0 ? -1 : choosing->sides.resources[guide].item;
  dj_frame_append_text (frame, GUIDE_NEED, dj_item_get_string (items, need, DJ_COLUMN_ITEM_CODE));
  dj_frame_append_text (frame, GUIDE_NEED_TITLE, dj_item_get_string (items, need, DJ_COLUMN_ITEM_TITLE));
  dj_frame_append_text (frame, GUIDE_RAISED_BY, dj_item_get_string (items, need, DJ_COLUMN_ITEM_RAISED_BY));
  dj_frame_append_text (frame, GUIDE_RESOURCE,
                        guide < 0 ? NULL : dj_item_get_string (items, resource, DJ_COLUMN_ITEM_CODE));
  dj_frame_append_text (frame, GUIDE_RESOURCE_TITLE,
                        guide < 0 ? NULL : dj_item_get_string (items, resource, DJ_COLUMN_ITEM_TITLE));
  dj_frame_append_int (frame, GUIDE_NEED_CHOICE,
                       guide < 0 ? DJ_INT_NONE : place_or_none (&choosing->of_enterprises, enterprise, guide));
  dj_frame_append_int (frame, GUIDE_RESOURCE_CHOICE,
                       guide < 0 ? DJ_INT_NONE : place_or_none (&choosing->of_guides, guide, enterprise));
  dj_frame_append_code (frame, GUIDE_NEARNESS, guide < 0 ? 0 : (int)nearness_of (choosing, enterprise, guide));
}

DjFrame *dj_view_match_guides (DjView *view, const char *category, GError **error)
{
  g_return_val_if_fail (view != NULL && category != NULL, NULL);
  Choosing choosing = { .guide = NULL };
  if (!dj_sides_fill (&choosing.sides, view->tree, category, error))
  {
    dj_sides_clear (&choosing.sides);
    return NULL;
  }
  leave_out_matched (&choosing.sides);
  begin_choosing (&choosing);
  choose (&choosing);
  DjFrame *frame = new_guides ();
  for (gint32 i = 0; i < choosing.sides.n_needs; i++)
    append_choice (frame, &choosing, i);
  end_choosing (&choosing);
  dj_sides_clear (&choosing.sides);
  return dj_frame_finish (frame);
}
