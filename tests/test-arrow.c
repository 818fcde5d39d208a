/* SPDX-License-Identifier: Apache-2.0 */
/* Arrow: frames out, compared cell by cell with the frame; tables in, from arrays made by hand, sound and broken ones. */
#include "frame-sample.h"

#include <check.h>
#include <dangjian/dangjian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading a stream, the naive way ------------------------------------------------------------------------------ */

static gboolean is_present (const struct ArrowArray *array, int64_t row)
{
  const guint8 *bits = array->buffers[0];
  ck_assert_int_eq (array->offset, 0);
  return !bits || (bits[row / 8] >> row % 8 & 1);
}

/* A cell as text, to be freed; NULL where null. */
static char *cell_text (const struct ArrowSchema *field, const struct ArrowArray *array, int64_t row)
{
  char day[DJ_DATE_TEXT_SIZE];
  if (!is_present (array, row))
    return NULL;
  if (strcmp (field->format, "l") == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, ((const gint64 *)array->buffers[1])[row]);
  if (strcmp (field->format, "g") == 0)
    return g_strdup_printf ("%.17g", ((const double *)array->buffers[1])[row]);
  if (strcmp (field->format, "tdD") == 0)
    return g_strdup (dj_date_format (((const gint32 *)array->buffers[1])[row], day));
  if (strcmp (field->format, "U") == 0)
  {
    const gint64 *offsets = array->buffers[1];
    return g_strndup ((const char *)array->buffers[2] + offsets[row], (gsize)(offsets[row + 1] - offsets[row]));
  }
  ck_assert_str_eq (field->format, "c");
  const struct ArrowArray *values = array->dictionary;
  gsize index = ((const guint8 *)array->buffers[1])[row];
  const gint32 *offsets = values->buffers[1];
  ck_assert_uint_lt (index, (gsize)values->length);
  return g_strndup ((const char *)values->buffers[2] + offsets[index], (gsize)(offsets[index + 1] - offsets[index]));
}

/* The same of the frame. */
static char *frame_text (const DjFrame *frame, gint64 row, int column, DjArrowWords words)
{
  char day[DJ_DATE_TEXT_SIZE];
  const DjFrameColumn *info = dj_frame_get_column (frame, column);
  if (dj_frame_is_missing (frame, row, column))
    return NULL;
  switch (info->type)
  {
  case DJ_TYPE_INT:
    return g_strdup_printf ("%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column));
  case DJ_TYPE_REAL:
    return g_strdup_printf ("%.17g", dj_frame_get_real (frame, row, column));
  case DJ_TYPE_DATE:
    return g_strdup (dj_date_format (dj_frame_get_date (frame, row, column), day));
  case DJ_TYPE_CODE:
    if (words != DJ_ARROW_NAMES)
      return g_strdup (dj_code_list_get_label (info->codes, dj_frame_get_code (frame, row, column),
                                               words == DJ_ARROW_LABELS_ZH ? DJ_LANGUAGE_ZH : DJ_LANGUAGE_EN));
    return g_strdup (dj_frame_get_text (frame, row, column));
  case DJ_TYPE_TEXT:
  case DJ_TYPE_REFERENCE:
  default:
    return g_strdup (dj_frame_get_text (frame, row, column));
  }
}

static void compare_arrays (DjFrame *frame, const DjArrowOptions *options, const struct ArrowSchema *schema,
                            const struct ArrowArray *rows, gint64 first)
{
  for (int64_t c = 0; c < rows->n_children; c++)
  {
    int64_t nulls = 0;
    int column = options->columns ? options->columns[c] : (int)c;
    ck_assert_int_eq (rows->children[c]->length, rows->length);
    for (int64_t row = 0; row < rows->length; row++)
    {
      g_autofree char *found = cell_text (schema->children[c], rows->children[c], row);
      g_autofree char *expected = frame_text (frame, first + row, column, options->words);
      ck_assert_msg (g_strcmp0 (found, expected) == 0, "%s, row %d: %s, not %s", schema->children[c]->name,
                     (int)(first + row), found ? found : "null", expected ? expected : "null");
      nulls += found == NULL;
    }
    ck_assert_int_eq (rows->children[c]->null_count, nulls);
  }
}

/* Reads the whole stream and compares; returns how many arrays came. */
static int check_export (DjFrame *frame, const DjArrowOptions *options)
{
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray rows;
  int arrays = 0;
  gint64 first = 0;
  ck_assert (dj_frame_export_arrow (frame, options, &stream, NULL));
  ck_assert_int_eq (stream.get_schema (&stream, &schema), 0);
  ck_assert_str_eq (schema.format, "+s");
  for (;; arrays++)
  {
    ck_assert_int_eq (stream.get_next (&stream, &rows), 0);
    if (!rows.release)
      break;
    compare_arrays (frame, options, &schema, &rows, first);
    first += rows.length;
    rows.release (&rows);
    ck_assert (!rows.release);
  }
  ck_assert_int_eq (first, dj_frame_get_n_rows (frame));
  schema.release (&schema);
  stream.release (&stream);
  return arrays;
}

/* ---- Out ---------------------------------------------------------------------------------------------------------- */

static const char *const sealed_cases[] = { "cases/beijing", "cases/sanlitun", "cases/lines", "cases/demands" };

START_TEST (every_table_of_the_cases_goes_out)
{
  g_autoptr (DjRegister) reg = dj_register_read (sealed_cases[_i], NULL, NULL);
  ck_assert_ptr_nonnull (reg);
  for (DjTable t = 0; t < DJ_N_TABLES; t++)
    for (DjArrowWords words = DJ_ARROW_NAMES; words <= DJ_ARROW_LABELS_ZH; words++)
    {
      g_autoptr (DjFrame) frame = dj_register_get_table (reg, t);
      g_autoptr (DjFrame) linked = dj_register_get_linked_table (reg, t);
      check_export (frame, &(DjArrowOptions){ .words = words });
      check_export (linked, &(DjArrowOptions){ .words = words, .batch_rows = 11 });
    }
}
END_TEST

START_TEST (a_stream_comes_in_as_many_arrays_as_asked_for)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  const int some[] = { COLOUR, NAME, COLOUR };
  ck_assert_int_eq (check_export (frame, &(DjArrowOptions)DJ_ARROW_OPTIONS_INIT), 1);
  ck_assert_int_eq (check_export (frame, &(DjArrowOptions){ .batch_rows = 1 }), 3);
  ck_assert_int_eq (check_export (frame, &(DjArrowOptions){ .batch_rows = 2 }), 2);
  ck_assert_int_eq (check_export (frame, &(DjArrowOptions){ .columns = some, .n_columns = 3 }), 1);
}
END_TEST

