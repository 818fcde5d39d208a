#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: the business-district committees of Sanlitun, with synthetic people.

What came after the first version is drawn from a second generator, so that its rows stay as they were.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import lists  # noqa: E402
import needs  # noqa: E402
import places  # noqa: E402

import casekit as kit  # noqa: E402
from casekit import ON, Body, Member, Tables, draw_day, under  # noqa: E402
from divisions import area_row, read_divisions  # noqa: E402

STREET = "110105004"
STEM = "北京市朝阳区三里屯街道"
ELECTED = date(2023, 2, 15)

# Code, name, buildings (19 in all), communities that it reaches into (synthetic: the source names none).
DISTRICTS = {
    "changhong": ("长虹", 6, ("110105004034", "110105004040")),
    "yaxiu": ("雅秀", 6, ("110105004039", "110105004041")),
    "gongti": ("工体", 7, ("110105004032", "110105004033", "110105004036", "110105004037")),
}
DEPARTMENTS = {
    "industry": "产业促进部",
    "environment": "环境提升部",
    "culture": "文化发展部",
    "safety": "平安建设部",
    "welfare": "公益事业部",
}
GENERAL = ("changhong-1", "yaxiu-1", "gongti-1")  # buildings with a general branch and two branches
UNITS, EMPLOYEES = 4812, 35012
MEMBERS, IN_BUILDINGS, STREET_BRANCH = 600, 290, 34  # the last before ten of them moved down to buildings
WORKERS = {"changhong": 1, "yaxiu": 1, "gongti": 2}  # at the offices, besides the two full-time members of each


