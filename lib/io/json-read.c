/* SPDX-License-Identifier: Apache-2.0 */
/* JSON to the loader: cJSON parses, json-place.c knows where things stand. */
#include <math.h>
#include <string.h>

#include "io/io-private.h"

/* Whole numbers up to here are exact in a double, which is what the parser keeps. */
#define WHOLE_MAX 9007199254740992.0

/* The columns of a table: the keys of all its rows, in the order in which they first appear. */
typedef struct
{
  GPtrArray *names;
  GHashTable *places; /* name to place from 1 */
  GArray *seen;       /* guint: the row that had this key last, from 1 */
  guint member;       /* which member of the document it is */
} Header;

typedef struct
{
  DjLoader *loader;
  const char *file;
  char *text;
  gsize length;
  DjJsonPlaces *places;
  const cJSON *columns; /* the member that lists columns of tables, or NULL */
  Header *headers[DJ_N_TABLES];
  GArray *spots; /* DjSpot of issues found here; such an issue has its number here as a negative column until the end */
  const DjReading *reading;
  gsize told;
} JsonReader;

/* One row while it is fed; the cursor follows only when there is something to complain of. */
typedef struct
{
  DjTable table;
  guint number;
  DjSpot spot;
  DjJsonCursor cursor;
  guint reached;
  gboolean bad;
} Row;

/* ---- Issues ----------------------------------------------------------------------------------------------------- */

static void report_at (JsonReader *reader, DjIssueCode code, const DjSpot *spot, const char *subject, const char *a,
                       const char *c)
{
  DjPlace place = { -1, -1, spot->column, reader->file, spot->line };
  dj_issues_add (dj_loader_get_issues (reader->loader), code, &place, subject, a, NULL, c);
}

static void report_in_row (JsonReader *reader, DjIssueCode code, Row *row, const DjSpot *spot, const char *a,
                           const char *b, const char *c)
{
  g_array_append_val (reader->spots, *spot);
  DjPlace place = { (int)row->table, (gint32)row->number, -(gint32)reader->spots->len, reader->file, spot->line };
  dj_issues_add (dj_loader_get_issues (reader->loader), code, &place, NULL, a, b, c);
  row->bad = TRUE;
}

/* The place of the row's member number @member, counted from 1. */
static const DjSpot *find_member (JsonReader *reader, Row *row, guint member)
{
  if (row->reached == 0)
    dj_json_cursor_begin (&row->cursor, reader->places, &row->spot);
  while (row->reached < member && dj_json_cursor_next (&row->cursor))
    row->reached++;
  return &row->cursor.at;
}

static const Header *find_header (const JsonReader *reader, int table, gint32 row, gint32 line)
{
  const Header *header = reader->headers[table];
  if (!header)
    return NULL;
  const GArray *rows = g_array_index (reader->places->members, DjJsonMember, header->member).rows;
  return row >= 0 && (guint)row < rows->len && g_array_index (rows, DjSpot, row).line == line ? header : NULL;
}

/* A row made of another table's short column stands where that table's row stands. */
static const Header *find_short_header (const JsonReader *reader, int table, gint32 row, gint32 line)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    const DjShorthand *shorthand = dj_schema_get_table ((DjTable)t)->shorthand;
    const Header *header = shorthand && (int)shorthand->table == table ? find_header (reader, t, row, line) : NULL;
    if (header)
      return header;
  }
  return NULL;
}

static void set_place (const DjSpot *spot, gint32 *line, gint32 *column)
{
  *line = spot->line;
  *column = spot->column;
}

static void find_place (int table, gint32 row, gint32 *line, gint32 *column, gpointer user_data)
{
  JsonReader *reader = user_data;
  if (*column < 0)
  {
    set_place (&g_array_index (reader->spots, DjSpot, -(*column + 1)), line, column);
    return;
  }
  const Header *header = find_header (reader, table, row, *line);
  if (!header)
    header = find_short_header (reader, table, row, *line);
  if (!header)
    return;
  const DjSpot *spot
      = &g_array_index (g_array_index (reader->places->members, DjJsonMember, header->member).rows, DjSpot, row);
  gint32 place = *column;
  set_place (spot, line, column);
  if (place < 1 || (guint)place > header->names->len)
    return;
  DjJsonCursor cursor;
  dj_json_cursor_begin (&cursor, reader->places, spot);
  while (dj_json_cursor_next (&cursor))
    if (dj_json_cursor_is (&cursor, g_ptr_array_index (header->names, place - 1)))
    {
      set_place (&cursor.at, line, column);
      return;
    }
}

