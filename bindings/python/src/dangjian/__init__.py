# SPDX-License-Identifier: Apache-2.0
"""libdangjian for Python: registers of regionalized Party-building structures (区域化党建).

A register holds dated facts in twenty tables; a view is the register as of one day; every answer is a frame, which
pandas, polars, pyarrow and DuckDB take as it is::

    import dangjian as dj

    register = dj.read("cases/beijing")
    view = register.view("2024-08-26")
    view.count(by=["sex", "age"], level="county", labels="zh").df()
"""

from ._dangjian import lib as _lib
from .alliances import Alliances
from .duties import Duties, need_may_become
from .errors import CancelledError, Error, FileError, FormatError, IssueError, LimitError, NotFoundError, StaleError
from .frame import ArrowStream, Frame
from .records import Area, Organization, Person
from .register import Change, Register, generate, open_store, read, read_json
from .rules import Findings, Rules
from .schema import Code, CodeList, Column, Table, code_lists, tables, today
from .snapshot import open as open  # not in __all__: an import of * must leave the builtin alone
from .threads import get_threads, set_threads
from .tree import Tree
from .view import View, great_circle

__version__ = f"{_lib.DJ_MAJOR_VERSION}.{_lib.DJ_MINOR_VERSION}.{_lib.DJ_MICRO_VERSION}"

__all__ = [
    "Alliances",
    "Area",
    "ArrowStream",
    "CancelledError",
    "Change",
    "Code",
    "CodeList",
    "Column",
    "Duties",
    "Error",
    "FileError",
    "Findings",
    "FormatError",
    "Frame",
    "IssueError",
    "LimitError",
    "NotFoundError",
    "Organization",
    "Person",
    "Register",
    "Rules",
    "StaleError",
    "Table",
    "Tree",
    "View",
    "__version__",
    "code_lists",
    "generate",
    "get_threads",
    "great_circle",
    "need_may_become",
    "open_store",
    "read",
    "read_json",
    "set_threads",
    "tables",
    "today",
]
