/* SPDX-License-Identifier: Apache-2.0 */
/* The loader: tables, rows and cells of any format in; a register, or every issue, out. */
#include "register/loader-private.h"
#include "register/pairing.h"

#include <string.h>
#include "schema/schema-private.h"

/* A cell that its column cannot hold; told when the row's code is known. */
typedef struct
{
  int code;
  gsize place;
  char *value;
} BadCell;

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static void source_free (gpointer data)
{
  DjSource *source = data;
  g_free (source->file);
  g_free (source->fields);
  g_free (source);
}

static void clear_bad_cell (gpointer data) { g_free (((BadCell *)data)->value); }

DjLoader *dj_loader_new (void)
{
  DjLoader *loader = g_new0 (DjLoader, 1);
  loader->state = dj_state_new ();
  loader->issues = dj_issues_new ();
  loader->sources = g_ptr_array_new_with_free_func (source_free);
  loader->shorts = g_array_new (FALSE, FALSE, sizeof (DjShortValue));
  loader->places = g_array_new (FALSE, FALSE, sizeof (int));
  loader->bad_cells = g_array_new (FALSE, FALSE, sizeof (BadCell));
  g_array_set_clear_func (loader->bad_cells, clear_bad_cell);
  return loader;
}

/* Its tables are empty ones that number texts as the change does, so that their columns can be put together. */
DjLoader *dj_loader_new_for_change (DjChange *change)
{
  DjLoader *loader = dj_loader_new ();
  dj_texts_unref (loader->state->texts);
  loader->state->texts = dj_texts_ref (dj_change_get_draft (change)->texts);
  return loader;
}

void dj_loader_free (DjLoader *loader)
{
  if (!loader)
    return;
  dj_state_unref (loader->state);
  dj_issues_unref (loader->issues);
  g_ptr_array_unref (loader->sources);
  g_array_unref (loader->shorts);
  g_array_unref (loader->places);
  g_array_unref (loader->bad_cells);
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_free (loader->bad[t]);
  g_free (loader);
}

DjIssues *dj_loader_get_issues (DjLoader *loader) { return loader->issues; }

void dj_loader_set_place_finder (DjLoader *loader, DjPlaceFinder finder, gpointer user_data)
{
  loader->finder = finder;
  loader->finder_data = user_data;
}

gint32 dj_loader_get_row (DjLoader *loader) { return loader->ordinal; }

/* ---- Header ---------------------------------------------------------------------------------------------------- */

static gint32 add_source (DjLoader *loader, const char *file, int n_columns)
{
  DjSource *source = g_new0 (DjSource, 1);
  source->file = g_strdup (file);
  source->fields = g_new0 (gint32, n_columns);
  g_ptr_array_add (loader->sources, source);
  return (gint32)loader->sources->len - 1;
}

static DjSource *get_source (DjLoader *loader, gint32 source)
{
  return g_ptr_array_index (loader->sources, (guint)source);
}

static gboolean is_short (const DjTableInfo *info, const char *name)
{
  return info->shorthand
         && (strcmp (name, info->shorthand->column.name) == 0 || strcmp (name, info->shorthand->column.label_zh) == 0);
}

static int find_place (DjLoader *loader, const char *name)
{
  if (!*name)
    return DJ_PLACE_NAMELESS;
  if (is_short (loader->table->info, name))
    return DJ_PLACE_SHORT;
  int column = dj_table_find_column (loader->table->id, name);
  return column >= 0 ? column : dj_table_further_column (loader->table, name, TRUE);
}

static gboolean has_place (const DjLoader *loader, int place)
{
  for (guint i = 0; i < loader->places->len; i++)
    if (g_array_index (loader->places, int, i) == place)
      return TRUE;
  return FALSE;
}

static void add_header_issue (DjLoader *loader, DjIssueCode code, gint32 line, gint32 column, const char *name)
{
  const char *file = get_source (loader, loader->source)->file;
  DjPlace place = { (int)loader->table->id, -1, column, file, line };
  dj_issues_add (loader->issues, code, &place, loader->table->info->name, name, NULL, NULL);
}

