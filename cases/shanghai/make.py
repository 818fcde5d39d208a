#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of this folder: alliances of Shanghai, from a committee in a community to a riverside of five
districts (cases A6, C1 to C10)."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from city import CITY, HALVES, QUARTERS, City  # noqa: E402

import casekit as kit  # noqa: E402
from casekit import Tables, draw_day  # noqa: E402

# ---- Xuhui: committees at three levels, special committees by subdistrict branches (C1, C3) ---------------------

XUHUI, HONGMEI, PARK_LEVEL = "310104", "310104012", "310104501"
# Industry, its special committee, trade and kind of the units in it.
LINES = {
    "tech": ("科技创新", "科创产业专委会", "科技有限公司", "non_public_enterprise", "research"),
    "office": ("商务楼宇", "商务楼宇专委会", "商务服务有限公司", "non_public_enterprise", "business_services"),
    "culture": ("文化旅游", "文化旅游专委会", "文化旅游发展有限公司", "non_public_enterprise", "culture"),
    "welfare": ("公益服务", "公益服务专委会", "社会公益服务中心", "social_organization", "health"),
}


def townships(city: City, district: str) -> list[str]:
    """Subdistricts and towns, without the levels made up for statistics."""
    return [code for code in city.children(district) if city.divisions[code].klass != "quasi"]


def add_lines(city: City) -> None:
    """Four industry committees, and in each of the 13 subdistricts and towns one branch that each of them guides."""
    top = city.place(XUHUI)
    term = {"base_area": XUHUI, "form": "industry", "term_years": 5, "term_ends": date(2026, 10, 1)}
    for key, (name, _, trade, kind, industry) in LINES.items():
        line = city.organization(f"ind-{key}", f"上海市徐汇区{name}行业", "committee", top, date(2016, 10, 1), **term)
        for number, township in enumerate(townships(city, XUHUI), 1):
            superior, code = city.place(township), f"{key}-{number:02d}"
            unit = city.unit(
                "xu-" + code, city.name(trade), kind, township, industry, headcount=city.rng.randint(30, 900)
            )
            stem = str(city.tables.rows["unit"][-1]["name"])
            own = {"mode": "standalone", "base_unit": unit, "term_years": 3, "term_ends": date(2026, 6, 30)}
            since = date(2017, 6, 30)
            city.tables.rows["unit"][-1]["since"] = date(2012, 5, 1)
            city.organization("xo-" + code, stem, "branch", superior, since, base_area=township, **own)
            city.guide("xo-" + code, line, "line", since)
            city.tables.add("coverage", unit=unit, organization="xo-" + code, manner="own", since=since)


def add_xuhui(city: City) -> None:
    """District committee; special committees by line; a committee in each subdistrict, which is its branch."""
    since = date(2018, 3, 1)
    parts, top = townships(city, XUHUI), "o" + XUHUI
    seats = [(top, "lead"), *((f"ind-{key}", "deputy") for key in LINES), *(("o" + code, "member") for code in parts)]
    city.alliance("xh-cc", "徐汇区党建工作协调委员会", "coordination_committee", top, XUHUI, since, seats=seats)
    for key, (_, name, *_) in LINES.items():
        seats = [(f"ind-{key}", "lead"), *((f"xo-{key}-{number:02d}", "member") for number in range(1, len(parts) + 1))]
        name = "徐汇区区域化党建" + name
        city.alliance(
            f"xh-sc-{key}", name, "special_committee", f"ind-{key}", XUHUI, since, parent="xh-cc", seats=seats
        )
    for number, code in enumerate(parts, 1):
        seats = [("o" + code, "lead"), *((f"xo-{key}-{number:02d}", "member") for key in LINES)]
        if code == HONGMEI:
            seats += [(city.place(community), "member") for community in city.children(code)]
        name = city.title(code) + "党建工作协调委员会（徐汇区区域化党建分会）"
        given = {"parent": "xh-cc", "seats": seats}
        city.alliance("xh-br-" + code, name, "coordination_committee", "o" + code, code, since, **given)


