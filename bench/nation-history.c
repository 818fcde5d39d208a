/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Affiliations of all days for the bare loop of Q10, each in the organization that it counts for: the same one where the view has it, else
 * the nearest superior of the past day that the view has.
 */
#include "nation.h"

/* Days before the view's own that are farther count as this. */
#define FARTHEST G_MAXUINT16

/* Organizations by row of the table; rows of one code stand for the first of them. */
typedef struct
{
  gint32 n;
  gint32 *first_row;
  DjDate *since; /* of the code, at its first row */
  DjDate *until;
  gint32 *place; /* the organization of the view that the first row counts for, or -1 */
} Rows;

static void find_first_rows (Rows *rows, const DjFrame *table)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  const DjDate *since = nation_get_dates (table, "since"), *until = nation_get_dates (table, "until");
  int code = nation_find_column (table, "code");
  for (gint32 row = 0; row < rows->n; row++)
  {
    char *text = (char *)dj_frame_get_text (table, row, code);
    gint32 found = GPOINTER_TO_INT (g_hash_table_lookup (first, text)) - 1;
    rows->first_row[row] = found >= 0 ? found : row;
    rows->since[row] = since[row];
    rows->until[row] = until[row] == DJ_DATE_NONE ? G_MAXINT32 : until[row];
    if (found < 0)
    {
      g_hash_table_insert (first, text, GINT_TO_POINTER (row + 1));
      continue;
    }
    rows->since[found] = MIN (rows->since[found], rows->since[row]);
    rows->until[found] = MAX (rows->until[found], rows->until[row]);
  }
}

/* Superiors of the past day, by first row. */
static gint32 *find_superiors (const Nation *nation, const Rows *rows)
{
  g_autoptr (DjFrame) linked = dj_register_get_linked_table (nation->reg, DJ_TABLE_SUBORDINATION);
  g_autofree gint32 *organizations = nation_copy_rows (linked, "organization");
  g_autofree gint32 *superiors = nation_copy_rows (linked, "superior");
  const DjDate *since = nation_get_dates (linked, "since"), *until = nation_get_dates (linked, "until");
  gint32 *superior = g_new (gint32, (gsize)rows->n + 1);
  memset (superior, 0xff, ((gsize)rows->n + 1) * sizeof (gint32));
  for (gint64 i = 0; i < dj_frame_get_n_rows (linked); i++)
  {
    gint32 above = rows->first_row[superiors[i]];
    if (nation_holds (since[i], until[i], nation->past)
        && nation_holds (rows->since[above], rows->until[above], nation->past))
      superior[rows->first_row[organizations[i]]] = above;
  }
  return superior;
}

static void find_places (const Nation *nation, Rows *rows)
{
  g_autofree gint32 *superior = find_superiors (nation, rows);
  for (gint32 row = 0; row < rows->n; row++)
  {
    gint32 at = rows->first_row[row];
    for (gint32 steps = 0; at >= 0 && nation->id_of_row[at] < 0; steps++)
      at = steps > rows->n ? -1 : superior[at];
    rows->place[row] = at < 0 ? -1 : nation->id_of_row[at];
  }
}

static Rows new_rows (const Nation *nation)
{
  g_autoptr (DjFrame) table = dj_register_get_table (nation->reg, DJ_TABLE_ORGANIZATION);
  gint32 n = (gint32)dj_frame_get_n_rows (table);
  Rows rows = { n, g_new (gint32, (gsize)n + 1), g_new (DjDate, (gsize)n + 1), g_new (DjDate, (gsize)n + 1),
                g_new (gint32, (gsize)n + 1) };
  find_first_rows (&rows, table);
  find_places (nation, &rows);
  return rows;
}

static void clear_rows (Rows *rows)
{
  g_free (rows->first_row);
  g_free (rows->since);
  g_free (rows->until);
  g_free (rows->place);
}

