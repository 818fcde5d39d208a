/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances: a picture of who sits where, and how tight they are. Each connected part has a cell of its own: its alliances stand on a
 * circle, who sits in one of them stands around it, and who sits in several stands between them. */
#include "report.h"

#include <math.h>
#include <string.h>

#define ALLIANCES_MOST 9 /* drawn; those of the largest connected part go first */
#define TIES_MOST 24
#define SEATS_MOST 260
#define FELLOWS_MOST 12 /* drawn around one alliance; how many more there are is told */
#define PAGE_WIDTH 1240
#define NAME_MOST 9 /* characters of a label */
#define TURN (2 * G_PI)

typedef struct
{
  const char *code;
  const char *name; /* full, for the tooltip */
  const char *label;
  gboolean alliance;
  int part;      /* of an alliance: connected part; of a body: that of its alliances */
  int n_seats;   /* of a body: how many of the alliances drawn it sits in */
  int place;     /* among its fellows: on the circle, around the alliance, between */
  int n_fellows; /* of an alliance: bodies around it */
  int n_more;    /* of an alliance: bodies around it that are not drawn */
  gboolean hidden;
  double x, y;
  double angle; /* from its alliance, or the middle, outwards */
} Node;

typedef struct
{
  int alliance; /* nodes */
  int body;
  const char *role;
} Seat;

typedef struct
{
  double left, top, right, bottom;
} Box;

typedef struct
{
  Report *report;
  GArray *nodes;     /* Node; alliances first */
  GHashTable *index; /* code → node + 1 */
  GArray *seats;
  GArray *boxes; /* Box: where labels stand already */
  int n_alliances;
  int n_parts;
  gint64 n_all;
} Picture;

static Node *get_node (const Picture *picture, int node) { return &g_array_index (picture->nodes, Node, node); }
static const Seat *get_seat (const Picture *picture, guint seat) { return &g_array_index (picture->seats, Seat, seat); }

static int find_node (const Picture *picture, const char *code)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (picture->index, code)) - 1;
}

static int add_node (Picture *picture, const char *code, const char *name, gboolean alliance)
{
  Node node = { .code = code, .name = name, .label = report_name (picture->report, code), .alliance = alliance };
  g_array_append_val (picture->nodes, node);
  g_hash_table_insert (picture->index, (gpointer)code, GINT_TO_POINTER ((int)picture->nodes->len));
  return (int)picture->nodes->len - 1;
}

/* ---- What is drawn ---- */

/* Rows of a frame in the order of two columns, the greatest first, of equals the first first. */
typedef struct
{
  const gint64 *first;
  const gint64 *second;
} Ranks;

static gint compare_ranks (gconstpointer a, gconstpointer b, gpointer data)
{
  const Ranks *ranks = data;
  gint64 i = *(const gint64 *)a, k = *(const gint64 *)b;
  gint64 order = ranks->first[k] - ranks->first[i];
  order = order ? order : ranks->second[k] - ranks->second[i];
  order = order ? order : i - k;
  return (order > 0) - (order < 0);
}

static gint64 *sort_rows (gint64 n, const gint64 *first, const gint64 *second)
{
  Ranks ranks = { first, second };
  gint64 *rows = g_new (gint64, (gsize)n + 1);
  for (gint64 row = 0; row < n; row++)
    rows[row] = row;
  g_qsort_with_data (rows, (gint)n, sizeof *rows, compare_ranks, &ranks);
  return rows;
}

/* Of each alliance: how many there are in its connected part. */
static gint64 *count_parts (const DjFrame *alliances)
{
  gint64 n = dj_frame_get_n_rows (alliances);
  g_autofree gint64 *of_component = g_new0 (gint64, (gsize)n + 1);
  gint64 *counts = g_new0 (gint64, (gsize)n + 1);
  for (gint64 row = 0; row < n; row++)
    of_component[report_get_int (alliances, row, "component")]++;
  for (gint64 row = 0; row < n; row++)
    counts[row] = of_component[report_get_int (alliances, row, "component")];
  return counts;
}

