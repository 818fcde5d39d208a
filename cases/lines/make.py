#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: lines and areas, an enterprise in depth, members who take part in many places."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from casekit import Member, Tables  # noqa: E402
from divisions import area_row, read_divisions  # noqa: E402
from roster import Roster  # noqa: E402

STREET, SHANGHAI, CENTRAL = "110108022", "310105009", "110101001"
DONGLI, WANSHU, PARKSIDE = STREET + "001", STREET + "013", STREET + "014"  # three of its communities
SHANGHAI_AREAS = 4  # residential areas taken of the subdistrict in Shanghai
PARK = "park-shangdi"
TALENT = ("b-talent-1", "b-talent-2", "b-talent-3")  # where members were before their enterprise had a branch
EARLY, LATE = date(2005, 1, 1), date(2022, 6, 30)  # admission of most members
SEASONED = date(2018, 4, 30)  # who is admitted by then is a full member when the joint branch of the park begins


# ---- Areas ----------------------------------------------------------------------------------------------------


def taken_divisions() -> list[dict[str, str]]:
    """Rows of the areas on the three ways down, each once; of the central subdistrict no communities."""
    rows: dict[str, dict[str, str]] = {}
    for prefix, most in ((STREET, 99), (SHANGHAI, SHANGHAI_AREAS), (CENTRAL, 0)):
        for division in read_divisions(prefix):
            row = area_row(division)
            if division.kind == "province":
                row["parent"] = ""
            most -= division.kind == "community"
            if division.kind != "community" or most >= 0:
                rows[division.code] = row
    return list(rows.values())


def add_areas(roster: Roster) -> None:
    add = roster.tables.add
    for row in taken_divisions():
        add("area", **row)
    add("area", code=PARK, name="上地信息产业基地", kind="park", parent=STREET)
    add("area_part", zone=PARK, area=PARKSIDE)
    for number in "12":
        add("area", code="grid-dongli-" + number, name=f"上地东里第{number}网格", kind="grid", parent=DONGLI)


# ---- Chains by area -------------------------------------------------------------------------------------------

SHORT = (("社区居委会", "社区"), ("居委会", ""))


def community_name(name: str) -> str:
    """上地西里社区居委会 -> 上地西里社区."""
    for old, new in SHORT:
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name


def add_chain(roster: Roster, city: tuple[str, str], district: tuple[str, str], street: tuple[str, str]) -> None:
    """City, district, subdistrict."""
    first = "中共" + city[1]
    roster.organization("o" + city[0], first + "委员会", "local_committee", date(1949, 10, 1), base_area=city[0])
    second, third = first + district[1], first + district[1] + street[1]
    since = date(1952, 9, 1)
    roster.organization(
        "o" + district[0], second + "委员会", "local_committee", since, "o" + city[0], base_area=district[0]
    )
    roster.organization(
        "o" + street[0],
        third + "工作委员会",
        "working_committee",
        date(1999, 12, 1),
        "o" + district[0],
        base_area=street[0],
    )


def add_territory(roster: Roster) -> None:
    """Three ways down from a city, and a general branch in every community."""
    add_chain(roster, ("11", "北京市"), ("110108", "海淀区"), (STREET, "上地街道"))
    add_chain(roster, ("31", "上海市"), ("310105", "长宁区"), (SHANGHAI, "虹桥街道"))
    since = date(1952, 9, 1)
    name = "中共北京市东城区委员会"
    roster.organization("o110101", name, "local_committee", since, "o11", base_area="110101")
    name = "中共北京市东城区东华门街道工作委员会"
    roster.organization("o" + CENTRAL, name, "working_committee", since, "o110101", base_area=CENTRAL)
    for row in taken_divisions():
        if row["kind"] == "community":
            stem = "中共" + ("上地街道" if row["parent"] == STREET else "虹桥街道") + community_name(row["name"])
            more = {"mode": "standalone", "base_area": row["code"], "term_years": 5}
            since = date(2000, 6, 1)
            code = "o" + row["code"]
            roster.organization(code, stem + "总支部委员会", "general_branch", since, "o" + row["parent"], **more)


