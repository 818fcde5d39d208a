# SPDX-License-Identifier: Apache-2.0
"""Lists, mechanisms and activities of Shibei, most of them of its one subdistrict in detail, Liaoning Road."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casekit import Row, Tables

DISTRICT = "o370203"
STREET = "370203005"
STREET_BODY = "o" + STREET
OTHER = "370203008002001"  # a grid of the neighbouring subdistrict
MEETING = "jm" + STREET


@dataclass(frozen=True)
class Resident:
    """A resident unit of the detailed subdistrict, its organization, and the body its head serves in."""

    unit: str
    organization: str
    kind: str
    body: str
    grid: str


@dataclass(frozen=True)
class Local:
    """What the lists refer to."""

    names: dict[str, str]  # communities of the detailed subdistrict
    residents: list[Resident]
    workers: list[str]
    streets: list[str]
    communities: dict[str, str]  # all of the district

    def grid(self, community: int, number: int) -> str:
        """Both counted from 1."""
        return f"{list(self.names)[community - 1]}{number:03d}"

    def of(self, community: str) -> list[Resident]:
        """The resident units whose heads are part-time members there."""
        return [resident for resident in self.residents if resident.body == community]

    def named(self, kind: str, community: int = 0) -> Resident:
        """A resident unit of a kind; of the subdistrict for 0."""
        body = list(self.names)[community - 1] if community else STREET
        return next(resident for resident in self.of(body) if resident.kind == kind)


# ---- Short forms ----------------------------------------------------------------------------------------------


def add_list(tables: Tables, code: str, name: str, kind: str, owner: str, **row: object) -> str:
    tables.add("checklist", code=code, name=name, kind=kind, owner=owner, **row)
    return code


def add_item(
    tables: Tables, checklist: str, code: str, title: str, roles: dict[str, Iterable[str]] | None = None, **row: object
) -> str:
    """An item with who has which role in it; open unless said otherwise."""
    tables.add("item", code=code, checklist=checklist, title=title, **{"state": "open"} | row)
    for role, bodies in (roles or {}).items():
        for body in bodies:
            tables.add("assignment", item=code, body=body, role=role)
    return code


def hold(tables: Tables, kind: str, host: str, on: date, item: str, who: Iterable[str], headcount: int = 0) -> Row:
    """An activity with those who came; its number counts on over the register."""
    code = f"a{len(tables.rows.get('activity', [])) + 1:03d}"
    present = list(who)
    for participant in present:
        tables.add("attendance", activity=code, participant=participant)
    row = {"code": code, "kind": kind, "host": host, "date": on, "item": item}
    return tables.add("activity", **row, headcount=headcount or len(present))


# ---- Units of the communities, stations, alliances ------------------------------------------------------------

STATIONS = {  # station -> its name, department, the department's name
    "fs-police": ("辽宁路派出所", "dep-police", "市北公安分局"),
    "fs-market": ("辽宁路市场监督管理所", "dep-market", "市北区市场监督管理局"),
    "fs-justice": ("辽宁路司法所", "dep-justice", "市北区司法局"),
    "fs-order": ("辽宁路综合行政执法中队", "dep-order", "市北区综合行政执法局"),
    "fs-tax": ("辽宁路税务所", "dep-tax", "市北区税务局"),
}


def add_local_units(tables: Tables, names: dict[str, str]) -> None:
    """Departments and their stations; in each community its three partners, each in a grid."""
    for code, name in (("dep-finance", "青岛市市北区财政局"), ("dep-party-office", "中共青岛市市北区委组织部")):
        tables.add("unit", code=code, name=name, kind="organ", area="370203", industry="public_administration")
    for code, (name, department, above) in STATIONS.items():
        row = {"industry": "public_administration"}
        tables.add("unit", code=department, name="青岛市" + above, kind="organ", area="370203", **row)
        tables.add("unit", code=code, name=name, kind="field_station", area=STREET, host=department, **row)
    for community, name in names.items():
        short = name.removesuffix("社区")
        partners = (
            ("rc", f"{name}居民委员会", "residents_committee", 1),
            ("oc", f"{short}花园业主委员会", "owners_committee", 2),
            ("pm", f"{short}物业服务有限公司", "property_company", 2),
        )
        for prefix, label, kind, grid in partners:
            tables.add("unit", code=prefix + community, name=label, kind=kind, area=f"{community}{grid:03d}")
            covered = {"organization": "o" + community, "manner": "area", "since": date(2014, 5, 1)}
            tables.add("coverage", unit=prefix + community, **covered)


def add_alliances(tables: Tables, local: Local) -> None:
    """The joint meeting of the subdistrict, and a four-in-one board in each community."""
    row = {"kind": "joint_meeting", "lead": STREET_BODY, "area": STREET, "since": date(2013, 9, 1)}
    tables.add("alliance", code=MEETING, name="辽宁路街道党建工作联席会议", **row)
    bodies = ["o" + code for code in local.names] + [resident.organization for resident in local.residents]
    tables.add("seat", alliance=MEETING, body=STREET_BODY, role="lead", since=date(2013, 9, 1))
    for body in bodies:
        tables.add("seat", alliance=MEETING, body=body, role="member", since=date(2016, 3, 1))
    for community, name in local.names.items():
        board, since = "gb" + community, date(2014, 5, 1)
        row = {"kind": "governance_board", "lead": "o" + community, "area": community, "since": since}
        tables.add("alliance", code=board, name=name + "“四位一体”议事会", **row)
        tables.add("seat", alliance=board, body="o" + community, role="lead", since=since)
        for prefix in ("rc", "oc", "pm"):
            tables.add("seat", alliance=board, body=prefix + community, role="member", since=since)


# ---- D1: three lists, four two-way mechanisms -----------------------------------------------------------------


def add_resources(tables: Tables, local: Local) -> None:
    """What is offered: category, measure, quantity, grid, by whom."""
    listed = add_list(tables, "l-resource", "辽宁路街道资源清单", "resource", STREET_BODY, period="2024")
    opened, until = date(2024, 1, 8), date(2024, 12, 31)
    offers = (
        ("r01", "小学报告厅", "venue", 16, "小时", local.grid(1, 1), local.named("school", 1)),
        ("r02", "企业会议室", "venue", 10, "小时", local.grid(1, 3), local.named("non_public_enterprise", 1)),
        ("r03", "企业培训教室", "venue", 6, "小时", local.grid(3, 1), local.named("non_public_enterprise", 3)),
        ("r04", "医院义诊", "health", 60, "人次", local.grid(2, 1), local.named("hospital", 2)),
        ("r05", "律师坐班", "legal", 6, "次", local.grid(3, 3), local.named("law_firm")),
        ("r06", "企业夜间车位", "parking", 25, "个", local.grid(4, 2), local.named("non_public_enterprise", 4)),
        ("r10", "家电维修", "repair", 10, "户", local.grid(5, 2), local.named("non_public_enterprise", 5)),
        ("r11", "金融知识讲座", "training", 10, "场", local.grid(6, 3), local.named("financial_institution")),
        ("r12", "便民理发", "haircut", 40, "人次", local.grid(2, 3), local.named("public_institution")),
        ("r13", "小学舞台灯光", "stage", 6, "次", local.grid(6, 1), local.named("school", 6)),
    )
    for code, title, category, quantity, measure, grid, giver in offers:
        row = {"category": category, "quantity": quantity, "measure": measure, "area": grid}
        roles = {"accountable": [giver.organization]}
        add_item(tables, listed, code, title, roles, **row, raised_by=giver.organization, opened=opened, due=until)
    row = {"raised_by": "o370203008", "opened": opened, "due": until, "measure": "场次", "quantity": 12}
    add_item(tables, listed, "r08", "延安路街道文体中心", category="sport", area=OTHER, **row)
    row = {"measure": "人", "quantity": 30, "opened": date(2024, 7, 1), "due": date(2024, 8, 20)}
    school = local.named("school", 6)
    add_item(
        tables, listed, "r09", "暑期托管", category="care", area=local.grid(6, 2), raised_by=school.organization, **row
    )


def add_needs(tables: Tables, local: Local) -> None:
    """What is needed: ten that are open, six that were resolved; each belongs to a grid."""
    listed = add_list(tables, "l-need", "辽宁路街道需求清单", "need", STREET_BODY, period="2024")
    until = date(2024, 12, 31)
    open_needs = (
        ("n01", "社区合唱队排练场地", "venue", 20, "小时", (1, 1), "taken", "direct", until),
        ("n02", "青少年活动场地", "venue", 12, "小时", (2, 2), "routed", "direct", until),
        ("n03", "老年人健康体检", "health", 100, "人次", (2, 1), "taken", "bundled", until),
        ("n04", "劳动合同咨询", "legal", 4, "次", (3, 2), "routed", "bundled", until),
        ("n05", "居民夜间停车", "parking", 30, "个", (4, 1), "taken", "whistle", until),
        ("n06", "职工篮球赛场地", "sport", 8, "场次", (5, 1), "routed", "whistle", until),
        ("n07", "秋季课后托管", "care", 20, "人", (6, 1), "raised", None, until),
        ("n08", "外来务工人员手语翻译", "translation", 2, "次", (1, 2), "raised", None, until),
        ("n09", "困难家庭家电维修", "repair", None, "户", (5, 2), "raised", None, until),
        ("n10", "防诈骗培训", "training", 10, "场", (6, 3), "taken", "bundled", until),
    )
    for number, (code, title, category, quantity, measure, (place, grid), state, route, due) in enumerate(open_needs):
        community = list(local.names)[place - 1]
        opened = date(2024, 8, 22) if code == "n07" else date(2024, 3, 4 + number)
        row = {"category": category, "quantity": quantity, "measure": measure, "area": local.grid(place, grid)}
        row |= {"state": state, "route": route, "opened": opened, "due": due, "raised_by": "rc" + community}
        roles = {"accountable": ["o" + community], "support": [STREET_BODY]}
        add_item(tables, listed, code, title, roles, **row)
    resolved = (
        ("n11", "独居老人理发", "haircut", 40, "人次", (2, 3), date(2024, 1, 10), date(2024, 3, 15), 96),
        ("n12", "重阳节演出灯光", "stage", 6, "次", (6, 1), date(2024, 1, 12), date(2024, 4, 2), 90),
        ("n13", "小微企业融资", "finance", 1, "件", (3, 1), date(2023, 9, 5), date(2023, 11, 20), 88),
        ("n14", "适老化改造项目立项", "project_approval", 1, "件", (4, 3), date(2023, 9, 12), date(2024, 1, 30), 92),
        ("n15", "背街小巷道路整修", "road", 1, "件", (5, 3), date(2023, 10, 9), date(2024, 5, 28), 94),
        ("n16", "失业人员就业", "employment", 3, "人", (1, 3), date(2023, 10, 16), date(2024, 2, 6), 91),
    )
    for code, title, category, quantity, measure, (place, grid), opened, closed, rating in resolved:
        community = list(local.names)[place - 1]
        row = {"category": category, "quantity": quantity, "measure": measure, "area": local.grid(place, grid)}
        row |= {"state": "rated", "route": "direct", "opened": opened, "due": date(2024, 6, 30), "closed": closed}
        roles = {"accountable": ["o" + community], "support": [STREET_BODY]}
        add_item(tables, listed, code, title, roles, **row, raised_by="rc" + community, rating=rating)


def add_projects(tables: Tables, local: Local) -> None:
    """The third list, and what it has brought together so far."""
    listed = add_list(tables, "l-project", "辽宁路街道项目清单", "project", STREET_BODY, period="2024")
    first, *_, last = list(local.names)
    projects = (
        ("p01", "金融知识进社区", "training", local.named("financial_institution"), last),
        ("p02", "便民服务日", "haircut", local.named("public_institution"), list(local.names)[1]),
        ("p03", "校社共享舞台", "stage", local.named("school", 6), last),
        ("p04", "共享停车", "parking", local.named("non_public_enterprise", 4), list(local.names)[3]),
        ("p05", "共享会客厅", "venue", local.named("school", 1), first),
    )
    for code, title, category, giver, community in projects:
        roles = {"accountable": [giver.organization], "support": ["o" + community]}
        row = {"category": category, "area": STREET, "state": "taken", "opened": date(2024, 2, 1)}
        add_item(tables, listed, code, title, roles, **row)
    for need, resource, project, quantity, since in (
        ("n10", "r11", "p01", 4, date(2024, 5, 6)),
        ("n11", "r12", "p02", 40, date(2024, 3, 15)),
        ("n12", "r13", "p03", 6, date(2024, 4, 2)),
    ):
        tables.add("match", need=need, resource=resource, project=project, quantity=quantity, since=since)


QUARTERS = (date(2023, 9, 14), date(2023, 12, 14), date(2024, 3, 14), date(2024, 6, 13))


def add_mechanisms(tables: Tables, local: Local) -> None:
    """Each of the four works both ways: the subdistrict and the residents' joint meeting."""
    listed = add_list(tables, "l-mechanism", "四个双向机制", "mechanism", STREET_BODY, since=date(2020, 1, 1))
    roles = {"accountable": [STREET_BODY], "support": [MEETING]}
    row = {"opened": date(2020, 1, 1), "area": STREET}
    mechanisms = (
        ("m-need", "双向征集需求", "half_yearly", "survey_meeting", (QUARTERS[1], QUARTERS[3])),
        ("m-service", "双向提供服务", "as_needed", "joint_activity", (QUARTERS[0],)),
        ("m-talk", "双向沟通反馈", "quarterly", "joint_meeting", QUARTERS),
        ("m-rating", "双向评价通报", "yearly", "consultation", (QUARTERS[1],)),
    )
    bodies = [resident.organization for resident in local.of(STREET)]
    for code, title, recurrence, kind, days in mechanisms:
        add_item(tables, listed, code, title, roles, category="two_way", recurrence=recurrence, **row)
        for day in days:
            hold(tables, kind, MEETING, day, code, [STREET_BODY, *bodies], 30)


