/* SPDX-License-Identifier: Apache-2.0 */
/* Events by hand: every row is held against every row, names of columns and values are texts. */
#include "naive-events.h"

#include <string.h>

#define ALWAYS G_MININT32
#define OPEN G_MAXINT32

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

/* The same text is the same pointer, which lasts as long as the program. */
static const char *keep (const char *text)
{
  static GStringChunk *texts;
  if (!texts)
    texts = g_string_chunk_new (4096);
  return text ? g_string_chunk_insert_const (texts, text) : NULL;
}

/* A cell as it stands in files, kept; NULL where it is missing. */
static const char *write_cell (const DjFrame *frame, gint64 row, int column)
{
  char text[64];
  if (dj_frame_is_missing (frame, row, column))
    return NULL;
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
    g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column));
    return keep (text);
  case DJ_TYPE_REAL:
    g_snprintf (text, sizeof text, "%g", dj_frame_get_real (frame, row, column));
    return keep (text);
  case DJ_TYPE_DATE:
    return keep (dj_date_format (dj_frame_get_date (frame, row, column), text));
  default:
    return keep (dj_frame_get_text (frame, row, column));
  }
}

/* All cells of a table, row by row: they are asked for again and again. The same text is the same pointer. */
static const char **write_cells (const DjFrame *frame)
{
  int n_columns = dj_frame_get_n_columns (frame);
  gint64 n_rows = dj_frame_get_n_rows (frame);
  const char **cells = g_new (const char *, (gsize)n_rows *(gsize)n_columns);
  for (gint64 i = 0; i < n_rows; i++)
    for (int c = 0; c < n_columns; c++)
      cells[i * n_columns + c] = write_cell (frame, i, c);
  return cells;
}

static DjDate *read_days (const DjFrame *frame, const char **cells, const char *name, DjDate missing)
{
  int column = dj_frame_find_column (frame, name), n_columns = dj_frame_get_n_columns (frame);
  gint64 n_rows = dj_frame_get_n_rows (frame);
  DjDate *days = g_new (DjDate, (gsize)n_rows);
  for (gint64 i = 0; i < n_rows; i++)
  {
    const char *text = column < 0 ? NULL : cells[i * n_columns + column];
    days[i] = text ? naive_day (text) : missing;
  }
  return days;
}

NaiveDay *naive_day_new (DjRegister *reg, DjDate on)
{
  NaiveDay *day = g_new0 (NaiveDay, 1);
  day->on = on;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    day->tables[t] = dj_register_get_table (reg, (DjTable)t);
    day->cells[t] = write_cells (day->tables[t]);
    day->code[t] = dj_frame_find_column (day->tables[t], "code");
    day->since[t] = read_days (day->tables[t], day->cells[t], "since", ALWAYS);
    day->until[t] = read_days (day->tables[t], day->cells[t], "until", OPEN);
  }
  return day;
}

void naive_day_free (NaiveDay *day)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    dj_frame_unref (day->tables[t]);
    g_free (day->cells[t]);
    g_free (day->since[t]);
    g_free (day->until[t]);
  }
  g_free (day);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const NaiveDay *day;
  DjTable table;
  gint64 row; /* -1 for none */
} Row;

/* A cell; NULL where it is missing, or the table has no such column. */
static const char *get (Row row, const char *name)
{
  const DjFrame *frame = row.day->tables[row.table];
  int column = dj_frame_find_column (frame, name);
  return column < 0 ? NULL : row.day->cells[row.table][row.row * dj_frame_get_n_columns (frame) + column];
}

static const char *get_code (Row row)
{
  const NaiveDay *day = row.day;
  return day->cells[row.table][row.row * dj_frame_get_n_columns (day->tables[row.table]) + day->code[row.table]];
}

static gint64 count (const NaiveDay *day, DjTable table) { return dj_frame_get_n_rows (day->tables[table]); }

static gboolean is_affiliation (Row row)
{
  return row.table == DJ_TABLE_MEMBERSHIP && g_strcmp0 (get (row, "kind"), "affiliation") == 0;
}

