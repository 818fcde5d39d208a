/* SPDX-License-Identifier: Apache-2.0 */
/* Who answers for units, as frames: with the way from the unit to the body, in codes and in sentences. */
#include "duty/duty-private.h"

typedef enum
{
  WHO_UNIT,
  WHO_MATTER,
  WHO_BODY,
  WHO_TABLE,
  WHO_NAME,
  WHO_STEP,
  WHO_VIA,
  WHO_REASON_ZH,
  WHO_REASON_EN,
  WHO_BODIES,
} WhoColumn;

/* A frame that is being filled. */
typedef struct
{
  const DjTree *tree;
  const DjUnits *units;
  const DjItems *items;
  const DjAlliances *graph;
  const char *matter;
  DjFrame *frame;
  gboolean with_bodies;
} Telling;

/* ---- Names and codes of what stands on the way ------------------------------------------------------------------------ */

static const char *unit_code (const Telling *telling, gint32 unit)
{
  return dj_body_get_code (telling->tree->state, DJ_TABLE_UNIT, telling->units->row[unit]);
}

static const char *unit_name (const Telling *telling, gint32 unit)
{
  return dj_body_get_name (telling->tree->state, DJ_TABLE_UNIT, telling->units->row[unit]);
}

static const char *area_code (const Telling *telling, gint32 area)
{
  return dj_tree_get_area_text (telling->tree, area, DJ_COLUMN_AREA_CODE);
}

static const char *area_name (const Telling *telling, gint32 area)
{
  return dj_tree_get_area_text (telling->tree, area, DJ_COLUMN_AREA_NAME);
}

static const char *organization_code (const Telling *telling, gint32 id)
{
  return dj_tree_get_organization_text (telling->tree, id, DJ_COLUMN_ORGANIZATION_CODE);
}

static const char *organization_name (const Telling *telling, gint32 id)
{
  return dj_tree_get_organization_text (telling->tree, id, DJ_COLUMN_ORGANIZATION_NAME);
}

static const char *item_title (const Telling *telling, gint32 item)
{
  return dj_item_get_string (telling->items, item, DJ_COLUMN_ITEM_TITLE);
}

/* ---- The way in codes --------------------------------------------------------------------------------------------------- */

static void append_code (GString *via, const char *code) { g_string_append_printf (via, "%s > ", code); }

/* An area and those above it, up to @end. */
static void append_areas (const Telling *telling, GString *via, gint32 area, gint32 end)
{
  for (; area >= 0 && area != end; area = telling->tree->areas.superior[area])
    append_code (via, area_code (telling, area));
  append_code (via, area_code (telling, end));
}

static void append_hosts (const Telling *telling, GString *via, gint32 unit, gint32 end)
{
  const DjTableData *table = telling->tree->state->tables[DJ_TABLE_UNIT];
  while (unit >= 0 && unit != end)
  {
    unit = dj_units_find (telling->units, dj_table_get_text (table, DJ_COLUMN_UNIT_HOST, telling->units->row[unit]));
    append_code (via, unit_code (telling, unit));
  }
}

static void append_way (const Telling *telling, GString *via, gint32 unit, const DjAnswer *answer)
{
  gint32 area = telling->units->area[unit];
  switch (answer->way)
  {
  case DJ_WAY_RAISED:
  case DJ_WAY_HOST:
    append_hosts (telling, via, unit, answer->other);
    append_code (via, dj_item_get_string (telling->items, answer->thing, DJ_COLUMN_ITEM_CODE));
    return;
  case DJ_WAY_AROUND:
    append_areas (telling, via, area, telling->items->area[answer->thing]);
    append_code (via, dj_item_get_string (telling->items, answer->thing, DJ_COLUMN_ITEM_CODE));
    return;
  case DJ_WAY_GUIDES:
    append_code (via, organization_code (telling, answer->thing));
    return;
  case DJ_WAY_LEADS:
    append_areas (telling, via, area, answer->thing);
    return;
  case DJ_WAY_ZONE:
    append_areas (telling, via, area, answer->other);
    append_areas (telling, via, answer->zone, answer->thing);
    return;
  case DJ_WAY_ALLIANCE:
    if (answer->other >= 0)
      append_code (via, organization_code (telling, answer->other));
    append_code (via, dj_node_get_code (telling->graph, answer->thing));
    return;
  case DJ_WAY_COVERS:
  default:
    return;
  }
}

