/* SPDX-License-Identifier: Apache-2.0 */
/* A register of ten organizations whose every figure is worked out by hand, and what frames of it must be. */
#pragma once

#include <check.h>

#include <dangjian/dangjian.h>

DjRegister *sample_register (void);
DjView *sample_seal (DjRegister *reg, const char *day);
DjView *sample_view (const char *day);

/* Rows of CSV, the header first and NULL last. */
void sample_add_rows (DjChange *change, DjTable table, const char *const *rows);
void sample_commit (DjChange *change); /* fails the test where it is refused */

void sample_expect (DjFrame *frame, const char *expected); /* takes the frame */
void sample_expect_count (DjView *view, const char *root, DjCountOptions options, const char *expected);
