/* SPDX-License-Identifier: Apache-2.0 */
/* What became of things between two views, in words of the field. */
#include "view/events.h"

#include <string.h>

/* What the rows of a table are about, and what their coming and going is called. */
typedef struct
{
  int subject; /* columns; -1 for none */
  int other;
  int kind;
  DjEvent came;
  DjEvent gone;
} Words;

static const Words words[DJ_N_TABLES] = {
  [DJ_TABLE_AREA] = { DJ_COLUMN_AREA_CODE, -1, DJ_COLUMN_AREA_KIND, DJ_EVENT_FOUNDED, DJ_EVENT_DISSOLVED },
  [DJ_TABLE_AREA_PART]
  = { DJ_COLUMN_AREA_PART_AREA, DJ_COLUMN_AREA_PART_ZONE, -1, DJ_EVENT_PART_ADDED, DJ_EVENT_PART_REMOVED },
  [DJ_TABLE_UNIT] = { DJ_COLUMN_UNIT_CODE, -1, DJ_COLUMN_UNIT_KIND, DJ_EVENT_FOUNDED, DJ_EVENT_DISSOLVED },
  [DJ_TABLE_ORGANIZATION]
  = { DJ_COLUMN_ORGANIZATION_CODE, -1, DJ_COLUMN_ORGANIZATION_KIND, DJ_EVENT_FOUNDED, DJ_EVENT_DISSOLVED },
  [DJ_TABLE_SUBORDINATION]
  = { DJ_COLUMN_SUBORDINATION_ORGANIZATION, DJ_COLUMN_SUBORDINATION_SUPERIOR, -1, DJ_EVENT_MOVED, DJ_EVENT_MOVED },
  [DJ_TABLE_GUIDANCE] = { DJ_COLUMN_GUIDANCE_ORGANIZATION, DJ_COLUMN_GUIDANCE_GUIDE, DJ_COLUMN_GUIDANCE_KIND,
                          DJ_EVENT_GUIDANCE_BEGUN, DJ_EVENT_GUIDANCE_ENDED },
  [DJ_TABLE_COVERAGE] = { DJ_COLUMN_COVERAGE_UNIT, DJ_COLUMN_COVERAGE_ORGANIZATION, DJ_COLUMN_COVERAGE_MANNER,
                          DJ_EVENT_COVERAGE_BEGUN, DJ_EVENT_COVERAGE_ENDED },
  [DJ_TABLE_PERSON] = { DJ_COLUMN_PERSON_CODE, -1, -1, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_MEMBERSHIP] = { DJ_COLUMN_MEMBERSHIP_PERSON, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, DJ_COLUMN_MEMBERSHIP_KIND,
                            DJ_EVENT_PARTICIPATION_BEGUN, DJ_EVENT_PARTICIPATION_ENDED },
  [DJ_TABLE_TRANSFER]
  = { DJ_COLUMN_TRANSFER_PERSON, DJ_COLUMN_TRANSFER_TO, DJ_COLUMN_TRANSFER_STATE, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_POST]
  = { DJ_COLUMN_POST_PERSON, DJ_COLUMN_POST_BODY, DJ_COLUMN_POST_ROLE, DJ_EVENT_POST_BEGUN, DJ_EVENT_POST_ENDED },
  [DJ_TABLE_ALLIANCE] = { DJ_COLUMN_ALLIANCE_CODE, -1, DJ_COLUMN_ALLIANCE_KIND, DJ_EVENT_FOUNDED, DJ_EVENT_DISSOLVED },
  [DJ_TABLE_SEAT]
  = { DJ_COLUMN_SEAT_BODY, DJ_COLUMN_SEAT_ALLIANCE, DJ_COLUMN_SEAT_ROLE, DJ_EVENT_SEAT_TAKEN, DJ_EVENT_SEAT_GIVEN_UP },
  [DJ_TABLE_CHECKLIST]
  = { DJ_COLUMN_CHECKLIST_CODE, DJ_COLUMN_CHECKLIST_OWNER, DJ_COLUMN_CHECKLIST_KIND, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_ITEM] = { DJ_COLUMN_ITEM_CODE, -1, -1, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_ASSIGNMENT] = { DJ_COLUMN_ASSIGNMENT_BODY, DJ_COLUMN_ASSIGNMENT_ITEM, DJ_COLUMN_ASSIGNMENT_ROLE,
                            DJ_EVENT_DUTY_BEGUN, DJ_EVENT_DUTY_ENDED },
  [DJ_TABLE_MATCH] = { DJ_COLUMN_MATCH_NEED, DJ_COLUMN_MATCH_RESOURCE, -1, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_ACTIVITY]
  = { DJ_COLUMN_ACTIVITY_CODE, DJ_COLUMN_ACTIVITY_HOST, DJ_COLUMN_ACTIVITY_KIND, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_ATTENDANCE]
  = { DJ_COLUMN_ATTENDANCE_PARTICIPANT, DJ_COLUMN_ATTENDANCE_ACTIVITY, -1, DJ_EVENT_ADDED, DJ_EVENT_REMOVED },
  [DJ_TABLE_FACILITY] = { DJ_COLUMN_FACILITY_CODE, -1, DJ_COLUMN_FACILITY_LEVEL, DJ_EVENT_FOUNDED, DJ_EVENT_DISSOLVED },
};

