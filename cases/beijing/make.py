#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: the real divisions of Beijing and, on them, synthetic organizations and members."""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import casekit as kit  # noqa: E402
from casekit import ON, Body, Member, Tables, add_years, draw_day, under  # noqa: E402
from divisions import Division, area_row, read_divisions  # noqa: E402

ROOT = "o11"
SAMPLE = 370  # communities and villages with branches and members
SPLITS, MERGERS, RISES = 18, 10, 5  # of them: with a branch founded, dissolved, and risen to a general branch
NEW_TOWNSHIPS = 6
UNITS, OWN, JOINT = 320, 40, 10
LEFT = 520
TRANSFERRED = 0.03
ELECTED_IN_COMMUNITIES, ELECTED_IN_UNITS = date(2021, 3, 1), date(2022, 9, 20)

INDUSTRY_COMMITTEES = {
    "ind-internet": ("北京市互联网企业行业", date(2018, 6, 1)),
    "ind-courier": ("北京市快递行业", date(2021, 5, 10)),
    "ind-property": ("北京市物业服务行业", date(2020, 9, 1)),
}


class City:
    """All that is drawn, while it is drawn."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.tables = Tables()
        self.divisions = read_divisions("11")
        self.by_code = {division.code: division for division in self.divisions}
        self.bodies: dict[str, Body] = {}
        self.branches: list[Body] = []  # that hold members
        self.special: dict[str, list[Body]] = {"mobile_inflow": [], "functional": [], "temporary": []}
        self.sampled: list[Body] = []  # bodies of sampled communities
        self.members: list[Member] = []
        self.units: list[kit.Row] = []
        self.employed: Counter[str] = Counter()  # members by unit, of units without a branch

    def day(self, first: int, last: int) -> date:
        """A day in the years from first to last."""
        return draw_day(self.rng, date(first, 1, 1), date(last, 12, 31))


# ---- Territory ------------------------------------------------------------------------------------------------


def district_stem(city: City, code: str) -> str:
    """北京市东城区 for everything in it."""
    return "北京市" + city.by_code[code[:6]].name


def township_stem(city: City, code: str) -> str:
    """北京市东城区东华门街道; a name that begins with 北京 needs nothing before it."""
    name = city.by_code[code[:9]].name
    return name if name.startswith("北京") else district_stem(city, code) + name


def community_name(division: Division) -> str:
    """The name without that of its committee: 多福巷社区, 大井村."""
    name = re.sub(r"(居民委员会|居委会)$", "", division.name)
    bare = re.sub(r"(村民委员会|村委会)$", "", name)
    return bare + "村" if bare != name and not bare.endswith("村") else bare


def add_upper(city: City) -> None:
    """Municipal committee, district committees, and their two-new working committees."""
    extra = {"form": "regular", "may_admit": None, "term_years": 5}
    city.bodies[ROOT] = Body(
        ROOT,
        "北京市",
        "北京市",
        "local_committee",
        date(1949, 1, 1),
        extra=extra | {"base_area": "11", "term_ends": date(2027, 6, 30)},
    )
    for division in city.divisions:
        if division.kind == "county":
            add_district(city, division)


def add_district(city: City, division: Division) -> None:
    stem = district_stem(city, division.code)
    extra = {"form": "regular", "base_area": division.code, "may_admit": "yes"}
    extra |= {"term_years": 5, "term_ends": date(2026, 12, 31)}
    code = "o" + division.code
    under(city.bodies, ROOT, Body(code, stem, division.name, "local_committee", city.day(1949, 1952), extra=extra))
    two_new = Body(
        code + "-two-new",
        stem + "委非公有制经济组织和社会组织",
        division.name + "两新",
        "working_committee",
        city.day(2003, 2012),
        extra={"form": "two_new", "base_area": division.code, "may_admit": "no"},
    )
    under(city.bodies, code, two_new)


def add_township(city: City, division: Division, since: date) -> None:
    """A working committee for a subdistrict or quasi township, a primary committee for a town or township."""
    elected = division.klass in ("town", "township")
    extra: kit.Row = {"form": "regular", "base_area": division.code, "may_admit": "yes"}
    if elected:
        extra |= {"term_years": 5, "term_ends": date(2026, 9, 30)}
    kind = "committee" if elected else "working_committee"
    stem = township_stem(city, division.code)
    body = Body("o" + division.code, stem, division.name, kind, since, extra=extra)
    under(city.bodies, "o" + division.parent, body)


def draw_new_townships(city: City, townships: list[Division]) -> dict[str, str]:
    """A few subdistricts founded lately, one a district, and the older one that each was cut from."""
    districts = city.rng.sample(sorted({division.parent for division in townships}), NEW_TOWNSHIPS)
    pairs = {}
    for district in sorted(districts):
        inside = [one.code for one in townships if one.parent == district and one.klass == "subdistrict"]
        new, old = city.rng.sample(inside, 2)
        pairs[new] = old
    return pairs


def add_townships(city: City) -> dict[str, str]:
    townships = [division for division in city.divisions if division.kind == "township"]
    pairs = draw_new_townships(city, townships)
    for division in townships:
        since = city.day(2010, 2022) if division.code in pairs else city.day(1953, 1954)
        add_township(city, division, since)
    return pairs


def community_since(city: City, division: Division, sampled: bool) -> date:
    if sampled:
        return city.day(1955, 1957)
    return city.day(1955, 1964) if division.klass == "village" else city.day(1985, 2020)


def elected_in_community(since: date) -> date:
    """Villages and communities elected their committees together early in 2021."""
    return max(ELECTED_IN_COMMUNITIES, since + timedelta(10))


def add_community(city: City, division: Division, sampled: bool, cut_from: str | None) -> Body:
    """The organization of a community; under the old subdistrict until the new one was founded."""
    name = community_name(division)
    kind = city.rng.choices(("branch", "general_branch", "committee"), (70, 25, 5))[0]
    since = community_since(city, division, sampled)
    extra = {"form": "regular", "base_area": division.code, "may_admit": "no", "term_years": 5}
    extra["term_ends"] = add_years(elected_in_community(since), 5)
    if kind == "committee":  # with the approval of the county's committee, not of the township's alone
        extra["approved_by"] = "o" + division.code[:6]
    body = Body("o" + division.code, township_stem(city, division.code) + name, name, kind, since, extra=extra)
    superior = "o" + division.parent
    founded = city.bodies[superior].since
    if cut_from and since < founded:
        under(city.bodies, "o" + cut_from, body)
        body.superiors.append((superior, founded))
    else:
        body.since = max(since, founded)
        under(city.bodies, superior, body)
    return body


def draw_sample(city: City, communities: list[Division]) -> set[str]:
    """Communities and villages in proportion to each district's number of them."""
    by_district: dict[str, list[str]] = {}
    for division in communities:
        if division.klass != "quasi":
            by_district.setdefault(division.code[:6], []).append(division.code)
    counts = kit.quotas([len(codes) for codes in by_district.values()], SAMPLE)
    return {
        code
        for codes, count in zip(by_district.values(), counts, strict=True)
        for code in city.rng.sample(codes, count)
    }


