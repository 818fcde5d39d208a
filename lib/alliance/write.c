/* SPDX-License-Identifier: Apache-2.0 */
/* The graph written for other programs: HIF, DOT and GeoJSON. */
#include "alliance/alliance-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

/* Bytes that gather before they are written. */
#define PIECE_SIZE (1 << 16)

typedef struct
{
  const DjAlliances *graph;
  FILE *out;
  GString *text;
  int reason;     /* errno of what failed, 0 for nothing */
  gboolean begun; /* an element of the list at hand was written */
  DjLanguage language;
} Writer;

static void flush (Writer *writer, gsize least)
{
  if (writer->text->len < least)
    return;
  errno = 0;
  if (!writer->reason && fwrite (writer->text->str, 1, writer->text->len, writer->out) != writer->text->len)
    writer->reason = errno ? errno : EIO;
  g_string_truncate (writer->text, 0);
}

static gboolean write_graph (DjView *view, FILE *out, DjLanguage language, void (*write) (Writer *writer),
                             GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (PIECE_SIZE + 4096);
  Writer writer = { .graph = dj_view_get_alliances (view), .out = out, .text = text, .language = language };
  write (&writer);
  flush (&writer, 0);
  errno = 0;
  if (!writer.reason && fflush (out) != 0)
    writer.reason = errno ? errno : EIO;
  if (writer.reason)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "cannot write: %s", g_strerror (writer.reason));
  return !writer.reason;
}

static const DjTableData *get_table (const Writer *writer, DjTable table)
{
  return writer->graph->tree->state->tables[table];
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

/* `"key":`, after a comma where something stands before it. */
static void append_key (GString *text, const char *key)
{
  if (text->len > 0 && text->str[text->len - 1] != '{')
    g_string_append_c (text, ',');
  dj_json_append_text (text, key);
  g_string_append_c (text, ':');
}

/* What is missing is left out. */
static void append_member (GString *text, const char *key, const char *value)
{
  if (!value)
    return;
  append_key (text, key);
  dj_json_append_text (text, value);
}

static void append_cell (const Writer *writer, DjTable table, int column, gint32 row)
{
  const DjTableData *data = get_table (writer, table);
  char buffer[DJ_NUMBER_TEXT_SIZE];
  append_member (writer->text, data->info->columns[column].name,
                 dj_table_get_cell (data, writer->graph->tree->state->texts, column, row, buffer));
}

static void begin_list (Writer *writer, const char *key)
{
  g_string_append_printf (writer->text, ",\n\"%s\":[", key);
  writer->begun = FALSE;
}

static void begin_element (Writer *writer)
{
  flush (writer, PIECE_SIZE);
  g_string_append (writer->text, writer->begun ? ",\n" : "\n");
  writer->begun = TRUE;
}

/* ---- HIF --------------------------------------------------------------------------------------------------------------- */

/* An alliance that is nobody's body is an edge only. */
static gboolean is_body (const DjAlliances *graph, gint32 node)
{
  return !dj_is_alliance (graph, node) || dj_links_count (&graph->seated, node) > 0;
}

static void append_hif_node (Writer *writer, gint32 node)
{
  begin_element (writer);
  g_string_append_c (writer->text, '{');
  append_member (writer->text, "node", dj_node_get_code (writer->graph, node));
  append_key (writer->text, "attrs");
  g_string_append_c (writer->text, '{');
  append_member (writer->text, "name", dj_node_get_name (writer->graph, node));
  g_string_append (writer->text, "}}");
}

/* Bodies before alliances: who makes bodies of them keeps their order. */
static void append_hif_nodes (Writer *writer)
{
  const DjAlliances *graph = writer->graph;
  for (gint32 node = graph->alliances.n; node < graph->n_nodes; node++)
    append_hif_node (writer, node);
  for (gint32 node = 0; node < graph->alliances.n; node++)
    if (is_body (graph, node))
      append_hif_node (writer, node);
}

static void append_hif_edge (Writer *writer, gint32 alliance)
{
  gint32 row = writer->graph->row[alliance];
  begin_element (writer);
  g_string_append_c (writer->text, '{');
  append_member (writer->text, "edge", dj_node_get_code (writer->graph, alliance));
  append_key (writer->text, "attrs");
  g_string_append_c (writer->text, '{');
  append_cell (writer, DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_NAME, row);
  append_cell (writer, DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_KIND, row);
  append_cell (writer, DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_SINCE, row);
  append_cell (writer, DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_UNTIL, row);
  g_string_append (writer->text, "}}");
}

static void append_hif_incidence (Writer *writer, gint32 alliance, gint32 place)
{
  const DjAlliances *graph = writer->graph;
  gint32 row = graph->seats.to[place];
  begin_element (writer);
  g_string_append_c (writer->text, '{');
  append_member (writer->text, "edge", dj_node_get_code (graph, alliance));
  append_member (writer->text, "node", dj_node_get_code (graph, graph->seat_node[place]));
  append_key (writer->text, "attrs");
  g_string_append_c (writer->text, '{');
  append_cell (writer, DJ_TABLE_SEAT, DJ_COLUMN_SEAT_ROLE, row);
  append_cell (writer, DJ_TABLE_SEAT, DJ_COLUMN_SEAT_SINCE, row);
  append_cell (writer, DJ_TABLE_SEAT, DJ_COLUMN_SEAT_UNTIL, row);
  g_string_append (writer->text, "}}");
}

static void append_hif (Writer *writer)
{
  const DjAlliances *graph = writer->graph;
  char day[DJ_DATE_TEXT_SIZE];
  g_string_append_printf (writer->text, "{\"network-type\":\"undirected\",\n\"metadata\":{\"on\":\"%s\"}",
                          dj_date_format (graph->tree->on, day));
  begin_list (writer, "nodes");
  append_hif_nodes (writer);
  g_string_append (writer->text, "\n]");
  begin_list (writer, "edges");
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    append_hif_edge (writer, alliance);
  g_string_append (writer->text, "\n]");
  begin_list (writer, "incidences");
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
      append_hif_incidence (writer, alliance, place);
  g_string_append (writer->text, "\n]}\n");
}

gboolean dj_view_write_hif (DjView *view, FILE *out, GError **error)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  return write_graph (view, out, DJ_LANGUAGE_EN, append_hif, error);
}

