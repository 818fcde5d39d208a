#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: Shibei with its part-time members, and villages on the way to communities."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import casekit as kit  # noqa: E402
from casekit import Member, Tables  # noqa: E402
from divisions import area_row, read_divisions  # noqa: E402
from roster import Roster  # noqa: E402

SHIBEI, STREET, TOWN = "370203", "370203011", "110115008"
PART_TIME, OF_STREET = 20, 5  # part-time members, of 525 in the 22 subdistricts of Shibei; those of the subdistrict
ENLARGED = date(2016, 3, 1)  # since when there are enlarged committees


# ---- Shibei: areas and chain ----------------------------------------------------------------------------------


def add_areas(roster: Roster) -> None:
    """One subdistrict of Shibei, and one town in Beijing without its communities, which are made up."""
    for prefix in (STREET, TOWN):
        for division in read_divisions(prefix):
            if division.kind != "community" or prefix == STREET:
                row = area_row(division)
                if division.kind == "province":
                    row["parent"] = ""
                roster.tables.add("area", **row)


def areas_of(roster: Roster, kind: str) -> dict[str, str]:
    """Codes and names of Shibei's subdistrict or communities."""
    rows = roster.tables.rows["area"]
    return {
        str(row["code"]): str(row["name"]).removesuffix("居民委员会").removesuffix("居委会")
        for row in rows
        if row["kind"] == kind and str(row["code"]).startswith(SHIBEI)
    }


def add_shibei(roster: Roster) -> None:
    """City, district, subdistrict, communities."""
    add = roster.organization
    add("o37", "中共山东省委员会", "local_committee", date(1949, 10, 1), base_area="37")
    add("o3702", "中共青岛市委员会", "local_committee", date(1949, 10, 1), "o37", base_area="3702")
    add("o370203", "中共青岛市市北区委员会", "local_committee", date(1994, 6, 1), "o3702", base_area=SHIBEI)
    for code, name in areas_of(roster, "township").items():
        full = f"中共青岛市市北区{name}工作委员会"
        add("o" + code, full, "working_committee", date(1994, 6, 1), "o370203", base_area=code)
    streets = areas_of(roster, "township")
    for code, name in areas_of(roster, "community").items():
        full = f"中共青岛市市北区{streets[code[:9]]}{name}委员会"
        add("o" + code, full, "committee", date(2001, 6, 1), "o" + code[:9], base_area=code)


# ---- Shibei: resident units and part-time members -------------------------------------------------------------

# Lines under which the resident units stand: name, kind, superior.
LINES = {
    "o-organs": ("中共青岛市市北区直属机关工作委员会", "working_committee", "o370203"),
    "o-education": ("中共青岛市市北区委教育工作委员会", "working_committee", "o370203"),
    "o-health": ("中共青岛市市北区委卫生健康工作委员会", "working_committee", "o370203"),
    "o-state": ("中共青岛市国有资产监督管理委员会委员会", "committee", "o3702"),
    "o-two-new": ("中共青岛市市北区委两新组织工作委员会", "working_committee", "o370203"),
}
SORTS = (  # of resident units: kind, word, line
    ("organ", "机关", "o-organs"),
    ("school", "学校", "o-education"),
    ("hospital", "医院", "o-health"),
    ("state_owned_enterprise", "国有企业", "o-state"),
    ("non_public_enterprise", "非公企业", "o-two-new"),
    ("financial_institution", "金融机构", "o-state"),
    ("social_organization", "社会组织", "o-two-new"),
)


def part_time_places(roster: Roster) -> list[str]:
    """The area for each of the part-time members: so many for the subdistrict, the rest evenly to communities."""
    communities = list(areas_of(roster, "community"))
    shares = dict(zip(communities, kit.quotas([1] * len(communities), PART_TIME - OF_STREET), strict=True))
    shares[STREET] = OF_STREET
    return [area for area, count in shares.items() for _ in range(count)]


