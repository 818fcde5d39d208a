# SPDX-License-Identifier: Apache-2.0
"""Responsibilities of a view: items, who answers for them, what is missing, late or claimed twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._call import Texts, call, encode
from ._dangjian import ffi, lib
from .errors import FormatError
from .frame import Frame
from .schema import Day, code_number, code_number_or_none, day_number_or_none

if TYPE_CHECKING:
    from .view import View

_flow_by = {
    None: lib.DJ_FLOW_BY_ALL,
    "category": lib.DJ_FLOW_BY_CATEGORY,
    "route": lib.DJ_FLOW_BY_ROUTE,
    "body": lib.DJ_FLOW_BY_BODY,
}


class Duties:
    """The checklists of the day. ``order`` is the order of resort: steps with commas between, asked in turn; those
    with ``+`` between together.
    """

    def __init__(self, view: View) -> None:
        self._view = view

    def _frame(self, pointer: Any) -> Frame:
        return Frame._take(pointer, self._view.labels)

    def items(self) -> Frame:
        """One row an item that counts on the day."""
        return self._frame(lib.dj_view_items(self._view._pointer))

    def of(self, bodies: str | Iterable[str] | None = None) -> Frame:
        """One row an assignment, of all bodies or of some."""
        if bodies is None:
            return self._frame(lib.dj_view_duties_of(self._view._pointer, ffi.NULL))
        self._view._demand(bodies, "organization", "unit", "alliance")
        texts = Texts(bodies)
        return self._frame(lib.dj_view_duties_of_many(self._view._pointer, texts.array, len(texts)))

    def check(self) -> Frame:
        """What is wrong with open duties and with needs, as findings."""
        issues = ffi.gc(lib.dj_view_check_duties(self._view._pointer), lib.dj_issues_unref)
        return self._frame(lib.dj_issues_to_frame(issues))

    def who(self, units: str | Iterable[str], matter: str | None = None, *, order: str | None = None) -> Frame:
        """Who answers for a unit, or each of several, in a matter; and by which step of the order of resort."""
        self._view._demand(units, "unit")
        self._view._demand_category(matter)
        texts, matter_text, order_text = Texts(units), encode(matter), encode(order)
        answers = (self._view._pointer, matter_text, texts.array, len(texts), order_text)
        return self._frame(call(lib.dj_view_who_answers_many, *answers))

    def overlaps(self, matter: str | None = None, *, order: str | None = None) -> Frame:
        """Units for which two or more bodies answer."""
        self._view._demand_category(matter)
        return self._frame(call(lib.dj_view_overlaps, self._view._pointer, encode(matter), encode(order)))

    def gaps(self, matter: str | None = None, *, order: str | None = None) -> Frame:
        """Units for which nobody answers."""
        self._view._demand_category(matter)
        return self._frame(call(lib.dj_view_gaps, self._view._pointer, encode(matter), encode(order)))

    def cadence(self, since: Day | None = None, *, bodies: bool = False) -> Frame:
        """What recurring duties expect against what was held, since a day or for a year; by item, or added up by
        body.
        """
        function = lib.dj_view_cadence_of_bodies if bodies else lib.dj_view_cadence
        return self._frame(function(self._view._pointer, day_number_or_none(since)))

    def flow(self, by: str | None = None, *, level: str | None = None) -> Frame:
        """Needs by state, closing rate, days and rating: in all, ``by="category"``, ``"route"`` or ``"body"``, or for
        each area of a level.
        """
        if by not in _flow_by or (by is not None and level is not None):
            raise FormatError("either a level, or by is 'category', 'route' or 'body'")
        way = _flow_by[by] if level is None else lib.DJ_FLOW_BY_AREA
        return self._frame(lib.dj_view_flow(self._view._pointer, way, code_number_or_none("area_kind", level)))

    def escalations(self, grace: int = 15) -> Frame:
        """Who should see to overdue items now: one superior further for every ``grace`` days begun."""
        if grace < 1:
            raise FormatError(f"grace is 1 day or more, not {grace}")
        return self._frame(lib.dj_view_escalations(self._view._pointer, grace))

    def __repr__(self) -> str:
        return repr(self.items())

    def _repr_html_(self) -> str:
        return self.items()._repr_html_()


def need_may_become(state: str, other: str) -> bool:
    """Whether a need may go from the one state to the other."""
    return bool(lib.dj_need_may_become(code_number("item_state", state), code_number("item_state", other)))
