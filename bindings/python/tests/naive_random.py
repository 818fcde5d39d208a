# SPDX-License-Identifier: Apache-2.0
"""Small random registers that rules have much to say about: values that rules name, days and counts at their
thresholds, cells left out, periods that begin and end around the day of checking. They keep all that registers keep.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from naive_reader import BOUNDS, Rules
from naive_register import ALWAYS, OPEN, SHORTHANDS, Column, schema
from naive_values import RuleError, months_before

DAYS = [
    date(2024, 12, 31),
    date(2024, 2, 29),
    date(2023, 3, 31),
    date(2025, 6, 30),
    date(2021, 7, 1),
    date(2024, 11, 15),
]
ORDER = [
    "area",
    "unit",
    "organization",
    "alliance",
    "person",
    "checklist",
    "item",
    "activity",
    "facility",
]  # who refers to whom
CREDIT_CODES = [
    "91100000100003962T",
    "91310000631295002H",
    "91100000100003962U",
    "9110000010000396",
    "12100000400000456N",
]


# ---- What rules ask for ---------------------------------------------------------------------------------------------


@dataclass
class Wishes:
    """Values that rules compare columns with, and numbers at which they turn."""

    values: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    depends: dict[str, set[tuple[str, str]]] = field(default_factory=dict)


def place_of(rules: Rules, table: str, name: str) -> tuple[str, str] | None:
    """The table and column in which a name ends, if it does."""
    try:
        while name not in schema().tables[table] and (table, name) not in rules.columns:
            first, _, name = name.partition(".")
            first, _, chosen = first.partition("/")
            to = rules.resolve(table, first).type.to
            table = chosen or next(iter(to))
            if not name:
                return None
    except (RuleError, StopIteration):
        return None
    return table, name


def wish_number(rules: Rules, wishes: Wishes, value: Any) -> None:
    if isinstance(value, str) and value.startswith("$"):
        node = rules.parameters[value[1:]]
        value = node.get(None, None)  # type: ignore[arg-type]
    if isinstance(value, int) and not isinstance(value, bool):
        wishes.numbers.add(value)
    elif isinstance(value, date):
        wishes.days.add(value)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        wishes.days.add(date.fromisoformat(value))


def wish_condition(rules: Rules, wishes: Wishes, table: str, condition: Any) -> None:
    for tests in condition if isinstance(condition, list) else [condition]:
        for name, asked in tests.items():
            place = place_of(rules, table, name)
            for operator, value in asked.items() if isinstance(asked, dict) else [("", asked)]:
                if operator in BOUNDS or operator.startswith("within_"):
                    wish_number(rules, wishes, value)
                elif operator in ("", "not", "begins", "ends", "contains") and place:
                    values = value if isinstance(value, list) else [value]
                    texts = [("no", "yes")[item] if isinstance(item, bool) else item for item in values]
                    wishes.values.setdefault(place, []).extend(texts)


def wishes_of(rules: Rules) -> Wishes:
    wishes = Wishes()
    for rule in rules.rules.values():
        for key in ("when", "then"):
            if key in rule.spec:
                wish_condition(rules, wishes, rule.subject, rule.spec[key])
    for (table, _), measure in rules.measures.items():
        for gather in ("count", "sum", "least", "most"):
            if gather in measure and "where" in measure:
                wish_condition(rules, wishes, measure[gather], measure["where"])
        if "whether" in measure:
            wish_condition(rules, wishes, table, measure["whether"])
    return wishes


# ---- A register -----------------------------------------------------------------------------------------------------

Cells = dict[str, Any]


class Maker:
    """Makes one register; all that is random comes of the seed."""

    def __init__(self, rules: Rules, wishes: Wishes, seed: int) -> None:
        self.rules = rules
        self.wishes = wishes
        self.chance = random.Random(seed)
        self.on = self.chance.choice(DAYS)
        self.tables: dict[str, list[Cells]] = {}
        self.further: dict[str, list[Any]] = {}
        self.absent = {
            table: {column for column in columns if self.may(0.07)} for table, columns in schema().tables.items()
        }
        self.crowding = self.chance.choice([0.4, 0.8, 1])  # of people in one organization
        self.gaps = self.chance.choice([0.02, 0.1, 0.3])
        small = sorted(number for number in wishes.numbers if 0 <= number <= 120)
        self.small = small or [1]

    def may(self, share: float) -> bool:
        return self.chance.random() < share

    # ---- Values -----------------------------------------------------------------------------------------------------

    def near(self, numbers: list[int]) -> int:
        """A number at a threshold or beside it."""
        return max(0, self.chance.choice(numbers) + self.chance.choice([-1, 0, 0, 1]))

    def shifted(self, day: date) -> date:
        """A day that is as far from another as rules ask for, or a day more or less."""
        step = self.chance.choice([-1, 0, 0, 1])
        number = self.near(sorted(self.wishes.numbers)) if self.may(0.8) else self.chance.randrange(40)
        way = self.chance.choice([1, 1, -1])
        try:
            if self.may(0.3) and number < 4000:
                return day - timedelta(way * number + step)
            months = number * 12 if self.may(0.4) and number < 100 else number
            return months_before(day, way * months) + timedelta(step) if months < 1200 else day
        except (OverflowError, ValueError):
            return day

    def day(self, row: Cells) -> date:
        """A day near the day of checking, near one that rules name, or near one of the row."""
        others = [value for value in row.values() if isinstance(value, date) and date(1900, 1, 1) < value]
        near = sorted(self.wishes.days)
        kind = self.chance.random()
        if others and kind < 0.5:
            day = self.shifted(self.chance.choice(others))
        elif near and kind < 0.55:
            day = self.chance.choice(near) + timedelta(self.chance.choice([-1, 0, 1]))
        elif kind < 0.65:
            day = self.on + timedelta(self.chance.choice([-2, -1, 0, 1, 2, 40]))
        else:
            day = self.shifted(self.on)
        return day if date(1950, 1, 1) < day < date(2060, 1, 1) else self.on - timedelta(self.chance.randrange(3000))

    def among(self, place: tuple[str, str], all_values: tuple[str, ...]) -> str:
        wished = [value for value in self.wishes.values.get(place, []) if value in all_values]
        return self.chance.choice(wished) if wished and self.may(0.8) else self.chance.choice(all_values)

    def text(self, place: tuple[str, str]) -> str:
        wished = self.wishes.values.get(place, [])
        if place[1] == "credit_code":
            return self.chance.choice(CREDIT_CODES)
        if not wished or self.may(0.2):
            return self.chance.choice(["合成", "甲乙", "2024", "2024Q3", "110101", "110101001", "110100001", "a-1"])
        parts = [self.chance.choice(wished) for _ in range(self.chance.choice([1, 1, 2]))]
        return self.chance.choice(["", "", "合成"]) + "".join(parts) + self.chance.choice(["", "", "甲"])

    def reference(self, to: Any, period: Cells | None = None) -> str | None:
        """A row of one of the tables that is there in the period; the first more often, so that much comes together."""
        since, until = (period or {}).get("since") or ALWAYS, (period or {}).get("until") or OPEN
        tables = [table for table in to if self.tables.get(table)]
        for _ in range(9 if tables else 0):
            rows = self.tables[self.chance.choice(sorted(tables))]
            row = rows[int(len(rows) * self.chance.random() ** self.chance.choice([1, 3]))]
            if (row.get("since") or ALWAYS) < until and since < (row.get("until") or OPEN):
                return str(row["code"])
        return None

    def value(self, table: str, column: Column, row: Cells) -> Any:
        place = (table, column.name)
        if column.type == "code":
            return self.among(place, schema().values(column.codes))
        if column.type == "date":
            return self.day(row)
        if column.type in ("int", "real"):
            value = self.near(self.small)
            return min(value, int(column.most)) if column.most is not None else value
        return self.reference(column.to, row) if column.type == "reference" else self.text(place)

    # ---- Rows -------------------------------------------------------------------------------------------------------

    def is_left_out(self, table: str, column: Column) -> bool:
        return not column.required and (column.name in self.absent[table] or self.may(self.gaps))

    def make_row(self, table: str, **given: Any) -> Cells | None:
        row: Cells = dict(given)
        for column in schema().tables[table].values():
            is_open = column.name not in given and column.name not in ("since", "until")
            if is_open and not self.is_left_out(table, column):
                row[column.name] = self.value(table, column, row)
            if row.get(column.name) is None:
                if column.required:
                    return None
                row.pop(column.name, None)
            earliest = row.get(column.not_before) if column.not_before else None
            if column.name in row and earliest is not None and row[column.name] < earliest:
                row[column.name] = earliest + timedelta(self.chance.choice([0, 0, 1, 365, 366]))
        return row

    def period(self, since: date = ALWAYS, until: date = OPEN) -> Cells:
        """A period within another, often all of it, else beginning or ending around the day of checking."""
        around = [self.on + timedelta(step) for step in (-400, -200, -2, -1, 0, 1, 2, 200)]
        begin = end = None
        if self.may(0.6):
            begin = self.chance.choice(around) if self.may(0.15) else self.day({"on": self.on})
        if self.may(0.15):
            end = self.chance.choice(around)
        begin = max(begin or since, since)
        end = min(end or until, until)
        if not since <= begin < end <= until:
            begin, end = since, until
        return {"since": None if begin == ALWAYS else begin, "until": None if end == OPEN else end}

    def add(self, table: str, row: Cells | None) -> Cells | None:
        if row is not None:
            self.tables.setdefault(table, []).append(row)
        return row

    def add_coded(self, table: str, n: int) -> None:
        for number in range(n):
            code = f"{table[:2]}{number}" if table != "area" or self.may(0.5) else f"1101{number:02}"
            period = self.period() if schema().has_period(table) and self.may(0.4) else {}
            given: Cells = {"code": code, **period}
            if table == "area":
                given.update(self.part_of_area(period))
            row = self.add(table, self.make_row(table, **given))
            until = period.get("until")
            if row is not None and until is not None and table in ("unit", "alliance", "checklist") and self.may(0.3):
                self.add(table, self.make_row(table, code=code, since=until, until=None))

    def part_of_area(self, period: Cells) -> Cells:
        """A parent that is there as long as the area."""
        fits = [row for row in self.tables.get("area", []) if self.covers(row, period)]
        return {"parent": self.chance.choice(fits)["code"] if fits and self.may(0.8) else None}

    def covers(self, row: Cells, period: Cells) -> bool:
        begin, end = row.get("since") or ALWAYS, row.get("until") or OPEN
        since, until = period.get("since") or ALWAYS, period.get("until") or OPEN
        return bool((begin <= since or (period.get("since") is None and begin < until)) and until <= end)

    # ---- Trees and people -------------------------------------------------------------------------------------------

    def add_subordinations(self) -> None:
        organizations = self.tables.get("organization", [])
        for i, row in enumerate(organizations[1:], 1):
            if self.may(0.1):
                continue
            above = organizations[min(int(i * self.chance.random() ** 2), i - 1)]
            since = max(row.get("since") or ALWAYS, above.get("since") or ALWAYS)
            until = min(row.get("until") or OPEN, above.get("until") or OPEN)
            if since < until:
                period = self.period(since, until) if self.may(0.2) else {"since": since, "until": until}
                period = {key: None if day in (ALWAYS, OPEN) else day for key, day in period.items()}
                cells = {"organization": row["code"], "superior": above["code"], **period}
                self.add("subordination", self.make_row("subordination", **cells))

    def add_affiliation(self, person: Cells, home: Cells | None) -> None:
        """From admission to leaving, in one place or two; without a day of admission as it comes."""
        since, until = person.get("admitted"), person.get("left")
        if since is None and self.may(0.3):
            return
        organizations = [
            row for row in self.tables["organization"] if self.covers(row, {"since": since, "until": until})
        ]
        if since is None:
            organizations = [row for row in organizations if "since" not in row]
        if not organizations or (since is not None and since == until):
            person.pop("admitted", None)
            return
        place = home if home in organizations and self.may(self.crowding) else self.chance.choice(organizations)
        moved = self.shifted(self.on) if self.may(0.1) else None
        spans = [(place, since, until)]
        if since is not None and moved is not None and since < moved < (until or OPEN):
            spans = [(place, since, moved), (self.chance.choice(organizations), moved, until)]
        for organization, begin, end in spans:
            if begin is None or end is None or begin < end:
                cells = {"person": person["code"], "organization": organization["code"], "kind": "affiliation"}
                self.add("membership", self.make_row("membership", **cells, since=begin, until=end))

    def add_persons(self, n: int) -> None:
        organizations = self.tables["organization"]
        homes = self.chance.sample(organizations, min(self.chance.choice([1, 2]), len(organizations)))
        for number in range(n):
            row = self.make_row("person", code=f"p{number}")
            if row is None:
                continue
            if self.may(0.6) and "admitted" not in row:
                row["admitted"] = min(self.day(row), row.get("full", OPEN), row.get("left", OPEN))
            if "left" in row and self.may(0.7):
                row.pop("left")
                row.pop("left_how", None)
            earliest = max((row[name] for name in ("applied", "activist", "target") if name in row), default=ALWAYS)
            if "admitted" in row and row["admitted"] < earliest:
                for name in ("applied", "activist", "target"):
                    row.pop(name, None)
            self.add("person", row)
            self.add_affiliation(row, self.chance.choice(homes) if homes else None)

    def add_participations(self, n: int) -> None:
        kinds = [kind for kind in schema().values("membership_kind") if kind != "affiliation"]
        for _ in range(n):
            person, organization = self.reference(["person"]), self.chance.choice(self.tables["organization"])
            period = self.period(organization.get("since") or ALWAYS, organization.get("until") or OPEN)
            cells = {
                "person": person,
                "organization": organization["code"],
                "kind": self.chance.choice(kinds),
                **period,
            }
            self.add("membership", self.make_row("membership", **cells))

    def add_posts_around(self, n: int) -> None:
        """Committees: many posts in few organizations."""
        for _ in range(n):
            period = self.period() if self.may(0.4) else {}
            to = ["organization"] if self.may(0.9) else schema().tables["post"]["body"].to
            self.add("post", self.make_row("post", body=self.reference(to, period), **period))

    def add_rows(self, table: str, n: int) -> None:
        for _ in range(n):
            self.add(table, self.make_row(table, **(self.period() if schema().has_period(table) else {})))

    # ---- Further columns --------------------------------------------------------------------------------------------

    def further_value(self, column: Any, row: Cells) -> str:
        kind = column.type.kind
        if self.may(0.01) and kind not in ("text", "reference"):
            return "?"
        if kind == "code":
            return self.among((column.table, column.name), column.type.values)
        if kind == "reference":
            return self.reference(sorted(column.type.to)) or ""
        if kind == "text":
            return self.text((column.table, column.name))
        if kind == "date":
            row[column.name] = self.day(row)
            return str(row[column.name])
        others = [value for value in row.values() if isinstance(value, int)]
        number = self.near(
            [*others, *(other // 2 for other in others), *(other * 4 // 5 for other in others)] or self.small
        )
        row[column.name] = number
        return str(number)

    def fill_further(self) -> None:
        """Counts stand beside one another, so that their shares fall on the fractions that rules ask for."""
        columns = [column for column in self.rules.columns.values() if not self.may(0.08)]
        for column in columns:
            rows = self.tables.get(column.table, [])
            if rows:
                self.further.setdefault(column.table, []).append(column)
            for row in rows:
                if not self.may(self.gaps):
                    row[f"+{column.name}"] = self.further_value(column, row)

    # ---- All --------------------------------------------------------------------------------------------------------

    def make(self) -> None:
        size = self.chance.choice([3, 8, 20])
        for table in ("area", "unit", "organization"):
            self.add_coded(table, self.chance.randrange(2, size + 3))
        self.add_subordinations()
        self.add_persons(self.near(self.small) if self.may(0.4) else self.chance.choice([0, 5, 12, 30]))
        for table in ORDER[3:]:
            if table != "person" and self.may(0.85):
                self.add_coded(table, self.chance.randrange(1, size * (5 if table == "activity" else 2) + 2))
        if self.tables.get("person"):
            self.add_participations(self.chance.randrange(0, size))
            self.add_posts_around(self.chance.randrange(0, size * 3))
        coded = {*ORDER, "subordination", "membership", "post"}
        for table in schema().tables:
            if table not in coded and self.may(0.8):
                self.add_rows(table, self.chance.randrange(0, size * 3))
        self.fill_further()

    def lines(self, table: str) -> Iterator[list[str]]:
        """Header and rows of a file."""
        rows = self.tables[table]
        columns = [name for name in schema().tables[table] if any(name in row for row in rows)]
        columns += [name for name, column in schema().tables[table].items() if column.required and name not in columns]
        further = self.further.get(table, [])
        yield [*columns, *(self.chance.choice([column.name, column.label]) for column in further)]
        for row in rows:
            yield [str(row.get(name, "")) for name in [*columns, *(f"+{column.name}" for column in further)]]

    def shorten(self) -> None:
        """Says by a short column what it can say; not of tables with other rows, which would come in another order."""
        for table, (short, _, target, subject, object_, _, since, until) in SHORTHANDS.items():
            rows = self.tables.get(target, [])
            by_code = {row["code"]: row for row in self.tables.get(table, [])}
            fits = len({row[subject] for row in rows}) == len(rows) and all(
                row.get("kind", "affiliation") == "affiliation"
                and row.get("since") == by_code[row[subject]].get(since)
                and row.get("until") == by_code[row[subject]].get(until)
                for row in rows
            )
            if rows and fits and not self.further.get(target):
                for row in self.tables.pop(target):
                    by_code[row[subject]][f"<{short}"] = row[object_]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for table in self.tables:
            lines = list(self.lines(table))
            short = SHORTHANDS[table][0] if table in SHORTHANDS else ""
            if any(f"<{short}" in row for row in self.tables[table]):
                lines[0].append(short)
                for line, row in zip(lines[1:], self.tables[table]):
                    line.append(row.get(f"<{short}", ""))
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(lines)


def write_random(rules: Rules, wishes: Wishes, seed: int, folder: Path) -> date:
    """Writes a register as CSV files; returns the day on which to check it."""
    maker = Maker(rules, wishes, seed)
    maker.make()
    maker.shorten()
    maker.write(folder)
    return maker.on
