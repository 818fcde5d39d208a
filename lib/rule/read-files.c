/* SPDX-License-Identifier: Apache-2.0 */
/* Rule files and those that they include. */
#include "rule/reading-private.h"

#include <string.h>

/* ---- The reader ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const DjRuleFile *file;
  DjJsonSpot spot;
} Place;

static void file_free (gpointer data)
{
  DjRuleFile *file = data;
  cJSON_Delete (file->document);
  g_clear_pointer (&file->places, dj_json_places_free);
  g_hash_table_unref (file->reach);
  g_free (file->text);
  g_free (file->name);
  g_free (file->path);
  g_free (file->folder);
  g_free (file);
}

DjRuleReader *dj_rule_reader_new (void)
{
  DjRuleReader *reader = g_new0 (DjRuleReader, 1);
  reader->rules = dj_rules_new ();
  reader->issues = dj_issues_new ();
  reader->files = g_ptr_array_new ();
  reader->files_by_path = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  reader->places = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  reader->instruments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dj_instrument_free);
  reader->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->origins = g_array_new (FALSE, FALSE, sizeof (DjParameterOrigin));
  reader->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->measures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->declared = g_ptr_array_new_with_free_func (g_free);
  reader->under_way = g_ptr_array_new ();
  reader->restating = g_ptr_array_new ();
  reader->nodes = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  reader->reaches = g_array_new (FALSE, FALSE, sizeof (DjReachOfNode));
  reader->conditions = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  return reader;
}

void dj_rule_reader_free (DjRuleReader *reader)
{
  g_clear_pointer (&reader->rules, dj_rules_unref);
  dj_issues_unref (reader->issues);
  g_ptr_array_unref (reader->files);
  g_hash_table_unref (reader->places);
  g_hash_table_unref (reader->instruments);
  g_hash_table_unref (reader->parameters);
  g_array_unref (reader->origins);
  g_hash_table_unref (reader->columns);
  g_hash_table_unref (reader->measures);
  g_ptr_array_unref (reader->declared);
  g_ptr_array_unref (reader->under_way);
  g_ptr_array_unref (reader->restating);
  g_hash_table_unref (reader->nodes);
  g_array_unref (reader->reaches);
  g_hash_table_unref (reader->conditions);
  g_hash_table_unref (reader->files_by_path);
  g_free (reader);
}

/* ---- Complaints --------------------------------------------------------------------------------------------------------- */

static void complain_at (DjRuleReader *reader, const DjRuleFile *file, const DjSpot *spot, const char *detail,
                         const char *zh, const char *en)
{
  DjPlace place = { -1, -1, spot->column, file->name, spot->line };
  dj_issues_add (reader->issues, DJ_ISSUE_RULE_FILE, &place, NULL, zh, en, detail);
}

static const Place *find_place (const DjRuleReader *reader, const cJSON *value)
{
  return g_hash_table_lookup (reader->places, value);
}

const DjRuleFile *dj_rule_file_of (const DjRuleReader *reader, const cJSON *value)
{
  return find_place (reader, value)->file;
}

gint32 dj_rule_line_of (const DjRuleReader *reader, const cJSON *value)
{
  return find_place (reader, value)->spot.value.line;
}

/* The beginning of a value; of what has brackets, the key that says what it is. */
static char *show (const Place *place, const cJSON *value)
{
  gboolean bracketed = cJSON_IsObject (value) || cJSON_IsArray (value);
  return bracketed && value->string ? g_strdup (value->string)
                                    : dj_json_show_value (place->file->places, &place->spot.value);
}

void dj_rule_complain_at (DjRuleReader *reader, const cJSON *value, gboolean at_key, const char *detail, const char *zh,
                          const char *en)
{
  const Place *place = find_place (reader, value);
  gboolean keyed = at_key && place->spot.key.line > 0;
  g_autofree char *shown = detail || keyed ? NULL : show (place, value);
  const char *told = detail ? detail : keyed ? value->string : shown;
  complain_at (reader, place->file, keyed ? &place->spot.key : &place->spot.value, told, zh, en);
}