def add_residents(roster: Roster) -> dict[str, list[Member]]:
    """Resident units with a branch each, under their line; its secretary has a seat in the area's committee."""
    for code, (name, kind, superior) in LINES.items():
        roster.organization(code, name, kind, date(1995, 1, 1), superior)
    names = areas_of(roster, "township") | areas_of(roster, "community")
    inside: dict[str, list[Member]] = {}
    add_enlarged(roster, names)
    for number, area in enumerate(part_time_places(roster), 1):
        kind, word, line = SORTS[number % len(SORTS)]
        unit, branch = f"u{number:02d}", f"b{number:02d}"
        name = f"{names[area]}驻区{word}{number:02d}"
        roster.unit(unit, name, kind, area, headcount=roster.rng.randint(12, 300), since=date(1998, 7, 1))
        more = {"mode": "standalone", "base_unit": unit}
        roster.organization(branch, f"中共{name}支部委员会", "branch", date(1998, 7, 1), line, **more)
        members = roster.enrol(3, branch, (date(1999, 1, 1), date(2011, 12, 31)), employer=unit)
        roster.post(members[0], branch, "secretary", "elected", date(2015, 1, 10))
        roster.post(members[0], "o" + area, "part_time_member", "resident_unit", ENLARGED)
        roster.tables.add("seat", alliance="el-" + area, body=branch, role="member", since=ENLARGED)
        inside[unit] = members
    return inside


def add_enlarged(roster: Roster, names: dict[str, str]) -> None:
    """1+X: the committee of the area, and the organizations whose secretaries are its part-time members."""
    for area, name in names.items():
        word, parent = ("大党委", "el-" + area[:9]) if len(area) == 12 else ("大工委", "")
        row = {"kind": "enlarged_committee", "parent": parent, "lead": "o" + area, "area": area}
        roster.tables.add("alliance", code="el-" + area, name=name + word, **row, since=ENLARGED)
        roster.tables.add("seat", alliance="el-" + area, body="o" + area, role="lead", since=ENLARGED)


# ---- Shibei: the four-level chain of one community ------------------------------------------------------------

GRIDS = 3  # each with two courtyards, each with two households
COMMUNITY, SECOND, THIRD = (STREET + tail for tail in ("002", "003", "007"))


def add_four_levels(roster: Roster) -> list[Member]:
    """Community committee, grid branches, courtyard groups, member hub households."""
    add, home, members = roster.tables.add, COMMUNITY, []
    for number in range(1, GRIDS + 1):
        grid = f"grid-{number}"
        add("area", code=grid, name=f"第{number}网格", kind="grid", parent=home)
        more = {"form": "grid", "mode": "standalone", "base_area": grid}
        since = date(2012, 5, 1)
        roster.organization("o" + grid, f"中共第{number}网格支部委员会", "branch", since, "o" + home, **more)
        inside = roster.enrol(6, "o" + grid, (since, date(2016, 3, 1)), residence=home)
        roster.post(inside[0], "o" + grid, "secretary", "elected", date(2017, 6, 1))
        for place, courtyard in enumerate((f"yard-{number}-1", f"yard-{number}-2")):
            add("area", code=courtyard, name=f"第{number}网格{place + 1}号院", kind="courtyard", parent=grid)
            add_courtyard(roster, courtyard, "o" + grid, inside[1 + 2 * place : 3 + 2 * place])
        members += inside
    return members


def add_courtyard(roster: Roster, courtyard: str, branch: str, members: list[Member]) -> None:
    """A group of a courtyard, and a household for each of two members."""
    since = date(2014, 5, 1)
    more = {"form": "courtyard", "base_area": courtyard}
    name = courtyard.removeprefix("yard-").replace("-", "网格")
    roster.organization("o" + courtyard, f"第{name}号院党小组", "group", since, branch, **more)
    roster.post(members[0], "o" + courtyard, "group_leader", "appointed", date(2017, 6, 1))
    for number, member in enumerate(members, 1):
        household = f"h-{courtyard}-{number}"
        roster.organization(household, f"第{name}号院党员中心户{number}", "household", since, "o" + courtyard)
        roster.post(member, household, "head", "appointed", date(2017, 6, 1))
        roster.join(member, "o" + courtyard, "attachment", since)


