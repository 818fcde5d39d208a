# SPDX-License-Identifier: Apache-2.0
"""A store on a PostgreSQL server, which is started for these tests where there is one to start."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from store_writers import write_turns
from test_store import add_unit, small, tables_of

import dangjian as dj

SCRIPT = Path(__file__).parents[3] / "tests" / "postgresql" / "server"


def find_server():
    """The newest version's folder of programs."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(folders, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0), default=None)
    found = newest or shutil.which("initdb")
    return None if found is None else Path(found).parent


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    try:
        dj.open_store("postgresql://127.0.0.1:1/none")
    except dj.FormatError:
        pytest.skip("the library was built without PostgreSQL")
    except dj.FileError:
        pass
    programs = find_server()
    if programs is None or not SCRIPT.exists():
        pytest.skip("there is no PostgreSQL server to start")
    folder = tmp_path_factory.mktemp("server")
    # The server is not ours to look at: a sanitizer that is laid before all programs makes it stand still.
    outside = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    subprocess.run(["sh", SCRIPT, "start", programs, folder], check=True, env=outside)
    yield folder
    subprocess.run(["sh", SCRIPT, "stop", folder], check=True, env=outside)


@pytest.fixture
def address(server, monkeypatch):
    monkeypatch.setenv("PGSERVICEFILE", str(server / "service"))
    return "postgresql:///postgres?service=dangjian-test"


def test_a_store_on_a_server(address):
    register = small()
    with register.change() as change:
        change.add("unit", code="shared", name="共用", kind="organ", headcount=0)
    register.write(address)
    with pytest.raises(dj.FileError):
        register.write(address)  # which has a history now
    with dj.open_store(address) as store:
        assert tables_of(store) == tables_of(register)
        add_unit(store, "v")
        assert store.wait(0) is False
        program = multiprocessing.get_context("spawn").Process(target=write_turns, args=(address, 0, 2))
        program.start()
        assert store.wait(60) is True
        program.join()
        assert program.exitcode == 0
        assert store.refresh() == 2 and store.number == 4
        assert store["unit"]["code"].tolist() == ["u", "shared", "v", "w0-0", "w0-1"]
        store.verify_log()
    assert dj.read(address)["unit"]["code"].tolist() == ["u", "shared", "v", "w0-0", "w0-1"]
    assert tables_of(dj.read(f"{address}@1")) == tables_of(register)