static void choose_alliances (Picture *picture, const DjFrame *alliances)
{
  gint64 n = dj_frame_get_n_rows (alliances), seats = 0;
  const gint64 *bodies = dj_frame_get_ints (alliances, dj_frame_find_column (alliances, "bodies"));
  g_autofree gint64 *parts = count_parts (alliances);
  g_autofree gint64 *rows = sort_rows (n, parts, bodies);
  for (gint64 i = 0; i < MIN (n, ALLIANCES_MOST); i++)
  {
    seats += MIN (bodies[rows[i]], FELLOWS_MOST + 1);
    if (i > 0 && seats > SEATS_MOST)
      break;
    add_node (picture, report_get (alliances, rows[i], "alliance"), report_get (alliances, rows[i], "name"), TRUE);
  }
  picture->n_alliances = (int)picture->nodes->len;
  picture->n_all = n;
}

static void add_seats (Picture *picture, const DjFrame *seats)
{
  for (gint64 row = 0; row < dj_frame_get_n_rows (seats); row++)
  {
    const char *body = report_get (seats, row, "body");
    int alliance = find_node (picture, report_get (seats, row, "alliance")), node = find_node (picture, body);
    if (alliance < 0)
      continue;
    if (node < 0)
      node = add_node (picture, body, report_get (seats, row, "name"), FALSE);
    Seat seat = { alliance, node, report_get (seats, row, "role") };
    g_array_append_val (picture->seats, seat);
    get_node (picture, node)->n_seats++;
  }
}

/* Parts of what is drawn, numbered in order of first alliances: the smaller number spreads along seats until nothing changes. */
static void find_parts (Picture *picture)
{
  gboolean changed = TRUE;
  for (guint i = 0; i < picture->nodes->len; i++)
    get_node (picture, (int)i)->part = (int)i;
  while (changed)
  {
    changed = FALSE;
    for (guint s = 0; s < picture->seats->len; s++)
    {
      Node *a = get_node (picture, get_seat (picture, s)->alliance),
           *b = get_node (picture, get_seat (picture, s)->body);
      changed = changed || a->part != b->part;
      a->part = b->part = MIN (a->part, b->part);
    }
  }
  for (int i = 0; i < picture->n_alliances; i++)
    if (get_node (picture, i)->part == i)
    {
      for (guint k = 0; k < picture->nodes->len; k++)
        if (get_node (picture, (int)k)->part == i)
          get_node (picture, (int)k)->part = -1 - picture->n_parts;
      picture->n_parts++;
    }
  for (guint k = 0; k < picture->nodes->len; k++)
    get_node (picture, (int)k)->part = -1 - get_node (picture, (int)k)->part;
}

/* ---- Where it stands ---- */

static int count_alliances (const Picture *picture, int part)
{
  int n = 0;
  for (int i = 0; i < picture->n_alliances; i++)
    n += get_node (picture, i)->part == part;
  return n;
}

static double ring_radius (const Node *alliance) { return MAX (84, alliance->n_fellows * 30 / TURN); }

/* The circle on which the alliances of a part stand has room for what stands around each. */
static double circle_radius (const Picture *picture, int part)
{
  double length = 0;
  if (count_alliances (picture, part) < 2)
    return 0;
  for (int i = 0; i < picture->n_alliances; i++)
    if (get_node (picture, i)->part == part)
      length += 2 * ring_radius (get_node (picture, i)) + 100;
  return MAX (150, length / TURN);
}

static double part_radius (const Picture *picture, int part)
{
  double most = 0;
  for (int i = 0; i < picture->n_alliances; i++)
    if (get_node (picture, i)->part == part)
      most = MAX (most, ring_radius (get_node (picture, i)));
  return circle_radius (picture, part) + most;
}

static void put_around (Node *body, Node *alliance)
{
  body->hidden = alliance->n_fellows >= FELLOWS_MOST;
  if (body->hidden)
    alliance->n_more++;
  else
    body->place = alliance->n_fellows++;
}

static void count_fellows (Picture *picture)
{
  g_autofree int *between = g_new0 (int, (gsize)picture->n_parts + 1);
  for (guint s = 0; s < picture->seats->len; s++)
  {
    const Seat *seat = get_seat (picture, s);
    Node *body = get_node (picture, seat->body), *alliance = get_node (picture, seat->alliance);
    if (body->alliance)
      continue;
    if (body->n_seats == 1)
      put_around (body, alliance);
    else if (!body->n_fellows)
    {
      body->place = between[body->part]++;
      body->n_fellows = 1;
    }
  }
  for (int i = 0; i < picture->n_alliances; i++) /* the place where it says how many more there are */
    get_node (picture, i)->n_fellows += get_node (picture, i)->n_more > 0;
}

