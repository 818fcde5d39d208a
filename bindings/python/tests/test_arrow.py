# SPDX-License-Identifier: Apache-2.0
"""Frames leave for pandas, polars, pyarrow and DuckDB, and tables of these become registers, with nothing lost."""

from __future__ import annotations

import ctypes
import datetime
import gc
import itertools
import os

import duckdb
import numpy as np
import pandas
import polars
import pyarrow
import pytest
from conftest import DAY

import dangjian as dj

WAYS = {
    "pyarrow": lambda frame: frame.arrow(),
    "polars": lambda frame: frame.pl(),
    "pandas": lambda frame: frame.df(),
    "duckdb": lambda frame: duckdb.sql("FROM frame").to_arrow_table(),
    "frame": lambda frame: frame,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("labels", [None, "zh"])
@pytest.mark.parametrize("case", ["sanlitun", "beijing", "lines"])
def test_registers_come_back_as_they_were(way, labels, case, request):
    register = request.getfixturevalue(case)
    tables = {table: WAYS[way](register.table(table, labels=labels)) for table in register if len(register[table])}
    back = dj.Register.from_tables(tables, progress=False)
    for table in register:
        assert back[table].csv() == register[table].csv(), table


def test_types_in_pyarrow(sanlitun):
    schema = sanlitun["organization"].arrow().schema
    assert schema.field("kind").type == pyarrow.dictionary(pyarrow.int8(), pyarrow.string())
    assert schema.field("since").type == pyarrow.date32()
    assert schema.field("term_years").type == pyarrow.int64()
    assert schema.field("name").type in (pyarrow.large_string(), pyarrow.string())
    assert not schema.field("code").nullable or schema.field("until").nullable
    assert sanlitun["area"].arrow().schema.field("lon").type == pyarrow.float64()


def test_types_in_polars_and_pandas(sanlitun):
    frame = sanlitun["organization"]
    table = frame.pl()
    assert table.schema["since"] == polars.Date
    assert table.schema["term_years"] == polars.Int64
    assert table["kind"].dtype in (polars.Categorical, polars.Enum)
    data = frame.df()
    assert str(data["term_years"].dtype) == "Int64"
    assert data["since"].dtype.kind == "M"
    assert isinstance(data["kind"].dtype, pandas.CategoricalDtype)
    assert data["until"].isna().all()


def test_numbers_are_shared_with_pyarrow(sanlitun):
    frame = sanlitun["area"]
    column = frame.arrow().column("lon").chunk(0)
    assert column.buffers()[1].address == frame["lon"].ctypes.data
    since = sanlitun["organization"]
    buffer = since.arrow().column("term_years").chunk(0).buffers()[1]
    assert buffer.address == since["term_years"].data.ctypes.data


def test_references_as_rows_lead_to_the_rows(sanlitun):
    linked = sanlitun.table("subordination", references="rows")
    codes = sanlitun["organization"]["code"]
    for column in ("organization", "superior"):
        assert codes[linked[column]].tolist() == sanlitun["subordination"][column].tolist()
    with pytest.raises(ValueError, match="'codes' or 'rows'"):
        sanlitun.table("subordination", references="names")


def test_stream_takes_columns_and_batches(beijing):
    frame = beijing["person"]
    reader = pyarrow.RecordBatchReader.from_stream(frame.stream(["born", "code"], batch_rows=1000))
    assert reader.schema.names == ["born", "code"]
    batches = list(reader)
    assert [len(batch) for batch in batches[:-1]] == [1000] * (len(batches) - 1)
    assert pyarrow.Table.from_batches(batches).equals(frame.arrow().select(["born", "code"]).combine_chunks())
    with pytest.raises(KeyError):
        frame.stream(["age"])
    with pytest.raises(ValueError, match="batch_rows"):
        frame.stream(batch_rows=-1)


def test_some_columns(beijing):
    frame = beijing["person"]
    for table in (frame.arrow(["sex", "code"]), frame.pl(["sex", "code"]), frame.df(["sex", "code"])):
        names = table.column_names if isinstance(table, pyarrow.Table) else table.columns
        assert list(names) == ["sex", "code"]
    assert frame.pl([]).height in (0, len(frame))


def test_schema_without_data(beijing):
    frame = beijing["person"]
    assert pyarrow.schema(frame) == frame.arrow().schema


def test_arrays_outlive_frames(sanlitun):
    expected = sanlitun["unit"].arrow().to_pylist()
    table = sanlitun.copy()["unit"].arrow()
    gc.collect()
    assert table.to_pylist() == expected


def test_empty_frames_cross(beijing):
    empty = beijing["facility"]
    assert len(empty) == 0
    for way in WAYS.values():
        table = way(empty)
        assert len(table) == 0
        dj.Register.from_tables({"facility": table})


def test_what_pandas_users_have():
    """Texts, numbers for codes, dates as texts and timestamps, an index, categories."""
    data = pandas.DataFrame(
        {
            "代码": [1, 2],
            "党组织名称": ["甲", "乙"],
            "组织类别": pandas.Categorical(["committee", "党支部"]),
            "since": [pandas.Timestamp("2020-01-01"), pandas.NaT],
            "until": ["2024年1月1日", None],
        },
        index=[7, 9],
    )
    table = dj.Register.from_tables({"organization": data})["organization"]
    assert table["code"].tolist() == ["1", "2"]
    assert table["kind"].tolist() == ["committee", "branch"]
    assert [row["since"] for row in table] == [datetime.date(2020, 1, 1), None]
    assert [row["until"] for row in table] == [datetime.date(2024, 1, 1), None]


def test_what_is_no_table_is_refused(sanlitun):
    with pytest.raises(TypeError, match="__arrow_c_stream__ is needed .* not dict"):
        sanlitun.with_table("organization", {"code": ["a"]})
    with pytest.raises(LookupError, match="no table 'organisation'; there are area"):
        sanlitun.with_table("organisation", sanlitun["organization"])


def test_with_table_leaves_the_register_alone(sanlitun):
    frame = sanlitun["organization"].df()
    before = len(sanlitun["organization"])
    frame.loc[0, "short_name"] = "市委"
    other = sanlitun.with_table("organization", frame)
    assert len(sanlitun["organization"]) == before
    difference = other.view(DAY).diff(sanlitun.view(DAY)).rows()
    assert [(row["table"], row["difference"]) for row in difference] == [("organization", "changed")]


def test_add_keeps_what_is_there(sanlitun):
    more = polars.DataFrame({"code": ["new"], "name": ["新支部"], "kind": ["branch"]})
    assert len(sanlitun.with_table("organization", more, add=True)["organization"]) == len(sanlitun["organization"]) + 1


class Memory(ctypes.Structure):
    """What mallinfo2 tells."""

    _fields_ = [
        (name, ctypes.c_size_t) for name in ("arena", "o", "s", "h", "hblkhd", "u", "fs", "used", "free", "keep")
    ]


def in_use():
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = Memory
    gc.collect()
    memory = libc.mallinfo2()
    return memory.used + memory.hblkhd


def export_all(frame):
    """Takes a stream to its end, to its middle, not at all, and its schema alone."""
    pyarrow.RecordBatchReader.from_stream(frame.stream(batch_rows=100)).read_all()
    reader = pyarrow.RecordBatchReader.from_stream(frame.stream(batch_rows=100))
    reader.read_next_batch()
    del reader
    frame.__arrow_c_stream__()
    frame.__arrow_c_schema__()


@pytest.mark.skipif("DANGJIAN_SANITIZED" in os.environ, reason="the sanitizer counts itself")
def test_nothing_leaks_over_a_thousand_exports(sanlitun):
    frame = sanlitun["organization"]
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    for _ in range(100):
        export_all(frame)
    before = in_use()
    for _ in range(1000):
        export_all(frame)
    # One lost structure an export would be over 80,000 bytes.
    assert in_use() - before < 40_000


@pytest.mark.skipif("DANGJIAN_SANITIZED" in os.environ, reason="the sanitizer counts itself")
def test_nothing_leaks_over_refused_imports(sanlitun):
    bad = polars.DataFrame({"code": ["a"] * 50, "name": [None] * 50, "kind": ["x"] * 50})

    def refuse():
        with pytest.raises(dj.IssueError):
            dj.Register.from_tables({"organization": bad}, progress=False)

    for _ in range(50):
        refuse()
    before = in_use()
    for _ in range(500):
        refuse()
    assert in_use() - before < 40_000


def test_millions_of_rows_cross(tmp_path):
    n = 300_000
    numbers = np.arange(n)
    units = polars.DataFrame(
        {"code": numbers.astype(str), "name": "单位", "kind": "non_public_enterprise", "headcount": numbers}
    )
    register = dj.Register.from_tables({"unit": units}, progress=False)
    frame = register["unit"]
    assert frame["headcount"].sum() == numbers.sum()
    assert frame.pl()["headcount"].sum() == numbers.sum()
    assert int(frame.df()["headcount"].sum()) == numbers.sum()
    assert duckdb.sql("SELECT sum(headcount) FROM frame").fetchall()[0][0] == numbers.sum()


# ---- A table given by its own name and by a short column -----------------------------------------------------------

ORGANIZATIONS = pyarrow.table(
    {"code": ["a", "b", "c"], "name": ["甲", "乙", "丙"], "kind": ["committee", "branch", "branch"]}
)
SHORT = ORGANIZATIONS.append_column("superior", pyarrow.array([None, None, "a"], pyarrow.string()))
OWN = pyarrow.table({"organization": ["b"], "superior": ["a"], "since": ["2020-01-01"]})
PERSONS = pyarrow.table(
    {"code": ["p", "q"], "name": ["一", "二"], "admitted": ["2010-01-01"] * 2, "affiliation": ["b", None]}
)
MEMBERSHIPS = pyarrow.table({"person": ["q", "p"], "organization": ["c", "a"], "kind": ["affiliation", "volunteer"]})
GIVEN = {"subordination": OWN, "organization": SHORT, "membership": MEMBERSHIPS, "person": PERSONS}


def superiors(register):
    return {(row["organization"], row["superior"]) for row in register["subordination"]}


@pytest.mark.parametrize("order", list(itertools.permutations(GIVEN)))
def test_a_short_column_and_its_table_are_both_kept(order):
    register = dj.Register.from_tables({table: GIVEN[table] for table in order})
    for again in (register, register.with_tables({table: GIVEN[table] for table in order})):
        assert superiors(again) == {("b", "a"), ("c", "a")}
        assert {(row["person"], row["organization"]) for row in again["membership"]} == {
            ("p", "b"),
            ("q", "c"),
            ("p", "a"),
        }
        assert len(again["subordination"]) == 2 and len(again["membership"]) == 3


def test_a_short_column_given_again_says_it_anew():
    """Also in one change, where its table was given in between."""
    other = ORGANIZATIONS.append_column("superior", pyarrow.array([None, None, "b"], pyarrow.string()))
    register = dj.Register()
    with register.change() as change:
        for table, rows in (("organization", SHORT), ("subordination", OWN), ("organization", other)):
            change.import_table(table, rows, replace=True)
    assert superiors(register) == {("b", "a"), ("c", "b")}
    with register.change() as change:
        change.import_table("organization", SHORT, replace=True)
    assert superiors(register) == {("c", "a")}
    with register.change() as change:
        change.import_table("subordination", OWN, replace=True)
    assert superiors(register) == {("b", "a")}


def test_two_names_of_one_table_are_refused():
    table = ORGANIZATIONS
    with pytest.raises(dj.FormatError, match="'organization' and '党组织' are the same table"):
        dj.Register.from_tables({"organization": table, "党组织": table})


@pytest.mark.parametrize("table", ["organization", "person", "item", "match"])
def test_pandas_has_what_pyarrow_makes_of_it(sanlitun, table):
    """But for whole numbers with gaps, which are real there."""
    frame = sanlitun[table]
    expected = frame.arrow().to_pandas(date_as_object=False)
    found = frame.df()
    assert list(found.columns) == list(expected.columns)
    for name in found.columns:
        if str(found[name].dtype) == "Int64":
            assert found[name].astype("float64").equals(expected[name])
        else:
            pandas.testing.assert_series_equal(found[name], expected[name])


def test_numbers_with_gaps_are_copied_once(sanlitun):
    frame = sanlitun["organization"]
    data = frame.df(["term_years", "code", "since", "term_years"])
    assert [str(kind) for kind in data.dtypes][:1] == ["Int64"] and list(data.columns)[1:3] == ["code", "since"]
    expected = [None if value is None else int(value) for value in frame["term_years"].tolist()]
    assert [None if value is pandas.NA else value for value in data.iloc[:, 0].tolist()] == expected
    assert data.iloc[:, 3].equals(data.iloc[:, 0])
    data.iloc[0, 0] = 99
    assert frame["term_years"].tolist() == expected
    alone = frame.df(["term_years"])
    assert alone.shape == (len(frame), 1) and alone["term_years"].isna().sum() == expected.count(None)


@pytest.mark.skipif("DANGJIAN_SANITIZED" in os.environ, reason="the sanitizer counts itself")
def test_texts_of_refused_imports_go_with_the_register():
    """They stay as long as it does: documented, and not longer."""

    def refuse_into_one(first):
        register = dj.Register()
        for step in range(20):
            codes = [f"a rather long code that is new each time {first + step} {row}" for row in range(2000)]
            bad = polars.DataFrame({"code": codes, "name": "n", "kind": "no such kind"})
            with pytest.raises(dj.IssueError):
                register.with_table("unit", bad, progress=False)

    refuse_into_one(0)
    before = in_use()
    refuse_into_one(1000)
    assert in_use() - before < 200_000
