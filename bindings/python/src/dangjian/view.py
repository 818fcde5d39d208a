# SPDX-License-Identifier: Apache-2.0
"""The register as of one day: trees, counts, coverage, and what else can be asked."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Callable, Union

import numpy as np

from ._call import Texts, borrow, call, encode, run_long
from ._dangjian import ffi, lib
from .alliances import Alliances
from .duties import Duties
from .frame import Frame
from .records import Area, Organization, Person, make_record
from .schema import Day, code_number, day_number, day_of, label_number, table_number
from .tree import Tree

if TYPE_CHECKING:
    from .plot import Plot
    from .register import Register

Ids = Union[int, str, Sequence[int], Sequence[str], Any]
"""An organization, area or person: its code, or its number in the view; or many, as a sequence or an array. One in,
one answer out; many in, an array out.
"""

Roots = Union[Ids, None]
"""One organization, None for all, or several: then the answer has a column ``root`` that tells them apart."""

_ID_MAX = 2**31 - 1

# Words for what tables of counts are broken down by.
_by = {
    "sex": lib.DJ_BY_SEX,
    "age": lib.DJ_BY_AGE,
    "education": lib.DJ_BY_EDUCATION,
    "status": lib.DJ_BY_STATUS,
    "class": lib.DJ_BY_CLASS,
}


# Functions whose answers are values of an enumeration.
_out = {lib.dj_view_get_status_many: "DjMemberStatus *"}


def _count_by(by: str | Iterable[str]) -> int:
    names = by.split(",") if isinstance(by, str) else list(by)
    unknown = [name for name in names if name not in _by]
    if unknown:
        raise ValueError(f"by is of {', '.join(_by)}, not {', '.join(unknown)}")
    bits = 0
    for name in names:
        bits |= _by[name]
    return bits


class View:
    """The register sealed as of one day. It does not change, whatever becomes of the register, and may be asked from
    any thread.

    Organizations are numbered in preorder from 0: the subtree of one is the numbers from its own up to, not
    including, ``view.end(one)``. -1 is none. Pickling takes the register along, as a snapshot: for this machine and
    version of the package.
    """

    def __init__(self) -> None:
        raise TypeError("views are made by register.view() and dangjian.open()")

    _pointer: Any
    labels: str | None
    _made_of: tuple[View, View] | None

    @classmethod
    def _take(cls, pointer: Any, labels: str | None, made_of: tuple[View, View] | None = None) -> View:
        view = cls.__new__(cls)
        view._pointer = ffi.gc(pointer, lib.dj_view_unref)
        label_number(labels)
        view.labels = labels
        view._made_of = made_of
        return view

    @classmethod
    def _seal(cls, register: Register, on: Day, labels: str | None = None) -> View:
        return cls._take(call(lib.dj_register_seal, register._pointer, day_number(on)), labels)

    def _frame(self, pointer: Any, labels: str | None = None) -> Frame:
        return Frame._take(pointer, labels or self.labels)

    # ---- The view itself ---------------------------------------------------------------------------------------

    @property
    def date(self) -> datetime.date:
        """The day."""
        day = day_of(lib.dj_view_get_date(self._pointer))
        assert day is not None
        return day

    @property
    def n_organizations(self) -> int:
        """How many organizations exist on the day."""
        return int(lib.dj_view_get_n_organizations(self._pointer))

    @property
    def n_areas(self) -> int:
        """How many areas exist on the day."""
        return int(lib.dj_view_get_n_areas(self._pointer))

    @property
    def n_members(self) -> int:
        """How many members there are on the day."""
        return int(lib.dj_view_get_n_members(self._pointer))

    @property
    def n_unplaced(self) -> int:
        """Members that a restated view could not place."""
        return int(lib.dj_view_get_n_unplaced(self._pointer))

    @property
    def register(self) -> Register:
        """A register with what the view was sealed from."""
        from .register import Register

        return Register._take(lib.dj_view_get_register(self._pointer))

    def labelled(self, labels: str | None) -> View:
        """The same view, whose answers are labelled ``zh`` or ``en``, or with the names of files (None)."""
        return self._take(lib.dj_view_ref(self._pointer), labels, self._made_of)

    def restate(self, today: View) -> View:
        """The people of this view over the tree of another, mostly later one: 'as is' instead of 'as was'."""
        return self._take(call(lib.dj_view_restate, self._pointer, today._pointer), self.labels, (self, today))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a snapshot, mostly ``….djv``: the view and all of its register, for ``dangjian.open()``. The file
        appears whole or not at all. A restated view cannot be saved.
        """
        name = os.fsencode(path)

        def work(cancellable: Any, *_: Any) -> Any:
            return call(lib.dj_view_save, self._pointer, ffi.new("char[]", name), cancellable)

        run_long(work, "saving")

    def diff(self, before: View) -> Frame:
        """What is different from another view: rows added, removed and changed, table by table."""
        return self._frame(lib.dj_view_diff(self._pointer, before._pointer))

    def check(self) -> Frame:
        """What is wrong on the day with open duties and with needs. What is wrong at any date, ``register.check()``
        tells.
        """
        return self.duties.check()

    def __repr__(self) -> str:
        counts = f"{self.n_organizations:,} organizations, {self.n_members:,} members, {self.n_areas:,} areas"
        return f"<View {self.date}{' restated' if self._made_of else ''}: {counts}>"

    def _repr_html_(self) -> str:
        cells = zip(("organizations", "members", "areas"), (self.n_organizations, self.n_members, self.n_areas))
        rows = "".join(f"<tr><th>{name}</th><td>{n:,}</td></tr>" for name, n in cells)
        return f"<table><thead><tr><th colspan='2'>{self.date}</th></tr></thead><tbody>{rows}</tbody></table>"

    def __reduce__(self) -> Any:
        from .snapshot import restore_restated, restore_view, snapshot_bytes

        if self._made_of is None:
            return restore_view, (snapshot_bytes(self), self.labels)
        past, today = self._made_of
        register = today.register
        if past._made_of or today._made_of or len(register.view(past.date).diff(past)):
            raise TypeError("the register has changed between the two views: pickle them, and restate again")
        return restore_restated, (snapshot_bytes(today), past.date, self.labels)

    # ---- Codes and numbers -------------------------------------------------------------------------------------

    def organization_ids(self, codes: Iterable[str]) -> Any:
        """Numbers of organizations, -1 for codes that are none; the code of an area stands for the organization that
        leads there.
        """
        return self._ids_of(lib.dj_view_organization_many, codes)

    def area_ids(self, codes: Iterable[str]) -> Any:
        """Numbers of areas."""
        return self._ids_of(lib.dj_view_area_many, codes)

    def person_ids(self, codes: Iterable[str]) -> Any:
        """Numbers of persons."""
        return self._ids_of(lib.dj_view_person_many, codes)

    def _ids_of(self, function: Callable[..., Any], codes: Iterable[str]) -> Any:
        texts = Texts(codes)
        out = np.empty(len(texts), np.int32)
        function(self._pointer, texts.array, len(texts), ffi.from_buffer("gint32[]", out))
        return out

    def _numbers(self, ids: Ids, find: Callable[[Iterable[str]], Any]) -> tuple[Any, bool]:
        """Numbers from codes or numbers, and whether it is one alone. A single code that is none is an error."""
        alone = np.ndim(ids) == 0
        if isinstance(ids, str):
            found = find([ids])
            if found[0] < 0:
                raise LookupError(f"{ids!r} does not exist on {self.date}")
            return found, True
        array = np.atleast_1d(np.asarray(ids))
        if array.dtype.kind in "OUS" and array.size:
            return find(str(value) for value in array), alone
        if array.size and (array.dtype.kind not in "iu" or array.max() > _ID_MAX or array.min() < -1):
            raise ValueError(f"codes or numbers from -1 to {_ID_MAX} are needed, not {ids!r}")
        return np.ascontiguousarray(array, np.int32), alone

    def _map(
        self, function: Callable[..., Any], find: Callable[[Iterable[str]], Any], ids: Ids, dtype: str, *more: Any
    ) -> Any:
        """One answer for each number, by a function of C on arrays."""
        numbers, alone = self._numbers(ids, find)
        out = np.empty(len(numbers), dtype)
        cells = (
            ffi.cast(_out[function], ffi.from_buffer(out)) if function in _out else ffi.from_buffer(f"g{dtype}[]", out)
        )
        function(self._pointer, ffi.from_buffer("gint32[]", numbers), len(numbers), *more, cells)
        return out[0].item() if alone else out

    def _pairs(self, function: Callable[..., Any], a: Ids, b: Ids, dtype: str) -> Any:
        """The same for two numbers each; one of them may stand for all of the other's."""
        (first, one), (second, other) = self._numbers(a, self.organization_ids), self._numbers(b, self.organization_ids)
        first, second = (np.ascontiguousarray(array) for array in np.broadcast_arrays(first, second))
        out = np.empty(len(first), dtype)
        buffers = (ffi.from_buffer("gint32[]", first), ffi.from_buffer("gint32[]", second))
        function(
            self._pointer, *buffers, len(first), ffi.from_buffer("guint8[]" if dtype == "uint8" else "gint32[]", out)
        )
        return out[0].item() if one and other else out

    def _ask(self, one: Callable[..., Any], many: Callable[..., Any], roots: Roots, *more: Any) -> Any:
        """A table of one organization, or of all, or of each of several: then by the other form of the function."""
        if roots is None or np.ndim(roots) == 0:
            return one(self._pointer, self._root(roots), *more)
        numbers, _ = self._numbers(roots, self.organization_ids)
        return many(self._pointer, ffi.from_buffer("gint32[]", numbers), len(numbers), *more)

    def _root(self, root: Roots) -> int:
        return int(lib.DJ_NONE) if root is None else int(self._numbers(root, self.organization_ids)[0][0])

    # ---- Organizations -----------------------------------------------------------------------------------------

    def superior(self, organizations: Ids) -> Any:
        """Number of the superior, -1 for a root."""
        return self._map(lib.dj_view_get_superior_many, self.organization_ids, organizations, "int32")

    def depth(self, organizations: Ids) -> Any:
        """0 for a root, one more for each superior."""
        return self._map(lib.dj_view_get_depth_many, self.organization_ids, organizations, "int32")

    def end(self, organizations: Ids) -> Any:
        """The number after the last of its subtree."""
        return self._map(lib.dj_view_get_end_many, self.organization_ids, organizations, "int32")

    def base_area(self, organizations: Ids) -> Any:
        """Number of the area it is based in, its nearest superior's where it has none of its own."""
        return self._map(lib.dj_view_get_base_area_many, self.organization_ids, organizations, "int32")

    def is_under(self, below: Ids, above: Ids) -> Any:
        """Whether the one is the other or in its subtree."""
        answer = self._pairs(lib.dj_view_is_under_many, below, above, "uint8")
        return bool(answer) if np.ndim(answer) == 0 else answer.astype(bool)

    def common_superior(self, a: Ids, b: Ids) -> Any:
        """Number of the lowest organization that both are in the subtree of."""
        return self._pairs(lib.dj_view_get_common_superior_many, a, b, "int32")

    def _list(self, function: Callable[..., Any], organizations: Ids) -> Any:
        numbers, alone = self._numbers(organizations, self.organization_ids)
        starts = np.empty(len(numbers) + 1, np.uint64)
        buffer, places = ffi.from_buffer("gint32[]", numbers), ffi.from_buffer("gsize[]", starts)
        n = function(self._pointer, buffer, len(numbers), places, ffi.NULL, 0)
        out = np.empty(n, np.int32)
        function(self._pointer, buffer, len(numbers), places, ffi.from_buffer("gint32[]", out), n)
        return out if alone else np.split(out, starts[1:-1].astype(np.int64))

    def ancestors(self, organizations: Ids) -> Any:
        """Numbers of its superior, that one's superior, … up to the root; of many a list of arrays."""
        return self._list(lib.dj_view_list_ancestors_many, organizations)

    def subordinates(self, organizations: Ids) -> Any:
        """Numbers of its direct subordinates; of many a list of arrays."""
        return self._list(lib.dj_view_list_subordinates_many, organizations)

    def organization(self, organization: int | str) -> Organization:
        """An organization's record."""
        out = ffi.new("DjOrganization *")
        if not lib.dj_view_get_organization(self._pointer, self._root(organization), out):
            raise LookupError(f"no organization {organization!r} on {self.date}")
        return make_record(Organization, "organization", out)

    def table(self, table: str, *, labels: str | None = None) -> Frame:
        """The rows of a table that hold on the day."""
        return self._frame(lib.dj_view_get_table(self._pointer, table_number(table)), labels)

    # ---- Areas and people --------------------------------------------------------------------------------------

    def area_parent(self, areas: Ids) -> Any:
        """Number of the area it is part of."""
        return self._map(lib.dj_view_get_area_parent_many, self.area_ids, areas, "int32")

    def area_end(self, areas: Ids) -> Any:
        """The number after the last area within it."""
        return self._map(lib.dj_view_get_area_end_many, self.area_ids, areas, "int32")

    def leading(self, areas: Ids) -> Any:
        """Number of the highest organization based in exactly that area."""
        return self._map(lib.dj_view_get_leading_many, self.area_ids, areas, "int32")

    def area(self, area: int | str) -> Area:
        """An area's record."""
        out = ffi.new("DjArea *")
        if not lib.dj_view_get_area(self._pointer, int(self._numbers(area, self.area_ids)[0][0]), out):
            raise LookupError(f"no area {area!r} on {self.date}")
        return make_record(Area, "area", out)

    def person(self, person: int | str) -> Person:
        """A person's record."""
        out = ffi.new("DjPerson *")
        if not lib.dj_view_get_person(self._pointer, int(self._numbers(person, self.person_ids)[0][0]), out):
            raise LookupError(f"no person {person!r}")
        return make_record(Person, "person", out)

    def affiliation(self, persons: Ids) -> Any:
        """Number of the organization a member is affiliated to, -1 for others."""
        return self._map(lib.dj_view_get_affiliation_many, self.person_ids, persons, "int32")

    def status(self, persons: Ids) -> Any:
        """Number of the status in the code list ``member_status``, 0 for non-members and where no day is known."""
        return self._map(lib.dj_view_get_status_many, self.person_ids, persons, "int32")

    def members(self, organizations: Ids, *, subtree: bool = False) -> Any:
        """Numbers of the members affiliated to the organization itself, or to all in its subtree; not copied. Of many a
        list of arrays.
        """
        numbers, alone = self._numbers(organizations, self.organization_ids)
        starts, lengths = np.empty(len(numbers), np.uint64), np.empty(len(numbers), np.uint64)
        places = (ffi.from_buffer("gsize[]", starts), ffi.from_buffer("gsize[]", lengths))
        buffer = ffi.from_buffer("gint32[]", numbers)
        everyone = lib.dj_view_get_members_many(self._pointer, buffer, len(numbers), subtree, *places)
        whole = borrow(everyone, self.n_members, "int32", self._pointer)
        lists = [whole[start : start + n] for start, n in zip(starts.tolist(), lengths.tolist())]
        return lists[0] if alone else lists

    def count_members(self, organizations: Ids, status: str | None = None) -> Any:
        """Members in the organization's subtree, of one status or any."""
        number = code_number("member_status", status)
        return self._map(lib.dj_view_count_members_many, self.organization_ids, organizations, "int64", number)

    def count_people(self, organizations: Ids) -> Any:
        """Distinct people in the organization's subtree by affiliation or participation, each counted once."""
        return self._map(lib.dj_view_count_people_many, self.organization_ids, organizations, "int64")

    # ---- Tables ------------------------------------------------------------------------------------------------

    def count(
        self,
        root: Roots = None,
        *,
        level: str | None = None,
        kind: str | None = None,
        every: bool = False,
        by: str | Iterable[str] = (),
        distinct: bool = False,
        labels: str | None = None,
    ) -> Frame:
        """Organizations and members: one row in all, or for each area of a level (``county``), each organization of a
        kind (``branch``), or every one; broken down by ``sex``, ``age``, ``education``, ``status``, ``class``;
        ``distinct`` counts people by participation too, each once.
        """
        options = ffi.new("DjCountOptions *")
        options.level, options.kind = code_number("area_kind", level), code_number("organization_kind", kind)
        options.every, options.distinct = every, distinct
        options.by = _count_by(by) if by else 0

        def ask(*arguments: Any) -> Any:
            return self._ask(lib.dj_view_count, lib.dj_view_count_many, root, *arguments)

        return self._frame(call(ask, options), labels)

    def tree(self, root: Roots = None, depth: int = -1, *, labels: str | None = None) -> Tree:
        """The organizations under one, or all, in preorder with members and people; prints as a tree."""
        return Tree._take(self._ask(lib.dj_view_tree, lib.dj_view_tree_many, root, depth), labels or self.labels)

    def guides(self, organization: Ids) -> Frame:
        """Who guides the organization, by line and by area."""
        return self._frame(self._ask(lib.dj_view_guides, lib.dj_view_guides_many, organization))

    def guidance_chain(self, organization: Ids, kind: str = "line") -> Frame:
        """From guide to guide of one kind, or to the superior where there is none."""
        number = code_number("guidance_kind", kind)
        pair = (lib.dj_view_guidance_chain, lib.dj_view_guidance_chain_many)
        return self._frame(self._ask(*pair, organization, number))

    def double_guidance(self) -> Frame:
        """Organizations guided by two or more bodies in the same matter."""
        return self._frame(lib.dj_view_double_guidance(self._pointer))

    # ---- Coverage and places -----------------------------------------------------------------------------------

    def coverage(self, level: str | None = None, *, by: str | None = None, labels: str | None = None) -> Frame:
        """The two coverages of units: in all, for each area of a level, or ``by="kind"`` or ``by="industry"``."""
        ways = {None: lib.DJ_COVERAGE_BY_ALL, "kind": lib.DJ_COVERAGE_BY_KIND, "industry": lib.DJ_COVERAGE_BY_INDUSTRY}
        if by not in ways or (by and level):
            raise ValueError("either a level, or by is 'kind' or 'industry'")
        way = lib.DJ_COVERAGE_BY_AREA if level else ways[by]
        return self._frame(lib.dj_view_coverage(self._pointer, way, code_number("area_kind", level)), labels)

    def coverage_of(self, unit: str | None = None) -> Frame:
        """What covers a unit, or all units."""
        return self._frame(lib.dj_view_coverage_of(self._pointer, encode(unit)))

    def blind_spots(self) -> Frame:
        """Units that nothing covers, and the nearest organization that could take each."""
        return self._frame(lib.dj_view_blind_spots(self._pointer))

    def covered_on_paper(self) -> Frame:
        """Coverages whose unit or organization has ended."""
        return self._frame(lib.dj_view_covered_on_paper(self._pointer))

    def propose_branches(
        self, *, least_members: int = 3, most_units: int = 5, within: str = "community", like_trade: bool = True
    ) -> Frame:
        """Units without an organization, grouped into joint branches."""
        number = code_number("nearness", within)
        options = ffi.new("DjProposalOptions *", (least_members, most_units, number, like_trade))
        return self._frame(call(lib.dj_view_propose_branches, self._pointer, options))

    def facilities(self, service: str | None = None) -> Frame:
        """Facilities and their load; of all, or those that offer a service."""
        return self._frame(lib.dj_view_facilities(self._pointer, encode(service)))

    def nearest_facilities(self, lon: float, lat: float, k: int = 1, service: str | None = None) -> Frame:
        """The facilities nearest to a point, in metres."""
        return self._frame(call(lib.dj_view_nearest_facilities, self._pointer, lon, lat, k, encode(service)))

    def far_communities(self, radius: float, service: str | None = None) -> Frame:
        """Communities without a facility in a radius of so many metres."""
        return self._frame(call(lib.dj_view_far_communities, self._pointer, radius, encode(service)))

    # ---- Matching ----------------------------------------------------------------------------------------------

    def match(self, category: str | None = None, *, farthest: str | None = None) -> Frame:
        """Needs and the resources that serve them best; ``change.add_matches()`` takes the answer."""
        return self._match(lib.dj_view_match, category, farthest)

    def unmatched(self, category: str | None = None, *, farthest: str | None = None) -> Frame:
        """Needs that are not served, and why."""
        return self._match(lib.dj_view_unmatched, category, farthest)

    def _match(self, function: Callable[..., Any], category: str | None, farthest: str | None) -> Frame:
        text = encode(category)
        options = ffi.new("DjMatchOptions *", (text, code_number("nearness", farthest)))
        return self._frame(call(function, self._pointer, options))

    def match_guides(self, category: str = "guide") -> Frame:
        """Guides for enterprises, by two-way choice."""
        return self._frame(call(lib.dj_view_match_guides, self._pointer, encode(category)))

    # ---- Rooms of their own --------------------------------------------------------------------------------------

    @property
    def alliances(self) -> Alliances:
        """The graph of alliances."""
        return Alliances(self)

    @property
    def duties(self) -> Duties:
        """Items, who answers for them, and what is missing."""
        return Duties(self)

    @property
    def plot(self) -> Plot:
        """Pictures; needs matplotlib."""
        from .plot import Plot

        return Plot(self)


def great_circle(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres between two points on the sphere."""
    return float(lib.dj_great_circle(lon1, lat1, lon2, lat2))
