# SPDX-License-Identifier: Apache-2.0
"""Cells of other types lose nothing on their way in: they become what Python says that they are, or an issue."""

from __future__ import annotations

import datetime
import decimal
import random

import numpy as np
import pyarrow
import pytest
from streams import Stream, texts

import dangjian as dj


def taken(array, column="note"):
    """What a column of units holds after the import."""
    names = [str(number) for number in range(len(array))]
    units = {"code": names, "name": names, "kind": ["organ"] * len(array), column: array}
    return dj.Register.from_tables({"unit": pyarrow.table(units)}, progress=False)["unit"][column].tolist()


def plain(value):
    """A decimal without an exponent, and without noughts at the end of its fraction."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-0", "0", text == "-0")


@pytest.mark.parametrize("scale", [0, 1, 2, 9, 18, 19, 37, 38])
def test_decimals_keep_every_digit(scale):
    dice = random.Random(scale)
    with decimal.localcontext(decimal.Context(prec=60)):
        numbers = [sign * (10**digits - 1) for digits in range(39) for sign in (1, -1)]
        numbers += [dice.randrange(-(10**digits), 10**digits) for digits in range(1, 39) for _ in range(20)]
        numbers += [2**63, 2**63 - 1, -(2**63), -(2**63) - 1, 2**64, -(2**64), 10**37, -(10**37)]
        values = [decimal.Decimal(number).scaleb(-scale) for number in numbers if abs(number) < 10**38]
    found = taken(pyarrow.array(values, pyarrow.decimal128(38, scale)))
    assert found == [plain(value) for value in values]


def test_decimals_of_negative_scale():
    numbers = [1, -7, 10**37, -(10**37), 0]
    whole = pyarrow.array([decimal.Decimal(number) for number in numbers], pyarrow.decimal128(38, 0))
    scaled = pyarrow.Array.from_buffers(pyarrow.decimal128(38, -9), len(whole), whole.buffers())
    assert taken(scaled) == [str(number * 10**9) for number in numbers]


def test_decimals_for_numbers_and_codes():
    codes = pyarrow.array([decimal.Decimal("12345678901234567890")], pyarrow.decimal128(20, 0))
    assert taken(codes, "credit_code") == ["12345678901234567890"]
    assert taken(pyarrow.array([decimal.Decimal("35.00")]), "headcount") == [35]
    for wrong in ("35.5", "12345678901234567890"):
        with pytest.raises(dj.IssueError, match=f"not a number: {wrong}"):
            taken(pyarrow.array([decimal.Decimal(wrong)]), "headcount")


def test_codes_that_a_double_cannot_hold_are_refused():
    last = 2.0**53 - 1  # the next one is two whole numbers at once
    assert taken(pyarrow.array([last, -last, 110105004.0]), "credit_code") == [
        "9007199254740991",
        "-9007199254740991",
        "110105004",
    ]
    for column in ("credit_code", "code", "name"):
        names = ["a"]
        units = {"code": names, "name": names, "kind": ["organ"], column: [2.0**53]}
        with pytest.raises(dj.IssueError, match="not a number"):
            dj.Register.from_tables({"unit": pyarrow.table(units)})
    with pytest.raises(dj.IssueError, match="not a number"):
        taken(pyarrow.array([2.0**53]), "area")
    # A further column is of nobody's kind: its numbers stay what they are.
    assert [float(text) for text in taken(pyarrow.array([1e300, 2.0**53, 0.1]))] == [1e300, 2.0**53, 0.1]


def written(moment, nanoseconds):
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f"{nanoseconds % 10**9:09d}".rstrip("0")
    return f"{text}.{fraction}" if fraction else text


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_are_written_to_the_last_digit(unit):
    """Each second of a day and fractions of some, on days before and after 1970."""
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    dice = random.Random(7)
    seconds = [day * 86400 + second for day in (-9000, 19961) for second in range(1, 86400, 7)]
    values = [second * per_second + dice.randrange(per_second) * (second % 3 == 0) for second in seconds]
    begin = datetime.datetime(1970, 1, 1)
    expected = [
        written(begin + datetime.timedelta(seconds=value // per_second), value % per_second * (10**9 // per_second))
        for value in values
    ]
    found = taken(pyarrow.array(np.array(values, np.int64)).cast(pyarrow.timestamp(unit)))
    assert found == expected


def test_rows_of_issues_are_those_of_the_stream():
    """Rows that are null as a whole count."""
    columns = [texts("code", ["a", "b", "c"]), texts("name", ["n", None, None]), texts("kind", ["organ"] * 3)]
    rows = pyarrow.StructArray.from_arrays(
        [pyarrow.array(["a", "b", "c"]), pyarrow.array(["n", None, None]), pyarrow.array(["organ"] * 3)],
        ["code", "name", "kind"],
        mask=pyarrow.array([True, False, False]),
    )
    for table in (pyarrow.chunked_array([rows]), Stream(columns)):
        with pytest.raises(dj.IssueError) as caught:
            dj.Register.from_tables({"unit": table})
        assert [(row["row"], row["subject"]) for row in caught.value.issues] == [(1, "b"), (2, "c")]


@pytest.mark.parametrize("function", ["get_schema", "get_next"])
def test_a_stream_that_cannot_be_asked_is_refused(function):
    class Mute(Stream):
        def __arrow_c_stream__(self, requested_schema=None):
            capsule = super().__arrow_c_stream__()
            setattr(self.stream, function, dj._dangjian.ffi.NULL)
            return capsule

    stream = Mute([texts("code", ["a"])])
    with pytest.raises(dj.IssueError, match="cannot be asked"):
        dj.Register.from_tables({"unit": stream})
    assert stream.given == stream.released