def add_communities(city: City) -> None:
    """The 13 communities of Hongmeilu, round the park: residents' committee, property company, owners' committee."""
    for number, code in enumerate(city.children(HONGMEI), 1):
        organization, stem = city.place(code), city.title(code).removesuffix("居民区")
        named = (
            (f"hm-r{number:02d}", stem + "居民委员会", "residents_committee", "public_administration"),
            (f"hm-p{number:02d}", city.name("物业服务有限公司"), "property_company", "real_estate"),
            (f"hm-o{number:02d}", stem + "业主委员会", "owners_committee", "public_administration"),
        )
        units = [
            city.unit(unit, name, kind, code, industry, since=date(2008, 4, 1)) for unit, name, kind, industry in named
        ]
        seats = [(organization, "lead"), *((unit, "member") for unit in units)]
        given = {"parent": "xh-br-" + HONGMEI, "seats": seats}
        name = city.title(code) + "党建工作协调委员会"
        city.alliance("xh-cm-" + code, name, "coordination_committee", organization, code, date(2018, 6, 1), **given)


# ---- Joint meetings every quarter (C2) --------------------------------------------------------------------------

# Subdistrict, its number, and the days of its joint meetings in the year: kept, made up for later, missed.
JOINT = {
    HONGMEI: (7, QUARTERS),
    "310104011": (6, (QUARTERS[0], date(2024, 1, 11), date(2024, 3, 21), QUARTERS[3])),
    "310104013": (8, (QUARTERS[0], QUARTERS[1], QUARTERS[3])),
}
# Title, opened, state, closed, rating; the last two were decided at the urgent meeting of 24 July.
DECIDED = (
    ("虹梅路沿线非机动车停放整治", QUARTERS[0], "rated", date(2023, 11, 20), 80),
    ("园区食堂向周边老人开放", QUARTERS[0], "rated", date(2023, 12, 8), 100),
    ("晚高峰短驳车增设居民区站点", QUARTERS[1], "rated", date(2024, 2, 26), 90),
    ("企业健身房周末共享", QUARTERS[1], "resolved", date(2024, 3, 4), None),
    ("古美路人行道破损修复", QUARTERS[2], "rated", date(2024, 5, 30), 85),
    ("暑期职工子女托管班场地", QUARTERS[3], "taken", None, None),
    ("强降雨低洼地段应急排水", date(2024, 7, 24), "rated", date(2024, 7, 26), 100),
    ("地下车库挡水设施补配", date(2024, 7, 24), "taken", None, None),
)


def add_joint_meetings(city: City) -> None:
    """Three subdistricts; Hongmeilu's matters are tracked to feedback."""
    opened = date(2018, 4, 1)
    for code, (number, days) in JOINT.items():
        lead, alliance = "o" + code, "jm-" + code
        units = [f"xo-{key}-{number:02d}" for key in LINES]
        seats = [(lead, "lead"), *((unit, "member") for unit in units)]
        name = city.title(code) + "党建联席会议"
        city.alliance(alliance, name, "joint_meeting", lead, code, date(2018, 3, 15), seats=seats)
        bodies = [(lead, "accountable"), *((unit, "support") for unit in units)]
        item = city.mechanism(alliance, name, "每季度召开一次联席会议", "quarterly", bodies, opened)
        city.hold("joint_meeting", alliance, item, days)
        more = {"state": "open", "opened": opened, "recurrence": "as_needed"}
        urgent = city.item(alliance + "-m", 2, "遇紧急事项随时召开", bodies, **more)
        city.item(alliance + "-m", 3, "议定事项办理情况及时沟通反馈", bodies, **more)
        if code == HONGMEI:
            city.hold("joint_meeting", alliance, urgent, [date(2024, 7, 24)])
            add_decided(city, alliance, lead, units)


def add_decided(city: City, alliance: str, lead: str, units: list[str]) -> None:
    checklist = city.checklist(
        alliance + "-d", "虹梅路街道党建联席会议议定事项清单", "problem", alliance, date(2023, 9, 1)
    )
    for number, (title, opened, state, closed, rating) in enumerate(DECIDED, 1):
        bodies = [(lead, "accountable"), (units[number % len(units)], "support"), (alliance, "supervise")]
        more = {"closed": closed, "rating": rating, "due": opened + timedelta(90), "route": "direct", "area": HONGMEI}
        city.item(checklist, number, title, bodies, category="joint_meeting", state=state, opened=opened, **more)


# ---- Themes: functional areas, urban renewal, street blocks (C4), the temporary branch of a renewal project (A6)


def resident_units(city: City, prefix: str, area: str, count: int) -> list[str]:
    return [city.enterprise(f"{prefix}{number}", area) for number in range(1, count + 1)]