static void place_alliances (Picture *picture, int part, double x, double y)
{
  int n = count_alliances (picture, part), place = 0;
  for (int i = 0; i < picture->n_alliances; i++)
  {
    Node *node = get_node (picture, i);
    if (node->part != part)
      continue;
    node->angle = TURN * place++ / n - TURN / 4;
    node->x = x + circle_radius (picture, part) * cos (node->angle);
    node->y = y + circle_radius (picture, part) * sin (node->angle);
  }
}

/* Around one alliance: all around it where it is alone, else on the side that looks outwards. */
static void place_around (const Picture *picture, Node *body, const Node *alliance)
{
  double alone = count_alliances (picture, body->part) == 1;
  double share = alone ? TURN / alliance->n_fellows : TURN * 0.72 / MAX (1, alliance->n_fellows - 1);
  double first = alone ? -TURN / 4 : alliance->angle - (alliance->n_fellows > 1 ? TURN * 0.36 : 0);
  body->angle = first + share * body->place;
  body->x = alliance->x + ring_radius (alliance) * cos (body->angle);
  body->y = alliance->y + ring_radius (alliance) * sin (body->angle);
}

/* Between its alliances; those that would stand on one another are led apart along a spiral. */
static void place_between (const Picture *picture, int node)
{
  Node *body = get_node (picture, node);
  double x = 0, y = 0;
  for (guint s = 0; s < picture->seats->len; s++)
    if (get_seat (picture, s)->body == node)
    {
      x += get_node (picture, get_seat (picture, s)->alliance)->x / body->n_seats;
      y += get_node (picture, get_seat (picture, s)->alliance)->y / body->n_seats;
    }
  body->angle = body->place * 2.4; /* the golden angle, in radians */
  body->x = x + 17 * sqrt (body->place) * cos (body->angle);
  body->y = y + 17 * sqrt (body->place) * sin (body->angle);
}

static void place_bodies (Picture *picture)
{
  for (guint s = 0; s < picture->seats->len; s++)
  {
    Node *body = get_node (picture, get_seat (picture, s)->body);
    if (!body->alliance && body->n_seats == 1)
      place_around (picture, body, get_node (picture, get_seat (picture, s)->alliance));
    else if (!body->alliance)
      place_between (picture, get_seat (picture, s)->body);
  }
}

/* Parts in rows from left to right, as they fit. Returns the height of it all. */
static double place_parts (Picture *picture)
{
  const double margin = 122;
  double x = 0, y = 0, height = 0;
  for (int part = 0; part < picture->n_parts; part++)
  {
    double radius = part_radius (picture, part), width = 2 * (radius + margin);
    if (x > 0 && x + width > PAGE_WIDTH)
    {
      x = 0;
      y += height;
      height = 0;
    }
    place_alliances (picture, part, x + width / 2, y + radius + 46);
    x += width;
    height = MAX (height, 2 * radius + 92);
  }
  place_bodies (picture);
  return y + height;
}

/* ---- Labels ---- */

#define COLUMN_WIDTH 5.7 /* of a label: half a Chinese character */

static char *cut_label (const char *label)
{
  if (tool_width (label) <= NAME_MOST * 2)
    return g_strdup (label);
  g_autofree char *cut = g_utf8_substring (label, 0, MIN (NAME_MOST, g_utf8_strlen (label, -1)));
  return g_strconcat (cut, "…", NULL);
}

/* Whether nothing stands there yet; then it does. */
static gboolean take_room (Picture *picture, Box box)
{
  for (guint i = 0; i < picture->boxes->len; i++)
  {
    const Box *other = &g_array_index (picture->boxes, Box, i);
    if (box.left < other->right && other->left < box.right && box.top < other->bottom && other->top < box.bottom)
      return FALSE;
  }
  g_array_append_val (picture->boxes, box);
  return TRUE;
}

