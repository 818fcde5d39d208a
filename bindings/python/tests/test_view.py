# SPDX-License-Identifier: Apache-2.0
"""Views answer as the tool does, as DuckDB does over the exported tables, and one by one as all at once."""

from __future__ import annotations

import datetime
import gc
import pickle
import threading

import duckdb
import numpy as np
import pytest
from conftest import DAY, texts_of

import dangjian as dj


@pytest.fixture(scope="module")
def view(beijing):
    return beijing.view(DAY)


# ---- The tool -------------------------------------------------------------------------------------------------------

COUNTS = {
    (): {},
    ("--level", "county"): {"level": "county"},
    ("--level", "county", "--by", "sex,age"): {"level": "county", "by": ["sex", "age"]},
    ("--level", "township", "--root", "110105", "--distinct"): {
        "level": "township",
        "root": "110105",
        "distinct": True,
    },
    ("--kind", "working_committee"): {"kind": "working_committee"},
    ("--by", "education,class,status"): {"by": "education,class,status"},
}


@pytest.mark.parametrize("case", ["beijing", "sanlitun"])
@pytest.mark.parametrize("arguments", COUNTS)
def test_counts_are_the_tool_s(arguments, case, request, tool):
    view = request.getfixturevalue(case).view(DAY)
    expected = tool("count", f"cases/{case}", *arguments, "--on", DAY)
    assert texts_of(view.count(**COUNTS[arguments])) == expected


ANSWERS = {
    ("tree", "sanlitun"): lambda v: v.tree(),
    ("tree", "sanlitun", "--root", "110105004", "--depth", "1"): lambda v: v.tree("110105004", 1),
    ("coverage", "sanlitun", "--level", "business_district"): lambda v: v.coverage("business_district"),
    ("coverage", "sanlitun", "--by", "industry"): lambda v: v.coverage(by="industry"),
    ("coverage", "sanlitun", "--blind"): lambda v: v.blind_spots(),
    ("coverage", "sanlitun", "--on-paper"): lambda v: v.covered_on_paper(),
    ("coverage", "sanlitun", "--propose"): lambda v: v.propose_branches(),
    ("facilities", "sanlitun"): lambda v: v.facilities(),
    ("alliances", "sanlitun"): lambda v: v.alliances.frame(),
    ("alliances", "sanlitun", "--seats", "gov-gongti"): lambda v: v.alliances.seats("gov-gongti"),
    ("alliances", "sanlitun", "--bridges"): lambda v: v.alliances.bridges(),
    ("duties", "lines"): lambda v: v.duties.items(),
    ("duties", "lines", "--gaps"): lambda v: v.duties.gaps(),
    ("duties", "lines", "--overlaps"): lambda v: v.duties.overlaps(),
    ("duties", "sanlitun", "--flow", "category"): lambda v: v.duties.flow("category"),
    ("duties", "lines", "--who", "u-yunqi"): lambda v: v.duties.who("u-yunqi"),
    ("match", "sanlitun"): lambda v: v.match(),
    ("match", "sanlitun", "--unmatched"): lambda v: v.unmatched(),
}


@pytest.mark.parametrize("arguments", ANSWERS)
def test_answers_are_the_tool_s(arguments, request, tool):
    command, case, *more = arguments
    view = request.getfixturevalue(case).view(DAY)
    expected = tool(command, f"cases/{case}", *more, "--on", DAY)
    answer = texts_of(ANSWERS[arguments](view))
    columns = expected[0].keys() if expected else ()
    assert [{name: row[name] for name in columns} for row in answer] == expected


# ---- DuckDB ---------------------------------------------------------------------------------------------------------

# The same question in SQL: who is affiliated on the day, where the organization is based, and the county above that.
MEMBERS_BY_COUNTY = """
WITH RECURSIVE
organizations AS (FROM organization WHERE coalesce(since <= $day, true) AND coalesce(until > $day, true)),
based AS (
  SELECT code, code AS at, base_area AS area FROM organizations
  UNION ALL
  SELECT b.code, s.superior, o.base_area
  FROM based b
  JOIN subordination s ON s.organization = b.at AND coalesce(s.since <= $day, true) AND coalesce(s.until > $day, true)
  JOIN organizations o ON o.code = s.superior
  WHERE b.area IS NULL
),
above AS (
  SELECT code, code AS area FROM area
  UNION ALL
  SELECT above.code, area.parent FROM above JOIN area ON area.code = above.area WHERE area.parent IS NOT NULL
),
members AS (
  SELECT p.code AS person, p.sex, m.organization,
    date_diff('year', p.born, $day)
      - (strftime(p.born, '%m%d') > strftime($day::DATE, '%m%d'))::INT AS age
  FROM membership m JOIN person p ON p.code = m.person
  WHERE m.kind = 'affiliation'
    AND coalesce(m.since <= $day, true) AND coalesce(m.until > $day, true)
    AND coalesce(p.admitted <= $day, true) AND coalesce(p."left" > $day, true)
)
SELECT c.code AS area, m.sex::VARCHAR AS sex,
  CASE WHEN age <= 30 THEN '30_and_under' WHEN age <= 35 THEN '31_35' WHEN age <= 40 THEN '36_40'
    WHEN age <= 45 THEN '41_45' WHEN age <= 50 THEN '46_50' WHEN age <= 55 THEN '51_55' WHEN age <= 60 THEN '56_60'
    ELSE '61_and_over' END AS age,
  count(*) AS members
FROM members m
JOIN based b ON b.code = m.organization AND b.area IS NOT NULL
JOIN above ON above.code = b.area
JOIN area c ON c.code = above.area AND c.kind = 'county'
GROUP BY ALL
"""


