#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pandas and polars: the questions as queries to data frames, with the preorder columns where they help."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
from common import PAST, PAST_BIRTHS, Asked, Peer, parse

CROSS = ["county", "sex", "band", "education"]


# ---- polars ------------------------------------------------------------------------------------------------------------


class Polars:
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.organization = pl.read_parquet(asked.path("organization"))
        self.clustered = pl.read_parquet(asked.path("clustered"))
        self.member = pl.read_parquet(asked.path("member"))
        self.affiliation = pl.read_parquet(asked.path("affiliation"))
        self.seat = pl.read_parquet(asked.path("seat"))
        self.participation = pl.read_parquet(asked.path("participation"))
        self.county = self.organization.select("id", "county").filter(pl.col("county") >= 0)
        before = self.organization.select("id", "members_before", "formal_before", "probationary_before")
        last = self.organization.select(pl.sum("own_members", "own_formal", "own_probationary")).row(0)
        total = pl.DataFrame([(asked.n, *last)], before.columns, orient="row")
        self.sums = pl.concat([before, total.cast(dict(before.schema))])
        self.up = self.organization.select("id", "superior", "end")

    def questions(self, query: str, names: list[str], k: int) -> pl.DataFrame:
        columns = {names[0]: self.asked.ids(query)[:k]}
        if len(names) > 1:
            columns[names[1]] = self.asked.others(query)[:k]
        return pl.DataFrame(columns).with_row_index("i")

    def count_members(self, asked: pl.DataFrame) -> Any:
        o = asked.join(self.up, on="id", how="left", maintain_order="left")
        s = o.join(self.sums, on="id", how="left", maintain_order="left")
        e = o.join(self.sums, left_on="end", right_on="id", how="left", maintain_order="left")
        return [e[f"{name}_before"] - s[f"{name}_before"] for name in ("members", "formal", "probationary")]

    def count_cross(self) -> pl.DataFrame:
        rows = self.clustered.lazy().join(self.county.lazy(), left_on="organization", right_on="id")
        return rows.group_by(CROSS).len().collect()

    def count_past(self) -> pl.DataFrame:
        band = sum((pl.col("born") <= day).cast(pl.Int8) for day in PAST_BIRTHS) + 1
        held = (pl.col("since") <= PAST) & (pl.col("until") > PAST)
        rows = self.affiliation.lazy().filter(held).with_columns(band=band)
        rows = rows.join(self.county.lazy(), left_on="organization", right_on="id")
        return rows.group_by(CROSS).len().collect()

    def list_paths(self, asked: pl.DataFrame) -> pl.DataFrame:
        at = asked.join(self.member.select("person", "organization"), left_on="id", right_on="person")
        at = at.select("i", at="organization")
        steps = []
        while len(at):
            at = at.join(self.up, left_on="at", right_on="id").select("i", at="superior").filter(pl.col("at") >= 0)
            steps.append(at)
        return pl.concat(steps)

    def find_meets(self, asked: pl.DataFrame) -> Any:
        at = asked.select("i", at=pl.min_horizontal("a", "b"), higher=pl.max_horizontal("a", "b"))
        done = []
        while len(at):
            at = at.join(self.up, left_on="at", right_on="id")
            found = (pl.col("end") > pl.col("higher")) | (pl.col("at") < 0)
            done.append(at.filter(found).select("i", "at"))
            at = at.filter(~found).select("i", "higher", at="superior")
        return pl.concat(done).sort("i")["at"]

    def find_unders(self, asked: pl.DataFrame) -> Any:
        ends = asked.join(self.up, left_on="above", right_on="id", how="left", maintain_order="left")
        return ends.select((pl.col("above") <= pl.col("below")) & (pl.col("below") < pl.col("end"))).to_series()

    def find_matrix(self) -> pl.DataFrame:
        met = self.seat.lazy().join(self.county.lazy(), left_on="body", right_on="id")
        met = met.select("alliance", "county").unique()
        pairs = met.join(met, on="alliance").filter(pl.col("county") < pl.col("county_right"))
        return pairs.group_by("county", "county_right").len().collect()

    def count_outside(self) -> list[pl.DataFrame]:
        county = self.county.lazy()
        own = county.rename({"county": "own_county"})
        away = self.participation.lazy().join(county, left_on="organization", right_on="id")
        away = away.join(own, left_on="own", right_on="id").filter(pl.col("county") != pl.col("own_county"))
        based = self.organization.lazy().filter(pl.col("county") >= 0).group_by("county").agg(pl.sum("own_members"))
        outside = away.group_by("own_county").agg(pl.col("person").n_unique())
        received = away.select("person", "county").unique().group_by("county").len()
        return pl.collect_all([based, outside, received])

    def find_sizes(self) -> Any:
        o = self.organization.filter("branch").select("id", "end", "members_before", "formal_before")
        o = o.join(self.sums.select(end="id", m="members_before", f="formal_before"), on="end", maintain_order="left")
        few = o.filter(pl.col("f") - pl.col("formal_before") < 3)["id"]
        return few, o.filter(pl.col("m") - pl.col("members_before") > 50)["id"]


