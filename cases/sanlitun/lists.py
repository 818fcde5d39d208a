# SPDX-License-Identifier: Apache-2.0
"""Lists and ledgers of the business districts (D3, D4), mechanisms of the centres (E2), totals from the sources."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

Add = Callable[..., object]
Row = dict[str, object]

NAMES = {"changhong": "长虹", "yaxiu": "雅秀", "gongti": "工体"}
DEPARTMENTS = {
    "industry": "产业促进部",
    "environment": "环境提升部",
    "culture": "文化发展部",
    "safety": "平安建设部",
    "welfare": "公益事业部",
}
LISTED = date(2023, 6, 1)  # the day on which the lists of the business districts were first drawn up
TALLIED = date(2024, 8, 20)  # the day to which the ledgers were last brought


def add_list(add: Add, code: str, name: str, kind: str, owner: str, since: date = LISTED, period: str = "2024") -> None:
    add("checklist", code=code, name=name, kind=kind, owner=owner, period=period, since=since)


def assign(add: Add, item: str, since: date, **roles: str | Sequence[str]) -> None:
    """Assigns an item: accountable="sd-yaxiu-safety", support=("…", "…")."""
    for role, bodies in roles.items():
        for body in (bodies,) if isinstance(bodies, str) else bodies:
            add("assignment", item=item, body=body, role=role, since=since)


# ---- Services, resources, spaces ------------------------------------------------------------------------------

# Title, category, department.
SERVICES = (
    ("惠企政策送上门", "产业", "industry"),
    ("银企对接服务", "产业", "industry"),
    ("门前三包与后街整治", "环境", "environment"),
    ("垃圾分类指导", "环境", "environment"),
    ("首店首展首秀落地协助", "文化", "culture"),
    ("国际青年会客厅", "文化", "culture"),
    ("消防安全联查", "平安", "safety"),
    ("劳动争议调解", "平安", "safety"),
    ("职工关爱与健康服务", "公益", "welfare"),
    ("商圈志愿服务", "公益", "welfare"),
    ("政务直通", "政务", "office"),
    ("人才服务", "人才", "office"),
)
# Title, category, measure, quantities of Changhong, Yaxiu and Gongti, who offers it.
RESOURCES = (
    ("政策辅导专员", "政策辅导", "次", (6, 6, 6), "industry"),
    ("律师公益咨询", "法律服务", "次", (10, 10, 10), "law_firm"),
    ("对口地区用工名额", "招聘", "人", (30, 30, 30), "street"),
    ("文化企业公益活动", "文化活动", "场", (4, 4, 4), "culture_unit"),
    ("社区卫生服务中心义诊", "健康服务", "人次", (50, 100, 120), "welfare"),
    ("楼宇党员志愿服务队", "志愿服务", "人次", (40, 40, 40), "building"),
    ("银行普惠信贷名额", "融资", "家", (3, 3, 3), "bank"),
    ("暑期托管名额", "子女托管", "名", (20, 20, 20), "welfare"),
)
SPACES = (
    ("分中心共享会议室", "会议场地", "场", (10, 10, 10), 1),
    ("首层快闪展位", "展示场地", "平方米", (60, 60, 60), 2),
    ("夜间错时共享车位", "停车", "个", (20, 80, 60), 3),
    ("楼顶露天活动平台", "活动场地", "场", (6, 8, 6), 4),
    ("地下车库预留充电桩位", "充电设施", "个", (6, 8, 6), 5),
)


def add_district(add: Add, key: str, units: dict[str, list[Row]]) -> None:
    """Service, resource, space, problem and need lists of a business district; needs.py fills the last two."""
    owner, name, place = "sd-" + key, NAMES[key] + "商圈", list(NAMES).index(key)
    kinds = {"service": "服务", "resource": "资源", "problem": "问题", "space": "空间", "need": "需求"}
    for kind, label in kinds.items():
        add_list(add, f"{kind}-{key}", f"{name}{label}清单", kind, owner)
    add_services(add, key)
    offers = {"industry": f"{owner}-industry", "welfare": f"{owner}-welfare", "street": "o110105004"}
    offers |= {"building": f"bo-{key}-1", **firms(key, units)}
    for number, (title, category, measure, quantities, by) in enumerate(RESOURCES, 1):
        row: Row = {"title": title, "category": category, "quantity": quantities[place], "measure": measure}
        row |= {"area": "bd-" + key, "raised_by": offers[by], "opened": LISTED, "state": "open"}
        if category == "子女托管":
            row |= summer_care(key)
        add("item", code=f"resource-{key}-{number}", checklist="resource-" + key, **row)
    for number, (title, category, measure, quantities, building) in enumerate(SPACES, 1):
        row = {"title": title, "category": category, "quantity": quantities[place], "measure": measure}
        row |= {"area": f"bld-{key}-{building}", "raised_by": property_company(units[f"{key}-{building}"])}
        add(
            "item",
            code=f"space-{key}-{number}",
            checklist="space-" + key,
            **row,
            opened=LISTED + timedelta(30),
            state="open",
        )


def add_services(add: Add, key: str) -> None:
    """What each department and the office offer at any time."""
    for number, (title, category, organ) in enumerate(SERVICES, 1):
        code, owner = f"service-{key}-{number}", "sd-" + key
        row = {"title": title, "category": category, "state": "open", "opened": LISTED, "recurrence": "as_needed"}
        add("item", code=code, checklist="service-" + key, **row, area="bd-" + key, raised_by=owner)
        support = owner + ("-industry" if organ == "office" else "-office")
        assign(add, code, LISTED, accountable=f"{owner}-{organ}", support=support, supervise="o110105004-two-new")


def summer_care(key: str) -> Row:
    """The summer course was over at the end of July; in Yaxiu nobody took it off the list."""
    row: Row = {"opened": date(2024, 6, 1), "due": date(2024, 7, 31)}
    return row if key == "yaxiu" else row | {"closed": date(2024, 7, 31), "state": "closed"}


def firms(key: str, units: dict[str, list[Row]]) -> Row:
    """A law firm, a firm of culture and one of finance in the business district."""
    inside = [unit for building, rows in units.items() if building.startswith(key) for unit in rows]
    return {
        "law_firm": next(unit["code"] for unit in inside if unit["kind"] == "law_firm"),
        "culture_unit": next(unit["code"] for unit in inside if unit["industry"] == "culture"),
        "bank": next(unit["code"] for unit in inside if unit["industry"] == "finance"),
    }


def property_company(units: list[Row]) -> object:
    """The first property company of a building, or where it has none, its largest enterprise."""
    largest = max(units, key=lambda unit: int(str(unit["headcount"])))
    return next((unit for unit in units if unit["kind"] == "property_company"), largest)["code"]


# ---- Ledgers --------------------------------------------------------------------------------------------------

CARRIED_OVER = date(2022, 10, 1)  # who was registered from this day on came into the ledger by registration
NON_PUBLIC = ("non_public_enterprise", "platform_enterprise")


def add_ledgers(add: Add, rng: random.Random, units: dict[str, list[Row]]) -> None:
    """Enterprise ledger and contribution ledger of each business district, by building."""
    for key, name in NAMES.items():
        owner = "sd-" + key
        add_list(add, "ledger-" + key, name + "商圈企业台账", "ledger_enterprise", owner, date(2023, 2, 15))
        add_list(add, "gives-" + key, name + "商圈企业社会贡献度台账", "ledger_contribution", owner)
    for building, rows in units.items():
        key, people = building.split("-")[0], sum(int(str(unit["headcount"])) for unit in rows)
        label = f"{NAMES[key]}商圈{building[-1]}号楼"
        taxes, hours = round(people * rng.uniform(2.0, 6.0)), rng.randint(40, 400)
        entries = (
            ("ledger", "入驻企业", "企业数", len(rows), "家"),
            ("ledger", "从业人员", "从业人员", people, "人"),
            ("gives", "2023年税收", "税收", taxes, "万元"),
            ("gives", "吸纳就业", "就业", people, "人"),
            ("gives", "2023年公益服务", "公益服务", hours, "小时"),
        )
        for number, (ledger, title, category, quantity, measure) in enumerate(entries, 1):
            row: Row = {"category": category, "quantity": quantity, "measure": measure, "area": "bld-" + building}
            code, checklist = f"{ledger}-{building}-{number}", f"{ledger}-{key}"
            add("item", code=code, checklist=checklist, title=label + title, state="open", opened=TALLIED, **row)


def enter(add: Add, unit: Row, how: str, opened: date, closed: date | None) -> None:
    """One enterprise comes into the ledger, and is dropped when it closes (F3)."""
    building = str(unit["area"]).removeprefix("bld-")
    add(
        "item",
        code=f"in-{unit['code']}",
        checklist="ledger-" + building.split("-")[0],
        title=unit["name"],
        category=how,
        state="closed" if closed else "open",
        quantity=unit["headcount"],
        measure="人",
        opened=opened,
        closed=closed,
        area=unit["area"],
        raised_by=unit["code"],
    )


def add_entries(add: Add, rng: random.Random, units: dict[str, list[Row]]) -> None:
    """The non-public enterprises registered last, and twenty found by the yearly report of 2024."""
    private = [unit for rows in units.values() for unit in rows if unit["kind"] in NON_PUBLIC]
    fresh = [unit for unit in private if unit["since"] >= CARRIED_OVER]
    for unit in fresh:
        enter(add, unit, "登记入账", unit["since"] + timedelta(rng.randint(1, 10)), None)
    known = {unit["code"] for unit in fresh}
    for unit in rng.sample([unit for unit in private if unit["code"] not in known], 20):
        enter(add, unit, "年报入账", date(2024, 7, 1) + timedelta(rng.randint(0, 20)), None)


# ---- One plan, two lists --------------------------------------------------------------------------------------

PLANNED = date(2024, 5, 20)
PLAN = "plan-gongti"
# Task, organ that answers, those that help, due, done.
TASKS = (
    ("摸清工体周边3条街停车底数与散场人流", "safety", ("environment",), date(2024, 6, 15), date(2024, 6, 12)),
    ("与3家物业签订夜间错时共享协议", "industry", ("safety",), date(2024, 7, 31), None),
    ("划设散场临时上下客区2处", "environment", ("safety",), date(2024, 9, 10), None),
    ("上线商圈停车余位发布屏", "culture", ("industry",), date(2024, 9, 30), None),
    ("组织商户与居民志愿者散场疏导队", "welfare", ("safety", "culture"), date(2024, 9, 30), None),
    ("开展首场赛事实地演练并评估", "safety", ("environment", "welfare"), date(2024, 10, 20), None),
)


def add_plan(add: Add) -> None:
    """The solution of a hard problem, its task list (what, by when) and its responsibility list (who)."""
    owner = "sd-gongti"
    lists = (
        (PLAN, "解决方案", "plan"),
        ("task-gongti", "任务清单", "task"),
        ("resp-gongti", "责任清单", "responsibility"),
    )
    for code, label, kind in lists:
        add_list(add, code, f"工体大型活动散场停车难{label}", kind, owner, PLANNED)
    row: Row = {"category": "散场停车", "state": "taken", "opened": PLANNED, "area": "bd-gongti", "raised_by": owner}
    end = date(2024, 10, 31)
    title = "新增错时共享车位，赛事散场1小时内疏散"
    add("item", code=PLAN + "-1", checklist=PLAN, title=title, quantity=120, measure="个", due=end, **row)
    assign(add, PLAN + "-1", PLANNED, accountable=owner, support=("gov-gongti", "o110105004-two-new"))
    for number, (title, lead, helpers, due, done) in enumerate(TASKS, 1):
        state: Row = {"state": "resolved" if done else "taken", "due": due, "closed": done}
        task, duty = f"task-gongti-{number}", f"resp-gongti-{number}"
        add("item", code=task, checklist="task-gongti", title=title, **row | state)
        who = f"工体商圈党委{DEPARTMENTS[lead]}：牵头第{number}项任务"
        add("item", code=duty, checklist="resp-gongti", title=who, **row | state | {"due": due})
        for code in (task, duty):
            support = [f"{owner}-{helper}" for helper in helpers]
            assign(add, code, PLANNED, accountable=f"{owner}-{lead}", support=support, supervise="o110105004")


# ---- The three running mechanisms of the centres --------------------------------------------------------------

RUNNING = date(2023, 7, 1)
CENTRE_MECHANISMS = (
    ("需求收集机制", "需求收集", "monthly"),
    ("供给支撑机制", "供给支撑", "quarterly"),
    ("平台运营机制", "平台运营", "monthly"),
)


def add_centre_mechanisms(add: Add) -> None:
    """Needs gathered, supply supported, platform run (E2), in the subdistrict's centre and its three sub-centres."""
    add_list(add, "mech-fc", "三里屯街道党群服务中心三项运行机制", "mechanism", "o110105004", RUNNING)
    for number, (title, category, recurrence) in enumerate(CENTRE_MECHANISMS, 1):
        code = f"mech-fc-{number}"
        row: Row = {"title": title, "category": category, "recurrence": recurrence, "state": "open"}
        add("item", code=code, checklist="mech-fc", **row, opened=RUNNING, area="110105004", raised_by="o110105004")
        support = [f"sd-{key}-office" for key in NAMES]
        assign(add, code, RUNNING, accountable="o110105004-two-new", support=support, supervise="o110105004")


