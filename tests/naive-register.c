/* SPDX-License-Identifier: Apache-2.0 */
/* Chance, rows as texts, and the same rows as structs. */
#include "naive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Chance ----------------------------------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static guint64 next_number (NaiveChance *chance)
{
  guint64 z = chance->state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

int naive_number (NaiveChance *chance, int n) { return n > 0 ? (int)(next_number (chance) % (guint64)n) : 0; }

gboolean naive_percent (NaiveChance *chance, int percent) { return naive_number (chance, 100) < percent; }

guint64 naive_setting (const char *variable, guint64 value)
{
  const char *text = g_getenv (variable);
  return text ? g_ascii_strtoull (text, NULL, 10) : value;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

NaiveRegister *naive_register_new (void)
{
  NaiveRegister *reg = g_new0 (NaiveRegister, 1);
  reg->texts = g_string_chunk_new (4096);
  for (int t = 0; t < DJ_N_TABLES; t++)
    reg->tables[t] = g_array_new (FALSE, TRUE, sizeof (NaiveRow));
  return reg;
}

void naive_register_free (NaiveRegister *reg)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    g_array_unref (reg->tables[t]);
  g_string_chunk_free (reg->texts);
  g_free (reg);
}

NaiveRow *naive_row (const NaiveRegister *reg, DjTable table, int row)
{
  return &g_array_index (reg->tables[table], NaiveRow, row);
}

int naive_n_rows (const NaiveRegister *reg, DjTable table) { return (int)reg->tables[table]->len; }

NaiveRow *naive_add (NaiveRegister *reg, DjTable table)
{
  g_array_set_size (reg->tables[table], reg->tables[table]->len + 1);
  return naive_row (reg, table, naive_n_rows (reg, table) - 1);
}

void naive_set (NaiveRegister *reg, NaiveRow *row, int column, const char *text)
{
  row->cells[column] = text ? g_string_chunk_insert (reg->texts, text) : NULL;
}

void naive_set_day (NaiveRegister *reg, NaiveRow *row, int column, DjDate day)
{
  g_autoptr (GDate) date = day == DJ_DATE_NONE ? NULL : g_date_new_julian ((guint32)(day + 719163));
  char text[32] = "";
  if (date)
    g_snprintf (text, sizeof text, "%04d-%02d-%02d", g_date_get_year (date), g_date_get_month (date),
                g_date_get_day (date));
  naive_set (reg, row, column, date ? text : NULL);
}

/* GLib counts days from 0001-01-01, which is 1. */
DjDate naive_day (const char *text)
{
  if (!text)
    return DJ_DATE_NONE;
  int year = (int)g_ascii_strtoll (text, NULL, 10);
  int month = (int)g_ascii_strtoll (text + 5, NULL, 10);
  int day = (int)g_ascii_strtoll (text + 8, NULL, 10);
  g_autoptr (GDate) date = g_date_new_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return (DjDate)g_date_get_julian (date) - 719163;
}

int naive_code (DjTable table, int column, const NaiveRow *row)
{
  const DjCodeList *list = dj_schema_get_table (table)->columns[column].codes;
  for (int i = 0; i < list->n_codes; i++)
    if (g_strcmp0 (row->cells[column], list->codes[i].name) == 0)
      return i + 1;
  return 0;
}

gboolean naive_holds (DjDate since, DjDate until, DjDate on)
{
  return (since == DJ_DATE_NONE || since <= on) && (until == DJ_DATE_NONE || on < until);
}

static void add_row_to_change (const NaiveRegister *reg, DjChange *change, DjTable table, int row)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  const char *names[NAIVE_CELLS];
  for (int c = 0; c < info->n_columns; c++)
    names[c] = info->columns[c].name;
  g_autoptr (GError) error = NULL;
  gint32 added
      = dj_change_add_row (change, table, names, naive_row (reg, table, row)->cells, (gsize)info->n_columns, &error);
  if (added != row)
    ck_abort_msg ("%s: row %d of %s was added as %d: %s", naive_where, row, info->name, added,
                  error ? error->message : "no error");
}

