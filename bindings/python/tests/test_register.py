# SPDX-License-Identifier: Apache-2.0
"""Registers are read, changed, checked, copied and written."""

from __future__ import annotations

import datetime
import gc
import pickle
import random
import threading

import pyarrow
import pytest
from conftest import DAY, texts_of

import dangjian as dj
from dangjian.register import register_bytes


def small():
    register = dj.Register()
    with register.change("begin") as change:
        change.add("organization", code="a", name="甲", kind="committee", since="2000-01-01")
        change.add("organization", code="b", name="乙", kind="branch", since=datetime.date(2001, 1, 1))
        change.add("subordination", organization="b", superior="a", since="2001-01-01")
        change.add("person", code="p", name="synthetic", sex="female", admitted="2002-01-01", full="2003-01-01")
        change.add("membership", person="p", organization="b", kind="affiliation", since="2002-01-01")
    return register


def test_folders_and_documents(tmp_path, sanlitun):
    for target in ("folder", "register.json"):
        sanlitun.write(tmp_path / target)
        back = dj.read(tmp_path / target)
        assert all(back[table].csv() == sanlitun[table].csv() for table in sanlitun)
    text = (tmp_path / "register.json").read_bytes()
    assert len(dj.read_json(text)) == len(dj.read_json(text.decode())) == len(sanlitun)


def test_gb18030_with_chinese_headers(cases):
    register = dj.read(cases.parent / "tests" / "data" / "gb18030")
    same = dj.read(cases.parent / "tests" / "data" / "utf8")
    assert len(register) > 0
    assert all(register[table].csv() == same[table].csv() for table in same)


def test_defects_are_told_all_at_once(tmp_path):
    (tmp_path / "organization.csv").write_text("code,name,kind\na,甲,colour\nb,,branch\n", encoding="utf-8")
    with pytest.raises(dj.IssueError) as caught:
        dj.read(tmp_path)
    issues = caught.value.issues
    assert [(row["line"], row["rule"]) for row in issues] == [(2, "code-unknown"), (3, "value-missing")]
    assert "organization.csv:2:3: a: The value of 'kind'" in str(caught.value) or "organization.csv:2:3" in str(
        caught.value
    )
    assert isinstance(caught.value, dj.Error) and isinstance(caught.value, ValueError)
    back = pickle.loads(pickle.dumps(caught.value))
    assert type(back) is dj.IssueError and str(back) == str(caught.value) and back.args == caught.value.args
    assert back.issues.csv() == issues.csv() and back.issues.labelled("zh").column_labels[0] == "程度"
    lenient = dj.read(tmp_path, lenient=True)
    assert len(lenient) == 0 and set(lenient.issues["line"]) == {2, 3}
    back = pickle.loads(pickle.dumps(lenient))
    assert back.issues.csv() == lenient.issues.csv()
    assert pickle.loads(pickle.dumps(back)).issues.csv() == lenient.issues.csv()


def test_errors_have_their_classes(tmp_path):
    with pytest.raises(dj.FileError):
        dj.read(tmp_path / "nothing")
    with pytest.raises(OSError):
        dj.read(tmp_path / "nothing")
    (tmp_path / "file.doc").write_text("x")
    with pytest.raises(dj.FormatError):
        dj.read(tmp_path / "file.doc")
    with pytest.raises(dj.IssueError):
        dj.read_json(b"{")
    with pytest.raises(dj.FileError):
        small().write(tmp_path / "no" / "such" / "folder.json")


def test_a_change_is_whole_or_not_at_all():
    register = small()
    with pytest.raises(RuntimeError, match="mine"), register.change() as change:
        change.add("organization", code="c", name="丙", kind="branch")
        raise RuntimeError("mine")
    assert len(register["organization"]) == 2
    with pytest.raises(dj.IssueError), register.change() as change:
        change.add("organization", code="c", name="丙", kind="branch")
        change.add("subordination", organization="c", superior="nobody")
    assert len(register["organization"]) == 2


