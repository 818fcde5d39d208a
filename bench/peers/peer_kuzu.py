#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kùzu, a graph database whose last version is 0.11.3: organizations, persons and alliances as nodes.

Each question is a query of its own: lists of them, unwound or scanned, take no less.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import kuzu
import numpy as np
import pyarrow as pa
from common import PAST, PAST_BIRTHS, Asked, Peer, parse
from pyarrow import parquet

SCHEMA = (
    "CREATE NODE TABLE Organization(id INT32, county INT32, branch BOOLEAN, PRIMARY KEY (id))",
    "CREATE NODE TABLE Person(id INT32, sex INT8, band INT8, education INT8, status INT8, PRIMARY KEY (id))",
    "CREATE NODE TABLE Alliance(id INT32, PRIMARY KEY (id))",
    "CREATE REL TABLE Under(FROM Organization TO Organization)",
    "CREATE REL TABLE Affiliated(FROM Person TO Organization)",
    "CREATE REL TABLE Part(FROM Person TO Organization)",
    "CREATE REL TABLE Seat(FROM Organization TO Alliance)",
    """CREATE REL TABLE Was(FROM Person TO Organization, since INT32, until INT32, born INT32, sex INT8,
       education INT8)""",
)
BAND = "1 + " + " + ".join(f"CASE WHEN w.born <= {day} THEN 1 ELSE 0 END" for day in PAST_BIRTHS)
BY_STATUS = ", ".join(["count(*)", *(f"sum(CASE WHEN m.status = {status} THEN 1 ELSE 0 END)" for status in (1, 2))])

TEXTS = {
    "Q1": f"""MATCH (r:Organization)<-[:Under*1..20]-(:Organization)<-[:Affiliated]-(m:Person) WHERE r.id = $id
              RETURN {BY_STATUS}""",
    "own": f"MATCH (r:Organization)<-[:Affiliated]-(m:Person) WHERE r.id = $id RETURN {BY_STATUS}",
    "Q2": """MATCH (m:Person)-[:Affiliated]->(o:Organization) WHERE o.county >= 0
             RETURN o.county, m.sex, m.band, m.education, count(*)""",
    "Q3": """MATCH (m:Person)-[:Affiliated]->(:Organization)-[:Under*1..20]->(a:Organization) WHERE m.id = $id
             RETURN a.id""",
    "above": "MATCH (o:Organization)-[:Under*1..20]->(a:Organization) WHERE o.id = $id RETURN a.id",
    "Q5": """MATCH (o:Organization)-[:Under*1..20]->(a:Organization) WHERE o.id = $below AND a.id = $above
             RETURN count(*)""",
    "Q7": """MATCH (a:Organization)-[:Seat]->(l:Alliance)<-[:Seat]-(b:Organization)
             WHERE a.county >= 0 AND a.county < b.county RETURN a.county, b.county, count(DISTINCT l.id)""",
    "members": "MATCH (:Person)-[:Affiliated]->(o:Organization) WHERE o.county >= 0 RETURN o.county, count(*)",
    "outside": """MATCH (mine:Organization)<-[:Affiliated]-(m:Person)-[:Part]->(o:Organization) WHERE o.county >= 0
                  AND mine.county >= 0 AND o.county <> mine.county RETURN mine.county, count(DISTINCT m.id)""",
    "received": """MATCH (mine:Organization)<-[:Affiliated]-(m:Person)-[:Part]->(o:Organization) WHERE o.county >= 0
                   AND mine.county >= 0 AND o.county <> mine.county WITH DISTINCT m.id AS m, o.county AS county
                   RETURN county, count(*)""",
    "few": """MATCH (o:Organization) WHERE o.branch OPTIONAL MATCH (o)<-[:Affiliated]-(m:Person) WHERE m.status = 1
              WITH o.id AS id, count(m.id) AS n WHERE n < 3 RETURN id""",
    "many": """MATCH (o:Organization)<-[:Affiliated]-(m:Person) WHERE o.branch
               WITH o.id AS id, count(m.id) AS n WHERE n > 50 RETURN id""",
    "Q10": f"""MATCH (:Person)-[w:Was]->(o:Organization) WHERE o.county >= 0 AND w.since <= {PAST}
               AND w.until > {PAST} RETURN o.county, w.sex, {BAND}, w.education, count(*)""",
}