typedef struct
{
  DjFrame *frame;
  DjTable table;
  const DjTree *trees[2]; /* before and now */
  DjTextMap *map;
  DjStanding before;
  DjStanding now;
  GArray *before_rows; /* gint32: those that are not quite the same on the other side */
  GArray *now_rows;
  DjPairing rest;
  DjPast past; /* by the register of now, */
  DjPast past_of_before;
} Events;

enum
{
  OUT_EVENT,
  OUT_TABLE,
  OUT_CODE,
  OUT_NAME,
  OUT_OTHER,
  OUT_OTHER_NAME,
  OUT_KIND,
  OUT_COLUMN,
  OUT_BEFORE,
  OUT_AFTER,
  OUT_DAY,
};

static DjFrame *new_frame (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add (frame, DJ_TYPE_CODE, "event", "变动", "event", &dj_codes_event);
  dj_frame_add_text (frame, "table", "表", "table");
  dj_frame_add_text (frame, "code", "代码", "code");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add_text (frame, "other", "相关代码", "other");
  dj_frame_add_text (frame, "other_name", "相关名称", "other name");
  dj_frame_add_text (frame, "kind", "种类", "kind");
  dj_frame_add_text (frame, "column", "列", "column");
  dj_frame_add_text (frame, "before", "原值", "before");
  dj_frame_add_text (frame, "after", "新值", "after");
  dj_frame_add (frame, DJ_TYPE_DATE, "day", "日期", "day", NULL);
  return frame;
}

/* ---- Answers ------------------------------------------------------------------------------------------------------ */

static gboolean is_affiliation (const DjTableData *table, gint32 row)
{
  return table->id == DJ_TABLE_MEMBERSHIP && dj_table_is_single (table, row);
}

/* The name of what has a code: on the day, else of its first row; NULL for what has none. */
static const char *find_name (const DjTree *tree, gint32 code)
{
  DjTable table;
  gint32 first = dj_state_find_code (tree->state, code, &table);
  if (first < 0)
    return NULL;
  int column = dj_table_find_column (table, table == DJ_TABLE_ITEM ? "title" : "name");
  gint32 row = dj_state_find_row_on (tree->state, table, first, tree->on);
  return column < 0 ? NULL : dj_state_get_cell (tree->state, table, column, row < 0 ? first : row);
}

static gint32 find_superior (const DjTree *tree, gint32 organization)
{
  gint32 id = dj_forest_find (&tree->organizations, tree->state, organization);
  gint32 superior = id < 0 ? -1 : tree->organizations.superior[id];
  return superior < 0 ? DJ_TEXT_NONE
                      : dj_table_get_text (tree->state->tables[DJ_TABLE_ORGANIZATION], DJ_COLUMN_ORGANIZATION_CODE,
                                           tree->organizations.row[superior]);
}

static void append_code (Events *events, int column, const DjTree *tree, gint32 code)
{
  dj_frame_append_text (events->frame, column, dj_texts_get (tree->state->texts, code));
  dj_frame_append_text (events->frame, column + 1, find_name (tree, code));
}