def add_communities(city: City, pairs: dict[str, str]) -> None:
    communities = [division for division in city.divisions if division.kind == "community"]
    sample = draw_sample(city, communities)
    for division in communities:
        sampled = division.code in sample
        body = add_community(city, division, sampled, pairs.get(division.parent))
        if sampled:
            city.sampled.append(body)


# ---- Branches -------------------------------------------------------------------------------------------------


def add_branch(city: City, community: Body, number: int, size: int, since: date, until: date | None = None) -> Body:
    """A branch of a sampled community, approved by the committee of its township: a general branch cannot."""
    place = "一二三四五"[number]
    extra = {"form": "regular", "mode": "standalone", "base_area": community.extra["base_area"], "may_admit": "no"}
    extra |= {"term_years": 5, "term_ends": add_years(elected_in_community(since), 5)}
    extra["approved_by"] = next(code for code, first in reversed(community.superiors) if first <= since)
    body = Body(
        f"b{len([code for code in city.bodies if code.startswith('b')]) + 1:05d}",
        community.stem + "第" + place,
        community.short + "第" + place,
        "branch",
        since,
        until,
        size=size,
        extra=extra,
    )
    return under(city.bodies, community.code, body)


def draw_size(city: City, most: int) -> int:
    """Most branches are small."""
    return min(most, 10 + int(city.rng.expovariate(1 / 9)))