static char *tell_way (const Telling *telling, gint32 unit, const DjAnswer *answer)
{
  g_autoptr (GString) via = g_string_new (NULL);
  append_code (via, unit_code (telling, unit));
  append_way (telling, via, unit, answer);
  g_string_append (via, dj_body_get_code (telling->tree->state, answer->table, answer->row));
  return g_string_free (g_steal_pointer (&via), FALSE);
}

/* ---- The way in sentences -------------------------------------------------------------------------------------------------- */

/* A sentence in both languages. The Chinese one begins with the body's name, which the caller puts before it. */
typedef struct
{
  char *zh;
  char *en;
} Sentence;

static const char *area_kind (const Telling *telling, gint32 area, DjLanguage language)
{
  int kind = telling->tree->areas.kind[area];
  if (kind == DJ_AREA_COMMUNITY)
    return language == DJ_LANGUAGE_ZH ? "社区（村）" : "community or village";
  if (kind == DJ_AREA_TOWNSHIP)
    return language == DJ_LANGUAGE_ZH ? "街道（乡镇）" : "subdistrict or township";
  return dj_code_list_get_label (&dj_codes_area_kind, kind, language);
}

static Sentence tell_item (const Telling *telling, const DjAnswer *answer)
{
  const char *title = item_title (telling, answer->thing);
  if (answer->way == DJ_WAY_RAISED)
    return (Sentence){ g_strdup_printf ("牵头负责本单位提出的事项“%s”", title),
                       g_strdup_printf ("is accountable for '%s', which the unit raised", title) };
  if (answer->way == DJ_WAY_HOST)
  {
    const char *host = unit_name (telling, answer->other);
    return (Sentence){ g_strdup_printf ("牵头负责其主管单位“%s”提出的事项“%s”", host, title),
                       g_strdup_printf ("is accountable for '%s', raised by '%s', to which the unit belongs", title,
                                        host) };
  }
  gint32 area = telling->items->area[answer->thing];
  const char *name = area_name (telling, area);
  return (Sentence){ g_strdup_printf ("牵头负责其所在%s“%s”的事项“%s”", area_kind (telling, area, DJ_LANGUAGE_ZH), name,
                                      title),
                     g_strdup_printf ("is accountable for '%s' of the %s '%s' around it", title,
                                      area_kind (telling, area, DJ_LANGUAGE_EN), name) };
}

static Sentence tell_coverage (const DjAnswer *answer)
{
  if (answer->thing == DJ_COVERAGE_INDUSTRY)
    return (Sentence){ g_strdup ("按行业覆盖该单位"), g_strdup ("covers it by its industry") };
  if (answer->thing == DJ_COVERAGE_FALLBACK)
    return (Sentence){ g_strdup ("兜底覆盖该单位"), g_strdup ("covers it as a fallback") };
  return (Sentence){ g_strdup ("按区域覆盖该单位"), g_strdup ("covers it by its area") };
}

static Sentence tell_guidance (const Telling *telling, const DjAnswer *answer)
{
  const char *name = organization_name (telling, answer->thing);
  if (answer->other == DJ_GUIDANCE_LINE)
    return (Sentence){ g_strdup_printf ("按条线指导其党组织“%s”", name),
                       g_strdup_printf ("guides by line its organization '%s'", name) };
  if (answer->other == DJ_GUIDANCE_ATTACHED)
    return (Sentence){ g_strdup_printf ("按挂靠关系指导其党组织“%s”", name),
                       g_strdup_printf ("guides by attachment its organization '%s'", name) };
  return (Sentence){ g_strdup_printf ("按属地指导其党组织“%s”", name),
                     g_strdup_printf ("guides by area its organization '%s'", name) };
}