# ---- pandas ------------------------------------------------------------------------------------------------------------


class Pandas:
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.organization = pd.read_parquet(asked.path("organization")).set_index("id", drop=False)
        self.clustered = pd.read_parquet(asked.path("clustered"))
        self.affiliated = pd.read_parquet(asked.path("member")).set_index("person")["organization"]
        self.affiliation = pd.read_parquet(asked.path("affiliation"))
        self.seat = pd.read_parquet(asked.path("seat"))
        self.participation = pd.read_parquet(asked.path("participation"))
        county = self.organization["county"]
        self.county = county[county >= 0]
        self.sums = self.organization[["members_before", "formal_before", "probationary_before"]].copy()
        self.sums.loc[asked.n] = self.organization[["own_members", "own_formal", "own_probationary"]].sum().to_numpy()
        self.superior, self.end = self.organization["superior"], self.organization["end"]

    def questions(self, query: str, names: list[str], k: int) -> pd.DataFrame:
        columns = {names[0]: self.asked.ids(query)[:k]}
        if len(names) > 1:
            columns[names[1]] = self.asked.others(query)[:k]
        return pd.DataFrame(columns)

    def count_members(self, asked: pd.DataFrame) -> Any:
        begin = self.sums.loc[asked["id"]]
        end = self.sums.loc[self.end.loc[asked["id"]]]
        return (end.reset_index(drop=True) - begin.reset_index(drop=True)).to_numpy().T

    def count_cross(self) -> pd.DataFrame:
        return self._count(self.clustered.join(self.county, on="organization", how="inner"))

    def _count(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows.groupby(CROSS, sort=False).size().reset_index(name="len")

    def count_past(self) -> pd.DataFrame:
        a = self.affiliation
        held = a[(a["since"] <= PAST) & (a["until"] > PAST)].join(self.county, on="organization", how="inner")
        band = sum((held["born"] <= day).astype("int8") for day in PAST_BIRTHS) + 1
        return self._count(held.assign(band=band))

    def list_paths(self, asked: pd.DataFrame) -> pd.DataFrame:
        at = pd.DataFrame({"i": asked.index, "at": self.affiliated.loc[asked["id"]].to_numpy()})
        steps = []
        while len(at):
            at = at.assign(at=self.superior.loc[at["at"]].to_numpy())
            at = at[at["at"] >= 0]
            steps.append(at)
        return pd.concat(steps)

    def find_meets(self, asked: pd.DataFrame) -> Any:
        lower, higher = asked.min(axis=1), asked.max(axis=1)
        left = lower.index
        while len(left):
            ends = self.end.reindex(lower[left]).to_numpy()
            left = left[(lower[left] >= 0) & (ends <= higher[left])]
            lower[left] = self.superior.loc[lower[left]].to_numpy()
        return lower

    def find_unders(self, asked: pd.DataFrame) -> Any:
        end = self.end.loc[asked["above"]].to_numpy()
        return (asked["above"] <= asked["below"]) & (asked["below"] < end)

    def find_matrix(self) -> pd.DataFrame:
        met = self.seat.merge(self.organization[["county"]], left_on="body", right_index=True)
        met = met.loc[met["county"] >= 0, ["alliance", "county"]].drop_duplicates()
        pairs = met.merge(met, on="alliance")
        pairs = pairs[pairs["county_x"] < pairs["county_y"]]
        return pairs.groupby(["county_x", "county_y"], sort=False).size().reset_index(name="len")

    def count_outside(self) -> list[pd.DataFrame]:
        p, o = self.participation, self.organization
        away = p.join(self.county, on="organization", how="inner")
        away = away.join(self.county.rename("own_county"), on="own", how="inner")
        away = away[away["county"] != away["own_county"]]
        based = o[o["county"] >= 0].groupby("county")["own_members"].sum().reset_index()
        outside = away.groupby("own_county")["person"].nunique().reset_index()
        received = away[["person", "county"]].drop_duplicates().groupby("county").size().reset_index()
        return [based, outside, received]

    def find_sizes(self) -> Any:
        o = self.organization[self.organization["branch"]]
        end = self.sums.loc[o["end"]]
        few = o["id"][end["formal_before"].to_numpy() - o["formal_before"].to_numpy() < 3]
        return few, o["id"][end["members_before"].to_numpy() - o["members_before"].to_numpy() > 50]


# ---- Asking --------------------------------------------------------------------------------------------------------------


def columns_of(frame: Any) -> list[Any]:
    return [frame[name].to_numpy() for name in frame.columns]


def ask_all(name: str, frames: Polars | Pandas, asked: Asked, given: Any) -> None:
    peer = Peer(name, "preorder columns", "system", asked, given)

    def part(query: str, names: list[str], step: Any, check: Any) -> None:
        if query not in peer.wanted:
            return
        questions = frames.questions(query, names, len(asked.ids(query)))
        peer.ask_part(query, len(questions), lambda k: step(questions[:k]), check, least=4096)

    part("Q1", ["id"], frames.count_members, lambda answer, k: asked.check_counts(list(zip(*answer)), k))
    peer.ask("Q2", frames.count_cross, lambda answer: asked.check_cross("Q2", *columns_of(answer)))
    part("Q3", ["id"], frames.list_paths, lambda answer, k: asked.check_paths(*columns_of(answer), k))
    part("Q4", ["a", "b"], frames.find_meets, lambda answer, k: asked.check_meets(answer, k))
    part("Q5", ["below", "above"], frames.find_unders, lambda answer, k: asked.check_unders(answer, k))
    peer.ask("Q7", frames.find_matrix, lambda answer: asked.check_matrix(*columns_of(answer)))
    peer.ask("Q8", frames.count_outside, lambda answer: asked.check_outside(*(columns_of(frame) for frame in answer)))
    peer.ask("Q9", frames.find_sizes, lambda answer: asked.check_sizes(*answer))
    peer.ask("Q10", frames.count_past, lambda answer: asked.check_cross("Q10", *columns_of(answer)))
    peer.leave_out("Q6", "frames have no graphs")
    peer.leave_out("Q11", "a row for each person and superior")


def load_polars(asked: Asked) -> int:
    return sum(len(pl.read_csv(path, infer_schema=False)) for path in asked.csv.glob("*.csv"))


def load_pandas(asked: Asked) -> int:
    return sum(len(pd.read_csv(path, dtype=str, engine="pyarrow")) for path in asked.csv.glob("*.csv"))


def main() -> None:
    given = parse()
    asked = Asked(given)
    polars, pandas = f"polars {pl.__version__}", f"pandas {pd.__version__}"
    ask_all(polars, Polars(asked), asked, given)
    ask_all(pandas, Pandas(asked), asked, given)
    if asked.csv:
        rows = asked.answer("Q14")[0]
        for name, load, how in ((polars, load_polars, "read_csv"), (pandas, load_pandas, "read_csv by pyarrow")):
            Peer(name, how, "system", asked, given).ask(
                "Q14", lambda load=load: load(asked), lambda n: n == rows, note="texts only; nothing is checked"
            )


if __name__ == "__main__":
    main()
