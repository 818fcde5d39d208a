#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the whole nation, or about a fraction of it, as area.csv in a folder.

data/divisions/make-area.py OUT                    665,277 rows: the nation and 665,276 divisions
data/divisions/make-area.py OUT --fraction 1/10    whole counties, drawn by seed, to about a tenth of that
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

from divisions import AREA_COLUMNS, NATION, Division, area_row, read_divisions, write_csv


def draw_counties(divisions: list[Division], fraction: Fraction, seed: int) -> set[str]:
    """Counties in random order, each taken while its whole subtree still fits into the fraction."""
    sizes = Counter(division.code[:6] for division in divisions if len(division.code) >= 6)
    counties = sorted(sizes)
    random.Random(seed).shuffle(counties)
    room = int(len(divisions) * fraction)
    drawn = set()
    for county in counties:
        above = {county[:2], county[:4]} - drawn
        need = sizes[county] + len(above)
        if need <= room:
            drawn |= above | {county}
            room -= need
    return drawn


def keep(divisions: list[Division], fraction: Fraction, seed: int) -> list[Division]:
    """The drawn counties with all that is in them and all that is above them."""
    if fraction >= 1:
        return divisions
    drawn = draw_counties(divisions, fraction, seed)
    return [division for division in divisions if division.code[:6] in drawn]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder to write area.csv into")
    parser.add_argument("--fraction", type=Fraction, default=Fraction(1), help="1/10, 0.1 … (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="which counties are drawn (default: 1)")
    args = parser.parse_args()
    divisions = keep(read_divisions(), args.fraction, args.seed)
    nation = {"code": NATION, "name": "中华人民共和国", "kind": "nation"}
    rows = [nation, *map(area_row, divisions)]
    print(write_csv(args.out / "area.csv", AREA_COLUMNS, rows), "rows")


if __name__ == "__main__":
    main()
