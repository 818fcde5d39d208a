/* SPDX-License-Identifier: Apache-2.0 */
/* Edits as they stand in the log: JSON of one form for the same edits, so that a hash can be made of it. */
#include <cjson/cJSON.h>
#include <string.h>

#include "frame/frame-private.h"
#include "store/store-private.h"

/* ---- Writing ---------------------------------------------------------------------------------------------------------- */

static gint compare_cells (gconstpointer first, gconstpointer second)
{
  const DjCellEdit *a = *(const DjCellEdit *const *)first, *b = *(const DjCellEdit *const *)second;
  return strcmp (a->column, b->column);
}

static void append_side (GString *out, const DjRowEdit *edit, gboolean after)
{
  g_string_append (out, after ? ",\"after\":{" : ",\"before\":{");
  for (guint i = 0; i < edit->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
    if (i > 0)
      g_string_append_c (out, ',');
    dj_json_append_text (out, cell->column);
    g_string_append_c (out, ':');
    dj_json_append_text (out, after ? cell->after : cell->before);
  }
  g_string_append_c (out, '}');
}

static void append_row (GString *out, const DjRowEdit *edit)
{
  const char *op = !edit->was ? "add" : edit->is ? "set" : "drop";
  g_ptr_array_sort (edit->cells, compare_cells);
  g_string_append_printf (out, "{\"table\":\"%s\",\"id\":%" G_GINT64_FORMAT ",\"op\":\"%s\"",
                          dj_schema_get_table (edit->table)->name, edit->id, op);
  if (edit->was)
    append_side (out, edit, FALSE);
  if (edit->is)
    append_side (out, edit, TRUE);
  g_string_append_c (out, '}');
}

static void append_load (GString *out, DjTable table, const DjLoad *load)
{
  g_string_append_printf (out,
                          "{\"table\":\"%s\",\"op\":\"load\",\"rows\":%" G_GINT64_FORMAT ",\"last\":%" G_GINT64_FORMAT
                          ",\"sum\":\"%s\"}",
                          dj_schema_get_table (table)->name, load->n, load->last, load->sum);
}

static gsize measure_row (const DjRowEdit *edit)
{
  gsize n = strlen ("{\"table\":\"\",\"id\":1,\"op\":\"set\"}");
  for (guint i = 0; i < edit->cells->len; i++)
  {
    const DjCellEdit *cell = g_ptr_array_index (edit->cells, i);
    n += ((gsize)edit->was + (gsize)edit->is) * (strlen (cell->column) + strlen ("\"\":\"\""));
    n += (cell->before ? strlen (cell->before) : 0) + (cell->after ? strlen (cell->after) : 0);
  }
  return n;
}

gboolean dj_edits_fit (const DjEdits *edits, gsize most, GError **error)
{
  gsize n = 0;
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, edits->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    n += measure_row (key);
  if (n <= most)
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT,
               DJ_SAY ("此次提交改动 %" G_GINT64_FORMAT " 行，日志的一条记录容纳不下，未写入任何内容；请分几次提交",
                       "This commit edits %" G_GINT64_FORMAT
                       " rows, more than a record of the log can hold; nothing was "
                       "written; make several commits of it"),
               dj_edits_count (edits));
  return FALSE;
}

char *dj_edits_to_json (const DjEdits *edits)
{
  GString *out = g_string_new ("[");
  g_autoptr (GPtrArray) list = dj_edits_list (edits);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (edits->loads[t].loaded)
    {
      g_string_append (out, out->len > 1 ? "," : "");
      append_load (out, (DjTable)t, &edits->loads[t]);
    }
  for (guint i = 0; i < list->len; i++)
  {
    g_string_append (out, out->len > 1 ? "," : "");
    append_row (out, g_ptr_array_index (list, i));
  }
  g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------------- */

static const char *get_text (const cJSON *object, const char *key)
{
  const char *text = cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (object, key));
  return text ? text : "";
}

/* A whole number that a double holds exactly, or 0. */
static gint64 get_whole (const cJSON *object, const char *key)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (object, key);
  double value = cJSON_IsNumber (item) ? item->valuedouble : 0;
  return value >= 1 && value <= 9007199254740992.0 ? (gint64)value : 0;
}

static gboolean read_cell (DjRowEdit *edit, const cJSON *item, gboolean after)
{
  const char *text = cJSON_GetStringValue (item);
  if (!item->string || !*item->string || (!text && !cJSON_IsNull (item)))
    return FALSE;
  DjCellEdit *known = (DjCellEdit *)dj_row_edit_find_cell (edit, item->string);
  if (!known)
    dj_row_edit_add_cell (edit, item->string, after ? NULL : text, after ? text : NULL);
  else if (!after || known->after)
    return FALSE;
  else
    known->after = g_strdup (text);
  return TRUE;
}

static gboolean read_side (DjRowEdit *edit, const cJSON *object, gboolean after)
{
  const cJSON *side = cJSON_GetObjectItemCaseSensitive (object, after ? "after" : "before");
  const cJSON *item;
  if (!cJSON_IsObject (side))
    return FALSE;
  cJSON_ArrayForEach (item, side) if (!read_cell (edit, item, after)) return FALSE;
  return TRUE;
}

static gboolean read_load (DjEdits *edits, int table, const cJSON *object)
{
  DjLoad *load = &edits->loads[table];
  if (load->loaded || !get_whole (object, "rows") || !get_whole (object, "last"))
    return FALSE;
  *load = (DjLoad){ TRUE, get_whole (object, "rows"), get_whole (object, "last"), g_strdup (get_text (object, "sum")) };
  return TRUE;
}

static gboolean read_row (DjEdits *edits, int table, const cJSON *object, const char *op)
{
  gboolean was = strcmp (op, "add") != 0, is = strcmp (op, "drop") != 0;
  gint64 id = get_whole (object, "id");
  if (id == 0 || (was && is && strcmp (op, "set") != 0) || dj_edits_find (edits, (DjTable)table, id))
    return FALSE;
  DjRowEdit *edit = dj_row_edit_new ((DjTable)table, id, was, is);
  dj_edits_add (edits, edit);
  return (!was || read_side (edit, object, FALSE)) && (!is || read_side (edit, object, TRUE));
}

static gboolean read_edit (DjEdits *edits, const cJSON *object)
{
  const char *op = get_text (object, "op");
  int table = dj_schema_find_table (get_text (object, "table"));
  if (table < 0)
    return FALSE;
  return strcmp (op, "load") == 0 ? read_load (edits, table, object) : read_row (edits, table, object, op);
}

DjEdits *dj_edits_from_json (const char *text, gint64 number, GError **error)
{
  DjEdits *edits = dj_edits_new ();
  cJSON *document = text ? cJSON_Parse (text) : NULL;
  gboolean sound = cJSON_IsArray (document);
  const cJSON *object;
  cJSON_ArrayForEach (object, document) sound = sound && read_edit (edits, object);
  cJSON_Delete (document);
  if (sound)
    return edits;
  dj_edits_free (edits);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("第 %" G_GINT64_FORMAT " 次提交的记录无法读懂",
                       "The record of commit %" G_GINT64_FORMAT " cannot be read"),
               number);
  return NULL;
}
