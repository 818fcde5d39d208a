#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: Shibei district, its part-time members, lists, mechanisms and grids."""

from __future__ import annotations

import argparse
import random
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import lists  # noqa: E402

import casekit as kit  # noqa: E402
from casekit import Member, Tables  # noqa: E402
from divisions import area_row, read_divisions  # noqa: E402

DISTRICT = "370203"
STREET = lists.STREET  # the one subdistrict that is modelled in detail
ENLARGED = date(2013, 7, 1)  # synthetic: the source gives no day for the grand committees
PART_TIME = 525
OF_STREET, OF_COMMUNITY = 5, 3  # part-time members of each; what is left goes to communities, one each

# Kind of unit -> its line, the beginning of its credit code, how its name is made, how many of the 525.
TRADES = {
    "school": ("ln-education", "12", "青岛市北{}小学", "education", 110),
    "public_institution": ("ln-organ", "12", "青岛市市北区{}服务中心", "public_administration", 60),
    "hospital": ("ln-health", "12", "青岛{}医院", "health", 65),
    "state_owned_enterprise": ("ln-state", "91", "青岛{}集团有限公司", "manufacturing", 90),
    "non_public_enterprise": ("ln-two-new", "91", "青岛{}科技有限公司", "information", 120),
    "financial_institution": ("ln-finance", "91", "{}银行青岛市北支行", "finance", 50),
    "law_firm": ("ln-lawyers", "31", "山东{}律师事务所", "business_services", 30),
}
LINES = {
    "ln-education": ("o370203", "青岛市市北区委教育", "区委教育工委", "working_committee", "370203"),
    "ln-organ": ("o370203", "青岛市市北区委区直机关", "区直机关工委", "working_committee", "370203"),
    "ln-health": ("o370203", "青岛市市北区卫生健康系统", "区卫健系统党委", "committee", "370203"),
    "ln-state": ("o370203", "青岛市市北区国有企业", "区国企党委", "committee", "370203"),
    "ln-two-new": (
        "o370203",
        "青岛市市北区委非公有制经济组织和社会组织",
        "区委两新工委",
        "working_committee",
        "370203",
    ),
    "ln-finance": ("o3702", "青岛市金融系统", "市金融系统党委", "committee", "3702"),
    "ln-lawyers": ("o3702", "青岛市律师行业", "市律师行业党委", "committee", "3702"),
}
# The detailed subdistrict has these, so that its lists can name a school or a hospital.
STREET_KINDS = ("public_institution", "state_owned_enterprise", "financial_institution", "law_firm", "hospital")
COMMUNITY_KINDS = ("school", "hospital", "non_public_enterprise")
WORDS = (
    "安 邦 宝 博 晨 诚 达 德 鼎 丰 福 光 广 海 合 恒 宏 华 汇 嘉 建 金 锦 景 君 康 乐 立 联 隆 明 宁 鹏 启 庆 荣 瑞 润 "
    "盛 思 泰 天 通 同 万 维 祥 欣 新 信 兴 雅 益 永 优 裕 元 远 悦 泽 正 志 中"
).split()
NUMERALS = "一二三"
POINT_PLACES = ("courtyard", "building", "market", "park")
POINT_NAMES = {"courtyard": "院落", "building": "商务楼宇", "market": "集贸市场", "park": "园区"}