static Sentence tell_area (const Telling *telling, const DjAnswer *answer)
{
  const char *name = area_name (telling, answer->thing);
  const char *zh = area_kind (telling, answer->thing, DJ_LANGUAGE_ZH);
  const char *en = area_kind (telling, answer->thing, DJ_LANGUAGE_EN);
  if (answer->way == DJ_WAY_LEADS)
    return (Sentence){ g_strdup_printf ("领导其所在%s“%s”的党建工作", zh, name),
                       g_strdup_printf ("leads in the %s '%s' around it", en, name) };
  const char *part = area_name (telling, answer->other);
  return (Sentence){ g_strdup_printf ("领导%s“%s”的党建工作，其所在“%s”是该片的组成部分", zh, name, part),
                     g_strdup_printf ("leads in the %s '%s', of which its area '%s' is a part", en, name, part) };
}

static Sentence tell_alliance (const Telling *telling, const DjAnswer *answer)
{
  const char *name = dj_node_get_name (telling->graph, answer->thing);
  if (answer->other < 0)
    return (Sentence){ g_strdup_printf ("牵头其参加的联盟“%s”", name),
                       g_strdup_printf ("leads the alliance '%s', in which it has a seat", name) };
  const char *own = organization_name (telling, answer->other);
  return (
      Sentence){ g_strdup_printf ("牵头其党组织“%s”参加的联盟“%s”", own, name),
                 g_strdup_printf ("leads the alliance '%s', in which its organization '%s' has a seat", name, own) };
}

static Sentence tell_reason (const Telling *telling, const DjAnswer *answer)
{
  switch (answer->way)
  {
  case DJ_WAY_COVERS:
    return tell_coverage (answer);
  case DJ_WAY_GUIDES:
    return tell_guidance (telling, answer);
  case DJ_WAY_LEADS:
  case DJ_WAY_ZONE:
    return tell_area (telling, answer);
  case DJ_WAY_ALLIANCE:
    return tell_alliance (telling, answer);
  case DJ_WAY_RAISED:
  case DJ_WAY_HOST:
  case DJ_WAY_AROUND:
  default:
    return tell_item (telling, answer);
  }
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------------- */

static void append_answer (const Telling *telling, gint32 unit, const DjAnswer *answer, guint n)
{
  const DjState *state = telling->tree->state;
  DjFrame *frame = telling->frame;
  const char *name = dj_body_get_name (state, answer->table, answer->row);
  g_autofree char *via = tell_way (telling, unit, answer);
  Sentence reason = tell_reason (telling, answer);
  g_autofree char *reason_zh = g_strconcat ("由", name, reason.zh, NULL);
  dj_frame_append_text (frame, WHO_UNIT, unit_code (telling, unit));
  dj_frame_append_text (frame, WHO_MATTER, telling->matter);
  dj_frame_append_text (frame, WHO_BODY, dj_body_get_code (state, answer->table, answer->row));
  dj_frame_append_text (frame, WHO_TABLE, dj_schema_get_table (answer->table)->name);
  dj_frame_append_text (frame, WHO_NAME, name);
  dj_frame_append_code (frame, WHO_STEP, (int)answer->step);
  dj_frame_append_text (frame, WHO_VIA, via);
  dj_frame_append_text (frame, WHO_REASON_ZH, reason_zh);
  dj_frame_append_text (frame, WHO_REASON_EN, reason.en);
  if (telling->with_bodies)
    dj_frame_append_int (frame, WHO_BODIES, n);
  g_free (reason.zh);
  g_free (reason.en);
}

static void add_columns (const Telling *telling)
{
  DjFrame *frame = telling->frame;
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_UNIT));
  dj_frame_add_text (frame, "matter", "事项类别", "matter");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_ASSIGNMENT, DJ_COLUMN_ASSIGNMENT_BODY));
  dj_frame_add_text (frame, "table", "所在表", "table");
  dj_frame_add_text (frame, "name", "名称", "name");
  dj_frame_add (frame, DJ_TYPE_CODE, "step", "责任次序", "step", &dj_codes_resort_step);
  dj_frame_add_text (frame, "via", "途径", "via");
  dj_frame_add_text (frame, "reason_zh", "依据（中文）", "reason (Chinese)");
  dj_frame_add_text (frame, "reason_en", "依据（英文）", "reason (English)");
  if (telling->with_bodies)
    dj_frame_add_number (frame, "bodies", "责任单位数", "bodies");
}

