# SPDX-License-Identifier: Apache-2.0
# Programs outside of this tree: installs into a folder of the build, then builds and runs one program in each way to link.
set (consumer_source "${CMAKE_CURRENT_SOURCE_DIR}/consumer")
set (consumer_build "${CMAKE_CURRENT_BINARY_DIR}/consumer")
set (consumer_prefix "${CMAKE_CURRENT_BINARY_DIR}/prefix")

dangjian_add_test (consumer-install "${CMAKE_COMMAND}" --install "${PROJECT_BINARY_DIR}" --prefix "${consumer_prefix}")
set_tests_properties (consumer-install PROPERTIES FIXTURES_SETUP installed)

function (dangjian_add_consumer name)
  dangjian_add_test (consumer-${name} ${ARGN})
  set_tests_properties (consumer-${name} PROPERTIES FIXTURES_REQUIRED installed LABELS consumer)
endfunction ()
set_tests_properties (consumer-install PROPERTIES LABELS consumer)

foreach (kind shared static)
  dangjian_add_consumer (pkg-config-${kind} sh "${consumer_source}/pkg-config" ${kind} "${CMAKE_C_COMPILER}"
    "${PKG_CONFIG_EXECUTABLE}" "${consumer_prefix}" "${CMAKE_INSTALL_LIBDIR}" "${consumer_build}")
endforeach ()

foreach (kind shared static add-subdirectory)
  set (test ${kind})
  if (NOT kind STREQUAL "add-subdirectory")
    set (test find-package-${kind})
  endif ()
  dangjian_add_consumer (${test} "${CMAKE_CTEST_COMMAND}"
    --build-and-test "${consumer_source}" "${consumer_build}/${test}"
    --build-generator "${CMAKE_GENERATOR}"
    --build-options -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER} "-DCMAKE_PREFIX_PATH=${consumer_prefix}" -DCONSUMER_KIND=${kind}
    "-DDANGJIAN_SOURCE=${PROJECT_SOURCE_DIR}" -DVERSION=${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    --test-command consumer)
endforeach ()

# Folders given as absolute paths once broke the pkg-config files of many projects.
dangjian_add_consumer (absolute-folders sh "${consumer_source}/absolute" "${CMAKE_COMMAND}" "${CMAKE_GENERATOR}"
  "${PKG_CONFIG_EXECUTABLE}" "${PROJECT_SOURCE_DIR}" "${consumer_build}/absolute")