class Street:
    """All that is drawn, while it is drawn."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.later = random.Random(f"later {seed}")
        self.tables = Tables()
        self.bodies: dict[str, Body] = {}
        self.branches: list[Body] = []
        self.communities: dict[str, str] = {}
        self.units: dict[str, list[kit.Row]] = {}  # by building
        self.members: list[Member] = []
        self.inside: dict[str, list[Member]] = {}  # by branch
        self.employed: Counter[str] = Counter()  # members by unit, of units without a branch

    def building_codes(self, key: str) -> list[str]:
        """gongti-1 … gongti-7."""
        return [f"{key}-{number}" for number in range(1, DISTRICTS[key][1] + 1)]


# ---- Areas and units ------------------------------------------------------------------------------------------


def add_areas(street: Street) -> None:
    for division in read_divisions(STREET):
        row = area_row(division)
        row |= {"parent": "" if division.kind == "province" else row["parent"]}
        point = places.STREET_POINT if division.code == STREET else places.COMMUNITIES.get(division.code)
        street.tables.add("area", **row | places.degrees(point))
        if division.kind == "community":
            name = division.name.removesuffix("居民委员会").removesuffix("居委会")
            street.communities[division.code] = name
    for key, (name, _, reached) in DISTRICTS.items():
        point = places.degrees(places.DISTRICTS[key])
        row = {"name": name + "商圈", "kind": "business_district", "parent": STREET}
        street.tables.add("area", code="bd-" + key, **row, **point)
        for community in reached:
            street.tables.add("area_part", zone="bd-" + key, area=community)
        for code in street.building_codes(key):
            number = code.rsplit("-", 1)[1]
            label = f"{name}商圈{number}号楼"
            point = places.degrees(places.building_point(code))
            street.tables.add("area", code="bld-" + code, name=label, kind="building", parent="bd-" + key, **point)


TRADES = (
    ("non_public_enterprise", "trade", "91", "商贸有限公司", 24),
    ("non_public_enterprise", "hospitality", "91", "餐饮管理有限公司", 20),
    ("non_public_enterprise", "business_services", "91", "商务咨询有限公司", 18),
    ("non_public_enterprise", "information", "91", "网络科技有限公司", 12),
    ("non_public_enterprise", "culture", "91", "文化传播有限公司", 12),
    ("non_public_enterprise", "real_estate", "91", "房地产经纪有限公司", 4),
    ("law_firm", "business_services", "31", "律师事务所", 3),
    ("state_owned_enterprise", "finance", "91", "投资管理有限责任公司", 2),
    ("property_company", "real_estate", "91", "物业服务有限公司", 2),
    ("social_organization", "public_administration", "52", "公益服务中心", 1),
)
WORDS = (
    "安 白 邦 宝 博 晨 诚 达 德 鼎 东 方 丰 福 光 广 海 汉 合 恒 宏 华 汇 嘉 建 金 锦 景 九 君 康 乐 立 联 隆 朗 美 明 "
    "宁 诺 鹏 启 前 庆 荣 瑞 润 盛 思 泰 天 通 同 万 维 文 祥 欣 新 信 兴 雅 易 益 英 永 优 宇 裕 元 远 悦 泽 正 志 中"
).split()


def draw_names(street: Street) -> list[tuple[str, ...]]:
    """Distinct names, each with its trade."""
    seen: set[str] = set()
    drawn = []
    while len(drawn) < UNITS:
        trade = street.rng.choices(TRADES, [one[-1] for one in TRADES])[0]
        name = "北京" + "".join(street.rng.sample(WORDS, street.rng.choice((2, 2, 3)))) + trade[3]
        if name not in seen:
            seen.add(name)
            drawn.append((name, *trade[:3]))
    return drawn


def draw_headcounts(street: Street) -> list[int]:
    """One each at least, most of them small, exactly EMPLOYEES in all."""
    weights = [street.rng.paretovariate(1.5) for _ in range(UNITS)]
    return [1 + more for more in kit.quotas(weights, EMPLOYEES - UNITS)]


def add_units(street: Street) -> None:
    """Enterprises in the buildings, unevenly; every building has one property company first."""
    buildings = [code for key in DISTRICTS for code in street.building_codes(key)]
    shares = kit.quotas([street.rng.uniform(0.6, 1.6) for _ in buildings], UNITS)
    places = [code for code, count in zip(buildings, shares, strict=True) for _ in range(count)]
    serials = street.rng.sample(range(10_000_000, 99_999_999), UNITS)
    rows = zip(places, draw_names(street), draw_headcounts(street), serials, strict=True)
    for number, (place, (name, kind, industry, prefix), headcount, serial) in enumerate(rows, 1):
        row = street.tables.add(
            "unit",
            code=f"e{number:04d}",
            name=name,
            kind=kind,
            area="bld-" + place,
            industry=industry,
            credit_code=kit.credit_code(prefix, "110105", serial),
            headcount=headcount,
            since=draw_day(street.rng, date(2005, 1, 1), date(2022, 12, 31)),
        )
        street.units.setdefault(place, []).append(row)


# ---- Organizations --------------------------------------------------------------------------------------------


def add_chain(street: Street) -> None:
    """City, district, subdistrict, their two-new and industry bodies."""
    bodies = street.bodies
    term = {"form": "regular", "term_years": 5}
    city = term | {"base_area": "11", "term_ends": date(2027, 6, 30)}
    bodies["o11"] = Body("o11", "北京市", "北京市", "local_committee", date(1949, 1, 1), extra=city)
    district = term | {"base_area": "110105", "may_admit": "yes", "term_ends": date(2026, 12, 31)}
    under(
        bodies,
        "o11",
        Body("o110105", "北京市朝阳区", "朝阳区", "local_committee", date(1949, 9, 1), extra=district),
    )
    own = {"form": "regular", "base_area": STREET, "may_admit": "yes"}
    under(bodies, "o110105", Body("o" + STREET, STEM, "三里屯街道", "working_committee", date(1986, 3, 1), extra=own))
    two_new = {"form": "two_new", "base_area": "110105", "may_admit": "no"}
    stem = "北京市朝阳区委非公有制经济组织和社会组织"
    under(
        bodies,
        "o110105",
        Body("o110105-two-new", stem, "朝阳区两新", "working_committee", date(2008, 5, 1), extra=two_new),
    )
    industry = {"form": "industry", "base_area": "11", "may_admit": "no", "term_years": 5}
    industry["term_ends"] = date(2028, 6, 1)
    stem = "北京市互联网企业行业"
    under(bodies, "o11", Body("ind-internet", stem, "互联网企业行业", "committee", date(2018, 6, 1), extra=industry))
    office = Body(
        f"o{STREET}-two-new", "三里屯街道党群办公室两新办", "两新办", "office", ELECTED, extra={"base_area": STREET}
    )
    under(bodies, "o" + STREET, office)


def add_branch(street: Street, superior: str, stem: str, short: str, since: date, size: int, **extra: object) -> Body:
    """A branch that holds members, approved by the committee of the subdistrict: a general branch cannot."""
    number = len(street.branches) + 1
    base = {"form": "regular", "mode": "standalone", "may_admit": "no", "approved_by": "o" + STREET} | extra
    body = Body(f"b{number:03d}", stem, short, "branch", since, size=size, extra=base)
    street.branches.append(body)
    return under(street.bodies, superior, body)


def add_communities(street: Street, sizes: list[int]) -> None:
    """A general branch in each community, with two branches."""
    term = {"term_years": 5, "term_ends": date(2026, 3, 1)}
    for code, name in street.communities.items():
        extra = {"form": "regular", "base_area": code, "may_admit": "no"} | term
        since = draw_day(street.rng, date(1986, 6, 1), date(1987, 12, 31))
        under(street.bodies, "o" + STREET, Body("o" + code, STEM + name, name, "general_branch", since, extra=extra))
        for place in "一二":
            stem, short = f"{STEM}{name}第{place}", f"{name}第{place}"
            add_branch(street, "o" + code, stem, short, since, sizes.pop(), base_area=code, **term)


def add_street_branch(street: Street) -> None:
    """The branch of the subdistrict's own staff, from which the ten workers moved down."""
    add_branch(
        street,
        "o" + STREET,
        STEM + "机关",
        "街道机关",
        date(1986, 5, 1),
        STREET_BRANCH,
        form="organ",
        base_area=STREET,
        term_years=3,
        term_ends=date(2025, 9, 1),
    )


