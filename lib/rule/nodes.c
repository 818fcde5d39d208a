/* SPDX-License-Identifier: Apache-2.0 */
/* Values of nodes by the block. Loops are without a branch, so that a compiler takes several rows at once. */
#include "rule/check-private.h"

#include <math.h>
#include <string.h>

#define MISSING DJ_VALUE_MISSING

/* ---- Cells ---------------------------------------------------------------------------------------------------------- */

static void fill_missing (gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = MISSING;
}

/* Days, and values that lie as they are meant. */
static void take_values (const DjRows *rows, const gint32 *cells, gint32 *out)
{
  gint32 n = rows->n;
  if (rows->begin >= 0)
    for (gint32 i = 0; i < n; i++)
      out[i] = cells[rows->begin + i];
  else
    for (gint32 i = 0; i < n; i++)
    {
      gint32 value = cells[MAX (rows->rows[i], 0)];
      out[i] = rows->rows[i] < 0 ? MISSING : value;
    }
}

static void take_texts (const DjRows *rows, const gint32 *cells, gint32 *out)
{
  gint32 n = rows->n;
  take_values (rows, cells, out);
  for (gint32 i = 0; i < n; i++)
    out[i] = out[i] < 0 ? MISSING : out[i];
}

static void take_codes (const DjRows *rows, const guint8 *cells, gint32 *out)
{
  gint32 n = rows->n;
  if (rows->begin >= 0)
    for (gint32 i = 0; i < n; i++)
      out[i] = cells[rows->begin + i];
  else
    for (gint32 i = 0; i < n; i++)
      out[i] = cells[MAX (rows->rows[i], 0)] & ~(rows->rows[i] >> 31);
  for (gint32 i = 0; i < n; i++)
    out[i] = out[i] == 0 ? MISSING : out[i];
}

static void take_numbers (const DjRows *rows, const gint64 *cells, gint32 *out)
{
  gint32 n = rows->n;
  for (gint32 i = 0; i < n; i++)
  {
    gint64 value = cells[MAX (rows->rows[i], 0)];
    out[i] = rows->rows[i] < 0 || value == DJ_INT_NONE ? MISSING : dj_value_clamp (value);
  }
}

/* Numbers with a fraction are asked for as whole ones. */
static void take_reals (const DjRows *rows, const double *cells, gint32 *out)
{
  gint32 n = rows->n;
  for (gint32 i = 0; i < n; i++)
  {
    double value = rows->rows[i] < 0 ? NAN : cells[rows->rows[i]];
    out[i] = isnan (value) ? MISSING : (gint32)CLAMP (value, -(double)G_MAXINT32, (double)G_MAXINT32);
  }
}

/* What is still to come has not happened. */
static void leave_out_later (gint32 n, DjDate on, gint32 *days)
{
  for (gint32 i = 0; i < n; i++)
    days[i] = days[i] > on ? MISSING : days[i];
}

gboolean dj_may_be_later (DjTable table, int column)
{
  return (table == DJ_TABLE_PERSON && column >= DJ_COLUMN_PERSON_APPLIED && column <= DJ_COLUMN_PERSON_LEFT)
         || (table == DJ_TABLE_TRANSFER && column == DJ_COLUMN_TRANSFER_RECEIVED)
         || (table == DJ_TABLE_ITEM && column == DJ_COLUMN_ITEM_CLOSED);
}

/* How somebody left who has not left yet. */
static void leave_out_how_later (const DjRows *rows, const DjSide *side, gint32 *out)
{
  gint32 n = rows->n;
  const DjDate *left = dj_table_dates (side->data, DJ_COLUMN_PERSON_LEFT);
  for (gint32 i = 0; left && i < n; i++)
    out[i] = left[MAX (rows->rows[i], 0)] > side->on ? MISSING : out[i];
}

static void fill_column (DjRows *rows, const DjNode *node, gint32 *out)
{
  const DjSide *side = &rows->desk->plan->sides[rows->table];
  const DjColumn *column = g_ptr_array_index (side->data->columns, (guint)node->column);
  if (!column || !column->data)
    fill_missing (rows->n, out);
  else
    switch (dj_table_get_type (side->data, node->column))
    {
    case DJ_TYPE_TEXT:
    case DJ_TYPE_REFERENCE:
      take_texts (rows, column->text, out);
      break;
    case DJ_TYPE_DATE:
      take_values (rows, column->date, out);
      break;
    case DJ_TYPE_CODE:
      take_codes (rows, column->code, out);
      break;
    case DJ_TYPE_INT:
      take_numbers (rows, column->whole, out);
      break;
    case DJ_TYPE_REAL:
      take_reals (rows, column->real, out);
      break;
    }
  if (dj_may_be_later (rows->table, node->column))
    leave_out_later (rows->n, side->on, out);
  else if (rows->table == DJ_TABLE_PERSON && node->column == DJ_COLUMN_PERSON_LEFT_HOW)
    leave_out_how_later (rows, side, out);
}

