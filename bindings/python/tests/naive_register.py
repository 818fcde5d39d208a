# SPDX-License-Identifier: Apache-2.0
"""Registers in the plainest way: CSV files of a folder as lists of rows, and what holds of them on a day.

Made to be compared with the library, so nothing of it is used: tables and code lists are those of docs/tables.md.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
ALWAYS = date.min
OPEN = date.max

# The day on which a row of a table without a period happened; rows of persons are there always.
HAPPENED = {"activity": "date", "transfer": "issued", "item": "opened"}

# What happens after the day of checking has not happened.
COMING = {
    "person": ("applied", "activist", "target", "admitted", "full", "left"),
    "transfer": ("received",),
    "item": ("closed",),
}

# A column that stands for rows of another table: column, its label, that table, there the columns of the row's code and
# of the value, what else is set; and the columns that give the period.
SHORTHANDS = {
    "organization": ("superior", "上级党组织", "subordination", "organization", "superior", {}, "since", "until"),
    "person": (
        "affiliation",
        "所在党支部",
        "membership",
        "person",
        "organization",
        {"kind": "affiliation"},
        "admitted",
        "left",
    ),
}


class DefectError(Exception):
    """What is wrong with files, a line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


# ---- Tables and code lists ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    type: str
    required: bool = False
    codes: str = ""
    to: tuple[str, ...] = ()
    within: bool = False
    not_before: str = ""
    least: float | None = None
    most: float | None = None


@dataclass
class Schema:
    tables: dict[str, dict[str, Column]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # list → any way to write a value → its name

    def values(self, codes: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.codes[codes].values()))

    def has_code(self, table: str) -> bool:
        return "code" in self.tables[table]

    def has_period(self, table: str) -> bool:
        return "since" in self.tables[table]


def read_column(cells: list[str]) -> Column:
    name, label, _, kind, required, values, conditions = cells[:7]
    bounds = re.search(r"(-?\d+) to (-?\d+)|at least (\d+)", conditions)
    before = re.search(r"not before `(\w+)`", conditions)
    return Column(
        name.strip("`"),
        label,
        kind,
        required == "yes",
        "".join(re.findall(r"\(#(\w+)\)", values)[:1]) if kind == "code" else "",
        tuple(re.findall(r"→ \[(\w+)\]", values)),
        "within" in conditions,
        before.group(1) if before else "",
        float(bounds.group(1) or bounds.group(3)) if bounds else None,
        float(bounds.group(2)) if bounds and bounds.group(2) else None,
    )


@lru_cache(maxsize=1)
def schema() -> Schema:
    """What docs/tables.md says, which is printed from the library's schema."""
    result = Schema()
    tables, _, lists = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8").partition("\n## Code lists\n")
    for part in tables.split("\n### ")[1:]:
        name, _, rest = part.partition("\n")
        result.labels[name] = rest.split("·")[0].strip()
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in rest.splitlines() if line[:3] == "| `"
        ]
        result.tables[name] = {column.name: column for column in map(read_column, rows)}
    for part in lists.split("\n### ")[1:]:
        name, _, rest = part.partition("\n")
        spellings = result.codes[name] = {}
        for line in rest.splitlines():
            if re.match(r"\| \d", line):
                _, value, label, _, official = [cell.strip() for cell in line.strip("|").split("|")][:5]
                for spelling in (value.strip("`"), label, official):
                    if spelling:
                        spellings.setdefault(spelling, value.strip("`"))
    return result


# ---- Values ---------------------------------------------------------------------------------------------------------


