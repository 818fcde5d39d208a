#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: demands of new-employment groups, roles in practice, order of resort (Beijing)."""

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
from casekit import Tables  # noqa: E402
from divisions import area_row, read_divisions, read_level  # noqa: E402

CITY = "o11"
STREET = "110105026"
COMMUNITY = "110105026060"
NEEDS = 185  # of 9,250: one in fifty

# Category -> title, weight, way out, who answers (none: the district's committee), who supports.
DEMANDS = {
    "rest": ("歇脚充电饮水", 22, "bundled", "dep-union", "ind-courier"),
    "access": ("进小区通行与取送件", 20, "whistle", "", "dep-housing"),
    "parking": ("临时停车与换电", 18, "whistle", "dep-city", "dep-police"),
    "dining": ("暖心平价餐", 12, "bundled", "dep-union", "ind-courier"),
    "rights": ("劳动权益与工伤保险", 11, "direct", "dep-labour", "ind-courier"),
    "health": ("健康体检", 8, "bundled", "dep-health", "dep-union"),
    "schooling": ("子女入学咨询", 5, "direct", "dep-education", "dep-labour"),
    "legal": ("法律援助", 4, "direct", "dep-justice", "ind-lawyers"),
}
DEPARTMENTS = {
    "dep-union": ("北京市总工会", "mass_organization"),
    "dep-housing": ("北京市住房和城乡建设委员会", "organ"),
    "dep-city": ("北京市城市管理委员会", "organ"),
    "dep-police": ("北京市公安局", "organ"),
    "dep-labour": ("北京市人力资源和社会保障局", "organ"),
    "dep-health": ("北京市卫生健康委员会", "organ"),
    "dep-education": ("北京市教育委员会", "organ"),
    "dep-justice": ("北京市司法局", "organ"),
}
ROLES = {
    "leadership": "把好执业方向，参与重大事项决策",
    "management": "与管理层共学共商",
    "supervision": "参与执业纪律与职业道德监督",
    "talent": "推荐培养骨干人才",
    "public_legal_aid": "组织公益法律服务",
    "mediation": "参与基层矛盾化解",
}
FIRMS = ("北京景正律师事务所", "北京元诚律师事务所", "北京泽同律师事务所")
QUARTERS = (date(2023, 9, 21), date(2023, 12, 21), date(2024, 3, 21), date(2024, 6, 20))


def add_areas(tables: Tables) -> list[str]:
    """The city, its districts, and one community of Chaoyang with a business district beside it."""
    path = [division for division in read_divisions(COMMUNITY) if division.kind in ("township", "community")]
    counties = list(read_level(6, "11"))
    for division in [*read_level(2, "11"), *read_level(4, "1101"), *counties, *path]:
        row = area_row(division)
        name = division.name.removesuffix("居委会")
        parent = "" if division.kind == "province" else row["parent"]
        tables.add("area", **row | {"parent": parent, "name": name})
    tables.add("area", code="bd-east", name="望京东商圈", kind="business_district", parent=STREET)
    return [county.code for county in counties]


def add_organization(tables: Tables, code: str, superior: str, name: str, kind: str, form: str, **row: object) -> None:
    approved = {"approved_by": superior} if superior else {}
    tables.add("organization", code=code, name=name, kind=kind, form=form, **row | approved)
    if superior:
        tables.add("subordination", organization=code, superior=superior, since=row.get("since"))


