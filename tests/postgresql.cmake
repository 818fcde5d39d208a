# SPDX-License-Identifier: Apache-2.0
# Stores on a server: one that is started for the tests and stopped behind them, whatever becomes of them. Where there is no PostgreSQL to start,
# these tests are left out. What is asked of SQLite is asked of it once more.
if (NOT DANGJIAN_LIBPQ)
  return ()
endif ()

file (GLOB versions "/usr/lib/postgresql/*/bin")
list (SORT versions COMPARE NATURAL ORDER DESCENDING)
find_program (POSTGRESQL_INITDB initdb HINTS ${versions})
if (NOT POSTGRESQL_INITDB)
  message (STATUS "No PostgreSQL server: tests of stores on one are left out")
  return ()
endif ()
cmake_path (GET POSTGRESQL_INITDB PARENT_PATH postgresql_bin)

set (server_script "${CMAKE_CURRENT_SOURCE_DIR}/postgresql/server")
set (server_folder "${CMAKE_CURRENT_BINARY_DIR}/postgresql")
dangjian_add_test (postgresql-start sh "${server_script}" start "${postgresql_bin}" "${server_folder}")
dangjian_add_test (postgresql-stop sh "${server_script}" stop "${server_folder}")
set_tests_properties (postgresql-start PROPERTIES FIXTURES_SETUP postgresql LABELS postgresql COST 2000)
set_tests_properties (postgresql-stop PROPERTIES FIXTURES_CLEANUP postgresql LABELS postgresql)

set (server_environment ${test_environment} "PGSERVICEFILE=${server_folder}/service"
  "DANGJIAN_TEST_POSTGRESQL=postgresql:///postgres?service=dangjian-test")

function (dangjian_add_server_test name)
  dangjian_add_test (${name} ${ARGN})
  set_tests_properties (${name} PROPERTIES ENVIRONMENT "${server_environment}" FIXTURES_REQUIRED postgresql
    LABELS "unit;postgresql")
endfunction ()

foreach (name test-store test-store-hard test-store-hostile)
  dangjian_add_server_test (${name}-postgresql ${name})
endforeach ()

# The tool, with addresses where else are files.
find_program (POSTGRESQL_PSQL psql HINTS ${postgresql_bin})
if (TARGET dangjian-cli AND POSTGRESQL_PSQL)
  foreach (part history import refusals words)
    dangjian_add_server_test (store-${part}-postgresql bash tests/tool/store.sh $<TARGET_FILE:dangjian-cli> ${part})
    set_property (TEST store-${part}-postgresql APPEND PROPERTY ENVIRONMENT "PSQL=${POSTGRESQL_PSQL}")
  endforeach ()
endif ()

# What can be asked of a server only.
file (GLOB server_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/postgresql/test-*.c")
foreach (source IN LISTS server_sources)
  cmake_path (GET source STEM stem)
  string (REPLACE test- test-postgresql- name ${stem})
  add_executable (${name} "${source}")
  dangjian_settings (${name})
  target_include_directories (${name} PRIVATE "${PROJECT_SOURCE_DIR}/lib" "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries (${name} PRIVATE test-helpers dangjian::dangjian_static PkgConfig::DANGJIAN_CHECK
    PkgConfig::DANGJIAN_CJSON ${DANGJIAN_LIBPQ})
  dangjian_add_server_test (${name} ${name})
endforeach ()

# A minute of programs that write and read begins first, and the other tests run beside it.
set (seconds 60)
if (DANGJIAN_INSTRUMENTED)
  set (seconds 10)
endif ()
set_tests_properties (test-postgresql-many PROPERTIES COST 1500)
set_property (TEST test-postgresql-many APPEND PROPERTY ENVIRONMENT DANGJIAN_TEST_SECONDS=${seconds})

# It has a server of its own.
set_property (TEST test-postgresql-crash APPEND PROPERTY ENVIRONMENT "DANGJIAN_TEST_SERVER=${server_script}"
  "DANGJIAN_TEST_SERVER_BIN=${postgresql_bin}")
