/* SPDX-License-Identifier: Apache-2.0 */
/* Included before every source of the library in builds with ThreadSanitizer, and only there.
 *
 * GLib counts references in functions of its own library, which is not built with the sanitizer; that the last one to let go
 * comes after all the others is then invisible, and every free looks like a race. These are the same operations, compiled here. */
#pragma once

#include <glib.h>

#undef g_atomic_ref_count_inc
#undef g_atomic_ref_count_dec
#define g_atomic_ref_count_inc(count) g_atomic_int_inc (count)
#define g_atomic_ref_count_dec(count) g_atomic_int_dec_and_test (count)