def add_organizations(tables: Tables, counties: list[str]) -> None:
    add_organization(tables, CITY, "", "中共北京市委员会", "local_committee", "regular", base_area="11")
    for row in [row for row in tables.rows["area"] if row["code"] in counties]:
        name, code = f"中共北京市{row['name']}委员会", f"o{row['code']}"
        add_organization(tables, code, CITY, name, "local_committee", "regular", base_area=row["code"])
    stem, kind = "中共北京市朝阳区望京街道", "working_committee"
    add_organization(tables, "o" + STREET, "o110105", stem + "工作委员会", kind, "regular", base_area=STREET)
    row = {"base_area": COMMUNITY}
    add_organization(tables, "o" + COMMUNITY, "o" + STREET, stem + "望京园社区委员会", "committee", "regular", **row)
    row = {"base_area": "bd-east", "since": date(2022, 6, 1), "mode": "standalone"}
    name = stem + "望京东商圈委员会"
    add_organization(tables, "sd-east", "o" + STREET, name, "committee", "business_district", **row)
    row = {"base_area": STREET, "since": date(2021, 7, 1), "mode": "based_on"}
    name = stem + "党群服务中心综合支部委员会"
    add_organization(tables, "fallback", "o" + STREET, name, "branch", "comprehensive", **row)
    for code, name, kind, since in (
        ("ind-internet", "中共北京市委互联网企业工作委员会", "working_committee", date(2021, 6, 1)),
        ("ind-courier", "中共北京市快递行业委员会", "committee", date(2021, 6, 1)),
        ("ind-lawyers", "中共北京市律师行业委员会", "committee", None),
    ):
        add_organization(tables, code, CITY, name, kind, "industry", base_area="11", since=since)


# ---- D9: demands ----------------------------------------------------------------------------------------------


def add_stations(tables: Tables, counties: list[str]) -> dict[str, list[str]]:
    """In each district a courier's and a rider's station, by district."""
    names = {str(row["code"]): str(row["name"]) for row in tables.rows["area"]}
    for code, (name, kind) in DEPARTMENTS.items():
        tables.add("unit", code=code, name=name, kind=kind, area="11", industry="public_administration")
    stations: dict[str, list[str]] = {}
    for county in counties:
        for end, label in (("courier", "快递网点"), ("rider", "外卖配送站点")):
            code = f"{end}-{county}"
            row = {"kind": "delivery_station", "area": county, "industry": "transport"}
            tables.add("unit", code=code, name=f"{names[county]}第一{label}", **row, since=date(2020, 1, 1))
            tables.add("coverage", unit=code, organization="o" + county, manner="area", since=date(2021, 7, 1))
            stations.setdefault(county, []).append(code)
    return stations


def add_item(tables: Tables, roles: dict[str, Iterable[str]], **row: object) -> None:
    """An item with who has which role in it."""
    tables.add("item", **row)
    for role, bodies in roles.items():
        for body in bodies:
            tables.add("assignment", item=row["code"], body=body, role=role)


def add_demands(tables: Tables, rng: random.Random, stations: dict[str, list[str]]) -> None:
    """All raised and resolved in 2023; two in three were rated."""
    listed = {"kind": "need", "owner": CITY, "period": "2023", "since": date(2023, 1, 1)}
    tables.add("checklist", code="demands", name="新就业群体诉求清单", **listed)
    weights = {category: float(demand[1]) for category, demand in DEMANDS.items()}
    counties = list(stations)
    drawn = zip(
        sorted(kit.draw_day(rng, date(2023, 1, 3), date(2023, 11, 30)) for _ in range(NEEDS)),
        kit.spread(rng, weights, NEEDS),
        kit.spread(rng, dict.fromkeys(counties, 1.0), NEEDS),
        strict=True,
    )
    for number, (opened, category, county) in enumerate(drawn, 1):
        title, _, route, body, support = DEMANDS[category]
        rating = rng.randint(80, 100) if rng.random() < 2 / 3 else None
        row = {"code": f"d{number:03d}", "checklist": "demands", "title": title, "category": category, "route": route}
        row |= {"state": "rated" if rating else "resolved", "rating": rating, "quantity": 1, "measure": "件"}
        row |= {"area": county, "raised_by": rng.choice(stations[county]), "opened": opened}
        row |= {"due": opened + timedelta(30), "closed": opened + timedelta(rng.randint(2, 30))}
        add_item(tables, {"accountable": [body or "o" + county], "support": [support]}, **row)


# ---- D6: roles in practice ------------------------------------------------------------------------------------