def add_committee(street: Street, key: str) -> None:
    """A business-district committee with its office and five departments."""
    name, code = DISTRICTS[key][0], "sd-" + key
    extra = {"form": "business_district", "mode": "standalone", "base_area": "bd-" + key, "may_admit": "no"}
    extra |= {"term_years": 5, "term_ends": date(2028, 2, 15)}
    body = Body(code, f"{STEM}{name}商圈", name + "商圈", "committee", ELECTED, extra=extra)
    under(street.bodies, "o" + STREET, body)
    organs = {"office": ("office", "商圈党委办公室")}
    organs |= {end: ("department", label) for end, label in DEPARTMENTS.items()}
    for end, (kind, label) in organs.items():
        body = Body(
            f"{code}-{end}",
            f"{name}商圈党委{label.removeprefix('商圈党委')}",
            label,
            kind,
            ELECTED,
            extra={"base_area": "bd-" + key},
        )
        under(street.bodies, code, body)


def add_building(street: Street, key: str, code: str, sizes: list[int]) -> None:
    """The organization of a building; under the subdistrict until its business district had a committee."""
    name = f"{DISTRICTS[key][0]}商圈{code.rsplit('-', 1)[1]}号楼"
    since = draw_day(street.rng, date(1995, 1, 1), date(1999, 12, 31))
    extra = {"form": "building", "mode": "standalone", "base_area": "bld-" + code, "may_admit": "no"}
    extra |= {"term_years": 3, "term_ends": date(2026, 3, 10)}
    body = Body("bo-" + code, STEM + name, name, "branch", since, extra=extra)
    under(street.bodies, "o" + STREET, body)
    body.superiors.append(("sd-" + key, ELECTED))
    if code not in GENERAL:
        body.size = sizes.pop()
        street.branches.append(body)
        return
    body.kind = "general_branch"
    for unit in sorted(street.units[code], key=lambda unit: -int(str(unit["headcount"])))[:2]:
        unit["since"] = min(unit["since"], since)
        short, more = str(unit["name"]), {"base_unit": unit["code"], "term_years": 3, "term_ends": date(2026, 3, 10)}
        add_branch(street, body.code, short, short, since, sizes.pop(), base_area="bld-" + code, **more)


def draw_sizes(street: Street, count: int, total: int) -> list[int]:
    """Branch sizes that add up, none more than two and a half times another."""
    weights = [street.rng.uniform(1.0, 2.4) for _ in range(count)]
    return kit.quotas(weights, total)


def add_organizations(street: Street) -> None:
    add_chain(street)
    add_street_branch(street)
    add_communities(street, draw_sizes(street, 16, MEMBERS - IN_BUILDINGS - STREET_BRANCH))
    sizes = draw_sizes(street, 22, IN_BUILDINGS)
    for key in DISTRICTS:
        add_committee(street, key)
        for code in street.building_codes(key):
            add_building(street, key, code, sizes)


# ---- Members --------------------------------------------------------------------------------------------------


