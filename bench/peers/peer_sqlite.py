#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SQLite in memory: natural tables with recursion; preorder columns; indices for both."""

from __future__ import annotations

import sqlite3
from typing import Any

import sql
from common import Asked, Peer, parse

# Rows handed over at once.
BATCH = 200_000


def load(base: sqlite3.Connection, asked: Asked) -> None:
    for name, table in sql.make_tables(asked).items():
        key = " PRIMARY KEY" if table.column_names[0] in ("id", "i") else ""
        columns = [f"{column} INTEGER{key if not n else ''}" for n, column in enumerate(table.column_names)]
        base.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        for batch in table.to_batches(max_chunksize=BATCH):
            rows = zip(*(column.to_pylist() for column in batch.columns))
            base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
    base.executescript(sql.INDICES)
    base.execute("ANALYZE")


def main() -> None:
    given = parse()
    asked = Asked(given)
    base = sqlite3.connect(":memory:", isolation_level=None)
    base.execute("PRAGMA temp_store = MEMORY")
    load(base, asked)

    def fetch(text: str) -> Any:
        return base.execute(text).fetchall()

    name = f"SQLite {sqlite3.sqlite_version}"
    natural = Peer(name, "recursive CTE", "system", asked, given)
    sql.ask_all(natural, asked, sql.NATURAL, fetch)
    sql.ask_components(natural, asked, base.execute, fetch)
    natural.leave_out("Q11", "a row for each person and superior, more than a minute")
    preorder = Peer(name, "preorder columns", "system", asked, given)
    sql.ask_all(preorder, asked, sql.PREORDER, fetch)


if __name__ == "__main__":
    main()
