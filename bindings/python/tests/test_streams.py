# SPDX-License-Identifier: Apache-2.0
"""Streams that are wrong in every way: an exception that says what, nothing changed, everything given back."""

from __future__ import annotations

import struct

import pytest
from conftest import DAY
from streams import Column, Stream, texts

import dangjian as dj


def whole(name, values, format="l", pack="q"):
    return Column(name, format, len(values), [None, struct.pack(f"<{len(values)}{pack}", *values)])


CODES, NAMES, KINDS = texts("code", ["a", "b"]), texts("name", ["甲", "乙"]), texts("kind", ["branch", "branch"])
GOOD = [CODES, NAMES, KINDS]
TWO31 = 2**31


def changed(column, **values):
    return Column(**{**column.__dict__, **values})


@pytest.fixture
def register():
    register = dj.Register()
    with register.change() as change:
        change.add("organization", code="o", name="原有", kind="committee")
    return register


def refuse(register, stream, kind, match):
    before = register["organization"].csv(), register.view(DAY)
    with pytest.raises(kind, match=match) as caught:
        register.with_table("organization", stream, add=True)
    with pytest.raises(kind), register.change() as change:
        change.import_table("organization", Stream(**stream.made_of))
    assert register["organization"].csv() == before[0]
    assert len(register.view(DAY).diff(before[1])) == 0
    assert stream.given == stream.released > 0
    return caught.value


class Made(Stream):
    """A stream that can be made once more."""

    def __init__(self, columns, **options):
        super().__init__(columns, **options)
        self.made_of = {"columns": columns, **options}


def test_a_good_one_is_taken(register):
    stream = Made([*GOOD, whole("term_years", [3, 5])], arrays=2, length=1)
    other = register.with_table("organization", Made([*GOOD, whole("term_years", [3, 5])]), add=True)
    assert other["organization"]["code"].tolist() == ["o", "a", "b"]
    assert other["organization"]["term_years"].tolist() == [None, 3, 5]
    with pytest.raises(dj.IssueError, match="code|代码"):
        register.with_table("organization", stream, add=True)  # the same row twice
    assert stream.given == stream.released


ISSUES = {
    "a missing column": (Made([CODES, KINDS]), "required column 'name' is absent"),
    "a missing value in a required column": (Made([CODES, texts("name", ["甲", None]), KINDS]), "'name' is required"),
    "a type that is none of ours": (Made([*GOOD, Column("term_years", "tDm", 2, [None, b"\0" * 16])]), "term_years"),
    "a nested column": (
        Made([*GOOD, Column("short_name", "+l", 2, [None, b"\0" * 12], children=[CODES])]),
        "short_name",
    ),
    "texts for numbers": (Made([*GOOD, texts("term_years", ["3", "drei"])]), "drei"),
    "a number where a code is wanted": (Made([CODES, NAMES, whole("kind", [7, 77])]), "'kind' is not in the code list"),
    "a number where a day is wanted": (Made([*GOOD, whole("since", [1, 2])]), "since"),
    "a day beyond the calendar": (Made([*GOOD, whole("since", [0, TWO31 - 1], "tdD", "i")]), "since"),
    "texts that are not UTF-8": (
        Made([CODES, Column("name", "u", 2, [None, b"\0\0\0\0\1\0\0\0\2\0\0\0", b"\xff\xfe"]), KINDS]),
        "UTF-8",
    ),
    "the same column twice": (Made([*GOOD, NAMES]), "name"),
    "a reference to nothing": (Made([*GOOD, texts("approved_by", ["x", "o"])]), "approved_by.*x"),
    "no columns": (Made([], length=2), "without columns"),
}


@pytest.mark.parametrize("case", ISSUES)
def test_defects_of_data_are_issues(register, case):
    stream, message = ISSUES[case]
    stream = Made(**stream.made_of)
    error = refuse(register, stream, dj.IssueError, message)
    assert len(error.issues) >= 1
    assert set(error.issues["table"].tolist()) == {"organization"}
    assert all(error.issues["message_zh"]) and all(error.issues["message_en"])


FAULTS = {
    "no structure": Made([CODES], format="u"),
    "a format without end": Made([changed(CODES, format="\x01"), NAMES, KINDS]),
    "negative length": Made(GOOD, length=-1),
    "children shorter than the structure": Made(GOOD, length=3),
    "a column of negative length": Made([changed(CODES, length=-2), NAMES, KINDS], length=2),
    "a negative offset": Made([changed(CODES, offset=-1), NAMES, KINDS]),
    "an offset near the end of numbers": Made([changed(CODES, offset=2**63 - 2), NAMES, KINDS]),
    "an offset of the structure near the end of numbers": Made(GOOD, struct={"offset": 2**63 - 1}),
    "offsets that run backwards": Made(
        [changed(CODES, buffers=[None, struct.pack("<3i", 0, 1, -5), b"ab"]), NAMES, KINDS]
    ),
    "too few buffers": Made([changed(CODES, n_buffers=1), NAMES, KINDS]),
    "no offsets": Made([changed(CODES, buffers=[None, None, b"ab"]), NAMES, KINDS]),
    "no cells": Made([*GOOD, changed(whole("term_years", [1, 2]), buffers=[None, None])]),
    "a dictionary that is not there": Made(
        [CODES, NAMES, Column("kind", "c", 2, [None, b"\0\7"], dictionary=texts("", ["branch"]))]
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_broken_streams_are_refused(register, case):
    stream = Made(**FAULTS[case].made_of)
    refuse(register, stream, dj.Error, "organization|stream")


def test_two_to_the_31_rows_are_refused_before_they_are_looked_at(register):
    for length in (TWO31, 2**62, 2**63 - 1):
        columns = [changed(column, length=length) for column in GOOD]
        error = refuse(register, Made(columns, length=length), dj.Error, "organization")
        assert isinstance(error, (dj.LimitError, dj.IssueError)), error


def test_a_stream_that_breaks_off(register):
    for at in (1, 2, 3):
        stream = Made(GOOD, arrays=3, fail_at=at)
        refuse(register, stream, dj.FileError, "broken off")
    refuse(register, Made(GOOD, schema=False), dj.FileError, "broken off")


def test_all_issues_of_all_arrays_are_told(register):
    stream = Made([CODES, texts("name", [None, None]), texts("kind", ["x", "y"])], arrays=1)
    error = refuse(register, stream, dj.IssueError, "4 issues")
    assert [(row["row"], row["rule"]) for row in error.issues] == [
        (0, "value-missing"),
        (0, "code-unknown"),
        (1, "value-missing"),
        (1, "code-unknown"),
    ]
    assert "organization row 1: b: The value of 'kind' is not in the code list" in str(error)


def test_a_capsule_is_taken_once(sanlitun):
    class Once:
        def __init__(self, frame):
            self.capsule = frame.__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    once = Once(sanlitun["organization"])
    assert len(sanlitun.with_table("organization", once)) == len(sanlitun)
    with pytest.raises(ValueError, match="taken before"):
        sanlitun.with_table("organization", once)


def test_what_is_no_capsule_is_refused(sanlitun):
    class Wrong:
        def __arrow_c_stream__(self, requested_schema=None):
            return 7

    with pytest.raises((TypeError, ValueError)):
        sanlitun.with_table("organization", Wrong())