def add_community_branches(roster: Roster) -> None:
    """Grid branches with a grid group each in one community, one branch in two others, one in each residential area."""
    for number in "12":
        code, name = "ogrid-dongli-" + number, f"中共上地东里第一社区第{number}网格支部委员会"
        grid = {"form": "grid", "mode": "standalone", "base_area": "grid-dongli-" + number}
        roster.organization(code, name, "branch", date(2012, 3, 1), "o" + DONGLI, **grid)
        name = f"上地东里第一社区第{number}网格党小组"
        group, since = "group-dongli-" + number, date(2018, 10, 1)
        roster.organization(group, name, "group", since, code, form="grid", base_area="grid-dongli-" + number)
        lead(roster, roster.enrol(8, code, (date(2012, 3, 2), LATE), residence=DONGLI), group, since)
    plain = {"b-wanshu": WANSHU, "b-parkside": PARKSIDE}
    plain |= {f"b-sh-{n}": f"{SHANGHAI}{row}" for n, row in enumerate(shanghai_tails(), 1)}
    for code, area in plain.items():
        stem = next(row["name"] for row in taken_divisions() if row["code"] == area)
        name = f"中共{community_name(stem)}第一支部委员会"
        roster.organization(code, name, "branch", date(2001, 7, 1), "o" + area, mode="standalone", base_area=area)
        roster.enrol(6, code, (EARLY, LATE), residence=area)


def lead(roster: Roster, members: list[Member], group: str, since: date) -> None:
    """The leader of a group: its first member who was a full member when it began."""
    leader = next(member for member in members if member.full and member.full <= since)
    roster.post(leader, group, "group_leader", "appointed", since)


def shanghai_tails() -> list[str]:
    """Last three digits of the residential areas."""
    return [row["code"][9:] for row in taken_divisions() if row["parent"] == SHANGHAI]


# ---- Chains by line -------------------------------------------------------------------------------------------

DEPARTMENTS = {  # competent departments and the association, with their industry
    "u-cac": ("北京市互联网信息办公室", "organ"),
    "u-postal": ("北京市邮政管理局", "organ"),
    "u-justice": ("北京市司法局", "organ"),
    "u-internet-association": ("首都互联网协会", "association"),
}


def add_lines(roster: Roster) -> None:
    """Competent department, industry organization; the working committee of the city for two-new organizations."""
    for code, (name, kind) in DEPARTMENTS.items():
        roster.unit(code, name, kind, CENTRAL, industry="public_administration")
    organization = roster.organization
    name = "中共北京市委非公有制经济组织和社会组织工作委员会"
    organization("o11-two-new", name, "working_committee", date(2003, 5, 1), "o11", form="two_new", base_area="11")
    name = "中共北京市海淀区委非公有制经济组织和社会组织工作委员会"
    two_new = {"form": "two_new", "base_area": "110108"}
    organization("o110108-two-new", name, "working_committee", date(2005, 4, 1), "o110108", **two_new)
    industry = {"form": "industry", "base_area": "11"}
    name = "中共北京市委互联网企业工作委员会"
    organization("o-internet", name, "working_committee", date(2021, 6, 1), "o11", base_unit="u-cac", **industry)
    name = "中共首都互联网协会委员会"
    based = industry | {"base_unit": "u-internet-association"}
    organization("o-association", name, "committee", date(2012, 12, 1), "o11-two-new", **based)
    name = "中共北京市快递行业委员会"
    organization("o-courier", name, "committee", date(2021, 8, 1), "o11-two-new", base_unit="u-postal", **industry)
    name = "中共北京市律师行业委员会"
    organization("o-lawyers", name, "committee", date(2008, 3, 1), "o11-two-new", base_unit="u-justice", **industry)


def add_park(roster: Roster) -> None:
    """The park's committee, and the organization of the service centre, which catches small scattered units."""
    name = "中共上地信息产业基地委员会"
    park = {"form": "park", "mode": "based_on", "base_area": PARK}
    roster.organization("opark-shangdi", name, "committee", date(2009, 9, 1), "o" + STREET, **park)
    name = "中共上地街道党群服务中心支部委员会"
    based = {"form": "comprehensive", "mode": "based_on"}
    roster.organization("b-centre", name, "branch", date(2018, 7, 1), "o" + STREET, **based)
    name = "中共海淀区人才服务中心委员会"
    talent = {"mode": "standalone", "base_area": "110108"}
    roster.organization("o-talent", name, "committee", date(1996, 1, 1), "o110108", **talent)
    for number, code in enumerate(TALENT, 1):
        name = f"中共海淀区人才服务中心流动人员第{number}支部委员会"
        roster.organization(code, name, "branch", date(1996, 1, 1), "o-talent", **talent)


