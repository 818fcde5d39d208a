/* SPDX-License-Identifier: Apache-2.0 */
/* Rows written to a database: one by one as edits say, or all of a table. */
#include <math.h>
#include <string.h>

#include "store/store-private.h"

/* ---- All rows of a table ------------------------------------------------------------------------------------------------ */

typedef struct
{
  DjDatabase *db;
  const DjTableData *table;
  const DjTexts *texts;
  const gint64 *ids;
  GArray *columns;  /* int: DJ_CELLS_IDS, then those that have an array */
  GPtrArray *cells; /* DjCells of each, twice: one is written while the other is filled */
  GPtrArray *sums;  /* DjColumnSum of each */
  DjStatement *add;
  gint32 written; /* rows, */
  gint32 filled;  /* of which as many more lie ready */
  int turn;       /* which cells are filled */
  GError *error;
} Filling;

static int get_column (const Filling *filling, guint i) { return g_array_index (filling->columns, int, i); }

static DjCells *get_cells (const Filling *filling, guint i, int turn)
{
  return g_ptr_array_index (filling->cells, 2 * i + (guint)turn);
}

static void bind_cell (const Filling *filling, guint i, gint32 row, const DjSlice *cell)
{
  const DjProduct *product = filling->db->product;
  int column = get_column (filling, i), place = (int)i;
  DjType type = dj_table_get_type (filling->table, column);
  if (!cell->text)
    product->bind_null (filling->add, place);
  else if (type == DJ_TYPE_INT)
    product->bind_int (filling->add, place, dj_table_get_int (filling->table, column, row));
  else if (type == DJ_TYPE_REAL)
    product->bind_real (filling->add, place, dj_table_get_real (filling->table, column, row));
  else
    product->bind_text (filling->add, place, cell->text, (gssize)cell->length);
}

/* Writes the rows of which cells lie ready. */
static void write_rows (Filling *filling)
{
  gint32 n = filling->filled - filling->written;
  for (gint32 i = 0, row = filling->written; i < n && !filling->error; i++, row++)
  {
    filling->db->product->bind_int (filling->add, 0, filling->ids[row]);
    for (guint column = 1; column < filling->columns->len; column++)
      bind_cell (filling, column, row, &get_cells (filling, column, 1 - filling->turn)->slices[i]);
    dj_statement_do (filling->add, 1, &filling->error);
  }
}

static gint32 count_next (const Filling *filling)
{
  return MIN (DJ_CELLS_ROWS, filling->table->n_rows - filling->filled);
}

/* Makes the next cells of a column ready, and sums them up. */
static void fill_column (const Filling *filling, guint i)
{
  DjCells *cells = get_cells (filling, i, filling->turn);
  gint32 n = count_next (filling);
  int column = get_column (filling, i);
  if (column != DJ_CELLS_IDS)
    dj_cells_fill (cells, filling->table, filling->texts, column, filling->filled, n);
  else
    dj_cells_fill_ids (cells, filling->ids + filling->filled, n);
  dj_column_sum_add (g_ptr_array_index (filling->sums, i), cells, n);
}

/* One thread writes, and others make ready what is to be written next. */
static void fill_part (gint part, gpointer data)
{
  Filling *filling = data;
  if (part == 0)
    write_rows (filling);
  else
    fill_column (filling, (guint)part - 1);
}

static void fill_rows (Filling *filling)
{
  gint32 n_rows = filling->table->n_rows;
  while (filling->written < n_rows && !filling->error)
  {
    gint32 next = count_next (filling);
    dj_in_parts (1 + (next > 0 ? (gint)filling->columns->len : 0), fill_part, filling);
    filling->written = filling->filled;
    filling->filled += next;
    filling->turn = 1 - filling->turn;
  }
}

/* What the database calls the columns that have an array; FALSE where it has not all of them. */
static gboolean name_columns (Filling *filling, GPtrArray *names)
{
  g_auto (DjLayout) layout = { 0 };
  if (!dj_store_read_layout (filling->db, filling->table->id, &layout, &filling->error))
    return FALSE;
  g_ptr_array_add (names, g_strdup ("id"));
  for (guint i = 1; i < filling->columns->len; i++)
  {
    guint at = 0;
    const char *name = dj_table_get_name (filling->table, get_column (filling, i));
    if (!g_ptr_array_find_with_equal_func (layout.names, name, g_str_equal, &at))
      g_array_remove_index (filling->columns, i--);
    else
      g_ptr_array_add (names, g_strdup (g_ptr_array_index (layout.columns, at)));
  }
  return TRUE;
}

