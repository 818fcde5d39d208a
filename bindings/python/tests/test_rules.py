# SPDX-License-Identifier: Apache-2.0
"""Rules of the regulations: their samples, and the library against a second implementation over random registers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from naive_random import wishes_of, write_random
from naive_reader import Rules
from naive_register import ROOT, DefectError, read_register
from naive_rules import Report, check
from naive_samples import SAMPLES, check_samples, day_of, files_of, folders_of
from naive_values import CHECKS, months_before, months_between, years_between

import dangjian as dj

SEEDS = range(200)
IDS = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()) if SAMPLES.exists() else []
NATIONAL = [*files_of("national"), *files_of("practice")]

needs_library = pytest.mark.skipif(not hasattr(dj, "Rules"), reason="the Python layer has no rules")

# The same files by name and by path, whatever is installed.
os.environ["DANGJIAN_DATA"] = str(ROOT / "data")


def library_rules(files):
    return dj.Rules(*map(str, files))


@pytest.fixture(scope="module")
def every():
    """All rules of the nation, as both read them."""
    return Rules(NATIONAL), library_rules(NATIONAL) if hasattr(dj, "Rules") else None


@pytest.fixture(scope="module")
def by_file():
    """The rules of each file alone and together with those of the nation."""
    files = [*NATIONAL, *files_of("local")]
    return {file.resolve(): (Rules([file]), Rules([*NATIONAL, file])) for file in files}


@pytest.fixture(scope="module")
def file_of(by_file):
    return {rule.id: rule.file for alone, _ in by_file.values() for rule in alone.rules.values()}


def found_by_library(folder, rules, on):
    """What the library finds: rule, table and row of each; and the rules that it did not judge."""
    findings = dj.read(folder).view(str(on)).check(rules)
    frame, by_rule = findings.frame(), findings.by_rule()
    rows = [row[:3] for row in zip(*(frame[name] for name in ("rule", "table", "row", "silenced"))) if row[3] is None]
    not_judged = {rule for rule, reason in zip(by_rule["rule"], by_rule["not_judged"]) if reason is not None}
    return sorted((rule, table, int(row)) for rule, table, row in rows), not_judged


def found_by_naive(report: Report):
    return sorted((finding.rule, finding.table, finding.row) for finding in report.findings), set(report.not_judged)


# ---- Samples --------------------------------------------------------------------------------------------------------


def test_every_rule_has_samples(every):
    rules, _ = every
    covered = {rule.id for rule in rules.rules.values() if not rule.uncovered}
    assert covered == set(IDS) & set(rules.rules)


@pytest.mark.parametrize("id_", IDS)
def test_samples(id_, by_file, file_of):
    """One that passes yields nothing, one that fails its finding, and they notice when the rule is changed."""
    alone, together = by_file[file_of[id_]]
    if not alone.rules[id_].invariant:
        assert check_samples(alone, together, alone.rules[id_]) == []


@needs_library
@pytest.mark.parametrize("id_", IDS)
def test_samples_of_the_library(id_, by_file, file_of):
    rule = by_file[file_of[id_]][0].rules[id_]
    selected = library_rules([rule.file]).select([id_])
    for folder in folders_of(id_):
        if rule.invariant and folder.name.startswith("fail"):
            with pytest.raises(dj.IssueError) as error:
                dj.read(folder)
            assert set(error.value.issues["rule"]) == {rule.invariant}
            continue
        found, _ = found_by_library(folder, selected, day_of(folder))
        assert [rule for rule, _, _ in found] == ([id_] if folder.name.startswith("fail") else []), folder.name


# ---- Random registers -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def random_register(every, tmp_path_factory):
    """The register of a seed: its folder, the day, and what the second implementation finds."""
    folder, rules = tmp_path_factory.mktemp("registers"), every[0]
    wishes, made = wishes_of(rules), {}

    def make(seed):
        if seed not in made:
            on = write_random(rules, wishes, seed, folder / str(seed))
            made[seed] = folder / str(seed), on, check(rules, read_register(folder / str(seed)), on)
        return made[seed]

    return make


@needs_library
@pytest.mark.parametrize("seed", SEEDS)
def test_library_finds_the_same(seed, every, random_register):
    folder, on, report = random_register(seed)
    expected, not_judged = found_by_naive(report)
    found, lacking = found_by_library(folder, every[1], on)
    assert found == expected
    assert not_judged <= lacking, "rules about what the register does not keep are told to be not judged"
    assert not lacking & {rule for rule, _, _ in expected}


def test_random_registers_tell_rules_apart(every, random_register):
    """Nearly all rules are broken by some row and kept by another."""
    rules, _ = every
    broken, kept = set(), set()
    for seed in SEEDS:
        _, _, report = random_register(seed)
        n_broken = dict.fromkeys(report.subjects, 0)
        for finding in report.findings:
            n_broken[finding.rule] = n_broken.get(finding.rule, 0) + 1
        broken |= {rule for rule, n in n_broken.items() if n > 0}
        kept |= {rule for rule, n in report.subjects.items() if n > n_broken[rule]}
    asked = {rule.id for rule in rules.rules.values() if not (rule.invariant or rule.restates or rule.uncovered)}
    assert len(asked & broken) >= 0.8 * len(asked), sorted(asked - broken)
    assert len(asked & kept) >= 0.8 * len(asked), sorted(asked - kept)


# ---- The second implementation itself -------------------------------------------------------------------------------


def test_check_digits():
    """Published codes: a bank's, which is right, and one that is widely copied and right in the last digit alone."""
    assert [check("91100000100003962T") for check in CHECKS.values()] == [True, True, True, False]
    assert not CHECKS["credit-code"]("91310000631295002H")
    assert CHECKS["credit-code-18"]("91310000631295002H")
    assert not CHECKS["credit-code-9"]("91310000631295002H")
    for code, shaped in {
        "110101": True,
        "110000": True,
        "110001": False,
        "110101001002": True,
        "000000": False,
    }.items():
        assert CHECKS["division-code"](code) is shaped
    assert not CHECKS["division-code"]("1101010")