# ---- Internet enterprises: three bodies at once ---------------------------------------------------------------

GUIDES = {"o-internet": "line", "o-association": "attached", "o" + STREET: "area"}

# Code: name, place, superior. Each of the last three is under one of the bodies that the others are only guided by.
INTERNET = {
    "yunqi": ("北京云启网络科技有限公司", "platform_enterprise", PARK, "o110108-two-new"),
    "hengwei": ("北京恒维信息技术有限公司", "non_public_enterprise", PARKSIDE, "o-internet"),
    "zhixun": ("北京知讯网络传媒有限公司", "non_public_enterprise", PARKSIDE, "o-association"),
    "lanxin": ("北京蓝信软件有限公司", "non_public_enterprise", PARKSIDE, "o" + STREET),
}
MANNERS = {"o-internet": "industry", "o-association": "industry", "o" + STREET: "area"}
BOUNDED = date(2025, 1, 1)  # since when a responsibility checklist says who does what


def add_internet(roster: Roster) -> None:
    """One superior each; whoever of the three is not the superior guides. The superior covers by industry or area."""
    for key, (name, kind, area, superior) in INTERNET.items():
        unit, code = "u-" + key, "o-" + key
        headcount = 12000 if key == "yunqi" else roster.rng.randint(80, 600)
        roster.enterprise(unit, name, kind, area, "110108", industry="information", headcount=headcount)
        body = "committee" if key == "yunqi" else "branch"
        full = "中共" + name + ("委员会" if key == "yunqi" else "支部委员会")
        more = {"mode": "standalone", "base_unit": unit}
        roster.organization(code, full, body, date(2022, 3, 1), superior, **more)
        for guide, how in GUIDES.items():
            if guide != superior:
                roster.tables.add("guidance", organization=code, guide=guide, kind=how, since=date(2022, 3, 1))
        if superior in MANNERS:
            row = {"unit": unit, "organization": superior, "manner": MANNERS[superior]}
            roster.tables.add("coverage", **row, since=date(2022, 3, 1))
        if body == "branch":
            roster.enrol(5, code, (EARLY, LATE), before=TALENT, employer=unit, residence=WANSHU)


MATTERS = {  # category: title, area, accountable body, bodies in support
    "internet_party_building": (
        "互联网企业党的组织建设和党员教育管理",
        "11",
        "o-internet",
        ("o-association", "o" + STREET),
    ),
    "industry_training": ("互联网行业自律与党务工作者培训", "11", "o-association", ("o-internet",)),
    "community_service": ("互联网企业参与区域党建联建、服务社区", STREET, "o" + STREET, ("o-association",)),
}


def add_boundary(roster: Roster) -> None:
    """What the sector lacked: a checklist that says for each matter which one body is accountable."""
    add = roster.tables.add
    name = "互联网企业党建工作条块责任清单"
    add("checklist", code="cl-internet", name=name, kind="responsibility", owner="o11-two-new", since=BOUNDED)
    for number, (category, (title, area, accountable, support)) in enumerate(MATTERS.items(), 1):
        code = f"it-internet-{number}"
        add(
            "item",
            code=code,
            checklist="cl-internet",
            title=title,
            category=category,
            state="open",
            opened=BOUNDED,
            area=area,
            recurrence="as_needed",
        )
        for body in (accountable, *support):
            role = "accountable" if body == accountable else "support"
            add("assignment", item=code, body=body, role=role, since=BOUNDED)


# ---- Depth inside the platform enterprise ---------------------------------------------------------------------

# Business lines: name, departments, first day, last day. The enterprise reshapes itself; its departments move.
BUSINESS = {
    "local": ("本地生活", ("产品部", "运营部"), date(2022, 3, 1), None),
    "travel": ("出行服务", ("调度部", "安全部"), date(2022, 3, 1), date(2023, 7, 1)),
    "cloud": ("云计算", ("研发部", "交付部"), date(2022, 3, 1), None),
    "overseas": ("海外业务", ("市场部", "合规部"), date(2023, 7, 1), None),
}
MOVED = "cloud"  # where the departments of a line go that is given up
TEAMS = ("local", "cloud")  # whose departments have project teams