START_TEST (options_out_of_range_are_refused)
{
  g_autoptr (DjFrame) frame = sample_frame_small ();
  const int columns[] = { 0, 99 };
  struct ArrowArrayStream stream;
  g_autoptr (GError) error = NULL;
  ck_assert (!dj_frame_export_arrow (frame, &(DjArrowOptions){ .columns = columns, .n_columns = 2 }, &stream, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_NOT_FOUND));
  g_clear_error (&error);
  ck_assert (!dj_frame_export_arrow (frame, &(DjArrowOptions){ .batch_rows = -1 }, &stream, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FORMAT));
}
END_TEST

/* Numbers and days are read where they lie: the very addresses, also of a register's table. */
START_TEST (numbers_are_not_copied)
{
  g_autoptr (DjRegister) reg = dj_register_read ("cases/sanlitun", NULL, NULL);
  g_autoptr (DjFrame) frame = dj_register_get_table (reg, DJ_TABLE_UNIT);
  g_autoptr (DjFrame) again = dj_register_get_table (reg, DJ_TABLE_UNIT);
  int headcount = DJ_COLUMN_UNIT_HEADCOUNT, since = DJ_COLUMN_UNIT_SINCE;
  struct ArrowArrayStream stream;
  struct ArrowArray rows;
  ck_assert (dj_frame_export_arrow (frame, NULL, &stream, NULL));
  ck_assert_int_eq (stream.get_next (&stream, &rows), 0);
  ck_assert_ptr_eq (rows.children[headcount]->buffers[1], dj_frame_get_ints (frame, headcount));
  ck_assert_ptr_eq (rows.children[since]->buffers[1], dj_frame_get_dates (frame, since));
  ck_assert_ptr_eq (dj_frame_get_dates (frame, since), dj_frame_get_dates (again, since));
  rows.release (&rows);
  stream.release (&stream);
}
END_TEST

/* A child may be moved out of its parent, and lives when stream, frame and register are gone. */
START_TEST (arrays_outlive_everything)
{
  DjRegister *reg = dj_register_read ("cases/sanlitun", NULL, NULL);
  DjFrame *frame = dj_register_get_table (reg, DJ_TABLE_UNIT);
  gint64 first = dj_frame_get_int (frame, 0, DJ_COLUMN_UNIT_HEADCOUNT);
  struct ArrowArrayStream stream;
  struct ArrowArray rows, moved;
  ck_assert (dj_frame_export_arrow (frame, NULL, &stream, NULL));
  ck_assert_int_eq (stream.get_next (&stream, &rows), 0);
  moved = *rows.children[DJ_COLUMN_UNIT_HEADCOUNT];
  rows.children[DJ_COLUMN_UNIT_HEADCOUNT]->release = NULL;
  rows.release (&rows);
  stream.release (&stream);
  dj_frame_unref (frame);
  dj_register_unref (reg);
  ck_assert_int_eq (((const gint64 *)moved.buffers[1])[0], first);
  moved.release (&moved);
}
END_TEST

/* A table that was handed out stays as it is when the register changes. */
START_TEST (a_table_handed_out_stays)
{
  g_autoptr (DjRegister) reg = dj_register_read ("cases/sanlitun", NULL, NULL);
  g_autoptr (DjFrame) before = dj_register_get_table (reg, DJ_TABLE_AREA);
  g_autofree char *name = g_strdup (dj_frame_get_text (before, 0, DJ_COLUMN_AREA_NAME));
  g_autofree char *code = g_strdup (dj_frame_get_text (before, 0, DJ_COLUMN_AREA_CODE));
  g_autoptr (DjChange) change = dj_register_begin (reg, "rename");
  ck_assert (dj_change_amend (change, DJ_TABLE_AREA, code, NULL, "name", "另一个名称", "lon", "1.5", NULL));
  ck_assert (dj_change_commit (change, NULL));
  g_autoptr (DjFrame) after = dj_register_get_table (reg, DJ_TABLE_AREA);
  ck_assert_str_eq (dj_frame_get_text (before, 0, DJ_COLUMN_AREA_NAME), name);
  ck_assert_str_eq (dj_frame_get_text (after, 0, DJ_COLUMN_AREA_NAME), "另一个名称");
  ck_assert_double_eq (dj_frame_get_real (after, 0, DJ_COLUMN_AREA_LON), 1.5);
}
END_TEST