@pytest.mark.parametrize("day", [DAY, "2019-06-30", "2005-02-28"])
def test_counts_are_those_of_duckdb(beijing, day):
    connection = duckdb.connect()
    for table in ("organization", "subordination", "area", "membership", "person"):
        connection.register(table, beijing[table].arrow())
    date = datetime.date.fromisoformat(day)
    expected = set(connection.execute(MEMBERS_BY_COUNTY, {"day": date}).fetchall())
    counted = beijing.view(day).count(by=["sex", "age"], level="county").rows()
    assert len(expected) > 100
    assert {(row["area"], row["sex"], row["age"], row["members"]) for row in counted} == expected


# ---- Numbers and arrays ---------------------------------------------------------------------------------------------


def test_organizations_are_numbered_in_preorder(view, beijing):
    everyone = np.arange(view.n_organizations)
    superior, depth, end = view.superior(everyone), view.depth(everyone), view.end(everyone)
    roots = superior == -1
    assert (depth[~roots] == depth[superior[~roots]] + 1).all() and (depth[roots] == 0).all()
    assert (superior[~roots] < everyone[~roots]).all()
    assert (end[superior[~roots]] >= end[~roots]).all()
    tree = view.tree()
    assert (view.organization_ids(tree["organization"]) == everyone).all()
    assert (tree["depth"] == depth).all()
    assert (tree["members"] == view.count_members(everyone)).all()
    assert (tree["people"] == view.count_people(everyone)).all()


def test_one_in_one_out(view):
    codes = ["o110105", "110105004", "110105"]
    for ask in (view.superior, view.depth, view.end, view.base_area, view.count_members, view.count_people):
        many = ask(codes)
        assert isinstance(ask(codes[0]), int)
        assert many.tolist() == [ask(code) for code in codes]
        numbers = view.organization_ids(codes)
        assert ask(numbers).tolist() == many.tolist() == ask(numbers.tolist()).tolist()
    assert view.is_under("110105004", "110105") is True
    assert view.is_under(codes, "110105004").tolist() == [False, True, False]
    assert view.common_superior("110105004", "110101") == view.superior("110105")


def test_lists(view):
    chain = view.ancestors("110105004")
    assert chain[0] == view.superior("110105004")
    assert view.superior(int(chain[-1])) == -1
    below = view.subordinates(["110105", "110101"])
    assert [len(numbers) > 0 for numbers in below] == [True, True]
    assert (view.superior(below[0]) == view.organization_ids(["110105"])[0]).all()
    assert view.subordinates("110101").tolist() == below[1].tolist()


def test_members_are_clustered(view):
    everyone = view.members(0, subtree=True)
    assert len(everyone) == view.count_members(0)
    own = view.members(np.arange(view.n_organizations))
    assert sum(map(len, own)) == view.n_members
    assert (np.concatenate(own) == everyone).all()
    start = own[5]
    assert (view.affiliation(start) == 5).all()
    with pytest.raises(ValueError, match="read-only"):
        everyone[0] = 1
    statuses = dj.code_lists()["member_status"].codes
    assert statuses[view.status(int(everyone[0])) - 1].name in ("formal", "probationary")
    formal = view.count_members(0, "formal")
    assert formal == sum(statuses[number - 1].name == "formal" for number in view.status(everyone))


def test_areas(view):
    areas = np.arange(view.n_areas)
    parent, end = view.area_parent(areas), view.area_end(areas)
    inside = parent >= 0
    assert (parent[inside] < areas[inside]).all() and (end[parent[inside]] >= end[inside]).all()
    assert view.area("110105").name == "朝阳区"
    assert view.leading("110105") == view.organization_ids(["o110105"])[0]


