#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: across borders of provinces, trades, villages and offices (A6, C5, D11)."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import casekit as kit  # noqa: E402
from casekit import Body, Tables, draw_day, under  # noqa: E402
from divisions import LENGTHS, Division, area_row, read_level  # noqa: E402

Seats = Iterable[tuple[str, str]]  # body and role

NORTH, SOUTH = "330482106209", "310116107211"  # the two villages of Shantang
TOWNS = ("310116107", "310116105", "310116103", "330482106", "330482103")
THREE = ("310118", "330421", "320509")  # Qingpu, Jiashan, Wujiang
QINGYUN = {
    "qy-1": ("371423100209", "371423100212", "371423100222", "371423100224", "371423100225"),
    "qy-2": ("371423100226", "371423100227", "371423100228", "371423100229"),
}
GUANGPING = [f"1304321{number:02d}" for number in range(7)]  # its seven towns
WANTED = (NORTH, SOUTH, *TOWNS, *THREE, *(code for codes in QINGYUN.values() for code in codes), *GUANGPING, "11")

QUARTERS = (date(2023, 9, 20), date(2023, 12, 13), date(2024, 3, 13), date(2024, 6, 19))
TAILS = ("村民委员会", "村委会")


class Land:
    """All that is drawn, while it is drawn."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.tables = Tables({"item": "prefers"})
        self.bodies: dict[str, Body] = {}
        self.names: set[str] = set()
        self.meetings = 0

    def name(self, place: str, trade: str) -> str:
        """A name that is not there yet."""
        while True:
            name = place + "".join(self.rng.sample(SIGNS, 2)) + trade
            if name not in self.names:
                self.names.add(name)
                return name

    def unit(self, code: str, name: str, kind: str, area: str, industry: str, since: date, headcount: int = 0) -> str:
        row = {"code": code, "name": name, "kind": kind, "area": area, "industry": industry, "since": since}
        self.tables.add("unit", **row, headcount=headcount or self.rng.randint(3, 200))
        return code

    def organization(self, code: str, stem: str, kind: str, superior: str, since: date, **extra: object) -> str:
        given: kit.Row = {"form": "regular", "may_admit": "no"} | extra
        under(self.bodies, superior, Body(code, stem, str(given.pop("short", stem)), kind, since, extra=given))
        return code

    def branch(self, unit: str, superior: str, since: date) -> str:
        """The branch of a unit that was added last."""
        row = self.tables.rows["unit"][-1]
        given = {"mode": "standalone", "base_unit": unit, "base_area": row["area"], "term_years": 3}
        return self.organization(
            "b-" + unit, str(row["name"]), "branch", superior, since, **given, term_ends=date(2026, 6, 30)
        )

    def alliance(self, code: str, name: str, kind: str, lead: str, area: str, parents: Seats, seats: Seats) -> str:
        """An alliance; `parents` are pairs of a parent (or nothing) and the first day under it, as text."""
        parents = list(parents)
        ends = [*(day for _, day in parents[1:]), None]
        for (parent, since), until in zip(parents, ends, strict=True):
            row = {"code": code, "name": name, "kind": kind, "parent": parent, "lead": lead, "area": area}
            self.tables.add("alliance", **row, since=since, until=until)
        for body, role in seats:
            self.tables.add("seat", alliance=code, body=body, role=role, since=parents[0][1])
        return code

    def checklist(self, code: str, name: str, kind: str, owner: str, since: date) -> str:
        self.tables.add("checklist", code=code, name=name, kind=kind, owner=owner, period="2024", since=since)
        return code

    def item(self, checklist: str, number: int, title: str, bodies: Seats = (), **more: object) -> str:
        """An item with the bodies that answer for it from the day it was opened."""
        code = f"{checklist}-{number:03d}"
        self.tables.add("item", code=code, checklist=checklist, title=title, **more)
        for body, role in bodies:
            self.tables.add("assignment", item=code, body=body, role=role, since=more["opened"])
        return code

    def hold(self, kind: str, host: str, item: str, days: Iterable[date], heads: Iterable[int] = ()) -> None:
        """Activities on those days; with those numbers of people, or drawn ones."""
        given = iter(heads)
        for day in days:
            self.meetings += 1
            row = {"code": f"act-{self.meetings:03d}", "kind": kind, "host": host, "date": day, "item": item}
            self.tables.add("activity", **row, headcount=next(given, self.rng.randint(8, 40)))


SIGNS = (
    "安 百 昌 诚 川 春 达 德 东 丰 福 光 和 恒 宏 华 汇 佳 嘉 金 锦 景 康 乐 林 隆 明 宁 青 庆 "
    "荣 瑞 润 盛 顺 泰 天 同 旺 祥 新 信 兴 裕 源 月 悦 云"
).split()


# ---- Areas and the organizations that lead in them --------------------------------------------------------------


def read_wanted() -> list[Division]:
    """The wanted divisions and all above them."""
    codes = {code[:length] for code in WANTED for length in LENGTHS if length <= len(code)}
    return [division for length in LENGTHS for division in read_level(length) if division.code in codes]


def title(division: Division) -> str:
    for tail in TAILS:
        if division.name.endswith(tail):
            return division.name.removesuffix(tail).removesuffix("村") + "村"
    return division.name


SINCE = {2: date(1949, 10, 1), 4: date(1983, 8, 1), 6: date(1956, 1, 1), 9: date(1984, 1, 1), 12: date(1987, 1, 1)}


def add_areas(land: Land) -> None:
    """Divisions, and an organization in each but the prefecture level that a municipality has for form's sake."""
    stems: dict[str, str] = {}
    for division in read_wanted():
        code, row = division.code, area_row(division)
        land.tables.add("area", **row | {"parent": "" if division.kind == "province" else row["parent"]})
        above = stems.get(division.parent, "")
        if division.kind == "prefecture" and division.name in ("市辖区", above):
            stems[code] = above
            continue
        stems[code] = above + title(division)
        add_lead(land, division, stems[code])


