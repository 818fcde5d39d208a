# SPDX-License-Identifier: Apache-2.0
"""How many threads of C one call may use."""

from __future__ import annotations

from ._dangjian import lib
from .errors import FormatError


def set_threads(n: int) -> None:
    """Lets one call use so many threads, its own included; 0 for as many as there are processors, as at the start.

    For the whole process. What is answered does not depend on it.
    """
    if not 0 <= n < 2**32:
        raise FormatError(f"threads are 0 or more, not {n}")
    lib.dj_set_n_threads(n)


def get_threads() -> int:
    """How many threads one call may use."""
    return int(lib.dj_get_n_threads())