def add_functional(city: City) -> None:
    """Suhewan: subdistricts along the creek, departments, resident units; and two more."""
    parts = ("310106016", "310106015", "310106017", "310106011")
    leads, top = [city.place(code) for code in parts], "o310106"
    zone = city.zone("fz-suhewan", "苏河湾功能区", "zone", "310106", parts)
    organs = []
    for key, name in (("plan", "规划和自然资源局"), ("trade", "商务委员会"), ("build", "建设和管理委员会")):
        unit = city.unit(
            f"ja-{key}", "上海市静安区" + name, "organ", "310106", "public_administration", since=date(2015, 11, 4)
        )
        given = {
            "form": "organ",
            "base_unit": unit,
            "base_area": "310106",
            "term_years": 5,
            "term_ends": date(2027, 1, 1),
        }
        organs.append(
            city.organization(f"ja-o-{key}", f"上海市静安区{name}机关", "committee", top, date(2017, 1, 1), **given)
        )
    roles = [(leads[0], "lead"), *((body, "deputy") for body in leads[1:]), *((body, "member") for body in organs)]
    roles += [(unit, "member") for unit in resident_units(city, "shw", "310106016", 6)]
    given = {"seats": roles}
    city.alliance("fa-suhewan", "苏河湾功能区党建联盟", "functional_area", leads[0], zone, date(2021, 4, 1), **given)
    for code, name, lead, others in (
        ("fa-beiwaitan", "北外滩先锋联盟", "310109018", ("310109014", "310109017")),
        ("fa-jiading", "嘉定新城片区党建联盟", "310114106", ("310114001", "310114401")),
    ):
        roles = [(city.place(lead), "lead")]
        roles += [(city.place(part), "member") for part in others if city.divisions[part].klass != "quasi"]
        roles += [(unit, "member") for unit in resident_units(city, code + "-u", lead, 4)]
        city.alliance(code, name, "functional_area", "o" + lead, lead[:6], date(2021, 7, 1), seats=roles)


def add_renewal(city: City) -> None:
    """Baoxingli ended with its project; Fangualong has two problems solved in 30 and 90 days."""
    bund, community = city.place("310101013"), city.place("310101013018")
    begin, end = date(2020, 1, 6), date(2021, 6, 30)
    team = city.unit(
        "bxl-team", "宝兴里旧改项目征收事务组", "project_team", "310101013018", "real_estate", since=begin, until=end
    )
    given = {"form": "temporary", "mode": "joint", "base_unit": team, "base_area": "310101013018", "until": end}
    branch = city.organization("tmp-baoxingli", "上海市黄浦区宝兴里旧改项目临时", "branch", bund, begin, **given)
    seats = [(bund, "lead"), (branch, "deputy"), (community, "member"), (team, "member")]
    name = "宝兴里旧改项目党建联席会议"
    city.alliance("ur-baoxingli", name, "urban_renewal", bund, "310101013018", begin, until=end, seats=seats)
    add_fangualong(city)
    for code, name, lead in (
        ("xuhui", "徐汇区城市更新党建联盟", "310104"),
        ("yangpu", "杨浦区城市更新党建联盟", "310110"),
    ):
        roles = [(city.place(lead), "lead")]
        roles += [(city.place(part), "member") for part in townships(city, lead)[:4]]
        roles += [(unit, "member") for unit in resident_units(city, f"ur-{code}-u", lead, 4)]
        city.alliance("ur-" + code, name, "urban_renewal", "o" + lead, lead, date(2022, 5, 1), seats=roles)


def add_fangualong(city: City) -> None:
    """Works began on 12 November 2023; the days before follow from the 90 and the 30."""
    street, community = city.place("310106015"), city.place("310106015001")
    works = date(2023, 11, 12)
    gone = works - timedelta(90)
    signed = gone - timedelta(30)
    builder = city.unit("fgl-soe", "上海静安旧改建设有限公司", "state_owned_enterprise", "310106", "construction")
    given = {
        "mode": "standalone",
        "base_unit": builder,
        "base_area": "310106",
        "term_years": 3,
        "term_ends": date(2025, 9, 1),
    }
    soe = city.organization("fgl-o", "上海静安旧改建设有限公司", "branch", "o310106", date(2020, 12, 31), **given)
    seats = [(street, "lead"), (community, "member"), (soe, "member"), ("ja-o-build", "member")]
    name = "蕃瓜弄旧住房改造党建联盟"
    city.alliance("ur-fangualong", name, "urban_renewal", street, "310106015001", date(2022, 9, 1), seats=seats)
    checklist = city.checklist(
        "ur-fangualong-q", "蕃瓜弄旧住房改造难题清单", "problem", "ur-fangualong", date(2022, 9, 1)
    )
    bodies = [(street, "accountable"), (soe, "support"), (community, "support"), ("ja-o-build", "supervise")]
    more = {"state": "resolved", "route": "whistle", "area": "310106015001"}
    city.item(checklist, 1, "签约生效后居民全部撤离", bodies, category="departure", opened=signed, closed=gone, **more)
    city.item(checklist, 2, "居民撤离后开工", bodies, category="start_of_works", opened=gone, closed=works, **more)
    shared = [(soe, "accountable"), (community, "support")]
    city.projects("ur-fangualong", ("国企党组织带头签约搬迁",), 1, shared, date(2022, 10, 8))