def add_departments(roster: Roster, key: str) -> list[Member]:
    """The departments of a line with their members, and two project teams in each where there are any."""
    name, departments, since, until = BUSINESS[key]
    members = []
    for number, department in enumerate(departments, 1):
        code = f"b-yunqi-{key}-{number}"
        full = f"中共北京云启网络科技有限公司{department}支部委员会"
        more = {"form": "enterprise_department", "mode": "standalone", "base_unit": "u-yunqi"}
        roster.organization(code, full, "branch", since, **more)
        add = roster.tables.add
        add("subordination", organization=code, superior="l-yunqi-" + key, since=since, until=until)
        if until:
            add("subordination", organization=code, superior="l-yunqi-" + MOVED, since=until)
        inside = roster.enrol(5, code, (EARLY, LATE), before=TALENT, employer="u-yunqi", residence=WANSHU)
        members += inside
        for team in range(1, 3) if key in TEAMS else ():
            full = f"{name}{department}第{team}项目组党小组"
            roster.organization(f"{code}-{team}", full, "group", date(2023, 1, 1), code, form="project")
            crew = inside[team - 1 :: 2]
            lead(roster, crew, f"{code}-{team}", date(2023, 1, 1))
            for member in crew:
                roster.join(member, f"{code}-{team}", "attachment", date(2023, 1, 1))
    return members


def add_depth(roster: Roster) -> list[Member]:
    """Committee, business line, department, project team."""
    members = []
    for key, (name, _, since, until) in BUSINESS.items():
        full = f"中共北京云启网络科技有限公司{name}事业群总支部委员会"
        more = {"form": "business_line", "mode": "standalone"}
        roster.organization("l-yunqi-" + key, full, "general_branch", since, "o-yunqi", until, **more)
    for key in BUSINESS:
        members += add_departments(roster, key)
    return members


def add_management(roster: Roster, members: list[Member]) -> None:
    """Two-way entry: managers on the board of the committee, its full-time deputy secretary in the management."""
    on = date(2022, 4, 1)
    manager, second, clerk = members[0], members[10], members[20]
    roster.post(manager, "u-yunqi", "deputy", "appointed", on, "yes")
    roster.post(manager, "o-yunqi", "secretary", "cross_posting", on)
    roster.post(second, "u-yunqi", "deputy", "appointed", on, "yes")
    roster.post(second, "o-yunqi", "member", "cross_posting", on)
    roster.post(clerk, "o-yunqi", "full_time_deputy_secretary", "elected", on, "yes")
    roster.post(clerk, "u-yunqi", "deputy", "cross_posting", on)


# ---- Delivery workers -----------------------------------------------------------------------------------------

# Stations: place, headcount. One in a thousand of nearly 270,000 in Beijing and of 100,000 and more in Shanghai.
BEIJING_STATIONS = ((DONGLI, 34), (WANSHU, 41), (PARKSIDE, 38), (DONGLI, 25), (WANSHU, 22), (PARKSIDE, 28))
BEIJING_STATIONS += ((STREET + "002", 30), (STREET + "003", 27), (STREET + "004", 25))
SHANGHAI_STATIONS = (31, 26, 24, 24)
OWN_STATIONS = 3  # with a branch of their own; the others in Beijing are joined by the subdistrict


def add_stations(roster: Roster) -> None:
    for number, (area, headcount) in enumerate(BEIJING_STATIONS, 1):
        name = f"上地配送站点{number:02d}"
        roster.unit(f"st-bj-{number}", name, "delivery_station", area, industry="transport", headcount=headcount)
    for number, (tail, headcount) in enumerate(zip(shanghai_tails(), SHANGHAI_STATIONS, strict=True), 1):
        name, area = f"虹桥配送站点{number:02d}", SHANGHAI + tail
        roster.unit(f"st-sh-{number}", name, "delivery_station", area, industry="transport", headcount=headcount)


