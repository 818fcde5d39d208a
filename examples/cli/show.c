/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian show REGISTER CODE: everything follows from the schema; only the place in a tree is asked of the view. */
#include "facts.h"

#include <string.h>

typedef struct
{
  Tool *tool;
  DjRegister *reg;
  DjView *view;
  const char *code;
  DjTable table;                  /* whose code it is */
  gint64 row;                     /* and where it stands there */
  DjFrame *frames[DJ_N_TABLES];   /* tables, when first asked for */
  GHashTable *names[DJ_N_TABLES]; /* code to name, for tables that the view has no index of */
  Facts *facts;
} Show;

/* ---- Rows of tables ---- */

static DjFrame *get_frame (Show *show, DjTable table)
{
  if (!show->frames[table])
    show->frames[table] = dj_register_get_table (show->reg, table);
  return show->frames[table];
}

static int find_column (Show *show, DjTable table, int declared)
{
  return declared < 0
             ? -1
             : dj_frame_find_column (get_frame (show, table), dj_schema_get_table (table)->columns[declared].name);
}

static DjDate get_day (Show *show, DjTable table, gint64 row, int declared)
{
  int column = find_column (show, table, declared);
  return column < 0 ? DJ_DATE_NONE : dj_frame_get_date (get_frame (show, table), row, column);
}

static gboolean holds (Show *show, DjTable table, gint64 row)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  DjDate since = get_day (show, table, row, info->since);
  DjDate until = get_day (show, table, row, info->until);
  return since <= show->tool->on && (until == DJ_DATE_NONE || show->tool->on < until);
}

/* The next row from @row on whose declared column is the code shown, or -1. */
static gint64 find_row (Show *show, DjTable table, int declared, gint64 row)
{
  if (!dj_register_get_n_rows (show->reg, table))
    return -1;
  const DjFrame *frame = get_frame (show, table);
  int column = find_column (show, table, declared);
  for (; column >= 0 && row < dj_frame_get_n_rows (frame); row++)
    if (!g_strcmp0 (dj_frame_get_text (frame, row, column), show->code))
      return row;
  return -1;
}

/* ---- Names of what is referred to ---- */

static int name_column (Show *show, DjTable table)
{
  int column = dj_frame_find_column (get_frame (show, table), "name");
  return column >= 0 ? column : dj_frame_find_column (get_frame (show, table), "title");
}

static GHashTable *index_names (Show *show, DjTable table)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);
  const DjFrame *frame = get_frame (show, table);
  int code = find_column (show, table, dj_schema_get_table (table)->key);
  int name = name_column (show, table);
  for (gint64 row = 0; code >= 0 && name >= 0 && row < dj_frame_get_n_rows (frame); row++)
    if (holds (show, table, row))
      g_hash_table_insert (names, (gpointer)dj_frame_get_text (frame, row, code),
                           (gpointer)dj_frame_get_text (frame, row, name));
  return names;
}

static const char *find_name (Show *show, guint32 tables, const char *code)
{
  DjOrganization organization;
  DjArea area;
  DjPerson person;
  DjOrganizationId id = dj_view_organization (show->view, code); /* may be that of an area's leading organization */
  if ((tables & DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION)) && dj_view_get_organization (show->view, id, &organization)
      && strcmp (organization.code, code) == 0)
    return organization.short_name ? organization.short_name : organization.name;
  if ((tables & DJ_TABLE_BIT (DJ_TABLE_AREA)) && dj_view_get_area (show->view, dj_view_area (show->view, code), &area))
    return area.name;
  if ((tables & DJ_TABLE_BIT (DJ_TABLE_PERSON))
      && dj_view_get_person (show->view, dj_view_person (show->view, code), &person))
    return person.name;
  const guint32 indexed
      = DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION) | DJ_TABLE_BIT (DJ_TABLE_AREA) | DJ_TABLE_BIT (DJ_TABLE_PERSON);
  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    if (!(tables & ~indexed & DJ_TABLE_BIT (i)) || !dj_register_get_n_rows (show->reg, (DjTable)i))
      continue;
    if (!show->names[i])
      show->names[i] = index_names (show, (DjTable)i);
    const char *name = g_hash_table_lookup (show->names[i], code);
    if (name)
      return name;
  }
  return NULL;
}

