# SPDX-License-Identifier: Apache-2.0
"""Runs the samples of tests/rules, and looks whether they notice when a rule is changed a little."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from naive_reader import SETS, Rules
from naive_register import ROOT, DefectError, Register, read_register
from naive_rules import Report, check
from naive_values import Rule, RuleError, read_bound

SAMPLES = ROOT / "tests" / "rules"
DAY = date(2024, 12, 31)
OTHER = {"least": "over", "over": "least", "most": "under", "under": "most"}


# ---- Samples --------------------------------------------------------------------------------------------------------


@dataclass
class Sample:
    folder: Path
    register: Register
    on: date

    @property
    def fails(self) -> bool:
        return self.folder.name.startswith("fail")

    @property
    def also(self) -> set[str]:
        file = self.folder / "also.txt"
        return set(file.read_text(encoding="utf-8").split()) if file.exists() else set()


def day_of(folder: Path) -> date:
    """The day of checking of a sample: its own, else that of all samples of its rule, else the usual one."""
    for file in (folder / "on.txt", folder.parent / "on.txt"):
        if file.exists():
            return date.fromisoformat(file.read_text(encoding="utf-8").strip())
    return DAY


def folders_of(id_: str) -> list[Path]:
    return sorted(path for kind in ("pass*", "fail*") for path in (SAMPLES / id_).glob(kind) if path.is_dir())


def listed(report: Report) -> str:
    return "; ".join(f"{finding.rule} {finding.subject} ({finding.found})" for finding in report.findings) or "nothing"


def check_alone(rules: Rules, rule: Rule, sample: Sample) -> str:
    """What is wrong with a sample, if it is asked that rule alone."""
    report = check(rules, sample.register, sample.on, {rule.id})
    if not rule.is_in_force(sample.on):
        return f"the rule is not in force on {sample.on}"
    if report.not_judged:
        return f"not judged: {report.not_judged[rule.id]}"
    found = [finding.rule for finding in report.findings]
    if found != ([rule.id] if sample.fails else []):
        return f"expected {'exactly one finding' if sample.fails else 'none'}, found {listed(report)}"
    return "" if sample.fails or report.subjects[rule.id] else "'when' is true of no subject"


def check_together(rules: Rules, rule: Rule, sample: Sample) -> str:
    """What is wrong with a sample, if it is asked all rules."""
    said_by = rule
    while said_by.restates and rules.rules[said_by.restates].is_in_force(sample.on):
        said_by = rules.rules[said_by.restates]
    report = check(rules, sample.register, sample.on)
    found = [finding.rule for finding in report.findings if finding.rule not in sample.also]
    lacking = sorted(sample.also & set(rules.rules) - {finding.rule for finding in report.findings})
    if lacking:
        return f"with all rules: also.txt names {', '.join(lacking)}, which found nothing"
    if found != ([said_by.id] if sample.fails else []):
        return f"with all rules: found {listed(report)}"
    return ""


# ---- Mutants --------------------------------------------------------------------------------------------------------


def numbers_beside(rules: Rules, value: Any) -> Iterator[Any]:
    """A number or day less one and more one; of a parameter, of what it is."""
    if isinstance(value, str) and value.startswith("$"):
        node = rules.parameters[value[1:]]
        value = node.get(None, None)  # type: ignore[arg-type]
    if isinstance(value, int) and not isinstance(value, bool):
        yield from (value - 1, value + 1)
    if isinstance(value, str):
        node_of_text = read_bound(value) if value[:1].isdigit() else None
        value = node_of_text.get(None, None) if node_of_text else None  # type: ignore[arg-type]
    if isinstance(value, date):
        yield from ((value + timedelta(step)).isoformat() for step in (-1, 1))


def mutants_of_test(rules: Rules, asked: Any) -> Iterator[tuple[str, Any]]:
    """Other things to ask of a name, with words for each; None where one test is left out and none stays."""
    if not isinstance(asked, dict):
        values = asked if isinstance(asked, list) else [asked]
        for value in values if len(values) > 1 else []:
            yield f"without {json.dumps(value)}", [other for other in values if other != value]
        yield "dropped", None
        return
    for operator, value in asked.items():
        rest = {key: other for key, other in asked.items() if key != operator}
        yield f"{operator} dropped", rest or None
        if operator in OTHER and OTHER[operator] not in asked:
            renamed = {OTHER[key] if key == operator else key: other for key, other in asked.items()}
            yield f"{operator} → {OTHER[operator]}", renamed
        if operator in OTHER or operator.startswith("within_"):
            for other in numbers_beside(rules, value):
                yield f"{operator} {value} → {other}", {**asked, operator: other}
        for item in value if isinstance(value, list) and len(value) > 1 else []:
            yield (
                f"{operator} without {json.dumps(item)}",
                {**asked, operator: [other for other in value if other != item]},
            )


def mutants(rules: Rules, spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rule with one thing changed, and words for it."""
    for key in ("when", "then"):
        if key not in spec:
            continue
        alternatives = spec[key] if isinstance(spec[key], list) else [spec[key]]
        for place, tests in enumerate(alternatives):
            where = f"{key}[{place}]" if len(alternatives) > 1 else key
            for name, asked in tests.items():
                for words, other in mutants_of_test(rules, asked):
                    changed = {key: test for key, test in {**tests, name: other}.items() if test is not None}
                    rest = [changed if i == place else same for i, same in enumerate(alternatives)]
                    rest = [same for same in rest if same]
                    if rest or key == "when":
                        mutant = {**spec, key: rest} if rest else {k: v for k, v in spec.items() if k != key}
                        yield f"{where}.{name}: {words}", mutant