def live(street: Street, member: Member, branch: Body) -> None:
    """Residence in a community of the subdistrict; in a building's branch also an employer there."""
    area = str(branch.extra["base_area"])
    member.residence = area if area in street.communities else street.rng.choice(list(street.communities))
    if branch.extra.get("base_unit"):
        member.employer = str(branch.extra["base_unit"])
    elif area.startswith("bld-"):
        units = street.units[area.removeprefix("bld-")]
        heads = [int(str(unit["headcount"])) for unit in units]
        drawn = units.index(street.rng.choices(units, heads)[0])
        member.employer = employ(street, units, drawn)


def employ(street: Street, units: list[kit.Row], drawn: int) -> str:
    """The unit drawn, or the next that can: where others cover a unit, one or two members work, and no third."""
    for place in (*range(drawn, len(units)), *range(drawn)):
        code, covered = str(units[place]["code"]), manner_of(place) in ("joint", "area")
        if covered and street.employed[code] < min(2, int(str(units[place]["headcount"]))):
            street.employed[code] += 1
            return code
    raise ValueError("more members than the units of a building can employ")


def working_age(members: list[Member]) -> tuple[list[Member], list[Member]]:
    """Those who may work in an office building, and the rest."""
    young = [member for member in members if member.age() <= 62 and member.klass not in ("student", "graduate")]
    return young, [member for member in members if member not in young]


def place_members(street: Street) -> None:
    """Buildings and the subdistrict's staff take those of working age, communities the rest."""
    young, rest = working_age(kit.draw_members(street.rng, MEMBERS, date(1987, 12, 31)))
    work = [branch for branch in street.branches if branch.extra["base_area"] not in street.communities]
    home = [branch for branch in street.branches if branch.extra["base_area"] in street.communities]
    fresh = kit.Pool(young)
    for branch in sorted(work, key=lambda branch: branch.since, reverse=True):
        settle(street, branch, [fresh.take(street.rng, branch.since) for _ in range(branch.size)])
    pool = kit.Pool(rest + fresh.members)
    for branch in sorted(home, key=lambda branch: branch.since, reverse=True):
        settle(street, branch, [pool.take(street.rng, branch.since) for _ in range(branch.size)])


def settle(street: Street, branch: Body, members: list[Member]) -> None:
    for member in members:
        live(street, member, branch)
        member.affiliations = [(branch.code, member.admitted, None)]
        if branch.extra["base_area"] not in street.communities and member.klass in ("retired", "frail"):
            member.klass = "regular"
    street.inside[branch.code] = members


def number_members(street: Street) -> None:
    street.members = [member for branch in street.branches for member in street.inside[branch.code]]
    for number, member in enumerate(street.members, 1):
        member.code = f"p{number:04d}"


def move_down(street: Street) -> dict[str, list[Member]]:
    """Ten of the subdistrict's staff move to branches of the three business districts on the day of the election."""
    staff = next(branch.code for branch in street.branches if branch.extra["form"] == "organ")
    moved = [m for m in street.inside[staff] if kit.may_stand(m, ELECTED)]
    moved = street.rng.sample(moved, 6 + sum(WORKERS.values()))
    teams: dict[str, list[Member]] = {}
    for key in DISTRICTS:
        teams[key] = [moved.pop() for _ in range(2 + WORKERS[key])]
        to = f"bo-{street.building_codes(key)[1]}"
        for member in teams[key]:
            transfer(street, member, to, ELECTED)
    return teams


def transfer(street: Street, member: Member, to: str, on: date) -> None:
    """Moves an affiliation, with its letter."""
    source = member.affiliations[0][0]
    member.affiliations = [(source, member.admitted, on), (to, on, None)]
    street.inside[source].remove(member)
    street.inside[to].append(member)
    issued = on - timedelta(7)
    number = len(street.tables.rows.get("transfer", [])) + 1
    street.tables.add(
        "transfer",
        person=member.code,
        from_=source,
        to=to,
        letter=f"三里屯转{issued.year}第{number:03d}号",
        issued=issued,
        valid_until=issued + timedelta(90),
        received=on,
        state="received",
    )


# ---- Posts ----------------------------------------------------------------------------------------------------


def post(street: Street, member: Member, body: str, role: str, basis: str, full_time: str) -> None:
    street.tables.add("post", person=member.code, body=body, role=role, basis=basis, full_time=full_time, since=ELECTED)


