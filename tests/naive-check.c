/* SPDX-License-Identifier: Apache-2.0 */
/* The invariants of a register, looked at on every day on which anything begins or ends, the day before and the one
 * after. */
#include "naive.h"

#include <stdlib.h>
#include <string.h>

/* A row of any table. */
typedef struct
{
  DjTable table;
  int number;
  const NaiveRow *cells;
  const char *key; /* its code; NULL in tables without */
  DjDate since;
  DjDate until;
} Row;

typedef struct
{
  GArray *rows; /* of Row */
  GArray *days; /* of DjDate, ascending */
  GArray *findings;
} Walk;

/* ---- Rows and days ---------------------------------------------------------------------------------------------- */

static const Row *row_at (const Walk *walk, guint i) { return &g_array_index (walk->rows, Row, i); }

static DjDate day_at (const Walk *walk, guint i) { return g_array_index (walk->days, DjDate, i); }

static const char *cell (const Row *row, int column) { return row->cells->cells[column]; }

static gboolean holds (const Row *row, DjDate on) { return naive_holds (row->since, row->until, on); }

static void add_row (Walk *walk, const NaiveRegister *reg, DjTable table, int number)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  const NaiveRow *cells = naive_row (reg, table, number);
  Row row = { .table = table, .number = number, .cells = cells, .since = DJ_DATE_NONE, .until = DJ_DATE_NONE };
  row.key = info->key >= 0 ? cells->cells[info->key] : NULL;
  if (info->since >= 0)
    row.since = naive_day (cells->cells[info->since]);
  if (info->until >= 0)
    row.until = naive_day (cells->cells[info->until]);
  g_array_append_val (walk->rows, row);
}

static void add_days_about (Walk *walk, DjDate day)
{
  for (int step = -1; day != DJ_DATE_NONE && step <= 1; step++)
  {
    DjDate about = day + step;
    g_array_append_val (walk->days, about);
  }
}

static int compare_days (gconstpointer a, gconstpointer b)
{
  DjDate first = *(const DjDate *)a;
  DjDate second = *(const DjDate *)b;
  return (first > second) - (first < second);
}

static void collect_days (Walk *walk)
{
  add_days_about (walk, 0);
  for (guint i = 0; i < walk->rows->len; i++)
  {
    const Row *row = row_at (walk, i);
    add_days_about (walk, row->since);
    add_days_about (walk, row->until);
    if (row->table != DJ_TABLE_PERSON)
      continue;
    add_days_about (walk, naive_day (cell (row, DJ_COLUMN_PERSON_ADMITTED)));
    add_days_about (walk, naive_day (cell (row, DJ_COLUMN_PERSON_LEFT)));
  }
  g_array_sort (walk->days, compare_days);
  for (guint i = walk->days->len; i-- > 1;)
    if (day_at (walk, i) == day_at (walk, i - 1))
      g_array_remove_index (walk->days, i);
}

/* ---- Findings --------------------------------------------------------------------------------------------------- */

gboolean naive_finding_is_by_row (DjIssueCode code)
{
  return code == DJ_ISSUE_REFERENCE || code == DJ_ISSUE_REFERENCE_TIME || code == DJ_ISSUE_PERIOD;
}

static void find (Walk *walk, DjIssueCode code, const Row *row, const char *subject, const char *cycle)
{
  NaiveFinding finding = { .code = code, .table = -1, .row = -1, .subject = subject, .cycle = g_strdup (cycle) };
  if (naive_finding_is_by_row (code))
    finding = (NaiveFinding){ .code = code, .table = (int)row->table, .row = row->number };
  for (guint i = 0; i < walk->findings->len; i++)
  {
    const NaiveFinding *other = &g_array_index (walk->findings, NaiveFinding, i);
    if (other->code == code && other->table == finding.table && other->row == finding.row
        && g_strcmp0 (other->subject, finding.subject) == 0 && g_strcmp0 (other->cycle, finding.cycle) == 0)
    {
      g_free (finding.cycle);
      return;
    }
  }
  g_array_append_val (walk->findings, finding);
}

static void clear_finding (gpointer finding) { g_free (((NaiveFinding *)finding)->cycle); }

/* ---- Codes and references --------------------------------------------------------------------------------------- */