def make_mutant(rules: Rules, rule: Rule, spec: dict[str, Any]) -> Rule | None:
    """The changed rule; None where the change makes no sense."""
    mutant = Rule(rule.id, rule.file, spec, rule.since, rule.until, subject=rule.subject)
    try:
        mutant.when = rules.make_condition(rule.subject, spec["when"]) if "when" in spec else None
        mutant.then = rules.make_condition(rule.subject, spec["then"])
    except RuleError:
        return None
    return mutant


def find_rows(rules: Rules, rule: Rule, sample: Sample) -> list[int]:
    kept = rules.rules[rule.id]
    rules.rules[rule.id] = rule
    report = check(rules, sample.register, sample.on, {rule.id})
    rules.rules[rule.id] = kept
    return [finding.row for finding in report.findings]


def unnoticed_mutants(rules: Rules, rule: Rule, samples: list[Sample]) -> Iterator[str]:
    """Mutants that find the same as the rule in all its samples and are not excused."""
    file = SAMPLES / rule.id / "equivalent.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    excused = {line.split("\t")[0] for line in lines if line.partition("\t")[2].strip()}
    yield from (
        f"equivalent.txt: no reason is given: {line}" for line in lines if line and not line.partition("\t")[2].strip()
    )
    expected = [find_rows(rules, rule, sample) for sample in samples]
    unnoticed = set()
    for words, spec in mutants(rules, rule.spec):
        mutant = make_mutant(rules, rule, spec)
        if mutant is None or [find_rows(rules, mutant, sample) for sample in samples] != expected:
            continue
        unnoticed.add(words)
        if words not in excused:
            yield f"no sample notices {words}"
    yield from (f"equivalent.txt: noticed, or no mutant: {words}" for words in sorted(excused - unnoticed))


# ---- All ------------------------------------------------------------------------------------------------------------


def read_samples(id_: str) -> tuple[list[Sample], list[str]]:
    samples, wrong = [], []
    for folder in folders_of(id_):
        try:
            samples.append(Sample(folder, read_register(folder), day_of(folder)))
        except DefectError as error:
            wrong += error.lines
    for kind in ("pass", "fail"):
        if not any(folder.name.startswith(kind) for folder in folders_of(id_)):
            wrong.append(f"{id_}: there is no folder {kind}")
    return samples, wrong


def check_samples(alone: Rules, together: Rules, rule: Rule) -> list[str]:
    """All that is wrong with the samples of a rule."""
    samples, wrong = read_samples(rule.id)
    for sample in samples:
        complaint = check_alone(alone, rule, sample) or check_together(together, rule, sample)
        if complaint:
            wrong.append(f"{rule.id}/{sample.folder.name}: {complaint}")
    for sample in samples:
        unknown = sorted(sample.also - set(together.rules) - {"rule-column"})
        if unknown:
            wrong.append(f"{rule.id}/{sample.folder.name}: also.txt names {', '.join(unknown)}, which no file has yet")
    if samples and not rule.restates:
        wrong += [f"{rule.id}: {line}" for line in unnoticed_mutants(alone, rule, samples)]
    return wrong


def files_of(kind: str) -> list[Path]:
    return sorted((SETS / kind).glob("*.json"))


def readable(files: list[Path], wrong: list[str]) -> list[Path]:
    """Files without defects; those of others are told."""
    good = []
    for file in files:
        try:
            Rules([file])
            good.append(file)
        except DefectError as error:
            wrong += error.lines
    return good


def run_samples(ids: list[str]) -> int:
    """Prints what is wrong, and a summary; returns 1 where something is."""
    wrong: list[str] = []
    shared = readable([*files_of("national"), *files_of("practice")], wrong)
    local = readable(files_of("local"), wrong)
    known: set[str] = set()
    n_rules = n_invariants = n_uncovered = 0
    try:
        for file in [*shared, *local]:
            alone = Rules([file])
            together = Rules([*shared, file])
            for rule in alone.rules.values():
                known.add(rule.id)
                if rule.file != file.resolve() or (ids and rule.id not in ids):
                    continue
                n_rules += 1
                if rule.uncovered:
                    n_uncovered += 1
                elif rule.invariant:
                    n_invariants += 1
                    print(f"{rule.id}: by the reader: {rule.invariant}")
                else:
                    wrong += check_samples(alone, together, rule)
    except DefectError as error:
        wrong += error.lines
    wrong += [f"{id_}: there is no such rule" for id_ in ids if id_ not in known]
    folders = [path.name for path in SAMPLES.iterdir() if path.is_dir()] if SAMPLES.exists() else []
    wrong += [f"tests/rules/{name}: there is no such rule" for name in sorted(folders) if not ids and name not in known]
    for line in dict.fromkeys(wrong):
        print(line)
    print(
        f"{n_rules} rules, {n_invariants} of them by the reader, {n_uncovered} not covered; {len(set(wrong))} defects"
    )
    return 1 if wrong else 0