# ---- D2: two-way commitments ----------------------------------------------------------------------------------

OF_UNITS = {
    "policy": "宣讲惠民政策",
    "people": "选派专业人才",
    "technology": "提供技术支持",
    "goods": "捐助物资",
    "money": "资助公益资金",
    "premises": "开放活动阵地",
}
OF_COMMUNITY = {"security": "做好治安管理", "environment": "维护环境卫生", "advice": "提供政策咨询"}


def add_commitments(tables: Tables, local: Local) -> None:
    """In each community its resident units promise six kinds, and the community promises three kinds."""
    for community, name in local.names.items():
        owner, givers = "o" + community, [resident.organization for resident in local.of(community)]
        row = {"period": "2024", "since": date(2024, 1, 1)}
        from_units = add_list(tables, "cu" + community, name + "驻区单位承诺清单", "commitment", owner, **row)
        for number, (kind, title) in enumerate(OF_UNITS.items()):
            roles = {"accountable": [givers[number % len(givers)]], "informed": [owner]}
            code, row = f"{from_units}-{kind}", {"category": kind, "opened": date(2024, 1, 1), "area": community}
            add_item(tables, from_units, code, title, roles, **row)
        row = {"period": "2024", "since": date(2024, 1, 1)}
        to_units = add_list(tables, "cc" + community, name + "社区承诺清单", "commitment", owner, **row)
        for kind, title in OF_COMMUNITY.items():
            roles = {"accountable": [owner], "informed": givers}
            code, row = f"{to_units}-{kind}", {"category": kind, "opened": date(2024, 1, 1), "area": community}
            add_item(tables, to_units, code, title, roles, **row)


