# SPDX-License-Identifier: Apache-2.0
"""Arrow streams made by hand, as wrong as one likes, which count what is given back."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

from dangjian._dangjian import ffi

_NAME = ctypes.create_string_buffer(b"arrow_array_stream")


@dataclass
class Column:
    """A field and its array; ``buffers`` are bytes, or None for a buffer that is not there."""

    name: str | None
    format: str
    length: int
    buffers: list[bytes | None]
    null_count: int = 0
    offset: int = 0
    n_buffers: int | None = None
    children: list[Any] = field(default_factory=list)
    dictionary: Column | None = None


def texts(name, values):
    """A column of texts, None where missing."""
    data, offsets, bits = b"", [0], 0
    for place, value in enumerate(values):
        data += (value or "").encode()
        offsets.append(len(data))
        bits |= (value is not None) << place
    missing = sum(value is None for value in values)
    validity = bits.to_bytes(len(values) // 8 + 1, "little") if missing else None
    packed = b"".join(offset.to_bytes(4, "little") for offset in offsets)
    return Column(name, "u", len(values), [validity, packed, data or b"\0"], missing)


class Stream:
    """A stream of structs. ``length`` is what each array claims; ``fail_at`` is the array at which it breaks off."""

    def __init__(self, columns, *, length=None, arrays=1, fail_at=None, format="+s", schema=True, struct=None):
        self.columns, self.arrays, self.fail_at, self.format, self.schema = columns, arrays, fail_at, format, schema
        self.length = length if length is not None else (columns[0].length if columns else 0)
        self.struct = struct or {}
        self.given = self.released = self.asked = 0
        self.kept = []

    # What is made is kept here as long as the stream lives: C only counts its release.

    def _keep(self, value):
        self.kept.append(value)
        return value

    def _text(self, text):
        return ffi.NULL if text is None else self._keep(ffi.new("char[]", text.encode()))

    def _fill_schema(self, out, format, name="", columns=(), dictionary=None):
        self.given += 1
        out.format, out.name, out.metadata = self._text(format), self._text(name), ffi.NULL
        out.flags, out.n_children = 2, len(columns)
        out.children = self._keep(ffi.new("struct ArrowSchema *[]", max(len(columns), 1)))
        for place, column in enumerate(columns):
            child = self._keep(ffi.new("struct ArrowSchema *"))
            self._fill_schema(child, column.format, column.name, column.children, column.dictionary)
            out.children[place] = child
        out.dictionary = ffi.NULL
        if dictionary:
            out.dictionary = self._keep(ffi.new("struct ArrowSchema *"))
            self._fill_schema(out.dictionary, dictionary.format, dictionary.name)
        out.release = self._releaser("struct ArrowSchema *")

    def _fill_array(self, out, length, buffers, columns=(), dictionary=None, **more):
        self.given += 1
        out.length, out.null_count, out.offset = length, more.get("null_count", 0), more.get("offset", 0)
        cells = [ffi.NULL if b is None else ffi.cast("void *", self._keep(ffi.new("char[]", b))) for b in buffers]
        out.n_buffers = len(cells) if more.get("n_buffers") is None else more["n_buffers"]
        out.buffers = self._keep(ffi.new("void *[]", cells or 1))
        out.n_children = len(columns)
        out.children = self._keep(ffi.new("struct ArrowArray *[]", max(len(columns), 1)))
        for place, column in enumerate(columns):
            child = self._keep(ffi.new("struct ArrowArray *"))
            self._fill_column(child, column)
            out.children[place] = child
        out.dictionary = ffi.NULL
        if dictionary:
            out.dictionary = self._keep(ffi.new("struct ArrowArray *"))
            self._fill_column(out.dictionary, dictionary)
        out.release = self._releaser("struct ArrowArray *")

    def _fill_column(self, out, column):
        more = {"null_count": column.null_count, "offset": column.offset, "n_buffers": column.n_buffers}
        self._fill_array(out, column.length, column.buffers, column.children, column.dictionary, **more)

    def _releaser(self, kind):
        """Marks a structure and its children as released, each once."""

        def release(struct):
            assert struct.release != ffi.NULL
            self.released += 1
            for place in range(struct.n_children if "Stream" not in kind else 0):
                if struct.children[place].release != ffi.NULL:
                    struct.children[place].release(struct.children[place])
            if "Stream" not in kind and struct.dictionary != ffi.NULL and struct.dictionary.release != ffi.NULL:
                struct.dictionary.release(struct.dictionary)
            struct.release = ffi.NULL

        return self._keep(ffi.callback(f"void ({kind})", release))

    def _get_schema(self, stream, out):
        if not self.schema:
            return 5
        self._fill_schema(out, self.format, "", self.columns)
        return 0

    def _get_next(self, stream, out):
        self.asked += 1
        if self.fail_at == self.asked:
            return 5
        if self.asked > self.arrays:
            out.release = ffi.NULL
            return 0
        self._fill_array(out, self.length, [None], self.columns, **self.struct)
        return 0

    def __arrow_c_stream__(self, requested_schema=None):
        self.given += 1
        self.stream = stream = self._keep(ffi.new("struct ArrowArrayStream *"))
        callbacks = {
            "get_schema": ("int (struct ArrowArrayStream *, struct ArrowSchema *)", self._get_schema),
            "get_next": ("int (struct ArrowArrayStream *, struct ArrowArray *)", self._get_next),
            "get_last_error": ("const char *(struct ArrowArrayStream *)", lambda stream: self._text("broken off")),
        }
        for name, (kind, function) in callbacks.items():
            setattr(stream, name, self._keep(ffi.callback(kind, function)))
        stream.release = self._releaser("struct ArrowArrayStream *")
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
        return new(int(ffi.cast("uintptr_t", stream)), ctypes.addressof(_NAME), None)