/* What an event is about: a row on the side on which it is told. */
static void append_row (Events *events, DjEvent event, const DjStanding *side, gint32 row)
{
  const Words *said = &words[events->table];
  const DjTableData *table = side->table;
  char buffer[DJ_NUMBER_TEXT_SIZE];
  gint32 subject = dj_table_get_text (table, said->subject, row), other = DJ_TEXT_NONE;
  if (said->other >= 0)
    other = dj_table_get_text (table, said->other, row);
  else if (events->table == DJ_TABLE_ORGANIZATION)
    other = find_superior (side->tree, subject);
  dj_frame_append_code (events->frame, OUT_EVENT, (int)event);
  dj_frame_append_text (events->frame, OUT_TABLE, table->info->name);
  append_code (events, OUT_CODE, side->tree, subject);
  append_code (events, OUT_OTHER, side->tree, other);
  dj_frame_append_text (events->frame, OUT_KIND,
                        said->kind < 0 ? NULL
                                       : dj_table_get_cell (table, side->tree->state->texts, said->kind, row, buffer));
}

static void append_values (Events *events, const char *column, const char *before, const char *after, DjDate day)
{
  dj_frame_append_text (events->frame, OUT_COLUMN, column);
  dj_frame_append_text (events->frame, OUT_BEFORE, before);
  dj_frame_append_text (events->frame, OUT_AFTER, after);
  dj_frame_append_date (events->frame, OUT_DAY, day);
}

/* ---- Rows that came and went ---------------------------------------------------------------------------------------- */

static DjEvent name_coming (const DjTableData *table, gint32 row, gboolean came)
{
  if (is_affiliation (table, row))
    return came ? DJ_EVENT_JOINED : DJ_EVENT_LEFT;
  return came ? words[table->id].came : words[table->id].gone;
}

/* Whether an organization of one side exists on the other. */
static gboolean exists (const DjTree *tree, const DjTree *other, gint32 code)
{
  const char *text = dj_texts_get (tree->state->texts, code);
  return dj_forest_find (&other->organizations, other->state, dj_texts_find (other->state->texts, text, -1)) >= 0;
}

/* One that was founded or dissolved tells its superior itself; one that has another than none, or none any more, was moved. */
static void tell_superior (Events *events, gint32 row, gboolean came, DjDate day)
{
  const DjStanding *side = came ? &events->now : &events->before, *across = came ? &events->before : &events->now;
  gint32 organization = dj_table_get_text (side->table, DJ_COLUMN_SUBORDINATION_ORGANIZATION, row);
  gint32 superior = dj_table_get_text (side->table, DJ_COLUMN_SUBORDINATION_SUPERIOR, row);
  const char *code = dj_texts_get (side->tree->state->texts, superior);
  if (!exists (side->tree, across->tree, organization))
    return;
  append_row (events, DJ_EVENT_MOVED, side, row);
  append_values (events, "superior", came ? NULL : code, came ? code : NULL, day);
}

static void tell_coming (Events *events, gint32 row)
{
  gboolean is_superior = events->table == DJ_TABLE_SUBORDINATION;
  DjDate since = dj_past_find_change (&events->past, row, is_superior ? (int)DJ_COLUMN_SUBORDINATION_SUPERIOR : -1);
  if (is_superior)
  {
    tell_superior (events, row, TRUE, since);
    return;
  }
  append_row (events, name_coming (events->now.table, row, TRUE), &events->now, row);
  append_values (events, NULL, NULL, NULL, since);
}

static void tell_going (Events *events, gint32 row)
{
  DjDate end = dj_past_find_end (&events->past, &events->before, &events->rest, row);
  if (events->table == DJ_TABLE_SUBORDINATION)
  {
    tell_superior (events, row, FALSE, end);
    return;
  }
  append_row (events, name_coming (events->before.table, row, FALSE), &events->before, row);
  append_values (events, NULL, NULL, NULL, end);
}

/* ---- Rows that are not as they were ----------------------------------------------------------------------------------- */

