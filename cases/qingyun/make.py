#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: village consortia of Qingyun county with their four lists and 51 workshops."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import casekit as kit  # noqa: E402
from casekit import Tables  # noqa: E402
from divisions import Division, area_row, read_divisions  # noqa: E402

COUNTY = "371423"
VILLAGES = 10  # of each consortium
WORKSHOPS = 51
FOUNDED = date(2021, 7, 1)  # the source gives the year
LISTED = date(2024, 1, 8)
JOBS, POSITIONS = 600, 540  # wanted and offered
INCOME, FUND = 600_000, 1_000_000  # yuan

# Township -> where its middle is taken to be; the degrees are synthetic.
MIDDLES = {
    "371423001": (117.390, 37.785),
    "371423100": (117.385, 37.830),
    "371423101": (117.300, 37.790),
    "371423102": (117.330, 37.715),
    "371423103": (117.470, 37.860),
    "371423104": (117.460, 37.745),
    "371423200": (117.530, 37.815),
    "371423202": (117.400, 37.735),
    "371423203": (117.310, 37.860),
}
KINDS = {"processing": "来料加工", "livestream": "电商直播"}
IDLE = (("旧村委会办公房", 90, 220), ("闲置校舍", 200, 600), ("空闲仓库", 300, 900))
FIRMS = ("电子", "箱包", "服饰", "体育用品", "食品", "电商", "家纺", "文具", "五金")


@dataclass
class Village:
    code: str
    name: str
    lon: float
    lat: float
    workshop: str = ""  # code of its unit


@dataclass
class Consortium:
    """What belongs to the consortium of a township."""

    town: str
    name: str
    villages: list[Village] = field(default_factory=list)

    @property
    def committee(self) -> str:
        return "jc" + self.town


# ---- Areas ----------------------------------------------------------------------------------------------------


def place_villages(rng: random.Random, town: str, rows: list[Division], workshops: int) -> list[Village]:
    """Those with a workshop around the middle, each of the others within about two kilometres of one of them."""
    villages: list[Village] = []
    for number, division in enumerate(rows):
        near = (
            MIDDLES[town]
            if number < workshops
            else (villages[number - workshops].lon, villages[number - workshops].lat)
        )
        lon, lat = (round(middle + rng.uniform(-0.016, 0.016), 4) for middle in near)
        name = division.name.removesuffix("村委会").removesuffix("村民委员会").removesuffix("村") + "村"
        villages.append(Village(division.code, name, lon, lat))
    return villages


def add_areas(tables: Tables, rng: random.Random) -> list[Consortium]:
    """The county and its townships; of each township the first ten villages, which form one consortium."""
    divisions = read_divisions(COUNTY)
    shares = dict(zip(MIDDLES, kit.quotas([1.0] * len(MIDDLES), WORKSHOPS), strict=True))
    consortia = []
    for division in (one for one in divisions if one.kind != "community"):
        lon, lat = MIDDLES.get(division.code, (None, None))
        parent = "" if division.kind == "province" else division.parent
        tables.add("area", **area_row(division) | {"parent": parent, "lon": lon, "lat": lat})
        if division.kind == "township":
            consortia.append(Consortium(division.code, division.name))
    for consortium in consortia:
        town = consortium.town
        rows = [one for one in divisions if one.parent == town and one.klass == "village"][:VILLAGES]
        consortium.villages = place_villages(rng, town, rows, shares[town])
        zone = "z" + town
        tables.add("area", code=zone, name=consortium.name + "党建联合体片区", kind="zone", parent=town, since=FOUNDED)
        for number, village in enumerate(consortium.villages):
            row = {"kind": "community", "class": "village", "parent": town, "lon": village.lon, "lat": village.lat}
            tables.add("area", code=village.code, name=village.name, **row)
            tables.add("area_part", zone=zone, area=village.code, since=FOUNDED)
            village.workshop = f"w{village.code}" if number < shares[town] else ""
    return consortia