void naive_add_to_change (const NaiveRegister *reg, DjChange *change)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (int row = 0; row < naive_n_rows (reg, (DjTable)t); row++)
      add_row_to_change (reg, change, (DjTable)t, row);
}

/* ---- Structs ---------------------------------------------------------------------------------------------------- */

static double real (const char *text) { return text ? g_ascii_strtod (text, NULL) : NAN; }

static gint64 whole (const char *text) { return text ? g_ascii_strtoll (text, NULL, 10) : DJ_INT_NONE; }

static DjArea make_area (const NaiveRow *row)
{
  const char *const *c = row->cells;
  return (DjArea){
    .code = c[DJ_COLUMN_AREA_CODE],
    .name = c[DJ_COLUMN_AREA_NAME],
    .kind = (DjAreaKind)naive_code (DJ_TABLE_AREA, DJ_COLUMN_AREA_KIND, row),
    .area_class = (DjAreaClass)naive_code (DJ_TABLE_AREA, DJ_COLUMN_AREA_CLASS, row),
    .parent = c[DJ_COLUMN_AREA_PARENT],
    .lon = real (c[DJ_COLUMN_AREA_LON]),
    .lat = real (c[DJ_COLUMN_AREA_LAT]),
    .since = naive_day (c[DJ_COLUMN_AREA_SINCE]),
    .until = naive_day (c[DJ_COLUMN_AREA_UNTIL]),
  };
}

static DjOrganization make_organization (const NaiveRow *row)
{
  const char *const *c = row->cells;
  return (DjOrganization){
    .code = c[DJ_COLUMN_ORGANIZATION_CODE],
    .name = c[DJ_COLUMN_ORGANIZATION_NAME],
    .short_name = c[DJ_COLUMN_ORGANIZATION_SHORT_NAME],
    .kind = (DjOrganizationKind)naive_code (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_KIND, row),
    .form = (DjOrganizationForm)naive_code (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_FORM, row),
    .mode = (DjOrganizationMode)naive_code (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_MODE, row),
    .base_unit = c[DJ_COLUMN_ORGANIZATION_BASE_UNIT],
    .base_area = c[DJ_COLUMN_ORGANIZATION_BASE_AREA],
    .may_admit = (DjYesNo)naive_code (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_MAY_ADMIT, row),
    .approved_by = c[DJ_COLUMN_ORGANIZATION_APPROVED_BY],
    .term_years = whole (c[DJ_COLUMN_ORGANIZATION_TERM_YEARS]),
    .term_ends = naive_day (c[DJ_COLUMN_ORGANIZATION_TERM_ENDS]),
    .since = naive_day (c[DJ_COLUMN_ORGANIZATION_SINCE]),
    .until = naive_day (c[DJ_COLUMN_ORGANIZATION_UNTIL]),
  };
}

static DjPerson make_person (const NaiveRow *row)
{
  const char *const *c = row->cells;
  return (DjPerson){
    .code = c[DJ_COLUMN_PERSON_CODE],
    .name = c[DJ_COLUMN_PERSON_NAME],
    .sex = (DjSex)naive_code (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_SEX, row),
    .born = naive_day (c[DJ_COLUMN_PERSON_BORN]),
    .education = (DjEducation)naive_code (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_EDUCATION, row),
    .employer = c[DJ_COLUMN_PERSON_EMPLOYER],
    .residence = c[DJ_COLUMN_PERSON_RESIDENCE],
    .member_class = (DjMemberClass)naive_code (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_CLASS, row),
    .applied = naive_day (c[DJ_COLUMN_PERSON_APPLIED]),
    .activist = naive_day (c[DJ_COLUMN_PERSON_ACTIVIST]),
    .target = naive_day (c[DJ_COLUMN_PERSON_TARGET]),
    .admitted = naive_day (c[DJ_COLUMN_PERSON_ADMITTED]),
    .full = naive_day (c[DJ_COLUMN_PERSON_FULL]),
    .left = naive_day (c[DJ_COLUMN_PERSON_LEFT]),
    .left_how = (DjLeftHow)naive_code (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_LEFT_HOW, row),
    .occupation = (DjOccupation)naive_code (DJ_TABLE_PERSON, DJ_COLUMN_PERSON_OCCUPATION, row),
  };
}

