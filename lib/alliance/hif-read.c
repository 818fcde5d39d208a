/* SPDX-License-Identifier: Apache-2.0 */
/* Alliances from the Hypergraph Interchange Format: everything is read and checked first, then added at once. */
#include <math.h>
#include <string.h>

#include "alliance/alliance-private.h"
#include "io/io-private.h"

/* Whole numbers up to here are exact in a double, which is what the parser keeps. */
#define WHOLE_MAX 9007199254740992.0

/* A node that the document names. */
typedef struct
{
  gint32 id;   /* text */
  gint32 name; /* text, or DJ_TEXT_NONE */
  DjSpot spot;
} Node;

typedef struct
{
  DjChange *change;
  const DjState *state; /* what the register would be without the document */
  DjIssues *issues;
  const char *file;
  DjJsonPlaces *places;
  DjTableData *made[DJ_N_TABLES]; /* rows to be added: alliances, seats, organizations */
  DjTableData *scratch;           /* one row of the table alliance, where ids are brought into their form */
  GHashTable *edges;              /* id of an alliance of the document → line where it is listed, 0 for nowhere */
  GHashTable *nodes;              /* the same for nodes */
  GArray *list;                   /* Node, as they come */
  gboolean full;                  /* no more texts or rows can be held */
} Reader;

/* ---- Issues ----------------------------------------------------------------------------------------------------------- */

static void report (Reader *reader, DjIssueCode code, const DjSpot *spot, const char *subject, const char *a,
                    const char *b, const char *c)
{
  DjPlace place = { -1, -1, spot->column, reader->file, spot->line };
  dj_issues_add (reader->issues, code, &place, subject, a, b, c);
}

static void report_type (Reader *reader, const DjSpot *spot, const char *name, const char *expected)
{
  g_autofree char *found = dj_json_show_value (reader->places, spot);
  report (reader, DJ_ISSUE_TYPE, spot, NULL, name, found, expected);
}

/* ---- Objects ------------------------------------------------------------------------------------------------------------ */

/* Goes along with the members of an object; the cursor follows only when a place is asked for. */
typedef struct
{
  Reader *reader;
  DjSpot spot;
  DjJsonCursor cursor;
  guint number;  /* of the member at hand, from 1 */
  guint reached; /* by the cursor */
} Walk;

static Walk begin_walk (Reader *reader, const DjSpot *object)
{
  Walk walk = { .reader = reader, .spot = *object };
  dj_json_cursor_begin (&walk.cursor, reader->places, object);
  return walk;
}

static const DjSpot *find_spot (Walk *walk)
{
  while (walk->reached < walk->number && dj_json_cursor_next (&walk->cursor))
    walk->reached++;
  return &walk->cursor.at;
}

/* Whether the member at hand has the name, for the first time; a second time is an issue. */
static gboolean is_member (Walk *walk, const cJSON *member, const char *name, const cJSON **taken)
{
  if (strcmp (member->string, name) != 0)
    return FALSE;
  if (*taken)
    report (walk->reader, DJ_ISSUE_COLUMN_TWICE, find_spot (walk), NULL, name, NULL, NULL);
  else
    *taken = member;
  return *taken == member;
}

/* ---- Values --------------------------------------------------------------------------------------------------------------- */

/* Sets a cell from a text; what is wrong with it is reported. */
static void set_text (Reader *reader, DjTableData *table, int column, gint32 row, const char *text, const DjSpot *spot)
{
  gboolean damaged = strchr (text, (char)DJ_BAD_BYTE) != NULL; /* reported already */
  g_autofree char *mended = damaged ? dj_mend_text (text, strlen (text)) : NULL;
  const char *value = mended ? mended : text;
  int code = dj_table_set_cell (table, reader->state->texts, column, row, value, strlen (value));
  const DjColumnInfo *info = &table->info->columns[column];
  g_autofree char *expected = code >= 0 ? dj_column_describe (info) : NULL;
  if (code == DJ_CELL_FULL)
    reader->full = TRUE;
  else if (code != DJ_CELL_SET)
    report (reader, (DjIssueCode)code, spot, NULL, info->name, value, expected);
}