/* Places that a row of the short column's table takes from this header. */
static void place_short_source (DjLoader *loader, gint32 field)
{
  const DjShorthand *shorthand = loader->table->info->shorthand;
  loader->short_source = add_source (loader, get_source (loader, loader->source)->file,
                                     dj_schema_get_table (shorthand->table)->n_columns);
  DjSource *target = get_source (loader, loader->short_source);
  target->alias = shorthand->column.name;
  target->alias_column = shorthand->object;
  for (int i = 0; i < dj_schema_get_table (shorthand->table)->n_columns; i++)
    target->fields[i] = field;
}

static void add_place (DjLoader *loader, const char *name, gint32 line)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));
  gint32 field = (gint32)loader->places->len + 1;
  int place = find_place (loader, trimmed);
  if (place != DJ_PLACE_NAMELESS && has_place (loader, place))
  {
    add_header_issue (loader, DJ_ISSUE_COLUMN_TWICE, line, field, trimmed);
    place = DJ_PLACE_TWICE;
  }
  if (place == DJ_PLACE_SHORT)
    place_short_source (loader, field);
  if (place >= 0)
    dj_table_put_in_order (loader->table, place);
  if (place >= 0 && place < loader->table->info->n_columns)
    get_source (loader, loader->source)->fields[place] = field;
  g_array_append_val (loader->places, place);
}

static void check_header (DjLoader *loader, gint32 line)
{
  const DjTableInfo *info = loader->table->info;
  for (int column = 0; column < info->n_columns; column++)
    if ((info->columns[column].flags & DJ_COLUMN_REQUIRED) && !has_place (loader, column))
      add_header_issue (loader, DJ_ISSUE_COLUMN_MISSING, line, 0, info->columns[column].name);
}

static gboolean is_whole (const DjLoader *loader)
{
  const DjTableInfo *info = loader->table->info;
  gboolean has_value = FALSE; /* blanks alone are a text, but nothing else */
  for (int column = 0; column < info->n_columns; column++)
  {
    if (!(info->columns[column].flags & DJ_COLUMN_REQUIRED))
      continue;
    if (!has_place (loader, column))
      return FALSE;
    has_value = has_value || info->columns[column].type != DJ_TYPE_TEXT || info->columns[column].flags & DJ_COLUMN_KEY;
  }
  return has_value;
}