# ---- D6: what the community organization decides first --------------------------------------------------------

PRIOR = {
    "planning": "社区发展规划",
    "decision": "重大事务决策",
    "deployment": "重要工作部署",
    "funds": "为民服务资金与公共收益使用",
    "people": "居民委员会、业主委员会负责人人选推荐",
    "livelihood": "关系居民切身利益的事项",
}


def add_prior_decisions(tables: Tables, local: Local) -> None:
    """Six matters in each community; two were decided this year."""
    for community, name in local.names.items():
        owner = "o" + community
        listed = "pd" + community
        add_list(tables, listed, name + "重大事项前置研究清单", "prior_decision", owner, since=date(2022, 6, 1))
        for kind, title in PRIOR.items():
            roles = {"accountable": [owner], "support": ["rc" + community]}
            row = {"category": "prior_" + kind, "opened": date(2022, 6, 1), "area": community}
            add_item(tables, listed, f"{listed}-{kind}", title, roles, **row, recurrence="as_needed")
        hold(tables, "committee_meeting", owner, date(2024, 2, 27), f"{listed}-planning", [], 5)
        hold(tables, "committee_meeting", owner, date(2024, 7, 9), f"{listed}-funds", [], 5)


# ---- D12 and the pay of E5: who pays for it -------------------------------------------------------------------

