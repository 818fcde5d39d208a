# SPDX-License-Identifier: Apache-2.0
# What every target of this project is compiled with. Kept on our own targets, never on those of a project that embeds us.

if (DANGJIAN_BUILD_FUZZ)
  if (NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
    message (FATAL_ERROR "DANGJIAN_BUILD_FUZZ needs clang (libFuzzer): configure with -DCMAKE_C_COMPILER=clang-14")
  endif ()
  add_compile_options (-g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options (-fsanitize=address,undefined)
endif ()

# A sanitizer's own symbols come with the program, so a shared library built with one has undefined symbols by design; and a
# program outside of this build cannot link it without knowing.
if (DANGJIAN_BUILD_FUZZ OR CMAKE_C_FLAGS MATCHES "-fsanitize|--coverage")
  set (DANGJIAN_INSTRUMENTED ON)
else ()
  set (DANGJIAN_INSTRUMENTED OFF)
endif ()

function (dangjian_settings target)
  set_target_properties (${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  target_compile_options (${target} PRIVATE -Wall -Wextra -Wpedantic $<$<BOOL:${DANGJIAN_WERROR}>:-Werror>)
  target_compile_definitions (${target} PRIVATE _GNU_SOURCE GLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74
    GLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74)
endfunction ()
