# SPDX-License-Identifier: Apache-2.0
"""Every function of the library is bound, or stands on a list that says why not."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from conftest import ROOT

HERE = Path(__file__).resolve().parent
LIBRARY = ROOT / "build" / "release" / "lib" / "libdangjian.so"


def exported():
    lines = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], check=True, capture_output=True, text=True).stdout
    names = {line.split()[-1].partition("@")[0] for line in lines.splitlines()}
    return {name for name in names if name.startswith("dj_")}


def bound():
    sources = "".join(path.read_text(encoding="utf-8") for path in (HERE.parent / "src" / "dangjian").glob("*.py"))
    return set(re.findall(r"\blib\.(dj_\w+)", sources))


def excepted():
    """Names and reasons of unbound.txt."""
    text = (HERE / "unbound.txt").read_text(encoding="utf-8")
    rows = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]
    assert all(len(row) == 2 for row in rows), "each exception says why"
    return [name for name, _ in rows]


def test_every_function_is_bound_or_excepted():
    names = exported()
    assert len(names) > 150
    exceptions = excepted()
    patterns = [re.compile(name.replace("*", "[a-z0-9_]*") + "$") for name in exceptions]
    left = {name for name in names - bound() if not any(pattern.match(name) for pattern in patterns)}
    assert not left


def test_nothing_is_excepted_that_is_bound_or_gone():
    unbound = exported() - bound()
    for name in excepted():
        pattern = re.compile(name.replace("*", "[a-z0-9_]*") + "$")
        assert any(pattern.match(other) for other in unbound), name


def test_nothing_is_bound_that_is_not_exported():
    assert not {name for name in bound() - exported() if not name.startswith("dj_python_")}
