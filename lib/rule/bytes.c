/* SPDX-License-Identifier: Apache-2.0 */
/* Tests that are made faster than value by value. Of what lies in a byte a row, codes and small counts, it is known beforehand what each of 256
 * values comes to, and many rows are asked at once where the values that pass follow one another. Days are compared where they lie; and what
 * has the same bounds for all rows needs no array of them. */
#include "rule/check-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

/* More months than the calendar has. */
#define MONTHS_MOST (12 * 10000)

/* ---- Which tests ------------------------------------------------------------------------------------------------------ */

/* Where the values of a node lie in bytes, and which of them is for missing ones; NULL where they do not. */
static const guint8 *find_cells (const DjPlan *plan, gint32 number, guint8 *missing)
{
  const DjNode *node = dj_rules_get_node (plan->rules, number);
  *missing = node->kind == DJ_NODE_GATHER ? G_MAXUINT8 : 0;
  if (node->kind == DJ_NODE_GATHER)
    return plan->gathered[number].bytes;
  if (node->kind != DJ_NODE_COLUMN)
    return NULL;
  const DjTableData *data = plan->sides[node->table].data;
  const DjColumn *column = g_ptr_array_index (data->columns, (guint)node->column);
  return column && column->data && dj_table_get_type (data, node->column) == DJ_TYPE_CODE ? column->code : NULL;
}

static gboolean is_of_constant (const DjPlan *plan, const DjTest *test)
{
  return test->kind >= DJ_TEST_LEAST && test->kind <= DJ_TEST_IS && test->bound >= 0
         && plan->nodes[test->bound].constant;
}

static guint8 tell (const DjPlan *plan, const DjTest *test, const DjTestPlan *planned, gint32 value)
{
  gboolean so = value != MISSING;
  if (test->kind != DJ_TEST_GIVEN && value == MISSING)
    return DJ_TRUTH_UNKNOWN;
  if (test->kind == DJ_TEST_AMONG)
    return planned->among[value];
  if (test->kind != DJ_TEST_GIVEN)
    so = dj_compare_values (test->kind, value, plan->nodes[test->bound].value);
  return so != test->negated ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE;
}

/* Whether the test is of one truth for values that follow one another, and of the other truth for all others but the missing one. */
static gboolean find_span (DjByteTest *bytes, guint8 inside)
{
  gint first = 256, last = -1, n = 0;
  for (gint byte = 0; byte < 256; byte++)
    if (byte != bytes->missing && bytes->truths[byte] == inside)
    {
      first = MIN (first, byte);
      last = byte;
      n++;
    }
  gboolean around = bytes->missing > first && bytes->missing < last; /* which is asked by itself */
  bytes->is_span = n > 0 && n + around == last - first + 1;
  bytes->inside = inside;
  bytes->first = (guint8)first;
  bytes->length = (guint8)(last - first);
  return bytes->is_span;
}

static DjByteTest *make_bytes (const DjPlan *plan, const DjTest *test, const DjTestPlan *planned)
{
  guint8 missing = 0;
  gboolean fits = test->kind == DJ_TEST_AMONG || test->kind == DJ_TEST_GIVEN || is_of_constant (plan, test);
  gint32 number = plan->nodes[test->node].alias;
  const DjNode *node = dj_rules_get_node (plan->rules, number);
  const guint8 *cells = fits ? find_cells (plan, number, &missing) : NULL;
  if (!cells && (!fits || !plan->gathered[number].few_rows))
    return NULL;
  DjByteTest *bytes = g_new0 (DjByteTest, 1);
  bytes->cells = cells;
  bytes->gathered = cells ? NULL : &plan->gathered[number];
  if (dj_node_is_column (node, DJ_TABLE_ORGANIZATION, DJ_COLUMN_ORGANIZATION_KIND))
    bytes->by_id = plan->view->tree->organizations.kind;
  bytes->missing = missing;
  /* How somebody left counts when he has left by the day. */
  if (dj_node_is_column (node, DJ_TABLE_PERSON, DJ_COLUMN_PERSON_LEFT_HOW))
    bytes->days = dj_table_dates (plan->sides[DJ_TABLE_PERSON].data, DJ_COLUMN_PERSON_LEFT);
  bytes->latest = plan->sides[DJ_TABLE_PERSON].on;
  for (gint byte = 0; byte < 256; byte++)
    bytes->truths[byte] = tell (plan, test, planned, byte == missing ? MISSING : byte);
  if (!find_span (bytes, DJ_TRUTH_TRUE))
    find_span (bytes, DJ_TRUTH_FALSE);
  return bytes;
}

