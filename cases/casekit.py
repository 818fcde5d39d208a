# SPDX-License-Identifier: Apache-2.0
"""What the generators of the cases share: tables, dates, credit codes, and synthetic members."""

from __future__ import annotations

import bisect
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

DATA = Path(__file__).resolve().parents[1] / "data"
sys.path.insert(0, str(DATA / "divisions"))

from divisions import AREA_COLUMNS, write_csv  # noqa: E402

T = TypeVar("T")
Row = dict[str, object]

ON = date(2024, 8, 26)  # the day the synthetic members are drawn for

# ---- Tables ---------------------------------------------------------------------------------------------------

COLUMNS = {
    "area": " ".join(AREA_COLUMNS),
    "area_part": "zone area since until",
    "unit": "code name kind area host industry credit_code headcount since until",
    "organization": "code name short_name kind form mode base_unit base_area may_admit approved_by term_years term_ends"
    " since until",
    "subordination": "organization superior since until",
    "guidance": "organization guide kind since until",
    "coverage": "unit organization manner since until",
    "person": "code name sex born education employer residence class applied activist target admitted full left"
    " left_how note",
    "membership": "person organization kind since until",
    "transfer": "person from to letter issued valid_until received state",
    "post": "person body role basis full_time since until",
    "alliance": "code name kind parent lead area since until",
    "seat": "alliance body role since until",
    "checklist": "code name kind owner period since until",
    "item": "code checklist title category state quantity measure opened due closed area raised_by route recurrence"
    " rating",
    "assignment": "item body role since until",
    "match": "need resource project quantity since until",
    "activity": "code kind host date headcount item",
    "attendance": "activity participant since until",
    "facility": "code name level organization area lon lat services since until",
}


class Tables:
    """Rows by table, in the order in which they were added."""

    def __init__(self, further: dict[str, str] | None = None) -> None:
        """`further` names columns behind the declared ones, by table: {"item": "prefers"}."""
        self.rows: dict[str, list[Row]] = {}
        self.further = further or {}

    def add(self, table: str, **row: object) -> Row:
        """Adds a row; a column whose name is a word of Python takes an underscore: class_."""
        clean = {name.rstrip("_"): value for name, value in row.items()}
        self.rows.setdefault(table, []).append(clean)
        return clean

    def write(self, folder: Path) -> None:
        """Writes each table as TABLE.csv."""
        for table, rows in self.rows.items():
            columns = [*COLUMNS[table].split(), *self.further.get(table, "").split()]
            print(f"{table}.csv", write_csv(folder / f"{table}.csv", columns, rows))


# ---- Dates ----------------------------------------------------------------------------------------------------


def add_years(day: date, years: int) -> date:
    """The same day some years on; no generator draws a 29 February."""
    return day.replace(year=day.year + years)


def draw_day(rng: random.Random, first: date, last: date) -> date:
    """A day from first to last, both included, but never a 29 February."""
    day = first + timedelta(rng.randint(0, (last - first).days))
    return day.replace(day=28) if (day.month, day.day) == (2, 29) else day


# ---- Credit codes ---------------------------------------------------------------------------------------------

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def organization_code(serial: int) -> str:
    """Nine characters of GB 11714: eight digits and their check character."""
    body = f"{serial:08d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "0123456789X0"[11 - total % 11]


def credit_code(prefix: str, area: str, serial: int) -> str:
    """Eighteen characters of GB 32100-2015; `prefix` tells authority and body, `area` has six digits."""
    body = prefix + area + organization_code(serial)
    total = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + ALPHABET[-total % 31]


# ---- Members --------------------------------------------------------------------------------------------------

# Shares in ten thousands at the end of 2024: 中国共产党党内统计公报, published 2025-06-30.
FEMALE = 0.309
AGE_BANDS = {
    (20, 30): 1227.2,
    (31, 35): 1076.4,
    (36, 40): 1147.5,
    (41, 45): 968.7,
    (46, 50): 904.1,
    (51, 55): 941.2,
    (56, 60): 864.6,
    (61, 88): 2897.3,
}
EDUCATION = {  # best first; the first three add up to 57.6 %
    "postgraduate": 9.6,
    "bachelor": 28.0,
    "junior_college": 20.0,
    "secondary_technical": 9.4,
    "technical_school": 1.5,
    "senior_high": 13.5,
    "junior_high": 13.0,
    "primary": 5.0,
}