def add_role_list(tables: Tables, owner: str, name: str, support: list[str]) -> None:
    code, since = "role-" + owner, date(2022, 6, 1)
    title = name + "党组织发挥作用清单"
    tables.add("checklist", code=code, name=title, kind="role_practice", owner=owner, period="2022", since=since)
    for category, role in ROLES.items():
        row = {"code": f"{code}-{category}", "checklist": code, "title": role, "category": category}
        row |= {"recurrence": "quarterly" if category == "management" else "as_needed", "state": "open"}
        add_item(tables, {"accountable": [owner], "support": support}, **row, opened=since)


def add_lawyers(tables: Tables) -> None:
    """The list of the industry, and of three firms that have taken it over; each studies with its management."""
    firms = []
    for number, name in enumerate(FIRMS, 1):
        unit, branch = f"law-{number}", f"law-{number}-branch"
        row = {"kind": "law_firm", "area": COMMUNITY, "industry": "business_services", "since": date(2010, 5, 1)}
        tables.add("unit", code=unit, name=name, **row)
        row = {"base_unit": unit, "base_area": COMMUNITY, "mode": "standalone", "since": date(2015, 7, 1)}
        add_organization(tables, branch, "ind-lawyers", f"中共{name}支部委员会", "branch", "regular", **row)
        firms.append((unit, branch, name))
    add_role_list(tables, "ind-lawyers", "律师行业", [branch for _, branch, _ in firms])
    serial = 0
    for unit, branch, name in firms:
        add_role_list(tables, branch, name, [unit])
        for day in QUARTERS:
            serial += 1
            item, code = f"role-{branch}-management", f"study-{serial:02d}"
            tables.add("activity", code=code, kind="consultation", host=branch, date=day, headcount=7, item=item)
            for participant in (branch, unit):
                tables.add("attendance", activity=code, participant=participant)


# ---- D10: order of resort -------------------------------------------------------------------------------------


def add_resort(tables: Tables) -> None:
    """Five enterprises of one subdistrict: two of which nobody but the subdistrict answers for."""
    for code, name, kind, area, industry in (
        ("lead", "北京启源新能源科技股份有限公司", "non_public_enterprise", STREET, "manufacturing"),
        ("internet", "北京立元网络科技有限公司", "platform_enterprise", COMMUNITY, "information"),
        ("shop", "北京乐宏商贸有限公司", "non_public_enterprise", "bd-east", "trade"),
        ("supplier", "北京同泰储能技术有限公司", "non_public_enterprise", COMMUNITY, "manufacturing"),
        ("noodles", "望京园小面馆", "self_employed", COMMUNITY, "hospitality"),
        ("laundry", "望京园洗衣店", "self_employed", COMMUNITY, "resident_services"),
    ):
        tables.add("unit", code=code, name=name, kind=kind, area=area, industry=industry, since=date(2019, 3, 1))
    tables.add("coverage", unit="internet", organization="ind-internet", manner="industry", since=date(2021, 7, 1))
    tables.add("coverage", unit="shop", organization="sd-east", manner="area", since=date(2022, 7, 1))
    tables.add("coverage", unit="noodles", organization="fallback", manner="fallback", since=date(2021, 8, 1))
    row = {"kind": "industry_cluster", "lead": "lead", "area": "110105", "since": date(2022, 3, 1)}
    tables.add("alliance", code="new-energy", name="新能源党建联盟", **row)
    for body, role in (("lead", "lead"), ("supplier", "member")):
        tables.add("seat", alliance="new-energy", body=body, role=role, since=date(2022, 3, 1))


def make(seed: int) -> Tables:
    rng, tables = random.Random(seed), Tables()
    counties = add_areas(tables)
    add_organizations(tables, counties)
    add_demands(tables, rng, add_stations(tables, counties))
    add_lawyers(tables)
    add_resort(tables)
    return tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    args = parser.parse_args()
    make(args.seed).write(args.out)


if __name__ == "__main__":
    main()