static DjEvent name_change (const DjTableInfo *info, DjTable table, int column)
{
  const char *name = column < info->n_columns ? info->columns[column].name : "";
  if (table == DJ_TABLE_SUBORDINATION && column == DJ_COLUMN_SUBORDINATION_SUPERIOR)
    return DJ_EVENT_MOVED;
  if (table == DJ_TABLE_MEMBERSHIP && column == DJ_COLUMN_MEMBERSHIP_ORGANIZATION)
    return DJ_EVENT_TRANSFERRED;
  if ((table == DJ_TABLE_AREA || table == DJ_TABLE_ALLIANCE) && strcmp (name, "parent") == 0)
    return DJ_EVENT_MOVED;
  if (info->key >= 0 && strcmp (name, "name") == 0)
    return DJ_EVENT_RENAMED;
  return info->key >= 0 && strcmp (name, "kind") == 0 ? DJ_EVENT_RETYPED : DJ_EVENT_CHANGED;
}

static gboolean is_period (const DjTableInfo *info, int column)
{
  return column == info->since || column == info->until;
}

/* The day since which the row has its value, where that is later than the beginning of what was before: else it was put right. */
static DjDate find_day (const Events *events, gint32 before, gint32 now, int column)
{
  DjDate since, until, day = dj_past_find_change (&events->past, now, column);
  dj_standing_get_period (&events->before, before, &since, &until);
  return day > since ? day : DJ_DATE_NONE;
}

/* Periods are those of the stretches, so that a row that was cut in two is no event but for what is different from then on; where the stretches have
 * no day in common, the thing went and came again. */
static void tell_period (Events *events, gint32 now, const DjSpan stretches[2], gboolean since)
{
  char texts[2][DJ_DATE_TEXT_SIZE];
  const char *shown[2];
  const DjTableInfo *info = events->now.table->info;
  DjDate days[2] = { since ? stretches[0].since : stretches[0].until, since ? stretches[1].since : stretches[1].until };
  if (days[0] == days[1])
    return;
  for (int i = 0; i < 2; i++)
    shown[i] = days[i] == DJ_DATE_NONE || days[i] == G_MAXINT32 ? NULL : dj_date_format (days[i], texts[i]);
  append_row (events, DJ_EVENT_CHANGED, &events->now, now);
  append_values (events, info->columns[since ? info->since : info->until].name, shown[0], shown[1], DJ_DATE_NONE);
}

static void tell_change (Events *events, gint32 before, gint32 now, int column)
{
  const DjTableData *table = events->now.table;
  char first[DJ_NUMBER_TEXT_SIZE], second[DJ_NUMBER_TEXT_SIZE];
  int of_before = events->rest.of_before[column];
  append_row (events, name_change (table->info, table->id, column), &events->now, now);
  append_values (events, dj_table_get_name (table, column),
                 of_before < 0 ? NULL
                               : dj_table_get_cell (events->before.table, events->trees[0]->state->texts, of_before,
                                                    before, first),
                 dj_table_get_cell (table, events->trees[1]->state->texts, column, now, second),
                 find_day (events, before, now, column));
}

static void tell_changes (Events *events, gint32 before, gint32 now)
{
  const DjTableData *table = events->now.table;
  char buffer[DJ_NUMBER_TEXT_SIZE];
  DjSpan stretches[2];
  dj_past_find_stretch (&events->past_of_before, before, &stretches[0]);
  dj_past_find_stretch (&events->past, now, &stretches[1]);
  gboolean meet = stretches[0].since < stretches[1].until && stretches[1].since < stretches[0].until;
  for (int column = 0; column < (int)table->columns->len; column++)
    if (!is_period (table->info, column) && !dj_pairing_is_same (&events->rest, column, before, now))
      tell_change (events, before, now, column);
    else if (is_period (table->info, column) && meet)
      tell_period (events, now, stretches, column == table->info->since);
  for (guint i = 0; i < events->rest.lost->len; i++)
  {
    int column = g_array_index (events->rest.lost, int, i);
    const char *cell = dj_table_get_cell (events->before.table, events->trees[0]->state->texts, column, before, buffer);
    if (!cell)
      continue;
    append_row (events, DJ_EVENT_CHANGED, &events->now, now);
    append_values (events, dj_table_get_name (events->before.table, column), cell, NULL, DJ_DATE_NONE);
  }
}

/* ---- One table ---------------------------------------------------------------------------------------------------------- */

static void list_rows (const DjStanding *side, GArray *rows)
{
  for (gint32 row = 0; row < side->table->n_rows; row++)
    if (dj_standing_has (side, row))
      g_array_append_val (rows, row);
}

