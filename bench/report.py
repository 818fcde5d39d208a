#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tables and a picture of what bench/run-nation measured (build/bench/*.jsonl).

Prints the tables; with --write they take the place of the nation's part of docs/performance.md, and the picture that of
docs/performance-scaling.svg.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MEASURED = ROOT / "build" / "bench"
PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance-scaling.svg"
BEGIN, END = "<!-- nation: begin; written by ./run bench page -->", "<!-- nation: end -->"

# Seconds at full scale. Q14 is bound by the bare loop instead.
AIMS = {
    "Q1": 100e-6,
    "Q2": 0.060,
    "Q3": 0.15,
    "Q4": 0.1,
    "Q5": 0.15,
    "Q6": 0.12,
    "Q7": 0.030,
    "Q8": 0.12,
    "Q9": 0.010,
    "Q10": 0.25,
    "Q11": 3.0,
    "Q12": 6.0,
    "Q13": 0.050,
}
# How many times as fast as the fastest system.
TIMES = {f"Q{n}": 10 for n in (1, 2, 3, 4, 6, 7, 8, 9, 10)} | {"Q5": 5}
BARE_AIM = {"Q14": 3.0}
BARE_AIM_ELSE = 1.5
# Bytes of a view for each member and for each organization, names apart.
BYTES_AIM = {"member": 26, "organization": 60}

# Why an answer is not as many times as fast as it should be. What stands here is said where it is so, and only there.
WHY_TIME = {
    "Q9": "It waits for memory: kinds and sums of members of all organizations are read once for each of the two rules.",
}
WHY_BARE = {
    "Q6": "The bare loop joins alliances over the same two arrays, where alliances stand for each body; the library also puts the "
    "components in order of size and writes a frame with codes.",
    "Q2": "The bare loop counts the same profiles over the same areas of organizations; the library also keeps the cells that "
    "occur apart from those that do not, and writes a frame with codes and names.",
    "Q6-graph": "The bare loop looks up the same columns of seats and makes the same arrays, but of organizations only; in the "
    "library units and alliances may have seats too, and an organization may be guided along a line.",
    "Q7": "The bare loop goes over the same bodies and areas, and fills a dense matrix of counties; the library writes a frame "
    "with codes.",
    "Q12": "The bare loop is given row numbers in the place of codes, and neither areas nor what is derived from them.",
    "Q13": "The bare loop maps two arrays; the library maps all columns of a register and a view and checks that each has "
    "the length and type that it must have. Each lies on pages of its own, and two thirds of the time go to the system, which "
    "maps these and takes them back. It takes as long whatever the size.",
    "Q14": "The bare loop finds where fields begin; the library makes values of them, numbers texts, and checks codes, "
    "references and periods.",
}
WHY_SYSTEM = {
    "Q6": "It labels the nodes of a graph that is there, as the library does, which then writes a frame with codes.",
    "Q8": "It joins whole columns and counts groups; both wait for the look-up of a county for each participation.",
    "Q9": "It subtracts and compares whole columns; both wait for memory.",
    "Q3": "It climbs from all members at once, by a join of whole columns for each step: as many look-ups as the library "
    "has to do, and as many waits for memory.",
    "Q4": "It climbs from all pairs at once, by a join of whole columns for each step.",
    "Q5": "A look-up and two comparisons a pair: both wait for memory.",
    "Q6-graph": "It is given seats as whole numbers and looks up no codes.",
}
WHY_NUMPY = {
    "Q6": "SciPy labels the nodes of a matrix that is there, and writes no codes.",
    "Q6-graph": "SciPy is given seats as whole numbers and looks up no codes.",
    "Q12": "It is given the tree and the affiliations as whole numbers, and clusters only.",
    "Q13": "It maps two arrays of a form and length that nobody checks.",
}


def order(query: str) -> tuple[int, str]:
    number, _, more = query[1:].partition("-")
    return int(number), more