def test_a_change_is_over_after_its_context():
    register = small()
    with pytest.raises(RuntimeError), register.change("mine") as change:
        change.add("organization", code="c", name="丙", kind="branch")
        raise RuntimeError
    rows = pyarrow.table({"code": ["d"], "name": ["丁"], "kind": ["branch"]})
    asks = (
        change.commit,
        change.check,
        lambda: change.add("organization", code="d", name="丁", kind="branch"),
        lambda: change.find("organization", code="a"),
        lambda: change.import_table("organization", rows),
        lambda: change.title,
    )
    for ask in asks:
        with pytest.raises(ValueError, match="the change is closed"):
            ask()
    assert len(register["organization"]) == 2
    assert not change.committed and repr(change) == "<Change 'mine' dropped>"
    with register.change("yours") as change:
        change.add("organization", code="c", name="丙", kind="branch")
        assert not change.committed
    assert change.committed and repr(change) == "<Change 'yours' committed>"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(register.change())


def test_a_change_may_be_committed_within_its_context():
    register = small()
    with register.change() as change:
        change.add("organization", code="c", name="丙", kind="branch")
        change.commit()
        change.add("organization", code="d", name="丁", kind="branch")
    assert register["organization"]["code"].tolist() == ["a", "b", "c", "d"]


def test_registers_are_contexts():
    with small() as register:
        frame, view = register["organization"], register.view(DAY)
        codes = frame["code"].tolist()
    gc.collect()
    assert frame["code"].tolist() == codes and view.n_organizations == 2
    asks = (
        register.copy,
        register.check,
        register.view,
        register.change,
        lambda: register["person"],
        lambda: len(register),
    )
    for ask in asks:
        with pytest.raises(ValueError, match="the register is closed"):
            ask()
    register.close()


def test_stale_changes_are_refused():
    register = small()
    late = register.change("late")
    with register.change() as change:
        change.add("organization", code="c", name="丙", kind="branch")
    late.add("organization", code="d", name="丁", kind="branch")
    with pytest.raises(dj.StaleError):
        late.commit()
    assert repr(late) == "<Change 'late'>"


def test_operations_on_dated_facts():
    register = small()
    with register.change() as change:
        change.add("organization", code="c", name="丙", kind="committee", since="2000-01-01")
        change.move_organization("b", "c", "2010-01-01")
        change.revise("organization", "a", "2012-01-01", name="甲二")
        change.add("organization", code="d", name="丁", kind="branch", since="2000-01-01")
        change.transfer_member("p", "d", "2015-01-01")
        change.end("organization", "b", "2020-01-01")
    before, after = register.view("2009-12-31"), register.view("2016-01-01")
    assert before.organization(before.superior("b")).code == "a"
    assert after.organization(after.superior("b")).code == "c"
    assert (before.organization("a").name, after.organization("a").name) == ("甲", "甲二")
    assert [len(view.members("b")) for view in (before, after)] == [1, 0]
    assert register.view("2021-01-01").organization_ids(["b"])[0] == -1


def test_rows_are_found_and_amended():
    register = small()
    with register.change() as change:
        row = change.find("organization", name="乙")
        change.amend("organization", row, name="乙支部", short_name="乙")
        with pytest.raises(dj.NotFoundError):
            change.find("organization", name="nobody")
    assert register["organization"]["name"].tolist() == ["甲", "乙支部"]
    with register.change() as change:
        change.end_row("subordination", change.find("subordination", organization="b"), "2022-01-01")
        with pytest.raises(dj.Error):
            change.amend("organization", 99, name="x")
        with pytest.raises(dj.Error):
            change.add("organization", code="z", colour="red")
    assert [register.view(day).superior("b") for day in ("2021-12-31", "2022-01-01")] == [0, -1]


def test_members_move_together_and_needs_advance(sanlitun):
    register = sanlitun.copy()
    view = register.view(DAY)
    source = next(o for o in range(view.n_organizations) if len(view.members(o)) > 1)
    branch, target = view.organization(source).code, view.organization(source + 1).code
    with register.change() as change:
        change.move_members(branch, target, DAY)
        change.add_matches(view.match(), DAY)
    assert len(register.view(DAY).members(branch)) == 0
    assert len(register["match"]) == len(sanlitun["match"]) + len(view.match())
    assert len(sanlitun.view(DAY).members(branch)) > 1
    assert dj.need_may_become("raised", "routed") and not dj.need_may_become("closed", "raised")


