# SPDX-License-Identifier: Apache-2.0
"""The frame: every tabular answer, and its way to pandas, polars, Arrow and NumPy."""

from __future__ import annotations

import ctypes
import html
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ._call import borrow, call, decode, encode_text, extra, text_of, written
from ._dangjian import ffi, lib
from .errors import FormatError, NotFoundError
from .schema import label_number

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

# Of a day.
_MILLISECONDS = 86_400_000

# Rows that are shown of a long frame.
_SHOWN = 10

# The name lives as long as the process: capsules keep a pointer to it.
_STREAM_NAME = ctypes.create_string_buffer(b"arrow_array_stream")
_SCHEMA_NAME = ctypes.create_string_buffer(b"arrow_schema")
_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


def _address(pointer: Any) -> int:
    return int(ffi.cast("uintptr_t", pointer))


def _capsule(pointer: Any, name: Any, destructor: Any) -> object:
    return _new_capsule(_address(pointer), ctypes.addressof(name), _address(destructor))


AnyFrame = TypeVar("AnyFrame", bound="Frame")


class Frame:
    """A table of answers. It does not change, and speaks the Arrow PyCapsule protocol: ``polars.DataFrame(frame)``,
    ``pyarrow.table(frame)`` and ``duckdb.sql("FROM frame")`` take it as it is.

    ``labels`` says what columns and the values of code lists are called where a frame is shown or given to others: None
    for English names as in files, ``zh`` or ``en`` for labels. Keys, as in ``frame["members"]``, :meth:`rows` and
    :meth:`to_numpy`, are the English names under any labels, and so is all of :meth:`csv` and :meth:`json`.
    """

    def __init__(self) -> None:
        raise TypeError("frames are answers of registers and views")

    _pointer: Any
    labels: str | None

    @classmethod
    def _take(cls: type[AnyFrame], pointer: Any, labels: str | None = None) -> AnyFrame:
        """Takes a ``DjFrame *``."""
        frame = cls.__new__(cls)
        frame._pointer = ffi.gc(pointer, lib.dj_frame_unref)
        label_number(labels)
        frame.labels = labels
        return frame

    # ---- Shape -------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return int(lib.dj_frame_get_n_rows(self._pointer))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self), int(lib.dj_frame_get_n_columns(self._pointer))

    @property
    def columns(self) -> list[str]:
        """Names of the columns, as files have them."""
        return [text_of(self._info(number).name) for number in range(self.shape[1])]

    @property
    def column_labels(self) -> list[str]:
        """What the columns are called in the language of ``labels``."""
        infos = (self._info(number) for number in range(self.shape[1]))
        return [text_of(getattr(info, f"label_{self.labels}") if self.labels else info.name) for info in infos]

    def _info(self, number: int) -> Any:
        return lib.dj_frame_get_column(self._pointer, number)

    def _number(self, name: str) -> int:
        number = int(lib.dj_frame_find_column(self._pointer, encode_text(name)))
        if number < 0:
            raise NotFoundError(f"no column {name!r}; there are {', '.join(self.columns)}")
        return number

    def labelled(self, labels: str | None) -> Frame:
        """The same rows with other words."""
        return self._take(lib.dj_frame_ref(self._pointer), labels)

    def select(self, rows: Iterable[int]) -> Frame:
        """The rows of these numbers, in that order; or those for which an array of bools, one a row, says so."""
        wanted = self._row_numbers(np.asarray(rows if hasattr(rows, "__array__") else list(rows)))
        if wanted.size and (wanted.min() < 0 or wanted.max() >= len(self)):
            raise IndexError(f"rows are 0 to {len(self) - 1}")
        numbers = np.ascontiguousarray(wanted, dtype=np.int64)
        return self._take(
            lib.dj_frame_select(self._pointer, ffi.from_buffer("gint64[]", numbers), numbers.size), self.labels
        )

    def _row_numbers(self, rows: Any) -> Any:
        if rows.ndim != 1:
            raise TypeError(f"numbers of rows are needed, not an array of {rows.ndim} dimensions")
        if rows.dtype.kind == "b":
            if rows.size != len(self):
                raise IndexError(f"{rows.size} bools for {len(self)} rows")
            return np.flatnonzero(rows)
        if rows.size and rows.dtype.kind not in "iu":
            raise TypeError(f"numbers of rows are needed, not {rows.dtype}")
        return rows

    def head(self, n: int = _SHOWN) -> Frame:
        """The first rows."""
        if n < 0:
            raise FormatError(f"a number of rows is 0 or more, not {n}")
        return self.select(range(min(n, len(self))))

    # ---- Cells -------------------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> Any:
        """A column as an array of NumPy. Numbers are not copied, and are not to be written to; whole numbers of which
        some are missing are a masked array, days ``datetime64[D]``, codes and texts objects.
        """
        number = self._number(name)
        kind = self._info(number).type
        if kind == lib.DJ_TYPE_INT:
            ints = self._array(lib.dj_frame_get_ints(self._pointer, number), "int64")
            missing = ints == lib.DJ_INT_NONE
            return np.ma.MaskedArray(ints, missing, copy=False) if missing.any() else ints
        if kind == lib.DJ_TYPE_REAL:
            return self._array(lib.dj_frame_get_reals(self._pointer, number), "float64")
        if kind == lib.DJ_TYPE_DATE:
            return self._days(number)
        if kind == lib.DJ_TYPE_CODE:
            words = np.array([None, *self._words(number)], dtype=object)
            return words[self._array(lib.dj_frame_get_codes(self._pointer, number), "uint8")]
        return np.array([*self._texts(number), None], dtype=object)[:-1]

    def _column_texts(self, name: str) -> Iterator[str | None]:
        """A column of texts one by one, as far as they are asked for."""
        return self._texts(self._number(name))

    def _array(self, cells: Any, dtype: str) -> Any:
        return borrow(cells, len(self), dtype, self._pointer)

    def _days(self, number: int) -> Any:
        days = self._array(lib.dj_frame_get_dates(self._pointer, number), "int32").astype("int64")
        days[days == lib.DJ_DATE_NONE] = np.iinfo("int64").min  # not a time
        return days.view("datetime64[D]")

    def _words(self, number: int) -> list[str]:
        """What the values of a column of codes are called."""
        codes = self._info(number).codes
        values = codes.codes[0 : codes.n_codes]
        return [text_of(getattr(value, f"label_{self.labels}") if self.labels else value.name) for value in values]

    def _texts(self, number: int) -> Iterator[str | None]:
        return (decode(lib.dj_frame_get_text(self._pointer, row, number)) for row in range(len(self)))

    def rows(self) -> list[dict[str, Any]]:
        """Each row as a dictionary; for small frames."""
        return [dict(zip(self.columns, cells)) for cells in self._cells()]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def _cells(self) -> Iterator[tuple[Any, ...]]:
        """Rows of Python's own values, None where missing."""
        return zip(*(self._values(number) for number in range(self.shape[1]))) if self.shape[1] else iter(())

    def _values(self, number: int) -> list[Any]:
        array = self[self.columns[number]]
        if self._info(number).type == lib.DJ_TYPE_REAL:
            return [None if value != value else value for value in array.tolist()]
        values: list[Any] = array.tolist()
        return values

    def to_numpy(self) -> dict[str, Any]:
        """Every column as an array, by name; see ``frame["name"]``."""
        return {name: self[name] for name in self.columns}

    # ---- Arrow -------------------------------------------------------------------------------------------------

    def _export(self, columns: Sequence[str] | None = None, batch_rows: int = 0) -> Any:
        """A stream in memory of its own, to be freed by the capsule."""
        numbers = [self._number(name) for name in columns] if columns is not None else []
        options = ffi.new("DjArrowOptions *", {"words": label_number(self.labels), "batch_rows": batch_rows})
        kept = ffi.new("int[]", numbers)
        if columns is not None:
            options.columns, options.n_columns = kept, len(numbers)
        stream = lib.dj_python_new_stream()
        try:
            call(lib.dj_frame_export_arrow, self._pointer, options, stream)
        except BaseException:
            lib.free(stream)
            raise
        return stream

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule with an Arrow C stream. Another schema cannot be asked for, as the protocol allows."""
        return _capsule(self._export(), _STREAM_NAME, lib.dj_python_free_stream_address())

    def __arrow_c_schema__(self) -> object:
        """A capsule with the stream's schema."""
        schema = lib.dj_python_new_schema(self._export())
        return _capsule(schema, _SCHEMA_NAME, lib.dj_python_free_schema_address())

    def stream(self, columns: Sequence[str] | None = None, batch_rows: int = 0) -> ArrowStream:
        """Some of the columns, in arrays of so many rows (0 for all in one), for whoever takes an Arrow stream."""
        if batch_rows < 0:
            raise FormatError("batch_rows is 0 or more")
        for name in columns or ():
            self._number(name)
        return ArrowStream(self, columns, batch_rows)

    def arrow(self, columns: Sequence[str] | None = None) -> pyarrow.Table:
        """A table of pyarrow, of all columns or of some; numbers and days are not copied."""
        return extra("pyarrow", "pandas").table(self.stream(columns))

    def pl(self, columns: Sequence[str] | None = None) -> polars.DataFrame:
        """A data frame of polars."""
        frame: polars.DataFrame = extra("polars").DataFrame(self.stream(columns))
        return frame

    def df(self, columns: Sequence[str] | None = None) -> pandas.DataFrame:
        """A data frame of pandas: whole numbers of which some are missing are ``Int64``, days ``datetime64``, codes
        categories.
        """
        made_by, _ = extra("pandas"), extra("pyarrow", "pandas")
        names = self.columns if columns is None else list(columns)
        arrays = {place: self._fixed(name, made_by) for place, name in enumerate(names)}
        rest = self.arrow([name for place, name in enumerate(names) if arrays[place] is None])
        others = rest.to_pandas(date_as_object=False) if rest.num_columns else made_by.DataFrame(index=range(len(self)))
        columns_left = (column for _, column in others.items())
        parts = {place: next(columns_left) if array is None else array for place, array in arrays.items()}
        frame: pandas.DataFrame = made_by.DataFrame(parts, index=others.index, copy=False)
        frame.columns = self.select([]).arrow(names).column_names
        return frame

    def _fixed(self, name: str, made_by: Any) -> Any:
        """A column of whole numbers or days as pandas has them, made in one go; None for other columns."""
        number = self._number(name)
        kind = self._info(number).type
        if kind == lib.DJ_TYPE_INT:
            cells = self._array(lib.dj_frame_get_ints(self._pointer, number), "int64")
            if not _has_missing(cells, lib.DJ_INT_NONE):
                return cells.copy()
            return made_by.arrays.IntegerArray(cells.copy(), cells == lib.DJ_INT_NONE)
        if kind != lib.DJ_TYPE_DATE:
            return None
        days = self._array(lib.dj_frame_get_dates(self._pointer, number), "int32")
        moments = days.astype(np.int64)
        moments *= _MILLISECONDS
        if _has_missing(days, lib.DJ_DATE_NONE):
            np.putmask(moments, days == lib.DJ_DATE_NONE, np.iinfo("int64").min)  # not a time
        return moments.view("datetime64[ms]")

    # ---- Words -------------------------------------------------------------------------------------------------

    def csv(self) -> str:
        """The frame as CSV, as the tool writes it."""
        return written(lib.dj_frame_write_csv, self._pointer)

    def json(self) -> str:
        """The frame as a JSON array of objects."""
        return written(lib.dj_frame_write_json, self._pointer)

    def table(self, width: int = 0) -> str:
        """The frame as an aligned table for a terminal of so many columns, 0 for one without end; with names where
        there are no labels.
        """
        if width < 0:
            raise FormatError(f"a width is 0 or more, not {width}")
        language = lib.DJ_LANGUAGE_ZH if self.labels == "zh" else lib.DJ_LANGUAGE_EN
        options = ffi.new("DjPrintOptions *", (language, width, False, self.labels is None))

        def write(pointer: Any, out: Any, error: Any) -> None:
            lib.dj_frame_print(pointer, out, options)

        return written(write, self._pointer).rstrip("\n")

    def _size(self) -> str:
        return f"{len(self):,} rows × {self.shape[1]} columns"

    def __repr__(self) -> str:
        many = len(self) > _SHOWN
        shown = (self.head() if many else self).table(shutil.get_terminal_size().columns)
        return f"{shown}\n{'… ' if many else ''}[{self._size()}]"

    def _repr_html_(self) -> str:
        shown = self.head(2 * _SHOWN) if len(self) > 2 * _SHOWN else self
        head = "".join(f"<th>{html.escape(label)}</th>" for label in self.column_labels)
        body = "".join(f"<tr>{''.join(map(_html_cell, cells))}</tr>" for cells in shown._cells())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{self._size()}</p>"

    def __copy__(self: AnyFrame) -> AnyFrame:
        return self  # it does not change

    def __deepcopy__(self: AnyFrame, memo: object) -> AnyFrame:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("a frame is not pickled; pickle its .arrow() or .df(), or the view that it was asked of")