def read(pattern: str) -> dict[float, list[dict[str, Any]]]:
    """Lines by scale."""
    by_scale: dict[float, list[dict[str, Any]]] = {}
    for path in sorted(MEASURED.glob(pattern)):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            by_scale.setdefault(float(f"{row['scale']:.6g}"), []).append(row)
    return by_scale


def scale_name(scale: float) -> str:
    fraction = Fraction(scale).limit_denominator(10_000)
    return f"{fraction.numerator}/{fraction.denominator:,}" if fraction.denominator > 1 else "1"


def span(seconds: float) -> str:
    """Three digits and a unit."""
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1 or unit == "µs":
            value = seconds * factor
            return f"{value:,.{max(0, 2 - (len(str(int(value))) - 1))}f} {unit}"
    raise AssertionError


def ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def table(header: list[str], rows: Iterable[list[str]], right: int = 1) -> list[str]:
    """Markdown; columns from @right on are figures."""
    rule = ["---" if n < right else "---:" for n in range(len(header))]
    return [f"| {' | '.join(cells)} |" for cells in (header, rule, *rows)] + [""]


class Measured:
    """What was measured at one scale. Peers are compared with what the library took in the same run, which their file
    begins with.
    """

    def __init__(self, scale: float, ours: list[dict[str, Any]], peers: list[dict[str, Any]]) -> None:
        self.scale, self.lines = scale, [line for line in ours if "query" in line]
        self.columns = [line for line in ours if "column" in line]
        self.ours = {(line["query"], line["variant"]): line for line in self.lines}
        self.queries = sorted({line["query"] for line in self.lines}, key=order)
        self.peers = [line for line in peers if "peer" in line and "median_s" in line]
        self.beside_peers = [line for line in peers if "peer" not in line]
        self.left_out = [line for line in peers if "left_out" in line]

    def seconds(self, query: str, variant: str = "api") -> float | None:
        line = self.ours.get((query, variant))
        return line["median_s"] if line else None

    def best(self, query: str, kind: str) -> dict[str, Any] | None:
        lines = [line for line in self.peers if line["query"] == query and line["kind"] == kind]
        return min(lines, key=lambda line: line["median_s"], default=None)

    def times_bare(self, query: str) -> float | None:
        """How many times as long as the bare loop the library takes with one thread, as the bare loop has one."""
        ours, bare = self.seconds(query, "api-1") or self.seconds(query), self.seconds(query, "bare")
        return ours / bare if ours and bare else None


def same_run(measured: Measured) -> Measured:
    return Measured(measured.scale, measured.beside_peers, measured.peers + measured.left_out)


# ---- Tables --------------------------------------------------------------------------------------------------------


def tell_ours(measured: Measured) -> list[str]:
    rows = []
    for query in measured.queries:
        line, bare, one = (measured.ours.get((query, variant)) for variant in ("api", "bare", "api-1"))
        aim = AIMS.get(query)
        times = measured.times_bare(query)
        rows.append(
            [
                query,
                line["what"],
                span(aim) if aim and measured.scale == 1 else "",
                span(line["median_s"]),
                f"{span(line['min_s'])} – {span(line['max_s'])}",
                span(one["median_s"]) if one else "",
                span(bare["median_s"]) if bare else "",
                ratio(times) if times else "",
                f"{line['rows']:,}",
                f"{line['gb_per_s']:.1f}" if line["bytes"] else "",
                f"{line['peak_mib']:,}",
            ]
        )
    header = ["", "question", "aim", "library", "least – most", "1 thread", "bare loop", "1 thread ÷ bare"]
    return table([*header, "rows", "GB/s", "peak MiB"], rows, 2)


