/* SPDX-License-Identifier: Apache-2.0 */
/* Tests and conditions: false, unknown or true for each row of a block. */
#include "rule/check-private.h"

#include <string.h>

#define MISSING DJ_VALUE_MISSING

static inline guint8 tell (gboolean so) { return so ? DJ_TRUTH_TRUE : DJ_TRUTH_FALSE; }

gboolean dj_compare_values (DjTestKind kind, gint32 value, gint32 bound)
{
  switch (kind)
  {
  case DJ_TEST_LEAST:
    return value >= bound;
  case DJ_TEST_MOST:
    return value <= bound;
  case DJ_TEST_OVER:
    return value > bound;
  case DJ_TEST_UNDER:
    return value < bound;
  default:
    return value == bound;
  }
}

/* ---- Numbers and days ------------------------------------------------------------------------------------------------- */

static inline void lessen (guint8 *truth, gint32 value, gint32 bound, gboolean so)
{
  guint8 told = ((value == MISSING) | (bound == MISSING)) ? DJ_TRUTH_UNKNOWN : tell (so);
  *truth = MIN (*truth, told);
}

static void compare_all (DjTestKind kind, const gint32 *values, const gint32 *bounds, gint32 n, guint8 *truths)
{
  switch (kind)
  {
  case DJ_TEST_LEAST:
    for (gint32 i = 0; i < n; i++)
      lessen (&truths[i], values[i], bounds[i], values[i] >= bounds[i]);
    return;
  case DJ_TEST_MOST:
    for (gint32 i = 0; i < n; i++)
      lessen (&truths[i], values[i], bounds[i], values[i] <= bounds[i]);
    return;
  case DJ_TEST_OVER:
    for (gint32 i = 0; i < n; i++)
      lessen (&truths[i], values[i], bounds[i], values[i] > bounds[i]);
    return;
  case DJ_TEST_UNDER:
    for (gint32 i = 0; i < n; i++)
      lessen (&truths[i], values[i], bounds[i], values[i] < bounds[i]);
    return;
  default:
    for (gint32 i = 0; i < n; i++)
      lessen (&truths[i], values[i], bounds[i], values[i] == bounds[i]);
  }
}

static void ask_is_not (const gint32 *values, const gint32 *bounds, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
    lessen (&truths[i], values[i], bounds[i], values[i] != bounds[i]);
}

static DjDate get_first_day (const DjTest *test, DjDate on, gint32 bound)
{
  if (bound == MISSING)
    return MISSING;
  if (!test->in_days)
    return dj_months_before (on, bound);
  return (DjDate)CLAMP ((gint64)on - bound, -G_MAXINT32, G_MAXINT32);
}

/* Bounds are mostly the same for all, so that the day is mostly worked out once. */
static void ask_within (const DjTest *test, DjDate on, const gint32 *values, const gint32 *bounds, gint32 n,
                        guint8 *truths)
{
  gint32 bound = MISSING;
  DjDate first = MISSING;
  for (gint32 i = 0; i < n; i++)
  {
    if (bounds[i] != bound)
      first = get_first_day (test, on, bound = bounds[i]);
    gboolean so = (values[i] > first) & (values[i] <= on);
    lessen (&truths[i], values[i], bounds[i], so != test->negated);
  }
}

/* ---- Ratios ------------------------------------------------------------------------------------------------------------ */

static gint64 divide_down (gint64 a, gint64 b)
{
  gint64 quotient = a / b;
  return quotient - (a % b != 0 && (a < 0) != (b < 0));
}

/* By whole parts, then by what is left, turned over: as for the greatest common divisor, so that nothing is multiplied. */
int dj_compare_ratios (gint64 a, gint64 b, gint64 n, gint64 d)
{
  for (int sign = 1;; sign = -sign)
  {
    gint64 first = divide_down (a, b), second = divide_down (n, d);
    if (first != second)
      return first < second ? -sign : sign;
    gint64 left = a - first * b, other = n - second * d;
    if (left == 0 || other == 0) /* what is left is of the sign of its divisor */
      return sign * ((left != 0) - (other != 0));
    a = b;
    b = left;
    n = d;
    d = other;
  }
}

