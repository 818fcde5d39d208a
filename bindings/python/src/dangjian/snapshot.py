# SPDX-License-Identifier: Apache-2.0
"""Views as files that are mapped."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from ._call import call, encode_path, run_long
from ._dangjian import lib
from .view import View

if TYPE_CHECKING:
    import datetime


def open(path: str | os.PathLike[str], *, validate: bool = True, labels: str | None = None) -> View:
    """A view from a file that ``view.save()`` wrote; ``view.register`` has all of the register.

    Opening takes milliseconds, however large the file is; validating reads all of it. Without ``validate`` a file that
    is damaged, or made to do harm, may do some: leave it out only for files of your own.
    """
    view = View._take(call(lib.dj_view_open, encode_path(path)), labels, threading.RLock())
    if validate:
        run_long(lambda cancellable, *_: call(lib.dj_view_validate, view._pointer, cancellable), "validating")
    return view


def snapshot_bytes(view: View) -> bytes:
    """What ``view.save()`` writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "view.djv")
        view.save(path)
        return path.read_bytes()


def restore_view(snapshot: bytes, labels: str | None) -> View:
    """The other way round. The file is gone when it is open: it lives as long as the view."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "view.djv")
        path.write_bytes(snapshot)
        return open(path, labels=labels)


def restore_restated(snapshot: bytes, past: datetime.date, labels: str | None) -> View:
    """A restated view from the view over whose tree it lies, and the day of its people."""
    today = restore_view(snapshot, None)
    return today.register.view(past, labels=labels).restate(today)