/* A linked table against codes looked up in the frames, the slow way. */
START_TEST (row_numbers_lead_to_the_codes)
{
  g_autoptr (DjRegister) reg = dj_register_read (sealed_cases[_i], NULL, NULL);
  for (DjTable t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (DjFrame) plain = dj_register_get_table (reg, t);
    g_autoptr (DjFrame) linked = dj_register_get_linked_table (reg, t);
    const DjTableInfo *info = dj_schema_get_table (t);
    for (int c = 0; c < info->n_columns; c++)
    {
      if (info->columns[c].type != DJ_TYPE_REFERENCE)
        continue;
      int rows = dj_frame_find_column (linked, info->columns[c].name);
      g_autofree char *name = g_strconcat (info->columns[c].name, "_table", NULL);
      int of_table = dj_frame_find_column (linked, name);
      for (gint64 row = 0; row < dj_frame_get_n_rows (plain); row++)
      {
        const char *code = dj_frame_get_text (plain, row, c);
        gint64 target = dj_frame_get_int (linked, row, rows);
        ck_assert_int_eq (code == NULL, target == DJ_INT_NONE);
        if (!code)
          continue;
        int found = of_table >= 0 ? dj_schema_find_table (dj_frame_get_text (linked, row, of_table))
                                  : g_bit_nth_lsf (info->columns[c].references, -1);
        g_autoptr (DjFrame) other = dj_register_get_table (reg, (DjTable)found);
        ck_assert_str_eq (dj_frame_get_text (other, target, dj_schema_get_table ((DjTable)found)->key), code);
      }
    }
  }
}
END_TEST

/* ---- In: there and back -------------------------------------------------------------------------------------------- */

static void import_table (DjChange *change, DjRegister *from, DjTable table, const DjArrowOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = dj_register_get_table (from, table);
  struct ArrowArrayStream stream;
  ck_assert (dj_frame_export_arrow (frame, options, &stream, NULL));
  dj_change_import_arrow (change, table, &stream, NULL, &error);
  ck_assert_msg (!error, "%s", error ? error->message : "");
  ck_assert (!stream.release);
}

static void compare_registers (DjRegister *one, DjRegister *other)
{
  for (DjTable t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (DjFrame) a = dj_register_get_table (one, t);
    g_autoptr (DjFrame) b = dj_register_get_table (other, t);
    ck_assert_int_eq (dj_frame_get_n_rows (a), dj_frame_get_n_rows (b));
    for (int c = 0; c < dj_frame_get_n_columns (a); c++)
    {
      int column = dj_frame_find_column (b, dj_frame_get_column (a, c)->name);
      for (gint64 row = 0; row < dj_frame_get_n_rows (a); row++)
      {
        g_autofree char *first = frame_text (a, row, c, DJ_ARROW_NAMES);
        g_autofree char *second = column < 0 ? NULL : frame_text (b, row, column, DJ_ARROW_NAMES);
        ck_assert_msg (g_strcmp0 (first, second) == 0, "table %d, row %d, column %d: %s, %s", (int)t, (int)row, c,
                       first, second);
      }
    }
  }
}

START_TEST (what_goes_out_comes_back)
{
  g_autoptr (DjRegister) reg = dj_register_read (sealed_cases[_i / 2], NULL, NULL);
  g_autoptr (DjRegister) copy = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (copy, "copy");
  g_autoptr (GError) error = NULL;
  DjArrowOptions options = { .words = _i % 2 ? DJ_ARROW_LABELS_ZH : DJ_ARROW_NAMES, .batch_rows = 1 + _i * 17 };
  for (DjTable t = 0; t < DJ_N_TABLES; t++)
    import_table (change, reg, t, &options);
  ck_assert_msg (dj_change_commit (change, &error), "%s", error ? error->message : "");
  compare_registers (reg, copy);
}
END_TEST

/* ---- In: arrays made by hand --------------------------------------------------------------------------------------- */

#define MOST_COLUMNS 4

/* A stream of one array, whose parts a test may spoil. It counts how often each part is released. */
typedef struct
{
  struct ArrowArrayStream stream;
  struct ArrowSchema schema, fields[MOST_COLUMNS], values_schema;
  struct ArrowSchema *field_list[MOST_COLUMNS];
  struct ArrowArray rows, columns[MOST_COLUMNS], values;
  struct ArrowArray *column_list[MOST_COLUMNS];
  const void *buffers[MOST_COLUMNS][6];
  const void *values_buffers[3];
  const void *no_buffer;
  int given, released_schemas, released_arrays, released_streams;
  int fails_at; /* the call of get_next that fails, from 1 */
} Made;

static void release_made_schema (struct ArrowSchema *schema)
{
  Made *made = schema->private_data;
  made->released_schemas++;
  schema->release = NULL;
}

static void release_made_array (struct ArrowArray *array)
{
  Made *made = array->private_data;
  made->released_arrays++;
  array->release = NULL;
}

