/* SPDX-License-Identifier: Apache-2.0 */
/* Things grouped by number. */
#include "view/view-private.h"

#include <string.h>

void dj_links_fill (DjLinks *links, gint32 n_groups, const gint32 *group, const gint32 *value, gint32 n)
{
  gint32 begin = 0;
  links->n = n_groups;
  links->start = g_new0 (gint32, (gsize)n_groups + 1);
  links->to = g_new0 (gint32, (gsize)n + 1);
  for (gint32 i = 0; i < n; i++)
    links->start[group[i]]++;
  for (gint32 i = 0; i <= n_groups; i++)
  {
    gint32 size = links->start[i];
    links->start[i] = begin;
    begin += size;
  }
  /* Filling moves each beginning to where the group ends, which is where the next one begins. */
  for (gint32 i = 0; i < n; i++)
    links->to[links->start[group[i]]++] = value[i];
  memmove (links->start + 1, links->start, (gsize)n_groups * sizeof (gint32));
  links->start[0] = 0;
}

void dj_links_clear (DjLinks *links)
{
  g_free (links->start);
  g_free (links->to);
}
