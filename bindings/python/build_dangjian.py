# SPDX-License-Identifier: Apache-2.0
"""Makes the extension module.

By default it carries the C library, built by CMake from the sources two folders up (or beside this file, in a source
distribution) and linked statically. With DANGJIAN_INSTALLED=1 it is linked with the library that pkg-config finds.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

from cffi import FFI

sys.path.insert(0, str(Path(__file__).resolve().parent))
from declarations import SOURCE, declarations  # noqa: E402

here = Path(__file__).resolve().parent
use_installed = os.environ.get("DANGJIAN_INSTALLED", "") not in ("", "0")


def find_sources() -> Path:
    """The C sources: of the project, or those that a source distribution carries."""
    for folder in (here / "libdangjian", here.parent.parent):
        if (folder / "lib" / "schema").is_dir():
            return folder
    sys.exit("dangjian: the C sources are not there; set DANGJIAN_INSTALLED=1 to use an installed library")


def pkg_config(*arguments: str) -> list[str]:
    """Words of pkg-config's answer."""
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), *arguments]
    try:
        return shlex.split(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"dangjian: {' '.join(command)}: {getattr(error, 'stderr', '') or error}")


def with_postgresql() -> bool:
    """Whether stores may be on PostgreSQL: DANGJIAN_POSTGRESQL=ON or OFF says so, else whether libpq is there."""
    wanted = os.environ.get("DANGJIAN_POSTGRESQL", "AUTO").upper()
    if wanted in ("ON", "OFF"):
        return wanted == "ON"
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), "--exists", "libpq >= 12"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def build_folder() -> Path:
    """Where CMake builds; one for each set of flags, as they end up in the objects."""
    flags = os.environ.get("CFLAGS", "")
    return here / "build" / (f"library-{zlib.crc32(flags.encode()):08x}" if flags else "library")


def build_library() -> None:
    """Builds libdangjian.a."""
    cmake = shutil.which("cmake") or sys.exit("dangjian: cmake 3.25 or later is needed to build the C library")
    folder = build_folder()
    off = [f"-DDANGJIAN_BUILD_{part}=OFF" for part in ("TESTS", "EXAMPLES", "BENCH")]
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    configure = [
        "-S",
        str(find_sources()),
        "-B",
        str(folder),
        "-DCMAKE_BUILD_TYPE=Release",
        "-DDANGJIAN_INSTALL=OFF",
        f"-DDANGJIAN_POSTGRESQL={'ON' if with_postgresql() else 'OFF'}",
        *off,
    ]
    subprocess.run([cmake, *generator, *configure, "--log-level=WARNING"], check=True)
    subprocess.run([cmake, "--build", str(folder), "--target", "dangjian_static", "--parallel"], check=True)


def find_packages() -> list[str]:
    """What pkg-config is asked for."""
    if use_installed:
        return ["dangjian"]
    packages = ["glib-2.0", "gobject-2.0", "gio-2.0", "libcjson", "sqlite3"]
    return [*packages, "libpq"] if with_postgresql() else packages


def make_ffi() -> FFI:
    """The description of the module for cffi."""
    packages = find_packages()
    libraries = pkg_config("--libs", *packages)
    flags = pkg_config("--cflags", *packages)
    includes = [flag[2:] for flag in flags if flag.startswith("-I")]
    objects: list[str] = []
    if use_installed:
        include = Path(pkg_config("--variable=includedir", "dangjian")[0])
    else:
        include = find_sources() / "include"
        includes.insert(0, str(include))
        objects = [str(build_folder() / "lib" / "libdangjian.a")]
        libraries += ["-lcsv", "-lm", "-Wl,--exclude-libs,ALL"]
    ffi = FFI()
    ffi.cdef(declarations(include))
    ffi.set_source(
        "dangjian._dangjian",
        SOURCE,
        include_dirs=includes,
        extra_objects=objects,
        extra_compile_args=[flag for flag in flags if not flag.startswith("-I")],
        extra_link_args=libraries,
        define_macros=[("Py_LIMITED_API", "0x03090000")],
        py_limited_api=True,
    )
    return ffi


ffibuilder = make_ffi()
