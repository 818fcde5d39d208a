# SPDX-License-Identifier: Apache-2.0
"""Registers in stores: what is in the file, by a reader of our own; commits, conflicts, history, undoing."""

from __future__ import annotations

import datetime
import json
import pathlib
import pickle
import random
import sqlite3

import pandas
import pytest
from conftest import DAY, ROOT
from naive_store import Store, hash_of, is_canonical, sum_of

import dangjian as dj
from dangjian.schema import table_names

CASES = sorted(path.name for path in (ROOT / "cases").iterdir() if (path / "organization.csv").exists())


def small():
    register = dj.Register()
    with register.change("begin") as change:
        change.add("organization", code="a", name="甲", kind="committee", since="2000-01-01")
        change.add("organization", code="b", name="乙", kind="branch", since="2001-01-01")
        change.add("subordination", organization="b", superior="a", since="2001-01-01")
        change.add("unit", code="u", name="单位", kind="organ", headcount=3)
    return register


@pytest.fixture
def path(tmp_path):
    small().write(tmp_path / "x.db")
    return tmp_path / "x.db"


@pytest.fixture
def store(path):
    with dj.open_store(path) as register:
        yield register


@pytest.fixture
def naive(path):
    reader = Store(path)
    yield reader
    reader.close()


def tables_of(register):
    """All of it, as text."""
    return {table: register[table].csv() for table in register}


def cells_of(frame):
    """Rows as the file has them."""
    return [{name: plain(cell) for name, cell in row.items() if cell is not None} for row in frame]


def plain(cell):
    return cell.isoformat() if isinstance(cell, datetime.date) else cell


def all_cells_of(register):
    """All of it, without columns that have nothing."""
    return {table: cells_of(register[table]) for table in register}


def issues_of(error):
    return [(row["table"], row["line"], row["subject"], row["rule"]) for row in error.issues]


def add_unit(register, code, author=None):
    with register.change(f"add {code}", author=author) as change:
        change.add("unit", code=code, name="新单位", kind="organ")


def rename_unit(register, code, name):
    with register.change(f"rename {code}") as change:
        change.amend("unit", change.find("unit", code=code), name=name)


# ---- What is in the file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_rows_in_the_file_are_those_of_frames(cases, tmp_path, case):
    register = dj.read(cases / case)
    register.write(tmp_path / "x.db")
    naive = Store(tmp_path / "x.db")
    assert sorted(naive.tables()) == sorted(table_names())
    for table in register:
        assert list(naive.rows(table).values()) == cells_of(register[table]), table
    naive.close()
    with dj.open_store(tmp_path / "x.db") as stored:
        assert tables_of(stored) == tables_of(register)
        assert stored.is_stored and stored.number == 1 and not register.is_stored
        stored.verify_log()
    assert tables_of(dj.read(tmp_path / "x.db")) == tables_of(register)


def test_views_for_people_are_labelled_frames(sanlitun, tmp_path):
    sanlitun.write(tmp_path / "x.db")
    base = sqlite3.connect(tmp_path / "x.db")
    for table, info in dj.tables().items():
        shown = base.execute(f"SELECT * FROM v_{table} ORDER BY 1")
        names = [column[0] for column in shown.description]
        assert names == ["行号", *(column.label_zh for column in info.columns)]
        frame = sanlitun.table(table, labels="zh")
        keys = [column.name for column in info.columns]
        expected = [[row.get(key) for key in keys] for row in cells_of(frame)]
        assert [list(row[1:]) for row in shown] == expected
    base.close()


def test_positions_are_those_of_the_view(sanlitun, tmp_path):
    sanlitun.write(tmp_path / "x.db")
    with dj.open_store(tmp_path / "x.db") as store:
        view = store.view(DAY)
        for _ in range(2):
            store.write_positions(view)
        store.write_positions(store.view("2020-01-01"))
        with pytest.raises(TypeError, match="a view is needed"):
            store.write_positions(store)
    naive = Store(tmp_path / "x.db")
    assert len({day for (day,) in naive.ask('SELECT "on" FROM position')}) == 2
    rows = naive.ask('SELECT pre, "end", depth, organization FROM position WHERE "on" = ? ORDER BY pre', DAY)
    numbers = list(range(view.n_organizations))
    codes = [view.organization(number).code for number in numbers]
    assert rows == list(zip(numbers, view.end(numbers).tolist(), view.depth(numbers).tolist(), codes))
    under = """SELECT m.person FROM position AS top JOIN position AS o
               ON o."on" = top."on" AND o.pre >= top.pre AND o.pre < top."end"
               JOIN membership AS m ON m.organization = o.organization AND m.kind = 'affiliation'
               AND coalesce (m.since, '') <= top."on" AND coalesce (m.until, '9999') > top."on"
               WHERE top."on" = ? AND top.organization = ?"""
    for number in numbers:
        assert len(naive.ask(under, DAY, codes[number])) == view.count_members(number)
    naive.close()


