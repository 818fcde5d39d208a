# SPDX-License-Identifier: Apache-2.0
"""What rules are made of: types, values of rows, tests of three outcomes; days and check digits."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable

from naive_register import Day, DefectError, Register, Row, schema

# ---- Days and codes -------------------------------------------------------------------------------------------------


def is_months_last(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def months_between(first: date, last: date) -> int:
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if last.day >= first.day or is_months_last(last) else months - 1


def months_begun(first: date, last: date) -> int:
    """How many months must be added to the first day to reach the last."""
    if last <= first:
        return -months_between(last, first)
    months = 0
    while months_before(first, -months) < last:
        months += 1
    return months


def years_between(first: date, last: date) -> int:
    months = months_between(first, last)
    return months // 12 if months >= 0 else -(-months // 12)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100-2015: no I, O, S, V, Z
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of GB 11714


def has_last_digit(text: str) -> bool:
    if len(text) != 18 or any(character not in ALPHABET for character in text):
        return False
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(text[:17]))
    return ALPHABET.index(text[17]) == -total % 31


def has_inner_digit(text: str) -> bool:
    inner = text[8:17]
    if len(text) != 18 or any(character not in LETTERS for character in inner):
        return False
    total = sum(LETTERS.index(character) * weight for character, weight in zip(inner, (3, 7, 9, 10, 5, 8, 4, 2)))
    return inner[8] == "0123456789X"[-total % 11]


def is_division_code(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{6}([0-9]{3}){0,2}", text):
        return False
    levels = [int(level) for level in (text[:2], text[2:4], text[4:6], text[6:9], text[9:12]) if level]
    while levels and levels[-1] == 0:
        levels.pop()
    return bool(levels) and 0 not in levels


CHECKS: dict[str, Callable[[str], bool]] = {
    "credit-code": lambda text: has_last_digit(text) and has_inner_digit(text),
    "credit-code-18": has_last_digit,
    "credit-code-9": has_inner_digit,
    "division-code": is_division_code,
}


# ---- Values of rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Type:
    kind: str  # int, date, code, text, reference, ratio
    values: tuple[str, ...] = ()  # of a code
    to: frozenset[str] = frozenset()  # of a reference: tables

    def __str__(self) -> str:
        return f"{self.kind} → {', '.join(sorted(self.to))}" if self.to else self.kind

    def compares_with(self, other: Type) -> bool:
        if self.kind == "reference" == other.kind:
            return bool(self.to & other.to)
        return self.kind == other.kind and self.values == other.values


INT, DATE, RATIO, TEXT = Type("int"), Type("date"), Type("ratio"), Type("text")
Lack = Callable[
    [Register], str
]  # what a register does not keep, so that the value is missing everywhere; "" where it does


def lacks_nothing(register: Register) -> str:
    return ""


def lacks_table(table: str) -> Lack:
    return lambda register: "" if register.tables[table] else f"there is no row of {table}"


def lacks_values(table: str, name: str) -> Lack:
    def lack(register: Register) -> str:
        kept = any(row.values.get(name) is not None for row in register.tables[table])
        kept = kept or name in ("since", "until")  # which are missing where a row holds always
        return "" if kept else f"no row of {table} has a value of {name}"

    return lack


def first_lack(*lacks: Lack) -> Lack:
    """Of what needs all of its parts."""
    return lambda register: next((reason for reason in (lack(register) for lack in lacks) if reason), "")


def common_lack(*lacks: Lack) -> Lack:
    """Of what needs one of its parts."""

    def lack(register: Register) -> str:
        reasons = [lack(register) for lack in lacks]
        return reasons[0] if all(reasons) else ""

    return lack


@dataclass(frozen=True)
class Node:
    """A value that rows of a table have; None where it is missing."""

    type: Type
    get: Callable[[Day, Row], Any]
    lack: Lack = lacks_nothing
    unkept: Lack = lacks_nothing  # of a declared column: that no row of its table has a value in it


def constant(type_: Type, value: Any) -> Node:
    return Node(type_, lambda day, row: value)


def builtins(table: str) -> dict[str, Node]:
    """Built-in measures of a table's rows."""

    def reference(to: str, get: Callable[[Day, Row], Any]) -> Node:
        return Node(Type("reference", to=frozenset([to])), get)

    def number(counted: str, get: Callable[[Day, Row], int]) -> Node:
        """How many rows of a table: of none at all nothing is known."""
        lack = lacks_table(counted)
        return Node(INT, lambda day, row: None if lack(day.register) else get(day, row), lack)

    def people(kind: str, status: str | None = None) -> Node:
        return number("membership", lambda day, row: day.count(row.values["code"], kind, status))

    nodes = {"day": Node(DATE, lambda day, row: day.day)}
    if schema().has_code(table):
        nodes["self"] = reference(table, lambda day, row: row.code)
    if table == "organization":
        nodes["superior"] = reference("organization", lambda day, row: day.superior.get(row.code or ""))
        nodes["area"] = reference("area", lambda day, row: getattr(day.area_of(row.values["code"]), "code", None))
        nodes["depth"] = Node(INT, lambda day, row: len(day.ancestors(row.values["code"])) - 1)
        for own in ("", "own_"):
            nodes[f"{own}members"] = people(f"{own}members")
            for status in ("formal", "probationary"):
                nodes[f"{own}{status}"] = people(f"{own}members", status)
        nodes["people"] = people("people")
        directly = number("subordination", lambda day, row: list(day.superior.values()).count(row.values["code"]))
        nodes["subordinates"] = directly
        nodes["organizations"] = number("subordination", lambda day, row: day.count_organizations(row.values["code"]))
    if table == "person":
        nodes["affiliation"] = reference("organization", lambda day, row: day.affiliation.get(row.code or ""))
        nodes["status"] = Node(
            Type("code", ("formal", "probationary")), lambda day, row: day.status(row.values["code"])
        )
    if table == "area":
        nodes["organizations"] = number("organization", lambda day, row: day.count_based(row))
    return nodes


