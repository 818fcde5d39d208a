# SPDX-License-Identifier: Apache-2.0
"""The register as of one day: trees, counts, coverage, and what else can be asked."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Callable, Union

import numpy as np

from ._call import Held, Texts, borrow, call, encode, encode_path, encode_text, run_long
from ._dangjian import ffi, lib
from ._numbers import Kind
from .alliances import Alliances
from .duties import Duties
from .errors import FormatError, NotFoundError
from .frame import Frame
from .records import Area, Organization, Person, make_record
from .rules import Findings, RuleSets, check
from .schema import Day, code_number, code_number_or_none, day_number, day_of, label_number, table_names, table_number
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
    names = [name.strip() for name in by.split(",")] if isinstance(by, str) else list(by)
    unknown = [str(name) for name in names if name not in _by]
    if unknown:
        raise FormatError(f"by is of {', '.join(_by)}, not {', '.join(unknown)}")
    bits = 0
    for name in names:
        bits |= _by[name]
    return bits


class View(Held):
    """The register sealed as of one day. It does not change, whatever becomes of the register, and may be asked from
    any thread.

    Organizations are numbered in preorder from 0: the subtree of one is the numbers from its own up to, not
    including, ``view.end(one)``. -1 is none. Pickling takes the register along, as a snapshot: for this machine and
    version of the package.
    """

    def __init__(self) -> None:
        raise TypeError("views are made by register.view() and dangjian.open()")

    labels: str | None
    _history: Any  # the lock of the registers that share it
    _made_of: tuple[View, View] | None

    @classmethod
    def _take(cls, pointer: Any, labels: str | None, history: Any, made_of: tuple[View, View] | None = None) -> View:
        view = cls.__new__(cls)
        view._history = history
        view._hold(pointer, lib.dj_view_unref)
        label_number(labels)
        view.labels = labels
        view._made_of = made_of
        return view

    @classmethod
    def _seal(cls, register: Register, on: str | datetime.date, labels: str | None = None) -> View:
        return cls._take(call(lib.dj_register_seal, register._pointer, day_number(on)), labels, register._lock)

    def _frame(self, pointer: Any, labels: str | None = None) -> Frame:
        return Frame._take(pointer, self._labels(labels))

    def _labels(self, labels: str | None) -> str | None:
        """Those of an answer: the view's where none are asked for. The frame checks them, as it owns the answer."""
        return self.labels if labels is None else labels

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

        return Register._take(lib.dj_view_get_register(self._pointer), self._history)

    def labelled(self, labels: str | None) -> View:
        """The same view, whose answers are labelled ``zh`` or ``en``, or with the names of files (None)."""
        return self._take(lib.dj_view_ref(self._pointer), labels, self._history, self._made_of)

    def restate(self, today: View) -> View:
        """The people of this view over the tree of another, mostly later one: 'as is' instead of 'as was'."""
        pointer = call(lib.dj_view_restate, self._pointer, today._pointer)
        return self._take(pointer, self.labels, today._history, (self, today))

    def arrays(self) -> Frame:
        """What the view is made of beside its register: its arrays, and how many bytes they take."""
        return self._frame(lib.dj_view_list_arrays(self._pointer))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a snapshot, mostly ``….djv``: the view and all of its register, for ``dangjian.open()``. The file
        appears whole or not at all. A restated view cannot be saved.
        """
        name = encode_path(path)

        def work(cancellable: Any, *_: Any) -> Any:
            return call(lib.dj_view_save, self._pointer, name, cancellable)

        run_long(work, "saving")

    def diff(self, before: View) -> Frame:
        """What is different from another view: rows added, removed and changed, table by table."""
        return self._frame(lib.dj_view_diff(self._pointer, before._pointer))

    def events(self, before: View, *, labels: str | None = None) -> Frame:
        """What that means, in words of the field: founded, dissolved, renamed, moved, joined, left, transferred, posts,
        seats, coverage and duties begun and ended, …; with the day where it is known. Of two days, of two commits or of
        two registers.
        """
        if not isinstance(before, View):
            raise TypeError(f"a view is needed, not {type(before).__name__}")
        return self._frame(call(lib.dj_view_events, self._pointer, before._pointer), labels)

    def check(self, rules: RuleSets = "national") -> Findings:
        """What the day breaks of the regulations: of installed sets of rules by name, of files, or of ``Rules``. What
        is wrong with the data at any date, ``register.check()`` tells; with duties and needs, ``duties.check()``.
        """
        return check(self, rules)

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

    @property
    def _organizations(self) -> Kind:
        n = self.n_organizations
        return Kind("organization", self.organization_ids, lambda number: number < n, self.date)

    @property
    def _areas(self) -> Kind:
        n = self.n_areas
        return Kind("area", self.area_ids, lambda number: number < n, self.date)

    @property
    def _persons(self) -> Kind:
        person = ffi.new("DjPerson *")
        return Kind(
            "person", self.person_ids, lambda number: lib.dj_view_get_person(self._pointer, number, person), self.date
        )

    def _map(
        self, function: Callable[..., Any], kind: Kind, ids: Ids, dtype: str, *more: Any, none: bool = True
    ) -> Any:
        """One answer for each number, by a function of C on arrays."""
        numbers, alone = kind.numbers(ids, none=none)
        out = np.empty(len(numbers), dtype)
        cells = (
            ffi.cast(_out[function], ffi.from_buffer(out)) if function in _out else ffi.from_buffer(f"g{dtype}[]", out)
        )
        function(self._pointer, ffi.from_buffer("gint32[]", numbers), len(numbers), *more, cells)
        return out[0].item() if alone else out

    def _pairs(self, function: Callable[..., Any], a: Ids, b: Ids, dtype: str) -> Any:
        """The same for two numbers each; one of them may stand for all of the other's."""
        (first, one), (second, other) = self._organizations.numbers(a), self._organizations.numbers(b)
        first, second = (np.ascontiguousarray(array) for array in np.broadcast_arrays(first, second))
        out = np.empty(len(first), dtype)
        buffers = (ffi.from_buffer("gint32[]", first), ffi.from_buffer("gint32[]", second))
        function(
            self._pointer, *buffers, len(first), ffi.from_buffer("guint8[]" if dtype == "uint8" else "gint32[]", out)
        )
        return out[0].item() if one and other else out

    def _ask(self, one: Callable[..., Any], many: Callable[..., Any], roots: Roots, *more: Any) -> Any:
        """A table of one organization, or of all, or of each of several: then by the other form of the function."""
        if roots is None:
            return one(self._pointer, lib.DJ_NONE, *more)
        numbers, alone = self._organizations.numbers(roots, none=False)
        if alone:
            return one(self._pointer, int(numbers[0]), *more)
        return many(self._pointer, ffi.from_buffer("gint32[]", numbers), len(numbers), *more)

    def _demand(self, code: str | Iterable[str] | None, *tables: str) -> None:
        """A single code must be of one of these tables, on the day or any other: else nothing is a wrong answer."""
        if not isinstance(code, str):
            return
        number = lib.dj_view_find_code(self._pointer, encode_text(code))
        if number < 0 or table_names()[number] not in tables:
            raise NotFoundError(f"no {' or '.join(tables)} {code!r}")

    def _demand_category(self, category: str | None) -> None:
        """The same for a category that some item must have, on the day or any other."""
        if category is not None and category not in self.register["item"]._column_texts("category"):
            raise NotFoundError(f"no item has the category {category!r}")

    def _demand_service(self, service: str) -> None:
        offered = self.register["facility"]._column_texts("services")
        if not any(service in re.split(r"[\s;；、,，]+", services or "") for services in offered):
            raise NotFoundError(f"no facility offers {service!r}")

    # ---- Organizations -----------------------------------------------------------------------------------------

    def superior(self, organizations: Ids) -> Any:
        """Number of the superior, -1 for a root."""
        return self._map(lib.dj_view_get_superior_many, self._organizations, organizations, "int32")

    def depth(self, organizations: Ids) -> Any:
        """0 for a root, one more for each superior."""
        return self._map(lib.dj_view_get_depth_many, self._organizations, organizations, "int32")

    def end(self, organizations: Ids) -> Any:
        """The number after the last of its subtree."""
        return self._map(lib.dj_view_get_end_many, self._organizations, organizations, "int32")

    def base_area(self, organizations: Ids) -> Any:
        """Number of the area it is based in, its nearest superior's where it has none of its own."""
        return self._map(lib.dj_view_get_base_area_many, self._organizations, organizations, "int32")

    def is_under(self, below: Ids, above: Ids) -> Any:
        """Whether the one is the other or in its subtree."""
        answer = self._pairs(lib.dj_view_is_under_many, below, above, "uint8")
        return bool(answer) if np.ndim(answer) == 0 else answer.astype(bool)

    def common_superior(self, a: Ids, b: Ids) -> Any:
        """Number of the lowest organization that both are in the subtree of."""
        return self._pairs(lib.dj_view_get_common_superior_many, a, b, "int32")

    def _list(self, function: Callable[..., Any], organizations: Ids) -> Any:
        numbers, alone = self._organizations.numbers(organizations)
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
        lib.dj_view_get_organization(self._pointer, self._organizations.number(organization), out)
        return make_record(Organization, "organization", out)

    def table(self, table: str, *, labels: str | None = None) -> Frame:
        """The rows of a table that hold on the day."""
        return self._frame(lib.dj_view_get_table(self._pointer, table_number(table)), labels)

    # ---- Areas and people --------------------------------------------------------------------------------------

    def area_parent(self, areas: Ids) -> Any:
        """Number of the area it is part of."""
        return self._map(lib.dj_view_get_area_parent_many, self._areas, areas, "int32")

    def area_end(self, areas: Ids) -> Any:
        """The number after the last area within it."""
        return self._map(lib.dj_view_get_area_end_many, self._areas, areas, "int32")

    def leading(self, areas: Ids) -> Any:
        """Number of the highest organization based in exactly that area."""
        return self._map(lib.dj_view_get_leading_many, self._areas, areas, "int32")

    def area(self, area: int | str) -> Area:
        """An area's record."""
        out = ffi.new("DjArea *")
        lib.dj_view_get_area(self._pointer, self._areas.number(area), out)
        return make_record(Area, "area", out)

    def person(self, person: int | str) -> Person:
        """A person's record."""
        out = ffi.new("DjPerson *")
        lib.dj_view_get_person(self._pointer, self._persons.number(person), out)
        return make_record(Person, "person", out)

    def affiliation(self, persons: Ids) -> Any:
        """Number of the organization a member is affiliated to, -1 for others."""
        return self._map(lib.dj_view_get_affiliation_many, self._persons, persons, "int32")

    def status(self, persons: Ids) -> Any:
        """Number of the status in the code list ``member_status``, 0 for non-members and where no day is known."""
        return self._map(lib.dj_view_get_status_many, self._persons, persons, "int32")

    def members(self, organizations: Ids, *, subtree: bool = False) -> Any:
        """Numbers of the members affiliated to the organization itself, or to all in its subtree; not copied. Of many a
        list of arrays.
        """
        numbers, alone = self._organizations.numbers(organizations)
        starts, lengths = np.empty(len(numbers), np.uint64), np.empty(len(numbers), np.uint64)
        places = (ffi.from_buffer("gsize[]", starts), ffi.from_buffer("gsize[]", lengths))
        buffer = ffi.from_buffer("gint32[]", numbers)
        everyone = lib.dj_view_get_members_many(self._pointer, buffer, len(numbers), subtree, *places)
        whole = borrow(everyone, self.n_members, "int32", self._pointer)
        lists = [whole[start : start + n] for start, n in zip(starts.tolist(), lengths.tolist())]
        return lists[0] if alone else lists

    def count_members(self, organizations: Ids, status: str | None = None) -> Any:
        """Members in the organization's subtree, of one status or any."""
        number = code_number_or_none("member_status", status)
        return self._map(
            lib.dj_view_count_members_many, self._organizations, organizations, "int64", number, none=False
        )

    def count_people(self, organizations: Ids) -> Any:
        """Distinct people in the organization's subtree by affiliation or participation, each counted once."""
        return self._map(lib.dj_view_count_people_many, self._organizations, organizations, "int64", none=False)

    def wrong_size(self, kind: str, least: int = 0, most: int | None = None, *, status: str | None = None) -> Any:
        """Numbers of the organizations of a kind with fewer members than ``least`` or more than ``most``: ``view.
        wrong_size("branch", 3, 50, status="formal")``.
        """
        if least < 0 or (most is not None and most < least):
            raise FormatError(f"members are from 0 or more to as many or more, not from {least} to {most}")
        numbers = code_number("organization_kind", kind), code_number_or_none("member_status", status)
        bounds = least, -1 if most is None else most
        n = lib.dj_view_list_wrong_size(self._pointer, *numbers, *bounds, ffi.NULL, 0)
        out = np.empty(n, np.int32)
        lib.dj_view_list_wrong_size(self._pointer, *numbers, *bounds, ffi.from_buffer("gint32[]", out), n)
        return out

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
        as_of: Day | None = None,
        labels: str | None = None,
    ) -> Frame:
        """Organizations and members: one row in all, or for each area of a level (``county``), each organization of a
        kind (``branch``), or every one; broken down by ``sex``, ``age``, ``education``, ``status``, ``class``;
        ``distinct`` counts people by participation too, each once; ``as_of`` counts the members of an earlier day over
        the organizations and areas of this one.
        """
        options = ffi.new("DjCountOptions *")
        options.level = code_number_or_none("area_kind", level)
        options.kind = code_number_or_none("organization_kind", kind)
        options.every, options.distinct = every, distinct
        options.by = _count_by(by) if by else 0

        def ask(*arguments: Any) -> Any:
            if as_of is None:
                return self._ask(lib.dj_view_count, lib.dj_view_count_many, root, *arguments)
            pair = (lib.dj_view_count_as_of, lib.dj_view_count_as_of_many)
            return self._ask(*pair, root, day_number(as_of), *arguments)

        return self._frame(call(ask, options), labels)

    def count_outside(self, level: str, *, labels: str | None = None) -> Frame:
        """Members who take part outside their own area of a level (``county``), and those of other areas who come."""
        return self._frame(call(lib.dj_view_count_outside, self._pointer, code_number("area_kind", level)), labels)

    def tree(self, root: Roots = None, depth: int = -1, *, labels: str | None = None) -> Tree:
        """The organizations under one, or all, in preorder with members and people; prints as a tree."""
        return Tree._take(self._ask(lib.dj_view_tree, lib.dj_view_tree_many, root, depth), self._labels(labels))

    def guides(self, organization: Ids) -> Frame:
        """Who guides the organization, by line and by area."""
        return self._frame(self._ask(lib.dj_view_guides, lib.dj_view_guides_many, _needed(organization)))

    def guidance_chain(self, organization: Ids, kind: str = "line") -> Frame:
        """From guide to guide of one kind, or to the superior where there is none."""
        number = code_number("guidance_kind", kind)
        pair = (lib.dj_view_guidance_chain, lib.dj_view_guidance_chain_many)
        return self._frame(self._ask(*pair, _needed(organization), number))

    def double_guidance(self) -> Frame:
        """Organizations guided by two or more bodies in the same matter."""
        return self._frame(lib.dj_view_double_guidance(self._pointer))

    # ---- Coverage and places -----------------------------------------------------------------------------------

    def coverage(self, level: str | None = None, *, by: str | None = None, labels: str | None = None) -> Frame:
        """The two coverages of units: in all, for each area of a level, or ``by="kind"`` or ``by="industry"``."""
        ways = {None: lib.DJ_COVERAGE_BY_ALL, "kind": lib.DJ_COVERAGE_BY_KIND, "industry": lib.DJ_COVERAGE_BY_INDUSTRY}
        if by not in ways or (by is not None and level is not None):
            raise FormatError("either a level, or by is 'kind' or 'industry'")
        way = ways[by] if level is None else lib.DJ_COVERAGE_BY_AREA
        number = code_number_or_none("area_kind", level)
        return self._frame(lib.dj_view_coverage(self._pointer, way, number), labels)

    def coverage_of(self, unit: str | None = None) -> Frame:
        """What covers a unit, or all units."""
        self._demand(unit, "unit")
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
        frame = self._frame(lib.dj_view_facilities(self._pointer, encode(service)))
        if service is not None and not len(frame):
            self._demand_service(service)
        return frame

    def nearest_facilities(self, lon: float, lat: float, k: int = 1, service: str | None = None) -> Frame:
        """The facilities nearest to a point, in metres."""
        if k < 0:
            raise FormatError(f"k is 0 or more, not {k}")
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
        options = ffi.new("DjMatchOptions *", (text, code_number_or_none("nearness", farthest)))
        frame = self._frame(call(function, self._pointer, options))
        if not len(frame):
            self._demand_category(category)
        return frame

    def match_guides(self, category: str = "guide") -> Frame:
        """Guides for enterprises, by two-way choice."""
        return self._frame(call(lib.dj_view_match_guides, self._pointer, encode_text(category)))

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


def _needed(organizations: Ids) -> Ids:
    if organizations is None:
        raise TypeError("an organization is needed, not None")
    return organizations


def great_circle(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres between two points on the sphere."""
    return float(lib.dj_great_circle(lon1, lat1, lon2, lat2))
