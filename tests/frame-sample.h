/* SPDX-License-Identifier: Apache-2.0 */
/* Frames that the tests of frames share: a column of each type, with ordinary, missing, empty and hostile cells. */
#pragma once

#include "frame/frame-private.h"

/* Columns of a sample. */
enum
{
  NAME,
  COUNT,
  SHARE,
  DAY,
  COLOUR,
  BODY,
};

extern const DjCodeList sample_colours;

DjFrame *sample_frame_new (void); /* columns, no rows yet */
void sample_frame_append (DjFrame *frame, const char *name, gint64 count, double share, DjDate day, int colour,
                          const char *body);
DjFrame *sample_frame_small (void); /* a full row, a missing one, an empty one */
DjFrame *sample_frame_random (GRand *rand, int n_rows);