def add_plain(city: City, community: Body) -> None:
    """Two to four branches, some founded later than the community's own organization."""
    for number in range(city.rng.choices((2, 3, 4), (5, 3, 2))[0]):
        late = number > 0 and city.rng.random() < 0.2
        since = city.day(1960, 2005) if late else community.since
        city.branches.append(add_branch(city, community, number, draw_size(city, 48), since))


def add_split(city: City, community: Body) -> None:
    """A second branch founded lately out of the first."""
    first = add_branch(city, community, 0, draw_size(city, 24), community.since)
    second = add_branch(city, community, 1, draw_size(city, 22), city.day(2010, 2022))
    second.extra["_out_of"] = first.code
    city.branches += [first, second]


def add_merger(city: City, community: Body) -> None:
    """A third branch that was dissolved, its members now in the first."""
    first = add_branch(city, community, 0, draw_size(city, 30), community.since)
    second = add_branch(city, community, 1, draw_size(city, 48), community.since)
    third = add_branch(city, community, 2, 0, community.since, until=city.day(2012, 2023))
    first.extra["_merged"] = third.code
    city.branches += [first, second]


def add_rise(city: City, community: Body) -> None:
    """A branch of its own that became a general branch with two branches on one day."""
    risen = city.day(2010, 2019)
    community.kinds_before = [("branch", risen)]
    for number in range(2):
        branch = add_branch(city, community, number, draw_size(city, 24), risen)
        branch.extra["_out_of"] = community.code
        city.branches.append(branch)


def add_branches(city: City) -> None:
    shuffled = city.rng.sample(city.sampled, len(city.sampled))
    makers = [add_split] * SPLITS + [add_merger] * MERGERS + [add_rise] * RISES
    makers += [add_plain] * (len(shuffled) - len(makers))
    maker_of = {body.code: maker for body, maker in zip(shuffled, makers, strict=True)}
    for community in city.sampled:
        community.kind, community.extra["approved_by"] = "general_branch", community.superiors[0][0]
        before = len(city.branches)
        maker_of[community.code](city, community)
        if sum(branch.size for branch in city.branches[before:]) > 100:
            community.kind = "committee"
            community.extra["approved_by"] = community.code[:7]


# ---- Units, their branches, and bodies without affiliation ----------------------------------------------------

UNIT_TRADES = (
    ("non_public_enterprise", "information", "91", "软件科技有限公司", 10),
    ("non_public_enterprise", "trade", "91", "商贸有限公司", 10),
    ("non_public_enterprise", "business_services", "91", "商务咨询有限公司", 6),
    ("state_owned_enterprise", "manufacturing", "91", "机械制造有限责任公司", 3),
    ("property_company", "real_estate", "91", "物业服务有限公司", 4),
    ("non_public_enterprise", "transport", "91", "快递服务有限公司", 3),
    ("school", "education", "12", "实验学校", 3),
    ("hospital", "health", "12", "社区医院", 2),
    ("law_firm", "business_services", "31", "律师事务所", 2),
    ("social_organization", "public_administration", "52", "公益服务中心", 2),
)
INDUSTRY_OF = {"information": "ind-internet", "transport": "ind-courier", "real_estate": "ind-property"}
WORDS = "安 博 晨 达 恒 宏 华 嘉 景 康 乐 朗 明 宁 启 瑞 盛 泰 同 万 祥 新 兴 益 裕 元 远 泽 正 中".split()


def draw_brand(rng: random.Random, used: set[str]) -> str:
    """Two or three syllables, used once."""
    while True:
        brand = "".join(rng.sample(WORDS, rng.choice((2, 2, 3))))
        if brand not in used:
            used.add(brand)
            return brand


