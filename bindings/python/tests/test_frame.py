# SPDX-License-Identifier: Apache-2.0
"""Frames as what Python has: arrays, rows, words."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
import sys

import numpy as np
import pytest
from conftest import DAY, texts_of

import dangjian as dj


@pytest.fixture(scope="module")
def organizations(sanlitun):
    return sanlitun["organization"]


def test_shape_and_names(organizations):
    assert organizations.shape == (len(organizations), len(organizations.columns))
    assert organizations.columns[:2] == ["code", "name"]
    assert organizations.labelled("zh").column_labels[0] == "代码"
    assert organizations.labelled("zh").columns == organizations.columns
    with pytest.raises(KeyError, match="no column 'nmae'; there are code, name"):
        organizations["nmae"]


def test_columns_have_the_values_of_the_files(organizations):
    rows = texts_of(organizations)
    for name in organizations.columns:
        values = organizations[name]
        for row, value in zip(rows, values.tolist()):
            expected = row[name] or None
            assert (str(value) if value is not None else None) == expected, name


def test_types_of_columns(organizations, sanlitun):
    assert organizations["term_years"].dtype == np.int64
    assert isinstance(organizations["term_years"], np.ma.MaskedArray)
    assert organizations["since"].dtype == np.dtype("datetime64[D]")
    assert np.isnat(organizations["until"]).all()
    assert sanlitun["area"]["lon"].dtype == np.float64
    assert not isinstance(sanlitun.view(DAY).count()["members"], np.ma.MaskedArray)


def test_numbers_are_not_copied_and_not_writable(sanlitun):
    frame = sanlitun["area"]
    lon = frame["lon"]
    assert np.shares_memory(lon, frame["lon"])
    with pytest.raises(ValueError, match="read-only"):
        lon[0] = 1.0
    kept = lon.copy()
    del frame
    sanlitun.copy()
    np.testing.assert_array_equal(lon, kept)


def test_rows_are_of_python(organizations):
    row = next(iter(organizations))
    assert row["code"] == "o11"
    assert row["term_years"] == 5
    assert row["since"] == datetime.date(1949, 1, 1)
    assert row["until"] is None
    assert organizations.rows() == list(organizations)
    assert json.loads(organizations.json())[0]["code"] == "o11"


def test_labels_name_columns_and_values(organizations):
    labelled = organizations.labelled("zh")
    assert labelled["kind"][0] == "地方党委"
    assert organizations.labelled("en")["kind"][0] == "local Party committee"
    assert labelled.df().columns[3] == "组织类别"
    assert labelled.pl()["组织类别"][0] == "地方党委"
    with pytest.raises(ValueError, match="labels are None, 'zh' or 'en'"):
        organizations.labelled("fr")


def test_select_takes_rows_in_any_order(organizations):
    assert organizations.select([2, 0, 2])["code"].tolist() == organizations["code"][[2, 0, 2]].tolist()
    assert len(organizations.select([])) == 0
    assert organizations.select([])["term_years"].shape == (0,)
    for bad in ([-1], [len(organizations)], np.array([2**40])):
        with pytest.raises(IndexError):
            organizations.select(bad)


def test_looks(sanlitun):
    frame = sanlitun.view(DAY).count(level="community", labels="zh")
    lines = repr(frame).splitlines()
    assert lines[-1].endswith("columns]")
    assert len(lines) < 20
    html = frame._repr_html_()
    assert html.count("<tr>") == min(len(frame), 20) + 1
    assert "<th>社区</th>" in html or "党员" in html


def test_what_is_shown_without_labels_is_what_is_asked_for(organizations):
    assert repr(organizations.select([])).split()[:3] == ["code", "name", "short_name"]
    assert (
        "local_committee" in organizations.head(1).table()
        and "地方党委" in organizations.labelled("zh").head(1).table()
    )
    assert repr(organizations.labelled("zh").select([])).split()[0] == "代码"


def test_html_escapes_what_data_hold():
    register = dj.Register()
    with register.change() as change:
        change.add("organization", code="x", name="<b>&", kind="branch")
    assert "&lt;b&gt;&amp;" in register["organization"]._repr_html_()
    assert "<b>" not in register.view(DAY).tree()._repr_html_()


def test_frames_are_made_by_the_library_alone(organizations):
    with pytest.raises(TypeError):
        dj.Frame()
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(organizations)
    assert copy.copy(organizations) is copy.deepcopy(organizations) is organizations
    tree = organizations.labelled("zh")
    assert copy.deepcopy([tree])[0] is tree


def test_what_is_missing_is_told_with_its_remedy(organizations, monkeypatch):
    for module, ask, part in (
        ("polars", organizations.pl, "polars"),
        ("pyarrow", organizations.arrow, "pandas"),
        ("pandas", organizations.df, "pandas"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ModuleNotFoundError, match=rf"pip install 'dangjian\[{part}\]'"):
            ask()
        monkeypatch.undo()


def test_keys_are_names_under_any_labels(organizations):
    labelled = organizations.labelled("zh")
    assert labelled.csv() == organizations.csv() and labelled.json() == organizations.json()
    assert list(labelled.rows()[0]) == list(labelled.to_numpy()) == organizations.columns


def test_schema_tells_tables_and_codes():
    tables = dj.tables()
    assert len(tables) == 20
    column = tables["organization"].column("组织类别")
    assert column.name == "kind"
    assert column.codes.codes[0].label_zh == "地方党委"
    assert tables["subordination"].column("superior").references == ("organization",)
    assert dj.code_lists()["sex"].codes[0].name == "male"
    with pytest.raises(LookupError):
        tables["organization"].column("colour")