def add_riders(roster: Roster) -> None:
    """Directly by the headquarters, single by station team, joint as a fallback."""
    name, since = "北京快达即时配送有限公司", date(2021, 9, 1)
    roster.enterprise("u-kuaida", name, "platform_enterprise", PARK, "110108", industry="transport", headcount=900)
    more = {"mode": "standalone", "base_unit": "u-kuaida"}
    roster.organization("o-kuaida", f"中共{name}委员会", "committee", since, "o-courier", **more)
    ways = {"b-riders-headquarters": ("快达骑手", "o-kuaida", "headquarters_direct", 5)}
    for number in range(1, OWN_STATIONS + 1):
        ways[f"b-station-{number}"] = (f"上地配送站点{number:02d}", "o-courier", "station_team", 4)
    ways["b-riders-joint"] = ("上地街道快递外卖行业联合", "o" + STREET, "joint_fallback", 6)
    for code, (stem, superior, mode, count) in ways.items():
        roster.organization(code, f"中共{stem}支部委员会", "branch", date(2022, 1, 1), superior, mode=mode)
        roster.enrol(count, code, (EARLY, LATE), "new_employment", TALENT, residence=DONGLI)
    for number in range(1, len(BEIJING_STATIONS) + 1):
        own = number <= OWN_STATIONS
        code = f"b-station-{number}" if own else "b-riders-joint"
        manner = "own" if own else "fallback"
        roster.tables.add("coverage", unit=f"st-bj-{number}", organization=code, manner=manner, since=date(2022, 1, 1))


# ---- Ordinary units: one answer each, and one with none -------------------------------------------------------


def add_ordinary(roster: Roster) -> None:
    enterprise, tables = roster.enterprise, roster.tables
    since = date(2019, 5, 1)
    name = "北京明正律师事务所"
    roster.unit("u-law", name, "law_firm", DONGLI, industry="business_services", headcount=31)
    more = {"mode": "standalone", "base_unit": "u-law"}
    roster.organization("b-law", f"中共{name}支部委员会", "branch", since, "o-lawyers", **more)
    roster.enrol(4, "b-law", (EARLY, LATE), before=TALENT, employer="u-law", residence=DONGLI)
    tables.add("coverage", unit="u-law", organization="o-lawyers", manner="industry", since=since)
    trades = (("生物医药", 64), ("光电仪器", 18), ("检测技术", 15), ("精密材料", 12))
    for number, (trade, headcount) in enumerate(trades, 1):
        name = f"北京上地{trade}有限公司"
        more = {"industry": "research", "headcount": headcount}
        enterprise(f"u-park-{number}", name, "non_public_enterprise", PARK, "110108", **more)
    tables.add("coverage", unit="u-park-1", organization="opark-shangdi", manner="area", since=since)
    name = "中共上地信息产业基地小微企业联合支部委员会"
    roster.organization("b-park-joint", name, "branch", since, "opark-shangdi", mode="joint")
    for number in (2, 3, 4):
        unit = f"u-park-{number}"
        tables.add("coverage", unit=unit, organization="b-park-joint", manner="joint", since=since)
        roster.enrol(1, "b-park-joint", (EARLY, SEASONED), before=TALENT, employer=unit, residence=WANSHU)
    name = "北京正和专利代理事务所"
    roster.unit("u-patent", name, "intermediary", DONGLI, industry="business_services", headcount=6)
    attached = {"mode": "attached", "base_unit": "u-patent"}
    roster.organization("b-patent", f"中共{name}支部委员会", "branch", since, "o-lawyers", **attached)
    roster.enrol(3, "b-patent", (EARLY, LATE), before=TALENT, employer="u-patent", residence=DONGLI)
    roster.unit("u-shop", "上地东里便民果蔬店", "self_employed", DONGLI, industry="trade", headcount=2)
    enterprise("u-micro", "北京微光设计有限公司", "non_public_enterprise", STREET, "110108", headcount=3)
    tables.add("coverage", unit="u-micro", organization="b-centre", manner="fallback", since=since)
    name = "北京易工灵活用工服务有限公司"
    enterprise("u-flexible", name, "non_public_enterprise", "", "110108", industry="business_services", headcount=8)


def add_lead(roster: Roster) -> None:
    """An alliance of an industry, in which the lead enterprise pulls the smaller ones along."""
    since = date(2022, 9, 1)
    name = "北京新能绿动科技有限公司"
    more = {"industry": "manufacturing", "headcount": 2600}
    roster.enterprise("u-green", name, "non_public_enterprise", WANSHU, "110108", **more)
    based = {"mode": "standalone", "base_unit": "u-green"}
    roster.organization("o-green", f"中共{name}委员会", "committee", date(2016, 1, 1), "o110108-two-new", **based)
    row = {"kind": "industry_cluster", "lead": "o-green", "area": "11"}
    roster.tables.add("alliance", code="al-energy", name="北京新能源党建联盟", **row, since=since)
    roster.tables.add("seat", alliance="al-energy", body="o-green", role="lead", since=since)
    for number, part in enumerate(("电池材料", "充电设备"), 1):
        unit = f"u-supplier-{number}"
        more = {"industry": "manufacturing", "headcount": 40 * number}
        roster.enterprise(unit, f"北京上地{part}有限公司", "non_public_enterprise", WANSHU, "110108", **more)
        roster.tables.add("seat", alliance="al-energy", body=unit, role="member", since=since)