/* An id as it stands in a code: a text without blanks around it. A whole number is written out. */
static gint32 read_id (Walk *walk, const cJSON *value, const char *name)
{
  Reader *reader = walk->reader;
  char buffer[DJ_NUMBER_TEXT_SIZE];
  const char *text = cJSON_IsString (value) ? value->valuestring : NULL;
  if (cJSON_IsNumber (value) && fabs (value->valuedouble) <= WHOLE_MAX
      && value->valuedouble == floor (value->valuedouble))
    text = dj_int_format ((gint64)value->valuedouble, buffer);
  dj_table_clear_cell (reader->scratch, DJ_COLUMN_ALLIANCE_CODE, 0);
  if (!text)
  {
    report_type (reader, find_spot (walk), name, "text");
    return DJ_TEXT_NONE;
  }
  set_text (reader, reader->scratch, DJ_COLUMN_ALLIANCE_CODE, 0, text, find_spot (walk));
  gint32 id = dj_table_get_text (reader->scratch, DJ_COLUMN_ALLIANCE_CODE, 0);
  if (id == DJ_TEXT_NONE && !reader->full)
    report (reader, DJ_ISSUE_REQUIRED, find_spot (walk), NULL, name, NULL, NULL);
  return id;
}

/* Columns of a table that may stand as attributes, -1 at the end. */
static const int edge_columns[]
    = { DJ_COLUMN_ALLIANCE_NAME, DJ_COLUMN_ALLIANCE_KIND, DJ_COLUMN_ALLIANCE_SINCE, DJ_COLUMN_ALLIANCE_UNTIL, -1 };
static const int seat_columns[] = { DJ_COLUMN_SEAT_ROLE, DJ_COLUMN_SEAT_SINCE, DJ_COLUMN_SEAT_UNTIL, -1 };
static const int node_columns[] = { DJ_COLUMN_ORGANIZATION_NAME, -1 };

#define MOST_COLUMNS 4

static void read_attribute (Walk *walk, const cJSON *member, DjTableData *table, const int *columns, gint32 row,
                            const cJSON **taken)
{
  for (int i = 0; columns[i] >= 0; i++)
  {
    const char *name = table->info->columns[columns[i]].name;
    if (!is_member (walk, member, name, &taken[i]) || cJSON_IsNull (member))
      continue;
    if (cJSON_IsString (member))
      set_text (walk->reader, table, columns[i], row, member->valuestring, find_spot (walk));
    else
      report_type (walk->reader, find_spot (walk), name, "text");
  }
}

static void check_period (Reader *reader, const DjTableData *table, gint32 row, const DjSpot *spot)
{
  DjDate since, until;
  char begin[DJ_DATE_TEXT_SIZE], end[DJ_DATE_TEXT_SIZE];
  dj_table_get_period (table, row, &since, &until);
  if (table->info->until >= 0 && until < since)
    report (reader, DJ_ISSUE_PERIOD, spot, NULL, "until", dj_date_format (until, end), dj_date_format (since, begin));
}

/* The object `attrs` into the row of a table. Attributes that nobody here knows are left out. */
static void read_attributes (Walk *outer, const cJSON *object, DjTableData *table, const int *columns, gint32 row)
{
  const cJSON *taken[MOST_COLUMNS] = { NULL };
  if (cJSON_IsNull (object))
    return;
  if (!cJSON_IsObject (object))
  {
    report_type (outer->reader, find_spot (outer), "attrs", "object");
    return;
  }
  Walk walk = begin_walk (outer->reader, find_spot (outer));
  for (const cJSON *member = object->child; member; member = member->next)
  {
    walk.number++;
    read_attribute (&walk, member, table, columns, row, taken);
  }
  check_period (outer->reader, table, row, &walk.spot);
}

