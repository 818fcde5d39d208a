# SPDX-License-Identifier: Apache-2.0
"""A generated nation answers what DuckDB answers to plain SQL over the raw tables: rows with codes and periods, nothing
of a view.
"""

from __future__ import annotations

import os

import duckdb
import numpy as np
import pytest

import dangjian as dj

DAY, PAST = "2024-12-31", "2014-12-31"
TABLES = ("area", "organization", "subordination", "person", "membership", "alliance", "seat")
PAIRS = 20_000

# Rows that hold on a day; a missing `since` is always, a missing `until` open.
HOLDS = "coalesce({0}.since <= DATE '{1}', true) AND coalesce({0}.until > DATE '{1}', true)"


def held(table, day=DAY):
    return HOLDS.format(table, day)


# Last birthday on the last day of the year: everybody has had it.
AGE_BAND = """CASE WHEN {0} <= 30 THEN 1 WHEN {0} <= 35 THEN 2 WHEN {0} <= 40 THEN 3 WHEN {0} <= 45 THEN 4
              WHEN {0} <= 50 THEN 5 WHEN {0} <= 55 THEN 6 WHEN {0} <= 60 THEN 7 ELSE 8 END"""


def band(day):
    return AGE_BAND.format(f"({day[:4]} - year(born))")


VIEWS = f"""
CREATE TABLE org AS SELECT code, kind, base_area FROM organization WHERE {held("organization")};
CREATE TABLE sup AS SELECT s.organization AS code, s.superior FROM subordination s JOIN org o ON o.code = s.organization
    JOIN org a ON a.code = s.superior WHERE {held("s")};
CREATE TABLE up AS WITH RECURSIVE up(code, above, steps) AS (SELECT code, code, 0 FROM org
    UNION ALL SELECT up.code, sup.superior, steps + 1 FROM up JOIN sup ON sup.code = up.above) SELECT * FROM up;
CREATE TABLE within AS WITH RECURSIVE within(code, county) AS (SELECT code, code FROM area WHERE kind = 'county'
    UNION ALL SELECT a.code, w.county FROM within w JOIN area a ON a.parent = w.code) SELECT * FROM within;
CREATE TABLE place AS SELECT home.code, county FROM (SELECT up.code, arg_min(base_area, steps) AS base FROM up
    JOIN org ON org.code = up.above WHERE base_area IS NOT NULL GROUP BY up.code) home
    JOIN within ON within.code = base;
CREATE TABLE living AS SELECT code AS person, sex, born, education, admitted, "full" FROM person
    WHERE coalesce("left" > DATE '{DAY}', true);
CREATE TABLE member AS SELECT p.*, m.organization FROM membership m JOIN living p ON p.person = m.person
    JOIN org ON org.code = m.organization WHERE m.kind = 'affiliation' AND {held("m")}
    AND coalesce(admitted <= DATE '{DAY}', true);
CREATE TABLE part AS SELECT p.person, m.organization FROM membership m JOIN living p ON p.person = m.person
    JOIN org ON org.code = m.organization WHERE m.kind <> 'affiliation' AND {held("m")};
CREATE TABLE seats AS SELECT alliance, body FROM seat JOIN org ON org.code = seat.body WHERE {held("seat")};
"""


class Nation:
    def __init__(self, scale):
        self.register = dj.generate(scale=scale, seed=5, progress=False)
        self.view = self.register.view(DAY)
        self.base = duckdb.connect()
        for name in TABLES:
            self.base.register("given", self.register[name].arrow())
            self.base.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            self.base.unregister("given")
        self.base.execute(VIEWS)
        self.codes = [code for (code,) in self.rows("SELECT code FROM org ORDER BY code")]
        self.ids = self.view.organization_ids(self.codes)

    def rows(self, text):
        return self.base.execute(text).fetchall()

    def by_code(self, text):
        """One number for each organization, 0 where the answer has no row."""
        found = dict(self.rows(text))
        return np.array([found.get(code, 0) for code in self.codes])

    def pairs(self, seed):
        """Pairs of organizations; of every other one the second is the first or above it."""
        draw = np.random.default_rng(seed)
        first, second = draw.integers(len(self.codes), size=(2, PAIRS))
        place = {code: number for number, code in enumerate(self.codes)}
        above = dict(self.rows("SELECT code, arg_max(above, hash(code, above)) FROM up GROUP BY code"))
        second[::2] = [place[above[self.codes[number]]] for number in first[::2]]
        codes = np.array(self.codes, object)
        self.base.register("given", {"i": np.arange(PAIRS), "a": codes[first], "b": codes[second]})
        self.base.execute("CREATE OR REPLACE TEMP TABLE pair AS SELECT * FROM given")
        self.base.unregister("given")
        return self.ids[first], self.ids[second]


# A sanitizer makes all of it several times slower.
SCALES = [1 / 1000] if "DANGJIAN_SANITIZED" in os.environ else [1 / 1000, 1 / 100]