# ---- Members of several classes, and members who take part in many places -------------------------------------


def add_classes(roster: Roster) -> None:
    """Each class is led in its own way: who lives elsewhere, the frail, the mobile, those serving associations."""
    name = "中共上地街道流动党员支部委员会"
    mobile = {"form": "mobile_member", "mode": "based_on", "base_area": PARK}
    roster.organization("b-mobile", name, "branch", date(2017, 5, 1), "o" + STREET, **mobile)
    name = "中共首都互联网协会功能型支部"
    functional = {"form": "functional", "mode": "based_on"}
    roster.organization("b-association", name, "branch", date(2019, 3, 1), "o-association", **functional)
    grids = {"admitted": (date(2013, 1, 1), LATE)}
    for member in roster.enrol(5, "ogrid-dongli-1", klass="registered_elsewhere", residence=PARKSIDE, **grids):
        roster.join(member, "b-parkside", "attachment", date(2019, 1, 1))
    roster.enrol(4, "b-wanshu", (date(2001, 8, 1), date(2003, 6, 30)), "frail", residence=WANSHU)
    for member in roster.enrol(6, "b-sh-1", (EARLY, LATE), "mobile", residence=WANSHU):
        roster.join(member, "b-mobile", "mobile_inflow", date(2021, 3, 1))
    for member in roster.enrol(3, "o-lanxin", (EARLY, LATE), "association", TALENT, residence=WANSHU):
        roster.join(member, "b-association", "functional", date(2022, 4, 1))
    roster.enrol(4, "b-centre", (EARLY, LATE), before=TALENT, residence=DONGLI)
    for code in TALENT:
        roster.enrol(4, code, (EARLY, LATE), residence=DONGLI)


def add_many(roster: Roster) -> None:
    """One member with one affiliation and five participations."""
    [member] = roster.enrol(1, "b-yunqi-local-1", (EARLY, LATE), before=TALENT, employer="u-yunqi")
    member.code, member.residence = "p-many", PARKSIDE
    roster.join(member, "b-yunqi-local-1-1", "attachment", date(2023, 1, 1))
    roster.join(member, "o" + PARKSIDE, "report_in", date(2022, 5, 1))
    roster.join(member, "b-parkside", "volunteer", date(2022, 6, 1))
    roster.join(member, "b-association", "functional", date(2023, 2, 1))
    roster.join(member, "opark-shangdi", "volunteer", date(2024, 3, 1))


TRANSFERS = ("gap", "moved", "under-way", "expired", "sent-back")


def add_transfers(roster: Roster) -> None:
    """A letter that is two weeks on its way, one still on its way, one that expired, one sent back, one of old."""
    cases = {name: roster.enrol(1, "b-wanshu", (EARLY, LATE), residence=WANSHU)[0] for name in TRANSFERS}
    for name, member in cases.items():
        member.code = "p-" + name
    roster.move(cases["gap"], "b-yunqi-cloud-1", date(2024, 8, 20), date(2024, 9, 3), "京海组转2024-0820")
    roster.move(cases["moved"], "b-parkside", date(2023, 4, 10), date(2023, 4, 28), "京海组转2023-0410")
    for name, issued, state in (
        ("under-way", date(2024, 8, 12), "in_transit"),
        ("expired", date(2024, 2, 1), "expired"),
        ("sent-back", date(2024, 5, 6), "returned"),
    ):
        number = f"京海组转{issued:%Y-%m%d}"
        roster.letter(cases[name], "b-wanshu", "b-sh-2", issued, number, state)


def make(seed: int) -> Tables:
    roster = Roster(seed)
    add_areas(roster)
    add_territory(roster)
    add_lines(roster)
    add_park(roster)
    add_community_branches(roster)
    add_internet(roster)
    add_boundary(roster)
    add_management(roster, add_depth(roster))
    add_stations(roster)
    add_riders(roster)
    add_ordinary(roster)
    add_lead(roster)
    add_classes(roster)
    add_many(roster)
    add_transfers(roster)
    return roster.finish()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--seed", type=int, default=8)
    args = parser.parse_args()
    make(args.seed).write(args.out)
