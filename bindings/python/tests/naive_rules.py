# SPDX-License-Identifier: Apache-2.0
"""Rule sets after docs/rule-sets.md, read and asked of a register row by row in the plainest way.

A second implementation, to be compared with the library and to try rules while they are written:

    python3 bindings/python/tests/naive_rules.py check RULES… FOLDER [--on DATE]
    python3 bindings/python/tests/naive_rules.py samples [ID…]
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from naive_reader import SETS, Rules
from naive_register import Day, DefectError, Register, Row, read_register, schema
from naive_values import Rule

# ---- Checking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    rule: str
    table: str
    row: int
    subject: str
    found: Any = None
    bound: Any = None
    message: str = ""


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    silenced: list[Finding] = field(default_factory=list)
    not_judged: dict[str, str] = field(default_factory=dict)  # rule → why
    subjects: dict[str, int] = field(default_factory=dict)  # rule → rows of which `when` holds


def name_of(row: Row) -> str:
    """The code of a row, or what it refers to first."""
    columns = schema().tables[row.table].values()
    references = [row.values.get(column.name, "") for column in columns if column.type == "reference"]
    return row.code or next(iter(references), "")


def shown(value: Any) -> str:
    return "" if value is None else str(value)


def organization_of(day: Day, row: Row) -> str | None:
    """The organization that a row belongs to."""
    if row.table == "organization":
        return row.code
    if row.table == "person":
        return day.affiliation.get(row.code or "")
    for column in ("organization", "body", "host", "owner", "lead", "from"):
        if day.find(row.values.get(column), ["organization"]):
            return str(row.values[column])
    for column in ("checklist", "item", "activity", "need", "person"):
        other = day.find(row.values.get(column), [column if column != "need" else "item"])
        if other is not None:
            return organization_of(day, other)
    return None


def is_silenced(rules: Rules, day: Day, finding: Finding, row: Row) -> bool:
    for silence in rules.silences:
        if silence["rule"] not in ("*", finding.rule) or silence["until"] <= day.day:
            continue
        under, organization = silence.get("under"), organization_of(day, row)
        if under is None or (organization is not None and day.is_under(organization, under)):
            return True
    return False


def fill_message(rules: Rules, rule: Rule, day: Day, row: Row, found: str, bound: str) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        known = {"found": found, "bound": bound}
        return known[name] if name in known else shown(rules.resolve(rule.subject, name).get(day, row))

    return re.sub(r"\{([^{}]*)\}", fill, rule.spec["message"]["zh"])


def why_not_judged(rule: Rule, register: Register) -> str:
    """Why no row can break it: `when` cannot be true, or `then` cannot be false."""
    never_asked = rule.when.never(True, register) if rule.when else ""
    return never_asked or (rule.then.never(False, register) if rule.then else "")


def check_rule(rules: Rules, rule: Rule, day: Day, report: Report) -> None:
    report.subjects[rule.id] = 0
    reason = why_not_judged(rule, day.register)
    if reason:
        report.not_judged[rule.id] = reason
        return
    for row in day.rows[rule.subject]:
        if rule.when is not None and not rule.when.ask(day, row):
            continue
        report.subjects[rule.id] += 1
        if rule.then is None or rule.then.ask(day, row) is not False:
            continue
        test = rule.then.broken(day, row)
        found, bound = test.node.get(day, row), test.bound.get(day, row)
        message = fill_message(rules, rule, day, row, shown(found), shown(bound))
        finding = Finding(rule.id, row.table, row.number, name_of(row), found, bound, message)
        (report.silenced if is_silenced(rules, day, finding, row) else report.findings).append(finding)


def check_columns(rules: Rules, day: Day, report: Report) -> None:
    """Cells of further columns that cannot be read as what they are declared to be."""
    for column in rules.columns.values():
        for row in day.rows[column.table]:
            text = column.cell(row)
            try:
                if text is not None:
                    column.read(day.register, text)
            except ValueError:
                finding = Finding("rule-column", row.table, row.number, name_of(row), text, column.name)
                (report.silenced if is_silenced(rules, day, finding, row) else report.findings).append(finding)


def check(rules: Rules, register: Register, on: date, only: set[str] | None = None) -> Report:
    """Asks the rules that are in force on the day, or those of them that are wanted, of all rows that hold."""
    report, day = Report(), Day(register, on)
    asked = [rule for rule in rules.rules.values() if (only is None or rule.id in only) and rule.is_in_force(on)]
    ids = {rule.id for rule in asked}
    check_columns(rules, day, report)
    for rule in asked:
        said_by = rule.restates
        while said_by and said_by not in ids:
            said_by = rules.rules[said_by].restates
        if not rule.invariant and not rule.uncovered and not said_by:
            check_rule(rules, rule, day, report)
    return report


# ---- Command line ---------------------------------------------------------------------------------------------------


def print_report(report: Report) -> None:
    for finding in report.findings:
        cells = (finding.rule, finding.table, finding.subject, finding.found, finding.bound, finding.message)
        print("\t".join(map(shown, cells)))
    for rule, reason in report.not_judged.items():
        print(f"not judged: {rule}: {reason}", file=sys.stderr)
    print(f"{len(report.findings)} findings, {len(report.silenced)} silenced", file=sys.stderr)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Asks rule sets of registers, row by row.")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check")
    checking.add_argument("rules", nargs="+", help="names of sets, or files that end in .json")
    checking.add_argument("folder", type=Path)
    checking.add_argument("--on", type=date.fromisoformat, default=date.today())
    sampling = commands.add_parser("samples")
    sampling.add_argument("ids", nargs="*")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "samples":
            from naive_samples import run_samples

            return run_samples(asked.ids)
        files = [Path(name) if name.endswith(".json") else SETS / f"{name}.json" for name in asked.rules]
        report = check(Rules(files), read_register(asked.folder), asked.on)
        print_report(report)
        return 1 if report.findings else 0
    except DefectError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