/* ---- Header ----------------------------------------------------------------------------------------------------- */

static Header *header_new (guint member)
{
  Header *header = g_new0 (Header, 1);
  header->names = g_ptr_array_new_with_free_func (g_free);
  header->places = g_hash_table_new (g_str_hash, g_str_equal);
  header->seen = g_array_new (FALSE, TRUE, sizeof (guint));
  header->member = member;
  return header;
}

static void header_free (Header *header)
{
  if (!header)
    return;
  g_hash_table_unref (header->places);
  g_ptr_array_unref (header->names);
  g_array_unref (header->seen);
  g_free (header);
}

/* The place of a name, from 0, or -1. Rows mostly have the same keys in the same order: so @guess is tried first. */
static int header_find (const Header *header, const char *name, guint guess)
{
  if (guess < header->names->len && strcmp (g_ptr_array_index (header->names, guess), name) == 0)
    return (int)guess;
  return GPOINTER_TO_INT (g_hash_table_lookup (header->places, name)) - 1;
}

static void header_add (Header *header, const char *name, guint guess)
{
  if (header_find (header, name, guess) >= 0 || header->names->len > DJ_COLUMNS_MAX)
    return;
  char *copy = g_strdup (name);
  g_ptr_array_add (header->names, copy);
  g_hash_table_insert (header->places, copy, GINT_TO_POINTER ((int)header->names->len));
  g_array_set_size (header->seen, header->names->len);
}

/* Columns that the document lists for the table. */
static void add_listed_columns (const JsonReader *reader, DjTable table, Header *header)
{
  const cJSON *lists = cJSON_IsObject (reader->columns) ? reader->columns->child : NULL;
  for (const cJSON *list = lists; list; list = list->next)
  {
    if (!cJSON_IsArray (list) || dj_schema_find_table (list->string) != (int)table)
      continue;
    for (const cJSON *name = list->child; name; name = name->next)
      if (cJSON_IsString (name))
        header_add (header, name->valuestring, header->names->len);
  }
}

static Header *read_header (const JsonReader *reader, DjTable table, const cJSON *rows, guint member)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  Header *header = header_new (member);
  add_listed_columns (reader, table, header);
  for (const cJSON *row = rows->child; row; row = row->next)
  {
    guint guess = 0;
    for (const cJSON *value = cJSON_IsObject (row) ? row->child : NULL; value; value = value->next)
      header_add (header, value->string, guess++);
  }
  gboolean is_bare = header->names->len == 0 && !rows->child;
  for (int i = 0; is_bare && i < info->n_columns; i++)
    header_add (header, info->columns[i].name, header->names->len);
  return header;
}

/* What the loader finds wrong with the columns stands where the table's key stands: there is no header to point at. */
static gboolean begin_table (JsonReader *reader, DjTable table, const Header *header)
{
  DjIssues *issues = dj_loader_get_issues (reader->loader);
  guint n_before = dj_issues_get_n (issues);
  const DjJsonMember *member = &g_array_index (reader->places->members, DjJsonMember, header->member);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < header->names->len; i++)
  {
    const char *name = g_ptr_array_index (header->names, i);
    g_ptr_array_add (names, dj_mend_name (name, strlen (name)));
  }
  if (names->len == 0)
    g_ptr_array_add (names, g_strdup ("")); /* rows without any key: a nameless column, so that the others are missed */
  gboolean begun = dj_loader_begin_table (reader->loader, table, reader->file, (const char *const *)names->pdata,
                                          names->len, member->key.line);
  for (guint i = n_before; i < dj_issues_get_n (issues); i++)
    dj_issues_set_place (issues, i, member->key.line, member->key.column);
  return begun;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

/* The declared column, or NULL for a further one. */
static const DjColumnInfo *get_info (DjTable table, const char *name)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  int column = dj_table_find_column (table, name);
  const DjColumnInfo *brief = info->shorthand ? &info->shorthand->column : NULL;
  if (brief && (strcmp (name, brief->name) == 0 || strcmp (name, brief->label_zh) == 0))
    return brief;
  return column < 0 ? NULL : &info->columns[column];
}

/* A number as it would stand in a CSV file; NULL where the column takes none, or where the parser has lost digits. */
static const char *number_text (const DjColumnInfo *info, double value, char out[DJ_NUMBER_TEXT_SIZE])
{
  gboolean small = fabs (value) <= WHOLE_MAX;
  if (info && info->type == DJ_TYPE_REAL)
    return isfinite (value) ? dj_real_format (value, out) : NULL;
  if (small && value == floor (value))
    return dj_int_format ((gint64)value, out);
  return small && (!info || info->type == DJ_TYPE_INT) ? dj_real_format (value, out) : NULL;
}