static Telling begin_telling (DjView *view, const char *matter, gboolean with_bodies)
{
  Telling telling = {
    .tree = view->tree,
    .units = dj_tree_get_units (view->tree),
    .items = dj_tree_get_items (view->tree),
    .graph = dj_view_get_alliances (view),
    .matter = matter,
    .frame = dj_frame_new (),
    .with_bodies = with_bodies,
  };
  add_columns (&telling);
  return telling;
}

/* Rows of a unit for which @least bodies answer or more. */
static void append_unit (const Telling *telling, DjResort *resort, gint32 unit, guint least)
{
  const DjAnswer *answers = NULL;
  guint n = dj_resort_ask (resort, unit, &answers);
  for (guint i = 0; i < n && n >= least; i++)
    append_answer (telling, unit, &answers[i], n);
}

static DjResort *begin_asking (DjView *view, const char *matter, const char *order, GError **error)
{
  DjResortOrder steps;
  return dj_resort_order_parse (order ? order : DJ_RESORT_ORDER, &steps, error) ? dj_resort_new (view, matter, &steps)
                                                                                : NULL;
}

/* ---- Questions --------------------------------------------------------------------------------------------------------- */

DjFrame *dj_view_who_answers_many (DjView *view, const char *matter, const char *const *units, gsize n,
                                   const char *order, GError **error)
{
  g_return_val_if_fail (view != NULL && (units || n == 0), NULL);
  g_autoptr (DjResort) resort = begin_asking (view, matter, order, error);
  if (!resort)
    return NULL;
  Telling telling = begin_telling (view, matter, FALSE);
  for (gsize i = 0; i < n; i++)
  {
    gint32 code = units[i] ? dj_texts_find (view->tree->state->texts, units[i], -1) : DJ_TEXT_NONE;
    gint32 unit = dj_units_find (telling.units, code);
    if (unit >= 0)
      append_unit (&telling, resort, unit, 1);
  }
  return dj_frame_finish (telling.frame);
}

DjFrame *dj_view_who_answers (DjView *view, const char *matter, const char *unit, const char *order, GError **error)
{
  return dj_view_who_answers_many (view, matter, &unit, 1, order, error);
}

DjFrame *dj_view_overlaps (DjView *view, const char *matter, const char *order, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  g_autoptr (DjResort) resort = begin_asking (view, matter, order, error);
  if (!resort)
    return NULL;
  Telling telling = begin_telling (view, matter, TRUE);
  for (gint32 unit = 0; unit < telling.units->n; unit++)
    append_unit (&telling, resort, unit, 2);
  return dj_frame_finish (telling.frame);
}

typedef enum
{
  GAPS_UNIT,
  GAPS_NAME,
  GAPS_KIND,
  GAPS_AREA,
  GAPS_MATTER,
} GapsColumn;

static void append_gap (const DjUnits *units, gint32 unit, const char *matter, DjFrame *frame)
{
  const DjState *state = units->tree->state;
  gint32 row = units->row[unit];
  dj_frame_append_text (frame, GAPS_UNIT, dj_body_get_code (state, DJ_TABLE_UNIT, row));
  dj_frame_append_text (frame, GAPS_NAME, dj_body_get_name (state, DJ_TABLE_UNIT, row));
  dj_frame_append_code (frame, GAPS_KIND, dj_table_get_code (state->tables[DJ_TABLE_UNIT], DJ_COLUMN_UNIT_KIND, row));
  dj_frame_append_text (frame, GAPS_AREA, dj_tree_get_area_text (units->tree, units->area[unit], DJ_COLUMN_AREA_CODE));
  dj_frame_append_text (frame, GAPS_MATTER, matter);
}

DjFrame *dj_view_gaps (DjView *view, const char *matter, const char *order, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  g_autoptr (DjResort) resort = begin_asking (view, matter, order, error);
  if (!resort)
    return NULL;
  const DjUnits *units = dj_tree_get_units (view->tree);
  const DjAnswer *answers = NULL;
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_UNIT));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_KIND));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_AREA));
  dj_frame_add_text (frame, "matter", "事项类别", "matter");
  for (gint32 unit = 0; unit < units->n; unit++)
    if (dj_resort_ask (resort, unit, &answers) == 0)
      append_gap (units, unit, matter, frame);
  return dj_frame_finish (frame);
}