static void release_made_stream (struct ArrowArrayStream *stream)
{
  ((Made *)stream->private_data)->released_streams++;
  stream->release = NULL;
}

static int get_made_schema (struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
  *out = ((Made *)stream->private_data)->schema;
  return 0;
}

static int get_made_rows (struct ArrowArrayStream *stream, struct ArrowArray *out)
{
  Made *made = stream->private_data;
  made->given++;
  *out = (struct ArrowArray){ .release = NULL };
  if (made->given == made->fails_at)
    return 5;
  if (made->given == 1)
    *out = made->rows;
  return 0;
}

static const char *get_made_error (struct ArrowArrayStream *stream)
{
  (void)stream;
  return "the disk is full";
}

static void made_init (Made *made, int64_t n_rows)
{
  *made = (Made){ .stream = { get_made_schema, get_made_rows, get_made_error, release_made_stream, made } };
  made->schema = (struct ArrowSchema){
    .format = "+s", .children = made->field_list, .release = release_made_schema, .private_data = made
  };
  made->rows = (struct ArrowArray){ .length = n_rows,
                                    .n_buffers = 1,
                                    .buffers = &made->no_buffer,
                                    .children = made->column_list,
                                    .release = release_made_array,
                                    .private_data = made };
}

static int made_add (Made *made, const char *name, const char *format, int n_buffers, const void *validity,
                     const void *data, const void *more)
{
  int i = (int)made->schema.n_children++;
  made->rows.n_children++;
  made->fields[i] = (struct ArrowSchema){ .format = format, .name = name, .flags = 2, .release = release_made_schema };
  made->buffers[i][0] = validity;
  made->buffers[i][1] = data;
  made->buffers[i][2] = more;
  made->columns[i] = (struct ArrowArray){ .length = made->rows.length,
                                          .null_count = validity ? -1 : 0,
                                          .n_buffers = n_buffers,
                                          .buffers = made->buffers[i],
                                          .release = release_made_array };
  made->field_list[i] = &made->fields[i];
  made->column_list[i] = &made->columns[i];
  return i;
}

/* Imports into @reg and commits; FALSE with the error where either is refused. What was given must have been given back. */
static gboolean import_made (Made *made, DjRegister *reg, DjTable table, gboolean replace, GError **error)
{
  g_autoptr (DjChange) change = dj_register_begin (reg, "made");
  DjArrowImportOptions options = { .replace = replace, .name = "made" };
  gboolean done = dj_change_import_arrow (change, table, &made->stream, &options, error);
  ck_assert_int_eq (made->released_streams, 1);
  ck_assert_int_eq (made->released_schemas, made->schema.release ? 1 : 0);
  ck_assert_int_eq (made->released_arrays, made->given >= 1 && made->fails_at != 1 && made->rows.release ? 1 : 0);
  return dj_change_commit (change, done ? error : NULL) && done;
}

/* A sound stream of two units: texts, a dictionary of labels, whole numbers as doubles. */
static const gint32 code_offsets[] = { 0, 2, 4 };
static const gint64 name_offsets[] = { 0, 3, 6 };
static const guint8 kind_numbers[] = { 1, 0 };
static const gint32 kind_offsets[] = { 0, 6, 12 };
static const double headcounts[] = { 57, (double)NAN };

enum
{
  MADE_CODE,
  MADE_NAME,
  MADE_KIND,
  MADE_HEADCOUNT,
};

static void make_units (Made *made)
{
  made_init (made, 2);
  made_add (made, "code", "u", 3, NULL, code_offsets, "u1u2");
  made_add (made, "名称", "U", 3, NULL, name_offsets, "甲乙");
  made_add (made, "kind", "C", 2, NULL, kind_numbers, NULL);
  made_add (made, "headcount", "g", 2, NULL, headcounts, NULL);
  made->values_schema = (struct ArrowSchema){ .format = "u", .name = "", .release = release_made_schema };
  made->fields[MADE_KIND].dictionary = &made->values_schema;
  made->values_buffers[1] = kind_offsets;
  made->values_buffers[2] = "学校医院";
  made->values = (struct ArrowArray){
    .length = 2, .n_buffers = 3, .buffers = made->values_buffers, .release = release_made_array
  };
  made->columns[MADE_KIND].dictionary = &made->values;
}

START_TEST (a_sound_stream_comes_in)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_units (&made);
  ck_assert_msg (import_made (&made, reg, DJ_TABLE_UNIT, FALSE, &error), "%s", error ? error->message : "");
  g_autoptr (DjFrame) units = dj_register_get_table (reg, DJ_TABLE_UNIT);
  ck_assert_int_eq (dj_frame_get_n_rows (units), 2);
  ck_assert_str_eq (dj_frame_get_text (units, 0, DJ_COLUMN_UNIT_CODE), "u1");
  ck_assert_str_eq (dj_frame_get_text (units, 1, DJ_COLUMN_UNIT_NAME), "乙");
  ck_assert_str_eq (dj_frame_get_text (units, 0, DJ_COLUMN_UNIT_KIND), "hospital");
  ck_assert_str_eq (dj_frame_get_text (units, 1, DJ_COLUMN_UNIT_KIND), "school");
  ck_assert_int_eq (dj_frame_get_int (units, 0, DJ_COLUMN_UNIT_HEADCOUNT), 57);
  ck_assert (dj_frame_is_missing (units, 1, DJ_COLUMN_UNIT_HEADCOUNT));
}
END_TEST