class Base:
    def __init__(self, asked: Asked, folder: Path) -> None:
        self.asked, self.folder = asked, folder
        self.connection = kuzu.Connection(kuzu.Database(str(folder / "base"), buffer_pool_size=1 << 31))
        for text in SCHEMA:
            self.connection.execute(text)
        self._load()

    def _copy(self, name: str, columns: dict[str, Any]) -> None:
        path = self.folder / f"{name}.parquet"
        parquet.write_table(pa.table(columns), path)
        self.connection.execute(f"COPY {name} FROM '{path}'")
        path.unlink()

    def _load(self) -> None:
        o, m, p, s, a = (
            {name: table[name].to_numpy() for name in table.column_names}
            for table in map(self.asked.table, ("organization", "member", "participation", "seat", "affiliation"))
        )
        self._copy("Organization", {name: o[name] for name in ("id", "county", "branch")})
        persons = np.unique(np.concatenate([m["person"], p["person"], a["person"]]))
        about = {"id": persons}
        place = np.searchsorted(persons, m["person"])
        for name in ("sex", "band", "education", "status"):
            about[name] = np.zeros(len(persons), np.int8)
            about[name][place] = m[name]
        self._copy("Person", about)
        self._copy("Alliance", {"id": np.arange(int(s["alliance"].max()) + 1, dtype=np.int32)})
        below = o["superior"] >= 0
        self._copy("Under", {"from": o["id"][below], "to": o["superior"][below]})
        self._copy("Affiliated", {"from": m["person"], "to": m["organization"]})
        self._copy("Part", {"from": p["person"], "to": p["organization"]})
        self._copy("Seat", {"from": s["body"], "to": s["alliance"]})
        rest = {name: a[name] for name in ("since", "until", "born", "sex", "education")}
        self._copy("Was", {"from": a["person"], "to": a["organization"]} | rest)

    def ask(self, name: str, **values: int) -> list[Any]:
        return self.connection.execute(TEXTS[name], values).get_all()

    def count_members(self, root: int) -> list[int]:
        below, own = self.ask("Q1", id=root)[0], self.ask("own", id=root)[0]
        return [(x or 0) + (y or 0) for x, y in zip(below, own)]

    def meet(self, a: int, b: int) -> int:
        above = [{at, *(row[0] for row in self.ask("above", id=at))} for at in (a, b)]
        return max(above[0] & above[1], default=-1)


def main() -> None:
    given = parse()
    asked = Asked(given)
    with tempfile.TemporaryDirectory() as folder:
        base = Base(asked, Path(folder))
        peer = Peer(f"Kùzu {kuzu.__version__}", "as a graph", "system", asked, given)
        ids, members = asked.ids("Q1").tolist(), asked.ids("Q3").tolist()
        a, b = asked.ids("Q4").tolist(), asked.others("Q4").tolist()
        low, high = asked.ids("Q5").tolist(), asked.others("Q5").tolist()

        def list_paths(k: int) -> list[tuple[int, int]]:
            return [(i, row[0]) for i, person in enumerate(members[:k]) for row in base.ask("Q3", id=person)]

        def find_unders(k: int) -> list[bool]:
            return [x == y or base.ask("Q5", below=x, above=y)[0][0] > 0 for x, y in zip(low[:k], high[:k])]

        def columns(rows: list[Any]) -> Any:
            return zip(*rows)

        peer.ask_part("Q1", 1000, lambda k: [base.count_members(root) for root in ids[:k]], asked.check_counts, least=8)
        peer.ask("Q2", lambda: base.ask("Q2"), lambda rows: asked.check_cross("Q2", *columns(rows)))
        peer.ask_part("Q3", len(members), list_paths, lambda rows, k: asked.check_paths(*columns(rows), k))
        peer.ask_part("Q4", len(a), lambda k: [base.meet(*pair) for pair in zip(a[:k], b[:k])], asked.check_meets)
        peer.ask_part("Q5", len(low), find_unders, asked.check_unders)
        peer.ask("Q7", lambda: base.ask("Q7"), lambda rows: asked.check_matrix(*columns(rows)))
        peer.ask(
            "Q8",
            lambda: [base.ask(name) for name in ("members", "outside", "received")],
            lambda answers: asked.check_outside(*(list(columns(rows)) for rows in answers)),
        )
        peer.ask(
            "Q9",
            lambda: [base.ask(name) for name in ("few", "many")],
            lambda answers: asked.check_sizes(*([row[0] for row in rows] for rows in answers)),
        )
        peer.ask("Q10", lambda: base.ask("Q10"), lambda rows: asked.check_cross("Q10", *columns(rows)))
        peer.leave_out("Q6", "its components are an extension that would have to be fetched")
        peer.leave_out("Q11", "a row for each person and superior, more than a minute")


if __name__ == "__main__":
    main()