/* A row of a table that both sides share is the same where it stands on both. */
static void list_shared_rows (Events *events)
{
  for (gint32 row = 0; row < events->now.table->n_rows; row++)
  {
    gboolean was = dj_standing_has (&events->before, row), is = dj_standing_has (&events->now, row);
    if (was != is)
      g_array_append_val (was ? events->before_rows : events->now_rows, row);
  }
}

static gboolean begin_pairing (Events *events, GError **error)
{
  events->rest = (DjPairing){ .before = events->before.table,
                              .now = events->now.table,
                              .map = events->map,
                              .before_rows = (const gint32 *)(gpointer)events->before_rows->data,
                              .now_rows = (const gint32 *)(gpointer)events->now_rows->data,
                              .n_before = (gint32)events->before_rows->len,
                              .n_now = (gint32)events->now_rows->len };
  return dj_pairing_init (&events->rest, error);
}

/* Leaves of the rows those that have no equal. */
static void drop_equal (Events *events)
{
  guint kept = 0;
  for (gint32 i = 0; i < events->rest.n_now; i++)
    if (events->rest.other[i] < 0)
      g_array_index (events->now_rows, gint32, kept++) = dj_pairing_get_now (&events->rest, i);
  g_array_set_size (events->now_rows, kept);
  kept = 0;
  for (gint32 i = 0; i < events->rest.n_before; i++)
    if (!events->rest.paired[i])
      g_array_index (events->before_rows, gint32, kept++) = dj_pairing_get_before (&events->rest, i);
  g_array_set_size (events->before_rows, kept);
  dj_pairing_clear (&events->rest);
}

static gboolean pair_rows (Events *events, GError **error)
{
  if (!begin_pairing (events, error) || !dj_pairing_join (&events->rest, DJ_PAIR_BY_CELLS, error))
    return FALSE;
  drop_equal (events);
  return begin_pairing (events, error) && dj_pairing_join (&events->rest, DJ_PAIR_BY_IDENTITY, error);
}

static void tell_rows (Events *events)
{
  const DjPairing *rest = &events->rest;
  for (gint32 i = 0; i < rest->n_now; i++)
    if (rest->other[i] < 0)
      tell_coming (events, dj_pairing_get_now (rest, i));
    else
      tell_changes (events, dj_pairing_get_before (rest, rest->other[i]), dj_pairing_get_now (rest, i));
  for (gint32 i = 0; i < rest->n_before; i++)
    if (!rest->paired[i])
      tell_going (events, dj_pairing_get_before (rest, i));
}

static gboolean tell_table (Events *events, DjTable table, GError **error)
{
  events->table = table;
  dj_standing_init (&events->before, events->trees[0], table);
  dj_standing_init (&events->now, events->trees[1], table);
  g_array_set_size (events->before_rows, 0);
  g_array_set_size (events->now_rows, 0);
  if (events->before.table == events->now.table)
    list_shared_rows (events);
  else
  {
    list_rows (&events->before, events->before_rows);
    list_rows (&events->now, events->now_rows);
  }
  gboolean done = pair_rows (events, error) && dj_past_init (&events->past, &events->now, NULL, &events->rest, error)
                  && dj_past_init (&events->past_of_before, &events->before, events->map, &events->rest, error);
  if (done)
    tell_rows (events);
  dj_past_clear (&events->past);
  dj_past_clear (&events->past_of_before);
  dj_pairing_clear (&events->rest);
  return done;
}

DjFrame *dj_view_events (DjView *view, DjView *before, GError **error)
{
  g_return_val_if_fail (view != NULL && before != NULL, NULL);
  g_autoptr (DjFrame) frame = new_frame ();
  g_autoptr (GArray) before_rows = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) now_rows = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (DjTextMap) map = dj_text_map_new (before->tree->state->texts, view->tree->state->texts, error);
  Events events = {
    .frame = frame, .trees = { before->tree, view->tree }, .map = map, .before_rows = before_rows, .now_rows = now_rows
  };
  gboolean done = map != NULL;
  for (int table = 0; done && table < DJ_N_TABLES; table++)
    done = tell_table (&events, (DjTable)table, error);
  return done ? dj_frame_finish (g_steal_pointer (&frame)) : NULL;
}