/* ---- In: what is broken --------------------------------------------------------------------------------------------- */

static const gint32 offsets_backwards[] = { 0, 4, 2 };
static const gint32 offsets_negative[] = { -1, 2, 4 };
static const guint8 numbers_too_great[] = { 1, 2 };
static const gint64 view_sizes[] = { 20 };
static const gint32 views_short_buffer[] = { 13, 0, 0, 8, 2, 0, 0, 0 };
static const gint32 views_no_buffer[] = { 13, 0, 1, 0, 2, 0, 0, 0 };
static const gint32 views_negative[] = { -1, 0, 0, 0, 2, 0, 0, 0 };

static void as_views (Made *made, const void *views)
{
  made->fields[MADE_CODE].format = "vu";
  made->columns[MADE_CODE].n_buffers = 4;
  made->buffers[MADE_CODE][1] = views;
  made->buffers[MADE_CODE][2] = "a text of twenty byt";
  made->buffers[MADE_CODE][3] = view_sizes;
}

static void spoil_root_format (Made *made) { made->schema.format = "+l"; }
static void spoil_no_root_format (Made *made) { made->schema.format = NULL; }
static void spoil_no_schema (Made *made) { made->schema.release = NULL; }
static void spoil_many_fields (Made *made) { made->schema.n_children = G_MAXINT64; }
static void spoil_negative_fields (Made *made) { made->schema.n_children = -1; }
static void spoil_no_fields (Made *made) { made->schema.children = NULL; }
static void spoil_no_field (Made *made) { made->field_list[2] = NULL; }
static void spoil_field_format (Made *made) { made->fields[MADE_HEADCOUNT].format = "+l"; }
static void spoil_no_field_format (Made *made) { made->fields[MADE_HEADCOUNT].format = NULL; }
static void spoil_dictionary_of_texts (Made *made) { made->fields[MADE_KIND].format = "u"; }
static void spoil_claimed_rows (Made *made) { made->rows.length = G_GINT64_CONSTANT (1) << 31; }
static void spoil_all_rows (Made *made) { made->rows.length = G_MAXINT64; }
static void spoil_negative_rows (Made *made) { made->rows.length = -2; }
static void spoil_row_offset (Made *made) { made->rows.offset = G_MAXINT64 - 1; }
static void spoil_negative_offset (Made *made) { made->rows.offset = -1; }
static void spoil_fewer_columns (Made *made) { made->rows.n_children = 3; }
static void spoil_no_columns (Made *made) { made->rows.children = NULL; }
static void spoil_no_column (Made *made) { made->column_list[1] = NULL; }
static void spoil_short_column (Made *made) { made->columns[MADE_NAME].length = 1; }
static void spoil_column_length (Made *made) { made->columns[MADE_NAME].length = G_MAXINT64; }
static void spoil_column_offset (Made *made) { made->columns[MADE_NAME].offset = -7; }
static void spoil_null_count (Made *made) { made->columns[MADE_NAME].null_count = -2; }
static void spoil_no_bitmap (Made *made) { made->columns[MADE_NAME].null_count = 1; }
static void spoil_buffers (Made *made) { made->columns[MADE_NAME].n_buffers = 2; }
static void spoil_no_buffers (Made *made) { made->columns[MADE_NAME].buffers = NULL; }
static void spoil_no_offsets (Made *made) { made->buffers[MADE_NAME][1] = NULL; }
static void spoil_no_bytes (Made *made) { made->buffers[MADE_NAME][2] = NULL; }
static void spoil_offsets (Made *made) { made->buffers[MADE_CODE][1] = offsets_backwards; }
static void spoil_first_offset (Made *made) { made->buffers[MADE_CODE][1] = offsets_negative; }
static void spoil_no_dictionary (Made *made) { made->columns[MADE_KIND].dictionary = NULL; }
static void spoil_dictionary (Made *made) { made->values.length = -1; }
static void spoil_dictionary_number (Made *made) { made->buffers[MADE_KIND][1] = numbers_too_great; }
static void spoil_view_buffer (Made *made) { as_views (made, views_no_buffer); }
static void spoil_view_end (Made *made) { as_views (made, views_short_buffer); }
static void spoil_view_length (Made *made) { as_views (made, views_negative); }

static void (*const spoilers[]) (Made *) = {
  spoil_root_format,   spoil_no_root_format,    spoil_no_schema,     spoil_many_fields,     spoil_negative_fields,
  spoil_no_fields,     spoil_no_field,          spoil_field_format,  spoil_no_field_format, spoil_dictionary_of_texts,
  spoil_claimed_rows,  spoil_all_rows,          spoil_negative_rows, spoil_row_offset,      spoil_negative_offset,
  spoil_fewer_columns, spoil_no_columns,        spoil_no_column,     spoil_short_column,    spoil_column_length,
  spoil_column_offset, spoil_null_count,        spoil_no_bitmap,     spoil_buffers,         spoil_no_buffers,
  spoil_no_offsets,    spoil_no_bytes,          spoil_offsets,       spoil_first_offset,    spoil_no_dictionary,
  spoil_dictionary,    spoil_dictionary_number, spoil_view_buffer,   spoil_view_end,        spoil_view_length
};