static NaiveLink make_link (DjTable table, const NaiveRow *row)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  NaiveLink link = {
    .from = row->cells[0],
    .to = row->cells[1],
    .since = naive_day (row->cells[info->since]),
    .until = naive_day (row->cells[info->until]),
  };
  if (table == DJ_TABLE_GUIDANCE)
    link.kind = naive_code (table, DJ_COLUMN_GUIDANCE_KIND, row);
  if (table == DJ_TABLE_MEMBERSHIP)
    link.kind = naive_code (table, DJ_COLUMN_MEMBERSHIP_KIND, row);
  if (table == DJ_TABLE_POST)
    link.kind = naive_code (table, DJ_COLUMN_POST_BASIS, row);
  if (table == DJ_TABLE_POST)
    link.full_time = (DjYesNo)naive_code (table, DJ_COLUMN_POST_FULL_TIME, row);
  return link;
}

static NaiveLink *make_links (const NaiveRegister *reg, DjTable table, int *n)
{
  *n = naive_n_rows (reg, table);
  NaiveLink *links = g_new0 (NaiveLink, (gsize)*n + 1);
  for (int i = 0; i < *n; i++)
    links[i] = make_link (table, naive_row (reg, table, i));
  return links;
}

/* Code and name are the first two columns of units and of alliances. */
static void add_bodies (NaiveModel *model, const NaiveRegister *reg, DjTable table)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  for (int i = 0; i < naive_n_rows (reg, table); i++)
  {
    const char *const *c = naive_row (reg, table, i)->cells;
    model->bodies[model->n_bodies++] = (NaiveBody){
      .code = c[0],
      .name = c[1],
      .table = table,
      .since = naive_day (c[info->since]),
      .until = naive_day (c[info->until]),
    };
  }
}

NaiveModel *naive_model_new (const NaiveRegister *reg)
{
  NaiveModel *model = g_new0 (NaiveModel, 1);
  model->n_areas = naive_n_rows (reg, DJ_TABLE_AREA);
  model->areas = g_new0 (DjArea, (gsize)model->n_areas + 1);
  for (int i = 0; i < model->n_areas; i++)
    model->areas[i] = make_area (naive_row (reg, DJ_TABLE_AREA, i));
  model->n_organizations = naive_n_rows (reg, DJ_TABLE_ORGANIZATION);
  model->organizations = g_new0 (DjOrganization, (gsize)model->n_organizations + 1);
  for (int i = 0; i < model->n_organizations; i++)
    model->organizations[i] = make_organization (naive_row (reg, DJ_TABLE_ORGANIZATION, i));
  model->n_persons = naive_n_rows (reg, DJ_TABLE_PERSON);
  model->persons = g_new0 (DjPerson, (gsize)model->n_persons + 1);
  for (int i = 0; i < model->n_persons; i++)
    model->persons[i] = make_person (naive_row (reg, DJ_TABLE_PERSON, i));
  model->bodies = g_new0 (NaiveBody, reg->tables[DJ_TABLE_UNIT]->len + reg->tables[DJ_TABLE_ALLIANCE]->len + 1);
  add_bodies (model, reg, DJ_TABLE_UNIT);
  add_bodies (model, reg, DJ_TABLE_ALLIANCE);
  model->subordinations = make_links (reg, DJ_TABLE_SUBORDINATION, &model->n_subordinations);
  model->guidances = make_links (reg, DJ_TABLE_GUIDANCE, &model->n_guidances);
  model->memberships = make_links (reg, DJ_TABLE_MEMBERSHIP, &model->n_memberships);
  model->posts = make_links (reg, DJ_TABLE_POST, &model->n_posts);
  return model;
}

void naive_model_free (NaiveModel *model)
{
  g_free (model->areas);
  g_free (model->organizations);
  g_free (model->persons);
  g_free (model->bodies);
  g_free (model->subordinations);
  g_free (model->guidances);
  g_free (model->memberships);
  g_free (model->posts);
  g_free (model);
}