/* Where days lie as they are meant; NULL where they do not. */
static const DjDate *find_days (const DjPlan *plan, const DjNode *node)
{
  const DjTableData *data = plan->sides[node->table].data;
  if (node->kind != DJ_NODE_COLUMN || dj_table_get_type (data, node->column) != DJ_TYPE_DATE)
    return NULL;
  return dj_table_dates (data, node->column);
}

static DjDate get_latest (const DjPlan *plan, const DjNode *node)
{
  return node->kind == DJ_NODE_COLUMN && dj_may_be_later (node->table, node->column) ? plan->sides[node->table].on
                                                                                     : G_MAXINT32;
}

static DjRangeTest *make_range (const DjPlan *plan, const DjTest *test)
{
  const DjNode *node = dj_rules_get_node (plan->rules, plan->nodes[test->node].alias);
  gint32 bound = is_of_constant (plan, test) ? plan->nodes[test->bound].value : MISSING;
  if (node->kind == DJ_NODE_RATIO || bound <= -G_MAXINT32 || bound == G_MAXINT32)
    return NULL;
  DjRangeTest *range = g_new0 (DjRangeTest, 1);
  *range = (DjRangeTest){ find_days (plan, node), get_latest (plan, node), bound, bound, test->negated };
  if (test->kind == DJ_TEST_MOST || test->kind == DJ_TEST_UNDER)
    range->least = -G_MAXINT32;
  if (test->kind == DJ_TEST_LEAST || test->kind == DJ_TEST_OVER)
    range->most = G_MAXINT32;
  range->least += test->kind == DJ_TEST_OVER;
  range->most -= test->kind == DJ_TEST_UNDER;
  return range;
}

/* Whole years are twelve whole months each. At most so many is less than one more. */
static DjMonthTest *make_months (const DjPlan *plan, const DjTest *test)
{
  const DjNode *node = dj_rules_get_node (plan->rules, plan->nodes[test->node].alias);
  if ((node->kind != DJ_NODE_MONTHS && node->kind != DJ_NODE_YEARS) || !is_of_constant (plan, test)
      || test->kind == DJ_TEST_IS)
    return NULL;
  const DjNode *from = dj_rules_get_node (plan->rules, plan->nodes[node->args[0]].alias);
  const DjNode *to = dj_rules_get_node (plan->rules, plan->nodes[node->args[1]].alias);
  DjMonthTest months = { .from = find_days (plan, from), .to = find_days (plan, to) };
  gint64 bound = plan->nodes[test->bound].value;
  bound += test->kind == DJ_TEST_OVER || test->kind == DJ_TEST_MOST;
  bound *= node->kind == DJ_NODE_YEARS ? 12 : 1;
  if (!months.from || !months.to || bound <= 0 || bound >= MONTHS_MOST)
    return NULL;
  months.months = (gint32)bound;
  months.negated = test->kind == DJ_TEST_MOST || test->kind == DJ_TEST_UNDER;
  months.from_latest = get_latest (plan, from);
  months.to_latest = get_latest (plan, to);
  DjMonthTest *made = g_new (DjMonthTest, 1);
  *made = months;
  return made;
}

static void plan_test (const DjPlan *plan, const DjTest *test, DjTestPlan *planned)
{
  if (!planned->bytes)
    planned->bytes = make_bytes (plan, test, planned);
  if (!planned->bytes && !planned->months)
    planned->months = make_months (plan, test);
  if (!planned->bytes && !planned->months && !planned->range)
    planned->range = make_range (plan, test);
}

void dj_plan_find_bytes (DjPlan *plan)
{
  for (gint32 number = 0; number < (gint32)plan->rules->conditions->len; number++)
  {
    DjConditionPlan *condition = &plan->conditions[number];
    gint32 n = condition->needed ? condition->condition->n_alternatives : 0;
    for (gint32 at = 0; n > 0 && at < condition->ends[n - 1]; at++)
      plan_test (plan, &condition->condition->tests[condition->order[at]], &condition->tests[condition->order[at]]);
  }
}

/* ---- Asking ----------------------------------------------------------------------------------------------------------- */

DJ_WIDE static void ask_span (const DjByteTest *bytes, const guint8 *cells, gint32 n, guint8 *truths)
{
  guint8 first = bytes->first, length = bytes->length, missing = bytes->missing, unknown = bytes->truths[missing];
  guint8 inside = bytes->inside, outside = DJ_TRUTH_TRUE - inside;
  for (gint32 piece = 0; piece < n; piece += DJ_ROWS_A_PIECE)
  {
    gint32 end = MIN (n, piece + DJ_ROWS_A_PIECE);
    dj_send_for_next (cells + piece, 1);
    for (gint32 i = piece; i < end; i++)
    {
      guint8 told = (guint8)(cells[i] - first) <= length ? inside : outside;
      told = cells[i] == missing ? unknown : told;
      truths[i] = MIN (truths[i], told);
    }
  }
}