/* Where a label stands to its dot. */
typedef enum
{
  TO_THE_RIGHT,
  TO_THE_LEFT,
  ABOVE,
  BELOW,
} Side;

static Side outer_side (const Node *node)
{
  if (fabs (cos (node->angle)) <= 0.15)
    return sin (node->angle) < 0 ? ABOVE : BELOW;
  return cos (node->angle) < 0 ? TO_THE_LEFT : TO_THE_RIGHT;
}

static gboolean add_label_at (Picture *picture, const Node *node, const char *label, Side side)
{
  static const char *const anchors[] = { "start", "end", "middle", "middle" };
  double width = tool_width (label) * COLUMN_WIDTH;
  double x = node->x + (side == TO_THE_RIGHT ? 9 : side == TO_THE_LEFT ? -9 : 0);
  double y = node->y + (side == ABOVE ? -9 : side == BELOW ? 17 : 4);
  double left = side == TO_THE_RIGHT ? x : side == TO_THE_LEFT ? x - width : x - width / 2;
  if (left < 0 || !take_room (picture, (Box){ left - 1, y - 11, left + width + 1, y + 4 }))
    return FALSE;
  report_add (picture->report, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">", x, y, anchors[side]);
  report_text (picture->report, label);
  report_add (picture->report, "</text>");
  return TRUE;
}

/* Outwards where there is room, else on another side; where there is none at all, the name is in the tooltip alone. */
static void add_label (Picture *picture, const Node *node)
{
  g_autofree char *label = cut_label (node->label);
  gboolean added = add_label_at (picture, node, label, outer_side (node));
  for (Side side = TO_THE_RIGHT; !added && side <= BELOW; side++)
    added = side != outer_side (node) && add_label_at (picture, node, label, side);
}

/* ---- Drawing ---- */

static void draw_lines (Picture *picture)
{
  for (guint s = 0; s < picture->seats->len; s++)
  {
    const Seat *seat = get_seat (picture, s);
    const Node *a = get_node (picture, seat->alliance), *b = get_node (picture, seat->body);
    if (b->hidden)
      continue;
    report_add (picture->report, "<line class=\"%s\" x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\"/>\n",
                seat->role ? seat->role : "member", a->x, a->y, b->x, b->y);
  }
}

static void draw_body (Picture *picture, const Node *node)
{
  report_add (picture->report, "<g><title>");
  report_text (picture->report, node->name);
  report_add (picture->report, "</title><circle cx=\"%.0f\" cy=\"%.0f\" r=\"%d\" class=\"%s\"/>", node->x, node->y,
              node->n_seats > 1 ? 6 : 4, node->n_seats > 1 ? "shared" : "body");
  add_label (picture, node);
  report_add (picture->report, "</g>\n");
}

static void draw_more (Picture *picture, const Node *alliance)
{
  Node more = { .part = alliance->part, .place = alliance->n_fellows - 1 };
  place_around (picture, &more, alliance);
  if (take_room (picture, (Box){ more.x - 14, more.y - 8, more.x + 14, more.y + 8 }))
    report_add (picture->report, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">+%d</text>\n", more.x, more.y + 4,
                alliance->n_more);
}

static double alliance_width (const Node *node)
{
  return 24 + 13.0 * (double)MIN (g_utf8_strlen (node->label, -1), NAME_MOST + 3);
}

static void draw_alliance (Picture *picture, const Node *node)
{
  double width = alliance_width (node);
  g_autofree char *label = g_utf8_substring (node->label, 0, MIN (g_utf8_strlen (node->label, -1), NAME_MOST + 3));
  report_add (picture->report, "<g><title>");
  report_text (picture->report, node->name);
  report_add (picture->report,
              "</title><rect class=\"alliance\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"26\" rx=\"4\"/>"
              "<text class=\"alliance\" x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">",
              node->x - width / 2, node->y - 13, width, node->x, node->y + 4.5);
  report_text (picture->report, label);
  report_add (picture->report, "</text></g>\n");
}

