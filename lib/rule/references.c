/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that references stand for: those of the view's own arrays by number, others by their code. */
#include "rule/check-private.h"

#include <string.h>

static void fill_none (gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = -1;
}

/* ---- By number ------------------------------------------------------------------------------------------------------ */

/* The row of each id, in place. */
static void find_rows_of_ids (const DjForest *forest, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = out[i] < 0 ? -1 : forest->row[out[i]];
}

/* What stands in an array by id for rows of organizations; -1 for those that do not hold. */
static void look_up_of_organizations (const DjRows *rows, const gint32 *by_id, gint32 *out)
{
  gint32 n = rows->first_id >= 0 ? 0 : rows->n;
  const gint32 *id_of_row = rows->desk->plan->view->tree->organizations.id_of_row;
  if (rows->first_id >= 0)
    memcpy (out, by_id + rows->first_id, (gsize)rows->n * sizeof (gint32));
  for (gint32 i = 0; i < n; i++)
  {
    gint32 id = rows->rows[i] < 0 ? -1 : id_of_row[rows->rows[i]];
    out[i] = id < 0 ? -1 : by_id[id];
  }
}

static void find_affiliations (const DjRows *rows, gint32 *out)
{
  gint32 n = rows->n;
  const gint32 *affiliation = rows->desk->plan->view->affiliation;
  for (gint32 i = 0; i < n; i++)
    out[i] = rows->rows[i] < 0 ? -1 : affiliation[rows->rows[i]];
}

static gboolean fill_builtin (const DjRows *rows, DjBuiltin builtin, gint32 *out)
{
  gint32 n = rows->n;
  const DjTree *tree = rows->desk->plan->view->tree;
  switch (builtin)
  {
  case DJ_BUILTIN_SELF:
    for (gint32 i = 0; i < n; i++)
      out[i] = rows->rows[i];
    return TRUE;
  case DJ_BUILTIN_SUPERIOR:
    look_up_of_organizations (rows, tree->organizations.superior, out);
    find_rows_of_ids (&tree->organizations, n, out);
    return TRUE;
  case DJ_BUILTIN_AREA:
    look_up_of_organizations (rows, tree->base_area, out);
    find_rows_of_ids (&tree->areas, n, out);
    return TRUE;
  case DJ_BUILTIN_AFFILIATION:
    find_affiliations (rows, out);
    find_rows_of_ids (&tree->organizations, n, out);
    return TRUE;
  default:
    return FALSE;
  }
}

/* The table of which a built-in reference is. */
static DjTable get_table_of_builtin (const DjNode *node)
{
  return node->builtin == DJ_BUILTIN_SELF   ? node->table
         : node->builtin == DJ_BUILTIN_AREA ? DJ_TABLE_AREA
                                            : DJ_TABLE_ORGANIZATION;
}

/* The areas around others: each itself or the nearest of the kind. */
static void fill_enclosing (DjRows *rows, const DjNode *node, gint32 *out)
{
  gint32 n = rows->n;
  const DjPlan *plan = rows->desk->plan;
  const DjForest *areas = &plan->view->tree->areas;
  const gint32 *level = plan->levels[(guint8)node->constant];
  DjRows *inner = dj_rows_follow (rows, node->args[0], DJ_TABLE_AREA);
  for (gint32 i = 0; i < n; i++)
  {
    gint32 row = inner ? inner->rows[i] : -1, id = row < 0 ? -1 : areas->id_of_row[row];
    gint32 around = id < 0 || !level ? -1 : level[id];
    out[i] = around < 0 ? -1 : areas->row[around];
  }
}

/* ---- By code -------------------------------------------------------------------------------------------------------- */

static gboolean holds (const DjPlan *plan, DjTable table, gint32 row)
{
  if (table == DJ_TABLE_ORGANIZATION)
    return plan->view->tree->organizations.id_of_row[row] >= 0;
  if (table == DJ_TABLE_AREA)
    return plan->view->tree->areas.id_of_row[row] >= 0;
  return dj_holds (&plan->sides[table].holding, row);
}

