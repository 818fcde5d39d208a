#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the data sets beside this file, without the library and without the code that generated them.

    cases/check_cases.py                 all folders that hold tables
    cases/check_cases.py beijing         one
    cases/check_cases.py --again         and whether each make.py writes the same bytes again

Tables, columns and code values are read from lib/schema. Dates are compared as text: YYYY-MM-DD sorts as it should, an
empty `since` sorts first, and an empty `until` is taken for END.
"""

from __future__ import annotations

import argparse
import bisect
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
END = "9999-99-99"
ON = "2024-08-26"

Row = dict[str, str]
Tables = dict[str, list[Row]]
Period = tuple[str, str]


# ---- What lib/schema declares ---------------------------------------------------------------------------------


class Column(NamedTuple):
    """A declared column."""

    name: str
    type: str  # TEXT, INT, REAL, DATE, CODE, REFERENCE
    argument: str  # bounds, code list, tables or earlier date
    flags: str


def read_arrays(file: str, type_name: str) -> dict[str, str]:
    """The initialisers of the constant arrays of a type, by name, however they are laid out."""
    text = re.sub(r"\s+", " ", (REPO / "lib/schema" / file).read_text(encoding="utf-8"))
    return dict(re.findall(rf"static const {type_name} (\w+)\[\] = {{(.*?)}};", text))


def read_codes() -> dict[str, set[str]]:
    """Values of the code lists."""
    arrays = read_arrays("codes.c", "DjCodeInfo")
    return {name: set(re.findall(r'{ "(\w+)"', body)) for name, body in arrays.items()}


def read_columns() -> dict[str, list[Column]]:
    """Columns by table."""
    tables = {}
    row = re.compile(r'{ "(\w+)", (?:"[^"]*", ?){3}(\w+)(?: ?\(([^)]*)\))?(?:, (\w+))? }')
    for name, body in read_arrays("tables.c", "DjColumnInfo").items():
        tables[name] = [Column(*found) for found in row.findall(body)]
        if re.search(r"\bPERIOD\b", body):
            tables[name] += [Column("since", "DATE", "", ""), Column("until", "DATE_FROM", '"since"', "")]
    return tables


# ---- Complaints -----------------------------------------------------------------------------------------------


class Report:
    """Collects what is wrong in one folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.wrong: Counter[str] = Counter()

    def check(self, good: bool, what: str, *where: object) -> None:
        if not good:
            self.wrong[what] += 1
            if self.wrong[what] <= 3:
                print(f"{self.folder}: {what}:", *where)


# ---- Form -----------------------------------------------------------------------------------------------------