# ---- Totals that the sources give -----------------------------------------------------------------------------

# Title, category, quantity, measure, day to which it applies.
TOTALS = (
    ("全市市场主体", "市场主体", 1_460_000, "户", date(2012, 12, 31)),
    ("全市市场主体", "市场主体", 2_556_000, "户", date(2023, 12, 31)),
    ("非公经济组织占市场主体(以上)", "非公占比", 90, "%", date(2023, 12, 31)),
    ("组建业委会(物管会)的小区占比", "业委会物管会", 97, "%", date(2023, 12, 31)),
    ("备案的社区社会组织(以上)", "社区社会组织", 40_000, "个", date(2023, 12, 31)),
    ("党群服务中心(站点)(余)", "党群服务中心", 5_600, "个", date(2023, 12, 31)),
    ("行政区", "行政区", 16, "个", date(2023, 12, 31)),
    ("商圈", "商圈", 52, "个", date(2023, 12, 31)),
)


def add_totals(add: Add) -> None:
    """Figures of the whole city as the sources report them; this folder holds a sample only."""
    add_list(add, "totals", "北京市总量台账(来源所载)", "ledger_enterprise", "o11", date(2012, 12, 31), "")
    for number, (title, category, quantity, measure, opened) in enumerate(TOTALS, 1):
        row: Row = {"category": category, "quantity": quantity, "measure": measure, "opened": opened}
        add("item", code=f"totals-{number}", checklist="totals", title=title, state="open", area="11", **row)