class District:
    """All that is drawn, while it is drawn."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        further = {"facility": "place", "item": "stars"}
        self.tables = Tables(further)
        self.names: dict[str, str] = {}  # of subdistricts and communities
        self.communities: dict[str, list[str]] = {}  # by subdistrict
        self.people = 0


# ---- Areas and organizations of the area ----------------------------------------------------------------------


def grids_of(community: str) -> list[str]:
    """Codes of the three grids of a community: its own and three digits more."""
    return [f"{community}{number:03d}" for number in (1, 2, 3)]


def add_areas(district: District) -> None:
    for division in read_divisions(DISTRICT):
        row = area_row(division)
        district.tables.add("area", **row | {"parent": "" if division.kind == "province" else row["parent"]})
        name = division.name.removesuffix("居民委员会").removesuffix("村民委员会").removesuffix("居委会")
        district.names[division.code] = name
        if division.kind == "township":
            district.communities[division.code] = []
        elif division.kind == "community":
            district.communities[division.parent].append(division.code)
    for communities in district.communities.values():
        for community in communities:
            for grid, numeral in zip(grids_of(community), NUMERALS, strict=True):
                name = f"{district.names[community]}第{numeral}网格"
                district.tables.add("area", code=grid, name=name, kind="grid", parent=community)


def add_organization(district: District, code: str, superior: str, stem: str, short: str, **row: object) -> None:
    """An organization and its one superior, both from the same day on."""
    kind = str(row["kind"])
    long, _ = kit.SUFFIX[kind]
    approved = {"approved_by": superior} if superior else {}
    district.tables.add("organization", code=code, name=f"中共{stem}{long}", short_name=short, **row | approved)
    if superior:
        district.tables.add("subordination", organization=code, superior=superior, since=row.get("since"))


def add_enlarged(district: District, area: str, superior: str, kind: str, stem: str, short: str) -> None:
    """The organization of a subdistrict or community: regular, and enlarged from a day on."""
    long, ending = kit.SUFFIX[kind]
    common = {"code": "o" + area, "name": f"中共{stem}{long}", "short_name": short + ending, "kind": kind}
    common |= {"base_area": area, "approved_by": superior}
    district.tables.add("organization", **common, form="regular", until=ENLARGED)
    district.tables.add("organization", **common, form="enlarged", since=ENLARGED)
    district.tables.add("subordination", organization="o" + area, superior=superior)


def add_chain(district: District) -> None:
    """Province, city, district, subdistricts with communities; then the lines."""
    above = ""
    for area, stem, short in (
        ("37", "山东省", "省委"),
        ("3702", "青岛市", "市委"),
        (DISTRICT, "青岛市市北区", "区委"),
    ):
        row = {"kind": "local_committee", "form": "regular", "base_area": area}
        add_organization(district, "o" + area, above, stem, short, **row)
        above = "o" + area
    for street, communities in district.communities.items():
        stem = "青岛市市北区" + district.names[street]
        add_enlarged(district, street, above, "working_committee", stem, district.names[street])
        for community in communities:
            name = district.names[community]
            add_enlarged(district, community, "o" + street, "committee", stem + name, name)
    for code, (superior, stem, short, kind, area) in LINES.items():
        form = "two_new" if code == "ln-two-new" else "industry"
        add_organization(district, code, superior, stem, short, kind=kind, form=form, base_area=area)


# ---- Resident units and part-time members ---------------------------------------------------------------------


def draw_places(district: District) -> list[tuple[str, str]]:
    """Body of the area and grid of the unit, for each part-time member."""
    places = []
    every = [code for communities in district.communities.values() for code in communities]
    others = [code for code in every if not code.startswith(STREET)]
    more = PART_TIME - OF_STREET * len(district.communities) - OF_COMMUNITY * len(every)
    with_one_more = set(district.rng.sample(others, more))
    for street, communities in district.communities.items():
        for number in range(OF_STREET):
            grids = grids_of(communities[number % len(communities)])
            places.append((street, grids[number % 3]))
        for community in communities:
            count = OF_COMMUNITY + (community in with_one_more)
            places += [(community, grids_of(community)[number % 3]) for number in range(count)]
    return places


def draw_kinds(district: District, places: list[tuple[str, str]]) -> list[str]:
    """Kinds of the units: given ones in the detailed subdistrict, the rest of the quotas elsewhere."""
    given: list[str | None] = []
    for body, _ in places:
        kinds = STREET_KINDS if body == STREET else COMMUNITY_KINDS if body.startswith(STREET) else ()
        seen = sum(body == other for other, _ in places[: len(given)])
        given.append(kinds[seen] if kinds else None)
    rest = [kind for kind, trade in TRADES.items() for _ in range(trade[4] - given.count(kind))]
    district.rng.shuffle(rest)
    return [kind or rest.pop() for kind in given]


def draw_names(district: District, kinds: list[str]) -> list[str]:
    """Distinct names, after the kind."""
    names: dict[str, None] = {}
    for number, kind in enumerate(kinds, 1):
        while len(names) < number:
            names[TRADES[kind][2].format("".join(district.rng.sample(WORDS, 2)))] = None
    return list(names)


def draw_heads(district: District) -> list[Member]:
    """Full members for years by 2016, of an age to head a unit's organization then and to do so still."""
    drawn = kit.draw_members(district.rng, 6 * PART_TIME)
    fit = [member for member in drawn if 34 <= member.age() <= 59 and member.admitted < date(2013, 1, 1)]
    return district.rng.sample(fit, PART_TIME)


