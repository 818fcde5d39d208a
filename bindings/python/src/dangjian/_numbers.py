# SPDX-License-Identifier: Apache-2.0
"""Numbers of organizations, areas and persons from what people give for them: codes or numbers, one or many."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Callable

import numpy as np

from .errors import NotFoundError

# Codes that the words of an exception tell.
_SHOWN = 10


@dataclass(frozen=True)
class Kind:
    """What is numbered: what it is called, how codes become numbers, and whether there is one of a number."""

    name: str
    find: Callable[[Iterable[str]], Any]
    exists: Callable[[int], bool]
    on: datetime.date

    def numbers(self, ids: Any, *, none: bool = True) -> tuple[Any, bool]:
        """Numbers of what is given, and whether it is one alone. -1 stands for none, where that is allowed; of one
        code alone it never is.
        """
        given = np.asarray(ids, object) if np.ndim(ids) == 0 else _array_of(ids)
        alone = given.ndim == 0
        given = np.atleast_1d(given)
        if given.ndim > 1:
            raise TypeError(f"one or a row of them is needed, not an array of {given.ndim} dimensions")
        if _are_codes(given):
            codes = [str(code) for code in given]
            found = self.find(codes)
            if alone or not none:
                self._demand(found >= 0, codes)
            return found, alone
        numbers = _whole_numbers(given)
        self._check_range(numbers, none)
        return np.ascontiguousarray(numbers, np.int32), alone

    def number(self, one: Any) -> int:
        """The number of exactly one."""
        if np.ndim(one) != 0:
            raise TypeError(f"one {self.name} is needed, not {one!r}")
        return int(self.numbers(one, none=False)[0][0])

    def _demand(self, there: Any, given: Any) -> None:
        missing = [given[place] for place in np.flatnonzero(~there)]
        if missing:
            more = f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else ""
            shown = ", ".join(repr(one) for one in missing[:_SHOWN])
            raise NotFoundError(f"no {self.name} {shown}{more} on {self.on}")

    def _check_range(self, numbers: Any, none: bool) -> None:
        if numbers.size == 0:
            return
        least, most = int(numbers.min()), int(numbers.max())
        if least < (-1 if none else 0):
            self._demand(numbers >= (-1 if none else 0), numbers.tolist())
        if most >= 0 and not (most < 2**31 and self.exists(most)):
            raise NotFoundError(f"no {self.name} {most} on {self.on}")


def _array_of(ids: Any) -> Any:
    """Arrays as they are; of anything else each element is looked at, as NumPy makes texts of numbers beside texts."""
    if np.ma.is_masked(ids):
        raise TypeError("codes or numbers are needed, and some are missing")
    array = np.asarray(ids) if hasattr(ids, "__array__") else np.asarray(ids, object)
    return array


def _are_codes(given: Any) -> bool:
    return given.size > 0 and (given.dtype.kind in "UT" or all(isinstance(one, str) for one in given))


def _whole_numbers(given: Any) -> Any:
    if given.size == 0:
        return np.empty(0, np.int32)
    if given.dtype.kind in "iu":
        return given
    wrong = [one for one in given if not isinstance(one, Integral) or isinstance(one, (bool, np.bool_))]
    if given.dtype.kind != "O" or wrong:
        shown = wrong[0] if wrong else given[0]
        raise TypeError(f"codes or numbers are needed, all of them the same, not {shown!r}")
    return np.array([int(one) for one in given], object) if max(map(abs, given)) >= 2**31 else given.astype(np.int64)
