/* SPDX-License-Identifier: Apache-2.0 */
/* Responsibilities: a matrix for each checklist, cadence, how needs are dealt with, what is late; and the open findings. */
#include "report.h"

#include <string.h>

#define MATRICES_MOST 12
#define BODIES_MOST 16
#define ROWS_MOST 12
#define FINDINGS_SHOWN 30

/* ---- Duty matrix ---- */

static const char *role_sign (int role)
{
  static const char *const signs[] = { "", "●", "○", "△", "▽", "·" };
  return role >= 0 && role < (int)G_N_ELEMENTS (signs) ? signs[role] : "";
}

/* Codes, each once, in the order in which they come. */
typedef struct
{
  GPtrArray *codes;
  GHashTable *seen;
} Axis;

static void axis_init (Axis *axis) { *axis = (Axis){ g_ptr_array_new (), g_hash_table_new (g_str_hash, g_str_equal) }; }

static void axis_clear (Axis *axis)
{
  g_ptr_array_unref (axis->codes);
  g_hash_table_unref (axis->seen);
}

static void axis_note (Axis *axis, const char *code)
{
  if (g_hash_table_add (axis->seen, (gpointer)code))
    g_ptr_array_add (axis->codes, (gpointer)code);
}

/* Items down and bodies across of one checklist. The texts stay the frame's. */
typedef struct
{
  const char *checklist;
  Axis items;
  Axis bodies;
  GArray *rows; /* gint64: of the frame of duties */
} Matrix;

static void matrix_free (gpointer data)
{
  Matrix *matrix = data;
  axis_clear (&matrix->items);
  axis_clear (&matrix->bodies);
  g_array_unref (matrix->rows);
  g_free (matrix);
}

static Matrix *matrix_new (const char *checklist)
{
  Matrix *matrix = g_new (Matrix, 1);
  matrix->checklist = checklist;
  axis_init (&matrix->items);
  axis_init (&matrix->bodies);
  matrix->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  return matrix;
}

static GPtrArray *make_matrices (const DjFrame *duties)
{
  GPtrArray *matrices = g_ptr_array_new_with_free_func (matrix_free);
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal);
  for (gint64 row = 0; row < dj_frame_get_n_rows (duties); row++)
  {
    const char *checklist = report_get (duties, row, "checklist");
    Matrix *matrix = g_hash_table_lookup (index, checklist);
    if (!matrix)
    {
      matrix = matrix_new (checklist);
      g_ptr_array_add (matrices, matrix);
      g_hash_table_insert (index, (gpointer)checklist, matrix);
    }
    axis_note (&matrix->items, report_get (duties, row, "item"));
    axis_note (&matrix->bodies, report_get (duties, row, "body"));
    g_array_append_val (matrix->rows, row);
  }
  return matrices;
}

static const char *find_sign (const DjFrame *duties, const Matrix *matrix, const char *item, const char *body)
{
  int role = dj_frame_find_column (duties, "role");
  for (guint i = 0; i < matrix->rows->len; i++)
  {
    gint64 row = g_array_index (matrix->rows, gint64, i);
    if (strcmp (report_get (duties, row, "item"), item) == 0 && strcmp (report_get (duties, row, "body"), body) == 0)
      return role_sign (dj_frame_get_code (duties, row, role));
  }
  return "";
}

static void add_bodies (Report *report, const Axis *bodies, guint n)
{
  report_add (report, "<div class=\"wide\"><table class=\"matrix\"><thead><tr><th></th>");
  for (guint b = 0; b < n; b++)
  {
    report_add (report, "<th>");
    report_text (report, report_name (report, bodies->codes->pdata[b]));
    report_add (report, "</th>");
  }
  report_add (report, "</tr></thead>\n<tbody>\n");
}

static void add_matrix (Report *report, const Matrix *matrix, const DjFrame *duties)
{
  const Axis *items = &matrix->items, *bodies = &matrix->bodies;
  guint n_items = MIN (items->codes->len, ROWS_MOST), n_bodies = MIN (bodies->codes->len, BODIES_MOST);
  report_add (report, "<h3>");
  report_text (report, report_name (report, matrix->checklist));
  report_add (report, "</h3>\n");
  add_bodies (report, bodies, n_bodies);
  for (guint i = 0; i < n_items; i++)
  {
    report_add (report, "<tr><th>");
    report_text (report, report_name (report, items->codes->pdata[i]));
    report_add (report, "</th>");
    for (guint b = 0; b < n_bodies; b++)
      report_add (report, "<td>%s</td>", find_sign (duties, matrix, items->codes->pdata[i], bodies->codes->pdata[b]));
    report_add (report, "</tr>\n");
  }
  report_add (report, "</tbody></table></div>\n");
  if (n_bodies < bodies->codes->len || n_items < items->codes->len)
    report_add (report,
                report_say (report, "<p class=\"note\">Not shown: %u items, %u bodies.</p>\n",
                            "<p class=\"note\">未列出：事项 %u 项，单位 %u 个。</p>\n"),
                items->codes->len - n_items, bodies->codes->len - n_bodies);
}

/* Needs come and go: they are counted below, not drawn. */
static DjFrame *get_standing_duties (Report *report)
{
  g_autoptr (DjFrame) items = dj_view_items (report->view);
  g_autoptr (GHashTable) needs = g_hash_table_new (g_str_hash, g_str_equal);
  for (gint64 row = 0; row < dj_frame_get_n_rows (items); row++)
  {
    const char *list = report_get (items, row, "list");
    if (g_strcmp0 (list, "need") == 0 || g_strcmp0 (list, "problem") == 0)
      g_hash_table_add (needs, (gpointer)report_get (items, row, "item"));
  }
  g_autoptr (DjFrame) duties = dj_view_duties_of (report->view, NULL);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gint64 row = 0; row < dj_frame_get_n_rows (duties); row++)
    if (!g_hash_table_contains (needs, report_get (duties, row, "item")))
      g_array_append_val (rows, row);
  return dj_frame_select (duties, (const gint64 *)(gpointer)rows->data, rows->len);
}