def add_blocks(city: City) -> None:
    """Street-affairs councils of three blocks in Pudong, under one street-block alliance."""
    top, since = city.place("310115"), date(2021, 3, 1)
    parts = (("food", "美食", "310115005"), ("trade", "商业", "310115008"), ("life", "生活", "310115013"))
    seats = [(top, "lead"), *((city.place(code), "member") for _, _, code in parts)]
    city.alliance("sb", "浦东新区街区党建联盟", "alliance", top, "310115", since, seats=seats)
    for key, name, code in parts:
        block = city.zone("bk-" + key, name + "街区", "block", code)
        shops = resident_units(city, f"bk-{key}-u", block, 8)
        roles = [("o" + code, "lead"), *((shop, "member") for shop in shops)]
        given = {"parent": "sb", "seats": roles}
        city.alliance("sb-" + key, name + "街区街事会", "street_block", "o" + code, block, since, **given)


# ---- Across boundaries within the city (C5) ---------------------------------------------------------------------

RIVERSIDE = (
    "310110001 310110006 310110018 310109018 310109017 310101013 310101017 310101015 310101020 310101002 "
    "310104007 310104008 310104016 310104010 310104103 310115005 310115013 310115008 310115010 310115007"
).split()
STATIONS = 96


def add_riverside(city: City) -> None:
    """Five districts, 20 subdistricts and towns, units of many kinds; stations like pearls on a string."""
    since = date(2019, 6, 1)
    leads = [city.place(code) for code in RIVERSIDE]
    districts = sorted({code[:6] for code in RIVERSIDE})
    seats = [("o31", "lead"), *(("o" + code, "deputy") for code in districts), *((body, "member") for body in leads)]
    for number, code in enumerate(RIVERSIDE[::2], 1):
        kind = "state_owned_enterprise" if number % 2 else "public_institution"
        name = city.name("港务有限公司" if number % 2 else "滨江文化中心")
        seats.append((city.unit(f"rv-u{number:02d}", name, kind, code, "public_facilities", headcount=80), "member"))
    city.alliance("riverside", "滨江党建跨区域联盟", "cross_boundary", "o31", CITY, since, seats=seats)
    shares = kit.quotas([city.rng.uniform(0.7, 1.3) for _ in RIVERSIDE], STATIONS)
    for code, share in zip(RIVERSIDE, shares, strict=True):
        for number in range(1, share + 1):
            name = f"{city.title(code)}滨江党群服务站{number}号"
            row = {"level": "station", "organization": "o" + code, "area": code, "services": "党群服务 休憩 饮水 阅览"}
            begin = draw_day(city.rng, since, date(2023, 6, 30))
            city.tables.add("facility", code=f"rs-{code}-{number}", name=name, **row, since=begin)


MATTERS = (("大事共议", "quarterly"), ("要事共决", "quarterly"), ("实事共办", "half_yearly"), ("急事共商", "as_needed"))


