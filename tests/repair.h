/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots that are damaged in what they say, and not in their checksums. */
#pragma once

#include <glib.h>

/* Makes every checksum fit the column that it is of, as far as columns are found. */
void repair_checksums (guint8 *bytes, gsize n);