def from_enterprises(street: Street, key: str, count: int) -> list[Member]:
    """Members employed in different enterprises of the business district, long enough in the Party."""
    chosen: dict[str, Member] = {}
    for code in street.building_codes(key)[1:]:
        for member in street.inside["bo-" + code]:
            if member.employer and kit.may_stand(member, ELECTED) and len(chosen) < count:
                chosen.setdefault(code, member)
    return list(chosen.values())


def add_posts(street: Street) -> None:
    """Two full-time and three enterprise members a committee, its first secretary, and the workers of its office."""
    teams = move_down(street)
    for key, team in teams.items():
        body = "sd-" + key
        for member, role in zip(team[:2], ("secretary", "deputy_secretary"), strict=True):
            post(street, member, body, role, "elected", "yes")
        for member in team[2:]:
            post(street, member, body + "-office", "worker", "staff", "yes")
        *enterprise, first = from_enterprises(street, key, 4)
        for member in enterprise:
            post(street, member, body, "member", "enterprise", "no")
        post(street, first, body, "first_secretary", "dispatched", "no")


def elections(street: Street) -> None:
    """Committees of branches and of the general branches above them."""
    together: dict[str, list[Member]] = {}
    for branch in street.branches:
        at_home = str(branch.extra["base_area"]) in street.communities
        on = date(2021, 3, 1) if at_home else date(2023, 3, 10)
        voters = [m for m in street.inside[branch.code] if m.affiliations[-1][1] <= on]
        kit.elect(street.tables, street.rng, branch.code, kit.BRANCH_ROLES, voters, on)
        above = branch.superiors[-1][0]
        if street.bodies[above].kind == "general_branch":
            together.setdefault(above, []).extend(voters)
    for code, voters in together.items():
        on = date(2021, 3, 1) if code[1:] in street.communities else date(2023, 3, 10)
        kit.elect(street.tables, street.rng, code, kit.COMMITTEE_ROLES, voters, on)


# ---- Participation, coverage, guidance ------------------------------------------------------------------------


def participations(street: Street) -> list[kit.Row]:
    """Members of building branches report to the community where they live; some members volunteer elsewhere."""
    rows = []
    for member in street.members:
        code = member.affiliations[-1][0]
        at_work = str(street.bodies[code].extra["base_area"]) not in street.communities
        first = max(member.admitted, date(2018, 12, 1))
        if at_work and street.rng.random() < 0.45:
            rows.append(join(street, member, "o" + member.residence, "report_in", first))
        elif street.rng.random() < 0.12:
            place = f"bo-{street.rng.choice(list(DISTRICTS))}-{street.rng.randint(2, 6)}"
            if place != code:
                rows.append(join(street, member, place, "volunteer", first))
    return rows


def join(street: Street, member: Member, organization: str, kind: str, first: date) -> kit.Row:
    """A participation that began after a day and that may be over."""
    since = draw_day(street.rng, first, max(first, ON - timedelta(60)))
    over = since < ON - timedelta(90) and street.rng.random() < 0.2
    until = draw_day(street.rng, since + timedelta(30), ON - timedelta(1)) if over else None
    return {"person": member.code, "organization": organization, "kind": kind, "since": since, "until": until}


def cover(street: Street) -> None:
    """Units with a branch of their own, jointly, by the building, as a fallback, by a guide; one in forty not."""
    own = {str(b.extra["base_unit"]) for b in street.branches if b.extra.get("base_unit")}
    branch_of = {str(b.extra["base_unit"]): b.code for b in street.branches if b.extra.get("base_unit")}
    for building, units in street.units.items():
        key = building.split("-")[0]
        for place, unit in enumerate(units):
            code, body = str(unit["code"]), "bo-" + building
            manner = manner_of(place)
            if code in own:
                cover_one(street, unit, branch_of[code], "own")
            elif manner:
                cover_one(street, unit, body if manner in ("joint", "area") else f"sd-{key}", manner)


def manner_of(place: int) -> str:
    """How a unit without a branch is covered, by its place in the building."""
    if place < 6:
        return "joint"
    if place % 40 == 39:
        return ""
    if place % 8 == 7:
        return "fallback" if place % 16 == 7 else "guide"
    return "area"


def cover_one(street: Street, unit: kit.Row, body: str, manner: str) -> None:
    since = max(unit["since"], street.bodies[body].since, date(2012, 6, 1))
    street.tables.add("coverage", unit=unit["code"], organization=body, manner=manner, since=since)


