/* SPDX-License-Identifier: Apache-2.0 */
/* The order of resort, as it is written. */
#include "duty/duty-private.h"

#include <string.h>

static gboolean has_step (const DjResortOrder *order, DjResortStep step)
{
  int i = 0;
  while (i < order->n && order->step[i] != step)
    i++;
  return i < order->n;
}

/* Takes the step text[0..length), with blanks around it. */
static gboolean take_step (DjResortOrder *order, const char *text, gsize length, gboolean joined, GError **error)
{
  g_autofree char *name = g_strstrip (g_strndup (text, length));
  DjResortStep step = (DjResortStep)dj_code_list_find (&dj_codes_resort_step, name, -1);
  if (step == DJ_RESORT_NONE)
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("责任次序中没有“%s”这一步", "'%s' is no step of an order of resort"), name);
  else if (has_step (order, step))
    g_set_error (error, DJ_ERROR, DJ_ERROR_FORMAT,
                 DJ_SAY ("责任次序中“%s”重复", "'%s' is twice in the order of resort"), name);
  else
  {
    order->step[order->n] = step;
    order->joined[order->n++] = joined;
    return TRUE;
  }
  return FALSE;
}

gboolean dj_resort_order_parse (const char *text, DjResortOrder *order, GError **error)
{
  gboolean joined = FALSE;
  order->n = 0;
  for (;;)
  {
    gsize length = strcspn (text, ",+");
    if (!take_step (order, text, length, joined, error))
      return FALSE;
    text += length;
    if (*text == '\0')
      return TRUE;
    joined = *text++ == '+';
  }
}
