# SPDX-License-Identifier: Apache-2.0
"""Long work tells how far it is, and stops: by an exception of the teller, by Ctrl-C, with nothing changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import polars
import pytest

import dangjian as dj


def units(n):
    numbers = np.arange(n)
    return polars.DataFrame({"code": numbers.astype(str), "name": "单位", "kind": "organ", "headcount": numbers})


def test_progress_is_told(cases, tmp_path):
    told = []
    dj.Register.from_tables({"unit": units(200_000)}, progress=lambda done, total: told.append((done, total)))
    assert len(told) > 1
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    read = []
    dj.read(cases / "sanlitun", progress=lambda done, total: read.append((done, total)))
    assert read and read[-1][0] == read[-1][1] > 0


def test_what_the_teller_raises_stops_the_work(cases):
    class EnoughError(Exception):
        pass

    def tell(done, total):
        raise EnoughError("enough")

    register = dj.Register()
    with pytest.raises(EnoughError):
        dj.read(cases / "sanlitun", progress=tell)
    with pytest.raises(EnoughError), register.change() as change:
        change.import_table("unit", units(100_000), progress=tell)
    assert len(register) == 0


def test_the_interpreter_runs_on(cases):
    """Python's lock is given back: another thread counts on while C reads."""
    counted = [0]
    done = threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    dj.Register.from_tables({"unit": units(300_000)}, progress=False)
    moved = counted[0] - before
    done.set()
    thread.join()
    assert moved > 10


@pytest.mark.skipif("DANGJIAN_SANITIZED" in os.environ, reason="a program of its own, without the sanitizer's library")
def test_ctrl_c_stops_and_changes_nothing():
    program = textwrap.dedent("""
        import sys, polars, numpy
        import dangjian as dj
        numbers = numpy.arange(3_000_000)
        units = polars.DataFrame({"code": numbers.astype(str), "name": "单位", "kind": "organ"})
        register = dj.Register()
        change = register.change(progress=False)
        print("go", flush=True)
        try:
            change.import_table("unit", units)
        except KeyboardInterrupt:
            print("stopped", len(register), flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "go\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[0] == "stopped 0\n"
    assert process.returncode == 0


def test_a_bar_is_shown_where_it_is_wanted(capsys, monkeypatch):
    from dangjian import _call

    monkeypatch.setattr(_call, "_PATIENCE", 0.0)
    dj.Register.from_tables({"unit": units(100_000)}, progress=True)
    assert "importing unit" in capsys.readouterr().err
    dj.Register.from_tables({"unit": units(100_000)}, progress=False)
    assert capsys.readouterr().err == ""


def test_without_tqdm_there_is_no_bar(capsys, monkeypatch):
    from dangjian import _call

    monkeypatch.setattr(_call, "_PATIENCE", 0.0)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    dj.Register.from_tables({"unit": units(100_000)}, progress=True)
    assert capsys.readouterr().err == ""