static void begin_rows (Filling *filling)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  if (!name_columns (filling, names))
    return;
  filling->add = filling->db->product->begin_rows (filling->db, filling->table->info->name,
                                                   (const char *const *)names->pdata, names->len, &filling->error);
  for (guint i = 0; i < 2 * filling->columns->len; i++)
    g_ptr_array_add (filling->cells, dj_cells_new ());
}

gboolean dj_store_write_table (DjDatabase *db, const DjTableData *table, const DjTexts *texts, const gint64 *ids,
                               DjLoad *load, GError **error)
{
  g_autoptr (GArray) columns = dj_cells_list_columns (table);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  Filling filling = { .db = db, .table = table, .texts = texts, .ids = ids, .columns = columns, .cells = cells };
  begin_rows (&filling);
  g_autoptr (GPtrArray) sums = filling.sums = dj_column_sums_new (table, columns);
  if (filling.add)
  {
    fill_rows (&filling);
    db->product->end_rows (filling.add, filling.error ? NULL : &filling.error);
  }
  if (filling.error)
  {
    g_propagate_error (error, filling.error);
    return FALSE;
  }
  gint64 last = table->n_rows > 0 ? ids[table->n_rows - 1] : 0;
  *load = (DjLoad){ TRUE, table->n_rows, last, dj_column_sums_finish (sums) };
  return TRUE;
}

/* ---- Rows one by one -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjDatabase *db;
  const DjTableInfo *info;
  DjLayout layout;
  GHashTable *statements; /* by their SQL: edits are mostly of one form */
} Writing;

static void free_statement (gpointer statement) { dj_statement_free (statement); }

static DjStatement *get_statement (Writing *writing, const char *sql, GError **error)
{
  DjStatement *statement = g_hash_table_lookup (writing->statements, sql);
  if (!statement && (statement = dj_database_prepare (writing->db, sql, error)))
    g_hash_table_insert (writing->statements, g_strdup (sql), statement);
  return statement;
}

static char *quote_column (const Writing *writing, const char *name)
{
  guint at = 0;
  if (!g_ptr_array_find_with_equal_func (writing->layout.names, name, g_str_equal, &at))
    return dj_sql_quote (name);
  return dj_sql_quote (g_ptr_array_index (writing->layout.columns, at));
}

static const DjCellEdit *cell_of (const DjRowEdit *edit, guint i) { return g_ptr_array_index (edit->cells, i); }

/* More terms than this are put in brackets: databases go only so deep. */
#define MOST_TERMS 100

static void begin_term (GString *sql, guint i)
{
  g_string_append (sql, i > 0 && i % MOST_TERMS == 0 ? ") AND (" : i > 0 ? " AND " : "");
}

/* What is not written here must not be written over: the row is as the register has it. Of a row that goes that is all of it. */
static void append_conditions (const Writing *writing, const DjRowEdit *edit, guint parameter, GString *sql)
{
  guint n = 0;
  g_string_append (sql, " WHERE \"id\" = $1 AND (");
  for (; n < edit->cells->len; n++)
  {
    const char *name = cell_of (edit, n)->column;
    g_autofree char *column = quote_column (writing, name);
    gboolean is_text = dj_table_find_column ((DjTable)edit->table, name) < 0; /* somebody may have made it of no type */
    begin_term (sql, n);
    g_string_append_printf (sql, is_text ? "CAST (%s AS TEXT)" : "%s", column);
    g_string_append_printf (sql, " IS NOT DISTINCT FROM $%u", parameter + n);
  }
  for (guint i = 0; !edit->is && i < writing->layout.names->len; i++)
  {
    if (dj_row_edit_find_cell (edit, g_ptr_array_index (writing->layout.names, i)))
      continue;
    g_autofree char *column = dj_sql_quote (g_ptr_array_index (writing->layout.columns, i));
    begin_term (sql, n++);
    g_string_append_printf (sql, "%s IS NULL", column);
  }
  g_string_append (sql, ")");
}