# ---- Governance committees --------------------------------------------------------------------------------------

# Days of the quarterly consultation, projects with the day on which each came to its result.
BOARDS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "changhong": (
        ("2023-09-21", "2023-12-19", "2024-03-20", "2024-06-18"),
        {"后街环境联治": "2024-04-30", "楼宇错时停车共享": "2024-07-15"},
    ),
    "yaxiu": (("2023-12-20",), {"外摆经营公约试点": "", "夜间噪声联调": ""}),
    "gongti": (
        ("2023-09-26", "2024-03-26", "2024-06-25"),
        {"赛事日秩序共管": "2024-05-31", "社区与商户停车共享": ""},
    ),
}


def add_boards(add: Add, seats: dict[str, list[str]]) -> None:
    """What each governance committee has agreed and brought about: a quarterly consultation, and shared projects."""
    for key, (days, projects) in BOARDS.items():
        board, name, row = f"gov-{key}", NAMES[key] + "商圈治理委员会", {"area": "bd-" + key, "raised_by": f"gov-{key}"}
        helpers = [body for body in seats[board] if body != "sd-" + key][:4]
        add_list(add, "pact-" + key, name + "共治公约", "agreement", board)
        add_list(add, "shared-" + key, name + "共建项目清单", "project", board)
        code = f"pact-{key}-1"
        more: Row = {"category": "共商", "state": "open", "opened": LISTED, "recurrence": "quarterly"}
        add("item", code=code, checklist="pact-" + key, title="每季度共商会议", **more, **row)
        assign(add, code, LISTED, accountable="sd-" + key, support=helpers)
        for number, day in enumerate(days, 1):
            add("activity", code=f"act-{code}-{number}", kind="joint_meeting", host=board, date=day, item=code)
        for number, (title, closed) in enumerate(projects.items(), 1):
            code = f"shared-{key}-{number}"
            more = {"category": "共治", "state": "resolved" if closed else "taken", "opened": LISTED, "closed": closed}
            add("item", code=code, checklist="shared-" + key, title=title, **more, **row)
            assign(add, code, LISTED, accountable="sd-" + key, support=helpers[:2])