static void add_matrices (Report *report)
{
  g_autoptr (DjFrame) duties = get_standing_duties (report);
  g_autoptr (GPtrArray) matrices = make_matrices (duties);
  if (matrices->len == 0)
    return;
  report_begin (report, "duties", report_say (report, "Who answers for what", "责任分工"),
                report_say (report, "● accountable ○ support △ supervise ▽ fallback · informed",
                            "● 牵头负责 ○ 配合 △ 督办 ▽ 兜底 · 知悉"));
  for (guint i = 0; i < MIN (matrices->len, MATRICES_MOST); i++)
    add_matrix (report, matrices->pdata[i], duties);
  if (matrices->len > MATRICES_MOST)
    report_add (report,
                report_say (report, "<p class=\"note\">%u more checklists are not shown.</p>\n",
                            "<p class=\"note\">另有 %u 份清单未列出。</p>\n"),
                matrices->len - MATRICES_MOST);
  report_end (report);
}

/* ---- Cadence, needs, what is late ---- */

static void add_section (Report *report, const char *id, const char *heading, const char *note, const DjFrame *frame,
                         const ReportColumn *columns, gsize n_columns, gint64 most)
{
  if (dj_frame_get_n_rows (frame) == 0)
    return;
  report_begin (report, id, heading, note);
  report_table (report, frame, columns, n_columns, most);
  report_end (report);
}

static void add_cadence (Report *report)
{
  static const ReportColumn columns[]
      = { { "title", SHOW_PLAIN },    { "body", SHOW_NAME },  { "recurrence", SHOW_PLAIN },
          { "expected", SHOW_PLAIN }, { "held", SHOW_PLAIN }, { "late", SHOW_PLAIN },
          { "missed", SHOW_PLAIN },   { "last", SHOW_PLAIN }, { "next", SHOW_PLAIN } };
  g_autoptr (DjFrame) all = dj_view_cadence (report->view, DJ_DATE_NONE);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gint64 row = 0; row < dj_frame_get_n_rows (all); row++)
    if (report_get_int (all, row, "expected") > 0) /* what is done as needed expects nothing */
      g_array_append_val (rows, row);
  g_autoptr (DjFrame) cadence = dj_frame_select (all, (const gint64 *)(gpointer)rows->data, rows->len);
  add_section (report, "cadence",
               report_say (report, "What was to be held in a year, and what was", "一年来应开展与已开展"), NULL,
               cadence, columns, G_N_ELEMENTS (columns), ROWS_MOST * 2);
}

static void add_needs (Report *report)
{
  const ReportColumn columns[] = { { report_say (report, "by", "name"), SHOW_PLAIN },
                                   { "needs", SHOW_PLAIN },
                                   { "raised", SHOW_PLAIN },
                                   { "routed", SHOW_PLAIN },
                                   { "taken", SHOW_PLAIN },
                                   { "resolved", SHOW_PLAIN },
                                   { "cancelled", SHOW_PLAIN },
                                   { "overdue", SHOW_PLAIN },
                                   { "closing_rate", SHOW_RATE },
                                   { "days", SHOW_PLAIN },
                                   { "rating", SHOW_PLAIN } };
  g_autoptr (DjFrame) flow = dj_view_flow (report->view, DJ_FLOW_BY_ROUTE, DJ_AREA_NONE);
  add_section (report, "needs", report_say (report, "Needs, by the way they are dealt with", "需求办理（按途径）"),
               NULL, flow, columns, G_N_ELEMENTS (columns), ROWS_MOST);
}

static void add_overdue (Report *report)
{
  static const ReportColumn columns[] = { { "title", SHOW_PLAIN },
                                          { "body", SHOW_NAME },
                                          { "due", SHOW_PLAIN },
                                          { "overdue", SHOW_PLAIN },
                                          { "to", SHOW_NAME } };
  g_autoptr (DjFrame) late = dj_view_escalations (report->view, 30);
  add_section (report, "overdue",
               report_say (report, "Past their day, and who should see to it", "已逾期及应督办的上级"),
               report_say (report, "One superior further for every 30 days begun.",
                           "每逾期 30 天（不足 30 天按 30 天计）上提一级。"),
               late, columns, G_N_ELEMENTS (columns), ROWS_MOST);
}

void report_duties (Report *report)
{
  add_matrices (report);
  add_cadence (report);
  add_needs (report);
  add_overdue (report);
}

/* ---- Findings ---- */

void report_findings (Report *report)
{
  ReportColumn columns[] = { { "subject", SHOW_NAME }, { NULL, SHOW_PLAIN }, { "rule", SHOW_DIM } };
  columns[1].column = report_say (report, "message_en", "message_zh");
  g_autoptr (DjIssues) duties = dj_view_check_duties (report->view);
  g_autoptr (DjFrame) read = dj_issues_to_frame (dj_register_get_issues (report->reg));
  g_autoptr (DjFrame) found = dj_issues_to_frame (duties);
  add_section (report, "findings", report_say (report, "Findings of the register", "登记库中的问题"), NULL, read,
               columns, G_N_ELEMENTS (columns), FINDINGS_SHOWN);
  add_section (report, "open", report_say (report, "Open issues of duties and needs", "责任与需求中待解决的问题"), NULL,
               found, columns, G_N_ELEMENTS (columns), FINDINGS_SHOWN);
}
