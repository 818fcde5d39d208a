# SPDX-License-Identifier: Apache-2.0
"""Registers that the tests ask, the tool that they are compared with, and the search for leaks."""

from __future__ import annotations

import csv
import ctypes
import gc
import io
import os
import signal
import subprocess
from pathlib import Path

import pytest

import dangjian as dj

ROOT = Path(__file__).resolve().parents[3]
TOOL = ROOT / "build" / "release" / "bin" / "dangjian"
DAY = "2024-08-26"

# Whoever starts the tests in the background may have let Ctrl-C be ignored; some tests are about it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def cases():
    return ROOT / "cases"


@pytest.fixture(scope="session")
def beijing(cases):
    return dj.read(cases / "beijing")


@pytest.fixture(scope="session")
def sanlitun(cases):
    return dj.read(cases / "sanlitun")


@pytest.fixture(scope="session")
def lines(cases):
    return dj.read(cases / "lines")


@pytest.fixture(scope="session")
def tool(cases):
    """Rows that the tool answers with, as texts by column."""

    def ask(*arguments):
        command = [TOOL, *arguments, "--format", "csv", "--lang", "en"]
        answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return list(csv.DictReader(io.StringIO(answer)))

    return ask


def texts_of(frame):
    """A frame's rows as the tool writes them."""
    return list(csv.DictReader(io.StringIO(frame.csv())))


@pytest.fixture(scope="session", autouse=True)
def no_leaks():
    """Under AddressSanitizer: at the end nothing is lost that was allocated below this library."""
    yield
    if "DANGJIAN_SANITIZED" not in os.environ:
        return
    gc.collect()
    log = Path(os.environ["ASAN_OPTIONS"].split("log_path=")[1] + f".{os.getpid()}")
    ctypes.CDLL(None).__lsan_do_recoverable_leak_check()
    leaks = log.read_text().split("\n\n") if log.exists() else []
    ours = [leak for leak in leaks if "leak of" in leak and ("dj_" in leak or "dangjian" in leak)]
    assert not ours, "\n\n".join(ours)
