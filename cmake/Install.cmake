# SPDX-License-Identifier: Apache-2.0
set (package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/dangjian")

# Two export sets, so that a program that links the shared library need not have the development files of cJSON, SQLite, libpq and libcsv.
install (TARGETS dangjian EXPORT dangjian-shared ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install (TARGETS dangjian_static EXPORT dangjian-static ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install (EXPORT dangjian-shared NAMESPACE dangjian:: DESTINATION "${package_dir}")
install (EXPORT dangjian-static NAMESPACE dangjian:: DESTINATION "${package_dir}")

file (GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/dangjian/*.h")
install (FILES ${headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/dangjian")

configure_package_config_file ("${PROJECT_SOURCE_DIR}/cmake/dangjian-config.cmake.in"
  "${PROJECT_BINARY_DIR}/dangjian-config.cmake" INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file ("${PROJECT_BINARY_DIR}/dangjian-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install (FILES "${PROJECT_BINARY_DIR}/dangjian-config.cmake" "${PROJECT_BINARY_DIR}/dangjian-config-version.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindLibcsv.cmake" DESTINATION "${package_dir}")

# A folder given as absolute stays as it is; a relative one stays below ${prefix}, so that the installed tree can be moved.
foreach (name LIBDIR INCLUDEDIR DATADIR)
  set (DANGJIAN_PC_${name} "\${prefix}")
  cmake_path (APPEND DANGJIAN_PC_${name} "${CMAKE_INSTALL_${name}}")
endforeach ()
configure_file ("${PROJECT_SOURCE_DIR}/pkgconfig/dangjian.pc.in" "${PROJECT_BINARY_DIR}/dangjian.pc" @ONLY)
install (FILES "${PROJECT_BINARY_DIR}/dangjian.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

if (TARGET dangjian-cli)
  # The tool finds the library beside it wherever the tree is put, unless the library went to a folder of its own.
  if (IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_BINDIR}")
    set_target_properties (dangjian-cli PROPERTIES INSTALL_RPATH "${CMAKE_INSTALL_FULL_LIBDIR}")
  else ()
    cmake_path (RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_BINDIR}"
      OUTPUT_VARIABLE from_bin)
    set_target_properties (dangjian-cli PROPERTIES INSTALL_RPATH "$ORIGIN/${from_bin}")
  endif ()
  install (TARGETS dangjian-cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install (FILES "${PROJECT_SOURCE_DIR}/examples/cli/dangjian.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" OPTIONAL)
  install (FILES "${PROJECT_SOURCE_DIR}/examples/cli/dangjian.bash" RENAME dangjian
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" OPTIONAL)
endif ()

install (DIRECTORY "${PROJECT_SOURCE_DIR}/data/" DESTINATION "${CMAKE_INSTALL_DATADIR}/dangjian"
  PATTERN "*.toml" EXCLUDE PATTERN "*.py" EXCLUDE PATTERN "__pycache__" EXCLUDE)
# Laid out as in the source, so that the links of the READMEs to docs/ hold.
install (FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/README.zh-CN.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")
file (GLOB documents CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.md")
install (FILES ${documents} DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs")