/* Columns that are not told are missing, whatever the database would put into them. */
static void append_new_row (const Writing *writing, const DjRowEdit *edit, GString *sql)
{
  g_autoptr (GString) values = g_string_new ("$1");
  g_string_append (sql, " (\"id\"");
  for (guint i = 0; i < edit->cells->len; i++)
  {
    g_autofree char *column = quote_column (writing, cell_of (edit, i)->column);
    g_string_append_printf (sql, ", %s", column);
    g_string_append_printf (values, ", $%u", i + 2);
  }
  for (guint i = 0; i < writing->layout.names->len; i++)
  {
    if (dj_row_edit_find_cell (edit, g_ptr_array_index (writing->layout.names, i)))
      continue;
    g_autofree char *column = dj_sql_quote (g_ptr_array_index (writing->layout.columns, i));
    g_string_append_printf (sql, ", %s", column);
    g_string_append (values, ", NULL");
  }
  g_string_append_printf (sql, ") VALUES (%s)", values->str);
}

/* The row's id is $1; what its cells become follows, then what they were. */
static char *make_sql (const Writing *writing, const DjRowEdit *edit)
{
  GString *sql = g_string_new (!edit->is ? "DELETE FROM " : edit->was ? "UPDATE " : "INSERT INTO ");
  g_string_append_printf (sql, "\"%s\"", writing->info->name);
  if (!edit->was)
    append_new_row (writing, edit, sql);
  if (edit->was && edit->is)
    g_string_append (sql, " SET \"id\" = $1");
  for (guint i = 0; edit->was && edit->is && i < edit->cells->len; i++)
  {
    g_autofree char *column = quote_column (writing, cell_of (edit, i)->column);
    g_string_append_printf (sql, ", %s = $%u", column, i + 2);
  }
  if (edit->was)
    append_conditions (writing, edit, edit->is ? edit->cells->len + 2 : 2, sql);
  return g_string_free (sql, FALSE);
}

static void bind_value (const Writing *writing, DjStatement *statement, int place, const char *name, const char *text)
{
  gint64 whole;
  double real;
  int column = dj_table_find_column ((DjTable)dj_schema_find_table (writing->info->name), name);
  DjType type = column >= 0 ? writing->info->columns[column].type : DJ_TYPE_TEXT;
  if (text && type == DJ_TYPE_INT && dj_int_parse (text, strlen (text), &whole))
    writing->db->product->bind_int (statement, place, whole);
  else if (text && type == DJ_TYPE_REAL && dj_real_parse (text, strlen (text), &real))
    writing->db->product->bind_real (statement, place, real);
  else
    dj_statement_bind_text (statement, place, text);
}

static void bind_row (const Writing *writing, DjStatement *statement, const DjRowEdit *edit)
{
  int place = 0;
  dj_statement_bind_int (statement, place++, edit->id);
  for (guint i = 0; edit->is && i < edit->cells->len; i++)
    bind_value (writing, statement, place++, cell_of (edit, i)->column, cell_of (edit, i)->after);
  for (guint i = 0; edit->was && i < edit->cells->len; i++)
    bind_value (writing, statement, place++, cell_of (edit, i)->column, cell_of (edit, i)->before);
}

/* ---- Rows that are not what they should be ---------------------------------------------------------------------------------- */

static DjStatement *select_row (const Writing *writing, const DjRowEdit *edit)
{
  g_autoptr (GString) sql = g_string_new ("SELECT \"id\"");
  for (guint i = 0; i < edit->cells->len; i++)
  {
    g_autofree char *column = quote_column (writing, cell_of (edit, i)->column);
    g_string_append_printf (sql, ", CAST (%s AS TEXT)", column);
  }
  g_string_append_printf (sql, " FROM \"%s\" WHERE \"id\" = $1", writing->info->name);
  DjStatement *select = dj_database_prepare (writing->db, sql->str, NULL);
  if (select)
    dj_statement_bind_int (select, 0, edit->id);
  return select;
}

/* All that the register has of the row is there; whether that is all that is there. */
static gboolean has_more (const Writing *writing, const DjRowEdit *edit)
{
  gboolean row = TRUE;
  g_autoptr (GString) sql = g_string_new ("SELECT \"id\"");
  g_string_append_printf (sql, " FROM \"%s\"", writing->info->name);
  append_conditions (writing, edit, 2, sql);
  g_autoptr (DjStatement) select = dj_database_prepare (writing->db, sql->str, NULL);
  if (!select)
    return FALSE;
  bind_row (writing, select, edit);
  return dj_statement_step (select, &row, NULL) && !row;
}