@pytest.fixture(scope="module", params=SCALES, ids=lambda scale: f"1-{round(1 / scale)}")
def nation(request):
    return Nation(request.param)


def cross(frame):
    """Rows of a table of counts by area, sex, age and education as DuckDB has them."""
    columns = frame.arrow().to_pydict()
    ages = [code.name for code in dj.code_lists()["age_band"].codes]
    columns["age"] = [ages.index(age) + 1 for age in columns["age"]]
    return sorted(zip(*(columns[name] for name in ("area", "sex", "age", "education", "members"))))


BY = ["sex", "age", "education"]
CROSS = "SELECT county, sex::VARCHAR, {0} AS band, education::VARCHAR, count(*) FROM {1} GROUP BY ALL ORDER BY ALL"


def test_q1_members_by_status_of_every_organization(nation):
    formal = f"""count(*) FILTER ("full" <= DATE '{DAY}')"""
    probationary = f"""count(*) FILTER (NOT coalesce("full" <= DATE '{DAY}', false)
                       AND coalesce("full", admitted) IS NOT NULL)"""
    for status, count in ((None, "count(*)"), ("formal", formal), ("probationary", probationary)):
        expected = nation.by_code(f"""SELECT above, {count} FROM up JOIN member m ON m.organization = up.code
                                      GROUP BY above""")
        assert expected.sum() > 0
        np.testing.assert_array_equal(nation.view.count_members(nation.ids, status), expected)


def test_q2_sex_age_and_education_of_every_county(nation):
    expected = nation.rows(CROSS.format(band(DAY), "member JOIN place ON place.code = organization"))
    assert len(expected) > 100
    assert cross(nation.view.count(level="county", by=BY)) == expected


def test_q3_paths_to_the_root(nation):
    expected = dict(nation.rows("SELECT code, list(above ORDER BY steps) FROM up GROUP BY code"))
    code_of = np.empty(len(nation.ids), object)
    code_of[nation.ids] = nation.codes
    paths = nation.view.ancestors(nation.ids)
    assert all([code, *code_of[path]] == expected[code] for code, path in zip(nation.codes, paths))
    people = nation.rows("SELECT person, organization FROM member")
    affiliation = nation.view.affiliation(nation.view.person_ids(person for person, _ in people))
    assert code_of[affiliation].tolist() == [organization for _, organization in people]


def test_q4_lowest_common_superior(nation):
    first, second = nation.pairs(4)
    found = dict(
        nation.rows("""SELECT i, arg_min(x.above, x.steps) FROM pair JOIN up x ON x.code = a
                                JOIN up y ON y.code = b AND y.above = x.above GROUP BY i""")
    )
    expected = nation.view.organization_ids(found.get(i) for i in range(PAIRS))
    np.testing.assert_array_equal(nation.view.common_superior(first, second), expected)


def test_q5_is_under(nation):
    first, second = nation.pairs(5)
    expected = nation.rows("""SELECT i, count(up.code) FROM pair LEFT JOIN up ON up.code = a AND up.above = b
                              GROUP BY i ORDER BY i""")
    expected = np.array([n for _, n in expected]) > 0
    assert 0 < expected.sum() < len(expected)
    np.testing.assert_array_equal(nation.view.is_under(first, second), expected)


def test_q6_components_through_alliances(nation):
    run = nation.base.execute
    run("CREATE OR REPLACE TEMP TABLE label AS SELECT DISTINCT alliance, alliance AS label FROM seats")
    changed = True
    while changed:
        run("""CREATE OR REPLACE TEMP TABLE seated AS SELECT body, min(label) AS label
               FROM seats JOIN label USING (alliance) GROUP BY body""")
        run("""CREATE OR REPLACE TEMP TABLE better AS SELECT alliance, min(seated.label) AS label
               FROM seats JOIN seated USING (body) GROUP BY alliance""")
        changed = nation.rows("SELECT 1 FROM better b JOIN label l USING (alliance) WHERE b.label <> l.label LIMIT 1")
        run("CREATE OR REPLACE TEMP TABLE label AS SELECT * FROM better")
    expected = nation.rows("""SELECT a.n, b.n FROM (SELECT label, count(*) AS n FROM label GROUP BY label) a
                              JOIN (SELECT label, count(*) AS n FROM seated GROUP BY label) b USING (label)
                              ORDER BY ALL""")
    parts = nation.view.alliances.components().rows()
    assert sorted((part["alliances"], part["bodies"]) for part in parts) == expected


def test_q7_matrix_of_counties(nation):
    expected = nation.rows("""WITH met AS (SELECT DISTINCT alliance, county FROM seats JOIN place ON place.code = body)
                              SELECT a.county, b.county, count(*) FROM met a JOIN met b USING (alliance)
                              WHERE a.county < b.county GROUP BY ALL ORDER BY ALL""")
    assert expected
    columns = nation.view.alliances.matrix("county").arrow().to_pydict()
    found = zip(columns["area"], columns["other"], columns["alliances"])
    assert sorted((*sorted((area, other)), n) for area, other, n in found) == expected