/* ---- Days --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  DjDate since;
  DjDate until;
} Days;

static Days own_days (Row row)
{
  if (dj_schema_get_table (row.table)->since < 0)
    return (Days){ ALWAYS, OPEN };
  return (Days){ row.day->since[row.table][row.row], row.day->until[row.table][row.row] };
}

static gboolean has (Days days, DjDate on) { return days.since <= on && on < days.until; }

/* The row of a code that holds on the day; of none of them the one that is first. */
static Row find_code (const NaiveDay *day, const char *code, gboolean *holds)
{
  Row found = { day, 0, -1 };
  *holds = FALSE;
  for (int t = 0; code && t < DJ_N_TABLES && !*holds; t++)
    for (gint64 i = 0; dj_schema_get_table ((DjTable)t)->key >= 0 && i < count (day, (DjTable)t) && !*holds; i++)
    {
      Row row = { day, (DjTable)t, i };
      if (get_code (row) != code)
        continue;
      *holds = has (own_days (row), day->on);
      if (*holds || found.row < 0 || own_days (row).since < own_days (found).since)
        found = row;
    }
  return found;
}

/* From the first day to the last on which a code exists. */
static Days code_days (const NaiveDay *day, const char *code)
{
  Days all = { OPEN, ALWAYS };
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (gint64 i = 0; dj_schema_get_table ((DjTable)t)->key >= 0 && i < count (day, (DjTable)t); i++)
    {
      Row row = { day, (DjTable)t, i };
      Days days = own_days (row);
      if (days.since >= days.until || get_code (row) != code)
        continue;
      all.since = MIN (all.since, days.since);
      all.until = MAX (all.until, days.until);
    }
  return all;
}

static Days member_days (Row row)
{
  gboolean holds;
  Row person = find_code (row.day, get (row, "person"), &holds);
  const char *admitted = get (person, "admitted"), *left = get (person, "left");
  return (Days){ is_affiliation (row) && admitted ? naive_day (admitted) : ALWAYS, left ? naive_day (left) : OPEN };
}

/* The columns of tables without codes that follow what they refer to, or lie within it, as docs/tables.md marks them. */
static const char *const follows[DJ_N_TABLES][2] = {
  [DJ_TABLE_AREA_PART] = { "zone", "area" },         [DJ_TABLE_SUBORDINATION] = { "organization", "superior" },
  [DJ_TABLE_GUIDANCE] = { "organization", "guide" }, [DJ_TABLE_COVERAGE] = { "unit", "organization" },
  [DJ_TABLE_MEMBERSHIP] = { "organization" },        [DJ_TABLE_POST] = { "body" },
  [DJ_TABLE_SEAT] = { "alliance", "body" },
};

static Days all_days (Row row)
{
  Days days = own_days (row);
  for (int i = 0; i < 2 && follows[row.table][i]; i++)
  {
    Days code = code_days (row.day, get (row, follows[row.table][i]));
    days = (Days){ MAX (days.since, code.since), MIN (days.until, code.until) };
  }
  if (row.table != DJ_TABLE_MEMBERSHIP)
    return days;
  Days member = member_days (row);
  return (Days){ MAX (days.since, member.since), MIN (days.until, member.until) };
}

static gboolean stands (Row row)
{
  gboolean all = has (own_days (row), row.day->on);
  for (int i = 0; i < 2 && follows[row.table][i] && all; i++)
    find_code (row.day, get (row, follows[row.table][i]), &all);
  return all && (row.table != DJ_TABLE_MEMBERSHIP || has (member_days (row), row.day->on));
}

/* ---- What rows are about ------------------------------------------------------------------------------------------ */

static const char *const about[DJ_N_TABLES][3] = {
  [DJ_TABLE_AREA_PART] = { "zone", "area" },
  [DJ_TABLE_SUBORDINATION] = { "organization" },
  [DJ_TABLE_GUIDANCE] = { "organization", "guide", "kind" },
  [DJ_TABLE_COVERAGE] = { "unit", "organization" },
  [DJ_TABLE_MEMBERSHIP] = { "person", "organization", "kind" },
  [DJ_TABLE_TRANSFER] = { "person", "from", "to" },
  [DJ_TABLE_POST] = { "person", "body", "role" },
  [DJ_TABLE_SEAT] = { "alliance", "body" },
  [DJ_TABLE_ASSIGNMENT] = { "item", "body" },
  [DJ_TABLE_MATCH] = { "need", "resource", "project" },
  [DJ_TABLE_ATTENDANCE] = { "activity", "participant" },
};