PAY_OF_FIVE = (22100, 22460, 22385, 22390, 22575, 22400)  # a month; together 30 × 4,477


def add_funding(tables: Tables, local: Local) -> None:
    """157,000 yuan a community, where that comes from, pay, and facilities that units open."""
    row = {"period": "2017", "since": date(2017, 1, 1)}
    need = add_list(tables, "l-funds", "社区办公和活动经费清单", "funding", DISTRICT, **row)
    for community, name in local.communities.items():
        roles = {"accountable": ["dep-finance"], "support": ["o" + community[:9]]}
        row = {"category": "operating", "quantity": 157000, "measure": "元/年", "area": community}
        add_item(tables, need, "fund" + community, name + "办公和活动经费", roles, **row)
    row = {"period": "2017", "since": date(2017, 1, 1)}
    sources = add_list(tables, "l-fund-sources", "社区经费来源清单", "funding", DISTRICT, **row)
    streets = ["o" + street for street in local.streets]
    for code, title, quantity, roles in (
        ("src-budget", "区财政预算", 16440000, {"accountable": ["dep-finance"]}),
        ("src-fee", "区管党费", 2329000, {"accountable": ["dep-party-office"]}),
        ("src-street", "街道等其他投入", 2740000, {"accountable": [DISTRICT], "support": streets}),
    ):
        add_item(tables, sources, code, title, roles, category="source", quantity=quantity, measure="元/年")
    row = {"period": "2017", "since": date(2017, 1, 1)}
    pay = add_list(tables, "l-pay", "社区工作者薪酬保障清单", "funding", STREET_BODY, **row)
    for (community, name), quantity in zip(local.names.items(), PAY_OF_FIVE, strict=True):
        row = {"category": "pay", "quantity": quantity, "measure": "元/月", "area": community}
        roles = {"accountable": ["dep-finance"], "support": [STREET_BODY]}
        add_item(tables, pay, "pay" + community, name + "社区工作者月工资总额", roles, **row)


