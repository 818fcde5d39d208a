# SPDX-License-Identifier: Apache-2.0
"""Calling C: texts, errors, and long work that shows how far it is and stops on Ctrl-C."""

from __future__ import annotations

import _thread
import contextlib
import importlib
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, Callable, TypeVar, Union

import numpy as np

from ._dangjian import ffi, lib
from .errors import CancelledError, Error, FormatError, make_error

Progress = Union[None, bool, Callable[[int, int], Any]]
"""How long work tells of itself: ``None`` for a bar of tqdm where it is there and the work takes long, ``False`` for
nothing, or a function of what is done and what there is to do (0 where that is not known).
"""


def encode(text: str | None) -> Any:
    """A text for C; NULL for None."""
    return ffi.NULL if text is None else encode_text(text)


def encode_text(text: str) -> Any:
    """A text for C where there must be one."""
    if not isinstance(text, str):
        raise TypeError(f"a text is needed, not {text!r}")
    if "\0" in text:
        raise FormatError(f"a text may not hold a NUL: {text!r}")
    return ffi.new("char[]", text.encode())


def encode_path(path: str | os.PathLike[str]) -> Any:
    """A path for C, which would read one with a NUL only up to there."""
    name = os.fsencode(path)
    if b"\0" in name:
        raise FormatError(f"a path may not hold a NUL: {path!r}")
    return ffi.new("char[]", name)


def decode(text: Any) -> str | None:
    """A text of C, in UTF-8; None for NULL."""
    return None if text == ffi.NULL else text_of(text)


def text_of(text: Any) -> str:
    """A text of C that is never NULL."""
    return str(ffi.string(text), "utf-8")


class Texts:
    """An array of texts for C, which lives as long as this; one text stands for an array of one."""

    def __init__(self, texts: str | Iterable[str]) -> None:
        self._hold([encode_text(text) for text in ([texts] if isinstance(texts, str) else texts)])

    def _hold(self, kept: list[Any]) -> None:
        self._kept = kept
        self.array = ffi.new("char *[]", kept)

    def __len__(self) -> int:
        return len(self._kept)


class Cells(Texts):
    """The same where None stands for a missing one."""

    def __init__(self, cells: Iterable[str | None]) -> None:
        self._hold([encode(cell) for cell in cells])


def extra(module: str, part: str | None = None) -> Any:
    """A module that the package can do without; says how to get it where it is not there."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"{error}; try: pip install 'dangjian[{part or module}]'", name=error.name) from None


Holder = TypeVar("Holder", bound="Held")


class Held:
    """What holds an object of C until it is closed, or nobody has it any more. As a context it is closed at the end."""

    _held: Any = None

    def _hold(self, pointer: Any, free: Any) -> None:
        self._held = ffi.gc(pointer, free)

    @property
    def _pointer(self) -> Any:
        if self._held is None:
            raise ValueError(f"the {type(self).__name__.lower()} is closed")
        return self._held

    def close(self) -> None:
        """Gives it up. What was taken from it stays as it is; asking it anything is an error from now on."""
        self._held = None

    def __enter__(self: Holder) -> Holder:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


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
        if progress is not None and not isinstance(progress, bool) and not callable(progress):
            raise TypeError(f"progress is None, True, False or a function, not {progress!r}")
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


def _is_watched() -> bool:
    """Whether somebody looks: at a terminal, or at a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel") or (sys.stderr is not None and sys.stderr.isatty())


def _make_bar(title: str, total: int, *, always: bool) -> Any:
    """A bar of tqdm, or None where there is none or nobody to look at it."""
    if not always and not _is_watched():
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(desc=title, total=total or None, unit_scale=True, leave=False)


@ffi.def_extern(name="dj_python_progress", error=0)  # type: ignore[untyped-decorator]
def _on_progress(done: int, total: int, data: Any) -> int:
    return int(ffi.from_handle(data).tell(done, total))


# Seconds between two looks for Ctrl-C: a wait without end is not interrupted under every handler of signals.
_HEARTBEAT = 0.1

# Seconds after which an interrupt is raised again that came too late to stop anything.
_AFTER = 0.05


@contextlib.contextmanager
def waiting_for(lock: Any, cancellable: Any) -> Iterator[None]:
    """Holds a lock, waiting for it only as long as nobody cancels."""
    while not lock.acquire(timeout=_HEARTBEAT):
        if lib.g_cancellable_is_cancelled(cancellable):
            raise CancelledError("cancelled")
    try:
        yield
    finally:
        lock.release()


def _start_and_wait(
    thread: threading.Thread, turn: Any, done: threading.Event, cancellable: Any
) -> BaseException | None:
    """Waits until the work is done. What a signal raises meanwhile, once or more often, cancels it and is returned;
    where it is raised before the work has taken its turn, nothing is done at all.
    """
    interrupt: BaseException | None = None
    while True:
        try:
            if interrupt is None:
                thread.start()
            while not done.is_set():
                if interrupt is not None:
                    lib.g_cancellable_cancel(cancellable)
                done.wait(_HEARTBEAT)
            thread.join()
            return interrupt
        except BaseException as raised:
            if turn.acquire(blocking=False):
                raise
            interrupt = raised


def _run_beside(work: Callable[[], Any], cancellable: Any) -> Any:
    """Runs the work in another thread, so that this one hears Ctrl-C; then the work is stopped and waited for.

    Never returns before the work does, which uses memory of the caller. Where the work was done before it could be
    stopped, its answer is returned, and the interrupt comes after it.
    """
    answers: list[Any] = []
    raised: list[BaseException] = []
    turn, done = threading.Lock(), threading.Event()

    def run() -> None:
        if not turn.acquire(blocking=False):
            return
        try:
            answers.append(work())
        except BaseException as error:
            raised.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=run, name="dangjian", daemon=True)
    interrupt = _start_and_wait(thread, turn, done, cancellable)
    if interrupt is not None and answers and isinstance(interrupt, KeyboardInterrupt):
        again = threading.Timer(_AFTER, _thread.interrupt_main)
        again.daemon = True
        again.start()
    elif interrupt is not None:
        raise interrupt
    if raised:
        # Of this library's errors the calls in between are nobody's business.
        raise raised[0].with_traceback(None) if isinstance(raised[0], Error) else raised[0]
    return answers[0]


def run_long(work: Callable[[Any, Any, Any], Any], title: str, progress: Progress = None) -> Any:
    """Does work that can be stopped: it is given a cancellable, a progress function and its data.

    The work may run in another thread than the caller's, and takes what locks it needs itself: a callback that asks
    for the same ones would wait for the caller otherwise. What C reads of memory, the work itself keeps alive.
    """
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
