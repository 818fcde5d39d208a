/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for what others commit. */
#include "store/store-private.h"

static gboolean look (DjStore *store, gboolean *changed, GError **error)
{
  gint64 number = store->number;
  g_autofree char *hash = NULL;
  if (!dj_log_read_head (store->db, &number, &hash, error))
    return FALSE;
  *changed = number != store->number;
  return TRUE;
}

static gboolean listen (DjStore *store, gint64 milliseconds, GCancellable *cancellable, GError **error)
{
  if (!store->db->product->wait (store->db, milliseconds, cancellable, error))
    return FALSE;
  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return !g_cancellable_is_cancelled (cancellable);
}

/* It listens before it looks, so that nothing is missed between. What is heard only says that the log should be looked at. */
static gboolean wait_until (DjStore *store, gint64 end, GCancellable *cancellable, gboolean *changed, GError **error)
{
  gint64 left = 0;
  for (;;)
  {
    if (!listen (store, left, cancellable, error) || !look (store, changed, error))
      return FALSE;
    if (*changed || (end >= 0 && g_get_monotonic_time () >= end))
      return TRUE;
    left = end < 0 ? -1 : MAX (end - g_get_monotonic_time () + 999, 0) / 1000;
  }
}

gboolean dj_register_wait (DjRegister *reg, int milliseconds, GCancellable *cancellable, gboolean *changed,
                           GError **error)
{
  g_return_val_if_fail (reg != NULL && changed != NULL, FALSE);
  DjStore *store = dj_register_get_store (reg, error);
  gint64 end = milliseconds < 0 ? -1 : g_get_monotonic_time () + (gint64)milliseconds * 1000;
  *changed = FALSE;
  return store && wait_until (store, end, cancellable, changed, error);
}

int dj_register_get_notify_fd (DjRegister *reg, GError **error)
{
  g_return_val_if_fail (reg != NULL, -1);
  DjStore *store = dj_register_get_store (reg, error);
  return store ? store->db->product->get_notify_fd (store->db, error) : -1;
}
