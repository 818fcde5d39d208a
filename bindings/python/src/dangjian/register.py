# SPDX-License-Identifier: Apache-2.0
"""The register of dated facts, and changes of it."""

from __future__ import annotations

import datetime
import hashlib
import math
import os
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Union, cast

import numpy as np

from ._call import Cells, Held, Progress, Texts, call, encode, encode_path, encode_text, run_long, text_of, waiting_for
from ._dangjian import ffi, lib
from .errors import CancelledError, FormatError, issues_frame
from .frame import Frame, take_stream
from .schema import Day, code_number, day_number, table_names, table_number, tables, today
from .view import View

Path = Union[str, "os.PathLike[str]"]
Value = Union[str, int, float, bool, Day, None]
"""A value of a cell: as text in the form of files, or as what it is."""

# Seconds, of which the library takes thousandths in 32 bits.
_LONGEST_WAIT = 2_000_000


def _read_options(lenient: bool, cancellable: Any, progress: Any, data: Any) -> Any:
    values = {"lenient": lenient, "cancellable": cancellable, "progress": progress, "progress_data": data}
    return ffi.new("DjReadOptions *", values)


def read(path: Path, *, lenient: bool = False, progress: Progress = None) -> Register:
    """Reads a register: a folder of CSV files (UTF-8 or GB18030, Chinese or English headers), a ``.json`` file, or what
    a store (``.db``) holds now, which is not kept open.

    Raises :class:`IssueError` with every defect. A lenient reader drops rows with defects and what depends on them;
    ``register.issues`` then tells which.
    """
    name = encode_path(path)

    def work(*beside: Any) -> Any:
        return call(lib.dj_register_read, name, _read_options(lenient, *beside))

    return Register._take(run_long(work, "reading", progress))


def read_json(
    text: str | bytes, *, name: str | None = None, lenient: bool = False, progress: Progress = None
) -> Register:
    """Reads a register from a JSON document; ``name`` is what issues call it."""
    document, shown = _document(text), encode(name)

    def work(*beside: Any) -> Any:
        return call(lib.dj_register_read_json, document, len(document), shown, _read_options(lenient, *beside))

    return Register._take(run_long(work, "reading", progress))


def _document(text: str | bytes) -> Any:
    """The bytes of a document, which may hold any."""
    if not isinstance(text, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"a document is a text or bytes, not {type(text).__name__}")
    return ffi.from_buffer("char[]", text.encode() if isinstance(text, str) else text)


def generate(
    *, scale: float = 1 / 1000, seed: int = 1, divisions: Path | None = None, progress: Progress = None
) -> Register:
    """A synthetic register of the nation's shape at the end of 2024, times ``scale`` (from 1/10,000 to 1): numbers and
    margins as published, persons without names, the same for the same arguments.

    ``divisions`` is a folder with the real divisions, such as ``share/dangjian/divisions``; without it areas are
    made up.
    """
    folder = ffi.NULL if divisions is None else encode_path(divisions)

    def work(cancellable: Any, teller: Any, data: Any) -> Any:
        values = {"scale": scale, "seed": seed, "divisions": folder, "cancellable": cancellable}
        options = ffi.new("DjGenerateOptions *", {**values, "progress": teller, "progress_data": data})
        return call(lib.dj_register_generate, options)

    return Register._take(run_long(work, "making", progress))


def open_store(
    path: Path,
    *,
    create: bool = False,
    read_only: bool = False,
    lenient: bool = False,
    verify: bool = False,
    progress: Progress = None,
) -> Register:
    """Opens a store, a SQLite file ``….db`` or ``postgresql://…`` on a server: what is committed to the register is
    kept there, by whom and why.

    ``create`` makes an empty one where there is none; ``verify`` looks for damage in the whole file first. A lenient
    reader leaves out rows with defects and what depends on them; nothing can be committed then. Raises as :func:`read`
    does; the line of an issue is the ``id`` of the row.

    Programs that share a store open it each, and so does every process of one that forks.
    """
    name = encode_path(path)
    how = {"create": create, "read_only": read_only, "lenient": lenient, "verify": verify}

    def work(cancellable: Any, tell: Any, data: Any) -> Any:
        beside = {"cancellable": cancellable, "progress": tell, "progress_data": data}
        return call(lib.dj_register_open, name, ffi.new("DjOpenOptions *", {**how, **beside}))

    return Register._take(run_long(work, "opening", progress))


