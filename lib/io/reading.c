/* SPDX-License-Identifier: Apache-2.0 */
/* What readers of every format tell while they read. */
#include "io/io-private.h"

/* ---- Progress --------------------------------------------------------------------------------------------------- */

gboolean dj_reading_tell (const DjReading *reading, gsize at, gsize length, GError **error)
{
  const DjReadOptions *options = reading->options;
  /* Decoded text is longer or shorter than the file: its share is what counts. */
  double share = length > 0 ? (double)at / (double)length : 0;
  gint64 done = reading->base + (gint64)(share * (double)reading->size);
  if (!g_cancellable_is_cancelled (options->cancellable)
      && (!options->progress || options->progress (MIN (done, reading->total), reading->total, options->progress_data)))
    return TRUE;
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return FALSE;
}

void dj_reading_report_dropped (const DjReading *reading, DjLoader *loader, const DjPlace *place)
{
  if (reading->options->lenient)
    dj_issues_add (dj_loader_get_issues (loader), DJ_ISSUE_DROPPED, place, NULL,
                   dj_schema_get_table ((DjTable)place->table)->name, NULL, NULL);
}

/* ---- Where rows go ---------------------------------------------------------------------------------------------- */

DjLoader *dj_reading_new_loader (const DjReading *reading)
{
  return reading->change ? dj_loader_new_for_change (reading->change) : dj_loader_new ();
}

gboolean dj_reading_finish (const DjReading *reading, DjLoader *loader, gboolean lenient, DjRegister **reg,
                            GError **error)
{
  if (reading->change)
    return dj_loader_finish_merge (loader, reading->change, reading->replace, error);
  *reg = dj_loader_finish (loader, lenient, error);
  return *reg != NULL;
}
