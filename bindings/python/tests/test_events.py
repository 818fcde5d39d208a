# SPDX-License-Identifier: Apache-2.0
"""What became of things, and differences of registers, beside pandas, which works them out of tables."""

from __future__ import annotations

import csv
import itertools
import pickle
import threading

import numpy as np
import pandas
import pytest
from conftest import DAY

import dangjian as dj

CODED = ["area", "unit", "organization", "alliance", "facility"]
DAYS = ["2019-08-26", "2022-12-31", "2024-08-26"]


# ---- Events ---------------------------------------------------------------------------------------------------------


def table_of(view, table):
    """Rows of the day by code, all of it text."""
    return view.table(table).df().astype(object).set_index("code")


def codes_of(view):
    """Codes of organizations by number, and "" for none at the end."""
    return np.array([*(view.organization(number).code for number in range(view.n_organizations)), ""], object)


def affiliations(view):
    """Code of the organization that each member is affiliated to."""
    persons = view.table("person").df()["code"]
    found = pandas.Series(codes_of(view)[view.affiliation(view.person_ids(persons))], index=persons)
    return found[found != ""]


def superiors(view):
    """Code of each organization's superior, "" for none."""
    codes = codes_of(view)
    return pandas.Series(codes[view.superior(range(view.n_organizations))], index=codes[:-1])


def changed(before, now):
    """What stands in both, with another value."""
    both = pandas.concat([before, now], axis=1, join="inner", keys=["before", "now"])
    return both[both["before"].fillna("") != both["now"].fillna("")]


def expected_events(view, before):
    """Sets of what happened: event, table, code, and values where there are any."""
    found = set()
    for table in CODED:
        old, new = table_of(before, table), table_of(view, table)
        found |= {("founded", table, code, "", "") for code in new.index.difference(old.index)}
        found |= {("dissolved", table, code, "", "") for code in old.index.difference(new.index)}
        for column, event in (("name", "renamed"), ("kind", "retyped")):
            if column in new:
                pairs = changed(old[column], new[column])
                found |= {(event, table, code, row["before"], row["now"]) for code, row in pairs.iterrows()}
    old, new = affiliations(before), affiliations(view)
    found |= {("joined", "membership", code, "", "") for code in new.index.difference(old.index)}
    found |= {("left", "membership", code, "", "") for code in old.index.difference(new.index)}
    pairs = changed(old, new)
    found |= {("transferred", "membership", code, row["before"], row["now"]) for code, row in pairs.iterrows()}
    pairs = changed(superiors(before), superiors(view))
    found |= {("moved", "subordination", code, row["before"], row["now"]) for code, row in pairs.iterrows()}
    return found


def told_events(view, before):
    """The same of what the library tells. Parents of areas and alliances, which move, too, are not looked at."""
    told = set()
    for row in view.events(before):
        key = row["event"], row["table"]
        of_rows = key[1] in CODED and key[0] in ("founded", "dissolved", "renamed", "retyped")
        of_members = key[1] == "membership" and key[0] in ("joined", "left", "transferred")
        if of_rows or of_members or key == ("moved", "subordination"):
            told.add((*key, row["code"], row["before"] or "", row["after"] or ""))
    return told


@pytest.mark.parametrize("case", ["sanlitun", "lines", "shanghai"])
def test_events_of_days_are_what_pandas_finds(cases, case):
    register = dj.read(cases / case)
    views = [register.view(day) for day in DAYS]
    n = 0
    for before, view in itertools.permutations(views, 2):
        expected = expected_events(view, before)
        assert told_events(view, before) == expected
        n += len(expected)
    assert n > 20


def test_events_of_commits(cases, tmp_path):
    """What a change did, told by what was on the commits before and after it, by their days."""
    dj.read(cases / "sanlitun").write(tmp_path / "x.db")
    with dj.open_store(tmp_path / "x.db") as store:
        view = store.view(DAY)
        members = view.members("b002")
        codes = [view.person(int(number)).code for number in members]
        with store.change("a branch is given up") as change:
            change.move_members("b002", "b003", "2024-01-01")
            change.end("organization", "b002", "2024-01-01")
            change.move_organization("b004", "o110105004032", "2024-02-01")
        before, now = (store.at_commit(number).view(DAY) for number in (1, 2))
        events = now.events(before).df()
        assert events["event"].astype(str).value_counts().to_dict() == {
            "transferred": len(codes),
            "dissolved": 1,
            "moved": 1,
            "post_ended": int((view.table("post")["body"] == "b002").sum()),
        }
        moved = events[events["event"] == "transferred"]
        assert sorted(moved["code"]) == sorted(codes)
        assert set(moved["before"]) == {"b002"} and set(moved["after"]) == {"b003"}
        days = events.groupby("event", observed=True)["day"].first()
        assert days.astype(str).to_dict() == {
            "transferred": "2024-01-01",
            "dissolved": "2024-01-01",
            "post_ended": "2024-01-01",
            "moved": "2024-02-01",
        }
        assert told_events(now, before) == expected_events(now, before)
        assert len(now.events(now)) == 0