gboolean dj_loader_begin_table (DjLoader *loader, DjTable table, const char *file, const char *const *names,
                                gsize n_names, gint32 header_line)
{
  if (loader->given[table])
  {
    DjPlace place = { (int)table, -1, 0, file, header_line };
    dj_issues_add (loader->issues, DJ_ISSUE_TABLE_TWICE, &place, NULL, dj_schema_get_table (table)->name,
                   get_source (loader, loader->given[table] - 1)->file, NULL);
    return FALSE;
  }
  loader->table = loader->state->tables[table];
  loader->table->present = TRUE;
  loader->source = add_source (loader, file, loader->table->info->n_columns);
  loader->given[table] = loader->source + 1;
  loader->short_source = -1;
  loader->ordinal = -1;
  g_array_set_size (loader->places, 0);
  for (gsize i = 0; i < n_names; i++)
    add_place (loader, names[i], header_line);
  if (n_names > 0)
    check_header (loader, header_line);
  loader->whole = is_whole (loader);
  return TRUE;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------ */

static gint32 append_row (DjLoader *loader, DjTableData *table, gint32 source, gint32 line, gint32 ordinal)
{
  gint32 row = dj_table_append_row (table);
  if (row < 0)
  {
    loader->full = TRUE;
    return -1;
  }
  DjOrigin origin = { source, line, ordinal };
  dj_table_set_origin (table, row, &origin);
  return row;
}

static void mark_bad (DjLoader *loader, DjTable table, gint32 row)
{
  if (row >= loader->n_bad[table])
  {
    gint32 n = loader->state->tables[table]->capacity;
    loader->bad[table] = g_realloc (loader->bad[table], (gsize)n);
    memset (loader->bad[table] + loader->n_bad[table], 0, (gsize)(n - loader->n_bad[table]));
    loader->n_bad[table] = n;
  }
  loader->bad[table][row] = 1;
}

void dj_loader_begin_row (DjLoader *loader, gint32 line)
{
  loader->ordinal++;
  loader->line = line;
  loader->short_value = DJ_TEXT_NONE;
  loader->blank = TRUE;
  g_array_set_size (loader->bad_cells, 0);
  loader->row = append_row (loader, loader->table, loader->source, line, loader->ordinal);
}

void dj_loader_set_id (DjLoader *loader, gint64 id)
{
  if (loader->row < 0)
    return;
  dj_table_open_ids (loader->table);
  loader->table->ids[loader->row] = id;
}

static void remember_bad_cell (DjLoader *loader, int code, gsize place, const char *text, gsize length)
{
  BadCell bad = { code, place, g_strndup (text, MIN (length, 200)) };
  g_array_append_val (loader->bad_cells, bad);
}

/* The short column's value is a code like any other, so blanks around it go. */
static void set_short (DjLoader *loader, const char *text, gsize length)
{
  g_autofree char *trimmed = g_strstrip (g_strndup (text, length));
  if (*trimmed)
    loader->short_value = dj_texts_intern (loader->state->texts, trimmed, strlen (trimmed));
  loader->full = loader->full || (*trimmed && loader->short_value == DJ_TEXT_NONE);
}

/* What came of setting a cell; @text is the value as it is shown. */
static void note_cell (DjLoader *loader, int code, gsize place, const char *text, gsize length)
{
  if (code == DJ_CELL_FULL)
    loader->full = TRUE;
  else if (code != DJ_CELL_SET)
    remember_bad_cell (loader, code, place, text, length);
}

void dj_loader_set_cell (DjLoader *loader, gsize place, const char *text, gsize length)
{
  if (loader->row < 0 || place >= loader->places->len)
    return;
  int column = g_array_index (loader->places, int, place);
  loader->blank = loader->blank && dj_text_is_blank (text, length);
  if (column == DJ_PLACE_SHORT)
    set_short (loader, text, length);
  else if (column == DJ_PLACE_NAMELESS && length > 0)
    remember_bad_cell (loader, DJ_ISSUE_SYNTAX, place, text, length);
  if (column >= 0)
    note_cell (loader, dj_table_set_cell (loader->table, loader->state->texts, column, loader->row, text, length),
               place, text, length);
}

/* The column behind a place of the row being fed, for a value; -1 where it must go as text. */
static int begin_value (DjLoader *loader, gsize place)
{
  int column = loader->row >= 0 && place < loader->places->len ? g_array_index (loader->places, int, place) : -1;
  if (column >= 0)
    loader->blank = FALSE;
  return MAX (column, -1);
}

/* What came of a value: goes as text where there is no column for it, and is told where the column cannot hold it. */
static void end_value (DjLoader *loader, int column, int code, gsize place, const char *text)
{
  if (column < 0)
    dj_loader_set_cell (loader, place, text, strlen (text));
  else
    note_cell (loader, code, place, text, strlen (text));
}

void dj_loader_set_int (DjLoader *loader, gsize place, gint64 value)
{
  char text[DJ_NUMBER_TEXT_SIZE];
  int column = begin_value (loader, place), code = DJ_CELL_SET;
  if (column >= 0)
    code = dj_table_set_int_cell (loader->table, loader->state->texts, column, loader->row, value);
  if (column < 0 || code != DJ_CELL_SET)
    end_value (loader, column, code, place, dj_int_format (value, text));
}

void dj_loader_set_real (DjLoader *loader, gsize place, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  int column = begin_value (loader, place), code = DJ_CELL_SET;
  if (column >= 0)
    code = dj_table_set_real_cell (loader->table, loader->state->texts, column, loader->row, value);
  if (column < 0 || code != DJ_CELL_SET)
    end_value (loader, column, code, place, g_ascii_dtostr (text, sizeof text, value));
}

void dj_loader_set_date (DjLoader *loader, gsize place, DjDate value)
{
  char text[DJ_DATE_TEXT_SIZE];
  int column = begin_value (loader, place), code = DJ_CELL_SET;
  if (column >= 0)
    code = dj_table_set_date_cell (loader->table, loader->state->texts, column, loader->row, value);
  if (column < 0 || code != DJ_CELL_SET)
    end_value (loader, column, code, place, dj_date_format (value, text));
}

DjType dj_loader_get_type (const DjLoader *loader, gsize place)
{
  int column = g_array_index (loader->places, int, place);
  return column >= 0 ? dj_table_get_type (loader->table, column) : DJ_TYPE_TEXT;
}

void dj_loader_refuse_cell (DjLoader *loader, gsize place, DjIssueCode code, const char *text, gsize length)
{
  loader->blank = FALSE;
  if (loader->row >= 0)
    remember_bad_cell (loader, (int)code, place, text, length);
}

void dj_loader_refuse_column (DjLoader *loader, gsize place, const char *found)
{
  DjSource *source = get_source (loader, loader->source);
  int column = g_array_index (loader->places, int, place);
  gboolean declared = column >= 0 && column < loader->table->info->n_columns;
  DjPlace at = { (int)loader->table->id, -1, (gint32)place + 1, source->file, 0 };
  dj_issues_add (loader->issues, DJ_ISSUE_TYPE, &at, loader->table->info->name,
                 column >= 0 ? dj_table_get_name (loader->table, column) : NULL, found,
                 dj_type_get_name (dj_loader_get_type (loader, place)));
  if (declared)
    source->fields[column] = 0;
}

static const char *get_subject (const DjLoader *loader)
{
  int column = MAX (loader->table->info->key, 0);
  return dj_texts_get (loader->state->texts, dj_table_get_text (loader->table, column, loader->row));
}

static void add_row_issue (DjLoader *loader, DjIssueCode code, gint32 field, const char *a, const char *b,
                           const char *c)
{
  const char *file = get_source (loader, loader->source)->file;
  DjPlace place = { (int)loader->table->id, loader->ordinal, field, file, loader->line };
  dj_issues_add (loader->issues, code, &place, get_subject (loader), a, b, c);
  mark_bad (loader, loader->table->id, loader->row);
}

static void report_bad_cells (DjLoader *loader)
{
  for (guint i = 0; i < loader->bad_cells->len; i++)
  {
    const BadCell *bad = &g_array_index (loader->bad_cells, BadCell, i);
    int column = g_array_index (loader->places, int, bad->place);
    gint32 field = (gint32)bad->place + 1;
    if (column < 0)
    {
      add_row_issue (loader, DJ_ISSUE_SYNTAX, field, "a value under a column without a name / 无名列中有值", NULL,
                     NULL);
      continue;
    }
    gboolean declared = column < loader->table->info->n_columns;
    g_autofree char *extra = dj_column_describe (declared ? &loader->table->info->columns[column] : NULL);
    add_row_issue (loader, (DjIssueCode)bad->code, field, dj_table_get_name (loader->table, column), bad->value, extra);
  }
}

static gboolean has_bad_cell (const DjLoader *loader, int column)
{
  for (guint i = 0; i < loader->bad_cells->len; i++)
    if (g_array_index (loader->places, int, g_array_index (loader->bad_cells, BadCell, i).place) == column)
      return TRUE;
  return FALSE;
}

/* A column that the header lacks was reported there, once; its rows are as bad as those with a blank in it. */
static void report_missing (DjLoader *loader)
{
  const DjTableInfo *info = loader->table->info;
  const gint32 *fields = get_source (loader, loader->source)->fields;
  for (int column = 0; column < info->n_columns; column++)
  {
    if (!(info->columns[column].flags & DJ_COLUMN_REQUIRED) || has_bad_cell (loader, column)
        || !dj_cell_is_blank (loader->table, loader->state->texts, column, loader->row))
      continue;
    if (fields[column])
      add_row_issue (loader, DJ_ISSUE_REQUIRED, fields[column], info->columns[column].name, NULL, NULL);
    else
      mark_bad (loader, loader->table->id, loader->row);
  }
}

/* Sheets are exported with blank rows at their end: such a row says nothing, as a blank line does. */
void dj_loader_end_row (DjLoader *loader)
{
  if (loader->blank)
    dj_loader_drop_row (loader);
  if (loader->row < 0)
    return;
  report_bad_cells (loader);
  report_missing (loader);
  if (loader->short_value == DJ_TEXT_NONE)
    return;
  DjShortValue entry = { loader->table->id, loader->row, loader->short_value, loader->short_source };
  g_array_append_val (loader->shorts, entry);
}

void dj_loader_drop_row (DjLoader *loader)
{
  if (loader->row >= 0)
    loader->table->n_rows--;
  loader->row = -1;
}

void dj_loader_end_table (DjLoader *loader) { loader->table = NULL; }

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static void expand_short (DjLoader *loader, const DjShortValue *entry)
{
  const DjTableData *from = loader->state->tables[entry->table];
  const DjShorthand *shorthand = from->info->shorthand;
  DjTableData *to = loader->state->tables[shorthand->table];
  gint32 code = dj_table_get_text (from, from->info->key, entry->row);
  const DjOrigin origin = dj_table_get_origin (from, entry->row);
  gint32 row = code == DJ_TEXT_NONE ? -1 : append_row (loader, to, entry->source, origin.line, origin.ordinal);
  if (row < 0)
    return;
  dj_table_set_text (to, shorthand->subject, row, code);
  dj_table_set_text (to, shorthand->object, row, entry->value);
  if (shorthand->kind >= 0)
    dj_table_set_code (to, shorthand->kind, row, shorthand->kind_value);
  DjDate since = dj_table_get_date (from, shorthand->since, entry->row);
  DjDate until = dj_table_get_date (from, shorthand->until, entry->row);
  if (since != DJ_DATE_NONE)
    dj_table_set_date (to, to->info->since, row, since);
  if (until != DJ_DATE_NONE)
    dj_table_set_date (to, to->info->until, row, until);
}

/* A table made by short columns alone has no header of its own: it is written with all its columns. */
static void put_all_in_order (DjTableData *table)
{
  for (int column = 0; column < table->info->n_columns; column++)
    dj_table_put_in_order (table, column);
}

static void expand_shorts (DjLoader *loader)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (!loader->given[t])
      put_all_in_order (loader->state->tables[t]);
  for (guint i = 0; i < loader->shorts->len; i++)
    expand_short (loader, &g_array_index (loader->shorts, DjShortValue, i));
}

