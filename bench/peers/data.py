#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hands a generated nation to peers: tables as Parquet files, made of the register by the Python layer.

    data.py FOLDER --scale S --seed N

Peers are given whole numbers in the place of codes, the numbers of organizations in preorder, and what else a view of ours keeps beside
them (ends of subtrees, sums of members up to each organization, the county of each organization): each may use as much of it as helps.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import dangjian as dj
import numpy as np
import pyarrow as pa
from pyarrow import parquet

ON, PAST = "2024-12-31", "2014-12-31"
OPEN = np.iinfo(np.int32).max
ALWAYS = -OPEN


def days(table: pa.Table, name: str, missing: int) -> Any:
    return table[name].cast(pa.int32()).fill_null(missing).to_numpy()


def texts(table: pa.Table, name: str) -> list[Any]:
    return table[name].to_pylist()


def rows(table: pa.Table, name: str) -> Any:
    return table[name].fill_null(-1).to_numpy().astype(np.int32)


def codes(frame: dj.Frame, name: str) -> Any:
    """Numbers of a column of codes, from 1."""
    words = frame.arrow([name])[name].combine_chunks()
    order = {code.name: number + 1 for number, code in enumerate(dj.code_lists()[LISTS[name]].codes)}
    numbers = np.array([order[word] for word in words.dictionary.to_pylist()] or [0], np.int8)
    return numbers[words.indices.fill_null(0).to_numpy(zero_copy_only=False)]


LISTS = {"sex": "sex", "education": "education", "kind": "membership_kind"}


def day_number(day: str) -> int:
    return int(np.datetime64(day, "D").astype(int))


def bands(born: Any, day: str) -> Any:
    """Age bands from 1: who has reached 31, 36, … on the last day of a year."""
    year = int(day[:4])
    band = np.ones(len(born), np.int8)
    for age in (31, 36, 41, 46, 51, 56, 61):
        band += born <= day_number(f"{year - age}{day[4:]}")
    return band