START_TEST (a_broken_stream_changes_nothing)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_units (&made);
  spoilers[_i](&made);
  ck_assert (!import_made (&made, reg, DJ_TABLE_UNIT, FALSE, &error));
  ck_assert_msg (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA), "%s", error->message);
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_uint_eq (dj_issues_get_n (issues), 1);
  ck_assert_str_eq (dj_issues_get (issues, 0)->file, "made");
  ck_assert_int_eq (dj_issues_get (issues, 0)->table, DJ_TABLE_UNIT);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), 0);
}
END_TEST

START_TEST (a_producer_that_fails_is_quoted)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_units (&made);
  made.fails_at = 1 + _i;
  ck_assert (!import_made (&made, reg, DJ_TABLE_UNIT, FALSE, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_FILE));
  ck_assert_ptr_nonnull (strstr (error->message, "the disk is full"));
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_UNIT), 0);
}
END_TEST

/* ---- In: values that do not fit -------------------------------------------------------------------------------------- */

static const guint8 first_only[] = { 1 };
static const double fractions[] = { 57.5, -3 };

/* Every defect is told with its row and field, not the first alone, in the order of rows. */
START_TEST (every_bad_value_is_an_issue)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_units (&made);
  made.buffers[MADE_CODE][0] = first_only;
  made.columns[MADE_CODE].null_count = 1;
  made.values_buffers[2] = "学校丐丐";
  made.buffers[MADE_HEADCOUNT][1] = fractions;
  ck_assert (!import_made (&made, reg, DJ_TABLE_UNIT, FALSE, &error));
  const DjIssues *issues = dj_error_get_issues (error);
  static const struct
  {
    DjIssueCode code;
    gint32 row, column;
  } expected[]
      = { { DJ_ISSUE_CODE, 0, 3 }, { DJ_ISSUE_NUMBER, 0, 4 }, { DJ_ISSUE_REQUIRED, 1, 1 }, { DJ_ISSUE_RANGE, 1, 4 } };
  ck_assert_uint_eq (dj_issues_get_n (issues), G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
  {
    ck_assert_int_eq (dj_issues_get (issues, i)->code, expected[i].code);
    ck_assert_int_eq (dj_issues_get (issues, i)->row, expected[i].row);
    ck_assert_int_eq (dj_issues_get (issues, i)->column, expected[i].column);
  }
}
END_TEST

START_TEST (missing_and_unreadable_columns_are_one_issue_each)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_units (&made);
  made.fields[MADE_CODE].name = "kode";
  made.fields[MADE_NAME].format = "z";
  ck_assert (!import_made (&made, reg, DJ_TABLE_UNIT, FALSE, &error));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_uint_eq (dj_issues_get_n (issues), 2);
  ck_assert_int_eq (dj_issues_get (issues, 0)->code, DJ_ISSUE_COLUMN_MISSING);
  ck_assert_int_eq (dj_issues_get (issues, 1)->code, DJ_ISSUE_TYPE);
  ck_assert_int_eq (dj_issues_get (issues, 1)->column, 2);
  ck_assert_ptr_nonnull (strstr (dj_issues_get (issues, 1)->message_en, "name"));
}
END_TEST

START_TEST (bytes_that_are_no_text_are_told)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_units (&made);
  made.buffers[MADE_NAME][2] = "\xff\xfe\xfd\xd2\xd2\xd2";
  ck_assert (!import_made (&made, reg, DJ_TABLE_UNIT, FALSE, &error));
  const DjIssues *issues = dj_error_get_issues (error);
  ck_assert_uint_eq (dj_issues_get_n (issues), 2);
  ck_assert_int_eq (dj_issues_get (issues, 0)->code, DJ_ISSUE_ENCODING);
  ck_assert (g_utf8_validate (dj_issues_get (issues, 0)->message_zh, -1, NULL));
}
END_TEST

/* ---- In: conversions ------------------------------------------------------------------------------------------------ */

static const gint8 c8[] = { -5, 7 };
static const gint16 c16[] = { -300, 300 };
static const gint32 c32[] = { -70000, 20240826 };
static const gint64 c64[] = { G_MININT64, 110105004 };
static const guint64 u64[] = { G_MAXUINT64, 8 };
static const float f32[] = { 0.5F, 3 };
static const double f64[] = { 110105004, (double)INFINITY };
static const guint8 bools[] = { 2 };
static const gint32 days[] = { 19961, G_MAXINT32 };
static const gint64 milliseconds[] = { G_GINT64_CONSTANT (19961) * 86400000, 1 };
static const gint64 nanoseconds[] = { G_GINT64_CONSTANT (19961) * 86400 * 1000000000, -1 };
static const gint64 seconds[] = { -86400, G_GINT64_CONSTANT (19961) * 86400 + 3723 };
static const gint64 decimals[] = { 1250, 0, -1, -1 };
static const gint64 great_decimals[] = { 0, 1, 300, 0 };

/* A column of the table item (text title, int rating, real quantity, date opened) from two cells; what comes in as text, NULL for
 * refused with an issue of that row, "" for missing. */