static DjCheck begin_check (DjLoader *loader)
{
  dj_state_index (loader->state);
  return (DjCheck){ .state = loader->state, .issues = loader->issues, .sources = loader->sources };
}

static void check_all (DjLoader *loader, gboolean lenient)
{
  if (lenient)
    dj_drop_until_sound (loader->state, loader->issues, loader->sources, loader->bad, loader->n_bad);
  DjCheck check = begin_check (loader);
  check.only_less = lenient;
  dj_check_run (&check);
}

static void find_places (DjLoader *loader)
{
  for (guint i = 0; loader->finder && i < dj_issues_get_n (loader->issues); i++)
  {
    const DjIssue *issue = dj_issues_get (loader->issues, i);
    gint32 line = issue->line, column = issue->column;
    if (issue->row < 0)
      continue;
    loader->finder (issue->table, issue->row, &line, &column, loader->finder_data);
    dj_issues_set_place (loader->issues, i, line, column);
  }
}

static void forget_origins (DjState *state)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_clear_pointer (&state->tables[t]->origins, g_array_unref);
}

DjRegister *dj_loader_finish (DjLoader *loader, gboolean lenient, GError **error)
{
  expand_shorts (loader);
  if (loader->full)
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "More rows or texts than a register can hold");
    return NULL;
  }
  check_all (loader, lenient);
  find_places (loader);
  dj_issues_finish (loader->issues);
  if (!lenient && dj_issues_worst (loader->issues) >= DJ_SEVERITY_MUST)
  {
    g_propagate_error (error, dj_error_new_data (loader->issues));
    return NULL;
  }
  forget_origins (loader->state);
  return dj_register_new_take (g_steal_pointer (&loader->state), dj_issues_ref (loader->issues));
}