# ---- Shibei: boards and cross-posting -------------------------------------------------------------------------


def add_parties(roster: Roster, area: str, key: str) -> list[str]:
    """Residents' committee, owners' committee and property company of a community."""
    since = date(2008, 4, 1)
    name = areas_of(roster, "community")[area]
    roster.unit("rc-" + key, name + "居民委员会", "residents_committee", area, since=since)
    roster.unit("oc-" + key, name + "业主委员会", "owners_committee", area, since=since)
    roster.unit("pc-" + key, name + "物业服务企业", "property_company", area, industry="real_estate", since=since)
    return ["rc-" + key, "oc-" + key, "pc-" + key]


def add_board(roster: Roster, code: str, name: str, area: str, bodies: list[str], since: date) -> None:
    """A board that the area's organization leads."""
    row = {"kind": "governance_board", "lead": "o" + area, "area": area}
    roster.tables.add("alliance", code=code, name=name, **row, since=since)
    for body in bodies:
        role = "lead" if body == "o" + area else "member"
        roster.tables.add("seat", alliance=code, body=body, role=role, since=since)


def add_boards(roster: Roster) -> None:
    """Four in one; three in one, led from outside; one core and many parties."""
    four = add_parties(roster, COMMUNITY, "a")
    add_board(roster, "bd-four", "四位一体议事会", COMMUNITY, ["o" + COMMUNITY, *four], date(2015, 6, 1))
    three = add_parties(roster, SECOND, "b")
    add_board(roster, "bd-three", "三位一体协调会", SECOND, three, date(2015, 6, 1))
    many = add_parties(roster, THIRD, "c")
    since = date(2012, 1, 1)
    roster.unit("cso-1", "邻里互助会", "community_social_organization", THIRD, since=since)
    roster.unit("cso-2", "银龄志愿服务队", "community_social_organization", THIRD, since=since)
    residents = [str(row["body"]) for row in roster.tables.rows["seat"] if row["alliance"] == "el-" + THIRD][1:]
    bodies = ["o" + THIRD, *many, "cso-1", "cso-2", *residents]
    add_board(roster, "bd-core", "一核多元共治议事会", THIRD, bodies, date(2016, 3, 1))


def add_cross_posts(roster: Roster, elders: list[Member]) -> None:
    """Two-way entry: manager and owners' head into the community's two committees, its deputy secretary into theirs."""
    on, since = date(2017, 6, 1), date(2009, 1, 1)
    name = "中共登州路社区物业服务企业支部委员会"
    more = {"mode": "standalone", "base_unit": "pc-a"}
    roster.organization("b-property", name, "branch", since, "o" + COMMUNITY, **more)
    manager, *_ = roster.enrol(3, "b-property", (since, date(2015, 12, 31)), employer="pc-a", residence=COMMUNITY)
    owner, deputy = elders[5], elders[11]
    for member, unit, basis in ((manager, "pc-a", "appointed"), (owner, "oc-a", "elected")):
        roster.post(member, unit, "head", basis, on)
    roster.post(manager, "o" + COMMUNITY, "member", "cross_posting", on)
    roster.post(owner, "rc-a", "member", "cross_posting", on)
    roster.post(deputy, "o" + COMMUNITY, "deputy_secretary", "elected", on)
    roster.post(deputy, "oc-a", "member", "cross_posting", on)
    roster.post(deputy, "rc-a", "head", "cross_posting", on)


# ---- Shibei: double reporting and volunteers ------------------------------------------------------------------

REPORTING = 12  # units of the subdistrict whose organization reports to the community
TEAMS = {  # what a team is formed by: form of organization, name
    "affiliation": ("regular", "按组织关系组建的党员志愿者队"),
    "activity": ("functional", "按活动关系组建的党员志愿者队"),
    "area": ("area", "按区域关系组建的党员志愿者队"),
    "industry": ("industry", "按行业关系组建的党员志愿者队"),
}


