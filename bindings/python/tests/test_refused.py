# SPDX-License-Identifier: Apache-2.0
"""Wrong codes, numbers, days, labels and types are not answered: they raise, each the class that says what it is."""

from __future__ import annotations

import datetime
import pathlib

import numpy as np
import pandas
import polars
import pytest
from conftest import DAY

import dangjian as dj


@pytest.fixture(scope="module")
def view(beijing):
    return beijing.view(DAY)


@pytest.fixture(scope="module")
def rich(sanlitun):
    return sanlitun.view(DAY)


# ---- Codes and numbers ----------------------------------------------------------------------------------------------

WHOLE = {
    "count": lambda v, ids: v.count(ids),
    "count every": lambda v, ids: v.count(ids, every=True),
    "tree": lambda v, ids: v.tree(ids),
    "guides": lambda v, ids: v.guides(ids),
    "guidance_chain": lambda v, ids: v.guidance_chain(ids),
    "count_members": lambda v, ids: v.count_members(ids),
    "count_people": lambda v, ids: v.count_people(ids),
}


@pytest.mark.parametrize("ask", WHOLE.values(), ids=WHOLE)
def test_none_of_them_is_not_all_of_them(view, ask):
    n = view.n_organizations
    for wrong, shown in (
        (["110105", "xx", "yy"], "no organization 'xx', 'yy' on 2024-08-26"),
        ("xx", "'xx'"),
        (-1, "-1"),
        ([0, -1], "-1"),
        (view.superior(0), "-1"),
        (n, str(n)),
        ([0, n], str(n)),
        (2**40, str(2**40)),
    ):
        with pytest.raises(dj.NotFoundError, match=shown):
            ask(view, wrong)


def test_all_is_asked_by_none_alone(view):
    assert len(view.count(None, every=True)) == len(view.tree()) == view.n_organizations
    for ask in (view.guides, view.guidance_chain, view.organization, view.area, view.person, view.superior):
        with pytest.raises(TypeError, match="needed, .*not None"):
            ask(None)


MAPS = ["superior", "depth", "end", "base_area", "members", "ancestors", "subordinates", "count_members"]


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize(
    "wrong",
    [
        [[0, 1], [2, 3]],
        [["110105", "110101"]],
        np.zeros((2, 2), int),
        [0, "110105"],
        ["110105", None],
        pandas.Series(["110105", None]),
        [b"110105"],
        np.array([b"110105"]),
        b"110105",
        1.5,
        [1.0],
        np.array([1.0]),
        True,
        [True, False],
        np.array([True]),
        None,
        {"110105"},
        np.ma.MaskedArray([0, 1], [False, True]),
    ],
    ids=repr,
)
def test_one_row_of_codes_or_of_numbers(view, name, wrong):
    with pytest.raises(TypeError, match="needed"):
        getattr(view, name)(wrong)


def test_whatever_holds_codes_or_numbers(view):
    codes = ["110105", "110101"]
    numbers = view.organization_ids(codes).tolist()
    expected = view.superior(codes).tolist()
    for given in (
        tuple(codes),
        np.array(codes),
        np.array(codes, object),
        pandas.Series(codes),
        polars.Series(codes),
        numbers,
        tuple(numbers),
        np.array(numbers, np.uint8 if max(numbers) < 256 else np.uint16),
        np.array(numbers, object),
        pandas.Series(numbers),
        polars.Series(numbers),
    ):
        assert view.superior(given).tolist() == expected
    assert view.superior(range(3)).tolist() == view.superior([0, 1, 2]).tolist()


@pytest.mark.parametrize("name", ["organization", "area", "person"])
def test_records_are_of_exactly_one(view, name):
    for several in ([], [0], [0, 1], np.array([0])):
        with pytest.raises(TypeError, match=f"one {name} is needed"):
            getattr(view, name)(several)
    for wrong in ("xx", -1, 10**6, 2**31):
        with pytest.raises(dj.NotFoundError, match=f"no {name}"):
            getattr(view, name)(wrong)


SINGLE = {
    "coverage_of": lambda v: v.coverage_of("xx"),
    "facilities": lambda v: v.facilities("xx"),
    "match": lambda v: v.match("xx"),
    "unmatched": lambda v: v.unmatched("xx"),
    "duties.who": lambda v: v.duties.who("xx"),
    "duties.of": lambda v: v.duties.of("xx"),
    "duties.gaps": lambda v: v.duties.gaps("xx"),
    "duties.overlaps": lambda v: v.duties.overlaps("xx"),
    "alliances.of": lambda v: v.alliances.of("xx"),
    "alliances.seats": lambda v: v.alliances.seats("xx"),
    "alliances.seats of a unit": lambda v: v.alliances.seats(v.table("unit")["code"][0]),
    "alliances.path": lambda v: v.alliances.path(v.alliances.frame()["alliance"][0], "xx"),
    "alliances.distance": lambda v: v.alliances.distance("xx", v.alliances.frame()["alliance"][0]),
    "table": lambda v: v.table("xx"),
    "column": lambda v: v.count()["xx"],
    "register": lambda v: v.register["xx"],
    "schema": lambda v: dj.tables()["organization"].column("xx"),
}


@pytest.mark.parametrize("ask", SINGLE.values(), ids=SINGLE)
def test_one_code_that_does_not_exist(rich, ask):
    with pytest.raises(dj.NotFoundError, match="xx|no alliance"):
        ask(rich)
    assert issubclass(dj.NotFoundError, KeyError)