/* ---- Edges, nodes, incidences ------------------------------------------------------------------------------------------------ */

/* What one object of the document says. */
typedef struct
{
  gint32 edge;
  gint32 node;
  DjSpot edge_spot;
  DjSpot node_spot;
} Record;

/* Reads ids and attributes; the attributes go to the last row of @table. An id that is asked for and not there is an issue. */
static void read_record (Reader *reader, const cJSON *object, const DjSpot *spot, DjTableData *table,
                         const int *columns, gboolean with_edge, gboolean with_node, Record *record)
{
  const cJSON *edge = NULL, *node = NULL, *attributes = NULL;
  *record = (Record){ DJ_TEXT_NONE, DJ_TEXT_NONE, *spot, *spot };
  if (!cJSON_IsObject (object))
  {
    report_type (reader, spot, NULL, "object");
    return;
  }
  Walk walk = begin_walk (reader, spot);
  for (const cJSON *member = object->child; member; member = member->next)
  {
    walk.number++;
    if (with_edge && is_member (&walk, member, "edge", &edge))
    {
      record->edge_spot = *find_spot (&walk);
      record->edge = read_id (&walk, member, "edge");
    }
    else if (with_node && is_member (&walk, member, "node", &node))
    {
      record->node_spot = *find_spot (&walk);
      record->node = read_id (&walk, member, "node");
    }
    else if (is_member (&walk, member, "attrs", &attributes))
      read_attributes (&walk, member, table, columns, table->n_rows - 1);
  }
  if (with_edge && !edge)
    report (reader, DJ_ISSUE_REQUIRED, spot, NULL, "edge", NULL, NULL);
  if (with_node && !node)
    report (reader, DJ_ISSUE_REQUIRED, spot, NULL, "node", NULL, NULL);
}

static gint32 append_row (Reader *reader, DjTable table)
{
  gint32 row = dj_table_append_row (reader->made[table]);
  reader->full = reader->full || row < 0;
  return row;
}

/* Notes the id, and the line where it is listed. Returns FALSE where it is noted already; where it was listed, that is an issue. */
static gboolean note_id (Reader *reader, GHashTable *ids, gint32 id, const DjSpot *spot, gboolean listed)
{
  gpointer line = NULL;
  gboolean known = g_hash_table_lookup_extended (ids, GINT_TO_POINTER (id), NULL, &line);
  g_autofree char *where = g_strdup_printf ("%s:%d", reader->file ? reader->file : "HIF", GPOINTER_TO_INT (line));
  if (!known)
    g_hash_table_insert (ids, GINT_TO_POINTER (id), GINT_TO_POINTER (listed ? spot->line : 0));
  else if (listed)
    report (reader, DJ_ISSUE_DUPLICATE, spot, dj_texts_get (reader->state->texts, id), where, NULL, NULL);
  return !known;
}

/* What the row of an alliance needs beyond the document. */
static void complete_alliance (Reader *reader, gint32 row, gint32 id)
{
  DjTableData *table = reader->made[DJ_TABLE_ALLIANCE];
  dj_table_set_text (table, DJ_COLUMN_ALLIANCE_CODE, row, id);
  if (dj_cell_is_blank (table, reader->state->texts, DJ_COLUMN_ALLIANCE_NAME, row))
    dj_table_set_text (table, DJ_COLUMN_ALLIANCE_NAME, row, id);
  if (dj_table_is_missing (table, DJ_COLUMN_ALLIANCE_KIND, row))
    dj_table_set_code (table, DJ_COLUMN_ALLIANCE_KIND, row, DJ_ALLIANCE_ALLIANCE);
}

/* The code may belong to nothing that is in the register. */
static void check_new (Reader *reader, gint32 id, const DjSpot *spot)
{
  DjTable table;
  if (dj_state_find_code (reader->state, id, &table) >= 0)
    report (reader, DJ_ISSUE_DUPLICATE, spot, dj_texts_get (reader->state->texts, id),
            dj_schema_get_table (table)->name, NULL, NULL);
}

