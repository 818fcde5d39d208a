# SPDX-License-Identifier: Apache-2.0
"""Builds the C library before the extension module, and puts its sources into source distributions."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
import build_dangjian  # noqa: E402


class BuildWithLibrary(build_ext):
    """The extension is linked with a library that must be there first."""

    def run(self) -> None:
        if not build_dangjian.use_installed:
            build_dangjian.build_library()
        super().run()


class BuildWithData(build_py):
    """A wheel that carries the library carries its rule sets too."""

    def run(self) -> None:
        super().run()
        if not build_dangjian.use_installed:
            data = build_dangjian.find_sources() / "data" / "rules"
            # where the library looks for them: in share/dangjian beside itself
            folder = Path(self.build_lib) / "dangjian" / "share" / "dangjian" / "rules"
            shutil.copytree(data, folder, dirs_exist_ok=True)


class WithSources(sdist):
    """A source distribution carries the C library."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        sources, target = build_dangjian.find_sources(), Path(base_dir) / "libdangjian"
        for folder in ("cmake", "include", "lib", "tools", "pkgconfig"):
            if (sources / folder).is_dir():
                shutil.copytree(sources / folder, target / folder, dirs_exist_ok=True)
        shutil.copytree(sources / "data" / "rules", target / "data" / "rules", dirs_exist_ok=True)
        for name in ("CMakeLists.txt", "LICENSE"):
            shutil.copy2(sources / name, target / name)


def version() -> str:
    """The library's own."""
    include = (
        build_dangjian.pkg_config("--variable=includedir", "dangjian")[0] if build_dangjian.use_installed else None
    )
    header = (Path(include) if include else build_dangjian.find_sources() / "include") / "dangjian" / "version.h"
    parts = re.findall(r"#define DJ_(?:MAJOR|MINOR|MICRO)_VERSION (\d+)", header.read_text(encoding="utf-8"))
    return ".".join(parts)


setup(
    version=version(),
    cffi_modules=["build_dangjian.py:ffibuilder"],
    cmdclass={"build_ext": BuildWithLibrary, "build_py": BuildWithData, "sdist": WithSources},
    options={"bdist_wheel": {"py_limited_api": "cp39"}},
)
