# SPDX-License-Identifier: Apache-2.0
"""Exceptions: one for each code of the library's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._dangjian import ffi, lib

if TYPE_CHECKING:
    from .frame import Frame


# Issues that the words of an exception tell.
_SHOWN = 10


class Error(Exception):
    """Something could not be done. Nothing has changed."""


class _WithIssuesError(Error):
    """What has a frame of issues."""

    issues: Frame

    def __init__(self, message: str, issues: Frame) -> None:
        super().__init__(message)
        self.issues = issues

    def __str__(self) -> str:
        if len(self.issues) <= 1:
            return str(self.args[0])
        lines = [f"  {_place(row)}: {row[_message()]}" for row in self.issues.head(_SHOWN)]
        more = [f"  … {len(self.issues) - _SHOWN:,} more"] if len(self.issues) > _SHOWN else []
        return "\n".join([f"{len(self.issues):,} issues, all of them in .issues", *lines, *more])

    def __reduce__(self) -> Any:
        return _restore_issue_error, (type(self), str(self.args[0]), self.issues.json())


class IssueError(_WithIssuesError, ValueError):
    """The data have defects. ``issues`` has them all, one row each."""


def issues_frame(document: str) -> Frame:
    """The frame of issues that was written as this JSON document."""
    from ._call import call
    from .frame import Frame

    text = document.encode()
    return Frame._take(call(lib.dj_issues_read_json, ffi.from_buffer("char[]", text), len(text)))


def _restore_issue_error(error: type[_WithIssuesError], message: str, issues: str) -> _WithIssuesError:
    return error(message, issues_frame(issues))


def _message() -> str:
    return "message_zh" if lib.dj_language_default() == lib.DJ_LANGUAGE_ZH else "message_en"


def _place(row: dict[str, Any]) -> str:
    """Where an issue is: file, line and column, or the number of the row."""
    if row["line"] is None:
        return f"{row['table']} row {row['row']}" if row["row"] is not None else str(row["table"] or row["file"])
    return ":".join(str(row[part]) for part in ("file", "line", "column") if row[part] is not None)


class FileError(Error, OSError):
    """A file or a stream cannot be read or written."""


class FormatError(Error, ValueError):
    """The form of a path or an argument is not known."""


class NotFoundError(Error, KeyError):
    """No such code, table, column or row."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError shows its key, in quotes


class StaleError(_WithIssuesError, RuntimeError):
    """The register has changed since the change was begun. Of a store, ``issues`` has a row for each that others have
    edited, too; else it is empty.
    """

    def __init__(self, message: str, issues: Frame | None = None) -> None:
        super().__init__(message, issues_frame("[]") if issues is None else issues)


class LimitError(Error, OverflowError):
    """More rows or bytes than the library can hold."""


class CancelledError(Error):
    """Stopped on request."""


_classes: dict[int, type[Error]] = {
    lib.DJ_ERROR_FILE: FileError,
    lib.DJ_ERROR_FORMAT: FormatError,
    lib.DJ_ERROR_NOT_FOUND: NotFoundError,
    lib.DJ_ERROR_STALE: StaleError,
    lib.DJ_ERROR_LIMIT: LimitError,
    lib.DJ_ERROR_CANCELLED: CancelledError,
}


def make_error(error: Any) -> Error:
    """The exception of a ``GError *``, which it frees."""
    from .frame import Frame

    message = ffi.string(error.message).decode("utf-8", "replace")
    ours = error.domain == lib.dj_error_quark()
    issues = lib.dj_error_get_issues(error) if ours else ffi.NULL
    frame = Frame._take(lib.dj_issues_to_frame(issues)) if issues else None
    code = error.code
    lib.g_error_free(error)
    if frame is not None:
        return (StaleError if code == lib.DJ_ERROR_STALE else IssueError)(message, frame)
    return _classes.get(code, Error)(message) if ours else Error(message)