def tell_peers(measured: Measured) -> list[str]:
    rows = []
    for query in measured.queries:
        ours = measured.seconds(query)
        system, arrays = measured.best(query, "system"), measured.best(query, "arrays")
        if not ours or not (system or arrays):
            continue
        rows.append(
            [
                query,
                span(ours),
                f"{system['peer']}, {system['variant']}" if system else "",
                span(system["median_s"]) if system else "",
                ratio(system["median_s"] / ours) if system else "",
                f"≥ {TIMES[query]}" if query in TIMES else "",
                span(arrays["median_s"]) if arrays else "",
                ratio(arrays["median_s"] / ours) if arrays else "",
            ]
        )
    header = ["", "library", "fastest system", "takes", "times as long", "aim", "NumPy takes", "times as long"]
    return table(header, rows)


def tell_all_peers(measured: Measured) -> list[str]:
    queries = sorted({line["query"] for line in measured.peers}, key=order)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in measured.peers:
        about = "" if line["part"] == 1 else "~ "
        found.setdefault((line["peer"], line["variant"]), {})[line["query"]] = about + span(line["median_s"])
    library = {query: span(seconds) for query in queries if (seconds := measured.seconds(query)) is not None}
    rows = [["**this library**", "API", *(library.get(query, "") for query in queries)]]
    rows += [[*peer, *(cells.get(query, "") for query in queries)] for peer, cells in found.items()]
    return table(["peer", "how", *queries], rows, 2)


def tell_left_out(measured: Measured) -> list[str]:
    why: dict[tuple[str, str], list[str]] = {}
    for line in measured.left_out:
        why.setdefault((line["peer"], line["left_out"]), []).append(line["query"])
    if not why:
        return []
    lines = [f"- {peer}: {', '.join(queries)}: {reason}." for (peer, reason), queries in why.items()]
    return ["Not asked, and why:", "", *lines, ""]


def tell_misses(misses: list[str]) -> list[str]:
    return ["What is not as it should be:", "", *(miss.rstrip() for miss in misses), ""] if misses else []


def tell_own_misses(measured: Measured) -> list[str]:
    """Where an aim is missed, with the reason as far as it is known."""
    misses = []
    for query in measured.queries:
        ours, times = measured.seconds(query), measured.times_bare(query)
        if measured.scale == 1 and ours and ours > AIMS.get(query, ours):
            takes = f"- {query} takes {span(ours)}; the aim is {span(AIMS[query])}."
            misses.append(f"{takes} {say(WHY_TIME, query)}")
        most = BARE_AIM.get(query, BARE_AIM_ELSE)
        if times and times > most:
            takes = f"- {query} takes {ratio(times)} times as long as the bare loop; the aim is {most:g}."
            misses.append(f"{takes} {say(WHY_BARE, query)}")
    return tell_misses(misses)


def tell_peer_misses(measured: Measured) -> list[str]:
    misses = []
    for query in measured.queries:
        ours = measured.seconds(query)
        system, arrays = measured.best(query, "system"), measured.best(query, "arrays")
        if ours and system and query in TIMES and system["median_s"] / ours < TIMES[query]:
            takes = f"- {query}: {system['peer']} takes {ratio(system['median_s'] / ours)} times as long;"
            misses.append(f"{takes} the aim is {TIMES[query]}. {say(WHY_SYSTEM, query)}")
        if ours and arrays and arrays["median_s"] < ours:
            misses.append(f"- {query}: NumPy is faster ({span(arrays['median_s'])}). {say(WHY_NUMPY, query)}")
    return tell_misses(misses)


def say(why: dict[str, str], query: str) -> str:
    reason = why.get(query) or why.get(query.split("-")[0], "")
    return reason[:1].upper() + reason[1:]


