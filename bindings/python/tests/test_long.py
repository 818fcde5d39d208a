# SPDX-License-Identifier: Apache-2.0
"""Long work tells how far it is, and stops: by an exception of the teller, by Ctrl-C, with nothing changed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import nbformat
import numpy as np
import polars
import pytest
from nbclient import NotebookClient

import dangjian as dj
from dangjian._call import run_long
from dangjian._dangjian import lib


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


def run_program(program, *arguments):
    """Another process, as its main thread is what hears Ctrl-C; what it prints as JSON."""
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    process = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


# Imports as a whole, then once more with Ctrl-C a tenth of the way, and then with three of them.
STOPPED = """
import json, os, signal, sys, threading, time
import numpy, pyarrow
import dangjian as dj

if sys.argv[1] == "polars":
    import polars
    polars.DataFrame({"a": [1]})
n = int(sys.argv[2])
codes = numpy.arange(n).astype(str)
units = pyarrow.table({"code": codes, "name": codes, "kind": ["organ"] * n})

def interrupt(after):
    threading.Timer(after, lambda: os.kill(os.getpid(), signal.SIGINT)).start()

def run(*interrupts):
    register = dj.Register()
    for after in interrupts:
        interrupt(after)
    begun = time.monotonic()
    try:
        register.change(progress=False).import_table("unit", units)
        return time.monotonic() - begun
    except KeyboardInterrupt:
        left = [thread.name for thread in threading.enumerate() if thread.name == "dangjian"]
        return [time.monotonic() - begun, left, len(register)]

whole = run()
soon = whole / 10
print(json.dumps({"whole": whole, "one": run(soon), "three": run(soon, soon + 0.01, soon + 0.02)}))
"""


@pytest.mark.parametrize("beside", ["pyarrow", "polars"])
def test_ctrl_c_stops_and_changes_nothing(beside):
    """polars brings a handler of signals under which waiting without end is not interrupted."""
    told = run_program(STOPPED, beside, "1000000" if "DANGJIAN_SANITIZED" in os.environ else "3000000")
    for seconds, threads, rows in (told["one"], told["three"]):
        assert seconds < told["whole"] / 2
        assert threads == [] and rows == 0


def test_ctrl_c_as_the_work_begins():
    """The other thread may be at work before the one that starts it knows: it must be waited for all the same."""
    ended = []

    def work(cancellable, tell, data):
        os.kill(os.getpid(), signal.SIGINT)
        begun = time.monotonic()
        while not lib.g_cancellable_is_cancelled(cancellable) and time.monotonic() - begun < 20:
            time.sleep(0.001)
        ended.append(time.sleep(0.01))
        raise dj.CancelledError("cancelled")

    for times in range(1, 31):
        with pytest.raises(KeyboardInterrupt):
            run_long(work, "working")
        assert len(ended) == times


def test_ctrl_c_that_comes_too_late_is_raised_after_the_answer():
    def work(cancellable, tell, data):
        time.sleep(0.4)
        return "done"

    threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    assert run_long(work, "working") == "done"
    with pytest.raises(KeyboardInterrupt):
        time.sleep(5)


def test_ctrl_c_is_heard_while_others_have_the_register():
    register, done = dj.Register(), threading.Event()

    def hold():
        with register._lock:
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    change = dj.Register().change()
    change.register = register
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        change.import_table("unit", units(10))
    assert time.monotonic() - begun < 5
    done.set()
    holder.join()


def test_callbacks_may_ask_the_register():
    """The work has the register's lock in its own thread, so that what it calls has it, too."""
    program = """
        import json
        import numpy, polars, pyarrow
        import dangjian as dj

        register, seen = dj.Register(), []
        numbers = numpy.arange(200_000).astype(str)
        units = polars.DataFrame({"code": numbers, "name": "n", "kind": "organ"})
        register.change().import_table("unit", units, progress=lambda done, total: seen.append(len(register)))

        def batches():
            for code in "abc":
                seen.append(len(register))
                yield pyarrow.record_batch({"code": [code], "name": ["n"], "kind": ["organ"]})

        schema = pyarrow.schema([(name, pyarrow.string()) for name in ("code", "name", "kind")])
        with register.change() as change:
            change.import_table("unit", pyarrow.RecordBatchReader.from_batches(schema, batches()))
        print(json.dumps([len(seen), len(register)]))
    """
    asked, rows = run_program(program)
    assert asked > 3 and rows == 3


def test_progress_is_told_or_not_but_never_something_else():
    for wrong in ("yes", 1, 0.5):
        with pytest.raises(TypeError, match="progress is None, True, False or a function"):
            dj.Register.from_tables({"unit": units(10)}, progress=wrong)


def test_a_bar_is_shown_in_a_notebook():
    source = """
import polars
import dangjian as dj
from dangjian import _call
_call._PATIENCE = 0.0
codes = polars.Series(range(200_000)).cast(polars.String)
dj.Register.from_tables({"unit": polars.DataFrame({"code": codes, "name": "n", "kind": "organ"})});
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert "importing unit" in str(notebook.cells[0].outputs)


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