def add_expo(city: City) -> None:
    """The front line of the Expo since October 2018: departments, districts, the exhibition centre; four matters."""
    since, lead = date(2018, 10, 1), city.place("310118")
    term = {"form": "organ", "base_area": CITY, "term_years": 5, "term_ends": date(2027, 5, 1)}
    organs = []
    for number, name in enumerate("商务 公安 海关 交通 卫生健康 应急管理 市场监管 文化旅游".split(), 1):
        stem = f"上海市{name}系统进博保障"
        organs.append(city.organization(f"ex-o{number}", stem, "committee", "o31", date(2018, 6, 1), **term))
    town = city.place("310118106")
    centre = city.unit(
        "ex-centre", "国家会展中心", "state_owned_enterprise", "310118106", "business_services", headcount=1200
    )
    seats = [(organs[0], "lead"), (lead, "deputy"), (centre, "deputy"), *((body, "member") for body in organs[1:])]
    seats += [(town, "member"), (city.place("310105"), "member"), (city.place("310112"), "member")]
    city.alliance("expo", "进博一线党建联盟", "alliance", organs[0], CITY, since, seats=seats)
    checklist = city.checklist("expo-m", "进博一线党建联盟沟通机制", "mechanism", "expo", since)
    bodies = [(organs[0], "accountable"), (lead, "support"), (centre, "support")]
    for number, (title, recurrence) in enumerate(MATTERS, 1):
        more = {"state": "open", "opened": since, "recurrence": recurrence, "category": "communication"}
        item = city.item(checklist, number, title, bodies, **more)
        days = {"quarterly": QUARTERS, "half_yearly": HALVES}.get(recurrence, (date(2023, 11, 3),))
        city.hold("joint_meeting", "expo", item, days)
    for number, name in enumerate(("场馆内圈", "场馆外圈", "交通沿线"), 1):
        row = {"level": "centre", "organization": town, "area": "310118106", "since": date(2019, 10, 1)}
        city.tables.add(
            "facility", code=f"ex-f{number}", name=f"进博党群服务阵地（{name}）", **row, services="党群服务 志愿服务"
        )


# ---- Buildings (C6) ---------------------------------------------------------------------------------------------

COUNCILS = {"310115005": 62, "310115004": 28, "310115008": 16, "310115013": 21, "310115016": 20}  # 147
PILOTS = (
    "310107015 310107015 310107014 310107014 310107022 310107005 310107102 310107102 310107021 310107016".split()
)  # of Putuo
PUTUO_ENTERPRISES = 1366


def add_lujiazui(city: City) -> None:
    """One bureau's leading group and five subdistrict committees; a council in each of 147 buildings."""
    since = date(2020, 9, 1)
    bureau = city.unit(
        "lj-bureau", "上海自贸区陆家嘴管理局", "organ", "310115005", "public_administration", since=date(2015, 4, 27)
    )
    given = {"base_unit": bureau, "base_area": "310115005", "form": "organ", "short": "陆家嘴管理局党组"}
    city.place("310115")
    top = city.organization(
        "lj-group", "中共上海自贸区陆家嘴管理局党组", "leading_group", "o310115", date(2015, 4, 27), **given
    )
    leads = {code: city.place(code) for code in COUNCILS}
    seats = [(top, "lead"), *((body, "member") for body in leads.values())]
    city.alliance("lj", "陆家嘴楼事会联络会", "liaison", top, "310115", since, seats=seats)
    numbers = iter(range(1, sum(COUNCILS.values()) + 1))
    for code, count in COUNCILS.items():
        for number in (next(numbers) for _ in range(count)):
            add_council(city, code, number)


def add_council(city: City, township: str, number: int) -> None:
    """The subdistrict's committee, the property company, four enterprises of the building."""
    stem = f"{number:03d}"
    building = city.zone("bld-lj-" + stem, f"陆家嘴{stem}号楼", "building", township)
    company = city.unit(f"lj-p{stem}", city.name("物业管理有限公司"), "property_company", building, "real_estate")
    seats = [("o" + township, "lead"), (company, "deputy")]
    seats += [(city.enterprise(f"lj-e{stem}-{place}", building), "member") for place in range(1, 5)]
    since = draw_day(city.rng, date(2020, 9, 1), date(2023, 6, 30))
    given = {"parent": "lj", "seats": seats}
    city.alliance(
        "lj-c" + stem, f"陆家嘴{stem}号楼楼事会", "building_council", "o" + township, building, since, **given
    )