def add_reporting(roster: Roster, inside: dict[str, list[Member]]) -> None:
    """Units report by an activity, their members by a participation; volunteers serve; each year it is told back."""
    home = "o" + COMMUNITY
    units = list(inside)[:REPORTING]
    for number, unit in enumerate(units, 1):
        code, branch = f"report-{number:02d}", "b" + unit[1:]
        when = date(2016, 3, 1) + timedelta(3 * number)
        add = roster.tables.add
        add("activity", code=code, kind="report_in", host=branch, date=when, headcount=3)
        add("attendance", activity=code, participant=branch)
        add("attendance", activity=code, participant=home)
        for member in inside[unit]:
            member.residence = COMMUNITY
            roster.join(member, home, "report_in", when)
    row = {"level": "station", "organization": home, "area": COMMUNITY, "since": date(2014, 3, 1)}
    services = "在职党员报到、认领服务、年度反馈"
    roster.tables.add("facility", code="station-report", name="社区在职党员工作站", services=services, **row)
    add_volunteers(roster, [member for unit in units for member in inside[unit]])
    add_feedback(roster, units)


def add_volunteers(roster: Roster, members: list[Member]) -> None:
    """Four teams; each serves once a quarter, and some of it come."""
    for place, (key, (form, name)) in enumerate(TEAMS.items()):
        team = "t-" + key
        roster.organization(team, name, "group", date(2014, 3, 1), "o" + COMMUNITY, form=form)
        crew = members[place :: len(TEAMS)]
        for member in crew:
            roster.join(member, team, "volunteer", date(2016, 4, 1))
        for year, month in ((2016, 6), (2016, 9), (2016, 12), (2017, 3), (2017, 6), (2017, 9)):
            came = roster.rng.sample(crew, roster.rng.randint(4, len(crew)))
            code = f"serve-{year}-{month:02d}-{key}"
            row = {"kind": "volunteer_service", "host": team, "date": date(year, month, 5 + place)}
            roster.tables.add("activity", code=code, headcount=len(came), **row)
            for member in came:
                roster.tables.add("attendance", activity=code, participant=member.code)


def add_feedback(roster: Roster, units: list[str]) -> None:
    """A duty of every year, done every year, and a ledger."""
    add, home = roster.tables.add, "o" + COMMUNITY
    row = {"kind": "mechanism", "owner": home, "since": date(2015, 1, 1)}
    add("checklist", code="cl-feedback", name="在职党员双向联系反馈制度", **row)
    row = {"state": "open", "opened": date(2015, 1, 1), "area": COMMUNITY, "recurrence": "yearly"}
    title = "每年向在职党员所在单位反馈其在社区的表现"
    add("item", code="it-feedback", checklist="cl-feedback", title=title, category="feedback", **row)
    add("assignment", item="it-feedback", body=home, role="accountable")
    add("assignment", item="it-feedback", body="o" + STREET, role="support")
    for year in range(2015, 2024):
        code = f"feedback-{year}"
        when = date(year, 12, 20)
        add("activity", code=code, kind="visit", host=home, date=when, headcount=len(units) + 1, item="it-feedback")
        for unit in units:
            add("attendance", activity=code, participant="b" + unit[1:])
    add_ledger(roster, units)


def add_ledger(roster: Roster, units: list[str]) -> None:
    """How often the members of each unit served in 2016."""
    add, home = roster.tables.add, "o" + COMMUNITY
    name = "2016年度在职党员社区服务台账"
    add("checklist", code="cl-service", name=name, kind="ledger_contribution", owner=home, period="2016")
    served, day = count_service(roster, "serve-2016-"), date(2016, 12, 20)
    for number, unit in enumerate(units, 1):
        row = {"checklist": "cl-service", "category": "service_record", "state": "closed", "measure": "人次"}
        row |= {"quantity": served[unit], "area": COMMUNITY, "raised_by": unit, "opened": day, "closed": day}
        code, title = f"it-service-{number:02d}", f"2016年度在职党员参加社区服务情况({unit})"
        add("item", code=code, title=title, **row)
        add("assignment", item=code, body=unit, role="informed")


