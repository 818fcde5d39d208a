/* SPDX-License-Identifier: Apache-2.0 */
/* A table from an Arrow C stream: fields become places of the loader's header, arrays its rows. */
#include "arrow/arrow-private.h"

#include <string.h>

/* More fields than any ledger has: a producer's number that is not to be believed. */
#define FIELDS_MAX 1000
/* Rows between two looks at the cancellable. */
#define STRIDE 65536

/* One import from beginning to end. */
typedef struct
{
  DjTable table;
  const char *name;
  const DjArrowImportOptions *options;
  struct ArrowArrayStream *stream;
  DjLoader *loader;
  GPtrArray *fields; /* DjArrowCells *, NULL for one that is not read */
  GArray *places;    /* gsize: of each field in the loader's header */
  gint64 n_rows;
} Import;

/* What ends reading: an error, or a fault of structure that is an issue, or neither. */
typedef enum
{
  GO_ON,
  AT_END,
  FAILED, /* the error is set */
  BROKEN, /* the issue is added */
} Step;

static Step fail_stream (const Import *import, int code, GError **error)
{
  const char *reason = import->stream->get_last_error ? import->stream->get_last_error (import->stream) : NULL;
  g_autofree char *shown = g_utf8_make_valid (reason ? reason : g_strerror (code), -1);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, DJ_SAY ("%s：数据流出错：%s", "%s: the stream failed: %s"), import->name,
               shown);
  return FAILED;
}

static Step report_fault (const Import *import, gint64 row, gsize place, const char *fault)
{
  DjPlace at = { (int)import->table, row > G_MAXINT32 ? -1 : (gint32)row, (gint32)place, import->name, 0 };
  dj_issues_add (dj_loader_get_issues (import->loader), DJ_ISSUE_SYNTAX, &at, NULL, fault, NULL, NULL);
  return BROKEN;
}

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

static gboolean is_index (const char *name) { return g_str_has_prefix (name, "__index_level_"); }

/* The fields' names, made valid; an index of pandas has none. */
static GPtrArray *list_names (const struct ArrowSchema *schema, GArray *places)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (int64_t i = 0; i < schema->n_children; i++)
  {
    const char *name = schema->children[i]->name ? schema->children[i]->name : "";
    gsize place = is_index (name) ? G_MAXSIZE : names->len;
    g_array_append_val (places, place);
    if (!is_index (name))
      g_ptr_array_add (names, g_utf8_make_valid (name, -1));
  }
  return names;
}

static void open_field (Import *import, const struct ArrowSchema *field, gsize place)
{
  DjArrowCells *cells = place == G_MAXSIZE ? NULL : dj_arrow_cells_new (field);
  if (!cells && place != G_MAXSIZE)
    dj_loader_refuse_column (import->loader, place, field->format ? field->format : "");
  g_ptr_array_add (import->fields, cells);
}

static Step check_schema (const Import *import, const struct ArrowSchema *schema)
{
  if (!schema->release || !schema->format || strcmp (schema->format, "+s") != 0)
    return report_fault (import, -1, 0, "a stream of rows expected / 应为由行组成的数据流");
  if (schema->n_children < 0 || schema->n_children > FIELDS_MAX || (schema->n_children > 0 && !schema->children))
    return report_fault (import, -1, 0, "more than 1000 columns, or none to be seen / 列数超过 1000 或不可读");
  for (int64_t i = 0; i < schema->n_children; i++)
    if (!schema->children[i] || !schema->children[i]->release)
      return report_fault (import, -1, (gsize)i + 1, "a field that is not there / 缺少字段");
  return GO_ON;
}

static Step open_fields (Import *import, const struct ArrowSchema *schema)
{
  Step step = check_schema (import, schema);
  if (step != GO_ON)
    return step;
  g_autoptr (GPtrArray) names = list_names (schema, import->places);
  dj_loader_begin_table (import->loader, import->table, import->name, (const char *const *)names->pdata, names->len, 0);
  for (int64_t i = 0; i < schema->n_children; i++)
    open_field (import, schema->children[i], g_array_index (import->places, gsize, (guint)i));
  return GO_ON;
}

