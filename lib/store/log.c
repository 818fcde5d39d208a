/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one record a commit, each with a hash over itself and the hash of the one before. */
#include <string.h>

#include "frame/frame-private.h"
#include "store/store-private.h"

void dj_record_clear (DjRecord *record)
{
  g_clear_pointer (&record->time, g_free);
  g_clear_pointer (&record->author, g_free);
  g_clear_pointer (&record->reason, g_free);
  g_clear_pointer (&record->edits, g_free);
  g_clear_pointer (&record->hash, g_free);
  g_clear_pointer (&record->previous, g_free);
}

/* SHA-256 of the JSON array [previous, number, time, author, reason, edits], as anybody can compute it again. */
char *dj_record_hash (const DjRecord *record)
{
  g_autoptr (GString) text = g_string_new ("[");
  dj_json_append_text (text, record->previous);
  g_string_append_printf (text, ",%" G_GINT64_FORMAT ",", record->number);
  dj_json_append_text (text, record->time);
  g_string_append_c (text, ',');
  dj_json_append_text (text, record->author);
  g_string_append_c (text, ',');
  dj_json_append_text (text, record->reason);
  g_string_append_printf (text, ",%s]", record->edits);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
}

static gboolean refuse_record (gint64 number, GError **error)
{
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("日志中第 %" G_GINT64_FORMAT " 次提交缺失或被改动",
                       "Commit %" G_GINT64_FORMAT " is missing from the log, or was altered"),
               number);
  return FALSE;
}

gboolean dj_log_read_head (DjDatabase *db, gint64 *number, char **hash, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (DjStatement) select
      = dj_database_prepare (db, "SELECT \"number\", \"hash\" FROM \"change\" ORDER BY \"number\" DESC LIMIT 1", error);
  if (!select || !dj_statement_step (select, &row, error))
    return FALSE;
  gint64 last = row ? dj_statement_get_int (select, 0) : 0;
  if (row && (last < 1 || last > DJ_LAST_NUMBER)) /* there would be no next one */
    return refuse_record (last, error);
  *number = last;
  *hash = row ? dj_statement_dup_text (select, 1) : NULL;
  if (!*hash)
    *hash = g_strdup ("");
  return TRUE;
}

gboolean dj_log_append (DjDatabase *db, const DjRecord *record, GError **error)
{
  g_autoptr (DjStatement) add = dj_database_prepare (
      db,
      "INSERT INTO \"change\" (\"number\", \"time\", \"author\", \"reason\", \"n_edits\", \"edits\", "
      "\"hash\", \"previous\") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      error);
  if (!add)
    return FALSE;
  dj_statement_bind_int (add, 0, record->number);
  dj_statement_bind_text (add, 1, record->time);
  dj_statement_bind_text (add, 2, record->author);
  dj_statement_bind_text (add, 3, record->reason);
  dj_statement_bind_int (add, 4, record->n_edits);
  dj_statement_bind_text (add, 5, record->edits);
  dj_statement_bind_text (add, 6, record->hash);
  dj_statement_bind_text (add, 7, record->previous);
  return dj_statement_do (add, 1, error);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------------- */

/* What is no text of ours is none, and so is found by the hash; but for an author, who may be none. */
static gboolean is_author (DjStatement *select)
{
  g_autofree char *author = dj_statement_dup_text (select, 2);
  return author || dj_statement_get_int (select, 8);
}

static DjRecord take_record (DjStatement *select)
{
  return (DjRecord){
    .number = dj_statement_get_int (select, 0),
    .time = dj_statement_dup_text (select, 1),
    .author = dj_statement_dup_text (select, 2),
    .reason = dj_statement_dup_text (select, 3),
    .n_edits = dj_statement_get_int (select, 4),
    .edits = dj_statement_dup_text (select, 5),
    .hash = dj_statement_dup_text (select, 6),
    .previous = dj_statement_dup_text (select, 7),
  };
}

static gboolean is_sound (const DjRecord *record, gint64 number, const char *previous)
{
  if (record->number != number || !record->time || !record->reason || !record->edits || !record->hash
      || !record->previous || (previous && strcmp (record->previous, previous) != 0))
    return FALSE;
  g_autofree char *hash = dj_record_hash (record);
  return strcmp (hash, record->hash) == 0;
}

static gboolean visit (const DjRecord *record, gint64 number, const char *previous, DjRecordFunc function,
                       gpointer data, GError **error)
{
  if (is_sound (record, number, previous))
    return function (record, data, error);
  return refuse_record (number, error);
}

gboolean dj_log_each (DjDatabase *db, gint64 first, gint64 last, DjRecordFunc function, gpointer data, GError **error)
{
  g_autofree char *previous = first == 1 ? g_strdup ("") : NULL;
  gint64 number = first;
  gboolean row = TRUE;
  g_autoptr (DjStatement) select
      = dj_database_prepare (db,
                             "SELECT \"number\", \"time\", \"author\", \"reason\", \"n_edits\", \"edits\", \"hash\", "
                             "\"previous\", CASE WHEN \"author\" IS NULL THEN 1 ELSE 0 END FROM \"change\" WHERE "
                             "\"number\" >= $1 AND \"number\" <= $2 ORDER BY \"number\"",
                             error);
  if (!select)
    return FALSE;
  dj_statement_bind_int (select, 0, first);
  dj_statement_bind_int (select, 1, last);
  while (row && number <= last)
  {
    if (!dj_statement_step (select, &row, error))
      return FALSE;
    g_auto (DjRecord) record = { 0 };
    if (row && is_author (select))
      record = take_record (select);
    if (!visit (&record, number, previous, function, data, error))
      return FALSE;
    g_free (previous);
    previous = g_steal_pointer (&record.hash);
    number++;
  }
  return TRUE;
}

static void free_edits (gpointer edits) { dj_edits_free (edits); }

typedef struct
{
  const DjStore *store;
  GPtrArray *segments;
} Collection;

/* What a register knows of the log must be in it: what has the same numbers may be another history. */
static gboolean is_known (const DjStore *store, const DjRecord *record, GError **error)
{
  if ((record->number != store->number || strcmp (record->hash, store->head) == 0)
      && (record->number != store->number + 1 || strcmp (record->previous, store->head) == 0))
    return TRUE;
  dj_store_exchanged (error, store->db);
  return FALSE;
}

static gboolean collect (const DjRecord *record, gpointer data, GError **error)
{
  const Collection *collection = data;
  GPtrArray *segments = collection->segments;
  if (!is_known (collection->store, record, error))
    return FALSE;
  DjEdits *edits = dj_edits_from_json (record->edits, record->number, error);
  if (!edits)
    return FALSE;
  if (dj_edits_count (edits) != record->n_edits)
  {
    dj_edits_free (edits);
    return refuse_record (record->number, error);
  }
  if (segments->len == 0 || dj_edits_has_load (edits))
  {
    g_ptr_array_add (segments, edits);
    return TRUE;
  }
  if (dj_edits_follow (g_ptr_array_index (segments, segments->len - 1), edits))
    return TRUE;
  g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
               DJ_SAY ("第 %" G_GINT64_FORMAT " 次提交与此前的日志不符",
                       "Commit %" G_GINT64_FORMAT " does not fit the log before it"),
               record->number);
  return FALSE;
}

GPtrArray *dj_store_collect (const DjStore *store, gint64 first, gint64 last, GError **error)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (free_edits);
  Collection collection = { store, segments };
  if (first <= last && !dj_log_each (store->db, first, last, collect, &collection, error))
    return NULL;
  return g_steal_pointer (&segments);
}