GIVEN = {
    "male": (
        "伟 强 磊 军 洋 勇 杰 涛 明 超 刚 平 辉 鹏 建国 建华 志强 志远 文博 文涛 海涛 海峰 国庆 国华 永康 俊杰 "
        "浩然 子轩 宇航 天佑 家栋 立新 振华 德明 春生 学文 长河 晓东 东升 卫国"
    ).split(),
    "female": (
        "芳 娜 敏 静 丽 艳 娟 霞 燕 玲 桂英 桂兰 秀英 秀兰 玉兰 玉梅 丽华 丽娟 红梅 雪梅 春梅 晓燕 晓琳 海燕 "
        "婷婷 雅琴 雨欣 思琪 佳怡 梦瑶 欣然 文静 淑珍 凤英 爱华 美玲 慧敏 立群 子涵 若兰"
    ).split(),
}
COMMON = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗".split()


@dataclass
class Member:
    """A synthetic person from birth to leaving."""

    sex: str
    born: date
    education: str = ""
    applied: date = ON
    activist: date = ON
    target: date = ON
    admitted: date = ON
    left: date | None = None
    left_how: str = ""
    klass: str = "regular"
    name: str = ""
    code: str = ""
    employer: str = ""
    residence: str = ""
    affiliations: list[tuple[str, date, date | None]] = field(default_factory=list)

    @property
    def full(self) -> date | None:
        """The end of a year's probation, where it was lived to see."""
        end = add_years(self.admitted, 1)
        return end if end <= (self.left or ON) else None

    def age(self, on: date = ON) -> int:
        """Completed years."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    def row(self) -> Row:
        """A row of the table `person`."""
        names = "code name sex born education employer residence applied activist target admitted full left left_how"
        return {**{name: getattr(self, name) for name in names.split()}, "class": self.klass, "note": "synthetic"}


def quotas(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in the given proportion that add up to the total (largest remainders)."""
    exact = [weight * total / sum(weights) for weight in weights]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def spread(rng: random.Random, weights: dict[T, float], total: int) -> list[T]:
    """Values in the given proportion, shuffled."""
    counts = quotas(list(weights.values()), total)
    values = [value for value, count in zip(weights, counts, strict=True) for _ in range(count)]
    rng.shuffle(values)
    return values


def draw_born(rng: random.Random, band: tuple[int, int]) -> date:
    """A birthday of someone whose age is in the band on the day ON; the old are fewer the older they are."""
    low, high = band
    age = low + int((high - low + 1) * (rng.random() ** 1.6 if high > 80 else rng.random()))
    latest = add_years(ON, -age)
    return draw_day(rng, add_years(latest, -1) + timedelta(1), latest)


def draw_career(rng: random.Random, member: Member) -> None:
    """Application, activist, target, admission: in order, with the intervals of the Admission Rules."""
    adult = add_years(member.born, 18)
    latest = min(ON - timedelta(750), add_years(member.born, 55))
    start = adult + timedelta(int((max(latest - adult, timedelta()).days + 1) * rng.betavariate(0.95, 2.6)))
    member.applied = draw_day(rng, start, start + timedelta(20))
    member.activist = draw_day(rng, member.applied + timedelta(32), member.applied + timedelta(150))
    cultivated = add_years(member.activist, 1)
    member.target = draw_day(rng, cultivated, cultivated + timedelta(90))
    member.admitted = draw_day(rng, member.target + timedelta(30), member.target + timedelta(120))


def give_education(rng: random.Random, members: list[Member]) -> None:
    """Exact shares; the younger, by and large, the more schooling."""
    ranked = sorted(members, key=lambda member: member.age() + rng.gauss(0, 18))
    counts = quotas(list(EDUCATION.values()), len(ranked))
    levels = [level for level, count in zip(EDUCATION, counts, strict=True) for _ in range(count)]
    for member, level in zip(ranked, levels, strict=True):
        young = level == "postgraduate" and member.age() < 24
        member.education = "bachelor" if young else level


def give_class(rng: random.Random, members: list[Member]) -> None:
    """Retired from 56 on, students and graduates to 28, some mobile, some in new employment."""
    for member in members:
        age, chance = member.age(), rng.random()
        if age >= 81:
            member.klass = "frail" if chance < 0.5 else "retired"
        elif age >= 56:
            member.klass = "retired" if chance < 0.1 + 0.7 * (age > 60) else "regular"
        elif age <= 28 and chance < 0.25:
            member.klass = "student" if chance < 0.2 else "graduate"
        elif chance > 0.9:
            member.klass = "mobile" if chance > 0.97 else "registered_elsewhere" if chance > 0.94 else "new_employment"