static gboolean is_code (const Row *row, const char *code, guint32 tables)
{
  return (tables & DJ_TABLE_BIT (row->table)) && row->key && strcmp (row->key, code) == 0;
}

static gboolean is_known (const Walk *walk, const char *code, guint32 tables)
{
  for (guint i = 0; i < walk->rows->len; i++)
    if (is_code (row_at (walk, i), code, tables))
      return TRUE;
  return FALSE;
}

static gboolean exists (const Walk *walk, const char *code, guint32 tables, DjDate on)
{
  for (guint i = 0; i < walk->rows->len; i++)
    if (is_code (row_at (walk, i), code, tables) && holds (row_at (walk, i), on))
      return TRUE;
  return FALSE;
}

/* The first day looked at on which the code exists; a day after all others where there is none. */
static DjDate first_day (const Walk *walk, const char *code, guint32 tables)
{
  for (guint d = 0; d < walk->days->len; d++)
    if (exists (walk, code, tables, day_at (walk, d)))
      return day_at (walk, d);
  return G_MAXINT32;
}

static gboolean share_a_day (const Walk *walk, const Row *a, const Row *b)
{
  for (guint d = 0; d < walk->days->len; d++)
    if (holds (a, day_at (walk, d)) && holds (b, day_at (walk, d)))
      return TRUE;
  return FALSE;
}

/* Two rows of one code in two tables, or in one table on the same day. */
static void check_duplicates (Walk *walk)
{
  for (guint i = 0; i < walk->rows->len; i++)
    for (guint j = 0; j < i; j++)
    {
      const Row *a = row_at (walk, i);
      const Row *b = row_at (walk, j);
      if (a->key && b->key && strcmp (a->key, b->key) == 0 && (a->table != b->table || share_a_day (walk, a, b)))
        find (walk, DJ_ISSUE_DUPLICATE, a, a->key, NULL);
    }
}

/* A row that holds on any day must hold on one together with what it refers to; a row that must lie within, on every
 * day but those before the first of what it refers to where it has no beginning of its own. */
static gboolean is_in_time (const Walk *walk, const Row *row, const char *code, const DjColumnInfo *column)
{
  gboolean any = FALSE, together = FALSE, alone = FALSE;
  DjDate begins = row->since == DJ_DATE_NONE ? first_day (walk, code, column->references) : row->since;
  for (guint d = 0; d < walk->days->len; d++)
  {
    DjDate day = day_at (walk, d);
    if (!holds (row, day))
      continue;
    any = TRUE;
    if (exists (walk, code, column->references, day))
      together = TRUE;
    else if (day >= begins)
      alone = TRUE;
  }
  return !any || (together && !(alone && (column->flags & DJ_COLUMN_WITHIN)));
}

static void check_references (Walk *walk, const Row *row)
{
  const DjTableInfo *info = dj_schema_get_table (row->table);
  for (int c = 0; c < info->n_columns; c++)
  {
    const DjColumnInfo *column = &info->columns[c];
    const char *code = cell (row, c);
    if (column->type != DJ_TYPE_REFERENCE || !code)
      continue;
    if (!is_known (walk, code, column->references))
      find (walk, DJ_ISSUE_REFERENCE, row, NULL, NULL);
    else if (!is_in_time (walk, row, code, column))
      find (walk, DJ_ISSUE_REFERENCE_TIME, row, NULL, NULL);
  }
}

/* No date before the one that it may not precede. */
static void check_dates (Walk *walk, const Row *row)
{
  const DjTableInfo *info = dj_schema_get_table (row->table);
  for (int c = 0; c < info->n_columns; c++)
  {
    const char *earlier = info->columns[c].not_before;
    if (!earlier || !cell (row, c))
      continue;
    const char *other = cell (row, dj_table_find_column (row->table, earlier));
    if (other && naive_day (cell (row, c)) < naive_day (other))
      find (walk, DJ_ISSUE_PERIOD, row, NULL, NULL);
  }
}

/* ---- Trees ------------------------------------------------------------------------------------------------------ */

/* What may not be under itself: rows of a table that put the code in one column under that in another. */
typedef struct
{
  DjTable table;
  int below;
  int above;
  guint32 nodes;
} Tree;