def test_events_have_labels(sanlitun):
    now, before = sanlitun.view(DAY), sanlitun.view("2019-08-26")
    words = {code.name: code.label_zh for code in dj.code_lists()["event"].codes}
    english, chinese = now.events(before), now.events(before, labels="zh")
    assert [words[event] for event in english["event"]] == chinese["event"].tolist()
    assert chinese.csv() == now.labelled("zh").events(before).csv() and chinese.column_labels[0] == "变动"
    with pytest.raises(TypeError, match="a view is needed"):
        now.events(sanlitun)


# ---- Differences ----------------------------------------------------------------------------------------------------


def test_registers_differ_by_what_was_changed(lines):
    other = lines.copy()
    assert len(other.diff(lines)) == 0
    with other.change() as change:
        change.amend("unit", 0, name="别名", headcount=7)
        change.add("unit", code="new", name="新单位", kind="organ")
        change.end_row("post", 0, "2024-01-01")
        told = change.diff()
    code = lines["unit"]["code"][0]
    rows = {(row["table"], row["subject"], row["difference"], row["column"]): row for row in told}
    assert (rows["unit", code, "changed", "name"]["before"], rows["unit", code, "changed", "name"]["now"]) == (
        lines["unit"]["name"][0],
        "别名",
    )
    assert ("unit", "new", "added", None) in rows
    assert {key[0] for key in rows} == {"unit", "post"}
    assert other.diff(lines).csv() == told.csv()
    back = {(row["table"], row["subject"], row["difference"]) for row in lines.diff(other)}
    assert ("unit", "new", "removed") in back
    assert len(pickle.loads(pickle.dumps(other)).diff(other)) == 0  # which have nothing to do with each other
    with pytest.raises(TypeError, match="a register is needed"):
        lines.diff(lines.view(DAY))


def test_two_registers_are_compared_in_both_directions_at_once(cases):
    """Each has a lock of its own."""
    one, other = dj.read(cases / "lines"), dj.read(cases / "lines")
    done = []

    def compare(first, second):
        for _ in range(200):
            done.append(len(first.diff(second)))

    threads = [threading.Thread(target=compare, args=pair, daemon=True) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done == [0] * 400


# ---- Files into a change ---------------------------------------------------------------------------------------------


def edit_csv(path, edit):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    edit(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_what_is_written_edited_and_imported_keeps_its_rows(lines, tmp_path):
    lines.write(tmp_path / "x.db")
    lines.write(tmp_path / "csv")
    for path in (tmp_path / "csv").iterdir():
        if path.stem not in ("unit", "organization"):
            path.unlink()
    name = lines["unit"].columns.index("name")

    def edit(rows):
        rows[3][name] = "别名"
        rows[1:3] = [rows[2], rows[1]]  # another order is no difference
        rows.append(["new", "新单位", "organ", *[""] * (len(rows[0]) - 3)])

    edit_csv(tmp_path / "csv" / "unit.csv", edit)
    with dj.open_store(tmp_path / "x.db") as store:
        with store.change("as sent back", author="王") as change:
            change.import_files(tmp_path / "csv", replace=True)
            assert {row["difference"] for row in change.diff()} == {"changed", "added"}
        edits = store.edits(2)
        assert sorted({(row["edit"], row["id"]) for row in edits}) == [("add", len(lines["unit"]) + 1), ("set", 3)]
        assert len(store["person"]) == len(lines["person"])
        with pytest.raises(dj.FileError), store.change() as change:
            change.import_files(tmp_path / "nothing")


def test_defects_in_files_add_nothing(lines, tmp_path):
    (tmp_path / "unit.csv").write_text("code,name,kind\nx,x,organ\ny,y,colour\n", encoding="utf-8")
    change = lines.copy().change()
    with pytest.raises(dj.IssueError) as caught:
        change.import_files(tmp_path)
    assert [(row["line"], row["rule"]) for row in caught.value.issues] == [(3, "code-unknown")]
    assert len(change.diff()) == 0
    told = []
    lines.write(tmp_path / "all")
    change.import_files(tmp_path / "all", progress=lambda done, total: told.append((done, total)))
    assert told and len(change.diff()) == 0
    (tmp_path / "all" / "organisation.csv").write_text("code\n", encoding="utf-8")
    change.import_files(tmp_path / "all")
    assert [row["rule"] for row in change.issues] == ["table-unknown"]