def count_service(roster: Roster, prefix: str) -> Counter[str]:
    """How often members of each unit attended the activities whose code begins so."""
    employers = {member.code: member.employer for member in roster.members}
    rows = roster.tables.rows["attendance"]
    return Counter(employers[str(row["participant"])] for row in rows if str(row["activity"]).startswith(prefix))


# ---- Villages on the way to communities -----------------------------------------------------------------------

# Key: name, members, first day of the residents' organization, last day of the village's, members moved a year.
VILLAGES = {
    "liu": ("柳塘", 24, date(2016, 7, 1), date(2022, 7, 1), 4),
    "huai": ("槐庄", 20, date(2019, 4, 1), None, 3),
    "zao": ("枣园", 18, None, None, 0),
}
FOUNDED = date(1986, 5, 1)


def add_town(roster: Roster) -> None:
    add, first = roster.organization, date(1949, 10, 1)
    add("o11", "中共北京市委员会", "local_committee", first, base_area="11")
    add("o110115", "中共北京市大兴区委员会", "local_committee", first, "o11", base_area="110115")
    name = "中共北京市大兴区瀛海地区工作委员会"
    add("o" + TOWN, name, "working_committee", date(1985, 1, 1), "o110115", base_area=TOWN)
    more = {"mode": "standalone", "base_area": TOWN}
    add("b-town", "中共瀛海地区机关支部委员会", "branch", date(1985, 1, 1), "o" + TOWN, **more)


def add_villages(roster: Roster) -> dict[str, list[Member]]:
    """Village and residents' organizations, side by side for years; the village's members move a few a year."""
    inside = {}
    for key, (name, count, begun, ended, _) in VILLAGES.items():
        village, community = "v-" + key, "c-" + key
        add = roster.tables.add
        add("area", code=village, name=name + "村", kind="community", class_="village", parent=TOWN, until=ended)
        more = {"mode": "standalone", "base_area": village}
        roster.organization("o" + village, f"中共{name}村支部委员会", "branch", FOUNDED, "o" + TOWN, ended, **more)
        roster.unit("vc-" + key, name + "村民委员会", "villagers_committee", village, since=FOUNDED, until=ended)
        if begun:
            row = {"kind": "community", "class_": "community", "parent": TOWN, "since": begun}
            add("area", code=community, name=name + "社区", **row)
            more = {"mode": "standalone", "base_area": community}
            roster.organization("o" + community, f"中共{name}社区支部委员会", "branch", begun, "o" + TOWN, **more)
            roster.unit("rc-" + key, name + "社区居民委员会", "residents_committee", community, since=begun)
        place = community if begun else village
        roster.unit("ve-" + key, name + "股份经济合作社", "village_collective", place, since=date(1999, 3, 1))
        inside[key] = roster.enrol(count, "o" + village, (date(1990, 1, 1), date(2013, 12, 31)), residence=village)
        add_transition(roster, key, inside[key])
    return inside