static const char *value_text (const DjColumnInfo *info, const cJSON *value, char out[DJ_NUMBER_TEXT_SIZE])
{
  if (cJSON_IsString (value))
    return value->valuestring;
  return cJSON_IsNumber (value) ? number_text (info, value->valuedouble, out) : NULL;
}

static gboolean is_damaged (const char *text) { return strchr (text, (char)DJ_BAD_BYTE) != NULL; }

/* Sets a cell. Damaged text is checked further like any other, unless its row would be kept: the lenient reader
 * drops it. */
static void set_cell (JsonReader *reader, Row *row, guint place, const char *text)
{
  if (!is_damaged (text))
  {
    dj_loader_set_cell (reader->loader, place, text, strlen (text));
    return;
  }
  g_autofree char *mended = dj_mend_text (text, strlen (text));
  dj_loader_set_cell (reader->loader, place, mended, strlen (mended));
  row->bad = row->bad || reader->reading->options->lenient;
}

static void report_type (JsonReader *reader, Row *row, guint member, const char *name, const DjColumnInfo *info)
{
  const DjSpot *spot = find_member (reader, row, member);
  g_autofree char *found = dj_json_show_value (reader->places, spot);
  report_in_row (reader, DJ_ISSUE_TYPE, row, spot, name, found, dj_type_get_name (info ? info->type : DJ_TYPE_TEXT));
}

static void read_value (JsonReader *reader, const Header *header, Row *row, const cJSON *value, guint member)
{
  guint place = (guint)header_find (header, value->string, member - 1);
  const char *name = g_ptr_array_index (header->names, place);
  guint *seen = &g_array_index (header->seen, guint, place);
  row->bad = row->bad || (reader->reading->options->lenient && is_damaged (value->string));
  if (*seen == row->number + 1)
  {
    report_in_row (reader, DJ_ISSUE_COLUMN_TWICE, row, find_member (reader, row, member), name, NULL, NULL);
    return;
  }
  *seen = row->number + 1;
  if (cJSON_IsNull (value))
    return;
  char buffer[DJ_NUMBER_TEXT_SIZE];
  const DjColumnInfo *info = cJSON_IsString (value) ? NULL : get_info (row->table, name);
  const char *text = value_text (info, value, buffer);
  if (text)
    set_cell (reader, row, place, text);
  else
    report_type (reader, row, member, name, info);
}

static void end_row (JsonReader *reader, const Row *row)
{
  DjPlace place = { (int)row->table, (gint32)row->number, 0, reader->file, row->spot.line };
  if (!row->bad)
    dj_loader_end_row (reader->loader);
  else
  {
    dj_reading_report_dropped (reader->reading, reader->loader, &place);
    dj_loader_drop_row (reader->loader);
  }
}

static void read_row (JsonReader *reader, const Header *header, Row *row, const cJSON *object)
{
  guint member = 0;
  dj_loader_begin_row (reader->loader, row->spot.line);
  if (cJSON_IsObject (object))
    for (const cJSON *value = object->child; value; value = value->next)
      read_value (reader, header, row, value, ++member);
  else
  {
    g_autofree char *found = dj_json_show_value (reader->places, &row->spot);
    report_in_row (reader, DJ_ISSUE_TYPE, row, &row->spot, NULL, found, "object");
  }
  end_row (reader, row);
}

static gboolean tell (JsonReader *reader, gsize at, GError **error)
{
  if (at < reader->told + DJ_STRIDE)
    return TRUE;
  reader->told = at;
  return dj_reading_tell (reader->reading, at, reader->length, error);
}

static gboolean read_rows (JsonReader *reader, DjTable table, const cJSON *rows, GError **error)
{
  const Header *header = reader->headers[table];
  const GArray *spots = g_array_index (reader->places->members, DjJsonMember, header->member).rows;
  guint number = 0;
  for (const cJSON *object = rows->child; object && number < spots->len; object = object->next, number++)
  {
    Row row = { .table = table, .number = number, .spot = g_array_index (spots, DjSpot, number) };
    if (!tell (reader, row.spot.offset, error))
      return FALSE;
    read_row (reader, header, &row, object);
  }
  return TRUE;
}