static gboolean holds_ratio (DjTestKind kind, int order)
{
  switch (kind)
  {
  case DJ_TEST_LEAST:
    return order >= 0;
  case DJ_TEST_MOST:
    return order <= 0;
  case DJ_TEST_OVER:
    return order > 0;
  case DJ_TEST_UNDER:
    return order < 0;
  default:
    return order == 0;
  }
}

/* A fraction whose products with whole numbers fit needs no division. */
static int compare_with (gint64 a, gint64 b, gint64 n, gint64 d)
{
  if (n > G_MAXINT32 || n < -G_MAXINT32 || d > G_MAXINT32)
    return dj_compare_ratios (a, b, n, d);
  gint64 left = a * d, right = n * b;
  int order = (left > right) - (left < right);
  return b < 0 ? -order : order;
}

static void ask_ratio (DjRows *rows, const DjTest *test, const DjNode *ratio, guint8 *truths)
{
  const gint32 *a = dj_rows_get (rows, ratio->args[0]), *b = dj_rows_get (rows, ratio->args[1]);
  const gint32 *bounds = test->bound < 0 ? NULL : dj_rows_get (rows, test->bound);
  for (gint32 i = 0; i < rows->n; i++)
  {
    gint64 n = bounds ? bounds[i] : test->share[0], d = bounds ? 1 : test->share[1];
    gboolean missing = a[i] == MISSING || b[i] == MISSING || b[i] == 0 || n == MISSING;
    guint8 told = DJ_TRUTH_UNKNOWN;
    if (!missing)
      told = tell (holds_ratio (test->kind, compare_with (a[i], b[i], n, d)) != test->negated);
    truths[i] = MIN (truths[i], told);
  }
}

static void ask_ratio_given (DjRows *rows, const DjTest *test, const DjNode *ratio, guint8 *truths)
{
  gint32 n = rows->n;
  const gint32 *a = dj_rows_get (rows, ratio->args[0]), *b = dj_rows_get (rows, ratio->args[1]);
  for (gint32 i = 0; i < n; i++)
  {
    gboolean given = a[i] != MISSING && b[i] != MISSING && b[i] != 0;
    truths[i] = MIN (truths[i], tell (given != test->negated));
  }
}

/* ---- Codes and texts ----------------------------------------------------------------------------------------------------- */

/* The last byte of what is missing is 0, the place for it. */
static void ask_among (const gint32 *values, const guint8 *among, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
    truths[i] = MIN (truths[i], among[values[i] & 255]);
}

static void ask_given (const gint32 *values, gboolean negated, gint32 n, guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
    truths[i] = MIN (truths[i], tell ((values[i] != MISSING) != negated));
}

static gboolean is_one_of (const DjTestPlan *planned, gint32 text)
{
  for (gint32 i = 0; i < planned->n_texts; i++)
    if (planned->texts[i] == text)
      return TRUE;
  return FALSE;
}

/* Parts are of a few bytes, so that to call something takes longer than to look. */
static gboolean begins_with (const char *text, const char *part, gsize length)
{
  gsize at = 0;
  while (at < length && text[at] == part[at])
    at++;
  return at == length;
}

static gboolean begins (const char *text, const DjTest *test, const DjTestPlan *planned)
{
  for (gint32 i = 0; i < planned->n_texts; i++)
    if (begins_with (text, test->texts[i], planned->lengths[i]))
      return TRUE;
  return FALSE;
}

/* The last byte tells most apart. */
static gboolean ends_with (const char *text, gsize length, const char *part, gsize n)
{
  return n == 0 || (n <= length && text[length - 1] == part[n - 1] && memcmp (text + length - n, part, n) == 0);
}

static gboolean ends (const char *text, const DjTest *test, const DjTestPlan *planned)
{
  gsize length = strlen (text);
  for (gint32 i = 0; i < planned->n_texts; i++)
    if (ends_with (text, length, test->texts[i], planned->lengths[i]))
      return TRUE;
  return FALSE;
}