def _has_missing(cells: Any, none: int) -> bool:
    """Whether one of them stands for a missing one, which is the least of all."""
    return bool(cells.size) and int(cells.min()) == none


class ArrowStream:
    """Columns of a frame as an Arrow stream, which may be taken as often as one likes."""

    def __init__(self, frame: Frame, columns: Sequence[str] | None, batch_rows: int) -> None:
        self._frame, self._columns, self._batch_rows = frame, columns, batch_rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        stream = self._frame._export(self._columns, self._batch_rows)
        return _capsule(stream, _STREAM_NAME, lib.dj_python_free_stream_address())


def _html_cell(value: Any) -> str:
    if value is None:
        return "<td></td>"
    style = ' style="text-align:right"' if isinstance(value, (int, float)) else ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:.4g}" if isinstance(value, float) else str(value)
    return f"<td{style}>{html.escape(text)}</td>"


def take_stream(table: object) -> tuple[Any, Any]:
    """The Arrow stream of anything that has one, and the capsule that must live as long."""
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(
            f"a table with __arrow_c_stream__ is needed (pandas, polars, pyarrow, DuckDB), not {type(table).__name__}"
        )
    capsule = table.__arrow_c_stream__()
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_void_p)
    stream = ffi.cast("struct ArrowArrayStream *", get(capsule, ctypes.addressof(_STREAM_NAME)))
    if stream.release == ffi.NULL:
        raise ValueError("the stream was taken before, and gives its rows only once")
    return stream, capsule