void dj_rule_complain (DjRuleReader *reader, const cJSON *value, const char *detail, const char *zh, const char *en)
{
  dj_rule_complain_at (reader, value, FALSE, detail, zh, en);
}

void dj_rule_complain_key (DjRuleReader *reader, const cJSON *value, const char *zh, const char *en)
{
  dj_rule_complain_at (reader, value, TRUE, NULL, zh, en);
}

void dj_rule_complain_once (DjRuleReader *reader, int bit, const cJSON *value, const char *zh, const char *en)
{
  if (reader->told & bit)
    return;
  reader->told |= bit;
  dj_rule_complain (reader, value, NULL, zh, en);
}

/* ---- One file ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjRuleReader *reader;
  DjRuleFile *file;
} Visit;

static gboolean note_place (const cJSON *value, const DjJsonSpot *spot, int depth, gpointer data)
{
  Visit *visit = data;
  DjRuleReader *reader = visit->reader;
  gboolean deep = depth > DJ_RULE_NESTING_MAX;
  if (deep)
    complain_at (reader, visit->file, &spot->value, NULL, "括号嵌套过深", "brackets are nested too deeply");
  else if (g_hash_table_size (reader->places) >= DJ_RULE_VALUES_MAX)
    complain_at (reader, visit->file, &spot->value, NULL, "各文件中的值过多", "there are too many values in the files");
  else
  {
    Place *place = g_new (Place, 1);
    *place = (Place){ visit->file, *spot };
    g_hash_table_insert (reader->places, (gpointer)value, place);
    return TRUE;
  }
  return FALSE;
}

/* Returns whether there is a document. */
static gboolean parse_file (DjRuleReader *reader, DjRuleFile *file, const char *bytes, gsize length)
{
  static const DjSpot beginning = { 0, 1, 1 };
  reader->bytes += MIN (length, DJ_RULE_FILE_BYTES + 1);
  if (length > DJ_RULE_FILE_BYTES || reader->bytes > DJ_RULE_BYTES_MAX)
  {
    complain_at (reader, file, &beginning, NULL, "规则文件过大", "the rule files are too large");
    return FALSE;
  }
  g_auto (DjDecoded) decoded;
  dj_decode (bytes, length, &decoded);
  file->text = g_strndup (decoded.text, decoded.length);
  file->places = dj_json_places_new (file->text, decoded.length);
  file->document = dj_json_parse (file->places, file->text, file->name, reader->issues);
  Visit visit = { reader, file };
  if (!file->document || !dj_json_walk (file->places, file->document, note_place, &visit))
    return FALSE;
  if (!cJSON_IsObject (file->document))
    dj_rule_complain (reader, file->document, NULL, "规则文件应为一个对象", "a rule file is an object");
  return cJSON_IsObject (file->document);
}

static void read_includes (DjRuleReader *reader, DjRuleFile *file);

static DjRuleFile *enter_file (DjRuleReader *reader, const char *path, const char *bytes, gsize length)
{
  DjRuleFile *file = g_new0 (DjRuleFile, 1);
  file->name = g_strdup (path);
  file->path = dj_rule_resolve_path (path);
  file->folder = g_path_get_dirname (path);
  file->reach = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (reader->files_by_path, file->path, file);
  file->open = TRUE;
  if (parse_file (reader, file, bytes, length))
  {
    reader->including++;
    read_includes (reader, file);
    reader->including--;
    g_ptr_array_add (reader->files, file);
  }
  file->open = FALSE;
  return file;
}

/* ---- Sets -------------------------------------------------------------------------------------------------------------------- */

static gboolean is_path (const char *set) { return g_str_has_suffix (set, ".json"); }