class Register(Held):
    """Dated facts in twenty tables. ``Register()`` is an empty one.

    Threads may share it: calls that look at it or change it wait for one another, and for those on its copies. Frames
    and views taken from it need no such care. A function that is told of progress, or that makes rows of a stream, may
    ask the register that it is called for; not from a thread of its own, which would wait for the work to end.

    Texts of imports that were refused, and of changes that were dropped, are kept until the register and all copies of
    it are given up.

    One from :func:`open_store` keeps what is committed to it, and has a history. Copies, pickled ones and those of
    views have no store.
    """

    _issues: Frame | None = None

    def __init__(self) -> None:
        self._adopt(lib.dj_register_new())

    def _adopt(self, pointer: Any, history: Any = None) -> None:
        self._hold(pointer, lib.dj_register_unref)
        self._lock = threading.RLock() if history is None else history

    @classmethod
    def _take(cls, pointer: Any, history: Any = None) -> Register:
        """Takes a ``DjRegister *``, and the lock of those that it shares a history with."""
        register = cls.__new__(cls)
        register._adopt(pointer, history)
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
            raise FormatError(f"references are 'codes' or 'rows', not {references!r}")
        with self._lock:
            return Frame._take(ways[references](self._pointer, table_number(table)), labels)

    @property
    def issues(self) -> Frame:
        """What reading found and did not stop it."""
        if self._issues is not None:
            return self._issues
        return Frame._take(lib.dj_issues_to_frame(lib.dj_register_get_issues(self._pointer)))

    def copy(self) -> Register:
        """Another register with what this one holds now; they share what is not changed."""
        with self._lock:
            return Register._take(lib.dj_register_copy(self._pointer), self._lock)

    def with_table(self, table: str, rows: object, *, add: bool = False, progress: Progress = None) -> Register:
        """A register like this one with other rows in one table; this one stays as it is. ``add`` keeps those that
        are there.
        """
        return self.with_tables({table: rows}, add=add, progress=progress)

    def with_tables(self, tables: Mapping[str, object], *, add: bool = False, progress: Progress = None) -> Register:
        """The same for several tables, which are checked together, in any order."""
        numbers = {table: table_number(table) for table in tables}
        for table, number in numbers.items():
            others = [other for other in numbers if other != table and numbers[other] == number]
            if others:
                raise FormatError(f"{table!r} and {others[0]!r} are the same table")
        copy = self.copy()
        with copy.change(f"with {', '.join(tables)}", progress=progress) as change:
            for table, rows in tables.items():
                change.import_table(table, rows, replace=not add, progress=progress)
        return copy

    # ---- Views, changes and files -------------------------------------------------------------------------------

    def view(self, on: Day | None = None, *, labels: str | None = None) -> View:
        """The register as of one day, today where none is given."""
        with self._lock:
            return View._seal(self, today() if on is None else on, labels)

    def change(self, title: str = "", *, author: str | None = None, progress: Progress = None) -> Change:
        """Begins a change. As a context it is committed at the end, and dropped where something is raised before.

        A store keeps ``author`` and, as the reason, ``title``. ``progress`` is told how far imports are.
        """
        return Change(self, title, author, progress)

    def check(self) -> Frame:
        """All invariants at every date. Of a register that could be read there is none left of level must."""
        return self.change("check").check()

    def diff(self, before: Register, *, labels: str | None = None) -> Frame:
        """Which rows and values are different from another register, whatever the day: as ``view.diff()`` has them."""
        if not isinstance(before, Register):
            raise TypeError(f"a register is needed, not {type(before).__name__}")
        first, second = sorted((self._lock, before._lock), key=id)  # in one order, whichever is asked
        with first, second:
            return Frame._take(call(lib.dj_register_diff, self._pointer, before._pointer), labels)

    def write(self, path: Path) -> None:
        """Writes a folder of CSV files, a ``.json`` file, or a new store (``.db``), each whole or not at all."""
        with self._lock:
            call(lib.dj_register_write, self._pointer, encode_path(path))

    # ---- Store ---------------------------------------------------------------------------------------------------

    def _ask(self, function: Any, *arguments: Any) -> Any:
        with self._lock:
            return call(function, self._pointer, *arguments)

    @property
    def is_stored(self) -> bool:
        """Whether what is committed is kept in a store."""
        with self._lock:
            return bool(lib.dj_register_is_stored(self._pointer))

    @property
    def number(self) -> int:
        """The number of the last commit that it has, from 1; 0 for none, and without a store."""
        with self._lock:
            return int(lib.dj_register_get_number(self._pointer))

    def refresh(self) -> int:
        """Takes in what others have committed to the store; returns how many commits. Changes that were begun before
        are stale then. A commit does it by itself.
        """
        n = ffi.new("guint *")
        self._ask(lib.dj_register_refresh, n)
        return int(n[0])

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until others have committed to the store what this register has not, at most so many seconds (0 looks
        only, ``None`` waits for ever); returns whether they have. :meth:`refresh` takes it in. Ctrl-C stops it.

        Other threads that ask this register wait meanwhile; open another one for them.
        """
        if seconds is not None and not 0 <= seconds <= _LONGEST_WAIT:
            raise FormatError(f"seconds are from 0 to {_LONGEST_WAIT}, not {seconds!r}")
        milliseconds = -1 if seconds is None else math.ceil(seconds * 1000)
        changed = ffi.new("gboolean *")

        def work(cancellable: Any, *_: Any) -> Any:
            with waiting_for(self._lock, cancellable):
                return call(lib.dj_register_wait, self._pointer, milliseconds, cancellable, changed)

        run_long(work, "waiting")
        return bool(changed[0])

    def log(self, *, labels: str | None = None) -> Frame:
        """A row for each commit: number, time, author, reason, how many rows it edited, hash."""
        return Frame._take(self._ask(lib.dj_register_log), labels)

    def edits(self, number: int, *, labels: str | None = None) -> Frame:
        """What a commit changed, a row for each cell; of rows that came in bulk a row for each table."""
        return Frame._take(self._ask(lib.dj_register_get_change, number), labels)

    def at_commit(self, number: int) -> Register:
        """The register as it was after a commit, without a store; 0 for the empty one before the first. Further columns
        that came later are there, and empty.
        """
        return Register._take(self._ask(lib.dj_register_at_commit, number), self._lock)

    def undo(self, number: int, *, author: str | None = None) -> None:
        """Commits the contrary of a commit, having taken in what others have committed.

        Raises :class:`StaleError` where later commits edited the same rows, :class:`IssueError` where what is left
        breaks an invariant.
        """
        self._ask(lib.dj_register_undo, number, encode(author))

    def verify_log(self) -> None:
        """Computes the hashes of the whole log anew, and whether the rows are what the log says; raises
        :class:`FormatError` with the first commit that is not sound. Ctrl-C stops it.
        """

        def work(cancellable: Any, *_: Any) -> Any:
            with waiting_for(self._lock, cancellable):
                return call(lib.dj_register_verify_log, self._pointer, cancellable)

        run_long(work, "verifying")

    def verify_commit(self, number: int, hash: str) -> None:
        """Looks whether the log still has a commit of which somebody has noted number and hash; raises
        :class:`FormatError` where it has not. A log whose end was taken away is sound in itself.
        """
        self._ask(lib.dj_register_verify_commit, number, encode_text(hash))

    def write_positions(self, view: View) -> None:
        """Writes the tree of a view of this register to the store's table ``position``, for queries: what is under an
        organization are the rows of the day with ``pre`` from its own up to, not including, its ``end``.
        """
        if not isinstance(view, View):
            raise TypeError(f"a view is needed, not {type(view).__name__}")
        self._ask(lib.dj_register_write_positions, view._pointer)

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
        document = register_bytes(self)
        issues = self.issues.json() if len(self.issues) else ""
        return _restore_register, (document, issues, _digest(document, issues))


def register_bytes(register: Register) -> bytes:
    """The register as a JSON document."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "register.json")
        register.write(path)
        with open(path, "rb") as file:
            return file.read()