static const struct
{
  const char *format;
  const void *cells;
  const char *column;
  const char *expected[2];
} conversions[] = {
  { "c", c8, "quantity", { NULL, "7" } },
  { "c", c8, "title", { "-5", "7" } },
  { "s", c16, "quantity", { NULL, "300" } },
  { "i", c32, "opened", { NULL, "2024-08-26" } },
  { "i", c32, "title", { "-70000", "20240826" } },
  { "l", c64, "quantity", { NULL, "110105004" } },
  { "l", c64, "title", { NULL, "110105004" } },
  { "L", u64, "title", { "18446744073709551615", "8" } },
  { "L", u64, "quantity", { "1.8446744073709552e+19", "8" } },
  { "f", f32, "quantity", { "0.5", "3" } },
  { "f", f32, "title", { "0.5", "3" } },
  { "f", f32, "opened", { NULL, NULL } },
  { "g", f64, "title", { "110105004", NULL } },
  { "g", f64, "quantity", { "110105004", NULL } },
  { "b", bools, "title", { "false", "true" } },
  { "tdD", days, "opened", { "2024-08-26", NULL } },
  { "tdD", days, "title", { "2024-08-26", "1970-01-01+2147483647d" } },
  { "tdm", milliseconds, "opened", { "2024-08-26", NULL } },
  { "tsn:", nanoseconds, "opened", { "2024-08-26", NULL } },
  { "tss:", seconds, "opened", { "1969-12-31", NULL } },
  { "tss:", seconds, "title", { "1969-12-31", "2024-08-26T01:02:03" } },
  { "tss:Asia/Shanghai", seconds, "title", { "1969-12-31T00:00:00Z", "2024-08-26T01:02:03Z" } },
  { "tss:Asia/Shanghai", seconds, "opened", { NULL, NULL } },
  { "d:10,2", decimals, "title", { "12.5", "-0.01" } },
  { "d:38,0", great_decimals, "quantity", { "1.8446744073709552e+19", "300" } },
  { "d:38,2", great_decimals, "title", { "184467440737095516.16", "3" } },
  { "d:10,-2,128", decimals, "title", { "125000", "-100" } },
  { "n", NULL, "quantity", { "", "" } },
};

static const gint32 one_each[] = { 0, 1, 2 };

static void make_items (Made *made, int which)
{
  gboolean is_title = strcmp (conversions[which].column, "title") == 0;
  made_init (made, 2);
  made_add (made, "code", "u", 3, NULL, one_each, "ab");
  made_add (made, "checklist", "u", 3, NULL, one_each, "LL");
  if (!is_title)
    made_add (made, "title", "u", 3, NULL, one_each, "xy");
  made_add (made, conversions[which].column, conversions[which].format, conversions[which].cells ? 2 : 0, NULL,
            conversions[which].cells, NULL);
}

static void check_refused (const GError *error, int which)
{
  const DjIssues *issues = dj_error_get_issues (error);
  guint n = 0;
  for (int row = 0; row < 2; row++)
    if (!conversions[which].expected[row])
    {
      ck_assert_uint_lt (n, dj_issues_get_n (issues));
      ck_assert_int_eq (dj_issues_get (issues, n)->row, row);
      n++;
    }
  ck_assert_uint_eq (dj_issues_get_n (issues), n);
}

START_TEST (types_are_converted_where_nothing_is_lost)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "items");
  g_autoptr (GError) error = NULL;
  make_items (&made, _i);
  gboolean done = dj_change_import_arrow (change, DJ_TABLE_ITEM, &made.stream, NULL, &error);
  if (!done)
  {
    check_refused (error, _i);
    return;
  }
  for (int row = 0; row < 2; row++)
  {
    const char *expected = conversions[_i].expected[row];
    ck_assert_msg (expected != NULL, "row %d was not refused", row);
    gint32 found = dj_change_find (change, DJ_TABLE_ITEM, (const char *[]){ "code", conversions[_i].column },
                                   (const char *[]){ row ? "b" : "a", *expected ? expected : NULL }, 2, -1, NULL);
    ck_assert_msg (found == row, "row %d is not %s", row, expected);
  }
}
END_TEST

/* ---- In: into what is there ------------------------------------------------------------------------------------------- */

static void make_organizations (Made *made, const char *codes, const char *superiors)
{
  static const guint8 second[] = { 2 };
  static const gint32 kinds[] = { 0, 9, 15 };
  made_init (made, 2);
  made_add (made, "code", "u", 3, NULL, one_each, codes);
  made_add (made, "name", "u", 3, NULL, one_each, "AB");
  made_add (made, "kind", "u", 3, NULL, kinds, "committeebranch");
  made_add (made, "superior", "u", 3, second, one_each, superiors);
}

static DjRegister *register_of (const char *codes, const char *superiors)
{
  Made made;
  DjRegister *reg = dj_register_new ();
  g_autoptr (GError) error = NULL;
  make_organizations (&made, codes, superiors);
  ck_assert_msg (import_made (&made, reg, DJ_TABLE_ORGANIZATION, FALSE, &error), "%s", error ? error->message : "");
  return reg;
}

START_TEST (short_columns_are_understood)
{
  g_autoptr (DjRegister) reg = register_of ("ab", "-a");
  g_autoptr (DjFrame) rows = dj_register_get_table (reg, DJ_TABLE_SUBORDINATION);
  ck_assert_int_eq (dj_frame_get_n_rows (rows), 1);
  ck_assert_str_eq (dj_frame_get_text (rows, 0, DJ_COLUMN_SUBORDINATION_ORGANIZATION), "b");
  ck_assert_str_eq (dj_frame_get_text (rows, 0, DJ_COLUMN_SUBORDINATION_SUPERIOR), "a");
}
END_TEST