static Step read_schema (Import *import, GError **error)
{
  struct ArrowSchema schema = { .release = NULL };
  int code = import->stream->get_schema (import->stream, &schema);
  if (code != 0)
    return fail_stream (import, code, error);
  Step step = open_fields (import, &schema);
  if (schema.release)
    schema.release (&schema);
  return step;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static void set_bool (const Import *import, gsize place, gboolean value)
{
  gboolean is_code = dj_loader_get_type (import->loader, place) == DJ_TYPE_CODE;
  const char *text = is_code ? (value ? "yes" : "no") : (value ? "true" : "false");
  dj_loader_set_cell (import->loader, place, text, strlen (text));
}

static void set_text (const Import *import, gsize place, const DjArrowCell *cell)
{
  if (g_utf8_validate_len (cell->text, cell->length, NULL))
    dj_loader_set_cell (import->loader, place, cell->text, cell->length);
  else
    dj_loader_refuse_cell (import->loader, place, DJ_ISSUE_ENCODING, cell->text, cell->length);
}

static void set_cell (const Import *import, gsize place, const DjArrowCell *cell)
{
  switch (cell->kind)
  {
  case DJ_ARROW_CELL_BOOL:
    set_bool (import, place, cell->whole != 0);
    break;
  case DJ_ARROW_CELL_INT:
    dj_loader_set_int (import->loader, place, cell->whole);
    break;
  case DJ_ARROW_CELL_REAL:
    dj_loader_set_real (import->loader, place, cell->real);
    break;
  case DJ_ARROW_CELL_DATE:
    dj_loader_set_date (import->loader, place, (DjDate)cell->whole);
    break;
  case DJ_ARROW_CELL_TEXT:
    set_text (import, place, cell);
    break;
  case DJ_ARROW_CELL_MISSING:
  default:
    break;
  }
}

static Step read_row (Import *import, gint64 row)
{
  DjArrowCell cell;
  dj_loader_begin_row (import->loader, 0);
  for (guint i = 0; i < import->fields->len; i++)
  {
    const DjArrowCells *cells = g_ptr_array_index (import->fields, i);
    gsize place = g_array_index (import->places, gsize, i);
    const char *fault = cells ? dj_arrow_cells_read (cells, row, &cell) : NULL;
    if (fault)
      return report_fault (import, dj_loader_get_row (import->loader), place + 1, fault);
    if (cells)
      set_cell (import, place, &cell);
  }
  dj_loader_end_row (import->loader);
  return GO_ON;
}

static Step tell (const Import *import, GError **error)
{
  const DjArrowImportOptions *options = import->options;
  if (!g_cancellable_is_cancelled (options->cancellable)
      && (!options->progress || options->progress (import->n_rows, 0, options->progress_data)))
    return GO_ON;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return FAILED;
}

/* The rows are a struct, and a struct may be null as a whole: such a row has no values. */
static gboolean is_null_row (const struct ArrowArray *rows, gint64 row)
{
  const guint8 *bits = rows->n_buffers > 0 && rows->buffers ? rows->buffers[0] : NULL;
  gint64 at = rows->offset + row;
  return bits && rows->null_count != 0 && !(bits[at / 8] >> (at % 8) & 1);
}

/* It counts: rows of issues are those of the stream. */
static void skip_row (const Import *import)
{
  dj_loader_begin_row (import->loader, 0);
  dj_loader_drop_row (import->loader);
}

/* The children of a struct are not cut by its offset: it counts for them, too. */
static Step bind_fields (const Import *import, const struct ArrowArray *rows)
{
  if (rows->length < 0 || rows->offset < 0 || rows->n_children != (int64_t)import->fields->len
      || (rows->n_children > 0 && !rows->children))
    return report_fault (import, -1, 0, "rows that do not fit the schema / 行与模式不符");
  if (rows->n_children == 0 && rows->length > 0)
    return report_fault (import, -1, 0, "rows without columns / 有行而无列");
  if (rows->length > G_MAXINT32 - import->n_rows || rows->offset > G_MAXINT64 / 2)
  {
    g_autofree char *fault = g_strdup_printf (
        "%" G_GINT64_FORMAT " rows, where a table holds 2147483647 / 表最多 2147483647 行", rows->length);
    return report_fault (import, -1, 0, fault);
  }
  for (guint i = 0; i < import->fields->len; i++)
  {
    DjArrowCells *cells = g_ptr_array_index (import->fields, i);
    const char *fault = cells ? dj_arrow_cells_bind (cells, rows->children[i], rows->offset + rows->length) : NULL;
    if (fault)
      return report_fault (import, -1, g_array_index (import->places, gsize, i) + 1, fault);
  }
  return GO_ON;
}

static Step read_rows (Import *import, const struct ArrowArray *rows, GError **error)
{
  Step step = bind_fields (import, rows);
  for (gint64 row = 0; step == GO_ON && row < rows->length; row++)
  {
    if (is_null_row (rows, row))
      skip_row (import);
    else
      step = read_row (import, rows->offset + row);
    import->n_rows++;
    if (step == GO_ON && import->n_rows % STRIDE == 0)
      step = tell (import, error);
  }
  return step;
}

static Step read_array (Import *import, GError **error)
{
  struct ArrowArray rows = { .release = NULL };
  int code = import->stream->get_next (import->stream, &rows);
  if (code != 0)
    return fail_stream (import, code, error);
  if (!rows.release)
    return AT_END;
  Step step = read_rows (import, &rows, error);
  rows.release (&rows);
  return step == GO_ON ? tell (import, error) : step;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static void free_cells (gpointer cells) { dj_arrow_cells_free (cells); }

static gboolean import_stream (Import *import, DjChange *change, GError **error)
{
  gboolean asks = import->stream->get_schema && import->stream->get_next;
  Step step = asks ? read_schema (import, error)
                   : report_fault (import, -1, 0, "a stream that cannot be asked / 数据流缺少函数");
  while (step == GO_ON)
    step = read_array (import, error);
  if (step == FAILED)
    return FALSE;
  return dj_loader_finish_change (import->loader, change, import->options->replace, error);
}

gboolean dj_change_import_arrow (DjChange *change, DjTable table, struct ArrowArrayStream *stream,
                                 const DjArrowImportOptions *options, GError **error)
{
  g_return_val_if_fail (change != NULL && table < DJ_N_TABLES, FALSE);
  g_return_val_if_fail (stream != NULL && stream->release != NULL, FALSE);
  const DjArrowImportOptions plain = DJ_ARROW_IMPORT_OPTIONS_INIT;
  Import import = { .table = table, .options = options ? options : &plain, .stream = stream };
  import.name = import.options->name ? import.options->name : dj_schema_get_table (table)->name;
  import.loader = dj_loader_new_for_change (change);
  import.fields = g_ptr_array_new_with_free_func (free_cells);
  import.places = g_array_new (FALSE, FALSE, sizeof (gsize));
  gboolean done = import_stream (&import, change, error);
  stream->release (stream);
  g_ptr_array_unref (import.fields);
  g_array_unref (import.places);
  dj_loader_free (import.loader);
  return done;
}