def tell_columns(measured: Measured) -> list[str]:
    """Bytes of a view, column by column."""
    if not measured.columns:
        return []
    rows = []
    for line in measured.columns:
        per = line["bytes"] / line["rows"] if line["rows"] else 0
        rows.append([line["column"], line["of"], f"{line['rows']:,}", f"{line['bytes']:,}", f"{per:.2f}"])
    sums = []
    for of, most in BYTES_AIM.items():
        lines = [line for line in measured.columns if line["of"] == of and not line.get("apart")]
        n = max((line["rows"] for line in lines), default=0)
        if n:
            sums.append(f"{sum(line['bytes'] for line in lines) / n:.1f} bytes for each {of} (aim: {most})")
    return [
        *table(["column", "of", "rows", "bytes", "bytes a row"], rows, 2),
        f"Together {' and '.join(sums)}.",
        "",
    ]


# ---- The picture -----------------------------------------------------------------------------------------------------

GROWING = ("Q2", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11", "Q12", "Q14")
FIXED = ("Q1", "Q3", "Q4", "Q5", "Q13")


def draw(all_measured: list[Measured]) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "dangjian", "svg.fonttype": "none", "font.family": "sans-serif"})
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, 2, figsize=(10, 5), sharey=True, layout="constrained")
    titles = ("asked of all of it", "asked a fixed number of times")
    for panel, queries, title in zip(panels, (GROWING, FIXED), titles):
        for n, query in enumerate(queries):
            points = [(m.scale, s) for m in all_measured if (s := m.seconds(query)) is not None]
            if points:
                panel.loglog(*zip(*points), marker="o", markersize=3.5, label=query, color=f"C{n}")
        if queries is GROWING and all_measured:
            ends = [all_measured[0].scale, all_measured[-1].scale]
            panel.loglog(ends, [0.02 * scale for scale in ends], color="0.7", linestyle="--", label="in proportion")
        panel.set(title=title, xlabel="share of the nation")
        panel.grid(alpha=0.3)
        panel.legend(fontsize=8, ncols=2)
    panels[0].set_ylabel("seconds")
    figure.savefig(PICTURE, metadata={"Date": None})


# ---- The page --------------------------------------------------------------------------------------------------------


def find_processor() -> str:
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return f"{len(names)} × {names[0]}" if names else "an unknown processor"


def write_part(all_measured: list[Measured]) -> list[str]:
    largest = all_measured[-1]
    asked = [same_run(measured) for measured in all_measured if measured.peers]
    lines = [
        f"Measured on {find_processor()}; {largest.lines[0]['runs']} runs, of which the median is told.",
        "",
        f"### Library and bare loops, at {scale_name(largest.scale)}",
        "",
        *tell_ours(largest),
        *tell_own_misses(largest),
    ]
    columns = next((measured for measured in reversed(all_measured) if measured.columns), None)
    if columns:
        lines += [f"### Bytes of a view, at {scale_name(columns.scale)}", "", *tell_columns(columns)]
    for measured in asked[-1:]:
        lines += [f"### Peers, at {scale_name(measured.scale)}", "", *tell_peers(measured)]
        lines += tell_peer_misses(measured)
        lines += ["All of them; `~` is worked out from a part of the questions:", "", *tell_all_peers(measured)]
        lines += tell_left_out(measured)
    lines += ["### Cost against size", "", "![cost against size](performance-scaling.svg)", ""]
    queries = sorted({query for measured in all_measured for query in measured.queries}, key=order)
    header = ["share of the nation", *(scale_name(measured.scale) for measured in all_measured)]
    rows = [
        [query, *(span(s) if (s := m.seconds(query)) is not None else "" for m in all_measured)] for query in queries
    ]
    return lines + table(header, rows)


def replace_part(lines: list[str]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + "\n".join([BEGIN, "", *lines]) + END + after, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the page and the picture")
    given = parser.parse_args()
    peers = read("peers-*.jsonl")
    all_measured = [
        Measured(scale, ours, peers.get(scale, [])) for scale, ours in sorted(read("nation-*.jsonl").items())
    ]
    if not all_measured:
        parser.exit(2, "report: nothing has been measured yet; see ./run bench\n")
    lines = write_part(all_measured)
    if given.write:
        replace_part(lines)
        draw(all_measured)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
