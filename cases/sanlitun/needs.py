# SPDX-License-Identifier: Apache-2.0
"""Needs and problems with their three ways out (D8), what met them, and the activities that mechanisms ask for (D7)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from lists import NAMES

Add = Callable[..., object]
Row = dict[str, object]

STATES = {
    "n": "raised",
    "o": "routed",
    "t": "taken",
    "s": "resolved",
    "a": "rated",
    "c": "closed",
    "x": "cancelled",
}
DONE = "sac"
DAYS = {"direct": 15, "whistle": 30, "bundled": 30}  # that each way is given


class Need(NamedTuple):
    """What is asked for in each of the three business districts, and how far it has come there."""

    title: str
    category: str
    measure: str
    quantities: tuple[int, ...]  # of Changhong, Yaxiu and Gongti, or none
    organ: str
    states: str  # one letter each
    kind: str = "need"


DIRECT = (
    Need("多家企业需要共享会议室", "会议场地", "场", (4, 6, 3), "culture", "tat"),
    Need("小微企业申报专精特新需要辅导", "政策辅导", "次", (2, 3, 2), "industry", "cta"),
    Need("劳动用工法律咨询", "法律服务", "次", (3, 2, 4), "safety", "acs"),
    Need("餐饮门店用工紧缺", "招聘", "人", (12, 20, 16), "industry", "stc"),
    Need("青年职工联谊活动", "文化活动", "场", (2, 1, 3), "culture", "caa"),
    Need("职工健康体检", "健康服务", "人次", (60, 80, 100), "welfare", "tsc"),
    Need("文创品牌需要快闪展位", "展示场地", "平方米", (40, 60, 80), "culture", "act"),
    Need("垃圾分类值守志愿者", "志愿服务", "人次", (10, 12, 20), "welfare", "csa"),
    Need("食品经营许可证换证指导", "办证指导", "件", (1, 2, 1), "industry", "cas"),
    Need("小额信用贷款对接", "融资", "家", (2, 3, 1), "industry", "ocx"),
    Need("后街垃圾堆放", "环境卫生", "处", (1, 1, 2), "environment", "sca"),
    Need("职工就餐难", "职工就餐", "人", (100, 80, 120), "welfare", "xot"),
    Need("暑期职工子女托管", "子女托管", "名", (15, 20, 10), "welfare", "stx"),
    Need("宽带资费偏高", "通信服务", "家", (20, 12, 16), "industry", "osc"),
)
WHISTLE = (
    Need("消防通道被电动车占用", "消防安全", "处", (1, 1, 1), "safety", "cat"),
    Need("夜间访客停车位不足", "停车", "个", (40, 60, 120), "safety", "tto"),
    Need("酒吧夜间噪声扰民", "噪声", "", (), "safety", "sct"),
    Need("餐饮油烟直排", "油烟", "处", (2, 1, 3), "environment", "asc"),
    Need("共享单车淤积", "共享单车", "处", (1, 2, 2), "environment", "caa"),
    Need("外卖骑手取餐无处停靠", "骑手停靠", "处", (2, 3, 2), "environment", "tos", "problem"),
    Need("老旧户外广告牌存在坠落隐患", "户外广告", "块", (3, 2, 4), "culture", "sxa", "problem"),
    Need("大型活动散场人车混行", "散场交通", "", (), "safety", "oct", "problem"),
    Need("地下室闲置，产权单位多", "地下空间", "处", (1, 2, 1), "industry", "tsc", "problem"),
)
BUNDLED = (
    Need("流动党员组织关系集中办理", "组织关系", "件", (8, 6, 9), "office", "acs"),
    Need("社保、公积金业务集中上门办理", "社保", "家", (20, 25, 30), "office", "caa"),
    Need("居住证与人才引进集中受理", "人才", "人", (12, 18, 15), "office", "stc"),
    Need("女职工健康筛查上门", "健康筛查", "人次", (50, 70, 60), "office", "asa"),
    Need("企业所得税优惠政策集中辅导", "办税辅导", "家", (15, 20, 18), "office", "tco"),
)
RAISED = (
    Need("增设电动汽车充电桩", "充电设施", "个", (), "", "nnn"),
    Need("背街夜间照明不足", "照明", "处", (1, 2, 1), "", "nnn"),
)
WAYS = {"direct": DIRECT, "whistle": WHISTLE, "bundled": BUNDLED, "": RAISED}
MEETS = {  # by category: list and number of what meets it
    "政策辅导": "resource 1",
    "法律服务": "resource 2",
    "招聘": "resource 3",
    "文化活动": "resource 4",
    "健康服务": "resource 5",
    "志愿服务": "resource 6",
    "融资": "resource 7",
    "子女托管": "resource 8",
    "会议场地": "space 1",
    "展示场地": "space 2",
}
ON_PAPER = "need-changhong-19"  # struck off without a result
TWICE = "need-yaxiu-16"  # two departments each think it theirs
OPENED = {  # days that are not left to chance: one long late, and those of the summer course
    "problem-changhong-22": date(2024, 5, 6),
    "need-changhong-13": date(2024, 6, 5),
    "need-yaxiu-13": date(2024, 8, 6),
    "need-gongti-13": date(2024, 6, 11),
}
NEIGHBOURS = {"changhong": "o110105004034", "yaxiu": "o110105004041", "gongti": "o110105004032"}  # who hear the noise


def days(rng: random.Random, route: str, letter: str) -> tuple[date, date, date | None]:
    """Opened, due, closed. What is done took a while and is at times late; what is open is of this summer."""
    given = timedelta(DAYS.get(route, 30))
    if letter in DONE or letter == "x":
        opened = date(2023, 6, 5) + timedelta(rng.randint(0, 370))
        closed = opened + timedelta(rng.randint(3, given.days + (12 if rng.random() < 0.3 else 0)))
        return opened, opened + given, closed
    first = date(2024, 8, 5) if letter == "n" else date(2024, 7, 1)
    opened = first + timedelta(rng.randint(0, 16 if letter == "n" else 50))
    return opened, opened + given, None


def add_need(add: Add, rng: random.Random, key: str, route: str, number: int, need: Need, units: list[Row]) -> None:
    """One need of one business district, assigned by its way out."""
    place = list(NAMES).index(key)
    letter = need.states[place]
    code = f"{need.kind}-{key}-{number}"
    opened, due, closed = days(rng, route, letter)
    unit = rng.choice(units)
    if code in OPENED:
        moved = OPENED[code] - opened
        opened, due, closed = opened + moved, due + moved, closed and closed + moved
    building = str(unit["area"]).removeprefix("bld-")
    row: Row = {"title": f"{building[-1]}号楼{need.title}", "category": need.category, "state": STATES[letter]}
    row |= {"quantity": need.quantities[place] if need.quantities else None, "measure": need.measure}
    row |= {"opened": opened, "due": due, "closed": closed, "route": route}
    row |= {"area": "bd-" + key if route == "whistle" else unit["area"]}
    raised_by = "bo-" + building if need.kind == "problem" else unit["code"]
    row |= {"raised_by": NEIGHBOURS[key] if need.category == "噪声" else raised_by}
    if letter in "ac" and code != ON_PAPER:
        row["rating"] = rng.choices((100, 95, 90, 85, 80, 70, 60), (20, 20, 25, 15, 10, 7, 3))[0]
    add("item", code=code, checklist=f"{need.kind}-{key}", **row)
    if letter != "n":
        assign_need(add, code, key, route, need.organ, building, opened)
    if letter in DONE and code != ON_PAPER:
        meet(add, rng, code, key, route, need, place, closed or due)


def assign_need(add: Add, code: str, key: str, route: str, organ: str, building: str, since: date) -> None:
    """Straight to a department; a department that calls others in; the office with departments at the door."""
    owner = "sd-" + key
    roles = [(f"{owner}-{organ}", "accountable")]
    if route == "direct":
        roles += [(owner + "-office", "support")]
    elif route == "whistle":
        roles += [("bo-" + building, "support"), ("o110105004-two-new", "support"), ("o110105004", "supervise")]
    else:
        roles += [(owner + "-industry", "support"), (owner + "-welfare", "support")]
    if code == TWICE:
        roles.insert(1, (owner + "-environment", "accountable"))
    for body, role in roles:
        add("assignment", item=code, body=body, role=role, since=since)


HELD_AS = {"direct": "visit", "whistle": "on_site_office", "bundled": "on_site_office"}


def meet(
    add: Add, rng: random.Random, code: str, key: str, route: str, need: Need, place: int, on: date | None
) -> None:
    """What brought the result: a visit or work on the spot, and a resource where there is one of the kind."""
    activity = "act-" + code
    add(
        "activity",
        code=activity,
        kind=HELD_AS[route],
        host="sd-" + key,
        date=on,
        headcount=rng.randint(3, 18),
        item=code,
    )
    add("attendance", activity=activity, participant=f"sd-{key}-{need.organ}")
    if need.category in MEETS:
        kind, number = MEETS[need.category].split()
        quantity = need.quantities[place]
        add("match", need=code, resource=f"{kind}-{key}-{number}", quantity=quantity, since=on)


def add_needs(add: Add, rng: random.Random, units: dict[str, list[Row]]) -> None:
    """Ninety: thirty in each business district, raised by enterprises and by the organizations of buildings."""
    for key in NAMES:
        inside = [unit for building, rows in units.items() if building.startswith(key) for unit in rows[:40]]
        number = 0
        for route, needs in WAYS.items():
            for need in needs:
                number += 1
                add_need(add, rng, key, route, number, need, inside)


# ---- What the mechanisms ask for ------------------------------------------------------------------------------

FIRST, LAST = (2023, 2), (2024, 8)
LAPSED = {("yaxiu", 1): (2024, 3)}  # visits of Yaxiu stopped
LEFT_OUT = {
    ("gongti", 1): {(2024, 2)},  # made up in March
    ("yaxiu", 2): {(2024, 1)},  # of the first quarter; made up in June
    ("gongti", 4): {(2023, 10)},  # of the last quarter of 2023; never made up
}
MADE_UP = {("gongti", 1): (date(2024, 3, 22),), ("yaxiu", 2): (date(2024, 6, 20),)}


def months(every: int) -> list[tuple[int, int]]:
    """Months from FIRST to LAST; of quarters their first, and for the running one the month in which it began."""
    all_of_them = [(year, month) for year in (2023, 2024) for month in range(1, 13)]
    inside = [one for one in all_of_them if FIRST <= one <= LAST]
    return inside if every == 1 else [one for one in inside if (one[1] - 1) % 3 == 0 or one == FIRST]


def held_on(rng: random.Random, key: str, number: int, every: int) -> list[date]:
    """Days on which a mechanism of a business district was kept, from the day of the election to ON."""
    lapsed = LAPSED.get((key, number), (9999, 1))
    left_out = LEFT_OUT.get((key, number), set())
    kept = [one for one in months(every) if one < lapsed and one not in left_out]
    drawn = [date(year, month, rng.randint(17, 26)) for year, month in kept]
    return sorted([*drawn, *MADE_UP.get((key, number), ())])


# Number of the mechanism, months from one time to the next, kind of activity.
KEPT = ((1, 1, "visit"), (2, 3, "survey_meeting"), (4, 3, "consultation"))


def add_kept(add: Add, rng: random.Random, units: dict[str, list[Row]], seats: dict[str, list[str]]) -> None:
    """Visits, meetings to share information, consultations of the governance committee, work on the spot."""
    for key in NAMES:
        inside = [unit for building, rows in units.items() if building.startswith(key) for unit in rows]
        for number, every, kind in KEPT:
            host = f"gov-{key}" if kind == "consultation" else f"sd-{key}"
            for place, day in enumerate(held_on(rng, key, number, every), 1):
                code, item = f"act-{key}-{number}-{place}", f"mech-{key}-{number}"
                add("activity", code=code, kind=kind, host=host, date=day, headcount=rng.randint(6, 30), item=item)
                bodies = seats[f"gov-{key}"] if kind == "consultation" else ["sd-" + key]
                guests = [str(unit["code"]) for unit in rng.sample(inside, 3)] if kind == "visit" else []
                for body in [*bodies, *guests]:
                    add("attendance", activity=code, participant=body)
        for number, kind in ((3, "joint_meeting"), (5, "on_site_office")):
            for place in range(1, 5):
                code, day = f"act-{key}-{number}-{place}", date(2023, 8, 1) + timedelta(place * 75 + rng.randint(0, 40))
                row: Row = {"kind": kind, "host": "sd-" + key, "date": day, "headcount": rng.randint(8, 40)}
                add("activity", code=code, **row, item=f"mech-{key}-{number}")


def add_elections(add: Add, on: date) -> None:
    """The day on which the three committees were elected."""
    for key, headcount in zip(NAMES, (52, 47, 55), strict=True):
        add("activity", code="act-elect-" + key, kind="election", host="sd-" + key, date=on, headcount=headcount)


def add_centre_activities(add: Add, rng: random.Random) -> None:
    """What the three running mechanisms of the centres did; the platform's meeting of May 2024 was left out."""
    for number, every, kind in ((1, 1, "survey_meeting"), (2, 3, "joint_meeting"), (3, 1, "committee_meeting")):
        kept = [one for one in months(every) if one >= (2023, 7) and (number, one) != (3, (2024, 5))]
        for place, (year, month) in enumerate(kept, 1):
            code, day = f"act-fc-{number}-{place}", date(year, month, rng.randint(10, 25))
            row: Row = {"kind": kind, "host": "o110105004", "date": day, "headcount": rng.randint(5, 25)}
            add("activity", code=code, **row, item=f"mech-fc-{number}")
            for key in NAMES:
                add("attendance", activity=code, participant=f"sd-{key}-office")


def add_plan_activities(add: Add) -> None:
    """The survey and the meetings of the plan of Gongti."""
    rows = (
        ("act-plan-1", "consultation", "gov-gongti", date(2024, 5, 17), 26, "plan-gongti-1"),
        ("act-plan-2", "survey_meeting", "sd-gongti", date(2024, 6, 12), 14, "task-gongti-1"),
        ("act-plan-3", "on_site_office", "sd-gongti", date(2024, 7, 9), 18, "task-gongti-2"),
        ("act-plan-4", "joint_meeting", "sd-gongti", date(2024, 6, 12), 9, "resp-gongti-1"),
    )
    for code, kind, host, day, headcount, item in rows:
        add("activity", code=code, kind=kind, host=host, date=day, headcount=headcount, item=item)