/* ---- Facts of one row ---- */

static char *real_text (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.15g", value);
  return g_ascii_strtod (text, NULL) == value ? g_strdup (text) : g_strdup (g_ascii_dtostr (text, sizeof text, value));
}

/* A cell as it stands in files; NULL where missing. */
static char *cell_text (const DjFrame *frame, gint64 row, int column)
{
  char day[DJ_DATE_TEXT_SIZE];
  if (dj_frame_is_missing (frame, row, column))
    return NULL;
  switch (dj_frame_get_column (frame, column)->type)
  {
  case DJ_TYPE_INT:
    return g_strdup_printf ("%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column));
  case DJ_TYPE_REAL:
    return real_text (dj_frame_get_real (frame, row, column));
  case DJ_TYPE_DATE:
    return g_strdup (dj_date_format (dj_frame_get_date (frame, row, column), day));
  case DJ_TYPE_TEXT:
  case DJ_TYPE_CODE:
  case DJ_TYPE_REFERENCE:
    break;
  }
  return g_strdup (dj_frame_get_text (frame, row, column));
}

/* The value for people: the label of a code, and the name of what is referred to. */
static char *shown_text (Show *show, DjTable table, gint64 row, int column, const char *value)
{
  const DjFrame *frame = get_frame (show, table);
  const DjFrameColumn *head = dj_frame_get_column (frame, column);
  int declared = dj_table_find_column (table, head->name);
  if (value && head->type == DJ_TYPE_CODE)
    return g_strdup (
        dj_code_list_get_label (head->codes, dj_frame_get_code (frame, row, column), show->tool->language));
  if (!value || head->type != DJ_TYPE_REFERENCE || declared < 0)
    return NULL;
  const char *name = find_name (show, dj_schema_get_table (table)->columns[declared].references, value);
  return name ? g_strdup_printf ("%s %s", value, name) : NULL;
}

static void add_cell (Show *show, DjTable table, gint64 row, int column)
{
  const DjFrame *frame = get_frame (show, table);
  const DjFrameColumn *head = dj_frame_get_column (frame, column);
  const char *label = tool_say (show->tool, head->label_en, head->label_zh);
  char *value = cell_text (frame, row, column);
  if (head->type == DJ_TYPE_INT || head->type == DJ_TYPE_REAL)
    facts_add_number (show->facts, head->name, label, value);
  else if (head->type == DJ_TYPE_DATE || column == find_column (show, table, dj_schema_get_table (table)->key))
    facts_add_whole (show->facts, head->name, label, value);
  else
    facts_add (show->facts, head->name, label, value, shown_text (show, table, row, column, value));
}

/* Every column of a row, but the one that is the code shown anyway. */
static void add_row (Show *show, DjTable table, gint64 row, int but)
{
  facts_begin_row (show->facts);
  for (int i = 0; i < dj_frame_get_n_columns (get_frame (show, table)); i++)
    if (i != but)
      add_cell (show, table, row, i);
}

/* ---- The place in a tree ---- */

static void add_step (Show *show, const char *key, const char *code, const char *name)
{
  facts_begin_row (show->facts);
  facts_add_whole (show->facts, key, tool_say (show->tool, "code", "代码"), g_strdup (code));
  facts_add (show->facts, "name", tool_say (show->tool, "name", "名称"), g_strdup (name), NULL);
}

static void add_superiors (Show *show, DjOrganizationId id)
{
  DjOrganization superior;
  facts_begin_section (show->facts, g_strdup ("superiors"), g_strdup (tool_say (show->tool, "Superiors", "上级党组织")),
                       TRUE);
  while (dj_view_get_organization (show->view, id = dj_view_get_superior (show->view, id), &superior))
    add_step (show, "organization", superior.code, superior.name);
  facts_end_section (show->facts);
}

static void add_organization (Show *show)
{
  Tool *tool = show->tool;
  DjView *view = show->view;
  DjOrganizationId id = dj_view_organization (view, show->code);
  add_superiors (show, id);
  facts_begin_section (show->facts, g_strdup ("counts"),
                       g_strdup (tool_say (tool, "Itself and all under it", "本级及下级")), FALSE);
  facts_begin_row (show->facts);
  facts_add_count (show->facts, "subordinates", tool_say (tool, "direct subordinates", "直接下级"),
                   (gint64)dj_view_list_subordinates (view, id, NULL, 0));
  facts_add_count (show->facts, "organizations", tool_say (tool, "organizations", "党组织"),
                   (gint64)dj_view_get_end (view, id) - id);
  facts_add_count (show->facts, "members", tool_say (tool, "members", "党员"),
                   dj_view_count_members (view, id, DJ_STATUS_ANY));
  facts_add_count (show->facts, "formal", tool_say (tool, "full (formal)", "正式党员"),
                   dj_view_count_members (view, id, DJ_STATUS_FORMAL));
  facts_add_count (show->facts, "probationary", tool_say (tool, "probationary", "预备党员"),
                   dj_view_count_members (view, id, DJ_STATUS_PROBATIONARY));
  facts_add_count (show->facts, "people", tool_say (tool, "distinct people", "不重复人数"),
                   dj_view_count_people (view, id));
}

static void add_area (Show *show)
{
  DjArea area;
  DjAreaId id = dj_view_area (show->view, show->code);
  facts_begin_section (show->facts, g_strdup ("within"), g_strdup (tool_say (show->tool, "Lies within", "所属区域")),
                       TRUE);
  for (DjAreaId a = id; dj_view_get_area (show->view, a = dj_view_get_area_parent (show->view, a), &area);)
    add_step (show, "area", area.code, area.name);
  facts_end_section (show->facts);
  DjOrganization leading;
  if (!dj_view_get_organization (show->view, dj_view_get_leading (show->view, id), &leading))
    return;
  facts_begin_section (show->facts, g_strdup ("leading"), g_strdup (tool_say (show->tool, "Led by", "领导党组织")),
                       TRUE);
  add_step (show, "organization", leading.code, leading.name);
}

static void add_person (Show *show)
{
  DjPersonId id = dj_view_person (show->view, show->code);
  const DjCodeList *list = dj_schema_find_code_list ("member_status");
  DjMemberStatus status = dj_view_get_status (show->view, id);
  if (status != DJ_STATUS_NONE)
  {
    facts_begin_section (show->facts, g_strdup ("status"), NULL, FALSE);
    facts_begin_row (show->facts);
    facts_add (show->facts, "status", tool_say (show->tool, list->label_en, list->label_zh),
               g_strdup (dj_code_list_get_name (list, status)),
               g_strdup (dj_code_list_get_label (list, status, show->tool->language)));
  }
  DjOrganizationId affiliation = dj_view_get_affiliation (show->view, id);
  DjOrganization organization;
  if (!dj_view_get_organization (show->view, affiliation, &organization))
    return;
  facts_begin_section (show->facts, g_strdup ("affiliation"),
                       g_strdup (tool_say (show->tool, "Affiliated to", "组织关系所在")), TRUE);
  add_step (show, "organization", organization.code, organization.name);
  add_superiors (show, affiliation);
}

/* ---- Rows that refer to it ---- */

static gboolean said_already (DjTable table, int declared)
{
  return table == DJ_TABLE_SUBORDINATION && declared == DJ_COLUMN_SUBORDINATION_ORGANIZATION;
}

/* The table's name, with the column's where the table may refer to it by several. */
static char *relation_label (Show *show, DjTable table, int declared)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  const DjColumnInfo *column = &info->columns[declared];
  const char *label = tool_say (show->tool, info->label_en, info->label_zh);
  int n = table == show->table;
  for (int i = 0; i < info->n_columns; i++)
    n += (info->columns[i].references & DJ_TABLE_BIT (show->table)) != 0;
  if (table == DJ_TABLE_SUBORDINATION)
    return g_strdup (tool_say (show->tool, "Direct subordinates", "直接下级党组织"));
  if (n < 2)
    return g_strdup (label);
  return g_strdup_printf (tool_say (show->tool, "%s (as %s)", "%s（作为%s）"), label,
                          tool_say (show->tool, column->label_en, column->label_zh));
}