static void tell_cell (const Writing *writing, DjStatement *select, const DjRowEdit *edit, GError **error)
{
  for (guint i = 0; edit->was && i < edit->cells->len; i++)
  {
    const DjCellEdit *cell = cell_of (edit, i);
    g_autofree char *found = dj_statement_dup_text (select, (int)i + 1);
    if (g_strcmp0 (found, cell->before) == 0)
      continue;
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("%s：表 %s 行号 %" G_GINT64_FORMAT
                         " 的 %s 现为“%s”，登记册中为“%s”，未经提交而被改动；未写入任何内容",
                         "%s: table %s, row %" G_GINT64_FORMAT ": %s is '%s', and '%s' in the register; no commit has "
                         "changed it; nothing was written"),
                 writing->db->name, writing->info->name, edit->id, cell->column, found ? found : "",
                 cell->before ? cell->before : "");
    return;
  }
  if (!edit->is && has_more (writing, edit))
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("%s：表 %s 行号 %" G_GINT64_FORMAT " 有未经提交写入的内容；未写入任何内容",
                         "%s: table %s, row %" G_GINT64_FORMAT
                         ": has cells that no commit has written; nothing was written"),
                 writing->db->name, writing->info->name, edit->id);
}

/* Where somebody has written past the log, that is what is wrong, and is told instead. */
static void tell_difference (const Writing *writing, const DjRowEdit *edit, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (DjStatement) select = select_row (writing, edit);
  if (!select || !dj_statement_step (select, &row, NULL))
    return;
  if (row == edit->was)
    tell_cell (writing, select, edit, error);
  else if (row)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("%s：表 %s 已有行号 %" G_GINT64_FORMAT "，但不是提交写入的；未写入任何内容",
                         "%s: table %s has a row %" G_GINT64_FORMAT " that no commit has added; nothing was written"),
                 writing->db->name, writing->info->name, edit->id);
  else
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("%s：表 %s 行号 %" G_GINT64_FORMAT " 不在了，但不是提交删除的；未写入任何内容",
                         "%s: table %s, row %" G_GINT64_FORMAT ": is gone, and no commit has dropped it; nothing was "
                         "written"),
                 writing->db->name, writing->info->name, edit->id);
}

static gboolean write_row (Writing *writing, const DjRowEdit *edit, GError **error)
{
  g_autofree char *sql = make_sql (writing, edit);
  GError *trouble = NULL, *difference = NULL;
  DjStatement *statement = get_statement (writing, sql, error);
  if (!statement)
    return FALSE;
  bind_row (writing, statement, edit);
  if (dj_statement_do (statement, 1, &trouble))
    return TRUE;
  if (g_error_matches (trouble, DJ_ERROR, DJ_ERROR_FORMAT))
    tell_difference (writing, edit, &difference);
  if (difference)
    g_clear_error (&trouble);
  g_propagate_error (error, difference ? difference : trouble);
  return FALSE;
}

static gboolean write_rows_of (DjDatabase *db, const GPtrArray *list, guint begin, guint end, GError **error)
{
  DjTable table = ((DjRowEdit *)g_ptr_array_index (list, begin))->table;
  Writing writing = { .db = db, .info = dj_schema_get_table (table) };
  gboolean done = dj_store_read_layout (db, table, &writing.layout, error);
  writing.statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_statement);
  for (guint i = begin; done && i < end; i++)
    done = write_row (&writing, g_ptr_array_index (list, i), error);
  g_hash_table_unref (writing.statements);
  dj_layout_clear (&writing.layout);
  return done;
}

gboolean dj_store_write_rows (DjDatabase *db, const DjEdits *edits, GError **error)
{
  g_autoptr (GPtrArray) list = dj_edits_list (edits);
  for (guint begin = 0, end = 0; begin < list->len; begin = end)
  {
    DjTable table = ((DjRowEdit *)g_ptr_array_index (list, begin))->table;
    while (end < list->len && ((DjRowEdit *)g_ptr_array_index (list, end))->table == table)
      end++;
    if (!write_rows_of (db, list, begin, end, error))
      return FALSE;
  }
  return TRUE;
}