def read_day(text: str) -> date:
    """A day in one of the forms that files have; ValueError where it is none."""
    for form in (r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", r"(\d{4})(年)(\d{1,2})月(\d{1,2})日", r"(\d{4})()(\d\d)(\d\d)"):
        match = re.fullmatch(form, text)
        if match and int(match.group(1)) >= 1000:
            return date(int(match.group(1)), int(match.group(3)), int(match.group(4)))
    raise ValueError(f"'{text}' is no day")


def read_int(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError(f"'{text}' is no whole number")
    return int(text)


def read_value(column: Column, text: str) -> Any:
    if column.type == "code":
        if text not in schema().codes[column.codes]:
            raise ValueError(f"'{text}' is not in the code list {column.codes}")
        return schema().codes[column.codes][text]
    if column.type == "date":
        return read_day(text)
    if column.type not in ("int", "real"):
        return text
    value = read_int(text) if column.type == "int" else float(text)
    if (column.least is not None and value < column.least) or (column.most is not None and value > column.most):
        raise ValueError(f"{text} is out of its range")
    return value


# ---- Rows -----------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Row:
    table: str
    number: int  # from 0
    values: dict[str, Any]
    further: dict[str, str] = field(default_factory=dict)  # by header, as it is written; empty cells are left out

    @property
    def since(self) -> date:
        since: date = self.values.get("since", ALWAYS)
        return since

    @property
    def until(self) -> date:
        until: date = self.values.get("until", OPEN)
        return until

    @property
    def code(self) -> str | None:
        return self.values.get("code")


class Register:
    """All rows of all tables, whenever they hold."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {table: [] for table in schema().tables}
        self.headers: dict[str, set[str]] = {table: set() for table in schema().tables}
        self.defects: list[str] = []

    def add(self, table: str, values: dict[str, Any], further: dict[str, str] | None = None) -> Row:
        row = Row(table, len(self.tables[table]), values, further or {})
        self.tables[table].append(row)
        return row


def read_register(folder: Path) -> Register:
    """A folder of CSV files. Raises DefectError where the library would refuse to read it strictly."""
    register = Register()
    shorts: list[tuple[Row, str]] = []
    by_label = {label: table for table, label in schema().labels.items()}
    for path in sorted(folder.glob("*.csv")):
        table = by_label.get(path.stem, path.stem)
        if table not in schema().tables:
            register.defects.append(f"{path}: there is no such table")
        else:
            read_table(register, table, path, shorts)
    for row, value in shorts:
        _, _, table, subject, target, more, since, until = SHORTHANDS[row.table]
        values = {
            subject: row.code,
            target: value,
            **more,
            "since": row.values.get(since),
            "until": row.values.get(until),
        }
        register.add(table, {name: value for name, value in values.items() if value is not None})
    check_register(register)
    if register.defects:
        raise DefectError([f"{folder}: {line}" for line in register.defects])
    return register


def read_table(register: Register, table: str, path: Path, shorts: list[tuple[Row, str]]) -> None:
    columns = schema().tables[table]
    by_name = {**columns, **{column.label: column for column in columns.values()}}
    short = SHORTHANDS.get(table, ())[:2]
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    header = [name.strip() for name in lines[0]] if lines else []
    if len(set(header)) < len(header):
        register.defects.append(f"{path.name}: a column is given twice")
    register.headers[table] |= {name for name in header if name not in by_name and name not in short}
    for place, cells in enumerate(lines[1:], 2):
        where = f"{path.name}:{place}"
        if not cells:
            continue
        if len(cells) != len(header):
            register.defects.append(f"{where}: {len(cells)} fields, not {len(header)}")
            continue
        row = register.add(table, {})
        for name, cell in zip(header, map(str.strip, cells)):
            if not cell:
                continue
            if name in short:
                shorts.append((row, cell))
            elif name not in by_name:
                row.further[name] = cell
            else:
                try:
                    row.values[by_name[name].name] = read_value(by_name[name], cell)
                except ValueError as error:
                    register.defects.append(f"{where}: {name}: {error}")
        register.defects += [
            f"{where}: {column.name} is required"
            for column in columns.values()
            if column.required and column.name not in row.values
        ]


# ---- What every register keeps --------------------------------------------------------------------------------------


def check_register(register: Register) -> None:
    """The invariants of lib/register/check*.c, at every date."""
    by_code: dict[str, list[Row]] = {}
    for rows in register.tables.values():
        for row in rows:
            if row.code is not None:
                by_code.setdefault(row.code, []).append(row)
    complain = register.defects.append
    for code, rows in by_code.items():
        for i, row in enumerate(rows):
            for other in rows[:i]:
                if other.table != row.table or (other.since < row.until and row.since < other.until):
                    complain(f"the code {code} is given twice")
    for table, rows in register.tables.items():
        for row in rows:
            for column in schema().tables[table].values():
                check_cell(register, by_code, row, column)
    check_superiors(register)
    check_affiliations(register, by_code)


def check_cell(register: Register, by_code: dict[str, list[Row]], row: Row, column: Column) -> None:
    value = row.values.get(column.name)
    where = f"{row.table} row {row.number + 1}: {column.name} {value}"
    if value is None:
        return
    if column.not_before and value < row.values.get(column.not_before, ALWAYS):
        register.defects.append(f"{where} is before {column.not_before}")
    if column.type != "reference" or row.since >= row.until:
        return
    referred = [other for other in by_code.get(value, []) if other.table in column.to]
    since = row.since
    if since == ALWAYS and referred:
        since = min(other.since for other in referred)
    if not referred:
        register.defects.append(f"{where}: there is no such code in {', '.join(column.to)}")
    elif column.within and not is_covered(since, row.until, referred):
        register.defects.append(f"{where} does not exist all that time")
    elif not any(other.since < row.until and row.since < other.until for other in referred):
        register.defects.append(f"{where} does not exist at that time")


def is_covered(since: date, until: date, rows: list[Row]) -> bool:
    for row in sorted(rows, key=lambda row: row.since):
        if row.since <= since < row.until:
            since = row.until
    return since >= until


def check_superiors(register: Register) -> None:
    """One superior at a time, and no circle on a day on which a subordination begins."""
    rows: dict[str, list[Row]] = {}
    for row in register.tables["subordination"]:
        if row.since < row.until and "organization" in row.values:
            rows.setdefault(row.values["organization"], []).append(row)

    def superior_on(day: date, organization: str | None) -> str | None:
        held = [row for row in rows.get(organization or "", []) if row.since <= day < row.until]
        return held[0].values.get("superior") if held else None

    for organization, held in rows.items():
        for i, row in enumerate(held):
            if any(other.since < row.until and row.since < other.until for other in held[:i]):
                register.defects.append(f"{organization} has two superiors at once")
            above, steps = superior_on(row.since, organization), 0
            while above not in (None, organization) and steps < 1000:
                above, steps = superior_on(row.since, above), steps + 1
            if above == organization:
                register.defects.append(f"{organization} is subordinate to itself on {row.since}")


def check_affiliations(register: Register, by_code: dict[str, list[Row]]) -> None:
    """Exactly one affiliation from admission to leaving."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for row in register.tables["membership"]:
        since = row.since
        if row.values.get("kind") != "affiliation" or since >= row.until:
            continue
        if since == ALWAYS:
            since = min((other.since for other in by_code.get(row.values.get("organization", ""), [])), default=ALWAYS)
        spans.setdefault(row.values.get("person", ""), []).append((since, row.until))
    for person in register.tables["person"]:
        held = sorted(spans.get(person.code or "", []))
        for (_, end), (begin, _) in zip(held, held[1:]):
            if begin < end:
                register.defects.append(f"{person.code} is affiliated to two organizations at once")
        reached, left = person.values.get("admitted"), person.values.get("left", OPEN)
        for begin, end in held:
            if reached is not None and begin <= reached:
                reached = max(reached, end)
        if reached is not None and reached < left:
            register.defects.append(f"{person.code} is a member without affiliation from {reached}")


# ---- A day ----------------------------------------------------------------------------------------------------------


class Day:
    """What holds of a register on a day."""

    def __init__(self, register: Register, day: date) -> None:
        self.register = register
        self.day = day
        self.memory: dict[Any, Any] = {}  # for who asks this day
        self.by_code: dict[str, Row] = {}
        self.rows: dict[str, list[Row]] = {}
        for table in sorted(schema().tables, key=lambda table: table == "attendance"):  # activities before them
            self.rows[table] = [row for row in register.tables[table] if self.has_begun(row) and self.goes_on(row)]
            self.by_code.update({row.code: row for row in self.rows[table] if row.code is not None})
        self.superior = {
            row.values["organization"]: row.values["superior"]
            for row in self.rows["subordination"]
            if self.find(row.values["organization"], ["organization"])
            and self.find(row.values["superior"], ["organization"])
        }
        self.memberships = [row for row in self.rows["membership"] if self.counts(row)]
        self.affiliation = {
            row.values["person"]: row.values["organization"]
            for row in self.memberships
            if row.values.get("kind") == "affiliation"
        }

    def has_begun(self, row: Row) -> bool:
        if row.table == "attendance":
            return row.since <= self.day and self.find(row.values.get("activity"), ["activity"]) is not None
        begins = row.values.get(HAPPENED[row.table], ALWAYS) if row.table in HAPPENED else row.since
        return bool(begins <= self.day)

    def goes_on(self, row: Row) -> bool:
        return row.until > self.day

    def find(self, code: str | None, tables: Any) -> Row | None:
        """The row of that code that holds on the day, if it is of one of the tables."""
        row = self.by_code.get(code) if code is not None else None
        return row if row is not None and row.table in tables else None

    def get(self, row: Row, name: str) -> Any:
        """A declared column as it is known on the day."""
        value = row.values.get(name)
        if name in COMING.get(row.table, ()) and value is not None and value > self.day:
            return None
        if row.table == "person" and name == "left_how" and row.values.get("left", ALWAYS) > self.day:
            return None
        return value

    # ---- People -----------------------------------------------------------------------------------------------------

    def counts(self, membership: Row) -> bool:
        """Whether its person counts: who has left does no more, who comes later is no member yet."""
        person = self.find(membership.values.get("person"), ["person"])
        if person is None or self.find(membership.values.get("organization"), ["organization"]) is None:
            return False
        if person.values.get("left", OPEN) <= self.day:
            return False
        return membership.values.get("kind") != "affiliation" or person.values.get("admitted", ALWAYS) <= self.day

    def status(self, person: str) -> str | None:
        """`formal` or `probationary` of a member, if known."""
        values = self.by_code[person].values
        if person not in self.affiliation:
            return None
        if values.get("full", OPEN) <= self.day:
            return "formal"
        return "probationary" if "full" in values or "admitted" in values else None

    def people(self) -> dict[tuple[str, str], set[str]]:
        """Of each organization its members, those of its subtree, and all who take part in its subtree."""
        if "people" not in self.memory:
            places: dict[tuple[str, str], set[str]] = {}
            for row in self.memberships:
                person, organization = row.values["person"], row.values["organization"]
                kinds = ["people"] if row.values.get("kind") != "affiliation" else ["people", "members"]
                for above in self.ancestors(organization):
                    for kind in kinds:
                        places.setdefault((above, kind), set()).add(person)
                if kinds[1:]:
                    places.setdefault((organization, "own_members"), set()).add(person)
            self.memory["people"] = places
        result: dict[tuple[str, str], set[str]] = self.memory["people"]
        return result

    def count(self, organization: str, kind: str, status: str | None = None) -> int:
        people = self.people().get((organization, kind), set())
        return sum(status is None or self.status(person) == status for person in people)

    # ---- Trees ------------------------------------------------------------------------------------------------------

    def ancestors(self, organization: str) -> list[str]:
        """Itself, its superior, and so on."""
        line = [organization]
        while line[-1] in self.superior:
            line.append(self.superior[line[-1]])
        return line

    def is_under(self, below: str, above: str) -> bool:
        return above in self.ancestors(below)

    def count_organizations(self, organization: str) -> int:
        """How many are under it at any depth."""
        return sum(self.is_under(row.values["code"], organization) for row in self.rows["organization"]) - 1

    def count_based(self, area: Row) -> int:
        """How many organizations are based in the area or in one within it."""
        bases = (self.area_of(row.values["code"]) for row in self.rows["organization"])
        return sum(base is not None and area in self.enclosing(base) for base in bases)

    def area_of(self, organization: str) -> Row | None:
        for code in self.ancestors(organization):
            area = self.find(self.by_code[code].values.get("base_area"), ["area"])
            if area is not None:
                return area
        return None

    def enclosing(self, area: Row) -> list[Row]:
        """Itself, the area that it is part of, and so on."""
        line = [area]
        while True:
            parent = self.find(line[-1].values.get("parent"), ["area"])
            if parent is None or parent in line:
                return line
            line.append(parent)