def add_transition(roster: Roster, key: str, members: list[Member]) -> None:
    """A board of the three bodies while they stand side by side, and the letters of those who move over."""
    name, _, begun, ended, yearly = VILLAGES[key]
    if not begun:
        return
    row = {"kind": "governance_board", "lead": f"oc-{key}", "area": "c-" + key, "since": begun, "until": ended}
    roster.tables.add("alliance", code="bd-" + key, name=name + "村居协调议事会", **row)
    for body in ("oc-", "ov-", "vc-", "rc-", "ve-"):
        role = "lead" if body == "oc-" else "member"
        row = {"alliance": "bd-" + key, "body": body + key, "role": role, "since": begun, "until": ended}
        roster.tables.add("seat", **row)
    for number, member in enumerate(members):
        received = date(begun.year + 1 + number // yearly, 5, 10 + number % yearly)
        if received <= kit.ON:
            roster.move(member, "oc-" + key, received - timedelta(14), received, f"大瀛组转{received:%Y-%m%d}")
            member.residence = "c-" + key


# ---- Work stations where no residents' committee can be formed ------------------------------------------------


def add_stations(roster: Roster) -> None:
    """Buildings of shops and homes: the town sends people, and there is a branch but no committee of residents."""
    sent = roster.enrol(8, "b-town", (date(1995, 1, 1), date(2016, 12, 31)), residence=TOWN)
    for number, name in enumerate(("瀛海国际公寓", "东环商住中心"), 1):
        area, building, station = f"q-{number}", f"bld-q-{number}", f"qs-{number}"
        add, since = roster.tables.add, date(2018, 3, 1)
        add("area", code=area, name=name + "片区", kind="community", class_="quasi", parent=TOWN, since=since)
        add("area", code=building, name=name, kind="building", parent=area, since=since)
        roster.unit(station, name + "居民工作站", "quasi_committee", area, since=since)
        roster.unit(f"shop-{number}", name + "便利店", "self_employed", building, industry="trade", since=since)
        more = {"form": "comprehensive", "mode": "based_on", "base_area": area}
        roster.organization("o" + area, f"中共{name}综合支部委员会", "branch", since, "o" + TOWN, **more)
        roster.enrol(4, "o" + area, (since, date(2021, 6, 30)), residence=area)
        head, *workers = sent[3 * number - 3 : 3 * number]
        roster.post(head, station, "head", "dispatched", since, "yes")
        roster.post(head, "o" + area, "secretary", "dispatched", since)
        for worker in workers:
            roster.post(worker, station, "worker", "dispatched", since, "yes")


# ---- Temporary organizations in relocation areas --------------------------------------------------------------

RELOCATED = date(2023, 4, 1)
MODES = {"standalone": "单独建", "based_on": "依托建", "attached": "挂靠建", "joint": "联合建"}


def add_relocation(roster: Roster, inside: dict[str, list[Member]]) -> None:
    """Members of a village that was pulled down meet where they live meanwhile; their affiliation stays."""
    roster.unit("u-relocation", "枣园村拆迁腾退项目部", "project_team", TOWN, since=RELOCATED)
    for number, (mode, label) in enumerate(MODES.items(), 1):
        zone = f"z-{number}"
        row = {"name": f"第{number}周转片区", "kind": "zone", "parent": TOWN, "since": RELOCATED}
        roster.tables.add("area", code=zone, **row)
        more = {"form": "temporary", "mode": mode, "base_area": zone, "approved_by": "o" + TOWN}
        if mode == "based_on":
            more["base_unit"] = "u-relocation"
        name = f"中共瀛海地区第{number}周转片区({label})临时支部"
        roster.organization("o" + zone, name, "branch", RELOCATED, "o" + TOWN, **more)
        if mode == "attached":
            guide = {"guide": "oc-huai", "kind": "attached", "since": RELOCATED}
            roster.tables.add("guidance", organization="o" + zone, **guide)
        joined = inside["huai"][-2:] if mode == "joint" else []
        for member in inside["zao"][4 * number - 4 : 4 * number] + joined:
            roster.join(member, "o" + zone, "temporary", RELOCATED)


def make(seed: int) -> Tables:
    roster = Roster(seed)
    add_areas(roster)
    add_shibei(roster)
    residents = add_residents(roster)
    elders = add_four_levels(roster)
    add_boards(roster)
    add_cross_posts(roster, elders)
    add_reporting(roster, residents)
    add_town(roster)
    villagers = add_villages(roster)
    add_stations(roster)
    add_relocation(roster, villagers)
    return roster.finish()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--seed", type=int, default=9)
    args = parser.parse_args()
    make(args.seed).write(args.out)
