/* SPDX-License-Identifier: Apache-2.0 */
/* What became of things between two days of two registers, done over by looking at all rows of whole tables, as texts. */
#pragma once

#include "naive.h"

/* A register and a day. */
typedef struct
{
  DjFrame *tables[DJ_N_TABLES];                    /* all rows */
  const char **cells[DJ_N_TABLES];                 /* their texts, row by row; the same text is the same pointer */
  int code[DJ_N_TABLES];                           /* the column, or -1 */
  DjDate *since[DJ_N_TABLES], *until[DJ_N_TABLES]; /* of rows */
  DjDate on;
} NaiveDay;

NaiveDay *naive_day_new (DjRegister *reg, DjDate on);
void naive_day_free (NaiveDay *day);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NaiveDay, naive_day_free)

/* Lines as naive_lines_of_frame() makes of the frame of dj_view_events(), the header first. */
GPtrArray *naive_events (const NaiveDay *now, const NaiveDay *before);
