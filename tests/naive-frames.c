/* SPDX-License-Identifier: Apache-2.0 */
/* The tables a view gives, done over as lines of text. */
#include "naive.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

GPtrArray *naive_lines_new (void) { return g_ptr_array_new_with_free_func (g_free); }

static void add_line (GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void add_line (GPtrArray *lines, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_ptr_array_add (lines, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static const char *shown (const char *text) { return text ? text : "-"; }

static const char *name_of (DjTable table, int column, int code)
{
  const DjCodeList *list = dj_schema_get_table (table)->columns[column].codes;
  return code > 0 ? list->codes[code - 1].name : "-";
}

static void append_cell (GString *line, const DjFrame *frame, gint64 row, int column)
{
  char day[DJ_DATE_TEXT_SIZE];
  DjType type = dj_frame_get_column (frame, column)->type;
  if (dj_frame_is_missing (frame, row, column))
    g_string_append (line, "-");
  else if (type == DJ_TYPE_INT)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, dj_frame_get_int (frame, row, column));
  else if (type == DJ_TYPE_DATE)
    g_string_append (line, dj_date_format (dj_frame_get_date (frame, row, column), day));
  else
    g_string_append (line, shown (dj_frame_get_text (frame, row, column)));
}

GPtrArray *naive_lines_of_frame (const DjFrame *frame)
{
  GPtrArray *lines = naive_lines_new ();
  for (gint64 row = -1; row < dj_frame_get_n_rows (frame); row++)
  {
    GString *line = g_string_new (NULL);
    for (int c = 0; c < dj_frame_get_n_columns (frame); c++)
    {
      g_string_append (line, c > 0 ? "|" : "");
      if (row < 0)
        g_string_append (line, dj_frame_get_column (frame, c)->name);
      else
        append_cell (line, frame, row, c);
    }
    g_ptr_array_add (lines, g_string_free (line, FALSE));
  }
  return lines;
}

/* ---- Counts ----------------------------------------------------------------------------------------------------- */

/* What is counted: the organizations under the root that belong to one area or to one organization. */
typedef struct
{
  const NaiveView *view;
  const DjCountOptions *options;
  int root;  /* -1 for all */
  int group; /* an area with a level, else an organization; -1 for all */
} Count;

static gboolean counts (const Count *count, int organization)
{
  if (organization == DJ_NONE || (count->root != DJ_NONE && !naive_under (count->view, organization, count->root)))
    return FALSE;
  if (count->options->level != DJ_AREA_NONE)
    return naive_area_under (count->view, naive_base_area (count->view, organization), count->group);
  return count->group == DJ_NONE || naive_under (count->view, organization, count->group);
}

static int count_organizations (const Count *count)
{
  int n = 0;
  for (int o = 0; o < count->view->n_organizations; o++)
    n += counts (count, o);
  return n;
}

static int count_members (const Count *count, DjMemberStatus status)
{
  int n = 0;
  for (int p = 0; p < count->view->model->n_persons; p++)
    n += counts (count, count->view->affiliation[p])
         && (status == DJ_STATUS_ANY || naive_status (count->view, p) == status);
  return n;
}

static gboolean takes_part (const Count *count, int person)
{
  for (int o = 0; o < count->view->n_organizations; o++)
    if (count->view->takes_part[person][o] && counts (count, o))
      return TRUE;
  return FALSE;
}

static int count_people (const Count *count)
{
  int n = 0;
  for (int p = 0; p < count->view->model->n_persons; p++)
    n += takes_part (count, p);
  return n;
}

/* ---- By sex, age and so on -------------------------------------------------------------------------------------- */

#define N_BREAKDOWNS 5

static const char *const breakdown_names[N_BREAKDOWNS] = { "sex", "age", "education", "status", "class" };
static const char *const breakdown_lists[N_BREAKDOWNS]
    = { "sex", "age_band", "education", "member_status", "member_class" };

/* The values a member has in what is asked, and how many have the same; 0 for missing and for what is not asked. */
typedef struct
{
  int values[N_BREAKDOWNS];
  int n;
} Combination;

static Combination combination_of (const NaiveView *view, int person, DjCountBy by)
{
  const DjPerson *who = &view->model->persons[person];
  const int values[N_BREAKDOWNS] = { (int)who->sex, (int)naive_age_band (who->born, view->on), (int)who->education,
                                     (int)naive_status (view, person), (int)who->member_class };
  Combination combination = { .n = 1 };
  for (int i = 0; i < N_BREAKDOWNS; i++)
    combination.values[i] = by & (1 << i) ? values[i] : 0;
  return combination;
}

/* By value, one after the other, missing ones last. */
static int compare_combinations (gconstpointer a, gconstpointer b)
{
  const Combination *first = a;
  const Combination *second = b;
  for (int i = 0; i < N_BREAKDOWNS; i++)
  {
    int x = first->values[i] ? first->values[i] : G_MAXINT;
    int y = second->values[i] ? second->values[i] : G_MAXINT;
    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}

static void count_combination (GArray *all, const Combination *one)
{
  for (guint i = 0; i < all->len; i++)
  {
    Combination *other = &g_array_index (all, Combination, i);
    if (compare_combinations (other, one) != 0)
      continue;
    other->n++;
    return;
  }
  g_array_append_vals (all, one, 1);
}

static void add_combination (const Count *count, const char *before, const Combination *combination, GPtrArray *lines)
{
  GString *line = g_string_new (before);
  for (int i = 0; i < N_BREAKDOWNS; i++)
  {
    int value = combination->values[i];
    if (count->options->by & (1 << i))
      g_string_append_printf (line, "|%s",
                              value ? dj_schema_find_code_list (breakdown_lists[i])->codes[value - 1].name : "-");
  }
  g_string_append_printf (line, "|%d", combination->n);
  g_ptr_array_add (lines, g_string_free (line, FALSE));
}

static void add_combinations (const Count *count, const char *before, GPtrArray *lines)
{
  const NaiveView *view = count->view;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Combination));
  for (int p = 0; p < view->model->n_persons; p++)
  {
    Combination combination = combination_of (view, p, count->options->by);
    if (counts (count, view->affiliation[p]))
      count_combination (all, &combination);
  }
  g_array_sort (all, compare_combinations);
  for (guint i = 0; i < all->len; i++)
    add_combination (count, before, &g_array_index (all, Combination, i), lines);
}

/* ---- Rows of counts --------------------------------------------------------------------------------------------- */

static char *head_of (const Count *count)
{
  if (count->options->level != DJ_AREA_NONE)
  {
    const DjArea *area = count->view->areas[count->group];
    const char *kind = name_of (DJ_TABLE_AREA, DJ_COLUMN_AREA_KIND, (int)area->kind);
    const char *class = name_of (DJ_TABLE_AREA, DJ_COLUMN_AREA_CLASS, (int)area->area_class);
    if (count->options->by)
      return g_strdup_printf ("%s|%s", area->code, shown (area->name));
    return g_strdup_printf ("%s|%s|%s|%s", area->code, shown (area->name), kind, class);
  }
  if (count->group == DJ_NONE)
    return g_strdup (count->options->by ? "-|-" : "-|-|-");
  const DjOrganization *organization = count->view->organizations[count->group];
  if (count->options->by)
    return g_strdup_printf ("%s|%s", organization->code, shown (organization->name));
  return g_strdup_printf ("%s|%s|%s", organization->code, shown (organization->name),
                          name_of (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_KIND, (int)organization->kind));
}

static void add_group (const Count *count, GPtrArray *lines)
{
  g_autofree char *head = head_of (count);
  if (count->options->by)
  {
    add_combinations (count, head, lines);
    return;
  }
  g_autofree char *people = count->options->distinct ? g_strdup_printf ("|%d", count_people (count)) : g_strdup ("");
  add_line (lines, "%s|%d|%d|%d|%d%s", head, count_organizations (count), count_members (count, DJ_STATUS_ANY),
            count_members (count, DJ_STATUS_FORMAL), count_members (count, DJ_STATUS_PROBATIONARY), people);
}

static void add_header (const DjCountOptions *options, const char *before, GPtrArray *lines)
{
  gboolean areas = options->level != DJ_AREA_NONE;
  GString *header = g_string_new (before);
  g_string_append_printf (header, "%s|name", areas ? "area" : "organization");
  for (int i = 0; i < N_BREAKDOWNS; i++)
    if (options->by & (1 << i))
      g_string_append_printf (header, "|%s", breakdown_names[i]);
  if (options->by)
    g_string_append (header, "|members");
  else
    g_string_append_printf (header, "|kind%s|organizations|members|formal|probationary", areas ? "|class" : "");
  g_string_append (header, options->distinct ? "|people" : "");
  g_ptr_array_add (lines, g_string_free (header, FALSE));
}

/* Areas within the root's area, and those where anything under it is based. */
static gboolean area_is_asked (const Count *count)
{
  const NaiveView *view = count->view;
  if (view->areas[count->group]->kind != count->options->level)
    return FALSE;
  if (count->root == DJ_NONE || count_organizations (count) > 0)
    return TRUE;
  int base = naive_base_area (view, count->root);
  return base != DJ_NONE && naive_area_under (view, count->group, base);
}

static gboolean organization_is_asked (const Count *count)
{
  const DjCountOptions *options = count->options;
  if (count->root != DJ_NONE && !naive_under (count->view, count->group, count->root))
    return FALSE;
  return options->every || count->view->organizations[count->group]->kind == options->kind;
}

static void add_groups (const NaiveView *view, int root, const DjCountOptions *options, GPtrArray *lines)
{
  Count count = { .view = view, .options = options, .root = root, .group = root };
  if (options->level != DJ_AREA_NONE)
  {
    for (count.group = 0; count.group < view->n_areas; count.group++)
      if (area_is_asked (&count))
        add_group (&count, lines);
  }
  else if (options->every || options->kind != DJ_ORGANIZATION_NONE)
  {
    for (count.group = 0; count.group < view->n_organizations; count.group++)
      if (organization_is_asked (&count))
        add_group (&count, lines);
  }
  else
    add_group (&count, lines);
}

GPtrArray *naive_count (const NaiveView *view, int root, const DjCountOptions *options)
{
  GPtrArray *lines = naive_lines_new ();
  add_header (options, "", lines);
  add_groups (view, root, options, lines);
  return lines;
}

GPtrArray *naive_count_many (const NaiveView *view, const DjOrganizationId *roots, int n, const DjCountOptions *options)
{
  GPtrArray *lines = naive_lines_new ();
  add_header (options, "root|", lines);
  for (int i = 0; i < n; i++)
  {
    g_autoptr (GPtrArray) own = naive_lines_new ();
    add_groups (view, roots[i], options, own);
    for (guint j = 0; j < own->len; j++)
      add_line (lines, "%s|%s", roots[i] == DJ_NONE ? "-" : view->organizations[roots[i]]->code,
                (const char *)own->pdata[j]);
  }
  return lines;
}

/* ---- Tree ------------------------------------------------------------------------------------------------------- */

GPtrArray *naive_tree (const NaiveView *view, int root, int depth)
{
  GPtrArray *lines = naive_lines_new ();
  add_line (lines, "organization|name|kind|depth|superior|members|people|posts|full_time|enterprise");
  for (int id = 0; id < view->n_organizations; id++)
  {
    const DjOrganization *organization = view->organizations[id];
    int level = naive_depth (view, id) - (root == DJ_NONE ? 0 : naive_depth (view, root));
    if ((root != DJ_NONE && !naive_under (view, id, root)) || (depth >= 0 && level > depth))
      continue;
    int superior = view->superior[id];
    const int *posts = view->posts[id];
    add_line (lines, "%s|%s|%s|%d|%s|%d|%d|%d|%d|%d", organization->code, shown (organization->name),
              name_of (DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_KIND, (int)organization->kind), level,
              superior == DJ_NONE ? "-" : view->organizations[superior]->code,
              naive_count_members (view, id, DJ_STATUS_ANY), naive_count_people (view, id), posts[0], posts[1],
              posts[2]);
  }
  return lines;
}

/* ---- Guidance --------------------------------------------------------------------------------------------------- */

/* What a guide is on the day; its table is -1 where it is not. */
typedef struct
{
  int table;
  const char *name;
} Guide;

static Guide find_guide (const NaiveView *view, const char *code)
{
  int organization = naive_organization (view, code);
  if (organization != DJ_NONE)
    return (Guide){ DJ_TABLE_ORGANIZATION, view->organizations[organization]->name };
  for (int i = 0; i < view->model->n_bodies; i++)
  {
    const NaiveBody *body = &view->model->bodies[i];
    if (strcmp (body->code, code) == 0 && naive_holds (body->since, body->until, view->tree))
      return (Guide){ (int)body->table, body->name };
  }
  return (Guide){ -1, NULL };
}

static gboolean guides (const NaiveView *view, const NaiveLink *guidance, const char *organization)
{
  return strcmp (guidance->from, organization) == 0 && naive_holds (guidance->since, guidance->until, view->tree)
         && find_guide (view, guidance->to).table >= 0;
}

GPtrArray *naive_guides (const NaiveView *view, const DjOrganizationId *ids, int n)
{
  GPtrArray *lines = naive_lines_new ();
  add_line (lines, "organization|guide|table|name|kind|since");
  for (int i = 0; i < n; i++)
    for (int g = 0; ids[i] != DJ_NONE && g < view->model->n_guidances; g++)
    {
      const NaiveLink *guidance = &view->model->guidances[g];
      if (!guides (view, guidance, view->organizations[ids[i]]->code))
        continue;
      Guide guide = find_guide (view, guidance->to);
      char day[DJ_DATE_TEXT_SIZE];
      add_line (lines, "%s|%s|%s|%s|%s|%s", guidance->from, guidance->to,
                dj_schema_get_table ((DjTable)guide.table)->name, shown (guide.name),
                name_of (DJ_TABLE_GUIDANCE, DJ_COLUMN_GUIDANCE_KIND, guidance->kind),
                guidance->since == DJ_DATE_NONE ? "-" : dj_date_format (guidance->since, day));
    }
  return lines;
}

/* The earliest guide of the kind, of equals the first. No day is DJ_DATE_NONE, which is less than any. */
static const NaiveLink *first_guidance (const NaiveView *view, const char *organization, DjGuidanceKind kind)
{
  const NaiveLink *first = NULL;
  for (int g = 0; g < view->model->n_guidances; g++)
  {
    const NaiveLink *guidance = &view->model->guidances[g];
    if (guidance->kind == (int)kind && guides (view, guidance, organization)
        && (!first || guidance->since < first->since))
      first = guidance;
  }
  return first;
}

/* Goes up until there is nothing above, or until it comes to a body a second time. */
static void add_chain (const NaiveView *view, int id, DjGuidanceKind kind, GPtrArray *lines)
{
  const char *seen[NAIVE_MOST * 2];
  int n = 0;
  const char *code = view->organizations[id]->code;
  const char *by = "-";
  while (code)
  {
    for (int i = 0; i < n; i++)
      if (strcmp (seen[i], code) == 0)
        return;
    add_line (lines, "%d|%s|%s|%s", n, code, shown (find_guide (view, code).name), by);
    seen[n++] = code;
    int organization = naive_organization (view, code);
    int superior = organization == DJ_NONE ? DJ_NONE : view->superior[organization];
    const NaiveLink *guidance = organization == DJ_NONE ? NULL : first_guidance (view, code, kind);
    by = guidance ? name_of (DJ_TABLE_GUIDANCE, DJ_COLUMN_GUIDANCE_KIND, (int)kind) : "-";
    code = superior == DJ_NONE ? NULL : view->organizations[superior]->code;
    code = guidance ? guidance->to : code;
  }
}

GPtrArray *naive_chains (const NaiveView *view, const DjOrganizationId *ids, int n, DjGuidanceKind kind)
{
  GPtrArray *lines = naive_lines_new ();
  add_line (lines, "step|organization|name|by");
  for (int i = 0; i < n; i++)
    if (ids[i] != DJ_NONE)
      add_chain (view, ids[i], kind, lines);
  return lines;
}

/* Whether an earlier row says the same guide of the same organization and kind. */
static gboolean said_before (const NaiveView *view, int g)
{
  const NaiveLink *all = view->model->guidances;
  for (int i = 0; i < g; i++)
    if (all[i].kind == all[g].kind && strcmp (all[i].to, all[g].to) == 0 && guides (view, &all[i], all[g].from))
      return TRUE;
  return FALSE;
}

static int count_guides (const NaiveView *view, const char *organization, int kind)
{
  int n = 0;
  for (int g = 0; g < view->model->n_guidances; g++)
    n += view->model->guidances[g].kind == kind && guides (view, &view->model->guidances[g], organization)
         && !said_before (view, g);
  return n;
}

GPtrArray *naive_double_guidance (const NaiveView *view)
{
  GPtrArray *lines = naive_lines_new ();
  add_line (lines, "organization|name|kind|guides|guide");
  for (int id = 0; id < view->n_organizations; id++)
    for (int g = 0; g < view->model->n_guidances; g++)
    {
      const NaiveLink *guidance = &view->model->guidances[g];
      const char *code = view->organizations[id]->code;
      if (guidance->kind == DJ_GUIDANCE_NONE || !guides (view, guidance, code) || said_before (view, g)
          || count_guides (view, code, guidance->kind) < 2)
        continue;
      add_line (lines, "%s|%s|%s|%d|%s", code, shown (view->organizations[id]->name),
                name_of (DJ_TABLE_GUIDANCE, DJ_COLUMN_GUIDANCE_KIND, guidance->kind),
                count_guides (view, code, guidance->kind), guidance->to);
    }
  return lines;
}

/* ---- Taking part elsewhere -------------------------------------------------------------------------------------- */

/* The area of the kind that an organization is in, or -1. */
static int naive_level_of (const NaiveView *view, int organization, DjAreaKind level)
{
  int area = organization == DJ_NONE ? DJ_NONE : naive_base_area (view, organization);
  while (area != DJ_NONE && view->areas[area]->kind != level)
    area = view->area_parent[area];
  return area;
}

static gboolean takes_part_in (const NaiveView *view, int person, int area, DjAreaKind level)
{
  for (int o = 0; o < view->n_organizations; o++)
    if (view->takes_part[person][o] && naive_level_of (view, o, level) == area)
      return TRUE;
  return FALSE;
}

static void count_elsewhere (const NaiveView *view, int area, DjAreaKind level, int counts[3])
{
  for (int p = 0; p < view->model->n_persons; p++)
  {
    int own = naive_level_of (view, view->affiliation[p], level);
    gboolean elsewhere = FALSE;
    for (int other = 0; own == area && other < view->n_areas; other++)
      elsewhere = elsewhere || (other != area && takes_part_in (view, p, other, level));
    counts[0] += own == area;
    counts[1] += elsewhere;
    counts[2] += own != DJ_NONE && own != area && takes_part_in (view, p, area, level);
  }
}

GPtrArray *naive_outside (const NaiveView *view, DjAreaKind level)
{
  GPtrArray *lines = naive_lines_new ();
  add_line (lines, "area|name|members|outside|received");
  for (int area = 0; area < view->n_areas; area++)
  {
    int counts[3] = { 0, 0, 0 };
    if (view->areas[area]->kind != level)
      continue;
    count_elsewhere (view, area, level, counts);
    add_line (lines, "%s|%s|%d|%d|%d", view->areas[area]->code, shown (view->areas[area]->name), counts[0], counts[1],
              counts[2]);
  }
  return lines;
}