# ---- The log --------------------------------------------------------------------------------------------------------

HARD_TEXTS = ['"', "\\", "\x01\x08\t\n\x0b\x0c\r\x1f", "/\x7f\u2028\ufeff", "党员𠀀", "é e\u0301", ""]


def test_the_chain_is_what_anybody_computes(store, naive):
    for text in HARD_TEXTS:
        with store.change(text, author=text) as change:
            change.add("unit", code=f"u{store.number}", name=f"n{text}", kind="organ")
    add_unit(store, "v", author=None)
    previous = ""
    for record in naive.log():
        assert record["previous"] == previous and is_canonical(record["edits"])
        previous = hash_of(record, previous)
        assert record["hash"] == previous
        assert record["n_edits"] == len(json.loads(record["edits"]))
        assert abs(datetime.datetime.fromisoformat(record["time"][:-1]) - datetime.datetime.utcnow()).days < 1
    log = store.log()
    assert log["hash"].tolist() == [record["hash"] for record in naive.log()]
    assert log["author"].tolist() == [None, *HARD_TEXTS, None]
    assert log["reason"].tolist()[1:] == [*HARD_TEXTS, "add v"]
    assert log.columns == ["number", "time", "author", "reason", "edits", "hash"]
    assert log["number"].tolist() == list(range(1, store.number + 1))
    store.verify_log()


def test_the_log_is_a_frame(store):
    add_unit(store, "v", author="王")
    frame = store.log(labels="zh").df()
    assert frame.columns.tolist() == ["序号", "时间", "提交人", "事由", "变动行数", "校验值"]
    assert pandas.to_datetime(frame["时间"]).is_monotonic_increasing
    assert store.log().pl()["edits"].to_list() == [4, 1]
    edits = store.edits(2).df()
    assert edits[["table", "edit", "code", "column", "after"]].values.tolist() == [
        ["unit", "add", "v", "code", "v"],
        ["unit", "add", "v", "kind", "organ"],
        ["unit", "add", "v", "name", "新单位"],
    ]
    assert store.edits(2, labels="zh").column_labels[0] == "表"


def test_rows_in_bulk_are_told_by_their_sum(tmp_path):
    codes = [f"u{number}" for number in range(5000)]
    units = pandas.DataFrame({"code": codes, "name": "单位", "kind": "organ", "备注": ["x", None] * 2500})
    with dj.open_store(tmp_path / "x.db", create=True) as store:
        with store.change("bulk") as change:
            change.import_table("unit", units)
        add_unit(store, "v")
        assert [(row["edit"], row["after"]) for row in store.edits(1)] == [("load", "5000")]
        assert len(store.at_commit(1)["unit"]) == 5000 and len(store.at_commit(0)) == 0
        store.verify_log()
        naive = Store(tmp_path / "x.db")
        (load,) = json.loads(naive.log()[0]["edits"])
        rows = {number: row for number, row in naive.rows("unit").items() if number <= 5000}
        assert (load["rows"], load["last"], load["sum"]) == (5000, 5000, sum_of(rows))
        naive.close()


ALTERED = {
    "time": "UPDATE change SET time = '2020-01-01T00:00:00Z' WHERE number = 2",
    "author": "UPDATE change SET author = 'x' WHERE number = 2",
    "reason": "UPDATE change SET reason = 'x' WHERE number = 2",
    "edits": "UPDATE change SET edits = replace (edits, 'organ', 'school') WHERE number = 2",
    "hash": "UPDATE change SET hash = replace (hash, substr (hash, 1, 1), 'x') WHERE number = 2",
    "gap": "DELETE FROM change WHERE number = 2",
    "end": "DELETE FROM change WHERE number = 3",
    "cell": "UPDATE unit SET name = 'x' WHERE id = 1",
    "row": "DELETE FROM unit WHERE id = 1",
    "added": "INSERT INTO unit (id, code, name, kind) VALUES (99, 'x', 'x', 'organ')",
}