# ---- Organizations, centre and stations -----------------------------------------------------------------------


def add_organization(tables: Tables, code: str, superior: str, name: str, kind: str, **row: object) -> None:
    approved = {"approved_by": superior} if superior else {}
    tables.add("organization", code=code, name=name, kind=kind, **{"form": "regular"} | row | approved)
    if superior:
        tables.add("subordination", organization=code, superior=superior, since=row.get("since"))


def add_chain(tables: Tables, consortia: list[Consortium]) -> None:
    """Province to county, townships, villages; the joint committee guides the villages and is not their superior."""
    above = ""
    for area, name in (("37", "山东省"), ("3714", "德州市"), (COUNTY, "庆云县")):
        add_organization(tables, "o" + area, above, f"中共{name}委员会", "local_committee", base_area=area)
        above = "o" + area
    for consortium in consortia:
        town, name = consortium.town, consortium.name
        street = name.endswith("街道")
        kind, ending = ("working_committee", "工作委员会") if street else ("committee", "委员会")
        add_organization(tables, "o" + town, above, f"中共庆云县{name}{ending}", kind, base_area=town)
        row = {"form": "area", "mode": "joint", "base_area": "z" + town, "since": FOUNDED}
        add_organization(tables, consortium.committee, "o" + town, f"中共庆云县{name}联合委员会", "committee", **row)
        alliance, row = "con" + town, {"lead": consortium.committee, "area": "z" + town, "since": FOUNDED}
        tables.add("alliance", code=alliance, name=name + "区域党建联合体", kind="consortium", **row)
        tables.add("seat", alliance=alliance, body=consortium.committee, role="lead", since=FOUNDED)
        for village in consortium.villages:
            code, label = "o" + village.code, f"中共庆云县{name}{village.name}支部委员会"
            add_organization(tables, code, "o" + town, label, "branch", base_area=village.code)
            guided = {"guide": consortium.committee, "kind": "area", "since": FOUNDED}
            tables.add("guidance", organization=code, **guided)
            tables.add("seat", alliance=alliance, body=code, role="member", since=FOUNDED)


def add_centre(tables: Tables, consortia: list[Consortium]) -> None:
    """The county's guidance centre, and under it a station in each township."""
    row = {"kind": "service_centre", "industry": "public_administration", "since": date(2022, 3, 1)}
    tables.add("unit", code="centre", name="庆云县共富工坊指导中心", area=COUNTY, **row)
    place = {"lon": 117.390, "lat": 37.776, "services": "政策指导、订单对接", "since": date(2022, 3, 1)}
    row |= {"host": "centre", "since": date(2022, 5, 1)}
    facility = {"level": "centre", "organization": "o" + COUNTY, "area": COUNTY}
    tables.add("facility", code="f-centre", name="庆云县共富工坊指导中心", **facility, **place)
    for consortium in consortia:
        name = consortium.name + "共富工坊服务站"
        tables.add("unit", code="st" + consortium.town, name=name, area=consortium.town, **row)
        lon, lat = MIDDLES[consortium.town]
        facility = {"level": "station", "organization": "o" + consortium.town, "area": consortium.town}
        place = {"lon": lon, "lat": lat, "services": "岗位登记、技能培训", "since": date(2022, 5, 1)}
        tables.add("facility", code="fst" + consortium.town, name=name, **facility, **place)


