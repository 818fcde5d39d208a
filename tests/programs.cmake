# SPDX-License-Identifier: Apache-2.0
# Programs that are tests by being run: the generated files are current, and every example does what it says.

if (TARGET schema-print)
  dangjian_add_test (tables-current sh tests/tables-current $<TARGET_FILE:schema-print>)
  set_tests_properties (tables-current PROPERTIES LABELS house)
endif ()

if (DANGJIAN_BUILD_EXAMPLES)
  file (GLOB example_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.c")
  foreach (source IN LISTS example_sources)
    cmake_path (GET source STEM name)
    dangjian_add_test (example-${name} example-${name})
    set_tests_properties (example-${name} PROPERTIES LABELS example)
  endforeach ()
endif ()