/* ---- DOT --------------------------------------------------------------------------------------------------------------- */

/* Within the quotes of DOT a backslash begins an escape of labels, and an ampersand an HTML entity. */
static void append_label (GString *text, const char *label)
{
  for (const char *at = label ? label : ""; *at; at++)
    switch (*at)
    {
    case '"':
      g_string_append (text, "\\\"");
      break;
    case '\\':
      g_string_append (text, "\\\\");
      break;
    case '&':
      g_string_append (text, "&amp;");
      break;
    case '\n':
      g_string_append (text, "\\n");
      break;
    default:
      g_string_append_c (text, (guchar)*at < ' ' || *at == 0x7f ? ' ' : *at);
    }
}

static void append_dot_node (Writer *writer, gint32 node)
{
  flush (writer, PIECE_SIZE);
  g_string_append_printf (writer->text, "  n%d [shape=%s, label=\"", node,
                          dj_is_alliance (writer->graph, node) ? "box" : "ellipse");
  append_label (writer->text, dj_node_get_name (writer->graph, node));
  g_string_append (writer->text, "\", tooltip=\"");
  append_label (writer->text, dj_node_get_code (writer->graph, node));
  g_string_append (writer->text, "\"];\n");
}

static void append_dot_seat (Writer *writer, gint32 alliance, gint32 place)
{
  int role = dj_table_get_code (get_table (writer, DJ_TABLE_SEAT), DJ_COLUMN_SEAT_ROLE, writer->graph->seats.to[place]);
  flush (writer, PIECE_SIZE);
  g_string_append_printf (writer->text, "  n%d -- n%d", alliance, writer->graph->seat_node[place]);
  if (role)
  {
    g_string_append (writer->text, " [label=\"");
    append_label (writer->text, dj_code_list_get_label (&dj_codes_seat_role, role, writer->language));
    g_string_append (writer->text, "\"]");
  }
  g_string_append (writer->text, ";\n");
}

static void append_dot (Writer *writer)
{
  const DjAlliances *graph = writer->graph;
  g_string_append (writer->text, "graph alliances {\n  charset=\"UTF-8\";\n");
  for (gint32 node = 0; node < graph->n_nodes; node++)
    append_dot_node (writer, node);
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    for (gint32 place = graph->seats.start[alliance]; place < graph->seats.start[alliance + 1]; place++)
      append_dot_seat (writer, alliance, place);
  g_string_append (writer->text, "}\n");
}

gboolean dj_view_write_dot (DjView *view, FILE *out, DjLanguage language, GError **error)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  return write_graph (view, out, language, append_dot, error);
}

