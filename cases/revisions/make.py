#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes area.csv beside this file: GB/T 2260 from 2002-12 to 2016-07 as dated areas.

A code has one row for each maximal run of revisions that give it the same name under the same parent. The row holds
from the first day of the run's first month to the first day of the month of the revision that no longer gives it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "data"
sys.path.insert(0, str(DATA / "divisions"))

from divisions import AREA_COLUMNS, write_csv  # noqa: E402

Revision = dict[str, str]  # code -> name


def read_revisions() -> tuple[list[str], list[Revision]]:
    """First days of the revisions' months, oldest first, and what each revision says."""
    folder = DATA / "gb2260"
    months = sorted(json.loads((folder / "revisions.json").read_text(encoding="utf-8")))
    revisions = [json.loads((folder / f"{month}.json").read_text(encoding="utf-8")) for month in months]
    return [f"{month[:4]}-{month[4:]}-01" for month in months], revisions


def kind_of(code: str) -> str:
    """Level by the zeros at the end."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def parent_of(code: str, revision: Revision) -> str:
    """The nearest code above that this revision has; empty for a province."""
    above = {"province": [], "prefecture": [code[:2] + "0000"], "county": [code[:4] + "00", code[:2] + "0000"]}
    return next((parent for parent in above[kind_of(code)] if parent in revision), "")


def runs_of(code: str, revisions: list[Revision]) -> Iterator[tuple[str, str, int, int]]:
    """Name, parent, number of the first revision and of the first one after, for each maximal run."""

    def state(number: int) -> tuple[str, str] | None:
        revision = revisions[number]
        return (revision[code], parent_of(code, revision)) if code in revision else None

    for found, numbers in groupby(range(len(revisions)), state):
        if found:
            run = list(numbers)
            yield *found, run[0], run[-1] + 1


def rows() -> Iterator[dict[str, str]]:
    """The rows of the table, by code and time."""
    days, revisions = read_revisions()
    for code in sorted(set().union(*revisions)):
        for name, parent, first, after in runs_of(code, revisions):
            yield {
                "code": code,
                "name": name,
                "kind": kind_of(code),
                "parent": parent,
                "since": days[first],
                "until": days[after] if after < len(days) else "",
            }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    print("area.csv", write_csv(parser.parse_args().out / "area.csv", AREA_COLUMNS, rows()))
