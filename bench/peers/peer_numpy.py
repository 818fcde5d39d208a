#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""NumPy by hand over the preorder columns that a view of ours keeps, and SciPy for components."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from common import BANDS, PAST, PAST_BIRTHS, Asked, Peer, parse
from scipy import sparse


class Columns:
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        o = self._read("organization")
        self.superior, self.end, self.county, self.branch = o["superior"], o["end"], o["county"], o["branch"]
        own = [o["own_members"], o["own_formal"], o["own_probationary"]]
        self.sums = [np.concatenate([[0], np.cumsum(column)]).astype(np.int32) for column in own]
        self.own_members = own[0]
        c = self._read("clustered")
        self.cell = ((c["sex"] - 1) * BANDS + c["band"] - 1).astype(np.int32)
        self.cell = (self.cell * asked.n_educations + c["education"] - 1).astype(np.uint8)
        self.member_organization = c["organization"]
        m = self._read("member")
        self.n_persons = int(m["person"].max()) + 1
        self.affiliation = np.full(self.n_persons, -1, np.int32)
        self.affiliation[m["person"]] = m["organization"]
        p = self._read("participation")
        self.person, self.organization, self.own = p["person"], p["organization"], p["own"]
        s = self._read("seat")
        self.alliance, self.body = s["alliance"], s["body"]
        a = self._read("affiliation")
        self.since, self.until, self.born, self.span_organization = a["since"], a["until"], a["born"], a["organization"]
        self.span_kind = ((a["sex"] - 1) * BANDS * asked.n_educations + a["education"] - 1).astype(np.int32)

    def _read(self, name: str) -> dict[str, Any]:
        table = self.asked.table(name)
        return {column: table[column].to_numpy() for column in table.column_names}


def count_members(c: Columns, ids: Any) -> Any:
    ends = c.end[ids]
    return np.stack([sums[ends] - sums[ids] for sums in c.sums], 1)


def count_cells(c: Columns, county: Any, cell: Any) -> Any:
    n = c.asked.n_cells
    return np.bincount(county.astype(np.int64) * n + cell, minlength=c.asked.n_counties * n)


def count_cross(c: Columns) -> Any:
    county = c.county[c.member_organization]
    based = county >= 0
    return count_cells(c, county[based], c.cell[based])


def count_past(c: Columns) -> Any:
    county = c.county[c.span_organization]
    held = (c.since <= PAST) & (c.until > PAST) & (county >= 0)
    band = np.zeros(int(held.sum()), np.int32)
    born = c.born[held]
    for day in PAST_BIRTHS:
        band += born <= day
    return count_cells(c, county[held], c.span_kind[held] + band * c.asked.n_educations)


def list_paths(c: Columns, ids: Any) -> tuple[Any, Any]:
    """All a step up at once, until none is left."""
    at = c.superior[c.affiliation[ids]]
    question = np.flatnonzero(at >= 0)
    at = at[question]
    questions, ancestors = [], []
    while len(at):
        questions.append(question)
        ancestors.append(at)
        at = c.superior[at]
        left = at >= 0
        at, question = at[left], question[left]
    return np.concatenate(questions), np.concatenate(ancestors)


def find_meets(c: Columns, a: Any, b: Any) -> Any:
    lower, higher = np.minimum(a, b), np.maximum(a, b)
    left = np.flatnonzero(c.end[lower] <= higher)
    while len(left):
        lower[left] = c.superior[lower[left]]
        left = left[(lower[left] >= 0) & (c.end[lower[left]] <= higher[left])]
    return lower


def find_unders(c: Columns, below: Any, above: Any) -> Any:
    return (above <= below) & (below < c.end[above])


def make_graph(c: Columns) -> Any:
    bodies, body = np.unique(c.body, return_inverse=True)
    n_alliances = int(c.alliance.max()) + 1
    n = n_alliances + len(bodies)
    ones = np.ones(len(body), np.int8)
    return sparse.coo_array((ones, (c.alliance, body + n_alliances)), shape=(n, n)).tocsr()


def find_components(graph: Any, n_alliances: int) -> tuple[Any, Any]:
    n_components, label = sparse.csgraph.connected_components(graph, directed=False)
    return (
        np.bincount(label[:n_alliances], minlength=n_components),
        np.bincount(label[n_alliances:], minlength=n_components),
    )


def find_matrix(c: Columns) -> tuple[Any, Any, Any]:
    """The product of the incidence of alliances and counties with itself."""
    county = c.county[c.body]
    pairs = np.unique(c.alliance[county >= 0].astype(np.int64) * c.asked.n_counties + county[county >= 0])
    alliance, county = np.divmod(pairs, c.asked.n_counties)
    shape = (int(c.alliance.max()) + 1, c.asked.n_counties)
    met = sparse.coo_array((np.ones(len(pairs), np.int32), (alliance, county)), shape=shape).tocsr()
    product = sparse.triu(met.T @ met, 1).tocoo()
    return product.row, product.col, product.data


