/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian tree REGISTER */
#include "tool.h"

/* Deeper branches are drawn at this depth: lines must not grow without end on hostile data. */
#define DRAWN_DEPTH 60

/* On a narrow terminal columns are cut to these before others give. */
#define KIND_LEAST 12
#define NAME_LEAST 24

enum
{
  CELL_NAME,
  CELL_KIND,
  CELL_MEMBERS,
  CELL_POSTS,
  N_CELLS,
};

typedef struct
{
  Tool *tool;
  DjView *view;
  const DjFrame *frame;
  int organization, kind, depth, members, posts, full_time, enterprise; /* columns of the frame */
  int cut;                                                              /* depth that is the last shown, -1 none */
  guint8 *is_last;                                                      /* for each row: no sibling comes after it */
  gboolean ended[DRAWN_DEPTH + 1]; /* while drawing: the branch at that depth is over */
  int widths[N_CELLS];
  GString *cells[N_CELLS]; /* of the row at hand */
} Drawing;

/* Backwards: a row is a last one unless a row of its depth came after it before any of less depth. */
static void find_last_ones (Drawing *drawing)
{
  gint64 n = dj_frame_get_n_rows (drawing->frame);
  gboolean more[DRAWN_DEPTH + 1] = { FALSE };
  gint64 deepest = 0;
  drawing->is_last = g_malloc0 ((gsize)n + 1);
  for (gint64 row = n - 1; row >= 0; row--)
  {
    gint64 depth = MIN (dj_frame_get_int (drawing->frame, row, drawing->depth), DRAWN_DEPTH);
    for (gint64 d = depth + 1; d <= deepest; d++)
      more[d] = FALSE;
    drawing->is_last[row] = !more[depth];
    more[depth] = TRUE;
    deepest = depth;
  }
}

static void append_branches (Drawing *drawing, GString *cell, gint64 row)
{
  gint64 depth = MIN (dj_frame_get_int (drawing->frame, row, drawing->depth), DRAWN_DEPTH);
  for (gint64 d = 1; d < depth; d++)
    g_string_append (cell, drawing->ended[d] ? "    " : "│   ");
  if (depth > 0)
    g_string_append (cell, drawing->is_last[row] ? "└── " : "├── ");
  drawing->ended[depth] = drawing->is_last[row];
}

/* Where the depth is cut, how many are not shown. */
static void append_hidden (Drawing *drawing, GString *cell, gint64 row, DjOrganizationId id)
{
  if (drawing->cut < 0 || dj_frame_get_int (drawing->frame, row, drawing->depth) != drawing->cut)
    return;
  gint32 hidden = dj_view_get_end (drawing->view, id) - id - 1;
  if (hidden > 0)
    g_string_append_printf (cell, " (+%d)", hidden);
}

/* Under its header the number alone, then how many of them are full-time, and how many come from enterprises. */
static void append_posts (Drawing *drawing, GString *cell, gint64 row)
{
  gint64 posts = dj_frame_get_int (drawing->frame, row, drawing->posts);
  gint64 full_time = dj_frame_get_int (drawing->frame, row, drawing->full_time);
  gint64 enterprise = dj_frame_get_int (drawing->frame, row, drawing->enterprise);
  if (posts > 0)
    g_string_append_printf (cell, "%" G_GINT64_FORMAT, posts);
  if (full_time > 0)
    g_string_append_printf (
        cell, tool_say (drawing->tool, " · full-time %" G_GINT64_FORMAT, " · 专职 %" G_GINT64_FORMAT), full_time);
  if (enterprise > 0)
    g_string_append_printf (
        cell, tool_say (drawing->tool, " · enterprise %" G_GINT64_FORMAT, " · 企业 %" G_GINT64_FORMAT), enterprise);
}

static void fill_cells (Drawing *drawing, gint64 row)
{
  for (int i = 0; i < N_CELLS; i++)
    g_string_truncate (drawing->cells[i], 0);
  DjOrganization organization;
  DjOrganizationId id
      = dj_view_organization (drawing->view, dj_frame_get_text (drawing->frame, row, drawing->organization));
  dj_view_get_organization (drawing->view, id, &organization);
  g_autofree char *clean = tool_clean (organization.short_name ? organization.short_name : organization.name);
  append_branches (drawing, drawing->cells[CELL_NAME], row);
  g_string_append (drawing->cells[CELL_NAME], clean);
  append_hidden (drawing, drawing->cells[CELL_NAME], row, id);
  const char *kind
      = dj_code_list_get_label (dj_frame_get_column (drawing->frame, drawing->kind)->codes,
                                dj_frame_get_code (drawing->frame, row, drawing->kind), drawing->tool->language);
  g_string_append (drawing->cells[CELL_KIND], kind ? kind : "");
  gint64 members = dj_frame_get_int (drawing->frame, row, drawing->members);
  g_string_append_printf (drawing->cells[CELL_MEMBERS], "%" G_GINT64_FORMAT, members);
  append_posts (drawing, drawing->cells[CELL_POSTS], row);
}

static void fill_header (Drawing *drawing)
{
  const ToolText labels[N_CELLS]
      = { { "Organization", "党组织" }, { "Kind", "类别" }, { "Members", "党员" }, { "Posts", "职务" } };
  for (int i = 0; i < N_CELLS; i++)
    g_string_assign (drawing->cells[i], tool_text (drawing->tool, labels[i]));
}

static void widen (Drawing *drawing)
{
  for (int i = 0; i < N_CELLS; i++)
    drawing->widths[i] = MAX (drawing->widths[i], tool_width (drawing->cells[i]->str));
}

