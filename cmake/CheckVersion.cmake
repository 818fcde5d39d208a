# SPDX-License-Identifier: Apache-2.0
# The version stands in the header for programs and here for packages; the two must not drift apart.
file (STRINGS "${PROJECT_SOURCE_DIR}/include/dangjian/version.h" lines REGEX "^#define DJ_(MAJOR|MINOR|MICRO)_VERSION [0-9]+$")
string (REGEX MATCHALL "[0-9]+" numbers "${lines}")
list (JOIN numbers "." header_version)
if (NOT header_version VERSION_EQUAL PROJECT_VERSION)
  message (FATAL_ERROR "include/dangjian/version.h says ${header_version}, CMakeLists.txt ${PROJECT_VERSION}")
endif ()