static const Tree trees[] = {
  { DJ_TABLE_SUBORDINATION, DJ_COLUMN_SUBORDINATION_ORGANIZATION, DJ_COLUMN_SUBORDINATION_SUPERIOR,
    DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION) },
  { DJ_TABLE_AREA, DJ_COLUMN_AREA_CODE, DJ_COLUMN_AREA_PARENT, DJ_TABLE_BIT (DJ_TABLE_AREA) },
  { DJ_TABLE_UNIT, DJ_COLUMN_UNIT_CODE, DJ_COLUMN_UNIT_HOST, DJ_TABLE_BIT (DJ_TABLE_UNIT) },
  { DJ_TABLE_ALLIANCE, DJ_COLUMN_ALLIANCE_CODE, DJ_COLUMN_ALLIANCE_PARENT, DJ_TABLE_BIT (DJ_TABLE_ALLIANCE) },
};

/* Rows of the tree that hold on the day between codes that exist. */
static GPtrArray *edges_on (const Walk *walk, const Tree *tree, DjDate on)
{
  GPtrArray *edges = g_ptr_array_new ();
  for (guint i = 0; i < walk->rows->len; i++)
  {
    const Row *row = row_at (walk, i);
    if (row->table == tree->table && cell (row, tree->above) && holds (row, on))
      g_ptr_array_add (edges, (gpointer)row);
  }
  return edges;
}

static gboolean contains (GPtrArray *codes, const char *code)
{
  for (guint i = 0; i < codes->len; i++)
    if (strcmp (codes->pdata[i], code) == 0)
      return TRUE;
  return FALSE;
}

/* All that a code is under: its superiors, theirs, and so on until nothing new comes. */
static GPtrArray *all_above (const Tree *tree, GPtrArray *edges, const char *code)
{
  GPtrArray *above = g_ptr_array_new ();
  gboolean grown = TRUE;
  while (grown)
  {
    grown = FALSE;
    for (guint e = 0; e < edges->len; e++)
    {
      const char *from = cell (edges->pdata[e], tree->below);
      const char *to = cell (edges->pdata[e], tree->above);
      if ((strcmp (from, code) != 0 && !contains (above, from)) || contains (above, to))
        continue;
      g_ptr_array_add (above, (gpointer)to);
      grown = TRUE;
    }
  }
  return above;
}

static int compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Whoever a code is under and who is under it too: its cycle, as one text. */
static char *name_cycle (const Tree *tree, GPtrArray *edges, GPtrArray *above, const char *code)
{
  GString *text = g_string_new (NULL);
  g_ptr_array_sort (above, compare_texts);
  for (guint i = 0; i < above->len; i++)
  {
    g_autoptr (GPtrArray) back = all_above (tree, edges, above->pdata[i]);
    if (contains (back, code))
      g_string_append_printf (text, "%s ", (const char *)above->pdata[i]);
  }
  return g_string_free (text, FALSE);
}

static void check_cycles_on (Walk *walk, const Tree *tree, DjDate on)
{
  g_autoptr (GPtrArray) edges = edges_on (walk, tree, on);
  for (guint e = 0; e < edges->len; e++)
  {
    const char *code = cell (edges->pdata[e], tree->below);
    g_autoptr (GPtrArray) above = all_above (tree, edges, code);
    if (!contains (above, code))
      continue;
    g_autofree char *cycle = name_cycle (tree, edges, above, code);
    find (walk, DJ_ISSUE_CYCLE, edges->pdata[e], code, cycle);
  }
}

static void check_superiors (Walk *walk, const Row *a, const Row *b)
{
  if (a->table != DJ_TABLE_SUBORDINATION || b->table != DJ_TABLE_SUBORDINATION
      || strcmp (cell (a, 0), cell (b, 0)) != 0)
    return;
  if (share_a_day (walk, a, b))
    find (walk, DJ_ISSUE_SUPERIOR, a, cell (a, 0), NULL);
}

/* ---- Affiliations ----------------------------------------------------------------------------------------------- */

static gboolean is_affiliation_of (const Row *row, const char *person)
{
  return row->table == DJ_TABLE_MEMBERSHIP && strcmp (cell (row, DJ_COLUMN_MEMBERSHIP_PERSON), person) == 0
         && g_strcmp0 (cell (row, DJ_COLUMN_MEMBERSHIP_KIND), "affiliation") == 0;
}