/* ---- Into a change ---------------------------------------------------------------------------------------------- */

/* Whether the rows of every table fit behind those that the change has. */
static gboolean has_room (const DjLoader *loader, const DjState *draft)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (loader->state->tables[t]->n_rows > G_MAXINT32 - draft->tables[t]->n_rows)
      return FALSE;
  return TRUE;
}

/* Whether a row of a short column's table is what the column now says instead: all its rows or those of its kind; where the table
 * itself was given, only those that the column gave before. */
static gboolean is_said_again (const DjTableData *table, const DjReplaced *replaced, const DjShorthand *shorthand,
                               gint32 row)
{
  if (replaced->given)
    return row >= replaced->short_row && row < replaced->short_row + replaced->n_short;
  return shorthand->kind < 0 || dj_table_get_code (table, shorthand->kind, row) == shorthand->kind_value;
}

static void drop_short_rows (DjChange *change, const DjShorthand *shorthand, gint32 n_short)
{
  DjTableData *table = dj_change_edit (change, shorthand->table);
  DjReplaced *replaced = dj_change_get_replaced (change, shorthand->table);
  g_autofree guint8 *drop = g_malloc ((gsize)table->n_rows + 1);
  for (gint32 row = 0; row < table->n_rows; row++)
    drop[row] = is_said_again (table, replaced, shorthand, row);
  dj_table_drop_rows (table, drop);
  replaced->short_row = table->n_rows; /* where they are appended now */
  replaced->n_short = n_short;
}