OPENED = {"culture": "文化娱乐", "sports": "体育健身", "care": "医疗卫生", "life": "生活服务"}


def add_opened_facilities(tables: Tables, local: Local) -> None:
    """Hours a week in which units let residents use what is theirs."""
    listed = add_list(tables, "l-space", "驻区单位开放设施清单", "space", STREET_BODY, since=date(2017, 1, 1))
    for number, resident in enumerate(local.residents[:12]):
        kind = list(OPENED)[number % 4]
        row = {"category": "open_" + kind, "quantity": 4 + number % 3, "measure": "小时/周", "area": resident.grid}
        row |= {"raised_by": resident.organization, "opened": date(2017, 1, 1)}
        roles = {"accountable": [resident.organization]}
        add_item(tables, listed, f"open{number + 1:02d}", OPENED[kind] + "设施开放", roles, **row)


# ---- D13: debrief and appraisal; stations of departments ------------------------------------------------------


def add_debriefs(tables: Tables, local: Local) -> None:
    """District over subdistricts, subdistrict over communities, every December."""
    listed = add_list(tables, "l-debrief", "基层党建述职评议考核制度", "mechanism", DISTRICT, since=date(2016, 1, 1))
    levels = (
        ("debrief-district", "街道党工委书记抓基层党建述职评议", DISTRICT, ["o" + street for street in local.streets]),
        ("debrief-street", "社区党组织书记抓基层党建述职评议", STREET_BODY, ["o" + code for code in local.names]),
    )
    for code, title, superior, subordinates in levels:
        roles = {"accountable": [superior], "support": subordinates}
        row = {"category": "debrief", "recurrence": "yearly", "opened": date(2016, 1, 1)}
        add_item(tables, listed, code, title, roles, **row)
        for year, day in ((2021, 16), (2022, 15), (2023, 19)):
            hold(tables, "debrief", superior, date(year, 12, day), code, [superior, *subordinates])


def add_station_appraisals(tables: Tables) -> None:
    """The department appraises its station's officials; the subdistrict gives its opinion."""
    listed = add_list(
        tables, "l-station", "区直部门派驻站所考核清单", "responsibility", DISTRICT, since=date(2018, 1, 1)
    )
    for station, (name, department, _) in STATIONS.items():
        roles = {"accountable": [department], "support": [STREET_BODY], "informed": [station]}
        row = {"category": "station_appraisal", "recurrence": "yearly", "opened": date(2018, 1, 1), "area": STREET}
        code = add_item(tables, listed, "appraise-" + station, name + "负责人年度考核", roles, **row)
        hold(tables, "appraisal", department, date(2023, 12, 22), code, [STREET_BODY, station])


# ---- D14: brands, joint activities, visits --------------------------------------------------------------------


