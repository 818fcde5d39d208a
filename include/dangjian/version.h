/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: version
 *
 * Version numbers of the library and the marks on its exported symbols.
 */
#pragma once

/** DJ_MAJOR_VERSION: major version, as compiled against. */
#define DJ_MAJOR_VERSION 0
/** DJ_MINOR_VERSION: minor version, as compiled against. */
#define DJ_MINOR_VERSION 1
/** DJ_MICRO_VERSION: micro version, as compiled against. */
#define DJ_MICRO_VERSION 0

#define DJ_ENCODE_VERSION(major, minor, micro) ((major) << 24 | (minor) << 16 | (micro) << 8)
#define DJ_VERSION DJ_ENCODE_VERSION (DJ_MAJOR_VERSION, DJ_MINOR_VERSION, DJ_MICRO_VERSION)

/** DJ_CHECK_VERSION: whether the headers are at least of this version. */
#define DJ_CHECK_VERSION(major, minor, micro) (DJ_VERSION >= DJ_ENCODE_VERSION (major, minor, micro))

#if defined(__GNUC__)
#define DJ_EXPORT __attribute__ ((visibility ("default"))) extern
#else
#define DJ_EXPORT extern
#endif

/** DJ_AVAILABLE_IN_0_1: exported since version 0.1. */
#define DJ_AVAILABLE_IN_0_1 DJ_EXPORT