static void give (int *width, int least, int *lacking)
{
  int given = CLAMP (*lacking, 0, MAX (*width - least, 0));
  *width -= given;
  *lacking -= given;
}

/* Where not all fit: the name gives down to half of the line, then the kind down to being left out, then the name again. */
static void fit (Drawing *drawing, int room)
{
  int *name = &drawing->widths[CELL_NAME];
  int *kind = &drawing->widths[CELL_KIND];
  int wanted = *name;
  int lacking = -room - 2;
  for (int i = 0; i < N_CELLS; i++)
    lacking += drawing->widths[i] + 2;
  give (name, room / 2, &lacking);
  if (lacking > 0 && *kind - lacking < KIND_LEAST)
  {
    lacking -= *kind + 2;
    *kind = 0;
  }
  give (kind, KIND_LEAST, &lacking);
  give (name, NAME_LEAST, &lacking);
  give (&drawing->widths[CELL_POSTS], 1, &lacking);
  give (name, 1, &lacking);
  if (lacking < 0)
    *name = MIN (wanted, *name - lacking);
}

/* Finds how wide each column is. */
static void measure (Drawing *drawing)
{
  fill_header (drawing);
  widen (drawing);
  for (gint64 row = 0; row < dj_frame_get_n_rows (drawing->frame); row++)
  {
    fill_cells (drawing, row);
    widen (drawing);
  }
  if (drawing->tool->width)
    fit (drawing, drawing->tool->width);
}

static void print_cells (Drawing *drawing, gboolean header)
{
  g_autoptr (GString) line = g_string_new (header ? tool_bold (drawing->tool) : "");
  for (int i = 0; i < N_CELLS; i++)
  {
    if (!drawing->widths[i])
      continue;
    gboolean dim = i == CELL_KIND && !header;
    g_string_append (line, i ? "  " : "");
    g_string_append (line, dim ? tool_dim (drawing->tool) : "");
    tool_append_cell (line, drawing->cells[i]->str, i == CELL_MEMBERS ? -drawing->widths[i] : drawing->widths[i]);
    g_string_append (line, dim ? tool_plain (drawing->tool) : "");
  }
  while (line->len && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  g_string_append (line, header ? tool_plain (drawing->tool) : "");
  g_string_append_c (line, '\n');
  fputs (line->str, drawing->tool->out);
}

static void drawing_init (Drawing *drawing, Tool *tool, DjView *view, const DjFrame *frame, int cut)
{
  *drawing = (Drawing){ .tool = tool, .view = view, .frame = frame, .cut = cut };
  const struct
  {
    int *column;
    const char *name;
  } columns[] = {
    { &drawing->organization, "organization" }, { &drawing->kind, "kind" },   { &drawing->depth, "depth" },
    { &drawing->members, "members" },           { &drawing->posts, "posts" }, { &drawing->full_time, "full_time" },
    { &drawing->enterprise, "enterprise" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    *columns[i].column = dj_frame_find_column (frame, columns[i].name);
  for (int i = 0; i < N_CELLS; i++)
    drawing->cells[i] = g_string_new (NULL);
  find_last_ones (drawing);
}

static void drawing_clear (Drawing *drawing)
{
  for (int i = 0; i < N_CELLS; i++)
    g_string_free (drawing->cells[i], TRUE);
  g_free (drawing->is_last);
}

static void print_rule (Drawing *drawing)
{
  g_autoptr (GString) line = g_string_new (NULL);
  for (int i = 0; i < N_CELLS; i++)
  {
    if (!drawing->widths[i])
      continue;
    g_string_append (line, i ? "  " : "");
    for (int k = 0; k < drawing->widths[i]; k++)
      g_string_append (line, "─");
  }
  g_string_append_c (line, '\n');
  fputs (line->str, drawing->tool->out);
}

static int draw (Tool *tool, DjView *view, const DjFrame *frame, int cut)
{
  Drawing drawing;
  gint64 n = dj_frame_get_n_rows (frame);
  drawing_init (&drawing, tool, view, frame, cut);
  tool_begin (tool, n + 2);
  measure (&drawing);
  fill_header (&drawing);
  print_cells (&drawing, TRUE);
  print_rule (&drawing);
  for (gint64 row = 0; row < n && !ferror (tool->out); row++)
  {
    fill_cells (&drawing, row);
    print_cells (&drawing, FALSE);
  }
  drawing_clear (&drawing);
  return tool_end (tool, TOOL_DONE);
}

static gboolean read_depth (Tool *tool, int *depth)
{
  const char *given = tool->values[OPTION_DEPTH];
  guint64 value = G_MAXINT;
  *depth = -1;
  if (!given)
    return TRUE;
  if (!g_ascii_string_to_unsigned (given, 10, 0, G_MAXINT, &value, NULL))
  {
    tool_fail (tool, "--depth is a whole number from 0, not '%s'", "--depth 应为不小于 0 的整数，不能是“%s”", given);
    return FALSE;
  }
  *depth = (int)value;
  return TRUE;
}

int tree_run (Tool *tool)
{
  int depth;
  if (!read_depth (tool, &depth))
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg ? tool_seal (tool, reg, tool->on) : NULL;
  DjOrganizationId root;
  if (!view || !tool_find_root (tool, view, &root))
    return TOOL_FAILED;
  g_autoptr (DjFrame) frame = dj_view_tree (view, root, depth);
  char day[DJ_DATE_TEXT_SIZE];
  if (!dj_frame_get_n_rows (frame))
    tool_warn (tool, "there are no organizations on %s", "%s 没有党组织", dj_date_format (tool->on, day));
  return tool->format == FORMAT_TABLE ? draw (tool, view, frame, depth) : tool_answer (tool, frame, TOOL_DONE);
}