/* Alliances have room first, then what is told of them, then those that sit in several. */
static void draw_nodes (Picture *picture)
{
  for (int i = 0; i < picture->n_alliances; i++)
  {
    const Node *node = get_node (picture, i);
    double half = alliance_width (node) / 2;
    take_room (picture, (Box){ node->x - half, node->y - 13, node->x + half, node->y + 13 });
  }
  for (int i = 0; i < picture->n_alliances; i++)
    if (get_node (picture, i)->n_more > 0)
      draw_more (picture, get_node (picture, i));
  for (int several = 1; several >= 0; several--)
    for (guint i = (guint)picture->n_alliances; i < picture->nodes->len; i++)
    {
      const Node *node = get_node (picture, (int)i);
      if (!node->hidden && (node->n_seats > 1) == several)
        draw_body (picture, node);
    }
  for (int i = 0; i < picture->n_alliances; i++)
    draw_alliance (picture, get_node (picture, i));
}

static void draw (Picture *picture)
{
  double height = place_parts (picture), width = PAGE_WIDTH;
  for (guint i = 0; i < picture->nodes->len; i++)
    width = MAX (width, get_node (picture, (int)i)->x + 122);
  report_add (picture->report, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n", width, height,
              report_say (picture->report, "Alliances and who sits in them", "联盟及其成员单位"));
  draw_lines (picture);
  draw_nodes (picture);
  report_add (picture->report, "</svg>\n");
}

/* ---- The section ---- */

static void add_ties (Report *report)
{
  static const ReportColumn columns[]
      = { { "name", SHOW_PLAIN },    { "mechanisms", SHOW_PLAIN }, { "expected", SHOW_PLAIN },
          { "held", SHOW_PLAIN },    { "cadence", SHOW_RATE },     { "projects", SHOW_PLAIN },
          { "results", SHOW_PLAIN }, { "yield", SHOW_RATE },       { "tightness", SHOW_PLAIN } };
  g_autoptr (DjFrame) all = dj_view_ties (report->view);
  gint64 n = dj_frame_get_n_rows (all), n_shown = 0;
  g_autofree gint64 *rows = sort_rows (n, dj_frame_get_ints (all, dj_frame_find_column (all, "tightness")),
                                       dj_frame_get_ints (all, dj_frame_find_column (all, "mechanisms")));
  while (n_shown < n && report_get_int (all, rows[n_shown], "tightness") > 0)
    n_shown++;
  if (n_shown == 0)
    return;
  g_autoptr (DjFrame) ties = dj_frame_select (all, rows, (gsize)n_shown);
  report_add (report, "<h3>");
  report_text (report,
               report_say (report, "How tight they are, from 1 to 3 (the others have neither mechanism nor result)",
                           "紧密程度：1 至 3（未列出的联盟尚无机制和成效）"));
  report_add (report, "</h3>\n");
  report_table (report, ties, columns, G_N_ELEMENTS (columns), TIES_MOST);
}

void report_alliances (Report *report)
{
  g_autoptr (DjFrame) alliances = dj_view_alliances (report->view);
  g_autoptr (DjFrame) seats = dj_view_alliance_seats (report->view, NULL);
  if (dj_frame_get_n_rows (alliances) == 0)
    return;
  Picture picture = { .report = report,
                      .nodes = g_array_new (FALSE, TRUE, sizeof (Node)),
                      .seats = g_array_new (FALSE, TRUE, sizeof (Seat)),
                      .boxes = g_array_new (FALSE, TRUE, sizeof (Box)),
                      .index = g_hash_table_new (g_str_hash, g_str_equal) };
  choose_alliances (&picture, alliances);
  add_seats (&picture, seats);
  find_parts (&picture);
  count_fellows (&picture);
  g_autofree char *note = g_strdup_printf (
      report_say (report, "%d of %" G_GINT64_FORMAT " alliances are drawn. Who sits in several is marked red.",
                  "图中画出 %d 个联盟，共有 %" G_GINT64_FORMAT " 个。在多个联盟有席位的单位标为红色。"),
      picture.n_alliances, picture.n_all);
  report_begin (report, "alliances", report_say (report, "Alliances", "党建联盟"), note);
  draw (&picture);
  add_ties (report);
  report_end (report);
  g_array_unref (picture.nodes);
  g_array_unref (picture.seats);
  g_array_unref (picture.boxes);
  g_hash_table_unref (picture.index);
}
