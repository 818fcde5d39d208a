/* SPDX-License-Identifier: Apache-2.0 */
/* Whether files still are those that were opened: what is written to one that was removed, or that another was put in the place of, is seen
 * by nobody. */
#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "store/file-marks.h"

static const char *const ends[DJ_N_MARKS] = { "", "-wal", "-shm" };

void dj_file_marks_init (DjFileMarks *marks, const char *path)
{
  for (int i = 0; i < DJ_N_MARKS; i++)
    marks->marks[i] = (DjFileMark){ .path = g_strconcat (path, ends[i], NULL) };
}

void dj_file_marks_clear (DjFileMarks *marks)
{
  for (int i = 0; i < DJ_N_MARKS; i++)
    g_clear_pointer (&marks->marks[i].path, g_free);
}

/* A file that was not there yet is known from now on. */
static gboolean is_same (DjFileMark *mark, gboolean closed)
{
  GStatBuf status;
  gboolean there = g_stat (mark->path, &status) == 0;
  if (!mark->known && there && closed)
    return FALSE;
  if (!mark->known && there)
    *mark = (DjFileMark){ mark->path, TRUE, (guint64)status.st_dev, (guint64)status.st_ino };
  return !mark->known || (there && mark->device == (guint64)status.st_dev && mark->number == (guint64)status.st_ino);
}

gboolean dj_file_marks_check (DjFileMarks *marks)
{
  gboolean same = TRUE;
  for (int i = 0; i < DJ_N_MARKS && marks->marks[i].path; i++)
    same = is_same (&marks->marks[i], marks->closed) && same;
  return same;
}

gboolean dj_file_is_plain (const char *path, gboolean may_be_missing, GError **error)
{
  GStatBuf status;
  int number = !*path ? ENOENT : g_stat (path, &status) != 0 ? errno : 0;
  if (number == 0 && S_ISREG (status.st_mode))
    return TRUE;
  if (number == ENOENT && *path && may_be_missing)
    return TRUE;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, DJ_ERROR, DJ_ERROR_FILE, "%s: %s", shown,
               number == 0        ? DJ_SAY ("不是普通文件", "not a plain file")
               : number == ENOENT ? DJ_SAY ("没有这样的文件", "no such file")
                                  : g_strerror (number));
  return FALSE;
}