def test_what_is_not_there(view):
    assert view.organization_ids(["nobody", "o110105"]).tolist()[0] == -1
    assert view.superior(["nobody"]).tolist() == [-1]
    assert view.superior([]).tolist() == []
    assert view.members(["nobody"])[0].tolist() == []
    for ask in (view.superior, view.tree, view.count, view.organization, view.members, view.guides):
        with pytest.raises(LookupError, match="nobody"):
            ask("nobody")
    with pytest.raises(LookupError):
        view.organization(10**6)
    for beyond in ([2**31], [-2], 2**40, view.n_organizations, [2**31 - 1]):
        for ask in (view.superior, view.members, view.subordinates):
            with pytest.raises(dj.NotFoundError):
                ask(beyond)
    for ask in (view.status, view.area_parent):
        with pytest.raises(dj.NotFoundError):
            ask([2**31 - 1])
    assert view.superior([-1]).tolist() == [-1] and view.status([-1]).tolist() == [0]


def test_counts_of_another_day_are_those_of_restated_views(beijing, view):
    day = "2015-06-30"
    restated = beijing.view(day).restate(view)
    for options in ({}, {"level": "county"}, {"by": "sex,age", "level": "county"}):
        assert view.count(as_of=day, **options).csv() == restated.count(**options).csv()
    assert view.count(["110105", "110101"], as_of=day).csv() == restated.count(["110105", "110101"]).csv()
    with pytest.raises(dj.FormatError):
        view.count(as_of="2030-01-01")


def test_organizations_of_another_size(view):
    everyone = np.arange(view.n_organizations)
    kinds = np.array([row["kind"] for row in view.tree()])
    for status in (None, "formal"):
        members = view.count_members(everyone, status)
        for least, most in ((3, 50), (0, 10), (20, None)):
            wrong = (kinds == "branch") & ((members < least) | (members > (2**40 if most is None else most)))
            assert view.wrong_size("branch", least, most, status=status).tolist() == everyone[wrong].tolist()
    with pytest.raises(dj.FormatError):
        view.wrong_size("branch", 5, 3)


def test_who_takes_part_outside(view):
    """Row by row, over counties found by going up from area to area."""
    county = {}
    parents = {row["code"]: (row["parent"], row["kind"]) for row in view.table("area")}
    for code in parents:
        at = code
        while at is not None and parents[at][1] != "county":
            at = parents[at][0]
        county[code] = at
    everyone = np.arange(view.n_organizations)
    code_of = dict(zip(view.area_ids(parents).tolist(), parents))
    base = [code_of.get(number) for number in view.base_area(everyone).tolist()]
    codes = view.tree()["organization"].tolist()
    at = {code: county.get(base[place]) for place, code in enumerate(codes)}
    home, outside, received = {}, {}, {}
    rows = view.table("membership").rows()
    members = set(view.members(0, subtree=True).tolist())
    numbers = dict(zip([row["person"] for row in rows], view.person_ids([row["person"] for row in rows]).tolist()))
    for row in rows:
        if row["kind"] == "affiliation" and numbers[row["person"]] in members:
            home[row["person"]] = at.get(row["organization"])
    for row in rows:
        own, other = home.get(row["person"]), at.get(row["organization"])
        if row["kind"] != "affiliation" and own and other and own != other:
            outside.setdefault(own, set()).add(row["person"])
            received.setdefault(other, set()).add(row["person"])
    for row in view.count_outside("county"):
        assert row["members"] == sum(own == row["area"] for own in home.values())
        assert row["outside"] == len(outside.get(row["area"], ()))
        assert row["received"] == len(received.get(row["area"], ()))
    with pytest.raises(TypeError):
        view.count_outside(None)


def test_threads_do_not_change_answers(beijing):
    before = dj.get_threads()
    try:
        answers = set()
        for n in (1, 2, 0):
            dj.set_threads(n)
            assert dj.get_threads() == n or (n == 0 and dj.get_threads() >= 1)
            answers.add(beijing.view(DAY).count(by="sex,age,education", level="county").csv())
        assert len(answers) == 1
    finally:
        dj.set_threads(before)


def test_options_that_are_not_known(view):
    with pytest.raises(ValueError, match="area_kind has no value 'village'; it has nation"):
        view.count(level="village")
    with pytest.raises(ValueError, match="by is of sex, age"):
        view.count(by="shoe")
    with pytest.raises(dj.FormatError):
        view.count(level="county", every=True)
    with pytest.raises(ValueError, match="either a level"):
        view.coverage("county", by="kind")
    with pytest.raises(ValueError, match="not a day: '2024-13-01'"):
        view.register.view("2024-13-01")
    with pytest.raises(ValueError, match="NUL"):
        view.count("a\0b")
    with pytest.raises(TypeError, match="a text is needed, not 5"):
        view.coverage(5)


