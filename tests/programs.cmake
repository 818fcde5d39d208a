# SPDX-License-Identifier: Apache-2.0
# Programs that are tests by being run: the generated files are current, and every example does what it says.

if (TARGET schema-print)
  dangjian_add_test (docs-current sh tests/docs-current $<TARGET_FILE:schema-print> $<TARGET_FILE:case-figures>
    $<TARGET_FILE:rules-print>)
  set_tests_properties (docs-current PROPERTIES LABELS house)
endif ()

# Every row of the field in some case, and every figure of the cases by the command that gives it.
if (TARGET case-figures AND TARGET dangjian-cli)
  dangjian_add_test (case-figures case-figures check $<TARGET_FILE:dangjian-cli>)
  set_tests_properties (case-figures PROPERTIES LABELS tool)

  # No case breaks what the national rules say must be, unless its expect.json says that it does.
  dangjian_add_test (case-rules case-figures rules $<TARGET_FILE:dangjian-cli>)
  set_tests_properties (case-rules PROPERTIES LABELS tool)
endif ()

if (DANGJIAN_BUILD_EXAMPLES)
  file (GLOB example_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.c")
  foreach (source IN LISTS example_sources)
    cmake_path (GET source STEM name)
    dangjian_add_test (example-${name} example-${name})
    set_tests_properties (example-${name} PROPERTIES LABELS example)
  endforeach ()
endif ()