def add_putuo(city: City) -> None:
    """Working committee, federation, ten pilot committees, the enterprises of their buildings."""
    top, since = city.place("310107"), date(2022, 11, 1)
    given = {"form": "two_new", "base_area": "310107", "short": "普陀区社会工作"}
    lead = city.organization("pt-work", "上海市普陀区委社会", "working_committee", top, date(2009, 1, 1), **given)
    committees = [f"pt-c{number:02d}" for number in range(1, len(PILOTS) + 1)]
    seats = [(lead, "lead"), *((code, "member") for code in committees)]
    city.alliance("pt", "普陀区楼委会联合会", "federation", lead, "310107", since, seats=seats)
    shares = kit.quotas([city.rng.uniform(0.6, 1.5) for _ in PILOTS], PUTUO_ENTERPRISES)
    numbers = iter(range(1, PUTUO_ENTERPRISES + 1))
    for code, township, share in zip(committees, PILOTS, shares, strict=True):
        city.place(township)
        name = f"普陀区{code[-2:]}号试点楼宇"
        building = city.zone("bld-" + code, name, "building", township)
        units = [city.enterprise(f"pt-e{next(numbers):04d}", building) for _ in range(share)]
        seats = [(units[0], "lead"), *((unit, "member") for unit in units[1:])]
        given = {"parent": "pt", "seats": seats}
        city.alliance(code, name + "楼委会", "building_council", units[0], building, since, **given)


# ---- Industry clusters along the corridor (C7) ------------------------------------------------------------------

CLUSTERS = {
    "chip": ("集成电路", ("310117109", "310117105"), ("芯片封测产线党员突击队", "人才公寓配套", "供应链对接会")),
    "ai": ("人工智能", ("310117105", "310117106"), ("智能工厂示范线", "算力共享", "校企联合实训")),
    "bio": ("生物医药", ("310117107", "310117104"), ("研发平台共用", "临床资源对接", "审批代办专窗")),
}


def add_corridor(city: City) -> None:
    """The lead enterprise pulls, projects push, line and area join: three clusters of strategic industries."""
    top, since = city.place("310117"), date(2021, 5, 1)
    seats = [(top, "lead"), *((f"g60-{key}", "member") for key in CLUSTERS)]
    city.alliance("g60", "长三角G60科创走廊产业集群党建联盟", "alliance", top, "310117", since, seats=seats)
    for key, (name, towns, titles) in CLUSTERS.items():
        places = [city.place(code) for code in towns]
        base = {"form": "industry_chain", "base_area": "310117", "term_years": 5, "term_ends": date(2026, 4, 1)}
        line = city.organization(
            f"g60-{key}-line", f"上海市松江区{name}产业链", "committee", top, date(2021, 4, 1), **base
        )
        head = city.unit(
            f"g60-{key}-h", city.name(name + "股份有限公司"), "non_public_enterprise", towns[0], "manufacturing"
        )
        stem = str(city.tables.rows["unit"][-1]["name"])
        own = {
            "mode": "standalone",
            "base_unit": head,
            "base_area": towns[0],
            "term_years": 5,
            "term_ends": date(2026, 7, 1),
        }
        lead = city.organization(f"g60-{key}-lead", stem, "committee", places[0], date(2020, 12, 31), **own)
        units = [city.enterprise(f"g60-{key}-e{n}", towns[n % 2], 150 + 10 * n) for n in range(1, 9)]
        seats = [(lead, "lead"), (line, "deputy"), *((body, "member") for body in (*places, *units))]
        title = f"G60科创走廊{name}产业集群党建联盟"
        city.alliance(f"g60-{key}", title, "industry_cluster", lead, "310117", since, parent="g60", seats=seats)
        bodies = [(lead, "accountable"), (line, "support"), (places[0], "support")]
        item = city.mechanism(f"g60-{key}", title, "产业链党建联席会", "quarterly", bodies, date(2021, 6, 1))
        city.hold("joint_meeting", f"g60-{key}", item, QUARTERS)
        city.projects(f"g60-{key}", titles, 2, bodies, date(2023, 3, 1))


# ---- Pairs across line and area, from loose to tight (C8, C9) ---------------------------------------------------

# How many meetings were held of the four agreed (None: nothing agreed), projects, those with a result.
TIES = (
    *((4, 2, 2), (4, 2, 1), (3, 1, 1), (4, 3, 2)),  # 3: agreed, kept, with results
    *((4, 0, 0), (2, 0, 0), (3, 2, 0)),  # 2: agreed and kept
    *((1, 0, 0), (0, 0, 0), (1, 1, 0)),  # 1: agreed only
    *((None, 0, 0), (None, 0, 0)),  # 0: friendship
)
SHARED = ("电梯加装协调", "社区课堂", "楼道微更新")