def add_units(city: City) -> None:
    rng, used = city.rng, set()
    communities = [division for division in city.divisions if division.kind == "community"]
    serials = rng.sample(range(10_000_000, 99_999_999), UNITS)
    for number, serial in enumerate(serials, 1):
        kind, industry, prefix, ending, _ = rng.choices(UNIT_TRADES, [trade[-1] for trade in UNIT_TRADES])[0]
        area = rng.choice(communities).code
        row = city.tables.add(
            "unit",
            code=f"u{number:04d}",
            name="北京" + draw_brand(rng, used) + ending,
            kind=kind,
            area=area,
            industry=industry,
            credit_code=kit.credit_code(prefix, area[:6], serial),
            headcount=min(900, 5 + int(rng.expovariate(1 / 60))),
            since=city.day(1990, 2012),
        )
        city.units.append(row)


def add_unit_branch(city: City, unit: kit.Row, mode: str) -> Body:
    """The branch of a unit, or a joint branch led by it, under the township's committee."""
    area = str(unit["area"])
    number = len([code for code in city.bodies if code.startswith("b")]) + 1
    since = draw_day(city.rng, max(unit["since"], date(2000, 1, 1)), date(2013, 12, 31))
    joint = "等单位联合" if mode == "joint" else ""
    extra = {"form": "regular", "mode": mode, "base_area": area, "may_admit": "no", "term_years": 3}
    extra |= {"base_unit": unit["code"], "term_ends": add_years(ELECTED_IN_UNITS, 3)}
    name = str(unit["name"])
    size = draw_size(city, 30)
    unit["headcount"] = max(int(str(unit["headcount"])), 3 * size)
    body = Body(f"b{number:05d}", name + joint, name + joint, "branch", since, size=size, extra=extra)
    superior = city.bodies["o" + area[:9]]
    body.since = max(body.since, superior.since)
    city.branches.append(under(city.bodies, superior.code, body))
    return body


def cover(city: City, unit: kit.Row, body: str, manner: str) -> None:
    first = max(unit["since"], city.bodies[body].since)
    since = draw_day(city.rng, first, max(first, date(2023, 6, 30)))
    city.tables.add("coverage", unit=unit["code"], organization=body, manner=manner, since=since)


def guide(city: City, body: Body, by: str, kind: str) -> None:
    since = max(body.since, city.bodies[by].since, date(2014, 1, 1))
    city.tables.add("guidance", organization=body.code, guide=by, kind=kind, since=since)


def guide_unit_branch(city: City, body: Body, unit: kit.Row) -> None:
    """By the district's two-new committee, by the industry where there is a committee, by the community."""
    area = str(unit["area"])
    guide(city, body, f"o{area[:6]}-two-new", "line")
    if unit["industry"] in INDUSTRY_OF:
        guide(city, body, INDUSTRY_OF[str(unit["industry"])], "line")
    if city.rng.random() < 0.3:
        guide(city, body, "o" + area, "area")


def add_unit_branches(city: City) -> None:
    """Own branches for some units, joint ones for others."""
    waiting = iter(city.units)
    for number in range(OWN + JOINT):
        unit = next(waiting)
        mode = "joint" if number >= OWN else "standalone"
        body = add_unit_branch(city, unit, mode)
        guide_unit_branch(city, body, unit)
        partners = [next(waiting) for _ in range(city.rng.randint(1, 4))] if mode == "joint" else []
        body.extra["_partners"] = [str(partner["code"]) for partner in partners]
        for one in (unit, *partners):
            cover(city, one, body.code, "joint" if partners else "own")
    cover_rest(city, list(waiting))


def cover_rest(city: City, units: list[kit.Row]) -> None:
    """By community, industry, as a fallback by the township, by a guide only; some not at all."""
    for unit in units:
        area = str(unit["area"])
        manner = city.rng.choices(("area", "industry", "fallback", "guide", ""), (60, 10, 12, 8, 10))[0]
        industry = INDUSTRY_OF.get(str(unit["industry"]))
        if manner == "industry" and industry:
            cover(city, unit, industry, manner)
        elif manner:
            body = "o" + (area[:9] if manner in ("fallback", "guide") else area)
            cover(city, unit, body, "area" if manner == "industry" else manner)