def add_workshops(tables: Tables, rng: random.Random, consortia: list[Consortium]) -> None:
    """Units that belong to the station of their township, each with its place."""
    kinds = kit.spread(rng, {"processing": 3.0, "livestream": 2.0}, WORKSHOPS)
    for consortium in consortia:
        for village in (one for one in consortium.villages if one.workshop):
            kind = kinds.pop()
            since = kit.draw_day(rng, date(2022, 6, 1), date(2024, 5, 31))
            name = f"{consortium.name}{village.name}{KINDS[kind]}共富工坊"
            row = {"kind": "village_collective", "host": "st" + consortium.town, "since": since, "workshop": kind}
            industry = "manufacturing" if kind == "processing" else "trade"
            tables.add("unit", code=village.workshop, name=name, area=village.code, industry=industry, **row)
            covered = {"organization": consortium.committee, "manner": "area", "since": since}
            tables.add("coverage", unit=village.workshop, **covered)
            row = {"level": "point", "organization": consortium.committee, "area": village.code, "since": since}
            row |= {"lon": village.lon, "lat": village.lat, "services": f"灵活就业、{KINDS[kind]}"}
            tables.add("facility", code="f" + village.workshop, name=name, **row)


# ---- Lists ----------------------------------------------------------------------------------------------------


def add_list(tables: Tables, code: str, name: str, kind: str, owner: str, **row: object) -> str:
    tables.add("checklist", code=code, name=name, kind=kind, owner=owner, **row)
    return code


def add_item(
    tables: Tables, checklist: str, code: str, title: str, roles: dict[str, Iterable[str]], **row: object
) -> None:
    """An open item with who has which role in it."""
    tables.add("item", code=code, checklist=checklist, title=title, **{"state": "open", "opened": LISTED} | row)
    for role, bodies in roles.items():
        for body in bodies:
            tables.add("assignment", item=code, body=body, role=role)


def add_four_lists(tables: Tables, rng: random.Random, consortia: list[Consortium]) -> None:
    """Idle resources, jobs wanted, workshops with potential, local talent: kept by each consortium's committee."""
    wanted = kit.quotas([rng.uniform(1, 4) for _ in range(VILLAGES * len(consortia))], JOBS)
    offered = kit.quotas([rng.uniform(1, 3) for _ in range(WORKSHOPS)], POSITIONS)
    for consortium in consortia:
        town, committee = consortium.town, consortium.committee
        row = {"owner": committee, "period": "2024", "since": LISTED}
        names = {"idle": ("闲置资源", "resource"), "jobs": ("就业需求", "need")}
        names |= {"potential": ("潜力工坊", "resource"), "talent": ("乡村人才", "resource")}
        for end, (name, kind) in names.items():
            add_list(tables, f"{end}-{town}", f"{consortium.name}联合体{name}清单", kind, **row)
        for number, (title, low, high) in enumerate(IDLE):
            village = consortium.villages[number]
            row = {"category": "premises", "measure": "平方米", "quantity": rng.randrange(low, high, 10)}
            roles = {"accountable": ["o" + village.code]}
            code = f"idle-{town}-{number + 1}"
            add_item(tables, f"idle-{town}", code, village.name + title, roles, **row, area=village.code)
        for village in consortium.villages:
            row = {"category": "job", "measure": "人", "quantity": wanted.pop(), "raised_by": "o" + village.code}
            roles = {"accountable": [committee], "support": ["st" + town]}
            row |= {"area": village.code, "state": "raised"}
            add_item(tables, f"jobs-{town}", "j" + village.code, village.name + "村民就近就业", roles, **row)
            if village.workshop:
                row = {"category": "job", "measure": "人", "quantity": offered.pop(), "raised_by": village.workshop}
                roles = {"accountable": [village.workshop]}
                title = village.name + "共富工坊岗位"
                add_item(tables, f"potential-{town}", "k" + village.code, title, roles, **row, area=village.code)
        for number, (end, title) in enumerate((("processing", "加工技术能手"), ("livestream", "电商主播"))):
            row = {"category": "talent_" + end, "measure": "人", "quantity": 2 + rng.randrange(3)}
            roles, village = {"accountable": [committee]}, consortium.villages[number + 3]
            code = f"talent-{town}-{end}"
            add_item(tables, f"talent-{town}", code, consortium.name + title, roles, **row, area=village.code)


