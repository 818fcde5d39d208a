# SPDX-License-Identifier: Apache-2.0
"""A store read without the library: by Python's own sqlite3, json and hashlib, from what docs/architecture.md says."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

Cells = dict[str, Any]
Tables = dict[str, dict[int, Cells]]
"""By table and id of row, by name of column; what is missing is not there."""

_RECORD = ("number", "time", "author", "reason", "n_edits", "edits", "hash", "previous")
_MAKE = {"int": int, "real": float}


class Store:
    """The file, opened to be read only."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def ask(self, sql: str, *values: Any) -> list[Any]:
        return self._base.execute(sql, values).fetchall()

    def close(self) -> None:
        self._base.close()

    def tables(self) -> list[str]:
        return [name for (name,) in self.ask('SELECT "table" FROM table_label')]

    def columns(self, table: str) -> dict[str, tuple[str, str]]:
        """For each column of the register: what the database calls it, and its type."""
        rows = self.ask('SELECT name, "column", type FROM column_label WHERE "table" = ?', table)
        return {name: (column, kind) for name, column, kind in rows}

    def rows(self, table: str) -> dict[int, Cells]:
        names = self.columns(table)
        shown = ", ".join(f'"{column}"' for column, _ in names.values())
        answer = self.ask(f'SELECT id, {shown} FROM "{table}" ORDER BY id')
        return {row[0]: {name: cell for name, cell in zip(names, row[1:]) if cell is not None} for row in answer}

    def now(self) -> Tables:
        return {table: self.rows(table) for table in self.tables()}

    # ---- The log -----------------------------------------------------------------------------------------------

    def log(self) -> list[dict[str, Any]]:
        rows = self.ask(f"SELECT {', '.join(_RECORD)} FROM change ORDER BY number")
        return [dict(zip(_RECORD, row)) for row in rows]

    def replay(self, last: int) -> Tables:
        """The rows after a commit, made from the log alone; loads cannot be told by it."""
        tables: Tables = {table: {} for table in self.tables()}
        kinds = {table: {name: kind for name, (_, kind) in self.columns(table).items()} for table in tables}
        for record in self.log()[:last]:
            for edit in json.loads(record["edits"]):
                _make_edit(tables[edit["table"]], edit, kinds[edit["table"]])
        return tables


def _make_edit(rows: dict[int, Cells], edit: dict[str, Any], kinds: dict[str, str]) -> None:
    """Makes one edit, where the row is as the edit says that it was."""
    row = rows.get(edit["id"], {})
    before, after = ({n: _value(cell, kinds[n]) for n, cell in edit.get(s, {}).items()} for s in ("before", "after"))
    assert (edit["id"] in rows) == (edit["op"] != "add")
    assert all(row.get(name) == cell for name, cell in before.items())
    assert edit["op"] != "drop" or before == row
    new = {name: cell for name, cell in {**row, **after}.items() if cell is not None}
    if edit["op"] == "drop":
        del rows[edit["id"]]
    else:
        rows[edit["id"]] = new


def _value(cell: str | None, kind: str) -> Any:
    return None if cell is None else _MAKE.get(kind, str)(cell)


def hash_of(record: dict[str, Any], previous: str) -> str:
    """SHA-256 of the record as a JSON array after the hash of the one before; edits are JSON already."""
    parts = [json.dumps(record[name], ensure_ascii=False) for name in ("number", "time", "author", "reason")]
    text = ",".join([json.dumps(previous), *parts, record["edits"]])
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()


def is_canonical(edits: str) -> bool:
    """The same edits are always the same text: without blanks, by tables and ids, columns by name."""
    parsed = json.loads(edits)
    sides = [edit[side] for edit in parsed for side in ("before", "after") if side in edit]
    sorted_sides = all(list(side) == sorted(side, key=str.encode) for side in sides)
    return json.dumps(parsed, ensure_ascii=False, separators=(",", ":")) == edits and sorted_sides


def told(cell: Any) -> bytes:
    """A cell with its length, or a dash where it is missing."""
    if cell is None:
        return b"-"
    text = str(cell).encode()
    return f"{len(text)}:".encode() + text


def sum_of(rows: dict[int, Cells]) -> str:
    """What a load is called in the log: SHA-256 over the names of columns, ids without one first, each with the SHA-256
    over its cells. Not for numbers that are no whole ones.
    """
    names = sorted({name for cells in rows.values() for name in cells}, key=str.encode)
    columns: list[tuple[str | None, list[Any]]] = [(None, list(rows))]
    columns += [(name, [cells.get(name) for cells in rows.values()]) for name in names]
    digest = hashlib.sha256()
    for name, values in columns:
        digest.update(told(name) + told(hashlib.sha256(b"".join(map(told, values))).hexdigest()))
    return digest.hexdigest()
