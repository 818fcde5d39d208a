/* SPDX-License-Identifier: Apache-2.0 */
/* Where the rule sets lie that come with the library. */
#include "rule/reading-private.h"

#include <dlfcn.h>
#include <stdlib.h>

/* What is asked where it lies: in the library, or in the program that the library is a part of. */
static const char anchor = 0;

/* As deep as lib/x86_64-linux-gnu/ lies below the folder that has share/. */
#define LEVELS 3

char *dj_rule_resolve_path (const char *path)
{
  char *found = realpath (path, NULL);
  char *copy = found ? g_strdup (found) : g_canonicalize_filename (path, NULL);
  free (found);
  return copy;
}

static char *find_own_file (void)
{
  Dl_info info = { 0 };
  if (dladdr (&anchor, &info) != 0 && info.dli_fname != NULL && g_path_is_absolute (info.dli_fname))
    return dj_rule_resolve_path (info.dli_fname);
  /* Of the program itself the loader only knows by what name it was called. */
  return g_file_read_link ("/proc/self/exe", NULL);
}

/* An installed tree may be moved: what belongs to the library is looked for beside it. A folder of builds is laid out likewise. */
static char *find_beside (const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);
  for (int i = 0; i < LEVELS; i++)
  {
    g_autofree char *data = g_build_filename (folder, "share", "dangjian", NULL);
    g_autofree char *rules = g_build_filename (data, "rules", NULL);
    if (g_file_test (rules, G_FILE_TEST_IS_DIR))
      return g_steal_pointer (&data);
    char *above = g_path_get_dirname (folder);
    g_free (folder);
    folder = above;
  }
  return NULL;
}

char *dj_rule_find_data (void)
{
  const char *named = g_getenv ("DANGJIAN_DATA");
  if (named != NULL && *named != '\0')
    return g_strdup (named);
  g_autofree char *file = find_own_file ();
  char *beside = file ? find_beside (file) : NULL;
  return beside ? beside : g_strdup (DANGJIAN_DATADIR);
}