def guide(street: Street) -> None:
    """The line beside the area; one building is guided by two lines at once."""
    for key in DISTRICTS:
        row = {"organization": "sd-" + key, "since": ELECTED}
        street.tables.add("guidance", **row, guide="o110105-two-new", kind="line")
        street.tables.add("guidance", **row, guide=f"o{STREET}-two-new", kind="area")
    row = {"organization": "bo-gongti-2", "kind": "line"}
    street.tables.add("guidance", **row, guide="o110105-two-new", since=date(2012, 6, 1))
    street.tables.add("guidance", **row, guide="ind-internet", since=date(2018, 6, 1))


# ---- Governance committees, service sub-centres, mechanisms ---------------------------------------------------


def add_places(street: Street) -> None:
    """The other two of 'two committees and one centre'."""
    street.tables.add(
        "facility",
        code="fc-" + STREET,
        name="三里屯街道党群服务中心",
        level="subdistrict",
        organization="o" + STREET,
        area=STREET,
        **places.degrees(places.STREET_POINT),
        services="党务 政务 社会事务",
        since=date(2018, 7, 1),
    )
    for key, (name, _, _) in DISTRICTS.items():
        street.tables.add(
            "facility",
            code="fc-" + key,
            name=f"{name}商圈党群服务分中心",
            level="centre",
            organization="sd-" + key,
            area="bd-" + key,
            **places.degrees(places.DISTRICTS[key]),
            services="政务直通 人才服务 需求资源对接",
            since=ELECTED,
        )
        add_governance(street, key, name)


def add_governance(street: Street, key: str, name: str) -> None:
    """The governance committee: business-district committee in the lead, buildings, communities, a property company."""
    code = "gov-" + key
    street.tables.add(
        "alliance",
        code=code,
        name=f"{name}商圈治理委员会",
        kind="governance_board",
        lead="sd-" + key,
        area="bd-" + key,
        since=ELECTED,
    )
    buildings = ["bo-" + building for building in street.building_codes(key)]
    property_company = next(
        unit["code"]
        for building in street.building_codes(key)
        for unit in street.units[building]
        if unit["kind"] == "property_company"
    )
    communities = ["o" + code for code in DISTRICTS[key][2]]
    seats = [("sd-" + key, "lead"), (property_company, "deputy")]
    seats += [(body, "member") for body in (*buildings, *communities)]
    for body, role in seats:
        street.tables.add("seat", alliance=code, body=body, role=role, since=ELECTED)


# Title, category, how often, the organ that answers for it, those that help.
MECHANISMS = (
    ("定期走访机制", "visit", "monthly", "office", ("industry",)),
    ("信息共享机制", "information", "quarterly", "office", ("industry", "culture")),
    ("需求解决机制", "need", "as_needed", "industry", ("environment", "culture", "safety", "welfare")),
    ("共商共治机制", "consultation", "quarterly", "safety", ("environment",)),
    ("服务联动机制", "service", "as_needed", "welfare", ("culture",)),
)


def add_mechanisms(street: Street) -> None:
    """Five working mechanisms for each committee (D7)."""
    for key, (name, _, _) in DISTRICTS.items():
        code = "mech-" + key
        street.tables.add(
            "checklist",
            code=code,
            name=f"{name}商圈党委五大工作机制",
            kind="mechanism",
            owner="sd-" + key,
            period="2024",
            since=ELECTED,
        )
        for number, (title, category, recurrence, lead, helpers) in enumerate(MECHANISMS, 1):
            item = f"{code}-{number}"
            street.tables.add(
                "item",
                code=item,
                checklist=code,
                title=title,
                category=category,
                state="open",
                opened=ELECTED,
                area="bd-" + key,
                raised_by="sd-" + key,
                recurrence=recurrence,
            )
            assign(street, item, key, lead, helpers)


def assign(street: Street, item: str, key: str, lead: str, helpers: tuple[str, ...]) -> None:
    """One organ answers, others help, the two-new office of the subdistrict sees to it, the subdistrict catches."""
    roles = [(f"sd-{key}-{lead}", "accountable"), *((f"sd-{key}-{end}", "support") for end in helpers)]
    roles += [(f"o{STREET}-two-new", "supervise"), ("o" + STREET, "fallback")]
    for body, role in roles:
        street.tables.add("assignment", item=item, body=body, role=role, since=ELECTED)