/* Puts the rows that a short column gave before behind those that come now. */
static void keep_short_rows (DjChange *change, DjTableData *table)
{
  DjReplaced *replaced = dj_change_get_replaced (change, table->id);
  DjTableData *before = dj_change_edit (change, table->id);
  g_autofree guint8 *drop = g_malloc ((gsize)before->n_rows + 1);
  for (gint32 row = 0; row < before->n_rows; row++)
    drop[row] = row < replaced->short_row || row >= replaced->short_row + replaced->n_short;
  dj_table_drop_rows (before, drop);
  replaced->short_row = table->n_rows;
  dj_table_append_table (table, before);
}

static void replace_table (DjLoader *loader, DjChange *change, int t)
{
  DjTableData *table = g_steal_pointer (&loader->state->tables[t]);
  const DjShorthand *shorthand = table->info->shorthand;
  loader->state->tables[t] = dj_table_new ((DjTable)t);
  if (loader->short_source >= 0)
    drop_short_rows (change, shorthand, loader->state->tables[shorthand->table]->n_rows);
  if (dj_change_get_replaced (change, (DjTable)t)->n_short > 0)
    keep_short_rows (change, table);
  dj_change_get_replaced (change, (DjTable)t)->given = TRUE;
  dj_change_put_table (change, table);
}

static gboolean is_fit (DjLoader *loader, const DjState *draft, GError **error)
{
  find_places (loader);
  dj_issues_finish (loader->issues);
  if (dj_issues_worst (loader->issues) >= DJ_SEVERITY_MUST)
  {
    g_propagate_error (error, dj_error_new_data (loader->issues));
    return FALSE;
  }
  if (!loader->full && has_room (loader, draft))
    return TRUE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "More rows or texts than a register can hold");
  return FALSE;
}

gboolean dj_loader_finish_change (DjLoader *loader, DjChange *change, gboolean replace, GError **error)
{
  for (guint i = 0; i < loader->shorts->len; i++)
    expand_short (loader, &g_array_index (loader->shorts, DjShortValue, i));
  if (!is_fit (loader, dj_change_get_draft (change), error))
    return FALSE;
  forget_origins (loader->state);
  for (int t = 0; replace && t < DJ_N_TABLES; t++)
    if (loader->given[t])
      replace_table (loader, change, t);
  for (int t = 0; t < DJ_N_TABLES; t++)
    if (loader->state->tables[t]->n_rows > 0)
      dj_table_append_table (dj_change_edit (change, (DjTable)t), loader->state->tables[t]);
  return TRUE;
}

gboolean dj_loader_finish_merge (DjLoader *loader, DjChange *change, gboolean replace, GError **error)
{
  DjMerge merge = { .state = loader->state, .replace = replace };
  for (int t = 0; t < DJ_N_TABLES; t++)
    merge.given[t] = loader->given[t] != 0;
  for (guint i = 0; i < loader->shorts->len; i++)
    merge.given_short[loader->state->tables[g_array_index (loader->shorts, DjShortValue, i).table]
                          ->info->shorthand->table]
        = TRUE;
  expand_shorts (loader);
  if (!is_fit (loader, dj_change_get_draft (change), error))
    return FALSE;
  forget_origins (loader->state);
  if (!dj_change_merge (change, &merge, error))
    return FALSE;
  dj_change_keep_issues (change, loader->issues);
  return TRUE;
}