def add_market(tables: Tables, consortia: list[Consortium]) -> None:
    """What enterprises of the market look for; each is paired with a consortium."""
    row = {"owner": "centre", "period": "2024", "since": LISTED}
    listed = add_list(tables, "market", "市场需求清单", "need", **row)
    for number, (consortium, trade) in enumerate(zip(consortia, FIRMS, strict=True), 1):
        firm, town = f"firm{number}", consortium.town
        row = {"kind": "non_public_enterprise", "area": "371423001", "since": date(2015, 4, 1)}
        industry = "trade" if trade == "电商" else "manufacturing"
        tables.add("unit", code=firm, name=f"庆云同富{trade}有限公司", industry=industry, **row)
        pair = {"kind": "pairing", "lead": "con" + town, "area": COUNTY, "since": date(2022, 9, 1)}
        tables.add("alliance", code="pair" + town, name=f"{consortium.name}“双联双助”结对", **pair)
        tables.add("seat", alliance="pair" + town, body="con" + town, role="lead", since=date(2022, 9, 1))
        tables.add("seat", alliance="pair" + town, body=firm, role="member", since=date(2022, 9, 1))
        roles = {"accountable": ["centre"], "support": ["con" + town]}
        row = {"raised_by": firm, "area": town, "state": "raised"}
        space = {"category": "premises", "quantity": 150, "measure": "平方米"}
        add_item(tables, listed, f"market-space-{number}", trade + "加工点用房", roles, **row, **space)
        end = "livestream" if trade == "电商" else "processing"
        people = {"category": "talent_" + end, "quantity": 2, "measure": "人"}
        add_item(tables, listed, f"market-people-{number}", trade + "带班师傅", roles, **row, **people)
    row = {"raised_by": "firm3", "area": "371423001", "state": "raised", "category": "talent_design"}
    roles = {"accountable": ["centre"], "support": [consortia[0].committee]}
    add_item(tables, listed, "market-design", "服装设计师", roles, **row, quantity=1, measure="人")


def add_money(tables: Tables, rng: random.Random, consortia: list[Consortium]) -> None:
    """The fund of rewards and the loans; and what each workshop has brought its village."""
    owner, villages = "o" + COUNTY, [one for consortium in consortia for one in consortium.villages if one.workshop]
    row = {"kind": "financial_institution", "area": "371423001", "industry": "finance"}
    tables.add("unit", code="bank", name="庆云富民农村商业银行", **row)
    fund = add_list(tables, "fund", "共富工坊资金扶持清单", "funding", owner, since=date(2022, 3, 1))
    roles, row = {"accountable": ["centre"], "support": ["bank"]}, {"quantity": FUND, "measure": "元"}
    add_item(tables, fund, "fund-reward", "专项奖补基金", roles, category="reward", **row)
    roles = {"accountable": ["bank"], "support": ["centre"]}
    add_item(tables, fund, "fund-loan", "创业信贷扶持", roles, category="loan")
    ledger = add_list(tables, "income", "村集体增收台账", "ledger_contribution", owner, period="2024", since=LISTED)
    amounts = kit.quotas([rng.uniform(1, 3) for _ in villages], INCOME)
    for village, amount in zip(villages, amounts, strict=True):
        row = {"category": "income", "quantity": amount, "measure": "元", "area": village.code}
        roles = {"accountable": [village.workshop]}
        add_item(tables, ledger, "i" + village.code, village.name + "集体增收", roles, **row)


def make(seed: int) -> Tables:
    rng, tables = random.Random(seed), Tables({"unit": "workshop"})
    consortia = add_areas(tables, rng)
    add_chain(tables, consortia)
    add_centre(tables, consortia)
    add_workshops(tables, rng, consortia)
    add_four_lists(tables, rng, consortia)
    add_market(tables, consortia)
    add_money(tables, rng, consortia)
    return tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    args = parser.parse_args()
    make(args.seed).write(args.out)


if __name__ == "__main__":
    main()
