# SPDX-License-Identifier: Apache-2.0
"""The alliances of a view: as tables, as a graph, as a hypergraph."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from ._call import Texts, encode_text, extra, written
from ._dangjian import ffi, lib
from .errors import FormatError
from .frame import Frame
from .schema import code_number

if TYPE_CHECKING:
    import networkx
    import scipy.sparse
    import xgi

    from .view import View


class Alliances:
    """Alliances are hyperedges: bodies (organizations, units and other alliances) have seats in them, with roles."""

    def __init__(self, view: View) -> None:
        self._view = view

    def _frame(self, pointer: Any) -> Frame:
        return Frame._take(pointer, self._view.labels)

    def _many(self, function: Any, codes: str | Iterable[str]) -> Frame:
        texts = Texts(codes)
        return self._frame(function(self._view._pointer, texts.array, len(texts)))

    def _demand_body(self, body: str | Iterable[str]) -> None:
        self._view._demand(body, "organization", "unit", "alliance")

    # ---- Tables ------------------------------------------------------------------------------------------------

    def frame(self) -> Frame:
        """One row an alliance."""
        return self._frame(lib.dj_view_alliances(self._view._pointer))

    def seats(self, alliances: str | Iterable[str] | None = None) -> Frame:
        """One row a seat, of all alliances or of some."""
        if alliances is None:
            return self._frame(lib.dj_view_alliance_seats(self._view._pointer, ffi.NULL))
        self._view._demand(alliances, "alliance")
        return self._many(lib.dj_view_alliance_seats_many, alliances)

    def of(self, bodies: str | Iterable[str]) -> Frame:
        """The alliances in which a body, or each of several, has a seat."""
        self._demand_body(bodies)
        return self._many(lib.dj_view_alliances_of_many, bodies)

    def shared(self) -> Frame:
        """Pairs of alliances and how many bodies they share."""
        return self._frame(lib.dj_view_shared_seats(self._view._pointer))

    def components(self) -> Frame:
        """Connected parts of the graph."""
        return self._frame(lib.dj_view_alliance_components(self._view._pointer))

    def bridges(self) -> Frame:
        """Bodies and alliances without which the graph would fall apart."""
        return self._frame(lib.dj_view_alliance_bridges(self._view._pointer))

    def isolated(self) -> Frame:
        """Organizations without a seat anywhere."""
        return self._frame(lib.dj_view_isolated(self._view._pointer))

    def crossing(self, level: str) -> Frame:
        """Alliances with seats in two or more areas of a level."""
        return self._frame(lib.dj_view_alliances_crossing(self._view._pointer, code_number("area_kind", level)))

    def matrix(self, level: str) -> Frame:
        """Pairs of areas of a level and how many alliances join them."""
        return self._frame(lib.dj_view_alliance_matrix(self._view._pointer, code_number("area_kind", level)))

    def ties(self) -> Frame:
        """How tight alliances are: mechanisms, cadence, projects with results."""
        return self._frame(lib.dj_view_ties(self._view._pointer))

    def distance(self, start: str | Sequence[str], end: str | Sequence[str]) -> Any:
        """How many alliances lie on the shortest way from one body to the other, -1 where there is none; of many an
        array.
        """
        self._demand_body(start)
        self._demand_body(end)
        alone = isinstance(start, str) and isinstance(end, str)
        starts, ends = np.broadcast_arrays(*(np.atleast_1d(np.asarray(codes, object)) for codes in (start, end)))
        first, second = Texts(starts), Texts(ends)
        out = np.empty(len(starts), np.int32)
        cells = ffi.from_buffer("gint32[]", out)
        lib.dj_view_alliance_distance_many(self._view._pointer, first.array, second.array, len(first), cells)
        return out[0].item() if alone else out

    def path(self, start: str, end: str) -> Frame:
        """A shortest way from one body to another, step by step."""
        first, last = encode_text(start), encode_text(end)
        self._demand_body(start)
        self._demand_body(end)
        return self._frame(lib.dj_view_alliance_path(self._view._pointer, first, last))

    # ---- Exchange ------------------------------------------------------------------------------------------------

    def to_hif(self) -> dict[str, Any]:
        """The hypergraph in the Hypergraph Interchange Format, as ``json`` reads it."""
        document: dict[str, Any] = json.loads(written(lib.dj_view_write_hif, self._view._pointer))
        return document

    def to_xgi(self) -> xgi.Hypergraph:
        """A hypergraph of XGI."""
        read: Callable[[Any], xgi.Hypergraph] = extra("xgi", "graphs").from_hif_dict
        return read(self.to_hif())

    def to_dot(self, language: str = "zh") -> str:
        """The graph in the DOT language of Graphviz."""
        languages = {"zh": lib.DJ_LANGUAGE_ZH, "en": lib.DJ_LANGUAGE_EN}
        if language not in languages:
            raise FormatError(f"the language is 'zh' or 'en', not {language!r}")
        return written(lib.dj_view_write_dot, self._view._pointer, languages[language])

    def to_geojson(self) -> dict[str, Any]:
        """A GeoJSON FeatureCollection, as ``json`` reads it."""
        document: dict[str, Any] = json.loads(written(lib.dj_view_write_geojson, self._view._pointer))
        return document

    def to_networkx(self) -> networkx.Graph:
        """A graph of NetworkX: alliances and bodies are nodes (``bipartite`` 1 for alliances, 0 for others; ``name``,
        ``table``), a body's seats in an alliance an edge (``roles``). An alliance with a seat in another is joined
        with it.
        """
        graph = extra("networkx", "graphs").Graph(day=self._view.date.isoformat())
        frame = self.frame().labelled(None)
        for row in frame:
            graph.add_node(row["alliance"], table="alliance", name=row["name"], kind=row["kind"], bipartite=1)
        for row in self.seats().labelled(None):
            if row["body"] not in graph:
                graph.add_node(row["body"], table=row["table"], name=row["name"], bipartite=0)
            if graph.has_edge(row["alliance"], row["body"]):
                graph.edges[row["alliance"], row["body"]]["roles"].append(row["role"])
            else:
                graph.add_edge(row["alliance"], row["body"], roles=[row["role"]])
        return graph

    def incidence(self) -> tuple[scipy.sparse.csr_array, list[str], list[str]]:
        """The incidence matrix, sparse, of bodies (rows) and alliances (columns), and the codes of both."""
        sparse = extra("scipy.sparse", "graphs")
        frame, seats = self.frame()["alliance"], self.seats()
        bodies, rows = np.unique(seats["body"].astype(str), return_inverse=True)
        place = {code: number for number, code in enumerate(frame.tolist())}
        columns = np.array([place[code] for code in seats["alliance"].tolist()], dtype=np.int64)
        ones = np.ones(len(rows), np.int8)
        matrix = sparse.csr_array((ones, (rows, columns)), shape=(len(bodies), len(frame)))
        matrix.sum_duplicates()
        matrix.data[:] = 1  # two seats of one body are one place
        return matrix, bodies.tolist(), frame.tolist()

    # ---- Looks -------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.frame())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return repr(self.frame())

    def _repr_html_(self) -> str:
        return self.frame()._repr_html_()