START_TEST (rows_are_added_behind)
{
  Made made;
  g_autoptr (DjRegister) reg = register_of ("ab", "-a");
  make_organizations (&made, "cd", "-b");
  ck_assert (import_made (&made, reg, DJ_TABLE_ORGANIZATION, FALSE, NULL));
  g_autoptr (DjFrame) rows = dj_register_get_table (reg, DJ_TABLE_ORGANIZATION);
  ck_assert_int_eq (dj_frame_get_n_rows (rows), 4);
  ck_assert_str_eq (dj_frame_get_text (rows, 3, DJ_COLUMN_ORGANIZATION_CODE), "d");
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_SUBORDINATION), 2);
}
END_TEST

START_TEST (rows_are_replaced_with_what_a_short_column_says)
{
  Made made;
  g_autoptr (DjRegister) reg = register_of ("ab", "-a");
  make_organizations (&made, "cd", "-c");
  ck_assert (import_made (&made, reg, DJ_TABLE_ORGANIZATION, TRUE, NULL));
  g_autoptr (DjFrame) rows = dj_register_get_table (reg, DJ_TABLE_SUBORDINATION);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 2);
  ck_assert_int_eq (dj_frame_get_n_rows (rows), 1);
  ck_assert_str_eq (dj_frame_get_text (rows, 0, DJ_COLUMN_SUBORDINATION_ORGANIZATION), "d");
}
END_TEST

/* The same codes again are found by the change's check, as a dangling superior is. */
START_TEST (references_are_checked_with_the_change)
{
  Made made;
  g_autoptr (DjRegister) reg = register_of ("ab", "-a");
  g_autoptr (GError) error = NULL;
  make_organizations (&made, "ac", "-z");
  ck_assert (!import_made (&made, reg, DJ_TABLE_ORGANIZATION, FALSE, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_DATA));
  ck_assert_uint_eq (dj_issues_count (dj_error_get_issues (error), DJ_SEVERITY_MUST), 2);
  ck_assert_int_eq (dj_register_get_n_rows (reg, DJ_TABLE_ORGANIZATION), 2);
}
END_TEST

static gboolean stop (gint64 done, gint64 total, gpointer user_data)
{
  ck_assert_int_eq (total, 0);
  *(gint64 *)user_data = done;
  return FALSE;
}

START_TEST (an_import_can_be_stopped)
{
  Made made;
  g_autoptr (DjRegister) reg = dj_register_new ();
  g_autoptr (DjChange) change = dj_register_begin (reg, "stopped");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 told = 0;
  make_units (&made);
  DjArrowImportOptions options = { .cancellable = cancellable, .progress = stop, .progress_data = &told };
  if (_i)
    g_cancellable_cancel (cancellable);
  ck_assert (!dj_change_import_arrow (change, DJ_TABLE_UNIT, &made.stream, &options, &error));
  ck_assert (g_error_matches (error, DJ_ERROR, DJ_ERROR_CANCELLED));
  ck_assert_int_eq (told, _i ? 0 : 2);
  ck_assert_int_eq (made.released_arrays, 1);
}
END_TEST

/* ---- Suite --------------------------------------------------------------------------------------------------------- */

int main (void)
{
  Suite *suite = suite_create ("arrow");
  TCase *out = tcase_create ("out");
  tcase_set_timeout (out, 0);
  tcase_add_loop_test (out, every_table_of_the_cases_goes_out, 0, G_N_ELEMENTS (sealed_cases));
  tcase_add_test (out, a_stream_comes_in_as_many_arrays_as_asked_for);
  tcase_add_test (out, options_out_of_range_are_refused);
  tcase_add_test (out, numbers_are_not_copied);
  tcase_add_test (out, arrays_outlive_everything);
  tcase_add_test (out, a_table_handed_out_stays);
  tcase_add_loop_test (out, row_numbers_lead_to_the_codes, 0, G_N_ELEMENTS (sealed_cases));
  suite_add_tcase (suite, out);
  TCase *in = tcase_create ("in");
  tcase_set_timeout (in, 0);
  tcase_add_loop_test (in, what_goes_out_comes_back, 0, 2 * G_N_ELEMENTS (sealed_cases));
  tcase_add_test (in, a_sound_stream_comes_in);
  tcase_add_loop_test (in, a_broken_stream_changes_nothing, 0, G_N_ELEMENTS (spoilers));
  tcase_add_loop_test (in, a_producer_that_fails_is_quoted, 0, 2);
  tcase_add_test (in, every_bad_value_is_an_issue);
  tcase_add_test (in, missing_and_unreadable_columns_are_one_issue_each);
  tcase_add_test (in, bytes_that_are_no_text_are_told);
  tcase_add_loop_test (in, types_are_converted_where_nothing_is_lost, 0, G_N_ELEMENTS (conversions));
  tcase_add_test (in, short_columns_are_understood);
  tcase_add_test (in, rows_are_added_behind);
  tcase_add_test (in, rows_are_replaced_with_what_a_short_column_says);
  tcase_add_test (in, references_are_checked_with_the_change);
  tcase_add_loop_test (in, an_import_can_be_stopped, 0, 2);
  suite_add_tcase (suite, in);
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
