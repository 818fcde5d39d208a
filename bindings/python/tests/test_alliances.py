# SPDX-License-Identifier: Apache-2.0
"""Alliances as graphs of NetworkX, hypergraphs of XGI and matrices of SciPy are those of the seats."""

from __future__ import annotations

import itertools

import networkx
import numpy as np
import pytest
import xgi
from conftest import DAY

import dangjian as dj

CASES = ["sanlitun", "lines", "shibei", "borders"]


@pytest.fixture(params=CASES)
def alliances(request, cases):
    alliances = dj.read(cases / request.param, progress=False).view(DAY).alliances
    assert len(alliances) > 0
    return alliances


def test_networkx_has_the_seats(alliances):
    graph = alliances.to_networkx()
    seats = alliances.seats().rows()
    assert {frozenset(edge) for edge in graph.edges} == {frozenset((row["alliance"], row["body"])) for row in seats}
    assert sum(len(roles) for _, _, roles in graph.edges.data("roles")) == len(seats)
    assert {node for node, kind in graph.nodes.data("bipartite") if kind} == set(alliances.frame()["alliance"])


def test_components_are_those_of_networkx(alliances):
    graph = alliances.to_networkx()
    expected = sorted(
        (sum(graph.nodes[node]["bipartite"] for node in part), sum(not graph.nodes[node]["bipartite"] for node in part))
        for part in networkx.connected_components(graph)
    )
    assert sorted((row["alliances"], row["bodies"]) for row in alliances.components()) == expected


def test_distances_are_those_of_networkx(alliances):
    """Dijkstra's way over halves: each alliance on the way weighs one, and so does one at an end."""
    graph = alliances.to_networkx()
    weighs = dict(graph.nodes.data("bipartite"))
    nodes = sorted(graph)[:: max(len(graph) // 15, 1)]
    starts, ends = zip(*itertools.product(nodes, nodes))
    found = alliances.distance(list(starts), list(ends))
    for start, end, distance in zip(starts, ends, found.tolist()):
        try:
            way = networkx.dijkstra_path_length(graph, start, end, lambda u, v, _: (weighs[u] + weighs[v]) / 2)
            assert distance == (way + (weighs[start] + weighs[end]) / 2 if start != end else 0)
        except networkx.NetworkXNoPath:
            assert distance == -1
    assert isinstance(alliances.distance(nodes[0], nodes[-1]), int)
    assert alliances.distance(nodes[0], list(ends)).tolist() == found[: len(nodes)].tolist() * len(nodes)


def test_bridges_are_articulation_points_of_networkx(alliances):
    graph = alliances.to_networkx()
    assert set(alliances.bridges()["node"].tolist()) == set(networkx.articulation_points(graph))


def test_xgi_has_the_same_hyperedges(alliances):
    hypergraph = alliances.to_xgi()
    assert isinstance(hypergraph, xgi.Hypergraph)
    expected = {}
    for row in alliances.seats():
        expected.setdefault(row["alliance"], set()).add(row["body"])
    found = {edge: set(members) for edge, members in hypergraph.edges.members(dtype=dict).items() if members}
    assert found == expected


def test_incidence_is_that_of_the_seats(alliances):
    matrix, bodies, names = alliances.incidence()
    assert matrix.shape == (len(bodies), len(names))
    assert matrix.max() <= 1
    rows, columns = matrix.nonzero()
    assert {(bodies[row], names[column]) for row, column in zip(rows, columns)} == {
        (row["body"], row["alliance"]) for row in alliances.seats()
    }
    shared = (matrix.astype(np.int64).T @ matrix.astype(np.int64)).toarray()
    for row in alliances.shared():
        assert shared[names.index(row["alliance"]), names.index(row["other"])] == row["shared"]


def test_hypergraph_interchange_format(alliances):
    incidences = alliances.to_hif()["incidences"]
    expected = sorted((row["alliance"], row["body"], row["role"]) for row in alliances.seats())
    assert sorted((i["edge"], i["node"], i["attrs"]["role"]) for i in incidences) == expected


def test_other_forms(alliances):
    assert alliances.to_dot().startswith(("graph", "strict graph", "digraph"))
    assert alliances.to_geojson()["type"] == "FeatureCollection"
    assert "<table>" in alliances._repr_html_()
    assert len(repr(alliances).splitlines()) > 2


def test_tables_of_one_and_of_several(alliances):
    codes = alliances.frame()["alliance"].tolist()
    assert len(alliances.seats(codes)) == sum(len(alliances.seats(code)) for code in codes) == len(alliances.seats())
    row = alliances.seats().rows()[0]
    assert row["alliance"] in alliances.of(row["body"])["alliance"]
    assert len(alliances.path(row["alliance"], row["body"])) == 2
    for frame in (alliances.isolated(), alliances.crossing("township"), alliances.matrix("township"), alliances.ties()):
        assert isinstance(frame, dj.Frame)