/* A name cannot lead out of the folder: it has no parts but plain words. */
static gboolean is_set_name (const char *set)
{
  g_auto (GStrv) parts = g_strsplit (set, "/", -1);
  gboolean good = parts[0] != NULL;
  for (int i = 0; parts[i] && good; i++)
    good = dj_rule_is_name (parts[i], "-_");
  return good;
}

static char *find_path (const char *set, const char *folder)
{
  if (is_path (set))
    return g_path_is_absolute (set) || !folder || strcmp (folder, ".") == 0 ? g_strdup (set)
                                                                            : g_build_filename (folder, set, NULL);
  g_autofree char *data = dj_rule_find_data ();
  g_autofree char *name = g_strconcat (set, ".json", NULL);
  return g_build_filename (data, "rules", name, NULL);
}

static DjRuleFile *load_path (DjRuleReader *reader, const char *path, GError **error)
{
  g_autofree char *known = dj_rule_resolve_path (path);
  DjRuleFile *file = g_hash_table_lookup (reader->files_by_path, known);
  if (file)
    return file;
  g_autoptr (GMappedFile) mapped = dj_map_file (path, error);
  return mapped ? enter_file (reader, path, g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped))
                : NULL;
}

gboolean dj_rule_load_set (DjRuleReader *reader, const char *set, GError **error)
{
  if (!is_path (set) && !is_set_name (set))
  {
    g_set_error (
        error, DJ_ERROR, DJ_ERROR_FILE,
        DJ_SAY ("%s：既不是规则集的名称，也不是 .json 文件", "%s: neither the name of a rule set nor a .json file"),
        set);
    return FALSE;
  }
  g_autofree char *path = find_path (set, NULL);
  return load_path (reader, path, error) != NULL;
}

void dj_rule_load_text (DjRuleReader *reader, const char *text, gsize length, const char *file)
{
  enter_file (reader, file, text, length);
}

/* ---- Includes ------------------------------------------------------------------------------------------------------------------ */

static void add_reach (DjRuleFile *file, DjRuleFile *included)
{
  GHashTableIter iterator;
  gpointer key;
  g_hash_table_add (file->reach, included);
  g_hash_table_iter_init (&iterator, included->reach);
  while (g_hash_table_iter_next (&iterator, &key, NULL))
    g_hash_table_add (file->reach, key);
}

static void load_included (DjRuleReader *reader, DjRuleFile *file, const cJSON *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = find_path (value->valuestring, file->folder);
  DjRuleFile *included = load_path (reader, path, &error);
  if (!included)
    dj_rule_complain (reader, value, error->message, "不能读取所包含的规则集", "a set that is included cannot be read");
  else if (included->open)
    dj_rule_complain (reader, value, NULL, "规则文件相互包含", "files include one another in a circle");
  else
    add_reach (file, included);
}

static void read_include (DjRuleReader *reader, DjRuleFile *file, const cJSON *value)
{
  if (!dj_rule_is_text (reader, value))
    return;
  const char *set = value->valuestring;
  if (is_path (set) ? g_path_is_absolute (set) : !is_set_name (set))
    dj_rule_complain (reader, value, NULL, "应为规则集的名称，或者以 .json 结尾的相对路径",
                      "the name of a set is expected, or a relative path that ends in .json");
  else if (reader->including >= DJ_RULE_INCLUDING_MAX)
    dj_rule_complain (reader, value, NULL, "包含的层数过多", "includes are nested too deeply");
  else if (g_hash_table_size (reader->files_by_path) >= DJ_RULE_FILES_MAX)
    dj_rule_complain_once (reader, DJ_TOLD_FILES, value, "规则文件过多", "there are too many rule files");
  else
    load_included (reader, file, value);
}

static void read_includes (DjRuleReader *reader, DjRuleFile *file)
{
  const cJSON *includes = cJSON_GetObjectItemCaseSensitive (file->document, "includes");
  if (!cJSON_IsArray (includes)) /* what else it may be is told with all that the file declares */
    return;
  for (const cJSON *value = includes->child; value; value = value->next)
    read_include (reader, file, value);
}