def _digest(document: bytes, issues: str) -> bytes:
    return hashlib.sha256(document + b"\0" + issues.encode()).digest()


def _restore_register(document: bytes, issues: str, digest: bytes) -> Register:
    if _digest(document, issues) != digest:
        raise FormatError("the pickled register is damaged")
    register = read_json(document, name="pickle", progress=False)
    register._issues = issues_frame(issues) if issues else None
    return register


def _text(value: Value) -> str | None:
    """A value as it stands in files."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        if value != value or value.time() != datetime.time() or value.tzinfo is not None:
            raise TypeError(f"a day is needed, not {value!r}")
        return value.date().isoformat()
    if isinstance(value, (int, float, np.integer, np.floating, datetime.date)):
        return str(value)
    raise TypeError(f"a value is a text, a number, a bool or a day, not {value!r}")


class Change(Held):
    """A set of edits of a register: checked as a whole, then committed or dropped."""

    def __init__(self, register: Register, title: str, author: str | None = None, progress: Progress = None) -> None:
        self.register = register
        self._progress = progress
        self._title = title
        self._committed = False
        with register._lock:
            self._hold(lib.dj_register_begin(register._pointer, encode_text(title)), lib.dj_change_unref)
            lib.dj_change_set_author(self._pointer, encode(author))

    @property
    def title(self) -> str:
        """What the change is for."""
        return text_of(lib.dj_change_get_title(self._pointer))

    @property
    def committed(self) -> bool:
        """Whether the last :meth:`commit` was done; so, too, where Ctrl-C came too late to stop it."""
        return self._committed

    def __enter__(self) -> Change:
        return self

    def __exit__(self, *raised: object) -> None:
        try:
            if raised[0] is None:
                self.commit()
        finally:
            self.close()

    def __repr__(self) -> str:
        state = " committed" if self._committed else " dropped" if self._held is None else ""
        return f"<Change {self._title!r}{state}>"

    def __reduce__(self) -> Any:
        raise TypeError("a change is not pickled; commit it, and pickle the register")

    # ---- Rows --------------------------------------------------------------------------------------------------

    def _call(self, function: Any, *arguments: Any) -> Any:
        with self.register._lock:
            return call(function, self._pointer, *arguments)

    def _row_call(self, function: Any, before: tuple[Any, ...], values: Mapping[str, Value], *after: Any) -> Any:
        names, cells = Texts(values), Cells(map(_text, values.values()))
        return self._call(function, *before, names.array, cells.array, len(values), *after)

    def add(self, table: str, **values: Value) -> int:
        """Adds a row; returns its number."""
        return int(self._row_call(lib.dj_change_add_row, (table_number(table),), values))

    def find(self, table: str, after: int = -1, **values: Value) -> int:
        """The number of the next row with all these values."""
        if after < -1:
            raise FormatError(f"after is the number of a row, or -1 to begin, not {after}")
        return int(self._row_call(lib.dj_change_find, (table_number(table),), values, after))

    def amend(self, table: str, row: int, **values: Value) -> None:
        """Corrects values that were wrong, of a row that :meth:`add` or :meth:`find` returned."""
        self._row_call(lib.dj_change_amend_row, (table_number(table), row), values)

    def revise(self, table: str, code: str, on: Day, **values: Value) -> None:
        """Says that something became different on a day."""
        pairs = [encode(text) for name, value in values.items() for text in (name, _text(value))]
        arguments = [ffi.cast("char *", pair) for pair in [*pairs, ffi.NULL]]

        def revise(pointer: Any, error: Any) -> Any:
            return lib.dj_change_revise(
                pointer, table_number(table), encode_text(code), day_number(on), error, *arguments
            )

        self._call(revise)

    def end(self, table: str, code: str, on: Day) -> None:
        """Ends the row of a code, and the rows of other tables that follow it."""
        self._call(lib.dj_change_end, table_number(table), encode_text(code), day_number(on))

    def end_row(self, table: str, row: int, on: Day) -> None:
        """Ends one row, and none besides."""
        self._call(lib.dj_change_end_row, table_number(table), row, day_number(on))

    # ---- Operations --------------------------------------------------------------------------------------------

    def move_organization(self, organization: str, superior: str | None, on: Day) -> None:
        """Gives an organization another superior from a day on, or none."""
        self._call(lib.dj_change_move_organization, encode_text(organization), encode(superior), day_number(on))

    def transfer_member(self, person: str, organization: str, on: Day) -> None:
        """Moves a member's affiliation; participations stay."""
        self._call(lib.dj_change_transfer_member, encode_text(person), encode_text(organization), day_number(on))

    def move_members(self, source: str, target: str, on: Day) -> None:
        """Moves the affiliation of everyone affiliated to an organization itself."""
        self._call(lib.dj_change_move_members, encode_text(source), encode_text(target), day_number(on))

    def advance_need(self, item: str, state: str, on: Day) -> None:
        """Takes a need a step further: routed, taken, resolved, rated, closed, cancelled."""
        self._call(lib.dj_change_advance_need, encode_text(item), code_number("item_state", state), day_number(on))

    def add_matches(self, matches: Frame, on: Day) -> None:
        """Adds the rows of ``view.match()``."""
        if not isinstance(matches, Frame):
            raise TypeError(f"a frame is needed, not {type(matches).__name__}")
        self._call(lib.dj_change_add_matches, matches._pointer, day_number(on))

    # ---- Tables ------------------------------------------------------------------------------------------------

    def import_table(
        self, table: str, rows: object, *, replace: bool = False, name: str | None = None, progress: Progress = None
    ) -> None:
        """Adds the rows of anything with ``__arrow_c_stream__``, or puts them in the place of the table's.

        Columns go by English name or Chinese label; further ones are kept as text. Raises :class:`IssueError` with
        every defect, and adds nothing then. References are checked with the change, so tables may come in any order.
        """
        number, shown = table_number(table), encode(name)
        stream, capsule = take_stream(rows)

        def work(cancellable: Any, tell: Any, data: Any, kept: object = capsule) -> Any:
            options = ffi.new("DjArrowImportOptions *", (replace, shown, cancellable, tell, data))
            with waiting_for(self.register._lock, cancellable):
                return call(lib.dj_change_import_arrow, self._pointer, number, stream, options)

        run_long(work, f"importing {table}", self._progress if progress is None else progress)

    @property
    def issues(self) -> Frame:
        """What the last :meth:`import_files` found and did not stop it, such as files that are no table."""
        with self.register._lock:
            return Frame._take(lib.dj_issues_to_frame(lib.dj_change_get_issues(self._pointer)))

    def import_files(self, path: Path, *, replace: bool = False, progress: Progress = None) -> None:
        """Adds the rows of a folder of CSV files or a ``.json`` file. A row takes the place of the one about the same
        thing, so that what was written, edited and imported again keeps its rows. ``replace`` drops what is not there,
        of each table that is. Raises :class:`IssueError` with every defect, and adds nothing then.
        """
        name = encode_path(path)

        def work(cancellable: Any, tell: Any, data: Any) -> Any:
            options = _read_options(False, cancellable, tell, data)
            with waiting_for(self.register._lock, cancellable):
                return call(lib.dj_change_import, self._pointer, name, options, replace)

        run_long(work, "importing", self._progress if progress is None else progress)

    def import_hif(self, document: str | bytes, *, name: str | None = None, make_bodies: bool = False) -> None:
        """Adds alliances and seats from a hypergraph in the Hypergraph Interchange Format; ``make_bodies`` makes
        organizations of unknown nodes.
        """
        text = _document(document)
        self._call(lib.dj_change_import_hif, text, len(text), encode(name), make_bodies)

    # ---- The whole ---------------------------------------------------------------------------------------------

    def diff(self, *, labels: str | None = None) -> Frame:
        """What the change makes of the register so far, as ``register.diff()`` tells it."""
        return Frame._take(self._call(lib.dj_change_diff), labels)

    def check(self) -> Frame:
        """All that would be wrong, at any date."""

        def work(cancellable: Any, tell: Any, data: Any) -> Any:
            with waiting_for(self.register._lock, cancellable):
                issues = lib.dj_change_check(self._pointer, cancellable)
                if issues == ffi.NULL:
                    raise CancelledError("cancelled")
                return Frame._take(lib.dj_issues_to_frame(ffi.gc(issues, lib.dj_issues_unref)))

        return cast(Frame, run_long(work, "checking", False))

    def commit(self) -> None:
        """Checks, then makes the register as it would be; on any error it stays as it was.

        With a store, what others have committed is taken in first, and all of it is on the disk when this returns;
        :class:`StaleError` tells of rows that others have edited, too.

        Ctrl-C stops it with nothing changed. Where it comes too late for that, the change is committed, and
        ``KeyboardInterrupt`` is raised after this has returned.
        """

        def work(cancellable: Any, tell: Any, data: Any) -> Any:
            with waiting_for(self.register._lock, cancellable):
                call(lib.dj_change_commit_cancellable, self._pointer, cancellable)
                self._committed = True

        self._committed = False
        run_long(work, "committing", False)