def test_months():
    day = date.fromisoformat
    for first, last, months in [
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-15", "2024-01-15", -1),
        ("2024-02-15", "2024-01-16", 0),
    ]:
        assert months_between(day(first), day(last)) == months
    assert years_between(day("2020-02-29"), day("2021-02-28")) == 1
    assert years_between(day("2020-03-01"), day("2021-02-28")) == 0
    assert months_before(day("2024-03-31"), 1) == day("2024-02-29")


RULE = {
    "id": "sound-rule",
    "subject": "organization",
    "then": {"members": {"most": 50}},
    "severity": "must",
    "instrument": "one",
    "article": "art 1",
    "article_zh": "第一条",
    "confirmed": "F",
    "title": {"zh": "题", "en": "title"},
    "message": {"zh": "{found}", "en": "{found}"},
}


def write_rules(file, rule, **more):
    """A file with one rule."""
    instruments = {"one": {"zh": "条例", "en": "Regulations"}}
    data = {
        "set": "one-rule",
        "title": {"zh": "题", "en": "title"},
        "instruments": instruments,
        "rules": [rule],
        **more,
    }
    file.write_text(json.dumps(data), encoding="utf-8")


DEFECTS = {
    "unknown name": ({"then": {"membres": {"most": 5}}}, "membres"),
    "unknown value": ({"then": {"kind": "brunch"}}, "brunch"),
    "bound that is none": ({"then": {"members": {"most": True}}}, "members"),
    "bound of another type": ({"then": {"members": {"most": "2024-01-01"}}}, "members"),
    "unknown test": ({"then": {"members": {"atmost": 5}}}, "atmost"),
    "unknown parameter": ({"then": {"members": {"most": "$none"}}}, "$none"),
    "path through no reference": ({"then": {"kind.name": {"given": True}}}, "kind"),
    "path of several tables": ({"subject": "activity", "then": {"host.kind": "branch"}}, "host"),
    "unknown subject": ({"subject": "organisation"}, "organisation"),
    "unknown key": ({"wen": {}}, "wen"),
    "unknown place in a message": ({"message": {"zh": "{fund}", "en": "{fund}"}}, "fund"),
    "no severity": ({"severity": "perhaps"}, "severity"),
    "restates nothing": ({"restates": "none"}, "restates"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_defects(name, tmp_path):
    """What is wrong is refused by both, and said with file and rule."""
    change, told = DEFECTS[name]
    file = tmp_path / "defect.json"
    write_rules(file, RULE)
    assert list(Rules([file]).rules) == ["sound-rule"]
    if hasattr(dj, "Rules"):
        assert len(library_rules([file])) == 1
    write_rules(file, {**RULE, **change})
    with pytest.raises(DefectError) as error:
        Rules([file])
    assert all("defect.json: rule sound-rule" in line for line in error.value.lines)
    assert told in str(error.value)
    if hasattr(dj, "Rules"):
        with pytest.raises(dj.IssueError):
            library_rules([file])


def test_circle_of_measures(tmp_path):
    measures = {"organization": {"first": {"add": ["second", 1]}, "second": {"add": ["first", 1]}}}
    data = {"set": "circle", "title": {"zh": "题", "en": "title"}, "measures": measures}
    (tmp_path / "circle.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DefectError, match="made of itself"):
        Rules([tmp_path / "circle.json"])


def test_circle_of_files(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        data = {"set": name, "title": {"zh": "题", "en": "title"}, "includes": [f"{other}.json"]}
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DefectError, match="includes itself"):
        Rules([tmp_path / "a.json"])


# ---- What docs/rule-sets.md says, case by case ----------------------------------------------------------------------

ORGANIZATIONS = """code,name,kind,superior,since,until
c,甲,committee,,,
b,乙,branch,c,,
g,丙,group,b,,
old,丁,branch,c,,2024-01-01
"""
PEOPLE = """code,affiliation,admitted,full,left,left_how
full,b,2020-01-01,2021-01-01,,
new,b,2024-06-01,2025-06-01,,
gone,b,2010-01-01,2011-01-01,2024-12-31,removed
going,b,2010-01-01,2011-01-01,2025-01-01,removed
coming,b,2025-01-01,,,
"""
POSTS = """person,body,role,since,until
full,b,secretary,,
full,b,member,,
new,g,member,,2024-06-01
new,c,member,2025-01-01,
"""
MEETINGS = """code,kind,host,date,应到会人数,present
m1,members_meeting,b,2024-10-01,5,4
m2,members_meeting,b,2024-09-30,5,3
m3,members_meeting,b,2025-01-01,5,1
m4,members_meeting,b,,0,0
m5,theme_day,c,2024-12-31,many,
"""
DUE = {
    "activity": {
        name: {"type": "int", "zh": zh, "en": name} for name, zh in (("due", "应到会人数"), ("present", "实到"))
    }
}
FILED = {"organization": {"filed": {"type": "flag", "zh": "备案", "en": "filed"}}}
SHARE = {"activity": {"share": {"ratio": ["present", "due"]}}}
NEVER = {"code": {"given": False}}  # of what has a code: each row of which `when` holds is a finding


def posts(**more):
    return {"organization": {"n": {"count": "post", "by": "body", **more}}}


CASES = {
    # name: subject, when, then, what else the file declares, rows that are found
    "bounds are included": ("organization", {"own_members": {"least": 3, "most": 3}}, NEVER, {}, "b"),
    "bounds that are not": ("organization", {"own_members": {"over": 3}}, NEVER, {}, ""),
    "members of the subtree": ("organization", {"members": {"least": 1}}, NEVER, {}, "c b"),
    "statuses of the day": (
        "organization",
        {"own_formal": {"most": 2, "least": 2}, "probationary": {"over": 0}},
        NEVER,
        {},
        "b",
    ),
    "rows that ended": ("organization", {"depth": {"least": 1}}, NEVER, {}, "b g"),
    "what ended is not referred to": ("post", {"body/organization.code": "old"}, {"person": {"given": False}}, {}, ""),
    "values of lists": ("organization", {"kind": {"not": ["branch", "group"]}}, NEVER, {}, "c"),
    "one alternative": ("organization", [{"kind": "group"}, {"depth": {"under": 1}}], NEVER, {}, "c g"),
    "unknown is no finding": ("organization", {}, {"term_years": {"least": 3}}, {}, ""),
    "given is": ("organization", {}, {"superior": {"given": True}}, {}, "c"),
    "paths": ("organization", {"superior.superior.kind": "committee"}, NEVER, {}, "g"),
    "the same": ("organization", {"superior.superior": {"is_not": "self"}}, NEVER, {}, "g"),
    "who leaves later is there": ("person", {"status": "formal"}, NEVER, {}, "full going"),
    "what has not happened": ("person", {"left_how": {"given": True}}, NEVER, {}, "gone"),
    "nor admission": ("person", {"admitted": {"given": False}}, NEVER, {}, "coming"),
    "count": ("organization", {"n": {"least": 2}}, NEVER, {"measures": posts()}, "b"),
    "count of none": ("organization", {"n": {"most": 0}}, NEVER, {"measures": posts()}, "c g"),
    "count distinct": ("organization", {"n": {"least": 2}}, NEVER, {"measures": posts(distinct="person")}, ""),
    "count of what ended": ("organization", {"n": {"least": 1}}, NEVER, {"measures": posts(past=True)}, "b g"),
    "count of the subtree": ("organization", {"n": {"least": 2}}, NEVER, {"measures": posts(subtree=True)}, "c b"),
    "count under conditions": (
        "organization",
        {"n": {"least": 1}},
        NEVER,
        {"measures": posts(where={"role": "secretary"})},
        "b",
    ),
    "table of which there is no row": (
        "organization",
        {},
        {"n": {"least": 1}},
        {"measures": {"organization": {"n": {"count": "coverage", "by": "organization"}}}},
        "",
    ),
    "column that there is not": ("organization", {}, {"filed": {"given": True}}, {"columns": FILED}, ""),
    "column that there is not, beside others": (
        "organization",
        {},
        [{"filed": True}, {"kind": "group"}],
        {"columns": FILED},
        "",
    ),
    "either": (
        "organization",
        {},
        {"n": {"least": 1}},
        {
            "columns": FILED,
            "measures": {"organization": {"f": {"whether": {"filed": True}}, "n": {"either": ["f", "depth"]}}},
        },
        "c",
    ),
    "ratios are exact": ("activity", {}, {"share": {"least": "4/5"}}, {"columns": DUE, "measures": SHARE}, "m2"),
    "ratios are exact, above": ("activity", {}, {"share": {"under": "4/5"}}, {"columns": DUE, "measures": SHARE}, "m1"),
    "within months": ("activity", {"date": {"within_months": 3}}, NEVER, {"columns": DUE}, "m1 m5"),
    "within days": ("activity", {"date": {"within_days": 92}}, NEVER, {"columns": DUE}, "m1 m5"),
    "a missing day is past": ("activity", {}, {"kind": "theme_day"}, {"columns": DUE}, "m1 m2 m4"),
    "days, months, years": (
        "person",
        {"d": {"least": 213}, "m": {"most": 6}, "y": {"under": 1}},
        NEVER,
        {
            "measures": {
                "person": {"d": {"days": ["admitted"]}, "m": {"months": ["admitted"]}, "y": {"years": ["admitted"]}}
            }
        },
        "new",
    ),
    "parameters": (
        "organization",
        {"depth": {"least": "$n"}},
        NEVER,
        {"parameters": {"n": {"value": 2, "zh": "数", "en": "n"}}},
        "g",
    ),
    "under": (
        "organization",
        {"n": {"least": 1}},
        NEVER,
        {"measures": {"organization": {"n": {"under": ["superior", "superior"]}}}},
        "b g",
    ),
    "silence": (
        "organization",
        {},
        {"code": {"given": False}},
        {"silences": [{"rule": "case", "under": "b", "reason": "试点", "until": "2025-01-01"}]},
        "c",
    ),
    "silence that has ended": (
        "organization",
        {},
        {"code": {"given": False}},
        {"silences": [{"rule": "case", "reason": "试点", "until": "2024-12-31"}]},
        "c b g",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_contract(name, tmp_path):
    subject, when, then, more, expected = CASES[name]
    folder, file = tmp_path / "register", tmp_path / "case.json"
    folder.mkdir()
    for table, text in (("organization", ORGANIZATIONS), ("person", PEOPLE), ("post", POSTS), ("activity", MEETINGS)):
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    write_rules(
        file, {**RULE, "id": "case", "subject": subject, "then": then, **({"when": when} if when else {})}, **more
    )
    on = date(2024, 12, 31)
    report = check(Rules([file]), read_register(folder), on)
    unread = {"m5"} if "columns" in more and "activity" in more["columns"] else set()
    assert {finding.subject for finding in report.findings if finding.rule == "case"} == set(expected.split())
    assert {finding.subject for finding in report.findings if finding.rule == "rule-column"} == unread
    if hasattr(dj, "Rules"):
        found, _ = found_by_library(folder, library_rules([file]), on)
        assert found == found_by_naive(report)[0]


# ---- The layer itself ------------------------------------------------------------------------------------------------


def test_installed_sets():
    """What a wheel carries is found without being told where."""
    program = "import dangjian as dj; print(len(dj.Rules()), len(dj.Rules('national', 'practice')))"
    environment = {name: value for name, value in os.environ.items() if name != "DANGJIAN_DATA"}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd="/", check=True, capture_output=True, text=True
    )
    national, both = map(int, answer.stdout.split())
    assert national == len(dj.Rules()) > 150
    assert both == len(dj.Rules("national", "practice")) > national


def test_rules_of_the_layer(tmp_path):
    rules = dj.Rules("national")
    assert "br-max50" in rules and "no-such" not in rules and 5 not in rules
    assert len(rules.select("br-max50")) == 1
    assert set(rules.select(["br-max50", "br-min3"]).frame().df()["rule"]) == {"br-max50", "br-min3"}
    assert len(rules.columns()) > 50 and "many_members" in set(rules.parameters().df()["parameter"])
    with pytest.raises(dj.NotFoundError):
        rules.select("no-such")
    with pytest.raises(dj.FileError):
        dj.Rules("no-such-set")
    with pytest.raises(dj.IssueError) as refused:
        dj.Rules.from_text('{ "rules": [ { "id": "UPPER" } ] }')
    assert len(refused.value.issues) > 1
    rules.close()
    with pytest.raises(ValueError, match="closed"):
        len(rules)


def test_findings_of_the_layer():
    folder = SAMPLES / "br-max50" / "fail"
    view = dj.read(folder).view("2024-12-31")
    findings = view.check(dj.Rules().select("br-max50"))
    assert len(findings) == 1 == findings.count("should") and findings.count("must") == 0 and findings
    row = findings.frame("br-max50").df().iloc[0]
    assert (row["rule"], row["found"], row["bound"]) == ("br-max50", "51", "50")
    assert len(findings.frame(start=1)) == 0 == len(findings.frame(most=0))
    assert findings.by_rule().df().query("findings > 0")["rule"].tolist() == ["br-max50"]
    assert findings.by_organization(kind="branch").df()["findings"].sum() == 1
    assert findings.by_organization().df()["organization"].notna().all()
    with pytest.raises(dj.NotFoundError):
        findings.frame("no-such")
    with pytest.raises(dj.NotFoundError):
        findings.count("never")
    before = dj.read(folder.parent / "pass").view("2024-12-31").check(dj.Rules().select("br-max50"))
    assert findings.diff(before).df()["change"].tolist() == ["new"]
    assert before.diff(findings).df()["change"].tolist() == ["mended"]
    assert repr(findings) == "<Findings of 2024-12-31: 0 must, 1 should, 0 may>"
