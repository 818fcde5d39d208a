# SPDX-License-Identifier: Apache-2.0
# Finds libcsv (csv.h, -lcsv), which many distributions ship without a pkg-config file. Makes the target Libcsv::Libcsv.
find_path (Libcsv_INCLUDE_DIR csv.h)
find_library (Libcsv_LIBRARY csv)
mark_as_advanced (Libcsv_INCLUDE_DIR Libcsv_LIBRARY)

if (Libcsv_INCLUDE_DIR)
  file (STRINGS "${Libcsv_INCLUDE_DIR}/csv.h" Libcsv_VERSION REGEX "^#define CSV_(MAJOR|MINOR|RELEASE) [0-9]+$")
  string (REGEX MATCHALL "[0-9]+" Libcsv_VERSION "${Libcsv_VERSION}")
  list (JOIN Libcsv_VERSION "." Libcsv_VERSION)
endif ()

include (FindPackageHandleStandardArgs)
find_package_handle_standard_args (Libcsv REQUIRED_VARS Libcsv_LIBRARY Libcsv_INCLUDE_DIR VERSION_VAR Libcsv_VERSION)

if (Libcsv_FOUND AND NOT TARGET Libcsv::Libcsv)
  add_library (Libcsv::Libcsv UNKNOWN IMPORTED GLOBAL)
  set_target_properties (Libcsv::Libcsv PROPERTIES IMPORTED_LOCATION "${Libcsv_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Libcsv_INCLUDE_DIR}")
endif ()
