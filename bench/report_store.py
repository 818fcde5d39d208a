#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tables of what bench/run-store measured (build/bench/store-*.jsonl).

Prints them; with --write they take the place of the stores' part of docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from report import MEASURED, PAGE, find_processor, ratio, span, table

BEGIN, END = "<!-- store: begin; written by ./run bench page -->", "<!-- store: end -->"
AIM = 1.3

Lines = dict[tuple[str, str], dict[str, Any]]


def read() -> dict[int, Lines]:
    """Lines by memberships, then by step and variant."""
    by_size: dict[int, Lines] = {}
    for path in MEASURED.glob("store-*.jsonl"):
        for text in path.read_text().splitlines():
            line = json.loads(text)
            by_size.setdefault(line["memberships"], {})[line["step"], line["variant"]] = line
    return dict(sorted(by_size.items()))


def tell_rows(lines: Lines, step: str) -> list[str]:
    library, bare = lines[step, "library"], lines[step, "bare"]
    return [
        step,
        f"{library['memberships']:,}",
        f"{library['rows']:,}",
        f"{library['file_mib']:,} MiB",
        span(library["median_s"]),
        f"{span(library['min_s'])} – {span(library['max_s'])}",
        f"{library['rows_per_s']:,}",
        span(bare["median_s"]),
        f"{span(bare['min_s'])} – {span(bare['max_s'])}",
        f"{bare['rows_per_s']:,}",
        ratio(library["median_s"] / bare["median_s"]),
        f"{library['peak_mib']:,}",
        f"{bare['peak_mib']:,}",
    ]


def tell_bulk(by_size: dict[int, Lines]) -> list[str]:
    header = ["step", "memberships", "rows", "file", "library", "least – most", "rows a second", "bare loop"]
    header += ["least – most", "rows a second", "library ÷ bare", "library, peak MiB", "bare, peak MiB"]
    return table(header, [tell_rows(lines, step) for lines in by_size.values() for step in ("load", "read")])


def tell_indices(by_size: dict[int, Lines]) -> list[str]:
    """What loading takes without the indices, which are made by the same statements on both sides."""
    told = []
    for size, lines in by_size.items():
        library, bare, indices = (lines["load", variant]["median_s"] for variant in ("library", "bare", "bare-indices"))
        rows = ratio((library - indices) / (bare - indices))
        told.append(
            f"Of loading {size:,} memberships {span(indices)} go to indices, on both sides; rows alone take {rows} times as long."
        )
    return [*told, ""]


def tell_misses(by_size: dict[int, Lines]) -> list[str]:
    misses = []
    for size, lines in by_size.items():
        for step in ("load", "read"):
            times = lines[step, "library"]["median_s"] / lines[step, "bare"]["median_s"]
            if times > AIM:
                misses.append(f"- {step}, {size:,} memberships: {ratio(times)} times as long; the aim is {AIM:g}.")
    return ["What is not as it should be:", "", *misses, ""] if misses else []


STEPS = {
    "commit": "one edit and its commit",
    "refresh": "taking in one commit of another program",
    "stale commit": "one edit and its commit, where another program has committed before",
    "undo": "taking back the last commit",
    "at commit": "the register as it was two commits ago",
    "verify": "verifying the log and all rows",
}


def tell_commits(by_size: dict[int, Lines]) -> list[str]:
    rows = []
    for size, lines in by_size.items():
        for step, what in STEPS.items():
            line = lines.get((step, "library"))
            if line:
                rows.append(
                    [what, f"{size:,}", span(line["median_s"]), f"{span(line['min_s'])} – {span(line['max_s'])}"]
                )
        if ("commit", "bare") in lines:
            line = lines["commit", "bare"]
            what = "bare: one UPDATE, one INSERT, one COMMIT"
            rows.append([what, f"{size:,}", span(line["median_s"]), f"{span(line['min_s'])} – {span(line['max_s'])}"])
    return table(["what", "memberships", "median", "least – most"], rows) if rows else []


def write_part(by_size: dict[int, Lines]) -> list[str]:
    runs = {line["runs"] for lines in by_size.values() for (step, _), line in lines.items() if step in ("load", "read")}
    return [
        f"Measured on {find_processor()}; medians of {' or '.join(map(str, sorted(runs)))} runs, in which both sides take turns.",
        "",
        *tell_bulk(by_size),
        *tell_indices(by_size),
        *tell_misses(by_size),
        *tell_commits(by_size),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the page")
    given = parser.parse_args()
    by_size = read()
    if not by_size:
        parser.exit(2, "report: no store has been measured yet; see ./run bench store\n")
    lines = write_part(by_size)
    if not given.write:
        print("\n".join(lines))
        return
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + "\n".join([BEGIN, "", *lines]) + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