static void add_relation (Show *show, DjTable table, int declared)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  facts_begin_section (show->facts, g_strdup_printf ("%s.%s", info->name, info->columns[declared].name),
                       relation_label (show, table, declared), TRUE);
  for (gint64 row = 0; (row = find_row (show, table, declared, row)) >= 0; row++)
    if (holds (show, table, row))
      add_row (show, table, row, find_column (show, table, declared));
  facts_end_section (show->facts);
}

static void add_relations (Show *show)
{
  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)i);
    for (int k = 0; k < info->n_columns; k++)
      if ((info->columns[k].references & DJ_TABLE_BIT (show->table)) && !said_already ((DjTable)i, k))
        add_relation (show, (DjTable)i, k);
  }
}

/* ---- Finding the code ---- */

static void append_period (Show *show, GString *periods, DjTable table, gint64 row)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  char since[DJ_DATE_TEXT_SIZE], until[DJ_DATE_TEXT_SIZE];
  dj_date_format (get_day (show, table, row, info->since), since);
  dj_date_format (get_day (show, table, row, info->until), until);
  g_string_append (periods, periods->len ? ", " : "");
  if (*since)
    g_string_append_printf (periods, tool_say (show->tool, "from %s", "自 %s 起"), since);
  if (*until)
    g_string_append_printf (periods, tool_say (show->tool, "%suntil %s", "%s至 %s 前"), *since ? " " : "", until);
}