def add_lead(land: Land, division: Division, stem: str) -> None:
    """The organization of a division: its kind follows from the level."""
    code = division.code
    kinds = {"township": "committee", "community": "general_branch"}
    kind = kinds.get(division.kind, "local_committee")
    extra: kit.Row = {"form": "regular", "base_area": code, "may_admit": "no" if kind == "general_branch" else "yes"}
    extra |= {"term_years": 5, "term_ends": date(2027, 6, 30) if kind == "local_committee" else date(2026, 3, 1)}
    since = max([SINCE[len(code)], *(body.since for body in land.bodies.values() if code.startswith(body.code[1:]))])
    body = Body("o" + code, stem, title(division), kind, since, extra=extra)
    above = [code[:length] for length in reversed(LENGTHS) if length < len(code)]
    superior = next(("o" + part for part in above if "o" + part in land.bodies), None)
    if superior:
        under(land.bodies, superior, body)
    else:
        land.bodies[body.code] = body


# ---- North and South Shantang, five towns, the whole district (C5) ----------------------------------------------

VILLAGES, FIVE, DISTRICT = date(2016, 6, 1), date(2018, 1, 1), date(2020, 1, 1)
BUSINESSES = {SOUTH: 41, NORTH: 32}
# Title, how often, which village answers, days on which it was done.
SHARED = (
    ("事务共商", "monthly", SOUTH, [date(2023 + month // 12, month % 12 + 1, 10) for month in range(7, 19)]),
    ("资源共享", "as_needed", NORTH, [date(2024, 4, 2)]),
    ("阵地共用", "as_needed", SOUTH, []),
    ("活动共搞", "quarterly", NORTH, QUARTERS),
    ("人才共育", "half_yearly", SOUTH, [date(2023, 11, 2), date(2024, 4, 25)]),
)


def add_shantang(land: Land) -> None:
    """Two villages on two sides of a provincial border, and what grew out of it."""
    add_ladder(land)
    scenic = land.tables.add("area", code="mingyue", name="明月山塘景区", kind="zone")["code"]
    for village, side in ((SOUTH, "南"), (NORTH, "北")):
        land.tables.add("area_part", zone=scenic, area=village)
        for number in range(1, BUSINESSES[village] + 1):
            name = land.name(side + "山塘", land.rng.choice(("农家乐", "民宿", "茶馆", "小吃店")))
            begin = draw_day(land.rng, date(2016, 8, 1), date(2023, 5, 31))
            code = f"st-{village[:2]}-{number:02d}"
            land.unit(code, name, "self_employed", village, "hospitality", begin, land.rng.randint(2, 9))
    agreement = land.checklist("shantang-a", "南北山塘组织联建协议", "agreement", "shantang", VILLAGES)
    for number, (name, recurrence, village, days) in enumerate(SHARED, 1):
        other = NORTH if village == SOUTH else SOUTH
        bodies = [("o" + village, "accountable"), ("o" + other, "support")]
        more = {"state": "open", "opened": VILLAGES, "recurrence": recurrence, "category": "shared", "area": scenic}
        item = land.item(agreement, number, name, bodies, **more)
        land.hold("joint_activity" if name == "活动共搞" else "consultation", "shantang", item, days)
    add_scenic(land)


def add_ladder(land: Land) -> None:
    """Villages in 2016, then five towns, then the whole district: each became a part of the next."""
    seats = [("o" + SOUTH, "lead"), ("o" + NORTH, "deputy")]
    steps = [("", VILLAGES), ("five-towns", FIVE)]
    land.alliance("shantang", "南北山塘党建联盟", "cross_boundary", "o" + SOUTH, "mingyue", steps, seats)
    seats = [("o" + TOWNS[0], "lead"), *(("o" + code, "member") for code in TOWNS[1:])]
    steps = [("", FIVE), ("jinshan-jiaxing", DISTRICT)]
    land.alliance("five-towns", "田园五镇党建联盟", "cross_boundary", "o" + TOWNS[0], "", steps, seats)
    seats = [("o310116", "lead"), ("o3304", "deputy"), ("o330482", "member")]
    name = "金山区与嘉兴市毗邻党建联盟"
    land.alliance("jinshan-jiaxing", name, "cross_boundary", "o310116", "", [("", DISTRICT)], seats)


def add_scenic(land: Land) -> None:
    """Visitors of the year, shared projects, the place they use together."""
    ledger = land.checklist("shantang-l", "明月山塘景区台账", "ledger_contribution", "shantang", VILLAGES)
    more = {"state": "open", "quantity": 800_000, "measure": "人次", "opened": date(2023, 1, 1), "area": "mingyue"}
    land.item(ledger, 1, "年均接待游客", category="visitors", **more)
    projects = land.checklist("shantang-p", "南北山塘共建项目清单", "project", "shantang", VILLAGES)
    bodies = [("o" + SOUTH, "accountable"), ("o" + NORTH, "support")]
    for number, name in enumerate(("界河老街修缮", "跨河廊桥贯通", "沪浙民宿服务标准"), 1):
        done = (
            {"state": "rated", "closed": date(2017 + number, 9, 1), "rating": 95} if number < 3 else {"state": "taken"}
        )
        land.item(projects, number, name, bodies, opened=date(2017, 3, 1), category="project", **done)
    row = {"level": "station", "organization": "o" + SOUTH, "area": SOUTH, "since": date(2017, 7, 1)}
    land.tables.add("facility", code="mingyue-f", name="明月山塘党群服务站", services="党群服务 议事 培训", **row)


def add_three(land: Land) -> None:
    """The leading group of three districts in three provinces: study, consult and act together at set times."""
    since = date(2019, 11, 1)
    seats = [("o" + THREE[0], "lead"), *(("o" + code, "member") for code in THREE[1:])]
    name = "青浦嘉善吴江跨省域党建领导小组"
    land.alliance("qjw", name, "leading_group", "o" + THREE[0], "", [("", since)], seats)
    mechanisms = land.checklist("qjw-m", "三地党委联组机制", "mechanism", "qjw", since)
    bodies = [("o" + THREE[0], "accountable"), *(("o" + code, "support") for code in THREE[1:])]
    rows = (
        ("定期联组学习", "half_yearly", [date(2023, 10, 19), date(2024, 5, 23)]),
        ("定期会商", "quarterly", QUARTERS),
        ("定期协同联动", "quarterly", QUARTERS[:3]),
    )
    for number, (name, recurrence, days) in enumerate(rows, 1):
        item = land.item(mechanisms, number, name, bodies, state="open", opened=since, recurrence=recurrence)
        land.hold("joint_meeting", "qjw", item, days)


# ---- Bodies of a trade in Beijing, joint committees of villages in Qingyun (A6) ---------------------------------


def add_trades(land: Land) -> None:
    """Internet enterprises and couriers (2021), with what each guides; the new-energy alliance (2022)."""
    term = {"form": "industry", "base_area": "11", "term_years": 5}
    net = land.organization(
        "bj-net", "北京市互联网企业", "working_committee", "o11", date(2021, 6, 1), form="industry", base_area="11"
    )
    courier = land.organization(
        "bj-courier", "北京市快递行业", "committee", "o11", date(2021, 5, 10), **term, term_ends=date(2026, 5, 10)
    )
    for number in range(1, 5):
        unit = land.unit(
            f"net-{number}",
            land.name("北京", "网络科技有限公司"),
            "platform_enterprise",
            "11",
            "information",
            date(2012, 4, 1),
        )
        add_guided(land, unit, net)
    for number in range(1, 4):
        unit = land.unit(
            f"courier-{number}",
            land.name("北京", "快递有限公司"),
            "non_public_enterprise",
            "11",
            "transport",
            date(2013, 4, 1),
        )
        add_guided(land, unit, courier)
    members = []
    for number in range(1, 7):
        unit = land.unit(
            f"energy-{number}",
            land.name("北京", "新能源科技有限公司"),
            "non_public_enterprise",
            "11",
            "manufacturing",
            date(2015, 4, 1),
        )
        members.append(land.branch(unit, "o11", date(2017, 6, 30)))
    seats = [(members[0], "lead"), *((body, "member") for body in members[1:])]
    land.alliance(
        "bj-energy", "北京市新能源党建联盟", "industry_cluster", members[0], "11", [("", date(2022, 9, 1))], seats
    )


def add_guided(land: Land, unit: str, guide: str) -> None:
    branch = land.branch(unit, "o11", date(2018, 6, 30))
    land.tables.add("guidance", organization=branch, guide=guide, kind="line", since=land.bodies[guide].since)
    land.tables.add("coverage", unit=unit, organization=branch, manner="own", since=date(2018, 6, 30))


def add_villages(land: Land) -> None:
    """A joint committee leads the consortium of several villages; each village keeps its superior."""
    since = date(2021, 7, 1)
    for numeral, (code, villages) in zip("一二", QINGYUN.items(), strict=True):
        zone = land.tables.add(
            "area", code=code + "-z", name=f"庆云镇第{numeral}联村片区", kind="zone", parent="371423100"
        )["code"]
        given = {"mode": "joint", "base_area": zone, "term_years": 5, "term_ends": date(2026, 7, 1)}
        stem = f"{land.bodies['o371423100'].stem}第{numeral}联村片区联合"
        joint = land.organization(code + "-j", stem, "committee", "o371423100", since, **given)
        units = []
        for village in villages:
            land.tables.add("area_part", zone=zone, area=village)
            land.tables.add("guidance", organization="o" + village, guide=joint, kind="area", since=since)
        for shop in range(1, 4):
            name = land.name("庆云", "加工坊")
            units.append(
                land.unit(
                    f"{code}-u{shop}", name, "non_public_enterprise", villages[shop], "manufacturing", date(2021, 10, 1)
                )
            )
        seats = [(joint, "lead"), *(("o" + village, "member") for village in villages)]
        name = f"庆云镇第{numeral}区域党建联合体"
        land.alliance(code, name, "consortium", joint, zone, [("", since)], seats)
        for unit in units:
            land.tables.add("seat", alliance=code, body=unit, role="member", since=date(2021, 10, 1))


# ---- Guides and enterprises in Guangping (D11) ------------------------------------------------------------------

COUNTY, OFFICE = "130432", "gp-two-new"
DEPARTMENTS = {
    "land": "自然资源和规划局",
    "environment": "生态环境分局",
    "market": "市场监督管理局",
    "industry": "科技和工业信息化局",
}
ENTERPRISES, GUIDES, TAKES = 24, 8, 3
PROBLEMS = 123
TRAINED = (96, 88, 74, 102, 65, 81, 70, 58, 78)  # 712
TEAMS, OFFICIALS = 26, 106


def add_county(land: Land) -> None:
    """The two-new working committee, departments that send guides, enterprises of seven towns."""
    given = {"form": "two_new", "base_area": COUNTY, "short": "广平县委两新"}
    land.organization(
        OFFICE,
        land.bodies["o" + COUNTY].stem + "委非公有制经济组织和社会组织",
        "working_committee",
        "o" + COUNTY,
        date(2012, 9, 1),
        **given,
    )
    for key, name in DEPARTMENTS.items():
        unit = land.unit("gp-" + key, "广平县" + name, "organ", COUNTY, "public_administration", date(2019, 3, 1))
        land.bodies[land.branch(unit, "o" + COUNTY, date(2019, 6, 30))].extra["form"] = "organ"
    for number in range(1, ENTERPRISES + 1):
        town = GUANGPING[number % len(GUANGPING)]
        name = land.name("广平", land.rng.choice(("食品有限公司", "建材有限公司", "纺织有限公司", "机械有限公司")))
        begin = draw_day(land.rng, date(2012, 1, 1), date(2022, 12, 31))
        land.unit(f"gp-e{number:02d}", name, "non_public_enterprise", town, "manufacturing", begin)


def add_guides(land: Land) -> None:
    """Two guides of each department take three enterprises each; both sides say whom they would have."""
    since = date(2024, 1, 8)
    need = land.checklist("gp-n", "企业聘请党建指导员需求清单", "need", OFFICE, since)
    guides = [f"gp-g-{key}-{number:03d}" for key in DEPARTMENTS for number in (1, 2)]
    chosen = {number: land.rng.sample(range(GUIDES), 3) for number in range(1, ENTERPRISES + 1)}
    for number, wishes in chosen.items():
        more = {"category": "guide", "state": "raised", "opened": since, "raised_by": f"gp-e{number:02d}"}
        more |= {"area": GUANGPING[number % len(GUANGPING)], "prefers": " ".join(guides[place] for place in wishes)}
        land.item(need, number, f"企业{number:02d}需要党建指导员", **more)
    for place, (key, number) in enumerate((key, number) for key in DEPARTMENTS for number in (1, 2)):
        owner = "b-gp-" + key
        if number == 1:
            land.checklist("gp-g-" + key, DEPARTMENTS[key] + "党建指导员名单", "resource", owner, since)
        wanting = [f"gp-n-{one:03d}" for one, wishes in chosen.items() if place in wishes]
        land.rng.shuffle(wanting)
        more = {"category": "guide", "state": "open", "opened": since, "quantity": TAKES, "raised_by": owner}
        name = f"{DEPARTMENTS[key]}指导员{number}"
        land.item("gp-g-" + key, number, name, **more, prefers=" ".join(wanting) if number == 1 else "")


def add_cadence(land: Land) -> None:
    """A meeting every quarter, a campaign of visits every year, training."""
    since = date(2021, 1, 1)
    bodies = [(OFFICE, "accountable"), *((f"b-gp-{key}", "support") for key in DEPARTMENTS)]
    mechanisms = land.checklist("gp-m", "两新组织党建工作机制清单", "mechanism", OFFICE, since)
    more = {"state": "open", "opened": since}
    item = land.item(mechanisms, 1, "每季度召开排查工作调度会", bodies, recurrence="quarterly", **more)
    land.hold("survey_meeting", OFFICE, item, QUARTERS)
    item = land.item(mechanisms, 2, "每年大走访、大调研", bodies, recurrence="yearly", **more)
    land.hold("visit", OFFICE, item, [date(year, 10, 24) for year in (2021, 2022, 2023)])
    item = land.item(mechanisms, 3, "党组织书记、指导员、党员代表培训", bodies, recurrence="as_needed", **more)
    land.hold("training", OFFICE, item, [date(2023, month, 16) for month in range(3, 12)], TRAINED)


CATEGORIES = {"land": 31, "environment": 28, "finance": 24, "labour": 22, "power": 18}  # 123
CATEGORY_NAMES = {"land": "用地", "environment": "环保", "finance": "融资", "labour": "用工", "power": "用电"}


def add_problems(land: Land) -> None:
    """What was solved in talks with enterprises, who went down to them, where riders rest."""
    since = date(2023, 2, 1)
    problems = land.checklist("gp-p", "恳谈会问题清单", "problem", OFFICE, since)
    number = 0
    for category, count in CATEGORIES.items():
        answer = category if category in DEPARTMENTS else "industry"
        for _ in range(count):
            number += 1
            opened = draw_day(land.rng, since, date(2023, 10, 31))
            more = {"opened": opened, "closed": draw_day(land.rng, opened + timedelta(5), opened + timedelta(60))}
            more |= {"state": "resolved", "route": land.rng.choice(("direct", "direct", "whistle", "bundled"))}
            more |= {"raised_by": f"gp-e{land.rng.randint(1, ENTERPRISES):02d}", "area": COUNTY, "category": category}
            bodies = [("b-gp-" + answer, "accountable"), (OFFICE, "support")]
            land.item(problems, number, f"企业{CATEGORY_NAMES[category]}问题{number:03d}", bodies, **more)
    teams = land.checklist("gp-t", "干部下沉生产一线任务清单", "task", OFFICE, since)
    for team, officials in enumerate(kit.quotas([1.0] * TEAMS, OFFICIALS), 1):
        more = {
            "quantity": officials,
            "measure": "人",
            "opened": since,
            "state": "closed",
            "closed": date(2023, 12, 20),
        }
        bodies = [(f"b-gp-{list(DEPARTMENTS)[team % 4]}", "accountable"), (OFFICE, "support")]
        item = land.item(teams, team, f"第{team:02d}服务小组进企业、解难题", bodies, category="on_site", **more)
        land.hold(
            "on_site_office", OFFICE, item, [draw_day(land.rng, date(2023, 4, 1), date(2023, 11, 30))], [officials]
        )
    for station in range(1, 13):
        row = {"level": "rest_station", "organization": OFFICE, "area": GUANGPING[station % len(GUANGPING)]}
        land.tables.add(
            "facility",
            code=f"gp-f{station:02d}",
            name=f"广平县暖驿站{station:02d}号",
            services="休憩 饮水 充电",
            **row,
            since=date(2023, 5, 1),
        )


# ---- Output -----------------------------------------------------------------------------------------------------


def make(seed: int) -> Tables:
    land = Land(seed)
    add_areas(land)
    add_shantang(land)
    add_three(land)
    add_trades(land)
    add_villages(land)
    add_county(land)
    add_guides(land)
    add_cadence(land)
    add_problems(land)
    for body in land.bodies.values():
        for row in body.rows():
            land.tables.add("organization", **row)
        for row in body.subordinations():
            land.tables.add("subordination", **row)
    return land.tables


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    make(args.seed).write(args.out)