def add_industry_committees(city: City) -> None:
    for code, (stem, since) in INDUSTRY_COMMITTEES.items():
        extra = {"form": "industry", "base_area": "11", "may_admit": "no", "term_years": 5}
        body = Body(code, stem, stem.removeprefix("北京市"), "committee", since, extra=extra)
        extra["term_ends"] = add_years(since, 10) if since.year < 2020 else add_years(since, 5)
        under(city.bodies, ROOT, body)


def guide_communities(city: City) -> None:
    """Some communities work with the committee of the property-service industry."""
    for body in city.rng.sample(city.sampled, 60):
        guide(city, body, "ind-property", "line")


SPECIAL = (
    ("mobile_inflow", "mobile_member", "流动党员", 2015, 2020),
    ("functional", "functional", "志愿先锋", 2012, 2020),
    ("functional", "functional", "接诉即办", 2019, 2021),
    ("temporary", "temporary", "拆迁腾退项目临时", 2019, 2022),
)


def add_special(city: City) -> None:
    """Branches that take part in members' lives without holding their affiliation; half the temporary ones are over."""
    districts = [division.code for division in city.divisions if division.kind == "county"]
    for district in districts:
        townships = sorted(code for code in city.bodies if re.fullmatch(rf"o{district}\d{{3}}", code))
        for kind, form, label, first, last in SPECIAL:
            superior = city.rng.choice(townships)
            until = city.day(2023, 2023) if kind == "temporary" and city.rng.random() < 0.5 else None
            stem = township_stem(city, superior[1:]) + label
            body = Body(
                f"s{sum(map(len, city.special.values())) + 1:03d}",
                stem,
                label,
                "branch",
                max(city.day(first, last), city.bodies[superior].since),
                until,
                extra={"form": form, "base_area": superior[1:], "may_admit": "no"},
            )
            city.special[kind].append(under(city.bodies, superior, body))


# ---- Members --------------------------------------------------------------------------------------------------


def settle(city: City, member: Member, branch: Body) -> None:
    """Affiliates a member to a branch, through the branch it came out of or that came into it."""
    source = branch.extra.get("_out_of")
    merged = branch.extra.get("_merged")
    if source and member.admitted < branch.since:
        turn, before = branch.since, str(source)
    elif merged and city.rng.random() < 0.5 and member.admitted < city.bodies[str(merged)].until:
        turn, before = city.bodies[str(merged)].until, str(merged)
    else:
        member.affiliations = [(branch.code, member.admitted, None)]
        return
    member.affiliations = [(before, member.admitted, turn), (branch.code, turn, None)]


def may_employ(city: City, unit: kit.Row) -> bool:
    """One or two members work where others cover the unit; three would have a branch there."""
    covered = ("area", "industry", "fallback")
    manners = [row["manner"] for row in city.tables.rows["coverage"] if row["unit"] == unit["code"]]
    return city.employed[str(unit["code"])] < 2 and any(manner in covered for manner in manners)


def live(city: City, member: Member, branch: Body, units: dict[str, list[kit.Row]]) -> None:
    """Residence, and an employer for some of working age who live where they are affiliated."""
    area = str(branch.extra["base_area"])
    district = area[:6]
    if city.rng.random() < 0.2:
        area = city.rng.choice([body for body in city.sampled if body.code.startswith("o" + district)]).code[1:]
    member.residence = area
    if branch.extra.get("base_unit"):
        member.employer = str(branch.extra["base_unit"])
    elif member.klass in ("regular", "new_employment") and member.age() < 58 and city.rng.random() < 0.3:
        unit = city.rng.choice(units.get(district, city.units))
        if member.residence == branch.extra["base_area"] and may_employ(city, unit):
            member.employer = str(unit["code"])
            city.employed[member.employer] += 1


def spread(members: list[Member], partners: list[str]) -> None:
    """Two members of a joint branch work at each unit that has joined it, the rest where it is based."""
    for number, partner in enumerate(partners):
        for member in members[2 * number : 2 * number + 2]:
            member.employer = partner


def first_possible(city: City, branch: Body) -> date:
    """The day from which someone now in the branch may have been admitted."""
    source = branch.extra.get("_out_of")
    return city.bodies[str(source)].since if source else branch.since


