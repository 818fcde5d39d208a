# SPDX-License-Identifier: Apache-2.0
"""The questions in SQL, for all engines that speak it; `{k}` is how many of the questions are asked.

Natural: tables as anybody would keep them, with recursion over the column `superior`. Preorder: with what a view of ours keeps: ends of
subtrees, sums up to each organization, members in the order of organizations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from common import PAST, PAST_BIRTHS, Asked, Peer

BAND = "1 + " + " + ".join(f"CASE WHEN born <= {day} THEN 1 ELSE 0 END" for day in PAST_BIRTHS)

NATURAL = {
    "Q1": """WITH RECURSIVE sub(i, id) AS (SELECT i, id FROM q1 WHERE i < {k}
             UNION ALL SELECT sub.i, o.id FROM sub JOIN organization o ON o.superior = sub.id)
             SELECT sub.i, count(m.person), coalesce(sum(CASE WHEN status = 1 THEN 1 ELSE 0 END), 0),
             coalesce(sum(CASE WHEN status = 2 THEN 1 ELSE 0 END), 0)
             FROM sub LEFT JOIN member m ON m.organization = sub.id GROUP BY sub.i ORDER BY sub.i""",
    "Q2": """SELECT county, sex, band, education, count(*) FROM member m JOIN organization o ON o.id = m.organization
             WHERE county >= 0 GROUP BY county, sex, band, education""",
    "Q3": """WITH RECURSIVE path(i, here) AS (SELECT i, o.superior FROM q3 JOIN member m ON m.person = q3.id
             JOIN organization o ON o.id = m.organization WHERE i < {k} AND o.superior >= 0
             UNION ALL SELECT i, o.superior FROM path JOIN organization o ON o.id = path.here WHERE o.superior >= 0)
             SELECT i, here FROM path""",
    # In preorder the deepest of those in common has the greatest number.
    "Q4": """WITH RECURSIVE up(i, side, here) AS (SELECT i, 0, a FROM q4 WHERE i < {k} UNION ALL
             SELECT i, 1, b FROM q4 WHERE i < {k}), way(i, side, here) AS (SELECT i, side, here FROM up
             UNION ALL SELECT i, side, o.superior FROM way JOIN organization o ON o.id = way.here WHERE o.superior >= 0)
             SELECT i, max(a.here) FROM way a JOIN way b USING (i, here) WHERE a.side = 0 AND b.side = 1
             GROUP BY i ORDER BY i""",
    "Q5": """WITH RECURSIVE way(i, here, above) AS (SELECT i, below, above FROM q5 WHERE i < {k}
             UNION ALL SELECT i, o.superior, above FROM way JOIN organization o ON o.id = way.here WHERE o.superior >= 0)
             SELECT i, max(CASE WHEN here = above THEN 1 ELSE 0 END) FROM way GROUP BY i ORDER BY i""",
    "Q7": """WITH met AS (SELECT DISTINCT alliance, county FROM seat JOIN organization o ON o.id = seat.body
             WHERE county >= 0) SELECT a.county, b.county, count(*) FROM met a JOIN met b ON a.alliance = b.alliance
             AND a.county < b.county GROUP BY a.county, b.county""",
    "Q8": """SELECT 0, county, count(*) FROM member m JOIN organization o ON o.id = m.organization
             WHERE county >= 0 GROUP BY county UNION ALL SELECT 1, mine.county, count(DISTINCT person) FROM participation p
             JOIN organization o ON o.id = p.organization JOIN organization mine ON mine.id = p.own
             WHERE o.county >= 0 AND mine.county >= 0 AND o.county <> mine.county GROUP BY mine.county
             UNION ALL SELECT 2, county, count(*) FROM (SELECT DISTINCT person, o.county FROM participation p
             JOIN organization o ON o.id = p.organization JOIN organization mine ON mine.id = p.own
             WHERE o.county >= 0 AND mine.county >= 0 AND o.county <> mine.county) AS pairs GROUP BY county""",
    # In the generated nation branches have no organization under them.
    "Q9": """WITH sizes AS (SELECT o.id, count(m.person) AS members, count(CASE WHEN status = 1 THEN 1 END) AS formal
             FROM organization o LEFT JOIN member m ON m.organization = o.id WHERE branch = 1 GROUP BY o.id)
             SELECT 0, id FROM sizes WHERE formal < 3 UNION ALL SELECT 1, id FROM sizes WHERE members > 50""",
    "Q10": f"""SELECT o.county, sex, {BAND} AS age, education, count(*) FROM affiliation a
             JOIN organization o ON o.id = a.organization WHERE o.county >= 0 AND since <= {PAST} AND until > {PAST}
             GROUP BY o.county, sex, {BAND}, education""",
}

PREORDER = {
    "Q1": """SELECT i, e.members_before - o.members_before, e.formal_before - o.formal_before,
             e.probationary_before - o.probationary_before FROM q1 JOIN organization o ON o.id = q1.id
             JOIN organization e ON e.id = o.stop WHERE i < {k} ORDER BY i""",
    "Q2": """SELECT county, sex, band, education, count(*) FROM clustered m JOIN organization o ON o.id = m.organization
             WHERE county >= 0 GROUP BY county, sex, band, education""",
    "Q4": """WITH RECURSIVE climb(i, here, higher) AS (SELECT i, CASE WHEN a < b THEN a ELSE b END,
             CASE WHEN a < b THEN b ELSE a END FROM q4 WHERE i < {k}
             UNION ALL SELECT i, o.superior, higher FROM climb JOIN organization o ON o.id = climb.here
             WHERE o.stop <= higher) SELECT i, min(here) FROM climb GROUP BY i ORDER BY i""",
    "Q5": """SELECT i, CASE WHEN above <= below AND below < o.stop THEN 1 ELSE 0 END
             FROM q5 JOIN organization o ON o.id = q5.above WHERE i < {k} ORDER BY i""",
    "Q9": """SELECT 0, o.id FROM organization o JOIN organization e ON e.id = o.stop
             WHERE o.branch = 1 AND e.formal_before - o.formal_before < 3
             UNION ALL SELECT 1, o.id FROM organization o JOIN organization e ON e.id = o.stop
             WHERE o.branch = 1 AND e.members_before - o.members_before > 50""",
}

# Components by labels that go from alliances to bodies and back until none changes: what an engine without graphs can do.
LABELS = (
    "CREATE TEMP TABLE label AS SELECT DISTINCT alliance, alliance AS label FROM seat",
    "CREATE TEMP TABLE body_label AS SELECT body, min(label) AS label FROM seat JOIN label USING (alliance) GROUP BY body",
    "CREATE TEMP TABLE next AS SELECT alliance, min(b.label) AS label FROM seat s JOIN body_label b USING (body) GROUP BY alliance",
    "SELECT count(*) FROM next JOIN label USING (alliance) WHERE next.label < label.label",
)
COMPONENTS = """SELECT a.n, b.n FROM (SELECT label, count(*) AS n FROM label GROUP BY label) a
                JOIN (SELECT label, count(*) AS n FROM body_label GROUP BY label) b USING (label)"""


def find_components(run: Callable[[str], Any], fetch: Callable[[str], Any]) -> Any:
    for table in ("label", "body_label", "next"):
        run(f"DROP TABLE IF EXISTS {table}")
    run(LABELS[0])
    while True:
        run(LABELS[1])
        run(LABELS[2])
        changed = fetch(LABELS[3])[0][0]
        run("DROP TABLE label")
        run("ALTER TABLE next RENAME TO label")
        if not int(changed):
            return fetch(COMPONENTS)
        run("DROP TABLE body_label")


Columns = Callable[[Any], list[Any]]


def columns_of_rows(rows: Any) -> list[Any]:
    return list(zip(*rows))


def ask_all(
    peer: Peer, asked: Asked, texts: dict[str, str], fetch: Callable[[str], Any], columns: Columns = columns_of_rows
) -> None:
    """Asks what is in @texts. What fetch answers is made columns when it is compared, and not timed."""

    def one(query: str, check: Callable[[Any], bool]) -> None:
        if query in texts:
            peer.ask(query, lambda: fetch(texts[query]), lambda answer: check(columns(answer)))

    def part(query: str, n: int, check: Callable[[Any, int], bool], least: int = 1024) -> None:
        if query in texts:
            ask = lambda k: fetch(texts[query].format(k=k))
            peer.ask_part(query, n, ask, lambda answer, k: check(columns(answer), k), least=least)

    part("Q1", 1000, lambda c, k: asked.check_counts(list(zip(*c[1:])), k), 8)
    one("Q2", lambda c: asked.check_cross("Q2", *c))
    part("Q3", len(asked.ids("Q3")), lambda c, k: asked.check_paths(*c, k))
    part("Q4", len(asked.ids("Q4")), lambda c, k: asked.check_meets(c[1], k))
    part("Q5", len(asked.ids("Q5")), lambda c, k: asked.check_unders(c[1], k))
    one("Q7", lambda c: asked.check_matrix(*c))
    one("Q8", lambda c: asked.check_outside(*split(c)))
    one("Q9", lambda c: asked.check_sizes(*pick(c)))
    one("Q10", lambda c: asked.check_cross("Q10", *c))


def ask_components(peer: Peer, asked: Asked, run: Callable[[str], Any], fetch: Callable[[str], Any]) -> None:
    peer.ask(
        "Q6",
        lambda: find_components(run, fetch),
        lambda rows: asked.check_components(*zip(*rows)),
        note="labels passed on until none changes",
    )


def split(columns: Any) -> list[tuple[list[int], list[int]]]:
    """Rows of three answers, told apart by their first column."""
    parts: list[tuple[list[int], list[int]]] = [([], []), ([], []), ([], [])]
    for which, county, count in zip(*columns):
        parts[int(which)][0].append(int(county))
        parts[int(which)][1].append(int(count))
    return parts


def pick(columns: Any) -> list[list[int]]:
    return [[int(i) for which, i in zip(*columns) if which == w] for w in (0, 1)]


# ---- Tables for engines that are handed rows ---------------------------------------------------------------------

INDICES = """CREATE UNIQUE INDEX organization_id ON organization (id); CREATE INDEX organization_superior ON
organization (superior); CREATE UNIQUE INDEX member_person ON member (person); CREATE INDEX member_organization ON
member (organization); CREATE INDEX seat_alliance ON seat (alliance); CREATE INDEX seat_body ON seat (body)"""


def make_tables(asked: Asked) -> dict[str, Any]:
    """Tables as Arrow; as a view has them, with a row for the end of the last subtree."""
    import numpy as np
    import pyarrow as pa

    o = {name: column.to_numpy() for name, column in zip(*columns_and_names(asked.table("organization")))}
    own = {name: o.pop(name) for name in ("own_members", "own_formal", "own_probationary")}
    last = {"id": asked.n, "superior": -1, "end": asked.n, "depth": -1, "branch": False, "county": -1}
    last |= {f"{name[4:]}_before": int(column.sum()) for name, column in own.items()}
    organization = {name: np.append(column, last.get(name, 0)) for name, column in o.items()}
    organization["branch"] = organization["branch"].astype(np.int8)
    organization["stop"] = organization.pop("end")
    tables = {name: asked.table(name) for name in ("member", "clustered", "affiliation", "participation", "seat")}
    tables["organization"] = pa.table(organization)
    for query, names in {"Q1": ["id"], "Q3": ["id"], "Q4": ["a", "b"], "Q5": ["below", "above"]}.items():
        given = [asked.ids(query), asked.others(query)][: len(names)] if len(names) > 1 else [asked.ids(query)]
        number = np.arange(len(given[0]), dtype=np.int32)
        tables[query.lower()] = pa.table([number, *given], names=["i", *names])
    return tables


def columns_and_names(table: Any) -> tuple[list[str], list[Any]]:
    return table.column_names, table.columns
