# SPDX-License-Identifier: Apache-2.0
"""Programs that write to one store, each in a process of its own."""

from __future__ import annotations

from multiprocessing.synchronize import Barrier
from pathlib import Path

import dangjian as dj


def wait_for_others(barrier: Barrier) -> None:
    """So that they begin together, however long each takes to start."""
    barrier.wait(60)


def write_turns(path: Path, writer: int, turns: int) -> int:
    """Commits units of its own, each with one more in a count that all share; returns how often others came first."""
    conflicts = 0
    with dj.open_store(path, progress=False) as register:
        for turn in range(turns):
            while not _write(register, writer, turn):
                conflicts += 1
                register.refresh()
    return conflicts


def _write(register: dj.Register, writer: int, turn: int) -> bool:
    change = register.change(f"turn {turn}", author=f"writer {writer}")
    row = change.find("unit", code="shared")
    count = int(register["unit"]["headcount"][row])
    change.amend("unit", row, headcount=count + 1)
    change.add("unit", code=f"w{writer}-{turn}", name="新单位", kind="organ")
    try:
        change.commit()
    except dj.StaleError as error:
        assert len(error.issues) == 0 or [row["subject"] for row in error.issues] == ["shared"]
        return False
    return True
