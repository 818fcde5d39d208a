#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""igraph, rustworkx and NetworkX: the tree as a directed graph, alliances and their bodies as an undirected one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import igraph
import networkx as nx
import numpy as np
import rustworkx as rx
from common import Asked, Peer, parse


class Graphs:
    """Edges from superiors to subordinates; edges between alliances and bodies, which come behind the alliances."""

    def __init__(self, asked: Asked) -> None:
        o = asked.table("organization")
        self.n = asked.n
        superior = o["superior"].to_numpy()
        below = np.flatnonzero(superior >= 0)
        self.tree = np.stack([superior[below], below], 1).tolist()
        names = ("own_members", "own_formal", "own_probationary")
        self.own = np.stack([o[name].to_numpy() for name in names], 1)
        m = asked.table("member")
        self.affiliation = dict(zip(m["person"].to_pylist(), m["organization"].to_pylist()))
        s = asked.table("seat")
        alliance, bodies = s["alliance"].to_numpy(), s["body"].to_numpy()
        self.n_alliances = int(alliance.max()) + 1
        different, body = np.unique(bodies, return_inverse=True)
        self.n_seated = self.n_alliances + len(different)
        self.seats = np.stack([alliance, body + self.n_alliances], 1).tolist()


def ask_all(
    name: str,
    graphs: Graphs,
    asked: Asked,
    given: Any,
    below: Callable[[int], Iterable[int]],
    above: Callable[[int], Iterable[int]],
    make: Callable[[], Any],
    components: Callable[[Any], Any],
) -> None:
    """below and above answer an organization's subtree and its superiors, itself in neither."""
    peer = Peer(name, "as a graph", "system", asked, given)
    ids, members = asked.ids("Q1"), asked.ids("Q3")
    a, b = asked.ids("Q4").tolist(), asked.others("Q4").tolist()
    low, high = asked.ids("Q5").tolist(), asked.others("Q5").tolist()

    def count_members(k: int) -> list[Any]:
        return [graphs.own[[root, *below(root)]].sum(0) for root in ids[:k].tolist()]

    def list_paths(k: int) -> list[tuple[int, int]]:
        return [(i, at) for i, person in enumerate(members[:k].tolist()) for at in above(graphs.affiliation[person])]

    # In preorder the lowest of those in common has the greatest number.
    def find_meets(k: int) -> list[int]:
        return [max({x, *above(x)} & {y, *above(y)}, default=-1) for x, y in zip(a[:k], b[:k])]

    def find_unders(k: int) -> list[bool]:
        return [x == y or y in above(x) for x, y in zip(low[:k], high[:k])]

    peer.ask_part("Q1", len(ids), count_members, asked.check_counts, least=8)
    peer.ask_part("Q3", len(members), list_paths, lambda rows, k: asked.check_paths(*zip(*rows), k), least=1024)
    peer.ask_part("Q4", len(a), find_meets, asked.check_meets, least=1024)
    peer.ask_part("Q5", len(low), find_unders, asked.check_unders, least=1024)
    seats = make()
    peer.ask("Q6", lambda: components(seats), lambda answer: asked.check_components(*answer))
    peer.ask("Q6-graph", lambda: components(make()), lambda answer: asked.check_components(*answer))
    peer.leave_out("Q2 Q7 Q8 Q9 Q10 Q11", "a library of graphs has no tables to count")


def count_sets(graphs: Graphs, sets: Iterable[Iterable[int]]) -> tuple[list[int], list[int]]:
    sizes = [(sum(node < graphs.n_alliances for node in nodes), len(nodes)) for nodes in map(list, sets)]
    return [n for n, _ in sizes], [size - n for n, size in sizes]


def ask_igraph(graphs: Graphs, asked: Asked, given: Any) -> None:
    tree = igraph.Graph(n=graphs.n, edges=graphs.tree, directed=True)

    def components(seats: igraph.Graph) -> Any:
        found = seats.connected_components()
        label = np.array(found.membership)
        sizes = [np.bincount(part, minlength=len(found)) for part in np.split(label, [graphs.n_alliances])]
        return sizes[0], sizes[1]

    ask_all(
        f"igraph {igraph.__version__}",
        graphs,
        asked,
        given,
        lambda at: tree.subcomponent(at, mode="out")[1:],
        lambda at: tree.subcomponent(at, mode="in")[1:],
        lambda: igraph.Graph(n=graphs.n_seated, edges=graphs.seats),
        components,
    )


def ask_rustworkx(graphs: Graphs, asked: Asked, given: Any) -> None:
    tree = rx.PyDiGraph()
    tree.add_nodes_from(range(graphs.n))
    tree.add_edges_from_no_data(list(map(tuple, graphs.tree)))
    edges = list(map(tuple, graphs.seats))

    def make() -> rx.PyGraph:
        seats = rx.PyGraph()
        seats.add_nodes_from(range(graphs.n_seated))
        seats.add_edges_from_no_data(edges)
        return seats

    ask_all(
        f"rustworkx {rx.__version__}",
        graphs,
        asked,
        given,
        lambda at: rx.descendants(tree, at),
        lambda at: rx.ancestors(tree, at),
        make,
        lambda seats: count_sets(graphs, rx.connected_components(seats)),
    )


def ask_networkx(graphs: Graphs, asked: Asked, given: Any) -> None:
    tree = nx.DiGraph()
    tree.add_nodes_from(range(graphs.n))
    tree.add_edges_from(graphs.tree)

    def make() -> nx.Graph:
        seats = nx.Graph()
        seats.add_nodes_from(range(graphs.n_seated))
        seats.add_edges_from(graphs.seats)
        return seats

    ask_all(
        f"NetworkX {nx.__version__}",
        graphs,
        asked,
        given,
        lambda at: nx.descendants(tree, at),
        lambda at: nx.ancestors(tree, at),
        make,
        lambda seats: count_sets(graphs, nx.connected_components(seats)),
    )


def main() -> None:
    given = parse()
    asked = Asked(given)
    graphs = Graphs(asked)
    ask_igraph(graphs, asked, given)
    ask_rustworkx(graphs, asked, given)
    ask_networkx(graphs, asked, given)


if __name__ == "__main__":
    main()
