# SPDX-License-Identifier: Apache-2.0
"""What all peers share: the questions and the answers that are expected, timing, and one line of JSON for each question."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet

BANDS = 8
# A step that takes longer than this many seconds is given a part of the questions, and not run again and again.
PATIENCE = 3.0


def day_number(day: str) -> int:
    return int(np.datetime64(day, "D").astype(int))


ON, PAST = day_number("2024-12-31"), day_number("2014-12-31")
# Last days of birth of who has reached the first age of each band but the youngest on the past day.
PAST_BIRTHS = [day_number(f"{2014 - age}-12-31") for age in (31, 36, 41, 46, 51, 56, 61)]
QUERIES = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11", "Q12", "Q13", "Q14")


class Asked:
    """What bench-nation asked, and what it was answered; where the tables are."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.answers, self.data, self.csv = given.answers, given.data, given.csv
        nation = json.loads((self.answers / "nation.json").read_text())
        self.scale, self.seed = nation["scale"], nation["seed"]
        self.n, self.n_members, self.n_counties = nation["organizations"], nation["members"], nation["counties"]
        self.n_educations = nation["educations"]
        self.n_cells = 2 * BANDS * self.n_educations

    def ids(self, query: str) -> Any:
        return self._given(f"{query}.ids.i32")

    def others(self, query: str) -> Any:
        return self._given(f"{query}.others.i32")

    def _given(self, name: str) -> Any:
        """None where bench-nation was not asked for that query."""
        path = self.answers / name
        return np.fromfile(path, np.int32) if path.exists() else np.empty(0, np.int32)

    def answer(self, query: str) -> Any:
        return np.fromfile(self.answers / f"{query}.answer.i64", np.int64)

    def table(self, name: str) -> Any:
        return parquet.read_table(self.data / f"{name}.parquet")

    def path(self, name: str) -> str:
        return str(self.data / f"{name}.parquet")

    # ---- Comparing: each is handed what a peer answered, and how many of the questions it was given -----------------

    def check_counts(self, answer: Any, k: int) -> bool:
        """Q1: rows of all, formal and probationary."""
        return np.array_equal(np.asarray(answer), self.answer("Q1").reshape(3, -1).T[:k])

    def check_cross(self, query: str, county: Any, sex: Any, band: Any, education: Any, count: Any) -> bool:
        """Q2 and Q10, from rows of counties and values from 1."""
        cells = np.zeros((self.n_counties, self.n_cells), np.int64)
        cell = (np.asarray(sex, np.int64) - 1) * BANDS + np.asarray(band, np.int64) - 1
        np.add.at(cells, (county, cell * self.n_educations + np.asarray(education, np.int64) - 1), count)
        return np.array_equal(cells.ravel(), self.answer(query))

    def check_paths(self, question: Any, ancestor: Any, k: int) -> bool:
        """Q3, from rows of questions and superiors in any order: in preorder those nearer have greater numbers."""
        expected = self.answer("Q3")
        n = len(self.ids("Q3"))
        starts, flat = expected[: n + 1], expected[n + 1 :][: expected[k]]
        order = np.lexsort((-np.asarray(ancestor, np.int64), question))
        counts = np.bincount(np.asarray(question), minlength=k)
        return np.array_equal(np.asarray(ancestor)[order], flat) and np.array_equal(counts, np.diff(starts)[:k])

    def check_meets(self, answer: Any, k: int) -> bool:
        return np.array_equal(np.asarray(answer), self.answer("Q4")[:k])

    def check_unders(self, answer: Any, k: int) -> bool:
        return np.array_equal(np.asarray(answer).astype(np.int64), self.answer("Q5")[:k])

    def check_components(self, alliances: Any, bodies: Any) -> bool:
        """Q6, from the numbers of each component in any order."""
        expected = self.answer("Q6").reshape(-1, 2)
        found = np.stack([np.asarray(alliances, np.int64), np.asarray(bodies, np.int64)], 1)
        sort = lambda pairs: pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
        return np.array_equal(sort(found), sort(expected))

    def check_matrix(self, a: Any, b: Any, count: Any) -> bool:
        expected = self.answer("Q7").reshape(-1, 3)
        order = np.lexsort((b, a))
        return np.array_equal(np.stack([np.asarray(c)[order] for c in (a, b, count)], 1), expected)

    def check_outside(self, members: Any, outside: Any, received: Any) -> bool:
        """Q8, each as pairs of arrays, counties and numbers."""
        found = np.zeros((self.n_counties, 3), np.int64)
        for column, (county, count) in enumerate((members, outside, received)):
            found[np.asarray(county, np.int64), column] = count
        return np.array_equal(found.ravel(), self.answer("Q8"))

    def check_sizes(self, few: Any, many: Any) -> bool:
        return np.array_equal(np.concatenate([np.sort(few), np.sort(many)]), self.answer("Q9"))

    def check_people(self, answer: Any) -> bool:
        return np.array_equal(np.asarray(answer), self.answer("Q11"))


class Peer:
    """One program, or one way of using it."""

    def __init__(self, name: str, variant: str, kind: str, asked: Asked, given: argparse.Namespace) -> None:
        self.name, self.variant, self.kind, self.asked, self.runs = name, variant, kind, asked, given.runs
        self.wanted = given.query.split(",") if given.query else list(QUERIES)

    def tell(self, query: str, **more: Any) -> None:
        line = {"query": query, "peer": self.name, "variant": self.variant, "kind": self.kind}
        line |= {"scale": round(self.asked.scale, 6), "seed": self.asked.seed}
        print(json.dumps(line | more, ensure_ascii=False, separators=(",", ":")), flush=True)

    def leave_out(self, queries: str, why: str) -> None:
        for query in queries.split():
            if query in self.wanted:
                self.tell(query, left_out=why)

    def _run(self, step: Callable[[], Any]) -> tuple[float, Any]:
        start = time.perf_counter()
        answer = step()
        return time.perf_counter() - start, answer

    def ask(
        self,
        query: str,
        step: Callable[[], Any],
        check: Callable[[Any], bool],
        *,
        part: float = 1.0,
        note: str = "",
    ) -> None:
        """Asks once and compares; then as often as there is patience for, and tells the median."""
        if query.split("-")[0] not in self.wanted:
            return
        first, answer = self._run(step)
        if not check(answer):
            sys.exit(f"{self.name} ({self.variant}): {query}: the answers differ")
        del answer
        seconds = [first] if first > PATIENCE else []
        while len(seconds) < self.runs and sum(seconds) < PATIENCE:
            seconds.append(self._run(step)[0])
        median = statistics.median(seconds)
        self.tell(
            query,
            runs=len(seconds),
            median_s=median / part,
            min_s=min(seconds) / part,
            max_s=max(seconds) / part,
            part=part,
            note=note,
            peak_mib=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        )

    def ask_part(
        self,
        query: str,
        n: int,
        step: Callable[[int], Any],
        check: Callable[[Any, int], bool],
        *,
        least: int = 16,
        note: str = "",
    ) -> None:
        """The first so many of n questions as take a second or so; the time told is that of all of them."""
        if query not in self.wanted:
            return
        k = min(least, n)
        while k < n and self._run(lambda k=k: step(k))[0] < PATIENCE / 20:
            k = min(k * 4, n)
        self.ask(query, lambda: step(k), lambda answer: check(answer, k), part=k / n, note=note)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, help="tables, made by data.py")
    parser.add_argument("answers", type=Path, help="questions and answers, made by bench-nation --answers")
    parser.add_argument("--csv", type=Path, help="the folder that bench-nation --save kept")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--query", help="Q1,Q2,…")
    return parser.parse_args()
