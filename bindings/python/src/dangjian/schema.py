# SPDX-License-Identifier: Apache-2.0
"""The declared schema: tables, columns and code lists, with their labels."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any, Union, cast

import numpy as np

from ._call import decode, encode_text, text_of
from ._dangjian import ffi, lib
from .errors import FormatError, NotFoundError

Day = Union[str, datetime.date]
"""A day: as text (``2024-08-26``, ``20240826``, ``2024年8月26日``) or as a date."""


@dataclass(frozen=True)
class Code:
    """A value of a code list."""

    name: str
    label_zh: str
    label_en: str
    official: str | None


@dataclass(frozen=True)
class CodeList:
    """The values that a column of codes takes."""

    name: str
    label_zh: str
    label_en: str
    source: str
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Column:
    """A declared column."""

    name: str
    label_zh: str
    label_en: str
    description: str
    type: str
    required: bool
    key: bool
    references: tuple[str, ...]
    codes: CodeList | None


@dataclass(frozen=True)
class Table:
    """A declared table."""

    name: str
    label_zh: str
    label_en: str
    description: str
    source: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that English name or Chinese label."""
        number = int(lib.dj_table_find_column(table_number(self.name), encode_text(name)))
        if number < 0:
            raise NotFoundError(f"table {self.name} has no column {name!r}")
        return self.columns[number]


def _code_list(info: Any) -> CodeList | None:
    if info == ffi.NULL:
        return None
    return CodeList(
        name=text_of(info.name),
        label_zh=text_of(info.label_zh),
        label_en=text_of(info.label_en),
        source=text_of(info.source),
        codes=tuple(
            Code(text_of(code.name), text_of(code.label_zh), text_of(code.label_en), decode(code.official))
            for code in info.codes[0 : info.n_codes]
        ),
    )


def _column(info: Any) -> Column:
    return Column(
        name=text_of(info.name),
        label_zh=text_of(info.label_zh),
        label_en=text_of(info.label_en),
        description=text_of(info.description),
        type=text_of(lib.dj_type_get_name(info.type)),
        required=bool(info.flags & lib.DJ_COLUMN_REQUIRED),
        key=bool(info.flags & lib.DJ_COLUMN_KEY),
        references=tuple(name for number, name in enumerate(table_names()) if info.references >> number & 1),
        codes=_code_list(info.codes),
    )


def _table(info: Any) -> Table:
    return Table(
        name=text_of(info.name),
        label_zh=text_of(info.label_zh),
        label_en=text_of(info.label_en),
        description=text_of(info.description),
        source=text_of(info.source),
        columns=tuple(map(_column, info.columns[0 : info.n_columns])),
    )


@cache
def table_names() -> tuple[str, ...]:
    """English names of all tables, in order."""
    return tuple(text_of(lib.dj_schema_get_table(number).name) for number in range(lib.DJ_N_TABLES))


@cache
def tables() -> dict[str, Table]:
    """All tables by name."""
    return {name: _table(lib.dj_schema_get_table(number)) for number, name in enumerate(table_names())}


@cache
def code_lists() -> dict[str, CodeList]:
    """All code lists by name."""
    lists = (_code_list(lib.dj_schema_get_code_list(number)) for number in range(lib.dj_schema_get_n_code_lists()))
    return {codes.name: codes for codes in lists if codes is not None}


def table_number(name: str) -> int:
    """Number of a table from its English name or Chinese label."""
    number = int(lib.dj_schema_find_table(encode_text(name)))
    if number < 0:
        raise NotFoundError(f"no table {name!r}; there are {', '.join(table_names())}")
    return number


def code_number(code_list: str, value: str) -> int:
    """Number of a value from its English name, Chinese label or official code."""
    number = int(lib.dj_code_list_find(lib.dj_schema_find_code_list(encode_text(code_list)), encode_text(value), -1))
    if number == 0:
        names = ", ".join(code.name for code in code_lists()[code_list].codes)
        raise FormatError(f"{code_list} has no value {value!r}; it has {names}")
    return number


def code_number_or_none(code_list: str, value: str | None) -> int:
    """The same; 0 for None."""
    return 0 if value is None else code_number(code_list, value)


def code_name(code_list: str, number: int) -> str | None:
    """English name of a value; None for 0."""
    return decode(lib.dj_code_list_get_name(lib.dj_schema_find_code_list(encode_text(code_list)), number))


_words = {None: lib.DJ_ARROW_NAMES, "en": lib.DJ_ARROW_LABELS_EN, "zh": lib.DJ_ARROW_LABELS_ZH}


def label_number(labels: str | None) -> int:
    """What columns and values are called: None for English names, ``zh`` or ``en`` for labels."""
    if labels is not None and (not isinstance(labels, str) or labels not in _words):
        raise FormatError(f"labels are None, 'zh' or 'en', not {labels!r}")
    return int(_words[labels])


def day_number(day: Day) -> int:
    """Days since 1970-01-01."""
    if isinstance(day, np.datetime64):
        day = cast(datetime.date, day.astype("datetime64[D]").item())
    if isinstance(day, datetime.date):
        if day != day:  # a date that is none, of pandas
            raise FormatError(f"not a day: {day!r}")
        number = lib.dj_date(day.year, day.month, day.day)
    elif isinstance(day, str):
        number = lib.dj_date_parse(encode_text(day), -1)
    else:
        raise TypeError(f"a day is a text or a date, not {day!r}")
    if number == lib.DJ_DATE_NONE:
        raise FormatError(f"not a day: {day!r}")
    return int(number)


def day_number_or_none(day: Day | None) -> int:
    """The same; that of None is no day."""
    return int(lib.DJ_DATE_NONE) if day is None else day_number(day)


def day_of(number: int) -> datetime.date | None:
    """The day of a number; None for no day."""
    if number == lib.DJ_DATE_NONE:
        return None
    year, month, day = ffi.new("int *"), ffi.new("int *"), ffi.new("int *")
    lib.dj_date_split(number, year, month, day)
    return datetime.date(year[0], month[0], day[0])


def today() -> datetime.date:
    """The current day in the local time zone."""
    day = day_of(lib.dj_date_today())
    assert day is not None
    return day