static gboolean contains (const char *text, const DjTest *test, const DjTestPlan *planned)
{
  for (gint32 i = 0; i < planned->n_texts; i++)
    if (strstr (text, test->texts[i]))
      return TRUE;
  return FALSE;
}

static gboolean fits (const char *text, const DjTest *test, const DjTestPlan *planned)
{
  return test->kind == DJ_TEST_BEGINS ? begins (text, test, planned)
         : test->kind == DJ_TEST_ENDS ? ends (text, test, planned)
                                      : contains (text, test, planned);
}

static void ask_numbers_of_texts (const DjTest *test, const DjTestPlan *planned, const gint32 *values, gint32 n,
                                  guint8 *truths)
{
  for (gint32 i = 0; i < n; i++)
  {
    guint8 told = values[i] == MISSING ? DJ_TRUTH_UNKNOWN : tell (is_one_of (planned, values[i]) != test->negated);
    truths[i] = MIN (truths[i], told);
  }
}

/* Texts lie anywhere, so that the next ones are sent for before the first is read. */
#define TEXTS_AT_ONCE 32

/* A test of texts. */
typedef struct
{
  const DjTest *test;
  const DjTestPlan *planned;
  gboolean negated; /* it must fail */
} TextTest;

/* Tests of the same texts, which are read once for all. */
#define TEXT_TESTS_MOST 8

typedef struct
{
  gint32 n;
  TextTest tests[TEXT_TESTS_MOST];
} TextTests;

static guint8 ask_of_text (const TextTests *of, const char *text)
{
  gboolean all = TRUE;
  for (gint32 i = 0; all && i < of->n; i++)
    all = fits (text, of->tests[i].test, of->tests[i].planned) != of->tests[i].negated;
  return tell (all);
}

static void ask_some_texts (const TextTests *of, const char *const *texts, gint32 n, guint8 *const *truths)
{
  for (gint32 i = 0; i < n; i++)
    *truths[i] = MIN (*truths[i], ask_of_text (of, texts[i]));
}

/* Only where it matters. */
static void ask_texts (DjRows *rows, const TextTests *of, guint8 *truths)
{
  const DjTexts *texts = rows->desk->plan->sides[rows->table].state->texts;
  const gint32 *values = dj_rows_get (rows, of->tests[0].test->node);
  const char *read[TEXTS_AT_ONCE];
  guint8 *told[TEXTS_AT_ONCE];
  gint32 n = rows->n, n_read = 0;
  for (gint32 i = 0; i < n; i++)
  {
    if (truths[i] == DJ_TRUTH_FALSE)
      continue;
    if (values[i] == MISSING)
    {
      truths[i] = MIN (truths[i], DJ_TRUTH_UNKNOWN);
      continue;
    }
    told[n_read] = &truths[i];
    read[n_read] = dj_texts_get (texts, values[i]);
    __builtin_prefetch (read[n_read++]);
    if (n_read == TEXTS_AT_ONCE)
    {
      ask_some_texts (of, read, n_read, told);
      n_read = 0;
    }
  }
  ask_some_texts (of, read, n_read, told);
}

/* ---- One test ------------------------------------------------------------------------------------------------------------- */

static void ask_bound (DjRows *rows, const DjTest *test, guint8 *truths)
{
  const gint32 *values = dj_rows_get (rows, test->node), *bounds = dj_rows_get (rows, test->bound);
  if (test->kind == DJ_TEST_WITHIN)
    ask_within (test, rows->desk->plan->sides[rows->table].on, values, bounds, rows->n, truths);
  else if (test->negated)
    ask_is_not (values, bounds, rows->n, truths);
  else
    compare_all (test->kind, values, bounds, rows->n, truths);
}

/* The node of a ratio that is tested, or NULL: a ratio is two values. */
static const DjNode *get_ratio (const DjPlan *plan, const DjTest *test)
{
  const DjNode *node = dj_rules_get_node (plan->rules, plan->nodes[test->node].alias);
  return node->kind == DJ_NODE_RATIO ? node : NULL;
}