/* The earliest beginning that the rows of a code give, whether they hold on any day or not. */
static DjDate earliest (const Walk *walk, const char *code, guint32 tables)
{
  DjDate day = G_MAXINT32;
  for (guint i = 0; i < walk->rows->len; i++)
    if (is_code (row_at (walk, i), code, tables))
      day = MIN (day, row_at (walk, i)->since);
  return day;
}

/* An affiliation without a beginning begins when its organization does (or would, if it were on any day); DJ_DATE_NONE
 * where neither says when. */
static DjDate begin_of (const Walk *walk, const Row *affiliation)
{
  const guint32 organizations = DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION);
  const char *organization = cell (affiliation, DJ_COLUMN_MEMBERSHIP_ORGANIZATION);
  if (affiliation->since != DJ_DATE_NONE)
    return affiliation->since;
  DjDate first = first_day (walk, organization, organizations);
  if (first == G_MAXINT32)
    first = earliest (walk, organization, organizations);
  return first == day_at (walk, 0) || first == G_MAXINT32 ? DJ_DATE_NONE : first;
}

/* Before admission or after leaving. Where neither the row nor its organization says when it began, nothing is said
 * of the time before admission. */
static gboolean is_outside (DjDate begins, DjDate admitted, DjDate left, DjDate on)
{
  gboolean before = admitted != DJ_DATE_NONE && on < admitted && begins != DJ_DATE_NONE;
  return before || (left != DJ_DATE_NONE && on >= left);
}

static void check_affiliations_on (Walk *walk, const Row *person, DjDate on)
{
  DjDate admitted = naive_day (cell (person, DJ_COLUMN_PERSON_ADMITTED));
  DjDate left = naive_day (cell (person, DJ_COLUMN_PERSON_LEFT));
  int n = 0;
  for (guint i = 0; i < walk->rows->len; i++)
  {
    const Row *row = row_at (walk, i);
    if (!is_affiliation_of (row, person->key) || !naive_holds (begin_of (walk, row), row->until, on))
      continue;
    n++;
    if (is_outside (begin_of (walk, row), admitted, left, on))
      find (walk, DJ_ISSUE_AFFILIATION_OUTSIDE, person, person->key, NULL);
  }
  if (n > 1)
    find (walk, DJ_ISSUE_AFFILIATION_TWO, person, person->key, NULL);
  if (n == 0 && admitted != DJ_DATE_NONE && naive_holds (admitted, left, on))
    find (walk, DJ_ISSUE_AFFILIATION_NONE, person, person->key, NULL);
}

/* ---- All -------------------------------------------------------------------------------------------------------- */

GArray *naive_check (const NaiveRegister *reg)
{
  Walk walk = { .rows = g_array_new (FALSE, FALSE, sizeof (Row)),
                .days = g_array_new (FALSE, FALSE, sizeof (DjDate)),
                .findings = g_array_new (FALSE, FALSE, sizeof (NaiveFinding)) };
  g_array_set_clear_func (walk.findings, clear_finding);
  for (int t = 0; t < DJ_N_TABLES; t++)
    for (int row = 0; row < naive_n_rows (reg, (DjTable)t); row++)
      add_row (&walk, reg, (DjTable)t, row);
  collect_days (&walk);
  check_duplicates (&walk);
  for (guint i = 0; i < walk.rows->len; i++)
  {
    check_references (&walk, row_at (&walk, i));
    check_dates (&walk, row_at (&walk, i));
    for (guint j = 0; j < i; j++)
      check_superiors (&walk, row_at (&walk, i), row_at (&walk, j));
    if (row_at (&walk, i)->table == DJ_TABLE_PERSON)
      for (guint d = 0; d < walk.days->len; d++)
        check_affiliations_on (&walk, row_at (&walk, i), day_at (&walk, d));
  }
  for (guint d = 0; d < walk.days->len; d++)
    for (gsize t = 0; t < G_N_ELEMENTS (trees); t++)
      check_cycles_on (&walk, &trees[t], day_at (&walk, d));
  g_array_unref (walk.rows);
  g_array_unref (walk.days);
  return walk.findings;
}
