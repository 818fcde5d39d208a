/* SPDX-License-Identifier: Apache-2.0 */
/* dangjian facilities REGISTER */
#include "tool.h"

#include <math.h>

#define COUNT 5

/* What can be asked instead of the list; one at a time. */
static const ToolOptionId questions[] = { OPTION_NEAR, OPTION_FAR };

typedef struct
{
  ToolOptionId question; /* N_OPTIONS for the list */
  double lon, lat;
  int count;
  double metres;
} Asked;

/* A number that is all of the text up to @end. */
static gboolean read_number (const char *text, char end, double *number, const char **rest)
{
  char *stop = NULL;
  *number = g_ascii_strtod (text, &stop);
  *rest = *stop ? stop + 1 : stop;
  return stop > text && *stop == end && isfinite (*number);
}

static gboolean read_point (Tool *tool, Asked *asked)
{
  const char *given = tool->values[OPTION_NEAR], *rest = NULL;
  gboolean point = !given
                   || (read_number (given, ',', &asked->lon, &rest) && read_number (rest, '\0', &asked->lat, &rest)
                       && fabs (asked->lon) <= 180 && fabs (asked->lat) <= 90);
  if (!point)
    tool_fail (tool, "--near is longitude and latitude in degrees, such as 116.45,39.93, not '%s'",
               "--near 后面是经度和纬度（度），如 116.45,39.93，不能是“%s”", given);
  return point;
}

static gboolean read_count (Tool *tool, Asked *asked)
{
  const char *given = tool->values[OPTION_COUNT];
  gint64 count = COUNT;
  if (given && asked->question != OPTION_NEAR)
    tool_fail (tool, "--count goes with --near", "--count 要和 --near 一起用");
  else if (given && !g_ascii_string_to_signed (given, 10, 1, G_MAXINT, &count, NULL))
    tool_fail (tool, "--count is a number from 1 on, not '%s'", "--count 应为不小于 1 的整数，不能是“%s”", given);
  else
  {
    asked->count = (int)count;
    return TRUE;
  }
  return FALSE;
}

static gboolean read_radius (Tool *tool, Asked *asked)
{
  const char *given = tool->values[OPTION_FAR], *rest = NULL;
  if (!given || (read_number (given, '\0', &asked->metres, &rest) && asked->metres >= 0))
    return TRUE;
  tool_fail (tool, "--far is a number of metres, not '%s'", "--far 后面是米数，不能是“%s”", given);
  return FALSE;
}

static DjFrame *answer (Tool *tool, DjView *view, const Asked *asked, GError **error)
{
  const char *service = tool->values[OPTION_SERVICE];
  switch (asked->question)
  {
  case OPTION_NEAR:
    return dj_view_nearest_facilities (view, asked->lon, asked->lat, asked->count, service, error);
  case OPTION_FAR:
    return dj_view_far_communities (view, asked->metres, service, error);
  default:
    return dj_view_facilities (view, service);
  }
}

/* A table has the columns that matter most, CSV and JSON have all. */
static int print (Tool *tool, const DjFrame *frame, ToolOptionId question)
{
  static const char *const all[] = { "facility", "name", "level", "area", "units", "people", "services", NULL };
  static const char *const near[] = { "facility", "name", "area", "metres", "services", NULL };
  static const char *const far[] = { "area", "name", "metres", "facility", "facility_name", NULL };
  return tool_answer_columns (tool, frame,
                              question == OPTION_NEAR  ? near
                              : question == OPTION_FAR ? far
                                                       : all,
                              TOOL_DONE);
}

int facilities_run (Tool *tool)
{
  Asked asked = { .count = COUNT };
  if (!tool_read_question (tool, questions, G_N_ELEMENTS (questions), &asked.question) || !read_point (tool, &asked)
      || !read_count (tool, &asked) || !read_radius (tool, &asked))
    return TOOL_FAILED;
  g_autoptr (DjRegister) reg = tool_open (tool);
  g_autoptr (DjView) view = reg ? tool_seal (tool, reg, tool->on) : NULL;
  if (!view)
    return TOOL_FAILED;
  g_autoptr (GError) error = NULL;
  g_autoptr (DjFrame) frame = answer (tool, view, &asked, &error);
  return frame ? print (tool, frame, asked.question) : dj_complain (error);
}