/* ---- Spans -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Nation *nation;
  Rows rows;
  const guint8 *kinds;
  const DjDate *since;
  const DjDate *until;
  const DjDate *admitted;
  const DjDate *left;
  const DjDate *born;
  const guint8 *sexes;
  const guint8 *educations;
} Columns;

static guint16 get_days_ago (const Nation *nation, DjDate day)
{
  return (guint16)CLAMP ((gint64)nation->on - day, 0, FARTHEST);
}

/* The organization that a row counts for, or -1 for none; and from when to when, in days of the calendar. */
static gint32 find_span (const Columns *columns, gint32 row, DjDate *since, DjDate *until)
{
  const Nation *nation = columns->nation;
  gint32 person = nation->membership_person[row];
  gint32 first_row = columns->rows.first_row[nation->membership_organization[row]];
  DjDate left = columns->left[person];
  if (columns->kinds[row] != DJ_MEMBERSHIP_AFFILIATION)
    return -1;
  *since = MAX (MAX (columns->since[row], columns->rows.since[first_row]), columns->admitted[person]);
  *until = MIN (columns->until[row] == DJ_DATE_NONE ? G_MAXINT32 : columns->until[row], columns->rows.until[first_row]);
  *until = left == DJ_DATE_NONE ? *until : MIN (*until, left);
  return *since > nation->on || *since >= *until ? -1 : columns->rows.place[first_row];
}

static void put_span (const Columns *columns, gint32 row, gint32 place, DjDate since, DjDate until)
{
  Nation *nation = columns->nation;
  gint32 person = nation->membership_person[row];
  nation->span_first[place] = get_days_ago (nation, since);
  nation->span_last[place] = until > nation->on ? 0 : get_days_ago (nation, until - 1);
  nation->span_born[place] = get_days_ago (nation, columns->born[person]);
  nation->span_kind[place]
      = (guint8)((columns->sexes[person] - 1) * nation->n_educations + columns->educations[person] - 1);
}

/* Counting sort by organization. */
static void cluster (const Columns *columns)
{
  Nation *nation = columns->nation;
  DjDate since, until;
  nation->span_start = g_new0 (gint32, (gsize)nation->n + 1);
  for (gint32 row = 0; row < nation->n_memberships; row++)
  {
    gint32 organization = find_span (columns, row, &since, &until);
    if (organization >= 0)
      nation->span_start[organization]++;
  }
  nation_sum_up (nation->span_start, nation->n);
  gsize n = (gsize)(nation->n_spans = nation->span_start[nation->n]);
  nation->span_first = g_new (guint16, n + 1);
  nation->span_last = g_new (guint16, n + 1);
  nation->span_born = g_new (guint16, n + 1);
  nation->span_kind = g_new (guint8, n + 1);
  g_autofree gint32 *places = g_memdup2 (nation->span_start, ((gsize)nation->n + 1) * sizeof (gint32));
  for (gint32 row = 0; row < nation->n_memberships; row++)
  {
    gint32 organization = find_span (columns, row, &since, &until);
    if (organization >= 0)
      put_span (columns, row, places[organization]++, since, until);
  }
}

void nation_need_spans (Nation *nation)
{
  if (nation->span_start)
    return;
  nation_need_cells (nation);
  nation_need_memberships (nation);
  g_autoptr (DjFrame) table = dj_register_get_table (nation->reg, DJ_TABLE_MEMBERSHIP);
  g_autoptr (DjFrame) persons = dj_register_get_table (nation->reg, DJ_TABLE_PERSON);
  Columns columns = { .nation = nation,
                      .rows = new_rows (nation),
                      .kinds = nation_get_codes (table, "kind"),
                      .since = nation_get_dates (table, "since"),
                      .until = nation_get_dates (table, "until"),
                      .admitted = nation_get_dates (persons, "admitted"),
                      .left = nation_get_dates (persons, "left"),
                      .born = nation_get_dates (persons, "born"),
                      .sexes = nation_get_codes (persons, "sex"),
                      .educations = nation_get_codes (persons, "education") };
  cluster (&columns);
  clear_rows (&columns.rows);
}
