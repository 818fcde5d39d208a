/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for what others commit. */
#include "store/store-private.h"

static gboolean read_number (DjStore *store, gint64 *number, GError **error)
{
  g_autofree char *hash = NULL;
  return dj_log_read_head (store->db, number, &hash, error);
}

static gboolean set_cancelled (GError **error)
{
  g_set_error_literal (error, DJ_ERROR, DJ_ERROR_CANCELLED, DJ_SAY ("已取消", "Cancelled"));
  return FALSE;
}

/* What the product hears only says that the log should be looked at. */
static gboolean wait_until (DjStore *store, gint64 end, GCancellable *cancellable, gboolean *changed, GError **error)
{
  gint64 number = store->number, left = end;
  while (!*changed && left != 0)
  {
    left = end < 0 ? -1 : MAX (end - g_get_monotonic_time () + 999, 0) / 1000;
    if (!store->db->product->wait (store->db, left, cancellable, error))
      return FALSE;
    if (g_cancellable_is_cancelled (cancellable))
      return set_cancelled (error);
    if (!read_number (store, &number, error))
      return FALSE;
    *changed = number != store->number;
  }
  return TRUE;
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