def read_table(path: Path, columns: list[Column], report: Report) -> list[Row]:
    """Reads a table and asks that the file be written in the one plain way."""
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    lines = list(csv.reader(io.StringIO(text)))
    plain = io.StringIO()
    csv.writer(plain, lineterminator="\n").writerows(lines)
    report.check(plain.getvalue() == text, "not plain CSV in UTF-8 with LF", path.name)
    names = [column.name for column in columns if column.name in lines[0]]
    report.check(lines[0][: len(names)] == names, "columns not as declared", path.name, lines[0])
    report.check(all(len(line) == len(lines[0]) for line in lines), "rows of different length", path.name)
    absent = {column.name: "" for column in columns}
    return [absent | dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def check_value(column: Column, row: Row, codes: dict[str, set[str]]) -> bool:
    """Whether the value of one column is of its type; references are checked elsewhere."""
    value = row[column.name]
    if not value:
        return "REQUIRED" not in column.flags and "KEY" not in column.flags and "FOLLOWS" not in column.flags
    if column.type == "CODE":
        return value in codes[column.argument]
    if column.type == "INT":
        return value.isdigit()
    if column.type == "REAL":
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    if column.type.startswith("DATE"):
        before = row[column.argument.strip('"')] if column.argument else ""
        return is_day(value) and value >= before
    return value == value.strip()


def check_form(tables: Tables, schema: dict[str, list[Column]], report: Report) -> None:
    codes = read_codes()
    for table, rows in tables.items():
        for row in rows:
            for column in schema[table]:
                report.check(check_value(column, row, codes), f"bad {table}.{column.name}", row)


# ---- Periods and references -----------------------------------------------------------------------------------


def period(row: Row) -> Period:
    return row.get("since", ""), row.get("until") or END


def cover(periods: list[Period], wanted: Period) -> bool:
    """Whether the union of the periods holds the wanted one."""
    reached = wanted[0]
    for since, until in sorted(periods):
        if since <= reached < until:
            reached = until
    return reached >= wanted[1]


def overlap(periods: list[Period], wanted: Period) -> bool:
    return any(since < wanted[1] and wanted[0] < until for since, until in periods)


def separate(periods: list[Period]) -> bool:
    """Whether no two of the periods share a day."""
    ordered = sorted(periods)
    return all(before[1] <= after[0] for before, after in pairwise(ordered))


Keys = dict[str, tuple[str, list[Period]]]  # code -> table, periods


def check_keys(tables: Tables, schema: dict[str, list[Column]], report: Report) -> Keys:
    """Codes are unique over the register at every date."""
    keys: Keys = {}
    for table, rows in tables.items():
        if "KEY" not in schema[table][0].flags:
            continue
        for row in rows:
            owner, periods = keys.setdefault(row["code"], (table, []))
            report.check(owner == table, "code in two tables", row["code"], owner, table)
            periods.append(period(row))
    for code, (table, periods) in keys.items():
        report.check(separate(periods), "code twice at once", table, code)
    return keys


TARGETS = {"BODY": {"organization", "unit", "alliance"}}


def check_references(tables: Tables, schema: dict[str, list[Column]], keys: Keys, report: Report) -> None:
    """References resolve to the right table; periods touch, and lie within where that is asked."""
    for table, rows in tables.items():
        for column in schema[table]:
            if column.type != "REFERENCE":
                continue
            allowed = set()
            for name in re.findall(r"\w+", column.argument):
                allowed |= TARGETS.get(name, {name.lower()})
            meets = cover if "WITHIN" in column.flags else overlap
            for row in rows:
                code = row[column.name]
                if code:
                    target, periods = keys.get(code, ("", []))
                    report.check(target in allowed, f"dangling {table}.{column.name}", row)
                    report.check(meets(periods, period(row)), f"{table}.{column.name} out of its time", row)


# ---- Invariants -----------------------------------------------------------------------------------------------


class AsOf:
    """Values by key and time."""

    def __init__(self, rows: list[Row], key: str, value: str) -> None:
        self.facts: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for row in rows:
            self.facts[row[key]].append((*period(row), row[value]))
        for facts in self.facts.values():
            facts.sort()

    def get(self, key: str, on: str) -> str | None:
        facts = self.facts.get(key, [])
        place = bisect.bisect_right(facts, on, key=lambda fact: fact[0]) - 1
        return facts[place][2] if place >= 0 and on < facts[place][1] else None

    def path(self, key: str, on: str) -> Iterator[str]:
        """What is above, upwards; stops when it comes round."""
        seen = {key}
        above = self.get(key, on)
        while above:
            yield above
            if above in seen:
                return
            seen.add(above)
            above = self.get(above, on)


def check_tree(rows: list[Row], superiors: AsOf, what: str, report: Report) -> None:
    """One above at most, and never oneself. A circle can only begin on the day on which a row begins."""
    for code, facts in superiors.facts.items():
        report.check(separate([fact[:2] for fact in facts]), f"two {what} at once", code)
        for since, _, _ in facts:
            report.check(code not in superiors.path(code, since), f"circle of {what}", code, since)
    report.check(len(rows) == sum(map(len, superiors.facts.values())), f"lost {what}", len(rows))


def check_affiliations(tables: Tables, report: Report) -> None:
    """From admission to leaving exactly one, and none before or after; participations between the two."""
    own: dict[str, list[Period]] = defaultdict(list)
    persons = {row["code"]: row for row in tables["person"]}
    for row in tables["membership"]:
        person = persons[row["person"]]
        life = person["admitted"], person["left"] or END
        if row["kind"] == "affiliation":
            own[row["person"]].append(period(row))
        else:
            report.check(cover([life], period(row)), "takes part when not a member", row)
    for code, person in persons.items():
        life, rows = (person["admitted"], person["left"] or END), sorted(own[code])
        if person["admitted"]:
            report.check(separate(rows) and cover(rows, life), "not exactly one affiliation", code, rows)
            inside = bool(rows) and rows[0][0] >= life[0] and rows[-1][1] <= life[1]
            report.check(inside, "affiliated when no member", code)
        else:
            report.check(not rows, "affiliated when no member", code)


def years_later(day: str, years: int) -> str:
    return f"{int(day[:4]) + years:04d}{day[4:]}"


def check_persons(tables: Tables, report: Report) -> None:
    """Of age on applying, a year as an activist, a year of probation; and nobody is real."""
    for row in tables["person"]:
        report.check(row["note"] == "synthetic", "not marked synthetic", row["code"])
        report.check(bool(row["left"]) == bool(row["left_how"]), "left without how", row)
        if not row["admitted"]:
            continue
        report.check(row["applied"] >= years_later(row["born"], 18), "applied before 18", row)
        report.check(row["target"] >= years_later(row["activist"], 1), "less than a year an activist", row)
        due = years_later(row["admitted"], 1)
        lived = due <= min(row["left"] or END, ON)
        report.check(row["full"] == (due if lived else ""), "full member on the wrong day", row)


def check_transfers(tables: Tables, report: Report) -> None:
    """A received transfer is where one affiliation ends and the next begins; an open one has changed nothing."""
    rows = [row for row in tables["membership"] if row["kind"] == "affiliation"]
    begins = {(row["person"], row["organization"], row["since"]) for row in rows}
    ends = {(row["person"], row["organization"], row["until"]) for row in rows}
    for row in tables.get("transfer", []):
        day = row["received"]
        report.check((row["person"], row["from"], day) in ends, "transfer does not end an affiliation", row)
        if day:
            report.check((row["person"], row["to"], day) in begins, "transfer does not begin an affiliation", row)
            report.check(row["issued"] <= day <= row["valid_until"], "received out of its letter's time", row)


def members_on(tables: Tables, on: str) -> dict[str, list[Row]]:
    """Members by the organization of their affiliation."""
    persons = {row["code"]: row for row in tables["person"]}
    inside: dict[str, list[Row]] = defaultdict(list)
    for row in tables["membership"]:
        since, until = period(row)
        if row["kind"] == "affiliation" and since <= on < until:
            inside[row["organization"]].append(persons[row["person"]])
    return inside


SUPERIOR_KINDS = {
    "branch": {"general_branch", "committee", "working_committee"},
    "general_branch": {"committee", "working_committee"},
    "committee": {"committee", "working_committee", "local_committee"},
    "working_committee": {"local_committee"},
    "local_committee": {"local_committee"},
    "office": {"committee", "working_committee"},
    "department": {"committee", "working_committee"},
}


WITHOUT_AFFILIATION = ("temporary", "functional", "mobile_member")


def check_structure(tables: Tables, superiors: AsOf, on: str, report: Report) -> None:
    """On a day: members sit in branches of 3 to 50, and each kind is under one that may lead it."""
    alive = {row["code"]: row for row in tables["organization"] if period(row)[0] <= on < period(row)[1]}
    for code, members in members_on(tables, on).items():
        row = alive[code]
        formal = sum(1 for member in members if member["full"] and member["full"] <= on)
        report.check(row["kind"] == "branch", "members outside branches", on, row)
        report.check(row["form"] not in WITHOUT_AFFILIATION, "affiliation not allowed", on, row)
        report.check(len(members) <= 50, "more than 50 members", on, code, len(members))
        report.check(on < ON or formal >= 3, "fewer than 3 full members", on, code)
    for code, row in alive.items():
        above = superiors.get(code, on)
        fits = alive[above]["kind"] in SUPERIOR_KINDS[row["kind"]] if above else code == "o11"
        report.check(fits, "under the wrong kind", on, row)


def check_posts(tables: Tables, report: Report) -> None:
    """Elected posts are held by full members affiliated in the body or under it, from the day of the election."""
    superiors = AsOf(tables.get("subordination", []), "organization", "superior")
    where = AsOf([row for row in tables["membership"] if row["kind"] == "affiliation"], "person", "organization")
    persons = {row["code"]: row for row in tables["person"]}
    for row in tables["post"]:
        full = persons[row["person"]]["full"]
        report.check(bool(full) and full <= row["since"], "post held by no full member", row)
        home = where.get(row["person"], row["since"])
        if row["basis"] == "elected":
            inside = home and row["body"] in (home, *superiors.path(home, row["since"]))
            report.check(bool(inside), "elected from outside", row)


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def good_credit_code(code: str) -> bool:
    """Both check characters of GB 32100-2015: the 9th of the inner code and the last."""
    if len(code) != 18 or not set(code) <= set(ALPHABET):
        return False
    inner = sum(int(char, 36) * weight for char, weight in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    outer = sum(ALPHABET.index(char) * 3**place for place, char in enumerate(code[:17]))
    return code[16] == {10: "X", 11: "0"}.get(11 - inner % 11, str(11 - inner % 11)) and (
        ALPHABET.index(code[17]) == (31 - outer % 31) % 31
    )


def check_units(tables: Tables, report: Report) -> None:
    codes = [row["credit_code"] for row in tables["unit"] if row["credit_code"]]
    report.check(len(set(codes)) == len(codes), "credit code twice")
    for code in codes:
        report.check(good_credit_code(code), "bad credit code", code)


# ---- Figures of the folders -----------------------------------------------------------------------------------


def count(rows: list[Row], **wanted: str) -> int:
    return sum(all(row[name] == value for name, value in wanted.items()) for row in rows)


def expect(report: Report, what: str, value: object, wanted: object) -> None:
    report.check(value == wanted, f"{what}: {value} instead of {wanted}")


def figures_beijing(tables: Tables, report: Report) -> None:
    areas = tables["area"]
    for kind, number in (("province", 1), ("prefecture", 1), ("county", 16), ("township", 349), ("community", 7535)):
        expect(report, kind, count(areas, kind=kind), number)
    for klass, number in (("subdistrict", 221), ("town", 107), ("township", 15), ("quasi", 6)):
        expect(report, klass, count(areas, kind="township", **{"class": klass}), number)
    for klass, number in (("community", 3701), ("village", 3774), ("quasi", 60)):
        expect(report, klass, count(areas, kind="community", **{"class": klass}), number)
    expect(report, "Sanlitun", count(areas, parent="110105004"), 8)
    based = {row["base_area"] for row in tables["organization"]}
    expect(report, "areas without an organization", {row["code"] for row in areas} - based, {"1101"})
    inside = members_on(tables, ON)
    expect(report, "members, branches", (sum(map(len, inside.values())), len(inside)), (18657, 1010))
    expect(report, "persons who have left", sum(bool(row["left"]) for row in tables["person"]), 515)
    moved = Counter(row["organization"] for row in tables["subordination"])
    expect(report, "changes of superior", sum(number > 1 for number in moved.values()), 106)
    names = {row["code"]: row["name"] for row in tables["organization"]}
    expect(report, "a name", names["o110101001"], "中共北京市东城区东华门街道工作委员会")


def figures_sanlitun(tables: Tables, report: Report) -> None:
    areas, organizations, posts = tables["area"], tables["organization"], tables["post"]
    expect(report, "business districts", count(areas, kind="business_district"), 3)
    expect(report, "buildings", count(areas, kind="building"), 19)
    expect(report, "communities", count(areas, kind="community"), 8)
    units = [row for row in tables["unit"] if period(row)[0] <= ON < period(row)[1]]
    expect(report, "enterprises", len(units), 4812)
    expect(report, "employees", sum(int(row["headcount"]) for row in units), 35012)
    expect(report, "building organizations", count(organizations, form="building"), 19)
    expect(report, "full-time posts", count(posts, full_time="yes"), 10)
    kinds = {row["code"]: row["kind"] for row in organizations}
    for code in ("sd-changhong", "sd-yaxiu", "sd-gongti"):
        under = Counter(kinds[row["organization"]] for row in tables["subordination"] if row["superior"] == code)
        expect(report, f"offices of {code}", (under["office"], under["department"]), (1, 5))
        seats = [row for row in posts if row["body"] == code]
        expect(report, f"full-time members of {code}", count(seats, full_time="yes"), 2)
        expect(report, f"enterprise members of {code}", count(seats, basis="enterprise", role="member"), 3)
        expect(report, f"first secretaries of {code}", count(seats, role="first_secretary"), 1)
    inside = members_on(tables, ON)
    expect(report, "members, branches", (sum(map(len, inside.values())), len(inside)), (600, 39))
    work_of_sanlitun(tables, report)


COVERED = {"own": 6, "joint": 114, "area": 4099, "fallback": 243, "guide": 239}
NEEDS = {"direct": 42, "whistle": 27, "bundled": 15, "": 6}


def work_of_sanlitun(tables: Tables, report: Report) -> None:
    """Coverage on the day, lists and needs, places of service, and what an item's dates and state must not gainsay."""
    units = {row["code"]: period(row) for row in tables["unit"]}
    lives = {code for code, (since, until) in units.items() if since <= ON < until}
    held = [row for row in tables["coverage"] if period(row)[0] <= ON < period(row)[1]]
    covered = [row for row in held if row["unit"] in lives]
    expect(report, "coverage", dict(Counter(row["manner"] for row in covered)), COVERED)
    expect(report, "blind spots", len(lives - {row["unit"] for row in covered}), 111)
    expect(report, "units that have closed", len(units) - len(lives), 36)
    expect(report, "covered on paper", len(held) - len(covered), 6)
    lists = {row["code"]: row["kind"] for row in tables["checklist"]}
    kinds = Counter(lists.values())
    for kind in ("service", "resource", "problem", "space", "need", "ledger_contribution"):
        expect(report, f"lists of kind {kind}", kinds[kind], 3)
    expect(report, "plan and its two lists", [kinds[kind] for kind in ("plan", "task", "responsibility")], [1, 1, 1])
    asked = [row for row in tables["item"] if lists[row["checklist"]] in ("need", "problem")]
    expect(report, "needs by route", dict(Counter(row["route"] for row in asked)), NEEDS)
    expect(report, "states of needs", len({row["state"] for row in asked}), 7)
    for row in asked:
        done = row["state"] in ("resolved", "rated", "closed", "cancelled")
        report.check(bool(row["closed"]) == done and row["closed"] <= ON, "need closed when it is not done", row)
        report.check(bool(row["route"]) == (row["state"] != "raised"), "need without a route", row)
        report.check(bool(row["rating"]) <= (row["state"] in ("rated", "closed")), "need rated too early", row)
    report.check(all(row["opened"] <= ON for row in tables["item"]), "item opened after the day")
    report.check(all(row["date"] <= ON for row in tables["activity"]), "activity after the day")
    levels = Counter(row["level"] for row in tables["facility"])
    places = [levels[level] for level in ("district", "subdistrict", "community", "grid", "centre")]
    expect(report, "places of service", places, [1, 1, 8, 12, 3])


def figures_revisions(tables: Tables, report: Report) -> None:
    """On the first day of each revision's month exactly its codes and names hold."""
    folder = REPO / "data/gb2260"
    for month in json.loads((folder / "revisions.json").read_text(encoding="utf-8")):
        on = f"{month[:4]}-{month[4:]}-01"
        held = [row for row in tables["area"] if period(row)[0] <= on < period(row)[1]]
        given = json.loads((folder / f"{month}.json").read_text(encoding="utf-8"))
        expect(report, f"revision {month}", {row["code"]: row["name"] for row in held} == given, True)
        expect(report, f"rows of {month}", len(held), len(given))


FIGURES: dict[str, Callable[[Tables, Report], None]] = {
    "beijing": figures_beijing,
    "sanlitun": figures_sanlitun,
    "revisions": figures_revisions,
}


# ---- The whole ------------------------------------------------------------------------------------------------


def check_again(folder: Path, report: Report) -> None:
    """Runs the generator into an empty folder and compares."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-B", str(folder / "make.py"), "--out", out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        made = {path.name: path.read_bytes() for path in Path(out).glob("*.csv")}
    kept = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    report.check(made == kept, "make.py writes something else", sorted(made.keys() ^ kept.keys()))


def check_members(tables: Tables, superiors: AsOf, report: Report) -> None:
    check_affiliations(tables, report)
    check_persons(tables, report)
    check_transfers(tables, report)
    check_posts(tables, report)
    for on in ("1990-07-01", "2005-07-01", "2012-11-08", "2018-07-12", "2023-02-15", ON):
        check_structure(tables, superiors, on, report)


def check_folder(folder: Path, again: bool) -> bool:
    schema, report = read_columns(), Report(folder.name)
    tables = {path.stem: read_table(path, schema[path.stem], report) for path in sorted(folder.glob("*.csv"))}
    check_form(tables, schema, report)
    keys = check_keys(tables, schema, report)
    check_references(tables, schema, keys, report)
    superiors = AsOf(tables.get("subordination", []), "organization", "superior")
    check_tree(tables.get("subordination", []), superiors, "superiors", report)
    if "person" in tables and folder.name in FIGURES:
        check_members(tables, superiors, report)
    if "unit" in tables:
        check_units(tables, report)
    FIGURES.get(folder.name, lambda *_: None)(tables, report)
    if again and (folder / "make.py").exists():
        check_again(folder, report)
    state = "good" if not report.wrong else f"{report.wrong.total()} things wrong"
    print(f"{folder.name}: {sum(map(len, tables.values()))} rows in {len(tables)} tables, {state}")
    return not report.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", help="names of folders (default: all)")
    parser.add_argument("--again", action="store_true", help="run the generators and compare")
    args = parser.parse_args()
    names = args.folders or sorted({path.parent.name for path in HERE.glob("*/*.csv")})
    good = [check_folder(HERE / name, args.again) for name in names]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