static gboolean read_table (JsonReader *reader, DjTable table, const cJSON *rows, guint member, GError **error)
{
  Header *header = read_header (reader, table, rows, member);
  gboolean many = header->names->len > DJ_COLUMNS_MAX;
  gboolean begun = !many && begin_table (reader, table, header);
  if (many)
    g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT,
                 DJ_SAY ("%s：一张表超过 %d 列", "%s: more than %d columns in a table"),
                 reader->file ? reader->file : "JSON", DJ_COLUMNS_MAX);
  if (!begun)
  {
    header_free (header);
    return !many;
  }
  reader->headers[table] = header;
  gboolean done = read_rows (reader, table, rows, error);
  dj_loader_end_table (reader->loader);
  return done;
}

/* ---- The document ----------------------------------------------------------------------------------------------- */

static gboolean read_member (JsonReader *reader, const cJSON *value, guint number, GError **error)
{
  const DjSpot *key = &g_array_index (reader->places->members, DjJsonMember, number).key;
  int table = dj_schema_find_table (value->string);
  if (table >= 0 && cJSON_IsArray (value))
    return read_table (reader, (DjTable)table, value, number, error);
  if (table >= 0 || (value == reader->columns && !cJSON_IsObject (value)))
    report_at (reader, DJ_ISSUE_TYPE, key, value->string, NULL, table >= 0 ? "array" : "object");
  else if (value != reader->columns)
  {
    g_autofree char *name = dj_mend_text (value->string, strlen (value->string));
    report_at (reader, DJ_ISSUE_TABLE_UNKNOWN, key, name, NULL, NULL);
  }
  return TRUE;
}

static gboolean read_members (JsonReader *reader, const cJSON *document, GError **error)
{
  guint number = 0;
  for (const cJSON *value = document->child; value && !reader->columns; value = value->next)
    reader->columns = strcmp (value->string, DJ_JSON_COLUMNS) == 0 ? value : NULL;
  for (const cJSON *value = document->child; value && number < reader->places->members->len; value = value->next)
    if (!read_member (reader, value, number++, error))
      return FALSE;
  return TRUE;
}

/* @sound tells whether there is a document at all, from which something could be kept. */
static gboolean read_document (JsonReader *reader, gboolean *sound, GError **error)
{
  cJSON *document = dj_json_parse (reader->places, reader->text, reader->file, dj_loader_get_issues (reader->loader));
  gboolean done = TRUE;
  *sound = cJSON_IsObject (document);
  if (*sound)
    done = read_members (reader, document, error);
  else if (document)
    report_at (reader, DJ_ISSUE_TYPE, &(DjSpot){ 0, 1, 1 }, NULL, NULL, "object");
  cJSON_Delete (document);
  reader->columns = NULL;
  return done;
}

static gboolean read_all (JsonReader *reader, DjRegister **reg, GError **error)
{
  gboolean sound = FALSE;
  if (!dj_reading_tell (reader->reading, 0, reader->length, error))
    return FALSE;
  if (!read_document (reader, &sound, error)
      || !dj_reading_tell (reader->reading, reader->length, reader->length, error))
    return FALSE;
  dj_loader_set_place_finder (reader->loader, find_place, reader);
  return dj_reading_finish (reader->reading, reader->loader, sound && reader->reading->options->lenient, reg, error);
}

/* The parser gets a copy that ends in NUL: it has read beyond the end of texts that do not. */
static char *copy_text (const char *bytes, gsize length, gsize *copied)
{
  g_auto (DjDecoded) decoded;
  dj_decode (bytes, length, &decoded);
  *copied = decoded.length;
  return g_strndup (decoded.text, decoded.length);
}

gboolean dj_json_read (const char *bytes, gsize length, const char *file, const DjReading *reading, DjRegister **reg,
                       GError **error)
{
  if (length >= G_MAXINT32)
  {
    g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT,
                 DJ_SAY ("%s：JSON 文件过大，请改用 CSV", "%s: too large for JSON; use CSV"), file ? file : "JSON");
    return FALSE;
  }
  JsonReader reader = { .loader = dj_reading_new_loader (reading), .file = file, .reading = reading };
  reader.text = copy_text (bytes, length, &reader.length);
  reader.places = dj_json_places_new (reader.text, reader.length);
  reader.spots = g_array_new (FALSE, FALSE, sizeof (DjSpot));
  gboolean done = read_all (&reader, reg, error);
  for (int t = 0; t < DJ_N_TABLES; t++)
    header_free (reader.headers[t]);
  g_array_unref (reader.spots);
  dj_json_places_free (reader.places);
  dj_loader_free (reader.loader);
  g_free (reader.text);
  return done;
}