static void ask_as_it_is (DjRows *rows, const DjTest *test, const DjTestPlan *planned, guint8 *truths)
{
  const DjNode *ratio = get_ratio (rows->desk->plan, test);
  if (ratio && test->kind == DJ_TEST_GIVEN)
    ask_ratio_given (rows, test, ratio, truths);
  else if (ratio)
    ask_ratio (rows, test, ratio, truths);
  else
    switch (test->kind)
    {
    case DJ_TEST_AMONG:
      ask_among (dj_rows_get (rows, test->node), planned->among, rows->n, truths);
      return;
    case DJ_TEST_GIVEN:
      ask_given (dj_rows_get (rows, test->node), test->negated, rows->n, truths);
      return;
    case DJ_TEST_TEXT:
      ask_numbers_of_texts (test, planned, dj_rows_get (rows, test->node), rows->n, truths);
      return;
    case DJ_TEST_BEGINS:
    case DJ_TEST_ENDS:
    case DJ_TEST_CONTAINS:
      ask_texts (rows, &(TextTests){ 1, { { test, planned, test->negated } } }, truths);
      return;
    default:
      ask_bound (rows, test, truths);
    }
}

void dj_test_ask (DjRows *rows, const DjTest *test, const DjTestPlan *planned, guint8 *truths)
{
  gint32 n = rows->n;
  if (planned->bytes)
    dj_bytes_ask (planned->bytes, rows, truths);
  else if (planned->months)
    dj_months_ask (planned->months, rows, truths);
  else if (planned->range)
    dj_range_ask (planned->range, test->node, rows, truths);
  else if (planned->truths.least != planned->truths.most)
    ask_as_it_is (rows, test, planned, truths);
  else
    for (gint32 i = 0; i < n; i++)
      truths[i] = MIN (truths[i], planned->truths.least);
}

/* ---- Conditions ------------------------------------------------------------------------------------------------------------- */

/* Whether what a test asks for lies in one place. In the order of the tree that is what the tree has. */
static gboolean is_near (const DjRows *rows, const DjTestPlan *planned)
{
  if (rows->first_id >= 0 && planned->bytes)
    return planned->bytes->by_id != NULL;
  return planned->cost == DJ_COST_CELL || planned->months;
}

/* Where so few are left, those are worth being looked at by themselves when more than a cell is to be looked up. */
static gboolean is_worth_selecting (const DjRows *rows, const DjTestPlan *planned, gint32 n_left)
{
  gint32 share = is_near (rows, planned) ? G_MAXINT32 : planned->cost == DJ_COST_WORK ? 2 : 8;
  return rows->n > 32 && n_left < rows->n / share;
}

static void ask_tests (DjRows *rows, const DjConditionPlan *planned, gint32 begin, gint32 end, guint8 *truths);

/* The tests from @begin on, of the rows that are not false yet. */
static void ask_selected (DjRows *rows, const DjConditionPlan *planned, gint32 begin, gint32 end, guint8 *truths)
{
  DjRows *selected = dj_rows_select (rows, truths);
  guint8 some[DJ_CHECKED_AT_ONCE];
  if (!selected)
    return;
  for (gint32 i = 0; i < selected->n; i++)
    some[i] = truths[rows->selection[i]];
  ask_tests (selected, planned, begin, end, some);
  for (gint32 i = 0; i < selected->n; i++)
    truths[rows->selection[i]] = some[i];
}

static gboolean reads_text (const DjTest *test, const DjTestPlan *planned)
{
  return test->kind >= DJ_TEST_BEGINS && test->kind <= DJ_TEST_CONTAINS
         && planned->truths.least != planned->truths.most;
}

/* Where it is tested whether a text passes a test, that test, or that it fails; unless that has been worked out already. */
static gboolean find_inner_test (const DjRows *rows, const DjTest *test, const DjTestPlan *planned, TextTest *out)
{
  const DjPlan *plan = rows->desk->plan;
  const DjNode *node = dj_rules_get_node (plan->rules, plan->nodes[test->node].alias);
  const DjConditionPlan *whether = node->kind == DJ_NODE_WHETHER ? &plan->conditions[node->condition] : NULL;
  if (!whether || !planned->range || rows->stamps[plan->nodes[plan->nodes[test->node].alias].slot] == rows->stamp
      || whether->condition->n_alternatives != 1 || whether->ends[0] != 1 || whether->caps[0] != DJ_TRUTH_TRUE)
    return FALSE;
  gboolean passed = dj_range_has (planned->range, 1), failed = dj_range_has (planned->range, 0);
  *out = (TextTest){ &whether->condition->tests[whether->order[0]], &whether->tests[whether->order[0]], FALSE };
  out->negated = out->test->negated != failed;
  return passed != failed && reads_text (out->test, out->planned);
}

