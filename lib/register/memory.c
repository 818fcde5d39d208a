/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for arrays that may be large. */
#include "register/register-private.h"

#include <errno.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* Arrays from this size on are worth large pages: looking something up at random then misses the processor's table of pages less often,
 * and the system hands them out hundreds of small pages at once. */
#define LARGE ((gsize)4 << 20)
#define LARGE_PAGE ((gsize)2 << 20)

void dj_memory_advise (gpointer memory, gsize size)
{
#ifdef MADV_HUGEPAGE
  gsize begin = ((gsize)memory + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
  gsize end = ((gsize)memory + size) & ~(LARGE_PAGE - 1);
  int saved = errno;
  if (memory && size >= LARGE && begin < end) /* advice only: where it is not taken, nothing is lost */
    (void)madvise ((char *)memory + (begin - (gsize)memory), end - begin, MADV_HUGEPAGE);
  errno = saved;
#else
  (void)memory;
  (void)size;
#endif
}

static gpointer check (gpointer memory, gsize n, gsize size, GError **error)
{
  if (!memory)
    g_set_error (error, DJ_ERROR, DJ_ERROR_LIMIT,
                 "Not enough memory for %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT " bytes", n, size);
  else
    dj_memory_advise (memory, MAX (n, 1) * size);
  return memory;
}

gpointer dj_try_new (gsize n, gsize size, GError **error)
{
  return check (g_try_malloc_n (MAX (n, 1), size), n, size, error);
}

gpointer dj_try_new0 (gsize n, gsize size, GError **error)
{
  return check (g_try_malloc0_n (MAX (n, 1), size), n, size, error);
}