def add_unit(district: District, code: str, name: str, kind: str, area: str, **row: object) -> None:
    district.tables.add("unit", code=code, name=name, kind=kind, area=area, **row)


def add_person(district: District, member: Member, branch: str, employer: str = "") -> str:
    """A member with the one affiliation, from admission on."""
    district.people += 1
    member.code, member.employer, member.klass = f"p{district.people:03d}", employer, "regular"
    district.tables.add("person", **member.row())
    district.tables.add(
        "membership", person=member.code, organization=branch, kind="affiliation", since=member.admitted
    )
    return member.code


def add_resident(district: District, number: int, name: str, kind: str, place: tuple[str, str], head: Member) -> None:
    """A resident unit, its branch under its line, the branch's secretary, and the part-time post in the area."""
    body, grid = place
    line, prefix, _, industry, _ = TRADES[kind]
    unit, branch = f"u{number:03d}", f"b{number:03d}"
    begun = kit.draw_day(district.rng, date(head.admitted.year - 9, 1, 1), date(head.admitted.year - 2, 12, 31))
    founded = kit.draw_day(district.rng, begun + timedelta(30), head.admitted - timedelta(30))
    serial = district.rng.randrange(10_000_000, 99_999_999)
    row = {"industry": industry, "credit_code": kit.credit_code(prefix, DISTRICT, serial), "since": begun}
    add_unit(district, unit, name, kind, grid, **row)
    row = {"kind": "branch", "form": "regular", "mode": "standalone", "base_unit": unit, "base_area": grid}
    add_organization(district, branch, line, name, name + "党支部", **row, since=founded)
    person = add_person(district, head, branch, unit)
    since = kit.draw_day(district.rng, date(2016, 6, 1), date(2017, 9, 30))
    post = district.tables.add
    post("post", person=person, body=branch, role="secretary", basis="elected", full_time="no", since=date(2016, 3, 1))
    part_time = {"role": "part_time_member", "basis": "resident_unit", "full_time": "no"}
    post("post", person=person, body="o" + body, **part_time, since=since)
    guide = "o" + (body if body != STREET else grid[:12])
    district.tables.add("guidance", organization=branch, guide=guide, kind="area", since=since)


def add_residents(district: District) -> list[lists.Resident]:
    """All 525; those of the detailed subdistrict are handed back."""
    places = draw_places(district)
    kinds = draw_kinds(district, places)
    names, heads = draw_names(district, kinds), draw_heads(district)
    known = []
    for number, (place, kind, name, head) in enumerate(zip(places, kinds, names, heads, strict=True), 1):
        add_resident(district, number, name, kind, place, head)
        if place[0].startswith(STREET):
            known.append(lists.Resident(f"u{number:03d}", f"b{number:03d}", kind, *place))
    return known


# ---- Community workers ----------------------------------------------------------------------------------------