static gboolean is_same_thing (Row a, Row b)
{
  if (dj_schema_get_table (a.table)->key >= 0)
    return get_code (a) == get_code (b);
  if (is_affiliation (a) || is_affiliation (b))
    return is_affiliation (a) && is_affiliation (b) && get (a, "person") == get (b, "person");
  for (int i = 0; i < 3 && about[a.table][i]; i++)
    if (get (a, about[a.table][i]) != get (b, about[a.table][i]))
      return FALSE;
  return TRUE;
}

static gboolean has_one_row_at_most (Row row)
{
  return dj_schema_get_table (row.table)->key >= 0 || row.table == DJ_TABLE_SUBORDINATION || is_affiliation (row);
}

static gboolean has_cells_of (Row a, Row b)
{
  const DjFrame *frame = a.day->tables[a.table];
  for (int c = 0; c < dj_frame_get_n_columns (frame); c++)
  {
    const char *name = dj_frame_get_column (frame, c)->name;
    if (get (a, name) != get (b, name))
      return FALSE;
  }
  return TRUE;
}

static gboolean is_equal (Row a, Row b) { return has_cells_of (a, b) && has_cells_of (b, a); }

/* ---- Days of events ------------------------------------------------------------------------------------------------- */

/* The day since which there is a row of that thing with that value (NULL: with any). */
static DjDate find_beginning (Row row, const char *column)
{
  DjDate since = all_days (row).since;
  for (gint64 i = 0; has_one_row_at_most (row) && i < count (row.day, row.table); i++)
  {
    Row other = { row.day, row.table, i };
    Days days = all_days (other);
    if (!is_same_thing (other, row) || days.until != since || days.since >= days.until
        || (column && get (other, column) != get (row, column)))
      continue;
    since = days.since;
    i = -1; /* begin anew */
  }
  return since;
}

/* Its period, with those of rows that follow it, and that it follows, without a gap. */
static Days find_stretch (Row row)
{
  Days stretch = own_days (row);
  for (gint64 i = 0; has_one_row_at_most (row) && i < count (row.day, row.table); i++)
  {
    Row other = { row.day, row.table, i };
    Days days = own_days (other), all = all_days (other);
    if (!is_same_thing (other, row) || all.since >= all.until
        || (days.until != stretch.since && days.since != stretch.until))
      continue;
    stretch = (Days){ MIN (stretch.since, days.since), MAX (stretch.until, days.until) };
    i = -1; /* begin anew */
  }
  return stretch;
}