def add_members(city: City) -> None:
    """The members of today; the youngest branches choose first, so that shares hold over the whole."""
    pool = kit.Pool(kit.draw_members(city.rng, sum(branch.size for branch in city.branches), date(1959, 1, 1)))
    units: dict[str, list[kit.Row]] = {}
    for unit in city.units:
        units.setdefault(str(unit["area"])[:6], []).append(unit)
    chosen: dict[str, list[Member]] = {}
    for branch in sorted(city.branches, key=lambda branch: first_possible(city, branch), reverse=True):
        chosen[branch.code] = [pool.take(city.rng, first_possible(city, branch)) for _ in range(branch.size)]
    for branch in city.branches:
        for member in chosen[branch.code]:
            live(city, member, branch, units)
            settle(city, member, branch)
            city.members.append(member)
        spread(chosen[branch.code], branch.extra.get("_partners", []))


def number_members(city: City) -> None:
    for number, member in enumerate(city.members, 1):
        member.code = f"p{number:06d}"


def draw_left(city: City, member: Member) -> None:
    """When and how a former member left."""
    first = max(member.admitted + timedelta(400), date(2012, 1, 1))
    member.left = draw_day(city.rng, first, ON - timedelta(3))
    if member.age() > 60:
        member.left_how = "deceased" if city.rng.random() < 0.85 else "moved_out"
    else:
        ways = ("moved_out", "removed", "suspended", "expelled", "withdrawn")
        member.left_how = city.rng.choices(ways, (85, 6, 4, 3, 2))[0]


def add_former(city: City) -> None:
    """Members who have left, from branches that have always been there."""
    old = [branch for branch in city.branches if branch.since.year < 1959 and branch.size <= 40]
    pool = kit.Pool(kit.draw_members(city.rng, LEFT, date(1959, 1, 1)))
    last = ON - timedelta(420)
    for member in pool.members:
        if member.admitted < last:
            draw_left(city, member)
            branch = city.rng.choice(old)
            member.residence = str(branch.extra["base_area"])
            member.affiliations = [(branch.code, member.admitted, member.left)]
            city.members.append(member)


def transfer_row(city: City, member: Member, to: str, issued: date, received: date | None) -> None:
    number = len(city.tables.rows.get("transfer", [])) + 1
    city.tables.add(
        "transfer",
        person=member.code,
        from_=member.affiliations[0][0],
        to=to,
        letter=f"京组转{issued.year}第{number:05d}号",
        issued=issued,
        valid_until=issued + timedelta(90),
        received=received,
        state="received" if received else "in_transit",
    )


def add_transfers(city: City) -> None:
    """Some of today's members came from another branch; a dozen are on their way to one."""
    settled = [m for m in city.members if not m.left and len(m.affiliations) == 1]
    movers = city.rng.sample(settled, round(TRANSFERRED * len(city.members)))
    sources = [branch for branch in city.branches if branch.size <= 40]
    for member in movers:
        first = max(member.admitted + timedelta(90), date(2005, 1, 1))
        source = city.rng.choice(sources)
        if first < ON - timedelta(30) and source.since <= member.admitted and source.code != member.affiliations[0][0]:
            on = draw_day(city.rng, first, ON - timedelta(3))
            here = member.affiliations[0][0]
            member.affiliations = [(source.code, member.admitted, on), (here, on, None)]
            transfer_row(city, member, here, on - timedelta(city.rng.randint(5, 60)), on)
    gone = {m.code for m in movers}
    for member in city.rng.sample([m for m in settled if m.code not in gone], 12):
        to = city.rng.choice([branch for branch in sources if branch.code != member.affiliations[0][0]])
        transfer_row(city, member, to.code, ON - timedelta(city.rng.randint(2, 40)), None)


PARTICIPATION = {
    "report_in": 50,
    "volunteer": 22,
    "attachment": 10,
    "functional": 8,
    "mobile_inflow": 5,
    "temporary": 5,
}


def draw_place(city: City, kind: str, district: str, communities: dict[str, list[Body]]) -> Body:
    if kind in city.special:
        return city.rng.choice(city.special[kind])
    if kind == "attachment":
        return city.rng.choice(city.branches)
    if city.rng.random() < 0.1:
        district = city.rng.choice(sorted(communities))
    return city.rng.choice(communities[district])


