# SPDX-License-Identifier: Apache-2.0
"""Points on the map and places of service in Sanlitun. All degrees are made up: near the real places, never theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

Point = tuple[float, float]
Add = Callable[..., object]

STREET_POINT = (116.4531, 39.9362)
COMMUNITIES: dict[str, Point] = {
    "110105004032": (116.4475, 39.9362),
    "110105004033": (116.4482, 39.9385),
    "110105004034": (116.4540, 39.9435),
    "110105004036": (116.4555, 39.9390),
    "110105004037": (116.4525, 39.9380),
    "110105004039": (116.4572, 39.9308),
    "110105004040": (116.4585, 39.9335),
    "110105004041": (116.4528, 39.9322),
}
DISTRICTS: dict[str, Point] = {
    "changhong": (116.4580, 39.9380),
    "yaxiu": (116.4540, 39.9345),
    "gongti": (116.4490, 39.9330),
}
AROUND = ((-10, -6), (0, -9), (10, -5), (12, 4), (2, 9), (-9, 7), (-14, 0))  # ten-thousandths of a degree


def moved(point: Point, east: int, north: int) -> Point:
    """A point some ten-thousandths of a degree away."""
    return round(point[0] + east / 10_000, 4), round(point[1] + north / 10_000, 4)


def building_point(code: str) -> Point:
    """gongti-3 stands third in the ring around the middle of its business district."""
    key, number = code.rsplit("-", 1)
    return moved(DISTRICTS[key], *AROUND[int(number) - 1])


def degrees(point: Point | None) -> dict[str, object]:
    """The columns of a point."""
    return {"lon": point[0], "lat": point[1]} if point else {}


# ---- Places of service: four levels, sub-centres, stations in buildings, rest stations ------------------------

LIFE = "组织生活"
WITHOUT_LIFE = ("110105004034", "110105004040")  # communities whose centre has no room for organizational life
TWO_GRIDS = ("110105004032", "110105004036", "110105004039", "110105004041")
STATIONS = ("changhong-1", "changhong-4", "yaxiu-1", "yaxiu-5", "gongti-1", "gongti-6")
REST = {"changhong-3": "长虹", "yaxiu-3": "雅秀", "gongti-5": "工体"}


def add_levels(add: Add, street: str, names: dict[str, str]) -> None:
    """District, communities and grids; the subdistrict's centre and the three sub-centres stand in make.py."""
    add(
        "facility",
        code="fc-110105",
        name="朝阳区党群服务中心",
        level="district",
        organization="o110105",
        area="110105",
        **degrees((116.4432, 39.9216)),
        services=f"党务 政务 社会事务 {LIFE} 党员教育",
        since=date(2019, 7, 1),
    )
    add(
        "facility",
        code=f"fc-{street}-hall",
        name="三里屯街道党员活动中心",
        level="point",
        organization="o" + street,
        area=street,
        **degrees(moved(STREET_POINT, 4, 3)),
        services=f"{LIFE} 党课 党员教育",
        since=date(2019, 7, 1),
    )
    for code, name in names.items():
        add_community(add, code, name)


def add_community(add: Add, code: str, name: str) -> None:
    """The centre of a community and the points of its grids, which are no areas here: they stand in the community."""
    services = "党务 政务 社会事务 议事协商" + ("" if code in WITHOUT_LIFE else f" {LIFE}")
    row = {"organization": "o" + code, "area": code}
    add(
        "facility",
        code="fc-" + code,
        name=name + "党群服务中心",
        level="community",
        **row,
        **degrees(moved(COMMUNITIES[code], 2, -1)),
        services=services,
        since=date(2019, 10, 1),
    )
    for number in range(1, 3 if code in TWO_GRIDS else 2):
        add(
            "facility",
            code=f"fc-{code}-{number}",
            name=f"{name}第{'一二'[number - 1]}网格党群服务点",
            level="grid",
            **row,
            **degrees(moved(COMMUNITIES[code], *((-8, 5), (9, 7))[number - 1])),
            services="需求收集 便民服务",
            since=date(2021, 6, 1),
        )


def add_in_buildings(add: Add) -> None:
    """Stations where who works nearby can join organizational life, and rest stations for couriers and riders."""
    for code in STATIONS:
        name = {"c": "长虹", "y": "雅秀", "g": "工体"}[code[0]]
        add(
            "facility",
            code="fc-" + code,
            name=f"{name}商圈{code[-1]}号楼党群服务站",
            level="station",
            organization="bo-" + code,
            area="bld-" + code,
            **degrees(building_point(code)),
            services=f"{LIFE} 党课 政策咨询",
            since=date(2023, 6, 1),
        )
    for code, name in REST.items():
        add(
            "facility",
            code="rest-" + code,
            name=f"{name}商圈“小哥驿站”",
            level="rest_station",
            organization="sd-" + code.split("-")[0],
            area="bld-" + code,
            **degrees(building_point(code)),
            services="歇脚 饮水 充电 诉求收集",
            since=date(2023, 9, 1),
        )
    add(
        "facility",
        code="rest-yaxiu-old",
        name="雅秀商圈临时驿站",
        level="rest_station",
        organization="sd-yaxiu",
        area="bld-yaxiu-6",
        **degrees(building_point("yaxiu-6")),
        services="歇脚 饮水",
        since=date(2023, 4, 1),
        until=date(2023, 9, 1),
    )
