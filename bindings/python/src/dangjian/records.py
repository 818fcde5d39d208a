# SPDX-License-Identifier: Apache-2.0
"""An organization, an area, a person of a view, as records."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from ._call import decode
from ._dangjian import lib
from .schema import code_name, day_of, tables


@dataclass(frozen=True)
class Organization:
    """An organization on the day."""

    code: str
    name: str
    short_name: str | None
    kind: str | None
    form: str | None
    mode: str | None
    base_unit: str | None
    base_area: str | None
    may_admit: str | None
    approved_by: str | None
    term_years: int | None
    term_ends: datetime.date | None
    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True)
class Area:
    """An area on the day."""

    code: str
    name: str
    kind: str | None
    area_class: str | None
    parent: str | None
    lon: float | None
    lat: float | None
    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True)
class Person:
    """A person. All persons of this project's data are synthetic."""

    code: str
    name: str | None
    sex: str | None
    born: datetime.date | None
    education: str | None
    employer: str | None
    residence: str | None
    member_class: str | None
    applied: datetime.date | None
    activist: datetime.date | None
    target: datetime.date | None
    admitted: datetime.date | None
    full: datetime.date | None
    left: datetime.date | None
    left_how: str | None
    occupation: str | None


Record = TypeVar("Record", Organization, Area, Person)

# Members that C and Python may not call `class`.
_columns = {"area_class": "class", "member_class": "class"}


def _value(table: str, field: str, value: Any) -> Any:
    column = tables()[table].column(_columns.get(field, field))
    if column.codes is not None:
        return code_name(column.codes.name, value)
    if column.type == "date":
        return day_of(value)
    if column.type == "int":
        return None if value == lib.DJ_INT_NONE else value
    if column.type == "real":
        return None if value != value else value
    return decode(value)


def make_record(kind: type[Record], table: str, struct: Any) -> Record:
    """The record of a C structure with the same members."""
    return kind(**{field.name: _value(table, field.name, getattr(struct, field.name)) for field in fields(kind)})