static void fill_further (DjRows *rows, const DjNode *node, gint32 *out)
{
  const DjFurther *further = &rows->desk->plan->further[node->column];
  if (further->values)
    take_values (rows, further->values, out);
  else if (further->texts)
    take_texts (rows, further->texts, out);
  else
    fill_missing (rows->n, out);
}

static void fill_gather (DjRows *rows, gint32 number, gint32 *out)
{
  gint32 n = rows->n;
  const DjGathered *gathered = &rows->desk->plan->gathered[number];
  if (gathered->words)
    take_values (rows, gathered->words, out);
  else if (gathered->bytes)
    for (gint32 i = 0; i < n; i++)
    {
      gint32 value = gathered->bytes[MAX (rows->rows[i], 0)];
      out[i] = rows->rows[i] < 0 || value == G_MAXUINT8 ? MISSING : value;
    }
  else if (gathered->few_rows)
  {
    guint8 values[DJ_CHECKED_AT_ONCE];
    dj_gathered_take_few (gathered, rows, values);
    for (gint32 i = 0; i < n; i++)
      out[i] = rows->rows[i] < 0 ? MISSING : values[i];
  }
  else
    fill_missing (n, out);
}

/* ---- Built-in measures ------------------------------------------------------------------------------------------------ */

/* The id of each row, -1 for none; those are made missing after. */
static void find_ids (const DjRows *rows, const DjForest *forest, gint32 *ids)
{
  gint32 n = rows->n;
  if (rows->first_id >= 0)
    for (gint32 i = 0; i < n; i++)
      ids[i] = rows->first_id + i;
  else if (rows->begin >= 0)
    memcpy (ids, forest->id_of_row + rows->begin, (gsize)n * sizeof (gint32));
  else
    for (gint32 i = 0; i < n; i++)
      ids[i] = rows->rows[i] < 0 ? -1 : forest->id_of_row[rows->rows[i]];
}

/* The difference of the sums up to each id and up to its end. Some id is there; the first stands for those that are not. */
DJ_WIDE static void subtract_sums (const gint32 *ends, const gint32 *sums, gint32 n, gint32 *ids)
{
  gint32 found[DJ_CHECKED_AT_ONCE]; /* which cannot overlap what is read */
  for (gint32 i = 0; i < n; i++)
  {
    gint32 id = MAX (ids[i], 0), end = ends ? ends[id] : id + 1, difference = sums[end] - sums[id];
    found[i] = ids[i] < 0 ? MISSING : difference;
  }
  memcpy (ids, found, (gsize)n * sizeof (gint32));
}

/* The same of ids one after the other. */
DJ_WIDE static void subtract_next_sums (const gint32 *sums, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = sums[i + 1] - sums[i];
}

/* Sums up to each id: those of the subtree, or of itself. */
static void take_sums (const DjRows *rows, const DjForest *forest, const gint32 *sums, gboolean own, gint32 *ids)
{
  gint32 n = rows->n;
  if (rows->first_id >= 0 && own)
    subtract_next_sums (sums + rows->first_id, n, ids);
  else if (forest->n > 0)
    subtract_sums (own ? NULL : forest->end, sums, n, ids);
  else
    fill_missing (n, ids);
}

static void take_by_id (const gint32 *values, gint32 n, gint32 *ids)
{
  for (gint32 i = 0; i < n; i++)
    ids[i] = ids[i] < 0 ? MISSING : values[ids[i]];
}

