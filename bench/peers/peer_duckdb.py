#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""DuckDB: natural tables with recursion; preorder columns."""

from __future__ import annotations

from typing import Any

import duckdb
import sql
from common import Asked, Peer, parse

# A row for each person and each superior: too many for the bound of memory beyond this scale.
MOST_FOR_PEOPLE = 1 / 300

PEOPLE = """WITH RECURSIVE up(person, here) AS (SELECT person, organization FROM member
            UNION SELECT person, organization FROM participation
            UNION SELECT person, superior FROM up JOIN organization o ON o.id = up.here WHERE superior >= 0)
            SELECT id, count(DISTINCT person) FROM organization LEFT JOIN up ON id = here WHERE depth >= 0
            GROUP BY id ORDER BY id"""


def load_csv(base: duckdb.DuckDBPyConnection, asked: Asked) -> int:
    rows = 0
    for path in asked.csv.glob("*.csv"):
        table = f"csv_{path.stem}"
        base.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM read_csv('{path}', header = true)")
        rows += base.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    return rows


def main() -> None:
    given = parse()
    asked = Asked(given)
    base = duckdb.connect(config={"memory_limit": "2500MB", "preserve_insertion_order": "true"})
    for name, given_rows in sql.make_tables(asked).items():
        base.register("given_rows", given_rows)
        base.execute(f"CREATE TABLE {name} AS SELECT * FROM given_rows")
        base.unregister("given_rows")

    def fetch(text: str) -> Any:
        return base.execute(text).fetchnumpy()

    def columns(answer: Any) -> list[Any]:
        return list(answer.values())

    name = f"DuckDB {duckdb.__version__}"
    natural = Peer(name, "recursive CTE", "system", asked, given)
    sql.ask_all(natural, asked, sql.NATURAL, fetch, columns)
    sql.ask_components(natural, asked, base.execute, lambda text: base.execute(text).fetchall())
    if asked.scale <= MOST_FOR_PEOPLE:
        natural.ask("Q11", lambda: fetch(PEOPLE), lambda answer: asked.check_people(columns(answer)[1]))
    else:
        natural.leave_out("Q11", "a row for each person and superior: more than the memory it is given")
    preorder = Peer(name, "preorder columns", "system", asked, given)
    sql.ask_all(preorder, asked, sql.PREORDER, fetch, columns)
    if asked.csv:
        load = Peer(name, "read_csv", "system", asked, given)
        load.ask("Q14", lambda: load_csv(base, asked), lambda n: n == asked.answer("Q14")[0], note="nothing is checked")


if __name__ == "__main__":
    main()
