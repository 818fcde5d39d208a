/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of what lies in a byte a row: codes, and small counts. What each of 256 values comes to is known beforehand, and sixteen rows are
 * asked at once where the values that pass follow one another. */
#include "rule/check-private.h"

#define MISSING DJ_VALUE_MISSING

/* ---- Which tests ------------------------------------------------------------------------------------------------------ */

/* Where the values of a node lie in bytes, and which of them is for missing ones; NULL where they do not. */
static const guint8 *find_cells (const DjPlan *plan, gint32 number, guint8 *missing)
{
  const DjNode *node = dj_rules_get_node (plan->rules, number);
  *missing = node->kind == DJ_NODE_GATHER ? G_MAXUINT8 : 0;
  if (node->kind == DJ_NODE_GATHER)
    return plan->gathered[number].bytes;
  if (node->kind != DJ_NODE_COLUMN || (node->table == DJ_TABLE_PERSON && node->column == DJ_COLUMN_PERSON_LEFT_HOW))
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

/* The values of which the test is true, where they follow one another and it is false of all others but the missing one. */
static void find_span (DjByteTest *bytes)
{
  gint first = 256, last = -1, n = 0;
  for (gint byte = 0; byte < 256; byte++)
    if (byte != bytes->missing && bytes->truths[byte] == DJ_TRUTH_TRUE)
    {
      first = MIN (first, byte);
      last = byte;
      n++;
    }
  gboolean around = bytes->missing > first && bytes->missing < last; /* which is asked by itself */
  bytes->is_span = n > 0 && n + around == last - first + 1;
  bytes->first = (guint8)first;
  bytes->length = (guint8)(last - first);
}

static DjByteTest *make (const DjPlan *plan, const DjTest *test, const DjTestPlan *planned)
{
  guint8 missing = 0;
  gboolean fits = test->kind == DJ_TEST_AMONG || test->kind == DJ_TEST_GIVEN || is_of_constant (plan, test);
  const guint8 *cells = fits ? find_cells (plan, plan->nodes[test->node].alias, &missing) : NULL;
  if (!cells)
    return NULL;
  DjByteTest *bytes = g_new0 (DjByteTest, 1);
  bytes->cells = cells;
  bytes->missing = missing;
  for (gint byte = 0; byte < 256; byte++)
    bytes->truths[byte] = tell (plan, test, planned, byte == missing ? MISSING : byte);
  find_span (bytes);
  return bytes;
}

void dj_plan_find_bytes (DjPlan *plan)
{
  for (gint32 number = 0; number < (gint32)plan->rules->conditions->len; number++)
  {
    DjConditionPlan *condition = &plan->conditions[number];
    gint32 n = condition->needed ? condition->condition->n_alternatives : 0;
    for (gint32 at = 0; n > 0 && at < condition->ends[n - 1]; at++)
    {
      DjTestPlan *planned = &condition->tests[condition->order[at]];
      if (!planned->bytes)
        planned->bytes = make (plan, &condition->condition->tests[condition->order[at]], planned);
    }
  }
}

/* ---- Asking ----------------------------------------------------------------------------------------------------------- */

static void ask_span (const DjByteTest *bytes, const guint8 *cells, gint32 n, guint8 *truths)
{
  guint8 first = bytes->first, length = bytes->length, missing = bytes->missing, unknown = bytes->truths[missing];
  for (gint32 i = 0; i < n; i++)
  {
    guint8 told = (guint8)(cells[i] - first) <= length ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE;
    told = cells[i] == missing ? unknown : told;
    truths[i] = MIN (truths[i], told);
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

void dj_bytes_ask (const DjByteTest *bytes, const DjRows *rows, guint8 *truths)
{
  if (rows->begin < 0)
    ask_scattered (bytes, rows->rows, rows->n, truths);
  else if (bytes->is_span)
    ask_span (bytes, bytes->cells + rows->begin, rows->n, truths);
  else
    ask_each (bytes, bytes->cells + rows->begin, rows->n, truths);
}