static void read_edge (Reader *reader, const cJSON *object, const DjSpot *spot)
{
  Record record;
  gint32 row = append_row (reader, DJ_TABLE_ALLIANCE);
  if (row < 0)
    return;
  read_record (reader, object, spot, reader->made[DJ_TABLE_ALLIANCE], edge_columns, TRUE, FALSE, &record);
  if (record.edge == DJ_TEXT_NONE || !note_id (reader, reader->edges, record.edge, &record.edge_spot, TRUE))
    return;
  check_new (reader, record.edge, &record.edge_spot);
  complete_alliance (reader, row, record.edge);
}

/* An edge that only incidences name. */
static void add_edge (Reader *reader, gint32 id, const DjSpot *spot)
{
  if (!note_id (reader, reader->edges, id, spot, FALSE))
    return;
  check_new (reader, id, spot);
  gint32 row = append_row (reader, DJ_TABLE_ALLIANCE);
  if (row >= 0)
    complete_alliance (reader, row, id);
}

/* Attributes of a node are read into a row of its own, which is taken away again: who it is is known only at the end. */
static void read_node (Reader *reader, const cJSON *object, const DjSpot *spot)
{
  Record record;
  DjTableData *table = reader->made[DJ_TABLE_ORGANIZATION];
  gint32 row = append_row (reader, DJ_TABLE_ORGANIZATION);
  if (row < 0)
    return;
  read_record (reader, object, spot, table, node_columns, FALSE, TRUE, &record);
  gboolean blank = dj_cell_is_blank (table, reader->state->texts, DJ_COLUMN_ORGANIZATION_NAME, row);
  Node node = { .id = record.node, .name = DJ_TEXT_NONE, .spot = record.node_spot };
  if (!blank)
    node.name = dj_table_get_text (table, DJ_COLUMN_ORGANIZATION_NAME, row);
  table->n_rows--;
  if (node.id != DJ_TEXT_NONE && note_id (reader, reader->nodes, node.id, &node.spot, TRUE))
    g_array_append_val (reader->list, node);
}

static void read_incidence (Reader *reader, const cJSON *object, const DjSpot *spot)
{
  Record record;
  DjTableData *table = reader->made[DJ_TABLE_SEAT];
  gint32 row = append_row (reader, DJ_TABLE_SEAT);
  if (row < 0)
    return;
  read_record (reader, object, spot, table, seat_columns, TRUE, TRUE, &record);
  dj_table_set_text (table, DJ_COLUMN_SEAT_ALLIANCE, row, record.edge);
  dj_table_set_text (table, DJ_COLUMN_SEAT_BODY, row, record.node);
  if (record.edge != DJ_TEXT_NONE)
    add_edge (reader, record.edge, &record.edge_spot);
  Node node = { .id = record.node, .name = DJ_TEXT_NONE, .spot = record.node_spot };
  if (node.id != DJ_TEXT_NONE && note_id (reader, reader->nodes, node.id, &node.spot, FALSE))
    g_array_append_val (reader->list, node);
}

/* ---- Bodies -------------------------------------------------------------------------------------------------------------------- */

#define BODIES "organization, unit, alliance"

static void make_body (Reader *reader, const Node *node)
{
  DjTableData *table = reader->made[DJ_TABLE_ORGANIZATION];
  gint32 row = append_row (reader, DJ_TABLE_ORGANIZATION);
  if (row < 0)
    return;
  dj_table_set_text (table, DJ_COLUMN_ORGANIZATION_CODE, row, node->id);
  dj_table_set_text (table, DJ_COLUMN_ORGANIZATION_NAME, row, node->name == DJ_TEXT_NONE ? node->id : node->name);
  dj_table_set_code (table, DJ_COLUMN_ORGANIZATION_KIND, row, DJ_ORGANIZATION_BRANCH);
}