def add_pairs(city: City) -> None:
    """Branches that an industry guides, each with a community of another subdistrict."""
    since = date(2022, 7, 1)
    for number, (held, projects, done) in enumerate(TIES, 1):
        key = list(LINES)[number % len(LINES)]
        unit = f"xo-{key}-{(number + 6) % 13 + 1:02d}"  # never of Hongmeilu, which is the seventh
        community = city.children(HONGMEI)[number - 1]
        code, lead = f"pr-{number:02d}", city.place(community)
        name = f"{city.bodies[unit].short}与{city.title(community)}"
        title = name + ("结对共建" if held is not None else "联谊结对")
        given = {"seats": [(lead, "lead"), (unit, "member")]}
        city.alliance(code, title, "pairing", lead, community, since, **given)
        bodies = [(lead, "accountable"), (unit, "support")]
        if held is not None:
            item = city.mechanism(code, name, "每季度共商一次", "quarterly", bodies, date(2022, 10, 1), XUHUI)
            city.hold("consultation", code, item, QUARTERS[:held])
        if projects:
            city.projects(code, SHARED[:projects], done, bodies, date(2023, 4, 1), XUHUI)


# Alliances that meet besides: how often, and who supports the lead.
MEETING = {
    "xh-cc": ("half_yearly", "o310104", ("ind-tech", "ind-office", "ind-culture", "ind-welfare")),
    "xh-sc-tech": ("quarterly", "ind-tech", ("xo-tech-07", "xo-tech-11")),
    "xh-sc-office": ("quarterly", "ind-office", ("xo-office-01", "xo-office-09")),
    "xh-sc-culture": ("quarterly", "ind-culture", ("xo-culture-08",)),
    "xh-sc-welfare": ("quarterly", "ind-welfare", ("xo-welfare-03",)),
    "fa-suhewan": ("quarterly", "o310106016", ("o310106015", "ja-o-plan", "ja-o-trade")),
    "riverside": ("half_yearly", "o31", ("o310101", "o310104", "o310109", "o310110", "o310115")),
    "lj": ("quarterly", "lj-group", ("o310115005", "o310115004")),
    "pt": ("half_yearly", "pt-work", ("pt-c01", "pt-c02")),
}


def add_meetings(city: City) -> None:
    names = {row["code"]: str(row["name"]) for row in city.tables.rows["alliance"]}
    for alliance, (recurrence, lead, others) in MEETING.items():
        bodies = [(lead, "accountable"), *((body, "support") for body in others)]
        item = city.mechanism(alliance, names[alliance], "全体会议", recurrence, bodies, date(2023, 1, 1))
        city.hold("joint_meeting", alliance, item, QUARTERS if recurrence == "quarterly" else HALVES)


# ---- Park and neighbourhood (C10) -------------------------------------------------------------------------------

PARK_UNITS, COMMUTERS, ESTATES = 420, 203_600, 22
GARAGES = (260, 180, 320, 140, 220)  # spaces that stand empty at night
SCHEME = date(2022, 3, 1)


def add_park(city: City) -> None:
    """The park with its enterprises and garages, 13 communities and 22 estates around it."""
    city.place(PARK_LEVEL)
    park = city.zone("chj", "漕河泾开发区", "park", PARK_LEVEL)
    communities = city.children(HONGMEI)
    zone = city.zone("chj-around", "漕河泾开发区及周边", "zone", XUHUI, (park, *communities))
    since = date(2009, 7, 1)
    base = {"form": "park", "base_area": park, "term_years": 5, "term_ends": date(2027, 3, 1)}
    lead = city.organization("chj-o", "上海漕河泾开发区综合", "committee", "o" + XUHUI, since, **base)
    company = city.unit(
        "chj-op", "漕河泾开发区园区运营有限公司", "state_owned_enterprise", park, "real_estate", headcount=600
    )
    weights = [city.rng.paretovariate(1.3) for _ in range(PARK_UNITS - 1)]
    for number, more in enumerate(kit.quotas(weights, COMMUTERS - 600 - (PARK_UNITS - 1)), 2):
        unit = city.enterprise(f"chj-e{number:03d}", park, more + 1)
        begin = date(2021, 1, 1)
        city.tables.add("coverage", unit=unit, organization=lead, manner="area", since=begin)
    seats = [
        (lead, "lead"),
        ("o" + HONGMEI, "deputy"),
        (company, "member"),
        *(("o" + code, "member") for code in communities),
    ]
    seats += [(f"hm-p{number:02d}", "member") for number in range(1, 14)]
    name = "漕河泾园区邻里党建联盟"
    city.alliance("chj-al", name, "park_neighbourhood", lead, zone, date(2022, 1, 1), seats=seats)
    add_scheme(city, name, lead, company, communities)
    add_parking(city, park, communities)