def test_several_roots_have_a_column_of_their_own(view):
    both = view.count(["110105", "110101"], level="township")
    assert both.columns[0] == "root"
    parts = [view.count(root, level="township").rows() for root in ("110105", "110101")]
    assert [{name: row[name] for name in row if name != "root"} for row in both] == parts[0] + parts[1]
    assert set(view.tree(["110105"])["root"]) == {"o110105"}


def test_records(view):
    organization = view.organization("110105")
    assert (organization.code, organization.kind) == ("o110105", "local_committee")
    assert organization.term_ends == datetime.date(2026, 12, 31)
    person = view.person("p000001")
    assert person.sex == "male" and person.born == datetime.date(1996, 9, 15) and person.left is None


# ---- Looks, copies, threads -----------------------------------------------------------------------------------------


def test_trees_are_drawn(sanlitun, tool):
    tree = sanlitun.view(DAY).tree("110105004", 2, labels="zh")
    lines = repr(tree).splitlines()
    assert len(lines) == len(tree)
    assert lines[1].startswith("├─ ") and lines[-1].lstrip("│ ").startswith("└─ ")
    for line, row in zip(lines, tree):
        assert row["name"] in line and f"{row['members']:,}名党员" in line
    html = tree._repr_html_()
    assert html.count("<li>") == html.count("</li>") == len(tree)
    assert html.count("<ul>") == html.count("</ul>")


def test_great_trees_are_cut(beijing):
    tree = beijing.view(DAY).tree()
    assert repr(tree).splitlines()[-1].startswith("… [")


def test_looks(view):
    assert repr(view).startswith("<View 2024-08-26: ")
    assert "organizations" in view._repr_html_()
    assert view.labelled("zh").count().column_labels[0] != view.count().column_labels[0]


def test_pickled_views_answer_the_same(sanlitun):
    view = sanlitun.view(DAY, labels="zh")
    back = pickle.loads(pickle.dumps(view))
    assert (back.date, back.labels) == (view.date, "zh")
    assert len(back.diff(view)) == 0
    assert back.count(by="sex,age").csv() == view.count(by="sex,age").csv()
    past = sanlitun.view("2018-01-01").restate(view)
    assert pickle.loads(pickle.dumps(past)).count().csv() == past.count().csv()
    changed = sanlitun.copy()
    with changed.change() as change:
        change.add("organization", code="new", name="新支部", kind="branch", since="2010-01-01")
    with pytest.raises(TypeError, match="changed between"):
        pickle.dumps(sanlitun.view("2018-01-01").restate(changed.view(DAY)))


def test_restated_views_take_the_tree_of_another(beijing, tool):
    restated = beijing.view("2015-01-01").restate(beijing.view(DAY))
    expected = tool(
        "count", "cases/beijing", "--on", "2015-01-01", "--basis", "as-is", "--today", DAY, "--level", "county"
    )
    assert texts_of(restated.count(level="county")) == expected
    assert "restated" in repr(restated)


def test_views_are_contexts(cases):
    with dj.read(cases / "sanlitun", progress=False).view(DAY) as view:
        members, frame, alliances = view.members(0, subtree=True), view.count(every=True), view.alliances
        expected = members.tolist(), frame.csv()
    gc.collect()
    assert (members.tolist(), frame.csv()) == expected
    for ask in (view.count, view.tree, alliances.frame, view.duties.items, lambda: view.date, lambda: view.register):
        with pytest.raises(ValueError, match="the view is closed"):
            ask()
    view.close()


def test_views_outlive_registers_and_changes(cases):
    register = dj.read(cases / "sanlitun", progress=False)
    view = register.view(DAY)
    before = view.count().csv()
    with register.change("move") as change:
        change.add("organization", code="new", name="新支部", kind="branch")
        change.add("subordination", organization="new", superior="o110105004")
    assert view.count().csv() == before
    after = register.view(DAY)
    del register
    assert after.n_organizations == view.n_organizations + 1
    assert {row["table"] for row in after.diff(view)} == {"organization", "subordination"}


def test_a_view_is_asked_from_many_threads(view):
    expected = view.count(level="county", by="sex").csv()
    answers = []

    def ask():
        answers.extend(view.count(level="county", by="sex").csv() for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 160


def test_findings(sanlitun, lines):
    assert set(lines.view(DAY).duties.check().columns) == set(sanlitun.check().columns)
    assert len(sanlitun.check().df().query("severity == 'must'")) == 0


def test_great_circle():
    assert dj.great_circle(116.4, 39.9, 116.4, 40.9) == pytest.approx(111_195, rel=1e-3)