/* A node is an alliance of the document, a body of the register, or is made one. */
static void resolve_node (Reader *reader, const Node *node, gboolean make_bodies)
{
  DjTable table;
  gboolean taken = dj_state_find_code (reader->state, node->id, &table) >= 0;
  gboolean is_body = taken && (table == DJ_TABLE_ORGANIZATION || table == DJ_TABLE_UNIT || table == DJ_TABLE_ALLIANCE);
  if (is_body || g_hash_table_contains (reader->edges, GINT_TO_POINTER (node->id)))
    return;
  if (make_bodies && !taken)
    make_body (reader, node);
  else
    report (reader, DJ_ISSUE_REFERENCE, &node->spot, NULL, "node", dj_texts_get (reader->state->texts, node->id),
            BODIES);
}

/* ---- The document ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *key;
  void (*read) (Reader *reader, const cJSON *object, const DjSpot *spot);
} Part;

/* Edges come before the incidences that name them, wherever the document has them. */
static const Part parts[] = {
  { "edges", read_edge },
  { "nodes", read_node },
  { "incidences", read_incidence },
};

static void read_part (Reader *reader, const Part *part, const cJSON *document)
{
  const cJSON *list = NULL;
  guint number = 0;
  for (const cJSON *value = document->child; value && number < reader->places->members->len; value = value->next)
  {
    const DjJsonMember *member = &g_array_index (reader->places->members, DjJsonMember, number++);
    guint row = 0;
    if (strcmp (value->string, part->key) != 0)
      continue;
    if (list)
      report (reader, DJ_ISSUE_TABLE_TWICE, &member->key, NULL, part->key, NULL, NULL);
    else if (!cJSON_IsArray (value))
      report (reader, DJ_ISSUE_TYPE, &member->key, NULL, part->key, NULL, "array");
    else
      for (const cJSON *object = value->child; object && row < member->rows->len && !reader->full;
           object = object->next)
        part->read (reader, object, &g_array_index (member->rows, DjSpot, row++));
    list = value;
  }
  if (!list && part->read == read_incidence)
    report (reader, DJ_ISSUE_COLUMN_MISSING, &(DjSpot){ 0, 1, 1 }, NULL, part->key, NULL, NULL);
}

/* Seats have no direction: a directed hypergraph would lose it, and is refused. */
static void check_type (Reader *reader, const cJSON *document)
{
  guint number = 0;
  for (const cJSON *value = document->child; value && number < reader->places->members->len; value = value->next)
  {
    const DjJsonMember *member = &g_array_index (reader->places->members, DjJsonMember, number++);
    if (strcmp (value->string, "network-type") != 0)
      continue;
    if (!cJSON_IsString (value))
      report (reader, DJ_ISSUE_TYPE, &member->key, NULL, "network-type", NULL, "text");
    else if (strcmp (value->valuestring, "undirected") != 0 && strcmp (value->valuestring, "asc") != 0)
      report (reader, DJ_ISSUE_CODE, &member->key, NULL, "network-type", value->valuestring, "undirected, asc");
  }
}

static void read_document (Reader *reader, char *text, gboolean make_bodies)
{
  cJSON *document = dj_json_parse (reader->places, text, reader->file, reader->issues);
  if (cJSON_IsObject (document))
  {
    check_type (reader, document);
    for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
      read_part (reader, &parts[i], document);
    for (guint i = 0; i < reader->list->len && !reader->full; i++)
      resolve_node (reader, &g_array_index (reader->list, Node, i), make_bodies);
  }
  else if (document)
    report (reader, DJ_ISSUE_TYPE, &(DjSpot){ 0, 1, 1 }, NULL, NULL, NULL, "object");
  cJSON_Delete (document);
}

/* ---- Adding ------------------------------------------------------------------------------------------------------------------------ */

