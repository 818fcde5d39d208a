# SPDX-License-Identifier: Apache-2.0
"""The register of dated facts, and changes of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Union

from ._call import Progress, Texts, call, decode, encode, run_long
from ._dangjian import ffi, lib
from .errors import CancelledError
from .frame import Frame, take_stream
from .schema import Day, code_number, day_number, table_names, table_number, tables, today
from .view import View

Path = Union[str, "os.PathLike[str]"]
Value = Union[str, int, float, bool, Day]
"""A value of a cell: as text in the form of files, or as what it is."""


def _read_options(lenient: bool, cancellable: Any, progress: Any, data: Any) -> Any:
    values = {"lenient": lenient, "cancellable": cancellable, "progress": progress, "progress_data": data}
    return ffi.new("DjReadOptions *", values)


def read(path: Path, *, lenient: bool = False, progress: Progress = None) -> Register:
    """Reads a register: a folder of CSV files (UTF-8 or GB18030, Chinese or English headers) or a ``.json`` file.

    Raises :class:`IssueError` with every defect. A lenient reader drops rows with defects and what depends on them;
    ``register.issues`` then tells which.
    """
    name = os.fsencode(path)

    def work(*beside: Any) -> Any:
        return call(lib.dj_register_read, ffi.new("char[]", name), _read_options(lenient, *beside))

    return Register._take(run_long(work, "reading", progress))


def read_json(
    text: str | bytes, *, name: str | None = None, lenient: bool = False, progress: Progress = None
) -> Register:
    """Reads a register from a JSON document; ``name`` is what issues call it."""
    document = text.encode() if isinstance(text, str) else text

    def work(*beside: Any) -> Any:
        options = _read_options(lenient, *beside)
        return call(
            lib.dj_register_read_json, ffi.from_buffer("char[]", document), len(document), encode(name), options
        )

    return Register._take(run_long(work, "reading", progress))


def generate(
    *, scale: float = 1 / 1000, seed: int = 1, divisions: Path | None = None, progress: Progress = None
) -> Register:
    """A synthetic register of the nation's shape at the end of 2024, times ``scale`` (from 1/10,000 to 1): numbers and
    margins as published, persons without names, the same for the same arguments.

    ``divisions`` is a folder with the real divisions, such as ``share/dangjian/divisions``; without it areas are
    made up.
    """
    folder = ffi.NULL if divisions is None else ffi.new("char[]", os.fsencode(divisions))

    def work(cancellable: Any, teller: Any, data: Any) -> Any:
        values = {"scale": scale, "seed": seed, "divisions": folder, "cancellable": cancellable}
        options = ffi.new("DjGenerateOptions *", {**values, "progress": teller, "progress_data": data})
        return call(lib.dj_register_generate, options)

    return Register._take(run_long(work, "making", progress))


class Register:
    """Dated facts in twenty tables. ``Register()`` is an empty one.

    Threads may share it: calls that look at it or change it wait for one another. Frames and views taken from it need
    no such care.
    """

    def __init__(self) -> None:
        self._hold(lib.dj_register_new())

    def _hold(self, pointer: Any) -> None:
        self._pointer = ffi.gc(pointer, lib.dj_register_unref)
        self._lock = threading.RLock()

    @classmethod
    def _take(cls, pointer: Any) -> Register:
        register = cls.__new__(cls)
        register._hold(pointer)
        return register

    @classmethod
    def from_tables(cls, tables: Mapping[str, object], *, progress: Progress = None) -> Register:
        """A register of tables by name, each anything with ``__arrow_c_stream__``: pandas, polars, pyarrow, DuckDB, a
        frame.
        """
        return cls().with_tables(tables, progress=progress)

    # ---- Tables ------------------------------------------------------------------------------------------------

    def __getitem__(self, table: str) -> Frame:
        return self.table(table)

    def __iter__(self) -> Iterator[str]:
        return iter(table_names())

    def __len__(self) -> int:
        """Rows in all tables together."""
        with self._lock:
            return sum(int(lib.dj_register_get_n_rows(self._pointer, number)) for number in range(len(table_names())))

    def __bool__(self) -> bool:
        return True

    def table(self, table: str, *, references: str = "codes", labels: str | None = None) -> Frame:
        """A whole table, without copying it. With ``references="rows"`` references are row numbers of the tables that
        they lead to.
        """
        ways = {"codes": lib.dj_register_get_table, "rows": lib.dj_register_get_linked_table}
        if references not in ways:
            raise ValueError(f"references are 'codes' or 'rows', not {references!r}")
        with self._lock:
            return Frame._take(ways[references](self._pointer, table_number(table)), labels)

    @property
    def issues(self) -> Frame:
        """What reading found and did not stop it."""
        return Frame._take(lib.dj_issues_to_frame(lib.dj_register_get_issues(self._pointer)))

    def copy(self) -> Register:
        """Another register with what this one holds now; they share what is not changed."""
        with self._lock:
            return Register._take(lib.dj_register_copy(self._pointer))

    def with_table(self, table: str, rows: object, *, add: bool = False, progress: Progress = None) -> Register:
        """A register like this one with other rows in one table; this one stays as it is. ``add`` keeps those that
        are there.
        """
        return self.with_tables({table: rows}, add=add, progress=progress)

    def with_tables(self, tables: Mapping[str, object], *, add: bool = False, progress: Progress = None) -> Register:
        """The same for several tables, which are checked together."""
        copy = self.copy()
        with copy.change(f"with {', '.join(tables)}", progress=progress) as change:
            for table, rows in tables.items():
                change.import_table(table, rows, replace=not add, progress=progress)
        return copy

    # ---- Views, changes and files -------------------------------------------------------------------------------

    def view(self, on: Day = None, *, labels: str | None = None) -> View:
        """The register as of one day, today where none is given."""
        with self._lock:
            return View._seal(self, on or today(), labels)

    def change(self, title: str = "", *, progress: Progress = None) -> Change:
        """Begins a change. As a context it is committed at the end, and dropped where something is raised before."""
        return Change(self, title, progress)

    def check(self, *, progress: Progress = None) -> Frame:
        """All invariants at every date. Of a register that could be read there is none left of level must."""
        return self.change("check", progress=progress).check()

    def write(self, path: Path) -> None:
        """Writes a folder of CSV files or a ``.json`` file, each whole or not at all."""
        with self._lock:
            call(lib.dj_register_write, self._pointer, ffi.new("char[]", os.fsencode(path)))

    def __repr__(self) -> str:
        with self._lock:
            counts = {
                name: int(lib.dj_register_get_n_rows(self._pointer, table_number(name))) for name in table_names()
            }
        return f"<Register {', '.join(f'{name} {n:,}' for name, n in counts.items() if n) or 'empty'}>"

    def _repr_html_(self) -> str:
        rows = ((table.label_zh, name, len(self.table(name))) for name, table in tables().items())
        cells = "".join(f"<tr><td>{zh}</td><td>{name}</td><td>{n:,}</td></tr>" for zh, name, n in rows if n)
        return f"<table><thead><tr><th>表</th><th>table</th><th>rows</th></tr></thead><tbody>{cells}</tbody></table>"

    def __reduce__(self) -> Any:
        return _restore_register, (register_bytes(self),)


def register_bytes(register: Register) -> bytes:
    """The register as a JSON document."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "register.json")
        register.write(path)
        with open(path, "rb") as file:
            return file.read()


