# SPDX-License-Identifier: Apache-2.0
"""Reads rule sets after docs/rule-sets.md; says what is wrong with them by file and rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Callable

from naive_register import ROOT, SHORTHANDS, Day, DefectError, Register, Row, read_day, read_int, schema
from naive_values import (
    CHECKS,
    DATE,
    INT,
    RATIO,
    TEXT,
    Condition,
    FurtherColumn,
    Node,
    Rule,
    RuleError,
    Test,
    Type,
    builtins,
    common_lack,
    constant,
    expect,
    expect_keys,
    expect_labels,
    expect_name,
    first_lack,
    is_int,
    lacks_nothing,
    lacks_table,
    lacks_values,
    listed,
    months_before,
    months_begun,
    months_between,
    read_bound,
    read_json,
    years_between,
)

SETS = ROOT / "data" / "rules"
YES_NO = {"yes": "yes", "no": "no", "是": "yes", "否": "no", "1": "yes", "0": "no"}
BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "least": lambda value, bound: value >= bound,
    "most": lambda value, bound: value <= bound,
    "over": lambda value, bound: value > bound,
    "under": lambda value, bound: value < bound,
}
TEXTS: dict[str, Callable[[str, str], bool]] = {
    "begins": str.startswith,
    "ends": str.endswith,
    "contains": str.__contains__,
}


RULE_KEYS = {
    "id", "subject", "when", "then", "severity", "instrument", "article", "article_zh", "confirmed", "from", "until",
    "title", "message", "restates", "invariant", "uncovered",
}  # fmt: skip
FILE_KEYS = {"set", "title", "includes", "instruments", "parameters", "columns", "measures", "rules", "silences"}
GATHERS = ("count", "sum", "least", "most")
GATHER_KEYS = {"by", "where", "of", "distinct", "subtree", "past"}


class Rules:
    """The rules of files and of what they include. Raises DefectError with all that is wrong with them."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files: dict[Path, dict[str, Any]] = {}
        self.instruments: dict[str, Any] = {}
        self.parameters: dict[str, Node] = {}
        self.columns: dict[tuple[str, str], FurtherColumn] = {}
        self.measures: dict[tuple[str, str], Any] = {}
        self.measure_files: dict[tuple[str, str], Path] = {}
        self.silences: list[dict[str, Any]] = []
        self.rules: dict[str, Rule] = {}
        self.declared: dict[tuple[str, ...], Any] = {}
        self.nodes: dict[tuple[str, str], Node] = {}
        self.being_made: list[tuple[str, str]] = []
        self.defects: list[str] = []
        for file in files:
            self.read(file.resolve(), [])
        self.raise_defects()
        for table, name in self.measures:
            with self.at(self.measure_files[table, name], f"measure {table}.{name}"):
                self.resolve(table, name)
        for file, data in self.files.items():
            for spec in data.get("rules", []):
                self.add_rule(file, spec)
        self.raise_defects()
        for rule in self.rules.values():
            self.restate(rule)
        self.raise_defects()

    @contextmanager
    def at(self, file: Path, where: str) -> Iterator[None]:
        try:
            yield
        except RuleError as error:
            name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
            self.defects.append(f"{name}: {where}: {error}")

    def raise_defects(self) -> None:
        if self.defects:
            raise DefectError(list(dict.fromkeys(self.defects)))

    # ---- Files ------------------------------------------------------------------------------------------------------

    def read(self, file: Path, open_files: list[Path]) -> None:
        if file in open_files:
            raise DefectError([f"{file}: includes itself by way of {', '.join(path.name for path in open_files)}"])
        if file in self.files:
            return
        data = read_json(file)
        with self.at(file, "file"):
            expect_keys(data, FILE_KEYS)
            expect(isinstance(data.get("set"), str), "'set' is missing")
            expect_labels(data.get("title"))
        if not isinstance(data, dict):
            return
        for name in data.get("includes", []):
            included = file.parent / name if name.endswith(".json") else SETS / f"{name}.json"
            with self.at(file, "includes"):
                expect(included.exists(), f"there is no set '{name}': {included}")
                self.read(included.resolve(), [*open_files, file])
        self.files[file] = data
        for key, declare in (
            ("instruments", self.add_instrument),
            ("parameters", self.add_parameter),
            ("columns", self.add_columns),
            ("measures", self.add_measures),
        ):
            for name, value in data.get(key, {}).items():
                with self.at(file, f"{key} {name}"):
                    declare(name, value)
                if key == "measures":
                    self.measure_files.update({(name, measure): file for measure in value})
        for silence in data.get("silences", []):
            with self.at(file, f"silence of {silence.get('rule')}"):
                expect_keys(silence, {"rule", "under", "reason", "until"})
                expect(silence.get("rule") and silence.get("reason"), "'rule' and 'reason' are needed")
                self.silences.append({**silence, "until": self.day_of(silence, "until", date.max)})

    def declare(self, *place_and_value: Any) -> None:
        """Two files may declare the same, if they say the same."""
        place, value = place_and_value[:-1], place_and_value[-1]
        expect(self.declared.setdefault(place, value) == value, f"{'.'.join(place)} is declared otherwise elsewhere")

    def day_of(self, value: dict[str, Any], key: str, otherwise: date) -> date:
        if value.get(key) is None:
            return otherwise
        node = read_bound(value[key])
        if node is None or node.type != DATE:
            raise RuleError(f"'{key}' is no day: {value[key]}")
        return node.get(None, None)  # type: ignore[arg-type, no-any-return]

    def add_instrument(self, name: str, value: Any) -> None:
        expect_keys(value, {"zh", "en", "from", "until"})
        expect_labels(value)
        self.day_of(value, "from", date.min)
        self.day_of(value, "until", date.max)
        self.declare("instrument", name, value)
        self.instruments[name] = value

    def add_parameter(self, name: str, value: Any) -> None:
        if isinstance(value, dict):
            expect_keys(value, {"value", "zh", "en"})
            expect_labels(value)
            self.declare("parameter", name, value)
            value = value.get("value")
        else:
            expect(name in self.parameters, "given another value, but declared by no file that is included")
        node = read_bound(value)
        expect(node, f"a whole number, day or fraction is expected, not {value!r}")
        if node is not None:
            known = self.parameters.get(name, node)
            expect(known.type == node.type, f"{known.type} expected")
            self.parameters[name] = node

    def add_columns(self, table: str, columns: Any) -> None:
        expect(table in schema().tables, "there is no such table")
        for name, value in columns.items():
            expect_name(name)
            self.declare("column", table, name, value)
            column = self.columns[table, name] = self.make_column(table, name, value)
            for spelling in (name, column.label):
                expect(spelling not in self.spellings(table), f"{spelling} is a column of the table already")
                known = self.declared.setdefault(("spelling", table, spelling), name)
                expect(known == name, f"{spelling} of {name} is what {known} is called")

    def spellings(self, table: str) -> set[str]:
        """What columns of a table are called in files."""
        columns = schema().tables[table]
        return {*columns, *(column.label for column in columns.values()), *SHORTHANDS.get(table, ())[:2]}

    def make_column(self, table: str, name: str, value: Any) -> FurtherColumn:
        expect_keys(value, {"type", "zh", "en", "values", "to", "planned"})
        expect_labels(value)
        kind, values, to = value.get("type"), value.get("values", {}), frozenset(value.get("to", []))
        expect(kind in ("int", "date", "flag", "code", "text", "reference"), f"{name}: unknown type {kind}")
        expect((kind == "code") == bool(values), f"{name}: 'values' are of a code")
        expect((kind == "reference") == bool(to), f"{name}: 'to' is of a reference")
        expect(all(schema().has_code(other) for other in to), f"{name}: 'to' names tables with codes")
        expect(kind == "date" or "planned" not in value, f"{name}: 'planned' is of a date")

        def read_among(spellings: dict[str, str]) -> Callable[[Register, str], Any]:
            def read(register: Register, text: str) -> str:
                if text not in spellings:
                    raise ValueError(text)
                return spellings[text]

            return read

        def read_reference(register: Register, text: str) -> str:
            if not any(row.code == text for other in to for row in register.tables[other]):
                raise ValueError(text)
            return text

        spelling = {**{label: value for value, label in values.items()}, **{value: value for value in values}}
        types: dict[str, tuple[Type, Callable[[Register, str], Any]]] = {
            "int": (INT, lambda register, text: read_int(text)),
            "date": (DATE, lambda register, text: read_day(text)),
            "text": (TEXT, lambda register, text: text),
            "flag": (Type("code", ("yes", "no")), read_among(YES_NO)),
            "code": (Type("code", tuple(values)), read_among(spelling)),
            "reference": (Type("reference", to=to), read_reference),
        }
        return FurtherColumn(table, name, value["zh"], *types[kind], bool(value.get("planned")))

    def add_measures(self, table: str, measures: Any) -> None:
        expect(table in schema().tables, "there is no such table")
        for name, value in measures.items():
            expect_name(name)
            is_column = name in schema().tables[table] or (table, name) in self.columns
            expect(not is_column, f"{name} is a column of the table")
            self.declare("measure", table, name, value)
            self.measures[table, name] = value

    # ---- Names ------------------------------------------------------------------------------------------------------

    def resolve(self, table: str, name: Any) -> Node:
        expect(isinstance(name, str), f"a name is expected, not {name!r}")
        if (table, name) not in self.nodes:
            self.nodes[table, name] = self.make_name(table, name)
        return self.nodes[table, name]

    def make_name(self, table: str, name: str) -> Node:
        if name in schema().tables[table]:
            return self.make_declared(table, name)
        if (table, name) in self.columns:
            column = self.columns[table, name]
            return Node(column.type, column.get, column.lack)
        if (table, name) in self.measures:
            expect((table, name) not in self.being_made, f"the measure {table}.{name} is made of itself")
            self.being_made.append((table, name))
            try:
                return self.make_measure(table, self.measures[table, name])
            except RuleError as error:
                raise RuleError(f"{table}.{name}: {error}") from None
            finally:
                self.being_made.pop()
        if name in builtins(table):
            return builtins(table)[name]
        expect("." in name, f"unknown name '{name}' of {table}")
        return self.make_path(table, *name.split(".", 1))

    def make_declared(self, table: str, name: str) -> Node:
        column = schema().tables[table][name]
        expect(column.type != "real", f"'{name}' of {table} has fractions, which rules cannot use")
        to = frozenset(column.to)
        if column.type == "reference":
            return Node(
                Type("reference", to=to),
                lambda day, row: row.values.get(name),
                unkept=lacks_values(table, name),
            )
        values = schema().values(column.codes) if column.type == "code" else ()
        return Node(Type(column.type, values), lambda day, row: day.get(row, name), unkept=lacks_values(table, name))

    def make_path(self, table: str, first: str, rest: str) -> Node:
        first, _, chosen = first.partition("/")
        reference = self.resolve(table, first)
        expect(reference.type.kind == "reference", f"'{first}' of {table} is no reference")
        to = reference.type.to
        expect(chosen or len(to) == 1, f"'{first}' may be of {', '.join(sorted(to))}: say {first}/TABLE.{rest}")
        target = chosen or next(iter(to))
        expect(target in to, f"'{first}' of {table} refers to no {target}")
        node = self.resolve(target, rest)

        def get(day: Day, row: Row) -> Any:
            other = day.find(reference.get(day, row), [target])
            return None if other is None else node.get(day, other)

        return Node(node.type, get, first_lack(reference.lack, node.lack))

    def operand(self, table: str, value: Any) -> Node:
        """A name, a whole number, a day, a fraction or a parameter."""
        if isinstance(value, str) and value.startswith("$"):
            expect(value[1:] in self.parameters, f"unknown parameter {value}")
            return self.parameters[value[1:]]
        return read_bound(value) or self.resolve(table, value)

    # ---- Measures ---------------------------------------------------------------------------------------------------

    def make_measure(self, table: str, value: Any) -> Node:
        expect(isinstance(value, dict) and value, "an object is expected")
        if set(value) & {"by"}:
            return self.make_gather(table, value)
        if "enclosing" in value or "check" in value:
            return self.make_of(table, value)
        expect(len(value) == 1, f"unknown measure {', '.join(value)}")
        kind, inner = next(iter(value.items()))
        makers: dict[str, Callable[[str, Any], Node]] = {
            "days": self.make_span("days"),
            "months": self.make_span("months"),
            "months_begun": self.make_span("months_begun"),
            "years": self.make_span("years"),
            "month": self.make_part(lambda day: day.month),
            "quarter": self.make_part(lambda day: (day.month + 2) // 3),
            "year": self.make_part(lambda day: day.year),
            "add": self.make_sum,
            "less": self.make_less,
            "ratio": self.make_ratio,
            "either": self.make_either,
            "whether": self.make_whether,
            "under": self.make_under,
        }
        expect(kind in makers, f"unknown measure '{kind}'")
        return makers[kind](table, inner)

    def operands(self, table: str, values: Any, least: int, most: int, kind: str = "") -> list[Node]:
        expect(isinstance(values, list) and least <= len(values) <= most, f"{least} to {most} operands are expected")
        nodes = [self.operand(table, value) for value in values]
        for node, value in zip(nodes, values):
            expect(not kind or node.type.kind == kind, f"{value} is of type {node.type}, not {kind}")
        return nodes

    def combine(self, type_: Type, nodes: list[Node], make: Callable[..., Any]) -> Node:
        """A value made of others; missing where one of them is."""

        def get(day: Day, row: Row) -> Any:
            values = [node.get(day, row) for node in nodes]
            return None if None in values else make(*values)

        return Node(type_, get, first_lack(*(node.lack for node in nodes)))

    def make_span(self, unit: str) -> Callable[[str, Any], Node]:
        make = {
            "days": lambda first, last: (last - first).days,
            "months": months_between,
            "months_begun": months_begun,
            "years": years_between,
        }[unit]

        def span(table: str, values: Any) -> Node:
            nodes = self.operands(table, values, 1, 2, "date")
            return self.combine(INT, nodes if len(nodes) == 2 else [*nodes, builtins(table)["day"]], make)

        return span

    def make_part(self, part: Callable[[date], int]) -> Callable[[str, Any], Node]:
        return lambda table, value: self.combine(INT, self.operands(table, [value], 1, 1, "date"), part)

    def make_sum(self, table: str, values: Any) -> Node:
        return self.combine(INT, self.operands(table, values, 2, 100, "int"), lambda *parts: sum(parts))

    def make_less(self, table: str, values: Any) -> Node:
        return self.combine(INT, self.operands(table, values, 2, 2, "int"), lambda a, b: a - b)

    def make_ratio(self, table: str, values: Any) -> Node:
        nodes = self.operands(table, values, 2, 2, "int")
        return self.combine(RATIO, nodes, lambda a, b: Fraction(a, b) if b else None)

    def make_either(self, table: str, values: Any) -> Node:
        nodes = self.operands(table, values, 2, 100)
        first = nodes[0].type
        if first.kind == "reference":
            kinds_agree = all(node.type.kind == "reference" for node in nodes)
            first = Type("reference", to=frozenset(to for node in nodes for to in node.type.to))
        else:
            kinds_agree = all(node.type == first for node in nodes)
        expect(kinds_agree and first != RATIO, "what is chosen from is of several types")

        def get(day: Day, row: Row) -> Any:
            values = (node.get(day, row) for node in nodes)
            return next((value for value in values if value is not None), None)

        return Node(first, get, common_lack(*(node.lack for node in nodes)))

    def make_whether(self, table: str, value: Any) -> Node:
        condition = self.make_condition(table, value)

        def get(day: Day, row: Row) -> int | None:
            answer = condition.ask(day, row)
            return None if answer is None else int(answer)

        lacks = [partial(condition.never, True), partial(condition.never, False)]
        return Node(INT, get, common_lack(*lacks))

    def make_under(self, table: str, values: Any) -> Node:
        nodes = self.operands(table, values, 2, 2, "reference")
        expect(all("organization" in node.type.to for node in nodes), "organizations are expected")

        def get(day: Day, row: Row) -> int | None:
            below, above = [node.get(day, row) for node in nodes]
            if not day.find(below, ["organization"]) or not day.find(above, ["organization"]):
                return None
            return int(day.is_under(below, above))

        return Node(INT, get, first_lack(nodes[0].lack, nodes[1].lack))

    def make_of(self, table: str, value: Any) -> Node:
        key = "enclosing" if "enclosing" in value else "check"
        expect_keys(value, {key, "of"})
        of = self.operand(table, value.get("of"))
        wanted = value[key]
        if key == "check":
            expect(wanted in CHECKS, f"unknown check '{wanted}'")
            expect(of.type.kind == "text", f"{value['of']} is of type {of.type}, not text")
            return self.combine(INT, [of], lambda text: int(CHECKS[wanted](text)))
        expect(wanted in schema().values("area_kind"), f"'{wanted}' is no kind of area")
        expect(of.type.kind == "reference" and "area" in of.type.to, f"{value['of']} is no area")

        def get(day: Day, row: Row) -> str | None:
            area = day.find(of.get(day, row), ["area"])
            around = day.enclosing(area) if area else []
            return next((other.code for other in around if other.values.get("kind") == wanted), None)

        return Node(Type("reference", to=frozenset(["area"])), get, of.lack)

    def make_gather(self, table: str, value: Any) -> Node:
        how = [key for key in value if key in GATHERS]
        expect(len(how) == 1, f"one of {', '.join(GATHERS)} is expected")
        expect_keys(value, {how[0], *GATHER_KEYS})
        target = value[how[0]]
        expect(target in schema().tables, f"there is no table '{target}'")
        expect(schema().has_code(table), f"rows of {table} have no code: none can refer to them")
        expect(("of" in value) == (how[0] != "count"), "'of' is of sum, least and most")
        expect("distinct" not in value or how[0] == "count", "'distinct' is of count")
        for flag in ("subtree", "past"):
            expect(isinstance(value.get(flag, False), bool), f"'{flag}' is true or false")
        subtree = value.get("subtree", False)
        expect(not subtree or (table == "organization" and how[0] in ("count", "sum")), "'subtree' is of organizations")
        by = self.resolve(target, value["by"])
        expect(by.type.kind == "reference" and table in by.type.to, f"'{value['by']}' of {target} refers to no {table}")
        where = self.make_condition(target, value["where"]) if "where" in value else None
        inner = value.get("of", value.get("distinct"))
        of = self.operand(target, inner) if inner is not None else None
        kinds = {"count": ("int", "date", "code", "text", "reference"), "sum": ("int",)}.get(how[0], ("int", "date"))
        if of:
            expect(of.type.kind in kinds, f"'{inner}' is of type {of.type}, not {' or '.join(kinds)}")
        key = object()  # under which a day remembers the rows of each subject

        def grouped(day: Day) -> dict[str, list[Row]]:
            if key not in day.memory:
                groups: dict[str, list[Row]] = {}
                rows = filter(day.has_begun, day.register.tables[target]) if value.get("past") else day.rows[target]
                for row in rows:
                    subject = by.get(day, row)
                    if subject is not None and (where is None or where.ask(day, row)):
                        groups.setdefault(subject, []).append(row)
                day.memory[key] = groups
            result: dict[str, list[Row]] = day.memory[key]
            return result

        def get(day: Day, row: Row) -> Any:
            if lack(day.register):
                return None
            groups = grouped(day)
            if subtree:
                below = [code for code in groups if day.find(code, [table]) and day.is_under(code, row.values["code"])]
            else:
                below = [row.values["code"]]
            rows = [other for code in below for other in groups.get(code, [])]
            if of is None:
                return len(rows)
            values = [other for other in (of.get(day, row) for row in rows) if other is not None]
            if how[0] in ("count", "sum"):
                return len(set(values)) if how[0] == "count" else sum(values)
            return (min if how[0] == "least" else max)(values, default=None)

        lacks = [lacks_table(target), by.lack, of.lack if of else lacks_nothing]
        lack = first_lack(*lacks, partial(where.never, True) if where else lacks_nothing)
        return Node(of.type if of and how[0] != "count" else INT, get, lack)

    # ---- Conditions -------------------------------------------------------------------------------------------------

    def make_condition(self, table: str, value: Any) -> Condition:
        alternatives = listed(value)
        expect(alternatives, "no alternative is given")
        made = []
        for tests in alternatives:
            expect(isinstance(tests, dict) and tests, "an object of tests is expected")
            made.append([test for name, asked in tests.items() for test in self.make_tests(table, name, asked)])
        return Condition(made)

    def make_tests(self, table: str, name: str, asked: Any) -> list[Test]:
        node = self.resolve(table, name)
        try:
            if not isinstance(asked, dict):
                return [self.make_among(node, asked, True)]
            expect(asked, "nothing is asked")
            return [self.make_test(table, node, operator, value) for operator, value in asked.items()]
        except RuleError as error:
            raise RuleError(f"'{name}': {error}") from None

    def make_test(self, table: str, node: Node, operator: str, value: Any) -> Test:
        if operator == "not":
            return self.make_among(node, value, False)
        if operator in BOUNDS:
            return self.make_bound(table, node, operator, value)
        if operator == "given":
            expect(isinstance(value, bool), "'given' is true or false")
            unkept = node.unkept if value else lacks_nothing
            bound = Node(TEXT, lambda day, row: None, unkept)
            return Test(node, lambda day, row: self.is_given(node, day, row, value), bound)
        if operator in ("is", "is_not"):
            other = self.resolve(table, value)
            expect(node.type.compares_with(other.type), f"{node.type} is compared with '{value}' of type {other.type}")
            return self.compare(node, other, lambda a, b: (a == b) == (operator == "is"))
        if operator in ("within_months", "within_days"):
            return self.make_within(table, node, operator, value)
        expect(operator in TEXTS, f"unknown test '{operator}'")
        expect(node.type.kind == "text", f"'{operator}' is asked of type {node.type}")
        texts = listed(value)
        expect(texts and all(isinstance(text, str) and text for text in texts), "texts are expected")
        return self.compare(
            node, constant(TEXT, ", ".join(texts)), lambda a, b: any(TEXTS[operator](a, text) for text in texts)
        )

    def is_given(self, node: Node, day: Day, row: Row, wanted: bool) -> bool | None:
        """Of what the register does not keep it cannot be told."""
        lack = first_lack(node.lack, node.unkept if wanted else lacks_nothing)
        return None if lack(day.register) else (node.get(day, row) is not None) == wanted

    def compare(self, node: Node, bound: Node, ask: Callable[[Any, Any], bool]) -> Test:
        def answer(day: Day, row: Row) -> bool | None:
            value, other = node.get(day, row), bound.get(day, row)
            return None if value is None or other is None else ask(value, other)

        return Test(node, answer, bound)

    def make_among(self, node: Node, value: Any, wanted: bool) -> Test:
        values: list[Any] = [("no", "yes")[item] if isinstance(item, bool) else item for item in listed(value)]
        expect(node.type.kind in ("code", "text"), f"a value of type {node.type} is compared with {value!r}")
        expect(values and all(isinstance(item, str) for item in values), f"texts are expected, not {value!r}")
        expect(len(set(values)) == len(values), "a value is given twice")
        for item in values if node.type.kind == "code" else ():
            expect(item in node.type.values, f"'{item}' is not in the code list: {', '.join(node.type.values)}")
        return self.compare(node, constant(TEXT, ", ".join(values)), lambda a, b: (a in values) == wanted)

    def make_bound(self, table: str, node: Node, operator: str, value: Any) -> Test:
        bound = self.operand(table, value)
        kinds = {"int": ("int",), "date": ("date",), "ratio": ("int", "ratio")}.get(node.type.kind, ())
        expect(bound.type.kind in kinds, f"{node.type} is bounded by {value!r} of type {bound.type}")
        is_name = isinstance(value, str) and not value.startswith("$") and read_bound(value) is None
        expect(node.type != RATIO or not is_name, "a ratio is bounded by a number or a fraction")
        return self.compare(node, bound, BOUNDS[operator])

    def make_within(self, table: str, node: Node, operator: str, value: Any) -> Test:
        expect(node.type == DATE, f"'{operator}' is asked of type {node.type}")
        expect(is_int(value) or str(value).startswith("$"), "a whole number or a parameter is expected")
        span = self.operand(table, value)
        expect(span.type == INT, "a whole number is expected")
        expect(1 <= span.get(None, None) <= 36500, "1 to 36500 is expected")  # type: ignore[arg-type]

        def answer(day: Day, row: Row) -> bool | None:
            value, length = node.get(day, row), span.get(day, row)
            if value is None:
                return None
            after = months_before(day.day, length) if operator == "within_months" else day.day - timedelta(length)
            return bool(after < value <= day.day)

        return Test(node, answer, span)

    # ---- Rules ------------------------------------------------------------------------------------------------------

    def add_rule(self, file: Path, spec: Any) -> None:
        id_ = str(spec.get("id")) if isinstance(spec, dict) else "without id"
        with self.at(file, f"rule {id_}"):
            expect_keys(spec, RULE_KEYS)
            expect(re.fullmatch(r"[a-z0-9-]+", id_), "an id is of lower-case letters, digits and hyphens")
            expect(id_ not in self.rules, "its id is given twice")
            expect(spec.get("severity") in ("must", "should", "may"), "'severity' is must, should or may")
            expect(spec.get("confirmed") in tuple("FEVMXL"), "'confirmed' is one of F E V M X L")
            expect(spec.get("instrument") in self.instruments, f"unknown instrument '{spec.get('instrument')}'")
            for key in ("article", "article_zh"):
                expect(isinstance(spec.get(key, "-"), str) and spec.get(key, "-"), f"'{key}' is empty: leave it out")
            with self.at(file, f"rule {id_}: title"):
                expect_labels(spec.get("title"))
                expect_keys(spec.get("title"), {"zh", "en"})
                stopped = any(text.rstrip().endswith((".", "。")) for text in spec["title"].values())
                expect(not stopped, "ends in a full stop")
            instrument = self.instruments[spec["instrument"]]
            since = self.day_of(spec, "from", self.day_of(instrument, "from", date.min))
            until = self.day_of(spec, "until", self.day_of(instrument, "until", date.max))
            expect(since < until, "it ends before it begins")
            rule = Rule(id_, file, spec, since, until, spec.get("restates", ""), spec.get("invariant", ""))
            rule.uncovered = "uncovered" in spec
            self.rules[id_] = rule
            own = {"subject", "when", "then", "message"} & set(spec)
            instead = {"restates", "invariant", "uncovered"} & set(spec)
            if instead:
                expect(not own, f"{', '.join(sorted(own))} cannot stand beside {', '.join(sorted(instead))}")
                expect(len(instead) == 1, f"{', '.join(sorted(instead))} exclude one another")
            if rule.uncovered:
                expect_labels(spec["uncovered"])
            if rule.invariant:
                text = (ROOT / "lib" / "schema" / "issues.c").read_text(encoding="utf-8")
                expect(f'= {{ "{rule.invariant}",' in text, f"'{rule.invariant}' is no rule of issues")
            if not instead:
                self.fill(rule, spec)

    def fill(self, rule: Rule, spec: dict[str, Any]) -> None:
        """What a rule asks, of its own words."""
        expect(spec.get("subject") in schema().tables, f"unknown subject '{spec.get('subject')}'")
        expect("then" in spec, "'then' is missing")
        rule.subject = spec["subject"]
        for key in ("when", "then"):
            if key in spec:
                with self.at(rule.file, f"rule {rule.id}: {key}"):
                    setattr(rule, key, self.make_condition(rule.subject, spec[key]))
        with self.at(rule.file, f"rule {rule.id}: message"):
            expect_labels(spec.get("message"))
            expect_keys(spec.get("message"), {"zh", "en"})
            for text in spec["message"].values():
                expect(not re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)), "a brace has no fellow")
                for name in re.findall(r"\{([^{}]*)\}", text):
                    if name not in ("found", "bound"):
                        self.resolve(rule.subject, name)

    def restate(self, rule: Rule) -> None:
        with self.at(rule.file, f"rule {rule.id}"):
            if not rule.restates:
                return
            stated = self.rules.get(rule.restates)
            if stated is None:
                raise RuleError(f"restates '{rule.restates}', which no file that is included has")
            own_words = not (stated.restates or stated.invariant or stated.uncovered)
            expect(own_words, f"restates '{stated.id}', which says nothing in its own words")
            rule.subject, rule.when, rule.then, rule.spec = stated.subject, stated.when, stated.then, stated.spec