/* Of the rows of a code, the first of which is given, the one that holds. */
static gint32 find_holding (const DjPlan *plan, DjTable table, gint32 row)
{
  while (row >= 0 && !holds (plan, table, row))
    row = dj_state_get_next_row (plan->sides[table].state, table, row);
  return row;
}

static void fill_block (const DjPlan *plan, DjTable table, const gint32 *texts, gint32 n, gint32 *out)
{
  DjTable tables[DJ_FIND_MANY];
  gint32 codes[DJ_FIND_MANY] = { 0 }; /* gcc does not see that they are set */
  for (gint32 i = 0; i < n; i++)
    codes[i] = texts[i] == DJ_VALUE_MISSING ? DJ_TEXT_NONE : texts[i];
  dj_state_find_codes (plan->sides[table].state, codes, n, out, tables);
  for (gint32 i = 0; i < n; i++)
    if (out[i] >= 0)
      out[i] = tables[i] == table ? out[i] : -1;
  for (gint32 i = 0; table == DJ_TABLE_ORGANIZATION && i < n; i++)
    __builtin_prefetch (&plan->view->tree->organizations.id_of_row[MAX (out[i], 0)]);
  if (table != DJ_TABLE_PERSON)
    for (gint32 i = 0; i < n; i++)
      out[i] = find_holding (plan, table, out[i]);
}

/* Organizations that people of another day refer to. */
static void fill_placed (const DjPlan *plan, const gint32 *texts, gint32 n, gint32 *out)
{
  for (gint32 i = 0; i < n; i++)
    out[i] = texts[i] == DJ_VALUE_MISSING ? -1 : dj_view_find_placed (plan->view, texts[i]);
  find_rows_of_ids (&plan->view->tree->organizations, n, out);
}

static void fill_by_code (DjRows *rows, gint32 node, DjTable table, gint32 *out)
{
  const DjPlan *plan = rows->desk->plan;
  const gint32 *texts = dj_rows_get (rows, node);
  if (table == DJ_TABLE_ORGANIZATION && plan->view->placed && plan->sides[rows->table].of_people)
    fill_placed (plan, texts, rows->n, out);
  else
    for (gint32 begin = 0; begin < rows->n; begin += DJ_FIND_MANY)
      fill_block (plan, table, texts + begin, MIN (rows->n - begin, DJ_FIND_MANY), out + begin);
}

/* ---- Of any node ---------------------------------------------------------------------------------------------------- */

static void fill_followed (DjRows *rows, const DjNode *node, DjTable table, gint32 *out)
{
  gint32 n = rows->n;
  DjRows *first = dj_rows_follow (rows, node->args[0], node->target);
  DjRows *second = first ? dj_rows_follow (first, node->args[1], table) : NULL;
  for (gint32 i = 0; i < n; i++)
    out[i] = second ? second->rows[i] : -1;
}

void dj_reference_fill (DjRows *rows, gint32 number, DjTable table, gint32 *out)
{
  const DjPlan *plan = rows->desk->plan;
  const DjNode *node = dj_rules_get_node (plan->rules, number);
  gboolean of_another = node->kind == DJ_NODE_BUILTIN && get_table_of_builtin (node) != table;
  if (plan->nodes[number].constant || of_another)
    fill_none (rows->n, out);
  else if (node->kind == DJ_NODE_BUILTIN && fill_builtin (rows, node->builtin, out))
    return;
  else if (node->kind == DJ_NODE_ENCLOSING && table == DJ_TABLE_AREA)
    fill_enclosing (rows, node, out);
  else if (node->kind == DJ_NODE_FOLLOW)
    fill_followed (rows, node, table, out);
  else
    fill_by_code (rows, number, table, out);
}