static void fill_of_organization (DjRows *rows, DjBuiltin builtin, gint32 *out)
{
  gint32 n = rows->n;
  const DjPlan *plan = rows->desk->plan;
  const DjView *view = plan->view;
  const DjForest *forest = &view->tree->organizations;
  find_ids (rows, forest, out);
  switch (builtin)
  {
  case DJ_BUILTIN_DEPTH:
    take_by_id (forest->depth, n, out);
    return;
  case DJ_BUILTIN_MEMBERS:
  case DJ_BUILTIN_OWN_MEMBERS:
    take_sums (rows, forest, view->start, builtin == DJ_BUILTIN_OWN_MEMBERS, out);
    return;
  case DJ_BUILTIN_FORMAL:
  case DJ_BUILTIN_OWN_FORMAL:
    take_sums (rows, forest, view->formal, builtin == DJ_BUILTIN_OWN_FORMAL, out);
    return;
  case DJ_BUILTIN_PROBATIONARY:
  case DJ_BUILTIN_OWN_PROBATIONARY:
    take_sums (rows, forest, view->probationary, builtin == DJ_BUILTIN_OWN_PROBATIONARY, out);
    return;
  case DJ_BUILTIN_SUBORDINATES:
    take_by_id (plan->subordinates, n, out);
    return;
  case DJ_BUILTIN_PEOPLE:
    for (gint32 i = 0; i < n; i++)
      out[i] = out[i] < 0 ? MISSING : dj_value_clamp (plan->people[out[i]]);
    return;
  default: /* organizations under it */
    for (gint32 i = 0; i < n; i++)
      out[i] = out[i] < 0 ? MISSING : forest->end[out[i]] - out[i] - 1;
  }
}

static void fill_status (const DjRows *rows, gint32 *out)
{
  gint32 n = rows->n;
  const DjView *view = rows->desk->plan->view;
  for (gint32 i = 0; i < n; i++)
  {
    gint32 row = rows->rows[i];
    gint32 status = row < 0 || view->affiliation[row] < 0 ? 0 : (gint32)dj_view_status_of_row (view, row);
    out[i] = status == 0 ? MISSING : status;
  }
}

/* A reference as the number of its code. */
static void fill_code (DjRows *rows, gint32 number, DjTable table, gint32 *out)
{
  const DjSide *side = &rows->desk->plan->sides[table];
  const gint32 *codes = dj_table_texts (side->data, side->data->info->key);
  DjRows *followed = dj_rows_follow (rows, number, table);
  if (followed && codes)
    take_texts (followed, codes, out);
  else
    fill_missing (rows->n, out);
}

static void fill_builtin (DjRows *rows, const DjNode *node, gint32 number, gint32 *out)
{
  const DjPlan *plan = rows->desk->plan;
  switch (node->builtin)
  {
  case DJ_BUILTIN_DAY: /* a constant */
    break;
  case DJ_BUILTIN_SELF:
    fill_code (rows, number, rows->table, out);
    break;
  case DJ_BUILTIN_SUPERIOR:
  case DJ_BUILTIN_AFFILIATION:
    fill_code (rows, number, DJ_TABLE_ORGANIZATION, out);
    break;
  case DJ_BUILTIN_AREA:
    fill_code (rows, number, DJ_TABLE_AREA, out);
    break;
  case DJ_BUILTIN_STATUS:
    fill_status (rows, out);
    break;
  default:
    if (rows->table == DJ_TABLE_AREA)
    {
      find_ids (rows, &plan->view->tree->areas, out);
      take_by_id (plan->based, rows->n, out);
    }
    else
      fill_of_organization (rows, node->builtin, out);
  }
}

/* ---- Of other values -------------------------------------------------------------------------------------------------- */

static void fill_follow (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  DjRows *followed = dj_rows_follow (rows, node->args[0], node->target);
  const gint32 *values = followed ? dj_rows_get (followed, node->args[1]) : rows->desk->missing;
  for (gint32 i = 0; i < n; i++)
    out[i] = followed && followed->rows[i] < 0 ? MISSING : values[i];
}

static gboolean are_any_given (const gint32 *from, const gint32 *to, gint32 n)
{
  gboolean any = FALSE;
  for (gint32 i = 0; i < n; i++)
    any |= (from[i] != MISSING) & (to[i] != MISSING);
  return any;
}

/* Whole years are twelve whole months each. */
static void fill_between (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const gint32 *from = dj_rows_get (rows, node->args[0]), *to = dj_rows_get (rows, node->args[1]);
  if (!are_any_given (from, to, n))
  {
    fill_missing (n, out);
    return;
  }
  if (node->kind == DJ_NODE_MONTHS_BEGUN)
    dj_months_begun (from, to, n, out);
  else if (node->kind == DJ_NODE_DAYS)
    for (gint32 i = 0; i < n; i++)
      out[i] = (gint32)((guint32)to[i] - (guint32)from[i]);
  else
    dj_months_between (from, to, n, out);
  if (node->kind == DJ_NODE_YEARS)
    for (gint32 i = 0; i < n; i++)
      out[i] /= 12;
  for (gint32 i = 0; i < n; i++)
    out[i] = ((from[i] == MISSING) | (to[i] == MISSING)) ? MISSING : out[i];
}