# ---- Conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Test:
    node: Node
    ask: Callable[[Day, Row], bool | None]
    bound: Node


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """True, False or unknown (None) of what must all be so."""
    known = list(answers)
    return False if False in known else None if None in known else True


def one_of(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    return True if True in known else None if None in known else False


@dataclass(frozen=True)
class Condition:
    alternatives: list[list[Test]]

    def ask(self, day: Day, row: Row) -> bool | None:
        return one_of(all_of(test.ask(day, row) for test in tests) for tests in self.alternatives)

    def broken(self, day: Day, row: Row) -> Test:
        """The first test that is false, of a condition that is."""
        return next(test for test in self.alternatives[0] if test.ask(day, row) is False)

    def never(self, answer: bool, register: Register) -> str:
        """Why it can have that answer of no row: what the register does not keep; "" where it can."""
        lacks = [[first_lack(test.node.lack, test.bound.lack) for test in tests] for tests in self.alternatives]
        if answer:
            return common_lack(*(first_lack(*tests) for tests in lacks))(register)
        return first_lack(*(common_lack(*tests) for tests in lacks))(register)


# ---- What files declare ---------------------------------------------------------------------------------------------


@dataclass
class FurtherColumn:
    table: str
    name: str
    label: str
    type: Type
    read: Callable[[Register, str], Any]
    planned: bool

    def cell(self, row: Row) -> str | None:
        return row.further.get(self.name, row.further.get(self.label))

    def lack(self, register: Register) -> str:
        known = {self.name, self.label} & register.headers[self.table]
        return "" if known else f"{self.table} has no column {self.name}"

    def get(self, day: Day, row: Row) -> Any:
        text = self.cell(row)
        try:
            value = None if text is None else self.read(day.register, text)
        except ValueError:
            return None
        coming = self.type.kind == "date" and value is not None and value > day.day
        return None if coming and not self.planned else value


@dataclass
class Rule:
    id: str
    file: Path
    spec: dict[str, Any]  # as it stands, or that of the rule that it restates
    since: date
    until: date
    restates: str = ""
    invariant: str = ""
    uncovered: bool = False  # the register does not hold the fact
    subject: str = ""
    when: Condition | None = None
    then: Condition | None = None

    def is_in_force(self, day: date) -> bool:
        return self.since <= day < self.until


# ---- What stands in files -------------------------------------------------------------------------------------------


class RuleError(Exception):
    """What is wrong with a part of a rule file."""


def is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def expect(true: Any, otherwise: str) -> None:
    if not true:
        raise RuleError(otherwise)


def expect_name(name: str) -> None:
    fits = re.fullmatch(r"[a-z][a-z0-9_]*", name)
    expect(fits, f"{name}: a name is of lower-case letters, digits and underscores")


def expect_keys(value: Any, allowed: Iterable[str]) -> None:
    expect(isinstance(value, dict), "an object is expected")
    unknown = sorted(set(value) - set(allowed))
    expect(not unknown, f"unknown key {', '.join(unknown)}")


def expect_labels(value: Any) -> None:
    for language in ("zh", "en"):
        expect(
            isinstance(value, dict) and isinstance(value.get(language), str) and value[language],
            f"'{language}' is missing",
        )


def read_json(path: Path) -> Any:
    def without_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"'{twice[0]}' is given twice")
        return dict(pairs)

    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_twice)
    except (OSError, ValueError) as error:
        raise DefectError([f"{path}: {error}"]) from None


def read_bound(value: Any) -> Node | None:
    """A whole number, a day or a fraction, as it stands."""
    if is_int(value):
        return constant(INT, value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return constant(DATE, date.fromisoformat(value))
        except ValueError:
            raise RuleError(f"'{value}' is no day") from None
    if isinstance(value, str) and re.fullmatch(r"\d+/[1-9]\d*", value):
        return constant(RATIO, Fraction(value))
    return None
