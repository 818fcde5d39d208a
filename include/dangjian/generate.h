/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: generate
 *
 * Synthetic registers of the size and shape of the nation, or of a part of it, for trying and measuring.
 *
 * At scale 1, as of 2024-12-31: 306,000 committees, 330,000 general branches and 4,614,000 branches under the committees of all areas;
 * 100,271,000 members with the published margins of sex, age, education, occupation and period of admission (中国共产党党内统计公报);
 * 20,000,000 participations; 200,000 alliances of 3 to 60 seats. At a smaller scale everything is that times the scale, rounded, by largest
 * remainder where parts add up. Areas are the real divisions where their folder is given; whatever else there is, is made up: persons have no
 * names, and no organization is a real one.
 *
 * The periods of admission are divided on 1949-10-01, 1978-12-18 and 2012-11-08.
 * About one organization in a hundred has a history (renamed, moved, dissolved), about one member in twenty-five an earlier affiliation, and
 * rows of persons who have left stand between the others. Persons are in no order of organizations.
 *
 * The same options give the same register, byte for byte, on any machine.
 */
#pragma once

#include <dangjian/register.h>

G_BEGIN_DECLS

/** DJ_GENERATE_SCALE_MIN: the smallest scale of dj_register_generate(), a ten-thousandth of the nation. */
#define DJ_GENERATE_SCALE_MIN 0.0001

/**
 * DjGenerateOptions: what to make.
 * @scale: share of the nation, from 1/10,000 to 1
 * @seed: another seed makes another register of the same shape
 * @divisions: (nullable): a folder with `provinces.csv.gz`, `cities.csv.gz`, `areas.csv.gz`, `streets.csv.gz` and `villages.csv.gz`, such as
 *   `share/dangjian/divisions`, of which whole counties are drawn where @scale is less than 1; %NULL for made-up areas of the same fan-outs
 * @cancellable: (nullable): to stop it
 * @progress: (nullable): told how many rows are made
 * @progress_data: given to @progress
 */
typedef struct
{
  double scale;
  guint64 seed;
  const char *divisions;
  GCancellable *cancellable;
  DjProgress progress;
  gpointer progress_data;
} DjGenerateOptions;

/** DJ_GENERATE_OPTIONS_INIT: a thousandth of the nation over made-up areas, seed 1. */
#define DJ_GENERATE_OPTIONS_INIT                                                                                       \
  {                                                                                                                    \
    1.0 / 1000, 1, NULL, NULL, NULL, NULL                                                                              \
  }

/**
 * dj_register_generate:
 * @options: (nullable): what to make; %NULL for %DJ_GENERATE_OPTIONS_INIT
 * @error: %DJ_ERROR_FORMAT for a scale out of range, %DJ_ERROR_FILE for divisions that cannot be read, %DJ_ERROR_LIMIT for divisions whose
 *   counties are too large for the scale, %DJ_ERROR_CANCELLED
 *
 * Makes a register that every check finds sound; they are not run here, because they take longer than making it. May be called from
 * several threads at once.
 *
 * Returns: (transfer full) (nullable): the register; O(rows)
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_register_generate (const DjGenerateOptions *options, GError **error);

G_END_DECLS