# ---- Enterprises that have closed -----------------------------------------------------------------------------

CLOSED, ON_PAPER = 36, 6  # the last of them are still on the books: covered on paper, and not off the ledger


def add_closed(street: Street) -> None:
    """Enterprises that closed before the day; most were dropped from coverage and ledger when they did (F3)."""
    rng, rows = street.later, street.tables.rows["unit"]
    names, codes = {str(row["name"]) for row in rows}, {str(row["credit_code"]) for row in rows}
    trades = [trade for trade in TRADES if trade[0] == "non_public_enterprise"]
    buildings = [code for key in DISTRICTS for code in street.building_codes(key)]
    for number in range(1, CLOSED + 1):
        _, industry, prefix, ending, _ = rng.choices(trades, [one[-1] for one in trades])[0]
        name, code = "", ""
        while name in names | {""} or code in codes:
            name = "北京" + "".join(rng.sample(WORDS, 3)) + ending
            code = kit.credit_code(prefix, "110105", rng.randint(10_000_000, 99_999_999))
        names.add(name)
        codes.add(code)
        unit = street.tables.add(
            "unit",
            code=f"e{UNITS + number:04d}",
            name=name,
            kind="non_public_enterprise",
            area="bld-" + buildings[(number * 7) % len(buildings)],
            industry=industry,
            credit_code=code,
            headcount=rng.randint(1, 14),
            since=draw_day(rng, date(2014, 1, 1), date(2022, 12, 31)),
            until=draw_day(rng, date(2023, 3, 1), date(2024, 8, 10)),
        )
        drop(street, unit, number > CLOSED - ON_PAPER)


def drop(street: Street, unit: kit.Row, on_paper: bool) -> None:
    """Coverage and ledger of a unit that has closed."""
    since, until = unit["since"], unit["until"]
    body = "bo-" + str(unit["area"]).removeprefix("bld-")
    end = None if on_paper else until
    street.tables.add("coverage", unit=unit["code"], organization=body, manner="area", since=since, until=end)
    how = "登记入账" if since >= date(2016, 1, 1) else "年报入账"
    entered = since + timedelta(5) if how == "登记入账" else date(2016, 6, 30)
    lists.enter(street.tables.add, unit, how, entered, None if on_paper else until + timedelta(3))


# ---- Lists, needs, activities, places ---------------------------------------------------------------------------


def add_work(street: Street) -> None:
    """What the committees do: lists and ledgers, needs and problems, activities; and where they do it."""
    add, rng = street.tables.add, street.later
    for key in DISTRICTS:
        lists.add_district(add, key, street.units)
    needs.add_needs(add, rng, street.units)
    lists.add_plan(add)
    lists.add_centre_mechanisms(add)
    lists.add_ledgers(add, rng, street.units)
    lists.add_entries(add, rng, street.units)
    add_closed(street)
    lists.add_totals(add)
    seats: dict[str, list[str]] = {}
    for seat in street.tables.rows["seat"]:
        seats.setdefault(str(seat["alliance"]), []).append(str(seat["body"]))
    needs.add_elections(add, ELECTED)
    needs.add_kept(add, rng, street.units, seats)
    needs.add_centre_activities(add, rng)
    needs.add_plan_activities(add)
    lists.add_boards(add, seats)
    places.add_levels(add, STREET, street.communities)
    places.add_in_buildings(add)


# ---- Output ---------------------------------------------------------------------------------------------------


def fill(street: Street) -> None:
    for body in street.bodies.values():
        for row in body.rows():
            street.tables.add("organization", **row)
        for row in body.subordinations():
            street.tables.add("subordination", **row)
    for member in street.members:
        street.tables.add("person", **member.row())
        for code, since, until in member.affiliations:
            street.tables.add(
                "membership", person=member.code, organization=code, kind="affiliation", since=since, until=until
            )


def make(seed: int) -> Tables:
    street = Street(seed)
    add_areas(street)
    add_units(street)
    add_organizations(street)
    place_members(street)
    number_members(street)
    add_posts(street)
    elections(street)
    cover(street)
    guide(street)
    add_places(street)
    add_mechanisms(street)
    add_work(street)
    fill(street)
    street.tables.rows["membership"] += participations(street)
    return street.tables


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--seed", type=int, default=4)
    args = parser.parse_args()
    make(args.seed).write(args.out)