static DjDate find_end (Row row, const NaiveDay *now)
{
  DjDate end = ALWAYS;
  Days own = all_days (row);
  for (gint64 i = 0; i < count (now, row.table); i++)
  {
    Row other = { now, row.table, i };
    Days days = all_days (other);
    if (is_same_thing (other, row) && days.since < days.until && days.until <= now->on)
      end = MAX (end, days.until);
  }
  return end > own.since ? end : own.until <= now->on ? own.until : ALWAYS;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------------ */

static const char *name_of (const NaiveDay *day, const char *code)
{
  gboolean holds;
  Row row = find_code (day, code, &holds);
  return row.row < 0 ? NULL : get (row, row.table == DJ_TABLE_ITEM ? "title" : "name");
}

static const char *superior_of (const NaiveDay *day, const char *organization)
{
  for (gint64 i = 0; i < count (day, DJ_TABLE_SUBORDINATION); i++)
  {
    Row row = { day, DJ_TABLE_SUBORDINATION, i };
    if (get (row, "organization") == organization && stands (row))
      return get (row, "superior");
  }
  return NULL;
}

/* Subject, other, kind; coming, going. */
static const char *const said[DJ_N_TABLES][5] = {
  [DJ_TABLE_AREA] = { "code", NULL, "kind", "founded", "dissolved" },
  [DJ_TABLE_AREA_PART] = { "area", "zone", NULL, "part_added", "part_removed" },
  [DJ_TABLE_UNIT] = { "code", NULL, "kind", "founded", "dissolved" },
  [DJ_TABLE_ORGANIZATION] = { "code", NULL, "kind", "founded", "dissolved" },
  [DJ_TABLE_SUBORDINATION] = { "organization", "superior", NULL, "moved", "moved" },
  [DJ_TABLE_GUIDANCE] = { "organization", "guide", "kind", "guidance_begun", "guidance_ended" },
  [DJ_TABLE_COVERAGE] = { "unit", "organization", "manner", "coverage_begun", "coverage_ended" },
  [DJ_TABLE_PERSON] = { "code", NULL, NULL, "added", "removed" },
  [DJ_TABLE_MEMBERSHIP] = { "person", "organization", "kind", "participation_begun", "participation_ended" },
  [DJ_TABLE_TRANSFER] = { "person", "to", "state", "added", "removed" },
  [DJ_TABLE_POST] = { "person", "body", "role", "post_begun", "post_ended" },
  [DJ_TABLE_ALLIANCE] = { "code", NULL, "kind", "founded", "dissolved" },
  [DJ_TABLE_SEAT] = { "body", "alliance", "role", "seat_taken", "seat_given_up" },
  [DJ_TABLE_CHECKLIST] = { "code", "owner", "kind", "added", "removed" },
  [DJ_TABLE_ITEM] = { "code", NULL, NULL, "added", "removed" },
  [DJ_TABLE_ASSIGNMENT] = { "body", "item", "role", "duty_begun", "duty_ended" },
  [DJ_TABLE_MATCH] = { "need", "resource", NULL, "added", "removed" },
  [DJ_TABLE_ACTIVITY] = { "code", "host", "kind", "added", "removed" },
  [DJ_TABLE_ATTENDANCE] = { "participant", "activity", NULL, "added", "removed" },
  [DJ_TABLE_FACILITY] = { "code", NULL, "level", "founded", "dissolved" },
};

static void tell (GPtrArray *lines, const char *event, Row row, const char *column, const char *before,
                  const char *after, DjDate day)
{
  const char *const *words = said[row.table];
  const char *code = get (row, words[0]), *other = words[1] ? get (row, words[1]) : NULL;
  char text[DJ_DATE_TEXT_SIZE];
  if (row.table == DJ_TABLE_ORGANIZATION)
    other = superior_of (row.day, code);
  const char *cells[] = { event,
                          dj_schema_get_table (row.table)->name,
                          code,
                          name_of (row.day, code),
                          other,
                          name_of (row.day, other),
                          words[2] ? get (row, words[2]) : NULL,
                          column,
                          before,
                          after,
                          day == ALWAYS ? NULL : dj_date_format (day, text) };
  g_autoptr (GString) line = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    g_string_append_printf (line, "%s%s", i ? "|" : "", cells[i] ? cells[i] : "-");
  g_ptr_array_add (lines, g_strdup (line->str));
}

/* A row that is on one side alone. */
static void tell_alone (GPtrArray *lines, Row row, const NaiveDay *other, gboolean came)
{
  DjDate day
      = came ? find_beginning (row, row.table == DJ_TABLE_SUBORDINATION ? "superior" : NULL) : find_end (row, other);
  const char *superior = get (row, "superior");
  gboolean exists;
  if (row.table == DJ_TABLE_SUBORDINATION)
  {
    Row organization = find_code (other, get (row, "organization"), &exists);
    if (exists && organization.table == DJ_TABLE_ORGANIZATION)
      tell (lines, "moved", row, "superior", came ? NULL : superior, came ? superior : NULL, day);
  }
  else if (is_affiliation (row))
    tell (lines, came ? "joined" : "left", row, NULL, NULL, NULL, day);
  else
    tell (lines, said[row.table][came ? 3 : 4], row, NULL, NULL, NULL, day);
}

static const char *name_change (DjTable table, const char *column)
{
  gboolean has_code = dj_schema_get_table (table)->key >= 0;
  if (strcmp (column, "superior") == 0 && table == DJ_TABLE_SUBORDINATION)
    return "moved";
  if (strcmp (column, "parent") == 0 && (table == DJ_TABLE_AREA || table == DJ_TABLE_ALLIANCE))
    return "moved";
  if (strcmp (column, "organization") == 0 && table == DJ_TABLE_MEMBERSHIP)
    return "transferred";
  return has_code && strcmp (column, "name") == 0   ? "renamed"
         : has_code && strcmp (column, "kind") == 0 ? "retyped"
                                                    : "changed";
}

static void tell_column (GPtrArray *lines, Row now, Row before, const char *column)
{
  gboolean is_new = dj_frame_find_column (now.day->tables[now.table], column) >= 0;
  const char *was = get (before, column), *is = get (now, column);
  if (was == is)
    return;
  DjDate day = is_new ? find_beginning (now, column) : ALWAYS;
  tell (lines, name_change (now.table, column), now, column, was, is, day > all_days (before).since ? day : ALWAYS);
}

static const char *show (DjDate day, char text[DJ_DATE_TEXT_SIZE])
{
  return day == ALWAYS || day == OPEN ? NULL : dj_date_format (day, text);
}

static void tell_period (GPtrArray *lines, Row now, Row before, gboolean since)
{
  Days was = find_stretch (before), is = find_stretch (now);
  DjDate then = since ? was.since : was.until, later = since ? is.since : is.until;
  char first[DJ_DATE_TEXT_SIZE], second[DJ_DATE_TEXT_SIZE];
  if (was.since < is.until && is.since < was.until && then != later)
    tell (lines, "changed", now, since ? "since" : "until", show (then, first), show (later, second), ALWAYS);
}

static void tell_pair (GPtrArray *lines, Row now, Row before)
{
  const DjFrame *is = now.day->tables[now.table], *was = before.day->tables[now.table];
  for (int c = 0; c < dj_frame_get_n_columns (is); c++)
  {
    const char *name = dj_frame_get_column (is, c)->name;
    if (strcmp (name, "since") == 0 || strcmp (name, "until") == 0)
      tell_period (lines, now, before, strcmp (name, "since") == 0);
    else
      tell_column (lines, now, before, name);
  }
  for (int c = 0; c < dj_frame_get_n_columns (was); c++)
    if (dj_frame_find_column (is, dj_frame_get_column (was, c)->name) < 0)
      tell_column (lines, now, before, dj_frame_get_column (was, c)->name);
}

/* ---- Pairs ------------------------------------------------------------------------------------------------------------ */

static GArray *list_standing (const NaiveDay *day, DjTable table)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  for (gint64 i = 0; i < count (day, table); i++)
  {
    Row row = { day, table, i };
    if (stands (row))
      g_array_append_val (rows, row);
  }
  return rows;
}