/* ---- GeoJSON -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  double lon;
  double lat;
} Point;

/* Of each area: its own degrees or those of the nearest above; what is above comes first. */
static Point *find_points (const DjTree *tree)
{
  const DjTableData *areas = tree->state->tables[DJ_TABLE_AREA];
  Point *points = g_new0 (Point, (gsize)tree->areas.n + 1);
  for (gint32 id = 0; id < tree->areas.n; id++)
  {
    gint32 row = tree->areas.row[id], superior = tree->areas.superior[id];
    points[id].lon = dj_table_get_real (areas, DJ_COLUMN_AREA_LON, row);
    points[id].lat = dj_table_get_real (areas, DJ_COLUMN_AREA_LAT, row);
    if ((isnan (points[id].lon) || isnan (points[id].lat)) && superior >= 0)
      points[id] = points[superior];
  }
  return points;
}

/* NULL where there are no degrees. */
static const Point *get_point (const DjAlliances *graph, const Point *points, gint32 node)
{
  const Point *point = graph->area[node] < 0 ? NULL : &points[graph->area[node]];
  return point && !isnan (point->lon) && !isnan (point->lat) ? point : NULL;
}

static void append_point (GString *text, const Point *point)
{
  char lon[DJ_NUMBER_TEXT_SIZE], lat[DJ_NUMBER_TEXT_SIZE];
  g_string_append_printf (text, "[%s,%s]", dj_real_format (point->lon, lon), dj_real_format (point->lat, lat));
}

static void begin_feature (Writer *writer, gint32 node)
{
  const DjAlliances *graph = writer->graph;
  begin_element (writer);
  g_string_append (writer->text, "{\"type\":\"Feature\",\"properties\":{");
  append_member (writer->text, "code", dj_node_get_code (graph, node));
  append_member (writer->text, "name", dj_node_get_name (graph, node));
  append_member (writer->text, "table", dj_schema_get_table (dj_node_table (graph, node))->name);
}

static void append_body_feature (Writer *writer, gint32 node, const Point *point)
{
  begin_feature (writer, node);
  append_member (writer->text, "area", dj_area_get_code (writer->graph, writer->graph->area[node]));
  g_string_append (writer->text, "},\"geometry\":{\"type\":\"Point\",\"coordinates\":");
  append_point (writer->text, point);
  g_string_append (writer->text, "}}");
}

/* Two bodies are joined by a line; of more there is no order in which a line could go. */
static void append_alliance_feature (Writer *writer, gint32 alliance, const Point *points)
{
  const DjAlliances *graph = writer->graph;
  gint32 n = 0, written = 0;
  for (gint32 i = graph->bodies.start[alliance]; i < graph->bodies.start[alliance + 1]; i++)
    n += get_point (graph, points, graph->bodies.to[i]) != NULL;
  if (n < 2)
    return;
  begin_feature (writer, alliance);
  append_cell (writer, DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_KIND, graph->row[alliance]);
  g_string_append_printf (writer->text, "},\"geometry\":{\"type\":\"%s\",\"coordinates\":[",
                          n == 2 ? "LineString" : "MultiPoint");
  for (gint32 i = graph->bodies.start[alliance]; i < graph->bodies.start[alliance + 1]; i++)
  {
    const Point *point = get_point (graph, points, graph->bodies.to[i]);
    if (!point)
      continue;
    if (written++ > 0)
      g_string_append_c (writer->text, ',');
    append_point (writer->text, point);
  }
  g_string_append (writer->text, "]}}");
}

static void append_geojson (Writer *writer)
{
  const DjAlliances *graph = writer->graph;
  g_autofree Point *points = find_points (graph->tree);
  g_string_append (writer->text, "{\"type\":\"FeatureCollection\"");
  begin_list (writer, "features");
  for (gint32 node = 0; node < graph->n_nodes; node++)
  {
    const Point *point = get_point (graph, points, node);
    if (point && is_body (graph, node))
      append_body_feature (writer, node, point);
  }
  for (gint32 alliance = 0; alliance < graph->alliances.n; alliance++)
    append_alliance_feature (writer, alliance, points);
  g_string_append (writer->text, "\n]}\n");
}

gboolean dj_view_write_geojson (DjView *view, FILE *out, GError **error)
{
  g_return_val_if_fail (view != NULL && out != NULL, FALSE);
  return write_graph (view, out, DJ_LANGUAGE_EN, append_geojson, error);
}