def add_scheme(city: City, name: str, lead: str, company: str, communities: list[str]) -> None:
    """One property-management scheme across areas: who answers, who takes part, who sees to it."""
    checklist = city.checklist("chj-al-a", name + "共建协议", "agreement", "chj-al", SCHEME)
    bodies = [(company, "accountable"), (lead, "supervise"), ("o" + HONGMEI, "supervise")]
    bodies += [(f"hm-p{number:02d}", "support") for number in range(1, 14)]
    bodies += [("o" + code, "informed") for code in communities]
    more = {"state": "open", "opened": SCHEME, "area": "chj-around"}
    city.item(checklist, 1, "跨区域统一物业管理", bodies, category="property", recurrence="monthly", **more)
    last = date(2024, 7, 31)
    days = [date(2023 + month // 12, month % 12 + 1, 18) for month in range(7, 19)]
    city.hold("consultation", "chj-al", checklist + "-01", [day for day in days if day <= last])
    bodies = [(lead, "accountable"), (company, "support"), ("o" + HONGMEI, "support")]
    more["area"] = XUHUI
    city.item(checklist, 2, "潮汐式共享停车协调", bodies, category="parking", recurrence="quarterly", **more)
    city.hold("consultation", "chj-al", checklist + "-02", QUARTERS)
    titles = ("错时停车道闸互认", "园区食堂邻里共享", "慢行步道贯通")
    city.projects("chj-al", titles, 2, bodies, date(2023, 2, 1), XUHUI)


def add_parking(city: City, park: str, communities: list[str]) -> None:
    """By night the park's garages for the estates, by day the estates for those who come to work; some agreed."""
    space = city.checklist("chj-al-s", "潮汐共享停车空间清单", "space", "chj-al", SCHEME)
    need = city.checklist("chj-al-n", "潮汐停车需求清单", "need", "chj-al", SCHEME)
    row = {"measure": "个", "opened": SCHEME}
    garages = []
    for number, quantity in enumerate(GARAGES, 1):
        garage = city.zone(f"chj-g{number}", f"漕河泾开发区{number}号车库", "building", park)
        given = {"category": "parking_night", "quantity": quantity, "area": garage, "raised_by": "chj-op"}
        garages.append(city.item(space, number, f"{number}号车库夜间车位", state="open", **given, **row))
        given = {"category": "parking_day", "quantity": 120, "area": garage, "raised_by": "chj-op"}
        city.item(need, number, f"{number}号楼工作日日间停车", state="raised", **given, **row)
    for number in range(1, ESTATES + 1):
        place = (number - 1) % len(communities)
        estate = city.zone(f"chj-x{number:02d}", f"漕河泾周边小区{number:02d}", "courtyard", communities[place])
        given = {"area": estate, "raised_by": f"hm-p{place + 1:02d}"}
        wanted = city.rng.randint(3, 7) * 10
        title = f"小区{number:02d}夜间停车"
        taken = city.item(
            need, 10 + number, title, category="parking_night", state="raised", quantity=wanted, **given, **row
        )
        if number <= 6:
            agreed = {"need": taken, "resource": garages[0], "quantity": 20, "since": date(2022, 9, 1)}
            city.tables.add("match", **agreed)
        if number % 2:
            given |= {"category": "parking_day", "quantity": city.rng.randint(2, 5) * 10}
            city.item(space, 10 + number, f"小区{number:02d}日间车位", state="open", **given, **row)


# ---- Output -----------------------------------------------------------------------------------------------------


def fill(city: City) -> None:
    for body in city.bodies.values():
        for row in body.rows():
            if body.kind == "leading_group":
                row["name"] = body.stem
            city.tables.add("organization", **row)
        for row in body.subordinations():
            city.tables.add("subordination", **row)


def make(seed: int) -> Tables:
    city = City(seed)
    add_lines(city)
    add_xuhui(city)
    add_communities(city)
    add_joint_meetings(city)
    add_functional(city)
    add_renewal(city)
    add_blocks(city)
    add_riverside(city)
    add_expo(city)
    add_lujiazui(city)
    add_putuo(city)
    add_corridor(city)
    add_pairs(city)
    add_meetings(city)
    add_park(city)
    fill(city)
    return city.tables


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--seed", type=int, default=2)
    args = parser.parse_args()
    make(args.seed).write(args.out)