static void copy_cell (const DjTableData *from, int column, gint32 row, DjTableData *to, gint32 place)
{
  if (dj_table_is_missing (from, column, row))
    return;
  switch (from->info->columns[column].type)
  {
  case DJ_TYPE_DATE:
    dj_table_set_date (to, column, place, dj_table_get_date (from, column, row));
    break;
  case DJ_TYPE_CODE:
    dj_table_set_code (to, column, place, dj_table_get_code (from, column, row));
    break;
  default: /* of the columns read here there are no others but texts */
    dj_table_set_text (to, column, place, dj_table_get_text (from, column, row));
  }
}

static void add_rows (DjChange *change, const DjTableData *from)
{
  if (from->n_rows == 0)
    return;
  DjTableData *to = dj_change_edit (change, from->id);
  for (gint32 row = 0; row < from->n_rows; row++)
  {
    gint32 place = dj_table_append_row (to);
    for (int column = 0; column < from->info->n_columns; column++)
      copy_cell (from, column, row, to, place);
  }
}

static const DjTable made_tables[] = { DJ_TABLE_ORGANIZATION, DJ_TABLE_ALLIANCE, DJ_TABLE_SEAT };

static gboolean has_room (const Reader *reader)
{
  gboolean room = !reader->full;
  for (gsize i = 0; i < G_N_ELEMENTS (made_tables); i++)
    room = room && reader->made[made_tables[i]]->n_rows <= G_MAXINT32 - reader->state->tables[made_tables[i]]->n_rows;
  return room;
}

static gboolean finish (Reader *reader, GError **error)
{
  dj_issues_finish (reader->issues);
  if (dj_issues_worst (reader->issues) >= DJ_SEVERITY_MUST)
    g_propagate_error (error, dj_error_new_data (reader->issues));
  else if (!has_room (reader))
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "The register holds as many texts or rows as it can");
  else
  {
    for (gsize i = 0; i < G_N_ELEMENTS (made_tables); i++)
      add_rows (reader->change, reader->made[made_tables[i]]);
    return TRUE;
  }
  return FALSE;
}

static void reader_new (Reader *reader, DjChange *change, const char *file)
{
  *reader = (Reader){ .change = change, .state = dj_change_get_draft (change), .file = file };
  reader->issues = dj_issues_new ();
  reader->edges = g_hash_table_new (NULL, NULL);
  reader->nodes = g_hash_table_new (NULL, NULL);
  reader->list = g_array_new (FALSE, FALSE, sizeof (Node));
  reader->scratch = dj_table_new (DJ_TABLE_ALLIANCE);
  dj_table_append_row (reader->scratch);
  for (gsize i = 0; i < G_N_ELEMENTS (made_tables); i++)
    reader->made[made_tables[i]] = dj_table_new (made_tables[i]);
}

static void reader_clear (Reader *reader)
{
  for (gsize i = 0; i < G_N_ELEMENTS (made_tables); i++)
    dj_table_unref (reader->made[made_tables[i]]);
  dj_table_unref (reader->scratch);
  g_array_unref (reader->list);
  g_hash_table_unref (reader->nodes);
  g_hash_table_unref (reader->edges);
  dj_issues_unref (reader->issues);
}

gboolean dj_change_import_hif (DjChange *change, const char *text, gssize length, const char *name,
                               gboolean make_bodies, GError **error)
{
  g_return_val_if_fail (change != NULL && text != NULL, FALSE);
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  if (size >= G_MAXINT32)
  {
    g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT, "%s: too large for JSON", name ? name : "HIF");
    return FALSE;
  }
  g_auto (DjDecoded) decoded;
  dj_decode (text, size, &decoded);
  g_autofree char *copy = g_strndup (decoded.text, decoded.length);
  Reader reader;
  reader_new (&reader, change, name);
  reader.places = dj_json_places_new (copy, decoded.length);
  read_document (&reader, copy, make_bodies);
  gboolean done = finish (&reader, error);
  dj_json_places_free (reader.places);
  reader_clear (&reader);
  return done;
}