/* Finds the row that holds on the day; else collects the periods of all of that code. */
static gboolean find_code (Show *show, GString *periods)
{
  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    const DjTableInfo *info = dj_schema_get_table ((DjTable)i);
    if (info->key < 0)
      continue;
    for (gint64 row = 0; (row = find_row (show, (DjTable)i, info->key, row)) >= 0; row++)
    {
      show->table = (DjTable)i;
      show->row = row;
      if (holds (show, (DjTable)i, row))
        return TRUE;
      append_period (show, periods, (DjTable)i, row);
    }
  }
  return FALSE;
}

static int complain_of_code (Show *show, const char *periods)
{
  char day[DJ_DATE_TEXT_SIZE];
  if (!*periods)
    return tool_fail (show->tool, "nothing in the register has the code '%s'", "登记库中没有代码“%s”", show->code);
  return tool_fail (show->tool, "'%s' did not exist on %s; it existed %s", "“%s”在 %s 不存在，存续时间：%s", show->code,
                    dj_date_format (show->tool->on, day), periods);
}

/* ---- The command ---- */

static void collect (Show *show)
{
  char day[DJ_DATE_TEXT_SIZE];
  int name = name_column (show, show->table);
  const char *title = name >= 0 ? dj_frame_get_text (get_frame (show, show->table), show->row, name) : NULL;
  const DjTableInfo *info = dj_schema_get_table (show->table);
  show->facts->title = g_strdup (title ? title : show->code);
  show->facts->subtitle = g_strdup_printf ("%s · %s · %s", tool_say (show->tool, info->name, info->label_zh),
                                           show->code, dj_date_format (show->tool->on, day));
  facts_begin_section (show->facts, g_strdup (info->name), NULL, FALSE);
  add_row (show, show->table, show->row, -1);
  if (show->table == DJ_TABLE_ORGANIZATION)
    add_organization (show);
  else if (show->table == DJ_TABLE_AREA)
    add_area (show);
  else if (show->table == DJ_TABLE_PERSON)
    add_person (show);
  add_relations (show);
}

int show_run (Tool *tool)
{
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg ? tool_seal (tool, reg, tool->on) : NULL;
  if (!view)
    return TOOL_FAILED;
  Show show = { .tool = tool, .reg = reg, .view = view, .code = tool->arguments[1], .facts = facts_new () };
  g_autoptr (GString) periods = g_string_new (NULL);
  int status = TOOL_FAILED;
  if (find_code (&show, periods))
  {
    collect (&show);
    status = facts_answer (tool, show.facts);
  }
  else
    status = complain_of_code (&show, periods->str);
  facts_free (show.facts);
  for (int i = 0; i < DJ_N_TABLES; i++)
  {
    g_clear_pointer (&show.frames[i], dj_frame_unref);
    g_clear_pointer (&show.names[i], g_hash_table_unref);
  }
  return status;
}