def participation(city: City, member: Member, kind: str, place: Body) -> kit.Row | None:
    """A row whose period lies within the member's and the organization's; None where they hardly meet."""
    begins = [member.admitted, place.since, date(2014, 1, 1)]
    end = min(day for day in (member.left, place.until, ON) if day)
    if max(begins) + timedelta(40) > end:
        return None
    since = draw_day(city.rng, max(begins), end - timedelta(30))
    closed = member.left or place.until or city.rng.random() < 0.35
    until = draw_day(city.rng, since + timedelta(1), end) if closed else None
    return {"person": member.code, "organization": place.code, "kind": kind, "since": since, "until": until}


def add_participations(city: City) -> list[kit.Row]:
    communities: dict[str, list[Body]] = {}
    for code, body in city.bodies.items():
        if re.fullmatch(r"o\d{12}", code):
            communities.setdefault(code[1:7], []).append(body)
    rows = []
    for member in city.members:
        if city.rng.random() >= 0.31:
            continue
        seen = {code for code, _, _ in member.affiliations}
        number = city.rng.choice((1, 1, 2, 3))
        for kind in city.rng.choices(list(PARTICIPATION), list(PARTICIPATION.values()), k=number):
            place = draw_place(city, kind, member.residence[:6], communities)
            row = participation(city, member, kind, place)
            if row and place.code not in seen:
                seen.add(place.code)
                rows.append(row)
    part_attachments(rows)
    return rows


def part_attachments(rows: list[kit.Row]) -> None:
    """Nobody is attached to two branches at once: the second time a member helps out."""
    attached: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        if row["kind"] == "attachment":
            period = (row["since"], row["until"] or date.max)
            others = attached.setdefault(str(row["person"]), [])
            if any(period[0] < until and since < period[1] for since, until in others):
                row["kind"] = "volunteer"
            else:
                others.append(period)


# ---- Posts and output -----------------------------------------------------------------------------------------


def elections(city: City) -> None:
    """Committees of the branches, and above them of the sampled communities."""
    inside: dict[str, list[Member]] = {}
    for member in city.members:
        code, _, until = member.affiliations[-1]
        if until is None:
            inside.setdefault(code, []).append(member)
    by_community: dict[str, list[Member]] = {}
    for branch in city.branches:
        on = ELECTED_IN_UNITS if branch.extra.get("base_unit") else elected_in_community(branch.since)
        voters = [member for member in inside[branch.code] if member.affiliations[-1][1] <= on]
        kit.elect(city.tables, city.rng, branch.code, kit.BRANCH_ROLES, voters, on)
        by_community.setdefault(branch.superiors[-1][0], []).extend(voters)
    for community in city.sampled:
        on = elected_in_community(community.since)
        voters = [member for member in by_community[community.code] if member.affiliations[-1][1] <= on]
        kit.elect(city.tables, city.rng, community.code, kit.COMMITTEE_ROLES, voters, on)


def fill(city: City) -> None:
    """Areas, organizations and members as rows."""
    for division in city.divisions:
        row = area_row(division)
        city.tables.add("area", **row | {"parent": "" if division.kind == "province" else row["parent"]})
    for body in city.bodies.values():
        body.extra = {name: value for name, value in body.extra.items() if not name.startswith("_")}
        for row in body.rows():
            city.tables.add("organization", **row)
        for row in body.subordinations():
            city.tables.add("subordination", **row)
    for member in city.members:
        city.tables.add("person", **member.row())
        for code, since, until in member.affiliations:
            city.tables.add(
                "membership", person=member.code, organization=code, kind="affiliation", since=since, until=until
            )


def make(seed: int) -> Tables:
    city = City(seed)
    add_upper(city)
    add_industry_committees(city)
    add_communities(city, add_townships(city))
    add_branches(city)
    add_units(city)
    add_unit_branches(city)
    guide_communities(city)
    add_special(city)
    add_members(city)
    add_former(city)
    number_members(city)
    add_transfers(city)
    elections(city)
    participations = add_participations(city)
    fill(city)
    city.tables.rows["membership"] += participations
    return city.tables


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    make(args.seed).write(args.out)