class Nation:
    """The register, its view, and the numbers of rows of organizations."""

    def __init__(self, scale: float, seed: int) -> None:
        self.register = dj.generate(scale=scale, seed=seed, progress=False)
        self.view = self.register.view(ON)
        self.n = self.view.n_organizations
        self.organizations = self.register["organization"].arrow(["code", "since", "until"])
        self.codes = texts(self.organizations, "code")
        self.id_of_row = self.view.organization_ids(self.codes)

    # ---- Tables ----------------------------------------------------------------------------------------------

    def county_of_areas(self) -> Any:
        """The county that each area is or is within, counted in preorder."""
        table = self.view.table("area").arrow(["code", "kind"])
        kinds = np.empty(self.view.n_areas, object)
        kinds[self.view.area_ids(texts(table, "code"))] = texts(table, "kind")
        ids = np.arange(self.view.n_areas)
        parents = self.view.area_parent(ids)
        county = np.full(self.view.n_areas, -1, np.int32)
        counties = np.flatnonzero(kinds == "county")
        county[counties] = np.arange(len(counties))
        for area in ids:
            if county[area] < 0 and parents[area] >= 0:
                county[area] = county[parents[area]]
        return county

    def make_organizations(self) -> dict[str, Any]:
        ids = np.arange(self.n, dtype=np.int32)
        base = self.view.base_area(ids)
        table = self.view.table("organization").arrow(["code", "kind"])
        branch = np.zeros(self.n, bool)
        branch[self.view.organization_ids(texts(table, "code"))] = np.array(texts(table, "kind"), object) == "branch"
        return {
            "id": ids,
            "superior": self.view.superior(ids),
            "end": self.view.end(ids),
            "depth": self.view.depth(ids),
            "branch": branch,
            "county": np.where(base >= 0, self.county_of_areas()[base], -1).astype(np.int32),
        }

    def make_members(self) -> dict[str, Any]:
        frame = self.register["person"]
        persons = np.arange(len(frame), dtype=np.int32)
        affiliation = self.view.affiliation(persons)
        members = np.flatnonzero(affiliation >= 0)
        born = days(frame.arrow(["born"]), "born", OPEN)
        return {
            "person": persons[members],
            "organization": affiliation[members],
            "sex": codes(frame, "sex")[members],
            "band": bands(born, ON)[members],
            "education": codes(frame, "education")[members],
            "status": self.view.status(members).astype(np.int8),
        }

    def make_participations(self, affiliation: Any) -> dict[str, Any]:
        table = self.register.table("membership", references="rows").arrow()
        left = days(self.register["person"].arrow(["left"]), "left", OPEN)
        persons, organizations = rows(table, "person"), self.id_of_row[rows(table, "organization")]
        on = day_number(ON)
        holds = (days(table, "since", ALWAYS) <= on) & (days(table, "until", OPEN) > on) & (left[persons] > on)
        kind = codes(self.register["membership"], "kind")
        chosen = np.flatnonzero(holds & (kind != 1) & (organizations >= 0))
        chosen = chosen[np.argsort(persons[chosen], kind="stable")]
        own = np.full(len(left), -1, np.int32)
        own[affiliation["person"]] = affiliation["organization"]
        return {"person": persons[chosen], "organization": organizations[chosen], "own": own[persons[chosen]]}

    def make_seats(self) -> dict[str, Any]:
        table = self.register.table("seat", references="rows").arrow(["alliance", "body", "since", "until"])
        on = day_number(ON)
        body = self.id_of_row[rows(table, "body")]
        holds = (days(table, "since", ALWAYS) <= on) & (days(table, "until", OPEN) > on) & (body >= 0)
        return {"alliance": rows(table, "alliance")[holds], "body": body[holds]}

    # ---- Affiliations of all days ----------------------------------------------------------------------------

    def place_rows(self) -> tuple[Any, Any, Any]:
        """Where members of each row of an organization count on the past day, and from when to when its code exists."""
        since, until = days(self.organizations, "since", ALWAYS), days(self.organizations, "until", OPEN)
        first: dict[str, int] = {}
        first_row = np.array([first.setdefault(code, row) for row, code in enumerate(self.codes)])
        np.minimum.at(since, first_row, since.copy())
        np.maximum.at(until, first_row, until.copy())
        table = self.register.table("subordination", references="rows").arrow()
        past = day_number(PAST)
        below, above = first_row[rows(table, "organization")], first_row[rows(table, "superior")]
        holds = (days(table, "since", ALWAYS) <= past) & (days(table, "until", OPEN) > past)
        holds &= (since[above] <= past) & (until[above] > past)
        superior = np.full(len(first_row), -1)
        superior[below[holds]] = above[holds]
        at = first_row.copy()
        while np.any(gone := (at >= 0) & (self.id_of_row[at] < 0)):
            at[gone] = superior[at[gone]]
        place = np.where(at >= 0, self.id_of_row[at], -1)
        return place, since[first_row], until[first_row]

    def make_affiliations(self) -> dict[str, Any]:
        table = self.register.table("membership", references="rows").arrow()
        frame = self.register["person"]
        person = frame.arrow(["born", "admitted", "left"])
        persons, row = rows(table, "person"), rows(table, "organization")
        place, since, until = self.place_rows()
        since = np.maximum(
            np.maximum(days(table, "since", ALWAYS), since[row]), days(person, "admitted", ALWAYS)[persons]
        )
        until = np.minimum(np.minimum(days(table, "until", OPEN), until[row]), days(person, "left", OPEN)[persons])
        chosen = (codes(self.register["membership"], "kind") == 1) & (since < until) & (since <= day_number(ON))
        chosen &= place[row] >= 0
        chosen = np.flatnonzero(chosen)
        chosen = chosen[np.argsort(place[row[chosen]], kind="stable")]
        return {
            "person": persons[chosen],
            "organization": place[row[chosen]].astype(np.int32),
            "since": since[chosen],
            "until": until[chosen],
            "born": days(person, "born", OPEN)[persons[chosen]],
            "sex": codes(frame, "sex")[persons[chosen]],
            "education": codes(frame, "education")[persons[chosen]],
        }


def add_sums(organizations: dict[str, Any], members: dict[str, Any]) -> None:
    """Members of each organization itself, and of all before it in preorder."""
    n = len(organizations["id"])
    for name, status in (("members", None), ("formal", 1), ("probationary", 2)):
        of = members["organization"] if status is None else members["organization"][members["status"] == status]
        own = np.bincount(of, minlength=n)
        organizations[f"own_{name}"] = own.astype(np.int32)
        organizations[f"{name}_before"] = (np.cumsum(own) - own).astype(np.int32)


def cluster(members: dict[str, Any]) -> dict[str, Any]:
    order = np.argsort(members["organization"], kind="stable")
    return {name: column[order] for name, column in members.items()}


def write(folder: Path, name: str, columns: dict[str, Any]) -> None:
    parquet.write_table(pa.table(columns), folder / f"{name}.parquet", compression="none")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    nation = Nation(given.scale, given.seed)
    organizations, members = nation.make_organizations(), nation.make_members()
    add_sums(organizations, members)
    write(given.folder, "organization", organizations)
    write(given.folder, "member", members)
    write(given.folder, "participation", nation.make_participations(members))
    write(given.folder, "clustered", cluster(members))
    write(given.folder, "seat", nation.make_seats())
    write(given.folder, "affiliation", nation.make_affiliations())


if __name__ == "__main__":
    main()