def count_outside(c: Columns) -> Any:
    n = c.asked.n_counties
    own = np.where(c.own >= 0, c.county[c.own], -1)
    county = c.county[c.organization]
    away = np.flatnonzero((own >= 0) & (county >= 0) & (own != county))
    person, where = c.person[away], county[away]
    first = np.concatenate([[True], person[1:] != person[:-1]]) if len(away) else np.zeros(0, bool)
    received = np.unique(person.astype(np.int64) * n + where) % n
    members = np.bincount(c.county[c.county >= 0], c.own_members[c.county >= 0], n)
    every = np.arange(n)
    return (
        (every, members),
        (every, np.bincount(own[away][first], minlength=n)),
        (every, np.bincount(received, minlength=n)),
    )


def find_sizes(c: Columns) -> tuple[Any, Any]:
    every = np.arange(len(c.end))
    members, formal = (sums[c.end] - sums[every] for sums in c.sums[:2])
    return np.flatnonzero(c.branch & (formal < 3)), np.flatnonzero(c.branch & (members > 50))


def count_people(c: Columns) -> Any:
    """The library's own way: each organization of a person adds 1, the lowest above each two takes 1 away."""
    n = len(c.end)
    affiliated = np.unique(c.person[c.own >= 0])
    person = np.concatenate([c.person, affiliated])
    node = np.concatenate([c.organization, c.affiliation[affiliated]])
    order = np.lexsort((node, person))
    person, node = person[order], node[order]
    together = np.flatnonzero(person[1:] == person[:-1])
    meets = find_meets(c, node[together], node[together + 1])
    people = c.own_members + np.bincount(c.organization, minlength=n)
    people -= np.bincount(meets[meets >= 0], minlength=n)
    return np.add.reduceat(np.append(people, 0), np.stack([np.arange(n), c.end], 1).ravel())[::2]


def seal(c: Columns) -> Any:
    """Only a part: members sorted by organization, their cells with them, and sums; the tree is as given."""
    members = np.flatnonzero(c.affiliation >= 0)
    order = np.argsort(c.affiliation[members], kind="stable")
    member = members[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(c.affiliation[members], minlength=len(c.end)))])
    return member, starts, c.cell[order]


def ask_files(peer: Peer, c: Columns) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        np.save(path / "end.npy", c.end)
        np.save(path / "sums.npy", np.stack(c.sums))

        def open_and_count() -> Any:
            end, sums = np.load(path / "end.npy", mmap_mode="r"), np.load(path / "sums.npy", mmap_mode="r")
            return sums[:, end[0]] - sums[:, 0]

        peer.ask("Q13", open_and_count, lambda answer: answer[0] == c.sums[0][-1], note="two mapped arrays")


def main() -> None:
    given = parse()
    asked = Asked(given)
    c = Columns(asked)
    peer = Peer(f"NumPy {np.__version__}", "preorder columns", "arrays", asked, given)
    q1, q3 = asked.ids("Q1"), asked.ids("Q3")
    q4, q5 = (asked.ids("Q4"), asked.others("Q4")), (asked.ids("Q5"), asked.others("Q5"))
    peer.ask("Q1", lambda: count_members(c, q1), lambda answer: asked.check_counts(answer, len(q1)))
    peer.ask("Q2", lambda: count_cross(c), lambda answer: np.array_equal(answer, asked.answer("Q2")))
    peer.ask("Q3", lambda: list_paths(c, q3), lambda answer: asked.check_paths(*answer, len(q3)))
    peer.ask("Q4", lambda: find_meets(c, *q4), lambda answer: asked.check_meets(answer, len(q4[0])))
    peer.ask("Q5", lambda: find_unders(c, *q5), lambda answer: asked.check_unders(answer, len(q5[0])))
    scipy_note = f"with SciPy {scipy.__version__}"
    graph, n_alliances = make_graph(c), int(c.alliance.max()) + 1
    peer.ask(
        "Q6",
        lambda: find_components(graph, n_alliances),
        lambda answer: asked.check_components(*answer),
        note=scipy_note,
    )
    peer.ask(
        "Q6-graph",
        lambda: find_components(make_graph(c), n_alliances),
        lambda answer: asked.check_components(*answer),
        note=scipy_note,
    )
    peer.ask("Q7", lambda: find_matrix(c), lambda answer: asked.check_matrix(*answer), note=scipy_note)
    peer.ask("Q8", lambda: count_outside(c), lambda answer: asked.check_outside(*answer))
    peer.ask("Q9", lambda: find_sizes(c), lambda answer: asked.check_sizes(*answer))
    peer.ask("Q10", lambda: count_past(c), lambda answer: np.array_equal(answer, asked.answer("Q10")))
    peer.ask("Q11", lambda: count_people(c), asked.check_people)
    starts = c.sums[0]
    peer.ask(
        "Q12",
        lambda: seal(c),
        lambda made: np.array_equal(made[1], starts),
        note="clusters members only: no tree, ages, statuses or participations",
    )
    ask_files(peer, c)
    peer.leave_out("Q14", "it reads numbers only")


if __name__ == "__main__":
    main()