@pytest.mark.parametrize("sql", ALTERED.values(), ids=ALTERED)
def test_what_others_alter_is_found(path, sql):
    with dj.open_store(path) as store:
        add_unit(store, "v")
        add_unit(store, "w")
        store.verify_log()
    base = sqlite3.connect(path)
    base.execute(sql)
    base.commit()
    base.close()
    with dj.open_store(path) as store, pytest.raises(dj.FormatError):
        store.verify_log()


def test_a_log_that_ends_earlier_is_found_by_its_last_commit(path):
    with dj.open_store(path) as store:
        add_unit(store, "v")
        number, noted = store.number, store.log()["hash"].tolist()[-1]
        store.verify_commit(number, noted)
        with pytest.raises(dj.FormatError):
            store.verify_commit(number, "0" * 64)
    base = sqlite3.connect(path)
    base.execute("DELETE FROM change WHERE number = 2")
    base.execute("DELETE FROM unit WHERE code = 'v'")
    base.commit()
    base.close()
    with dj.open_store(path) as store:
        store.verify_log()
        with pytest.raises(dj.FormatError):
            store.verify_commit(number, noted)


# ---- History --------------------------------------------------------------------------------------------------------


def change_something(register, dice, step):
    """One of the things that people do; may be refused, and changes nothing then."""
    units = register["unit"]["code"].tolist()
    with register.change(f"step {step}", author=dice.choice([None, "王", "李"])) as change:
        what = dice.randrange(6)
        for number in range(dice.randrange(1, 4) if what < 2 else 0):
            change.add("unit", code=f"s{step}-{number}", name=dice.choice("甲乙丙"), kind="school")
        if what in (1, 2, 3):
            row = dice.randrange(len(units))
            change.amend("unit", row, name=f"n{step}", headcount=dice.choice([None, 0, step]))
        if what == 3:
            change.import_table(
                "unit", pandas.DataFrame({"code": [f"t{step}"], "name": "x", "kind": "organ", "色": "红"})
            )
        if what == 4:
            keep = dice.sample(range(len(units)), max(len(units) * 2 // 3, 1))
            change.import_table("unit", register["unit"].select(sorted(keep)), replace=True)
        if what == 5:
            change.move_organization("b", dice.choice(["a", None]), f"{2002 + step}-01-01")


@pytest.mark.parametrize("seed", range(4))
def test_every_commit_can_be_read_again(path, seed):
    dice = random.Random(seed)
    naive = Store(path)
    with dj.open_store(path) as store:
        kept, rows = [None, all_cells_of(store)], [None, naive.now()]
        for step in range(30):
            change_something(store, dice, step)
            if store.number == len(kept):  # a change of nothing is none
                kept.append(all_cells_of(store))
                rows.append(naive.now())
        assert store.number == len(kept) - 1 == len(store.log()) > 20
        for number in range(1, store.number + 1):
            was = store.at_commit(number)
            assert all_cells_of(was) == kept[number] and not was.is_stored
            assert naive.replay(number) == rows[number]
        assert len(store.at_commit(0)) == 0
        for record in naive.log():
            told = edits_of(store.edits(record["number"]))
            assert told == [cells_in_order(edit) for edit in json.loads(record["edits"])]
        store.verify_log()
    with dj.open_store(path) as again:
        assert all_cells_of(again) == kept[-1] and again.number == len(kept) - 1
    naive.close()


def cells_in_order(edit):
    before, after = edit.get("before", {}), edit.get("after", {})
    cells = {name: (before.get(name), after.get(name)) for name in sorted({*before, *after}, key=str.encode)}
    return edit["table"], edit["id"], edit["op"], cells


def edits_of(rows):
    """Rows of `register.edits()` put together again."""
    edits = []
    for row in rows:
        key = (row["table"], row["id"], row["edit"])
        if not edits or edits[-1][:3] != key:
            edits.append((*key, {}))
        edits[-1][3][row["column"]] = (row["before"], row["after"])
    return edits


def test_numbers_that_are_none(store):
    for number in (-1, 2, 2**40):
        for ask in (store.edits, store.at_commit, store.undo):
            with pytest.raises(dj.NotFoundError, match="no commit|没有第"):
                ask(number)
    with pytest.raises(dj.NotFoundError):
        store.edits(0)
    with pytest.raises(TypeError):
        store.edits("1")
    with pytest.raises(OverflowError):
        store.undo(2**63)


# ---- Undoing --------------------------------------------------------------------------------------------------------


def test_undoing_is_a_commit_of_the_contrary(store):
    before = tables_of(store)
    add_unit(store, "v")
    rename_unit(store, "u", "别名")
    store.undo(3, author="李")
    store.undo(2)
    assert tables_of(store) == before and store.number == 5
    assert store.log()["author"].tolist() == [None, None, None, "李", None]
    store.undo(4)  # what was undone is done again
    assert store["unit"]["name"].tolist() == ["别名"]
    store.verify_log()
    assert tables_of(store.at_commit(3))["unit"].count("新单位") == 1


def test_what_others_built_on_is_not_undone(store):
    add_unit(store, "v")
    rename_unit(store, "v", "别名")
    before = tables_of(store)
    with pytest.raises(dj.StaleError) as caught:
        store.undo(2)
    assert issues_of(caught.value) == [("unit", 2, "v", "conflict")]
    with pytest.raises(dj.IssueError) as caught:
        with store.change("c") as change:
            change.add("organization", code="c", name="丙", kind="branch", since="2003-01-01")
        with store.change("under") as change:
            change.add("subordination", organization="c", superior="b", since="2004-01-01")
        store.undo(4)
    assert {row["rule"] for row in caught.value.issues} == {"reference"}
    assert store.number == 5
    store.undo(5)
    store.undo(4)
    assert tables_of(store) == before


# ---- Two at once -----------------------------------------------------------------------------------------------------


def test_what_others_commit_is_taken_in(path, store):
    other = dj.open_store(path)
    add_unit(store, "v", author="甲")
    add_unit(other, "w", author="乙")
    assert (store.number, other.number) == (2, 3)
    assert other["unit"]["code"].tolist() == ["u", "v", "w"]
    early = store.change("begun before")
    assert store.refresh() == 1 and store.refresh() == 0 and store.number == 3
    assert tables_of(store) == tables_of(other)
    early.add("unit", code="x", name="x", kind="organ")
    with pytest.raises(dj.StaleError) as caught:
        early.commit()
    assert len(caught.value.issues) == 0 and caught.value.issues.columns[0] == "severity"
    assert store.log()["author"].tolist() == [None, "甲", "乙"]


def test_rows_that_both_edit_are_named(path, store):
    other = dj.open_store(path)
    rename_unit(other, "u", "他人的")
    change = store.change("mine")
    change.amend("unit", 0, name="我的")
    change.add("unit", code="v", name="v", kind="organ")
    with pytest.raises(dj.StaleError) as caught:
        change.commit()
    error = caught.value
    assert issues_of(error) == [("unit", 1, "u", "conflict")]
    assert "他人的" in str(error) and "我的" in str(error) and isinstance(error, RuntimeError)
    assert not change.committed and store.number == 1 and len(store["unit"]) == 1
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is dj.StaleError and str(back) == str(error) and back.issues.csv() == error.issues.csv()
    assert store.refresh() == 1 and store["unit"]["name"].tolist() == ["他人的"]


def test_many_conflicts_are_shown_as_many_issues_are(path, store):
    add_unit(store, "v")
    other = dj.open_store(path)
    for register, name in ((other, "他"), (store, "我")):
        change = register.change("both")
        for row in range(2):
            change.amend("unit", row, name=name)
        if register is other:
            change.commit()
    with pytest.raises(dj.StaleError, match=r"2 issues, all of them in \.issues"):
        change.commit()


def test_invariants_hold_for_both_together(path, store):
    """Either alone is right; a branch under two superiors at once is not."""
    other = dj.open_store(path)
    for register, code in ((other, "c"), (store, "d")):
        change = register.change(code)
        change.add("organization", code=code, name=code, kind="committee", since="2000-01-01")
        change.end_row("subordination", 0, "2010-01-01") if register is other else None
        change.add(
            "subordination", organization="b", superior=code, since="2010-01-01" if register is other else "1990-01-01"
        )
        if register is other:
            change.commit()
    with pytest.raises(dj.IssueError):
        change.commit()
    assert store.refresh() == 1 and tables_of(store) == tables_of(other)


# ---- Opening --------------------------------------------------------------------------------------------------------


def test_paths_and_what_is_there(tmp_path, path):
    with pytest.raises(dj.FileError):
        dj.open_store(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    for way in (str(tmp_path / "新 a.db"), tmp_path / "b.db", pathlib.PurePath(tmp_path, "c.db")):
        with dj.open_store(way, create=True) as store:
            assert store.is_stored and store.number == 0 and len(store) == 0 and len(store.log()) == 0
            add_unit(store, "v")
        with dj.open_store(way, create=True) as store:
            assert store.number == 1 and len(store) == 1
    with pytest.raises(TypeError):
        dj.open_store(5)
    with pytest.raises(dj.FormatError, match="NUL"):
        dj.open_store("a\0.db")
    (tmp_path / "text.db").write_text("code,name\n" * 100)
    with pytest.raises(dj.FormatError):
        dj.open_store(tmp_path / "text.db", create=True)
    with pytest.raises(dj.FileError):
        small().write(path)


def test_a_store_is_closed_at_the_end(path):
    with dj.open_store(path) as store:
        add_unit(store, "v")
        assert path.with_name("x.db-wal").exists()
    assert not path.with_name("x.db-wal").exists()
    with pytest.raises(ValueError, match="the register is closed"):
        store.log()


def test_read_only(path):
    with dj.open_store(path, read_only=True) as store:
        assert store.is_stored and len(store.log()) == 1
        with pytest.raises(dj.FileError):
            add_unit(store, "v")
        with pytest.raises(dj.FileError):
            store.undo(1)
        assert len(store["unit"]) == 1
        store.verify_log()
    with pytest.raises(dj.FileError):
        dj.open_store(path.with_name("y.db"), read_only=True, create=True)


def test_defects_are_told_or_left_out(path):
    base = sqlite3.connect(path)
    base.execute("UPDATE unit SET kind = 'colour' WHERE id = 1")
    base.commit()
    base.close()
    with pytest.raises(dj.IssueError) as caught:
        dj.open_store(path)
    assert issues_of(caught.value) == [("unit", 1, "u", "code-unknown")]
    with dj.open_store(path, lenient=True) as store:
        told = issues_of(store)
        assert len(store["unit"]) == 0
        assert told == [("unit", 1, "u", "row-dropped"), ("unit", 1, "u", "code-unknown")]
        with pytest.raises(dj.Error):
            add_unit(store, "v")
    assert issues_of(dj.read(path, lenient=True)) == told


def test_damage_is_looked_for(beijing, tmp_path):
    path = tmp_path / "x.db"
    beijing.write(path)
    base = sqlite3.connect(path)
    page = base.execute("PRAGMA page_size").fetchone()[0]
    root = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'i_membership_person'").fetchone()[0]
    base.close()
    whole = bytearray(path.read_bytes())
    whole[(root - 1) * page + 8 : (root - 1) * page + 64] = bytes(56)
    path.write_bytes(whole)
    with dj.open_store(path) as store:  # an index is not read
        assert len(store) == len(beijing)
    with pytest.raises(dj.FormatError):
        dj.open_store(path, verify=True)


def test_only_the_store_s_own_register_has_a_history(store):
    view = store.view(DAY)
    others = (dj.Register(), store.copy(), store.at_commit(1), view.register, pickle.loads(pickle.dumps(store)))
    for other in others:
        assert not other.is_stored and other.number == 0
        asks = (
            other.log,
            other.refresh,
            other.verify_log,
            lambda other=other: other.verify_commit(1, "0" * 64),
            lambda other=other: other.edits(1),
            lambda other=other: other.at_commit(1),
            lambda other=other: other.undo(1),
            lambda other=other: other.write_positions(view),
        )
        for ask in asks:
            with pytest.raises(dj.NotFoundError, match="no store|不在存储库"):
                ask()
    with others[1].change("of no store", author="王") as change:
        change.add("unit", code="v", name="v", kind="organ")
    assert store.with_tables({}).is_stored is False and store.number == 1


def test_authors_are_texts(store):
    for wrong in (5, b"x", ["x"]):
        with pytest.raises(TypeError, match="a text is needed"):
            store.change("x", author=wrong)
    with pytest.raises(dj.FormatError, match="NUL"):
        store.undo(1, author="a\0b")