def add_brands(tables: Tables, local: Local) -> None:
    """Star-rated brands that several organizations run together."""
    listed = add_list(tables, "l-brand", "星级品牌联创清单", "project", MEETING, since=date(2014, 1, 1))
    first, second, *_ = list(local.names)
    near = [resident.organization for resident in local.of(STREET)]
    brands = (
        ("brand-365", "“365党员工作室”", 5, "o" + first, near[:4]),
        ("brand-find", "“有事找党员”", 4, "o" + second, near[2:5]),
    )
    for code, title, stars, lead, others in brands:
        roles = {"accountable": [lead], "support": others}
        row = {"category": "brand", "opened": date(2014, 1, 1), "area": STREET, "stars": stars}
        add_item(tables, listed, code, title, roles, **row)
        hold(tables, "joint_activity", lead, date(2024, 4, 18), code, [lead, *others], 60)


def add_three_links(tables: Tables, local: Local) -> None:
    """Three links, three promotions: each every quarter."""
    listed = add_list(tables, "l-links", "“三联三促”活动清单", "project", MEETING, since=date(2016, 1, 1))
    links = (
        ("link-community", "联社区促服务", "joint_activity"),
        ("link-enterprise", "联企业促发展", "visit"),
        ("link-residents", "联居民促和谐", "visit"),
    )
    near = [resident.organization for resident in local.of(STREET)]
    for code, title, kind in links:
        roles = {"accountable": [STREET_BODY], "support": near}
        row = {"category": "three_links", "recurrence": "quarterly", "opened": date(2023, 1, 1), "area": STREET}
        add_item(tables, listed, code, title, roles, **row)
        for day in QUARTERS:
            hold(tables, kind, STREET_BODY, day.replace(day=21), code, [STREET_BODY, *near[:2]], 12)


def add_contribution_days(tables: Tables, local: Local) -> None:
    """Every month; the second community missed February and made up for it in March."""
    listed = add_list(tables, "l-contribution", "共产党员社区奉献日", "project", MEETING, since=date(2023, 1, 1))
    months = [(2023, month) for month in range(1, 13)] + [(2024, month) for month in range(1, 8)]
    for number, (community, name) in enumerate(list(local.names.items())[:2]):
        owner, others = "o" + community, [resident.organization for resident in local.of(community)]
        roles = {"accountable": [owner], "support": others}
        row = {"category": "contribution", "recurrence": "monthly", "opened": date(2023, 1, 1), "area": community}
        code = add_item(tables, listed, "day" + community, name + "奉献日", roles, **row)
        for year, month in months:
            missed = number == 1 and (year, month) == (2024, 2)
            day = date(2024, 3, 23) if missed else date(year, month, 5)
            hold(tables, "contribution_day", owner, day, code, [owner, *others], 25)


def add_visits(tables: Tables, local: Local) -> None:
    """Eight visits to enterprises and households, each of which raised a need."""
    needs = {str(row["code"]): row for row in tables.rows["item"] if row["checklist"] == "l-need"}
    for code in ("n01", "n03", "n05", "n06", "n13", "n14", "n15", "n16"):
        community = str(needs[code]["area"])[:12]
        near = local.of(community)[0].organization
        hold(tables, "visit", "o" + community, needs[code]["opened"], code, ["o" + community, near], 3)


# ---- E5: training ---------------------------------------------------------------------------------------------


def add_training(tables: Tables, local: Local) -> None:
    """Law, information technology, self-government: the three subjects of the source."""
    listed = add_list(tables, "l-training", "社区工作者培训计划", "task", STREET_BODY, since=date(2022, 1, 1))
    row = {"category": "worker_training", "recurrence": "half_yearly", "opened": date(2022, 1, 1), "area": STREET}
    roles = {"accountable": [STREET_BODY], "support": ["o" + code for code in local.names]}
    code = add_item(tables, listed, "train", "社区工作者轮训", roles, **row)
    for day, absent in ((date(2023, 10, 17), 0), (date(2024, 3, 12), 2), (date(2024, 6, 18), 3)):
        present = local.workers[: len(local.workers) - absent]
        hold(tables, "training", STREET_BODY, day, code, present)


def add_lists(tables: Tables, local: Local) -> None:
    add_alliances(tables, local)
    add_resources(tables, local)
    add_needs(tables, local)
    add_projects(tables, local)
    add_mechanisms(tables, local)
    add_commitments(tables, local)
    add_prior_decisions(tables, local)
    add_funding(tables, local)
    add_opened_facilities(tables, local)
    add_debriefs(tables, local)
    add_station_appraisals(tables)
    add_brands(tables, local)
    add_three_links(tables, local)
    add_contribution_days(tables, local)
    add_visits(tables, local)
    add_training(tables, local)