def _restore_register(document: bytes) -> Register:
    return read_json(document, name="pickle", progress=False)


def _text(value: Value) -> str | None:
    """A value as it stands in files."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


class Change:
    """A set of edits of a register: checked as a whole, then committed or dropped."""

    def __init__(self, register: Register, title: str, progress: Progress = None) -> None:
        self.register = register
        self._progress = progress
        with register._lock:
            self._pointer = ffi.gc(lib.dj_register_begin(register._pointer, encode(title)), lib.dj_change_unref)

    @property
    def title(self) -> str:
        """What the change is for."""
        return decode(lib.dj_change_get_title(self._pointer)) or ""

    def __enter__(self) -> Change:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, where: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()

    def __repr__(self) -> str:
        return f"<Change {self.title!r}>"

    # ---- Rows --------------------------------------------------------------------------------------------------

    def _call(self, function: Any, *arguments: Any) -> Any:
        with self.register._lock:
            return call(function, self._pointer, *arguments)

    def _row_call(self, function: Any, before: tuple[Any, ...], values: Mapping[str, Value], *after: Any) -> Any:
        names, cells = Texts(values), Texts(map(_text, values.values()))
        return self._call(function, *before, names.array, cells.array, len(values), *after)

    def add(self, table: str, **values: Value) -> int:
        """Adds a row; returns its number."""
        return int(self._row_call(lib.dj_change_add_row, (table_number(table),), values))

    def find(self, table: str, after: int = -1, **values: Value) -> int:
        """The number of the next row with all these values."""
        return int(self._row_call(lib.dj_change_find, (table_number(table),), values, after))

    def amend(self, table: str, row: int, **values: Value) -> None:
        """Corrects values that were wrong, of a row that :meth:`add` or :meth:`find` returned."""
        self._row_call(lib.dj_change_amend_row, (table_number(table), row), values)

    def revise(self, table: str, code: str, on: Day, **values: Value) -> None:
        """Says that something became different on a day."""
        pairs = [encode(text) for name, value in values.items() for text in (name, _text(value))]
        arguments = [ffi.cast("char *", pair) for pair in [*pairs, ffi.NULL]]

        def revise(pointer: Any, error: Any) -> Any:
            return lib.dj_change_revise(pointer, table_number(table), encode(code), day_number(on), error, *arguments)

        self._call(revise)

    def end(self, table: str, code: str, on: Day) -> None:
        """Ends the row of a code, and the rows of other tables that follow it."""
        self._call(lib.dj_change_end, table_number(table), encode(code), day_number(on))

    def end_row(self, table: str, row: int, on: Day) -> None:
        """Ends one row, and none besides."""
        self._call(lib.dj_change_end_row, table_number(table), row, day_number(on))

    # ---- Operations --------------------------------------------------------------------------------------------

    def move_organization(self, organization: str, superior: str | None, on: Day) -> None:
        """Gives an organization another superior from a day on, or none."""
        self._call(lib.dj_change_move_organization, encode(organization), encode(superior), day_number(on))

    def transfer_member(self, person: str, organization: str, on: Day) -> None:
        """Moves a member's affiliation; participations stay."""
        self._call(lib.dj_change_transfer_member, encode(person), encode(organization), day_number(on))

    def move_members(self, source: str, target: str, on: Day) -> None:
        """Moves the affiliation of everyone affiliated to an organization itself."""
        self._call(lib.dj_change_move_members, encode(source), encode(target), day_number(on))

    def advance_need(self, item: str, state: str, on: Day) -> None:
        """Takes a need a step further: routed, taken, resolved, rated, closed, cancelled."""
        self._call(lib.dj_change_advance_need, encode(item), code_number("item_state", state), day_number(on))

    def add_matches(self, matches: Frame, on: Day) -> None:
        """Adds the rows of ``view.match()``."""
        self._call(lib.dj_change_add_matches, matches._pointer, day_number(on))

    # ---- Tables ------------------------------------------------------------------------------------------------

    def import_table(
        self, table: str, rows: object, *, replace: bool = False, name: str | None = None, progress: Progress = None
    ) -> None:
        """Adds the rows of anything with ``__arrow_c_stream__``, or puts them in the place of the table's.

        Columns go by English name or Chinese label; further ones are kept as text. Raises :class:`IssueError` with
        every defect, and adds nothing then. References are checked with the change, so tables may come in any order.
        """
        number = table_number(table)
        stream, capsule = take_stream(rows)

        def work(cancellable: Any, tell: Any, data: Any) -> Any:
            shown = encode(name)
            values = {
                "replace": replace,
                "name": shown,
                "cancellable": cancellable,
                "progress": tell,
                "progress_data": data,
            }
            return call(
                lib.dj_change_import_arrow, self._pointer, number, stream, ffi.new("DjArrowImportOptions *", values)
            )

        with self.register._lock:
            run_long(work, f"importing {table}", self._progress if progress is None else progress)
        del capsule

    def import_hif(self, document: str | bytes, *, name: str | None = None, make_bodies: bool = False) -> None:
        """Adds alliances and seats from a hypergraph in the Hypergraph Interchange Format; ``make_bodies`` makes
        organizations of unknown nodes.
        """
        text = document.encode() if isinstance(document, str) else document
        self._call(lib.dj_change_import_hif, ffi.from_buffer("char[]", text), len(text), encode(name), make_bodies)

    # ---- The whole ---------------------------------------------------------------------------------------------

    def check(self) -> Frame:
        """All that would be wrong, at any date."""

        def work(cancellable: Any, tell: Any, data: Any) -> Any:
            issues = lib.dj_change_check(self._pointer, cancellable)
            if issues == ffi.NULL:
                raise CancelledError("cancelled")
            return ffi.gc(issues, lib.dj_issues_unref)

        with self.register._lock:
            return Frame._take(lib.dj_issues_to_frame(run_long(work, "checking", self._progress)))

    def commit(self) -> None:
        """Checks, then makes the register as it would be; on any error it stays as it was."""

        def work(cancellable: Any, tell: Any, data: Any) -> Any:
            return call(lib.dj_change_commit_cancellable, self._pointer, cancellable)

        with self.register._lock:
            run_long(work, "checking", self._progress)