def test_needs_advance(sanlitun):
    register = sanlitun.copy()
    states = {row["code"]: row["state"] for row in register["item"] if row["route"]}
    need = next(code for code, state in states.items() if state in ("routed", "taken"))
    after = {"routed": "taken", "taken": "resolved"}[states[need]]
    with register.change() as change:
        change.advance_need(need, after, "2025-01-01")
    assert {row["code"]: row["state"] for row in register["item"]}[need] == after


def test_hypergraphs_come_in(sanlitun):
    import json

    document = json.dumps(sanlitun.view(DAY).alliances.to_hif())
    register = dj.Register()
    with register.change() as change:
        change.import_hif(document, make_bodies=True)
    assert len(register.view(DAY).alliances) == len(sanlitun.view(DAY).alliances)
    with pytest.raises(dj.IssueError), register.change() as change:
        change.import_hif(b"{]")


def test_pickles_and_copies(lines):
    back = pickle.loads(pickle.dumps(lines))
    assert all(back[table].csv() == lines[table].csv() for table in lines)
    copy = lines.copy()
    with copy.change() as change:
        change.add("organization", code="only-here", name="丙", kind="branch")
    assert len(copy["organization"]) == len(lines["organization"]) + 1


def test_damaged_pickles_are_refused(lines):
    """Wherever a bit of the document turns over; a register that is something else must not come of it."""
    document = register_bytes(lines)
    pickled = pickle.dumps(lines)
    start = pickled.index(document)
    dice = random.Random(5)
    for _ in range(200):
        damaged = bytearray(pickled)
        damaged[start + dice.randrange(len(document))] ^= 1 << dice.randrange(8)
        with pytest.raises(dj.FormatError, match="damaged"):
            pickle.loads(bytes(damaged))


def test_errors_of_python_s_side_pickle_as_themselves():
    for error in (dj.NotFoundError("no such 'x'"), dj.FormatError("y"), dj.StaleError("z")):
        back = pickle.loads(pickle.dumps(error))
        assert type(back) is type(error) and str(back) == str(error)
    assert str(dj.NotFoundError("no such 'x'")) == "no such 'x'"


def test_looks(sanlitun):
    assert repr(sanlitun).startswith("<Register area ")
    assert repr(dj.Register()) == "<Register empty>"
    assert "<td>党组织</td>" in sanlitun._repr_html_()
    assert dj.__version__.count(".") == 2


def test_threads_share_a_register(cases):
    register = dj.read(cases / "lines", progress=False)
    wrong = []

    def work(number):
        try:
            for step in range(10):
                while True:
                    try:
                        with register.change(progress=False) as change:
                            change.add("organization", code=f"t{number}-{step}", name="丙", kind="branch")
                        break
                    except dj.StaleError:
                        continue
                register.view(DAY).count()
        except BaseException as error:
            wrong.append(error)

    before = len(register["organization"])
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(register["organization"]) == before + 40


def test_generated_register(tmp_path):
    def members(frame):
        return [int(row["members"]) for row in texts_of(frame)]

    register = dj.generate(scale=1 / 10000, seed=7)
    view = register.view("2024-12-31")
    assert members(view.count()) == [10027]
    assert len(members(view.count(by=["age"]))) == 8 and sum(members(view.count(by=["age"]))) == 10027
    assert register["person"].csv() == dj.generate(scale=1 / 10000, seed=7)["person"].csv()
    assert register["person"].csv() != dj.generate(scale=1 / 10000, seed=8)["person"].csv()
    told = []
    dj.generate(scale=1 / 1000, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 100_000
    with pytest.raises(dj.FormatError):
        dj.generate(scale=0)
    with pytest.raises(dj.FileError):
        dj.generate(divisions=tmp_path / "nowhere")