WORKER_AGES = {(22, 30): 2, (31, 35): 3, (36, 40): 4, (41, 45): 5, (46, 50): 6, (51, 55): 6, (56, 59): 4}


def draw_workers(district: District) -> list[Member]:
    """Thirty, oldest first: the source finds them ageing."""
    namer, workers = kit.Namer(district.rng), []
    for band, count in WORKER_AGES.items():
        for _ in range(count):
            sex = district.rng.choice(("female", "female", "male"))
            worker = Member(sex, kit.draw_born(district.rng, band), name=namer.draw(sex))
            kit.draw_career(district.rng, worker)
            worker.education = "bachelor" if worker.age() <= 40 else "junior_college"
            workers.append(worker)
    return sorted(workers, key=lambda worker: worker.born)


def add_workers(district: District) -> list[str]:
    """Five in each community of the detailed subdistrict, the oldest of them its secretary."""
    codes, workers = [], draw_workers(district)
    communities = district.communities[STREET]
    for number, community in enumerate(communities):
        name, grid = district.names[community], grids_of(community)[0]
        branch = f"bw{community}"
        stem = f"青岛市市北区辽宁路街道{name}第一网格"
        row = {"kind": "branch", "form": "grid", "mode": "standalone", "base_area": grid}
        add_organization(district, branch, "o" + community, stem, name + "第一网格党支部", **row)
        for place, worker in enumerate(workers[number :: len(communities)]):
            person = add_person(district, worker, branch, "rc" + community)
            codes.append(person)
            since = max(
                kit.draw_day(district.rng, date(2012, 1, 1), date(2016, 12, 31)), kit.add_years(worker.born, 22)
            )
            post = {"person": person, "full_time": "yes", "since": since}
            district.tables.add("post", **post, body="rc" + community, role="community_worker", basis="staff")
            if place == 0:
                post["since"] = date(2017, 3, 10)
                district.tables.add("post", **post, body="o" + community, role="secretary", basis="elected")
    return codes


# ---- Facilities -----------------------------------------------------------------------------------------------


def add_facilities(district: District) -> None:
    """A centre for each subdistrict; in each community a station in its first grid and a point in the other two."""
    turn = 0
    for street, communities in district.communities.items():
        row = {"level": "centre", "organization": "o" + street, "area": street, "since": date(2015, 7, 1)}
        services = "民情受理、政策咨询、党员服务、议事协商"
        name = district.names[street] + "民情服务中心"
        district.tables.add("facility", code="fc" + street, name=name, services=services, **row)
        for community in communities:
            name, (station, *points) = district.names[community], grids_of(community)
            row |= {"organization": "o" + community, "level": "station", "area": station}
            district.tables.add(
                "facility", code="fs" + station, name=name + "民情服务站", services="民情受理、党员报到", **row
            )
            for grid in points:
                place = POINT_PLACES[turn % 4]
                turn += 1
                point = row | {"code": "fp" + grid, "level": "point", "area": grid, "place": place}
                label = f"{name}第{NUMERALS[int(grid[-1]) - 1]}网格{POINT_NAMES[place]}民情服务点"
                district.tables.add("facility", name=label, services="民情收集、便民服务", **point)


# ---- The whole ------------------------------------------------------------------------------------------------


def make(seed: int) -> Tables:
    district = District(seed)
    add_areas(district)
    add_chain(district)
    residents = add_residents(district)
    names = {code: district.names[code] for code in district.communities[STREET]}
    lists.add_local_units(district.tables, names)
    workers = add_workers(district)
    add_facilities(district)
    streets = list(district.communities)
    every = {code: district.names[code] for codes in district.communities.values() for code in codes}
    lists.add_lists(district.tables, lists.Local(names, residents, workers, streets, every))
    return district.tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    args = parser.parse_args()
    make(args.seed).write(args.out)


if __name__ == "__main__":
    main()
