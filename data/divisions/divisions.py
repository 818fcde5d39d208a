# SPDX-License-Identifier: Apache-2.0
"""Reads the five levels of statistical divisions that lie beside this file.

A code's prefix of 2, 4, 6, 9 digits is always the code of a row one, two, … levels up, so the parent of a row is its
longest proper prefix among them. Dongguan, Zhongshan and Danzhou have one pseudo county each (…00), and counties that
a province administers directly stand under a pseudo prefecture; both are kept as they are.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
NATION = "CN"

# Length of the code -> file, kind of area.
LEVELS = {
    2: ("provinces", "province"),
    4: ("cities", "prefecture"),
    6: ("areas", "county"),
    9: ("streets", "township"),
    12: ("villages", "community"),
}
LENGTHS = sorted(LEVELS)

TOWNSHIP_CLASS = {"0": "subdistrict", "1": "town", "2": "township", "3": "township", "4": "quasi", "5": "quasi"}
COMMUNITY_CLASS = {"0": "community", "1": "community", "2": "village", "3": "village", "4": "quasi", "5": "quasi"}

AREA_COLUMNS = ("code", "name", "kind", "class", "parent", "lon", "lat", "since", "until")


class Division(NamedTuple):
    """One row of the source, with what follows from its code."""

    code: str
    name: str
    kind: str
    klass: str
    parent: str


def parent_of(code: str) -> str:
    """The code one level up; the nation's for a province."""
    shorter = [length for length in LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else NATION


def class_of(code: str) -> str:
    """Class of a township or a community by the first digit of its own part, else empty."""
    if len(code) == 9:
        return TOWNSHIP_CLASS[code[6]]
    if len(code) == 12:
        return COMMUNITY_CLASS[code[9]]
    return ""


def read_level(length: int, prefix: str = "") -> Iterator[Division]:
    """The rows of one level whose codes begin with `prefix`, in the order of the source (by code)."""
    name, kind = LEVELS[length]
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            if code.startswith(prefix[: len(code)]):
                yield Division(code, row["name"], kind, class_of(code), parent_of(code))


def read_divisions(prefix: str = "") -> list[Division]:
    """All levels, top down: the rows on the way to `prefix` and those under it."""
    return [division for length in LENGTHS for division in read_level(length, prefix)]


def area_row(division: Division) -> dict[str, str]:
    """A row of the table `area`."""
    code, name, kind, klass, parent = division
    return {"code": code, "name": name, "kind": kind, "class": klass, "parent": parent}


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[dict[str, object]]) -> int:
    """Writes UTF-8 with LF, quotes only where needed, None and absent as empty; returns the number of rows."""
    names = list(columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        unknown = row.keys() - set(names)
        if unknown:
            raise KeyError(f"{path.name}: {sorted(unknown)}")
        writer.writerow(["" if row.get(name) is None else row.get(name) for name in names])
        count += 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8"))
    return count