/* The tests from @begin on of the same texts. */
static TextTests find_text_tests (const DjRows *rows, const DjConditionPlan *planned, gint32 begin, gint32 end)
{
  TextTests of = { 0 };
  for (gint32 at = begin; at < end && of.n < TEXT_TESTS_MOST; at++)
  {
    gint32 number = planned->order[at];
    TextTest test = { &planned->condition->tests[number], &planned->tests[number], FALSE };
    test.negated = test.test->negated;
    if ((!reads_text (test.test, test.planned) && !find_inner_test (rows, test.test, test.planned, &test))
        || (of.n > 0 && test.test->node != of.tests[0].test->node))
      break;
    of.tests[of.n++] = test;
  }
  return of;
}

/* Asks the test at @at, with those after it that are asked together; returns how many. */
static gint32 ask_next (DjRows *rows, const DjConditionPlan *planned, gint32 at, gint32 end, guint8 *truths)
{
  TextTests of = find_text_tests (rows, planned, at, end);
  if (of.n > 0)
    ask_texts (rows, &of, truths);
  else
    dj_test_ask (rows, &planned->condition->tests[planned->order[at]], &planned->tests[planned->order[at]], truths);
  return MAX (of.n, 1);
}

/* The first test is mostly asked of many rows; those that are left are counted then. */
static void ask_tests (DjRows *rows, const DjConditionPlan *planned, gint32 begin, gint32 end, guint8 *truths)
{
  for (gint32 at = begin; at < end;)
  {
    gint32 test = planned->order[at], n_left = rows->n;
    if (at > begin || !is_near (rows, &planned->tests[test]))
      n_left = dj_count_marks (truths, rows->n);
    if (n_left == 0)
      return;
    if (is_worth_selecting (rows, &planned->tests[test], n_left))
    {
      ask_selected (rows, planned, at, end, truths);
      return;
    }
    at += ask_next (rows, planned, at, end, truths);
  }
}

static void ask_alternative (DjRows *rows, const DjConditionPlan *planned, gint32 alternative, const guint8 *among,
                             guint8 *truths)
{
  dj_begin_truths (planned->caps[alternative], among, rows->n, truths);
  ask_tests (rows, planned, alternative > 0 ? planned->ends[alternative - 1] : 0, planned->ends[alternative], truths);
}

static gboolean is_counted (const DjPlan *plan, const DjConditionPlan *planned, gint32 alternative)
{
  gboolean any = FALSE;
  for (gint32 at = alternative > 0 ? planned->ends[alternative - 1] : 0; at < planned->ends[alternative]; at++)
  {
    const DjTest *test = &planned->condition->tests[planned->order[at]];
    any |= plan->nodes[test->node].level > 0 || (test->bound >= 0 && plan->nodes[test->bound].level > 0);
  }
  return any;
}

gboolean dj_condition_is_uncounted (const DjPlan *plan, gint32 condition)
{
  const DjConditionPlan *planned = &plan->conditions[condition];
  for (gint32 alternative = 0; alternative < planned->condition->n_alternatives; alternative++)
    if (!is_counted (plan, planned, alternative))
      return TRUE;
  return FALSE;
}

static void ask_condition (DjRows *rows, const DjConditionPlan *planned, gboolean counted, const guint8 *among,
                           guint8 *out)
{
  if (planned->truths.least == planned->truths.most)
  {
    dj_begin_truths (planned->truths.least, among, rows->n, out);
    return;
  }
  guint8 truths[DJ_CHECKED_AT_ONCE];
  gboolean first = TRUE;
  for (gint32 alternative = 0; alternative < planned->condition->n_alternatives; alternative++)
  {
    if (!counted && is_counted (rows->desk->plan, planned, alternative))
      continue;
    ask_alternative (rows, planned, alternative, among, first ? out : truths);
    if (!first)
      dj_increase_truths (truths, rows->n, out);
    first = FALSE;
  }
  if (first)
    memset (out, DJ_TRUTH_FALSE, (gsize)rows->n);
}