def test_what_exists_and_has_nothing_to_show(rich):
    """Of several, those that do not exist have no rows."""
    idle = rich.alliances.isolated()["organization"][0]
    assert len(rich.alliances.of(idle)) == 0 and len(rich.alliances.of([idle, "xx"])) == 0
    assert rich.alliances.distance(["xx", "xx"], ["yy", idle]).tolist() == [-1, -1]
    category = rich.table("item")._column_texts("category")
    assert isinstance(rich.match(next(text for text in category if text)), dj.Frame)


# ---- Arguments ------------------------------------------------------------------------------------------------------

FORMAT = {
    "view of no day": lambda v: v.register.view(""),
    "view of another calendar": lambda v: v.register.view("2024-02-30"),
    "a day before the calendar": lambda v: v.register.view(datetime.date(1, 1, 1)),
    "a date that is none": lambda v: v.register.view(pandas.NaT),
    "labels of a view": lambda v: v.register.view(DAY, labels=""),
    "labels of counts": lambda v: v.count(labels=""),
    "labels of trees": lambda v: v.tree(labels="fr"),
    "labels in a list": lambda v: v.count(labels=["zh"]),
    "an empty level": lambda v: v.count(level=""),
    "an empty level of coverage": lambda v: v.coverage(""),
    "an empty level of flow": lambda v: v.duties.flow(level=""),
    "a level": lambda v: v.coverage("village"),
    "a language": lambda v: v.alliances.to_dot("xx"),
    "facilities by a negative number": lambda v: v.nearest_facilities(116.0, 39.0, -1),
    "no grace": lambda v: v.duties.escalations(0),
    "negative grace": lambda v: v.duties.escalations(-1),
    "negative rows": lambda v: v.count().head(-1),
    "negative width": lambda v: v.count().table(-1),
    "a path with a NUL": lambda v: dj.read("cases/beijing\0junk"),
    "a path to write with a NUL": lambda v: v.register.write("cases\0junk"),
    "a place to go on from": lambda v: v.register.change().find("unit", -5, kind="organ"),
    "threads": lambda v: dj.set_threads(-1),
}


@pytest.mark.parametrize("ask", FORMAT.values(), ids=FORMAT)
def test_arguments_of_no_known_form(rich, ask):
    with pytest.raises(dj.FormatError):
        ask(rich)
    assert issubclass(dj.FormatError, ValueError)


TYPES = {
    "zero is not today": lambda v: v.register.view(0),
    "false is not today": lambda v: v.register.view(False),
    "a table": lambda v: v.register[None],
    "a table by number": lambda v: v.register[3],
    "a column": lambda v: v.count()[None],
    "crossing": lambda v: v.alliances.crossing(None),
    "matrix": lambda v: v.alliances.matrix(None),
    "path": lambda v: v.alliances.path(None, None),
    "of": lambda v: v.alliances.of(None),
    "of one of them": lambda v: v.alliances.of(["a", None]),
    "kind of guidance": lambda v: v.guidance_chain(0, None),
    "nearness": lambda v: v.propose_branches(within=None),
    "category of guides": lambda v: v.match_guides(None),
    "ids of none": lambda v: v.organization_ids([None]),
    "states": lambda v: dj.need_may_become(None, None),
    "rows without a day": lambda v: v.register.change().end("unit", "u", None),
    "needs without a state": lambda v: v.register.change().advance_need("i", None, DAY),
    "matches": lambda v: v.register.change().add_matches(None, DAY),
    "hypergraph": lambda v: v.register.change().import_hif(None),
    "document": lambda v: dj.read_json(None),
    "a title": lambda v: v.register.change(None),
    "a list as a value": lambda v: v.register.change().add("unit", code=["a"], name="n", kind="organ"),
    "bytes as a value": lambda v: v.register.change().add("unit", code=b"a", name="n", kind="organ"),
    "a time of day": lambda v: v.register.change().add("unit", code="a", since=datetime.datetime(2020, 1, 1, 8)),
}


@pytest.mark.parametrize("ask", TYPES.values(), ids=TYPES)
def test_arguments_of_another_type(rich, ask):
    with pytest.raises(TypeError):
        ask(rich)


def test_values_of_cells_as_they_are():
    register = dj.Register()
    with register.change() as change:
        change.add(
            "unit", code=7, name=np.str_("n"), kind="organ", headcount=np.int64(3), since=datetime.date(2020, 1, 1)
        )
        change.add("unit", code="b", name="n", kind="organ", since=pandas.Timestamp("2020-01-02"), headcount=None)
    assert register["unit"]["code"].tolist() == ["7", "b"]
    assert register["unit"]["since"].astype(str).tolist() == ["2020-01-01", "2020-01-02"]
    assert register.view(register["unit"]["since"][1]).date == datetime.date(2020, 1, 2)


def test_paths_of_any_kind(cases):
    path = cases / "lines"
    assert len(dj.read(str(path))) == len(dj.read(pathlib.Path(path))) == len(dj.read(str(path).encode())) > 0


# ---- Rows of frames -------------------------------------------------------------------------------------------------


def test_rows_are_selected_by_numbers_or_bools(beijing):
    frame = beijing["organization"]
    wanted = frame["kind"] == "branch"
    assert len(frame.select(wanted)) == wanted.sum() > 0
    assert set(frame.select(wanted)["kind"]) == {"branch"}
    assert frame.select(pandas.Series(wanted))["code"].tolist() == frame.select(wanted)["code"].tolist()
    assert frame.select(range(3))["code"].tolist() == frame["code"][:3].tolist()
    for wrong in (wanted[:-1], [True, False], np.array([], bool)):
        with pytest.raises(IndexError, match="bools for"):
            frame.select(wrong)
    for wrong in ([0.9], np.array([[0, 1]]), ["0"], [None], np.array(0)):
        with pytest.raises(TypeError):
            frame.select(wrong)
    with pytest.raises(IndexError):
        frame.select(np.array([2**64 - 1], np.uint64))
