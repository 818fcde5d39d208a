#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes a table of five million rows into a register and out of it, by Arrow, next to a plain copy of the same columns.

Run by ./run bench python. One line of JSON a step, as the other benches; the last figure is the ratio to the copy.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import dangjian as dj
import numpy as np
import polars
import pyarrow

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 9

# Columns that go together: numbers; numbers and days; the same with every other day missing, for which a bitmap is made.
PARTS = {"numbers": ["headcount"], "days too": ["headcount", "since"], "half missing": ["headcount", "until"]}

# Of units of which every other number is missing.
GAPS = {"numbers with gaps": ["headcount"]}


def make_units() -> polars.DataFrame:
    numbers = np.arange(ROWS)
    days = polars.Series(numbers % 20_000).cast(polars.Int32).cast(polars.Date)
    ends = polars.when(polars.Series(numbers % 2 == 0)).then(polars.date(2100, 1, 1))
    kinds = ["school", "hospital"] * (ROWS // 2 + 1)
    return polars.DataFrame(
        {
            "code": polars.Series(numbers).cast(polars.String),
            "name": polars.Series(numbers).cast(polars.String),
            "kind": polars.Series(kinds[:ROWS]).cast(polars.Categorical),
            "headcount": numbers % 1000,
            "since": days,
            "until": polars.select(ends).to_series(),
        }
    )


def measure(step: str, what: str, work: Callable[[], Any], runs: int = RUNS, copy: float | None = None) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - start)
        del made
    median = statistics.median(seconds)
    answer = {
        "step": step,
        "what": what,
        "rows": ROWS,
        "runs": runs,
        "median_s": round(median, 6),
        "min_s": round(min(seconds), 6),
        "max_s": round(max(seconds), 6),
        "ns_per_row": round(median * 1e9 / ROWS, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if copy is not None:
        answer["times_copy"] = round(median / copy, 2)
    print(json.dumps(answer, separators=(",", ":")), flush=True)
    return median


def measure_parts(units: polars.DataFrame, frame: dj.Frame, parts: dict[str, list[str]]) -> None:
    for name, columns in parts.items():
        arrays = [column.to_physical().fill_null(0).to_numpy() for column in units.select(columns).get_columns()]
        copy = measure("memcpy", name, lambda arrays=arrays: [array.copy() for array in arrays])
        measure("pyarrow", name, lambda columns=columns: frame.arrow(columns), copy=copy)
        measure("polars", name, lambda columns=columns: frame.pl(columns), copy=copy)
        measure("pandas", name, lambda columns=columns: frame.df(columns), copy=copy)


def measure_all(units: polars.DataFrame) -> None:
    measure("import", "polars", lambda: dj.Register.from_tables({"unit": units}, progress=False), runs=3)
    frame = dj.Register.from_tables({"unit": units}, progress=False)["unit"]
    measure_parts(units, frame, PARTS)
    measure("pyarrow", "all columns", frame.arrow, runs=3)
    measure("polars", "all columns", frame.pl, runs=3)
    measure("pandas", "all columns", frame.df, runs=3)
    assert frame.arrow(["headcount"])["headcount"].chunk(0).buffers()[1].address == frame["headcount"].ctypes.data
    assert pyarrow.table(frame.stream(["headcount"])).num_rows == ROWS


def measure_gaps(units: polars.DataFrame) -> None:
    given = polars.when(polars.col("headcount") % 2 == 0).then(polars.col("headcount"))
    units = units.with_columns(given.alias("headcount"))
    frame = dj.Register.from_tables({"unit": units}, progress=False)["unit"]
    measure_parts(units, frame, GAPS)
    assert int(frame.df(["headcount"])["headcount"].sum()) == units["headcount"].sum()


def main() -> None:
    units = make_units()
    measure_all(units)
    measure_gaps(units)


if __name__ == "__main__":
    main()