static void ask_each (const DjByteTest *bytes, const guint8 *cells, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
    truths[i] = MIN (truths[i], bytes->truths[cells[i]]);
}

static void ask_scattered (const DjByteTest *bytes, const gint32 *rows, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
  {
    guint8 told = bytes->truths[rows[i] < 0 ? bytes->missing : bytes->cells[rows[i]]];
    truths[i] = MIN (truths[i], told);
  }
}

/* Of rows one after the other, where it is true of all but some of the few that have a value. */
static void ask_few (const DjByteTest *bytes, const DjRows *rows, guint8 *truths)
{
  const gint32 *few;
  const guint8 *values;
  gint32 n = dj_gathered_find_few (bytes->gathered, rows->begin, rows->n, &few, &values);
  for (gint32 i = 0; i < n; i++)
  {
    guint8 *truth = &truths[few[i] - rows->begin];
    *truth = MIN (*truth, bytes->truths[values[i]]);
  }
}

static void ask_bytes (const DjByteTest *bytes, const DjRows *rows, guint8 *truths)
{
  guint8 values[DJ_CHECKED_AT_ONCE];
  if (bytes->gathered && rows->begin >= 0 && bytes->truths[0] == DJ_TRUTH_TRUE)
  {
    ask_few (bytes, rows, truths);
    return;
  }
  if (bytes->gathered)
    dj_gathered_take_few (bytes->gathered, rows, values);
  const guint8 *cells = bytes->gathered                       ? values
                        : rows->begin >= 0                    ? bytes->cells + rows->begin
                        : rows->first_id >= 0 && bytes->by_id ? bytes->by_id + rows->first_id
                                                              : NULL;
  if (cells && bytes->is_span)
    ask_span (bytes, cells, rows->n, truths);
  else if (cells)
    ask_each (bytes, cells, rows->n, truths);
  else if (bytes->cells)
    ask_scattered (bytes, rows->rows, rows->n, truths);
}

/* Marks where a truth is another than the lesser of what it was and of @unknown, which it becomes in @before. */
DJ_WIDE static gboolean find_differences (const guint8 *truths, guint8 unknown, gint32 n, guint8 *before,
                                          guint8 *differs)
{
  guint8 any = 0;
  for (gint32 i = 0; i < n; i++)
  {
    before[i] = MIN (before[i], unknown);
    differs[i] = truths[i] != before[i];
    any |= differs[i];
  }
  return any != 0;
}

/* What counts from a day on that has not come is missing: that is looked at where it makes a difference, which is rare. */
static void ask_by_days (const DjByteTest *bytes, const DjRows *rows, guint8 *truths)
{
  gint32 n = rows->n, places[DJ_CHECKED_AT_ONCE + 8];
  guint8 before[DJ_CHECKED_AT_ONCE], differs[DJ_CHECKED_AT_ONCE];
  memcpy (before, truths, (gsize)n);
  ask_bytes (bytes, rows, truths);
  if (!find_differences (truths, bytes->truths[bytes->missing], n, before, differs))
    return;
  gint32 n_different = dj_list_marks (differs, n, places);
  for (gint32 i = 0; i < n_different; i++)
    if (bytes->days[rows->rows[places[i]]] > bytes->latest)
      truths[places[i]] = before[places[i]];
}

void dj_bytes_ask (const DjByteTest *bytes, const DjRows *rows, guint8 *truths)
{
  if (bytes->days)
    ask_by_days (bytes, rows, truths);
  else
    ask_bytes (bytes, rows, truths);
}

DJ_WIDE static void ask_range (const DjRangeTest *range, const gint32 *cells, gint32 n, guint8 *truths)
{
  gint32 latest = range->latest, least = range->least, most = range->most;
  guint8 inside = range->negated ? DJ_TRUTH_FALSE : DJ_TRUTH_TRUE, outside = DJ_TRUTH_TRUE - inside;
  for (gint32 piece = 0; piece < n; piece += DJ_ROWS_A_PIECE)
  {
    gint32 end = MIN (n, piece + DJ_ROWS_A_PIECE);
    dj_send_for_next (cells + piece, sizeof (gint32));
    for (gint32 i = piece; i < end; i++)
    {
      guint8 told = ((cells[i] >= least) & (cells[i] <= most)) ? inside : outside;
      told = ((cells[i] == MISSING) | (cells[i] > latest)) ? DJ_TRUTH_UNKNOWN : told;
      truths[i] = MIN (truths[i], told);
    }
  }
}

void dj_range_ask (const DjRangeTest *range, gint32 node, DjRows *rows, guint8 *truths)
{
  const gint32 *values = range->cells && rows->begin >= 0 ? range->cells + rows->begin : dj_rows_get (rows, node);
  ask_range (range, values, rows->n, truths);
}