gboolean dj_condition_is_always (const DjPlan *plan, gint32 condition)
{
  return condition < 0 || plan->conditions[condition].truths.least == DJ_TRUTH_TRUE;
}

gboolean dj_condition_is_never_false (const DjPlan *plan, gint32 condition)
{
  return condition < 0 || plan->conditions[condition].truths.least > DJ_TRUTH_FALSE;
}

static const DjConditionPlan *get_condition (const DjRows *rows, gint32 condition)
{
  static const DjConditionPlan always = { .truths = { DJ_TRUTH_TRUE, DJ_TRUTH_TRUE, -1 } };
  return condition < 0 ? &always : &rows->desk->plan->conditions[condition];
}

void dj_condition_ask (DjRows *rows, gint32 condition, const guint8 *among, guint8 *out)
{
  ask_condition (rows, get_condition (rows, condition), TRUE, among, out);
}

void dj_condition_ask_uncounted (DjRows *rows, gint32 condition, const guint8 *among, guint8 *out)
{
  ask_condition (rows, get_condition (rows, condition), FALSE, among, out);
}

/* How many tests of a condition's only alternative ask for what lies in cells; 0 where it has another, or none. */
static gint32 count_cells (const DjConditionPlan *planned)
{
  gint32 end = 0;
  if (planned->truths.least == planned->truths.most || planned->condition->n_alternatives != 1)
    return 0;
  while (end < planned->ends[0] && planned->tests[planned->order[end]].cost == DJ_COST_CELL)
    end++;
  return end;
}

void dj_condition_ask_cells (DjRows *rows, gint32 condition, guint8 *out)
{
  const DjConditionPlan *planned = get_condition (rows, condition);
  memset (out, DJ_TRUTH_TRUE, (gsize)rows->n);
  if (condition >= 0)
    ask_tests (rows, planned, 0, count_cells (planned), out);
}

static gboolean are_same_bytes (const DjByteTest *a, const DjByteTest *b)
{
  return a && b && a->cells == b->cells && a->gathered == b->gathered && a->days == b->days
         && memcmp (a->truths, b->truths, sizeof a->truths) == 0;
}

gboolean dj_conditions_share_cells (const DjPlan *plan, gint32 first, gint32 second)
{
  const DjConditionPlan *a = first < 0 ? NULL : &plan->conditions[first];
  const DjConditionPlan *b = second < 0 ? NULL : &plan->conditions[second];
  gint32 n = a && b ? count_cells (a) : 0;
  gboolean same = n > 0 && count_cells (b) == n;
  for (gint32 at = 0; same && at < n; at++)
    same = are_same_bytes (a->tests[a->order[at]].bytes, b->tests[b->order[at]].bytes);
  return same;
}

gint32 dj_condition_keep_false (DjRows *rows, gint32 condition, gint32 n, guint8 *marks)
{
  const DjConditionPlan *planned = &rows->desk->plan->conditions[condition];
  gint32 n_alternatives = planned->condition->n_alternatives, *settled = &rows->desk->settled[condition];
  gint32 first = *settled;
  guint8 truths[DJ_CHECKED_AT_ONCE];
  for (int cost = DJ_COST_CELL; n > 0 && planned->truths.most > DJ_TRUTH_FALSE && cost <= DJ_COST_ROW; cost++)
    for (gint32 i = 0; n > 0 && i < n_alternatives; i++)
    {
      gint32 alternative = (first + i) % n_alternatives;
      if (planned->costs[alternative] != cost)
        continue;
      ask_alternative (rows, planned, alternative, marks, truths);
      if ((n = dj_keep_false (truths, rows->n, marks)) == 0)
        *settled = alternative;
    }
  return n;
}