class Namer:
    """Synthetic names: half the surnames from the twenty commonest, half from the first 300 of the list."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        listed = json.loads((DATA / "names" / "surnames.json").read_text(encoding="utf-8"))
        self.listed = listed[:300]

    def draw(self, sex: str) -> str:
        surnames = COMMON if self.rng.random() < 0.5 else self.listed
        return self.rng.choice(surnames) + self.rng.choice(GIVEN[sex])


def draw_members(rng: random.Random, count: int, earliest: date = date(1900, 1, 1)) -> list[Member]:
    """Members on the day ON, with shares of sex, age and education near the published ones of 2024."""
    bands = spread(rng, AGE_BANDS, count)
    sexes = spread(rng, {"female": FEMALE, "male": 1 - FEMALE}, count)
    namer = Namer(rng)
    members = []
    for band, sex in zip(bands, sexes, strict=True):
        member = Member(sex, draw_born(rng, band), name=namer.draw(sex))
        draw_career(rng, member)
        while not earliest <= member.admitted <= ON:
            member.born = draw_born(rng, band)
            draw_career(rng, member)
        members.append(member)
    give_education(rng, members)
    give_class(rng, members)
    return members


class Pool:
    """Members waiting for a branch, by day of admission."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = sorted(members, key=lambda member: member.admitted)
        self.days = [member.admitted for member in self.members]

    def take(self, rng: random.Random, since: date) -> Member:
        """Someone admitted on or after a day."""
        first = bisect.bisect_left(self.days, since)
        place = rng.randrange(first, len(self.members))
        del self.days[place]
        return self.members.pop(place)


# ---- Organizations --------------------------------------------------------------------------------------------

SUFFIX = {
    "local_committee": ("委员会", "委"),
    "working_committee": ("工作委员会", "党工委"),
    "committee": ("委员会", "党委"),
    "general_branch": ("总支部委员会", "党总支"),
    "branch": ("支部委员会", "党支部"),
}

Period = tuple[date, "date | None"]


@dataclass
class Body:
    """An organization with its history: kinds and superiors one after another."""

    code: str
    stem: str  # name without 中共 and without the ending that tells the kind
    short: str
    kind: str
    since: date
    until: date | None = None
    superiors: list[tuple[str, date]] = field(default_factory=list)
    kinds_before: list[tuple[str, date]] = field(default_factory=list)  # kind and the day it ended
    size: int = 0
    extra: Row = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """Rows of the table `organization`, one for each kind it has had."""
        kinds = [*self.kinds_before, (self.kind, self.until)]
        begin, rows = self.since, []
        for kind, end in kinds:
            long, short = SUFFIX.get(kind, ("", ""))
            name = "中共" + self.stem + long if long else self.stem
            rows.append(
                {"code": self.code, "name": name, "short_name": self.short + short, "kind": kind}
                | self.extra
                | {"since": begin, "until": end}
            )
            begin = end
        return rows

    def subordinations(self) -> list[Row]:
        """Rows of the table `subordination`, each to the day before the next begins."""
        ends = [since for _, since in self.superiors[1:]] + [self.until] * bool(self.superiors)
        return [
            {"organization": self.code, "superior": superior, "since": since, "until": end}
            for (superior, since), end in zip(self.superiors, ends, strict=True)
        ]


def under(bodies: dict[str, Body], superior: str, body: Body) -> Body:
    """Puts a body under a superior from the first day on which both exist, and keeps it."""
    body.superiors.append((superior, max(body.since, bodies[superior].since)))
    body.extra.setdefault("approved_by", superior)
    bodies[body.code] = body
    return body


# ---- Posts ----------------------------------------------------------------------------------------------------

BRANCH_ROLES = ("secretary", "member_organization", "member_publicity", "member_discipline")
COMMITTEE_ROLES = ("secretary", "deputy_secretary", *BRANCH_ROLES[1:])


def is_seasoned(member: Member, elected: date) -> bool:
    """Full member for a year on the day of the election."""
    return member.full is not None and add_years(member.full, 1) <= elected


def may_stand(member: Member, elected: date) -> bool:
    """Seasoned, and of an age to serve."""
    return is_seasoned(member, elected) and 24 <= member.age(elected) <= 66


def elect(tables: Tables, rng: random.Random, body: str, roles: Sequence[str], voters: list[Member], on: date) -> None:
    """Fills the posts of a committee; from the aged too where there are too few others."""
    standing = [member for member in voters if may_stand(member, on)]
    if len(standing) < len(roles):
        standing = [member for member in voters if is_seasoned(member, on)]
    for role, member in zip(roles, rng.sample(standing, len(roles)), strict=True):
        tables.add("post", person=member.code, body=body, role=role, basis="elected", full_time="no", since=on)