static Row *at (GArray *rows, guint i) { return &g_array_index (rows, Row, i); }

static void drop_equal (GArray *now, GArray *before)
{
  for (guint i = 0; i < now->len;)
  {
    guint other = 0;
    while (other < before->len && !is_equal (*at (now, i), *at (before, other)))
      other++;
    if (other == before->len)
    {
      i++;
      continue;
    }
    g_array_remove_index (now, i);
    g_array_remove_index (before, other);
  }
}

GPtrArray *naive_events (const NaiveDay *now, const NaiveDay *before)
{
  GPtrArray *lines = naive_lines_new ();
  g_ptr_array_add (lines, g_strdup ("event|table|code|name|other|other_name|kind|column|before|after|day"));
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    g_autoptr (GArray) is = list_standing (now, (DjTable)t);
    g_autoptr (GArray) was = list_standing (before, (DjTable)t);
    drop_equal (is, was);
    for (guint i = 0; i < is->len; i++)
    {
      guint other = 0;
      while (other < was->len && !is_same_thing (*at (is, i), *at (was, other)))
        other++;
      if (other == was->len)
        tell_alone (lines, *at (is, i), before, TRUE);
      else
        tell_pair (lines, *at (is, i), *at (was, other));
      if (other < was->len)
        g_array_remove_index (was, other);
    }
    for (guint i = 0; i < was->len; i++)
      tell_alone (lines, *at (was, i), now, FALSE);
  }
  return lines;
}
