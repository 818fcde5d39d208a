/* SPDX-License-Identifier: Apache-2.0 */
/* Making a register step by step: areas, organizations, branches, persons with their memberships, alliances. */
#include "generate/generate-private.h"

#include <math.h>
#include <string.h>

/* ---- What all steps use ------------------------------------------------------------------------------------------- */

gboolean dj_making_tell (DjMaking *making, gint64 more, GError **error)
{
  const DjGenerateOptions *options = making->options;
  making->done += more;
  if (!g_cancellable_is_cancelled (options->cancellable)
      && (!options->progress
          || options->progress (MIN (making->done, making->total), making->total, options->progress_data)))
    return TRUE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return FALSE;
}

DjTableData *dj_making_open_table (DjMaking *making, DjTable id, guint64 n_rows)
{
  DjTableData *table = making->state->tables[id];
  dj_table_reserve (table, (gint32)n_rows);
  table->n_rows = (gint32)n_rows;
  table->present = TRUE;
  return table;
}

static DjColumn *open_column (DjTableData *table, int column)
{
  dj_table_open_column (table, column);
  return g_ptr_array_index (table->columns, (guint)column);
}

gint32 *dj_making_open_texts (DjTableData *table, int column) { return open_column (table, column)->text; }

DjDate *dj_making_open_dates (DjTableData *table, int column) { return open_column (table, column)->date; }

guint8 *dj_making_open_codes (DjTableData *table, int column) { return open_column (table, column)->code; }

gint32 dj_making_intern (DjMaking *making, const char *text)
{
  return dj_texts_intern (making->state->texts, text, strlen (text));
}

/* ---- Making ------------------------------------------------------------------------------------------------------- */

static void clear_making (DjMaking *making)
{
  dj_state_unref (making->state);
  g_free (making->area_above);
  g_free (making->area_within);
  g_free (making->area_class);
  g_free (making->superior);
  g_free (making->based_in);
  g_free (making->span);
  if (making->old_branches)
    g_array_unref (making->old_branches);
  g_free (making->branches);
  g_free (making->by_township);
  g_free (making->township_first);
}

static gboolean check_scale (double scale, GError **error)
{
  if (scale >= DJ_GENERATE_SCALE_MIN && scale <= 1) /* FALSE for NaN too */
    return TRUE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT,
                       DJ_SAY ("规模应在万分之一（0.0001）到 1 之间", "the scale is from 1/10000 (0.0001) to 1"));
  return FALSE;
}

static gboolean make_all (DjMaking *making, GError **error)
{
  return dj_make_areas (making, error) && dj_make_organizations (making, error) && dj_make_branches (making, error)
         && dj_make_persons (making, error) && dj_make_alliances (making, error);
}

static DjRegister *finish (DjMaking *making)
{
  DjIssues *issues = dj_issues_new ();
  dj_issues_finish (issues);
  dj_state_index (making->state);
  return dj_register_new_take (dj_state_ref (making->state), issues);
}

DjRegister *dj_register_generate (const DjGenerateOptions *options, GError **error)
{
  static const DjGenerateOptions defaults = DJ_GENERATE_OPTIONS_INIT;
  DjMaking making = { .options = options ? options : &defaults };
  if (!check_scale (making.options->scale, error))
    return NULL;
  dj_days_init (&making.days);
  dj_figures_scale (&making.figures, making.options->scale);
  /* Any number of members above a few thousand can be fitted: the tables leave room enough. */
  if (!dj_margins_make (&making.margins, making.figures.members))
  {
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_LIMIT, "The published margins do not fit so few members");
    return NULL;
  }
  making.total = (gint64)(making.figures.members + making.figures.left + making.figures.outside);
  making.state = dj_state_new ();
  DjRegister *reg = make_all (&making, error) ? finish (&making) : NULL;
  clear_making (&making);
  return reg;
}