def test_q8_members_who_take_part_outside(nation):
    away = """(SELECT DISTINCT m.person, mine.county AS own, there.county FROM part JOIN member m USING (person)
               JOIN place mine ON mine.code = m.organization JOIN place there ON there.code = part.organization
               WHERE mine.county <> there.county)"""
    expected = nation.rows(f"""
        SELECT c.code, count(DISTINCT m.person), (SELECT count(DISTINCT person) FROM {away} WHERE own = c.code),
        (SELECT count(*) FROM {away} away WHERE away.county = c.code) FROM area c
        LEFT JOIN (member m JOIN place ON place.code = m.organization) ON place.county = c.code
        WHERE c.kind = 'county' GROUP BY c.code ORDER BY c.code""")
    assert sum(row[2] for row in expected) > 0
    columns = nation.view.count_outside("county").arrow().to_pydict()
    assert sorted(zip(*(columns[name] for name in ("area", "members", "outside", "received")))) == expected


@pytest.mark.parametrize(
    "status, least, most, rule",
    [
        ("formal", 3, None, f"""count("full") FILTER ("full" <= DATE '{DAY}') < 3"""),
        (None, 0, 50, "count(m.person) > 50"),
    ],
)
def test_q9_branches_that_break_a_rule_of_size(nation, status, least, most, rule):
    expected = nation.rows(f"""SELECT org.code FROM org JOIN up ON up.above = org.code
                               LEFT JOIN member m ON m.organization = up.code WHERE org.kind = 'branch'
                               GROUP BY org.code HAVING {rule}""")
    assert expected
    found = nation.view.wrong_size("branch", least, most, status=status)
    assert sorted(found) == sorted(nation.view.organization_ids(code for (code,) in expected))


def test_q10_as_of_a_past_day(nation):
    """An organization that is gone counts for the nearest superior of that day that is still there."""
    expected = nation.rows(f"""
        WITH RECURSIVE existing AS (SELECT DISTINCT code FROM organization WHERE {held("organization", PAST)}),
        above AS (SELECT s.organization AS code, s.superior FROM subordination s JOIN existing e ON e.code = s.superior
            WHERE {held("s", PAST)}),
        climb(code, here) AS (SELECT code, code FROM existing UNION ALL SELECT climb.code, above.superior FROM climb
            JOIN above ON above.code = climb.here WHERE NOT EXISTS (SELECT 1 FROM org WHERE org.code = climb.here)),
        home AS (SELECT climb.code, place.county FROM climb JOIN place ON place.code = climb.here),
        was AS (SELECT p.sex, p.born, p.education, home.county FROM membership m JOIN person p ON p.code = m.person
            JOIN home ON home.code = m.organization WHERE m.kind = 'affiliation' AND {held("m", PAST)}
            AND coalesce(p.admitted <= DATE '{PAST}', true) AND coalesce(p."left" > DATE '{PAST}', true))
        {CROSS.format(band(PAST), "was")}""")
    assert len(expected) > 100
    assert cross(nation.view.count(level="county", by=BY, as_of=PAST)) == expected


def test_q11_distinct_people_of_every_organization(nation):
    expected = nation.by_code("""SELECT above, count(DISTINCT person) FROM up JOIN (SELECT person, organization
                                 FROM member UNION ALL SELECT person, organization FROM part) here
                                 ON here.organization = up.code GROUP BY above""")
    np.testing.assert_array_equal(nation.view.count_people(nation.ids), expected)


def test_q12_sealing_clusters_members(nation):
    expected = dict(nation.rows("SELECT organization, list(person) FROM member GROUP BY organization"))
    code_of = np.array(nation.register["person"]["code"], object)
    for code, members in zip(nation.codes, nation.view.members(nation.ids)):
        assert sorted(code_of[members]) == sorted(expected.get(code, []))


def test_q13_a_snapshot_answers_the_same(nation, tmp_path):
    nation.view.save(tmp_path / "nation.djv")
    view = dj.open(tmp_path / "nation.djv", validate=False)
    np.testing.assert_array_equal(view.count_members(nation.ids), nation.view.count_members(nation.ids))
    np.testing.assert_array_equal(view.count_people(nation.ids), nation.view.count_people(nation.ids))
    assert cross(view.count(level="county", by=BY, as_of=PAST)) == cross(
        nation.view.count(level="county", by=BY, as_of=PAST)
    )


def test_q14_what_is_written_and_read_answers_the_same(nation, tmp_path):
    nation.register.write(tmp_path / "nation")
    view = dj.read(tmp_path / "nation", progress=False).view(DAY)
    np.testing.assert_array_equal(view.organization_ids(nation.codes), nation.ids)
    np.testing.assert_array_equal(view.count_people(nation.ids), nation.view.count_people(nation.ids))
    assert cross(view.count(level="county", by=BY)) == cross(nation.view.count(level="county", by=BY))
