# SPDX-License-Identifier: Apache-2.0
"""Calling C: texts, errors, and long work that shows how far it is and stops on Ctrl-C."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable
from typing import Any, Callable, Union

import numpy as np

from ._dangjian import ffi, lib
from .errors import CancelledError, Error, make_error

Progress = Union[None, bool, Callable[[int, int], Any]]
"""How long work tells of itself: ``None`` for a bar of tqdm where it is there and the work takes long, ``False`` for
nothing, or a function of what is done and what there is to do (0 where that is not known).
"""


def encode(text: str | None) -> Any:
    """A text for C; NULL for None."""
    if text is None:
        return ffi.NULL
    if not isinstance(text, str):
        raise TypeError(f"a text is needed, not {text!r}")
    if "\0" in text:
        raise ValueError(f"a text may not hold a NUL: {text!r}")
    return ffi.new("char[]", text.encode())


def decode(text: Any) -> str | None:
    """A text of C, in UTF-8; None for NULL."""
    return None if text == ffi.NULL else text_of(text)


def text_of(text: Any) -> str:
    """A text of C that is never NULL."""
    return str(ffi.string(text), "utf-8")


class Texts:
    """An array of texts for C, which lives as long as this; one text stands for an array of one."""

    def __init__(self, texts: str | Iterable[str | None]) -> None:
        self._kept = [encode(text) for text in ([texts] if isinstance(texts, str) else texts)]
        self.array = ffi.new("char *[]", self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def borrow(cells: Any, n: int, dtype: str, owner: Any) -> Any:
    """An array over n cells in memory of C that another object owns; it keeps that alive, and cannot be written to."""
    if n == 0:
        return np.empty(0, dtype)
    kept = ffi.gc(ffi.cast("char *", cells), lambda _, owner=owner: None)
    array = np.frombuffer(ffi.buffer(kept, n * np.dtype(dtype).itemsize), dtype)
    array.flags.writeable = False
    return array


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function whose last argument is an error; raises where it is set."""
    error = ffi.new("GError **")
    answer = function(*arguments, error)
    if error[0] != ffi.NULL:
        raise make_error(error[0])
    return answer


def written(write: Callable[..., Any], *arguments: Any) -> str:
    """What a function writes that takes a file before its last arguments: ``write(subject, FILE, ..., error)``."""
    text, size = ffi.new("char **"), ffi.new("size_t *")
    subject, *more = arguments
    out = lib.open_memstream(text, size)
    if out == ffi.NULL:
        raise MemoryError
    try:
        call(write, subject, out, *more)
    finally:
        lib.fclose(out)
        answer = bytes(ffi.buffer(text[0], size[0])).decode()
        lib.free(text[0])
    return answer


# ---- Long work ---------------------------------------------------------------------------------------------------

# Seconds before a bar is shown: what is quick needs none.
_PATIENCE = 1.0


class _Teller:
    """Passes progress on, and stops the work where that raises."""

    def __init__(self, progress: Progress, title: str) -> None:
        self.progress, self.title = progress, title
        self.begun = time.monotonic()
        self.bar: Any = None
        self.raised: BaseException | None = None

    def tell(self, done: int, total: int) -> bool:
        try:
            if callable(self.progress):
                self.progress(done, total)
            elif self.progress is not False and time.monotonic() - self.begun > _PATIENCE:
                self._show(done, total)
        except BaseException as raised:  # kept for the caller's thread, which raises it
            self.raised = raised
            return False
        return True

    def _show(self, done: int, total: int) -> None:
        if self.bar is None:
            self.bar = _make_bar(self.title, total, always=self.progress is True)
        if self.bar is None:
            self.progress = False
        else:
            self.bar.total = total or None
            self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def _make_bar(title: str, total: int, *, always: bool) -> Any:
    """A bar of tqdm, or None where there is none or nobody to look at it."""
    if not always and not sys.stderr.isatty():
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(desc=title, total=total or None, unit_scale=True, leave=False)


@ffi.def_extern(name="dj_python_progress", error=0)  # type: ignore[untyped-decorator]
def _on_progress(done: int, total: int, data: Any) -> int:
    return int(ffi.from_handle(data).tell(done, total))


def _run_beside(work: Callable[[], Any], cancellable: Any) -> Any:
    """Runs the work in another thread, so that this one hears Ctrl-C; then the work is stopped and waited for."""
    answers: list[Any] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="dangjian", daemon=True)
    thread.start()
    try:
        thread.join()
    except BaseException:
        lib.g_cancellable_cancel(cancellable)
        thread.join()
        raise
    if raised:
        # Of this library's errors the calls in between are nobody's business.
        raise raised[0].with_traceback(None) if isinstance(raised[0], Error) else raised[0]
    return answers[0]


def run_long(work: Callable[[Any, Any, Any], Any], title: str, progress: Progress = None) -> Any:
    """Does work that can be stopped: it is given a cancellable, a progress function and its data."""
    teller = _Teller(progress, title)
    handle = ffi.new_handle(teller)
    cancellable = ffi.gc(lib.g_cancellable_new(), lib.g_object_unref)
    wanted = ffi.NULL if progress is False else lib.dj_python_progress
    try:
        if threading.current_thread() is not threading.main_thread():
            return work(cancellable, wanted, handle)
        return _run_beside(lambda: work(cancellable, wanted, handle), cancellable)
    except CancelledError:
        if teller.raised is not None:
            raise teller.raised from None
        raise
    finally:
        teller.close()
