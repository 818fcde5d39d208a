# SPDX-License-Identifier: Apache-2.0
"""Views as files."""

from __future__ import annotations

import pickle

import pytest

import dangjian as dj

DAY = "2024-08-26"


def test_saved_views_answer_the_same(sanlitun, tmp_path):
    view = sanlitun.view(DAY)
    path = tmp_path / "三里屯.djv"
    view.save(path)
    for validate in (True, False):
        back = dj.open(path, validate=validate, labels="zh")
        assert (back.date, back.labels) == (view.date, "zh")
        assert len(back.diff(view)) == 0
        assert back.labelled(None).tree().csv() == view.tree().csv()
        assert back.labelled(None).count(by="sex,age").csv() == view.count(by="sex,age").csv()


def test_the_register_comes_along(lines, tmp_path):
    lines.view(DAY).save(tmp_path / "lines.djv")
    register = dj.open(tmp_path / "lines.djv").register
    assert len(register) == len(lines)
    register.write(tmp_path / "a.json")
    lines.write(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    with register.change() as change:
        change.add("organization", code="new", name="新支部", kind="branch")
    assert register.view(DAY).n_organizations == lines.view(DAY).n_organizations + 1
    assert dj.open(tmp_path / "lines.djv").n_organizations == lines.view(DAY).n_organizations


def test_damage_is_refused(lines, tmp_path):
    path = tmp_path / "lines.djv"
    lines.view(DAY).save(path)
    whole = path.read_bytes()
    path.with_name("cut.djv").write_bytes(whole[:-100])
    with pytest.raises(dj.FormatError, match=r"cut\.djv"):
        dj.open(path.with_name("cut.djv"))
    at = len(whole) // 2
    path.with_name("bad.djv").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(dj.FormatError):
        dj.open(path.with_name("bad.djv"))
    with pytest.raises(dj.FileError):
        dj.open(tmp_path / "none.djv")
    with pytest.raises(dj.FormatError, match="estated|重述"):
        lines.view("2020-01-01").restate(lines.view(DAY)).save(path)


def test_a_pickled_view_can_be_changed_and_pickled_again(lines):
    back = pickle.loads(pickle.dumps(lines.view(DAY)))
    register = back.register
    with register.change() as change:
        change.add("unit", code="new", name="新单位", kind="organ")
    again = pickle.loads(pickle.dumps(register.view(DAY)))
    assert len(again.register.table("unit")) == len(lines.table("unit")) + 1
    assert len(back.register.table("unit")) == len(lines.table("unit"))