static void fill_part_of_day (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const gint32 *days = dj_rows_get (rows, node->args[0]);
  dj_months_of (days, n, out);
  for (gint32 i = 0; i < n; i++)
  {
    gint32 month = out[i] % 12;
    gint32 part = node->kind == DJ_NODE_YEAR_OF    ? out[i] / 12
                  : node->kind == DJ_NODE_MONTH_OF ? month + 1
                                                   : month / 3 + 1;
    out[i] = days[i] == MISSING ? MISSING : part;
  }
}

static void fill_sum (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const gint32 *a = dj_rows_get (rows, node->args[0]), *b = dj_rows_get (rows, node->args[1]);
  gint64 sign = node->kind == DJ_NODE_ADD ? 1 : -1;
  for (gint32 i = 0; i < n; i++)
    out[i] = ((a[i] == MISSING) | (b[i] == MISSING)) ? MISSING : dj_value_clamp (a[i] + sign * b[i]);
}

static void fill_either (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const gint32 *a = dj_rows_get (rows, node->args[0]), *b = dj_rows_get (rows, node->args[1]);
  for (gint32 i = 0; i < n; i++)
    out[i] = a[i] == MISSING ? b[i] : a[i];
}

static void fill_whether (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  guint8 truths[DJ_CHECKED_AT_ONCE];
  dj_condition_ask (rows, node->condition, NULL, truths);
  for (gint32 i = 0; i < n; i++)
    out[i] = truths[i] == DJ_TRUTH_UNKNOWN ? MISSING : truths[i] == DJ_TRUTH_TRUE;
}

static void fill_under (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const DjForest *forest = &rows->desk->plan->view->tree->organizations;
  DjRows *below = dj_rows_follow (rows, node->args[0], DJ_TABLE_ORGANIZATION);
  DjRows *above = dj_rows_follow (rows, node->args[1], DJ_TABLE_ORGANIZATION);
  for (gint32 i = 0; i < n; i++)
  {
    gboolean known = below && above && below->rows[i] >= 0 && above->rows[i] >= 0;
    gint32 id = known ? forest->id_of_row[below->rows[i]] : -1, top = known ? forest->id_of_row[above->rows[i]] : -1;
    out[i] = id >= 0 && top >= 0 ? top <= id && id < forest->end[top] : MISSING;
  }
}

static void fill_check (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const DjTexts *texts = rows->desk->plan->sides[rows->table].state->texts;
  const gint32 *values = dj_rows_get (rows, node->args[0]);
  for (gint32 i = 0; i < n; i++)
    out[i]
        = values[i] == MISSING ? MISSING : dj_text_check ((DjTextCheck)node->constant, dj_texts_get (texts, values[i]));
}

void dj_node_fill (DjRows *rows, gint32 number, gint32 *out)
{
  const DjNode *node = dj_rules_get_node (rows->desk->plan->rules, number);
  switch (node->kind)
  {
  case DJ_NODE_CONSTANT: /* constants are filled before they come here; a ratio is never a value */
  case DJ_NODE_RATIO:
    fill_missing (rows->n, out);
    break;
  case DJ_NODE_COLUMN:
    fill_column (rows, node, out);
    break;
  case DJ_NODE_FURTHER:
    fill_further (rows, node, out);
    break;
  case DJ_NODE_BUILTIN:
    fill_builtin (rows, node, number, out);
    break;
  case DJ_NODE_FOLLOW:
    fill_follow (rows, node, out);
    break;
  case DJ_NODE_GATHER:
    fill_gather (rows, number, out);
    break;
  case DJ_NODE_DAYS:
  case DJ_NODE_MONTHS:
  case DJ_NODE_YEARS:
  case DJ_NODE_MONTHS_BEGUN:
    fill_between (rows, node, out);
    break;
  case DJ_NODE_MONTH_OF:
  case DJ_NODE_QUARTER_OF:
  case DJ_NODE_YEAR_OF:
    fill_part_of_day (rows, node, out);
    break;
  case DJ_NODE_ADD:
  case DJ_NODE_LESS:
    fill_sum (rows, node, out);
    break;
  case DJ_NODE_EITHER:
    fill_either (rows, node, out);
    break;
  case DJ_NODE_WHETHER:
    fill_whether (rows, node, out);
    break;
  case DJ_NODE_UNDER:
    fill_under (rows, node, out);
    break;
  case DJ_NODE_ENCLOSING:
    fill_code (rows, number, DJ_TABLE_AREA, out);
    break;
  case DJ_NODE_CHECK:
    fill_check (rows, node, out);
    break;
  }
}
