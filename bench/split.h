/* SPDX-License-Identifier: Apache-2.0 */
/* The least that reading CSV could do: map the files and find where each field begins. Header only. */
#pragma once

#include <glib.h>
#include <string.h>

/* Where the last fields began: enough that the compiler cannot leave the splitting out, and no more. */
static guint32 split_begins[1 << 12];

/* What was found in a folder. */
typedef struct
{
  gsize bytes;
  gsize fields;
  gsize lines;
} SplitCount;

typedef void (*Splitter) (const char *text, gsize length, SplitCount *count);

static inline void split_note (SplitCount *count, gsize at)
{
  split_begins[count->fields++ % G_N_ELEMENTS (split_begins)] = (guint32)at;
}

/* Looks at every byte in turn. */
static inline void split_by_bytes (const char *text, gsize length, SplitCount *count)
{
  for (gsize at = 0; at < length; at++)
    if (text[at] == ',' || text[at] == '\n')
    {
      split_note (count, at + 1);
      count->lines += text[at] == '\n';
    }
}

/* Leaves looking to memchr(): faster where fields are long. */
static inline void split_by_memchr (const char *text, gsize length, SplitCount *count)
{
  const char *end = text + length;
  for (const char *line = text; line < end;)
  {
    const char *line_end = memchr (line, '\n', (gsize)(end - line));
    line_end = line_end ? line_end : end;
    for (const char *at = line; at; at = at ? at + 1 : NULL)
    {
      at = memchr (at, ',', (gsize)(line_end - at));
      split_note (count, (gsize)((at ? at : line_end) - text) + 1);
    }
    line = line_end + 1;
    count->lines++;
  }
}

static inline SplitCount split_folder (const char *folder, Splitter split)
{
  SplitCount count = { 0, 0, 0 };
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir))
  {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GMappedFile) mapped = g_str_has_suffix (name, ".csv") ? g_mapped_file_new (path, FALSE, NULL) : NULL;
    if (mapped && g_mapped_file_get_contents (mapped))
    {
      split (g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped), &count);
      count.bytes += g_mapped_file_get_length (mapped);
    }
  }
  if (dir)
    g_dir_close (dir);
  return count;
}
