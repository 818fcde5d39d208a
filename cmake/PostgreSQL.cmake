# SPDX-License-Identifier: Apache-2.0
# Whether stores may be on PostgreSQL: sets DANGJIAN_LIBPQ to the target to link, or to nothing.
set (DANGJIAN_LIBPQ "")
set (DANGJIAN_PC_LIBPQ "")
if (DANGJIAN_POSTGRESQL STREQUAL "AUTO")
  pkg_check_modules (DANGJIAN_PQ QUIET IMPORTED_TARGET GLOBAL libpq>=12)
elseif (DANGJIAN_POSTGRESQL)
  pkg_check_modules (DANGJIAN_PQ REQUIRED IMPORTED_TARGET GLOBAL libpq>=12)
else ()
  set (DANGJIAN_PQ_FOUND FALSE)
endif ()
if (DANGJIAN_PQ_FOUND)
  set (DANGJIAN_LIBPQ PkgConfig::DANGJIAN_PQ)
  set (DANGJIAN_PC_LIBPQ " -lpq") # not its package: for a static build that asks for libraries of the server's own sources
endif ()
