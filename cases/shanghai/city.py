# SPDX-License-Identifier: Apache-2.0
"""Rows of a city as they are drawn: areas and who leads there, units, organizations, alliances, lists and meetings."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import casekit as kit  # noqa: E402
from casekit import Body, Tables, draw_day, under  # noqa: E402
from divisions import Division, area_row, read_divisions  # noqa: E402

Seats = Iterable[tuple[str, str]]  # body and role

CITY = "31"
QUARTERS = (date(2023, 9, 21), date(2023, 12, 14), date(2024, 3, 14), date(2024, 6, 20))
HALVES = (date(2023, 11, 9), date(2024, 5, 16))

# Ends of a community's name that the name of its organization does without.
TAILS = ("居民委员会", "居委会", "村民委员会", "村委会")


class City:
    """All that is drawn, while it is drawn."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.tables = Tables()
        self.bodies: dict[str, Body] = {}
        self.divisions: dict[str, Division] = {division.code: division for division in read_divisions(CITY)}
        self.placed: set[str] = set()
        self.names: set[str] = set()
        self.serial = 10_000_000
        self.meetings = 0

    # ---- Areas and their organizations ----

    def children(self, code: str) -> list[str]:
        return [division.code for division in self.divisions.values() if division.parent == code]

    def title(self, code: str) -> str:
        """虹梅路街道, 东兰路居民区."""
        name = self.divisions[code].name
        for tail in TAILS:
            if name.endswith(tail):
                return name.removesuffix(tail) + "居民区"
        return name

    def place(self, code: str) -> str:
        """Adds a division with all above it, and the organization that leads there; gives the organization's code."""
        if code in self.placed:
            return "o" + code
        self.placed.add(code)
        division = self.divisions[code]
        if division.kind != "province":
            self.place(division.parent)
        row = area_row(division)
        self.tables.add("area", **row | {"parent": "" if division.kind == "province" else row["parent"]})
        if division.kind != "prefecture" and not (division.kind == "township" and division.klass == "quasi"):
            self.lead(division)
        return "o" + code

    def lead(self, division: Division) -> None:
        """The organization of a division: its kind follows from the level."""
        code, lengths = division.code, (2, 6, 9, 12)
        above = [code[:length] for length in lengths if length < len(code)]
        stem = "".join(self.title(part) for part in (*above, code))
        kinds = {"province": "local_committee", "county": "local_committee", "community": "general_branch"}
        kind = kinds.get(division.kind, "working_committee" if division.klass == "subdistrict" else "committee")
        extra: kit.Row = {
            "form": "regular",
            "base_area": code,
            "may_admit": "no" if kind == "general_branch" else "yes",
        }
        if kind != "working_committee":
            extra |= {
                "term_years": 5,
                "term_ends": date(2027, 6, 30) if kind == "local_committee" else date(2026, 3, 1),
            }
        since = {2: date(1949, 5, 27), 6: date(1956, 1, 1), 9: date(1984, 1, 1), 12: date(1987, 1, 1)}[len(code)]
        body = Body("o" + code, stem, self.title(code), kind, since, extra=extra)
        if above:
            under(self.bodies, "o" + above[-1], body)
        else:
            self.bodies[body.code] = body

    def zone(self, code: str, name: str, kind: str, parent: str = "", parts: Iterable[str] = ()) -> str:
        """A functional area."""
        self.tables.add("area", code=code, name=name, kind=kind, parent=parent)
        for part in parts:
            self.tables.add("area_part", zone=code, area=part)
        return code

    # ---- Units and other organizations ----

    def name(self, trade: str) -> str:
        """A name of its own: 上海 and two or three characters before the trade."""
        while True:
            count = self.rng.choice((2, 2, 3))
            name = "上海" + "".join(self.rng.sample(SIGNS, count)) + trade
            if name not in self.names:
                self.names.add(name)
                return name

    def unit(self, code: str, name: str, kind: str, area: str, industry: str, **more: object) -> str:
        self.serial += self.rng.randint(3, 20_000)
        prefix = {"law_firm": "31", "social_organization": "52", "organ": "11", "residents_committee": "55"}.get(
            kind, "91"
        )
        credit = kit.credit_code(prefix, "310000", self.serial)
        since = more.pop("since", None) or draw_day(self.rng, date(2003, 1, 1), date(2020, 12, 31))
        more |= {"credit_code": credit, "since": since}
        self.tables.add("unit", code=code, name=name, kind=kind, area=area, industry=industry, **more)
        return code

    def enterprise(self, code: str, area: str, headcount: int = 0) -> str:
        """An enterprise of a drawn trade."""
        trade, industry = self.rng.choice(TRADES)
        return self.unit(
            code,
            self.name(trade),
            "non_public_enterprise",
            area,
            industry,
            headcount=headcount or self.rng.randint(8, 300),
        )

    def organization(self, code: str, stem: str, kind: str, superior: str, since: date, **extra: object) -> str:
        given: kit.Row = {"form": "regular", "may_admit": "no"} | extra
        until, short = given.pop("until", None), str(given.pop("short", stem.removeprefix("上海市")))
        body = Body(code, stem, short, kind, since, until, extra=given)
        under(self.bodies, superior, body)
        return code

    def guide(self, organization: str, guide: str, kind: str, since: date) -> None:
        self.tables.add("guidance", organization=organization, guide=guide, kind=kind, since=since)

    # ---- Alliances, lists and meetings ----

    def alliance(
        self, code: str, name: str, kind: str, lead: str, area: str, since: date, seats: Seats, **more: object
    ) -> str:
        """An alliance with its seats, which begin and end with it."""
        self.tables.add("alliance", code=code, name=name, kind=kind, lead=lead, area=area, since=since, **more)
        for body, role in seats:
            self.tables.add("seat", alliance=code, body=body, role=role, since=since, until=more.get("until"))
        return code

    def checklist(self, code: str, name: str, kind: str, owner: str, since: date, period: str = "2024") -> str:
        self.tables.add("checklist", code=code, name=name, kind=kind, owner=owner, period=period, since=since)
        return code

    def item(self, checklist: str, number: int, title: str, bodies: Seats = (), **more: object) -> str:
        """An item with the bodies that answer for it from the day it was opened."""
        code = f"{checklist}-{number:02d}"
        self.tables.add("item", code=code, checklist=checklist, title=title, **more)
        for body, role in bodies:
            self.tables.add("assignment", item=code, body=body, role=role, since=more.get("opened"))
        return code

    def hold(self, kind: str, host: str, item: str, days: Iterable[date]) -> None:
        for day in days:
            self.meetings += 1
            row = {"code": f"act-{self.meetings:03d}", "kind": kind, "host": host, "date": day, "item": item}
            self.tables.add("activity", **row, headcount=self.rng.randint(8, 40))

    def mechanism(
        self, alliance: str, name: str, title: str, recurrence: str, bodies: Seats, opened: date, area: str = ""
    ) -> str:
        """A list of one mechanism; gives the item."""
        checklist = self.checklist(alliance + "-m", name + "机制清单", "mechanism", alliance, opened)
        more = {"state": "open", "opened": opened, "recurrence": recurrence, "area": area}
        return self.item(checklist, 1, title, bodies, **more)

    def projects(
        self, alliance: str, titles: tuple[str, ...], done: int, bodies: Seats, opened: date, area: str = ""
    ) -> None:
        """A list of shared projects, the first of which have ended in results."""
        checklist = self.checklist(alliance + "-p", "共建项目清单", "project", alliance, opened)
        shared = list(bodies)
        for number, title in enumerate(titles, 1):
            more: kit.Row = {"state": "taken", "due": date(2024, 12, 31)}
            if number <= done:
                more = {"state": "rated", "closed": opened + timedelta(150 + 20 * number), "rating": 90}
            self.item(checklist, number, title, shared, opened=opened, category="project", area=area, **more)


SIGNS = (
    "安 百 邦 宝 博 昌 辰 诚 川 达 德 鼎 东 丰 福 港 光 广 海 汉 浩 和 恒 宏 华 汇 佳 建 江 杰 "
    "金 锦 景 君 凯 康 乐 力 联 隆 茂 美 明 铭 南 宁 鹏 浦 启 勤 庆 荣 瑞 润 申 盛 顺 泰 天 同 "
    "威 维 祥 翔 新 信 兴 旭 亚 扬 益 银 永 优 裕 元 源 越 正 知 中 卓"
).split()
TRADES = (
    ("投资管理有限公司", "finance"),
    ("商务咨询有限公司", "business_services"),
    ("信息技术有限公司", "information"),
    ("国际贸易有限公司", "trade"),
    ("餐饮管理有限公司", "hospitality"),
    ("文化传播有限公司", "culture"),
    ("科技发展有限公司", "research"),
)
