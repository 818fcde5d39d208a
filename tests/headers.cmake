# SPDX-License-Identifier: Apache-2.0
# Every public header compiles alone, as C11 and as C++17, with nothing to complain about; and what the headers declare is exactly
# what the shared library exports.
enable_language (CXX)

set (glib_flags ${DANGJIAN_GLIB_INCLUDE_DIRS})
list (TRANSFORM glib_flags PREPEND "-isystem;")
set (strict_flags -pedantic -Wall -Wextra -Werror -fsyntax-only "-I${PROJECT_SOURCE_DIR}/include" ${glib_flags})

file (GLOB public_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/dangjian/*.h")
foreach (header IN LISTS public_headers)
  cmake_path (GET header STEM name)
  # By way of a file of one line: a header given as the main file would make the compiler complain of its #pragma once.
  foreach (suffix c cpp)
    file (CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.${suffix}"
      CONTENT "#include <dangjian/${name}.h>\nint main (void) { return 0; }\n")
  endforeach ()
  dangjian_add_test (header-c11-${name} "${CMAKE_C_COMPILER}" -std=c11 ${strict_flags}
    "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.c")
  dangjian_add_test (header-cxx17-${name} "${CMAKE_CXX_COMPILER}" -std=c++17 ${strict_flags}
    "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cpp")
  set_tests_properties (header-c11-${name} header-cxx17-${name} PROPERTIES LABELS house)
endforeach ()

dangjian_add_test (exported-symbols sh tests/exported-symbols "${CMAKE_NM}" $<TARGET_FILE:dangjian>)
set_tests_properties (exported-symbols PROPERTIES LABELS house)
